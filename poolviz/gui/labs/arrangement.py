"""How large two matrices are drawn side by side: numbers in, numbers out, no widget."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from poolviz.gui.camera import MAX_CELL
from poolviz.gui.theme import NUMBER_CELL

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
    """

    input: tuple[int, int]
    output: tuple[int, int]
    least: tuple[int, int]
    gap: int
    loupe: tuple[int, int]
    loupe_cell: int


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
    cell = min(across, height / max(first[0], second[0]), MAX_CELL)
    if cell >= NUMBER_CELL:
        whole = math.floor(cell)
        return Arrangement(whole, whole)
    best = max(_options((width, height), first, second, frame), key=_merit)
    if best.input_cell >= NUMBER_CELL:  # it would fit beside a loupe, and then it needs none
        return Arrangement(NUMBER_CELL, NUMBER_CELL)
    return best


def _merit(option: Arrangement) -> float:
    """Weigh the size of the pictures against that of the loupes."""
    cells = sum(option.loupes) if option.loupes is not None else 0
    return option.input_cell * (1 + 0.045 * cells)


def _options(
    room: tuple[int, int], first: tuple[int, int], second: tuple[int, int], frame: Frame
) -> Iterator[Arrangement]:
    """Yield every way to place pictures and loupes; the last needs next to no room."""
    across, down = first[1] + second[1], max(first[0], second[0])
    spare = frame.least[1] - frame.output[0]
    scale = min(room[0] / across, (room[0] - spare) / first[1], room[1] / down)
    if scale > 0:
        yield _arrangement(scale, second, None, below=False)
    for cells in ((9, 5), (8, 5), (7, 5), (6, 4), (5, 3)):
        loupe = [
            (n * frame.loupe_cell + frame.loupe[0], n * frame.loupe_cell + frame.loupe[1])
            for n in cells
        ]
        wide = room[0] - loupe[0][0] - frame.gap
        if loupe[0][1] > room[1]:
            continue
        beside = min((wide - loupe[1][0] - frame.gap) / across, room[1] / down)
        below = min(
            wide / across,
            (wide - loupe[1][0]) / first[1],
            room[1] / first[0],
            (room[1] - loupe[1][1] - frame.gap) / second[0],
        )
        for scale, under in ((beside, False), (below, True)):
            if scale > 0:
                yield _arrangement(scale, second, cells, below=under)
    yield Arrangement(0.01, 0.01)


def _arrangement(
    scale: float, second: tuple[int, int], loupes: tuple[int, int] | None, *, below: bool
) -> Arrangement:
    """Return an arrangement at a scale at which all cells are equally wide, if one is near."""
    scale = float(math.floor(scale)) if scale >= 2 else scale
    return Arrangement(scale, _output_scale(scale, second), loupes, below)


def _output_scale(scale: float, shape: tuple[int, int]) -> float:
    longest = max(shape)
    if longest * scale >= LEAST_OUTPUT:
        return scale
    return float(max(1, min(LEAST_OUTPUT // longest, 2 * NUMBER_CELL)))
