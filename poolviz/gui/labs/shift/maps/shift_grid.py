"""The map of all shifts: a cell for each of them."""

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QPainter, QPaintEvent

from poolviz.core.numbers import MINUS, format_number
from poolviz.gui.canvas.cell_grid import (
    RING_ROOM,
    CellGrid,
    Cells,
    paint_cells,
    paint_ring,
    paint_texts,
)
from poolviz.gui.canvas.cell_widget import CellWidget
from poolviz.gui.canvas.marks import Cell

_NUMBER_CELL = 26
"""Cells that carry numbers with decimals are not smaller, in pixels."""


class ShiftGrid(CellWidget):
    """A cell for every shift from -j to j, rows down and columns right; one of them is ringed."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: Cells | None = None
        self._shift: Cell = (0, 0)
        self._axes = 0

    @property
    def jitter(self) -> int:
        """The largest shift."""
        return self.grid.shape[0] // 2

    @property
    def ring(self) -> QRect | None:
        """The pixels of the ringed shift, None where it is not on the map."""
        row, col = (d + self.jitter for d in self._shift)
        inside = 0 <= row < self.grid.shape[0] and 0 <= col < self.grid.shape[1]
        return self.grid.rect(row, col) if inside and self._cells is not None else None

    def set_cells(self, cells: Cells) -> None:
        """Show other colours; `arrange` is to follow where their number is another."""
        self._cells = cells
        self.update()

    def set_shift(self, dy: int, dx: int) -> None:
        """Ring another shift."""
        self._update_ring()
        self._shift = (dy, dx)
        self._update_ring()

    def margins(self, jitter: int, axes: int) -> tuple[int, int]:
        """Return the pixels at the left of the cells and under them; 0 to 2 lines of axes."""
        line = self._theme.metrics().height()
        name = line if axes == 2 else 0
        left = self._tick_width(jitter) + name if axes else 0
        return RING_ROOM + left, RING_ROOM + (line + name if axes else 0)

    def arrange(self, jitter: int, cell: int, axes: int) -> None:
        """Take the size that cells of `cell` pixels need."""
        left, bottom = self.margins(jitter, axes)
        count = 2 * jitter + 1
        self._axes = axes
        self.grid = CellGrid(QRect(left, RING_ROOM, cell * count, cell * count), (count, count))
        self.resize(left + cell * count + RING_ROOM, RING_ROOM + cell * count + bottom)
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the cells, their numbers, the axes and the ring."""
        if self._cells is None or self._cells.pixels.shape != self.grid.shape:
            return
        painter = QPainter(self)
        within = event.rect() if event is not None else self.rect()
        self.fade(painter)
        paint_cells(painter, self.grid, self._cells, self._theme)
        texts = self._cells.texts if self.grid.cell >= _NUMBER_CELL else None
        if texts is not None:
            faces = [
                (self.grid.rect(r, c), texts[r][c], colour)
                for r, line in enumerate(self._cells.pixels.tolist())
                for c, colour in enumerate(line)
            ]
            paint_texts(painter, faces, self._theme.px(self._theme.text_px), within)
        painter.setOpacity(1.0)
        if self.ring is not None:
            paint_ring(painter, self.ring, self._theme)
        if self._axes and not self.grid.area.contains(within):
            self._paint_axes(painter)

    def _update_ring(self) -> None:
        if self.ring is not None:
            self.update(self.ring.adjusted(-RING_ROOM, -RING_ROOM, RING_ROOM, RING_ROOM))

    def _tick_width(self, jitter: int) -> int:
        return self._theme.metrics().horizontalAdvance(f"{MINUS}{jitter}") + 5

    def _paint_axes(self, painter: QPainter) -> None:
        area, aligned = self.grid.area, Qt.AlignmentFlag
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        height, wide = self._theme.metrics().height(), self._tick_width(self.jitter)
        for tick in _ticks(self.jitter, height, self.grid.cell):
            middle = self.grid.rect(tick + self.jitter, 0).center().y()
            box = QRect(area.left() - wide - 4, middle - height // 2, wide, height)
            painter.drawText(box, aligned.AlignVCenter | aligned.AlignRight, format_number(tick))
        for tick in _ticks(self.jitter, wide, self.grid.cell):
            middle = self.grid.rect(0, tick + self.jitter).center().x()
            box = QRect(middle - wide, area.bottom() + 3, 2 * wide, height)
            painter.drawText(box, aligned.AlignCenter, format_number(tick))
        if self._axes == 2:
            box = QRect(area.left(), area.bottom() + 3 + height, area.width(), height)
            painter.drawText(box, aligned.AlignCenter, "right →")
            painter.translate(height, area.top())
            painter.rotate(90)
            painter.drawText(QRect(0, 0, area.height(), height), aligned.AlignCenter, "down →")


def _ticks(jitter: int, room: int, cell: float) -> range:
    """Return the shifts to label, both ends and 0 among them."""
    steps = [n for n in range(1, jitter + 1) if jitter % n == 0] or [1]
    step = next((n for n in steps if n * cell >= room), steps[-1])
    return range(-jitter, jitter + 1, step)
