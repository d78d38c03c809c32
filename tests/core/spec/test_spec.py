"""The parameters of a pooling: what they become, what is refused, and where the windows lie."""

import copy
import pickle
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from poolviz.core import PoolMode, PoolSpec, PoolvizError, SourceError, SpecError
from tests import oracle


def test_defaults():
    spec = PoolSpec(2)
    assert spec.kernel_size == (2, 2)
    assert spec.stride is None
    assert spec.strides == (2, 2)
    assert spec.mode is PoolMode.MAX
    assert spec.padding == ((0, 0), (0, 0))
    assert spec.dilation == (1, 1)
    assert spec.ceil_mode is False
    assert spec.count_include_pad is False
    assert spec.norm_type == 2.0
    assert spec.nan_policy == "propagate"


@pytest.mark.parametrize(
    ("padding", "becomes"),
    [
        (0, ((0, 0), (0, 0))),
        (1, ((1, 1), (1, 1))),
        ((1, 2), ((1, 1), (2, 2))),
        (((0, 1), (2, 1)), ((0, 1), (2, 1))),
        ("valid", ((0, 0), (0, 0))),
        ("same", "same"),
    ],
)
def test_padding_becomes_sides(padding, becomes):
    assert PoolSpec(3, padding=padding).padding == becomes


def test_numbers_become_pairs_of_plain_integers():
    spec = PoolSpec(np.int64(3), stride=np.uint8(2), dilation=(np.int16(1), 2), padding=np.int32(1))
    assert spec == PoolSpec((3, 3), stride=(2, 2), dilation=(1, 2), padding=((1, 1), (1, 1)))
    numbers = (*spec.kernel_size, *spec.strides, *spec.dilation, *spec.padding[0])
    assert {type(number) for number in numbers} == {int}


def test_stride_follows_the_kernel_until_it_is_given():
    spec = PoolSpec((2, 3))
    assert spec.strides == (2, 3)
    assert replace(spec, kernel_size=4).strides == (4, 4)
    assert replace(spec, stride=1).strides == (1, 1)
    assert PoolSpec(2, stride=(1, 3)).strides == (1, 3)


def test_modes_are_the_seven():
    assert sorted(PoolMode) == sorted(oracle.MODES)
    for mode in oracle.MODES:
        assert PoolSpec(2, mode=mode) == PoolSpec(2, mode=PoolMode(mode))
        assert PoolSpec(2, mode=mode).mode is PoolMode(mode)


def test_a_spec_is_a_value():
    spec = PoolSpec((2, 3), stride=1, padding="same", mode="mean")
    twin = PoolSpec((2, 3), stride=(1, 1), padding="same", mode="mean")
    assert spec == twin
    assert hash(spec) == hash(twin)
    assert len({spec, twin, replace(spec, mode="max")}) == 2
    assert copy.deepcopy(spec) == pickle.loads(pickle.dumps(spec)) == spec
    with pytest.raises(FrozenInstanceError):
        spec.kernel_size = (4, 4)


def test_replace_checks_again():
    with pytest.raises(SpecError, match="kernel_size"):
        replace(PoolSpec(2), kernel_size=0)


def test_the_errors_are_value_errors():
    for error in (SpecError, SourceError):
        assert issubclass(error, PoolvizError)
        assert issubclass(error, ValueError)


NO_COUNTS = [0, -1, 65536, 2**31, 2**63, 2.0, np.float64(2), True, np.True_, "2"]
NO_PAIRS = [(2,), (2, 2, 2), (), {"h": 2}]
NO_PADDINGS = [-1, 65536, 2**31, 1.5, True, None, "full", "Same ", (1,), (1, 2, 3), ((0, 1),)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *[(name, bad) for name in ("kernel_size", "stride", "dilation") for bad in NO_COUNTS],
        *[(name, bad) for name in ("kernel_size", "stride", "dilation") for bad in NO_PAIRS],
        ("kernel_size", None),
        ("dilation", None),
        *[("padding", bad) for bad in NO_PADDINGS],
        ("mode", "average"),
        ("mode", "MAX"),
        ("mode", None),
        ("mode", 1),
        ("mode", ["max"]),
        ("norm_type", 0),
        ("norm_type", -2.0),
        ("norm_type", float("nan")),
        ("norm_type", "two"),
        ("norm_type", None),
        ("nan_policy", "ignore"),
        ("nan_policy", None),
        ("nan_policy", ["omit"]),
        ("ceil_mode", "no"),
        ("count_include_pad", "no"),
    ],
)
def test_a_bad_parameter_is_named_with_its_value(name, value):
    asked = {"kernel_size": 2, "mode": "lp"} | {name: value}
    with pytest.raises(SpecError) as caught:
        PoolSpec(**asked)
    sentence = str(caught.value)
    assert name in sentence
    assert str(value) in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("name", "value", "culprit"),
    [
        *[
            (name, value, culprit)
            for name in ("kernel_size", "stride", "dilation")
            for value, culprit in [
                ((2, 0), "0"),
                ((0, 2), "0"),
                ((2, -7), "-7"),
                ((70000, 2), "70000"),
                ((2, 2.5), "2.5"),
                ((True, 2), "True"),
                ((2, "3"), "'3'"),
                (((1, 1), (1, 1)), "(1, 1)"),
            ]
        ],
        ("padding", (0, "1"), "'1'"),
        ("padding", ((0, -3), (0, 0)), "-3"),
        ("padding", ((0, 1), (0, 1.5)), "1.5"),
        ("padding", ((0, 1), (4,)), "(4,)"),
        ("padding", ((0, 1), 2), "(0, 1)"),
    ],
)
def test_one_bad_number_of_several_is_named(name, value, culprit):
    with pytest.raises(SpecError, match=name) as caught:
        PoolSpec(**({"kernel_size": 2} | {name: value}))
    assert culprit in str(caught.value)


