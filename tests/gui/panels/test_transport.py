"""The bar at the foot: buttons, slider, speed; what it shows, and that showing is not telling."""

import itertools

import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtWidgets import QApplication

from poolviz.core.timeline import SPEEDS, Timeline
from poolviz.gui.actions import actions
from poolviz.gui.panels.transport import Transport
from poolviz.gui.theme import LIGHT, PROJECTOR, THEMES, style_sheet
from tests.gui.conftest import painted

LEFT = Qt.MouseButton.LeftButton
NAMES = ("first", "previous_row", "back", "play", "forward", "next_row", "last", "loop")


@pytest.fixture
def bar(on_screen):
    bar = Transport()
    bar.setStyleSheet(style_sheet(LIGHT))
    bar.set_theme(LIGHT)
    bar.set_timeline(Timeline(50), 1, 0, 1)
    return on_screen(bar, 1000, 70)


@pytest.fixture
def told(bar, heard):
    return [heard(bar.pressed), heard(bar.sought), heard(bar.speed_chosen)]


@pytest.mark.parametrize("name", NAMES)
def test_every_button_tells_its_name_once(bar, told, qtbot, name):
    assert bar.buttons[name].isVisible()
    qtbot.mouseClick(bar.buttons[name], LEFT)
    assert told == [[name], [], []]
    bar.buttons[name].setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(bar.buttons[name], Qt.Key.Key_Space)
    assert told == [[name, name], [], []]


def test_a_held_button_goes_on_for_steps_only(bar):
    on = {name for name in NAMES if bar.buttons[name].autoRepeat()}
    assert on == {"back", "forward", "previous_row", "next_row"}


def test_showing_a_time_says_nothing(bar, told):
    for length, index, on in ((50, 3, True), (1, 0, False), (13_000, 12_999, True), (2, 1, False)):
        for speed in range(len(SPEEDS)):
            bar.set_timeline(Timeline(length, index, playing=on, loop=on), speed, 1, 3)
    bar.set_tips({"play": "Play (Space)"})
    bar.set_theme(PROJECTOR)
    assert told == [[], [], []]


def test_the_slider_shows_the_step(bar):
    bar.set_timeline(Timeline(50, 7.9), 1, 0, 1)
    assert (bar.slider.minimum(), bar.slider.value(), bar.slider.maximum()) == (0, 7, 49)
    bar.set_timeline(Timeline(9, 8), 1, 0, 1)
    assert (bar.slider.value(), bar.slider.maximum()) == (8, 8)
    bar.set_timeline(Timeline(1), 1, 0, 1)
    assert (bar.slider.value(), bar.slider.maximum()) == (0, 0)


def test_the_label_counts_from_one(bar):
    bar.set_timeline(Timeline(12_544, 2999), 1, 1, 3)
    assert "3,000" in bar.label.text()
    assert "12,544" in bar.label.text()
    assert "pool 2" in bar.label.text()


