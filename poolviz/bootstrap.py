"""The set-up behind ``python3 poolviz`` and ``python3 tests`` in a bare checkout.

It installs the system libraries that Qt needs (by apt, where they are missing), makes ``.venv``,
installs the package and its dependencies there, and leaves a stamp, so that the next start finds
nothing to do. Standard library only, and it must parse on Python 3.6, as machine.py must.
"""

import contextlib
import csv
import glob
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import IO, Any

from poolviz.machine import (
    Libraries,
    Machine,
    SetUpError,
    install_packages,
    missing_libraries,
    say,
    wanted_libraries,
)

VERSION = f"python{sys.version_info[0]}.{sys.version_info[1]}"


class Environment:
    """The ``.venv`` of one checkout, with its stamp and its lock.

    The stamp is taken away before anything changes and written last: no stamp, not whole.
    """

    def __init__(self, root: str, machine: Machine) -> None:
        self.root = os.path.realpath(root)
        self.machine = machine
        self.folder = os.path.join(self.root, ".venv")
        windows = os.name == "nt"
        python = ("Scripts", "python.exe") if windows else ("bin", "python")
        lib = ("Lib",) if windows else ("lib", VERSION)
        self.python = os.path.join(self.folder, *python)
        self.site = os.path.join(self.folder, *lib, "site-packages")
        self.stamp_file = os.path.join(self.folder, "poolviz-stamp.json")

    def identity(self) -> list[str]:
        """Say what makes an environment unusable when it changes."""
        return ["stamp 1", self.root, sys.platform, str(sys.implementation.cache_tag)]

    def project(self) -> str:
        """Give the part of pyproject.toml that an installation depends on."""
        with open(os.path.join(self.root, "pyproject.toml"), encoding="utf-8") as file:
            return file.read().partition("\n[tool.")[0]

    def touched(self) -> int:
        """Give the time of the last installation or removal, by whatever tool."""
        return os.stat(self.site).st_mtime_ns

    def stamp(self) -> dict[str, Any]:
        """Read the stamp; empty where there is none, or none for this Python and this place."""
        try:
            with open(self.stamp_file, encoding="utf-8") as file:
                stamp = json.load(file)
            usable = stamp["identity"] == self.identity() and os.path.exists(self.python)
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return stamp if usable and os.path.isdir(self.site) else {}

    def write_stamp(self, extras: Iterable[str], libraries: Iterable[str]) -> None:
        """Note that everything is in place, in one stroke."""
        stamp = {
            "identity": self.identity(),
            "project": self.project(),
            "extras": sorted(extras),
            "libraries": sorted(libraries),
            "records": sorted(os.path.relpath(path, self.site) for path in self.records()),
            "touched": self.touched(),
        }
        with open(self.stamp_file + ".new", "w", encoding="utf-8") as file:
            json.dump(stamp, file)
        os.replace(self.stamp_file + ".new", self.stamp_file)

    def records(self) -> list[str]:
        """List the files in which the installed packages name their files."""
        return glob.glob(os.path.join(glob.escape(self.site), "*.dist-info", "RECORD"))

    def damaged(self, records: Iterable[str]) -> bool:
        """Say whether a package, or a file of one, is gone."""
        for record in records:
            try:
                with open(os.path.join(self.site, record), encoding="utf-8", newline="") as file:
                    names = [row[0] for row in csv.reader(file) if row]
            except OSError:
                return True
            sources = (name for name in names if not name.endswith(".pyc"))
            if not all(os.path.exists(os.path.join(self.site, name)) for name in sources):
                return True
        return False

    def is_ready(self, extras: Iterable[str], libraries: Iterable[str]) -> bool:
        """Say whether there is nothing to do; this is all that an ordinary start runs."""
        stamp, project = self.stamp(), self.project()
        return bool(stamp) and (
            stamp["project"] == project
            and stamp["touched"] == self.touched()
            and set(extras) <= set(stamp["extras"])
            and set(libraries) <= set(stamp["libraries"])
        )

    @contextlib.contextmanager
    def lock(self) -> Iterator[IO[str]]:
        """Hold off every other set-up of this checkout; the system lets go of a dead holder's lock.

        The file stays: if it were deleted, two processes could each lock one of that name.
        """
        with open(os.path.join(self.root, ".venv.lock"), "a", encoding="utf-8") as file:
            if not _try_lock(file):
                say("another set-up is at work on this checkout; waiting for it ...")
                while not _try_lock(file):
                    time.sleep(0.1)
            yield file

    def set_up(self, extras: Iterable[str], libraries: Libraries, *, yes: bool) -> None:
        """Do all that is missing.

        Raises
        ------
        SetUpError
            With the reason, and what to do about it.
        """
        with self.lock() as hold:
            if self.is_ready(extras, libraries):
                return
            stamp = self.stamp()
            if stamp and stamp["touched"] != self.touched() and self.damaged(stamp["records"]):
                stamp = {}
            found = self.set_up_system(libraries, yes=yes, new_venv=not stamp)
            if not stamp:
                self.make(hold)
            extras = {*extras, *stamp.get("extras", ())}
            if stamp.get("project") != self.project() or extras != set(stamp["extras"]):
                self.install(extras, hold)
            self.write_stamp(extras, {*found, *stamp.get("libraries", ())})

    def set_up_system(self, libraries: Libraries, *, yes: bool, new_venv: bool) -> list[str]:
        """Install system packages where they are missing; give the libraries that are there."""
        debian = sys.platform.startswith("linux") and self.machine.has("apt-get")
        missing = missing_libraries(libraries)
        groups = [libraries[soname] for soname in missing]
        if new_venv and debian and not self.venv_maker():
            groups.append((f"{VERSION}-venv", "python3-venv"))
        if groups and debian:
            install_packages(groups, self.machine, yes=yes)
            missing = missing_libraries(libraries)
        if missing:
            say(f"system libraries are missing, install them: {', '.join(missing)}")
        return [soname for soname in libraries if soname not in missing]

    def venv_maker(self) -> list[str]:
        """Choose the command that makes an environment with pip; empty where there is none."""
        base = getattr(sys, "_base_executable", None) or sys.executable
        importlib.invalidate_caches()
        if importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"):
            return [base, "-m", "venv", self.folder]
        if self.machine.has("virtualenv"):
            return ["virtualenv", "--quiet", "--python", base, self.folder]
        if self.machine.has("uv"):
            return ["uv", "venv", "--quiet", "--seed", "--python", base, self.folder]
        return []

    def make(self, hold: IO[str]) -> None:
        """Make ``.venv``, in the place of an incomplete one."""
        maker = self.venv_maker()
        if not maker:
            raise SetUpError("this Python cannot make a .venv: install python3-venv or virtualenv.")
        anew = os.path.lexists(self.folder)
        say(f"making .venv {'anew, the old one is not usable' if anew else '(once)'} ...")
        with contextlib.suppress(OSError):
            os.unlink(self.stamp_file)
        if os.path.islink(self.folder) or os.path.isfile(self.folder):
            os.unlink(self.folder)
        elif anew:
            shutil.rmtree(self.folder)
        self.machine.must(maker, "making .venv failed (its last lines are above).", hold=hold)

    def install(self, extras: Iterable[str], hold: IO[str]) -> None:
        """Install the checkout, editable, with its dependencies and `extras`."""
        say("installing the package and its dependencies (once) ...")
        before, aside = self.touched(), self.stamp_file + ".aside"
        with contextlib.suppress(FileNotFoundError):
            os.replace(self.stamp_file, aside)
        chosen = f".[{','.join(sorted(extras))}]" if extras else "."
        pip = [self.python, "-m", "pip", "install", "--quiet", "--no-input", "-e", chosen]
        sentence = "pip failed (its last lines are above); the next start tries again."
        try:
            self.machine.must(pip, sentence, cwd=self.root, hold=hold)
        except SetUpError:
            if self.touched() == before:  # offline, say: what was there still works
                with contextlib.suppress(FileNotFoundError):
                    os.replace(aside, self.stamp_file)
            raise


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[str]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def split_yes(arguments: Sequence[str]) -> tuple[bool, list[str]]:
    """Take ``--yes`` out of the arguments before any ``--``; the rest is the program's."""
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    ours = [argument for argument in arguments[:end] if argument != "--yes"]
    return len(ours) < end, [*ours, *arguments[end:]]


def run(
    module: str, arguments: Sequence[str], *, extras: Iterable[str] = (), window: bool = False
) -> int:
    """Set up what is missing, then run `module` in ``.venv``; on POSIX this does not return."""
    yes, arguments = split_yes(arguments)
    environment = Environment(os.path.dirname(os.path.dirname(__file__)), Machine())
    libraries = wanted_libraries(os.environ, window=window)
    try:
        if not environment.is_ready(extras, libraries):
            environment.set_up(extras, libraries, yes=yes)
        return _start(environment.python, module, arguments)
    except (SetUpError, OSError) as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        print(file=sys.stderr)  # after the terminal's own ^C
        say("interrupted; the next start sets up what is still missing.")
        return 130


def _start(python: str, module: str, arguments: Sequence[str]) -> int:
    # -P: a file in the user's folder must not stand in for a module.
    command = [python, "-P", "-m", module, *arguments]
    if sys.dont_write_bytecode:
        command.insert(1, "-B")
    if os.name != "nt":
        os.execv(command[0], command)
    command[1:1] = ["-X", "utf8"]  # else Python < 3.13 cannot read a checkout's path with accents
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the program alone
    return subprocess.call(command)
