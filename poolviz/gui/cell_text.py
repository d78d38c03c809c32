"""Numbers in cells, and row and column numbers on the edges."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetrics, QPainter

from poolviz.core.numbers import format_number
from poolviz.gui.camera import Camera
from poolviz.gui.theme import LIGHT, Theme

Array = NDArray[Any]

_DECIMALS = (4, 2, 1, 0)
_SMALLEST_NUMBER = 8
_LARGEST_NUMBER = 48
_FEW_CELLS = 4096
_SPILL = 7
"""How far a label may stand out over the cells, in pixels."""


class CellText:
    """Draws the text of one matrix; remembers what font fits its numbers."""

    def __init__(self) -> None:
        self.fits = True

    def label_metrics(self, theme: Theme) -> QFontMetrics:
        """Return the metrics of row and column numbers."""
        return QFontMetrics(theme.font())

    def paint_labels(
        self, painter: QPainter, camera: Camera, shape: tuple[int, int], theme: Theme
    ) -> None:
        """Write row numbers left of the area and column numbers above it, as many as fit."""
        metrics = self.label_metrics(theme)
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        rows, cols = camera.visible(shape)
        area = camera.area
        wide = metrics.horizontalAdvance(str(max(shape[1] - 1, 0))) + 4
        for col in _ticks(cols, shape[1], camera.scale, wide):
            middle = camera.x(col + 0.5)
            if area.left() <= middle <= area.right():
                left = min(middle - wide / 2, area.right() + _SPILL - wide)
                top = area.top() - metrics.height() - 5
                box = QRectF(left, top, wide, metrics.height())
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(col))
        for row in _ticks(rows, shape[0], camera.scale, metrics.height() + 2):
            middle = camera.y(row + 0.5)
            if area.top() <= middle <= area.bottom():
                box = QRectF(0, middle - metrics.height() / 2, area.left() - 8, metrics.height())
                painter.drawText(
                    box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row)
                )

    def paint_numbers(
        self,
        painter: QPainter,
        camera: Camera,
        cells: tuple[range, range],
        values: Array,
        pixels: NDArray[np.uint32],
        levels: tuple[float, float],
    ) -> None:
        """Write `values` into their cells, black on light colours and white on dark ones."""
        rows, cols = cells
        room = camera.scale * 0.86
        font = LIGHT.font(bold=True)
        texts: list[list[str]] = []
        size = 0
        for decimals in _DECIMALS if values.dtype.kind == "f" else (0,):
            texts = [[format_number(v, decimals) for v in row] for row in values.tolist()]
            font, size = _fitting_font(font, _widest(texts, values, levels, decimals), room)
            if size >= min(room / 4, 12):
                break
        self.fits = size >= _SMALLEST_NUMBER
        if not self.fits:
            return
        painter.setFont(font)
        black, white = QColor("#101010"), QColor("#ffffff")
        dark = _is_dark(pixels)
        centre = Qt.AlignmentFlag.AlignCenter
        for r, line, dark_line in zip(rows, texts, dark.tolist(), strict=True):
            for c, text, on_dark in zip(cols, line, dark_line, strict=True):
                painter.setPen(white if on_dark else black)
                painter.drawText(camera.rect(r, c), centre, text)


def _widest(
    texts: list[list[str]], values: Array, levels: tuple[float, float], decimals: int
) -> list[str]:
    """Return texts that the font must have room for.

    The same for every part of a large matrix, so that a moving loupe does not change its type.
    """
    longest = max((text for line in texts for text in line), key=len)
    if values.size <= _FEW_CELLS and values.dtype.kind != "f":
        longest = max(longest, *(format_number(round(level)) for level in levels), key=len)
    return [longest.translate({ord(digit): "8" for digit in "0123456789"})]


def _fitting_font(font: QFont, texts: list[str], room: float) -> tuple[QFont, int]:
    """Return the largest font, up to 0.36 of a cell, in which every text is at most `room` wide."""
    probe = QFont(font)
    probe.setPixelSize(100)
    metrics = QFontMetrics(probe)
    widest = max(metrics.horizontalAdvance(text) for text in texts) / 100
    size = int(min(room * 0.48, _LARGEST_NUMBER, room / max(widest, 0.01)))
    result = QFont(font)
    result.setPixelSize(max(1, size))
    return result, size


def _is_dark(pixels: NDArray[np.uint32]) -> NDArray[np.bool_]:
    """Return where white contrasts more than black, by WCAG's relative luminance."""
    channels = [((pixels >> shift) & 0xFF) / 255.0 for shift in (16, 8, 0)]
    red, green, blue = (
        np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4) for c in channels
    )
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    dark: NDArray[np.bool_] = luminance < 0.179
    return dark


def _ticks(visible: range, size: int, scale: float, room: float) -> list[int]:
    """Return the indices to label: steps of 1, 2 or 5 times a power of ten, and the last one."""
    step = 1
    for exponent, factor in ((e, f) for e in range(9) for f in (1, 2, 5)):
        step = factor * 10**exponent
        if step * scale >= room:
            break
    last = size - 1
    ticks = list(range(math.ceil(visible.start / step) * step, visible.stop, step))
    if last in visible and last not in ticks:
        while ticks and (last - ticks[-1]) * scale < room:
            ticks.pop()
        ticks.append(last)
    return ticks
