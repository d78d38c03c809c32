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
from itertools import product
from typing import Any

import numpy as np

MODES = ("max", "min", "mean", "sum", "lp", "power-mean", "subsample")
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
    divisor_override: int | None = None

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
        count = len(values) + (padding_cells if self.count_include_pad else 0)
        if self.divisor_override is not None:
            count = self.divisor_override
        if self.mode in ("lp", "power-mean"):
            return norm(values, self.norm_type, 1 if self.mode == "lp" else count), -1
        if self.mode == "sum":
            return exact_sum(values), -1
        return exact_sum(values, count), -1

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


def exact_sum(values: list[Any], divisor: int | None = None) -> Any:
    """Sum integers exactly, and floats with one rounding; divide, where there is a divisor.

    Infinities of both signs give NaN; what is larger than every float is infinite.
    """
    if math.inf in values or -math.inf in values:
        return sum(value for value in values if math.isinf(value))
    if all(isinstance(value, int) for value in values):
        whole = sum(int(value) for value in values)
        return whole if divisor is None else float(Fraction(whole, divisor))
    try:
        return math.fsum(values) / (divisor or 1)
    except OverflowError:
        return as_float(sum(map(Fraction, values), Fraction(0)) / (divisor or 1))


def as_float(number: Fraction) -> float:
    """Round a fraction to a float."""
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def norm(values: list[Any], p: float, divisor: int) -> float:
    """Return the p-th root of the sum of powers over `divisor`, by way of the largest magnitude."""
    sizes = [abs(float(value)) for value in values]
    most = max(sizes)
    if p == math.inf or most in (0, math.inf):
        return most
    total = math.fsum(float(Fraction(size) / Fraction(most)) ** p for size in sizes)
    return most * (total / divisor) ** (1 / p)


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
    ulps = 64 if mode in ("lp", "power-mean") else 2
    tolerance = ulps * float(np.finfo(want.dtype).eps)
    np.testing.assert_allclose(got, want, rtol=tolerance, atol=0)


def unpool(values: Any, indices: Any, height: int, width: int) -> Any:
    """Put every value of a plane at its index, one after the other in raster order."""
    result = np.zeros((height, width), dtype=np.asarray(values).dtype)
    for i, j in np.ndindex(*np.shape(values)):
        row, col = divmod(int(indices[i, j]), width)
        result[row, col] = values[i, j]
    return result


def backward(grad: Any, plane: Any, ties: str = "first", **asked: Any) -> list[list[Any]]:
    """Return the gradient of one plane, window by window, as Python numbers."""
    pooling = Pooling(**asked)
    grad, plane = np.asarray(grad).tolist(), np.asarray(plane).tolist()
    total: list[list[Any]] = [[0] * len(plane[0]) for _ in plane]
    rows, cols = pooling.layout(len(plane), len(plane[0]))
    for i, row in enumerate(rows):
        for j, col in enumerate(cols):
            for r, c, part in _parts(pooling, plane, row, col, ties):
                total[r][c] += grad[i][j] if part == 1 else float(grad[i][j] * part)
    return total


