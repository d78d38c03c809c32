"""The session: commands go in, what comes out is on the screen; nothing is ever lost."""

import random
import threading
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtWidgets import QApplication

from poolviz.core.explain import walkthrough as steps
from poolviz.core.explain.arithmetic import explanation
from poolviz.core.explain.walkthrough import MAX_TIES, Walkthrough
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.lab import Open
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec
from poolviz.core.timeline import SPEEDS
from poolviz.gui.options import Options
from poolviz.gui.render import render

EXAMPLE = [[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]]
BIG = 2000  # cells on a side: too many to be pooled between two frames


def result(session, level=-1):
    return session.run.generations[level].tolist()


def what(session):
    """Return all that is on the screen, time and notes apart."""
    scene = replace(session.scene, step=0)
    return session.shown, scene, session.options, session.timeline.index


@pytest.fixture
def pooled(monkeypatch):
    """Return the parameters of every pooling that is really done."""
    done = []
    original = steps.repeat_pool

    def counted(x, spec, repeats):
        done.append(spec)
        return original(x, spec, repeats)

    monkeypatch.setattr(steps, "repeat_pool", counted)
    return done


class Gate:
    """Holds up poolings with some kernels until it is opened."""

    def __init__(self, monkeypatch):
        self.shut = set()
        self.open = threading.Event()
        self.reached = threading.Event()
        self.error = None
        self._pool = steps.repeat_pool
        monkeypatch.setattr(steps, "repeat_pool", self)

    def __call__(self, x, spec, repeats):
        if spec.kernel_size[0] in self.shut:
            assert threading.current_thread() is not threading.main_thread()
            self.reached.set()
            assert self.open.wait(20)
            if self.error is not None:
                raise self.error
        return self._pool(x, spec, repeats)


@pytest.fixture
def gate(monkeypatch, qapp):
    gate = Gate(monkeypatch)
    yield gate
    gate.open.set()


@pytest.fixture
def big(open_session, qtbot):
    """Open a session on a picture that is pooled off the thread."""
    session = open_session(values=np.arange(BIG * BIG, dtype=np.uint8).reshape(BIG, BIG))
    finish(qtbot, session)
    return session


def finish(qtbot, session, gate=None):
    if gate is not None:
        gate.open.set()
    qtbot.waitUntil(lambda: not session.busy, timeout=20_000)


# ---- edits


@pytest.mark.parametrize(
    ("edits", "output"),
    [
        ({"mode": "mean"}, [[9.25, 7.25], [12.25, 4.5]]),
        ({"mode": PoolMode.MIN}, [[4, 5], [3, 2]]),
        ({"mode": "sum"}, [[37, 29], [49, 18]]),
        ({"mode": "subsample"}, [[10, 8], [18, 7]]),
        ({"mode": "lp", "norm_type": 1.0}, [[37, 29], [49, 18]]),
        ({"kernel_size": (3, 3)}, [[18]]),
        ({"kernel_size": (1, 2)}, [[12, 8], [11, 9], [18, 7], [15, 2]]),
        ({"stride": (1, 1)}, [[12, 12, 9], [18, 13, 9], [18, 15, 7]]),
        ({"stride": (1, 2)}, [[12, 9], [18, 9], [18, 7]]),
        ({"stride": (1, 1), "padding": "same"}, [[12, 12, 9, 9], [18, 13, 9, 9], [18, 15, 7, 7], [15, 15, 2, 2]]),  # noqa: E501
        ({"padding": ((1, 1), (1, 1))}, [[10, 12, 7], [18, 13, 9], [3, 15, 2]]),
        ({"padding": ((1, 1), (1, 1)), "mode": "mean"}, [[10, 10, 7], [11, 9, 8], [3, 8.5, 2]]),
        ({"padding": ((1, 1), (1, 1)), "mode": "mean", "count_include_pad": True}, [[2.5, 5, 1.75], [5.5, 9, 4], [0.75, 4.25, 0.5]]),  # noqa: E501
        ({"dilation": (2, 2)}, [[18]]),
        ({"dilation": (2, 2), "stride": (1, 1)}, [[18, 13], [5, 15]]),
        ({"kernel_size": (3, 3), "ceil_mode": True}, [[18, 9], [15, 2]]),
        ({"repeats": 2}, [[18]]),
    ],
)  # fmt: skip
def test_edits_change_the_output(session, edits, output):
    for name, value in edits.items():
        session.editor.edit(name, value)
    assert result(session) == output
    assert session.timeline.length == len(session.run)
    assert not session.message.error


def test_an_edit_is_told_once_and_time_after_it(session, heard):
    order = []
    session.scene_changed.connect(lambda shown: order.append(("scene", shown)))
    session.timeline_changed.connect(lambda timeline: order.append(("time", timeline.length)))
    session.editor.edit("stride", (1, 1))
    assert order[0] == ("scene", session.shown)
    assert {kind for kind, _ in order[1:]} == {"time"}
    assert order[-1] == ("time", 9)


@pytest.mark.parametrize(
    ("name", "value"), [("kernel_size", (2, 2)), ("mode", "max"), ("repeats", 1), ("stride", None)]
)
def test_an_edit_that_changes_nothing_is_none(session, heard, name, value):
    told = [heard(session.scene_changed), heard(session.timeline_changed)]
    session.editor.edit(name, value)
    assert told == [[], []]
    assert not session.editor.can_undo


