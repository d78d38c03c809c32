"""What the table says of other libraries, by asking those that are installed.

They are the extra "bench"; without them these tests are skipped. Where a cell of the table is
empty, the library agrees, which is tested as well.
"""

import itertools
import math
import warnings

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, pool2d

NAN, INF = math.nan, math.inf
X = np.random.default_rng(0).normal(size=(7, 9)).astype(np.float32)
SIGNED = np.array([[-1, -2], [-3, 4]], np.float32)
INTEGERS = ["uint8", "int8", "int16", "int32", "int64", "uint16", "uint32", "uint64", "bool"]


def agree(got, want):
    np.testing.assert_allclose(got, want, rtol=1e-5, atol=1e-5)


def sweep(kernels, strides, paddings, **more):
    """Yield sizes and parameters that have a pooling."""
    for asked in itertools.product(kernels, strides, paddings, *more.values()):
        known = dict(zip(("kernel_size", "stride", "padding", *more), asked, strict=True))
        for size in ((7, 9), (5, 6), (9, 9), (4, 4)):
            try:
                PoolSpec(**known).output_shape(size)
            except SpecError:
                continue
            yield np.resize(X, size), dict(known)


def accepted(pool, names):
    """Return which of the integer types a library pools, and assert that it keeps them."""
    found = set()
    for name in names:
        try:
            got = pool(np.array([[0, 1], [1, 1]]).astype(name))
        except Exception:
            continue
        assert got.dtype == name
        assert got.item() == 1
        found.add(name)
    return found


# PyTorch


@pytest.fixture(scope="module")
def torch():
    return pytest.importorskip("torch")


def test_pytorch_agrees(torch):
    functional = torch.nn.functional
    cases = sweep(
        (1, 2, 3, 4), (1, 2, 3), (0, 1, 2), ceil_mode=(False, True), count_include_pad=(False, True)
    )
    seen = 0
    for x, asked in cases:
        if asked["padding"] > asked["kernel_size"] // 2:
            continue
        mean = functional.avg_pool2d(torch.tensor(x)[None, None], **asked)
        agree(mean[0, 0].numpy(), pool2d(x, PoolSpec(mode="mean", **asked)))
        asked.pop("count_include_pad")
        got = functional.max_pool2d(torch.tensor(x)[None, None], **asked, return_indices=True)
        want = pool2d(x, PoolSpec(**asked), return_indices=True)
        for one, other in zip(got, want, strict=True):
            np.testing.assert_array_equal(one[0, 0].numpy(), other)
        seen += 1
    assert seen > 200


def test_what_pytorch_does_otherwise(torch):
    functional = torch.nn.functional

    def tensor(x):
        return torch.tensor(np.asarray(x))[None, None]

    counted = functional.avg_pool2d(tensor(X), 3, 2, 1)[0, 0].numpy()
    agree(counted, pool2d(X, PoolSpec(3, 2, "mean", 1, count_include_pad=True)))
    for refused in [
        lambda: functional.max_pool2d(tensor(X), 3, 2, (1, 2, 1, 2)),
        lambda: functional.max_pool2d(tensor(X), 3, 2, 2),
        lambda: functional.max_pool2d(tensor(X), 3, 2, "same"),
        lambda: functional.lp_pool2d(tensor(X), 2, 2, padding=1),
        lambda: functional.avg_pool2d(tensor(X), 2, dilation=2),
    ]:
        with pytest.raises((RuntimeError, TypeError)):
            refused()
    assert functional.lp_pool2d(tensor(SIGNED), 3, 2).item() == pytest.approx(3.04, abs=0.005)
    assert functional.lp_pool2d(tensor(np.ones((3, 3))), 2, 2, ceil_mode=True)[0, 0, 1, 1] == 2
    two = [[NAN, 1.0], [NAN, 2.0]]
    assert functional.max_pool2d(tensor(two), 2, return_indices=True)[1].item() == 2
    assert pool2d(two, PoolSpec(2), return_indices=True)[1].item() == 0
    assert functional.max_pool2d(tensor(np.full((2, 2), -INF)), 2).item() == -INF
    whole = accepted(lambda x: functional.max_pool2d(tensor(x), 2).numpy(), INTEGERS)
    assert whole == {"uint8", "int8", "int16", "int32", "int64"}
    assert functional.avg_pool2d(tensor([[0, 1], [1, 1]]), 2).item() == 0
    assert functional.avg_pool2d(tensor([[0, 1], [1, 1]]), 2, divisor_override=1).item() == 3


# TensorFlow and Keras


@pytest.fixture(scope="module")
def tf():
    return pytest.importorskip("tensorflow")


