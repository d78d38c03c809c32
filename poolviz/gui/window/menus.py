"""The menus under the buttons of the header."""

import os
from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QMenu, QPushButton, QWidget

from poolviz.core.explain.snippet_windows import Framework
from poolviz.core.labs.presets import SCENES
from poolviz.core.scenes.lab import LABS
from poolviz.gui.theme import THEME_CHOICES
from poolviz.gui.widgets.texts import plain_tip

LANGUAGES: dict[Framework, str] = {"numpy": "NumPy", "pytorch": "PyTorch", "keras": "Keras"}


def scenes_menu(parent: QWidget, shown: str, choose: Callable[[int], object]) -> QMenu:
    """Return the list of prepared scenes by lab, the one on screen ticked.

    `shown` is its name; `choose` is told the place of another.
    """
    menu = QMenu(parent)
    for lab, entry in LABS.items():
        _heading(menu, entry.title)
        for place, (name, preset) in enumerate(SCENES.items()):
            if preset.scene.lab.name == lab:
                _add(menu, preset.title, partial(choose, place), ticked=name == shown)
    return menu


def open_menu(
    parent: QWidget,
    actions: dict[str, QAction],
    recent: Sequence[str],
    choose: Callable[[str], object],
) -> QMenu:
    """Return what can be opened; `choose` is told one of the `recent` files."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.addActions([actions["open"], actions["paste"]])
    if recent:
        _heading(menu, "Opened before")
    names = Counter(map(os.path.basename, recent))
    for path in recent:
        name, folder = os.path.basename(path), os.path.basename(os.path.dirname(path))
        text = name if names[name] == 1 else f"{name} ({folder})"
        _add(menu, text, partial(choose, path)).setToolTip(plain_tip(path))
    return menu


def code_menu(parent: QWidget, choose: Callable[[Framework], object]) -> QMenu:
    """Return the list of frameworks that a pooling can be copied for."""
    menu = QMenu(parent)
    for name, text in LANGUAGES.items():
        _add(menu, f"Copy as {text} code", partial(choose, name))
    return menu


def theme_menu(parent: QWidget, chosen: str, choose: Callable[[str], object]) -> QMenu:
    """Return the list of themes; the one in force is ticked."""
    menu = QMenu(parent)
    for name in THEME_CHOICES:
        _add(menu, name.capitalize(), partial(choose, name), ticked=name == chosen)
    return menu


def drop(menu: QMenu, button: QPushButton) -> None:
    """Open a menu under its button; it goes when it is done with."""
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))


def _heading(menu: QMenu, text: str) -> None:
    """Add a line that names what follows and can't be chosen."""
    if menu.actions():
        menu.addSeparator()
    heading = menu.addAction(text)
    assert heading is not None
    heading.setEnabled(False)


def _add(
    menu: QMenu, text: str, do: Callable[[], object], *, ticked: bool | None = None
) -> QAction:
    """Add an entry; `ticked` is whether it is the one in force, where one is."""
    action = menu.addAction(text.replace("&", "&&"))  # names come from outside
    assert action is not None
    action.triggered.connect(lambda: do())
    if ticked is not None:
        action.setCheckable(True)
        action.setChecked(ticked)
    return action
