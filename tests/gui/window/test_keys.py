"""Every key of the table of actions does what it says, and none does it where it is typed text."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PyQt6.QtCore import QMimeData, Qt
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QApplication, QFileDialog, QMenu

from poolviz.core import PoolSpec
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.gui.actions import actions
from tests.gui.window_tools import Person, clock, opens_popup, person, pixels, sit_down

__all__ = ["clock", "person", "sit_down"]

MAX_LINE = "max( 10, 12, 4, 11 ) = 12"
MEAN_LINE = "( 10 + 12 + 4 + 11 ) / 4 = 9.25"


def keys(*names: str) -> Callable[[Person], None]:
    return lambda p: p.press(*names)


def nothing(p: Person) -> None:
    """Begin with the scene as it opens."""


def zoom(p: Person) -> None:
    view = p.lab.input.view
    p.wheel(view, view.cell_rect(1, 1).center(), 3)


def copy_numbers(p: Person) -> None:
    data = QMimeData()
    data.setText("1\t2\n3\t4")
    QGuiApplication.clipboard().setMimeData(data)


def empty_clipboard(p: Person) -> None:
    QGuiApplication.clipboard().clear()


def cell_width(p: Person) -> float:
    return p.lab.input.view.cell_rect(0, 0).width() / p.lab.input.view.camera.fit


def stage_colour(p: Person) -> str:
    return p.lab.grab().toImage().pixelColor(3, 3).name()


def picture_copied(p: Person) -> bool:
    return QGuiApplication.clipboard().image().size() == p.lab.size()


def open_menus(p: Person) -> int:
    menus = [m for m in p.window.findChildren(QMenu) if m.isVisible()]
    return sum(len(menu.actions()) > 0 for menu in menus)


@dataclass(frozen=True)
class Case:
    """What is seen before and after the key, once `prepare` has been done."""

    look: Callable[[Person], Any]
    before: Any
    after: Any
    prepare: Callable[[Person], None] = nothing


CASES = {
    "play": Case(lambda p: p.playing, False, True),
    "forward": Case(lambda p: p.line, MAX_LINE, "max( 8, 7, 5, 9 ) = 9"),
    "back": Case(lambda p: p.step, "step 5 / 5 · pool 2", "step 4 / 5 · pool 1", keys("End")),
    "next_row": Case(lambda p: p.line, MAX_LINE, "max( 18, 13, 3, 15 ) = 18"),
    "previous_row": Case(
        lambda p: p.step,
        "step 4 / 5 · pool 1",
        "step 2 / 5 · pool 1",
        keys("Right", "Right", "Right"),
    ),
    "first": Case(lambda p: p.line, "max( 12, 9, 18, 7 ) = 18", MAX_LINE, keys("End")),
    "last": Case(lambda p: p.line, MAX_LINE, "max( 12, 9, 18, 7 ) = 18"),
    "next_level": Case(lambda p: p.titles[0], "Input 4 × 4", "Pool 1 2 × 2"),
    "previous_level": Case(lambda p: p.titles[0], "Pool 1 2 × 2", "Input 4 × 4", keys("End")),
    "faster": Case(lambda p: p.speed, "1 step / s", "2 steps / s"),
    "slower": Case(lambda p: p.speed, "1 step / s", "1 step in 2 s"),
    "loop": Case(lambda p: p.transport.buttons["loop"].isChecked(), False, True),
    "next_mode": Case(lambda p: p.line, MAX_LINE, MEAN_LINE),
    "random": Case(lambda p: p.window.source_name.text(), "4 × 4 example", "Random, seed 0"),
    "next_scene": Case(lambda p: p.line, MAX_LINE, MEAN_LINE),
    "previous_scene": Case(lambda p: p.line, MEAN_LINE, MAX_LINE, keys("PgDown")),
    "undo": Case(lambda p: p.line, MEAN_LINE, MAX_LINE, keys("M")),
    "redo": Case(lambda p: p.line, MAX_LINE, MEAN_LINE, keys("M", "Ctrl+Z")),
    "edit_cells": Case(lambda p: p.controls.input.edit.isChecked(), False, True),
    "numbers": Case(lambda p: p.has_colour(p.lab.input.view, "#000000"), True, False),
    "slide_lab": Case(lambda p: p.window.session.lab, "shift", "slide", keys("2")),
    "shift_lab": Case(lambda p: p.source, "4 × 4 example", "Circle, radius 28"),
    "grid": Case(lambda p: p.shift_controls.grid.isChecked(), False, True, keys("2")),
    "guess": Case(lambda p: p.line, MAX_LINE, "max( 10, 12, 4, 11 ) = ?"),
    "whole": Case(lambda p: cell_width(p) > 1.1, True, False, zoom),
    "projector": Case(stage_colour, "#f3f4f6", "#ffffff"),
    "larger": Case(lambda p: p.transport.label.fontInfo().pixelSize(), 15, 17),
    "smaller": Case(lambda p: p.transport.label.fontInfo().pixelSize(), 17, 15, keys("Ctrl++")),
    "usual": Case(
        lambda p: p.transport.label.fontInfo().pixelSize(), 20, 15, keys("Ctrl++", "Ctrl++")
    ),
    "controls": Case(lambda p: p.controls.isVisible(), True, False),
    "present": Case(lambda p: p.transport.isVisible(), True, False),
    "leave": Case(lambda p: p.transport.isVisible(), False, True, keys("F11")),
    "keys": Case(lambda p: p.window.key_help.isVisible(), False, True),
    "open": Case(lambda p: len(p.dialogs), 0, 1),
    "paste": Case(lambda p: p.titles[0], "Input 4 × 4", "Input 2 × 2", copy_numbers),
    "copy": Case(picture_copied, False, True, empty_clipboard),
    "export": Case(open_menus, 0, 1),
    "quit": Case(lambda p: p.window.isVisible(), True, False),
}


@pytest.fixture
def dialogs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every file dialog that would have opened; all are cancelled."""
    asked: list[str] = []

    def ask(*arguments: Any) -> tuple[str, str]:
        asked.append(arguments[1])
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    return asked


