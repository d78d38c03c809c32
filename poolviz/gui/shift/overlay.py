"""What is drawn over the pictures of the Shift lab: arrows, K-grid, cells in colour, handles."""

import math
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from poolviz.gui.camera import Camera
from poolviz.gui.raster import draw_part, keeps_pixels
from poolviz.gui.theme import Theme

Offset = tuple[float, float]

RING = 8.0
"""Radius of a handle, in pixels."""

_NOTHING = 0.05
"""A kept offset that is shorter, in pixels of the input, is drawn as a dot."""

_SHORT = 14.0
"""An arrow that is shorter, in pixels, is drawn with finer lines."""

_CELLS_PER_UNIT = 9.2
_LONGEST = 0.47
"""Share of a picture that the arrow of the true offset takes at most, where it can be shorter."""

_THIN_GRID, _NO_GRID = 8.0, 3.0
"""With lines closer than this, in pixels, they are thin, or are not drawn at all."""


def exaggeration(offset: Offset, shape: tuple[int, int]) -> int:
    """Return how many times as long as an offset its arrow is drawn over a picture.

    One pixel is made about a ninth of the picture, so that it can be seen. The factor is the
    same for all offsets that leave the arrow well inside, and is halved for longer ones.
    """
    cells = max(shape)
    factor = math.ceil(cells / _CELLS_PER_UNIT)
    while factor > 1 and math.hypot(*offset) * factor > _LONGEST * cells:
        factor //= 2
    return factor


def paint_offsets(
    painter: QPainter, rect: QRectF, unit: float, true: Offset, kept: Offset | None, theme: Theme
) -> None:
    """Draw from the middle of a picture the true offset and what is left of it.

    Parameters
    ----------
    painter : QPainter
        What is painted with.
    rect : QRectF
        Where the picture is; no arrow leaves it.
    unit : float
        Pixels of the widget for one of the input.
    true, kept : (float, float)
        Down and right, in pixels of the input; None where nothing is to be said.
    theme : Theme
        The colours.
    """
    start = rect.center()
    width = min(theme.outline, max(2.0, min(rect.width(), rect.height()) / 28))
    arrows = []
    if min(rect.width(), rect.height()) < _LEAST_ROOM:
        return
    if kept is not None and math.hypot(*kept) >= _NOTHING:
        arrows.append(_Arrow(start, _inside(rect, kept, unit), width, solid=True))
    if any(true):
        arrows.append(_Arrow(start, _inside(rect, true, unit), 1.6, solid=False))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for arrow in arrows:
        arrow.paint_halo(painter, theme)
    for arrow in arrows:
        arrow.paint(painter, theme)
    if kept is not None and math.hypot(*kept) < _NOTHING:
        painter.setPen(QPen(theme.colour("halo"), 1.5))
        painter.setBrush(theme.colour("window"))
        painter.drawEllipse(start, width, width)
    painter.restore()


def paint_sample(painter: QPainter, rect: QRectF, theme: Theme, *, kept: bool) -> None:
    """Draw the arrow of the true or of the kept offset, as in the legend, across `rect`."""
    start = QPointF(rect.left(), rect.center().y())
    vector = QPointF(rect.width(), 0)
    arrow = _Arrow(start, vector, theme.outline if kept else 1.6, solid=kept)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    arrow.paint_halo(painter, theme)
    arrow.paint(painter, theme)
    painter.restore()


