"""The set-up: what it does, what it leaves alone, and what it says where it cannot go on."""

import ast
import os
import shutil
import subprocess
import sys
import threading
import tomllib
from pathlib import Path

import pytest

from poolviz import bootstrap, machine
from poolviz.bootstrap import Environment, SetUpError, split_yes
from tests.fake_machine import FakeMachine, add_package

ROOT = Path(__file__).resolve().parent.parent
SET_UP_FILES = [
    "poolviz/__init__.py",
    "poolviz/__main__.py",
    "poolviz/bootstrap.py",
    "poolviz/machine.py",
    "tests/__main__.py",
]
LIBRARIES = {"libc-one.so": ("one",), "libc-two.so": ("two-new", "two")}


@pytest.fixture
def root(tmp_path):
    root = tmp_path / "a checkout"
    root.mkdir()
    (root / "pyproject.toml").write_text("[project]\nname = 'x'\n\n[tool.ruff]\n")
    return root


@pytest.fixture
def ready(root):
    """Set a checkout up, without extras."""
    environment = Environment(str(root), FakeMachine())
    environment.set_up([], {}, yes=False)
    assert environment.machine.did() == ["venv", "pip"]
    return environment


class TestEnvironment:
    def test_a_second_start_has_nothing_to_do(self, ready):
        assert ready.is_ready([], {})
        ready.set_up([], {}, yes=False)
        assert ready.machine.did() == []

    def test_extras_are_added_and_then_enough_for_all(self, ready):
        assert not ready.is_ready(["dev"], {})
        ready.set_up(["dev"], {}, yes=False)
        assert ready.machine.did() == ["pip"]
        assert ready.is_ready(["dev"], {})
        assert ready.is_ready([], {})

    @pytest.mark.parametrize(
        ("old", "new", "work"),
        [("'x'", "'y'", ["pip"]), ("[tool.ruff]", "[tool.ruff]\nline-length = 9", [])],
        ids=["project", "tool"],
    )
    def test_only_the_project_part_of_pyproject_counts(self, ready, old, new, work):
        ready.set_up(["dev"], {}, yes=False)
        ready.machine.did()
        file = Path(ready.root, "pyproject.toml")
        file.write_text(file.read_text().replace(old, new))
        assert ready.is_ready([], {}) is (work == [])
        ready.set_up([], {}, yes=False)
        assert ready.machine.did() == work
        assert ready.is_ready(["dev"], {})

    def test_a_moved_checkout_is_set_up_anew(self, ready, tmp_path):
        os.rename(ready.root, tmp_path / "moved")
        moved = Environment(str(tmp_path / "moved"), FakeMachine())
        assert not moved.is_ready([], {})
        moved.set_up([], {}, yes=False)
        assert moved.machine.did() == ["venv", "pip"]

    def test_another_python_is_set_up_anew(self, ready, monkeypatch):
        monkeypatch.setattr(Environment, "identity", lambda self: ["another"])
        ready.set_up([], {}, yes=False)
        assert ready.machine.did() == ["venv", "pip"]

    @pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"identity": 3}'])
    def test_an_unreadable_stamp_counts_as_none(self, ready, text):
        Path(ready.stamp_file).write_text(text)
        assert not ready.is_ready([], {})

    def test_a_missing_interpreter_is_set_up_anew(self, ready):
        os.unlink(ready.python)
        ready.set_up([], {}, yes=False)
        assert ready.machine.did() == ["venv", "pip"]

    @pytest.mark.parametrize("gone", ["needed", "needed-1.dist-info"])
    def test_a_damaged_package_is_set_up_anew(self, ready, gone):
        shutil.rmtree(Path(ready.site, gone))
        assert not ready.is_ready([], {})
        ready.set_up([], {}, yes=False)
        assert ready.machine.did() == ["venv", "pip"]

    def test_a_package_that_the_user_adds_costs_one_look(self, ready):
        add_package(Path(ready.site), "theirs")
        os.utime(ready.site, ns=(0, 0))  # whatever the clock's grain
        assert not ready.is_ready([], {})
        ready.set_up([], {}, yes=False)
        assert ready.machine.did() == []
        assert ready.is_ready([], {})

    def test_an_interrupted_pip_leaves_nothing_that_looks_whole(self, root):
        environment = Environment(str(root), FakeMachine())

        def interrupted(site):
            raise KeyboardInterrupt

        environment.machine.pip = interrupted
        with pytest.raises(KeyboardInterrupt):
            environment.set_up([], {}, yes=False)
        assert not environment.is_ready([], {})
        environment.machine.pip = lambda site: 0
        environment.machine.did()
        environment.set_up([], {}, yes=False)
        assert environment.machine.did() == ["venv", "pip"]

    def test_offline_the_environment_of_before_stays_good(self, ready, monkeypatch, capsys):
        monkeypatch.setattr(ready.machine, "run", lambda *_, **__: (1, "no network"))
        with pytest.raises(SetUpError, match="pip failed"):
            ready.set_up(["dev"], {}, yes=False)
        assert "no network" in capsys.readouterr().err
        assert ready.is_ready([], {})

    def test_a_pip_that_fails_half_way_leaves_nothing_that_looks_whole(self, ready):
        ready.machine.pip = lambda site: os.utime(site, ns=(0, 0)) or 1
        with pytest.raises(SetUpError, match="pip failed"):
            ready.set_up(["dev"], {}, yes=False)
        assert not ready.stamp()

    def test_a_link_in_the_place_of_venv_is_replaced_not_followed(self, root, tmp_path):
        (tmp_path / "theirs").mkdir()
        (tmp_path / "theirs" / "file").touch()
        try:
            (root / ".venv").symlink_to(tmp_path / "theirs", target_is_directory=True)
        except OSError:
            pytest.skip("this system lets only administrators make links")
        Environment(str(root), FakeMachine()).set_up([], {}, yes=False)
        assert not (root / ".venv").is_symlink()
        assert (tmp_path / "theirs" / "file").exists()

    def test_two_set_ups_at_once_work_one_after_the_other(self, root, monkeypatch):
        waiting = threading.Event()
        monkeypatch.setattr(bootstrap, "say", lambda line: "waiting" in line and waiting.set())
        first, second = (Environment(str(root), FakeMachine()) for _ in range(2))
        thread = threading.Thread(target=second.set_up, args=([], {}), kwargs={"yes": False})
        with first.lock() as hold:
            thread.start()
            assert waiting.wait(30)
            assert second.machine.did() == []
            first.make(hold)
            first.install([], hold)
            first.write_stamp([], {})
        thread.join(30)
        assert not thread.is_alive()
        assert second.machine.did() == []

    @pytest.mark.skipif(os.name == "nt", reason="Windows hands no descriptors to a child")
    def test_a_child_keeps_the_lock_when_its_parent_dies(self, root):
        code = "import os, sys; os.fstat(int(sys.argv[1]))"
        with Environment(str(root), FakeMachine()).lock() as hold:
            command = [sys.executable, "-c", code, str(hold.fileno())]
            assert machine.Machine().run(command, hold=hold)[0] == 0
            assert machine.Machine().run(command)[0] != 0


