"""How large two matrices are drawn side by side: everything fits, and as large as it can."""

import itertools

import numpy as np
import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtWidgets import QApplication

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.timeline import Timeline
from poolviz.gui.canvas.arrangement import LEAST_OUTPUT, Arrangement, Frame, arrange
from poolviz.gui.canvas.camera import MAX_CELL
from poolviz.gui.canvas.marks import Marks
from poolviz.gui.canvas.matrix_card import MatrixCard, loupe_cell
from poolviz.gui.labs.slide.lab import SlideLab
from poolviz.gui.theme import LIGHT, NUMBER_CELL, PROJECTOR, THEMES, style_sheet
from tests.gui.conftest import matrix_of, shown_of

FRAME = Frame(
    input=(66, 70), output=(58, 70), least=(140, 180), gap=18, loupe=(54, 36), loupe_cell=32
)
ROOM = (760, 400)
SHAPES = [
    ((4, 4), (2, 2)),
    ((6, 6), (5, 5)),
    ((8, 8), (8, 8)),
    ((10, 6), (4, 2)),
    ((16, 16), (8, 8)),
    ((28, 28), (14, 14)),
    ((64, 64), (32, 32)),
    ((224, 224), (112, 112)),
    ((446, 450), (1, 1)),
    ((3000, 4000), (1500, 2000)),
    ((40, 400), (20, 200)),
    ((400, 40), (200, 20)),
    ((1, 1), (1, 1)),
]
ROOMS = [(620, 300), ROOM, (1100, 560), (1700, 900)]


def needed(plan, first, second, frame=FRAME):
    """Return the width and height that an arrangement takes up."""
    width = frame.input[0] + first[1] * plan.input_cell + frame.gap
    height = frame.input[1] + first[0] * plan.input_cell
    out = [frame.output[0] + second[1] * plan.output_cell]
    tall = [frame.output[1] + second[0] * plan.output_cell]
    if plan.loupes is not None:
        wide, high = (
            [n * frame.loupe_cell + margin for n in plan.loupes] for margin in frame.loupe
        )
        width += frame.gap + wide[0]
        height = max(height, frame.input[1] + high[0])
        if plan.below:
            out.append(wide[1])
            tall[0] += frame.gap + high[1]
        else:
            out[0] += frame.gap + wide[1]
            tall.append(frame.output[1] + high[1])
    return width + max(frame.least[1], *out), max(height, *tall)


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_all_of_it_fits(first, second, room):
    plan = arrange(room, first, second, FRAME)
    width, height = needed(plan, first, second)
    assert width <= room[0] + 1
    assert height <= room[1] + 1
    assert plan.input_cell > 0


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_cells_are_equal_unless_the_output_were_too_small(first, second, room):
    plan = arrange(room, first, second, FRAME)
    if plan.output_cell != plan.input_cell:
        assert max(second) * plan.input_cell < LEAST_OUTPUT
        assert plan.output_cell > plan.input_cell
        assert max(second) * plan.output_cell <= LEAST_OUTPUT


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_where_cells_are_too_small_for_numbers_there_are_loupes(first, second, room):
    plan = arrange(room, first, second, FRAME)
    if plan.input_cell >= NUMBER_CELL:
        assert plan.loupes is None
        assert plan.input_cell == int(plan.input_cell), "whole pixels, so that all are equal"
    elif room in ROOMS[2:]:
        assert plan.loupes is not None
        assert min(plan.loupes) >= 3


@pytest.mark.parametrize(
    ("first", "second", "cell"),
    [
        ((4, 4), (2, 2), 82),  # 330 / 4
        ((4, 8), (2, 4), 47),  # (760 - 66 - 180 - 18 or 618) / 12 ...
        ((1, 1), (1, 1), MAX_CELL),
    ],
)
def test_small_matrices_are_as_large_as_there_is_room(first, second, cell):
    plan = arrange(ROOM, first, second, FRAME)
    assert plan == Arrangement(plan.input_cell, plan.input_cell)
    assert plan.input_cell == pytest.approx(cell, abs=5)
    larger = Arrangement(plan.input_cell + 1, plan.input_cell + 1)
    width, height = needed(larger, first, second)
    assert plan.input_cell == MAX_CELL or width > ROOM[0] or height > ROOM[1]


