"""The cures for pooling that depends on the grid."""

import math
from itertools import product

import numpy as np
import pytest

from poolviz.core import (
    PoolSpec,
    SpecError,
    blur_pool2d,
    circle,
    max_blur_pool2d,
    polyphase_pool2d,
    pool2d,
)
from tests import oracle
from tests.core.checks import FOUR
from tests.core.pooling.test_pooling_random import LAYOUTS, laid_out, random_values, some

PADDINGS = ("zero", "reflect", "replicate", "wrap")


def test_binomial_weights():
    for taps, row in enumerate(
        [[1], [1, 1], [1, 2, 1], [1, 3, 3, 1], [1, 4, 6, 4, 1], [1, 5, 10, 10, 5, 1]], start=1
    ):
        x = np.zeros((1, 13))
        x[0, 6] = 2 ** (taps - 1)
        got = blur_pool2d(x, taps, 1)[0]
        first = 6 - taps // 2  # an even filter reaches one cell further down and right
        np.testing.assert_array_equal(got[first : first + taps], row)
        assert got.sum() == sum(row)


def test_what_lies_around_the_input():
    x = [[4, 8, 12]]
    for padding, want in [
        ("zero", [4, 8, 8]),
        ("reflect", [6, 8, 10]),
        ("replicate", [5, 8, 11]),
        ("wrap", [7, 8, 9]),
    ]:
        got = blur_pool2d(x, 3, (1, 1), padding=padding)
        scale = 0.5 if padding == "zero" else 1  # rows meet zeros above and below as well
        np.testing.assert_array_equal(got, [[n * scale for n in want]])


def test_one_tap_is_a_strided_pick():
    got = blur_pool2d(FOUR, 1, 2)
    np.testing.assert_array_equal(got, FOUR[::2, ::2])
    assert got.dtype == np.float64


def test_a_checkerboard_aliases_without_a_blur():
    board = np.indices((8, 8)).sum(axis=0) % 2
    picked = [blur_pool2d(np.roll(board, n, 1), 1, 2, padding="wrap") for n in (0, 1)]
    assert [p.tolist() for p in picked] == [[[0.0] * 4] * 4, [[1.0] * 4] * 4]
    for n in (0, 1):
        got = blur_pool2d(np.roll(board, n, 1), 3, 2, padding="wrap")
        np.testing.assert_array_equal(got, np.full((4, 4), 0.5))


@pytest.mark.parametrize("dtype", ["?", "u1", "i8", "f2", ">f4", "f8"])
def test_random_blurs(dtype):
    for case, (taps, padding) in enumerate(product(range(1, 8), PADDINGS * 2)):
        rng = np.random.default_rng([case, *dtype.encode()])
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(1, 10, 2))
        stack = random_values(rng, (*lead, *plane), dtype, "mean")
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        stride = some(rng, [1, 2, 3, (1, 4), (20, 2)])
        got = blur_pool2d(x, taps, stride, padding=padding, axes=axes)
        assert got.flags.owndata
        wanted = x.dtype.newbyteorder("=") if x.dtype.kind == "f" else np.dtype(np.float64)
        assert got.dtype == wanted
        planes, result = (np.moveaxis(a, spatial, (-2, -1)) for a in (x, got))
        largest = np.abs(x[np.isfinite(x)].astype(float)).max(initial=0)
        for one in np.ndindex(*lead):
            want = np.array(oracle.blur(planes[one], taps, stride, padding))
            assert result[one].shape == want.shape
            np.testing.assert_allclose(
                result[one], want, rtol=2 * np.finfo(wanted).eps, atol=1e-15 * largest
            )


def test_a_max_before_the_blur():
    rng = np.random.default_rng(2)
    for taps, stride, padding in product((1, 2, 3, 5), (1, 2, (2, 3)), PADDINGS):
        x = rng.integers(-9, 9, (7, 9)).astype(float)
        most, _ = oracle.pool(x, kernel_size=(2, 3), stride=1)
        got = max_blur_pool2d(x, (2, 3), taps, stride, padding=padding)
        np.testing.assert_allclose(got, oracle.blur(most, taps, stride, padding), atol=1e-14)


def moved(x, dy, dx):
    padded = np.pad(x, 4, mode="edge")
    return padded[4 - dy : 4 - dy + x.shape[0], 4 - dx : 4 - dx + x.shape[1]]


def test_the_circle_loses_its_offset_smoothly():
    """Mean relative difference to the unshifted circle after 1, 2, 3, 4 pools, over 48 shifts."""

    def levels(dy, dx):
        maps = [moved(circle().astype(float), dy, dx)]
        for _ in range(4):
            maps.append(max_blur_pool2d(maps[-1], 2, 3, 2))
        return maps[1:]

    still = levels(0, 0)
    norms = [np.linalg.norm(m) for m in still]
    rest = []
    for dy, dx in product(range(-3, 4), repeat=2):
        if (dy, dx) != (0, 0):
            pairs = zip(levels(dy, dx), still, norms, strict=True)
            rest.append([np.linalg.norm(a - b) / n for a, b, n in pairs])
    np.testing.assert_allclose(np.mean(rest, axis=0), [0.990, 0.548, 0.238, 0.086], atol=5e-4)
    assert np.min(rest) > 0  # never exactly equal


