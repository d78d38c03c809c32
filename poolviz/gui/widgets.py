"""Small widgets that the panels are built from."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QToolButton,
    QWidget,
)

from poolviz.gui.icons import icon
from poolviz.gui.theme import ARROW_ROOM, LIGHT, Theme

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


def paint_arrow(widget: QWidget, centre: QPointF, *, down: bool) -> None:
    """Paint a small arrow head on a widget, in the colour of its text."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(widget.palette().color(QPalette.ColorRole.Text), 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    tip = 2 if down else -2
    for side in (-3.5, 3.5):
        painter.drawLine(centre + QPointF(side, -tip), centre + QPointF(0, tip))


class _Digits(_SpinBox):
    """What boxes of numbers have in common: they keep digits, every other key goes elsewhere."""

    def event(self, event: QEvent | None) -> bool:
        """Leave all keys but those of a number to the window's shortcuts."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            event.setAccepted(plain and event.key() in _SPIN_KEYS)
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
        self.setRange(low, high)
        self.valueChanged.connect(self.edited)

    def show_value(self, value: int, high: int | None = None) -> None:
        """Show a value and its upper limit without telling anybody."""
        self.blockSignals(True)
        if high is not None:
            self.setMaximum(max(high, value))
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


class ElidedLabel(QLabel):
    """A label of one line that ends in an ellipsis where it is too narrow for its text."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    @property
    def whole(self) -> str:
        """The text, all of it."""
        return self._whole

    def show_text(self, text: str) -> None:
        """Show another text."""
        self._whole = text
        self._elide()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        text = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(0, self.width() - 2)
        )
        self.setText(text)
        self.setToolTip("" if text == self._whole else self._whole)


class CheckBox(QCheckBox):
    """A box that is as plain to see, ticked or not, in every theme."""

    def __init__(self, text: str, tip: str = "") -> None:
        super().__init__(text)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._theme = LIGHT

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Return the room for box and text."""
        metrics = self._theme.metrics()
        side = metrics.ascent() + 2
        return QSize(side + 10 + metrics.horizontalAdvance(self.text()), metrics.height() + 6)

    def minimumSizeHint(self) -> QSize:
        """Return the same: it is never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:
        """Take clicks on the text, too."""
        return QRect(QPoint(0, 0), self.sizeHint()).contains(pos)

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the box, its tick and its text."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = theme.metrics().ascent() + 2
        box = QRectF(0.75, (self.height() - side) / 2, side, side)
        on = self.isChecked()
        edge = "accent" if on or self.hasFocus() else "muted"
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setPen(QPen(theme.colour(edge), 2.5 if self.hasFocus() else 1.5))
        painter.setBrush(theme.colour("accent" if on else "surface"))
        painter.drawRoundedRect(box, 4, 4)
        if on:
            pen = QPen(theme.colour("on_accent"), side / 7)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            tick = [(0.24, 0.52), (0.43, 0.72), (0.77, 0.30)]
            painter.drawPolyline(
                QPolygonF([QPointF(box.x() + side * x, box.y() + side * y) for x, y in tick])
            )
        painter.setFont(theme.font())
        painter.setPen(theme.colour("text"))
        text = QRectF(side + 8, 0, self.width() - side - 8, self.height())
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, self.text())


class Choice(QComboBox):
    """A list to choose from that neither a click nor the wheel in passing takes hold of."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setView(QListView(self))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the list and its arrow."""
        super().paintEvent(event)
        centre = QPointF(self.width() - ARROW_ROOM / 2 - 2, self.height() / 2)
        paint_arrow(self, centre, down=True)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the wheel to the panel that scrolls."""
        assert event is not None
        event.ignore()


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


class Segments(QWidget):
    """A row (or more) of buttons, one of which is down.

    Signals
    -------
    chosen(object)
        The value of the button that the user has pressed.
    """

    chosen = pyqtSignal(object)

    def __init__(self, choices: Sequence[tuple[Any, str, str]], columns: int, name: str) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self._values = [value for value, _, _ in choices]
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(3, 3, 3, 3)
        grid.setSpacing(2)
        for i, (_, text, tip) in enumerate(choices):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {text}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._group.addButton(button, i)
            grid.addWidget(button, i // columns, i % columns)
        self._group.idClicked.connect(lambda i: self.chosen.emit(self._values[i]))

    def button(self, value: Any) -> QPushButton:
        """Return the button of a value."""
        button = self._group.button(self._values.index(value))
        assert isinstance(button, QPushButton)
        return button

    def show_value(self, value: Any) -> None:
        """Press the button of a value without telling anybody."""
        self.button(value).setChecked(True)


def label(text: str, role: str = "") -> QLabel:
    """Return a label; the role ("section", "muted", "title" ...) gives it its style."""
    result = QLabel(text)
    result.setProperty("role", role)
    return result
