"""Measure pooling: ``python tests/bench/bench_pooling.py [--quick] [--output FILE]``.

poolviz against the libraries of the extra ``bench`` that are installed, and against what the
machine needs to read the input and to copy it. All happens in one process: in every round each has
its turn, in another order, and the median of the rounds counts. What a library returns is compared
with poolviz's result before it is timed. Times mean something only on a machine that does nothing
else; ratios suffer less.
"""

# ruff: noqa: E402 (the checkout must be found first)
import argparse
import gc
import math
import re
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import numpy as np
import peers
import report
from cases import SIZES, TYPES, WINDOWS, Array, Case, all_cases
from peers import Run, Runs
from report import Row, Timing

from poolviz.core import PoolMode, PoolSpec, pool2d

SAMPLE = 2e-3
"""Seconds that a sample takes at least: short calls are repeated in it."""
WARM = 0.01
"""Seconds up to which a call is made once before a sample, so that threads are awake."""
LONG = 0.05
"""Seconds from which a call is not timed in every round, and its library not with one thread."""
LONGEST = 0.5
"""Seconds from which only a part of the input is pooled, and its time multiplied."""
FAR = 2
"""Neither happens to what takes less than so many times as long as poolviz."""
HOPELESS = 1.5
"""A library's call that takes so many times as long as its best is not timed in every round."""

OURS = "limits", "poolviz"
"""What is always timed in every round."""

Column = Callable[[Array, Case], Runs]
Pick = Callable[[list[float]], float]


class LeftOutError(Exception):
    """Why a library is not timed."""


def measure(case: Case, columns: Mapping[str, Column], rounds: int, pick: Pick) -> Row:
    """Return the seconds of each column: of its best call, and of the rounds what `pick` takes."""
    timings: dict[str, Timing] = {}
    short: list[tuple[str, Run, float]] = []
    near = 0.0  # from here on poolviz is far ahead
    for name, column in columns.items():
        try:
            whole = 0.0 if name in OURS else estimate(case, column)
            if whole > max(LONGEST, near):
                timings[name] = Timing(whole, "≈")
                continue
            runs = admit(case, name, column)
        except Exception as reason:  # whatever a library raises where it can't do it
            print(f"    {name} left out: {' '.join(str(reason).split())[:150]}")
            continue
        fastest = min((seconds for _, _, seconds in runs), default=0.0)
        if name == "poolviz":
            near = FAR * fastest
        if name not in OURS and fastest > max(LONG, near):
            timings[name] = Timing(fastest, "~")
        else:
            short += [run for run in runs if name in OURS or run[2] <= HOPELESS * fastest]
    for name, samples in in_turn(short, rounds):
        seconds = pick(samples)
        if name not in timings or seconds < timings[name].seconds:
            timings[name] = Timing(seconds)
    return Row(case, timings)


@lru_cache(maxsize=1)
def given(size: str, dtype: str) -> Array:
    return Case(size, dtype, "max", 2, 2).input()


@lru_cache(maxsize=1)
def expected(case: Case) -> Array | tuple[Array, Array]:
    return pooled(given(case.size, case.dtype), case)


def pooled(x: Array, case: Case) -> Array | tuple[Array, Array]:
    spec = PoolSpec(case.kernel, case.stride, case.method)
    return pool2d(x, spec, axes=case.axes, return_indices=case.indices)


def estimate(case: Case, column: Column) -> float:
    """Return how long a part of the input says that all of it takes; 0 if it isn't defined."""
    part, times = case.part(given(case.size, case.dtype))
    for run in column(part, case):
        run.before()
        check(run.arrays(run.call()), pooled(part, case), case)
        return times * min(seconds_of(run), seconds_of(run))
    return 0.0


def admit(case: Case, name: str, column: Column) -> list[tuple[str, Run, float]]:
    """Check what the calls of a column return; return them, and how long each takes at least."""
    runs = []
    for run in column(given(case.size, case.dtype), case):
        run.before()
        if run.name in ("read", "copy"):
            run.call()
        else:
            check(run.arrays(run.call()), expected(case), case)
        runs.append((run.name or name, run, min(seconds_of(run), seconds_of(run))))
        if runs[-1][2] > LONG and name not in OURS:
            break  # one thread less does not make it shorter
    return runs


def seconds_of(run: Run) -> float:
    begun = time.perf_counter()
    run.call()
    return time.perf_counter() - begun


