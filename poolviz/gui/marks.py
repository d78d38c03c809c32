"""What is drawn over the cells: the window, the winner, what the mouse and the keyboard are on."""

from dataclasses import dataclass, replace
from typing import Any

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from poolviz.gui.camera import Camera
from poolviz.gui.theme import GRID_CELL, NUMBER_CELL, Theme, font_of

Cell = tuple[int, int]

_ROUND_RING = 48
"""Smaller cells get a rounded frame instead of a ring, which would cross their digits."""

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


def paint_marks(painter: QPainter, marks: Marks, camera: Camera, theme: Theme) -> None:
    """Paint marks over the cells that `camera` places."""
    painter.save()
    room = theme.outline + 3
    painter.setClipRect(camera.area.adjusted(-room, -room, room, room))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if marks.secret is not None:
        _secret(painter, marks.secret, camera, theme)
    for hovered in marks.hover:
        width = max(2.0, theme.outline - 2)
        _outline(painter, camera, theme, hovered, theme.colour("accent"), width)
    if marks.window is not None:
        if camera.scale >= GRID_CELL:
            for cell in marks.taps:
                _outline(painter, camera, theme, (*cell, 1, 1), theme.colour("window"), 1.5)
        _outline(painter, camera, theme, marks.window, theme.colour("window"), theme.outline)
    if camera.scale >= NUMBER_CELL:
        for cell in marks.ties:
            _ring(painter, camera, theme, cell, "window", 0.4)
        if marks.winner is not None:
            _ring(painter, camera, theme, marks.winner, "window", 0.8)
        if marks.preview is not None:
            _ring(painter, camera, theme, marks.preview, "accent", 0.8)
    if marks.cursor is not None:
        box = (*marks.cursor, 1, 1)
        _outline(painter, camera, theme, box, theme.colour("accent"), theme.outline)
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
    if camera.scale < NUMBER_CELL:
        width = min(width, 3.0)
    rect = camera.rect(*box)
    if min(rect.width(), rect.height()) < _LEAST_OUTLINE:  # a window smaller than its outline
        grow = [max(0.0, (_LEAST_OUTLINE - side) / 2) for side in (rect.width(), rect.height())]
        rect.adjust(-grow[0], -grow[1], grow[0], grow[1])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen_colour, pen_width in ((theme.colour("halo"), width + 3), (colour, width)):
        pen = QPen(pen_colour, pen_width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(rect)


def _ring(
    painter: QPainter, camera: Camera, theme: Theme, cell: Cell, role: str, share: float
) -> None:
    """Ring a cell with a line that is `share` as wide as the outline of the window."""
    rect, width = camera.rect(*cell), theme.outline * share
    side = min(rect.width(), rect.height())
    width = min(width, max(1.0, width / theme.outline * side / 10))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    colours = (theme.colour("halo"), width + 2), (theme.colour(role), width)
    for colour, pen_width in colours:
        painter.setPen(QPen(colour, pen_width))
        if side >= _ROUND_RING:
            painter.drawEllipse(rect.center(), 0.39 * side, 0.39 * side)
        else:
            inner = rect.adjusted(3, 3, -3, -3)
            painter.drawRoundedRect(inner, 0.3 * side, 0.3 * side)
