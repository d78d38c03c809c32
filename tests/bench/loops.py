"""Pooling as plain nested loops, compiled by Numba.

For any window, as a function of a library has to be, with NaN as in poolviz; and for one window
alone: its size and stride are constants, the cells are finite, so that the compiler may unroll, and
forget about NaN and the order of a sum. What is fast follows from what it makes SIMD of: one window
after the other while windows are small or apart, cell (a, b) of all windows of a line at a time
where they are large and overlap, and all channels of a cell at a time.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numba import njit, prange

Loop = Callable[..., None]
"""Of (P, H, W) or (N, H, W, C) cells, of an array for the result, and of kernel and stride."""

ANY = 0, 0
"""Instead of the kernel and the stride of the one window."""


@njit
def higher(a, b):
    return b if b > a else a


@njit
def lower(a, b):
    return b if b < a else a


@njit
def higher_or_nan(a, b):
    return b if b > a or b != b else a


@njit
def lower_or_nan(a, b):
    return b if b < a or b != b else a


@njit
def added(a, b):
    return a + b


REDUCE = {
    True: {"max": higher_or_nan, "min": lower_or_nan, "mean": added},
    False: {"max": higher, "min": lower, "mean": added},
}


def parts(method: str, window: tuple[int, int]) -> tuple[Any, bool, Any]:
    """Return how two cells are joined, whether it is a mean, and the compiler."""
    general = window == ANY
    return REDUCE[general][method], method == "mean", njit(parallel=True, fastmath=not general)


@cache
def windows(method: str, window: tuple[int, int] = ANY) -> Loop:
    (reduce, mean, compiled), (k0, s0) = parts(method, window), window

    @compiled
    def pool(x, out, k, s):
        kernel, stride = k0 if k0 else k, s0 if s0 else s
        _, height, width = out.shape
        for line in prange(out.shape[0] * height):
            p, i = np.int64(line) // height, np.int64(line) % height
            for j in range(width):
                value = x[p, i * stride, j * stride]
                for b in range(1, kernel):
                    value = reduce(value, x[p, i * stride, j * stride + b])
                for a in range(1, kernel):
                    for b in range(kernel):
                        value = reduce(value, x[p, i * stride + a, j * stride + b])
                out[p, i, j] = value / (kernel * kernel) if mean else value

    return pool


@cache
def lines(method: str, window: tuple[int, int] = ANY) -> Loop:
    (reduce, mean, compiled), (k0, s0) = parts(method, window), window

    @compiled
    def pool(x, out, k, s):
        kernel, stride = k0 if k0 else k, s0 if s0 else s
        _, height, width = out.shape
        for line in prange(out.shape[0] * height):
            p, i = np.int64(line) // height, np.int64(line) % height
            values = out[p, i]
            for j in range(width):
                values[j] = 0 if mean else x[p, i * stride, j * stride]
            for a in range(kernel):
                for b in range(kernel):
                    for j in range(width):
                        values[j] = reduce(values[j], x[p, i * stride + a, j * stride + b])
            if mean:
                for j in range(width):
                    values[j] /= kernel * kernel

    return pool


@cache
def channels(method: str, window: tuple[int, int] = ANY) -> Loop:
    (reduce, mean, compiled), (k0, s0) = parts(method, window), window

    @compiled
    def pool(x, out, k, s):
        kernel, stride = k0 if k0 else k, s0 if s0 else s
        _, height, width, depth = out.shape
        for line in prange(out.shape[0] * height):
            n, i = np.int64(line) // height, np.int64(line) % height
            for j in range(width):
                values = out[n, i, j]
                for c in range(depth):
                    values[c] = 0 if mean else x[n, i * stride, j * stride, c]
                for a in range(kernel):
                    for b in range(kernel):
                        for c in range(depth):
                            cell = x[n, i * stride + a, j * stride + b, c]
                            values[c] = reduce(values[c], cell)
                if mean:
                    for c in range(depth):
                        values[c] /= kernel * kernel

    return pool
