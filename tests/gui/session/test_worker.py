"""Work on a thread of its own: told of on this one, the newest only."""

import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest

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
    worker.start(jobs[0])
    assert jobs[0].begun.wait(20)
    for job in jobs[1:]:
        worker.forget()
        worker.start(job)
    for job in jobs:
        job.may_end.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert [future.result() for future, _ in ended if not future.cancelled()] == [3]
    assert len(ended) == 1
    assert not jobs[1].begun.is_set(), "what nobody waits for any more is not begun"
    assert not jobs[2].begun.is_set()


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


def test_one_at_a_time(qtbot, worker, ended):
    first, second = Job(1), Job(2)
    worker.start(first)
    assert first.begun.wait(20)
    worker.start(second)
    assert not second.begun.is_set()
    first.may_end.set()
    second.may_end.set()
    qtbot.waitUntil(lambda: not worker.busy)
    assert first.thread is second.thread
    assert [future.result() for future, _ in ended] == [2]


def test_what_ends_at_once_is_told_of_later(qtbot, worker, ended, monkeypatch):
    submit = ThreadPoolExecutor.submit

    def submit_and_wait(pool, *args):
        future = submit(pool, *args)
        wait([future])
        return future

    monkeypatch.setattr(ThreadPoolExecutor, "submit", submit_and_wait)
    worker.start(lambda: 5)
    assert ended == [], "whoever starts work must be back before it ends"
    assert worker.busy
    qtbot.waitUntil(lambda: not worker.busy)
    assert [future.result() for future, _ in ended] == [5]


def test_stop_waits_for_the_thread(worker, ended):
    job = Job(1)
    worker.start(job)
    assert job.begun.wait(20)
    job.may_end.set()
    worker.stop()
    assert not job.thread.is_alive()
    assert not worker.busy
    worker.stop()
    assert ended == []
