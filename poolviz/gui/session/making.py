"""From a scene that is wished to pixels: what may take long, as plain functions of plain values."""

from dataclasses import dataclass
from typing import Any

from poolviz.core.inputs.source import ARRAY_SUFFIXES, TABLE_SUFFIXES, Source
from poolviz.core.inputs.source_ref import PICTURES, SIZED
from poolviz.core.scenes.scene import Resolved, Scene, prepare, resolve
from poolviz.gui.canvas.raster import Shown, show
from poolviz.gui.options import Offer

_QUICK_OPERATIONS = 3_000_000
"""Cell operations that surely end within a frame or two, and need no thread."""

_QUICK_KINDS = ("4x4", "6x6", *SIZED)


@dataclass(frozen=True, eq=False)
class Wanted:
    """A scene that is to be made, and what is to follow when it is there.

    Attributes
    ----------
    scene : Scene
        What is wished.
    colour_map : str
        How it is coloured.
    base : int
        The place in the history that it starts from.
    new : bool
        Whether it becomes a new entry there, after `base`; if not, it is the entry `base` itself.
    fresh : bool
        Whether it begins at its own step, paused, instead of keeping the place there was.
    title : str
        What is said when it is there.
    source : Source, optional
        Its input, if it is loaded already.
    reload : bool
        Whether the input is read again, even if it is the one on the screen.
    path : str
        The file that was opened for it, or "".
    offers : tuple of Offer
        What one click makes of it instead.
    """

    scene: Scene
    colour_map: str
    base: int
    new: bool
    fresh: bool = False
    title: str = ""
    source: Source | None = None
    reload: bool = False
    path: str = ""
    offers: tuple[Offer, ...] = ()


@dataclass(frozen=True, eq=False)
class Made:
    """A scene that is there; the parts are kept for the next one."""

    wanted: Wanted
    source: Source
    values: Any
    shown: Shown

    @property
    def resolved(self) -> Resolved:
        """The scene as far as it was possible."""
        return self.shown.resolved


def make(wanted: Wanted, last: Made | None) -> Made:
    """Load, prepare, pool and colour a scene; what `last` has of it already is not done again."""
    scene = wanted.scene
    source = _known_source(wanted, last)
    if source is None:
        source = scene.source.load()
    same = last is not None and source is last.source
    if same and last is not None and _preparation(scene) == _preparation(last.wanted.scene):
        values = last.values
    else:
        values = prepare(scene, source)
    if last is not None and values is last.values and last.resolved.same_pooling(scene):
        resolved = last.resolved.looking(scene)
        known = last.shown if wanted.colour_map == last.wanted.colour_map else None
    else:
        resolved, known = resolve(scene, source, values), None
    return Made(wanted, source, values, show(resolved, wanted.colour_map, known))


def is_quick(wanted: Wanted, last: Made | None) -> bool:
    """Return whether a scene is made within a frame or two."""
    scene, source = wanted.scene, _known_source(wanted, last)
    if source is None and scene.source.kind not in _QUICK_KINDS:
        return False
    height, width = scene.source.size
    cells = height * width if source is None else source.values.size
    if scene.resize:
        cells = max(cells, scene.resize[0] * scene.resize[1])
    work = sum(scene.spec.kernel_size) * (4 if scene.spec.mode.powers else 1)
    return bool(cells * work * scene.repeats <= _QUICK_OPERATIONS)


def natural_map(scene: Scene) -> str:
    """Return gray for pictures, whose numbers are shades, and viridis for all else."""
    source = scene.source
    if source.given is not None:
        picture = source.given.picture
    elif source.kind == "file":
        picture = not source.path.lower().endswith((*ARRAY_SUFFIXES, *TABLE_SUFFIXES))
    else:
        picture = source.kind in PICTURES
    return "gray" if picture else "viridis"


def _known_source(wanted: Wanted, last: Made | None) -> Source | None:
    if wanted.source is not None:
        return wanted.source
    same = last is not None and wanted.scene.source == last.wanted.scene.source
    if same and last is not None and not wanted.reload:
        return last.source
    return wanted.scene.source.given


def _preparation(scene: Scene) -> tuple[bool, tuple[int, int] | None]:
    return scene.grey or scene.lab == "shift", scene.resize
