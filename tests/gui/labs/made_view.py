"""A lab that lives in the tests alone: its view."""

from dataclasses import dataclass
from typing import Any

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from poolviz.core.scenes.lab import Background, EditSource, Option, SeekLevel, Set
from poolviz.core.scenes.scene import Resolved, Scene
from poolviz.core.timeline import Timeline
from poolviz.gui.canvas.raster import lookup_table
from poolviz.gui.labs.base import LabView, Panel, Progress, Shown
from poolviz.gui.options import Options
from poolviz.gui.theme import LIGHT, Theme
from poolviz.gui.widgets.choices import CheckBox, Segments
from poolviz.gui.widgets.number_boxes import NumberBox
from poolviz.gui.widgets.texts import named_row
from tests.gui.labs.made_core import MOST


@dataclass(frozen=True)
class Transpose:
    """A command of this lab's own: a typed matrix the other way round."""

    def on(self, wish: Scene, base: Resolved) -> EditSource:
        ref = wish.source
        given = base.source.values.T
        source = type(base.source)(given, base.source.name)
        return EditSource(type(ref)("values", given=source), anew=False)


class TallyControls(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.least = NumberBox(0, MOST, "Least", "The smallest number that is counted")
        sides = ("over", "at least", "Count from there up"), ("under", "below", "Count the others")
        self.side = Segments(sides, 2, "Side")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(named_row("Least", self.least))
        rows.addWidget(self.side)
        self.thin = CheckBox("thin bars", "Leave half of the room between the bars")
        rows.addWidget(self.thin)


class TallyView(LabView):
    """A bar for every level: the share of its cells that is counted, up to the present one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self.shown: Shown | None = None
        self.index = 0
        self.sizes: tuple[int, ...] = ()
        self._working = self._thin = self.bare = False
        self.controls = TallyControls()
        self.controls.least.edited.connect(lambda value: self.want(Set("least", value)))
        self.controls.side.chosen.connect(lambda value: self.want(Set("side", value)))
        self.controls.thin.clicked.connect(lambda on: self.want(Option("thin", on)))

    @staticmethod
    def paint(resolved: Resolved, picture: Any, colour_map: str, known: Shown | None) -> QColor:
        return QColor.fromRgb(int(lookup_table(colour_map)[200]))

    @property
    def description(self) -> str:
        assert self.shown is not None
        return f"{self.shown.picture.counts[self.index]} cells are counted."

    @property
    def working(self) -> bool:
        return self._working

    def panels(self) -> list[Panel]:
        return [Panel("repeat", "TALLY", self.controls)]

    def dress_panels(self, theme: Theme) -> None:
        self.controls.least.setFixedWidth(theme.px(theme.text_px * 5))

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def set_bare(self, bare: bool) -> None:
        self.bare = bare

    def set_options(self, options: Options) -> None:
        self._thin = options.of("thin", False)
        self.controls.thin.setChecked(self._thin)
        self.update()

    def set_shown(self, shown: Shown) -> None:
        self.shown = shown
        self.refresh()
        self.update()

    def refresh(self) -> None:
        assert self.shown is not None
        lab = self.shown.resolved.scene.lab
        self.controls.least.show_value(lab.least)
        self.controls.side.show_value(lab.side)

    def set_progress(self, progress: Progress) -> None:
        self._working = progress.done is not None
        self.sizes = () if progress.stale else progress.result or ()

    def set_timeline(self, timeline: Timeline, secret: bool = False) -> None:
        self.index = timeline.index
        self.hint.emit("")
        self.update()

    def bar(self, level: int) -> QRect:
        """Return where the whole bar of a level is."""
        assert self.shown is not None
        width = self.width() // len(self.shown.picture.marked)
        return QRect(level * width, 0, width - 2, self.height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("surface"))
        assert self.shown is not None
        for level, marked in enumerate(self.shown.picture.marked[: self.index + 1]):
            bar = self.bar(level)
            bar.setTop(round(bar.height() * (1 - float(marked.mean()))))
            bar.setWidth(bar.width() // 2 if self._thin else bar.width())
            painter.fillRect(bar, self.shown.pixels)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go to the level that is clicked; the right button turns the matrix, or gives work up."""
        assert event is not None
        assert self.shown is not None
        if event.button() == Qt.MouseButton.LeftButton:
            self.want(SeekLevel(int(event.position().x()) // (self.bar(0).width() + 2)))
        elif event.button() == Qt.MouseButton.RightButton:
            self.want(Transpose())
        else:
            self.want(Background(again=not self._working))
