"""Boxes for numbers: what is typed there is a number, and never a command."""

import math
import re
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEvent, QLocale, QPointF, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent, QPaintEvent, QValidator, QWheelEvent
from PyQt6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSpinBox, QToolButton, QWidget

from poolviz.core.numbers import format_number
from poolviz.gui.theme import ARROW_ROOM, Theme
from poolviz.gui.widgets.choices import paint_arrow
from poolviz.gui.widgets.icons import icon

if TYPE_CHECKING:
    from PyQt6.QtWidgets import QAbstractSpinBox as _SpinBox
else:  # PyQt makes an object of the first Qt class among its bases, so a mixin must be none
    _SpinBox = object

_INFINITE = 1e9
"""What stands for infinity in a box, which has none."""

_KEY = Qt.Key
_MINUS = "\N{MINUS SIGN}"
_CHARACTERS = frozenset(f"0123456789.,-{_MINUS}")
"""What can be typed into a box; other characters are neither taken nor commands."""

_SPIN_KEYS = {
    *(_KEY.Key_Backspace, _KEY.Key_Delete, _KEY.Key_Up, _KEY.Key_Down),
    *(_KEY.Key_Return, _KEY.Key_Enter),
}
_TAB_KEYS = {
    *(_KEY.Key_Left, _KEY.Key_Right, _KEY.Key_Home, _KEY.Key_End),
    *(_KEY.Key_PageUp, _KEY.Key_PageDown),
}
"""Keys that a box keeps only where Tab has reached it."""

_LOCALE = QLocale.c()
_LOCALE.setNumberOptions(
    QLocale.NumberOption.OmitGroupSeparator | QLocale.NumberOption.RejectGroupSeparator
)
_LINKED = "Linked: what is typed for one is the height and the width; press to part them"
_UNLINKED = "Height and width each have their number; press to make the width the height"
_EDGES = 22
"""Pixels at the left and the right of the digits of a box, without its arrows."""


class Digits(_SpinBox):
    """What boxes of numbers have in common: they keep what is a number, and some other keys."""

    _by_tab = False
    _characters = _CHARACTERS

    def event(self, event: QEvent | None) -> bool:
        """Keep all that is typed; Space, Esc and keys with Ctrl are commands of the window."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            commands = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier
            keys = _SPIN_KEYS | _TAB_KEYS if self._by_tab else _SPIN_KEYS
            event.setAccepted(
                not event.modifiers() & commands and (event.key() in keys or _is_typed(event))
            )
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Take what belongs to a number; tell the window of Return, which enters it."""
        assert event is not None
        if _is_typed(event) and event.text() not in self._characters:
            return
        super().keyPressEvent(event)
        if event.key() in (_KEY.Key_Return, _KEY.Key_Enter):
            self.clearFocus()
            event.ignore()  # the window gives the keys to the stage

    def focusInEvent(self, event: QFocusEvent | None) -> None:
        """Select the number, so that typing replaces it; show a ring where no mouse has led."""
        super().focusInEvent(event)
        assert event is not None
        reason = Qt.FocusReason
        if event.reason() not in (reason.ActiveWindowFocusReason, reason.PopupFocusReason):
            self.set_by_tab(event.reason() != reason.MouseFocusReason)
        QTimer.singleShot(0, self.selectAll)

    def set_by_tab(self, by_tab: bool) -> None:
        """Take whether Tab has led here: then the box keeps more keys, and has a ring."""
        self._by_tab = by_tab
        self.setProperty("ring", by_tab)
        style = self.style()
        if style is not None:
            style.unpolish(self)
            style.polish(self)

    def set_width(self, theme: Theme, longest: str) -> None:
        """Make the box as wide as a text needs, in the type of a theme."""
        self.setFixedWidth(theme.metrics().horizontalAdvance(longest) + ARROW_ROOM + _EDGES)

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
        self.setLocale(_LOCALE)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


class NumberBox(Digits, QSpinBox):
    """A box for a whole number.

    Signals
    -------
    edited(int)
        The user has chosen another number; not sent when the program sets one.
    """

    edited = pyqtSignal(int)

    def __init__(self, low: int, high: int, name: str, tip: str) -> None:
        super().__init__()
        self._prepare(name, tip)
        self.setRange(low, high)
        self.valueChanged.connect(self.edited)

    def validate(self, text: str | None, place: int) -> tuple[QValidator.State, str, int]:
        """Take no point for nothing: "2.5" is not 25, and no whole number."""
        text = (text or "").replace(_MINUS, "-")
        if "." in text or "," in text:
            return QValidator.State.Intermediate, text, place
        return super().validate(text, place)

    def fixup(self, text: str | None) -> str:
        """Mend nothing: what is no whole number leaves the one that was."""
        return text or ""

    def show_value(self, value: int, high: int | None = None, low: int | None = None) -> None:
        """Show a value and its limits without telling anybody."""
        self.blockSignals(True)
        if high is not None:
            self.setMaximum(max(high, value))
        if low is not None:
            self.setMinimum(min(low, value))
        self.setValue(value)
        self.blockSignals(False)


