"""The menu under the Export button, and the export that runs while the window stays usable."""

import math
import os
import re
from collections.abc import Callable, Generator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QFileDialog, QMenu, QWidget

from poolviz.core.errors import PoolvizError
from poolviz.core.files import file_size, replacing, write_values
from poolviz.core.inputs.source import Source
from poolviz.core.scenes.scene import Scene
from poolviz.core.scenes.scene_files import SCENE_SUFFIX, scene_file
from poolviz.gui.labs.base import LabView
from poolviz.gui.session.session import Session
from poolviz.gui.session.worker import Worker
from poolviz.gui.settings import Memory
from poolviz.gui.theme import Theme

if TYPE_CHECKING:  # what only exports need waits until there is something to export
    from concurrent.futures import Future

    from poolviz.gui.export.jobs import Job, Jobs
    from poolviz.gui.export.stage import Look

_Warned = Generator[tuple[float, "Job"], None, str]
"""As `Jobs`, and returns a sentence to be said when all is done."""

_PICTURES = {".png": "Picture", ".svg": "Vector picture"}
_FILMS = {".gif": "GIF animation", ".apng": "Animated PNG"}
_VALUES = {".csv": "Comma-separated values", ".npy": "NumPy array"}
_SCENES = {SCENE_SUFFIX: "Scene"}

_PICTURE_RATIO = 2.0
_FPS = 20
_SECONDS = Fraction(2), Fraction(12)
"""How short and how long an animation can be; between, it goes as fast as the window plays."""


