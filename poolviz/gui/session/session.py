"""The one mutable object: commands go in, signals come out."""

import os
from concurrent.futures import Future
from dataclasses import fields, replace
from functools import partial
from typing import Any

import numpy as np

from poolviz.core.errors import PoolvizError, SourceError
from poolviz.core.files import SCENE_SUFFIX, open_scene
from poolviz.core.inputs.editing import NEW_MATRIX, matrix_size, with_cell, with_size
from poolviz.core.inputs.source import Source, load_image
from poolviz.core.inputs.source_ref import MIN_RADIUS, SourceRef
from poolviz.core.inputs.table import header_note, parse_number, read_table
from poolviz.core.labs.presets import DEFAULT_SCENES, SCENES
from poolviz.core.labs.shift.shifts import random_shift, shift2d
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.scene import MAX_INLINE_CELLS, Scene, ShiftSettings
from poolviz.core.spec.fitting import MAX_REPEATS
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec
from poolviz.core.timeline import SPEEDS
from poolviz.gui.options import Offer
from poolviz.gui.session.making import Wanted
from poolviz.gui.session.merging import number_edited, number_redrawn
from poolviz.gui.session.state import State

_QUICK_SCENE_BYTES = 2**17
"""A larger scene file carries a picture, which takes a while to decode."""

_SPEC_FIELDS = {f.name for f in fields(PoolSpec)}
_SHIFT_FIELDS = {f.name for f in fields(ShiftSettings)}


