"""What the map of all shifts says: its measures, its numbers, and what its lamps mean."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from poolviz.core.numbers import format_number, offset_in_words
from poolviz.gui.canvas.marks import Cell

MEASURES = (
    (
        "identical",
        "Identical",
        "Identical: how many of all whole shifts end in the very same map\n"
        "as the picture that is not shifted. The shift 0, 0 is one of them.",
    ),
    (
        "relative_l2",
        "Relative L2",
        "Relative L2: ‖f(Tx) − f(x)‖ / ‖f(x)‖, the length of the difference between the maps\n"
        "of the shifted picture Tx and the picture x, over the length of the map of x.\n"
        "0: the shift has changed nothing.",
    ),
    (
        "kept_offset",
        "Kept offset",
        "Kept offset: how far the centroid of the map has moved, in input pixels,\n"
        "as a share of the true shift. 100 %: all of it is left, 0 %: it is gone.\n"
        "For all shifts together: the least-squares slope of the one on the other.",
    ),
)
DEFINITIONS = {name: tip for name, _, tip in MEASURES}

_TWIN = "T\N{PRIME}"
LAMPS = (("invariant", "f(Tx) = f(x)"), ("partly", ""), ("not", ""))
"""Each lamp's name, and its formula: is the map invariant to all, some or no shifts but none?"""


@dataclass(frozen=True, eq=False)
class MapLevel:
    """What all shifts do to one level.

    Attributes
    ----------
    title : str
        What the level is called, "Pool 4".
    equal : (2j + 1, 2j + 1) ndarray of bool
        At [dy + j, dx + j] whether that shift ends in the identical map.
    relative_l2 : (2j + 1, 2j + 1) ndarray of float
        How far the map is from that of the unshifted picture; may be inf.
    kept : (2j + 1, 2j + 1) ndarray of float
        The share of the true offset that is kept: 1 is all of it; NaN where there is none.
    distinct : int
        How many different maps there are.
    kept_slope : float
        The least-squares slope of the kept on the true offset over all shifts, or NaN.
    blank : (2j + 1, 2j + 1) ndarray of bool
        Whether both maps are constant, and there is nothing left to compare.
    blank_word : str
        "empty" or "full", where any is blank.
    """

    title: str
    equal: NDArray[np.bool_]
    relative_l2: NDArray[np.float64]
    kept: NDArray[np.float64]
    distinct: int
    kept_slope: float
    blank: NDArray[np.bool_]
    blank_word: str = "empty"


@dataclass(frozen=True)
class Summary:
    """All shifts in a few words: a number, what it says, a remark, and it again for small maps."""

    number: str
    sentence: str
    remark: str
    small: tuple[str, str]

    @property
    def in_words(self) -> str:
        """The number and what it says, to be read out."""
        return f"{self.number.replace(' / ', ' of ')} {self.sentence}"