class TestSystemPackages:
    @pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux needs libraries")
    @pytest.mark.parametrize("debian", [True, False], ids=["debian", "other"])
    def test_missing_libraries_are_installed_or_named(self, root, monkeypatch, capsys, debian):
        there = set()
        monkeypatch.setattr(
            bootstrap, "missing_libraries", lambda wanted: [so for so in wanted if so not in there]
        )
        fake = FakeMachine(root=True, programs=["apt-get"] if debian else [])
        fake.apt = lambda command: there.update(LIBRARIES) or 0
        environment = Environment(str(root), fake)
        environment.set_up([], LIBRARIES, yes=False)
        assert environment.is_ready([], {})
        assert environment.is_ready([], LIBRARIES) is debian
        said = capsys.readouterr().err
        assert ("missing, install them: libc-one.so, libc-two.so" in said) is not debian
        assert ("installing system packages (once): one two ..." in said) is debian

    @pytest.mark.parametrize(
        ("programs", "first"), [((), None), (("virtualenv", "uv"), "virtualenv"), (("uv",), "uv")]
    )
    def test_without_ensurepip_another_tool_makes_the_venv(
        self, root, monkeypatch, programs, first
    ):
        monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
        environment = Environment(str(root), FakeMachine(programs=programs))
        command = environment.venv_maker()
        assert (command[0] if command else None) == first
        if not command:
            with pytest.raises(SetUpError, match=r"python3-venv or virtualenv"):
                environment.set_up([], {}, yes=False)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], (False, [])),
        (["--yes"], (True, [])),
        (["-k", "x", "--yes", "-q"], (True, ["-k", "x", "-q"])),
        (["a", "--", "--yes"], (False, ["a", "--", "--yes"])),
        (["--yes", "--", "--yes"], (True, ["--", "--yes"])),
        (["--yessir"], (False, ["--yessir"])),
    ],
    ids=["none", "alone", "amid", "after", "both", "longer word"],
)
def test_yes_is_taken_out_before_a_double_dash(arguments, expected):
    assert split_yes(arguments) == expected


