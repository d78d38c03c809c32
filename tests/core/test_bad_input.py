"""Anything at all, given to every public function: a sentence or a right result, never a traceback.

The sentences themselves are tested beside each function.
"""

import inspect
import math
import tracemalloc
import warnings
from fractions import Fraction

import numpy as np
import pytest

from poolviz import core
from poolviz.core import (
    KERNELS,
    Axis,
    PoolSpec,
    PoolvizError,
    Scene,
    SourceRef,
    SpecError,
    Timeline,
    Walkthrough,
    pool2d,
)
from poolviz.core.validation import shown
from tests.core.checks import FOUR
from tests.core.outside import one_sentence


class Hostile:
    """Raises whatever one asks it for."""

    def __repr__(self):
        raise RuntimeError("no name")

    def __array__(self, *_args, **_kwargs):
        raise TypeError("no array")


class Sub(np.ndarray):
    """An array of a class of its own."""


def matrix():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return np.matrix([[1, 2], [3, 4]])


ANYTHING = [
    *(0, -1, 1, 2, 7, 255, 65_536, 2**31, 2**63, -(2**63), 2**64, 10**5000),
    *(0.0, 2.0, 0.5, -1.5, math.nan, math.inf, -math.inf, 1e308, 1j, Fraction(1, 2)),
    *("", "2", "max", "same", "nonsense", "ü\n", b"2", bytearray(b"22"), None, True, False),
    *((), (2,), (1, 2), [2, 1], (0, 1, 2), (1.5, 2), ("1", "2"), (None, 1), (2**31, 1), (-1, -1)),
    *([[1, 2], [3, 4]], [[1], [2, 3]], [[[]]], [[None]], ((1, 1), (1, 1)), ((0, 1), (0, -1))),
    *({}, {"a": 1}, {1, 2}, object(), Hostile(), lambda: 2, int, NotImplemented, range(2)),
    *(np.int64(3), np.uint8(2), np.float32(2), np.float64(math.nan), np.True_, np.complex64(2)),
    *(np.datetime64("2026-01-01"), np.timedelta64(2, "s"), np.str_("max"), np.bytes_(b"2")),
    *(np.array(2), np.array(2.5), np.array(True), np.array([1, 2]), np.array([2.0]), np.array([])),
    *(np.zeros((0, 4)), np.zeros((4, 0)), np.zeros(3), np.ones((2, 1, 1, 1, 1, 1, 1))),
    *(np.ones((4, 4), dtype) for dtype in ("?", "u1", ">i2", "f2", "f8", "c8", "O", "S1", "M8[s]")),
    *(np.ones((4, 4), [("red", "u1")]), np.ma.masked_equal(FOUR, 7), np.ma.masked, matrix()),
    *(FOUR.view(Sub), FOUR.astype(np.longdouble), np.full((4, 4), np.nan), memoryview(b"1234")),
    *(PoolSpec(2), PoolSpec((5, 1), dilation=9), Scene(), Walkthrough(FOUR, PoolSpec(2), 1)[0]),
]

VALUES, INDICES = pool2d(FOUR, PoolSpec(2), return_indices=True)
SHIFT = {"x": FOUR, "spec": PoolSpec(2), "repeats": 1}

