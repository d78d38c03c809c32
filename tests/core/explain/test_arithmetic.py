"""The line of arithmetic, the sentence beside it, and the output-size formula."""

import math
import re
from fractions import Fraction

import numpy as np
import pytest

from poolviz.core import PoolSpec, SpecError, Walkthrough, arithmetic, explanation
from poolviz.core.explain.arithmetic import MAX_TERMS, size_formula
from tests import oracle
from tests.core.checks import FOUR, SIX
from tests.core.pooling.test_pooling_random import random_parameters, random_values

NAN, INF = math.nan, math.inf


def line(step, most=MAX_TERMS):
    return "".join(term.text for term in arithmetic(step, most))


def lines(x, repeats=1, **asked):
    return [line(step) for step in Walkthrough(x, PoolSpec(**asked), repeats)]


def strong(step):
    return [term.text for term in arithmetic(step) if term.strong]


def explanations(x, **asked):
    return [explanation(step) for step in Walkthrough(x, PoolSpec(**asked), 1)]


# The worked examples


def test_four_pools_and_the_pool_of_their_maxima():
    assert lines(FOUR, repeats=2, kernel_size=2) == [
        "max( 10, 12, 4, 11 ) = 12",
        "max( 8, 7, 5, 9 ) = 9",
        "max( 18, 13, 3, 15 ) = 18",
        "max( 7, 7, 2, 2 ) = 7",
        "max( 12, 9, 18, 7 ) = 18",
    ]


def test_four_means_and_the_mean_of_means():
    assert lines(FOUR, repeats=2, kernel_size=2, mode="mean") == [
        "( 10 + 12 + 4 + 11 ) / 4 = 9.25",
        "( 8 + 7 + 5 + 9 ) / 4 = 7.25",
        "( 18 + 13 + 3 + 15 ) / 4 = 12.25",
        "( 7 + 7 + 2 + 2 ) / 4 = 4.5",
        "( 9.25 + 7.25 + 12.25 + 4.5 ) / 4 = 8.3125",
    ]


def test_nine_pools_that_overlap():
    found = lines(FOUR, kernel_size=2, stride=1)
    assert found[1] == "max( 12, 8, 11, 5 ) = 12"
    assert " ".join(text.split(" = ")[1] for text in found) == "12 12 9 18 13 9 18 15 7"
    found = lines(FOUR, kernel_size=2, stride=1, mode="mean")
    assert found[3] == "( 4 + 11 + 18 + 13 ) / 4 = 11.5"
    results = " ".join(text.split(" = ")[1] for text in found)
    assert results == "9.25 9 7.25 11.5 9 7 12.25 9.25 4.5"


def test_six_by_six():
    run = Walkthrough(SIX, PoolSpec(3), 1)
    assert [line(step) for step in run] == [
        "max( 8, 3, 7, 2, 2, 2, 16, 15, 4 ) = 16",
        "max( 15, 16, 10, 14, 2, 17, 11, 16, 9 ) = 17",
        "max( 2, 12, 4, 4, 4, 3, 1, 14, 7 ) = 14",
        "max( 1, 13, 19, 7, 17, 15, 16, 2, 9 ) = 19",
    ]
    assert [step.winner for step in run] == [(2, 0), (1, 5), (5, 1), (3, 5)]
    assert lines(SIX, kernel_size=3, mode="mean") == [
        "( 8 + 3 + 7 + 2 + 2 + 2 + 16 + 15 + 4 ) / 9 ≈ 6.5556",
        "( 15 + 16 + 10 + 14 + 2 + 17 + 11 + 16 + 9 ) / 9 ≈ 12.2222",
        "( 2 + 12 + 4 + 4 + 4 + 3 + 1 + 14 + 7 ) / 9 ≈ 5.6667",
        "( 1 + 13 + 19 + 7 + 17 + 15 + 16 + 2 + 9 ) / 9 = 11",
    ]


