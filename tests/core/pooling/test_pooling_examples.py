"""Worked examples and the classic mistakes, each with the number that must come out."""

import math

import numpy as np
import pytest

from poolviz.core import PoolSpec, pool2d, windows
from tests.core.checks import FOUR, SIX, check

NAN, INF = math.nan, math.inf


# The 4x4 matrix


def test_four_pools_side_by_side():
    check(FOUR, [[12, 9], [18, 7]], kernel_size=2, indices=[[1, 7], [8, 10]])
    check(FOUR, [[9.25, 7.25], [12.25, 4.5]], kernel_size=2, mode="mean")
    check(FOUR, [[4, 5], [3, 2]], kernel_size=2, mode="min", indices=[[4, 6], [12, 14]])
    check(FOUR, [[37, 29], [49, 18]], kernel_size=2, mode="sum")
    check(FOUR, [[10, 8], [18, 7]], kernel_size=2, mode="subsample", indices=[[0, 2], [8, 10]])


def test_nine_pools_that_overlap():
    check(FOUR, [[12, 12, 9], [18, 13, 9], [18, 15, 7]], kernel_size=2, stride=1)
    mean = [[9.25, 9, 7.25], [11.5, 9, 7], [12.25, 9.25, 4.5]]
    check(FOUR, mean, kernel_size=2, stride=1, mode="mean")


def test_same_padding_keeps_the_size():
    same = [[12, 12, 9, 9], [18, 13, 9, 9], [18, 15, 7, 7], [15, 15, 2, 2]]
    check(FOUR, same, kernel_size=2, stride=1, padding="same")


# The 6x6 matrix


def test_six_by_six_and_its_winners():
    check(SIX, [[16, 17], [14, 19]], kernel_size=3, indices=[[12, 11], [31, 23]])
    check(SIX, [[59 / 9, 110 / 9], [51 / 9, 11]], kernel_size=3, mode="mean")
    assert windows(SIX, PoolSpec(3)).shape == (2, 2, 3, 3)


# Frameworks


def test_pytorch_max_with_padding():
    expected = [[5, 7], [13, 15]]
    x = np.arange(16.0).reshape(4, 4)
    check(x, expected, kernel_size=3, stride=2, padding=1, indices=expected)


def test_pytorch_mean_with_ceil_mode():
    expected = [[4, 7, 9.5], [25, 28, 30.5], [42.5, 45.5, 48]]
    x = np.arange(49.0).reshape(7, 7)
    check(x, expected, kernel_size=2, stride=3, mode="mean", ceil_mode=True)


def test_pytorch_mean_counts_padding_but_never_the_overhang():
    x = np.arange(1.0, 17).reshape(4, 4)
    asked = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "mode": "mean"}
    expected = [[1.5556, 3.3333, 2], [6.3333, 11, 6], [4.5, 7.5, 4]]
    check(x, expected, atol=5e-5, count_include_pad=True, **asked)


def test_pytorch_mean_with_and_without_padding_counted():
    x = np.arange(1.0, 10).reshape(3, 3)
    asked = {"kernel_size": 3, "stride": 2, "padding": 1, "mode": "mean"}
    check(x, [[3, 4], [6, 7]], **asked)
    counted = [[1.3333, 1.7778], [2.6667, 3.1111]]
    check(x, counted, atol=5e-5, count_include_pad=True, **asked)


def test_keras_same_padding():
    x = np.arange(25.0).reshape(5, 5)
    check(x, [[6, 8, 9], [16, 18, 19], [21, 23, 24]], kernel_size=2, padding="same")
    mean = [[3, 5, 6.5], [13, 15, 16.5], [20.5, 22.5, 24]]
    check(x, mean, kernel_size=2, padding="same", mode="mean")
    mean = [[3, 4.5, 6], [10.5, 12, 13.5], [18, 19.5, 21]]
    check(x, mean, kernel_size=3, stride=2, padding="same", mode="mean")


def test_keras_same_padding_of_negatives():
    x = -np.arange(1, 17).reshape(4, 4)
    check(x, [[-1, -3], [-9, -11]], kernel_size=3, stride=2, padding="same")


