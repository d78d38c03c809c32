"""The view of one matrix, by its pixels: what is there, what is not, and what says so."""

import itertools
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QMouseEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication, QWidget

from poolviz.core.explain.walkthrough import Walkthrough
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.canvas.cell_numbers import numbers_in
from poolviz.gui.canvas.marks import Marks
from poolviz.gui.canvas.matrix_view import MatrixView
from poolviz.gui.canvas.raster import NAN_COLOUR
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR, THEMES
from tests.gui.conftest import matrix_of, painted, seen, whole_camera

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.MouseButton.NoButton
PLAIN = Qt.KeyboardModifier.NoModifier


def rgb(colour):
    return QColor(colour).rgb()


def random_values(shape=(7, 9), seed=0):
    return np.random.default_rng(seed).integers(0, 100, shape)


def view_of(matrix, cell, *, still=False, parent=None, numbers=True):
    view = MatrixView(parent, still=still)
    view.set_matrix(matrix)
    view.set_camera(whole_camera(matrix, cell))
    view.set_numbers(numbers)
    area = view.camera.area
    view.resize(int(area.right()) + 12, int(area.bottom()) + 12)
    return view


@pytest.fixture
def shown(on_screen):
    """Return a function that puts a view on the screen."""

    def shown(matrix, cell, **kinds):
        view = view_of(matrix, cell, **kinds)
        return on_screen(view, view.width(), view.height())

    return shown


def centre(view, row, col):
    return view.cell_rect(row, col).center()


def pixel(pixels, point):
    return pixels[int(point.y()), int(point.x())]


def block(pixels, rect):
    """Return the pixels within a QRectF."""
    rect = rect.toRect()
    return pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]


def cells_of(view, pixels, rows=None, cols=None):
    """Return the colour in the middle of every cell."""
    height, width = view.matrix.shape
    return np.array(
        [
            [pixel(pixels, centre(view, row, col)) for col in cols or range(width)]
            for row in rows or range(height)
        ]
    )


# ---- colours of cells


@pytest.mark.parametrize("cell", [1, 3, 7, 8, 12.5, 17.3, 18, 25.4, 40, 61])
@pytest.mark.parametrize("colour_map", ["viridis", "gray"])
def test_every_cell_has_the_colour_of_its_value(shown, cell, colour_map):
    view = shown(matrix_of(random_values(), colour_map), cell, numbers=False)
    np.testing.assert_array_equal(cells_of(view, painted(view)), view.matrix.picture.pixels)


@pytest.mark.parametrize("cell", [4, 20, 44])
def test_nan_and_infinity_are_cells_as_others(shown, cell):
    matrix = matrix_of([[0.0, np.nan, np.inf], [-np.inf, 1.0, 0.5]])
    view = shown(matrix, cell, numbers=False)
    cells = cells_of(view, painted(view))
    np.testing.assert_array_equal(cells, matrix.picture.pixels)
    assert cells[0, 1] == NAN_COLOUR
    assert cells[0, 2] == 0xFFFDE725
    assert cells[1, 0] == 0xFF440154
    view.set_numbers(True)
    painted(view)
    assert view.shows_numbers is (cell >= 18)


def test_a_single_cell(shown):
    view = shown(matrix_of([[7]]), 90, numbers=False)
    assert pixel(painted(view), centre(view, 0, 0)) == 0xFF440154
    assert view.cell_at(centre(view, 0, 0)) == (0, 0)
    view.set_marks(Marks(window=(0, 0, 1, 1), winner=(0, 0), filled=0))
    assert pixel(painted(view), centre(view, 0, 0)) == rgb(LIGHT.empty)


def test_many_cells_on_one_pixel_are_averaged(shown):
    board = np.indices((600, 600)).sum(axis=0) % 2 * 255
    view = shown(matrix_of(board, "gray"), 0.25)
    inner = block(painted(view), view.camera.area.adjusted(2, 2, -2, -2)) & 0xFF
    assert abs(inner.mean() - 127.5) < 2
    assert inner.std() < 20, "no pattern that is not there"


def test_no_matrix_is_a_blank(shown, on_screen):
    view = on_screen(MatrixView(), 80, 60)
    assert (painted(view) == rgb(LIGHT.surface)).all()
    assert view.cell_at(QPointF(5, 5)) is None