def test_nan_policy_channel_grey_and_size(open_session):
    session = open_session(values=[[1.0, np.nan], [2.0, 3.0]])
    assert np.isnan(session.run.generations[1]).all()
    session.editor.edit("nan_policy", "omit")
    assert result(session) == [[3.0]]
    colours = np.arange(48, dtype=np.uint8).reshape(4, 4, 3)
    session = open_session(values=colours, picture=True)
    session.editor.edit("channel", 2)
    assert session.run.plane(1).tolist() == [[17, 23], [41, 47]]
    assert session.resolved.colour
    session.editor.edit("resize", (2, 2))
    assert session.run.generations[0].shape == (2, 2, 3)
    session.editor.edit("grey", True)
    assert session.run.generations[0].shape == (2, 2)
    assert not session.resolved.colour


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kernel_size", 0),
        ("kernel_size", (2, -1)),
        ("kernel_size", "two"),
        ("stride", (0, 1)),
        ("dilation", 0),
        ("padding", -1),
        ("padding", "some"),
        ("mode", "median"),
        ("norm_type", 0.0),
        ("norm_type", float("nan")),
        ("nan_policy", "ignore"),
    ],
)
def test_a_refused_edit_says_why_and_changes_nothing(session, heard, name, value):
    session.time.seek(2)
    before = what(session)
    told = heard(session.scene_changed)
    session.editor.edit(name, value)
    assert session.message.error
    assert "allowed" in session.message.text
    assert what(session) == before
    assert told == []
    assert not session.editor.can_undo
    session.editor.edit("mode", "mean")
    assert not session.message.error, "the sentence must go when it is no longer true"
    assert result(session) == [[9.25, 7.25], [12.25, 4.5]]


def test_what_does_not_fit_yields_and_is_said(session):
    session.editor.edit("kernel_size", (99, 99))
    assert session.scene.spec.kernel_size == (4, 4)
    assert result(session) == [[18]]
    assert "4 × 4" in session.message.text
    assert not session.message.error
    session.editor.edit("kernel_size", (2, 2))
    assert session.message.text == ""
    session.editor.edit("repeats", 99)
    assert session.scene.repeats == 2
    assert "repeat" in session.message.text.lower()


def test_next_mode_goes_round(session):
    modes = []
    for _ in PoolMode:
        session.next_mode()
        modes.append(session.scene.spec.mode)
    assert sorted(modes) == sorted(PoolMode)
    assert modes[-1] is PoolMode.MAX


# ---- its place


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("mode", "mean", (0, 2, 3)),
        ("mode", "lp", (0, 2, 3)),
        ("stride", (1, 1), (0, 4, 6)),
        ("stride", (1, 2), (0, 4, 3)),
        ("stride", (4, 4), (0, 1, 1)),
        ("kernel_size", (1, 1), (0, 4, 6)),
        ("kernel_size", (4, 4), (0, 1, 1)),
        ("padding", ((1, 1), (1, 1)), (0, 2, 4)),
        ("repeats", 3, (0, 2, 3)),
        ("repeats", 1, (0, 2, 3)),
    ],
)
@pytest.mark.parametrize("playing", [False, True])
def test_an_edit_keeps_the_place(open_session, name, value, place, playing):
    session = open_session(Scene(SourceRef("ramp"), repeats=2))
    session.time.go_to(session.run.index_of(0, 2, 3))
    if playing:
        session.time.toggle_play()
        session.time.advance(0.625)
    session.editor.edit(name, value)
    timeline = session.timeline
    assert session.run.locate(timeline.index) == place
    assert timeline.playing is playing
    if playing and timeline.length > 1 and not timeline.at_end:
        assert timeline.fraction == pytest.approx(0.625)


@pytest.mark.parametrize("playing", [False, True])
def test_an_edit_keeps_the_level(open_session, playing):
    session = open_session(Scene(SourceRef("ramp"), repeats=2))
    session.time.go_to(session.run.index_of(1, 1, 0))
    if playing:
        session.time.toggle_play()
        session.time.advance(0.25)
    session.editor.edit("mode", "min")
    assert session.run.locate(session.timeline.index) == (1, 1, 0)
    session.editor.edit("repeats", 3)
    assert session.run.locate(session.timeline.index) == (1, 1, 0)
    session.editor.edit("stride", (1, 1))
    assert session.run.locate(session.timeline.index)[0] == 1
    assert session.timeline.playing is playing
    session.editor.edit("repeats", 1)
    assert session.timeline.at_end, "the level is gone: what is left of it is the last step"


def test_an_edit_of_many_levels_away_from_the_end_goes_on_playing_to_the_end(session):
    session.editor.edit("repeats", 2)
    session.time.toggle_play()
    session.editor.edit("stride", (1, 1))
    for _ in range(200):
        session.time.advance(0.25)
    assert session.timeline.at_end
    assert not session.timeline.playing


def test_a_new_input_starts_at_its_first_step_at_rest(session, heard):
    session.time.toggle_play()
    session.time.advance(2.5)
    options = heard(session.options_changed)
    session.inputs.show_source(SourceRef("6x6"))
    assert session.timeline.position == 0
    assert not session.timeline.playing
    assert session.run.generations[0][0].tolist() == [8, 3, 7, 15, 16, 10]
    assert session.scene.spec == PoolSpec(2), "the pooling stays"
    assert all(told == session.options for told in options)


def test_pictures_come_in_grey_and_matrices_in_colours(open_session, qtbot):
    session = open_session()
    session.inputs.show_source(SourceRef("car"))
    finish(qtbot, session)
    assert session.options.colour_map == "gray"
    session.inputs.show_source(SourceRef("4x4"))
    assert session.options.colour_map == "viridis"


# ---- off the thread


