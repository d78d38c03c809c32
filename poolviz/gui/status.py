"""The status line: a sentence, and at its right what one click makes of it."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from poolviz.gui.options import Message
from poolviz.gui.widgets import TwoLines


class StatusLine(QWidget):
    """A sentence of at most two lines, and flat buttons that come and go with it."""

    def __init__(self) -> None:
        super().__init__()
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

    def show_message(self, message: Message) -> None:
        """Show another sentence, and its buttons."""
        self.sentence.setProperty("role", "error" if message.error else "muted")
        if message.actions != self._message.actions:
            self._offer(message)
        self._message = message
        self.sentence.show_text(message.text)
        style = self.sentence.style()
        if style is not None:
            style.unpolish(self.sentence)
            style.polish(self.sentence)

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
