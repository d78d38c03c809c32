"""The Shift lab in the real window: what is shifted, and what is measured and drawn."""

import threading
from collections.abc import Callable
from dataclasses import replace
from itertools import count

import pytest
from PyQt6.QtCore import QMimeData, QPointF
from PyQt6.QtGui import QGuiApplication, QImage

from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.gui.session import maker
from tests.gui.shift_tools import (
    CENTRED,
    SMALL,
    click_shift,
    drag_cells,
    files,
    notes,
    shows_shift,
    spin,
    student,
    survey,
    teacher,
)
from tests.gui.window_tools import Person, clock, opens_popup, sit_down

__all__ = ["clock", "sit_down", "student", "teacher"]

# ---- what is shifted


def test_two_dots_are_dragged_and_the_law_says_when_they_meet(
    sit_down: Callable[..., Person], qtbot
) -> None:
    dots = SourceRef("dots", (16, 16), drawing=Drawing(dots=((7, 7), (8, 8))))
    person = sit_down(replace(SMALL, source=dots))
    assert person.lab.law.whole.endswith("become one, after 4 pools.")
    drag_cells(person, CENTRED, (8.5, 8.5), (9.5, 9.5), (3.5, 9.5))
    drag_cells(person, CENTRED, (7.5, 7.5), (7.5, 8.5), (2.5, 8.5))
    boxes = person.controls.input.drawing.dots
    assert [[box.value() for box in dot] for dot in boxes] == [[2, 8], [3, 9]]
    person.finish_work(qtbot)
    assert person.lab.law.whole == "Law: the dots share a block, and become one, after 1 pool."
    person.press("Ctrl+Z")
    assert [box.value() for box in boxes[0]] == [7, 7]
    person.press("Ctrl+Z")
    assert person.lab.law.whole.endswith("become one, after 4 pools.")
    person.finish_work(qtbot)


@opens_popup
def test_a_letter_and_how_it_is_shifted_pooled_and_drawn(student: Person, qtbot) -> None:
    controls = student.controls
    student.choose(controls.input.which, "Letter")
    student.choose(controls.input.drawing.letter, "L")
    assert student.source == "Letter L"
    student.click(student.shift_controls.dx)
    student.press("Ctrl+A")
    student.type("-40")
    student.press("Return")
    before = notes(student)
    student.choose(student.shift_controls.fill, "wrap around")
    shows_shift(student, -1, -40)
    assert notes(student) != before
    student.choose(student.shift_controls.cure, "blur, then pick")
    assert [c.title for c in student.lab.pictures.columns][1:3] == ["BlurPool 1", "BlurPool 2"]
    assert dict(student.lab.curves.rows)["blur"] == notes(student)[-1].removeprefix("L2 ")[:5]
    student.finish_work(qtbot)
    assert student.lab.law.whole == "The law speaks of max pooling, not of its anti-aliased forms."
    student.click(student.shift_controls.weights.button("rounded"))
    student.press("R")
    assert student.window.session.scene.lab.weights == "rounded"
    for _ in range(4):
        student.press("Ctrl+Z")
    assert student.source == "Letter L"
    assert student.lab.pictures.columns[1].title == "MaxPool 1"
    student.finish_work(qtbot)


def test_a_picture_that_is_dropped_and_numbers_that_are_pasted(
    student: Person, qtbot, tmp_path
) -> None:
    image = QImage(40, 24, QImage.Format.Format_RGB32)
    image.fill(0xFF336699)
    image.setPixel(20, 10, 0xFFFFFFFF)
    path = tmp_path / "spot.png"
    assert image.save(str(path))
    assert student.drop(files(path))
    student.finish_work(qtbot)
    assert student.source == "spot.png"
    assert student.lab.pictures.columns[0].shape == (24, 40)
    numbers = QMimeData()
    numbers.setText("\n".join("0\t1\t2\t3" for _ in range(4)))
    QGuiApplication.clipboard().setMimeData(numbers)
    student.press("Ctrl+V")
    student.finish_work(qtbot)
    assert [c.shape for c in student.lab.pictures.columns[:3]] == [(4, 4), (2, 2), (1, 1)]
    assert spin(student) == (-1, 2)
    assert survey(student)[0].endswith(" / 25")


