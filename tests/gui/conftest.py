"""What the tests of the window share, and a look at what each of them leaves behind."""

import threading
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from PyQt6 import sip
from PyQt6.QtCore import QEvent, QRectF, Qt, QThreadPool, QTimer
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QApplication, QWidget

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Resolved, Scene, resolve
from poolviz.core.spec.pool_spec import PoolSpec, Sides
from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.matrix import NO_PADDING, Matrix
from poolviz.gui.labs.base import Shown, paint
from poolviz.gui.session.session import Session
from poolviz.gui.theme import FONT_FAMILIES

# Pixels are looked at, in the same type wherever other fonts are installed.
FONT_FAMILIES[:] = ["DejaVu Sans", "sans-serif"]


@pytest.fixture(autouse=True)
def nothing_left(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fail a test after which a window is open, a timer runs or a thread lives."""
    threads = set(threading.enumerate())
    timers: weakref.WeakSet[QTimer] = weakref.WeakSet()
    start = QTimer.start

    def recorded(timer: QTimer, *args: int) -> None:
        timers.add(timer)
        start(timer, *args)

    monkeypatch.setattr(QTimer, "start", recorded)
    yield
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    windows = [
        widget
        for widget in QApplication.topLevelWidgets()
        if widget.isVisible() and widget.windowType() is not Qt.WindowType.ToolTip
    ]
    for widget in windows:
        widget.close()
    assert not windows
    assert not [t for t in timers if not sip.isdeleted(t) and t.isActive()]
    new = set(threading.enumerate()) - threads
    assert not [t for t in new if not t.name.startswith("pool2d")]  # the core keeps its own
    pool = QThreadPool.globalInstance()
    assert pool is None or pool.activeThreadCount() == 0


@pytest.fixture
def open_session() -> Iterator[Callable[..., Session]]:
    """Return a function that opens a session; its work is stopped in the end."""
    sessions: list[Session] = []

    def open_session(scene: Scene | None = None, values: Any = None, **source: Any) -> Session:
        given = None if values is None else Source(np.asarray(values), "Given", **source)
        if scene is None:
            scene = Scene() if given is None else Scene(SourceRef("values", given=given))
        sessions.append(Session(scene, given))
        return sessions[-1]

    yield open_session
    for session in sessions:
        session.close()


@pytest.fixture
def session(open_session: Callable[..., Session]) -> Session:
    """Return the 4 x 4 example, max pooled once by 2 x 2."""
    return open_session()


@pytest.fixture
def heard() -> Callable[..., list[Any]]:
    """Return a function that begins to write down what a signal tells."""

    def heard(signal: Any) -> list[Any]:
        told: list[Any] = []
        signal.connect(lambda *args: told.append(args[0] if len(args) == 1 else args))
        return told

    return heard


@pytest.fixture
def on_screen(qtbot: Any) -> Callable[..., Any]:
    """Return a function that shows a widget, resized, and waits until it is there."""

    def on_screen(widget: QWidget, width: int = 0, height: int = 0) -> QWidget:
        qtbot.addWidget(widget)
        if width:
            widget.resize(width, height)
        with qtbot.waitExposed(widget):
            widget.show()
        QApplication.processEvents()
        return widget

    return on_screen


def shown_of(resolved: Resolved, colour_map: str = "viridis") -> Shown:
    """Return a scene as its lab shows it."""
    return paint(resolved, resolved.scene.lab.picture(resolved), colour_map, None)


def matrix_of(
    values: Any,
    colour_map: str = "viridis",
    padding: Sides = NO_PADDING,
    unread: tuple[tuple[int, ...], tuple[int, ...]] = ((), ()),
) -> Matrix:
    """Return what a view shows of an array."""
    source = Source(np.asarray(values), "Given")
    scene = Scene(SourceRef("values", given=source), PoolSpec(1))
    resolved = resolve(scene, source)
    picture = shown_of(resolved, colour_map).pixels[0]
    return Matrix(source.values, picture, resolved.levels[0], padding, *unread)


def whole_camera(matrix: Matrix, cell: float) -> Camera:
    """Return the camera that has all of a matrix in view, `cell` pixels for each."""
    rows, cols = matrix.padded_shape
    (above, _), (before, _) = matrix.padding
    area = QRectF(30, 24, max(1, round(cols * cell)), max(1, round(rows * cell)))
    return Camera(area, (-above, rows), (-before, cols), cell, cell, -above, -before)


def pixels_of(image: QImage) -> np.ndarray:
    """Return an image's pixels, (H, W) of 0xFFRRGGBB."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    data = image.constBits().asstring(image.sizeInBytes())
    return np.frombuffer(data, np.uint32).reshape(image.height(), image.width())


def painted(widget: QWidget) -> np.ndarray:
    """Paint a widget anew, all of it, and return its pixels."""
    return pixels_of(widget.grab().toImage())


def seen(widget: QWidget) -> np.ndarray:
    """Return the pixels of a widget that stand on the screen.

    Unlike `painted` it paints nothing but what the widget has asked to be painted.
    """
    QApplication.processEvents()
    window, screen = widget.window(), widget.screen()
    place = widget.mapTo(window, widget.rect().topLeft())
    shot = screen.grabWindow(window.winId(), place.x(), place.y(), widget.width(), widget.height())
    return pixels_of(shot.toImage())
