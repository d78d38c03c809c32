"""Numbers as people read them."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from fractions import Fraction
from typing import Any

MINUS = "\N{MINUS SIGN}"

_WIDE = Context(prec=1100, rounding=ROUND_HALF_UP)
"""Holds every number of 64 bits to its last digit."""


def format_number(value: Any, decimals: int = 4) -> str:
    """Write a number with at most `decimals` decimals, and no digit that says nothing.

    Whole numbers are exact below a million billion; numbers too large or too small for a fixed
    point get an exponent. NaN and the infinities are "NaN", "∞" and "-∞" with a true minus sign.
    """
    if type(value).__name__ in ("bool", "bool_"):
        return str(int(value))
    number = plain_number(value)
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


def plain_number(value: Any) -> Any:
    """Return a number of Python; one of 16 or 32 bits is as short as it is there: 0.1 is 0.1.

    But see `_is_exact_as_it_is`: 20944 of 16 bits is not 20940.
    """
    if str(getattr(value, "dtype", "")) in _NARROW and not _is_exact_as_it_is(value):
        return float(str(value))
    return value.item() if hasattr(value, "item") else value


_NARROW = {"float16": 2.0**-14, "float32": 2.0**-126}
"""The smallest number of each with all its bits."""


def _is_exact_as_it_is(value: Any) -> bool:
    """Return whether a number of few bits is exact with four decimals, or too small for all bits.

    The shortest text that is read as the first may say something else, and has hardly a digit of
    the second.
    """
    number, least = float(value), _NARROW[str(value.dtype)]
    return abs(number) < 1e15 and ((16 * number).is_integer() or abs(number) < least)


def decimal_of(value: Any) -> Decimal:
    """Return the shortest decimal that is read as `value` in its own type: 0.1 of a float32, too.

    What is exact with four decimals is just that: 427.25 of a float16 is not 427.2, though that
    would be read as the same. NaN and the infinities are those of Decimal.
    """
    if type(value).__name__ in ("bool", "bool_"):
        return Decimal(int(value))
    if str(getattr(value, "dtype", "")) in _NARROW and _is_exact_as_it_is(value):
        return Decimal(float(value))
    return Decimal(repr(value) if type(value) is float else str(value))


def read_number(text: str) -> Decimal:
    """Return the number that a text of this module says, without a "≈"."""
    return Decimal(text.replace(MINUS, "-").replace("∞", "inf"))


def is_exact(text: str, value: Any) -> bool:
    """Return whether `text` says all there is to say of `value` in its own type."""
    if math.isnan(value):
        return text == "NaN"
    number = read_number(text)
    return number == decimal_of(value) or (isinstance(value, float) and float(number) == value)


def write(number: Decimal, digits: int = 4, *, exponent: bool = False) -> tuple[str, Decimal]:
    """Write a number with `digits` decimals, or digits that count where it needs an exponent.

    With `exponent` it has one in any case.

    Returns the text, with no zero at its end, and the place that it is rounded to, such as 0.0001;
    that of NaN and the infinities is 0. Halves are rounded away from zero.
    """
    if not number.is_finite():
        return "NaN" if number.is_nan() else "∞" if number > 0 else f"{MINUS}∞", Decimal(0)
    if number == 0:
        return "0", Decimal(0)
    size = number.adjusted()
    short = size == -5 and len(number.normalize().as_tuple().digits) == 1  # 0.00004
    fixed = (short or -5 < size < 15) and not exponent
    unit = Decimal(1).scaleb(-max(digits, 5 * short) if fixed else size - digits + 1)
    rounded = number.quantize(unit, context=_WIDE)
    if fixed:
        text = f"{rounded:f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
    else:
        mantissa, power = f"{rounded:e}".split("e")
        if "." in mantissa:
            mantissa = mantissa.rstrip("0").rstrip(".")
        text = f"{mantissa}e{power[0]}{power[1:]:0>2}"
    return text.replace("-", MINUS), unit


def write_apart(number: Decimal, digits: int = 4, most: int = 400) -> tuple[str, Decimal]:
    """Write a number with `digits` or as many more, up to `most`, as it takes to say what it is.

    A number that is cut never looks like one that is not: 0.999999 is not "1", and 0.12304 not
    "0.123", but 0.3333 stands for a third. See `write`.
    """
    while True:
        text, unit = write(number, digits)
        said = read_number(text) if unit else number
        if (
            said == number
            or digits >= most
            or said.normalize(_WIDE).as_tuple().exponent == (unit.as_tuple().exponent)
        ):
            return text, unit
        digits += 1


def format_value(value: Any) -> str:
    """Write a number with all its digits: what is read back from it is the number itself."""
    number = plain_number(value)
    return format_number(number) if isinstance(number, int) else write(decimal_of(value), 400)[0]


def beyond(number: float) -> float:
    """Return the next number away from 0: where Python's formats round halves to even, it is up."""
    return math.nextafter(number, math.copysign(math.inf, number))


