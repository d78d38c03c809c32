"""A lab that lives in the tests alone: how many cells of every level are large. Its core part."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.lab import Edit, Lab, Number, Word
from poolviz.core.scenes.scene import Preset, Resolved, Scene
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.timeline import Course

MOST = 99


@dataclass(frozen=True, eq=False)
class TallyPicture:
    """The cells of every level that are counted."""

    course: Course
    marked: tuple[NDArray[np.bool_], ...]

    @property
    def counts(self) -> tuple[int, ...]:
        return tuple(int(cells.sum()) for cells in self.marked)

    def nearest(self, other: "TallyPicture", index: int) -> int:
        return min(index, len(self.marked) - 1)

    def values(self, index: int, *, whole: bool) -> NDArray[Any]:
        return self.marked[index].astype(np.uint8)

    def values_in_words(self, index: int) -> str:
        return f"what is counted of level {index}"


@dataclass(frozen=True, eq=False)
class Cells:
    """What the work in the background is about."""

    generations: Any

    def same(self, other: "Cells") -> bool:
        return self.generations is other.generations


@dataclass(frozen=True)
class Tally(Lab):
    """Which cells are counted."""

    name = "tally"
    makes_grey = True
    FIELDS: ClassVar[Mapping[str, Number | Word]] = {
        "least": Number(0, MOST),
        "side": Word(("over", "under")),
    }

    least: int = 5
    side: str = "over"

    @classmethod
    def presets(cls) -> Mapping[str, Preset]:
        return {
            "counted": Preset("Cells of 5 or more", Scene(repeats=2, lab=cls())),
            "few": Preset("Cells below 3", Scene(SourceRef("6x6"), lab=cls(3, "under"))),
        }

    def fit(self, shape: tuple[int, int]) -> "tuple[Tally, tuple[str, ...]]":
        least = min(self.least, 10 * max(shape))
        notes = () if least == self.least else (f"least is now {least}.",)
        return replace(self, least=least), notes

    def course(self, spec: PoolSpec, shape: tuple[int, int], repeats: int) -> Course:
        return Course(((1, 1),) * (repeats + 1), noun="level")

    def picture(self, base: Resolved, last: Any = None) -> TallyPicture:
        planes = [base.run.plane(i) for i in range(base.run.repeats + 1)]
        over = self.side == "over"
        return TallyPicture(base.course, tuple((p >= self.least) == over for p in planes))

    def subject(self, base: Resolved) -> Cells:
        return Cells(base.run.generations)

    def is_quick(self, subject: Cells) -> bool:
        return True

    def background(
        self, subject: Cells, progress: Callable[[int, int], object] | None = None
    ) -> Iterator[tuple[int, ...]]:
        """Yield how many cells there are of the first level, then of two of them, and so on."""
        sizes: tuple[int, ...] = ()
        for number, cells in enumerate(subject.generations):
            sizes = (*sizes, cells.shape[0] * cells.shape[1])
            if progress is not None:
                progress(number, len(subject.generations))
            yield sizes

    def arrow(self, scene: Scene, down: int, right: int) -> Edit | None:
        """Up and down change what is counted; left and right step through time."""
        return self.edit("least", self.least - down) if down else None

    def random(self, scene: Scene) -> Edit:
        return Edit("lab", {"least": (7 * self.least + 3) % 10})
