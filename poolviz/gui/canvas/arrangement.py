"""How large two matrices are drawn side by side: numbers in, numbers out, no widget."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from poolviz.gui.canvas.camera import MAX_CELL
from poolviz.gui.theme import NUMBER_CELL

_LOUPES = (9, 5), (8, 5), (7, 5), (6, 4), (5, 3), (4, 3), (4, 2), (3, 2)
"""Cells that the loupes of input and output are wide and high."""

LEAST_INPUT = 72
"""A loupe leaves at least this to a picture, in pixels."""

LEAST_OUTPUT = 96
"""An output is drawn larger than its input before it gets smaller than this, in pixels."""


_NEAR = 0.9
"""Cells are made equally wide unless pictures are then smaller than this share of what fits."""

Pair = tuple[tuple[int, int], tuple[int, int]]
"""Rows and columns of an input, padding included, and of the output."""


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

    def __or__(self, other: "Frame") -> "Frame":
        """Return the frame that has room for what either needs."""
        return replace(
            self,
            input=_both(self.input, other.input),
            output=_both(self.output, other.output),
            least=_both(self.least, other.least),
            loupe=_both(self.loupe, other.loupe),
            noted=max(self.noted, other.noted),
        )


def _both(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return max(one[0], other[0]), max(one[1], other[1])


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
    width, height = _spare(room, frame)
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


def arrange_run(room: tuple[int, int], shapes: Sequence[Pair], frame: Frame) -> list[Arrangement]:
    """Arrange all poolings of a run, so that nothing jumps from one to the next.

    Parameters
    ----------
    room : (int, int)
        Width and height of the stage, in pixels.
    shapes : sequence of two (int, int)
        Of every pooling, the rows and columns of its input and its output, as in `arrange`.
    frame : Frame
        What the cards need besides, at whichever pooling they need most.

    Returns
    -------
    list of Arrangement
        One for every pooling. Cells that all carry numbers have one size; where some are too small
        for that, it is the pictures that keep their size, and the loupes, for as long as they
        enlarge anything.
    """
    plans = [arrange(room, *pair, frame) for pair in shapes]
    if all(plan.loupes is None for plan in plans):
        cell = min(plan.input_cell for plan in plans)
        return [Arrangement(cell, cell)] * len(plans) if cell >= NUMBER_CELL else plans
    spare = _spare(room, frame)
    offered = {
        level: {(o.loupes, o.below): o for o in _options(spare, *shapes[level], frame) if o.loupes}
        for level, plan in enumerate(plans)
        if plan.loupes is not None or plan.input_cell < frame.loupe_cell
    }
    common = set.intersection(*(set(options) for options in offered.values()))
    if not common:
        return plans
    kind = max(
        sorted(common, key=str),
        key=lambda kind: sum(
            _merit(options[kind])[1] / _merit(plans[level])[1] for level, options in offered.items()
        ),
    )
    found = {level: options[kind] for level, options in offered.items()}
    loupes, least = _beside_pictures(*kind, frame)
    wide = spare[0] - sum(loupes)
    left = max(shapes[level][0][1] * plan.input_cell for level, plan in found.items())
    right = max(shapes[level][1][1] * plan.output_cell for level, plan in found.items())
    right = max(right, least)
    if left + right > wide:
        right = max(least, right * wide / (left + right))
        left = wide - right
    for level, plan in enumerate(plans):
        if level in found:
            plans[level] = _within(found[level], shapes[level], left, right)
        else:
            alone = _within(plan, shapes[level], left + loupes[0], right + loupes[1])
            if alone.input_cell >= NUMBER_CELL:
                plans[level] = alone
    return plans


def _beside_pictures(
    loupes: tuple[int, int], below: bool, frame: Frame
) -> tuple[tuple[int, int], int]:
    """Return the widths of loupes beside input and output, and what the output has anyway."""
    first, second = (n * frame.loupe_cell + frame.loupe[0] for n in loupes)
    spare = frame.least[1] - frame.output[0]
    if below:
        return (first + frame.gap, 0), max(spare, second)
    return (first + frame.gap, second + frame.gap), max(0, spare - second - frame.gap)


def _within(plan: Arrangement, shapes: Pair, left: float, right: float) -> Arrangement:
    """Return an arrangement whose pictures are no wider than so many pixels."""
    first, second = (
        min(cell, room / shape[1])
        for cell, room, shape in zip(
            (plan.input_cell, plan.output_cell), (left, right), shapes, strict=True
        )
    )
    first, second = _whole(first), _whole(second)
    if plan.output_cell == plan.input_cell:
        first = second = min(first, second)
    return replace(plan, input_cell=first, output_cell=max(first, second))


def _whole(scale: float) -> float:
    """Return a scale at which all cells are equally wide, if one is near."""
    return float(math.floor(scale)) if math.floor(scale) > _NEAR * scale else scale


def _spare(room: tuple[int, int], frame: Frame) -> tuple[int, int]:
    """Return the width and height that are left for cells and loupes."""
    width = room[0] - frame.input[0] - frame.output[0] - frame.gap
    return width, room[1] - max(frame.input[1], frame.output[1])


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
            least = 0 if cells is None else LEAST_INPUT / max(first)
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
        return _whole(scale)

    def output_scale(self, scale: float, first: tuple[int, int], second: tuple[int, int]) -> float:
        """Return the same scale, or a larger one for an output that would be too small to see."""
        wanted = min(LEAST_OUTPUT / max(second), 2.0 * NUMBER_CELL)
        fits = min((self.width - first[1] * scale) / second[1], self.output_tall / second[0])
        larger = min(wanted, fits)
        if larger < 1.5 * scale or self.width - first[1] * scale < self.noted:
            return scale
        return _whole(larger)
