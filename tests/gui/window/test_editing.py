"""Typing numbers into the cells of the input."""

from collections.abc import Callable

import pytest

from poolviz.core import PoolSpec
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Scene
from tests.gui.window_tools import Person, clock, opens_popup, person, sit_down

__all__ = ["clock", "person", "sit_down"]

EXAMPLE = [[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]]


def changed(row: int, col: int, value: float) -> list[list[float]]:
    """Return the example with one other cell."""
    cells = [list(line) for line in EXAMPLE]
    cells[row][col] = value
    return cells


def cursor(person: Person) -> tuple[int, int] | None:
    return person.lab.editor.cursor


@pytest.fixture
def typing(person: Person) -> Person:
    """Somebody who has double-clicked the cell [1, 1] of the first example."""
    person.double_click_cell(person.lab.input, 1, 1)
    return person


def test_a_double_click_opens_the_number(typing: Person) -> None:
    field = typing.lab.editor.field
    assert field.isVisible()
    assert field.text() == "11"
    assert field.selectedText() == "11"
    assert typing.controls.input.edit.isChecked()
    middle = typing.lab.input.view.cell_rect(1, 1).center().toPoint()
    assert field.geometry().contains(middle)


def test_enter_takes_the_number_and_goes_on(typing: Person) -> None:
    typing.type("25")
    typing.press("Return")
    assert typing.values(typing.lab.input) == changed(1, 1, 25)
    assert typing.line == "max( 10, 12, 4, 25 ) = 25"
    assert typing.step == "step 1 / 5 · pool 1"
    assert cursor(typing) == (1, 2)
    assert not typing.lab.editor.field.isVisible()
    assert typing.window.source_name.text() == "4 × 4 example, edited"


def test_numbers_can_be_typed_one_after_the_other(typing: Person) -> None:
    for text, key in (("1", "Tab"), ("2", "Tab"), ("3", "Return"), ("4", "Shift+Tab")):
        typing.type(text)
        typing.press(key)
    assert typing.values(typing.lab.input) == [
        [10, 12, 8, 7],
        [4, 1, 2, 3],
        [4, 13, 7, 7],
        [3, 15, 2, 2],
    ]
    assert cursor(typing) == (1, 3)


@pytest.mark.parametrize("key", ["Return", "Tab"])
def test_the_last_cell_says_so_and_is_not_overwritten(typing: Person, key: str) -> None:
    typing.press("Esc", *["Down"] * 3, *["Right"] * 3)
    typing.type("5")
    typing.press(key)
    assert cursor(typing) == (3, 3)
    assert typing.said.startswith("That was the last cell")
    typing.type("91")
    assert not typing.lab.editor.field.isVisible()
    assert typing.values(typing.lab.input) == changed(3, 3, 5)
    for number in ("92", "93"):  # eyes on the paper, one number after the other
        typing.press("Return")
        typing.type(number)
    typing.press("Return")
    assert typing.values(typing.lab.input) == changed(3, 3, 5)
    assert typing.said.startswith("That was the last cell: Backspace changes it")
    typing.press("Backspace")
    assert typing.lab.editor.field.text() == "5"
    typing.type("6")
    typing.press(key, "Left")
    typing.type("8")
    assert typing.lab.editor.field.text() == "8", "elsewhere, digits begin a number as ever"


@opens_popup
def test_a_whole_new_matrix_is_typed(person: Person) -> None:
    person.choose(person.controls.input.which, "New matrix 4 × 4")
    assert person.source == "New matrix"
    assert person.values(person.lab.input) == [[0] * 4] * 4
    assert person.said == "Type a number; Enter goes on in reading order; Esc ends."
    set_size(person, 2, 3)
    assert person.values(person.lab.input) == [[0] * 3] * 2
    person.click_cell(person.lab.input, 0, 0)
    for text in ("1", "2", "3", "-4", "5", "6.5"):
        person.type(text)
        person.press("Return")
    assert person.values(person.lab.input) == [[1, 2, 3], [-4, 5, 6.5]]
    assert person.source == "New matrix"
    assert person.said.startswith("That was the last cell")
    person.press("Esc")
    set_size(person, 3, 2)
    assert person.values(person.lab.input) == [[1, 2], [-4, 5], [0, 0]]
    assert person.said == "2 numbers are cut off; Ctrl+Z brings them back."
    person.press("Ctrl+Z")
    assert person.values(person.lab.input) == [[1, 2, 3], [-4, 5, 6.5]]


