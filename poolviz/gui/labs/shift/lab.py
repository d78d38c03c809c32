"""The Shift lab: how a shifted picture loses its offset, level by level, and for which shifts."""

from dataclasses import replace
from time import monotonic

import numpy as np
from PyQt6.QtCore import QEvent, QRect, QSize
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QFrame,
    QStackedWidget,
    QWidget,
)

from poolviz.core.labs.presets import title_of
from poolviz.core.labs.shift.edits import DrawRadius, MoveDot, OpenPooling
from poolviz.core.labs.shift.picture import ShiftRun
from poolviz.core.labs.shift.settings import moved
from poolviz.core.labs.shift.survey import Survey
from poolviz.core.scenes.lab import Background, Option, SeekLevel, Set
from poolviz.core.scenes.scene import Resolved
from poolviz.core.timeline import Timeline
from poolviz.gui.labs.base import LabView, Panel, Progress, Shown
from poolviz.gui.labs.shift.breaks.card import BreakMapCard
from poolviz.gui.labs.shift.controls import ShiftControls
from poolviz.gui.labs.shift.curve_sets import CURVES, NOT_YET, curves_of
from poolviz.gui.labs.shift.curves.card import CurvesCard
from poolviz.gui.labs.shift.layout import EDGE, GAP, LEAST_BOX, MARGIN, TIGHT_BOX, divide, growth
from poolviz.gui.labs.shift.levels import level_columns, map_levels, scales
from poolviz.gui.labs.shift.maps.card import ShiftMapCard
from poolviz.gui.labs.shift.maps.words import verdict_definition
from poolviz.gui.labs.shift.pictures.arranger import Arranger
from poolviz.gui.labs.shift.pictures.view import ShiftPictures
from poolviz.gui.labs.shift.shown import Row, paint_levels
from poolviz.gui.labs.shift.words import law_text, verdict_text
from poolviz.gui.options import Options
from poolviz.gui.theme import LIGHT, Theme, style_sheet
from poolviz.gui.widgets.choices import Segments
from poolviz.gui.widgets.texts import ElidedLabel

_GAP = 18
_REST = 0.15
"""The share of a level's time that it rests before its windows begin to slide."""

_PATIENCE = 0.25
"""Seconds of a survey before it is said to be under way: what is quick is not to flicker."""

_NO_RADII = "Other radii are there for a circle only: choose it as the input."

_SURVEYS = (
    ("shifts", "Every shift", "For which shifts within the jitter is the offset gone?"),
    ("breaks", "When does it break?", "For which radii, and up to which jitter?"),
)
_SHORT_SURVEYS = {"shifts": "Shifts", "breaks": "Breaks"}
_BUTTON_EDGES = 20
"""Pixels around the text of a button of the surveys."""

_USUAL_LAW = "Law: 49 of 49; measured: 49"
"""What is to have room beside them; whatever is said there, their names stay the same."""


