"""Checks of single numbers, with sentences that say what was asked, got and allowed."""

import math
import operator
from typing import Any

from poolviz.core.errors import SpecError

MAX_PARAMETER = 65_535
"""The largest kernel_size, stride, dilation and padding."""

MAX_SIZE = 2**31 - 1
"""The largest number of cells along an axis."""


def as_int(name: str, value: Any, low: int, high: int = MAX_PARAMETER) -> int:
    """Return `value` as an int within `low` and `high`.

    Raises
    ------
    SpecError
        If it is not a whole number (a bool is not one) or lies outside.
    """
    allowed = f"allowed is a whole number from {low} to {high:,}"
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        raise SpecError(f"{name} is {value!r}; {allowed}.") from None
    if not low <= number <= high:
        raise SpecError(f"{name} is {number}; {allowed}.")
    return number


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
            f"{name} is {value!r}, {len(values)} values; allowed is one number or a pair "
            "(height, width)."
        )
    first, second = (as_int(name, number, low, high) for number in values)
    return first, second


def as_positive(name: str, value: Any) -> float:
    """Return `value` as a positive, finite float.

    Raises
    ------
    SpecError
        If it is none.
    """
    try:
        number = math.nan if isinstance(value, bool | str) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not (number > 0 and math.isfinite(number)):
        raise SpecError(f"{name} is {value!r}; allowed is a positive, finite number.")
    return number


def is_list(value: Any) -> bool:
    """Return whether a value has an order and a length: a list, a tuple, an array with axes."""
    ordered = hasattr(value, "__getitem__") and hasattr(value, "__len__")
    plain = not isinstance(value, str | bytes | dict)
    return ordered and plain and getattr(value, "ndim", 1) > 0
