"""What is known of every shift: part by part, by the law, and where it breaks."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from poolviz.core import (
    METHODS,
    PoolSpec,
    Scene,
    Source,
    SourceRef,
    SpecError,
    circle,
    resolve,
    sweep_shifts,
)
from poolviz.core.inputs.source_ref import Drawing
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.labs.shift.survey import MOST_RADII, QUICK_CELLS, Surveyable, is_quick, surveys
from tests.core.outside import one_sentence, refusal

HALVE = PoolSpec(2, padding="same")
MEAN = PoolSpec(2, mode="mean", padding="same")
CLASSROOM = SourceRef("circle")
PHOTO = Source(np.random.default_rng(63).integers(0, 256, (9, 12, 3), np.uint8), "", picture=True)


def resolved(ref=CLASSROOM, spec=HALVE, repeats=4, source=None, **settings):
    shift = ShiftSettings(**settings)
    scene = Scene(ref, spec, repeats, lab=shift)
    return resolve(scene, source or ref.load())


def of(values, spec=HALVE, repeats=2, *, picture=False, **settings):
    source = Source(np.asarray(values), "", picture=picture)
    return Surveyable.of(resolved(SourceRef("values", given=source), spec, repeats, **settings))


def a_circle(radius, size=32, **more):
    return SourceRef("circle", (size, size), drawing=Drawing(radius=radius, **more))


def whole(wanted):
    return list(surveys(wanted))[-1]


def first(wanted):
    return next(surveys(wanted))


@pytest.fixture(scope="module")
def classroom():
    return list(surveys(Surveyable.of(resolved())))


# Part by part


def test_more_is_known_after_each_part(classroom):
    sweep, cliff, averages, breaks = classroom
    assert (sweep.averages, sweep.identical, sweep.breaks, sweep.cliff) == ((), (), None, ())
    assert [sweep.sweep.equal_count(level) for level in range(5)] == [1, 1, 1, 5, 49]
    assert cliff.cliff
    assert (cliff.averages, cliff.breaks) == ((), None)
    assert len(averages.averages) == len(averages.identical) == len(METHODS)
    assert averages.breaks is None
    assert breaks.breaks is not None
    for part in classroom[1:]:  # nothing that was known is lost
        assert part.sweep is sweep.sweep
        assert (part.law, part.law_note) == (sweep.law, sweep.law_note)
    assert averages.cliff == breaks.cliff == cliff.cliff
    assert breaks.averages is averages.averages


def counted_progress(wanted):
    told = []
    parts = []
    for part in surveys(wanted, lambda done, total: told.append((done, total))):
        parts.append((part, len(told)))
    return told, parts


@pytest.mark.parametrize(
    "wanted",
    [
        Surveyable.of(resolved(a_circle(10), repeats=3, jitter=2)),
        Surveyable.of(resolved(SourceRef("letter"), jitter=1, cure="blur")),
        of(np.eye(9), jitter=1),  # with no polyphase
        of([[1]]),
        of(np.eye(192), repeats=1, jitter=1),  # several batches a sweep
    ],
)
def test_progress_goes_up_to_the_total(wanted):
    told, parts = counted_progress(wanted)
    done, totals = zip(*told, strict=True)
    assert len(set(totals)) == 1
    assert list(done) == sorted(done)
    assert done[0] >= 0
    assert done[-1] == totals[0]
    assert done.index(totals[0]) >= len(done) - 2  # and is there only at the end
    ends = [done[count - 1] for _, count in parts]
    assert ends == sorted(set(ends))
    assert len(parts) == 4


class StopItError(Exception):
    pass


@pytest.mark.parametrize("patience", [0, 1, 4, 9, 14, 18])
def test_what_progress_raises_ends_it(patience):
    calls = []

    def progress(done, total):
        calls.append(done)
        if len(calls) > patience:
            raise StopItError

    with pytest.raises(StopItError):
        list(surveys(Surveyable.of(resolved(a_circle(10), repeats=3, jitter=1)), progress))
    assert len(calls) <= patience + 2  # a part that is ended says so, too


def test_what_takes_no_time():
    assert is_quick(Surveyable.of(resolved()))
    assert is_quick(Surveyable.of(resolved(jitter=3))) is True
    assert not is_quick(Surveyable.of(resolved(jitter=16)))
    assert not is_quick(Surveyable.of(resolved(SourceRef("cat"), jitter=3)))
    side = int(QUICK_CELLS**0.5)
    assert is_quick(of(np.zeros((side, side), bool), jitter=0))
    assert not is_quick(of(np.zeros((side, side + 2), bool), jitter=0))


# What it depends on


@pytest.mark.parametrize(
    "change", [{"dy": 2}, {"dx": -3}, {"dy": 1, "dx": 1}, {"seed": 9}, {"weights": "rounded"}]
)
def test_another_shift_has_the_same_survey(change):
    before = resolved()
    shift = replace(before.scene.lab, **change)
    after = before.looking(replace(before.scene, lab=shift, step=1))
    assert after.scene.lab == shift
    assert Surveyable.of(after).same(Surveyable.of(before))
    assert Surveyable.of(before).same(Surveyable.of(after))


@pytest.mark.parametrize("change", [{"jitter": 2}, {"fill": "wrap"}, {"cure": "blur"}])
def test_other_settings_have_another(change):
    before = resolved()
    after = before.looking(replace(before.scene, lab=replace(before.scene.lab, **change)))
    assert after.run.generations is before.run.generations
    assert not Surveyable.of(after).same(Surveyable.of(before))


def test_another_pooling_or_picture_has_another():
    before = Surveyable.of(resolved())
    assert before.same(before)
    for other in (
        resolved(spec=MEAN),
        resolved(repeats=3),
        resolved(a_circle(28, 64)),
        resolved(a_circle(27, 64)),
    ):
        assert not Surveyable.of(other).same(before)


def test_another_channel_has_another():
    stack = np.random.default_rng(64).random((8, 8, 3))
    before = resolved(source=Source(stack, ""), repeats=2)
    after = before.looking(replace(before.scene, channel=2))
    again = after.looking(replace(before.scene, channel=0, lab=ShiftSettings(dy=1)))
    a, b, c = (Surveyable.of(one) for one in (before, after, again))
    assert not a.same(b)
    assert a.same(c)
    np.testing.assert_array_equal(b.plane, stack[..., 2])
    assert b.shape == (8, 8)
    sweep = sweep_shifts(stack[..., 2], HALVE, 2, 3)
    np.testing.assert_array_equal(first(b).sweep.equal, sweep.equal)


# Every method


def test_averages_of_every_method(classroom):
    known = classroom[-1]
    found = {curve.method: curve for curve in known.averages}
    assert tuple(found) == METHODS == tuple(name for name, _ in known.identical)
    literals = {
        "max": [0, 1.118, 0.817, 0.458, 0],
        "mean": [0, 1.180, 0.874, 0.460, 0.114],
        "max-blur": [0, 0.990, 0.548, 0.238, 0.086],
    }
    for name, distances in literals.items():
        assert found[name].relative_l2[1:].round(3).tolist() == distances[1:]
    assert found["max"].kept_offset.round(3).tolist() == [1, 1, 0.911, 0.423, 0]
    shares = dict(known.identical)
    assert shares["max"] == tuple(n / 49 for n in (1, 1, 1, 5, 49))
    assert shares["mean"][1:] == shares["max-blur"][1:] == (1 / 49,) * 4


@pytest.mark.parametrize("cure", ["none", "blur", "max-blur", "polyphase"])
def test_the_method_in_force_is_surveyed(cure):
    wanted = Surveyable.of(resolved(a_circle(16), repeats=3, jitter=2, fill="zero", cure=cure))
    known = whole(wanted)
    method = None if cure == "none" else cure
    want = sweep_shifts(circle((32, 32), 0), HALVE, 3, 2, fill="zero", method=method)
    assert known.sweep.method == want.method
    np.testing.assert_array_equal(known.sweep.equal, want.equal)
    shares = dict(known.identical)
    assert shares[want.method] == tuple(want.equal_count(level) / 25 for level in range(4))
    for name, average in zip(METHODS, known.averages, strict=True):  # they stay what they are
        other = sweep_shifts(circle((32, 32), 0), HALVE, 3, 2, fill="zero", method=name)
        assert shares[name] == tuple(other.equal_count(level) / 25 for level in range(4))
        np.testing.assert_array_equal(average.relative_l2, other.mean_curve().relative_l2)


def test_a_method_that_does_not_apply_is_left_out():
    known = whole(of(np.eye(9), jitter=1))
    names = tuple(name for name, _ in known.identical)
    assert names == tuple(curve.method for curve in known.averages)
    assert names == tuple(name for name in METHODS if name != "polyphase")


# The law


def kept_by_sets(picture, side, jitter):
    """Count the shifts that leave the set of lit blocks as it is, cell by cell."""
    lit = [(r, c) for r, c in np.ndindex(picture.shape) if picture[r, c]]
    steps = range(-jitter, jitter + 1)
    still = {(r // side, c // side) for r, c in lit}
    return sum(
        {((r + dy) // side, (c + dx) // side) for r, c in lit} == still
        for dy, dx in itertools.product(steps, steps)
    )


def test_the_law_of_the_classroom(classroom):
    assert classroom[0].law == (1, 1, 1, 5, 49)
    assert classroom[0].law_note == ""


@pytest.mark.parametrize("radius", [4, 7, 9, 12])
@pytest.mark.parametrize("more", [{}, {"thickness": 3}, {"filled": True}])
def test_the_law_is_what_is_measured_while_a_circle_stays_inside(radius, more):
    ref = a_circle(radius, **more)
    wanted = Surveyable.of(resolved(ref, repeats=4, jitter=3, fill="zero"))
    known = first(wanted)
    assert known.law_note == ""
    assert list(known.law) == [known.sweep.equal_count(level) for level in range(5)]
    picture = ref.load().values
    assert list(known.law) == [kept_by_sets(picture, 2**level, 3) for level in range(5)]
    assert len(set(known.law)) > 1


def test_the_law_with_other_windows():
    for spec in (PoolSpec(4), PoolSpec((2, 4)), PoolSpec(2, ceil_mode=True)):
        known = first(Surveyable.of(resolved(a_circle(9), spec, 2)))
        assert known.law_note == ""
        assert list(known.law) == [known.sweep.equal_count(level) for level in range(3)]


@pytest.mark.parametrize(
    ("wanted", "said", "levels"),
    [
        (Surveyable.of(resolved(spec=MEAN)), "a mean also tells how many.", 0),
        (Surveyable.of(resolved(cure="max-blur")), "not of its anti-aliased forms.", 0),
        (Surveyable.of(resolved(spec=PoolSpec(3, 2))), "do not lie side by side.", 0),
        (Surveyable.of(resolved(spec=PoolSpec(2, dilation=2))), "do not lie side by side.", 0),
        (Surveyable.of(resolved(spec=PoolSpec(2, padding=1))), "Padding before the first", 1),
        (Surveyable.of(resolved(SourceRef("letter", (12, 12)), PoolSpec(2), 3)), "unread.", 3),
        (of(PHOTO.values, picture=True), "The law speaks of pictures whose cells are lit or 0.", 0),
        (of([[0, 1, 2, 0]], PoolSpec((1, 2))), "cells are lit or 0.", 0),
        (of([[3, 1], [1, 3]]), "cells are lit or 0.", 0),
        (of([[0, -1]], PoolSpec(1)), "cells are lit or 0.", 0),
        (of([[0, np.nan]], PoolSpec(1)), "cells are lit or 0.", 0),
    ],
)
def test_where_the_law_does_not_speak(wanted, said, levels):
    known = first(wanted)
    one_sentence(known.law_note)
    assert known.law_note.endswith(said) or said in known.law_note
    assert len(known.law) == wanted.repeats + 1
    assert [count is not None for count in known.law] == [
        level < levels for level in range(wanted.repeats + 1)
    ]


@pytest.mark.parametrize("lit", [7, True, np.inf, 0.25])
def test_the_law_speaks_of_any_two_values_of_which_one_is_0(lit):
    x = np.zeros((8, 8), type(lit))
    x[3, 4] = lit
    known = first(of(x, jitter=2))
    assert known.law_note == ""
    assert known.law == (1, 4, 9)  # the dot may move by 0 or 1 within 2, by 0 to 2 up within 4
    assert [known.sweep.equal_count(level) for level in range(3)] == [1, 4, 9]


def test_nothing_lit_stays_nothing():
    known = first(of(np.zeros((8, 8))))
    assert known.law == (49, 49, 49)
    assert known.sweep.equal_count(0) == 49


# Where it breaks


def test_the_cliff_between_three_and_four(classroom):
    ends = ((1, 1), (9, 9), (25, 25), (49, 49), (69, 81), (73, 121), (73, 169))
    assert classroom[-1].cliff == ends
    counts = [count for count, _ in ends]
    assert [kept_by_sets(circle(), 16, jitter) for jitter in range(5)] == counts[:5]
    around = np.pad(circle(), 6, "edge")  # from 5 on the circle is cut, and its edge repeated
    shifts = [(r - 6, c - 6) for r, c in np.ndindex(13, 13)]
    maps = {
        (dy, dx): around[6 - dy :, 6 - dx :][:64, :64].reshape(4, 16, 4, 16).max(axis=(1, 3))
        for dy, dx in shifts
    }
    far = [max(map(abs, shift)) for shift in shifts if (maps[shift] == maps[0, 0]).all()]
    assert [sum(d <= jitter for d in far) for jitter in range(7)] == counts


@pytest.mark.parametrize(("jitter", "last"), [(0, 6), (4, 6), (5, 7), (9, 11), (16, 16)])
def test_the_cliff_goes_beyond_the_jitter(jitter, last):
    parts = surveys(Surveyable.of(resolved(a_circle(12), repeats=1, jitter=jitter)))
    next(parts)
    known = next(parts)
    assert len(known.cliff) == last + 1
    assert [of for _, of in known.cliff] == [(2 * j + 1) ** 2 for j in range(last + 1)]
    assert known.cliff[jitter] == (known.sweep.equal_count(1), known.sweep.shifts)


def test_the_cliff_stays_within_the_picture():
    assert len(whole(of(np.eye(3, 9))).cliff) == 3
    assert whole(of([[1]])).cliff == ((1, 1),)


def test_circles_of_other_radii(classroom):
    breaks = classroom[-1].breaks
    assert breaks.jitter == 6
    assert breaks.radii[0] == 32
    assert list(breaks.radii) == sorted(breaks.radii, reverse=True)
    assert {28, 24} <= set(breaks.radii)
    counts = dict(zip(breaks.radii, breaks.counts, strict=True))
    assert counts[28][:, 3].tolist() == [1, 1, 1, 5, 49]
    assert counts[24][4, 3] == 1
    assert counts[28][4].tolist() == [n for n, _ in classroom[-1].cliff]
    lit = dict(zip(breaks.radii, breaks.lit_share, strict=True))
    assert (100 * lit[28]).round(2).tolist() == [3.81, 9.77, 20.31, 43.75, 75]


@pytest.mark.parametrize("size", [8, 16, 34, 64, 96])
@pytest.mark.parametrize("radius", [2, 3])
def test_few_radii_and_the_own_among_them(size, radius):
    known = whole(Surveyable.of(resolved(a_circle(radius, size), repeats=1, jitter=0)))
    assert radius in known.breaks.radii
    assert size // 2 in known.breaks.radii
    assert 2 <= len(known.breaks.radii) <= MOST_RADII + 1
    assert min(known.breaks.radii) >= 2


@pytest.mark.parametrize("thickness", [1, 2, 5, 11])
def test_thick_circles_have_no_radius_below_their_thickness(thickness):
    ref = a_circle(11, thickness=thickness)
    known = whole(Surveyable.of(resolved(ref, repeats=2, jitter=1)))
    assert 11 in known.breaks.radii
    assert min(known.breaks.radii) >= thickness
    row = known.breaks.radii.index(11)
    assert known.breaks.counts[row, 2, 1] == known.sweep.equal_count(2)
    assert known.breaks.lit_share[row].tolist() == known.sweep.lit_share.tolist()


@pytest.mark.parametrize("settings", [{"fill": "wrap"}, {"cure": "blur"}, {"fill": "zero"}])
def test_its_own_row_is_the_survey(settings):
    for more in ({}, {"filled": True, "thickness": 9}):
        ref = a_circle(15, **more)
        known = whole(Surveyable.of(resolved(ref, repeats=3, jitter=2, **settings)))
        row = known.breaks.radii.index(15)
        own = [known.sweep.equal_count(level) for level in range(4)]
        assert known.breaks.counts[row, :, 2].tolist() == own
        assert known.breaks.lit_share[row].tolist() == known.sweep.lit_share.tolist()


@pytest.mark.parametrize("kind", ["dots", "letter", "random", "4x4"])
def test_only_circles_have_other_radii(kind):
    assert whole(Surveyable.of(resolved(SourceRef(kind), repeats=1, jitter=1))).breaks is None


# What can be surveyed


ODD = {
    "1x1": [[5]],
    "1x9": [[0, 1, 0, 0, 0, 1, 0, 0, 0]],
    "nan": np.where(np.eye(5) > 0, np.nan, 1),
    "all nan": np.full((4, 4), np.nan),
    "inf": np.where(np.eye(5) > 0, np.inf, -np.inf),
    "constant": np.full((4, 4), 7),
    "bool": np.eye(4, 7, dtype=bool),
    "int64": np.eye(4, dtype=np.int64) * (2**63 - 1),
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("mode", ["max", "mean", "lp"])
def test_odd_inputs(name, mode):
    """Warnings are errors here."""
    wanted = of(ODD[name], PoolSpec(2, mode=mode, padding="same"), 12, jitter=16)
    height, width = wanted.shape
    assert wanted.settings.jitter == min(height, width) - 1
    known = whole(wanted)
    assert known.sweep.shifts == (2 * min(height, width) - 1) ** 2
    assert known.cliff[0] == (1, 1)
    assert len(known.law) == len(known.identical[0][1]) == 13


def test_no_jitter():
    known = whole(Surveyable.of(resolved(a_circle(10), repeats=2, jitter=0)))
    assert (known.sweep.shifts, known.law) == (1, (1, 1, 1))
    assert dict(known.identical)["mean"] == (1, 1, 1)
    assert np.isnan(known.averages[0].relative_l2).all()  # there is no other shift


def test_a_colour_picture_is_surveyed_grey():
    wanted = of(PHOTO.values, picture=True, jitter=1)
    assert wanted.shape == (9, 12)
    assert first(wanted).sweep.shapes == ((9, 12), (5, 6), (3, 3))


def test_what_is_not_defined_is_a_sentence():
    refusal(SpecError, lambda: first(of(np.zeros((9, 8)), cure="polyphase")), "9 rows")
    x = np.zeros((8, 8), np.int64)
    x[0, 0] = 2**60
    refusal(SpecError, lambda: first(of(x, PoolSpec(2, mode="sum"))), "could pass 64 bits")
