"""The Shift lab: how a shifted picture loses its offset, level by level, and for which shifts."""

import math
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from poolviz.core.numbers import format_number
from poolviz.core.survey import Survey
from poolviz.core.timeline import Timeline
from poolviz.gui.labs.shift_curves import CURVES, NOT_YET, curves_of
from poolviz.gui.labs.shift_words import law_text, pool_name
from poolviz.gui.options import Options
from poolviz.gui.raster import ShiftShown, Shown
from poolviz.gui.shift.break_card import BreakMapCard
from poolviz.gui.shift.columns import LevelColumn
from poolviz.gui.shift.curves import CurvesCard
from poolviz.gui.shift.map_card import ShiftMapCard
from poolviz.gui.shift.map_words import MapLevel
from poolviz.gui.shift.pictures import ShiftPictures
from poolviz.gui.surveyor import Surveyed
from poolviz.gui.theme import LIGHT, Theme
from poolviz.gui.widgets import ElidedLabel, Segments

_GAP = 18
_REST = 0.15
"""The share of a level's time that it rests before its windows begin to slide."""

_PATIENCE = 0.25
"""Seconds of a survey before it is said to be under way: what is quick is not to flicker."""

_NO_RADII = "Other radii are there for a circle only: choose it as the input."

_FEW_LEVELS = 6
"""With more levels than this, their columns are too narrow for the whole name of the pooling."""

_SURVEYS = (
    ("shifts", "Every shift", "For which shifts within the jitter is the offset gone?"),
    ("breaks", "When does it break?", "For which radii, and up to which jitter?"),
)
_L2_TIP = (
    "Relative L2 difference to the centred picture at this level: "
    "‖f(Tx) − f(x)‖ / ‖f(x)‖, 0 where the two are identical"
)


