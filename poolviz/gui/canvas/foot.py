"""The foot of a stage that is presented: what it is, the legend, the step, how far it has come."""

from itertools import product

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from poolviz.core.numbers import format_count
from poolviz.gui.canvas.legend import Legend
from poolviz.gui.options import Message
from poolviz.gui.theme import LIGHT, Theme, font_of, metrics_of

_HEIGHT, _BELOW = 1.9, 0.7
"""The foot and what of it lies below the text, in lines of text."""

_LEAST_TYPE = 15

_LEAST_SPAN = 18
"""Pixels at either side of the text that stay free."""

_BARS = 140, 110, 80, 56
"""The lengths of a legend, before its type grows: shorter ones where the caption needs room."""


class Foot(QWidget):
    """One line of text, with a line of progress at its very foot.

    A message stands in place of the caption for as long as there is one.
    """

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._caption, self._more = "", ""
        self._message = Message()
        self._names: list[str] = []
        self._place = 0, 1
        self._unit = ""
        self._span = self._margin = 0
        self.legends = [Legend(self), Legend(self)]

    @property
    def step(self) -> str:
        """The step and how many there are."""
        index, length = self._place
        return f"{self._unit}{format_count(index + 1)} / {format_count(length)}"

    @property
    def caption(self) -> str:
        """What stands at the left."""
        return self._message.text or self._caption + self._more

    @property
    def progress(self) -> QRect:
        """Where the line of progress is."""
        index, length = self._place
        thick = max(2, round(self._theme.text_px * 4 / 30))
        wide = round(self.width() * (index + 1) / length)
        return QRect(0, self.height() - thick, wide, thick)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        for legend in self.legends:
            legend.set_theme(theme)
        self.setFixedHeight(round(_HEIGHT * theme.metrics().height()))
        self._arrange()

    def set_caption(self, caption: str, more: str) -> None:
        """Say what the stage shows; `more` is never cut, and only named after all of `caption`."""
        self._caption, self._more = caption, more
        self._arrange()

    def show_message(self, message: Message) -> None:
        """Say something else for as long as there is something to say."""
        self._message = message
        self.update()

    def set_legends(self, *legends: tuple[str, tuple[float, float]]) -> None:
        """Show the colours of at most two generations, each with its name where it needs one."""
        self._names = [f"{name}:" if name else "" for name, _ in legends]
        for legend, (name, levels) in zip(self.legends, legends, strict=False):
            legend.set_levels(levels, name)
        self._arrange()

    def set_place(self, index: int, length: int, unit: str = "") -> None:
        """Show where time stands: at the step `index` of `length`, counted from 0; -1 is before."""
        self._place, self._unit = (index, length), unit
        self._arrange()

    def set_span(self, margin: int) -> None:
        """Leave so much free at either side of the text."""
        self._span = margin
        self._arrange()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Put everything in its place."""
        super().resizeEvent(event)
        self._arrange()

    @property
    def _line(self) -> int:
        return self._theme.metrics().height()

    def _step_room(self) -> int:
        """Return the width of the widest step, so that nothing moves while it plays."""
        last = format_count(self._place[1])
        widest = f"{last} / {last}".translate({ord(digit): "8" for digit in "0123456789"})
        return self._theme.metrics().horizontalAdvance(self._unit + widest)

    def _arrange(self) -> None:
        metrics = self._theme.metrics()
        texts = self._caption + self._more, self._caption
        # The bars make room for the caption, and then the margins do.
        for text, margin, bar in product(texts, (self._span, min(self._span, _LEAST_SPAN)), _BARS):
            self._margin = margin
            self._place_legends(bar)
            if metrics.horizontalAdvance(text) <= self._left_of_legends - margin:
                break
        self.update()

    def _place_legends(self, bar: int) -> None:
        """Place the legends at the right, before the step, with bars of so many pixels."""
        metrics = self._theme.metrics()
        x = self.width() - self._margin - self._step_room() - self._line
        top = self.height() - round((1 + _BELOW) * self._line)
        for i, legend in reversed(list(enumerate(self.legends))):
            legend.setVisible(i < len(self._names))
            if i < len(self._names):
                wide = legend.width_for(self._theme.px(bar * self._theme.text_px / 15))
                legend.setGeometry(x - wide, top, wide, self._line)
                x -= wide + metrics.horizontalAdvance(self._names[i] + " ") + self._line
        self._left_of_legends = x

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the text and the line."""
        painter, theme = QPainter(self), self._theme
        painter.fillRect(self.rect(), theme.colour("surface"))
        top = self.height() - round((1 + _BELOW) * self._line)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        step = QRect(0, top, self.width() - self._margin, self._line)
        painter.drawText(step, middle | Qt.AlignmentFlag.AlignRight, self.step)
        for legend, name in zip(self.legends, self._names, strict=False):
            place = QRect(0, top, legend.x() - self._line // 4, self._line)
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, name)
        painter.setPen(theme.colour("error" if self._message.error else "muted"))
        room = self._left_of_legends - self._margin
        text, size = self._fitting(room)
        painter.setFont(font_of(size))
        if self._message.text:
            whole = QRect(self._margin, 0, room, self.progress.top())
            painter.drawText(whole, Qt.TextFlag.TextWordWrap | middle, text)
        else:
            painter.drawText(QRect(self._margin, top, room, self._line), middle, text)
        line = self.progress
        painter.fillRect(QRect(0, line.y(), self.width(), line.height()), theme.colour("raised"))
        painter.fillRect(line, theme.colour("accent"))

    def _fitting(self, room: int) -> tuple[str, int]:
        """Return as much of the caption as fits, and the largest type in which it does."""
        most = self._theme.px(self._theme.text_px)
        if text := self._message.text:
            whole = QRect(0, 0, room, self.progress.top())
            for size in range(most, min(most, _LEAST_TYPE) - 1, -1):
                box = metrics_of(size).boundingRect(whole, Qt.TextFlag.TextWordWrap, text)
                if whole.contains(box):
                    break
            return text, size
        for text in (self._caption + self._more, self._caption):
            for size in range(most, min(most, _LEAST_TYPE) - 1, -1):
                if metrics_of(size).horizontalAdvance(text) <= room:
                    return text, size
        size = min(most, _LEAST_TYPE)
        return metrics_of(size).elidedText(text, Qt.TextElideMode.ElideRight, room), size