def test_there_is_a_case_for_every_action() -> None:
    assert set(CASES) == {action.id for action in actions()}


def test_no_key_is_given_to_two_actions() -> None:
    given = [key for action in actions() for key in action.keys]
    assert len(given) == len(set(given))


@opens_popup
@pytest.mark.parametrize(
    ("name", "key"), [pytest.param(a.id, key, id=key) for a in actions() for key in a.keys]
)
def test_key(person: Person, dialogs: list[str], qtbot, name: str, key: str) -> None:
    case = CASES[name]
    person.dialogs = dialogs
    case.prepare(person)
    assert case.look(person) == case.before
    person.press(key)
    person.finish_work(qtbot)
    assert case.look(person) == case.after
    for menu in person.window.findChildren(QMenu):
        menu.close()


TOGGLES = ("play", "loop", "numbers", "guess", "projector", "controls", "present", "keys")


@pytest.mark.parametrize("name", [*TOGGLES, "edit_cells"])
def test_the_same_key_again_takes_it_back(person: Person, name: str) -> None:
    case = CASES[name]
    key = next(action.keys[0] for action in actions() if action.id == name)
    person.press(key, key)
    assert case.look(person) == case.before


def test_m_goes_through_all_methods_and_begins_again(person: Person) -> None:
    lines = []
    for _ in range(8):
        lines.append(person.line)
        person.press("M")
    assert lines == [
        MAX_LINE,
        MEAN_LINE,
        "min( 10, 12, 4, 11 ) = 4",
        "10 + 12 + 4 + 11 = 37",
        "√( 10² + 12² + 4² + 11² ) ≈ 19.5192",
        "√( ( 10² + 12² + 4² + 11² ) / 4 ) ≈ 9.7596",
        "first( 10, 12, 4, 11 ) = 10",
        MAX_LINE,
    ]


@pytest.mark.long
def test_page_down_goes_through_all_scenes_and_stops_at_the_last(person: Person, qtbot) -> None:
    said = []
    for _ in SCENES:
        person.press("PgDown")
        person.finish_work(qtbot)
        said.append(person.said)
    titles = [preset.title for preset in SCENES.values()]
    count = len(titles)
    expected = [f"Scene {i + 1} of {count}: {title}." for i, title in enumerate(titles)]
    assert [text[: len(line)] for text, line in zip(said, expected[1:], strict=False)] == expected[
        1:
    ]
    assert said[-1] == f"This is the last of {count} scenes; Page Up goes back."
    person.press("PgUp")
    person.finish_work(qtbot)
    assert person.said.startswith(expected[-2])


