"""The survey of all shifts: the newest wins, what is there stays, and nothing outlives a window."""

import gc
import random
import threading
import weakref
from dataclasses import replace

import pytest
from PyQt6 import sip
from PyQt6.QtCore import QObject
from PyQt6.QtWidgets import QApplication

from poolviz.core.errors import SpecError
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.shift import survey as survey_module
from poolviz.core.labs.shift.edits import OpenPooling
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.labs.shift.sweep import sweep_shifts
from poolviz.core.scenes import lab
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.session.background import Background
from poolviz.gui.session.session import Session
from poolviz.gui.session.worker import Worker

SMALL = Scene(
    SourceRef("circle", (16, 16), drawing=Drawing(radius=6)),
    PoolSpec(2, padding="same"),
    repeats=2,
    step=2,
    lab=ShiftSettings(dy=1, dx=2, jitter=2),
)


def resolved(scene=SMALL, **shift):
    scene = replace(scene, lab=replace(scene.lab, **shift))
    return resolve(scene, scene.source.load())


@pytest.fixture
def background(qapp):
    background = Background()
    yield background
    background.close()


@pytest.fixture
def states(background):
    """Return every state that the background has told of."""
    states = []
    background.changed.connect(lambda: states.append(background.state))
    return states


class Surveys:
    """Writes down what is surveyed; holds up the thread where it is told to, or fails there."""

    def __init__(self, monkeypatch):
        self.begun = []
        self.ended = []
        self.held = False
        self.open = threading.Event()
        self.reached = threading.Event()
        self.over = threading.Event()
        self.error = None
        self.error_after = 0
        self._surveys = survey_module.surveys
        monkeypatch.setattr(survey_module, "surveys", self)

    def __call__(self, wanted, progress=None):
        if progress is None:  # the first part, at once
            yield from self._surveys(wanted)
            return
        self.begun.append(wanted.settings.jitter)
        if self.held:
            self.reached.set()
            assert self.open.wait(20)
        try:
            for number, part in enumerate(self._surveys(wanted, progress)):
                if self.error is not None and number == self.error_after:
                    raise self.error
                yield part
            self.ended.append(wanted.settings.jitter)
        finally:
            self.over.set()


@pytest.fixture
def work(monkeypatch):
    work = Surveys(monkeypatch)
    yield work
    work.open.set()


@pytest.fixture
def slow(monkeypatch):
    """Let no part of a survey be there at once."""
    monkeypatch.setattr(survey_module, "is_quick", lambda _: False)


def settle(qtbot, session):
    qtbot.waitUntil(lambda: session.progress.done is None, timeout=20_000)


def finish(qtbot, background):
    qtbot.waitUntil(lambda: background.state.done is None, timeout=20_000)


# ---- what comes


def test_the_first_part_is_there_at_once_and_the_rest_follows(qtbot, background, states):
    background.want(resolved())
    first = background.state
    assert first.result.sweep.jitter == 2
    assert (first.stale, first.done, first.message) == (False, 0.0, "")
    assert states == [], "whoever asks for a survey looks for himself"
    finish(qtbot, background)
    last = states[-1]
    assert last is background.state
    assert (last.stale, last.done, last.message) == (False, None, "")
    assert last.result.averages[0].method == "max"
    assert last.result.breaks is not None
    assert len(last.result.cliff) == 7


def test_the_classroom_experiment(qtbot, background):
    scene = Scene(SourceRef("circle"), PoolSpec(2, padding="same"), repeats=4, lab="shift")
    background.want(resolved(scene))
    sweep = background.state.result.sweep
    assert [sweep.equal_count(level) for level in range(5)] == [1, 1, 1, 5, 49]
    assert background.state.result.law == (1, 1, 1, 5, 49)
    qtbot.waitUntil(lambda: background.state.result.cliff != (), timeout=20_000)
    assert background.state.result.cliff[:5] == ((1, 1), (9, 9), (25, 25), (49, 49), (69, 81))


def test_parts_and_progress_come_in_order(qtbot, background, states):
    background.want(resolved())
    finish(qtbot, background)
    done = [state.done for state in states[:-1]]
    assert done == sorted(done)
    assert 0 <= done[0] < 0.2
    assert 0.95 < done[-1] <= 1
    assert len(set(done)) > 6
    stages = [
        (bool(s.result.cliff), bool(s.result.averages), s.result.breaks is not None) for s in states
    ]
    assert stages == sorted(stages)
    assert list(dict.fromkeys(stages)) == [
        (False, False, False),
        (True, False, False),
        (True, True, False),
        (True, True, True),
    ]


