"""Code to copy, and what the frameworks do otherwise."""

import ast
import dataclasses
import math
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from poolviz.core import (
    PoolSpec,
    SpecError,
    differences,
    differences_table,
    effective_kernel_size,
    pool2d,
    snippet,
)
from poolviz.core.explain.differences import FRAMEWORKS
from poolviz.core.explain.snippet_axes import symmetric, word_of_padding
from tests import oracle
from tests.core.checks import FOUR
from tests.core.pooling.test_pooling_random import random_parameters, random_values, some

LIBRARIES = ("numpy", "pytorch", "keras")


def run(code, x):
    names = {}
    exec(compile(code, "<snippet>", "exec"), names)
    return names["pool"](x)


@pytest.mark.long(of=3)
@pytest.mark.parametrize("mode", oracle.MODES)
@pytest.mark.parametrize("dtype", ["?", "u1", "i8", "f4", "f8"])
def test_the_numpy_code_gives_the_numbers(dtype, mode):
    """Warnings are errors: no empty slice, no division by zero."""
    answered = 0
    for case in range(60):
        rng = np.random.default_rng([case, *dtype.encode(), *mode.encode()])
        x = random_values(rng, tuple(rng.integers(2, 10, 2)), dtype, mode)
        if x.dtype.kind == "f":
            x[np.isinf(x)] = 3
        elif x.dtype.itemsize == 8:
            x //= 2**40
        asked = random_parameters(rng, mode)
        try:
            want, _ = oracle.pool(x, **asked)
        except oracle.RefusedError:
            continue
        got = run(snippet(PoolSpec(**asked), "numpy"), x)
        assert got.shape == want.shape
        tolerance = 1e-6 if dtype == "f4" else 1e-12
        np.testing.assert_allclose(
            got.astype(float), want.astype(float), rtol=tolerance, err_msg=f"{case}: {asked}"
        )
        if mode in oracle.PICKING_MODES:
            assert got.dtype == want.dtype
            np.testing.assert_array_equal(got, want)
        assert not np.shares_memory(got, x)
        answered += 1
    assert answered > 30


def test_the_pytorch_code_gives_the_numbers():
    torch = pytest.importorskip("torch")
    for case in range(300):
        rng = np.random.default_rng(case)
        mode = some(rng, oracle.MODES)
        asked = random_parameters(rng, mode)
        x = random_values(rng, tuple(rng.integers(2, 10, 2)), "f8", mode)
        x[np.isinf(x)] = 3
        try:
            want = pool2d(x, PoolSpec(**asked))
        except SpecError:
            continue
        got = run(snippet(PoolSpec(**asked), "pytorch"), torch.tensor(x)[None, None])
        np.testing.assert_allclose(got[0, 0].numpy(), want, rtol=1e-12, err_msg=f"{case}: {asked}")


def test_pytorch_makes_a_window_of_an_input_that_is_smaller():
    torch = pytest.importorskip("torch")
    for mode, size in (("max", 1), ("mean", 1), ("max", 3)):
        asked = {"kernel_size": 4, "stride": 2, "mode": mode, "padding": "same"}
        code = snippet(PoolSpec(**asked, count_include_pad=False), "pytorch")
        assert "ceil_mode=True" in code
        x = np.arange(3.0, 3 + size**2).reshape(size, size)
        want = pool2d(x, PoolSpec(**asked, count_include_pad=False))
        assert run(code, torch.tensor(x)[None, None])[0, 0].tolist() == want.tolist()


def test_the_keras_code_gives_the_numbers():
    pytest.importorskip("keras")
    from keras import ops

    for case in range(300):
        rng = np.random.default_rng(case)
        mode = some(rng, oracle.MODES)
        asked = random_parameters(rng, mode)
        x = random_values(rng, tuple(rng.integers(2, 10, 2)), "f4", mode)
        code = snippet(PoolSpec(**asked), "keras")
        x[np.isnan(x) if "can't express NaN" in code else np.isinf(x)] = 3
        x[np.isinf(x)] = 3
        try:
            want = pool2d(x, PoolSpec(**asked))
        except SpecError:
            continue
        got = ops.convert_to_numpy(run(code, ops.convert_to_tensor(x[None, ..., None])))
        np.testing.assert_allclose(
            got[0, ..., 0], want, rtol=1e-5, atol=1e-6, err_msg=f"{case}: {asked}"
        )


