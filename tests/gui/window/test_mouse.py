"""What the mouse does: stepping, scrubbing, playing, hovering, clicking, zooming, dragging."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, QRect, QSize
from PyQt6.QtGui import QCursor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QSlider

from poolviz.core import PoolSpec
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from tests.gui.window_tools import Person, clock, opens_popup, person, sit_down

__all__ = ["clock", "person", "sit_down"]

EMPTY = "#f1f2f5"
FIRST_LINES = [
    "max( 10, 12, 4, 11 ) = 12",
    "max( 8, 7, 5, 9 ) = 9",
    "max( 18, 13, 3, 15 ) = 18",
    "max( 7, 7, 2, 2 ) = 7",
    "max( 12, 9, 18, 7 ) = 18",
]


def at(slider: QSlider, share: float) -> QPointF:
    """Return the point of a slider's groove, 0 at its first step and 1 at its last."""
    return QPointF(9 + share * (slider.width() - 18), slider.height() / 2)


def window_on(person: Person) -> tuple[float, ...]:
    """Return where the window is on the input: row, col, height, width."""
    return tuple(person.lab.input.view.marks.window)


def in_order(rows: list[list[bool]]) -> list[bool]:
    return [cell for row in rows for cell in row]


# ---- the whole story


def test_the_story_of_the_first_example(person: Person) -> None:
    """Forward fills the output cell by cell; back takes each of them away again."""
    forward = person.transport.buttons["forward"]
    told, filled = [], []
    for _ in range(4):
        told.append((person.line, *person.lab.arithmetic.notes))
        filled.append(in_order(person.filled(person.lab.output)))
        person.click(forward)
    notes = [
        ("window 1 of 4", "rows 0–1, cols 0–1", "→ pool 1[0, 0]", "from input[0, 1]"),
        ("window 2 of 4", "rows 0–1, cols 2–3", "→ pool 1[0, 1]", "from input[1, 3]"),
        ("window 3 of 4", "rows 2–3, cols 0–1", "→ pool 1[1, 0]", "from input[2, 0]"),
        ("window 4 of 4", "rows 2–3, cols 2–3", "→ pool 1[1, 1]", "from input[2, 2]"),
    ]
    assert told == [(line, *note) for line, note in zip(FIRST_LINES[:4], notes, strict=True)]
    assert filled == [[True] * n + [False] * (4 - n) for n in (1, 2, 3, 4)]
    assert person.titles == ("Pool 1 2 × 2", "Pool 2 1 × 1 · max pool")
    assert person.values(person.lab.input) == [[12, 9], [18, 7]]
    assert person.line == FIRST_LINES[4]
    assert person.lab.arithmetic.notes[3] == "from pool 1[1, 0]"
    assert person.filled(person.lab.output) == [[True]]

    person.click(person.transport.buttons["back"])
    assert person.titles == ("Input 4 × 4", "Pool 1 2 × 2 · max pool")
    for shown in (3, 2, 1):
        person.click(person.transport.buttons["back"])
        assert in_order(person.filled(person.lab.output)) == [True] * shown + [False] * (4 - shown)
        assert person.line == FIRST_LINES[shown - 1]


def test_the_tie_is_explained_and_both_cells_are_ringed(person: Person) -> None:
    view = person.lab.input.view
    person.press("End", "Left")
    assert person.lab.arithmetic.why == "tie: 2 cells are equal, the first in reading order wins"
    for cell, ringed in (((2, 2), True), ((2, 3), True), ((3, 2), False)):
        rect = view.cell_rect(*cell).adjusted(8, 8, -8, -8).toRect()
        assert person.has_colour(view, "#d55e00", rect) is ringed


def test_colours_are_those_of_the_values_and_the_same_on_both_sides(person: Person) -> None:
    person.press("Right", "Right")
    lowest, highest = "#440154", "#fde725"  # the ends of viridis
    given = person.colours(person.lab.input)
    assert given[2][0] == highest
    assert given[3][2:] == [lowest, lowest]
    made = person.colours(person.lab.output)
    assert made == [[given[0][1], given[1][3]], [highest, EMPTY]]


def test_the_window_is_outlined_on_both_sides(person: Person) -> None:
    for card, box in ((person.lab.input, (0, 0, 2, 2)), (person.lab.output, (0, 0, 1, 1))):
        picture = card.view.grab().toImage()
        rect = card.view.cell_rect(*box)
        for point in (rect.topLeft(), rect.bottomRight()):
            assert picture.pixelColor(point.toPoint()).name() == "#d55e00"


