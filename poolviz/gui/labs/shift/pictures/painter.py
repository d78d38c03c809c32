"""Paints the columns of the Shift lab: captions, pictures, what lies over them, and the legend."""

from dataclasses import dataclass

from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QPainter, QPen

from poolviz.core.numbers import offset_in_words
from poolviz.gui.canvas.marks import Marks, paint_marks
from poolviz.gui.canvas.raster import Difference, Picture
from poolviz.gui.labs.shift.pictures.arrangement import (
    ARROW,
    Arrangement,
    caption_gap,
)
from poolviz.gui.labs.shift.pictures.columns import (
    CENTRED,
    DIFFERENCE,
    ROWS,
    SHIFTED,
    Told,
    at_commas,
)
from poolviz.gui.labs.shift.pictures.head import KEPT_OFFSET, Head
from poolviz.gui.labs.shift.pictures.overlay import (
    draw_cells,
    paint_grid,
    paint_grip,
    paint_handles,
    paint_offsets,
)
from poolviz.gui.theme import Theme

_Align = Qt.AlignmentFlag


@dataclass(frozen=True)
class ShiftPainter:
    """Paints what the view was told.

    Attributes
    ----------
    painter : QPainter
        What is painted with.
    told : Told
        What is painted.
    place : Arrangement
        Where.
    theme : Theme
        How.
    """

    painter: QPainter
    told: Told
    place: Arrangement
    theme: Theme

    def paint(self, wanted: QRectF) -> None:
        """Paint the columns that `wanted` touches, and titles and legend if it touches them."""
        if not self.told.columns:
            return
        for level in range(len(self.told.columns)):
            reach = self.place.column(level).adjusted(-self.place.arrow, 0, 0, 0)
            if reach.intersects(wanted):
                self._paint_column(level)
        for row in range(len(ROWS)):
            if self.place.row(row).intersects(wanted):
                self._paint_title(row)
        if self.place.notes == 2 and self.place.note_name.intersects(wanted):
            name = self.told.columns[-1].note_name.strip()
            self._write(self.place.note_name, name, "muted", align=_Align.AlignLeft)
        if self.place.shares and self.place.left_name.intersects(wanted):
            self._write_first(self.place.left_name, self._left_names(), "muted")
        if self.place.head.intersects(wanted):
            Head(self.theme, self.told.scales).paint(self.painter, self.place.head)

    # ---- columns

    def _paint_column(self, level: int) -> None:
        painter, theme, column = self.painter, self.theme, self.told.columns[level]
        if level == self.told.current:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.setBrush(theme.colour("accent_soft"))
            painter.drawRoundedRect(self.place.column(level).adjusted(1, 1, -1, -1), 8, 8)
            painter.restore()
        self._paint_caption(level)
        for row in range(len(ROWS)):
            self._paint_picture(level, row, column.pictures[row])
            if level and self.place.has_arrows:
                painter.setFont(theme.font())
                painter.setPen(theme.colour("muted"))
                painter.drawText(self.place.between(level, row), _Align.AlignCenter, ARROW)
        if self.told.is_whole(level):
            self._paint_note(level)
            if self.place.shares:
                share = self.told.percent_of(level)
                place, size = self.place.share(level), self.place.share_px
                wide = theme.metrics(size, bold=True).horizontalAdvance(share)
                if wide > place.width():  # as a rare "−99.9 %" may be
                    size *= place.width() / (wide + 2)
                self._write(place, share, "result", bold=True, size=size)
        self._paint_over(level)

    def _left_names(self) -> tuple[str, ...]:
        """Return what stands before the shares, the longest first."""
        if self.told.any_negative:
            return "− is the other way", "−: other way", "− : back", "−"
        return KEPT_OFFSET, "left", ""

    def _write_first(self, rect: QRectF, texts: tuple[str, ...], role: str) -> None:
        """Write the first of some texts that has room, at the left."""
        wide = self.theme.metrics().horizontalAdvance
        text = next((text for text in texts if wide(text) <= rect.width()), "")
        self._write(rect, text, role, align=_Align.AlignLeft)

    def _paint_note(self, level: int) -> None:
        """Write the note, or its number; nothing where it has no room."""
        column, place = self.told.columns[level], self.place.note(level)
        texts = (column.note, column.short_note)[self.place.notes - 1 :] if self.place.notes else ()
        wide = self.theme.metrics().horizontalAdvance
        text = next((text for text in texts if text and wide(text) <= place.width()), "")
        if text:
            self._write(place, text, "muted")

    def _paint_caption(self, level: int) -> None:
        column, place = self.told.columns[level], self.place
        captions, room = place.captions, place.column(level)
        line = QRectF(room.left(), room.top() + 4, room.width(), place.line)
        text = column.title_of(captions.title)
        if captions.lines == 2 or not captions.sizes:
            self._write(line, text, "text", bold=True)
            if captions.sizes:
                self._write(line.translated(0, place.line - 1), column.size, "muted")
            return
        gap = caption_gap(self.theme)
        title = self.theme.metrics(bold=True).horizontalAdvance(text)
        size = self.theme.metrics().horizontalAdvance(column.size)
        left = line.center().x() - (title + gap + size) / 2
        parts = ((left, title, text, "text"), (left + title + gap, size, column.size, "muted"))
        for x, width, text, role in parts:
            rect = QRectF(x, line.top(), width + 2, line.height())
            self._write(rect, text, role, bold=role == "text", align=_Align.AlignLeft)

    def _write(
        self,
        rect: QRectF,
        text: str,
        role: str,
        *,
        bold: bool = False,
        align: Qt.AlignmentFlag = _Align.AlignHCenter,
        size: float = 0.0,
    ) -> None:
        """Write a line of text; where there is no room for it, its number stays."""
        metrics = self.theme.metrics(size, bold=bold)
        self.painter.setFont(self.theme.font(size, bold=bold))
        self.painter.setPen(self.theme.colour(role))
        modes = Qt.TextElideMode
        mode = modes.ElideMiddle if text[-1:].isdigit() else modes.ElideRight
        short = metrics.elidedText(text, mode, int(rect.width()))
        self.painter.drawText(rect, align | _Align.AlignVCenter, short)

    def _paint_picture(self, level: int, row: int, picture: Picture) -> None:
        """Paint as much of a picture as there is, over an empty, dashed frame."""
        painter, theme = self.painter, self.theme
        camera = self.place.camera(level, row)
        box = camera.area
        painter.setBrush(theme.colour("empty"))
        if self.told.is_whole(level):
            painter.setPen(QPen(theme.colour("border"), 1))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
        else:
            painter.setPen(QPen(theme.colour("dash"), 1, Qt.PenStyle.DashLine))
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        ratio = painter.deviceTransform().m11()
        scale = camera.scale * ratio
        rows, cols = self.told.columns[level].shape
        if isinstance(picture, Difference) and scale < 1:
            image = picture.fitted(round(box.height() * ratio), round(box.width() * ratio))
        else:
            image, _ = picture.image_for(scale)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
        down, right = image.height() / rows, image.width() / cols
        full, rest = divmod(self.told.cells_there(level), cols)
        for top, tall, wide in ((0, full, cols), (full, 1, rest)):
            if tall and wide:
                source = QRectF(0, top * down, wide * right, tall * down)
                target = box if tall == rows else camera.rect(top, 0, tall, wide)
                draw_cells(painter, target, image, source)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)

    # ---- over the pictures

    def _paint_over(self, level: int) -> None:
        """Paint the grid and the handles, the window, and the arrows on top."""
        if level == 0:
            for row in (CENTRED, SHIFTED):
                self._paint_grid(row)
            if not self.told.bare:
                paint_grip(self.painter, self.place.camera(0, SHIFTED), self.theme)
                paint_handles(self.painter, self.place.camera(0, 0), self.told.dots, self.theme)
        self._paint_window(level)
        if self.told.is_whole(level):
            paint_offsets(
                self.painter,
                self.place.picture(level, SHIFTED),
                self.place.camera(0, SHIFTED).scale * self.told.times_as_long,
                self.told.shift,
                self.told.columns[level].kept,
                self.theme,
            )

    def _paint_grid(self, row: int) -> None:
        if self.told.block is None:
            return
        camera = self.place.camera(0, row)
        paint_grid(self.painter, camera, self.told.block, self.theme)
        ratio = self.painter.deviceTransform().m11()
        most = int(camera.area.height() * ratio), int(camera.area.width() * ratio)
        image = self.told.coloured(row, self.theme, most)
        if image is not None:
            draw_cells(self.painter, camera.area, image, QRectF(image.rect()))

    def _paint_window(self, level: int) -> None:
        """Outline the window on the level that is read, and the cell that comes out of it."""
        cell = self.told.window_cell()
        reads = self.told.at
        if cell is None or level not in (reads, reads + 1):
            return
        box: tuple[int, int, int, int] = (*cell, 1, 1)
        if level == reads:
            made = self.told.columns[reads + 1]
            spans = []
            for axis in (0, 1):
                start = cell[axis] * made.stride[axis] - made.before[axis]
                stop = min(start + made.window[axis], self.told.columns[reads].shape[axis])
                spans.append((max(0, start), stop - max(0, start)))
            box = (spans[0][0], spans[1][0], spans[0][1], spans[1][1])
        for row in (CENTRED, SHIFTED):
            paint_marks(self.painter, Marks(window=box), self.place.camera(level, row), self.theme)

    # ---- titles and legend

    def _paint_title(self, row: int) -> None:
        """Write the title of a row and what is said of it, in the middle of the row."""
        theme, room = self.theme, self.place.row(row)
        if self.place.words < 2:
            if self.place.words:
                self._write(room, ROWS[row], "text", bold=True, align=_Align.AlignLeft)
            return
        zero = offset_in_words(0, 0)
        below = (zero, at_commas(offset_in_words(*self.told.shift)), DIFFERENCE)[row]
        metrics = theme.metrics()
        wrap = int(_Align.AlignLeft | _Align.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        words = QRectF(metrics.boundingRect(room.toRect(), wrap, below))
        height = self.place.line + words.height()
        top = room.center().y() - height / 2
        line = QRectF(room.left(), top, room.width(), self.place.line)
        self._write(line, ROWS[row], "text", bold=True, align=_Align.AlignLeft)
        self.painter.setFont(theme.font())
        self.painter.setPen(theme.colour("muted"))
        self.painter.drawText(
            line.translated(0, self.place.line).adjusted(0, 0, 0, 99), wrap, below
        )