@pytest.mark.parametrize("theme", THEMES.values(), ids=str)
def test_a_theme_changes_all_but_the_values(shown, theme):
    matrix = matrix_of(random_values())
    view = shown(matrix, 30, numbers=False)
    view.set_marks(Marks(filled=20))
    painted(view)
    view.set_theme(theme)
    cells = cells_of(view, seen(view)).ravel()
    np.testing.assert_array_equal(cells[:20], matrix.picture.pixels.ravel()[:20])
    assert (cells[20:] == rgb(theme.empty)).all()
    assert painted(view)[1, 1] == rgb(theme.surface)


def test_zooming_shows_a_part_with_its_colours(shown):
    matrix = matrix_of(random_values((30, 40)))
    view = shown(matrix, 6, numbers=False)
    view.set_camera(view.camera.zoom_about(centre(view, 12, 31), 5))
    pixels = seen(view)
    rows, cols = view.camera.visible(matrix.shape)
    assert 0 < len(rows) < 30
    assert 0 < len(cols) < 40
    for row, col in itertools.product(rows[1:-1], cols[1:-1]):
        assert pixel(pixels, centre(view, row, col)) == matrix.picture.pixels[row, col]
    margin = pixels[-5:, :]
    assert (margin == rgb(LIGHT.surface)).all(), "nothing is painted beyond the area"
    view.show_whole()
    np.testing.assert_array_equal(cells_of(view, seen(view)), matrix.picture.pixels)


def test_another_matrix_is_another_picture(shown):
    view = shown(matrix_of(random_values(seed=1)), 30, numbers=False)
    painted(view)
    other = matrix_of(random_values(seed=2))
    view.set_matrix(other)
    np.testing.assert_array_equal(cells_of(view, seen(view)), other.picture.pixels)


# ---- numbers


def test_numbers_are_in_cells_that_are_large_enough(shown):
    matrix = matrix_of(random_values())
    for side, there in ((10, False), (17, False), (18, True), (50, True)):
        view = shown(matrix, side)
        with_numbers = painted(view)
        assert view.shows_numbers is there
        view.set_numbers(False)
        assert not view.shows_numbers
        without = painted(view)
        ink = with_numbers != without
        written = [block(ink, view.cell_rect(*cell)).any() for cell in np.ndindex(matrix.shape)]
        assert all(written) if there else not any(written)


@pytest.mark.parametrize("side", [18, 21, 26, 32, 47.6, 48, 90])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_cell_has_its_number_whatever_the_others_are(shown, side, dtype):
    """One long number leaves the short ones as large as they are without it."""
    values = np.arange(25).reshape(5, 5).astype(dtype)
    values[0, 0], values[1, 0], values[4, 2] = 1e12, 160.256, -0.0123
    view = shown(matrix_of(values), side)
    long, short = painted(view), values.copy()
    view.set_numbers(False)
    ink = long != painted(view)
    for cell in np.ndindex(values.shape):
        there = block(ink, view.cell_rect(*cell))
        assert there.any(), "never none"
        assert not there[:, [0, -1]].any(), "not beyond its cell"
    view.set_numbers(True)
    short[0, 0], short[1, 0], short[4, 2] = 7, 6, 5
    view.set_matrix(replace(matrix_of(short), picture=view.matrix.picture))
    others = painted(view)
    for cell in np.argwhere(values == short):
        part = view.cell_rect(*cell.tolist())
        np.testing.assert_array_equal(block(long, part), block(others, part), str(cell))


MARKED = {
    "window": Marks(window=(1, 1, 2, 2), winner=(1, 1), ties=((2, 2), (2, 1))),
    "gliding": Marks(window=(1, 1.4, 2, 2)),
    "gliding down": Marks(window=(0.55, 0, 2, 2)),
    "taps": Marks(window=(0, 0, 3, 3), taps=((0, 0), (0, 2), (2, 0), (2, 2)), winner=(2, 2)),
    "mouse": Marks(hover=((0, 1, 2, 2), (2, 2, 1, 1)), preview=(1, 1), cursor=(3, 3)),
}


@pytest.mark.parametrize("marks", MARKED.values(), ids=MARKED)
@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=lambda theme: theme.name)
def test_outlines_and_rings_never_cross_digits(shown, marks, theme):
    values = np.array([[10, 8.167, 2, 160], [-77.25, 104, 83.75, 9], [1e12, 0.25, 7, -3], [1] * 4])
    matrix = matrix_of(values, unread=((0,), (3,)))
    for side in (18, 25, 36, 48, 61.5, 96):
        view = shown(matrix, side)
        view.set_theme(theme)
        with_numbers = painted(view)
        view.set_numbers(False)
        ink = painted(view) != with_numbers
        assert ink.any()
        view.set_numbers(True)
        view.set_marks(marks)
        for pixels in (seen(view), painted(view)):
            np.testing.assert_array_equal(pixels[ink], with_numbers[ink], str(side))
        assert (pixels != with_numbers).sum() > side, "and there are marks"


