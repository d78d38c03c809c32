"""The law of grid phase: what blocks say about a shift, against what is measured."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from poolviz.core import (
    PoolSpec,
    SpecError,
    block_size,
    circle,
    crossing_cells,
    law_exception,
    law_keeps,
    merge_level,
    repeat_pool,
    sweep_shifts,
    two_dots,
    unchanged_probability,
)
from tests import oracle
from tests.core.outside import one_sentence, refusal


def grid(jitter):
    """All shifts, rows against columns, as `law_keeps` takes them."""
    steps = np.arange(-jitter, jitter + 1)
    return steps[:, None], steps


def holds(x, spec, levels, jitter):
    """Assert that law and measurement agree for every shift at every level."""
    sweep = sweep_shifts(x, spec, levels, jitter)
    for level in range(levels + 1):
        assert law_exception(spec, x.shape, level) is None
        keeps = law_keeps(x, block_size(spec, level), *grid(jitter))
        np.testing.assert_array_equal(keeps, sweep.equal[level])


@pytest.mark.long(of=3)
@pytest.mark.parametrize("radius", range(4, 25))
def test_the_law_of_the_circle(radius):
    x = circle(r_shrink=32 - radius)
    holds(x, PoolSpec(2, padding="same"), 6, 7)


@pytest.mark.long(of=3)
@pytest.mark.parametrize(
    ("size", "spec", "levels"),
    [
        ((36, 36), PoolSpec(3), 2),
        ((36, 48), PoolSpec((2, 3)), 1),
        ((37, 41), PoolSpec(2, ceil_mode=True), 5),
        ((37, 41), PoolSpec(2, padding="same"), 5),
        ((40, 30), PoolSpec((1, 5)), 1),
        ((40, 30), PoolSpec(1), 3),
        ((35, 35), PoolSpec(3, padding=((0, 2), (0, 1)), ceil_mode=True), 3),
    ],
)
def test_the_law_of_random_dots(size, spec, levels):
    for seed in range(12):
        rng = np.random.default_rng(seed)
        x = np.zeros(size, np.uint8)
        rows, cols = (rng.integers(5, n - 5, 1 + 2 * seed) for n in size)
        x[rows, cols] = 1
        holds(x, spec, levels, 4)


def test_the_classroom_circle_by_the_law():
    counts = [law_keeps(circle(), 2**level, *grid(3)).sum() for level in range(5)]
    assert counts == [1, 1, 1, 5, 49]
    assert law_keeps(circle(), 16, *grid(4)).sum() == 69
    assert law_keeps(circle(r_shrink=8), 16, *grid(3)).sum() == 1


lit_cells = st.sets(st.tuples(st.integers(0, 11), st.integers(0, 8)), min_size=0, max_size=12)
blocks = st.tuples(st.integers(1, 14), st.integers(1, 14))
shifts = st.tuples(st.integers(-30, 30), st.integers(-30, 30))


@given(lit_cells, blocks, shifts)
def test_blocks_as_sets(cells, block, shift):
    x = np.zeros((12, 9))
    for cell in cells:
        x[cell] = -0.5
    keeps = law_keeps(x, block, *shift)
    assert keeps is (oracle.blocks_of(cells, block) == oracle.blocks_of(cells, block, shift))
    crossing = {
        cell
        for cell in cells
        if oracle.blocks_of([cell], block) != oracle.blocks_of([cell], block, shift)
    }
    got = crossing_cells(x, block, *shift)
    assert got.dtype == bool
    assert set(map(tuple, np.argwhere(got).tolist())) == crossing
    if not crossing:
        assert keeps


def test_cells_can_cross_and_the_set_stay():
    x = [[1, 1, 1, 1, 1, 1, 0, 0]]
    assert crossing_cells(x, (1, 4), 0, 1).tolist() == [[False] * 3 + [True] + [False] * 4]
    assert law_keeps(x, (1, 4), 0, 1)
    assert not law_keeps(x, (1, 4), 0, 3)


def test_a_multiple_of_the_block_moves_every_block():
    x = circle()
    for dy, dx in [(16, 0), (0, -16), (-32, 16)]:
        assert not law_keeps(x, 16, dy, dx)
        np.testing.assert_array_equal(crossing_cells(x, 16, dy, dx), x != 0)


def test_blocks_may_be_larger_than_the_picture():
    x = two_dots((5, 5), (1, 1), (4, 4))
    assert law_keeps(x, 2**31 - 1, 100, 100)
    assert not law_keeps(x, 2**31 - 1, -2, 0)
    assert law_keeps(np.zeros((3, 3)), 1, 5, 5)
    assert law_keeps(x, 3, np.zeros((0, 2), int), 1).shape == (0, 2)


@pytest.mark.parametrize("block", [1, 2, 4, (3, 5), (8, 1)])
def test_a_dot_at_a_random_phase(block):
    height, width = oracle.pair(block)
    for dy, dx in product(range(-9, 10, 3), range(-6, 7)):
        stays = 0
        for phase in product(range(height), range(width)):
            x = two_dots((height, width), phase, phase)
            stays += law_keeps(x, block, dy, dx)
        want = unchanged_probability(dy, dx, block)
        assert stays / (height * width) == pytest.approx(want, abs=1e-15)


def test_the_probability_of_a_dot():
    assert unchanged_probability(0, 0, 7) == 1
    assert unchanged_probability(3, -3, 16) == (13 / 16) ** 2
    assert unchanged_probability(4, 0, 4) == 0
    assert unchanged_probability(9, 1, 4) == 0


@pytest.mark.parametrize(
    ("first", "second", "kernel", "level"),
    [
        ((3, 5), (5, 3), 2, 3),
        ((0, 0), (7, 7), 2, 3),
        ((7, 7), (8, 8), 2, 4),
        ((31, 31), (32, 32), 2, 6),
        ((4, 4), (4, 4), 2, 0),
        ((8, 8), (9, 9), 3, 3),
        ((0, 8), (0, 9), (2, 3), 3),
        ((0, 8), (16, 9), (2, 3), 5),
        ((0, 0), (0, 2**31 - 1), 2, 31),
    ],
)
def test_two_dots_merge(first, second, kernel, level):
    assert merge_level(first, second, kernel) == level
    sizes = oracle.pair(kernel)
    together = [
        len(oracle.blocks_of([first, second], (sizes[0] ** n, sizes[1] ** n)))
        for n in range(level + 1)
    ]
    assert together == [2] * level + [1]
    if max(*first, *second) < 64:
        x = two_dots((64, 243), first, second)
        maps = repeat_pool(x, PoolSpec(kernel, ceil_mode=True), level)
        assert [np.count_nonzero(m) for m in maps] == together


@pytest.mark.parametrize(
    ("spec", "level", "want"),
    [
        (PoolSpec(2), 4, (16, 16)),
        (PoolSpec((2, 3)), 3, (8, 27)),
        (PoolSpec(5), 0, (1, 1)),
        (PoolSpec(3, stride=3, padding=1), 2, (9, 9)),
        (PoolSpec(3, stride=2), 2, None),
        (PoolSpec(2, stride=3), 2, None),
        (PoolSpec(2, dilation=2), 1, None),
        (PoolSpec((1, 3)), 60, (1, 2**31 - 1)),
    ],
)
def test_the_size_of_a_block(spec, level, want):
    assert block_size(spec, level) == want


@pytest.mark.parametrize(
    ("spec", "shape", "level", "said"),
    [
        (PoolSpec(2, mode="mean"), (64, 64), 1, "is of maxima, which tell whether a block"),
        (PoolSpec(2, mode="mean"), (64, 64), 1, "a mean also tells how many."),
        (PoolSpec(2, mode="sum"), (64, 64), 1, "a sum also tells how many."),
        (PoolSpec(2, mode="lp"), (64, 64), 1, "a norm also tells how many."),
        (PoolSpec(2, mode="min"), (64, 64), 1, "a minimum tells whether all of its cells are lit."),
        (PoolSpec(2, mode="subsample"), (64, 64), 1, "reads only one of its cells."),
        (PoolSpec(3, stride=2), (64, 64), 1, "Windows of 3 × 3 cells at stride 2 × 2"),
        (PoolSpec(2, dilation=2), (64, 64), 1, "dilation 2 × 2"),
        (PoolSpec(2, padding=1), (64, 64), 1, "before the first of the rows of pool 1"),
        (PoolSpec(3, padding="same"), (12, 10), 1, "before the first of the columns of pool 1"),
        (PoolSpec(2), (12, 9), 1, "Pool 1 leaves the last 1 of 9 columns unread"),
        (PoolSpec(2), (12, 12), 3, "Pool 3 leaves the last 1 of 3 rows unread"),
    ],
)
def test_poolings_without_the_law(spec, shape, level, said):
    sentence = law_exception(spec, shape, level)
    one_sentence(sentence)
    assert said in sentence


def test_what_the_law_excepts_breaks_it():
    x = np.zeros((12, 12), np.uint8)
    x[5, 5] = 1
    moved = PoolSpec(2, padding=((1, 1), (1, 1)))
    assert law_exception(moved, x.shape, 1)
    assert not np.array_equal(law_keeps(x, 2, *grid(1)), sweep_shifts(x, moved, 1, 1).equal[1])
    unread = np.zeros((5, 5), np.uint8)
    unread[4, 4] = 1
    assert law_exception(PoolSpec(2), (5, 5), 1)
    assert not law_keeps(unread, 2, -1, -1)
    assert sweep_shifts(unread, PoolSpec(2), 1, 1, fill="zero").equal_count(1) == 8


def test_a_pooling_that_cannot_be_repeated_has_no_law():
    refusal(SpecError, lambda: law_exception(PoolSpec(2), (4, 4), 3), "kernel_size")


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (lambda: block_size(PoolSpec(2), -1), "level is -1"),
        (lambda: block_size(PoolSpec(2), 1.0), "level is 1.0"),
        (lambda: law_keeps([1, 0], 2, 0, 0), "lit has shape (2,)"),
        (lambda: law_keeps(np.ones((0, 2)), 2, 0, 0), "lit has shape (0, 2)"),
        (lambda: law_keeps([["a"]], 2, 0, 0), "lit has dtype"),
        (lambda: law_keeps([[1]], 0, 0, 0), "block is 0"),
        (lambda: law_keeps([[1]], (1, 2, 3), 0, 0), "block is (1, 2, 3)"),
        (lambda: law_keeps([[1]], 2, 0.5, 0), "dy is 0.5; allowed are whole numbers"),
        (lambda: law_keeps([[1]], 2, 0, [True]), "dx is [True]"),
        (lambda: law_keeps([[1]], 2, 0, 2**40), "dx is 1099511627776"),
        (lambda: crossing_cells([[1]], 2, 0, 0.5), "dx is 0.5"),
        (lambda: crossing_cells([[[1]]], 2, 0, 0), "lit has shape"),
        (lambda: crossing_cells([[1]], None, 0, 0), "block is None"),
        (lambda: unchanged_probability(0.5, 0, 2), "dy is 0.5"),
        (lambda: unchanged_probability(0, 0, 0), "block is 0"),
        (lambda: merge_level((0, 0), (1, 1), 1), "kernel is 1; allowed are whole numbers from 2"),
        (lambda: merge_level((0, 0), (1, 1), (2, 1)), "kernel is (2, 1)"),
        (lambda: merge_level((-1, 0), (1, 1)), "first is -1"),
        (lambda: merge_level((1, 0), 7), "second is 7; allowed is (row, column)"),
    ],
)
def test_what_is_refused(act, said):
    refusal(SpecError, act, said)
