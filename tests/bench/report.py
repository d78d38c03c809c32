"""What the measurements say, as Markdown."""

import platform
import re
import statistics
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import numpy as np
from cases import SIZES, TYPES, Case
from peers import CONSTANT, PEERS, THREADS

NO_INDICES = set(PEERS) - {"torch", "onnxruntime"}
TITLES = {name: " × ".join(map(str, shape)) for name, (_, shape) in SIZES.items()}
TITLES["nhwc"] += ", channels last"
TITLES["nchw"] += ", channels first"

READING = """\
Every column but the first times is a ratio: what the other takes over what poolviz takes. **Above 1
poolviz is faster.** poolviz runs as it does by default and finds out itself how many threads pay;
of a library the best counts: with {threads} threads or with one, and of OpenCV's two ways to a mean
(a box filter, and shrinking by area). TensorFlow takes all cores. "copy" and "read" are the limits
of the machine: to copy the input once to a new array, and to read it once (in one thread; below 1
poolviz needs more than that). "view" is the plain NumPy way, a reduction of `sliding_window_view`.

All is measured in one process, turn by turn, in medians of {rounds} rounds; "~": the better of two,
where a call takes longer than 0.05 s and more than twice as long as poolviz. "≈": where it takes
longer than 0.5 s, the time of a part of the input, multiplied. "–": the library has no such pooling
(torch, TensorFlow and onnxruntime have no minimum and no means of bytes, onnxruntime no means of
float64, torch no maximum of bytes with channels last, scikit-image no overlapping windows). Nothing
is converted on the way: every library gets its own array in its own layout and may return a view.
Each result has been compared with poolviz's: maxima, minima and indices are equal, means up to
rounding (OpenCV's means of bytes are float32, the others float64). Numba compiles plain nested
loops that take any window and let NaN win as poolviz does; the faster of two orders of them counts.
"Numba for one window" is what the compiler makes of them if kernel and stride are constants of the
program and NaN may be forgotten: no library offers that, so it is shown, but it is not among the
"best of them"."""


REASONS = """\
Why, and how it is known:

- **NumPy reads and writes memory once an operation.** A compiled loop holds a window's result in a
  register; 5 x 5 at stride 1 is six operations on every cell here. One of them, on blocks that stay
  in the second-level cache, takes 2.5 ms for 12 megapixels of float32 in one thread. So OpenCV's
  filters win where windows overlap, and its `INTER_AREA` wins 2 x 2 means.
- **Two threads gain less than two.** Every operation takes the interpreter's lock for a moment, and
  who waits for it sleeps for some 50 microseconds: two processes gain 1.8 to 1.95, two threads 1.0
  to 1.6 ("ms, 1 worker" below). Operations are made as long as the caches allow, or longer.
- **A call costs 7 microseconds,** of which 2 check the arguments; one of OpenCV's costs 1. On
  224 x 224 that is up to half of the time.
- **Channels last:** an operation on every second position begins anew for each, which takes 13 ns,
  when 64 maxima take 8. TensorFlow and torch take all taps of a window in one loop over channels,
  and read the input once: torch finds the positions of 16 x 16 windows in the time of reading. Here
  the cells are read a second time, to be compared with the largest.
- **Means of bytes are float64 here,** eight bytes for each byte that is read; OpenCV writes four.
- **Sums of few cells of each line** (3 x 3 and 16 x 16 side by side, float64) wait for memory: one
  thread adds as fast as it reads, and two gain little, for the reason above.

Tried, and no better: summed-area tables (NaN and infinity smear, float32 loses digits), matrix
products where windows overlap (1.0 to 1.5 times as fast from 11 rows on, slower below), one
``reduce`` over the taps of long lines in place of doubling (slower from 8 rows on), smaller blocks,
another switch interval of the interpreter."""


