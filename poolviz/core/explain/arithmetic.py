"""The arithmetic of one step in words and signs, for the screen to set in type."""

import math
from collections import Counter
from dataclasses import dataclass
from decimal import MAX_EMAX, MIN_EMIN, Context, Decimal, DecimalException, localcontext
from typing import Any

import numpy as np

from poolviz.core.errors import SpecError
from poolviz.core.explain.walkthrough import Step
from poolviz.core.numbers import (
    MINUS,
    decimal_of,
    format_count,
    format_number,
    read_number,
    write,
    write_apart,
)
from poolviz.core.spec.geometry import Axis
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec
from poolviz.core.validation import MAX_SIZE, as_int, shown

MAX_TERMS = 16
"""The lines of windows with more cells than this are abbreviated."""

_MOST_DIGITS = 10
"""Of a sum: what comes after it is for the most part what floating point left over."""

_PRECISE = Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX)

_DOTS, _NOTHING = -1, -2
"""In place of a cell: cells that are left out, and none at all."""

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
    number : bool
        Whether it stands where a cell of the window does.
    """

    text: str
    strong: bool = False
    number: bool = False


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
        Their texts, joined, are the line. The winner and the result are strong. A value that is
        picked is written as its cell is, and unlike every other. The sign before a sum is "≈"
        where the numbers that are shown do not come to it exactly, or their digits are cut.

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
    places = _places(step, most, secret)
    line = _Line(step, [step.cells.ravel()[flat] for flat in places if flat >= 0], len(places))
    before, joint, after = _frame(step)
    pieces = [Term(before)] if before else []
    numbers = iter(line.terms)
    for i, flat in enumerate(places or [_NOTHING]):
        if i:
            pieces.append(Term(joint))
        if flat >= 0:
            winner = not secret and flat == _winner(step)
            pieces.append(Term(_dressed(step.spec, next(numbers)), winner, number=True))
        else:
            left_out = flat == _NOTHING
            pieces.append(Term("NaN" if left_out else "…", number=left_out))
    sign = "=" if secret or line.exact else "≈"
    return (*pieces, Term(f"{after} {sign} "), Term(line.result, strong=True))


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
    spec = step.spec
    mode, p = spec.mode, spec.norm_type
    if _picks(spec):
        name = "first" if mode is PoolMode.SUBSAMPLE else "max" if mode.powers else str(mode)
        return f"{name}( ", ", ", " )"
    before, after = ("( ", f" ) / {step.divisor}") if mode.divides else ("", "")
    if not mode.powers or p == 1:
        return before, " + ", after
    root, end = ("√( ", " )") if p == 2 else ("( ", f" )^(1/{format_number(p)})")
    return root + before, " + ", after + end


def _picks(spec: PoolSpec) -> bool:
    """Return whether the result is a cell, or the magnitude of a cell."""
    return spec.mode.picks or spec.picks_magnitude


def _winner(step: Step) -> int:
    """Return the place of the winner among the cells; -1 where there is none."""
    if step.winner is None:
        return -1
    rows, cols = step.window.rows.real, step.window.cols.real
    return rows.index(step.winner[0]) * len(cols) + cols.index(step.winner[1])


def _places(step: Step, most: int, secret: bool) -> list[int]:
    """Return the places of the cells that are written, and `_DOTS` where some are left out."""
    cells = step.cells.ravel()
    keep = np.arange(cells.size)
    if step.omitted:
        keep = np.flatnonzero(~np.isnan(cells))
    shown = keep if keep.size <= most else keep[: most // 2]
    hidden = keep[shown.size :]
    places: list[int] = shown.tolist()
    winner = -1 if secret else _winner(step)
    if winner in hidden:
        places += [_DOTS] * bool((hidden < winner).any())
        places.append(winner)
        hidden = hidden[hidden > winner]
    return places + [_DOTS] * bool(hidden.size)


class _Line:
    """The numbers of a line, in as many digits as it takes that nothing in it is untrue.

    Attributes
    ----------
    terms : list of str
        The cells.
    result : str
        What comes out of them.
    exact : bool
        Whether all of them are whole, and come to the result to the last digit.
    """

    def __init__(self, step: Step, cells: list[Any], pieces: int) -> None:
        self._step = step
        self._numbers = [decimal_of(cell) for cell in cells]
        whole = step.cells.dtype.kind in "biu"
        if _picks(step.spec):
            self.exact = True
            self.terms = [str(n) for n in self._numbers] if whole else _apart(self._numbers)
            self.terms = [text.replace("-", MINUS) for text in self.terms]
            self.result = self._picked(decimal_of(step.result))
            return
        number = decimal_of(step.result)
        finite = all(n.is_finite() for n in (*self._numbers, number))
        self._all_there = finite and len(cells) == pieces
        self._unit = Decimal(0)
        self.result = format_number(step.result)
        if step.result.dtype.kind == "f":
            self.result = self._cut(number)
        self.terms = [format_number(cell) for cell in cells] if whole else self._added()
        said = [read_number(text) for text in self.terms]
        if finite:
            self.exact = (
                said == self._numbers
                and read_number(self.result) == number
                and (not self._all_there or self._comes_to(said, number))
            )
        else:  # finite cells come to an infinity only by overflow
            self.exact = len(cells) < pieces or not all(n.is_finite() for n in self._numbers)
            self.exact |= not cells

    def _picked(self, result: Decimal) -> str:
        """Write the result of a maximum as the cell is written that it is."""
        size = abs if self._step.spec.picks_magnitude else Decimal
        for number, text in zip(self._numbers, self.terms, strict=True):
            if size(number) == result or float(size(number)) == float(result):  # 64 bits as float
                return text.removeprefix(MINUS) if size is abs else text
        return write_apart(result)[0]

    def _cut(self, number: Decimal) -> str:
        """Write the result of a sum, with no digit that the exact sum of its terms contradicts."""
        text, self._unit = _not_whole(number, 4)
        made = _made(self._step, self._numbers) if self._all_there else None
        for digits in (3, 2, 1, 0):
            if made is None or abs(made - read_number(text)) <= self._unit / 2:
                break
            if digits or "e" not in text:
                text, self._unit = write(number, digits)
        for digits in (6, 5, 4, 3, 2, 1):  # whole numbers that 16 or 32 bits don't hold
            if made is None or abs(made - read_number(text)) <= self._unit / 2:
                break
            if digits < number.adjusted():
                text, self._unit = write(number, digits, exponent=True)
        return text

    def _added(self) -> list[str]:
        """Write the terms of a sum with the digits that it takes to add up to the result."""
        result = read_number(self.result)
        few: list[str] = []
        for digits in range(4, 2 * _MOST_DIGITS):
            texts = [_not_whole(number, digits)[0] for number in self._numbers]
            few = few or texts
            if not self._all_there:
                break
            made = _made(self._step, [read_number(text) for text in texts])
            if made is None or abs(made - result) <= self._unit / 2:
                return texts
        return few

    def _comes_to(self, terms: list[Decimal], result: Decimal) -> bool:
        made = _made(self._step, terms)
        return made is not None and abs(made - result) <= abs(result) * Decimal("1e-45")


def _made(step: Step, terms: list[Decimal]) -> Decimal | None:
    """Return what terms come to, to 50 digits and more; None where that is out of all bounds."""
    try:
        with localcontext(_PRECISE):
            mode, p = step.spec.mode, Decimal(step.spec.norm_type)
            total = sum((abs(n) ** p if mode.powers else n for n in terms), Decimal(0))
            if mode.divides:
                total /= step.divisor
            if not mode.powers or not total:
                return total
            return total.sqrt() if p == 2 else total ** (1 / p)
    except DecimalException:
        return None


def _apart(numbers: list[Decimal]) -> list[str]:
    """Write numbers so that no two look alike that are not."""
    texts = {number: write_apart(number)[0] for number in numbers if not number.is_nan()}
    digits = 4
    while len(texts) > len(set(texts.values())):
        digits += 1
        seen = Counter(texts.values())
        texts |= {n: write_apart(n, digits)[0] for n, text in texts.items() if seen[text] > 1}
    return [texts.get(number, "NaN") if not number.is_nan() else "NaN" for number in numbers]


def _not_whole(number: Decimal, digits: int) -> tuple[str, Decimal]:
    """Write a number with more digits where it would look like a whole one that it is not."""
    text, unit = write(number, digits)
    while unit and "." not in text and "e" not in text and digits < _MOST_DIGITS:
        if read_number(text) == number:
            break
        digits += 1
        text, unit = write(number, digits)
    return text, unit


def _dressed(spec: PoolSpec, text: str) -> str:
    """Put round a number what the method does to it before it adds."""
    if spec.mode in (PoolMode.MEAN, PoolMode.SUM):
        return f"({text})" if text.startswith(MINUS) else text
    if not spec.mode.powers:
        return text
    p = spec.norm_type
    if p == 1 or math.isinf(p):
        return f"|{text}|"
    base = f"|{text}|" if text.startswith(MINUS) or p % 2 else text
    return base + format_number(p).translate(_SUPERSCRIPTS)


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