def test_more_room_is_never_less_of_a_picture_without_loupes():
    for (first, second), width in itertools.product(SHAPES[:4], range(500, 1700, 50)):
        small = arrange((width, 500), first, second, FRAME)
        large = arrange((width + 50, 500), first, second, FRAME)
        assert large.input_cell >= small.input_cell


@pytest.mark.parametrize("room", [(0, 0), (10, 10), (100, 60), (60, 900), (900, 60)])
@pytest.mark.parametrize(("first", "second"), SHAPES)
def test_there_is_an_answer_for_every_room(first, second, room):
    plan = arrange(room, first, second, FRAME)
    assert plan.input_cell > 0
    assert plan.output_cell > 0


# ---- the cards themselves


def lab_on(on_screen, size, theme=LIGHT):
    lab = SlideLab()
    lab.setStyleSheet(style_sheet(theme))
    lab.set_theme(theme)
    return on_screen(lab, *size)


def open_in(lab, shape, spec, repeats=1, level=0):
    source = Source(np.zeros(shape, np.uint8), "Given", picture=True)
    resolved = resolve(Scene(SourceRef("values", given=source), spec, repeats=repeats), source)
    lab.set_shown(shown_of(resolved, "gray"))
    lab.set_timeline(Timeline(len(resolved.run)).seek(resolved.run.steps_of(level).start))
    QApplication.processEvents()


def assert_in_order(lab):
    """Check that nothing is cut off and nothing lies on anything else."""
    room = lab.pictures.rect()
    cards = [lab.input, lab.output]
    assert not cards[0].geometry().intersects(cards[1].geometry())
    for card in cards:
        assert room.contains(card.geometry()), (room, card.geometry())
        parts = [part for part in (card.view, card.loupe) if not part.isHidden()]
        for part in parts:
            assert card.rect().contains(part.geometry())
            area = part.camera.area.toRect()
            assert part.rect().contains(area)
            assert min(area.width(), area.height()) >= 1
        if len(parts) == 2:
            assert not parts[0].geometry().intersects(parts[1].geometry())
        whole = card.view.cell_rect(
            *(-first for first, _ in card.view.matrix.padding), *card.view.matrix.padded_shape
        )
        beyond = whole.toRect(), card.view.camera.area.toRect().adjusted(-1, -1, 1, 1)
        assert beyond[1].contains(beyond[0]), "all cells are in view"


SPECS = [PoolSpec(2), PoolSpec(3, 1, padding="same"), PoolSpec((5, 2), 3, padding=1)]


@pytest.mark.long
@pytest.mark.parametrize(
    ("theme", "size"),
    [
        (LIGHT, (724, 629)),  # of a window of 1024 x 768
        (PROJECTOR, (664, 613)),
        (LIGHT, (1140, 761)),  # of a window of 1440 x 900
        (PROJECTOR, (1080, 745)),
        (LIGHT, (1900, 950)),
    ],
)
def test_the_stage_has_everything_in_its_place(on_screen, theme, size):
    lab = lab_on(on_screen, size, theme)
    for (shape, _), spec in itertools.product(SHAPES, SPECS):
        if max(shape) > 1000 or min(shape) < 5:
            continue
        open_in(lab, shape, spec)
        assert_in_order(lab)


@pytest.mark.parametrize("size", [(724, 629), (980, 661), (1140, 761)])
def test_a_photograph_has_a_loupe(on_screen, size):
    lab = lab_on(on_screen, size)
    open_in(lab, (224, 224), PoolSpec(2), repeats=3)
    assert not lab.input.loupe.isHidden()
    assert not lab.output.loupe.isHidden()
    assert_in_order(lab)