def _parts(
    pooling: Pooling, plane: list[list[Any]], row: AxisTaps, col: AxisTaps, ties: str
) -> list[tuple[int, int, Any]]:
    """Return what share of a window's gradient each of its cells gets."""
    value, index = pooling.window(plane, row, col)
    cells = [(r, c) for r in row.real for c in col.real]
    if pooling.mode in PICKING_MODES:
        winners = [divmod(index, len(plane[0]))]
        if ties != "first" and pooling.mode != "subsample":
            alike = [(r, c) for r, c in cells if str(plane[r][c] + 0) == str(value + 0)]
            return [(r, c, 1 / len(alike) if ties == "share" else 1) for r, c in alike]
        return [(r, c, 1) for r, c in winners]
    taps = (len(row.real) + row.padded) * (len(col.real) + col.padded)
    padding = taps - len(cells)
    if pooling.nan_policy == "omit":
        cells = [(r, c) for r, c in cells if plane[r][c] == plane[r][c]]
    if pooling.mode == "sum":
        return [(r, c, 1) for r, c in cells]
    count = len(cells) + (padding if pooling.count_include_pad else 0)
    count = pooling.divisor_override or count
    if pooling.mode == "mean":
        return [(r, c, 1 / count) for r, c in cells]
    if pooling.norm_type == math.inf:
        sizes = {(r, c): abs(float(plane[r][c])) for r, c in cells}
        alike = [cell for cell, size in sizes.items() if str(size) == str(float(value))]
        alike = alike[:1] if ties == "first" else alike
        signs = [(r, c, plane[r][c] / sizes[r, c] if sizes[r, c] else 0) for r, c in alike]
        return [(r, c, sign / len(alike) if ties == "share" else sign) for r, c, sign in signs]
    count = count if pooling.mode == "power-mean" else 1
    return [(r, c, _slope(plane[r][c], value, pooling.norm_type) / count) for r, c in cells]


def _slope(x: Any, norm: float, p: float) -> float:
    """Return how fast the p-norm of a window grows with one of its cells."""
    if x == 0:
        return 0.0
    if x != x:
        return math.nan
    sign = math.copysign(1.0, x)
    return sign * (abs(x) / norm) ** (p - 1)


def adaptive_layout(
    plane: Any, output_size: tuple[int, int]
) -> tuple[list[AxisTaps], list[AxisTaps]]:
    """Return the cells of each window: every cell that its share of the axis meets.

    Output i owns the stretch from i/o to (i + 1)/o of the axis, cell p the one from p/n to
    (p + 1)/n; a cell belongs to the window where the two overlap.
    """
    axes = []
    for size, outputs in zip((len(plane), len(plane[0])), output_size, strict=True):
        windows = []
        for i in range(outputs):
            begin, end = Fraction(i, outputs), Fraction(i + 1, outputs)
            cells = (
                p for p in range(size) if Fraction(p, size) < end and Fraction(p + 1, size) > begin
            )
            windows.append(tuple(cells))
        axes.append([AxisTaps(cells, cells, 0) for cells in windows])
    return axes[0], axes[1]


def adaptive(plane: Any, output_size: tuple[int, int], mode: str) -> tuple[Any, Any]:
    """Pool one plane to `output_size`; return the values, and the indices of what was picked."""
    plane = np.asarray(plane).tolist()
    rows, cols = adaptive_layout(plane, output_size)
    pooling = Pooling(kernel_size=1, mode=mode)
    pooled = [[pooling.window(plane, row, col) for col in cols] for row in rows]
    return [[[pair[part] for pair in line] for line in pooled] for part in (0, 1)]


def adaptive_backward(grad: Any, plane: Any, mode: str, ties: str = "first") -> list[list[Any]]:
    """Return the gradient of one plane, window by window, as Python numbers."""
    grad, plane = np.asarray(grad).tolist(), np.asarray(plane).tolist()
    total: list[list[Any]] = [[0] * len(plane[0]) for _ in plane]
    rows, cols = adaptive_layout(plane, (len(grad), len(grad[0])))
    pooling = Pooling(kernel_size=1, mode=mode)
    for i, row in enumerate(rows):
        for j, col in enumerate(cols):
            for r, c, part in _parts(pooling, plane, row, col, ties):
                total[r][c] += grad[i][j] if part == 1 else float(grad[i][j] * part)
    return total


def outside(position: int, size: int, padding: str) -> int | None:
    """Walk from cell 0 to a position that may lie outside, and return the cell that stands there.

    None stands for a zero.
    """
    if 0 <= position < size:
        return position
    if padding == "zero":
        return None
    if padding == "replicate" or size == 1:
        return 0 if position < 0 else size - 1
    cell, step = 0, 1 if position > 0 else -1
    for _ in range(abs(position)):
        if padding == "wrap":
            cell = cell + step
            cell = size - 1 if cell < 0 else 0 if cell == size else cell
        else:
            if not 0 <= cell + step < size:
                step = -step
            cell += step
    return cell


