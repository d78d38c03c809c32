"""A machine for the tests of the set-up, on which nothing is installed."""

import os
from pathlib import Path

from poolviz import machine
from poolviz.bootstrap import Environment


class FakeMachine(machine.Machine):
    """A machine where venv, pip, apt and sudo only note that they ran, and leave their files."""

    def __init__(
        self, *, root=False, programs=("sudo", "apt-get"), answer=None, known=("one", "two")
    ):
        self.root, self.programs, self.answer, self.known = root, programs, answer, set(known)
        self.commands, self.questions = [], []
        self.pip = lambda site: 0
        self.apt = lambda command: 0

    def has(self, program):
        return program in self.programs

    def is_root(self):
        return self.root

    def has_terminal(self):
        return self.answer is not None

    def ask(self, question):
        self.questions.append(question)
        return self.answer

    def run(self, command, *, cwd=None, hold=None):
        self.commands.append(" ".join(command))
        if "apt-cache" in command:
            lines = [f"{name}:\n  Installed: (none)\n  Candidate: 1" for name in sorted(self.known)]
            return 0, "\n".join([*lines, "gone:\n  Candidate: (none)"])
        if "apt-get" in command:
            return self.apt(command), "apt's output"
        if "venv" in command:
            make_venv(Path(command[-1]))
            return 0, ""
        site = Path(next(Path(cwd).glob(".venv/**/site-packages")))
        add_package(site, "extra" if "dev" in command[-1] else "needed")
        return self.pip(site), "pip's output"

    def did(self):
        """Name the kinds of work since the last call."""
        kinds = ["venv" if " venv " in command else "pip" for command in self.commands]
        self.commands.clear()
        return kinds


def make_venv(folder):
    environment = Environment(str(folder.parent), FakeMachine())
    for path in (environment.python, os.path.join(environment.site, "pip.py")):
        Path(path).parent.mkdir(parents=True)
        Path(path).touch()


def add_package(site, name):
    for file in (f"{name}/__init__.py", f"{name}-1.dist-info/RECORD"):
        (site / file).parent.mkdir(exist_ok=True)
        (site / file).write_text(f"{name}/__init__.py,,\n{name}/gone.pyc,,\n")