def summary(level: MapLevel, measure: str) -> Summary:
    """Return what one measure, a name of `MEASURES`, says of a level."""
    whole = level.equal.size
    if measure == "identical":
        count = int(level.equal.sum())
        sentence = f"shift{'' if whole == 1 else 's'} with the identical map"
        remark = f"distinct maps: {level.distinct}/{whole}; dark: identical"
        if level.blank[level.equal].any():
            sentence = f"identical, all {level.blank_word}"
            remark = "hatched: nothing is left to compare"
        small = str(count), f"{count}/{whole}"
        return Summary(f"{count} / {whole}", sentence, remark, small)
    if measure == "relative_l2":
        kept = np.delete(~level.blank.ravel(), whole // 2)
        others = np.delete(level.relative_l2.ravel(), whole // 2)[kept]
        mean = _l2_text(float(others.mean())) if others.size else "–"
        sentence = f"relative L2, mean over {shifts(others.size, 'non-zero ')}"
        if not others.size and kept.size:
            sentence = f"nothing left to compare: every map is {level.blank_word}"
        return Summary(mean, sentence, "", (mean, mean))
    slope = _percent(level.kept_slope)
    sentence = f"of the offset is kept: slope over {shifts(whole)}"
    if not math.isfinite(level.kept_slope):
        sentence = f"no offset to measure in {shifts(whole)}"
    return Summary(slope, sentence, "", (slope, slope))


def cell_text(level: MapLevel, index: int, cell: Cell) -> str:
    """Return all that is known of one shift after `index` pools."""
    jitter = level.equal.shape[0] // 2
    shift = offset_in_words(cell[0] - jitter, cell[1] - jitter)
    if level.blank[cell]:
        return f"{shift}: {nothing_left(level.blank_word)} {after(index)}"
    same = "identical" if level.equal[cell] else "not identical"
    kept = float(level.kept[cell])
    if math.isfinite(kept):
        left = f"{_percent(kept)} of the offset kept"
    else:
        left = "no offset to keep" if cell == (jitter, jitter) else "no offset to be measured"
    l2 = _l2_text(float(level.relative_l2[cell]))
    return f"{shift}: {same} {after(index)}; relative L2 {l2}; {left}"


def lamp_of(level: MapLevel) -> str:
    """Return the lamp that is true of a level, or "" where there is nothing to compare."""
    others = level.equal.size - 1
    if not others or level.blank[level.equal].any():
        return ""
    same = int(level.equal.sum()) - 1
    all_, some, none = (name for name, _ in LAMPS)
    return all_ if same == others else some if same else none


def lamp_definition(level: MapLevel, index: int) -> str:
    """Return what the lamps say of a level after `index` pools, with its numbers."""
    others = level.equal.size - 1
    same = int(level.equal.sum()) - 1
    return (
        f"Invariant to a shift T: f(Tx) = f(x), the map {after(index)} stays as it is.\n"
        f"It is so for {same} of the {shifts(others, 'non-zero ')} within the jitter:\n"
        "invariant for all of them, partly for some, not for none."
    )


def verdict_definition(kind: str, moved: tuple[int, int] | None, level: int) -> str:
    """Return what a verdict on the shift that is applied means.

    `moved` is by how many cells the map moves with the picture, down and right, where it is
    "equivariant".
    """
    told = f"T is the shift that is applied; f is all of the pooling: the map {after(level)}."
    if kind in ("empty", "full"):
        return f"Both maps are {kind}: they are equal, and it says nothing of the shift.\n{told}"
    if kind == "invariant":
        return f"Invariant: f(Tx) = f(x), the map stays as it is.\n{told}"
    if moved is None:
        return f"Neither: the map changes, and not just by moving whole cells.\n{told}"
    down, right = map(format_number, moved)
    twin = f"{_TWIN} is the same shift in cells of the map: {down}, {right} (down, right)."
    return f"Equivariant: f(Tx) = {_TWIN}f(x), the map moves too.\n{twin}\n{told}"


def nothing_left(word: str) -> str:
    """Say that there is nothing to compare, since the map is "empty" or "full"."""
    return f"nothing left to compare: the map is {word}"


def pools(count: int) -> str:
    """Write how many pools there are: "1 pool", "2 pools"."""
    return f"{count} pool{'' if count == 1 else 's'}"


def shifts(count: int, kind: str = "") -> str:
    """Write how many shifts of a kind there are: "1 shift", "49 whole shifts"."""
    return f"{count} {kind}shift{'' if count == 1 else 's'}"


def ends(count: int, whole: int) -> str:
    """Write what `count` of `whole` shifts do, without the numbers."""
    noun, verb = "shift" if whole == 1 else "shifts", "ends" if count == 1 else "end"
    return f"{noun} {verb} in the identical map"


def after(level: int) -> str:
    """Write where a level is: "before pooling", "after 2 pools"."""
    return f"after {pools(level)}" if level else "before pooling"


def _l2_text(value: float) -> str:
    if 0 < value < 0.0005:
        return "< 0.001"
    return f"{value:.3f}" if math.isfinite(value) else format_number(value)


def _percent(share: float) -> str:
    """Write a share; all and nothing only where it is just that."""
    if not math.isfinite(share):
        return "–"
    near = ""
    for decimals in (1, 2):
        text = format_number(round(100 * share, decimals), decimals)
        near = "≈ " if text in ("0", "100") and abs(share - float(text) / 100) > 1e-9 else ""
        if not near:
            break
    return f"{near}{text} %"
