"""Where the winner of each window stands: ``row * W + col``, the first of equals in raster order.

Five ways, chosen by `path`:

* "matches", small windows: the first tap that equals the value already found. A comparison and two
  operations on bytes for each tap; 2 x 2 windows at 1.5 times the speed of keys.
* "keys", types of up to four bytes: value above, inverted position below, in one integer. The
  largest key is the best value and, among equals, the first position, so that the fast engine does
  it all: 5 x 5 windows, stride 1, at 18 times the speed of comparing all taps.
* "blocks", large windows side by side: the cells of each window are laid side by side, and
  ``argmax`` reads them once.
* "pairs", types of eight bytes: complex numbers, which NumPy orders by their real and then by their
  imaginary part, the inverted position.
* "taps": the general way, tap by tap. It also steps in where NaN makes an order impossible.
"""

import math
import sys
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

from poolviz.core import taps
from poolviz.core.bands import Axes, Region
from poolviz.core.spec import PoolMode, PoolSpec

Array = NDArray[Any]

SMALL_WINDOW = 9
"""Cells of a window up to which comparing them with the result is faster than keys."""

LARGE_WINDOW = 64
"""Cells of a window from which reading it whole is faster than keys."""

_HIGH, _LOW = (1, 0) if sys.byteorder == "little" else (0, 1)


def path(spec: PoolSpec, axes: Axes, dtype: np.dtype[Any]) -> str:
    """Return the name of the way for a pooling; "none" where no single cell wins."""
    if not spec.mode.picks:
        return "none"
    if spec.mode is PoolMode.SUBSAMPLE:
        return "taps" if spec.nan_policy == "omit" and dtype.kind == "f" else "first"
    apart = all(
        axis.stride >= axis.kernel_size
        and axis.dilation == 1
        and not axis.before
        and not axis.overhang
        and axis.output_size * axis.stride - axis.stride + axis.extent <= axis.size
        for axis in axes
    )
    if apart and math.prod(spec.kernel_size) >= LARGE_WINDOW:
        return "blocks"
    padded = any(axis.before or axis.after or axis.overhang for axis in axes)
    if not padded and math.prod(spec.kernel_size) <= SMALL_WINDOW:
        return "matches"
    if dtype.itemsize <= 4:
        return "keys"
    return "pairs" if dtype.itemsize == 8 else "taps"


def find(region: Region, spec: PoolSpec, way: str, values: Array, index: Array) -> None:
    """Write the winners' positions to `index`, given their `values`, both (p, rows, cols, C)."""
    omit = spec.nan_policy == "omit"
    largest = spec.mode is PoolMode.MAX
    if way == "first":
        rows, cols = (taps.first_cells(part) for part in region.parts)
        index[...] = (rows[:, None] * region.parts[1].axis.size + cols)[..., None]
        return
    if way == "matches":
        if values.dtype.kind != "f" or not np.isnan(values).any():
            _find_matches(region, values, index)
            return
        way = "taps"
    too_many = region.parts[1].axis.size * len(region.parts[0].cells) >= 1 << 32
    by_taps = way == "taps" or (way != "blocks" and (too_many or not region.separable))
    if not by_taps and values.dtype.kind == "f":
        nan = np.isnan(region.cells if omit else values).any()
        by_taps = bool(nan) and (way != "blocks" or omit)
    if not by_taps and way == "pairs" and values.dtype.kind in "iu":
        reach = max(abs(int(region.cells.max())), abs(int(region.cells.min())))
        by_taps = reach > 1 << 53
    if by_taps:
        taps.pick_taps(region.planes, region.parts, spec.mode, omit, values, index)
    elif way == "blocks":
        _find_in_blocks(region, largest, index)
    elif way == "pairs":
        _find_by_pairs(region, largest, index)
    else:
        _find_by_keys(region, largest, index)


def _find_matches(region: Region, values: Array, index: Array) -> None:
    """Find the first tap of each window that equals its value; no window touches the padding."""
    rows, cols = (part.axis for part in region.parts)
    height, width = region.shape[1:3]
    taps_in_order = rows.kernel_size * cols.kernel_size
    best = region.scratch.get("taps", region.shape, np.dtype(np.uint8))
    same = region.scratch.get("same", region.shape, np.dtype(np.bool_))
    offsets = np.zeros(taps_in_order + 1, np.int64)
    best[...] = 0
    for tap in range(taps_in_order):
        dy, dx = tap // cols.kernel_size * rows.dilation, tap % cols.kernel_size * cols.dilation
        cells = region.cells[:, dy :: rows.stride, dx :: cols.stride][:, :height, :width]
        np.equal(cells, values, out=same)
        # The first tap counts most, so that the largest count is the first that matches.
        rank = taps_in_order - tap
        offsets[rank] = dy * cols.size + dx
        marks = same.view(np.uint8)
        np.maximum(best, np.multiply(marks, np.uint8(rank), out=marks), out=best)
    first_rows, first_cols = (taps.first_cells(part) for part in region.parts)
    starts = (first_rows[:, None] * cols.size + first_cols)[..., None]
    np.add(offsets[best], starts, out=index)


