"""Back through adaptive and global pooling: what windows share adds up, and nothing is lost."""

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, adaptive_pool2d_backward, pool2d_backward
from tests import oracle
from tests.core.checks import FOUR, SIX
from tests.core.pooling.test_pooling_random import LAYOUTS, laid_out, random_values, some

TIES = ("first", "all", "share")


def test_cells_of_two_windows_get_of_both():
    x = [[1, 2, 9, 4, 5]]  # cells 0-2 and 2-4
    assert adaptive_pool2d_backward([[3, 6]], x).tolist() == [[1, 1, 3, 2, 2]]
    assert adaptive_pool2d_backward([[3, 6]], x, "max").tolist() == [[0, 0, 9, 0, 0]]
    assert adaptive_pool2d_backward([[3, 6]], x, "min").tolist() == [[3, 0, 0, 6, 0]]
    assert adaptive_pool2d_backward([[3, 6]], x, "sum").tolist() == [[3, 3, 9, 6, 6]]
    assert adaptive_pool2d_backward([[3, 6]], x, "subsample").tolist() == [[3, 0, 6, 0, 0]]
    both = adaptive_pool2d_backward([[4, 8], [16, 32]], np.zeros((3, 3)))  # windows of 2 x 2
    assert both.tolist() == [[1, 3, 2], [5, 15, 10], [4, 12, 8]]


def test_more_outputs_than_cells_all_come_back():
    got = adaptive_pool2d_backward([[1, 2, 4]], [[5, 7]], "max")  # cell 0; cells 0-1; cell 1
    assert got.tolist() == [[1, 6]]
    assert adaptive_pool2d_backward([[1, 2, 4]], [[5, 7]]).tolist() == [[2, 5]]
    assert adaptive_pool2d_backward(np.full((5, 4), 3), [[8]], "max").tolist() == [[60]]


def test_one_window_gives_to_all_of_the_map():
    assert adaptive_pool2d_backward([[16.0]], FOUR).tolist() == [[1.0] * 4] * 4
    want = np.zeros((4, 4))
    want[2, 0] = 16
    np.testing.assert_array_equal(adaptive_pool2d_backward([[16]], FOUR, "max"), want)


def test_a_tie_gives_to_the_first_to_all_or_in_shares():
    x = [[7, 7, 7, 1, 1]]
    for ties, want in [
        ("first", [6, 0, 12, 0, 0]),
        ("all", [6, 6, 18, 0, 0]),
        ("share", [2, 2, 14, 0, 0]),
    ]:
        assert adaptive_pool2d_backward([[6, 12]], x, "max", ties=ties).tolist() == [want]


@pytest.mark.long(of=4)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("dtype", ["u1", "i8", "f2", "f4", ">f8"])
def test_random_gradients(dtype, mode):
    for case in range(40):
        rng = np.random.default_rng([case, *dtype.encode(), *mode.encode()])
        (lead, axes), ties = some(rng, LAYOUTS), some(rng, TIES)
        plane, output = (tuple(int(n) for n in rng.integers(1, 10, 2)) for _ in range(2))
        stack = random_values(rng, (*lead, *plane), "i4" if dtype == "u1" else dtype, mode)
        if stack.dtype.kind == "f":
            stack[np.isinf(stack)] = 5
        if mode in ("lp", "power-mean"):
            stack = stack.astype(np.float64) / 16
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        back = rng.integers(0, 20, (*lead, *output)).astype(dtype)
        grad = laid_out(rng, np.moveaxis(back, (-2, -1), spatial))
        got = adaptive_pool2d_backward(grad, x, mode, ties=ties, axes=axes)
        assert got.shape == x.shape
        assert got.flags.owndata
        divided = mode in ("mean", "lp", "power-mean") or (ties == "share" and mode != "sum")
        if np.dtype(dtype).kind == "f":
            assert got.dtype == np.dtype(dtype).newbyteorder("=")
        elif not divided:
            assert got.dtype == (np.uint64 if dtype == "u1" else np.int64)
        planes, grads, result = (np.moveaxis(a, spatial, (-2, -1)) for a in (x, grad, got))
        eps = np.finfo(got.dtype).eps if got.dtype.kind == "f" else 0
        for one in np.ndindex(*lead):
            want = np.array(oracle.adaptive_backward(grads[one], planes[one], mode, ties), float)
            np.testing.assert_allclose(
                result[one].astype(float), want, rtol=16 * eps, atol=64 * eps * float(dtype == "f2")
            )
            conserved = mode in ("mean", "subsample") or (mode in ("max", "min") and ties != "all")
            if conserved and not np.isnan(want).any():
                total = float(grads[one].astype(float).sum())
                np.testing.assert_allclose(want.sum(), total, rtol=1e-12, atol=1e-12)


def test_windows_that_do_not_overlap_are_a_plain_pooling():
    for mode in oracle.MODES:
        for ties in TIES:
            got = adaptive_pool2d_backward(np.arange(6).reshape(2, 3), SIX, mode, ties=ties)
            spec = PoolSpec((3, 2), mode=mode)
            want = pool2d_backward(np.arange(6).reshape(2, 3), SIX, spec, ties=ties)
            np.testing.assert_array_equal(got, want)
            assert got.dtype == want.dtype


def test_sums_whose_parts_overflow_and_sums_that_do_not_fit():
    big = 1.7e308
    got = adaptive_pool2d_backward([[big, big, -big]], [[1.0]], "sum")
    np.testing.assert_allclose(got, [[big]], rtol=1e-15)
    whole = np.array([[2**62, -(2**62)]])
    assert adaptive_pool2d_backward(whole, [[5, 6]], "max").tolist() == whole.tolist()
    with pytest.raises(SpecError, match="could pass 64 bits"):
        adaptive_pool2d_backward(whole, [[5]], "max")


@pytest.mark.parametrize(
    ("grad", "x", "asked", "named"),
    [
        (np.ones(3), FOUR, {}, r"grad has shape \(3,\); allowed is that of x"),
        (np.ones((2, 2, 2)), FOUR, {}, "grad has shape"),
        (np.ones((2, 2, 2)), np.ones((4, 4, 3)), {}, "grad has shape"),
        (np.ones((0, 2)), FOUR, {}, "grad has shape"),
        (np.ones((1, 1)), FOUR, {"ties": "last"}, "ties is 'last'"),
        (np.ones((1, 1)), FOUR, {"mode": "median"}, "mode is 'median'"),
        (np.ones((1, 1)) + 0j, FOUR, {}, "grad has dtype complex128"),
        (np.ones((1, 1)), np.ones((0, 3)), {}, "height of x is 0"),
    ],
)
def test_refusals(grad, x, asked, named):
    with pytest.raises(SpecError, match=named):
        adaptive_pool2d_backward(grad, x, **asked)
