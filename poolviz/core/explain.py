"""The arithmetic of one step in words and signs, for the screen to set in type."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from poolviz.core.errors import SpecError
from poolviz.core.geometry import Axis
from poolviz.core.numbers import format_count, format_number, is_exact
from poolviz.core.spec import PoolMode
from poolviz.core.steps import Step
from poolviz.core.validation import MAX_SIZE, as_int, shown

MAX_TERMS = 16
"""The lines of windows with more cells than this are abbreviated."""

_SUPERSCRIPTS = str.maketrans("0123456789.−", "⁰¹²³⁴⁵⁶⁷⁸⁹·⁻")


@dataclass(frozen=True)
class Term:
    """A piece of an arithmetic line.

    Attributes
    ----------
    text : str
        What it reads.
    strong : bool
        Whether it is the winner's or the result's.
    """

    text: str
    strong: bool = False


def arithmetic(step: Step, most: int = MAX_TERMS, *, secret: bool = False) -> tuple[Term, ...]:
    """Return the arithmetic of a step as pieces: ``max( 18, 13, 3, 15 ) = 18``.

    Parameters
    ----------
    step : Step
        The step.
    most : int
        The most terms that are written out; of more, the first half as many are, and the winner.
    secret : bool
        Whether nothing may give the winner away, nor how many digits the result has.

    Returns
    -------
    tuple of Term
        Their texts, joined, are the line. The winner and the result are strong. Where the result
        needs more digits than are shown, the sign before it is "≈".

    Raises
    ------
    SpecError
        If `step` is no Step, or `most` not a whole number from 0.

    Examples
    --------
    >>> step = Walkthrough([[10, 12, 8, 7], [4, 11, 5, 9]], PoolSpec(2, mode="mean"), 1)[1]
    >>> "".join(term.text for term in arithmetic(step))
    '( 8 + 7 + 5 + 9 ) / 4 = 7.25'
    """
    as_int("most", most, 0, MAX_SIZE)
    _check(step)
    before, joint, after = _frame(step)
    pieces = [Term(before)] if before else []
    for i, term in enumerate(_terms(step, most, secret)):
        if i:
            pieces.append(Term(joint))
        pieces.append(term)
    result = format_number(step.result)
    sign = "=" if secret or is_exact(result, step.result) else "≈"
    return (*pieces, Term(f"{after} {sign} "), Term(result, strong=True))


def explanation(step: Step) -> str:
    """Return why the line of a step reads as it does, in one short sentence, or "".

    It speaks of ties, of the divisor of a mean, of padding, and of NaN left out.

    Raises
    ------
    SpecError
        If `step` is no Step.

    Examples
    --------
    >>> explanation(Walkthrough([[7, 7], [2, 2]], PoolSpec(2), 1)[0])
    'tie: 2 cells are equal, the first in reading order wins'
    """
    _check(step)
    notes = []
    if step.tie_count and step.omitted < step.cells.size:
        equal = format_count(step.tie_count + 1)
        notes.append(f"tie: {equal} cells are equal, the first in reading order wins")
    absent = step.window.counted - step.window.cells
    taps = step.spec.kernel_size[0] * step.spec.kernel_size[1]
    overhang = taps - step.window.counted
    if step.spec.mode.divides and not step.spec.picks_magnitude:
        notes.append(_divisor_note(step, absent))
    elif absent:
        notes.append(f"{_cells(absent)} of padding absent, not 0")
    if overhang:
        notes.append(f"{_cells(overhang)} past the end never counted")
    if step.omitted:
        notes.append(f"{step.omitted} NaN left out")
    return "; ".join(note for note in notes if note)


def _check(step: Step) -> None:
    if not isinstance(step, Step):
        raise SpecError(f"step is {shown(step)}; allowed is a Step.")


def _divisor_note(step: Step, absent: int) -> str:
    if step.spec.divisor_override is not None:
        return f"divided by {step.divisor}, whatever the window holds"
    if not absent:
        return f"divided by its {_cells(step.divisor)}"
    if step.spec.count_include_pad:
        return f"divided by {step.divisor}: {absent} of padding counted as 0"
    return f"divided by {step.divisor}: {absent} of padding not counted"


def _cells(count: int) -> str:
    return f"{count} cell" + "s" * (count != 1)


def _frame(step: Step) -> tuple[str, str, str]:
    """Return what stands before the terms, between them and after them."""
    mode, p = step.spec.mode, step.spec.norm_type
    if step.spec.picks_magnitude:
        return "max( ", ", ", " )"
    before, after = ("( ", f" ) / {step.divisor}") if mode.divides else ("", "")
    if not mode.picks and (not mode.powers or p == 1):
        return before, " + ", after
    if mode.powers:
        root = "√( " if p == 2 else "( "
        end = " )" if p == 2 else f" )^(1/{format_number(p)})"
        return root + before, " + ", after + end
    name = "first" if mode is PoolMode.SUBSAMPLE else str(mode)
    return f"{name}( ", ", ", " )"


def _terms(step: Step, most: int, secret: bool) -> list[Term]:
    cells = step.cells.ravel()
    keep = np.arange(cells.size)
    if step.omitted:
        keep = np.flatnonzero(~np.isnan(cells))
    rows, cols = step.window.rows.real, step.window.cols.real
    winner = -1
    if step.winner is not None and not secret:
        winner = rows.index(step.winner[0]) * len(cols) + cols.index(step.winner[1])
    shown = keep if keep.size <= most else keep[: most // 2]
    terms = [Term(_term(step, cells[flat]), flat == winner) for flat in shown.tolist()]
    hidden = keep[shown.size :]
    if winner in hidden:
        terms += [Term("…")] * bool((hidden < winner).any())
        terms.append(Term(_term(step, cells[winner]), strong=True))
        hidden = hidden[hidden > winner]
    terms += [Term("…")] * bool(hidden.size)
    return terms or [Term("NaN")]


def _term(step: Step, value: Any) -> str:
    text = format_number(value)
    if step.spec.mode.powers:
        if step.spec.norm_type in (1, math.inf):
            return f"|{text}|"
        power = format_number(step.spec.norm_type)
        base = f"|{text}|" if text.startswith("−") or step.spec.norm_type % 2 else text
        return base + power.translate(_SUPERSCRIPTS)
    adds = step.spec.mode in (PoolMode.MEAN, PoolMode.SUM)
    return f"({text})" if adds and text.startswith("−") else text


def size_formula(axis: Axis, *, same: bool = False) -> str:
    """Return the output-size formula of an axis with its numbers put in, without the result.

    Parameters
    ----------
    axis : Axis
        The geometry of rows or of columns.
    same : bool
        Whether the padding was asked for as "same", which has a formula of its own.

    Returns
    -------
    str
        Such as ``⌊(4 − 2) / 2⌋ + 1``.
    """
    if same:
        return f"⌈{axis.size} / {axis.stride}⌉"
    pads = [f" + {side}" for side in (axis.before, axis.after) if axis.before or axis.after]
    if axis.before == axis.after > 0:
        pads = [f" + 2·{axis.before}"]
    room = f"({axis.size}{''.join(pads)} − {axis.extent}) / {axis.stride}"
    if not axis.ceil_mode:
        return f"⌊{room}⌋ + 1"
    cells = axis.size + axis.before + axis.after - axis.extent
    dropped = -(-cells // axis.stride) + 1 - axis.output_size
    return f"⌈{room}⌉ + 1" + f" − {dropped} past the end" * (dropped > 0)
