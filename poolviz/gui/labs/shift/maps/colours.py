"""The colours of the map of all shifts."""

import math

import numpy as np

from poolviz.core.numbers import format_number
from poolviz.gui.canvas.cell_grid import IDENTICAL, Cells
from poolviz.gui.canvas.raster import colourise, lookup_table
from poolviz.gui.labs.shift.maps.words import MapLevel
from poolviz.gui.labs.shift.pictures.columns import percent

_VIRIDIS = lookup_table("viridis")


class MapColours:
    """What the cells of all levels look like under one measure, with the same colours for all."""

    def __init__(self, levels: tuple[MapLevel, ...], measure: str) -> None:
        self._measure = measure
        self._top = 1.0
        if measure == "relative_l2":
            values = np.concatenate([level.relative_l2.ravel() for level in levels])
            top = float(values[np.isfinite(values)].max(initial=0.0))
            self._top = math.ceil(100 * top) / 100 or 1.0

    @property
    def ends(self) -> tuple[float, float]:
        """The numbers of the first and the last colour, as they are written."""
        return 0.0, 100.0 if self._measure == "kept_offset" else self._top

    @property
    def unit(self) -> str:
        """What the numbers are."""
        kept = self._measure == "kept_offset"
        return "per cent of the offset kept" if kept else "relative L2"

    def cells(self, level: MapLevel) -> Cells:
        """Return the colours and the numbers of one level."""
        if self._measure == "identical":
            return Cells(np.where(level.equal, IDENTICAL[-1], IDENTICAL[0]), level.blank)
        l2 = self._measure == "relative_l2"
        values = np.where(level.blank, math.nan, level.relative_l2 if l2 else level.kept)
        written = _l2_text if l2 else _share_text
        texts = [["" if math.isnan(v) else written(v) for v in row] for row in values.tolist()]
        return Cells(colourise(values, (0.0, self._top), _VIRIDIS), np.isnan(values), texts)


def _l2_text(value: float) -> str:
    """Write a distance with two decimals; what is not 0 never reads as 0."""
    return "≈0" if 0 < value < 0.005 else format_number(round(value, 2), 2)


def _share_text(share: float) -> str:
    """Write a share in per cent; all and nothing only where it is just that."""
    return percent(share).removesuffix(" %") if math.isfinite(share) else format_number(share)
