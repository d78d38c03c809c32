"""The limits of the controls, tried one by one, and what yields where parameters clash."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, effective_kernel_size, fit, limits
from poolviz.core.spec.fitting import MAX_REPEATS, possible_repeats
from tests import oracle

PAIRS = ("kernel_size", "stride", "dilation", "padding")


def works(spec, shape, repeats=1):
    """Whether the oracle can pool so often."""
    asked = {f: getattr(spec, f) for f in ("kernel_size", "padding", "dilation", "ceil_mode")}
    for _ in range(repeats):
        try:
            rows, cols = oracle.Pooling(stride=spec.strides, **asked).layout(*shape)
        except oracle.RefusedError:
            return False
        shape = len(rows), len(cols)
    return True


def some_spec(rng, most, shape):
    """Return a spec that may or may not fit; `most` bounds its numbers."""
    numbers = rng.integers(1, most + 1, (3, 2)).tolist()
    sides = rng.integers(0, most, (2, 2)).tolist()
    padding = [0, "same", sides, [[side[0]] * 2 for side in sides]][int(rng.integers(4))]
    stride = None if rng.integers(2) else numbers[1]
    return PoolSpec(
        numbers[0],
        stride,
        padding=padding,
        dilation=numbers[2] if rng.integers(2) else 1,
        ceil_mode=bool(rng.integers(2)),
    )


def with_one(spec, name, axis, value):
    """Return `spec` with one number changed; a side of padding on both ends of its axis."""
    if name == "padding":
        sides = [list(side) for side in spec.padding]
        sides[axis] = [value, value]
        return replace(spec, padding=sides)
    pair = list(spec.strides if name == "stride" else getattr(spec, name))
    pair[axis] = value
    return replace(spec, **{name: pair}, **({} if name == "stride" else {"stride": spec.strides}))


def cases(seed, count):
    """Seeded pairs of a spec that fits and whose numbers are within its limits, and a shape."""
    rng = np.random.default_rng(seed)
    while count:
        shape = tuple(rng.integers(1, 8, 2).tolist())
        spec = some_spec(rng, 4, shape)
        if works(spec, shape):
            most = limits(spec, shape)
            sides = (
                [max(sides) for sides in spec.sides(shape)] if spec.padding != "same" else (0, 0)
            )
            numbers = [*spec.dilation, *sides]
            if all(np.less_equal(numbers, [*most.dilation, *most.padding])):
                count -= 1
                yield spec, shape, most


# Limits


def test_limits_on_the_examples():
    found = limits(PoolSpec(2), (4, 6))
    assert found.kernel_size == (4, 6)
    assert found.stride == (4, 6)
    assert found.dilation == (3, 5)
    assert found.padding == (1, 1)
    assert found.repeats == 2
    assert limits(PoolSpec(3, 1, dilation=2), (9, 20)).padding == (4, 4)
    assert limits(PoolSpec(3, 1, dilation=2), (9, 20)).kernel_size == (5, 10)
    assert limits(PoolSpec(2, padding=1), (4, 6)).kernel_size == (6, 8)
    same = limits(PoolSpec(3, 1, padding="same"), (4, 6))
    assert same.kernel_size == same.dilation == same.stride == (4, 6)
    assert limits(PoolSpec(1), (4, 6)).dilation == (4, 6)
    assert limits(PoolSpec(1), (4, 6)).padding == (0, 0)
    assert limits(PoolSpec(2), (3000, 4000)).repeats == 11
    assert limits(PoolSpec(2, 1), (3000, 4000)).repeats == MAX_REPEATS


def dialled(spec, shape, most):
    """Yield every spec that one control can make of `spec`, with the control's name.

    Values run up to the limit; those of padding from where it is, as a large kernel may need it.
    """
    names = PAIRS if spec.padding != "same" else PAIRS[:-1]
    for name, axis in itertools.product(names, (0, 1)):
        low = max(spec.padding[axis]) if name == "padding" else 1
        for value in range(low, getattr(most, name)[axis] + 1):
            yield name, with_one(spec, name, axis, value)


@pytest.mark.long
def test_all_that_the_limits_allow_can_be_dialled():
    """Each value up to the limit works with the others unchanged, but for padding that yields."""
    for spec, shape, most in cases(19, 400):
        for name, changed in dialled(spec, shape, most):
            fitted, _, notes = fit(changed, shape, 1)
            assert works(fitted, shape), (changed, shape)
            if name == "padding":
                assert works(changed, shape), (changed, shape)
                assert (fitted, notes) == (changed, ())
            else:
                assert replace(fitted, padding=0) == replace(changed, padding=0), shape
                assert all(note.startswith("padding") for note in notes)


def test_the_next_value_is_impossible_or_says_nothing_new():
    for spec, shape, most in cases(20, 1500):
        same = spec.padding == "same"
        for axis in (0, 1):
            size, kernel = shape[axis], spec.kernel_size[axis]
            past = {n: getattr(most, n)[axis] + 1 for n in PAIRS}
            bigger_kernel = with_one(spec, "kernel_size", axis, past["kernel_size"])
            extent = effective_kernel_size(past["kernel_size"], spec.dilation[axis])
            assert not works(bigger_kernel, shape) or (same and extent > size)
            wider = with_one(spec, "dilation", axis, past["dilation"])
            extent = effective_kernel_size(kernel, past["dilation"])
            assert not works(wider, shape) or past["dilation"] > size or (same and extent > size)
            if not same:
                assert not works(with_one(spec, "padding", axis, past["padding"]), shape)


@pytest.mark.long
def test_a_stride_past_the_limit_changes_nothing():
    def windows(spec, shape):
        return [[axis.window(i) for i in range(axis.output_size)] for axis in spec.axes(shape)]

    for spec, shape, most in cases(21, 1500):
        for axis in (0, 1):
            last = with_one(spec, "stride", axis, most.stride[axis])
            for more in (1, 7):
                past = with_one(spec, "stride", axis, most.stride[axis] + more)
                assert not works(past, shape) or windows(past, shape) == windows(last, shape), spec


def test_the_limit_of_repeats():
    for spec, shape, most in cases(22, 500):
        assert works(spec, shape, most.repeats)
        assert most.repeats == MAX_REPEATS or not works(spec, shape, most.repeats + 1)
        assert possible_repeats(spec, shape, 2) == min(2, most.repeats)
    assert limits(PoolSpec(5), (4, 6)).repeats == 0


# Fitting


@pytest.mark.long
def test_fitting_gives_something_that_works():
    rng = np.random.default_rng(23)
    yielded = set()
    for _ in range(3000):
        shape = tuple(rng.integers(1, 9, 2).tolist())
        spec, repeats = some_spec(rng, 9, shape), int(rng.integers(1, 15))
        fitted, possible, notes = fit(spec, shape, repeats)
        assert works(fitted, shape, possible), (spec, shape)
        assert 1 <= possible <= repeats
        changed = {
            words
            for words, yields in {
                "padding": fitted.padding != spec.padding,
                "dilation": fitted.dilation != spec.dilation,
                "kernel size": fitted.kernel_size != spec.kernel_size,
                "repeat count": possible != repeats,
            }.items()
            if yields
        }
        assert {note.split(" is now ")[0] for note in notes} == changed
        assert len(notes) == len(changed)
        assert all(note.endswith(".") for note in notes)
        assert fitted.stride == spec.stride
        assert replace(fitted, kernel_size=1, dilation=1, padding=0) == replace(
            spec, kernel_size=1, dilation=1, padding=0
        )
        yielded |= changed
    assert len(yielded) == 4


@pytest.mark.long
def test_nothing_gives_way_where_nothing_must():
    rng = np.random.default_rng(24)
    seen = 0
    for _ in range(6000):
        shape = tuple(rng.integers(1, 9, 2).tolist())
        spec, repeats = some_spec(rng, 5, shape), int(rng.integers(1, 4))
        if works(spec, shape, repeats):
            seen += 1
            assert fit(spec, shape, repeats) == (spec, repeats, ()), (spec, shape)
    assert seen > 1000


@pytest.mark.parametrize(
    ("asked", "shape", "changed", "notes"),
    [
        (
            {"kernel_size": 5},
            (4, 9),
            {"kernel_size": (4, 5)},
            ["kernel size is now 4 × 5, to fit 4 × 9 cells."],
        ),
        (
            {"kernel_size": 3, "dilation": 4, "stride": 1},
            (5, 20),
            {"dilation": (2, 4)},
            ["dilation is now 2 × 4, to fit 5 × 20 cells."],
        ),
        (
            {"kernel_size": 2, "padding": 2},
            (4, 4),
            {"padding": 1},
            ["padding is now 1, 1, 1, 1 (top, bottom, left, right), less than the window."],
        ),
        ({"kernel_size": 2, "padding": "same"}, (1, 1), {}, []),
    ],
)
def test_what_gives_way(asked, shape, changed, notes):
    spec = PoolSpec(**asked)
    assert fit(spec, shape, 1) == (replace(spec, **changed), 1, tuple(notes))


def test_repeats_give_way_last():
    fitted, repeats, notes = fit(PoolSpec(2), (8, 8), 9)
    assert (fitted, repeats) == (PoolSpec(2), 3)
    assert notes == ("repeat count is now 3: no window fits after that.",)
    _, repeats, notes = fit(PoolSpec(1), (2, 2), 13)
    assert repeats == 12
    assert notes == ("repeat count is now 12: that is the most.",)


def test_an_input_without_cells_can_not_be_fitted():
    with pytest.raises(SpecError):
        fit(PoolSpec(2), (0, 4), 1)
