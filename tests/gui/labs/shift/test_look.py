"""The Shift lab in the real window: what it says, how it looks, and what is taken away."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image
from PyQt6.QtCore import QEvent, QPoint, QRect, QRectF, Qt
from PyQt6.QtGui import QGuiApplication, QHelpEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLabel,
    QToolTip,
    QWidget,
)

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.gui.labs.shift.pictures.painter import ShiftPainter
from tests.gui.shift_tools import (
    SHIFTED,
    exported,
    files,
    middle_of,
    notes,
    shows_shift,
    spin,
    student,
    survey,
    teacher,
)
from tests.gui.window_tools import LEFT, PLAIN, Person, clock, opens_popup, sit_down

__all__ = ["clock", "sit_down", "student", "teacher"]

SIZES = [(1024, 768), (1280, 800), (1440, 900)]


# ---- what is said


def tips(widget: QWidget, point: QPoint) -> str:
    """Return the tooltip that a widget shows at a point."""
    place = widget.mapToGlobal(point)
    QApplication.sendEvent(widget, QHelpEvent(QEvent.Type.ToolTip, point, place))
    text = QToolTip.text() if QToolTip.isVisible() else ""
    QToolTip.hideText()
    return text


@opens_popup
def test_every_number_has_its_definition(teacher: Person) -> None:
    lab = teacher.lab
    card, pictures = lab.map, lab.pictures
    for part in (card.number, card.sentence, card.remark, card.map):
        assert "the very same map" in part.toolTip()
    for lamp in card.lamps.lamps.values():
        assert "f(Tx) = f(x)" in lamp.toolTip()
    assert "Invariant: f(Tx) = f(x)" in lab.verdict.toolTip()
    note = pictures.arrangement.note(2).center()
    teacher.move(pictures, note)
    assert "‖f(Tx) − f(x)‖ / ‖f(x)‖" in pictures.toolTip()
    teacher.move(pictures, middle_of(teacher, 2, SHIFTED))
    assert "centre of mass" in pictures.toolTip()
    assert "True offset: right 3, up 2 px" in teacher.said
    assert "max after pool 4: 0.000" in tips(lab.curves.legend, QPoint(30, 8))
    assert "mean over all shifts" in lab.curves.segments.button("all").toolTip()
    grid = card.map.grid.rect(0, 0).center()
    teacher.move(card.map, grid)
    assert teacher.said.startswith("left 3, up 3: identical after 4 pools; relative L2 0.000")
    teacher.click(lab.which.button("breaks"))
    assert "how many end in the very same map" in lab.breaks.map.toolTip()
    assert "share of cells that are not 0" in lab.breaks.map.toolTip()
    assert "of all whole shifts within it" in lab.breaks.cliff.toolTip()
    teacher.move(lab.breaks.map, lab.breaks.map.face(1, 2).center())
    assert "radius 28, after 3 pools: 5 of 49 shifts identical" in teacher.said


@opens_popup
def test_what_is_on_the_screen_is_copied_as_code(student: Person, qtbot) -> None:
    session = student.window.session
    for name, words in (
        ("NumPy", "import numpy"),
        ("PyTorch", "import torch"),
        ("Keras", "from keras import"),
    ):
        student.pick_from_menu(student.window.buttons["code"], f"Copy as {name} code")
        assert student.said == f"What is on the screen is on the clipboard as {name} code."
        assert words in QGuiApplication.clipboard().text()
    session.editor.edit("cure", "max-blur")
    student.finish_work(qtbot)
    student.pick_from_menu(student.window.buttons["code"], "Copy as NumPy code")
    code = QGuiApplication.clipboard().text()
    names: dict[str, object] = {}
    exec(compile(code, "<clipboard>", "exec"), names)
    shown = session.shown.picture
    np.testing.assert_allclose(names["after"], shown.shifted[-1])
    assert (names["before"].shape, "blur(" in code) == (shown.centred[-1].shape, True)
    given = Source(np.zeros((21, 20)), "Pasted table")
    session.inputs.show_source(SourceRef("values", given=given))
    student.finish_work(qtbot)
    student.pick_from_menu(student.window.buttons["code"], "Copy as NumPy code")
    assert student.said.startswith(
        "Only the pooling is on the clipboard as NumPy code: Pasted table has 420 numbers, and "
    )
    code = QGuiApplication.clipboard().text()
    assert code.startswith("import numpy as np\n")
    assert "blur(blur(most(x)" in code, "the pooling that is on the screen"


def test_what_is_for_the_slide_lab_is_said(student: Person) -> None:
    point = student.place(student.lab.pictures, middle_of(student, 2, SHIFTED))
    student.press("E")
    assert student.said == "Cells are typed in the Slide lab; press 1 to go there."
    student.window.session.editor.edit("cure", "max-blur")
    QTest.mouseDClick(student.window.windowHandle(), LEFT, PLAIN, point)
    assert student.window.session.lab == "shift"
    assert "without anti-aliasing" in student.said


# ---- how it looks


def faults(person: Person) -> Iterator[str]:
    """Yield what of the lab is cut or lies over something else."""
    lab = person.lab
    parts = [lab.pictures, lab.law, lab.which, lab.curves, lab.map, lab.breaks]
    for part in (part for part in parts if part.isVisible()):
        if not lab.rect().contains(QRect(part.mapTo(lab, QPoint()), part.size())):
            yield f"{type(part).__name__} is outside the stage"
        yield from cut_texts(part)
    arranged = lab.pictures.arrangement
    last = arranged.column(len(lab.pictures.columns) - 1)
    if not lab.pictures.rect().contains(last.toAlignedRect()):
        yield "the last column is cut"
    if (
        not lab.pictures.rect().contains(arranged.head.toAlignedRect())
        or not arranged.head.height()
    ):
        yield "the legend in the head is cut"
    if arranged.box < 48:
        yield f"the pictures have {arranged.box} pixels"


def cut_texts(part: QWidget) -> Iterator[str]:
    for widget in [part, *part.findChildren(QWidget)]:
        if not isinstance(widget, QLabel | QAbstractButton) or not widget.isVisible():
            continue
        outer = widget.parentWidget()
        while outer is not None and outer is not part.parentWidget():
            if not outer.rect().contains(QRect(widget.mapTo(outer, QPoint()), widget.size())):
                yield f"{widget.text()!r} sticks out of {type(outer).__name__}"
            outer = outer.parentWidget()
        metrics = widget.fontMetrics()
        wraps = isinstance(widget, QLabel) and widget.wordWrap()
        flags = Qt.TextFlag.TextWordWrap if wraps else Qt.TextFlag.TextSingleLine
        needed = metrics.boundingRect(QRect(0, 0, widget.width(), 9999), flags, widget.text())
        if needed.width() > widget.width() or needed.height() > widget.height() + 1:
            yield f"{widget.text()!r} is cut"


def test_nothing_is_cut_at_any_size(teacher: Person) -> None:
    found = []
    for theme in ("light", "dark"):
        teacher.window.set_theme(theme)
        for size in SIZES:
            teacher.window.resize(*size)
            for which in ("breaks", "shifts"):
                teacher.click(teacher.lab.which.button(which))
                found += [f"{theme}, {size}, {which}: {fault}" for fault in faults(teacher)]
    assert found == []


def test_nothing_is_cut_on_a_projector(teacher: Person) -> None:
    teacher.press("S", "C")
    found = []
    for size in SIZES:
        teacher.window.resize(*size)
        teacher.press("End")
        found += [f"{size}: {fault}" for fault in faults(teacher)]
    teacher.press("C")
    teacher.window.resize(1440, 900)
    teacher.press("End")
    assert [*found, *faults(teacher)] == []


class Written:
    """Every line that is written over the pictures: its text, its room, and where it stands."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.lines: list[tuple[str, float, QRectF]] = []
        write = ShiftPainter._write

        def listen(painter: ShiftPainter, rect: QRectF, text: str, role: str, **more) -> None:
            type_ = painter.theme.metrics(more.get("size"), bold=more.get("bold", False))
            wide = type_.horizontalAdvance(text)
            place = QRectF(0, 0, wide, painter.place.line - 2)
            place.moveCenter(rect.center())
            if more.get("align") == Qt.AlignmentFlag.AlignLeft:
                place.moveLeft(rect.left())
            self.lines.append((text, rect.width(), place))
            write(painter, rect, text, role, **more)

        monkeypatch.setattr(ShiftPainter, "_write", listen)

    def faults(self, pictures: QWidget) -> Iterator[str]:
        """Paint the pictures, and yield which lines are cut or lie over something else."""
        self.lines.clear()
        pictures.grab()
        arranged = pictures.arrangement
        boxes = [arranged.picture(i, row) for i in range(len(pictures.columns)) for row in range(3)]
        titles = (1 if arranged.words == 1 else 2) * arranged.line
        if arranged.words and titles > arranged.box + 8:
            yield "the titles of the rows overlap"
        for i, (text, room, place) in enumerate(self.lines):
            if place.width() > room + 1:
                yield f"{text!r} is cut"
            others = [*boxes, *(other for _, _, other in self.lines[:i])]
            if any(place.intersects(other) for other in others):
                yield f"{text!r} lies on something"