class ShiftLab(QWidget):
    """The stage: a picture and its shifted twin at every level, and the survey of all shifts.

    Signals
    -------
    shift_wanted(int, int)
        Another shift, down and right.
    dot_wanted(int, int, int)
        Which of the two dots, and its new row and column.
    level_wanted(int)
        A level to go to.
    slide_wanted(int, bool)
        The pooling that makes a level is to be opened in the Slide lab; of the shifted picture?
    edited(str, object)
        A parameter of the scene, and its new value.
    radius_wanted(int)
        Another radius of the circle.
    option_changed(str, object)
        An option of the view, and its new value.
    cancel_wanted()
        The survey is to be given up.
    hint(str)
        What the mouse is on, or "".
    """

    shift_wanted = pyqtSignal(int, int)
    dot_wanted = pyqtSignal(int, int, int)
    level_wanted = pyqtSignal(int)
    slide_wanted = pyqtSignal(int, bool)
    edited = pyqtSignal(str, object)
    radius_wanted = pyqtSignal(int)
    option_changed = pyqtSignal(str, object)
    cancel_wanted = pyqtSignal()
    hint = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Stage")
        self._theme = LIGHT
        self._options = Options()
        self._shown: ShiftShown | None = None
        self._surveyed = Surveyed()
        self._begun: float | None = None
        self._level = -1
        self.pictures = ShiftPictures()
        self.curves = CurvesCard()
        self.map = ShiftMapCard()
        self.breaks = BreakMapCard()
        self.law = ElidedLabel("muted")
        self.which = Segments(_SURVEYS, 2, "Survey")
        self._build()
        self._connect()

    def _build(self) -> None:
        card = QFrame()
        card.setObjectName("card")
        inside = QVBoxLayout(card)
        inside.setContentsMargins(4, 4, 4, 4)
        inside.addWidget(self.pictures)
        between = QHBoxLayout()
        between.addWidget(self.law, 1)
        between.addWidget(self.which)
        self._right = QStackedWidget()
        self._right.addWidget(self.map)
        self._right.addWidget(self.breaks)
        below = QGridLayout()
        below.setSpacing(_GAP - 6)
        below.addWidget(self.curves, 0, 0)
        below.addWidget(self._right, 0, 1)
        below.setColumnStretch(0, 1)
        below.setColumnStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_GAP, _GAP, _GAP, 10)
        layout.setSpacing(10)
        layout.addWidget(card, 3)
        layout.addLayout(between)
        layout.addLayout(below, 2)

    def _connect(self) -> None:
        self.pictures.shift_dragged.connect(self.shift_wanted)
        self.pictures.dot_dragged.connect(self.dot_wanted)
        self.pictures.level_clicked.connect(self.level_wanted)
        self.pictures.level_opened.connect(self.slide_wanted)
        self.curves.measure_chosen.connect(lambda name: self.option_changed.emit("curves", name))
        self.curves.level_chosen.connect(self.level_wanted)
        self.map.shift_chosen.connect(self.shift_wanted)
        self.map.measure_chosen.connect(lambda name: self.option_changed.emit("measure", name))
        self.map.level_chosen.connect(self.level_wanted)
        self.breaks.radius_chosen.connect(self.radius_wanted)
        self.breaks.jitter_chosen.connect(lambda jitter: self.edited.emit("jitter", jitter))
        self.which.chosen.connect(lambda name: self.option_changed.emit("survey", name))
        for card in (self.map, self.breaks):
            card.cancel_wanted.connect(self.cancel_wanted)
        for part in (self.pictures, self.curves, self.map, self.breaks):
            part.hinted.connect(self.hint)

    # ---- what it shows

    @property
    def level(self) -> int:
        """The level that time has reached: 0 is the picture itself."""
        return self._level

    @property
    def description(self) -> str:
        """What is on the stage, in a sentence."""
        return f"{self.pictures.accessibleName()} {self.law.whole}".strip()

    @property
    def zoomed_cameras(self) -> list[Any]:
        """No picture of this lab can be zoomed."""
        return []

    def values(self, *, whole: bool) -> NDArray[Any]:
        """Return the map of the shifted picture at the level on screen, (H, W)."""
        assert self._shown is not None
        return self._shown.run.shifted[self._level]

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        for part in (self.pictures, self.curves, self.map, self.breaks):
            part.set_theme(theme)

    def set_options(self, options: Options) -> None:
        """Take the options of the view."""
        self._options = options
        self.which.show_value(options.survey)
        self._right.setCurrentWidget(self.map if options.survey == "shifts" else self.breaks)
        self.map.set_measure(options.measure)
        self.curves.set_measures(CURVES, options.curves)
        if self._shown is not None:
            self._show_curves()
            self._show_grid()

    def set_shown(self, shown: Shown) -> None:
        """Show another scene; time is told by `set_timeline`."""
        self._shown = shown.shift
        if shown.shift is None:
            return
        run = shown.shift.run
        ref = run.resolved.scene.source
        self.pictures.set_columns(_columns(shown.shift))
        self.pictures.set_shift(run.settings.dy, run.settings.dx)
        self.pictures.set_dots(ref.drawing.dots if ref.kind == "dots" else ())
        self.map.set_shift(run.settings.dy, run.settings.dx)
        self.breaks.set_radius(ref.drawing.radius if ref.kind == "circle" else None)
        self.breaks.set_jitter(run.settings.jitter)
        self._show_curves()
        self._level = -1  # what depends on the level is told again

    def set_survey(self, surveyed: Surveyed) -> None:
        """Show how far the survey has come."""
        before, self._surveyed = self._surveyed, surveyed
        new = surveyed.survey is not before.survey
        done = self._share_to_show(surveyed.done)
        self.map.set_progress(done)
        self.map.set_message(surveyed.message)
        self.breaks.set_progress(done if self._of_circle else None)
        self.breaks.set_message(surveyed.message if self._of_circle else _NO_RADII)
        if surveyed.survey is not None and new and not surveyed.stale:
            self._show_survey(surveyed.survey)
        ended = surveyed.done is None and before.done is not None
        if self._shown is not None and (new or ended or surveyed.stale != before.stale):
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
        if timeline.index != self._level:
            self._level = timeline.index
            verdict = self._shown.run.verdicts[self._level]
            self.map.set_level(self._level)
            self.map.set_verdict(verdict.kind, verdict.moved, self._level)
            self._show_grid()
            self._show_law()

    def show_whole(self) -> None:
        """Nothing is ever out of view."""

    def minimumSizeHint(self) -> QSize:
        """Let the window be as small as it is wanted."""
        return QSize(200, 200)

    # ---- parts

    @property
    def _of_circle(self) -> bool:
        """Whether there are other radii to compare with."""
        return self._shown is not None and self._shown.run.resolved.scene.source.kind == "circle"

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
            survey = None if self._surveyed.stale else self._surveyed.survey
            view = curves_of(self._shown.run, survey, self._options.curves)
            if view.message == NOT_YET and self._is_new:
                return  # those before stay for the moment
            self.curves.set_curves(view.title, view.unit, view.curves, note=view.note)
            self.curves.set_message(view.message)

    def _show_grid(self) -> None:
        if self._shown is None or self._level < 0:
            return
        run = self._shown.run
        level = self._level or len(run.centred) - 1
        crossing = run.crossing(level) if self._options.grid else None
        block = run.block(level) if self._options.grid else None
        self.pictures.set_grid(block, crossing or (None, None))

    def _show_law(self) -> None:
        if self._shown is not None and self._level >= 0:
            survey = None if self._surveyed.stale else self._surveyed.survey
            self.law.show_text(law_text(self._shown.run, survey, self._level))

    def _show_survey(self, survey: Survey) -> None:
        sweep = survey.sweep
        self.map.set_levels(_map_levels(survey), sweep.jitter)
        breaks = survey.breaks
        if breaks is None:
            if self._of_circle and self._surveyed.done is not None:
                return  # those before stay until there are others
            self.breaks.set_data((), np.zeros((0, 0), int), np.zeros((0, 0)), 1, 0, survey.cliff)
            return
        inner = min(sweep.jitter, breaks.jitter)
        self.breaks.set_data(
            breaks.radii,
            breaks.counts[:, 1:, inner],
            breaks.lit_share[:, 1:],
            sweep.shifts,
            sweep.jitter,
            survey.cliff,
        )


