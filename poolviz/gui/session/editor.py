"""How one scene follows another: what is wished for, made, and taken back."""

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any, Protocol

from PyQt6.QtCore import QObject

from poolviz.core.errors import PoolvizError
from poolviz.core.scenes.lab import Edit
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.options import Offer
from poolviz.gui.session.history import History
from poolviz.gui.session.maker import Loaded, Maker, Request, natural_map
from poolviz.gui.session.merging import number_edited

_SPEC_FIELDS = {f.name for f in fields(PoolSpec)}


class Sayer(Protocol):
    """Puts a sentence on the status line."""

    def __call__(self, text: str, *, error: bool = False) -> object:
        """Put it there."""


class Editor(QObject):
    """Edits of the scene, each made as soon as it can be, and remembered.

    Parameters
    ----------
    maker : Maker
        Makes the scenes; who hears of one that is there has to `take` it.
    say : callable
        Puts a sentence on the status line.
    parent : QObject
        Whose part this is.
    """

    def __init__(self, maker: Maker, first: Scene, say: Sayer, parent: QObject) -> None:
        super().__init__(parent)
        self.maker = maker
        self.say = say
        self.colour_map = natural_map(first)
        self._history = History(first)
        self._merging = ""
        maker.refused.connect(self._refuse)

    @property
    def made(self) -> Loaded:
        """What is on the screen."""
        assert self.maker.loaded is not None
        return self.maker.loaded

    @property
    def wish(self) -> Scene:
        """What the screen shows, or is going to show."""
        pending = self.maker.pending
        return self.made.resolved.scene if pending is None else pending.scene

    @property
    def _goal(self) -> tuple[int, bool]:
        """The place in the history that is being gone to, and whether a new entry follows it."""
        pending = self.maker.pending
        return (self._history.place, False) if pending is None else (pending.base, pending.new)

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

    def undo(self) -> None:
        """Take the last edit back."""
        if self.can_undo:
            base, new = self._goal
            self._return_to(base if new else base - 1)

    def redo(self) -> None:
        """Do again what was taken back."""
        if self.can_redo:
            self._return_to(self._goal[0] + 1)

    def edit(self, name: str, value: Any) -> None:
        """Change one parameter of the scene, of its pooling or of its lab.

        Numbers of one parameter in a row are one edit; words, and None, are one each.
        """

        def change() -> Edit:
            if name in self.wish.lab.FIELDS:
                edit: Edit = self.wish.lab.edit(name, value)
                return edit
            part = "spec" if name in _SPEC_FIELDS else "scene"
            return Edit(part, {name: value}, number_edited(name, value))

        self.apply(change)

    def apply(self, change: Callable[[], Edit]) -> None:
        """Make an edit, or say why it is not possible."""
        try:
            edit = change()
        except PoolvizError as error:
            self._say_why_not(error)
        else:
            self.attempt(lambda: self.wish.edited(edit), merge=edit.merge)

    def attempt(self, change: Callable[[], Scene], *, fresh: bool = False, merge: str = "") -> None:
        """Go to a scene that may not be possible, and is nothing new if it is the wished one."""
        try:
            scene = change()
        except PoolvizError as error:
            self._say_why_not(error)
            return
        if replace(scene, step=self.wish.step) != self.wish:
            self.want(scene, fresh=fresh, merge=merge)

    def want(
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

        Edits with the same `merge`, one after the other, are one entry. For the others see
        `Request`.
        """
        pending = self.maker.pending
        fresh = fresh or (pending is not None and pending.fresh)
        natural = natural_map(scene)
        changed = fresh and natural != natural_map(self.wish)
        known = self.colour_map if pending is None else pending.colour_map
        colour_map = natural if changed else known
        joins = bool(merge) and merge == self._merging
        new = not joins or (pending is not None and pending.new)
        self._merging = merge
        base = self._goal[0]
        request = Request(scene, colour_map, base, new, fresh, title, reload=reload, path=path)
        self.make(replace(request, offers=offers))

    def recolour(self, colour_map: str) -> None:
        """Show the same scene in other colours."""
        base, new = self._goal
        pending = self.maker.pending
        fresh = pending is not None and pending.fresh
        self.make(Request(self.wish, colour_map, base, new, fresh))

    def make(self, request: Request) -> None:
        """Make a scene, at once where that is quick, else in the background."""
        if not self.maker.request(request):
            assert self.maker.pending is not None
            self.say(self.maker.pending.title or "Working … (Esc cancels)")

    def take(self, made: Loaded) -> None:
        """Put a scene that is there on the screen."""
        self.maker.loaded = made
        self.colour_map = made.request.colour_map
        self._history.put(made.request.base, made.resolved.scene, new=made.request.new)

    def cancel(self) -> None:
        """Give up what is being made and keep what is on the screen."""
        if self.maker.cancel():
            self._merging = ""
            self.say("Cancelled; the picture is the one from before.")

    def _return_to(self, place: int) -> None:
        """Make an entry of the history anew."""
        self._merging = ""
        scene = self._history[place]
        same = scene.source == self.made.request.scene.source
        colour_map = self.colour_map if same else natural_map(scene)
        fresh = not same or scene.lab.name != self.made.resolved.scene.lab.name
        self.make(Request(scene, colour_map, place, False, fresh))

    def _refuse(self, request: Request, error: Exception) -> None:
        self._say_why_not(error)

    def _say_why_not(self, error: Exception) -> None:
        """Say why an edit is not possible; the next one stands alone."""
        self._merging = ""
        text = str(error)
        if isinstance(error, MemoryError):
            text = "There is not enough memory for that; the picture stays."
        self.say(text, error=True)
