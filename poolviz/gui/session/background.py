"""The survey of every shift, made beside the window: in parts, with progress, and given up at will.

A survey belongs to a pooling and not to one shift, so it is not made anew while a picture is
dragged. What is quick is there at once; the rest follows part by part.
"""

import threading
import weakref
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial

from PyQt6.QtCore import QObject, Qt, pyqtSignal

from poolviz.core.errors import PoolvizError
from poolviz.core.labs.shift.survey import Survey, Surveyable, is_quick, surveys
from poolviz.core.scenes.scene import Resolved
from poolviz.gui.session.worker import Teller, Worker


@dataclass(frozen=True, eq=False)
class Surveyed:
    """How far a survey has come.

    Attributes
    ----------
    survey : Survey, optional
        What is there of it; while `stale`, it is that of the pooling before.
    stale : bool
        Whether it is of another pooling than the one on screen.
    done : float, optional
        The share that is done, 0 to 1; None where nothing is being made.
    message : str
        Why there is none, or not all of it.
    """

    survey: Survey | None = None
    stale: bool = False
    done: float | None = None
    message: str = ""


class _CancelledError(Exception):
    """The survey is not wanted any more."""


class Surveyor(QObject):
    """Makes one survey at a time; the newest wins.

    Signals
    -------
    changed()
        `state` has come further, or to its end; it is not told of what `want` does at once.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = Surveyed()
        self._wanted: Surveyable | None = None
        self._stop = threading.Event()
        self._gone = threading.Event()
        weakref.finalize(self, self._gone.set)
        self._worker = Worker(self)
        self._worker.finished.connect(self._finish)
        self._teller = Teller()
        queued = Qt.ConnectionType.QueuedConnection
        self._teller.told.connect(self._hear, queued)  # type: ignore[call-arg]  # stubs lack it

    @property
    def state(self) -> Surveyed:
        """How far the survey has come."""
        return self._state

    def want(self, resolved: Resolved) -> None:
        """See to it that there is the survey of a scene; nothing happens where there is."""
        wanted = Surveyable.of(resolved)
        if self._wanted is None or not self._wanted.same(wanted):
            self._begin(wanted)

    def again(self) -> None:
        """Make a survey that was given up, or that has failed."""
        if self._wanted is not None and self._state.done is None and self._state.message:
            self._begin(self._wanted)
            self.changed.emit()

    def _begin(self, wanted: Surveyable) -> None:
        self._stop.set()
        self._worker.forget()
        same, self._wanted = self._wanted is wanted, wanted
        stop = self._stop = threading.Event()
        first = None
        if is_quick(wanted):
            first = next(surveys(wanted))
        known = first or self._state.survey
        stale = first is None and not (same and known is not None)
        self._state = Surveyed(known, stale, done=0.0)
        self._worker.start(partial(_make, wanted, stop, self._gone, self._teller))

    def cancel(self) -> None:
        """Give up what is being made; what is there of it stays."""
        if self._state.done is not None:
            self._stop.set()
            self._worker.forget()
            self._end("Cancelled.")

    def close(self) -> None:
        """Stop all work."""
        self._stop.set()
        self._worker.stop()

    def _hear(self, told: tuple[threading.Event, Survey | float]) -> None:
        stop, news = told
        if stop is not self._stop or stop.is_set():
            return
        if isinstance(news, Survey):
            self._set(replace(self._state, survey=news, stale=False))
        elif self._state.done is not None:
            self._set(replace(self._state, done=news))

    def _finish(self, future: "Future[None]") -> None:
        error = future.exception()
        if isinstance(error, _CancelledError):
            return
        if isinstance(error, PoolvizError | MemoryError):
            text = str(error) or "There is not enough memory for the survey of all shifts."
            self._end(text)
            return
        self._set(replace(self._state, done=None))
        if error is not None:
            raise error

    def _end(self, message: str) -> None:
        """Keep what is there of the survey, and say why it is not more."""
        survey = None if self._state.stale else self._state.survey
        self._set(Surveyed(survey, message=message))

    def _set(self, state: Surveyed) -> None:
        self._state = state
        self.changed.emit()


def _make(wanted: Surveyable, stop: threading.Event, gone: threading.Event, teller: Teller) -> None:
    """Make a survey on the worker's thread, and tell of every part, until `stop` or `gone`."""
    told = -1.0

    def go_on() -> None:
        if stop.is_set() or gone.is_set():
            raise _CancelledError

    def progress(done: int, total: int) -> None:
        nonlocal told
        go_on()
        if done / total - told >= 0.02:
            told = done / total
            teller.told.emit((stop, told))

    for part in surveys(wanted, progress):
        go_on()
        teller.told.emit((stop, part))
