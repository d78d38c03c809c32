"""Who gets a key: Tab gives a control its keys, a click gives them to the stage."""

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QLocale, QPoint, QRect, Qt
from PyQt6.QtGui import QKeyEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QDialog,
    QFileDialog,
    QMenu,
    QSlider,
    QStyle,
    QStyleOptionSpinBox,
    QWidget,
)

from poolviz.core import PoolSpec
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR
from poolviz.gui.widgets.number_boxes import Digits
from poolviz.gui.window.physical_keys import place_of
from tests.gui.window_tools import Person, clock, opens_popup, person, pixels, sit_down

__all__ = ["clock", "person", "sit_down"]

Key = Qt.Key
PLAIN = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier

WIDE = Scene(SourceRef("6x6"), PoolSpec(2, 1, "lp", padding=1), repeats=2)
"""A scene with every kind of control: custom padding, p of a norm, a stride of its own."""


def reach(person: Person, widget: QWidget) -> None:
    """Press Tab until it has reached a control."""
    for _ in range(80):
        person.press("Tab")
        if QApplication.focusWidget() is widget:
            return
    raise AssertionError(f"Tab does not reach {widget.accessibleName()}")


def obeys(person: Person) -> list[str]:
    """Return what the keys of the stage do: the step after Home and Right, and whether it plays."""
    person.press("Home", "Right")
    steps = [str(person.window.session.timeline.index)]
    person.press("End")
    at_end = person.window.session.timeline.index == person.window.session.timeline.length - 1
    person.press("Home", "Space")
    playing = person.playing
    person.press("Space")
    return [*steps, "end" if at_end else "not at the end", "plays" if playing else "is deaf"]


# ---- after a click


def clickable(window: QWidget) -> Iterator[QWidget]:
    """Return all controls that can be seen and clicked, in the window as it is."""
    for kind in (QAbstractButton, QComboBox, QSlider):
        for widget in window.findChildren(kind):
            if widget.isVisible() and widget.isEnabled() and widget.window() is window:
                yield widget


