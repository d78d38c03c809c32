"""Which scene a lab opens with, and the walk through those that are prepared."""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES, default_scene
from poolviz.core.scenes.lab import LABS
from poolviz.core.scenes.scene import Scene
from poolviz.gui.options import Offer
from poolviz.gui.session.editor import Editor

_LONGEST_NAME = 40


class Scenes:
    """Opens labs and prepared scenes.

    Parameters
    ----------
    editor : Editor
        Goes to the scenes.
    first : Scene
        The scene that the session begins with.
    current : callable
        Returns the scene with the step that is on screen.
    own : callable
        Returns the last input of the user's own, None where there is none.
    """

    def __init__(
        self,
        editor: Editor,
        first: Scene,
        current: Callable[[], Scene],
        own: Callable[[], SourceRef | None],
    ) -> None:
        self._editor = editor
        self._current = current
        self._own = own
        self._left: dict[str, Scene] = {}
        known = [preset.scene for preset in SCENES.values()]
        plain = replace(first, step=0)
        alike = [i for i, scene in enumerate(known) if replace(scene, step=0) == plain]
        self._place = next((i for i in alike if known[i] == first), alike[0] if alike else 0)

    def leave(self, scene: Scene) -> None:
        """Remember how a lab is left."""
        self._left[scene.lab.name] = scene

    # ---- labs

    def show_lab(self, lab: str) -> None:
        """Go to another lab: as it was left, else with the user's own input, else its example."""
        if lab != self._editor.wish.lab.name:
            self._open_lab(lab, next(iter(self._ways(lab))))

    def _ways(self, lab: str) -> dict[str, Scene]:
        """Return what a lab can be opened with, the first of which it is opened with."""
        default, own, current = SCENES[default_scene(lab)].scene, self._own(), self._current()
        left = current if lab == current.lab.name else self._left.get(lab)
        ways = {} if left is None else {"left": left}
        if own is not None and (left is None or left.source != own):
            ways["own"] = replace(default, source=own, step=default.lab.opening)
        if left is None or replace(left, step=default.step) != default:
            ways["example"] = default
        return ways

    def _open_lab(self, lab: str, way: str) -> None:
        """Open a lab in one of its ways, say which, and offer the next of the others."""
        ways, own = self._ways(lab), self._own()
        name = "" if own is None else own.given.name if own.given else os.path.basename(own.path)
        name = name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"
        texts = {"left": "As it was", "own": f"Use {name}", "example": "Open its example"}
        other = next((key for key in ways if key != way), None)
        offers: tuple[Offer, ...] = ()
        if other is not None:
            tip = "Open this lab with that instead; Ctrl+Z goes back"
            offers = (Offer(texts[other], tip, partial(self._open_lab, lab, other)),)
        said = {"left": "as it was left", "own": f"with {name}", "example": "with its example"}[way]
        title = f"{LABS[lab].title}, {said}."
        self._editor.want(ways[way], fresh=True, title=title, offers=offers)

    # ---- prepared scenes

    @property
    def preset(self) -> str:
        """The name of the prepared scene that is on screen, or "" where it has been changed."""
        plain = replace(self._editor.made.request.scene, step=0)
        alike = [n for n, known in SCENES.items() if replace(known.scene, step=0) == plain]
        opened = list(SCENES)[self._place]
        return opened if opened in alike else "".join(alike[:1])

    def show_preset(self, offset: int) -> None:
        """Go `offset` places on in the list of prepared scenes."""
        names, place, lab = list(SCENES), self._place, self._editor.wish.lab.name
        if SCENES[names[place]].scene.lab.name != lab:  # it was opened by its key
            place = names.index(default_scene(lab))
        if 0 <= place + offset < len(names):
            self.show_preset_at(place + offset)
        elif offset > 0:
            self._editor.say(f"This is the last of {len(names)} scenes; Page Up goes back.")
        else:
            self._editor.say(f"This is the first of {len(names)} scenes; Page Down goes on.")

    def show_preset_at(self, place: int) -> None:
        """Show a prepared scene by its place in the list."""
        presets = list(SCENES.values())
        self._place = place
        title = f"Scene {place + 1} of {len(presets)}: {presets[place].title}."
        self._editor.want(presets[place].scene, fresh=True, title=title)