def luminance(colour):
    channels = (np.asarray(colour)[..., None] >> np.array([16, 8, 0]) & 0xFF) / 255
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


@pytest.mark.parametrize("colour_map", ["viridis", "cividis", "magma", "gray"])
@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_numbers_can_be_read_on_every_colour(shown, colour_map, theme):
    """Read or in no window, once or twice: 4.5 : 1, in the theme of a projector 7 : 1."""
    unread = tuple(range(6, 16)), tuple(range(9, 16))
    matrix = matrix_of(np.arange(256).reshape(16, 16), colour_map, unread=unread)
    least = 7.0 if theme is PROJECTOR else 4.5
    view = shown(matrix, 40)
    view.set_theme(theme)
    pixels = painted(view)
    written = dict(numbers_in(matrix, view.camera, theme, range(16), range(16)))
    assert len(written) == 256
    for cell, number in written.items():
        part = block(pixels, QRectF(number.rect))
        beside, light = luminance(part[:, [0, -1]]), luminance(part[1:-1, 1:-1])
        ink = light.max() if light.max() > 0.5 and beside.max() < 0.3 else light.min()
        assert ink in (0, 1), "digits are black or white"
        ratio = (np.maximum(ink, beside) + 0.05) / (np.minimum(ink, beside) + 0.05)
        assert ratio.min() >= least, (cell, ratio.min())


def test_row_and_column_numbers_stand_at_both_ends(shown):
    matrix = matrix_of(np.zeros((40, 60)))
    view = shown(matrix, 7)
    pixels, area = painted(view), view.camera.area
    ink = pixels != rgb(LIGHT.surface)
    above = ink[: int(area.top()) - 1].any(axis=0)
    beside = ink[:, : int(area.left()) - 2].any(axis=1)
    for col in (0, 59):
        x = int(centre(view, 0, col).x())
        assert above[x - 8 : x + 8].any(), col
    for row in (0, 39):
        y = int(centre(view, row, 0).y())
        assert beside[y - 6 : y + 6].any(), row
    assert not beside[int(centre(view, 1, 0).y()) + 6 : int(centre(view, 3, 0).y())].all()


# ---- cells that hold no value yet


@pytest.mark.parametrize("cell", [3, 9, 20, 40])
def test_unfilled_cells_are_empty_there_and_back(shown, cell):
    matrix = matrix_of(random_values())
    view = shown(matrix, cell, numbers=False)
    order = [0, 1, 5, 9, 10, 27, 62, 63, 61, 40, 9, 8, 1, 0, 63, 0, 33]
    for filled in order:
        view.set_marks(Marks(filled=filled))
        for pixels in (seen(view), painted(view)):
            cells = cells_of(view, pixels).ravel()
            np.testing.assert_array_equal(
                cells[:filled], matrix.picture.pixels.ravel()[:filled], str(filled)
            )
            assert (cells[filled:] == rgb(LIGHT.empty)).all(), filled
    view.set_marks(Marks())
    np.testing.assert_array_equal(cells_of(view, seen(view)), matrix.picture.pixels)


@pytest.mark.parametrize("colour_map", ["viridis", "gray"])
@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR], ids=lambda theme: theme.name)
def test_an_unfilled_cell_has_no_number_and_no_colour_of_a_value(shown, colour_map, theme):
    matrix = matrix_of(np.arange(256).reshape(16, 16), colour_map)
    view = shown(matrix, 30)
    view.set_theme(theme)
    view.set_marks(Marks(filled=100))
    pixels = painted(view)
    for flat in range(100, 256):
        inner = block(pixels, view.cell_rect(*divmod(flat, 16)).adjusted(4, 4, -4, -4))
        assert (inner == rgb(theme.empty)).all()
    if colour_map != "gray":
        assert rgb(theme.empty) not in matrix.picture.pixels


def dashes(pixels, rect, theme=LIGHT):
    """Return how much of a rectangle has the colour of dashes."""
    part = block(pixels, rect)
    return (part == rgb(theme.dash)).sum()