def set_size(person: Person, rows: int, cols: int) -> None:
    """Type both sides of the matrix into the boxes of the side panel."""
    pair = person.controls.input.matrix_size
    if pair.link.isChecked():
        person.click(pair.link)
    for box, side in ((pair.boxes[0], rows), (pair.boxes[1], cols)):
        person.click(box)
        box.selectAll()
        person.type(str(side))
        person.press("Return")


def test_arrows_move_the_cursor_within_the_matrix(person: Person) -> None:
    person.press("E")
    seen = [cursor(person)]
    for key in ("Right", "Down", "Left", "Up", "Up", "Left"):
        person.press(key)
        seen.append(cursor(person))
    assert seen == [(0, 0), (0, 1), (1, 1), (1, 0), (0, 0), (0, 0), (0, 0)]
    person.press(*["Right"] * 9, *["Down"] * 9)
    assert cursor(person) == (3, 3)
    assert person.step == "step 1 / 5 · pool 1"


def test_the_cursor_is_outlined(person: Person) -> None:
    person.press("E", "Down", "Down", "Right")
    view = person.lab.input.view
    around = view.cell_rect(2, 1).adjusted(-2, -2, 2, 2).toRect()
    assert person.has_colour(view, "#0b5fae", around)


def test_typing_starts_at_the_window(person: Person) -> None:
    person.press("End", "Left", "E")
    assert cursor(person) == (2, 2)


def test_escape_drops_the_number_and_then_ends_the_typing(typing: Person) -> None:
    typing.type("99")
    typing.press("Esc")
    assert typing.values(typing.lab.input) == EXAMPLE
    assert cursor(typing) == (1, 1)
    typing.press("Esc")
    assert cursor(typing) is None
    assert not typing.controls.input.edit.isChecked()
    typing.press("Right")
    assert typing.step == "step 2 / 5 · pool 1"


@pytest.mark.parametrize(
    ("text", "value"),
    [("2.5", 2.5), ("-3", -3), ("−3", -3), ("1e3", 1000), ("+7", 7), (".5", 0.5), ("007", 7)],
)
def test_all_ways_to_write_a_number(typing: Person, text: str, value: float) -> None:
    typing.lab.editor.field.clear()
    typing.lab.editor.field.insert(text)
    typing.press("Return")
    assert typing.values(typing.lab.input) == changed(1, 1, value)
    assert not typing.refused


@pytest.mark.parametrize("text", ["99999999999999999999", "-1e300", "inf", "nan", "1e-320"])
def test_extreme_numbers_are_shown_and_taken_back(typing: Person, text: str) -> None:
    typing.lab.editor.field.clear()
    typing.lab.editor.field.insert(text)
    typing.press("Return")
    assert not typing.refused
    assert typing.values(typing.lab.input) != EXAMPLE
    typing.lab.grab()
    typing.press("Ctrl+Z")
    assert typing.values(typing.lab.input) == EXAMPLE


def test_a_comma_is_refused_or_understood_but_never_dropped(typing: Person) -> None:
    typing.type("2,5")
    typing.press("Return")
    assert typing.values(typing.lab.input) in (EXAMPLE, changed(1, 1, 2.5))


@pytest.mark.parametrize("text", ["abc", "1 2", "", "--4", "0x10", "1e", "٣x", "🙂"])
def test_nonsense_is_refused_with_a_sentence(typing: Person, text: str) -> None:
    typing.lab.editor.field.clear()
    typing.lab.editor.field.insert(text)
    typing.press("Return")
    assert typing.values(typing.lab.input) == EXAMPLE
    assert typing.refused
    assert typing.said == f"Cell [1, 1] can't be {text!r}; allowed is a number."


def test_a_good_number_takes_the_complaint_away(typing: Person) -> None:
    typing.type("abc")
    typing.press("Return")
    typing.type("5")
    typing.press("Return")
    assert not typing.refused


def test_letters_in_the_field_are_text_and_not_keys(typing: Person) -> None:
    typing.type("kmgs ?")
    assert typing.lab.editor.field.text() == "kmgs ?"
    assert not typing.playing
    assert typing.window.theme.name == "light"
    assert typing.line == "max( 10, 12, 4, 11 ) = 12"


