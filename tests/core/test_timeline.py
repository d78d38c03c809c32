"""Time as data: the laws of a timeline, the speeds, and the glide of the window."""

import dataclasses
import math

import numpy as np
import pytest

from poolviz.core import Timeline
from poolviz.core.timeline import DEFAULT_SPEED, LEVEL_SPEED, SPEEDS, glide

FRAME = 1 / 64
"""Seconds from one frame to the next: a power of two, so that sums of frames are exact."""


def place(timeline):
    return timeline.index, timeline.fraction, timeline.playing


def ticked(timeline, frames, seconds=FRAME):
    """Return the index after every frame."""
    seen = []
    for _ in range(frames):
        timeline = timeline.advance(seconds)
        seen.append(timeline.index)
    return seen


def test_a_new_timeline_rests_on_its_first_step():
    assert place(Timeline(5)) == (0, 0, False)
    assert Timeline(5).at_end is False
    assert Timeline(1).at_end is True


@pytest.mark.parametrize("length", [0, -1])
def test_a_timeline_has_a_step(length):
    with pytest.raises(ValueError, match=f"length is {length};"):
        Timeline(length)
    with pytest.raises(ValueError, match=f"length is {length};"):
        Timeline(3).resized(length)


@pytest.mark.parametrize("speed", [0.0, -1.0, math.inf, math.nan])
def test_a_speed_is_positive_and_finite(speed):
    with pytest.raises(ValueError, match="speed is"):
        Timeline(3, speed=speed)


def test_a_timeline_is_a_value():
    timeline = Timeline(4)
    assert timeline.play().advance(1) == Timeline(4, 1.0, playing=True)
    assert timeline == Timeline(4)
    with pytest.raises(dataclasses.FrozenInstanceError):
        timeline.position = 2.0


# Playing


def test_time_moves_it_only_while_it_plays():
    resting = Timeline(4, 1.5)
    assert resting.advance(100) == resting
    assert place(resting.play().advance(0.75)) == (2, 0.25, True)


def test_time_does_not_run_backwards():
    playing = Timeline(4, 1.5).play()
    assert playing.advance(-1) == playing.advance(0) == playing