# Padding is absent


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("max", [[-1, -1], [-1, -1]]),
        ("min", [[-1, -1], [-1, -1]]),
        ("mean", [[-1, -1], [-1, -1]]),
        ("subsample", [[-1, -1], [-1, -1]]),
        ("sum", [[-4, -6], [-6, -9]]),
        ("lp", [[2, math.sqrt(6)], [math.sqrt(6), 3]]),
    ],
)
def test_padding_is_no_zero(mode, expected):
    check(-np.ones((4, 4)), expected, kernel_size=3, stride=2, padding=((1, 0), (1, 0)), mode=mode)


def test_padding_truncates_no_fraction_and_no_range():
    check([[0.5, 0.25]], [[0.5, 0.25]], kernel_size=(1, 2), padding=((0, 0), (1, 1)))
    x = np.array([[-128, 127]], dtype=np.int8)
    check(x, [[-128, 127]], kernel_size=(1, 2), padding=((0, 0), (1, 1)))
    check(x, [[-128, 127]], kernel_size=(1, 2), padding=((0, 0), (1, 1)), mode="min")


def test_subsample_takes_the_first_real_cell():
    x = np.arange(9).reshape(3, 3)
    asked = {"kernel_size": 3, "stride": 2, "padding": 1, "mode": "subsample"}
    check(x, [[0, 1], [3, 4]], indices=[[0, 1], [3, 4]], **asked)
    check(x, [[4]], indices=[[4]], kernel_size=2, dilation=3, padding=2, stride=9, mode="subsample")


def test_a_row_is_a_picture():
    x = [[3, 1, 4, 1, 5]]
    check(x, [[3, 4, 5]], kernel_size=(1, 2), padding="same", indices=[[0, 2, 4]])
    check(np.transpose(x), [[3], [4], [5]], kernel_size=(2, 1), padding="same")


# Sizes


def test_rows_and_columns_are_not_mixed_up():
    x = np.arange(24).reshape(4, 6)
    check(x, [[7, 9, 11], [19, 21, 23]], kernel_size=2)
    check(x, [[14, 17]], kernel_size=3)
    check(x, [[5], [11], [17], [23]], kernel_size=(1, 6))
    check(x, [[18, 20, 22]], kernel_size=(4, 1), stride=(1, 2))


def test_cells_that_no_window_reads_change_nothing():
    x = np.arange(25.0).reshape(5, 5)
    check(x, [[6, 8], [16, 18]], kernel_size=2)
    x[4], x[:, 4] = NAN, 1e9
    check(x, [[6, 8], [16, 18]], kernel_size=2)
    check(x, [[3, 5], [13, 15]], kernel_size=2, mode="mean")


def test_the_mean_of_means_is_the_mean_only_where_sizes_divide():
    x = np.arange(16.0).reshape(4, 4)
    assert pool2d(x, PoolSpec(2, mode="mean")).mean() == x.mean()
    ragged = np.arange(25.0).reshape(5, 5)
    assert pool2d(ragged, PoolSpec(2, mode="mean")).mean() == 9.0 != ragged.mean()


def test_one_by_one_outputs_and_single_channels_stay():
    x = np.arange(4).reshape(2, 2)
    assert pool2d(x, PoolSpec(2)).shape == (1, 1)
    assert pool2d(x[..., None], PoolSpec(2)).shape == (1, 1, 1)
    assert pool2d(x[None, ..., None], PoolSpec(2)).shape == (1, 1, 1, 1)
    assert pool2d(np.array([[7]]), PoolSpec(1)).tolist() == [[7]]


def test_a_cell_in_every_row_and_column_of_a_photograph_counts():
    photo = np.zeros((224, 224), dtype=np.uint8)
    photo[np.arange(224), np.arange(224)[::-1]] = np.arange(1, 225)
    pooled = pool2d(photo, PoolSpec(2))
    assert pooled.shape == (112, 112)
    assert pooled.size == 12544
    assert pooled[np.arange(112), np.arange(112)[::-1]].tolist() == list(range(2, 225, 2))


# Ties