def test_the_phase_with_the_largest_norm_is_kept():
    x = [[1, 2, 1, 2], [3, 9, 3, 0], [1, 2, 1, 2], [3, 0, 3, 8]]
    np.testing.assert_array_equal(polyphase_pool2d(x, 2, 2), [[9, 0], [0, 8]])
    np.testing.assert_array_equal(polyphase_pool2d([[1, 1, 0, 1.5]], (1, 2), 1), [[1, 1.5]])
    x = [[3, 5, 3, 0, 3, 0]]  # sums 9 and 5, squares 27 and 25, largest 3 and 5
    np.testing.assert_array_equal(polyphase_pool2d(x, (1, 2), 1), [[3, 3, 3]])
    np.testing.assert_array_equal(polyphase_pool2d(x, (1, 2), 2), [[3, 3, 3]])
    np.testing.assert_array_equal(polyphase_pool2d(x, (1, 2), 3), [[5, 0, 0]])
    np.testing.assert_array_equal(polyphase_pool2d(x, (1, 2), math.inf), [[5, 0, 0]])


def test_of_equal_phases_the_first_is_kept():
    for norm in (1, 2, math.inf):
        np.testing.assert_array_equal(polyphase_pool2d([[2, -2], [2, 2]], 2, norm), [[2]])
        np.testing.assert_array_equal(polyphase_pool2d([[1, -2], [2, 2]], 2, norm), [[-2]])
        np.testing.assert_array_equal(polyphase_pool2d([[1, 1], [2, -2]], 2, norm), [[2]])


def test_equal_sums_of_whole_numbers_are_ties():
    np.testing.assert_array_equal(polyphase_pool2d([[3, 5, 4, 0]], (1, 2), 2), [[3, 4]])
    np.testing.assert_array_equal(polyphase_pool2d([[5, 3, 0, 4]], (1, 2), 2), [[5, 0]])
    np.testing.assert_array_equal(polyphase_pool2d([[1, 3, 8, 4, 6, 2]], (1, 2), 1), [[1, 8, 6]])
    np.testing.assert_array_equal(polyphase_pool2d([[7, 9, 3, 1]], (1, 2), 1), [[7, 3]])


def test_the_binary_circle_ties_all_four_phases():
    x = circle()
    assert [int(x[i::2, j::2].sum()) for i, j in product((0, 1), repeat=2)] == [39] * 4
    np.testing.assert_array_equal(polyphase_pool2d(x, 2), x[::2, ::2])
    shifted = polyphase_pool2d(np.roll(x, 1, axis=0), 2)
    moves = [np.roll(x[::2, ::2], n, axis=0) for n in range(32)]
    assert not any(np.array_equal(shifted, move) for move in moves)  # ties break the promise


@pytest.mark.parametrize("norm", [0.5, 1, 2, 3.7, math.inf])
def test_without_ties_it_is_consistent_under_circular_shifts(norm):
    """The same cells are found again, moved, even where two phases differ by hardly a bit."""
    for seed in range(8):
        rng = np.random.default_rng(seed)
        x = rng.normal(size=(18, 24))
        x[1::2, 1::2] = rng.permutation(x[::2, ::2].ravel()).reshape(9, 12)
        x[np.abs(x) == np.abs(x[::2, ::2]).max()] *= [1, 1 + 2**-45]
        x[::2, 1::2] /= 4
        x[1::2, ::2] /= 4
        still = polyphase_pool2d(x, 2, norm)
        moves = [np.roll(still, move, (0, 1)).tobytes() for move in np.ndindex(*still.shape)]
        for dy, dx in product(range(-3, 4), repeat=2):
            got = polyphase_pool2d(np.roll(x, (dy, dx), (0, 1)), 2, norm)
            assert got.tobytes() in moves


def test_channels_share_a_phase_and_batch_items_do_not():
    rng = np.random.default_rng(9)
    x = rng.integers(-50, 50, (3, 4, 6, 2))
    for axes, turned in [(None, x), ((2, 3), np.moveaxis(x, -1, 1))]:
        got = polyphase_pool2d(turned, 2, 2, axes=axes)
        for item in range(3):
            want = oracle.polyphase(np.moveaxis(x[item], -1, 0), 2, 2)
            got_item = got[item] if axes else np.moveaxis(got[item], -1, 0)
            np.testing.assert_array_equal(got_item, want)


