"""Pictures that are moved by whole cells, and shifts drawn at random."""

from collections import Counter
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolviz.core import FILLS, MAX_JITTER, SpecError, random_shift, shift2d
from tests import oracle
from tests.core.outside import refusal, silently
from tests.core.pooling.test_pooling_random import DTYPES, LAYOUTS, laid_out, random_values, some

LINE = [[1, 2, 3, 4, 5]]


@pytest.mark.parametrize(
    ("dx", "fill", "want"),
    [
        (2, "replicate", [1, 1, 1, 2, 3]),
        (-2, "replicate", [3, 4, 5, 5, 5]),
        (2, "zero", [0, 0, 1, 2, 3]),
        (-9, "zero", [0, 0, 0, 0, 0]),
        (2, "reflect", [3, 2, 1, 2, 3]),
        (-2, "reflect", [3, 4, 5, 4, 3]),
        (2, "wrap", [4, 5, 1, 2, 3]),
        (-2, "wrap", [3, 4, 5, 1, 2]),
        (5, "replicate", [1, 1, 1, 1, 1]),
        (5, "reflect", [4, 5, 4, 3, 2]),
        (8, "reflect", [1, 2, 3, 4, 5]),
        (12, "wrap", [4, 5, 1, 2, 3]),
        (0, "zero", [1, 2, 3, 4, 5]),
    ],
)
def test_a_line_moves_right(dx, fill, want):
    assert shift2d(LINE, 0, dx, fill).tolist() == [want]
    assert shift2d(np.transpose(LINE), dx, 0, fill)[:, 0].tolist() == want
    assert oracle.shifted(LINE, 0, dx, fill) == [want]


def test_down_and_right_are_positive():
    x = np.zeros((3, 4), np.uint8)
    x[0, 0] = 7
    assert np.argwhere(shift2d(x, 2, 1, "zero")).tolist() == [[2, 1]]
    assert shift2d(x, 2, 1).tolist() == [[7, 7, 0, 0]] * 3


@pytest.mark.parametrize("dtype", [*DTYPES, ">i2", ">f8"])
def test_random_shifts_of_random_pictures(dtype):
    for case, fill in enumerate(FILLS * 8):
        rng = np.random.default_rng([case, *dtype.encode()])
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(1, 6, 2))
        stack = random_values(rng, (*lead, *plane), dtype, "max")
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        before = x.copy()
        dy, dx = (int(n) for n in rng.integers(-20, 21, 2))
        got = silently(lambda: shift2d(x, dy, dx, fill, axes=axes))  # noqa: B023
        planes, result = (np.moveaxis(a, spatial, (-2, -1)) for a in (before, got))
        for one in np.ndindex(*lead):
            np.testing.assert_array_equal(result[one], oracle.shifted(planes[one], dy, dx, fill))
        np.testing.assert_array_equal(x, before)
        assert got.dtype == np.dtype(dtype).newbyteorder("=")
        assert got.flags.owndata
        assert got.flags.writeable
        assert not np.shares_memory(got, x)


def test_no_shift_copies():
    x = np.ones((3, 3))
    assert not np.shares_memory(shift2d(x, 0, 0), x)


def test_far_away():
    x = np.arange(6).reshape(2, 3)
    far = 2**31 - 1
    assert shift2d(x, far, -far).tolist() == [[2, 2, 2]] * 2
    assert not shift2d(x, far, 0, "zero").any()
    np.testing.assert_array_equal(shift2d(x, far, far, "wrap"), np.roll(x, (1, 1), (0, 1)))
    assert shift2d([[3]], far, -7, "reflect").tolist() == [[3]]


pictures = st.builds(
    lambda h, w, seed: np.random.default_rng(seed).integers(0, 9, (h, w)),
    st.integers(1, 6),
    st.integers(1, 6),
    st.integers(0, 99),
)
steps = st.integers(-15, 15)


@given(pictures, steps, steps, steps, steps)
def test_shifts_around_a_ring_add_up(x, a, b, c, d):
    once = shift2d(shift2d(x, a, b, "wrap"), c, d, "wrap")
    np.testing.assert_array_equal(once, shift2d(x, a + c, b + d, "wrap"))
    np.testing.assert_array_equal(shift2d(once, -a - c, -b - d, "wrap"), x)
    np.testing.assert_array_equal(once, np.roll(x, (a + c, b + d), (0, 1)))


