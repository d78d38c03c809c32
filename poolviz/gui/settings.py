"""What the window remembers from one day to the next: a small file of plain values."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QStandardPaths

from poolviz.core.errors import ExportError
from poolviz.core.files import replacing
from poolviz.gui.theme import THEME_CHOICES, TYPE_SCALES

MAX_BYTES = 2**16
"""The largest file that is read, in bytes."""

MAX_RECENT = 8
_MAX_PATH = 4096
_SIDES = 100, 20_000


@dataclass(frozen=True)
class Settings:
    """What is remembered.

    Attributes
    ----------
    theme : str
        One of `THEME_CHOICES`.
    type_step : int
        A place in `TYPE_SCALES`.
    folder : str
        Where the last file was opened or written, or "".
    size : (int, int), optional
        Width and height of the window in pixels.
    recent : tuple of str
        The files that were opened last, the newest first.
    """

    theme: str = "system"
    type_step: int = 0
    folder: str = ""
    size: tuple[int, int] | None = None
    recent: tuple[str, ...] = ()


_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "theme": lambda value: value in THEME_CHOICES,
    "type_step": lambda value: type(value) is int and 0 <= value < len(TYPE_SCALES),
    "folder": lambda value: _is_path(value) or value == "",
    "size": lambda value: value is None or _is_size(value),
    "recent": lambda value: isinstance(value, list) and all(map(_is_path, value)),
}


class Memory:
    """Settings, and the file that they come from and go to.

    Parameters
    ----------
    path : Path, optional
        The file. Without one nothing is read and nothing is written.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self.settings, self.complaint = (Settings(), "") if path is None else read(path)
        self._changes: dict[str, Any] = {}

    def remember(self, **changes: Any) -> None:
        """Take other settings; they are written by `save`."""
        self._changes |= changes
        self.settings = replace(self.settings, **changes)

    def opened(self, path: str) -> None:
        """Remember a file, and its folder."""
        others = (known for known in self.settings.recent if known != path)
        recent = (path, *others)[:MAX_RECENT]
        self.remember(recent=recent, folder=os.path.dirname(path))

    def missed(self, path: str) -> None:
        """Forget a file that could not be opened because it is gone."""
        if path in self.settings.recent and not os.path.exists(path):
            self.remember(recent=tuple(known for known in self.settings.recent if known != path))

    def save(self) -> None:
        """Write what has changed; what another window has written meanwhile stays."""
        if self._path is None or not self._changes:
            return
        settings = replace(read(self._path)[0], **self._changes)
        text = json.dumps({"poolviz": 1, **asdict(settings)}, indent=1)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with replacing(self._path) as file:
                file.write(text.encode())
        except (ExportError, OSError):  # a home that can't be written to is no reason to complain
            return
        self._changes = {}


def settings_file() -> Path:
    """Return where the settings are, by the custom of the system; needs the QApplication's name."""
    folder = QStandardPaths.StandardLocation.AppConfigLocation
    return Path(QStandardPaths.writableLocation(folder)) / "settings.json"


def read(path: Path) -> tuple[Settings, str]:
    """Read the settings.

    Returns
    -------
    settings : Settings
        The defaults where there is no file, or a damaged one.
    complaint : str
        One sentence where it is damaged, else "".
    """
    try:
        if not path.is_file():
            return Settings(), ""
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValueError("too large")
        known = json.loads(data.decode("utf-8"))
        values = {name: known[name] for name in _ALLOWED if name in known}
        wrong = [name for name, value in values.items() if not _ALLOWED[name](value)]
        if known["poolviz"] != 1 or wrong:
            raise ValueError("not of this form")
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return Settings(), "The remembered settings could not be read; these are the defaults."
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
    settings = Settings(**{**values, **lists})
    return replace(settings, recent=settings.recent[:MAX_RECENT]), ""


def _is_path(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= _MAX_PATH and "\0" not in value


def _is_size(value: Any) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and all(type(side) is int and _SIDES[0] <= side <= _SIDES[1] for side in value)
    )
