"""How a scene is shown, and what is said of it."""

from dataclasses import dataclass


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


@dataclass(frozen=True)
class Message:
    """A sentence for the status line."""

    text: str = ""
    error: bool = False
