"""The one mutable object: commands go in, signals come out."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import Any

import numpy as np
from PyQt6.QtCore import QObject, pyqtSignal

from poolviz.core.errors import PoolvizError, SourceError
from poolviz.core.files import SCENE_SUFFIX, open_scene
from poolviz.core.scene import (
    MAX_INLINE_CELLS,
    SCENES,
    Resolved,
    Scene,
    SourceRef,
    prepare,
    resolve,
)
from poolviz.core.source import Source, load_image
from poolviz.core.spec import PoolMode, PoolSpec
from poolviz.core.steps import Walkthrough
from poolviz.core.table import parse_number, parse_table
from poolviz.core.timeline import DEFAULT_SPEED, SPEEDS, Timeline
from poolviz.gui.raster import Shown, show
from poolviz.gui.worker import Worker

_SPEC_FIELDS = {f.name for f in fields(PoolSpec)}
_QUICK_OPERATIONS = 3_000_000
"""Cell operations that surely end within a frame or two, and need no thread."""

_MAX_UNDO = 200


@dataclass(frozen=True)
class Options:
    """How a scene is shown; none of it changes a number."""

    numbers: bool = True
    winner: bool = True
    guess: bool = False
    colour_map: str = "viridis"


@dataclass(frozen=True)
class Message:
    """A sentence for the status line."""

    text: str = ""
    error: bool = False


@dataclass(frozen=True, eq=False)
class _Made:
    """What making a scene yields; the parts are kept for the next one."""

    wish: Scene
    source: Source
    values: Any
    shown: Shown


class Session(QObject):
    """What the program is doing: the scene, the time, the options, the message.

    Signals
    -------
    scene_changed(Shown)
        There is another picture; rare.
    timeline_changed(Timeline)
        Time has moved; every frame. Nothing is pooled for it.
    options_changed(Options), message_changed(Message), busy_changed(bool)
        As their names say.
    """

    scene_changed = pyqtSignal(object)
    timeline_changed = pyqtSignal(object)
    options_changed = pyqtSignal(object)
    message_changed = pyqtSignal(object)
    busy_changed = pyqtSignal(bool)

    def __init__(
        self, scene: Scene, source: Source | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._options = Options(colour_map=_natural_map(scene))
        self._message = Message()
        self._speed = DEFAULT_SPEED
        self._revealed = False
        self._undo: list[Scene] = []
        self._redo: list[Scene] = []
        self._preset = next((i for i, p in enumerate(SCENES.values()) if p.scene == scene), 0)
        self._recorded = True
        self._fresh = False
        self._title = ""
        self._worker = Worker(self)
        self._worker.finished.connect(self._finish)
        known: dict[str, Any] = {} if source is None else {"source": source}
        later = source is not None and not _is_quick(scene, known)
        first, known = (Scene(), {}) if later else (scene, known)
        self._made = _make(first, self._options.colour_map, known)
        self._wish = self._made.wish
        self._timeline = Timeline(len(self.run)).seek(self.resolved.scene.step)
        self._set_speed()
        self._say_notes(self.resolved)
        if later:  # the window is up with the first example until a large picture is there
            self._request(scene, record=False, fresh=True, source=source)

    # ---- what is

    @property
    def shown(self) -> Shown:
        """What is on the screen."""
        return self._made.shown

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
        return replace(self.resolved.scene, step=self._timeline.index)

    @property
    def timeline(self) -> Timeline:
        """The time."""
        return self._timeline

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
        return self._worker.busy

    @property
    def speed(self) -> int:
        """The place of the speed in `SPEEDS`."""
        return self._speed

    @property
    def secret(self) -> bool:
        """Whether the result of the step on screen is still to be guessed."""
        if not self._options.guess or self._revealed:
            return False
        return not self._timeline.playing or self._timeline.fraction < 0.5

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to do again."""
        return bool(self._redo)

    @property
    def editable(self) -> bool:
        """Whether cells of the input can be typed: a matrix, and not a huge one."""
        values = self.run.generations[0]
        return values.ndim == 2 and values.size <= MAX_INLINE_CELLS

    # ---- edits

    def edit(self, name: str, value: Any) -> None:
        """Change one parameter of the scene or of its pooling."""
        scene = self._wish
        if name in _SPEC_FIELDS:
            changes = {name: value}
            self._attempt(lambda: replace(scene, spec=replace(scene.spec, **changes)))
        else:
            changes = {name: value}
            self._attempt(lambda: replace(scene, **changes))

    def next_mode(self) -> None:
        """Go on to the next method."""
        modes = list(PoolMode)
        self.edit("mode", modes[(modes.index(self._wish.spec.mode) + 1) % len(modes)])

    def show_source(self, ref: SourceRef) -> None:
        """Show another input, from its first step, with the same pooling."""
        self._attempt(lambda: replace(self._wish, source=ref, step=0, channel=0), fresh=True)

    def open_path(self, path: str) -> None:
        """Show a file, or the scene that it holds."""
        if not path.lower().endswith(SCENE_SUFFIX):
            self.show_source(SourceRef("file", path=path))
            return
        try:
            scene = open_scene(path)
        except PoolvizError as error:
            self.say(str(error), error=True)
        else:
            self.show_scene(scene)

    def paste_text(self, text: str) -> None:
        """Show pasted numbers."""
        try:
            values = parse_table(text)
            if values.size > MAX_INLINE_CELLS:
                raise SourceError(
                    f"The pasted table has {values.size:,} cells; allowed are "
                    f"{MAX_INLINE_CELLS:,}. Save it as .csv and open that."
                )
        except PoolvizError as error:
            self.say(str(error), error=True)
            return
        self.show_source(SourceRef("values", given=Source(values, "Pasted table")))

    def paste_image(self, encoded: bytes) -> None:
        """Show a pasted picture, given as a PNG."""
        try:
            source = load_image(encoded, "Pasted picture")
        except PoolvizError as error:
            self.say(str(error), error=True)
            return
        self.show_source(SourceRef("values", given=source))

    def new_random(self) -> None:
        """Show the random matrix of the next seed, of the size there was."""
        ref = self._wish.source
        if ref.kind == "random":
            self.show_source(replace(ref, seed=ref.seed + 1))
            return
        height, width = self.run.generations[0].shape[:2]
        size = (height, width) if max(height, width) <= 28 else (8, 8)
        self.show_source(SourceRef("random", size=size, seed=ref.seed))

    def set_cell(self, row: int, col: int, text: str) -> bool:
        """Change one cell of the input to what was typed; return whether it was a number."""
        try:
            value = parse_number(text, row + 1, col + 1)
        except SourceError:
            self.say(
                f"Cell [{row}, {col}] can't be {text.strip()!r}; allowed is a number.", error=True
            )
            return False
        old = self.run.generations[0]
        try:
            fits = old.dtype.type(value) == value or value != value
        except (OverflowError, ValueError):
            fits = False
        whole = isinstance(value, int) and abs(value) < 2**63 and old.dtype.kind != "f"
        values = old.astype(old.dtype if fits else np.int64 if whole else np.float64)
        values[row, col] = value
        name = self.resolved.source.name.removesuffix(", edited") + ", edited"
        given = Source(values, name, picture=self.resolved.source.picture and fits)
        ref = replace(self._wish.source, kind="values", given=given, path="")
        self._attempt(lambda: replace(self._wish, source=ref, grey=False, resize=None))
        return True

    def undo(self) -> None:
        """Take the last edit back."""
        if self._undo:
            self._redo.append(self.scene)
            self._request(self._undo.pop(), record=False, fresh=False)

    def redo(self) -> None:
        """Do again what was taken back."""
        if self._redo:
            self._undo.append(self.scene)
            self._request(self._redo.pop(), record=False, fresh=False)

    def show_preset(self, offset: int) -> None:
        """Go `offset` places on in the list of prepared scenes."""
        self.show_preset_at((self._preset + offset) % len(SCENES))

    def show_preset_at(self, place: int) -> None:
        """Show a prepared scene by its place in the list."""
        names = list(SCENES)
        self._preset = place
        preset = SCENES[names[self._preset]]
        title = f"Scene {self._preset + 1} of {len(names)}: {preset.title}."
        self._request(preset.scene, record=True, fresh=True, title=title)

    def show_scene(self, scene: Scene) -> None:
        """Show a whole scene."""
        self._request(scene, record=True, fresh=True)

    def cancel(self) -> None:
        """Give up what is being made and keep what is on the screen."""
        if self._worker.busy:
            self._worker.forget()
            self._wish = self._made.wish
            self.busy_changed.emit(False)
            self.say("Cancelled; the picture is the one from before.")

    # ---- time

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._move(self._timeline.advance(seconds))

    def seek(self, index: int) -> None:
        """Go to a step; playing goes on from there."""
        self._move(self._timeline.seek(index))

    def go_to(self, index: int) -> None:
        """Go to a step and stop there."""
        self._move(self._timeline.pause().seek(index))

    def step(self, count: int) -> None:
        """Go some steps on or back, or first show the result that was to be guessed."""
        if self.secret and count > 0:
            self.reveal()
        else:
            self._move(self._timeline.step(count))

    def step_row(self, count: int) -> None:
        """Go to the same place in another row of the output."""
        level, row, col = self.run.locate(self._timeline.index)
        rows, _ = self.run.output_shape(level)
        if 0 <= row + count < rows:
            self.go_to(self.run.index_of(level, row + count, col))
        elif count > 0:
            self.go_to(self.run.steps_of(level).stop)
        else:
            self.go_to(self.run.steps_of(level).start - 1)

    def go_to_level(self, level: int) -> None:
        """Go to the first step of a pooling."""
        level = min(max(level, 0), self.run.repeats - 1)
        self.go_to(self.run.steps_of(level).start)

    def step_level(self, count: int) -> None:
        """Go to the first step of the pooling `count` levels on."""
        self.go_to_level(self.run.locate(self._timeline.index)[0] + count)

    def toggle_play(self) -> None:
        """Play or pause."""
        timeline = self._timeline
        self._move(timeline.pause() if timeline.playing else timeline.play())

    def toggle_loop(self) -> None:
        """Start again at the end, or stop there."""
        self._move(replace(self._timeline, loop=not self._timeline.loop))

    def set_speed(self, speed: int) -> None:
        """Choose one of `SPEEDS` by its place."""
        speed = min(max(speed, 0), len(SPEEDS) - 1)
        if speed != self._speed:
            self._speed = speed
            self._set_speed()
            self.timeline_changed.emit(self._timeline)

    def reveal(self) -> None:
        """Show the result that was to be guessed."""
        self._revealed = True
        self.timeline_changed.emit(self._timeline)

    # ---- options and messages

    def set_option(self, name: str, value: Any) -> None:
        """Change how the scene is shown."""
        options = replace(self._options, **{name: value})
        if options == self._options:
            return
        recolour = options.colour_map != self._options.colour_map
        self._options = options
        self._revealed = False
        self.options_changed.emit(options)
        self.timeline_changed.emit(self._timeline)
        if recolour:
            self._request(self._wish, record=False, fresh=False)

    def say(self, text: str, *, error: bool = False) -> None:
        """Put a sentence on the status line."""
        message = Message(text, error)
        if message != self._message:
            self._message = message
            self.message_changed.emit(message)

    def close(self) -> None:
        """Stop all work."""
        self._worker.stop()

    # ---- inside

    def _attempt(self, change: Callable[[], Scene], *, fresh: bool = False) -> None:
        try:
            scene = change()
        except PoolvizError as error:
            self.say(str(error), error=True)
            return
        if scene != self._wish:
            self._request(scene, record=True, fresh=fresh)

    def _request(
        self,
        scene: Scene,
        *,
        record: bool,
        fresh: bool,
        title: str = "",
        source: Source | None = None,
    ) -> None:
        """Make `scene`, at once where that is quick, else in the background.

        `title` is said when it is there; `source` is its input, if it is loaded already.
        """
        self._wish = scene
        self._title = title
        self._recorded = record
        self._fresh = fresh
        if fresh:
            self._options = replace(self._options, colour_map=_natural_map(scene))
        same = scene.source == self._made.wish.source
        known: dict[str, Any] = {"source": self._made.source} if same else {}
        if source is not None:
            known = {"source": source}
        elif same and (scene.grey, scene.resize) == (self._made.wish.grey, self._made.wish.resize):
            known["values"] = self._made.values
        job = partial(_make, scene, self._options.colour_map, known)
        was_busy = self._worker.busy
        self._worker.forget()
        if _is_quick(scene, known):
            try:
                made = job()
            except PoolvizError as error:
                self._fail(error)
            else:
                self._accept(made)
            if was_busy:
                self.busy_changed.emit(False)
        else:
            self.say(title)
            self._worker.start(job)
            self.busy_changed.emit(True)

    def _finish(self, future: "Future[_Made]") -> None:
        self.busy_changed.emit(False)
        error = future.exception()
        if error is None:
            self._accept(future.result())
        elif isinstance(error, PoolvizError):
            self._fail(error)
        elif isinstance(error, MemoryError):
            self._fail(PoolvizError("There is not enough memory for that; the picture stays."))
        else:
            self._wish = self._made.wish
            raise error

    def _fail(self, error: PoolvizError) -> None:
        self._wish = self._made.wish
        self.say(str(error), error=True)

    def _accept(self, made: _Made) -> None:
        old, previous = self.run, self.scene
        if self._recorded:
            self._undo = [*self._undo, previous][-_MAX_UNDO:]
            self._redo.clear()
        self._made = made
        self._wish = replace(made.shown.resolved.scene, step=made.wish.step)
        run = made.shown.resolved.run
        if self._fresh:
            timeline = self._timeline.pause().resized(len(run)).seek(self.resolved.scene.step)
            self.options_changed.emit(self._options)
        else:
            index = run.nearest(old, self._timeline.index)
            timeline = self._timeline.resized(len(run)).seek(index + self._timeline.fraction)
        self._timeline = timeline
        self._revealed = False
        self._set_speed()
        self._say_notes(made.shown.resolved)
        self.scene_changed.emit(made.shown)
        self.timeline_changed.emit(self._timeline)

    def _say_notes(self, resolved: Resolved) -> None:
        notes = (note[0].upper() + note[1:] for note in resolved.notes)
        self.say(" ".join((self._title, *notes)).strip())

    def _move(self, timeline: Timeline) -> None:
        if timeline == self._timeline:
            return
        if timeline.index != self._timeline.index:
            self._revealed = False
        self._timeline = timeline
        self._set_speed()
        self.timeline_changed.emit(self._timeline)

    def _set_speed(self) -> None:
        level, _, _ = self.run.locate(self._timeline.index)
        _, row_length = self.run.output_shape(level)
        speed = SPEEDS[self._speed].steps_per_second(row_length, len(self.run))
        if speed != self._timeline.speed:
            self._timeline = replace(self._timeline, speed=speed)


