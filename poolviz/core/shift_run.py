"""One shift through all levels of a pooling: the pictures and numbers of the Shift lab."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.planes import IntPair
from poolviz.core.scene import Resolved, ShiftSettings, finite_range, fixed_range
from poolviz.core.shift import shift2d
from poolviz.core.shift_curves import MethodCurve, compare_methods, curve
from poolviz.core.shift_law import block_size, crossing_cells
from poolviz.core.shift_measure import measure
from poolviz.core.shift_methods import ShiftVerdict, Shrinking, as_picture, shift_verdict, shrink

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class ShiftRun:
    """A picture and its shifted twin, pooled side by side.

    Attributes
    ----------
    settings : ShiftSettings
        The shift.
    resolved : Resolved
        The picture and its pooling.
    centred, shifted : tuple of (H, W) ndarray
        The maps by level, from 0.
    difference : tuple of (H, W) ndarray of float64
        ``|shifted - centred|``.
    offset : (levels, 2) ndarray of float64
        How far the centroid of the map has moved, down and right, in cells of the picture; NaN
        where there is no centroid.
    own : MethodCurve
        What is left of the shift by the method in force.
    curves : tuple of MethodCurve
        What is left of it by every method.
    verdicts : tuple of ShiftVerdict
        By level.
    """

    settings: ShiftSettings
    resolved: Resolved
    centred: tuple[Array, ...]
    shifted: tuple[Array, ...]
    difference: tuple[Array, ...]
    offset: NDArray[np.float64]
    own: MethodCurve
    curves: tuple[MethodCurve, ...]
    verdicts: tuple[ShiftVerdict, ...]

    @property
    def value_range(self) -> tuple[float, float]:
        """The values at the ends of the colour map, for every level alike."""
        resolved = self.resolved
        cured = self.settings.cure != "none"
        known = fixed_range(resolved.run, resolved.source) if cured else resolved.levels
        return finite_range((*self.centred, *self.shifted), known)

    def block(self, level: int) -> IntPair | None:
        """Return the cells of the picture that one cell of a level stands for; see `block_size`."""
        return block_size(self.resolved.scene.spec, level)

    def crossing(self, level: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_]] | None:
        """Return the lit cells that change their block, before and after the shift.

        None where there are no blocks.
        """
        block = self.block(level)
        if block is None:
            return None
        lit = self.centred[0] != 0
        there = crossing_cells(lit, block, self.settings.dy, self.settings.dx)
        here = shift2d(there, self.settings.dy, self.settings.dx, "zero")
        return there, here


def method_of(settings: ShiftSettings) -> str | None:
    """Return the method of `sweep_shifts` that the settings name; None is the pooling itself."""
    return None if settings.cure == "none" else settings.cure


def run_shift(resolved: Resolved) -> ShiftRun:
    """Pool the picture of a scene and its shifted twin.

    Raises
    ------
    SpecError
        If the anti-aliased form of the pooling is not defined on this picture.
    """
    scene, settings = resolved.scene, resolved.scene.shift
    spec, repeats, (dy, dx) = scene.spec, scene.repeats, (settings.dy, settings.dx)
    plane, method = resolved.run.plane(0), method_of(settings)
    shrinking, maps = _pooled(resolved)
    found = measure(shrinking, spec.strides, 1, lambda _: maps[0])
    centred = tuple(m[0, ..., 0] for m in shrinking.maps)
    shifted = tuple(m[0, ..., 0] for m in maps)
    return ShiftRun(
        settings,
        resolved,
        centred,
        shifted,
        tuple(_distance(a, b) for a, b in zip(centred, shifted, strict=True)),
        found.offset[:, 0],
        curve(
            shrinking.name, np.array([dy, dx], float), found.relative_l2[:, 0], found.offset[:, 0]
        ),
        compare_methods(plane, spec, repeats, dy, dx, fill=settings.fill),
        tuple(
            shift_verdict(plane, spec, level, dy, dx, fill=settings.fill, method=method)
            for level in range(repeats + 1)
        ),
    )


def shifted_maps(resolved: Resolved) -> tuple[Array, ...]:
    """Return only the maps of the shifted picture; see `run_shift`."""
    return tuple(m[0, ..., 0] for m in _pooled(resolved)[1])


def _pooled(resolved: Resolved) -> tuple[Shrinking, list[Array]]:
    """Return the pooling with its maps, and those of the shifted picture, (1, H, W, 1) each."""
    scene, settings = resolved.scene, resolved.scene.shift
    picture = as_picture(resolved.run.plane(0), None)
    shrinking = shrink(picture, scene.spec, scene.repeats, method_of(settings), None)
    maps = [shift2d(picture, settings.dy, settings.dx, settings.fill)[np.newaxis]]
    for _ in range(scene.repeats):
        maps.append(shrinking.pool(maps[-1]))
    return shrinking, maps


def _distance(a: Array, b: Array) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        distance: NDArray[np.float64] = np.abs(b.astype(np.float64) - a.astype(np.float64))
    distance[(a == b)] = 0  # two infinities are no distance apart
    return distance
