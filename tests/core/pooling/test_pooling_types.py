"""Types: what becomes of each, and where numbers could overflow or lose digits."""

import math

import numpy as np
import pytest

from poolviz.core import PoolMode, PoolSpec, SpecError, pool2d
from tests.core.checks import check


@pytest.mark.parametrize("dtype", ["?", "u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4"])
def test_types_of_the_results(dtype):
    x = np.eye(4, dtype=dtype)
    wide = {"?": "i8", "i": "i8", "u": "u8", "f": dtype}[dtype[0]]
    real = dtype if dtype[0] == "f" else "f8"
    expected = {"mean": real, "lp": real, "power-mean": real, "sum": wide}
    for mode in PoolMode:
        assert pool2d(x, PoolSpec(2, mode=mode)).dtype == np.dtype(expected.get(mode, dtype))


def test_means_of_integers_are_not_truncated():
    check([[0, 1], [1, 1]], [[0.75]], kernel_size=2, mode="mean")
    check(np.array([[True, False]]), [[0.5]], kernel_size=(1, 2), mode="mean")
    check(np.full((2, 2), 255, dtype=np.uint8), [[255]], kernel_size=2, mode="mean")


def test_lp_takes_magnitudes():
    check([[-3, 4]], [[5]], kernel_size=(1, 2), mode="lp")
    check([[-3, -4]], [[7]], kernel_size=(1, 2), mode="lp", norm_type=1)
    check([[-1.0, 2.0, -2.0]], [[17 ** (1 / 3)]], kernel_size=(1, 3), mode="lp", norm_type=3)
    low = np.array([[-128, -128]], dtype=np.int8)
    check(low, [[128 * math.sqrt(2)]], kernel_size=(1, 2), mode="lp")


@pytest.mark.parametrize("scale", [1e200, 1e-200])
def test_powers_that_leave_the_range_of_their_type_do_no_harm(scale):
    x = np.array([[3.0, -4.0, 0.0, 12.0]]) * scale
    np.testing.assert_allclose(
        pool2d(x, PoolSpec((1, 2), mode="lp")), [[5 * scale, 12 * scale]], rtol=1e-14
    )
    got = pool2d(x, PoolSpec((1, 3), stride=1, mode="lp", norm_type=7))
    want = [(3**7 + 4**7) ** (1 / 7), (4**7 + 12**7) ** (1 / 7)]
    np.testing.assert_allclose(got, [[want[0] * scale, want[1] * scale]], rtol=1e-14)
    x[0, 0] = np.nan
    spec = PoolSpec((1, 2), mode="lp", nan_policy="omit")
    np.testing.assert_allclose(pool2d(x, spec), [[4 * scale, 12 * scale]], rtol=1e-14)


def test_sums_widen():
    check(np.full((2, 2), 255, dtype=np.uint8), [[1020]], kernel_size=2, mode="sum")
    check(np.full((2, 2), -128, dtype=np.int8), [[-512]], kernel_size=2, mode="sum")
    check(np.ones((2, 2), dtype=bool), [[4]], kernel_size=2, mode="sum")
    check(np.full((1, 2), 2**31 - 1, dtype=np.int32), [[2**32 - 2]], kernel_size=(1, 2), mode="sum")
    check(np.full((1, 2), 2**62, dtype=np.uint64), [[2**63]], kernel_size=(1, 2), mode="sum")


@pytest.mark.parametrize(
    "x",
    [
        np.full((1, 2), 2**62, dtype=np.int64),
        np.full((1, 2), -(2**63), dtype=np.int64),
        np.full((1, 2), 2**63, dtype=np.uint64),
    ],
)
def test_a_sum_that_overflows_is_refused(x):
    with pytest.raises(SpecError, match="sum"):
        pool2d(x, PoolSpec((1, 2), mode="sum"))


@pytest.mark.parametrize(
    "rows",
    [
        [[2**63 - 1] * 4],
        [[-(2**63)] * 4],
        [[2**63 - 1, -(2**63), 2**63 - 1, -(2**63)]],
        [[2**63 - 1, 2**63 - 1, -(2**63), -(2**63) + 5]],
        [[2**53 + 1, 2**53 + 1, 2**53 + 3, 2**53 + 3]],
    ],
)
def test_means_of_huge_integers_are_right(rows):
    x = np.array(rows, dtype=np.int64)
    check(x, [[sum(rows[0]) / 4]], kernel_size=(1, 4), mode="mean")


def test_means_of_huge_unsigned_integers_are_right():
    x = np.array([[2**64 - 1] * 3], dtype=np.uint64)
    check(x, [[float(2**64 - 1)]], kernel_size=(1, 3), mode="mean")


def test_small_floats_are_added_up_wide():
    x = np.full((2, 2), 3e38, dtype=np.float32)
    check(x, [[np.float32(3e38)]], kernel_size=2, mode="mean")
    x = np.full((2, 2), 60000, dtype=np.float16)
    check(x, [[60000]], kernel_size=2, mode="mean")
    x = np.full((64, 64), 0.1, dtype=np.float16)
    check(x, [[float(np.float16(0.1))]], kernel_size=64, mode="mean")
    x = np.array([[2**24] + [1] * 63], dtype=np.float32)
    check(x, [[2**24 + 63]], atol=1, kernel_size=(1, 64), mode="sum")
    check(x, [[2**18 + 63 / 64]], atol=0.04, kernel_size=(1, 64), mode="mean")
    spread = np.full((1, 127), 1e30, dtype=np.float32)
    spread[:, ::2] = x
    check(spread, [[2**24 + 63]], atol=1, kernel_size=(1, 64), dilation=(1, 2), mode="sum")
    check(spread.T, [[2**24 + 63]], atol=1, kernel_size=(64, 1), dilation=(2, 1), mode="sum")
