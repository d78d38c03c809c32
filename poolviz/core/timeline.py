"""Time as data: where an animation stands, and where it will stand."""

import bisect
import itertools
import math
from dataclasses import dataclass, replace
from functools import cached_property

from poolviz.core.errors import SpecError
from poolviz.core.validation import as_int, as_positive, real, shown

MAX_STEPS = 2**62
"""More steps than any run has."""

ROWS_PER_SECOND = 4.0
WHOLE_RUN_SECONDS = 10.0
LEVEL_SECONDS = 10.0
GLIDE_SECONDS = 0.25


@dataclass(frozen=True)
class Speed:
    """A choice of speed: so many steps, rows, levels or whole runs in a second."""

    label: str
    per_second: float
    unit: str = "step"

    def steps_per_second(self, row_length: int, level_length: int, length: int) -> float:
        """Return the speed in steps per second.

        Parameters
        ----------
        row_length, level_length : int
            Steps in one row of the output that is being filled, and in all of it. A level of
            several steps is never slower than one step a second.
        length : int
            Steps of the whole run.
        """
        steps = {"step": 1, "row": row_length, "level": level_length, "run": length}[self.unit]
        least = 1.0 if self.unit == "level" and level_length > 1 else 0.0
        return max(self.per_second * steps, least)


SPEEDS = (
    Speed("1 step in 2 s", 0.5),
    Speed("1 step / s", 1),
    Speed("2 steps / s", 2),
    Speed("5 steps / s", 5),
    Speed("15 steps / s", 15),
    Speed("60 steps / s", 60),
    Speed("whole rows", ROWS_PER_SECOND, "row"),
    Speed("a level in 10 s", 1 / LEVEL_SECONDS, "level"),
    Speed("all in 10 s", 1 / WHOLE_RUN_SECONDS, "run"),
)
DEFAULT_SPEED = 1
LEVEL_SPEED = next(place for place, speed in enumerate(SPEEDS) if speed.unit == "level")

MANY_WINDOWS = 256
"""A level of more windows than this is played in `LEVEL_SECONDS` unless another speed is chosen."""


@dataclass(frozen=True)
class Timeline:
    """A run of `length` steps and the place in it.

    Attributes
    ----------
    length : int
        Number of steps, at least 1.
    position : float
        In steps, 0 to ``length - 1`` (to below `length` in a loop): the integer part is the step
        on screen, the fraction how far the way to the next one has been gone.
    speed : float
        Steps per second.
    playing, loop : bool
        Whether time moves it, and whether it starts again at the end.
    gliding : float
        Seconds that the window takes from one cell to the next, at most, as `glide` has it.

    Raises
    ------
    SpecError
        If `length` or `speed` is not one of these, or `position` is no number.

    Examples
    --------
    >>> Timeline(9, speed=2).play().advance(1.75).index
    3
    """

    length: int
    position: float = 0.0
    speed: float = 1.0
    playing: bool = False
    loop: bool = False
    gliding: float = GLIDE_SECONDS

    def __post_init__(self) -> None:
        as_int("length", self.length, 1, MAX_STEPS)
        as_positive("speed", self.speed)
        if math.isnan(place := real(self.position)):
            raise SpecError(f"position is {shown(self.position)}; allowed is a number of steps.")
        # A loop dwells on its last step before it starts again; without one, time ends there.
        end = self.length if self.loop else self.length - 1
        position = self.length - 1.0 if place >= end else max(place, 0.0)
        object.__setattr__(self, "position", position)

    @property
    def index(self) -> int:
        """The step on screen, 0 to ``length - 1``."""
        return int(self.position)

    @property
    def fraction(self) -> float:
        """How much of the time until the next step is over, 0 to below 1."""
        return self.position - self.index

    @property
    def glide(self) -> float:
        """How far the window has glided to the next cell, 0 to 1."""
        return glide(self.fraction, self.speed, self.gliding)

    @property
    def at_end(self) -> bool:
        """Whether the last step is on screen."""
        return self.index == self.length - 1

    def advance(self, seconds: float) -> "Timeline":
        """Return the timeline `seconds` later; without `loop` it stops on the last step.

        A looping timeline dwells on its last step as long as on any other before it starts again.
        """
        if not self.playing:
            return self
        position = self.position + max(seconds, 0.0) * self.speed
        if self.loop:
            return replace(self, position=position % self.length)
        return replace(self, position=position, playing=position < self.length - 1)

    def seek(self, index: float) -> "Timeline":
        """Return the timeline at `index`, brought within its ends."""
        return replace(self, position=float(index))

    def step(self, count: int) -> "Timeline":
        """Return the timeline paused, `count` whole steps on (or back, where negative)."""
        return replace(self, position=float(self.index + count), playing=False)

    def play(self) -> "Timeline":
        """Return the timeline playing, from the start if it stood at the end."""
        return replace(
            self, playing=self.length > 1, position=0.0 if self.at_end else self.position
        )

    def pause(self) -> "Timeline":
        """Return the timeline at rest on the step on screen."""
        return replace(self, playing=False, position=float(self.index))

    def resized(self, length: int) -> "Timeline":
        """Return a timeline of `length` steps at the same place, or as near as there is."""
        return replace(self, length=length, playing=self.playing and length > 1)


@dataclass(frozen=True)
class Course:
    """How time runs in a lab: level by level, each of rows of steps.

    Attributes
    ----------
    levels : tuple of (int, int)
        Rows and columns of the steps of each level.
    noun : str
        What a step is called where each is a level, counted from 0; else "step".
    keeps_end : bool
        Whether the last step stays the last when the course gets longer.
    sliding : bool
        Whether something moves all the time, and not only between two steps.
    guessed : bool
        Whether the result of a step can be hidden, to be guessed.
    """

    levels: tuple[tuple[int, int], ...]
    noun: str = "step"
    keeps_end: bool = False
    sliding: bool = False
    guessed: bool = False

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *itertools.accumulate(rows * cols for rows, cols in self.levels)]

    @property
    def length(self) -> int:
        """The number of steps."""
        return self._starts[-1]

    def locate(self, index: int) -> tuple[int, int, int]:
        """Return the level, from 0, and the row and column in it, of step `index`."""
        if not 0 <= index < self.length:
            raise IndexError(f"step {index}; there are {self.length}.")
        level = bisect.bisect_right(self._starts, index) - 1
        row, col = divmod(index - self._starts[level], self.levels[level][1])
        return level, row, col

    def index_of(self, level: int, row: int, col: int) -> int:
        """Return the step at a row and a column of a level."""
        rows, cols = self.levels[level]
        if not (0 <= row < rows and 0 <= col < cols):
            raise IndexError(f"cell ({row}, {col}) of an output of {self.levels[level]}.")
        return self._starts[level] + row * cols + col

    def steps_of(self, level: int) -> range:
        """Return the indices of the steps of a level."""
        return range(self._starts[level], self._starts[level + 1])


def glide(fraction: float, speed: float, seconds: float = GLIDE_SECONDS) -> float:
    """Return how far the window has glided to the next cell, 0 to 1.

    The window rests on its cell, where it can be read, and glides at the end of its step for
    `seconds`, or for the whole step where steps are shorter than that. The curve is the smoothstep
    polynomial ``t * t * (3 - 2 * t)``, which starts and ends without a jerk.
    """
    share = min(1.0, seconds * speed)
    if share <= 0:
        return 0.0
    t = max(0.0, (fraction - (1.0 - share)) / share)
    return t * t * (3.0 - 2.0 * t)
