"""What one shift becomes: the verdict of the lamps, and the curves of all methods."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from poolviz.core import (
    FILLS,
    METHODS,
    PoolSpec,
    ShiftVerdict,
    SpecError,
    circle,
    compare_methods,
    polyphase_pool2d,
    shift2d,
    shift_verdict,
    sweep_shifts,
    two_dots,
)
from tests import oracle
from tests.core.outside import one_sentence, refusal

HALVE = PoolSpec(2, padding="same")
INVARIANT, NEITHER = ShiftVerdict("invariant"), ShiftVerdict("neither")


def test_the_classroom_circle_is_judged_level_by_level():
    x = circle()
    assert shift_verdict(x, HALVE, 4, 3, -2) == INVARIANT
    assert shift_verdict(x, HALVE, 3, 3, -2) == NEITHER
    assert shift_verdict(x, HALVE, 3, 0, 1) == INVARIANT
    assert shift_verdict(x, HALVE, 1, 2, -2) == ShiftVerdict("equivariant", (1, -1))
    assert shift_verdict(x, HALVE, 0, 3, -2) == ShiftVerdict("equivariant", (3, -2))
    assert shift_verdict(x, HALVE, 0, 0, 0) == INVARIANT


def test_max_pooling_is_equivariant_to_multiples_of_its_block():
    x = circle(r_shrink=16)
    for level, (n, m) in product(range(4), [(1, 0), (-1, 1), (0, -2)]):
        step = 2**level
        verdict = shift_verdict(x, HALVE, level, n * step, m * step)
        assert verdict == ShiftVerdict("equivariant", (n, m))


def test_a_dot_moves_by_the_blocks_that_it_crosses():
    for at, d in product(range(8, 12), range(-6, 7)):
        x = two_dots((1, 24), (0, at), (0, at))
        verdict = shift_verdict(x, PoolSpec((1, 2)), 2, 0, d)
        blocks = (at + d) // 4 - at // 4
        want = ShiftVerdict("equivariant", (0, blocks)) if blocks else INVARIANT
        assert verdict == want


def test_of_several_whole_shifts_the_nearest_is_named():
    x = np.zeros((16, 16), np.uint8)
    x[:, 8] = 1  # it looks the same however far it moves along itself
    for dy, moved in [(1, (0, 1)), (3, (1, 1)), (-1, (0, 1)), (-7, (-2, 1))]:
        assert shift_verdict(x, PoolSpec(2), 2, dy, 4) == ShiftVerdict("equivariant", moved)


def test_a_constant_map_leaves_nothing_to_compare():
    assert shift_verdict(np.ones((8, 8)), HALVE, 1, 2, 2).kind == "full"
    assert shift_verdict(np.full((8, 8), np.nan), HALVE, 1, 2, 2).kind == "full"
    assert shift_verdict(np.zeros((8, 8)), HALVE, 1, 2, 2).kind == "empty"
    assert shift_verdict(circle(), PoolSpec(2, mode="min"), 1, 1, 0).kind == "empty"
    assert shift_verdict(circle(), HALVE, 4, 1, 0) == INVARIANT


def test_nan_is_like_nan_in_a_verdict():
    x = np.zeros((8, 8))
    x[2, 2] = np.nan
    assert shift_verdict(x, PoolSpec(2), 1, 1, 1) == INVARIANT
    assert shift_verdict(x, PoolSpec(2), 1, 2, 0) == ShiftVerdict("equivariant", (1, 0))


def test_one_number_is_invariant_or_not():
    x, mean = circle(), PoolSpec(2, mode="mean")
    for level in range(5):
        assert shift_verdict(x, mean, level, 3, -2, final="mean") == INVARIANT
    assert shift_verdict(x, mean, 4, 3, -2) == NEITHER
    assert shift_verdict(x, HALVE, 2, 3, -2, final="mean") == NEITHER
    assert shift_verdict(x, HALVE, 4, 3, -2, final="mean") == INVARIANT


def brute_verdict(x, method, repeats, dy, dx, fill):
    """Judge by trying all whole shifts that can be meant, with the oracle's maps."""
    before, after = np.asarray(x).tolist(), oracle.shifted(x, dy, dx, fill)
    for _ in range(repeats):
        before, after = (oracle.shrunk(m, method, kernel_size=2) for m in (before, after))
    cells = {cell for line in before for cell in line}
    others = {cell for line in after for cell in line}
    if len(cells) == len(others) == 1 and (len(before) * len(before[0]) > 1 or cells == {0}):
        return {ShiftVerdict("full" if cells != {0} else "empty")}
    if before == after:
        return {INVARIANT}
    near = [{math.floor(d / 2**repeats), math.ceil(d / 2**repeats)} for d in (dy, dx)]
    found = {
        ShiftVerdict("equivariant", shift)
        for shift in product(*near)
        if shift != (0, 0) and oracle.shifted(before, *shift, fill) == after
    }
    return found or {NEITHER}