@pytest.mark.long
def test_odd_numbers_are_shown_too(student: Person, qtbot) -> None:
    for text in ("7", "1 2 3 4 5", "1\n2\n3", "1 nan\ninf 2", "0 0\n0 0"):
        numbers = QMimeData()
        numbers.setText(text)
        QGuiApplication.clipboard().setMimeData(numbers)
        student.press("Ctrl+V")
        student.finish_work(qtbot)
        assert (student.refused, student.source) == (False, "Pasted table")
        for measure in ("relative_l2", "kept_offset", "identical"):
            student.window.session.set_option("measure", measure)
            student.press("Left", "Down", "R")
            student.window.grab()
        alike, shifts = map(int, survey(student)[0].split(" / "))
        assert 1 <= alike <= shifts == (2 * student.lab.map.map.jitter + 1) ** 2


def test_a_wrong_file_is_one_sentence_and_nothing_is_lost(student: Person, qtbot, tmp_path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"no picture")
    before = spin(student), notes(student), survey(student)
    student.drop(files(path))
    student.finish_work(qtbot)
    assert student.refused
    assert (spin(student), notes(student), survey(student)) == before


# ---- what is measured


def test_the_jitter_shows_the_cliff(teacher: Person, qtbot) -> None:
    teacher.click(teacher.lab.which.button("breaks"))
    card = teacher.lab.breaks
    assert card.isVisible()
    assert not teacher.lab.map.isVisible()
    assert card.cliff.texts[:5] == ["1/1", "9/9", "25/25", "49/49", "69/81"]
    teacher.click(card.cliff, card.cliff.track(4).center())
    teacher.finish_work(qtbot)
    assert teacher.shift_controls.jitter.text() == "± 4 px"
    teacher.click(teacher.lab.which.button("shifts"))
    assert survey(teacher)[0] == "69 / 81"
    slider = teacher.shift_controls.jitter_slider
    step = (slider.width() - 18) / slider.maximum()
    handle = QPointF(9 + 4 * step, slider.height() / 2)
    teacher.drag(slider, handle, handle - QPointF(step, 0))
    teacher.finish_work(qtbot)
    assert teacher.shift_controls.jitter.text() == "± 3 px"
    assert survey(teacher)[0] == "49 / 49"


def test_a_row_of_the_radii_draws_its_circle(teacher: Person, qtbot) -> None:
    teacher.click(teacher.lab.which.button("breaks"))
    card = teacher.lab.breaks
    teacher.click(card.map, card.map.face(2, 3).center())
    teacher.finish_work(qtbot)
    assert teacher.source == "Circle, radius 24"
    assert teacher.controls.input.drawing.radius.value() == 24
    teacher.click(teacher.lab.which.button("shifts"))
    assert survey(teacher)[0] == "1 / 49"
    teacher.press("Ctrl+Z")
    assert teacher.source == "Circle, radius 28"
    teacher.finish_work(qtbot)


def test_beyond_the_edge_the_law_says_why_it_is_wrong(teacher: Person, qtbot) -> None:
    jitter = teacher.shift_controls.jitter
    teacher.click(jitter)
    teacher.press("Ctrl+A")
    teacher.type("5")
    teacher.press("Return")
    teacher.finish_work(qtbot)
    assert survey(teacher)[0] == "73 / 121"
    assert teacher.lab.law.whole.endswith(
        "measured: 73 identical; the law knows no edge: some shifts carry cells over it."
    )
    teacher.window.resize(1024, 768)
    assert teacher.lab.law.text() == "Law (no edge): 69 of 121; measured: 73", "it says why, too"


@opens_popup
def test_only_circles_have_radii(student: Person, qtbot) -> None:
    student.click(student.lab.which.button("breaks"))
    student.choose(student.controls.input.which, "Letter")
    student.finish_work(qtbot)
    card = student.lab.breaks
    assert card.message.isVisible()
    assert "for a circle only" in card.message.text()
    student.press("Ctrl+Z")
    student.finish_work(qtbot)
    assert not card.message.isVisible()
    assert card.map.isVisible()


