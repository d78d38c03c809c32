"""What is chosen from: boxes, lists, sliders and rows of buttons."""

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import (
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
    QWheelEvent,
)
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QListView,
    QPushButton,
    QSlider,
    QWidget,
)

from poolviz.gui.theme import ARROW_ROOM, LIGHT, Theme

_WAYS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Home: (0, -99),
    Qt.Key.Key_End: (0, 99),
}
"""Rows down and buttons on, for the keys of a row of buttons."""

_LIST_EDGES = 26
"""Pixels at the left and the right of the text of a list, without its arrow."""


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


class CheckBox(QCheckBox):
    """A box that is as plain to see, ticked or not, in every theme."""

    def __init__(self, text: str, tip: str) -> None:
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
        edge = "accent" if on else "muted"
        painter.setOpacity(1.0 if self.isEnabled() else 0.45)
        painter.setPen(QPen(theme.colour(edge), 1.5))
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
        if self.hasFocus():
            width = theme.metrics().horizontalAdvance(self.text()) + 7
            ring = QRectF(side + 4, 1, min(width, self.width() - side - 5), self.height() - 2)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, 4, 4)


class Choice(QComboBox):
    """A list to choose from that neither a click nor the wheel in passing takes hold of."""

    def __init__(self, name: str, tip: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setView(QListView(self))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the list and its arrow."""
        super().paintEvent(event)
        centre = QPointF(self.width() - ARROW_ROOM / 2 - 2, self.height() / 2)
        paint_arrow(self, centre, down=True)

    def size_for(self, theme: Theme) -> QSize:
        """Return the room that its longest entry takes; Qt forgets how wide the arrow is."""
        self.ensurePolished()
        texts = (self.itemText(i) for i in range(self.count()))
        longest = max(map(theme.metrics().horizontalAdvance, texts), default=0)
        return QSize(longest + ARROW_ROOM + _LIST_EDGES, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Leave letters to the window: they are commands here as everywhere."""
        assert event is not None
        if event.text().strip() and event.text().isprintable():
            event.ignore()
        else:
            super().keyPressEvent(event)

    def showPopup(self) -> None:
        """Open the list in the colours of the window, its edges included."""
        view = self.view()
        edges = view.parentWidget() if view is not None else None
        if edges is not None:
            edges.setPalette(self.palette())
        super().showPopup()

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the wheel to the panel that scrolls."""
        assert event is not None
        event.ignore()


class Slider(QSlider):
    """A slider that the wheel passes by.

    Signals
    -------
    edited(int)
        The user has chosen another number; not sent when the program sets one.
    """

    edited = pyqtSignal(int)

    def __init__(self, low: int, high: int, name: str, tip: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setRange(low, high)
        self.setPageStep(1)
        self.setAccessibleName(name)
        self.setToolTip(tip)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.valueChanged.connect(self.edited)

    def show_value(self, value: int, high: int) -> None:
        """Show a value and its upper limit without telling anybody."""
        self.blockSignals(True)
        self.setMaximum(high)
        self.setValue(value)
        self.blockSignals(False)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Leave the wheel to the panel that scrolls."""
        assert event is not None
        event.ignore()


class Segment(QPushButton):
    """One button of a row of which one is down; keys that lead to another are told to the row.

    Signals
    -------
    moved(Qt.Key)
        An arrow key, Home or End.
    """

    moved = pyqtSignal(Qt.Key)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Go to another button of the row."""
        assert event is not None
        if event.key() in _WAYS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.moved.emit(Qt.Key(event.key()))
        else:
            super().keyPressEvent(event)


class Segments(QWidget):
    """A row (or more) of buttons, one of which is down; Tab goes to that one.

    Signals
    -------
    chosen(object)
        The value of the button that the user has pressed.
    """

    chosen = pyqtSignal(object)

    def __init__(
        self, choices: Sequence[tuple[Any, str, str]], columns: int, name: str, wide: Any = None
    ) -> None:
        super().__init__()
        self.setObjectName("segments")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(name)
        self._values = [value for value, _, _ in choices]
        self._columns = columns
        self._group = QButtonGroup(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(3, 3, 3, 3)
        grid.setSpacing(2)
        self._places: list[int] = []
        for i, (value, text, tip) in enumerate(choices):
            button = Segment(text)
            button.setCheckable(True)
            button.setToolTip(tip)
            button.setAccessibleName(f"{name}: {text}")
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.moved.connect(lambda key, i=i: self._move(i, key))
            self._group.addButton(button, i)
            span = 1 + (value is wide)  # one button may need the place of two
            place = len(self._places)
            grid.addWidget(button, place // columns, place % columns, 1, span)
            self._places += [i] * span
        self._group.idClicked.connect(lambda i: self.chosen.emit(self._values[i]))

    def button(self, value: Any) -> QPushButton:
        """Return the button of a value."""
        button = self._group.button(self._values.index(value))
        assert isinstance(button, QPushButton)
        return button

    def show_value(self, value: Any) -> None:
        """Press the button of a value without telling anybody."""
        pressed = self.button(value)
        pressed.setChecked(True)
        focus = self.focusWidget()
        for button in self._group.buttons():
            stop = Qt.FocusPolicy.TabFocus if button is pressed else Qt.FocusPolicy.NoFocus
            button.setFocusPolicy(stop)
        if focus is not None and focus.hasFocus() and focus is not pressed:
            pressed.setFocus(Qt.FocusReason.TabFocusReason)

    def _move(self, place: int, key: Qt.Key) -> None:
        """Press another button, as a key says; there is none beyond the first and the last."""
        down, on = _WAYS[key]
        last = len(self._values) - 1
        if down:
            below = self._places.index(place) + down * self._columns
            place = self._places[below] if 0 <= below < len(self._places) else place
        else:
            place = min(max(place + on, 0), last)
        button = self._group.button(place)
        assert button is not None
        if not button.isChecked():
            button.click()
        button.setFocus(Qt.FocusReason.TabFocusReason)
