"""How the window looks: themes, type, Present, help, and everything in its place at every size."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
import pytest
from PyQt6.QtCore import QRect, Qt
from PyQt6.QtGui import QColor, QFont, QFontMetrics
from PyQt6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QStyle,
    QStyleOptionComboBox,
    QWidget,
)

from poolviz.core import PoolSpec
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.scene import Scene
from poolviz.gui.actions import actions
from poolviz.gui.theme import THEMES, TYPE_SCALES
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

SIZES = [(1024, 768), (1440, 900), (1920, 1080)]


def stage_colour(person: Person) -> str:
    return person.lab.grab().toImage().pixelColor(3, 3).name()


def type_size(person: Person) -> int:
    return person.transport.label.fontInfo().pixelSize()


# ---- themes and type


@opens_popup
@pytest.mark.parametrize(("choice", "colour"), [("Light", "#f3f4f6"), ("Dark", "#14171c")])
def test_the_menu_of_themes(person: Person, choice: str, colour: str) -> None:
    person.pick_from_menu(person.window.buttons["theme"], choice)
    assert stage_colour(person) == colour
    menu = person.open_menu(person.window.buttons["theme"])
    assert [a.text() for a in menu.actions() if a.isChecked()] == [choice]
    menu.close()


@opens_popup
def test_system_follows_the_desktop(person: Person) -> None:
    person.pick_from_menu(person.window.buttons["theme"], "Dark")
    person.pick_from_menu(person.window.buttons["theme"], "System")
    assert stage_colour(person) == "#f3f4f6"  # the offscreen desktop is light


@pytest.mark.parametrize("theme", ["light", "dark", "system"])
def test_s_swaps_the_projector_theme_with_the_one_before(
    sit_down: Callable[..., Person], theme: str
) -> None:
    person = sit_down(theme=theme)
    before, small = stage_colour(person), type_size(person)
    person.press("S")
    assert stage_colour(person) == "#ffffff"
    assert type_size(person) > small
    person.press("S")
    assert (stage_colour(person), type_size(person)) == (before, small)


@pytest.mark.parametrize("theme", THEMES)
def test_the_colours_of_the_cells_do_not_depend_on_the_theme(
    sit_down: Callable[..., Person], theme: str
) -> None:
    person = sit_down(theme=theme)
    person.press("End", "Down")
    assert person.colours(person.lab.input)[2][0] == "#fde725"
    assert person.filled(person.lab.output) == [[True, False], [False, False]]


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2."""
    total = 0.0
    for share, channel in zip((0.2126, 0.7152, 0.0722), QColor(colour).getRgb()[:3], strict=True):
        c = channel / 255
        total += share * (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)
    return total


def contrast(first: str, second: str) -> float:
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("role", ["text", "muted", "result", "error", "accent"])
def test_text_stands_out_from_what_it_is_on(name: str, role: str) -> None:
    theme = THEMES[name]
    least = 7.0 if name == "projector" else 4.5
    grounds = [theme.surface, theme.stage]
    if role in ("text", "accent"):
        grounds.append(theme.accent_soft)  # of what is chosen
    for ground in grounds:
        assert contrast(getattr(theme, role), ground) >= least, ground
    assert contrast(theme.on_accent, theme.accent) >= least


def test_no_text_is_smaller_than_11_points(person: Person) -> None:
    for widget in person.window.findChildren(QWidget):
        if widget.isVisible() and isinstance(widget, QLabel | QAbstractButton):
            assert widget.fontInfo().pixelSize() >= 15, widget


def test_type_grows_and_shrinks_and_stops_at_its_ends(person: Person) -> None:
    sizes = [type_size(person)]
    for _ in range(len(TYPE_SCALES) + 2):
        person.press("Ctrl+=")
        sizes.append(type_size(person))
    assert sizes[:6] == sorted(set(sizes))
    assert sizes[0] == 15
    assert sizes[-1] == 30
    for _ in range(len(TYPE_SCALES) + 2):
        person.press("Ctrl+-")
    assert type_size(person) == 15


def test_ctrl_0_brings_the_usual_type_back(person: Person) -> None:
    usual, width = type_size(person), person.controls.width()
    person.press("Ctrl++", "Ctrl++", "Ctrl++")
    assert type_size(person) > usual
    person.press("Ctrl+0")
    assert (type_size(person), person.controls.width()) == (usual, width)
    person.press("Ctrl+-", "Ctrl+0")
    assert type_size(person) == usual