def paint_grid(painter: QPainter, camera: Camera, block: tuple[int, int], theme: Theme) -> None:
    """Draw the lines between blocks of `block` rows and columns, light ones on darker ones."""
    rows, cols = camera.rows[1], camera.cols[1]
    area = camera.area.toRect()
    closest = min(block) * camera.scale
    if closest < _NO_GRID:
        return
    xs = [round(camera.x(col)) for col in range(block[1], cols, block[1])]
    ys = [round(camera.y(row)) for row in range(block[0], rows, block[0])]
    colours = (QColor(theme.colour(role)) for role in ("hatch", "halo"))
    under, over = sorted(colours, key=QColor.lightness)
    under.setAlpha(110)
    over.setAlpha(230)
    for colour, width in ((under, 3), (over, 1)):
        if width == 3 and closest < _THIN_GRID:
            continue
        for x in xs:
            painter.fillRect(x - width // 2, area.top(), width, area.height(), colour)
        for y in ys:
            painter.fillRect(area.left(), y - width // 2, area.width(), width, colour)


def paint_handles(
    painter: QPainter, camera: Camera, dots: tuple[tuple[int, int], ...], theme: Theme
) -> None:
    """Draw a ring around each of the cells `dots`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for dot in dots:
        for role, width in (("halo", 5.0), ("accent", 2.5)):
            painter.setPen(QPen(theme.colour(role), width))
            painter.drawEllipse(handle_centre(camera, dot), RING, RING)
    painter.restore()


def handle_centre(camera: Camera, dot: tuple[int, int]) -> QPointF:
    """Return the middle of a handle."""
    return camera.rect(*dot).center()


def cells_in_colour(
    mask: NDArray[np.bool_], most: tuple[int, int], colour: QColor
) -> tuple[QImage, NDArray[np.uint32]]:
    """Return a picture that is clear but where `mask` is set, and the array that holds its pixels.

    It has at most `most` rows and columns; a pixel that stands for several cells has the colour if
    any of them is set.
    """
    for axis, cells in enumerate(mask.shape):
        if cells > most[axis]:
            starts = np.arange(most[axis]) * cells // most[axis]
            mask = np.logical_or.reduceat(mask, starts, axis=axis)
    pixels = np.where(mask, np.uint32(colour.rgb()), np.uint32(0))
    height, width = pixels.shape
    data = cast(bytes, pixels.data)
    return QImage(data, width, height, 4 * width, QImage.Format.Format_ARGB32), pixels


def draw_cells(painter: QPainter, target: QRectF, image: QImage, source: QRectF) -> None:
    """Draw a part of an image, sharp; for an SVG enlarged, as its viewers smooth what is small."""
    scale = target.width() / max(1.0, source.width())
    if scale > 1 and not keeps_pixels(painter):
        times = math.ceil(2 * scale)
        part = image.copy(source.toAlignedRect())
        image = part.scaled(part.width() * times, part.height() * times)
        source = QRectF(image.rect())
    draw_part(painter, target, image, source)


def _inside(rect: QRectF, offset: Offset, unit: float) -> QPointF:
    """Return an offset in pixels of the widget, shortened where it would leave a picture."""
    x, y = offset[1] * unit, offset[0] * unit
    room = [(abs(x), rect.width() / 2 - 4), (abs(y), rect.height() / 2 - 4)]
    share = min([1.0, *(most / length for length, most in room if length > most)])
    return QPointF(x, y) * share


_LEAST_ROOM = 16
"""The side of a picture, in pixels, below which an arrow in it is no arrow."""


class _Arrow:
    """A line with a head: thick with a solid head, or thin, dashed, with an open one."""

    def __init__(self, start: QPointF, vector: QPointF, width: float, *, solid: bool) -> None:
        length = math.hypot(vector.x(), vector.y())
        along = vector / length
        across = QPointF(-along.y(), along.x())
        short = length < _SHORT
        width = min(width, 2.6 if solid else 1.1) if short else width
        head = min(3 * width if solid else 6.0, max(3.0, 0.6 * length))
        tip = start + vector
        base = tip - along * head
        spread = 0.55 if solid else 0.6
        self._sides = [base + across * head * spread, tip, base - across * head * spread]
        self._shaft = QLineF(start, base if solid else tip)
        self._bare = solid and length <= head
        self._width = width
        self._halo = 2.0 if short else 3.0
        self._solid = solid

    def paint_halo(self, painter: QPainter, theme: Theme) -> None:
        pen = QPen(theme.colour("halo"), self._width + self._halo)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        if not self._bare:
            painter.drawLine(self._shaft)
        if self._solid:
            pen.setWidthF(self._halo)
            painter.setPen(pen)
            painter.drawPolygon(QPolygonF(self._sides))
        else:
            self._draw_chevron(painter)

    def paint(self, painter: QPainter, theme: Theme) -> None:
        pen = QPen(theme.colour("window" if self._solid else "hatch"), self._width)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if not self._solid:
            pen.setDashPattern([2.2, 1.6])
        painter.setPen(pen)
        if not self._bare:
            painter.drawLine(self._shaft)
        if self._solid:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("window"))
            painter.drawPolygon(QPolygonF(self._sides))
        else:
            pen.setStyle(Qt.PenStyle.SolidLine)
            painter.setPen(pen)
            self._draw_chevron(painter)

    def _draw_chevron(self, painter: QPainter) -> None:
        for first, second in pairwise(self._sides):
            painter.drawLine(first, second)
