"""When it breaks: radius against level, and the cliff over the jitter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRect, pyqtSignal

from poolviz.gui.canvas.marks import Cell
from poolviz.gui.labs.shift.breaks.cliff import Cliff
from poolviz.gui.labs.shift.breaks.radius_map import RadiusMap
from poolviz.gui.labs.shift.breaks.rows import NO_BREAKS, BreakRows, Breaks
from poolviz.gui.labs.shift.maps.words import after, shifts
from poolviz.gui.labs.shift.progress import PATIENCE
from poolviz.gui.labs.shift.survey_card import GAP, MARGIN, SurveyCard
from poolviz.gui.widgets.texts import label

_TITLE, _SHORT_TITLE = "When does it break?", "Breaks"


class BreakMapCard(SurveyCard):
    """For which radius, after which pool and for which jitter the shifts change nothing.

    Signals
    -------
    radius_chosen(int)
        The radius whose row was clicked.
    jitter_chosen(int)
        The jitter whose bar was clicked.
    """

    radius_chosen = pyqtSignal(int)
    jitter_chosen = pyqtSignal(int)

    def __init__(self, patience: int = PATIENCE) -> None:
        super().__init__(patience)
        self._data = NO_BREAKS
        self.map, self.cliff, self.key = RadiusMap(), Cliff(), label("", "muted")
        self._adopt(self.map, self.cliff, self.key)
        for part, chosen in ((self.map, self.radius_chosen), (self.cliff, self.jitter_chosen)):
            part.cell_clicked.connect(
                lambda row, _, part=part, chosen=chosen: chosen.emit(part.values[row])
            )
            part.cell_hovered.connect(lambda cell, part=part: self._hint(part, cell))
        self._arrange()

    def set_data(
        self,
        radii: tuple[int, ...],
        counts: NDArray[Any],
        lit_share: NDArray[Any],
        shifts: int,
        jitter: int,
        jitter_counts: tuple[tuple[int, int], ...],
        blank: NDArray[np.bool_] | None = None,
        *,
        blank_end: bool = False,
    ) -> None:
        """Show what was counted.

        Parameters
        ----------
        radii : tuple of int
            The radius of each row, in input pixels.
        counts : (radii, pools) ndarray of int
            How many of the shifts end in the identical map, after each pool from the first.
        lit_share : (radii, pools) ndarray of float
            The share of the cells of the unshifted map that are not 0.
        shifts, jitter : int
            How many shifts there are, all those up to `jitter` pixels.
        jitter_counts : tuple of (int, int)
            For every jitter from 0 on, after the last pool: how many shifts are identical, of how
            many.
        blank : (radii, pools) ndarray of bool, optional
            Where the map is empty or full, so that nothing is left to compare.
        blank_end : bool
            Whether that is so after the last pool of the radius that is applied.
        """
        none = np.zeros(counts.shape, bool) if blank is None else blank
        counted = counts, lit_share, shifts, jitter, jitter_counts
        self._data = Breaks(radii, *counted, none, blank_end)
        for part in (self.map, self.cliff):
            part.set_data(self._data)
        self._define()
        self._arrange()

    def set_radius(self, radius: int | None) -> None:
        """Outline the row of the radius that is applied."""
        self.map.set_current(radius)
        self._define()

    def set_jitter(self, jitter: int) -> None:
        """Highlight the jitter that is applied."""
        self.cliff.set_current(jitter)
        self._define()

    def _arrange(self) -> None:
        """Place everything; the legend is there if the map keeps enough room."""
        line = self._theme.metrics().height()
        inner = self.rect().adjusted(MARGIN, 8, -MARGIN, -8)
        self._place_title(QRect(inner.left(), inner.top(), inner.width(), line))
        body = inner.adjusted(0, line + 4, 0, 0)
        said = bool(self.message.text())
        shown = bool(self._data) and not said
        for part in (self.map, self.key):
            part.setVisible(shown)
        self.message.setVisible(said)
        self.message.setGeometry(body)
        right = self._cliff_width(body.width())
        self.cliff.setVisible(shown and right > 0)
        left, tall = body.width() - (right and right + MARGIN), body.height() - line - 2
        self.map.setGeometry(body.left(), body.top(), left, tall)
        self.cliff.setGeometry(body.left() + left + MARGIN, body.top(), right, tall)
        self.key.setGeometry(body.left(), body.bottom() + 1 - line, body.width(), line)
        self.map.arrange()
        self.cliff.arrange()
        self.key.setText(self._key_text(body.width()))
        self.progress.place_over(self.map.geometry() if shown else body)

    def _cliff_width(self, room: int) -> int:
        """Return the width of the bars, with as much beside them as the map has no need of.

        It is 0 where even the bars alone would squeeze the map.
        """
        most = room - MARGIN - self.map.least_width()
        for self.cliff.form in range(3):
            least = self.cliff.least_width()
            if least <= most:
                return max(least, min(most, room * 2 // 5))
        return 0

    def _key_text(self, room: int) -> str:
        """Return what the colours and the bars mean, as much of it as there is room for."""
        parts = ["dark: identical"]
        if self._data.blank.any():
            parts.append("hatched: nothing left")
        if self.map.bar_height:
            parts.append("bar: lit share")
        if not self.map.names_columns:
            parts.append("columns: pools")
        wide = self._theme.metrics().horizontalAdvance
        while parts and wide(" · ".join(parts)) > room:
            parts.pop()
        return " · ".join(parts)

    def _place_title(self, place: QRect) -> None:
        """Write the title, and beside it as much of what was counted as there is room for."""
        data, wide = self._data, self._theme.metrics().horizontalAdvance
        room = place.width() - self._theme.metrics(bold=True).horizontalAdvance(_TITLE) - 4 - GAP
        texts = [f"{shifts(data.shifts)}, ±{data.jitter} px", f"±{data.jitter} px"]
        known = bool(data) and not self.message.text()
        text = next((text for text in texts if known and wide(text) + 2 <= room), "")
        right = wide(text) + 2
        self.caption.setText(text)
        self.caption.setGeometry(place.right() + 1 - right, place.y(), right, place.height())
        self.title.setGeometry(place.adjusted(0, 0, -right - GAP, 0))
        self.title.show_text(_TITLE, _SHORT_TITLE)

    def _define(self) -> None:
        """Say in words what the numbers are, and what those are that are applied."""
        data = self._data
        if not data:
            return
        definition = (
            f"identical: of the {shifts(data.shifts, 'whole ')} within ±{data.jitter} px,\n"
            "how many end in the very same map as the unshifted picture\n"
            "lit share: share of cells that are not 0 in the unshifted map"
        )
        self.map.setToolTip(definition)
        self.key.setToolTip(definition)
        self.cliff.setToolTip(
            "jitter: the largest shift, in pixels; identical: of all whole shifts within it,\n"
            f"how many end in the very same map {after(data.levels)}"
        )
        said = []
        for part, col in ((self.map, data.levels - 1), (self.cliff, 0)):
            text = "" if part.current is None else part.sentence((part.current, col))
            part.setAccessibleName(text)
            said.append(text)
        self.setAccessibleName(". ".join([_TITLE, *filter(None, said)]))

    def _hint(self, part: BreakRows, cell: Cell | None) -> None:
        self.hinted.emit("" if cell is None else part.sentence(cell))
