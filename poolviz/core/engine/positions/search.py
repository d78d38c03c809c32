"""Values, and where the winner of each window stands: ``row * W + col``, the first of equals.

Both are found together, block by block, in one of these ways, chosen by `plan`:

* "merges": windows are merged from smaller ones, and the winners travel along as small integers
  (`position_merges`). The cost grows with the logarithm of the kernel.
* "apart": large windows that do not overlap (`position_apart`): ``argmax`` over their cells laid
  side by side, or a comparison with their value line by line.
* "first": subsampling, with nothing to compare (`position_first`). Where NaN is left out, windows
  that begin with NaN are looked at again; where those are many, or begin with many NaN, all are
  merged, by where they have numbers.

A small input is one block, searched at once in the memory that is kept: of 80 microseconds for 2 x
2 windows on 224 x 224, 30 are calls.

What is rare is put right afterwards, where it happened. A window that is NaN: the same search among
the marks of all NaN. A window whose best value is the one that padding was laid out with: its first
cell wins, because no cell of it is better. So merging needs to know of neither NaN nor padding. And
-0.0 and 0.0, which are equal, or two NaN: the value becomes the very cell that the index names.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from poolviz.core.engine import bands, taps, workers
from poolviz.core.engine.plan import Plan
from poolviz.core.engine.positions.apart import find_apart
from poolviz.core.engine.positions.blocks import Block, Edges, blocks
from poolviz.core.engine.positions.first import find_first
from poolviz.core.engine.positions.merges import LARGEST, SMALLEST, Order, merge_columns, merge_rows
from poolviz.core.engine.taps import Part
from poolviz.core.engine.workers import Scratch
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.pool_spec import PoolMode

Term = Callable[[Array], Array]


BLOCK = 1 << 21
"""Bytes of scratch that a block is meant to need: it should stay in the cache."""

MOST, MOST_OF_LONG = 5 << 20, 3 << 20
"""The same for the blocks of all threads; of long windows, more is kept than is counted."""

SHARED, SHARED_MOST = 4, 11 << 20
"""How many times as many where threads take turns with the interpreter, and for all threads.

With two of them, 2 x 2 windows of float32 on 12 megapixels take three fifths of the time. A thread
that waits for the interpreter sleeps, and needs longer to wake up than a short call takes.
"""

LONG = 16
"""Cells that a window reaches over at most, if it is not long."""

QUICK = {"apart": 8, "merges": 2}
"""How many bytes are searched in the time that `workers` takes one to need.

