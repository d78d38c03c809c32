"""From a scene that is wished for to pixels, at once where that is quick, else on a thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, pyqtSignal

from poolviz.core.errors import PoolvizError
from poolviz.core.inputs.source import ARRAY_SUFFIXES, TABLE_SUFFIXES, Source
from poolviz.core.inputs.source_ref import PICTURES, SIZED
from poolviz.core.scenes.scene import Resolved, Scene, prepare, resolve
from poolviz.gui.labs.base import Shown, paint
from poolviz.gui.options import Offer
from poolviz.gui.session.worker import Worker

if TYPE_CHECKING:
    from concurrent.futures import Future

_QUICK_OPERATIONS = 3_000_000
"""Cell operations that surely end within a frame or two, and need no thread."""

_QUICK_KINDS = ("4x4", "6x6", *SIZED)


@dataclass(frozen=True, eq=False)
class Request:
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
class Loaded:
    """A scene that is there; the parts are kept for the next one."""

    request: Request
    source: Source
    values: Any
    shown: Shown

    @property
    def resolved(self) -> Resolved:
        """The scene as far as it was possible."""
        return self.shown.resolved


def make(request: Request, last: Loaded | None) -> Loaded:
    """Load, prepare, pool and colour a scene; what `last` has of it already is not done again."""
    scene = request.scene
    source = _known_source(request, last)
    if source is None:
        source = scene.source.load()
    same = last is not None and source is last.source
    if same and last is not None and _preparation(scene) == _preparation(last.request.scene):
        values = last.values
    else:
        values = prepare(scene, source)
    if last is not None and values is last.values and last.resolved.same_pooling(scene):
        resolved, known = last.resolved.looking(scene), last.shown
    else:
        resolved, known = resolve(scene, source, values), None
    if known is not None and resolved.scene.lab.name != known.resolved.scene.lab.name:
        known = None
    picture = resolved.scene.lab.picture(resolved, known.picture if known is not None else None)
    if last is None or request.colour_map != last.request.colour_map:
        known = None
    return Loaded(request, source, values, paint(resolved, picture, request.colour_map, known))


def is_quick(request: Request, last: Loaded | None) -> bool:
    """Return whether a scene is made within a frame or two."""
    scene, source = request.scene, _known_source(request, last)
    if source is None and scene.source.kind not in _QUICK_KINDS:
        return False
    height, width = scene.source.size
    cells = height * width if source is None else source.values.size
    if scene.resize:
        cells = max(cells, scene.resize[0] * scene.resize[1])
    return bool(scene.lab.cost(scene.spec, cells, scene.repeats).operations <= _QUICK_OPERATIONS)


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


def _known_source(request: Request, last: Loaded | None) -> Source | None:
    if request.source is not None:
        return request.source
    same = last is not None and request.scene.source == last.request.scene.source
    if same and last is not None and not request.reload:
        return last.source
    return request.scene.source.given


def _preparation(scene: Scene) -> tuple[bool, tuple[int, int] | None]:
    return scene.makes_grey, scene.resize


class Maker(QObject):
    """Makes one scene at a time; the newest wins.

    Signals
    -------
    made(Loaded)
        A scene is there; `loaded` still is the one before.
    refused(Request, object)
        It can't be; why, a `PoolvizError` or a `MemoryError`.
    read(object, str), unread(object, str)
        A scene file has been read, or why it can't be; and its path.
    busy_changed(bool)
        Whether something is being made in the background.
    """

    made = pyqtSignal(object)
    refused = pyqtSignal(object, object)
    read = pyqtSignal(object, str)
    unread = pyqtSignal(object, str)
    busy_changed = pyqtSignal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.loaded: Loaded | None = None
        self.pending: Request | None = None
        self._reading = ""
        self._worker = Worker(self)
        self._worker.finished.connect(self._finish)

    @property
    def busy(self) -> bool:
        """Whether something is being made in the background."""
        return self._worker.busy

    def request(self, request: Request) -> bool:
        """Make a scene; return whether that is done, or refused, already."""
        pending = self.pending
        if pending is not None and pending.scene.source == request.scene.source:
            request = replace(
                request,
                title=request.title or pending.title,
                source=request.source or pending.source,
                reload=request.reload or pending.reload,
                path=request.path or pending.path,
            )
        was_busy = self.busy
        self._worker.forget()
        if not is_quick(request, self.loaded):
            self.pending = request
            self._start(partial(make, request, self.loaded), was_busy=False)
            return False
        self.pending = None
        try:
            loaded = make(request, self.loaded)
        except PoolvizError as error:
            self.refused.emit(request, error)
        else:
            self.made.emit(loaded)
        if was_busy:
            self.busy_changed.emit(False)
        return True

    def read_file(self, path: str, read: Callable[[str], Scene]) -> None:
        """Read a scene file in the background."""
        was_busy = self.busy
        self.pending, self._reading = None, path
        self._worker.forget()
        self._start(partial(read, path), was_busy=was_busy)

    def _start(self, work: Callable[[], object], *, was_busy: bool) -> None:
        self._worker.start(work)
        if not was_busy:
            self.busy_changed.emit(True)

    def cancel(self) -> bool:
        """Give up what is being made; return whether there was something."""
        if not self.busy:
            return False
        self._worker.forget()
        self.pending = None
        self.busy_changed.emit(False)
        return True

    def close(self) -> None:
        """Stop all work."""
        self._worker.stop()

    def _finish(self, future: "Future[Any]") -> None:
        request, self.pending = self.pending, None
        error = future.exception()
        if isinstance(error, PoolvizError | MemoryError):
            if request is not None:
                self.refused.emit(request, error)
            else:
                self.unread.emit(error, self._reading)
        elif error is None and request is not None:
            self.made.emit(future.result())
        self.busy_changed.emit(False)
        if error is not None and not isinstance(error, PoolvizError | MemoryError):
            raise error
        if error is None and request is None:
            self.read.emit(future.result(), self._reading)
