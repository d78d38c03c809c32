"""How far a computation has come, and a button to stop it."""

from PyQt6.QtCore import QRect, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QProgressBar, QPushButton, QVBoxLayout, QWidget

from poolviz.gui.theme import Theme

PATIENCE = 150
"""Milliseconds of computing that are worth no word."""

_EDGE = 8
"""Pixels around the bar and the button."""


class SweepProgress(QWidget):
    """A thin bar with a button under it, laid over what is being computed anew.

    It appears once the computation takes longer than `patience` milliseconds, unless by then the
    rest seems to take less than that again.

    Signals
    -------
    cancel_wanted()
        The button is pressed.
    shown(bool)
        Whether it is there; sent when that changes.
    """

    cancel_wanted = pyqtSignal()
    shown = pyqtSignal(bool)

    def __init__(self, patience: int = PATIENCE) -> None:
        super().__init__()
        self.setObjectName("sweep")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setMinimumWidth(1)
        self.bar.setAccessibleName("Shifts computed")
        self.cancel = QPushButton("Cancel")
        self.cancel.setToolTip("Stop computing (Esc)")
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancel_wanted)
        self._waits = 0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(patience)
        self._wait.timeout.connect(self._waited)
        box = QVBoxLayout(self)
        box.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        box.setSpacing(6)
        box.addWidget(self.bar)
        box.addWidget(self.cancel, alignment=Qt.AlignmentFlag.AlignHCenter)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.setStyleSheet(f"#sweep {{ background: {theme.surface}; border-radius: 6px; }}")
        self.bar.setFixedHeight(theme.px(6))
        self.bar.setStyleSheet(
            f"QProgressBar {{ background: {theme.raised}; border: none; border-radius: 3px; }}"
            f"QProgressBar::chunk {{ background: {theme.accent}; border-radius: 3px; }}"
        )

    def set_done(self, done: float | None) -> None:
        """Say how much is done, 0 to 1; None: nothing is computed."""
        if done is None:
            self._wait.stop()
            self._waits = 0
            self._show(False)
            return
        self.bar.setValue(round(1000 * min(max(done, 0.0), 1.0)))
        if self.isHidden() and not self._wait.isActive():
            self._wait.start()

    @property
    def least_width(self) -> int:
        """The pixels that the button takes; the bar can be as short."""
        return self.cancel.sizeHint().width() + 2 * _EDGE

    def place_over(self, rect: QRect) -> None:
        """Stand in the middle of `rect`, and inside the widget that it is on."""
        width = max(self.least_width, min(rect.width() - 2 * _EDGE, 240))
        box = QRect(0, 0, width, self.sizeHint().height())
        box.moveCenter(rect.center())
        parent = self.parentWidget()
        if parent is not None:  # a small map may be smaller than this
            box.moveLeft(max(_EDGE, min(box.left(), parent.width() - _EDGE - width)))
        self.setGeometry(box)
        self.raise_()

    def _waited(self) -> None:
        """Appear, or wait again where at this speed another wait will see the end."""
        self._waits += 1
        done = self.bar.value() / self.bar.maximum()
        if self._waits * (1 - done) < done:
            self._wait.start()
        else:
            self._show(True)

    def _show(self, there: bool) -> None:
        if there == self.isHidden():
            self.setVisible(there)
            self.shown.emit(there)
