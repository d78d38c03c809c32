"""The controls of the input: which one, its size, its colour, its channel."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from poolviz.core.inputs.editing import matrix_size
from poolviz.core.inputs.source_ref import MAX_MATRIX_SIDE, SourceRef
from poolviz.core.scenes.scene import Resolved
from poolviz.gui.panels.drawing_controls import DrawingControls
from poolviz.gui.theme import Theme
from poolviz.gui.widgets.choices import CheckBox, Choice
from poolviz.gui.widgets.number_boxes import NumberBox, PairBox
from poolviz.gui.widgets.texts import named_row

_INPUTS = (
    ("4x4", "4 × 4 example"),
    ("6x6", "6 × 6 example"),
    ("random", "Random matrix"),
    ("ramp", "Ramp 0, 1, 2, …"),
    ("cat", "Cat"),
    ("car", "Car"),
    ("circle", "Circle"),
    ("dots", "Two dots"),
    ("letter", "Letter"),
)
_SIZES = (448, 224, 112, 64, 32)


class InputControls(QWidget):
    """Shows which input there is and offers others.

    Signals
    -------
    chosen(SourceRef)
        Another input.
    edited(str, object)
        "grey", "resize" or "channel" of the scene, and its new value.
    open_wanted(), random_wanted()
        A button.
    edit_wanted(bool)
        Whether cells are to be typed.
    new_wanted()
        A new matrix to type numbers into.
    size_wanted(tuple of int)
        Rows and columns for the matrix that was typed or pasted.
    """

    chosen = pyqtSignal(object)
    edited = pyqtSignal(str, object)
    open_wanted = pyqtSignal()
    random_wanted = pyqtSignal()
    edit_wanted = pyqtSignal(bool)
    new_wanted = pyqtSignal()
    size_wanted = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ref = SourceRef()
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(7)
        self.which = Choice("Input", "The matrix or picture that is pooled")
        rows.addWidget(self.which)
        self.edit = QPushButton("Edit cells")
        self.edit.setCheckable(True)
        self.random = QPushButton("Random")
        self.random.setToolTip("A matrix of random numbers from the next seed (R)")
        rows.addWidget(_beside(self.edit, self.random))
        self.matrix_size = PairBox("Matrix size", MAX_MATRIX_SIDE, "Rows and columns of the matrix")
        self._size_row = named_row("Size", self.matrix_size)
        self.seed = NumberBox(0, 2**31 - 1, "Seed", "The same seed gives the same numbers")
        self._seed_row = named_row("Seed", self.seed)
        self.resize_to = Choice("Picture size", "Rows and columns that the picture is pooled at")
        self._resize_row = named_row("Size", self.resize_to)
        self.grey = CheckBox("grey", "Make a colour picture grey before it is pooled")
        self.channel = Choice("Numbers of channel", "The channel whose numbers the cells show")
        self._channel_row = named_row("Numbers of", self.channel)
        self.drawing = DrawingControls()
        rows.addWidget(self.drawing)
        for row in (self._size_row, self._seed_row, self._resize_row, self._channel_row, self.grey):
            rows.addWidget(row)
        for widget in (self.edit, self.random):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._connect()

    def _connect(self) -> None:
        self.which.activated.connect(self._choose)
        self.drawing.chosen.connect(self.chosen)
        self.edit.clicked.connect(self.edit_wanted)
        self.random.clicked.connect(self.random_wanted)
        self.matrix_size.edited.connect(lambda size: self._change(size=size))
        self.seed.edited.connect(lambda seed: self._change(seed=seed))
        self.resize_to.activated.connect(
            lambda i: self.edited.emit("resize", self.resize_to.itemData(i))
        )
        self.grey.clicked.connect(lambda on: self.edited.emit("grey", on))
        self.channel.activated.connect(lambda i: self.edited.emit("channel", i))

    def set_theme(self, theme: Theme) -> None:
        """Take the size and the colours of a theme."""
        self.matrix_size.set_theme(theme)
        self.drawing.set_theme(theme)
        self.seed.setFixedWidth(theme.px(theme.text_px * 8.5))

    def set_editing(self, editing: bool, possible: bool) -> None:
        """Show whether cells are being typed, and whether they can be."""
        self.edit.setChecked(editing)
        self.edit.setEnabled(possible)
        tip = "Type numbers into the input (E)" if possible else "Only a small matrix can be typed"
        self.edit.setToolTip(tip)

    def set_resolved(self, resolved: Resolved) -> None:
        """Show the input of a scene."""
        scene, source = resolved.scene, resolved.source
        self._ref = scene.source
        kind = scene.source.kind
        self._list_inputs(resolved)
        self.drawing.set_ref(scene.source)
        typed = scene.lab.types_cells
        self.edit.setVisible(typed)
        self.random.setVisible(typed)
        own = kind == "values" and typed and not source.picture and source.values.ndim == 2
        height, width = source.values.shape[:2]
        sized = kind in ("random", "ramp") or (own and max(height, width) <= MAX_MATRIX_SIDE)
        self._size_row.setVisible(sized)
        self._seed_row.setVisible(kind == "random")
        if sized:
            most = (MAX_MATRIX_SIDE, MAX_MATRIX_SIDE)
            self.matrix_size.show_pair((height, width), most)
            self.seed.show_value(scene.source.seed)
        self._resize_row.setVisible(source.picture)
        if source.picture:
            self._list_sizes((source.values.shape[0], source.values.shape[1]), scene.resize)
        self.grey.setVisible(typed and source.picture and source.values.ndim == 3)
        self.grey.setChecked(scene.grey)
        names = list(resolved.channels)
        self._channel_row.setVisible(bool(names))
        if names != [self.channel.itemText(i) for i in range(self.channel.count())]:
            self.channel.clear()
            self.channel.addItems(names)
        self.channel.setCurrentIndex(scene.channel)

    def _list_inputs(self, resolved: Resolved) -> None:
        kind, name = resolved.scene.source.kind, resolved.source.name
        self.which.clear()
        for value, text in _INPUTS:
            self.which.addItem(text, value)
        place = self.which.findData(kind)
        if place < 0:
            self.which.insertItem(0, name, kind)
            place = 0
        self.which.insertSeparator(self.which.count())
        if resolved.scene.lab.types_cells:
            picture = resolved.source.picture
            height, width = matrix_size(resolved.run.generations[0], picture=picture)
            self.which.addItem(f"New matrix {height} × {width}", "new")
        self.which.addItem("Open a file …", "open")
        self.which.setCurrentIndex(place)

    def _list_sizes(self, own: tuple[int, int], chosen: tuple[int, int] | None) -> None:
        self.resize_to.clear()
        self.resize_to.addItem(f"full, {own[0]} × {own[1]}", None)
        sizes = [(n, n) for n in _SIZES if (n, n) != own]
        if chosen is not None and chosen not in sizes:
            sizes.insert(0, chosen)
        for size in sizes:
            self.resize_to.addItem(f"{size[0]} × {size[1]}", size)
        self.resize_to.setCurrentIndex(0 if chosen is None else 1 + sizes.index(chosen))

    def _choose(self, index: int) -> None:
        kind = self.which.itemData(index)
        if kind in ("open", "new"):
            self.which.setCurrentIndex(max(0, self.which.findData(self._ref.kind)))
            (self.open_wanted if kind == "open" else self.new_wanted).emit()
        elif kind != self._ref.kind:
            self.chosen.emit(SourceRef(kind))

    def _change(self, size: tuple[int, int] | None = None, seed: int | None = None) -> None:
        ref = self._ref
        if size is not None and ref.kind == "values":
            self.size_wanted.emit(size)
            return
        self.chosen.emit(SourceRef(ref.kind, size or ref.size, ref.seed if seed is None else seed))


def _beside(*widgets: QWidget) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    for widget in widgets:
        layout.addWidget(widget, 1)
    return row
