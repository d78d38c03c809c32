"""What the Shift lab says: the law beside the measurement, names, and which curves are drawn."""

import math
from dataclasses import replace

import numpy as np
import pytest

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.labs.shift.picture import run_shift
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.labs.shift.survey import Surveyable, surveys
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec
from poolviz.gui.labs.shift.curve_sets import CURVES, curves_of
from poolviz.gui.labs.shift.levels import map_levels
from poolviz.gui.labs.shift.maps.words import lamp_of, summary
from poolviz.gui.labs.shift.pictures.columns import at_commas
from poolviz.gui.labs.shift.words import law_text, pool_name, verdict_text

CIRCLE = Scene(
    SourceRef("circle"),
    PoolSpec(2, padding="same"),
    repeats=4,
    lab=ShiftSettings(dy=-2, dx=3),
)
TINY = replace(CIRCLE, source=SourceRef("letter", (16, 16)), repeats=2)
METHODS = ["max", "mean", "pick", "blur", "max + blur", "polyphase"]


def shown(scene, values=None, *, whole=True, **shift):
    """Return a run and its survey, all of it or only its first part."""
    if values is not None:
        given = Source(np.asarray(values), "Given")
        scene = replace(scene, source=SourceRef("values", given=given))
    scene = replace(scene, lab=replace(scene.lab, **shift))
    resolved = resolve(scene, scene.source.load())
    parts = surveys(Surveyable.of(resolved))
    return run_shift(resolved), list(parts)[-1] if whole else next(parts)


def said(run, survey, level):
    """Return the whole of what is said of the law; the short form says no less than that it is."""
    whole, short = law_text(run, survey, level)
    assert bool(whole) == bool(short)
    assert len(short) <= len(whole)
    return whole


def spec(**changes):
    return replace(TINY, spec=PoolSpec(**changes))


# ---- the law


def test_the_law_of_the_classroom_experiment():
    run, survey = shown(CIRCLE, whole=False)
    assert [said(run, survey, level) for level in range(5)] == [
        "Each pool takes windows of 2 × 2 cells side by side: after 4 pools a cell stands for a "
        "16 × 16 block of the input.",
        "Law: 1 of 49 shifts keeps the same 2 × 2 blocks lit; measured: 1 identical.",
        "Law: 1 of 49 shifts keeps the same 4 × 4 blocks lit; measured: 1 identical.",
        "Law: 5 of 49 shifts keep the same 8 × 8 blocks lit; measured: 5 identical.",
        "Law: all 49 shifts keep the same 16 × 16 blocks lit; measured: 49 identical.",
    ]


def test_no_block_is_larger_than_the_picture():
    scene = replace(CIRCLE, repeats=8)  # 256 cells, but for the edge
    run, survey = shown(scene, whole=False)
    assert "64 × 64 block" in said(run, survey, 0)
    assert "256" not in " ".join(said(run, survey, level) for level in range(len(run.centred)))
    assert said(run, survey, 4).endswith("measured: 49 identical.")
    for level in (5, 6):  # a full map, and the one cell that comes of it
        assert said(run, survey, level).endswith("measured: 49 identical, all full.")
        assert verdict_text(run, level)[1].endswith("the map is full")
        assert lamp_of(map_levels(survey)[level]) == ""


def test_an_even_map_that_every_shift_changes_is_told_apart_from_theirs():
    """The mean of a circle at 2 × 2 cells is even by symmetry, but not that of a shifted one."""
    run, survey = shown(SCENES["global-mean"].scene)
    assert np.ptp(run.centred[5]) == 0 < np.ptp(run.shifted[5])
    level = map_levels(survey)[5]
    assert lamp_of(level) == "not"
    assert summary(level, "identical").in_words == "1 of 49 shifts with the identical map"
    assert dict(survey.identical)["mean"][5] == 1 / 49
    assert lamp_of(map_levels(survey)[6]) == "invariant", "averages down to one number"


def test_one_pixel_more():
    run, survey = shown(SCENES["one-more"].scene, whole=False)
    assert said(run, survey, 4) == (
        "Law: 69 of 81 shifts keep the same 16 × 16 blocks lit; measured: 69 identical."
    )


