"""Tables of numbers as people type, paste and save them."""

import json
import math

import numpy as np
import pytest

from poolviz.core import SourceError, parse_table
from poolviz.core.inputs.table import header_note, parse_number, read_table
from tests.core.outside import refusal, silently

NAN, INF = math.nan, math.inf
WANT = [[1, 2, 3], [4, 5, 6]]


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3\n4 5 6",
        "1\t2\t3\n4\t5\t6\n",
        "1,2,3\r\n4,5,6\r\n",
        "1;2;3\r4;5;6",
        "1, 2, 3\n4, 5, 6",
        "1 ;2 ; 3\n 4; 5;6 ",
        "\n\n  1   2\u00a03 \n\n4 5 6\n\n",
        "1 2 3\n  \n4 5 6\n\t\n",
        "1\t2\t3\t\n4\t5\t6\t",
        "1,2,3,\n4,5,6,",
        "1;2;3;\n4;5;6; ",
        '"1","2","3"\n"4","5","6"',
        '"1" "2" "3"\n4 5 6',
        "+1 +2 +3\n4 5 006",
        "[[1, 2, 3], [4, 5, 6]]",
        "[[1,2,3],\n [4,5,6],\n]\n",
        " [(1, 2, 3), (4, 5, 6)]",
        '[["1", "2", "3"], ["4", "5", "6"]]',
        "[1, 2, 3], [4, 5, 6]",
    ],
)
def test_ways_to_write_a_table(text):
    table = parse_table(text)
    assert table.tolist() == WANT
    assert table.dtype == np.int64


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("5", [[5]]),
        ("1 2 3", [[1, 2, 3]]),
        ("1\n2\n3", [[1], [2], [3]]),
        ("[1, 2, 3]", [[1, 2, 3]]),
        ("[[1], [2]]", [[1], [2]]),
        ("1,", [[1]]),
        ("0 -1\n-0 −12", [[0, -1], [0, -12]]),
        ("[[1, -2], [+3, 4]]", [[1, -2], [3, 4]]),
        ("9223372036854775807 -9223372036854775808", [[2**63 - 1, -(2**63)]]),
    ],
)
def test_whole_numbers_stay_whole(text, want):
    table = parse_table(text)
    assert table.dtype == np.int64
    assert table.tolist() == want


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("1.5 2", [[1.5, 2]]),
        ("1.0 2", [[1, 2]]),
        ("1e3,-2.5E-1", [[1000, -0.25]]),
        (".5 5.", [[0.5, 5]]),
        ("1;2,5\n3;4", [[1, 2.5], [3, 4]]),
        ("0,5\t1\n−1,25\t2", [[0.5, 1], [-1.25, 2]]),
        ("1,5;2,5;\n3;4;", [[1.5, 2.5], [3, 4]]),
        ("1.5,2\n3,4", [[1.5, 2], [3, 4]]),
        ("[[1.5, 2], [3, -4e2]]", [[1.5, 2], [3, -400]]),
        ("nan inf\n-inf NaN", [[NAN, INF], [-INF, NAN]]),
        ("∞ −∞ +∞ +inf −inf Infinity", [[INF, -INF, INF, INF, -INF, INF]]),
        ("NAN;∞\n1;2,5", [[NAN, INF], [1, 2.5]]),
        ("9223372036854775808", [[2.0**63]]),
        ("18446744073709551615 1", [[2.0**64, 1]]),
        ("1 -1" + "0" * 300, [[1, -1e300]]),
    ],
)
def test_other_numbers_are_floats(text, want):
    table = parse_table(text)
    assert table.dtype == np.float64
    np.testing.assert_array_equal(table, want)


def test_a_list_may_say_nan_and_infinity_and_a_true_minus():
    """As Python, NumPy and JSON print them; the contract makes no exception for lists."""
    want = [[NAN, 1.5], [-INF, INF]]
    np.testing.assert_array_equal(parse_table(str(want)), want)
    np.testing.assert_array_equal(parse_table("[[NaN, 1.5], [-inf, ∞]]"), want)
    np.testing.assert_array_equal(parse_table("[[−1, 2]]"), [[-1, 2]])


