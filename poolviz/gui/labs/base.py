"""What every lab on the screen is, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QWidget

from poolviz.core.scenes.lab import LABS, Command, LabCommand, load
from poolviz.core.scenes.scene import Resolved
from poolviz.core.timeline import Timeline
from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.foot import Foot
from poolviz.gui.options import Options
from poolviz.gui.theme import Theme

_LEAST = QSize(400, 300)


@dataclass(frozen=True, eq=False)
class Shown:
    """A scene as it is shown.

    Attributes
    ----------
    resolved : Resolved
        The scene.
    picture : object
        What its lab shows of it; see `poolviz.core.scenes.lab.Picture`.
    pixels : object
        The picture in colours, as the lab's own `paint` makes them.
    background : object, optional
        What is known of it from work in the background.
    """

    resolved: Resolved
    picture: Any
    pixels: Any
    background: Any = None


@dataclass(frozen=True, eq=False)
class Progress:
    """How far work in the background has come.

    Attributes
    ----------
    result : object, optional
        What is there of it; while `stale`, it is that of the scene before.
    stale : bool
        Whether it is of another scene than the one on screen.
    done : float, optional
        The share that is done, 0 to 1; None where nothing is being made.
    message : str
        Why there is none, or not all of it.
    """

    result: Any = None
    stale: bool = False
    done: float | None = None
    message: str = ""


class Panel(NamedTuple):
    """Controls of a lab's own in the side panel.

    `place` is "input" or "repeat", for a section of their own after that one, or "show", for the
    first lines of that section; `title` is the one of their own section.
    """

    place: str
    title: str
    widget: QWidget


class LabView(QWidget):
    """The stage of a lab: it is told by `set_...`, and answers with commands.

    Signals
    -------
    wanted(Command or LabCommand)
        What the user wants.
    hint(str)
        What the mouse is on, or "".
    editing_changed(bool)
        Whether cells are to be typed, or are any more.
    """

    wanted = pyqtSignal(object)
    hint = pyqtSignal(str)
    editing_changed = pyqtSignal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Stage")
        self.foot = Foot()
        self.foot.hide()

    @staticmethod
    def paint(resolved: Resolved, picture: Any, colour_map: str, known: Shown | None) -> Any:
        """Return the pixels of a picture; pure, on any thread.

        `known` is the same pooling in the same colours, shown by this lab, or None.
        """
        return None

    @property
    def parts(self) -> list[QWidget]:
        """What Tab goes through, in the order of the eye."""
        return [self]

    @property
    def keys(self) -> QWidget:
        """What has the keys where no control has asked for them."""
        return self

    @property
    def description(self) -> str:
        """What is on the stage, in a sentence."""
        return self.accessibleName()

    @property
    def zoomed_cameras(self) -> list[Camera]:
        """Zoom and pan of what can be zoomed; none where all is shown whole."""
        return []

    @property
    def types_cells(self) -> bool:
        """Whether cells are being typed."""
        return False

    def edit_cells(self, editing: bool) -> None:
        """Begin or end the typing of cells."""

    @property
    def type_size(self) -> int:
        """The size of the type on the stage, in pixels."""
        return self.fontInfo().pixelSize()

    @property
    def least_width(self) -> int:
        """The width at which all that has to be on the stage fits."""
        return _LEAST.width()

    def least_height(self, width: int) -> int:
        """Return the height at which all that has to be on the stage fits in such a width."""
        return _LEAST.height()

    @property
    def working(self) -> bool:
        """Whether it shows that work in the background is under way."""
        return False

    def want(self, command: Command | LabCommand) -> None:
        """Tell what the user wants."""
        self.wanted.emit(command)

    def panels(self) -> list[Panel]:
        """Return its own controls for the side panel."""
        return []

    def dress_panels(self, theme: Theme) -> None:
        """Put a theme, whose type may be smaller than the stage's, on its own controls."""

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""

    def set_bare(self, bare: bool) -> None:
        """Present, or not: the stage alone, as large as it can be."""

    def set_options(self, options: Options) -> None:
        """Take the options of the view."""

    def set_shown(self, shown: Shown) -> None:
        """Show another scene; time is told by `set_timeline`."""

    def refresh(self) -> None:
        """Show what is, in controls in which something else was typed or chosen."""

    def set_timeline(self, timeline: Timeline, secret: bool = False) -> None:
        """Show a moment."""

    def set_progress(self, progress: Progress) -> None:
        """Show how far the work in the background has come."""

    def set_cameras(self, cameras: Sequence[Camera]) -> None:
        """Take the zoom and pan that another stage had as `zoomed_cameras`."""

    def show_whole(self) -> None:
        """Bring everything back into view."""

    def stop(self) -> bool:
        """End what is being done by hand; return whether there was something."""
        return False

    def minimumSizeHint(self) -> QSize:
        """Let the window be as small as it is wanted."""
        return QSize(200, 200)


def view_of(name: str) -> type[LabView]:
    """Return the view of a lab; it is loaded when it is first asked for."""
    kind: type[LabView] = load(LABS[name].view)
    return kind


def paint(resolved: Resolved, picture: Any, colour_map: str, known: Shown | None) -> Shown:
    """Colour a picture as its lab does; see `LabView.paint`."""
    pixels = view_of(resolved.scene.lab.name).paint(resolved, picture, colour_map, known)
    return Shown(resolved, picture, pixels)
