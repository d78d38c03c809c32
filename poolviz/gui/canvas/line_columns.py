"""The columns of the line of arithmetic: as wide as a whole pooling needs, so that they stay.

Numbers end where the widest number of the pooling would end, the sign and the result begin where
they would after its longest line.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import Qt

from poolviz.core.explain.arithmetic import Term, arithmetic, explanation
from poolviz.core.explain.walkthrough import Step, Walkthrough
from poolviz.core.numbers import format_count
from poolviz.gui.theme import Theme

_ALL_STEPS = 64
"""A pooling of no more steps is measured whole; of others, as many, and those of the extremes."""

_LEAST_EVEN = 0.8
"""Numbers stand in columns unless that makes the type smaller than this share of what fits."""

_MOST_EVEN = 1.6
"""And unless they make it so many times as wide: around one number that is much longer."""

_LEFT, _RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
_MIDDLE = Qt.AlignmentFlag.AlignHCenter

_EIGHTS = str.maketrans("0123456789", "8888888888")


@dataclass(frozen=True)
class Piece:
    """A text of the line: where it begins, how wide its place is, and which side it is set to."""

    x: float
    width: float
    term: Term
    side: Qt.AlignmentFlag = _RIGHT


@dataclass(frozen=True)
class Line:
    """A line in its columns: its pieces from 0 to its width, and the type that it is set in."""

    pieces: tuple[Piece, ...]
    width: float
    size: float


class LineColumns:
    """Knows how wide the parts of the lines of some steps are, in whatever type.

    Parameters
    ----------
    steps : iterable of Step
        All steps of a pooling, or some.
    channel : str
        The name of the channel that they speak of.
    """

    def __init__(self, steps: Iterable[Step] = (), channel: str = "") -> None:
        self.channel = channel
        self._steps: list[Step] = []
        self._lines: dict[int, _Shapes] = {}
        self._widths: dict[tuple[int, Theme, float], _Widths] = {}
        self._before: set[str] = set()
        self._after: set[str] = set()
        self.explained = False
        for step in steps:
            self._keep(step)

    @property
    def steps(self) -> tuple[Step, ...]:
        """What is measured."""
        return tuple(self._steps)

    def add(self, step: Step) -> None:
        """Have room for one more step."""
        known = len(self._before), len(self._after)
        self._keep(step)
        new = {most: shapes.add(step, most) for most, shapes in self._lines.items()}
        for (most, theme, size), widths in list(self._widths.items()):
            if new[most]:
                self._widths[most, theme, size] = self._lines[most].measured(theme, size, widths)
        if not any(new.values()) and known == (len(self._before), len(self._after)):
            self._steps.pop()  # it needs no more than the others

    def _keep(self, step: Step) -> None:
        self._steps.append(step)
        before, after = notes(step, self.channel)
        marked = notes(step, self.channel, preview=True)[0]
        self._before.update(text.translate(_EIGHTS) for text in (*before, *marked))
        self._after.update(text.translate(_EIGHTS) for text in after)
        self.explained = self.explained or bool(explanation(step))

    def beside(self, theme: Theme) -> tuple[float, float]:
        """Return the widths of the notes before the line and after it."""
        return _widest(self._before, theme, None), _widest(self._after, theme, None)

    def lay(
        self, terms: Sequence[Term], most: int, room: float, theme: Theme, least: float
    ) -> Line | None:
        """Return a line of at most so many terms in its columns; None where they have no room.

        Its type is the largest that fits, no smaller than `least`.
        """
        (even, wide), (loose, narrow) = (
            self._fitting(most, room, theme, least, even=even) for even in (True, False)
        )
        widths = self._widths_at(most, theme, loose)
        sparse = widths.line(even=True) > _MOST_EVEN * widths.line(even=False)
        if wide <= room and even >= _LEAST_EVEN * loose and not sparse:
            return self._line(terms, most, theme, even, even=True)
        return self._line(terms, most, theme, loose, even=False) if narrow <= room else None

    def _fitting(
        self, most: int, room: float, theme: Theme, least: float, *, even: bool
    ) -> tuple[float, float]:
        """Return the largest size in which all lines fit, and how wide they are in it."""
        size = theme.arithmetic_px
        width = self._widths_at(most, theme, size).line(even=even)
        while width > room and size > least:
            size = max(least, min(size - 1, size * room / width))
            width = self._widths_at(most, theme, size).line(even=even)
        return size, width

    def least_line(self, terms: Sequence[Term], most: int, theme: Theme, size: float) -> Line:
        """Return a line in type of a size, whether it has room or not."""
        return self._line(terms, most, theme, size, even=False)

    def _line(
        self, terms: Sequence[Term], most: int, theme: Theme, size: float, *, even: bool
    ) -> Line:
        """Put the pieces of a line where they belong, its numbers up against what follows them."""
        widths = self._widths_at(most, theme, size)
        *body, tail, result = terms
        numbers = [term for term in body if term.number]
        places = [
            widths.number if even and term.number else _advance(theme, size, term) for term in body
        ]
        end = widths.left(even=even)
        x = end - sum(places) if numbers else 0.0
        pieces = []
        added = any("+" in term.text for term in body if not term.number)
        for term, width in zip(body, places, strict=True):
            pieces.append(Piece(x, width, term, _MIDDLE if added and term.number else _RIGHT))
            x += width
        pieces.append(Piece(end, widths.tail, tail))
        pieces.append(Piece(end + widths.tail, widths.result, result, _LEFT))
        return Line(tuple(pieces), widths.line(even=even), size)

    def _widths_at(self, most: int, theme: Theme, size: float) -> "_Widths":
        key = most, theme, size
        if key not in self._widths:
            if most not in self._lines:
                self._lines[most] = _Shapes()
                for step in self._steps:
                    self._lines[most].add(step, most)
            self._widths[key] = self._lines[most].measured(theme, size)
        return self._widths[key]


@dataclass(frozen=True)
class _Widths:
    """Pixels: of the widest number, of all of them with what parts them, and of what follows."""

    number: float
    even: float
    loose: float
    tail: float
    result: float

    def left(self, *, even: bool) -> float:
        return self.even if even else self.loose

    def line(self, *, even: bool) -> float:
        return self.left(even=even) + self.tail + self.result


class _Shapes:
    """What lines look like, their digits all alike."""

    def __init__(self) -> None:
        self._bodies: dict[tuple[tuple[str, bool], ...], None] = {}
        self._tails: set[str] = set()
        self._results: set[str] = {"?"}
        self._strong = False

    def add(self, step: Step, most: int) -> bool:
        """Take a line in; return whether it looks like none before."""
        before = len(self._bodies), len(self._tails), len(self._results)
        *body, tail, result = arithmetic(step, most)
        self._strong = self._strong or any(term.strong for term in body)
        shapes = ((term.text.translate(_EIGHTS), term.number) for term in body)
        self._bodies[tuple(sorted(shapes))] = None  # as wide in whatever order
        self._tails.add(tail.text.translate(_EIGHTS))
        self._results.add(result.text.translate(_EIGHTS))
        return before != (len(self._bodies), len(self._tails), len(self._results))

    def measured(self, theme: Theme, size: float, before: _Widths | None = None) -> _Widths:
        """Return how wide they are in type of a size, or were `before` and with the last line."""
        bodies = list(self._bodies) if before is None else list(self._bodies)[-1:]
        pieces = {piece for body in bodies for piece in body}
        known = {
            (text, number): _widest({text}, theme, size, bold=number and self._strong)
            for text, number in pieces
        }
        number = max((width for (_, is_number), width in known.items() if is_number), default=0.0)
        if before is not None and number > before.number:
            return self.measured(theme, size)
        even = loose = 0.0
        if before is not None:
            number, even, loose = before.number, before.even, before.loose
        for body in bodies:
            loose = max(loose, sum(known[piece] for piece in body))
            even = max(even, sum(number if piece[1] else known[piece] for piece in body))
        tail = _widest(self._tails, theme, size)
        return _Widths(number, even, loose, tail, _widest(self._results, theme, size, bold=True))


def measured_steps(run: Walkthrough, level: int) -> Iterator[Step]:
    """Yield the steps of a pooling that tell how wide its lines are, all if they are few."""
    places = run.steps_of(level)
    if len(places) <= _ALL_STEPS:
        yield from (run[place] for place in places)
        return
    wanted = {places[i * (len(places) - 1) // (_ALL_STEPS - 1)] for i in range(_ALL_STEPS)}
    cells, results, axes = run.plane(level), run.plane(level + 1), run.axes[level]
    for flat in (int(cells.argmin()), int(cells.argmax())):
        place = divmod(flat, cells.shape[1])
        rows, cols = (axis.readers(i) for axis, i in zip(axes, place, strict=True))
        if rows and cols:
            wanted.add(run.index_of(level, rows[0], cols[0]))
    for flat in (int(results.argmin()), int(results.argmax())):
        wanted.add(run.index_of(level, *divmod(flat, results.shape[1])))
    yield from (run[place] for place in sorted(wanted))


def notes(
    step: Step, channel: str = "", *, secret: bool = False, preview: bool = False
) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return what stands before a line, which window and its bounds, and what stands after it."""
    rows, cols = step.window.rows.real, step.window.cols.real
    of = ("preview: " if preview else "") + (f"{channel} · " if channel else "")
    name = "input" if step.level == 0 else f"pool {step.level}"
    source = "" if step.winner is None else f"from {name}[{step.winner[0]}, {step.winner[1]}]"
    return (
        f"{of}window {format_count(step.number + 1)} of {format_count(step.count)}",
        f"rows {bounds(rows)}, cols {bounds(cols)}",
    ), (f"→ pool {step.level + 1}[{step.row}, {step.col}]", "" if secret else source)


def bounds(cells: range) -> str:
    """Return the first and the last of some cells, and their distance where it is not 1."""
    first, last = cells[0], cells[-1]
    if first == last:
        return str(first)
    step = f" step {cells.step}" if cells.step > 1 else ""
    return f"{first}–{last}{step}"


def _advance(theme: Theme, size: float, term: Term) -> float:
    return theme.metrics(size, term.strong).horizontalAdvance(term.text)


def _widest(texts: set[str], theme: Theme, size: float | None, *, bold: bool = False) -> float:
    """Return the width of the widest of some texts, whatever digits stand for their eights."""
    metrics = theme.metrics(size, bold)
    digit = max("0123456789", key=metrics.horizontalAdvance)
    return max((metrics.horizontalAdvance(text.replace("8", digit)) for text in texts), default=0)
