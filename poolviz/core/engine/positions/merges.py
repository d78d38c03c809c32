"""Values and winners of any windows: neighbouring windows are merged, and the winners travel along.

Two windows side by side make one of twice the size: its value is the better of theirs, and its
winner is the right one's only if that is *strictly* better, so that the first of equals wins. A
window of k cells takes log2(k) such steps along a line, over all cells of a block at once, and then
as many across the lines: the first line that holds the best value wins, and in it the first cell.

* Winners are offsets from the start of their window, in the smallest unsigned integers that hold
  them: one byte along a line, mostly two across the lines. An operation on bytes takes a quarter of
  the time of one on float32.
* A step chooses without branches. The right window's winner is always the later one, so the new
  offset is the larger of the left one and of the right one times (better: 1 or 0). That is three
  operations more than the comparison, 0.1 ns a cell. Choosing by masks takes five; ``np.where``,
  which branches, takes 2.6 ns.
* Steps read whole contiguous runs; lines wrap around, and what does so is never picked. Where the
  stride is 2, every second cell is the lower half of an integer twice as wide: a cast picks it, in
  a quarter (bytes) to a half (float32) of the time of a strided copy.
* Where the stride is larger, or cells have eight bytes, they are first sorted by their place in the
  stride, so that the taps of all windows lie in contiguous runs as well: a strided comparison of
  float32 is not SIMD and takes 0.5 ns, the copy 0.26 and a contiguous comparison 0.07.
* All channels of a position, where there are many, are such a run already.

Keys (value above, position below, in one integer or complex number) take fewer operations, but wide
ones: with stride 1, merging is 1.4 to 3 times as fast for float32 and 3 to 6 times for float64.
"""

import sys
from typing import Any

import numpy as np

from poolviz.core.engine.values.rows import Window
from poolviz.core.engine.workers import Scratch
from poolviz.core.spec.arrays import Array

Order = tuple[np.ufunc, np.ufunc]
"""What joins two values, and what tells whether the first one is strictly better."""

LARGEST: Order = (np.maximum, np.greater)
SMALLEST: Order = (np.minimum, np.less)

WIDE_CHANNELS = 16
"""Channels from which the cells of one position are worth an inner loop of their own."""

_HALVES = {1: ("u2", "u1"), 2: ("u4", "u2"), 4: ("u8", "u4")}


_CODES = tuple(np.dtype(name) for name in ("u1", "u2", "u4", "u8"))


def code(largest: int) -> np.dtype[Any]:
    """Return the smallest unsigned type that holds `largest`."""
    return _CODES[(largest > 0xFF) + (largest > 0xFFFF) + (largest > 0xFFFF_FFFF)]


def steps(kernel: int) -> int:
    """Return how many merges make windows of `kernel` cells of single cells."""
    return (kernel - 1).bit_length()


