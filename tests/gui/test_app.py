"""The program as a whole: its start, its end, and faults of its own."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import QRect
from PyQt6.QtGui import QScreen
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog

from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.gui import app
from poolviz.gui import settings as settings_module
from poolviz.gui.session.inputs import Inputs
from poolviz.gui.session.session import Session
from poolviz.gui.settings import Memory, Settings, read
from poolviz.gui.window.window import MainWindow
from tests.gui.window_tools import Clock, Person, clock, opens_popup, sit_down

__all__ = ["clock", "sit_down"]


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where faults are written to."""
    monkeypatch.setattr(app, "LOG", tmp_path / "errors.log")
    return tmp_path / "errors.log"


@pytest.fixture
def remembered(tmp_path: Path) -> Path:
    """Return where the program keeps what it remembers."""
    return tmp_path / "config" / "settings.json"


@pytest.fixture
def use(
    qapp: QApplication, clock: Clock, log: Path, remembered: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Return a function that runs the program while somebody does what it is given."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # put back in the end
    monkeypatch.setattr(app, "settings_file", lambda: remembered)

    def use(
        do: Callable[[Person], None],
        scene: Scene | None = None,
        theme: str | None = "light",
        **options: bool,
    ) -> int:
        def exec_(_: QApplication) -> int:
            window = next(
                w for w in qapp.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
            )
            try:
                assert QTest.qWaitForWindowActive(window)
                do(Person(window, clock))
            finally:
                window.close()
                window.deleteLater()
            return 0

        monkeypatch.setattr(QApplication, "exec", exec_)
        return app.run(scene or Scene(), theme=theme, **options)

    return use


def fail_in(
    monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException, part: type = Session
) -> None:
    """Let a command of the session, or of a part of it, raise."""

    def broken(*_: Any) -> None:
        raise error

    monkeypatch.setattr(part, name, broken)


def test_the_program_opens_its_window_and_returns_its_code(use: Callable[..., int]) -> None:
    seen = []

    def look(person: Person) -> None:
        seen.append((person.window.isVisible(), person.window.windowTitle(), person.line))

    assert use(look) == 0
    assert seen == [(True, "poolviz", "max( 10, 12, 4, 11 ) = 12")]


def test_it_opens_on_the_step_of_its_scene(use: Callable[..., int]) -> None:
    lines = []
    use(lambda person: lines.append(person.line), SCENES["tie"].scene)
    assert lines == ["max( 7, 7, 2, 2 ) = 7"]


@pytest.mark.parametrize(("screen", "size"), [((800, 600), (800, 540)), ((1440, 900), (1296, 810))])
def test_it_fits_on_the_screen(
    use: Callable[..., int],
    monkeypatch: pytest.MonkeyPatch,
    screen: tuple[int, int],
    size: tuple[int, int],
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, *screen))
    sizes = []
    use(lambda person: sizes.append(person.window.size()))
    assert (sizes[0].width(), sizes[0].height()) == size


def test_it_is_not_larger_than_it_has_to_be_on_a_large_screen(
    use: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 3840, 2160))
    sizes = []
    use(lambda person: sizes.append(person.window.size()))
    assert (sizes[0].width(), sizes[0].height()) == (1440, 900)


