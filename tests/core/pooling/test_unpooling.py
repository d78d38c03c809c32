"""Back through a pooling: values to their places, gradients to the cells that made them."""

import math

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, max_unpool2d, pool2d, pool2d_backward
from tests import oracle
from tests.core.checks import FOUR, SIX
from tests.core.pooling.test_pooling_random import (
    LAYOUTS,
    laid_out,
    random_parameters,
    random_values,
    some,
)

TIES = ("first", "all", "share")
NINE = np.zeros((3, 3))
NINE[1, 1] = 9


def test_the_6x6_goes_back_to_its_places():
    values, indices = pool2d(SIX, PoolSpec(3), return_indices=True)

    got = max_unpool2d(values, indices, (6, 6))

    want = np.zeros((6, 6), int)
    want[2, 0], want[1, 5], want[5, 1], want[3, 5] = 16, 17, 14, 19
    np.testing.assert_array_equal(got, want)
    assert got.dtype == values.dtype


def test_an_unpooling_assigns_where_windows_overlap():
    values, indices = pool2d(NINE, PoolSpec(2, stride=1), return_indices=True)

    np.testing.assert_array_equal(max_unpool2d(values, indices, (3, 3)), NINE)


def test_of_different_values_for_one_cell_the_last_stays():
    values = np.arange(6).reshape(2, 3)
    for order in (values, np.asfortranarray(values), values[::-1].copy()[::-1]):
        indices = np.full_like(order, 2)
        np.testing.assert_array_equal(max_unpool2d(order, indices, (1, 4)), [[0, 0, 5, 0]])


@pytest.mark.parametrize("dtype", ["?", "i1", "u8", "f2", ">f4", "f8"])
def test_random_unpoolings(dtype):
    for case in range(60):
        rng = np.random.default_rng([case, *dtype.encode()])
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(2, 9, 2))
        stack = random_values(rng, (*lead, *plane), dtype, "max")
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        spec = PoolSpec(some(rng, [1, 2, (2, 1)]), stride=some(rng, [None, 1, 3]), padding="same")
        values, indices = pool2d(x, spec, axes=axes, return_indices=True)
        got = max_unpool2d(values, indices, some(rng, [plane, x.shape]), axes=axes)
        assert got.shape == x.shape
        assert got.dtype == values.dtype
        assert got.flags.owndata
        planes, places, back = (np.moveaxis(a, spatial, (-2, -1)) for a in (values, indices, got))
        for one in np.ndindex(*lead):
            want = oracle.unpool(planes[one], places[one], *plane)
            np.testing.assert_array_equal(back[one], want)


@pytest.mark.parametrize(
    ("values", "indices", "shape", "named"),
    [
        ([[1, 2]], [[0]], (2, 2), "indices"),
        ([[1, 2]], [[0.0, 1.0]], (2, 2), "indices has dtype float64"),
        ([[1, 2]], [[0, 4]], (2, 2), "0 to 4; allowed is 0 to 3"),
        ([[1, 2]], [[-1, 1]], (2, 2), "indices go from -1"),
        ([[1, 2]], [[0, 1]], (2, 0), "width is 0"),
        ([[1, 2]], [[0, 1]], (2.0, 2), "height is 2.0"),
        ([[1, 2]], [[0, 1]], 4, "shape is 4"),
        ([[1, 2]], [[0, 1]], (1, 2, 2), "shape is"),
        ([[1, 2]], [[0, 1]], (2**31 - 1, 2**31 - 1), "at most"),
        ([[1j, 2]], [[0, 1]], (2, 2), "values has dtype complex128"),
        ([1, 2], [0, 1], (2, 2), "axes"),
        (np.zeros((2, 1, 1)), np.zeros((2, 1, 1), int), (3, 3, 2), "shape is"),
        (np.zeros((2, 1, 1)), np.zeros((2, 1, 1), int), (2, 3, np.array([1, 2])), "shape is array"),
    ],
)
def test_what_cannot_be_unpooled(values, indices, shape, named):
    with pytest.raises(SpecError, match=named):
        max_unpool2d(values, indices, shape)


