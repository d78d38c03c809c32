"""The pictures of the Shift lab in colours."""

import sys

from poolviz.core.labs.shift.picture import ShiftRun
from poolviz.gui.canvas.raster import Picture, difference_of, lookup_table, picture_of

Row = tuple[Picture, Picture, Picture]


def paint_levels(run: ShiftRun, colour_map: str) -> tuple[Row, ...]:
    """Return by level the maps of the picture and of its shifted twin, and their difference."""
    table, levels = lookup_table(colour_map), run.value_range
    span = min(levels[1] - levels[0], sys.float_info.max)
    return tuple(
        (picture_of(a, levels, table), picture_of(b, levels, table), difference_of(d, span))
        for a, b, d in zip(run.centred, run.shifted, run.difference, strict=True)
    )