def test_a_thick_circle_is_compared_with_those_that_can_be_as_thick(qtbot, background):
    thick = SourceRef("circle", (16, 16), drawing=Drawing(radius=6, thickness=4))
    background.want(resolved(replace(SMALL, source=thick)))
    finish(qtbot, background)
    assert background.state.message == ""
    assert background.state.result.breaks.radii == (8, 7, 6, 5, 4)


@pytest.mark.usefixtures("slow")
def test_until_the_first_part_is_there_the_old_survey_is_stale(qtbot, background, states, work):
    work.held = True
    background.want(resolved())
    assert (background.state.result, background.state.stale, background.state.done) == (
        None,
        True,
        0.0,
    )
    work.open.set()
    finish(qtbot, background)
    old = background.state.result
    work.open.clear()
    states.clear()
    background.want(resolved(jitter=1))
    assert background.state.result is old
    assert background.state.stale
    work.open.set()
    finish(qtbot, background)
    assert all(state.stale is (state.result is old) for state in states)
    assert background.state.result.sweep.jitter == 1


# ---- what is another survey


@pytest.mark.parametrize(
    "change",
    [{"dy": -2}, {"dx": 0}, {"seed": 7}, {"weights": "rounded"}],
    ids=lambda change: next(iter(change)),
)
def test_another_shift_is_the_same_survey(qtbot, background, states, work, change):
    one = resolved()
    background.want(one)
    finish(qtbot, background)
    before = background.state
    states.clear()
    background.want(one.looking(replace(SMALL, lab=replace(SMALL.lab, **change))))
    assert background.state is before
    assert states == []
    assert work.begun == [2]


@pytest.mark.parametrize(
    "change", [{"jitter": 1}, {"fill": "wrap"}, {"cure": "blur"}], ids=lambda c: next(iter(c))
)
def test_other_settings_are_another_survey(qtbot, background, work, change):
    one = resolved()
    background.want(one)
    other = one.looking(replace(SMALL, lab=replace(SMALL.lab, **change)))
    background.want(other)
    finish(qtbot, background)
    assert len(work.begun) == 2
    settings = other.scene.lab
    method = None if settings.cure == "none" else settings.cure
    wanted = sweep_shifts(
        one.run.plane(0), SMALL.spec, 2, settings.jitter, fill=settings.fill, method=method
    )
    sweep = background.state.result.sweep
    assert sweep.equal.tolist() == wanted.equal.tolist()
    assert sweep.relative_l2.tolist() == wanted.relative_l2.tolist()


@pytest.mark.parametrize(
    "change", [{"repeats": 1}, {"spec": PoolSpec(2, mode="min")}, {"source": SourceRef("6x6")}]
)
def test_another_pooling_is_another_survey(background, work, change):
    background.want(resolved())
    background.want(resolved(replace(SMALL, **change)))
    sweep = background.state.result.sweep
    other = resolved(replace(SMALL, **change))
    assert sweep.shapes == tuple(m.shape for m in other.run.generations)
    assert sweep.method == str(other.scene.spec.mode)


def test_another_channel_is_another_survey(open_session, qtbot):
    session = open_session(values=[[[1, 0], [0, 0]], [[1, 0], [0, 0]]])
    session.editor.edit("lab", "shift")
    session.editor.edit("jitter", 1)
    assert session.progress.result.sweep.equal_count(0) == 3
    session.editor.edit("channel", 1)
    assert session.progress.result.sweep.equal_count(0) == 9


# ---- the newest wins, and cancelling


def test_the_newest_wins(qtbot, background, states, work):
    work.held = True
    background.want(resolved(jitter=3))
    assert work.reached.wait(20)
    for jitter in (0, 4, 1):
        background.want(resolved(jitter=jitter))
    work.open.set()
    finish(qtbot, background)
    assert {state.result.sweep.jitter for state in states} == {1}
    assert background.state.result.averages
    assert work.begun == [3, 0, 4, 1], "nobody waits for the end of what is given up"
    assert work.ended == [1]