def _make(scene: Scene, colour_map: str, known: dict[str, Any]) -> _Made:
    """Load, prepare, pool and colour a scene; what is `known` already is not done again."""
    source = known["source"] if "source" in known else scene.source.load()
    values = known["values"] if "values" in known else prepare(scene, source)
    resolved = resolve(scene, source, values)
    return _Made(resolved.scene, source, values, show(resolved, colour_map))


def _is_quick(scene: Scene, known: dict[str, Any]) -> bool:
    """Return whether a scene is made within a frame or two."""
    if "source" not in known and scene.source.kind not in ("4x4", "6x6", "random", "ramp"):
        if scene.source.given is None:
            return False
        cells = scene.source.given.values.size
    else:
        cells = known["source"].values.size if "source" in known else 65_536
    if scene.resize:
        cells = max(cells, scene.resize[0] * scene.resize[1])
    work = sum(scene.spec.kernel_size) * (4 if scene.spec.mode is PoolMode.LP else 1)
    return bool(cells * work * scene.repeats <= _QUICK_OPERATIONS)


def _natural_map(scene: Scene) -> str:
    """Return gray for pictures, whose numbers are shades, and viridis for all else."""
    source = scene.source
    picture = source.given.picture if source.given is not None else False
    return "gray" if picture or source.kind in ("cat", "car", "circle", "file") else "viridis"
