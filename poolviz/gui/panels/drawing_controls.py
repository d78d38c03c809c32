"""The controls of what is drawn by formula: a circle, two dots, a letter."""

from dataclasses import replace
from typing import Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from poolviz.core.inputs.shapes import LETTERS
from poolviz.core.inputs.source_ref import DRAWINGS, MAX_MATRIX_SIDE, MIN_RADIUS, SourceRef
from poolviz.gui.theme import Theme
from poolviz.gui.widgets.choices import CheckBox, Choice
from poolviz.gui.widgets.number_boxes import NumberBox
from poolviz.gui.widgets.texts import named_row

_THICKNESS = "Cells that the line grows inward"
_FILLED = "A filled disc has no line; untick “filled” to draw one"

SIDES = (16, 32, 64, 128, 256, MAX_MATRIX_SIDE)


class DrawingControls(QWidget):
    """Shows what is drawn and offers to change it.

    Signals
    -------
    chosen(SourceRef)
        The same kind of drawing, changed.
    """

    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self._ref = SourceRef("circle")
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(7)
        self.side = Choice("Size of the drawing", "Rows and columns that it is drawn on")
        self.radius = NumberBox(MIN_RADIUS, 32, "Radius", "Cells from the centre to the circle")
        self.thickness = NumberBox(1, 32, "Thickness", _THICKNESS)
        self.filled = CheckBox("filled", "A disc instead of a line")
        self.letter = Choice("Letter", "The letter that is drawn")
        self.letter.addItems(LETTERS)
        self.dots = [
            tuple(
                NumberBox(0, MAX_MATRIX_SIDE - 1, f"{name} dot, {axis}", f"The {axis} of the dot")
                for axis in ("row", "column")
            )
            for name in ("First", "Second")
        ]
        self._rows = {
            "side": named_row("Size", self.side),
            "radius": named_row("Radius", self.radius),
            "thickness": named_row("Thickness", self.thickness),
            "filled": self.filled,
            "letter": named_row("Letter", self.letter),
            "first": named_row("First dot", *self.dots[0]),
            "second": named_row("Second dot", *self.dots[1]),
        }
        for row in self._rows.values():
            rows.addWidget(row)
        self._connect()

    def _connect(self) -> None:
        self.side.activated.connect(self._resize)
        self.radius.edited.connect(lambda radius: self._draw(radius=radius))
        self.thickness.edited.connect(lambda thickness: self._draw(thickness=thickness))
        self.filled.clicked.connect(lambda on: self._draw(filled=on))
        self.letter.activated.connect(lambda i: self._draw(letter=self.letter.itemText(i)))
        for box in (*self.dots[0], *self.dots[1]):
            box.edited.connect(self._move_dots)

    def set_theme(self, theme: Theme) -> None:
        """Take the size and the colours of a theme."""
        for box in (self.radius, self.thickness, *self.dots[0], *self.dots[1]):
            box.setFixedWidth(theme.px(theme.text_px * 4.2))

    def set_ref(self, ref: SourceRef) -> None:
        """Show a drawing; hide everything where nothing is drawn."""
        self._ref = ref
        self.setVisible(ref.kind in DRAWINGS)
        if ref.kind not in DRAWINGS:
            return
        drawing, side = ref.drawing, ref.size[0]
        of_kind = {
            "circle": ("radius", "thickness", "filled"),
            "dots": ("first", "second"),
            "letter": ("letter",),
        }[ref.kind]
        for name, row in self._rows.items():
            row.setVisible(name in ("side", *of_kind))
        self.side.clear()
        for n in SIDES if side in SIDES else (*SIDES, side):
            self.side.addItem(f"{n} × {n}", n)
        self.side.setCurrentIndex(self.side.findData(side))
        self.radius.show_value(drawing.radius, side // 2)
        self.thickness.show_value(drawing.thickness, drawing.radius)
        self.thickness.setEnabled(not drawing.filled)
        self.thickness.setToolTip(_FILLED if drawing.filled else _THICKNESS)
        self.filled.setChecked(drawing.filled)
        self.letter.setCurrentText(drawing.letter)
        for boxes, dot in zip(self.dots, drawing.dots, strict=True):
            for box, place, size in zip(boxes, dot, ref.size, strict=True):
                box.show_value(place, size - 1)

    def _resize(self, index: int) -> None:
        """Draw on another size, everything at the same place in proportion."""
        side, old = self.side.itemData(index), self._ref.size[0]
        drawing = self._ref.drawing
        radius = max(MIN_RADIUS, drawing.radius * side // old)
        (a, b), (c, d) = drawing.dots
        changed = replace(
            drawing,
            radius=radius,
            thickness=min(drawing.thickness, radius),
            dots=((a * side // old, b * side // old), (c * side // old, d * side // old)),
        )
        self.chosen.emit(replace(self._ref, size=(side, side), drawing=changed))

    def _draw(self, **changes: Any) -> None:
        drawing = replace(self._ref.drawing, **changes)
        drawing = replace(drawing, thickness=min(drawing.thickness, drawing.radius))
        self.chosen.emit(replace(self._ref, drawing=drawing))

    def _move_dots(self) -> None:
        self._draw(dots=tuple(tuple(box.value() for box in boxes) for boxes in self.dots))
