"""Where the parts of the Shift lab are: its pictures first, and charts where there is room."""

from dataclasses import dataclass, replace

from PyQt6.QtCore import QRect, QSize

from poolviz.gui.labs.shift.pictures.arranger import Arranger
from poolviz.gui.theme import Theme

GAP = 10
EDGE = 4
"""Pixels between the pictures and the edge of their card."""

MARGIN = 12
"""Pixels around everything on a small stage."""

_PICTURES = 0.6
"""The share of the height that the pictures have beside the charts."""

_LEAST_CHART = 286
"""The width of a chart, before scaling, below which it can't be read."""

_CURVES = 372
"""The width of the curves, before scaling, that takes from the survey beside them."""

_GOOD_BOX = 3.2
"""The side of a picture, in units of the type, for which charts are given up."""

_BASE, _BASE_BARE = (1200, 800), (960, 720)
"""Width and height of a stage up to which the type has its own size, with and without controls."""


@dataclass(frozen=True)
class Places:
    """Where the parts are; the charts are empty where they are given up."""

    pictures: QRect
    strip: QRect
    curves: QRect
    survey: QRect

    @property
    def has_charts(self) -> bool:
        """Whether there is room for charts."""
        return not self.curves.isEmpty()


def growth(size: QSize, *, bare: bool) -> float:
    """Return how much larger the type is on a large stage: it grows with the screen."""
    width, height = _BASE_BARE if bare else _BASE
    share = min(size.width() / width, size.height() / height)
    return max(1.0, int(20 * share) / 20)


LEAST_BOX, TIGHT_BOX = 48, 42
"""Pixels of a picture below which charts are given up: usually, and where they must be there."""


def divide(
    room: QRect,
    arranger: Arranger,
    theme: Theme,
    strip: int,
    chart: int,
    least: int = LEAST_BOX,
) -> Places:
    """Divide the stage.

    With larger type the pictures grow first: they take what the charts can spare, and all of it
    where they would be smaller than with type of the usual size, or their shares not written. With
    the usual type the charts stay, which say for how many of all shifts it is so.

    Parameters
    ----------
    room : QRect
        The stage, in pixels.
    arranger : Arranger
        Of the pictures.
    theme : Theme
        Its type.
    strip : int
        The height of the line under the pictures.
    chart : int
        The least height of a chart.
    least : int
        The least side of a picture beside charts, in pixels.
    """
    margin = 18 if room.width() >= theme.px(800) else MARGIN
    inner = room.adjusted(margin, min(margin, 14), -margin, -GAP)
    spare = inner.height() - strip - 2 * GAP
    most = arranger.height_for(inner.width() - 2 * EDGE) + 2 * EDGE
    share, rest = min(_PICTURES * spare, spare - chart), spare - chart
    usual = replace(theme, scale=min(theme.scale, 1.0))
    good = _GOOD_BOX * usual.text_px * usual.scale
    if theme.scale > usual.scale:
        before = Arranger(arranger.columns, usual, arranger.scales)
        good = max(good, _box(before, inner.width(), min(_PICTURES * spare, most)))
        share = rest
    if _box(arranger, inner.width(), share) < good:
        share = rest
    good = min(good, _box(arranger, inner.width(), most))
    curves_width = max((inner.width() - GAP) // 2, theme.px(_CURVES))
    curves_width = min(curves_width, inner.width() - GAP - theme.px(_LEAST_CHART))
    tall = round(min(most, share))
    box = _box(arranger, inner.width(), tall) if tall > 0 else 0.0
    small = box < least
    if theme.scale > usual.scale:
        said, could_be_said = (_shares(arranger, inner.width(), high) for high in (tall, most))
        small = small or box < good or could_be_said > said
    if small or curves_width < theme.px(_LEAST_CHART):
        pictures = QRect(inner.left(), inner.top(), inner.width(), inner.height() - strip - GAP)
        line = QRect(inner.left(), pictures.bottom() + 1 + GAP, inner.width(), strip)
        return Places(pictures, line, QRect(), QRect())
    pictures = QRect(inner.left(), inner.top(), inner.width(), tall)
    line = QRect(inner.left(), pictures.bottom() + 1 + GAP, inner.width(), strip)
    top = line.bottom() + 1 + GAP
    curves = QRect(inner.left(), top, curves_width, inner.bottom() + 1 - top)
    survey = QRect(
        curves.right() + 1 + GAP, top, inner.width() - curves_width - GAP, curves.height()
    )
    return Places(pictures, line, curves, survey)


def _shares(arranger: Arranger, width: float, height: float) -> bool:
    """Return whether the shares that are left are written under the pictures."""
    return arranger.fit(width - 2 * EDGE, height - 2 * EDGE).shares


def _box(arranger: Arranger, width: float, height: float) -> float:
    return arranger.fit(width - 2 * EDGE, height - 2 * EDGE).box
