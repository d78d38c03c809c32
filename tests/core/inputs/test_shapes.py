"""Pictures made by formula: the circle of the classroom experiment, ramps and random numbers."""

import numpy as np
import pytest

from poolviz.core import (
    LETTERS,
    PoolSpec,
    SourceError,
    circle,
    global_pool2d,
    letter,
    ramp,
    random_maps,
    random_matrix,
    repeat_pool,
    two_dots,
)
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


SIDES = ((-1, 0), (1, 0), (0, -1), (0, 1))
CORNERS = ((-1, -1), (-1, 1), (1, -1), (1, 1))


def islands(lit, steps=SIDES):
    """Count the connected parts of a picture."""
    left = set(map(tuple, np.argwhere(lit).tolist()))
    parts = 0
    while left:
        parts += 1
        todo = [left.pop()]
        while todo:
            row, col = todo.pop()
            near = {(row + down, col + right) for down, right in steps} & left
            left -= near
            todo += near
    return parts


@pytest.mark.parametrize("size", [4, 8, 14, 32, 42])
def test_thick_and_filled_circles(size):
    for r_shrink in range(size // 2):
        radius = size // 2 - r_shrink
        disc = circle((size, size), r_shrink, filled=True)
        outline = circle((size, size), r_shrink)
        for x in (disc, outline):
            assert x.dtype == np.uint8
            np.testing.assert_array_equal(x, x.T)
        for line, edge in zip(disc, outline, strict=True):
            lit = np.flatnonzero(edge)
            want = range(lit[0], lit[-1] + 1) if len(lit) else []
            assert np.flatnonzero(line).tolist() == list(want)
        np.testing.assert_array_equal(circle((size, size), r_shrink, thickness=1), outline)
        rings = outline
        for thickness in range(2, radius + 1):
            x = circle((size, size), r_shrink, thickness=thickness)
            inner = circle((size, size), r_shrink + thickness - 1)
            rings = rings | inner
            assert (x >= rings).all()
            inside = circle((size, size), r_shrink + thickness - 1, filled=True) - inner
            np.testing.assert_array_equal(x, disc - inside)
            assert islands(x) == 1
            assert set(np.unique(x)) <= {0, 1}
        np.testing.assert_array_equal(circle((size, size), r_shrink, thickness=radius), disc)
        filled = circle((size, size), r_shrink, thickness=radius, filled=True)
        np.testing.assert_array_equal(filled, disc)


@pytest.mark.parametrize("thickness", [0, -1, 29])
def test_thicknesses_that_there_are_not(thickness):
    refusal(SourceError, lambda: circle(thickness=thickness), f"is {thickness};", "1 to 28")


def test_two_dots():
    x = two_dots((3, 5), (2, 4), (0, 1))
    assert x.dtype == np.uint8
    assert np.argwhere(x).tolist() == [[0, 1], [2, 4]]
    assert x.max() == 1
    assert two_dots((1, 1), (0, 0), (0, 0)).tolist() == [[1]]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (((3, 5), (3, 0), (0, 0)), ("first is (3, 0)", "row 0 to 2, column 0 to 4")),
        (((3, 5), (0, 0), (0, 5)), ("second is (0, 5)",)),
        (((3, 5), (0, 0), (-1, 2)), ("second is (-1, 2)",)),
        (((0, 5), (0, 0), (0, 0)), ("size is (0, 5)",)),
    ],
)
def test_dots_outside_the_picture(asked, said):
    refusal(SourceError, lambda: two_dots(*asked), *said)


def test_letters_differ_from_their_mirror_images():
    drawn = [letter(char) for char in LETTERS]
    for x in drawn:
        assert x.shape == (64, 64)
        assert x.dtype == np.uint8
        assert set(np.unique(x)) == {0, 1}
        assert islands(x, SIDES + CORNERS) == 1
        turned = [x[::-1], x[:, ::-1], x[::-1, ::-1], x.T]
        assert not any(np.array_equal(x, other) for other in turned)
        rows, cols = (np.flatnonzero(x.any(axis)) for axis in (1, 0))
        assert (rows[0], rows[-1]) == (11, 52)
        assert (cols[0], cols[-1]) == (17, 46)
    assert len({x.tobytes() for x in drawn}) == len(LETTERS)


