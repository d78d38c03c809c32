"""The fast engine: one reduction of all windows of a block that lies whole in memory.

Blocks are arrays (planes, height, width * channels) whose last axis is contiguous; windows lie
inside them (padding has been laid around them by `bands`). The ideas:

* Rows first, then columns: k * k - 1 operations a window become 2 * (k - 1). Rows come first
  because they are reduced a whole line at a time, contiguous and therefore in SIMD.
* One ``ufunc.reduce`` over a view of the taps instead of one call a tap: the running result of a
  line stays in the first-level cache. 16 x 16 windows side by side: 2.5 times as fast.
* Long windows in two steps (`split`): windows of a cells, then b of those, so that a + b operations
  stand where a * b did, and again for the first step. Sums of 31: 1.3 times as fast as doubling (1,
  2, 4, 8, 16, 31), which reads and writes all lines eight times; maxima are level with it.
* No strided operand on the last axis where it can be helped: all cells of a line are reduced as if
  the stride were 1, and every second one is then picked as the lower half of a wider integer,
  which is SIMD again (2 x 2 on uint8: 1.7 times as fast as strided operands).
* Short lines are taken as one long line: what wraps around is never picked (5 x 5, stride 1, on
  224 x 224 float32: 2.4 times as fast).
"""

import sys
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Array = NDArray[Any]
Window = tuple[int, int, int]
"""kernel_size, stride and dilation along one axis."""

LONG_LINE = 1 << 13
"""Bytes of a line from which the call of a ufunc's inner loop (50 ns) is lost in its work."""

RUN = 1 << 14
"""Bytes reduced at a time of a line that has no end: they stay in the first-level cache."""

WIDE_CHANNELS = 16
"""Channels from which the cells of one position are worth an inner loop of their own."""

_HALVES = {1: ("u2", "u1"), 2: ("u4", "u2"), 4: ("u8", "u4")}


