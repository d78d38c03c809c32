"""The cliff: up to which jitter the shifts change nothing."""

from collections.abc import Sequence

from PyQt6.QtCore import QRect, QRectF, Qt
from PyQt6.QtGui import QPainter

from poolviz.core.numbers import format_share
from poolviz.gui.canvas.cell_grid import CellGrid, paint_missing
from poolviz.gui.canvas.marks import Cell
from poolviz.gui.labs.shift.breaks.rows import BreakRows
from poolviz.gui.labs.shift.maps.words import after, ends


class Cliff(BreakRows):
    """A bar for each jitter: how many of its shifts change nothing after the last pool.

    Attributes
    ----------
    form : int
        What stands beside the bars: 0 for counts, 1 for the shorter shares, 2 for nothing.
    """

    heading = "jitter"

    def __init__(self) -> None:
        super().__init__()
        self.form = 0

    @property
    def values(self) -> Sequence[int]:
        """The jitters, from 0 on."""
        return range(len(self.data.jitter_counts))

    @property
    def texts(self) -> list[str]:
        """The numbers beside the bars, by `form`: counts, shares, or none."""
        if self.data.blank_end:
            return ["–"] * len(self.values)
        if self.form == 2:
            return [""] * len(self.values)
        if self.form == 1:
            return [format_share(equal, of) for equal, of in self.data.jitter_counts]
        return [f"{equal}/{of}" for equal, of in self.data.jitter_counts]

    def track(self, jitter: int) -> QRect:
        """Return where the bar of a jitter may reach."""
        row, (left, right) = self.grid.rect(jitter, 0), self._sides()
        inset = max(1, row.height() // 6)
        return QRect(left, row.top() + inset, row.width() - left - right, row.height() - 2 * inset)

    def sentence(self, cell: Cell) -> str:
        """Return all that is known of one jitter."""
        equal, of = self.data.jitter_counts[cell[0]]
        if self.data.blank_end:
            return f"jitter ±{cell[0]} px: nothing is left to compare {after(self.data.levels)}"
        return (
            f"jitter ±{cell[0]} px: {equal} of {of} {ends(equal, of)} "
            f"{after(self.data.levels)} ({format_share(equal, of)})"
        )

    def least_width(self) -> int:
        """Return the width that the labels need, with a short bar between them."""
        return sum(self._sides()) + self._theme.px(36)

    def _sides(self) -> tuple[int, int]:
        """Return the pixels that the labels at the left and at the right take."""
        wide = self._theme.metrics(bold=True).horizontalAdvance
        right = max((wide(text) for text in self.texts), default=0)
        return wide(f"±{len(self.values) - 1}") + 6, right + 6

    def _grid(self) -> CellGrid:
        return self._rows(0, max(1, self.width()), 1)

    def _paint_cells(self, painter: QPainter, within: QRect) -> None:
        for jitter, (equal, of) in enumerate(self.data.jitter_counts):
            bar = self.track(jitter)
            painter.fillRect(bar, self._theme.colour("raised"))
            if self.data.blank_end:
                paint_missing(painter, QRectF(bar), self._theme)
                continue
            bar.setWidth(round(bar.width() * equal / max(1, of)))
            painter.fillRect(
                bar, self._theme.colour("accent" if jitter == self.current else "dash")
            )

    def _paint_labels(self, painter: QPainter) -> None:
        height, aligned = self._theme.metrics().height(), Qt.AlignmentFlag
        for jitter, top in self._labelled(painter):
            bar = self.track(jitter)
            left = QRect(0, top, bar.left() - 6, height)
            painter.drawText(left, aligned.AlignRight | aligned.AlignVCenter, f"±{jitter}")
            right = QRect(bar.right() + 6, top, self.width() - bar.right() - 6, height)
            painter.drawText(right, aligned.AlignLeft | aligned.AlignVCenter, self.texts[jitter])
