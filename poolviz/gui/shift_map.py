"""Every shift at once: a heat map over all of them, how many are alike, and what that is called."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PyQt6.QtWidgets import QFrame, QWidget

from poolviz.core.numbers import format_number
from poolviz.gui.cell_grid import (
    REARRANGING,
    RING_ROOM,
    Cell,
    Cells,
    ShiftGrid,
    SmallMap,
    SmallMaps,
    SweepProgress,
    signed,
)
from poolviz.gui.legend import Legend
from poolviz.gui.raster import colourise, lookup_table
from poolviz.gui.theme import ARROW_ROOM, LIGHT, Theme
from poolviz.gui.widgets import Choice, ElidedLabel, Segments, label

MEASURES = (
    (
        "identical",
        "Identical",
        "Identical: how many of all whole shifts end in the very same map\n"
        "as the picture that is not shifted. The shift 0, 0 is one of them.",
    ),
    (
        "relative_l2",
        "Relative L2",
        "Relative L2: ‖f(Tx) − f(x)‖ / ‖f(x)‖, the length of the difference between the maps\n"
        "of the shifted picture Tx and the picture x, over the length of the map of x.\n"
        "0: the shift has changed nothing.",
    ),
    (
        "kept_offset",
        "Kept offset",
        "Kept offset: how far the centroid of the map has moved, in input pixels,\n"
        "as a share of the true shift. 100 %: all of it is left, 0 %: it is gone.\n"
        "For all shifts together: the least-squares slope of the one on the other.",
    ),
)
_DEFINITIONS = {name: tip for name, _, tip in MEASURES}

_TWIN = "T\N{PRIME}"
_LAMPS = (("invariant", "f(Tx) = f(x)"), ("equivariant", f"f(Tx) = {_TWIN}f(x)"), ("neither", ""))

_ALIKE, _OTHER = (int(colour) for colour in lookup_table("magma")[[0, -1]])
"""The colours of a shift that ends in the identical map, and of one that does not."""

_VIRIDIS = lookup_table("viridis")

_LEAST_CELL, _LARGEST_CELL = 10, 84
"""Pixels: cells are no smaller while there are up to 17 x 17; none is larger."""

_MARGIN, _GAP = 12, 6

_LIST_EDGES = 26
"""Pixels at the left and the right of the text of a list, without its arrow."""

_LAMP_GAP, _LAMP_SPACE = 14, 5
"""Pixels between two lamps, and between a circle and its word."""


@dataclass(frozen=True, eq=False)
class MapLevel:
    """What all shifts do to one level.

    Attributes
    ----------
    title : str
        What the level is called, "Pool 4".
    equal : (2j + 1, 2j + 1) ndarray of bool
        At [dy + j, dx + j] whether that shift ends in the identical map.
    relative_l2 : (2j + 1, 2j + 1) ndarray of float
        How far the map is from that of the unshifted picture; may be inf.
    kept : (2j + 1, 2j + 1) ndarray of float
        The share of the true offset that is kept: 1 is all of it; NaN where there is none.
    distinct : int
        How many different maps there are.
    kept_slope : float
        The least-squares slope of the kept on the true offset over all shifts, or NaN.
    """

    title: str
    equal: NDArray[np.bool_]
    relative_l2: NDArray[np.float64]
    kept: NDArray[np.float64]
    distinct: int
    kept_slope: float


@dataclass(frozen=True)
class _Summary:
    """All shifts in a few words: a number, what it says, a remark, and it again for small maps."""

    number: str
    sentence: str
    remark: str
    small: tuple[str, str]


def shift_text(dy: int, dx: int) -> str:
    """Write a shift as people say it: "down 2, right −1"."""
    return f"down {signed(dy)}, right {signed(dx)}"


def _after(level: int) -> str:
    if level == 0:
        return "before pooling"
    return f"after {level} pool{'s' if level > 1 else ''}"


def _l2_text(value: float) -> str:
    if 0 < value < 0.0005:
        return "< 0.001"
    return f"{value:.3f}" if math.isfinite(value) else format_number(value)


def _percent(share: float) -> str:
    return f"{format_number(round(100 * share, 1), 1)} %" if math.isfinite(share) else "–"


def _summary(level: MapLevel, measure: str) -> _Summary:
    whole = level.equal.size
    if measure == "identical":
        count = int(level.equal.sum())
        remark = f"distinct maps: {level.distinct} of {whole} · dark: identical"
        small = str(count), f"{count}/{whole}"
        return _Summary(f"{count} / {whole}", "shifts end in the identical map", remark, small)
    if measure == "relative_l2":
        others = np.delete(level.relative_l2.ravel(), whole // 2)
        mean = _l2_text(float(others.mean())) if others.size else "–"
        sentence = f"relative L2, mean over {whole - 1} non-zero shifts"
        return _Summary(mean, sentence, "", (mean, mean))
    slope = _percent(level.kept_slope)
    sentence = f"of the offset is kept: slope over {whole} shifts"
    if not math.isfinite(level.kept_slope):
        sentence = f"no offset to measure in {whole} shifts"
    return _Summary(slope, sentence, "", (slope, slope))


def _cell_text(level: MapLevel, index: int, cell: Cell) -> str:
    """Return all that is known of one shift."""
    jitter = level.equal.shape[0] // 2
    same = "identical" if level.equal[cell] else "not identical"
    kept = float(level.kept[cell])
    if math.isfinite(kept):
        left = f"{_percent(kept)} of the offset kept"
    else:
        left = "no offset to keep" if cell == (jitter, jitter) else "no offset to be measured"
    shift = shift_text(cell[0] - jitter, cell[1] - jitter)
    l2 = _l2_text(float(level.relative_l2[cell]))
    return f"{shift}: {same} {_after(index)}; relative L2 {l2}; {left}"


class _Painting:
    """What the cells of all levels look like under one measure, with the same colours for all."""

    def __init__(self, levels: tuple[MapLevel, ...], measure: str) -> None:
        self._measure = measure
        self.top = 1.0
        if measure == "relative_l2":
            values = np.concatenate([level.relative_l2.ravel() for level in levels])
            top = float(values[np.isfinite(values)].max(initial=0.0))
            self.top = math.ceil(100 * top) / 100 or 1.0

    def cells(self, level: MapLevel) -> Cells:
        """Return the colours and the numbers of one level."""
        if self._measure == "identical":
            return Cells(np.where(level.equal, np.uint32(_ALIKE), np.uint32(_OTHER)))
        l2 = self._measure == "relative_l2"
        values, factor, decimals = (level.relative_l2, 1, 2) if l2 else (level.kept, 100, 0)
        texts = [
            ["" if math.isnan(v) else format_number(round(v, decimals), decimals) for v in row]
            for row in (values * factor).tolist()
        ]
        return Cells(colourise(values, (0.0, self.top), _VIRIDIS), np.isnan(values), texts)


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
        width = metrics.ascent() + _LAMP_SPACE + self._wide(self.name)
        if formula and self._formula:
            width += _GAP + self._wide(self._formula)
        return QSize(width, self.line)

    @property
    def line(self) -> int:
        """Its height in pixels."""
        return self._theme.metrics().height() + 2

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
        left = side + _LAMP_SPACE
        painter.setFont(theme.font(bold=self.lit))
        painter.setPen(theme.colour("text" if self.lit else "muted"))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRect(left, 0, self.width(), self.height()), middle, self.name)
        if self.with_formula:
            left += self._wide(self.name, bold=self.lit) + _GAP
            painter.setFont(theme.font())
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRect(left, 0, self.width(), self.height()), middle, self._formula)


class Lamps(QWidget):
    """The three lamps, side by side or one under the other, with their formulas where they fit."""

    def __init__(self) -> None:
        super().__init__()
        self.lamps = {name: Lamp(name, formula) for name, formula in _LAMPS}
        for lamp in self.lamps.values():
            lamp.setParent(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        for lamp in self.lamps.values():
            lamp.set_theme(theme)

    @property
    def line(self) -> int:
        """The height of one lamp, in pixels."""
        return self.lamps["neither"].line

    def size_for(self, *, row: bool, formulas: bool = False) -> QSize:
        """Return the room of the lamps side by side or one under the other."""
        sizes = [lamp.size_for(formulas) for lamp in self.lamps.values()]
        spill = max(lamp.spill for lamp in self.lamps.values())
        widths = [size.width() for size in sizes]
        if row:
            return QSize(sum(widths) + _LAMP_GAP * (len(sizes) - 1) + spill, self.line)
        return QSize(max(widths) + spill, len(sizes) * self.line)

    def arrange(self, place: QRect, *, row: bool) -> None:
        """Take a place, with the formulas if they fit."""
        self.setGeometry(place)
        formulas = self.size_for(row=row, formulas=True).width() <= place.width()
        spare = place.width() - self.size_for(row=row, formulas=formulas).width()
        gap = _LAMP_GAP + min(_LAMP_GAP, spare // 2)
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


@dataclass(frozen=True)
class _Look:
    """What a card shows beside its map, and how.

    `small` is the side of the small maps, 0 for none; `segments` whether the measures are buttons
    instead of a list; `words` whether the number has its sentence, `notes` whether it has its
    remark or the legend; `axes` the lines of text along an axis; `below` whether the lamps stand
    under the map instead of beside it.
    """

    small: int
    segments: bool = False
    words: bool = True
    notes: bool = True
    axes: int = 1
    below: bool = True

    @property
    def digits(self) -> float:
        """The size of the large number over that of the arithmetic."""
        return 1.7 if self.small >= 72 else 1.2 if self.small else 1.0


_LOOKS = (
    *(_Look(small, True, axes=2) for small in (96, 84, 72, 56, 46)),
    *(_Look(small, segments) for small in (46, 36, 28) for segments in (True, False)),
    *(_Look(0, segments) for segments in (True, False)),
    *(_Look(small, axes=0) for small in (36, 28, 0)),
    _Look(0, notes=False),
    _Look(0, notes=False, axes=0),
    _Look(0, notes=False, axes=0, below=False),
    _Look(0, words=False, notes=False, axes=0),
    _Look(0, words=False, notes=False, axes=0, below=False),
)
"""From the richest to the barest; a card takes the first that fits."""


class ShiftMapCard(QFrame):
    """The heat map of all shifts with its numbers, the small maps of all levels, and the lamps.

    Signals
    -------
    shift_chosen(int, int)
        Down and right of the cell that was clicked.
    measure_chosen(str)
        The measure that was chosen, a name of `MEASURES`.
    level_chosen(int)
        The level whose small map was clicked; 0 is the original.
    hinted(str)
        A sentence about the cell under the mouse, "" where there is none.
    cancel_wanted()
        The running sweep is to be stopped.
    """

    shift_chosen = pyqtSignal(int, int)
    measure_chosen = pyqtSignal(str)
    level_chosen = pyqtSignal(int)
    hinted = pyqtSignal(str)
    cancel_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = LIGHT
        self._levels: tuple[MapLevel, ...] = ()
        self._level, self._measure, self._jitter = 0, "identical", 0
        self._shift: Cell = (0, 0)
        self._verdict: tuple[str, Cell | None, int] = ("", None, 0)
        self._message, self._running = "", False
        self._number_px = round(LIGHT.arithmetic_px)
        self._said: list[_Summary] = []
        self._room_of: dict[tuple[str, int], QSize] = {}
        self._build()
        self._wire()
        self.set_measure("identical")
        self.set_verdict("", None, 0)
        self._refresh()

    def _build(self) -> None:
        self.title, self.caption = ElidedLabel("title"), label("", "muted")
        self.map, self.small = ShiftGrid(), SmallMaps()
        self.number, self.sentence, self.remark = label(""), label(""), label("", "muted")
        self.legend = Legend()
        self.message = label("", "muted")
        for text in (self.sentence, self.remark, self.message):
            text.setWordWrap(True)
            text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.segments = Segments(MEASURES, len(MEASURES), "Measure")
        self.choice = Choice()
        self.choice.setAccessibleName("Measure")
        self.choice.setSizeAdjustPolicy(Choice.SizeAdjustPolicy.AdjustToContents)
        for name, title, tip in MEASURES:
            self.choice.addItem(title, name)
            self.choice.setItemData(self.choice.count() - 1, tip, Qt.ItemDataRole.ToolTipRole)
        self.lamps = Lamps()
        for child in (
            *(self.title, self.caption, self.map, self.small, self.number, self.sentence),
            *(self.remark, self.legend, self.message, self.segments, self.choice),
            self.lamps,
        ):
            child.setParent(self)
        self.progress = SweepProgress(self)

    def _wire(self) -> None:
        self.map.cell_clicked.connect(
            lambda row, col: self.shift_chosen.emit(row - self._jitter, col - self._jitter)
        )
        self.map.cell_hovered.connect(self._hint)
        self.small.cell_clicked.connect(lambda _, level: self.level_chosen.emit(level))
        self.segments.chosen.connect(lambda name: self.measure_chosen.emit(name))
        self.choice.activated.connect(lambda i: self.measure_chosen.emit(self.choice.itemData(i)))
        self.progress.cancel_wanted.connect(self.cancel_wanted)

    # ---- told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        for part in (self.map, self.small, self.legend, self.progress, self.lamps):
            part.set_theme(theme)
        self.updateGeometry()
        self._refresh()

    def set_levels(self, levels: tuple[MapLevel, ...], jitter: int) -> None:
        """Show what all shifts up to `jitter` do; `levels[0]` is the original."""
        self._levels, self._jitter = levels, jitter
        self._refresh()

    def set_progress(self, done: float | None) -> None:
        """Say how much of a sweep is done, 0 to 1; None: there is none under way."""
        self.progress.set_done(done)
        if self._running != (done is not None):
            self._running = done is not None
            self.map.set_faded(self._running)
            self.small.set_faded(self._running)
            self._style_number()

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
            self._light()

    def set_verdict(self, kind: str, moved: tuple[int, int] | None, level: int) -> None:
        """Light one lamp.

        Parameters
        ----------
        kind : str
            "invariant", "equivariant" or "neither"; "" lights none.
        moved : (int, int), optional
            T': by how many cells down and right the map would move with the picture; None where
            that is no whole number.
        level : int
            The level that is spoken of.
        """
        self._verdict = (kind, moved, level)
        self._light()

    def set_message(self, text: str) -> None:
        """Show a sentence instead of the map; "" shows the map again."""
        if text != self._message:
            self._message = text
            self._refresh()

    # ---- showing it

    def sizeHint(self) -> QSize:
        """Return a size that has room for everything."""
        return QSize(self._theme.px(560), self._theme.px(300))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which no text is cut."""
        return QSize(self._theme.px(330), self._theme.px(210))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the new size."""
        super().resizeEvent(event)
        self._arrange()

    def _shown_level(self) -> int:
        return max(0, min(self._level, len(self._levels) - 1))

    def _refresh(self) -> None:
        """Take up new levels, another level or another measure."""
        self.message.setText(self._message)
        self._room_of.clear()
        if self._levels:
            index = self._shown_level()
            level = self._levels[index]
            self._said = [_summary(level, name) for name in _DEFINITIONS]
            painting = _Painting(self._levels, self._measure)
            cells = [painting.cells(each) for each in self._levels]
            self.map.set_cells(cells[index])
            self.small.set_maps(tuple(map(self._small_map, self._levels, cells)), index)
            self._write(_summary(level, self._measure), index)
            kept = self._measure == "kept_offset"
            self.legend.set_levels((0.0, 100.0) if kept else (0.0, painting.top))
            low, high = self.legend.ends
            unit = "per cent of the offset kept" if kept else "relative L2"
            self.legend.setToolTip(
                f"Colours from {low} to {high} {unit}, the same for all levels;\n"
                "beyond that the colour stays as it is"
            )
        self._arrange()
        if self.map.hovered is not None:
            self._hint(self.map.hovered)

    def _write(self, said: _Summary, index: int) -> None:
        self.caption.setText(_after(index))
        for part, text in (
            (self.number, said.number),
            (self.sentence, said.sentence),
            (self.remark, said.remark),
        ):
            part.setText(text)
            part.setToolTip(_DEFINITIONS[self._measure])
        self.map.setToolTip(_DEFINITIONS[self._measure])
        number = said.number.replace(" / ", " of ")
        remark = f"; {said.remark}" if said.remark else ""
        name = f"{number} {said.sentence} {_after(index)}{remark}"
        self.setAccessibleName(name)
        self.map.setAccessibleName(name)

    def _light(self) -> None:
        """Light a lamp, and tell what each of them means for this shift."""
        kind, moved, level = self._verdict
        told = f"T is the shift that is applied, {shift_text(*self._shift)};\n"
        told += f"f is all of the pooling: the map {_after(level)}."
        twin = f"{_TWIN} is the same shift in cells of the map:\n"
        if moved is None:
            twin += "here it is no whole number of cells."
        else:
            twin += f"shifted by {signed(moved[0])}, {signed(moved[1])} cells (down, right)."
        definitions = {
            "invariant": f"Invariant: f(Tx) = f(x), the map stays as it is.\n{told}",
            "equivariant": f"Equivariant: f(Tx) = {_TWIN}f(x), the map moves too.\n{twin}\n{told}",
            "neither": f"Neither: the map changes, and not just by moving.\n{twin}\n{told}",
        }
        for name, lamp in self.lamps.lamps.items():
            lamp.set_state(name == kind, definitions[name])

    def _hint(self, cell: Cell | None) -> None:
        index, count = self._shown_level(), 2 * self._jitter + 1
        there = self._levels and cell is not None and max(cell) < count
        self.hinted.emit(_cell_text(self._levels[index], index, cell) if there and cell else "")

    def _small_map(self, level: MapLevel, cells: Cells) -> SmallMap:
        said = _summary(level, self._measure)
        tip = f"{level.title}: {said.number.replace(' / ', ' of ')} {said.sentence}"
        return SmallMap(level.title, said.small, tip, cells)

    # ---- placing it

    def event(self, event: QEvent | None) -> bool:
        """Fit another style, and children that need another size."""
        done = super().event(event)
        if event is not None and event.type() in REARRANGING:
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Choose the first look that fits, and place everything."""
        inner = self.rect().adjusted(_MARGIN, 8, -_MARGIN, -8)
        title = self._theme.metrics().height()
        self._place_title(QRect(inner.left(), inner.top(), inner.width(), title))
        body = inner.adjusted(0, title + _GAP, 0, 0)
        if self._levels and not self._message:
            self._place_map(body)
            return
        self._show_only([self.message])
        row = self.lamps.size_for(row=True).width() <= body.width()
        height = self.lamps.size_for(row=row).height()
        stage = body.adjusted(0, 0, 0, -height - _GAP)
        self.message.setGeometry(stage)
        self.progress.place_over(stage)
        self.lamps.arrange(body.adjusted(0, body.height() - height, 0, 0), row=row)

    def _show_only(self, parts: Sequence[QWidget]) -> None:
        for part in (
            *(self.map, self.number, self.sentence, self.remark, self.legend, self.small),
            *(self.segments, self.choice, self.message),
        ):
            part.setVisible(part in parts)

    def _place_map(self, body: QRect) -> None:
        look, cell = self._choose(body)
        self.map.arrange(self._jitter, cell, look.axes)
        self.map.move(body.topLeft() - QPoint(RING_ROOM, RING_ROOM))
        self.progress.place_over(self.map.grid.area.translated(self.map.pos()))
        self._place_column(look, self._room(look, cell, body))
        if look.below:
            line = self.lamps.line
            self.lamps.arrange(body.adjusted(0, body.height() - line, 0, 0), row=True)

    def _place_title(self, place: QRect) -> None:
        wide = self._theme.metrics().horizontalAdvance(self.caption.text()) + 2
        room = max(0, place.width() - wide - _GAP)
        text = f"Every shift within ±{self._jitter} px"
        if self._theme.metrics(bold=True).horizontalAdvance(text) + 4 > room:
            text = f"Every shift ±{self._jitter} px"
        self.title.setGeometry(place.x(), place.y(), room, place.height())
        self.title.show_text(text if self._levels else "Every shift")
        self.caption.setGeometry(place.right() + 1 - wide, place.y(), wide, place.height())

    def _choose(self, body: QRect) -> tuple[_Look, int]:
        """Return the richest look that fits, with the largest cells."""
        for look in _LOOKS:
            if look.below and self.lamps.size_for(row=True).width() > body.width():
                continue
            for cell in self._cell_sizes(look, body):
                if self._fits(look, cell, body):
                    return look, cell
        sizes = range(self._largest_cell(_LOOKS[-1], body), 0, -1)
        return _LOOKS[-1], next((n for n in sizes if self._fits(_LOOKS[-1], n, body)), 1)

    def _fits(self, look: _Look, cell: int, body: QRect) -> bool:
        """Return whether there is room for all of a look beside a map with such cells."""
        room = self._room(look, cell, body)
        blocks = self._column(look, room.width())
        wide = max(size.width() for _, size in blocks)
        return wide <= room.width() and _tall(blocks) <= room.height()

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
        used = left - RING_ROOM + cell * (2 * self._jitter + 1) + _MARGIN
        under = self.lamps.line + _GAP if look.below else 0
        return body.adjusted(used, 0, 0, -under)

    def _column(self, look: _Look, width: int) -> list[tuple[QWidget, QSize]]:
        """Return what stands beside the map, and the room that each takes.

        The texts get room for the longest of all measures, so that another one moves nothing.
        """
        count = self._levels[0].equal.size
        digits = self._theme.metrics(self._digits(look, width), bold=True)
        wide = digits.horizontalAdvance(f"{count} / {count}")
        blocks: list[tuple[QWidget, QSize]] = [(self.number, QSize(wide, digits.height()))]
        if look.words:
            blocks.append((self.sentence, self._wrapped("sentence", width)))
        if look.notes:
            notes = self.remark if self._measure == "identical" else self.legend
            blocks.append((notes, self._wrapped("remark", width)))
        if look.small:
            blocks.append((self.small, self.small.size_for(look.small)))
        measures = self.segments if look.segments else self.choice
        measures.ensurePolished()
        size = measures.sizeHint()
        if not look.segments:  # Qt forgets how wide the arrow is
            texts = [self._theme.metrics().horizontalAdvance(title) for _, title, _ in MEASURES]
            size.setWidth(max(texts) + ARROW_ROOM + _LIST_EDGES)
        blocks.append((measures, size))
        if not look.below:
            blocks.append((self.lamps, self.lamps.size_for(row=False)))
        return blocks

    def _digits(self, look: _Look, width: int) -> float:
        """Return the type of the large number, before scaling: small where all is narrow."""
        size, count = self._theme.arithmetic_px * look.digits, self._levels[0].equal.size
        wide = self._theme.metrics(size, bold=True).horizontalAdvance(f"{count} / {count}")
        return size if wide <= width else self._theme.text_px

    def _wrapped(self, part: str, width: int) -> QSize:
        """Return the room that the longest sentence or remark takes, in lines of `width` pixels."""
        if (part, width) not in self._room_of:
            flags, metrics = Qt.TextFlag.TextWordWrap, self._theme.metrics()
            size = QSize(0, 0)
            for said in self._said:
                room = QRect(0, 0, width, 1 << 15)
                size = size.expandedTo(
                    metrics.boundingRect(room, flags, getattr(said, part)).size()
                )
            self._room_of[part, width] = size
        return self._room_of[part, width]

    def _place_column(self, look: _Look, room: QRect) -> None:
        blocks = self._column(look, room.width())
        self.small.side = look.small
        self._show_only([self.map, *(part for part, _ in blocks)])
        self._number_px = self._theme.px(self._digits(look, room.width()))
        self._style_number()
        spare = max(0, room.height() - _tall(blocks))
        gap = _GAP + min(8, spare // len(blocks))
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
        colour = self._theme.muted if self._running else self._theme.text
        style = f"font-size: {self._number_px}px; font-weight: 600; color: {colour};"
        if style != self.number.styleSheet():
            self.number.setStyleSheet(style)


def _tall(blocks: list[tuple[QWidget, QSize]]) -> int:
    """Return the height of a column, with the least gaps."""
    return sum(size.height() for _, size in blocks) + _GAP * (len(blocks) - 1)
