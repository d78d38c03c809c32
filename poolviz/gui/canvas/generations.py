"""The strip of all generations: the input, pool 1, ... pool n."""

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PyQt6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from poolviz.core.numbers import format_share
from poolviz.gui.canvas.raster import Picture, draw_part
from poolviz.gui.theme import LIGHT, Theme

_THUMB, _SMALL_THUMB = 60, 38
_ARROW = 26
_PAD = 8
_NARROW_ARROW, _NARROW_PAD = 14, 4
_BESIDE = 6
"""Pixels between a small picture and what stands beside it."""

_AROUND, _BAR = 10, 16
"""Pixels above and below the strip, and of the bar that scrolls it."""

_OFF = 3
"""Pixels that an arrow keeps from the frames on either side of it."""


class _Strip(QWidget):
    """Paints the generations side by side."""

    clicked = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self.thumb = _THUMB
        self.arrow = _ARROW
        self.beside = 0
        self._shown: tuple[Picture, ...] | None = None
        self.captions: list[tuple[str, str]] = []
        self.lines: list[tuple[str, str]] = []
        self._room = 0
        self._current = -1
        self._filled = 0
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_shown(self, generations: Sequence[NDArray[Any]], pictures: tuple[Picture, ...]) -> None:
        self._shown = pictures
        whole = generations[0].shape[0] * generations[0].shape[1]
        self.captions = []
        for i, values in enumerate(generations):
            height, width = values.shape[:2]
            name = "input" if i == 0 else f"pool {i}"
            share = format_share(height * width, whole)
            self.captions.append((f"{name} · {share}", f"{height}×{width}"))
        self.resize_to_fit()

    def resize_to_fit(self) -> None:
        """Take as much room as the captions need; where there is less, leave some of them out.

        Small pictures have all of it beside them where it fits, and then are low.
        """
        metrics, count = self.theme.metrics(), len(self.captions)
        names = [caption[0].split(" · ")[0] for caption in self.captions]
        shapes = [shape for _, shape in self.captions]
        beside = self.thumb + _BESIDE
        for lines, arrow, pad, before in (
            *((self.captions, arrow, _PAD, beside) for arrow in (_ARROW, _NARROW_ARROW)),
            (self.captions, _ARROW, _PAD, 0),
            (self.captions, _NARROW_ARROW, _NARROW_PAD, 0),
            (list(zip(names, shapes, strict=True)), _NARROW_ARROW, _NARROW_PAD, 0),
            ([(name, "") for name in names], _NARROW_ARROW, _NARROW_PAD, 0),
            ([(str(i), "") for i in range(count)], _NARROW_ARROW, _NARROW_PAD, 0),
        ):
            if before and self.thumb > _SMALL_THUMB:
                continue
            widths = [metrics.horizontalAdvance(text) for line in lines for text in line]
            arrow = max(arrow, metrics.horizontalAdvance("→") + 2 * _OFF)
            self.item_width = before + max([0 if before else self.thumb, *widths]) + 2 * pad
            width = count * self.item_width + max(0, count - 1) * arrow
            self.lines, self.arrow, self.beside = lines, arrow, before
            if width <= self._room:
                break
        text = 2 * metrics.height()
        tall = max(self.thumb, text) if self.beside else self.thumb + text
        self.setFixedSize(width, tall + 2 * _PAD)
        self.update()

    @property
    def scrolls(self) -> bool:
        """Whether it is wider than its room."""
        return self.width() > self._room

    def set_room(self, room: int) -> None:
        """Have so many pixels before it has to be scrolled."""
        if room != self._room:
            self._room = room
            self.resize_to_fit()

    def set_place(self, generation: int, filled: int) -> None:
        if generation != self._current:
            self.update()
        elif filled != self._filled:
            self.update(self.thumb_rect(generation).toRect().adjusted(-1, -1, 1, 1))
        self._current, self._filled = generation, filled

    def item_rect(self, generation: int) -> QRectF:
        x = generation * (self.item_width + self.arrow)
        return QRectF(x, 0, self.item_width, self.height())

    def thumb_rect(self, generation: int) -> QRectF:
        """Return the square that the picture of a generation is in."""
        item = self.item_rect(generation)
        if self.beside:
            left, top = item.left() + _PAD, (self.height() - self.thumb) // 2
        else:
            left, top = item.left() + (item.width() - self.thumb) // 2, _PAD
        return QRectF(left, top, self.thumb, self.thumb)

    def _lines_in(self, generation: int, lines: int) -> QRectF:
        """Return where the first line of a caption is."""
        item, tall = self.item_rect(generation), self.theme.metrics().height()
        if self.beside:
            top = (self.height() - lines * tall) / 2
            return QRectF(item.left() + _PAD + self.beside, top, item.width(), tall)
        return QRectF(item.left(), _PAD + self.thumb + 2, item.width(), tall)

    def generation_at(self, point: QPointF) -> int | None:
        for i in range(len(self.captions)):
            if self.item_rect(i).contains(point):
                return i
        return None

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        generation = self.generation_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and generation is not None:
            self.clicked.emit(generation)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        assert event is not None
        over = self.generation_at(event.position()) is not None
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor
        self.setCursor(shape)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        theme = self.theme
        painter.fillRect(self.rect(), theme.colour("surface"))
        if self._shown is None:
            return
        wanted = QRectF(event.rect() if event is not None else self.rect())
        painter.setFont(theme.font())
        metrics = theme.metrics()
        for i, caption in enumerate(self.lines):
            item = self.item_rect(i)
            if not item.adjusted(-self.arrow, 0, 0, 0).intersects(wanted):
                continue
            current = i == self._current
            if current:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.colour("accent"), 1.5))
                painter.setBrush(theme.colour("accent_soft"))
                painter.drawRoundedRect(item.adjusted(1, 1, -1, -1), 8, 8)
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            thumb = self.thumb_rect(i)
            self._paint_thumb(painter, i, thumb)
            if thumb.adjusted(-1, -1, 1, 1).contains(wanted):
                continue
            painter.setPen(theme.colour("text" if current else "muted"))
            across = Qt.AlignmentFlag.AlignLeft if self.beside else Qt.AlignmentFlag.AlignHCenter
            for line, text in enumerate(caption):
                box = self._lines_in(i, len(caption)).translated(0, line * metrics.height())
                painter.drawText(box, across | Qt.AlignmentFlag.AlignVCenter, text)
            if i:
                painter.setPen(theme.colour("muted"))
                arrow = QRectF(item.left() - self.arrow, thumb.top(), self.arrow, self.thumb)
                painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "→")

    def _paint_thumb(self, painter: QPainter, generation: int, room: QRectF) -> None:
        """Paint as much of a generation as has been computed."""
        assert self._shown is not None
        image = self._shown[generation].images[0]
        longest = max(image.width(), image.height())
        scale = self.thumb / longest
        width = max(2, round(image.width() * scale))
        height = max(2, round(image.height() * scale))
        left, top = room.center().x() - width / 2, room.top() + (self.thumb - height) / 2
        box = QRectF(round(left), round(top), width, height)
        painter.setPen(QPen(self.theme.colour("dash"), 1, Qt.PenStyle.DashLine))
        painter.setBrush(self.theme.colour("empty"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        if generation > self._current:
            return
        ratio = self.devicePixelRatioF()
        small, own = self._shown[generation].image_for(scale * ratio)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale * ratio < 1)
        whole = QRectF(0, 0, small.width(), small.height())
        if generation < self._current or self._filled >= image.width() * image.height():
            draw_part(painter, box, small, whole)
            return
        rows, cols = divmod(self._filled, image.width())
        for top, tall, wide in ((0, rows, image.width()), (rows, 1, cols)):
            if tall and wide:
                source = QRectF(0, top * own, wide * own, tall * own)
                target = QRectF(box.left(), box.top() + top * scale, wide * scale, tall * scale)
                draw_part(painter, target, small, source)


class Generations(QFrame):
    """The strip in its card; scrolls sideways where there are too many generations.

    Signals
    -------
    chosen(int)
        The generation that was clicked; 0 is the input.
    """

    chosen = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.strip = _Strip()
        self.strip.clicked.connect(self.chosen)
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidget(self.strip)
        self._area.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setStyleSheet("background: transparent;")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 6, 10, 4)
        layout.addWidget(self._area)

    @property
    def captions(self) -> list[tuple[str, str]]:
        """For each generation its name with its share of the cells, and its shape."""
        return self.strip.captions

    @property
    def tallest(self) -> int:
        """The height of the card with large pictures, in pixels."""
        return _THUMB + 2 * self.strip.theme.metrics().height() + 2 * _PAD + _AROUND + _BAR

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self.strip.theme = theme
        self.strip.resize_to_fit()
        self.updateGeometry()

    def set_small(self, small: bool) -> None:
        """Show small pictures, where there is little room, or larger ones."""
        thumb = _SMALL_THUMB if small else _THUMB
        if thumb != self.strip.thumb:
            self.strip.thumb = thumb
            self.strip.resize_to_fit()
            self.updateGeometry()

    def set_shown(self, generations: Sequence[NDArray[Any]], pictures: tuple[Picture, ...]) -> None:
        """Show the generations of a scene, and how each looks."""
        self.strip.set_shown(generations, pictures)
        self.updateGeometry()

    def set_place(self, generation: int, filled: int) -> None:
        """Mark the generation that is being made, of which `filled` cells are there."""
        moved = generation != self.strip._current
        self.strip.set_place(generation, filled)
        if moved:
            rect = self.strip.item_rect(generation).toRect()
            self._area.ensureVisible(rect.center().x(), 0, rect.width(), 0)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Have the captions that there is room for."""
        super().resizeEvent(event)
        self.set_room(self.width())

    def set_room(self, width: int) -> None:
        """Be so wide: have the captions that there is room for, and scroll where there is none."""
        self.strip.set_room(width - 22)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the height of the strip, and a width that any window has."""
        return QSize(300, self.strip.height() + _AROUND + (_BAR if self.strip.scrolls else 2))
