"""Every colour, size and font of the window, for light, dark and projector."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from string import Template

from PyQt6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QPalette

FONT_FAMILIES = [
    *("Inter", "Segoe UI", "SF Pro Text", "Helvetica Neue", "Noto Sans", "Ubuntu"),
    *("DejaVu Sans", "sans-serif"),
]
TYPE_SCALES = (1.0, 1.15, 1.3, 1.5, 1.75, 2.0)

ARROW_ROOM = 14
"""Pixels that the arrows of a number or a list take at its right."""

NUMBER_CELL = 18
"""From this cell size on, in pixels, cells carry their numbers."""

GRID_CELL = 8
"""From this cell size on, in pixels, lines part the cells."""


_MOST_PRESENTED = 1.5
"""The type scale beyond which pictures that are presented would have too little room."""


@dataclass(frozen=True)
class Theme:
    """One look. Colours are "#rrggbb"; sizes are pixels at 96 to the inch.

    `text_px` is 11 pt at scale 1: no text of the window is smaller, numbers in cells excepted.
    """

    name: str
    stage: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    accent: str
    on_accent: str
    accent_soft: str
    empty: str
    dash: str
    hatch: str
    error: str
    window: str = "#d55e00"
    result: str = "#b34700"
    halo: str = "#ffffff"
    text_px: float = 15.0
    arithmetic_px: float = 25.0
    scale: float = 1.0
    outline: float = 4.0
    halo_px: float = 1.5
    contrast: float = 4.5

    def px(self, size: float) -> int:
        """Return a length that grows with the type."""
        return round(size * self.scale)

    def outline_on(self, cell: float) -> float:
        """Return the width of a window's outline on cells of so many pixels.

        Around numbers it is even, so that its edges lie on whole pixels.
        """
        if cell < NUMBER_CELL:
            return min(self.outline, 3.0)
        return 2.0 * max(1, round(min(self.outline, cell / 8) / 2))

    def ring_on(self, cell: float, share: float = 0.8) -> float:
        """Return the width of a ring, so much of an outline, in a cell of so many pixels."""
        return min(self.outline * share, max(1.0, share * cell / 10))

    def colour(self, role: str) -> QColor:
        """Return the colour of a role such as "text" or "window"; one object for all."""
        return colour_of(getattr(self, role))

    def font(self, size: float | None = None, bold: bool = False) -> QFont:
        """Return the font at `size` pixels before scaling, `text_px` by default."""
        return font_of(max(1, round((size or self.text_px) * self.scale)), bold)

    def metrics(self, size: float | None = None, bold: bool = False) -> QFontMetrics:
        """Return the metrics of `font`."""
        return metrics_of(max(1, round((size or self.text_px) * self.scale)), bold)


@lru_cache(256)
def colour_of(name: str) -> QColor:
    """Return a colour by its name; one object for all, so it is never to be changed."""
    return QColor(name)


@lru_cache(256)
def font_of(pixels: int, bold: bool = False) -> QFont:
    """Return the program's font at a size; one object for all, so it is never to be changed."""
    font = QFont(FONT_FAMILIES)
    font.setPixelSize(pixels)
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    return font


@lru_cache(256)
def metrics_of(pixels: int, bold: bool = False) -> QFontMetrics:
    """Return the metrics of `font_of`."""
    return QFontMetrics(font_of(pixels, bold))


LIGHT = Theme(
    name="light",
    stage="#f3f4f6",
    surface="#ffffff",
    raised="#ebedf1",
    border="#d9dde3",
    text="#151b26",
    muted="#586174",
    accent="#0b5fae",
    on_accent="#ffffff",
    accent_soft="#e4effa",
    empty="#f1f2f5",
    dash="#adb4bf",
    hatch="#3a4250",
    error="#b3261e",
)
DARK = Theme(
    name="dark",
    stage="#14171c",
    surface="#1e2229",
    raised="#2b313a",
    border="#3a414d",
    text="#eef1f5",
    muted="#a9b2bf",
    accent="#6fb1f0",
    on_accent="#0d1117",
    accent_soft="#20344a",
    empty="#262b33",
    dash="#5d6673",
    hatch="#d5dae1",
    error="#ff8a80",
    window="#f28522",
    result="#ffa050",
    halo="#14171c",
)
PROJECTOR = Theme(
    name="projector",
    stage="#ffffff",
    surface="#ffffff",
    raised="#e6e9ee",
    border="#8b94a3",
    text="#000000",
    muted="#3a414d",
    accent="#00468b",
    on_accent="#ffffff",
    accent_soft="#d6e7f8",
    empty="#f4f5f7",
    dash="#6c7583",
    hatch="#000000",
    error="#8c1d18",
    result="#883700",
    text_px=18.0,
    arithmetic_px=34.0,
    outline=6.0,
    contrast=7.0,
)
THEMES = {theme.name: theme for theme in (LIGHT, DARK, PROJECTOR)}
THEME_CHOICES = ("system", *THEMES)


