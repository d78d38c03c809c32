"""Measure the window: ``python tests/bench/bench_window.py [names] [--markdown FILE]``.

All is painted offscreen, in a window of 1440 x 900 at the scale that ``QT_SCALE_FACTOR`` says, 1 by
default. Nothing is asserted: times mean something only on a machine that does nothing else.
"""

# ruff: noqa: E402, N802, TID251 (the checkout must be found first; this is about the window)
import argparse
import gc
import itertools
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np
from PIL import Image
from PyQt6.QtCore import PYQT_VERSION_STR, QEvent, QEventLoop, QObject, Qt, QTimer, qVersion

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.app import application, build
from poolviz.gui.render import render

Row = tuple[str, str, str, str]  # what is measured, on what, what is wanted, what came out

SIZE = 1440, 900
FIRST_MS, FRAME_MS, BLOCKED_MS = 400, 16, 50
STEP_GOAL = "median below 2 ms, 99 % below 8 ms"
STARTS, FRAMES, FULL_FRAMES, JUMPS, OPENINGS = 9, 500, 50, 500, 7
WARM_FRAMES, LONG_RUN = 1_000, 10_000
GLIDING_SPEED = 3  # the place in SPEEDS of 5 steps in a second: the window glides all the time

PHOTO = 3000, 4000
INPUTS = {
    "4 × 4": ((4, 4), "int64"),
    "4 × 4, floats": ((4, 4), "float64"),
    "28 × 28": ((28, 28), "int64"),
    "28 × 28, floats": ((28, 28), "float64"),
    "224 × 224": ((224, 224), "uint8"),
    "1080 × 1920": ((1080, 1920), "uint8"),
    "3000 × 4000": (PHOTO, "uint8"),
    "3000 × 4000, colour": ((*PHOTO, 3), "uint8"),
}


def source(name: str) -> SourceRef:
    """Return random cells of one of `INPUTS`; those of 8 bits are a picture."""
    shape, dtype = INPUTS[name]
    values = (np.random.default_rng(0).random(shape) * 200).astype(dtype)
    return SourceRef("values", given=Source(values, name, picture=dtype == "uint8"))


class Stage(QObject):
    """A window on the screen that tells how long its frames take."""

    def __init__(self, ref: SourceRef, spec: PoolSpec | None = None, repeats: int = 1) -> None:
        super().__init__()
        self.app = application()
        self.window = build(Scene(ref, spec or PoolSpec(2), repeats), theme="light")
        self.session = self.window.session
        self.painted = False
        self.window.resize(*SIZE)
        self.window.show()
        self.app.processEvents()
        self.window.lab.output.view.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        self.painted |= event is not None and event.type() == QEvent.Type.Paint
        return False

    def frame(self, change: Callable[[], object], *, may_rest: bool = False) -> float:
        """Return the milliseconds from `change` until the output has been painted."""
        self.painted = False
        begun = time.perf_counter()
        change()
        for _ in range(100):
            self.app.processEvents()
            if self.painted or may_rest:
                return (time.perf_counter() - begun) * 1000
        raise RuntimeError("The change has not been painted.")

    def step(self) -> None:
        """Go to the next step, from the last one to the first."""
        self.session.time.go_to((self.session.timeline.index + 1) % len(self.session.run))

    def draw_anew(self) -> None:
        """Drop every pixmap that the views keep, and have the window laid out again."""
        self.session.set_option("numbers", False)
        self.session.set_option("numbers", True)
        self.window.resize(SIZE[0] + (self.window.width() == SIZE[0]), SIZE[1])

    def play(self, frames: int) -> list[float]:
        """Play for ever, at 60 frames in a second; return the milliseconds that frames take."""
        if not self.session.timeline.playing:
            self.session.time.set_speed(GLIDING_SPEED)
            self.session.time.toggle_loop()
            self.session.time.toggle_play()
        return [self.frame(self._glide, may_rest=True) for _ in range(frames)]

    def _glide(self) -> None:
        self.session.time.advance(1 / 60)
        self.window.player.stop()  # it would add the time that really passes

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