def test_a_huge_picture_has_its_place(on_screen):
    lab = lab_on(on_screen, (1140, 760))
    open_in(lab, (3000, 4000), PoolSpec(2), repeats=3, level=2)
    assert_in_order(lab)
    assert not lab.input.loupe.isHidden()


def test_the_stage_follows_its_size_and_its_level(on_screen):
    lab = lab_on(on_screen, (1140, 761))
    open_in(lab, (64, 64), PoolSpec(2), repeats=4)
    assert not lab.input.loupe.isHidden()
    small = lab.input.view.camera.scale
    lab.resize(1800, 950)
    QApplication.processEvents()
    assert lab.input.view.camera.scale > small
    assert_in_order(lab)
    for level in (1, 2, 3):
        open_in(lab, (64, 64), PoolSpec(2), repeats=4, level=level)
        assert_in_order(lab)
        assert lab.input.view.matrix.shape == (64 >> level, 64 >> level)
    assert lab.input.loupe.isHidden(), "8 x 8 cells need none"
    assert lab.output.loupe.isHidden()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_card_has_room_for_its_texts_and_its_cells(on_screen, theme):
    card = MatrixCard("Input")
    card.setStyleSheet(style_sheet(theme))
    card.set_theme(theme)
    on_screen(card)
    matrix = matrix_of(np.zeros((6, 9)), padding=((1, 0), (2, 0)))
    card.set_matrix(matrix)
    card.set_texts("Pool 3", "6 × 9 · mean pool · drawn 2.5× larger")
    card.place(theme, matrix, 30)
    size = card.widen(theme, 1000)
    card.resize(size)
    assert (card.title, card.caption) == ("Pool 3", "6 × 9 · mean pool · drawn 2.5× larger")
    assert card.view.camera.area.size().toSize() == QRect(0, 0, 330, 210).size()
    assert card.loupe.isHidden()
    labels = [label for label in card.children() if hasattr(label, "text")]
    assert {label.text() for label in labels} == {card.title, card.caption}, "nothing is cut"
    for label in labels:
        assert card.rect().contains(label.geometry())
        assert label.width() >= label.sizeHint().width()
        assert not label.geometry().intersects(card.view.geometry())
    assert not labels[0].geometry().intersects(labels[1].geometry())
    narrow = card.place(theme, matrix, 4)
    assert narrow.width() < size.width()
    texts = [label.text() for label in labels]
    assert "Pool 3" in texts
    assert any(text.startswith("6 × 9") for text in texts), "the shape is never cut"


@pytest.mark.parametrize("below", [False, True])
def test_the_loupe_follows_the_window(on_screen, below):
    card = MatrixCard("Input")
    card.set_theme(LIGHT)
    on_screen(card)
    matrix = matrix_of(np.arange(60 * 80).reshape(60, 80))
    card.set_matrix(matrix)
    card.resize(card.place(LIGHT, matrix, 3, 7, below=below))
    assert not card.loupe.isHidden()
    assert card.loupe.camera.scale == loupe_cell(LIGHT) >= NUMBER_CELL
    assert card.rect().contains(card.loupe.geometry())
    assert not card.loupe.geometry().intersects(card.view.geometry())
    for row, col in ((0, 0), (30, 41), (58, 78), (0, 78)):
        card.set_marks(Marks(window=(row, col, 2, 2)))
        assert card.loupe.camera.area.contains(card.loupe.cell_rect(row, col, 2, 2))
        assert card.loupe.marks.window == (row, col, 2, 2)
    card.set_marks(Marks(window=(0, 0, 2, 2), cursor=(40, 40)))
    assert card.loupe.camera.area.contains(card.loupe.cell_rect(40, 40)), "what is typed, too"
    card.place(LIGHT, matrix, 30)
    assert card.loupe.isHidden()
