"""What the Shift lab says of the place under the mouse: hints for the status line, tooltips."""

import math
from dataclasses import dataclass

from PyQt6.QtCore import QPointF

from poolviz.core.numbers import offset_in_words
from poolviz.gui.labs.shift.pictures.arrangement import Arrangement
from poolviz.gui.labs.shift.pictures.columns import OTHER_WAY, ROWS, SHIFTED, Told, offset_in_pixels
from poolviz.gui.labs.shift.pictures.head import KEPT_OFFSET, TRUE_OFFSET, Head, Scale
from poolviz.gui.labs.shift.pictures.overlay import RING, handle_places


@dataclass(frozen=True)
class Places:
    """What is where.

    Attributes
    ----------
    told : Told
        What is shown.
    arranged : Arrangement
        Where it is.
    """

    told: Told
    arranged: Arrangement

    def at(self, point: QPointF) -> tuple[int | None, int | None]:
        """Return the column that a point is on, and the row if it is on a picture."""
        level = self.arranged.level_at(point)
        return level, None if level is None else self.arranged.row_at(level, point)

    def dot(self, point: QPointF) -> int | None:
        """Return the dot whose handle, or which itself, is at a point; the nearest of several."""
        if not self.told.columns:
            return None
        camera = self.arranged.camera(0, 0)
        handles = handle_places(camera, self.told.dots)
        far = []
        for dot, handle in zip(self.told.dots, handles, strict=True):
            to_handle, to_dot = handle - point, camera.rect(*dot).center() - point
            far.append(
                min(
                    math.hypot(to_handle.x(), to_handle.y()) - RING - 2,
                    math.hypot(to_dot.x(), to_dot.y()) - max(4.0, camera.scale / 2),
                )
            )
        return far.index(min(far)) if far and min(far) <= 0 else None

    def hint(self, point: QPointF) -> str:
        """Return the sentence on what is at a point."""
        level, row = self.at(point)
        dot = self.dot(point)
        if dot is not None:
            place = self.told.dots[dot]
            return f"Dot {dot + 1}: row {place[0]}, col {place[1]}. Drag to move it."
        if level is None:
            return ""
        column = self.told.columns[level]
        if row is None:
            return f"{column.title}, {column.size}. Click to go to this level."
        if not self.told.is_begun(level):
            return f"{column.title} is not pooled yet."
        cell = self.arranged.cell_at(level, row, point)
        parts = [f"{column.title}, {ROWS[row].lower()}, row {cell[0]}, col {cell[1]}."]
        if row == SHIFTED and self.told.is_whole(level):
            parts.append(self._offsets(level))
        if level:
            parts.append("Double-click to watch the pooling.")
        elif row <= SHIFTED:
            parts.append("Drag to shift.")
        return " ".join(parts)

    def drag_hint(self, dot: int | None) -> str:
        """Return where a dot or, without one, the picture has been dragged to."""
        if not self.told.columns:
            return ""
        if dot is not None and dot < len(self.told.dots):
            row, col = self.told.dots[dot]
            return f"Dot {dot + 1}: row {row}, col {col}."
        return f"{self.told.columns[self.told.at].title}: {self._offsets(self.told.at)}"

    def tip(self, point: QPointF) -> str:
        """Return the tooltip at a point: what is written there, and how it is defined."""
        level, row = self.at(point)
        if level is None:
            if not self.told.columns:
                return ""
            said = "" if self.arranged.words == 2 else f"{offset_in_words(*self.told.shift)}\n"
            beside = self.arranged.row(SHIFTED).united(self.arranged.left_name)
            if beside.contains(point):
                return said + self.definition
            places = Head(self.arranged.theme, self.told.scales).places(self.arranged.head)
            part = next((part for part, place, _ in places if place.contains(point)), None)
            if isinstance(part, Scale):
                return f"{part.in_words.capitalize()}, the same for all levels"
            return said + self.definition if part in (TRUE_OFFSET, KEPT_OFFSET) else ""
        column = self.told.columns[level]
        if row == SHIFTED and self.told.is_whole(level):
            return f"{column.title}: {self._offsets(level)}\n{self.definition}"
        if self.arranged.notes and self.arranged.note(level).contains(point):
            return column.note_tip if self.told.is_whole(level) else ""
        return f"{column.title}, {column.size} (rows × columns)" if row is None else ""

    @property
    def definition(self) -> str:
        """What the two arrows mean."""
        return (
            f"{TRUE_OFFSET.capitalize()} (thin, dashed): the shift, in pixels of the input.\n"
            f"{KEPT_OFFSET.capitalize()} (thick): how far the centre of mass moves from the centred"
            "\nto the shifted picture, × stride^level: in pixels of the input, too.\n"
            f"Arrows are drawn {self.told.times_as_long} times as long as the offsets.\n"
            f"The share under a picture is {KEPT_OFFSET} along the true offset;\n{OTHER_WAY}."
        )

    def _offsets(self, level: int) -> str:
        kept = self.told.columns[level].kept
        left = "nothing to measure" if kept is None else offset_in_pixels(kept)
        share = self.told.percent_of(level)
        if kept is not None and share:
            left += f" ({share}{': ' + 'it points the other way' if '−' in share else ''})"
        true = offset_in_pixels(self.told.shift)
        return f"{TRUE_OFFSET.capitalize()}: {true}; {KEPT_OFFSET}: {left}."
