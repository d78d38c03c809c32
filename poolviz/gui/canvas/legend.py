"""The colour map as a bar, with the values at its ends."""

from PyQt6.QtCore import QRect, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent
from PyQt6.QtWidgets import QWidget

from poolviz.core.numbers import format_number
from poolviz.gui.canvas.raster import lookup_table
from poolviz.gui.theme import LIGHT, Theme


class Legend(QWidget):
    """Shows which value has which colour; the same for every step."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._levels = (0.0, 1.0)
        self._colours = lookup_table("viridis").tolist()

    @property
    def ends(self) -> tuple[str, str]:
        """The values at the two ends, as they are written."""
        return format_number(self._levels[0]), format_number(self._levels[1])

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def set_levels(self, levels: tuple[float, float], of: str = "") -> None:
        """Show the values at the ends, of one generation or, where `of` names none, of all."""
        self._levels = levels
        low, high = self.ends
        whose = f"of {of}; sums and norms grow" if of else "the same for every generation"
        self.setToolTip(f"Colours from {low} to {high}, {whose}")
        self.update()

    def set_colour_map(self, name: str) -> None:
        """Show another colour map."""
        self._colours = lookup_table(name).tolist()
        self.update()

    def sizeHint(self) -> QSize:
        """Return one line of text."""
        return QSize(120, self._theme.metrics().height() + 4)

    def width_for(self, bar: int) -> int:
        """Return the width at which the bar itself is `bar` pixels wide."""
        metrics = self._theme.metrics()
        return bar + 16 + sum(metrics.horizontalAdvance(end) for end in self.ends)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bar between its values."""
        painter = QPainter(self)
        painter.setFont(self._theme.font())
        painter.setPen(self._theme.colour("muted"))
        metrics = self._theme.metrics()
        low, high = self.ends
        left = metrics.horizontalAdvance(low) + 8
        right = self.width() - metrics.horizontalAdvance(high) - 8
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignLeft, low)
        painter.drawText(self.rect(), middle | Qt.AlignmentFlag.AlignRight, high)
        thick = self._theme.px(self._theme.text_px * 2 / 3)
        bar = QRect(left, (self.height() - thick) // 2, max(0, right - left), thick)
        for x in range(bar.width()):
            colour = self._colours[x * 255 // max(1, bar.width() - 1)]
            painter.fillRect(bar.left() + x, bar.top(), 1, bar.height(), QColor(colour))