def test_a_big_input_is_pooled_off_the_thread(qtbot, big, gate, heard):
    busy, scenes = heard(big.busy_changed), heard(big.scene_changed)
    before = what(big)
    gate.shut = {3}
    big.editor.edit("kernel_size", (3, 3))
    assert big.busy
    assert busy == [True]
    assert what(big) == before, "the old picture stays until the new one is there"
    assert gate.reached.wait(20)
    big.time.step(1)
    assert big.timeline.index == 1, "and can be used"
    finish(qtbot, big, gate)
    assert busy == [True, False]
    assert len(scenes) == 1
    assert big.run.output_shape(0) == (666, 666)
    assert big.editor.can_undo


def test_the_newest_wish_wins(qtbot, big, gate, heard):
    busy, scenes = heard(big.busy_changed), heard(big.scene_changed)
    gate.shut = {3}
    big.editor.edit("kernel_size", (3, 3))
    assert gate.reached.wait(20)
    big.editor.edit("kernel_size", (4, 4))
    big.editor.edit("mode", "min")
    assert big.busy
    finish(qtbot, big, gate)
    assert [shown.resolved.scene.spec for shown in scenes] == [PoolSpec(4, mode="min")]
    assert busy[0] is True
    assert busy[-1] is False
    assert busy.count(False) == 1
    big.editor.undo()
    finish(qtbot, big)
    assert big.scene.spec == PoolSpec(2), "what never was on the screen is nothing to go back to"


@pytest.fixture
def all_done_at_once(monkeypatch):
    """Let every job in the background end before the program has drawn breath."""
    submit = ThreadPoolExecutor.submit

    def submit_and_wait(pool, *args):
        future = submit(pool, *args)
        wait([future])
        return future

    monkeypatch.setattr(ThreadPoolExecutor, "submit", submit_and_wait)


@pytest.mark.usefixtures("all_done_at_once")
def test_work_that_is_done_at_once_begins_before_it_ends(qtbot, big, heard):
    busy = heard(big.busy_changed)
    big.editor.edit("kernel_size", (3, 3))
    finish(qtbot, big)
    assert busy == [True, False]
    assert big.scene.spec == PoolSpec(3)


def test_a_quick_wish_overtakes_a_slow_one(big, gate, heard):
    busy, scenes = heard(big.busy_changed), heard(big.scene_changed)
    gate.shut = {3}
    big.editor.edit("kernel_size", (3, 3))
    assert gate.reached.wait(20)
    big.scenes.show_preset_at(0)
    assert not big.busy
    assert busy == [True, False]
    gate.open.set()
    big.close()
    QApplication.processEvents()
    assert len(scenes) == 1
    assert big.run.generations[0].tolist() == EXAMPLE


def test_cancel_keeps_the_old_picture(qtbot, big, gate, heard):
    busy, scenes = heard(big.busy_changed), heard(big.scene_changed)
    before = what(big)
    gate.shut = {3}
    big.editor.edit("kernel_size", (3, 3))
    assert gate.reached.wait(20)
    big.editor.cancel()
    assert busy == [True, False]
    assert what(big) == before
    assert big.message.text
    assert not big.message.error
    gate.open.set()
    big.editor.edit("mode", "mean")
    finish(qtbot, big)
    assert [shown.resolved.scene.spec for shown in scenes] == [PoolSpec(2, mode="mean")]


def test_cancel_without_work_says_nothing(session, heard):
    told = [heard(session.message_changed), heard(session.busy_changed)]
    session.editor.cancel()
    assert told == [[], []]


def test_cancel_keeps_the_colours_of_the_old_picture(big, gate):
    small = open_4x4(big)
    gate.shut = {2}
    big.inputs.show_source(SourceRef("cat"))
    big.editor.cancel()
    assert what(big) == small


def open_4x4(session):
    session.inputs.show_source(SourceRef("4x4"))
    assert session.options.colour_map == "viridis"
    return what(session)


@pytest.mark.parametrize("path", ["/nowhere/at/all.png", "/", "/dev/null"])
def test_a_file_that_cannot_be_shown_changes_nothing(qtbot, session, path):
    session.set_option("guess", True)
    session.time.seek(1)
    before = what(session)
    session.inputs.open_path(path)
    finish(qtbot, session)
    assert session.message.error
    assert what(session) == before
    assert not session.editor.can_undo
    session.editor.edit("mode", "mean")
    assert result(session) == [[9.25, 7.25], [12.25, 4.5]]
    assert session.options.colour_map == "viridis"
    low, high = session.shown.pixels[0].pixels.min(), session.shown.pixels[0].pixels.max()
    assert (low, high) != (0xFF000000, 0xFFFFFFFF), "the cells must keep their colours, too"


def test_too_little_memory_is_a_sentence(qtbot, big, gate):
    before = what(big)
    gate.shut = {3}
    gate.error = MemoryError()
    big.editor.edit("kernel_size", (3, 3))
    finish(qtbot, big, gate)
    assert big.message.error
    assert "memory" in big.message.text
    assert what(big) == before
    big.editor.edit("mode", "min")
    finish(qtbot, big)
    assert big.scene.spec == PoolSpec(2, mode="min")


def test_a_fault_of_ours_off_the_thread_is_not_swallowed(qtbot, big, gate):
    before = what(big)
    gate.shut = {3}
    gate.error = ZeroDivisionError("ours")
    with qtbot.captureExceptions() as raised:
        big.editor.edit("kernel_size", (3, 3))
        finish(qtbot, big, gate)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert what(big) == before
    big.editor.edit("mode", "min")
    finish(qtbot, big)
    assert big.scene.spec == PoolSpec(2, mode="min")