def presented(theme: Theme, height: int) -> Theme:
    """Return a theme whose type and lines grow with the `height` of the stage, in pixels.

    Its type scale makes type still larger, as far as that leaves the pictures their room.
    """
    unit, times = height / 1080, min(theme.scale, _MOST_PRESENTED)
    return replace(
        theme,
        text_px=max(theme.text_px, 30 * unit) * times,
        arithmetic_px=max(theme.text_px, 76 * unit) * times,
        outline=max(theme.outline, 12 * unit),
        scale=1.0,
    )


def grown(theme: Theme, width: int, height: int) -> Theme:
    """Return a theme whose type grows with a stage that is larger than that of a usual window."""
    beyond = max(0.0, min(width / 1140, height / 790) - 1)
    times = 1 + math.floor(6 * beyond) / 10  # in steps, so that most changes of size are cheap
    outline = 2.0 * round(theme.outline * times / 2)
    return theme if times == 1 else replace(theme, scale=theme.scale * times, outline=outline)


def system_theme() -> Theme:
    """Return dark where the desktop says that it is dark, else light."""
    hints = QGuiApplication.styleHints()
    dark = hints is not None and hints.colorScheme().name == "Dark"
    return DARK if dark else LIGHT


def palette(theme: Theme) -> QPalette:
    """Return the palette of a theme, for all that the style sheet does not name."""
    result = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, "stage"),
        (roles.WindowText, "text"),
        (roles.Base, "surface"),
        (roles.AlternateBase, "raised"),
        (roles.Text, "text"),
        (roles.PlaceholderText, "muted"),
        (roles.Button, "surface"),
        (roles.ButtonText, "text"),
        (roles.ToolTipBase, "surface"),
        (roles.ToolTipText, "text"),
        (roles.Highlight, "accent"),
        (roles.HighlightedText, "on_accent"),
        (roles.Mid, "border"),
        (roles.Accent, "accent"),
    ):
        result.setColor(role, theme.colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, theme.colour("dash"))
    return result


