"""A pointer that rests while something is presented goes out of sight, and with it its hover."""

from collections.abc import Callable

from PyQt6 import sip
from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, QTimer
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication, QWidget

SECONDS = 2.0
"""How long the pointer has to rest."""

_LOOK_MS = 250
_MOUSE = (
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.Wheel,
)


class Rest(QObject):
    """Watches the mouse while something is presented.

    Parameters
    ----------
    parent : QObject
        Whose part this is.
    clock : callable
        Returns seconds that only grow; tests give their own and call `tick`.
    """

    def __init__(self, parent: QObject, clock: Callable[[], float]) -> None:
        super().__init__(parent)
        self._clock = clock
        self._since = 0.0
        self._place: QPointF | None = None
        self._over: QWidget | None = None
        self._hidden = self._watching = False
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self.tick)

    def watch(self, watching: bool) -> None:
        """Begin to watch, or end it with the pointer in sight."""
        app = QApplication.instance()
        if app is None or watching == self._watching:
            return
        self._watching = watching
        if watching:
            app.installEventFilter(self)
            self._wake()
        else:
            app.removeEventFilter(self)
            self._wake()
            self._timer.stop()

    def tick(self) -> None:
        """Look whether the pointer has rested long enough."""
        resting = self._clock() - self._since >= SECONDS
        if not self._watching or self._hidden or not resting:
            return
        if QApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        self._hidden = True
        self._timer.stop()
        QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)
        if self._over is not None and not sip.isdeleted(self._over):
            QApplication.sendEvent(self._over, QEvent(QEvent.Type.Leave))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """See the mouse move, which it does not where something moves under it."""
        if event is not None and event.type() in _MOUSE and isinstance(watched, QWidget):
            place = event.globalPosition() if isinstance(event, QMouseEvent) else None
            if place is None or place != self._place or event.type() != QEvent.Type.MouseMove:
                self._place, self._over = place, watched
                self._wake()
        return False

    def _wake(self) -> None:
        self._since = self._clock()
        if self._hidden:
            self._hidden = False
            QApplication.restoreOverrideCursor()
        if not self._timer.isActive():
            self._timer.start()
