"""The window: its commands, and what is wired to what. It computes nothing."""

from collections.abc import Callable
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
)
from PyQt6.QtWidgets import QApplication, QFileDialog, QWidget

from poolviz.core.errors import ExportError
from poolviz.core.explain.snippet_windows import Framework
from poolviz.core.inputs.images import IMAGE_SUFFIXES
from poolviz.core.inputs.source import ARRAY_SUFFIXES, TABLE_SUFFIXES
from poolviz.core.scenes.lab import LABS, Background, Command, LabCommand, Set, settings_of
from poolviz.core.scenes.scene_files import SCENE_SUFFIX
from poolviz.core.scenes.script import code_for, pooling_code
from poolviz.gui import actions as all_actions
from poolviz.gui.export.menu import ExportMenu
from poolviz.gui.session.player import Player
from poolviz.gui.session.session import Session
from poolviz.gui.settings import Memory
from poolviz.gui.theme import TYPE_SCALES
from poolviz.gui.widgets.number_boxes import Digits
from poolviz.gui.window.dropped import take
from poolviz.gui.window.key_help import KeyHelp
from poolviz.gui.window.keyboard import Keyboard
from poolviz.gui.window.menus import LANGUAGES, code_menu, drop, open_menu, scenes_menu, theme_menu
from poolviz.gui.window.rest import Rest
from poolviz.gui.window.shell import Shell

_FILTER = "What poolviz can show ({})".format(
    " ".join(f"*{s}" for s in (*IMAGE_SUFFIXES, *ARRAY_SUFFIXES, *TABLE_SUFFIXES, SCENE_SUFFIX))
)

_MOVES = {"forward": (0, 1), "back": (0, -1), "next_level": (-1, 0), "previous_level": (1, 0)}
"""Down and right, for the arrow keys in labs that take them."""