@pytest.mark.parametrize(
    ("x", "asked", "text"),
    [
        (FOUR[:2, :2], {"mode": "min"}, "min( 10, 12, 4, 11 ) = 4"),
        (FOUR[:2, :2], {"mode": "sum"}, "10 + 12 + 4 + 11 = 37"),
        (FOUR[:2, :2], {"mode": "subsample"}, "first( 10, 12, 4, 11 ) = 10"),
        ([[3, 4], [0, 0]], {"mode": "lp"}, "√( 3² + 4² + 0² + 0² ) = 5"),
        ([[-3, 4], [0, 0]], {"mode": "lp"}, "√( |−3|² + 4² + 0² + 0² ) = 5"),
        ([[-3, 4], [0, 1]], {"mode": "lp", "norm_type": 1}, "|−3| + |4| + |0| + |1| = 8"),
        ([[-3, 4], [0, 1]], {"mode": "lp", "norm_type": INF}, "max( |−3|, |4|, |0|, |1| ) = 4"),
        (
            [[5, 0], [0, 0]],
            {"mode": "lp", "norm_type": 3},
            "( |5|³ + |0|³ + |0|³ + |0|³ )^(1/3) = 5",
        ),
        ([[3, 4], [0, 0]], {"mode": "mean", "divisor_override": 2}, "( 3 + 4 + 0 + 0 ) / 2 = 3.5"),
        ([[3, 4], [0, 0]], {"mode": "power-mean"}, "√( ( 3² + 4² + 0² + 0² ) / 4 ) = 2.5"),
        (
            [[-3, 4], [0, 1]],
            {"mode": "power-mean", "norm_type": 1},
            "( |−3| + |4| + |0| + |1| ) / 4 = 2",
        ),
        (
            [[10, 12], [4, 11]],
            {"mode": "power-mean", "norm_type": 3},
            "( ( |10|³ + |12|³ + |4|³ + |11|³ ) / 4 )^(1/3) ≈ 10.1015",
        ),
        (
            [[10, -12], [4, 11]],
            {"mode": "power-mean", "norm_type": INF},
            "max( |10|, |−12|, |4|, |11| ) = 12",
        ),
        (
            [[-1, 2], [0, 0]],
            {"mode": "lp", "norm_type": 3},
            "( |−1|³ + |2|³ + |0|³ + |0|³ )^(1/3) ≈ 2.0801",
        ),
        (
            [[1, 0], [0, 0]],
            {"mode": "lp", "norm_type": 1.5},
            "( |1|¹·⁵ + |0|¹·⁵ + |0|¹·⁵ + |0|¹·⁵ )^(1/1.5) = 1",
        ),
        ([[-1, 2], [3, -4]], {"mode": "mean"}, "( (−1) + 2 + 3 + (−4) ) / 4 = 0"),
        ([[-1, 2], [3, -4]], {"mode": "sum"}, "(−1) + 2 + 3 + (−4) = 0"),
        ([[-1, -2], [-3, -4]], {}, "max( −1, −2, −3, −4 ) = −1"),
        ([[True, False], [False, True]], {"mode": "mean"}, "( 1 + 0 + 0 + 1 ) / 4 = 0.5"),
        ([[0.1, 0.2], [0.3, 0.4]], {}, "max( 0.1, 0.2, 0.3, 0.4 ) = 0.4"),
        ([[1 / 3, 0], [0, 0]], {}, "max( 0.3333, 0, 0, 0 ) = 0.3333"),
        ([[-INF, 1], [INF, 2]], {}, "max( −∞, 1, ∞, 2 ) = ∞"),
        ([[-INF, 1], [0, 2]], {"mode": "sum"}, "(−∞) + 1 + 0 + 2 = −∞"),
        ([[1, NAN], [3, 4]], {}, "max( 1, NaN, 3, 4 ) = NaN"),
        ([[1, NAN], [3, 4]], {"nan_policy": "omit"}, "max( 1, 3, 4 ) = 4"),
        ([[1, NAN], [3, 5]], {"nan_policy": "omit", "mode": "mean"}, "( 1 + 3 + 5 ) / 3 = 3"),
        ([[NAN, NAN], [NAN, NAN]], {"nan_policy": "omit"}, "max( NaN ) = NaN"),
        ([[5, 6], [7, 8]], {"padding": ((1, 0), (1, 0))}, "max( 5 ) = 5"),
        (
            [[5, 6], [7, 8]],
            {"padding": ((1, 0), (1, 0)), "mode": "mean", "count_include_pad": True},
            "( 5 ) / 4 = 1.25",
        ),
    ],
)
def test_the_line_of_every_method(x, asked, text):
    assert lines(x, kernel_size=2, **asked)[0] == text


