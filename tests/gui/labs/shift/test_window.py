"""The Shift lab in the real window: the classroom experiment, shifting by all ways, time."""

import pytest
from PyQt6.QtCore import QPoint, QPointF
from PyQt6.QtGui import QCursor, QEnterEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from poolviz.core.labs.shift.shifts import random_shift
from tests.gui.shift_tools import (
    CENTRED,
    SHIFTED,
    at_cell,
    click_shift,
    drag_cells,
    exported,
    lit,
    middle_of,
    notes,
    ringed,
    shows_shift,
    spin,
    student,
    survey,
    teacher,
    whole_levels,
)
from tests.gui.window_tools import LEFT, PLAIN, Person, clock, person, sit_down

__all__ = ["clock", "person", "sit_down", "student", "teacher"]

IDENTICAL = "shifts with the identical map"


# ---- the classroom experiment


def test_the_experiment_takes_two_keys(person: Person, qtbot) -> None:
    person.press("2")
    person.finish_work(qtbot)
    assert person.source == "Circle, radius 28"
    assert survey(person) == ("49 / 49", IDENTICAL, "after 4 pools")
    assert person.lab.law.whole.startswith("Law: all 49 shifts keep the same 16 × 16 blocks lit")
    seen = set()
    for seed in range(1, 6):
        person.press("R")
        assert person.shift_controls.seed.text() == str(seed)
        shows_shift(person, *random_shift(3, seed))
        assert notes(person)[4] == "L2 0"
        assert lit(person) == ["invariant"]
        seen.add(spin(person))
    assert len(seen) > 2
    assert survey(person) == ("49 / 49", IDENTICAL, "after 4 pools")


def test_the_seed_draws_the_same_shift_again(student: Person) -> None:
    student.press("R", "R")
    drawn = spin(student)
    student.press("Right", "Down", "Right", "R")
    student.click(student.shift_controls.seed)
    student.press("Ctrl+A")
    student.type("2")
    student.press("Return")
    assert drawn == random_shift(2, 2)
    shows_shift(student, *drawn)


def test_page_down_goes_on_from_the_example_that_2_has_opened(person: Person, qtbot) -> None:
    person.press("2", "PgDown")
    person.finish_work(qtbot)
    assert "one pixel more" in person.said.lower()
    assert survey(person)[0] == "69 / 81"


@pytest.mark.long
def test_page_down_leads_through_the_story(teacher: Person, qtbot) -> None:
    told = []
    for _ in range(6):
        teacher.finish_work(qtbot)
        number, _, when = survey(teacher)
        told.append((number, when, spin(teacher), teacher.lab.pictures.columns[-1].title))
        teacher.press("PgDown")
    assert told == [
        ("49 / 49", "after 4 pools", (-2, 3), "MaxPool 4"),
        ("69 / 81", "after 4 pools", (4, 4), "MaxPool 4"),
        ("1 / 49", "after 4 pools", (-2, 3), "MaxPool 4"),
        ("49 / 49", "after 6 pools", (-2, 3), "Pool 6"),
        ("1 / 49", "after 4 pools", (-2, 3), "MaxBlur 4"),
        ("49 / 49", "after 6 pools", (-2, 3), "Pool 6"),
    ]
    assert teacher.said.startswith("This is the last of"), "the list ends"
    teacher.press("PgUp")
    assert "Blur is smoother, and never equal" in teacher.said
    assert teacher.lab.pictures.columns[-1].title == "MaxBlur 4"


# ---- shifting


@pytest.mark.parametrize("row", [CENTRED, SHIFTED])
def test_dragging_moves_by_whole_cells_and_everything_follows(teacher: Person, row: int) -> None:
    handle, pictures = teacher.window.windowHandle(), teacher.lab.pictures
    places = [(20.5, 20.5), (25.5, 20.5), (22.5, 18.5), (21.5, 17.5)]
    points = [teacher.place(pictures, at_cell(teacher, row, *place)) for place in places]
    QTest.mousePress(handle, LEFT, PLAIN, points[0])
    seen = []
    for point in points[1:]:
        QTest.mouseMove(handle, point)
        shows_shift(teacher, *spin(teacher))
        seen.append((spin(teacher), notes(teacher)[3] == "L2 0"))
    QTest.mouseRelease(handle, LEFT, PLAIN, points[-1])
    assert seen == [((3, 3), False), ((0, 1), True), ((-1, 0), True)], "two of the five"
    assert notes(teacher)[4] == "L2 0"
    assert lit(teacher) == ["invariant"]
    assert survey(teacher)[0] == "49 / 49", "of all shifts, whichever is on the screen"