def _columns(shown: ShiftShown) -> tuple[LevelColumn, ...]:
    run = shown.run
    spec = run.resolved.scene.spec
    name = pool_name(run) if len(run.centred) <= _FEW_LEVELS else "Pool"
    columns = []
    for level, pictures in enumerate(shown.pictures):
        rows, cols = run.centred[level].shape
        offset = run.offset[level]
        distance = float(run.own.relative_l2[level])
        above = run.resolved.run.axes[level - 1] if level else None
        columns.append(
            LevelColumn(
                title="Original" if level == 0 else f"{name} {level}",
                shape=(rows, cols),
                pictures=pictures,
                kept=None if np.isnan(offset).any() else (float(offset[0]), float(offset[1])),
                note="L2 " + ("∞" if math.isinf(distance) else format_number(distance, 3)),
                note_tip=_L2_TIP,
                window=spec.kernel_size,
                stride=spec.strides,
                before=(above[0].before, above[1].before) if above else (0, 0),
            )
        )
    return tuple(columns)


def _map_levels(survey: Survey) -> tuple[MapLevel, ...]:
    """Return the sweep as the map of shifts shows it."""
    sweep = survey.sweep
    steps = np.arange(-sweep.jitter, sweep.jitter + 1)
    shifts = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = (sweep.offset * shifts).sum(axis=-1) / (shifts**2).sum(axis=-1)
    return tuple(
        MapLevel(
            title="Original" if level == 0 else f"Pool {level}",
            equal=sweep.equal[level],
            relative_l2=sweep.relative_l2[level],
            kept=kept[level],
            distinct=int(sweep.distinct[level]),
            kept_slope=float(sweep.kept_offset[level]),
        )
        for level in range(len(sweep.shapes))
    )
