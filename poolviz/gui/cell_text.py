"""Numbers in cells, and row and column numbers on the edges."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter

from poolviz.core.numbers import format_number
from poolviz.gui.camera import Camera
from poolviz.gui.theme import Theme, font_of, metrics_of

Array = NDArray[Any]

_DECIMALS = (4, 2, 1, 0)
_SMALLEST_NUMBER = 8
_LARGEST_NUMBER = 48
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


def paint_numbers(
    painter: QPainter,
    edges: tuple[list[int], list[int]],
    values: Array,
    pixels: NDArray[np.uint32],
    levels: tuple[float, float],
    shown: NDArray[np.bool_] | None = None,
) -> bool:
    """Write `values` into their cells, black on light colours and white on dark ones.

    `edges` are the pixels between which the columns and the rows lie; `shown` says which values
    there are already, None is all. Returns whether they fit.
    """
    xs, ys = edges
    room = (xs[-1] - xs[0]) / (len(xs) - 1) * 0.86
    texts: list[list[str]] = []
    size = 0
    for decimals in _DECIMALS if values.dtype.kind == "f" else (0,):
        texts = [[format_number(v, decimals) for v in row] for row in values.tolist()]
        size = _fitting_size(_widest(texts, values, levels), room)
        if size >= min(room / 4, 12):
            break
    if size < _SMALLEST_NUMBER:
        return False
    painter.setFont(font_of(size, bold=True))
    centre = Qt.AlignmentFlag.AlignCenter
    dark = is_dark(pixels).tolist()
    for on_dark, colour in ((False, "#000000"), (True, "#ffffff")):
        painter.setPen(QColor(colour))
        for r, line in enumerate(texts):
            top, height = ys[r], ys[r + 1] - ys[r]
            for c, text in enumerate(line):
                if dark[r][c] is on_dark and (shown is None or shown[r, c]):
                    painter.drawText(xs[c], top, xs[c + 1] - xs[c], height, centre, text)
    return True


def _widest(texts: list[list[str]], values: Array, levels: tuple[float, float]) -> str:
    """Return a text that the font must have room for.

    For whole numbers the ends of the levels count, too, so that a moving loupe does not change
    its type.
    """
    longest = max((text for line in texts for text in line), key=len)
    if values.dtype.kind != "f":
        longest = max(longest, *(format_number(round(level)) for level in levels), key=len)
    return longest.translate({ord(digit): "8" for digit in "0123456789"})


def _fitting_size(text: str, room: float) -> int:
    """Return the size of the largest type, about half a cell, in which `text` fits in `room`."""
    widest = metrics_of(100, bold=True).horizontalAdvance(text) / 100
    return int(min(room * 0.55, _LARGEST_NUMBER, room / max(widest, 0.01)))


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