@pytest.mark.long
@pytest.mark.parametrize(
    ("theme", "size"),
    [
        ("light", (1024, 768)),
        ("light", (1440, 900)),
        ("projector", (1024, 768)),
        ("projector", (1440, 900)),
    ],
)
def test_the_controls_never_take_more_than_36_percent(
    sit_down: Callable[..., Person], theme: str, size: tuple[int, int]
) -> None:
    person = sit_down("cat", size=size, theme=theme)
    for _ in TYPE_SCALES:
        assert person.controls.width() <= 0.36 * size[0]
        texts = [w for w in person.controls.findChildren(QLabel) if w.isVisible()]
        assert texts[0].fontInfo().pixelSize() >= 15
        person.press("Ctrl++")
    assert [f for f in faults_of_frame(person) if "control" in f] == []
    assert type_size(person) == round(2 * THEMES[theme].text_px), "all else grows"


# ---- Present, help, hiding the controls


def visible_parts(person: Person) -> dict[str, bool]:
    window = person.window
    return {
        name: getattr(window, name).isVisible()
        for name in ("header", "controls", "lab", "transport", "status")
    }


@pytest.mark.parametrize("leave", ["Esc", "F11"])
def test_present_shows_the_stage_alone_and_back(person: Person, leave: str) -> None:
    before, size = visible_parts(person), person.window.size()
    person.press("F11")
    assert visible_parts(person) == {
        "header": False,
        "controls": False,
        "lab": True,
        "transport": False,
        "status": False,  # the foot of the stage says the same
    }
    assert person.window.isFullScreen()
    assert person.lab.foot.isVisible()
    person.press("Right")
    assert person.line == "max( 8, 7, 5, 9 ) = 9"
    person.press(leave)
    assert visible_parts(person) == before
    assert not person.window.isFullScreen()
    assert person.window.size() == size


def test_present_by_its_button_gives_the_keyboard_to_the_stage(person: Person) -> None:
    person.click(person.window.buttons["present"])
    assert not person.window.header.isVisible()
    person.press("Space")
    assert person.playing
    person.press("Esc")
    assert person.window.header.isVisible()


def test_controls_hidden_before_presenting_stay_hidden_after(person: Person) -> None:
    person.press("C", "F11", "Esc")
    assert not person.controls.isVisible()
    assert person.window.header.isVisible()


def test_c_hides_the_controls_and_gives_the_room_to_the_stage(person: Person) -> None:
    width = person.lab.width()
    panel = person.controls.width()
    person.press("C")
    assert not person.controls.isVisible()
    assert person.lab.width() == width + panel
    person.press("C")
    assert person.lab.width() == width


@opens_popup
def test_the_help_names_every_key(person: Person) -> None:
    person.press("?")
    texts = label_texts(person.window.key_help)
    assert [a.text for a in actions() if a.text not in texts] == []
    assert [a.key_text for a in actions() if a.key_text not in texts] == []


@pytest.mark.parametrize("leave", ["?", "Esc", "F1", "click", "button"])
def test_all_ways_out_of_the_help(person: Person, leave: str) -> None:
    person.click(person.window.buttons["keys"])
    help_ = person.window.key_help
    assert help_.isVisible()
    if leave == "click":
        person.click(help_)
    elif leave == "button":
        person.click(person.window.buttons["keys"])
    else:
        person.press(leave)
    assert not help_.isVisible()


@pytest.mark.parametrize("size", [(1024, 768), (1280, 800)])
@pytest.mark.parametrize("theme", ["light", "projector"])
def test_the_help_is_whole_and_in_the_middle(
    sit_down: Callable[..., Person], size: tuple[int, int], theme: str
) -> None:
    person = sit_down(size=size, theme=theme)
    person.press("?")
    help_ = person.window.key_help
    assert person.window.rect().contains(help_.geometry())
    for label in help_.findChildren(QLabel):
        assert help_.rect().contains(label.geometry()), label.text()
        assert label.height() >= label.fontMetrics().height() - 1, label.text()
        assert label.width() >= label.fontMetrics().horizontalAdvance(label.text()), label.text()


def test_the_help_takes_the_type_of_the_theme(person: Person) -> None:
    person.press("S", "?")
    help_ = person.window.key_help
    assert {label.fontInfo().pixelSize() for label in help_.findChildren(QLabel)} == {18}


# ---- everything in its place


def inside(outer: QRect, widget: QWidget) -> bool:
    return outer.contains(widget.geometry())


