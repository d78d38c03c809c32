"""Hands and eyes for the Shift lab in the real window."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import QMimeData, QPointF, QUrl

from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.pool_spec import PoolSpec
from tests.gui.window_tools import Person

CENTRED, SHIFTED = 0, 1

SMALL = Scene(
    SourceRef("circle", (16, 16), drawing=Drawing(radius=6)),
    PoolSpec(2, padding="same"),
    repeats=4,
    step=4,
    lab=ShiftSettings(dy=-1, dx=2, jitter=2),
)
"""A circle of few cells, which are large and quick."""


@pytest.fixture
def teacher(sit_down: Callable[..., Person], qtbot) -> Person:
    """Somebody in front of the classroom experiment, all shifts surveyed."""
    person = sit_down("always")
    person.finish_work(qtbot)
    return person


@pytest.fixture
def student(sit_down: Callable[..., Person], qtbot) -> Person:
    """Somebody in front of a small circle, all shifts surveyed."""
    person = sit_down(SMALL)
    person.finish_work(qtbot)
    return person


# ---- hands


def at_cell(person: Person, row: int, y: float, x: float) -> QPointF:
    """Return the point of an original, 0 centred or 1 shifted, at a row and column of cells."""
    pictures = person.lab.pictures
    rect = pictures.picture_rect(0, row)
    height, width = pictures.columns[0].shape
    return rect.topLeft() + QPointF(x * rect.width() / width, y * rect.height() / height)


def drag_cells(person: Person, row: int, *places: tuple[float, float]) -> None:
    """Drag on an original over cells, from the first to the last."""
    person.drag(person.lab.pictures, *(at_cell(person, row, *place) for place in places))


def middle_of(person: Person, level: int, row: int) -> QPointF:
    """Return the middle of a picture."""
    return person.lab.pictures.picture_rect(level, row).center()


def click_shift(person: Person, dy: int, dx: int) -> None:
    """Click the cell of a shift on the heat map."""
    grid = person.lab.map.map
    person.click(grid, grid.grid.rect(dy + grid.jitter, dx + grid.jitter).center())


# ---- eyes


def spin(person: Person) -> tuple[int, int]:
    """Return the shift that the two boxes show, down and right."""
    return person.shift_controls.dy.value(), person.shift_controls.dx.value()


def ringed(person: Person) -> tuple[int, int] | None:
    """Return the shift that is ringed on the heat map."""
    grid = person.lab.map.map
    if grid.ring is None:
        return None
    row, col = grid.cell_at(QPointF(grid.ring.center()))
    return row - grid.jitter, col - grid.jitter


def lit(person: Person) -> list[str]:
    """Return the lamps that are lit."""
    return [name for name, lamp in person.lab.map.lamps.lamps.items() if lamp.lit]


def notes(person: Person) -> list[str]:
    """Return what stands under the columns."""
    return [column.note for column in person.lab.pictures.columns]


def shows_shift(person: Person, dy: int, dx: int) -> None:
    """Look everywhere that a shift is to be seen."""
    assert spin(person) == (dy, dx)
    said = f"Shift: {offset_in_words(dy, dx)}. "
    assert person.lab.pictures.accessibleName().startswith(said)
    jitter = person.lab.map.map.jitter
    assert ringed(person) == ((dy, dx) if max(abs(dy), abs(dx)) <= jitter else None)
    still = dy == dx == 0
    assert (notes(person)[0] == "L2 0") == still
    assert not still or set(notes(person)) <= {"L2 0", "L2 –"}, "a blank map has no distance"


def survey(person: Person) -> tuple[str, str, str]:
    """Return the large number of the heat map, what it says, and of which level."""
    card = person.lab.map
    assert card.number.isVisible()
    return card.number.text(), card.sentence.text(), card.caption.text()


def exported(person: Person) -> list[list[float]]:
    """Return the numbers that are exported of the level on screen."""
    session = person.window.session
    return session.shown.picture.values(session.timeline.index, whole=False).tolist()


def whole_levels(person: Person) -> list[str]:
    """Return the levels that are shown, by their titles, as they are read out."""
    text = person.lab.pictures.accessibleName().split("Levels shown: ")[1]
    return [part.split(",")[0] for part in text.rstrip(".").split("; ")]


# ---- what comes from outside


def files(path: Path) -> QMimeData:
    """Return what is dropped where a file is dropped."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data