@opens_popup
@pytest.mark.parametrize("lab", ["slide", "shift"])
def test_after_any_click_the_keys_act_on_the_stage(
    sit_down: Callable[..., Person], qtbot, monkeypatch: pytest.MonkeyPatch, lab: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    person = sit_down(WIDE if lab == "slide" else "one-more", size=(1440, 1000))
    window = person.window
    leaves = {*window.header.labs.findChildren(QAbstractButton), window.buttons["present"]}
    wrong, clicked = [], 0
    person.finish_work(qtbot)
    for widget in list(clickable(window)):
        if not widget.isVisible() or widget in leaves or widget is person.controls.input.edit:
            continue
        person.transport.slider.setFocus(Qt.FocusReason.TabFocusReason)  # what loses the keys
        person.click(widget)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        if window.key_help.isVisible():
            person.press("Esc")
        clicked += 1
        if QApplication.focusWidget() is not window.lab:
            wrong.append(f"{widget.accessibleName()}: {QApplication.focusWidget()}")
        if window.session.options.guess:
            person.press("G")
    person.finish_work(qtbot)
    assert wrong == []
    assert clicked > 25
    if lab == "slide":
        assert obeys(person) == ["1", "end", "plays"]
    else:
        moved = window.session.scene.lab.dx
        person.press("Left")
        assert window.session.scene.lab.dx == moved - 1


@pytest.mark.parametrize("name", ["slider", "mode", "guess", "forward"])
def test_a_click_takes_the_keys_from_what_tab_has_reached(person: Person, name: str) -> None:
    controls, transport = person.controls, person.transport
    place = {
        "slider": transport.slider,
        "mode": controls.mode.button("max"),
        "guess": person.slide_controls.guess,
        "forward": transport.buttons["forward"],
    }[name]
    reach(person, transport.speed)
    person.click(place)
    if name == "guess":
        person.click(place)
    speed = person.speed
    assert obeys(person) == ["1", "end", "plays"]
    person.press("Down")
    assert person.speed == speed


def test_a_click_on_the_stage_takes_the_keys_from_a_box(person: Person) -> None:
    box = person.controls.repeats
    person.click(box)
    person.type("1")
    person.click(person.lab, QPoint(5, 5))
    assert not box.hasFocus()
    assert person.window.session.scene.repeats == 1, "what was typed counts"
    assert obeys(person) == ["1", "end", "plays"]


def test_a_box_that_was_clicked_keeps_digits_and_leaves_the_steps(person: Person) -> None:
    person.click(person.controls.repeats)
    person.press("Right", "Right")
    assert person.step == "step 3 / 5 · pool 1"
    person.press("Home")
    assert person.step == "step 1 / 5 · pool 1"
    person.press("End")
    assert person.step == "step 5 / 5 · pool 2"
    person.press("PgDown")
    assert "Scene 2" in person.said


@opens_popup
def test_a_file_dialog_leaves_no_button_that_space_presses(
    person: Person, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def ask(parent: QWidget, *_: Any) -> tuple[str, str]:
        dialog = QDialog(parent)
        dialog.open()
        qtbot.waitUntil(dialog.isActiveWindow)
        asked.append(dialog)
        dialog.reject()
        parent.activateWindow()
        qtbot.waitUntil(parent.isActiveWindow)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    person.click(person.controls.repeats)
    person.press("Return", "Ctrl+O", "Space")
    assert len(asked) == 1
    assert person.playing
    person.press("Space")
    reach(person, person.window.buttons["open"])
    person.press("Space")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, Key.Key_Down)
    qtbot.keyClick(menu, Key.Key_Return)  # Open a picture …
    QApplication.processEvents()
    person.press("Space")
    assert len(asked) == 2
    assert person.playing


@opens_popup
@pytest.mark.parametrize("name", ["open", "export", "code", "scenes", "theme"])
def test_a_menu_leaves_no_button_that_space_presses(person: Person, qtbot, name: str) -> None:
    reach(person, person.window.buttons[name])
    person.press("Space")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    qtbot.keyClick(menu, Key.Key_Escape)
    QApplication.processEvents()
    assert obeys(person) == ["1", "end", "plays"]
    person.press("Tab")
    names = list(person.window.buttons)
    following = names[names.index(name) + 1]
    assert QApplication.focusWidget() is person.window.buttons[following], "Tab goes on from there"


def test_what_is_hidden_gives_its_keys_to_the_stage(person: Person) -> None:
    reach(person, person.slide_controls.guess)
    person.press("C")
    assert not person.controls.isVisible()
    assert QApplication.focusWidget() is person.lab
    assert obeys(person) == ["1", "end", "plays"]


def test_what_cannot_be_used_any_more_gives_its_keys_to_the_stage(person: Person) -> None:
    person.press("M")
    counts = person.controls.count_include_pad
    reach(person, counts)
    person.press("M")
    assert not counts.isEnabled()
    assert QApplication.focusWidget() is person.lab


def test_keys_while_presenting(person: Person) -> None:
    reach(person, person.transport.buttons["forward"])
    person.press("F11")
    assert not person.transport.isVisible()
    assert obeys(person) == ["1", "end", "plays"]
    person.press("Tab", "Tab")
    assert obeys(person) == ["1", "end", "plays"], "there is nothing for Tab to reach"
    person.press("Esc")
    assert person.transport.isVisible()
    assert obeys(person) == ["1", "end", "plays"]


def test_escape_gives_the_keys_to_the_stage_and_tab_goes_on(person: Person) -> None:
    reach(person, person.controls.follows)
    person.press("Esc")
    assert QApplication.focusWidget() is person.lab
    person.press("Tab")
    assert QApplication.focusWidget() is person.controls.padding.button("valid")


# ---- with Tab


def test_a_row_of_buttons_by_its_keys(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(SourceRef("6x6"), PoolSpec(3)))
    mode, session = person.controls.mode, person.window.session
    reach(person, mode.button("max"))
    step, seen = person.step, []
    for key in ("Right", "Right", "Right", "Left", "Up", "Up", "Down", "Home", "Left", "End"):
        person.press(key)
        focus = QApplication.focusWidget()
        assert focus is mode.button(session.scene.spec.mode)
        seen.append(session.scene.spec.mode.value)
    names = [mode.value for mode in mode._values]
    assert seen[:2] == names[1:3]
    assert seen[2] == names[3]
    assert seen[3] == names[2]
    assert seen[4] == seen[5] == names[2], "there is no row above"
    assert seen[6] == names[5]
    assert seen[7] == seen[8] == names[0]
    assert seen[9] == names[-1]
    assert person.step == step, "the stage has heard nothing"
    person.press("Space")
    assert session.scene.spec.mode.value == names[-1]
    assert not person.playing
    person.press("Tab")
    assert QApplication.focusWidget() not in mode.findChildren(QAbstractButton), "one stop of Tab"


def test_the_labs_change_by_the_arrow_keys_and_keep_them(person: Person, qtbot) -> None:
    labs = person.window.header.labs
    reach(person, labs.button("slide"))
    person.press("Right")
    person.finish_work(qtbot)
    assert person.window.session.lab == "shift"
    assert QApplication.focusWidget() is labs.button("shift")
    person.press("Home")
    person.finish_work(qtbot)
    assert person.window.session.lab == "slide"
    person.press("Esc")
    assert obeys(person) == ["1", "end", "plays"]


def test_a_slider_by_its_keys(sit_down: Callable[..., Person], qtbot) -> None:
    person = sit_down("one-more")
    person.finish_work(qtbot)
    slider, session = person.shift_controls.jitter_slider, person.window.session
    reach(person, slider)
    shift, jitter = session.scene.lab, session.scene.lab.jitter
    seen = []
    for key in ("Right", "Up", "Left", "Down", "End", "Home", "PgUp"):
        person.press(key)
        qtbot.waitUntil(lambda: not session.busy)
        seen.append(session.scene.lab.jitter)
    assert seen == [jitter + 1, jitter + 2, jitter + 1, jitter, slider.maximum(), 0, 1]
    assert (session.scene.lab.dy, session.scene.lab.dx) == (shift.dy, shift.dx)
    scrub = person.transport.slider
    reach(person, scrub)
    person.press("Home")
    assert session.timeline.index == 0
    person.press("Up")
    assert session.timeline.index == 1
    assert (session.scene.lab.dy, session.scene.lab.dx) == (shift.dy, shift.dx)


@opens_popup
def test_a_list_by_its_keys(person: Person) -> None:
    speed = person.transport.speed
    reach(person, speed)
    seen = []
    for key in ("Down", "Up", "End", "Home"):
        person.press(key)
        seen.append(speed.currentIndex())
    assert seen == [2, 1, speed.count() - 1, 0]
    assert person.step == "step 1 / 5 · pool 1"
    person.press("M")
    assert person.line.startswith("( 10"), "a letter is a command, as elsewhere"
    for key in ("Space", "Return"):
        person.press(key)
        assert speed.view().isVisible()
        assert not person.playing
        speed.hidePopup()


def test_a_box_of_numbers_that_tab_has_reached_keeps_its_cursor(person: Person) -> None:
    box = person.controls.repeats
    reach(person, box)
    person.press("Home", "Delete", "End", "Left")
    person.type("1")
    person.press("Return")
    assert person.window.session.scene.repeats == 1
    assert person.step == "step 1 / 4 · pool 1"
    assert QApplication.focusWidget() is person.lab


@pytest.mark.parametrize("key", ["Space", "Return", "Enter"])
def test_a_button_that_tab_has_reached_is_pressed(person: Person, key: str) -> None:
    reach(person, person.transport.buttons["forward"])
    person.press(key)
    assert person.step == "step 2 / 5 · pool 1"
    assert not person.playing


# ---- every stop of Tab


def stops(person: Person) -> list[QWidget]:
    """Return all that Tab goes through, once round."""
    person.press("Esc", "Tab")
    found = [QApplication.focusWidget()]
    for _ in range(100):
        person.press("Tab")
        focus = QApplication.focusWidget()
        if focus is found[0]:
            return found
        assert focus not in found, "Tab is caught in a circle"
        found.append(focus)
    raise AssertionError("Tab does not come back")


def part_of(person: Person, widget: QWidget) -> int:
    """Return which part of the window a control is in, from the top to the foot."""
    window = person.window
    parts = window.header, person.controls, person.lab, window.status_line, person.transport
    return next(i for i, part in enumerate(parts) if part.isAncestorOf(widget))


def place(person: Person, widget: QWidget) -> QPoint:
    """Return where a control is, on the panel where that scrolls."""
    panel = person.controls.widget()
    on = panel if panel.isAncestorOf(widget) else person.window
    return widget.mapTo(on, widget.rect().center())


@pytest.mark.long
@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
@pytest.mark.parametrize("lab", ["slide", "shift"])
def test_every_stop_of_tab_has_a_name_a_tip_and_a_ring(
    sit_down: Callable[..., Person], qtbot, lab: str, theme: Any
) -> None:
    scene = WIDE if lab == "slide" else "one-more"
    person = sit_down(scene, theme=theme.name, size=(1440, 1000))
    for key in ("2", "1") if lab == "slide" else ("1", "2"):
        person.press(key)
        person.finish_work(qtbot)
    found = stops(person)
    (offer,) = person.window.status_line.buttons
    assert offer in found, "what the status line offers is a stop, too"
    assert len(found) > 30
    assert [w for w in found if not w.accessibleName() and not getattr(w, "text", str)()] == []
    assert [w.accessibleName() for w in found if len(w.toolTip()) < 8] == []
    names = [w.accessibleName() or w.text() for w in found]
    assert len({*names}) == len(names), "no two have one name"
    assert [w for w in person.controls.findChildren(Digits) if w.isEnabled() and w.isVisible()
            and w not in found] == []  # fmt: skip
    parts = [part_of(person, widget) for widget in found]
    assert parts == sorted(parts)
    for one, following in itertools.pairwise(found):
        if part_of(person, one) == part_of(person, following) != 2:
            a, b = place(person, one), place(person, following)
            same_line = abs(a.y() - b.y()) < max(one.height(), following.height()) / 2 + 2
            assert b.x() > a.x() if same_line else b.y() > a.y(), (
                one.accessibleName(),
                following.accessibleName(),
            )
    person.press("Shift+Tab")
    assert QApplication.focusWidget() is found[-1]
    dim: list[str] = []
    for widget in found:
        person.press("Esc")
        person.controls.ensureWidgetVisible(widget)
        place_on_window = QRect(widget.mapTo(person.window, QPoint()), widget.size())
        around = place_on_window.adjusted(-3, -3, 3, 3)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        with_ring = person.window.grab(around).toImage()
        person.window.keyboard.give_to_stage()
        without = person.window.grab(around).toImage()
        if not ring_is_seen(pixels(with_ring), pixels(without)):
            dim.append(widget.accessibleName() or widget.text())
    assert dim == []


def luminance(rgb: np.ndarray) -> np.ndarray:
    """Return the relative luminance of pixels, as WCAG 2 defines it."""
    parts = np.stack([(rgb >> shift) & 255 for shift in (16, 8, 0)], -1) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def ring_is_seen(after: np.ndarray, before: np.ndarray) -> bool:
    """Return whether enough pixels have changed by a contrast of 3 : 1."""
    one, other = luminance(after), luminance(before)
    contrast = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
    return int((contrast >= 3).sum()) >= 40


def test_a_click_leaves_no_ring(person: Person) -> None:
    box = person.controls.repeats
    around = box.geometry().adjusted(-3, -3, 3, 3)
    look = lambda: pixels(box.parentWidget().grab(around).toImage())[:, :8]  # noqa: E731
    plain = look()
    person.click(box)
    assert box.hasFocus()
    assert not ring_is_seen(look(), plain)
    person.press("Esc")
    reach(person, box)
    assert ring_is_seen(look(), plain)
    person.click(box)
    assert not ring_is_seen(look(), plain), "the hand is at the mouse now"


MANY = {
    "small": Scene(),
    "wide": WIDE,
    "photo": Scene(SourceRef("cat"), resize=(64, 64)),
    "random": Scene(SourceRef("random", (8, 8), 42), PoolSpec(2, 1, "mean")),
    "apart": Scene(SourceRef("6x6"), PoolSpec((2, 3), (1, 2), "mean", divisor_override=3)),
    "infinite": Scene(SourceRef("6x6"), PoolSpec(2, mode="power-mean", norm_type=math.inf)),
    "line": SCENES["one-more"].scene,
    "dots": Scene(SourceRef("dots", (64, 64))),
    "letter": Scene(SourceRef("letter", (64, 64))),
    "disc": replace(
        SCENES["one-more"].scene, source=SourceRef("circle", (64, 64), drawing=Drawing(filled=True))
    ),
}
"""Scenes that show the controls of every kind of input, and what can be disabled both ways."""


def test_every_control_says_what_it_does_or_why_it_cannot(
    sit_down: Callable[..., Person], qtbot
) -> None:
    said: dict[bool, dict[str, set[str]]] = {True: {}, False: {}}
    kinds = QAbstractButton | QComboBox | QSlider | Digits
    for scene in MANY.values():
        person = sit_down(scene, size=(1440, 1000))
        person.finish_work(qtbot)
        names = []
        for widget in person.window.findChildren(QWidget):
            if isinstance(widget, kinds) and widget.isVisible():
                name = widget.accessibleName() or getattr(widget, "text", str)()
                assert name, type(widget)
                assert len(widget.toolTip()) >= 8, name
                names.append(name)
                said[widget.isEnabled()].setdefault(name, set()).add(widget.toolTip())
        assert len({*names}) == len(names), "no two have one name"
        person.window.close()
    disabled = said[False]
    assert {"Stride, height", "Stride: height and width are equal", "Thickness"} <= {*disabled}
    assert {"Edit cells", "Colour map", "mean counts padding"} <= {*disabled}
    silent = [name for name, tips in disabled.items() if tips & said[True].get(name, {*tips})]
    assert silent == [], "a disabled one says something else than what it does"


def test_what_cannot_be_used_says_why(sit_down: Callable[..., Person]) -> None:
    person = sit_down(MANY["photo"], size=(1440, 1000))
    controls = person.controls
    reasons = {
        controls.stride.boxes[0]: "follows kernel",
        controls.stride.link: "follows kernel",
        controls.count_include_pad: "Only for",
        controls.colour_map: "own colours",
        controls.input.edit: "small matrix",
    }
    for widget, reason in reasons.items():
        assert not widget.isEnabled()
        assert reason in widget.toolTip()
    person.click(controls.follows)
    for part in (*controls.stride.boxes, controls.stride.link):
        assert part.isEnabled()
        assert "follows" not in part.toolTip()


def test_a_link_says_whether_it_holds(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(spec=PoolSpec((2, 1))))
    link = person.controls.kernel_size.link
    assert "each have their number" in link.toolTip()
    person.click(link)
    assert "what is typed for one is the height and the width" in link.toolTip()
    person.click(link)
    assert "each have their number" in link.toolTip()


# ---- keys by their places

LAYOUTS = {  # (the key's place in the USA, its scan code of X11, what the layout writes) -> command
    "Russian m": (58, 0x42C, "ь", PLAIN, "next_mode"),
    "Russian n": (57, 0x422, "т", PLAIN, "numbers"),
    "Russian k": (45, 0x41B, "л", PLAIN, "play"),
    "Russian Ctrl z": (52, 0x42F, "я", CTRL, "undo"),
    "Greek m": (58, 0x39C, "μ", PLAIN, "next_mode"),
    "Greek g": (42, 0x393, "\N{GREEK SMALL LETTER GAMMA}", PLAIN, "guess"),
    "Hebrew l": (46, 0x5DA, "ך", PLAIN, "loop"),
    "AZERTY 1": (10, ord("&"), "&", PLAIN, "slide_lab"),
    "AZERTY 2": (11, 0xC9, "é", PLAIN, "shift_lab"),
    "AZERTY 0": (19, 0xC0, "à", PLAIN, "whole"),
    "QWERTZ ?": (20, ord("?"), "?", SHIFT, "keys"),
    "QWERTZ =": (19, ord("="), "=", SHIFT, "faster"),
    "Czech +": (10, ord("+"), "+", PLAIN, "faster"),
}
SILENT = {
    "AZERTY m of the USA": (58, ord(","), ",", PLAIN),
    "QWERTZ ß": (20, 0xDF, "ß", PLAIN),
    "a dead key": (21, Key.Key_Dead_Acute, "", PLAIN),
    "Shift and a Russian letter": (58, 0x42C, "\N{CYRILLIC CAPITAL LETTER SOFT SIGN}", SHIFT),
    "a Russian letter of no command": (56, 0x418, "и", SHIFT),
    "AZERTY Shift 4": (13, ord("4"), "4", SHIFT),
}


@pytest.fixture
def obeyed(person: Person) -> list[str]:
    """Return the commands that the keys have given, as they come."""
    names: list[str] = []
    for name, action in person.window._actions.items():
        action.triggered.disconnect()
        action.triggered.connect(lambda _, name=name: names.append(name))
    return names


def strike(scan: int, key: int, text: str, modifiers: Any, *, repeats: bool = False) -> None:
    """Send a key as the window system does where no shortcut knows it."""
    focus = QApplication.focusWidget()
    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, modifiers, scan, 0, 0, text, repeats)
        QApplication.sendEvent(focus, event)


