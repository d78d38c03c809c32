"""Sums whose parts pass the largest number, on every way of computing them, in exact fractions."""

from fractions import Fraction

import numpy as np
import pytest

from poolviz.core import (
    KERNELS,
    PoolSpec,
    adaptive_pool2d,
    blur_pool2d,
    conv2d,
    global_pool2d,
    pool2d,
    repeat_pool,
)
from poolviz.core.engine import bands, methods
from poolviz.core.engine import plan as plans
from tests import oracle
from tests.core.checks import check
from tests.core.pooling.test_pooling_random import DTYPES, random_parameters, some

BIG = 1.7e308
FOUR_BIG = [[BIG, -BIG], [BIG, -BIG]]
WAYS = [*([1 << 21, 14 << 20], [2000, 6000], [2000, 1200])]
"""How much memory blocks may take: whole, in bands and tiles, and by the general engine."""


@pytest.fixture(params=WAYS, ids=["whole", "small blocks", "tap by tap"])
def way(request, monkeypatch):
    for name, size in zip(("BLOCK", "MOST"), request.param, strict=True):
        monkeypatch.setattr(bands, name, size)
    if request.param is not WAYS[0]:
        monkeypatch.setattr(methods, "AGAIN", 30)
    bands.tile.cache_clear()
    plans.plan.cache_clear()
    yield
    bands.tile.cache_clear()
    plans.plan.cache_clear()


@pytest.mark.parametrize("mode", ["mean", "sum"])
def test_what_cancels_is_nothing(mode):
    for more in [{}, {"nan_policy": "omit"}, {"padding": "same"}, {"stride": 1}, {"padding": 1}]:
        got = pool2d(FOUR_BIG, PoolSpec(2, mode=mode, **more))
        assert not np.isnan(got).any()
        check(FOUR_BIG, [[0]], kernel_size=2, mode=mode)
    for dtype in (np.float16, np.float32, np.longdouble):
        x = np.array([[1, -1], [1, -1], [1, -1], [1, -1]]) * np.finfo(dtype).max
        assert pool2d(x.astype(dtype), PoolSpec((4, 2), mode=mode)).tolist() == [[0]]
    assert global_pool2d(FOUR_BIG, mode).tolist() == [[0]]
    assert adaptive_pool2d(np.tile(FOUR_BIG, 2), (1, 2), mode).tolist() == [[0, 0]]
    assert repeat_pool(np.tile(FOUR_BIG, (2, 2)), PoolSpec(2, mode=mode), 2)[2].tolist() == [[0]]


def test_small_windows_beside_large_ones_keep_their_digits():
    x = np.array([[BIG, -BIG, 1e-320, 3e-320], [BIG, -BIG, 5e-324, 1.0]])
    assert pool2d(x, PoolSpec((1, 2), mode="mean")).tolist() == [[0, 2e-320], [0, 0.5]]
    assert pool2d(x, PoolSpec((1, 2), mode="sum")).tolist() == [[0, 4e-320], [0, 1]]


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "g"])
@pytest.mark.parametrize("kernel", [1, 2, 3, 7, (1, 31), 40])
def test_a_mean_of_the_largest_is_the_largest(dtype, kernel):
    most = np.finfo(dtype).max
    for x in (np.full((40, 40), most), np.full((40, 40), -most)):
        for more in ({}, {"stride": 1}, {"nan_policy": "omit"}):
            got = pool2d(x, PoolSpec(kernel, mode="mean", **more))
            np.testing.assert_allclose(got, x[0, 0], rtol=4 * float(np.finfo(dtype).eps))


