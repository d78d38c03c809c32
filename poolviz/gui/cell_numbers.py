"""How numbers stand in cells: with how many digits, how large, in which colour, on what."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtGui import QColor, QPainter

from poolviz.core.numbers import short_number
from poolviz.gui.camera import Camera
from poolviz.gui.matrix import Matrix
from poolviz.gui.theme import Theme, font_of, metrics_of

Cell = tuple[int, int]

ROUND_RING = 48
"""From this size of a cell on, in pixels, a ring may be round, and digits lie inside of rings."""

RADIUS = 0.39
"""Of a round ring, in cells."""

VEIL = 130
"""How much of the surface, of 255, lies over cells that no window reads."""

_LEAST_EXACT, _LEAST_CUT = 6, 8 / 15
"""Whole numbers are not cut to be written larger than so many pixels; digits after a point are cut
to be written larger than this share of the other type."""

_SMALL_TYPE, _SHORT = 9, 3
"""Digits that would be smaller, in pixels, may come closer to the edge of their cell, unless there
are decimals to be left out: these have more signs than so many."""

_READABLE = 0.8
"""Numbers that could be larger than this share of the other type are no larger than most of their
matrix, so that cells look alike."""

_LEAST_TYPE = 4
_CAP_HEIGHT = 0.73


@dataclass(frozen=True)
class CellNumber:
    """A number in a cell.

    Attributes
    ----------
    text, size : str, int
        What is written, and how large, in pixels.
    start : QPoint
        The left end of its base line.
    rect : QRect
        What it covers, with a pixel around it.
    ink : int
        Its colour, 0xFFRRGGBB.
    ground : int
        The colour that it stands on.
    plate : bool
        Whether that is to be painted first, for it is not the colour of the cell.
    """

    text: str
    size: int
    start: QPoint
    rect: QRect
    ink: int
    ground: int
    plate: bool

    def paint(self, painter: QPainter, *, plate: bool = False) -> None:
        """Write the number, on its ground if that is needed, or asked for."""
        if plate or self.plate:
            painter.fillRect(self.rect, QColor(self.ground))
        painter.setFont(font_of(self.size, bold=True))
        painter.setPen(QColor(self.ink))
        painter.drawText(self.start, self.text)


def numbers_in(
    matrix: Matrix, camera: Camera, theme: Theme, rows: range, cols: range
) -> Iterator[tuple[Cell, CellNumber]]:
    """Yield the number of every cell of some rows and columns, and how it stands there."""
    xs, ys = camera.edges(rows, cols)
    type_ = _Type(math.floor(camera.scale), theme, matrix)
    least = theme.contrast
    surface = theme.colour("surface").rgb()
    unread_rows, unread_cols = set(matrix.unread_rows), set(matrix.unread_cols)
    block = matrix.values[rows.start : rows.stop, cols.start : cols.stop]
    pixels = matrix.picture.pixels[rows.start : rows.stop, cols.start : cols.stop].tolist()
    short = block.dtype in ("float16", "float32")  # as Python numbers they have more digits
    for r, line in enumerate(block):
        for c, value in enumerate(line if short else line.tolist()):
            text, size = type_.of(value)
            row, col = rows[r], cols[c]
            colour, veils = pixels[r][c], (row in unread_rows) + (col in unread_cols)
            for _ in range(veils):
                colour = mixed(colour, surface, VEIL / 255)
            ink, ground = ink_on(colour, least)
            box = QRect(xs[c], ys[r], xs[c + 1] - xs[c], ys[r + 1] - ys[r])
            plate = ground != colour or veils > 0
            start, rect = _place(text, size, box)
            yield (row, col), CellNumber(text, size, start, rect, ink, ground, plate)


def _place(text: str, size: int, box: QRect) -> tuple[QPoint, QRect]:
    """Return where a text begins in the middle of a cell, and what it covers."""
    metrics = metrics_of(size, bold=True)
    width, height = metrics.horizontalAdvance(text), metrics.capHeight()
    left = box.left() + (box.width() - width + 1) // 2
    base = box.top() + (box.height() + height) // 2
    rect = QRect(left - 1, base - height - 1, width + 2, height + 2)
    return QPoint(left, base), rect & box.adjusted(1, 1, -1, -1)


class _Type:
    """The type of the numbers of a matrix in cells of one size."""

    def __init__(self, side: int, theme: Theme, matrix: Matrix) -> None:
        self._side = side
        self._inside = side - 2 * (theme.outline_on(side) / 2 + theme.halo_px) - 1
        self._ring = theme.ring_on(side)
        self._least_cut = _LEAST_CUT * theme.text_px
        self._known: dict[object, tuple[str, int]] = {}
        self._most = (0.44 if side >= ROUND_RING else 0.5) * side
        usual, longest = (self._fitting(text) for text in matrix.usual_texts)
        common = longest if longest >= 0.75 * usual else usual
        self._most = max(common, min(self._most, _READABLE * theme.text_px))

    def of(self, value: object) -> tuple[str, int]:
        """Return what is written of a value, and how large."""
        known = self._known.get(value)
        if known is None:
            known = self._known[value] = self._chosen(value)
        return known

    def _chosen(self, value: object) -> tuple[str, int]:
        best = "", 0.0
        for most in (5, 4, 3, 2):
            text = short_number(value, most)
            size = self._fitting(text)
            if size > best[1]:
                best = text, size
            cut = "." in text or "e" in text
            if size >= min(self._least_cut if cut else _LEAST_EXACT, self._most):
                break
        return best[0], max(_LEAST_TYPE, int(best[1]))

    def _fitting(self, text: str) -> float:
        """Return the size of the largest type in which a text is inside of a ring."""
        width, side = _width(text.translate(_EIGHTS)), self._side
        size = self._inside / width
        if side >= ROUND_RING:
            radius = RADIUS * side - self._ring / 2 - 2.5
            size = radius / math.hypot(width / 2, _CAP_HEIGHT / 2)
            if size < 0.28 * side:  # then the ring is a frame
                size = (self._inside - 2 * self._ring - 2) / width
        elif size < _SMALL_TYPE and ("." not in text or len(text) <= _SHORT):
            size = min(_SMALL_TYPE, (side - 3) / width)
        return min(size, self._most)


_EIGHTS = str.maketrans("0123456789", "8888888888")


@lru_cache(512)
def _width(text: str) -> float:
    """Return the width of a text in units of its size."""
    return max(metrics_of(100, bold=True).horizontalAdvance(text) / 100, 0.1)


@lru_cache(4096)
def ink_on(colour: int, least: float) -> tuple[int, int]:
    """Return the colour of digits on a colour, and that colour, or one near it.

    Black or white, whichever contrasts more by WCAG's relative luminance; where that is not
    `least`, the ground is made darker or lighter until it is.
    """
    light = luminance(colour)
    white, black = 0xFFFFFFFF, 0xFF000000
    if max(1.05 / (light + 0.05), (light + 0.05) / 0.05) >= least:
        return (white if light < 0.179 else black), colour
    ink, away = (white, black) if light < 0.2 else (black, white)
    for share in range(1, 101):
        ground = mixed(colour, away, share / 100)
        light = luminance(ground)
        if (1.05 / (light + 0.05) if ink == white else (light + 0.05) / 0.05) >= least:
            break
    return ink, ground


def luminance(colour: int) -> float:
    """Return WCAG's relative luminance of 0xFFRRGGBB."""
    total = 0.0
    for weight, shift in ((0.2126, 16), (0.7152, 8), (0.0722, 0)):
        c = (colour >> shift & 0xFF) / 255
        total += weight * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return total


def mixed(colour: int, other: int, share: float) -> int:
    """Return a colour with a share of another over it."""
    result = 0xFF
    for shift in (16, 8, 0):
        old, new = colour >> shift & 0xFF, other >> shift & 0xFF
        result = result << 8 | round(old + (new - old) * share)
    return result
