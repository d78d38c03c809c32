"""What holds for every test: no screen, one scale of type, and no settings of another day.

And which tests wait for ``--all``: see `left_out`.
"""

import atexit
import os
import shutil
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import settings

# Before the first import of Qt, which reads them once.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
for _name in (
    "QT_SCALE_FACTOR",
    "QT_SCREEN_SCALE_FACTORS",
    "QT_FONT_DPI",
    "QT_ENABLE_HIGHDPI_SCALING",
):
    os.environ.pop(_name, None)

# Nothing is read from, or written to, the settings of whoever runs the tests.
os.environ["XDG_CONFIG_HOME"] = tempfile.mkdtemp(prefix="poolviz-tests-")
atexit.register(shutil.rmtree, os.environ["XDG_CONFIG_HOME"], ignore_errors=True)

# The same examples every time, however slow the machine is.
settings.register_profile("poolviz", derandomize=True, deadline=None, database=None)
settings.load_profile("poolviz")


# ---- long tests

LEFT_OUT = pytest.StashKey[int]()

MANY, MANY_OF = 6, 4
"""Of so many cases of a test, or more, one in four runs always."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all", action="store_true", help="run the tests marked as long, too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long tests out, unless all are wanted or a test is called by its name."""
    if config.getoption("all") or any("::" in argument for argument in config.args):
        return
    out = left_out(items)
    config.stash[LEFT_OUT] = len(out)
    items[:] = [item for item in items if item not in out]
    config.hook.pytest_deselected(items=list(out))


def left_out(items: Iterable[pytest.Item]) -> dict[pytest.Item, None]:
    """Return the tests that are for ``--all``: those marked ``long``.

    Of a test marked ``long(of=n)``, one case in n runs always: the same ones every time, and among
    them every value of each of several parameters. So it is with many cases, marked or not.
    """
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    out: dict[pytest.Item, None] = {}
    for cases in tests.values():
        mark = cases[0].get_closest_marker("long")
        of = mark.kwargs.get("of") if mark else MANY_OF if len(cases) >= MANY else 1
        kept = chosen(cases, -(-len(cases) // of)) if of else set()
        out |= dict.fromkeys(case for case in cases if case not in kept)
    return out


def chosen(cases: list[pytest.Item], number: int) -> set[pytest.Item]:
    """Choose so many cases of a test, or as many more as it takes to see every value."""

    def values(case: Any) -> set[tuple[str, str]]:
        params = case.callspec.params if hasattr(case, "callspec") else {}
        return {(name, repr(value)) for name, value in params.items()}

    missing = set().union(*map(values, cases))
    counts = Counter(name for name, _ in missing)
    missing = {value for value in missing if counts[value[0]] < len(cases)}
    order = sorted(cases, key=lambda case: zlib.crc32(case.nodeid.encode()))
    kept = set()
    for case in order:
        if values(case) & missing:
            missing -= values(case)
            kept.add(case)
    others = [case for case in order if case not in kept]
    return kept | set(others[: max(0, number - len(kept))])


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Tell the process that reports, if it is another one, how many tests were left out."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left out"] = session.config.stash.get(LEFT_OUT, 0)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[LEFT_OUT] = getattr(node, "workeroutput", {}).get("left out", 0)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    count = config.stash.get(LEFT_OUT, 0)
    if count:
        terminalreporter.write_line(f"{count} long tests were left out; --all runs them, too.")