def test_a_gradient_adds_where_windows_overlap():
    for ties in TIES:
        got = pool2d_backward(np.ones((2, 2)), NINE, PoolSpec(2, stride=1), ties=ties)
        np.testing.assert_array_equal(got, NINE * 4 / 9)


def test_a_tie_gives_to_the_first_to_all_or_in_shares():
    grad = np.array([[1, 2], [3, 8]])  # the last window is the tie [[7, 7], [2, 2]]
    want = np.zeros((4, 4))
    want[0, 1], want[1, 3], want[2, 0] = 1, 2, 3
    for ties, pair in [("first", (8, 0)), ("all", (8, 8)), ("share", (4, 4))]:
        want[2, 2:] = pair
        got = pool2d_backward(grad, FOUR, PoolSpec(2), ties=ties)
        np.testing.assert_array_equal(got, want)
        assert got.dtype == (np.float64 if ties == "share" else np.int64)


def test_a_mean_divides_by_the_cells_it_counted():
    x, ones = np.ones((3, 3)), np.ones((2, 2))
    spec = {"kernel_size": 3, "stride": 2, "padding": 1, "mode": "mean"}
    got = pool2d_backward(ones, x, PoolSpec(**spec))
    np.testing.assert_allclose(got, np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 4)
    got = pool2d_backward(ones, x, PoolSpec(**spec, count_include_pad=True))
    np.testing.assert_allclose(got, np.array([[1, 2, 1], [2, 4, 2], [1, 2, 1]]) / 9)


def test_the_norm_of_3_and_4_points_to_them():
    x = np.array([[3.0, -4.0, 0.0, 0.0]])
    got = pool2d_backward([[10, 10]], x, PoolSpec((1, 2), mode="lp"))
    np.testing.assert_allclose(got, [[6, -8, 0, 0]], rtol=1e-15)
    got = pool2d_backward([[10, 10]], x, PoolSpec((1, 2), mode="lp", norm_type=1))
    np.testing.assert_array_equal(got, [[10, -10, 0, 0]])
    tiny = pool2d_backward([[10, 10]], x * 1e-200, PoolSpec((1, 2), mode="lp"))
    np.testing.assert_allclose(tiny, [[6, -8, 0, 0]], rtol=1e-14)


def test_the_power_mean_divides_by_what_it_counted():
    x = np.array([[3.0, -4.0, 0.0, 0.0]])
    spec = {"kernel_size": (1, 2), "mode": "power-mean"}
    got = pool2d_backward([[10, 10]], x, PoolSpec(**spec))
    np.testing.assert_allclose(got, np.array([[6, -8, 0, 0]]) / math.sqrt(2), rtol=1e-15)
    got = pool2d_backward([[10, 10]], x, PoolSpec(**spec, norm_type=1))
    np.testing.assert_array_equal(got, [[5, -5, 0, 0]])
    got = pool2d_backward([[10, 10]], x, PoolSpec(**spec, norm_type=1, divisor_override=4))
    np.testing.assert_array_equal(got, [[2.5, -2.5, 0, 0]])
    mean = PoolSpec((1, 2), mode="mean", divisor_override=5)
    assert pool2d_backward([[10, 20]], x, mean).tolist() == [[2, 2, 4, 4]]


@pytest.mark.parametrize("mode", ["lp", "power-mean"])
def test_the_largest_magnitude_gets_all_of_it(mode):
    x = [[3.0, -4.0, 4.0, 0.0, 0.0, 0.0]]
    spec = PoolSpec((1, 3), mode=mode, norm_type=math.inf)
    for ties, want in [("first", [-10, 0]), ("all", [-10, 10]), ("share", [-5, 5])]:
        assert pool2d_backward([[10, 7]], x, spec, ties=ties).tolist() == [[0, *want, 0, 0, 0]]
    x = [[np.nan, -4.0, np.nan, np.nan]]
    spec = PoolSpec((1, 2), mode=mode, norm_type=math.inf, nan_policy="omit")
    assert pool2d_backward([[10, 7]], x, spec).tolist() == [[0, -10, 0, 0]]


