"""Run the suite with every Python found, and with the oldest and the newest libraries allowed.

    python tests/versions.py                       every Python, then the oldest libraries
    python tests/versions.py --python python3.13   only these
    python tests/versions.py -- tests/core -x      what follows the dashes is pytest's

Each run has an environment of its own in a temporary folder. It takes some minutes a run, and is
run by hand: before a release, and where a bound in pyproject.toml changes.
"""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASK = "import platform, sys; print(platform.python_version(), sys.prefix == sys.base_prefix)"
SHOW = "import importlib.metadata as m, sys; print(*(f'{n} {m.version(n)}' for n in sys.argv[1:]))"


def requirements() -> tuple[str, dict[str, str]]:
    """Return the lowest Python that pyproject.toml allows, and the lowest version by library."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bounds = [re.fullmatch(r"([\w-]+)>=([\d.]+)", line) for line in project["dependencies"]]
    assert all(bounds), "a dependency without a lower bound"
    return project["requires-python"].removeprefix(">="), {m[1]: m[2] for m in bounds if m}


def version_of(python: str) -> tuple[int, ...]:
    """Return the version of an interpreter; () where it does not start, or is an environment."""
    try:
        done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    said = done.stdout.split()
    if done.returncode or len(said) != 2 or said[1] != "True":
        return ()
    return tuple(int(part) for part in re.findall(r"\d+", said[0])[:3])


def pythons(lowest: str) -> dict[str, str]:
    """Return an interpreter for each minor version from the lowest on, by "3.11" and so on."""
    folders = os.get_exec_path() + glob.glob(os.path.expanduser("~/.pyenv/versions/*/bin"))
    found: dict[str, tuple[tuple[int, ...], str]] = {}
    least = tuple(map(int, lowest.split(".")))
    for folder in folders:
        for python in glob.glob(os.path.join(glob.escape(folder), "python3.[0-9]*")):
            if not re.fullmatch(r"python3\.\d+", os.path.basename(python)):
                continue
            version = version_of(python)
            minor = ".".join(map(str, version[:2]))
            if version >= least and version > found.get(minor, ((), ""))[0]:
                found[minor] = version, python
    return {minor: found[minor][1] for minor in sorted(found, key=lambda m: found[m][0])}


def run(python: str, pins: Iterable[str], names: Iterable[str], arguments: list[str]) -> str:
    """Run the suite in a new environment; return the libraries and what became of it."""
    with tempfile.TemporaryDirectory(prefix="poolviz-versions-") as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        inside = os.path.join(folder, "Scripts" if os.name == "nt" else "bin", "python")
        install = [inside, "-m", "pip", "install", "--quiet", "-e", f"{ROOT}[dev]", *pins]
        if subprocess.run(install).returncode:
            return "could not be installed"
        show = subprocess.run([inside, "-c", SHOW, *names], capture_output=True, text=True)
        started = time.monotonic()
        suite = [inside, "-m", "pytest", "-q", "-p", "no:cacheprovider", *(arguments or ["--all"])]
        code = subprocess.run(suite, cwd=ROOT).returncode
        what = "passed" if code == 0 else f"FAILED (pytest's code {code})"
        return f"{what} in {time.monotonic() - started:.0f} s; {show.stdout.strip()}"


def main() -> int:
    """Run all of them and print a line for each; return 1 if one has failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", action="append", help="an interpreter; may be given again")
    parser.add_argument("--only", choices=("newest", "oldest"), help="of the libraries")
    parser.add_argument("pytest", nargs="*", help="arguments for pytest [-n auto]")
    args = parser.parse_args()
    lowest, bounds = requirements()
    chosen = {python: python for python in args.python or ()} or pythons(lowest)
    if not chosen:
        print(f"No Python from {lowest} on was found.", file=sys.stderr)
        return 1
    arguments = args.pytest or ["-n", "auto"]
    lines = []
    if args.only != "oldest":
        for name, python in chosen.items():
            lines.append(f"Python {name}, newest: {run(python, (), bounds, arguments)}")
    if args.only != "newest":
        name, python = next(iter(chosen.items()))
        # The bindings of a Qt release run with that release only.
        pins = [f"{library}=={version}" for library, version in bounds.items()]
        pins += [f"PyQt6-Qt6=={bounds['PyQt6'].rpartition('.')[0]}.*"]
        lines.append(f"Python {name}, oldest: {run(python, pins, bounds, arguments)}")
    print("", *lines, sep="\n")
    return 0 if all(": passed" in line for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
