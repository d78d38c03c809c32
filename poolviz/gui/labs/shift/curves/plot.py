"""Curves over the levels of pooling.

It imports pyqtgraph, which takes longer than all the rest of a window: import it late.
"""

import math
import sys
from itertools import count

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PyQt6.QtCore import QEvent, QLineF, QPointF, QRectF, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
    QTransform,
    QWheelEvent,
)
from PyQt6.QtWidgets import QGraphicsLineItem, QGraphicsPathItem, QGraphicsSimpleTextItem
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols  # type: ignore[import-untyped]

from poolviz.gui.labs.shift.curves.curve import LOOKS, Curve, Look
from poolviz.gui.theme import LIGHT, Theme

if getattr(sys.excepthook, "__module__", "") == "pyqtgraph.Qt":
    sys.excepthook = sys.__excepthook__  # pyqtgraph has replaced it; whoever wants one sets one

_LEAST_MARK = 5.0
"""Pixels; otherwise marks are no wider than from one level to the next."""

_GROUND = -200
"""Under the curves, which pyqtgraph draws at -100."""


def paint_mark(
    painter: QPainter, mark: str, centre: QPointF, size: float, line: QPen, inside: QColor
) -> None:
    """Paint a mark of a curve, `size` wide, in pixels."""
    pen = QPen(line.color(), min(1.5, line.widthF()))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(inside)
    place = QTransform.fromTranslate(centre.x(), centre.y()).scale(size, size)
    painter.drawPath(place.map(Symbols[mark]))


def mark_size(theme: Theme, current: bool) -> float:
    """Return the width of a mark, in pixels."""
    return (2.2 if current else 1.6) * theme.outline