BIG = 1.7e308


def test_gradients_whose_parts_overflow():
    grad = np.array([[BIG, BIG], [-BIG, -BIG]])
    x = np.ones((3, 3))
    for mode in ("mean", "sum", "max"):
        got = pool2d_backward(grad, x, PoolSpec(2, 1, mode), ties="all")
        part = BIG / 4 if mode == "mean" else BIG
        np.testing.assert_allclose(got[0], [part, np.inf if part == BIG else 2 * part, part])
        np.testing.assert_array_equal(got[1], 0)
    four = np.full((2, 2), BIG)  # their norm passes every number, their slope does not
    for mode, slope in [("lp", 0.5), ("power-mean", 0.25)]:
        assert pool2d_backward([[1.0]], four, PoolSpec(2, mode=mode)).tolist() == [[slope] * 2] * 2
    override = PoolSpec(2, mode="power-mean", divisor_override=1)
    assert pool2d_backward([[1.0]], four, override).tolist() == [[0.5] * 2] * 2


def test_a_nan_left_out_gets_nothing():
    x = np.array([[np.nan, 2.0, np.nan, np.nan]])
    for mode, want in [
        ("max", [0, 6, 6, 0]),
        ("subsample", [0, 6, 6, 0]),
        ("mean", [0, 6, 0, 0]),
        ("sum", [0, 6, 0, 0]),
        ("lp", [0, 6, 0, 0]),
        ("power-mean", [0, 6, 0, 0]),
    ]:
        spec = PoolSpec((1, 2), mode=mode, nan_policy="omit")
        np.testing.assert_array_equal(pool2d_backward([[6, 6]], x, spec), [want])


@pytest.mark.long(of=4)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("dtype", ["u1", "i8", "f2", "f4", ">f8"])
def test_random_gradients(dtype, mode):
    answered = 0
    for case in range(100):
        rng = np.random.default_rng([case, *dtype.encode(), *mode.encode()])
        asked, ties = random_parameters(rng, mode), some(rng, TIES)
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(2, 9, 2))
        stack = random_values(rng, (*lead, *plane), "i4" if dtype == "u1" else dtype, mode)
        if stack.dtype.kind == "f":
            stack[np.isinf(stack)] = 5
        if mode in ("lp", "power-mean"):
            stack = stack.astype(np.float64) / 16
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        spec = PoolSpec(**asked)
        try:
            shape = pool2d(x, spec, axes=axes).shape
        except SpecError:
            continue
        grad = laid_out(rng, rng.integers(0, 20, shape).astype(dtype))
        got = pool2d_backward(grad, x, spec, ties=ties, axes=axes)
        assert got.shape == x.shape
        assert got.flags.owndata
        divides = mode in ("mean", "lp", "power-mean")
        divides = divides or (ties == "share" and mode in ("max", "min"))
        if np.dtype(dtype).kind == "f":
            assert got.dtype == np.dtype(dtype).newbyteorder("=")
        else:
            assert got.dtype == ("f8" if divides else dtype[0] + "8")
        planes, grads, back = (np.moveaxis(a, spatial, (-2, -1)) for a in (x, grad, got))
        for one in np.ndindex(*lead):
            want = oracle.backward(grads[one], planes[one], ties, **asked)
            eps = np.finfo(got.dtype).eps if got.dtype.kind == "f" else 0
            np.testing.assert_allclose(
                back[one], want, rtol=8 * eps, atol=1e-12, err_msg=f"case {case}: {asked}, {ties}"
            )
        answered += 1
    assert answered > 60