def test_cancel_keeps_what_is_there(qtbot, background, states, work):
    work.held = True
    background.want(resolved())
    first = background.state.result
    assert work.reached.wait(20)
    background.cancel()
    assert background.state.result is first
    assert (background.state.done, background.state.stale) == (None, False)
    assert background.state.message == "Cancelled."
    assert len(states) == 1
    background.cancel()
    work.open.set()
    assert work.over.wait(20)
    QApplication.processEvents()
    assert len(states) == 1, "nothing more comes of it"
    assert work.ended == []
    background.want(resolved_again := resolved(jitter=1))
    finish(qtbot, background)
    assert {state.result.sweep.jitter for state in states[1:]} == {1}
    assert background.state.message == ""
    background.want(resolved_again)
    assert work.begun == [2, 1]


@pytest.mark.usefixtures("slow")
def test_cancel_does_not_keep_what_is_of_another_pooling(qtbot, background, work):
    background.want(resolved())
    finish(qtbot, background)
    work.held = True
    background.want(resolved(jitter=1))
    background.cancel()
    assert (background.state.result, background.state.stale) == (None, False)
    assert background.state.message == "Cancelled."


def test_cancel_without_work_says_nothing(qtbot, background, states):
    background.cancel()
    background.want(resolved())
    finish(qtbot, background)
    states.clear()
    background.cancel()
    assert states == []
    assert background.state.message == ""


# ---- errors


@pytest.mark.parametrize(
    ("error", "words"),
    [(SpecError("this is too much."), "this is too much."), (MemoryError(), "not enough memory")],
)
@pytest.mark.parametrize("after", [0, 1])
def test_an_error_is_a_sentence_and_takes_nothing_away(
    qtbot, background, work, error, words, after
):
    work.error, work.error_after = error, after
    background.want(resolved())
    finish(qtbot, background)
    assert words in background.state.message
    assert background.state.result.sweep.jitter == 2
    assert (background.state.result.cliff, background.state.stale) == ((), False)
    work.error = None
    background.want(resolved(jitter=1))
    finish(qtbot, background)
    assert (background.state.message, background.state.result.sweep.jitter) == ("", 1)


@pytest.mark.usefixtures("slow")
def test_an_error_leaves_no_survey_of_another_pooling(qtbot, background, work):
    background.want(resolved())
    finish(qtbot, background)
    work.error = MemoryError()
    background.want(resolved(jitter=1))
    finish(qtbot, background)
    assert (background.state.result, background.state.stale) == (None, False)


def test_a_fault_of_ours_is_not_swallowed(qtbot, background, work):
    work.error, work.error_after = ZeroDivisionError("ours"), 1
    with qtbot.captureExceptions() as raised:
        background.want(resolved())
        finish(qtbot, background)
    assert [kind for kind, *_ in raised] == [ZeroDivisionError]
    assert background.state.result is not None


# ---- the end


def test_nothing_is_told_after_closing(background, states, work):
    work.held = True
    background.want(resolved())
    assert work.reached.wait(20)
    work.open.set()
    background.close()
    assert not [t for t in threading.enumerate() if t.name.startswith("poolviz")]
    QApplication.processEvents()
    background.want(resolved(jitter=1))
    background.close()
    QApplication.processEvents()
    assert states == []


@pytest.mark.parametrize("end", ["collected", "deleted", "parent deleted"])
def test_background_work_that_goes_while_its_thread_works_gives_up(qapp, work, end):
    work.held = True
    parent = QObject()
    background = Background(parent if end == "parent deleted" else None)
    told = []
    background.changed.connect(lambda: told.append(1))
    background.want(resolved())
    assert work.reached.wait(20)
    (thread,) = [t for t in threading.enumerate() if t.name.startswith("poolviz")]
    if end == "deleted":
        sip.delete(background)
    elif end == "parent deleted":
        sip.delete(parent)
    del background, parent
    gc.collect()
    work.open.set()
    thread.join(20)
    assert not thread.is_alive()
    QApplication.processEvents()
    assert work.ended == []
    assert told == []


@pytest.mark.long
@pytest.mark.parametrize("owner", [None, QObject])
def test_a_worker_that_goes_while_its_thread_works_is_told_of_nothing(qapp, caplog, owner):
    """The end of a job must not be told by an object that is no more."""
    for _ in range(4):
        parent = None if owner is None else owner()
        worker = Worker(parent)
        begun, may_end = threading.Event(), threading.Event()
        told = []
        worker.finished.connect(told.append)

        def job(begun=begun, may_end=may_end):
            begun.set()
            assert may_end.wait(20)

        worker.start(job)
        assert begun.wait(20)
        alive = weakref.ref(worker)
        (thread,) = [t for t in threading.enumerate() if t.name.startswith("poolviz")]
        if parent is not None:
            sip.delete(parent)
        del worker, parent
        gc.collect()
        assert alive() is None
        may_end.set()
        thread.join(20)
        assert not thread.is_alive()
        QApplication.processEvents()
        assert told == []
    assert caplog.records == [], "the thread must not fail either"