@opens_popup
def test_the_menu_of_scenes_is_sorted_by_lab_and_ticks_the_one_on_screen(person: Person) -> None:
    person.press(*["PgDown"] * 4)
    menu = person.open_menu(person.window.buttons["scenes"])
    entries = [action for action in menu.actions() if not action.isSeparator()]
    headings = [action.text() for action in entries if not action.isEnabled()]
    assert headings == ["Slide lab", "Shift lab"]
    assert [a.text() for a in entries if a.isChecked()] == [SCENES["tie"].title]
    assert [a.text() for a in entries if a.isEnabled()] == [p.title for p in SCENES.values()]
    menu.close()
    person.press("M", "M")
    menu = person.open_menu(person.window.buttons["scenes"])
    assert not any(a.isChecked() for a in menu.actions()), "it is no longer that scene"
    menu.close()


def test_speed_stops_at_its_ends(person: Person) -> None:
    person.press(*["-"] * 20)
    assert person.speed == "1 step in 2 s"
    person.press(*["+"] * 20)
    assert person.speed == "all in 10 s"


def test_keys_at_the_ends_of_the_run_stay_there(person: Person) -> None:
    person.press("Left", "Shift+Left", "Down", "Home")
    assert person.step == "step 1 / 5 · pool 1"
    person.press("End", "Right", "Shift+Right", "Up")
    assert person.step == "step 5 / 5 · pool 2"


def test_a_guess_is_revealed_before_the_next_step(person: Person) -> None:
    person.press("G")
    assert person.line == "max( 10, 12, 4, 11 ) = ?"
    assert "from input[0, 1]" not in person.lab.arithmetic.notes
    person.press("Right")
    assert person.line == MAX_LINE
    assert person.step == "step 1 / 5 · pool 1"
    person.press("Right")
    assert person.line == "max( 8, 7, 5, 9 ) = ?"
    assert person.step == "step 2 / 5 · pool 1"


# ---- in a spin box


@pytest.fixture
def spinning(sit_down: Callable[..., Person]) -> Person:
    """Somebody who has clicked into the kernel's height, of a 6 x 6 matrix."""
    spinning = sit_down("seed100")
    spinning.click(spinning.controls.kernel_size.boxes[0])
    assert spinning.controls.kernel_size.boxes[0].hasFocus()
    return spinning


def test_a_spin_box_keeps_digits_until_return(spinning: Person) -> None:
    spinning.press("Ctrl+A")
    spinning.type("2")
    assert spinning.line.startswith("max( 8, 3, 7, 2")  # nothing happens while it is typed
    spinning.press("Return")
    assert spinning.line == "max( 8, 3, 2, 2 ) = 8"
    assert spinning.controls.kernel_size.boxes[1].value() == 2  # linked
    assert not spinning.controls.kernel_size.boxes[0].hasFocus()


def test_a_click_and_a_digit_replace_the_number(spinning: Person) -> None:
    spinning.type("2")
    spinning.press("Return")
    assert spinning.controls.kernel_size.boxes[0].value() == 2


def test_a_spin_box_keeps_the_arrows_up_and_down(spinning: Person) -> None:
    spinning.press("Down")
    assert spinning.controls.kernel_size.boxes[0].value() == 2
    spinning.press("Up")
    assert spinning.controls.kernel_size.boxes[0].value() == 3
    assert spinning.step == "step 1 / 4 · pool 1"


def test_zero_in_a_spin_box_is_a_digit_and_does_not_zoom_out(spinning: Person) -> None:
    zoom(spinning)
    assert cell_width(spinning) > 1.1
    spinning.press("0")
    assert cell_width(spinning) > 1.1


@pytest.mark.parametrize("key", ["Space", "F11", "F1", "End", "Right", "Shift+Right", "PgDown"])
def test_a_spin_box_that_was_clicked_leaves_all_other_keys(spinning: Person, key: str) -> None:
    name = next(action.id for action in actions() if key in action.keys)
    before = CASES[name].look(spinning)
    spinning.press(key)
    assert CASES[name].look(spinning) != before


LETTERS = [a.id for a in actions() if any(len(key) == 1 and not key.isdigit() for key in a.keys)]


