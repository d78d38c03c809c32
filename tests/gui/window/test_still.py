"""What stands still while a run plays: the columns of the formula, the heads of the cards."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint
from PyQt6.QtWidgets import QApplication, QWidget

from poolviz.core import PoolSpec, Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.core.timeline import Timeline
from poolviz.gui.export.stage import Look, Stage, fitting_ratio
from poolviz.gui.options import Options
from poolviz.gui.theme import LIGHT
from tests.gui.export.test_jobs import shown
from tests.gui.window_tools import clock, person, pixels, sit_down

__all__ = ["clock", "person", "sit_down"]

FEW = ["first", "mean", "overlap", "seed100", "unread", "padding"]


class Painter:
    """Takes down where an arithmetic panel writes what."""

    def __init__(self, panel, monkeypatch):
        self.line, self.notes, self.places = [], [], []
        line, notes = type(panel)._paint_line, type(panel)._paint_notes

        def paint_line(panel, painter, pieces, x, middle):
            self.line = [(x + p.x, x + p.x + p.width, p.term) for p in pieces.pieces]
            self.places.append((middle, pieces.size, *(at[0] for at in self.line[-2:])))
            line(panel, painter, pieces, x, middle)

        def paint_notes(panel, painter, lines, x, width, middle):
            self.notes.append(x)
            notes(panel, painter, lines, x, width, middle)

        monkeypatch.setattr(type(panel), "_paint_line", paint_line)
        monkeypatch.setattr(type(panel), "_paint_notes", paint_notes)


def numbers(painter: Painter) -> tuple[float, ...]:
    return tuple(right for _, right, term in painter.line if term.number)


@pytest.mark.long(of=3)
@pytest.mark.parametrize(
    ("name", "presented", "size"),
    [
        *((name, presented, (1280, 800)) for name in FEW for presented in (False, True)),
        *((name, False, (1024, 768)) for name in ("mean", "seed100")),
    ],
)
def test_nothing_of_the_formula_moves_within_a_pooling(
    sit_down, monkeypatch, name, presented, size
):
    person = sit_down(replace(SCENES[name].scene, step=0), size=size)
    if presented:
        person.press("F11")
        person.window.showNormal()
        person.window.resize(*size)
        QApplication.processEvents()
    panel = person.lab.arithmetic
    painter = Painter(panel, monkeypatch)
    session = person.window.session
    for level in range(session.run.repeats):
        places, columns, notes, signs = set(), {}, set(), set()
        for step in session.run.steps_of(level):
            session.time.seek(step)
            painter.places.clear()
            painter.notes.clear()
            picture = pixels(panel._canvas.grab().toImage())
            assert painter.places, "it was painted"
            places.update(painter.places)
            notes.add(tuple(painter.notes))
            at = numbers(painter)
            columns.setdefault(len(at), set()).add(at)
            sign, result = painter.line[-2:]
            y = round(painter.places[0][0])
            if "=" in sign[2].text:
                signs.add(picture[y - 9 : y + 9, int(result[0]) - 16 : int(result[0])].tobytes())
            starts, ends = zip(*[(left, right) for left, right, _ in painter.line], strict=True)
            assert starts[0] >= 0
            assert list(starts[1:]) == list(ends[:-1]), "one after the other"
        assert len(places) == 1, places
        assert len(notes) == 1, notes
        if (name, presented) != ("padding", True):  # nine numbers of that size are set closer
            assert all(len(found) == 1 for found in columns.values()), columns
        assert len(signs) <= 1, "the sign itself is on the same pixels"


@pytest.mark.parametrize("presented", [False, True])
def test_one_long_number_tears_no_holes_into_the_formula(sit_down, monkeypatch, presented):
    for spec, cell in ((PoolSpec(2), 1e12), (PoolSpec(2, mode="lp", norm_type=3), -0.88501)):
        values = np.full((4, 4), cell / 3 if cell < 0 else 7)
        values[3, 0] = cell
        given = Source(values, "Given")
        person = sit_down(Scene(SourceRef("values", given=given), spec, step=2), size=(1440, 900))
        if presented:
            person.press("F11")
            person.window.showNormal()
            person.window.resize(1920, 1080)
            QApplication.processEvents()
        painter = Painter(person.lab.arithmetic, monkeypatch)
        person.lab.arithmetic._canvas.grab()
        for left, right, term in painter.line:
            wide = LIGHT.metrics(painter.places[-1][1], True).horizontalAdvance(term.text)
            assert right - left <= 2.5 * wide + 10, (term, right - left, wide)


def test_what_is_typed_wider_has_room(person, monkeypatch):
    painter = Painter(person.lab.arithmetic, monkeypatch)
    session = person.window.session
    session.inputs.set_cell(1, 3, "123456.789")
    session.time.seek(0)
    QApplication.processEvents()
    person.lab.arithmetic._canvas.grab()
    before = painter.places[-1]
    session.time.seek(1)
    person.lab.arithmetic._canvas.grab()
    assert "123456.789" in person.line
    assert painter.places[-1] == before
    for left, right, term in painter.line:
        size = before[1]
        wide = person.window.theme.metrics(size, term.strong).horizontalAdvance(term.text)
        assert wide <= right - left + 0.5, term


@pytest.mark.parametrize("name", ["car", "cat"])
def test_a_photograph_plays_in_columns_too(sit_down, monkeypatch, name):
    person = sit_down(name)
    panel, session = person.lab.arithmetic, person.window.session
    painter = Painter(panel, monkeypatch)
    for level in range(session.run.repeats):
        steps = session.run.steps_of(level)
        places = set()
        for step in steps[:: len(steps) // 31]:
            session.time.seek(step)
            painter.places.clear()
            panel._canvas.grab()
            places.update(painter.places)
        assert len(places) == 1, places


def test_a_film_writes_its_formula_in_columns(qapp, monkeypatch):
    scene = SCENES["mean"].scene
    size = 960, 600
    made = shown(scene)
    stage = Stage(made, Look(LIGHT, Options(), size, fitting_ratio(size)))
    painter = Painter(stage._lab.arithmetic, monkeypatch)
    start = Timeline(len(made.resolved.run))
    for position in np.linspace(0, 3.99, 23):
        stage.pixels(replace(start.seek(position), playing=True))
    assert len(set(painter.places)) == 1


@pytest.mark.parametrize(
    ("name", "theme"), [("cat", "light"), ("colour", "dark"), ("circle", "projector")]
)
def test_the_head_of_a_card_has_as_many_lines_at_every_pool(sit_down, name, theme):
    person = sit_down(name, theme=theme)
    session, lab = person.window.session, person.lab
    for size in ((1024, 768), (1280, 800), (1440, 900)):
        person.window.resize(*size)
        heads = set()
        for level in range(session.run.repeats):
            session.time.go_to_level(level)
            QApplication.processEvents()
            tops = [card.view.mapTo(card, QPoint()).y() for card in (lab.input, lab.output)]
            heads.add((tuple(tops), lab.input._stacked))
            assert "…" not in lab.input._caption.text() + lab.output._caption.text()
        assert len(heads) == 1, (size, heads)


def places_of(lab):
    """Return where the cards are."""
    return tuple(card.geometry().getRect() for card in (lab.input, lab.output))


@pytest.mark.long
@pytest.mark.parametrize("presented", [False, True])
@pytest.mark.parametrize("name", ["first", "seed100", "cat", "circle"])
def test_cards_keep_their_places_and_cells_their_size(sit_down, qtbot, name, presented):
    scene = replace(SCENES[name].scene, lab="slide", step=0)
    person = sit_down(scene)
    if presented:
        person.press("F11")
        person.window.showNormal()
    session, lab = person.window.session, person.lab
    for size in ((1024, 768), (1440, 900)):
        person.window.resize(*size)
        QApplication.processEvents()
        places, cells = set(), []
        for mode in ("max", "mean"):
            session.editor.edit("mode", mode)
            person.finish_work(qtbot)
            for level in range(session.run.repeats):
                session.time.go_to_level(level)
                QApplication.processEvents()
                places.add(places_of(lab))
                cells.append((lab.input.view.shows_numbers, lab.input.view.camera.scale))
                for card in (lab.input, lab.output):
                    assert card.rect().contains(card.view.geometry())
                    assert lab.pictures.rect().contains(card.geometry())
        assert len(places) == 1, places
        if all(shown for shown, _ in cells):
            assert len({cell for _, cell in cells}) == 1, cells
        else:  # the pictures keep their size instead, but for pixels that make all cells alike
            run = session.run
            wide = [c * run.plane(i % run.repeats).shape[1] for i, (_, c) in enumerate(cells)]
            assert min(wide) > 0.8 * max(wide), wide


def test_the_cards_of_a_film_keep_their_places(qapp):
    size = 960, 600
    made = shown(SCENES["first"].scene)
    stage = Stage(made, Look(LIGHT, Options(), size, fitting_ratio(size)))
    start, places = Timeline(len(made.resolved.run)), set()
    for position in range(5):
        stage.pixels(start.seek(position))
        places.add(places_of(stage._lab))
    assert len(places) == 1


def test_a_refusal_of_two_lines_moves_nothing(sit_down):
    person = sit_down("first", size=(1024, 768))
    for lab in ("2", "1"):
        person.press(lab)
        QApplication.processEvents()
        stage = [person.lab, *person.lab.findChildren(QWidget)]
        before = [part.geometry() for part in stage]
        person.window.session.say(
            f"{'This is refused, and why is told at length. ' * 4}", error=True
        )
        QApplication.processEvents()
        line = person.window.status_line
        assert line.sentence.lines == 2
        assert line.geometry().bottom() == line.slot.geometry().bottom()
        assert line.height() > line.slot.height()
        assert [part.geometry() for part in stage] == before
        point = line.mapTo(person.window, line.rect().topLeft())
        assert person.window.childAt(point) is line, "it lies on top"
        person.window.session.say("")
        QApplication.processEvents()
        assert line.height() == line.slot.height()