class MainWindow(Shell):
    """The shell, wired: keys, buttons, drops and the session.

    Parameters
    ----------
    session : Session
        What the program is doing.
    theme : str
        One of `THEME_CHOICES`.
    memory : Memory, optional
        What is known from the last time, and kept for the next.
    """

    def __init__(
        self, session: Session, theme: str = "system", memory: Memory | None = None
    ) -> None:
        super().__init__(session, theme, memory)
        self.player = Player(session, parent=self)
        self.setAcceptDrops(True)
        self.rest = Rest(self, self.player.clock)
        self.exports = ExportMenu(self, session, lambda: self.lab, lambda: self.theme, self.memory)
        self.key_help = KeyHelp(self)
        self._actions = self._build_actions()
        self.keyboard = Keyboard(self, lambda: self.stage, self._parts, self._actions)
        self._connect()
        self.apply_theme()
        self.controls.set_options(session.options)
        self._show_scene()
        self._show_timeline()
        if self.memory.complaint and not session.message.text:
            session.say(self.memory.complaint)
        self._show_message(session.message)
        self.keyboard.give_to_stage()

    # ---- wiring

    def _build_actions(self) -> dict[str, QAction]:
        actions = {}
        for entry in all_actions.actions():
            action = QAction(entry.text, self)
            action.setShortcuts([QKeySequence(key) for key in entry.keys])
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.setAutoRepeat(entry.group == "Time" and entry.id != "play")
            action.triggered.connect(lambda _, name=entry.id: self._obey_key(name))
            self.addAction(action)
            actions[entry.id] = action
        return actions

    def _obey_key(self, name: str) -> None:
        """Do what a key says; in some labs the arrow keys change the scene."""
        if name not in _MOVES or not self.session.arrow(*_MOVES[name]):
            self._commands()[name]()

    def _commands(self) -> dict[str, Callable[[], object]]:
        session = self.session
        return {
            "play": session.time.toggle_play,
            "forward": lambda: session.time.step(1),
            "back": lambda: session.time.step(-1),
            "next_row": lambda: session.time.step_row(1),
            "previous_row": lambda: session.time.step_row(-1),
            "first": lambda: session.time.go_to(0),
            "last": lambda: session.time.go_to(session.timeline.length - 1),
            "next_level": lambda: session.time.step_level(1),
            "previous_level": lambda: session.time.step_level(-1),
            "faster": lambda: session.time.set_speed(session.time.speed + 1),
            "slower": lambda: session.time.set_speed(session.time.speed - 1),
            "loop": session.time.toggle_loop,
            "next_mode": session.next_mode,
            "random": session.inputs.new_random,
            "next_scene": lambda: session.scenes.show_preset(1),
            "previous_scene": lambda: session.scenes.show_preset(-1),
            "undo": session.editor.undo,
            "redo": session.editor.redo,
            "edit_cells": lambda: self.edit_cells(not self.lab.types_cells),
            **{f"{lab}_lab": partial(session.scenes.show_lab, lab) for lab in LABS},
            "grid": lambda: session.set_option("grid", not session.options.grid),
            "numbers": lambda: session.set_option("numbers", not session.options.numbers),
            "guess": lambda: session.set_option("guess", not session.options.guess),
            "whole": lambda: self.lab.show_whole(),
            "projector": self.toggle_projector,
            "larger": lambda: self.scale_type(1),
            "smaller": lambda: self.scale_type(-1),
            "usual": lambda: self.scale_type(-len(TYPE_SCALES)),
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

    def focusNextPrevChild(self, next: bool) -> bool:
        """Go with Tab from control to control, in the order of the eye."""
        return self.keyboard.go_on(next)

    def _parts(self) -> list[QWidget]:
        """Return what Tab goes through, from the top to the foot of the window."""
        return [self.header, self.controls, *self.lab.parts, self.status_line, self.transport]

    def _connect(self) -> None:
        session = self.session
        session.scene_changed.connect(self._show_scene)
        session.timeline_changed.connect(self._show_timeline)
        session.options_changed.connect(self._show_options)
        session.message_changed.connect(self._show_news)
        session.busy_changed.connect(self._show_busy)
        session.progress_changed.connect(self._show_progress)
        session.opened.connect(self.memory.opened)
        session.missed.connect(self.memory.missed)
        if path := session.resolved.scene.source.path:  # it was named on the command line
            self.memory.opened(path)
        self.header.labs.chosen.connect(session.scenes.show_lab)
        self.controls.edited.connect(self._edit)
        self.controls.option_changed.connect(session.set_option)
        inputs = self.controls.input
        inputs.chosen.connect(session.inputs.show_source)
        inputs.edited.connect(self._edit)
        inputs.open_wanted.connect(self.choose_file)
        inputs.random_wanted.connect(session.inputs.new_random)
        inputs.edit_wanted.connect(self.edit_cells)
        inputs.new_wanted.connect(self.new_matrix)
        inputs.size_wanted.connect(session.inputs.resize_matrix)
        self.transport.pressed.connect(lambda name: self._commands()[name]())
        self.transport.sought.connect(session.time.seek)
        self.transport.speed_chosen.connect(session.time.set_speed)
        self.transport.set_tips({action.id: action.tip for action in all_actions.actions()})
        for name in ("open", "export", "code", "scenes", "theme"):
            self.buttons[name].clicked.connect(lambda _, name=name: self._drop_menu(name))
        self.buttons["keys"].clicked.connect(self.key_help.toggle)
        self.buttons["present"].clicked.connect(self.toggle_present)
        hints = QGuiApplication.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(self._system_theme_changed)

    def _build_lab(self, name: str) -> None:
        """Build a lab and wire it."""
        super()._build_lab(name)
        lab = self.views[name]
        lab.wanted.connect(self._do)
        lab.hint.connect(self._show_hint)
        lab.editing_changed.connect(self.edit_cells)

    def _do(self, command: Command | LabCommand) -> None:
        """Do what a lab asks for, and show what became of it where that is known already."""
        self._told = False
        self.session.do(command)
        if isinstance(command, Set) and not self._told and not self.session.busy:
            self._show_edits()

    def _edit(self, name: str, value: object) -> None:
        """Pass an edit of the side panel on."""
        self._do(Set(name, value))

    # ---- commands

    def copy_code(self, framework: Framework) -> None:
        """Put what is on the screen as code on the clipboard."""
        clipboard = QGuiApplication.clipboard()
        if clipboard is not None:
            resolved, language = self.session.resolved, LANGUAGES[framework]
            try:
                code = code_for(resolved.scene, resolved.source, framework)
                said = f"What is on the screen is on the clipboard as {language} code."
            except ExportError as error:
                code = pooling_code(resolved.scene, framework)
                said = f"Only the pooling is on the clipboard as {language} code: {error}"
            clipboard.setText(code)
            self.session.say(said)

    def toggle_present(self) -> None:
        """Show the stage alone, where a pointer that rests goes out of sight, or all again."""
        super().toggle_present()
        self.rest.watch(self.presenting)

    def edit_cells(self, editing: bool) -> None:
        """Begin or end typing cells of the input."""
        if editing and not self.session.editable:
            if self.session.resolved.scene.lab.types_cells:
                self.session.say("Only a matrix of one channel that is not too large can be typed.")
            else:
                lab = next(lab for lab in LABS if settings_of(lab).types_cells)
                title, key = LABS[lab].title, all_actions.lab_action(lab).keys[0]
                self.session.say(f"Cells are typed in the {title}; press {key} to go there.")
            editing = False
        if editing:
            if self.session.course.locate(self.session.timeline.index)[0]:
                self.session.time.go_to_level(0)
            if self.session.timeline.playing:
                self.session.time.toggle_play()
            self.session.say("Type a number; Enter goes on in reading order; Esc ends.")
        if editing != self.lab.types_cells:
            self.lab.edit_cells(editing)
            if not editing:
                self.session.say("")
        self._show_editing()

    def new_matrix(self) -> None:
        """Show a matrix of zeros, and begin to type it at its first cell."""
        self.session.inputs.new_matrix()
        self.edit_cells(True)

    def choose_file(self) -> None:
        """Ask for a file and show it."""
        self.keyboard.give_to_stage()
        folder = self.memory.settings.folder
        path, _ = QFileDialog.getOpenFileName(self, "Open", folder, f"{_FILTER};;All files (*)")
        if path:
            self.session.inputs.open_path(path)

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
        self.keyboard.give_to_stage()  # which has them when the menu has gone
        if name == "open":
            recent = self.memory.settings.recent
            menu = open_menu(self, self._actions, recent, self.session.inputs.open_path)
        elif name == "export":
            menu = self.exports.menu()
        elif name == "code":
            menu = code_menu(self, self.copy_code)
        elif name == "scenes":
            menu = scenes_menu(self, self.session.scenes.preset, self.session.scenes.show_preset_at)
        else:
            menu = theme_menu(self, self._theme_choice, self.set_theme)
        drop(menu, self.buttons[name])

    def _leave(self) -> None:
        if isinstance(QApplication.focusWidget(), Digits):
            self.keyboard.give_to_stage()
        elif self.key_help.isVisible():
            self.key_help.hide()
        elif self.session.busy:
            self.session.editor.cancel()
        elif self.exports.running:
            self.exports.cancel()
        elif self.lab.working:
            self.session.do(Background())
        elif self.lab.stop():
            pass
        elif self.presenting:
            self.toggle_present()
        else:
            self.keyboard.give_to_stage()

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
        """Stop all work, so that nothing outlives the window, and keep what is to be remembered."""
        self.player.stop()
        self.rest.watch(False)
        self.exports.close()
        self.session.close()
        size = self.normalGeometry().size() if self.isVisible() else self.size()
        self.memory.remember(size=(size.width(), size.height()))
        self.memory.save()
        super().closeEvent(event)