def test_a_plain_pooling_is_one_call():
    assert "return windows.max(axis=(2, 3))" in snippet(PoolSpec(2), "numpy")
    assert "F.max_pool2d(x, kernel_size=2, stride=2)" in snippet(PoolSpec(2), "pytorch")
    keras = snippet(PoolSpec((3, 2), stride=2, mode="mean", padding="same"), "keras")
    assert 'ops.average_pool(x, pool_size=(3, 2), strides=2, padding="same")' in keras
    assert "-F.max_pool2d(-x" in snippet(PoolSpec(2, mode="min"), "pytorch")


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"padding": 1}, "padding=1"),
        ({"padding": 1, "mode": "mean"}, "count_include_pad=False"),
        ({"padding": 1, "mode": "mean", "count_include_pad": True}, "count_include_pad=True"),
        ({"ceil_mode": True, "mode": "mean"}, "ceil_mode=True"),
        ({"dilation": 2}, "dilation=2"),
        ({"mode": "sum"}, "divisor_override=1"),
        ({"mode": "lp", "norm_type": 3}, "x.abs() ** 3.0"),
        ({"mode": "lp", "norm_type": math.inf}, "F.max_pool2d(x.abs(), kernel_size=3, stride=3)"),
        ({"mode": "power-mean", "norm_type": 3, "padding": 1}, "count_include_pad=False"),
        ({"mode": "mean", "divisor_override": 5, "padding": 1}, "padding=1, divisor_override=5)"),
    ],
)
def test_pytorch_has_words_for_it(asked, words):
    code = snippet(PoolSpec(3, **asked), "pytorch")
    assert words in code
    assert "can't express" not in code


@pytest.mark.parametrize(
    ("library", "asked"),
    [
        ("pytorch", {"padding": "same"}),
        ("pytorch", {"padding": ((0, 1), (0, 1))}),
        ("pytorch", {"padding": 2}),
        ("pytorch", {"mode": "mean", "dilation": 2}),
        ("pytorch", {"nan_policy": "omit"}),
        ("pytorch", {"padding": "same", "stride": 2}),
        ("pytorch", {"mode": "subsample", "padding": 1}),
        ("pytorch", {"mode": "subsample", "nan_policy": "omit"}),
        ("keras", {"padding": 1}),
        ("keras", {"dilation": 2}),
        ("keras", {"ceil_mode": True}),
        ("keras", {"nan_policy": "omit"}),
        ("keras", {"mode": "sum", "padding": "same"}),
        ("keras", {"mode": "mean", "padding": "same", "count_include_pad": True}),
    ],
)
def test_what_has_no_call_says_so_in_a_comment(library, asked):
    code = snippet(PoolSpec(3, **asked), library)
    name = {"pytorch": "PyTorch", "keras": "Keras"}[library]
    comments = [line.strip() for line in code.splitlines() if line.strip().startswith("#")]
    assert any(line.startswith(f"# {name} can't express this pooling") for line in comments)


SIZES = range(1, 13)


def windows_of(asked, axis, size):
    """Return the cells of every window along an axis, and what padding counts; None if refused."""
    try:
        line = PoolSpec(**asked).axes((size, 12) if axis == 0 else (12, size))[axis]
    except SpecError:
        return None
    found = [line.window(i) for i in range(line.output_size)]
    return [list(window.real) for window in found], [window.counted for window in found]


def defined(asked):
    """Return whether there is a size of input on which no window is empty."""
    return all(any(windows_of(asked, axis, size) for size in SIZES) for axis in (0, 1))


