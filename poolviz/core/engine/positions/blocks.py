"""How an input is cut into blocks of windows whose values and positions are found together.

A block is a few whole planes, a band of output rows, or, where windows reach far, a tile: its halo
(cells that the next block reads again) then grows with the side of the tile and not with the width
of the input. What a block's geometry says is worked out once and kept.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from poolviz.core.engine import taps
from poolviz.core.engine.bands import Axes
from poolviz.core.engine.taps import Part
from poolviz.core.engine.values.rows import Window
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.geometry import Axis

FEW_CHANNELS = 16
"""Channels that are still read together where a block can't have all."""

Edges = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Block:
    """The windows that are searched together.

    Attributes
    ----------
    parts : (Part, Part)
        Them along rows and columns.
    planes, channels : slice
        Of which planes and channels.
    """

    parts: tuple[Part, Part]
    planes: slice
    channels: slice

    @cached_property
    def outputs(self) -> tuple[slice, slice, slice, slice]:
        """Where their results are in (P, Ho, Wo, C)."""
        rows, cols = (slice(part.windows.start, part.windows.stop) for part in self.parts)
        return self.planes, rows, cols, self.channels

    @cached_property
    def inputs(self) -> tuple[slice, slice, slice, slice]:
        """What they read of (P, H, W, C), and the cells between.

        Whole lines, if all windows of a line are of the block: they need not be copied.
        """
        rows, cols = (slice(part.cells.start, part.cells.stop) for part in self.parts)
        axis = self.parts[1].axis
        if len(self.parts[1]) == axis.output_size:
            cols = slice(0, axis.size)
        return self.planes, rows, cols, self.channels

    @cached_property
    def windows(self) -> tuple[Window, Window]:
        """Kernel size, stride and dilation along rows and along columns."""
        rows, cols = (
            (part.axis.kernel_size, part.axis.stride, part.axis.dilation) for part in self.parts
        )
        return rows, cols

    @cached_property
    def edges(self) -> Edges | None:
        """Cells by which they reach out at the top, bottom, left and right; None if nowhere."""
        edges = *self.parts[0].overhang, *self.parts[1].overhang
        return edges if any(edges) else None

    @cached_property
    def width(self) -> int:
        """Cells of a line of the whole input, W."""
        return self.parts[1].axis.size

    @cached_property
    def is_small(self) -> bool:
        """Whether four bytes hold all positions, and what comes up on the way to them."""
        return self.parts[0].axis.size * self.width < 1 << 30

    @cached_property
    def start(self) -> int:
        """Where the first tap of the first window is, ``row * W + col``; padding may lie before."""
        row, col = (part.windows.start * part.axis.stride - part.axis.before for part in self.parts)
        return row * self.width + col

    @cached_property
    def unit(self) -> int:
        """What a line counts in the offset of a winner from the start of its window.

        W, if two bytes hold all offsets then; otherwise a power of two, so that it is part of a
        number with as few bits as may be.
        """
        down, right = (part.axis.extent - 1 for part in self.parts)
        wide = down * self.width + 0xFF > 0xFFFF
        return 1 << right.bit_length() if wide else self.width

    def steps(self) -> Array:
        """Return how far each window is from the first one, (Ho, Wo * C); ``row * W + col``."""
        rows, cols = ((len(part), part.axis.stride) for part in self.parts)
        channels = self.channels.stop - self.channels.start
        return _steps(rows, cols, channels, self.width, self.is_small)

    def first_cells(self) -> tuple[Array, Array]:
        """Return the row, (Ho, 1), and the column, (Wo,), of the first cell of each window."""
        rows, cols = (taps.first_cells(part) for part in self.parts)
        return rows[:, np.newaxis], cols

    def first_positions(self) -> Array:
        """Return where the first cell of each window is, (Ho, Wo, 1)."""
        rows, cols = self.first_cells()
        positions: Array = (rows * self.width + cols)[..., np.newaxis]
        return positions


@lru_cache(maxsize=8)
def _steps(
    rows: tuple[int, int], cols: tuple[int, int], channels: int, width: int, small: bool
) -> Array:
    """Return the steps of so many windows so far apart; most blocks of an input share them."""
    dtype = np.int32 if small else np.int64
    down, right = (np.arange(count, dtype=dtype) * stride for count, stride in (rows, cols))
    return np.add.outer(down * width, np.repeat(right, channels))


@lru_cache(maxsize=64)
def blocks(axes: Axes, planes: int, channels: int, cells: int) -> tuple[Block, ...]:
    """Cut (planes, Ho, Wo, channels) into blocks that read about `cells` cells; 0 for all."""
    rows, cols = axes
    height, width = rows.output_size, cols.output_size
    together, tall, wide, deep = planes, height, width, channels
    if cells:
        plane = _read(rows, height) * cols.size * channels
        together = max(1, cells // plane)
        if plane > cells:
            tall, wide, deep = _size(axes, channels, cells)
    return tuple(_cut(axes, (planes, channels), (together, tall, wide, deep)))


def _read(axis: Axis, windows: int) -> int:
    return (windows - 1) * axis.stride + axis.extent


def _fit(axis: Axis, cells: int) -> int:
    """Return how many windows read at most `cells` cells of an axis, at least 1."""
    return max(1, min(axis.output_size, (cells - axis.extent) // axis.stride + 1))


def _is_worth_it(axis: Axis, windows: int) -> bool:
    """Return whether windows read at most twice what they would without a halo."""
    return windows == axis.output_size or windows * axis.stride >= axis.extent - axis.stride


def _size(axes: Axes, channels: int, cells: int) -> tuple[int, int, int]:
    """Return the rows, columns and channels of a block that is smaller than a plane."""
    rows, cols = axes
    line = cols.size * channels
    tall = _fit(rows, cells // line)
    if tall * rows.stride >= 2 * (rows.extent - rows.stride) and _read(rows, tall) * line <= cells:
        return tall, cols.output_size, channels
    # Windows should be far smaller than a tile, and a line of one must not be larger than a block.
    far = 16 * rows.extent * cols.extent
    deep = min(channels, max(FEW_CHANNELS, 2 * cells // far), cells // rows.extent + 1)
    deep = min(deep, cells // cols.extent + 1)
    tall = _fit(rows, max(math.isqrt(2 * cells // deep), 2 * cells // (cols.size * deep)))
    wide = _fit(cols, 2 * cells // (deep * _read(rows, tall)))
    if not (_is_worth_it(rows, tall) and _is_worth_it(cols, wide)):
        # Windows larger than that: columns are merged a few lines at a time, and are then few.
        tall = _fit(rows, 2 * rows.extent)
        wide = max(1, min(cols.output_size, cells // (deep * _read(rows, tall))))
    return tall, wide, deep


def _cut(axes: Axes, stack: tuple[int, int], size: tuple[int, int, int, int]) -> Iterator[Block]:
    (rows, cols), (planes, channels), (together, tall, wide, deep) = axes, stack, size
    height, width = rows.output_size, cols.output_size
    tall = -(-height // -(-height // tall))  # blocks of equal size
    wide = -(-width // -(-width // wide))
    for plane in range(0, planes, together):
        for row in range(0, height, tall):
            for col in range(0, width, wide):
                parts = (
                    Part(rows, range(row, min(row + tall, height))),
                    Part(cols, range(col, min(col + wide, width))),
                )
                for channel in range(0, channels, deep):
                    yield Block(
                        parts,
                        slice(plane, min(plane + together, planes)),
                        slice(channel, min(channel + deep, channels)),
                    )