@pytest.mark.parametrize(
    ("scan", "key", "text", "modifiers", "name"), LAYOUTS.values(), ids=LAYOUTS
)
def test_a_key_counts_by_its_place(
    person: Person, obeyed: list[str], scan: int, key: int, text: str, modifiers: Any, name: str
) -> None:
    strike(scan, key, text, modifiers)
    assert obeyed == [name]
    person.click(person.controls.repeats)
    if modifiers == PLAIN:
        strike(scan, key, text, modifiers)
        assert obeyed == [name], "in a box it is typed"
        assert person.controls.repeats.text() == "2"


@pytest.mark.parametrize(("scan", "key", "text", "modifiers"), SILENT.values(), ids=SILENT)
def test_what_the_layout_writes_otherwise_is_no_command(
    person: Person, obeyed: list[str], scan: int, key: int, text: str, modifiers: Any
) -> None:
    strike(scan, key, text, modifiers)
    assert obeyed == []


def test_a_held_key_of_another_script_repeats_only_what_repeats(
    person: Person, obeyed: list[str]
) -> None:
    strike(58, 0x42C, "ь", PLAIN, repeats=True)
    assert obeyed == []


def test_a_list_leaves_letters_of_any_script(person: Person, obeyed: list[str]) -> None:
    reach(person, person.controls.input.which)
    strike(58, 0x42C, "ь", PLAIN)
    assert obeyed == ["next_mode"]


