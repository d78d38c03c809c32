"""What is left of an offset after every pool, as curves: one for each method, and a legend.

It imports pyqtgraph, which takes longer than all the rest of a window: import it late.
"""

import math
import sys
from dataclasses import dataclass
from itertools import count

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PyQt6.QtCore import QEvent, QLineF, QPoint, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PyQt6.QtWidgets import (
    QFrame,
    QGraphicsLineItem,
    QGraphicsPathItem,
    QGraphicsSimpleTextItem,
    QToolTip,
    QWidget,
)
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols  # type: ignore[import-untyped]

from poolviz.core.numbers import MINUS, format_number
from poolviz.gui.theme import LIGHT, Theme, colour_of
from poolviz.gui.widgets import ElidedLabel, Segments, label

if getattr(sys.excepthook, "__module__", "") == "pyqtgraph.Qt":
    sys.excepthook = sys.__excepthook__  # pyqtgraph has replaced it; whoever wants one sets one

_MARGIN, _GAP = 14, 8
_LEAST_PLOT = 112
_GROUND = -200
"""Under the curves, which pyqtgraph draws at -100."""


@dataclass(frozen=True)
class Curve:
    """One method through all levels.

    Attributes
    ----------
    name : str
        The method; it decides colour, dashes and marks.
    values : tuple of float
        By level, from 0. NaN is a gap; an infinite value is marked at the edge.
    current : bool
        Whether it is the method in force.
    dashed : bool
        Whether its line is dashed.
    tip : str
        Its definition.
    """

    name: str
    values: tuple[float, ...]
    current: bool = False
    dashed: bool = False
    tip: str = ""