def test_a_drag_is_undone_and_done_again_as_one(student: Person) -> None:
    drag_cells(student, SHIFTED, (8.5, 8.5), (9.5, 8.5), (11.5, 4.5), (9.5, 6.5))
    shows_shift(student, 0, 0)
    student.press("Ctrl+Z")
    shows_shift(student, -1, 2)
    student.press("Ctrl+Shift+Z")
    shows_shift(student, 0, 0)
    student.press("Ctrl+Z", "Ctrl+Z")
    shows_shift(student, -1, 2)


def test_the_hint_follows_what_is_dragged(teacher: Person) -> None:
    handle, pictures = teacher.window.windowHandle(), teacher.lab.pictures
    places = [(20.4, 20.4), (25.4, 20.4), (22.4, 17.4)]  # on a pixel, not between two
    points = [teacher.place(pictures, at_cell(teacher, SHIFTED, *place)) for place in places]
    QTest.mouseMove(handle, points[0])
    assert "True offset: right 3, up 2 px" in teacher.said
    QTest.mousePress(handle, LEFT, PLAIN, points[0])
    for point, offset in zip(points[1:], ("right 3, down 3", "0"), strict=True):
        QTest.mouseMove(handle, point)
        assert teacher.said.startswith(f"MaxPool 4: True offset: {offset} px; what is left: 0 px")
    QTest.mouseRelease(handle, LEFT, PLAIN, points[-1])
    assert teacher.said.startswith("Original, shifted, row 22, col 17. True offset: 0 px")
    teacher.press("Right")
    assert "True offset: right 1 px" in teacher.said, "by a key while the mouse rests"
    assert "True offset: right 1 px" in pictures.toolTip()


def test_no_hint_begins_under_a_mouse_that_rests(teacher: Person) -> None:
    pictures = teacher.lab.pictures
    point = QPointF(at_cell(teacher, SHIFTED, 20.4, 20.4))
    said = teacher.said
    place = QPointF(pictures.mapToGlobal(point.toPoint()))
    QApplication.sendEvent(pictures, QEnterEvent(point, point, place))  # it appears under it
    assert teacher.said == said
    QTest.mouseMove(teacher.window.windowHandle(), teacher.place(pictures, point))
    assert "True offset: right 3, up 2 px" in teacher.said


def test_what_had_to_yield_is_said_although_the_mouse_is_on_something(student: Person) -> None:
    handle, pictures = student.window.windowHandle(), student.lab.pictures
    start = at_cell(student, SHIFTED, 8.5, 2.5)
    QTest.mousePress(handle, LEFT, PLAIN, student.place(pictures, start))
    far = start + QPointF(student.lab.pictures.picture_rect(4, SHIFTED).center().x() - start.x(), 0)
    QTest.mouseMove(handle, student.place(pictures, far))
    assert spin(student) == (-1, 15)
    assert student.said == "The shift is now right 15, up 1, to stay in the picture."
    QTest.mouseRelease(handle, LEFT, PLAIN, student.place(pictures, far))


def test_dragged_far_away_it_stops_with_a_sentence(student: Person) -> None:
    start = at_cell(student, SHIFTED, 8.5, 8.5)
    student.drag(student.lab.pictures, start, start + QPointF(9, 9), start + QPointF(400, 400))
    shows_shift(student, 15, 15)
    assert "to stay in the picture" in student.said
    assert ringed(student) is None, "beyond the jitter"


def test_the_arrow_keys_shift(student: Person) -> None:
    student.press("Right", "Right", "Up", "Left", "Down", "Down")
    shows_shift(student, 0, 3)
    assert ringed(student) is None, "beyond the jitter"
    student.press("Ctrl+Z")
    shows_shift(student, -1, 2)