def test_an_edit_while_a_new_input_is_made_does_not_make_it_an_old_one(qtbot, session, gate, heard):
    options = heard(session.options_changed)
    session.editor.edit("stride", (1, 1))
    session.time.seek(5)
    session.time.toggle_play()
    gate.shut = {2}
    session.inputs.show_source(SourceRef("cat"))
    assert session.busy
    session.editor.edit("mode", "mean")
    finish(qtbot, session, gate)
    assert session.resolved.source.name == "Cat"
    assert session.scene.spec.mode is PoolMode.MEAN
    assert session.timeline.position == 0
    assert not session.timeline.playing
    assert options
    assert options[-1] == session.options


def test_another_colour_map_while_an_edit_is_made_does_not_take_its_undo(qtbot, big, gate):
    gate.shut = {3}
    big.editor.edit("kernel_size", (3, 3))
    big.set_option("colour_map", "magma")
    finish(qtbot, big, gate)
    assert big.scene.spec == PoolSpec(3)
    assert big.editor.can_undo
    big.editor.undo()
    finish(qtbot, big)
    assert big.scene.spec == PoolSpec(2)


# ---- undo and redo


def test_undo_and_redo_go_back_and_forth(session, heard):
    specs = [session.scene.spec]
    for name, value in (("mode", "mean"), ("kernel_size", (3, 3)), ("stride", (1, 1))):
        session.editor.edit(name, value)
        specs.append(session.scene.spec)
    for spec in reversed(specs[:-1]):
        session.editor.undo()
        assert session.scene.spec == spec
    assert not session.editor.can_undo
    nothing = heard(session.scene_changed)
    session.editor.undo()
    assert nothing == []
    for spec in specs[1:]:
        assert session.editor.can_redo
        session.editor.redo()
        assert session.scene.spec == spec
    assert not session.editor.can_redo
    session.editor.redo()
    assert session.scene.spec == specs[-1]


def test_a_new_edit_ends_what_can_be_done_again(session):
    session.editor.edit("mode", "mean")
    session.editor.undo()
    session.editor.edit("mode", "min")
    assert not session.editor.can_redo
    session.editor.undo()
    assert session.scene.spec.mode is PoolMode.MAX


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("kernel_size", [(3, 3), (4, 4), (1, 2)]),
        ("stride", [(1, 1), (2, 1)]),
        ("padding", [((1, 1), (0, 0)), ((1, 1), (1, 0))]),
        ("repeats", [2, 1, 2]),
    ],
)
def test_what_is_dialled_is_taken_back_at_once(session, name, values):
    before = session.scene
    for value in values:
        session.editor.edit(name, value)
    after = session.scene
    session.editor.undo()
    assert session.scene == before
    assert not session.editor.can_undo
    session.editor.redo()
    assert session.scene == after
    session.editor.edit(name, next(value for value in values if value != values[-1]))
    session.editor.undo()
    assert session.scene == after, "what was done again is not edited further"


def test_what_is_chosen_or_lies_apart_is_taken_back_one_by_one(session):
    scenes = [session.scene]
    for name, value in (
        ("padding", ((1, 1), (1, 1))),
        ("padding", "same"),
        ("padding", ((1, 1), (1, 1))),
        ("stride", (1, 1)),
        ("stride", None),
        ("kernel_size", (3, 3)),
        ("mode", "mean"),
        ("mode", "min"),
        ("kernel_size", (2, 2)),
    ):
        session.editor.edit(name, value)
        scenes.append(session.scene)
    for scene in reversed(scenes[:-1]):
        session.editor.undo()
        assert replace(session.scene, step=0) == replace(scene, step=0)
    assert not session.editor.can_undo


def test_numbers_of_the_input_are_taken_back_at_once(open_session):
    session = open_session(Scene(SourceRef("circle", (32, 32), drawing=Drawing(radius=10))))
    refs = [session.scene.source]
    for name, values in (
        ("radius", (9, 8)),
        ("thickness", (2, 3)),
        ("radius", (7, 6, 5)),
        ("filled", (True, False)),
    ):
        for value in values:
            drawing = replace(session.scene.source.drawing, **{name: value})
            session.inputs.show_source(replace(refs[-1], drawing=drawing))
            assert session.scene.source.drawing == drawing
            if name == "filled":
                refs.append(session.scene.source)
        if name != "filled":
            refs.append(session.scene.source)
    for ref in reversed(refs[:-1]):
        session.editor.undo()
        assert session.scene.source == ref
    assert not session.editor.can_undo


def test_random_matrices_are_taken_back_one_by_one(open_session):
    session = open_session(Scene(SourceRef("random", (5, 5))))
    for _ in range(3):
        session.inputs.new_random()
    for seed in (2, 1, 0):
        session.editor.undo()
        assert session.scene.source.seed == seed
    for seed in (7, 8, 9):
        session.inputs.show_source(SourceRef("random", (5, 5), seed))
    session.editor.undo()
    assert session.scene.source.seed == 0
    assert not session.editor.can_undo


def test_undo_brings_back_an_input_that_was_typed_over(session):
    session.inputs.set_cell(0, 0, "99")
    session.inputs.show_source(SourceRef("6x6"))
    session.editor.undo()
    assert result(session, 0)[0] == [99, 12, 8, 7]
    session.editor.undo()
    assert result(session, 0) == EXAMPLE
    session.editor.redo()
    session.editor.redo()
    assert session.run.generations[0].shape == (6, 6)


def test_undo_of_fitted_edits_returns_to_what_was_seen(session):
    session.editor.edit("repeats", 2)
    session.editor.edit("kernel_size", (4, 4))
    assert session.scene.repeats == 1
    session.editor.undo()
    assert (session.scene.spec, session.scene.repeats) == (PoolSpec(2), 2)


