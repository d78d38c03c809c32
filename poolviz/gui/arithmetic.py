"""One line of arithmetic, large: what the window reads and what comes out."""

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QFrame, QSizePolicy

from poolviz.core.arithmetic import MAX_TERMS, Term, arithmetic, explanation
from poolviz.core.numbers import format_count
from poolviz.core.steps import Step
from poolviz.gui.theme import LIGHT, Theme

_GAP = 28
_MARGIN = 16
_NARROW = 50
"""Up to this width, in units of the type, the notes go under the line."""


class ArithmeticPanel(QFrame):
    """Paints the arithmetic of one step, between what it reads and where it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._step: Step | None = None
        self._secret = False
        self._narrow = False
        self._terms: tuple[Term, ...] = ()
        self._why = ""
        self._before = self._after = ("", "")

    @property
    def text(self) -> str:
        """The line of arithmetic as plain text."""
        return "".join(term.text for term in self._terms)

    @property
    def why(self) -> str:
        """The sentence under it."""
        return self._why

    @property
    def notes(self) -> tuple[str, str, str, str]:
        """The lines beside it: which window, its bounds, where it goes, where it comes from."""
        return (*self._before, *self._after)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_step(self, step: Step, secret: bool = False) -> None:
        """Show a step, or all but its result."""
        if self._step is step and self._secret == secret:
            return
        self._step, self._secret = step, secret
        self._terms = self._hidden(arithmetic(step))
        self._why = "" if secret else explanation(step)
        rows, cols = step.window.rows.real, step.window.cols.real
        self._before = (
            f"window {format_count(step.number + 1)} of {format_count(step.count)}",
            f"rows {_bounds(rows)}, cols {_bounds(cols)}",
        )
        name = "input" if step.level == 0 else f"pool {step.level}"
        source = "" if step.winner is None else f"from {name}[{step.winner[0]}, {step.winner[1]}]"
        self._after = (f"→ pool {step.level + 1}[{step.row}, {step.col}]", "" if secret else source)
        self.setAccessibleName(f"{self.text}. {', '.join(self.notes)}. {self._why}")
        self.update()

    def sizeHint(self) -> QSize:
        """Room for the line and the sentence under it."""
        theme = self._theme
        height = QFontMetrics(theme.font(theme.arithmetic_px)).height()
        lines = 2 if self._narrow else 1
        return QSize(400, height + lines * QFontMetrics(theme.font()).height() + 24)

    def minimumSizeHint(self) -> QSize:
        """As low as it is; as narrow as can be."""
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the line with its notes beside it or, where that is too narrow, under it."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._narrow:
            self._paint_narrow(painter)
        else:
            self._paint_wide(painter)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put the notes under the line where there is no room beside it."""
        super().resizeEvent(event)
        narrow = self.width() < _NARROW * self._theme.px(self._theme.text_px)
        if narrow != self._narrow:
            self._narrow = narrow
            self.updateGeometry()

    def _paint_wide(self, painter: QPainter) -> None:
        small = QFontMetrics(self._theme.font())
        before = max(small.horizontalAdvance(text) for text in self._before)
        after = max(small.horizontalAdvance(text) for text in self._after)
        room = self.width() - 2 * _MARGIN - before - after - 2 * _GAP
        terms, font, line = self._fit(room)
        left = max(_MARGIN, (self.width() - before - line - after - 2 * _GAP) / 2) + before + _GAP
        middle = self.height() / 2 - (small.height() / 2 if self._why else 0)
        self._paint_notes(painter, self._before, left - before - _GAP, before, middle)
        self._paint_line(painter, terms, font, left, middle)
        self._paint_notes(painter, self._after, left + line + _GAP, after, middle)
        self._paint_under(painter, self._why, left + line / 2, 0)

    def _paint_narrow(self, painter: QPainter) -> None:
        small = QFontMetrics(self._theme.font())
        terms, font, line = self._fit(self.width() - 2 * _MARGIN)
        left = max(_MARGIN, (self.width() - line) / 2)
        self._paint_line(painter, terms, font, left, self.height() / 2 - small.height())
        notes = " · ".join((*self._before, self._after[0]))
        why = " · ".join(text for text in (self._after[1], self._why) if text)
        self._paint_under(painter, notes, self.width() / 2, 1)
        self._paint_under(painter, why, self.width() / 2, 0)

    def _paint_line(
        self, painter: QPainter, terms: tuple[Term, ...], font: QFont, x: float, middle: float
    ) -> None:
        height = QFontMetrics(font).height()
        for term in terms:
            painter.setFont(_weighted(font, term.strong))
            painter.setPen(self._theme.colour("result" if term.strong else "text"))
            width = QFontMetrics(_weighted(font, term.strong)).horizontalAdvance(term.text)
            box = QRectF(x, middle - height / 2, width + 2, height)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, term.text)
            x += width

    def _paint_under(self, painter: QPainter, text: str, centre: float, above: int) -> None:
        """Paint a sentence at the foot, or `above` so many others."""
        metrics = QFontMetrics(self._theme.font())
        room = self.width() - 2 * _MARGIN
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = min(metrics.horizontalAdvance(text) + 2, room)
        x = min(max(centre - width / 2, _MARGIN), self.width() - _MARGIN - width)
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        y = self.height() - (above + 1) * metrics.height() - 8
        box = QRectF(x, y, width, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_notes(
        self, painter: QPainter, lines: tuple[str, str], x: float, width: float, middle: float
    ) -> None:
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        height = QFontMetrics(self._theme.font()).height()
        texts = [line for line in lines if line]
        top = middle - height * len(texts) / 2
        for i, text in enumerate(texts):
            box = QRectF(x, top + i * height, width + 2, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _fit(self, room: float) -> tuple[tuple[Term, ...], QFont, int]:
        """Return as many terms as fit, the largest font that they fit in, and their width."""
        most, least = MAX_TERMS, self._theme.text_px
        while True:
            terms = self._terms if most == MAX_TERMS else self._abbreviated(most)
            size = self._theme.arithmetic_px
            font = self._theme.font(size)
            while _width(terms, font) > room and size > least:
                size = max(least, size - 1)
                font = self._theme.font(size)
            width = _width(terms, font)
            if width <= room or most == 2:
                return terms, font, width
            most //= 2

    def _abbreviated(self, most: int) -> tuple[Term, ...]:
        assert self._step is not None
        return self._hidden(arithmetic(self._step, most))

    def _hidden(self, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """Return the terms, or while the result is secret a question mark in its place."""
        if not self._secret:
            return terms
        sign = terms[-2].text.replace("≈", "=")
        return (*(Term(t.text) for t in terms[:-2]), Term(sign), Term("?", strong=True))


def _width(terms: tuple[Term, ...], font: QFont) -> int:
    return sum(QFontMetrics(_weighted(font, t.strong)).horizontalAdvance(t.text) for t in terms)


def _bounds(cells: range) -> str:
    first, last = cells[0], cells[-1]
    if first == last:
        return str(first)
    step = f" step {cells.step}" if cells.step > 1 else ""
    return f"{first}–{last}{step}"


def _weighted(font: QFont, strong: bool) -> QFont:
    result = QFont(font)
    result.setWeight(QFont.Weight.Bold if strong else QFont.Weight.Normal)
    return result
