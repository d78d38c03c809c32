"""The survey in the real window: while it is made, given up, and made after all."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PyQt6.QtWidgets import QApplication

from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.labs.shift import survey as survey_module
from poolviz.core.scenes.lab import Background, Open
from tests.gui.shift_tools import survey, teacher
from tests.gui.window_tools import Person, clock, sit_down

__all__ = ["clock", "sit_down", "teacher"]


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """While this is not set, no survey goes beyond its first part; each is under way at once."""
    hold, surveys = threading.Event(), survey_module.surveys

    def slow(wanted, progress=None):
        parts = surveys(wanted, progress)
        yield next(parts)
        if progress is not None:
            assert hold.wait(20)
            progress(1, 2)
            yield from parts

    monkeypatch.setattr(survey_module, "surveys", slow)
    monkeypatch.setattr("poolviz.gui.labs.shift.lab._PATIENCE", 0.0)
    yield hold
    hold.set()


@pytest.mark.parametrize("way", ["Esc", "the button"])
def test_a_survey_is_cancelled_and_made_after_all(
    teacher: Person, qtbot, hold: threading.Event, way: str
) -> None:
    lab, session = teacher.lab, teacher.window.session
    teacher.click(lab.curves.segments.button("identical"))
    teacher.click(lab.which.button("breaks"))
    session.editor.edit("jitter", 2)
    assert lab.working
    if way == "Esc":
        teacher.press("F11", "Esc")
    else:
        lab.breaks.progress.cancel.click()
    assert not lab.working
    assert session.progress.message == "Cancelled."
    if way == "Esc":
        assert teacher.window.presenting, "one thing at a time"
        teacher.press("Esc")
        assert not teacher.window.presenting
    for card in (lab.breaks, lab.curves):
        assert card.message.isVisible()
        assert card.message.text() == "Cancelled."
        assert card.message.again.text() == "Compute"
        assert card.rect().contains(card.message.again.rect())
    teacher.click(lab.which.button("shifts"))
    assert survey(teacher)[0] == "25 / 25", "what is there stays"
    teacher.click(lab.which.button("breaks"))
    teacher.click(lab.curves.message.again)
    assert lab.working
    hold.set()
    teacher.finish_work(qtbot)
    assert not lab.curves.message.isVisible()
    assert not lab.breaks.message.isVisible()
    assert dict(lab.curves.rows)["law"] == "1.000"
    assert lab.breaks.map.isVisible()


def test_where_nothing_of_a_survey_is_there_the_map_offers_it(
    teacher: Person, qtbot, hold: threading.Event, monkeypatch
) -> None:
    monkeypatch.setattr(survey_module, "is_quick", lambda _: False)
    card = teacher.lab.map
    teacher.window.session.editor.edit("mode", "mean")
    teacher.window.session.do(Background())
    assert card.message.text() == "Cancelled."
    hold.set()
    teacher.click(card.message.again)
    teacher.finish_work(qtbot)
    assert not card.message.isVisible()
    assert survey(teacher)[0] == "1 / 49"


def begin_a_long_survey(
    person: Person, monkeypatch: pytest.MonkeyPatch, hold: threading.Event
) -> None:
    """Show another picture, of whose survey there is nothing before `hold` is set."""
    surveys = survey_module.surveys

    def slower(*arguments):
        assert hold.wait(20)
        yield from surveys(*arguments)

    monkeypatch.setattr(survey_module, "surveys", slower)
    monkeypatch.setattr(survey_module, "is_quick", lambda _: False)
    scene = SCENES["always"].scene
    larger = replace(scene, source=SourceRef("circle", (128, 128)))
    person.window.session.do(Open(larger))
    QApplication.processEvents()
    assert person.lab.working


def test_what_is_known_of_the_picture_before_is_not_taken_for_news(
    teacher: Person, qtbot, hold: threading.Event, monkeypatch
) -> None:
    lab = teacher.lab
    now = [100.0]
    monkeypatch.setattr("poolviz.gui.labs.shift.lab._PATIENCE", 0.25)
    monkeypatch.setattr("poolviz.gui.labs.shift.lab.monotonic", lambda: now[0])
    teacher.click(lab.curves.segments.button("identical"))
    monkeypatch.setattr(survey_module, "is_quick", lambda _: False)
    teacher.window.session.editor.edit("mode", "mean")
    assert not lab.curves.message.isVisible(), "what is quick is not to flicker"
    assert dict(lab.curves.rows)["max"] == "1.000"
    now[0] += 0.3
    lab.set_progress(replace(teacher.window.session.progress, done=0.1))
    assert lab.curves.message.isVisible()
    assert lab.curves.message.text() == "Not all shifts are measured yet."
    assert not lab.curves.message.again.isVisible()
    hold.set()
    teacher.finish_work(qtbot)
    assert not lab.curves.message.isVisible()
    assert (dict(lab.curves.rows)["mean"], survey(teacher)[0]) == ("0.020", "1 / 49")


def test_what_was_given_up_is_not_titled_with_what_was_there_before(
    teacher: Person, hold: threading.Event, monkeypatch
) -> None:
    lab = teacher.lab
    begin_a_long_survey(teacher, monkeypatch, hold)
    assert lab.map.title.text() == "Every shift within ±3 px", "which is still there, in grey"
    teacher.press("Esc")
    assert (lab.map.title.text(), lab.map.caption.text()) == ("Every shift", "")
    teacher.click(lab.which.button("breaks"))
    assert lab.breaks.message.isVisible()
    assert lab.breaks.caption.text() == ""
    hold.set()


@pytest.mark.long
@pytest.mark.parametrize("which", ["shifts", "breaks"])
@pytest.mark.parametrize(("theme", "larger"), [("light", 0), ("light", 1), ("projector", 0)])
def test_the_bar_and_what_comes_in_its_place_have_room(
    teacher: Person, qtbot, hold: threading.Event, monkeypatch, theme: str, larger: int, which: str
) -> None:
    window, lab = teacher.window, teacher.lab
    window.set_theme(theme)
    window.scale_type(larger)
    window.resize(*(1100, 950) if larger or theme == "projector" else (1024, 768))
    teacher.click(lab.which.button(which))
    window.session.set_option("curves", "identical")
    card = lab.map if which == "shifts" else lab.breaks
    before = card.geometry(), lab.curves.geometry()
    begin_a_long_survey(teacher, monkeypatch, hold)
    qtbot.waitUntil(card.progress.isVisible)
    bar = card.progress.geometry()
    assert card.rect().contains(bar)
    assert card.progress.rect().contains(card.progress.cancel.geometry())
    for part in (card.title, card.caption):
        assert not bar.intersects(part.geometry())
    if which == "shifts":
        under = [card.number, card.sentence, card.choice, card.segments, *card.lamps.lamps.values()]
        assert not [part for part in under if part.isVisible() and part.geometry().intersects(bar)]
    teacher.press("Esc")
    message = card.message
    assert message.isVisible()
    assert message.rect().contains(message.again.geometry())
    assert message.again.height() >= message.again.sizeHint().height()
    assert not (card is lab.map and card.lamps.isVisible()) or not (
        card.lamps.geometry().intersects(message.geometry())
    )
    assert (card.geometry(), lab.curves.geometry()) == before, "the cards don't move"
    hold.set()
