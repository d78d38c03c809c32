"""Time as data: where an animation stands, and where it will stand."""

import math
from dataclasses import dataclass, replace

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
