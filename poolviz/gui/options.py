"""How a scene is shown, and what is said of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class Options:
    """How a scene is shown; none of it changes a number."""

    numbers: bool = True
    winner: bool = True
    guess: bool = False
    colour_map: str = "viridis"
    grid: bool = False
    curves: str = "shift"
    measure: str = "identical"
    survey: str = "shifts"


class Offer(NamedTuple):
    """Something that one click on the status line does."""

    text: str
    tip: str
    do: Callable[[], object]


@dataclass(frozen=True)
class Message:
    """A sentence for the status line, and what one click makes of it."""

    text: str = ""
    error: bool = False
    actions: tuple[Offer, ...] = ()