@pytest.mark.parametrize("mode", oracle.MODES)
def test_a_gradient_is_the_slope(mode):
    """Central differences: another road, that knows nothing of windows."""
    rng = np.random.default_rng(1)
    x = rng.permutation(72).reshape(8, 9) / 8 - 4.06  # no ties, no zeros
    spec = PoolSpec(3, stride=2, padding=1, mode=mode, norm_type=3, count_include_pad=True)
    grad = rng.normal(size=spec.output_shape(x.shape))
    got = pool2d_backward(grad, x, spec)
    step = 1e-5
    for place in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[place] += step
        down[place] -= step
        slope = ((pool2d(up, spec) - pool2d(down, spec)) * grad).sum() / (2 * step)
        assert got[place] == pytest.approx(slope, abs=1e-6)


@pytest.mark.parametrize("mode", ["max", "min", "subsample", "mean"])
def test_a_gradient_is_conserved(mode):
    for case in range(100):
        rng = np.random.default_rng(case)
        asked = random_parameters(rng, mode)
        asked |= {"count_include_pad": False, "divisor_override": None}
        x = random_values(rng, tuple(rng.integers(3, 12, 2)), "i4", mode)
        try:
            shape = PoolSpec(**asked).output_shape(x.shape)
        except SpecError:
            continue
        grad = rng.integers(-50, 50, shape).astype(float)
        for ties in ("first", "share"):
            got = pool2d_backward(grad, x, PoolSpec(**asked), ties=ties)
            assert got.sum() == pytest.approx(grad.sum(), abs=1e-9)


def test_infinity_and_nan_stay_in_their_windows():
    x = np.arange(16.0).reshape(4, 4)
    for odd_one in (np.nan, np.inf):
        for mode in oracle.MODES:
            grad = np.array([[odd_one, 1], [1, 1]])
            got = pool2d_backward(grad, x, PoolSpec(2, mode=mode))
            assert np.isfinite(got[2:]).all()
            assert np.isfinite(got[:, 2:]).all()
            y = x.copy()
            y[0, 0] = odd_one
            got = pool2d_backward(np.ones((2, 2)), y, PoolSpec(2, mode=mode))
            assert np.isfinite(got[2:]).all()
            assert np.isfinite(got[:, 2:]).all()


@pytest.mark.parametrize("mode", oracle.MODES)
def test_empty_batches_have_empty_gradients(mode):
    grad, x = np.ones((0, 2, 2, 3)), np.ones((0, 4, 4, 3))
    for ties in TIES:
        got = pool2d_backward(grad, x, PoolSpec(2, mode=mode), ties=ties)
        assert got.shape == (0, 4, 4, 3)


@pytest.mark.parametrize(
    ("grad", "x", "asked", "named"),
    [
        (np.ones((2, 3)), FOUR, {}, r"grad has shape \(2, 3\); allowed is \(2, 2\)"),
        (1.0, FOUR, {}, "grad has shape"),
        (np.ones((2, 2), complex), FOUR, {}, "grad has dtype"),
        (np.ones((2, 2)), FOUR.astype(object), {}, "x has dtype"),
        (np.ones((2, 2)), FOUR, {"ties": "last"}, "ties is 'last'"),
        (np.ones((2, 2)), FOUR, {"ties": ["first"]}, "ties is"),
        (np.ones((2, 2)), FOUR, {"axes": (0, 0)}, "axes"),
        (np.full((2, 2), 2**62), FOUR, {}, "64 bits"),
        (np.ones((2, 2)), np.ones((0, 4)), {}, "height"),
    ],
)
def test_what_has_no_gradient(grad, x, asked, named):
    with pytest.raises(SpecError, match=named):
        pool2d_backward(grad, x, PoolSpec(2), **asked)


def test_a_mode_alone_is_no_spec():
    with pytest.raises(SpecError, match="spec is 'max'"):
        pool2d_backward(np.ones((2, 2)), FOUR, "max")
