"""What holds for every picture."""

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from poolviz.core import PoolSpec, pool2d, repeat_pool
from tests import oracle

law = settings(derandomize=True, max_examples=60, deadline=None, database=None)

small = st.integers(1, 4)
pairs = st.tuples(small, small)
whole = npst.arrays(
    np.int64, st.tuples(st.integers(4, 12), st.integers(4, 12)), elements=st.integers(-50, 50)
)
real = npst.arrays(
    np.float64,
    st.tuples(st.integers(4, 10), st.integers(4, 10)),
    elements=st.floats(-1e6, 1e6) | st.sampled_from([0.0, -0.0, np.inf, -np.inf, np.nan]),
)
asked = st.fixed_dictionaries(
    {
        "kernel_size": pairs,
        "stride": st.none() | pairs,
        "padding": st.sampled_from(["valid", "same"]),
        "ceil_mode": st.booleans(),
    }
)


@law
@given(real, asked, st.sampled_from(["propagate", "omit"]))
def test_min_is_the_negative_max_of_the_negative(x, asked, nan_policy):
    highest = PoolSpec(mode="max", nan_policy=nan_policy, **asked)
    lowest = PoolSpec(mode="min", nan_policy=nan_policy, **asked)
    values, indices = pool2d(-x, highest, return_indices=True)
    low_values, low_indices = pool2d(x, lowest, return_indices=True)
    np.testing.assert_array_equal(low_values, -values)
    np.testing.assert_array_equal(low_indices, indices)


@law
@given(whole, asked, st.lists(st.integers(0, 1000), min_size=101, max_size=101))
def test_max_min_and_subsample_commute_with_rising_maps(x, asked, steps):
    rising = np.cumsum(steps)
    for mode in oracle.PICKING_MODES:
        spec = PoolSpec(mode=mode, **asked)
        np.testing.assert_array_equal(pool2d(rising[x + 50], spec), rising[pool2d(x, spec) + 50])


@law
@given(whole, asked, st.integers(-9, 9), st.integers(-9, 9), st.booleans())
def test_mean_and_sum_are_linear(x, asked, a, b, counted):
    y = x[::-1, ::-1] ** 2
    for mode in ("mean", "sum"):
        spec = PoolSpec(mode=mode, count_include_pad=counted, **asked)
        apart = a * pool2d(x, spec) + b * pool2d(y, spec)
        np.testing.assert_allclose(pool2d(a * x + b * y, spec), apart, rtol=1e-12, atol=1e-9)


@law
@given(st.integers(-100, 100), asked)
def test_a_flat_picture_stays_flat(level, asked):
    x = np.full((9, 7), level)
    for mode in ("max", "min", "mean", "subsample"):
        assert (pool2d(x, PoolSpec(mode=mode, **asked)) == level).all()


@law
@given(real, asked, st.sampled_from(oracle.MODES), pairs)
def test_transposing_commutes(x, asked, mode, dilation):
    assume(asked["padding"] == "valid" or max(dilation) < 4)
    reach = [d * (k - 1) + 1 for k, d in zip(asked["kernel_size"], dilation, strict=True)]
    assume(all(n <= size for n, size in zip(reach, x.shape, strict=True)))
    x[np.isinf(x)] = 7.0
    asked = asked | {"mode": mode, "dilation": dilation}
    turned = {
        name: value[::-1] if isinstance(value, tuple) else value for name, value in asked.items()
    }
    across = pool2d(x.T, PoolSpec(**turned))
    along = pool2d(x, PoolSpec(**asked))
    np.testing.assert_allclose(across.T, along, rtol=1e-9, atol=1e-9)


@law
@given(real, pairs, pairs, st.sampled_from(oracle.MODES))
def test_shifting_by_the_stride_shifts_the_output(x, kernel_size, stride, mode):
    assume(all(n >= k + s for n, k, s in zip(x.shape, kernel_size, stride, strict=True)))
    spec = PoolSpec(kernel_size, stride=stride, mode=mode)
    shifted = pool2d(x[stride[0] :, stride[1] :], spec)
    np.testing.assert_allclose(shifted, pool2d(x, spec)[1:, 1:], rtol=1e-12, atol=1e-9)


@law
@given(whole)
def test_one_window_over_everything_is_the_global_reduction(x):
    expected = {
        "max": x.max(),
        "min": x.min(),
        "sum": x.sum(),
        "mean": x.mean(),
        "subsample": x[0, 0],
        "lp": np.sqrt((x**2).sum()),
    }
    for mode, value in expected.items():
        np.testing.assert_allclose(pool2d(x, PoolSpec(x.shape, mode=mode)), [[value]], rtol=1e-12)