@given(
    st.integers(0, 999),
    st.sampled_from(["max", "mean", "subsample", "polyphase"]),
    st.integers(0, 2),
    st.tuples(st.integers(-5, 5), st.integers(-5, 5)),
    st.sampled_from(FILLS),
)
def test_verdicts_by_trial(seed, method, repeats, shift, fill):
    rng = np.random.default_rng(seed)
    x = (rng.random((8, 12)) < rng.choice([0.02, 0.1, 0.9])).astype(int)
    want = brute_verdict(x, method, repeats, *shift, fill)
    got = shift_verdict(x, PoolSpec(2), repeats, *shift, fill=fill, method=method)
    assert got in want


@given(st.integers(0, 999), st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 3))
def test_polyphase_is_consistent_on_a_ring(seed, dy, dx, repeats):
    x = np.random.default_rng(seed).integers(0, 2**40, (16, 8))
    verdict = shift_verdict(x, PoolSpec(2), repeats, dy, dx, fill="wrap", method="polyphase")
    assert verdict.kind != "neither"


def test_ties_break_polyphase_on_the_circle():
    x = circle()
    norms = {np.sum(x[i::2, j::2] ** 2) for i in (0, 1) for j in (0, 1)}
    assert norms == {39}
    verdicts = {
        shift_verdict(x, HALVE, 1, dy, dx, fill="wrap", method="polyphase").kind
        for dy, dx in product(range(-1, 2), repeat=2)
    }
    assert "neither" in verdicts
    assert not np.array_equal(polyphase_pool2d(shift2d(x, 0, 1, "wrap"), 2), polyphase_pool2d(x, 2))


def test_every_method_sends_the_same_shift():
    x = circle()
    curves = compare_methods(x, HALVE, 4, 2, -3)
    assert tuple(curve.method for curve in curves) == METHODS
    for curve in curves:
        assert curve.why_not is None
        sweep = sweep_shifts(x, HALVE, 4, 3, method=curve.method)
        other = sweep.curve(2, -3)
        for name in ("relative_l2", "kept_offset", "kept_pixels"):
            got = getattr(curve, name)
            assert got.shape == (5,)
            assert not got.flags.writeable
            np.testing.assert_allclose(got, getattr(other, name), rtol=1e-12, atol=1e-12)
        assert curve.kept_offset[0] == pytest.approx(1)
        assert curve.kept_pixels[0] == pytest.approx(math.hypot(2, 3))
    last = {curve.method: curve.relative_l2[-1] for curve in curves}
    assert last["max"] == 0
    assert 0 < last["max-blur"] < last["mean"] < last["blur"]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("fill", FILLS)
def test_curves_by_the_oracle(method, fill):
    rng = np.random.default_rng([7, len(method)])
    x = rng.integers(0, 50, (16, 8))
    shift = (3, -2)
    curve = {c.method: c for c in compare_methods(x, PoolSpec(2), 2, *shift, fill=fill)}[method]
    maps = [{(0, 0): x.tolist(), shift: oracle.shifted(x, *shift, fill)}]
    for _ in range(2):
        maps.append({d: oracle.shrunk(m, method, kernel_size=2) for d, m in maps[-1].items()})
    swept = oracle.Swept(maps, (2, 2))
    for level in range(3):
        down, right = swept.offset(level)[shift]
        along = float(down * 3 - right * 2)
        assert curve.relative_l2[level] == pytest.approx(swept.relative_l2(level)[shift])
        assert curve.kept_offset[level] == pytest.approx(along / 13)
        assert curve.kept_pixels[level] == pytest.approx(along / math.sqrt(13))


