"""What the prepared scenes of the Shift lab promise in their titles, counted."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from poolviz.core import SCENES, circle, merge_level, resolve, scene_from_json
from poolviz.core.labs.presets import default_scene
from poolviz.core.labs.shift.picture import run_shift
from poolviz.core.labs.shift.survey import Surveyable, surveys
from poolviz.core.scenes.lab import LABS

SHIFTS = ("always", "one-more", "smaller", "global-mean", "blur", "dots")


def resolved(name):
    scene = SCENES[name].scene
    return resolve(scene, scene.source.load())


def sweep(name):
    return next(surveys(Surveyable.of(resolved(name)))).sweep


def equal_counts(name):
    found = sweep(name)
    return [found.equal_count(level) for level in range(len(found.shapes))], found.shifts


def test_every_lab_opens_with_a_scene_of_its_own():
    assert {lab: default_scene(lab) for lab in LABS} == {"slide": "first", "shift": "always"}
    for lab in LABS:
        assert SCENES[default_scene(lab)].scene.lab.name == lab


def test_the_scenes_of_the_shift_lab():
    assert tuple(name for name, p in SCENES.items() if p.scene.lab.name == "shift") == SHIFTS
    assert len({preset.title for preset in SCENES.values()}) == len(SCENES)


@pytest.mark.parametrize("name", SHIFTS)
def test_it_opens_as_it_stands_on_its_last_level(name):
    scene, found = SCENES[name].scene, resolved(name)
    assert found.notes == ()
    assert found.scene == scene == scene_from_json(scene.to_json())
    assert scene.step == scene.repeats == found.course.length - 1
    assert (scene.lab.dy, scene.lab.dx) != (0, 0)
    assert max(abs(scene.lab.dy), abs(scene.lab.dx)) <= scene.lab.jitter


def test_after_four_max_pools_every_shift_ends_in_the_same_map():
    assert equal_counts("always") == ([1, 1, 1, 5, 49], 49)
    run = run_shift(resolved("always"))
    ring = [[1, 1, 1, 1], [1, 0, 0, 1], [1, 0, 0, 1], [1, 1, 1, 1]]
    assert run.shifted[4].tolist() == run.centred[4].tolist() == ring
    assert SCENES["always"].scene.lab.jitter == 3


def test_one_pixel_more_and_some_shifts_are_seen():
    counts, shifts = equal_counts("one-more")
    assert (counts[4], shifts) == (69, 81)
    run = run_shift(resolved("one-more"))
    assert (run.settings.dy, run.settings.dx, run.settings.jitter) == (4, 4, 4)
    assert run.difference[4].any()
    assert run.verdicts[4].kind != "invariant"
    shift = replace(SCENES["one-more"].scene.lab, jitter=3, dy=-2, dx=3)
    assert replace(SCENES["one-more"].scene, lab=shift) == SCENES["always"].scene


def test_a_smaller_circle_and_nearly_every_shift_is_seen():
    assert equal_counts("smaller") == ([1, 1, 1, 1, 1], 49)
    picture = resolved("smaller").run.plane(0)
    np.testing.assert_array_equal(picture, circle(r_shrink=8))


def test_averages_down_to_one_number_never_see_a_shift():
    counts, shifts = equal_counts("global-mean")
    assert (counts[6], shifts) == (49, 49)
    assert counts[:6] == [1, 1, 1, 1, 1, 1]
    run = run_shift(resolved("global-mean"))
    assert run.centred[6].tolist() == run.shifted[6].tolist() == [[156 / 4096]]


def test_blur_is_smoother_and_never_equal():
    smooth, hard = sweep("blur"), sweep("always")
    others = np.ones((7, 7), bool)
    others[3, 3] = False
    assert smooth.method == "max-blur"
    assert (smooth.relative_l2[:, others] > 0).all()
    assert smooth.relative_l2[:, others].shape == (5, 48)
    assert smooth.equal_count(4) == 1
    mean = smooth.mean_curve().relative_l2
    assert mean[1:].round(3).tolist() == [0.990, 0.548, 0.238, 0.086]
    assert (mean[1:4] < hard.mean_curve().relative_l2[1:4]).all()
    assert all(a > b for a, b in itertools.pairwise(mean[1:]))


def test_two_neighbours_meet_only_after_six_pools():
    scene, run = SCENES["dots"].scene, run_shift(resolved("dots"))
    assert merge_level(*scene.source.drawing.dots) == scene.repeats == 6
    assert [int(m.sum()) for m in run.centred] == [2, 2, 2, 2, 2, 2, 1]
    assert run.centred[6].shape == (1, 1)
    first, second = scene.source.drawing.dots
    assert np.hypot(first[0] - second[0], first[1] - second[1]) < 1.5
    assert [int(m.sum()) for m in run.shifted] == [2, 2, 1, 1, 1, 1, 1]  # phase, not distance
