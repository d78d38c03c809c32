"""The player: one timer, and a clock that the tests move by hand."""

import pytest

from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Scene
from poolviz.core.timeline import SPEEDS
from poolviz.gui.session.player import Player

STEPS_5 = [speed.per_second for speed in SPEEDS].index(5)


class Clock:
    """A clock that stands still until it is moved."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def player(session, clock):
    player = Player(session, clock)
    yield player
    player.stop()


def wait(player, clock, seconds, frame=0.0625):
    for _ in range(round(seconds / frame)):
        clock.now += frame
        player.tick()


def test_it_goes_exactly_as_fast_as_it_should(session, player, clock):
    session.time.toggle_play()
    wait(player, clock, 0.9375)
    assert (session.timeline.index, session.timeline.fraction) == (0, 0.9375)
    wait(player, clock, 0.0625)
    assert session.timeline.position == 1.0
    wait(player, clock, 1.5)
    assert session.timeline.position == 2.5


def test_no_frame_is_needed_for_it(session, player, clock):
    session.time.toggle_play()
    wait(player, clock, 2.5, frame=0.25)
    assert session.timeline.position == 2.5


@pytest.mark.parametrize("speed", range(len(SPEEDS)))
def test_every_speed_takes_the_time_it_says(open_session, clock, speed):
    session = open_session(Scene(SourceRef("ramp", (16, 16))))
    player = Player(session, clock)
    session.time.set_speed(speed)
    session.time.toggle_play()
    wait(player, clock, 1.0)
    unit = {"step": 1, "row": 8, "level": 64, "run": 64}[SPEEDS[speed].unit]
    steps = unit * SPEEDS[speed].per_second
    assert session.timeline.position == pytest.approx(min(steps, 63))
    player.stop()


def test_the_timer_runs_only_while_it_plays(session, player, clock):
    assert not player.running
    session.time.step(1)
    session.time.seek(2)
    assert not player.running
    session.time.toggle_play()
    assert player.running
    session.time.seek(0)
    assert player.running
    session.time.toggle_play()
    assert not player.running
    session.time.toggle_play()
    session.time.step(1)
    assert not player.running, "a step by hand stops it"
    session.time.toggle_play()
    session.inputs.show_source(SourceRef("6x6"))
    assert not player.running, "a new input waits"


def test_it_stops_at_the_end(session, player, clock):
    session.time.toggle_play()
    wait(player, clock, 2.9375)
    assert player.running
    wait(player, clock, 0.0625)
    assert (session.timeline.index, session.timeline.playing) == (3, False)
    assert not player.running
    wait(player, clock, 5)
    assert session.timeline.position == 3.0


def test_the_last_step_of_a_loop_stays_as_long_as_the_others(session, player, clock):
    session.time.toggle_loop()
    session.time.toggle_play()
    wait(player, clock, 3.9375)
    assert session.timeline.index == 3
    wait(player, clock, 0.0625)
    assert session.timeline.index == 0
    wait(player, clock, 40)
    assert session.timeline.index == 0
    assert player.running


def test_a_pause_is_no_time(session, player, clock):
    session.time.toggle_play()
    wait(player, clock, 0.5)
    session.time.toggle_play()
    clock.now += 100
    session.time.toggle_play()
    assert session.timeline.position == 0.0
    wait(player, clock, 0.125)
    assert session.timeline.position == 0.125


def test_a_hold_up_makes_no_leap(session, player, clock):
    session.time.set_speed(STEPS_5)
    session.editor.edit("stride", (1, 1))
    session.time.toggle_play()
    clock.now += 3600
    player.tick()
    assert 0 < session.timeline.position <= 1.5
    before = session.timeline.position
    wait(player, clock, 0.125)
    assert session.timeline.position == before + 5 * 0.125, "then it goes on as ever"


def test_a_tick_at_rest_moves_nothing(session, player, clock, heard):
    told = heard(session.timeline_changed)
    wait(player, clock, 3)
    assert told == []
    assert session.timeline.position == 0.0


def test_it_plays_through_all_repeats(open_session, clock):
    session = open_session(Scene(repeats=2))
    player = Player(session, clock)
    session.time.toggle_play()
    levels = []
    while session.timeline.playing:
        wait(player, clock, 0.25)
        levels.append(session.run.locate(session.timeline.index)[0])
    assert levels == sorted(levels)
    assert set(levels) == {0, 1}
    assert session.timeline.index == 4
    player.stop()


def test_an_edit_while_it_plays_does_not_hold_it_up(session, player, clock):
    session.time.toggle_play()
    wait(player, clock, 0.5)
    session.editor.edit("mode", "mean")
    assert player.running
    wait(player, clock, 0.5)
    assert session.timeline.position == 1.0


def test_its_own_timer_moves_it(qtbot, session):
    player = Player(session)
    session.time.set_speed(STEPS_5)
    session.time.toggle_play()
    qtbot.waitUntil(lambda: session.timeline.index >= 1)
    player.stop()
    assert not player.running