def test_where_a_method_does_not_apply():
    curves = {c.method: c for c in compare_methods(np.eye(6), PoolSpec(2), 2, 1, 1)}
    assert {name for name, c in curves.items() if c.why_not is None} == set(METHODS) - {"polyphase"}
    one_sentence(curves["polyphase"].why_not)
    assert "pool 2 fails: stride is (2, 2), but the input has 3 rows" in curves["polyphase"].why_not
    assert np.isnan(curves["polyphase"].relative_l2).all()
    assert curves["polyphase"].kept_pixels.shape == (3,)
    curves = {c.method: c for c in compare_methods([[1, 0]], HALVE, 2, 0, 1)}
    assert "kernel_size" in curves["max-blur"].why_not
    assert curves["blur"].why_not is None


def test_no_shift_and_no_mass():
    for curve in compare_methods(circle(), HALVE, 2, 0, 0):
        assert not curve.relative_l2.any()
        assert np.isnan(curve.kept_offset).all()
        assert not curve.kept_pixels.any()
    for curve in compare_methods(np.zeros((8, 8)), HALVE, 2, 1, 0):
        assert np.isnan(curve.relative_l2).all(), "there is nothing to compare"
        assert curve.blank.all()
        assert np.isnan(curve.kept_offset).all()


def test_a_shift_beyond_the_picture():
    far = compare_methods(circle((16, 16), 2), HALVE, 2, 500, 0, fill="zero")[0]
    np.testing.assert_array_equal(far.relative_l2, 1)
    assert np.isnan(far.kept_offset).all()


def test_channels_are_moved_together():
    rng = np.random.default_rng(3)
    x = rng.random((3, 8, 8))
    turned = np.moveaxis(x, 0, -1)
    for got, other in zip(
        compare_methods(x, HALVE, 2, 1, 2, axes=(1, 2)),
        compare_methods(turned, HALVE, 2, 1, 2),
        strict=True,
    ):
        np.testing.assert_array_equal(got.relative_l2, other.relative_l2)
    assert shift_verdict(x, HALVE, 1, 2, 0, axes=(1, 2)).kind == "neither"
    assert shift_verdict(x, HALVE, 1, 2, 0, fill="wrap", axes=(1, 2)).moved == (1, 0)


@given(st.integers(0, 99), st.sampled_from(METHODS))
def test_a_ring_is_moved_without_loss_by_whole_blocks(seed, method):
    assume(method not in ("blur", "max-blur"))  # their edges are mirrors
    x = np.random.default_rng(seed).integers(0, 9, (8, 8))
    verdict = shift_verdict(x, PoolSpec(2), 2, 4, -4, fill="wrap", method=method)
    assert (
        verdict.kind in ("invariant", "full") or verdict.moved == (1, -1) or method == "polyphase"
    )


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"repeats": 7}, "repeats is 7, but pool 7 fails: kernel_size"),
        ({"repeats": -1}, "repeats is -1; allowed is a whole number from 0 to 12"),
        ({"repeats": 13}, "repeats is 13"),
        ({"spec": 2}, "spec is 2; allowed is a PoolSpec"),
        ({"dy": 0.5}, "dy is 0.5"),
        ({"fill": "edge"}, "fill is 'edge'"),
        ({"x": np.ones((4, 4, 0))}, "x has shape (4, 4, 0); allowed are pictures with cells"),
        ({"x": [1]}, "axes"),
    ],
)
def test_what_is_refused(asked, said):
    asked = {"x": circle(), "spec": PoolSpec(2), "repeats": 2, "dy": 1, "dx": 1} | asked
    refusal(SpecError, lambda: compare_methods(**asked), said)
    refusal(SpecError, lambda: shift_verdict(**asked), said)


def test_methods_that_there_are_not():
    act = lambda **more: shift_verdict(circle(), HALVE, 1, 1, 1, **more)  # noqa: E731
    refusal(SpecError, lambda: act(method="median"), "method is 'median'; allowed are 'max'")
    refusal(SpecError, lambda: act(final="last"), "final is 'last'; allowed are 'max', 'mean'")