@pytest.mark.long
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_huge_numbers_add_up_as_fractions_do(dtype, way):
    """Up to a few units in the last place of the mean of the magnitudes, as is promised."""
    most = np.finfo(dtype).max
    for case in range(60):
        rng = np.random.default_rng([case, *dtype.encode()])
        asked = random_parameters(rng, some(rng, ["mean", "sum"]))
        x = rng.choice([1, -1, 0.9, -0.5, 1e-3], tuple(rng.integers(8, 40, 2))).astype(dtype) * most
        x[: len(x) // 2] = rng.normal(size=(len(x) // 2, x.shape[1]))
        x[rng.random(x.shape) < 0.05] = some(rng, [np.nan, 0.0])
        try:
            want, _ = oracle.pool(x.astype(float), **asked)
        except oracle.RefusedError:
            continue
        got = pool2d(x, PoolSpec(**asked), workers=2)
        sizes, _ = oracle.pool(np.abs(x.astype(float)) / 64, **asked)
        with np.errstate(over="ignore", invalid="ignore"):
            want = want.astype(dtype)
            room = sizes.astype(dtype) * (64 * 16) * np.finfo(dtype).eps
            np.testing.assert_array_equal(np.isnan(got), np.isnan(want), err_msg=f"{asked}")
            known = np.isfinite(want) & np.isfinite(got)
            assert (np.abs(got - want)[known] <= room[known]).all(), asked
            beyond = np.isinf(want) != np.isinf(got)  # rounded to either side of the largest
            assert (np.abs(np.where(np.isinf(want), got, want)[beyond]) >= most * 0.999).all()


@pytest.mark.parametrize(("planes", "size"), [(1, 500), (3000, 9), (6, 150)])
@pytest.mark.parametrize("mode", ["mean", "sum"])
def test_one_overflow_among_many_sums_changes_no_other(planes, size, mode):
    """Sums are done again in parts: of a plane, or of a stack."""
    x = np.random.default_rng(size).integers(-9, 9, (planes, size, size)).astype(float)
    spec = PoolSpec(2, 1, mode, padding="same")
    want = pool2d(x, spec, axes=(1, 2))
    x[-1, -4:-2, 2:4] = FOUR_BIG
    got = pool2d(x, spec, axes=(1, 2))
    assert got[-1, -4, 2] == 0
    far = np.ones(x.shape, bool)
    far[-1, -5:-2, 1:4] = False
    np.testing.assert_array_equal(got[far], want[far])


@pytest.mark.parametrize("dtype", [d for d in DTYPES if d[0] in "ui"])
def test_means_of_integers_of_every_size(dtype):
    limits = np.iinfo(dtype)
    for case in range(120):
        rng = np.random.default_rng([case, *dtype.encode()])
        asked = random_parameters(rng, "mean") | {
            "kernel_size": tuple(int(n) for n in rng.integers(1, 8, 2))
        }
        shape = tuple(rng.integers(8, 20, 2))
        x = rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
        x[rng.random(shape) < 0.5] = limits.max
        try:
            want, _ = oracle.pool(x, **asked)
        except oracle.RefusedError:
            continue
        oracle.assert_agrees(pool2d(x, PoolSpec(**asked)), want, "mean")


def test_the_mean_of_the_largest_unsigned_numbers():
    x = np.full((5, 5), 2**64 - 1, np.uint64)
    assert pool2d(x, PoolSpec((5, 1), (2, 5), "mean")).tolist() == [[2.0**64]]
    x[0, 0] = 2**64 - 6
    exact = Fraction(5 * (2**64 - 1) - 5, 5)
    assert pool2d(x, PoolSpec((5, 1), (2, 5), "mean")).item() == float(exact)


def test_filters_whose_products_or_sums_overflow():
    assert conv2d(np.full((3, 3), 2.0**1023), KERNELS["edge"]).tolist() == [[0]]
    assert conv2d([[BIG, BIG, BIG]], [[1, 1, -1]]).tolist() == [[BIG]]
    assert conv2d([[BIG, BIG, BIG]], [[1, 1, 1]]).tolist() == [[np.inf]]
    assert conv2d([[BIG, np.inf, 1.0]], [[1, 1, 1]]).tolist() == [[np.inf]]
    assert conv2d([[1e-320, 1e-320]], [[3, -1]]).tolist() == [[2e-320]]
    most = np.finfo(float).max
    for taps in range(1, 8):
        blurred = blur_pool2d(np.full((9, 9), most), taps, 1)
        np.testing.assert_allclose(blurred, most, rtol=1e-14)
    assert blur_pool2d([[BIG, -BIG, BIG, -BIG]], 3, 1).tolist() == [[0, 0, 0, 0]]
