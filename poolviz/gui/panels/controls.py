"""The side panel: what is pooled, how, and how often."""

from collections.abc import Callable, Sequence
from typing import Any

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtGui import QWheelEvent
from PyQt6.QtWidgets import (
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from poolviz.core.scenes.scene import Resolved
from poolviz.core.spec.fitting import MAX_REPEATS
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec
from poolviz.core.validation import MAX_PARAMETER
from poolviz.gui.canvas.legend import Legend
from poolviz.gui.canvas.raster import COLOUR_MAPS
from poolviz.gui.labs.base import Panel
from poolviz.gui.options import Options
from poolviz.gui.panels.input_controls import InputControls
from poolviz.gui.theme import Theme
from poolviz.gui.widgets.choices import CheckBox, Choice, Segments
from poolviz.gui.widgets.number_boxes import NumberBox, PairBox, RealBox
from poolviz.gui.widgets.texts import label, named_row

_MODES = (
    (PoolMode.MAX, "Max", "The largest cell of the window"),
    (PoolMode.MEAN, "Mean", "The average of the cells of the window"),
    (PoolMode.MIN, "Min", "The smallest cell of the window"),
    (PoolMode.SUM, "Sum", "The cells of the window added up"),
    (PoolMode.LP, "Lp", "The p-norm: the p-th root of the sum of the p-th powers"),
    (
        PoolMode.POWER_MEAN,
        "Power mean",
        "The p-th root of the mean of the p-th powers: p = 1 is a mean, p = ∞ a maximum",
    ),
    (PoolMode.SUBSAMPLE, "Pick", "The first cell of the window: a strided pick"),
)
_PADDINGS = (
    ("valid", "Valid", "No padding: windows stay inside the input"),
    ("same", "Same", "As much padding as makes the output ⌈size / stride⌉"),
    ("custom", "Custom", "So many cells of padding on each side"),
)
WIDTH = 20.4
"""The width of the controls, in units of the type."""

_NORM = "The larger p is, the more the largest cell of a window counts"
_STRIDE = "Cells from one window to the next"
_DILATION = "From one cell that a window reads to the next: 1 is its neighbour, 2 leaves one out"
_STRIDE_FOLLOWS = "The stride is the kernel size; untick “stride follows kernel” to change it"
_COUNTS = "A mean divides by the padding cells of its window, too"
_COLOURS = "The colours that stand for the numbers of the cells"
_OWN_COLOURS = "A picture in colour is shown in its own colours; tick “grey” to choose others"
_SIDES = {
    "top": "Rows of padding above the input",
    "bottom": "Rows of padding below the input",
    "left": "Columns of padding to the left of the input",
    "right": "Columns of padding to the right of the input",
}


class Controls(QScrollArea):
    """All controls; shows a scene, and tells what the user wants changed.

    Signals
    -------
    edited(str, object)
        A parameter of the scene or the pooling, and its new value.
    option_changed(str, object)
        An option of the view, and its new value.
    """

    edited = pyqtSignal(str, object)
    option_changed = pyqtSignal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sidebarScroll")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._resolved: Resolved | None = None
        self._own: dict[str, list[QWidget]] = {}
        self._dressers: list[Callable[[Theme], None]] = []
        self._typing_sides = False
        self._padding_shown = ""
        panel = QWidget()
        panel.setObjectName("sidebar")
        panel.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._rows = QVBoxLayout(panel)
        self._rows.setContentsMargins(12, 10, 12, 10)
        self._rows.setSpacing(6)
        self.setWidget(panel)
        self.input = InputControls()
        self._section("INPUT", first=True)
        self._rows.addWidget(self.input)
        self._slots = {"input": self._slot()}
        self._build_pooling()
        self._build_repeats()
        self._build_view()
        self._rows.addStretch(1)
        self._connect()

    # ---- building

    def _build_pooling(self) -> None:
        self._section("POOLING")
        self.mode = Segments(_MODES, 4, "Method", wide=PoolMode.POWER_MEAN)
        self._rows.addWidget(self.mode)
        self.norm_type = RealBox(0.5, 64, "p of the norm", _NORM)
        self._norm_row = self._row("Norm p", self.norm_type)
        self.kernel_size = PairBox("Kernel size", MAX_PARAMETER, "Rows and columns of the window")
        self._row("Kernel size", self.kernel_size)
        self.stride = PairBox("Stride", MAX_PARAMETER, _STRIDE)
        self._row("Stride", self.stride)
        self.follows = CheckBox(
            "stride follows kernel", "Windows stand side by side: the stride is the kernel size"
        )
        self._rows.addWidget(self.follows)
        self.padding = Segments(_PADDINGS, 3, "Padding")
        self._row("Padding", self.padding)
        self.sides = {
            side: NumberBox(0, MAX_PARAMETER, f"Padding, {side}", tip)
            for side, tip in _SIDES.items()
        }
        self._sides_row = QWidget()
        layout = QGridLayout(self._sides_row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for i, side in enumerate(_SIDES):
            row, col = divmod(i, 2)
            layout.addWidget(label(side, "muted"), row, 3 * col, Qt.AlignmentFlag.AlignRight)
            layout.addWidget(self.sides[side], row, 3 * col + 1)
        layout.setColumnStretch(0, 1)
        layout.setColumnStretch(3, 1)
        self._rows.addWidget(self._sides_row)
        self.dilation = PairBox("Dilation", MAX_PARAMETER, _DILATION)
        self._row("Dilation", self.dilation)
        self.ceil_mode = CheckBox("ceil mode", "A last window may hang over the end")
        self.count_include_pad = CheckBox("mean counts padding", _COUNTS)
        self.omit_nan = CheckBox("leave NaN out", "Pool the other cells of a window with NaN")
        for box in (self.ceil_mode, self.count_include_pad, self.omit_nan):
            self._rows.addWidget(box)

    def _build_repeats(self) -> None:
        self._section("REPEAT")
        self.repeats = NumberBox(1, MAX_REPEATS, "Repeat count", "How many times it is pooled")
        self._row("Repeat count", self.repeats)
        self.one_cell = label("", "muted")
        self.one_cell.setWordWrap(True)
        self._rows.addWidget(self.one_cell)
        self._slots["repeat"] = self._slot()

    def _build_view(self) -> None:
        self._section("SHOW")
        self._slots["show"] = self._slot()
        self.colour_map = Choice("Colour map", _COLOURS)
        self.colour_map.addItems(COLOUR_MAPS)
        self._map_row = self._row("Colour map", self.colour_map)
        self.legend = Legend()
        self._rows.addWidget(self.legend)

    def _slot(self) -> QVBoxLayout:
        """Leave a place for the controls of labs."""
        slot = QVBoxLayout()
        slot.setSpacing(6)
        self._rows.addLayout(slot)
        return slot

    def add_panels(self, lab: str, panels: Sequence[Panel], dress: Callable[[Theme], None]) -> None:
        """Take the controls of a lab's own, to be seen while it is; `dress` is told the theme."""
        self._own[lab] = []
        for place, title, widget in panels:
            parts = [widget] if not title else [_heading(title), widget]
            for part in parts:
                self._slots[place].addWidget(part)
            self._own[lab] += parts
        self._dressers.append(dress)

    def _section(self, text: str, *, first: bool = False) -> QWidget:
        title = _heading(text, first=first)
        self._rows.addWidget(title)
        return title

    def _row(self, text: str, widget: QWidget) -> QWidget:
        row = named_row(text, widget)
        self._rows.addWidget(row)
        return row

    def _connect(self) -> None:
        self.mode.chosen.connect(lambda mode: self.edited.emit("mode", mode))
        self.norm_type.edited.connect(lambda p: self.edited.emit("norm_type", p))
        self.kernel_size.edited.connect(lambda pair: self.edited.emit("kernel_size", pair))
        self.stride.edited.connect(lambda pair: self.edited.emit("stride", pair))
        self.dilation.edited.connect(lambda pair: self.edited.emit("dilation", pair))
        self.repeats.edited.connect(lambda count: self.edited.emit("repeats", count))
        self.follows.clicked.connect(self._set_follows)
        self.padding.chosen.connect(self._choose_padding)
        for side in self.sides.values():
            side.edited.connect(self._edit_sides)
        self.ceil_mode.clicked.connect(lambda on: self.edited.emit("ceil_mode", on))
        self.count_include_pad.clicked.connect(lambda on: self.edited.emit("count_include_pad", on))
        self.omit_nan.clicked.connect(
            lambda on: self.edited.emit("nan_policy", "omit" if on else "propagate")
        )
        self.colour_map.activated.connect(
            lambda i: self.option_changed.emit("colour_map", COLOUR_MAPS[i])
        )

    # ---- showing

    def set_theme(self, theme: Theme) -> None:
        """Take the size and the colours of a theme."""
        for pair in (self.kernel_size, self.stride, self.dilation):
            pair.set_theme(theme)
        width = theme.px(theme.text_px * 3.4)
        self.repeats.setFixedWidth(width)
        self.norm_type.set_width(theme, "88.88")
        for side in self.sides.values():
            side.setFixedWidth(theme.px(theme.text_px * 4.2))
        for box in self.findChildren(CheckBox):
            box.set_theme(theme)
        self.input.set_theme(theme)
        for dress in self._dressers:
            dress(theme)
        self.legend.set_theme(theme)
        self.setFixedWidth(theme.px(theme.text_px * WIDTH))

    def set_resolved(self, resolved: Resolved) -> None:
        """Show the parameters of a scene, and how far each may go."""
        self._resolved = resolved
        spec, limits = resolved.scene.spec, resolved.limits
        self.input.set_resolved(resolved)
        for lab, parts in self._own.items():
            for part in parts:
                part.setVisible(lab == resolved.scene.lab.name)
        self.mode.show_value(spec.mode)
        self._norm_row.setVisible(spec.mode.powers)
        self.norm_type.show_value(spec.norm_type)
        self.kernel_size.show_pair(spec.kernel_size, limits.kernel_size)
        self.stride.show_pair(spec.strides, limits.stride)
        self.stride.set_usable(_STRIDE, _STRIDE_FOLLOWS if spec.stride is None else "")
        self.follows.setChecked(spec.stride is None)
        self.dilation.show_pair(spec.dilation, limits.dilation)
        self.ceil_mode.setChecked(spec.ceil_mode)
        self.count_include_pad.setChecked(spec.count_include_pad)
        counts = spec.mode.divides and spec.divisor_override is None and not spec.picks_magnitude
        self.count_include_pad.setEnabled(counts)
        self.count_include_pad.setToolTip(_COUNTS if counts else f"{_why_not(spec)} {_COUNTS}")
        values = resolved.run.generations[0]
        self.omit_nan.setVisible(values.dtype.kind == "f")
        self.omit_nan.setChecked(spec.nan_policy == "omit")
        self.repeats.show_value(resolved.scene.repeats, limits.repeats)
        self._show_one_cell(resolved)
        self._show_padding(resolved)
        coloured = resolved.colour
        self._map_row.setEnabled(not coloured)
        self.colour_map.setToolTip(_OWN_COLOURS if coloured else _COLOURS)
        self.set_level(0)
        self.legend.setVisible(not coloured)

    def set_options(self, options: Options) -> None:
        """Show the options of the view."""
        self.colour_map.setCurrentIndex(COLOUR_MAPS.index(options.colour_map))
        self.legend.set_colour_map(options.colour_map)

    def set_level(self, level: int) -> None:
        """Show the ends of the colours of what a pooling makes, which its input may not share."""
        assert self._resolved is not None
        level = min(level, self._resolved.run.repeats - 1)
        own, name = self._resolved.levels[level + 1], f"pool {level + 1}"
        self.legend.set_levels(own, "" if len({*self._resolved.levels}) == 1 else name)

    def _show_one_cell(self, resolved: Resolved) -> None:
        """Say from which pooling on there is but one cell, if it can be pooled again."""
        shapes = [values.shape[:2] for values in resolved.run.generations]
        level = shapes.index((1, 1)) if (1, 1) in shapes else 0
        self.one_cell.setVisible(0 < level < resolved.limits.repeats)
        spec = resolved.scene.spec
        more = "further repeats keep it"
        if spec.mode.divides and spec.divisor_override not in (None, 1):
            more = f"further repeats divide by {spec.divisor_override}"
        elif spec.mode.divides and spec.count_include_pad and not spec.picks_magnitude:
            more = "further repeats average it with padding"
        pooled = f"{level} pool{'s' * (level != 1)}"
        self.one_cell.setText(f"One cell is left after {pooled}: {more}.")

    def _show_padding(self, resolved: Resolved) -> None:
        padding = resolved.scene.spec.padding
        chosen = "same"
        if padding != "same":
            some = any(side for pair in padding for side in pair)
            chosen = "custom" if some or self._typing_sides else "valid"
        self._typing_sides = False
        self._padding_shown = chosen
        self.padding.show_value(chosen)
        self._sides_row.setVisible(chosen == "custom")
        height, width = resolved.limits.padding
        if padding != "same":
            flat = (*padding[0], *padding[1])
            for side, value, most in zip(_SIDES, flat, (height, height, width, width), strict=True):
                self.sides[side].show_value(value, most)

    # ---- telling

    def _set_follows(self, follows: bool) -> None:
        assert self._resolved is not None
        self.edited.emit("stride", None if follows else self._resolved.scene.spec.strides)

    def _choose_padding(self, choice: Any) -> None:
        assert self._resolved is not None
        if choice == self._padding_shown:
            return
        if choice != "custom":
            self.edited.emit("padding", choice)
            return
        height, width = self._resolved.limits.padding
        tall, wide = min(1, height), min(1, width)
        self._typing_sides = True
        self.edited.emit("padding", ((tall, tall), (wide, wide)))

    def _edit_sides(self) -> None:
        top, bottom, left, right = (self.sides[side].value() for side in _SIDES)
        self._typing_sides = True
        self.edited.emit("padding", ((top, bottom), (left, right)))

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Scroll the panel, and nothing else."""
        super().wheelEvent(event)
        if event is not None:
            event.accept()

    def sizeHint(self) -> QSize:
        """Return a size that leaves the height to the window."""
        return QSize(self.width(), 400)


def _heading(text: str, *, first: bool = False) -> QWidget:
    title = label(text, "section")
    title.setContentsMargins(0, 0 if first else 8, 0, 0)
    return title


def _why_not(spec: PoolSpec) -> str:
    """Say why padding can't count in a pooling."""
    if not spec.mode.divides:
        return "Only for Mean and Power mean."
    if spec.divisor_override is not None:
        return f"This scene divides by {spec.divisor_override}, whatever a window holds."
    return "Where p is ∞, nothing is counted."
