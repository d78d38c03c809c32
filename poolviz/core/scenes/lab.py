"""The labs that there are, and what every lab can be asked.

A lab is one folder in core/labs, one in gui/labs, and one line in `LABS`. Only the standard library
is needed here, so that the command line can read the list; a lab is loaded when it is asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, Self

from poolviz.core.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from poolviz.core.explain.snippet_windows import Framework
    from poolviz.core.inputs.source import Source
    from poolviz.core.inputs.source_ref import SourceRef
    from poolviz.core.scenes.scene import Resolved, Scene
    from poolviz.core.spec.pool_spec import PoolSpec
    from poolviz.core.timeline import Course

Shape = tuple[int, int]


@dataclass(frozen=True)
class Entry:
    """A lab in the list.

    Attributes
    ----------
    title, question : str
        What it is called, and what it answers.
    settings, view : str
        "module:Class" of its `Lab` in core, and of its `LabView` in gui.
    """

    title: str
    question: str
    settings: str
    view: str


LABS: dict[str, Entry] = {
    "slide": Entry(
        "Slide lab",
        "what windows read",
        "poolviz.core.labs.slide.settings:SlideSettings",
        "poolviz.gui.labs.slide.lab:SlideLab",
    ),
    "shift": Entry(
        "Shift lab",
        "what is left of a shift",
        "poolviz.core.labs.shift.settings:ShiftSettings",
        "poolviz.gui.labs.shift.lab:ShiftLab",
    ),
}
"""By name, in the order of their keys."""


def load(place: str) -> Any:
    """Return what "module:name" names."""
    module, _, name = place.partition(":")
    return getattr(import_module(module), name)


def settings_of(name: str) -> "type[Lab]":
    """Return the class of a lab's part of a scene."""
    kind: type[Lab] = load(LABS[name].settings)
    return kind


@dataclass(frozen=True)
class Number:
    """A whole number that a lab's part of a scene may hold, from `low` to `high`."""

    low: int
    high: int

    def check(self, name: str, value: Any) -> Any:
        """Return the value, or refuse it."""
        from poolviz.core.validation import as_int

        return as_int(name, value, self.low, self.high)

    def read(self, name: str, text: str) -> Any:
        """Return what a text of the command line says."""
        try:
            number = int(text)
        except ValueError:
            raise SourceError(f"{name} is {text!r}; allowed is a whole number.") from None
        return self.check(name, number)


@dataclass(frozen=True)
class Word:
    """One of some words that a lab's part of a scene may hold."""

    allowed: tuple[str, ...]

    def check(self, name: str, value: Any) -> Any:
        """Return the value, or refuse it."""
        if value not in self.allowed:
            raise SourceError(f"{name} is {value!r}; allowed are {', '.join(self.allowed)}.")
        return value

    read = check


@dataclass(frozen=True)
class Edit:
    """A change of some values of a part of the scene.

    Attributes
    ----------
    part : str
        "scene", "spec" or "lab".
    values : mapping of str to object
        The new values by name.
    merge : str
        Edits in a row with the same word are one step of the history; "" stands alone.
    """

    part: str
    values: Mapping[str, Any]
    merge: str = ""


@dataclass(frozen=True)
class Set:
    """Change one parameter of the scene, of its pooling or of its lab, by its name."""

    name: str
    value: Any


@dataclass(frozen=True)
class Random:
    """Draw something anew: what the lab draws, else a random matrix."""


@dataclass(frozen=True)
class EditSource:
    """Another input, with the same pooling.

    Attributes
    ----------
    ref : SourceRef
        The input.
    merge : str
        As of `Edit`.
    anew : bool
        Whether it is looked at from the first step, in its own size and colours.
    """

    ref: "SourceRef"
    merge: str = ""
    anew: bool = True


@dataclass(frozen=True)
class Open:
    """Another scene."""

    scene: "Scene"


@dataclass(frozen=True)
class Seek:
    """Go to a step, and stop there."""

    index: int


@dataclass(frozen=True)
class SeekLevel:
    """Go to the first step of a level, and stop there."""

    level: int


@dataclass(frozen=True)
class TypeCell:
    """Change a cell of the input to what was typed."""

    row: int
    col: int
    text: str


@dataclass(frozen=True)
class Option:
    """Show the scene in another way; no number changes."""

    name: str
    value: Any


@dataclass(frozen=True)
class Background:
    """Give up what is computed in the background, or, with `again`, compute it after all."""

    again: bool = False


@dataclass(frozen=True)
class Say:
    """Put a sentence on the status line."""

    text: str


Command = (
    Edit
    | Set
    | Random
    | EditSource
    | Open
    | Seek
    | SeekLevel
    | TypeCell
    | Option
    | Background
    | Say
)


