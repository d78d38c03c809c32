"""The controls of the Shift lab under real keys and clicks, and what is shown in which lab."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import QApplication, QComboBox

from poolviz.core.inputs.shapes import LETTERS
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.scenes.lab import LABS, Option, Random, Set
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.labs.base import view_of
from poolviz.gui.options import Options
from poolviz.gui.panels.controls import Controls
from poolviz.gui.panels.drawing_controls import DrawingControls
from poolviz.gui.theme import LIGHT, THEMES, style_sheet
from poolviz.gui.widgets.number_boxes import NumberBox
from tests.gui.conftest import shown_of
from tests.gui.window_tools import clock, opens_popup, sit_down

__all__ = ["clock", "sit_down"]

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key
SMALL = Scene(
    SourceRef("circle", (16, 16), drawing=Drawing(radius=6)),
    PoolSpec(2, padding="same"),
    repeats=3,
    lab=ShiftSettings(dy=-1, dx=2, jitter=2, fill="wrap", seed=9, weights="rounded", cure="blur"),
)


def resolved(scene=SMALL, values=None, **source):
    if values is not None:
        given = Source(np.asarray(values), "Given", **source)
        scene = replace(scene, source=SourceRef("values", given=given))
    return resolve(scene, scene.source.load())


class SidePanel(Controls):
    """The controls with those of every lab among them, as the window puts them together."""

    def __init__(self):
        super().__init__()
        self.labs = {name: view_of(name)() for name in LABS}
        for name, lab in self.labs.items():
            self.add_panels(name, lab.panels(), lab.dress_panels)
        self.slide, self.shift = self.labs["slide"].controls, self.labs["shift"].controls

    def set_resolved(self, resolved):
        super().set_resolved(resolved)
        self.labs[resolved.scene.lab.name].set_shown(shown_of(resolved))

    def set_options(self, options):
        super().set_options(options)
        for lab in self.labs.values():
            lab.set_options(options)


@pytest.fixture
def panel(on_screen):
    """Return a function that shows all controls of a scene."""

    def panel(scene=SMALL, values=None, theme=LIGHT, **source):
        controls = SidePanel()
        controls.setStyleSheet(style_sheet(theme))
        controls.set_theme(theme)
        controls.set_options(Options())
        controls.set_resolved(resolved(scene, values, **source))
        return on_screen(controls, controls.width(), 1500)

    return panel


@pytest.fixture
def drawing(on_screen):
    """Return a function that shows the controls of a drawing."""

    def drawing(kind, size=(64, 64), **changes):
        controls = DrawingControls()
        controls.set_theme(LIGHT)
        controls.set_ref(SourceRef(kind, size, drawing=Drawing(**changes)))
        return on_screen(controls)

    return drawing


@pytest.fixture
def type_in(qtbot):
    """Return a function that types into a box as a person does, over what stands there."""

    def type_in(box, text, end=KEY.Key_Return):
        box.setFocus()
        QApplication.processEvents()
        box.selectAll()
        qtbot.keyClicks(box, text)
        if end is not None:
            qtbot.keyClick(box, end)

    return type_in


def tick(qtbot, box):
    qtbot.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))


def pick(qtbot, choice, text):
    """Choose an entry of a list with the arrow keys."""
    way = choice.findText(text) - choice.currentIndex()
    for _ in range(abs(way)):
        qtbot.keyClick(choice, KEY.Key_Down if way > 0 else KEY.Key_Up)
    assert choice.currentText() == text


def visible(controls):
    """Return the names of the controls that are on the panel."""
    known = {
        "right": controls.shift.dx,
        "jitter": controls.shift.jitter,
        "fill": controls.shift.fill,
        "grid": controls.shift.grid,
        "mode": controls.mode,
        "repeats": controls.repeats,
        "size": controls.slide.size_box,
        "numbers": controls.slide.numbers,
        "winner": controls.slide.winner,
        "guess": controls.slide.guess,
        "map": controls.colour_map,
        "edit": controls.input.edit,
        "random": controls.input.random,
        "grey": controls.input.grey,
        "resize": controls.input.resize_to,
        "channel": controls.input.channel,
        "seed": controls.input.seed,
        "radius": controls.input.drawing.radius,
        "dots": controls.input.drawing.dots[0][0],
        "letter": controls.input.drawing.letter,
    }
    return {name for name, widget in known.items() if widget.isVisible()}


# ---- what is there in which lab

BOTH = {"mode", "repeats", "map"}
SLIDE = {*BOTH, "size", "numbers", "winner", "guess", "edit", "random"}
SHIFT = {*BOTH, "right", "jitter", "fill", "grid"}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("circle", {"radius"}),
        ("dots", {"dots"}),
        ("letter", {"letter"}),
        ("random", {"seed"}),
        ("4x4", set()),
    ],
)
def test_each_lab_has_its_controls(panel, kind, more):
    scene = Scene(SourceRef(kind))
    controls = panel(scene)
    for _ in range(2):
        assert visible(controls) == SLIDE | more
        controls.set_resolved(resolved(replace(scene, lab="shift")))
        assert visible(controls) == SHIFT | more
        controls.set_resolved(resolved(scene))


def test_a_colour_picture_is_grey_without_being_asked(panel):
    colours = np.zeros((8, 8, 3), np.uint8)
    controls = panel(Scene(), colours, picture=True)
    assert visible(controls) == SLIDE | {"grey", "resize", "channel"}
    controls.set_resolved(resolved(Scene(lab="shift"), colours, picture=True))
    assert visible(controls) == SHIFT | {"resize"}
    assert controls.legend.isVisible()
    controls.set_resolved(resolved(Scene(lab="shift"), np.zeros((8, 8, 4))))
    assert visible(controls) == SHIFT | {"channel"}


def test_headings_go_with_what_they_are_over(panel):
    controls = panel()
    titles = {w.text(): w for w in controls.findChildren(type(controls.slide.size_box)) if w.text()}
    assert titles["SHIFT"].isVisible()
    assert not titles["OUTPUT SIZE"].isVisible()
    controls.set_resolved(resolved(Scene()))
    assert not titles["SHIFT"].isVisible()
    assert titles["OUTPUT SIZE"].isVisible()


# ---- the shift: showing


def test_a_shift_is_shown_as_it_is(panel):
    shift = panel().shift
    assert [box.text() for box in (shift.dx, shift.dy, shift.jitter, shift.seed)] == [
        "2 px",
        "-1 px",
        "± 2 px",
        "9",
    ]
    assert shift.fill.currentText() == "wrap around"
    assert shift.cure.currentText() == "blur, then pick"
    assert shift.weights.button("rounded").isChecked()
    assert not shift.grid.isChecked()
    shift.set_options(Options(grid=True))
    assert shift.grid.isChecked()


def test_showing_says_nothing(panel, heard):
    controls = panel()
    signals = [controls.edited, controls.option_changed]
    signals += [lab.wanted for lab in controls.labs.values()]
    signals += [controls.input.chosen, controls.input.edited, controls.input.random_wanted]
    told = [heard(signal) for signal in signals]
    for preset in SCENES.values():
        controls.set_resolved(resolved(preset.scene))
    dots = SourceRef("dots", (16, 32), drawing=Drawing(dots=((1, 2), (3, 30))))
    for scene in (SMALL, replace(SMALL, source=dots)):
        controls.set_resolved(resolved(scene))
    for options in (Options(grid=True), Options()):
        controls.set_options(options)
    for theme in THEMES.values():
        controls.set_theme(theme)
    assert told == [[]] * 7


@pytest.mark.parametrize(
    ("shape", "most", "jitter"), [((16, 12), (15, 11), 11), ((64, 40), (63, 39), 16)]
)
def test_limits_are_those_of_the_picture(panel, shape, most, jitter):
    shift = panel(replace(SMALL, lab=ShiftSettings(jitter=2)), np.zeros(shape)).shift
    for box, high in ((shift.dy, most[0]), (shift.dx, most[1])):
        assert (box.minimum(), box.maximum()) == (-high, high)
    assert (shift.jitter.minimum(), shift.jitter.maximum()) == (0, jitter)


def test_limits_follow_the_picture_both_ways(panel):
    controls = panel()
    for size in (8, 32, 8):
        scene = replace(SMALL, lab=ShiftSettings(dy=-7))
        controls.set_resolved(resolved(scene, np.zeros((size, size))))
        assert controls.shift.dy.minimum() == 1 - size
        assert controls.shift.dy.value() == -7


# ---- the shift: telling


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("dx", "-5", -5),
        ("dx", "7", 7),
        ("dy", "0", 0),
        ("dy", "-15", -15),
        ("jitter", "11", 11),
        ("jitter", "0", 0),
        ("seed", "123456", 123456),
    ],
)
def test_a_typed_number_is_told_once(panel, heard, type_in, name, text, value):
    controls = panel()
    told = heard(controls.labs["shift"].wanted)
    type_in(getattr(controls.shift, name), text)
    assert told == [Set(name, value)]
    assert not getattr(controls.shift, name).hasFocus()


@pytest.mark.parametrize("text", ["-99", "99", "-", "--", "x", "+", "1.5", "5-"])
def test_no_shift_out_of_the_picture_can_be_typed(panel, heard, type_in, text):
    controls = panel()
    told = heard(controls.labs["shift"].wanted)
    type_in(controls.shift.dy, text)
    assert all(wish.name == "dy" and -15 <= wish.value <= 15 for wish in told)
    assert -15 <= controls.shift.dy.value() <= 15
    assert controls.shift.dy.text() == f"{controls.shift.dy.value()} px"


def test_no_negative_jitter_can_be_typed(panel, heard, type_in):
    controls = panel()
    told = heard(controls.labs["shift"].wanted)
    type_in(controls.shift.jitter, "-1")
    assert told == [Set("jitter", 1)]


def test_arrows_go_past_zero(panel, heard, qtbot):
    controls = panel()
    told = heard(controls.labs["shift"].wanted)
    controls.shift.dy.setFocus()
    for _ in range(3):
        qtbot.keyClick(controls.shift.dy, KEY.Key_Up)
    assert told == [Set("dy", 0), Set("dy", 1), Set("dy", 2)]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("fill", "repeat the edge", "replicate"),
        ("fill", "zeros", "zero"),
        ("fill", "mirror", "reflect"),
        ("cure", "none", "none"),
        ("cure", "max, then blur", "max-blur"),
        ("cure", "polyphase pick", "polyphase"),
    ],
)
def test_lists(panel, heard, qtbot, name, text, value):
    controls = panel()
    told = heard(controls.labs["shift"].wanted)
    pick(qtbot, getattr(controls.shift, name), text)
    assert told[-1] == Set(name, value)
    assert {wish.name for wish in told} == {name}


def test_buttons(panel, heard, qtbot):
    controls = panel()
    told = heard(controls.labs["shift"].wanted)
    qtbot.mouseClick(controls.shift.random, LEFT)
    assert told == [Random()]
    qtbot.mouseClick(controls.shift.weights.button("uniform"), LEFT)
    assert told[1:] == [Set("weights", "uniform")]
    tick(qtbot, controls.shift.grid)
    tick(qtbot, controls.shift.grid)
    assert told[2:] == [Option("grid", True), Option("grid", False)]


@pytest.mark.parametrize(
    ("key", "kept"),
    [
        *((KEY.Key_Minus, True), (KEY.Key_5, True), (KEY.Key_Up, True), (KEY.Key_Plus, True)),
        *((KEY.Key_R, True), (KEY.Key_Space, False), (KEY.Key_F11, False)),
    ],
)
def test_a_box_keeps_all_that_is_typed_but_space(panel, key, kept):
    shift = panel().shift
    for box in (shift.dx, shift.dy, shift.jitter):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.NoModifier)
        box.event(event)
        assert event.isAccepted() is kept
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, Qt.KeyboardModifier.ControlModifier)
        box.event(event)
        assert not event.isAccepted()


def test_keys_in_the_boxes_of_a_window(sit_down):
    person = sit_down(replace(SMALL, lab=ShiftSettings(jitter=2)))
    shift, session = person.shift_controls, person.window.session
    speed = session.time.speed
    person.click(shift.dx)
    person.type("-3")
    person.press("Return")
    assert session.scene.lab.dx == -3
    assert session.time.speed == speed, "the sign was none of the window's"
    person.press("-")
    assert session.time.speed == speed - 1
    person.click(shift.dy)
    person.press("Space")
    assert person.playing
    person.press("R")
    assert session.scene.lab.seed == 0, "a letter in a box is no command"
    assert (shift.dy.value(), shift.dx.value()) == (session.scene.lab.dy, session.scene.lab.dx)
    person.press("Down")
    assert session.scene.lab.dy == shift.dy.value()


@opens_popup
def test_what_was_refused_is_not_shown(sit_down):
    person = sit_down(replace(SMALL, spec=PoolSpec(3), lab=ShiftSettings()))
    person.choose(person.shift_controls.cure, "max, then blur")
    assert person.window.session.scene.lab.cure == "max-blur"
    person.choose(person.shift_controls.cure, "polyphase pick")
    assert person.refused
    assert person.shift_controls.cure.currentText() == "max, then blur"


def test_the_window_limits_what_does_not_fit(sit_down):
    person = sit_down(replace(SMALL, lab=ShiftSettings(dy=15, jitter=15)))
    session, shift = person.window.session, person.shift_controls
    session.inputs.show_source(SourceRef("dots", (8, 8), drawing=Drawing(dots=((1, 1), (6, 6)))))
    assert "shift is now down 7, to stay" in person.said
    assert (shift.dy.value(), shift.dy.maximum()) == (7, 7)
    assert (shift.jitter.value(), shift.jitter.maximum()) == (7, 7)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_nothing_is_cut(panel, theme):
    controls = panel(theme=theme)
    values = {controls.shift.dx: "-8191 px", controls.shift.jitter: "± 16 px"}
    values |= {controls.shift.seed: "2147483647", controls.input.drawing.radius: "256"}
    for box, text in values.items():
        line = box.lineEdit()
        assert line.width() >= line.fontMetrics().horizontalAdvance(text), box.accessibleName()
    for choice in controls.findChildren(QComboBox):
        if choice.isVisible():
            assert choice.width() >= choice.minimumSizeHint().width(), choice.accessibleName()
    assert controls.widget().width() <= controls.viewport().width(), "nothing hangs out sideways"


def test_everything_has_a_name(panel):
    controls = panel()
    nameless = [
        type(widget).__name__
        for kind in (NumberBox, QComboBox)
        for widget in controls.shift.findChildren(kind) + controls.input.drawing.findChildren(kind)
        if not widget.accessibleName()
    ]
    assert nameless == []


# ---- drawings


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("circle", {"side", "radius", "thickness", "filled"}),
        ("dots", {"side", "dots"}),
        ("letter", {"side", "letter"}),
        ("4x4", set()),
        ("cat", set()),
    ],
)
def test_a_drawing_has_its_own_controls(panel, kind, shown):
    drawing = panel(Scene(SourceRef(kind))).input.drawing
    widgets = {
        "side": drawing.side,
        "radius": drawing.radius,
        "thickness": drawing.thickness,
        "filled": drawing.filled,
        "letter": drawing.letter,
        "dots": drawing.dots[1][1],
    }
    assert {name for name, widget in widgets.items() if widget.isVisible()} == shown


def test_a_circle_is_shown_and_changed(drawing, heard, type_in, qtbot):
    controls = drawing("circle", radius=20, thickness=3)
    told = heard(controls.chosen)
    assert (controls.radius.value(), controls.radius.maximum()) == (20, 32)
    assert (controls.thickness.value(), controls.thickness.maximum()) == (3, 20)
    type_in(controls.radius, "2")
    type_in(controls.thickness, "9")
    tick(qtbot, controls.filled)
    assert [ref.drawing for ref in told] == [
        Drawing(radius=2, thickness=2),
        Drawing(radius=20, thickness=9),
        Drawing(radius=20, thickness=3, filled=True),
    ]
    assert all((ref.kind, ref.size) == ("circle", (64, 64)) for ref in told)
    assert all(ref.load().values.any() for ref in told), "each of them can be drawn"
    controls.set_ref(told[-1])
    assert not controls.thickness.isEnabled()
    assert controls.filled.isChecked()


def test_dots_are_shown_and_moved(drawing, heard, type_in):
    controls = drawing("dots", (16, 32), dots=((1, 2), (3, 4)))
    told = heard(controls.chosen)
    boxes = [*controls.dots[0], *controls.dots[1]]
    assert [box.value() for box in boxes] == [1, 2, 3, 4]
    assert [box.maximum() for box in boxes] == [15, 31, 15, 31]
    type_in(boxes[2], "15")
    type_in(boxes[1], "31")
    assert [ref.drawing.dots for ref in told] == [((1, 2), (15, 4)), ((1, 31), (15, 4))]


def test_letters(drawing, heard, qtbot):
    controls = drawing("letter")
    told = heard(controls.chosen)
    assert [controls.letter.itemText(i) for i in range(controls.letter.count())] == list(LETTERS)
    pick(qtbot, controls.letter, "R")
    assert told[-1].drawing.letter == "R"
    assert told[-1].load().name == "Letter R"


@pytest.mark.parametrize(
    ("kind", "size", "radius", "dots"),
    [
        ("circle", "16 × 16", 7, ((7, 7), (8, 8))),
        ("circle", "128 × 128", 56, ((62, 62), (64, 64))),
        ("circle", "512 × 512", 224, ((248, 248), (256, 256))),
        ("dots", "16 × 16", 7, ((7, 7), (8, 8))),
        ("letter", "32 × 32", 14, ((15, 15), (16, 16))),
    ],
)
def test_another_size_keeps_the_proportions(drawing, heard, qtbot, kind, size, radius, dots):
    controls = drawing(kind, thickness=10)
    told = heard(controls.chosen)
    index = controls.side.findText(size)
    controls.side.setCurrentIndex(index)
    controls.side.activated.emit(index)
    (ref,) = told
    assert ref.size == (int(size.split()[0]),) * 2
    assert (ref.drawing.radius, ref.drawing.dots) == (radius, dots)
    assert ref.drawing.thickness == min(10, radius)
    assert ref.load().values.shape == ref.size


def test_an_unusual_size_is_listed(drawing):
    controls = drawing("circle", (48, 48), radius=5)
    assert controls.side.currentText() == "48 × 48"
    assert controls.radius.maximum() == 24
    controls.set_ref(SourceRef("circle", (64, 64)))
    assert controls.side.currentText() == "64 × 64"
    assert controls.side.findText("48 × 48") == -1


def test_a_tiny_circle_stays_one(drawing, heard):
    controls = drawing("circle", radius=2)
    told = heard(controls.chosen)
    controls.side.activated.emit(controls.side.findText("16 × 16"))
    assert told[0].drawing.radius == 2
    assert told[0].load().values.any()