def said_by_a_slice(asked):
    """Return whether the first cells of the windows are a slice, whatever the size."""

    def fits(axis, start, stop, step):
        for size in SIZES:
            mine = windows_of(asked, axis, size)
            if mine and [cells[0] for cells in mine[0]] != list(range(size))[start:stop:step]:
                return False
        return True

    slices = list(product((0, 1, 2), (None, -1, -2, -3, -4, -5), (1, 2, 3)))
    return defined(asked) and all(any(fits(axis, *s) for s in slices) for axis in (0, 1))


def said_by_one_call(asked, calls):
    """Return whether one of these calls reads the same cells, whatever the size of the input."""
    counts = asked["mode"] == "mean" and asked["count_include_pad"]
    if not defined(asked):
        return False
    for call in calls:
        for axis, size in product((0, 1), SIZES):
            mine, other = windows_of(asked, axis, size), windows_of(asked | call, axis, size)
            if mine is not None and (other is None or mine[: 1 + counts] != other[: 1 + counts]):
                break
        else:
            return True
    return False


def test_other_words_for_a_pooling_read_the_same_cells():
    """Without a framework at hand: what a call is told, told to poolviz."""
    rng = np.random.default_rng(5)
    compared = 0
    for _ in range(300):
        asked = random_parameters(rng, some(rng, ["max", "mean", "sum", "subsample"]))
        spec = PoolSpec(**asked)
        others = [symmetric(spec)]
        if word_of_padding(spec):
            others.append(replace(spec, padding=word_of_padding(spec), ceil_mode=False))
        for other, axis, size in product(filter(None, others), (0, 1), SIZES):
            mine = windows_of(asked, axis, size)
            if mine is not None:
                words = {"padding": other.padding, "ceil_mode": other.ceil_mode}
                told = windows_of(asked | words, axis, size)
                if told is None:  # PyTorch doesn't refuse it: the ceiling of -1 / 2 + 1 is a window
                    room = (
                        size
                        + sum(other.padding[axis])
                        - effective_kernel_size(spec.kernel_size[axis], spec.dilation[axis])
                    )
                    assert other.ceil_mode, (asked, words)
                    assert -spec.strides[axis] < room < 0
                    assert len(mine[0]) == 1
                    continue
                assert told[0] == mine[0], (asked, words, size)
                counts = spec.count_include_pad and spec.mode.divides
                assert told[1] == mine[1] or spec.divisor_override or not counts
                compared += 1
    assert compared > 1000


@pytest.mark.parametrize(
    ("asked", "call"),
    [
        ({"padding": "same", "stride": 1}, "F.max_pool2d(x, kernel_size=3, stride=1, padding=1)"),
        ({"padding": "same", "stride": 1, "mode": "mean"}, "padding=1, count_include_pad=False"),
        ({"padding": "same", "stride": 1, "mode": "sum"}, "padding=1, divisor_override=1"),
        ({"padding": "same", "stride": 1, "mode": "lp"}, "padding=1, divisor_override=1"),
        ({"mode": "subsample"}, "return x[..., :-2:3, :-2:3].clone()"),
        ({"mode": "subsample", "stride": 1}, "return x[..., :-2, :-2].clone()"),
        ({"mode": "subsample", "kernel_size": 2, "ceil_mode": True}, "x[..., ::2, ::2].clone()"),
        ({"kernel_size": 2, "padding": "same"}, "kernel_size=2, stride=2, ceil_mode=True"),
        ({"kernel_size": 4, "stride": 2, "padding": "same"}, "padding=1, ceil_mode=True"),
        ({"kernel_size": 2, "padding": ((0, 1), (0, 1))}, "stride=2, ceil_mode=True"),
        ({"kernel_size": 1, "dilation": 3, "mode": "mean"}, "F.avg_pool2d(x, kernel_size=1"),
        ({"kernel_size": 1, "nan_policy": "omit"}, "F.max_pool2d(x, kernel_size=1, stride=1)"),
    ],
)
def test_what_pytorch_can_do_in_one_call_is_one_call(asked, call):
    code = snippet(PoolSpec(**{"kernel_size": 3} | asked), "pytorch")
    assert call in code
    assert "def cells" not in code


