"""Inputs that somebody brings: opened, pasted, typed, drawn at random."""

import os
from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QObject, pyqtSignal

from poolviz.core.errors import PoolvizError
from poolviz.core.inputs.editing import new_matrix, pasted_table, resized_matrix, typed_cell
from poolviz.core.inputs.source import Source, axes_in_words, load_image, other_axes, turned
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.lab import EditSource
from poolviz.core.scenes.scene import MAX_INLINE_CELLS, Resolved, Scene
from poolviz.core.scenes.scene_files import SCENE_SUFFIX, open_scene
from poolviz.gui.options import Offer
from poolviz.gui.session.editor import Editor
from poolviz.gui.session.maker import Request
from poolviz.gui.session.merging import number_redrawn

_QUICK_SCENE_BYTES = 2**17
"""A larger scene file carries a picture, which takes a while to decode."""

_MOST_RANDOM = 28
"""The longest side of an input that is replaced by random numbers of the same size."""


class Inputs(QObject):
    """Puts inputs into the scene that an editor goes on from.

    Signals
    -------
    missed(str)
        A file that was asked for can't be shown.
    """

    missed = pyqtSignal(str)

    def __init__(self, editor: Editor, first: Scene) -> None:
        super().__init__(editor)
        self._editor = editor
        self._brought = first.source if first.source.kind in ("file", "values") else None
        self.own = self._brought
        """The last input of the user's own that was shown."""
        maker = editor.maker
        maker.read.connect(lambda scene, path: editor.want(scene, fresh=True, path=path))
        maker.unread.connect(self._miss)
        maker.refused.connect(self._refuse)

    def shown(self, ref: SourceRef) -> None:
        """Remember the input that is on the screen now, if it is the user's own."""
        if self._brought is not None and ref == self._brought:
            self.own = ref

    def change(self, edit: EditSource) -> None:
        """Show another input."""
        make = self._anew if edit.anew else lambda ref: replace(self._editor.wish, source=ref)
        self._editor.attempt(lambda: make(edit.ref), fresh=edit.anew, merge=edit.merge)

    def show_source(self, ref: SourceRef) -> None:
        """Show another input, from its first step, with the same pooling.

        Where it is the one there is but for one number, such changes in a row are one edit.
        """
        self.change(EditSource(ref, number_redrawn(self._editor.wish.source, ref)))

    def _anew(self, ref: SourceRef) -> Scene:
        """Return the scene with another input, in its own size and colours."""
        wish = self._editor.wish
        step = wish.lab.opening
        return replace(wish, source=ref, step=step, channel=0, grey=False, resize=None)

    def open_path(self, path: str) -> None:
        """Show a file, or the scene that it holds."""
        editor = self._editor
        if not path.lower().endswith(SCENE_SUFFIX):
            ref = self._brought = SourceRef("file", path=path)
            editor.want(self._anew(ref), fresh=True, reload=True, path=path)
            return
        if os.path.isfile(path) and os.path.getsize(path) > _QUICK_SCENE_BYTES:
            editor.say("Working … (Esc cancels)")
            editor.maker.read_file(path, open_scene)
            return
        try:
            scene = open_scene(path)
        except PoolvizError as error:
            self._miss(error, path)
        else:
            editor.want(scene, fresh=True, path=path)

    def _refuse(self, request: Request, error: Exception) -> None:
        if request.path and not isinstance(error, MemoryError):
            self.missed.emit(request.path)

    def _miss(self, error: Exception, path: str) -> None:
        self._editor.say(str(error), error=True)
        self.missed.emit(path)

    def paste_text(self, text: str) -> None:
        """Show pasted numbers."""
        self._bring(lambda: pasted_table(text, MAX_INLINE_CELLS))

    def paste_image(self, encoded: bytes) -> None:
        """Show a pasted picture, given as a PNG."""
        self._bring(lambda: load_image(encoded, "Pasted picture"))

    def new_matrix(self) -> None:
        """Show a matrix of zeros to type numbers into, as large as the matrix that was there."""
        resolved = self._editor.made.resolved
        cells, picture = resolved.run.generations[0], resolved.source.picture
        self._bring(lambda: new_matrix(cells, picture=picture))

    def _bring(self, read: Callable[[], Source]) -> None:
        """Show an input of the user's own, or say why it is none."""
        try:
            self._brought = SourceRef("values", given=read())
        except PoolvizError as error:
            self._editor.say(str(error), error=True)
        else:
            self.show_source(self._brought)

    def new_random(self) -> None:
        """Draw anew what the lab draws, else the random matrix of the next seed."""
        wish = self._editor.wish
        edit, ref = wish.lab.random(wish), wish.source
        if edit is not None:
            self._editor.apply(lambda: edit)
        elif ref.kind == "random":
            self.change(EditSource(replace(ref, seed=ref.seed + 1)))
        else:
            height, width = self._editor.made.resolved.run.generations[0].shape[:2]
            size = (height, width) if max(height, width) <= _MOST_RANDOM else (8, 8)
            self.show_source(SourceRef("random", size=size, seed=ref.seed))

    def set_cell(self, row: int, col: int, text: str) -> bool:
        """Change one cell of the input to what was typed; return whether it was a number."""
        editor, resolved = self._editor, self._editor.made.resolved
        typed = editor.wish.source.given if editor.maker.pending is not None else None
        cells = resolved.run.generations[0] if typed is None else typed.values
        try:
            given = typed_cell(typed or resolved.source, cells, row, col, text)
        except PoolvizError as error:
            editor.say(str(error), error=True)
            return False
        if given is not None:
            ref = replace(editor.wish.source, kind="values", given=given, path="")
            self._brought = ref
            editor.attempt(lambda: replace(editor.wish, source=ref, grey=False, resize=None))
        return True

    def resize_matrix(self, size: tuple[int, int]) -> None:
        """Give a typed or pasted matrix other rows and columns; what is kept keeps its place."""
        ref = self._editor.wish.source
        source = ref.given
        if source is None or source.values.ndim != 2 or source.values.shape == size:
            return
        given, lost = resized_matrix(source, size)
        self._brought = replace(ref, given=given)
        self.change(EditSource(self._brought, "matrix size", anew=False))
        if lost:
            self._editor.say(f"{lost} numbers are cut off; Ctrl+Z brings them back.")

    def other_axes(self, resolved: Resolved) -> tuple[Offer, ...]:
        """Return the offer to read an array the other way, where it could be meant."""
        scene, source = resolved.scene, resolved.source
        if not source.axes:
            return ()
        axes, shape = other_axes(source)
        ref = replace(scene.source, axes=axes)
        if ref.given is not None:
            ref = SourceRef("values", given=turned(source))
        step = scene.step if scene.lab.opening else 0
        other = replace(scene, source=ref, step=step, channel=0, grey=False, resize=None)

        def turn() -> None:
            self._brought = ref
            self._editor.want(other, fresh=True)

        tip = f"Read the array the other way, as {axes_in_words(shape)}; Ctrl+Z goes back"
        return (Offer(f"Read as {axes_in_words(shape)}", tip, turn),)