CALLS = {
    "PoolSpec": {
        "kernel_size": 2,
        "stride": 2,
        "mode": "lp",
        "padding": 1,
        "dilation": 1,
        "ceil_mode": True,
        "count_include_pad": True,
        "norm_type": 2.0,
        "nan_policy": "omit",
        "divisor_override": 2,
    },
    "Axis": {
        "size": 5,
        "kernel_size": 2,
        "stride": 2,
        "dilation": 1,
        "before": 1,
        "after": 1,
        "ceil_mode": True,
    },
    "Timeline": {"length": 5, "position": 1.0, "speed": 1.0},
    "Walkthrough": {"x": FOUR, "spec": PoolSpec(2), "repeats": 1, "channel": 0},
    "SourceRef": {"kind": "ramp"},
    "adaptive_pool2d": {
        "x": FOUR,
        "output_size": 2,
        "mode": "max",
        "axes": (0, 1),
        "return_indices": True,
    },
    "adaptive_pool2d_backward": {
        "grad": VALUES,
        "x": FOUR,
        "mode": "max",
        "ties": "all",
        "axes": (0, 1),
    },
    "arithmetic": {"step": Walkthrough(FOUR, PoolSpec(2), 1)[0], "most": 16},
    "block_size": {"spec": PoolSpec(2), "level": 2},
    "blur_pool2d": {"x": FOUR, "taps": 3, "stride": 2, "padding": "wrap", "axes": (0, 1)},
    "break_map": {
        "radii": [3],
        "spec": PoolSpec(2),
        "repeats": 1,
        "jitter": 1,
        "size": (8, 8),
        "thickness": 1,
        "filled": False,
        "fill": "wrap",
        "method": "max",
        "final": "mean",
    },
    "circle": {"size": (8, 8), "r_shrink": 1, "thickness": 1, "filled": False},
    "compare_methods": SHIFT | {"dy": 1, "dx": 1, "fill": "wrap", "axes": (0, 1)},
    "conv2d": {"x": FOUR, "kernel": KERNELS["edge"], "padding": "same", "axes": (0, 1)},
    "crossing_cells": {"lit": FOUR, "block": 2, "dy": 1, "dx": 1},
    "differences": {"spec": PoolSpec(2)},
    "differences_table": {},
    "effective_kernel_size": {"kernel_size": 2, "dilation": 1},
    "explanation": {"step": Walkthrough(FOUR, PoolSpec(2), 1)[0]},
    "fit": {"spec": PoolSpec(2), "shape": (4, 4), "repeats": 1},
    "global_pool2d": {"x": FOUR, "mode": "max", "axes": (0, 1), "return_indices": True},
    "law_exception": {"spec": PoolSpec(2), "shape": (4, 4), "level": 1},
    "law_keeps": {"lit": FOUR, "block": 2, "dy": 1, "dx": [1, 2]},
    "letter": {"char": "F", "size": (14, 10)},
    "limits": {"spec": PoolSpec(2), "shape": (4, 4)},
    "max_blur_pool2d": {
        "x": FOUR,
        "kernel_size": 2,
        "taps": 3,
        "stride": 2,
        "padding": "wrap",
        "axes": (0, 1),
    },
    "max_unpool2d": {"values": VALUES, "indices": INDICES, "shape": (4, 4), "axes": (0, 1)},
    "merge_level": {"first": (0, 1), "second": (2, 3), "kernel": 2},
    "open_source": {"path": "there is no such file"},
    "output_size": {
        "size": 5,
        "kernel_size": 2,
        "stride": 2,
        "padding": (0, 1),
        "dilation": 1,
        "ceil_mode": True,
    },
    "parse_table": {"text": "1 2"},
    "polyphase_pool2d": {"x": FOUR, "stride": 2, "norm": 2.0, "axes": (0, 1)},
    "pool2d": {
        "x": FOUR,
        "spec": PoolSpec(2),
        "axes": (0, 1),
        "return_indices": False,
        "workers": 1,
    },
    "pool2d_backward": {
        "grad": VALUES,
        "x": FOUR,
        "spec": PoolSpec(2),
        "ties": "all",
        "axes": (0, 1),
    },
    "ramp": {"size": (2, 3)},
    "random_maps": {"count": 2, "size": (3, 4), "scale": 0.1, "decay": 4.0, "seed": 0},
    "random_matrix": {"size": (2, 3), "seed": 1},
    "random_shift": {"jitter": 2, "seed": 1, "weights": "uniform"},
    "relu": {"x": FOUR},
    "repeat_pool": {"x": FOUR, "spec": PoolSpec(2), "repeats": 1, "axes": (0, 1)},
    "resolve": {"scene": Scene(), "source": SourceRef("4x4").load()},
    "code_for": {"scene": Scene(), "source": SourceRef("4x4").load(), "framework": "numpy"},
    "same_padding": {"size": 5, "kernel_size": 2, "stride": 2, "dilation": 1},
    "scene_from_json": {"text": Scene().to_json()},
    "shift2d": {"x": FOUR, "dy": 1, "dx": 1, "fill": "wrap", "axes": (0, 1)},
    "shift_verdict": SHIFT
    | {"dy": 1, "dx": 1, "fill": "wrap", "method": "max", "final": None, "axes": (0, 1)},
    "snippet": {"spec": PoolSpec(2), "framework": "numpy"},
    "sweep_shifts": SHIFT
    | {"jitter": 1, "fill": "wrap", "method": "max", "final": None, "axes": (0, 1)},
    "two_dots": {"size": (4, 4), "first": (0, 1), "second": (2, 3)},
    "unchanged_probability": {"dy": 1, "dx": 1, "block": 4},
    "windows": {"x": FOUR, "spec": PoolSpec(2, padding=1), "fill": 0, "axes": (0, 1)},
}


