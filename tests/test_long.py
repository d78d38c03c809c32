"""``--all``: which tests run without it, and what is said of the others."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
TESTS = """
import pytest

@pytest.mark.long
def test_slow():
    pass

@pytest.mark.long(of=4)
@pytest.mark.parametrize("seed", range(40))
def test_seeds(seed):
    pass

@pytest.mark.long(of=12)
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("scene", range(8))
def test_scenes(theme, scene):
    pass

@pytest.mark.parametrize("seed", range(12))
def test_many(seed):
    pass

@pytest.mark.parametrize("seed", range(5))
def test_a_few(seed):
    pass

def test_quick():
    pass
"""
LEFT = "{} long tests were left out; --all runs them, too."


@pytest.fixture(scope="module")
def suite(tmp_path_factory):
    """Return a function that runs a suite of a few tests; it gives back what ran and was said."""
    folder = tmp_path_factory.mktemp("suite")
    shutil.copy(HERE / "conftest.py", folder)
    (folder / "test_few.py").write_text(TESTS, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = long\n", encoding="utf-8")

    def run(*arguments):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-v", "-p", "no:cacheprovider", *arguments],
            cwd=folder, capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        ran = re.findall(r"test_few\.py::(\w+(?:\[[\w-]+\])?)(?: PASSED|\s*$)", done.stdout, re.M)
        return sorted(set(ran)), done.stdout

    return run


def test_long_tests_wait_for_all(suite):
    ran, said = suite()
    assert "test_quick" in ran
    assert "test_slow" not in ran
    assert sum(name.startswith("test_seeds") for name in ran) == 10
    assert sum(name.startswith("test_many") for name in ran) == 3
    assert sum(name.startswith("test_a_few") for name in ran) == 5
    scenes = [name.removesuffix("]").partition("[")[2] for name in ran if "scenes" in name]
    assert {name.partition("-")[0] for name in scenes} == set("01234567")
    assert {name.partition("-")[2] for name in scenes} == {"light", "dark", "projector"}
    assert len(scenes) < 24 / 2
    assert LEFT.format(83 - len(ran)) in said
    ran, said = suite("--all")
    assert len(ran) == 83
    assert "left out" not in said


@pytest.mark.long
def test_the_same_tests_run_in_two_processes_and_are_counted_once(suite):
    alone, said = suite()
    ran, told = suite("-n", "2")
    assert ran == alone
    assert LEFT.format(83 - len(ran)) in said
    assert LEFT.format(83 - len(ran)) in told
    ran, told = suite("-n", "2", "--all")
    assert len(ran) == 83
    assert "left out" not in told


@pytest.mark.long
def test_a_long_test_that_is_called_by_its_name_runs(suite):
    ran, said = suite("test_few.py::test_slow")
    assert ran == ["test_slow"]
    assert "left out" not in said
