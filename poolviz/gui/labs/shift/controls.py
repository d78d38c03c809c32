"""The controls of the Shift lab: the shift, the jitter, what comes in at the edge."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from poolviz.core.labs.shift.settings import MAX_SURVEY_JITTER, max_jitter
from poolviz.core.scenes.lab import Option, Random, Set
from poolviz.core.scenes.scene import Resolved
from poolviz.gui.options import Options
from poolviz.gui.theme import Theme
from poolviz.gui.widgets.choices import CheckBox, Choice, Segments, Slider
from poolviz.gui.widgets.number_boxes import NumberBox
from poolviz.gui.widgets.texts import named_row

_FILLS = (
    ("replicate", "repeat the edge"),
    ("zero", "zeros"),
    ("reflect", "mirror"),
    ("wrap", "wrap around"),
)
_WEIGHTS = (
    ("uniform", "Whole", "Every whole shift within the jitter is as likely"),
    (
        "rounded",
        "Rounded",
        "Real shifts within the jitter, rounded: the outermost are half as likely",
    ),
)
_CURES = (
    ("none", "none"),
    ("blur", "blur, then pick"),
    ("max-blur", "max, then blur"),
    ("polyphase", "polyphase pick"),
)
_MOST = 65_535


class ShiftControls(QWidget):
    """Shows the shift and tells what the user wants changed.

    Signals
    -------
    wanted(Command)
        What the user wants changed.
    """

    wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(6)
        self.dx = NumberBox(-_MOST, _MOST, "Right", "Pixels to the right; negative is left")
        self.dy = NumberBox(-_MOST, _MOST, "Down", "Pixels down; negative is up")
        self.jitter = NumberBox(
            0, MAX_SURVEY_JITTER, "Jitter", "The largest shift of the survey, and of a random shift"
        )
        for box in (self.dx, self.dy):
            box.setSuffix(" px")
        self.jitter.setPrefix("± ")
        self.jitter.setSuffix(" px")
        self.jitter_slider = Slider(
            0, MAX_SURVEY_JITTER, "Jitter, as a slider", self.jitter.toolTip()
        )
        self.fill = Choice("At the edge", "What comes in where the picture moves away")
        for value, text in _FILLS:
            self.fill.addItem(text, value)
        self.cure = Choice(
            "Anti-aliasing", "Pool as it is, or in a form that is meant to keep shifts"
        )
        for value, text in _CURES:
            self.cure.addItem(text, value)
        self.random = QPushButton("New random shift  (R)")
        self.random.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.random.setToolTip("Draw a shift within the jitter from the next seed (R)")
        self.weights = Segments(_WEIGHTS, 2, "Random shifts")
        self.seed = NumberBox(0, 2**31 - 1, "Seed", "The same seed draws the same shift")
        self.grid = CheckBox(
            "grid of windows",
            "Draw the blocks that one cell of this level stands for, and colour the cells that "
            "change their block",
        )
        rows.addWidget(named_row("Right", self.dx))
        rows.addWidget(named_row("Down", self.dy))
        rows.addWidget(named_row("Jitter", self.jitter))
        rows.addWidget(self.jitter_slider)
        rows.addWidget(self.random)
        rows.addWidget(named_row("Drawn", self.weights))
        rows.addWidget(named_row("Seed", self.seed))
        rows.addWidget(named_row("Edge", self.fill))
        rows.addWidget(named_row("Anti-alias", self.cure))
        rows.addWidget(self.grid)
        self._connect()

    def _connect(self) -> None:
        for name in ("dx", "dy", "jitter", "seed"):
            box = getattr(self, name)
            box.edited.connect(lambda value, name=name: self.wanted.emit(Set(name, value)))
        self.jitter_slider.edited.connect(lambda value: self.wanted.emit(Set("jitter", value)))
        for name in ("fill", "cure"):
            choice = getattr(self, name)
            choice.activated.connect(
                lambda i, name=name, choice=choice: self.wanted.emit(Set(name, choice.itemData(i)))
            )
        self.weights.chosen.connect(lambda value: self.wanted.emit(Set("weights", value)))
        self.random.clicked.connect(lambda: self.wanted.emit(Random()))
        self.grid.clicked.connect(lambda on: self.wanted.emit(Option("grid", on)))

    def set_theme(self, theme: Theme) -> None:
        """Take the size and the colours of a theme."""
        for box in (self.dx, self.dy, self.jitter):
            box.setFixedWidth(theme.px(theme.text_px * 7))
        self.seed.setFixedWidth(theme.px(theme.text_px * 8.5))

    def set_resolved(self, resolved: Resolved) -> None:
        """Show the shift of a scene, and how far it may go."""
        settings = resolved.scene.lab
        height, width = resolved.run.generations[0].shape[:2]
        self.dy.show_value(settings.dy, height - 1, 1 - height)
        self.dx.show_value(settings.dx, width - 1, 1 - width)
        most = max_jitter((height, width))
        self.jitter.show_value(settings.jitter, most)
        self.jitter_slider.show_value(settings.jitter, most)
        self.seed.show_value(settings.seed)
        self.weights.show_value(settings.weights)
        self.fill.setCurrentIndex(self.fill.findData(settings.fill))
        self.cure.setCurrentIndex(self.cure.findData(settings.cure))

    def set_options(self, options: Options) -> None:
        """Show the options of the view."""
        self.grid.setChecked(options.grid)
