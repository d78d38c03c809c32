"""One line of arithmetic, large: what the window reads and what comes out."""

from itertools import groupby

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from poolviz.core.explain import MAX_TERMS, Term, arithmetic, explanation
from poolviz.core.numbers import format_count
from poolviz.core.steps import Step
from poolviz.gui.theme import LIGHT, Theme

_GAP = 28
_MARGIN = 16
_LEAST_NOTE = 0.8
"""Of the usual type: how small the notes may be so that they are whole."""

_NARROW = 50
"""Up to this width, in units of the type, the notes go under the line."""


class _Canvas(QWidget):
    """The inside of the panel; paints over all of itself, so that nothing under it is painted."""

    def __init__(self, panel: "ArithmeticPanel") -> None:
        super().__init__(panel)
        self._panel = panel
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        self._panel.paint(QPainter(self))


class ArithmeticPanel(QFrame):
    """Paints the arithmetic of one step, between what it reads and where it goes."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._theme = LIGHT
        self._step: Step | None = None
        self._secret = False
        self._channel = ""
        self._preview = False
        self._narrow = False
        self._least = 0.0
        self._canvas = _Canvas(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._canvas)
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
        self._canvas.update()

    def set_step(
        self, step: Step, secret: bool = False, channel: str = "", *, preview: bool = False
    ) -> None:
        """Show a step, or all but its result, and the name of the channel it speaks of.

        A `preview` is of another step than the one on the pictures, and looks like it.
        """
        if (self._step, self._secret, self._channel, self._preview) == (
            step, secret, channel, preview,
        ):  # fmt: skip
            return
        self._step, self._secret, self._channel = step, secret, channel
        self._preview = preview
        self._terms = self._written(MAX_TERMS)
        self._why = "" if secret else explanation(step)
        rows, cols = step.window.rows.real, step.window.cols.real
        channel = ("preview: " if preview else "") + (f"{channel} · " if channel else "")
        self._before = (
            f"{channel}window {format_count(step.number + 1)} of {format_count(step.count)}",
            f"rows {bounds(rows)}, cols {bounds(cols)}",
        )
        name = "input" if step.level == 0 else f"pool {step.level}"
        source = "" if step.winner is None else f"from {name}[{step.winner[0]}, {step.winner[1]}]"
        self._after = (f"→ pool {step.level + 1}[{step.row}, {step.col}]", "" if secret else source)
        self.setAccessibleName(f"{self.text}. {', '.join(self.notes)}. {self._why}")
        self._canvas.update()

    def sizeHint(self) -> QSize:
        """Room for the line and the sentence under it."""
        theme = self._theme
        height = theme.metrics(theme.arithmetic_px).height()
        lines = 2 if self._narrow and not self._least else 1
        return QSize(400, height + lines * theme.metrics().height() + 24)

    def minimumSizeHint(self) -> QSize:
        """As low as it is; as narrow as can be."""
        return QSize(100, self.sizeHint().height())

    def paint(self, painter: QPainter) -> None:
        """Paint the line with its notes beside it or, where that is too narrow, under it."""
        ground = "accent_soft" if self._preview else "surface"
        painter.fillRect(self._canvas.rect(), self._theme.colour(ground))
        if self._least:
            self._paint_bare(painter)
        elif self._narrow:
            self._paint_narrow(painter)
        else:
            self._paint_wide(painter)

    def set_bare(self, least: float) -> None:
        """Show the line without its notes, in type of at least so many pixels; 0 ends that."""
        self._least = least
        self.setProperty("bare", bool(least))
        self.updateGeometry()
        self._canvas.update()

    def fit(self, width: int) -> None:
        """Put the notes under the line where `width` leaves no room beside it."""
        narrow = width < _NARROW * self._theme.px(self._theme.text_px)
        if narrow != self._narrow:
            self._narrow = narrow
            self.updateGeometry()
            self._canvas.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the new width."""
        super().resizeEvent(event)
        self.fit(self.width())

    def _paint_wide(self, painter: QPainter) -> None:
        small = self._theme.metrics()
        before = max(small.horizontalAdvance(text) for text in self._before)
        after = max(small.horizontalAdvance(text) for text in self._after)
        room = self._canvas.width() - 2 * _MARGIN - before - after - 2 * _GAP
        terms, size, line = self._fit(room)
        spare = self._canvas.width() - before - line - after - 2 * _GAP
        left = max(_MARGIN, spare / 2) + before + _GAP
        middle = self._canvas.height() / 2 - (small.height() / 2 if self._why else 0)
        self._paint_notes(painter, self._before, left - before - _GAP, before, middle)
        self._paint_line(painter, terms, size, left, middle)
        self._paint_notes(painter, self._after, left + line + _GAP, after, middle)
        self._paint_under(painter, self._why, left + line / 2, 0)

    def _paint_narrow(self, painter: QPainter) -> None:
        small = self._theme.metrics()
        terms, size, line = self._fit(self._canvas.width() - 2 * _MARGIN)
        left = max(_MARGIN, (self._canvas.width() - line) / 2)
        self._paint_line(painter, terms, size, left, self._canvas.height() / 2 - small.height())
        lines, note = self._two_lines()
        for above, text in enumerate(reversed(lines)):
            self._paint_under(painter, text, self._canvas.width() / 2, above, note)

    def _two_lines(self) -> tuple[tuple[str, str], float]:
        """Return all notes in two lines, as many in the first as fit of those that lead there.

        With them their type: a little smaller where they would be cut. What is too long even then
        goes on in the other line from any word, without what the picture shows.
        """
        room = self._canvas.width() - 2 * _MARGIN
        size = usual = self._theme.text_px
        notes = [text for text in (*self._before, *self._after, self._why) if text]
        for size in (usual, 0.9 * usual, _LEAST_NOTE * usual):
            wide = self._theme.metrics(size).horizontalAdvance
            first = len(self._before) + 1
            while first > 1 and wide(" · ".join(notes[:first])) > room:
                first -= 1
            lines = " · ".join(notes[:first]), " · ".join(notes[first:])
            if wide(lines[1]) <= room:
                return lines, size
        words = " · ".join((self._before[0], self._after[0], self._why)).split(" ")
        first = len(words)
        while first > 1 and wide(" ".join(words[:first])) > room:
            first -= 1
        return (" ".join(words[:first]), " ".join(words[first:])), size

    def _paint_bare(self, painter: QPainter) -> None:
        terms, size, line = self._fit(self._canvas.width() - 2 * _MARGIN)
        middle = (self._canvas.height() - self._theme.metrics().height()) / 2
        self._paint_line(painter, terms, size, (self._canvas.width() - line) / 2, middle)
        under = self._before[0] if self._preview else self._why
        self._paint_under(painter, under, self._canvas.width() / 2, 0)

    def _paint_line(
        self, painter: QPainter, terms: tuple[Term, ...], size: float, x: float, middle: float
    ) -> None:
        theme = self._theme
        height = theme.metrics(size).height()
        for term in terms:
            painter.setFont(theme.font(size, term.strong))
            strong = "accent" if self._preview else "result"
            painter.setPen(theme.colour(strong if term.strong else "text"))
            width = theme.metrics(size, term.strong).horizontalAdvance(term.text)
            box = QRectF(x, middle - height / 2, width + 2, height)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(box, flags, term.text)
            x += width

    def _paint_under(
        self, painter: QPainter, text: str, centre: float, above: int, note: float | None = None
    ) -> None:
        """Paint a sentence at the foot, or `above` so many others, in type of `note` pixels."""
        room = self._canvas.width() - 2 * _MARGIN
        note = note or self._note_size(text, room)
        metrics = self._theme.metrics(note)
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        width = min(metrics.horizontalAdvance(text) + 2, room)
        x = min(max(centre - width / 2, _MARGIN), self._canvas.width() - _MARGIN - width)
        painter.setFont(self._theme.font(note))
        painter.setPen(self._theme.colour("muted"))
        y = self._canvas.height() - (above + 1) * self._theme.metrics().height() - 4
        box = QRectF(x, y, width, metrics.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _note_size(self, text: str, room: float) -> float:
        """Return the size of type in which a sentence is whole, as small as it may be."""
        usual = self._theme.text_px
        wide = self._theme.metrics().horizontalAdvance(text)
        return usual if wide <= room else max(_LEAST_NOTE * usual, 0.98 * usual * room / wide)

    def _paint_notes(
        self, painter: QPainter, lines: tuple[str, str], x: float, width: float, middle: float
    ) -> None:
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        height = self._theme.metrics().height()
        texts = [line for line in lines if line]
        top = middle - height * len(texts) / 2
        for i, text in enumerate(texts):
            box = QRectF(x, top + i * height, width + 2, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _fit(self, room: float) -> tuple[tuple[Term, ...], float, int]:
        """Return as many terms as fit, the largest size that they fit in, and their width."""
        most, least = MAX_TERMS, self._least or self._theme.text_px
        while True:
            terms = self._terms if most == MAX_TERMS else self._written(most)
            size = self._theme.arithmetic_px
            width = self._width(terms, size)
            while width > room and size > least:
                size = max(least, min(size - 1, size * room / width))
                width = self._width(terms, size)
            if width <= room or most == 2:
                return terms, size, width
            most //= 2

    def _width(self, terms: tuple[Term, ...], size: float) -> int:
        theme = self._theme
        return sum(theme.metrics(size, t.strong).horizontalAdvance(t.text) for t in terms)

    def _written(self, most: int) -> tuple[Term, ...]:
        """Return the line with at most so many numbers, in pieces of one weight.

        A secret result is a question mark.
        """
        assert self._step is not None
        terms = arithmetic(self._step, most, secret=self._secret)
        if self._secret:
            terms = (*terms[:-1], Term("?", strong=True))
        runs = groupby(terms, key=lambda term: term.strong)
        return tuple(Term("".join(t.text for t in run), strong) for strong, run in runs)


def bounds(cells: range) -> str:
    """Return the first and the last of some cells, and their distance where it is not 1."""
    first, last = cells[0], cells[-1]
    if first == last:
        return str(first)
    step = f" step {cells.step}" if cells.step > 1 else ""
    return f"{first}–{last}{step}"
