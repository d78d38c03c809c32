"""Hands and eyes for the real window: keys, clicks, drops go in; what is on the screen comes out.

Everything is sent to the window as the window system would send it, so that focus, shortcuts and
what lies on top decide where it arrives. Time is a `Clock` that only moves when it is told to.
"""

from collections.abc import Iterator
from functools import partial

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QMimeData, QPoint, QPointF, QRect, Qt
from PyQt6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QImage,
    QKeySequence,
    QWheelEvent,
)
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QCheckBox, QLabel, QMenu, QWidget

from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.gui import app
from poolviz.gui.session.player import Player
from poolviz.gui.window import window as main_window

Key = Qt.Key
Modifier = Qt.KeyboardModifier
LEFT = Qt.MouseButton.LeftButton
PLAIN = Modifier.NoModifier
CTRL = Modifier.ControlModifier
SHIFT = Modifier.ShiftModifier

opens_popup = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
"""For tests that open a list or a menu: the offscreen plugin says this about each of them."""


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Person:
    """Somebody in front of a window of the program.

    Attributes
    ----------
    window : MainWindow
        What is in front of them; the tests look at what it shows.
    clock : Clock
        Their time.
    """

    def __init__(self, window: main_window.MainWindow, clock: Clock) -> None:
        self.window = window
        self.clock = clock
        self.controls = window.controls
        self.transport = window.transport

    # ---- hands

    @property
    def lab(self):
        """The lab on the stage."""
        return self.window.lab

    @property
    def slide_controls(self):
        """The controls of the Slide lab, in the side panel."""
        return self.window.views["slide"].controls

    @property
    def shift_controls(self):
        """The controls of the Shift lab, in the side panel."""
        return self.window.views["shift"].controls

    @property
    def source(self) -> str:
        """The name of the input, as the header shows it."""
        return self.window.source_name.whole

    @property
    def _handle(self):
        return self.window.windowHandle()

    def press(self, *keys: str) -> None:
        """Press keys, given by Qt's portable names: "Ctrl+Z", "PgDown", "?"."""
        for key in keys:
            combination = QKeySequence(key)[0]
            modifiers = combination.keyboardModifiers()
            code = combination.key()
            if code == Key.Key_Tab and modifiers & SHIFT:  # as keyboards send it
                code = Key.Key_Backtab
            QTest.keyClick(self._handle, code, modifiers)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type characters."""
        for character in text:
            QTest.keyClick(self._handle, character)

    def place(self, widget: QWidget, point: QPoint | QPointF | None = None) -> QPoint:
        """Return where a point of a widget, its centre by default, is on the window."""
        if self.controls.isAncestorOf(widget):
            self.controls.ensureWidgetVisible(widget)  # as people scroll to it
        if point is None:
            tick = isinstance(widget, QCheckBox)
            point = QPoint(8, widget.height() // 2) if tick else widget.rect().center()
        elif isinstance(point, QPointF):
            point = point.toPoint()
        return widget.mapTo(self.window, point)

    def click(self, widget: QWidget, point: QPoint | QPointF | None = None) -> None:
        """Click whatever is on top there."""
        QTest.mouseClick(self._handle, LEFT, PLAIN, self.place(widget, point))
        QApplication.processEvents()

    def click_cell(self, card: QWidget, row: int, col: int) -> None:
        """Click a cell of a card's matrix."""
        self.click(card.view, card.view.cell_rect(row, col).center())

    def double_click_cell(self, card: QWidget, row: int, col: int) -> None:
        """Double-click a cell of a card's matrix."""
        point = self.place(card.view, card.view.cell_rect(row, col).center())
        QTest.mouseDClick(self._handle, LEFT, PLAIN, point)
        QApplication.processEvents()

    def hover_cell(self, card: QWidget, row: int, col: int) -> None:
        """Move the mouse onto a cell of a card's matrix."""
        self.move(card.view, card.view.cell_rect(row, col).center())

    def move(self, widget: QWidget, point: QPoint | QPointF | None = None) -> None:
        """Move the mouse onto a widget; on its way it comes by the pixel beside."""
        place = self.place(widget, point)
        for passed in (place - QPoint(1, 0), place):
            QTest.mouseMove(self._handle, passed)
        QApplication.processEvents()

    def drag(self, widget: QWidget, *points: QPointF) -> None:
        """Press on the first point, move over the others, and let go on the last."""
        places = [self.place(widget, point) for point in points]
        QTest.mousePress(self._handle, LEFT, PLAIN, places[0])
        for point in places[1:]:
            QTest.mouseMove(self._handle, point)
        QTest.mouseRelease(self._handle, LEFT, PLAIN, places[-1])
        QApplication.processEvents()

    def wheel(self, widget: QWidget, point: QPointF, notches: float) -> None:
        """Turn the wheel, forward (away from the user) where positive."""
        place = QPointF(self.place(widget, point))
        event = QWheelEvent(
            QPointF(widget.mapFrom(self.window, place.toPoint())),
            self.window.mapToGlobal(place),
            QPoint(),
            QPoint(0, round(120 * notches)),
            Qt.MouseButton.NoButton,
            PLAIN,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(widget, event)
        QApplication.processEvents()

    def choose(self, combo: QWidget, text: str) -> None:
        """Open a list, go to the entry that says `text` with the arrow keys, and take it."""
        self.click(combo)
        view = combo.view()
        assert view.isVisible()
        wanted = combo.findText(text)
        assert wanted >= 0, [combo.itemText(i) for i in range(combo.count())]
        for _ in range(combo.count()):
            at = view.currentIndex().row()
            if at != wanted:
                QTest.keyClick(view, Key.Key_Down if at < wanted else Key.Key_Up)
        QTest.keyClick(view, Key.Key_Return)
        QApplication.processEvents()

    def pick_from_menu(self, button: QWidget, text: str) -> None:
        """Open a menu by its button and click the entry that says `text`."""
        menu = self.open_menu(button)
        action = next(a for a in menu.actions() if a.text() == text)
        QTest.mouseClick(menu, LEFT, PLAIN, menu.actionGeometry(action).center())
        QApplication.processEvents()

    def open_menu(self, button: QWidget) -> QMenu:
        """Click a button and return the menu that opens."""
        self.click(button)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        return menu

    def drop(self, data: QMimeData) -> bool:
        """Drop data onto the stage; return whether it was taken."""
        point = self.place(self.lab)
        move = Qt.DropAction.CopyAction
        enter = QDragEnterEvent(point, move, data, LEFT, PLAIN)
        QApplication.sendEvent(self.window, enter)
        if not enter.isAccepted():
            return False
        drop = QDropEvent(QPointF(point), move, data, LEFT, PLAIN, QEvent.Type.Drop)
        QApplication.sendEvent(self.window, drop)
        QApplication.processEvents()
        return drop.isAccepted()

    def wait(self, seconds: float, frame: float = 0.125) -> None:
        """Let time pass, in frames, as far as it is needed for what plays."""
        for _ in range(round(seconds / frame)):
            self.clock.now += frame
            self.window.player.tick()
        QApplication.processEvents()

    # ---- eyes

    @property
    def line(self) -> str:
        """The line of arithmetic."""
        return self.lab.arithmetic.text

    @property
    def step(self) -> str:
        """What the transport says of the step."""
        return self.transport.label.text()

    @property
    def status(self) -> str:
        """The status line as it is on the screen."""
        return self.window.status.text()

    @property
    def said(self) -> str:
        """The whole sentence of the status line, some of which may only be in its tooltip."""
        return self.window.status.toolTip() or self.window.status.text()

    @property
    def refused(self) -> bool:
        """Whether the status line has the look of an error."""
        return self.window.status.property("role") == "error"

    @property
    def speed(self) -> str:
        """The speed that is chosen."""
        return self.transport.speed.currentText()

    @property
    def playing(self) -> bool:
        """Whether the play button shows the sign for pausing."""
        return self.window.session.timeline.playing

    @property
    def titles(self) -> tuple[str, str]:
        """What stands over the two matrices."""
        return (
            f"{self.lab.input.title} {self.lab.input.caption}",
            f"{self.lab.output.title} {self.lab.output.caption}",
        )

    def values(self, card: QWidget) -> list[list[float]]:
        """Return the numbers of a card's matrix."""
        return card.view.matrix.values.tolist()

    def colours(self, card: QWidget) -> list[list[str]]:
        """Return the colour of every cell of a card, taken near its upper left corner."""
        picture = card.view.grab().toImage()
        rows, cols = card.view.matrix.shape
        return [[self._colour(card, picture, r, c) for c in range(cols)] for r in range(rows)]

    def _colour(self, card: QWidget, picture: QImage, row: int, col: int) -> str:
        rect = card.view.cell_rect(row, col)
        point = rect.topLeft() + QPointF(0.13 * rect.width(), 0.13 * rect.height())
        ratio = picture.devicePixelRatio()
        return picture.pixelColor((point * ratio).toPoint()).name()

    def filled(self, card: QWidget) -> list[list[bool]]:
        """Return which cells of a card hold a colour, by looking at its pixels."""
        empty = self.window.theme.empty
        return [[colour != empty for colour in row] for row in self.colours(card)]

    def has_colour(self, widget: QWidget, colour: str, rect: QRect | None = None) -> bool:
        """Return whether a colour is anywhere on a widget, or in a part of it."""
        picture = widget.grab(rect or widget.rect()).toImage()
        return bool((pixels(picture) == QColor(colour).rgb()).any())

    def finish_work(self, qtbot) -> None:
        """Wait until nothing is being made in the background."""
        session = self.window.session
        idle = lambda: not session.busy and session.progress.done is None  # noqa: E731
        qtbot.waitUntil(idle, timeout=10_000)
        QApplication.processEvents()


def pixels(image: QImage) -> np.ndarray:
    """Return an image's pixels as (height, width) of 0xFFRRGGBB."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = image.constBits().asstring(image.sizeInBytes())
    return np.frombuffer(data, np.uint32).reshape(image.height(), image.bytesPerLine() // 4)[
        :, : image.width()
    ]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Give one clock to every window that is built."""
    clock = Clock()
    monkeypatch.setattr(main_window, "Player", partial(Player, clock=clock))
    return clock


@pytest.fixture
def sit_down(qtbot, clock: Clock) -> Iterator:
    """Return a function that opens a window on a scene and returns the person before it."""
    windows = []  # or else a window whose test is over could be collected while it is painted

    def sit_down(
        scene: Scene | str = "first",
        *,
        size: tuple[int, int] = (1280, 800),
        theme: str = "light",
    ) -> Person:
        scene = SCENES[scene].scene if isinstance(scene, str) else scene
        window = app.build(scene, theme=theme)
        qtbot.addWidget(window)
        windows.append(window)
        window.resize(*size)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QApplication.processEvents()
        return Person(window, clock)

    return sit_down


@pytest.fixture
def person(sit_down) -> Person:
    """Somebody in front of the first scene, in the light theme, at 1280 x 800."""
    return sit_down()


def label_texts(widget: QWidget) -> list[str]:
    """Return the texts of all labels that can be seen in a widget."""
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
