"""Present, as seen from the last row: sizes on the screen, the foot, a pointer that goes away."""

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox

from poolviz.core import PoolSpec, Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.timeline import Timeline
from poolviz.gui.canvas.cell_numbers import numbers_in
from poolviz.gui.export.stage import Look, Stage
from poolviz.gui.options import Options
from poolviz.gui.theme import LIGHT, THEMES, TYPE_SCALES
from tests.gui.conftest import shown_of
from tests.gui.shift_tools import SHIFTED, middle_of, teacher
from tests.gui.window.test_themes import faults_of_stage
from tests.gui.window_tools import Person, clock, person, pixels, sit_down

__all__ = ["clock", "person", "sit_down", "teacher"]

SIZES = [(1920, 1080), (1024, 768), (2560, 1440)]


def presenting(sit_down: Callable[..., Person], scene: object, size: tuple[int, int]) -> Person:
    person = sit_down(scene)
    person.press("F11")
    person.window.showNormal()
    person.window.resize(*size)
    QApplication.processEvents()
    return person


def place(person: Person, card: str) -> QRect:
    """Return where the cells of a card are on the stage."""
    view = getattr(person.lab, card).view
    return view.camera.area.toRect().translated(view.mapTo(person.lab, QPoint()))


def inked(picture: np.ndarray, ground: str) -> tuple[int, int]:
    """Return the width and the height of what is painted on a ground."""
    on = picture != QColor(ground).rgb()
    return tuple(int(np.ptp(np.flatnonzero(on.any(axis=axis)))) + 1 for axis in (0, 1))