def test_a_press_on_the_groove_goes_there(bar, told, qtbot):
    pressed, sought, _ = told
    width = bar.slider.width()
    qtbot.mousePress(bar.slider, LEFT, pos=QPoint(width - 2, 13))
    assert sought == [49]
    qtbot.mouseMove(bar.slider, QPoint(width // 2, 13))
    qtbot.mouseRelease(bar.slider, LEFT, pos=QPoint(width // 2, 13))
    qtbot.mouseClick(bar.slider, LEFT, pos=QPoint(1, 13))
    assert sought[-1] == 0
    assert pressed == []


def test_a_press_hits_the_step_under_the_mouse(bar, told, qtbot):
    sought = told[1]
    bar.set_timeline(Timeline(101), 1, 0, 1)
    room = bar.slider.width() - 18  # the middle of the handle goes this far
    for step in (100, 30, 71, 1):
        qtbot.mouseClick(bar.slider, LEFT, pos=QPoint(9 + round(room * step / 100), 13))
        assert abs(sought[-1] - step) <= 1
    last = sought[-1]
    qtbot.mouseClick(bar.slider, LEFT, pos=QPoint(9 + round(room * last / 100), 13))
    assert len(sought) == 4, "where it is already nothing is told"


def test_other_buttons_do_not_seek(bar, told, qtbot):
    qtbot.mouseClick(bar.slider, Qt.MouseButton.RightButton, pos=QPoint(200, 13))
    qtbot.mouseMove(bar.slider, QPoint(300, 13))
    assert told == [[], [], []]


def test_the_slider_has_its_handle_where_the_step_is(bar):
    places = []
    for index in (0, 24, 49):
        bar.set_timeline(Timeline(50, index), 1, 0, 1)
        pixels = painted(bar.slider)
        middle = pixels[pixels.shape[0] // 2]
        ink = [x for x, colour in enumerate(middle) if colour == LIGHT.colour("accent").rgb()]
        places.append(max(ink))
    width = bar.slider.width()
    assert places[0] < 20
    assert abs(places[1] - width / 2) < 20
    assert places[2] > width - 20


def test_speeds(bar, told, qtbot):
    assert [bar.speed.itemText(i) for i in range(bar.speed.count())] == [s.label for s in SPEEDS]
    assert bar.speed.currentIndex() == 1
    bar.speed.setFocus()
    qtbot.keyClick(bar.speed, Qt.Key.Key_Down)
    assert told == [[], [], [2]]
    bar.set_timeline(Timeline(50), 6, 0, 1)
    assert bar.speed.currentIndex() == 6


def test_loop_shows_whether_it_is_on(bar):
    for loop in (True, False):
        bar.set_timeline(Timeline(50, loop=loop), 1, 0, 1)
        assert bar.buttons["loop"].isChecked() is loop


def test_the_play_button_shows_what_it_would_do(bar):
    still = painted(bar.buttons["play"])
    bar.set_timeline(Timeline(50, playing=True), 1, 0, 1)
    playing = painted(bar.buttons["play"])
    assert (still != playing).any()
    bar.set_timeline(Timeline(50), 1, 0, 1)
    assert (painted(bar.buttons["play"]) == still).all()


@pytest.mark.parametrize("length", [2, 99, 100, 101, 12_544])
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("first", ["theme", "time"])
def test_nothing_moves_while_it_plays(on_screen, length, theme, first):
    bar = Transport()
    if first == "time":
        bar.set_timeline(Timeline(length), 1, 0, 2)
    bar.setStyleSheet(style_sheet(theme))
    bar.set_theme(theme)
    on_screen(bar, 1000, 70)
    places = set()
    for index, level in itertools.product((0, length // 2, length - 1), (0, 1)):
        bar.set_timeline(Timeline(length, index), 1, level, 2)
        QApplication.processEvents()
        places.add((bar.slider.geometry().getRect(), bar.speed.geometry().getRect()))
        assert bar.label.width() >= bar.label.sizeHint().width(), "nothing is cut"
    assert len(places) == 1


def test_all_of_it_fits_a_window_of_1024(bar):
    for theme in THEMES.values():
        bar.setStyleSheet(style_sheet(theme))
        bar.set_theme(theme)
        bar.set_timeline(Timeline(12_544, 12_000), 7, 2, 3)
        bar.resize(1024, bar.sizeHint().height())
        QApplication.processEvents()
        assert bar.width() == 1024
        for child in (*bar.buttons.values(), bar.slider, bar.label, bar.speed):
            assert bar.rect().contains(child.geometry())
        assert bar.slider.width() >= 60
        sizes = {(button.width(), button.height()) for button in bar.buttons.values()}
        assert all(width == height >= 30 for width, height in sizes), "large enough to hit"


def test_a_narrow_bar_says_less_of_the_step_and_covers_none_of_it(bar):
    bar.setStyleSheet(style_sheet(PROJECTOR))
    bar.set_theme(PROJECTOR)
    bar.set_timeline(Timeline(16_464, 16_463), 1, 2, 3)
    bar.set_tips({})
    least = bar.least_width
    for width, text in ((least, "step 16,464 / 16,464 · pool 3"), (least - 90, "16,464 / 16,464")):
        bar.resize(width, 80)
        QApplication.processEvents()
        assert bar.label.text() == text
        assert bar.least_width == least
        assert PROJECTOR.metrics().horizontalAdvance(text) <= bar.label.width()
        assert bar.slider.geometry().right() < bar.label.x()
        assert bar.label.geometry().right() < bar.speed.x()


def test_tips_name_the_keys(bar):
    bar.set_tips({action.id: action.tip for action in actions()})
    assert "Space" in bar.buttons["play"].toolTip()
    for button in bar.buttons.values():
        assert button.toolTip()
        assert button.accessibleName()


def test_a_click_does_not_take_the_keyboard(bar, qtbot):
    qtbot.mouseClick(bar.buttons["forward"], LEFT)
    assert not bar.buttons["forward"].hasFocus()
    qtbot.mouseClick(bar.slider, LEFT, pos=QPointF(100, 13).toPoint())
    assert not bar.slider.hasFocus()
