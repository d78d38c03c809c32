"""One line of arithmetic, large: what the window reads and what comes out."""

from collections.abc import Iterator

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PyQt6.QtWidgets import QFrame, QSizePolicy

from poolviz.core.arithmetic import Term, arithmetic, explanation
from poolviz.core.numbers import format_count
from poolviz.core.steps import Step
from poolviz.gui.theme import LIGHT, Theme

_GAP = 28
_MARGIN = 16


class ArithmeticPanel(QFrame):
    """Paints the arithmetic of one step, between what it reads and where it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._step: Step | None = None
        self._secret = False
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
        return QSize(400, height + QFontMetrics(theme.font()).height() + 26)

    def minimumSizeHint(self) -> QSize:
        """As low as it is; as narrow as can be."""
        return QSize(100, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint notes, line and sentence as one group in the middle."""
        super().paintEvent(event)
        painter = QPainter(self)
        theme = self._theme
        small = QFontMetrics(theme.font())
        before = max(small.horizontalAdvance(text) for text in self._before)
        after = max(small.horizontalAdvance(text) for text in self._after)
        room = self.width() - 2 * _MARGIN - before - after - 2 * _GAP
        terms, font, line = self._fit(room)
        left = (self.width() - before - line - after - 2 * _GAP) / 2
        left = max(left, _MARGIN)
        metrics = QFontMetrics(font)
        middle = self.height() / 2 - (small.height() / 2 if self._why else 0)
        if self._why:
            why = QFontMetrics(theme.font()).elidedText(
                self._why, Qt.TextElideMode.ElideRight, self.width() - 2 * _MARGIN
            )
            centre = left + before + _GAP + line / 2
            width = min(small.horizontalAdvance(why) + 2, self.width() - 2 * _MARGIN)
            x = min(max(centre - width / 2, _MARGIN), self.width() - _MARGIN - width)
            painter.setFont(theme.font())
            painter.setPen(theme.colour("muted"))
            box = QRectF(x, self.height() - small.height() - 9, width, small.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, why)
        self._paint_notes(painter, self._before, left, before, middle)
        x = left + before + _GAP
        for term in terms:
            painter.setFont(_weighted(font, term.strong))
            painter.setPen(theme.colour("result" if term.strong else "text"))
            width = QFontMetrics(_weighted(font, term.strong)).horizontalAdvance(term.text)
            box = QRectF(x, middle - metrics.height() / 2, width + 2, metrics.height())
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, term.text)
            x += width
        self._paint_notes(painter, self._after, x + _GAP, after, middle)

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
        """Return as many terms as fit, in the largest font that they fit in, and their width."""
        size = self._theme.arithmetic_px
        for terms in self._shorter_and_shorter():
            size = self._theme.arithmetic_px
            while True:
                font = self._theme.font(size)
                width = sum(
                    QFontMetrics(_weighted(font, t.strong)).horizontalAdvance(t.text) for t in terms
                )
                if width <= room:
                    return terms, font, width
                if size <= self._theme.text_px:
                    break
                size = max(self._theme.text_px, size - 1)
        return terms, font, width

    def _shorter_and_shorter(self) -> Iterator[tuple[Term, ...]]:
        yield self._terms
        assert self._step is not None
        for most in (8, 4, 2):
            yield self._hidden(arithmetic(self._step, most))

    def _hidden(self, terms: tuple[Term, ...]) -> tuple[Term, ...]:
        """Return the terms, or while the result is secret a question mark in its place."""
        if not self._secret:
            return terms
        sign = terms[-2].text.replace("≈", "=")
        return (*(Term(t.text) for t in terms[:-2]), Term(sign), Term("?", strong=True))


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
