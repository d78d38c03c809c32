"""One axis: how many windows there are, and how much padding "same" asks for."""

from itertools import product

import numpy as np
import pytest

from poolviz.core import (
    PoolSpec,
    SpecError,
    effective_kernel_size,
    output_size,
    pool2d,
    same_padding,
)
from tests import oracle


@pytest.mark.parametrize(
    ("kernel_size", "dilation", "reach"),
    [(1, 1, 1), (1, 9, 1), (2, 1, 2), (2, 2, 3), (3, 1, 3), (3, 2, 5), (3, 4, 9), (5, 3, 13)],
)
def test_dilation_stretches_the_kernel(kernel_size, dilation, reach):
    assert effective_kernel_size(kernel_size, dilation) == reach


def test_dilation_is_one_unless_asked():
    assert effective_kernel_size(7) == 7


@pytest.mark.parametrize(
    ("size", "kernel_size", "stride", "windows"),
    [
        (4, 2, 2, 2),
        (4, 2, 1, 3),
        (6, 3, 3, 2),
        (224, 2, 2, 112),
        (446, 2, 2, 223),
        (450, 2, 2, 225),
        (223, 2, 2, 111),
        (225, 2, 2, 112),
        (111, 2, 2, 55),
        (112, 2, 2, 56),
        (446, 3, 3, 148),
        (450, 3, 3, 150),
        (148, 3, 3, 49),
        (150, 3, 3, 50),
        (49, 3, 3, 16),
        (50, 3, 3, 16),
        (444, 2, 2, 222),
        (448, 2, 2, 224),
        (5, 5, 1, 1),
        (7, 2, 9, 1),
    ],
)
def test_sizes_without_padding(size, kernel_size, stride, windows):
    assert output_size(size, kernel_size, stride) == windows


@pytest.mark.parametrize(
    ("size", "kernel_size", "stride", "padding", "ceil_mode", "windows"),
    [
        # PyTorch: a window that would start in the trailing padding is dropped.
        (9, 4, 4, 2, True, 3),
        (32, 1, 2, 0, True, 16),
        # PyTorch's pooling shape checks, one axis at a time.
        (5, 1, 2, 0, True, 3),
        (6, 1, 2, 0, True, 3),
        (7, 1, 2, 0, True, 4),
        (3, 2, 2, 1, False, 2),
        (4, 2, 2, 1, False, 3),
        (3, 2, 2, 1, True, 2),
        (4, 2, 2, 1, True, 3),
        # ceil(x / s) is not x // s + 1: equal only where x does not divide.
        (7, 3, 2, 0, True, 3),
        (8, 3, 2, 0, True, 4),
        (8, 3, 2, 0, False, 3),
        (7, 2, 3, 0, True, 3),
        (7, 2, 3, 0, False, 2),
    ],
)
def test_sizes_with_padding_and_ceil_mode(size, kernel_size, stride, padding, ceil_mode, windows):
    both = (padding, padding)
    assert output_size(size, kernel_size, stride, padding=both, ceil_mode=ceil_mode) == windows


@pytest.mark.parametrize("ceil_mode", [False, True])
@pytest.mark.parametrize("dilation", [1, 2, 3])
def test_sizes_agree_with_a_walk_along_the_axis(dilation, ceil_mode):
    compared = 0
    for size, kernel, stride in product(range(1, 12), range(1, 5), range(1, 6)):
        reach = dilation * (kernel - 1) + 1
        for padding in product(range(min(reach, 4)), repeat=2):
            options = {"padding": padding, "ceil_mode": ceil_mode}
            if size + sum(padding) < reach:
                continue
            asked = {"kernel_size": (kernel, 1), "stride": (stride, 1), "dilation": (dilation, 1)}
            asked |= {"padding": (padding, (0, 0)), "ceil_mode": ceil_mode}
            try:
                windows = len(oracle.Pooling(**asked).layout(size, 1)[0])
            except oracle.RefusedError:
                with pytest.raises(SpecError, match="padding"):
                    output_size(size, kernel, stride, dilation=dilation, **options)
                continue
            got = output_size(size, kernel, stride, dilation=dilation, **options)
            assert got == windows, (size, kernel, stride, dilation, options)
            compared += 1
    assert compared > 1000


