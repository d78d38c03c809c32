"""Every theme can be read: contrast by WCAG 2, and no text below 11 pt outside the cells."""

import itertools
import re
from dataclasses import fields, replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, QRect
from PyQt6.QtGui import QColor, QFontInfo, QPalette
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from poolviz.core.labs.presets import SCENES
from poolviz.gui.app import build
from poolviz.gui.theme import (
    DARK,
    LIGHT,
    PROJECTOR,
    THEME_CHOICES,
    THEMES,
    TYPE_SCALES,
    Theme,
    palette,
    play_button_size,
    round_button_size,
    style_sheet,
    system_theme,
)
from tests.gui.conftest import pixels_of

SMALLEST = 11 * 96 / 72  # 11 pt in pixels
NEEDED = {"light": 4.5, "dark": 4.5, "projector": 7.0}
THEME = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)

PAIRS = [
    *[("text", ground) for ground in ("stage", "surface", "raised", "empty", "accent_soft")],
    *[("muted", ground) for ground in ("stage", "surface", "raised")],
    *[("error", ground) for ground in ("stage", "surface")],
    *[("result", ground) for ground in ("surface", "empty")],
    *[("accent", ground) for ground in ("surface", "accent_soft")],
    ("on_accent", "accent"),
]
"""Every colour of text, on every ground that it stands on somewhere in the window."""


def luminance(colour):
    def linear(c):
        return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(c) for c in QColor(colour).getRgbF()[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first, second):
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_rightly():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
    assert contrast("#ff0000", "#ffffff") == pytest.approx(4.0, abs=0.01)


@THEME
@pytest.mark.parametrize(("ink", "ground"), PAIRS, ids=lambda role: role)
def test_text_stands_out(theme, ink, ground):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= NEEDED[theme.name]


@THEME
def test_marks_stand_out(theme):
    assert contrast(theme.window, theme.halo) >= 3
    assert contrast(theme.accent, theme.surface) >= 3
    assert contrast(theme.hatch, theme.surface) >= 3
    assert contrast(theme.dash, theme.surface) >= 1.8
    assert contrast(theme.dash, theme.empty) >= 1.8
    assert theme.empty != theme.surface


@THEME
def test_the_palette_can_be_read(theme):
    colours, role = palette(theme), QPalette.ColorRole
    for ink, ground in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.PlaceholderText, role.Base),
        (role.ToolTipText, role.ToolTipBase),
    ):
        ratio = contrast(colours.color(ink), colours.color(ground))
        assert ratio >= NEEDED[theme.name], (ink, ground)


def test_what_is_promised_of_the_themes():
    assert set(THEMES) == {"light", "dark", "projector"}
    assert THEME_CHOICES == ("system", "light", "dark", "projector")
    assert LIGHT.window == PROJECTOR.window == "#d55e00"
    assert PROJECTOR.text_px > LIGHT.text_px
    assert PROJECTOR.arithmetic_px > LIGHT.arithmetic_px
    assert luminance(PROJECTOR.stage) > 0.9
    assert luminance(DARK.stage) < 0.05
    assert system_theme() in (LIGHT, DARK)
    assert contrast(LIGHT.halo, "#000000") > 20, "white"


@THEME
@pytest.mark.parametrize("scale", TYPE_SCALES)
def test_no_type_is_too_small(theme, scale):
    theme = replace(theme, scale=scale)
    assert theme.font().pixelSize() >= SMALLEST
    assert theme.font(theme.arithmetic_px).pixelSize() >= 1.5 * SMALLEST
    sizes = [float(size) for size in re.findall(r"font-size:\s*([\d.]+)px", style_sheet(theme))]
    assert sizes
    assert min(sizes) >= SMALLEST
    assert not re.findall(r"font-size:\s*[\d.]+(?!px|[\d.])\w", style_sheet(theme)), "pixels only"


@THEME
def test_a_larger_scale_makes_everything_larger(theme):
    assert TYPE_SCALES[0] == 1.0
    assert list(TYPE_SCALES) == sorted(TYPE_SCALES)
    for small, large in itertools.pairwise(TYPE_SCALES):
        a, b = replace(theme, scale=small), replace(theme, scale=large)
        assert b.font().pixelSize() > a.font().pixelSize()
        assert b.metrics().height() >= a.metrics().height()
        assert b.px(10) >= a.px(10)
        for size in (round_button_size, play_button_size):
            assert size(b) > size(a)
            assert size(b) % 2 == 0


@THEME
def test_the_style_sheet_is_complete(theme):
    sheet = style_sheet(theme)
    assert "$" not in sheet
    known = {getattr(theme, f.name) for f in fields(Theme) if f.name not in ("name",)}
    colours = set(re.findall(r"#[0-9a-fA-F]{6}", sheet))
    assert colours <= {value for value in known if isinstance(value, str)}


@THEME
def test_bold_type_is_bolder(theme):
    assert theme.font(bold=True).weight() > theme.font().weight()
    assert theme.font() == theme.font()


# ---- in the window


def has_text(widget):
    return isinstance(widget, QAbstractButton | QLabel | QLineEdit) and bool(widget.text())


@pytest.mark.parametrize("name", ["first", "circle"])
@pytest.mark.parametrize("theme", [*THEMES])
def test_no_text_of_the_window_is_too_small(on_screen, qtbot, theme, name):
    window = on_screen(build(SCENES[name].scene, theme=theme), 1280, 900)
    window.key_help.toggle()
    QApplication.processEvents()
    texts = [w for w in window.findChildren(QWidget) if w.isVisible() and has_text(w)]
    assert len(texts) > 60
    small = {
        (type(w).__name__, w.text(), QFontInfo(w.font()).pixelSize())
        for w in texts
        if QFontInfo(w.font()).pixelSize() < SMALLEST
    }
    assert small == set()


def inks(widget):
    """Return all colours of a widget as it stands in its window, the most frequent first."""
    window = widget.window()
    place = QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(3, 3, -3, -3)
    colours, counts = np.unique(pixels_of(window.grab(place).toImage()), return_counts=True)
    return [int(colour) for colour in colours[np.argsort(-counts)]]


@THEME
def test_buttons_can_be_read_as_they_are_painted(on_screen, theme):
    window = on_screen(build(SCENES["first"].scene, theme=theme.name), 1280, 900)
    modes = window.controls.mode
    buttons = [*window.buttons.values(), modes.button("max"), modes.button("mean")]
    buttons += [window.controls.input.random, window.controls.input.edit]
    for button in buttons:
        ground, *others = inks(button)
        best = max(contrast(QColor(ground), QColor(ink)) for ink in others)
        assert best >= 0.9 * NEEDED[theme.name], button.text()  # type is smoothed at its edges