@pytest.mark.parametrize(("seconds", "seen"), [(0, False), (1, True)])
def test_only_a_survey_that_takes_long_says_so(
    student: Person, qtbot, monkeypatch, seconds: float, seen: bool
) -> None:
    ticks = iter(count(0, seconds))
    monkeypatch.setattr("poolviz.gui.labs.shift.lab.monotonic", lambda: next(ticks))
    lab, shown = student.lab, []

    def look() -> None:
        parts = (lab.map.progress, lab.curves.message)
        shown.append(any(part.isVisible() for part in parts))

    student.click(lab.curves.segments.button("all"))
    student.window.session.progress_changed.connect(look)
    student.press("Right")
    student.click(student.shift_controls.jitter)
    student.press("Ctrl+A")
    student.type("1")
    student.press("Return")
    look()
    student.finish_work(qtbot)
    look()
    assert any(shown[:-1]) == seen
    assert not shown[-1]
    assert lab.curves.unit.toolTip().startswith("relative L2, mean of 8 shifts")


def test_a_lab_that_was_not_waited_for_is_not_the_one_that_is_pressed(
    teacher: Person, qtbot, monkeypatch
) -> None:
    gate, resolve, labs = threading.Event(), maker.resolve, teacher.window.header.labs

    def late(*arguments):
        assert gate.wait(20)
        return resolve(*arguments)

    monkeypatch.setattr(maker, "resolve", late)
    monkeypatch.setattr("poolviz.gui.session.maker.is_quick", lambda *_: False)
    teacher.click(labs.button("slide"))
    assert teacher.window.session.busy
    assert labs.button("slide").isChecked()
    teacher.press("Esc")
    gate.set()
    assert "Cancelled" in teacher.said
    assert labs.button("shift").isChecked()
    assert teacher.window.session.lab == "shift"
    teacher.finish_work(qtbot)


def test_the_measures_of_the_map_and_of_the_curves(teacher: Person) -> None:
    teacher.window.resize(1440, 900)
    teacher.press("End", "Shift+Left")
    measures = teacher.lab.map.segments
    teacher.click(measures.button("relative_l2"))
    assert survey(teacher)[:2] == ("0.458", "relative L2, mean over 48 non-zero shifts")
    teacher.click(measures.button("kept_offset"))
    assert survey(teacher)[:2] == ("42.3 %", "of the offset is kept: slope over 49 shifts")
    curves = teacher.lab.curves
    teacher.click(curves.segments.button("all"))
    assert curves.title.whole == "Mean difference of all shifts"
    third = dict(curves.rows)
    assert (third["max"], third["mean"]) == ("0.458", "0.460"), "of the level on the screen"
    assert curves.legend.foot == "after pool 3"
    teacher.press("End")
    last = dict(curves.rows)
    assert (last["max"], last["mean"]) == ("0.000", "0.114")
    assert curves.legend.foot == "after pool 4"
    teacher.press("Home")
    assert dict(curves.rows)["max"] == f"{curves.plot.curves[0].values[0]:.3f}" != last["max"]
    assert curves.legend.foot == "before any pool"
    teacher.press("End")
    teacher.click(curves.segments.button("kept"))
    assert "Offset left" in curves.title.whole
    teacher.click(curves.segments.button("identical"))
    assert dict(curves.rows)["law"] == dict(curves.rows)["max"] == "1.000"
    assert dict(curves.rows)["max + blur"] == "0.020", "1 of 49"


def test_b_draws_the_blocks_and_colours_what_crosses(student: Person) -> None:
    pictures = student.lab.pictures
    place = pictures.picture_rect(0, CENTRED).toRect()

    def crosses() -> bool:
        return student.has_colour(pictures, student.window.theme.window, place)

    student.press("Home", "Shift+Right")  # blocks of 2 × 2
    click_shift(student, 0, 0)
    plain = pictures.grab(place).toImage()
    student.press("B")
    assert student.shift_controls.grid.isChecked()
    assert pictures.grab(place).toImage() != plain, "the lines"
    assert not crosses(), "nothing has moved"
    student.press("Right")
    assert crosses()
    student.click(student.shift_controls.grid)
    assert pictures.grab(place).toImage() == plain
