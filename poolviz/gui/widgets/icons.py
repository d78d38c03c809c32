"""The few icons of the window, drawn: they are sharp at any size and take the theme's colour."""

from collections.abc import Callable

from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

_SIZE = 64


def icon(name: str, colour: QColor) -> QIcon:
    """Return the icon called `name` in one colour."""
    pixmap = QPixmap(QSize(_SIZE, _SIZE))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    _DRAWINGS[name](painter)
    painter.end()
    return QIcon(pixmap)


def _triangle(painter: QPainter, left: float, right: float, half: float = 20) -> None:
    """Draw a triangle from a flat side at `left` to a point at `right`, either way round."""
    points = [QPointF(left, 32 - half), QPointF(right, 32), QPointF(left, 32 + half)]
    painter.drawPolygon(QPolygonF(points))


def _bar(painter: QPainter, left: float, width: float = 7, half: float = 20) -> None:
    painter.drawRect(QRectF(left, 32 - half, width, 2 * half))


def _play(painter: QPainter) -> None:
    _triangle(painter, 18, 54, 24)


def _pause(painter: QPainter) -> None:
    _bar(painter, 16, 11, 22)
    _bar(painter, 37, 11, 22)


def _forward(painter: QPainter) -> None:
    _triangle(painter, 20, 48)


def _back(painter: QPainter) -> None:
    _triangle(painter, 44, 16)


def _last(painter: QPainter) -> None:
    _triangle(painter, 12, 42)
    _bar(painter, 45)


def _first(painter: QPainter) -> None:
    _triangle(painter, 52, 22)
    _bar(painter, 12)


def _next_row(painter: QPainter) -> None:
    _triangle(painter, 8, 32)
    _triangle(painter, 32, 56)


def _previous_row(painter: QPainter) -> None:
    _triangle(painter, 56, 32)
    _triangle(painter, 32, 8)


def _stroke(painter: QPainter) -> None:
    colour = painter.brush().color()
    pen = QPen(colour, 6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _loop(painter: QPainter) -> None:
    colour = painter.brush().color()
    _stroke(painter)
    painter.drawArc(QRectF(14, 14, 36, 36), 60 * 16, 300 * 16)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawPolygon(QPolygonF([QPointF(38, 4), QPointF(58, 18), QPointF(36, 28)]))


def _link(painter: QPainter) -> None:
    _stroke(painter)
    painter.drawRoundedRect(QRectF(6, 22, 28, 20), 10, 10)
    painter.drawRoundedRect(QRectF(30, 22, 28, 20), 10, 10)


_DRAWINGS: dict[str, Callable[[QPainter], None]] = {
    "play": _play,
    "pause": _pause,
    "forward": _forward,
    "back": _back,
    "last": _last,
    "first": _first,
    "next_row": _next_row,
    "previous_row": _previous_row,
    "loop": _loop,
    "link": _link,
}
