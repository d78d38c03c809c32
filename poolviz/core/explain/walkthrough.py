"""A pooling run as a sequence of steps: what the window reads, and what comes out, and why."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.pooling.pool import repeat_pool
from poolviz.core.spec.arrays import Array, as_numbers
from poolviz.core.spec.geometry import Axis
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, Window
from poolviz.core.timeline import Course
from poolviz.core.validation import as_int

Cell = tuple[int, int]

MAX_TIES = 1_000
"""A white sky has millions of equal cells, and nobody looks at each of them."""


@dataclass(frozen=True, eq=False)
class Step:
    """One window of one pooling of a run.

    Attributes
    ----------
    index : int
        Place in the whole run, from 0.
    level : int
        Which pooling: 0 makes generation 1 of the input.
    number, count : int
        Place among the windows of this pooling, from 0, and how many there are.
    row, col : int
        The output cell.
    window : Window
        The cells that it reads.
    cells : (h, w) ndarray
        Their values in one channel, read-only: the cells that exist, without padding.
    result : number
        The value of the output cell.
    winner : (int, int), optional
        Row and column of the input cell whose value it is; None where no single cell is picked.
    ties : tuple of (int, int)
        The cells that are as good as the winner, without it, in raster order; the first
        `MAX_TIES` of them.
    tie_count : int
        How many there are.
    spec : PoolSpec
        The pooling.
    """

    index: int
    level: int
    number: int
    count: int
    row: int
    col: int
    window: Window
    cells: Array
    result: Any
    winner: Cell | None
    ties: tuple[Cell, ...]
    tie_count: int
    spec: PoolSpec

    @property
    def omitted(self) -> int:
        """How many cells are NaN and left out."""
        if self.spec.nan_policy != "omit" or self.cells.dtype.kind != "f":
            return 0
        return int(np.isnan(self.cells).sum())

    @property
    def divisor(self) -> int:
        """What a mean divides by."""
        if self.spec.divisor_override is not None:
            return self.spec.divisor_override
        counted = self.window.counted if self.spec.count_include_pad else self.window.cells
        return counted - self.omitted

    @property
    def positions(self) -> list[Cell]:
        """Row and column of every cell that is read, in raster order."""
        return list(itertools.product(self.window.rows.real, self.window.cols.real))


class Walkthrough(Sequence[Step]):
    """Every step of a repeated pooling, in order, each computed when it is asked for.

    Parameters
    ----------
    x : (H, W) or (H, W, C) array_like
        The input.
    spec : PoolSpec
        The pooling, the same at every level.
    repeats : int
        How many times, at least 1.
    channel : int
        Which channel the steps speak of, where there are channels.

    Attributes
    ----------
    generations : tuple of ndarray
        The input and the result of every pooling, read-only.
    course : Course
        How time runs: one step for each window.

    Raises
    ------
    SpecError
        If `x` has other axes, there is no such channel, or as `repeat_pool`.

    Notes
    -----
    Generation 0 is the input itself, which is not copied: who changes it changes what is shown.

    Examples
    --------
    >>> run = Walkthrough([[10, 12, 8, 7], [4, 11, 5, 9]], PoolSpec(2), 1)
    >>> len(run), run[1].cells.tolist(), run[1].result.item(), run[1].winner
    (2, [[8, 7], [5, 9]], 9, (1, 3))
    """

    def __init__(self, x: ArrayLike, spec: PoolSpec, repeats: int, channel: int = 0) -> None:
        array = as_numbers("x", x)
        if array.ndim not in (2, 3):
            raise SpecError(f"x has {array.ndim} axes; allowed are (H, W) and (H, W, C).")
        repeats = as_int("repeats", repeats, 0)
        generations = repeat_pool(array, spec, max(repeats, 1))
        self.spec = spec
        self.channel = as_int("channel", channel, 0, max(0, array[0, 0].size - 1))
        views = [array.view() for array in generations]
        for view in views:
            view.flags.writeable = False
        self.generations: tuple[Array, ...] = tuple(views)
        self.axes: tuple[tuple[Axis, Axis], ...] = tuple(
            spec.axes((view.shape[0], view.shape[1])) for view in views[:-1]
        )
        self.course = course_of(self.axes)

    @property
    def repeats(self) -> int:
        """The number of poolings."""
        return len(self.axes)

    def plane(self, generation: int) -> Array:
        """Return generation 0 (the input), 1, ... in the chosen channel, shape (H, W)."""
        values = self.generations[generation]
        return values if values.ndim == 2 else values[..., self.channel]

    def with_channel(self, channel: int) -> "Walkthrough":
        """Return the same run, speaking of another channel; nothing is pooled again."""
        other = object.__new__(Walkthrough)
        other.__dict__.update(self.__dict__, channel=channel)
        return other

    def __len__(self) -> int:
        return self.course.length

    @overload
    def __getitem__(self, index: int) -> Step: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Step, ...]: ...

    def __getitem__(self, index: int | slice) -> Step | tuple[Step, ...]:
        if isinstance(index, slice):
            return tuple(self[i] for i in range(*index.indices(len(self))))
        position = range(len(self))[index]
        return self.step_at(*self.locate(position))

    def locate(self, index: int) -> tuple[int, int, int]:
        """Return the level, and the row and column of the output cell, of step `index`."""
        return self.course.locate(index)

    def index_of(self, level: int, row: int, col: int) -> int:
        """Return the step that fills output cell (`row`, `col`) of pooling `level`."""
        return self.course.index_of(level, row, col)

    def output_shape(self, level: int) -> tuple[int, int]:
        """Return (height, width) of what pooling `level` makes."""
        return self.course.levels[level]

    def steps_of(self, level: int) -> range:
        """Return the indices of the steps of pooling `level`."""
        return self.course.steps_of(level)

    def nearest(self, other: "Walkthrough", index: int) -> int:
        """Return the step of this run that looks at what step `index` of `other` looks at.

        The level is kept if there is one, and the window is the one that starts nearest to the
        same place of the input.
        """
        level, row, col = other.locate(index)
        if level >= self.repeats:
            return len(self) - 1
        place = []
        for old, new, i in zip(other.axes[level], self.axes[level], (row, col), strict=True):
            start = (i * old.stride - old.before) * new.size / old.size
            place.append(min(max(round((start + new.before) / new.stride), 0), new.output_size - 1))
        return self.index_of(level, *place)

    def step_at(self, level: int, row: int, col: int) -> Step:
        """Return the step that fills output cell (`row`, `col`) of pooling `level`."""
        index = self.index_of(level, row, col)
        rows, cols = self.axes[level]
        window = Window(rows.window(row), cols.window(col))
        real_rows, real_cols = window.rows.real, window.cols.real
        cells = self.plane(level)[_slice(real_rows), _slice(real_cols)]
        winner, ties = _winners(cells, self.spec)

        def place(flat: int) -> Cell:
            r, c = divmod(flat, len(real_cols))
            return real_rows[r], real_cols[c]

        return Step(
            index=index,
            level=level,
            number=index - self.steps_of(level).start,
            count=rows.output_size * cols.output_size,
            row=row,
            col=col,
            window=window,
            cells=cells,
            result=self.plane(level + 1)[row, col],
            winner=None if winner is None else place(winner),
            ties=tuple(place(flat) for flat in ties[:MAX_TIES].tolist()),
            tie_count=ties.size,
            spec=self.spec,
        )


def course_of(axes: Iterable[tuple[Axis, Axis]]) -> Course:
    """Return how time runs through the windows of poolings with such axes."""
    return Course(tuple((r.output_size, c.output_size) for r, c in axes), guessed=True)


def _slice(cells: range) -> slice:
    return slice(cells.start, cells.stop, cells.step)


def _winners(cells: Array, spec: PoolSpec) -> tuple[int | None, NDArray[np.intp]]:
    """Return the flat place of the winner among `cells`, and of the cells as good as it."""
    nobody = np.array([], np.intp)
    if not spec.mode.picks:
        return None, nobody
    nan = np.isnan(cells) if cells.dtype.kind == "f" else np.zeros(cells.shape, bool)
    omit = spec.nan_policy == "omit"
    if spec.mode is PoolMode.SUBSAMPLE:
        candidates = ~nan if omit else np.ones(cells.shape, bool)
        return (int(candidates.argmax()) if candidates.any() else 0), nobody
    if nan.all() or (nan.any() and not omit):
        best = nan
    else:
        present = cells[~nan]
        best = cells == (present.max() if spec.mode is PoolMode.MAX else present.min())
    equal = np.flatnonzero(best)
    return int(equal[0]), equal[1:]
