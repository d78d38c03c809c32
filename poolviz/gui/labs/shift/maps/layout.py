"""Where the parts of the card of all shifts are, and which of them there is room for."""

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPoint, QRect, QSize, Qt
from PyQt6.QtWidgets import QWidget

from poolviz.gui.canvas.cell_grid import RING_ROOM
from poolviz.gui.canvas.legend import Legend
from poolviz.gui.labs.shift.maps.lamps import Lamps
from poolviz.gui.labs.shift.maps.shift_grid import ShiftGrid
from poolviz.gui.labs.shift.maps.small_maps import SmallMaps
from poolviz.gui.labs.shift.maps.words import MEASURES, Summary
from poolviz.gui.labs.shift.survey_card import GAP, MARGIN, SurveyCard
from poolviz.gui.theme import LIGHT
from poolviz.gui.widgets.choices import Choice, Segments
from poolviz.gui.widgets.texts import label

_LEAST_CELL, _LARGEST_CELL = 10, 84
"""Pixels: cells are no smaller while there are up to 17 x 17; none is larger."""

_LEAST_SIDE = 48
"""Pixels of a map below which what is beside it yields."""


@dataclass(frozen=True)
class _Look:
    """What a card shows beside its map, and how.

    `small` is the side of the small maps, 0 for none; `segments` whether the measures are buttons
    instead of a list; `words` whether the number has its sentence, `notes` whether it has its
    remark or the legend; `axes` the lines of text along an axis; `below` whether the lamps stand
    under the map instead of beside it; `parts` how many of number, measures and lamps there are;
    `apart` whether the small maps stand at the right of what is said, instead of under it.
    """

    small: int
    segments: bool = False
    words: bool = True
    notes: bool = True
    axes: int = 1
    below: bool = True
    parts: int = 3
    apart: bool = False

    @property
    def digits(self) -> float:
        """The size of the large number over that of the arithmetic."""
        return 1.7 if self.small >= 72 else 1.2 if self.small else 1.0


_LOOKS = (
    *(_Look(small, True, axes=2) for small in (96, 84, 72, 56, 46)),
    *(_Look(46, segments) for segments in (True, False)),
    *(_Look(small, True, apart=True) for small in (96, 84, 72, 56, 46)),
    *(_Look(small, segments) for small in (36, 28) for segments in (True, False)),
    *(_Look(0, segments) for segments in (True, False)),
    *(_Look(small, axes=0) for small in (36, 28, 0)),
    _Look(0, notes=False),
    _Look(0, notes=False, axes=0),
    _Look(0, notes=False, axes=0, below=False),
    _Look(0, words=False, notes=False, axes=0),
)
"""From the richest to the barest; a card takes the first that fits."""

_BARE = tuple(
    _Look(0, words=False, notes=False, axes=0, below=False, parts=parts) for parts in (3, 2, 1, 0)
)
"""Where none of those fits with cells as large as they should be."""


