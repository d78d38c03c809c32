"""The second half of the fast engine: windows along the lines that `row_windows` has made.

* At stride 1, windows are doubled (`doubling`).
* At a larger stride, there are two ways. Strided operands read only what they need, but a cell of
  one byte costs them nearly as much as one of eight, 10 times a contiguous one. Or all cells of a
  line are reduced as if the stride were 1, and then picked; every second one is the lower half of a
  wider integer, so that its pick is SIMD, too (2 x 2 on uint8: 3 times as fast). It is chosen by
  what both cost.
* Few windows side by side are one ``ufunc.reduce``, sums are products (`products`).
"""

import sys
from functools import lru_cache

import numpy as np

from poolviz.core.engine.values import doubling, products
from poolviz.core.engine.values.rows import Window
from poolviz.core.engine.workers import Scratch, copy
from poolviz.core.spec.arrays import Array

WIDE_CHANNELS = 16
"""Channels from which the cells of one position are worth an inner loop of their own."""

STRIDED, PICKED, BYTES = 0.29, 0.25, 35.0
"""Nanoseconds of a strided operand and of a strided copy, and contiguous bytes a nanosecond."""

FEW_WINDOWS, MANY_TAPS = 800, 5
"""Windows up to which, and taps from which one call for all (20 ns a window) is faster."""

_HALVES = {1: ("u2", "u1"), 2: ("u4", "u2"), 4: ("u8", "u4")}


def reduce_columns(
    x: Array,
    window: Window,
    channels: int,
    ufunc: np.ufunc,
    room: int,
    out: Array,
    scratch: Scratch,
) -> None:
    """Reduce windows along the lines of `x`, (R, W * C), into `out`, (R, Wo * C).

    `room` is how many cells the type of `x` can add; with more, they go on in that of `out`.
    """
    kernel, stride, dilation = window
    if kernel == 1:
        _pick(x, stride, channels, out, scratch)
    elif stride > 1 and _strided_pays(kernel, stride, channels, out.itemsize, x.shape[1]):
        if x.dtype != out.dtype:
            x = doubling.widened(x, out.dtype, "wide", scratch)
        if kernel != stride or dilation > 1:
            _join_taps(x, window, channels, ufunc, out, scratch)
        elif channels == 1:
            _reduce_side_by_side(x, kernel, ufunc, out, scratch)
        elif products.fits(x, kernel, kernel * channels, ufunc, out.dtype):
            shape = len(x), -1, channels
            products.add_rows(x.reshape(shape), kernel, out.reshape(shape), scratch)
        else:
            _join_taps(x, window, channels, ufunc, out, scratch)
    else:
        _double(x, window, channels, ufunc, room, out, scratch)


@lru_cache(maxsize=4096)
def _strided_pays(kernel: int, stride: int, channels: int, itemsize: int, length: int) -> bool:
    """Return whether strided operands are faster than reducing every cell and then picking."""
    every = len(doubling.steps(kernel, True)) * stride * itemsize / BYTES
    picked = itemsize / BYTES if _narrows(itemsize, length, stride, channels) else PICKED
    return (kernel - 1) * STRIDED <= every + picked


def _double(
    x: Array,
    window: Window,
    channels: int,
    ufunc: np.ufunc,
    room: int,
    out: Array,
    scratch: Scratch,
) -> None:
    """Reduce windows at every cell; at a larger stride than 1, pick some of them."""
    kernel, stride, dilation = window
    first, second, shift = doubling.all_but_last(
        x.reshape(1, -1, channels), kernel, dilation, ufunc, out.dtype, room, scratch
    )
    shift *= channels
    if stride == 1:
        width = out.shape[1]
        first, second = first.reshape(x.shape), second.reshape(x.shape)
        both = first[:, :width], second[:, shift : shift + width]
        scratch.do(ufunc, *both, out=out, dtype=out.dtype)
        return
    every = scratch.get("every", x.shape, out.dtype)
    size = x.size - (kernel - 1) * dilation * channels  # from there on, windows pass the end
    first, second = first.reshape(-1)[:size], second.reshape(-1)[shift : shift + size]
    scratch.do(ufunc, first, second, out=every.reshape(-1)[:size], dtype=out.dtype)
    _pick(every, stride, channels, out, scratch)


def _reduce_side_by_side(
    x: Array, kernel: int, ufunc: np.ufunc, out: Array, scratch: Scratch
) -> None:
    """Reduce windows side by side along each line of `x`, (R, W)."""
    if products.fits(x, kernel, x.shape[1], ufunc, out.dtype):
        products.add_columns(x, kernel, out, scratch)
    elif out.size <= FEW_WINDOWS and kernel >= MANY_TAPS:
        _reduce_at_once(x, kernel, ufunc, out, scratch)
    else:
        _join_taps(x, (kernel, kernel, 1), 1, ufunc, out, scratch)


def _reduce_at_once(x: Array, kernel: int, ufunc: np.ufunc, out: Array, scratch: Scratch) -> None:
    cells = x[:, : out.shape[1] * kernel].reshape(*out.shape, kernel)
    scratch.do(ufunc.reduce, cells, axis=2, out=out)


def _join_taps(
    x: Array, window: Window, channels: int, ufunc: np.ufunc, out: Array, scratch: Scratch
) -> None:
    """Reduce windows along each line with strided operands, tap by tap."""
    kernel, stride, dilation = window
    for cells, target in _lanes(x, out, channels):
        reach = (target.shape[1] - 1) * stride + 1
        first, second, *others = (
            cells[:, tap : tap + reach : stride] for tap in range(0, kernel * dilation, dilation)
        )
        scratch.do(ufunc, first, second, out=target)
        for other in others:
            scratch.do(ufunc, target, other, out=target)


def _pick(x: Array, stride: int, channels: int, out: Array, scratch: Scratch) -> None:
    """Copy the cells of every `stride`-th position of each line."""
    if stride == 1:
        scratch.do(copy, x[:, : out.shape[1]], out=out)
    elif _narrows(x.itemsize, x.shape[1], stride, channels) and out.dtype == x.dtype:
        _narrow(x, out, scratch)
    else:
        for cells, target in _lanes(x, out, channels):
            reach = (target.shape[1] - 1) * stride + 1
            scratch.do(copy, cells[:, :reach:stride], out=target)


def _narrows(itemsize: int, length: int, stride: int, channels: int) -> bool:
    """Return whether every second cell is the lower half of an integer twice as wide."""
    even = stride == 2 and channels == 1 and length % 2 == 0
    return even and itemsize in _HALVES and sys.byteorder == "little"


def _narrow(x: Array, out: Array, scratch: Scratch) -> None:
    pair, half = _HALVES[x.itemsize]
    scratch.do(copy, x.view(pair)[:, : out.shape[1]], out=out.view(half))


def _lanes(x: Array, out: Array, channels: int) -> list[tuple[Array, Array]]:
    """Return lines by position: all channels at once, or one by one where they are few."""
    if channels == 1:
        return [(x, out)]
    cells, target = x.reshape(len(x), -1, channels), out.reshape(len(out), -1, channels)
    if channels >= WIDE_CHANNELS:
        return [(cells, target)]
    return [(cells[..., c], target[..., c]) for c in range(channels)]