@pytest.mark.parametrize("dtype", ["?", "i1", ">u2", "i8", "f4", "f8"])
def test_random_phases(dtype):
    for case in range(60):
        rng = np.random.default_rng([case, *dtype.encode()])
        stride = some(rng, [1, 2, 3, (1, 2), (3, 2)])
        down, right = oracle.pair(stride)
        plane = down * int(rng.integers(1, 5)), right * int(rng.integers(1, 5))
        x = random_values(rng, (int(rng.integers(1, 4)), *plane), dtype, "max")
        if x.dtype.kind == "f":
            x[~np.isfinite(x)] = 3
        elif x.dtype.itemsize == 8:
            x //= 2**40  # their norms are told apart exactly
        x = laid_out(rng, x)
        norm = some(rng, [1, 2, 3, math.inf])
        got = polyphase_pool2d(x, stride, norm, axes=(1, 2))
        np.testing.assert_array_equal(got, oracle.polyphase(x, stride, norm))
        assert got.dtype == x.dtype.newbyteorder("=")
        assert got.flags.owndata
        assert not np.shares_memory(got, x)


def test_large_numbers_have_norms_too():
    for scale in (1e-300, 1e300):
        x = np.array([[1.0, 2.0, 3.0, 2.5]]) * scale
        np.testing.assert_array_equal(polyphase_pool2d(x, (1, 2), 4), x[:, ::2])
    x = np.array([[np.inf, 1, 2, np.nan]])
    assert polyphase_pool2d(x, (1, 2)).tolist()[0][0] == 1


def test_empty_batches_stay_empty():
    assert blur_pool2d(np.ones((0, 5, 5, 2)), 3, 2).shape == (0, 3, 3, 2)
    assert max_blur_pool2d(np.ones((5, 5, 0)), 2, 3, 2).shape == (2, 2, 0)
    assert polyphase_pool2d(np.ones((0, 4, 4, 2)), 2).shape == (0, 2, 2, 2)
    assert polyphase_pool2d(np.ones((2, 4, 4, 0)), 2).shape == (2, 2, 2, 0)


def test_infinity_stays_in_its_reach():
    x = np.zeros((9, 9))
    x[0, 0] = np.inf
    for padding in ("zero", "reflect", "replicate"):
        got = blur_pool2d(x, 3, 1, padding=padding)
        assert np.isinf(got[:2, :2]).all()
        assert np.isinf(got).sum() == 4
        assert not np.isnan(got).any()


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ({"taps": 0}, "taps is 0; allowed is a whole number from 1 to 7"),
        ({"taps": 8}, "taps is 8"),
        ({"taps": 3.0}, "taps is 3.0"),
        ({"stride": 0}, "stride is 0"),
        ({"stride": None}, "stride is None"),
        ({"stride": (1, 2, 3)}, "pair"),
        ({"stride": 2**31}, "stride is 2147483648"),
        ({"padding": "same"}, "padding is 'same'; allowed are 'zero', 'reflect'"),
        ({"padding": ["wrap"]}, "padding is"),
        ({"x": [1, 2]}, "axes"),
        ({"x": [["a"]]}, "dtype"),
        ({"x": np.ones((3, 0))}, "width of x is 0"),
    ],
)
def test_blurs_that_are_refused(asked, named):
    asked = {"x": FOUR, "taps": 3, "stride": 2} | asked
    with pytest.raises(SpecError, match=named):
        blur_pool2d(**asked)
    with pytest.raises(SpecError):
        max_blur_pool2d(kernel_size=1, **asked)


def test_a_window_that_does_not_fit_is_refused():
    with pytest.raises(SpecError, match="kernel_size 5"):
        max_blur_pool2d(FOUR, 5, 3, 2)


@pytest.mark.parametrize(
    ("x", "stride", "norm", "named"),
    [
        (FOUR, 3, 2, "stride is 3, but the input has 4 rows; allowed are strides that divide it"),
        (FOUR, (2, 8), 2, "4 columns"),
        (FOUR, 0, 2, "stride is 0"),
        (FOUR, None, 2, "stride is None"),
        (FOUR, 2, 0, "norm is 0"),
        (FOUR, 2, -math.inf, "norm is -inf"),
        (FOUR, 2, math.nan, "norm is nan"),
        (FOUR, 2, "2", "norm is '2'"),
        (FOUR + 0j, 2, 2, "complex"),
    ],
)
def test_phases_that_are_refused(x, stride, norm, named):
    with pytest.raises(SpecError, match=named):
        polyphase_pool2d(x, stride, norm)


def test_a_stride_of_one_blurs_or_keeps_everything():
    np.testing.assert_array_equal(polyphase_pool2d(FOUR, 1), FOUR)
    np.testing.assert_array_equal(blur_pool2d(FOUR, 1, 1), FOUR)
    np.testing.assert_array_equal(
        max_blur_pool2d(FOUR, 2, 1, 1), pool2d(FOUR, PoolSpec(2, stride=1))
    )