def test_options_and_time_are_nothing_to_undo(session):
    session.set_option("numbers", False)
    session.set_option("colour_map", "magma")
    session.time.step(1)
    session.time.set_speed(3)
    assert not session.editor.can_undo


def test_a_cancelled_undo_can_be_done_again(qtbot, open_session, gate):
    session = open_session(Scene(SourceRef("cat"), resize=(32, 32)))
    session.inputs.show_source(SourceRef("4x4"))
    gate.shut = {2}
    session.editor.undo()
    assert session.busy
    session.editor.cancel()
    assert session.run.generations[0].tolist() == EXAMPLE
    assert not session.editor.can_redo, "what was not done cannot be done again"
    assert session.editor.can_undo, "what was not taken back still can be"
    gate.open.set()
    session.editor.undo()
    finish(qtbot, session)
    assert session.resolved.source.name == "Cat"


def test_an_undo_that_fails_loses_nothing(qtbot, tmp_path, open_session):
    path = tmp_path / "picture.png"
    Image.new("L", (8, 8)).save(path)
    session = open_session(Scene(SourceRef("file", path=str(path))))
    session.editor.edit("mode", "mean")
    session.inputs.show_source(SourceRef("4x4"))
    path.unlink()
    session.editor.undo()
    finish(qtbot, session)
    assert session.message.error
    assert session.run.generations[0].tolist() == EXAMPLE
    assert not session.editor.can_redo
    Image.new("L", (8, 8)).save(path)
    session.editor.undo()
    finish(qtbot, session)
    assert session.scene.source.kind == "file"
    assert session.scene.spec.mode is PoolMode.MEAN


def test_two_quick_undos_can_be_done_again_one_by_one(qtbot, big, gate):
    for name, value in (("kernel_size", (3, 3)), ("mode", "mean")):
        big.editor.edit(name, value)
        finish(qtbot, big)
    gate.shut = {3}
    big.editor.undo()
    assert gate.reached.wait(20)
    big.editor.undo()
    finish(qtbot, big, gate)
    assert big.scene.spec == PoolSpec(2)
    for mode in ("max", "mean"):
        big.editor.redo()
        finish(qtbot, big)
        assert big.scene.spec == PoolSpec(3, mode=mode)
    assert not big.editor.can_redo


def test_any_edits_can_be_taken_back_and_done_again(open_session):
    choose = random.Random(7)
    session = open_session(Scene(SourceRef("random", (7, 5)), repeats=2))
    scenes = [replace(session.scene, step=0)]
    names = ["kernel_size", "stride", "dilation", "padding", "mode", "ceil_mode", "repeats"]
    last = ""
    for _ in range(120):
        limits = session.resolved.limits
        name = choose.choice([other for other in names if other != last])  # else it is one edit
        edits: dict[str, Any] = {
            "mode": choose.choice(list(PoolMode)),
            "ceil_mode": choose.random() < 0.5,
            "repeats": choose.randint(1, limits.repeats),
        }
        if name == "padding":
            sides = [[choose.randint(0, most) for _ in range(2)] for most in limits.padding]
            value: Any = choose.choice(["same", tuple(map(tuple, sides))])
        elif name in edits:
            value = edits[name]
        else:
            value = tuple(choose.randint(1, most) for most in getattr(limits, name))
        session.editor.edit(name, value)
        assert not session.message.error, (name, value, session.message)
        assert session.timeline.length == len(session.run)
        scene = replace(session.scene, step=0)
        if scene != scenes[-1]:
            scenes.append(scene)
            last = name
        session.time.seek(choose.randrange(len(session.run)))
    for scene in reversed(scenes[:-1]):
        session.editor.undo()
        while replace(session.scene, step=0) != scene and session.editor.can_undo:
            session.editor.undo()  # an edit that was fitted to what there was before
        assert replace(session.scene, step=0) == scene
    assert not session.editor.can_undo


# ---- inputs


def test_pasted_numbers(session):
    session.inputs.paste_text("1;2,5\n3;4")
    assert result(session, 0) == [[1.0, 2.5], [3.0, 4.0]]
    assert result(session) == [[4.0]]
    assert session.resolved.source.name == "Pasted table"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1 2\n3 x", "Row 2, column 2"),
        ("1 2\n3", "Row 2"),
        ("", "empty"),
        ("[[1, 2], [[3]]]", "list"),
        ("0 " * 65_537, "65,536"),
    ],
)
def test_pasted_nonsense_is_refused(session, text, words):
    before = what(session)
    session.inputs.paste_text(text)
    assert session.message.error
    assert words in session.message.text
    assert what(session) == before


def png(image):
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def test_a_pasted_picture(session):
    session.inputs.paste_image(png(Image.fromarray(np.array(EXAMPLE, np.uint8))))
    assert result(session) == [[12, 9], [18, 7]]
    assert session.resolved.source.picture
    assert session.options.colour_map == "gray"
    assert session.run.generations[0].dtype == np.uint8


@pytest.mark.parametrize("encoded", [b"", b"no picture", png(Image.new("L", (9, 9)))[:40]])
def test_a_pasted_picture_that_is_none_is_refused(session, encoded):
    before = what(session)
    session.inputs.paste_image(encoded)
    assert session.message.error
    assert what(session) == before


def test_new_random_keeps_the_size_and_goes_on(session):
    session.inputs.show_source(SourceRef("6x6"))
    session.inputs.new_random()
    first = session.run.generations[0]
    assert first.shape == (6, 6)
    session.inputs.new_random()
    assert session.run.generations[0].shape == (6, 6)
    assert (session.run.generations[0] != first).any()
    session.editor.undo()
    assert (session.run.generations[0] == first).all(), "a seed gives the same numbers again"