@pytest.mark.long
@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("larger", [0, 1, 3])
def test_nothing_overlaps_with_large_type_and_the_controls(
    teacher: Person, monkeypatch, theme: str, larger: int
) -> None:
    window, written = teacher.window, Written(monkeypatch)
    window.set_theme(theme)
    window.scale_type(larger)
    found = []
    for size in SIZES:
        window.resize(*size)
        for which in ("breaks", "shifts"):
            window.session.set_option("survey", which)  # large type gives up charts and buttons
            QApplication.processEvents()
            parts = (teacher.lab.pictures, teacher.lab.which, teacher.lab.curves, teacher.lab.map)
            seen = [part for part in (*parts, teacher.lab.breaks) if part.isVisible()]
            cut = [fault for part in seen for fault in cut_texts(part)]
            cut += cut_texts(window.header)
            found += [f"{size}, {which}: {fault}" for fault in cut]
        found += [f"{size}: {fault}" for fault in written.faults(teacher.lab.pictures)]
        assert teacher.lab.pictures.arrangement.box >= 40
        titles = teacher.lab.curves.title.text() + teacher.lab.map.title.text()
        assert "…" not in titles or (theme, larger) == ("projector", 3)
    assert written.lines
    assert found == []


def test_the_header_leaves_out_what_large_type_has_no_room_for(teacher: Person) -> None:
    header, window = teacher.window.header, teacher.window
    parts = {"brand": header.brand, **header.buttons}

    def gone() -> set[str]:
        QApplication.processEvents()
        return {name for name, part in parts.items() if not part.isVisible()}

    window.resize(1024, 768)
    assert gone() == set()
    window.scale_type(3)
    assert gone() == {"brand"}
    window.set_theme("projector")
    assert gone() == {"brand", "keys"}
    window.resize(1440, 900)
    assert gone() == set()
    window.resize(1024, 768)
    assert gone() == {"brand", "keys"}
    window.scale_type(-3)
    assert gone() == set()


