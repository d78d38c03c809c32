"""Typing numbers into the cells of a matrix."""

from PyQt6.QtCore import QEvent, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit

from poolviz.core.errors import SourceError
from poolviz.core.inputs.table import parse_number
from poolviz.gui.canvas.matrix_view import MatrixView

_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_READING = {**dict.fromkeys((*_ENTER, Qt.Key.Key_Tab), 1), Qt.Key.Key_Backtab: -1}
"""Keys that go on, or back, in reading order."""


class CellEditor(QObject):
    """Gives a view a cursor that the arrow keys move and a field that digits open.

    Signals
    -------
    cursor_moved(object)
        The cell (row, col) that typing would change; None when editing has ended.
    typed(int, int, str)
        What was typed for a cell.
    ended()
        The last cell has been typed; digits and Enter do nothing until the cursor goes elsewhere.
    """

    cursor_moved = pyqtSignal(object)
    typed = pyqtSignal(int, int, str)
    ended = pyqtSignal()

    def __init__(self, view: MatrixView) -> None:
        super().__init__(view)
        self._view = view
        self._cursor: tuple[int, int] | None = None
        self._opened = ""
        self._at_end = False
        self.field = QLineEdit(view)
        self.field.setAccessibleName("Value of the cell")
        self.field.setToolTip("Enter or Tab enters the number and goes on; Esc drops it")
        self.field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.field.hide()
        self.field.installEventFilter(self)
        view.installEventFilter(self)

    @property
    def active(self) -> bool:
        """Whether cells are being typed."""
        return self._cursor is not None

    @property
    def cursor(self) -> tuple[int, int] | None:
        """The cell that typing would change."""
        return self._cursor

    def start(self, row: int = 0, col: int = 0) -> None:
        """Put the cursor on a cell and take the keyboard; what is being typed is entered first."""
        if self.field.isVisible():
            self._enter()
        self._view.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._view.setFocus()
        self._move_to(row, col)

    def stop(self) -> None:
        """Drop what is being typed and give the keyboard back."""
        if self._cursor is None:
            return
        self._cursor = None
        self.field.hide()
        self._view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cursor_moved.emit(None)

    def keep_inside(self) -> None:
        """Bring the cursor back into a matrix that has become smaller; drop what is being typed."""
        if self._cursor is not None:
            self.field.hide()
            self._move_to(*self._cursor)

    def open_field(self, text: str | None = None) -> None:
        """Open the field on the cursor's cell, with `text` or with the cell's number."""
        matrix = self._view.matrix
        if self._cursor is None or matrix is None:
            return
        value = matrix.values[self._cursor]
        self._at_end = False
        self._opened = str(int(value)) if value.dtype.kind == "b" else str(value)
        self.field.setText(self._opened if text is None else text)
        rect = self._view.cell_rect(*self._cursor).toRect()
        width = max(rect.width(), self.field.fontMetrics().horizontalAdvance("8") * 8)
        height = max(rect.height(), self.field.fontMetrics().height() + 10)
        self.field.setGeometry(
            rect.center().x() - width // 2, rect.center().y() - height // 2, width, height
        )
        self.field.setStyleSheet(
            f"font-size: {max(12, round(rect.height() * 0.36))}px; font-weight: 600; padding: 0;"
        )
        self.field.show()
        self.field.setFocus()
        if text is None:
            self.field.selectAll()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Handle the keys of editing before the window's shortcuts do."""
        if event is not None and event.type() == QEvent.Type.FocusOut and watched is self.field:
            self._left(event)
        if self._cursor is None or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if watched is self.field:
            return self._field_key(event)
        if not self._wants(event):
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return event.type() == QEvent.Type.KeyPress and self._cursor_key(event)

    def _wants(self, event: QKeyEvent) -> bool:
        plain = not event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        keys = {*_MOVES, *_READING, Qt.Key.Key_F2, Qt.Key.Key_Escape, Qt.Key.Key_Backspace}
        return plain and (event.key() in keys or self._starts_number(event))

    @staticmethod
    def _starts_number(event: QKeyEvent) -> bool:
        return len(event.text()) == 1 and event.text() in "0123456789-−+."

    def _cursor_key(self, event: QKeyEvent) -> bool:
        assert self._cursor is not None
        key = Qt.Key(event.key())
        if key in _MOVES:
            row, col = self._cursor
            self._move_to(row + _MOVES[key][0], col + _MOVES[key][1])
        elif key in _READING and key not in _ENTER:
            self._go_on(_READING[key])
        elif key == Qt.Key.Key_Escape:
            self.stop()
        elif self._at_end and (key in _ENTER or self._starts_number(event)):
            self.ended.emit()  # who types on, eyes on the paper, overwrites nothing
        else:
            self.open_field(event.text() if self._starts_number(event) else None)
        return True

    def _field_key(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # no key is a command while it is typed
            return True
        if event.type() != QEvent.Type.KeyPress:
            return False
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            self.field.hide()
            self._view.setFocus()
        elif key in _READING:
            if self._enter():
                self._go_on(_READING[key])
        else:
            return False
        return True

    def _left(self, event: QEvent) -> None:
        """Enter what has been typed when a click leads elsewhere; what is no number is dropped."""
        assert isinstance(event, QFocusEvent)
        passing = Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason
        if self.field.isVisible() and event.reason() not in passing and not self._enter():
            self.field.hide()

    def _enter(self) -> bool:
        """Tell what has been typed, if it is new; close the field, if it is a number."""
        assert self._cursor is not None
        text = self.field.text()
        try:
            parse_number(text, 1, 1)
        except SourceError:
            self.typed.emit(*self._cursor, text)  # the answer is a sentence; it can be mended
            self.field.selectAll()
            return False
        self.field.hide()
        self._view.setFocus()
        if text != self._opened:
            self.typed.emit(*self._cursor, text)
        return True

    def _go_on(self, cells: int) -> None:
        """Go on in reading order; on the last cell say that it is the last."""
        matrix = self._view.matrix
        if self._cursor is None or matrix is None:
            return
        height, width = matrix.shape
        place = self._cursor[0] * width + self._cursor[1] + cells
        self._move_to(*divmod(min(max(place, 0), height * width - 1), width))
        if place == height * width:
            self._at_end = True
            self.ended.emit()

    def _move_to(self, row: int, col: int) -> None:
        matrix = self._view.matrix
        if matrix is None:
            return
        height, width = matrix.shape
        self._at_end = False
        self._cursor = min(max(row, 0), height - 1), min(max(col, 0), width - 1)
        self.cursor_moved.emit(self._cursor)
