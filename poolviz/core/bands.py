"""How a pooling is cut into blocks that stay in the cache, and who works on them.

An array is seen as stacks of planes, (P, H, W, C): the axes before the spatial ones are P, the one
behind is C. A block is a few whole planes, or a band of output rows of one plane, or, where a
window or a line is very large, a tile of it. A block's scratch memory is a megabyte or two,
whatever the size of the input, and each worker uses its own again and again. Inputs that are larger
than memory (numpy.memmap) pool just so.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core import separable, taps
from poolviz.core.geometry import Axis
from poolviz.core.separable import Scratch
from poolviz.core.taps import Part, Term

Array = NDArray[Any]
Axes = tuple[Axis, Axis]

BLOCK = 1 << 21
"""Bytes of scratch that a block is meant to need: it should stay in the cache.

Twice as many where threads take turns with the interpreter: blocks of 2 MB gain 1.2 times from a
second thread, blocks of 4 MB 1.5 to 1.7 times.
"""

MOST = 9 << 20
"""Bytes of scratch of all workers together."""

WORTH_A_THREAD = 4 << 20
"""Bytes of work from which a second thread pays: a hand-off costs as much as 50 kB of work."""


@dataclass(frozen=True)
class Block:
    """The windows that are pooled together: planes, output rows and output columns."""

    planes: slice
    rows: range
    cols: range


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


@lru_cache(maxsize=256)
def blocks(
    axes: Axes, planes: int, channels: int, itemsize: int, copies: int, workers: int
) -> tuple[bool, tuple[Block, ...]]:
    """Cut (planes, Ho, Wo) into blocks.

    Parameters
    ----------
    itemsize : int
        Bytes of a cell in scratch memory.
    copies : int
        How often the input of a block is held in scratch memory, padded or half reduced.

    Returns
    -------
    separable : bool
        Whether the fast engine can do it: its scratch fits, however large the windows are.
    blocks : tuple of Block
    """
    rows, cols = axes
    height, width = rows.output_size, cols.output_size
    most = MOST // workers
    cell = channels * itemsize
    block = min(BLOCK if workers == 1 else 2 * BLOCK, most)
    for budget, columns in _budgets(block, most, width):
        line = ((columns - 1) * cols.stride + cols.extent) * cell
        halo = max(0, rows.extent - rows.stride) * line * copies
        count = (budget - halo) // (line * (rows.stride * copies + 3))
        tall = count >= height or count * rows.stride >= rows.extent or (count > 0 and not copies)
        if tall and (columns == width or columns * cols.stride >= cols.extent):
            return True, tuple(_cut(planes, (height, width), (int(count), columns)))
    columns = max(1, min(width, (most // 4 // cell - cols.extent) // cols.stride))
    line = ((columns - 1) * cols.stride + cols.extent) * cell
    return False, tuple(_cut(planes, (height, width), (max(1, most // (4 * line)), columns)))


def copies(axes: Axes, laid_out: int) -> int:
    """Return how often the input of a block lies in scratch memory, `laid_out` times as it is."""
    rows = axes[0]
    halved = separable.split(rows.kernel_size, rows.stride, True)
    return laid_out + (2 if halved else 0)


def _budgets(block: int, most: int, width: int) -> Iterator[tuple[int, int]]:
    """Yield bytes of scratch and output columns to try: whole lines first, then ever less."""
    yield block, width
    yield most, width
    while width > 16:
        width = -(-width // 2)
        yield most, width


def _cut(planes: int, shape: tuple[int, int], size: tuple[int, int]) -> Iterator[Block]:
    height, width = shape
    rows, cols = min(size[0], height), min(size[1], width)
    together = max(1, size[0] // height) if cols == width else 1
    rows = -(-height // -(-height // rows))  # bands of equal size
    for plane in range(0, planes, together):
        for row in range(0, height, rows):
            for col in range(0, width, cols):
                yield Block(
                    slice(plane, min(plane + together, planes)),
                    range(row, min(row + rows, height)),
                    range(col, min(col + cols, width)),
                )


class Region:
    """The input of one block, ready to be reduced in one way or another."""

    def __init__(
        self, x: Array, axes: Axes, block: Block, scratch: Scratch, separable: bool
    ) -> None:
        """Take `x`, (P, H, W, C), and the block of it; `separable` names the engine."""
        self.parts = Part(axes[0], block.rows), Part(axes[1], block.cols)
        self.planes = x[block.planes]
        self.scratch = scratch
        self.separable = separable
        rows, cols = (part.cells for part in self.parts)
        self.cells = self.planes[:, rows.start : rows.stop, cols.start : cols.stop]
        """The cells that the windows read, and those between, (p, h, w, C)."""
        self.shape = len(self.cells), len(self.parts[0]), len(self.parts[1]), x.shape[3]

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
        windows = tuple(
            (part.axis.kernel_size, part.axis.stride, part.axis.dilation) for part in self.parts
        )
        separable.reduce_block(
            self._laid_out(ufunc, dtypes[0], term), (windows[0], windows[1]), self.shape[3],
            ufunc, dtypes, _lines(out), self.scratch,
        )  # fmt: skip
        return out

    def _laid_out(self, ufunc: np.ufunc, dtype: np.dtype[Any], term: Term | None) -> Array:
        """Return the cells as contiguous lines (p, h, w * C), padded with what `ufunc` ignores."""
        cells = self.cells if term is None else term(self.cells)
        (top, bottom), (left, right) = (part.overhang for part in self.parts)
        direct = cells.dtype.isnative and cells.flags.aligned and _has_lines(cells)
        if direct and not (top or bottom or left or right):
            return _lines(cells)
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


def thread_count(work: int, workers: int | None) -> int:
    """Return how many threads to use for `work` bytes of input and results."""
    available = os.cpu_count() or 1
    if workers is not None:
        return min(workers, available)
    return min(available, 4) if work >= WORTH_A_THREAD else 1


def run(jobs: Sequence[Any], work: Callable[[Any, Scratch], None], workers: int) -> None:
    """Do every job once, in `workers` threads, this one included; the first error is raised."""
    remaining = iter(jobs)
    lock = threading.Lock()
    errors: list[BaseException] = []

    def take() -> None:
        scratch = Scratch()
        while not errors:
            with lock:
                job = next(remaining, None)
            if job is None:
                return
            try:
                work(job, scratch)
            except BaseException as error:
                errors.append(error)

    others = [threading.Thread(target=take) for _ in range(min(workers, len(jobs)) - 1)]
    for thread in others:
        thread.start()
    take()
    for thread in others:
        thread.join()
    if errors:
        raise errors[0]
