"""Every step of a run against the oracle, and the run as a sequence."""

import dataclasses
import math
import tracemalloc
from itertools import product

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, Walkthrough, pool2d
from poolviz.core.explain import walkthrough as steps
from tests import oracle
from tests.core.checks import FOUR, SIX
from tests.core.pooling.test_pooling_random import laid_out, random_parameters, random_values

NAN = math.nan


def random_run(rng, modes=oracle.MODES, channels=(0, 0, 1, 3)):
    """Return a seeded run that has an answer, its input, and how it was asked for."""
    while True:
        asked = random_parameters(rng, modes[int(rng.integers(len(modes)))])
        shape = tuple(int(n) for n in rng.integers(1, 10, 2))
        depth = channels[int(rng.integers(len(channels)))]
        dtype = ["?", "u1", "i2", "f4", "f8"][int(rng.integers(5))]
        x = random_values(rng, (*shape, depth) if depth else shape, dtype, asked["mode"])
        x = laid_out(rng, x)
        channel = int(rng.integers(max(depth, 1)))
        try:
            return Walkthrough(x, PoolSpec(**asked), int(rng.integers(1, 4)), channel), x, asked
        except SpecError:
            continue


# Steps


def check_result(step, want):
    """Compare a result; sums may differ by the rounding of the terms that cancel in them."""
    if step.winner is not None or step.level == 0 or want.dtype.kind != "f":
        oracle.assert_agrees(np.asarray(step.result), want, step.spec.mode)
        return
    assert step.result.dtype == want.dtype
    finite = step.cells[np.isfinite(step.cells)]
    eps = float(np.finfo(want.dtype).eps)
    atol = 2 * eps * float(np.abs(finite).sum())
    np.testing.assert_allclose(step.result, want, rtol=64 * eps, atol=atol)


def check_step(step, plane, rows, cols, asked):
    """Compare a step with the window that the oracle reads on the plane below."""
    row, col = rows[step.row], cols[step.col]
    places = list(product(row.real, col.real))
    assert step.positions == places
    assert step.window.rows.start == row.positions[0]
    assert tuple(step.window.cols.positions) == col.positions
    cells = [plane[r, c] for r, c in places]
    np.testing.assert_array_equal(step.cells.ravel(), cells)
    assert step.cells.dtype == plane.dtype

    counted = (len(row.real) + row.padded) * (len(col.real) + col.padded)
    nan = sum(value != value for value in cells)
    assert step.omitted == (nan if asked["nan_policy"] == "omit" else 0)
    assert step.window.counted == counted
    present = (counted if asked["count_include_pad"] else len(cells)) - step.omitted
    assert step.divisor == (asked["divisor_override"] or present)

    value, index = oracle.Pooling(**asked).window(plane.tolist(), row, col)
    if asked["mode"] not in oracle.PICKING_MODES:
        assert step.winner is None
        assert step.ties == ()
        return
    np.testing.assert_array_equal(step.result, value)
    assert step.winner == divmod(index, plane.shape[1])
    if asked["mode"] == "subsample":
        assert step.ties == ()
        return
    if step.omitted == len(cells):
        return  # nothing won, so nothing ties
    equal = [p for p in places if plane[p] == value or (value != value and plane[p] != plane[p])]
    assert [step.winner, *step.ties] == equal


def features(step):
    """Return what is special about a step, to see that the seeds reach it."""
    return {
        name
        for name, there in {
            "tie": step.ties,
            "omitted": step.omitted,
            "all omitted": step.omitted == step.cells.size,
            "padding": step.window.counted > step.window.cells,
            "overhang": step.window.counted < math.prod(step.spec.kernel_size),
        }.items()
        if there
    }


@pytest.mark.long
def test_every_step_is_what_the_oracle_sees():
    rng = np.random.default_rng(7)
    steps_seen, seen = 0, set()
    for _ in range(700):
        run, _, asked = random_run(rng)
        index = 0
        for level in range(run.repeats):
            plane = run.plane(level)
            want, _ = oracle.pool(plane, **asked)
            layout = oracle.Pooling(**asked).layout(*plane.shape)
            assert run.output_shape(level) == want.shape
            assert len(run.steps_of(level)) == want.size
            for number, cell in enumerate(np.ndindex(*want.shape)):
                step = run[index]
                assert (step.index, step.level, step.row, step.col) == (index, level, *cell)
                assert (step.number, step.count, step.spec) == (number, want.size, run.spec)
                check_result(step, want[cell])
                check_step(step, plane, *layout, asked)
                seen |= features(step)
                index += 1
        assert len(run) == index
        steps_seen += index
    assert steps_seen > 5000
    assert len(seen) == 5