class Timing(NamedTuple):
    """The seconds of a call, and how far to trust them: "~" timed twice, "≈" judged by a part."""

    seconds: float
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """What was measured on one case."""

    case: Case
    timings: dict[str, Timing]

    @property
    def seconds(self) -> float:
        return self.timings["poolviz"].seconds

    @property
    def peers(self) -> list[str]:
        return [name for name in PEERS if name in self.timings and name != CONSTANT]

    @property
    def best(self) -> str | None:
        return min(self.peers, key=self.timings.__getitem__, default=None)

    def ratio(self, name: str | None) -> float | None:
        """Return how many times as long as poolviz another takes; None if it can't."""
        return self.timings[name].seconds / self.seconds if name in self.timings else None

    def ratio_text(self, name: str) -> str:
        ratio = self.ratio(name)
        if ratio is None:
            return "–"
        return self.timings[name].mark + number(ratio)


def number(value: float) -> str:
    """Return two digits, or a whole number."""
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}" if value >= 0.995 else f"{value:.2f}"


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1e3:.3g}" if seconds < 1 else f"{seconds * 1e3:.0f}"


def geometric_mean(values: Iterable[float]) -> float:
    return statistics.geometric_mean(values)


def line(row: Row) -> str:
    """Return what is printed as soon as a case is measured."""
    others = [name for name in row.timings if name != "poolviz"]
    ratios = "  ".join(f"{name} {row.ratio_text(name)}" for name in others)
    return f"{row.case.label:34} {milliseconds(row.seconds):>7} ms   {ratios}"


def machine(versions: dict[str, str]) -> str:
    """Return the processor and the versions in one sentence."""
    cpu = Path("/proc/cpuinfo")
    named = re.search(r"model name\s*: (.*)", cpu.read_text()) if cpu.exists() else None
    libraries = ", ".join(f"{name} {v}" for name, v in versions.items() if name != CONSTANT)
    return (
        f"{THREADS[0]} cores of {named[1] if named else platform.machine()}, {platform.system()}; "
        f"Python {platform.python_version()}, NumPy {np.__version__}, {libraries}."
    )


def table(head: Iterable[str], lines: Iterable[Iterable[str]]) -> list[str]:
    head = list(head)
    rows = [head, ["---"] * len(head), *lines]
    return [f"| {' | '.join(cells)} |" for cells in rows] + [""]


def markdown(
    rows: list[Row], memory: list[tuple[str, str, int, str]], versions: dict[str, str], rounds: int
) -> Iterator[str]:
    """Yield the lines of the report."""
    values = [row for row in rows if not row.case.indices]
    indices = [row for row in rows if row.case.indices]
    yield from ("# How fast it pools", "", machine(versions), "")
    yield from (READING.format(threads=THREADS[0], rounds=rounds), "", "## Summary", "")
    yield from summary(values)
    yield from key_figures(values)
    yield from ("## Where poolviz is behind", "", REASONS, "", *behind(values))
    if memory:
        yield from ("## Memory", "", *memory_lines(memory))
    if indices:
        yield from ("## With indices", "", *summary(indices))
        yield from every_case(indices)
    yield from ("## Every case", "", *every_case(values))


def summary(rows: list[Row]) -> list[str]:
    """Return a table of geometric means, library by library and size by size."""
    sizes = [size for size in SIZES if any(row.case.size == size for row in rows)]
    short = (TITLES[size].rpartition(", ")[2] for size in sizes)
    head = ["ratio (lowest)", *short, "all", "cases", "behind in"]
    body = []
    for name in [*PEERS, "best of them", "window view", "copy", "read"]:
        found = [
            (row.case, row.ratio(row.best if name == "best of them" else name)) for row in rows
        ]
        ratios = [(case, ratio) for case, ratio in found if ratio]
        if not ratios:
            continue
        groups = [[ratio for case, ratio in ratios if case.size == size] for size in sizes]
        all_of_them = [ratio for _, ratio in ratios]
        lost = sum(ratio < 1 for ratio in all_of_them)
        cells = [spread(group) for group in (*groups, all_of_them)]
        body.append([name, *cells, str(len(ratios)), str(lost)])
    return table(head, body)


def spread(ratios: Collection[float]) -> str:
    if not ratios:
        return "–"
    return f"{number(geometric_mean(ratios))} ({number(min(ratios))})"


