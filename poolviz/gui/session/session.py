"""The one mutable object: commands go in, signals come out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PyQt6.QtCore import QObject, pyqtSignal

from poolviz.core.explain.walkthrough import Walkthrough
from poolviz.core.inputs.source import Source
from poolviz.core.numbers import format_count
from poolviz.core.scenes.lab import (
    Background,
    Command,
    Edit,
    EditSource,
    LabCommand,
    Open,
    Option,
    Random,
    Say,
    Seek,
    SeekLevel,
    Set,
    TypeCell,
)
from poolviz.core.scenes.scene import MAX_INLINE_CELLS, Resolved, Scene
from poolviz.core.spec.pool_spec import PoolMode
from poolviz.core.timeline import Course, Timeline
from poolviz.gui.labs.base import Progress, Shown
from poolviz.gui.options import Message, Offer, Options
from poolviz.gui.session import background
from poolviz.gui.session.editor import Editor
from poolviz.gui.session.inputs import Inputs
from poolviz.gui.session.maker import Loaded, Maker, Request, is_quick, make, natural_map
from poolviz.gui.session.playback import Playback
from poolviz.gui.session.scenes import Scenes


class Session(QObject):
    """What the program is doing: the scene, the time, the options, the message.

    Signals
    -------
    scene_changed(Shown)
        There is another picture, and with it another `progress`; rare.
    timeline_changed(Timeline)
        Time has moved; every frame. Nothing is pooled for it.
    progress_changed()
        What is computed of it in the background has come further.
    opened(str), missed(str)
        A file that was asked for is shown, or can't be.
    options_changed(Options), message_changed(Message), busy_changed(bool)
        As their names say.

    Attributes
    ----------
    editor : Editor
        Undo, redo, and how one scene follows another.
    time : Playback
        Where time stands; the keys and the transport move it.
    inputs : Inputs
        What is opened, pasted and typed.
    scenes : Scenes
        The labs and the prepared scenes.

    Parameters
    ----------
    scene : Scene
        What to begin with.
    source : Source, optional
        Its input, if it is loaded already.
    at_once : bool
        Whether a large scene is made before this returns, or in the background.
    """

    scene_changed = pyqtSignal(object)
    timeline_changed = pyqtSignal(object)
    options_changed = pyqtSignal(object)
    message_changed = pyqtSignal(object)
    busy_changed = pyqtSignal(bool)
    progress_changed = pyqtSignal()
    opened = pyqtSignal(str)
    missed = pyqtSignal(str)

    def __init__(
        self,
        scene: Scene,
        source: Source | None = None,
        parent: QObject | None = None,
        *,
        at_once: bool = True,
    ) -> None:
        super().__init__(parent)
        colour_map = natural_map(scene)
        self._options = Options(colour_map=colour_map)
        self._message = Message()
        maker = Maker(self)
        maker.made.connect(self._accept)
        maker.busy_changed.connect(self.busy_changed)
        request = Request(scene, colour_map, 0, False, True, source=source, path=scene.source.path)
        later = not at_once and not is_quick(request, None)
        first = Request(Scene(), colour_map, 0, False) if later else request
        maker.loaded = make(first, None)
        self.editor = Editor(maker, first.scene, self.say, self)
        self.editor.colour_map = colour_map
        self.inputs = Inputs(self.editor, scene)
        self.inputs.missed.connect(self.missed)
        self.scenes = Scenes(self.editor, scene, lambda: self.scene, lambda: self.inputs.own)
        self.time = Playback(self.course, self.resolved.scene.step, self)
        self.time.changed.connect(self.timeline_changed)
        self._background = background.Background(self)
        self._background.changed.connect(self.progress_changed)
        self._background.want(self.resolved)
        self._say_notes(maker.loaded)
        if later:  # the first example is there until the large picture is
            self.editor.make(request)

    # ---- what is

    @property
    def shown(self) -> Shown:
        """What is on the screen."""
        return self.editor.made.shown

    @property
    def resolved(self) -> Resolved:
        """The scene as far as it was possible."""
        return self.shown.resolved

    @property
    def run(self) -> Walkthrough:
        """The poolings."""
        return self.resolved.run

    @property
    def scene(self) -> Scene:
        """The scene, with the step that is on screen."""
        return replace(self.resolved.scene, step=self.time.timeline.index)

    @property
    def lab(self) -> str:
        """The lab on screen, one of `LABS`."""
        return str(self.resolved.scene.lab.name)

    @property
    def course(self) -> Course:
        """How time runs."""
        course: Course = self.shown.picture.course
        return course

    @property
    def progress(self) -> Progress:
        """How far what is computed in the background has come."""
        return self._background.state

    @property
    def known(self) -> Shown:
        """What is on the screen, with what is known of it from the background."""
        known = self.progress
        return replace(self.shown, background=None if known.stale else known.result)

    def wholly_known(self) -> Shown:
        """Return what is on the screen, with the work in the background finished here and now."""
        lab = self.resolved.scene.lab
        subject = lab.subject(self.resolved)
        if subject is None:
            return self.shown
        return replace(self.shown, background=list(lab.background(subject))[-1])

    @property
    def timeline(self) -> Timeline:
        """The time."""
        return self.time.timeline

    @property
    def options(self) -> Options:
        """How the scene is shown."""
        return self._options

    @property
    def message(self) -> Message:
        """The status line."""
        return self._message

    @property
    def busy(self) -> bool:
        """Whether the next scene is being made."""
        return self.editor.maker.busy

    @property
    def editable(self) -> bool:
        """Whether cells of the input can be typed: a matrix, and not a huge one."""
        values, lab = self.run.generations[0], self.resolved.scene.lab
        return lab.types_cells and values.ndim == 2 and values.size <= MAX_INLINE_CELLS

    def say(self, text: str, *, error: bool = False, actions: Sequence[Offer] = ()) -> None:
        """Put a sentence on the status line, with what one click can make of it."""
        message = Message(text, error, tuple(actions))
        if message != self._message:
            self._message = message
            self.message_changed.emit(message)

    def close(self) -> None:
        """Stop all work."""
        self._background.close()
        self.editor.maker.close()

    # ---- commands

    def do(self, command: Command | LabCommand) -> None:
        """Do what a view, a key or a lesson asks for: the one way in."""
        match command:
            case Edit():
                self.editor.apply(lambda: command)
            case Set(name, value):
                self.editor.edit(name, value)
            case Random():
                self.inputs.new_random()
            case EditSource():
                self.inputs.change(command)
            case TypeCell(row, col, text):
                self.inputs.set_cell(row, col, text)
            case Open(scene):
                self.editor.want(scene, fresh=True)
            case Seek(index):
                self.time.go_to(index)
            case SeekLevel(level):
                self.time.go_to_level(level)
            case Option(name, value):
                self.set_option(name, value)
            case Background(again):
                self._background.again() if again else self._background.cancel()
            case Say(text):
                self.say(text)
            case _:
                self.do(command.on(self.editor.wish, self.resolved))

    def arrow(self, down: int, right: int) -> bool:
        """Do what an arrow key does in this lab; return False where it steps through time."""
        wish = self.editor.wish
        edit = wish.lab.arrow(wish, down, right)
        if edit is not None:
            self.do(edit)
        return edit is not None

    def next_mode(self) -> None:
        """Go on to the next method."""
        modes = list(PoolMode)
        place = modes.index(self.editor.wish.spec.mode)
        for mode in (*modes[place + 1 :], *modes[:place]):
            self.editor.edit("mode", mode)
            if self.editor.wish.spec.mode is mode:  # some sums are refused
                return

    def set_option(self, name: str, value: Any) -> None:
        """Change how the scene is shown."""
        options = self._options.changed(name, value)
        if options == self._options:
            return
        if name == "colour_map":  # an option only when the picture has it
            self.editor.recolour(value)
            return
        self._options = options
        self.time.guess(options.guess)
        self.options_changed.emit(options)
        self.timeline_changed.emit(self.timeline)

    def _accept(self, made: Loaded) -> None:
        """Show a scene that has been made."""
        old, request, picture = self.shown, made.request, made.shown.picture
        if made.resolved.scene.lab.name != self.lab:
            self.scenes.leave(self.scene)
        self.editor.take(made)
        self.inputs.shown(request.scene.source)
        if request.fresh:
            self.time.begin(picture.course, made.resolved.scene.step)
        else:
            index = picture.nearest(old.picture, self.timeline.index)
            self.time.go_on_in(picture.course, index)
        self._say_notes(made)
        self._background.want(self.resolved)
        if request.colour_map != self._options.colour_map:
            self._options = replace(self._options, colour_map=request.colour_map)
            self.options_changed.emit(self._options)
        self.scene_changed.emit(made.shown)
        self.timeline_changed.emit(self.timeline)
        if request.path:
            self.opened.emit(request.path)

    def _say_notes(self, made: Loaded) -> None:
        name = made.resolved.source.name
        notes = [n if n.startswith(name) else n[0].upper() + n[1:] for n in made.resolved.notes]
        if made.request.fresh and self.time.by_levels:
            windows = format_count(len(self.course.steps_of(0)))
            notes.append(f"Pool 1 has {windows} windows; a level plays in about 10 s.")
        offers = made.request.offers + self.inputs.other_axes(made.resolved)
        self.say(" ".join((made.request.title, *notes)).strip(), actions=offers)