@pytest.mark.parametrize("separator", [" ", "\t", ";", ",", ", "])
def test_what_is_written_is_read(separator):
    rng = np.random.default_rng(17)
    for _ in range(100):
        shape = rng.integers(1, 6, 2)
        x = rng.integers(-99, 99, shape) if rng.integers(2) else rng.normal(size=shape)
        text = "\n".join(separator.join(map(repr, row)) for row in x.tolist())
        table = parse_table(text)
        assert table.dtype == x.dtype
        np.testing.assert_array_equal(table, x)
        if separator in "\t;" and shape[1] > 1:
            np.testing.assert_array_equal(parse_table(text.replace(".", ",")), x)
        np.testing.assert_array_equal(parse_table(json.dumps(x.tolist())), x)
        np.testing.assert_array_equal(parse_table(str(x.tolist())), x)


# What is no table


@pytest.mark.parametrize("text", ["", "  \n\t\n ", "[]", "[[]]", "[[], []]", "[ [] ]"])
def test_an_empty_table(text):
    refusal(SourceError, lambda: parse_table(text), "empty")


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        ("1 2\n3 x", "Row 2, column 2", "'x'"),
        ("a,2\n1,2", "Row 1, column 1", "'a'"),
        ("1;2\n;4", "Row 2, column 1", "empty"),
        ("1,,3\n4,5,6", "Row 1, column 2", "empty"),
        ("1,2,\n3,4,5", "Row 1, column 3", "empty"),
        ("1\t \n3\t4", "Row 1, column 2", "empty"),
        (",\n1,2", "Row 1, column 1", "empty"),
        ("1 1_000", "Row 1, column 2", "'1_000'"),
        ("1 2\n3 4\n5 0x10", "Row 3, column 2", "'0x10'"),
        ("1.234,5;2", "Row 1, column 1", "'1.234,5'"),
        ("1 --2", "Row 1, column 2", "'--2'"),
        ("1+2j 3", "Row 1, column 1", "'1+2j'"),
        ("12% 3", "Row 1, column 1", "'12%'"),
        ('[[1, 2], [3, "four"]]', "Row 2, column 2", "'four'"),
        ("[[1, None]]", "Row 1, column 2", "'None'"),
        ("[[1, True]]", "Row 1, column 2", "'True'"),
        ("1 " + "y" * 1000, "Row 1, column 2", "yyy"),
    ],
)
def test_a_cell_that_is_no_number(text, place, said):
    sentence = refusal(SourceError, lambda: parse_table(text), f"{place} of the table", said)
    assert len(sentence) < 120


@pytest.mark.parametrize(
    ("text", "row", "got", "want"),
    [
        ("1 2 3\n4 5", 2, 2, 3),
        ("1,2\n3,4\n5,6,7", 3, 3, 2),
        ("1;2\n\n3", 2, 1, 2),
        ("[[1, 2], [3]]", 2, 1, 2),
        ("[[], [1]]", 2, 1, 0),
    ],
)
def test_rows_of_different_lengths(text, row, got, want):
    said = f"Row {row} of the table has {got} ", f"row 1 has {want};"
    refusal(SourceError, lambda: parse_table(text), *said)


@pytest.mark.parametrize(
    "text",
    [
        "[",
        "[[1, 2], [3, 4]",
        "[1, 2], 3",
        "[[1, 2], 3]",
        "[[1, [2]], [3, 4]]",
        "[[1 2]\n [3 4]]",
        "[[1, 2] [3, 4]]",
        "[open('x')]",
        "[1] + [2]",
        "[[1, 2]]\0",
        "[" * 5000,
        "[" + "-" * 100_000 + "1]",
        "[" + "1+" * 20_000 + "1]",
        "[{1: 2}]",
        "[[1, {}]]",
    ],
)
def test_a_list_that_is_no_table(text):
    refusal(SourceError, lambda: silently(lambda: parse_table(text)))