_STYLE = Template("""
* { font-family: $families; font-size: ${text_px}px; }
QMainWindow, QWidget#stage { background: $stage; }
QWidget#header, QWidget#transport, QWidget#sidebar, QScrollArea#sidebarScroll {
  background: $surface; border: none; }
QWidget#header { border-bottom: 1px solid $border; }
QWidget#transport { border-top: 1px solid $border; }
QScrollArea#sidebarScroll { border-right: 1px solid $border; }
QFrame#card { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame#overlay { background: $surface; border: 2px solid $accent; border-radius: 10px; }
QWidget#stage[bare="true"] { background: $surface; }
QFrame#card[bare="true"] { border: none; }
QLabel { color: $text; background: transparent; }
QLabel[role="brand"] { font-size: ${brand_px}px; font-weight: 700; }
QLabel[role="section"] { color: $muted; font-weight: 700; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="title"] { font-weight: 600; }
QLabel[role="error"] { color: $error; font-weight: 600; }
QLabel[role="box"] { background: $stage; border: 1px solid $border; border-radius: 8px;
  padding: 6px; }
QPushButton, QToolButton { background: $surface; color: $text; border: 1px solid $border;
  border-radius: 7px; padding: 5px 10px; }
QPushButton:hover, QToolButton:hover { border-color: $accent; }
QPushButton:pressed, QToolButton:pressed, QPushButton:checked,
QToolButton:checked { background: $accent_soft;
  border-color: $accent; color: $accent; }
QPushButton:disabled, QToolButton:disabled, QToolButton:checked:disabled { color: $dash;
  background: $surface; border-color: $border; }
QPushButton:focus, QToolButton:focus, QComboBox:focus, QLineEdit:focus {
  border: 2px solid $accent; outline: none; }
QToolButton:checked:focus, QPushButton:checked:focus { border: 2px solid $text; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border-color: $accent;
  font-weight: 600; }
QPushButton[role="offer"] { background: transparent; color: $accent; border-color: $border;
  padding: 0 8px; }
QPushButton[role="offer"]:focus { border: 2px solid $accent; }
QPushButton[role="offer"]:hover { border-color: $accent; }
QToolButton::menu-indicator, QPushButton::menu-indicator { image: none; width: 0; }
QToolButton[role="round"] { border-radius: ${round_px}px; padding: 0; }
QPushButton[role="primary"]:focus { background: $surface; color: $accent; }
QToolButton[role="play"] { border-radius: ${play_px}px; padding: 0; background: $accent;
  border-color: $accent; }
QToolButton[role="play"]:focus { border-color: $accent;
  background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5, stop: 0.72 $accent,
  stop: 0.76 $surface, stop: 0.88 $surface, stop: 0.92 $accent); }
QWidget#segments { background: $raised; border-radius: 8px; }
QWidget#segments QPushButton { background: transparent; border: 1px solid transparent;
  border-radius: 6px; padding: 4px 6px; color: $text; }
QWidget#segments QPushButton:checked { background: $surface; color: $accent;
  border-color: $border; }
QWidget#segments QPushButton:focus { border: 2px solid $text; }
QComboBox, QSpinBox, QDoubleSpinBox, QLineEdit { background: $surface; color: $text;
  border: 1px solid $border; border-radius: 6px; padding: 3px 6px;
  selection-background-color: $accent; selection-color: $on_accent; }
QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover { border-color: $accent; }
QSpinBox:focus, QDoubleSpinBox:focus { border-color: $accent; }
QSpinBox[ring="true"]:focus, QDoubleSpinBox[ring="true"]:focus { border: 2px solid $accent; }
QSpinBox:disabled, QDoubleSpinBox:disabled, QComboBox:disabled { color: $dash; }
QSpinBox, QDoubleSpinBox { padding-right: ${arrow_px}px; padding-left: 2px; }
QComboBox { padding-right: ${arrow_px}px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button { width: ${arrow_px}px; border: none;
  background: transparent; }
QSpinBox::up-arrow, QSpinBox::down-arrow, QDoubleSpinBox::up-arrow, QDoubleSpinBox::down-arrow,
QComboBox::down-arrow { image: none; width: 0;
  height: 0; }
QComboBox::drop-down { width: ${arrow_px}px; border: none; }
QComboBox QAbstractItemView { background: $surface; color: $text; border: 1px solid $border;
  selection-background-color: $accent_soft; selection-color: $text; outline: none; padding: 3px; }
QComboBox QAbstractItemView::item { padding: 4px 6px; border-radius: 4px; color: $text; }
QComboBox QAbstractItemView::item:selected { background: $accent_soft; color: $text; }
QMenu { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 18px; border-radius: 5px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $dash; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px; }
QSlider:horizontal { min-height: 26px; }
QSlider::groove:horizontal { height: 8px; border-radius: 4px; background: $raised; }
QSlider::sub-page:horizontal { height: 8px; border-radius: 4px; background: $accent; }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 9px;
  background: $surface; border: 2px solid $accent; }
QSlider:focus { border: 2px solid $text; border-radius: 6px; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 4px; min-height: 24px;
  min-width: 24px; margin: 1px; }
QScrollBar::handle:hover { background: $dash; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a theme at its type scale."""
    names = {name: getattr(theme, name) for name in theme.__dataclass_fields__}
    names["text_px"] = theme.px(theme.text_px)
    names["families"] = ", ".join(f'"{family}"' for family in FONT_FAMILIES)
    names["arrow_px"] = ARROW_ROOM
    names["brand_px"] = theme.px(theme.text_px * 1.25)
    names["round_px"] = round_button_size(theme) // 2
    names["play_px"] = play_button_size(theme) // 2
    return _STYLE.substitute(names)


def round_button_size(theme: Theme) -> int:
    """Return the diameter of a round button, an even number of pixels."""
    return 2 * theme.px(theme.text_px * 1.25)


def play_button_size(theme: Theme) -> int:
    """Return the diameter of the play button, an even number of pixels."""
    return 2 * theme.px(theme.text_px * 1.55)
