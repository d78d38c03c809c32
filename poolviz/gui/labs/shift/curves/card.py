"""What is left of an offset after every pool, as curves: one for each method, and a legend."""

from PyQt6.QtCore import QEvent, QPoint, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QWidget

from poolviz.gui.labs.shift.curves.curve import Curve, are_counts, level_text, looks_of, value_text
from poolviz.gui.labs.shift.curves.legend import GAP, CurveLegend
from poolviz.gui.labs.shift.curves.plot import Plot
from poolviz.gui.labs.shift.survey_card import AGAIN
from poolviz.gui.theme import LIGHT, Theme
from poolviz.gui.widgets.choices import Choice, Segments
from poolviz.gui.widgets.texts import ElidedLabel, Notice, label

_MARGIN = 14
_LEAST_PLOT, _GOOD_PLOT = 84, 120
"""Pixels of the plot beside the numbers of its axis, before scaling; and how many there are to be
before the lines in the legend get their whole length."""


class CurvesCard(QFrame):
    """What is left after every pool, by method.

    Signals
    -------
    measure_chosen(str)
        The name of the measure whose button was pressed.
    level_chosen(int)
        The level that was clicked in the plot.
    hinted(str)
        What the point under the mouse says; "" when there is none any more.
    """

    measure_chosen = pyqtSignal(str)
    level_chosen = pyqtSignal(int)
    hinted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = LIGHT
        self._hint = ""
        self._counts = self._bare = False
        self._unit_text = ""
        self._title = self._short_title = self._chosen = ""
        self._measures: tuple[tuple[str, str, str], ...] = ()
        self.title = ElidedLabel("title")
        self.unit = label("", "muted")
        self.unit.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.note = ElidedLabel("muted")
        self.plot = Plot()
        self.legend = CurveLegend()
        self.message = Notice(*AGAIN)
        self.segments = Segments((), 1, "Curves")
        self.choice = Choice("Measure of the curves", "What the curves show, by pool")
        self.choice.activated.connect(lambda i: self.measure_chosen.emit(self.choice.itemData(i)))
        for part in (
            *(self.title, self.unit, self.note, self.plot, self.legend, self.message),
            *(self.segments, self.choice),
        ):
            part.setParent(self)
        self.plot.level_clicked.connect(self.level_chosen)
        self.plot.pointed.connect(self._point)
        self.set_theme(LIGHT)

    # ---- what is shown

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The legend: for each curve its name and its value at the level that time has reached."""
        return [(row[0].name, self.legend.text(i)) for i, row in enumerate(self.legend.rows)]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = self.legend.theme = theme
        self.plot.set_theme(theme)
        self.legend.update()
        self.updateGeometry()
        self._arrange()

    def set_curves(
        self, title: str, unit: str, curves: tuple[Curve, ...], *, note: str = "", short: str = ""
    ) -> None:
        """Show other curves, and no message.

        Parameters
        ----------
        title : str
            What all of them show.
        unit : str
            What their values are, such as "relative L2".
        curves : tuple of Curve
            In the order of the legend.
        note : str, optional
            One sentence more, under the curves where there is room, and in the unit's tooltip.
        short : str, optional
            A title for a card that is too narrow for the whole one.
        """
        self.message.show_text("")
        self._unit_text = unit
        self._title, self._short_title = title, short or title
        self.note.show_text(note)
        self.plot.setAccessibleName(f"{title}, {unit}")
        if [curve.name for curve in curves] != [name for name, _ in self.rows]:
            self.updateGeometry()
        self._counts = are_counts(curves)
        looks = looks_of(curves)
        texts = [tuple(value_text(v, self._counts) for v in curve.values) for curve in curves]
        self.legend.set_rows(list(zip(curves, looks, texts, strict=True)))
        self.plot.set_curves(curves, looks)
        self._arrange()

    def set_bare(self, bare: bool) -> None:
        """Leave out what the measures are chosen with, as in a picture."""
        self._bare = bare
        self.updateGeometry()
        self._arrange()

    @property
    def _choosable(self) -> bool:
        return bool(self._measures) and not self._bare

    def set_measures(self, measures: tuple[tuple[str, str, str], ...], chosen: str) -> None:
        """Offer measures, each a name, the text of its button and a tooltip; press one."""
        if measures != self._measures:
            self._measures = measures
            self.segments.hide()
            self.segments.deleteLater()
            self.segments = Segments(measures, max(1, len(measures)), "Curves")
            self.segments.setParent(self)
            self.segments.chosen.connect(lambda name: self.measure_chosen.emit(name))
            self.choice.clear()
            for i, (name, text, tip) in enumerate(measures):
                self.choice.addItem(text, name)
                self.choice.setItemData(i, tip, Qt.ItemDataRole.ToolTipRole)
            self.updateGeometry()
        self._chosen = chosen
        if measures:
            self.segments.show_value(chosen)
            self.choice.setCurrentIndex(self.choice.findData(chosen))
        self._arrange()

    def set_level(self, level: float) -> None:
        """Mark the level that time has reached; 1.5 is half way through the second pool."""
        self.plot.set_level(level)
        self.legend.set_level(int(level))

    def set_message(self, text: str, *, again: bool = False) -> None:
        """Show a sentence in place of the curves, with a button to compute them or without it.

        The sentence "" shows the curves again.
        """
        self.message.show_text(text, again=again)
        self._arrange()

    def _point(self, found: tuple[int, int] | None) -> None:
        """Say what the point under the mouse is, and stress its row of the legend."""
        hint = ""
        if found is not None:
            row, level = found
            value = self.plot.curves[row].values[level]
            alike = [c.name for c in self.plot.curves if c.values[level : level + 1] == (value,)]
            text = value_text(value, self._counts, exact=True)
            hint = f"{', '.join(alike)} {level_text(level)}: {text}"
        self.legend.set_bright(-1 if found is None else found[0])
        if hint != self._hint:
            self._hint = hint
            self.hinted.emit(hint)

    # ---- where it is shown

    def _foot(self, title: int, width: int) -> tuple[QWidget, QSize, bool]:
        """Return what the measures are chosen with, its size, and whether it is under the curves.

        It is a row of buttons, or where those are too wide, a list.
        """
        size = self.segments.sizeHint()
        if not self._choosable:
            return self.segments, QSize(0, 0), False
        if size.width() > width:
            return self.choice, self.choice.size_for(self._theme), True
        return self.segments, size, title + GAP + size.width() > width

    @property
    def _least_plot(self) -> int:
        return self._theme.px(_LEAST_PLOT) + self._theme.metrics().horizontalAdvance("pool") + 6

    def _terse(self, widths: list[int], spare: int) -> int | None:
        """Return how little a row of the legend says beside a plot that can be read; None: all."""
        good = spare - self._theme.px(_GOOD_PLOT - _LEAST_PLOT)
        rooms = (good, good, spare, spare)
        ways = zip((0, 1, 1, 2), rooms, strict=True)
        return next((terse for terse, room in ways if widths[terse] <= room), None)

    def _arrange(self) -> None:
        """Place all parts: title, unit and measures; curves and legend; note."""
        inner = self.rect().adjusted(_MARGIN, _MARGIN - 4, -_MARGIN, 4 - _MARGIN)
        body = self._place_note(self._place_head(inner))
        said = bool(self.message.text())
        self.legend.resize(self.legend.width(), body.height())  # which tells how many rows it has
        widths = [self.legend.needed_width(terse, seen=True) for terse in range(3)]
        terse = self._terse(widths, body.width() - GAP - self._least_plot)
        self.message.setVisible(said)
        self.plot.setVisible(not said)
        self.legend.setVisible(not said and terse is not None)
        self.message.setGeometry(body)
        wide = 0
        if terse is not None:
            wide, self.legend.terse = widths[terse] + GAP, terse
            self.legend.setGeometry(body.adjusted(body.width() - wide + GAP, 0, 0, 0))
        self.plot.setGeometry(body.adjusted(0, 0, -wide, 0))
        self.plot.arrange()

    def _place_head(self, inner: QRect) -> QRect:
        """Place title, unit and measures, which go to the bottom if they must; return the rest."""
        texts = (self._title, self._short_title)
        widths = [self._theme.metrics(bold=True).horizontalAdvance(text) + 6 for text in texts]
        picker, size, below = self._foot(widths[0], inner.width())
        for part in (self.segments, self.choice):
            part.setVisible(self._choosable and part is picker)
        height = max(self._theme.metrics().height() + 4, 0 if below else size.height())
        head = QRect(inner.left(), inner.top(), inner.width(), height)
        rest = inner.adjusted(0, height + GAP // 2, 0, 0)
        if below:
            y = inner.bottom() + 1 - size.height()
            picker.setGeometry(inner.left(), y, min(size.width(), inner.width()), size.height())
            rest.setBottom(y - GAP // 2 - 1)
        elif self._choosable:
            x = inner.right() + 1 - size.width()
            picker.setGeometry(QRect(QPoint(x, inner.top()), size))
            head.setRight(x - GAP - 1)
        title = next((width for width in widths if width <= head.width()), head.width())
        self.title.setGeometry(head.left(), head.top(), title, height)
        self.title.show_text(*texts)
        self._place_unit(head.adjusted(title + GAP, 0, 0, 0))
        return rest

    def _place_note(self, rest: QRect) -> QRect:
        """Place the note, if the curves keep enough room; return what they keep."""
        line = self._theme.metrics().height()
        needed = max(8 * line, line + 6 + len(self.rows) * self.legend.row_height)
        noted = bool(self.note.whole) and rest.height() >= needed
        self.note.setVisible(noted)
        if not noted:
            return rest
        self.note.setGeometry(rest.left(), rest.bottom() - line - 1, rest.width(), line + 2)
        return rest.adjusted(0, 0, 0, -line - 6)

    def _place_unit(self, room: QRect) -> None:
        """Show the unit where there is room, unless a button that is down says the same."""
        texts = {name: (text, tip) for name, text, tip in self._measures}
        text, tip = texts.get(self._chosen, ("", ""))
        self.unit.setGeometry(room)
        wide = self._theme.metrics().horizontalAdvance
        said = text == self._unit_text and not self._bare
        units = [] if said else [self._unit_text, self._unit_text.split(",")[0]]
        shown = next((unit for unit in units if wide(unit) + 2 <= room.width()), "")
        self.unit.setText(shown)
        self.unit.setVisible(bool(shown))
        self.unit.setToolTip("\n".join(s for s in (self._unit_text, tip, self.note.whole) if s))

    def sizeHint(self) -> QSize:
        """Return a comfortable size."""
        return self.minimumSizeHint() + QSize(self._theme.px(200), self._theme.px(60))

    def minimumSizeHint(self) -> QSize:
        """Return the size below which the curves can't be read."""
        line = self._theme.metrics().height()
        _, picker, below = self._foot(10_000, 0)
        wide = max(self.legend.needed_width(2) + GAP + self._least_plot, picker.width())
        tall = 6 * line + GAP + (picker.height() + GAP // 2 if below else 0)
        return QSize(wide + 2 * _MARGIN, tall + 2 * _MARGIN - 8)

    def event(self, event: QEvent | None) -> bool:
        """Place the parts anew when one of them has got another size."""
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Place the parts."""
        super().resizeEvent(event)
        self._arrange()
