"""Play, step, scrub, speed: the bar at the foot of the window."""

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QMouseEvent, QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStyle, QToolButton, QWidget

from poolviz.core.numbers import format_count
from poolviz.core.timeline import SPEEDS, Speed, Timeline
from poolviz.gui.theme import Theme, play_button_size, round_button_size
from poolviz.gui.widgets.choices import Choice
from poolviz.gui.widgets.icons import icon

_LEAST_SLIDER = 100
"""The width of the slider in the smallest window."""

_BUTTONS = ("first", "previous_row", "back", "play", "forward", "next_row", "last")


class ScrubBar(QSlider):
    """A slider whose groove is a place to press, too."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Step")
        self.setToolTip("Drag, or press anywhere, to go to a step")

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Go to the place that was pressed, and drag from there."""
        assert event is not None
        if event.button() == Qt.MouseButton.LeftButton:
            self._go(event)
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Follow the mouse."""
        assert event is not None
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def _go(self, event: QMouseEvent) -> None:
        handle = 18
        place = round(event.position().x()) - handle // 2
        value = QStyle.sliderValueFromPosition(
            self.minimum(), self.maximum(), place, self.width() - handle
        )
        if value != self.value():
            self.setValue(value)


class Transport(QWidget):
    """The controls of time.

    Signals
    -------
    pressed(str)
        A button: "first", "previous_row", "back", "play", "forward", "next_row", "last", "loop".
    sought(int)
        A step, from the slider.
    speed_chosen(int)
        A place in `SPEEDS`.
    """

    pressed = pyqtSignal(str)
    sought = pyqtSignal(int)
    speed_chosen = pyqtSignal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("transport")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme: Theme | None = None
        self._playing = self._terse = False
        self._long = 0
        self._place = 1, 1, 1
        self._largest = (1, 1, 1)
        self._noun = "step"
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(6)
        self.buttons = {name: self._button(name) for name in (*_BUTTONS, "loop")}
        for name in _BUTTONS:
            layout.addWidget(self.buttons[name])
        self.slider = ScrubBar()
        layout.addSpacing(6)
        layout.addWidget(self.slider, 1)
        self.label = QLabel()
        self.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addSpacing(6)
        layout.addWidget(self.label)
        self.speed = Choice("Speed", "How fast it plays (+ and −)")
        self.speed.addItems([speed.label for speed in SPEEDS])
        layout.addSpacing(6)
        layout.addWidget(self.speed)
        layout.addWidget(self.buttons["loop"])
        self.buttons["loop"].setCheckable(True)
        self.slider.valueChanged.connect(self.sought)
        self.speed.activated.connect(self.speed_chosen)

    @property
    def least_width(self) -> int:
        """The width at which nothing is cut, and the slider can be used."""
        layout = self.layout()
        assert layout is not None
        slider = self.slider.minimumSizeHint().width()
        rest = layout.minimumSize().width() - slider - self.label.minimumWidth()
        return rest + self._long + _LEAST_SLIDER

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Say less of the step where there is no room for all of it."""
        super().resizeEvent(event)
        self._reserve()

    def set_tips(self, tips: dict[str, str]) -> None:
        """Give every button its tooltip, which names its key."""
        for name, tip in tips.items():
            if name in self.buttons:
                self.buttons[name].setToolTip(tip)
                self.buttons[name].setAccessibleName(tip)

    def set_theme(self, theme: Theme) -> None:
        """Take the size and the colours of a theme."""
        self._theme = theme
        for name, button in self.buttons.items():
            size = play_button_size(theme) if name == "play" else round_button_size(theme)
            button.setFixedSize(size, size)
            button.setIconSize(QSize(size // 2, size // 2))
            self._set_icon(name)
        self._reserve()

    def set_noun(self, noun: str) -> None:
        """Count steps, or what else a `Course` names."""
        if noun != self._noun:
            self._noun = noun
            place = self.speed.currentIndex()
            self.speed.clear()
            self.speed.addItems([speed_text(speed, noun) for speed in SPEEDS])
            self.speed.setCurrentIndex(place)
            self._reserve()

    def set_timeline(self, timeline: Timeline, speed: int, level: int, repeats: int) -> None:
        """Show where time stands."""
        self.slider.blockSignals(True)
        if self._largest != (timeline.length, timeline.length, repeats):
            self.slider.setMaximum(timeline.length - 1)
            self._largest = timeline.length, timeline.length, repeats
            self._reserve()
        self.slider.setValue(timeline.index)
        self.slider.blockSignals(False)
        self._place = timeline.index + 1, timeline.length, level + 1
        self.label.setText(self._label(*self._place))
        if self.speed.currentIndex() != speed:
            self.speed.setCurrentIndex(speed)
        if self._playing != timeline.playing:
            self._playing = timeline.playing
            self._set_icon("play")
        self.buttons["loop"].setChecked(timeline.loop)

    def _reserve(self) -> None:
        """Keep label and list as wide as they will ever be: nothing is cut, and nothing moves."""
        if self._theme is not None:
            self.speed.setMinimumWidth(self.speed.size_for(self._theme).width())
            self._terse = False
            self._long = self._widest()
            self._terse = self.least_width > self.width()
            self.label.setFixedWidth(self._widest())
            self.label.setText(self._label(*self._place))

    def _widest(self) -> int:
        """Return the width of the longest label that there can be."""
        assert self._theme is not None
        widest = self._label(*self._largest).translate({ord(d): "8" for d in "0123456789"})
        return self._theme.metrics().horizontalAdvance(widest) + 6

    def _label(self, step: int, length: int, level: int) -> str:
        if self._noun != "step":
            return f"{self._noun} {step - 1} / {length - 1}"
        if self._terse:
            return f"{format_count(step)} / {format_count(length)}"
        return f"step {format_count(step)} / {format_count(length)} · pool {level}"

    def _button(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("role", "play" if name == "play" else "round")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoRepeat(name in ("back", "forward", "previous_row", "next_row"))
        button.clicked.connect(lambda: self.pressed.emit(name))
        return button

    def _set_icon(self, name: str) -> None:
        if self._theme is None:
            return
        shape = "pause" if name == "play" and self._playing else name
        colour = self._theme.colour("on_accent" if name == "play" else "text")
        self.buttons[name].setIcon(icon(shape, colour))


def speed_text(speed: Speed, noun: str) -> str:
    """Return what a speed is called where steps are called otherwise, and are levels."""
    if noun == "step":
        return speed.label
    if speed.unit == "row":
        return f"4 {noun}s / s"
    return speed.label.replace("step", noun).replace("level", noun)