@pytest.mark.parametrize("size", SIZES)
def test_the_matrix_and_the_line_are_as_large_as_the_last_row_needs(
    sit_down: Callable[..., Person], size: tuple[int, int]
) -> None:
    person = presenting(sit_down, "first", size)
    assert person.lab.size() == person.window.size()
    first, second = place(person, "input"), place(person, "output")
    assert first.height() >= 0.65 * size[1]
    assert second.height() == pytest.approx(first.height() / 2)
    assert person.lab.rect().contains(first.united(second))
    assert first.center().y() == pytest.approx(second.center().y(), abs=1)
    assert first.left() == pytest.approx(size[0] - second.right() - 1, abs=2), "in the middle"
    canvas = person.lab.arithmetic._canvas
    line = pixels(canvas.grab().toImage())
    wide, tall = inked(line[: canvas.height() * 3 // 4], LIGHT.surface)
    assert tall >= 0.04 * size[1], "brackets and numbers"
    assert wide <= size[0] - 30
    result = line == QColor(LIGHT.result).rgb()
    assert np.ptp(np.flatnonzero(result.any(axis=1))) + 1 >= 0.04 * size[1], "a number itself"
    numbers = pixels(person.lab.input.view.grab().toImage())
    cell = person.lab.input.view.cell_rect(0, 0).toRect().adjusted(9, 9, -9, -9)
    part = numbers[cell.top() : cell.bottom(), cell.left() : cell.right()]
    black = np.flatnonzero((part == 0xFF000000).any(axis=1))
    assert np.ptp(black) + 1 >= 0.045 * size[1], "the number of a cell"


@pytest.mark.parametrize("size", SIZES)
def test_the_foot_says_what_and_where_and_how_far(
    sit_down: Callable[..., Person], size: tuple[int, int]
) -> None:
    person = presenting(sit_down, "first", size)
    person.press("Right", "Right")
    foot = person.lab.foot
    assert (foot.caption, foot.step) == (
        "The 4 × 4 example: max pooling, side by side · pool 1 of 2",
        "3 / 5",
    )
    assert foot.mapTo(person.window, foot.rect().bottomLeft()).y() == size[1] - 1
    picture = pixels(person.window.grab().toImage())
    accent = picture[-1] == QColor(LIGHT.accent).rgb()
    assert accent.sum() == round(size[0] * 3 / 5)
    assert accent[: accent.sum()].all()
    thin = (picture[:, 0] == QColor(LIGHT.accent).rgb()).sum()
    assert 2 <= thin <= 0.005 * size[1]
    (legend, spare) = foot.legends
    assert legend.isVisible()
    assert not spare.isVisible()
    assert legend.ends == ("2", "18")
    assert foot.rect().contains(legend.geometry())
    shades = np.unique(pixels(legend.grab().toImage())[legend.height() // 2])
    assert len(shades) > 100
    assert legend.width() >= 140


def test_the_text_of_the_foot_is_whole_and_stays_inside(sit_down: Callable[..., Person]) -> None:
    for name in ("cat", "colour", "padding"):
        person = presenting(sit_down, name, (1024, 768))
        foot = person.lab.foot
        room = foot._left_of_legends - foot._margin
        text, size = foot._fitting(room)
        assert SCENES[name].title in text
        assert size >= 15
        assert foot.legends[0].isVisible() is (name != "colour"), "colours say what they are"
        person.window.close()


def test_levels_of_their_own_have_legends_of_their_own(sit_down: Callable[..., Person]) -> None:
    scene = replace(SCENES["first"].scene, spec=PoolSpec(2, mode="sum"))
    person = sit_down(scene)
    heads = [card.legend for card in (person.lab.input, person.lab.output)]
    assert [legend.isVisible() for legend in heads] == [True, True]
    levels = person.window.session.resolved.levels
    assert levels[0] != levels[1]
    assert [legend.ends for legend in heads] == [("2", "18"), ("8", "72")]
    person.press("F11")
    assert [legend.ends for legend in person.lab.foot.legends] == [leg.ends for leg in heads]
    assert [legend.isVisible() for legend in person.lab.foot.legends] == [True, True]
    boxes = [legend.geometry() for legend in person.lab.foot.legends]
    assert boxes[0].right() < boxes[1].left()


def wide_and_low() -> Scene:
    values = np.arange(28).reshape(2, 14) % 17
    given = Source(values, "Given")
    return Scene(SourceRef("values", given=given), PoolSpec(2), step=2)


@pytest.mark.parametrize("size", [(1920, 1080), (800, 900)])
def test_generations_are_presented_where_the_pictures_leave_room(
    sit_down: Callable[..., Person], size: tuple[int, int]
) -> None:
    for scene, there in ((wide_and_low(), True), ("first", size[0] < size[1])):
        person = presenting(sit_down, scene, size)
        lab = person.lab
        assert lab.generations.isVisible() is there, scene
        for card in ("input", "output"):
            assert lab.pictures.geometry().contains(place(person, card))
        parts = [lab.pictures, lab.arithmetic, lab.generations, lab.foot]
        shown = [part.geometry() for part in parts if part.isVisible()]
        assert all(a.bottom() < b.top() for a, b in pairwise(shown))
        if there:
            assert lab.generations._area.horizontalScrollBar().maximum() == 0
            assert person.has_colour(lab.generations, LIGHT.accent_soft), "the current one"
            cell = lab.input.view.camera.scale
            lab.generations.hide()
            lab.layout().activate()
            QApplication.processEvents()
            assert lab.input.view.camera.scale == cell, "no picture is smaller for them"
        person.press("Esc")
        assert lab.generations.isVisible()
        person.window.close()


def test_a_picture_has_the_generations_and_nothing_over_them() -> None:
    scene = wide_and_low()
    shown = shown_of(resolve(scene, scene.source.load()))
    stage = Stage(shown, Look(LIGHT, Options(), (960, 600)))
    run = stage.pixels(Timeline(7).seek(2))
    lab = stage._lab
    assert lab.pictures.geometry().bottom() < lab.arithmetic.y() < lab.generations.y()
    box = lab.generations.geometry()
    assert (run[box.top() : box.bottom(), :] == QColor(LIGHT.accent_soft).rgb()).any()
    np.testing.assert_array_equal(run, stage.pixels(Timeline(7).seek(2)), "laid out at once")


def test_notes_stand_beside_the_presented_line_where_there_is_room(
    sit_down: Callable[..., Person],
) -> None:
    for size, there in (((1920, 1080), True), ((1024, 768), False)):
        person = presenting(sit_down, "first", size)
        person.press("Right", "Right")
        canvas = person.lab.arithmetic._canvas
        ink = pixels(canvas.grab().toImage())[: canvas.height() * 2 // 3]
        muted = np.flatnonzero((ink == QColor(LIGHT.muted).rgb()).any(axis=0))
        text = np.flatnonzero((ink == QColor(LIGHT.text).rgb()).any(axis=0))
        assert bool(len(muted)) is there
        assert text[0] < size[0] / 2 < text[-1] + size[0] / 4
        if there:
            assert muted[0] > 16
            assert muted[muted < text[0]][-1] < text[0] - 20
            assert muted[-1] < size[0] - 16
        person.window.close()


def test_two_legends_are_named_and_make_room_for_the_caption(
    sit_down: Callable[..., Person],
) -> None:
    for name, size in (("cat", (1024, 768)), ("circle", (800, 600)), ("circle", (640, 900))):
        scene = SCENES[name].scene
        person = presenting(sit_down, replace(scene, spec=PoolSpec(2, mode="sum")), size)
        foot, line = person.lab.foot, pixels(person.lab.foot.grab().toImage())
        said = f"{person.window.session.resolved.source.name} · pool 1 of {scene.repeats}"
        written = foot._fitting(foot._left_of_legends - foot._margin)[0]
        assert foot.caption == said
        assert written in (said, said.split(" · ")[0] if size[0] == 640 else said)
        ink = line == QColor(LIGHT.muted).rgb()
        left = foot._left_of_legends
        assert left > foot._margin
        for legend in foot.legends:
            assert legend.width() - legend.width_for(0) >= 56
            name_of_it = ink[:, left : legend.x()].any(axis=0)
            assert 30 <= np.ptp(np.flatnonzero(name_of_it)) < legend.x() - left
            left = legend.geometry().right() + 1
        assert not ink[:, foot._left_of_legends - 6 : foot._left_of_legends].any()
        person.window.close()


@pytest.mark.parametrize("theme", THEMES)
def test_the_legend_stands_in_the_head_of_the_card(
    sit_down: Callable[..., Person], theme: str
) -> None:
    for name, size in (("first", (1440, 900)), ("cat", (1024, 768)), ("same", (1024, 768))):
        person = sit_down(name, size=size, theme=theme)
        card = person.lab.input
        legend, title, caption = card.legend, card._title, card._caption
        assert legend.isVisible()
        assert card.rect().contains(legend.geometry())
        for other in (title, caption, card.view):
            assert not legend.geometry().intersects(other.geometry()), (name, other)
        bar = legend.width() - legend.width_for(0)
        assert bar >= 48
        if size[0] == 1440:
            assert bar == pytest.approx(140 * person.window.theme.text_px / 15, abs=1)
        row = pixels(legend.grab().toImage())[legend.height() // 2]
        assert len(np.unique(row)) >= 0.4 * bar
        assert not card.cut, card._caption.text()
        assert not person.lab.output.cut
        person.window.close()


def test_a_pointer_that_rests_goes_and_takes_its_hover_with_it(person: Person) -> None:
    person.press("F11")
    blank = lambda: (c := QApplication.overrideCursor()) and c.shape() is Qt.CursorShape.BlankCursor  # noqa: E731
    person.hover_cell(person.lab.output, 0, 1)
    assert person.lab.input.view.marks.hover
    assert person.lab.foot.caption.startswith("pool 1[0, 1] reads")
    person.clock.now += 1.9
    person.window.rest.tick()
    assert not blank()
    assert person.lab.input.view.marks.hover
    person.clock.now += 0.2
    person.window.rest.tick()
    assert blank()
    assert not person.lab.input.view.marks.hover
    assert person.lab.foot.caption.startswith("The 4 × 4 example")
    person.hover_cell(person.lab.output, 1, 1)
    assert not blank()
    assert person.lab.input.view.marks.hover
    person.clock.now += 2.1
    person.window.rest.tick()
    assert blank()
    person.press("Esc")
    assert QApplication.overrideCursor() is None
    person.clock.now += 9
    person.window.rest.tick()
    assert QApplication.overrideCursor() is None, "only while something is presented"


def test_a_refusal_is_seen_while_presenting(person: Person) -> None:
    person.press("F11")
    person.window.session.say("That can't be shown.", error=True)
    foot = person.lab.foot
    assert foot.caption == "That can't be shown."
    assert person.has_colour(foot, LIGHT.error)
    person.press("Esc")
    assert person.status == "That can't be shown."


@pytest.mark.long(of=3)
@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("name", ["cat", "colour", "car", "circle"])
def test_a_photograph_has_numbers_at_every_pool(
    sit_down: Callable[..., Person], name: str, theme: str
) -> None:
    person = sit_down(name, size=(1024, 768), theme=theme)
    run = person.window.session.run
    for level in range(run.repeats):
        person.window.session.time.go_to_level(level)
        QApplication.processEvents()
        lab = person.lab
        for card in (lab.input, lab.output):
            loupe = card.loupe
            assert card.view.shows_numbers or (loupe.isVisible() and loupe.shows_numbers)
            assert not card.cut or card._caption.text() == card._short, card._caption.text()
            assert "…" not in card._caption.text()
        cells = [card.view.camera.scale for card in (lab.input, lab.output)]
        said = "× larger" in lab.output._caption.text()
        assert said is (cells[0] != cells[1]), (cells, lab.output._caption.text())
        assert not lab.input.geometry().intersects(lab.output.geometry())
        assert lab.pictures.rect().contains(lab.input.geometry().united(lab.output.geometry()))


def test_type_and_cells_grow_with_a_large_window(sit_down: Callable[..., Person]) -> None:
    person = sit_down(size=(1440, 900))
    title, legend = person.lab.input._title, person.lab.input.legend

    def sizes() -> tuple[int, int, int]:
        bar = legend.width() - legend.width_for(0)
        return title.fontInfo().pixelSize(), bar, place(person, "input").height()

    before = sizes()
    person.window.resize(2560, 1440)
    QApplication.processEvents()
    after = sizes()
    assert before[:2] == (15, 140)
    assert all(new >= 1.3 * old for old, new in zip(before, after, strict=True)), (before, after)
    person.window.resize(1440, 900)
    QApplication.processEvents()
    assert title.fontInfo().pixelSize() == 15


@pytest.mark.parametrize("theme", THEMES)
def test_three_digits_of_a_photograph_are_read_from_the_last_row(
    sit_down: Callable[..., Person], theme: str
) -> None:
    person = sit_down(replace(SCENES["cat"].scene, step=20_000), theme=theme)
    person.press("F11")
    person.window.showNormal()
    person.window.resize(1920, 1080)
    QApplication.processEvents()
    for card in (person.lab.input, person.lab.output):
        cells = card.loupe
        camera, shape = cells.camera, cells.matrix.shape
        seen = camera.visible(shape)
        drawn = [number for _, number in numbers_in(cells.matrix, camera, cells._theme, *seen)]
        sizes = {len(number.text): number.size for number in drawn}
        assert sizes.keys() == {2, 3}
        assert sizes[3] >= 0.26 * camera.scale, "as large as fits in the ring that is drawn"
        assert sizes[2] <= 1.45 * sizes[3], "numbers side by side look alike"


@pytest.mark.long
@pytest.mark.parametrize("size", SIZES)
def test_the_shift_lab_is_presented_as_the_slide_lab_is(
    teacher: Person, size: tuple[int, int]
) -> None:
    teacher.window.resize(*size)
    QApplication.processEvents()
    pictures, law = teacher.lab.pictures, teacher.lab.law
    before = pictures.arrangement.box, law.fontInfo().pixelSize()
    teacher.press("F11")
    teacher.window.showNormal()
    teacher.window.resize(*size)
    teacher.window.session.time.go_to(2)
    QApplication.processEvents()
    assert teacher.lab.size() == teacher.window.size()
    after = pictures.arrangement.box, law.fontInfo().pixelSize()
    assert after[0] > before[0], (before, after)
    assert after[1] >= max(before[1], 0.02 * size[1])
    foot = teacher.lab.foot
    assert (foot.caption, foot.step) == (SCENES["always"].title, "pool 2 / 4")
    assert foot.mapTo(teacher.window, foot.rect().bottomLeft()).y() == size[1] - 1
    for part in (pictures, teacher.lab.verdict, law, teacher.lab.curves, teacher.lab.map):
        assert part.isVisible()
        low = part.mapTo(teacher.lab, part.rect().bottomLeft()).y()
        assert low < foot.y()
    accent = pixels(teacher.window.grab().toImage())[-1] == QColor(LIGHT.accent).rgb()
    assert accent.sum() == size[0] // 2
    assert accent[: accent.sum()].all()


def test_nothing_in_the_presented_shift_lab_is_a_dead_switch(teacher: Person) -> None:
    teacher.press("F11")
    for which in ("shifts", "breaks"):
        teacher.window.session.set_option("survey", which)
        QApplication.processEvents()
        switches = teacher.window.findChildren((QAbstractButton, QComboBox))
        assert [s for s in switches if s.isVisible()] == []
    for key in ("Tab", "Shift+Tab"):
        teacher.press(key)
        assert teacher.window.focusWidget() is teacher.lab
    teacher.press("Space")
    assert teacher.playing


def test_a_pointer_that_rests_in_the_shift_lab_goes_and_takes_its_hint(teacher: Person) -> None:
    teacher.press("F11")
    foot = teacher.lab.foot
    teacher.move(teacher.lab.pictures, middle_of(teacher, 2, SHIFTED))
    assert "True offset: right 3, up 2 px" in foot.caption
    teacher.clock.now += 2.1
    teacher.window.rest.tick()
    pointer = QApplication.overrideCursor()
    assert pointer is not None
    assert pointer.shape() is Qt.CursorShape.BlankCursor
    assert foot.caption == SCENES["always"].title
    teacher.window.session.say("That can't be shown.", error=True)
    assert foot.caption == "That can't be shown."
    assert teacher.has_colour(foot, LIGHT.error)
    teacher.press("Esc")
    assert QApplication.overrideCursor() is None
    assert teacher.status == "That can't be shown."


def test_a_picture_of_the_shift_lab_has_the_foot_too(teacher: Person) -> None:
    session = teacher.window.session
    stage = Stage(session.shown, Look(LIGHT, session.options, (1920, 1200), 2.0))
    picture = stage.pixels(session.timeline.seek(1))
    foot = stage._lab.foot
    assert (foot.caption, foot.step) == (SCENES["always"].title, "pool 1 / 4")
    accent = picture[-1] == QColor(LIGHT.accent).rgb()
    assert accent.sum() == 1920 // 4
    text = picture[2 * foot.y() : 2 * (foot.y() + foot.progress.top())]
    assert (text[:, :1000] == QColor(LIGHT.muted).rgb()).any()
    assert (text[:, -300:] == QColor(LIGHT.muted).rgb()).any()


@pytest.mark.long
@pytest.mark.parametrize("scene", ["first", "cat", "padding", "always"])
def test_ctrl_plus_makes_the_type_larger_while_presenting_as_far_as_it_fits(
    sit_down: Callable[..., Person], scene: str
) -> None:
    person = sit_down(scene, size=(1280, 720), theme="projector" if scene == "cat" else "light")
    person.press("F11")
    person.window.showNormal()
    person.window.resize(1280, 720)
    QApplication.processEvents()
    lab, foot = person.lab, person.lab.foot
    usual, line = lab.type_size, foot.height()
    sizes = [usual]
    for _ in TYPE_SCALES:
        person.press("Ctrl++")
        QApplication.processEvents()
        sizes.append(lab.type_size)
        if scene != "always":
            faults = [f for f in faults_of_stage(person) if "caption" not in f]  # there is no head
            assert faults == []
            assert lab.input.height() > 0.55 * person.window.height() or scene == "cat"
    assert sizes[1] > 1.1 * usual
    assert sizes[-1] >= 1.45 * usual
    assert sizes == sorted(sizes)
    assert foot.height() > line, "the foot's, too"
    assert sizes[-1] == sizes[-2]
    assert foot.caption.startswith("The type is as large as fits here; Ctrl+0 brings")
    person.press("Ctrl+-")
    assert lab.type_size < sizes[-1]
    assert not foot.caption.startswith("The type")
    person.press("Ctrl+0")
    assert lab.type_size == usual
    person.press("Ctrl+0")
    assert foot.caption.startswith("The type has its usual size")


def test_type_that_was_larger_in_the_window_grows_smaller_by_one_key(person: Person) -> None:
    person.press(*["Ctrl++"] * len(TYPE_SCALES), "F11")
    before = person.lab.type_size
    person.press("Ctrl+-")
    assert person.lab.type_size < before
