"""The maps of all levels, small, side by side."""

from dataclasses import dataclass

from PyQt6.QtCore import QPointF, QRect, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen

from poolviz.gui.canvas.cell_grid import CellGrid, Cells, paint_cells
from poolviz.gui.canvas.cell_widget import CellWidget
from poolviz.gui.canvas.marks import Cell
from poolviz.gui.theme import Theme

_GAP = 10
"""Pixels between two maps."""


@dataclass(frozen=True, eq=False)
class SmallMap:
    """One of several small maps: its name, its number short and in full, its tooltip, its cells."""

    title: str
    numbers: tuple[str, str]
    tip: str
    cells: Cells


class SmallMaps(CellWidget):
    """Small maps side by side, one of which is outlined; a click tells (0, index)."""

    def __init__(self) -> None:
        super().__init__()
        self._maps: tuple[SmallMap, ...] = ()
        self._written: dict[int, list[tuple[str, ...]]] = {}
        self._current = 0
        self.side = 0

    @property
    def captions(self) -> list[tuple[str, ...]]:
        """The lines under each map: its name where there is room, and its number."""
        return self._captions(self.side)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        super().set_theme(theme)
        self._written.clear()

    def set_maps(self, maps: tuple[SmallMap, ...], current: int) -> None:
        """Show maps and outline one."""
        self._maps, self._current = maps, current
        self._written.clear()
        self.update()

    def size_for(self, side: int) -> QSize:
        """Return the room that maps of `side` pixels take, with their captions."""
        lines = max((len(caption) for caption in self._captions(side)), default=1)
        height = side + 6 + lines * self._theme.metrics().height()
        return QSize(len(self._maps) * self._item(side), height)

    def map_rect(self, index: int) -> QRect:
        """Return the pixels of a small map."""
        item = self._item(self.side)
        return QRect(index * item + (item - self.side) // 2, 3, self.side, self.side)

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return (0, index) of the map under a point, its caption included."""
        index = int(point.x() // self._item(self.side))
        inside = 0 <= index < len(self._maps) and 0 <= point.y() < self.height()
        return (0, index) if inside else None

    def tip_for(self, cell: Cell | None) -> str:
        """Return the tooltip of a map."""
        return "" if cell is None else self._maps[cell[1]].tip

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the maps."""
        painter, theme = QPainter(self), self._theme
        height, item = theme.metrics().height(), self._item(self.side)
        painter.setFont(theme.font())
        for i, (small, caption) in enumerate(zip(self._maps, self.captions, strict=True)):
            area = self.map_rect(i)
            self.fade(painter)
            paint_cells(painter, CellGrid(area, small.cells.pixels.shape), small.cells, theme)
            painter.setOpacity(1.0)
            current = i == self._current
            if current:
                painter.setPen(QPen(theme.colour("accent"), 3))
                painter.drawRect(area.adjusted(-2, -2, 1, 1))
            painter.setPen(theme.colour("accent" if current else "muted"))
            for line, text in enumerate(caption):
                box = QRect(i * item, area.bottom() + 4 + line * height, item, height)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _captions(self, side: int) -> list[tuple[str, ...]]:
        if side not in self._written:
            room = side + _GAP - 4
            named = all(self._width(small.title) <= room for small in self._maps)
            full = all(self._width(small.numbers[1]) <= room for small in self._maps)
            self._written[side] = [
                (small.title, small.numbers[full]) if named else (small.numbers[full],)
                for small in self._maps
            ]
        return self._written[side]

    def _item(self, side: int) -> int:
        """Return the width of a map with its gap, which its number may take."""
        widest = max((self._width(caption[-1]) for caption in self._captions(side)), default=0)
        return max(side + _GAP, widest + 4)

    def _width(self, text: str) -> int:
        return self._theme.metrics().horizontalAdvance(text)