def shown_text(label: QLabel) -> QRect:
    """Return where the text of a label is, whole, in its parent."""
    metrics = QFontMetrics(QFont(label.font()))
    rect = QRect(label.geometry())
    rect.setWidth(max(rect.width(), metrics.horizontalAdvance(label.text())))
    return rect


def faults_of_card(card: QWidget) -> Iterator[str]:
    title, caption = card._title, card._caption
    parts = [card.view, title, caption]
    parts += [card.loupe] if card.loupe.isVisible() else []
    for part in parts:
        if not card.rect().contains(part.geometry()):
            yield f"{type(part).__name__} of {card.title} is outside its card"
    if not card.rect().contains(shown_text(caption)):
        yield f"the caption {caption.text()!r} is cut"
    if shown_text(title).intersects(shown_text(caption)):
        yield f"{title.text()!r} and {caption.text()!r} overlap"
    if not caption.text().startswith(card.caption.split(" · ")[0]):
        yield f"the caption {caption.text()!r} does not say the shape"
    if card.loupe.isVisible() and card.loupe.geometry().intersects(card.view.geometry()):
        yield f"the loupe of {card.title} is over its picture"
    for widget in (card.view, card.loupe):
        if widget.isVisible() and not widget.rect().contains(widget.camera.area.toRect()):
            yield f"the cells of {card.title} are cut"


def faults_of_stage(person: Person) -> Iterator[str]:
    lab = person.lab
    parts = [lab.pictures, lab.arithmetic]
    parts += [lab.generations] if lab.generations.isVisible() else []  # it yields on a low stage
    for part in parts:
        if not inside(lab.rect(), part):
            yield f"{type(part).__name__} is outside the stage"
    for first, second in pairwise(parts):
        if first.geometry().bottom() >= second.geometry().top():
            yield f"{type(first).__name__} is over {type(second).__name__}"
    for card in (lab.input, lab.output):
        if not inside(lab.pictures.rect(), card):
            yield f"the card {card.title} is outside the stage: {card.geometry()}"
        yield from faults_of_card(card)
    if lab.input.geometry().intersects(lab.output.geometry()):
        yield "the cards overlap"
    strip = lab.generations.strip
    if strip.isVisible() and strip.height() > strip.parentWidget().height():
        yield "the generations are cut below"


def faults_of_frame(person: Person) -> Iterator[str]:
    window = person.window
    for widget in [*window.buttons.values(), *person.transport.buttons.values()]:
        if not widget.parentWidget().rect().contains(widget.geometry()):
            yield f"the button {widget.text() or widget.toolTip()} is outside its bar"
    for button in window.buttons.values():
        if button.width() < button.minimumSizeHint().width():
            yield f"the button {button.text()} is cut"
    status, room = window.status, window.status.rect().adjusted(0, 0, 0, 1)
    wraps = Qt.TextFlag.TextWordWrap
    if not room.contains(status.fontMetrics().boundingRect(status.rect(), wraps, status.text())):
        yield f"{status.text()!r} is cut"
    for label in (person.transport.label, window.source_name):
        if label.width() < label.fontMetrics().horizontalAdvance(label.text()):
            yield f"{label.text()!r} is cut"
        if label.height() < label.fontMetrics().height():
            yield f"{label.text()!r} is too low"
    if person.transport.slider.width() < 60:
        yield f"the slider has {person.transport.slider.width()} pixels"
    panel = person.controls.viewport()
    for widget in person.controls.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLabel) and widget.isVisible():
            right = widget.mapTo(panel, widget.rect().topRight()).x()
            if right > panel.width():
                yield f"{widget.text()!r} sticks out of the controls"
            if isinstance(widget, QCheckBox):
                needed = widget.sizeHint().width()
            elif isinstance(widget, QLabel) and not widget.wordWrap():
                needed = widget.fontMetrics().horizontalAdvance(widget.text())
            else:
                needed = widget.minimumSizeHint().width()
            if widget.width() < needed:
                yield f"{widget.text()!r} is cut in the controls"


def faults_of_lists(person: Person) -> Iterator[str]:
    """Yield the lists that cut the text they show, but for names of files, which may be long."""
    for combo in person.window.findChildren(QComboBox):
        option = QStyleOptionComboBox()
        combo.initStyleOption(option)
        room = combo.style().subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            combo,
        )
        text = combo.currentText()
        cut = room.width() < combo.fontMetrics().horizontalAdvance(text)
        if combo.isVisible() and cut and not text.endswith(".jpg"):
            yield f"the list {combo.accessibleName()} cuts {text!r}"


