"""The general engine: any padding, dilation and kernel, tap by tap, with no copy of the windows.

Tap number t of every window is one strided slice of the input, so a pooling is one array operation
for each tap. A tap that lies in the padding is simply missing from its slice: padding is absent,
whatever the method. Memory is needed for the result and one half-way result, however large the
kernel is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.spec.arrays import Array
from poolviz.core.spec.geometry import Axis

Term = Callable[[Array], Array]
Here = tuple[slice | Any, ...]


@dataclass(frozen=True)
class Part:
    """Some neighbouring windows of an axis, numbered from 0 again.

    Attributes
    ----------
    axis : Axis
        The whole axis.
    windows : range
        The windows of the part; there is at least one.
    """

    axis: Axis
    windows: range

    def __len__(self) -> int:
        return len(self.windows)

    @property
    def cells(self) -> range:
        """The cells of the input from the first that one of the windows reads to the last."""
        start = self.windows.start * self.axis.stride - self.axis.before
        end = (self.windows.stop - 1) * self.axis.stride - self.axis.before + self.axis.extent
        return range(max(start, 0), min(end, self.axis.size))

    @property
    def overhang(self) -> tuple[int, int]:
        """How many cells the windows reach out of the input, before it and after it."""
        start = self.windows.start * self.axis.stride - self.axis.before
        end = (self.windows.stop - 1) * self.axis.stride - self.axis.before + self.axis.extent
        return max(-start, 0), max(end - self.axis.size, 0)

    def span(self, tap: int) -> tuple[range, slice]:
        """Return the windows whose tap number `tap` is a cell, and those cells of the axis."""
        windows, first = self.axis.span(tap)
        start = max(windows.start, self.windows.start)
        stop = max(start, min(windows.stop, self.windows.stop))
        first += (start - windows.start) * self.axis.stride
        cells = slice(first, first + (stop - start - 1) * self.axis.stride + 1, self.axis.stride)
        return range(start - self.windows.start, stop - self.windows.start), cells


def reduce_taps(
    x: Array,
    parts: tuple[Part, Part],
    ufunc: np.ufunc,
    dtype: np.dtype[Any],
    term: Term | None = None,
) -> Array:
    """Reduce all rows of the windows of `x`, (P, H, W, C), then all their columns, in `dtype`.

    `term`, where given, is what becomes of the cells before they are reduced.
    """
    rows, cols = parts
    read = cols.cells
    half = _reduce_axis(x[:, :, read.start : read.stop], rows, 0, 1, ufunc, dtype, term)
    return _reduce_axis(half, cols, read.start, 2, ufunc, dtype, None)


def _reduce_axis(
    x: Array,
    part: Part,
    origin: int,
    axis: int,
    ufunc: np.ufunc,
    dtype: np.dtype[Any],
    term: Term | None,
) -> Array:
    """Reduce windows along `axis` of `x`, which begins at cell `origin` of the part's axis."""
    shape = list(x.shape)
    shape[axis] = len(part)
    out = np.empty(shape, dtype)
    lead = (slice(None),) * axis
    spans = [part.span(tap) for tap in range(part.axis.kernel_size)]
    # Taps that every window has come first: they start the result without an identity.
    spans.sort(key=lambda span: len(span[0]) < len(part))
    started = False
    for windows, cells in spans:
        if windows:
            here = slice(cells.start - origin, cells.stop - origin, cells.step)
            values = x[(*lead, here)]
            values = values if term is None else term(values)
            target = out[(*lead, slice(windows.start, windows.stop))]
            if started:
                ufunc(target, values, out=target, dtype=dtype)
            elif len(windows) == len(part):
                np.copyto(target, values, casting="unsafe")
            else:
                out[...] = identity(ufunc, dtype)
                ufunc(target, values, out=target, dtype=dtype)
            started = True
    return out


def identity(ufunc: np.ufunc, dtype: np.dtype[Any]) -> Any:
    """Return the value that `ufunc` ignores."""
    if ufunc is np.add:
        return 0
    if ufunc in (np.fmax, np.fmin):
        return np.nan
    low = ufunc is np.maximum
    if dtype.kind in "fc":
        return -np.inf if low else np.inf
    return np.iinfo(dtype).min if low else np.iinfo(dtype).max


def raster_taps(parts: tuple[Part, Part]) -> Iterator[tuple[Here, slice, slice]]:
    """Yield, for every tap in raster order, the windows that have it and their cells of it."""
    rows, cols = parts
    for row_tap in range(rows.axis.kernel_size):
        (top, row_cells) = rows.span(row_tap)
        for col_tap in range(cols.axis.kernel_size) if top else ():
            (left, col_cells) = cols.span(col_tap)
            if left:
                here = slice(top.start, top.stop), slice(left.start, left.stop)
                yield (slice(None), *here), row_cells, col_cells


def tap_counts(part: Part) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for every window of a part, its taps in the input and those that padding counts.

    Returns
    -------
    real, counted : (len(part),) int64
        The lengths of `AxisWindow.real` and `AxisWindow.counted`.
    """
    axis = part.axis
    starts = _starts(part)

    def before(end: int) -> NDArray[np.int64]:
        taps = -((starts - end) // axis.dilation)
        return taps.clip(0, axis.kernel_size)

    return before(axis.size) - before(0), before(axis.size + axis.after)


def first_cells(part: Part) -> NDArray[np.int64]:
    """Return the first cell of every window: the first tap that lies in the input."""
    starts = _starts(part)
    return np.where(starts < 0, starts % part.axis.dilation, starts)


def _starts(part: Part) -> NDArray[np.int64]:
    windows = np.arange(part.windows.start, part.windows.stop, dtype=np.int64)
    return windows * part.axis.stride - part.axis.before