def test_the_names_of_the_surveys_yield_to_the_law(teacher: Person) -> None:
    which, law = teacher.lab.which, teacher.lab.law
    teacher.window.resize(1024, 768)
    QApplication.processEvents()
    assert which.button("breaks").text() == "When does it break?"
    assert law.text() == "Law: 49 of 49; measured: 49"
    assert law.toolTip() == law.whole
    teacher.window.scale_type(3)
    QApplication.processEvents()
    assert (which.button("shifts").text(), which.button("breaks").text()) == ("Shifts", "Breaks")
    assert law.text() == "Law: 49 of 49; measured: 49"
    teacher.window.scale_type(2)
    QApplication.processEvents()
    assert law.text() == "Law: 49 of 49; measured: 49"
    assert not which.isVisible(), "with type so large the pictures have the room of the charts"


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_curves_and_what_an_empty_map_is_called_are_read_at_1024(
    sit_down: Callable[..., Person], qtbot, theme: str
) -> None:
    scene = SCENES["always"].scene
    for mode in ("max", "min"):
        person = sit_down(
            replace(scene, spec=replace(scene.spec, mode=mode), step=3),
            size=(1024, 768),
            theme=theme,
        )
        person.finish_work(qtbot)
        card, lab = person.lab.curves, person.lab
        plot = card.plot.geometry()
        axis = person.window.theme.metrics().horizontalAdvance("pool")
        assert plot.width() - axis >= 115, "curves to be read"
        assert card.rect().contains(card.legend.geometry())
        assert not card.legend.geometry().intersects(plot)
        assert card.legend.terse < (3 if theme == "projector" else 2), "with their values"
        blank = lab.map.lamps.blank
        assert blank.isVisible() is (mode == "min")
        if mode == "min":
            said = "nothing left to compare", "the map is empty", "empty"
            assert blank.text().split(":")[0] in said
            assert lab.verdict.text().endswith("the map is empty")
            assert lab.map.sentence.text() == "identical, all empty"
        person.window.close()