_START = f"""
import time; times = [time.time()]
from PyQt6.QtCore import QEvent, QObject, QTimer
from poolviz.core.labs.presets import SCENES, default_scene
from poolviz.gui import app
times.append(time.time())
qt = app.application(); times.append(time.time())
window = app.build(SCENES[default_scene("slide")].scene)
window.resize(*{SIZE}); times.append(time.time())

class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, end)  # the next event: then all of the window is painted
        return False

def end():
    print(*times, time.time()); qt.quit()

first = FirstPaint()
window.lab.output.view.installEventFilter(first)
window.show(); qt.exec()
"""


def bench_start() -> Iterator[Row]:
    """Time a process from its start to its first frame, with compiled modules on the disk."""
    parts = ("Python", "imports", "QApplication", "window built", "shown and painted")
    times = []
    with tempfile.TemporaryDirectory() as folder:
        env = os.environ | {"PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        command = [sys.executable, "-c", _START]
        for _ in range(1 + STARTS):
            begun = time.time()
            run = subprocess.run(command, cwd=ROOT, env=env, check=True, capture_output=True)
            times.append(np.diff([begun, *map(float, run.stdout.split())]) * 1000)
    warm = np.array(times[1:])
    yield (
        "first frame after process start",
        "4 × 4",
        f"below {FIRST_MS} ms",
        _spread(warm.sum(axis=1), 100),
    )
    medians = zip(parts, np.median(warm, axis=0), strict=True)
    yield "its parts", "4 × 4", "", ", ".join(f"{part} {ms:.0f} ms" for part, ms in medians)


def bench_frames() -> Iterator[Row]:
    """Time frames: a step, between two steps, with nothing painted before, at any other step."""
    always = f"max below {FRAME_MS} ms"
    for name in INPUTS:
        stage = Stage(source(name))
        length = len(stage.session.run)
        yield "one step", name, STEP_GOAL, _spread([stage.frame(stage.step) for _ in range(FRAMES)])
        stage.session.time.go_to(length // 2)
        anew = [stage.frame(stage.draw_anew) for _ in range(FULL_FRAMES)]
        yield "full repaint, laid out again", name, always, _spread(anew, 100)
        if length > FRAMES:
            targets = np.random.default_rng(1).choice(length, JUMPS, replace=False).tolist()
            jumps = [stage.frame(partial(stage.session.time.go_to, i)) for i in targets]
            yield (
                f"jump among {length:,} steps",
                name,
                f"below {BLOCKED_MS} ms",
                _spread(jumps, 100),
            )
        yield "one frame while gliding", name, STEP_GOAL, _spread(stage.play(FRAMES))
        stage.close()


def bench_memory() -> Iterator[Row]:
    """Measure what a long animation adds to the memory in use (Linux)."""
    for name in ("28 × 28", "224 × 224"):
        stage = Stage(source(name))
        stage.play(WARM_FRAMES)
        before = _megabytes()
        for _ in range(LONG_RUN // 100):
            stage.play(100)
        yield f"memory, {LONG_RUN:,} frames", name, "below 5 MB", f"{_megabytes() - before:+.2f} MB"
        stage.close()


def _megabytes() -> float:
    gc.collect()
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


def bench_open() -> Iterator[Row]:
    """Measure how long the event loop stands still while a photograph is opened."""
    mean = PoolSpec(3, 1, "mean", "same")
    poolings = {"max 2 × 2, 3 times": (PoolSpec(2), 3), "mean 3 × 3, stride 1": (mean, 1)}
    with tempfile.TemporaryDirectory() as folder:
        path = _write_photo(Path(folder))
        for name, (spec, repeats) in poolings.items():
            on, goal = f"12-megapixel JPEG, {name}", f"below {BLOCKED_MS} ms"
            runs = [_open(path, spec, repeats) for _ in range(OPENINGS)]
            before, after, total = zip(*runs, strict=True)
            yield "longest stop until the result is there", on, goal, _spread(before, 100)
            yield "longest stop from then until it is painted", on, goal, _spread(after, 100)
            yield "opened and painted", on, "", _spread(total, 100)


def _open(path: str, spec: PoolSpec, repeats: int) -> tuple[float, float, float]:
    """Return the longest gap between heartbeats before and after the result, and all, in ms."""
    stage = Stage(SourceRef("random", size=(28, 28)), spec, repeats)
    beats: list[float] = []
    loop, pulse, made, painted = QEventLoop(), QTimer(), 0.0, 0.0

    def beat() -> None:
        nonlocal painted
        beats.append(time.perf_counter())
        if len(beats) == 50:  # by now the loop has come to rest
            stage.session.inputs.open_path(path)
        elif made and stage.painted and not painted:
            painted = beats[-1]
            QTimer.singleShot(100, loop.quit)

    def notice(busy: bool) -> None:  # said before the scene is taken over
        nonlocal made
        made, stage.painted = 0.0 if busy else time.perf_counter(), False

    pulse.setTimerType(Qt.TimerType.PreciseTimer)
    pulse.timeout.connect(beat)
    stage.session.busy_changed.connect(notice)
    pulse.start(1)
    loop.exec()
    stage.close()
    longest = [0.0, 0.0]
    for start, end in itertools.pairwise(beats[49:]):
        longest[end > made] = max(longest[end > made], (end - start) * 1000)
    return longest[0], longest[1], (painted - beats[49]) * 1000


def _write_photo(folder: Path) -> str:
    """Write a picture with shapes and grain, as a photograph has them, and return its path."""
    rng = np.random.default_rng(2)
    coarse = Image.fromarray(rng.integers(0, 256, (75, 100, 3), np.uint8))
    shapes = np.asarray(coarse.resize(PHOTO[::-1], Image.Resampling.BICUBIC), np.int16)
    grained = (shapes + rng.integers(-20, 20, (*PHOTO, 1))).clip(0, 255).astype(np.uint8)
    Image.fromarray(grained).save(folder / "photo.jpg", quality=90)
    return str(folder / "photo.jpg")


def bench_export() -> Iterator[Row]:
    """Time the writing of films of 10 seconds with 30 pictures in a second."""
    with tempfile.TemporaryDirectory() as folder:
        for name, kind in itertools.product(("first", "cat"), ("gif", "apng")):
            scene, path = SCENES[name].scene, Path(folder, f"film.{kind}")
            begun = time.perf_counter()
            render(scene, scene.source.load(), path, (960, 540), "light")
            reached = f"{time.perf_counter() - begun:.2f} s, {path.stat().st_size / 1e6:.2f} MB"
            yield f"10 s of {kind.upper()}, 960 × 540", f"scene {name}", "", reached


_ALL = bench_start, bench_frames, bench_memory, bench_open, bench_export
BENCHES = {function.__name__.removeprefix("bench_"): function for function in _ALL}


def _spread(times: Sequence[float], percent: int = 99) -> str:
    high = "max" if percent == 100 else f"{percent} %"
    return f"median {np.median(times):.2f}, {high} {np.percentile(times, percent):.2f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description="Measure the window of poolviz.")
    parser.add_argument("names", nargs="*", metavar="name", help=", ".join(BENCHES))
    parser.add_argument("--markdown", type=Path, metavar="FILE", help="write the table there, too")
    args = parser.parse_args()
    if unknown := set(args.names).difference(BENCHES):
        parser.error(f"there is no {', '.join(unknown)}; allowed are {', '.join(BENCHES)}")
    app = application()
    machine = (
        f"{os.cpu_count()} cores, {platform.system()} on {platform.machine()}, load "
        f"{os.getloadavg()[0]:.2f}; Python {platform.python_version()}, Qt {qVersion()}, PyQt "
        f"{PYQT_VERSION_STR}, NumPy {np.__version__}; {app.platformName()}, scale "
        f"{app.devicePixelRatio():g}"
    )
    lines = [machine, "", "| what | on | goal | reached |", "|---|---|---|---|"]
    print(*lines, sep="\n", flush=True)
    for name in args.names or BENCHES:
        for row in BENCHES[name]():
            lines.append(f"| {' | '.join(cell or '–' for cell in row)} |")
            print(lines[-1], flush=True)
    if args.markdown is not None:
        args.markdown.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
