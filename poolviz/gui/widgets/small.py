"""Small widgets that the panels are built from."""

import bisect
import html
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
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
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


class ElidedLabel(QLabel):
    """A label of one line; where it is too narrow for its text, that is shorter or ends in "…".

    Its tooltip says what is cut, and under it the `definition`, where there is one.
    """

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)  # names come from outside, and are no markup
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = self._short = self.definition = ""

    @property
    def whole(self) -> str:
        """The text, all of it."""
        return self._whole

    def show_text(self, text: str, short: str = "") -> None:
        """Show another text, or where only that has room, its short form."""
        self._whole, self._short = text, short or text
        self._elide()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Show as much as there is room for."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        metrics, room = self.fontMetrics(), max(0, self.width() - 2)
        forms = (self._whole, self._short)
        text = next((text for text in forms if metrics.horizontalAdvance(text) <= room), None)
        if text is None:
            text = metrics.elidedText(self._short, Qt.TextElideMode.ElideRight, room)
        self.setText(text)
        self._define(text)

    def _define(self, text: str) -> None:
        """Let the tooltip say what is cut of the text, and the definition where there is one."""
        parts = "" if text == self._whole else self._whole, self.definition
        self.setToolTip(plain_tip("\n".join(filter(None, parts))))


class TwoLines(ElidedLabel):
    """A label whose text goes on in a second line, and only beyond that ends in "…".

    `most` is how many lines it may have, 2 or 1.
    """

    def __init__(self, role: str = "") -> None:
        super().__init__(role)
        self.most = 2
        self.setWordWrap(True)

    @property
    def lines(self) -> int:
        """How many lines there are, 1 or 2."""
        room, wraps = QRect(0, 0, max(1, self.width() - 2), 0), Qt.TextFlag.TextWordWrap
        metrics = self.fontMetrics()
        tall = metrics.boundingRect(room, wraps, self.text()).height()
        return 2 if tall > 1.5 * metrics.lineSpacing() else 1

    def _elide(self) -> None:
        metrics, wraps = self.fontMetrics(), Qt.TextFlag.TextWordWrap
        room = QRect(0, 0, max(1, self.width() - 2), 0)

        def fits(text: str) -> bool:
            box = metrics.boundingRect(room, wraps, text)
            most = self.most * max(metrics.height(), metrics.lineSpacing()) + 1
            return not text or (box.height() <= most and box.width() <= room.width())

        text, kept = self._whole, len(self._whole)
        if not fits(text):
            kept = bisect.bisect_left(range(kept), True, key=lambda n: not fits(text[:n] + "…")) - 1
            text = text[: max(0, kept)].rstrip() + "…"
        self.setText(text)
        self._define(text)


def plain_tip(text: str) -> str:
    """Return a text so that a tooltip shows it as it is, even where it looks like markup."""
    return f"<qt>{html.escape(text)}</qt>" if "<" in text else text


class Notice(QWidget):
    """A sentence in place of something, and under it, where that helps, a button to make it."""

    def __init__(self, button: str, tip: str) -> None:
        super().__init__()
        self.sentence = label("", "muted")
        self.sentence.setWordWrap(True)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.again = QPushButton(button)
        self.again.setToolTip(tip)
        self.again.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.again.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addStretch(1)
        layout.addWidget(self.sentence)
        layout.addWidget(self.again, alignment=Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def text(self) -> str:
        """Return the sentence, "" where there is none."""
        return self.sentence.text()

    def show_text(self, text: str, *, again: bool = False) -> None:
        """Show another sentence, with the button or without it."""
        self.sentence.setText(text)
        self.again.setVisible(again and bool(text))


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


def label(text: str, role: str = "") -> QLabel:
    """Return a label; the role ("section", "muted", "title" ...) gives it its style."""
    result = QLabel(text)
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setProperty("role", role)
    return result


def named_row(text: str, *widgets: QWidget) -> QWidget:
    """Return a row: a name at the left, and what it names at the right."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    name = QLabel(text)
    name.setBuddy(widgets[0])
    layout.addWidget(name)
    layout.addStretch(1)
    for widget in widgets:
        layout.addWidget(widget)
    return row
