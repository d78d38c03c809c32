"""What a new teacher does on the first day, and how many clicks and keys it takes.

Characters of names and numbers are not counted; Enter after a number is. A dialog of the system is
left with one click.
"""

import json
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtWidgets import QFileDialog, QWidget

from poolviz.gui.theme import PROJECTOR
from tests.gui.window_tools import Person, clock, opens_popup, sit_down

__all__ = ["clock", "sit_down"]

pytestmark = opens_popup


class Teacher(Person):
    """Somebody whose actions are counted."""

    actions = 0

    def press(self, *keys: str) -> None:
        self.actions += len(keys)
        super().press(*keys)

    def click(self, widget: QWidget, point: Any = None) -> None:
        self.actions += 1
        super().click(widget, point)

    def choose(self, combo: QWidget, text: str) -> None:
        self.actions += 1  # and a click that opens the list
        super().choose(combo, text)

    def pick_from_menu(self, button: QWidget, text: str) -> None:
        self.actions += 1  # and a click that opens the menu
        super().pick_from_menu(button, text)

    def finish_export(self, qtbot: Any) -> None:
        qtbot.waitUntil(lambda: not self.window.exports.running, timeout=20_000)


Task = Callable[[Teacher, Any, Path, pytest.MonkeyPatch], None]


def dialog(teacher: Teacher, patch: pytest.MonkeyPatch, kind: str, path: Path) -> Path:
    """Let the next dialog be answered with a click on a file, or on Save."""

    def answer(*_: object) -> tuple[str, str]:
        teacher.actions += 1
        return str(path), ""

    patch.setattr(QFileDialog, f"get{kind}FileName", answer)
    return path


def open_own_photo(teacher: Teacher, qtbot: Any, folder: Path, patch: pytest.MonkeyPatch) -> None:
    rows, cols = np.ogrid[:90, :120]
    photo = folder / "holiday.png"
    Image.fromarray(np.stack([rows + 0 * cols, 0 * rows + cols, rows + cols], 2).astype("u1")).save(
        photo
    )
    dialog(teacher, patch, "Open", photo)
    teacher.press("Ctrl+O")
    teacher.finish_work(qtbot)
    assert teacher.source == "holiday.png"
    assert teacher.titles[0].startswith("Input 90 × 120")
    assert not teacher.refused


def switch_to_mean(teacher: Teacher, *_: object) -> None:
    teacher.click(teacher.controls.mode.button("mean"))
    assert teacher.line == "( 10 + 12 + 4 + 11 ) / 4 = 9.25"
    assert teacher.titles[1] == "Pool 1 2 × 2 · mean pool"


def show_step_three_again(teacher: Teacher, *_: object) -> None:
    Person.press(teacher, "End")  # the class has seen all of it
    strip = teacher.lab.generations.strip
    teacher.click(strip, strip.item_rect(1).center())
    teacher.click_cell(teacher.lab.output, 1, 0)
    assert teacher.step == "step 3 / 5 · pool 1"
    assert teacher.line == "max( 18, 13, 3, 15 ) = 18"
    assert teacher.filled(teacher.lab.output) == [[True, True], [True, False]]


def make_the_type_larger(teacher: Teacher, *_: object) -> None:
    button = teacher.window.buttons["scenes"]
    before = button.fontInfo().pixelSize()
    teacher.press("Ctrl++")
    assert button.fontInfo().pixelSize() > before


def show_on_the_projector(teacher: Teacher, *_: object) -> None:
    teacher.press("S", "F11")
    assert teacher.window.isFullScreen()
    assert teacher.lab.size() == teacher.window.size()
    assert teacher.has_colour(teacher.lab, PROJECTOR.result)
    assert not teacher.window.header.isVisible()
    assert teacher.lab.foot.step == "1 / 5"