A second thread pays from 2 or 3 ms of work: one that has to wait for its processor is waited for.
"""

SIGNED = {size: np.dtype(f"i{size}") for size in (2, 4, 8)}
"""Integers as wide as a float."""

FEW = 1 << 14
"""Winners that are looked up again at a time."""

AGAIN = 1 << 16
"""Windows that are searched again at a time, because NaN is among them: it needs more memory."""

SMALL = 1 << 17
"""Cells of an input that is taken as one block, without threads."""


def pool(x: Array, plan: Plan, out: Array, index: Array | None, most_workers: int | None) -> None:
    """Pool `x` into `out`, and the flat positions of the winners, if wanted, into `index`."""
    (rows, cols), (planes, channels) = plan.axes, plan.stack
    first, second = plan.spatial
    if x.size <= SMALL and second == first + 1 and x.flags.c_contiguous:
        shape = planes, rows.output_size, cols.output_size, channels
        x, out, index = (
            x.reshape(planes, rows.size, cols.size, channels),
            out.reshape(shape),
            np.empty(shape, np.int64) if index is None else index.reshape(shape),
        )
        (block,) = blocks(plan.axes, planes, channels, 0)
        scratch = workers.borrow()
        with np.errstate(all="ignore"):
            _search(x[block.inputs], block, plan, out, index, scratch, _cells(plan, 1, True))
        workers.give_back(scratch)
        return
    quick = QUICK.get(plan.index_path, 1)
    threads = workers.thread_count((x.nbytes + 8 * out.size) // quick, most_workers)
    size = _cells(plan, threads, x.flags.c_contiguous and x.dtype.isnative)
    jobs: list[tuple[list[Array], Block]] = []
    for views in bands.stacks(x, plan.spatial, [out] if index is None else [out, index]):
        planes, channels = views[0].shape[0], views[0].shape[3]
        jobs += [(views, block) for block in blocks(plan.axes, planes, channels, size)]

    def work(job: Any, scratch: Scratch) -> None:
        (cells, *results), block = job
        results = [result[block.outputs] for result in results]
        # What has not all channels is not one run of lines.
        whole = block.channels == slice(0, cells.shape[3])
        found = results if whole else [np.empty_like(result) for result in results]
        if index is None:
            found.append(np.empty(found[0].shape, np.int64))
        _search(cells[block.inputs], block, plan, found[0], found[1], scratch, size)
        if not whole:
            for result, part in zip(results, found, strict=False):
                result[...] = part

    workers.run(jobs, work, threads, x.itemsize)


def _cells(plan: Plan, threads: int, plain: bool) -> int:
    """Return how many cells a block should read, for the cells and what is kept of them.

    `plain` tells whether they can be read as they are.
    """
    itemsize, every = plan.types[0].itemsize, 2 * plan.types[0].itemsize + 10
    longest = max(plan.axes, key=lambda axis: axis.extent)
    picked = every // min(plan.axes[1].stride, 4)
    most = MOST if longest.extent <= LONG else MOST_OF_LONG
    cells = min(BLOCK, most // threads) // (itemsize + picked)
    simple = plain and plan.divisor and plan.spec.mode is not PoolMode.SUBSAMPLE
    if threads > 1 and simple and longest.extent <= LONG:
        kept = picked if all(a.kernel_size <= 3 * a.stride for a in plan.axes) else every
        more = min(SHARED * BLOCK, SHARED_MOST // threads) // (itemsize + kept)
        if 2 * plan.axes[0].extent * plan.lines[0][2] <= more:  # all channels, several lines
            return max(cells, more)
    return cells


def _search(
    x: Array,
    block: Block,
    plan: Plan,
    values: Array,
    index: Array,
    scratch: Scratch,
    size: int,
) -> None:
    """Pool the cells of a block, (P, h, w, C), into `values` and `index`, (P, Ho, Wo, C)."""
    mode, way = plan.spec.mode, plan.index_path
    if mode is PoolMode.SUBSAMPLE and find_first(x, block, plan.omits, values, index):
        return
    if way == "merges":
        least = _find_by_merging(x, plan, Merger(block, scratch, size), values, index)
    else:
        offsets = find_apart(x, block, mode is PoolMode.MAX, plan.omits, values, scratch)
        _write(offsets, block, index, scratch)
        least = _least(values)
    if x.dtype.kind == "f" and not least > 0:
        _take_bits(x, block, values, index, least)


def _least(values: Array) -> float:
    """Return the smallest of some floats, NaN if NaN is among them; of other types, 0."""
    return float(np.minimum.reduce(values, axis=None)) if values.dtype.kind == "f" else 0


def _take_bits(x: Array, block: Block, values: Array, index: Array, least: float) -> None:
    """Give zeros and NaN the bits of the cells that `index` names, where they may differ.

    `least` is the smallest value, or NaN if NaN is among them.
    """
    missing = math.isnan(least)
    zeros = (least == 0 or not values.all()) and _may_have_negative_zero(x)
    if not (zeros or missing):
        return
    few = max(1, FEW // values[:, :1].size)
    for top in range(0, values.shape[1], few):
        part, where = values[:, top : top + few], index[:, top : top + few]
        odd = np.isnan(part) if missing else np.zeros(part.shape, bool)
        if zeros:
            odd |= part == 0
        planes, _, _, channels = np.nonzero(odd)
        rows, cols = np.divmod(where[odd], block.width)
        rows -= block.inputs[1].start
        cols -= block.inputs[2].start
        part[odd] = x[planes, rows, cols, channels]


def _may_have_negative_zero(x: Array) -> bool:
    """Return whether -0.0 is among floats: as an integer it is the smallest."""
    if x.itemsize > 8:
        return True
    bits = x.view(SIGNED[x.itemsize] if x.dtype.isnative else x.dtype.str.replace("f", "i"))
    return int(np.minimum.reduce(bits, axis=None)) == -1 << 8 * x.itemsize - 1


def _find_by_merging(x: Array, plan: Plan, merger: "Merger", values: Array, index: Array) -> float:
    """Search all windows, and those again that are NaN; return the least value, or NaN."""
    block = merger.block
    if plan.spec.mode is PoolMode.SUBSAMPLE:
        marks = np.empty(values.shape, np.uint8)
        merger.find(x, LARGEST, marks, index, _is_number)
        rows, cols = np.divmod(index, block.width)
        rows -= block.inputs[1].start
        cols -= block.inputs[2].start
        places: Any = np.indices(values.shape, sparse=True)
        values[...] = x[places[0], rows, cols, places[3]]
        return 1
    order = LARGEST if plan.spec.mode is PoolMode.MAX else SMALLEST
    wide = plan.types[0] if x.dtype.kind == "f" and x.dtype != plan.types[0] else None
    merger.find(x, order, values, index, None if wide is None else lambda cells: cells.astype(wide))
    least = _least(values)
    if math.isnan(least):
        for part, *arrays in _bands(block, x, values, index):
            _search_again(arrays, plan, Merger(part, merger.scratch, merger.cells))
    return least


def _bands(block: Block, x: Array, values: Array, index: Array) -> Iterator[Any]:
    """Yield about `AGAIN` windows of a block after the other: it, and its part of the arrays."""
    parts = -(-values.size // AGAIN)
    if len(x) > 1:
        few = -(-len(x) // parts)
        for start in range(0, len(x), few):
            yield block, *(array[start : start + few] for array in (x, values, index))
        return
    rows, cols = block.parts
    few = max(-(-len(rows) // parts), rows.axis.extent)  # a halo is read twice, but no more
    for start in range(0, len(rows), few):
        windows = rows.windows[start : start + few]
        band = replace(block, parts=(Part(rows.axis, windows), cols))
        cells = slice(
            *(n - block.inputs[1].start for n in (band.inputs[1].start, band.inputs[1].stop))
        )
        here = slice(start, start + few)
        yield band, x[:, cells], values[:, here], index[:, here]


def _search_again(arrays: list[Array], plan: Plan, merger: "Merger") -> None:
    """Search the cells of a block in which NaN is; `arrays` are they, the values and the index."""
    x, values, index = arrays
    marks, first = np.empty(values.shape, np.uint8), np.empty_like(index)
    if not plan.omits:
        merger.find(x, LARGEST, marks, first, _is_nan)
        np.copyto(index, first, where=np.isnan(values))
        return
    # Nothing is better than NaN replaced; where that wins, the first number or cell wins.
    order = LARGEST if plan.spec.mode is PoolMode.MAX else SMALLEST
    worst = plan.types[0].type(taps.identity(order[0], plan.types[0]))
    merger.find(x, order, values, index, lambda cells: np.where(np.isnan(cells), worst, cells))
    merger.find(x, LARGEST, marks, first, _is_number)
    np.copyto(index, first, where=values == worst)
    np.copyto(values, np.nan, where=marks == 0)


def _is_nan(cells: Array) -> Array:
    return np.isnan(cells).view(np.uint8)


def _is_number(cells: Array) -> Array:
    return (~np.isnan(cells)).view(np.uint8)


@dataclass(slots=True)
class Merger:
    """The windows of one block, to be searched by merging.

    Attributes
    ----------
    block : Block
    scratch : Scratch
    cells : int
        How many cells the columns are merged of at a time.
    """

    block: Block
    scratch: Scratch
    cells: int

    def find(
        self, x: Array, order: Order, values: Array, index: Array, term: Term | None = None
    ) -> None:
        """Search the cells of the block, (P, h, w, C), or what `term` makes of them, NaN aside."""
        block, scratch = self.block, self.scratch
        shape = *values.shape[:2], values.shape[2] * values.shape[3]
        if len(x) == 1 and x.size > 4 * self.cells:
            best, offsets = self._merge_by_and_by(x, order, shape, term)
        else:
            best, offsets = self._merge_columns(x, order, block.edges, term)
        places = merge_rows(
            best, offsets, block.windows[0], block.unit, order, values.reshape(shape), scratch
        )
        if block.unit != block.width:
            places = _in_lines(places, block, shape, scratch)
        _write(places, block, index, scratch)
        if block.edges:
            nothing = taps.identity(order[0], best.dtype)
            np.copyto(index, block.first_positions(), where=values == nothing)

    def _merge_columns(
        self, x: Array, order: Order, edges: Edges | None, term: Term | None
    ) -> tuple[Array, Array | None]:
        """Return the best of each window of each line, (P, h, L), and where it is."""
        lines = _laid_out(x if term is None else term(x), edges, order, self.scratch)
        planes, height, width, channels = lines.shape
        best, offsets = merge_columns(
            lines.reshape(planes * height, width * channels),
            self.block.windows[1], channels, order, self.scratch,
        )  # fmt: skip
        shape = planes, height, best.shape[1]
        return best.reshape(shape), None if offsets is None else offsets.reshape(shape)

    def _merge_by_and_by(
        self, x: Array, order: Order, shape: tuple[int, ...], term: Term | None
    ) -> tuple[Array, Array | None]:
        """Do the same for a plane too large to be merged at once, a few lines after the other."""
        top, bottom, left, right = self.block.edges or (0, 0, 0, 0)
        height = top + x.shape[1] + bottom
        few = max(1, self.cells // x[0, 0].size)
        all_best, all_offsets = None, None
        for start in range(0, x.shape[1], few):
            part = x[:, start : start + few]
            best, offsets = self._merge_columns(part, order, (0, 0, left, right), term)
            if all_best is None:
                all_best = self.scratch.get("all best", (1, height, shape[2]), best.dtype)
                all_best[...] = taps.identity(order[0], best.dtype)
                if offsets is not None:
                    all_offsets = self.scratch.get("all dx", all_best.shape, offsets.dtype)
                    all_offsets[...] = 0
            here = slice(top + start, top + start + part.shape[1])
            all_best[:, here] = best[:, :, : shape[2]]
            if all_offsets is not None and offsets is not None:
                all_offsets[:, here] = offsets[:, :, : shape[2]]
        assert all_best is not None
        return all_best, all_offsets


def _in_lines(
    offsets: Array | int, block: Block, shape: tuple[int, ...], scratch: Scratch
) -> Array:
    """Return offsets in which a line counts W, given those in which it counts a power of two."""
    lines = scratch.get("lines", shape, np.dtype(np.int32 if block.is_small else np.int64))
    cells = scratch.get("cells", shape, lines.dtype)
    np.copyto(cells, offsets, casting="unsafe")
    np.right_shift(cells, block.unit.bit_length() - 1, out=lines)
    np.multiply(lines, block.width - block.unit, out=lines)
    np.add(cells, lines, out=cells)
    return cells


def _write(offsets: Array | int, block: Block, index: Array, scratch: Scratch) -> None:
    """Write the positions of winners to `index`, (P, Ho, Wo, C), given their offsets."""
    steps = block.steps()
    shape = len(index), *steps.shape
    sums = scratch.get("sums", shape, steps.dtype)
    cells = offsets if isinstance(offsets, int) else offsets.reshape(shape)
    np.copyto(sums, cells, casting="unsafe")
    np.add(sums, steps, out=sums)
    if block.start:
        np.add(sums, block.start, out=sums)
    np.copyto(index.reshape(shape), sums)


def _laid_out(x: Array, edges: Edges | None, order: Order, scratch: Scratch) -> Array:
    """Return the cells, and around them what never wins, contiguous and in native byte order."""
    if not edges and x.flags.c_contiguous and x.flags.aligned and x.dtype.isnative:
        return x
    top, bottom, left, right = edges or (0, 0, 0, 0)
    planes, height, width, channels = x.shape
    shape = planes, top + height + bottom, left + width + right, channels
    laid = scratch.get("laid", shape, x.dtype.newbyteorder("="))
    if edges:
        laid[...] = taps.identity(order[0], laid.dtype)
    np.copyto(laid[:, top : top + height, left : left + width], x)
    return laid
