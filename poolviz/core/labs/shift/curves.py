"""What is left of a shift after each pooling: one line for every way to shrink a picture."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.labs.shift.measure import measure
from poolviz.core.labs.shift.methods import METHODS, Shrinking, as_picture, shrink
from poolviz.core.labs.shift.shifts import Fill, shift2d
from poolviz.core.spec.arrays import Array, IntPair, SpatialAxes
from poolviz.core.spec.pool_spec import PoolSpec

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class MethodCurve:
    """What is left of a shift by level; level 0 is the picture before any pooling.

    Attributes
    ----------
    method : str
        The way to shrink; see `sweep_shifts`.
    relative_l2 : (levels,) ndarray of float64
        ``||f(Tx) - f(x)|| / ||f(x)||``; NaN where both maps are blank, and there is nothing left to
        compare.
    kept_offset : (levels,) ndarray of float64
        The part of the shift that the centroid still shows, 1 for all of it; NaN without a shift,
        and where the map has no centroid.
    kept_pixels : (levels,) ndarray of float64
        How far the centroid moves along the shift, in cells of the picture.
    blank : (levels,) ndarray of bool
        Where both maps are constant: empty, or full (of an average over shifts: for all of them).
    why_not : str, optional
        A sentence that says why there is no curve: all numbers are then NaN.
    """

    method: str
    relative_l2: Floats = field(repr=False)
    kept_offset: Floats = field(repr=False)
    kept_pixels: Floats = field(repr=False)
    blank: NDArray[np.bool_] = field(repr=False)
    why_not: str | None = None


def compare_methods(
    x: ArrayLike,
    spec: PoolSpec,
    repeats: int,
    dy: int,
    dx: int,
    *,
    fill: Fill = "replicate",
    axes: SpatialAxes | None = None,
) -> tuple[MethodCurve, ...]:
    """Send one shift through every method, each repeated with the same window and stride.

    The methods are "max", "mean", "subsample" (a strided pick), "blur" (`blur_pool2d`), "max-blur"
    (`max_blur_pool2d`), both with a binomial filter of 3 and mirrored edges, and "polyphase"
    (`polyphase_pool2d`). The mean of a method over all shifts is `ShiftSweep.mean_curve`.

    Parameters
    ----------
    x : (H, W) or (H, W, C) array_like of bool, int or float
        The picture.
    spec, repeats : PoolSpec, int
        The pooling, whatever its mode, and how often it is applied, 0 to 12.
    dy, dx : int
        The shift; see `shift2d`.
    fill : {"replicate", "zero", "reflect", "wrap"}
        What comes in at the edges.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    tuple of MethodCurve
        One for each method, in this order; its `why_not` is set where it does not apply.

    Raises
    ------
    SpecError
        If a parameter is not one of these, or `spec` can't be repeated so often.

    Examples
    --------
    >>> curves = compare_methods(circle(), PoolSpec(2), 4, 0, 2)
    >>> [(curve.method, curve.kept_offset[4].round(2).tolist()) for curve in curves[:2]]
    [('max', 0.0), ('mean', 0.62)]
    """
    picture = as_picture(x, axes)
    shrink(picture, spec, repeats, None, None)
    moved = shift2d(picture, dy, dx, fill)[np.newaxis]
    return compare(ways_to_shrink(picture, spec, repeats), moved, spec, (dy, dx))


def ways_to_shrink(picture: Array, spec: PoolSpec, repeats: int) -> dict[str, Shrinking | str]:
    """Return every method with the maps of a picture (H, W, C), or why it does not apply."""
    ways: dict[str, Shrinking | str] = {}
    for method in METHODS:
        try:
            ways[method] = shrink(picture, spec, repeats, method, None)
        except SpecError as error:
            ways[method] = str(error)
    return ways


def compare(
    ways: dict[str, Shrinking | str], moved: Array, spec: PoolSpec, shift: IntPair
) -> tuple[MethodCurve, ...]:
    """Send a shifted picture, (1, H, W, C), through every method; see `compare_methods`."""
    curves = []
    for method, way in ways.items():
        if isinstance(way, str):
            levels = max(len(w.maps) for w in ways.values() if isinstance(w, Shrinking))
            nothing = read_only(np.full(levels, np.nan))
            never = read_only(np.zeros(levels, np.bool_))
            curves.append(MethodCurve(method, nothing, nothing, nothing, never, way))
            continue
        found = measure(way, spec.strides, 1, lambda _: moved)
        along = np.array(shift, np.float64)
        left = found.relative_l2[:, 0], found.offset[:, 0], found.blank[:, 0]
        curves.append(curve(method, along, *left))
    return tuple(curves)


def curve(
    method: str, shift: Floats, relative_l2: Floats, offset: Floats, blank: NDArray[np.bool_]
) -> MethodCurve:
    """Return the curve of one shift, from (levels,) distances and (levels, 2) offsets."""
    along = offset @ shift
    length = np.hypot(*shift)
    with np.errstate(invalid="ignore"):
        kept = along / length**2
    pixels = along / length if length else along
    distances = read_only(np.where(blank, np.nan, relative_l2))
    return MethodCurve(method, distances, read_only(kept), read_only(pixels), read_only(blank))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array of its own that can't be written to."""
    array = array.copy()
    array.flags.writeable = False
    return array
