"""Small arrays are pooled from a tape.

What the fast engine calls depends on shapes and types alone. For an array that is pooled at once,
the calls are noted the first time; for the next one of its kind they are made again, without the
decisions between them. 2 x 2 maxima on 224 x 224 float32 take 18 microseconds then instead of 22.
"""

import contextvars
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np

from poolviz.core.engine.workers import KEPT_BYTES, Scratch, set_buffer
from poolviz.core.spec.arrays import Array

Cut = tuple[tuple[int, ...], np.dtype[Any], int, tuple[int, ...]]
"""A view of an array: shape, dtype, offset in bytes, strides."""

KEPT = 64
"""How many tapes are kept while nobody plays them: more than a drag in the Shift lab needs."""


class Tape(Scratch):
    """The calls that pool one array, to be made again for others, and the memory they need."""

    def __init__(self, itemsize: int) -> None:
        super().__init__()
        self._noted: list[tuple[Callable[..., Any], list[Array], dict[str, Any]]] = []
        self._calls: list[tuple[Callable[..., Any], list[int], int, dict[str, Any]]] = []
        self._fixed: list[Array] = []
        self._cuts: tuple[list[Cut], list[Cut]] = [], []
        # Entering a context takes a tenth of the time of entering and leaving numpy.errstate.
        self._context = contextvars.Context()
        self._context.run(_watch_overflow, itemsize)

    def do(self, function: Callable[..., Any], *arrays: Any, out: Array, **options: Any) -> None:
        """Make a call, and note it."""
        function(*arrays, out=out, **options)
        self._noted.append((function, [*arrays, out], options))

    def record(self, work: Callable[[], None], x: Array, out: Array) -> None:
        """Do `work`, which reads `x` and writes `out`, both contiguous, and note its calls."""
        self._context.run(work)
        places: dict[int, tuple[int, int]] = {}
        for _, arrays, _ in self._noted:
            for array in arrays:
                if id(array) not in places:
                    places[id(array)] = self._put(array, x, out)
        first = 0, len(self._fixed), len(self._fixed) + len(self._cuts[0])
        for function, arrays, options in self._noted:
            *operands, target = (first[g] + i for g, i in (places[id(a)] for a in arrays))
            self._calls.append((function, operands, target, options))
        self._noted = []

    def _put(self, array: Array, x: Array, out: Array) -> tuple[int, int]:
        """Keep an array, or how it is cut from `x` or `out`; return in which list, and where."""
        for number, whole in enumerate((x, out)):
            offset = _address(array) - _address(whole)
            if 0 <= offset < whole.nbytes:
                cuts = self._cuts[number]
                cuts.append((array.shape, array.dtype, offset, array.strides))
                return 1 + number, len(cuts) - 1
        self._fixed.append(array)
        return 0, len(self._fixed) - 1

    def play(self, x: Array, out: Array) -> None:
        """Make the calls for another input and another result."""
        self._context.run(self._play, x, out)

    def _play(self, x: Array, out: Array) -> None:
        arrays = self._fixed.copy()
        for whole, cuts in zip((x, out), self._cuts, strict=True):
            arrays += [np.ndarray(s, d, whole, start, steps) for s, d, start, steps in cuts]
        for function, operands, target, options in self._calls:
            function(*[arrays[i] for i in operands], out=arrays[target], **options)


def _address(array: Any) -> int:
    return int(np.asarray(array).__array_interface__["data"][0])


def _watch_overflow(itemsize: int) -> None:
    """Let floating point errors pass, but for overflow, and have NumPy buffer as is best here."""
    np.seterr(all="ignore", over="raise")
    set_buffer(itemsize)


_kept: dict[int, tuple[Any, Tape]] = {}


def take(kind: Any) -> Tape | None:
    """Return the tape of arrays of a kind, for this thread alone; None if there is none."""
    return _kept.pop(id(kind), (None, None))[1]


def keep(kind: Any, tape: Tape) -> None:
    """Keep a tape for the next array of its kind, unless its memory is large."""
    if tape.nbytes <= KEPT_BYTES:
        _kept[id(kind)] = kind, tape  # who keeps the kind keeps its id
        if len(_kept) > KEPT:
            with suppress(StopIteration, RuntimeError):  # another thread was faster
                _kept.pop(next(iter(_kept)), None)


def forget() -> None:
    """Keep no tape any longer."""
    _kept.clear()
