"""The ways to shrink a picture that the shifts are sent through, and what a shift becomes there."""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.labs.shift.shifts import Fill, as_choice, shift2d
from poolviz.core.pooling.adaptive import global_pool2d
from poolviz.core.pooling.antialias import blur_pool2d, max_blur_pool2d, polyphase_pool2d
from poolviz.core.pooling.pool import pool2d
from poolviz.core.spec.arrays import Array, IntPair, SpatialAxes, as_array, spatial_axes
from poolviz.core.spec.fitting import MAX_REPEATS
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, as_spec
from poolviz.core.validation import MAX_SIZE, as_int

METHODS = ("max", "mean", "subsample", "blur", "max-blur", "polyphase")
"""What a shift can be sent through; the last three are the cures of `antialias`."""

TAPS = 3
"""Length of the binomial blur, which mirrors the picture at its edges."""


@dataclass(frozen=True, eq=False)
class Shrinking:
    """A picture, the maps that follow from it, and the function that makes each of the one before.

    Attributes
    ----------
    name : str
        One of `METHODS`, or another mode of the pooling.
    pool : callable
        Maps (N, H, W, C) in, N smaller ones out.
    final : PoolMode, optional
        A global pooling of every map before anything is measured.
    maps : tuple of (1, H, W, C) ndarray
        The picture and its repeated poolings.
    picks : bool
        Whether every cell of a map is a cell of the map before.
    """

    name: str
    pool: Callable[[Array], Array]
    final: PoolMode | None
    maps: tuple[Array, ...]
    picks: bool

    def measured(self, maps: Array) -> Array:
        """Return what is compared of (N, H, W, C) maps: themselves, or one number a channel."""
        return maps if self.final is None else global_pool2d(maps, self.final, axes=(1, 2))

    def blank(self, maps: Array, before: NDArray[np.bool_] | None = None) -> NDArray[np.bool_]:
        """Return for each of (N, H, W, C) whether nothing is left in it that a shift could move.

        That is so where every channel is constant, NaN being equal to NaN. A map of a single cell
        is one number, which can still be compared. It is blank where it is 0; where it is picked
        and as bright as the picture is anywhere, which is to be all lit; and where `before` says
        that the map it comes from was blank.
        """
        measured = self.measured(maps)
        cells = measured.reshape(len(maps), -1, maps.shape[-1])
        first = cells[:, :1]
        if cells.shape[1] > 1:
            same = cells == first
            if maps.dtype.kind == "f":
                same |= np.isnan(cells) & np.isnan(first)
            constant: NDArray[np.bool_] = same.all(axis=(1, 2))
            return constant
        blank: NDArray[np.bool_] = (first == 0).all(axis=(1, 2))
        if self.final is None:
            if self.picks:
                blank |= (first == self.maps[0].max(axis=(1, 2))).all(axis=(1, 2))
            if before is not None:
                blank |= before
        return blank


@dataclass(frozen=True)
class ShiftVerdict:
    """What repeated pooling f makes of a shift T.

    Attributes
    ----------
    kind : {"invariant", "equivariant", "neither", "empty", "full"}
        "invariant": f(Tx) = f(x), the shift is gone. "equivariant": f(Tx) = T'f(x), the map is
        shifted by whole cells. "neither": it is another map. "empty" and "full": both maps are
        blank, 0 or lit all over, so that there is nothing left to compare; see
        `Shrinking.blank`.
    moved : (int, int), optional
        The shift T' of an equivariant one, in cells of the map.
    """

    kind: Literal["invariant", "equivariant", "neither", "empty", "full"]
    moved: IntPair | None = None


def shift_verdict(
    x: ArrayLike,
    spec: PoolSpec,
    repeats: int,
    dy: int,
    dx: int,
    *,
    fill: Fill = "replicate",
    method: str | None = None,
    final: PoolMode | str | None = None,
    axes: SpatialAxes | None = None,
) -> ShiftVerdict:
    """Say whether repeated pooling is invariant or equivariant to one shift of one picture.

    Parameters
    ----------
    x : (H, W) or (H, W, C) array_like of bool, int or float
        The picture.
    spec, repeats : PoolSpec, int
        The pooling, and how often it is applied, 0 to 12.
    dy, dx : int
        The shift; see `shift2d`.
    fill : {"replicate", "zero", "reflect", "wrap"}
        What comes in at the edges, of the picture and of the map.
    method, final, axes
        See `sweep_shifts`.

    Returns
    -------
    ShiftVerdict
        Equal means equal in every cell, NaN to NaN. T' is one of the whole shifts next to
        ``d / stride ** repeats``, nearest first. Where both hold, as for the zero shift, it is
        "invariant".

    Raises
    ------
    SpecError
        If a parameter is not one of these, or the picture is too small for the repeats.

    Examples
    --------
    >>> dot = np.eye(1, 16, 5)
    >>> [shift_verdict(dot, PoolSpec((1, 2)), 2, 0, dx).kind for dx in (1, 3, 4)]
    ['invariant', 'equivariant', 'equivariant']
    >>> shift_verdict([[0, 0, 1, 1, 0, 0]], PoolSpec((1, 2), mode="mean"), 1, 0, 1)
    ShiftVerdict(kind='neither', moved=None)
    """
    shrinking = shrink(as_picture(x, axes), spec, repeats, method, final)
    dy, dx = as_int("dy", dy, -MAX_SIZE, MAX_SIZE), as_int("dx", dx, -MAX_SIZE, MAX_SIZE)
    moved = shift2d(shrinking.maps[0], dy, dx, fill, axes=(1, 2))
    blank = shrinking.blank(shrinking.maps[0]) & shrinking.blank(moved)
    for maps in shrinking.maps[1:]:
        moved = shrinking.pool(moved)
        blank = shrinking.blank(maps, blank) & shrinking.blank(moved, blank)
    before, after = shrinking.measured(shrinking.maps[-1]), shrinking.measured(moved)
    return verdict_of(before, after, spec, repeats, (dy, dx), fill, blank=bool(blank[0]))


