"""Where the pictures of the Shift lab go: the largest squares that still read well."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PyQt6.QtCore import QPointF, QRectF, QSize
from PyQt6.QtGui import QFontMetrics

from poolviz.core.numbers import offset_in_words
from poolviz.gui.camera import Camera
from poolviz.gui.shift.columns import (
    DIFFERENCE,
    KEPT_OFFSET,
    ROWS,
    TRUE_OFFSET,
    LevelColumn,
)
from poolviz.gui.theme import Theme

ARROW = "→"

_LEAST_BOX = 48
_GOOD_BOX = 96
_USUAL_BOX = 116
_MARGIN = 8
_PAD = 6
"""Pixels between a picture and the edge of its column."""

_CAPTION_GAP = 9

_ROW_GAP = 8
_WIDE_ARROW, _NO_ARROW = 40, 2


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
    lines : int
        1 where title and shape stand side by side, 2 where one is under the other.
    line : int
        The height of a line of text.
    notes : bool
        Whether there is a line for notes under the pictures.
    legend : QRectF
        The two lines in the column of titles, or the one under everything, that tell the arrows
        apart.
    """

    shapes: tuple[tuple[int, int], ...]
    box: int
    label: QRectF
    item: float
    arrow: float
    lines: int
    line: int
    notes: bool
    legend: QRectF

    @property
    def has_arrows(self) -> bool:
        """Whether there is room for arrows between the columns."""
        return self.arrow > _NO_ARROW

    @property
    def top(self) -> float:
        """The upper edge of the columns."""
        return self.label.top() - self.lines * self.line - _CAPTION_GAP

    def column(self, level: int) -> QRectF:
        """Return all of a column: captions, pictures and note."""
        left = self.label.right() + _PAD + level * (self.item + self.arrow)
        bottom = self.label.bottom() + _PAD + (self.line if self.notes else 0)
        return QRectF(left, self.top, self.item, bottom - self.top)

    def note(self, level: int) -> QRectF:
        """Return the line under the pictures of a level."""
        column = self.column(level)
        return QRectF(column.left(), self.label.bottom() + 2, column.width(), self.line)

    def between(self, level: int, row: int) -> QRectF:
        """Return the room for the arrow that points to a level."""
        box = self._square(level, row)
        column = self.column(level)
        return QRectF(column.left() - self.arrow, box.top(), self.arrow, box.height())

    def row(self, row: int) -> QRectF:
        """Return the room for the title of a row."""
        top = self.label.top() + row * (self.box + _ROW_GAP)
        return QRectF(self.label.left(), top, self.label.width(), self.box)

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
        return QRectF(left, self.label.top() + row * (self.box + _ROW_GAP), self.box, self.box)


