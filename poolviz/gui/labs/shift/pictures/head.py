"""The line over the pictures of the Shift lab: what their colours and their arrows mean."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QImage, QPainter

from poolviz.gui.labs.shift.pictures.overlay import draw_cells, paint_sample
from poolviz.gui.theme import Theme

TITLE = "Every level"
TRUE_OFFSET, KEPT_OFFSET = "true offset", "what is left"
_GAP, _NEAR = 20, 6
"""Pixels between two parts, and between a bar or an arrow and its words."""

_BAR_HEIGHT = 10
_BARS = (140, 100, 64, 40)
"""The lengths of a bar of colours, the usual one first; a narrow line takes a shorter one."""

_ARROW = 28
"""Pixels of the arrow before its meaning."""


@dataclass(frozen=True)
class Scale:
    """Which value has which colour.

    Attributes
    ----------
    name : str
        What has these colours, "" for the maps themselves.
    ends : (str, str)
        What the first and the last colour stand for.
    colours : tuple of int
        0xFFRRGGBB, from the lowest value to the highest.
    """

    name: str
    ends: tuple[str, str]
    colours: tuple[int, ...]

    @property
    def in_words(self) -> str:
        """The scale for somebody who does not see it."""
        name = self.name or "colours"
        return f"{name} from {self.ends[0]} to {self.ends[1]}"


Part = str | Scale


@dataclass(frozen=True)
class Head:
    """The title, the scales and the two arrows, in as few lines as they need.

    Attributes
    ----------
    theme : Theme
        The type and the colours.
    scales : tuple of Scale
        Of the maps, and of their difference.
    """

    theme: Theme
    scales: tuple[Scale, ...] = ()

    def lines(self, width: float) -> int:
        """Return how many lines there are in such a width."""
        return len(self._choose(width)[0])

    def places(self, room: QRectF) -> Iterator[tuple[Part, QRectF, int]]:
        """Yield every part, its place, and the length of its bar, at the upper edge of `room`."""
        lines, bar = self._choose(room.width())
        height = self.theme.metrics().height()
        for row, parts in enumerate(lines):
            widths = [self._wide(part, bar) for part in parts]
            spare = room.width() - sum(widths) - _GAP * (len(parts) - 1)
            x = room.left()
            for part, width in zip(parts, widths, strict=True):
                if parts[0] == TITLE and part == parts[1]:
                    x += max(0.0, spare)  # the title at the left, the rest at the right
                yield part, QRectF(x, room.top() + row * height, width, height), bar
                x += width + _GAP

    def paint(self, painter: QPainter, room: QRectF) -> None:
        """Paint all of it at the upper edge of `room`."""
        for part, place, bar in self.places(room):
            if isinstance(part, Scale):
                self._paint_scale(painter, part, place, self.theme.px(bar))
            elif part == TITLE:
                self._write(painter, place, part, "text", bold=True)
            else:
                room_of = self.theme.px(_ARROW)
                sample = QRectF(place.left() + 2, place.top(), room_of - 4, place.height())
                paint_sample(painter, sample, self.theme, kept=part == KEPT_OFFSET)
                self._write(painter, place.adjusted(room_of + _NEAR, 0, 0, 0), part, "muted")

    def _paint_scale(self, painter: QPainter, scale: Scale, place: QRectF, bar: int) -> None:
        """Write the name and the lowest value, draw the bar, and write the highest value."""
        x = place.left()
        for text in filter(None, (scale.name, scale.ends[0])):
            self._write(painter, place.adjusted(x - place.left(), 0, 0, 0), text, "muted")
            x += self._width(text) + _NEAR
        line = QImage(bar, 1, QImage.Format.Format_RGB32)
        for i in range(bar):
            line.setPixel(i, 0, scale.colours[i * (len(scale.colours) - 1) // max(1, bar - 1)])
        tall = self.theme.px(_BAR_HEIGHT)
        strip = QRectF(round(x), round(place.center().y() - tall / 2), bar, tall)
        draw_cells(painter, strip, line, QRectF(line.rect()))
        painter.setPen(self.theme.colour("border"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(strip.adjusted(-1, -1, 0, 0))
        after = place.adjusted(strip.right() + _NEAR - place.left(), 0, 2, 0)
        self._write(painter, after, scale.ends[1], "muted")

    def _write(
        self, painter: QPainter, rect: QRectF, text: str, role: str, *, bold: bool = False
    ) -> None:
        painter.setFont(self.theme.font(bold=bold))
        painter.setPen(self.theme.colour(role))
        painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    # ---- what there is room for

    def _choose(self, width: float) -> tuple[list[list[Part]], int]:
        """Return the parts of every line, and the length of the bars."""
        keys: list[Part] = [*self.scales, TRUE_OFFSET, KEPT_OFFSET]
        for parts in ([TITLE, *keys], keys):
            for bar in _BARS[:3]:
                if self._line_width(parts, bar) <= width:
                    return [parts], bar
        bar = next((b for b in _BARS if self._widest(b) <= width), _BARS[-1])
        lines: list[list[Part]] = [[]]
        for part in keys:
            if lines[-1] and self._line_width([*lines[-1], part], bar) > width:
                lines.append([])
            lines[-1].append(part)
        return lines, bar

    def _widest(self, bar: int) -> float:
        return max((self._wide(scale, bar) for scale in self.scales), default=0)

    def _line_width(self, parts: Sequence[Part], bar: int) -> float:
        return sum(self._wide(part, bar) for part in parts) + _GAP * (len(parts) - 1)

    def _wide(self, part: Part, bar: int) -> float:
        if isinstance(part, Scale):
            words = [text for text in (part.name, *part.ends) if text]
            return sum(map(self._width, words)) + _NEAR * len(words) + self.theme.px(bar)
        if part == TITLE:
            return self.theme.metrics(bold=True).horizontalAdvance(part) + 2
        return self.theme.px(_ARROW) + _NEAR + self._width(part)

    def _width(self, text: str) -> int:
        return self.theme.metrics().horizontalAdvance(text) + 2