def test_an_unfilled_cell_is_dashed(shown):
    view = shown(matrix_of(random_values()), 40, numbers=False)
    view.set_marks(Marks(filled=30))
    pixels = painted(view)
    for flat in range(63):
        count = dashes(pixels, view.cell_rect(*divmod(flat, 9)))
        assert count == 0 if flat < 30 else 40 <= count <= 100, "dashes, and gaps between them"


def test_a_secret_cell_asks_and_does_not_tell(shown):
    matrix = matrix_of(random_values())
    for cell in (6, 30, 60):
        view = shown(matrix, cell)
        view.set_marks(Marks(filled=21, secret=(2, 2)))
        pixels = seen(view)
        inner = block(pixels, view.cell_rect(2, 2))
        assert matrix.picture.pixels[2, 2] not in inner
        assert inner[1, 1] == rgb(LIGHT.empty)
        assert len(np.unique(inner)) > 1 or cell < 18, "a question mark"
        view.set_marks(Marks(filled=21))
        view.set_numbers(False)
        assert pixel(seen(view), centre(view, 2, 2)) == matrix.picture.pixels[2, 2]


# ---- padding and cells that no window reads


@pytest.mark.parametrize("cell", [5, 12, 30])
def test_padding_is_dashed_cells_outside(shown, cell):
    matrix = matrix_of(random_values((4, 5)), padding=((1, 2), (3, 0)))
    view = shown(matrix, cell, numbers=False)
    pixels = painted(view)
    np.testing.assert_array_equal(cells_of(view, pixels), matrix.picture.pixels)
    for row, col in itertools.product(range(-1, 6), range(-3, 5)):
        if row in range(4) and col in range(5):
            assert dashes(pixels, view.cell_rect(row, col)) == 0
            continue
        assert pixel(pixels, centre(view, row, col)) == rgb(LIGHT.surface), "absent, not 0"
        if cell >= 8:
            assert dashes(pixels, view.cell_rect(row, col)) >= cell
    assert dashes(pixels, view.cell_rect(-1, -3, 7, 8)) > 0
    assert view.cell_at(centre(view, -1, 2)) is None
    assert view.cell_at(centre(view, 2, -1)) is None


@pytest.mark.parametrize("cell", [5, 12, 30])
def test_cells_that_no_window_reads_are_hatched(shown, cell):
    values = np.full((6, 7), 3)
    plain = shown(matrix_of(values), cell, numbers=False)
    view = shown(matrix_of(values, unread=((5,), (2, 6))), cell, numbers=False)
    before, after = painted(plain), painted(view)
    for row, col in np.ndindex(6, 7):
        rect = view.cell_rect(row, col).adjusted(2, 2, -2, -2)
        if row == 5 or col in (2, 6):
            assert (block(after, rect) != block(before, rect)).all(), "veiled"
            assert len(np.unique(block(after, rect))) > 1 or cell == 5, "and hatched"
        else:
            np.testing.assert_array_equal(block(after, rect), block(before, rect))
    assert len(np.unique(block(after, view.cell_rect(5, 0, 1, 7)))) > 2


# ---- window, winner, ties


def across(view, pixels, rect, side):
    """Return the pixels on a line across the middle of a side of a rectangle, from outside in."""
    x, y = int(rect.center().x()), int(rect.center().y())
    left, right = int(rect.left()), int(rect.right())
    top, bottom = int(rect.top()), int(rect.bottom())
    reach = 9
    return {
        "left": pixels[y, left - reach : left + reach],
        "right": pixels[y, right - reach : right + reach][::-1],
        "top": pixels[top - reach : top + reach, x],
        "bottom": pixels[bottom - reach : bottom + reach, x][::-1],
    }[side]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("cell", [12, 24, 48])
