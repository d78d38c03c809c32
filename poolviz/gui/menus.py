"""The menus under the buttons of the header."""

from collections.abc import Callable
from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QMenu, QPushButton, QWidget

from poolviz.core.presets import SCENES
from poolviz.core.snippet_windows import Framework
from poolviz.gui.theme import THEME_CHOICES

LANGUAGES: dict[Framework, str] = {"numpy": "NumPy", "pytorch": "PyTorch", "keras": "Keras"}


def scenes_menu(parent: QWidget, choose: Callable[[int], object]) -> QMenu:
    """Return the list of prepared scenes; `choose` is told the place of one."""
    titles = [preset.title for preset in SCENES.values()]
    return _menu(parent, list(enumerate(titles)), choose)


def code_menu(parent: QWidget, choose: Callable[[Framework], object]) -> QMenu:
    """Return the list of frameworks that a pooling can be copied for."""
    entries = [(name, f"Copy as {text} code") for name, text in LANGUAGES.items()]
    return _menu(parent, entries, choose)


def theme_menu(parent: QWidget, chosen: str, choose: Callable[[str], object]) -> QMenu:
    """Return the list of themes; the one in force is ticked."""
    menu = _menu(parent, [(name, name.capitalize()) for name in THEME_CHOICES], choose)
    for name, action in zip(THEME_CHOICES, menu.actions(), strict=True):
        action.setCheckable(True)
        action.setChecked(name == chosen)
    return menu


def drop(menu: QMenu, button: QPushButton) -> None:
    """Open a menu under its button; it goes when it is done with."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _menu(
    parent: QWidget, entries: list[tuple[Any, str]], choose: Callable[[Any], object]
) -> QMenu:
    menu = QMenu(parent)
    for value, text in entries:
        action = menu.addAction(text)
        assert action is not None
        action.triggered.connect(lambda _, value=value: choose(value))
    return menu