def test_a_number_typed_into_a_box_shifts(student: Person) -> None:
    for name, shift in (("dx", (-1, 1)), ("dy", (1, 2))):
        student.click(getattr(student.shift_controls, name))
        student.press("Ctrl+A")
        student.type("1")
        student.press("Return")
        shows_shift(student, *shift)
        student.press("Right")
        shows_shift(student, shift[0], shift[1] + 1)


def test_nonsense_typed_into_a_box_does_no_harm(student: Person) -> None:
    for text in ("-", "--", ".", "5-5", "00", ""):
        student.click(student.shift_controls.dx)
        student.press("Ctrl+A", "Backspace")
        student.type(text)
        student.press("Return")
        dy, dx = spin(student)
        assert (dy, dx in (0, 2, 5, 55)) == (-1, True), text
        shows_shift(student, dy, dx)


def test_a_cell_of_the_map_applies_its_shift(student: Person) -> None:
    click_shift(student, 2, -1)
    shows_shift(student, 2, -1)
    click_shift(student, 0, 0)
    shows_shift(student, 0, 0)


def test_this_shift_and_all_shifts_have_verdicts_of_their_own(teacher: Person, qtbot) -> None:
    verdict = teacher.lab.verdict
    teacher.press("Home", "Shift+Right")
    click_shift(teacher, 2, -2)
    assert verdict.whole == (
        "This shift, left 2, down 2: equivariant, the map moves left 1, down 1, after 1 pool."
    )
    assert "in cells of the map: 1, −1" in verdict.toolTip()
    click_shift(teacher, 2, -1)
    assert verdict.whole == (
        "This shift, left 1, down 2: another map, neither invariant nor equivariant, after 1 pool."
    )
    assert lit(teacher) == ["not"], "the map speaks of all shifts, whichever is applied"
    teacher.press("Shift+Right", "Shift+Right")
    assert lit(teacher) == ["partly"]
    teacher.press("End")
    assert verdict.whole == "This shift, left 1, down 2: invariant, after 4 pools."
    assert lit(teacher) == ["invariant"]
    assert teacher.lab.description.count("This shift") == 1
    click_shift(teacher, 0, 0)
    assert verdict.whole == "Nothing is shifted."
    click_shift(teacher, 1, 0)
    teacher.press("M", "M")
    teacher.finish_work(qtbot)
    assert verdict.whole == (
        "This shift, down 1: nothing left to compare: the map is empty, after 4 pools."
    )
    assert lit(teacher) == []


# ---- time


def test_levels_by_keys_and_buttons(teacher: Person) -> None:
    buttons = teacher.transport.buttons
    teacher.press("Home")
    assert (teacher.step, whole_levels(teacher)) == ("pool 0 / 4", ["Original 64×64"])
    for act, level in (
        (lambda: teacher.press("Shift+Right"), 1),
        (lambda: teacher.click(buttons["forward"]), 2),
        (lambda: teacher.click(buttons["next_row"]), 3),
        (lambda: teacher.press("Shift+Left"), 2),
        (lambda: teacher.click(buttons["back"]), 1),
        (lambda: teacher.click(buttons["last"]), 4),
        (lambda: teacher.click(buttons["previous_row"]), 3),
        (lambda: teacher.click(buttons["first"]), 0),
        (lambda: teacher.press("End"), 4),
    ):
        act()
        assert teacher.step == f"pool {level} / 4"
        assert len(whole_levels(teacher)) == level + 1
        counts = ("1 / 49", "1 / 49", "1 / 49", "5 / 49", "49 / 49")
        assert survey(teacher)[0] == counts[level]
    shows_shift(teacher, -2, 3)


def test_scrubbing_goes_by_level(student: Person) -> None:
    slider = student.transport.slider
    middle = slider.rect().center()
    student.click(slider, middle)
    assert student.step == "pool 2 / 4"
    assert whole_levels(student) == ["Original 16×16", "MaxPool 1 8×8", "MaxPool 2 4×4"]
    student.drag(slider, QPointF(middle), QPointF(3, 4))
    assert student.step == "pool 0 / 4"