class _Line(pg.PlotCurveItem):  # type: ignore[misc]
    """A curve with its marks, drawn in pixels.

    pyqtgraph's own pens are cosmetic: half as thick on a sharp screen and in a larger picture. And
    its marks are pixmaps, which a QSvgGenerator takes apart.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__(connect="finite")
        self.theme = theme
        self.look = LOOKS["max"]
        self.curve = Curve("", ())
        self.values = np.zeros(0)

    def show_curve(self, curve: Curve, look: Look, bottom: float, top: float) -> None:
        self.curve, self.look = curve, look
        self.values = np.clip(np.array(curve.values, float), bottom, top)
        self.setZValue(2 if curve.current else 1)
        self.setData(np.arange(len(self.values), dtype=float), self.values)

    def pixelPadding(self) -> float:
        return 2 * mark_size(self.theme, True)

    def paint(self, painter: QPainter, *_: object) -> None:
        curve, theme = self.curve, self.theme
        pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = self.look.pen(theme, curve)
        if len(self.values) > 1:
            painter.strokePath(pixels.map(self.getPath()), pen)
        inside = pen.color() if curve.current else theme.colour("surface")
        size = min(mark_size(theme, curve.current), max(_LEAST_MARK, pixels.m11()))
        for level, value in enumerate(self.values.tolist()):
            if math.isnan(value):
                continue
            place = pixels.map(QPointF(level, value))
            if math.isinf(curve.values[level]):
                mark = "t1" if value > 0 else "t"
                paint_mark(painter, mark, place, 1.8 * size, pen, pen.color())
            else:
                paint_mark(painter, self.look.mark, place, size, pen, inside)
            if any(curve.blank[level + 1 : level + 2]):
                paint_mark(painter, "x", place, 2 * size, pen, pen.color())
        painter.restore()


class Plot(pg.GraphicsView):  # type: ignore[misc]
    """The curves over their levels. Nothing in it is moved or zoomed by hand.

    Signals
    -------
    level_clicked(int)
        The level that a click was nearest to.
    pointed(object)
        The index and the level of the point of a curve that the mouse is on, None for none.
    """

    level_clicked = pyqtSignal(int)
    pointed = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__(background=None)
        self.setCacheMode(self.CacheModeFlag.CacheNone)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.theme = LIGHT
        self.levels = 0
        self.curves: tuple[Curve, ...] = ()
        self._looks: list[Look] = []
        self._lines: list[_Line] = []
        self._mouse: QPointF | None = None
        self._level = 0.0
        self._ends = (0.0, 1.0)
        self._ticks: dict[pg.AxisItem, list[tuple[float, str]]] = {}
        root = self.centralWidget
        self.box = pg.ViewBox(root, enableMouse=False, enableMenu=False)
        self.box.disableAutoRange()
        self._x = pg.AxisItem("bottom", parent=root, linkView=self.box, maxTickLength=0)
        self._y = pg.AxisItem("left", parent=root, linkView=self.box, maxTickLength=0)
        self._y.setGrid(255)
        self._y.setStyle(tickAlpha=255)
        for axis in (self._x, self._y):
            axis.setStyle(autoExpandTextSpace=False)
            axis.setPen(QPen(Qt.PenStyle.NoPen))
            axis.setZValue(_GROUND)
        self._x.setStyle(tickAlpha=0)
        self._base = QGraphicsLineItem(root)
        self._marker = QGraphicsPathItem(root)
        self._word = QGraphicsSimpleTextItem("pool", root)
        self._ring = QGraphicsPathItem(root)
        self._ring.setZValue(3)
        for item in (self._base, self._marker):
            item.setZValue(_GROUND + 1)

    # ---- what is shown; `arrange` is to be called after it

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self.theme = theme
        for axis in (self._x, self._y):
            axis.setTickFont(theme.font())
            axis.setTextPen(theme.colour("muted"))
        self._y.setTickPen(QPen(theme.colour("border"), 1))
        self._base.setPen(QPen(theme.colour("muted"), 1))
        self._marker.setPen(QPen(theme.colour("text"), 1.2))
        self._marker.setBrush(theme.colour("text"))
        self._word.setFont(theme.font())
        self._word.setBrush(theme.colour("muted"))
        self._ring.setPen(QPen(theme.colour("text"), theme.outline / 2))
        for line in self._lines:
            line.theme = theme

    def set_curves(self, curves: tuple[Curve, ...], looks: list[Look]) -> None:
        """Show other curves, each with its look."""
        self.curves, self._looks = curves, looks
        self.levels = max([1, *(len(curve.values) for curve in curves)]) - 1
        while len(self._lines) < len(curves):
            line = _Line(self.theme)
            self.box.addItem(line, ignoreBounds=True)
            self._lines.append(line)
        for i, line in enumerate(self._lines):
            line.setVisible(i < len(curves))

    def set_level(self, level: float) -> None:
        """Mark the level that time has reached; this needs no `arrange`."""
        self._level = level
        self._place_marker()

    # ---- where it is shown

    def place_of(self, level: float, value: float) -> QPointF:
        """Return where a value stands, in pixels of this widget."""
        low, high = self._ends
        point = QPointF(level, min(max(value, low), high))
        return QPointF(self.box.mapViewToScene(point))

    def arrange(self) -> None:
        """Lay axes and curves out anew, for their values and the size of the widget."""
        line = self.theme.metrics().height()
        pad = max(10.0, line / 2)
        tall = max(2 * pad + 1, self.height() - line - 4)
        numbers = self._scale_y(tall - 2 * pad, line)
        room = max(map(self.theme.metrics().horizontalAdvance, ("pool", *numbers))) + 6
        wide = max(2 * pad + 1, self.width() - room)
        self._y.setWidth(room)
        self._y.setGeometry(QRectF(0, 0, room, tall))
        self._x.setHeight(line + 4)
        self._x.setGeometry(QRectF(room, tall, wide, line + 4))
        self.box.setGeometry(QRectF(room, 0, wide, tall))
        (low, high), last = self._ends, max(1, self.levels)
        side = pad * last / (wide - 2 * pad)
        over = pad * (high - low) / (tall - 2 * pad)
        self.box.setRange(xRange=(-side, last + side), yRange=(low - over, high + over), padding=0)
        self._scale_x(wide)
        for curve, look, item in zip(self.curves, self._looks, self._lines, strict=False):
            item.show_curve(curve, look, low, high)
        base = round(self.place_of(0, 0).y()) + 0.5
        self._base.setLine(QLineF(room, base, room + wide, base))
        word = self._word.boundingRect()
        self._word.setPos(room - 6 - word.width(), tall + 2)
        self._place_marker()
        self._look()

    def _scale_y(self, tall: float, line: int) -> list[str]:
        """Choose the ends and the numbers of the axis of values."""
        finite = [v for curve in self.curves for v in curve.values if math.isfinite(v)]
        most = min(5, max(1, int(tall / (1.6 * line))))
        top, step, decimals = _nice_top(max(finite, default=0.0), most)
        self._ends = min([0.0, *finite]), top
        values = [i * step for i in range(round(top / step) + 1)]
        form = ".3g" if top >= 1e5 else f".{decimals}f"
        ticks = [(value, f"{value:{form}}") for value in values]
        self._set_ticks(self._y, ticks)
        return [text for _, text in ticks]

    def _scale_x(self, wide: float) -> None:
        """Write the levels on their axis, or as many of them as there is room for."""
        widest = self.theme.metrics().horizontalAdvance(f" {self.levels} ")
        every = max(1, math.ceil(widest * self.levels / wide))
        self._set_ticks(self._x, [(i, str(i)) for i in range(0, self.levels + 1, every)])

    def _set_ticks(self, axis: pg.AxisItem, ticks: list[tuple[float, str]]) -> None:
        if self._ticks.get(axis) != ticks:
            self._ticks[axis] = ticks
            axis.setTicks([ticks])

    def _place_marker(self) -> None:
        x = round(self.place_of(min(max(self._level, 0.0), self.levels), 0).x()) + 0.5
        head = self.theme.outline * 1.2
        path = QPainterPath(QPointF(x, self.place_of(0, 0).y()))
        path.lineTo(x, head)
        path.addPolygon(QPolygonF([QPointF(x, head), QPointF(x - head, 0), QPointF(x + head, 0)]))
        path.closeSubpath()
        self._marker.setPath(path)

    # ---- the mouse

    def _look(self) -> None:
        """Find the point of a curve that is under the mouse, and put a ring around it."""
        reach, found = 12 * self.theme.scale, None
        if self._mouse is not None:
            for i, curve in enumerate(self.curves):
                for level, value in enumerate(curve.values):
                    if math.isnan(value):
                        continue
                    way = QLineF(self._mouse, self.place_of(level, value)).length()
                    if way < reach:
                        reach, found = way, (i, level)
        self._ring.setVisible(found is not None)
        if found is not None:
            i, level = found
            path, radius = QPainterPath(), 2 * self.theme.outline
            path.addEllipse(self.place_of(level, self.curves[i].values[level]), radius, radius)
            self._ring.setPath(path)
        self.pointed.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Point at what is under the mouse."""
        self._mouse = event.position()
        self._look()

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        self._mouse = None
        self._look()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell the level that is nearest."""
        if event.button() != Qt.MouseButton.LeftButton or not self.curves:
            event.ignore()
            return
        first, last = self.place_of(0, 0).x(), self.place_of(max(1, self.levels), 0).x()
        level = round((event.position().x() - first) / (last - first) * max(1, self.levels))
        self.level_clicked.emit(min(max(level, 0), self.levels))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Drag nothing."""
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Take a double-click as two clicks."""
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom nothing."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the keys to the window."""
        event.ignore()


def _nice_top(highest: float, most: int) -> tuple[float, float, int]:
    """Return where an axis from 0 ends, its step, and the decimals of its numbers."""
    highest = max(highest, 0.01) if highest > 0 else 1.0  # less reads as 0 in the legend, too
    for power in count(math.floor(math.log10(highest)) - 1):
        for digit in (1, 2, 5):
            step = digit * 10.0**power
            steps = math.ceil(highest / step - 1e-9)
            if steps <= most:
                return steps * step, step, max(0, -power)
    raise AssertionError