def test_the_largest_numbers_are_allowed():
    spec = PoolSpec(65535, stride=65535, dilation=65535, padding=65535)
    assert spec.kernel_size == spec.strides == spec.dilation == (65535, 65535)


@pytest.mark.parametrize(
    ("shape", "asked", "outputs"),
    [
        ((224, 224), {"kernel_size": 2}, (112, 112)),
        ((446, 450), {"kernel_size": 2}, (223, 225)),
        ((446, 450), {"kernel_size": 3}, (148, 150)),
        ((444, 448), {"kernel_size": 2}, (222, 224)),
        ((398, 398), {"kernel_size": 2, "padding": "same"}, (199, 199)),
        ((7, 5), {"kernel_size": 2, "padding": "same"}, (4, 3)),
        ((7, 5), {"kernel_size": (3, 2), "stride": (3, 1), "padding": "same"}, (3, 5)),
        ((7, 5), {"kernel_size": 2, "stride": 3, "padding": "same", "ceil_mode": True}, (3, 2)),
        ((3, 4), {"kernel_size": (1, 4), "stride": (1, 2)}, (3, 1)),
        ((10, 4), {"kernel_size": 3, "padding": ((0, 2), (1, 0))}, (4, 1)),
        ((9, 9), {"kernel_size": 4, "padding": 2, "ceil_mode": True}, (3, 3)),
    ],
)
def test_output_shape(shape, asked, outputs):
    assert PoolSpec(**asked).output_shape(shape) == outputs


@pytest.mark.parametrize(
    ("asked", "shape", "outputs"),
    [
        ({"kernel_size": 1, "stride": 2, "ceil_mode": True}, (5, 6), (3, 3)),
        ({"kernel_size": 2, "stride": 2, "padding": 1}, (3, 4), (2, 3)),
        ({"kernel_size": 2, "stride": 2, "padding": 1, "ceil_mode": True}, (3, 4), (2, 3)),
        ({"kernel_size": 1, "stride": 2, "ceil_mode": True}, (6, 7), (3, 4)),
        ({"kernel_size": 4, "stride": 4, "padding": 2, "ceil_mode": True}, (9, 9), (3, 3)),
    ],
)
def test_shapes_of_pytorch(asked, shape, outputs):
    assert PoolSpec(**asked).output_shape(shape) == outputs
    rows, cols = oracle.Pooling(**asked).layout(*shape)
    assert (len(rows), len(cols)) == outputs


@pytest.mark.parametrize("shape", [(0, 4), (4, 0), (4,), (4, 4, 3), (4, -1)])
def test_a_shape_is_two_positive_sizes(shape):
    with pytest.raises(SpecError):
        PoolSpec(1).output_shape(shape)