@pytest.mark.parametrize(
    ("platform", "scan", "virtual", "key"),
    [
        *(("xcb", 58, 0, "M"), ("wayland", 58, 0, "M"), ("windows", 50, 0x4D, "M")),
        *(
            ("cocoa", 1, 46, "M"),
            ("cocoa", 1, 0, "A"),
            ("cocoa", 1, 18, "1"),
            ("cocoa", 1, 29, "0"),
        ),
        *(("cocoa", 1, 40, "K"), ("xcb", 24, 0, "Q"), ("xcb", 38, 0, "A"), ("xcb", 52, 0, "Z")),
        *(("xcb", 19, 0, "0"), ("xcb", 20, 0, "-"), ("windows", 13, 0, "="), ("xcb", 0, 0, "")),
        *(("cocoa", 1, 200, ""), ("windows", 0, 0, ""), ("xcb", 65, 0, "")),
    ],
)
def test_places_of_keys(platform: str, scan: int, virtual: int, key: str) -> None:
    assert place_of(scan, virtual, platform) == key


# ---- cells that are typed


def test_a_click_elsewhere_enters_what_is_typed_in_a_cell(person: Person) -> None:
    person.press("E")
    person.type("7")
    person.click(person.transport.buttons["loop"])
    assert person.values(person.lab.input)[0][0] == 7
    assert not person.lab.editor.field.isVisible()
    person.press("Right")
    assert person.lab.editor.cursor == (0, 1), "the cells are still typed"
    assert person.step == "step 1 / 5 · pool 1"
    person.type("-")
    person.click(person.slide_controls.winner)
    assert person.values(person.lab.input)[0][1] == 12
    assert person.refused, "a sign alone is no number"
    person.press("Esc")
    assert not person.lab.editor.active
    person.press("Right")
    assert person.step == "step 2 / 5 · pool 1"


