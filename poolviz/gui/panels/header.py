"""The bar at the top: what is shown, and the commands for a mouse."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from poolviz.core.scenes.lab import LABS
from poolviz.gui.actions import BY_ID, lab_action
from poolviz.gui.theme import Theme
from poolviz.gui.widgets.choices import Segments
from poolviz.gui.widgets.texts import ElidedLabel, label

_YIELDING = ("keys", "theme", "code", "scenes")
"""Buttons that large type leaves no room for, the first to go first."""

_USUAL_NAME = "Circle, radius 28"

_TIPS = {
    "code": "Copy this pooling as NumPy, PyTorch or Keras code",
    "scenes": "Show a prepared scene (Page Down: the next)",
    "theme": "Light, dark, or large and plain for a projector (S)",
    "keys": "Show all keys (?)",
    "export": "Save the picture, the film, the numbers or the scene (Ctrl+E)",
}


class Header(QWidget):
    """The name of the input and the buttons; what they do is wired by the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        self.brand = label("poolviz", "brand")
        row.addWidget(self.brand)
        row.addSpacing(10)
        labs = [
            (lab, entry.title.removesuffix(" lab"), lab_action(lab).tip)
            for lab, entry in LABS.items()
        ]
        self.labs = Segments(labs, len(labs), "Lab")
        self.labs.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        row.addWidget(self.labs)
        row.addSpacing(10)
        self.source_name = ElidedLabel("muted")
        row.addWidget(self.source_name, 1)
        self.buttons: dict[str, QPushButton] = {}
        for name, text in (
            ("open", "Open …"),
            ("export", "Export"),
            ("code", "Code"),
            ("scenes", "Scenes"),
            ("theme", "Theme"),
            ("keys", "Keys"),
            ("present", "Present"),
        ):
            button = QPushButton(text)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setToolTip(_TIPS.get(name) or BY_ID[name].tip)
            row.addWidget(button)
            self.buttons[name] = button
        self.buttons["present"].setProperty("role", "primary")

    def set_theme(self, theme: Theme) -> None:
        """Fit the type of a theme."""
        for part in (self, self.brand, self.labs, *self.buttons.values()):
            part.ensurePolished()
        self._leave_out()

    @property
    def least_width(self) -> int:
        """The width at which every button is there, and a usual name of an input."""
        return self._width_with([*self.buttons.values()]) + self._usual_name

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit another size."""
        super().resizeEvent(event)
        self._leave_out()

    def _leave_out(self) -> None:
        """Show as much as there is room for: the name of the program goes first."""
        parts = [self.brand, *(self.buttons[name] for name in _YIELDING)]
        shown: list[QWidget] = [part for part in self.buttons.values() if part not in parts]
        for part in reversed(parts):
            shown.append(part)
            name = self._usual_name // 2 if part is self.brand else 0
            part.setVisible(self._width_with(shown) + name <= self.width())

    @property
    def _usual_name(self) -> int:
        return self.source_name.fontMetrics().horizontalAdvance(_USUAL_NAME) + 2

    def _width_with(self, parts: Sequence[QWidget]) -> int:
        """Return the width that some of the parts take, beside the switch of the labs."""
        layout = self.layout()
        assert layout is not None
        gaps = 3 * layout.spacing() + 2 * (layout.spacing() + 10)
        edges = 2 * layout.contentsMargins().left() + gaps
        sizes = [part.sizeHint().width() + layout.spacing() for part in parts]
        return edges + self.labs.sizeHint().width() + sum(sizes)
