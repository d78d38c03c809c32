"""`windows`: every pool as a view, in raster order."""

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, pool2d, windows
from tests import oracle
from tests.core.checks import FOUR, SIX
from tests.core.pooling.test_pooling_random import LAYOUTS, random_parameters, some

GEOMETRY = ("kernel_size", "stride", "padding", "dilation", "ceil_mode")


def test_four_pools_in_raster_order():
    view = windows(FOUR, PoolSpec(2))
    assert view.shape == (2, 2, 2, 2)
    assert view.reshape(-1, 2, 2).tolist() == [
        [[10, 12], [4, 11]],
        [[8, 7], [5, 9]],
        [[18, 13], [3, 15]],
        [[7, 7], [2, 2]],
    ]


def test_nine_pools_that_overlap():
    view = windows(FOUR, PoolSpec(2, stride=1))
    assert view.shape == (3, 3, 2, 2)
    assert view[1, 1].tolist() == [[11, 5], [13, 7]]
    assert view[2, 2].tolist() == [[7, 7], [2, 2]]


def test_a_view_shares_the_cells_and_is_read_only():
    x = FOUR.astype(np.float32)
    view = windows(x, PoolSpec(3, stride=1))
    assert np.shares_memory(view, x)
    assert not view.flags.writeable
    assert view.dtype == x.dtype
    x[1, 1] = 99
    assert (view == 99).sum() == 4
    assert x.flags.writeable


def test_dilation_and_unequal_sizes():
    x = np.arange(5 * 8).reshape(5, 8)
    view = windows(x, PoolSpec((2, 3), stride=(1, 2), dilation=(3, 2)))
    assert view.shape == (2, 2, 2, 3)
    assert view[1, 1].tolist() == [[10, 12, 14], [34, 36, 38]]


@pytest.mark.parametrize(
    ("shape", "axes", "expected", "kernel_axes"),
    [
        ((6, 9), None, (3, 3, 2, 3), (2, 3)),
        ((6, 9, 4), None, (3, 3, 2, 3, 4), (2, 3)),
        ((5, 6, 9, 4), None, (5, 3, 3, 2, 3, 4), (3, 4)),
        ((5, 4, 6, 9), (-2, -1), (5, 4, 3, 3, 2, 3), (4, 5)),
        ((6, 4, 9), (0, 2), (3, 4, 3, 2, 3), (3, 4)),
        ((6, 4, 9, 5), (0, 2), (3, 4, 3, 2, 3, 5), (3, 4)),
        ((2, 6, 3, 9, 4), (1, 3), (2, 3, 3, 3, 2, 3, 4), (4, 5)),
        ((0, 6, 9, 4), None, (0, 3, 3, 2, 3, 4), (3, 4)),
    ],
)
def test_kernel_axes_stand_behind_the_second_spatial_axis(shape, axes, expected, kernel_axes):
    x = np.arange(np.prod(shape)).reshape(shape)
    spec = PoolSpec((2, 3))
    view = windows(x, spec, axes=axes)
    assert view.shape == expected
    np.testing.assert_array_equal(view.max(axis=kernel_axes), pool2d(x, spec, axes=axes))


@pytest.mark.parametrize(
    "x",
    [
        FOUR[::-1, ::-1],
        FOUR.T,
        np.asfortranarray(FOUR),
        np.broadcast_to(np.arange(4.0), (4, 4)),
        np.repeat(FOUR, 2, axis=1)[:, ::2],
    ],
)
def test_any_memory_layout(x):
    x.flags.writeable = False
    view = windows(x, PoolSpec(2, stride=(2, 1)))
    assert np.shares_memory(view, x)
    for row, col in np.ndindex(2, 3):
        assert view[row, col].tolist() == x[2 * row : 2 * row + 2, col : col + 2].tolist()


def test_foreign_byte_order_reads_the_same():
    view = windows(FOUR.astype(">i2"), PoolSpec(2))
    np.testing.assert_array_equal(view, windows(FOUR, PoolSpec(2)))


def test_lists_have_windows_too():
    assert windows([[1, 2, 3]], PoolSpec((1, 2), stride=1)).tolist() == [[[[1, 2]], [[2, 3]]]]


@pytest.mark.parametrize(
    "asked",
    [
        {"kernel_size": 2, "padding": "same"},
        {"kernel_size": 2, "ceil_mode": True},
        {"kernel_size": 3, "stride": 3, "padding": ((0, 1), (0, 2))},
        {"kernel_size": 2, "dilation": 2, "stride": 3, "padding": "same"},
    ],
)
def test_padding_that_no_window_needs_is_no_obstacle(asked):
    x = np.arange(36).reshape(6, 6)
    view = windows(x, PoolSpec(**asked))
    want, _ = oracle.pool(x, **asked)
    np.testing.assert_array_equal(view.max(axis=(2, 3)), want)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ({"kernel_size": 3, "stride": 1, "padding": 1}, "padding"),
        ({"kernel_size": 3, "stride": 1, "padding": "same"}, "padding"),
        ({"kernel_size": 3, "padding": ((0, 0), (1, 0))}, "padding"),
        ({"kernel_size": 3, "stride": 1, "padding": ((0, 1), (0, 0))}, "padding"),
        ({"kernel_size": 4, "ceil_mode": True}, "ceil_mode"),
    ],
)
def test_a_view_cannot_hold_absent_cells(asked, name):
    with pytest.raises(SpecError, match=f'{name}.*or fill as a number or "mask"'):
        windows(np.zeros((6, 6)), PoolSpec(**asked))


