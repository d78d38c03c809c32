"""How numbers stand in cells: with how many digits, how large, in which colour, on what."""

import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from PyQt6.QtCore import QPointF, QRect, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QStaticText

from poolviz.core.numbers import MINUS, beyond, plain_number, short_number
from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.matrix import Matrix
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
_MOST_TYPES = 4
"""So many sizes of cells are known of a matrix."""

_CAP_HEIGHT = 0.73

_LARGE_TYPE = 40
"""Beyond so many pixels of the screen numbers are few, and their places are not whole pixels."""

_NUDGE = 0.05
"""How much lower a text laid out before is drawn: a half is rounded down, as it is in others."""


class CellNumber(NamedTuple):
    """A number in a cell.

    Attributes
    ----------
    text, size : str, int
        What is written, and how large, in pixels.
    left, base : int
        The left end of its base line.
    wide, tall : int
        The size of what is written.
    cell : tuple of int
        Where the cell is: left, top, right, bottom.
    ink : int
        Its colour, 0xFFRRGGBB.
    ground : int
        The colour that it stands on.
    plate : bool
        Whether that is to be painted first, for it is not the colour of the cell.
    """

    text: str
    size: int
    left: int
    base: int
    wide: int
    tall: int
    cell: tuple[int, int, int, int]
    ink: int
    ground: int
    plate: bool

    @property
    def rect(self) -> QRect:
        """What it covers, with a pixel around it, inside of its cell."""
        left, top, right, bottom = self.cell
        written = QRect(self.left, self.base - self.tall, self.wide, self.tall)
        inside = QRect(left + 1, top + 1, right - left - 2, bottom - top - 2)
        return written.adjusted(-1, -1, 1, 1) & inside

    def paint(self, painter: QPainter, *, plate: bool = False) -> None:
        """Write the number, on its ground if that is needed, or asked for."""
        if plate or self.plate:
            painter.fillRect(self.rect, QColor(self.ground))
        painter.setFont(font_of(self.size, bold=True))
        painter.setPen(QColor(self.ink))
        painter.drawText(self.left, self.base, self.text)


def paint_numbers(painter: QPainter, numbers: Iterable[CellNumber]) -> None:
    """Write numbers as `CellNumber.paint` does, but lay equal ones out once: thousands are quick.

    It is for painters that keep pixels; in an SVG texts would not stay texts.
    """
    groups: dict[tuple[int, int], list[CellNumber]] = {}
    for number in numbers:
        groups.setdefault((number.size, number.ink), []).append(number)
    device = painter.device()
    ratio = 1.0 if device is None else device.devicePixelRatio()
    for (size, ink), group in groups.items():
        if size * ratio > _LARGE_TYPE:
            for number in group:
                number.paint(painter)
            continue
        painter.setFont(font_of(size, bold=True))
        painter.setPen(QColor(ink))
        ascent = QFontMetricsF(font_of(size, bold=True)).ascent()  # to half a pixel of fine screens
        known: dict[str, QStaticText] = {}
        for number in group:
            text = known.get(number.text)
            if text is None:
                text = known[number.text] = QStaticText(number.text)
                text.setTextFormat(Qt.TextFormat.PlainText)
            if number.plate:
                painter.fillRect(number.rect, QColor(number.ground))
            painter.drawStaticText(QPointF(number.left, number.base - ascent + _NUDGE), text)