class ExportMenu(QObject):
    """Asks for a file and writes it; paints on this thread, a little at a time, encodes on another.

    Parameters
    ----------
    window : QWidget
        Whose dialogs these are.
    session : Session
        What is exported; its status line tells of the progress.
    lab : callable
        Returns the stage, which is exported as it looks.
    theme : callable
        Returns the theme in force.
    memory : Memory
        Knows the folder of the last file.
    """

    def __init__(
        self,
        window: QWidget,
        session: Session,
        lab: Callable[[], LabView],
        theme: Callable[[], Theme],
        memory: Memory,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._session = session
        self._lab = lab
        self._theme = theme
        self._memory = memory
        self._jobs: Jobs | _Warned | None = None
        self._path = ""
        self._cancelled = False
        self._worker = Worker(self)
        self._worker.finished.connect(self._go_on_soon)

    @property
    def running(self) -> bool:
        """Whether a file is being written."""
        return self._jobs is not None

    def menu(self) -> QMenu:
        """Return the menu."""
        menu = QMenu(self._window)
        for text, command in (
            ("Picture (PNG, SVG) …", self.export_picture),
            ("Animation (GIF, APNG) …", self.export_film),
            ("Values (CSV, NPY) …", self.export_values),
            ("Scene (JSON) …", self.export_scene),
        ):
            action = menu.addAction(text)
            assert action is not None
            action.triggered.connect(lambda _, command=command: command())
        return menu

    def export_picture(self) -> None:
        """Write the stage as it looks now, zoom included but for SVG, and twice as fine."""
        path = self._ask("Export the picture", _PICTURES)
        if path:
            from poolviz.gui.export.jobs import picture

            session = self._session
            vector = path.lower().endswith(".svg")
            cameras = [] if vector else self._lab().zoomed_cameras
            look = self._look(1.0 if vector else _PICTURE_RATIO)
            moment = session.timeline.pause()
            shown = session.known
            self.start(picture(path, shown, look, moment, session.time.secret, cameras), path)

    def export_film(self) -> None:
        """Write the run, from the first step to the last, at the speed of the window."""
        path = self._ask("Export the animation", _FILMS)
        if path:
            from poolviz.gui.export.jobs import film
            from poolviz.gui.export.stage import HOLD

            timeline = self._session.timeline
            ways = Fraction((timeline.length - 1) / timeline.speed).limit_denominator(100)
            seconds = min(max(ways + HOLD, _SECONDS[0]), _SECONDS[1])
            shown = self._session.known
            self.start(film(path, shown, self._look(1.0), seconds, _FPS), path)

    def export_values(self) -> None:
        """Write what the pooling on screen makes; .csv holds the channel on screen."""
        path = self._ask("Export the values", _VALUES)
        if path:
            whole = path.lower().endswith(".npy")
            session = self._session
            values = session.shown.picture.values(session.timeline.index, whole=whole)
            self.start(_content(path, partial(write_values, values, npy=whole)), path)

    def export_scene(self) -> None:
        """Write the scene, which Open reads again."""
        path = self._ask("Export the scene", _SCENES)
        if path:
            self.start(_scene(path, self._session.scene, self._session.resolved.source), path)

    def start(self, jobs: "Jobs | _Warned", path: str) -> None:
        """Begin an export, unless one is running."""
        if self.running:
            jobs.close()
            self._session.say("An export is running; Esc cancels it.", error=True)
            return
        self._jobs, self._path, self._cancelled = jobs, path, False
        self._go_on(None)

    def cancel(self) -> None:
        """Give the export up; no file is left of it."""
        self._cancelled = True

    def close(self) -> None:
        """Stop all work, so that nothing outlives the window."""
        self._worker.stop()
        if self._jobs is not None:
            self._jobs.close()
            self._jobs = None

    def _go_on_soon(self, ended: "Future[Any]") -> None:
        """Give the window its turn between two pictures."""
        QTimer.singleShot(0, partial(self._go_on, ended))

    def _go_on(self, ended: "Future[Any] | None") -> None:
        """Paint what comes next and have it encoded; `ended` is the work before."""
        jobs, session = self._jobs, self._session
        if jobs is None:
            return
        error = None if ended is None else ended.exception()
        self._jobs = None
        try:
            if self._cancelled:
                jobs.close()
                session.say("The export is cancelled; nothing was written.")
                return
            share, job = next(jobs) if error is None else jobs.throw(error)
        except StopIteration as end:
            warning = f" {end.value}" if end.value else ""
            session.say(f"Wrote {self._path} ({file_size(self._path)}).{warning}")
        except PoolvizError as refusal:
            session.say(str(refusal), error=True)
        except MemoryError:
            session.say("There is not enough memory for that export.", error=True)
        else:
            self._jobs = jobs
            name = Path(self._path).name
            session.say(f"Writing {name} … {math.floor(100 * share)} % (Esc cancels)")
            self._worker.start(job)

    def _look(self, ratio: float) -> "Look":
        from poolviz.gui.export.stage import Look

        size = self._lab().width() * ratio, self._lab().height() * ratio
        return Look(self._theme(), self._session.options, (int(size[0]), int(size[1])), ratio)

    def _ask(self, title: str, kinds: dict[str, str]) -> str:
        """Ask for a file of one of `kinds`; return "" where there is none."""
        filters = {f"{text} (*{suffix})": suffix for suffix, text in kinds.items()}
        proposed = os.path.join(self._memory.settings.folder, self._stem() + next(iter(kinds)))
        path, chosen = QFileDialog.getSaveFileName(
            self._window, title, proposed, ";;".join(filters)
        )
        if not path:
            return ""
        self._memory.remember(folder=os.path.dirname(path))
        if Path(path).suffix.lower() not in kinds:
            path += filters.get(chosen, next(iter(kinds)))
            if os.path.exists(path):  # the dialog has asked about another name
                self._session.say(f"{path} exists; choose it by its whole name.", error=True)
                return ""
        return path

    def _stem(self) -> str:
        resolved = self._session.resolved
        name = Path(resolved.source.name).stem if resolved.source.picture else resolved.source.name
        words = re.findall(r"\w+", f"{name} {resolved.scene.spec.mode} pool")
        return "-".join(words).lower()[:80]


def _content(path: str, write: Callable[[BinaryIO], object]) -> "Jobs":
    with replacing(path) as file:
        yield 0.0, partial(write, file)


def _scene(path: str, scene: Scene, source: Source) -> _Warned:
    """Pack and write a scene; return what has to be handed out with it."""
    warnings: list[str] = []

    def write(file: BinaryIO) -> None:
        text, warning = scene_file(scene, source, path)
        file.write(text.encode())
        warnings.append(warning)

    with replacing(path) as file:
        yield 0.0, partial(write, file)
    return " ".join(warnings)
