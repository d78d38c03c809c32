"""Thousands of seeded poolings against the oracle, and large ones against plain slices."""

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import product

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, pool2d
from tests import oracle

CASES_PER_BLOCK = 60
DTYPES = ["?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]
FOREIGN_DTYPES = [">i2", ">u8", ">f4", ">f8"]

# Where the planes of a stack (lead, height, width) go: the shape of the lead, and the axes.
LAYOUTS = [
    ((), None),
    ((2,), None),  # (H, W, C)
    ((2,), (-2, -1)),  # (C, H, W)
    ((2,), (0, 2)),
    ((2, 2), None),  # (N, H, W, C)
    ((2, 2), (2, 3)),  # (N, C, H, W)
    ((2, 1), (0, 3)),
    ((1, 2, 1), (1, 3)),
]


def some(rng, values):
    return values[int(rng.integers(len(values)))]


def random_parameters(rng, mode):
    """Parameters of every kind; most of them have an answer on a small plane."""
    kernel = tuple(int(n) for n in rng.integers(1, 5, 2))
    dilation = some(rng, [1, 1, 1, 2, (1, 2), (3, 1)])
    reach = [d * (k - 1) + 1 for k, d in zip(kernel, oracle.pair(dilation), strict=True)]
    before, after = ([int(rng.integers(n)) for n in reach] for _ in range(2))
    sides = ((before[0], after[0]), (before[1], after[1]))
    padding = some(rng, [0, "valid", "same", "same", 1, (before[0], after[1]), sides, sides])
    return {
        "kernel_size": some(rng, [kernel, kernel, kernel[0]]),
        "stride": some(rng, [None, 1, 2, tuple(int(n) for n in rng.integers(1, 6, 2))]),
        "mode": mode,
        "padding": padding,
        "dilation": dilation,
        "ceil_mode": bool(rng.integers(2)),
        "count_include_pad": bool(rng.integers(2)),
        "norm_type": some(rng, [1, 2.0, 3, 1.5, float("inf")]),
        "nan_policy": some(rng, ["propagate", "omit"]),
        "divisor_override": some(rng, [None, None, None, 1, 3]),
    }


def random_values(rng, shape, dtype, mode):
    """Numbers that can be added without rounding; half of them full of ties, NaN and infinity."""
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        return rng.integers(2, size=shape).astype(dtype)
    if dtype.kind in "iu":
        limits = np.iinfo(dtype)
        low, high = int(limits.min), int(limits.max)
        if rng.integers(2):
            low, high = max(low, -2), 3
        elif mode == "sum":
            low, high = max(low, -(2**50)), min(high, 2**50)
        native = dtype.newbyteorder("=")
        return rng.integers(low, high, size=shape, dtype=native, endpoint=True).astype(dtype)
    x = rng.integers(-128, 128, size=shape) / 16
    if rng.integers(2):
        x = np.trunc(x / 4)
        odd_ones = [np.nan, -0.0] if rng.integers(2) else [np.nan, np.nan, np.inf, -np.inf, -0.0]
        for odd_one in odd_ones:
            x[rng.random(shape) < rng.choice([0.0, 0.05, 0.3])] = odd_one
    return x.astype(dtype)


def laid_out(rng, x):
    """Return the same numbers in another arrangement in memory, or a broadcast of the first row."""
    match int(rng.integers(7)):
        case 0:
            return np.asfortranarray(x)
        case 1:
            return x[::-1].copy()[::-1]
        case 2:
            return np.flip(np.flip(x).copy())
        case 3:
            return np.repeat(x, 2, axis=-1)[..., ::2]
        case 4:
            x = x.copy()
            x.flags.writeable = False
        case 5:
            return np.broadcast_to(x[:1], x.shape)
    return x


def check(x, axes, asked):
    """Compare one pooling with the oracle; True where it has an answer."""
    mode = asked["mode"]
    x_before = x.copy()
    try:
        want, want_indices = oracle.pool(x, axes=axes, **asked)
    except oracle.RefusedError as refused:
        with pytest.raises(SpecError, match=str(refused)):
            pool2d(x, PoolSpec(**asked), axes=axes)
        return False
    results = [pool2d(x, PoolSpec(**asked), axes=axes)]
    oracle.assert_agrees(results[0], want, mode)
    if mode in oracle.PICKING_MODES:
        results += pool2d(x, PoolSpec(**asked), axes=axes, return_indices=True)
        oracle.assert_agrees(results[1], want, mode)
        oracle.assert_agrees(results[2], want_indices, mode)
    for result in results:
        assert result.flags.owndata
        assert result.flags.writeable
        assert result.dtype.isnative
        assert not np.shares_memory(result, x)
    np.testing.assert_array_equal(x, x_before)
    return True


@pytest.mark.long(of=4)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("dtype", DTYPES + FOREIGN_DTYPES)
def test_random_poolings(dtype, mode):
    answered = 0
    for case in range(CASES_PER_BLOCK):
        rng = np.random.default_rng([case, *dtype.encode(), *mode.encode()])
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(2, 12, 2))
        stack = random_values(rng, (*lead, *plane), dtype, mode)
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        asked = random_parameters(rng, mode)
        try:
            answered += check(x, axes, asked)
        except Exception as error:
            error.add_note(f"case {case}: x = np.array({x.tolist()}, {x.dtype.str!r}) {x.strides=}")
            error.add_note(f"pool2d(x, PoolSpec(**{asked}), axes={axes})")
            raise
    assert answered > 0.6 * CASES_PER_BLOCK


