"""Pooling to a given size, and to a single cell."""

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, adaptive_pool2d, global_pool2d, max_unpool2d, pool2d
from tests import oracle
from tests.core.checks import FOUR, SIX
from tests.core.pooling.test_pooling_random import LAYOUTS, laid_out, random_values, some


def test_windows_overlap_where_the_size_does_not_divide():
    x = np.arange(35.0).reshape(5, 7)  # rows 0-2, 2-4; columns 0-2, 2-4, 4-6
    np.testing.assert_array_equal(adaptive_pool2d(x, (2, 3)), [[8, 10, 12], [22, 24, 26]])
    np.testing.assert_array_equal(adaptive_pool2d(x, (2, 3), "max"), [[16, 18, 20], [30, 32, 34]])


def test_windows_differ_in_length():
    x = np.arange(10)[None]  # 0-2, 2-4, 5-7, 7-9 of ten cells in four windows
    np.testing.assert_array_equal(adaptive_pool2d(x, (1, 4)), [[1, 3, 6, 8]])
    x = np.arange(8)[None]  # 0-1, 1-3, 3-4, 4-6, 6-7 of eight cells in five windows
    np.testing.assert_array_equal(adaptive_pool2d(x, (1, 5)), [[0.5, 2, 3.5, 5, 6.5]])


def test_more_outputs_than_cells_repeat_cells():
    np.testing.assert_array_equal(adaptive_pool2d([[1, 2]], (2, 4), "max"), [[1, 1, 2, 2]] * 2)
    np.testing.assert_array_equal(adaptive_pool2d([[1, 2, 6]], (1, 4)), [[1, 1.5, 4, 6]])


@pytest.mark.parametrize("mode", oracle.MODES)
def test_sizes_that_divide_are_a_plain_pooling(mode):
    for output, kernel in [(2, 3), (3, 2), (6, 1), ((2, 3), (3, 2)), (1, 6)]:
        got = adaptive_pool2d(SIX, output, mode)
        want = pool2d(SIX, PoolSpec(kernel, mode=mode))
        np.testing.assert_array_equal(got, want)
        assert got.dtype == want.dtype


def test_a_whole_map_becomes_one_number():
    assert global_pool2d(FOUR).tolist() == [[8.3125]]
    assert global_pool2d(FOUR, "max").tolist() == [[18]]
    assert global_pool2d(FOUR, "min").tolist() == [[2]]
    assert global_pool2d(FOUR, "sum").tolist() == [[133]]
    assert global_pool2d(FOUR, "subsample").tolist() == [[10]]
    assert global_pool2d([[3, 0], [0, -4]], "lp").tolist() == [[5.0]]


@pytest.mark.parametrize("mode", oracle.MODES)
def test_global_is_one_window_in_every_layout(mode):
    rng = np.random.default_rng(3)
    for lead, axes in LAYOUTS:
        stack = rng.integers(-99, 99, (*lead, 5, 7)).astype(np.float32)
        x = np.moveaxis(stack, (-2, -1), axes or oracle.DEFAULT_AXES[stack.ndim])
        got = global_pool2d(x, mode, axes=axes)
        np.testing.assert_array_equal(got, pool2d(x, PoolSpec((5, 7), mode=mode), axes=axes))
        assert got.flags.owndata
        assert got.size == int(np.prod(lead))


