"""A lab is a part in core, a view, and one line in a list: no line of the program knows its name.

The lab that is put in the list here lives in the tests alone.
"""

import csv
import itertools
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import QMimeData, QPointF, Qt, QUrl
from PyQt6.QtGui import QGuiApplication
from PyQt6.QtTest import QTest

from poolviz import cli
from poolviz.core.errors import PoolvizError
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.json_text import scene_from_json
from poolviz.core.scenes.lab import LABS, Entry
from poolviz.core.scenes.scene import Scene
from poolviz.core.timeline import SPEEDS
from poolviz.gui import app
from poolviz.gui.canvas.raster import lookup_table
from poolviz.gui.export.jobs import picture, run
from poolviz.gui.export.stage import Look
from poolviz.gui.theme import LIGHT
from tests.gui.conftest import painted
from tests.gui.labs.made_core import Cells, Tally
from tests.gui.window_tools import (
    Person,
    clock,
    label_texts,
    opens_popup,
    person,
    pixels,
    sit_down,
)

__all__ = ["clock", "person", "sit_down"]

CELLS = np.array([[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]])
COUNTED = (12, 4, 1)
"""Cells of 5 or more of the 4 x 4 example, of its first pooling and of its second."""


@pytest.fixture(autouse=True)
def _listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the lab in the list: the one line."""
    entry = Entry(
        "Tally lab",
        "how many cells are large",
        "tests.gui.labs.made_core:Tally",
        "tests.gui.labs.made_view:TallyView",
    )
    monkeypatch.setitem(LABS, "tally", entry)


@pytest.fixture
def counter(sit_down: Callable[..., Person], qtbot) -> Person:
    """Somebody who has opened the lab by its key."""
    person = sit_down()
    person.press("3")
    person.finish_work(qtbot)
    return person


def settings(person: Person) -> Tally:
    lab = person.window.session.scene.lab
    assert isinstance(lab, Tally)
    return lab


def boxes(person: Person) -> tuple[int, str]:
    """Return what the controls of the lab show."""
    controls = person.lab.controls
    side = next(name for name in ("over", "under") if controls.side.button(name).isChecked())
    return controls.least.value(), side


def files(path: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    return data


def bars(picture: np.ndarray, colour: int, count: int) -> list[float]:
    """Return how high the bars of a picture of the stage are, 0 to 1."""
    width = picture.shape[1] // count
    return [
        float((picture[:, level * width + width // 4] == colour).mean()) for level in range(count)
    ]


def packed(image: Image.Image) -> np.ndarray:
    """Return the pixels of a picture as 0xFFRRGGBB."""
    channels = np.asarray(image.convert("RGB")).astype(np.uint32)
    return channels @ np.array([1 << 16, 1 << 8, 1], np.uint32) | np.uint32(0xFF000000)


def colour(name: str = "viridis") -> int:
    return int(lookup_table(name)[200])


# ---- it is opened


def test_its_key_opens_it_with_its_example(counter: Person) -> None:
    assert counter.window.session.lab == "tally"
    assert type(counter.lab).__name__ == "TallyView"
    assert counter.window.header.labs.button("tally").isChecked()
    assert counter.window.header.labs.button("tally").text() == "Tally"
    assert counter.lab.isVisible()
    assert counter.lab.shown.picture.counts == COUNTED
    assert boxes(counter) == (5, "over")
    assert counter.lab.sizes == (16, 4, 1), "what comes later has come"
    assert counter.window.focusWidget() is counter.lab


def test_its_button_and_the_list_of_keys_name_it(person: Person) -> None:
    button = person.window.header.labs.button("tally")
    assert button.toolTip().startswith("Tally lab: how many cells are large (3)")
    person.click(button)
    assert person.window.session.lab == "tally"
    person.press("?")
    assert "Tally lab: how many cells are large" in label_texts(person.window.key_help)


def test_its_controls_are_on_the_panel_while_it_is(counter: Person) -> None:
    assert "TALLY" in label_texts(counter.controls)
    assert "OUTPUT SIZE" not in label_texts(counter.controls)
    counter.press("1")
    assert counter.window.session.lab == "slide"
    assert "TALLY" not in label_texts(counter.controls)
    counter.press("2", "3")
    assert "SHIFT" not in label_texts(counter.controls)
    assert boxes(counter) == (5, "over")


@opens_popup
def test_its_scenes_are_among_the_others(counter: Person) -> None:
    menu = counter.open_menu(counter.window.buttons["scenes"])
    texts = [action.text() for action in menu.actions()]
    assert texts[-3:] == ["Tally lab", "Cells of 5 or more", "Cells below 3"]
    assert menu.actions()[-2].isChecked()
    menu.close()
    counter.press("PgDown")
    assert settings(counter) == Tally(3, "under")
    assert counter.said == f"Scene {len(SCENES)} of {len(SCENES)}: Cells below 3."
    counter.press("PgUp", "PgUp")
    assert counter.window.session.lab == "shift", "the lab before it in the list"


def test_it_opens_with_an_input_of_ones_own_and_as_it_was_left(counter: Person, qtbot) -> None:
    counter.press("Up", "1")
    QGuiApplication.clipboard().setText("1 2\n8 9")
    counter.press("Ctrl+V", "3")
    assert settings(counter).least == 6
    assert counter.said == "Tally lab, as it was left."
    (offer,) = counter.window.session.message.actions
    assert offer.text == "Use Pasted table"
    offer.do()
    assert counter.lab.shown.picture.counts == (2, 1)
    counter.finish_work(qtbot)


@pytest.mark.parametrize(
    ("arguments", "least", "source"),
    [
        (["--lab", "tally"], 5, "4 × 4 example"),
        (["--lab", "tally", "--set", "least=9", "--kernel-size", "2"], 9, "4 × 4 example"),
        (["--scene", "few"], 3, "6 × 6 example"),
    ],
)
def test_the_command_line_opens_it(
    monkeypatch: pytest.MonkeyPatch,
    sit_down: Callable[..., Person],
    qtbot,
    arguments: list[str],
    least: int,
    source: str,
) -> None:
    opened: list[Scene] = []
    monkeypatch.setattr(app, "run", lambda scene, *_, **__: opened.append(scene) or 0)
    assert cli.main(arguments) == 0
    person = sit_down(*opened)
    assert (settings(person).least, person.source) == (least, source)
    person.finish_work(qtbot)


def test_the_command_line_says_what_it_may_hold(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--lab", "tally", "--set", "most=9"]) == 2
    assert "allowed are least, side" in capsys.readouterr().err
    assert cli.main(["--lab", "tally", "--set", "least=100"]) == 2
    assert "least is 100; allowed is a whole number from 0 to 99" in capsys.readouterr().err
    assert cli.main(["--lab", "tally", "--set", "side=beside"]) == 2
    assert "allowed are over, under" in capsys.readouterr().err
    assert cli.main(["scenes"]) == 0
    assert "Tally lab:\n  counted" in capsys.readouterr().out


# ---- time


def test_it_is_stepped_played_and_scrubbed(counter: Person) -> None:
    assert counter.step == "level 0 / 2"
    counter.press("Right")
    assert (counter.step, counter.lab.index) == ("level 1 / 2", 1)
    counter.press("Left", "Shift+Right", "End")
    assert counter.lab.index == 2
    counter.press("Home", "Space")
    speed = counter.window.session.time.speed
    assert counter.speed == SPEEDS[speed].label.replace("step", "level")
    counter.wait(1.25)
    assert (counter.lab.index, counter.playing) == (1, True)
    counter.wait(3)
    assert (counter.lab.index, counter.playing) == (2, False)
    slider = counter.transport.slider
    middle = QPointF(slider.rect().center())
    counter.click(slider, middle)
    assert (counter.step, counter.lab.index) == ("level 1 / 2", 1)
    left = QPointF(9, middle.y())
    counter.drag(slider, middle, left)
    assert counter.lab.index == 0
    counter.click(counter.lab, counter.lab.bar(2).center())
    assert counter.lab.index == 2


def test_what_is_shown_is_painted(counter: Person) -> None:
    for index, heights in enumerate(([0.75, 0, 0], [0.75, 1, 0], [0.75, 1, 1])):
        counter.window.session.time.go_to(index)
        assert bars(painted(counter.lab), colour(), 3) == pytest.approx(heights, abs=0.01)
    counter.window.session.set_option("colour_map", "magma")
    assert bars(painted(counter.lab), colour("magma"), 3)[0] == pytest.approx(0.75, abs=0.01)


def test_an_option_of_its_own_is_kept_and_exported(counter: Person, tmp_path: Path) -> None:
    def filled(picture: np.ndarray) -> float:
        return float((picture == colour()).mean())

    before = filled(painted(counter.lab))
    counter.click(counter.lab.controls.thin)
    assert counter.lab.controls.thin.isChecked()
    assert filled(painted(counter.lab)) == pytest.approx(before / 2, abs=0.01)
    assert not counter.window.session.editor.can_redo
    counter.press("1", "3")
    assert filled(painted(counter.lab)) == pytest.approx(before / 2, abs=0.01)
    session = counter.window.session
    look = Look(LIGHT, session.options, (600, 400))
    run(picture(tmp_path / "thin.png", session.known, look, session.timeline))
    with Image.open(tmp_path / "thin.png") as image:
        assert filled(packed(image)) == pytest.approx(before / 2, abs=0.01)


def test_it_is_presented(counter: Person) -> None:
    counter.press("F11")
    assert counter.lab.bare
    assert not counter.controls.isVisible()
    counter.press("Esc")
    assert not counter.lab.bare
    assert counter.controls.isVisible()


# ---- edits


def test_a_control_of_its_own_edits_it(counter: Person, qtbot) -> None:
    controls = counter.lab.controls
    counter.click(controls.least)
    counter.press("Ctrl+A")
    counter.type("12")
    counter.press("Return")
    assert settings(counter) == Tally(12)
    assert counter.lab.shown.picture.counts == (4, 2, 1)
    counter.click(controls.side.button("under"))
    assert settings(counter) == Tally(12, "under")
    assert counter.lab.shown.picture.counts == (12, 2, 0)
    counter.press("Ctrl+Z")
    assert boxes(counter) == (12, "over")
    counter.press("Ctrl+Z")
    assert (settings(counter), boxes(counter)) == (Tally(), (5, "over"))
    counter.press("Ctrl+Shift+Z")
    assert (settings(counter).least, boxes(counter)) == (12, (12, "over"))
    counter.press("Ctrl+Z", "Ctrl+Z")
    assert counter.window.session.lab == "slide", "it was opened from there"


def test_numbers_in_a_row_are_one_edit_and_arrow_keys_are_too(counter: Person) -> None:
    counter.press("Up", "Up", "Up")
    assert (settings(counter).least, boxes(counter)[0]) == (8, 8)
    assert counter.lab.index == 0, "up and down are no steps in this lab"
    counter.press("R")
    assert settings(counter).least == 9
    counter.press("Ctrl+Z")
    assert settings(counter).least == 8
    counter.press("Ctrl+Z")
    assert settings(counter).least == 5


def test_what_is_not_possible_yields_or_is_refused(counter: Person) -> None:
    session = counter.window.session
    session.editor.edit("least", 99)
    assert settings(counter).least == 40
    assert counter.said == "Least is now 40."
    session.editor.edit("side", "beside")
    assert counter.refused
    assert (settings(counter), boxes(counter)) == (Tally(40), (40, "over"))


def test_edits_of_the_pooling_and_of_the_input_reach_it(counter: Person, qtbot) -> None:
    session = counter.window.session
    counter.press("M")
    assert session.scene.spec.mode == "mean"
    means = CELLS.reshape(2, 2, 2, 2).mean(axis=(1, 3))
    assert counter.lab.shown.picture.counts == (12, (means >= 5).sum(), means.mean() >= 5)
    QGuiApplication.clipboard().setText("1 2 3 4\n5 6 7 8")
    counter.press("Ctrl+V")
    assert session.lab == "tally"
    assert counter.lab.shown.picture.marked[0].shape == (2, 4)
    QTest.mouseClick(counter.lab, Qt.MouseButton.RightButton)
    assert counter.lab.shown.picture.marked[0].shape == (4, 2), "by a command of its own"
    counter.press("Ctrl+Z")
    assert counter.lab.shown.picture.marked[0].shape == (2, 4)
    counter.finish_work(qtbot)


def test_a_scene_file_opens_in_it_and_comes_back(counter: Person, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "tally.poolviz.json"
    text = Scene(repeats=2, step=1, lab=Tally(9, "under")).to_json()
    assert '"lab": {\n  "name": "tally",\n  "least": 9,\n  "side": "under"\n }' in text
    assert scene_from_json(text).lab == Tally(9, "under")
    path.write_text(text, encoding="utf-8")
    counter.press("1")
    assert counter.drop(files(path))
    assert (settings(counter), boxes(counter)) == (Tally(9, "under"), (9, "under"))
    assert counter.step == "level 1 / 2"
    assert counter.window.session.scene.to_json() == text
    path.write_text(text.replace('"least": 9', '"least": 11'), encoding="utf-8")
    assert counter.drop(files(path))
    assert boxes(counter) == (11, "under")
    counter.press("Ctrl+Z")
    assert boxes(counter) == (9, "under")
    counter.finish_work(qtbot)
    for wrong in ('"least": 100', '"least": "9"', '"most": 9'):
        with pytest.raises(PoolvizError, match=wrong.split('"')[1]):
            scene_from_json(text.replace('"least": 9', wrong))


def test_work_in_the_background_is_given_up_and_done_after_all(
    counter: Person, qtbot, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, hold, background = counter.window.session, threading.Event(), Tally.background

    def held(lab: Tally, subject: Cells, progress=None):
        if progress is not None:
            assert hold.wait(20)
        yield from background(lab, subject, progress)

    monkeypatch.setattr(Tally, "background", held)
    session.editor.edit("mode", "min")
    assert counter.lab.sizes == (16,), "its first part is there at once"
    assert counter.lab.working
    counter.press("Esc")
    assert not counter.lab.working
    assert session.progress.message == "Cancelled."
    QTest.mouseClick(counter.lab, Qt.MouseButton.MiddleButton)
    assert counter.lab.working
    hold.set()
    counter.finish_work(qtbot)
    assert counter.lab.sizes == (16, 4, 1)
    before = session.progress
    counter.press("Up")
    assert session.progress is before, "what is counted does not change how many there are"


# ---- what leaves the window


def test_code_is_copied(counter: Person) -> None:
    counter.window.copy_code("numpy")
    code = QGuiApplication.clipboard().text()
    scope: dict[str, object] = {}
    exec(compile(code, "copied", "exec"), scope)
    assert "import numpy" in code


def test_a_picture_of_it_is_rendered(tmp_path: Path) -> None:
    path = tmp_path / "tally.png"
    arguments = ["--lab", "tally", "--step", "2", "--size", "600x400", "--theme", "light"]
    assert cli.main(["render", *arguments, "-o", str(path)]) == 0
    with Image.open(path) as image:
        seen = packed(image)
    assert seen.shape == (400, 600)
    assert bars(seen, colour(), 3) == pytest.approx([0.75, 1, 0], abs=0.02)


def test_a_film_of_it_is_rendered(tmp_path: Path) -> None:
    path = tmp_path / "tally.gif"
    arguments = ["--lab", "tally", "--set", "least=12", "--size", "300x200", "--seconds", "3"]
    assert cli.main(["render", *arguments, "-o", str(path)]) == 0
    shares: list[list[float]] = []
    with Image.open(path) as film:
        for number in range(film.n_frames):
            film.seek(number)
            shares.append(bars(packed(film), colour(), 3))
    shares = [share for share, _ in itertools.groupby(shares)]
    for seen, heights in zip(shares, ([0.25, 0, 0], [0.25, 0.5, 0], [0.25, 0.5, 1]), strict=True):
        assert seen == pytest.approx(heights, abs=0.02)


def test_its_numbers_are_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "tally.csv"
    arguments = ["--lab", "tally", "--step", "1", "--set", "least=12"]
    assert cli.main(["render", *arguments, "-o", str(path)]) == 0
    with path.open(newline="", encoding="utf-8") as file:
        written = [list(map(float, row)) for row in csv.reader(file)]
    assert written == (CELLS >= 12).astype(float).tolist()
    assert "what is counted of level 0, 4 × 4" in capsys.readouterr().out


def test_what_the_window_copies_is_the_stage(counter: Person) -> None:
    counter.press("End", "Ctrl+C")
    copied = pixels(QGuiApplication.clipboard().image())
    assert bars(copied, colour(), 3) == pytest.approx([0.75, 1, 1], abs=0.01)
