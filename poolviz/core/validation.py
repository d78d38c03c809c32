"""Checks of single numbers, with sentences that say what was asked, got and allowed."""

import math
import operator
from numbers import Real
from typing import Any

from poolviz.core.errors import SpecError

MAX_PARAMETER = 65_535
"""The largest kernel_size, stride, dilation and padding."""

MAX_SIZE = 2**31 - 1
"""The largest number of cells along an axis."""

_LONGEST = 200
"""Signs of a value that a sentence quotes."""


def shown(value: Any) -> str:
    """Return what a value is, on one line, and no longer than a sentence can hold."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # a number of 5000 digits, or whatever a stranger's repr raises
        return f"a {type(value).__name__} that can't be written out"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def as_int(name: str, value: Any, low: int, high: int = MAX_PARAMETER) -> int:
    """Return `value` as an int within `low` and `high`.

    Raises
    ------
    SpecError
        If it is not a whole number (a bool is not one) or lies outside.
    """
    try:
        if isinstance(value, bool):
            raise TypeError
        value = number = operator.index(value)
        if low <= number <= high:
            return number
    except TypeError:
        pass
    raise SpecError(f"{name} is {shown(value)}; allowed is a whole number from {low} to {high:,}.")


def as_pair(name: str, value: Any, low: int, high: int = MAX_PARAMETER) -> tuple[int, int]:
    """Return one whole number or two, within `low` and `high`, as (height, width).

    Raises
    ------
    SpecError
        If it is something else.
    """
    values = value if is_list(value) else (value, value)
    if len(values) != 2:
        raise SpecError(
            f"{name} is {shown(value)}, {len(values)} values; allowed is one number or a pair "
            f"(height, width), each from {low} to {high:,}."
        )
    first, second = (as_int(name, number, low, high) for number in values)
    return first, second


def as_positive(name: str, value: Any, *, infinite: bool = False) -> float:
    """Return `value` as a positive float; only with `infinite` may it be infinity.

    Raises
    ------
    SpecError
        If it is none.
    """
    number = real(value)
    if number > 0 and (infinite or math.isfinite(number)):
        return number
    allowed = " number, or infinity" if infinite else ", finite number"
    raise SpecError(f"{name} is {shown(value)}; allowed is a positive{allowed}.")


def real(value: Any) -> float:
    """Return a real number, of Python or of NumPy, as a float; NaN for anything else."""
    dtype = getattr(value, "dtype", None)
    if dtype is not None:
        value = value.item() if getattr(dtype, "kind", "-") in "iuf" and value.ndim == 0 else None
    if not isinstance(value, Real) or isinstance(value, bool):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan


def as_flag(name: str, value: Any) -> bool:
    """Return `value` if it is True or False, of Python or of NumPy.

    Raises
    ------
    SpecError
        If it is neither.
    """
    if isinstance(value, bool) or type(value).__name__ in ("bool_", "bool"):
        return bool(value)
    raise SpecError(f"{name} is {shown(value)}; allowed are True and False.")


def is_list(value: Any) -> bool:
    """Return whether a value has an order and a length: a list, a tuple, an array with axes."""
    ordered = hasattr(value, "__getitem__") and hasattr(value, "__len__")
    plain = not isinstance(value, str | bytes | bytearray | dict)
    return ordered and plain and getattr(value, "ndim", 1) > 0
