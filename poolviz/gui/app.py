"""QApplication, what happens to unforeseen errors, and the window."""

import sys
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from types import TracebackType

from PyQt6.QtCore import QDir
from PyQt6.QtWidgets import QApplication

from poolviz.core.inputs.source import Source
from poolviz.core.scenes.scene import Scene
from poolviz.gui.session.session import Session
from poolviz.gui.settings import Memory, settings_file
from poolviz.gui.window.window import MainWindow

LOG = Path(QDir.tempPath()) / "poolviz-errors.log"


@cache
def application() -> QApplication:
    """Return the one QApplication, made on the first call and kept from then on."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(sys.argv[:1])
        app.setApplicationName("poolviz")
        app.setDesktopFileName("poolviz")
        app.setStyle("Fusion")
    return app


def build(
    scene: Scene,
    source: Source | None = None,
    theme: str = "system",
    *,
    at_once: bool = True,
    memory: Memory | None = None,
) -> MainWindow:
    """Return the window on a scene, not shown yet; `at_once` is that of `Session`.

    Without a `memory` nothing of another day is known, and nothing is kept.
    """
    return MainWindow(Session(scene, source, at_once=at_once), theme, memory)


def run(
    scene: Scene, source: Source | None = None, theme: str | None = None, *, reset: bool = False
) -> int:
    """Show the window and return the exit code when it is closed.

    Parameters
    ----------
    scene, source
        What to show.
    theme : str, optional
        One of `THEME_CHOICES`; by default the one of the last time.
    reset : bool
        Whether to forget what is remembered.
    """
    app = application()
    path = settings_file()
    if reset:
        path.unlink(missing_ok=True)
    memory = Memory(path)
    kept = memory.settings
    window = build(scene, source, theme or kept.theme, at_once=False, memory=memory)
    sys.excepthook = _hook(window)
    screen = app.primaryScreen()
    if screen is not None:
        room = screen.availableGeometry()
        usual = min(1440, room.width() * 9 // 10), min(900, room.height() * 9 // 10)
        width, height = kept.size or usual
        window.resize(min(width, room.width()), min(height, room.height()))
    window.show()
    return app.exec()


def _hook(
    window: MainWindow,
) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return an excepthook: a fault of ours is written to a log and said once; the show goes on."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        traceback.clear_frames(trace)  # one may hold a painter, which must end with its event
        sys.stderr.write(text)
        try:
            with LOG.open("a", encoding="utf-8") as log:
                log.write(f"{datetime.now():%Y-%m-%d %H:%M:%S}\n{text}\n")
            where = f"it is written to {LOG}"
        except OSError:
            where = "it could not be written to a log"
        window.session.say(f"poolviz made a mistake ({kind.__name__}); {where}.", error=True)

    return hook