def check(
    made: Array | tuple[Array, Array], wanted: Array | tuple[Array, Array], case: Case
) -> None:
    """Raise LeftOutError unless it is poolviz's result; means may differ by their rounding."""
    if case.indices:
        if not all(np.array_equal(*pair) for pair in zip(made, wanted, strict=True)):
            raise LeftOutError("other values or indices")
    elif made.shape != wanted.shape:
        raise LeftOutError(f"shape {made.shape}, not {wanted.shape}")
    elif case.method != "mean":
        if not np.array_equal(made, wanted):
            raise LeftOutError("other values")
    else:
        most = {"float32": 1e-5, "float64": 1e-11, "uint8": 1e-3}[case.dtype]
        off = np.subtract(made, wanted)
        if not np.abs(off, out=off).max() <= most:
            raise LeftOutError(f"off by {off.max():.1g}")


def in_turn(runs: list[tuple[str, Run, float]], rounds: int) -> Iterator[tuple[str, list[float]]]:
    """Yield the seconds of each in all rounds."""
    samples: list[list[float]] = [[] for _ in runs]
    for turn in range(rounds):
        for place in range(len(runs)):
            chosen = (place + turn) % len(runs)
            _, run, seconds = runs[chosen]
            inner = math.ceil(SAMPLE / seconds)
            run.before()
            if seconds <= WARM:
                run.call()
            begun = time.perf_counter()
            for _ in repeat(None, inner):
                run.call()
            samples[chosen].append((time.perf_counter() - begun) / inner)
    for (name, _, _), times in zip(runs, samples, strict=True):
        yield name, times


def extra_memory() -> Iterator[tuple[str, str, int, str]]:
    """Yield a method, a type, bytes beyond the result, and the window that needs most."""
    tracemalloc.start()
    for dtype in TYPES:
        x = given("12mp", dtype)
        for mode, indices in [*((mode, False) for mode in PoolMode), (PoolMode.MAX, True)]:
            most = max((peak(x, PoolSpec(k, s, mode), indices), k, s) for k, s in WINDOWS)
            name = f"{mode}, with indices" if indices else str(mode)
            yield name, dtype, most[0], f"{most[1]}, {most[2]}"
    tracemalloc.stop()


def peak(x: Array, spec: PoolSpec, indices: bool) -> int:
    """Return the most bytes that it held besides the result; what it keeps for the next counts."""
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    made = pool2d(x, spec, return_indices=indices)
    most = tracemalloc.get_traced_memory()[1] - before
    return most - sum(array.nbytes for array in (made if indices else (made,)))


def main() -> None:
    args = arguments()
    versions = peers.installed()
    columns = {"limits": peers.limit_runs, "poolviz": peers.poolviz_runs}
    columns |= {name: peers.PEERS[name][1] for name in versions if name in args.peers}
    columns |= {"window view": peers.view_runs}
    if args.also:
        columns[args.also.stem] = partial(peers.also_runs, args.also)
    chosen = [c for c in all_cases(args.quick) if args.cases.search(c.label)]
    chosen = [c for c in chosen if args.only in (None, c.size)]
    print(report.machine(versions))
    memory = list(extra_memory()) if args.memory else []
    gc.disable()
    begun, rows = time.perf_counter(), []
    for case in chosen:
        fit = [name for name in columns if not case.indices or name not in report.NO_INDICES]
        pick = min if args.best else statistics.median
        rows.append(measure(case, {name: columns[name] for name in fit}, args.rounds, pick))
        print(report.line(rows[-1]), flush=True)
        gc.collect()
    print(f"{len(rows)} cases in {time.perf_counter() - begun:.0f} s\n")
    if args.output:
        lines = report.markdown(rows, memory, versions, args.rounds)
        args.output.write_text("\n".join(lines), encoding="utf-8")
    print(*report.summary([row for row in rows if not row.case.indices]), sep="\n")
    print(*report.behind(rows), sep="\n")
    if args.also:
        print(*report.also(rows, args.also.stem), sep="\n")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure pooling.")
    parser.add_argument("--quick", action="store_true", help="a few cases, three rounds")
    parser.add_argument("--only", choices=SIZES, help="one size of the input")
    parser.add_argument(
        "--cases",
        type=re.compile,
        default=re.compile(""),
        metavar="REGEX",
        help='such as "12mp float32 max k2 s2$"; with indices: "... k2 s2 indices"',
    )
    parser.add_argument("--best", action="store_true", help="no medians: for a busy machine")
    parser.add_argument("--rounds", type=int, help="7, or 3 with --quick")
    parser.add_argument(
        "--peers",
        type=lambda names: names.split(","),
        default=list(peers.PEERS),
        metavar="NAME,NAME",
        help=", ".join(peers.PEERS),
    )
    parser.add_argument("--memory", action="store_true", help="measure memory at 12 megapixels")
    parser.add_argument("--also", type=Path, metavar="FILE.py", help="time its pool2d, too")
    parser.add_argument("--output", type=Path, metavar="FILE.md", help="write a report")
    args = parser.parse_args()
    args.rounds = args.rounds or (3 if args.quick else 7)
    return args


if __name__ == "__main__":
    main()
