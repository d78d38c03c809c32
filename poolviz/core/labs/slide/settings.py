"""The Slide lab's part of a scene: it has no values of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from poolviz.core.explain.walkthrough import Walkthrough, course_of
from poolviz.core.scenes.lab import Lab
from poolviz.core.scenes.scene import Resolved
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.timeline import Course


@dataclass(frozen=True, eq=False)
class SlidePicture:
    """What the Slide lab shows: every window of a repeated pooling."""

    run: Walkthrough

    @property
    def course(self) -> Course:
        """One step for each window."""
        return self.run.course

    def nearest(self, other: "SlidePicture", index: int) -> int:
        """Return the step that looks at what step `index` of another run looks at."""
        return self.run.nearest(other.run, index)

    def values(self, index: int, *, whole: bool) -> NDArray[Any]:
        """Return what the pooling of a step makes; all channels of it, or the one on screen."""
        generation = self.run.locate(index)[0] + 1
        return self.run.generations[generation] if whole else self.run.plane(generation)

    def values_in_words(self, index: int) -> str:
        """Return which pooling it is."""
        return f"pool {self.run.locate(index)[0] + 1}"


@dataclass(frozen=True)
class SlideSettings(Lab):
    """The Slide lab."""

    name = "slide"
    types_cells = True

    @classmethod
    def presets(cls) -> Mapping[str, Any]:
        """Return its prepared scenes by name."""
        from poolviz.core.labs.slide.presets import PRESETS

        return PRESETS

    def course(self, spec: PoolSpec, shape: tuple[int, int], repeats: int) -> Course:
        """Return one step for each window."""
        axes = []
        for _ in range(repeats):
            axes.append(spec.axes(shape))
            shape = axes[-1][0].output_size, axes[-1][1].output_size
        return course_of(axes)

    def picture(self, base: Resolved, last: Any = None) -> SlidePicture:
        """Return every window of the pooling, none of which is looked at yet."""
        return SlidePicture(base.run)
