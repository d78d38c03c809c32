"""Small grids of coloured cells: where they lie, how they are painted, what the mouse is on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from poolviz.core.numbers import MINUS
from poolviz.gui.raster import draw_part
from poolviz.gui.theme import GRID_CELL, LIGHT, Theme, font_of, metrics_of

Cell = tuple[int, int]

RING_ROOM = 5
"""Pixels that a ring takes around the cells it is drawn on."""

REARRANGING = (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.Show)
"""Events after which what a card holds may need another place."""

FADED = 0.35
"""The opacity of what is still to be seen while something new is computed."""

_LEAST_TYPE = 9
"""Numbers in cells are not written smaller, in pixels."""

_NUMBER_CELL = 26
"""Cells that carry numbers with decimals are not smaller, in pixels."""

_SMALL_GAP = 10
"""Pixels between two small maps."""


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
        return min(self.area.height() / max(rows, 1), self.area.width() / max(cols, 1))

    def rect(self, row: int, col: int, height: int = 1, width: int = 1) -> QRect:
        """Return the pixels of some cells."""
        left, right = self._x(col), self._x(col + width)
        top, bottom = self._y(row), self._y(row + height)
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
            _paint_missing(painter, QRectF(grid.rect(row, col)), theme)
    if grid.cell >= GRID_CELL:
        area, line = grid.area, theme.colour("border")
        for col in range(1, cols):
            painter.fillRect(grid.rect(0, col).left(), area.top(), 1, area.height(), line)
        for row in range(1, rows):
            painter.fillRect(area.left(), grid.rect(row, 0).top(), area.width(), 1, line)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(grid.area.adjusted(-1, -1, 0, 0))


def paint_numbers(
    painter: QPainter,
    faces: Sequence[tuple[QRect, str, int]],
    largest: int,
    within: QRect | None = None,
) -> bool:
    """Write texts into cells, black on light colours and white on dark ones.

    Parameters
    ----------
    faces : sequence of (QRect, str, int)
        For each cell its pixels, its text and its colour, 0xFFRRGGBB.
    largest : int
        The largest type, in pixels.
    within : QRect, optional
        The part that is painted; cells beside it are left out.

    Returns
    -------
    bool
        Whether there is room for them; if not, none is written.
    """
    if not faces:
        return False
    width = min(rect.width() for rect, _, _ in faces) - 4
    height = min(rect.height() for rect, _, _ in faces)
    widest = max(metrics_of(100, bold=True).horizontalAdvance(text) for _, text, _ in faces) / 100
    size = int(min(largest, 0.82 * height, width / max(widest, 0.01)))
    if size < _LEAST_TYPE:
        return False
    painter.setFont(font_of(size, bold=True))
    for rect, text, colour in faces:
        if within is None or rect.intersects(within):
            painter.setPen(QColor("#ffffff" if _is_dark(colour) else "#000000"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
    return True


def signed(number: int) -> str:
    """Write a whole number with a true minus sign."""
    return str(number).replace("-", MINUS)


def paint_ring(painter: QPainter, rect: QRect, theme: Theme) -> None:
    """Outline cells in the colour of the window, on a halo that sets it off from every colour."""
    width = 2.0 if min(rect.width(), rect.height()) < 2 * GRID_CELL else 3.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for role, pen_width in (("halo", width + 3), ("window", width)):
        pen = QPen(theme.colour(role), pen_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(QRectF(rect))


def _paint_missing(painter: QPainter, rect: QRectF, theme: Theme) -> None:
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


def _is_dark(colour: int) -> bool:
    """Return whether white contrasts more than black, by WCAG's relative luminance."""
    parts = [((colour >> shift) & 0xFF) / 255 for shift in (16, 8, 0)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 0.179


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
        raise NotImplementedError

    def tip_for(self, cell: Cell | None) -> str:
        """Return the tooltip of a cell; by default the one there is."""
        return self.toolTip()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.update()

    def set_faded(self, faded: bool) -> None:
        """Show the cells faded, as those of something that is computed anew."""
        if faded != self._faded:
            self._faded = faded
            self.update()

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


class ShiftGrid(CellWidget):
    """A cell for every shift from -j to j, rows down and columns right; one of them is ringed."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: Cells | None = None
        self._shift: Cell = (0, 0)
        self._axes = 0
        self.grid = CellGrid(QRect(), (1, 1))

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
        metrics = self._theme.metrics()
        name = metrics.height() if axes == 2 else 0
        left = metrics.horizontalAdvance(f"{MINUS}{jitter}") + 5 + name if axes else 0
        return RING_ROOM + left, RING_ROOM + (metrics.height() + name if axes else 0)

    def arrange(self, jitter: int, cell: int, axes: int) -> None:
        """Take the size that cells of `cell` pixels need."""
        left, bottom = self.margins(jitter, axes)
        count = 2 * jitter + 1
        self._axes = axes
        self.grid = CellGrid(QRect(left, RING_ROOM, cell * count, cell * count), (count, count))
        self.resize(left + cell * count + RING_ROOM, RING_ROOM + cell * count + bottom)
        self.update()

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return the cell under a point."""
        return self.grid.cell_at(point) if self._cells is not None else None

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the cells, their numbers, the axes and the ring."""
        if self._cells is None or self._cells.pixels.shape != self.grid.shape:
            return
        painter = QPainter(self)
        within = event.rect() if event is not None else self.rect()
        painter.setOpacity(FADED if self._faded else 1.0)
        paint_cells(painter, self.grid, self._cells, self._theme)
        texts = self._cells.texts if self.grid.cell >= _NUMBER_CELL else None
        if texts is not None:
            faces = [
                (self.grid.rect(r, c), texts[r][c], colour)
                for r, line in enumerate(self._cells.pixels.tolist())
                for c, colour in enumerate(line)
            ]
            paint_numbers(painter, faces, self._theme.px(self._theme.text_px), within)
        painter.setOpacity(1.0)
        if self.ring is not None:
            paint_ring(painter, self.ring, self._theme)
        if self._axes and not self.grid.area.contains(within):
            self._paint_axes(painter)

    def _update_ring(self) -> None:
        if self.ring is not None:
            self.update(self.ring.adjusted(-RING_ROOM, -RING_ROOM, RING_ROOM, RING_ROOM))

    def _paint_axes(self, painter: QPainter) -> None:
        metrics, area = self._theme.metrics(), self.grid.area
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        height, aligned = metrics.height(), Qt.AlignmentFlag
        wide = metrics.horizontalAdvance(f"{MINUS}{self.jitter}") + 5
        for tick in _ticks(self.jitter, height, self.grid.cell):
            middle = self.grid.rect(tick + self.jitter, 0).center().y()
            box = QRect(area.left() - wide - 4, middle - height // 2, wide, height)
            painter.drawText(box, aligned.AlignVCenter | aligned.AlignRight, signed(tick))
        for tick in _ticks(self.jitter, wide, self.grid.cell):
            middle = self.grid.rect(0, tick + self.jitter).center().x()
            box = QRect(middle - wide, area.bottom() + 3, 2 * wide, height)
            painter.drawText(box, aligned.AlignCenter, signed(tick))
        if self._axes == 2:
            box = QRect(area.left(), area.bottom() + 3 + height, area.width(), height)
            painter.drawText(box, aligned.AlignCenter, "right →")
            painter.translate(height, area.top())
            painter.rotate(90)
            painter.drawText(QRect(0, 0, area.height(), height), aligned.AlignCenter, "down →")


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
        captions = self._captions(side)
        lines = max((len(caption) for caption in captions), default=1)
        height = side + 6 + lines * self._theme.metrics().height()
        return QSize(len(self._maps) * (self._item(side)), height)

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
        height = theme.metrics().height()
        painter.setFont(theme.font())
        for i, (small, caption) in enumerate(zip(self._maps, self.captions, strict=True)):
            area = self.map_rect(i)
            painter.setOpacity(FADED if self._faded else 1.0)
            paint_cells(painter, CellGrid(area, small.cells.pixels.shape), small.cells, theme)
            painter.setOpacity(1.0)
            current = i == self._current
            if current:
                painter.setPen(QPen(theme.colour("accent"), 3))
                painter.drawRect(area.adjusted(-2, -2, 1, 1))
            painter.setPen(theme.colour("accent" if current else "muted"))
            for line, text in enumerate(caption):
                top = area.bottom() + 4 + line * height
                box = QRect(i * self._item(self.side), top, self._item(self.side), height)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _captions(self, side: int) -> list[tuple[str, ...]]:
        if side not in self._written:
            room = side + _SMALL_GAP - 4
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
        return max(side + _SMALL_GAP, widest + 4)

    def _width(self, text: str) -> int:
        return self._theme.metrics().horizontalAdvance(text)


def _ticks(jitter: int, room: int, cell: float) -> range:
    """Return the shifts to label, both ends and 0 among them."""
    steps = [n for n in range(1, jitter + 1) if jitter % n == 0] or [1]
    step = next((n for n in steps if n * cell >= room), steps[-1])
    return range(-jitter, jitter + 1, step)


class SweepProgress(QWidget):
    """A thin bar with a button under it, laid over what is being computed anew.

    Signals
    -------
    cancel_wanted()
        The button is pressed.
    """

    cancel_wanted = pyqtSignal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Shifts computed")
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Stop computing")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancel_wanted)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        box.addWidget(self.bar)
        box.addWidget(self.cancel, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.bar.setFixedHeight(theme.px(6))
        self.bar.setStyleSheet(
            f"QProgressBar {{ background: {theme.raised}; border: none; border-radius: 3px; }}"
            f"QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}"
        )

    def set_done(self, done: float | None) -> None:
        """Show how much is done, 0 to 1, or nothing."""
        self.setVisible(done is not None)
        if done is not None:
            self.bar.setValue(round(1000 * min(max(done, 0.0), 1.0)))

    def place_over(self, rect: QRect) -> None:
        """Stand in the middle of `rect`."""
        hint = self.sizeHint()
        width = max(hint.width(), min(rect.width() - 16, 240))
        box = QRect(0, 0, width, hint.height())
        box.moveCenter(rect.center())
        self.setGeometry(box)
        self.raise_()
