"""Pictures made by formula: the circle of the classroom experiment, ramps and random numbers."""

import numpy as np
import pytest

from poolviz.core import PoolSpec, SourceError, circle, ramp, random_matrix, repeat_pool
from tests.core.outside import refusal

HALVE = PoolSpec(2, padding="same")


def shifted(x, dy, dx):
    """Shift a picture, its edge cells repeated."""
    reach = max(abs(dy), abs(dx))
    padded = np.pad(x, reach, mode="edge")
    top, left = reach - dy, reach - dx
    return padded[top : top + x.shape[0], left : left + x.shape[1]]


def pooled_shifts(x, jitter, levels=4):
    """Return the maps at every level, the unshifted one first, for all shifts up to `jitter`."""
    span = sorted(range(-jitter, jitter + 1), key=abs)
    shifts = [(dy, dx) for dy in span for dx in span]
    runs = [repeat_pool(shifted(x, *shift), HALVE, levels) for shift in shifts]
    return shifts, list(zip(*runs, strict=True))[1:]


def test_the_classroom_circle():
    x = circle()
    assert x.shape == (64, 64)
    assert x.dtype == np.uint8
    assert x.sum() == 156
    assert set(np.unique(x)) == {0, 1}
    for lit in (x.any(1), x.any(0)):
        assert np.flatnonzero(lit).tolist() == list(range(4, 60))
    for mirrored in (x[::-1], x[:, ::-1], x.T):
        np.testing.assert_array_equal(mirrored, x)


def test_the_circle_pooled_four_times():
    generations = repeat_pool(circle(), HALVE, 4)
    assert [len(g) for g in generations] == [64, 32, 16, 8, 4]
    ring = [[1, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]]
    assert generations[-1].tolist() == ring
    shares = [round(100 * float(g.mean()), 2) for g in generations]
    assert shares == [3.81, 9.77, 20.31, 43.75, 75.0]


@pytest.mark.parametrize(
    ("r_shrink", "jitter", "equal", "distinct"),
    [
        (4, 3, [1, 1, 5, 49], [49, 49, 45, 1]),
        (4, 4, [None, None, None, 69], None),
        (8, 3, [None, None, None, 1], None),
    ],
)
def test_what_is_left_of_a_shift(r_shrink, jitter, equal, distinct):
    shifts, levels = pooled_shifts(circle(r_shrink=r_shrink), jitter)
    assert shifts[0] == (0, 0)
    same = [[np.array_equal(level[0], other) for other in level] for level in levels]
    for found, wanted in zip(same, equal, strict=True):
        assert wanted in (None, sum(found))
    if distinct:
        assert [len({other.tobytes() for other in level}) for level in levels] == distinct
        kept = {shift for shift, unchanged in zip(shifts, same[2], strict=True) if unchanged}
        assert kept == {(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1)}


def by_distance(size, r_shrink):
    """Draw the circle cell by cell: the nearest whole distance to the true arc in each octant."""
    radius = size // 2 - r_shrink
    canvas = np.zeros((size + 1, size + 1), np.uint8)
    for across in range(radius + 1):
        along = max(
            a for a in range(radius + 1) if a == 0 or a - 0.5 <= (radius**2 - across**2) ** 0.5
        )
        if across > along:
            continue
        for dy, dx in ((along, across), (across, along)):
            for row in (-dy, dy):
                for col in (-dx, dx):
                    canvas[size // 2 + row, size // 2 + col] = 1
    keep = [i for i in range(size + 1) if i != size // 2]
    return canvas[np.ix_(keep, keep)]


@pytest.mark.parametrize("size", [4, 6, 8, 14, 32, 50, 64, 100])
def test_other_circles(size):
    for r_shrink in range(size // 2):
        x = circle((size, size), r_shrink)
        np.testing.assert_array_equal(x, by_distance(size, r_shrink))
        np.testing.assert_array_equal(x, x[::-1])
        np.testing.assert_array_equal(x, x.T)
        if size // 2 - r_shrink == 1:
            continue  # its four cells stand on the row and the column that are dropped
        lit = np.flatnonzero(x.any(0))
        assert (lit[0], lit[-1], len(lit)) == (r_shrink, size - 1 - r_shrink, size - 2 * r_shrink)
        rows, cols = np.nonzero(x)
        middle = size / 2 - 0.5
        away = np.hypot(rows - middle, cols - middle) - (size / 2 - r_shrink - 0.5)
        assert np.abs(away).max() < 1.3


@pytest.mark.parametrize("size", [(64, 32), (7, 7), (2, 2), (0, 0), (-4, -4)])
def test_sizes_without_a_circle(size):
    refusal(SourceError, lambda: circle(size), str(size), "even")


@pytest.mark.parametrize("r_shrink", [-1, 8, 100])
def test_no_radius_left(r_shrink):
    refusal(SourceError, lambda: circle((16, 16), r_shrink), f"is {r_shrink};", "0 to 7")


def test_a_ramp_counts_in_reading_order():
    assert ramp((2, 3)).tolist() == [[0, 1, 2], [3, 4, 5]]
    assert ramp().shape == (8, 8)
    assert ramp((300, 400)).dtype == np.int64
    assert ramp((300, 400))[-1, -1] == 119_999


def test_random_numbers_are_the_same_for_the_same_seed():
    for size in ((8, 8), (1, 5), (300, 2)):
        x = random_matrix(size, 7)
        assert x.shape == size
        assert x.dtype == np.int64
        np.testing.assert_array_equal(x, random_matrix(size, 7))
        assert (x != random_matrix(size, 8)).any()
    many = random_matrix((200, 200), 1)
    assert (many.min(), many.max()) == (0, 99)
    assert np.bincount(many.ravel()).min() > 300
