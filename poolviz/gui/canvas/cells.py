"""The cells of a matrix: colours, lines, numbers, padding, and cells that hold no value yet."""

import math
import operator
from dataclasses import dataclass

import numpy as np
from PyQt6.QtCore import QLineF, QRect, QRectF, Qt
from PyQt6.QtGui import QColor, QPainter, QPen

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.cell_numbers import VEIL, Cell, CellNumber, numbers_in
from poolviz.gui.canvas.matrix import NO_PADDING, Matrix
from poolviz.gui.canvas.raster import draw_part, keeps_pixels
from poolviz.gui.theme import GRID_CELL, NUMBER_CELL, Theme

_HATCH = 7
"""Pixels from one line of a hatching to the next, along a row."""


@dataclass(frozen=True)
class CellPainter:
    """Paints the cells that a camera has in view.

    Attributes
    ----------
    painter : QPainter
        What is painted with.
    matrix : Matrix
        What is painted.
    camera : Camera
        Where.
    theme : Theme
        How.
    ratio : float
        Device pixels to a pixel.
    """

    painter: QPainter
    matrix: Matrix
    camera: Camera
    theme: Theme
    ratio: float = 1.0

    def paint_filled(self, count: int | None = None) -> None:
        """Paint cells with their values; `count` is how many, in raster order, None is all."""
        matrix, camera = self.matrix, self.camera
        rows, cols = camera.visible(matrix.shape)
        if not (rows and cols):
            return
        for part in _parts(rows, cols, matrix.shape[1], count):
            if camera.scale >= NUMBER_CELL:
                self._paint_big(*part)
            else:
                self._paint_image(*part)
        self._paint_unread(camera.rect(rows.start, cols.start, len(rows), len(cols)))

    def numbers(self, count: int | None = None) -> dict[Cell, CellNumber]:
        """Return the numbers of the cells in view, and how they stand there.

        `count` is of how many cells, in raster order; None is all. Small cells have none.
        """
        if self.camera.scale < NUMBER_CELL:
            return {}
        parts = _parts(*self.camera.visible(self.matrix.shape), self.matrix.shape[1], count)
        return {
            cell: number
            for part in parts
            for cell, number in numbers_in(self.matrix, self.camera, self.theme, *part)
        }

    def paint_empty(self) -> None:
        """Paint every cell as one that has no value yet: dashed and empty."""
        whole = self.camera.rect(0, 0, *self.matrix.shape)
        within = whole.intersected(self.camera.area)
        self.painter.fillRect(within, self.theme.colour("empty"))
        if self.camera.scale < GRID_CELL:
            self._paint_frame(whole)
        else:
            self._paint_dashed(*self.camera.visible(self.matrix.shape))

    def paint_padding(self) -> None:
        """Paint the padding: dashed cells outside the matrix."""
        matrix, camera = self.matrix, self.camera
        if matrix.padding == NO_PADDING:
            return
        (top, _), (left, _) = matrix.padding
        height, width = matrix.shape
        if camera.scale < GRID_CELL:
            self._paint_frame(camera.rect(-top, -left, *matrix.padded_shape))
            return
        rows, cols = camera.visible(matrix.padded_shape, origin=(-top, -left))
        self._paint_dashed(rows, cols, without=(range(height), range(width)))

    def _paint_image(self, rows: range, cols: range) -> None:
        painter, camera = self.painter, self.camera
        scale = camera.scale * self.ratio
        image, own = self.matrix.picture.image_for(scale)
        target = camera.rect(rows.start, cols.start, len(rows), len(cols))
        source = QRectF(cols.start * own, rows.start * own, len(cols) * own, len(rows) * own)
        smooth = QPainter.RenderHint.SmoothPixmapTransform
        painter.setRenderHint(smooth, scale < 1)
        draw_part(painter, target, image, source)
        painter.setRenderHint(smooth, False)
        if camera.scale >= GRID_CELL:
            self._paint_grid(rows, cols, 1)

    def _paint_big(self, rows: range, cols: range) -> None:
        """Paint cells on the same whole pixels as everything else, and the lines between them."""
        painter = self.painter
        xs, ys = self.camera.edges(rows, cols)
        block = np.s_[rows.start : rows.stop, cols.start : cols.stop]
        whole = QRect(xs[0], ys[0], xs[-1] - xs[0], ys[-1] - ys[0])
        if keeps_pixels(painter) and _even(xs) and _even(ys):
            part = QRect(cols.start, rows.start, len(cols), len(rows))
            painter.drawImage(whole, self.matrix.picture.images[0], part)
            self._paint_grid(rows, cols, 1 if self.camera.scale < 2 * NUMBER_CELL else 2)
            return
        for r, line in enumerate(self.matrix.picture.pixels[block].tolist()):
            height = ys[r + 1] - ys[r]
            for c, colour in enumerate(line):
                painter.fillRect(xs[c], ys[r], xs[c + 1] - xs[c], height, QColor(colour))
        self._paint_grid(rows, cols, 1 if self.camera.scale < 2 * NUMBER_CELL else 2)

    def _paint_grid(self, rows: range, cols: range, line: int) -> None:
        surface, wide = self.theme.colour("surface"), max(1, round(line * self.ratio)) / self.ratio
        xs, ys = self.camera.edges(rows, cols)
        height, width = self.matrix.shape
        for col, x in enumerate(xs, cols.start):
            if 0 < col < width:  # whole pixels of the device, so that all are alike
                line_ = QRectF(x - line // 2, ys[0], wide, ys[-1] - ys[0])
                self.painter.fillRect(line_, surface)
        for row, y in enumerate(ys, rows.start):
            if 0 < row < height:
                line_ = QRectF(xs[0], y - line // 2, xs[-1] - xs[0], wide)
                self.painter.fillRect(line_, surface)

    def _paint_unread(self, within: QRectF) -> None:
        """Veil and hatch the rows and columns that no window reads."""
        matrix, camera = self.matrix, self.camera
        height, width = matrix.shape
        veil, hatch = QColor(self.theme.colour("surface")), QColor(self.theme.colour("hatch"))
        veil.setAlpha(VEIL)
        hatch.setAlpha(150)
        bands = [camera.rect(r, 0, n, width) for r, n in _runs(matrix.unread_rows)]
        bands += [camera.rect(0, c, height, n) for c, n in _runs(matrix.unread_cols)]
        for band in bands:
            rect = band.intersected(within)
            self.painter.fillRect(rect, veil)
            if min(rect.width(), rect.height()) >= 3:
                self._hatch(rect, hatch)

    def _hatch(self, rect: QRectF, colour: QColor) -> None:
        """Draw slanted lines, which unlike a pattern grow with a finer or a larger device."""
        first, last = rect.left() + rect.top(), rect.right() + rect.bottom()
        lines = []
        for place in range(int(first // _HATCH + 1) * _HATCH, math.ceil(last), _HATCH):  # x + y
            left = max(rect.left(), place - rect.bottom())
            right = min(rect.right(), place - rect.top())
            lines.append(QLineF(left, place - left, right, place - right))
        self.painter.save()
        self.painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.painter.setPen(QPen(colour, 1))
        for line in lines:
            self.painter.drawLine(line)
        self.painter.restore()

    def _paint_frame(self, rect: QRectF) -> None:
        self.painter.setPen(_dashes(self.theme))
        self.painter.setBrush(Qt.BrushStyle.NoBrush)
        self.painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_dashed(
        self, rows: range, cols: range, without: tuple[range, range] = (range(0), range(0))
    ) -> None:
        """Paint cells that hold nothing, but for those in the rows and columns `without`."""
        painter = self.painter
        painter.setPen(_dashes(self.theme))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = 2 if self.camera.scale < 2 * NUMBER_CELL else 3
        xs, ys = self.camera.edges(rows, cols)
        for r, row in enumerate(rows):
            top, height = ys[r] + inset, ys[r + 1] - ys[r] - 2 * inset
            for c, col in enumerate(cols):
                if row not in without[0] or col not in without[1]:
                    painter.drawRect(xs[c] + inset, top, xs[c + 1] - xs[c] - 2 * inset, height)


def _even(edges: list[int]) -> bool:
    """Return whether all cells between some edges are as large as each other."""
    return len(set(map(operator.sub, edges[1:], edges))) == 1


def _parts(rows: range, cols: range, width: int, count: int | None) -> list[tuple[range, range]]:
    """Return the blocks that the first `count` cells of a matrix make of what is in view."""
    if count is None:
        return [(rows, cols)]
    full, rest = divmod(count, width)
    parts = [
        (range(rows.start, min(rows.stop, full)), cols),
        (
            range(max(rows.start, full), min(rows.stop, full + 1)),
            range(cols.start, min(cols.stop, rest)),
        ),
    ]
    return [part for part in parts if all(part)]


def _runs(indices: tuple[int, ...]) -> list[tuple[int, int]]:
    """Return the (first, length) of every run of neighbours."""
    if not indices:
        return []
    parts = np.split(np.array(indices), np.flatnonzero(np.diff(indices) > 1) + 1)
    return [(int(part[0]), len(part)) for part in parts]


def _dashes(theme: Theme) -> QPen:
    pen = QPen(theme.colour("dash"), 1)
    pen.setDashPattern([3, 3])
    return pen
