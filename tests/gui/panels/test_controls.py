"""The side panel under real keys and clicks: one action, one message, nothing impossible."""

import math
import random
import threading
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QTextDocumentFragment, QWheelEvent
from PyQt6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox

from poolviz.core.explain import walkthrough as steps
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.lab import Option
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec
from poolviz.core.timeline import Timeline
from poolviz.gui.app import build
from poolviz.gui.canvas.raster import COLOUR_MAPS
from poolviz.gui.labs.slide.lab import SlideLab
from poolviz.gui.options import Options
from poolviz.gui.panels.controls import Controls
from poolviz.gui.theme import LIGHT, THEMES, style_sheet
from poolviz.gui.widgets.number_boxes import NumberBox
from tests.gui.conftest import shown_of

LEFT = Qt.MouseButton.LeftButton
KEY = Qt.Key


def resolved(scene=None, values=None, **source):
    given = None if values is None else Source(np.asarray(values), "Given", **source)
    scene = scene or Scene()
    if given is not None:
        scene = replace(scene, source=SourceRef("values", given=given))
    return resolve(scene, scene.source.load())


@pytest.fixture
def panel(on_screen):
    """Return a function that shows the controls of a scene."""

    def panel(scene=None, values=None, **source):
        controls = Controls()
        controls.setStyleSheet(style_sheet(LIGHT))
        controls.set_theme(LIGHT)
        controls.set_options(Options())
        controls.set_resolved(resolved(scene, values, **source))
        controls.set_level(0)
        return on_screen(controls, controls.width(), 1300)

    return panel


@pytest.fixture
def slide(panel):
    """Return a function that shows the controls of a scene with those of the Slide lab."""

    def slide(scene=None):
        controls, lab = panel(), SlideLab()
        controls.add_panels("slide", lab.panels(), lab.dress_panels)
        controls.set_theme(LIGHT)
        lab.set_options(Options())
        made = resolved(scene)
        controls.set_resolved(made)
        lab.set_shown(shown_of(made))
        lab.set_timeline(Timeline(made.course.length))
        QApplication.processEvents()
        return controls, lab

    return slide


@pytest.fixture
def window_on(on_screen, qtbot):
    """Return a function that opens the whole window on a scene."""

    def window_on(scene=None, values=None):
        given = None if values is None else Source(values, "Given")
        if scene is None:
            scene = Scene(SourceRef("values", given=given)) if given else Scene()
        window = on_screen(build(scene, given, theme="light"), 1280, 900)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        qtbot.waitUntil(lambda: not window.session.busy)
        return window

    return window_on


@pytest.fixture
def type_in(qtbot):
    """Return a function that types into a box as a person does, over what stands there."""

    def type_in(box, text, end=KEY.Key_Return):
        box.setFocus()
        QApplication.processEvents()
        box.selectAll()
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, end)

    return type_in


