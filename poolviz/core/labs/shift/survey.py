"""What is known of every shift of a picture, found out part by part."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from poolviz.core.errors import SpecError
from poolviz.core.inputs.source_ref import MIN_RADIUS, SourceRef
from poolviz.core.labs.shift.curves import MethodCurve
from poolviz.core.labs.shift.law import block_size, law_exception, law_keeps
from poolviz.core.labs.shift.methods import METHODS
from poolviz.core.labs.shift.settings import ShiftSettings, max_jitter
from poolviz.core.labs.shift.sweep import BreakMap, ShiftSweep, break_map, sweep_shifts
from poolviz.core.scenes.scene import Resolved
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.pool_spec import PoolSpec

Progress = Callable[[int, int], object]

QUICK_CELLS = 300_000
"""Cells of all shifted pictures together whose sweep takes no longer than a frame or two."""

CLIFF = 6
"""The jitter up to which the share of identical maps is shown, or the chosen one plus 2."""

MOST_RADII = 8


@dataclass(frozen=True, eq=False)
class Surveyable:
    """What a survey depends on: everything but the shift that is on screen.

    Attributes
    ----------
    plane : (H, W) ndarray
        The picture.
    spec, repeats : PoolSpec, int
        The pooling.
    settings : ShiftSettings
        The jitter, the fill and the cure matter.
    circle : SourceRef, optional
        The circle that the picture shows, if it is one.
    generations : tuple of ndarray
        The poolings of the picture, compared by identity.
    """

    plane: Array
    spec: PoolSpec
    repeats: int
    settings: ShiftSettings
    circle: SourceRef | None
    generations: tuple[Array, ...]

    @classmethod
    def of(cls, resolved: Resolved) -> "Surveyable":
        """Return what a scene asks to be surveyed."""
        scene, run = resolved.scene, resolved.run
        plain = ShiftSettings()
        settings = replace(scene.lab, dy=0, dx=0, seed=plain.seed, weights=plain.weights)
        ref = scene.source
        circle = ref if ref.kind == "circle" else None
        return cls(run.plane(0), scene.spec, scene.repeats, settings, circle, run.generations)

    def same(self, other: "Surveyable") -> bool:
        """Return whether the survey of `other` is that of this one."""
        return (
            self.generations is other.generations
            and (self.spec, self.repeats, self.settings)
            == (other.spec, other.repeats, other.settings)
            and self.plane.__array_interface__["data"] == other.plane.__array_interface__["data"]
        )

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width of the picture."""
        height, width = self.plane.shape
        return height, width


@dataclass(frozen=True, eq=False)
class Survey:
    """What is known of every shift within the jitter.

    Attributes
    ----------
    sweep : ShiftSweep
        Of the method in force.
    law : tuple of (int or None)
        By level: of how many shifts the law says that the map stays the same; None where it does
        not speak of this pooling.
    law_note : str
        Why it does not speak, or "".
    averages : tuple of MethodCurve
        Of every method, the mean over all shifts but the zero shift; () until it is there.
    identical : tuple of (str, tuple of float)
        For every method, by level: the share of the shifts that end in the same map; NaN where
        that says nothing, for both are blank.
    breaks : BreakMap, optional
        For a circle: the same for other radii.
    cliff : tuple of (int, int)
        For each jitter from 0: how many shifts end in the same map, of how many.
    """

    sweep: ShiftSweep
    law: tuple[int | None, ...]
    law_note: str
    averages: tuple[MethodCurve, ...] = ()
    identical: tuple[tuple[str, tuple[float, ...]], ...] = ()
    breaks: BreakMap | None = None
    cliff: tuple[tuple[int, int], ...] = ()


def is_quick(wanted: Surveyable) -> bool:
    """Return whether the first part of a survey is there within a frame or two."""
    shifts = (2 * wanted.settings.jitter + 1) ** 2
    return bool(wanted.plane.size * shifts <= QUICK_CELLS)


