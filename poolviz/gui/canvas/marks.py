"""What is drawn over the cells: the window, the winner, what the mouse and the keyboard are on."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from PyQt6.QtCore import QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.cell_numbers import RADIUS, ROUND_RING, CellNumber
from poolviz.gui.theme import GRID_CELL, NUMBER_CELL, Theme, font_of

Cell = tuple[int, int]

_LEAST_OUTLINE = 9.0
"""A window that is smaller on the screen, in pixels, is marked by an outline of this size."""


@dataclass(frozen=True)
class Marks:
    """What is drawn over the cells: (row, col, height, width) in cells, and single cells.

    Attributes
    ----------
    window : (float, float, float, float), optional
        The pooling window; between two cells while it glides.
    taps : tuple of cells
        The cells a window with holes reads, outlined one by one.
    winner, ties : cells
        The winner is ringed, its equals with a thinner ring.
    hover : tuple of windows
        Windows that the mouse asks for.
    preview : cell, optional
        The winner of the window that the mouse asks for.
    filled : int, optional
        How many cells, in raster order, hold a value; None is all.
    secret : cell, optional
        A cell whose value is not shown yet, but asked for with a question mark.
    cursor : cell, optional
        The cell that typing would change.
    """

    window: tuple[float, float, float, float] | None = None
    taps: tuple[Cell, ...] = ()
    winner: Cell | None = None
    ties: tuple[Cell, ...] = ()
    hover: tuple[tuple[float, float, float, float], ...] = ()
    preview: Cell | None = None
    filled: int | None = None
    secret: Cell | None = None
    cursor: Cell | None = None


def paint_marks(
    painter: QPainter,
    marks: Marks,
    camera: Camera,
    theme: Theme,
    numbers: Mapping[Cell, CellNumber] = MappingProxyType({}),
) -> None:
    """Paint marks over the cells that `camera` places and that hold `numbers`."""
    painter.save()
    room = theme.outline + 3
    painter.setClipRect(camera.area.adjusted(-room, -room, room, room))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marks.secret is not None:
        _secret(painter, marks.secret, camera, theme)
    outline = theme.outline_on(camera.scale)
    for hovered in marks.hover:
        width = max(2.0, outline - 1)
        _outline(painter, camera, theme, hovered, theme.colour("accent"), width)
    if marks.window is not None:
        if camera.scale >= GRID_CELL:
            for cell in marks.taps:
                _outline(painter, camera, theme, (*cell, 1, 1), theme.colour("window"), 1.5)
        _outline(painter, camera, theme, marks.window, theme.colour("window"), outline)
    if camera.scale >= NUMBER_CELL:
        rings = [(cell, "window", 0.4) for cell in marks.ties]
        rings += [(marks.winner, "window", 0.8)] if marks.winner is not None else []
        rings += [(marks.preview, "accent", 0.8)] if marks.preview is not None else []
        for cell, role, share in rings:
            number = numbers[cell].rect if cell in numbers else None
            _ring(painter, camera, theme, cell, role, share, number)
    if marks.cursor is not None:
        box = (*marks.cursor, 1, 1)
        _outline(painter, camera, theme, box, theme.colour("accent"), outline)
    painter.restore()


def touched(old: Marks, new: Marks, camera: Camera, theme: Theme) -> QRectF | None:
    """Return the part of the widget that changes from `old` to `new` marks; None is all of it.

    Only the frequent changes are worth it: a window that moves and cells that fill.
    """
    moving: dict[str, Any] = {"window": None, "winner": None, "ties": (), "taps": (), "filled": 0}
    if replace(old, **moving) != replace(new, **moving) or None in (old.window, new.window):
        return None
    if old.filled != new.filled and None in (old.filled, new.filled):
        return None
    room = theme.outline + _LEAST_OUTLINE
    area = QRectF()
    for marks in (old, new):
        if marks.window is not None:
            area |= camera.rect(*marks.window).adjusted(-room, -room, room, room)
    return area


def crossed(marks: Marks, camera: Camera, theme: Theme) -> Iterator[Cell]:
    """Yield the cells in view whose digits an outline or a ring may cross."""
    rings = (marks.winner, marks.preview, *marks.ties)
    yield from (cell for cell in rings if cell is not None)
    boxes = [*marks.hover, *((*cell, 1, 1) for cell in marks.taps)]
    boxes += [marks.window] if marks.window is not None else []
    boxes += [(*marks.cursor, 1, 1)] if marks.cursor is not None else []
    reach = (theme.outline_on(camera.scale) / 2 + theme.halo_px + 1) / camera.scale
    seen_rows, seen_cols = camera.visible(
        (camera.rows[1], camera.cols[1]), (camera.rows[0], camera.cols[0])
    )
    for top, left, height, width in boxes:
        rows, cols = _near(top, height, reach, seen_rows), _near(left, width, reach, seen_cols)
        for row in range(math.floor(top - reach), math.ceil(top + height + reach)):
            if row in seen_rows:
                inside = range(math.floor(left - reach), math.ceil(left + width + reach))
                yield from ((row, col) for col in (inside if row in rows else cols))


def _near(start: float, length: float, reach: float, seen: range) -> set[int]:
    """Return the cells that the two edges of a box come near, along an axis."""
    ends = start - reach, start + reach, start + length - reach, start + length + reach
    return {cell for end in ends if (cell := math.floor(end)) in seen}


def _secret(painter: QPainter, cell: Cell, camera: Camera, theme: Theme) -> None:
    rect = camera.rect(*cell)
    painter.fillRect(rect, theme.colour("empty"))
    if camera.scale >= NUMBER_CELL:
        painter.setPen(theme.colour("result"))
        painter.setFont(font_of(max(8, int(rect.height() * 0.5)), bold=True))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, "?")


def _outline(
    painter: QPainter,
    camera: Camera,
    theme: Theme,
    box: tuple[float, float, float, float],
    colour: QColor,
    width: float,
) -> None:
    """Outline cells, in white first, so that it stands out from every colour."""
    rect = camera.rect(*box)
    if min(rect.width(), rect.height()) < _LEAST_OUTLINE:  # a window smaller than its outline
        grow = [max(0.0, (_LEAST_OUTLINE - side) / 2) for side in (rect.width(), rect.height())]
        rect.adjust(-grow[0], -grow[1], grow[0], grow[1])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen_colour, pen_width in (
        (theme.colour("halo"), width + 2 * theme.halo_px),
        (colour, width),
    ):
        pen = QPen(pen_colour, pen_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(rect)


def _ring(
    painter: QPainter,
    camera: Camera,
    theme: Theme,
    cell: Cell,
    role: str,
    share: float,
    number: QRect | None,
) -> None:
    """Ring a cell with a line that is `share` as wide as the outline of the window.

    The ring is round where the cell's number lies inside of it, and a frame around others.
    """
    rect = camera.rect(*cell)
    side = min(rect.width(), rect.height())
    width = theme.ring_on(side, share)
    inside = RADIUS * side - width / 2 - 1
    corner = math.hypot(number.width() / 2 - 1, number.height() / 2 - 1) if number else 0.0
    inset = math.ceil(theme.outline_on(camera.scale) / 2 + theme.halo_px) + width / 2
    painter.setBrush(Qt.BrushStyle.NoBrush)
    colours = (theme.colour("halo"), width + 2), (theme.colour(role), width)
    for colour, pen_width in colours:
        painter.setPen(QPen(colour, pen_width))
        if side >= ROUND_RING and corner <= inside:
            painter.drawEllipse(rect.center(), RADIUS * side, RADIUS * side)
        else:
            inner = rect.adjusted(inset, inset, -inset, -inset)
            painter.drawRoundedRect(inner, 0.15 * side, 0.15 * side)