def test_each_step_is_shown_equally_long():
    seen = ticked(Timeline(5, speed=2.0).play(), 5 * 32)
    assert seen == [i // 32 for i in range(1, 4 * 32)] + [4] * 33


def test_it_stops_on_the_last_step():
    last = Timeline(5, speed=2.0).play().advance(2.0)
    assert place(last) == (4, 0, False)
    assert last.at_end
    assert last.advance(9) == last
    assert Timeline(5).play().advance(1e9) == dataclasses.replace(last, speed=1.0)
    almost = Timeline(5, speed=2.0).play().advance(2.0 - FRAME)
    assert place(almost) == (3, 1 - 2 * FRAME, True)


@pytest.mark.parametrize("loop", [False, True])
def test_two_waits_are_one_long_wait(loop):
    rng = np.random.default_rng(15)
    for _ in range(1000):
        length = int(rng.integers(2, 9))
        start = float(rng.integers(length * 8)) / 8
        timeline = Timeline(length, start, speed=2.0 ** rng.integers(-2, 5), loop=loop).play()
        waits = (rng.integers(0, 200, 2) * FRAME).tolist()
        apart = timeline.advance(waits[0]).advance(waits[1])
        assert place(apart) == place(timeline.advance(sum(waits)))


def test_a_loop_starts_again_and_dwells_on_its_last_step():
    seen = ticked(Timeline(4, speed=1.0, loop=True).play(), 12 * 64)
    assert seen == [i // 64 % 4 for i in range(1, 12 * 64 + 1)]


def test_a_loop_plays_on_however_long_a_frame_takes():
    for seconds in (FRAME, 0.75, 3.0, 4.0, 4.25, 1000.25):
        timeline = Timeline(4, loop=True).play()
        seen = ticked(timeline, 64, seconds)
        assert seen == [int(i * seconds) % 4 for i in range(1, 65)]
        assert timeline.advance(seconds).playing


# Commands


def test_play_goes_on_and_starts_again_at_the_end():
    assert place(Timeline(4, 1.5).play()) == (1, 0.5, True)
    assert place(Timeline(4, 3.0).play()) == (0, 0, True)
    assert place(Timeline(4, 3.0, loop=True).play()) == (0, 0, True)
    assert place(Timeline(1).play()) == (0, 0, False)


def test_a_pause_stands_on_the_step_on_screen():
    assert place(Timeline(4, 2.9, playing=True).pause()) == (2, 0, False)
    assert place(Timeline(4, 2.0).pause()) == (2, 0, False)


@pytest.mark.parametrize(
    ("position", "count", "index"),
    [(1.0, 1, 2), (1.9, 1, 2), (1.9, -1, 0), (1.0, -5, 0), (1.0, 5, 3), (3.0, 1, 3), (2.5, 0, 2)],
)
@pytest.mark.parametrize("loop", [False, True])
def test_a_step_is_a_whole_one_and_pauses(position, count, index, loop):
    stepped = Timeline(4, position, playing=True, loop=loop).step(count)
    assert place(stepped) == (index, 0, False)


def test_seek_stays_within_the_ends_and_keeps_playing():
    timeline = Timeline(4, 1.5, playing=True)
    assert place(timeline.seek(2)) == (2, 0, True)
    assert place(timeline.seek(2.25)) == (2, 0.25, True)
    assert place(timeline.seek(-3)) == (0, 0, True)
    assert place(Timeline(4).seek(2)) == (2, 0, False)
    for loop in (False, True):
        resting = Timeline(4, loop=loop)
        assert place(resting.seek(99)) == place(resting.seek(math.inf)) == (3, 0, False)


def test_resized_keeps_the_place_if_there_is_one():
    timeline = Timeline(9, 5.5, speed=3.0, playing=True, loop=True)
    assert timeline.resized(20) == dataclasses.replace(timeline, length=20)
    assert place(timeline.resized(4)) == (3, 0, True)
    assert place(timeline.resized(1)) == (0, 0, False)
    assert place(Timeline(9, 5.5).resized(20)) == (5, 0.5, False)


def test_whatever_is_done_a_timeline_stands_on_one_of_its_steps():
    rng = np.random.default_rng(16)
    for _ in range(200):
        timeline = Timeline(int(rng.integers(1, 6)), loop=bool(rng.integers(2)))
        for _ in range(60):
            amount = float(rng.normal() * 10.0 ** rng.integers(-3, 4))
            timeline = [
                lambda t, a: t.advance(a),
                lambda t, a: t.advance(abs(a)),
                lambda t, a: t.seek(a),
                lambda t, a: t.step(int(a)),
                lambda t, a: t.play(),
                lambda t, a: t.pause(),
                lambda t, a: t.resized(1 + int(abs(a)) % 9),
                lambda t, a: dataclasses.replace(t, speed=abs(a) + 0.01),
            ][int(rng.integers(8))](timeline, amount)
            assert 0 <= timeline.index < timeline.length
            assert 0 <= timeline.fraction < 1
            assert timeline.position < timeline.length
            assert timeline.loop or timeline.position <= timeline.length - 1
            assert timeline.at_end == (timeline.index == timeline.length - 1)


# Speeds


def test_the_speeds_get_faster():
    lengths = {"row_length": 112, "level_length": 12_544, "length": 16_464}
    rates = [speed.steps_per_second(**lengths) for speed in SPEEDS]
    assert rates == pytest.approx([0.5, 1, 2, 5, 15, 60, 448, 1254.4, 1646.4])
    assert len({speed.label for speed in SPEEDS}) == len(SPEEDS)
    assert SPEEDS[DEFAULT_SPEED].steps_per_second(**lengths) == 1


def test_rows_and_runs_scale_with_the_output():
    rows, level, run = SPEEDS[-3:]
    lengths = {"row_length": 3, "level_length": 3000, "length": 10**6}
    assert rows.steps_per_second(**lengths) == 12
    assert level.steps_per_second(**lengths) == 300
    assert run.steps_per_second(**lengths) == 10**5


@pytest.mark.parametrize(("windows", "seconds"), [(12_544, 10), (49, 10), (11, 10), (4, 4)])
def test_a_level_takes_ten_seconds_but_no_step_longer_than_one(windows, seconds):
    assert windows / SPEEDS[LEVEL_SPEED].steps_per_second(2, windows, 10**6) == seconds


@pytest.mark.parametrize("length", [2, 4, 5, 9, 601, 12544, 12_000_000])
def test_all_in_ten_seconds(length):
    """The last step is reached after its share of ten seconds, and shown for the rest of them."""
    speed = SPEEDS[-1].steps_per_second(1, 1, length)
    timeline, ticks = Timeline(length, speed=speed).play(), 0
    while timeline.playing and ticks < 1000:
        timeline = timeline.advance(1 / 60)
        ticks += 1
    assert timeline.at_end
    assert 0 <= ticks / 60 - 10 * (length - 1) / length < 1.01 / 60


def test_four_rows_in_a_second():
    rows = next(speed for speed in SPEEDS if speed.unit == "row")
    timeline = Timeline(112 * 112, speed=rows.steps_per_second(112, 112**2, 112**2)).play()
    assert ticked(timeline, 64)[-1] == 4 * 112


# Gliding

RATES = [0.5, 1, 2, 3.5, 4, 5, 15, 60, 1e6]
FRACTIONS = np.linspace(0, 1, 4097)[:-1].tolist()


@pytest.mark.parametrize("speed", RATES)
def test_the_window_rests_and_then_glides_without_a_jump(speed):
    way = [glide(fraction, speed) for fraction in FRACTIONS]
    steps = np.diff([*way, 1.0])
    share = min(1.0, 0.25 * speed)
    assert way[0] == 0
    assert steps.min() >= 0
    assert 0 <= min(way) <= max(way) < 1
    assert steps.max() <= 1.5 / share / len(FRACTIONS) + 1e-12  # the steepest of the curve
    resting = [g for fraction, g in zip(FRACTIONS, way, strict=True) if fraction <= 1 - share]
    assert set(resting) == {0}
    assert np.count_nonzero(way) >= share * len(FRACTIONS) * 0.99


def test_half_of_the_time_is_half_of_the_way():
    assert glide(0.875, 1.0) == 0.5
    assert glide(0.5, 4.0) == 0.5
    assert glide(0.5, 60.0) == 0.5
    assert glide(0.75, 1.0, seconds=0.5) == 0.5
    assert glide(0.8125, 1.0) == pytest.approx(0.15625)


@pytest.mark.parametrize("speed", [0.5, 1, 3.5, 60])
def test_the_way_back_is_the_way_forth(speed):
    share = min(1.0, 0.25 * speed)
    for t in np.linspace(0, 1, 101):
        here, there = (glide(1 - share + share * u, speed) for u in (t, 1 - t))
        assert here + there == pytest.approx(1)