@pytest.mark.parametrize("key", ["Up", "Down", "PgDown", "PgUp", "Home", "End", "Left", "Right"])
def test_keys_of_the_window_do_nothing_while_a_number_is_typed(
    typing: Person, qtbot, key: str
) -> None:
    typing.press(key)
    typing.finish_work(qtbot)
    assert typing.line == "max( 10, 12, 4, 11 ) = 12"
    assert typing.titles[0] == "Input 4 × 4"
    assert typing.window.source_name.text() == "4 × 4 example"
    assert typing.step == "step 1 / 5 · pool 1"


def test_undo_and_redo_of_typed_cells(typing: Person) -> None:
    typing.type("25")
    typing.press("Return")
    typing.type("26")
    typing.press("Return", "Ctrl+Z")
    assert typing.values(typing.lab.input) == changed(1, 1, 25)
    typing.press("Ctrl+Z")
    assert typing.values(typing.lab.input) == EXAMPLE
    typing.press("Ctrl+Shift+Z")
    assert typing.values(typing.lab.input) == changed(1, 1, 25)


def test_typing_pauses_first(person: Person) -> None:
    person.press("Space")
    person.double_click_cell(person.lab.input, 1, 1)
    assert not person.playing
    assert person.lab.editor.field.isVisible()


def test_playing_ends_the_typing(person: Person) -> None:
    person.press("E", "Space")
    assert person.playing
    assert cursor(person) is None
    assert not person.controls.input.edit.isChecked()


def test_a_click_on_another_cell_moves_the_cursor_and_closes_the_field(typing: Person) -> None:
    typing.type("99")
    typing.click_cell(typing.lab.input, 3, 3)
    assert cursor(typing) == (3, 3)
    assert not typing.lab.editor.field.isVisible()


def test_a_click_on_the_output_closes_the_field(typing: Person) -> None:
    typing.type("99")
    typing.click_cell(typing.lab.output, 1, 1)
    assert not typing.lab.editor.field.isVisible()


def test_the_field_stays_on_its_cell_when_the_window_is_resized(typing: Person, qtbot) -> None:
    typing.window.resize(1000, 700)
    qtbot.waitUntil(lambda: typing.window.width() == 1000)
    field = typing.lab.editor.field
    middle = typing.lab.input.view.cell_rect(1, 1).center().toPoint()
    assert not field.isVisible() or field.geometry().contains(middle)


def test_another_scene_ends_the_typing_or_keeps_it_on_the_matrix(typing: Person) -> None:
    typing.press("Esc", "Down", "Down", "PgDown")
    where = cursor(typing)
    assert where is None or where < (4, 4)
    typing.press("Ctrl+V")
    assert typing.window.isVisible()


def test_a_smaller_matrix_brings_the_cursor_inside(sit_down: Callable[..., Person]) -> None:
    person = sit_down(Scene(SourceRef("ramp", (8, 8)), PoolSpec(2)))
    person.press("E", *["Down"] * 7, *["Right"] * 7)
    box = person.controls.input.matrix_size.boxes[0]
    person.click(box)
    person.press("Ctrl+A", "3", "Return")
    assert person.titles[0] == "Input 3 × 3"
    where = cursor(person)
    assert where is None or (where[0] < 3 and where[1] < 3)
    person.press("E", "E")
    person.type("5")
    person.press("Return")
    assert person.titles[0] == "Input 3 × 3"


def test_the_button_begins_and_ends_it_too(person: Person) -> None:
    button = person.controls.input.edit
    person.click(button)
    assert cursor(person) == (0, 0)
    assert "Esc ends" in person.status
    person.click(button)
    assert cursor(person) is None
    assert person.status == ""


def test_from_a_later_repeat_typing_goes_back_to_the_input(person: Person) -> None:
    person.press("End", "E")
    assert person.titles[0] == "Input 4 × 4"
    assert cursor(person) is not None


def test_a_colour_picture_can_not_be_typed(sit_down: Callable[..., Person], qtbot) -> None:
    person = sit_down("colour")
    person.finish_work(qtbot)
    person.press("E")
    assert cursor(person) is None
    assert not person.controls.input.edit.isEnabled()
    assert person.status.startswith("Only a matrix of one channel")