def test_what_keras_can_do_in_one_call_is_one_call():
    for asked in ({"padding": 1, "stride": 1}, {"padding": ((1, 1), (1, 1)), "stride": 1}):
        assert 'padding="same"' in snippet(PoolSpec(3, **asked), "keras")
    assert "return x[:, ::2, ::2]" in snippet(PoolSpec(1, 2, mode="subsample"), "keras")


def test_no_comment_says_that_a_framework_has_no_call_where_it_has_one():
    """The claim is held against every call that there is, on every size up to 12."""
    cases = list(
        product(
            [(1, 1), (2, 2), (3, 3), (1, 2), (3, 4)],
            [1, 2, (1, 2), 3],
            [0, "same", 1, (0, 1), ((0, 1), (0, 1)), ((0, 0), (0, 1)), ((1, 2), (1, 1))],
            [1, 2],
            [False, True],
            ["max", "mean", "sum", "subsample"],
            [False, True],
        )
    )
    rng = np.random.default_rng(9)
    claimed = 0
    for place in rng.permutation(len(cases))[:300]:
        kernel, stride, padding, dilation, ceil, mode, count = cases[place]
        asked = {"kernel_size": kernel, "stride": stride, "padding": padding, "mode": mode}
        asked |= {"dilation": dilation, "ceil_mode": ceil, "count_include_pad": count}
        dilated = [d for d, k in zip((dilation, dilation), kernel, strict=True) if k > 1 and d > 1]
        for library in ("pytorch", "keras"):
            if "can't express this pooling" not in snippet(PoolSpec(**asked), library):
                continue
            claimed += 1
            if mode == "subsample":
                assert not said_by_a_slice(asked), (library, asked)
                continue
            if dilated and (library == "keras" or mode != "max"):
                continue  # neither has dilation there
            if library == "keras":
                calls = [{"padding": word, "ceil_mode": False} for word in ("valid", "same")]
                if mode == "sum" or (mode == "mean" and count):
                    calls = calls[:1]  # its padding never counts
            else:
                pads = product(range(kernel[0] // 2 + 1), range(kernel[1] // 2 + 1))
                calls = [
                    {"padding": pad, "ceil_mode": c} for pad, c in product(pads, [False, True])
                ]
            assert not said_by_one_call(asked, calls), (library, asked)
    assert claimed > 80


@pytest.mark.parametrize("mode", oracle.MODES)
def test_the_numpy_code_keeps_the_dtype(mode):
    rng = np.random.default_rng(len(mode))
    for dtype, padding in product(["?", "u1", "i2", "i8", "f2", "f4", "f8", "g"], [0, "same", 1]):
        x = rng.integers(0, 2 if dtype == "?" else 40, (5, 6)).astype(dtype)
        for norm_type in (2, 7, math.inf) if mode in ("lp", "power-mean") else (2,):
            spec = PoolSpec((1, 2), 2, mode, ((0, 0), (1, 1)) if padding == 1 else padding,
                            norm_type=norm_type)  # fmt: skip
            want = pool2d(x, spec)
            got = run(snippet(spec, "numpy"), x)
            assert got.dtype == want.dtype, (dtype, spec)
            rounding = 2 * np.finfo(want.dtype).eps if want.dtype.kind == "f" else 0
            np.testing.assert_allclose(got, want, rtol=max(rounding, 1e-15))  # 1 / p is a float


def test_a_norm_of_float16_does_not_overflow():
    x = np.array([[30, 40]], np.float16)
    got = run(snippet(PoolSpec((1, 2), mode="lp", norm_type=7), "numpy"), x)
    assert got.dtype == np.float16
    assert got.tolist() == [[40.71875]]


def test_gathered_code_says_what_ties_do():
    words = "# Cells that tie share the gradient here"
    for library in ("pytorch", "keras"):
        assert words in snippet(PoolSpec(3, nan_policy="omit"), library)
        assert words in snippet(PoolSpec(3, padding=2, mode="lp", norm_type=math.inf), library)
        assert words not in snippet(PoolSpec(3), library)
        assert words not in snippet(PoolSpec(3, nan_policy="omit", mode="sum"), library)
    assert words not in snippet(PoolSpec(3, nan_policy="omit"), "numpy")


def test_gathered_pytorch_code_shares_the_gradient_of_ties():
    torch = pytest.importorskip("torch")
    x = torch.full((1, 1, 2, 2), 7.0, requires_grad=True)
    run(snippet(PoolSpec(2, nan_policy="omit"), "pytorch"), x).sum().backward()
    assert x.grad.flatten().tolist() == [0.25] * 4
    x.grad = None
    run(snippet(PoolSpec(2), "pytorch"), x).sum().backward()
    assert x.grad.flatten().tolist() == [1, 0, 0, 0]


def test_pytorch_code_follows_its_tensor_to_another_device():
    torch = pytest.importorskip("torch")
    choices = product(
        oracle.MODES, ["same", 2, ((0, 1), (1, 0))], [False, True], ["propagate", "omit"]
    )
    for mode, padding, count, nan_policy in choices:
        spec = PoolSpec(3, 2, mode, padding, 1, True, count, nan_policy=nan_policy)
        got = run(snippet(spec, "pytorch"), torch.zeros(2, 3, 9, 8, device="meta"))
        assert got.device.type == "meta"
        assert got.shape[2:] == spec.output_shape((9, 8))


def test_keras_code_takes_a_batch_of_unknown_size():
    keras = pytest.importorskip("keras")
    choices = product(oracle.MODES, [0, "same", 1], [False, True], ["propagate", "omit"])
    x = np.random.default_rng(0).random((3, 9, 8, 2)).astype("f4")
    for mode, padding, count, nan_policy in choices:
        spec = PoolSpec(3, 2, mode, padding, 1, True, count, nan_policy=nan_policy)
        entry = keras.Input((9, 8, 2))
        names = {}
        exec(compile(snippet(spec, "keras"), "<snippet>", "exec"), names)
        model = keras.Model(entry, names["pool"](entry))
        want = pool2d(x, spec, axes=(1, 2))
        np.testing.assert_allclose(model(x), want, rtol=1e-5, err_msg=str(spec))


def test_keras_warns_of_nan_in_a_maximum():
    assert "# TensorFlow can't express NaN here" in snippet(PoolSpec(2), "keras")
    mean = snippet(PoolSpec(2, mode="mean", padding="same"), "keras")
    assert "# Where Keras runs on PyTorch, its padding repeats the edge here, and counts." in mean
    assert "PyTorch" not in snippet(PoolSpec(2, mode="mean"), "keras")
    assert "nothing but inf, or NaN, becomes 3.4e38" in snippet(PoolSpec(2, mode="min"), "keras")


def test_every_snippet_is_tidy_python_that_imports_what_it_uses():
    choices = product(
        LIBRARIES,
        oracle.MODES,
        [0, "same", 1, ((0, 1), (1, 0))],
        [1, 2],
        [False, True],
        ["propagate", "omit"],
    )
    for library, mode, padding, dilation, flag, nan_policy in choices:
        spec = PoolSpec(3, 2, mode, padding, dilation, flag, flag, nan_policy=nan_policy)
        code = snippet(spec, library)
        tree = ast.parse(code)
        imports = [name for node in tree.body for name in getattr(node, "names", [])]
        bound = {name.asname or name.name for name in imports}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert bound <= used, code
        assert used & {"np", "torch", "F", "ops"} == bound, code
        assert isinstance(tree.body[-1], ast.FunctionDef)
        assert tree.body[-1].name == "pool"
        assert max(map(len, code.splitlines())) <= 100
        assert code.endswith("\n")
        assert "poolviz.core" not in code


def test_a_long_call_has_an_argument_a_line():
    spec = PoolSpec((3, 4), (2, 3), "max", (1, 2), (2, 3), ceil_mode=True)
    lines = snippet(spec, "pytorch").splitlines()
    assert "        kernel_size=(3, 4)," in lines
    assert "        padding=(1, 2)," in lines


@pytest.mark.parametrize("framework", ["jax", "NumPy", None, ["numpy"]])
def test_other_frameworks_are_refused(framework):
    with pytest.raises(SpecError, match=r"framework is .*; allowed are 'numpy', 'pytorch'"):
        snippet(PoolSpec(2), framework)


def test_a_snippet_needs_a_spec():
    for call in (lambda: snippet(2, "numpy"), lambda: differences("max")):
        with pytest.raises(SpecError, match="spec is"):
            call()


def told(framework, **asked):
    return {d.topic: d.there for d in differences(PoolSpec(2, **asked)) if d.framework == framework}


def test_the_known_traps_are_named():
    mean = "Padding in a mean"
    assert "counted unless" in told("PyTorch", mode="mean", padding=1)[mean]
    assert mean not in told("PyTorch", mode="mean")
    assert mean not in told("PyTorch", mode="mean", padding=1, count_include_pad=True)
    keras = told("TensorFlow/Keras", mode="mean", padding="same", count_include_pad=True)
    assert keras[f"{mean} with `count_include_pad`"] == "never counted"
    assert told("TensorFlow/Keras", ceil_mode=True)["`ceil_mode`"] == "none"
    assert "dropped" in told("TensorFlow/Keras")["NaN in a maximum or minimum"]
    assert "NaN in a maximum or minimum" not in told("PyTorch")
    assert "NaN in a maximum or minimum" not in told("TensorFlow/Keras", nan_policy="omit")
    assert "SAME_LOWER" in told("ONNX", padding="same")["Odd cell of same padding"]
    assert "sign" in told("PyTorch", mode="lp")["p-norm"]
    assert "cut to whole numbers" in told("PyTorch", mode="mean")["Mean of integers"]
    zeros = told("scikit-image", padding=1)["Padding in a maximum or minimum"]
    assert "beat negatives" in zeros
    assert "the last one's" in told("PyTorch")["Index of a maximum"]
    assert "tf.nn.pool" in told("TensorFlow/Keras", dilation=2)["Dilation"]
    assert told("ONNX")["Stride not given"] == "1"
    assert "Stride not given" not in told("ONNX", stride=2)


MEAN = "Padding in a mean"
APPLIES = [  # topic, where it is named, and where it is not
    (MEAN, {"mode": "mean", "padding": 1}, {"mode": "mean"}),
    (MEAN, {"mode": "mean", "padding": "same"}, {"mode": "sum", "padding": "same"}),
    (MEAN, {"mode": "mean", "padding": 1}, {"mode": "mean", "padding": 1, "divisor_override": 1}),
    (
        f"{MEAN} with `count_include_pad`",
        {"mode": "mean", "padding": 1, "count_include_pad": True},
        {"mode": "mean", "padding": 1},
    ),
    ("Padding in a maximum or minimum", {"mode": "min", "padding": "same"}, {"mode": "min"}),
    ("Padding in numbers", {"padding": ((0, 1), (0, 0))}, {"padding": "same"}),
    ("Odd cell of same padding", {"padding": "same"}, {"padding": 1}),
    ("`ceil_mode`", {"ceil_mode": True}, {"padding": 1}),
    ("Sizes that don't divide", {}, {"ceil_mode": True}),
    ("Sizes that don't divide", {"padding": 1}, {"padding": "same"}),
    ("NaN in a maximum or minimum", {"mode": "min"}, {"mode": "mean"}),
    ("NaN left out", {"nan_policy": "omit"}, {}),
    ("Nothing but -∞ in a maximum", {}, {"mode": "min"}),
    ("p-norm", {"mode": "lp"}, {"mode": "lp", "norm_type": math.inf}),
    ("p-norm with an infinite p", {"mode": "lp", "norm_type": math.inf}, {"mode": "lp"}),
    ("Power mean", {"mode": "power-mean"}, {"mode": "lp"}),
    ("Divisor of one's own", {"mode": "mean", "divisor_override": 3}, {"mode": "mean"}),
    ("Mean of integers", {"mode": "mean"}, {"mode": "sum"}),
    ("Mean or p-norm of float64", {"mode": "lp"}, {"mode": "sum"}),
    ("Maximum or minimum of integers", {"mode": "min"}, {"mode": "mean"}),
    ("Dilation", {"dilation": (1, 2)}, {}),
    ("Stride not given", {}, {"stride": 2}),
    ("Stride other than the kernel", {"stride": (2, 1)}, {"stride": 2}),
    ("Index of a maximum", {}, {"mode": "min"}),
    ("Minimum", {"mode": "min"}, {}),
    ("Sum", {"mode": "sum"}, {"mode": "mean"}),
    ("Strided pick", {"mode": "subsample"}, {}),
    ("Axes", {}, None),
]


@pytest.mark.parametrize(("topic", "named", "not_named"), APPLIES)
def test_a_difference_is_named_where_it_matters(topic, named, not_named):
    assert topic in {found.topic for found in differences(PoolSpec(2, **named))}
    if not_named is not None:
        assert topic not in {found.topic for found in differences(PoolSpec(2, **not_named))}


def test_every_topic_has_such_a_pair():
    topics = {line.split(" | ")[0].strip("| ") for line in differences_table().splitlines()[2:]}
    assert topics == {topic for topic, _, _ in APPLIES}


def test_minus_the_maximum_of_minus_unsigned_numbers_is_no_minimum():
    x = np.array([[0, 5]], np.uint8)
    assert pool2d(x, PoolSpec((1, 2), mode="min")).item() == 0
    assert (-pool2d(-x, PoolSpec((1, 2)))).item() == 5


def test_differences_are_frozen():
    found = differences(PoolSpec(2))
    assert isinstance(found, tuple)
    with pytest.raises(dataclasses.FrozenInstanceError):
        found[0].there = "nothing"


def test_the_table_holds_every_difference():
    """One table feeds both: whatever a spec is told stands in its column."""
    lines = [line.strip("|").split(" | ") for line in differences_table().splitlines()]
    header = [cell.strip() for cell in lines[0]]
    assert header == ["", "poolviz", *FRAMEWORKS]
    rows = {cells[0].strip(): [cell.strip() for cell in cells[1:]] for cells in lines[2:]}
    assert all(len(cells) == 1 + len(FRAMEWORKS) for cells in rows.values())
    seen = set()
    for mode, padding, flag, nan_policy, dilation in product(
        oracle.MODES, [0, 1, "same"], [False, True], ["propagate", "omit"], [1, 2]
    ):
        stride = None if flag else 2
        spec = PoolSpec(3, stride, mode, padding, dilation, flag, flag, nan_policy=nan_policy)
        more = (
            *differences(replace(spec, norm_type=math.inf)),
            *differences(replace(spec, divisor_override=2)),
        )
        for found in (*differences(spec), *more):
            assert rows[found.topic][0] == found.here
            assert rows[found.topic][1 + FRAMEWORKS.index(found.framework)] == found.there
            seen.add((found.topic, found.framework))
    in_the_table = sum(cell != "=" for cells in rows.values() for cell in cells[1:])
    assert len(seen) == in_the_table


def test_the_numbers_that_the_table_quotes():
    """What it says of p-norms is what this pooling gives."""
    (norm,) = pool2d([[-1, -2], [-3, 4]], PoolSpec(2, mode="lp", norm_type=3)).ravel()
    assert f"{norm:.2f}" == "4.64"
    assert f"{(-1 - 8 - 27 + 64) ** (1 / 3):.2f}" == "3.04"
    assert run(snippet(PoolSpec(2), "numpy"), FOUR).tolist() == [[12, 9], [18, 7]]