def short_number(value: Any, most: int = 5) -> str:
    """Write a number in at most `most` signs, with as many digits as they hold.

    What is cut keeps the zeros at its end, so that 0.99996 is "1.000", and only a whole number is
    "1"; where no sign is left for a decimal, a whole number stands for what is near it. Something
    is never "0", though it may take more signs to say so.

    Examples
    --------
    >>> short_number(160.25), short_number(-0.0123), short_number(1e12), short_number(9.5)
    ('160.3', '−0.01', '1e12', '9.5')
    """
    number = plain_number(value)
    if isinstance(number, int):
        exact = str(int(number))
    elif not math.isfinite(number) or number == 0:
        return format_number(number)
    else:
        exact = repr(float(number)).removesuffix(".0")
    if len(exact) <= most and "e" not in exact:
        return exact.replace("-", MINUS)
    try:
        real = beyond(number)
    except OverflowError:
        return exact  # no array holds such an integer
    texts = []
    decimals = max(most - len(f"{real:.0f}") - 1, 0)
    if len(fixed := f"{real:.{decimals}f}") <= most and float(fixed):
        if abs(real) >= 0.01:
            return fixed.replace("-", MINUS)
        texts.append(fixed)
    for digits in (2, 1, 0):
        mantissa, exponent = f"{number:.{digits}e}".split("e")
        if len(text := f"{mantissa}e{int(exponent)}") <= most or not digits:
            texts.append(text)
            break
    texts = [text for text in texts if len(text) <= most] or texts[-1:]
    return min(texts, key=lambda text: abs(float(text) - number)).replace("-", MINUS)


def format_count(number: int) -> str:
    """Write a count with commas between the thousands."""
    return f"{number:,}"


def format_share(part: int, whole: int) -> str:
    """Write `part` of `whole` as a percentage: 56.25 %, or ≈ 33.3 % with three digits that count.

    What is not all is never "100 %", and what is something never "0 %".
    """
    percent = Fraction(100 * part, whole) if whole else Fraction(0)
    if (percent * 10_000).denominator == 1:
        return format_number(float(percent)) + " %"
    if percent < Fraction(1, 1000):
        return "< 0.001 %"
    if 100 > percent > Fraction(99_999, 1000):
        return "> 99.999 %"
    decimals = 1 if percent >= 10 else 2 if percent >= 1 else 3
    while round(percent, decimals) == 100:
        decimals += 1
    return f"≈ {format_number(float(percent), decimals)} %"


def offset_in_words(dy: float, dx: float) -> str:
    """Write an offset, down and right, as "right 3, up 2"; none at all is "shift 0, 0"."""
    words = []
    if dx:
        words.append(f"{'right' if dx > 0 else 'left'} {format_number(abs(dx), 2)}")
    if dy:
        words.append(f"{'down' if dy > 0 else 'up'} {format_number(abs(dy), 2)}")
    return ", ".join(words) or "shift 0, 0"