@pytest.mark.long
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("kernel", [5, 7, 8, 11, 16, 17, (4, 13), (9, 1), (1, 15)])
def test_large_kernels(kernel, mode):
    rng = np.random.default_rng([*mode.encode(), *oracle.pair(kernel)])
    for stride, padding, dtype in product([1, 3, None], [0, "same"], ["u1", "f4"]):
        plane = tuple(int(n) for n in rng.integers(17, 24, 2))
        x = random_values(rng, plane, dtype, mode)
        asked = {"kernel_size": kernel, "stride": stride, "padding": padding, "mode": mode}
        assert check(x, None, asked)


@pytest.mark.parametrize("mode", oracle.MODES)
def test_a_kernel_far_larger_than_the_plane(mode):
    x = np.arange(-7.0, 8).reshape(3, 5)
    for padding, stride in product(["same", ((40, 60), (0, 96))], [1, 2]):
        asked = {"kernel_size": (101, 100), "stride": stride, "padding": padding, "mode": mode}
        assert check(x, None, asked)
        assert check(x, None, asked | {"count_include_pad": True, "ceil_mode": True})


@pytest.mark.long(of=4)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("scale", [1e-100, 1e-3, 1.0, 1e6, 1e100])
def test_ordinary_floats(mode, scale):
    """Numbers whose sums do round: right to a few units of the largest number involved."""
    rng = np.random.default_rng(5)
    x = rng.normal(size=(12, 17)) * scale
    for kernel, stride, padding in product([2, 3, 6], [1, 3], [0, "same"]):
        asked = {"kernel_size": kernel, "stride": stride, "padding": padding, "mode": mode}
        want, _ = oracle.pool(x, **asked)
        tolerance = 0 if mode in oracle.PICKING_MODES else kernel**2 * 1e-15 * np.abs(x).max()
        got = pool2d(x, PoolSpec(**asked))
        np.testing.assert_allclose(got, want, rtol=1e-14, atol=tolerance)


