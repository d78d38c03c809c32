"""Work that ends when it is told to: long loops ask between two pieces whether they are wanted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, BinaryIO

_asked: ContextVar[Callable[[], bool] | None] = ContextVar("poolviz stop", default=None)


class StoppedError(BaseException):
    """The work is not wanted any more.

    Like `KeyboardInterrupt` it is no `Exception`: what mends broken input does not catch it.
    """


@contextmanager
def stopping(stopped: Callable[[], bool]) -> Iterator[None]:
    """Have the work in this block, on this thread, end with `StoppedError` soon after `stopped()`.

    Poolings, surveys, decoding and colouring ask at least every 50 ms, but for what a library does
    in one call.

    Parameters
    ----------
    stopped : callable
        Whether it is not wanted any more; called from any thread.
    """
    before = _asked.set(stopped)
    try:
        yield
    finally:
        _asked.reset(before)


def question() -> Callable[[], None]:
    """Return a function that raises `StoppedError` where this work is not wanted, on any thread."""
    stopped = _asked.get()

    def ask() -> None:
        if stopped is not None and stopped():
            raise StoppedError

    return ask


def ask() -> None:
    """Raise `StoppedError` where the work on this thread is not wanted any more."""
    question()()


class Asking:
    """A file that asks at every read; what else it is asked for goes to the file itself."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._ask = question()

    def read(self, size: int = -1) -> bytes:
        """Read on, if that is wanted."""
        self._ask()
        return self._file.read(size)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)