@dataclass(frozen=True)
class _Look:
    """How a curve is told from the others: in colours for each theme, dashes, and marks."""

    light: str
    dark: str
    projector: str
    dashes: tuple[float, ...]
    mark: str

    def colour(self, theme: Theme) -> QColor:
        return colour_of(str(getattr(self, theme.name)))

    def pen(self, theme: Theme, *, current: bool, dashed: bool) -> QPen:
        width = (0.65 if current else 0.4) * theme.outline
        pen = QPen(self.colour(theme), width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashed:
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            pen.setDashPattern([length / width for length in self.dashes])
        return pen


# The hues of Okabe and Ito, moved until text in them has a contrast of 4.5 : 1 (projector 7 : 1)
# and any two are told apart with each kind of colour blindness.
_LOOKS = {
    "max": _Look("#0a6ad0", "#4c8dff", "#0041b8", (9, 4), "o"),
    "mean": _Look("#bc4b00", "#f87d0c", "#8f3f00", (7, 4), "s"),
    "pick": _Look("#a03c86", "#d070a8", "#8d357d", (2.5, 3), "t"),
    "blur": _Look("#553000", "#fedf7e", "#4a2001", (10, 3, 2.5, 3), "d"),
    "max + blur": _Look("#048553", "#14aa66", "#006541", (5, 3), "t1"),
    "polyphase": _Look("#0a2f86", "#62d2ff", "#01184a", (10, 3, 2.5, 3, 2.5, 3), "p"),
    "law": _Look("#151b26", "#eef1f5", "#000000", (1.5, 2.5), "x"),
}


def _looks(curves: tuple[Curve, ...]) -> list[_Look]:
    """Return the look of each curve; a method without one of its own takes one that is free."""
    names = {curve.name for curve in curves}
    free = [look for name, look in _LOOKS.items() if name not in names] or list(_LOOKS.values())
    turn = count()
    return [_LOOKS.get(curve.name) or free[next(turn) % len(free)] for curve in curves]


def _paint_mark(
    painter: QPainter, mark: str, centre: QPointF, size: float, line: QPen, inside: QColor
) -> None:
    """Paint a mark of a curve, `size` wide, in pixels."""
    pen = QPen(line.color(), min(1.5, line.widthF()))
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(inside)
    place = QTransform.fromTranslate(centre.x(), centre.y()).scale(size, size)
    painter.drawPath(place.map(Symbols[mark]))


def _mark_size(theme: Theme, current: bool) -> float:
    return (2.2 if current else 1.6) * theme.outline


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


def _number(value: float, whole: bool, exact: bool = False) -> str:
    """Write a value with three decimals, more if `exact`; what is not 0 never reads as 0."""
    if math.isnan(value):
        return "–"
    if 0 < abs(value) < 0.0005:
        return format_number(value) if exact else "≈ 0"
    if math.isinf(value) or whole:
        return format_number(value)
    if abs(value) >= 1e5:
        return f"{value:.2e}".replace("-", MINUS)
    return f"{value:.{3 if abs(value) < 100 else 1}f}".replace("-", MINUS)


def _whole(curves: tuple[Curve, ...]) -> bool:
    """Return whether the values are counts, which need no decimals."""
    finite = [v for curve in curves for v in curve.values if math.isfinite(v)]
    return any(v > 1 for v in finite) and all(v == round(v) for v in finite)


class _Line(pg.PlotCurveItem):  # type: ignore[misc]
    """A curve with its marks, drawn in pixels.

    pyqtgraph's own pens are cosmetic: half as thick on a sharp screen and in a larger picture. And
    its marks are pixmaps, which a QSvgGenerator takes apart.
    """

    def __init__(self) -> None:
        super().__init__(connect="finite")
        self.theme = LIGHT
        self.look = _LOOKS["max"]
        self.curve = Curve("", ())
        self.values = np.zeros(0)

    def show_curve(self, curve: Curve, look: _Look, bottom: float, top: float) -> None:
        self.curve, self.look = curve, look
        self.values = np.clip(np.array(curve.values, float), bottom, top)
        self.setZValue(2 if curve.current else 1)
        self.setData(np.arange(len(self.values), dtype=float), self.values)

    def pixelPadding(self) -> float:
        return 2 * _mark_size(self.theme, True)

    def paint(self, painter: QPainter, *_: object) -> None:
        curve, theme = self.curve, self.theme
        pixels = painter.transform()
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = self.look.pen(theme, current=curve.current, dashed=curve.dashed)
        if len(self.values) > 1:
            painter.strokePath(pixels.map(self.getPath()), pen)
        inside = pen.color() if curve.current else theme.colour("surface")
        size = _mark_size(theme, curve.current)
        for level, value in enumerate(self.values.tolist()):
            if math.isnan(value):
                continue
            infinite = math.isinf(curve.values[level])
            place = pixels.map(QPointF(level, value))
            if infinite:
                mark = "t1" if value > 0 else "t"
                _paint_mark(painter, mark, place, 1.8 * size, pen, pen.color())
            else:
                _paint_mark(painter, self.look.mark, place, size, pen, inside)
        painter.restore()


class _Plot(pg.GraphicsView):  # type: ignore[misc]
    """The curves over their levels. Nothing in it is moved or zoomed by hand."""

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
        self._looks: list[_Look] = []
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

    def set_curves(self, curves: tuple[Curve, ...], looks: list[_Look]) -> None:
        self.curves, self._looks = curves, looks
        self.levels = max([1, *(len(curve.values) for curve in curves)]) - 1
        while len(self._lines) < len(curves):
            line = _Line()
            line.theme = self.theme
            self.box.addItem(line, ignoreBounds=True)
            self._lines.append(line)
        for i, line in enumerate(self._lines):
            line.setVisible(i < len(curves))

    def set_level(self, level: float) -> None:
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
        self._mouse = event.position()
        self._look()

    def leaveEvent(self, event: QEvent) -> None:
        self._mouse = None
        self._look()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton or not self.curves:
            event.ignore()
            return
        first, last = self.place_of(0, 0).x(), self.place_of(max(1, self.levels), 0).x()
        level = round((event.position().x() - first) / (last - first) * max(1, self.levels))
        self.level_clicked.emit(min(max(level, 0), self.levels))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.ignore()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.ignore()


class _Legend(QWidget):
    """Each curve's line, name and last value; as many of them as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self.rows: list[tuple[Curve, _Look, str]] = []
        self.terse = 0
        self._bright = -1

    def set_rows(self, rows: list[tuple[Curve, _Look, str]]) -> None:
        self.rows = rows
        self.setAccessibleName("Legend: " + ", ".join(f"{c.name} {text}" for c, _, text in rows))
        self.update()

    def set_bright(self, row: int) -> None:
        """Stress one of the rows; none with -1."""
        if row != self._bright:
            self._bright = row
            self.update()

    @property
    def row_height(self) -> int:
        return self.theme.metrics().height() + 2

    def needed_width(self, terse: int) -> int:
        """Return the pixels for the longest row: all of it, with a short line, without value."""
        longest = 0
        for curve, _, text in self.rows:
            advance = self.theme.metrics(bold=curve.current).horizontalAdvance
            value = advance(max("0.000", text, key=len)) + (_GAP if terse else 2 * _GAP)
            longest = max(longest, advance(curve.name) + (value if terse < 2 else 0))
        return 3 + self._sample(terse) + _GAP + longest + 3

    def _sample(self, terse: int) -> int:
        return self.theme.px(12 if terse else 26)

    def seen(self) -> list[int]:
        """Return the rows that fit; the method in force is one of them."""
        every = list(range(len(self.rows)))
        room = max(1, self.height() // self.row_height)
        if len(every) <= room:
            return every
        first = sorted(every, key=lambda i: (not self.rows[i][0].current, i))
        return sorted(first[: room - 1])

    def event(self, event: QEvent | None) -> bool:
        """Show the definition of the row under the mouse."""
        if not isinstance(event, QHelpEvent):
            return super().event(event)
        seen, at = self.seen(), event.pos().y() // self.row_height
        rows = [seen[at]] if at < len(seen) else []
        if at == len(seen):
            rows = [i for i in range(len(self.rows)) if i not in seen]
        QToolTip.showText(event.globalPos(), "\n".join(map(self._explained, rows)), self)
        return True

    def _explained(self, row: int) -> str:
        curve, _, text = self.rows[row]
        after = _after(len(curve.values) - 1)
        return f"{curve.name} {after}: {text}" + (f"\n{curve.tip}" if curve.tip else "")

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = self.seen()
        for place, row in enumerate(seen):
            self._paint_row(painter, row, place * self.row_height)
        hidden = len(self.rows) - len(seen)
        if hidden:
            painter.setFont(self.theme.font())
            painter.setPen(self.theme.colour("muted"))
            left = 3 + self._sample(self.terse) + _GAP
            box = QRect(left, len(seen) * self.row_height, self.width() - left, self.row_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"+ {hidden} more")

    def _paint_row(self, painter: QPainter, row: int, top: int) -> None:
        theme = self.theme
        curve, look, text = self.rows[row]
        box = QRect(0, top, self.width(), self.row_height)
        if row == self._bright:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(box, 5, 5)
        pen = look.pen(theme, current=curve.current, dashed=curve.dashed)
        half = QPointF(self._sample(self.terse) / 2, 0)
        middle = QPointF(3, box.center().y() + 0.5) + half
        path = QPainterPath(middle - half)
        path.lineTo(middle + half)
        painter.strokePath(path, pen)
        inside = pen.color() if curve.current else theme.colour("surface")
        _paint_mark(painter, look.mark, middle, _mark_size(theme, curve.current), pen, inside)
        painter.setFont(theme.font(bold=curve.current))
        painter.setPen(pen.color())
        words = box.adjusted(3 + self._sample(self.terse) + _GAP, 0, -3, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, curve.name)
        if self.terse < 2:
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(words, right, text)


def _after(level: int) -> str:
    return f"after pool {level}" if level else "before any pool"


class CurvesCard(QFrame):
    """What is left after every pool, by method.

    Signals
    -------
    measure_chosen(str)
        The name of the measure whose button was pressed.
    level_chosen(int)
        The level that was clicked in the plot.
    hinted(str)
        What the point under the mouse says; "" when there is none any more.
    """

    measure_chosen = pyqtSignal(str)
    level_chosen = pyqtSignal(int)
    hinted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = LIGHT
        self._hint = ""
        self._whole = False
        self._unit_text = ""
        self._chosen = ""
        self._measures: tuple[tuple[str, str, str], ...] = ()
        self.title = ElidedLabel("title")
        self.unit = label("", "muted")
        self.unit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.note = ElidedLabel("muted")
        self.plot = _Plot()
        self.legend = _Legend()
        self.message = label("", "muted")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.segments: Segments | None = None
        for part in (self.title, self.unit, self.note, self.plot, self.legend, self.message):
            part.setParent(self)
        self.plot.level_clicked.connect(self.level_chosen)
        self.plot.pointed.connect(self._point)
        self.set_theme(LIGHT)

    # ---- what is shown

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The legend: for each curve its name and its last value."""
        return [(curve.name, text) for curve, _, text in self.legend.rows]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = self.legend.theme = theme
        self.plot.set_theme(theme)
        self.legend.update()
        self.updateGeometry()
        self._arrange()

    def set_curves(
        self, title: str, unit: str, curves: tuple[Curve, ...], *, note: str = ""
    ) -> None:
        """Show other curves, and no message.

        Parameters
        ----------
        title : str
            What all of them show.
        unit : str
            What their values are, such as "relative L2".
        curves : tuple of Curve
            In the order of the legend.
        note : str, optional
            One sentence more, under the curves where there is room, and in the unit's tooltip.
        """
        self.message.setText("")
        self._unit_text = unit
        self.title.show_text(title)
        self.note.show_text(note)
        self.plot.setAccessibleName(f"{title}, {unit}")
        looks = _looks(curves)
        if [curve.name for curve in curves] != [name for name, _ in self.rows]:
            self.updateGeometry()
        self._whole = _whole(curves)
        ends = [_number(curve.values[-1], self._whole) if curve.values else "–" for curve in curves]
        self.legend.set_rows(list(zip(curves, looks, ends, strict=True)))
        self.plot.set_curves(curves, looks)
        self._arrange()

    def set_measures(self, measures: tuple[tuple[str, str, str], ...], chosen: str) -> None:
        """Offer measures, each a name, the text of its button and a tooltip; press one."""
        if measures != self._measures:
            self._measures = measures
            if self.segments is not None:
                self.segments.hide()
                self.segments.deleteLater()
            self.segments = Segments(measures, max(1, len(measures)), "Measure")
            self.segments.setParent(self)
            self.segments.chosen.connect(self._choose)
            self.segments.setVisible(bool(measures))
            self.updateGeometry()
        self._chosen = chosen
        if measures and self.segments is not None:
            self.segments.show_value(chosen)
        self._arrange()

    def set_level(self, level: float) -> None:
        """Mark the level that time has reached; 1.5 is half way through the second pool."""
        self.plot.set_level(level)

    def set_message(self, text: str) -> None:
        """Show a sentence in place of the curves; "" shows the curves again."""
        self.message.setText(text)
        self._arrange()

    def _choose(self, name: object) -> None:
        self.measure_chosen.emit(name)

    def _point(self, found: tuple[int, int] | None) -> None:
        """Say what the point under the mouse is, and stress its row of the legend."""
        hint = ""
        if found is not None:
            row, level = found
            value = self.plot.curves[row].values[level]
            alike = [c.name for c in self.plot.curves if c.values[level : level + 1] == (value,)]
            hint = f"{', '.join(alike)} {_after(level)}: {_number(value, self._whole, exact=True)}"
        self.legend.set_bright(-1 if found is None else found[0])
        if hint != self._hint:
            self._hint = hint
            self.hinted.emit(hint)

    # ---- where it is shown

    def _foot(self, title: int) -> tuple[QSize, bool]:
        """Return the size of the measures' buttons, and whether they go under the curves."""
        if self.segments is None or not self._measures:
            return QSize(0, 0), False
        size = self.segments.sizeHint()
        return size, title + _GAP + size.width() > self.width() - 2 * _MARGIN

    def _arrange(self) -> None:
        """Place all parts: title and unit; curves and legend; note; measures."""
        line = self._theme.metrics().height()
        title = self._theme.metrics(bold=True).horizontalAdvance(self.title.whole) + 6
        buttons, below = self._foot(title)
        left, right = _MARGIN, self.width() - _MARGIN
        top, bottom = _MARGIN - 4, self.height() - _MARGIN + 4
        head = max(line + 4, 0 if below else buttons.height())
        end = right
        if self.segments is not None and self._measures:
            y = bottom - buttons.height() if below else top
            x = left if below else right - buttons.width()
            self.segments.setGeometry(QRect(QPoint(x, y), buttons))
            if below:
                bottom = y - _GAP // 2
            else:
                end = x - _GAP
        self.title.setGeometry(left, top, min(title, end - left), head)
        self._place_unit(QRect(left + title + _GAP, top, end - left - title - _GAP, head))
        top += head + _GAP // 2
        needed = max(8 * line, line + 6 + len(self.rows) * self.legend.row_height)
        noted = bool(self.note.whole) and bottom - top >= needed
        if noted:
            self.note.setGeometry(left, bottom - line - 2, right - left, line + 2)
            bottom -= line + 6
        self.note.setVisible(noted)
        body = QRect(left, top, right - left, max(0, bottom - top))
        said = bool(self.message.text())
        for part, wanted in ((self.message, said), (self.plot, not said), (self.legend, not said)):
            part.setVisible(wanted)
        self.message.setGeometry(body)
        widths = [self.legend.needed_width(terse) for terse in range(3)]
        spare = body.width() - _GAP - _LEAST_PLOT
        terse = next((i for i, width in enumerate(widths) if width <= spare), 2)
        wide, self.legend.terse = widths[terse], terse
        self.legend.setGeometry(QRect(right - wide, top, wide, body.height()))
        self.plot.setGeometry(body.adjusted(0, 0, -wide - _GAP, 0))
        self.plot.arrange()

    def _place_unit(self, room: QRect) -> None:
        """Show the unit where there is room, unless a button that is down says the same."""
        texts = {name: (text, tip) for name, text, tip in self._measures}
        text, tip = texts.get(self._chosen, ("", ""))
        self.unit.setVisible(
            room.width() > 60 and bool(self._unit_text) and text != self._unit_text
        )
        self.unit.setGeometry(room)
        metrics, right = self._theme.metrics(), Qt.TextElideMode.ElideRight
        self.unit.setText(metrics.elidedText(self._unit_text, right, room.width()))
        self.unit.setToolTip("\n".join(s for s in (self._unit_text, tip, self.note.whole) if s))

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return self.minimumSizeHint() + QSize(self._theme.px(200), self._theme.px(60))

    def minimumSizeHint(self) -> QSize:
        """Return the size below which the curves can't be read."""
        line = self._theme.metrics().height()
        buttons, below = self._foot(10_000)
        wide = max(self.legend.needed_width(2) + _GAP + _LEAST_PLOT, buttons.width())
        tall = 6 * line + _GAP + (buttons.height() + _GAP // 2 if below else 0)
        return QSize(wide + 2 * _MARGIN, tall + 2 * _MARGIN - 8)

    def event(self, event: QEvent | None) -> bool:
        """Place the parts anew when one of them has got another size."""
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Place the parts."""
        super().resizeEvent(event)
        self._arrange()