def type_a_matrix(teacher: Teacher, *_: object) -> None:
    inputs = teacher.controls.input
    teacher.choose(inputs.which, "New matrix 4 × 4")
    teacher.click(inputs.matrix_size.boxes[0])
    teacher.type("3")
    teacher.press("Return")
    for number in ("1", "2", "3", "4", "5.5", "6", "-7", "8", "9"):
        teacher.type(number)
        teacher.press("Return")
    assert teacher.values(teacher.lab.input) == [[1, 2, 3], [4, 5.5, 6], [-7, 8, 9]]
    assert teacher.line == "max( 1, 2, 4, 5.5 ) = 5.5"


def read_a_result_aloud(teacher: Teacher, *_: object) -> None:
    teacher.click_cell(teacher.lab.output, 0, 1)
    assert teacher.line == "max( 8, 7, 5, 9 ) = 9"
    notes = teacher.lab.arithmetic.notes
    assert notes == ("window 2 of 4", "rows 0–1, cols 2–3", "→ pool 1[0, 1]", "from input[1, 3]")


def find_the_tie(teacher: Teacher, *_: object) -> None:
    teacher.pick_from_menu(teacher.window.buttons["scenes"], "A tie: two cells are equal")
    assert teacher.line == "max( 7, 7, 2, 2 ) = 7"
    assert teacher.lab.arithmetic.why == "tie: 2 cells are equal, the first in reading order wins"


def see_what_survives_four_pools(teacher: Teacher, qtbot: Any, *_: object) -> None:
    teacher.press("2")
    teacher.finish_work(qtbot)
    assert teacher.lab.map.number.text() == "49 / 49"
    assert teacher.lab.map.sentence.text() == "shifts with the identical map"


def copy_the_code(teacher: Teacher, *_: object) -> None:
    teacher.pick_from_menu(teacher.window.buttons["code"], "Copy as NumPy code")
    code = QGuiApplication.clipboard().text()
    with redirect_stdout(StringIO()) as said:
        exec(code, {})
    assert said.getvalue() == "[[18]]\n", "after both pools"
    assert teacher.said == "What is on the screen is on the clipboard as NumPy code."


def export_a_gif(teacher: Teacher, qtbot: Any, folder: Path, patch: pytest.MonkeyPatch) -> None:
    path = dialog(teacher, patch, "Save", folder / "lesson.gif")
    teacher.pick_from_menu(teacher.window.buttons["export"], "Animation (GIF, APNG) …")
    teacher.finish_export(qtbot)
    with Image.open(path) as film:
        assert film.format == "GIF"
        assert film.n_frames > 5
    assert teacher.said.startswith(f"Wrote {path} (")


def hand_out_the_scene(
    teacher: Teacher, qtbot: Any, folder: Path, patch: pytest.MonkeyPatch
) -> None:
    path = dialog(teacher, patch, "Save", folder / "lesson.json")
    teacher.pick_from_menu(teacher.window.buttons["export"], "Scene (JSON) …")
    teacher.finish_export(qtbot)
    assert "/" not in json.dumps(json.loads(path.read_text())["source"])
    Person.press(teacher, "R")
    other = teacher.source
    teacher.window.session.inputs.open_path(str(path))
    teacher.finish_work(qtbot)
    assert teacher.source == "4 × 4 example" != other


ACTIONS: dict[Task, int] = {
    open_own_photo: 2,
    switch_to_mean: 1,
    show_step_three_again: 2,
    make_the_type_larger: 1,
    show_on_the_projector: 2,
    type_a_matrix: 13,
    read_a_result_aloud: 1,
    find_the_tie: 2,
    see_what_survives_four_pools: 1,
    copy_the_code: 2,
    export_a_gif: 3,
    hand_out_the_scene: 3,
}


@pytest.mark.parametrize("task", ACTIONS, ids=lambda task: task.__name__)
def test_a_new_teacher_needs_few_actions(
    task: Task,
    sit_down: Callable[..., Person],
    qtbot: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = sit_down(size=(1024, 768))
    teacher = Teacher(person.window, person.clock)
    task(teacher, qtbot, tmp_path, monkeypatch)
    assert teacher.actions == ACTIONS[task]


def test_half_of_the_tasks_need_at_most_two() -> None:
    assert len(ACTIONS) == 12
    assert median(ACTIONS.values()) <= 2
