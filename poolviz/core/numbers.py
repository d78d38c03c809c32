"""Numbers as people read them."""

import math
from typing import Any

MINUS = "\N{MINUS SIGN}"


def format_number(value: Any, decimals: int = 4) -> str:
    """Write a number with at most `decimals` decimals, and no digit that says nothing.

    Whole numbers are exact below a million billion; numbers too large or too small for a fixed
    point get an exponent. NaN and the infinities are "NaN", "∞" and "-∞" with a true minus sign.
    """
    if type(value).__name__ in ("bool", "bool_"):
        return str(int(value))
    number = value.item() if hasattr(value, "item") else value
    if isinstance(number, int):
        text = str(number)
    elif math.isnan(number):
        return "NaN"
    elif math.isinf(number):
        text = "∞" if number > 0 else "-∞"
    elif number != 0 and not 10.0**-decimals <= abs(number) < 1e15:
        text = f"{number:.{decimals}g}"
    else:
        text = f"{number:.{decimals}f}".rstrip("0").rstrip(".") if decimals else f"{number:.0f}"
    if text == "-0":
        text = "0"
    return text.replace("-", MINUS)


def is_exact(text: str, value: Any) -> bool:
    """Return whether `text`, from `format_number`, says all there is to say of `value`."""
    plain = text.replace(MINUS, "-").replace("∞", "inf")
    return math.isnan(float(value)) or float(plain) == float(value)


def format_count(number: int) -> str:
    """Write a count with commas between the thousands."""
    return f"{number:,}"


def format_share(part: int, whole: int) -> str:
    """Write `part` of `whole` as a percentage with about three digits that count."""
    percent = 100 * part / whole if whole else 0.0
    decimals = 0 if percent >= 99.95 else 1 if percent >= 10 else 2 if percent >= 1 else 3
    if percent and percent < 0.001:
        return "< 0.001 %"
    return format_number(percent, decimals) + " %"


def offset_in_words(dy: float, dx: float) -> str:
    """Write an offset, down and right, as "right 3, up 2"; none at all is "shift 0, 0"."""
    words = []
    if dx:
        words.append(f"{'right' if dx > 0 else 'left'} {format_number(abs(dx), 2)}")
    if dy:
        words.append(f"{'down' if dy > 0 else 'up'} {format_number(abs(dy), 2)}")
    return ", ".join(words) or "shift 0, 0"
