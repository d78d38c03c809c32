"""How large two matrices are drawn side by side: numbers in, numbers out, no widget."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from poolviz.gui.camera import MAX_CELL
from poolviz.gui.theme import NUMBER_CELL

_LOUPES = (9, 5), (8, 5), (7, 5), (6, 4), (5, 3), (4, 3), (4, 2), (3, 2)
"""Cells that the loupes of input and output are wide and high."""

_LEAST_INPUT = 72
"""A loupe leaves at least this to a picture, in pixels."""

LEAST_OUTPUT = 96
"""An output is drawn larger than its input before it gets smaller than this, in pixels."""


@dataclass(frozen=True)
class Frame:
    """The pixels that are not cells.

    Attributes
    ----------
    input, output : (int, int)
        Width and height that a card needs around its cells: labels, title, margins.
    least : (int, int)
        The widths that the cards need for their captions, cells or not.
    gap : int
        Between the cards, and between a picture and its loupe.
    loupe : (int, int)
        Width and height that a loupe needs around its cells.
    loupe_cell : int
        Pixels of a cell in a loupe.
    most : float
        Pixels of the largest cell.
    noted : int
        The width that the output's card needs to say how much larger its cells are drawn.
    """

    input: tuple[int, int]
    output: tuple[int, int]
    least: tuple[int, int]
    gap: int
    loupe: tuple[int, int]
    loupe_cell: int
    most: float = MAX_CELL
    noted: int = 0


@dataclass(frozen=True)
class Arrangement:
    """Pixels of a cell on either side, and the loupes.

    `loupes` is the cells that the loupe of the input and of the output are wide and high, or None;
    `below` says whether the output's loupe stands under its picture.
    """

    input_cell: float
    output_cell: float
    loupes: tuple[int, int] | None = None
    below: bool = False


def arrange(
    room: tuple[int, int], first: tuple[int, int], second: tuple[int, int], frame: Frame
) -> Arrangement:
    """Choose the largest scale at which the cells of both matrices fit.

    Parameters
    ----------
    room : (int, int)
        Width and height of the stage, in pixels.
    first, second : (int, int)
        Rows and columns of the input, padding included, and of the output.
    frame : Frame
        What the cards need besides.

    Returns
    -------
    Arrangement
        One scale for both, unless that would make the output too small to see. With loupes where
        the cells are too small for numbers.
    """
    width = room[0] - frame.input[0] - frame.output[0] - frame.gap
    height = room[1] - max(frame.input[1], frame.output[1])
    spare = frame.least[1] - frame.output[0]  # what the output's card has for its cells anyway
    across = min(width / (first[1] + second[1]), width / first[1])
    if second[1] * across < spare:
        across = (width - spare) / first[1]
    cell = min(across, height / max(first[0], second[0]), frame.most)
    if cell >= NUMBER_CELL:
        whole = math.floor(cell)
        return Arrangement(whole, whole)
    best = max(_options((width, height), first, second, frame), key=_merit)
    if best.input_cell >= NUMBER_CELL:  # it would fit beside a loupe, and then it needs none
        return Arrangement(NUMBER_CELL, NUMBER_CELL)
    return best


def _merit(option: Arrangement) -> tuple[bool, float]:
    """Weigh the size of the pictures against that of the loupes; there are to be numbers."""
    cells = sum(option.loupes) if option.loupes is not None else 0
    return option.loupes is not None, option.input_cell * (1 + 0.2 * cells)


def _options(
    room: tuple[int, int], first: tuple[int, int], second: tuple[int, int], frame: Frame
) -> Iterator[Arrangement]:
    """Yield every way to place pictures and loupes; the last needs next to no room."""
    spare = frame.least[1] - frame.output[0]  # what the output's card has for its cells anyway
    for cells in (None, *_LOUPES):
        wide, tall = room
        after, under = 0, 0
        if cells is not None:
            first_loupe, second_loupe = (
                (n * frame.loupe_cell + frame.loupe[0], n * frame.loupe_cell + frame.loupe[1])
                for n in cells
            )
            if first_loupe[1] > tall:
                continue
            if second_loupe[1] > tall:
                continue
            wide -= first_loupe[0] + frame.gap
            after, under = second_loupe[0] + frame.gap, second_loupe[1] + frame.gap
        noted = frame.noted - frame.output[0]
        beside = _Room(wide - after, max(0, spare - after), tall, tall, noted - after)
        below = _Room(wide, max(spare, after - frame.gap), tall, tall - under, noted)
        for place in (beside,) if cells is None else (beside, below):
            scale = place.scale(first, second)
            least = 0 if cells is None else _LEAST_INPUT / max(first)
            if scale > 0 and scale >= least:
                output = place.output_scale(scale, first, second)
                yield Arrangement(scale, output, cells, place is below)
    yield Arrangement(0.01, 0.01)


@dataclass(frozen=True)
class _Room:
    """The pixels that are left for the cells of both pictures.

    `width` is for both, of which the output takes at least `least`, and at least `noted` where its
    cells are larger; `tall` and `output_tall` are the heights of input and output.
    """

    width: int
    least: int
    tall: int
    output_tall: int
    noted: int

    def scale(self, first: tuple[int, int], second: tuple[int, int]) -> float:
        """Return the largest scale of both, at which all cells are equally wide if one is near."""
        scale = min(
            self.width / (first[1] + second[1]),
            (self.width - self.least) / first[1],
            self.tall / first[0],
            self.output_tall / second[0],
        )
        return float(math.floor(scale)) if scale >= 2 else scale

    def output_scale(self, scale: float, first: tuple[int, int], second: tuple[int, int]) -> float:
        """Return the same scale, or a larger one for an output that would be too small to see."""
        wanted = min(LEAST_OUTPUT / max(second), 2.0 * NUMBER_CELL)
        fits = min((self.width - first[1] * scale) / second[1], self.output_tall / second[0])
        larger = min(wanted, fits)
        if larger < 1.5 * scale or self.width - first[1] * scale < self.noted:
            return scale
        return float(math.floor(larger)) if larger >= 2 else larger
