"""Row and column numbers on the edges of cells, and what can be read on a colour."""

import math

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.theme import Theme

_SPILL = 7
"""How far a label may stand out over the cells, in pixels."""


def label_room(theme: Theme, shape: tuple[int, int]) -> tuple[int, int]:
    """Return the room that labels take on the left and at the top, in pixels."""
    metrics = theme.metrics()
    return metrics.horizontalAdvance(str(max(shape[0] - 1, 0))) + 12, metrics.height() + 4


def paint_labels(painter: QPainter, camera: Camera, shape: tuple[int, int], theme: Theme) -> None:
    """Write row numbers left of the area and column numbers above it, as many as fit."""
    metrics = theme.metrics()
    painter.setFont(theme.font())
    painter.setPen(theme.colour("muted"))
    rows, cols = camera.visible(shape)
    area = camera.area
    wide = metrics.horizontalAdvance(str(max(shape[1] - 1, 0))) + 4
    for col in _ticks(cols, shape[1], camera.scale, wide, _SPILL):
        middle = camera.x(col + 0.5)
        if area.left() <= middle <= area.right():
            left = min(middle - wide / 2, area.right() + _SPILL - wide)
            top = area.top() - metrics.height() - 5
            box = QRectF(left, top, wide, metrics.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(col))
    for row in _ticks(rows, shape[0], camera.scale, metrics.height() + 2, math.inf):
        middle = camera.y(row + 0.5)
        if area.top() <= middle <= area.bottom():
            box = QRectF(0, middle - metrics.height() / 2, area.left() - 8, metrics.height())
            painter.drawText(
                box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row)
            )


def is_dark(pixels: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return where white contrasts more than black, by WCAG's relative luminance."""
    channels = [((pixels >> shift) & 0xFF) / 255.0 for shift in (16, 8, 0)]
    red, green, blue = (
        np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    dark: NDArray[np.bool_] = luminance < 0.179
    return dark


def _ticks(visible: range, size: int, scale: float, room: float, spill: float) -> list[int]:
    """Return the indices to label: steps of 1, 2 or 5 times a power of ten, and the last one."""
    step = 1
    for exponent, factor in ((e, f) for e in range(9) for f in (1, 2, 5)):
        step = factor * 10**exponent
        if step * scale >= room:
            break
    last = size - 1
    ticks = list(range(math.ceil(visible.start / step) * step, visible.stop, step))
    if last in visible and last not in ticks:
        moved = max(0.0, room / 2 - scale / 2 - spill)  # inwards, by the edge
        while ticks and (last - ticks[-1]) * scale < room + moved:
            ticks.pop()
        ticks.append(last)
    return ticks
