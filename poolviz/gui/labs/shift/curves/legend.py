"""The legend of the curves."""

import sys

from PyQt6.QtCore import QEvent, QPointF, QRect, Qt
from PyQt6.QtGui import QHelpEvent, QPainter, QPainterPath, QPaintEvent
from PyQt6.QtWidgets import QToolTip, QWidget

from poolviz.gui.labs.shift.curves.curve import Curve, Look, level_text
from poolviz.gui.labs.shift.curves.plot import mark_size, paint_mark
from poolviz.gui.theme import LIGHT

GAP = 8
"""Pixels between two parts of the card."""


class CurveLegend(QWidget):
    """Each curve's line, name and value at a level, and that level; as much as there is room for.

    Attributes
    ----------
    rows : list of (Curve, Look, tuple of str)
        Each curve with its look and what its value at each level reads as.
    terse : int
        How little a row says: 0 for all of it, 1 with a short line, 2 without its value, too.
    """

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self.rows: list[tuple[Curve, Look, tuple[str, ...]]] = []
        self.terse = 0
        self._bright = -1
        self._level = sys.maxsize

    def set_rows(self, rows: list[tuple[Curve, Look, tuple[str, ...]]]) -> None:
        """Show other curves."""
        self.rows = rows
        self._tell()

    def set_level(self, level: int) -> None:
        """Show the values at another level, the last one by default."""
        if level != self._level:
            self._level = level
            self._tell()

    @property
    def level(self) -> int:
        """The level whose values are shown."""
        last = max((len(texts) for _, _, texts in self.rows), default=1) - 1
        return max(0, min(self._level, last))

    def text(self, row: int) -> str:
        """Return the value of a row at the level that is shown."""
        texts = self.rows[row][2]
        return texts[self.level] if self.level < len(texts) else "–"

    @property
    def foot(self) -> str:
        """The line under the rows, which says the level; "" without values, or for want of room."""
        line = self.theme.metrics().height()
        if self.terse == 2 or not self.rows or (len(self.rows) + 1) * line > self.height():
            return ""
        room = self.width() - 6
        forms = (level_text(self.level), f"pool {self.level}")
        return next((t for t in forms if self.theme.metrics().horizontalAdvance(t) <= room), "")

    def _tell(self) -> None:
        said = ", ".join(f"{c.name} {self.text(i)}" for i, (c, _, _) in enumerate(self.rows))
        self.setAccessibleName(f"Legend, {level_text(self.level)}: {said}")
        self.update()

    def set_bright(self, row: int) -> None:
        """Stress one of the rows; none with -1."""
        if row != self._bright:
            self._bright = row
            self.update()

    @property
    def row_height(self) -> int:
        """The height of a row, in pixels; less where that makes room for all rows."""
        line = self.theme.metrics().height()
        each = self._room // max(1, len(self.rows))
        return min(line + 2, each) if each >= line else line + 2

    @property
    def _room(self) -> int:
        """The height that the rows share."""
        return self.height() - (self.theme.metrics().height() if self.foot else 0)

    def needed_width(self, terse: int, *, seen: bool = False) -> int:
        """Return the pixels for the longest row, as terse as that; the level changes nothing.

        Of all rows, or of those that have room at the height that there is.
        """
        rows = [self.rows[i] for i in self.seen()] if seen else self.rows
        more = f"+ {len(self.rows) - len(rows)} more" if len(rows) < len(self.rows) else ""
        longest = self.theme.metrics().horizontalAdvance(more)
        for curve, _, texts in rows:
            advance = self.theme.metrics(bold=curve.current).horizontalAdvance
            value = max(map(advance, ("0.000", *texts))) + (GAP if terse else 2 * GAP)
            longest = max(longest, advance(curve.name) + (value if terse < 2 else 0))
        return self._text_left(terse) + longest + 3

    def _sample(self, terse: int) -> int:
        return self.theme.px(12 if terse else 26)

    def _text_left(self, terse: int) -> int:
        return 3 + self._sample(terse) + GAP

    def seen(self) -> list[int]:
        """Return the rows that fit; the method in force is one of them."""
        every = list(range(len(self.rows)))
        room = max(1, self._room // self.row_height)
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
        curve = self.rows[row][0]
        said = f"{curve.name} {level_text(self.level)}: {self.text(row)}"
        return said + (f"\n{curve.tip}" if curve.tip else "")

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        seen = self.seen()
        for place, row in enumerate(seen):
            self._paint_row(painter, row, place * self.row_height)
        hidden, foot = len(self.rows) - len(seen), self.foot
        painter.setFont(self.theme.font())
        painter.setPen(self.theme.colour("muted"))
        if hidden:
            left = self._text_left(self.terse)
            box = QRect(left, len(seen) * self.row_height, self.width() - left, self.row_height)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, f"+ {hidden} more")
        if foot:
            box = QRect(0, self._room, self.width() - 3, self.height() - self._room)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, right, foot)

    def _paint_row(self, painter: QPainter, row: int, top: int) -> None:
        theme = self.theme
        curve, look, _ = self.rows[row]
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
            painter.drawText(words, right, self.text(row))
