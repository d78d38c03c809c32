"""Work on a thread of its own: told of on this one, the newest only."""

import threading
import time
import weakref

import numpy as np
import pytest

from poolviz.core.stopping import ask
from poolviz.gui.session.worker import Worker


@pytest.fixture
def worker(qapp):
    worker = Worker()
    yield worker
    worker.stop()


@pytest.fixture
def ended(worker):
    """Return the futures that the worker has told of, and the threads on which it did."""
    ended = []
    worker.finished.connect(lambda future: ended.append((future, threading.current_thread())))
    return ended


class Job:
    """Waits until it may end; says when it has begun."""

    def __init__(self, value):
        self.value = value
        self.begun = threading.Event()
        self.may_end = threading.Event()
        self.thread = None

    def __call__(self):
        self.thread = threading.current_thread()
        self.begun.set()
        assert self.may_end.wait(20)
        return self.value


def test_it_works_on_another_thread_and_tells_on_this_one(qtbot, worker, ended):
    job = Job(7)
    assert not worker.busy
    worker.start(job)
    assert worker.busy
    assert job.begun.wait(20)
    assert ended == []
    job.may_end.set()
    qtbot.waitUntil(lambda: bool(ended))
    ((future, thread),) = ended
    assert future.result() == 7
    assert thread is threading.main_thread()
    assert job.thread is not threading.main_thread()
    assert not worker.busy


def test_an_error_is_told_with_the_future(qtbot, worker, ended):
    worker.start(lambda: 1 / 0)
    qtbot.waitUntil(lambda: bool(ended))
    assert isinstance(ended[0][0].exception(), ZeroDivisionError)
    worker.start(lambda: 8)
    qtbot.waitUntil(lambda: len(ended) == 2)
    assert ended[1][0].result() == 8, "it goes on after one"


def test_only_the_newest_is_told_of(qtbot, worker, ended):
    jobs = [Job(i) for i in range(4)]
    for job in jobs:
        worker.start(job)
        assert job.begun.wait(20), "nobody waits for what is not wanted any more"
    for job in jobs:
        job.may_end.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert [future.result() for future, _ in ended] == [3]


def test_what_is_forgotten_is_not_told_of(qtbot, worker, ended):
    job = Job(1)
    worker.start(job)
    assert job.begun.wait(20)
    worker.forget()
    assert not worker.busy
    job.may_end.set()
    worker.start(lambda: 2)
    qtbot.waitUntil(lambda: not worker.busy)
    assert [future.result() for future, _ in ended] == [2]
    worker.forget()
    assert not worker.busy


class Loop:
    """Works piece by piece until it is told to end."""

    def __init__(self):
        self.begun = threading.Event()
        self.ended = threading.Event()
        self.held = None

    def __call__(self):
        memory = np.zeros(10)
        self.held = weakref.ref(memory)
        try:
            while True:
                ask()
                self.begun.set()
        finally:
            self.ended.set()


@pytest.mark.parametrize("end", ["forget", "start", "stop"])
def test_a_loop_that_asks_ends_when_it_is_not_wanted(qtbot, worker, ended, end):
    loop = Loop()
    worker.start(loop)
    assert loop.begun.wait(20)
    worker.start(lambda: 1) if end == "start" else getattr(worker, end)()
    assert loop.ended.wait(20)
    for thread in worker._threads:
        thread.join(20)
    assert loop.held() is None, "its memory is free"
    qtbot.waitUntil(lambda: not worker.busy)
    assert [future.result() for future, _ in ended] == [1] * (end == "start")


def test_a_loop_ends_with_the_worker_that_nobody_closed(qapp):
    loop = Loop()
    worker = Worker()
    worker.start(loop)
    assert loop.begun.wait(20)
    (thread,) = worker._threads
    del worker
    assert loop.ended.wait(20)
    thread.join(20)


def test_what_ends_at_once_is_told_of_later(qtbot, worker, ended, monkeypatch):
    start = threading.Thread.start

    def start_and_wait(thread):
        start(thread)
        thread.join()

    monkeypatch.setattr(threading.Thread, "start", start_and_wait)
    worker.start(lambda: 5)
    assert ended == [], "whoever starts work must be back before it ends"
    assert worker.busy
    qtbot.waitUntil(lambda: not worker.busy)
    assert [future.result() for future, _ in ended] == [5]


def test_stop_waits_for_what_ends_soon_and_for_nothing_else(worker, ended):
    job = Job(1)
    worker.start(job)
    assert job.begun.wait(20)
    before = time.monotonic()
    worker.stop()
    assert time.monotonic() - before < 0.5 + 5, "a slow machine"
    assert job.thread.is_alive()
    assert job.thread.daemon, "the process ends without it"
    assert not worker.busy
    job.may_end.set()
    job.thread.join(20)
    worker.start(job)
    assert not worker.busy, "it is closed"
    assert ended == []