def test_new_random_of_a_photograph_is_a_small_matrix(big):
    big.inputs.new_random()
    assert max(big.run.generations[0].shape) <= 28


def test_presets_go_on_and_back_and_end_with_a_word(qtbot, open_session):
    session = open_session(SCENES["first"].scene)
    for offset, end in ((1, "This is the last of"), (-1, "This is the first of")):
        seen = [session.scenes.preset]
        for _ in range(len(SCENES) - 1):
            session.scenes.show_preset(offset)
            finish(qtbot, session)
            seen.append(session.scenes.preset)
            assert not session.timeline.playing
            assert session.timeline.index == session.resolved.scene.step
        assert seen == list(SCENES)[::offset]
        before = session.scene
        session.scenes.show_preset(offset)
        assert session.message.text.startswith(end), "and nothing else happens"
        assert session.scene == before
    session.editor.edit("mode", "min")
    assert session.scenes.preset == "", "it is no longer the scene that was prepared"


@pytest.mark.parametrize("name", list(SCENES))
def test_a_preset_says_its_title_when_it_is_there(qtbot, session, name):
    place = list(SCENES).index(name)
    session.scenes.show_preset_at(place)
    finish(qtbot, session)
    assert SCENES[name].title in session.message.text
    assert f"{place + 1} of {len(SCENES)}" in session.message.text
    wanted = SCENES[name].scene
    assert (session.scene.source, session.scene.spec) == (wanted.source, wanted.spec)
    assert session.timeline.index == wanted.step


def test_next_preset_goes_on_from_the_one_that_was_opened(open_session):
    session = open_session(SCENES["tie"].scene)
    session.scenes.show_preset(1)
    assert SCENES["unread"].title in session.message.text


# ---- typed cells


@pytest.mark.parametrize(
    ("dtype", "text", "value", "kind"),
    [
        (np.int64, "-7", -7, np.int64),
        (np.int64, " 7 ", 7, np.int64),
        (np.int64, "−7", -7, np.int64),
        (np.int64, "2.5", 2.5, np.float64),
        (np.int64, "1e3", 1000, np.int64),
        (np.int64, "nan", np.nan, np.float64),
        (np.int64, "-inf", -np.inf, np.float64),
        (np.int64, str(2**70), float(2**70), np.float64),
        (np.uint8, "200", 200, np.uint8),
        (np.uint8, "300", 300, np.int64),
        (np.uint8, "-1", -1, np.int64),
        (np.uint8, "0.5", 0.5, np.float64),
        (np.bool_, "1", True, np.bool_),
        (np.bool_, "2", 2, np.int64),
        (np.float64, "3", 3.0, np.float64),
        (np.float32, "0.25", 0.25, np.float32),
        (np.float32, "1e300", 1e300, np.float64),
    ],
)
def test_a_typed_cell_holds_what_was_typed(open_session, dtype, text, value, kind):
    session = open_session(values=np.array([[1, 0], [0, 1]], dtype))
    assert session.inputs.set_cell(1, 0, text) is True
    values = session.run.generations[0]
    assert values.dtype == kind
    np.testing.assert_array_equal(values, [[1, 0], [value, 1]])
    assert not session.message.error


def test_a_typed_cell_leaves_large_neighbours_alone(open_session):
    session = open_session(values=np.array([[2**63 + 2**20, 0], [0, 1]], np.uint64))
    session.inputs.set_cell(1, 0, "-1")
    assert float(session.run.generations[0][0, 0]) == 2.0**63 + 2**20


@pytest.mark.parametrize("text", ["", "  ", "seven", "1,2,3", "0x10", "1_000", "--1", "1 2"])
def test_a_typed_cell_must_be_a_number(session, text):
    before = what(session)
    assert session.inputs.set_cell(1, 2, text) is False
    assert session.message.error
    assert "[1, 2]" in session.message.text
    assert what(session) == before


def test_a_typed_cell_keeps_the_place_and_the_example(session):
    session.time.seek(3)
    session.inputs.set_cell(3, 3, "50")
    assert session.timeline.index == 3
    assert result(session) == [[12, 9], [18, 50]]
    session.inputs.set_cell(0, 0, "60")
    assert session.resolved.source.name.count("edited") == 1
    session.inputs.show_source(SourceRef("4x4"))
    assert result(session, 0) == EXAMPLE


def test_typing_into_a_picture_keeps_its_greys_where_it_can(open_session):
    session = open_session(values=np.zeros((4, 4), np.uint8), picture=True)
    session.inputs.set_cell(0, 0, "128")
    assert set(session.resolved.levels) == {(0, 255)}
    session.inputs.set_cell(0, 0, "300")
    assert set(session.resolved.levels) == {(0, 300)}


def test_typing_on_what_was_resized_and_made_grey(open_session):
    colours = np.zeros((6, 6, 3), np.uint8)
    scene = Scene(resize=(2, 2), grey=True)
    given = Source(colours, "Given", picture=True)
    session = open_session(replace(scene, source=SourceRef("values", given=given)))
    session.inputs.set_cell(1, 1, "9")
    assert result(session, 0) == [[0, 0], [0, 9]]


def test_only_a_matrix_can_be_typed(open_session, big):
    assert open_session().editable
    assert not big.editable
    assert not open_session(values=np.zeros((4, 4, 3))).editable


# ---- time


