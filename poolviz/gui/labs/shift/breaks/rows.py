"""When pooling breaks, as rows: a radius or a jitter for each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent

from poolviz.gui.canvas.cell_grid import RING_ROOM, CellGrid
from poolviz.gui.canvas.cell_widget import CellWidget
from poolviz.gui.canvas.marks import Cell

_LARGEST_ROW = 40
"""Rows are not higher, in pixels."""


@dataclass(frozen=True, eq=False)
class Breaks:
    """What was counted; see `BreakMapCard.set_data`."""

    radii: tuple[int, ...]
    counts: NDArray[Any]
    lit_share: NDArray[Any]
    shifts: int
    jitter: int
    jitter_counts: tuple[tuple[int, int], ...]
    blank: NDArray[np.bool_]
    blank_end: bool

    @property
    def levels(self) -> int:
        """How many pools there are."""
        return int(self.counts.shape[1])

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.radii and self.levels)


_NONE = np.zeros((0, 0), bool)
NO_BREAKS = Breaks((), np.zeros((0, 0), int), np.zeros((0, 0)), 0, 0, (), _NONE, False)


class BreakRows(CellWidget):
    """Rows of cells, each with the number that it stands for; one of them is current."""

    heading = ""
    """What the numbers at the left are."""

    def __init__(self) -> None:
        super().__init__()
        self.data = NO_BREAKS
        self._value: int | None = None

    @property
    def values(self) -> Sequence[int]:
        """The number of each row."""
        raise NotImplementedError

    @property
    def current(self) -> int | None:
        """The row of the current number, None if there is none."""
        return self.values.index(self._value) if self._value in self.values else None

    def sentence(self, cell: Cell) -> str:
        """Return all that is known of one cell."""
        raise NotImplementedError

    def set_data(self, data: Breaks) -> None:
        """Show other numbers."""
        self.data = data
        self.arrange()

    def set_current(self, value: int | None) -> None:
        """Stress the row of another number."""
        self._value = value
        self.update()

    def arrange(self) -> None:
        """Fit the size that the widget has."""
        if self.data:
            self.grid = self._grid()
            self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit another size."""
        super().resizeEvent(event)
        self.arrange()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the cells, then what is written beside them."""
        if not self.data:
            return
        painter = QPainter(self)
        self.fade(painter)
        self._paint_cells(painter, event.rect() if event is not None else self.rect())
        painter.setOpacity(1.0)
        self._paint_labels(painter)

    @property
    def _heading_lines(self) -> int:
        return 2 if self.height() >= 11 * self._theme.metrics().height() else 1

    def _rows(self, left: int, width: int, cols: int) -> CellGrid:
        """Return the grid under the heading, of such a width."""
        count = len(self.values)
        top = self._theme.metrics().height() * self._heading_lines + 2
        height = max(count, min(self.height() - top - RING_ROOM, count * _LARGEST_ROW))
        return CellGrid(QRect(left, top, width, height), (count, cols))

    def _labelled(self, painter: QPainter) -> Iterator[tuple[int, int]]:
        """Write the heading, then yield the rows with room for a label, and its upper edge.

        The painter is in the type of that label; the current row has one in any case.
        """
        theme = self._theme
        height = theme.metrics().height()
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        top = self.grid.area.top() - height - 2
        painter.drawText(0, top, self.width(), height, Qt.AlignmentFlag.AlignLeft, self.heading)
        places = [self.grid.rect(row, 0).center().y() for row in range(len(self.values))]
        chosen = [] if self.current is None else [self.current]
        for row, place in enumerate(places):
            if all(abs(place - places[other]) >= height for other in chosen):
                chosen.append(row)
        for row in chosen:
            painter.setFont(theme.font(bold=row == self.current))
            painter.setPen(theme.colour("text" if row == self.current else "muted"))
            yield row, places[row] - height // 2

    def _grid(self) -> CellGrid:
        """Return where the cells are."""
        raise NotImplementedError

    def _paint_cells(self, painter: QPainter, within: QRect) -> None:
        """Paint the cells, or those within a part of the widget."""
        raise NotImplementedError

    def _paint_labels(self, painter: QPainter) -> None:
        """Paint what is written beside the cells, and what is drawn over them."""
        raise NotImplementedError