def test_letters_and_keys_of_any_script_in_a_cell_are_typed(
    person: Person, obeyed: list[str]
) -> None:
    person.window.edit_cells(True)
    person.type("1")
    person.type("mk-+?")
    strike(58, 0x42C, "ь", PLAIN)
    strike(10, ord("&"), "&", PLAIN)
    assert obeyed == []
    assert person.lab.editor.field.text() == "1mk-+?ь&"


def test_a_digits_key_leads_nowhere_while_cells_are_typed(
    person: Person, obeyed: list[str]
) -> None:
    person.window.edit_cells(True)
    strike(11, 0xC9, "é", PLAIN)
    assert obeyed == []


# ---- numbers, whatever the locale


@pytest.fixture
def german() -> Iterator[None]:
    """Make German the locale of the program: 1.5 is fifteen there, and 1,5 is one and a half."""
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize("text", ["1.5", "1,5"])
def test_a_point_and_a_comma_are_the_same(
    german: None, sit_down: Callable[..., Person], text: str
) -> None:
    person = sit_down(Scene(spec=PoolSpec(2, mode="lp", norm_type=3.0)))
    box = person.controls.norm_type
    assert box.text() == "3"
    person.click(box)
    person.type(text)
    person.press("Return")
    assert person.window.session.scene.spec.norm_type == 1.5
    assert box.text() == "1.5"


