"""A curve: its values, how it is told from the others, and its numbers in words."""

import math
from dataclasses import dataclass
from itertools import count

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QPen

from poolviz.core.numbers import MINUS, format_number
from poolviz.gui.theme import Theme, colour_of


@dataclass(frozen=True)
class Curve:
    """One method through all levels.

    Attributes
    ----------
    name : str
        The method; it decides colour, dashes and marks.
    values : tuple of float
        By level, from 0. NaN is a gap; an infinite value is marked at the edge.
    blank : tuple of bool
        By level, where there is nothing left to compare: the curve ends in a cross before it.
    current : bool
        Whether it is the method in force.
    dashed : bool
        Whether its line is dashed.
    tip : str
        Its definition.
    """

    name: str
    values: tuple[float, ...]
    current: bool = False
    dashed: bool = False
    tip: str = ""
    blank: tuple[bool, ...] = ()


@dataclass(frozen=True)
class Look:
    """How a curve is told from the others: in colours for each theme, dashes, and marks."""

    light: str
    dark: str
    projector: str
    dashes: tuple[float, ...]
    mark: str

    def colour(self, theme: Theme) -> QColor:
        """Return the colour in a theme."""
        return colour_of(str(getattr(self, theme.name)))

    def pen(self, theme: Theme, curve: Curve) -> QPen:
        """Return the pen for the line of a curve."""
        width = (0.65 if curve.current else 0.4) * theme.outline
        pen = QPen(self.colour(theme), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if curve.dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([length / width for length in self.dashes])
        return pen


# The hues of Okabe and Ito, moved until text in them has a contrast of 4.5 : 1 (projector 7 : 1)
# and any two are told apart with each kind of colour blindness.
LOOKS = {
    "max": Look("#0a6ad0", "#4c8dff", "#0041b8", (9, 4), "o"),
    "mean": Look("#bc4b00", "#f87d0c", "#8f3f00", (7, 4), "s"),
    "pick": Look("#a03c86", "#d070a8", "#8d357d", (2.5, 3), "t"),
    "blur": Look("#553000", "#fedf7e", "#4a2001", (10, 3, 2.5, 3), "d"),
    "max + blur": Look("#048553", "#14aa66", "#006541", (5, 3), "t1"),
    "polyphase": Look("#0a2f86", "#62d2ff", "#01184a", (10, 3, 2.5, 3, 2.5, 3), "p"),
    "law": Look("#151b26", "#eef1f5", "#000000", (1.5, 2.5), "x"),
}


def looks_of(curves: tuple[Curve, ...]) -> list[Look]:
    """Return the look of each curve; a method without one of its own takes one that is free."""
    names = {curve.name for curve in curves}
    free = [look for name, look in LOOKS.items() if name not in names] or list(LOOKS.values())
    turn = count()
    return [LOOKS.get(curve.name) or free[next(turn) % len(free)] for curve in curves]


def are_counts(curves: tuple[Curve, ...]) -> bool:
    """Return whether the values are counts, which need no decimals."""
    finite = [v for curve in curves for v in curve.values if math.isfinite(v)]
    return any(v > 1 for v in finite) and all(v == round(v) for v in finite)


def value_text(value: float, whole: bool, *, exact: bool = False) -> str:
    """Write a value with three decimals, more if `exact`; what is not 0 never reads as 0."""
    if math.isnan(value):
        return "–"
    if 0 < abs(value) < 0.0005:
        return format_number(value) if exact else "≈ 0"
    if math.isinf(value) or whole:
        return format_number(value)
    if abs(value) >= 1e5:
        return f"{value:.2e}".replace("-", MINUS)
    return f"{value:.{3 if abs(value) < 100 else 1}f}".replace("-", MINUS)


def level_text(level: int) -> str:
    """Write where a level is, as a point of a curve."""
    return f"after pool {level}" if level else "before any pool"