def test_a_session_that_is_dropped_while_it_works_is_gone(qapp, work):
    work.held = True
    session = Session(SMALL)
    assert work.reached.wait(20)
    (thread,) = [t for t in threading.enumerate() if t.name.startswith("poolviz")]
    alive = weakref.ref(session)
    del session
    gc.collect()
    assert alive() is None
    work.open.set()
    thread.join(20)
    assert not thread.is_alive()
    QApplication.processEvents()


# ---- in a session


def test_moving_the_picture_surveys_nothing_anew(qtbot, open_session, work):
    session = open_session(SMALL)
    settle(qtbot, session)
    survey = session.progress
    for _ in range(5):
        session.arrow(0, -1)
    session.inputs.new_random()
    session.editor.edit("weights", "rounded")
    session.time.go_to(0)
    session.set_option("grid", True)
    session.set_option("colour_map", "gray")
    session.editor.undo()
    assert session.progress is survey
    assert work.begun == [2]


def test_the_other_lab_and_back_again_survey_nothing_anew(qtbot, open_session, work):
    session = open_session(SMALL)
    settle(qtbot, session)
    survey = session.progress
    session.do(OpenPooling(1, shifted=False))
    session.scenes.show_lab("shift")
    assert session.progress is survey
    assert work.begun == [2]


def test_there_is_no_survey_for_the_slide_lab(open_session, work):
    session = open_session(Scene())
    session.editor.edit("mode", "mean")
    assert work.begun == []
    assert session.progress.result is None


def test_the_survey_of_a_picture_is_cancelled_by_the_session(qtbot, open_session, work):
    work.held = True
    session = open_session(SMALL)
    assert work.reached.wait(20)
    session.do(lab.Background())
    assert session.progress.message == "Cancelled."
    assert session.known.background.cliff == ()
    whole = session.wholly_known().background
    assert whole.averages
    assert whole.breaks is not None


@pytest.mark.usefixtures("slow")
def test_a_stale_survey_is_not_exported(qtbot, open_session, work):
    session = open_session(SMALL)
    settle(qtbot, session)
    assert session.known.background is session.progress.result
    work.held = True
    session.editor.edit("jitter", 1)
    assert session.progress.result is not None
    assert session.known.background is None
    assert session.wholly_known().background.sweep.jitter == 1


def test_fifty_quick_changes_end_in_the_right_survey(qtbot, open_session, heard):
    choose = random.Random(3)
    session = open_session(SMALL)
    wrong = []

    def look():
        known, run = session.progress, session.shown.picture
        if known.stale or known.result is None:
            return
        sweep = known.result.sweep
        shapes = tuple(m.shape for m in run.centred)
        if (sweep.jitter, sweep.method, sweep.shapes) != (
            run.settings.jitter,
            run.own.method,
            shapes,
        ):
            wrong.append(session.scene)

    session.progress_changed.connect(look)
    session.scene_changed.connect(look)
    for number in range(50):
        name, value = choose.choice(
            [
                ("jitter", choose.randint(0, 4)),
                ("fill", choose.choice(["wrap", "zero"])),
                ("mode", choose.choice(["max", "mean", "min"])),
                ("repeats", choose.randint(1, 4)),
                ("cure", choose.choice(["none", "blur"])),
                ("dy", choose.randint(-3, 3)),
            ]
        )
        session.editor.edit(name, value)
        look()
        if number % 5 == 0:
            QApplication.processEvents()
    settle(qtbot, session)
    assert wrong == []
    scene, settings = session.scene, session.scene.lab
    method = None if settings.cure == "none" else settings.cure
    wanted = sweep_shifts(
        session.run.plane(0),
        scene.spec,
        scene.repeats,
        settings.jitter,
        fill=settings.fill,
        method=method,
    )
    assert session.progress.result.sweep.equal.tolist() == wanted.equal.tolist()
    assert session.progress.result.sweep.relative_l2.tolist() == wanted.relative_l2.tolist()
    assert session.progress.result.breaks is not None