class Arranger:
    """Finds the arrangement of columns with the largest pictures that still reads well.

    Parameters
    ----------
    columns : sequence of LevelColumn
        What is to be shown.
    theme : Theme
        The type that it is written in.
    """

    def __init__(self, columns: Sequence[LevelColumn], theme: Theme) -> None:
        self._columns = columns
        self._theme = theme
        self._plain, self._bold = theme.metrics(), theme.metrics(bold=True)
        self._line = self._plain.height()
        self._notes = any(column.note for column in columns)

    @property
    def least(self) -> QSize:
        """The smallest size at which everything is there."""
        return self._size_with(_LEAST_BOX, _NO_ARROW, self._titles_width, caption=0)

    @property
    def usual(self) -> QSize:
        """The size at which nothing is cut short."""
        return self._size_with(_USUAL_BOX, _WIDE_ARROW, self._label_width, self._caption_width)

    def fit(self, width: float, height: float) -> Arrangement:
        """Return the arrangement in a widget of a size."""
        for arrow in (self._plain.horizontalAdvance(ARROW) + 4, _NO_ARROW):
            labels = self._label_width, self._titles_width
            best = max((self._arrange(width, height, w, arrow) for w in labels), key=self._merit)
            if best.box >= _LEAST_BOX:
                break
        return best

    def _merit(self, arranged: Arrangement) -> tuple[int, bool]:
        """Return what makes an arrangement better: pictures to be seen, then titles in full."""
        whole = arranged.lines == 1 or arranged.item >= self._two_line_width - _PAD
        return min(arranged.box, _GOOD_BOX), whole

    def _arrange(self, width: float, height: float, label: float, arrow: float) -> Arrangement:
        count = max(1, len(self._columns))
        room = width - 2 * _MARGIN - label - _PAD
        per_item = (room - (count - 1) * arrow) / count
        lines = 1 if self._caption_width <= per_item else 2
        inside = label >= self._legend_width
        box = self._box(per_item, height, lines, legend_line=not inside)
        if inside and box < 4 * self._line + 4:
            inside = False
            box = self._box(per_item, height, lines, legend_line=True)
        caption = self._caption_width if lines == 1 else self._two_line_width
        item = min(max(box + 2 * _PAD, caption), per_item)
        if arrow > _NO_ARROW:
            spare = (room - count * item) / max(1, count - 1)
            arrow = max(arrow, min(spare, _WIDE_ARROW))
        used = label + _PAD + count * item + (count - 1) * arrow
        left = max(_MARGIN, (width - used) // 2)
        pictures = 3 * box + 2 * _ROW_GAP
        total = self._fixed_height(lines, not inside) + 3 * box
        top = max(0, (height - total) // 2) + _MARGIN + lines * self._line + _CAPTION_GAP
        titles = QRectF(left, top, label, pictures)
        if inside:
            middle = top + box + _ROW_GAP + box / 2
            legend = QRectF(left, middle + 2, label, 2 * self._line)
        else:
            bottom = titles.bottom() + 2 * _PAD + (self._line if self._notes else 0)
            legend = QRectF(left, bottom, width - left - _MARGIN, self._line)
        return Arrangement(
            tuple(column.shape for column in self._columns),
            *(box, titles, item, arrow, lines, self._line, self._notes, legend),
        )

    def _box(self, per_item: float, height: float, lines: int, *, legend_line: bool) -> int:
        """Return the side of the pictures, of whole pixels for a cell where little is lost."""
        room = (height - self._fixed_height(lines, legend_line)) / 3
        box = max(8, math.floor(min(per_item - 2 * _PAD, room)))
        if self._columns:
            cells = max(self._columns[0].shape)
            whole = box // cells * cells
            if whole >= max(0.92 * box, _LEAST_BOX):
                return whole
        return box

    def _fixed_height(self, lines: int, legend_line: bool) -> int:
        texts = lines + self._notes + legend_line
        return (
            texts * self._line + 2 * (_ROW_GAP + _MARGIN) + _CAPTION_GAP + _PAD * (1 + legend_line)
        )

    def _size_with(self, box: int, arrow: float, label: float, caption: float) -> QSize:
        count = max(1, len(self._columns))
        lines = 1 if caption else 2
        item = max(box + 2 * _PAD, caption)
        width = 2 * _MARGIN + label + _PAD + count * item + (count - 1) * arrow
        return QSize(math.ceil(width), self._fixed_height(lines, legend_line=True) + 3 * box)

    @cached_property
    def _titles_width(self) -> int:
        return _widest(self._bold, ROWS) + _PAD

    @cached_property
    def _label_width(self) -> int:
        # The widest words of a small shift: the pictures must not move while it is dragged.
        words = [offset_in_words(-10, 10), offset_in_words(10, -10), DIFFERENCE]
        return max(self._titles_width, self._legend_width, _widest(self._plain, words) + _PAD)

    @cached_property
    def _legend_width(self) -> int:
        return sample_width(self._theme) + _widest(self._plain, (TRUE_OFFSET, KEPT_OFFSET)) + _PAD

    @cached_property
    def _caption_width(self) -> int:
        widths = [
            _widest(self._bold, (c.title,))
            + caption_gap(self._theme)
            + _widest(self._plain, (c.size,))
            for c in self._columns
        ]
        return max(widths, default=0) + 2 * _PAD

    @cached_property
    def _two_line_width(self) -> int:
        titles = _widest(self._bold, [c.title for c in self._columns])
        others = _widest(self._plain, [c.size for c in self._columns])
        return max(titles, others) + 2 * _PAD


def sample_width(theme: Theme) -> int:
    """Return the room for an arrow before its meaning."""
    return theme.px(38)


def caption_gap(theme: Theme) -> int:
    """Return the room between the title of a column and its shape."""
    return theme.px(6)


def _widest(metrics: QFontMetrics, texts: Sequence[str]) -> int:
    return max((metrics.horizontalAdvance(text) for text in texts), default=0)