# ---- time


def test_pressing_and_dragging_the_slider_goes_through_the_steps(person: Person) -> None:
    slider = person.transport.slider
    person.click(slider, at(slider, 1))
    assert person.line == FIRST_LINES[4]
    person.click(slider, at(slider, 0.5))
    assert person.line == FIRST_LINES[2]
    person.drag(slider, at(slider, 0.5), at(slider, 0.3), at(slider, -2))
    assert person.line == FIRST_LINES[0]
    person.drag(slider, at(slider, 0), at(slider, 0.5), at(slider, 0.75))
    assert person.line == FIRST_LINES[3]
    assert not person.playing


def test_playing_goes_on_from_where_the_slider_was_pressed(person: Person) -> None:
    slider = person.transport.slider
    person.click(person.transport.buttons["play"])
    person.click(slider, at(slider, 0.5))
    assert person.playing
    person.wait(1)
    assert person.line == FIRST_LINES[3]


def test_play_runs_through_all_repeats_and_stops_at_the_end(person: Person) -> None:
    person.click(person.transport.buttons["play"])
    lines = []
    for _ in range(6):
        lines.append(person.line)
        person.wait(1)
    assert lines == [*FIRST_LINES, FIRST_LINES[4]]
    assert not person.playing
    assert not person.window.player.running
    person.click(person.transport.buttons["play"])
    assert (person.line, person.playing) == (FIRST_LINES[0], True)


def test_pausing_keeps_the_step(person: Person) -> None:
    play = person.transport.buttons["play"]
    person.click(play)
    person.wait(1.5)
    person.click(play)
    person.wait(5)
    assert person.line == FIRST_LINES[1]
    assert window_on(person) == (0, 2, 2, 2)


def test_loop_begins_again_after_the_last_step_has_been_seen(person: Person) -> None:
    person.click(person.transport.buttons["loop"])
    person.click(person.transport.buttons["play"])
    lines = []
    for _ in range(11):
        lines.append(person.line)
        person.wait(1)
    assert lines == [*FIRST_LINES, *FIRST_LINES, FIRST_LINES[0]]
    assert person.playing


def test_the_window_glides_at_the_end_of_a_step_and_rests_before(person: Person) -> None:
    person.press("Space")
    columns = []
    for _ in range(8):
        columns.append(window_on(person)[1])
        person.wait(0.125)
    assert columns[:7] == [0] * 7
    assert 0 < columns[7] < 2
    assert window_on(person)[1] == 2


@opens_popup
@pytest.mark.parametrize(
    ("speed", "seconds", "step"),
    [
        ("1 step in 2 s", 4, "step 3 / 16 · pool 1"),
        ("2 steps / s", 4, "step 9 / 16 · pool 1"),
        ("5 steps / s", 1, "step 6 / 16 · pool 1"),
        ("15 steps / s", 1, "step 16 / 16 · pool 1"),
        ("whole rows", 0.5, "step 9 / 16 · pool 1"),
        ("all in 10 s", 5, "step 9 / 16 · pool 1"),
    ],
)
def test_the_list_of_speeds(
    sit_down: Callable[..., Person], speed: str, seconds: float, step: str
) -> None:
    person = sit_down(Scene(SourceRef("ramp"), PoolSpec(2)))
    person.choose(person.transport.speed, speed)
    assert person.speed == speed
    person.press("K")
    person.wait(seconds)
    assert person.step == step


@pytest.mark.long(of=3)
@pytest.mark.parametrize("speed", range(8))
def test_the_cat_plays_to_its_end_at_every_speed(
    sit_down: Callable[..., Person], qtbot, speed: int
) -> None:
    person = sit_down("cat")
    person.finish_work(qtbot)
    person.window.session.time.set_speed(speed)
    person.window.session.time.seek(person.transport.slider.maximum() - 2)
    person.press("K")
    person.wait(5, frame=0.25)
    assert person.step == "step 16,464 / 16,464 · pool 3"
    assert person.titles[1] == "Pool 3 28 × 28 · max pool"
    assert not person.playing


# ---- hovering and clicking


def test_hovering_over_the_output_shows_the_window_on_the_input(person: Person) -> None:
    given = person.lab.input.view
    corner = given.cell_rect(2, 2, 2, 2)
    edge = corner.adjusted(-2, -2, 2, 2).toRect()
    assert not person.has_colour(given, "#0b5fae", edge)
    person.hover_cell(person.lab.output, 1, 1)
    assert person.has_colour(given, "#0b5fae", edge)
    assert "[1, 1]" in person.status
    person.move(person.transport.label)
    assert not person.has_colour(given, "#0b5fae", edge)
    assert person.status == ""