class Session(State):
    """The commands: each changes what the program shows; see `State` for the signals."""

    _reading = ""

    # ---- edits

    def edit(self, name: str, value: Any) -> None:
        """Change one parameter of the scene, of its pooling or of its shift.

        Numbers of one parameter in a row are one edit; words, and None, are one each.
        """
        scene = self._wish
        changes = {name: value}
        merge = number_edited(name, value)
        if name in _SPEC_FIELDS:
            self._attempt(lambda: replace(scene, spec=replace(scene.spec, **changes)), merge=merge)
        elif name == "seed":
            self._draw_shift(value, merge=merge)
        elif name in _SHIFT_FIELDS:
            shift = scene.shift
            self._attempt(lambda: replace(scene, shift=replace(shift, **changes)), merge=merge)
        else:
            self._attempt(lambda: replace(scene, **changes), merge=merge)

    def next_mode(self) -> None:
        """Go on to the next method."""
        modes = list(PoolMode)
        place = modes.index(self._wish.spec.mode)
        for mode in (*modes[place + 1 :], *modes[:place]):
            self.edit("mode", mode)
            if self._wish.spec.mode is mode:  # some sums are refused
                return

    def move_shift(self, dy: int, dx: int) -> None:
        """Shift the input by so many cells; moves in a row are one edit."""
        scene = self._wish
        shift = replace(scene.shift, dy=dy, dx=dx)
        self._attempt(lambda: replace(scene, shift=shift), merge="move")

    def nudge(self, down: int, right: int) -> None:
        """Shift the input by so many cells more."""
        shift = self._wish.shift
        self.move_shift(shift.dy + down, shift.dx + right)

    def move_dot(self, which: int, row: int, col: int) -> None:
        """Draw one of the two dots elsewhere, inside the picture."""
        ref = self._wish.source
        dots = list(ref.drawing.dots)
        dots[which] = min(max(row, 0), ref.size[0] - 1), min(max(col, 0), ref.size[1] - 1)
        drawing = replace(ref.drawing, dots=(dots[0], dots[1]))
        scene = replace(self._wish, source=replace(ref, drawing=drawing))
        self._attempt(lambda: scene, merge=f"dot {which}")

    def draw_radius(self, radius: int) -> None:
        """Draw the circle with another radius, and with a line that is no thicker."""
        ref = self._wish.source
        if ref.kind == "circle":
            radius = min(max(radius, MIN_RADIUS), ref.size[0] // 2)
            thickness = min(ref.drawing.thickness, radius)
            drawing = replace(ref.drawing, radius=radius, thickness=thickness)
            scene = replace(self._wish, source=replace(ref, drawing=drawing))
            self._attempt(lambda: scene)

    def show_pooling(self, level: int, shifted: bool) -> None:
        """Open the pooling that makes a level of the Shift lab in the Slide lab."""
        scene, run = self.scene, self.run
        if scene.shift.cure != "none":
            self.say("The Slide lab pools without anti-aliasing: choose none to look at it there.")
            return
        shift, source = scene.shift, self.resolved.source
        step = run.steps_of(min(max(level - 1, 0), run.repeats - 1)).start
        changes: dict[str, Any] = {"grey": source.picture and source.values.ndim == 3}
        if shifted and (shift.dy or shift.dx):
            cells = shift2d(run.generations[0], shift.dy, shift.dx, shift.fill)
            name = f"{source.name}, shifted {offset_in_words(shift.dy, shift.dx)}"
            given = Source(cells, name, picture=source.picture)
            ref = replace(scene.source, kind="values", given=given, path="")
            changes = {"source": ref, "resize": None}
        self._want(replace(scene, lab="slide", step=step, **changes), fresh=True)

    def cancel_survey(self) -> None:
        """Give up the survey of all shifts."""
        self._surveyor.cancel()

    def repeat_survey(self) -> None:
        """Make the survey of all shifts that was given up, or has failed."""
        self._surveyor.again()

    def show_lab(self, lab: str) -> None:
        """Go to another lab: as it was left, else with the user's own input, else its example."""
        if lab != self._wish.lab:
            self._open_lab(lab, next(iter(self._ways(lab))))

    def _ways(self, lab: str) -> dict[str, Scene]:
        """Return what a lab can be opened with, the first of which it is opened with."""
        default = SCENES[DEFAULT_SCENES[lab]].scene
        left = self.scene if lab == self.lab else self._left.get(lab)
        ways = {} if left is None else {"left": left}
        if self._own is not None and (left is None or left.source != self._own):
            step = MAX_REPEATS if lab == "shift" else 0
            ways["own"] = replace(default, source=self._own, step=step)
        if left is None or replace(left, step=default.step) != default:
            ways["example"] = default
        return ways

    def _open_lab(self, lab: str, way: str) -> None:
        """Open a lab in one of its ways, say which, and offer the next of the others."""
        ways, own = self._ways(lab), self._own
        name = "" if own is None else own.given.name if own.given else os.path.basename(own.path)
        name = name if len(name) <= 40 else name[:39] + "…"
        texts = {"left": "As it was", "own": f"Use {name}", "example": "Open its example"}
        other = next((key for key in ways if key != way), None)
        offers: tuple[Offer, ...] = ()
        if other is not None:
            tip = "Open this lab with that instead; Ctrl+Z goes back"
            offers = (Offer(texts[other], tip, partial(self._open_lab, lab, other)),)
        said = {"left": "as it was left", "own": f"with {name}", "example": "with its example"}[way]
        self._want(ways[way], fresh=True, title=f"{lab.title()} lab, {said}.", offers=offers)

    def show_source(self, ref: SourceRef) -> None:
        """Show another input, from its first step, with the same pooling.

        Where it is the one there is but for one number, such changes in a row are one edit.
        """
        merge = number_redrawn(self._wish.source, ref)
        self._attempt(lambda: self._with_source(ref), fresh=True, merge=merge)

    def _with_source(self, ref: SourceRef) -> Scene:
        """Return the scene with another input, in its own size and colours."""
        step = MAX_REPEATS if self._wish.lab == "shift" else 0  # there, all levels are shown
        return replace(self._wish, source=ref, step=step, channel=0, grey=False, resize=None)

    def open_path(self, path: str) -> None:
        """Show a file, or the scene that it holds."""
        if not path.lower().endswith(SCENE_SUFFIX):
            ref = self._brought = SourceRef("file", path=path)
            self._want(self._with_source(ref), fresh=True, reload=True, path=path)
            return
        if os.path.isfile(path) and os.path.getsize(path) > _QUICK_SCENE_BYTES:
            was_busy = self._worker.busy
            self._pending, self._reading = None, path
            self.say("Working … (Esc cancels)")
            self._worker.forget()
            self._worker.start(partial(open_scene, path))
            if not was_busy:
                self.busy_changed.emit(True)
            return
        try:
            scene = open_scene(path)
        except PoolvizError as error:
            self._miss(path, error)
        else:
            self._want(scene, fresh=True, path=path)

    def _finish(self, future: "Future[Any]") -> None:
        """Go on with what was done in the background: a scene was made, or its file read."""
        error = future.exception()
        if self._pending is not None or not isinstance(error, PoolvizError | None):
            super()._finish(future)
            return
        self.busy_changed.emit(False)
        if error is None:
            self._want(future.result(), fresh=True, path=self._reading)
        else:
            self._miss(self._reading, error)

    def _miss(self, path: str, error: PoolvizError) -> None:
        self.say(str(error), error=True)
        self.missed.emit(path)

    def paste_text(self, text: str) -> None:
        """Show pasted numbers."""
        try:
            values, header = read_table(text)
            if values.size > MAX_INLINE_CELLS:
                raise SourceError(
                    f"The pasted table has {values.size:,} cells; allowed are "
                    f"{MAX_INLINE_CELLS:,}. Save it as .csv and open that."
                )
        except PoolvizError as error:
            self.say(str(error), error=True)
            return
        given = Source(values, "Pasted table", header_note(header))
        self._bring(SourceRef("values", given=given))

    def paste_image(self, encoded: bytes) -> None:
        """Show a pasted picture, given as a PNG."""
        try:
            source = load_image(encoded, "Pasted picture")
        except PoolvizError as error:
            self.say(str(error), error=True)
            return
        self._bring(SourceRef("values", given=source))

    def new_random(self) -> None:
        """Show the random matrix of the next seed, or in the Shift lab the next random shift."""
        if self._wish.lab == "shift":
            self._draw_shift((self._wish.shift.seed + 1) % 2**31)
            return
        ref = self._wish.source
        if ref.kind == "random":
            drawn = replace(ref, seed=ref.seed + 1)
            self._attempt(lambda: self._with_source(drawn), fresh=True)
            return
        height, width = self.run.generations[0].shape[:2]
        size = (height, width) if max(height, width) <= 28 else (8, 8)
        self.show_source(SourceRef("random", size=size, seed=ref.seed))

    def _draw_shift(self, seed: int, *, merge: str = "") -> None:
        """Shift the input as a seed says."""
        scene = self._wish

        def shifted() -> Scene:
            dy, dx = random_shift(scene.shift.jitter, seed, scene.shift.weights)
            return replace(scene, shift=replace(scene.shift, dy=dy, dx=dx, seed=seed))

        self._attempt(shifted, merge=merge)

    def set_cell(self, row: int, col: int, text: str) -> bool:
        """Change one cell of the input to what was typed; return whether it was a number."""
        try:
            value = parse_number(text, row + 1, col + 1)
        except SourceError:
            self.say(
                f"Cell [{row}, {col}] can't be {text.strip()!r}; allowed is a number.", error=True
            )
            return False
        typed = self._wish.source.given if self._pending is not None else None
        source = typed or self.resolved.source
        old = self.run.generations[0] if typed is None else typed.values
        values = with_cell(old, row, col, value)
        if values.dtype == old.dtype and str(values[row, col]) == str(old[row, col]):
            return True
        own = source.name == NEW_MATRIX
        name = source.name if own else source.name.removesuffix(", edited") + ", edited"
        picture = source.picture and values.dtype == old.dtype
        given = Source(values, name, picture=picture, axes=source.axes)
        ref = replace(self._wish.source, kind="values", given=given, path="")
        self._brought = ref
        self._attempt(lambda: replace(self._wish, source=ref, grey=False, resize=None))
        return True

    def new_matrix(self) -> None:
        """Show a matrix of zeros to type numbers into, as large as the matrix that was there."""
        cells = np.zeros(matrix_size(self.resolved), np.int64)
        self._bring(SourceRef("values", given=Source(cells, NEW_MATRIX)))

    def _bring(self, ref: SourceRef) -> None:
        """Show an input of the user's own."""
        self._brought = ref
        self.show_source(ref)

    def resize_matrix(self, size: tuple[int, int]) -> None:
        """Give a typed or pasted matrix other rows and columns; what is kept keeps its place."""
        source = self._wish.source.given
        if source is None or source.values.ndim != 2 or source.values.shape == size:
            return
        cells = with_size(source.values, *size)
        ref = replace(self._wish.source, given=replace(source, values=cells, note=""))
        self._brought = ref
        scene = replace(self._wish, source=ref)
        self._attempt(lambda: scene, merge="matrix size")
        lost = np.count_nonzero(source.values) - np.count_nonzero(cells)
        if lost:
            self.say(f"{lost} numbers are cut off; Ctrl+Z brings them back.")

    def undo(self) -> None:
        """Take the last edit back."""
        if self.can_undo:
            base, new = self._goal
            self._return_to(base if new else base - 1)

    def redo(self) -> None:
        """Do again what was taken back."""
        if self.can_redo:
            self._return_to(self._goal[0] + 1)

    def show_preset(self, offset: int) -> None:
        """Go `offset` places on in the list of prepared scenes."""
        names, place = list(SCENES), self._preset
        if SCENES[names[place]].scene.lab != self._wish.lab:  # the lab was opened by its key
            place = names.index(DEFAULT_SCENES[self._wish.lab])
        if 0 <= place + offset < len(names):
            self.show_preset_at(place + offset)
        elif offset > 0:
            self.say(f"This is the last of {len(names)} scenes; Page Up goes back.")
        else:
            self.say(f"This is the first of {len(names)} scenes; Page Down goes on.")

    @property
    def preset(self) -> str:
        """The name of the prepared scene that is on screen, or "" where it has been changed."""
        plain = replace(self._made.wanted.scene, step=0)
        alike = [n for n, known in SCENES.items() if replace(known.scene, step=0) == plain]
        opened = list(SCENES)[self._preset]
        return opened if opened in alike else "".join(alike[:1])

    def show_preset_at(self, place: int) -> None:
        """Show a prepared scene by its place in the list."""
        names = list(SCENES)
        self._preset = place
        preset = SCENES[names[self._preset]]
        title = f"Scene {self._preset + 1} of {len(names)}: {preset.title}."
        self._want(preset.scene, fresh=True, title=title)

    def show_scene(self, scene: Scene) -> None:
        """Show a whole scene."""
        self._want(scene, fresh=True)

    def cancel(self) -> None:
        """Give up what is being made and keep what is on the screen."""
        if self._worker.busy:
            self._worker.forget()
            self._pending = None
            self._merging = ""
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
        """Go to the same place in another row of the output; in the Shift lab, a level on."""
        if self.lab == "shift":
            self.step(count)
            return
        level, row, col = self.run.locate(self._timeline.index)
        rows, _ = self.run.output_shape(level)
        if 0 <= row + count < rows:
            self.go_to(self.run.index_of(level, row + count, col))
        elif count > 0:
            self.go_to(self.run.steps_of(level).stop)
        else:
            self.go_to(self.run.steps_of(level).start - 1)

    def go_to_level(self, level: int) -> None:
        """Go to the first step of a pooling, which in the Shift lab is its only one."""
        if self.lab == "shift":
            self.go_to(level)
            return
        level = min(max(level, 0), self.run.repeats - 1)
        self.go_to(self.run.steps_of(level).start)

    def step_level(self, count: int) -> None:
        """Go to the first step of the pooling `count` levels on."""
        if self.lab == "shift":
            self.step(count)
            return
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
        if speed != self.speed:
            self._speeds[self._has_many] = speed
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
        if name == "colour_map":  # an option only when the picture has it
            base, new = self._goal
            fresh = self._pending.fresh if self._pending is not None else False
            self._request(Wanted(self._wish, value, base, new, fresh))
            return
        self._options = options
        self._revealed = False
        self.options_changed.emit(options)
        self.timeline_changed.emit(self._timeline)
