"""Norms and power means: from the mean of magnitudes to the largest, whatever the magnitudes."""

import math
from dataclasses import replace

import numpy as np
import pytest

from poolviz.core import PoolSpec, Scene, SpecError, pool2d, repeat_pool, scene_from_json
from tests import oracle
from tests.core.checks import FOUR, check

CELLS = np.array([[10, 12], [4, 11]])
MEANS = {1: 9.25, 2: math.sqrt(381 / 4), 3: (4123 / 4) ** (1 / 3), 8: 10.8073, math.inf: 12}


@pytest.mark.parametrize(("p", "mean"), MEANS.items())
@pytest.mark.parametrize("scale", [1, 2.0**700, 2.0**-700, 1e200, 1e-310, 1e308 / 12])
def test_the_power_means_of_four_cells(p, mean, scale):
    spec = PoolSpec(2, mode="power-mean", norm_type=p)
    got = pool2d(CELLS * scale, spec).item()
    assert got / scale == pytest.approx(mean, rel=5e-6 if p == 8 else 1e-14)
    oracle.assert_agrees(
        np.array([[got]]), oracle.pool(CELLS * scale, **asked(spec))[0], "power-mean"
    )


def asked(spec):
    return {name: getattr(spec, name) for name in ("kernel_size", "mode", "norm_type")}


def test_the_figures_of_the_lesson():
    found = [pool2d(CELLS, PoolSpec(2, mode="power-mean", norm_type=p)).item() for p in MEANS]
    assert [round(mean, 4) for mean in found] == [9.25, 9.7596, 10.1015, 10.8073, 12]


def test_float16_neither_overflows_nor_vanishes():
    big, small = np.full((2, 2), 60000, np.float16), np.full((2, 2), 6e-8, np.float16)
    for p in (1, 2, 3, 8, 100, math.inf):
        spec = PoolSpec(2, mode="power-mean", norm_type=p)
        for x in (big, small):
            got = pool2d(x, spec)
            assert got.dtype == np.float16
            assert got.item() == x[0, 0]


def test_a_power_mean_of_the_largest_numbers_is_one():
    for dtype in (np.float32, np.float64, np.longdouble):
        x = np.full((3, 3), np.finfo(dtype).max)
        for p in (1, 2, 3, 2.5, 1000, math.inf):
            got = pool2d(x, PoolSpec(3, mode="power-mean", norm_type=p)).item()
            assert got == pytest.approx(x[0, 0], rel=1e-6 if dtype is np.float32 else 1e-14)


def test_padding_counts_as_in_a_mean():
    x = np.array([[3.0, 4.0]])
    spec = PoolSpec((1, 2), 1, "power-mean", padding=((0, 0), (1, 0)))
    check(x, [[3, math.sqrt(12.5)]], **asked(spec), stride=1, padding=((0, 0), (1, 0)))
    counted = {"stride": 1, "padding": ((0, 0), (1, 0)), "count_include_pad": True}
    check(x, [[math.sqrt(4.5), math.sqrt(12.5)]], **asked(spec), **counted)


def test_nan_is_left_out_or_wins():
    x = [[math.nan, -6.0, math.nan, math.nan]]
    for p in (1, 2, 3, math.inf):
        both = {"kernel_size": (1, 2), "mode": "power-mean", "norm_type": p}
        check(x, [[math.nan, math.nan]], **both)
        check(x, [[6, math.nan]], **both, nan_policy="omit")
        check(x, [[6, math.nan]], **both | {"mode": "lp"}, nan_policy="omit")