# Laws of the line


def some_runs(seed, count, modes=oracle.MODES):
    """Seeded runs over random inputs that have an answer, each with how it was asked for."""
    rng = np.random.default_rng(seed)
    found = 0
    while found < count:
        asked = random_parameters(rng, modes[found % len(modes)])
        shape = tuple(int(n) for n in rng.integers(1, 9, 2))
        x = random_values(rng, shape, ["i1", "f8"][found // len(modes) % 2], asked["mode"])
        try:
            run = Walkthrough(x, PoolSpec(**asked), 1)
        except SpecError:
            continue
        found += 1
        yield run, asked


def worked_out(text):
    """Do what a line says, with Python's own arithmetic."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹·]+", lambda m: "**" + m[0].translate(PLAIN), text)
    text = re.sub(r"\|([^|]+)\|", r"abs(\1)", text)
    for sign, plain in {"−": "-", "∞": "inf", "√": "sqrt", "^": "**", "NaN": "nan"}.items():
        text = text.replace(sign, plain)
    names = {"max": lambda *v: max(v), "min": lambda *v: min(v), "first": lambda *v: v[0]}
    return eval(text, names | {"sqrt": math.sqrt, "inf": INF, "nan": NAN, "abs": abs})


PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹·", "0123456789.")


@pytest.mark.long
def test_the_line_is_true():
    seen = set()
    for run, asked in some_runs(3, 360):
        if run.spec.kernel_size[0] * run.spec.kernel_size[1] > MAX_TERMS:
            continue
        for step in run:
            left, sign, right = re.split(" ([=≈]) ", line(step))
            shown = float(right.replace("−", "-").replace("∞", "inf"))
            if asked["mode"] in oracle.PICKING_MODES or math.isnan(step.result):
                assert sign == "="
            elif sign == "=":
                assert shown == step.result
            else:
                assert shown != step.result or worked_out(left) != step.result
            if math.isnan(step.result):
                assert right == "NaN"
                assert "NaN" in left or asked["mode"] in ("sum", "mean"), left  # ∞ − ∞
                continue
            assert shown == pytest.approx(float(step.result), rel=5e-4, abs=5.001e-5)
            assert worked_out(left) == pytest.approx(float(step.result), rel=1e-12), line(step)
            seen.add((asked["mode"], sign))
    assert seen >= {(mode, "=") for mode in oracle.MODES} | {("mean", "≈"), ("lp", "≈")}


@pytest.mark.parametrize(
    ("x", "asked", "text"),
    [
        ([-1 / 3, 0.999999, 0.1, 0.2], {}, "max( −0.3333, 0.999999, 0.1, 0.2 ) = 0.999999"),
        ([1.0, 0.999999], {}, "max( 1, 0.999999 ) = 1"),
        ([1.0, 0.999999], {"mode": "min"}, "min( 1, 0.999999 ) = 0.999999"),
        ([1 / 3, 0.33331], {}, "max( 0.33333, 0.33331 ) = 0.33333"),
        ([0.30000000000000004, 0.3], {}, "max( 0.30000000000000004, 0.3 ) = 0.30000000000000004"),
        ([1 / 3, 1 / 3], {}, "max( 0.3333, 0.3333 ) = 0.3333"),
        ([1e15 + 1, 1e15], {}, "max( 1.000000000000001e+15, 1e+15 ) = 1.000000000000001e+15"),
        (np.array([2**63 - 1, 2**63 - 2]), {}, f"max( {2**63 - 1}, {2**63 - 2} ) = {2**63 - 1}"),
        (np.array([0.1, 0.2], "f4"), {}, "max( 0.1, 0.2 ) = 0.2"),
        (np.array([0.1, 0.2], "f2"), {}, "max( 0.1, 0.2 ) = 0.2"),
        (np.array([0.1, 0.2], "f4"), {"mode": "sum"}, "0.1 + 0.2 = 0.3"),
        (np.array([427.25, 20944], "f2"), {}, "max( 427.25, 20944 ) = 20944"),
        (np.array([129283727360, 1], "f4"), {}, "max( 129283727360, 1 ) = 129283727360"),
        (np.array([24128, 6148], "f2"), {"mode": "sum"}, "24128 + 6148 ≈ 3.03e+04"),  # is 30272
        (np.array([2**-24, 3 * 2**-24], "f2"), {"mode": "sum"}, "5.96e−08 + 1.788e−07 ≈ 2.384e−07"),
        (
            np.array([2**64 - 2**9, 3], "u8"),
            {"mode": "lp", "norm_type": np.inf},
            f"max( |{2**64 - 2**9}|, |3| ) = {2**64 - 2**9}",
        ),
        ([0.00004, 0.99996], {"mode": "sum"}, "0.00004 + 0.99996 = 1"),
        ([0.25, 0.99999], {"mode": "mean"}, "( 0.25 + 0.99999 ) / 2 ≈ 0.625"),
        ([1 / 3] * 3, {"mode": "sum"}, "0.33333 + 0.33333 + 0.33333 ≈ 1"),
        ([1 / 3] * 3, {"mode": "mean"}, "( 0.3333 + 0.3333 + 0.3333 ) / 3 ≈ 0.3333"),
        ([1e16, 1.0], {"mode": "sum"}, "1e+16 + 1 ≈ 1e+16"),
        ([1.2e308, 1.2e308], {"mode": "sum"}, "1.2e+308 + 1.2e+308 ≈ ∞"),
        ([0.1, 0.2], {"mode": "lp", "norm_type": 1}, "|0.1| + |0.2| ≈ 0.3"),
        ([2 / 3, 0.0], {"mode": "lp"}, "√( 0.6667² + 0² ) ≈ 0.6667"),
    ],
)
def test_no_line_says_what_is_not_so(x, asked, text):
    assert lines([x], kernel_size=(1, len(x)), **asked) == [text]


def numbers_in(text):
    """Return the numbers of a line as fractions, without exponents and roots of its method."""
    text = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹·]+|/ [0-9]+", "", text).replace("−", "-")
    return [Fraction(number) for number in re.findall(r"-?[0-9][0-9.]*(?:e[+-][0-9]+)?", text)]


def windows_of_all_kinds(count):
    rng = np.random.default_rng(17)
    for i in range(count):
        near = rng.normal() + rng.normal(size=(2, 2)) * 10.0 ** -rng.integers(0, 12)
        kinds = [
            rng.normal(size=(2, 2)) * 10.0 ** rng.integers(-8, 9),
            near,
            np.round(near, int(rng.integers(0, 7))),
            1 - 10.0 ** -rng.integers(1, 15, (2, 2)),
            rng.integers(-9, 9, (2, 2)),
            rng.integers(-(2**60), 2**60, (2, 2)),
        ]
        x = kinds[i % len(kinds)]
        if x.dtype.kind == "f":
            small = abs(x).max() < 6e4
            x = x.astype(["f8", "f4", "f2" if small else "f4", "f8"][i // len(kinds) % 4])
        yield x


def meant(value):
    """Return what a cell is: exact if that takes four decimals, else the shortest that is read."""
    if value.dtype in ("f2", "f4"):
        exact = Fraction(float(value))
        if (exact * 10**4).denominator == 1 and abs(exact) < 10**15:
            return exact
    return Fraction(str(value))


@pytest.mark.long
@pytest.mark.parametrize("mode", ["max", "min", "subsample"])
def test_a_picked_value_is_written_as_what_it_is_and_unlike_every_other(mode):
    pick = {"max": max, "min": min, "subsample": lambda cells: cells[0]}[mode]
    for x in windows_of_all_kinds(900):
        text = lines(x, kernel_size=2, mode=mode)[0]
        assert "≈" not in text
        *cells, result = numbers_in(text)
        assert result == pick(cells), text
        assert len(set(cells)) == len(set(x.ravel().tolist())), text
        order = np.argsort(x.ravel(), kind="stable")
        assert [cells[i] for i in order] == sorted(cells), text
        for value, cell in zip(x.ravel(), cells, strict=True):
            assert abs(cell - meant(value)) <= Fraction(1, 10**4) * max(1, abs(cell))
            if cell.denominator == 1 and abs(cell) < 1e15:
                assert cell == meant(value), "no value below 1 is written 1"


@pytest.mark.parametrize("asked", [{"mode": "sum"}, {"mode": "mean"}])
def test_the_terms_of_a_sum_come_to_what_is_shown(asked):
    seen = set()
    for x in windows_of_all_kinds(900):
        text = lines(x, kernel_size=2, **asked)[0]
        *cells, result = numbers_in(text)
        exact = sum(cells) / (4 if asked["mode"] == "mean" else 1)
        shown = re.search(r"[=≈] −?([0-9]*)\.?([0-9]*)(?:e([+−][0-9]+))?$", text)
        seen.add("≈" in text)
        if "=" in text:
            assert exact == result, text
            assert cells == [meant(value) for value in x.ravel()]
        elif x.dtype != "f8":
            power = int((shown[3] or "0").replace("−", "-"))
            assert abs(exact - result) <= Fraction(10) ** (power - len(shown[2])) / 2, text
        else:
            power = int((shown[3] or "0").replace("−", "-"))
            place = Fraction(10) ** (
                power - max(len(shown[2]), 0 if power else 4, 3 if power else 0)
            )
            noise = 4 * sum(abs(cell) for cell in cells) * Fraction(2) ** -52
            assert abs(exact - result) <= place / 2 + noise, text
    assert seen == {True, False}


def test_only_the_winner_and_the_result_are_strong():
    assert strong(Walkthrough(FOUR, PoolSpec(2), 1)[2]) == ["18", "18"]
    assert strong(Walkthrough(FOUR, PoolSpec(2), 1)[3]) == ["7", "7"]
    assert strong(Walkthrough(FOUR, PoolSpec(2, mode="mean"), 1)[0]) == ["9.25"]
    for run, asked in some_runs(4, 200):
        for step in run:
            picked = asked["mode"] in oracle.PICKING_MODES
            assert len(strong(step)) == (2 if picked and step.omitted < step.cells.size else 1)
            assert len(set(strong(step))) == 1


def test_the_first_of_equals_is_strong():
    *cells, result = [
        term.strong
        for term in arithmetic(Walkthrough([[2, 7], [7, 7]], PoolSpec(2), 1)[0])
        if term.text in ("2", "7")
    ]
    assert cells == [False, True, False, False]
    assert result


# Large windows


def test_sixteen_cells_are_written_out_and_seventeen_are_not():
    assert lines(np.arange(16).reshape(4, 4), kernel_size=4, mode="sum")[0].count("+") == 15
    abbreviated = lines(np.arange(17)[None], kernel_size=(1, 17), mode="sum")[0]
    assert abbreviated == "0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + … = 136"
    mean = lines(np.arange(25).reshape(5, 5), kernel_size=5, mode="mean")[0]
    assert mean == "( 0 + 1 + 2 + 3 + 4 + 5 + 6 + 7 + … ) / 25 = 12"


@pytest.mark.parametrize("mode", ["max", "min"])
@pytest.mark.parametrize("place", range(25))
def test_the_winner_of_a_large_window_is_shown(mode, place):
    x = np.arange(25) if mode == "max" else -np.arange(25)
    x[place] = 99 if mode == "max" else -99
    step = Walkthrough(x.reshape(5, 5), PoolSpec(5, mode=mode), 1)[0]
    inside = line(step).split("( ")[1].split(" )")[0].split(", ")
    winner = "99" if mode == "max" else "−99"
    assert inside.count(winner) == 1
    assert strong(step) == [winner, winner]
    first = [str(value).replace("-", "−") for value in x[:8]]
    assert inside[:8] == first
    left_out_before, left_out_after = place - 8, 24 - place
    if place < 8:
        assert inside == [*first, "…"]
    else:  # an ellipsis stands for one cell at least
        before, after = ["…"] * (left_out_before > 0), ["…"] * (left_out_after > 0)
        assert inside == [*first, *before, winner, *after]


def test_nan_left_out_does_not_use_up_the_terms():
    x = np.arange(20.0)
    x[:4] = NAN
    spec = PoolSpec((1, 20), mode="sum", nan_policy="omit")
    assert line(Walkthrough(x[None], spec, 1)[0]).count("+") == 15


def test_fewer_terms_on_request():
    step = Walkthrough(FOUR, PoolSpec(2), 1)[2]
    assert line(step, most=4) == "max( 18, 13, 3, 15 ) = 18"
    assert line(step, most=3) == "max( 18, … ) = 18"


# The sentence beside the line


def test_a_tie_is_explained():
    tie = "tie: 2 cells are equal, the first in reading order wins"
    assert explanations(FOUR, kernel_size=2) == ["", "", "", tie]
    assert explanations([[7, 7], [7, 7]], kernel_size=2)[0].startswith("tie: 4 cells are equal")
    assert explanations([[7, 7], [7, 7]], kernel_size=2, mode="subsample") == [""]


def test_absent_padding_is_explained():
    found = explanations(SIX, kernel_size=3, stride=2, padding=1)
    assert found[0] == "5 cells of padding absent, not 0"
    assert found[1] == "3 cells of padding absent, not 0"
    assert found[4] == ""
    one = explanations([[1, 2]], kernel_size=(1, 2), padding=((0, 0), (1, 0)))
    assert one == ["1 cell of padding absent, not 0"]


def test_the_divisor_of_a_mean_is_explained():
    asked = {"kernel_size": 3, "stride": 2, "padding": 1, "mode": "mean"}
    assert explanations(SIX, **asked)[0] == "divided by 4: 5 of padding not counted"
    assert explanations(SIX, **asked)[4] == "divided by its 9 cells"
    counted = explanations(SIX, **asked, count_include_pad=True)
    assert counted[0] == "divided by 9: 5 of padding counted as 0"


def test_a_divisor_of_ones_own_is_explained():
    asked = {"kernel_size": 3, "stride": 2, "padding": 1, "divisor_override": 2}
    for mode in ("mean", "power-mean"):
        found = explanations(SIX, mode=mode, **asked)
        assert found[:2] == ["divided by 2, whatever the window holds"] * 2
    assert explanations(SIX, mode="sum", **asked)[0] == "5 cells of padding absent, not 0"
    largest = explanations(SIX, mode="power-mean", norm_type=INF, **asked)[0]
    assert largest == "5 cells of padding absent, not 0"


def test_the_overhang_is_explained():
    x = np.arange(49).reshape(7, 7)
    found = explanations(x, kernel_size=2, stride=3, mode="mean", ceil_mode=True)
    assert found[0] == "divided by its 4 cells"
    assert found[2] == "divided by its 2 cells; 2 cells past the end never counted"
    assert found[8] == "divided by its 1 cell; 3 cells past the end never counted"
    x = np.arange(1, 17).reshape(4, 4)
    asked = {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "mode": "mean"}
    last = explanations(x, count_include_pad=True, **asked)[8]
    assert last == "divided by 4: 3 of padding counted as 0; 5 cells past the end never counted"


def test_nan_left_out_is_explained():
    x = [[NAN, 2.0], [4.0, 4.0]]
    omit = {"kernel_size": 2, "nan_policy": "omit"}
    tie = "tie: 2 cells are equal, the first in reading order wins"
    assert explanations(x, **omit) == [f"{tie}; 1 NaN left out"]
    assert explanations(x, **omit, mode="mean") == ["divided by its 3 cells; 1 NaN left out"]
    assert explanations(x, kernel_size=2, mode="min") == [""]


def test_cells_that_are_all_left_out_do_not_tie():
    assert explanations([[NAN, NAN]], kernel_size=(1, 2), nan_policy="omit") == ["2 NaN left out"]


def test_the_numbers_of_the_sentence_are_those_of_the_oracle():
    seen = set()
    for run, asked in some_runs(5, 400):
        plane = run.plane(0)
        rows, cols = oracle.Pooling(**asked).layout(*plane.shape)
        taps = run.spec.kernel_size[0] * run.spec.kernel_size[1]
        for step in run:
            row, col = rows[step.row], cols[step.col]
            real = len(row.real) * len(col.real)
            counted = (len(row.real) + row.padded) * (len(col.real) + col.padded)
            nan = int(np.isnan(step.cells).sum()) if asked["nan_policy"] == "omit" else 0
            text = explanation(step)
            divisor = (counted if asked["count_include_pad"] else real) - nan
            overrides = asked["divisor_override"] is not None
            divisor = asked["divisor_override"] if overrides else divisor
            divides = asked["mode"] == "mean" or (
                asked["mode"] == "power-mean" and asked["norm_type"] < INF
            )
            expected = {
                r"tie: (\d+) cells": 1 + len(step.ties) if step.ties and nan < real else 0,
                r"(\d+) cells? of padding absent": 0 if divides else counted - real,
                r": (\d+) of padding": counted - real if divides and not overrides else 0,
                r"divided by (?:its )?(\d+)": divisor if divides else 0,
                r"(\d+) cells? past the end": taps - counted,
                r"(\d+) NaN left out": nan,
            }
            for pattern, number in expected.items():
                found = re.search(pattern, text)
                assert (int(found[1]) if found else 0) == number, (asked, text)
                seen.update([pattern] if found else [])
            assert not re.search(r"\b1 cells|; ;|^;|;$", text)
    assert len(seen) == 6


# The output-size formula


def formula(size, index=0, **asked):
    spec = PoolSpec(**asked)
    return size_formula(spec.axes(size)[index], same=spec.padding == "same")


@pytest.mark.parametrize(
    ("size", "asked", "text"),
    [
        (4, {"kernel_size": 2}, "⌊(4 − 2) / 2⌋ + 1"),
        (5, {"kernel_size": 3, "stride": 2, "padding": 1}, "⌊(5 + 2·1 − 3) / 2⌋ + 1"),
        (5, {"kernel_size": 3, "stride": 1, "dilation": 2}, "⌊(5 − 5) / 1⌋ + 1"),
        (5, {"kernel_size": 2, "padding": "same"}, "⌈5 / 2⌉"),
        (7, {"kernel_size": 2, "stride": 3, "ceil_mode": True}, "⌈(7 − 2) / 3⌉ + 1"),
    ],
)
def test_the_formula_of_a_size(size, asked, text):
    assert formula((size, size), **asked) == text


def test_the_formula_has_the_numbers_of_its_own_axis():
    asked = {"kernel_size": (3, 2), "stride": (2, 1), "padding": ((1, 0), (0, 1))}
    assert formula((8, 9), 0, **asked) == "⌊(8 + 1 + 0 − 3) / 2⌋ + 1"
    assert formula((8, 9), 1, **asked) == "⌊(9 + 0 + 1 − 2) / 1⌋ + 1"


def test_a_window_that_is_dropped_is_in_the_formula():
    text = formula((9, 9), kernel_size=4, padding=2, ceil_mode=True)
    assert text.startswith("⌈(9 + 2·2 − 4) / 4⌉ + 1 − 1")


def test_the_formula_gives_the_size():
    rng = np.random.default_rng(6)
    kinds = set()
    for _ in range(2500):
        asked = random_parameters(rng, "max")
        size = tuple(int(n) for n in rng.integers(1, 30, 2))
        try:
            found = oracle.Pooling(**asked).layout(*size)
        except oracle.RefusedError:
            continue
        for index, windows in enumerate(found):
            text = formula(size, index, **asked)
            kinds.add(re.sub(r"\d+", "n", text))
            text = re.sub(" past the end$", "", text).replace("−", "-").replace("·", "*")
            for left, right, name in ("⌊⌋f", "⌈⌉c"):
                text = text.replace(left, f"{name}(").replace(right, ")")
            assert eval(text, {"f": math.floor, "c": math.ceil}) == len(windows), (size, asked)
    assert len(kinds) == 10  # same; floor, ceil, a dropped window: no padding, equal, unequal