def test_hovering_over_a_filled_cell_tells_its_arithmetic(person: Person) -> None:
    person.press("Right", "Right")
    person.hover_cell(person.lab.output, 0, 0)
    assert person.line == FIRST_LINES[0]
    person.hover_cell(person.lab.output, 1, 1)  # not there yet: nothing is given away
    assert person.line == FIRST_LINES[2]
    person.move(person.transport.label)
    assert person.line == FIRST_LINES[2]


def test_a_preview_looks_like_a_preview(person: Person) -> None:
    person.press("Right", "Right")
    panel, given = person.lab.arithmetic, person.lab.input.view
    assert person.has_colour(panel, "#b34700")
    assert not person.has_colour(panel, "#e4effa")
    person.hover_cell(person.lab.output, 0, 0)
    assert panel.notes[0] == "preview: window 1 of 4"
    assert panel.accessibleName().count("preview: window 1 of 4") == 1
    assert person.has_colour(panel, "#e4effa")
    assert not person.has_colour(panel, "#b34700"), "the colour of what is on the pictures"
    assert window_on(person) == (2, 0, 2, 2)
    for card, box in ((person.lab.input, (0, 0, 2, 2)), (person.lab.output, (0, 0, 1, 1))):
        edge = card.view.cell_rect(*box).topLeft().toPoint()
        assert person.has_colour(card.view, "#0b5fae", QRect(edge - QPoint(3, 3), QSize(6, 6)))
    winner = given.cell_rect(0, 1).adjusted(6, 6, -6, -6).toRect()
    assert person.has_colour(given, "#0b5fae", winner)
    person.press("Right")  # time goes on, and the pictures are told again
    assert (person.line, panel.notes[0]) == (FIRST_LINES[3], "window 4 of 4")
    assert not person.has_colour(given, "#0b5fae", winner)
    assert person.status == ""
    person.hover_cell(person.lab.output, 0, 0)
    assert panel.notes[0] == "preview: window 1 of 4"
    person.hover_cell(person.lab.output, 1, 1)  # what the window is on is no preview
    assert (panel.notes[0], person.line) == ("window 4 of 4", FIRST_LINES[3])


@pytest.mark.parametrize("what", ["level", "scene", "layout"])
def test_no_preview_begins_under_a_mouse_that_rests(person: Person, what: str) -> None:
    lab = person.lab
    person.press("End")  # one cell, the output of pool 2
    resting = person.place(lab.output.view, lab.output.view.cell_rect(0, 0).center())
    QTest.mouseMove(person.window.windowHandle(), resting)
    QCursor.setPos(person.window.mapToGlobal(resting))
    if what == "level":
        person.press("Home", "Right", "Right", "Right")
    elif what == "scene":
        person.press("PgDown", "PgUp", "Right", "Right", "Right")
    else:
        person.press("Home", "Right", "Right", "Right", "C", "C", "S", "S")
    QTest.mouseMove(person.window.windowHandle(), resting)  # as some window systems repeat it
    QApplication.processEvents()
    view = lab.output.view
    assert view.cell_at(QPointF(view.mapFrom(person.window, resting))) is not None
    assert view.marks.hover == lab.input.view.marks.hover == ()
    assert (person.line, lab.arithmetic.notes[0]) == (FIRST_LINES[3], "window 4 of 4")
    assert "reads" not in person.status
    QTest.mouseMove(person.window.windowHandle(), resting + QPoint(1, 1))
    assert view.marks.hover != ()


def test_a_hint_tells_all_digits_of_a_cell(sit_down: Callable[..., Person]) -> None:
    values = np.array([[0.999999, 1 / 3], [0.1, 2]], np.float32)
    person = sit_down(Scene(SourceRef("values", given=Source(values, "Given")), PoolSpec(2)))
    for cell, text in (((0, 0), "0.999999"), ((0, 1), "0.33333334"), ((1, 0), "0.1")):
        person.hover_cell(person.lab.input, *cell)
        assert person.status == f"input[{cell[0]}, {cell[1]}] = {text}; 1 window reads it"


