"""A widget that consists of cells, and what the mouse does on it."""

from PyQt6.QtCore import QEvent, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter
from PyQt6.QtWidgets import QWidget

from poolviz.gui.canvas.cell_grid import NO_CELLS, CellGrid
from poolviz.gui.canvas.marks import Cell
from poolviz.gui.theme import LIGHT, Theme

_FADED = 0.35
"""The opacity of what is still to be seen while something new is computed."""


class CellWidget(QWidget):
    """A widget that consists of cells; tells which one the mouse is on and which is clicked.

    Signals
    -------
    cell_clicked(int, int)
        Row and column of the cell.
    cell_hovered(object)
        The cell that the mouse has come to, None where it has left all of them.
    """

    cell_clicked = pyqtSignal(int, int)
    cell_hovered = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.grid: CellGrid = NO_CELLS
        self._theme = LIGHT
        self._faded = False
        self._hovered: Cell | None = None
        self.setMouseTracking(True)

    @property
    def hovered(self) -> Cell | None:
        """The cell that the mouse is on."""
        return self._hovered

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return the cell under a point."""
        return self.grid.cell_at(point)

    def tip_for(self, cell: Cell | None) -> str:
        """Return the tooltip of a cell; by default the one there is."""
        return self.toolTip()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.update()

    def set_faded(self, faded: bool) -> None:
        """Show the cells faded, as those of something that is computed anew."""
        self._faded = faded
        self.update()

    def fade(self, painter: QPainter) -> None:
        """Paint what follows as faded as the cells are."""
        painter.setOpacity(_FADED if self._faded else 1.0)

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Tell which cell is clicked."""
        assert event is not None
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.cell_clicked.emit(*cell)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Tell which cell the mouse is on."""
        assert event is not None
        self._hover(self.cell_at(event.position()))

    def leaveEvent(self, event: QEvent | None) -> None:
        """Tell that it is on none."""
        self._hover(None)

    def _hover(self, cell: Cell | None) -> None:
        if cell == self._hovered:
            return
        self._hovered = cell
        hand = Qt.CursorShape.PointingHandCursor
        self.setCursor(hand if cell is not None else Qt.CursorShape.ArrowCursor)
        self.setToolTip(self.tip_for(cell))
        self.cell_hovered.emit(cell)
