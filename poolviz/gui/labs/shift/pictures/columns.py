"""What the Shift lab tells its pictures: the levels of pooling, and how far they are."""

import math
import sys
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage

from poolviz.core.numbers import offset_in_words
from poolviz.gui.canvas.raster import Picture
from poolviz.gui.labs.shift.pictures.head import KEPT_OFFSET, Scale
from poolviz.gui.labs.shift.pictures.overlay import cells_in_colour, exaggeration
from poolviz.gui.theme import Theme

Mask = NDArray[np.bool_]

CENTRED, SHIFTED = 0, 1
ROWS = ("Centred", "Shifted", "Difference")
DIFFERENCE = "|a − b|"
OTHER_WAY = "a negative one points the other way"


@dataclass(frozen=True, eq=False)
class LevelColumn:
    """One level of pooling: its pictures and what is said of them.

    Attributes
    ----------
    title : str
        The name of the level, such as "Original" or "MaxPool 1".
    shape : (int, int)
        Rows and columns of its pictures.
    pictures : tuple of three Picture
        The centred picture, the shifted one and their difference.
    kept : (float, float), optional
        The offset that survives, down and right, in pixels of the input; None where nothing
        has a centre.
    note, note_tip : str
        A few characters under the column, and their definition.
    short : tuple of str
        Other titles for narrow columns, each shorter than the one before.
    short_note : str
        The end of the note, which is its number.
    window, stride, before : (int, int)
        The pooling that makes this column from the one on its left: the window's height and
        width, its step, and the padding above and to the left.
    """

    title: str
    shape: tuple[int, int]
    pictures: tuple[Picture, Picture, Picture]
    kept: tuple[float, float] | None
    note: str = ""
    note_tip: str = ""
    short: tuple[str, ...] = ()
    short_note: str = ""
    window: tuple[int, int] = (2, 2)
    stride: tuple[int, int] = (2, 2)
    before: tuple[int, int] = (0, 0)

    def title_of(self, rank: int) -> str:
        """Return the title for 0, and from 1 on one that is shorter, as far as there are any."""
        titles = self.title, *self.short
        return titles[min(rank, len(titles) - 1)]

    @property
    def note_name(self) -> str:
        """What stands before the number of the note."""
        return self.note.removesuffix(self.short_note)

    @property
    def size(self) -> str:
        """The shape, as it is written."""
        return "{}×{}".format(*self.shape)

    @property
    def captions(self) -> tuple[str, tuple[int, int], bool]:
        """What the arrangement depends on; notes change with every shift, and it must not."""
        return self.title, self.shape, bool(self.note)

    @property
    def in_words(self) -> str:
        """The column for somebody who does not see it."""
        left = [] if self.kept is None else [f"{KEPT_OFFSET}: {offset_in_pixels(self.kept)}"]
        return ", ".join([f"{self.title} {self.size}", *filter(None, [self.note]), *left])


def offset_in_pixels(offset: tuple[float, float]) -> str:
    """Write an offset, down and right, with its unit: "right 1.27, up 2 px"."""
    down, right = (round(part, 2) for part in offset)
    return f"{offset_in_words(down, right)} px" if down or right else "0 px"


def percent(share: float) -> str:
    """Write a share as "38 %" or "−30 %"; all and nothing only where it is just that."""
    near = ""
    for decimals in (0, 1, 2):
        text = f"{abs(100 * share):.{decimals}f}"
        if float(text) not in (0, 100) or abs(abs(share) - float(text) / 100) < 1e-9:
            break
    else:
        near, text = "≈", f"{float(text):.0f}"
    sign = "−" if share < 0 and text != "0" else ""
    return f"{near}{sign}{text} %"


def at_commas(text: str) -> str:
    """Let a text be broken into lines after its commas, and nowhere else."""
    return text.replace(" ", "\N{NO-BREAK SPACE}").replace(",\N{NO-BREAK SPACE}", ", ")


@dataclass(eq=False)
class Told:
    """What the view has been told to show; the attributes are those of its set_* methods."""

    columns: tuple[LevelColumn, ...] = ()
    shift: tuple[int, int] = (0, 0)
    level: int = sys.maxsize
    filled: float = 0.0
    block: tuple[int, int] | None = None
    crossing: tuple[Mask | None, Mask | None] = (None, None)
    dots: tuple[tuple[int, int], ...] = ()
    scales: tuple[Scale, ...] = ()
    bare: bool = False
    _coloured: dict[tuple[int, int, int], tuple[QImage, Any]] = field(default_factory=dict)

    @property
    def at(self) -> int:
        """The last level that is whole."""
        return max(0, min(self.level, len(self.columns) - 1))

    @property
    def is_pooling(self) -> bool:
        """Whether a level is still to be made."""
        return self.at < len(self.columns) - 1

    @property
    def current(self) -> int:
        """The level that is being made, or where none is begun, the last one that is whole."""
        return self.at + (self.is_pooling and self.filled > 0)

    @property
    def times_as_long(self) -> int:
        """How many times as long as the offsets the arrows are drawn."""
        kept = (column.kept for column in self.columns if column.kept is not None)
        return exaggeration(self.shift, self.columns[0].shape, list(kept))

    def percent_of(self, level: int) -> str:
        """Return the share of the shift that is left along it, "" before it is known."""
        kept, length = self.columns[level].kept, math.hypot(*self.shift)
        if not self.is_whole(level) or not length:
            return ""
        if kept is None:
            return "–"
        along = (kept[0] * self.shift[0] + kept[1] * self.shift[1]) / length
        return percent(along / length)

    @property
    def any_negative(self) -> bool:
        """Whether what is left anywhere on screen points the other way."""
        texts = (self.percent_of(level) for level in range(len(self.columns)))
        return any("−" in text for text in texts)

    def cells_there(self, level: int) -> int:
        """Return how many cells of a level hold a value, in raster order."""
        cells = math.prod(self.columns[level].shape)
        if level <= self.at:
            return cells
        if level > self.at + 1:
            return 0
        return min(cells, math.floor(self.filled * cells + 1e-6))

    def is_whole(self, level: int) -> bool:
        """Return whether all cells of a level are there."""
        return self.cells_there(level) == math.prod(self.columns[level].shape)

    def is_begun(self, level: int) -> bool:
        """Return whether there is a cell of a level."""
        return self.cells_there(level) > 0

    def window_cell(self) -> tuple[int, int] | None:
        """Return the cell of the next level that is being made."""
        if not self.is_pooling:
            return None
        level = self.at + 1
        rows, cols = self.columns[level].shape
        return divmod(min(self.cells_there(level), rows * cols - 1), cols)

    def forget_colours(self) -> None:
        """Let the cells in colour be drawn anew."""
        self._coloured.clear()

    def coloured(self, row: int, theme: Theme, most: tuple[int, int]) -> QImage | None:
        """Return the picture of the cells of an original that are in colour.

        It has at most so many rows and columns of pixels.
        """
        mask = self.crossing[row]
        if mask is None or mask.shape != self.columns[0].shape:
            return None
        key = row, *most
        if key not in self._coloured:
            self._coloured[key] = cells_in_colour(mask, most, theme.colour("window"))
        return self._coloured[key][0]
