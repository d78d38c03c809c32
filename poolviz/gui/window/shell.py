"""The window without its commands: how it is laid out and dressed, and what it shows."""

import math
from dataclasses import replace

from PyQt6.QtCore import QSize
from PyQt6.QtGui import QIcon, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from poolviz.core.inputs.source import asset_path
from poolviz.gui.labs.base import LabView, view_of
from poolviz.gui.options import Message, Options
from poolviz.gui.panels.controls import WIDTH, Controls
from poolviz.gui.panels.header import Header
from poolviz.gui.panels.status import StatusLine
from poolviz.gui.panels.transport import Transport
from poolviz.gui.session.session import Session
from poolviz.gui.settings import Memory
from poolviz.gui.theme import (
    THEMES,
    TYPE_SCALES,
    Theme,
    palette,
    style_sheet,
    system_theme,
)

_LARGEST = "The type is as large as fits here; Ctrl+0 brings the usual size back."
_USUAL = "The type has its usual size; Ctrl and + make it larger."

_SIDE = 0.36
"""The share of the width that the controls may take."""

_SCREEN = QSize(1024, 768)
"""The smallest screen there is: the window can be made to fit it in the largest type."""


class Shell(QMainWindow):
    """Header, controls, stage and transport around one session, which is not told anything yet.

    Parameters
    ----------
    session : Session
        What the program is doing.
    theme : str
        One of `THEME_CHOICES`.
    memory : Memory, optional
        What is known from the last time, and kept for the next.
    """

    def __init__(self, session: Session, theme: str, memory: Memory | None = None) -> None:
        super().__init__()
        self.session = session
        self.memory = memory or Memory()
        self._theme_choice = theme
        self._before_projector = theme if theme != "projector" else "system"
        self._scale = self.memory.settings.type_step
        self._before_present = False, False
        self._news = False
        self._narrowed: Theme | None = None
        self._is_dressed = False
        self._level = -1
        self._told = False
        self.setWindowTitle("poolviz")
        self.setWindowIcon(QIcon(str(asset_path("icon.png"))))
        self.views: dict[str, LabView] = {}
        self.controls = Controls()
        self.transport = Transport()
        self.status_line = StatusLine()
        self.status = self.status_line.sentence
        self.header = Header()
        self.buttons, self.source_name = self.header.buttons, self.header.source_name
        self._build_layout()

    @property
    def lab(self) -> LabView:
        """The lab on the stage."""
        return self.views[self.session.lab]

    @property
    def stage(self) -> QWidget:
        """What has the keys where no control has asked for them."""
        return self.lab.keys

    def _build_lab(self, name: str) -> None:
        """Build a lab when it is first asked for: some take a while to load."""
        lab = self.views[name] = view_of(name)()
        self.controls.add_panels(name, lab.panels(), lab.dress_panels)
        self._narrowed = None
        if self._is_dressed:
            lab.set_theme(self.theme)
            self._dress_controls()
        lab.set_options(self.session.options)
        if self.presenting:
            lab.set_bare(True)
        self._stage.addWidget(lab)

    def _build_layout(self) -> None:
        stage = QVBoxLayout()
        stage.setSpacing(0)
        self._stage = QStackedWidget()
        stage.addWidget(self._stage, 1)
        stage.addWidget(self.status_line.slot)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.controls)
        middle.addLayout(stage, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.header)
        whole.addLayout(middle, 1)
        whole.addWidget(self.transport)
        central = QWidget()
        central.setLayout(whole)
        self.status_line.setParent(central)
        self.setCentralWidget(central)

    # ---- showing

    def _show_scene(self) -> None:
        self._told = True
        resolved, lab = self.session.resolved, self.session.lab
        if lab not in self.views:
            self._build_lab(lab)
        self.source_name.show_text(resolved.source.name)
        self.controls.set_resolved(resolved)
        self.lab.set_shown(self.session.shown)
        self._show_progress()
        self._show_editing()
        self.header.labs.show_value(lab)
        self.transport.set_noun(self.session.course.noun)
        self.keep_least()
        if self._stage.currentWidget() is not self.lab:
            focus = self.focusWidget()
            on_stage = focus is None or self._stage.isAncestorOf(focus)
            self._show_timeline()  # the mouse may come in at once, and ask what it is on
            self._stage.setCurrentWidget(self.lab)
            if on_stage:  # the switch of the labs keeps the keys that Tab has given it
                self.stage.setFocus()
        if self._news:
            self._show_news(self.session.message)
            self._news = False

    def _show_progress(self) -> None:
        if self.session.lab in self.views:
            self.lab.set_progress(self.session.progress)

    def _show_timeline(self) -> None:
        session = self.session
        timeline = session.timeline
        level, _, _ = session.course.locate(timeline.index)
        self.lab.set_timeline(timeline, session.time.secret)
        self.transport.set_timeline(timeline, session.time.speed, level, session.run.repeats)
        if level != self._level:
            self._level = level
            self.controls.set_level(level)

    def _show_options(self, options: Options) -> None:
        for lab in self.views.values():
            lab.set_options(options)
        self.controls.set_options(options)

    def _show_message(self, message: Message) -> None:
        self.status_line.show_message(message)

    def _show_news(self, message: Message) -> None:
        """Show a message, and see to it that no hint on what comes with it hides it."""
        self._news = bool(message.text)
        self._show_message(message)
        self._show_at_foot(message)

    def _show_hint(self, text: str) -> None:
        self._show_message(Message(text) if text else self.session.message)
        self._show_at_foot(Message(text))

    def _show_at_foot(self, message: Message) -> None:
        for lab in self.views.values():
            lab.foot.show_message(message)

    def _show_busy(self, busy: bool) -> None:
        if not busy:  # what was typed and chosen may not have come true
            self.header.labs.show_value(self.session.lab)
            self._show_edits()
            self.controls.set_options(self.session.options)

    def _show_edits(self) -> None:
        """Show what is, in controls in which something else was typed or chosen."""
        self.controls.set_resolved(self.session.resolved)
        self.lab.refresh()

    def _show_editing(self) -> None:
        lab = self.lab
        if lab.types_cells and not self.session.editable:
            lab.stop()
        self.controls.input.set_editing(lab.types_cells, self.session.editable)

    # ---- themes and type

    @property
    def theme(self) -> Theme:
        """The theme in force, at its type scale."""
        choice = self._theme_choice
        theme = system_theme() if choice == "system" else THEMES[choice]
        return replace(theme, scale=TYPE_SCALES[self._scale])

    def set_theme(self, choice: str) -> None:
        """Take one of `THEME_CHOICES`."""
        self._theme_choice = choice
        self.memory.remember(theme=choice)
        self.apply_theme()

    def apply_theme(self) -> None:
        """Put the theme on everything."""
        self._is_dressed = True
        theme = self.theme
        self.setPalette(palette(theme))
        self.setStyleSheet(style_sheet(theme))
        for lab in self.views.values():
            lab.set_theme(theme)
        self.header.set_theme(theme)
        self.transport.set_theme(theme)
        self._narrowed = None
        self._dress_controls()
        self.status_line.set_least(theme.px(theme.text_px) + 16)
        self.keep_least()

    def _dress_controls(self) -> None:
        """Put the theme on the controls, in type that leaves the stage its share of the width."""
        theme = self.theme
        most = _SIDE * self.width() / (WIDTH * theme.text_px)
        scale = max(1.0, min(theme.scale, math.floor(20 * most) / 20))
        narrowed = replace(theme, scale=scale)
        if narrowed != self._narrowed:
            self._narrowed = narrowed
            sheet = "" if scale == theme.scale else style_sheet(narrowed)
            if sheet != self.controls.styleSheet():  # the same one takes as long as another
                self.controls.setStyleSheet(sheet)
            self.controls.set_theme(narrowed)

    def keep_least(self) -> None:
        """Let the window be as small as everything still fits, and the controls have their share.

        In large type that is larger than the smallest screen; there the stage gives parts up. So
        it does on a screen that is smaller still.
        """
        if self.session.lab not in self.views:
            return
        width, height, panel = self.lab.least_width, 0, 0
        if not self.presenting:
            theme, bars = self.theme, (self.header, self.transport)
            panel = 0 if self.controls.isHidden() else round(WIDTH * theme.text_px)
            width = max(width + panel, math.ceil(panel / _SIDE), *(bar.least_width for bar in bars))
            height = sum(bar.sizeHint().height() for bar in bars) + self.status_line.least
        least = QSize(width, height + self.lab.least_height(width - panel))
        screen = self.screen()
        room = _SCREEN if screen is None else screen.availableGeometry().size()
        self.setMinimumSize(least.boundedTo(_SCREEN).boundedTo(room))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the controls from taking too much of the width."""
        super().resizeEvent(event)
        self._dress_controls()

    def toggle_projector(self) -> None:
        """Swap between the projector theme and the one before it."""
        if self._theme_choice == "projector":
            self.set_theme(self._before_projector)
        else:
            self._before_projector = self._theme_choice
            self.set_theme("projector")

    def scale_type(self, steps: int) -> None:
        """Make the type larger or smaller, or say that it can't be."""
        before, size = self._scale, self.lab.type_size
        wanted = min(max(before + steps, 0), len(TYPE_SCALES) - 1)
        self._set_scale(wanted)
        while steps < 0 < self._scale and self.lab.type_size == size:
            self._set_scale(self._scale - 1)  # it has been larger than fits here
        if self.lab.type_size != size:
            if self.session.message.text in (_LARGEST, _USUAL):
                self.session.say("")
        elif steps > 0:
            self._set_scale(before)  # what would show only elsewhere, and later, is not done
            self.session.say(_LARGEST)
        else:
            self.session.say(_USUAL)
        self.memory.remember(type_step=self._scale)

    def _set_scale(self, scale: int) -> None:
        self._scale = scale
        self.apply_theme()

    def _system_theme_changed(self) -> None:
        if self._theme_choice == "system":
            self.apply_theme()

    # ---- as much as is wanted

    def toggle_controls(self) -> None:
        """Hide the controls, or show them again."""
        if not self.presenting:
            self.controls.setHidden(not self.controls.isHidden())
            self.keep_least()

    @property
    def presenting(self) -> bool:
        """Whether the stage stands alone."""
        return self.header.isHidden()

    def toggle_present(self) -> None:
        """Show the stage alone on the full screen, or the whole window again."""
        present = not self.presenting
        self.stage.setFocus()
        if present:
            self._before_present = self.isMaximized(), self.controls.isHidden()
        maximised, controls_hidden = self._before_present
        self.header.setHidden(present)
        self.transport.setHidden(present)
        self.controls.setHidden(present or controls_hidden)
        for lab in self.views.values():
            lab.set_bare(present)
        self._show_at_foot(Message())
        self.status_line.setHidden(present)  # the foot of the stage says the same
        if present:
            self.showFullScreen()
        elif maximised:
            self.showMaximized()
        else:
            self.showNormal()
        self.keep_least()
