"""The machine under the set-up: its commands, its user, its system libraries, and apt.

Standard library only. The file must parse on Python 3.6, so that an old Python gets to the
sentence that it is too old.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any

if sys.version_info < (3, 11):  # noqa: UP036 - this is the check that guards all the others
    found = f"{sys.version_info[0]}.{sys.version_info[1]}"
    sys.exit(f"poolviz needs Python 3.11 or newer, and this is {found}.")

# What Qt loads: soname -> Debian package, a newer name before the one it replaced.
OFFSCREEN = {
    "libGL.so.1": ("libgl1",),
    "libEGL.so.1": ("libegl1",),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
}
WINDOW = {
    **OFFSCREEN,
    "libwayland-cursor.so.0": ("libwayland-cursor0",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
}
Libraries = Mapping[str, tuple[str, ...]]

INSTALL = ["apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-y", "--no-install-recommends"]
UPDATE = ["apt-get", "update"]


class SetUpError(Exception):
    """The set-up cannot go on; the message is one sentence for the user."""


def say(line: str) -> None:
    """Tell the user one thing, on stderr: stdout belongs to the program that follows."""
    print(f"poolviz: {line}", file=sys.stderr, flush=True)


class Machine:
    """What the set-up asks of the machine and of the person in front of it; tests replace it."""

    def has(self, program: str) -> bool:
        """Say whether `program` can be run."""
        return shutil.which(program) is not None

    def is_root(self) -> bool:
        """Say whether apt may be run directly."""
        return bool(getattr(os, "geteuid", lambda: 1)() == 0)

    def has_terminal(self) -> bool:
        """Say whether somebody is there to answer."""
        return sys.stdin is not None and sys.stdin.isatty()

    def ask(self, question: str) -> bool:
        """Ask at the terminal; Enter means yes, a closed terminal no."""
        print(f"poolviz: {question} [Y/n] ", end="", file=sys.stderr, flush=True)
        answer = sys.stdin.readline()
        return answer.strip().lower() in ("", "y", "yes") and answer != ""

    def run(
        self, command: Sequence[str], *, cwd: str | None = None, hold: IO[str] | None = None
    ) -> tuple[int, str]:
        """Run quietly; give the exit code and all output. A child keeps the lock `hold`, too."""
        done = subprocess.run(
            command,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            pass_fds=(hold.fileno(),) if hold and os.name == "posix" else (),
            check=False,
        )
        return done.returncode, done.stdout

    def must(self, command: Sequence[str], sentence: str, **options: Any) -> None:
        """Run, and on failure show the end of the output and raise `sentence`."""
        code, output = self.run(command, **options)
        if code:
            print("\n".join(output.splitlines()[-15:]), file=sys.stderr)
            raise SetUpError(sentence)


def wanted_libraries(environ: Mapping[str, str], *, window: bool) -> Libraries:
    """Choose the libraries to look for: none off Linux, fewer where no window can open."""
    if not sys.platform.startswith("linux"):
        return {}
    screen = environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY")
    off = environ.get("QT_QPA_PLATFORM", "").startswith(("offscreen", "minimal", "vnc", "linuxfb"))
    return WINDOW if window and screen and not off else OFFSCREEN


def missing_libraries(
    libraries: Iterable[str], load: Callable[[str], object] | None = None
) -> list[str]:
    """List the sonames that the dynamic loader does not find."""
    if load is None:
        import ctypes  # not at the top: the start with nothing to do should not pay for it

        load = ctypes.CDLL
    missing = []
    for soname in libraries:
        try:
            load(soname)
        except OSError:
            missing.append(soname)
    return missing


def known_packages(groups: Sequence[tuple[str, ...]], machine: Machine) -> list[str] | None:
    """Pick from each group the first package that apt can install; None where one has none."""
    names = [name for group in groups for name in group]
    _, policy = machine.run(["env", "LC_ALL=C", "apt-cache", "policy", *names])
    installable = set()
    name = ""
    for line in policy.splitlines():
        if line and not line[0].isspace():
            name = line.partition(":")[0]
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            installable.add(name)
    picked = [next((name for name in group if name in installable), "") for group in groups]
    return picked if all(picked) else None


def install_packages(groups: Sequence[tuple[str, ...]], machine: Machine, *, yes: bool) -> None:
    """Install one Debian package of each group, asking first where sudo is needed.

    Raises
    ------
    SetUpError
        Without the right to install, with the command to run; or if apt fails.
    """
    known = known_packages(groups, machine)
    names = known or [group[-1] for group in groups]
    plain = ["apt-get", "install", *names]
    sudo = ["sudo"] if not machine.is_root() and machine.has("sudo") else []
    steps = [plain] if known else [UPDATE, plain]
    line = " && ".join(" ".join([*sudo, *step]) for step in steps)
    if not machine.is_root() and not sudo:
        raise SetUpError(f"system packages are missing: as root, run `{line}`.")
    if sudo and not yes and not (machine.has_terminal() and machine.ask(f"run `{line}`?")):
        raise SetUpError(f"system packages are missing: run `{line}`, or start again with --yes.")
    say(f"installing system packages (once): {' '.join(names)} ...")
    if sudo and not machine.has_terminal():
        sudo = ["sudo", "-n"]  # nobody could type a password
    prefix = [*sudo, "env", "DEBIAN_FRONTEND=noninteractive"]
    if known and machine.run([*prefix, *INSTALL, *names])[0] == 0:
        return
    # The package lists are empty, or too old for the mirror.
    failed = f"apt failed (its last lines are above); to do it by hand: `{line}`."
    machine.must([*prefix, *UPDATE], failed)
    names = known_packages(groups, machine) or names
    machine.must([*prefix, *INSTALL, *names], failed)
