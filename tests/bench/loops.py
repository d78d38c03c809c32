"""Pooling as plain nested loops, compiled by Numba for each window.

The cells are finite, so that the compiler may forget about NaN and about the order of a sum. What
is written where follows from what it makes SIMD of: one window after the other while windows are
small or apart, cell (a, b) of all windows of a line at a time where they are large and overlap,
and all channels of a cell at a time.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from numba import njit, prange

LARGE = 8

compiled = partial(njit, parallel=True, fastmath=True)


@njit
def higher(a, b):
    return b if b > a else a


@njit
def lower(a, b):
    return b if b < a else a


@njit
def added(a, b):
    return a + b


REDUCE = {"max": higher, "min": lower, "mean": added}


@cache
def planes(method: str, k: int, s: int) -> Callable[..., Any]:
    """Return a function of (P, H, W), of an array for the result, and of k."""
    return lines(method, s) if k >= LARGE and s == 1 else windows(method, k, s)


def windows(method: str, k: int, s: int) -> Callable[..., Any]:
    reduce, mean = REDUCE[method], method == "mean"

    @compiled()
    def pool(x, out, _):
        _, height, width = out.shape
        for line in prange(out.shape[0] * height):
            p, i = np.int64(line) // height, np.int64(line) % height
            for j in range(width):
                value = x[p, i * s, j * s]
                for b in range(1, k):
                    value = reduce(value, x[p, i * s, j * s + b])
                for a in range(1, k):
                    for b in range(k):
                        value = reduce(value, x[p, i * s + a, j * s + b])
                out[p, i, j] = value / (k * k) if mean else value

    return pool


@cache
def lines(method: str, s: int) -> Callable[..., Any]:
    reduce, mean = REDUCE[method], method == "mean"

    @compiled()
    def pool(x, out, k):
        _, height, width = out.shape
        for line in prange(out.shape[0] * height):
            p, i = np.int64(line) // height, np.int64(line) % height
            values = out[p, i]
            for j in range(width):
                values[j] = 0 if mean else x[p, i * s, j * s]
            for a in range(k):
                for b in range(k):
                    for j in range(width):
                        values[j] = reduce(values[j], x[p, i * s + a, j * s + b])
            if mean:
                for j in range(width):
                    values[j] /= k * k

    return pool


@cache
def channels(method: str, s: int) -> Callable[..., Any]:
    """Return a function of (N, H, W, C), of an array for the result, and of k."""
    reduce, mean = REDUCE[method], method == "mean"

    @compiled()
    def pool(x, out, k):
        _, height, width, depth = out.shape
        for line in prange(out.shape[0] * height):
            n, i = np.int64(line) // height, np.int64(line) % height
            for j in range(width):
                values = out[n, i, j]
                for c in range(depth):
                    values[c] = 0 if mean else x[n, i * s, j * s, c]
                for a in range(k):
                    for b in range(k):
                        for c in range(depth):
                            values[c] = reduce(values[c], x[n, i * s + a, j * s + b, c])
                if mean:
                    for c in range(depth):
                        values[c] /= k * k

    return pool
