"""What is drawn over the pictures of the Shift lab: arrows, K-grid, cells in colour, handles."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QLineF, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.raster import draw_part, keeps_pixels
from poolviz.gui.theme import Theme

Offset = tuple[float, float]

RING = 7.0
"""Radius of a handle, in pixels."""

GRIP = 7.5
"""Half the width of the sign that a picture can be dragged, in pixels."""

_WAYS = tuple((math.cos(turn * math.pi / 4), math.sin(turn * math.pi / 4)) for turn in range(8))
"""Where a handle can be, seen from its dot."""

_NOTHING = 0.05
"""A kept offset that is shorter, in pixels of the input, is drawn as a dot."""

_SHORT = 14.0
"""An arrow that is shorter, in pixels, is drawn with finer lines."""

_CELLS_PER_UNIT = 9.2
_LONGEST = 0.47
"""Share of a picture that the arrow of the true offset takes at most, where it can be shorter."""

_HEAD, _HEAD_SPREAD = 3.0, 0.55
"""The head of a solid arrow: its length over the width of its line, half its width over that."""

_OPEN_HEAD, _OPEN_SPREAD = 6.0, 0.6
"""The length of an open head in pixels, and half its width over that."""

_APART = 7.0
"""Pixels between the heads of two arrows side by side: room for their halos."""

_THIN_GRID, _NO_GRID = 8.0, 3.0
"""With lines closer than this, in pixels, they are thin, or are not drawn at all."""


def exaggeration(offset: Offset, shape: tuple[int, int], kept: Sequence[Offset] = ()) -> int:
    """Return how many times as long as an offset its arrow is drawn over a picture.

    One pixel is made about a ninth of the picture, so that it can be seen. The factor is the
    same for all offsets that leave the arrow well inside, and is halved for longer ones; what is
    kept of the offset counts up to twice its length.
    """
    cells = max(shape)
    factor = math.ceil(cells / _CELLS_PER_UNIT)
    true = math.hypot(*offset)
    longest = max([true, *(min(math.hypot(*part), 2 * true) for part in kept)])
    while factor > 1 and longest * factor > _LONGEST * cells:
        factor //= 2
    return factor


def paint_offsets(
    painter: QPainter, rect: QRectF, unit: float, true: Offset, kept: Offset | None, theme: Theme
) -> None:
    """Draw in the middle of a picture the true offset, and beside it what is left of it.

    Where one of the two would leave the picture, both are as much shorter.

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
    if min(rect.width(), rect.height()) < _LEAST_ROOM:
        return
    width = min(theme.outline, max(2.0, min(rect.width(), rect.height()) / 28))
    left, whole = _beside(rect, true, kept, width)
    gone = kept is not None and math.hypot(*kept) < _NOTHING
    drawn = [(left, kept, width)] if kept is not None and not gone else []
    drawn += [(whole, true, 1.6)] if any(true) else []
    share = min((_room(rect, start, offset, unit) for start, offset, _ in drawn), default=1.0)
    arrows = [
        _Arrow(start, _pixels(offset, unit) * share, thick, solid=offset is kept)
        for start, offset, thick in drawn
    ]
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for arrow in arrows:
        arrow.paint_halo(painter, theme)
    for arrow in arrows:
        arrow.paint(painter, theme)
    if gone:
        painter.setPen(QPen(theme.colour("halo"), 1.5))
        painter.setBrush(theme.colour("window"))
        painter.drawEllipse(left, width, width)
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
    """Draw a hollow handle beside each of the cells `dots`, and a line from it to its cell."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for dot, handle in zip(dots, handle_places(camera, dots), strict=True):
        cell = camera.rect(*dot).center()
        way = handle - cell
        way /= math.hypot(way.x(), way.y())
        line = QLineF(cell + way * (_reach(camera) + 1.5), handle - way * RING)
        for role, width in (("halo", 4.5), ("accent", 2.0)):
            pen = QPen(theme.colour(role), width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(line)
            painter.drawEllipse(handle, RING, RING)
    painter.restore()


def handle_places(camera: Camera, dots: tuple[tuple[int, int], ...]) -> list[QPointF]:
    """Return the middles of the handles: beside the dots, away from every other one."""
    cells = [camera.rect(*dot).center() for dot in dots]
    inside = camera.area.adjusted(RING, RING, -RING, -RING)
    near, far = _reach(camera) + 1.7 * RING, _reach(camera) + 3.4 * RING
    places: list[QPointF] = []
    for cell in cells:
        tried = []
        for away in (near, far):
            for x, y in _WAYS:
                place = cell + QPointF(away * x, away * y)
                dots_off = [_far(place, other) for other in cells]
                rings_off = [_far(place, other) for other in places]
                rooms = [d - near for d in dots_off] + [d - 2.3 * RING for d in rings_off]
                merit = inside.contains(place), min(0.0, *rooms), -away, sum(rooms)
                tried.append((merit, place))
        places.append(max(tried, key=lambda known: known[0])[1])
    return places


def _reach(camera: Camera) -> float:
    """Return how far a dot reaches from its middle, in pixels."""
    return max(2.0, camera.scale / 2)


def _far(one: QPointF, other: QPointF) -> float:
    return math.hypot(one.x() - other.x(), one.y() - other.y())


def paint_grip(painter: QPainter, camera: Camera, theme: Theme) -> None:
    """Draw in a corner of a picture the sign that it can be dragged: a cross of arrows."""
    middle = camera.area.bottomRight() - QPointF(GRIP + 4, GRIP + 4)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for role, width in (("halo", 5.0), ("accent", 1.8)):
        pen = QPen(theme.colour(role), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        for x, y in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            along, across = QPointF(x, y), QPointF(y, x)
            tip = middle + along * GRIP
            painter.drawLine(middle, tip)
            for side in (-1, 1):
                painter.drawLine(tip, tip - along * 2.5 + across * 2.5 * side)
    painter.restore()


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


def _beside(
    rect: QRectF, true: Offset, kept: Offset | None, width: float
) -> tuple[QPointF, QPointF]:
    """Return where the arrow of what is kept begins, and where that of the true offset does.

    They begin beside each other, so that neither covers the other; that of what is kept is on the
    side that it leans to.
    """
    middle, length = rect.center(), math.hypot(*true)
    if kept is None or not length:
        return middle, middle
    across = QPointF(-true[0], true[1]) / length  # to the right of the true offset, as seen
    leaning = true[1] * kept[0] - true[0] * kept[1]
    apart = across * (_HEAD_SPREAD * _HEAD * width + _OPEN_SPREAD * _OPEN_HEAD + _APART) / 2
    apart = QPointF(round(apart.x()), round(apart.y())) * (1 if leaning >= 0 else -1)
    return middle + apart, middle - apart


def _pixels(offset: Offset, unit: float) -> QPointF:
    """Return an offset in pixels of the widget."""
    return QPointF(offset[1] * unit, offset[0] * unit)


def _room(rect: QRectF, start: QPointF, offset: Offset, unit: float) -> float:
    """Return the share of an arrow, at most 1, that stays in the picture."""
    end = _pixels(offset, unit)
    rooms = (
        (end.x(), start.x() - rect.left() - 4, rect.right() - 4 - start.x()),
        (end.y(), start.y() - rect.top() - 4, rect.bottom() - 4 - start.y()),
    )
    shares = [(before if way < 0 else after) / abs(way) for way, before, after in rooms if way]
    return max(0.0, min([1.0, *shares]))


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
        head = min(_HEAD * width if solid else _OPEN_HEAD, max(3.0, 0.6 * length))
        tip = start + vector
        base = tip - along * head
        spread = _HEAD_SPREAD if solid else _OPEN_SPREAD
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