def numbers_in(
    matrix: Matrix, camera: Camera, theme: Theme, rows: range, cols: range
) -> Iterator[tuple[Cell, CellNumber]]:
    """Yield the number of every cell of some rows and columns, and how it stands there."""
    xs, ys = camera.edges(rows, cols)
    type_ = _type_of(math.floor(camera.scale), theme, matrix)
    least = theme.contrast
    surface = theme.colour("surface").rgb()
    unread_rows, unread_cols = set(matrix.unread_rows), set(matrix.unread_cols)
    block = matrix.values[rows.start : rows.stop, cols.start : cols.stop]
    pixels = matrix.picture.pixels[rows.start : rows.stop, cols.start : cols.stop].tolist()
    short = block.dtype in ("float16", "float32")  # as Python numbers they have more digits
    inks: dict[tuple[int, int], tuple[int, int, bool]] = {}
    for r, line in enumerate(block):
        row, top, bottom = rows[r], ys[r], ys[r + 1]
        veiled = row in unread_rows
        for c, value in enumerate(map(plain_number, line) if short else line.tolist()):
            col, left, right = cols[c], xs[c], xs[c + 1]
            look = pixels[r][c], veiled + (col in unread_cols)
            ink = inks.get(look)
            if ink is None:
                colour, veils = look
                for _ in range(veils):
                    colour = mixed(colour, surface, VEIL / 255)
                colours = ink_on(colour, least)
                ink = inks[look] = *colours, colours[1] != colour or veils > 0
            text, size, wide, tall = type_.of(value)
            start = left + (right - left - wide + 1) // 2
            base = top + (bottom - top + tall) // 2
            cell = left, top, right, bottom
            yield (row, col), CellNumber(text, size, start, base, wide, tall, cell, *ink)


def _type_of(side: int, theme: Theme, matrix: Matrix) -> "_Type":
    """Return the type of a matrix, which knows what it has chosen in other colours, too."""
    known = matrix.types
    key = side, theme.outline_on(side), theme.halo_px, theme.ring_on(side), theme.text_px
    if key not in known:
        while len(known) >= _MOST_TYPES:
            del known[next(iter(known))]
        known[key] = _Type(side, theme, matrix)
    found: _Type = known[key]
    return found


class _Type:
    """The type of the numbers of a matrix in cells of one size."""

    def __init__(self, side: int, theme: Theme, matrix: Matrix) -> None:
        self._side = side
        self._inside = side - 2 * (theme.outline_on(side) / 2 + theme.halo_px) - 1
        self._ring = theme.ring_on(side)
        self._least_cut = _LEAST_CUT * theme.text_px
        self._known: dict[object, tuple[str, int, int, int]] = {}
        self._decimals: dict[tuple[object, ...], tuple[int, int] | None] = {}
        self._most = (0.44 if side >= ROUND_RING else 0.5) * side
        usual, longest = (self._fitting(text) for text in matrix.usual_texts)
        common = longest if longest >= 0.75 * usual else usual
        self._most = max(common, min(self._most, _READABLE * theme.text_px))

    def of(self, value: object) -> tuple[str, int, int, int]:
        """Return what is written of a value, how large, how wide that is, and how tall."""
        known = self._known.get(value)
        if known is None:
            text, size = self._alike(value) if type(value) is float else self._chosen(value)
            found = self._known.get(text)  # of a text, which is no value
            if found is None or found[1] != size:
                metrics = metrics_of(size, bold=True)
                found = text, size, metrics.horizontalAdvance(text), metrics.capHeight()
                self._known[text] = found
            known = self._known[value] = found
        return known

    def _alike(self, value: float) -> tuple[str, int]:
        """Return what is chosen for a float, with the digits and the size of others like it.

        Numbers that are cut, and have as many signs before the point, have as many behind it.
        """
        size = abs(value)
        if not 0.01 <= size < 1e5 or len(repr(value)) <= 7:
            return self._chosen(value)
        real = beyond(value)
        signs = len(f"{real:.0f}")
        if signs != len(str(int(size))) + (value < 0):  # 9.96, which may become 10.0
            return self._chosen(value)
        kind = signs, value < 0, size >= 0.5, size >= 0.05
        if kind not in self._decimals:
            text, type_size = self._chosen(value)
            decimals = len(text.partition(".")[2])
            fixed = text == f"{real:.{decimals}f}".replace("-", MINUS)
            self._decimals[kind] = (decimals, type_size) if fixed else None
        alike = self._decimals[kind]
        if alike is None:
            return self._chosen(value)
        return f"{real:.{alike[0]}f}".replace("-", MINUS), alike[1]

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
