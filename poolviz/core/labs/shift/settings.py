"""The Shift lab's part of a scene: what is done to the input."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from poolviz.core.labs.shift.shifts import FILLS, WEIGHTS, Fill, Weights, random_shift
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.lab import Cost, Edit, Lab, Number, Word
from poolviz.core.spec.fitting import MAX_REPEATS
from poolviz.core.timeline import Course
from poolviz.core.validation import MAX_SIZE

if TYPE_CHECKING:
    from poolviz.core.explain.snippet_windows import Framework
    from poolviz.core.inputs.source import Source
    from poolviz.core.labs.shift.picture import ShiftRun
    from poolviz.core.labs.shift.survey import Survey, Surveyable
    from poolviz.core.scenes.scene import Resolved, Scene
    from poolviz.core.spec.pool_spec import PoolSpec

CURES = ("none", "blur", "max-blur", "polyphase")

MAX_SURVEY_JITTER = 16
"""The largest jitter of the Shift lab: 33 x 33 shifts."""


@dataclass(frozen=True)
class ShiftSettings(Lab):
    """What the Shift lab does to the input.

    Attributes
    ----------
    dy, dx : int
        The shift in cells, down and right.
    jitter : int
        The largest shift of those that are surveyed and drawn at random.
    fill : str
        One of `FILLS`: what comes in at the edge.
    seed : int
        Of the last random shift.
    weights : str
        One of `WEIGHTS`: how a shift is drawn at random.
    cure : str
        One of `CURES`: pooling as it is, or one of its anti-aliased forms.
    """

    name = "shift"
    makes_grey = True
    opening = MAX_REPEATS  # all levels are there
    FIELDS: ClassVar[Mapping[str, Number | Word]] = {
        "dy": Number(-MAX_SIZE, MAX_SIZE),
        "dx": Number(-MAX_SIZE, MAX_SIZE),
        "jitter": Number(0, MAX_SURVEY_JITTER),
        "fill": Word(FILLS),
        "seed": Number(0, MAX_SIZE),
        "weights": Word(WEIGHTS),
        "cure": Word(CURES),
    }

    dy: int = 0
    dx: int = 0
    jitter: int = 3
    fill: Fill = "replicate"
    seed: int = 0
    weights: Weights = "uniform"
    cure: str = "none"

    @classmethod
    def presets(cls) -> Mapping[str, Any]:
        """Return its prepared scenes by name."""
        from poolviz.core.labs.shift.presets import PRESETS

        return PRESETS

    @property
    def method(self) -> str | None:
        """The method of `sweep_shifts` that the cure is; None is the pooling itself."""
        return None if self.cure == "none" else self.cure

    def fit(self, shape: tuple[int, int]) -> "tuple[ShiftSettings, tuple[str, ...]]":
        """Return settings that are possible on an input of `shape`, and what had to yield."""
        most = max_jitter(shape)
        jitter = min(max(self.jitter, 0), most)
        dy, dx = (
            min(max(d, 1 - size), size - 1)
            for d, size in zip((self.dy, self.dx), shape, strict=True)
        )
        notes = []
        if jitter != self.jitter:
            notes.append(f"jitter is now {jitter}, the most on {shape[0]} × {shape[1]} cells.")
        if (dy, dx) != (self.dy, self.dx):
            words = offset_in_words(dy, dx) if dy or dx else "0"
            notes.append(f"the shift is now {words}, to stay in the picture.")
        return replace(self, jitter=jitter, dy=dy, dx=dx), tuple(notes)

    def course(self, spec: "PoolSpec", shape: tuple[int, int], repeats: int) -> Course:
        """Return one step for each level, the picture itself among them."""
        return Course(((1, 1),) * (repeats + 1), noun="pool", keeps_end=True, sliding=True)

    def cost(self, spec: "PoolSpec", cells: int, repeats: int) -> Cost:
        """Return what the picture and its twin take by every method."""
        return Cost(6 * super().cost(spec, cells, repeats).operations)

    def picture(self, base: "Resolved", last: "ShiftRun | None" = None) -> "ShiftRun":
        """Return the picture and its shifted twin, pooled side by side."""
        from poolviz.core.labs.shift.picture import run_shift

        return run_shift(base, last)

    def subject(self, base: "Resolved") -> "Surveyable":
        """Return what a survey of all shifts depends on."""
        from poolviz.core.labs.shift.survey import Surveyable

        return Surveyable.of(base)

    def is_quick(self, subject: "Surveyable") -> bool:
        """Return whether the sweep is there within a frame or two."""
        from poolviz.core.labs.shift.survey import is_quick

        return is_quick(subject)

    def background(
        self, subject: "Surveyable", progress: Callable[[int, int], object] | None = None
    ) -> "Iterator[Survey]":
        """Survey every shift, and yield what is known, ever more of it."""
        from poolviz.core.labs.shift.survey import surveys

        return surveys(subject, progress)

    def arrow(self, scene: "Scene", down: int, right: int) -> Edit:
        """Shift the picture by so many cells more; moves in a row are one edit."""
        return moved(self.dy + down, self.dx + right)

    def random(self, scene: "Scene") -> Edit:
        """Return the shift of the next seed."""
        return self.drawn((self.seed + 1) % 2**31)

    def edit(self, name: str, value: Any) -> Edit:
        """Return the change of one field; another seed draws another shift."""
        return self.drawn(value, "seed") if name == "seed" else super().edit(name, value)

    def drawn(self, seed: int, merge: str = "") -> Edit:
        """Return the shift that a seed gives.

        Raises
        ------
        SpecError
            If it is no seed.
        """
        dy, dx = random_shift(self.jitter, seed, self.weights)
        return Edit("lab", {"dy": dy, "dx": dx, "seed": seed}, merge)

    def code(self, scene: "Scene", source: "Source", framework: "Framework") -> str:
        """Return a program that pools the picture and its shifted twin."""
        from poolviz.core.labs.shift.script import shift_program

        return shift_program(scene, source, framework)

    def pooling_code(self, spec: "PoolSpec", framework: "Framework") -> str:
        """Return the code of the pooling in the anti-aliased form in force."""
        if self.method is None:
            return super().pooling_code(spec, framework)
        from poolviz.core.labs.shift.script_cures import cure_code
        from poolviz.core.spec.pool_spec import PoolSpec

        most = super().pooling_code(PoolSpec(spec.kernel_size, 1), framework)
        return cure_code(self.method, spec.strides, framework, most)


def moved(dy: int, dx: int) -> Edit:
    """Return the edit that shifts the picture by so many cells; moves in a row are one."""
    return Edit("lab", {"dy": dy, "dx": dx}, merge="move")


def max_jitter(shape: tuple[int, int]) -> int:
    """Return the largest jitter on an input of `shape` (height, width)."""
    return min(MAX_SURVEY_JITTER, min(shape) - 1)
