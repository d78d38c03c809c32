"""One line of arithmetic, large: what the window reads and what comes out."""

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget

from poolviz.core.explain.arithmetic import MAX_TERMS, Term, arithmetic, explanation
from poolviz.core.explain.walkthrough import Step, Walkthrough
from poolviz.gui.canvas.line_columns import Line, LineColumns, measured_steps, notes
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
        self._columns = LineColumns()
        self._measured = False
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

    def set_pooling(self, run: Walkthrough, level: int, channel: str = "") -> None:
        """Leave the room that the steps of a pooling need, so that nothing moves between them."""
        self._columns = LineColumns(measured_steps(run, level), channel)
        self._measured = True

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
        self._before, self._after = notes(step, channel, secret=secret, preview=preview)
        if self._measured and channel == self._columns.channel:
            self._columns.add(step)
        else:
            self._columns, self._measured = LineColumns([step], channel), False
        self.setAccessibleName(f"{self.text}. {', '.join(self.notes)}. {self._why}")
        self._canvas.update()

    def sizeHint(self) -> QSize:
        """Room for the line and the sentence under it."""
        return QSize(400, _height(self._theme, narrow=self._narrow and not self._least))

    def minimumSizeHint(self) -> QSize:
        """As low as it is; as narrow as can be."""
        return QSize(100, self.sizeHint().height())

    def paint(self, painter: QPainter) -> None:
        """Paint the line with its notes beside it or, where that is too narrow, under it."""
        ground = "accent_soft" if self._preview else "surface"
        painter.fillRect(self._canvas.rect(), self._theme.colour(ground))
        if self._step is None:
            return
        if self._least:
            self._paint_bare(painter)
        elif self._narrow:
            self._paint_narrow(painter)
        else:
            self._paint_wide(painter)

    def set_bare(self, least: float) -> None:
        """Show the line in type of at least so many pixels, with its notes where that leaves room.

        0 ends that.
        """
        self._least = least
        self.setProperty("bare", bool(least))
        self.updateGeometry()
        self._canvas.update()

    def fit(self, width: int) -> None:
        """Put the notes under the line where `width` leaves no room beside it."""
        narrow = _is_narrow(self._theme, width)
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
        before, after = self._columns.beside(self._theme)
        room = self._canvas.width() - 2 * _MARGIN - before - after - 2 * _GAP
        line = self._fit(room)
        spare = self._canvas.width() - before - line.width - after - 2 * _GAP
        left = max(_MARGIN, spare / 2) + before + _GAP
        under = small.height() / 2 if self._columns.explained else 0
        middle = self._canvas.height() / 2 - under
        self._paint_notes(painter, self._before, left - before - _GAP, before, middle)
        self._paint_line(painter, line, left, middle)
        self._paint_notes(painter, self._after, left + line.width + _GAP, after, middle)
        self._paint_under(painter, self._why, left + line.width / 2, 0)

    def _paint_narrow(self, painter: QPainter) -> None:
        small = self._theme.metrics()
        line = self._fit(self._canvas.width() - 2 * _MARGIN)
        left = max(_MARGIN, (self._canvas.width() - line.width) / 2)
        self._paint_line(painter, line, left, self._canvas.height() / 2 - small.height())
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
        line = self._fit(self._canvas.width() - 2 * _MARGIN)
        middle = (self._canvas.height() - self._theme.metrics().height()) / 2
        left = (self._canvas.width() - line.width) / 2
        self._paint_line(painter, line, left, middle)
        before, after = self._columns.beside(self._theme)
        gap = max(_GAP, self._theme.metrics().height())
        noted = left - gap - _MARGIN >= max(before, after)
        if noted:
            self._paint_notes(painter, self._before, left - before - gap, before, middle)
            self._paint_notes(painter, self._after, left + line.width + gap, after, middle)
        under = self._before[0] if self._preview and not noted else self._why
        self._paint_under(painter, under, self._canvas.width() / 2, 0)

    def _paint_line(self, painter: QPainter, line: Line, x: float, middle: float) -> None:
        theme, centre = self._theme, Qt.AlignmentFlag.AlignVCenter
        height = theme.metrics(line.size).height()
        for piece in line.pieces:
            term = piece.term
            painter.setFont(theme.font(line.size, term.strong))
            strong = "accent" if self._preview else "result"
            painter.setPen(theme.colour(strong if term.strong else "text"))
            box = QRectF(x + piece.x, middle - height / 2, piece.width, height)
            painter.drawText(box, piece.side | centre | Qt.TextFlag.TextDontClip, term.text)

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

    def _fit(self, room: float) -> Line:
        """Return the line with as many terms as fit, in the largest type that they fit in."""
        most, least = MAX_TERMS, self._least or self._theme.text_px
        while True:
            terms = self._terms if most == MAX_TERMS else self._written(most)
            line = self._columns.lay(terms, most, room, self._theme, least)
            if line is not None:
                return line
            if most == 2:
                return self._columns.least_line(terms, most, self._theme, least)
            most //= 2

    def _written(self, most: int) -> tuple[Term, ...]:
        """Return the line with at most so many numbers; a secret result is a question mark."""
        assert self._step is not None
        terms = arithmetic(self._step, most, secret=self._secret)
        return (*terms[:-1], Term("?", strong=True)) if self._secret else terms


def height_for(theme: Theme, width: int) -> int:
    """Return the height of the panel in such a width."""
    return _height(theme, narrow=_is_narrow(theme, width))


def _is_narrow(theme: Theme, width: int) -> bool:
    return width < _NARROW * theme.px(theme.text_px)


def _height(theme: Theme, *, narrow: bool) -> int:
    line, note = theme.metrics(theme.arithmetic_px).height(), theme.metrics().height()
    return line + (1 + narrow) * note + 24
