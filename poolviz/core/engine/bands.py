"""How a pooling is cut into blocks that stay in the cache.

An array is seen as stacks of planes, (P, H, W, C): the axes before the spatial ones are P, the one
behind is C. A block is a few whole planes, or a band of output rows of one plane, or, where lines
or windows are long, a tile of it. What a block needs is a megabyte or two, whatever the size of
the input, so that it stays in the second-level cache (5 x 5 at stride 1 on 12 megapixels of
float32: 1.3 times as fast as with eight), and each worker uses its scratch memory again and again.
Inputs that are larger than memory (numpy.memmap) pool just so.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from math import prod
from typing import Any

import numpy as np

from poolviz.core.engine import taps
from poolviz.core.engine.taps import Part, Term
from poolviz.core.engine.values import separable
from poolviz.core.engine.workers import Scratch
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.geometry import Axis

Axes = tuple[Axis, Axis]

BLOCK = 1 << 21
"""Bytes that a block is meant to need, input and scratch: it should stay in the cache."""

SHARED = 4
"""How many times as many where threads take turns with the interpreter.

With two threads, 2 x 2 at stride 1 on 12 megapixels of float32 is 1.4 times as fast in blocks of
8 MB as in blocks of 2 MB, though they leave the cache: fewer calls wait for each other.
"""

MOST = 14 << 20
"""Bytes of scratch of all workers together."""

AGAIN, TILED, SPILLED = 0.15, 1.2, ((1, 1.0), (2, 1.1), (5, 1.25))
"""What it costs to reduce lines once more, to take parts of lines, and to need some more blocks."""

KEPT_BLOCKS = 1000
"""Blocks up to which a cut is kept for the next array of its kind."""


class Block:
    """The windows that are pooled together: planes, output rows and output columns.

    Attributes
    ----------
    planes : slice
    parts : (Part, Part)
        The windows of both axes.
    read, write : tuple of slice
        The block of the input (P, H, W, C) and of the result.
    lines : tuple of slice
        The block of the input, and what more there is of its lines up to a multiple of 16 cells:
        bands then read whole lines, and a line in scratch memory begins at a cache line.
    shape : (int, int, int)
        Of the result, without channels.
    overhang : tuple of int
        How many rows and columns the windows reach out: top, bottom, left, right.
    windows : (Window, Window)
    """

    __slots__ = ("lines", "overhang", "parts", "planes", "read", "shape", "windows", "write")

    def __init__(self, axes: Axes, planes: range, rows: range, cols: range) -> None:
        """Take the axes, and the planes and windows of the block."""
        self.planes = slice(planes.start, planes.stop)
        self.parts = Part(axes[0], rows), Part(axes[1], cols)
        read, across = (slice(c.start, c.stop) for c in (part.cells for part in self.parts))
        self.read = self.planes, read, across
        more = min(axes[1].size, -(-across.stop // 16) * 16)
        self.lines = self.planes, read, slice(across.start, more)
        self.write = self.planes, slice(rows.start, rows.stop), slice(cols.start, cols.stop)
        self.shape = len(planes), len(rows), len(cols)
        self.overhang = *self.parts[0].overhang, *self.parts[1].overhang
        self.windows = separable.windows(axes)


def stacks(x: Array, spatial: tuple[int, int], outs: Sequence[Array]) -> Iterator[list[Array]]:
    """Yield `x` and the results as views (P, H, W, C), stack by stack.

    Contiguous arrays are one stack. Others are one stack for each index of all but the last of
    their other axes, because axes can't be merged without a copy where memory has gaps.
    """
    first, second = spatial
    arrays = [x, *outs]
    if second == first + 1 and all(a.flags.c_contiguous for a in arrays):
        lead, trail = prod(x.shape[:first]), prod(x.shape[second + 1 :])
        yield [a.reshape(lead, *a.shape[first : second + 1], trail) for a in arrays]
        return
    behind = (-3, -2) if second == first + 1 == x.ndim - 2 else (-2, -1)
    moved = [np.moveaxis(a, spatial, behind) for a in arrays]
    if behind == (-2, -1):
        moved = [a[..., np.newaxis] for a in moved]
    if x.ndim == (2 if behind == (-2, -1) else 3):
        moved = [a[np.newaxis] for a in moved]
    for lead_index in np.ndindex(moved[0].shape[:-4]):
        yield [a[lead_index] for a in moved]


def blocks(
    axes: Axes, planes: int, channels: int, itemsize: int, laid_out: int, workers: int
) -> tuple[bool, Iterable[Block]]:
    """Cut (planes, Ho, Wo) into blocks.

    Parameters
    ----------
    itemsize : int
        Bytes of a cell in scratch memory.
    laid_out : int
        How often the input of a block lies in scratch memory as it is, or padded.

    Returns
    -------
    separable : bool
        Whether the fast engine can do it: its scratch fits, however large the windows are.
    blocks : iterable of Block
    """
    fits, size = tile(axes, channels * itemsize, laid_out, workers)
    count = -(-axes[0].output_size // size[0]) * -(-axes[1].output_size // size[1])
    few = planes * count <= KEPT_BLOCKS
    return fits, (_kept if few else _cut)(axes, planes, size, workers)


@lru_cache(maxsize=256)
def tile(axes: Axes, cell: int, laid_out: int, workers: int) -> tuple[bool, tuple[int, int]]:
    """Return whether the fast engine can do it, and how many windows a block has at most.

    `cell` is bytes of a position; more rows than the result has mean several planes.
    """
    most = MOST // workers
    best = min(_tiles(axes, cell, laid_out, workers), default=None)
    if best:
        return True, best[1:]
    cols = axes[1]
    columns = max(1, min(cols.output_size, (most // 4 // cell - cols.extent) // cols.stride))
    line = ((columns - 1) * cols.stride + cols.extent) * cell
    return False, (max(1, most // (4 * line)), columns)


def _tiles(axes: Axes, cell: int, laid_out: int, workers: int) -> Iterator[tuple[float, int, int]]:
    """Yield what a cell costs, output rows and columns, for tiles that fit into the budgets.

    The cost is 1 where a block stays in the cache, lines are whole and no two blocks read the same
    cell. Tiles are taller than bands, and share less with their neighbours.
    """
    rows, cols = axes
    height, width = rows.output_size, cols.output_size
    doubled = 2 if rows.kernel_size > 2 * rows.stride else 0
    copies = 0.5 + laid_out + doubled  # what is only read needs little room in the cache
    block = BLOCK * (1 if workers == 1 else SHARED)
    halo = max(0, rows.extent - rows.stride), max(0, cols.extent - cols.stride)
    for times, spilled in SPILLED:
        budget, columns = min(times * block, MOST // workers), width
        while True:
            line = ((columns - 1) * cols.stride + cols.extent) * cell
            count = int((budget - halo[0] * line * copies) // (line * (rows.stride * copies + 3)))
            if count > 0:
                tall, wide = min(count, height) * rows.stride, columns * cols.stride
                again = halo[0] / tall
                if again < 4 or tall >= height:
                    cost = (1 + AGAIN * again) * (wide + halo[1]) / wide * spilled
                    yield cost * (TILED if columns < width else 1), count, columns
            if columns <= 16:
                break
            columns = -(-columns // 2)


@lru_cache(maxsize=64)
def _kept(axes: Axes, planes: int, size: tuple[int, int], workers: int) -> tuple[Block, ...]:
    return tuple(_cut(axes, planes, size, workers))


def _cut(axes: Axes, planes: int, size: tuple[int, int], workers: int) -> Iterator[Block]:
    height, width = (axis.output_size for axis in axes)
    rows, cols = min(size[0], height), min(size[1], width)
    together = max(1, size[0] // height) if cols == width else 1
    together = _even(planes, together, workers)
    rows = _even(height, rows, workers if planes == 1 else 1)
    for plane in range(0, planes, together):
        for row in range(0, height, rows):
            for col in range(0, width, cols):
                yield Block(
                    axes,
                    range(plane, min(plane + together, planes)),
                    range(row, min(row + rows, height)),
                    range(col, min(col + cols, width)),
                )


def _even(count: int, most: int, workers: int) -> int:
    """Return how many of `count` to take at a time, so that each worker gets as many blocks."""
    blocks = -(-count // most)
    return -(-count // (-(-blocks // workers) * workers))


class Region:
    """The input of one block, ready to be reduced in one way or another.

    Attributes
    ----------
    parts : (Part, Part)
        The windows.
    planes : (p, H, W, C) ndarray
        The planes of the block.
    cells : (p, h, w, C) ndarray
        The cells that the windows read, and those between.
    shape : (int, int, int, int)
        Of the result: p, rows, cols, C.
    """

    def __init__(self, x: Array, block: Block, scratch: Scratch, separable: bool) -> None:
        """Take `x`, (P, H, W, C), and the block of it; `separable` names the engine."""
        self.parts = block.parts
        self.planes = x[block.planes]
        self.cells = x[block.read]
        self.shape = *block.shape, x.shape[3]
        self.scratch = scratch
        self.separable = separable
        self._block = block
        self._lines = x[block.lines]

    def reduce(
        self,
        ufunc: np.ufunc,
        dtypes: tuple[np.dtype[Any], np.dtype[Any]],
        *,
        name: str = "total",
        out: Array | None = None,
        term: Term | None = None,
    ) -> Array:
        """Return every window reduced by `ufunc`, (p, rows, cols, C), in the second of `dtypes`.

        It lies in `out` if that can be written to directly, otherwise in scratch memory called
        `name`. `term` is what becomes of the cells before.
        """
        if not self.separable:
            return taps.reduce_taps(self.planes, self.parts, ufunc, dtypes[1], term)
        if out is None or out.dtype != dtypes[1] or not _is_one_run_of_lines(out):
            out = self.scratch.get(name, self.shape, dtypes[1])
        separable.reduce_block(
            self._laid_out(ufunc, dtypes[0], term), self._block.windows, self.shape[3], ufunc,
            dtypes, _lines(out), self.scratch,
        )  # fmt: skip
        return out

    def cut(self, cells: int) -> Iterator[tuple[Any, "Region"]]:
        """Yield parts that make about so many cells, and where these are in its result."""
        rows, cols = self.parts
        planes, height, width, channels = self.shape
        together = max(1, cells // (height * width * channels))
        tall = max(1, cells // (width * channels), rows.axis.extent // (2 * rows.axis.stride))
        wide = max(1, cells // (tall * channels), cols.axis.extent // (2 * cols.axis.stride))
        cuts = (
            range(0, count, few)
            for count, few in ((planes, together), (height, tall), (width, wide))
        )
        for plane, row, col in product(*cuts):
            several = range(plane, min(plane + together, planes))
            windows = rows.windows[row : row + tall], cols.windows[col : col + wide]
            block = Block((rows.axis, cols.axis), several, *windows)
            here = slice(plane, several.stop), slice(row, row + tall), slice(col, col + wide)
            yield here, Region(self.planes, block, self.scratch, self.separable)

    def _laid_out(self, ufunc: np.ufunc, dtype: np.dtype[Any], term: Term | None) -> Array:
        """Return the cells as contiguous lines (p, h, w * C), padded with what `ufunc` ignores."""
        cells = self._lines if term is None else term(self.cells)
        direct = cells.dtype.isnative and cells.flags.aligned and _has_lines(cells)
        if direct and not any(self._block.overhang):
            return _lines(cells)
        cells = self.cells if term is None else cells
        top, bottom, left, right = self._block.overhang
        p, height, width, channels = cells.shape
        shape = p, top + height + bottom, left + width + right, channels
        padded = self.scratch.get("padded", shape, dtype)
        if padded.size > cells.size:
            nothing = taps.identity(ufunc, dtype)
            for edge in (
                padded[:, :top],
                padded[:, top + height :],
                padded[:, :, :left],
                padded[:, :, left + width :],
            ):
                edge[...] = nothing
        np.copyto(padded[:, top : top + height, left : left + width], cells)
        return _lines(padded)


def _has_lines(x: Array) -> bool:
    """Return whether the cells of each line of (P, H, W, C) lie side by side in memory."""
    cell = x.itemsize
    return (x.shape[3] == 1 or x.strides[3] == cell) and (
        x.shape[2] == 1 or x.strides[2] == x.shape[3] * cell
    )


def _is_one_run_of_lines(x: Array) -> bool:
    """Return whether (P, H, W, C) can be seen as (P * H, W * C)."""
    return _has_lines(x) and (len(x) == 1 or x.strides[0] == x.shape[1] * x.strides[1])


def _lines(x: Array) -> Array:
    return x.reshape(*x.shape[:2], -1)
