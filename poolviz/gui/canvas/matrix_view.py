"""One matrix on one custom widget: cells, numbers, window, winner, padding, unfilled cells.

What does not change from step to step is drawn once into pixmaps: all cells filled, all cells
empty, and a frame of labels and padding. A step copies as much of the first as has been computed
over the others and draws the window on top: its cost does not depend on the size of the matrix, and
going back un-fills by itself. A loupe, which moves with every step, draws its cells for a while
ahead.
"""

from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QEnterEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QWheelEvent,
)
from PyQt6.QtWidgets import QWidget

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.cell_numbers import CellNumber, paint_numbers
from poolviz.gui.canvas.cell_text import paint_labels
from poolviz.gui.canvas.cells import CellPainter
from poolviz.gui.canvas.marks import Marks, crossed, paint_marks, touched
from poolviz.gui.canvas.matrix import Matrix
from poolviz.gui.canvas.raster import keeps_pixels
from poolviz.gui.theme import LIGHT, NUMBER_CELL, Theme

Cell = tuple[int, int]

_WHEEL_NOTCH = 120
_ZOOM_PER_NOTCH = 1.25
_DRAG_START = 4
_AHEAD = 4
"""A loupe draws this many times its width at once."""


class MatrixView(QWidget):
    """Shows one matrix and says which cell the mouse is on.

    Signals
    -------
    cell_hovered(object)
        The cell (row, col) under the mouse, or None.
    cell_clicked(int, int), cell_double_clicked(int, int)
        A cell of the matrix, padding excluded.
    zoomed(bool)
        Whether less than the whole matrix is in view.
    """

    cell_hovered = pyqtSignal(object)
    cell_clicked = pyqtSignal(int, int)
    cell_double_clicked = pyqtSignal(int, int)
    zoomed = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None, *, still: bool = False) -> None:
        super().__init__(parent)
        self._still = still
        self._theme = LIGHT
        self._matrix: Matrix | None = None
        self._marks = Marks()
        self._numbers = True
        self._labels = True
        self._camera = Camera()
        self._tile = self._camera
        self._layers: dict[str, QPixmap] = {}
        self._written: dict[Cell, CellNumber] = {}
        self._press: QPointF | None = None
        self._dragging = False
        self._hovered: Cell | None = None
        self._mouse: QPointF | None = None
        self.setMouseTracking(not still)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents, still)

    # ---- what it shows

    @property
    def matrix(self) -> Matrix | None:
        """What is shown."""
        return self._matrix

    @property
    def marks(self) -> Marks:
        """What is drawn over it."""
        return self._marks

    @property
    def camera(self) -> Camera:
        """Where the cells are on the widget."""
        return self._camera

    @property
    def shows_numbers(self) -> bool:
        """Whether the cells carry their numbers now."""
        return self._numbers and self._camera.scale >= NUMBER_CELL

    def set_matrix(self, matrix: Matrix | None) -> None:
        """Show another matrix, the whole of it."""
        if matrix is not self._matrix:
            self._matrix = matrix
            self._hovered = None
            self._redraw()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        if theme != self._theme:
            self._theme = theme
            self._redraw()

    def set_numbers(self, shown: bool) -> None:
        """Write numbers into cells that are large enough, or into none."""
        if shown != self._numbers:
            self._numbers = shown
            self._redraw()

    def set_labels(self, shown: bool) -> None:
        """Write row and column numbers on the edges, or none."""
        if shown != self._labels:
            self._labels = shown
            self._redraw()

    def set_marks(self, marks: Marks) -> None:
        """Draw other marks; the cells under them are not drawn again."""
        if marks != self._marks:
            area = touched(self._marks, marks, self._camera, self._theme)
            if area is not None and marks.filled is not None and self._marks.filled is not None:
                area |= self._filling(self._marks.filled, marks.filled)
            self._marks = marks
            if area is None:
                self.update()
            else:
                self.update(area.toAlignedRect())

    def set_camera(self, camera: Camera) -> None:
        """Put the cells elsewhere on the widget."""
        if camera != self._camera:
            was, fit = self._camera.zoomed, (self._camera.area, self._camera.fit)
            self._camera = camera
            if fit != (camera.area, camera.fit):  # laid out anew, and not by the mouse
                self._set_hovered(None)
            if self._still and self._tile.holds(camera):
                self.update()
            else:
                self._redraw()
            if camera.zoomed != was:
                self.zoomed.emit(camera.zoomed)

    def forget_mouse(self) -> None:
        """Be on no cell until the mouse moves again; nobody is told."""
        self._hovered = None

    def show_whole(self) -> None:
        """Bring the whole matrix back into view."""
        self.set_camera(self._camera.whole())

    def cell_rect(self, row: float, col: float, height: float = 1, width: float = 1) -> QRectF:
        """Return where cells are on the widget, on whole pixels."""
        return self._camera.rect(row, col, height, width)

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return the cell of the matrix under a point, or None."""
        if self._matrix is None or not self._camera.area.contains(point):
            return None
        row, col = self._camera.cell(point)
        height, width = self._matrix.shape
        return (row, col) if 0 <= row < height and 0 <= col < width else None

    # ---- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Copy the filled cells over the empty ones and draw the marks."""
        painter = QPainter(self)
        try:
            self._paint(painter, event.rect() if event is not None else self.rect())
        finally:  # a painter that outlives a fault here would take the whole program down
            painter.end()

    def _paint(self, painter: QPainter, wanted: QRect) -> None:
        if self._matrix is None:
            painter.fillRect(self.rect(), self._theme.colour("surface"))
            return
        ratio, pixels = painter.deviceTransform().m11(), keeps_pixels(painter)
        # In an exported picture, pixels that don't fall on its own would be lost when copied.
        screen = pixels and (self.isVisible() or ratio.is_integer())
        clip = Qt.ClipOperation.IntersectClip if pixels else Qt.ClipOperation.NoClip
        if screen:
            self._copy_layers(painter, wanted)
        else:
            painter.save()
            self._paint_labels(painter)
            painter.setClipRect(self._camera.area, clip)
            self._paint_layers(painter, ratio if pixels else 1.0)
            painter.restore()
        paint_marks(painter, self._marks, self._camera, self._theme, self._written)
        if screen and self.shows_numbers:
            self._copy_crossed(painter, wanted)
        elif not screen:
            painter.setClipRect(self._camera.area, clip)
            crossing = set(crossed(self._marks, self._camera, self._theme))
            for cell, number in self._written.items():
                if cell != self._marks.secret:
                    number.paint(painter, plate=cell in crossing)

    def _copy_crossed(self, painter: QPainter, wanted: QRect) -> None:
        """Bring the numbers that marks cross back on top, with a clear edge."""
        assert self._matrix is not None
        marks, width = self._marks, self._matrix.shape[1]
        moved = QPoint(
            round((self._tile.left - self._camera.left) * self._tile.scale),
            round((self._tile.top - self._camera.top) * self._tile.scale),
        )
        for cell in crossed(marks, self._camera, self._theme):
            number = self._written.get(cell)
            filled = marks.filled is None or cell[0] * width + cell[1] < marks.filled
            if number is not None and filled and cell != marks.secret:
                rect = number.rect.translated(moved) & self._camera.area.toRect()
                if rect.intersects(wanted):
                    self._copy(painter, "filled", rect)

    def _redraw(self) -> None:
        self._layers.clear()
        self._written = {}
        self._tile = self._camera.ahead(_AHEAD) if self._still else self._camera
        self.update()

    def _copy_layers(self, painter: QPainter, wanted: QRect) -> None:
        area = self._camera.area.toRect()
        if not area.contains(wanted):
            painter.fillRect(wanted, self._theme.colour("surface"))
        if wanted.top() < area.top() or wanted.left() < area.left():
            self._paint_labels(painter)
        self._copy(painter, "frame" if self._all_filled else "empty", area)
        for rect in self._filled_rects():
            self._copy(painter, "filled", rect)

    def _copy(self, painter: QPainter, name: str, rect: QRect) -> None:
        """Copy the part of a layer that belongs on `rect` of the widget."""
        ratio = painter.deviceTransform().m11()
        x = rect.x() - self._camera.x(self._tile.left)
        y = rect.y() - self._camera.y(self._tile.top)
        source = QRectF(x * ratio, y * ratio, rect.width() * ratio, rect.height() * ratio)
        painter.drawPixmap(QRectF(rect), self._layer(name, ratio), source)

    def _layer(self, name: str, ratio: float) -> QPixmap:
        """Return the cells of the tile as a pixmap, drawn at most once."""
        pixmap = self._layers.get(name)
        if pixmap is None or pixmap.devicePixelRatio() != ratio:
            area = self._tile.area
            pixmap = QPixmap((area.size() * ratio).toSize())
            pixmap.setDevicePixelRatio(ratio)
            pixmap.fill(self._theme.colour("surface"))
            painter = QPainter(pixmap)
            painter.translate(-area.topLeft())
            self._paint_cells(painter, name, self._tile, ratio)
            painter.end()
            self._layers[name] = pixmap
        return pixmap

    def _paint_layers(self, painter: QPainter, ratio: float) -> None:
        """Paint the cells anew: an SVG by Qt holds no pixels of a screen, and no clipping."""
        assert self._matrix is not None
        cells = CellPainter(painter, self._matrix, self._camera, self._theme, ratio)
        cells.paint_padding()
        if not self._all_filled:
            cells.paint_empty()
        cells.paint_filled(self._marks.filled)
        self._written = cells.numbers(self._marks.filled) if self._numbers else {}

    def _paint_labels(self, painter: QPainter) -> None:
        assert self._matrix is not None
        if self._labels:
            paint_labels(painter, self._camera, self._matrix.shape, self._theme)

    def _paint_cells(self, painter: QPainter, name: str, camera: Camera, ratio: float) -> None:
        """Paint the "filled" cells; or the padding, the "frame"; or that and "empty" cells."""
        assert self._matrix is not None
        cells = CellPainter(painter, self._matrix, camera, self._theme, ratio)
        if name == "filled":
            cells.paint_filled()
            self._written = cells.numbers() if self._numbers else {}
            paint_numbers(painter, self._written.values())
            return
        cells.paint_padding()
        if name == "empty":
            cells.paint_empty()

    def _filling(self, old: int, new: int) -> QRectF:
        """Return where the cells are that are filled at one time and empty at another."""
        assert self._matrix is not None
        width = self._matrix.shape[1]
        first, last = sorted((old, new))
        top, bottom = first // width, -(-last // width)
        if bottom - top > 1:
            return self.cell_rect(top, 0, bottom - top, width)
        return self.cell_rect(top, first % width, 1, last - first)

    @property
    def _all_filled(self) -> bool:
        assert self._matrix is not None
        height, width = self._matrix.shape
        return self._marks.filled is None or self._marks.filled >= height * width

    def _filled_rects(self) -> list[QRect]:
        """Return the parts of the widget whose cells hold a value."""
        assert self._matrix is not None
        area = self._camera.area.toRect()
        height, width = self._matrix.shape
        filled = self._marks.filled
        rows, cols = (height, 0) if filled is None else divmod(filled, width)
        rects = [self.cell_rect(0, 0, min(rows, height), width)]
        if cols and rows < height:
            rects.append(self.cell_rect(rows, 0, 1, cols))
        inside = (rect.toRect() & area for rect in rects)
        return [rect for rect in inside if not rect.isEmpty()]

    # ---- mouse

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Zoom about the cell under the mouse."""
        assert event is not None
        if self._matrix is None or not self._camera.area.contains(event.position()):
            event.ignore()
            return
        notches = event.angleDelta().y() / _WHEEL_NOTCH
        self.set_camera(self._camera.zoom_about(event.position(), _ZOOM_PER_NOTCH**notches))
        self._hover(event.position())
        event.accept()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a click or a drag."""
        assert event is not None
        if event.button() == Qt.MouseButton.LeftButton:
            self._press = event.position()
            self._dragging = False
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Pan while the button is down, else tell which cell the mouse is on."""
        assert event is not None
        place, self._mouse = self._mouse, event.globalPosition()
        if self._press is None:
            if place != self._mouse:  # what moves under a resting mouse sends this, too
                self._hover(event.position())
            return
        moved = event.position() - self._press
        if self._dragging or moved.manhattanLength() >= _DRAG_START:
            self._dragging = True
            if self._camera.zoomed:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.set_camera(self._camera.panned(moved))
            self._press = event.position()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a click, which goes to a cell, or a drag, which does not."""
        assert event is not None
        if event.button() != Qt.MouseButton.LeftButton or self._press is None:
            super().mouseReleaseEvent(event)
            return
        cell = self.cell_at(event.position())
        self.unsetCursor()
        self._press = None
        self._hover(event.position())
        if not self._dragging and cell is not None:
            self.cell_clicked.emit(*cell)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Tell which cell was double-clicked."""
        assert event is not None
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self.cell_double_clicked.emit(*cell)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Forget the cell under the mouse."""
        self._mouse = None
        self._set_hovered(None)
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent | None) -> None:
        """Note where the mouse is: it may rest where this view has just appeared."""
        assert event is not None
        self._mouse = event.globalPosition()
        super().enterEvent(event)

    def _hover(self, point: QPointF) -> None:
        self._set_hovered(self.cell_at(point))

    def _set_hovered(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(cell)