def test_the_generations_are_the_pools_of_pools():
    rng = np.random.default_rng(8)
    for _ in range(100):
        run, x, asked = random_run(rng)
        assert len(run.generations) == run.repeats + 1
        np.testing.assert_array_equal(run.generations[0], x)
        for below, above in zip(run.generations, run.generations[1:], strict=False):
            np.testing.assert_array_equal(pool2d(below, PoolSpec(**asked)), above)
        if asked["mode"] in oracle.PICKING_MODES:
            _, winners = pool2d(x, run.spec, return_indices=True)
            winners = winners if winners.ndim == 2 else winners[..., run.channel]
            found = [run[i].winner for i in run.steps_of(0)]
            assert found == [divmod(flat, x.shape[1]) for flat in winners.ravel().tolist()]


def test_the_last_step_of_four_by_four_pooled_twice():
    run = Walkthrough(FOUR, PoolSpec(2), 2)
    assert len(run) == 5
    assert run[3].winner == (2, 2)
    assert run[3].ties == ((2, 3),)
    last = run[-1]
    assert (last.index, last.level, last.number, last.count) == (4, 1, 0, 1)
    assert (last.result, last.winner, last.ties) == (18, (1, 0), ())
    assert [tuple(place) for place in last.positions] == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_nan_and_padding():
    x = [[NAN, 2.0, NAN], [4.0, 6.0, NAN]]
    run = Walkthrough(x, PoolSpec(2, mode="mean", padding=((0, 0), (1, 0)), nan_policy="omit"), 1)
    assert [step.divisor for step in run] == [1, 2]
    assert [step.omitted for step in run] == [1, 2]
    np.testing.assert_array_equal(run[1].cells, [[2, NAN], [6, NAN]])
    assert [step.result for step in run] == [4, 4]
    nan = Walkthrough(x, PoolSpec((2, 3)), 1)[0]
    assert nan.winner == (0, 0)
    assert nan.ties == ((0, 2), (1, 2))
    assert nan.omitted == 0


# The sequence


def test_a_run_is_a_sequence():
    run = Walkthrough(SIX, PoolSpec(2, 1), 2)
    assert len(run) == 25 + 16
    assert [step.index for step in run] == list(range(41))
    for i in (-1, -41, 0, 24, 25, 40, np.int64(-16), np.uint8(3)):
        assert run[i].index == int(i) % 41
    for i in (41, -42, 10**9):
        with pytest.raises(IndexError):
            run[i]
    with pytest.raises(TypeError):
        run["1"]
    for cut in (slice(None), slice(3, 30, 4), slice(None, None, -1), slice(-3, None), slice(99, 9)):
        assert [step.index for step in run[cut]] == list(range(41))[cut]
    assert [step.index for step in reversed(run)] == list(range(41))[::-1]


def test_there_is_at_least_one_pooling():
    assert Walkthrough(FOUR, PoolSpec(2), 0).repeats == 1


def test_a_run_that_does_not_fit_is_refused():
    with pytest.raises(SpecError, match="pool 3"):
        Walkthrough(FOUR, PoolSpec(2), 3)


@pytest.mark.long
def test_places_and_steps_go_both_ways():
    rng = np.random.default_rng(9)
    for _ in range(3000):
        height, width = (int(n) for n in rng.integers(1, 40, 2))
        spec = PoolSpec(
            int(rng.integers(1, 4)),
            int(rng.integers(1, 4)),
            padding=["valid", "same"][int(rng.integers(2))],
        )
        try:
            run = Walkthrough(np.zeros((height, width), bool), spec, int(rng.integers(1, 4)))
        except SpecError:
            continue
        for index in {0, len(run) - 1, *rng.integers(0, len(run), 3).tolist()}:
            level, row, col = run.locate(index)
            assert run.index_of(level, row, col) == index
            assert index in run.steps_of(level)
            assert index - run.steps_of(level)[0] == row * run.output_shape(level)[1] + col
        sizes = [math.prod(run.output_shape(level)) for level in range(run.repeats)]
        assert len(run) == sum(sizes)


def test_every_place_of_a_run_comes_once_and_in_order():
    run = Walkthrough(np.zeros((9, 7)), PoolSpec(2, 1), 3)
    places = [run.locate(i) for i in range(len(run))]
    shapes = enumerate([(8, 6), (7, 5), (6, 4)])
    assert places == [(level, *cell) for level, shape in shapes for cell in np.ndindex(*shape)]


def test_a_place_outside_is_no_step():
    run = Walkthrough(SIX, PoolSpec(3), 1)
    for index in (-1, 4):
        with pytest.raises(IndexError, match=f"step {index}; there are 4"):
            run.locate(index)
    for cell in ((2, 0), (0, 2), (-1, 0), (0, -1)):
        with pytest.raises(IndexError, match="cell"):
            run.index_of(0, *cell)
        with pytest.raises(IndexError, match="cell"):
            run.step_at(0, *cell)


