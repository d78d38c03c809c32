"""What shifts do to the maps of repeated pooling, measured for many shifts at once.

All shifted pictures of a batch are pooled as one stack; a batch is as large as the cache likes, so
that memory does not grow with the number of shifts.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.labs.shift.methods import Shrinking, same_maps
from poolviz.core.spec.arrays import Array, IntPair

Floats = NDArray[np.float64]
Progress = Callable[[int, int], object]

CELLS = 1 << 18
"""Cells that are measured together: their float64 copies are 2 MB each."""

_SAFE_EXPONENT = 400
"""Squares of numbers up to 2 ** 400, and sums of them, are finite and precise."""


@dataclass(frozen=True, eq=False)
class Measures:
    """Numbers for every level and shift, (levels, shifts)."""

    equal: NDArray[np.bool_]
    blank: NDArray[np.bool_]
    """Whether both maps are blank; see `Shrinking.blank`."""
    relative_l2: Floats
    offset: Floats
    """(levels, shifts, 2), in cells of the picture."""
    distinct: NDArray[np.int64]
    """(levels,)."""


def measure(
    shrinking: Shrinking,
    strides: IntPair,
    shifts: int,
    pictures: Callable[[slice], Array],
    progress: Progress | None = None,
) -> Measures:
    """Send shifted pictures through repeated pooling, and measure every map.

    Parameters
    ----------
    shrinking : Shrinking
        The pooling, and the maps of the picture as it is.
    strides : (int, int)
        What one cell of a map is worth in cells of the map before.
    shifts : int
        How many there are.
    pictures : callable
        Makes the shifted pictures of a slice of the shifts, (N, H, W, C).
    progress : callable, optional
        Called with (done, shifts) after each batch; what it raises ends the work.
    """
    levels = [_Level(shrinking.measured(maps), shifts) for maps in shrinking.maps]
    empty = [np.zeros(1, np.bool_)]
    for reference in shrinking.maps:
        empty.append(shrinking.blank(reference, empty[-1]))
    batch = max(1, CELLS // shrinking.maps[0].size)
    for start in range(0, shifts, batch):
        part = slice(start, min(start + batch, shifts))
        maps = pictures(part)
        blank = np.zeros(len(maps), np.bool_)
        for number, level in enumerate(levels):
            if number:
                maps = shrinking.pool(maps)
            blank = shrinking.blank(maps, blank) & empty[number + 1]
            level.put(part, shrinking.measured(maps), blank)
        if progress is not None:
            progress(part.stop, shifts)
    offset = [
        level.offset * [float(s) ** number for s in strides] for number, level in enumerate(levels)
    ]
    return Measures(
        np.array([level.equal for level in levels]),
        np.array([level.blank for level in levels]),
        np.array([level.relative_l2 for level in levels]),
        np.array(offset),
        np.array([len(level.seen) for level in levels]),
    )


class _Level:
    """One map as it is without a shift, and what is known of those that came after shifts."""

    def __init__(self, reference: Array, shifts: int) -> None:
        self.reference = reference
        self.equal = np.zeros(shifts, np.bool_)
        self.blank = np.zeros(shifts, np.bool_)
        self.relative_l2 = np.zeros(shifts)
        self.offset = np.zeros((shifts, 2))
        self.seen: set[bytes] = set()
        largest = 0.0
        if reference.dtype.kind == "f":
            largest = np.abs(reference).max(where=np.isfinite(reference), initial=0)
        exponent = int(np.frexp(largest)[1])
        self._exponent = exponent if abs(exponent) > _SAFE_EXPONENT else 0
        squares, self._centroid = self._sums(reference, np.zeros_like(reference))
        self._norm = np.sqrt(squares[0])

    def put(self, part: slice, maps: Array, blank: NDArray[np.bool_]) -> None:
        """Measure the maps of some of the shifts, `blank` where both they and this one are."""
        equal = same_maps(maps, self.reference)
        squares, centroid = self._sums(maps, self.reference)
        with np.errstate(all="ignore"):
            relative = np.sqrt(squares) / self._norm
        self.equal[part], self.blank[part] = equal, blank
        self.offset[part] = centroid - self._centroid
        self.offset[part][blank] = np.nan  # the middle of a full map says nothing
        self.relative_l2[part] = np.where(equal, 0, relative)
        self.seen.update(map(_fingerprint, _canonical(maps)))

    def _sums(self, maps: Array, reference: Array) -> tuple[Floats, Floats]:
        """Return the squared distances from a map, and the centroids, NaN where there is no mass.

        Both are scaled by a power of two where their squares would overflow or vanish. No matrix
        product stands here: its threads wait for each other where the processors are busy, and
        equal maps would differ by rounding.
        """
        count, height, width, channels = maps.shape
        line = width * channels
        columns = np.arange(line) // channels
        squares, moments = np.zeros(count), np.zeros((count, 3))
        band = max(1, CELLS // (count * line))
        for top in range(0, height, band):
            rows = np.arange(top, min(top + band, height))
            cells, base = (
                np.ldexp(a, -self._exponent) if self._exponent else a
                for a in (_lines(maps, rows), _lines(reference, rows))
            )
            with np.errstate(all="ignore"):
                difference = (cells - base).reshape(count, -1)
                squares += np.einsum("ni,ni->n", difference, difference)
                np.abs(cells, out=cells)
                by_row, by_column = cells.sum(axis=2), cells.sum(axis=1)
                moments[:, 0] += by_row.sum(axis=1)
                moments[:, 1] += (by_row * rows).sum(axis=1)
                moments[:, 2] += (by_column * columns).sum(axis=1)
        with np.errstate(all="ignore"):
            return squares, moments[:, 1:] / moments[:, :1]


def _lines(maps: Array, rows: NDArray[np.int64]) -> Floats:
    band = maps[:, rows[0] : rows[-1] + 1]
    return band.reshape(*band.shape[:2], -1).astype(np.float64)


def _canonical(maps: Array) -> Array:
    """Return floats with one zero and one NaN, so that equal maps have equal bytes."""
    if maps.dtype.kind == "f":
        maps = maps + maps.dtype.type(0)
        missing = np.isnan(maps)
        if missing.any():
            maps[missing] = np.nan
    return np.ascontiguousarray(maps)


def _fingerprint(map_: Any) -> bytes:
    return hashlib.sha256(map_).digest()