@given(pictures, st.integers(0, 15), st.integers(0, 15), st.sampled_from(["replicate", "zero"]))
def test_shifts_in_one_direction_add_up(x, a, b, fill):
    once = shift2d(shift2d(x, a, -b, fill), b, -a, fill)
    np.testing.assert_array_equal(once, shift2d(x, a + b, -a - b, fill))


@given(pictures, steps, steps, st.sampled_from(FILLS))
def test_rows_and_columns_are_alike(x, dy, dx, fill):
    got = shift2d(x, dy, dx, fill)
    np.testing.assert_array_equal(got, shift2d(x.T, dx, dy, fill).T)
    np.testing.assert_array_equal(got, shift2d(x[::-1], -dy, dx, fill)[::-1])
    np.testing.assert_array_equal(got, shift2d(shift2d(x, dy, 0, fill), 0, dx, fill))


@given(pictures, steps, steps)
def test_a_mirror_is_that_of_numpy(x, dy, dx):
    sides = [(max(d, 0), max(-d, 0)) for d in (dy, dx)]
    padded = np.pad(x, sides, mode="reflect")
    top, left = max(-dy, 0), max(-dx, 0)
    want = padded[top : top + x.shape[0], left : left + x.shape[1]]
    np.testing.assert_array_equal(shift2d(x, dy, dx, "reflect"), want)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"dy": 1.0}, "dy is 1.0; allowed is a whole number"),
        ({"dx": True}, "dx is True"),
        ({"dx": 2**31}, "dx is 2147483648"),
        ({"dy": None}, "dy is None"),
        ({"fill": "mirror"}, "fill is 'mirror'; allowed are 'replicate', 'zero', 'reflect'"),
        ({"fill": None}, "fill is None"),
        ({"x": [1, 2]}, "axes"),
        ({"x": [["a"]]}, "dtype"),
        ({"x": np.ones((0, 3))}, "height of x is 0"),
        ({"axes": (0, 0)}, "axes is (0, 0)"),
    ],
)
def test_shifts_that_are_refused(asked, said):
    refusal(SpecError, lambda: shift2d(**{"x": LINE, "dy": 1, "dx": 1} | asked), said)


def test_uniform_shifts():
    drawn = Counter(random_shift(2, seed) for seed in range(5000))
    assert set(drawn) == set(product(range(-2, 3), repeat=2))
    assert min(drawn.values()) > 140
    assert max(drawn.values()) < 260


def test_rounded_shifts_have_the_weights_of_the_notebook():
    drawn = [random_shift(3, seed, "rounded") for seed in range(12_000)]
    for axis in (0, 1):
        counts = Counter(shift[axis] for shift in drawn)
        assert set(counts) == set(range(-3, 4))
        for d, count in counts.items():
            assert abs(count / 12_000 - (1 / 12 if abs(d) == 3 else 1 / 6)) < 0.012
    assert abs(np.corrcoef(np.transpose(drawn))[0, 1]) < 0.03


def test_a_seed_draws_the_same_shift_again():
    for weights in ("uniform", "rounded"):
        first = [random_shift(8, seed, weights) for seed in range(50)]
        assert first == [random_shift(8, seed, weights) for seed in range(50)]
        assert len(set(first)) > 40
        assert all(type(d) is int for shift in first for d in shift)
        assert random_shift(0, 5, weights) == (0, 0)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((-1, 0), "jitter is -1; allowed is a whole number from 0 to 64"),
        ((MAX_JITTER + 1, 0), "jitter is 65"),
        ((1.5, 0), "jitter is 1.5"),
        ((3, -1), "seed is -1"),
        ((3, None), "seed is None"),
        ((3, 0, "normal"), "weights is 'normal'; allowed are 'uniform', 'rounded'"),
    ],
)
def test_random_shifts_that_are_refused(asked, said):
    refusal(SpecError, lambda: random_shift(*asked), said)