def test_the_window_is_outlined_with_a_halo(shown, theme, cell):
    view = shown(matrix_of(np.full((8, 8), 0 if theme is not DARK else 255), "gray"), cell)
    if theme is DARK:
        view = shown(matrix_of(np.array([[0, 255]] * 8).repeat(4, 1), "gray"), cell)
    view.set_numbers(False)
    view.set_theme(theme)
    box = (2, 4.5, 3, 3) if theme is DARK else (2, 3.5, 3, 3)
    view.set_marks(Marks(window=box))
    rect = view.cell_rect(*box)
    pixels = seen(view)
    for side in ("left", "right", "top", "bottom"):
        line = across(view, pixels, rect, side).tolist()
        orange = [i for i, colour in enumerate(line) if colour == rgb(theme.window)]
        assert len(orange) >= 2, side
        assert orange == list(range(orange[0], orange[-1] + 1)), "one line"
        assert orange[0] <= 9 <= orange[-1] + 1, "on the edge itself"
        beside = line[max(0, orange[0] - 2) : orange[0]], line[orange[-1] + 1 :][:2]
        for halo in beside:
            assert min(near(colour, rgb(theme.halo)) for colour in halo) < 110, side
    inside = block(pixels, rect.adjusted(6, 6, -6, -6))
    assert rgb(theme.window) not in inside
    outside = painted(view).copy()
    outside[int(rect.top()) - 8 : int(rect.bottom()) + 8, :] = 0
    assert rgb(theme.window) not in outside


def near(colour, other):
    return max(abs((int(colour) >> s & 0xFF) - (int(other) >> s & 0xFF)) for s in (16, 8, 0))


def test_a_window_of_a_photograph_can_be_found(shown):
    view = shown(matrix_of(np.zeros((300, 400), np.uint8)), 1)
    view.set_marks(Marks(window=(150, 200, 2, 2)))
    place = np.argwhere(seen(view) == rgb(LIGHT.window))
    middle = view.cell_rect(150, 200, 2, 2).center()
    assert len(place) >= 20
    assert np.abs(place.mean(axis=0) - (middle.y(), middle.x())).max() <= 1.5


def test_window_outlines_at_the_edge_are_not_cut(shown):
    view = shown(matrix_of(random_values()), 30)
    view.set_marks(Marks(window=(0, 0, 7, 9)))
    pixels, rect = painted(view), view.cell_rect(0, 0, 7, 9)
    for side in ("left", "right", "top", "bottom"):
        line = across(view, pixels, rect, side)
        assert (line == rgb(LIGHT.window)).sum() == LIGHT.outline, side


@pytest.mark.parametrize("cell", [20, 36, 60])
def test_the_winner_has_a_ring_and_its_equals_a_thinner_one(shown, cell):
    view = shown(matrix_of(np.zeros((7, 7)), "gray"), cell, numbers=False)
    view.set_marks(Marks(window=(1, 1, 5, 5), winner=(2, 2), ties=((2, 4), (4, 2))))
    pixels = painted(view)

    def ring(row, col):
        part = block(pixels, view.cell_rect(row, col).adjusted(1, 1, -1, -1))
        return sum(max(0, 1 - near(colour, rgb(LIGHT.window)) / 120) for colour in part.ravel())

    winner, *others = ring(2, 2), ring(2, 4), ring(4, 2)
    assert winner > 1.5 * cell
    assert all(cell / 2 < other < 0.85 * winner for other in others), (winner, others)
    assert ring(3, 3) == ring(4, 4) == 0
    assert pixel(pixels, centre(view, 2, 2)) == 0xFF000000, "the number stays free"


def test_rings_are_left_out_where_cells_are_tiny(shown):
    view = shown(matrix_of(np.zeros((40, 40)), "gray"), 8)
    view.set_marks(Marks(window=(10, 10, 20, 20)))
    before = seen(view)
    view.set_marks(Marks(window=(10, 10, 20, 20), winner=(20, 20), ties=((21, 21),)))
    np.testing.assert_array_equal(seen(view), before)


def test_the_taps_of_a_window_with_holes_are_outlined(shown):
    view = shown(matrix_of(np.zeros((7, 7)), "gray"), 40, numbers=False)
    taps = ((1, 1), (1, 3), (3, 1), (3, 3))
    view.set_marks(Marks(window=(1, 1, 3, 3), taps=taps))
    pixels = painted(view)
    for row, col in itertools.product((1, 2, 3), (1, 2, 3)):
        line = across(view, pixels, view.cell_rect(row, col), "right")
        if (row, col) in ((1, 1), (3, 1)):
            reddest = max(line.tolist(), key=lambda c: (c >> 16 & 0xFF) - (c & 0xFF))
            assert near(reddest, rgb(LIGHT.window)) < 90
        elif row == 2 and col == 2:
            assert all(near(colour, rgb(LIGHT.window)) > 90 for colour in line.tolist())