def tick(qtbot, box):
    qtbot.mouseClick(box, LEFT, pos=QPoint(10, box.height() // 2))


def pair(box):
    return box.boxes[0].value(), box.boxes[1].value()


def silent(heard, controls):
    """Listen to everything that the panel may say."""
    signals = (controls.edited, controls.option_changed, controls.input.chosen)
    more = (controls.input.edited, controls.input.open_wanted, controls.input.random_wanted)
    return [heard(signal) for signal in (*signals, *more, controls.input.edit_wanted)]


# ---- one action, one message


@pytest.mark.parametrize("mode", [mode for mode in PoolMode if mode is not PoolMode.MAX])
def test_a_method_is_chosen_by_a_click(panel, heard, qtbot, mode):
    controls = panel()
    edits = heard(controls.edited)
    button = controls.mode.button(mode)
    assert button.isVisible()
    qtbot.mouseClick(button, LEFT)
    assert edits == [("mode", mode)]
    assert button.isChecked()
    assert not controls.mode.button(PoolMode.MAX).isChecked()


@pytest.mark.parametrize(
    ("name", "scene"),
    [
        ("kernel_size", Scene(SourceRef("6x6"))),
        ("stride", Scene(SourceRef("6x6"), PoolSpec(2, 2))),
        ("dilation", Scene(SourceRef("6x6"), PoolSpec(2, 1))),
    ],
)
class TestPairs:
    def test_typing(self, panel, heard, type_in, name, scene):
        controls = panel(scene)
        edits = heard(controls.edited)
        type_in(getattr(controls, name).boxes[0], "3")
        assert edits == [(name, (3, 3))]
        type_in(getattr(controls, name).boxes[1], "4")
        assert edits[1:] == [(name, (4, 4))]

    def test_keys_and_arrows(self, panel, heard, qtbot, name, scene):
        controls = panel(scene)
        edits = heard(controls.edited)
        box = getattr(controls, name).boxes[0]
        before = box.value()
        box.setFocus()
        qtbot.keyClick(box, KEY.Key_Up)
        assert edits == [(name, (before + 1,) * 2)]
        qtbot.keyClick(box, KEY.Key_Down)
        assert edits[1:] == [(name, (before,) * 2)]
        qtbot.mouseClick(box, LEFT, pos=QPoint(box.width() - 8, box.height() // 4))
        assert edits[2:] == [(name, (before + 1,) * 2)]
        qtbot.mouseClick(box, LEFT, pos=QPoint(box.width() - 8, 3 * box.height() // 4))
        assert edits[3:] == [(name, (before,) * 2)]

    def test_unlinked(self, panel, heard, qtbot, type_in, name, scene):
        controls = panel(scene)
        edits = heard(controls.edited)
        box = getattr(controls, name)
        old = pair(box)
        qtbot.mouseClick(box.link, LEFT)
        assert edits == [], "opening the link changes nothing"
        type_in(box.boxes[1], "3")
        assert edits == [(name, (old[0], 3))]
        qtbot.mouseClick(box.link, LEFT)
        assert edits[1:] == [(name, (old[0], old[0]))]


def test_typing_and_leaving_tells_once(panel, heard, type_in):
    controls = panel(Scene(SourceRef("6x6")))
    edits = heard(controls.edited)
    type_in(controls.kernel_size.boxes[0], "3", KEY.Key_Tab)
    assert edits == [("kernel_size", (3, 3))]


def test_while_a_number_is_typed_nothing_is_told(panel, heard, qtbot):
    controls = panel(values=np.zeros((50, 50)))
    edits = heard(controls.edited)
    box = controls.kernel_size.boxes[0]
    box.setFocus()
    QApplication.processEvents()
    box.selectAll()
    qtbot.keyClicks(box, "12")
    assert edits == []
    qtbot.keyClick(box, KEY.Key_Return)
    assert edits == [("kernel_size", (12, 12))]


@pytest.mark.parametrize("name", ["ceil_mode", "count_include_pad"])
def test_boxes_to_tick(panel, heard, qtbot, name):
    controls = panel(Scene(spec=PoolSpec(2, mode="mean")))
    edits = heard(controls.edited)
    box = getattr(controls, name)
    tick(qtbot, box)
    tick(qtbot, box)
    assert edits == [(name, True), (name, False)]
    box.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(box, KEY.Key_Space)
    assert edits[2:] == [(name, True)]


def test_nan_policy_is_asked_for_where_there_can_be_nan(panel, heard, qtbot):
    assert panel().omit_nan.isHidden()
    controls = panel(values=[[0.5, 1.0], [2.0, np.nan]])
    edits = heard(controls.edited)
    tick(qtbot, controls.omit_nan)
    tick(qtbot, controls.omit_nan)
    assert edits == [("nan_policy", "omit"), ("nan_policy", "propagate")]


def test_counting_padding_is_for_means(panel, heard, qtbot):
    controls = panel()
    assert not controls.count_include_pad.isEnabled()
    edits = heard(controls.edited)
    tick(qtbot, controls.count_include_pad)
    assert edits == []


def test_repeats(panel, heard, type_in):
    controls = panel(Scene(SourceRef("6x6")))
    edits = heard(controls.edited)
    type_in(controls.repeats, "2")
    assert edits == [("repeats", 2)]


def test_the_norm_is_asked_for_where_there_is_one(panel, heard, type_in):
    assert not panel().norm_type.isVisible()
    controls = panel(Scene(spec=PoolSpec(2, mode="lp", norm_type=2)))
    assert controls.norm_type.isVisible()
    edits = heard(controls.edited)
    type_in(controls.norm_type, "3")
    assert edits == [("norm_type", 3.0)]
    controls.norm_type.clearFocus()
    assert len(edits) == 1


def test_above_the_largest_p_there_is_infinity(panel, heard, type_in, qtbot):
    controls = panel(Scene(spec=PoolSpec(2, mode="power-mean", norm_type=63.5)))
    box, edits = controls.norm_type, heard(controls.edited)
    for key, text in [("Up", "64"), ("Up", "∞"), ("Up", "∞"), ("Down", "64")]:
        qtbot.keyClick(box, getattr(Qt.Key, f"Key_{key}"))
        assert box.text() == text
    assert edits == [("norm_type", p) for p in (64.0, math.inf, 64.0)]
    for typed, p, text in [("2,25", 2.25, "2.25"), ("inf", math.inf, "∞")]:
        type_in(box, typed)
        assert edits[-1] == ("norm_type", p)
        assert box.text() == text
    for p, text in [(math.inf, "∞"), (3.333, "3.333"), (0.125, "0.125"), (100, "100"), (2, "2")]:
        box.show_value(p)
        assert box.text() == text
    assert len(edits) == 5


def test_a_power_mean_has_a_p_and_counts_padding(panel):
    controls = panel(Scene(spec=PoolSpec(2, mode="power-mean", norm_type=3)))
    assert controls.norm_type.isVisible()
    assert controls.count_include_pad.isEnabled()
    assert controls.mode.button(PoolMode.POWER_MEAN).isChecked()
    controls = panel(Scene(spec=PoolSpec(2, mode="power-mean", norm_type=math.inf)))
    assert not controls.count_include_pad.isEnabled()
    controls = panel(Scene(spec=PoolSpec(2, mode="mean", divisor_override=3)))
    assert not controls.count_include_pad.isEnabled()


def test_stride_follows_the_kernel_until_it_is_told_not_to(panel, heard, qtbot):
    controls = panel()
    edits = heard(controls.edited)
    assert not controls.stride.isEnabled()
    assert controls.follows.isChecked()
    tick(qtbot, controls.follows)
    assert edits == [("stride", (2, 2))]
    controls.set_resolved(resolved(Scene(spec=PoolSpec(3, (1, 2)))))
    assert controls.stride.isEnabled()
    assert pair(controls.stride) == (1, 2)
    tick(qtbot, controls.follows)
    assert edits[1:] == [("stride", None)]
    controls.set_resolved(resolved(Scene(spec=PoolSpec(3))))
    assert pair(controls.stride) == (3, 3)


@pytest.mark.parametrize("name", ["numbers", "winner", "guess"])
def test_options(slide, heard, qtbot, name):
    controls, lab = slide()
    edits, options, told = map(heard, (controls.edited, controls.option_changed, lab.wanted))
    on = getattr(Options(), name)
    tick(qtbot, getattr(lab.controls, name))
    assert told == [Option(name, not on)]
    assert edits == options == []


def test_colour_maps(panel, heard, qtbot):
    controls = panel()
    options = heard(controls.option_changed)
    controls.colour_map.setFocus()
    qtbot.keyClick(controls.colour_map, KEY.Key_Down)
    qtbot.keyClick(controls.colour_map, KEY.Key_End)
    assert options == [("colour_map", COLOUR_MAPS[1]), ("colour_map", COLOUR_MAPS[-1])]


# ---- padding


def test_padding_modes(panel, heard, qtbot):
    controls = panel(Scene(SourceRef("6x6"), PoolSpec(3, 1)))
    edits = heard(controls.edited)
    assert controls.padding.button("valid").isChecked()
    qtbot.mouseClick(controls.padding.button("same"), LEFT)
    assert edits == [("padding", "same")]
    controls.set_resolved(resolved(Scene(SourceRef("6x6"), PoolSpec(3, 1, padding="same"))))
    assert controls.padding.button("same").isChecked()
    qtbot.mouseClick(controls.padding.button("custom"), LEFT)
    assert edits[1:] == [("padding", ((1, 1), (1, 1)))]
    controls.set_resolved(resolved(Scene(SourceRef("6x6"), PoolSpec(3, 1, padding=1))))
    qtbot.mouseClick(controls.padding.button("valid"), LEFT)
    assert edits[2:] == [("padding", "valid")]


def test_every_side_has_a_box(panel, heard, type_in):
    controls = panel(Scene(SourceRef("6x6"), PoolSpec(3, 1, padding=((1, 2), (0, 1)))))
    edits = heard(controls.edited)
    values = {side: box.value() for side, box in controls.sides.items()}
    assert values == {"top": 1, "bottom": 2, "left": 0, "right": 1}
    type_in(controls.sides["left"], "2")
    type_in(controls.sides["top"], "0")
    assert edits == [("padding", ((1, 2), (2, 1))), ("padding", ((0, 2), (2, 1)))]


def test_sides_are_shown_where_padding_is_custom(panel):
    for padding, there in (("valid", False), ("same", False), (1, True)):
        controls = panel(Scene(SourceRef("6x6"), PoolSpec(3, 1, padding=padding)))
        assert all(box.isVisible() is there for box in controls.sides.values())


def test_custom_padding_of_nothing_stays_custom_while_it_is_typed(panel, type_in):
    controls = panel(Scene(SourceRef("6x6"), PoolSpec(2, 1, padding=((1, 0), (0, 0)))))
    type_in(controls.sides["top"], "0")
    controls.set_resolved(resolved(Scene(SourceRef("6x6"), PoolSpec(2, 1))))
    assert controls.sides["top"].isVisible()


def test_another_scene_without_padding_is_shown_as_one(panel):
    controls = panel(SCENES["padding"].scene)
    assert controls.padding.button("custom").isChecked()
    controls.set_resolved(resolved(SCENES["seed100"].scene))
    assert controls.padding.button("valid").isChecked()


def test_pressing_what_is_pressed_already_changes_nothing(panel, heard, qtbot):
    controls = panel(Scene(SourceRef("6x6"), PoolSpec(3, 1, padding=((2, 1), (0, 1)))))
    edits = heard(controls.edited)
    qtbot.mouseClick(controls.padding.button("custom"), LEFT)
    assert [value for _, value in edits if value != ((2, 1), (0, 1))] == []
    assert controls.sides["top"].value() == 2


# ---- showing is not telling


def test_showing_a_scene_says_nothing(panel, heard):
    controls = panel()
    told = silent(heard, controls)
    scenes = [preset.scene for preset in SCENES.values()]
    scenes += [
        Scene(SourceRef("random", (5, 9), seed=4), PoolSpec(2, (1, 2), "lp", norm_type=3.333)),
        Scene(SourceRef("ramp", (12, 3)), PoolSpec((3, 2), padding=((2, 0), (1, 1)))),
    ]
    for scene in scenes:
        controls.set_resolved(resolved(scene))
        controls.set_level(0)
    for options in (Options(False, False, True, "gray"), Options()):
        controls.set_options(options)
    controls.input.set_editing(True, True)
    controls.input.set_editing(False, False)
    for theme in THEMES.values():
        controls.set_theme(theme)
    assert told == [[]] * 7


def test_a_scene_is_shown_as_it_is(panel):
    spec = PoolSpec((3, 2), (1, 2), "mean", ((2, 0), (1, 1)), (1, 2), True, True)
    controls = panel(Scene(SourceRef("random", (9, 12), seed=77), spec, repeats=2))
    assert controls.mode.button(PoolMode.MEAN).isChecked()
    assert pair(controls.kernel_size) == (3, 2)
    assert not controls.kernel_size.link.isChecked()
    assert pair(controls.stride) == (1, 2)
    assert pair(controls.dilation) == (1, 2)
    assert [controls.sides[s].value() for s in ("top", "bottom", "left", "right")] == [2, 0, 1, 1]
    assert controls.ceil_mode.isChecked()
    assert controls.count_include_pad.isChecked()
    assert controls.repeats.value() == 2
    assert pair(controls.input.matrix_size) == (9, 12)
    assert controls.input.seed.value() == 77
    assert controls.input.which.currentText() == "Random matrix"
    assert not controls.input.resize_to.isVisible()


def plain(lab):
    text = QTextDocumentFragment.fromHtml(lab.controls.size_box.text()).toPlainText()
    return "".join(text.split())


def test_the_size_of_the_output_is_worked_out(slide):
    _, lab = slide(Scene(SourceRef("6x6"), PoolSpec(2, 3)))
    assert "⌊(6−2)/3⌋+1=2" in plain(lab)
    assert "4windows" in plain(lab)
    assert "20cellsinnowindow" in plain(lab)
    _, lab = slide(Scene(SourceRef("4x4"), repeats=2))
    assert "⌊(4−2)/2⌋+1=2" in plain(lab)
    assert "nowindow" not in plain(lab)
    lab.set_timeline(Timeline(5).seek(4))
    assert "⌊(2−2)/2⌋+1=1" in plain(lab)
    assert "1window·" in plain(lab)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_numbers_are_not_cut(panel, theme):
    controls = panel(Scene(SourceRef("random", (9, 9)), PoolSpec(2, 1, padding=1)))
    controls.setStyleSheet(style_sheet(theme))
    controls.set_theme(theme)
    QApplication.processEvents()
    for box in controls.findChildren(NumberBox):
        if box.isVisible():
            text = "8888888888" if box is controls.input.seed else "8888"[: len(str(box.maximum()))]
            line = box.lineEdit()
            assert line.width() >= line.fontMetrics().horizontalAdvance(text), box.accessibleName()
    assert controls.widget().width() <= controls.viewport().width(), "nothing hangs out sideways"


# ---- what is not possible


@pytest.mark.parametrize("text", ["99", "7", "100000", "0"])
def test_limits_cannot_be_typed_over(panel, heard, type_in, text):
    controls = panel(Scene(SourceRef("6x6"), PoolSpec(2, 2)))
    edits = heard(controls.edited)
    for name, most in (("kernel_size", 6), ("stride", 6), ("dilation", 5)):
        box = getattr(controls, name).boxes[0]
        assert box.maximum() == most
        type_in(box, text)
        assert 1 <= box.value() <= most
        assert box.text() == str(box.value())
    type_in(controls.repeats, text)
    assert controls.repeats.value() <= 2
    for name, value in edits:
        values = value if isinstance(value, tuple) else (value,)
        assert all(1 <= v <= 6 for v in values), (name, value)


@pytest.mark.parametrize("text", ["abc", "-1", "1.5", "²", "+", ""])
def test_nonsense_cannot_be_typed(panel, heard, qtbot, text):
    controls = panel(Scene(SourceRef("6x6"), PoolSpec(2, 2)))
    edits = heard(controls.edited)
    box = controls.kernel_size.boxes[0]
    box.setFocus()
    QApplication.processEvents()
    box.selectAll()
    qtbot.keyClick(box, KEY.Key_Delete)
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, KEY.Key_Return)
    assert box.text() == str(box.value())
    assert all(value in [(1, 1), (5, 5)] for _, value in edits), "at most its digits"
    assert len(edits) <= 1
    if not any(character in "15" for character in text):
        assert (box.value(), edits) == (2, [])


def test_limits_follow_the_scene(panel):
    controls = panel(Scene(SourceRef("4x4"), PoolSpec(2, 1)))
    assert controls.kernel_size.boxes[0].maximum() == 4
    assert controls.repeats.maximum() == 3
    controls.set_resolved(resolved(Scene(SourceRef("6x6"), PoolSpec(2, 1, padding=1))))
    assert controls.kernel_size.boxes[0].maximum() == 8
    assert controls.sides["top"].maximum() == 1
    controls.set_resolved(resolved(Scene(SourceRef("6x6"), PoolSpec((4, 2), 1, padding=1))))
    sides = ("top", "bottom", "left", "right")
    assert [controls.sides[side].maximum() for side in sides] == [3, 3, 1, 1]
    controls.set_resolved(resolved(Scene(SourceRef("ramp", (3, 8)))))
    assert [box.maximum() for box in controls.kernel_size.boxes] == [3, 8]


# ---- the input


def test_other_inputs(panel, heard, qtbot):
    controls = panel()
    chosen, opened = heard(controls.input.chosen), heard(controls.input.open_wanted)
    which = controls.input.which
    which.setFocus()
    qtbot.keyClick(which, KEY.Key_Down)
    assert chosen == [SourceRef("6x6")]
    qtbot.keyClick(which, KEY.Key_End)
    assert which.currentText() == "4 × 4 example", "a file that is not chosen yet is not there"
    assert len(opened) == 1
    assert len(chosen) == 1


def test_buttons_of_the_input(panel, heard, qtbot):
    controls = panel()
    wanted, typed = heard(controls.input.random_wanted), heard(controls.input.edit_wanted)
    qtbot.mouseClick(controls.input.random, LEFT)
    assert len(wanted) == 1
    qtbot.mouseClick(controls.input.edit, LEFT)
    assert typed == [True]
    controls.input.set_editing(True, True)
    qtbot.mouseClick(controls.input.edit, LEFT)
    assert typed == [True, False]
    controls.input.set_editing(False, False)
    qtbot.mouseClick(controls.input.edit, LEFT)
    assert len(typed) == 2


def test_size_and_seed_of_a_random_matrix(panel, heard, type_in, qtbot):
    controls = panel(Scene(SourceRef("random", (8, 8), seed=3)))
    chosen = heard(controls.input.chosen)
    type_in(controls.input.seed, "105")
    assert chosen == [SourceRef("random", (8, 8), seed=105)]
    type_in(controls.input.matrix_size.boxes[0], "12")
    assert chosen[1:] == [SourceRef("random", (12, 12), seed=3)]
    assert not panel().input.seed.isVisible()
    assert not panel(Scene(SourceRef("ramp"))).input.seed.isVisible()


def test_a_picture_can_be_made_smaller_and_grey(panel, heard, qtbot):
    controls = panel(values=np.zeros((90, 60, 3), np.uint8), picture=True)
    edits = heard(controls.input.edited)
    tick(qtbot, controls.input.grey)
    assert edits == [("grey", True)]
    sizes = controls.input.resize_to
    assert sizes.isVisible()
    assert sizes.currentData() is None, "as it is"
    sizes.setFocus()
    qtbot.keyClick(sizes, KEY.Key_End)
    qtbot.keyClick(sizes, KEY.Key_Home)
    assert edits[1:] == [("resize", (32, 32)), ("resize", None)]
    channel = controls.input.channel
    assert [channel.itemText(i) for i in range(channel.count())] == ["red", "green", "blue"]
    channel.setFocus()
    qtbot.keyClick(channel, KEY.Key_Down)
    assert edits[3:] == [("channel", 1)]
    assert not controls.legend.isVisible(), "colours say what they are"


def test_a_stack_has_numbered_channels(panel):
    controls = panel(values=np.zeros((6, 6, 5)))
    channel = controls.input.channel
    assert channel.count() == 5
    assert channel.itemText(4) == "channel 4"
    assert not controls.input.grey.isVisible()


# ---- in the window: keys, and that what is shown is true


def boxes_of(window):
    controls = window.controls
    boxes = [*controls.kernel_size.boxes, *controls.stride.boxes, *controls.dilation.boxes]
    return [*boxes, *controls.sides.values(), controls.repeats, controls.norm_type]


def test_space_in_any_box_plays_and_digits_stay(window_on, qtbot):
    spec = PoolSpec(2, 1, "lp", padding=1)
    window = window_on(Scene(SourceRef("6x6"), spec))
    deaf = []
    for box in boxes_of(window):
        assert box.isVisible()
        box.setFocus()
        assert box.hasFocus()
        before, text = window.session.timeline.playing, box.text()
        qtbot.keyClick(box, KEY.Key_Space)
        if window.session.timeline.playing is before or box.text() != text:
            deaf.append(box.accessibleName())
    assert deaf == []


def test_letters_in_a_box_are_no_commands_and_digits_are_digits(window_on, qtbot, type_in):
    window = window_on(Scene(SourceRef("random", (8, 8))))
    seed = window.controls.input.seed
    seed.setFocus()
    qtbot.keyClick(seed, KEY.Key_M)
    assert window.session.scene.spec.mode is PoolMode.MAX
    assert seed.text() == "0"
    type_in(seed, "120")
    assert window.session.scene.source.seed == 120
    assert not seed.hasFocus(), "Return gives the keys back"


def test_the_norm_gives_the_keys_back(window_on, qtbot, type_in):
    window = window_on(Scene(spec=PoolSpec(2, mode="lp")))
    box = window.controls.norm_type
    type_in(box, "3")
    assert window.session.scene.spec.norm_type == 3.0
    focus = QApplication.focusWidget() or window
    qtbot.keyClick(focus, KEY.Key_Right)
    assert window.session.timeline.index == 1


def turn_wheel(widget):
    point = QPointF(widget.rect().center())
    event = QWheelEvent(
        point,
        QPointF(widget.mapToGlobal(point)),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_scrolling_over_a_control_changes_nothing(panel, heard):
    controls = panel(Scene(SourceRef("random"), PoolSpec(2, 1, "lp", padding=1)))
    told = silent(heard, controls)
    wheels = controls.findChildren(QAbstractSpinBox) + controls.findChildren(QComboBox)
    changed = []
    for widget in wheels:
        if widget.isVisible():
            turn_wheel(widget)
            if any(told):
                changed.append(widget.accessibleName())
                for signals in told:
                    signals.clear()
    assert changed == []
    assert len(wheels) >= 12


def shows_the_truth(window):
    """Compare every control with the session."""
    controls, scene = window.controls, window.session.scene
    spec = scene.spec
    shown = {
        "mode": controls.mode.button(spec.mode).isChecked(),
        "kernel_size": pair(controls.kernel_size) == spec.kernel_size,
        "stride": pair(controls.stride) == spec.strides,
        "dilation": pair(controls.dilation) == spec.dilation,
        "repeats": controls.repeats.value() == scene.repeats,
        "ceil_mode": controls.ceil_mode.isChecked() == spec.ceil_mode,
        "follows": controls.follows.isChecked() == (spec.stride is None),
    }
    if spec.padding == "same":
        shown["padding"] = controls.padding.button("same").isChecked()
    else:
        (top, bottom), (left, right) = spec.padding
        values = [controls.sides[s].value() for s in ("top", "bottom", "left", "right")]
        shown["padding"] = values == [top, bottom, left, right]
    return [name for name, true in shown.items() if not true]


def test_a_linked_pair_that_yields_shows_what_it_became(window_on, type_in):
    window = window_on(Scene(SourceRef("ramp", (3, 8)), PoolSpec(3)))
    assert pair(window.controls.kernel_size) == (3, 3)
    type_in(window.controls.kernel_size.boxes[1], "5")
    assert window.session.scene.spec.kernel_size == (3, 3)
    assert shows_the_truth(window) == []


class Gate:
    """Holds up every pooling until it is opened, and then may fail."""

    def __init__(self, monkeypatch):
        self.reached, self.open, self.error = threading.Event(), threading.Event(), None
        self._pool = steps.repeat_pool
        monkeypatch.setattr(steps, "repeat_pool", self)

    def __call__(self, *args):
        self.reached.set()
        assert self.open.wait(20)
        if self.error is not None:
            raise self.error
        return self._pool(*args)


@pytest.mark.parametrize("ending", ["cancelled", "failed"])
def test_what_was_not_made_is_not_shown(window_on, type_in, qtbot, monkeypatch, ending):
    window = window_on(values=np.zeros((2000, 2000), np.uint8))
    gate = Gate(monkeypatch)
    type_in(window.controls.kernel_size.boxes[0], "5")
    assert gate.reached.wait(20)
    assert window.session.busy
    if ending == "cancelled":
        qtbot.keyClick(window, KEY.Key_Escape)
    else:
        gate.error = MemoryError()
    gate.open.set()
    qtbot.waitUntil(lambda: not window.session.busy)
    assert window.session.scene.spec.kernel_size == (2, 2)
    assert shows_the_truth(window) == []


def test_after_any_clicks_the_panel_shows_the_truth(window_on, type_in, qtbot):
    window = window_on(Scene(SourceRef("ramp", (5, 7))))
    controls, choose = window.controls, random.Random(11)
    for _ in range(60):
        action = choose.randrange(7)
        if action == 0:
            qtbot.mouseClick(controls.mode.button(choose.choice(list(PoolMode))), LEFT)
        elif action == 1:
            choice = choose.choice(["valid", "same", "custom"])
            qtbot.mouseClick(controls.padding.button(choice), LEFT)
        elif action == 2:
            tick(qtbot, choose.choice([controls.follows, controls.ceil_mode]))
        elif action == 3:
            box = choose.choice([controls.kernel_size, controls.dilation, controls.stride])
            if box.isEnabled():
                qtbot.mouseClick(box.link, LEFT)
        else:
            boxes = [box for box in boxes_of(window)[:-1] if box.isVisible() and box.isEnabled()]
            box = choose.choice(boxes)
            type_in(box, str(choose.randint(box.minimum(), box.maximum())))
        assert shows_the_truth(window) == [], window.session.scene.spec
        assert not window.session.message.error, window.session.message


def test_arrows_go_to_the_method_that_stands_there(window_on, qtbot):
    """Power mean is as wide as two: Min and Mean both stand over it, and Pick under Sum."""
    window = window_on(Scene())
    ways = [("max", "Down", "lp"), ("mean", "Down", "power-mean"), ("min", "Down", "power-mean")]
    ways += [("sum", "Down", "subsample"), ("subsample", "Up", "sum"), ("power-mean", "Up", "mean")]
    for here, key, there in ways:
        window.session.editor.edit("mode", here)
        button = window.controls.mode.button(PoolMode(here))
        button.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.keyClick(button, getattr(KEY, f"Key_{key}"))
        assert window.session.scene.spec.mode == there
