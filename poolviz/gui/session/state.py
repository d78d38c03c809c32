"""What the program shows, and how one scene follows another: made, remembered, surveyed."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial

from PyQt6.QtCore import QObject, pyqtSignal

from poolviz.core.errors import PoolvizError
from poolviz.core.explain.walkthrough import Walkthrough
from poolviz.core.inputs.source import Source, axes_in_words, other_axes, turned
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.labs.shift.survey import Surveyable, surveys
from poolviz.core.numbers import format_count
from poolviz.core.scenes.scene import MAX_INLINE_CELLS, Resolved, Scene
from poolviz.core.timeline import (
    DEFAULT_SPEED,
    LEVEL_SPEED,
    MANY_WINDOWS,
    SPEEDS,
    Timeline,
)
from poolviz.gui.canvas.raster import Shown
from poolviz.gui.options import Message, Offer, Options
from poolviz.gui.session.background import Surveyed, Surveyor
from poolviz.gui.session.making import Made, Wanted, is_quick, make, natural_map
from poolviz.gui.session.worker import Worker

_MAX_HISTORY = 200


class State(QObject):
    """What the program is doing: the scene, the time, the options, the message.

    Signals
    -------
    scene_changed(Shown)
        There is another picture, and with it another `survey`; rare.
    timeline_changed(Timeline)
        Time has moved; every frame. Nothing is pooled for it.
    survey_changed()
        `survey` of the picture on the screen has come further.
    opened(str), missed(str)
        A file that was asked for is shown, or can't be.
    options_changed(Options), message_changed(Message), busy_changed(bool)
        As their names say.

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
    survey_changed = pyqtSignal()
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
        self._options = Options(colour_map=natural_map(scene))
        self._message = Message()
        self._speeds = {False: DEFAULT_SPEED, True: LEVEL_SPEED}  # of few and of many windows
        self._revealed = False
        self._place = 0
        self._left: dict[str, Scene] = {}
        self._brought = scene.source if scene.source.kind in ("file", "values") else None
        self._own = self._brought
        self._merging = ""
        scenes = [preset.scene for preset in SCENES.values()]
        plain = [replace(known, step=0) for known in scenes]
        alike = [i for i, known in enumerate(plain) if known == replace(scene, step=0)]
        self._preset = next((i for i in alike if scenes[i] == scene), alike[0] if alike else 0)
        self._pending: Wanted | None = None
        self._worker = Worker(self)
        self._worker.finished.connect(self._finish)
        self._surveyor = Surveyor(self)
        self._surveyor.changed.connect(self.survey_changed)
        colour_map, path = self._options.colour_map, scene.source.path
        wanted = Wanted(scene, colour_map, 0, False, fresh=True, source=source, path=path)
        later = not at_once and not is_quick(wanted, None)
        first = Wanted(Scene(), colour_map, 0, False) if later else wanted
        self._history = [first.scene]
        self._made = make(first, None)
        self._timeline = Timeline(self.resolved.length).seek(self.resolved.scene.step)
        self._set_speed()
        self._survey()
        self._say_notes(self._made)
        if later:  # the first example is there until the large picture is
            self._request(wanted)

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
    def lab(self) -> str:
        """The lab on screen, one of `LABS`."""
        return self.resolved.scene.lab

    @property
    def survey(self) -> Surveyed:
        """What is known of every shift, in the Shift lab."""
        return self._surveyor.state

    @property
    def surveyed(self) -> Shown:
        """What is on the screen, with what is known of every shift."""
        known = self.survey
        return replace(self.shown, survey=None if known.stale else known.survey)

    def wholly_surveyed(self) -> Shown:
        """Return what is on the screen, with the survey of every shift finished here and now."""
        if self.lab != "shift":
            return self.shown
        return replace(self.shown, survey=list(surveys(Surveyable.of(self.resolved)))[-1])

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
        """The place of the speed in `SPEEDS`: matrices and photographs each keep their own."""
        return self._speeds[self._has_many]

    @property
    def _has_many(self) -> bool:
        """Whether there are so many windows that they can't be watched one by one."""
        return self.lab == "slide" and len(self.run.steps_of(0)) > MANY_WINDOWS

    @property
    def secret(self) -> bool:
        """Whether the result of the step on screen is still to be guessed."""
        if not self._options.guess or self._revealed or self.lab != "slide":
            return False
        return not self._timeline.playing or self._timeline.fraction < 0.5

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        base, new = self._goal
        return new or base > 0

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to do again."""
        base, new = self._goal
        return not new and base < len(self._history) - 1

    @property
    def editable(self) -> bool:
        """Whether cells of the input can be typed: a matrix, and not a huge one."""
        values = self.run.generations[0]
        return self.lab == "slide" and values.ndim == 2 and values.size <= MAX_INLINE_CELLS

    def say(self, text: str, *, error: bool = False, actions: Sequence[Offer] = ()) -> None:
        """Put a sentence on the status line, with what one click can make of it."""
        message = Message(text, error, tuple(actions))
        if message != self._message:
            self._message = message
            self.message_changed.emit(message)

    def close(self) -> None:
        """Stop all work."""
        self._surveyor.close()
        self._worker.stop()

    @property
    def _wish(self) -> Scene:
        """What the screen shows, or is going to show."""
        return self._made.resolved.scene if self._pending is None else self._pending.scene

    @property
    def _goal(self) -> tuple[int, bool]:
        """The place in the history that is being gone to, and whether a new entry follows it."""
        pending = self._pending
        return (self._place, False) if pending is None else (pending.base, pending.new)

    def _attempt(
        self, change: Callable[[], Scene], *, fresh: bool = False, merge: str = ""
    ) -> None:
        try:
            scene = change()
        except PoolvizError as error:
            self.say(str(error), error=True)
            return
        if replace(scene, step=self._wish.step) != self._wish:
            self._want(scene, fresh=fresh, merge=merge)

    def _want(
        self,
        scene: Scene,
        *,
        fresh: bool,
        title: str = "",
        reload: bool = False,
        merge: str = "",
        path: str = "",
        offers: tuple[Offer, ...] = (),
    ) -> None:
        """Make an edit: a scene that becomes a new entry of the history.

        Edits with the same `merge`, one after the other, are one entry.
        """
        pending = self._pending
        fresh = fresh or (pending is not None and pending.fresh)
        natural = natural_map(scene)
        changed = fresh and natural != natural_map(self._wish)
        known = self._options.colour_map if pending is None else pending.colour_map
        colour_map = natural if changed else known
        joins = bool(merge) and merge == self._merging
        new = not joins or (pending is not None and pending.new)
        self._merging = merge
        base = self._goal[0]
        wanted = Wanted(scene, colour_map, base, new, fresh, title, reload=reload, path=path)
        self._request(replace(wanted, offers=offers))

    def _return_to(self, place: int) -> None:
        """Make an entry of the history anew."""
        self._merging = ""
        scene = self._history[place]
        same = scene.source == self._made.wanted.scene.source
        colour_map = self._options.colour_map if same else natural_map(scene)
        fresh = not same or scene.lab != self.lab
        self._request(Wanted(scene, colour_map, place, False, fresh))

    def _request(self, wanted: Wanted) -> None:
        """Make a scene, at once where that is quick, else in the background."""
        pending = self._pending
        if pending is not None and pending.scene.source == wanted.scene.source:
            wanted = replace(
                wanted,
                title=wanted.title or pending.title,
                source=wanted.source or pending.source,
                reload=wanted.reload or pending.reload,
                path=wanted.path or pending.path,
            )
        was_busy = self._worker.busy
        self._worker.forget()
        if is_quick(wanted, self._made):
            self._pending = None
            try:
                made = make(wanted, self._made)
            except PoolvizError as error:
                self._refuse(wanted, error)
            else:
                self._accept(made)
            if was_busy:
                self.busy_changed.emit(False)
        else:
            self._pending = wanted
            self.say(wanted.title or "Working … (Esc cancels)")
            self._worker.start(partial(make, wanted, self._made))
            self.busy_changed.emit(True)

    def _finish(self, future: "Future[Made]") -> None:
        pending, self._pending = self._pending, None
        error = future.exception()
        if error is None:
            self._accept(future.result())
        else:
            self._merging = ""
        if isinstance(error, PoolvizError):
            self._refuse(pending, error)
        elif isinstance(error, MemoryError):
            self.say("There is not enough memory for that; the picture stays.", error=True)
        self.busy_changed.emit(False)
        if error is not None and not isinstance(error, PoolvizError | MemoryError):
            raise error

    def _refuse(self, wanted: Wanted | None, error: PoolvizError) -> None:
        self._merging = ""
        self.say(str(error), error=True)
        if wanted is not None and wanted.path:
            self.missed.emit(wanted.path)

    def _accept(self, made: Made) -> None:
        old, wanted, run = self.run, made.wanted, made.resolved.run
        length = made.resolved.length
        if made.resolved.scene.lab != self.lab:
            self._left[self.lab] = self.scene
        self._made = made
        if self._brought is not None and wanted.scene.source == self._brought:
            self._own = self._brought
        self._remember(wanted, made.resolved.scene)
        if wanted.fresh:
            timeline = self._timeline.pause().resized(length).seek(made.resolved.scene.step)
        elif self.lab == "shift":  # all levels stay all levels, however many there are
            place = length if self._timeline.at_end else self._timeline.position
            timeline = self._timeline.resized(length).seek(place)
        else:
            index = run.nearest(old, self._timeline.index)
            timeline = self._timeline.resized(length).seek(index + self._timeline.fraction)
        self._timeline = timeline
        self._revealed = False
        self._set_speed()
        self._say_notes(made)
        self._survey()
        if wanted.colour_map != self._options.colour_map:
            self._options = replace(self._options, colour_map=wanted.colour_map)
            self.options_changed.emit(self._options)
        self.scene_changed.emit(made.shown)
        self.timeline_changed.emit(self._timeline)
        if wanted.path:
            self.opened.emit(wanted.path)

    def _remember(self, wanted: Wanted, scene: Scene) -> None:
        self._place = wanted.base
        self._history[wanted.base] = self._history[wanted.base] if wanted.new else scene
        if wanted.new:
            self._history = [*self._history[: wanted.base + 1], scene][-_MAX_HISTORY:]
            self._place = len(self._history) - 1

    def _survey(self) -> None:
        if self.lab == "shift":
            self._surveyor.want(self.resolved)

    def _say_notes(self, made: Made) -> None:
        name = made.resolved.source.name
        notes = [n if n.startswith(name) else n[0].upper() + n[1:] for n in made.resolved.notes]
        if made.wanted.fresh and self._has_many and self.speed == LEVEL_SPEED:
            windows = format_count(len(self.run.steps_of(0)))
            notes.append(f"Pool 1 has {windows} windows; a level plays in about 10 s.")
        offers = made.wanted.offers + self._other_axes(made.resolved)
        self.say(" ".join((made.wanted.title, *notes)).strip(), actions=offers)

    def _other_axes(self, resolved: Resolved) -> tuple[Offer, ...]:
        """Return the offer to read an array the other way, where it could be meant."""
        scene, source = resolved.scene, resolved.source
        if not source.axes:
            return ()
        axes, shape = other_axes(source)
        ref = replace(scene.source, axes=axes)
        if ref.given is not None:
            ref = SourceRef("values", given=turned(source))
        step = scene.step if scene.lab == "shift" else 0
        other = replace(scene, source=ref, step=step, channel=0, grey=False, resize=None)
        tip = f"Read the array the other way, as {axes_in_words(shape)}; Ctrl+Z goes back"
        text = f"Read as {axes_in_words(shape)}"
        return (Offer(text, tip, partial(self._turn, other)),)

    def _turn(self, other: Scene) -> None:
        """Show an array that is read the other way."""
        self._brought = other.source
        self._want(other, fresh=True)

    def _move(self, timeline: Timeline) -> None:
        if timeline == self._timeline:
            return
        if timeline.index != self._timeline.index:
            self._revealed = False
        self._timeline = timeline
        self._set_speed()
        self.timeline_changed.emit(self._timeline)

    def _set_speed(self) -> None:
        length, row_length, level_length = self.resolved.length, 1, 1
        if self.lab == "slide":
            level, _, _ = self.run.locate(self._timeline.index)
            rows, row_length = self.run.output_shape(level)
            level_length = rows * row_length
        speed = SPEEDS[self.speed].steps_per_second(row_length, level_length, length)
        if speed != self._timeline.speed:
            self._timeline = replace(self._timeline, speed=speed)
