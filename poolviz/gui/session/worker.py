"""Work that takes longer than a frame, on a thread beside the window's, until it is told to end."""

import threading
import time
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal

from poolviz.core.stopping import StoppedError, stopping

if TYPE_CHECKING:
    from concurrent.futures import Future

_PATIENCE = 0.4
"""Seconds that the end of a window waits for its work; the process ends without what is longer."""


class Teller(QObject):
    """Passes on what is told on another thread.

    It has no parent, and the thread holds on to it: so it is there as long as the thread may tell,
    even where a window went without closing what it had begun.
    """

    told = pyqtSignal(object)


class Worker(QObject):
    """Runs one function at a time in the background, and tells of its end on this thread.

    What is not waited for any more ends as soon as it asks (`poolviz.core.stopping`). Where a
    library does not let it ask, it runs on beside the next one, and nobody hears of it.

    Signals
    -------
    finished(object)
        The `Future` of a function that has ended; not of one that was forgotten.
    """

    finished = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: Future[Any] | None = None
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._closed = False
        self._gone = threading.Event()
        weakref.finalize(self, self._gone.set)
        # Queued, so that the end of a job is told after `start`, however short the job is.
        queued = Qt.ConnectionType.QueuedConnection
        self._teller = Teller()
        self._teller.told.connect(self._end, queued)  # type: ignore[call-arg]  # stubs lack it

    @property
    def busy(self) -> bool:
        """Whether a function is running that somebody waits for."""
        return self._current is not None

    def start(self, function: Callable[[], Any]) -> None:
        """Run `function` instead of what runs now. Nothing after `stop`."""
        if self._closed:
            return
        from concurrent.futures import Future

        self.forget()
        stop = self._stop = threading.Event()
        self._current = Future()
        work = function, self._current, stop, self._gone, self._teller
        thread = threading.Thread(target=_work, args=work, name="poolviz", daemon=True)
        self._threads = [*(t for t in self._threads if t.is_alive()), thread]
        thread.start()

    def forget(self) -> None:
        """End what runs now, and tell nothing more of it."""
        self._stop.set()
        self._current = None

    def stop(self) -> None:
        """End all work, and wait a little for it."""
        self.forget()
        self._closed = True
        end = time.monotonic() + _PATIENCE
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))

    def _end(self, future: "Future[Any]") -> None:
        if future is self._current:
            self._current = None
            self.finished.emit(future)


def _work(
    function: Callable[[], Any],
    future: "Future[Any]",
    stop: threading.Event,
    gone: threading.Event,
    teller: Teller,
) -> None:
    def stopped() -> bool:
        return stop.is_set() or gone.is_set()

    try:
        with stopping(stopped):
            result = function()
    except StoppedError:
        return
    except BaseException as error:
        future.set_exception(error)
    else:
        future.set_result(result)
    if not stopped():
        teller.told.emit(future)
    del future  # it holds its error, which holds this frame