@pytest.mark.long
def test_narrow_columns_say_less_but_cut_nothing(teacher: Person, monkeypatch) -> None:
    written, pictures = Written(monkeypatch), teacher.lab.pictures
    for theme, larger, there, gone in (
        ("light", 0, {"Original", "64×64", "MaxPool 1", "L2 1.349"}, {"Input", "L2"}),
        ("projector", 0, {"64×64", "100 %", "77 %"}, {"L2 1.349"}),  # the charts say how different
        ("projector", 1, {"64×64", "L2", "1.349"}, {"MaxPool 1", "L2 1.349"}),
        ("projector", 2, {"0", "1", "4"}, {"Input", "Pool 1", "64×64", "L2 1.349"}),
    ):
        teacher.window.set_theme(theme)
        teacher.window.scale_type(larger)
        teacher.window.resize(1024, 768)
        QApplication.processEvents()
        assert list(written.faults(pictures)) == []
        texts = {text for text, _, _ in written.lines}
        assert there <= texts
        assert not gone & texts


def test_the_measures_of_the_curves_are_a_list_where_buttons_are_too_wide(teacher: Person) -> None:
    curves = teacher.lab.curves
    teacher.window.resize(1024, 768)
    QApplication.processEvents()
    assert (curves.segments.isVisible(), curves.choice.isVisible()) == (True, False)
    teacher.window.set_theme("projector")
    teacher.window.resize(1100, 950)
    QApplication.processEvents()
    assert (curves.segments.isVisible(), curves.choice.isVisible()) == (False, True)
    assert [curves.choice.itemText(i) for i in range(4)] == [
        "This shift",
        "All shifts",
        "Offset",
        "Identical",
    ]
    curves.choice.activated.emit(3)
    assert curves.title.whole == "Shifts with the identical map"
    assert curves.choice.currentText() == "Identical"
    assert curves.rect().contains(curves.choice.geometry())


def test_present_and_larger_type_and_a_window_that_is_hardly_there(student: Person) -> None:
    before = student.lab.pictures.arrangement.line
    student.press("Ctrl++", "Ctrl++")
    assert student.lab.pictures.arrangement.line > before
    student.press("Ctrl+-", "Ctrl+-", "F11")
    assert not student.controls.isVisible()
    assert list(faults(student)) == []
    student.press("Right")
    shows_shift(student, -1, 3)
    student.press("Esc")
    assert student.controls.isVisible()
    for size in ((720, 480), (3000, 500), (720, 2000), (1280, 800)):
        student.window.resize(*size)
        student.press("Home", "Space", "End")
        student.window.grab()
    assert list(faults(student)) == []


# ---- taken away


@opens_popup
def test_everything_is_exported_and_the_scene_comes_back(
    student: Person, sit_down: Callable[..., Person], qtbot, tmp_path, monkeypatch
) -> None:
    student.window.resize(1024, 768)
    student.press("R", "Shift+Left", "Shift+Left")
    wanted = {"Picture (PNG": "a.png", "Animation (": "a.gif", "Values (": "a.csv", "Sc": "a.json"}
    for entry, name in wanted.items():
        answer = (str(tmp_path / name), "")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, answer=answer: answer)
        menu = student.open_menu(student.window.buttons["export"])
        action = next(a for a in menu.actions() if a.text().startswith(entry))
        QTest.mouseClick(menu, LEFT, PLAIN, menu.actionGeometry(action).center())
        qtbot.waitUntil(lambda: not student.window.exports.running, timeout=20_000)
        assert student.said.startswith(f"Wrote {tmp_path / name} (")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (2 * student.lab.width(), 2 * student.lab.height())
    with Image.open(tmp_path / "a.gif") as image:
        assert image.n_frames >= 5
    written = np.loadtxt(tmp_path / "a.csv", delimiter=",")
    assert written.tolist() == exported(student)
    other = sit_down()
    assert other.drop(files(tmp_path / "a.json"))
    other.finish_work(qtbot)
    shows_shift(other, *spin(student))
    assert other.window.session.scene == student.window.session.scene
    assert (other.step, notes(other), survey(other)) == (
        student.step,
        notes(student),
        survey(student),
    )