@pytest.mark.long(of=4)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("dtype", ["?", "u1", ">i2", "i8", "f2", "f4", "f8"])
def test_random_sizes(dtype, mode):
    for case in range(40):
        rng = np.random.default_rng([case, *dtype.encode(), *mode.encode()])
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(1, 14, 2))
        output = tuple(int(n) for n in rng.integers(1, 12, 2))
        stack = random_values(rng, (*lead, *plane), dtype, mode)
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        got = adaptive_pool2d(x, output, mode, axes=axes)
        assert got.flags.owndata
        assert got.flags.writeable
        planes, result = (np.moveaxis(a, spatial, (-2, -1)) for a in (x, got))
        if mode in oracle.PICKING_MODES:
            values, places = adaptive_pool2d(x, output, mode, axes=axes, return_indices=True)
            np.testing.assert_array_equal(values, got)
            assert (values.dtype, places.dtype) == (got.dtype, np.int64)
            indices = np.moveaxis(places, spatial, (-2, -1))
        dtype_wanted = oracle.Pooling(kernel_size=1, mode=mode).dtype(x.dtype)
        for one in np.ndindex(*lead):
            want, places = oracle.adaptive(planes[one], output, mode)
            oracle.assert_agrees(result[one], np.array(want, dtype_wanted), mode)
            if mode in oracle.PICKING_MODES:
                np.testing.assert_array_equal(indices[one], places)


def test_maxima_say_where_they_are():
    x = [[3, 9, 9, 1, 9], [0, 9, 2, 8, 4]]  # columns 0-2 and 2-4; row 0, row 1
    values, places = adaptive_pool2d(x, 2, "max", return_indices=True)
    assert values.tolist() == [[9, 9], [9, 8]]
    assert places.tolist() == [[1, 2], [6, 8]]
    assert max_unpool2d(values, places, (2, 5)).tolist() == [[0, 9, 9, 0, 0], [0, 9, 0, 8, 0]]
    values, places = global_pool2d(x, "min", return_indices=True)
    assert (values.tolist(), places.tolist()) == ([[0]], [[5]])
    assert global_pool2d(x, "subsample", return_indices=True)[1].tolist() == [[0]]
    assert adaptive_pool2d([[1, 2]], (1, 3), "max", return_indices=True)[1].tolist() == [[0, 1, 1]]


@pytest.mark.parametrize("mode", ["mean", "sum", "lp", "power-mean"])
def test_what_is_no_single_cell_has_no_place(mode):
    for pool in (global_pool2d, lambda *args, **kw: adaptive_pool2d(args[0], 2, *args[1:], **kw)):
        with pytest.raises(SpecError, match="return_indices with mode"):
            pool(FOUR, mode, return_indices=True)


def test_large_outputs_are_quick_and_right():
    x = np.random.default_rng(0).random((224, 225))
    got = adaptive_pool2d(x, (100, 223), "max")
    rows = [x[i * 224 // 100 : -(-(i + 1) * 224 // 100)].max(axis=0) for i in range(100)]
    want = [np.array(rows)[:, j * 225 // 223 : -(-(j + 1) * 225 // 223)] for j in range(223)]
    np.testing.assert_array_equal(got, np.transpose([part.max(axis=1) for part in want]))


def test_empty_batches_stay_empty():
    assert adaptive_pool2d(np.ones((0, 5, 5, 2)), 3).shape == (0, 3, 3, 2)
    assert global_pool2d(np.ones((5, 5, 0), np.uint8), "max").shape == (1, 1, 0)


@pytest.mark.parametrize(
    ("x", "output_size", "mode", "named"),
    [
        (FOUR, 0, "mean", "output_size is 0; allowed is a whole number from 1"),
        (FOUR, (2, -1), "mean", "output_size is -1"),
        (FOUR, 2.5, "mean", "output_size is 2.5"),
        (FOUR, "2", "mean", "output_size is '2'"),
        (FOUR, (1, 2, 3), "mean", "pair"),
        (FOUR, 2**31, "mean", "output_size is 2147483648"),
        (FOUR, 65_535, "mean", "at most 1,073,741,824 cells"),
        (FOUR, 2, "median", "mode is 'median'"),
        (FOUR + 0j, 2, "mean", "complex"),
        (np.ones((0, 3)), 2, "mean", "height of x is 0"),
        (np.ones(4), 2, "mean", "axes"),
        (np.broadcast_to(1.0, (1, 70_000)), 1, "mean", "windows of 70000; allowed are at most"),
    ],
)
def test_refusals(x, output_size, mode, named):
    with pytest.raises(SpecError, match=named):
        adaptive_pool2d(x, output_size, mode)
