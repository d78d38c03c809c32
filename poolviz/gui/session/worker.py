"""Work that takes longer than a frame, on one thread beside the window's."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any

from PyQt6.QtCore import QObject, Qt, pyqtSignal


class Teller(QObject):
    """Passes on what is told on another thread.

    It has no parent, and the thread holds on to it: so it is there as long as the thread may tell,
    even where a window went without closing what it had begun.
    """

    told = pyqtSignal(object)


class Worker(QObject):
    """Runs one function at a time in the background, and tells of its end on this thread.

    Signals
    -------
    finished(object)
        The `Future` of a function that has ended; not of one that was forgotten.
    """

    finished = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, "poolviz")
        self._current: Future[Any] | None = None
        self._stopped = False
        # Queued, so that the end of a job is told after `start`, however short the job is.
        queued = Qt.ConnectionType.QueuedConnection
        self._teller = Teller()
        self._teller.told.connect(self._end, queued)  # type: ignore[call-arg]  # stubs lack it

    @property
    def busy(self) -> bool:
        """Whether a function is running that somebody waits for."""
        return self._current is not None

    def start(self, function: Callable[[], Any]) -> None:
        """Run `function` after what runs now; only the newest is told of. Nothing after `stop`."""
        if self._stopped:
            return
        self._current = self._pool.submit(function)
        self._current.add_done_callback(partial(_tell, self._teller))

    def forget(self) -> None:
        """Tell nothing more of what runs now."""
        current, self._current = self._current, None
        if current is not None:
            current.cancel()

    def stop(self) -> None:
        """Forget all work and wait until the thread is idle, so that nothing outlives a window."""
        self.forget()
        self._stopped = True
        self._pool.shutdown(cancel_futures=True)

    def _end(self, future: "Future[Any]") -> None:
        if future is self._current:
            self._current = None
            self.finished.emit(future)


def _tell(teller: Teller, news: object) -> None:
    teller.told.emit(news)
