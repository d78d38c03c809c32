"""Takes the README's pictures: ``python assets/take_pictures.py``, no screen."""

import os
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QEventLoop

from poolviz.cli import main
from poolviz.core.labs.presets import SCENES
from poolviz.gui.app import application, build

HERE = Path(__file__).resolve().parent
PICTURES = {
    "window-photo.png": ("colour", 21_690, "dark"),
    "window-shift.png": ("always", 4, "light"),
}


def take(name: str, scene: str, step: int, theme: str) -> None:
    """Save the window on a scene, at a step, in a theme."""
    app = application()
    window = build(replace(SCENES[scene].scene, step=step), theme=theme)
    window.resize(1440, 900)
    window.show()
    app.processEvents()
    while window.session.progress.done is not None:
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    app.processEvents()
    window.grab().save(str(HERE / name))
    window.close()


if __name__ == "__main__":
    film = ["render", "--scene", "first", "--size", "800x500", "--seconds", "9"]
    main([*film, "--output", str(HERE / "moving.gif")])
    for name, what in PICTURES.items():
        take(name, *what)
        print(HERE / name)