class MapLayout(SurveyCard):
    """The parts of the card of all shifts; what they say is told by `ShiftMapCard`."""

    def __init__(self, patience: int) -> None:
        super().__init__(patience)
        self._jitter, self._when, self._bare = 0, "", False
        self._said: list[Summary] = []  # of each measure; none before anything is known
        self._number_px = round(LIGHT.arithmetic_px)
        self._lamps_row = QSize()
        self._room_of: dict[tuple[str, int], QSize] = {}
        self.map, self.small, self.lamps = ShiftGrid(), SmallMaps(), Lamps()
        self.number, self.sentence, self.remark = label(""), label(""), label("", "muted")
        for text in (self.sentence, self.remark):
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.legend = Legend()
        self._notes: QWidget = self.remark
        self.segments = Segments(MEASURES, len(MEASURES), "Every shift")
        self.choice = Choice("Measure of every shift", "What the colour of each shift stands for")
        for name, title, tip in MEASURES:
            self.choice.addItem(title, name)
            self.choice.setItemData(self.choice.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self._optional = (
            *(self.map, self.small, self.number, self.sentence, self.remark, self.legend),
            *(self.segments, self.choice),
        )
        self._adopt(*self._optional, self.lamps)

    def set_bare(self, bare: bool) -> None:
        """Leave out what the measures are chosen with, as in a picture."""
        self._bare = bare
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which no text is cut; less without a choice of measures."""
        least = super().minimumSizeHint()
        return least - QSize(0, self._theme.px(40)) if self._bare else least

    def _fade(self, faded: bool) -> None:
        super()._fade(faded)
        self._style_number()
        self._arrange()

    def _arrange(self) -> None:
        """Choose the first look that fits, and place everything."""
        self._room_of.clear()
        self._lamps_row = self.lamps.size_for(row=True)
        inner = self.rect().adjusted(MARGIN, 8, -MARGIN, -8)
        title = self._theme.metrics().height()
        self._place_title(QRect(inner.left(), inner.top(), inner.width(), title))
        body = inner.adjusted(0, title + GAP, 0, 0)
        if self._said and not self.message.text():
            self._place_map(body)
            return
        self._show_only([])
        row = self._lamps_row.width() <= body.width()
        height = self.lamps.size_for(row=row).height()
        stage = body.adjusted(0, 0, 0, -height - GAP)
        fits = self.message.heightForWidth(stage.width()) <= stage.height()
        self.lamps.setVisible(fits)
        self.message.setGeometry(stage if fits else body)
        self.progress.place_over(stage)
        self.lamps.arrange(body.adjusted(0, body.height() - height, 0, 0), row=row)

    def _show_only(self, parts: Sequence[QWidget]) -> None:
        """Show these of the optional parts, or the message in place of all."""
        for part in self._optional:
            part.setVisible(part in parts)
        self.message.setVisible(not parts)

    def _place_title(self, place: QRect) -> None:
        """Write the title and the level, in words that have room."""
        px = f"±{self._jitter} px"
        titles = ("Every shift within " + px, "Every shift " + px, px)
        pairs = [(title, caption) for caption in (self._when, "") for title in titles]
        plain, bold = self._theme.metrics(), self._theme.metrics(bold=True)
        known = self._said and not self.message.text()
        for title, caption in pairs if known else [("Every shift", "")]:
            right = plain.horizontalAdvance(caption) + 2
            room = place.width() - right - GAP
            if bold.horizontalAdvance(title) + 4 <= room:
                break
        self.title.setGeometry(place.x(), place.y(), max(0, room), place.height())
        self.title.show_text(title)
        self.caption.setText(caption)
        self.caption.setGeometry(place.right() + 1 - right, place.y(), right, place.height())

    def _place_map(self, body: QRect) -> None:
        look, cell = self._choose(body)
        self.map.arrange(self._jitter, cell, look.axes)
        self.map.move(body.topLeft() - QPoint(RING_ROOM, RING_ROOM))
        area = self.map.grid.area.translated(self.map.pos())
        if not self.progress.isHidden() and self.progress.least_width > area.width():
            self._show_only([self.progress])  # there is room for nothing else
            self.lamps.hide()
            self.progress.place_over(body)
            return
        self.progress.place_over(area)
        self.lamps.setVisible(look.parts == 3)
        self._place_column(look, self._room(look, cell, body))
        if look.below:
            top = body.height() - self._lamps_row.height()
            self.lamps.arrange(body.adjusted(0, top, 0, 0), row=True)

    def _choose(self, body: QRect) -> tuple[_Look, int]:
        """Return the richest look that fits, with the largest cells."""
        for look in _LOOKS:
            if look.below and self._lamps_row.width() > body.width():
                continue
            for cell in self._cell_sizes(look, body):
                if self._fits(look, cell, body):
                    return look, cell
        least = max(1, _LEAST_SIDE // (2 * self._jitter + 1))
        for look in _BARE:
            for cell in range(self._largest_cell(look, body), least - 1, -1):
                if self._fits(look, cell, body):
                    return look, cell
        return _BARE[-1], self._largest_cell(_BARE[-1], body)

    def _fits(self, look: _Look, cell: int, body: QRect) -> bool:
        """Return whether there is room for all of a look beside a map with such cells."""
        room, small = self._apart(look, self._room(look, cell, body))
        blocks = self._column(look, room.width())
        wide = max((size.width() for _, size in blocks), default=0)
        tall = max(_tall(blocks), small.height() if look.apart else 0)
        return wide <= room.width() and tall <= room.height()

    def _cell_sizes(self, look: _Look, body: QRect) -> range:
        """Return the sizes of a cell to try, in pixels, the largest first."""
        largest = self._largest_cell(look, body)
        least = min(_LEAST_CELL, 17 * _LEAST_CELL // (2 * self._jitter + 1))
        smaller = largest * 9 // 10 if look.small > 46 else largest * 5 // 6
        return range(largest, max(least, smaller) - 1, -1)

    def _largest_cell(self, look: _Look, body: QRect) -> int:
        left, bottom = self.map.margins(self._jitter, look.axes)
        count = 2 * self._jitter + 1
        tall = self._room(look, 0, body).height() + RING_ROOM - bottom
        wide = body.width() * 6 // 10 + RING_ROOM - left
        return max(1, min(tall // count, wide // count, _LARGEST_CELL))

    def _room(self, look: _Look, cell: int, body: QRect) -> QRect:
        """Return what is left for the column beside the map."""
        left, _ = self.map.margins(self._jitter, look.axes)
        used = left - RING_ROOM + cell * (2 * self._jitter + 1) + MARGIN
        under = self._lamps_row.height() + GAP if look.below else 0
        return body.adjusted(used, 0, 0, -under)

    def _apart(self, look: _Look, room: QRect) -> tuple[QRect, QRect]:
        """Return what is left of a room beside small maps at its right, and where those are."""
        if not look.apart:
            return room, QRect()
        small = QRect(room.topLeft(), self.small.size_for(look.small))
        small.moveRight(room.right())
        return room.adjusted(0, 0, -small.width() - 2 * MARGIN, 0), small

    def _column(self, look: _Look, width: int) -> list[tuple[QWidget, QSize]]:
        """Return what stands beside the map, and the room that each takes.

        The texts get room for the longest of all measures, so that another one moves nothing.
        """
        px = self._digits(look, width)
        digits = self._theme.metrics(px, bold=True)
        number = QSize(self._number_width(px), digits.height())
        if not look.parts:
            return []
        blocks: list[tuple[QWidget, QSize]] = [(self.number, number)]
        if look.words:
            blocks.append((self.sentence, self._wrapped("sentence", width)))
        if look.notes:
            blocks.append((self._notes, self._wrapped("remark", width)))
        if look.small and not look.apart:
            blocks.append((self.small, self.small.size_for(look.small)))
        if look.parts < 2:
            return blocks
        if self._bare:
            pass  # nothing is chosen in a picture
        elif look.segments:
            self.segments.ensurePolished()
            blocks.append((self.segments, self.segments.sizeHint()))
        else:
            blocks.append((self.choice, self.choice.size_for(self._theme)))
        if not look.below and look.parts == 3:
            blocks.append((self.lamps, self.lamps.size_for(row=False)))
        return blocks

    def _digits(self, look: _Look, width: int) -> float:
        """Return the type of the large number, before scaling: small where all is narrow."""
        size = self._theme.arithmetic_px * look.digits
        return size if self._number_width(size) <= width else self._theme.text_px

    def _number_width(self, size: float) -> int:
        """Return the pixels that the longest number takes in a type, before scaling."""
        count = (2 * self._jitter + 1) ** 2
        return self._theme.metrics(size, bold=True).horizontalAdvance(f"{count} / {count}")

    def _wrapped(self, part: str, width: int) -> QSize:
        """Return the room that the longest sentence or remark takes, in lines of `width` pixels."""
        if (part, width) not in self._room_of:
            flags, room = Qt.TextFlag.TextWordWrap, QRect(0, 0, width, 1 << 15)
            size = QSize(0, 0)
            for said in self._said:
                text = self._theme.metrics().boundingRect(room, flags, getattr(said, part))
                size = size.expandedTo(text.size())
            self._room_of[part, width] = size
        return self._room_of[part, width]

    def _place_column(self, look: _Look, room: QRect) -> None:
        room, apart = self._apart(look, room)
        blocks = self._column(look, room.width())
        self.small.side = look.small
        self.small.setGeometry(apart)
        parts = [self.map, *(part for part, _ in blocks)]
        self._show_only([*parts, self.small] if look.apart else parts)
        self._number_px = self._theme.px(self._digits(look, room.width()))
        self._style_number()
        spare = max(0, room.height() - _tall(blocks))
        gap = GAP + min(8, spare // max(1, len(blocks)))
        y = room.top()
        for part, size in blocks:
            own = part in (self.small, self.segments, self.choice)
            place = QRect(room.left(), y, size.width() if own else room.width(), size.height())
            if part is self.lamps:
                self.lamps.arrange(place, row=False)
            else:
                part.setGeometry(place)
            y += size.height() + (2 if part in (self.number, self.sentence) else gap)

    def _style_number(self) -> None:
        """Give the large number its type; it is grey while it is computed anew."""
        colour = self._theme.text if self.progress.isHidden() else self._theme.muted
        style = f"font-size: {self._number_px}px; font-weight: 600; color: {colour};"
        if style != self.number.styleSheet():
            self.number.setStyleSheet(style)


def _tall(blocks: list[tuple[QWidget, QSize]]) -> int:
    """Return the height of a column, with the least gaps."""
    return sum(size.height() for _, size in blocks) + GAP * max(0, len(blocks) - 1)
