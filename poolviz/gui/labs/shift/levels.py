"""What the Shift lab shows of each level: its column of pictures, and its map of all shifts."""

import math

import numpy as np

from poolviz.core.labs.shift.picture import ShiftRun
from poolviz.core.labs.shift.survey import Survey
from poolviz.core.numbers import format_number
from poolviz.gui.canvas.raster import difference_table, lookup_table
from poolviz.gui.labs.shift.maps.words import MapLevel
from poolviz.gui.labs.shift.pictures.columns import DIFFERENCE, LevelColumn
from poolviz.gui.labs.shift.pictures.head import Scale
from poolviz.gui.labs.shift.shown import Row
from poolviz.gui.labs.shift.words import pool_name

_FEW_LEVELS = 6
"""With more levels than this, their columns are too narrow for the whole name of the pooling."""

_L2_TIP = (
    "Relative L2 difference to the centred picture at this level: "
    "‖f(Tx) − f(x)‖ / ‖f(x)‖, 0 where the two are identical"
)


_BLANK_TIP = "Nothing is left to compare: both maps are empty, or full"


def level_columns(run: ShiftRun, pixels: tuple[Row, ...]) -> tuple[LevelColumn, ...]:
    """Return the columns of pictures, with what is written over and under them."""
    spec = run.resolved.scene.spec
    name = pool_name(run) if len(run.centred) <= _FEW_LEVELS else "Pool"
    columns = []
    for level, pictures in enumerate(pixels):
        rows, cols = run.centred[level].shape
        offset = run.offset[level]
        distance = float(run.own.relative_l2[level])
        number = "∞" if math.isinf(distance) else format_number(distance, 3)
        number, tip = ("–", _BLANK_TIP) if run.own.blank[level] else (number, _L2_TIP)
        above = run.resolved.run.axes[level - 1] if level else None
        columns.append(
            LevelColumn(
                title="Original" if level == 0 else f"{name} {level}",
                shape=(rows, cols),
                pictures=pictures,
                kept=None if np.isnan(offset).any() else (float(offset[0]), float(offset[1])),
                note=f"L2 {number}",
                note_tip=tip,
                short=(f"Pool {level}" if level else "Input", str(level)),
                short_note=number,
                window=spec.kernel_size,
                stride=spec.strides,
                before=(above[0].before, above[1].before) if above else (0, 0),
            )
        )
    return tuple(columns)


_ZERO_COLOURS = 24
"""How much of the scale of differences is the black of exact zero, beside 256 colours."""


def scales(run: ShiftRun, colour_map: str) -> tuple[Scale, ...]:
    """Return which value has which colour, in the maps and in their difference."""
    low, high = run.value_range
    maps = Scale("", (format_number(low), format_number(high)), tuple(_colours(colour_map)))
    ends = "0 identical", format_number(high - low)
    zero = _colours("magma")[:1] * _ZERO_COLOURS
    return maps, Scale(DIFFERENCE, ends, (*zero, *difference_table().tolist()))


def _colours(name: str) -> list[int]:
    colours: list[int] = lookup_table(name).tolist()
    return colours


def map_levels(survey: Survey) -> tuple[MapLevel, ...]:
    """Return the sweep as the map of shifts shows it."""
    sweep = survey.sweep
    steps = np.arange(-sweep.jitter, sweep.jitter + 1)
    shifts = np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = (sweep.offset * shifts).sum(axis=-1) / (shifts**2).sum(axis=-1)
    return tuple(
        MapLevel(
            title="Original" if level == 0 else f"Pool {level}",
            equal=sweep.equal[level],
            blank=sweep.blank[level] & sweep.says_nothing(level),
            blank_word="full" if sweep.lit_share[level] else "empty",
            relative_l2=sweep.relative_l2[level],
            kept=kept[level],
            distinct=int(sweep.distinct[level]),
            kept_slope=float(sweep.kept_offset[level]),
        )
        for level in range(len(sweep.shapes))
    )