def test_hovering_over_the_input_marks_all_its_readers(sit_down: Callable[..., Person]) -> None:
    person = sit_down("overlap")
    made = person.lab.output.view
    person.hover_cell(person.lab.input, 1, 1)
    assert person.status == "input[1, 1] = 11; 4 windows read it"
    assert {box[:2] for box in made.marks.hover} == {(0, 0), (0, 1), (1, 0), (1, 1)}
    for cell, marked in (((1, 1), True), ((2, 2), False)):
        corner = made.cell_rect(*cell).bottomRight().toPoint()
        assert person.has_colour(made, "#0b5fae", QRect(corner - QPoint(3, 3), QSize(6, 6))) is (
            marked
        )
    person.hover_cell(person.lab.input, 0, 0)
    assert person.status == "input[0, 0] = 10; 1 window reads it"


def test_hovering_over_a_cell_that_no_window_reads(sit_down: Callable[..., Person]) -> None:
    person = sit_down("unread")
    person.hover_cell(person.lab.input, 2, 2)
    assert person.status == "input[2, 2] = 4; no window reads it"


def test_a_click_on_the_output_goes_there_and_pauses(person: Person) -> None:
    person.press("Space")
    person.click_cell(person.lab.output, 1, 0)
    assert person.line == FIRST_LINES[2]
    assert not person.playing
    assert person.filled(person.lab.output) == [[True, True], [True, False]]


def test_a_click_on_the_input_goes_to_the_first_window_that_reads_it(person: Person) -> None:
    person.press("Space")
    person.click_cell(person.lab.input, 3, 3)
    assert person.line == FIRST_LINES[3]
    assert not person.playing


