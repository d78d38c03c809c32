"""A slow second road to every pooled number.

Plain loops over cells, Python numbers and the standard library's exact arithmetic. It imports
nothing from ``poolviz`` and knows no shortcut: windows are found by walking along the axis, not by
a formula, and every window is reduced cell by cell. NumPy only carries arrays in and out.

The words and defaults are those of ``PoolSpec``: one set of keyword arguments feeds both roads.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

MODES = ("max", "min", "mean", "sum", "lp", "subsample")
PICKING_MODES = ("max", "min", "subsample")
"""Modes that pick one cell, and therefore have an index."""

DEFAULT_AXES = {2: (0, 1), 3: (0, 1), 4: (1, 2)}


class RefusedError(Exception):
    """The pooling has no answer; the message is the parameter that is to blame."""


@dataclass(frozen=True)
class AxisTaps:
    """What one window reads along one axis."""

    positions: tuple[int, ...]
    real: tuple[int, ...]
    padded: int
    """Taps that fall on declared padding; the overhang of ceil_mode is neither real nor padded."""


@dataclass(frozen=True, kw_only=True)
class Pooling:
    """The parameters as they were asked, with the names and defaults of ``PoolSpec``."""

    kernel_size: Any
    stride: Any = None
    mode: str = "max"
    padding: Any = 0
    dilation: Any = 1
    ceil_mode: bool = False
    count_include_pad: bool = False
    norm_type: float = 2.0
    nan_policy: str = "propagate"

    def layout(self, height: int, width: int) -> tuple[list[AxisTaps], list[AxisTaps]]:
        """Return the taps of every output row and of every output column."""
        kernel, dilation = pair(self.kernel_size), pair(self.dilation)
        stride = kernel if self.stride is None else pair(self.stride)
        axes = []
        for axis, size in enumerate((height, width)):
            one_axis = size, kernel[axis], stride[axis], dilation[axis]
            padding = self._axis_padding(axis, *one_axis)
            starts = window_starts(*one_axis, padding=padding, ceil_mode=self.ceil_mode)
            axes.append([axis_taps(start, *one_axis, padding=padding) for start in starts])
        rows, cols = axes
        if any(not taps.real for taps in rows + cols):
            raise RefusedError("padding")
        return rows, cols

    def _axis_padding(
        self, axis: int, size: int, kernel: int, stride: int, dilation: int
    ) -> tuple[int, int]:
        if self.padding == "same":
            return same_padding(size, kernel, stride, dilation)
        if self.padding == "valid":
            return 0, 0
        asked = pair(self.padding)[axis]
        return asked if isinstance(asked, tuple) else (asked, asked)

    def window(
        self, plane: Sequence[Sequence[Any]], rows: AxisTaps, cols: AxisTaps
    ) -> tuple[Any, int]:
        """Return the value and the winning flat index of one window; -1 where no cell wins."""
        width = len(plane[0])
        cells = [(plane[r][c], r * width + c) for r in rows.real for c in cols.real]
        all_taps = (len(rows.real) + rows.padded) * (len(cols.real) + cols.padded)
        return self._reduce(cells, padding_cells=all_taps - len(cells))

    def _reduce(self, cells: list[tuple[Any, int]], padding_cells: int) -> tuple[Any, int]:
        numbers = [cell for cell in cells if cell[0] == cell[0]]
        if not numbers:
            return cells[0]
        if self.nan_policy == "propagate" and self.mode != "subsample":
            for cell in cells:
                if cell[0] != cell[0]:
                    return cell
        if self.mode == "subsample":
            return numbers[0] if self.nan_policy == "omit" else cells[0]
        if self.mode in ("max", "min"):
            return self._winner(numbers)
        values = [value for value, _ in numbers]
        if self.mode == "lp":
            powers = [abs(float(value)) ** self.norm_type for value in values]
            return math.fsum(powers) ** (1 / self.norm_type), -1
        total = exact_sum(values)
        if self.mode == "sum":
            return total, -1
        count = len(values) + (padding_cells if self.count_include_pad else 0)
        return float(Fraction(total, count)) if isinstance(total, int) else total / count, -1

    def _winner(self, cells: list[tuple[Any, int]]) -> tuple[Any, int]:
        best = cells[0]
        for cell in cells[1:]:
            if cell[0] > best[0] if self.mode == "max" else cell[0] < best[0]:
                best = cell
        return best

    def dtype(self, asked: np.dtype[Any]) -> np.dtype[Any]:
        """Return the type of the values for an input of type ``asked``."""
        native = asked.newbyteorder("=")
        if self.mode in PICKING_MODES or native.kind == "f":
            return native
        if self.mode == "sum":
            return np.dtype(np.uint64 if native.kind == "u" else np.int64)
        return np.dtype(np.float64)


def pair(value: Any) -> tuple[Any, Any]:
    """Return (height, width) for one number or two."""
    first, second = (value, value) if isinstance(value, int | np.integer) else value
    return first, second


def exact_sum(values: list[Any]) -> Any:
    """Sum integers exactly, and floats with one rounding; infinities of both signs give NaN."""
    if all(isinstance(value, int) for value in values):
        return sum(int(value) for value in values)
    if math.inf in values or -math.inf in values:
        return sum(value for value in values if math.isinf(value))
    return math.fsum(values)


def window_starts(
    size: int,
    kernel: int,
    stride: int,
    dilation: int = 1,
    *,
    padding: tuple[int, int] = (0, 0),
    ceil_mode: bool = False,
) -> list[int]:
    """Walk along one axis and note where each window starts (0 is the first real cell).

    Where cells are left unread at the end, ceil_mode adds one window more, unless that window
    would start behind the last real cell.
    """
    before, after = padding
    reach = dilation * (kernel - 1) + 1
    end = size + after
    if before + end < reach:
        raise RefusedError("kernel_size")
    starts: list[int] = []
    start = -before
    while start + reach <= end:
        starts.append(start)
        start += stride
    unread_cells_left = starts[-1] + reach < end
    if ceil_mode and unread_cells_left and start < size:
        starts.append(start)
    return starts


def same_padding(size: int, kernel: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """Grow the padding cell by cell, bottom/right first, until ceil(size / stride) windows fit."""
    wanted = len(range(0, size, stride))
    before = after = 0
    while True:
        try:
            found = window_starts(size, kernel, stride, dilation, padding=(before, after))
        except RefusedError:
            found = []
        if len(found) >= wanted:
            return before, after
        if after > before:
            before += 1
        else:
            after += 1


def axis_taps(
    start: int, size: int, kernel: int, stride: int, dilation: int, *, padding: tuple[int, int]
) -> AxisTaps:
    """Return the taps of the window that starts at ``start``."""
    before, after = padding
    positions = [start]
    while len(positions) < kernel:
        positions.append(positions[-1] + dilation)
    real = [p for p in positions if 0 <= p < size]
    padded = [p for p in positions if -before <= p < 0 or size <= p < size + after]
    return AxisTaps(tuple(positions), tuple(real), len(padded))


def pool(x: Any, *, axes: tuple[int, int] | None = None, **asked: Any) -> tuple[Any, Any]:
    """Pool every spatial plane of ``x``.

    Returns the values, and the int64 indices (None for modes in which no single cell wins). Raises
    `RefusedError` where the contract has no answer.
    """
    pooling = Pooling(**asked)
    x = np.asarray(x)
    spatial = DEFAULT_AXES[x.ndim] if axes is None else axes
    planes = np.moveaxis(x, spatial, (-2, -1))
    rows, cols = pooling.layout(*planes.shape[-2:])
    shape = (*planes.shape[:-2], len(rows), len(cols))
    values = np.zeros(shape, dtype=pooling.dtype(x.dtype))
    indices = np.zeros(shape, dtype=np.int64)
    for lead in np.ndindex(*planes.shape[:-2]):
        plane = planes[lead].tolist()
        results = [[pooling.window(plane, row, col) for col in cols] for row in rows]
        values[lead] = [[value for value, _ in line] for line in results]
        indices[lead] = [[index for _, index in line] for line in results]
    values = np.moveaxis(values, (-2, -1), spatial)
    if pooling.mode not in PICKING_MODES:
        return values, None
    return values, np.moveaxis(indices, (-2, -1), spatial)


def assert_agrees(got: Any, want: Any, mode: str) -> None:
    """Compare pooled values, type and shape included.

    A picked cell must be the very cell. Computed values may differ by the rounding of the last few
    operations, measured in the resolution of the type; NaN equals NaN.
    """
    assert got.dtype == want.dtype
    assert got.shape == want.shape
    if mode in PICKING_MODES or want.dtype.kind != "f":
        np.testing.assert_array_equal(got, want)
        return
    ulps = 64 if mode == "lp" else 2
    tolerance = ulps * float(np.finfo(want.dtype).eps)
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=0)
