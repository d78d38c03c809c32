"""The only timer and the only clock."""

import time
from collections.abc import Callable

from PyQt6.QtCore import QObject, Qt, QTimer

from poolviz.gui.session.session import Session

_FRAME_MS = 16
_LONGEST_TICK = 0.25
"""Seconds: after a hold-up the animation goes on instead of leaping."""


class Player(QObject):
    """Moves a session's time while it plays.

    Parameters
    ----------
    session : Session
        What is played.
    clock : callable
        Returns seconds that only grow; tests give their own and call `tick`.
    """

    def __init__(
        self,
        session: Session,
        clock: Callable[[], float] = time.perf_counter,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self.clock = clock
        self._last = clock()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_FRAME_MS)
        self._timer.timeout.connect(self.tick)
        session.timeline_changed.connect(self._follow)

    @property
    def running(self) -> bool:
        """Whether the timer runs: only while something moves."""
        return self._timer.isActive()

    def tick(self) -> None:
        """Pass on the time since the last tick."""
        now = self.clock()
        seconds, self._last = now - self._last, now
        self._session.time.advance(min(seconds, _LONGEST_TICK))

    def stop(self) -> None:
        """Stop the timer."""
        self._timer.stop()

    def _follow(self) -> None:
        if self._session.timeline.playing and not self._timer.isActive():
            self._last = self.clock()
            self._timer.start()
        elif not self._session.timeline.playing:
            self._timer.stop()