class Scratch:
    """Buffers that one worker uses again for every block: new memory is paid for in page faults."""

    def __init__(self) -> None:
        self._buffers: dict[str, Array] = {}

    def get(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return an array with any content, valid until the same name is asked for again."""
        size = dtype.itemsize
        for n in shape:
            size *= n
        buffer = self._buffers.get(name)
        if buffer is None or buffer.size < size:
            buffer = self._buffers[name] = np.empty(size, np.uint8)
        return buffer[:size].view(dtype).reshape(shape)


def reduce_block(
    x: Array,
    windows: tuple[Window, Window],
    channels: int,
    ufunc: np.ufunc,
    dtypes: tuple[np.dtype[Any], np.dtype[Any]],
    out: Array,
    scratch: Scratch,
) -> None:
    """Reduce every window of `x`, (P, H, W * C), into `out`, (P, Ho, Wo * C).

    Parameters
    ----------
    windows : (Window, Window)
        Along rows and along columns.
    dtypes : (dtype, dtype)
        In which rows are reduced, and columns; `out` has the second.
    """
    rows, cols = windows
    planes, height, _ = out.shape
    if rows[:2] == (1, 1) and x.dtype == dtypes[0] and x.flags.c_contiguous:
        lines = x
    else:
        lines = scratch.get("lines", (planes, height, x.shape[2]), dtypes[0])
        _reduce_rows(x, rows, ufunc, lines, scratch)
    _reduce_columns(
        lines.reshape(planes * height, -1), cols, channels, ufunc, out.reshape(planes * height, -1),
        scratch,
    )  # fmt: skip


@lru_cache(maxsize=8192)
def split(kernel: int, stride: int, idempotent: bool) -> tuple[int, int, int, int] | None:
    """Return how a window is made of shorter ones, or None where that does not pay.

    Returns
    -------
    first, count, lag, rest : int
        `count` windows of `first` cells, `lag` cells apart, and then `rest` single cells. Windows
        may overlap where a cell can be counted twice (`idempotent`).
    """
    if kernel <= 8:
        return None
    found, least = None, 0.8 * kernel
    for count in range(2, min(kernel // 2, 12) + 1):
        lag = kernel // count
        first = kernel - lag * (count - 1) if idempotent else lag
        rest = 0 if idempotent else kernel - lag * count
        deeper = split(first, 1, idempotent)
        cost = stride * (sum(deeper[:2]) if deeper else first) + count + 2 * rest
        if cost < least:
            found, least = (first, count, lag, rest), cost
    return found


def longest_chain(kernel: int, stride: int) -> int:
    """Return how many numbers a sum adds one after the other, at most."""
    parts = split(kernel, stride, False)
    return max(longest_chain(parts[0], 1), parts[1]) if parts else kernel


def _idempotent(ufunc: np.ufunc) -> bool:
    return ufunc is not np.add


def _reduce_rows(x: Array, window: Window, ufunc: np.ufunc, out: Array, scratch: Scratch) -> None:
    """Reduce windows along axis 1 of `x`, (P, H, L), into `out`, (P, Ho, L)."""
    kernel, stride, dilation = window
    parts = split(kernel, stride, _idempotent(ufunc))
    if parts is None:
        _reduce_taps(x, window, ufunc, out)
        return
    first, count, lag, rest = parts
    reach = (out.shape[1] - 1) * stride + 1
    part = scratch.get(
        f"rows{first}", (len(x), reach + (count - 1) * lag * dilation, x.shape[2]), out.dtype
    )
    _reduce_rows(x, (first, 1, dilation), ufunc, part, scratch)
    _reduce_taps(part, (count, stride, lag * dilation), ufunc, out)
    for tap in range(kernel - rest, kernel):
        ufunc(out, x[:, tap * dilation : tap * dilation + reach : stride], out=out)


def _reduce_taps(x: Array, window: Window, ufunc: np.ufunc, out: Array) -> None:
    """Reduce windows along axis 1 tap by tap, without shorter windows between."""
    kernel, stride, dilation = window
    reach = (out.shape[1] - 1) * stride + 1
    if kernel == 1:
        np.copyto(out, x[:, :reach:stride])
    elif kernel == 2:
        second = x[:, dilation : dilation + reach : stride]
        ufunc(x[:, :reach:stride], second, out=out, dtype=out.dtype)
    elif stride == 1 and _has_short_lines(x):
        size, lag = out[0].size, dilation * x.shape[2]
        if len(x) == 1:
            _reduce_run_taps(
                x.reshape(-1)[: size + (kernel - 1) * lag], kernel, lag, ufunc, out.reshape(-1)
            )
        else:
            plane, _, cell = x.strides
            taps = as_strided(x, (len(x), kernel, size), (plane, lag * cell, cell))
            ufunc.reduce(taps, axis=1, out=out.reshape(len(x), size), dtype=out.dtype)
    else:
        plane, line, cell = x.strides
        taps = as_strided(
            x,
            (len(x), out.shape[1], kernel, x.shape[2]),
            (plane, stride * line, dilation * line, cell),
        )
        ufunc.reduce(taps, axis=2, out=out, dtype=out.dtype)


def _has_short_lines(x: Array) -> bool:
    """Return whether lines are so short that a plane is better taken as one long line."""
    length = x.shape[2] * x.itemsize
    return bool(length < LONG_LINE and (x.shape[1] == 1 or x.strides[1] == length))


def _reduce_columns(
    x: Array, window: Window, channels: int, ufunc: np.ufunc, out: Array, scratch: Scratch
) -> None:
    """Reduce windows along the lines of `x`, (R, W * C), into `out`, (R, Wo * C)."""
    kernel, stride, dilation = window
    if kernel == 1:
        _pick(x, stride, channels, out)
    elif stride == 1 and (kernel == 2 or x.shape[1] * x.itemsize >= LONG_LINE):
        _reduce_long_lines(x, kernel, dilation * channels, ufunc, out, scratch)
    elif stride > 1 and not _narrows(x, stride, channels) and kernel - 1 <= 2 * stride:
        _reduce_strided(x, window, channels, ufunc, out)
    else:
        every = scratch.get("every", x.shape, out.dtype)
        _reduce_run(x.reshape(-1), kernel, dilation * channels, ufunc, every.reshape(-1), scratch)
        _pick(every, stride, channels, out)


def _reduce_long_lines(
    x: Array, kernel: int, lag: int, ufunc: np.ufunc, out: Array, scratch: Scratch
) -> None:
    """Reduce windows of stride 1 along each line; neighbouring taps are `lag` cells apart."""
    parts = split(kernel, 1, _idempotent(ufunc))
    taps, count, step, rest = x, kernel, lag, 0
    if parts:
        first, count, _, rest = parts
        step = parts[2] * lag
        taps = scratch.get("part", x.shape, out.dtype)
        _reduce_run(x.reshape(-1), first, lag, ufunc, taps.reshape(-1), scratch)
    width = out.shape[1]
    if count == 2:
        ufunc(taps[:, :width], taps[:, step : step + width], out=out, dtype=out.dtype)
    else:
        line, cell = taps.strides
        view = as_strided(taps, (len(taps), count, width), (line, step * cell, cell))
        ufunc.reduce(view, axis=1, out=out, dtype=out.dtype)
    for tap in range(kernel - rest, kernel):
        ufunc(out, x[:, tap * lag : tap * lag + width], out=out)


def _reduce_run(
    x: Array, kernel: int, lag: int, ufunc: np.ufunc, out: Array, scratch: Scratch
) -> None:
    """Reduce windows of stride 1 along all of `x`, (n,), into the beginning of `out`, (n,)."""
    parts = split(kernel, 1, _idempotent(ufunc))
    if parts:
        first, count, step, rest = parts
        part = scratch.get(f"run{first}", x.shape, out.dtype)
        _reduce_run(x, first, lag, ufunc, part, scratch)
        size = x.size - (first - 1) * lag
        _reduce_run_taps(part[:size], count, step * lag, ufunc, out)
        size = x.size - (kernel - 1) * lag
        for tap in range(kernel - rest, kernel):
            ufunc(out[:size], x[tap * lag : tap * lag + size], out=out[:size])
    else:
        _reduce_run_taps(x, kernel, lag, ufunc, out)


def _reduce_run_taps(x: Array, kernel: int, lag: int, ufunc: np.ufunc, out: Array) -> None:
    size = x.size - (kernel - 1) * lag
    if kernel == 2:
        ufunc(x[:size], x[lag:], out=out[:size], dtype=out.dtype)
        return
    cell = x.itemsize
    run = RUN // out.itemsize
    whole = size - size % run
    for start, lines, length in ((0, whole // run, run), (whole, 1, size - whole)):
        if lines and length:
            view = as_strided(x[start:], (lines, kernel, length), (length * cell, lag * cell, cell))
            target = out[start : start + lines * length].reshape(lines, length)
            ufunc.reduce(view, axis=1, out=target, dtype=out.dtype)


def _reduce_strided(x: Array, window: Window, channels: int, ufunc: np.ufunc, out: Array) -> None:
    """Reduce windows along each line with strided operands, tap by tap."""
    kernel, stride, dilation = window
    for cells, target in _lanes(x, out, channels):
        reach = (target.shape[1] - 1) * stride + 1
        first, second, *others = (
            cells[:, tap : tap + reach : stride] for tap in range(0, kernel * dilation, dilation)
        )
        ufunc(first, second, out=target, dtype=out.dtype)
        for other in others:
            ufunc(target, other, out=target)


def _pick(x: Array, stride: int, channels: int, out: Array) -> None:
    """Copy the cells of every `stride`-th position of each line."""
    if stride == 1:
        np.copyto(out, x[:, : out.shape[1]])
    elif _narrows(x, stride, channels) and out.dtype == x.dtype:
        pair, half = _HALVES[x.itemsize]
        pairs = x.view(pair)[:, : out.shape[1]]
        np.copyto(out.view(half), pairs, casting="unsafe")
    else:
        for cells, target in _lanes(x, out, channels):
            reach = (target.shape[1] - 1) * stride + 1
            np.copyto(target, cells[:, :reach:stride])


def _narrows(x: Array, stride: int, channels: int) -> bool:
    """Return whether every second cell is the lower half of an integer twice as wide."""
    return (
        stride == 2
        and channels == 1
        and x.itemsize in _HALVES
        and x.shape[1] % 2 == 0
        and sys.byteorder == "little"
    )


def _lanes(x: Array, out: Array, channels: int) -> list[tuple[Array, Array]]:
    """Return lines by position: all channels at once, or one by one where they are few."""
    if channels == 1:
        return [(x, out)]
    cells, target = x.reshape(len(x), -1, channels), out.reshape(len(out), -1, channels)
    if channels >= WIDE_CHANNELS:
        return [(cells, target)]
    return [(cells[..., c], target[..., c]) for c in range(channels)]
