"""Who works on the blocks of a pooling: threads that stay, and the memory that they work in.

A thread that waits does its first job three times as soon as one that has to be started. New memory
is paid for in page faults, memory that was used before is not. So both are kept: a few threads, and
a few megabytes.
"""

import os
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from poolviz.core.spec.arrays import Array
from poolviz.core.stopping import question

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

WORTH_A_THREAD = 4 << 20
"""Bytes of work from which a second thread pays: a hand-off costs as much as 50 kB of work."""

BUFFER = 4096
"""Bytes of an operand that NumPy may buffer.

Where the lines of operands do not follow each other without gaps, a ufunc copies them to and from
buffers of 8192 cells unless two lines are longer than that: it then takes twice as long (maxima of
float32, lines of 200 to 4000 cells), or nearly three times (float64). Smaller buffers are only used
where two short lines fit, and for casts, which they hardly slow down.
"""

MOST_THREADS = 32

KEPT = 4
"""How many scratch memories are kept while nobody works."""

KEPT_BYTES = 2 << 20
"""The largest that is kept."""


class Scratch:
    """Buffers that one worker uses again for every block; they have `nbytes` together."""

    def __init__(self) -> None:
        self._buffers: dict[str, Array] = {}
        self._views: dict[tuple[str, tuple[int, ...], np.dtype[Any]], Array] = {}
        self.nbytes = 0

    def get(self, name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
        """Return an array with any content, valid until the same name is asked for again."""
        key = name, shape, dtype
        view = self._views.get(key)
        if view is None:
            size = dtype.itemsize
            for n in shape:
                size *= n
            buffer = self._buffers.get(name)
            if buffer is None or buffer.size < size:
                self._views.clear()  # views of the smaller buffer would keep it
                self.nbytes += size - (0 if buffer is None else buffer.size)
                buffer = self._buffers[name] = np.empty(size, np.uint8)
            view = self._views[key] = buffer[:size].view(dtype).reshape(shape)
        return view

    def do(self, function: Callable[..., Any], *arrays: Any, out: Array, **options: Any) -> None:
        """Call a function on arrays; what small arrays need is noted here (`tapes`)."""
        function(*arrays, out=out, **options)


def copy(x: Array, *, out: Array) -> None:
    """Copy an array to another of any type; `Scratch.do` calls all results `out`."""
    np.copyto(out, x, casting="unsafe")


_idle: list[Scratch] = []


def borrow() -> Scratch:
    """Return scratch memory for one worker; `give_back` keeps it for the next one."""
    try:
        return _idle.pop()
    except IndexError:
        return Scratch()


def give_back(scratch: Scratch) -> None:
    """Keep scratch memory, unless it is large or there is enough of it."""
    if len(_idle) < KEPT and scratch.nbytes <= KEPT_BYTES:
        _idle.append(scratch)


class _Threads:
    """The threads that wait for work: none before they are needed, none after a fork."""

    def __init__(self) -> None:
        self._pool: ThreadPoolExecutor | None = None

    def submit(self, work: Callable[[], None]) -> "Future[None]":
        if self._pool is None:
            from concurrent.futures import ThreadPoolExecutor

            self._pool = ThreadPoolExecutor(MOST_THREADS, "pool2d")
        return self._pool.submit(work)

    def forget(self) -> None:
        self._pool = None


_threads = _Threads()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_threads.forget)


def thread_count(work: int, workers: int | None) -> int:
    """Return how many threads to use for `work` bytes of input and results."""
    available = os.cpu_count() or 1
    if workers is not None:
        return min(workers, available)
    return min(available, 4) if work >= WORTH_A_THREAD else 1


def set_buffer(itemsize: int) -> None:
    """Let NumPy buffer cells of `itemsize` bytes as is best here, until `numpy.errstate` ends."""
    np.setbufsize(max(16, BUFFER // itemsize))


def run(
    jobs: Sequence[Any], work: Callable[[Any, Scratch], None], workers: int, itemsize: int
) -> None:
    """Do every job once, in `workers` threads, this one included; the first error is raised.

    Cells have `itemsize` bytes. Floating point errors raise and warn of nothing. A thread that
    comes too late, because the others are done or because the interpreter is about to end, is not
    waited for. Before each job it is asked whether it is wanted (`poolviz.core.stopping`).
    """
    remaining = deque(jobs)
    errors: list[BaseException] = []
    ask = question()

    def take() -> None:
        scratch = borrow()
        with np.errstate(all="ignore"):
            set_buffer(itemsize)
            while not errors:
                try:
                    job = remaining.popleft()
                except IndexError:
                    break
                try:
                    ask()
                    work(job, scratch)
                except BaseException as error:
                    errors.append(error)
        give_back(scratch)

    others: list[Future[None]] = []
    with suppress(RuntimeError):  # no new threads while the interpreter ends
        others += (_threads.submit(take) for _ in range(min(workers, len(jobs)) - 1))
    take()
    for other in others:
        if not other.cancel():
            other.result()
    if errors:
        raise errors.pop(0)  # which holds no list that holds it: its memory is free at once
