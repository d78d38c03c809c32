"""Pictures and films of a scene, as files.

Widgets are painted on the window's thread only, but encoding takes longer than painting. So every
export is a generator that paints a little and hands out the work that may be done on any thread:
`run` does all of it at once, and a window does it bit by bit.
"""

import contextlib
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import fields
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from poolviz.core.files import replacing
from poolviz.core.timeline import Timeline
from poolviz.gui.canvas.camera import Camera
from poolviz.gui.export.films import (
    ApngWriter,
    FilmWriter,
    GifWriter,
    Palette,
    Pixels,
    channels,
    gif_pace,
    shared_palette,
)
from poolviz.gui.export.stage import Look, Moment, Stage, moments
from poolviz.gui.labs.base import Shown
from poolviz.gui.theme import Theme

Job = Callable[[], object]
Jobs = Generator[tuple[float, Job], None, None]
"""Yields the share that is done, 0 to 1, and what is to be run next, on whatever thread."""

PICTURE_SUFFIXES = (".png", ".svg")
FILM_SUFFIXES = (".gif", ".apng")

_SAMPLES = 8


def run(jobs: Jobs) -> None:
    """Do an export from beginning to end.

    Raises
    ------
    ExportError
        If the file can't be written; then there is none.
    KeyboardInterrupt
        If it was interrupted; then there is none, either.
    """
    with _held_interrupts() as interrupts:
        for _, job in jobs:
            try:
                job()
                if interrupts:
                    raise KeyboardInterrupt
            except BaseException as error:
                jobs.throw(error)


def picture(
    path: str | Path,
    shown: Shown,
    look: Look,
    timeline: Timeline,
    secret: bool = False,
    cameras: Sequence[Camera] = (),
) -> Jobs:
    """Write the picture of a moment, as .svg or else as PNG."""
    with replacing(path) as file:
        stage = Stage(shown, look, cameras)
        yield 0.0, _nothing
        if Path(path).suffix.lower() == ".svg":
            yield 0.5, partial(file.write, stage.svg(timeline, secret))
        else:
            yield 0.5, partial(_write_png, file, stage.pixels(timeline, secret))


def film(path: str | Path, shown: Shown, look: Look, seconds: Fraction, fps: int) -> Jobs:
    """Write the whole run as an animation, as .gif or else as APNG.

    Parameters
    ----------
    path : str or Path
        Where to write.
    shown : Shown
        The scene.
    look : Look
        How to paint it.
    seconds : Fraction
        How long it takes, the rest on the last step included.
    fps : int
        Pictures in a second, at most.
    """
    gif = Path(path).suffix.lower() == ".gif"
    course = shown.picture.course
    pace = gif_pace(fps) if gif else Fraction(fps)
    reel = moments(course.length, seconds, pace, sliding=course.sliding)
    with replacing(path) as file:
        stage = Stage(shown, look)
        yield 0.0, _nothing
        writer: FilmWriter
        if gif:
            samples: list[Pixels] = []
            for moment in _spread(reel):
                samples.append(stage.pixels(moment.timeline))
                yield 0.0, _nothing
            palettes: list[Palette] = []
            kept = _kept(look.theme)
            yield 0.0, lambda: palettes.append(shared_palette(samples, kept))
            writer = GifWriter(file, look.size, palettes[0])
        else:
            writer = ApngWriter(file, look.size, len(reel))
        for i, moment in enumerate(reel):
            pixels = stage.pixels(moment.timeline)
            yield i / len(reel), partial(writer.add, pixels, moment.seconds)
        writer.finish()


@contextlib.contextmanager
def _held_interrupts() -> Iterator[list[int]]:
    """Collect Ctrl+C instead of raising it: raised while Qt paints, it would abort the process."""
    caught: list[int] = []
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler:
        yield caught
        return
    signal.signal(signal.SIGINT, lambda number, _: caught.append(number))
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)


def _nothing() -> None:
    """Do nothing; painting has taken its time, and a window wants to be usable."""


def _write_png(file: BinaryIO, pixels: Pixels) -> None:
    Image.fromarray(channels(pixels), "RGB").save(file, "PNG")


def _spread(reel: Sequence[Moment]) -> list[Moment]:
    """Return some moments from the whole of a film, the last one among them."""
    count = min(_SAMPLES, len(reel))
    return [reel[(i + 1) * len(reel) // count - 1] for i in range(count)]


def _kept(theme: Theme) -> list[int]:
    """Return the colours of a theme as 0xRRGGBB."""
    values = (getattr(theme, field.name) for field in fields(theme))
    return [int(v[1:], 16) for v in values if isinstance(v, str) and v.startswith("#")]