def merge_columns(
    x: Array, window: Window, channels: int, order: Order, scratch: Scratch
) -> tuple[Array, Array | None]:
    """Reduce windows along the lines of `x`, (R, W * C), which is contiguous.

    Returns
    -------
    values, offsets : (R, L) ndarray
        The first Wo * C cells of a line count. `offsets` are cells from the window's start, in
        units of C; None where windows are single cells.
    """
    kernel, stride, dilation = window
    count = (x.shape[1] // channels - dilation * (kernel - 1) - 1) // stride + 1
    if kernel == 1:
        return (
            (x, None)
            if stride == 1
            else (_picked(x, stride, channels, count, scratch, "picked values"), None)
        )
    if stride > 1 and not 1 < channels < WIDE_CHANNELS and _is_by_taps(x, window, channels):
        if channels == 1:
            return _merge_lanes(x, window, count, order, scratch)
        return _merge_positions(x, window, channels, count, order, scratch)
    flat = x.reshape(-1)
    offsets = scratch.get("columns", flat.shape, code(dilation * (kernel - 1)))
    values = scratch.get("values", flat.shape, x.dtype)
    lag = dilation * channels
    source, step = _slide(flat, offsets, True, (kernel, lag, dilation), order, scratch)
    size = flat.size - (kernel - 1) * lag
    order[0](source[:size], source[step * lag : step * lag + size], out=values[:size])
    values, offsets = values.reshape(x.shape), offsets.reshape(x.shape)
    if stride > 1:
        values = _picked(values, stride, channels, count, scratch, "picked values")
        offsets = _picked(offsets, stride, channels, count, scratch, "picked offsets")
    return values, offsets


def merge_rows(
    values: Array,
    offsets: Array | None,
    window: Window,
    unit: int,
    order: Order,
    out: Array,
    scratch: Scratch,
) -> Array | int:
    """Reduce windows across the lines of `values`, (P, H, L), into `out`, (P, Ho, width).

    Parameters
    ----------
    offsets : (P, H, L) ndarray or None
        The winners so far; they are overwritten.
    unit : int
        What a line counts in the offsets.

    Returns
    -------
    (P, Ho, width) ndarray, or 0
        The winners' offsets from the start of the window; 0 where windows are single cells.
    """
    kernel, stride, dilation = window
    if kernel == 1:
        np.copyto(out, _tap(values, 0, window, out), casting="unsafe")
        return 0 if offsets is None else _tap(offsets, 0, window, out)
    along = 0 if offsets is None else int(np.iinfo(offsets.dtype).max)
    dtype = code((kernel - 1) * dilation * unit + along)
    if stride > 1 and kernel - 1 <= stride * steps(kernel):
        return _merge_rows_by_taps(values, offsets, window, unit, order, out, dtype, scratch)
    wide = scratch.get("offsets", values.shape, dtype)
    if offsets is not None:
        np.copyto(wide, offsets)
    counted = kernel, values.shape[2] * dilation, unit * dilation
    source, step = _slide(
        values.reshape(-1), wide.reshape(-1), offsets is None, counted, order, scratch
    )
    source = source.reshape(values.shape)
    order[0](_tap(source, 0, window, out), _tap(source, step, window, out), out=out)
    return _tap(wide, 0, window, out)


def _merge_rows_by_taps(
    values: Array,
    offsets: Array | None,
    window: Window,
    unit: int,
    order: Order,
    out: Array,
    dtype: np.dtype[Any],
    scratch: Scratch,
) -> Array:
    """Do the same tap by tap, on the lines that are needed alone; `dtype` is for the offsets."""
    wide = scratch.get("offsets", out.shape, dtype)
    if offsets is not None:
        np.copyto(wide, _tap(offsets, 0, window, out))
    best = _tap(values, 0, window, out)
    for number in range(1, window[0]):
        cells = _tap(values, number, window, out)
        later = None if offsets is None else _tap(offsets, number, window, out)
        shift = number * window[2] * unit
        _note(best, cells, wide, later, shift, offsets is None and number == 1, order, scratch)
        best = order[0](best, cells, out=out)
    return wide


def _tap(x: Array, number: int, window: Window, out: Array) -> Array:
    """Return the lines of `x`, (P, H, L), that tap `number` of the windows of `out` reads."""
    _, stride, dilation = window
    first = number * dilation
    return x[:, first : first + (out.shape[1] - 1) * stride + 1 : stride, : out.shape[2]]


def _slide(
    cells: Array,
    offsets: Array,
    fresh: bool,
    window: tuple[int, int, int],
    order: Order,
    scratch: Scratch,
) -> tuple[Array, int]:
    """Merge windows of stride 1 along `cells`, (n,), but for the values of the last step.

    Parameters
    ----------
    offsets : (n,) ndarray
        The winners of the cells, made those of the windows; `fresh` where all are 0, unwritten.
    window : (int, int, int)
        How many taps, cells from tap to tap, and what a tap counts in the offsets.

    Returns
    -------
    values, step : (n,) ndarray, int
        Those of the two windows, `step` taps apart, that make a whole one.
    """
    kernel, lag, unit = window
    done, number = 1, 0
    while True:
        step = min(done, kernel - done)
        size = cells.size - (done + step - 1) * lag
        ahead = slice(step * lag, step * lag + size)
        left, right = cells[:size], cells[ahead]
        later = None if fresh else offsets[ahead]
        _note(left, right, offsets[:size], later, step * unit, fresh, order, scratch)
        fresh = False
        done += step
        if done == kernel:
            return cells, step
        cells = scratch.get(f"merged {number & 1}", cells.shape, cells.dtype)
        order[0](left, right, out=cells[:size])
        number += 1


def _note(
    left: Array,
    right: Array,
    offsets: Array,
    later: Array | None,
    shift: int,
    fresh: bool,
    order: Order,
    scratch: Scratch,
) -> None:
    """Write the winners of two windows to `offsets`, which has those of the left one.

    `later` are those of the right one, None if 0; `shift` is what the right one starts later;
    `fresh` where those of the left one are 0 too, and not yet written.
    """
    number = offsets.dtype.type
    if fresh and shift == 1 and offsets.itemsize == 1:
        order[1](right, left, out=offsets.view(np.bool_))
        return
    better = scratch.get("better", offsets.shape, np.dtype(np.bool_))
    order[1](right, left, out=better)
    flags = better.view(np.uint8) if offsets.itemsize == 1 else better
    if fresh:
        np.multiply(flags, number(shift), out=offsets)
        return
    moved = scratch.get("moved", offsets.shape, offsets.dtype)
    if later is None:
        np.multiply(flags, number(shift), out=moved)
    else:
        np.add(later, number(shift), out=moved)
        np.multiply(moved, flags, out=moved)
    np.maximum(offsets, moved, out=offsets)


def _is_by_taps(x: Array, window: Window, channels: int) -> bool:
    """Return whether one operation a tap on a stride-th of the cells costs less than merging."""
    kernel, stride, _ = window
    if channels == 1 and stride == 2 and _can_narrow(x):
        return False
    return kernel - 1 <= stride * steps(kernel)


def _merge_lanes(
    x: Array, window: Window, count: int, order: Order, scratch: Scratch
) -> tuple[Array, Array]:
    """Reduce windows tap by tap; the cells are sorted by their place in the stride before."""
    kernel, stride, dilation = window
    places = sorted({tap * dilation % stride for tap in range(kernel)})
    length = count + (kernel - 1) * dilation // stride
    lanes = scratch.get("lanes", (len(places), len(x), length), x.dtype)
    for place, lane in zip(places, lanes, strict=True):
        cells = x[:, place::stride][:, :length]
        np.copyto(lane[:, : cells.shape[1]], cells)
    size = len(x) * length
    shortest = size - (kernel - 1) * dilation // stride
    shape = (len(x), length)
    values = scratch.get("values", (size,), x.dtype)
    offsets = scratch.get("columns", (size,), code(dilation * (kernel - 1)))
    for tap in range(kernel):
        shift, place = divmod(tap * dilation, stride)
        cells = lanes[places.index(place)].reshape(-1)[shift : shift + shortest]
        if tap == 0:
            best = cells
            continue
        _note(best, cells, offsets[:shortest], None, tap * dilation, tap == 1, order, scratch)
        best = order[0](best, cells, out=values[:shortest])
    return values.reshape(shape), offsets.reshape(shape)


def _merge_positions(
    x: Array, window: Window, channels: int, count: int, order: Order, scratch: Scratch
) -> tuple[Array, Array]:
    """Reduce windows tap by tap, all channels of a position at a time."""
    kernel, stride, dilation = window
    cells = x.reshape(len(x), -1, channels)
    shape = len(x), count, channels
    values = scratch.get("values", shape, x.dtype)
    offsets = scratch.get("columns", shape, code(dilation * (kernel - 1)))
    reach = (count - 1) * stride + 1
    best = cells[:, :reach:stride]
    for tap in range(1, kernel):
        right = cells[:, tap * dilation : tap * dilation + reach : stride]
        _note(best, right, offsets, None, tap * dilation, tap == 1, order, scratch)
        best = order[0](best, right, out=values)
    return values.reshape(len(x), -1), offsets.reshape(len(x), -1)


def _picked(x: Array, stride: int, channels: int, count: int, scratch: Scratch, name: str) -> Array:
    """Return the cells of every `stride`-th position of each line, (R, count * C)."""
    out = scratch.get(name, (len(x), count * channels), x.dtype)
    if stride == 2 and channels == 1 and _can_narrow(x):
        _narrow(x, out)
        return out
    cells, target = x.reshape(len(x), -1, channels), out.reshape(len(x), -1, channels)
    reach = (count - 1) * stride + 1
    if channels >= WIDE_CHANNELS:
        np.copyto(target, cells[:, :reach:stride])
    else:
        for channel in range(channels):
            np.copyto(target[..., channel], cells[:, :reach:stride, channel])
    return out


def _can_narrow(x: Array) -> bool:
    """Return whether every second cell of a line is the lower half of an integer."""
    return x.itemsize in _HALVES and x.shape[1] % 2 == 0 and sys.byteorder == "little"


def _narrow(x: Array, out: Array) -> None:
    pair, half = _HALVES[x.itemsize]
    np.copyto(out.view(half), x.view(pair)[:, : out.shape[1]], casting="unsafe")
