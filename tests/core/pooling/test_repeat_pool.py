"""`repeat_pool`: the output of one pooling is the input of the next."""

from itertools import pairwise

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, repeat_pool
from tests import oracle
from tests.core.checks import FOUR, SIX


def test_repeated_pools_of_a_photograph():
    photo = np.zeros((446, 450), dtype=np.uint8)
    assert [p.shape for p in repeat_pool(photo, PoolSpec(2), 3)] == [
        (446, 450),
        (223, 225),
        (111, 112),
        (55, 56),
    ]
    assert [p.shape for p in repeat_pool(photo, PoolSpec(3), 3)[1:]] == [
        (148, 150),
        (49, 50),
        (16, 16),
    ]
    shapes = [p.shape for p in repeat_pool(np.zeros((400, 400)), PoolSpec(2, mode="mean"), 4)]
    assert shapes == [(400, 400), (200, 200), (100, 100), (50, 50), (25, 25)]


def test_two_dots_merge_when_they_meet_in_one_block():
    for first, second, level in [
        ((3, 5), (5, 3), 3),
        ((0, 0), (7, 7), 3),
        ((7, 7), (8, 8), 4),
        ((31, 31), (32, 32), 6),
    ]:
        x = np.zeros((64, 64), dtype=np.uint8)
        x[first] = x[second] = 1
        lit = [int(p.sum()) for p in repeat_pool(x, PoolSpec(2), 6)]
        assert lit == [2] * level + [1] * (7 - level)


def test_each_repeat_pools_the_one_before():
    levels = repeat_pool(SIX, PoolSpec(2, stride=1, mode="mean"), 3)
    assert len(levels) == 4
    np.testing.assert_array_equal(levels[0], SIX)
    for before, after in pairwise(levels):
        want, _ = oracle.pool(before, kernel_size=2, stride=1, mode="mean")
        np.testing.assert_allclose(after, want, rtol=1e-15)


def test_no_repeat_is_the_input():
    levels = repeat_pool(FOUR, PoolSpec(2), 0)
    assert len(levels) == 1
    np.testing.assert_array_equal(levels[0], FOUR)


def test_repeats_use_the_axes():
    x = np.arange(2 * 3 * 8 * 8).reshape(2, 3, 8, 8)
    levels = repeat_pool(x, PoolSpec(2), 2, axes=(-2, -1))
    assert [p.shape for p in levels] == [(2, 3, 8, 8), (2, 3, 4, 4), (2, 3, 2, 2)]
    assert levels[2][1, 2].tolist() == [[347, 351], [379, 383]]


@pytest.mark.parametrize("repeats", [-1, 1.0, True, "2", None])
def test_bad_repeats_are_named(repeats):
    with pytest.raises(SpecError, match="repeats") as caught:
        repeat_pool(FOUR, PoolSpec(2), repeats)
    assert str(repeats) in str(caught.value)


def test_repeats_end_where_the_picture_is_used_up():
    assert repeat_pool(FOUR, PoolSpec(2), 2)[-1].tolist() == [[18]]
    with pytest.raises(SpecError, match="repeats is 3, but pool 3 fails: kernel_size 2"):
        repeat_pool(FOUR, PoolSpec(2), 3)