def by_slices(x, kernel, stride, mode):
    """Pool without padding by stacking shifted slices: another road for inputs of any size."""
    (kh, kw), (sh, sw) = oracle.pair(kernel), oracle.pair(stride)
    height, width = ((n - k) // s + 1 for n, k, s in zip(x.shape, (kh, kw), (sh, sw), strict=False))
    result = None
    for row, col in product(range(kh), range(kw)):
        cells = x[row : row + height * sh : sh, col : col + width * sw : sw][:height, :width]
        if mode in ("mean", "sum"):
            cells = cells.astype(np.float64 if mode == "mean" or x.dtype.kind == "f" else np.int64)
        combine = {"max": np.maximum, "min": np.minimum}.get(mode, np.add)
        result = cells.copy() if result is None else combine(result, cells)
    if mode == "mean":
        result /= kh * kw
    return result.astype(x.dtype) if x.dtype.kind == "f" else result


@pytest.mark.long(of=4)
@pytest.mark.parametrize("dtype", ["u1", "i4", "f4", "f8"])
@pytest.mark.parametrize("mode", ["max", "min", "mean", "sum"])
@pytest.mark.parametrize(
    ("kernel", "stride"), [(2, 2), (3, 2), (5, 1), (16, 16), ((3, 7), (2, 3)), ((1, 2), (3, 1))]
)
def test_large_planes(kernel, stride, mode, dtype):
    rng = np.random.default_rng(3)
    x = rng.integers(0, 200, size=(811, 1237)).astype(dtype)
    got = pool2d(x, PoolSpec(kernel, stride=stride, mode=mode))
    want = by_slices(x, kernel, stride, mode)
    assert got.shape == want.shape
    if mode == "mean":
        np.testing.assert_allclose(got, want, rtol=2 * np.finfo(got.dtype).eps)
    else:
        np.testing.assert_array_equal(got, want)


@pytest.mark.parametrize("mode", ["max", "min"])
@pytest.mark.parametrize(("kernel", "stride"), [(2, 2), (3, 2), (6, 1), (16, 16), ((3, 7), (2, 3))])
def test_positions_on_large_planes(kernel, stride, mode):
    x = np.random.default_rng(4).integers(0, 5, size=(700, 1100)).astype(np.float32)
    spec = PoolSpec(kernel, stride=stride, mode=mode)
    values, indices = pool2d(x, spec, return_indices=True)
    rank = (x.astype(np.int64) * (x.size + 1)) * (-1 if mode == "min" else 1)
    rank -= np.arange(x.size).reshape(x.shape)  # the first of equals has the highest rank
    first = by_slices(rank, kernel, stride, "max")
    np.testing.assert_array_equal(indices, -first % (x.size + 1))
    np.testing.assert_array_equal(values, x.ravel()[indices])


@pytest.mark.parametrize("mode", oracle.MODES)
def test_large_stacks_equal_their_planes(mode):
    rng = np.random.default_rng(6)
    x = rng.integers(0, 99, size=(4, 120, 130, 24)).astype(np.float32)
    spec = PoolSpec(3, stride=2, padding=1, mode=mode)
    got = pool2d(x, spec)
    first = pool2d(np.ascontiguousarray(x.transpose(0, 3, 1, 2)), spec, axes=(-2, -1))
    np.testing.assert_allclose(first.transpose(0, 2, 3, 1), got, rtol=1e-6)
    for batch, channel in [(0, 0), (1, 23), (3, 11)]:
        plane = pool2d(x[batch, :, :, channel], spec)
        np.testing.assert_allclose(got[batch, :, :, channel], plane, rtol=1e-6)
    want, _ = oracle.pool(
        x[2, :40, :, 5], kernel_size=3, stride=2, padding=((1, 0), (1, 1)), mode=mode
    )
    oracle.assert_agrees(got[2, : len(want), :, 5], want, mode)


@pytest.mark.long
def test_threads_get_the_same_answers():
    rng = np.random.default_rng(8)
    pictures = [
        rng.integers(0, 9, size=shape).astype(dtype)
        for shape in [(9, 14), (64, 64, 3), (700, 900)]
        for dtype in ("u1", "f4", "f8")
    ]
    specs = [
        PoolSpec(3, stride=2, padding=padding, mode=mode)
        for mode in oracle.MODES
        for padding in (0, "same")
    ]
    tasks = [(x, spec) for x in pictures for spec in specs]
    alone = [pool2d(*task) for task in tasks]
    start = threading.Barrier(6)

    def work(seed):
        start.wait()
        order = np.random.default_rng(seed).permutation(len(tasks))
        return all(np.array_equal(pool2d(*tasks[i]), alone[i]) for i in order)

    with ThreadPoolExecutor(6) as pool:
        assert all(pool.map(work, range(6)))