def verdict_of(
    before: Array,
    after: Array,
    spec: PoolSpec,
    level: int,
    shift: IntPair,
    fill: Fill,
    *,
    blank: bool,
) -> ShiftVerdict:
    """Compare a map (1, H, W, C) with that of the shifted picture; see `shift_verdict`."""
    if blank:
        return ShiftVerdict("full" if np.any(before) else "empty")
    if same_maps(after, before).all():
        return ShiftVerdict("invariant")
    for moved in _whole_shifts(shift, spec, level):
        if same_maps(after, shift2d(before, *moved, fill, axes=(1, 2))).all():
            return ShiftVerdict("equivariant", moved)
    return ShiftVerdict("neither")


def as_picture(x: ArrayLike, axes: SpatialAxes | None) -> Array:
    """Return a picture as (H, W, C), contiguous, and in float64 if its floats are wider.

    Raises
    ------
    SpecError
        If it is none, or has no cells.
    """
    array = as_array("x", x)
    spatial = spatial_axes("x", array, axes)
    if not array.size:
        raise SpecError(f"x has shape {array.shape}; allowed are pictures with cells.")
    if array.dtype.itemsize > 8:
        with np.errstate(over="ignore"):
            array = array.astype(np.float64)
    planes = np.moveaxis(array, spatial, (0, 1))
    return np.ascontiguousarray(planes.reshape(*planes.shape[:2], -1))


def shrink(
    x: Array, spec: PoolSpec, repeats: int, method: str | None, final: PoolMode | str | None
) -> Shrinking:
    """Pool a picture (H, W, C) again and again, by `spec` or by another method with its windows.

    Raises
    ------
    SpecError
        If the method is unknown, or one of the poolings is not defined.
    """
    as_spec(spec)
    as_int("repeats", repeats, 0, MAX_REPEATS)
    name = str(spec.mode) if method is None else as_choice("method", method, METHODS)
    ending = None if final is None else PoolMode(as_choice("final", final, tuple(PoolMode)))
    pool = _pool(spec, name)
    maps = [x[np.newaxis]]
    for level in range(repeats):
        try:
            maps.append(pool(maps[-1]))
        except SpecError as error:
            raise SpecError(f"repeats is {repeats}, but pool {level + 1} fails: {error}") from None
    picks = name == "polyphase"
    if name in tuple(PoolMode):
        picks = PoolMode(name).picks or replace(spec, mode=PoolMode(name)).picks_magnitude
    return Shrinking(name, pool, ending, tuple(maps), picks)


def same_maps(maps: Array, reference: Array) -> NDArray[np.bool_]:
    """Return for each of (N, H, W, C) whether all cells equal those of (1, H, W, C).

    NaN equals NaN.
    """
    same = maps == reference
    if reference.dtype.kind == "f" and np.isnan(reference).any():
        same |= np.isnan(maps) & np.isnan(reference)
    every: NDArray[np.bool_] = same.reshape(len(maps), -1).all(axis=1)
    return every


def _pool(spec: PoolSpec, name: str) -> Callable[[Array], Array]:
    if name == "blur":
        return lambda maps: blur_pool2d(maps, TAPS, spec.strides, axes=(1, 2))
    if name == "max-blur":
        return lambda maps: max_blur_pool2d(maps, spec.kernel_size, TAPS, spec.strides, axes=(1, 2))
    if name == "polyphase":
        return lambda maps: polyphase_pool2d(maps, spec.strides, axes=(1, 2))
    pooling = replace(spec, mode=PoolMode(name))
    return lambda maps: pool2d(maps, pooling, axes=(1, 2))


def _whole_shifts(shift: IntPair, spec: PoolSpec, repeats: int) -> list[IntPair]:
    """Return the whole shifts of a map around that of the picture, nearest first."""
    scale = [s**repeats for s in spec.strides]
    choices = [sorted({d // s, -(-d // s)}) for d, s in zip(shift, scale, strict=True)]

    def distance(moved: IntPair) -> float:
        return math.dist(moved, [d / s for d, s in zip(shift, scale, strict=True)])

    return sorted(((m, n) for m, n in product(*choices)), key=distance)