@pytest.mark.parametrize(
    ("dots", "kernel", "words"),
    [
        (((3, 5), (5, 3)), 2, "after 3 pools."),
        (((7, 7), (8, 8)), 2, "after 4 pools."),
        (((31, 31), (32, 32)), 2, "after 6 pools."),
        (((0, 0), (1, 1)), 2, "after 1 pool."),
        (((4, 4), (4, 4)), 2, "after 0 pools."),
        (((0, 0), (8, 8)), 3, "after 2 pools."),
    ],
)
def test_the_law_of_two_dots(dots, kernel, words):
    source = SourceRef("dots", (63, 63) if kernel == 3 else (64, 64), drawing=Drawing(dots=dots))
    scene = replace(CIRCLE, source=source, spec=PoolSpec(kernel), repeats=2)
    run, survey = shown(scene, whole=False, jitter=1)
    assert said(run, survey, 1) == f"Law: the dots share a block, and become one, {words}"


def test_dots_that_only_meet_in_one_direction_are_counted():
    dots = Drawing(dots=((0, 0), (1, 1)))
    scene = replace(CIRCLE, source=SourceRef("dots", (8, 8), drawing=dots), spec=PoolSpec((1, 2)))
    run, survey = shown(scene, jitter=1, whole=False)
    assert "Law: 1 of 9 shifts keeps the same 1 × 2 blocks lit" in said(run, survey, 1)


@pytest.mark.parametrize(
    ("scene", "level", "words"),
    [
        (spec(kernel_size=2, mode="mean"), 1, "; a mean also tells how many."),
        (spec(kernel_size=3, stride=2), 1, "do not lie side by side"),
        (spec(kernel_size=3, stride=2), 0, "do not lie side by side"),
        (spec(kernel_size=2, stride=2, dilation=2), 0, "do not lie side by side"),
        (spec(kernel_size=2, padding=1), 1, "moves the grid"),
    ],
)
def test_where_there_is_no_law_it_says_why(scene, level, words):
    run, survey = shown(scene, whole=False)
    assert words in said(run, survey, level)
    assert "measured" not in said(run, survey, level)


@pytest.mark.parametrize(
    ("values", "shift", "words"),
    [
        (np.arange(64).reshape(8, 8), {}, "lit or 0"),
        (np.full((8, 8), np.nan), {}, "lit or 0"),
        (np.eye(8), {"cure": "blur"}, "anti-aliased"),
    ],
)
def test_where_the_law_is_silent_it_says_so(values, shift, words):
    run, survey = shown(TINY, values, whole=False, **shift)
    assert words in said(run, survey, 1)


def test_without_a_survey_nothing_is_claimed():
    run, survey = shown(TINY, whole=False)
    assert said(run, None, 1) == ""
    assert "block" in said(run, None, 0)
    overlapping, _ = shown(spec(kernel_size=3, stride=2), whole=False)
    assert said(overlapping, None, 0) == "", "there are no blocks"
    deeper, _ = shown(replace(TINY, repeats=4), whole=False)
    assert "measured" not in said(deeper, survey, 4), "the survey goes to level 2 only"


def test_without_jitter_there_is_nothing_to_keep():
    run, survey = shown(TINY, jitter=0, whole=False)
    assert said(run, survey, 1) == "The jitter is 0: there is no other shift."


def test_an_offset_is_broken_at_its_comma_only():
    said = at_commas(offset_in_words(2, -5))
    assert said.split(" ") == ["left\N{NO-BREAK SPACE}5,", "down\N{NO-BREAK SPACE}2"]
    assert at_commas(offset_in_words(0, 0)).split(" ") == ["shift\N{NO-BREAK SPACE}0,", "0"]


# ---- names


def test_every_pooling_has_a_name_of_its_own():
    names = []
    for mode in PoolMode:
        names.append(pool_name(shown(spec(kernel_size=2, mode=mode), whole=False)[0]))
    for cure in ("blur", "max-blur", "polyphase"):
        names.append(pool_name(shown(TINY, cure=cure, whole=False)[0]))
    assert names == [
        *("MaxPool", "MeanPool", "MinPool", "SumPool", "LpPool", "PowerMeanPool", "Pick"),
        *("BlurPool", "MaxBlur", "Polyphase"),
    ]


# ---- curves


def names_of(view):
    return [curve.name for curve in view.curves]


def current(view):
    return [curve.name for curve in view.curves if curve.current]