def test_nothing_is_pooled_while_time_moves(session, pooled, heard):
    scenes, times = heard(session.scene_changed), heard(session.timeline_changed)
    session.editor.edit("repeats", 2)
    assert len(pooled) == 1
    assert len(scenes) == 1
    session.time.toggle_play()
    for _ in range(50):
        session.time.advance(0.07)
    for index in (0, 3, 1, 4):
        session.time.seek(index)
        session.time.go_to(index)
    session.time.step(1)
    session.time.step(-1)
    session.time.step_row(1)
    session.time.step_level(1)
    session.time.step_level(-1)
    session.time.set_speed(5)
    session.time.toggle_loop()
    session.set_option("guess", True)
    session.time.reveal()
    assert len(times) > 50
    assert len(pooled) == 1
    assert len(scenes) == 1


def test_another_colour_map_is_another_picture_of_the_same_place(session, heard):
    session.time.seek(2)
    scenes = heard(session.scene_changed)
    numbers = session.run.generations[1].tolist()
    for name, highest in (("gray", 0xFFFFFFFF), ("cividis", 0xFFFFEA46), ("magma", 0xFFFCFDBF)):
        session.set_option("colour_map", name)
        assert session.shown.pixels[0].pixels[2, 0] == highest
        assert session.shown.pixels[1].pixels[1, 0] == highest
    assert len(scenes) == 3
    assert result(session) == numbers
    assert session.timeline.index == 2


def test_seek_goes_on_playing_and_go_to_stops(session):
    session.time.toggle_play()
    session.time.seek(2)
    assert (session.timeline.index, session.timeline.playing) == (2, True)
    session.time.go_to(1)
    assert (session.timeline.index, session.timeline.playing) == (1, False)


@pytest.mark.parametrize(
    ("start", "count", "place"),
    [
        ((0, 1, 2), 1, (0, 2, 2)),
        ((0, 1, 2), -1, (0, 0, 2)),
        ((0, 3, 2), 1, (1, 0, 0)),
        ((1, 0, 1), -1, (0, 3, 3)),
        ((0, 0, 2), -1, (0, 0, 0)),
        ((1, 1, 0), 1, (1, 1, 1)),
        ((1, 1, 1), 1, (1, 1, 1)),
    ],
)
def test_stepping_by_rows(open_session, start, count, place):
    session = open_session(Scene(SourceRef("ramp"), repeats=2))
    session.time.go_to(session.run.index_of(*start))
    session.time.step_row(count)
    assert session.run.locate(session.timeline.index) == place


def test_stepping_by_levels(open_session):
    session = open_session(Scene(SourceRef("ramp"), repeats=3))
    places = []
    for count in (1, 1, 1, -1, -1, -1):
        session.time.step_level(count)
        places.append(session.run.locate(session.timeline.index))
    assert [level for level, _, _ in places] == [1, 2, 2, 1, 0, 0]
    assert {place[1:] for place in places} == {(0, 0)}
    session.time.go_to_level(99)
    assert session.run.locate(session.timeline.index)[0] == 2
    session.time.go_to_level(-5)
    assert session.timeline.index == 0


def test_steps_stop_at_both_ends(session, heard):
    session.time.step(-1)
    assert session.timeline.index == 0
    session.time.go_to(3)
    told = heard(session.timeline_changed)
    session.time.step(1)
    session.time.go_to(99)
    assert session.timeline.index == 3
    assert told == [], "where nothing moves nothing is told"


def test_speeds_have_ends_and_follow_the_rows(open_session, heard):
    session = open_session(Scene(SourceRef("ramp"), repeats=2))
    told = heard(session.timeline_changed)
    session.time.set_speed(99)
    assert session.time.speed == len(SPEEDS) - 1
    assert session.timeline.speed == pytest.approx(20 / 10), "20 steps in ten seconds"
    session.time.set_speed(-99)
    assert session.time.speed == 0
    assert session.timeline.speed == 0.5
    before = len(told)
    session.time.set_speed(-1)
    assert len(told) == before
    session.time.set_speed([speed.unit for speed in SPEEDS].index("row"))
    of_four = session.timeline.speed
    session.time.go_to_level(1)
    assert of_four == 2 * session.timeline.speed, "rows of pool 2 are half as long"


def test_many_windows_play_a_level_in_ten_seconds(open_session):
    """At one window a second, a photograph would play for hours."""
    session = open_session(SCENES["circle"].scene)
    assert session.timeline.speed == 102.4, "32 x 32 windows"
    assert session.message.text == "Pool 1 has 1,024 windows; a level plays in about 10 s."
    session.time.go_to_level(1)
    assert session.timeline.speed == 25.6
    session.scenes.show_preset_at(0)
    assert session.timeline.speed == 1, "a matrix is looked at window by window"
    session.time.set_speed(2)
    session.do(Open(SCENES["circle"].scene))
    assert session.timeline.speed == 102.4
    session.time.set_speed(3)
    session.do(Open(SCENES["first"].scene))
    assert session.timeline.speed == 2, "what was chosen for a matrix"
    session.do(Open(SCENES["circle"].scene))
    assert session.timeline.speed == 5, "and for many windows"
    assert session.message.text == "", "another speed was chosen: there is nothing to say"


def test_loop_and_end(session):
    session.time.toggle_play()
    for _ in range(40):
        session.time.advance(0.25)
    assert (session.timeline.index, session.timeline.playing) == (3, False)
    session.time.toggle_play()
    assert (session.timeline.index, session.timeline.playing) == (0, True), "again from the start"
    session.time.toggle_loop()
    for _ in range(18):
        session.time.advance(0.25)
    assert session.timeline.playing
    assert session.timeline.index == 0


# ---- guess first, options, messages


def test_guess_first(session):
    assert not session.time.secret
    session.set_option("guess", True)
    assert session.time.secret
    session.time.step(1)
    assert (session.time.secret, session.timeline.index) == (False, 0), "first the answer"
    session.time.step(1)
    assert (session.time.secret, session.timeline.index) == (True, 1), "then the next question"
    session.time.step(-1)
    assert (session.time.secret, session.timeline.index) == (True, 0)
    session.time.reveal()
    assert not session.time.secret
    session.set_option("guess", False)
    assert not session.time.secret


