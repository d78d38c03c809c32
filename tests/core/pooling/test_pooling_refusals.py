"""Inputs that have no pooling: one sentence, and no result."""

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, pool2d, repeat_pool, windows
from tests import oracle
from tests.core.checks import FOUR


@pytest.mark.parametrize(
    "x",
    [
        np.zeros((4, 4), dtype=complex),
        np.zeros((4, 4), dtype=object),
        np.zeros((4, 4), dtype="datetime64[s]"),
        np.zeros((4, 4), dtype="timedelta64[s]"),
        np.zeros((4, 4), dtype=[("red", "u1"), ("blue", "u1")]),
        np.full((4, 4), "7"),
        np.full((4, 4), b"7"),
    ],
)
def test_arrays_that_are_no_numbers_are_refused(x):
    for call in (pool2d, windows):
        with pytest.raises(SpecError) as caught:
            call(x, PoolSpec(2))
        assert str(x.dtype.name) in str(caught.value) or str(x.dtype) in str(caught.value)
    with pytest.raises(SpecError):
        repeat_pool(x, PoolSpec(2), 1)


@pytest.mark.parametrize("x", [[[1, 2], [3]], None, "picture", [[1, None]]])
def test_things_that_are_no_arrays_are_refused(x):
    with pytest.raises(SpecError):
        pool2d(x, PoolSpec(1))


@pytest.mark.parametrize("shape", [(0, 4), (4, 0), (0, 0), (0, 4, 3), (2, 4, 0, 3)])
def test_an_empty_spatial_axis_is_refused(shape):
    for call in (pool2d, windows):
        with pytest.raises(SpecError):
            call(np.zeros(shape), PoolSpec(1))


@pytest.mark.parametrize("shape", [(), (4,), (2, 2, 4, 4, 3)])
def test_other_ranks_need_axes(shape):
    for call in (pool2d, windows):
        with pytest.raises(SpecError, match="axes"):
            call(np.zeros(shape), PoolSpec(1))


@pytest.mark.parametrize(
    "axes",
    [
        (0, 0),
        (0, -3),
        (1, 3),
        (-4, 0),
        (0,),
        (0, 1, 2),
        1,
        (0.0, 1.0),
        "01",
        (None, 1),
        (False, True),
    ],
)
def test_wrong_axes_are_named(axes):
    with pytest.raises(SpecError, match="axes") as caught:
        pool2d(np.zeros((4, 4, 4)), PoolSpec(2), axes=axes)
    assert str(axes) in str(caught.value)


@pytest.mark.parametrize("mode", ["mean", "sum", "lp"])
def test_only_a_picked_cell_has_an_index(mode):
    with pytest.raises(SpecError, match="return_indices") as caught:
        pool2d(FOUR, PoolSpec(2, mode=mode), return_indices=True)
    assert mode in str(caught.value)


@pytest.mark.parametrize("mode", oracle.MODES)
def test_empty_batches_and_channels_stay_empty(mode):
    spec = PoolSpec(2, mode=mode)
    for shape, axes, expected in [
        ((0, 4, 6, 3), None, (0, 2, 3, 3)),
        ((4, 6, 0), None, (2, 3, 0)),
        ((2, 0, 4, 6), (-2, -1), (2, 0, 2, 3)),
    ]:
        got = pool2d(np.zeros(shape, dtype=np.uint8), spec, axes=axes)
        assert got.shape == expected
        assert got.dtype == pool2d(np.zeros((4, 6), dtype=np.uint8), spec).dtype
        if mode in oracle.PICKING_MODES:
            x = np.zeros(shape, dtype=np.uint8)
            values, indices = pool2d(x, spec, axes=axes, return_indices=True)
            assert values.shape == indices.shape == expected
            assert indices.dtype == np.int64


def test_an_empty_batch_is_checked_all_the_same():
    with pytest.raises(SpecError, match="kernel_size"):
        pool2d(np.zeros((0, 4, 4, 3)), PoolSpec(5))
