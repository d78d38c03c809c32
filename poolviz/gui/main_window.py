"""The window: layout and wiring. It computes nothing."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QIcon,
    QKeySequence,
)
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from poolviz.core.files import SCENE_SUFFIX
from poolviz.core.images import IMAGE_SUFFIXES
from poolviz.core.snippet_windows import Framework
from poolviz.core.snippets import snippet
from poolviz.core.source import ARRAY_SUFFIXES, TABLE_SUFFIXES, asset_path
from poolviz.gui.actions import ACTIONS, BY_ID
from poolviz.gui.controls import Controls
from poolviz.gui.export_menu import ExportMenu
from poolviz.gui.header import Header
from poolviz.gui.incoming import take
from poolviz.gui.key_help import KeyHelp
from poolviz.gui.labs.slide import SlideLab
from poolviz.gui.menus import LANGUAGES, code_menu, drop, scenes_menu, theme_menu
from poolviz.gui.options import Message, Options
from poolviz.gui.player import Player
from poolviz.gui.session import Session
from poolviz.gui.theme import (
    THEMES,
    TYPE_SCALES,
    Theme,
    palette,
    style_sheet,
    system_theme,
)
from poolviz.gui.transport import Transport
from poolviz.gui.widgets import ElidedLabel

if TYPE_CHECKING:
    from poolviz.gui.labs.shift import ShiftLab

_FILTER = "What poolviz can show ({})".format(
    " ".join(f"*{s}" for s in (*IMAGE_SUFFIXES, *ARRAY_SUFFIXES, *TABLE_SUFFIXES, SCENE_SUFFIX))
)


_MOVES = {"forward": (0, 1), "back": (0, -1), "next_level": (-1, 0), "previous_level": (1, 0)}
"""Down and right, for the arrow keys in the Shift lab."""


class MainWindow(QMainWindow):
    """Header, controls, stage and transport around one session.

    Parameters
    ----------
    session : Session
        What the program is doing.
    theme : str
        One of `THEME_CHOICES`.
    """

    def __init__(self, session: Session, theme: str = "system") -> None:
        super().__init__()
        self.session = session
        self.player = Player(session, parent=self)
        self._theme_choice = theme
        self._before_projector = theme if theme != "projector" else "system"
        self._scale = 0
        self._before_present = False, False
        self._news = False
        self.setWindowTitle("poolviz")
        self.setWindowIcon(QIcon(str(asset_path("icon.png"))))
        self.setAcceptDrops(True)
        self.setMinimumSize(720, 480)
        self.slide = SlideLab()
        self._shift: ShiftLab | None = None
        self.exports = ExportMenu(self, session, lambda: self.lab, lambda: self.theme)
        self.controls = Controls()
        self.transport = Transport()
        self.status = ElidedLabel()
        self.header = Header()
        self.buttons, self.source_name = self.header.buttons, self.header.source_name
        self._build_layout()
        self.key_help = KeyHelp(self)
        self._actions = self._build_actions()
        self._connect()
        self.apply_theme()
        self.slide.set_options(session.options)
        self.controls.set_options(session.options)
        self._show_scene()
        self._show_timeline()
        self._show_message(session.message)
        self.lab.setFocus()

    @property
    def lab(self) -> "SlideLab | ShiftLab":
        """The lab on the stage."""
        return self._shift if self._shift and self.session.lab == "shift" else self.slide

    @property
    def _built(self) -> "list[SlideLab | ShiftLab]":
        return [self.slide] if self._shift is None else [self.slide, self._shift]

    # ---- building

    def _build_layout(self) -> None:
        self.status.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.status.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._status_row = QWidget()
        self._status_row.setObjectName("stage")
        self._status_row.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self._status_row)
        row.setContentsMargins(20, 0, 20, 8)
        row.addWidget(self.status, 1)
        stage = QVBoxLayout()
        stage.setSpacing(0)
        self._stage = QStackedWidget()
        self._stage.addWidget(self.slide)
        stage.addWidget(self._stage, 1)
        stage.addWidget(self._status_row)
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
        self.setCentralWidget(central)

    def _build_actions(self) -> dict[str, QAction]:
        actions = {}
        for entry in ACTIONS:
            action = QAction(entry.text, self)
            action.setShortcuts([QKeySequence(key) for key in entry.keys if key != "Space"])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(entry.group == "Time" and entry.id != "play")
            action.triggered.connect(lambda _, name=entry.id: self._obey_key(name))
            self.addAction(action)
            actions[entry.id] = action
        space = QAction(BY_ID["play"].text, self)
        space.setShortcut(QKeySequence("Space"))
        space.setAutoRepeat(False)
        space.triggered.connect(self._play_or_press)
        self.addAction(space)
        return actions

    def _obey_key(self, name: str) -> None:
        """Do what a key says; in the Shift lab the arrow keys move the picture."""
        move = _MOVES.get(name)
        if move is not None and self.session.lab == "shift":
            self.session.nudge(*move)
        else:
            self._commands()[name]()

    def _commands(self) -> dict[str, Callable[[], object]]:
        session = self.session
        return {
            "play": session.toggle_play,
            "forward": lambda: session.step(1),
            "back": lambda: session.step(-1),
            "next_row": lambda: session.step_row(1),
            "previous_row": lambda: session.step_row(-1),
            "first": lambda: session.go_to(0),
            "last": lambda: session.go_to(session.timeline.length - 1),
            "next_level": lambda: session.step_level(1),
            "previous_level": lambda: session.step_level(-1),
            "faster": lambda: session.set_speed(session.speed + 1),
            "slower": lambda: session.set_speed(session.speed - 1),
            "loop": session.toggle_loop,
            "next_mode": session.next_mode,
            "random": session.new_random,
            "next_scene": lambda: session.show_preset(1),
            "previous_scene": lambda: session.show_preset(-1),
            "undo": session.undo,
            "redo": session.redo,
            "edit_cells": lambda: self.edit_cells(not self.slide.editor.active),
            "slide_lab": lambda: session.show_lab("slide"),
            "shift_lab": lambda: session.show_lab("shift"),
            "grid": lambda: session.set_option("grid", not session.options.grid),
            "numbers": lambda: session.set_option("numbers", not session.options.numbers),
            "guess": lambda: session.set_option("guess", not session.options.guess),
            "whole": self.slide.show_whole,
            "projector": self.toggle_projector,
            "larger": lambda: self.scale_type(1),
            "smaller": lambda: self.scale_type(-1),
            "controls": self.toggle_controls,
            "present": self.toggle_present,
            "leave": self._leave,
            "keys": self.key_help.toggle,
            "open": self.choose_file,
            "paste": self.paste,
            "copy": self.copy_picture,
            "export": lambda: self._drop_menu("export"),
            "quit": self.close,
        }

    def _connect(self) -> None:
        session = self.session
        session.scene_changed.connect(self._show_scene)
        session.timeline_changed.connect(self._show_timeline)
        session.options_changed.connect(self._show_options)
        session.message_changed.connect(self._show_news)
        session.busy_changed.connect(self._show_busy)
        session.survey_changed.connect(self._show_survey)
        self.slide.step_wanted.connect(session.go_to)
        self.slide.level_wanted.connect(session.go_to_level)
        self.slide.cell_typed.connect(session.set_cell)
        self.slide.editing_changed.connect(self.edit_cells)
        self.slide.hint.connect(self._show_hint)
        self.header.labs.chosen.connect(session.show_lab)
        self.controls.shift.random_wanted.connect(session.new_random)
        self.controls.edited.connect(self._edit)
        self.controls.option_changed.connect(session.set_option)
        inputs = self.controls.input
        inputs.chosen.connect(session.show_source)
        inputs.edited.connect(self._edit)
        inputs.open_wanted.connect(self.choose_file)
        inputs.random_wanted.connect(session.new_random)
        inputs.edit_wanted.connect(self.edit_cells)
        self.transport.pressed.connect(lambda name: self._commands()[name]())
        self.transport.sought.connect(session.seek)
        self.transport.speed_chosen.connect(session.set_speed)
        self.transport.set_tips({action.id: action.tip for action in ACTIONS})
        self.buttons["open"].clicked.connect(self.choose_file)
        for name in ("export", "code", "scenes", "theme"):
            self.buttons[name].clicked.connect(lambda _, name=name: self._drop_menu(name))
        self.buttons["keys"].clicked.connect(self.key_help.toggle)
        self.buttons["present"].clicked.connect(self.toggle_present)
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._system_theme_changed)

    def _build_shift_lab(self) -> "ShiftLab":
        """Build the lab when it is first asked for: its curves take a while to load."""
        from poolviz.gui.labs.shift import ShiftLab

        session, lab = self.session, ShiftLab()
        lab.set_theme(self.theme)
        lab.set_options(session.options)
        lab.shift_wanted.connect(session.move_shift)
        lab.dot_wanted.connect(session.move_dot)
        lab.level_wanted.connect(session.go_to_level)
        lab.slide_wanted.connect(session.show_pooling)
        lab.edited.connect(self._edit)
        lab.radius_wanted.connect(session.draw_radius)
        lab.option_changed.connect(session.set_option)
        lab.cancel_wanted.connect(session.cancel_survey)
        lab.survey_wanted.connect(session.repeat_survey)
        lab.hint.connect(self._show_hint)
        self._stage.addWidget(lab)
        return lab

    # ---- showing

    def _show_scene(self) -> None:
        resolved, lab = self.session.resolved, self.session.lab
        if lab == "shift" and self._shift is None:
            self._shift = self._build_shift_lab()
        self.source_name.show_text(resolved.source.name)
        self.controls.set_resolved(resolved)
        self.lab.set_shown(self.session.shown)
        self._show_survey()
        self._show_editing()
        self.header.labs.show_value(lab)
        self.transport.set_lab(lab)
        if self._stage.currentWidget() is not self.lab:
            self._show_timeline()  # the mouse may come in at once, and ask what it is on
            self._stage.setCurrentWidget(self.lab)
            self.lab.setFocus()
        if self._news:
            self._news = False
            self._show_message(self.session.message)

    def _show_survey(self) -> None:
        if self._shift is not None and self.session.lab == "shift":
            self._shift.set_survey(self.session.survey)

    def _show_timeline(self) -> None:
        session = self.session
        timeline = session.timeline
        before = self.lab.level
        self.lab.set_timeline(timeline, session.secret)
        self.transport.set_timeline(timeline, session.speed, self.lab.level, session.run.repeats)
        if session.lab == "slide" and self.lab.level != before:
            self.controls.set_level(self.lab.level)

    def _show_options(self, options: Options) -> None:
        for lab in self._built:
            lab.set_options(options)
        self.controls.set_options(options)

    def _show_message(self, message: Message) -> None:
        self.status.setProperty("role", "error" if message.error else "muted")
        self.status.show_text(message.text)
        style = self.status.style()
        if style is not None:
            style.unpolish(self.status)
            style.polish(self.status)

    def _show_news(self, message: Message) -> None:
        """Show a message, and see to it that no hint on what comes with it hides it."""
        self._news = bool(message.text)
        self._show_message(message)

    def _show_hint(self, text: str) -> None:
        self._show_message(Message(text) if text else self.session.message)

    def _show_busy(self, busy: bool) -> None:
        if not busy:  # what was typed and chosen may not have come true
            self.header.labs.show_value(self.session.lab)
            self.controls.set_resolved(self.session.resolved)
            self.controls.set_options(self.session.options)

    def _edit(self, name: str, value: object) -> None:
        """Pass an edit on, and show what became of it where that is known already."""
        self.session.edit(name, value)
        if not self.session.busy:
            self.controls.set_resolved(self.session.resolved)

    def _show_editing(self) -> None:
        editor = self.slide.editor
        if editor.active and not self.session.editable:
            editor.stop()
        self.controls.input.set_editing(editor.active, self.session.editable)

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
        self.apply_theme()

    def apply_theme(self) -> None:
        """Put the theme on everything."""
        theme = self.theme
        self.setPalette(palette(theme))
        self.setStyleSheet(style_sheet(theme))
        for part in (*self._built, self.header, self.controls, self.transport):
            part.set_theme(theme)
        self._status_row.setFixedHeight(theme.px(theme.text_px) + 16)

    def toggle_projector(self) -> None:
        """Swap between the projector theme and the one before it."""
        if self._theme_choice == "projector":
            self.set_theme(self._before_projector)
        else:
            self._before_projector = self._theme_choice
            self.set_theme("projector")

    def scale_type(self, steps: int) -> None:
        """Make the type larger or smaller."""
        self._scale = min(max(self._scale + steps, 0), len(TYPE_SCALES) - 1)
        self.apply_theme()

    def _system_theme_changed(self) -> None:
        if self._theme_choice == "system":
            self.apply_theme()

    def copy_code(self, framework: Framework) -> None:
        """Put the pooling as code on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setText(snippet(self.session.resolved.scene.spec, framework))
            self.session.say(f"The pooling is on the clipboard as {LANGUAGES[framework]} code.")

    # ---- commands

    def toggle_controls(self) -> None:
        """Hide the controls, or show them again."""
        if not self.presenting:
            self.controls.setHidden(not self.controls.isHidden())

    @property
    def presenting(self) -> bool:
        """Whether the stage stands alone."""
        return self.header.isHidden()

    def toggle_present(self) -> None:
        """Show the stage alone on the full screen, or the whole window again."""
        present = not self.presenting
        if present:
            self._before_present = self.isMaximized(), self.controls.isHidden()
        maximised, controls_hidden = self._before_present
        self.header.setHidden(present)
        self.transport.setHidden(present)
        self.controls.setHidden(present or controls_hidden)
        if present:
            self.showFullScreen()
        elif maximised:
            self.showMaximized()
        else:
            self.showNormal()

    def edit_cells(self, editing: bool) -> None:
        """Begin or end typing cells of the input."""
        if editing and not self.session.editable:
            if self.session.lab == "slide":
                self.session.say("Only a matrix of one channel that is not too large can be typed.")
            else:
                self.session.say("Cells are typed in the Slide lab; press 1 to go there.")
            editing = False
        if editing:
            if self.slide.level:
                self.session.go_to_level(0)
            if self.session.timeline.playing:
                self.session.toggle_play()
            self.session.say("Type a number; Enter and the arrow keys go on; Esc ends.")
        if editing != self.slide.editor.active:
            self.slide.edit_cells(editing)
            if not editing:
                self.session.say("")
        self._show_editing()

    def choose_file(self) -> None:
        """Ask for a file and show it."""
        path, _ = QFileDialog.getOpenFileName(self, "Open", "", f"{_FILTER};;All files (*)")
        if path:
            self.session.open_path(path)

    def paste(self) -> None:
        """Show what the clipboard holds."""
        clipboard = QGuiApplication.clipboard()
        data = clipboard.mimeData() if clipboard is not None else None
        if not take(data, self.session):
            self.session.say(
                "The clipboard holds nothing to show; allowed are a picture, a file or numbers.",
                error=True,
            )

    def copy_picture(self) -> None:
        """Put a picture of the stage on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            clipboard.setPixmap(self.lab.grab())
            self.session.say("The picture is on the clipboard.")

    def _drop_menu(self, name: str) -> None:
        """Open the menu of a button of the header."""
        if name == "export":
            menu = self.exports.menu()
        elif name == "code":
            menu = code_menu(self, self.copy_code)
        elif name == "scenes":
            menu = scenes_menu(self, self.session.show_preset_at)
        else:
            menu = theme_menu(self, self._theme_choice, self.set_theme)
        drop(menu, self.buttons[name])

    def _play_or_press(self) -> None:
        """Press the button that the Tab key has reached, else play or pause."""
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractButton):
            focus.click()
        else:
            self.session.toggle_play()

    def _leave(self) -> None:
        focus = QApplication.focusWidget()
        if isinstance(focus, QAbstractSpinBox):
            focus.clearFocus()
        elif self.key_help.isVisible():
            self.key_help.hide()
        elif self.session.busy:
            self.session.cancel()
        elif self.exports.running:
            self.exports.cancel()
        elif self.session.lab == "shift" and self._shift is not None and self._shift.surveying:
            self.session.cancel_survey()
        elif self.slide.editor.active:
            self.slide.editor.stop()
        elif self.presenting:
            self.toggle_present()

    # ---- what comes from outside

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept files, pictures and text."""
        assert event is not None
        data = event.mimeData()
        if data is not None and (data.hasUrls() or data.hasImage() or data.hasText()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Show what was dropped."""
        if event is not None and take(event.mimeData(), self.session):
            event.acceptProposedAction()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Stop all work, so that nothing outlives the window."""
        self.player.stop()
        self.exports.close()
        self.session.close()
        super().closeEvent(event)
