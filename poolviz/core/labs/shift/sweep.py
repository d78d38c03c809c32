"""Every shift within a jitter, sent through repeated pooling at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.inputs.shapes import circle
from poolviz.core.labs.shift.curves import MethodCurve, curve, read_only
from poolviz.core.labs.shift.measure import Progress, measure
from poolviz.core.labs.shift.methods import as_picture, shrink
from poolviz.core.labs.shift.shifts import FILLS, MAX_JITTER, Fill, as_choice, extended
from poolviz.core.spec.arrays import Array, SpatialAxes
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, Shape
from poolviz.core.validation import as_int, is_list, shown

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ShiftSweep:
    """What repeated pooling f makes of every shift T of a picture x.

    Arrays are indexed [level, dy + jitter, dx + jitter] and are read-only; level 0 is the picture
    before any pooling.

    Attributes
    ----------
    jitter : int
        The largest shift, in cells, along rows and along columns.
    method : str
        The way to shrink; see `sweep_shifts`.
    shapes : tuple of (int, int)
        Height and width of the map at each level.
    equal : (levels, n, n) ndarray of bool
        Whether f(Tx) = f(x) in every cell, NaN to NaN.
    blank : (levels, n, n) ndarray of bool
        Whether f(Tx) and f(x) are both constant: all background, or all lit. Then nothing is left
        to compare, equal or not. A map of a single cell is one number: it counts where it is 0,
        where its only cell is lit as the lit cells of x are, and where it comes from a blank map.
    relative_l2 : (levels, n, n) ndarray of float64
        ``||f(Tx) - f(x)|| / ||f(x)||``: 0 where they are equal, infinite where only f(x) is 0
        everywhere.
    offset : (levels, n, n, 2) ndarray of float64
        How far the centroid of the magnitudes moves, down and right, in cells of the picture: the
        distance in the map times ``stride ** level``. NaN where one of the maps is 0 everywhere, or
        both are blank.
    kept_offset : (levels,) ndarray of float64
        The least-squares slope of `offset` on the true shift, over all shifts and both axes: 1
        where the offset is kept, 0 where it is gone.
    distinct : (levels,) ndarray of int64
        How many different maps there are.
    lit_share : (levels,) ndarray of float64
        The share of the cells of f(x) that are not 0.
    """

    jitter: int
    method: str
    shapes: tuple[Shape, ...]
    equal: NDArray[np.bool_] = field(repr=False)
    blank: NDArray[np.bool_] = field(repr=False)
    relative_l2: Floats = field(repr=False)
    offset: Floats = field(repr=False)
    kept_offset: Floats = field(repr=False)
    distinct: NDArray[np.int64] = field(repr=False)
    lit_share: Floats = field(repr=False)

    @property
    def shifts(self) -> int:
        """How many shifts there are, the zero shift among them: ``(2 * jitter + 1) ** 2``."""
        return (2 * self.jitter + 1) ** 2

    def equal_count(self, level: int) -> int:
        """Return how many of the shifts end in the map of the unshifted picture."""
        return int(self.equal[level].sum())

    def says_nothing(self, level: int) -> bool:
        """Return whether being identical says nothing at a level.

        That is so where the map of the picture is blank, and that of a shifted one is blank, too,
        or there is no shift but none. An even map that every shift changes, as the mean of a
        symmetric picture may be, still tells them apart.
        """
        return int(self.blank[level].sum()) > (self.jitter > 0)

    def equal_counts_within(self, level: int) -> NDArray[np.int64]:
        """Return how many shifts end in the same map, for each smaller jitter, (jitter + 1,).

        Element j counts the shifts of at most j cells along both axes, ``(2 * j + 1) ** 2`` in all.
        """
        steps = np.abs(np.arange(-self.jitter, self.jitter + 1))
        rings = np.maximum.outer(steps, steps)[self.equal[level]]
        return np.bincount(rings, minlength=self.jitter + 1).cumsum()

    def curve(self, dy: int, dx: int) -> MethodCurve:
        """Return what is left of one of the shifts by level.

        Raises
        ------
        SpecError
            If it is not within the jitter.
        """
        row, col = (
            as_int(name, d, -self.jitter, self.jitter) + self.jitter
            for name, d in (("dy", dy), ("dx", dx))
        )
        shift = np.array([dy, dx], np.float64)
        at = slice(None), row, col
        left = self.relative_l2[at], self.offset[at], self.blank[at]
        return curve(self.method, shift, *left)

    def mean_curve(self) -> MethodCurve:
        """Return the mean over all shifts but the zero shift, by level; NaN if there is no other.

        Maps that are blank with and without the shift are left out. Its `kept_offset` is the
        slope over all shifts, its `kept_pixels` the mean distance; both leave out the maps that
        have no centroid.
        """
        shifts = _shifts(self.jitter)
        others = shifts.any(axis=1)
        relative = self.relative_l2.reshape(len(self.shapes), -1)[:, others]
        left = ~self.blank.reshape(len(self.shapes), -1)[:, others]
        along = self.offset.reshape(len(self.shapes), -1, 2) * shifts
        with np.errstate(invalid="ignore"):
            pixels = (along.sum(axis=2) / np.hypot(*shifts.T))[:, others]
            present = ~np.isnan(pixels)
            mean = relative.sum(axis=1, where=left) / left.sum(axis=1)
            distance = pixels.sum(axis=1, where=present) / present.sum(axis=1)
        blank = read_only(np.asarray(self.blank.all(axis=(1, 2))))
        distances = read_only(mean), self.kept_offset, read_only(distance)
        return MethodCurve(self.method, *distances, blank)


def sweep_shifts(
    x: ArrayLike,
    spec: PoolSpec,
    repeats: int,
    jitter: int,
    *,
    fill: Fill = "replicate",
    method: str | None = None,
    final: PoolMode | str | None = None,
    axes: SpatialAxes | None = None,
    progress: Progress | None = None,
) -> ShiftSweep:
    """Send every shift of a picture within a jitter through repeated pooling, and measure.

    Parameters
    ----------
    x : (H, W) or (H, W, C) array_like of bool, int or float
        The picture; all axes but the spatial ones are its channels, which are measured together.
    spec, repeats : PoolSpec, int
        The pooling, and how often it is applied, 0 to 12.
    jitter : int
        The largest shift along rows and along columns, in cells: less than the height and the
        width of the picture, and at most 64.
    fill : {"replicate", "zero", "reflect", "wrap"}
        What comes in at the edges; see `shift2d`.
    method : str, optional
        Another way to shrink, with the window and the stride of `spec`: see `compare_methods`. By
        default `spec` as it is.
    final : PoolMode or str, optional
        A global pooling of the map before it is measured: level by level, what follows if one
        number is made of it then.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.
    progress : callable, optional
        Called now and then with (shifts done, shifts in all). What it raises ends the sweep and is
        passed on: that is how to cancel it.

    Returns
    -------
    ShiftSweep

    Raises
    ------
    SpecError
        If a parameter is not one of these, or the picture is too small for the repeats.

    Notes
    -----
    Batches of a quarter of a million cells are pooled together; beside the result, and what one
    shifted picture and its maps need, about 16 MB are used.

    Examples
    --------
    >>> sweep = sweep_shifts(circle(), PoolSpec(2), 4, jitter=3)
    >>> [sweep.equal_count(level) for level in range(5)], sweep.shifts
    ([1, 1, 1, 5, 49], 49)
    """
    picture = as_picture(x, axes)
    height, width, _ = picture.shape
    reach = as_int("jitter", jitter, 0, min(height - 1, width - 1, MAX_JITTER))
    around = extended(picture, reach, as_choice("fill", fill, FILLS))
    shrinking = shrink(picture, spec, repeats, method, final)
    shifts = _shifts(reach)
    views = np.lib.stride_tricks.sliding_window_view(around, (height, width), axis=(0, 1))
    views = np.moveaxis(views, 2, -1)

    def pictures(part: slice) -> Array:
        rows, cols = reach - shifts[part].T
        stack: Array = views[rows, cols]
        return stack

    found = measure(shrinking, spec.strides, len(shifts), pictures, progress)
    plane = len(shrinking.maps), 2 * reach + 1, 2 * reach + 1
    lit = [np.count_nonzero(maps) / maps.size for maps in shrinking.maps]
    return ShiftSweep(
        reach,
        shrinking.name,
        tuple((maps.shape[1], maps.shape[2]) for maps in shrinking.maps),
        read_only(found.equal.reshape(plane)),
        read_only(found.blank.reshape(plane)),
        read_only(found.relative_l2.reshape(plane)),
        read_only(found.offset.reshape(*plane, 2)),
        read_only(_slope(found.offset, shifts)),
        read_only(found.distinct),
        read_only(np.array(lit)),
    )


@dataclass(frozen=True, eq=False)
class BreakMap:
    """For circles of many radii: how many shifts end in the same map. All arrays are read-only.

    Attributes
    ----------
    radii : tuple of int
        In cells.
    jitter : int
        The largest shift.
    counts : (radii, levels, jitter + 1) ndarray of int64
        How many of the ``(2 * j + 1) ** 2`` shifts of at most j cells end in the same map.
    lit_share : (radii, levels) ndarray of float64
        The share of the cells of the unshifted map that are not 0.
    blank : (radii, levels) ndarray of bool
        Whether being identical says nothing; see `ShiftSweep.says_nothing`.
    """

    radii: tuple[int, ...]
    jitter: int
    counts: NDArray[np.int64] = field(repr=False)
    lit_share: Floats = field(repr=False)
    blank: NDArray[np.bool_] = field(repr=False)

    @property
    def equal_counts(self) -> NDArray[np.int64]:
        """The counts of all shifts, (radii, levels)."""
        return self.counts[..., -1]

    @property
    def jitter_counts(self) -> NDArray[np.int64]:
        """The counts at the last level, (radii, jitter + 1)."""
        return self.counts[:, -1]


def break_map(
    radii: Sequence[int],
    spec: PoolSpec,
    repeats: int,
    jitter: int,
    *,
    size: Shape = (64, 64),
    thickness: int = 1,
    filled: bool = False,
    fill: Fill = "replicate",
    method: str | None = None,
    final: PoolMode | str | None = None,
    progress: Progress | None = None,
) -> BreakMap:
    """Sweep the shifts of circles of many radii, to see for which of them the shift is gone.

    Parameters
    ----------
    radii : sequence of int
        At least one, each from 1 to half the size.
    spec, repeats, jitter, fill, method, final
        See `sweep_shifts`.
    size, thickness, filled
        See `circle`.
    progress : callable, optional
        Called with (shifts done, shifts in all), those of all circles; see `sweep_shifts`.

    Raises
    ------
    SpecError
        If a parameter is not one of these.
    SourceError
        If there is no such circle.

    Examples
    --------
    >>> broken = break_map([24, 28], PoolSpec(2), 4, jitter=4)
    >>> broken.equal_counts[:, -1].tolist(), broken.jitter_counts[1].tolist()
    ([1, 69], [1, 9, 25, 49, 69])
    """
    radii = _as_radii(radii)
    half = circle(size, 0).shape[0] // 2  # or the sentence that there is none
    shrinks = [half - as_int("radius", radius, 1, half) for radius in radii]
    counts, lit, blank = [], [], []
    for number, r_shrink in enumerate(shrinks):
        picture = circle(size, r_shrink, thickness=thickness, filled=filled)
        sweep = sweep_shifts(
            picture, spec, repeats, jitter, fill=fill, method=method, final=final,
            progress=_part_of(progress, number, len(shrinks)),
        )  # fmt: skip
        counts.append([sweep.equal_counts_within(level) for level in range(repeats + 1)])
        lit.append(sweep.lit_share)
        blank.append([sweep.says_nothing(level) for level in range(repeats + 1)])
    known = (read_only(np.array(found)) for found in (counts, lit, blank))
    return BreakMap(tuple(radii), jitter, *known)


def _as_radii(radii: Any) -> tuple[int, ...]:
    if not is_list(radii) or not len(radii):
        raise SpecError(f"radii is {shown(radii)}; allowed is at least one, in a list.")
    return tuple(radii)


def _part_of(progress: Progress | None, number: int, count: int) -> Progress | None:
    """Return what tells `progress` of one of several sweeps as a part of them all."""
    if progress is None:
        return None
    return lambda done, shifts: progress(number * shifts + done, count * shifts)


def _shifts(jitter: int) -> NDArray[np.int64]:
    """Return all shifts (dy, dx) within a jitter, in raster order, (n * n, 2)."""
    return np.argwhere(np.ones((2 * jitter + 1,) * 2, bool)) - jitter


def _slope(offset: Floats, shifts: NDArray[np.int64]) -> Floats:
    """Return the slope of offsets (levels, shifts, 2) on the shifts, by level."""
    present = ~np.isnan(offset[..., 0])[..., np.newaxis]
    with np.errstate(invalid="ignore"):
        along = np.sum(offset * shifts, axis=(1, 2), where=present)
        slope: Floats = along / np.sum(np.square(shifts) + 0.0 * offset, axis=(1, 2), where=present)
    return slope
