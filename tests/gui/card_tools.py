"""Hands and eyes for the cards of the Shift lab."""

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QLabel, QWidget

from poolviz.gui.theme import style_sheet


def rgb(colour):
    return QColor(colour).rgb()


def dressed(card, theme):
    card.setStyleSheet(style_sheet(theme))
    card.set_theme(theme)
    return card


def resized(card, width, height):
    card.resize(width, height)
    QApplication.processEvents()


def waited_for(card, done):
    """Tell a card how much is done, and be more patient than it is: it has been given no time."""
    card.set_progress(done)
    QApplication.processEvents()


def click(widget, point):
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=point)


def hover(card, widget, point):
    QTest.mouseMove(card.windowHandle(), widget.mapTo(card, point))
    QApplication.processEvents()


def is_on_top(card, button):
    """Return whether a click in the middle of a button would hit it."""
    return card.childAt(button.mapTo(card, button.rect().center())) is button


def parts_of(card):
    """Return what is to be seen of a card, but for what is laid over it."""
    only = Qt.FindChildOption.FindDirectChildrenOnly
    parts = [part for part in card.findChildren(QWidget, options=only) if part.isVisible()]
    return [part for part in parts if part is not card.progress]


def assert_whole(card):
    """Check that nothing is cut, and that nothing lies on anything else."""
    parts = parts_of(card)
    for part in parts:
        assert card.rect().contains(part.geometry())
        if isinstance(part, QLabel):
            flags = Qt.TextFlag.TextWordWrap if part.wordWrap() else Qt.TextFlag.TextSingleLine
            room = part.fontMetrics().boundingRect(part.contentsRect(), flags, part.text())
            assert room.width() <= part.width() + 1, part.text()
            assert room.height() <= part.height() + 1, part.text()
    for i, one in enumerate(parts):
        for other in parts[:i]:
            assert not one.geometry().intersects(other.geometry()), (one, other)
    assert card.title.text() == card.title.whole