@pytest.mark.parametrize("mark", ["hover", "cursor"])
def test_what_the_mouse_and_the_keyboard_are_on_is_outlined(shown, mark):
    view = shown(matrix_of(np.zeros((6, 6)), "gray"), 30, numbers=False)
    there = {"hover": {"hover": ((2, 2, 2, 2),)}, "cursor": {"cursor": (2, 2)}}[mark]
    view.set_marks(Marks(**there))
    rect = view.cell_rect(2, 2, 2, 2) if mark == "hover" else view.cell_rect(2, 2)
    line = across(view, seen(view), rect, "left")
    assert (line == rgb(LIGHT.accent)).sum() >= 2
    view.set_marks(Marks())
    assert rgb(LIGHT.accent) not in seen(view)


# ---- painting a part is as good as painting all


def walk(run, level, choose, count):
    """Yield marks for an input and its output as the program would set them, at random steps."""
    span = run.steps_of(level)
    index, hover, secret = span.start, (), False
    for _ in range(count):
        move = choose.random()
        if move < 0.6:
            index = min(index + 1, span.stop - 1)
        elif move < 0.8:
            index = max(index - 1, span.start)
        else:
            index = choose.choice(span)
        if choose.random() < 0.1:
            hover = () if hover else ((choose.randrange(3), choose.randrange(3), 2, 2),)
        if choose.random() < 0.1:
            secret = not secret
        step = run[index]
        rows, cols = step.window.rows.positions, step.window.cols.positions
        box = [rows.start, cols.start, rows.stop - rows.start, cols.stop - cols.start]
        cell = [step.row, step.col, 1, 1]
        rings = {"winner": step.winner, "ties": step.ties}
        if choose.random() < 0.3:
            share = choose.random()
            box[1] += share * run.axes[level][1].stride
            cell[1] += share
            rings = {}
        taps = tuple(step.positions) if max(step.spec.dilation) > 1 and rings else ()
        filled = None if choose.random() < 0.05 else step.number + 1
        yield (
            Marks(window=tuple(box), taps=taps, hover=hover, **rings),
            Marks(
                window=tuple(cell),
                filled=filled,
                hover=hover,
                secret=(step.row, step.col) if secret else None,
                cursor=(0, 1) if choose.random() < 0.05 else None,
            ),
        )


AROUND = {"padding": ((1, 1), (1, 1))}
CASES = {
    "small": (random_values((9, 12), 3), PoolSpec(2, 1), 24, {}),
    "numbers": (random_values((5, 6), 4), PoolSpec(2), 41, {}),
    "holes": (random_values((9, 9), 5), PoolSpec(2, 1, dilation=3), 30.4, {}),
    "padding": (random_values((7, 7), 6), PoolSpec(3, 2, padding=1), 33, AROUND),
    "unread": (random_values((8, 8), 7), PoolSpec(3, 3), 20, {"unread": ((6, 7), (6, 7))}),
    "lines": (random_values((20, 30), 8), PoolSpec(2), 11, {}),
    "photograph": (random_values((150, 200), 9), PoolSpec(2), 1.7, {}),
    "large photograph": (random_values((900, 700), 10), PoolSpec(3), 0.33, {}),
}


def compare_repaints(name, *, loupe=False):
    """Set random marks on an input and an output, and compare what was updated with all anew."""
    values, spec, cell, looks = CASES[name]
    run = Walkthrough(values, spec, 1)
    matrices = matrix_of(values, **looks), matrix_of(run.generations[1])
    choose = random.Random(name)
    hosts, views = [], []
    for matrix in matrices:
        host = QWidget()
        view = view_of(matrix, cell, still=loupe, parent=host)
        if loupe:
            close_up(view)
        host.resize(2 * view.width(), 2 * view.height())  # see `seen`
        host.show()
        hosts.append(host)
        views.append(view)
    try:
        for both in walk(run, 0, choose, 40):
            for view, marks in zip(views, both, strict=True):
                view.set_marks(marks)
                if loupe:
                    row, col, height, width = marks.window
                    view.set_camera(view.camera.centred(row + height / 2, col + width / 2))
                fresh = view_of(view.matrix, cell, still=loupe)
                fresh.resize(view.size())
                fresh.set_camera(view.camera)
                fresh.set_marks(marks)
                difference = np.argwhere(seen(view) != painted(fresh))
                assert not len(difference), (name, marks, difference[[0, -1]].tolist())
    finally:
        for host in hosts:
            host.close()