def test_guess_first_while_it_plays(session):
    session.set_option("guess", True)
    session.time.toggle_play()
    session.time.advance(0.25)
    assert session.time.secret
    session.time.advance(0.5)
    assert not session.time.secret
    assert session.timeline.index == 0
    session.time.advance(0.5)
    assert session.time.secret
    assert session.timeline.index == 1


def test_another_scene_is_another_guess(session):
    session.set_option("guess", True)
    session.time.reveal()
    session.editor.edit("mode", "mean")
    assert session.time.secret


def test_an_option_is_told_once(session, heard):
    told, messages = heard(session.options_changed), heard(session.message_changed)
    session.set_option("numbers", False)
    session.set_option("numbers", False)
    assert told == [Options(numbers=False)]
    assert messages == []


def test_no_message_is_lost(session, heard):
    told = heard(session.message_changed)
    for text, error in (("One.", False), ("Two.", True), ("Two.", False), ("One.", False)):
        session.say(text, error=error)
        assert (session.message.text, session.message.error) == (text, error)
    assert [(m.text, m.error) for m in told] == [
        ("One.", False),
        ("Two.", True),
        ("Two.", False),
        ("One.", False),
    ]


def test_a_note_of_the_input_is_said(open_session):
    note = "it has 3 pages, the first is shown"
    session = open_session(values=np.zeros((4, 4)), note=note)
    assert note in session.message.text


def test_notes_of_work_off_the_thread_are_said(qtbot, big):
    big.editor.edit("repeats", 99)
    finish(qtbot, big)
    assert "repeat" in big.message.text.lower()
    assert not big.message.error


def test_a_big_input_that_is_opened_first_is_shown(tmp_path):
    given = Source(np.zeros((BIG, BIG), np.uint8), "Black", picture=True)
    render(Scene(SourceRef("values", given=given)), given, tmp_path / "black.png", (640, 480))
    render(Scene(), Scene().source.load(), tmp_path / "example.png", (640, 480))
    black, example = (Image.open(tmp_path / f"{name}.png") for name in ("black", "example"))
    assert black.tobytes() != example.tobytes()
    assert black.getpixel((120, 120)) == (0, 0, 0)


def test_closing_while_work_is_done_waits_for_it(big, gate):
    gate.shut = {3}
    big.editor.edit("kernel_size", (3, 3))
    assert gate.reached.wait(20)
    gate.open.set()
    big.close()
    assert not big.busy


def test_a_file_that_is_opened_again_is_read_again(qtbot, tmp_path, open_session):
    path = tmp_path / "table.csv"
    path.write_text("1,2\n3,4\n")
    session = open_session()
    for last in (4, 5):
        path.write_text(f"1,2\n3,{last}\n")
        session.inputs.open_path(str(path))
        finish(qtbot, session)
        assert session.run.generations[0].tolist() == [[1, 2], [3, last]]


def test_a_note_calls_a_file_by_its_name(qtbot, tmp_path, open_session):
    path = tmp_path / "clear.png"
    Image.new("RGBA", (4, 4)).save(path)
    session = open_session()
    session.inputs.open_path(str(path))
    finish(qtbot, session)
    assert session.message.text == "clear.png: transparency laid on white."


def test_cells_typed_while_the_first_is_made_are_both_there(qtbot, open_session):
    slow = PoolSpec(20, 1, mode="lp")
    session = open_session(Scene(SourceRef("random", (200, 200)), slow, repeats=2))
    assert session.inputs.set_cell(0, 0, "111")
    assert session.busy
    assert session.inputs.set_cell(0, 1, "222")
    finish(qtbot, session)
    assert session.run.generations[0][0, :2].tolist() == [111, 222]


def test_a_colour_map_that_was_cancelled_is_not_the_one_that_is_told(open_session):
    session = open_session(Scene(SourceRef("cat"), PoolSpec(9)))
    session.set_option("colour_map", "magma")
    session.editor.cancel()
    assert session.options.colour_map == "gray"


def test_the_next_method_is_the_next_that_is_possible(open_session):
    session = open_session(values=np.full((4, 4), 2**62))
    modes = []
    for _ in range(6):
        session.next_mode()
        modes.append(str(session.scene.spec.mode))
    assert modes == ["mean", "min", "lp", "power-mean", "subsample", "max"]


def test_another_picture_comes_in_its_own_size_and_colours(qtbot, tmp_path, open_session):
    path = tmp_path / "wide.png"
    Image.new("RGB", (90, 30), "red").save(path)
    session = open_session(Scene(SourceRef("cat"), grey=True, resize=(32, 32)))
    session.inputs.open_path(str(path))
    finish(qtbot, session)
    assert session.run.generations[0].shape == (30, 90, 3)


def test_another_channel_pools_nothing(qtbot, open_session, pooled):
    values = np.arange(4 * 4 * 3).reshape(4, 4, 3)
    session = open_session(values=values)
    before = len(pooled)
    session.editor.edit("channel", 2)
    assert session.run.plane(0).tolist() == values[..., 2].tolist()
    assert session.run[0].result == values[1, 1, 2]
    assert len(pooled) == before


def test_ties_are_counted_all_and_listed_in_part():
    step = Walkthrough(np.zeros((60, 60)), PoolSpec(60), 1)[0]
    assert step.tie_count == 3599
    assert len(step.ties) == MAX_TIES
    assert explanation(step).startswith("tie: 3,600 cells are equal")