def test_a_kernel_larger_than_the_input_has_no_windows():
    with pytest.raises(SpecError, match="kernel_size"):
        windows(FOUR, PoolSpec(5))


INNER = [[0, 0, 0, 0], [0, 1, 2, 0], [0, 3, 4, 0], [0, 0, 0, 0]]


def test_a_number_fills_what_is_outside():
    x = np.array([[1, 2], [3, 4]], np.uint8)
    view = windows(x, PoolSpec(3, stride=1, padding=1), 0)
    assert view.dtype == np.uint8
    assert [view[row, col].tolist() for row, col in np.ndindex(2, 2)] == [
        [row[left : left + 3] for row in INNER[top : top + 3]] for top, left in np.ndindex(2, 2)
    ]
    assert windows([[1, 2, 3]], PoolSpec((1, 2), ceil_mode=True), -7).tolist() == [
        [[[1, 2]], [[3, -7]]]
    ]
    assert not view.flags.writeable
    assert x.tolist() == [[1, 2], [3, 4]]


def test_a_mask_hides_what_is_outside():
    view = windows([[1.0, 2.0, 4.0]], PoolSpec((1, 2), 1, padding=((0, 0), (1, 0))), fill="mask")
    assert isinstance(view, np.ma.MaskedArray)
    assert view.tolist() == [[[[None, 1]], [[1, 2]], [[2, 4]]]]
    assert view.mean(axis=(2, 3)).tolist() == [[1, 1.5, 3]]
    assert view.count(axis=(2, 3)).tolist() == [[1, 2, 2]]


@pytest.mark.parametrize("fill", [0, "mask", np.nan])
def test_where_nothing_is_outside_nothing_is_copied(fill):
    x = SIX.astype(float)
    view = windows(x, PoolSpec(2, padding="same"), fill)
    assert np.shares_memory(view, x)
    np.testing.assert_array_equal(view, windows(x, PoolSpec(2)))
    assert isinstance(view, np.ma.MaskedArray) == (fill == "mask")
    assert not np.ma.getmaskarray(view).any()


def test_filled_and_masked_windows_reduce_to_the_pooling():
    """Another road to the same numbers: NumPy's reductions of windows."""
    for case in range(150):
        rng = np.random.default_rng(case)
        asked = random_parameters(rng, "max")
        lead, axes = some(rng, LAYOUTS)
        stack = rng.integers(-9, 9, (*lead, 7, 9)).astype(some(rng, ["i4", "f8", ">f4"]))
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = np.moveaxis(stack, (-2, -1), spatial)
        geometry = {k: asked[k] for k in GEOMETRY if k in asked}
        try:
            want, _ = oracle.pool(x, axes=axes, mode="max", **geometry)
        except oracle.RefusedError:
            continue
        spec, kernel_axes = PoolSpec(**geometry), (spatial[1] % x.ndim + 1, spatial[1] % x.ndim + 2)
        np.testing.assert_array_equal(windows(x, spec, -99, axes=axes).max(kernel_axes), want)
        masked = windows(x, spec, "mask", axes=axes)
        np.testing.assert_array_equal(masked.max(kernel_axes).filled(-99), want)
        mean, _ = oracle.pool(x.astype(float), axes=axes, mode="mean", **geometry)
        np.testing.assert_allclose(masked.mean(kernel_axes).filled(-99), mean, rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize(
    ("dtype", "fill"),
    [
        *(("u1", fill) for fill in (-1, 256, 1.5, np.nan, 2**64, "zero", [0], 1j)),
        *(("u8", fill) for fill in (2**64, 2.0**64, -1)),
        *(("f2", fill) for fill in (1e6, 2**64, 10**400)),
        ("?", 2),
    ],
)
def test_a_number_that_the_dtype_does_not_hold_is_refused(dtype, fill):
    with pytest.raises(SpecError, match="fill is"):
        windows(np.ones((2, 2), dtype), PoolSpec(2, padding=1), fill)


@pytest.mark.parametrize(
    ("dtype", "fill"),
    [("u8", 2**64 - 1), ("f2", -np.inf), ("f4", np.nan), ("i2", np.float32(-3)), ("?", True)],
)
def test_a_number_that_the_dtype_holds_is_taken(dtype, fill):
    corner = windows(np.ones((2, 2), dtype), PoolSpec(2, padding=1), fill)[0, 0, 0, 0]
    np.testing.assert_array_equal(corner, np.dtype(dtype).type(fill))


def test_a_copy_that_is_too_large_is_refused_before_it_is_made():
    with pytest.raises(SpecError, match="copy of at most"):
        windows(FOUR, PoolSpec(65_535, stride=1, padding="same"), 0)
