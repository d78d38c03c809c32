"""Every scene in the type of Debian's Inter, and in DejaVu Sans: nothing is cut in either."""

from collections.abc import Callable, Iterator

import pytest
from PyQt6.QtGui import QFontDatabase
from PyQt6.QtWidgets import QApplication

from poolviz.core.labs.presets import SCENES
from poolviz.gui.canvas import cell_numbers
from poolviz.gui.labs.shift.layout import TIGHT_BOX
from poolviz.gui.theme import FONT_FAMILIES, font_of, metrics_of
from tests.gui.labs.shift import test_look as shift_look
from tests.gui.window import test_themes as themes
from tests.gui.window_tools import Person, clock, sit_down

__all__ = ["clock", "sit_down"]

FONTS = ["Inter", "DejaVu Sans"]
LOOKS = [("light", (1024, 768)), ("projector", (1440, 900)), ("projector", (1024, 768))]
"""Each scene is looked at in one of these, in another with the other font."""


def forget_fonts() -> None:
    font_of.cache_clear()
    metrics_of.cache_clear()
    cell_numbers._width.cache_clear()


@pytest.fixture(params=FONTS)
def font(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """Let a font be the first of the program."""
    if request.param not in QFontDatabase.families():
        pytest.skip(f"{request.param} is not installed")
    before = list(FONT_FAMILIES)
    FONT_FAMILIES[:] = [request.param, "sans-serif"]
    forget_fonts()
    yield request.param
    FONT_FAMILIES[:] = before
    forget_fonts()


def wear(person: Person, theme: str) -> None:
    person.window.set_theme(theme)
    for _ in range(4):  # layouts within layouts hear of it one after the other
        QApplication.processEvents()


def faults(person: Person, written: shift_look.Written) -> Iterator[str]:
    yield from themes.faults(person)
    if person.window.session.lab == "shift":
        found = shift_look.faults(person)
        yield from (fault for fault in found if not fault.startswith("the pictures have"))
        if person.lab.pictures.arrangement.box < TIGHT_BOX:
            yield "the pictures can't be seen"
        yield from written.faults(person.lab.pictures)


@pytest.mark.long
def test_nothing_is_cut_in_any_scene(
    sit_down: Callable[..., Person], qtbot, monkeypatch: pytest.MonkeyPatch, font: str
) -> None:
    person, written = sit_down(), shift_look.Written(monkeypatch)
    assert person.transport.label.fontInfo().family() == font
    found = []
    for turn, (theme, size) in enumerate(LOOKS):
        wear(person, theme)
        person.window.resize(*size)
        for place, name in enumerate(SCENES):
            if (place + turn + FONTS.index(font)) % len(LOOKS):
                continue
            person.window.session.scenes.show_preset_at(place)
            person.finish_work(qtbot)
            for key in ("Home", "End"):
                person.press(key)
                found += [f"{name}, {theme}, {size}, {key}: {f}" for f in faults(person, written)]
    assert written.lines
    assert found == []