def test_tensorflow_agrees(tf):
    seen = 0
    for x, asked in sweep((1, 2, 3, (2, 3)), (1, 2, (2, 3)), ("valid", "same")):
        how = asked["kernel_size"], asked["stride"], asked["padding"].upper()
        for mode, pool in (("max", tf.nn.max_pool2d), ("mean", tf.nn.avg_pool2d)):
            got = pool(x[None, ..., None], *how)[0, ..., 0].numpy()
            agree(got, pool2d(x, PoolSpec(mode=mode, **asked)))
        seen += 1
    assert seen > 60


def test_what_tensorflow_does_otherwise(tf):
    from keras import ops

    def tensor(x):
        return tf.constant(np.asarray(x))[None, ..., None]

    def most(x):
        return tf.nn.max_pool2d(tensor(x), 2, 2, "VALID").numpy()

    sides = [[0, 0], [1, 0], [0, 2], [0, 0]]
    got = tf.nn.max_pool2d(tensor(X), 3, 2, sides)[0, ..., 0].numpy()
    agree(got, pool2d(X, PoolSpec(3, 2, padding=((1, 0), (0, 2)))))
    got = tf.nn.pool(tensor(X), [2, 2], "AVG", [1, 1], "VALID", dilations=[2, 2])[0, ..., 0]
    agree(got.numpy(), pool2d(X, PoolSpec(2, 1, "mean", dilation=2)))
    for refused in [
        lambda: tf.nn.avg_pool2d(tensor(X), 3, 2, sides),
        lambda: ops.max_pool(tensor(X), 3, 2, padding=1),
        lambda: tf.nn.pool(tensor(X), [2, 2], "MAX", [2, 2], "VALID", dilations=[2, 2]),
        lambda: tf.nn.pool(tensor(X), [2, 2], "MAX", [1, 1], "SAME", dilations=[2, 2]),
        lambda: tf.nn.max_pool2d(tensor(X), 3, padding="VALID"),
        lambda: tf.nn.avg_pool2d(tensor([[0, 1], [1, 1]]), 2, 2, "VALID"),
    ]:
        with pytest.raises((TypeError, ValueError, AttributeError, tf.errors.OpError)):
            refused()
    assert ops.max_pool(tensor(X), 3).shape == (1, 2, 3, 1)
    lowest = np.finfo(np.float32).min
    for cells in itertools.permutations([1, NAN, 2, 3]):
        assert most(np.reshape(cells, (2, 2)).astype(np.float32)).item() == 3
    for only in (NAN, -INF):
        assert most(np.full((2, 2), only, np.float32)).item() == lowest
    assert accepted(most, INTEGERS) == {*INTEGERS} - {"bool", "uint32", "uint64"}
    x = np.random.default_rng(2).normal(size=(2, 4, 6, 3)).astype(np.float32)
    places = tf.nn.max_pool_with_argmax(x, 2, 2, "VALID")[1].numpy()
    want = pool2d(x, PoolSpec(2), return_indices=True)[1]
    np.testing.assert_array_equal(places, want * 3 + np.arange(3))


# ONNX


@pytest.fixture(scope="module")
def onnx():
    """Return a function that runs one operator in onnxruntime."""
    runtime = pytest.importorskip("onnxruntime")
    onnx = pytest.importorskip("onnx")
    runtime.set_default_logger_severity(4)

    def run(operator, x, opset=22, outputs=1, inferred=False, **attributes):
        helper = onnx.helper
        x = np.asarray(x)
        x = x.reshape((1,) * (4 - x.ndim) + x.shape)
        kind = helper.np_dtype_to_tensor_dtype(x.dtype)
        node = helper.make_node(operator, ["x"], ["y", "i"][:outputs], **attributes)
        values = [helper.make_tensor_value_info("y", kind, None)]
        if outputs == 2:
            values.append(helper.make_tensor_value_info("i", onnx.TensorProto.INT64, None))
        inputs = [helper.make_tensor_value_info("x", kind, x.shape)]
        graph = helper.make_graph([node], "g", inputs, values)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
        model.ir_version = 8
        if inferred:
            shapes = onnx.shape_inference.infer_shapes(model, strict_mode=True)
            return tuple(d.dim_value for d in shapes.graph.output[0].type.tensor_type.shape.dim)
        session = runtime.InferenceSession(model.SerializeToString())
        found = session.run(None, {"x": x})
        return found if outputs == 2 else found[0]

    return run


