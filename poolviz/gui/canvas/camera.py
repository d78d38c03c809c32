"""Where the cells of a matrix are on a widget: scale, zoom and pan as a frozen value."""

import math
from dataclasses import dataclass, field, replace

from PyQt6.QtCore import QPointF, QRectF

MAX_CELL = 120.0
"""The largest cell that zooming makes, in pixels."""


@dataclass(frozen=True)
class Camera:
    """A mapping from cells to pixels.

    Attributes
    ----------
    area : QRectF
        The part of the widget that shows cells, in pixels.
    rows, cols : (int, int)
        The first row and column there is, padding included (so it may be negative), and how many.
    fit : float
        Pixels of a cell when the whole matrix is in view.
    scale : float
        Pixels of a cell now.
    top, left : float
        The row and column at the upper left corner of the area.
    """

    area: QRectF = field(default_factory=QRectF)
    rows: tuple[int, int] = (0, 1)
    cols: tuple[int, int] = (0, 1)
    fit: float = 1.0
    scale: float = 1.0
    top: float = 0.0
    left: float = 0.0

    @property
    def zoomed(self) -> bool:
        """Whether less than the whole is in view."""
        return self.scale > self.fit * 1.001

    def x(self, col: float) -> float:
        """Return the pixel of the left edge of a column."""
        return self.area.left() + (col - self.left) * self.scale

    def y(self, row: float) -> float:
        """Return the pixel of the upper edge of a row."""
        return self.area.top() + (row - self.top) * self.scale

    def rect(self, row: float, col: float, height: float = 1, width: float = 1) -> QRectF:
        """Return where cells are, on whole pixels so that neighbours meet."""
        left, top = round(self.x(col)), round(self.y(row))
        return QRectF(
            left, top, round(self.x(col + width)) - left, round(self.y(row + height)) - top
        )

    def edges(self, rows: range, cols: range) -> tuple[list[int], list[int]]:
        """Return the pixels between which columns and rows lie, one more than there are of them."""
        xs = [round(self.x(col)) for col in range(cols.start, cols.stop + 1)]
        return xs, [round(self.y(row)) for row in range(rows.start, rows.stop + 1)]

    def cell(self, point: QPointF) -> tuple[int, int]:
        """Return the row and column under a point."""
        row = math.floor((point.y() - self.area.top()) / self.scale + self.top)
        col = math.floor((point.x() - self.area.left()) / self.scale + self.left)
        return row, col

    def visible(
        self, shape: tuple[int, int], origin: tuple[int, int] = (0, 0)
    ) -> tuple[range, range]:
        """Return the rows and columns of a block of cells that are at least partly in view."""
        bottom = self.top + self.area.height() / self.scale
        right = self.left + self.area.width() / self.scale
        rows = range(
            max(origin[0], math.floor(self.top)), min(origin[0] + shape[0], math.ceil(bottom))
        )
        cols = range(
            max(origin[1], math.floor(self.left)), min(origin[1] + shape[1], math.ceil(right))
        )
        return rows, cols

    def whole(self) -> "Camera":
        """Return the camera that has everything in view."""
        return replace(self, scale=self.fit, top=self.rows[0], left=self.cols[0])

    def zoom_about(self, point: QPointF, factor: float) -> "Camera":
        """Return a camera `factor` times as near, with the same cell under `point`."""
        scale = min(max(self.scale * factor, self.fit), max(MAX_CELL, self.fit))
        row = (point.y() - self.area.top()) / self.scale + self.top
        col = (point.x() - self.area.left()) / self.scale + self.left
        return self._clamped(
            scale,
            row - (point.y() - self.area.top()) / scale,
            col - (point.x() - self.area.left()) / scale,
        )

    def zoomed_like(self, other: "Camera") -> "Camera":
        """Return the camera that is as near as `other`, with the same cell in the middle."""
        scale = self.fit * other.scale / other.fit
        row = other.top + other.area.height() / other.scale / 2
        col = other.left + other.area.width() / other.scale / 2
        return self._clamped(
            scale,
            row - self.area.height() / scale / 2,
            col - self.area.width() / scale / 2,
        )

    def panned(self, moved: QPointF) -> "Camera":
        """Return the camera after the cells have been dragged by `moved` pixels."""
        return self._clamped(
            self.scale, self.top - moved.y() / self.scale, self.left - moved.x() / self.scale
        )

    def centred(self, row: float, col: float) -> "Camera":
        """Return the camera with a place in the middle, on whole cells, as far as there are."""
        top = math.floor(row - self.area.height() / self.scale / 2 + 0.5)
        left = math.floor(col - self.area.width() / self.scale / 2 + 0.5)
        return self._clamped(self.scale, top, left)

    def ahead(self, times: int) -> "Camera":
        """Return a camera with `times` as many columns in view, from a little before this one's."""
        width = self.area.width() * times
        before = math.floor(self.area.width() / self.scale / 2)
        area = QRectF(self.area.left(), self.area.top(), width, self.area.height())
        return replace(self, area=area, left=max(self.cols[0], self.left - before))

    def holds(self, other: "Camera") -> bool:
        """Return whether all that `other` has in view, this one has, pixel for pixel."""
        beyond = other.left + other.area.width() / other.scale
        return (
            self.scale == other.scale
            and self.area.topLeft() == other.area.topLeft()
            and (self.top, self.rows, self.cols) == (other.top, other.rows, other.cols)
            and self.area.height() == other.area.height()
            and self.left <= other.left
            and beyond <= self.left + self.area.width() / self.scale
        )

    def _clamped(self, scale: float, top: float, left: float) -> "Camera":
        most_top = self.rows[0] + self.rows[1] - self.area.height() / scale
        most_left = self.cols[0] + self.cols[1] - self.area.width() / scale
        return replace(
            self,
            scale=scale,
            top=max(self.rows[0], min(top, most_top)),
            left=max(self.cols[0], min(left, most_left)),
        )