@law
@given(real, st.integers(1, 5), st.sampled_from(["max", "min"]))
def test_two_pools_of_stride_one_are_one_larger_pool(x, kernel_size, mode):
    assume(2 * kernel_size - 1 <= min(x.shape))
    twice = repeat_pool(x, PoolSpec(kernel_size, stride=1, mode=mode), 2)[-1]
    once = pool2d(x, PoolSpec(2 * kernel_size - 1, stride=1, mode=mode))
    np.testing.assert_array_equal(twice, once)


@law
@given(st.integers(2, 3), st.integers(1, 3), st.integers(0, 9), st.integers(0, 2**32 - 1))
def test_repeated_pools_are_one_pool_of_a_block(kernel_size, repeats, ragged, seed):
    block = kernel_size**repeats
    x = np.random.default_rng(seed).integers(-99, 99, size=(2 * block + ragged, block))
    for mode in ("max", "min", "sum", "subsample"):
        levels = repeat_pool(x, PoolSpec(kernel_size, mode=mode), repeats)
        np.testing.assert_array_equal(levels[-1], pool2d(x, PoolSpec(block, mode=mode)))
    means = repeat_pool(x, PoolSpec(kernel_size, mode="mean"), repeats)[-1]
    np.testing.assert_allclose(means, pool2d(x, PoolSpec(block, mode="mean")), atol=1e-12)


@law
@given(st.integers(2, 3), st.integers(0, 53), st.integers(0, 53))
def test_a_dot_lands_in_the_block_that_holds_it(kernel_size, row, col):
    x = np.zeros((54, 54), dtype=bool)
    x[row, col] = True
    for level, pooled in enumerate(repeat_pool(x, PoolSpec(kernel_size, padding="same"), 3)):
        block = kernel_size**level
        assert np.argwhere(pooled).tolist() == [[row // block, col // block]]


@law
@given(whole, pairs, pairs)
def test_subsampling_is_a_strided_slice(x, kernel_size, stride):
    spec = PoolSpec(kernel_size, stride=stride, mode="subsample")
    rows, cols = (n - k + 1 for n, k in zip(x.shape, kernel_size, strict=True))
    expected = x[: rows : stride[0], : cols : stride[1]]
    np.testing.assert_array_equal(pool2d(x, spec), expected)


@law
@given(real, asked, st.sampled_from(oracle.PICKING_MODES), st.sampled_from(["propagate", "omit"]))
def test_an_index_leads_to_the_value(x, asked, mode, nan_policy):
    spec = PoolSpec(mode=mode, nan_policy=nan_policy, **asked)
    values, indices = pool2d(x, spec, return_indices=True)
    np.testing.assert_array_equal(values, x.ravel()[indices])
    for row, col in np.ndindex(values.shape):
        window = spec.window_at(x.shape, row, col)
        place = divmod(int(indices[row, col]), x.shape[1])
        assert place[0] in window.rows.real
        assert place[1] in window.cols.real


@law
@given(whole, asked)
def test_the_mean_lies_between_and_makes_the_sum(x, asked):
    low, mean, high, total = (
        pool2d(x, PoolSpec(mode=mode, **asked)) for mode in ("min", "mean", "max", "sum")
    )
    assert (low <= mean).all()
    assert (mean <= high).all()
    spec = PoolSpec(**asked)
    cells = [[spec.window_at(x.shape, *at).cells for at in np.ndindex(mean.shape)]]
    np.testing.assert_allclose(mean * np.reshape(cells, mean.shape), total, rtol=1e-12)
    length = pool2d(np.abs(x), PoolSpec(mode="lp", norm_type=1, **asked))
    np.testing.assert_allclose(length, pool2d(np.abs(x), PoolSpec(mode="sum", **asked)), rtol=1e-12)


@law
@given(st.integers(0, 2**32 - 1), asked, st.sampled_from(oracle.MODES))
def test_channels_and_batches_know_nothing_of_each_other(seed, asked, mode):
    x = np.random.default_rng(seed).integers(0, 9, size=(2, 6, 7, 3))
    spec = PoolSpec(mode=mode, **asked)
    alone = [[pool2d(x[n, :, :, c], spec) for c in range(3)] for n in range(2)]
    np.testing.assert_array_equal(pool2d(x, spec), np.moveaxis(alone, 1, -1))
    channels_first = pool2d(np.moveaxis(x, -1, 1), spec, axes=(-2, -1))
    np.testing.assert_array_equal(channels_first, alone)