def _find_by_keys(region: Region, largest: bool, index: Array) -> None:
    """Reduce integers that hold a value above and an inverted position below."""
    wide = np.dtype(np.int64)
    line_codes, cell_codes = (codes.astype(np.uint32) for codes in _codes(region))

    def key(cells: Array) -> Array:
        keys = region.scratch.get("keys", cells.shape, wide)
        words = keys.view(np.int32).reshape(*cells.shape, 2)
        words[..., _HIGH] = _ordered(cells, largest)
        np.subtract(line_codes, cell_codes, out=words.view(np.uint32)[..., _LOW])
        return keys

    best = region.reduce(np.maximum, (wide, wide), name="best", term=key)
    low = best.view(np.uint32).reshape(*best.shape, 2)[..., _LOW]
    np.subtract(_last(region), low, out=index)


def _ordered(cells: Array, largest: bool) -> Array:
    """Return int32 in the order of `cells`, or in the opposite order; no NaN is among them."""
    if cells.dtype.kind == "f":
        # The bits of a float, read as an integer, rise with it, but fall where it is negative.
        bits = np.add(cells, np.float32(0), dtype=np.float32).view(np.int32)  # -0.0 becomes 0.0
        order = np.right_shift(bits, 31)
        np.bitwise_and(order, 0x7FFF_FFFF, out=order)
        np.bitwise_xor(order, bits, out=order)
    elif cells.dtype.kind == "u" and cells.itemsize == 4:
        order = np.bitwise_xor(cells, np.uint32(1 << 31), dtype=np.uint32).view(np.int32)
    else:
        order = cells.astype(np.int32)
    return order if largest else np.invert(order, out=order)


def _find_by_pairs(region: Region, largest: bool, index: Array) -> None:
    """Reduce complex numbers: the value, and then the inverted position."""
    wide = np.dtype(np.complex128)
    line_codes, cell_codes = _codes(region)

    def pair(cells: Array) -> Array:
        pairs = region.scratch.get("keys", cells.shape, wide)
        pairs.real = cells if largest else np.negative(cells, dtype=np.float64)
        np.subtract(line_codes, cell_codes, out=pairs.imag)
        return pairs

    best = region.reduce(np.maximum, (wide, wide), name="best", term=pair)
    np.subtract(_last(region), best.imag, out=index, casting="unsafe")


def _codes(region: Region) -> tuple[Array, Array]:
    """Return two arrays whose difference falls in raster order over the cells; the last is 1."""
    rows, cols = (part.cells for part in region.parts)
    lines = _last(region) - np.arange(rows.start, rows.stop) * region.parts[1].axis.size
    return lines[:, None, None] - cols.start, np.arange(len(cols))[:, None]


def _last(region: Region) -> int:
    rows, cols = (part.cells for part in region.parts)
    return rows[-1] * region.parts[1].axis.size + cols[-1] + 1


def _find_in_blocks(region: Region, largest: bool, index: Array) -> None:
    """Lay the cells of each window side by side and read them once."""
    rows, cols = (part.axis for part in region.parts)
    cells = region.cells
    p, line, col, channel = cells.strides
    shape = region.shape
    windows = as_strided(
        cells,
        (*shape, rows.kernel_size, cols.kernel_size),
        (p, line * rows.stride, col * cols.stride, channel, line, col),
        writeable=False,
    )
    side = region.scratch.get("windows", windows.shape, cells.dtype.newbyteorder("="))
    np.copyto(side, windows)
    flat = side.reshape(*shape, -1)
    row, column = np.divmod(flat.argmax(-1) if largest else flat.argmin(-1), cols.kernel_size)
    first_rows, first_cols = (taps.first_cells(part) for part in region.parts)
    row += first_rows[:, None, None]
    column += first_cols[:, None]
    np.multiply(row, cols.size, out=row)
    np.add(row, column, out=index)