def test_a_click_on_a_cell_that_no_window_reads_goes_nowhere(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("unread")
    person.press("Right")
    person.click_cell(person.lab.input, 2, 2)
    assert person.step == "step 2 / 4 · pool 1"


def test_a_click_on_a_generation_goes_to_it(person: Person) -> None:
    strip = person.lab.generations.strip
    for generation, step in ((2, "step 5 / 5 · pool 2"), (1, "step 1 / 5 · pool 1")):
        person.click(strip, strip.item_rect(generation).center())
        assert person.step == step
    person.press("End")
    person.click(strip, strip.item_rect(0).center())
    assert person.titles[0] == "Input 4 × 4"


def test_the_generations_say_their_shapes_and_shares(person: Person) -> None:
    assert person.lab.generations.captions == [
        ("input · 100 %", "4×4"),
        ("pool 1 · 25 %", "2×2"),
        ("pool 2 · 6.25 %", "1×1"),
    ]


# ---- controls, while it plays


def test_another_method_while_it_plays_keeps_the_step(person: Person) -> None:
    person.press("Space")
    person.wait(2)
    person.click(person.controls.mode.button("mean"))
    assert person.line == "( 18 + 13 + 3 + 15 ) / 4 = 12.25"
    assert person.playing
    person.wait(1)
    assert person.line == "( 7 + 7 + 2 + 2 ) / 4 = 4.5"


def test_more_repeats_while_it_plays_keep_the_step(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(SourceRef("ramp"), PoolSpec(2)))
    person.press("Space")
    person.wait(2)
    person.click(person.controls.repeats)
    person.press("Ctrl+A", "2", "Return")
    assert person.step == "step 3 / 20 · pool 1"
    assert person.playing


def test_another_kernel_and_stride_while_it_plays_keep_the_place(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("seed100")
    person.press("Space")
    person.wait(2)
    assert window_on(person) == (3, 0, 3, 3)
    person.click(person.controls.follows)
    person.click(person.controls.stride.boxes[0])
    person.press("Ctrl+A", "1", "Return")
    assert window_on(person) == (3, 0, 3, 3)
    assert person.titles[1] == "Pool 1 4 × 4 · max pool"
    person.click(person.controls.kernel_size.boxes[1])
    person.press("Ctrl+A", "2", "Return")
    assert window_on(person) == (3, 0, 2, 2)
    assert person.line == "max( 2, 12, 4, 4 ) = 12"
    assert person.playing


@opens_popup
def test_another_input_begins_at_its_first_step(person: Person) -> None:
    person.press("End")
    person.choose(person.controls.input.which, "6 × 6 example")
    assert person.line == "max( 8, 3, 2, 2 ) = 8"
    assert person.window.source_name.text() == "6 × 6 example"
    assert person.controls.input.which.currentText() == "6 × 6 example"


def test_the_size_formula_has_the_numbers_of_the_scene(sit_down: Callable[..., Person]) -> None:
    person = sit_down("padding")
    text = person.slide_controls.size_box.text().replace("\N{HAIR SPACE}", " ")
    assert "rows ⌊(6 + 2·1 − 3) / 2⌋ + 1 = <b>3</b>" in text
    assert "9 windows · 25 % of the cells" in text


# ---- zooming and panning


def test_the_wheel_zooms_about_the_cell_under_the_mouse(person: Person) -> None:
    view = person.lab.input.view
    point = view.cell_rect(2, 0).center()
    person.wheel(view, point, 2)
    assert view.cell_rect(2, 0).width() == pytest.approx(79 * 1.5625, abs=25)
    assert view.cell_at(point) == (2, 0)
    person.wheel(view, point, -9)
    assert view.cell_rect(0, 0).width() == view.camera.fit


def test_dragging_pans_and_does_not_seek(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(SourceRef("ramp", (24, 24)), PoolSpec(2)))
    view = person.lab.input.view
    middle = view.cell_rect(12, 12).center()
    person.wheel(view, middle, 4)
    cell = view.cell_at(middle)
    aside = middle + QPointF(-60, -45)
    person.drag(view, middle, middle + QPointF(-20, -20), aside)
    assert view.cell_at(aside) == cell
    assert person.step == "step 1 / 144 · pool 1"
    person.press("F")
    assert view.cell_at(middle) == (12, 12)
    assert view.cell_rect(0, 0).width() == view.camera.fit


def test_a_click_after_a_drag_seeks_again(person: Person) -> None:
    view = person.lab.output.view
    start = view.cell_rect(0, 0).center()
    person.drag(view, start, start + QPointF(40, 10), view.cell_rect(1, 1).center())
    assert person.step == "step 1 / 5 · pool 1"
    person.click_cell(person.lab.output, 1, 1)
    assert person.step == "step 4 / 5 · pool 1"


def test_after_a_drag_the_cell_under_the_mouse_is_told(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(SourceRef("ramp", (24, 24)), PoolSpec(2)))
    view = person.lab.input.view
    person.wheel(view, view.cell_rect(12, 12).center(), 6)
    start = view.cell_rect(12, 12).center()
    person.move(view, start)
    assert person.status.startswith("input[12, 12] = 300;")
    end = start + QPointF(0, 90)
    person.drag(view, start, start + QPointF(0, 40), end)
    row, col = view.cell_at(end)
    assert person.status.startswith(f"input[{row}, {col}] = {24 * row + col};")


def test_a_click_without_moving_tells_the_cell_that_was_clicked(person: Person) -> None:
    view = person.lab.output.view
    start = view.cell_rect(0, 0).center()
    person.drag(view, start, start + QPointF(40, 10), view.cell_rect(1, 1).center())
    person.click_cell(person.lab.output, 1, 1)
    assert person.line == FIRST_LINES[3]


def test_zooming_keeps_the_step_and_stepping_keeps_the_zoom(person: Person) -> None:
    view = person.lab.input.view
    person.wheel(view, view.cell_rect(0, 0).center(), 2)
    width = view.cell_rect(0, 0).width()
    person.press("Right")
    assert view.cell_rect(0, 0).width() == width
    assert person.line == FIRST_LINES[1]


def test_the_wheel_over_the_controls_changes_no_number(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(spec=PoolSpec(2, mode="lp", norm_type=3.0)))
    controls = person.controls
    boxes = [controls.repeats, controls.norm_type, *controls.kernel_size.boxes]
    before = [box.value() for box in boxes]
    for box in [*boxes, controls.input.which, controls.colour_map, person.transport.speed]:
        person.wheel(box, QPointF(box.rect().center()), -1)
    assert [box.value() for box in boxes] == before
    assert person.window.source_name.text() == "4 × 4 example"
    assert person.speed == "1 step / s"


@pytest.mark.parametrize("size", [(1280, 800), (1440, 900)])
def test_the_loupes_of_a_photograph_show_its_means(sit_down: Callable[..., Person], size) -> None:
    cat = SCENES["cat"].scene
    cat = replace(cat, spec=replace(cat.spec, mode="mean"), step=3000)
    person = sit_down(cat, size=size)
    loupe = person.lab.output.loupe
    assert loupe.isVisible()
    width = loupe.matrix.shape[1]
    rows, cols = loupe.camera.visible(loupe.matrix.shape)
    there = [(row, col) for row in rows for col in cols if row * width + col <= 3000]
    assert len(there) >= 4
    for cell in there:
        inside = loupe.cell_rect(*cell).adjusted(6, 6, -6, -6).toRect()
        assert person.has_colour(loupe, "#ffffff", inside), cell