@pytest.mark.parametrize("text", ["1.5", "1,5", "1,000", "1.000"])
def test_a_whole_number_takes_no_point_for_nothing(
    german: None, sit_down: Callable[..., Person], text: str
) -> None:
    person = sit_down(Scene(SourceRef("random", (8, 8), 42)))
    seed = person.controls.input.seed
    person.click(seed)
    person.type(text)
    person.press("Return")
    assert seed.text() == "42"
    assert person.window.session.scene.source.seed == 42
    person.click(seed)
    person.type("1234567")
    person.press("Return")
    assert seed.text() == "1234567", "and numbers have no points between their digits"
    assert person.window.session.scene.source.seed == 1_234_567


def test_the_other_minus_is_one(sit_down: Callable[..., Person]) -> None:
    person = sit_down("one-more")
    dx = person.shift_controls.dx
    person.click(dx)
    strike(20, 0x2212, "\N{MINUS SIGN}", PLAIN)
    person.type("4")
    person.press("Return")
    assert person.window.session.scene.lab.dx == -4
    assert dx.text() == "-4 px"


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
def test_the_box_of_the_norm_has_room_for_its_number_and_our_arrows(
    sit_down: Callable[..., Person], theme: Any
) -> None:
    person = sit_down(Scene(spec=PoolSpec(2, mode="lp", norm_type=12.25)), theme=theme.name)
    for _ in range(3):
        box = person.controls.norm_type
        assert box.text() == "12.25"
        field = box.lineEdit()
        assert field.fontMetrics().horizontalAdvance("12.25") <= field.width() - 4
        option = QStyleOptionSpinBox()
        box.initStyleOption(option)
        style, spin = box.style(), QStyle.ComplexControl.CC_SpinBox
        for part in (QStyle.SubControl.SC_SpinBoxUp, QStyle.SubControl.SC_SpinBoxDown):
            arrow = style.subControlRect(spin, option, part, box)
            assert arrow.width() == 14, "as wide as in boxes of whole numbers"
            assert not arrow.intersects(field.geometry())
        person.press("Ctrl++")