@pytest.mark.parametrize(
    "text",
    [
        "1" + "0" * 400,
        "1 -1" + "0" * 400,
        "1.5 1" + "0" * 400,
        "1" + "0" * 5000,
        f"[[1{'0' * 400}]]",
        f"[[1{'0' * 5000}]]",
        f"[[0x{'f' * 5000}]]",
        '1,"' + "2" * 140_000,
        "3" * 140_000 + ",4",
        '1,"2\n3,4',
        "1,2\0",
        '["\\d"]',
        "[[1, 2and 3]]",
    ],
    ids=lambda text: text[:12] + "…" * (len(text) > 12),
)
def test_odd_texts_give_a_table_or_a_sentence(text):
    """No other error, and no warning, whatever is pasted."""
    try:
        table = silently(lambda: parse_table(text))
    except SourceError:
        refusal(SourceError, lambda: parse_table(text))
    else:
        assert table.ndim == 2
        assert table.size


def test_no_text_makes_it_stumble():
    rng = np.random.default_rng(18)
    pieces = [
        *"0123456789.,;\t\n -+e[]()\"'#∞−_xj\0\r",
        "nan",
        "inf",
        "[[",
        "]]",
        "1, 2",
        "\\N",
        "{}",
    ]
    tables = 0
    for _ in range(4000):
        text = "".join(pieces[i] for i in rng.integers(0, len(pieces), rng.integers(1, 25)))
        try:
            table = silently(lambda text=text: parse_table(text))
        except SourceError:
            continue
        assert table.ndim == 2
        assert table.size, text
        assert table.dtype in (np.int64, np.float64)
        tables += 1
    assert tables > 100


# One cell


@pytest.mark.parametrize(
    ("cell", "want"),
    [("7", 7), (" −7 ", -7), ("7.0", 7.0), ('"3"', 3), ("∞", INF), ("-∞", -INF), ("1e2", 100.0)],
)
def test_one_cell(cell, want):
    number = parse_number(cell, 1, 1)
    assert number == want
    assert type(number) is type(want)


@pytest.mark.parametrize("cell", ["", "  ", "x", "1,5", "1 2", "0b1", "1__0", "nane"])
def test_one_cell_that_is_no_number(cell):
    refusal(SourceError, lambda: parse_number(cell, 12, 34), "Row 12, column 34 of the table")


# Headers


@pytest.mark.parametrize(
    ("text", "values", "header"),
    [
        ("width,height\n3,4\n5,6", [[3, 4], [5, 6]], ("width", "height")),
        ("a b\n1 2", [[1, 2]], ("a", "b")),
        ("x\n1\n2", [[1], [2]], ("x",)),
        ('"Rain, mm";t.2\n1,5;2\n2,5;3', [[1.5, 2], [2.5, 3]], ("Rain, mm", "t.2")),
        ("year\train\t\n2001\t3\t\n", [[2001, 3]], ("year", "rain")),
        (",a,b\n0,1,2\n1,3,4", [[0, 1, 2], [1, 3, 4]], ("", "a", "b")),
        ("1,2\n3,4", [[1, 2], [3, 4]], ()),
        ("nan,inf\n3,4", [[NAN, INF], [3, 4]], ()),
    ],
)
def test_a_header_is_read_and_no_part_of_the_table(text, values, header):
    table, names = read_table(text)
    np.testing.assert_array_equal(table, values)
    np.testing.assert_array_equal(parse_table(text), values)
    assert names == header


@pytest.mark.parametrize(
    ("text", "row", "col"),
    [
        ("a,b", 1, 1),
        ("a,b\nc,d", 1, 1),
        ("a,2\n3,4", 1, 1),
        ("a,,c\n1,2,3", 1, 1),
        ("12%,13%\n1,2", 1, 1),
        ("a,0x10\n1,2", 1, 1),
        ("a,b\n1,2\n3,x", 3, 2),
        ("a,b\n1,2\nc,d", 3, 1),
    ],
)
def test_other_words_are_refused_where_they_stand(text, row, col):
    assert refusal(SourceError, lambda: parse_table(text)).startswith(f"Row {row}, column {col} ")


def test_a_header_is_named_and_cut_where_it_is_long():
    assert header_note(()) == ""
    assert header_note(("year", "rain")) == "the first row is a header (year, rain)"
    assert len(header_note(("n" * 10**6,))) < 140
