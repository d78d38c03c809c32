"""The bar at the top: what is shown, and the commands for a mouse."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from poolviz.gui.actions import BY_ID
from poolviz.gui.widgets import ElidedLabel, Segments, label

_LABS = tuple(
    (lab, text, BY_ID[f"{lab}_lab"].tip) for lab, text in (("slide", "Slide"), ("shift", "Shift"))
)


class Header(QWidget):
    """The name of the input and the buttons; what they do is wired by the window."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("header")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(label("poolviz", "brand"))
        row.addSpacing(10)
        self.labs = Segments(_LABS, len(_LABS), "Lab")
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
            if name in BY_ID:
                button.setToolTip(BY_ID[name].tip)
            row.addWidget(button)
            self.buttons[name] = button
        self.buttons["code"].setToolTip("Copy this pooling as NumPy, PyTorch or Keras code")
        self.buttons["present"].setProperty("role", "primary")
