"""Convolution, rectifier, and the kernels."""

import numpy as np
import pytest

from poolviz.core import KERNELS, PoolSpec, SpecError, conv2d, pool2d, relu
from tests import oracle
from tests.core.checks import FOUR
from tests.core.pooling.test_pooling_random import LAYOUTS, laid_out, random_values, some


def test_the_kernels_are_the_known_ones():
    assert {name: kernel.tolist() for name, kernel in KERNELS.items()} == {
        "edge": [[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]],
        "emboss": [[-2, -1, 0], [-1, 1, 1], [0, 1, 2]],
        "prewitt_vertical": [[-1, 0, 1], [-1, 0, 1], [-1, 0, 1]],
        "prewitt_horizontal": [[-1, -1, -1], [0, 0, 0], [1, 1, 1]],
        "sobel_vertical": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
        "sobel_horizontal": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
        "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
        "blur": [[0.0625, 0.125, 0.0625], [0.125, 0.25, 0.125], [0.0625, 0.125, 0.0625]],
        "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    }


def test_nobody_changes_a_kernel():
    with pytest.raises(ValueError, match="read-only"):
        KERNELS["edge"][0, 0] = 5
    with pytest.raises(TypeError):
        KERNELS["edge"] = KERNELS["blur"]


def test_the_kernel_is_not_flipped():
    step = np.array([[0, 0, 1, 1]] * 3)
    np.testing.assert_array_equal(conv2d(step, KERNELS["prewitt_vertical"]), [[3, 3]])
    np.testing.assert_array_equal(conv2d(step, KERNELS["sobel_vertical"]), [[4, 4]])
    np.testing.assert_array_equal(conv2d(step.T, KERNELS["sobel_horizontal"]), [[4], [4]])
    np.testing.assert_array_equal(conv2d(step, KERNELS["prewitt_horizontal"]), [[0, 0]])
    np.testing.assert_array_equal(conv2d(FOUR, [[1, 0], [0, 0]]), FOUR[:3, :3])


def test_same_pads_with_zeros_and_the_odd_one_goes_to_the_end():
    x = np.array([[1, 2, 3]])
    np.testing.assert_array_equal(conv2d(x, [[1, 10]], "same"), [[21, 32, 3]])
    np.testing.assert_array_equal(conv2d(x, [[1, 10, 100]], "same"), [[210, 321, 32]])
    np.testing.assert_array_equal(conv2d(x, [[1, 10, 100, 1000]], "same"), [[3210, 321, 32]])
    np.testing.assert_array_equal(conv2d(x.T, [[1], [10]], "same"), [[21], [32], [3]])


def test_edges_of_the_4x4():
    np.testing.assert_array_equal(
        conv2d(FOUR, KERNELS["edge"]), [[9 * 11 - 88, 9 * 5 - 79], [9 * 13 - 78, 9 * 7 - 71]]
    )
    assert conv2d(np.full((5, 5), 7), KERNELS["edge"])[0, 0] == 0
    np.testing.assert_array_equal(conv2d(FOUR, KERNELS["identity"], "same"), FOUR)


def test_emboss_then_pool_of_400():
    embossed = conv2d(np.zeros((400, 400)), KERNELS["emboss"])
    assert embossed.shape == (398, 398)
    assert pool2d(embossed, PoolSpec(2, padding="same")).shape == (199, 199)


@pytest.mark.long(of=3)
@pytest.mark.parametrize("kernel_dtype", ["i1", ">i8", "f4", "f8"])
@pytest.mark.parametrize("dtype", ["?", "u1", "i4", "f2", ">f4", "f8"])
def test_random_convolutions(dtype, kernel_dtype):
    for case in range(60):
        rng = np.random.default_rng([case, *dtype.encode(), *kernel_dtype.encode()])
        lead, axes = some(rng, LAYOUTS)
        plane = tuple(int(n) for n in rng.integers(5, 10, 2))
        stack = random_values(rng, (*lead, *plane), dtype, "mean")
        if stack.dtype.kind == "f":
            stack[~np.isfinite(stack)] = 0
        kernel = laid_out(rng, rng.integers(-4, 5, rng.integers(1, 6, 2)).astype(kernel_dtype))
        spatial = axes or oracle.DEFAULT_AXES[stack.ndim]
        x = laid_out(rng, np.moveaxis(stack, (-2, -1), spatial))
        padding = some(rng, ["valid", "same"])
        got = conv2d(x, kernel, padding, axes=axes)
        assert got.flags.owndata
        if x.dtype.kind == "f":
            assert got.dtype == x.dtype.newbyteorder("=")
        else:
            assert got.dtype == (np.int64 if kernel.dtype.kind == "i" else np.float64)
        planes, result = (np.moveaxis(a, spatial, (-2, -1)) for a in (x, got))
        for one in np.ndindex(*lead):
            want = np.array(oracle.correlate(planes[one], kernel, padding))
            np.testing.assert_array_equal(result[one], want.astype(got.dtype))


def test_integers_are_exact_up_to_64_bits():
    x = np.array([[2**62 + 1, -3]])
    assert conv2d(x, [[1, 0]]).tolist() == [[2**62 + 1]]
    assert conv2d(np.array([[2**60 + 1]], np.uint64), [[-7]]).tolist() == [[-7 * (2**60 + 1)]]
    with pytest.raises(SpecError, match="allowed are products of at most"):
        conv2d(x, [[1, 1]])
    with pytest.raises(SpecError, match="allowed are products"):
        conv2d(np.array([[2**64 - 1]], np.uint64), [[0]])


def test_a_zero_weight_reads_nothing():
    x = np.ones((5, 5))
    x[2, 2] = np.nan
    x[0, 0] = np.inf
    got = conv2d(x, KERNELS["identity"], "same")
    np.testing.assert_array_equal(got, x)
    assert np.isnan(conv2d(x, KERNELS["blur"], "same")).sum() == 9


def test_negative_becomes_zero():
    np.testing.assert_array_equal(relu([-2, 0, 3]), [0, 0, 3])
    assert relu(np.float32(-1.5)) == 0
    x = np.array([[-np.inf, np.nan, np.inf, -0.5]], np.float32)
    np.testing.assert_array_equal(relu(x), np.array([[0, np.nan, np.inf, 0]], np.float32))


@pytest.mark.parametrize("dtype", ["?", "u1", "i1", ">i4", "f2", "f8"])
def test_a_rectified_array_is_new_and_of_its_type(dtype):
    x = np.array([[0, 1], [1, 0]], dtype)
    for view in (x, x.T, x[::-1], np.broadcast_to(x[:1], (2, 2))):
        got = relu(view)
        np.testing.assert_array_equal(got, view)
        assert got.dtype == x.dtype.newbyteorder("=")
        assert not np.shares_memory(got, x)


def test_an_edge_filter_condenses():
    """After filter and detection few cells are left; pooling raises the share that is lit."""
    x = np.zeros((32, 32))
    x[8:24, 8:24] = 1
    lit = relu(conv2d(x, KERNELS["edge"], "same"))
    pooled = pool2d(lit, PoolSpec(2))
    assert (lit != 0).mean() == pytest.approx(60 / 1024)
    assert (pooled != 0).mean() == pytest.approx(28 / 256)


@pytest.mark.parametrize(
    ("x", "kernel", "padding", "named"),
    [
        (FOUR, np.ones((5, 1)), "valid", "kernel_size 5, but the input has only 4 rows"),
        (FOUR, [1, 2], "valid", r"kernel has shape \(2,\)"),
        (FOUR, np.ones((2, 0)), "valid", "kernel has shape"),
        (FOUR, [[1j]], "valid", "kernel has dtype complex128"),
        (FOUR, [["1"]], "valid", "kernel has dtype"),
        (FOUR, [[1]], "full", "padding is 'full'; allowed are 'valid' and 'same'"),
        (FOUR, [[1]], 1, "padding is 1"),
        (FOUR.astype(object), [[1]], "valid", "x has dtype object"),
        (np.ones((0, 4)), [[1]], "same", "height of x is 0"),
        (np.ones(4), [[1]], "same", "axes"),
    ],
)
def test_refusals(x, kernel, padding, named):
    with pytest.raises(SpecError, match=named):
        conv2d(x, kernel, padding)


def test_what_cannot_be_rectified():
    with pytest.raises(SpecError, match="complex"):
        relu([1j])
