"""Small grids of coloured cells: where they lie, and how they are painted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen

from poolviz.gui.canvas.cell_text import is_dark
from poolviz.gui.canvas.marks import Cell
from poolviz.gui.canvas.raster import draw_part, lookup_table
from poolviz.gui.theme import GRID_CELL, Theme, font_of, metrics_of

IDENTICAL = lookup_table("magma")[::-1]
"""The colours of the share of identical shifts: from none, light, to all, dark."""

RING_ROOM = 5
"""Pixels that a ring takes around the cells it is drawn on."""

_LEAST_TYPE = 9
"""Numbers in cells are not written smaller, in pixels."""


@dataclass(frozen=True)
class CellGrid:
    """Cells of equal size on whole pixels.

    Attributes
    ----------
    area : QRect
        The pixels that the cells share.
    shape : (int, int)
        Rows and columns.
    """

    area: QRect
    shape: tuple[int, int]

    @property
    def cell(self) -> float:
        """The shorter side of a cell, in pixels."""
        rows, cols = self.shape
        return min(self.area.height() / rows, self.area.width() / cols)

    def rect(self, row: int, col: int) -> QRect:
        """Return the pixels of a cell."""
        left, right = self._x(col), self._x(col + 1)
        top, bottom = self._y(row), self._y(row + 1)
        return QRect(left, top, right - left, bottom - top)

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return the cell under a point, None beside the cells."""
        if not self.area.contains(int(point.x() // 1), int(point.y() // 1)):
            return None
        rows, cols = self.shape
        row = int((point.y() - self.area.top()) * rows / self.area.height())
        col = int((point.x() - self.area.left()) * cols / self.area.width())
        return min(row, rows - 1), min(col, cols - 1)

    def _x(self, col: int) -> int:
        return self.area.left() + round(col * self.area.width() / self.shape[1])

    def _y(self, row: int) -> int:
        return self.area.top() + round(row * self.area.height() / self.shape[0])


NO_CELLS = CellGrid(QRect(), (1, 1))
"""The grid of a widget that has not been given its cells yet; no point is on it."""


@dataclass(frozen=True, eq=False)
class Cells:
    """What cells look like.

    Attributes
    ----------
    pixels : (rows, cols) ndarray of uint32
        0xFFRRGGBB for each cell.
    missing : (rows, cols) ndarray of bool, optional
        The cells that have no value: they are hatched instead.
    texts : list of lists of str, optional
        What stands in each of them, where there is room.
    """

    pixels: NDArray[np.uint32]
    missing: NDArray[np.bool_] | None = None
    texts: list[list[str]] | None = None


def paint_cells(painter: QPainter, grid: CellGrid, cells: Cells, theme: Theme) -> None:
    """Paint cells, the lines between them and a line around all of them."""
    rows, cols = grid.shape
    buffer = np.ascontiguousarray(cells.pixels, np.uint32)
    kind = QImage.Format.Format_RGB32
    image = QImage(cast(bytes, cast(Any, buffer.data)), cols, rows, 4 * cols, kind)
    draw_part(painter, QRectF(grid.area), image, QRectF(image.rect()))
    if cells.missing is not None:
        for row, col in np.argwhere(cells.missing).tolist():
            paint_missing(painter, QRectF(grid.rect(row, col)), theme)
    if grid.cell >= GRID_CELL:
        area, line = grid.area, theme.colour("border")
        for col in range(1, cols):
            painter.fillRect(grid.rect(0, col).left(), area.top(), 1, area.height(), line)
        for row in range(1, rows):
            painter.fillRect(area.left(), grid.rect(row, 0).top(), area.width(), 1, line)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(grid.area.adjusted(-1, -1, 0, 0))


def paint_texts(
    painter: QPainter, faces: Sequence[tuple[QRect, str, int]], largest: int, within: QRect
) -> None:
    """Write texts into cells, black on light colours and white on dark ones, if all have room.

    Parameters
    ----------
    painter : QPainter
        What is painted with.
    faces : sequence of (QRect, str, int)
        For each cell its pixels, its text and its colour, 0xFFRRGGBB.
    largest : int
        The largest type, in pixels.
    within : QRect
        The part that is painted; cells beside it are left out.
    """
    width = min(rect.width() for rect, _, _ in faces) - 4
    height = min(rect.height() for rect, _, _ in faces)
    widest = max(metrics_of(100, bold=True).horizontalAdvance(text) for _, text, _ in faces) / 100
    size = int(min(largest, 0.82 * height, width / max(widest, 0.01)))
    if size < _LEAST_TYPE:
        return
    painter.setFont(font_of(size, bold=True))
    dark = is_dark(np.array([colour for _, _, colour in faces], np.uint32)).tolist()
    for (rect, text, _), on_dark in zip(faces, dark, strict=True):
        if rect.intersects(within):
            painter.setPen(QColor("#ffffff" if on_dark else "#000000"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)


def paint_ring(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """Outline cells in the colour of the window, on a halo that sets it off from every colour."""
    width = 2.0 if min(rect.width(), rect.height()) < 2 * GRID_CELL else 3.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for role, pen_width in (("halo", width + 3), ("window", width)):
        pen = QPen(theme.colour(role), pen_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(QRectF(rect))


def paint_missing(painter: QPainter, rect: QRectF, theme: Theme) -> None:
    """Hatch a cell that has no value."""
    painter.fillRect(rect, theme.colour("empty"))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("hatch"), 1))
    centre = rect.center()
    painter.drawLine(QLineF(rect.bottomLeft(), rect.topRight()))
    painter.drawLine(QLineF(rect.left(), centre.y(), centre.x(), rect.top()))
    painter.drawLine(QLineF(centre.x(), rect.bottom(), rect.right(), centre.y()))
    painter.restore()