@pytest.mark.parametrize("name", ["kernel_size", "norm_type"])
def test_what_is_typed_in_a_box_is_never_a_command(
    sit_down: Callable[..., Person], name: str
) -> None:
    person = sit_down(Scene(spec=PoolSpec(2, mode="lp", norm_type=3.0), repeats=2))
    control = getattr(person.controls, name)
    box = control.boxes[0] if name == "kernel_size" else control
    person.click(box)
    assert box.hasFocus()
    obeyed: list[str] = []
    for action in person.window._actions.values():
        action.triggered.connect(lambda _, action=action: obeyed.append(action.text()))
    text, session = box.text(), person.window.session
    before = session.scene, session.options, session.time.speed, session.timeline.playing
    assert len(LETTERS) >= 14
    for action in actions():
        person.press(*(key for key in action.keys if len(key) == 1 and not key.isdigit()))
    person.type("xyz%")
    assert obeyed == []
    assert (session.scene, session.options, session.time.speed, session.timeline.playing) == before
    person.press("Esc")
    assert box.text() == text
    person.press("G")
    assert obeyed[-1] == "Guess first: hide each result", "and now it is one again"


def test_escape_gives_the_keyboard_back(spinning: Person) -> None:
    spinning.press("Esc", "Right")
    assert not spinning.controls.kernel_size.boxes[0].hasFocus()
    assert spinning.step == "step 2 / 4 · pool 1"


@pytest.mark.parametrize("letter", ["x", "%", "é"])
def test_nonsense_in_a_spin_box_changes_nothing(spinning: Person, letter: str) -> None:
    spinning.type(letter) if letter.isascii() else spinning.press(letter)
    spinning.press("Return")
    assert spinning.controls.kernel_size.boxes[0].value() == 3
    assert spinning.step == "step 1 / 4 · pool 1"


def test_an_emptied_spin_box_takes_its_number_back(spinning: Person) -> None:
    spinning.press("Ctrl+A", "Backspace", "Return")
    assert spinning.controls.kernel_size.boxes[0].text() == "3"


# ---- with the Tab key


def test_tab_reaches_all_that_can_be_used_and_comes_back(person: Person) -> None:
    reached = []
    for _ in range(200):
        person.press("Tab")
        widget = QApplication.focusWidget()
        assert widget is not None
        if widget in reached:
            break
        assert widget.isVisible()
        reached.append(widget)
    wanted = [
        *person.window.buttons.values(),
        *person.transport.buttons.values(),
        person.transport.slider,
        person.transport.speed,
        person.controls.input.which,
        person.controls.input.edit,
        person.controls.input.random,
        *person.controls.kernel_size.boxes,
        person.controls.kernel_size.link,
        person.controls.follows,
        *person.controls.dilation.boxes,
        person.controls.ceil_mode,
        person.controls.repeats,
        person.slide_controls.numbers,
        person.slide_controls.winner,
        person.slide_controls.guess,
        person.controls.colour_map,
    ]
    assert [widget for widget in wanted if widget not in reached] == []


def test_space_presses_the_button_that_tab_has_reached(person: Person) -> None:
    person.transport.buttons["forward"].setFocus()
    person.press("Space")
    assert person.step == "step 2 / 5 · pool 1"
    assert not person.playing
    person.press("K")
    assert person.playing


@opens_popup
def test_a_list_that_tab_has_reached_opens_by_the_keyboard(person: Person) -> None:
    person.transport.speed.setFocus()
    person.press("Alt+Down")
    assert person.transport.speed.view().isVisible()
    person.transport.speed.hidePopup()


def test_every_button_that_stands_for_a_key_names_it(person: Person) -> None:
    tips = [button.toolTip() for button in person.transport.buttons.values()]
    assert tips[3] == "Play or pause (Space)"
    assert all(tip.endswith(")") for tip in tips)


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
def test_what_the_tab_key_has_reached_can_be_seen(
    sit_down: Callable[..., Person], theme: str
) -> None:
    person = sit_down(theme=theme, size=(1440, 1000))
    unseen: list[str] = []
    first = None
    while True:
        person.press("Tab")
        widget = QApplication.focusWidget()
        if widget is first:
            break
        first = first or widget
        parent = widget.parentWidget()
        around = widget.geometry().adjusted(-3, -3, 3, 3)
        with_focus = pixels(parent.grab(around).toImage())
        widget.clearFocus()
        without = pixels(parent.grab(around).toImage())
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        if (with_focus != without).sum() < 40:
            unseen.append(widget.accessibleName() or widget.text() or type(widget).__name__)
    assert ", ".join(unseen) == ""