class LabCommand(Protocol):
    """A command of a lab's own, which it turns into one of the others."""

    def on(self, wish: "Scene", base: "Resolved") -> Command:
        """Return what it is on the scene that is wished for, and on the one on screen."""
        ...


@dataclass(frozen=True)
class Cost:
    """What a lab needs for a picture: operations on cells, and bytes."""

    operations: float
    bytes: float = 0.0


class Picture(Protocol):
    """All that a lab shows of a scene. Frozen."""

    @property
    def course(self) -> "Course":
        """How time runs in it."""
        ...

    def nearest(self, other: Any, index: int) -> int:
        """Return the step that shows what step `index` of another picture of the lab shows."""
        ...

    def values(self, index: int, *, whole: bool) -> "NDArray[Any]":
        """Return the numbers of a step that are exported: all channels, or the one on screen."""
        ...

    def values_in_words(self, index: int) -> str:
        """Return what these numbers are."""
        ...


@dataclass(frozen=True)
class Lab:
    """A lab's own part of a scene: a frozen dataclass; what is here is what most labs do.

    Attributes
    ----------
    name : str
        Its key in `LABS`.
    FIELDS : mapping of str to Number or Word
        What each of its fields may hold. JSON, the command line and the history read this.
    makes_grey : bool
        Whether a colour picture is made grey before pooling.
    types_cells : bool
        Whether the cells of its input can be typed.
    opening : int
        The step that an input of one's own is opened at.
    """

    name: ClassVar[str]
    FIELDS: ClassVar[Mapping[str, Number | Word]] = {}
    makes_grey: ClassVar[bool] = False
    types_cells: ClassVar[bool] = False
    opening: ClassVar[int] = 0

    @classmethod
    def presets(cls) -> "Mapping[str, Any]":
        """Return its prepared scenes by name; the first is the one that it opens with."""
        raise NotImplementedError

    def fit(self, shape: Shape) -> tuple[Self, tuple[str, ...]]:
        """Return what is possible on an input of `shape`, and what had to yield, in sentences."""
        return self, ()

    def course(self, spec: "PoolSpec", shape: Shape, repeats: int) -> "Course":
        """Return how time runs, without pooling anything."""
        raise NotImplementedError

    def cost(self, spec: "PoolSpec", cells: int, repeats: int) -> Cost:
        """Return what its picture of an input of so many cells takes; see `Cost`."""
        work = sum(spec.kernel_size) * (4 if spec.mode.powers else 1)
        return Cost(cells * work * repeats)

    def picture(self, base: "Resolved", last: Any = None) -> Any:
        """Return all that it shows; pure. `last` is a picture of it whose parts may be used."""
        raise NotImplementedError

    def subject(self, base: "Resolved") -> Any:
        """Return what its background work is about, with a method `same`; None where it has none.

        That work is made anew only where this is another.
        """
        return None

    def is_quick(self, subject: Any) -> bool:
        """Return whether the first part of the background work is there within a frame or two."""
        return False

    def background(
        self, subject: Any, progress: "Callable[[int, int], object] | None" = None
    ) -> Iterator[Any]:
        """Yield what may come later, ever more of it.

        `progress` is called with (done, total); what it raises ends the work.
        """
        return iter(())

    def arrow(self, scene: "Scene", down: int, right: int) -> Edit | None:
        """Return what an arrow key changes; None where the arrow keys step through time."""
        return None

    def random(self, scene: "Scene") -> Edit | None:
        """Return what is drawn anew; None where that is the input."""
        return None

    def edited(self, values: Mapping[str, Any]) -> Self:
        """Return it with other values; numbers are brought within their limits by `fit`.

        Raises
        ------
        SourceError
            If a word is not one of those that are allowed.
        """
        for name, value in values.items():
            kind = self.FIELDS[name]
            if isinstance(kind, Word):
                kind.check(name, value)
        return replace(self, **values)

    def edit(self, name: str, value: Any) -> Edit:
        """Return the change of one field; numbers in a row are one edit, words are one each."""
        return Edit("lab", {name: value}, name if isinstance(self.FIELDS[name], Number) else "")

    def code(self, scene: "Scene", source: "Source", framework: "Framework") -> str:
        """Return a program of what is on the screen."""
        from poolviz.core.scenes.script import program

        return program(scene, source, framework)

    def pooling_code(self, spec: "PoolSpec", framework: "Framework") -> str:
        """Return the code of ``pool(x)`` alone, without its imports."""
        from poolviz.core.explain.snippets import snippet

        return snippet(spec, framework).partition("\n\n\n")[2]