@pytest.mark.parametrize("file", SET_UP_FILES)
def test_the_set_up_needs_the_standard_library_alone(file):
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"), feature_version=(3, 6))
    imported = {
        (alias.name if isinstance(node, ast.Import) else node.module).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert imported <= sys.stdlib_module_names | {"poolviz"}


@pytest.mark.parametrize("folder", ["poolviz", "tests"])
def test_an_old_python_gets_one_sentence(folder):
    code = (
        "import runpy, sys; sys.version_info = (3, 8, 1, 'final', 0);"
        f"runpy.run_path({str(ROOT / folder)!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "poolviz needs Python 3.11 or newer, and this is 3.8.\n"


@pytest.mark.parametrize("flags", [[], ["-B"], ["-I"]], ids=["plain", "-B", "-I"])
def test_a_start_with_nothing_to_do_runs_the_program(root, tmp_path, flags):
    (root / "poolviz").mkdir()
    for file in SET_UP_FILES[:4]:
        shutil.copy(ROOT / file, root / file)
    (root / "poolviz" / "cli.py").write_text(
        "import random, sys\ndef main():\n    print(sys.prefix, sys.argv[1:])\n    return 7\n"
    )
    (root / "poolviz" / "json.py").write_text("raise SystemExit('not the json of Python')")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    environment = Environment(str(root), FakeMachine())
    Path(environment.site, "here.pth").write_text(str(root))
    environment.write_stamp([], machine.WINDOW)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "random.py").write_text("raise SystemExit('a file of the user was imported')")

    done = subprocess.run(
        [sys.executable, *flags, root / "poolviz", "one", "--yes", "two words"],
        cwd=elsewhere,
        env={name: value for name, value in os.environ.items() if not name.startswith("PYTHON")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{root / '.venv'} ['one', 'two words']\n", "")
    assert done.returncode == 7
    assert (root / "poolviz" / "__pycache__").exists() is ("-B" not in flags)


def test_a_wheel_holds_the_assets():
    with (ROOT / "pyproject.toml").open("rb") as file:
        config = tomllib.load(file)
    wheel = config["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"] == {"assets": "poolviz/assets"}
    assert list((ROOT / "assets").glob("*.png"))
    assert (ROOT / config["project"]["readme"]).is_file()
    assert config["project"]["scripts"] == {"poolviz": "poolviz.cli:main"}


def test_the_stamp_reads_only_the_part_of_pyproject_that_decides(root):
    decided = tomllib.loads(Environment(str(ROOT), FakeMachine()).project())
    with (ROOT / "pyproject.toml").open("rb") as file:
        config = tomllib.load(file)
    assert {key: value for key, value in config.items() if key != "tool"} == decided