# Where a step is looked for in another run


def test_nearest_keeps_the_step_of_an_equal_run():
    rng = np.random.default_rng(10)
    for _ in range(200):
        run, x, _ = random_run(rng)
        again = Walkthrough(x, run.spec, run.repeats)
        for index in range(0, len(run), 3):
            assert again.nearest(run, index) == index


@pytest.mark.long
def test_nearest_keeps_the_level_and_the_place():
    """The window that is found starts as near as any, where both inputs are scaled to one size."""
    rng = np.random.default_rng(11)
    levels = set()
    for _ in range(500):
        (old, _, asked), (new, _, other) = random_run(rng), random_run(rng)
        index = int(rng.integers(len(old)))
        found = new.nearest(old, index)
        level, *place = old.locate(index)
        if level >= new.repeats:
            assert found == len(new) - 1
            levels.add("lost")
            continue
        levels.add(level)
        found_level, *found_place = new.locate(found)
        assert found_level == level
        sizes = old.plane(level).shape, new.plane(level).shape
        layouts = [
            oracle.Pooling(**how).layout(*size)
            for how, size in zip((asked, other), sizes, strict=True)
        ]
        for axis in (0, 1):
            looked_at = layouts[0][axis][place[axis]].positions[0] * sizes[1][axis] / sizes[0][axis]
            away = [abs(taps.positions[0] - looked_at) for taps in layouts[1][axis]]
            assert away[found_place[axis]] <= min(away) + 1e-9
    assert levels == {0, 1, 2, "lost"}


def test_nearest_on_the_examples():
    side_by_side, overlapping = (Walkthrough(FOUR, PoolSpec(2, s), 1) for s in (2, 1))
    assert [overlapping.nearest(side_by_side, i) for i in range(4)] == [0, 2, 6, 8]
    assert overlapping.nearest(Walkthrough(FOUR, PoolSpec(2), 2), 4) == 8
    photo = Walkthrough(np.zeros((400, 400)), PoolSpec(2), 1)
    assert photo.nearest(side_by_side, 3) == 100 * 200 + 100


# Once pooled, never again


@pytest.fixture
def large():
    rng = np.random.default_rng(12)
    return Walkthrough(rng.integers(0, 256, (1000, 1000), np.uint8), PoolSpec(2, 1), 2)


def test_a_step_costs_its_window_only(large, monkeypatch):
    """No step pools again, and none touches more memory than a window: it is computed from k."""

    def refuse(*_args, **_kwargs):
        raise AssertionError("pooled again")

    monkeypatch.setattr(steps, "repeat_pool", refuse)
    assert len(large) == 999**2 + 998**2
    places = np.random.default_rng(13).integers(0, len(large), 300).tolist()
    large[0]
    tracemalloc.start()
    try:
        for index in places:
            step = large[index]
            below, above = (large.generations[step.level + i] for i in (0, 1))
            assert step.result == below[step.row : step.row + 2, step.col : step.col + 2].max()
            assert step.result == above[step.row, step.col]
            assert np.shares_memory(step.cells, below)
        other = large.with_channel(0)
        assert other.nearest(large, places[0]) == places[0]
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 50_000


def test_what_a_run_holds_is_read_only():
    x = np.arange(48.0).reshape(4, 4, 3)
    run = Walkthrough(x, PoolSpec(2), 2, channel=1)
    for values in (*run.generations, run.plane(0), run.plane(1), run[0].cells):
        with pytest.raises(ValueError, match="read-only"):
            values[0, 0] = 0
    with pytest.raises(dataclasses.FrozenInstanceError):
        run[0].result = 1
    x[0, 0] = 7  # the input stays the caller's own


def test_another_channel_pools_nothing(monkeypatch):
    rng = np.random.default_rng(14)
    x = rng.integers(0, 99, (6, 8, 3))
    run = Walkthrough(x, PoolSpec(2), 2)
    monkeypatch.setattr(steps, "repeat_pool", None)
    blue = run.with_channel(2)
    assert (run.channel, blue.channel, blue.spec) == (0, 2, run.spec)
    assert blue.generations is run.generations
    assert len(blue) == len(run)
    for channel, walk in ((0, run), (2, blue)):
        np.testing.assert_array_equal(walk.plane(0), x[..., channel])
        assert [step.result for step in walk] == [
            *pool2d(x[..., channel], PoolSpec(2)).ravel(),
            *pool2d(pool2d(x[..., channel], PoolSpec(2)), PoolSpec(2)).ravel(),
        ]