class ShiftLab(LabView):
    """The stage: a picture and its shifted twin at every level, and the survey of all shifts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = self._dressed = LIGHT
        self._options = Options()
        self._shown: Shown | None = None
        self._surveyed = Progress()
        self._begun: float | None = None
        self._curves_stay = False
        self._chosen_curves = "shift"
        self._level = -1
        self._bare = False
        self.pictures = ShiftPictures()
        self.curves = CurvesCard()
        self.map = ShiftMapCard()
        self.breaks = BreakMapCard()
        self.verdict = ElidedLabel()
        self.law = ElidedLabel("muted")
        self.which = Segments(_SURVEYS, 2, "Survey")
        self.controls = ShiftControls()
        self._build()
        self._connect()

    def _build(self) -> None:
        self._card = QFrame(self)
        self._card.setObjectName("card")
        self._right = QStackedWidget()
        self._right.addWidget(self.map)
        self._right.addWidget(self.breaks)
        self.pictures.setParent(self._card)
        for part in (self.verdict, self.law, self.which, self.curves, self._right, self.foot):
            part.setParent(self)

    def _connect(self) -> None:
        def level(index: int) -> None:
            self.want(SeekLevel(index))

        def shift(down: int, right: int) -> None:
            self.want(moved(down, right))

        self.pictures.shift_dragged.connect(shift)
        self.pictures.dot_dragged.connect(lambda *dot: self.want(MoveDot(*dot)))
        self.pictures.level_clicked.connect(level)
        self.pictures.level_opened.connect(lambda *what: self.want(OpenPooling(*what)))
        self.curves.measure_chosen.connect(lambda name: self.want(Option("curves", name)))
        self.curves.level_chosen.connect(level)
        self.map.shift_chosen.connect(shift)
        self.map.measure_chosen.connect(lambda name: self.want(Option("measure", name)))
        self.map.level_chosen.connect(level)
        self.breaks.radius_chosen.connect(lambda radius: self.want(DrawRadius(radius)))
        self.breaks.jitter_chosen.connect(lambda jitter: self.want(Set("jitter", jitter)))
        self.which.chosen.connect(lambda name: self.want(Option("survey", name)))
        self.controls.wanted.connect(self.wanted)
        for card in (self.map, self.breaks):
            card.cancel_wanted.connect(lambda: self.want(Background()))
        for message in (self.map.message, self.breaks.message, self.curves.message):
            message.again.clicked.connect(lambda: self.want(Background(again=True)))
        for part in (self.pictures, self.curves, self.map, self.breaks):
            part.hinted.connect(self.hint)

    # ---- what it shows

    @property
    def parts(self) -> list[QWidget]:
        """What Tab goes through, in the order of the eye."""
        return [self.pictures, self.which, self.curves, self._right]

    @property
    def level(self) -> int:
        """The level that time has reached: 0 is the picture itself."""
        return self._level

    @property
    def description(self) -> str:
        """What is on the stage, in a sentence."""
        said = self.pictures.accessibleName(), self.verdict.whole, self.law.whole
        return " ".join(filter(None, said))

    @staticmethod
    def paint(
        resolved: Resolved, picture: ShiftRun, colour_map: str, known: Shown | None
    ) -> tuple[Row, ...]:
        """Return the maps of every level in colours."""
        return paint_levels(picture, colour_map)

    @property
    def working(self) -> bool:
        """Whether a survey is under way, and has been for more than a moment."""
        return self._surveyed.done is not None and not self._is_new

    def dress_panels(self, theme: Theme) -> None:
        """Put a theme on the controls of the shift."""
        self.controls.set_theme(theme)

    def panels(self) -> list[Panel]:
        """Return the controls of the shift."""
        return [Panel("input", "SHIFT", self.controls)]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self._dress()

    def set_bare(self, bare: bool) -> None:
        """Present: without controls, in type that grows with the stage, with a foot."""
        if bare != self._bare:
            self._bare = bare
            self.foot.setHidden(not bare)
            style = self.style()
            assert style is not None
            for part in (self, self._card, self.curves, self.map, self.breaks):
                part.setProperty("bare", bare)
                style.unpolish(part)
                style.polish(part)
            self.pictures.set_bare(bare)
            self.curves.set_bare(bare)
            self.map.set_bare(bare)
            self._dress()

    def _dress(self) -> None:
        """Put the theme on everything."""
        theme = self.shown_theme
        self._dressed = theme
        own = theme != self._theme or self.parentWidget() is None  # nobody else has dressed it
        sheet = style_sheet(theme) if own else ""
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        for part in (self.pictures, self.curves, self.map, self.breaks, self.foot):
            part.set_theme(theme)
        self._arrange()

    @property
    def type_size(self) -> int:
        """The size of the type on the stage, in pixels."""
        return self.shown_theme.px(self.shown_theme.text_px)

    @property
    def shown_theme(self) -> Theme:
        """The theme, in type that grows with the stage."""
        grown = growth(self.size(), bare=self._bare)
        return replace(self._theme, scale=self._theme.scale * grown)

    def set_options(self, options: Options) -> None:
        """Take the options of the view."""
        self._options = options
        self.controls.set_options(options)
        survey = options.of("survey", "shifts")
        self.which.show_value(survey)
        self._right.setCurrentWidget(self.map if survey == "shifts" else self.breaks)
        self.map.set_measure(options.of("measure", "identical"))
        self._chosen_curves = options.of("curves", "shift")
        self.curves.set_measures(CURVES, self._chosen_curves)
        if self._shown is not None:
            self._show_curves()
            self._show_grid()

    def set_shown(self, shown: Shown) -> None:
        """Show another scene; time is told by `set_timeline`."""
        self._shown = shown
        run: ShiftRun = shown.picture
        self.controls.set_resolved(shown.resolved)
        scene = run.resolved.scene
        ref = scene.source
        self.foot.set_caption(title_of(scene) or run.resolved.source.name, "")
        self.pictures.set_scales(scales(run, self._options.colour_map))
        self.pictures.set_columns(level_columns(run, shown.pixels))
        self.pictures.set_shift(run.settings.dy, run.settings.dx)
        self.pictures.set_dots(ref.drawing.dots if ref.kind == "dots" else ())
        self.map.set_shift(run.settings.dy, run.settings.dx)
        self.breaks.set_radius(ref.drawing.radius if ref.kind == "circle" else None)
        self.breaks.set_jitter(run.settings.jitter)
        self._arrange()
        self._show_curves()
        self._level = -1  # what depends on the level is told again

    def refresh(self) -> None:
        """Show the shift that is, in controls in which another was typed."""
        if self._shown is not None:
            self.controls.set_resolved(self._shown.resolved)

    def set_progress(self, progress: Progress) -> None:
        """Show how far the survey has come."""
        before, self._surveyed = self._surveyed, progress
        surveyed = progress
        new = surveyed.result is not before.result
        done = self._share_to_show(surveyed.done)
        self.map.set_progress(done)
        self.breaks.set_progress(done if self._of_circle else None)
        known, said = surveyed.result, surveyed.message
        self.map.set_message("" if known else said, again=bool(said))
        if self._of_circle:
            self.breaks.set_message("" if known and known.breaks else said, again=bool(said))
        else:
            self.breaks.set_message(_NO_RADII)
        if surveyed.result is not None and new and not surveyed.stale:
            self._show_survey(surveyed.result)
        ended = surveyed.done is None and before.done is not None
        waited = self._curves_stay and not self._is_new
        if self._shown is not None and (new or ended or waited or surveyed.stale != before.stale):
            self._show_curves()
            self._show_law()

    def set_timeline(self, timeline: Timeline, secret: bool = False) -> None:
        """Show the level and the sliding windows of a moment."""
        if self._shown is None:
            return
        share = max(0.0, timeline.fraction - _REST) / (1 - _REST) if timeline.playing else 0.0
        last = timeline.index >= timeline.length - 1
        self.pictures.set_time(timeline.index, 0.0 if last else share)
        self.curves.set_level(timeline.index + (0.0 if last else share))
        self.foot.set_place(timeline.index - 1, timeline.length - 1, "pool ")
        if timeline.index != self._level:
            self._level = timeline.index
            self.map.set_level(self._level)
            self._show_grid()
            self._show_law()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Place the parts, in larger type on a larger stage."""
        super().resizeEvent(event)
        if self.shown_theme != self._dressed:
            self._dress()
        else:
            self._arrange()

    def event(self, event: QEvent | None) -> bool:
        """Place the parts anew when one of them has got another size."""
        done = super().event(event)
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Place everything; charts that have no room are given up, and so are their buttons."""
        theme = self._dressed
        self._name_surveys()
        line, button = theme.metrics().height() + 4, self.which.sizeHint()
        chart = max(self.curves.minimumSizeHint().height(), self.map.minimumSizeHint().height())
        least = LEAST_BOX if self._bare else TIGHT_BOX
        room = self.rect().adjusted(0, 0, 0, -self._bare * self.foot.height())
        self.foot.setGeometry(0, room.bottom() + 1, room.width(), self.foot.height())
        # The law goes before the charts do, and then pictures are smaller than one would like.
        for lines, box in ((2, LEAST_BOX), (1, LEAST_BOX), (2, least)):
            strip = max(lines * line, 0 if self._bare else button.height())
            places = divide(room, self.pictures.arranger, theme, strip, chart, box)
            if places.has_charts:
                break
        self._card.setGeometry(places.pictures)
        self.pictures.setGeometry(self._card.rect().adjusted(EDGE, EDGE, -EDGE, -EDGE))
        charts = places.has_charts
        self.which.setVisible(charts and not self._bare)
        law = QRect(places.strip)
        if charts and not self._bare:
            law.setRight(law.right() - button.width() - GAP)
            top = law.top() + (law.height() - button.height()) // 2
            self.which.setGeometry(QRect(law.right() + 1 + GAP, top, *_wh(button)))
        self.law.setVisible(lines == 2)
        half = law.height() // 2 if lines == 2 else 0
        self.verdict.setGeometry(law.adjusted(0, 0, 0, -half))
        self.law.setGeometry(law.adjusted(0, half, 0, 0))
        self.foot.set_span(law.left())
        for part, place in ((self.curves, places.curves), (self._right, places.survey)):
            part.setVisible(charts)
            part.setGeometry(place)

    def _name_surveys(self) -> None:
        """Give the buttons of the surveys short names where the whole ones have no room."""
        wide = self._dressed.metrics().horizontalAdvance
        long = sum(wide(text) + _BUTTON_EDGES for _, text, _ in _SURVEYS) + wide(_USUAL_LAW)
        for name, text, _ in _SURVEYS:
            fits = long + _GAP <= self.width() - 2 * _GAP
            self.which.button(name).setText(text if fits else _SHORT_SURVEYS[name])

    @property
    def least_width(self) -> int:
        """The width at which pictures, their titles and their shares have room."""
        return self._usual_arranger.least_width + 2 * (EDGE + MARGIN)

    def least_height(self, width: int) -> int:
        """Return the height for pictures, verdict and law in such a width; charts yield there."""
        pictures = self._usual_arranger.least_height(width - 2 * (EDGE + MARGIN))
        return pictures + 2 * (self._theme.metrics().height() + 4) + 2 * (EDGE + GAP) + MARGIN

    @property
    def _usual_arranger(self) -> Arranger:
        """The arranger in type that has not grown with the stage."""
        return Arranger(self.pictures.columns, self._theme, self.pictures.arranger.scales)

    # ---- parts

    @property
    def _of_circle(self) -> bool:
        """Whether there are other radii to compare with."""
        return (
            self._shown is not None and self._shown.picture.resolved.scene.source.kind == "circle"
        )

    @property
    def _is_new(self) -> bool:
        """Whether a survey has only just begun."""
        return self._begun is not None and monotonic() - self._begun < _PATIENCE

    def _share_to_show(self, done: float | None) -> float | None:
        """Return how much of a survey is done; None while it has only just begun."""
        if done is None:
            self._begun = None
        elif self._begun is None or (done == 0 and self._is_new):
            self._begun = monotonic()
        return None if self._is_new else done

    def _show_curves(self) -> None:
        if self._shown is not None:
            survey = None if self._surveyed.stale else self._surveyed.result
            view = curves_of(self._shown.picture, survey, self._chosen_curves)
            new = view.message == NOT_YET and self._is_new
            self._curves_stay = new and not self.curves.message.text()
            if self._curves_stay:
                return  # those before, for the moment
            given_up = view.message == NOT_YET and bool(self._surveyed.message)
            self.curves.set_curves(
                view.title, view.unit, view.curves, note=view.note, short=view.short
            )
            message = self._surveyed.message if given_up else view.message
            self.curves.set_message(message, again=given_up)

    def _show_grid(self) -> None:
        if self._shown is None or self._level < 0:
            return
        run = self._shown.picture
        level = self._level or len(run.centred) - 1
        crossing = run.crossing(level) if self._options.grid else None
        block = run.block(level) if self._options.grid else None
        self.pictures.set_grid(block, crossing or (None, None))

    def _show_law(self) -> None:
        if self._shown is not None and self._level >= 0:
            run, verdict = self._shown.picture, self._shown.picture.verdicts[self._level]
            meant = verdict_definition(verdict.kind, verdict.moved, self._level)
            self.verdict.definition = meant
            self.verdict.show_text(*verdict_text(run, self._level))
            survey = None if self._surveyed.stale else self._surveyed.result
            self.law.show_text(*law_text(self._shown.picture, survey, self._level))

    def _show_survey(self, survey: Survey) -> None:
        sweep = survey.sweep
        self.map.set_levels(map_levels(survey), sweep.jitter)
        breaks = survey.breaks
        if breaks is None:
            if self._of_circle and self._surveyed.done is not None:
                return  # those before stay until there are others
            nothing = np.zeros((0, 0), int), np.zeros((0, 0))
            self.breaks.set_data((), *nothing, 1, 0, survey.cliff)
            return
        inner = min(sweep.jitter, breaks.jitter)
        self.breaks.set_data(
            breaks.radii,
            breaks.counts[:, 1:, inner],
            breaks.lit_share[:, 1:],
            sweep.shifts,
            sweep.jitter,
            survey.cliff,
            breaks.blank[:, 1:],
            blank_end=sweep.says_nothing(len(sweep.shapes) - 1),
        )


def _wh(size: QSize) -> tuple[int, int]:
    return size.width(), size.height()
