"""One shift through all levels: what the two rows of the Shift lab and the difference show."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from poolviz.core import (
    FILLS,
    METHODS,
    PoolSpec,
    Scene,
    ShiftVerdict,
    Source,
    SpecError,
    circle,
    compare_methods,
    resolve,
    shift_verdict,
    sweep_shifts,
)
from poolviz.core.inputs.images import to_grey
from poolviz.core.labs.shift.picture import run_shift
from poolviz.core.labs.shift.settings import CURES, ShiftSettings
from tests import oracle
from tests.core.outside import refusal

HALVE = PoolSpec(2, padding="same")
RNG = np.random.default_rng(61)
PHOTO = Source(RNG.integers(20, 200, (8, 12, 3), np.uint8), "Photo", picture=True)


def ran(values, spec=HALVE, repeats=1, *, picture=False, channel=0, **settings):
    source = values if isinstance(values, Source) else Source(np.asarray(values), "", "", picture)
    scene = Scene(spec=spec, repeats=repeats, lab=ShiftSettings(**settings), channel=channel)
    return run_shift(resolve(scene, source))


# The classroom experiment


def test_the_circle_and_its_shifted_twin_end_in_the_same_map():
    run = ran(circle(), repeats=4, dy=-2, dx=3)
    sizes = [(64, 64), (32, 32), (16, 16), (8, 8), (4, 4)]
    for maps in (run.centred, run.shifted, run.difference):
        assert [m.shape for m in maps] == sizes
    assert [int(m.sum()) for m in run.centred] == [156, 100, 52, 28, 12]
    ring = [[1, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]]
    assert run.centred[4].tolist() == run.shifted[4].tolist() == ring
    assert not run.difference[4].any()
    assert all(run.difference[level].any() for level in range(4))
    assert run.shifted[0].tolist() == oracle.shifted(circle(), -2, 3, "replicate")
    assert run.centred[0].dtype == run.shifted[4].dtype == np.uint8
    np.testing.assert_allclose(run.offset[0], [-2, 3], atol=1e-12)
    assert run.offset[4].tolist() == [0, 0]
    assert run.verdicts[0] == ShiftVerdict("equivariant", (-2, 3))
    assert [verdict.kind for verdict in run.verdicts[1:]] == ["neither"] * 3 + ["invariant"]
    assert run.own.method == "max"
    assert run.own.relative_l2[4] == run.own.kept_offset[4] == 0
    assert run.own.kept_pixels[0] == pytest.approx(13**0.5)


def test_one_pixel_more_and_a_smaller_circle_end_in_another_map():
    more = ran(circle(), repeats=4, jitter=4, dy=4, dx=4)
    assert more.difference[4].any()
    assert more.verdicts[4].kind != "invariant"
    less = ran(circle(r_shrink=8), repeats=4, dy=1, dx=0)
    assert less.difference[4].any()


@pytest.mark.parametrize("cure", CURES)
def test_its_numbers_are_those_of_the_sweep(cure):
    """The lab shows one beside the other."""
    run = ran(circle(), repeats=4, dy=-2, dx=3, cure=cure)
    method = run.settings.method
    assert method == (None if cure == "none" else cure)
    sweep = sweep_shifts(circle(), HALVE, 4, 3, method=method)
    there = 3 - 2, 3 + 3
    np.testing.assert_allclose(run.offset, sweep.offset[:, *there], atol=1e-12)
    one = sweep.curve(-2, 3)
    assert run.own.method == one.method == ("max" if cure == "none" else cure)
    for name in ("relative_l2", "kept_offset", "kept_pixels"):
        np.testing.assert_allclose(getattr(run.own, name), getattr(one, name), atol=1e-12)
    verdicts = [shift_verdict(circle(), HALVE, n, -2, 3, method=method) for n in range(5)]
    assert list(run.verdicts) == verdicts
    assert tuple(curve.method for curve in run.curves) == METHODS
    for got, want in zip(run.curves, compare_methods(circle(), HALVE, 4, -2, 3), strict=True):
        np.testing.assert_array_equal(got.relative_l2, want.relative_l2)


# By the oracle


MODES = "max", "mean", "min", "sum", "subsample"
CASES = [(MODES[i % 5], *case) for i, case in enumerate(product(CURES, FILLS))]


@pytest.mark.parametrize(("mode", "cure", "fill"), CASES)
def test_random_pictures_by_the_oracle(mode, cure, fill):
    rng = np.random.default_rng([62, len(mode), len(cure), len(fill)])
    x, shift = rng.integers(-30, 50, (8, 12)), rng.integers(-6, 7, 2).tolist()
    run = ran(x, PoolSpec(2, mode=mode), 2, dy=shift[0], dx=shift[1], fill=fill, cure=cure)
    method = mode if cure == "none" else cure
    zero, there = (0, 0), tuple(shift)
    maps = [{zero: x.tolist(), there: oracle.shifted(x, *shift, fill)}]
    for _ in range(2):
        maps.append({d: oracle.shrunk(m, method, kernel_size=2) for d, m in maps[-1].items()})
    swept = oracle.Swept(maps, (2, 2))
    for level in range(3):
        here, far = maps[level][zero], maps[level][there]
        np.testing.assert_allclose(run.centred[level], here, rtol=1e-14, atol=1e-13)
        np.testing.assert_allclose(run.shifted[level], far, rtol=1e-14, atol=1e-13)
        between = [abs(far[r][c] - here[r][c]) for r, c in np.ndindex(run.centred[level].shape)]
        np.testing.assert_allclose(run.difference[level].ravel(), between, atol=1e-12)
        moved = [float(d) for d in swept.offset(level)[there]]
        np.testing.assert_allclose(run.offset[level], moved, rtol=1e-9, atol=1e-9)
        assert run.own.relative_l2[level] == pytest.approx(swept.relative_l2(level)[there])
    only = run_shift(run.resolved).shifted
    assert len(only) == 3
    for a, b in zip(only, run.shifted, strict=True):
        np.testing.assert_array_equal(a, b)
        assert a.dtype == b.dtype


def test_a_window_that_is_not_square():
    x = np.arange(48.0).reshape(4, 12)
    run = ran(x, PoolSpec((1, 3)), 1, dx=3, fill="wrap")
    rows = [[11, 2, 5, 8], [23, 14, 17, 20], [35, 26, 29, 32], [47, 38, 41, 44]]
    assert run.shifted[1].tolist() == rows
    assert run.verdicts[1] == ShiftVerdict("equivariant", (0, 1))


# Differences


def test_differences_have_no_sign_and_no_overflow():
    for dtype in (np.uint8, np.uint64, np.int8, np.bool_):
        run = ran(np.array([[0, 1], [0, 0]], dtype), dx=-1, fill="zero")
        assert run.difference[0].dtype == np.float64
        assert run.difference[0].tolist() == [[1, 1], [0, 0]]
        assert run.difference[1].tolist() == [[0]]
    run = ran(np.array([[60_000, -60_000]], np.float16), dx=-1)
    assert run.difference[0].tolist() == [[120_000, 0]]  # more than 16 bits hold
    assert run.difference[0].dtype == np.float64


def test_what_is_alike_is_no_distance_apart_and_nan_from_a_number_is_unknown():
    x = np.array([[np.inf, np.inf, -np.inf, 1, np.nan, np.nan]])
    run = ran(x, PoolSpec(1), dx=-1)
    # What is there is inf inf -inf 1 nan nan; what comes is inf -inf 1 nan nan nan.
    np.testing.assert_array_equal(run.difference[0], [[0, np.inf, np.inf, np.nan, 0, 0]])
    assert np.isnan(x[0, 4:]).all(), "they are equal, and drawn as what is equal"
    assert np.isnan(run.offset).all()
    assert run.value_range == (1, 2)


# The ends of the colours


def test_the_colours_go_as_far_as_the_maps():
    x = np.array([[5, 9, 5, 5], [5, 5, 5, 8]])
    assert ran(x, dx=1).value_range == (5, 9)
    assert ran(x).value_range == (5, 9)
    assert ran(x, dx=1, fill="zero").value_range == (0, 9)
    total = PoolSpec(2, mode="sum")
    assert ran(x, total).value_range == (5, 24)
    assert ran(x, total, dx=-1).value_range == (5, 26)  # 5 + 5 + 8 + 8


def test_a_cure_has_colours_of_its_own():
    x = np.zeros((4, 4))
    x[1, 1] = 8
    total = PoolSpec(2, mode="sum")
    assert ran(8 - x, total).value_range == (0, 32)
    assert ran(8 - x, total, cure="max-blur").value_range == (0, 8)
    assert ran(x - 3, cure="blur").value_range == (-3, 5)
    dark = np.full((4, 4), 7, np.uint8)
    assert ran(dark, cure="blur", picture=True).value_range == (0, 255)
    assert ran(dark, cure="blur").value_range == (7, 8)


@pytest.mark.parametrize("cure", CURES)
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 0.0, 7.0, 1.7e308, 5e-324])
def test_the_ends_of_the_colours_are_finite_and_apart(value, cure):
    low, high = ran(np.full((4, 4), value), dy=1, cure=cure).value_range
    assert low < high
    assert np.isfinite([low, high]).all()
    if not np.isfinite(value):
        assert (low, high) == (0, 1)


# Blocks


def test_the_blocks_of_a_level():
    run = ran(circle(), repeats=4, dy=-2, dx=3)
    assert [run.block(level) for level in range(5)] == [(n, n) for n in (1, 2, 4, 8, 16)]
    assert ran(circle(), PoolSpec((2, 4)), 2).block(2) == (4, 16)
    for spec in (PoolSpec(3, 2), PoolSpec(2, 1), PoolSpec(2, dilation=2)):
        run = ran(circle(), spec)
        assert run.block(1) is None
        assert run.crossing(1) is None


@pytest.mark.parametrize(("dy", "dx"), [(-2, 3), (0, 1), (5, -40), (0, 0)])
def test_the_lit_cells_that_change_their_block(dy, dx):
    lit = set(zip(*(line.tolist() for line in np.nonzero(circle())), strict=True))
    run = ran(circle() * 9, repeats=4, dy=dy, dx=dx, fill="wrap")
    for level in range(5):
        side = 2**level
        before, after = run.crossing(level)
        want = {
            (r, c) for r, c in lit if (r // side, c // side) != ((r + dy) // side, (c + dx) // side)
        }
        assert {tuple(cell) for cell in np.argwhere(before).tolist()} == want
        there = {(r + dy, c + dx) for r, c in want}
        inside = {(r, c) for r, c in there if 0 <= r < 64 and 0 <= c < 64}
        assert {tuple(cell) for cell in np.argwhere(after).tolist()} == inside
        assert before.dtype == after.dtype == np.bool_


def test_cells_cross_although_the_map_stays():
    """Others take their places."""
    run = ran(circle(), repeats=4, dy=-2, dx=3)
    assert run.crossing(4)[0].any()
    assert run.verdicts[4].kind == "invariant"


# What can be shown


def test_a_colour_picture_is_made_grey():
    grey = to_grey(PHOTO.values)
    run = ran(PHOTO, dy=1, dx=-1)
    np.testing.assert_array_equal(run.centred[0], grey)
    assert run.shifted[0].tolist() == oracle.shifted(grey, 1, -1, "replicate")
    assert run.value_range == (0, 255)
    table = replace(PHOTO, picture=False)
    np.testing.assert_array_equal(ran(table, channel=2).centred[0], PHOTO.values[..., 2])


def test_one_channel_of_many():
    x = RNG.random((6, 8, 5))
    for channel in (0, 3):
        run = ran(x, repeats=2, channel=channel, dy=1)
        alone = ran(x[..., channel], repeats=2, dy=1)
        for a, b in zip(run.shifted, alone.shifted, strict=True):
            np.testing.assert_array_equal(a, b)
        np.testing.assert_array_equal(run.offset, alone.offset)
        assert run.verdicts == alone.verdicts


ODD = {
    "1x1": np.array([[5]]),
    "1x9": np.arange(9)[np.newaxis],
    "9x1": np.arange(9.0)[:, np.newaxis],
    "zeros": np.zeros((8, 8)),
    "all lit": np.ones((8, 8), bool),
    "nan": np.where(RNG.random((9, 10)) < 0.2, np.nan, RNG.random((9, 10))),
    "inf": np.where(RNG.random((8, 8)) < 0.2, np.inf, -RNG.random((8, 8))),
    "int64": RNG.integers(-(2**63), 2**63 - 1, (8, 8)),
    "float16": (RNG.random((8, 8)) * 60_000).astype(np.float16),
    "huge": RNG.random((8, 8)) * 1.7e308,
    "long double": RNG.random((8, 8)).astype(np.longdouble),
    "one channel": RNG.random((8, 9, 1)),
}


@pytest.mark.parametrize("cure", ["none", "blur"])
@pytest.mark.parametrize("name", ODD)
def test_odd_inputs(name, cure):
    """Warnings are errors here; 12 pools and a shift of 99 cells yield to what is possible."""
    x = ODD[name]
    before = x.copy()
    run = ran(x, repeats=12, dy=99, dx=-99, jitter=9, cure=cure)
    assert len(run.centred) == len(run.verdicts) == 13
    assert run.centred[-1].shape == run.shifted[-1].shape == (1, 1)
    assert (run.settings.dy, run.settings.dx) == (x.shape[0] - 1, 1 - x.shape[1])
    assert run.settings.jitter == min(9, min(x.shape[:2]) - 1)
    np.testing.assert_array_equal(x, before)


def test_no_shift_leaves_all_as_it_is():
    for x in (circle(), np.full((3, 4), np.nan), np.full((4, 4), np.inf)):
        run = ran(x, repeats=2)
        wanted = "invariant" if (x == 1).any() else "full"
        assert {verdict.kind for verdict in run.verdicts} == {wanted}
        for a, b in zip(run.centred, run.shifted, strict=True):
            np.testing.assert_array_equal(a, b)
        assert np.isnan(run.own.kept_offset).all()
    assert not ran(circle()).offset.any()


# What is refused


def test_a_cure_that_is_not_defined_is_a_sentence():
    uneven = np.zeros((9, 8))
    resolved = ran(uneven, repeats=2).resolved
    settings = replace(resolved.scene.lab, cure="polyphase")
    looked = resolved.looking(replace(resolved.scene, lab=settings))
    refusal(SpecError, lambda: run_shift(looked), "stride is (2, 2)", "9 rows")
    assert ran(uneven, PoolSpec(2, 1), cure="polyphase").shifted[1].shape == (9, 8)
    ends = ran(circle((8, 8), 1), repeats=3, cure="blur").resolved  # its maximum needs 2 x 2 cells
    cured = replace(ends.scene, repeats=4, lab=replace(ends.scene.lab, cure="max-blur"))
    cured = resolve(cured, ends.source)
    refusal(SpecError, lambda: run_shift(cured), "repeats is 4, but pool 4 fails", "kernel_size 2")


def test_a_sum_that_does_not_fit_is_a_sentence():
    x = np.zeros((8, 8), np.int64)
    x[0, 0] = 2**60
    total = PoolSpec(2, mode="sum")
    assert ran(x, total, 2).shifted[2][0, 0] == 2**60
    refusal(SpecError, lambda: ran(x, total, 2, dy=1, dx=1), "could pass 64 bits")
