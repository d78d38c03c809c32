"""Numbers as people read them: literals, and what can be read back from the text."""

import math
from decimal import Decimal

import numpy as np
import pytest

from poolviz.core.numbers import (
    MINUS,
    format_count,
    format_number,
    format_share,
    is_exact,
    read_number,
    short_number,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (0.0, "0"),
        (-0.0, "0"),
        (7, "7"),
        (-3, "−3"),
        (2.0, "2"),
        (100.0, "100"),
        (9.25, "9.25"),
        (-1.5, "−1.5"),
        (59 / 9, "6.5556"),
        (-1 / 3, "−0.3333"),
        (0.99996, "1"),
        (0.0001, "0.0001"),
        (0.00001, "1e−05"),
        (-0.000012345, "−1.234e−05"),
        (999_999_999_999_999.0, "999999999999999"),
        (1e15, "1e+15"),
        (-1234567890123456.0, "−1.235e+15"),
        (1.7e308, "1.7e+308"),
        (5e-324, "4.941e−324"),
        (2**63 - 1, "9223372036854775807"),
        (np.uint64(2**64 - 1), "18446744073709551615"),
        (np.int8(-128), "−128"),
        (np.float16(0.5), "0.5"),
        (np.float32(0.1), "0.1"),
        (np.longdouble("0.25"), "0.25"),
        (True, "1"),
        (np.bool_(False), "0"),
        (math.nan, "NaN"),
        (np.float32("nan"), "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_how_a_number_is_written(value, text):
    assert format_number(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"), [(12.345678, 2, "12.35"), (2.4, 0, "2"), (10.0, 0, "10")]
)
def test_fewer_decimals(value, decimals, text):
    assert format_number(value, decimals) == text


def read(text: str) -> float:
    return float(text.replace(MINUS, "-").replace("∞", "inf"))


def test_what_is_written_is_the_number_to_the_digits_that_are_shown():
    rng = np.random.default_rng(1)
    values = np.concatenate(
        [
            rng.normal(size=1500) * 10.0 ** rng.integers(-12, 22, 1500),
            rng.integers(-(10**6), 10**6, 1000) / 10_000,
            rng.integers(-(10**14), 10**14, 500) / 1.0,
        ]
    )
    for value in values.tolist():
        text = format_number(value)
        assert not text.startswith("-")
        fixed = 1e-4 <= abs(value) < 1e15
        assert ("e" in text) == (not fixed and value != 0)
        half_a_digit = 0.5e-4 if fixed else 0.5e-3 * abs(value)
        assert abs(read(text) - value) <= half_a_digit + math.ulp(value)
        if fixed and "." in text:
            assert not text.endswith(("0", "."))
        if fixed and value == int(value):
            assert text == str(int(value)).replace("-", MINUS)
        assert is_exact(text, value) == (read(text) == value)


def test_the_sign_changes_nothing_else():
    for value in np.random.default_rng(2).exponential(100, 300).tolist():
        assert format_number(-value) == MINUS + format_number(value)


@pytest.mark.parametrize(
    "value", [9.25, 0.5, -12, 0.1, 1e-05, 2**53, math.inf, -math.inf, math.nan, True, np.int64(-5)]
)
def test_a_text_that_says_all(value):
    assert is_exact(format_number(value), value)


@pytest.mark.parametrize("value", [59 / 9, 1 / 3, -2 / 3, 0.00012, 1.00001, math.pi * 1e20])
def test_a_text_that_leaves_something_out(value):
    assert not is_exact(format_number(value), value)


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0"), (999, "999"), (12544, "12,544"), (12_000_000, "12,000,000")]
)
def test_thousands(number, text):
    assert format_count(number) == text


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 5, "0 %"),
        (5, 5, "100 %"),
        (1, 3, "≈ 33.3 %"),
        (222 * 224, 444 * 448, "25 %"),
        (55 * 56, 446 * 450, "≈ 1.53 %"),
        (16 * 16, 446 * 450, "≈ 0.128 %"),
        (156, 64 * 64, "≈ 3.81 %"),
        (9, 16, "56.25 %"),
        (1, 16, "6.25 %"),
        (1, 64, "1.5625 %"),
        (1, 256, "≈ 0.391 %"),
        (2, 3, "≈ 66.7 %"),
        (2047, 2048, "≈ 99.95 %"),
        (9_999, 10_000, "99.99 %"),
        (99_997, 100_001, "≈ 99.996 %"),
        (10**7 - 1, 10**7, "> 99.999 %"),
        (1, 100_000, "0.001 %"),
        (1, 10**7, "< 0.001 %"),
    ],
)
def test_shares(part, whole, text):
    assert format_share(part, whole) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (160.25, "160.3"),
        (160.256, "160.3"),
        (-0.0123, "−0.01"),
        (1e12, "1e12"),
        (10**12, "1e12"),
        (-1e12, "−1e12"),
        (12345, "12345"),
        (-1234, "−1234"),
        (123456, "1.2e5"),
        (9.5, "9.5"),
        (0.99996, "1.000"),
        (99999.6, "1.0e5"),
        (1 / 3, "0.333"),
        (0.1 + 0.2, "0.300"),
        (np.float32(0.1), "0.1"),
        (np.float16(0.1), "0.1"),
        (np.uint8(255), "255"),
        (np.uint64(2**64 - 1), "2e19"),
        (0.00004, "4e-5"),
        (-0.0, "0"),
        (math.nan, "NaN"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (True, "1"),
    ],
)
def test_a_number_of_at_most_five_signs(value, text):
    assert short_number(value) == text.replace("-", MINUS)


def test_a_short_number_is_the_number_as_far_as_it_is_shown():
    choose = np.random.default_rng(7)
    given = choose.normal(size=4000) * 10.0 ** choose.integers(-9, 99, 4000)
    for value in [*given.tolist(), *choose.integers(-(10**7), 10**7, 2000).tolist()]:
        text = short_number(value)
        said = read_number(text)
        assert len(text) <= (5 if value > 0 or 0.01 <= abs(value) < 9e9 else 6)
        assert said != 0
        unit = Decimal(1).scaleb(said.as_tuple().exponent)
        assert abs(said - Decimal(value)) <= unit / 2, (value, text)
        if said != value and abs(value) < 99:
            assert "." in text or "e" in text, "what is cut does not look whole"
