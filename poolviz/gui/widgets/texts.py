"""Texts: as much as fits, in two lines, with a sign, beside a widget."""

import bisect
import html

from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import (
    QResizeEvent,
)
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)


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