def test_a_fault_is_logged_and_said_and_the_program_goes_on(
    use: Callable[..., int], log: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    fail_in(monkeypatch, "next_mode", ZeroDivisionError("by no means"))

    def stumble(person: Person) -> None:
        person.press("M")
        assert person.refused
        assert person.said == (
            f"poolviz made a mistake (ZeroDivisionError); it is written to {log}."
        )
        person.press("Right")
        assert person.line == "max( 8, 7, 5, 9 ) = 9"

    assert use(stumble) == 0
    text = log.read_text(encoding="utf-8")
    assert text.count("Traceback") == 1
    assert "ZeroDivisionError: by no means" in text
    assert "in broken" in text
    assert text[:2] == "20"  # when it was
    assert "ZeroDivisionError: by no means" in capsys.readouterr().err


def test_a_second_fault_is_added_to_the_log(
    use: Callable[..., int], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_in(monkeypatch, "next_mode", KeyError("first"))
    fail_in(monkeypatch, "new_random", IndexError("second"), Inputs)
    use(lambda person: person.press("M", "R"))
    text = log.read_text(encoding="utf-8")
    assert text.index("KeyError: 'first'") < text.index("IndexError: second")


BAD_PAINT = """
import pathlib, sys
from PyQt6.QtWidgets import QApplication
from poolviz.core.scenes.scene import Scene
from poolviz.gui import app
from poolviz.gui.canvas import matrix_view

app.LOG = pathlib.Path(sys.argv[1])
paint = matrix_view.paint_marks

def broken(*_):
    matrix_view.paint_marks = paint
    raise RuntimeError("no paint")

def use(qapp):
    window = next(w for w in qapp.topLevelWidgets() if w.isVisible())
    qapp.processEvents()
    matrix_view.paint_marks = broken
    window.lab.input.view.repaint()
    qapp.processEvents()
    window.grab()
    print(window.status.text())
    window.close()
    return 0

QApplication.exec = use
sys.exit(app.run(Scene(), theme="light"))
"""


def test_a_fault_while_painting_is_no_end_either(log: Path) -> None:
    """A painter that is still at work when its widget is done would take the process with it."""
    done = subprocess.run(
        [sys.executable, "-c", BAD_PAINT, str(log)], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "QPaint" not in done.stderr
    assert "QBackingStore" not in done.stderr
    assert done.stdout.startswith("poolviz made a mistake (RuntimeError)")
    assert log.read_text(encoding="utf-8").count("RuntimeError: no paint") == 1


def test_a_fault_in_the_background_is_said_and_the_picture_stays(
    use: Callable[..., int], log: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot
) -> None:
    from poolviz.gui.session import maker

    def stumble(person: Person) -> None:
        def broken(*_: Any) -> None:
            raise RuntimeError("no pooling")

        monkeypatch.setattr(maker, "resolve", broken)
        person.window.session.inputs.open_path(
            str(tmp_path / "..")
        )  # a folder; never gets that far
        person.finish_work(qtbot)
        (tmp_path / "table.csv").write_text("1,2\n3,4\n")
        person.window.session.inputs.open_path(str(tmp_path / "table.csv"))
        person.finish_work(qtbot)
        assert "RuntimeError" in person.said
        assert person.line == "max( 10, 12, 4, 11 ) = 12"
        person.press("Right")
        assert person.line == "max( 8, 7, 5, 9 ) = 9"

    assert use(stumble) == 0
    assert "no pooling" in log.read_text(encoding="utf-8")


def test_a_log_that_can_not_be_written_is_no_fault_of_its_own(
    use: Callable[..., int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(app, "LOG", tmp_path / "no" / "such" / "folder.log")
    fail_in(monkeypatch, "next_mode", ValueError("x"))

    def stumble(person: Person) -> None:
        person.press("M")
        assert person.said == (
            "poolviz made a mistake (ValueError); it could not be written to a log."
        )

    assert use(stumble) == 0


def test_control_c_in_the_terminal_closes_the_window(
    use: Callable[..., int], log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fail_in(monkeypatch, "next_mode", KeyboardInterrupt())

    def interrupt(person: Person) -> None:
        person.press("M")
        assert not person.window.isVisible()

    assert use(interrupt) == 0
    assert not log.exists()


# ---- what is remembered


def looks(person: Person) -> tuple[str, int, int, int]:
    window = person.window
    text = window.transport.label.fontInfo().pixelSize()
    return window.theme.name, text, window.width(), window.height()


def test_theme_type_and_size_are_those_of_the_last_time(
    use: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QScreen, "availableGeometry", lambda _: QRect(0, 0, 1440, 900))
    seen = []

    def dress(person: Person) -> None:
        person.press("S", "Ctrl++")
        person.window.resize(1130, 780)
        seen.append(looks(person))

    assert use(dress, theme=None) == 0
    use(lambda person: seen.append(looks(person)), theme=None)
    assert seen[1] == seen[0]
    assert seen[0][0] == "projector"
    use(lambda person: seen.append(looks(person)), theme="dark")
    assert seen[2] == ("dark", 17, 1130, 780), "what is asked for comes first"
    use(lambda person: seen.append(looks(person)), theme=None)
    assert seen[3] == seen[0], "and is no choice for another day"
    use(lambda person: seen.append(looks(person)), theme=None, reset=True)
    assert seen[4][0] in ("light", "dark")
    assert seen[4][1] < seen[0][1]


@opens_popup
def test_files_that_were_opened_are_in_the_menu(
    use: Callable[..., int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot
) -> None:
    paths = [tmp_path / "a" / "x.csv", tmp_path / "b" / "x.csv", tmp_path / "a&b.csv"]
    for number, path in enumerate(paths):
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{number},2\n3,4\n", encoding="utf-8")
    folders = []

    def choose(_: Any, __: str, folder: str, ___: str) -> tuple[str, str]:
        folders.append(folder)
        return str(paths[len(folders) - 1]), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)

    def open_all(person: Person) -> None:
        for _ in paths:
            person.press("Ctrl+O")
            person.finish_work(qtbot)
        person.window.session.inputs.open_path(str(tmp_path / "none.csv"))
        person.finish_work(qtbot)

    def open_again(person: Person) -> None:
        menu = person.open_menu(person.window.buttons["open"])
        entries = {a.text(): a for a in menu.actions() if a.isEnabled() and not a.isSeparator()}
        assert list(entries)[2:] == ["a&&b.csv", "x.csv (b)", "x.csv (a)"]
        assert entries["x.csv (a)"].toolTip() == str(paths[0])
        menu.close()
        paths[1].unlink()
        person.pick_from_menu(person.window.buttons["open"], "x.csv (b)")
        person.finish_work(qtbot)
        assert person.refused
        person.pick_from_menu(person.window.buttons["open"], "x.csv")
        person.finish_work(qtbot)
        assert person.line == "max( 0, 2, 3, 4 ) = 4"

    use(open_all)
    assert folders == ["", str(tmp_path / "a"), str(tmp_path / "b")]
    use(open_again)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"poolviz": 2}',
        '{"poolviz": 1, "theme": "pink"}',
        '{"poolviz": 1, "theme": ["light"]}',
        '{"poolviz": 1, "type_step": true}',
        '{"poolviz": 1, "type_step": 99}',
        '{"poolviz": 1, "size": [1e9, 1e9]}',
        '{"poolviz": 1, "size": [100000, 100000]}',
        '{"poolviz": 1, "recent": "x.csv"}',
        '{"poolviz": 1, "recent": [1]}',
        "[" * 50_000,
        " " * 70_000,
    ],
)
def test_damaged_settings_are_the_defaults_and_one_line(text: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text, encoding="utf-8")
    settings, complaint = read(path)
    assert settings == Settings()
    assert complaint == "The remembered settings could not be read; these are the defaults."


def test_damaged_settings_are_said_and_mended(use: Callable[..., int], remembered: Path) -> None:
    remembered.parent.mkdir()
    remembered.write_bytes(b"\xff\xfe")
    said = []
    for _ in range(2):
        use(lambda person: said.append(person.said))
    assert said == ["The remembered settings could not be read; these are the defaults.", ""]


def test_what_two_windows_remember_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    first, second = Memory(path), Memory(path)
    first.remember(theme="dark")
    second.remember(type_step=2)
    first.save()
    second.save()
    assert read(path)[0] == Settings(theme="dark", type_step=2)
    path.unlink()
    first.save()
    assert not path.exists(), "nothing has changed since"


def test_settings_that_can_not_be_written_are_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "settings.json")
    memory.remember(theme="dark")
    memory.save()


def test_no_other_window_reads_or_writes_them(
    sit_down: Callable[..., Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings_module, "replacing", None)
    monkeypatch.setattr(settings_module, "read", None)
    person = sit_down()
    person.press("S")
    person.window.close()


def test_there_is_one_application(qapp: QApplication) -> None:
    assert app.application() is qapp
    assert app.application() is qapp


FIRST_WINDOW = """
import sys
from poolviz.core.scenes.scene import Scene
from poolviz.gui import app

qapp = app.application()
window = app.build(Scene())
window.show()
qapp.processEvents()
print(*sys.modules)
window.close()
"""


def test_the_first_window_waits_for_nothing_that_comes_later() -> None:
    """What exports, other labs and photographs need takes a quarter as long as all of the start."""
    done = subprocess.run(
        [sys.executable, "-c", FIRST_WINDOW], capture_output=True, text=True, timeout=60, check=True
    )
    loaded = set(done.stdout.split())
    assert {"numpy", "poolviz.gui.window.window"} < loaded
    later = {"PIL.Image", "numpy.ma", "logging", "tempfile", "urllib.request", "pyqtgraph"}
    later |= {"poolviz.gui.export.jobs", "poolviz.gui.export.stage", "poolviz.gui.labs.shift.lab"}
    assert loaded & later == set()
