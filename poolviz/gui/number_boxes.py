"""Boxes for numbers, which leave all keys but those of a number to the window."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from poolviz.gui.icons import icon
from poolviz.gui.theme import ARROW_ROOM, Theme
from poolviz.gui.widgets import paint_arrow

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QAbstractSpinBox as _SpinBox
else:  # PyQt makes an object of the first Qt class among its bases, so a mixin must be none
    _SpinBox = object

_KEY = Qt.Key
_SPIN_KEYS = {
    *range(_KEY.Key_0, _KEY.Key_9 + 1),
    *(_KEY.Key_Backspace, _KEY.Key_Delete, _KEY.Key_Up, _KEY.Key_Down),
    *(_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home, _KEY.Key_End),
    *(_KEY.Key_Return, _KEY.Key_Enter, _KEY.Key_Period, _KEY.Key_Comma),
}


class _Digits(_SpinBox):
    """What boxes of numbers have in common: they keep digits, every other key goes elsewhere."""

    _signed = False

    def event(self, event: QEvent | None) -> bool:
        """Leave all keys but those of a number to the window's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            sign = self._signed and event.key() == _KEY.Key_Minus
            event.setAccepted(plain and (sign or event.key() in _SPIN_KEYS))
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Give the keyboard back to the window on Return."""
        super().keyPressEvent(event)
        assert event is not None
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.clearFocus()

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Select the number, so that typing replaces it."""
        super().focusInEvent(event)
        QTimer.singleShot(0, self.selectAll)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the number and its two arrows."""
        super().paintEvent(event)
        x = self.width() - ARROW_ROOM / 2 - 1
        paint_arrow(self, QPointF(x, self.height() * 0.3), down=False)
        paint_arrow(self, QPointF(x, self.height() * 0.7), down=True)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Change the number only where it has the keyboard; else the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        elif event is not None:
            event.ignore()

    def _prepare(self, name: str, tip: str) -> None:
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class NumberBox(_Digits, QSpinBox):
    """A box for a whole number.

    Signals
    -------
    edited(int)
        The user has chosen another number; not sent when the program sets one.
    """

    edited = pyqtSignal(int)

    def __init__(self, low: int, high: int, name: str, tip: str = "") -> None:
        super().__init__()
        self._prepare(name, tip)
        self._signed = low < 0
        self.setRange(low, high)
        self.valueChanged.connect(self.edited)

    def show_value(self, value: int, high: int | None = None, low: int | None = None) -> None:
        """Show a value and its limits without telling anybody."""
        self.blockSignals(True)
        if high is not None:
            self.setMaximum(max(high, value))
        if low is not None:
            self.setMinimum(min(low, value))
        self.setValue(value)
        self.blockSignals(False)


class RealBox(_Digits, QDoubleSpinBox):
    """A box for a number with decimals.

    Signals
    -------
    edited(float)
        The user has chosen another number; not sent when the program sets one.
    """

    edited = pyqtSignal(float)

    def __init__(self, low: float, high: float, name: str, tip: str = "") -> None:
        super().__init__()
        self._prepare(name, tip)
        self.setRange(low, high)
        self.setSingleStep(0.5)
        self.valueChanged.connect(self.edited)

    def show_value(self, value: float) -> None:
        """Show a value without telling anybody."""
        self.blockSignals(True)
        self.setValue(value)
        self.blockSignals(False)


class PairBox(QWidget):
    """Height and width as two numbers, which a link can keep equal.

    Signals
    -------
    edited(object)
        The user has chosen another (height, width).
    """

    edited = pyqtSignal(object)

    def __init__(self, name: str, high: int, tip: str = "") -> None:
        super().__init__()
        height = NumberBox(1, high, f"{name}, height", tip)
        self.boxes = height, NumberBox(1, high, f"{name}, width", tip)
        self.link = QToolButton()
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.setAccessibleName(f"{name}: height and width are equal")
        self.link.setToolTip("Linked: height and width are equal")
        self.link.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.boxes[0])
        layout.addWidget(QLabel("×"))
        layout.addWidget(self.boxes[1])
        layout.addWidget(self.link)
        for i, box in enumerate(self.boxes):
            box.edited.connect(lambda value, i=i: self._edit(i, value))
        self.link.toggled.connect(self._relink)

    def show_pair(self, pair: tuple[int, int], high: tuple[int, int]) -> None:
        """Show a pair and its upper limits; a pair of two numbers opens the link."""
        for box, value, most in zip(self.boxes, pair, high, strict=True):
            box.show_value(value, most)
        if pair[0] != pair[1] and self.link.isChecked():
            self.link.blockSignals(True)
            self.link.setChecked(False)
            self.link.blockSignals(False)

    def set_theme(self, theme: Theme) -> None:
        """Take the size and the colours of a theme."""
        self.link.setIcon(icon("link", theme.colour("muted")))
        for box in self.boxes:
            box.setFixedWidth(theme.px(theme.text_px * 4.2))

    def _edit(self, index: int, value: int) -> None:
        if self.link.isChecked():
            value = min(value, *(box.maximum() for box in self.boxes))
            self.edited.emit((value, value))
        else:
            self.edited.emit((self.boxes[0].value(), self.boxes[1].value()))

    def _relink(self, linked: bool) -> None:
        if linked and self.boxes[0].value() != self.boxes[1].value():
            self._edit(0, self.boxes[0].value())
