"""What a lab computes beside the window: in parts, with progress, and given up at will.

It belongs to a subject and not to one scene, so it is not made anew while a picture is dragged.
What is quick is there at once; the rest follows part by part.
"""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal

from poolviz.core.errors import PoolvizError
from poolviz.core.scenes.lab import Lab
from poolviz.core.scenes.scene import Resolved
from poolviz.core.stopping import ask
from poolviz.gui.labs.base import Progress
from poolviz.gui.session.worker import Teller, Worker

if TYPE_CHECKING:
    from concurrent.futures import Future


class Background(QObject):
    """Does one piece of work at a time; the newest wins.

    Signals
    -------
    changed()
        `state` has come further, or to its end; it is not told of what `want` does at once.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = Progress()
        self._wanted: Any = None
        self._lab: Lab | None = None
        self._job = object()
        self._worker = Worker(self)
        self._worker.finished.connect(self._finish)
        self._teller = Teller()
        queued = Qt.ConnectionType.QueuedConnection
        self._teller.told.connect(self._hear, queued)  # type: ignore[call-arg]  # stubs lack it

    @property
    def state(self) -> Progress:
        """How far the work has come."""
        return self._state

    def want(self, resolved: Resolved) -> None:
        """See to it that there is what a scene's lab computes of it; nothing is done twice."""
        self._lab = resolved.scene.lab
        wanted = self._lab.subject(resolved)
        if wanted is not None and (self._wanted is None or not self._wanted.same(wanted)):
            self._begin(wanted)

    def again(self) -> None:
        """Do what was given up, or has failed."""
        if self._wanted is not None and self._state.done is None and self._state.message:
            self._begin(self._wanted)
            self.changed.emit()

    def _begin(self, wanted: Any) -> None:
        assert self._lab is not None
        same, self._wanted = self._wanted is wanted, wanted
        self._job = object()
        first = None
        if self._lab.is_quick(wanted):
            first = next(self._lab.background(wanted))
        known = first or self._state.result
        stale = first is None and not (same and known is not None)
        self._state = Progress(known, stale, done=0.0)
        self._worker.start(partial(_make, self._lab, wanted, self._job, self._teller))

    def cancel(self) -> None:
        """Give up what is being made; what is there of it stays."""
        if self._state.done is not None:
            self._job = object()
            self._worker.forget()
            self._end("Cancelled.")

    def close(self) -> None:
        """Stop all work."""
        self._job = object()
        self._worker.stop()

    def _hear(self, told: tuple[object, Any]) -> None:
        job, news = told
        if job is not self._job:
            return
        if not isinstance(news, float):
            self._set(replace(self._state, result=news, stale=False))
        elif self._state.done is not None:
            self._set(replace(self._state, done=news))

    def _finish(self, future: "Future[None]") -> None:
        error = future.exception()
        if isinstance(error, PoolvizError | MemoryError):
            text = str(error) or "There is not enough memory for that."
            self._end(text)
            return
        self._set(replace(self._state, done=None))
        if error is not None:
            raise error

    def _end(self, message: str) -> None:
        """Keep what is there of it, and say why it is not more."""
        result = None if self._state.stale else self._state.result
        self._set(Progress(result, message=message))

    def _set(self, state: Progress) -> None:
        self._state = state
        self.changed.emit()


def _make(lab: Lab, wanted: Any, job: object, teller: Teller) -> None:
    """Do the work on the worker's thread, and tell of every part."""
    told = -1.0

    def progress(done: int, total: int) -> None:
        nonlocal told
        ask()
        if done / total - told >= 0.02:
            told = done / total
            teller.told.emit((job, told))

    for part in lab.background(wanted, progress):
        ask()
        teller.told.emit((job, part))
