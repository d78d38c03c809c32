"""Every shift at once: a heat map over all of them, how many are alike, and what that is called."""

from PyQt6.QtCore import pyqtSignal

from poolviz.gui.canvas.cell_grid import Cells
from poolviz.gui.canvas.marks import Cell
from poolviz.gui.labs.shift.maps.colours import MapColours
from poolviz.gui.labs.shift.maps.layout import MapLayout
from poolviz.gui.labs.shift.maps.small_maps import SmallMap
from poolviz.gui.labs.shift.maps.words import (
    DEFINITIONS,
    MapLevel,
    Summary,
    after,
    cell_text,
    lamp_definition,
    lamp_of,
    nothing_left,
    summary,
)
from poolviz.gui.labs.shift.progress import PATIENCE
from poolviz.gui.theme import Theme


class ShiftMapCard(MapLayout):
    """The heat map of all shifts with its numbers, the small maps of all levels, and the lamps.

    Signals
    -------
    shift_chosen(int, int)
        Down and right of the cell that was clicked.
    measure_chosen(str)
        The measure that was chosen, a name of `MEASURES`.
    level_chosen(int)
        The level whose small map was clicked; 0 is the original.
    """

    shift_chosen = pyqtSignal(int, int)
    measure_chosen = pyqtSignal(str)
    level_chosen = pyqtSignal(int)

    def __init__(self, patience: int = PATIENCE) -> None:
        super().__init__(patience)
        self._levels: tuple[MapLevel, ...] = ()
        self._level, self._measure = 0, "identical"
        self._shift: Cell = (0, 0)
        self.map.cell_clicked.connect(
            lambda row, col: self.shift_chosen.emit(row - self._jitter, col - self._jitter)
        )
        self.map.cell_hovered.connect(self._hint)
        self.small.cell_clicked.connect(lambda _, level: self.level_chosen.emit(level))
        self.segments.chosen.connect(lambda name: self.measure_chosen.emit(name))
        self.choice.activated.connect(lambda i: self.measure_chosen.emit(self.choice.itemData(i)))
        self.set_measure("identical")
        self._light()

    # ---- told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self.legend.set_theme(theme)
        self.lamps.set_theme(theme)
        super().set_theme(theme)

    def set_levels(self, levels: tuple[MapLevel, ...], jitter: int) -> None:
        """Show what all shifts up to `jitter` do; `levels[0]` is the original."""
        self._levels, self._jitter = levels, jitter
        self._refresh()

    def set_measure(self, name: str) -> None:
        """Show another measure, a name of `MEASURES`."""
        self._measure = name
        self.segments.show_value(name)
        self.choice.setCurrentIndex(self.choice.findData(name))
        self._refresh()

    def set_level(self, level: int) -> None:
        """Show another level large; 0 is the original."""
        if level != self._level:
            self._level = level
            self._refresh()

    def set_shift(self, dy: int, dx: int) -> None:
        """Ring the shift that is applied."""
        if (dy, dx) != self._shift:
            self._shift = (dy, dx)
            self.map.set_shift(dy, dx)

    # ---- showing it

    def _refresh(self) -> None:
        """Take up new levels, another level or another measure."""
        self._said = []
        if self._levels:
            index = self._shown_level()
            said = {name: summary(self._levels[index], name) for name in DEFINITIONS}
            self._said = list(said.values())
            self._notes = self.remark if self._measure == "identical" else self.legend
            self._paint(MapColours(self._levels, self._measure), index)
            self._write(said[self._measure], index)
        self._light()
        self._arrange()
        if self.map.hovered is not None:
            self._hint(self.map.hovered)

    def _shown_level(self) -> int:
        return max(0, min(self._level, len(self._levels) - 1))

    def _paint(self, colours: MapColours, index: int) -> None:
        cells = [colours.cells(level) for level in self._levels]
        self.map.set_cells(cells[index])
        self.small.set_maps(tuple(map(self._small_map, self._levels, cells)), index)
        self.legend.set_levels(colours.ends)
        low, high = self.legend.ends
        self.legend.setToolTip(
            f"Colours from {low} to {high} {colours.unit}, the same for all levels;\n"
            "beyond that the colour stays as it is"
        )

    def _small_map(self, level: MapLevel, cells: Cells) -> SmallMap:
        said = summary(level, self._measure)
        return SmallMap(level.title, said.small, f"{level.title}: {said.in_words}", cells)

    def _write(self, said: Summary, index: int) -> None:
        self._when = after(index)
        self.number.setText(said.number)
        self.sentence.setText(said.sentence)
        self.remark.setText(said.remark)
        for part in (self.number, self.sentence, self.remark, self.map):
            part.setToolTip(DEFINITIONS[self._measure])
        remark = f"; {said.remark}" if said.remark else ""
        for widget in (self, self.map):
            widget.setAccessibleName(f"{said.in_words} {after(index)}{remark}")

    def _light(self) -> None:
        """Light the lamp that is true of all shifts at the level that is shown."""
        level = self._levels[self._shown_level()] if self._levels else None
        kind = lamp_of(level) if level is not None else ""
        tip = lamp_definition(level, self._shown_level()) if level is not None else ""
        for name, lamp in self.lamps.lamps.items():
            lamp.set_state(name == kind, tip)
        blank = level is not None and bool(level.blank[level.equal].any())
        self.lamps.show_blank(nothing_left(level.blank_word) if level and blank else "")

    def _hint(self, cell: Cell | None) -> None:
        index, count = self._shown_level(), 2 * self._jitter + 1
        there = self._levels and cell is not None and max(cell) < count
        self.hinted.emit(cell_text(self._levels[index], index, cell) if there and cell else "")