def test_every_public_function_is_here():
    functions = {n for n in core.__all__ if inspect.isfunction(getattr(core, n))}
    assert functions <= set(CALLS)
    for name, known in CALLS.items():
        parameters = inspect.signature(getattr(core, name)).parameters
        assert set(known) <= set(parameters)
        missing = set(parameters) - set(known)
        assert missing <= {"progress", "secret", "values", "axes", "method", "final"} or name in (
            *("Axis", "Timeline", "SourceRef"),
        )


REFUSED = object()


def attempt(call, known):
    """Return the result, or REFUSED where a sentence says why there is none."""
    try:
        return call(**known)
    except PoolvizError as refused:
        sentence = str(refused)
    one_sentence(sentence)
    assert "allowed" in sentence or "is no JSON" in sentence, sentence
    return REFUSED


@pytest.mark.long(of=3)
@pytest.mark.parametrize("name", CALLS)
def test_anything_gives_a_sentence_or_a_result(name):
    call, known = getattr(core, name), CALLS[name]
    assert (attempt(call, known) is REFUSED) == (name == "open_source")
    for parameter in known:
        for number, value in enumerate(ANYTHING):
            try:
                attempt(call, known | {parameter: value})
            except Exception as error:
                error.add_note(f"{name}({parameter}=ANYTHING[{number}]), a {type(value).__name__}")
                raise


NO_COUNTS = [
    *(0, -1, 2**31, 2**63, 2.5, math.nan, "2", True, (1, 2, 3), np.array([2.5, 1])),
    *(bytearray(b"22"), {1: 2, 3: 4}, np.timedelta64(2, "s")),
]
NO_AXES = ["max", "channels", "", "01", b"channels_first", (0,), (0, 0), (0, 2), (0, True), 1]
NO_ARRAYS = [np.zeros(3), np.zeros((0, 4)), np.ones((4, 4), complex), FOUR.astype(object), "x"]