def behind(rows: list[Row], than: str | None = None, below: float = 1.0) -> list[str]:
    """Return a table of the cases in which another is faster, the worst first."""
    found = [(row.ratio(than or row.best), row) for row in rows]
    lost = sorted(((r, row) for r, row in found if r and r < below), key=lambda pair: pair[0])
    if not lost:
        return ["Nowhere.", ""]
    lines = (
        [number(ratio), row.case.label, milliseconds(row.seconds), faster(row, than, below)]
        for ratio, row in lost
    )
    total = f"{len(lost)} of {len(rows)} cases; the lowest ratio first."
    return [total, "", *table(("ratio", "case", "poolviz ms", "to whom"), lines)]


def faster(row: Row, than: str | None, below: float) -> str:
    ahead = [name for name in ([than] if than else row.peers) if row.ratio(name) < below]
    return ", ".join(f"{name} {row.ratio_text(name)}" for name in sorted(ahead, key=row.ratio))


def key_figures(rows: list[Row]) -> Iterator[str]:
    """Yield what the size of the window costs, and single figures that are easily remembered."""
    by_case = {row.case: row for row in rows}
    for dtype in TYPES:
        large, small = (by_case.get(Case("12mp", dtype, "max", k, 1)) for k in (31, 5))
        if large and small:
            more = number(large.seconds / small.seconds)
            yield f"- {dtype} maxima of 31 × 31 cells take {more} times as long as of 5 × 5."
    for dtype in TYPES:
        row = by_case.get(Case("12mp", dtype, "max", 2, 2))
        if row:
            copies, ms = number(1 / row.ratio("copy")), milliseconds(row.seconds)
            yield f"- 12 megapixels of {dtype}, 2 × 2, stride 2: {ms} ms, {copies} times a copy."
    row = by_case.get(Case("224", "float32", "max", 2, 2))
    if row:
        yield f"- 224 × 224 of float32, 2 × 2, stride 2: {row.seconds * 1e6:.0f} microseconds."
    yield ""


def every_case(rows: list[Row]) -> Iterator[str]:
    names = [n for n in (*PEERS, "window view") if any(n in row.timings for row in rows)]
    first = ("type", "method", "k, s", "ms", "ms, 1 worker", "copy", "read")
    for size, group in groupby(rows, lambda row: row.case.size):
        lines = []
        for row in group:
            case, one = row.case, row.timings["poolviz, 1 worker"]
            window = f"{case.kernel}, {case.stride}"
            times = (milliseconds(row.seconds), milliseconds(one.seconds))
            ratios = (row.ratio_text(name) for name in ("copy", "read", *names))
            best = f"{row.best} {row.ratio_text(row.best)}" if row.best else "–"
            lines.append([case.dtype, case.method, window, *times, *ratios, best])
        heads = (*first, *(name.replace("window view", "view") for name in names), "best of them")
        yield from (f"### {TITLES[size]}", "", *table(heads, lines))


def memory_lines(memory: list[tuple[str, str, int, str]]) -> list[str]:
    """Return the most bytes for each method and type, in megabytes."""
    most = max(extra for _, _, extra, _ in memory)
    head = ["method", *dict.fromkeys(dtype for _, dtype, _, _ in memory)]
    by_method: dict[str, list[str]] = {}
    for method, _, extra, window in memory:
        by_method.setdefault(method, []).append(f"{extra / 1e6:.1f} ({window})")
    return [
        "The most that a pooling of 12 megapixels takes beyond its result, in megabytes, with what",
        "it keeps for the next one of its kind, and the window, k and s, that needs it. Never more",
        f"than {most / 1e6:.1f} MB.",
        "",
        *table(head, ([method, *cells] for method, cells in by_method.items())),
    ]


def also(rows: list[Row], name: str) -> list[str]:
    """Return how another file compares, and where poolviz is more than a tenth slower than it."""
    both = [row for row in rows if name in row.timings]
    if not both:
        return [f"{name} was not measured."]
    overall = spread([row.ratio(name) for row in both])
    return [
        f"{name}: {overall} over {len(both)} cases; more than a tenth slower than it:",
        "",
        *behind(both, name, 1 / 1.1),
    ]
