"""Finds where the pictures of the Shift lab go: the largest squares that still read well."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from PyQt6.QtCore import QRectF, QSize
from PyQt6.QtGui import QFontMetrics

from poolviz.core.numbers import offset_in_words
from poolviz.gui.labs.shift.pictures.arrangement import (
    ARROW,
    CAPTION_GAP,
    HEAD_GAP,
    MARGIN,
    NO_ARROW,
    PAD,
    ROW_GAP,
    Arrangement,
    Captions,
    caption_gap,
)
from poolviz.gui.labs.shift.pictures.columns import DIFFERENCE, ROWS, LevelColumn
from poolviz.gui.labs.shift.pictures.head import Head, Scale
from poolviz.gui.theme import Theme

_LEAST_BOX, _BARE_BOX = 48, 40
_GOOD_BOX = 96
_USUAL_BOX = 116
_WIDE_ARROW = 40
_USUAL_NUMBER, _USUAL_SHARE = "0.000", "−888 %"
"""A number of a note, and a share: what is there must not depend on the shift, which is dragged."""

_LEAST_TYPE, _LEAST_SHARE = 15, 0.8
"""The smallest type there is, in pixels; and that of shares in narrow columns, of the usual."""


@dataclass(frozen=True)
class _Extras:
    """What stands around the pictures as long as there is room; see `Arrangement`."""

    words: int
    notes: bool
    shares: bool
    least: int
    """The side of the pictures, in pixels, from which on there is room."""


_EXTRAS = (
    _Extras(2, True, True, _LEAST_BOX),
    _Extras(1, True, True, _BARE_BOX),
    _Extras(1, False, True, _BARE_BOX),
    _Extras(1, False, False, _BARE_BOX),
    _Extras(0, False, False, 0),
)
"""From the richest to the barest; the pictures take the first that leaves them enough room."""


class Arranger:
    """Finds the arrangement of columns with the largest pictures that still reads well.

    Parameters
    ----------
    columns : sequence of LevelColumn
        What is to be shown.
    theme : Theme
        The type that it is written in.
    scales : sequence of Scale
        Which value has which colour, for the line over everything.
    """

    def __init__(
        self, columns: Sequence[LevelColumn], theme: Theme, scales: Sequence[Scale] = ()
    ) -> None:
        self.scales = tuple(scales)
        self._head = Head(theme, self.scales)
        self._lines_known: dict[float, int] = {}
        self.columns = columns
        self._theme = theme
        self._plain, self._bold = theme.metrics(), theme.metrics(bold=True)
        self._line = self._plain.height()
        self._notes = any(column.note for column in columns)

    @property
    def least(self) -> QSize:
        """The smallest size at which everything is there."""
        return self._size_with(_LEAST_BOX, NO_ARROW, self._label_width, caption=0)

    @property
    def least_width(self) -> int:
        """The smallest width at which everything is there, some of it in more lines."""
        return self._size_with(_LEAST_BOX, NO_ARROW, self._titles_width, caption=0).width()

    def least_height(self, width: float) -> int:
        """Return the smallest height at which everything is there in such a width."""
        return self._fixed_height(2 + self._notes + 1, width) + 3 * _LEAST_BOX

    @property
    def usual(self) -> QSize:
        """The size at which nothing is cut short."""
        return self._size_with(_USUAL_BOX, _WIDE_ARROW, self._label_width, self._caption_width)

    def height_for(self, width: float) -> int:
        """Return the height at which the pictures are as large as such a width lets them be."""
        found = self.fit(width, 1 << 15)
        texts = found.captions.lines + bool(found.notes) + found.shares
        return self._fixed_height(texts, width) + 3 * found.box

    def fit(self, width: float, height: float) -> Arrangement:
        """Return the arrangement in a widget of a size."""
        tried, roomy = [], None
        for extras in _EXTRAS:
            found = self._fit_with(extras, width, height)
            if found is not None:
                tried.append(found)
                if found.box >= extras.least:
                    if found.shares:  # the words beside them go first
                        return found
                    roomy = roomy or found
        return roomy or max(tried, key=lambda arranged: arranged.box)

    def _fit_with(self, extras: _Extras, width: float, height: float) -> Arrangement | None:
        """Return the best arrangement with such extras, None if a row has no room for its words."""
        best = None
        for arrow in (self._plain.horizontalAdvance(ARROW) + 4, NO_ARROW):
            tried = [
                arranged
                for label, lines in self._labels(extras.words)
                for arranged in [self._arrange(width, height, label, arrow, extras)]
                if lines * self._line <= arranged.box + ROW_GAP
            ]
            best = max(tried, key=self._merit, default=best)
            if best is not None and best.box >= _LEAST_BOX and best.shares == extras.shares:
                break
        return best

    def _labels(self, words: int) -> list[tuple[int, int]]:
        """Return how wide the words beside the rows can be, and how many lines they take then."""
        if words == 2:
            return [(self._label_width, 2), (self._titles_width, 3)]
        return [(self._titles_width, 1) if words else (0, 0)]

    def _merit(self, arranged: Arrangement) -> tuple[bool, bool, int, int]:
        """Return what makes an arrangement better: pictures to be seen, shares, titles in full."""
        box = arranged.box
        title = -arranged.captions.title
        return box >= _LEAST_BOX, arranged.shares, min(box, _GOOD_BOX), title

    def _arrange(
        self, width: float, height: float, label: float, arrow: float, extras: _Extras
    ) -> Arrangement:
        count = max(1, len(self.columns))
        room = width - 2 * MARGIN - label - PAD
        per_item = (room - (count - 1) * arrow) / count
        captions = self._captions(per_item)
        share_px, share = self._share(per_item + arrow)  # it may reach between two columns
        shares = extras.shares and share <= per_item + arrow
        notes = self._notes_in(per_item) if extras.notes else 0
        texts = captions.lines + bool(notes) + shares
        box = self._box(per_item, height, width, texts)
        texts_width = max(self._wide(captions), self._note_width(notes), shares * (share - arrow))
        item = min(max(box + 2 * PAD, texts_width), per_item)
        if arrow > NO_ARROW:
            spare = (room - count * item) / max(1, count - 1)
            arrow = max(arrow, min(spare, _WIDE_ARROW))
        used = label + PAD + count * item + (count - 1) * arrow
        left = max(MARGIN, (width - used) // 2)
        head = self._head_height(width)
        top = max(0, (height - self._fixed_height(texts, width) - 3 * box) // 2) + MARGIN
        above = top + head + captions.lines * self._line + CAPTION_GAP
        tall = 3 * box + 2 * ROW_GAP + shares * self._line
        return Arrangement(
            tuple(column.shape for column in self.columns),
            *(box, QRectF(left, above, label, tall), item, arrow, self._line, captions),
            *(extras.words, notes, shares),
            self._head_place(width, left, used, top),
            *(self._theme, share_px),
        )

    def _head_place(self, width: float, left: float, used: float, top: float) -> QRectF:
        """Return the room of the head: as wide as the columns, or wider where it needs that."""
        room = width - 2 * MARGIN
        lines = self._head_lines(room)
        wide = next((wide for wide in (used, (used + room) / 2) if wide >= room / 2), room)
        wide = wide if self._head_lines(wide) == lines else room
        start = min(left, width - MARGIN - wide)
        return QRectF(start, top, wide, lines * self._line)

    def _head_height(self, width: float) -> int:
        return self._head_lines(width - 2 * MARGIN) * self._line + HEAD_GAP

    def _head_lines(self, width: float) -> int:
        """Return the lines of the head, which is asked for often at the same few widths."""
        if width not in self._lines_known:
            self._lines_known[width] = self._head.lines(width)
        return self._lines_known[width]

    def _captions(self, room: float) -> Captions:
        """Return as much of the titles and the shapes as columns of such a width have room for."""
        if self._caption_width <= room:
            return Captions(0, True, 1)
        sizes = self._sizes_width <= room
        ranks = range(1 + max((len(column.short) for column in self.columns), default=0))
        title = next((rank for rank in ranks if self._title_width(rank) + PAD <= room), ranks[-1])
        return Captions(title, sizes, 1 + sizes)

    def _wide(self, captions: Captions) -> int:
        """Return the width that captions need."""
        if captions.sizes and captions.lines == 1:
            return self._caption_width
        widths = self._title_width(captions.title), self._sizes_width * captions.sizes
        return max(widths) + 2 * PAD

    def _notes_in(self, room: float) -> int:
        """Return what of the notes columns of such a width have room for; see `Arrangement`."""
        if not self._notes:
            return 0
        return next((form for form in (1, 2) if self._note_width(form) <= room), 0)

    def _note_width(self, form: int) -> int:
        """Return the width of the notes, 1, or of their numbers, 2; of none, 0."""
        names = [column.note_name for column in self.columns if column.short_note]
        texts = [name * (form == 1) + _USUAL_NUMBER for name in names]
        return _widest(self._plain, texts) + 2 if form else 0

    def _box(self, per_item: float, height: float, width: float, texts: int) -> int:
        """Return the side of the pictures, of whole pixels for a cell where little is lost."""
        room = (height - self._fixed_height(texts, width)) / 3
        box = max(8, math.floor(min(per_item - 2 * PAD, room) / 2) * 2)
        if self.columns:
            cells = max(self.columns[0].shape)
            whole = box // cells * cells
            if whole >= max(0.92 * box, _LEAST_BOX):
                return whole
        return box

    def _fixed_height(self, texts: int, width: float) -> int:
        """Return the height that is not the pictures', with so many lines under the head."""
        gaps = 2 * (ROW_GAP + MARGIN) + CAPTION_GAP + PAD
        return self._head_height(width) + texts * self._line + gaps

    def _size_with(self, box: int, arrow: float, label: float, caption: float) -> QSize:
        count = max(1, len(self.columns))
        lines = 1 if caption else 2
        share = self._share_widths[-1 if box <= _LEAST_BOX else 0][1] - arrow
        item = max(box + 2 * PAD, caption or self._sizes_width, share)
        width = 2 * MARGIN + label + PAD + count * item + (count - 1) * arrow
        fixed = self._fixed_height(lines + self._notes + 1, width)
        return QSize(math.ceil(width), fixed + 3 * box)

    def _share(self, room: float) -> tuple[float, int]:
        """Return the largest type in which the shares fit, or else the least; and their width."""
        sizes = self._share_widths
        return next((size for size in sizes if size[1] <= room), sizes[-1])

    @cached_property
    def _share_widths(self) -> list[tuple[float, int]]:
        """The types that shares may have, before scaling, with their widths; the largest first."""
        theme, usual = self._theme, self._theme.text_px
        least = min(usual, max(_LEAST_TYPE / theme.scale, _LEAST_SHARE * usual))
        return [
            (size, _widest(theme.metrics(size, bold=True), (_USUAL_SHARE,)) + 2)
            for size in dict.fromkeys((usual, (usual + least) / 2, least))
        ]

    @cached_property
    def _titles_width(self) -> int:
        return _widest(self._bold, ROWS) + PAD

    @cached_property
    def _label_width(self) -> int:
        # The widest words of a small shift: the pictures must not move while it is dragged.
        words = [offset_in_words(-10, 10), offset_in_words(10, -10), DIFFERENCE]
        return max(self._titles_width, _widest(self._plain, words) + PAD)

    @cached_property
    def _caption_width(self) -> int:
        widths = [
            _widest(self._bold, (c.title,))
            + caption_gap(self._theme)
            + _widest(self._plain, (c.size,))
            for c in self.columns
        ]
        return max(widths, default=0) + 2 * PAD

    @cached_property
    def _sizes_width(self) -> int:
        return _widest(self._plain, [c.size for c in self.columns]) + 2

    def _title_width(self, rank: int) -> int:
        return _widest(self._bold, [c.title_of(rank) for c in self.columns]) + 2


def _widest(metrics: QFontMetrics, texts: Sequence[str]) -> int:
    return max((metrics.horizontalAdvance(text) for text in texts), default=0)
