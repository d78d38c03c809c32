"""Three words, one of which is true of a shift, or that there is nothing left to compare."""

from PyQt6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PyQt6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from poolviz.gui.labs.shift.maps.words import LAMPS
from poolviz.gui.theme import LIGHT, Theme
from poolviz.gui.widgets.texts import ElidedLabel

_GAP, _SPACE, _FORMULA_GAP = 14, 5, 6
"""Pixels between two lamps, between a circle and its word, and between a word and its formula."""


class Lamp(QWidget):
    """A word that is true or not: a filled circle with a tick, or a hollow one."""

    def __init__(self, name: str, formula: str) -> None:
        super().__init__()
        self._theme = LIGHT
        self._formula = formula
        self.name = name
        self.lit = False
        self.with_formula = True

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.update()

    def set_state(self, lit: bool, definition: str) -> None:
        """Light the lamp or put it out, and say what it means."""
        self.lit = lit
        self.setToolTip(definition)
        self.setAccessibleName(f"{self.name}: {'yes' if lit else 'no'}")
        self.update()

    @property
    def spill(self) -> int:
        """How much wider it gets when it is lit, in pixels."""
        return self._wide(self.name, bold=True) - self._wide(self.name)

    def size_for(self, formula: bool) -> QSize:
        """Return the room that it needs unlit, with or without its formula."""
        metrics = self._theme.metrics()
        width = metrics.ascent() + _SPACE + self._wide(self.name)
        if formula and self._formula:
            width += _FORMULA_GAP + self._wide(self._formula)
        return QSize(width, metrics.height() + 2)

    def _wide(self, text: str, bold: bool = False) -> int:
        return self._theme.metrics(bold=bold).horizontalAdvance(text)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the circle, the word and the formula."""
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.metrics().ascent()
        circle = QRectF(1, (self.height() - side) / 2, side, side)
        painter.setPen(QPen(theme.colour("accent" if self.lit else "muted"), 1.5))
        painter.setBrush(theme.colour("accent" if self.lit else "surface"))
        painter.drawEllipse(circle)
        if self.lit:
            pen = QPen(theme.colour("on_accent"), side / 7)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            tick = [(0.27, 0.53), (0.44, 0.70), (0.74, 0.33)]
            painter.drawPolyline(
                QPolygonF([QPointF(circle.x() + side * x, circle.y() + side * y) for x, y in tick])
            )
        left = side + _SPACE
        painter.setFont(theme.font(bold=self.lit))
        painter.setPen(theme.colour("text" if self.lit else "muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, self.width(), self.height()), middle, self.name)
        if self.with_formula:
            left += self._wide(self.name, bold=self.lit) + _FORMULA_GAP
            painter.setFont(theme.font())
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(left, 0, self.width(), self.height()), middle, self._formula)


class Lamps(QWidget):
    """The three lamps, side by side or one under the other, with their formulas where they fit."""

    def __init__(self) -> None:
        super().__init__()
        self.lamps = {name: Lamp(name, formula) for name, formula in LAMPS}
        for lamp in self.lamps.values():
            lamp.setParent(self)
        self.blank = ElidedLabel()
        self.blank.setParent(self)
        self.blank.hide()
        self._blank = ""

    def show_blank(self, text: str) -> None:
        """Show a sentence in place of the lamps, or with "" the lamps."""
        self._blank = text
        self._tell_blank()
        self.blank.setVisible(bool(text))
        for lamp in self.lamps.values():
            lamp.setHidden(bool(text))

    def _tell_blank(self) -> None:
        """Say what there is room for: all of the sentence, its beginning, or what the map is."""
        metrics, (first, _, last) = self.blank.fontMetrics(), self._blank.partition(": ")
        word = last.split(" ")[-1]
        room = self.blank.width() - 2
        forms = (text for text in (first, last, word) if metrics.horizontalAdvance(text) <= room)
        self.blank.show_text(self._blank, next(forms, word))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        for lamp in self.lamps.values():
            lamp.set_theme(theme)

    def size_for(self, *, row: bool, formulas: bool = False) -> QSize:
        """Return the room of the lamps side by side or one under the other."""
        sizes = [lamp.size_for(formulas) for lamp in self.lamps.values()]
        spill = max(lamp.spill for lamp in self.lamps.values())
        widths, line = [size.width() for size in sizes], sizes[0].height()
        if row:
            return QSize(sum(widths) + _GAP * (len(sizes) - 1) + spill, line)
        return QSize(max(widths) + spill, len(sizes) * line)

    def arrange(self, place: QRect, *, row: bool) -> None:
        """Take a place, with the formulas if they fit."""
        self.setGeometry(place)
        self.blank.setGeometry(0, 0, place.width(), self.size_for(row=row).height())
        self._tell_blank()
        formulas = self.size_for(row=row, formulas=True).width() <= place.width()
        spare = place.width() - self.size_for(row=row, formulas=formulas).width()
        gap = _GAP + min(_GAP, spare // 2)
        x = y = 0
        for lamp in self.lamps.values():
            size = lamp.size_for(formulas)
            lamp.with_formula = formulas
            lamp.setGeometry(x, y, size.width() + lamp.spill, size.height())
            lamp.update()
            if row:
                x += size.width() + gap
            else:
                y += size.height()
