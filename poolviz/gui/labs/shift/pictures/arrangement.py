"""Where the pictures of the Shift lab are, and all that stands around them."""

from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRectF

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.labs.shift.pictures.columns import ROWS, SHIFTED
from poolviz.gui.theme import Theme

ARROW = "→"

MARGIN = 8
PAD = 6
"""Pixels between a picture and the edge of its column."""

CAPTION_GAP, ROW_GAP, NO_ARROW, HEAD_GAP = 9, 8, 2, 8


@dataclass(frozen=True)
class Captions:
    """What stands over the columns: which of their titles, the shapes, and in how many lines."""

    title: int
    sizes: bool
    lines: int


@dataclass(frozen=True)
class Arrangement:
    """Where everything is on the widget, in pixels.

    Attributes
    ----------
    shapes : tuple of (int, int)
        Rows and columns of the pictures of each level.
    box : int
        The side of the square that a picture has at most.
    label : QRectF
        The column of the row titles, from the top of the first picture to the end of the last.
    item, arrow : float
        Width of a column, and of the room between two.
    line : int
        The height of a line of text.
    captions : Captions
        What stands over the columns.
    words : int
        What stands beside a row: 2 for its title and what is said of it, 1 for the title, 0 for
        nothing.
    notes : int
        What stands in a line under the pictures: 0 for nothing, 1 for the notes, 2 for their
        numbers.
    shares : bool
        Whether there is a line under the shifted pictures for the share of the offset that is left.
    head : QRectF
        The lines over everything: what colours and arrows mean.
    theme : Theme
        The type.
    share_px : float
        The type of the shares, before scaling: smaller where the usual one has no room.
    """

    shapes: tuple[tuple[int, int], ...]
    box: int
    label: QRectF
    item: float
    arrow: float
    line: int
    captions: Captions
    words: int
    notes: int
    shares: bool
    head: QRectF
    theme: Theme
    share_px: float = 0.0

    @property
    def has_arrows(self) -> bool:
        """Whether there is room for arrows between the columns."""
        return self.arrow > NO_ARROW

    @property
    def top(self) -> float:
        """The upper edge of the columns."""
        return self.label.top() - self.captions.lines * self.line - CAPTION_GAP

    def column(self, level: int) -> QRectF:
        """Return all of a column: captions, pictures and note."""
        left = self.label.right() + PAD + level * (self.item + self.arrow)
        bottom = self.label.bottom() + PAD + (self.line if self.notes else 0)
        return QRectF(left, self.top, self.item, bottom - self.top)

    def note(self, level: int) -> QRectF:
        """Return the line under the pictures of a level."""
        column = self.column(level)
        return QRectF(column.left(), self.label.bottom() + 2, column.width(), self.line)

    @property
    def note_name(self) -> QRectF:
        """The place before the notes where they are but numbers."""
        return QRectF(self.label.left(), self.label.bottom() + 2, self.label.width(), self.line)

    def share(self, level: int) -> QRectF:
        """Return the line under a shifted picture; it is empty where there is no room for it."""
        column, square, more = self.column(level), self._square(level, SHIFTED), self.arrow / 2
        place = QRectF(column.left(), square.bottom() + 1, column.width(), self._share_line)
        return place.adjusted(-more, 0, more, 0)

    @property
    def left_name(self) -> QRectF:
        """The place before the shares."""
        share = self.share(0)
        width = min(self.label.width(), share.left() - self.label.left())
        return QRectF(self.label.left(), share.top(), width, share.height())

    @property
    def _share_line(self) -> int:
        return self.line if self.shares else 0

    def between(self, level: int, row: int) -> QRectF:
        """Return the room for the arrow that points to a level."""
        box = self._square(level, row)
        column = self.column(level)
        return QRectF(column.left() - self.arrow, box.top(), self.arrow, box.height())

    def row(self, row: int) -> QRectF:
        """Return the room for the title of a row."""
        return QRectF(self.label.left(), self._top(row), self.label.width(), self.box)

    def picture(self, level: int, row: int) -> QRectF:
        """Return where a picture is: as large as its square lets it be, on whole pixels."""
        rows, cols = self.shapes[level]
        square = self._square(level, row)
        scale = self.box / max(rows, cols)
        width, height = max(2, round(cols * scale)), max(2, round(rows * scale))
        left = square.left() + (self.box - width) // 2
        return QRectF(left, square.top() + (self.box - height) // 2, width, height)

    def camera(self, level: int, row: int) -> Camera:
        """Return where the cells of a picture are."""
        rows, cols = self.shapes[level]
        scale = self.box / max(rows, cols)
        return Camera(self.picture(level, row), (0, rows), (0, cols), scale, scale)

    def level_at(self, point: QPointF) -> int | None:
        """Return the column that a point is on."""
        for level in range(len(self.shapes)):
            if self.column(level).contains(point):
                return level
        return None

    def row_at(self, level: int, point: QPointF) -> int | None:
        """Return the row of the picture of a level that a point is on."""
        for row in range(len(ROWS)):
            if self.picture(level, row).contains(point):
                return row
        return None

    def cell_at(self, level: int, row: int, point: QPointF) -> tuple[int, int]:
        """Return the cell of a picture that is at a point, or the nearest one."""
        cell = self.camera(level, row).cell(point)
        rows, cols = self.shapes[level]
        return min(max(cell[0], 0), rows - 1), min(max(cell[1], 0), cols - 1)

    def _square(self, level: int, row: int) -> QRectF:
        column = self.column(level)
        left = round(column.left() + (self.item - self.box) / 2)
        return QRectF(left, self._top(row), self.box, self.box)

    def _top(self, row: int) -> float:
        below = self._share_line if row > SHIFTED else 0
        return self.label.top() + row * (self.box + ROW_GAP) + below


def caption_gap(theme: Theme) -> int:
    """Return the room between the title of a column and its shape."""
    return theme.px(6)