def close_up(view):
    """Give a view the camera of a loupe: some cells, large, around the window."""
    shown = [min(7, side) for side in view.matrix.padded_shape]
    area = QRectF(30, 24, shown[1] * 32, shown[0] * 32)
    view.set_camera(replace(view.camera, area=area, fit=32.0, scale=32.0))
    view.resize(int(area.right()) + 12, int(area.bottom()) + 12)


@pytest.mark.long
@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("loupe", [False, True], ids=["view", "loupe"])
def test_an_update_is_as_good_as_painting_all(name, loupe):
    compare_repaints(name, loupe=loupe)


def compare_all():
    """Run the comparison outside pytest, where the scale of the screen is still to be chosen."""
    app = QApplication([])
    print("ratio", app.devicePixelRatio())
    for name, loupe in itertools.product(CASES, (False, True)):
        try:
            compare_repaints(name, loupe=loupe)
        except AssertionError as error:
            print("loupe" if loupe else "view", error)


@pytest.mark.long
@pytest.mark.parametrize("ratio", [2.0])
def test_an_update_is_as_good_as_painting_all_on_a_fine_screen(ratio):
    code = "from tests.gui.canvas import test_matrix_view; test_matrix_view.compare_all()"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=Path(__file__).parents[3],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_SCALE_FACTOR": str(ratio)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stdout == f"ratio {ratio}\n", done.stderr[-2000:]


class PaintedParts(QObject):
    """Writes down which parts of a widget are painted."""

    def __init__(self, widget):
        super().__init__(widget)
        self.rects = []
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.rects.append(event.rect())
        return False


def test_a_step_of_a_huge_matrix_paints_next_to_nothing(shown):
    values = np.random.default_rng(1).integers(0, 256, (3000, 4000), np.uint8)
    matrix = matrix_of(values, "gray")
    view = shown(matrix, 0.2)
    view.set_marks(Marks(window=(1500, 1000, 1, 1), filled=1500 * 4000 + 1001))
    seen(view)
    parts = PaintedParts(view)
    for col in range(1001, 1006):
        view.set_marks(Marks(window=(1500, col, 1, 1), filled=1500 * 4000 + col + 1))
        seen(view)
    assert len(parts.rects) == 5
    assert all(rect.width() * rect.height() <= 2000 for rect in parts.rects)
    view.set_marks(Marks(window=(10, 10, 1, 1), filled=10 * 4000 + 11))
    view.set_numbers(False)
    pixels = seen(view)
    assert pixel(pixels, view.camera.area.center()) == rgb(LIGHT.empty), "un-filled at once"
    point = QPointF(60.5, 24.5)
    view.set_camera(view.camera.zoom_about(point, 300))
    assert pixel(seen(view), point) == matrix.picture.pixels[view.cell_at(point)]


def test_setting_the_same_again_paints_nothing(shown):
    matrix = matrix_of(random_values())
    view = shown(matrix, 30)
    marks = Marks(window=(0, 0, 2, 2), filled=3)
    view.set_marks(marks)
    seen(view)
    parts = PaintedParts(view)
    view.set_marks(replace(marks))
    view.set_matrix(matrix)
    view.set_numbers(True)
    view.set_theme(LIGHT)
    view.set_camera(view.camera)
    view.show_whole()
    seen(view)
    assert parts.rects == []


# ---- mouse


def move(view, point, buttons=NONE):
    point = QPointF(point)
    event = QMouseEvent(
        QEvent.Type.MouseMove, point, QPointF(view.mapToGlobal(point)), NONE, buttons, PLAIN
    )
    QApplication.sendEvent(view, event)


