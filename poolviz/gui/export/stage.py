"""The stage as a picture of any size, without a window: what the window would show."""

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import unescape

import numpy as np
from PyQt6.QtCore import QBuffer, QIODevice, QPoint, QRect, QSize
from PyQt6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QRegion
from PyQt6.QtSvg import QSvgGenerator

from poolviz.core.timeline import GLIDE_SECONDS, Timeline
from poolviz.gui.canvas.camera import Camera
from poolviz.gui.export.films import Pixels
from poolviz.gui.labs.base import Progress, Shown, view_of
from poolviz.gui.options import Options
from poolviz.gui.theme import Theme, palette, style_sheet

_BASE = 960, 600
"""Width and height at which a stage looks right with one pixel for one."""

_LEAST_RATIO = 0.6
_CSS_DPI = 96
_TEXT = re.compile(
    r'<text (?P<rest>[^>]*font-family="(?P<family>[^"]*)" font-size="(?P<size>[^"]*)"'
    r' font-weight="(?P<weight>[^"]*)"[^>]*)>(?P<text>[^<]*)</text>'
)
"""A text as the generator of Qt writes it."""

HOLD = Fraction(1)
"""Seconds that a film stays on its last step, or a quarter of it where it is short."""


_GLIDE_PICTURES, _GLIDE_MOST, _GLIDE_SHARE = 9, 0.5, 0.6
"""Pictures in which the window of a film glides to the next cell, so that it looks smooth; the
seconds and the share of a step that it takes for that at most."""


@dataclass(frozen=True)
class Look:
    """How a stage is painted.

    Attributes
    ----------
    theme : Theme
        Its colours and its type.
    options : Options
        What is shown of a scene.
    size : (int, int)
        Width and height of the picture in pixels.
    ratio : float
        Pixels of the picture for one of the stage: all of it grows alike, as on a fine screen.
    """

    theme: Theme
    options: Options
    size: tuple[int, int]
    ratio: float = 1.0

    @property
    def stage_size(self) -> tuple[int, int]:
        """Width and height that the stage is laid out for."""
        return math.ceil(self.size[0] / self.ratio), math.ceil(self.size[1] / self.ratio)


def fitting_ratio(size: tuple[int, int]) -> float:
    """Return the ratio at which a picture of `size` (width, height) is filled and readable."""
    ratio = min(size[0] / _BASE[0], size[1] / _BASE[1])
    return math.floor(2 * ratio) / 2 if ratio >= 1 else max(ratio, _LEAST_RATIO)


@dataclass(frozen=True)
class Moment:
    """A picture of a film, and the seconds that it stays."""

    timeline: Timeline
    seconds: Fraction


def moments(
    length: int, seconds: Fraction, fps: int | Fraction, *, sliding: bool = False
) -> list[Moment]:
    """Return the pictures of a film that goes from the first step to the last.

    Parameters
    ----------
    length : int
        Steps of the run.
    seconds : Fraction
        How long it takes, the rest on the last step included.
    fps : int or Fraction
        Pictures in a second, at most; while nothing moves there is only one. Where there are more
        steps than pictures, steps are passed over.
    sliding : bool
        Whether something moves all the time, and not only between two steps.
    """
    ways = seconds - min(HOLD, seconds / 4)
    speed = max(float((length - 1) / ways), 1e-9)
    gliding = max(
        GLIDE_SECONDS, min(float(_GLIDE_PICTURES / fps), _GLIDE_MOST, _GLIDE_SHARE / speed)
    )
    start = Timeline(length, speed=speed, playing=length > 1, gliding=gliding)
    result: list[Moment] = []
    times = [i / Fraction(fps) for i in range(math.ceil(seconds * fps))]
    seen = None
    for time, end in itertools.pairwise([*times, seconds]):
        timeline = start.advance(float(time)) if time < ways else start.seek(length - 1).pause()
        moved = timeline.fraction if sliding else timeline.glide
        looks = timeline.index, moved if timeline.playing else 0.0
        if looks == seen:
            result[-1] = Moment(result[-1].timeline, result[-1].seconds + end - time)
        else:
            result.append(Moment(timeline, end - time))
        seen = looks
    return result


class Stage:
    """A lab on a sheet of its own, never on a screen.

    Parameters
    ----------
    shown : Shown
        The scene.
    look : Look
        How to paint it.
    cameras : sequence of two Camera, optional
        Zoom and pan of input and output, of a stage that is laid out alike.
    """

    def __init__(self, shown: Shown, look: Look, cameras: Sequence[Camera] = ()) -> None:
        self._look = look
        self._lab = view_of(shown.resolved.scene.lab.name)()
        self._lab.setPalette(palette(look.theme))
        self._lab.setStyleSheet(style_sheet(look.theme))
        self._lab.set_theme(look.theme)
        self._lab.resize(*look.stage_size)
        self._lab.set_options(look.options)
        self._lab.set_shown(shown)
        self._lab.set_progress(Progress(shown.background))
        self._lab.set_bare(True)
        self._cameras = cameras
        self._image = QImage(*look.size, QImage.Format.Format_RGB32)
        self._image.setDevicePixelRatio(look.ratio)
        self._settled = False
        self._settle()

    def _settle(self) -> None:
        """Lay everything out.

        What is never shown is laid out when it is painted: once for the sizes, and once more for
        what they change. A pixel is enough.
        """
        for _ in range(2):
            self._lab.render(self._image, QPoint(), QRegion(0, 0, 1, 1))

    def pixels(self, timeline: Timeline, secret: bool = False) -> Pixels:
        """Return the picture of a moment, (height, width), 0xFFRRGGBB."""
        self._set(timeline, secret)
        self._image.fill(self._look.theme.colour("stage"))
        self._lab.render(self._image)
        bits = self._image.constBits()
        assert bits is not None
        width, height = self._look.size
        data = bits.asstring(self._image.sizeInBytes())
        return np.frombuffer(data, np.uint32).reshape(height, width)

    def svg(self, timeline: Timeline, secret: bool = False) -> bytes:
        """Return the picture of a moment as SVG: cells, lines and text stay what they are."""
        self._set(timeline, secret)
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        generator = QSvgGenerator()
        generator.setOutputDevice(buffer)
        generator.setResolution(_CSS_DPI)
        generator.setSize(QSize(*self._look.size))
        generator.setViewBox(QRect(0, 0, *self._look.size))
        generator.setTitle("poolviz")
        generator.setDescription(self._lab.description)
        painter = QPainter(generator)
        painter.scale(self._look.ratio, self._look.ratio)
        self._lab.render(painter)
        painter.end()
        return _TEXT.sub(_with_length, buffer.data().data().decode()).encode()

    def _set(self, timeline: Timeline, secret: bool) -> None:
        self._lab.set_timeline(timeline, secret)
        if not self._settled:
            self._settled = True
            self._settle()
        if self._cameras:
            self._lab.set_cameras(self._cameras)


def _with_length(found: re.Match[str]) -> str:
    """Return a text of an SVG with its length, which it keeps in whatever font it is drawn."""
    font = QFont(unescape(found["family"]).split(","))
    font.setPixelSize(max(1, round(float(found["size"]))))
    font.setWeight(QFont.Weight(int(found["weight"])))
    text = unescape(found["text"])
    wide = QFontMetricsF(font).horizontalAdvance(text)
    if not text.strip() or wide <= 0:
        return found[0]
    length = f'textLength="{wide:.3f}" lengthAdjust="spacingAndGlyphs"'
    return f"<text {length} {found['rest']}>{found['text']}</text>"
