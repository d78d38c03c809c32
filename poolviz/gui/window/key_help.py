"""The list of keys, laid over the window."""

from PyQt6.QtCore import QEvent, QObject, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QFrame, QGridLayout, QLabel, QWidget

from poolviz.gui.actions import GROUPS, actions
from poolviz.gui.widgets.texts import label


class KeyHelp(QFrame):
    """Covers the middle of its parent until it is clicked or Escape is pressed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("overlay")
        self.hide()
        parent.installEventFilter(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(26, 20, 26, 20)
        grid.setHorizontalSpacing(14)
        grid.setVerticalSpacing(3)
        halves = ([GROUPS[0], GROUPS[3]], [GROUPS[1], GROUPS[2]])
        for half, groups in enumerate(halves):
            row = 0
            for group in groups:
                if row:
                    grid.setRowMinimumHeight(row, 10)
                    row += 1
                grid.addWidget(label(group.upper(), "section"), row, 3 * half, 1, 2)
                row += 1
                for action in (a for a in actions() if a.group == group):
                    key = label(action.key_text, "title")
                    grid.addWidget(key, row, 3 * half)
                    grid.addWidget(QLabel(action.text), row, 3 * half + 1)
                    row += 1
        grid.setColumnMinimumWidth(2, 24)

    def toggle(self) -> None:
        """Show or hide the list."""
        if self.isVisible():
            self.hide()
        else:
            self._centre()
            self.show()
            self.raise_()

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go away."""
        self.hide()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Stay in the middle."""
        if event is not None and event.type() == QEvent.Type.Resize and self.isVisible():
            self._centre()
        return super().eventFilter(watched, event)

    def _centre(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        size = self.sizeHint().boundedTo(parent.size())
        self.setGeometry(
            (parent.width() - size.width()) // 2,
            (parent.height() - size.height()) // 2,
            size.width(),
            size.height(),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