def test_the_first_of_equals_wins():
    check(np.ones((4, 4)), np.ones((2, 2)), kernel_size=2, indices=[[0, 2], [8, 10]])
    check(np.ones((4, 4)), np.ones((2, 2)), kernel_size=2, mode="min", indices=[[0, 2], [8, 10]])
    x = [[0, 5, 5], [5, 0, 5], [0, 5, 0]]
    check(x, [[5, 5], [5, 5]], kernel_size=2, stride=1, indices=[[1, 1], [3, 5]])
    check(x, [[5]], kernel_size=3, indices=[[1]])
    check([[0, 7, 0], [7, 0, 7]], [[7]], kernel_size=(2, 3), indices=[[1]])


def test_zero_and_minus_zero_are_equal():
    check([[-0.0, 0.0]], [[0.0]], kernel_size=(1, 2), indices=[[0]])
    check([[0.0, -0.0]], [[0.0]], kernel_size=(1, 2), indices=[[0]], mode="min")


# NaN and infinity


def test_a_nan_propagates():
    x = [[1, NAN, 3, 4], [NAN, 6, 7, 8]]
    for mode in ("max", "min"):
        expected = [[NAN, 8 if mode == "max" else 3]]
        check(x, expected, kernel_size=2, mode=mode, indices=[[1, 7 if mode == "max" else 2]])
    check(x, [[NAN, 5.5]], kernel_size=2, mode="mean")
    check(x, [[NAN, 22]], kernel_size=2, mode="sum")
    check(x, [[NAN, math.sqrt(138)]], kernel_size=2, mode="lp")
    check(x, [[1, 3]], kernel_size=2, mode="subsample", indices=[[0, 2]])


def test_a_nan_is_left_out():
    x = [[NAN, 1, NAN, NAN], [NAN, 6, NAN, NAN]]
    omit = {"kernel_size": 2, "nan_policy": "omit"}
    check(x, [[6, NAN]], indices=[[5, 2]], **omit)
    check(x, [[1, NAN]], mode="min", indices=[[1, 2]], **omit)
    check(x, [[3.5, NAN]], mode="mean", **omit)
    check(x, [[7, NAN]], mode="sum", **omit)
    check(x, [[math.sqrt(37), NAN]], mode="lp", **omit)
    check(x, [[1, NAN]], mode="subsample", indices=[[1, 2]], **omit)


def test_omitting_divides_by_what_is_left():
    x = [[NAN, 2.0], [4.0, 6.0]]
    asked = {"kernel_size": 3, "padding": ((1, 0), (1, 0)), "mode": "mean", "nan_policy": "omit"}
    check(x, [[4]], **asked)
    check(x, [[12 / 8]], count_include_pad=True, **asked)
    check([[NAN]], [[NAN]], **(asked | {"kernel_size": 2}), count_include_pad=True)


def test_infinities_are_ordinary():
    x = [[-INF, -INF, INF, 1], [-INF, -INF, -INF, 1]]
    check(x, [[-INF, INF]], kernel_size=2, indices=[[0, 2]])
    check(x, [[-INF, -INF]], kernel_size=2, mode="min", indices=[[0, 6]])
    check(x, [[-INF, NAN]], kernel_size=2, mode="mean")
    check(x, [[-INF, NAN]], kernel_size=2, mode="sum")
    check(x, [[INF, INF]], kernel_size=2, mode="lp")
    check(x, [[-INF, INF]], kernel_size=2, stride=2, padding="same", nan_policy="omit")
    check([[-INF]], [[-INF]], kernel_size=3, padding=1)


@pytest.mark.parametrize("bad", [NAN, INF, -INF, 1e300])
@pytest.mark.parametrize("mode", ["mean", "sum", "lp"])
@pytest.mark.parametrize("stride", [1, 5])
def test_one_wild_cell_disturbs_no_other_window(bad, mode, stride):
    x = np.linspace(0, 1, 20 * 20).reshape(20, 20)
    calm = pool2d(x, PoolSpec(5, stride=stride, mode=mode))
    x[7, 8] = 1e150 if mode == "lp" and bad == 1e300 else bad
    wild = pool2d(x, PoolSpec(5, stride=stride, mode=mode))
    starts = np.arange(0, 16, stride)
    touched = np.ix_((starts <= 7) & (starts > 2), (starts <= 8) & (starts > 3))
    assert touched[0].size == 5 // stride
    assert not np.isclose(calm[touched], wild[touched]).any()
    wild[touched] = calm[touched]
    np.testing.assert_allclose(wild, calm, rtol=1e-14)