def test_onnx_agrees(onnx):
    seen = 0
    paddings = (0, 1, ((1, 0), (0, 2)))
    cases = sweep(
        (2, 3), (1, 2, 3), paddings, ceil_mode=(False, True), count_include_pad=(False, True)
    )
    for x, asked in cases:
        spec = PoolSpec(**asked)
        (top, bottom), (left, right) = spec.padding
        if max(top, bottom, left, right) >= asked["kernel_size"]:
            continue
        shared = {
            "kernel_shape": spec.kernel_size,
            "strides": spec.strides,
            "pads": [top, left, bottom, right],
            "ceil_mode": int(spec.ceil_mode),
        }
        counted = int(spec.count_include_pad)
        for mode, operator, more in [
            ("max", "MaxPool", {}),
            ("mean", "AveragePool", {"count_include_pad": counted}),
            ("lp", "LpPool", {"p": 2}),
        ]:
            got = onnx(operator, x, **shared, **more)[0, 0]
            agree(got, pool2d(x, PoolSpec(mode=mode, **asked)))
        seen += 1
    assert seen > 60


def test_what_onnx_does_otherwise(onnx):
    pair = {"kernel_shape": [2, 2]}
    assert onnx("MaxPool", X, kernel_shape=[3, 3]).shape[2:] == (5, 7)  # stride 1
    for where, sides in [("UPPER", "same"), ("LOWER", ((1, 0), (1, 0)))]:
        got = onnx("MaxPool", X, strides=[2, 2], auto_pad=f"SAME_{where}", **pair)[0, 0]
        agree(got, pool2d(X, PoolSpec(2, padding=sides)))
    asked = {"kernel_shape": [4, 4], "strides": [4, 4], "pads": [2] * 4, "ceil_mode": 1}
    nine = np.ones((9, 9), np.float32)
    assert onnx("MaxPool", nine, opset=21, inferred=True, **asked)[2:] == (4, 4)
    assert onnx("MaxPool", nine, opset=22, inferred=True, **asked)[2:] == (3, 3)
    places = itertools.permutations([1, NAN, 2, 3])
    cells = [np.reshape(place, (2, 2)).astype(np.float32) for place in places]
    assert {str(onnx("MaxPool", x, **pair).item()) for x in cells} >= {"nan", "3.0"}
    low = onnx("MaxPool", np.full((2, 2), -INF, np.float32), **pair).item()
    assert low == np.finfo(np.float32).min
    assert accepted(lambda x: onnx("MaxPool", x, **pair), INTEGERS) == {"int8", "uint8"}
    for operator in ("AveragePool", "LpPool"):
        assert not accepted(lambda x: onnx(operator, x, **pair), INTEGERS)  # noqa: B023
        with pytest.raises(Exception, match="implement"):
            onnx(operator, np.ones((2, 2)), **pair)
    assert onnx("LpPool", SIGNED, p=3, **pair).item() == pytest.approx(4.64, abs=0.005)
    with pytest.raises(Exception, match="LpPool"):
        onnx("LpPool", SIGNED, p=1.5, **pair)
    with pytest.raises(Exception, match="smaller than kernel"):
        onnx("MaxPool", X, dilations=[3, 3], pads=[2] * 4, **pair)
    for operator, since in (("MaxPool", 10), ("LpPool", 18), ("AveragePool", 19)):
        onnx(operator, X, opset=since, dilations=[2, 2], **pair)
        with pytest.raises(Exception, match="dilations"):
            onnx(operator, X, opset=since - 1, dilations=[2, 2], **pair)
    x = np.random.default_rng(2).normal(size=(2, 3, 4, 6)).astype(np.float32)
    places = onnx("MaxPool", x, outputs=2, strides=[2, 2], **pair)[1]
    want = pool2d(x, PoolSpec(2), axes=(-2, -1), return_indices=True)[1]
    np.testing.assert_array_equal(places, want + np.arange(6).reshape(2, 3, 1, 1) * 24)


# scikit-image


def test_what_scikit_image_does():
    measure = pytest.importorskip("skimage.measure")

    def pool(x, function):
        return measure.block_reduce(np.asarray(x), (2, 2), function)

    x = np.arange(1.0, 26).reshape(5, 5)
    for function, mode in [(np.max, "max"), (np.min, "min"), (np.mean, "mean"), (np.sum, "sum")]:
        for dtype in ("u1", "i2", "f2", "f8"):
            whole = x[:4, :4].astype(dtype)
            got, want = pool(whole, function), pool2d(whole, PoolSpec(2, mode=mode))
            np.testing.assert_array_equal(got, want)
            assert got.dtype == want.dtype
    assert measure.block_reduce(np.ones((4, 4, 2)), 2, np.sum).tolist() == [[[8], [8]]] * 2
    assert pool(x, np.mean)[2, 2] == 25 / 4  # the overhang is zeros, and counted
    assert pool(-x, np.max)[2, 2] == 0
    assert pool(x, np.min)[2, 2] == 0
    assert np.isnan(pool([[1, NAN], [2, 3]], np.max))
    assert pool(np.full((2, 2), -INF), np.max) == -INF
    for function in (np.nanmax, np.nanmean):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            assert np.isnan(pool(np.full((2, 2), NAN), function))
        assert caught