def faults(person: Person) -> list[str]:
    stage = faults_of_stage(person) if person.window.session.lab == "slide" else []
    return [*stage, *faults_of_frame(person), *faults_of_lists(person)]


@pytest.mark.long(of=2)
@pytest.mark.parametrize("theme", ["light", "projector"])
@pytest.mark.parametrize("name", SCENES)
def test_everything_is_in_its_place_in_every_scene(
    sit_down: Callable[..., Person], qtbot, name: str, theme: str
) -> None:
    person = sit_down(name, theme=theme)
    found = []
    for size in SIZES:
        person.window.resize(*size)
        QApplication.processEvents()
        for key in ("Home", "End"):
            person.press(key)
            found += [f"{size[0]} × {size[1]}, {key}: {fault}" for fault in faults(person)]
    assert found == []


@pytest.mark.long(of=2)
@pytest.mark.parametrize("name", ["first", "same", "padding", "cat", "circle"])
def test_smallest_and_largest_window(sit_down: Callable[..., Person], name: str) -> None:
    person = sit_down(name)
    for size in ((480, 360), (3000, 2000), (700, 2000), (3000, 500), (480, 360)):
        person.window.resize(*size)
        QApplication.processEvents()
        person.press("End", "Home", "Right")
        person.window.grab()
    person.window.resize(1280, 800)
    QApplication.processEvents()
    assert faults(person) == []


@pytest.mark.parametrize("size", SIZES)
def test_a_photograph_of_3000_by_4000(
    sit_down: Callable[..., Person], size: tuple[int, int]
) -> None:
    values = np.zeros((3000, 4000, 3), np.uint8)
    photo = Source(values, "A photograph with a long name, taken in the spring.jpg", picture=True)
    person = sit_down(Scene(SourceRef("values", given=photo), PoolSpec(2)), size=size)
    assert faults(person) == []


def test_the_size_formula_keeps_to_one_line_for_each_axis(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down("padding", size=(1440, 900))
    box = person.slide_controls.size_box
    lines = box.text().count("<br>") + 1
    assert box.height() < (lines + 1) * box.fontMetrics().lineSpacing() + 14


def test_a_window_of_3000_by_2000_has_all_in_its_place(sit_down: Callable[..., Person]) -> None:
    person = sit_down("cat", size=(3000, 2000))
    assert faults(person) == []


@pytest.mark.long
@pytest.mark.parametrize("scale", range(1, len(TYPE_SCALES)))
def test_larger_type_at_1440_by_900(sit_down: Callable[..., Person], scale: int) -> None:
    person = sit_down(size=(1440, 900))
    person.press(*["Ctrl++"] * scale)
    assert faults(person) == []


def test_present_fills_the_screen_with_larger_cells(person: Person) -> None:
    before = person.lab.input.view.cell_rect(0, 0).width()
    person.window.resize(1440, 900)
    person.press("F11")
    assert person.lab.input.view.cell_rect(0, 0).width() > before
    assert list(faults_of_stage(person)) == []
    person.press("Esc")


@pytest.mark.parametrize("size", SIZES)
def test_input_and_output_have_one_scale_and_one_upper_edge(
    sit_down: Callable[..., Person], size: tuple[int, int]
) -> None:
    person = sit_down(size=size)
    first, second = person.lab.input, person.lab.output
    assert first.view.cell_rect(0, 0).size() == second.view.cell_rect(0, 0).size()
    tops = [
        card.view.mapTo(person.window, card.view.cell_rect(0, 0).topLeft().toPoint()).y()
        for card in (first, second)
    ]
    assert tops[0] == tops[1]


def test_nothing_moves_while_it_plays(sit_down: Callable[..., Person]) -> None:
    person = sit_down("same")
    parts = [person.lab.input, person.lab.output, person.transport.slider, person.transport.label]
    before = [part.geometry() for part in parts]
    person.press("Space")
    for _ in range(15):
        person.wait(1)
        assert [part.geometry() for part in parts] == before


def test_what_is_not_filled_yet_looks_empty_and_not_like_a_number(person: Person) -> None:
    view = person.lab.output.view
    for cell in ((0, 1), (1, 0), (1, 1)):
        middle = view.cell_rect(*cell).adjusted(8, 8, -8, -8).toRect()
        assert set(pixels(view.grab(middle).toImage()).ravel().tolist()) == {0xFFF1F2F5}