@pytest.mark.parametrize(
    ("size", "kernel_size", "stride", "dilation", "padding"),
    [
        (4, 2, 1, 1, (0, 1)),
        (5, 2, 2, 1, (0, 1)),
        (4, 2, 2, 1, (0, 0)),
        (4, 3, 2, 1, (0, 1)),
        (5, 3, 2, 1, (1, 1)),
        (5, 3, 1, 1, (1, 1)),
        (6, 4, 1, 1, (1, 2)),
        (3, 1, 2, 1, (0, 0)),
        (4, 1, 3, 1, (0, 0)),
        (2, 5, 1, 1, (2, 2)),
        (6, 2, 1, 2, (1, 1)),
        (6, 2, 1, 3, (1, 2)),
    ],
)
def test_same_padding_puts_the_odd_cell_last(size, kernel_size, stride, dilation, padding):
    assert same_padding(size, kernel_size, stride, dilation) == padding


def test_same_padding_is_the_least_that_gives_every_window():
    for size, kernel, stride, dilation in product(
        range(1, 13), range(1, 6), range(1, 6), range(1, 4)
    ):
        padding = same_padding(size, kernel, stride, dilation)
        case = (size, kernel, stride, dilation)
        assert padding == oracle.same_padding(size, kernel, stride, dilation), case
        if dilation <= size:
            got = output_size(size, kernel, stride, padding=padding, dilation=dilation)
            assert got == -(-size // stride), case


def test_numpy_integers_are_integers():
    size, two = np.int64(9), np.uint8(2)
    assert output_size(size, two, two, padding=(two - 1, two - 1)) == 5
    assert same_padding(size, two, two) == (0, 1)
    assert effective_kernel_size(two, two) == 3


@pytest.mark.parametrize("value", [0, -1, 65536, 2**31, 2.0, True, "2", None])
@pytest.mark.parametrize("name", ["kernel_size", "stride", "dilation"])
def test_bad_numbers_are_named(name, value):
    asked = {"kernel_size": 2, "stride": 2, "dilation": 1} | {name: value}
    with pytest.raises(SpecError, match=name) as caught:
        output_size(8, **asked)
    assert str(value) in str(caught.value)
    with pytest.raises(SpecError, match=name):
        same_padding(8, **asked)


@pytest.mark.parametrize("padding", [(-1, 0), (0, -1), (65536, 0), (0, 2**31), (1.5, 0), (0, True)])
def test_bad_padding_is_named(padding):
    with pytest.raises(SpecError, match="padding"):
        output_size(8, 2, 2, padding=padding)


@pytest.mark.parametrize("size", [0, -3, 4.0])
def test_an_axis_holds_at_least_one_cell(size):
    with pytest.raises(SpecError) as caught:
        output_size(size, 1, 1)
    assert str(size) in str(caught.value)


@pytest.mark.parametrize(
    ("size", "kernel_size", "dilation", "padding"),
    [(4, 5, 1, (0, 0)), (4, 3, 2, (0, 0)), (4, 7, 1, (1, 1)), (1, 65535, 1, (0, 0))],
)
@pytest.mark.parametrize("ceil_mode", [False, True])
def test_a_kernel_larger_than_the_padded_axis_is_refused(
    size, kernel_size, dilation, padding, ceil_mode
):
    with pytest.raises(SpecError, match="kernel_size") as caught:
        output_size(size, kernel_size, 1, padding=padding, dilation=dilation, ceil_mode=ceil_mode)
    assert str(kernel_size) in str(caught.value)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (
            {"kernel_size": 3, "stride": 1, "dilation": 2},
            "kernel_size 3 with dilation 2 spans 5 rows, but the input has only 4 rows, padding "
            "included; allowed is a span of at most 4.",
        ),
        (
            {"kernel_size": 5},
            "kernel_size 5, but the input has only 4 rows, padding included; allowed is at most 4.",
        ),
    ],
)
def test_what_is_too_large_is_the_span_where_there_is_dilation(asked, said):
    with pytest.raises(SpecError) as refused:
        pool2d(np.ones((4, 9)), PoolSpec(**asked))
    assert str(refused.value) == said