@pytest.mark.parametrize("mode", ["lp", "power-mean"])
def test_an_infinite_p_is_the_largest_magnitude(mode):
    both = {"mode": mode, "norm_type": math.inf}
    check([[-3.0, 1.0], [2.0, -1.0]], [[3]], kernel_size=2, **both)
    check([[-3, 1], [2, -4]], [[3], [4]], kernel_size=2, **both, padding=((1, 0), (0, 0)), stride=1)
    check(np.array([[-128, 1]], np.int8), [[128]], kernel_size=(1, 2), **both)
    check(np.array([[2**64 - 1, 1]], np.uint64), [[2.0**64]], kernel_size=(1, 2), **both)
    check([[-math.inf, 1.0]], [[math.inf]], kernel_size=(1, 2), **both)
    assert [x.item() for x in repeat_pool(-FOUR, PoolSpec(2, **both), 2)[2:]] == [18]
    for dtype in (np.float16, np.float32, np.longdouble):
        most = -np.finfo(dtype).max
        got = pool2d(np.full((2, 2), most), PoolSpec(2, **both))
        assert got.dtype == dtype
        assert got.item() == -most


def test_no_cell_is_named_by_an_infinite_p():
    """Its value is a magnitude: of -3 it is 3, which is no cell."""
    with pytest.raises(SpecError, match="no single cell"):
        pool2d(FOUR, PoolSpec(2, mode="lp", norm_type=math.inf), return_indices=True)


@pytest.mark.parametrize("p", [3, 4, 5, 7, 10, 16, 17, 40, 2.5])
def test_the_root_of_a_whole_power_is_whole(p):
    """Of 125 it is 5, not 4.999999999999999; a perfect power that fits 53 bits has its root."""
    roots = [
        n**2 if p == 2.5 else n for n in range(1, 2000) if n ** (2 * p if p == 2.5 else p) < 2**53
    ]
    x = np.array([[float(root), 0.0] for root in roots])
    got = pool2d(x, PoolSpec((1, 2), mode="lp", norm_type=p))
    np.testing.assert_array_equal(got.ravel(), roots)
    assert pool2d([[5.0, 0.0]], PoolSpec((1, 2), mode="lp", norm_type=p)).item() == 5


def test_a_divisor_of_ones_own():
    check(CELLS, [[37 / 5]], kernel_size=2, mode="mean", divisor_override=5)
    check(CELLS, [[37]], kernel_size=2, mode="mean", divisor_override=1)
    check(CELLS, [[math.sqrt(381 / 5)]], kernel_size=2, mode="power-mean", divisor_override=5)
    check(CELLS, [[math.sqrt(381)]], kernel_size=2, mode="power-mean", divisor_override=1)
    padded = {"kernel_size": 2, "stride": 2, "padding": 1, "divisor_override": 3}
    for counts in (False, True):  # PyTorch: avg_pool2d(x, 2, padding=1, divisor_override=3)
        want = [[10 / 3, 4], [4 / 3, 11 / 3]]
        check(CELLS, want, mode="mean", count_include_pad=counts, **padded)
    omit = {"kernel_size": 2, "mode": "mean", "nan_policy": "omit", "divisor_override": 2}
    check([[math.nan, 3.0], [4.0, math.nan]], [[3.5]], **omit)
    check([[math.nan, math.nan], [math.nan, math.nan]], [[math.nan]], **omit)
    for mode in ("max", "sum", "lp", "subsample"):  # which have no divisor
        spec = PoolSpec(2, mode=mode, divisor_override=5)
        assert pool2d(CELLS, spec) == pool2d(CELLS, replace(spec, divisor_override=None))
    levels = repeat_pool(FOUR, PoolSpec(2, mode="mean", divisor_override=2), 2)
    assert levels[1].tolist() == [[18.5, 14.5], [24.5, 9]]
    assert levels[2].tolist() == [[33.25]]


@pytest.mark.parametrize("value", [0, -4, 2.0, "4", True, (2, 2)])
def test_what_is_no_divisor_is_refused(value):
    with pytest.raises(SpecError, match=r"divisor_override is .* allowed are None and a whole"):
        PoolSpec(2, mode="mean", divisor_override=value)


@pytest.mark.parametrize("p", [1.5, 3, math.inf])
def test_scenes_keep_them(p):
    scene = Scene(spec=PoolSpec(2, mode="power-mean", norm_type=p, divisor_override=7))
    text = scene.to_json()
    assert "Infinity" not in text
    assert scene_from_json(text).spec == scene.spec
    spoken = text.replace('"inf"', "Infinity")
    assert scene_from_json(spoken).spec == scene.spec