def blur(plane: Any, taps: int, stride: Any, padding: str) -> list[list[float]]:
    """Blur and pick: each output is a weighted sum over all of its taps, exactly, rounded once."""
    plane = np.asarray(plane).tolist()
    weights = [1]
    while len(weights) < taps:  # Pascal's triangle
        weights = [a + b for a, b in zip([0, *weights], [*weights, 0], strict=True)]
    (height, width), (down, right) = (len(plane), len(plane[0])), pair(stride)
    result = []
    for row in range(0, height, down):
        line = []
        for col in range(0, width, right):
            terms = []
            for (i, a), (j, b) in product(enumerate(weights), enumerate(weights)):
                r = outside(row + i - (taps - 1) // 2, height, padding)
                c = outside(col + j - (taps - 1) // 2, width, padding)
                if r is not None and c is not None:
                    terms.append(a * b * plane[r][c] / 4 ** (taps - 1))
            missing = any(term != term for term in terms)
            line.append(math.nan if missing else exact_sum([float(term) for term in terms]))
        result.append(line)
    return result


def polyphase(planes: Any, stride: Any, norm: float) -> Any:
    """Return the first phase of (C, H, W) whose exact sum of powers is the largest."""
    down, right = pair(stride)
    best, best_size = None, Fraction(-1)
    for row in range(down):
        for col in range(right):
            phase = np.asarray(planes)[:, row::down, col::right]
            cells = [abs(Fraction(cell)) for cell in phase.ravel().tolist()]
            size = max(cells) if norm == math.inf else sum(cell ** int(norm) for cell in cells)
            if size > best_size:
                best, best_size = phase, size
    return best


def correlate(plane: Any, kernel: Any, padding: str) -> list[list[Any]]:
    """Slide a kernel over one plane; "same" starts half a kernel early and meets zeros outside."""
    plane, kernel = np.asarray(plane).tolist(), np.asarray(kernel).tolist()
    sizes, taps = (len(plane), len(plane[0])), (len(kernel), len(kernel[0]))
    if padding == "same":
        starts = [
            range(-((k - 1) // 2), n - (k - 1) // 2) for n, k in zip(sizes, taps, strict=True)
        ]
    else:
        starts = [range(n - k + 1) for n, k in zip(sizes, taps, strict=True)]
    result = []
    for top in starts[0]:
        line = []
        for left in starts[1]:
            terms = [
                plane[top + r][left + c] * kernel[r][c]
                for r, c in product(range(taps[0]), range(taps[1]))
                if 0 <= top + r < sizes[0] and 0 <= left + c < sizes[1] and kernel[r][c] != 0
            ]
            line.append(exact_sum(terms) if terms else 0)
        result.append(line)
    return result


def shifted(plane: Any, dy: int, dx: int, fill: str) -> list[list[Any]]:
    """Move a plane down and right, looking up cell by cell what comes to stand where."""
    plane = np.asarray(plane).tolist()
    height, width = len(plane), len(plane[0])
    result = []
    for row in range(height):
        line = []
        for col in range(width):
            r, c = outside(row - dy, height, fill), outside(col - dx, width, fill)
            line.append(0 if r is None or c is None else plane[r][c])
        result.append(line)
    return result


def shrunk(plane: Any, method: str, **asked: Any) -> list[list[Any]]:
    """Pool a plane once, by a mode or by one of the cures with the same window and stride."""
    plane = np.asarray(plane)
    kernel = asked["kernel_size"]
    stride = kernel if asked.get("stride") is None else asked["stride"]
    if method == "polyphase":
        return polyphase(plane[np.newaxis], stride, 2)[0].tolist()
    if method == "max-blur":
        plane = pool(plane, kernel_size=kernel, stride=1)[0]
    if method in ("blur", "max-blur"):
        return blur(plane, 3, stride, "reflect")
    return pool(plane, **asked | {"mode": method})[0].tolist()


def centroid(plane: list[list[Any]]) -> tuple[Fraction, Fraction] | None:
    """Return the mean place (row, column), weighted by magnitude, exactly; None without weight."""
    weights = [
        (abs(Fraction(cell)), r, c)
        for r, line in enumerate(plane)
        for c, cell in enumerate(line)
        if cell
    ]
    mass = sum(weight for weight, _, _ in weights)
    if not mass:
        return None
    return sum(w * r for w, r, _ in weights) / mass, sum(w * c for w, _, c in weights) / mass


@dataclass(frozen=True)
class Swept:
    """What became of every shift at every level; dictionaries by (dy, dx), one for each level."""

    maps: list[dict[tuple[int, int], list[list[Any]]]]
    strides: tuple[int, int]

    def equal(self, level: int) -> set[tuple[int, int]]:
        """Return the shifts that end in the map of the zero shift; NaN is like NaN."""
        still = str(self.maps[level][0, 0])
        return {shift for shift, one in self.maps[level].items() if str(one) == still}

    def distinct(self, level: int) -> int:
        """Return how many different maps there are."""
        return len({str(one) for one in self.maps[level].values()})

    def relative_l2(self, level: int) -> dict[tuple[int, int], float]:
        """Return the distance from the map of the zero shift, as a share of that map's norm."""
        still = [cell for line in self.maps[level][0, 0] for cell in line]
        norm = math.sqrt(math.fsum(cell * cell for cell in still))
        result = {}
        for shift, one in self.maps[level].items():
            cells = [cell for line in one for cell in line]
            far = math.sqrt(math.fsum((a - b) ** 2 for a, b in zip(cells, still, strict=True)))
            result[shift] = far / norm if norm else math.inf if far else 0.0
        return result

    def offset(self, level: int) -> dict[tuple[int, int], tuple[Fraction, Fraction] | None]:
        """Return how far the centroid moves, in cells of the input."""
        still = centroid(self.maps[level][0, 0])
        result: dict[tuple[int, int], tuple[Fraction, Fraction] | None] = {}
        for shift, one in self.maps[level].items():
            there = centroid(one)
            result[shift] = None
            if there is not None and still is not None:
                down, right = (s**level for s in self.strides)
                result[shift] = (there[0] - still[0]) * down, (there[1] - still[1]) * right
        return result

    def kept_offset(self, level: int) -> float:
        """Return the slope of the line through zero that fits the offsets best."""
        pairs = [
            (d, o)
            for shift, offset in self.offset(level).items()
            if offset is not None
            for d, o in zip(shift, offset, strict=True)
        ]
        squares = sum(d * d for d, _ in pairs)
        return float(sum(d * o for d, o in pairs) / squares) if squares else math.nan


def sweep(
    plane: Any, repeats: int, jitter: int, method: str, fill: str = "replicate", **asked: Any
) -> Swept:
    """Shift a plane by every (dy, dx) within the jitter, and pool each of them again and again."""
    steps = range(-jitter, jitter + 1)
    maps = [{(dy, dx): shifted(plane, dy, dx, fill) for dy in steps for dx in steps}]
    for _ in range(repeats):
        maps.append({d: _tidy(shrunk(one, method, **asked)) for d, one in maps[-1].items()})
    stride = asked.get("stride")
    return Swept(maps, pair(asked["kernel_size"] if stride is None else stride))


def _tidy(plane: list[list[Any]]) -> list[list[Any]]:
    """Return a plane whose zeros have no sign."""
    return [[cell + 0 for cell in line] for line in plane]


def blocks_of(cells: Any, block: Any, shift: tuple[int, int] = (0, 0)) -> set[tuple[int, int]]:
    """Return the blocks that cells (row, column) come to lie in after a shift."""
    height, width = pair(block)
    return {
        (math.floor(Fraction(row + shift[0], height)), math.floor(Fraction(col + shift[1], width)))
        for row, col in cells
    }