def wheel(view, point, notches):
    event = QWheelEvent(
        QPointF(point),
        QPointF(view.mapToGlobal(QPointF(point))),
        QPoint(),
        QPoint(0, round(120 * notches)),
        NONE,
        PLAIN,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    event.setAccepted(False)
    QApplication.sendEvent(view, event)
    return event.isAccepted()


def test_hovering_tells_every_cell_once(shown, heard):
    view = shown(matrix_of(random_values(), padding=((1, 1), (1, 1))), 30)
    move(view, centre(view, -1, -1))
    told = heard(view.cell_hovered)
    for row, col in ((2, 3), (2, 3), (2, 4), (6, 8)):
        move(view, centre(view, row, col))
        move(view, centre(view, row, col) + QPointF(5, 5))
    move(view, centre(view, 7, 8))
    move(view, QPointF(2, 2))
    assert told == [(2, 3), (2, 4), (6, 8), None]
    move(view, centre(view, 0, 0))
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert told[-2:] == [(0, 0), None]


def test_a_click_tells_the_cell(shown, heard, qtbot):
    view = shown(matrix_of(random_values(), padding=((1, 1), (1, 1))), 30)
    told, twice = heard(view.cell_clicked), heard(view.cell_double_clicked)
    for row, col in ((0, 0), (3, 5), (6, 8)):
        qtbot.mouseClick(view, LEFT, pos=centre(view, row, col).toPoint())
    assert told == [(0, 0), (3, 5), (6, 8)]
    qtbot.mouseClick(view, LEFT, pos=centre(view, -1, 3).toPoint())
    qtbot.mouseClick(view, LEFT, pos=QPoint(3, 3))
    qtbot.mouseClick(view, Qt.MouseButton.RightButton, pos=centre(view, 3, 3).toPoint())
    assert told == [(0, 0), (3, 5), (6, 8)]
    assert twice == []


def test_a_double_click_tells_the_cell(shown, heard, qtbot):
    view = shown(matrix_of(random_values()), 30)
    told, twice = heard(view.cell_clicked), heard(view.cell_double_clicked)
    qtbot.mouseDClick(view, LEFT, pos=centre(view, 4, 2).toPoint())
    assert twice == [(4, 2)]
    assert len(told) <= 1, "the second click is not one of its own"


def drag(view, qtbot, start, *moves):
    qtbot.mousePress(view, LEFT, pos=start)
    for point in moves:
        move(view, QPointF(point), LEFT)
    qtbot.mouseRelease(view, LEFT, pos=moves[-1])


def test_a_drag_pans_what_is_zoomed_and_clicks_nothing(shown, heard, qtbot):
    view = shown(matrix_of(random_values((30, 40))), 8)
    told = heard(view.cell_clicked)
    view.set_camera(view.camera.zoom_about(centre(view, 15, 20), 4))
    start = centre(view, 15, 20).toPoint()
    there = view.camera.cell(QPointF(start))
    drag(view, qtbot, start, start + QPoint(6, 0), start + QPoint(40, 25))
    assert view.camera.cell(QPointF(start + QPoint(40, 25))) == there, "it follows the mouse"
    assert told == []
    drag(view, qtbot, start, start + QPoint(9000, 9000))
    assert (view.camera.top, view.camera.left) == (0, 0)


def test_a_drag_of_the_whole_moves_nothing(shown, heard, qtbot):
    view = shown(matrix_of(random_values()), 30)
    told, before = heard(view.cell_clicked), view.camera
    start = centre(view, 2, 2).toPoint()
    drag(view, qtbot, start, start + QPoint(50, 50))
    assert view.camera == before
    assert told == []
    drag(view, qtbot, start, start + QPoint(1, 1))
    assert told == [(2, 2)], "a hand that trembles clicks"


def test_the_wheel_zooms_about_the_mouse(shown, heard):
    view = shown(matrix_of(random_values((30, 40))), 8)
    zoomed = heard(view.zoomed)
    point = centre(view, 20, 10)
    assert wheel(view, point, 3)
    assert view.camera.cell(point) == (20, 10)
    assert view.camera.scale > 12
    assert wheel(view, point, 1)
    assert zoomed == [True]
    assert wheel(view, point, -20)
    assert zoomed == [True, False]
    assert view.camera.scale == view.camera.fit
    assert not wheel(view, QPointF(3, 3), 1), "beside the cells the panel may scroll"
    wheel(view, point, 5)
    view.show_whole()
    assert zoomed == [True, False, True, False]


def test_zooming_tells_the_cell_that_comes_under_the_mouse(shown, heard):
    view = shown(matrix_of(random_values((30, 40))), 8)
    told = heard(view.cell_hovered)
    point = centre(view, 0, 0) + QPointF(-3, -3)
    move(view, point)
    wheel(view, point, 4)
    assert told == [(0, 0)]
    view.show_whole()
    corner = view.camera.area.bottomRight() - QPointF(1, 1)
    move(view, corner)
    assert told[-1] == (29, 39)
    assert view.cell_at(corner + QPointF(3, 3)) is None


def test_a_loupe_lets_the_mouse_through(on_screen):
    host = QWidget()
    loupe = view_of(matrix_of(random_values()), 30, still=True, parent=host)
    on_screen(host, loupe.width(), loupe.height())
    assert host.childAt(loupe.geometry().center()) is None
