"""The legend of the curves."""

from PyQt6.QtCore import QEvent, QPointF, QRect, Qt
from PyQt6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from poolviz.gui.shift.curve import Curve, Look, level_text
from poolviz.gui.shift.plot import mark_size, paint_mark
from poolviz.gui.theme import LIGHT

GAP = 8
"""Pixels between two parts of the card."""


class CurveLegend(QWidget):
    """Each curve's line, name and last value; as many of them as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self.rows: list[tuple[Curve, Look, str]] = []
        self.terse = 0
        self._bright = -1

    def set_rows(self, rows: list[tuple[Curve, Look, str]]) -> None:
        """Show other curves, each with its look and its last value."""
        self.rows = rows
        self.setAccessibleName("Legend: " + ", ".join(f"{c.name} {text}" for c, _, text in rows))
        self.update()

    def set_bright(self, row: int) -> None:
        """Stress one of the rows; none with -1."""
        if row != self._bright:
            self._bright = row
            self.update()

    @property
    def row_height(self) -> int:
        """The height of a row, in pixels."""
        return self.theme.metrics().height() + 2

    def needed_width(self, terse: int) -> int:
        """Return the pixels for the longest row: all of it, with a short line, without value."""
        longest = 0
        for curve, _, text in self.rows:
            advance = self.theme.metrics(bold=curve.current).horizontalAdvance
            value = advance(max("0.000", text, key=len)) + (GAP if terse else 2 * GAP)
            longest = max(longest, advance(curve.name) + (value if terse < 2 else 0))
        return self._text_left(terse) + longest + 3

    def _sample(self, terse: int) -> int:
        return self.theme.px(12 if terse else 26)

    def _text_left(self, terse: int) -> int:
        return 3 + self._sample(terse) + GAP

    def seen(self) -> list[int]:
        """Return the rows that fit; the method in force is one of them."""
        every = list(range(len(self.rows)))
        room = max(1, self.height() // self.row_height)
        if len(every) <= room:
            return every
        first = sorted(every, key=lambda i: (not self.rows[i][0].current, i))
        return sorted(first[: room - 1])

    def event(self, event: QEvent | None) -> bool:
        """Show the definition of the row under the mouse."""
        if not isinstance(event, QHelpEvent):
            return super().event(event)
        seen, at = self.seen(), event.pos().y() // self.row_height
        rows = [seen[at]] if at < len(seen) else []
        if at == len(seen):
            rows = [i for i in range(len(self.rows)) if i not in seen]
        QToolTip.showText(event.globalPos(), "\n".join(map(self._explained, rows)), self)
        return True

    def _explained(self, row: int) -> str:
        curve, _, text = self.rows[row]
        after = level_text(len(curve.values) - 1)
        return f"{curve.name} {after}: {text}" + (f"\n{curve.tip}" if curve.tip else "")

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = self.seen()
        for place, row in enumerate(seen):
            self._paint_row(painter, row, place * self.row_height)
        hidden = len(self.rows) - len(seen)
        if hidden:
            painter.setFont(self.theme.font())
            painter.setPen(self.theme.colour("muted"))
            left = self._text_left(self.terse)
            box = QRect(left, len(seen) * self.row_height, self.width() - left, self.row_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"+ {hidden} more")

    def _paint_row(self, painter: QPainter, row: int, top: int) -> None:
        theme = self.theme
        curve, look, text = self.rows[row]
        box = QRect(0, top, self.width(), self.row_height)
        if row == self._bright:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(box, 5, 5)
        pen = look.pen(theme, curve)
        half = QPointF(self._sample(self.terse) / 2, 0)
        middle = QPointF(3, box.center().y() + 0.5) + half
        path = QPainterPath(middle - half)
        path.lineTo(middle + half)
        painter.strokePath(path, pen)
        inside = pen.color() if curve.current else theme.colour("surface")
        paint_mark(painter, look.mark, middle, mark_size(theme, curve.current), pen, inside)
        painter.setFont(theme.font(bold=curve.current))
        painter.setPen(pen.color())
        words = box.adjusted(self._text_left(self.terse), 0, -3, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, curve.name)
        if self.terse < 2:
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(words, right, text)