def test_the_letter_f():
    x = letter("F", (7, 5))
    assert ["".join(".#"[cell] for cell in row) for row in x] == [
        "#####",
        "#....",
        "#....",
        "####.",
        "#....",
        "#....",
        "#....",
    ]
    np.testing.assert_array_equal(letter()[11:53:6, 17:47:6], x)
    assert letter("F", (100, 8))[46:53, 1:6].tolist() == x.tolist()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("f",), ("char is 'f'", "'F', 'G'")),
        (("",), ("char is ''",)),
        (("F", (6, 5)), ("size is (6, 5)", "from 7")),
        (("F", (7, 4)), ("size is (7, 4)", "from 5")),
    ],
)
def test_letters_that_there_are_not(asked, said):
    refusal(SourceError, lambda: letter(*asked), *said)


def slow_map(noise, decay):
    """Add up the waves of one map, one by one."""
    height, half = noise.shape
    width = 5
    x = np.zeros((height, width))
    for v, u in np.ndindex(height, half):
        f = (v if v <= height // 2 else v - height, u)
        rho = max(np.hypot(f[0] / height, f[1] / width), 1 / max(height, width))
        wave = np.exp(
            2j * np.pi * np.add.outer(np.arange(height) * v / height, np.arange(width) * u / width)
        )
        amplitude = noise[v, u] / rho**decay * np.sqrt(height * width) / (height * width)
        x += (1 if u == 0 else 2) * (amplitude * wave).real
    return 1 / (1 + np.exp(-x * 0.597 / 4))


def test_random_maps():
    maps = random_maps(8)
    assert maps.shape == (5, 5, 8)
    assert maps.dtype == np.float64
    assert maps.flags.owndata or maps.base is None
    assert 0 < maps.min() < 0.1
    assert 0.9 < maps.max() <= 1
    assert global_pool2d(maps).shape == (1, 1, 8)
    rng = np.random.default_rng(0)
    for channel in range(8):
        noise = rng.normal(0, 0.1, (5, 3, 2))
        want = slow_map(noise[..., 0] + 1j * noise[..., 1], 4)
        np.testing.assert_allclose(maps[..., channel], want, rtol=1e-9)


def test_random_maps_are_those_of_the_original_experiment():
    """About half of the cells lie near an end, where without the gain it would be 93 %."""
    means = random_maps(8).mean(axis=(0, 1)).round(2)
    assert means.tolist() == [0.57, 0.35, 0.46, 0.44, 0.58, 0.41, 0.44, 0.62]
    maps = random_maps(4000)
    assert 0.45 < np.mean((maps < 0.05) | (maps > 0.95)) < 0.6


def test_random_maps_are_smooth_blobs_and_the_same_for_the_same_seed():
    maps = random_maps(64, (16, 24), seed=3)
    np.testing.assert_array_equal(maps[..., :5], random_maps(5, (16, 24), seed=3))
    assert (maps != random_maps(64, (16, 24), seed=4)).any()
    rough = random_maps(64, (16, 24), decay=0, seed=3)
    steps = [np.abs(np.diff(m, axis=1)).mean() / m.std() for m in (maps, rough)]
    assert steps[0] < 0.3 * steps[1]
    assert random_maps(3, (1, 1)).shape == (1, 1, 3)
    assert random_maps(0).shape == (5, 5, 0)
    np.testing.assert_array_equal(random_maps(2, scale=0), 0.5)
    assert np.isfinite(random_maps(4, (30, 30), scale=1e3, decay=9)).all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"count": -1}, "count is -1"),
        ({"count": 1, "size": (0, 5)}, "size is (0, 5)"),
        ({"count": 1, "scale": -0.1}, "scale is -0.1"),
        ({"count": 1, "decay": np.nan}, "decay is nan"),
    ],
)
def test_maps_that_there_are_not(asked, said):
    refusal(SourceError, lambda: random_maps(**asked), said)


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


@pytest.mark.parametrize(
    "act",
    [ramp, random_matrix, lambda size: random_maps(1, size), lambda size: letter("F", size)],
)
def test_pictures_too_large_to_be_drawn(act):
    said = "size is (16384, 16384)", "134,217,728 cells"
    refusal(SourceError, lambda: act((2**14, 2**14)), *said)
