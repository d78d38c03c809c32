"""Who gets a key: the control that Tab has reached, the number box that is typed into, the stage.

A click gives the keys to the stage, wherever it goes, except into a box of numbers. What loses the
keys gives them to the stage as well: nothing else takes them unasked, so that Space plays.
"""

from collections.abc import Callable

from PyQt6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PyQt6.QtGui import QAction, QGuiApplication, QKeyEvent, QMouseEvent
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QScrollArea,
    QSlider,
    QWidget,
)

from poolviz.gui.canvas.matrix_view import MatrixView
from poolviz.gui.widgets.choices import Segment
from poolviz.gui.widgets.number_boxes import Digits
from poolviz.gui.window.physical_keys import command_of

_KEY = Qt.Key
_ENTER = {_KEY.Key_Return, _KEY.Key_Enter}
_UP_DOWN = {_KEY.Key_Up, _KEY.Key_Down, _KEY.Key_Home, _KEY.Key_End}
_PAGES = {_KEY.Key_PageUp, _KEY.Key_PageDown}
_ARROWS = {*_UP_DOWN, _KEY.Key_Left, _KEY.Key_Right}
_OWN_KEYS: tuple[tuple[type[QWidget], set[Qt.Key]], ...] = (
    (Segment, {*_ARROWS, _KEY.Key_Space}),
    (QAbstractButton, {_KEY.Key_Space}),
    (QComboBox, {*_UP_DOWN, *_PAGES, _KEY.Key_Space}),
    (QSlider, {*_ARROWS, *_PAGES}),
)
"""The keys that a control keeps while it has them, which are commands elsewhere."""


class Keyboard(QObject):
    """Sees every key and every click of a window before its shortcuts and its controls do.

    Parameters
    ----------
    window : QMainWindow
        Where the keys come from.
    stage : callable
        Returns the widget that has the keys where nothing else has asked for them.
    parts : callable
        Returns the parts of the window in the order of the eye; Tab goes through one by one.
    actions : dict of str to QAction
        The commands by their names.
    """

    def __init__(
        self,
        window: QMainWindow,
        stage: Callable[[], QWidget],
        parts: Callable[[], list[QWidget]],
        actions: dict[str, QAction],
    ) -> None:
        super().__init__(window)
        self._window, self._stage, self._parts, self._actions = window, stage, parts, actions
        self._last: QWidget | None = None
        window.installEventFilter(self)

    def give_to_stage(self) -> None:
        """Take the keys from whatever has them."""
        self._stage().setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- Tab

    def go_on(self, forward: bool) -> bool:
        """Go to the next control, or to the one before, in the order of the eye."""
        focus = self._window.focusWidget()
        if focus is not None and not (focus.isVisible() and focus.isEnabled()):
            self.give_to_stage()  # it has just been hidden, and nobody has asked for another
            return True
        stops = self._stops()
        if not stops:
            return False
        here = focus if focus in stops else self._last
        ways = stops if forward else stops[::-1]
        stop = ways[(ways.index(here) + 1) % len(ways)] if here in ways else ways[0]
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        stop.setFocus(reason)
        self._last = stop
        _scroll_to(stop)
        return True

    def _stops(self) -> list[QWidget]:
        """Return all that Tab goes to."""
        found: list[QWidget] = []
        for part in self._parts():
            stops = [
                widget
                for widget in part.findChildren(QWidget)
                if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                and widget.isVisible()
                and widget.isEnabled()
                and widget.focusProxy() is None
                and not isinstance(widget, MatrixView | QLineEdit)
            ]
            found += _in_reading_order(stops, part)
        return found

    # ---- events

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Let controls keep their keys, find keys by their place, and see where clicks go."""
        if event is None:
            return False
        kind = event.type()
        if watched is self._window:
            if kind == QEvent.Type.ShortcutOverride:
                assert isinstance(event, QKeyEvent)
                if self._kept(event):
                    event.accept()
                    return True
            elif kind == QEvent.Type.KeyPress:
                assert isinstance(event, QKeyEvent)
                return self._obey(event)
            elif kind in (QEvent.Type.Show, QEvent.Type.WinIdChange):
                handle = self._window.windowHandle()
                if handle is not None:
                    handle.installEventFilter(self)
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            assert isinstance(event, QMouseEvent)
            self._pressed(event.position().toPoint())
        return False

    def _kept(self, event: QKeyEvent) -> bool:
        """Return whether the control that has the keys keeps this one from the shortcuts."""
        focus = QApplication.focusWidget()
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = next((keys for kind, keys in _OWN_KEYS if isinstance(focus, kind)), set())
        return plain and event.key() in keys

    def _obey(self, event: QKeyEvent) -> bool:
        """Do what a key says that neither a shortcut nor a control has taken."""
        focus = QApplication.focusWidget()
        if event.key() in _ENTER and not event.isAutoRepeat():
            if isinstance(focus, QAbstractButton):
                focus.click()
                return True
            if isinstance(focus, QComboBox):
                focus.showPopup()
                return True
            if focus is None:  # a box of numbers has given them back
                self.give_to_stage()
                return True
        if isinstance(focus, Digits):
            return False
        typing = isinstance(focus, MatrixView)  # cells: no key of a digit leads away from them
        name = command_of(event, QGuiApplication.platformName(), digits=not typing)
        action = self._actions.get(name)
        if action is None or (event.isAutoRepeat() and not action.autoRepeat()):
            return False
        action.trigger()
        return True

    def _pressed(self, place: QPoint) -> None:
        """Give the keys to the stage, unless they are asked for by a click."""
        self._last = None
        widget = self._window.childAt(place)
        while widget is not None and widget is not self._window:
            if isinstance(widget, Digits) and widget.isEnabled():
                widget.set_by_tab(False)
                return
            if isinstance(widget, QLineEdit):
                return
            widget = widget.parentWidget()
        self._stage().setFocus(Qt.FocusReason.MouseFocusReason)


def _in_reading_order(widgets: list[QWidget], part: QWidget) -> list[QWidget]:
    """Return controls line by line, and each line from the left."""
    rects = [(QRect(widget.mapTo(part, QPoint()), widget.size()), widget) for widget in widgets]
    rects.sort(key=lambda pair: pair[0].center().y())
    lines: list[list[tuple[QRect, QWidget]]] = []
    for rect, widget in rects:
        if lines and rect.center().y() <= lines[-1][0][0].bottom():
            lines[-1].append((rect, widget))
        else:
            lines.append([(rect, widget)])
    return [w for line in lines for _, w in sorted(line, key=lambda pair: pair[0].left())]


def _scroll_to(widget: QWidget) -> None:
    """Bring a control into sight."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
            return
        parent = parent.parentWidget()
