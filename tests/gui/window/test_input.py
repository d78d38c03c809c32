"""What comes from outside: opened, dropped and pasted; good, odd and broken."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import QMimeData, Qt, QUrl
from PyQt6.QtGui import QColor, QGuiApplication, QImage
from PyQt6.QtWidgets import QFileDialog

from poolviz.gui.session import maker
from tests.gui.window_tools import Person, clock, opens_popup, person, sit_down

__all__ = ["clock", "person", "sit_down"]

GREY = np.arange(20, dtype=np.uint8).reshape(4, 5) * 10


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any], None]:
    """Return a function that decides which file the dialog returns."""

    def answer(path: Any) -> None:
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))

    return answer


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> tuple[threading.Event, threading.Event]:
    """Whether something is being made in the background, and whether it may get ready."""
    held, gate = threading.Event(), threading.Event()
    resolve = maker.resolve

    def late(*arguments: Any) -> Any:
        if threading.current_thread() is not threading.main_thread():
            held.set()
            assert gate.wait(10)
        return resolve(*arguments)

    monkeypatch.setattr(maker, "resolve", late)
    return held, gate


@pytest.fixture
def gate(held: tuple[threading.Event, threading.Event]) -> threading.Event:
    """While this is not set, nothing that is made in the background gets ready."""
    return held[1]


def saved(path: Path, values: np.ndarray) -> Path:
    Image.fromarray(values).save(path)
    return path


def photo(folder: Path, height: int = 800, width: int = 1000) -> Path:
    rows, cols = np.ogrid[:height, :width]
    values = np.stack([(rows + 0 * cols), (cols + 0 * rows), rows + cols], 2) % 256
    return saved(folder / "photo.png", values.astype(np.uint8))


def is_one_sentence(text: str) -> bool:
    return text.endswith(".") and "\n" not in text and "Traceback" not in text and len(text) < 300


def holding(**what: Any) -> QMimeData:
    data = QMimeData()
    if "path" in what:
        data.setUrls([QUrl.fromLocalFile(str(what["path"]))])
    if "url" in what:
        data.setUrls([QUrl(what["url"])])
    if "text" in what:
        data.setText(what["text"])
    if "image" in what:
        data.setImageData(what["image"])
    return data


def two_colours() -> QImage:
    image = QImage(3, 2, QImage.Format.Format_RGB32)
    image.fill(QColor("#102030"))
    image.setPixelColor(2, 1, QColor("#ffffff"))
    return image


# ---- opened


@opens_popup
def test_a_grey_picture(person: Person, answer, tmp_path: Path, qtbot) -> None:
    answer(saved(tmp_path / "grey.png", GREY))
    person.pick_from_menu(person.window.buttons["open"], "Open a picture, an array or a table")
    person.finish_work(qtbot)
    assert person.titles == ("Input 4 × 5 · grey", "Pool 1 2 × 2 · max pool")
    assert person.window.source_name.text() == "grey.png"
    assert person.line == "max( 0, 10, 50, 60 ) = 60"
    assert person.colours(person.lab.input)[1][3] == "#505050"
    assert "4 cells in no window" in person.slide_controls.size_box.text()


def test_a_16_bit_picture_keeps_its_numbers(person: Person, answer, tmp_path, qtbot) -> None:
    values = np.array([[0, 65535], [40000, 257]], np.uint16)
    answer(saved(tmp_path / "deep.png", values))
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.line == "max( 0, 65535, 40000, 257 ) = 65535"


def test_a_table(person: Person, answer, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "table.csv"
    path.write_text("1;2,5\n3;4\n", encoding="utf-8")
    answer(path)
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.line == "max( 1, 2.5, 3, 4 ) = 4"


def test_a_table_with_a_header(person: Person, answer, tmp_path: Path, qtbot) -> None:
    path = tmp_path / "rain.csv"
    path.write_text("<b>year</b>,rain\n1,2\n3,4\n", encoding="utf-8")
    answer(path)
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.values(person.lab.input) == [[1, 2], [3, 4]]
    assert person.said.startswith("rain.csv: the first row is a header (<b>year</b>, rain).")
    assert person.window.status.textFormat() == Qt.TextFormat.PlainText


def test_an_array_with_more_behind_it(person: Person, answer, tmp_path: Path, qtbot) -> None:
    np.save(tmp_path / "eye.npy", np.eye(3))
    with (tmp_path / "eye.npy").open("ab") as file:
        file.write(b"junk" * 50)
    answer(tmp_path / "eye.npy")
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.values(person.lab.input) == np.eye(3).tolist()
    assert person.said.startswith("eye.npy: 200 bytes behind the array are left out.")


def test_an_array_with_odd_values(person: Person, answer, tmp_path: Path, qtbot) -> None:
    np.save(tmp_path / "odd.npy", np.array([[np.nan, -np.inf], [1.25, np.inf]]))
    answer(tmp_path / "odd.npy")
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.line == "max( NaN, −∞, 1.25, ∞ ) = NaN"
    assert person.controls.omit_nan.isVisible()
    person.click(person.controls.omit_nan)
    assert person.line == "max( −∞, 1.25, ∞ ) = ∞"


def test_an_array_of_many_channels(person: Person, answer, tmp_path: Path, qtbot) -> None:
    np.save(tmp_path / "maps.npy", np.arange(2 * 2 * 5).reshape(2, 2, 5))
    answer(tmp_path / "maps.npy")
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 2 × 2 · channel 0 of 5"
    assert person.line == "max( 0, 5, 10, 15 ) = 15"


@opens_popup
def test_open_is_in_the_list_of_inputs_too(person: Person, answer, tmp_path, qtbot) -> None:
    answer(saved(tmp_path / "grey.png", GREY))
    person.choose(person.controls.input.which, "Open a file …")
    person.finish_work(qtbot)
    assert person.window.source_name.text() == "grey.png"
    assert person.controls.input.which.currentText() == "grey.png"


@opens_popup
def test_a_cancelled_dialog_changes_nothing(person: Person, answer) -> None:
    answer("")
    person.choose(person.controls.input.which, "Open a file …")
    assert person.titles[0] == "Input 4 × 4"
    assert person.controls.input.which.currentText() == "4 × 4 example"
    assert person.status == ""


def bad_files(folder: Path) -> dict[str, Path]:
    whole = photo(folder, 40, 40).read_bytes()
    files = {
        "cut.png": whole[: len(whole) // 2],
        "empty.png": b"",
        "words.csv": b"one,two\nthree,four\n",
        "uneven.csv": b"1,2\n3\n",
        "binary.txt": bytes(range(256)),
        "cut.npy": b"\x93NUMPY\x01\x00v\x00",
        "notes.docx": b"PK\x03\x04 nothing",
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    (folder / "folder").mkdir()
    return {**{name: folder / name for name in files}, "folder": folder / "folder"}


BAD = ("cut.png", "empty.png", "words.csv", "uneven.csv", "binary.txt", "cut.npy", "notes.docx")


@pytest.mark.parametrize("name", [*BAD, "folder", "missing.png"])
def test_what_can_not_be_shown_is_refused_with_one_sentence(
    person: Person, answer, tmp_path: Path, qtbot, name: str
) -> None:
    person.press("Right")
    answer(bad_files(tmp_path).get(name, tmp_path / name))
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.refused
    assert is_one_sentence(person.said)
    assert name.split(".")[0] in person.said or "table" in person.said
    assert person.line == "max( 8, 7, 5, 9 ) = 9"
    assert person.window.source_name.text() == "4 × 4 example"
    assert person.controls.input.which.currentText() == "4 × 4 example"
    person.press("Right")
    assert person.step == "step 3 / 5 · pool 1"


def test_a_complaint_does_not_stay_for_ever(person: Person, answer, tmp_path, qtbot) -> None:
    answer(tmp_path / "missing.png")
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.refused
    person.press("M")
    assert not person.refused


def test_a_picture_too_small_for_the_kernel_is_fitted_and_said(
    sit_down: Callable[..., Person], answer, tmp_path: Path, qtbot
) -> None:
    person = sit_down("seed100")  # 3 x 3 windows
    answer(saved(tmp_path / "tiny.png", GREY[:2, :2]))
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.said == "Kernel size is now 2 × 2, to fit 2 × 2 cells."
    assert person.line == "max( 0, 10, 50, 60 ) = 60"


# ---- a photograph, in the background


def test_a_photo_is_made_off_the_thread_and_appears(
    person: Person, answer, gate: threading.Event, tmp_path: Path, qtbot
) -> None:
    answer(photo(tmp_path))
    person.press("Ctrl+O")
    assert person.status == "Working … (Esc cancels)"
    assert person.titles[0] == "Input 4 × 4"
    person.press("Right")  # the window can be used meanwhile
    assert person.line == "max( 8, 7, 5, 9 ) = 9"
    gate.set()
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 800 × 1000 · colour"
    assert person.titles[1].startswith("Pool 1 400 × 500 · max pool")
    assert person.lab.input.loupe.isVisible()
    assert person.step == "step 1 / 250,000 · pool 1"
    assert person.status == "Pool 1 has 200,000 windows; a level plays in about 10 s."
    assert person.speed == "a level in 10 s"


def test_escape_cancels_it(person: Person, answer, gate, tmp_path: Path, qtbot) -> None:
    answer(photo(tmp_path))
    person.press("Ctrl+O", "Esc")
    assert not person.window.session.busy
    assert "Cancelled" in person.status
    gate.set()
    person.window.session.editor.maker.close()  # it has ended, and says so to nobody
    qtbot.wait(0)
    assert person.titles[0] == "Input 4 × 4"
    assert person.controls.input.which.currentText() == "4 × 4 example"


def test_of_two_photos_only_the_last_appears(person: Person, answer, gate, tmp_path, qtbot) -> None:
    answer(photo(tmp_path))
    person.press("Ctrl+O")
    answer(saved(tmp_path / "second.png", np.zeros((600, 700), np.uint8)))
    person.press("Ctrl+O")
    gate.set()
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 600 × 700 · grey"


def test_impatient_opening_of_many_photos(person: Person, answer, gate, tmp_path, qtbot) -> None:
    """Work that waits for its turn and is given up does so in silence."""
    answer(photo(tmp_path))
    for _ in range(4):
        person.press("Ctrl+O", "M")
    gate.set()
    person.finish_work(qtbot)
    assert not person.refused


def test_work_that_ends_at_once_is_told_like_any_other(
    person: Person, answer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, qtbot
) -> None:
    """Even where the thread has ended before the window knows that it has begun."""
    submit = ThreadPoolExecutor.submit

    def at_once(*arguments: Any) -> Any:
        future = submit(*arguments)
        wait([future])
        return future

    monkeypatch.setattr(ThreadPoolExecutor, "submit", at_once)
    answer(tmp_path / "missing.png")
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.refused
    assert "missing.png" in person.said
    answer(photo(tmp_path))
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 800 × 1000 · colour"
    assert person.status.startswith("Pool 1 has 200,000 windows"), "the refusal is gone"


def test_edits_while_a_photo_is_made_hold_for_the_photo(
    person: Person, answer, gate: threading.Event, tmp_path: Path, qtbot
) -> None:
    answer(photo(tmp_path))
    person.press("Ctrl+O", "M")
    gate.set()
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 800 × 1000 · colour"
    assert person.titles[1].startswith("Pool 1 400 × 500 · mean pool")


@opens_popup
def test_a_colour_picture_becomes_grey_and_smaller(
    person: Person, answer, tmp_path: Path, qtbot
) -> None:
    answer(photo(tmp_path))
    person.press("Ctrl+O")
    person.finish_work(qtbot)
    person.click(person.controls.input.grey)
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 800 × 1000 · grey"
    person.choose(person.controls.input.resize_to, "64 × 64")
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 64 × 64 · grey"
    person.press("Ctrl+Z", "Ctrl+Z")
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 800 × 1000 · colour"


def test_closing_does_not_wait_for_a_library_that_goes_on_alone(
    person: Person, answer, held: tuple[threading.Event, ...], tmp_path: Path, qtbot
) -> None:
    answer(photo(tmp_path))
    person.press("Ctrl+O")
    begun, gate = held
    assert begun.wait(20)
    person.window.close()
    assert not person.window.isVisible()
    (left,) = [t for t in threading.enumerate() if t.name.startswith("poolviz")]
    assert left.daemon, "the process ends without it"
    gate.set()
    left.join(20)
    assert not left.is_alive()
    qtbot.wait(0)


def test_closing_while_it_plays_leaves_nothing_behind(person: Person, qtbot) -> None:
    person.press("Space")
    assert person.window.player.running
    person.window.close()
    assert not person.window.player.running
    assert [t.name for t in threading.enumerate() if t.name.startswith("poolviz")] == []


# ---- dropped


def test_a_dropped_file(person: Person, tmp_path: Path, qtbot) -> None:
    assert person.drop(holding(path=saved(tmp_path / "grey.png", GREY)))
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 4 × 5 · grey"


def test_a_dropped_image(person: Person, qtbot) -> None:
    assert person.drop(holding(image=two_colours()))
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 2 × 3 · colour"
    assert person.colours(person.lab.input)[1][2] == "#ffffff"


def test_a_dropped_text(person: Person, qtbot) -> None:
    assert person.drop(holding(text="1 2 3\n4 5 6"))
    assert person.values(person.lab.input) == [[1, 2, 3], [4, 5, 6]]
    assert person.window.source_name.text() == "Pasted table"


def test_a_dropped_file_that_is_none(person: Person, tmp_path: Path, qtbot) -> None:
    person.drop(holding(path=tmp_path / "gone.png"))
    person.finish_work(qtbot)
    assert person.refused
    assert "gone.png" in person.said
    assert person.titles[0] == "Input 4 × 4"


def test_a_dropped_address_is_refused_with_a_sentence(person: Person, qtbot) -> None:
    person.drop(holding(url="https://example.org/cat.png"))
    person.finish_work(qtbot)
    assert person.titles[0] == "Input 4 × 4"
    assert person.refused
    assert is_one_sentence(person.said)


def test_what_is_nothing_to_show_is_not_even_welcome(person: Person) -> None:
    data = QMimeData()
    data.setData("application/x-something", b"1")
    assert not person.drop(data)
    assert person.titles[0] == "Input 4 × 4"


# ---- pasted


def paste(person: Person, data: QMimeData) -> None:
    QGuiApplication.clipboard().setMimeData(data)
    person.press("Ctrl+V")


def test_pasted_numbers(person: Person) -> None:
    paste(person, holding(text="1\t2,5\n3\t4\n"))
    assert person.line == "max( 1, 2.5, 3, 4 ) = 4"
    person.press("Ctrl+Z")
    assert person.line == "max( 10, 12, 4, 11 ) = 12"


def test_a_pasted_picture(person: Person, qtbot) -> None:
    paste(person, holding(image=two_colours()))
    person.finish_work(qtbot)
    assert person.window.source_name.text() == "Pasted picture"
    assert person.titles[0] == "Input 2 × 3 · colour"


def test_a_pasted_file(person: Person, tmp_path: Path, qtbot) -> None:
    paste(person, holding(path=saved(tmp_path / "grey.png", GREY)))
    person.finish_work(qtbot)
    assert person.window.source_name.text() == "grey.png"


@pytest.mark.parametrize("text", ["Hello, world", "1 2\n3", "[[1, 2], [3]]", "[1, [2, 3]]", "{}"])
def test_pasted_words_are_refused(person: Person, text: str) -> None:
    paste(person, holding(text=text))
    assert person.refused
    assert is_one_sentence(person.said)
    assert person.titles[0] == "Input 4 × 4"


def test_a_pasted_novel_is_refused_at_once(person: Person) -> None:
    paste(person, holding(text="3 1 4 1 5\n" * 20_000))
    assert person.refused
    assert "100,000" in person.said
    assert person.titles[0] == "Input 4 × 4"


def test_an_empty_clipboard_is_said(person: Person) -> None:
    QGuiApplication.clipboard().clear()
    person.press("Ctrl+V")
    assert person.refused
    assert person.said.startswith("The clipboard holds nothing to show")


def test_one_number_can_be_pasted(person: Person) -> None:
    paste(person, holding(text="7"))
    assert not person.line.startswith("max( 10")
    assert is_one_sentence(person.said)


def test_copying_and_pasting_the_stage(person: Person, qtbot) -> None:
    person.press("Ctrl+C")
    assert "clipboard" in person.status
    person.press("Ctrl+V")
    person.finish_work(qtbot)
    height, width = person.lab.height(), person.lab.width()
    assert person.titles[0].startswith(f"Input {height} × {width}")