class RealBox(Digits, QDoubleSpinBox):
    """A box for a number with decimals, or infinity, one step above the largest.

    Signals
    -------
    edited(float)
        The user has chosen another number; not sent when the program sets one.
    """

    edited = pyqtSignal(float)
    _characters = _CHARACTERS | frozenset("inf∞")

    def __init__(self, low: float, high: float, name: str, tip: str) -> None:
        super().__init__()
        self._low, self._high = low, high
        self._prepare(name, tip)
        self.setDecimals(4)
        self.setRange(low, _INFINITE)
        self.setSingleStep(0.5)
        self.valueChanged.connect(lambda value: self.edited.emit(_real(value)))

    def show_value(self, value: float) -> None:
        """Show a value without telling anybody."""
        self.blockSignals(True)
        self.setMinimum(min(self._low, value))
        self.setValue(min(value, _INFINITE))
        self.blockSignals(False)

    def textFromValue(self, value: float) -> str:
        """Write a number with the digits that it needs."""
        return format_number(_real(value))

    def valueFromText(self, text: str | None) -> float:
        """Read a number with a point or a comma, or infinity."""
        return min(float(_plain(text)), _INFINITE)

    def validate(self, text: str | None, place: int) -> tuple[QValidator.State, str, int]:
        """Tell whether a text is a number, or may become one; a comma is a point."""
        plain, state = _plain(text), QValidator.State.Invalid
        if plain == "inf" or re.fullmatch(r"\d{1,6}(\.\d{0,4})?|\.\d{1,4}", plain):
            fits = plain == "inf" or self.minimum() <= float(plain) <= self._high
            state = QValidator.State.Acceptable if fits else QValidator.State.Intermediate
        elif plain in ("", ".", "i", "in"):
            state = QValidator.State.Intermediate
        return state, text or "", place

    def stepBy(self, steps: int) -> None:
        """Go on by half a number; above the largest there is infinity alone."""
        if self.value() + steps * self.singleStep() > self._high:
            self.setValue(_INFINITE if steps > 0 else self._high)
        else:
            super().stepBy(steps)


def _real(value: float) -> float:
    return math.inf if value >= _INFINITE else value


def _plain(text: str | None) -> str:
    return (text or "").strip().lower().replace(",", ".").replace("∞", "inf")


class PairBox(QWidget):
    """Height and width as two numbers, which a link can keep equal.

    Signals
    -------
    edited(object)
        The user has chosen another (height, width).
    """

    edited = pyqtSignal(object)

    def __init__(self, name: str, high: int, tip: str) -> None:
        super().__init__()
        height = NumberBox(1, high, f"{name}, height", tip)
        self.boxes = height, NumberBox(1, high, f"{name}, width", tip)
        self.link = QToolButton()
        self.link.setCheckable(True)
        self.link.setChecked(True)
        self.link.setAccessibleName(f"{name}: height and width are equal")
        self._why_not = ""
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
        self._tell_link()

    def show_pair(self, pair: tuple[int, int], high: tuple[int, int]) -> None:
        """Show a pair and its upper limits; a pair of two numbers opens the link."""
        for box, value, most in zip(self.boxes, pair, high, strict=True):
            box.show_value(value, most)
        if pair[0] != pair[1] and self.link.isChecked():
            self.link.blockSignals(True)
            self.link.setChecked(False)
            self.link.blockSignals(False)
            self._tell_link()

    def set_usable(self, tip: str, why_not: str = "") -> None:
        """Say what the numbers do; with `why_not` they can't be changed, and say that instead."""
        self._why_not = why_not
        self.setEnabled(not why_not)
        for box in self.boxes:
            box.setToolTip(why_not or tip)
        self._tell_link()

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

    def _tell_link(self) -> None:
        tip = _LINKED if self.link.isChecked() else _UNLINKED
        self.link.setToolTip(self._why_not or tip)

    def _relink(self, linked: bool) -> None:
        self._tell_link()
        if linked and self.boxes[0].value() != self.boxes[1].value():
            self._edit(0, self.boxes[0].value())


def _is_typed(event: QKeyEvent) -> bool:
    """Return whether a key writes a character other than a space."""
    return _KEY.Key_Space < event.key() < _KEY.Key_Escape  # from where on keys are no characters
