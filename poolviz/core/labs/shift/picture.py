"""One shift through all levels of a pooling: the pictures and numbers of the Shift lab."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from poolviz.core.labs.shift.curves import MethodCurve, compare, curve, ways_to_shrink
from poolviz.core.labs.shift.law import block_size, crossing_cells
from poolviz.core.labs.shift.measure import measure
from poolviz.core.labs.shift.methods import ShiftVerdict, Shrinking, as_picture, shrink, verdict_of
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.labs.shift.shifts import shift2d
from poolviz.core.scenes.scene import Resolved, finite_range, fixed_range
from poolviz.core.spec.arrays import Array, IntPair
from poolviz.core.timeline import Course


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
        ``|shifted - centred|``; NaN is no distance from NaN, as it is equal to it.
    offset : (levels, 2) ndarray of float64
        How far the centroid of the map has moved, down and right, in cells of the picture; NaN
        where there is no centroid.
    own : MethodCurve
        What is left of the shift by the method in force.
    curves : tuple of MethodCurve
        What is left of it by every method.
    verdicts : tuple of ShiftVerdict
        By level.
    ways : dict of str to Shrinking or str
        Every method with the maps of the picture, to be used again for another shift of it.
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
    ways: dict[str, Shrinking | str] = field(repr=False)

    @property
    def course(self) -> Course:
        """One step for each level."""
        return self.resolved.course

    def nearest(self, other: "ShiftRun", index: int) -> int:
        """Return the same level, or the last."""
        return min(index, len(self.shifted) - 1)

    def values(self, index: int, *, whole: bool) -> Array:
        """Return the map of the shifted picture at a level, (H, W)."""
        return self.shifted[index]

    def values_in_words(self, index: int) -> str:
        """Return which map it is."""
        return f"pool {index} of the shifted picture"

    @property
    def value_range(self) -> tuple[float, float]:
        """The values at the ends of the colour map, for every level alike."""
        resolved = self.resolved
        cured = self.settings.cure != "none"
        fixed = fixed_range(resolved.run, resolved.source)
        if cured or fixed:
            return finite_range((*self.centred, *self.shifted), fixed)
        return finite_range((*self.centred, *self.shifted, *resolved.run.generations))

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


def run_shift(resolved: Resolved, last: ShiftRun | None = None) -> ShiftRun:
    """Pool the picture of a scene and its shifted twin.

    Parameters
    ----------
    resolved : Resolved
        The scene.
    last : ShiftRun, optional
        Of another shift: where the picture and its pooling are the same, what does not depend on
        the shift is not computed again.

    Raises
    ------
    SpecError
        If the anti-aliased form of the pooling is not defined on this picture.
    """
    scene, settings = resolved.scene, resolved.scene.lab
    spec, shift = scene.spec, (settings.dy, settings.dx)
    picture = as_picture(resolved.run.plane(0), None)
    if last is None or not _is_of_the_same(last.resolved, resolved):
        ways = ways_to_shrink(picture, spec, scene.repeats)
    else:
        ways = last.ways
    way = ways.get(settings.method or str(spec.mode))
    if not isinstance(way, Shrinking):
        way = shrink(picture, spec, scene.repeats, settings.method, None)
    maps = _shifted(way, picture, resolved)
    curves = compare(ways, maps[0], spec, shift)
    found = measure(way, spec.strides, 1, lambda _: maps[0])
    pairs = list(zip((m[0, ..., 0] for m in way.maps), (m[0, ..., 0] for m in maps), strict=True))
    return ShiftRun(
        settings=settings,
        resolved=resolved,
        centred=tuple(a for a, _ in pairs),
        shifted=tuple(b for _, b in pairs),
        difference=tuple(_distance(a, b) for a, b in pairs),
        offset=found.offset[:, 0],
        own=curve(
            way.name,
            np.array(shift, float),
            found.relative_l2[:, 0],
            found.offset[:, 0],
            found.blank[:, 0],
        ),
        curves=curves,
        verdicts=tuple(
            verdict_of(before, after, spec, level, shift, settings.fill, blank=bool(blank))
            for level, (before, after, blank) in enumerate(
                zip(way.maps, maps, found.blank[:, 0], strict=True)
            )
        ),
        ways=ways,
    )


def _is_of_the_same(last: Resolved, resolved: Resolved) -> bool:
    """Return whether two scenes pool the same picture alike."""
    return last.run.generations is resolved.run.generations and (
        last.scene.spec, last.scene.repeats, last.run.channel
    ) == (resolved.scene.spec, resolved.scene.repeats, resolved.run.channel)  # fmt: skip


def _shifted(way: Shrinking, picture: Array, resolved: Resolved) -> list[Array]:
    """Return the maps of the shifted picture, (1, H, W, 1) each."""
    settings = resolved.scene.lab
    maps = [shift2d(picture, settings.dy, settings.dx, settings.fill)[np.newaxis]]
    for _ in range(resolved.scene.repeats):
        maps.append(way.pool(maps[-1]))
    return maps


def _distance(a: Array, b: Array) -> NDArray[np.float64]:
    with np.errstate(invalid="ignore"):
        distance: NDArray[np.float64] = np.abs(b.astype(np.float64) - a.astype(np.float64))
    distance[(a == b) | ((a != a) & (b != b))] = 0  # two infinities and two NaN are alike
    return distance