def surveys(wanted: Surveyable, progress: Progress | None = None) -> Iterator[Survey]:
    """Survey every shift, and yield what is known, ever more of it.

    Parameters
    ----------
    wanted : Surveyable
        The picture and its pooling.
    progress : callable, optional
        Called with (done, total); what it raises ends the survey.
    """
    parts = _Parts(progress, 3 + len(METHODS))
    spec, repeats, settings = wanted.spec, wanted.repeats, wanted.settings
    plane, fill, jitter = wanted.plane, settings.fill, settings.jitter
    method = settings.method
    sweep = sweep_shifts(
        plane, spec, repeats, jitter, fill=fill, method=method, progress=parts.inner
    )
    law, note = _law(wanted)
    survey = Survey(sweep, law, note)
    parts.next()
    yield survey

    wide = min(max(CLIFF, jitter + 2), max_jitter(wanted.shape))
    wider = sweep_shifts(plane, spec, repeats, wide, fill=fill, method=method, progress=parts.inner)
    counts = wider.equal_counts_within(repeats).tolist()
    cliff = tuple((count, (2 * j + 1) ** 2) for j, count in enumerate(counts))
    survey = replace(survey, cliff=cliff)
    parts.next()
    yield survey

    averages, identical = [], []
    for name in METHODS:
        known = sweep if name == sweep.method else None
        try:
            one = known or sweep_shifts(
                plane, spec, repeats, jitter, fill=fill, method=name, progress=parts.inner
            )
        except SpecError:  # it does not apply, as its curve says
            continue
        finally:
            parts.next()
        averages.append(one.mean_curve())
        identical.append((name, shares_of(one)))
    survey = replace(survey, averages=tuple(averages), identical=tuple(identical))
    yield survey

    if wanted.circle is not None:
        survey = replace(survey, breaks=_breaks(wanted, wanted.circle, wide, parts.inner))
    parts.next()
    yield survey


def shares_of(sweep: ShiftSweep) -> tuple[float, ...]:
    """Return by level the share of the shifts with the same map, NaN where that says nothing."""
    return tuple(
        math.nan if sweep.says_nothing(level) else count / sweep.shifts
        for level, count in enumerate(map(sweep.equal_count, range(len(sweep.shapes))))
    )


class _Parts:
    """Turns the progress of parts into that of the whole."""

    def __init__(self, progress: Progress | None, count: int) -> None:
        self._progress = progress
        self._count = count
        self._done = 0

    def inner(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(self._done * 1000 + 1000 * done // total, self._count * 1000)

    def next(self) -> None:
        self._done += 1
        self.inner(0, 1)


def _law(wanted: Surveyable) -> tuple[tuple[int | None, ...], str]:
    """Return by level how many shifts the law keeps, and why it does not speak of others."""
    cells, spec, jitter = wanted.plane, wanted.spec, wanted.settings.jitter
    nothing = (None,) * (wanted.repeats + 1)
    if wanted.settings.cure != "none":
        return nothing, "The law speaks of max pooling, not of its anti-aliased forms."
    if np.unique(cells).size > 2 or cells.min() != 0:
        return nothing, "The law speaks of pictures whose cells are lit or 0."
    steps = np.arange(-jitter, jitter + 1)
    counts: list[int | None] = []
    note = ""
    for level in range(wanted.repeats + 1):
        note = law_exception(spec, wanted.shape, level) or ""
        block = block_size(spec, level)
        if note or block is None:
            counts += [None] * (wanted.repeats + 1 - level)
            break
        counts.append(int(np.sum(law_keeps(cells, block, steps[:, None], steps))))
    return tuple(counts), note


def _breaks(wanted: Surveyable, circle: SourceRef, jitter: int, progress: Progress) -> BreakMap:
    half = circle.size[0] // 2
    step = -(-half // MOST_RADII)
    drawing = circle.drawing
    thickness = 1 if drawing.filled else drawing.thickness
    radii = sorted(
        {*range(half, max(MIN_RADIUS, thickness) - 1, -step), drawing.radius}, reverse=True
    )
    return break_map(
        radii,
        wanted.spec,
        wanted.repeats,
        jitter,
        size=circle.size,
        thickness=thickness,
        filled=drawing.filled,
        fill=wanted.settings.fill,
        method=wanted.settings.method,
        progress=progress,
    )
