"""Exporting from the window: the menu, the files, and the window while they are written."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import QEvent, QMimeData, QUrl
from PyQt6.QtWidgets import QApplication, QFileDialog

from poolviz.core import PoolSpec
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.lab import Open
from poolviz.core.scenes.scene import Scene
from poolviz.core.scenes.scene_files import open_scene
from poolviz.gui.export.films import GifWriter, channels
from tests.gui.window_tools import clock, opens_popup, person, pixels, sit_down

__all__ = ["clock", "person", "sit_down"]

ENTRIES = ["Picture (PNG, SVG) …", "Animation (GIF, APNG) …", "Values (CSV, NPY) …"]
ENTRIES.append("Scene (JSON) …")


@pytest.fixture
def choose(tmp_path, monkeypatch):
    """Return a function that says which name will be chosen in the next dialogs."""

    def choose(name: str, kind: str = "") -> Path:
        path = tmp_path / name
        answer = (str(path), kind)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: answer)
        return path

    return choose


def finish(person, qtbot) -> None:
    qtbot.waitUntil(lambda: not person.window.exports.running, timeout=20_000)


@opens_popup
@pytest.mark.parametrize("by", ["key", "button"])
def test_the_menu_offers_four_kinds(by, person):
    if by == "key":
        person.press("Ctrl+E")
        menu = QApplication.activePopupWidget()
    else:
        menu = person.open_menu(person.window.buttons["export"])
    assert [action.text() for action in menu.actions()] == ENTRIES
    menu.close()


@opens_popup
@pytest.mark.parametrize(
    ("entry", "name"), list(zip(ENTRIES, ["a.png", "a.gif", "a.csv", "a.json"], strict=True))
)
def test_every_entry_writes_its_file(entry, name, person, qtbot, choose):
    path = choose(name)
    person.pick_from_menu(person.window.buttons["export"], entry)
    finish(person, qtbot)
    assert person.said.startswith(f"Wrote {path} (")
    assert not person.refused
    assert os.listdir(path.parent) == [name]


def test_a_dialog_that_is_left_writes_nothing(person, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    before = person.said
    exports = person.window.exports
    for command in (exports.export_picture, exports.export_film, exports.export_values):
        command()
        assert not exports.running
    assert person.said == before


def test_a_picture_is_twice_as_fine_as_the_stage(person, qtbot, choose):
    path = choose("a.png")
    person.window.exports.export_picture()
    finish(person, qtbot)
    with Image.open(path) as image:
        assert image.size == (2 * person.lab.width(), 2 * person.lab.height())


def test_a_picture_keeps_the_zoom(sit_down, qtbot, choose, monkeypatch):
    person = sit_down("cat")
    person.press("F11")
    monkeypatch.setattr("poolviz.gui.export.menu._PICTURE_RATIO", 1.0)
    view = person.lab.input.view
    person.wheel(view, view.cell_rect(100, 100).center(), 9)
    assert view.camera.zoomed
    path = choose("a.png")
    person.window.exports.export_picture()
    finish(person, qtbot)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))  # what the mouse is on is not written
    with Image.open(path) as image:
        written = np.asarray(image.convert("RGB"))
    np.testing.assert_array_equal(written, channels(pixels(person.lab.grab().toImage())))


@pytest.mark.parametrize(("name", "said"), [("a.gif", "GIF"), ("a.apng", "PNG")])
def test_an_animation_is_as_fast_as_the_window(name, said, person, qtbot, choose):
    path = choose(name)
    person.press("+")  # two steps a second, five steps
    person.window.exports.export_film()
    finish(person, qtbot)
    with Image.open(path) as image:
        assert image.format == said
        assert image.size == (person.lab.width(), person.lab.height())
        durations = []
        for i in range(image.n_frames):
            image.seek(i)
            durations.append(image.info["duration"])
    assert sum(durations) == pytest.approx(4 / 2 * 1000 + 1000)


def test_values_are_those_of_the_pooling_on_screen(person, qtbot, choose):
    csv, level = choose("a.csv"), person.lab.level
    person.window.exports.export_values()
    finish(person, qtbot)
    assert level == 0
    assert csv.read_text("utf-8") == "12,9\n18,7\n"
    person.press("Up")
    npy = choose("b.npy")
    person.window.exports.export_values()
    finish(person, qtbot)
    values = np.load(npy)
    assert (values.tolist(), values.dtype) == ([[18]], np.array([1]).dtype)


def test_a_scene_comes_back_by_open_and_by_drop(person, sit_down, qtbot, choose, monkeypatch):
    scene = Scene(SourceRef("6x6"), PoolSpec(3, 1, "mean", padding=1), repeats=2, step=11)
    person.window.session.do(Open(scene))
    path = choose("a.json")
    person.window.exports.export_scene()
    finish(person, qtbot)
    assert open_scene(path) == scene
    other = sit_down()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    other.press("Ctrl+O")
    other.finish_work(qtbot)
    assert other.window.session.scene == scene
    assert other.step == person.step
    other.press("Ctrl+Z")
    other.finish_work(qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    assert other.drop(data)
    other.finish_work(qtbot)
    assert other.window.session.scene == scene


def test_a_broken_scene_is_refused_and_the_picture_stays(person, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"poolviz": 1, "colour": "red"}), "utf-8")
    line = person.line
    person.window.session.inputs.open_path(str(path))
    assert person.refused
    assert "'colour'" in person.said
    assert person.line == line


def test_a_scene_can_be_handed_out_with_its_photo(person, sit_down, qtbot, choose, tmp_path):
    """As a teacher would: the scene file alone goes into another folder, the photo is gone."""
    photo = np.random.default_rng(5).integers(0, 256, (300, 300, 3), np.uint8)
    path = tmp_path / "photo.png"
    Image.fromarray(photo).save(path)
    person.window.session.inputs.open_path(str(path))
    person.finish_work(qtbot)
    scene = choose("photo.json")
    person.window.exports.export_scene()
    finish(person, qtbot)
    assert not person.refused
    assert str(tmp_path) not in scene.read_text("utf-8")
    (tmp_path / "away").mkdir()
    moved = scene.rename(tmp_path / "away" / "scene.json")
    path.unlink()
    other = sit_down()
    other.window.session.inputs.open_path(str(moved))
    assert other.window.session.busy, "it is decoded in the background"
    other.finish_work(qtbot)
    source = other.window.session.resolved.source
    assert (source.name, source.picture) == ("photo.png", True)
    assert source.values.tobytes() == photo.tobytes()
    text = moved.read_text("utf-8")
    moved.write_text(text.replace("iVBOR", "iVBOX"), "utf-8")
    other.window.session.inputs.open_path(str(moved))
    other.finish_work(qtbot)
    assert other.refused
    assert other.said == "source png is damaged: it does not begin as a .png file does."
    assert other.window.session.resolved.source is source
    other.window.session.inputs.open_path(str(moved))
    other.window.session.editor.cancel()
    assert not other.window.session.busy


def test_a_scene_without_its_large_input_says_so(person, qtbot, choose, tmp_path):
    path = tmp_path / "noise.npy"
    np.save(path, np.random.default_rng(3).integers(0, 256, (2900, 2900), np.uint8))
    person.window.session.do(Open(Scene(SourceRef("file", path=str(path)), PoolSpec(100))))
    person.finish_work(qtbot)
    scene = choose("a.json")
    person.window.exports.export_scene()
    finish(person, qtbot)
    assert person.said.endswith(
        "noise.npy takes more than 8 MB and is not in it: hand out noise.npy with the scene."
    )
    assert open_scene(scene).source.path == str(path)


def test_an_input_too_large_for_a_scene_is_refused(person, qtbot, choose):
    values = np.zeros((1500, 1500), np.float32)
    ref = SourceRef("values", given=Source(values, "Long"))
    person.window.session.do(Open(Scene(ref, PoolSpec(100))))
    person.finish_work(qtbot)
    path = choose("a.json")
    person.window.exports.export_scene()
    finish(person, qtbot)
    assert person.refused
    assert "too large for a scene file; allowed are 8 MB" in person.said
    assert os.listdir(path.parent) == []


# ---- names


def test_the_kind_gives_a_name_its_suffix(person, qtbot, choose, tmp_path):
    choose("a", "Vector picture (*.svg)")
    person.window.exports.export_picture()
    finish(person, qtbot)
    assert os.listdir(tmp_path) == ["a.svg"]


def test_a_name_that_got_its_suffix_replaces_nothing_unasked(person, choose, tmp_path):
    (tmp_path / "a.png").write_bytes(b"mine")
    choose("a", "Picture (*.png)")
    person.window.exports.export_picture()
    assert person.refused
    assert "a.png exists" in person.said
    assert (tmp_path / "a.png").read_bytes() == b"mine"


def test_the_proposed_name_says_what_it_is(person, monkeypatch):
    asked = []
    answer = ("", "")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *a: asked.append(a) or answer)
    person.window.exports.export_film()
    assert asked[0][2] == "4-4-example-max-pool.gif"
    assert asked[0][3] == "GIF animation (*.gif);;Animated PNG (*.apng)"


# ---- while it is written


def test_the_window_stays_usable(person, qtbot, choose):
    path = choose("a.gif")
    person.window.exports.export_film()
    assert person.window.exports.running
    assert "(Esc cancels)" in person.said
    before = person.step
    person.press("Right")
    assert person.window.exports.running
    assert person.step != before
    finish(person, qtbot)
    assert path.exists()


def test_escape_gives_it_up(person, qtbot, choose):
    path = choose("a.gif")
    person.window.exports.export_film()
    assert os.listdir(path.parent) != []
    person.press("Esc")
    finish(person, qtbot)
    assert person.said == "The export is cancelled; nothing was written."
    assert os.listdir(path.parent) == []


def test_one_at_a_time(person, qtbot, choose):
    first = choose("a.gif")
    person.window.exports.export_film()
    second = choose("b.gif")
    person.window.exports.export_film()
    assert person.refused
    assert "Esc cancels it" in person.said
    finish(person, qtbot)
    assert (first.exists(), second.exists()) == (True, False)


def test_closing_the_window_meanwhile_leaves_no_file(person, qtbot, choose):
    path = choose("a.gif")
    person.window.exports.export_film()
    person.window.close()
    QApplication.processEvents()
    assert not person.window.exports.running
    assert os.listdir(path.parent) == []


def test_what_goes_wrong_is_said(person, qtbot, choose, monkeypatch):
    path = choose("a.gif")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(GifWriter, "add", fail)
    person.window.exports.export_film()
    finish(person, qtbot)
    assert person.refused
    assert person.said == f"{path} can't be written: No space left on device."
    choose("none/a.png")
    person.window.exports.export_picture()
    assert person.refused
    assert "There is no folder" in person.said
    assert os.listdir(path.parent) == []