@pytest.mark.parametrize(
    ("asked", "shape"),
    [
        ({"kernel_size": 5}, (4, 9)),
        ({"kernel_size": (1, 5)}, (9, 4)),
        ({"kernel_size": 3, "dilation": 2}, (4, 9)),
        ({"kernel_size": 7, "padding": 1}, (4, 9)),
        ({"kernel_size": 5, "ceil_mode": True}, (4, 9)),
        ({"kernel_size": 65535}, (4, 4)),
    ],
)
def test_a_kernel_larger_than_the_padded_input_is_refused(asked, shape):
    with pytest.raises(SpecError, match="kernel_size") as caught:
        PoolSpec(**asked).output_shape(shape)
    assert str(max(oracle.pair(asked["kernel_size"]))) in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "shape"),
    [
        # Padding as wide as the kernel: the first or the last window would lie outside.
        ({"kernel_size": 2, "padding": 2}, (6, 6)),
        ({"kernel_size": 1, "padding": 1}, (6, 6)),
        ({"kernel_size": 2, "padding": ((0, 0), (2, 0))}, (6, 6)),
        ({"kernel_size": 2, "stride": 1, "padding": ((0, 2), (0, 0))}, (6, 6)),
        ({"kernel_size": 3, "stride": 1, "padding": 300}, (6, 6)),
        # Dilation steps over the only real cells.
        ({"kernel_size": 2, "dilation": 2, "padding": 1}, (1, 1)),
        ({"kernel_size": 2, "dilation": 3, "padding": "same"}, (5, 1)),
        ({"kernel_size": 2, "stride": 1, "dilation": 4, "padding": 2}, (1, 9)),
    ],
)
def test_a_window_without_a_real_cell_is_refused(asked, shape):
    with pytest.raises(oracle.RefusedError, match="padding"):
        oracle.Pooling(**asked).layout(*shape)
    with pytest.raises(SpecError, match="padding"):
        PoolSpec(**asked).output_shape(shape)


def test_window_of_the_worked_example():
    window = PoolSpec(2).window_at((4, 4), 1, 0)
    assert (window.rows.start, window.cols.start) == (2, 0)
    assert list(window.rows.positions) == list(window.rows.real) == [2, 3]
    assert list(window.cols.positions) == list(window.cols.real) == [0, 1]
    assert window.cells == window.counted == 4


def test_a_window_may_reach_outside():
    spec = PoolSpec(3, stride=2, padding=1)
    corner = spec.window_at((3, 4), 0, 0)
    assert corner.rows.start == -1
    assert list(corner.rows.positions) == [-1, 0, 1]
    assert list(corner.rows.real) == [0, 1]
    assert corner.rows.counted == 3
    assert (corner.cells, corner.counted) == (4, 9)


def test_the_overhang_of_ceil_mode_is_not_counted():
    spec = PoolSpec(3, stride=2, padding=1, ceil_mode=True)
    last = spec.window_at((4, 4), 2, 2)
    assert list(last.rows.positions) == [3, 4, 5]
    assert list(last.rows.real) == [3]
    assert last.rows.counted == 2
    assert (last.cells, last.counted) == (1, 4)


def test_dilation_spreads_the_taps():
    window = PoolSpec(3, stride=1, dilation=(2, 3), padding=(1, 2)).window_at((5, 7), 1, 0)
    assert list(window.rows.positions) == [0, 2, 4]
    assert list(window.cols.positions) == [-2, 1, 4]
    assert list(window.cols.real) == [1, 4]
    assert (window.cells, window.counted) == (6, 9)


def test_every_window_agrees_with_the_oracle():
    rng = np.random.default_rng(20)
    seen = 0
    for _ in range(400):
        shape = tuple(int(n) for n in rng.integers(1, 9, 2))
        asked = {
            "kernel_size": tuple(int(n) for n in rng.integers(1, 5, 2)),
            "stride": tuple(int(n) for n in rng.integers(1, 4, 2)),
            "dilation": tuple(int(n) for n in rng.integers(1, 3, 2)),
            "padding": ["same", tuple((int(a), int(b)) for a, b in rng.integers(0, 3, (2, 2)))][
                int(rng.integers(2))
            ],
            "ceil_mode": bool(rng.integers(2)),
        }
        try:
            rows, cols = oracle.Pooling(**asked).layout(*shape)
        except oracle.RefusedError:
            continue
        spec = PoolSpec(**asked)
        assert spec.output_shape(shape) == (len(rows), len(cols)), (shape, asked)
        for row, col in np.ndindex(len(rows), len(cols)):
            window = spec.window_at(shape, row, col)
            for axis, taps in ((window.rows, rows[row]), (window.cols, cols[col])):
                assert axis.start == taps.positions[0]
                assert tuple(axis.positions) == taps.positions
                assert tuple(axis.real) == taps.real
                assert axis.counted == len(taps.real) + taps.padded
            assert window.cells == len(rows[row].real) * len(cols[col].real)
            assert window.counted == window.rows.counted * window.cols.counted
            seen += 1
    assert seen > 1000


@pytest.mark.parametrize(("row", "col"), [(2, 0), (0, 3), (-1, 0), (0, -1), (99, 99)])
def test_there_is_no_window_beyond_the_output(row, col):
    with pytest.raises(IndexError):
        PoolSpec(2).window_at((4, 6), row, col)