def test_the_curves_of_this_shift():
    run, _ = shown(CIRCLE, whole=False)
    view = curves_of(run, None, "shift")
    assert names_of(view) == METHODS
    assert current(view) == ["max"]
    assert (view.unit, view.note, view.message) == ("relative L2", "", "")
    assert view.curves[0].values == tuple(run.own.relative_l2.tolist())
    assert view.curves[0].values[4] == 0
    assert all(len(curve.values) == 5 for curve in view.curves)
    assert [curve.dashed for curve in view.curves] == [False] + 5 * [True]
    assert all(curve.tip for curve in view.curves)


def test_the_offset_that_is_left():
    run, _ = shown(CIRCLE, whole=False, dy=0, dx=2)
    view = curves_of(run, None, "kept")
    left = {curve.name: curve.values for curve in view.curves}
    assert left["max"][0] == pytest.approx(1)
    assert left["max"][4] == 0
    assert left["mean"][4] == pytest.approx(0.62, abs=0.005)
    assert view.message == ""
    still = curves_of(shown(TINY, dy=0, dx=0, whole=False)[0], None, "kept")
    assert "Nothing is shifted" in still.message


@pytest.mark.parametrize("measure", ["shift", "kept", "all", "identical"])
@pytest.mark.parametrize("mode", ["min", "sum", "lp"])
def test_another_method_has_a_curve_of_its_own_before_the_others(mode, measure):
    run, survey = shown(spec(kernel_size=2, mode=mode))
    view = curves_of(run, survey, measure)
    assert names_of(view) == [mode, *METHODS]
    assert current(view) == [mode]


@pytest.mark.parametrize("measure", ["shift", "kept", "all", "identical"])
def test_a_cure_is_the_current_curve(measure):
    run, survey = shown(TINY, cure="max-blur")
    view = curves_of(run, survey, measure)
    assert names_of(view) == METHODS
    assert current(view) == ["max + blur"]


def test_what_is_not_defined_is_said():
    run, survey = shown(spec(kernel_size=3))
    view = curves_of(run, survey, "shift")
    assert view.note == "polyphase: not defined here"
    assert all(map(math.isnan, view.curves[-1].values))
    assert names_of(curves_of(run, survey, "all")) == METHODS[:-1]


def test_the_curves_of_all_shifts():
    run, survey = shown(CIRCLE)
    view = curves_of(run, survey, "all")
    assert view.unit == "relative L2, mean of 48 shifts"
    left = {curve.name: curve.values for curve in view.curves}
    assert left["max"][1:] == pytest.approx((1.118, 0.817, 0.458, 0), abs=0.0006)
    assert left["mean"][1:] == pytest.approx((1.180, 0.874, 0.460, 0.114), abs=0.0006)
    assert current(view) == ["max"]
    view = curves_of(run, survey, "identical")
    assert view.unit == "share of 49 shifts"
    assert names_of(view) == [*METHODS, "law"]
    same = {curve.name: curve.values for curve in view.curves}
    assert same["max"] == pytest.approx((1 / 49, 1 / 49, 1 / 49, 5 / 49, 1))
    assert same["law"] == same["max"]
    assert same["max + blur"][4] == pytest.approx(1 / 49), "never exactly equal"


def test_the_law_has_a_curve_only_where_it_speaks_of_every_level():
    run, survey = shown(spec(kernel_size=2, mode="mean"))
    assert "law" not in names_of(curves_of(run, survey, "identical"))
    odd = replace(TINY, source=SourceRef("letter", (12, 12)), spec=PoolSpec(2), repeats=3)
    run, survey = shown(odd)
    assert survey.law[2] is not None
    assert survey.law[3] is None, "12, 6, 3: a cell is left over"
    assert "law" not in names_of(curves_of(run, survey, "identical"))


@pytest.mark.parametrize("measure", ["all", "identical"])
def test_until_all_shifts_are_measured_there_are_no_curves_of_them(measure):
    run, survey = shown(TINY, whole=False)
    for known in (None, survey):
        view = curves_of(run, known, measure)
        assert view.curves == ()
        assert view.message == "Not all shifts are measured yet."


def test_without_jitter_there_is_no_other_shift():
    run, survey = shown(TINY, jitter=0)
    view = curves_of(run, survey, "all")
    assert (view.curves, view.message) == ((), "The jitter is 0: there is no other shift.")


def test_every_measure_has_a_title_and_a_tip():
    run, survey = shown(TINY)
    views = [curves_of(run, survey, name) for name, _, _ in CURVES]
    assert len({view.title for view in views}) == len(CURVES) == 4
    assert all(tip for _, _, tip in CURVES)
