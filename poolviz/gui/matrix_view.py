"""One matrix on one custom widget: cells, numbers, window, winner, padding, unfilled cells.

What does not change from step to step (cells, lines, numbers, the empty cells under them, the
labels) is drawn once into two pixmaps, one with all cells filled and one with all of them empty. A
step copies as much of the first over the second as has been computed, and draws the window on top:
its cost does not depend on the size of the matrix, and going back un-fills by itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QBrush,
    QColor,
    QEnterEvent,
    QMouseEvent,
    QPaintEngine,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QWheelEvent,
)
from PyQt6.QtWidgets import QWidget

from poolviz.core.spec import Sides
from poolviz.gui.camera import Camera
from poolviz.gui.cell_text import CellText
from poolviz.gui.raster import Picture
from poolviz.gui.theme import GRID_CELL, LIGHT, NUMBER_CELL, Theme

Array = NDArray[Any]
Cell = tuple[int, int]

_NO_PADDING: Sides = ((0, 0), (0, 0))
_WHEEL_NOTCH = 120
_ZOOM_PER_NOTCH = 1.25
_DRAG_START = 4
_ROUND_RING = 48
"""Smaller cells get a rounded frame instead of a ring, which would cross their digits."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """What a view shows: the values and the pixels of one generation.

    Attributes
    ----------
    values : (H, W) ndarray
        What the numbers say.
    picture : Picture
        The colours, of the same shape.
    levels : (float, float)
        The smallest and the largest value there may be, for the width of the numbers.
    padding : Sides
        Cells of padding around it.
    unread_rows, unread_cols : tuple of int
        Rows and columns that no window reads.
    """

    values: Array
    picture: Picture
    levels: tuple[float, float]
    padding: Sides = _NO_PADDING
    unread_rows: tuple[int, ...] = ()
    unread_cols: tuple[int, ...] = ()

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in cells, without padding."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def padded_shape(self) -> tuple[int, int]:
        """Height and width in cells, padding included."""
        (top, bottom), (left, right) = self.padding
        height, width = self.shape
        return height + top + bottom, width + left + right


@dataclass(frozen=True)
class Marks:
    """What is drawn over the cells: (row, col, height, width) in cells, and single cells.

    Attributes
    ----------
    window : (float, float, float, float), optional
        The pooling window; between two cells while it glides.
    taps : tuple of cells
        The cells a window with holes reads, outlined one by one.
    winner, ties : cells
        The winner is ringed, its equals with a thinner ring.
    hover : tuple of windows
        Windows that the mouse asks for.
    filled : int, optional
        How many cells, in raster order, hold a value; None is all.
    secret : cell, optional
        A cell whose value is not shown yet, but asked for with a question mark.
    cursor : cell, optional
        The cell that typing would change.
    """

    window: tuple[float, float, float, float] | None = None
    taps: tuple[Cell, ...] = ()
    winner: Cell | None = None
    ties: tuple[Cell, ...] = ()
    hover: tuple[tuple[float, float, float, float], ...] = ()
    filled: int | None = None
    secret: Cell | None = None
    cursor: Cell | None = None


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
        self._camera = Camera()
        self._text = CellText()
        self._layers: tuple[QPixmap, QPixmap] | None = None
        self._press: QPointF | None = None
        self._dragging = False
        self._hovered: Cell | None = None
        self.setMouseTracking(not still)
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
        return self._numbers and self._camera.scale >= NUMBER_CELL and self._text.fits

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

    def set_marks(self, marks: Marks) -> None:
        """Draw other marks; the cells under them are not drawn again."""
        if marks != self._marks:
            self._marks = marks
            self.update()

    def set_camera(self, camera: Camera) -> None:
        """Put the cells elsewhere on the widget."""
        if camera != self._camera:
            was = self._camera.zoomed
            self._camera = camera
            self._redraw()
            if camera.zoomed != was:
                self.zoomed.emit(camera.zoomed)

    def show_whole(self) -> None:
        """Bring the whole matrix back into view."""
        self.set_camera(self._camera.whole())

    def margins(self, theme: Theme, shape: tuple[int, int]) -> tuple[int, int]:
        """Return the room that labels take on the left and at the top, in pixels."""
        metrics = self._text.label_metrics(theme)
        return metrics.horizontalAdvance(str(max(shape[0] - 1, 0))) + 12, metrics.height() + 4

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
        if self._matrix is None:
            return
        painter = QPainter(self)
        ratio = painter.deviceTransform().m11()
        if _copies_pixels(painter, ratio):
            filled, empty = self._made_layers(ratio)
            painter.drawPixmap(0, 0, empty)
            for rect in self._filled_rects():
                source = QRectF(rect.x() * ratio, rect.y() * ratio, *_scaled(rect, ratio))
                painter.drawPixmap(QRectF(rect), filled, source)
        else:
            self._paint_layer(painter, filled=False)
            painter.save()
            painter.setClipRect(QRect())
            for rect in self._filled_rects():
                painter.setClipRect(rect)
                self._paint_layer(painter, filled=True)
            painter.restore()
        self._paint_marks(painter)

    def _redraw(self) -> None:
        self._layers = None
        self.update()

    def _made_layers(self, ratio: float) -> tuple[QPixmap, QPixmap]:
        size = self.size() * ratio
        if self._layers is None or self._layers[0].size() != size:
            made = []
            for filled in (True, False):
                pixmap = QPixmap(size)
                pixmap.setDevicePixelRatio(ratio)
                pixmap.fill(Qt.GlobalColor.transparent)
                painter = QPainter(pixmap)
                self._paint_layer(painter, filled=filled)
                painter.end()
                made.append(pixmap)
            self._layers = made[0], made[1]
        return self._layers

    def _filled_rects(self) -> list[QRect]:
        """Return the parts of the widget whose cells hold a value."""
        assert self._matrix is not None
        whole = self.rect()
        height, width = self._matrix.shape
        filled = self._marks.filled
        if filled is None or filled >= height * width:
            return [whole]
        area = self._camera.area.toRect()
        rows, cols = divmod(filled, width)
        top = round(self._camera.y(0))
        split = min(max(round(self._camera.y(rows)), area.top()), area.bottom() + 1)
        below = min(max(round(self._camera.y(rows + 1)), area.top()), area.bottom() + 1)
        rects = []
        if split > top:
            rects.append(QRect(area.left(), area.top(), area.width(), split - area.top()))
        right = min(max(round(self._camera.x(cols)), area.left()), area.right() + 1)
        if cols and below > split and right > area.left():
            rects.append(QRect(area.left(), split, right - area.left(), below - split))
        return rects

    def _paint_layer(self, painter: QPainter, *, filled: bool) -> None:
        assert self._matrix is not None
        if not filled:
            self._text.paint_labels(painter, self._camera, self._matrix.shape, self._theme)
        painter.save()
        painter.setClipRect(self._camera.area, Qt.ClipOperation.IntersectClip)
        if filled:
            self._paint_cells(painter)
        else:
            self._paint_padding(painter)
            self._paint_empty(painter)
        painter.restore()

    def _paint_cells(self, painter: QPainter) -> None:
        matrix, camera = self._matrix, self._camera
        assert matrix is not None
        rows, cols = camera.visible(matrix.shape)
        if not (rows and cols):
            return
        target = camera.rect(rows.start, cols.start, len(rows), len(cols))
        scale = camera.scale * self.devicePixelRatioF()
        if camera.scale >= NUMBER_CELL:
            self._paint_big_cells(painter, rows, cols)
        else:
            image, own = matrix.picture.image_for(scale)
            source = QRectF(cols.start * own, rows.start * own, len(cols) * own, len(rows) * own)
            smooth = QPainter.RenderHint.SmoothPixmapTransform
            painter.setRenderHint(smooth, scale < 1)
            painter.drawImage(target, image, source)
            painter.setRenderHint(smooth, False)
            if camera.scale >= GRID_CELL:
                self._paint_grid(painter, rows, cols, 1)
        self._paint_unread(painter, target)
        if self._numbers and camera.scale >= NUMBER_CELL:
            block = matrix.values[rows.start : rows.stop, cols.start : cols.stop]
            pixels = matrix.picture.pixels[rows.start : rows.stop, cols.start : cols.stop]
            self._text.paint_numbers(painter, camera, (rows, cols), block, pixels, matrix.levels)

    def _paint_big_cells(self, painter: QPainter, rows: range, cols: range) -> None:
        """Draw cells on the same whole pixels as everything else, and the lines between them."""
        matrix, camera = self._matrix, self._camera
        assert matrix is not None
        xs = [round(camera.x(c)) for c in range(cols.start, cols.stop + 1)]
        ys = [round(camera.y(r)) for r in range(rows.start, rows.stop + 1)]
        pixels = matrix.picture.pixels[rows.start : rows.stop, cols.start : cols.stop].tolist()
        for row, top, bottom in zip(pixels, ys, ys[1:], strict=False):
            for colour, left, right in zip(row, xs, xs[1:], strict=False):
                painter.fillRect(left, top, right - left, bottom - top, QColor(colour))
        self._paint_grid(painter, rows, cols, 1 if camera.scale < 2 * NUMBER_CELL else 2)

    def _paint_grid(self, painter: QPainter, rows: range, cols: range, line: int) -> None:
        camera, surface = self._camera, self._theme.colour("surface")
        block = camera.rect(rows.start, cols.start, len(rows), len(cols))
        for col in cols[1:]:
            x = round(camera.x(col)) - line // 2
            painter.fillRect(QRectF(x, block.top(), line, block.height()), surface)
        for row in rows[1:]:
            y = round(camera.y(row)) - line // 2
            painter.fillRect(QRectF(block.left(), y, block.width(), line), surface)

    def _paint_unread(self, painter: QPainter, within: QRectF) -> None:
        matrix, camera = self._matrix, self._camera
        assert matrix is not None
        height, width = matrix.shape
        colour = self._theme.colour("hatch")
        colour.setAlpha(150)
        veil = self._theme.colour("surface")
        veil.setAlpha(130)
        bands = [camera.rect(r, 0, n, width) for r, n in _runs(matrix.unread_rows)]
        bands += [camera.rect(0, c, height, n) for c, n in _runs(matrix.unread_cols)]
        for band in bands:
            rect = band.intersected(within)
            painter.fillRect(rect, veil)
            if min(rect.width(), rect.height()) >= 3:
                painter.fillRect(rect, QBrush(colour, Qt.BrushStyle.BDiagPattern))

    def _paint_empty(self, painter: QPainter) -> None:
        """Draw every cell as one that has no value yet: dashed and empty."""
        matrix, camera = self._matrix, self._camera
        assert matrix is not None
        rows, cols = camera.visible(matrix.shape)
        whole = camera.rect(0, 0, *matrix.shape)
        painter.fillRect(whole.intersected(camera.area), self._theme.colour("empty"))
        if camera.scale < GRID_CELL:
            painter.setPen(_dashes(self._theme))
            painter.drawRect(whole.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        self._paint_dashed(painter, [(r, c) for r in rows for c in cols])

    def _paint_padding(self, painter: QPainter) -> None:
        matrix, camera = self._matrix, self._camera
        assert matrix is not None
        if matrix.padding == _NO_PADDING:
            return
        (top, _), (left, _) = matrix.padding
        height, width = matrix.shape
        if camera.scale < GRID_CELL:
            painter.setPen(_dashes(self._theme))
            edge = camera.rect(-top, -left, *matrix.padded_shape)
            painter.drawRect(edge.adjusted(0.5, 0.5, -0.5, -0.5))
            return
        rows, cols = camera.visible(matrix.padded_shape, origin=(-top, -left))
        inside = (range(height), range(width))
        self._paint_dashed(
            painter,
            [(r, c) for r in rows for c in cols if r not in inside[0] or c not in inside[1]],
        )

    def _paint_dashed(self, painter: QPainter, cells: list[Cell]) -> None:
        painter.setPen(_dashes(self._theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 1.5 if self._camera.scale < 2 * NUMBER_CELL else 2.5
        for row, col in cells:
            painter.drawRect(self._camera.rect(row, col).adjusted(inset, inset, -inset, -inset))

    # ---- marks

    def _paint_marks(self, painter: QPainter) -> None:
        marks, camera, theme = self._marks, self._camera, self._theme
        painter.save()
        room = theme.outline + 3
        painter.setClipRect(camera.area.adjusted(-room, -room, room, room))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if marks.secret is not None:
            self._paint_secret(painter, marks.secret)
        for hovered in marks.hover:
            self._outline(painter, hovered, theme.colour("accent"), max(2.0, theme.outline - 2))
        if marks.window is not None:
            if camera.scale >= GRID_CELL:
                for cell in marks.taps:
                    self._outline(painter, (*cell, 1, 1), theme.colour("window"), 1.5)
            self._outline(painter, marks.window, theme.colour("window"), theme.outline)
        if camera.scale >= NUMBER_CELL:
            for cell in marks.ties:
                self._ring(painter, cell, theme.outline * 0.4)
            if marks.winner is not None:
                self._ring(painter, marks.winner, theme.outline * 0.8)
        if marks.cursor is not None:
            self._outline(painter, (*marks.cursor, 1, 1), theme.colour("accent"), theme.outline)
        painter.restore()

    def _paint_secret(self, painter: QPainter, cell: Cell) -> None:
        rect = self.cell_rect(*cell)
        painter.fillRect(rect, self._theme.colour("empty"))
        if self._camera.scale >= NUMBER_CELL:
            painter.setPen(self._theme.colour("result"))
            font = self._theme.font(bold=True)
            font.setPixelSize(max(8, int(rect.height() * 0.5)))
            painter.setFont(font)
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "?")

    def _outline(
        self,
        painter: QPainter,
        box: tuple[float, float, float, float],
        colour: QColor,
        width: float,
    ) -> None:
        """Outline cells, in white first, so that it stands out from every colour."""
        if self._camera.scale < NUMBER_CELL:
            width = min(width, 3.0)
        rect = self.cell_rect(*box)
        least = 9.0
        if min(rect.width(), rect.height()) < least:  # a window smaller than its outline
            grow = [max(0.0, (least - side) / 2) for side in (rect.width(), rect.height())]
            rect.adjust(-grow[0], -grow[1], grow[0], grow[1])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen_colour, pen_width in ((self._theme.colour("halo"), width + 3), (colour, width)):
            pen = QPen(pen_colour, pen_width)
            pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
            painter.setPen(pen)
            painter.drawRect(rect)

    def _ring(self, painter: QPainter, cell: Cell, width: float) -> None:
        rect = self.cell_rect(*cell)
        side = min(rect.width(), rect.height())
        width = min(width, max(1.2, side / 14))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        colours = (self._theme.colour("halo"), width + 2), (self._theme.colour("window"), width)
        for colour, pen_width in colours:
            painter.setPen(QPen(colour, pen_width))
            if side >= _ROUND_RING:
                painter.drawEllipse(rect.center(), 0.39 * side, 0.39 * side)
            else:
                inner = rect.adjusted(3, 3, -3, -3)
                painter.drawRoundedRect(inner, 0.3 * side, 0.3 * side)

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
        if self._press is None:
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
        self._set_hovered(None)
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent | None) -> None:
        """Tell which cell the mouse came in on."""
        assert event is not None
        self._hover(event.position())
        super().enterEvent(event)

    def _hover(self, point: QPointF) -> None:
        self._set_hovered(self.cell_at(point))

    def _set_hovered(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self.cell_hovered.emit(cell)


def _copies_pixels(painter: QPainter, ratio: float) -> bool:
    """Return whether a pixmap drawn by `painter` stays as it is: not in an SVG, nor in between."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == QPaintEngine.Type.Raster and ratio.is_integer()


def _scaled(rect: QRect, ratio: float) -> tuple[float, float]:
    return rect.width() * ratio, rect.height() * ratio


def _runs(indices: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the (first, length) of every run of neighbours."""
    if not indices:
        return []
    parts = np.split(np.array(indices), np.flatnonzero(np.diff(indices) > 1) + 1)
    return [(int(part[0]), len(part)) for part in parts]


def _dashes(theme: Theme) -> QPen:
    pen = QPen(theme.colour("dash"), 1)
    pen.setDashPattern([3, 3])
    return pen
