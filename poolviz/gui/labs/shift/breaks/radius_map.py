"""Radius against level: for which circles, and after how many pools, the shifts change nothing."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
from PyQt6.QtCore import QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter

from poolviz.core.numbers import format_share
from poolviz.gui.canvas.cell_grid import (
    IDENTICAL,
    RING_ROOM,
    CellGrid,
    paint_missing,
    paint_ring,
    paint_texts,
)
from poolviz.gui.canvas.marks import Cell
from poolviz.gui.labs.shift.breaks.rows import BreakRows
from poolviz.gui.labs.shift.maps.words import after, nothing_left, shifts

_LEAST_WIDTH = 24
"""Pixels of a cell, before scaling."""

_BAR_ROW, _GAP_ROW = 14, 8
"""Pixels: lower rows have no bars; still lower ones have no gaps."""


class RadiusMap(BreakRows):
    """A row for each radius and a column for each pool: how many shifts change nothing.

    Under each cell is a bar as long as the lit share.
    """

    heading = "radius"

    @property
    def values(self) -> Sequence[int]:
        """The radii."""
        return self.data.radii

    @property
    def names_columns(self) -> bool:
        """Whether there is room to say that the columns are pools."""
        return self._heading_lines == 2

    @property
    def ring(self) -> QRect | None:
        """The pixels of the row of the current radius."""
        if self.current is None:
            return None
        row, last = self.current, self.grid.shape[1] - 1
        whole = self.grid.rect(row, 0).united(self.grid.rect(row, last))
        return whole.adjusted(-2, -1, 1, 1)

    @property
    def bar_height(self) -> int:
        """The height of the bars in pixels, 0 where the rows are too low for them."""
        row = self.grid.area.height() // self.grid.shape[0]
        return min(6, row // 5) if row >= _BAR_ROW else 0

    def face(self, row: int, col: int) -> QRect:
        """Return the coloured part of a cell."""
        cell = self.grid.rect(row, col)
        if cell.height() < _GAP_ROW:
            return cell.adjusted(1, 0, -1, 0)
        return cell.adjusted(1, 1, -1, -1 - self.bar_height)

    def bar(self, row: int, col: int) -> QRect:
        """Return the track of the bar under a cell."""
        cell = self.grid.rect(row, col)
        top = cell.bottom() - self.bar_height
        return QRect(cell.left() + 1, top, cell.width() - 2, self.bar_height)

    def sentence(self, cell: Cell) -> str:
        """Return all that is known of one cell."""
        data, (row, col) = self.data, cell
        if data.blank[cell]:
            word = "full" if data.lit_share[cell] else "empty"
            return f"radius {data.radii[row]}, {after(col + 1)}: {nothing_left(word)}"
        count = int(data.counts[cell])
        share = Fraction(float(data.lit_share[cell])).limit_denominator(1_000_000)
        lit = format_share(share.numerator, share.denominator)
        return (
            f"radius {data.radii[row]}, {after(col + 1)}: {count} of {shifts(data.shifts)} "
            f"identical ({format_share(count, data.shifts)}); lit share {lit}"
        )

    def least_width(self) -> int:
        """Return the width below which the cells are squeezed."""
        return self._left + RING_ROOM + self.data.levels * self._theme.px(_LEAST_WIDTH)

    @property
    def _left(self) -> int:
        """The pixels that the radii take at the left of the cells."""
        return self._theme.metrics().horizontalAdvance(self.heading) + 8

    def _grid(self) -> CellGrid:
        cols, left = self.data.levels, self._left
        width = max(cols, self.width() - left - RING_ROOM)
        return self._rows(left, width // cols * cols, cols)

    def _paint_cells(self, painter: QPainter, within: QRect) -> None:
        data = self.data
        shares = np.clip(data.counts / max(1, data.shifts), 0, 1)
        pixels = IDENTICAL[np.rint(255 * shares).astype(int)].tolist()
        lit = np.clip(data.lit_share, 0, 1).tolist()
        faces = []
        for row, col in np.ndindex(data.counts.shape):
            face, bar = self.face(row, col), self.bar(row, col)
            if data.blank[row, col]:
                paint_missing(painter, QRectF(face), self._theme)
            else:
                faces.append((face, str(data.counts[row, col]), pixels[row][col]))
                painter.fillRect(face, QColor(pixels[row][col]))
            painter.fillRect(bar, self._theme.colour("raised"))
            bar.setWidth(round(bar.width() * lit[row][col]))
            painter.fillRect(bar, self._theme.colour("accent"))
        if faces:
            paint_texts(painter, faces, self._theme.px(self._theme.text_px), within)

    def _paint_labels(self, painter: QPainter) -> None:
        theme, area, aligned = self._theme, self.grid.area, Qt.AlignmentFlag
        height = theme.metrics().height()
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        if self.names_columns:
            box = QRect(area.left(), 0, area.width(), height)
            painter.drawText(box, aligned.AlignCenter, "after pool")
        for col in range(self.data.levels):
            cell = self.grid.rect(0, col)
            box = QRect(cell.left(), area.top() - height - 2, cell.width(), height)
            painter.drawText(box, aligned.AlignCenter, str(col + 1))
        for row, top in self._labelled(painter):
            box = QRect(0, top, area.left() - 8, height)
            painter.drawText(box, aligned.AlignRight | aligned.AlignVCenter, str(self.values[row]))
        if self.ring is not None:
            paint_ring(painter, self.ring, theme)
