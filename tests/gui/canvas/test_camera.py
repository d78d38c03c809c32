"""Where cells are on a widget: laws of zoom and pan."""

import itertools
import random

import pytest
from PyQt6.QtCore import QPointF, QRectF

from poolviz.gui.canvas.camera import MAX_CELL, Camera


def camera(rows=(0, 20), cols=(0, 30), fit=10.0):
    area = QRectF(40, 24, round(cols[1] * fit), round(rows[1] * fit))
    return Camera(area, rows, cols, fit, fit, rows[0], cols[0])


def place(camera, point):
    """Return the (row, col), with fractions, under a point."""
    return (
        (point.y() - camera.area.top()) / camera.scale + camera.top,
        (point.x() - camera.area.left()) / camera.scale + camera.left,
    )


def inside(camera):
    """Return whether nothing beyond the cells is in view, but for the rounding of the area."""
    for first, (start, count), side in (
        (camera.top, camera.rows, camera.area.height()),
        (camera.left, camera.cols, camera.area.width()),
    ):
        last = start + count - side / camera.scale
        if not start - 1e-6 <= first <= max(start, last) + 1e-6:
            return False
    return True


def test_the_corners_of_the_whole():
    whole = camera(rows=(-1, 22), cols=(-2, 34))
    assert (whole.x(-2), whole.y(-1)) == (40, 24)
    assert (whole.x(32), whole.y(21)) == (whole.area.right(), whole.area.bottom())
    assert whole.cell(QPointF(40, 24)) == (-1, -2)
    assert whole.cell(QPointF(60, 34)) == (0, 0)
    assert whole.cell(QPointF(59.9, 33.9)) == (-1, -1)
    assert not whole.zoomed


def test_zoom_keeps_the_cell_under_the_mouse():
    start = camera()
    for x, y in ((45, 30), (190, 124), (339, 223)):
        point = QPointF(x, y)
        there = start
        for factor in (1.25, 1.25, 2.0, 0.8, 1.5):
            there = there.zoom_about(point, factor)
            assert place(there, point) == pytest.approx(place(start, point))
            assert there.zoomed
            assert inside(there)


def test_zoom_has_two_ends():
    point = QPointF(100, 100)
    near = camera().zoom_about(point, 1e9)
    assert near.scale == MAX_CELL
    assert near.zoom_about(point, 2) == near
    assert near.zoom_about(QPointF(339, 223), 1e-9) == camera()
    assert camera().zoom_about(point, 0.5) == camera()
    huge = camera(rows=(0, 1), cols=(0, 1), fit=300.0)
    assert huge.zoom_about(point, 2).scale == 300, "a cell that is larger already stays"


def test_random_zooms_and_pans_never_leave_the_matrix():
    choose = random.Random(3)
    there = camera(rows=(-1, 23), cols=(-2, 57), fit=6.5)
    for _ in range(300):
        if choose.random() < 0.5:
            point = QPointF(choose.uniform(40, 400), choose.uniform(24, 170))
            there = there.zoom_about(point, choose.uniform(0.5, 2.0))
        else:
            there = there.panned(QPointF(choose.uniform(-300, 300), choose.uniform(-300, 300)))
        assert inside(there)
        assert there.fit <= there.scale <= MAX_CELL
    assert there.whole() == camera(rows=(-1, 23), cols=(-2, 57), fit=6.5)


def test_panning_moves_the_cells_with_the_mouse():
    near = camera().zoom_about(QPointF(190, 124), 4)
    moved = near.panned(QPointF(12, -7))
    assert (moved.x(5) - near.x(5), moved.y(5) - near.y(5)) == pytest.approx((12, -7))
    assert camera().panned(QPointF(50, 50)) == camera(), "the whole has nowhere to go"


@pytest.mark.parametrize("fit", [0.37, 1.0, 3.3, 7.77, 18.0, 41.6])
def test_neighbours_meet_on_whole_pixels(fit):
    there = camera(rows=(-1, 13), cols=(-3, 17), fit=fit)
    for camera_ in (there, there.zoom_about(QPointF(43, 25), 1.37)):
        for row, col in itertools.product(range(-1, 12), range(-3, 14)):
            rect = camera_.rect(row, col)
            assert rect == QRectF(rect.toRect()), "whole pixels"
            assert rect.right() == camera_.rect(row, col + 1).left()
            assert rect.bottom() == camera_.rect(row + 1, col).top()
        block = camera_.rect(0, 0, 12, 14)
        assert block.topLeft() == camera_.rect(0, 0).topLeft()
        assert block.bottomRight() == camera_.rect(11, 13).bottomRight()
        xs, ys = camera_.edges(range(2, 9), range(1, 5))
        assert (len(xs), len(ys)) == (5, 8)
        assert xs == [camera_.rect(0, col).left() for col in range(1, 6)]
        assert ys == [camera_.rect(row, 0).top() for row in range(2, 10)]


