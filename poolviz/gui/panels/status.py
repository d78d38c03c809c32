"""The status line: a sentence, and at its right what one click makes of it."""

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from poolviz.gui.options import Message
from poolviz.gui.widgets.texts import TwoLines


class StatusLine(QWidget):
    """A sentence, of two lines if it is a refusal, and flat buttons that come and go with it.

    It stands on its `slot`, which is one line high: a second line reaches over what is above, so
    that nothing moves for it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.slot = QWidget()
        self.slot.installEventFilter(self)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentence = TwoLines()
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(20, 0, 20, 3)
        self._row.setSpacing(8)
        self._row.addWidget(self.sentence, 1)
        self._message = Message()
        self.least = 31

    def set_least(self, least: int) -> None:
        """Be `least` pixels high, but for a refusal that needs a second line."""
        self.least = least
        self.slot.setFixedHeight(least)
        self._fit()

    def setVisible(self, visible: bool) -> None:
        """Leave no room where it is hidden."""
        super().setVisible(visible)
        self.slot.setVisible(visible)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Follow the slot."""
        if event is not None and event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Have as many lines as the sentence needs now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        whole = 2 * self.sentence.fontMetrics().lineSpacing() + 5
        high = max(self.least, whole) if self.sentence.lines == 2 else self.least
        place = self.slot.geometry()
        self.setGeometry(place.x(), place.bottom() + 1 - high, place.width(), high)

    def show_message(self, message: Message) -> None:
        """Show another sentence, and its buttons."""
        self.sentence.setProperty("role", "error" if message.error else "muted")
        if message.actions != self._message.actions:
            self._offer(message)
        self._message = message
        style = self.sentence.style()
        if style is not None:
            style.unpolish(self.sentence)
            style.polish(self.sentence)
        self.sentence.most = 2 if message.error else 1
        self.sentence.show_text(message.text)
        self._fit()

    def _offer(self, message: Message) -> None:
        for button in self.buttons:
            button.hide()
            self._row.removeWidget(button)
            button.deleteLater()  # it may be the one that is being clicked
        self.buttons = []
        for offer in message.actions:
            button = QPushButton(offer.text)
            button.setProperty("role", "offer")
            button.setToolTip(offer.tip)
            button.setAccessibleName(offer.text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.clicked.connect(lambda _, do=offer.do: do())
            self._row.addWidget(button)
            self.buttons.append(button)