def test_a_column_a_small_map_and_the_curves_go_to_their_level(teacher: Person) -> None:
    teacher.window.resize(1440, 900)
    teacher.press("End")
    teacher.click(teacher.lab.pictures, middle_of(teacher, 1, SHIFTED))
    assert teacher.step == "pool 1 / 4"
    small = teacher.lab.map.small
    assert [caption[-1] for caption in small.captions] == 3 * ["1/49"] + ["5/49", "49/49"]
    teacher.click(small, small.map_rect(3).center())
    assert survey(teacher) == ("5 / 49", IDENTICAL, "after 3 pools")
    plot = teacher.lab.curves.plot
    teacher.click(plot, plot.place_of(2, 0.1))
    assert teacher.step == "pool 2 / 4"


def test_space_plays_level_by_level_with_a_sliding_window(teacher: Person) -> None:
    theme, pictures = teacher.window.theme, teacher.lab.pictures
    place = pictures.picture_rect(2, CENTRED).toRect()
    teacher.press("Space")
    assert (teacher.playing, teacher.step) == (True, "pool 0 / 4"), "it starts again at the end"
    teacher.wait(1.625)
    assert teacher.step == "pool 1 / 4"
    assert whole_levels(teacher) == ["Original 64×64", "MaxPool 1 32×32"]
    assert teacher.has_colour(pictures, theme.window, place), "the window that slides"
    assert teacher.has_colour(pictures, theme.empty, place), "what is not pooled yet"
    assert teacher.has_colour(pictures, "#fde725", place), "what is"
    teacher.wait(0.375)
    assert teacher.step == "pool 2 / 4"
    assert not teacher.has_colour(pictures, theme.empty, place)
    teacher.press("Space")
    assert not teacher.playing
    teacher.press("Space")
    teacher.wait(3)
    assert (teacher.playing, teacher.step) == (False, "pool 4 / 4")
    assert survey(teacher)[0] == "49 / 49"


def test_it_can_be_dragged_while_it_plays(student: Person) -> None:
    student.press("Space")
    student.wait(1.5)
    drag_cells(student, SHIFTED, (8.5, 8.5), (8.5, 6.5), (9.5, 6.5))
    assert student.playing
    assert student.step == "pool 1 / 4"
    shows_shift(student, 0, 0)
    student.wait(4)
    assert (student.playing, student.step) == (False, "pool 4 / 4")


# ---- the other lab


def test_a_double_click_opens_the_pooling_and_2_comes_back(teacher: Person) -> None:
    teacher.press("Shift+Left")
    before = spin(teacher), teacher.step, notes(teacher), survey(teacher)
    expected = exported(teacher)
    for row, more in ((CENTRED, ""), (SHIFTED, ", shifted right 3, up 2")):
        point = teacher.place(teacher.lab.pictures, middle_of(teacher, 3, row))
        QTest.mouseDClick(teacher.window.windowHandle(), LEFT, PLAIN, point)
        assert teacher.window.session.lab == "slide"
        assert teacher.source == "Circle, radius 28" + more
        assert teacher.titles == ("Pool 2 16 × 16", "Pool 3 8 × 8 · max pool")
        assert teacher.step.endswith("· pool 3")
        assert (teacher.values(teacher.lab.output) == expected) == (row == SHIFTED)
        teacher.press("2")
        assert (spin(teacher), teacher.step, notes(teacher), survey(teacher)) == before


def test_the_mouse_may_rest_where_another_lab_comes_up(person: Person, qtbot) -> None:
    view = person.lab.input.view
    QCursor.setPos(view.mapToGlobal(view.cell_rect(3, 3).center().toPoint()))
    person.hover_cell(person.lab.input, 3, 3)
    person.press("2")
    person.finish_work(qtbot)
    person.press("1")
    assert not person.refused
    assert not person.lab.input.view.marks.hover, "it has not moved"
    assert not person.said.startswith("input")
    person.hover_cell(person.lab.input, 3, 3)
    assert person.said.startswith("input[3, 3] = 2;")
    QCursor.setPos(person.window.mapToGlobal(QPoint(2, 2)))


@pytest.mark.long
def test_labs_switched_quickly_stay_what_they_were(person: Person, qtbot) -> None:
    person.press("Right", "Right")
    line = person.line
    person.press("2", "1", "2", "R", "1", "2", "Right", "1")
    assert person.line == line
    person.press("2")
    person.finish_work(qtbot)
    dy, dx = random_shift(3, 1)
    shows_shift(person, dy, dx + 1)