@pytest.mark.parametrize(
    ("name", "parameter", "values"),
    [
        ("adaptive_pool2d", "output_size", NO_COUNTS),
        ("blur_pool2d", "stride", NO_COUNTS),
        ("blur_pool2d", "taps", NO_COUNTS),
        ("max_blur_pool2d", "kernel_size", NO_COUNTS),
        ("polyphase_pool2d", "stride", NO_COUNTS),
        ("polyphase_pool2d", "norm", [0, -1, math.nan, "2", True, None, 1j, np.complex64(2)]),
        (
            "PoolSpec",
            "norm_type",
            [
                *(0, -math.inf, np.complex64(2), b"2", np.True_, np.array([2.0])),
                np.timedelta64(2, "s"),
            ],
        ),
        ("windows", "fill", ["no", "0", 1j, 2.5, (1, 2), np.array([2]), math.nan, 2**63]),
        ("PoolSpec", "divisor_override", [*NO_COUNTS, -1.0]),
        ("PoolSpec", "padding", [(1, 2, 3), ((1, 2), 3), None, "full", -1, [[1], [2]]]),
        ("Axis", "stride", NO_COUNTS),
        ("Axis", "ceil_mode", [0, 1, "no", None]),
        ("output_size", "ceil_mode", [0, 1, "no", None]),
        ("pool2d", "return_indices", [0, 1, "no", None]),
        ("pool2d", "workers", NO_COUNTS),
        ("repeat_pool", "repeats", NO_COUNTS[1:]),
        ("Walkthrough", "channel", NO_COUNTS[1:]),
        ("Timeline", "length", NO_COUNTS[:2] + NO_COUNTS[4:]),
        ("circle", "thickness", NO_COUNTS),
        ("random_matrix", "size", NO_COUNTS),
        ("block_size", "level", NO_COUNTS[1:]),
        *(
            (name, "x", NO_ARRAYS)
            for name in CALLS
            if "x" in CALLS[name] and not name.endswith(("relu", "backward"))
        ),
        *(
            (name, "axes", NO_AXES)
            for name in dir(core)
            if inspect.isfunction(getattr(core, name))
            and "axes" in inspect.signature(getattr(core, name)).parameters
        ),
    ],
)
def test_the_sentence_names_the_parameter_and_what_is_allowed(name, parameter, values):
    for value in values:
        with pytest.raises(PoolvizError) as caught:
            getattr(core, name)(**CALLS[name] | {parameter: value})
        sentence = str(caught.value)
        assert parameter in sentence
        assert "allowed" in sentence
        if parameter != "x":
            assert shown(value) in sentence or str(value) in sentence or value[0] in (2.5, 1)


@pytest.mark.parametrize("name", [name for name in CALLS if "axes" in CALLS[name]])
def test_axes_may_be_said_by_word_everywhere(name):
    call, known = getattr(core, name), CALLS[name]
    want = call(**known)
    for word in ("channels_first", "channels_last"):
        assert repr(call(**known | {"axes": word})) == repr(want)


def test_a_masked_array_is_refused_instead_of_unmasked():
    hidden = np.ma.masked_equal(FOUR, 18)
    with pytest.raises(SpecError, match="x is a masked array; allowed are plain ones"):
        pool2d(hidden, PoolSpec(2))
    filled = hidden.astype(float).filled(np.nan)
    assert pool2d(filled, PoolSpec(2, nan_policy="omit")).tolist() == [[12, 9], [15, 7]]


def test_subclasses_are_plain_arrays_here():
    for x in (matrix(), np.array([[1, 2], [3, 4]]).view(Sub)):
        got = pool2d(x, PoolSpec((1, 2), mode="sum"))
        assert type(got) is np.ndarray
        assert got.tolist() == [[3], [7]]


@pytest.mark.parametrize(
    "asked",
    [
        {"kernel_size": 65_535},
        {"kernel_size": 1},
        {"kernel_size": 1, "padding": 65_535},
        {"kernel_size": 65_535, "dilation": 65_535, "stride": 1, "padding": "same"},
    ],
)
def test_what_is_too_large_is_refused_before_any_memory_is_taken(asked):
    side = 60_000 if asked["kernel_size"] > 1 else 2**31 - 1
    x = np.broadcast_to(np.uint8(1), (side, side))
    tracemalloc.start()
    try:
        with pytest.raises(SpecError, match="allowed"):
            pool2d(x, PoolSpec(**asked), return_indices=True)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 1 << 20


def test_numbers_that_are_no_numbers_are_quoted_on_one_line():
    for value in ([1] * 1000, np.ones((40, 40)), 10**5000, Hostile()):
        with pytest.raises(SpecError, match="kernel_size") as caught:
            PoolSpec(value)
        one_sentence(str(caught.value))
        assert len(str(caught.value)) < 400


def test_an_axis_of_numpy_numbers_does_not_overflow():
    axis = Axis(np.uint16(60_000), np.uint8(200), np.uint8(200), np.uint8(200))
    assert (axis.extent, axis.output_size) == (39_801, 101)
    assert Timeline(np.int64(3)).seek(np.float32(1.5)).index == 1
