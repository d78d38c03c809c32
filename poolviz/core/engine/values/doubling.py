"""Windows of any length and stride 1 in a few operations: 1, 2, 4, 8 and so on cells at a time.

Two windows of 4 cells that stand side by side are one of 8. Where a cell may count twice (largest,
smallest), two that overlap make the rest: 31 cells need 5 operations instead of 30. Sums add single
cells, by the binary digits of the length: 8 operations. Compared with windows of windows (6 of 5
cells, and 1), 31 x 31 maxima of 12 megapixels are 1.6 times as fast. That needs lines that stay in
the second-level cache, and so blocks are cut (`bands`).

All cells of a block are one long line: what wraps around its ends is never read.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from poolviz.core.engine.workers import Scratch, copy
from poolviz.core.spec.arrays import Array


@lru_cache(maxsize=8192)
def steps(kernel: int, idempotent: bool) -> tuple[tuple[int, int, bool], ...]:
    """Return how windows of `kernel` cells come about.

    Returns
    -------
    tuple of (width, shift, alone)
        Each step makes windows of `width` cells: those so far, joined with those that begin `shift`
        cells later, or with the single cell there (`alone`).
    """
    found, width = [], 1
    if idempotent:
        while width < kernel:
            shift = min(width, kernel - width)
            width += shift
            found.append((width, shift, False))
        return tuple(found)
    for digit in bin(kernel)[3:]:
        found.append((2 * width, width, False))
        width *= 2
        if digit == "1":
            found.append((width + 1, width, True))
            width += 1
    return tuple(found)


def all_but_last(
    x: Array,
    kernel: int,
    lag: int,
    ufunc: np.ufunc,
    wide: np.dtype[Any],
    room: int,
    scratch: Scratch,
) -> tuple[Array, Array, int]:
    """Do all steps but the last, which the caller writes where it likes.

    Parameters
    ----------
    x : (P, n, m) ndarray
        The cells; windows lie along axis 1.
    kernel, lag : int
        Taps of a window, at least 2, and their distance.
    wide : dtype
        Of the result.
    room : int
        How many cells the type of `x` can add; with more, they go on in `wide`.

    Returns
    -------
    first, second, shift : (P, n, m) ndarray, (P, n, m) ndarray, int
        A window is its cell of `first`, joined with the cell of `second` that stands `shift` later.
        The last cells of both are meaningless, as windows would reach past the end.
    """
    planes, size, length = x.shape
    order = steps(kernel, ufunc is not np.add)
    windows = x
    for number, (width, shift, alone) in enumerate(order):
        if width > room and windows.dtype != wide:
            single = windows is x
            windows = widened(windows, wide, "wide", scratch)
            x = windows if single else x
        second = x if alone else windows
        if number == len(order) - 1:
            return windows, second, shift * lag
        count = size - (width - 1) * lag
        out = scratch.get(("even", "odd")[number % 2], (planes, size, length), windows.dtype)
        later = shift * lag
        both = windows[:, :count], second[:, later : later + count]
        scratch.do(ufunc, *both, out=out[:, :count])
        windows = out
    raise AssertionError("unreachable: a window of one cell has no steps")


def widened(x: Array, dtype: np.dtype[Any], name: str, scratch: Scratch) -> Array:
    """Return `x` in another type, in scratch memory called `name`."""
    wide = scratch.get(name, x.shape, dtype)
    scratch.do(copy, x, out=wide)
    return wide