@pytest.mark.parametrize("fit", [3.3, 18.0, 41.6])
def test_a_point_in_a_cell_is_in_that_cell(fit):
    there = camera(rows=(-1, 13), cols=(-3, 17), fit=fit).zoom_about(QPointF(60, 50), 1.7)
    for row, col in itertools.product(range(-1, 12), range(-3, 14)):
        centre = QPointF(there.x(col + 0.5), there.y(row + 0.5))
        assert there.cell(centre) == (row, col)
        assert there.rect(row, col).adjusted(-1, -1, 1, 1).contains(centre)


def test_visible_is_what_is_at_least_partly_in_view():
    whole = camera(rows=(-1, 22), cols=(-2, 34))
    assert whole.visible((20, 30)) == (range(20), range(30))
    assert whole.visible((22, 34), origin=(-1, -2)) == (range(-1, 21), range(-2, 32))
    near = camera().zoom_about(QPointF(190, 124), 2.7)
    rows, cols = near.visible((20, 30))
    for row, col in itertools.product(range(20), range(30)):
        rect = QRectF(near.x(col), near.y(row), near.scale, near.scale)
        there = rect.intersected(near.area)
        in_view = there.width() > 1e-6 and there.height() > 1e-6
        assert in_view == (row in rows and col in cols), (row, col)
    assert not all(near.visible((5, 5))), "a block that is out of view"


def test_centred_is_on_whole_cells_and_stays_inside():
    loupe = Camera(QRectF(30, 24, 9 * 32, 7 * 32), (-1, 22), (-2, 34), 32, 32, 0, 0)
    middle = loupe.centred(10, 15)
    assert (middle.top, middle.left) in {(6, 10), (7, 11), (7, 10), (6, 11)}
    assert abs(middle.top + 3.5 - 10) <= 0.5
    assert abs(middle.left + 4.5 - 15) <= 0.5
    assert (loupe.centred(-9, -9).top, loupe.centred(-9, -9).left) == (-1, -2)
    corner = loupe.centred(99, 99)
    assert (corner.top + 7, corner.left + 9) == (21, 32)


def test_ahead_holds_what_comes_next_and_nothing_else():
    loupe = Camera(QRectF(30, 24, 9 * 32, 7 * 32), (0, 60), (0, 90), 32, 32, 0, 0)
    for row, col in ((0, 0), (30, 40), (59, 89)):
        here = loupe.centred(row, col)
        tile = here.ahead(3)
        assert tile.holds(here)
        assert tile.y(17) == here.y(17), "the same rows at the same height"
        held = [c for c in range(90) if tile.holds(here.centred(row, c))]
        for c in held:
            there = here.centred(row, c)
            beyond = there.left + there.area.width() / there.scale
            assert tile.left <= there.left
            assert beyond <= tile.left + tile.area.width() / tile.scale
        assert col in held
        assert not tile.holds(here.centred(row + 9 if row < 30 else row - 9, col))
        assert not tile.holds(here.zoom_about(QPointF(60, 60), 1.5))
    assert not loupe.centred(30, 40).ahead(3).holds(loupe.centred(30, 80))
    assert len([c for c in range(90) if loupe.ahead(3).holds(loupe.centred(0, c))]) >= 18


def test_as_near_as_another_with_the_same_cell_in_the_middle():
    other = Camera(QRectF(20, 10, 200, 200), (0, 100), (0, 100), 2.0, 8.0, 40.0, 60.0)
    own = Camera(QRectF(5, 5, 300, 300), (0, 100), (0, 100), 3.0, 3.0).zoomed_like(other)
    assert (own.scale, own.top, own.left) == (12.0, 40.0, 60.0)
    whole = Camera(QRectF(5, 5, 300, 300), (0, 100), (0, 100), 3.0, 3.0)
    assert whole.zoomed_like(other.whole()) == whole
