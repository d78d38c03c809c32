"""The smallest window: as small as everything still fits, in every theme and lab; not smaller."""

from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtCore import QRect, QSize
from PyQt6.QtGui import QScreen
from PyQt6.QtWidgets import QApplication

from poolviz.core.labs.presets import SCENES
from poolviz.gui.theme import NUMBER_CELL, THEMES
from tests.gui.labs.shift import test_look as shift_look
from tests.gui.window import test_fonts as fonts
from tests.gui.window_tools import Person, clock, person, sit_down

__all__ = ["clock", "font", "person", "sit_down"]

font = fonts.font
SHOWN = ["first", "padding", "colour", "circle", "always", "dots"]
"""Scenes of both labs: few cells and many, shares of a picture and of two dots."""


@pytest.fixture(autouse=True)
def screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a screen that no smallest window is larger than."""
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 1920, 1080))


def lost(person: Person) -> Iterator[str]:
    """Yield what a stage has no room for: numbers, titles, shares, pictures that can be seen."""
    lab = person.lab
    if person.window.session.lab == "shift":
        arranged = lab.pictures.arrangement
        if arranged.box < 48:
            yield f"the pictures have {arranged.box} pixels"
        for what, there in (("titles", arranged.words), ("shares", arranged.shares)):
            if not there:
                yield f"the {what} are gone"
        if not lab.law.isVisible():
            yield "the law is gone"
    else:
        for card in (lab.input, lab.output):
            cell = card.view.cell_rect(0, 0).width()
            if cell < NUMBER_CELL and not card.loupe.isVisible():
                yield f"the numbers of the {card.title} are gone"
    panel = person.controls
    if panel.isVisible() and panel.width() > 0.36 * person.window.width():
        yield "the controls take more than their share"
    header = person.window.header
    yield from (f"{name} is gone" for name, b in header.buttons.items() if not b.isVisible())


def settle(person: Person) -> None:
    for _ in range(4):  # layouts within layouts hear of it one after the other
        QApplication.processEvents()


def go(person: Person, qtbot, name: str) -> None:
    """Show a scene in the smallest window."""
    person.window.session.scenes.show_preset_at([*SCENES].index(name))
    person.finish_work(qtbot)
    person.window.resize(1, 1)
    settle(person)


@pytest.mark.long
def test_in_the_smallest_window_everything_fits(
    sit_down: Callable[..., Person], qtbot, monkeypatch: pytest.MonkeyPatch, font: str
) -> None:
    person, written = sit_down(), shift_look.Written(monkeypatch)
    window, found = person.window, []
    for theme in THEMES:
        fonts.wear(person, theme)
        for name in SHOWN:
            go(person, qtbot, name)
            assert window.size() == window.minimumSize()
            assert QSize(1024, 768).expandedTo(window.size()) == QSize(1024, 768)
            for key in ("Home", "End"):
                person.press(key)
                faults = [*fonts.faults(person, written), *lost(person)]
                found += [f"{name}, {theme}, {key}: {fault}" for fault in faults]
    assert found == []


@pytest.mark.long
@pytest.mark.parametrize("lab", ["slide", "shift"])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_smaller_window_would_lose_something(
    sit_down: Callable[..., Person], qtbot, theme: str, lab: str
) -> None:
    person = sit_down(theme=theme)
    names = [name for name in SHOWN if SCENES[name].scene.lab.name == lab]
    narrower, lower = set(), set()
    for name in names:
        go(person, qtbot, name)
        assert [*lost(person)] == []
        least = person.window.size()
        person.window.setMinimumSize(0, 0)
        for size, gone in (
            (QSize(least.width() - 24, least.height()), narrower),
            (QSize(least.width(), least.height() - 24), lower),
        ):
            person.window.resize(size)
            settle(person)
            gone |= {*lost(person)}
    assert narrower, "it could be narrower"
    assert lower, "it could be lower"


def test_without_the_controls_and_in_small_type_it_is_smaller(person: Person) -> None:
    window = person.window
    person.press("S")
    usual = window.minimumSize()
    person.press("C")
    assert window.minimumSize().width() < usual.width()
    person.press("C")
    assert window.minimumSize() == usual
    person.press("Ctrl++")
    larger = window.minimumSize()
    assert (larger.width(), larger.height() > usual.height()) == (1024, True)
    person.press("Ctrl+0")
    assert window.minimumSize() == usual


def test_no_window_is_larger_than_its_screen(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 800, 500))
    assert sit_down(size=(1, 1)).window.size() == QSize(800, 500)
