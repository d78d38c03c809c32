"""A card of the stage: a title, a picture, and a loupe where its cells are too small to read."""

from dataclasses import replace

from PyQt6.QtCore import QPoint, QRectF, QSize, Qt
from PyQt6.QtWidgets import QFrame, QWidget

from poolviz.gui.camera import Camera
from poolviz.gui.cell_text import label_room
from poolviz.gui.marks import Marks
from poolviz.gui.matrix import Matrix
from poolviz.gui.matrix_view import MatrixView
from poolviz.gui.theme import Theme
from poolviz.gui.widgets import label

PAD = 14
EDGE = 8
"""Pixels around the cells of a view, for outlines that stand out."""


class MatrixCard(QFrame):
    """Places a view, its loupe and its captions; knows nothing of pooling."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.view = MatrixView(self)
        self.loupe = MatrixView(self, still=True)
        self.loupe.hide()
        self._title = label(title, "title")
        self._caption = label("", "muted")
        self._title.setParent(self)
        self._caption.setParent(self)
        self._theme: Theme | None = None
        self._focus = (0.0, 0.0)
        self._text = ""
        self._least = QSize()

    @property
    def title(self) -> str:
        """The title, upper left."""
        return self._title.text()

    @property
    def caption(self) -> str:
        """The line at the upper right, of which as much is shown as there is room for."""
        return self._text

    def set_texts(self, title: str, caption: str) -> None:
        """Set the title and the caption."""
        self._title.setText(title)
        self._text = caption
        self._caption.setToolTip(caption)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.view.set_theme(theme)
        self.loupe.set_theme(theme)

    def set_numbers(self, shown: bool) -> None:
        """Write numbers into the cells, or not; a loupe without numbers shows nothing new."""
        self.view.set_numbers(shown)
        self.loupe.set_numbers(shown)

    def set_matrix(self, matrix: Matrix) -> None:
        """Show another matrix."""
        self.view.set_matrix(matrix)
        self.loupe.set_matrix(matrix)

    def set_marks(self, marks: Marks) -> None:
        """Draw other marks, in the loupe, too; it follows the window."""
        self.view.set_marks(marks)
        if self.loupe.isVisibleTo(self):
            self.loupe.set_marks(marks)
            box = marks.window if marks.cursor is None else (*marks.cursor, 1, 1)
            if box is not None:
                row, col, height, width = box
                self._focus = (row + height / 2, col + width / 2)
                self.loupe.set_camera(self.loupe.camera.centred(*self._focus))

    def least_width(self) -> int:
        """Return the width that the title and the shape, which begins the caption, need."""
        shape = self._caption.fontMetrics().horizontalAdvance(self._text.split(" · ")[0] + " …")
        return self._title.sizeHint().width() + shape + 3 * PAD

    def extra(self, theme: Theme, shape: tuple[int, int]) -> tuple[int, int]:
        """Return the width and height that are needed besides the cells, in pixels."""
        left, top = label_room(theme, shape)
        return left + EDGE + 2 * PAD, top + EDGE + 2 * PAD + self._head(theme)

    def place(
        self,
        theme: Theme,
        matrix: Matrix,
        cell: float,
        loupe: int | None = None,
        *,
        below: bool = False,
    ) -> QSize:
        """Lay the card out for cells of `cell` pixels; return its size."""
        left, top = label_room(theme, matrix.shape)
        rows, cols = matrix.padded_shape
        area = QRectF(left, top, max(1, round(cols * cell)), max(1, round(rows * cell)))
        size = QSize(int(area.right()) + EDGE, int(area.bottom()) + EDGE)
        origin = QPoint(PAD, PAD + self._head(theme))
        self.view.setGeometry(origin.x(), origin.y(), size.width(), size.height())
        (above, _), (before, _) = matrix.padding
        camera = Camera(area, (-above, rows), (-before, cols), cell, cell, -above, -before)
        self.view.set_camera(camera)
        whole = QSize(size)
        self.loupe.setVisible(loupe is not None)
        if loupe is not None:
            loupe_size = self._place_loupe(theme, matrix, camera, loupe)
            if below:
                corner = QPoint(origin.x(), origin.y() + size.height() + PAD // 2)
                whole = QSize(
                    max(size.width(), loupe_size.width()),
                    size.height() + PAD // 2 + loupe_size.height(),
                )
            else:
                corner = QPoint(origin.x() + size.width() + PAD, origin.y())
                whole = QSize(
                    size.width() + PAD + loupe_size.width(),
                    max(size.height(), loupe_size.height()),
                )
            self.loupe.setGeometry(corner.x(), corner.y(), *_wh(loupe_size))
        self._least = QSize(
            max(whole.width() + 2 * PAD, self.least_width()), origin.y() + whole.height() + PAD
        )
        return self.widen(theme, 0)

    def widen(self, theme: Theme, spare: int) -> QSize:
        """Show as much of the caption as `spare` more pixels allow; return the card's size."""
        whole = self._caption.fontMetrics().horizontalAdvance(self._text) + 2
        wanted = self._title.sizeHint().width() + whole + 3 * PAD
        width = max(self._least.width(), min(wanted, self._least.width() + max(0, spare)))
        self._place_texts(theme, width)
        return QSize(width, self._least.height())

    def _place_texts(self, theme: Theme, width: int) -> None:
        head = theme.metrics().height() + 2
        title = self._title.sizeHint().width()
        room = width - title - 3 * PAD
        elided = self._caption.fontMetrics().elidedText(
            self._text, Qt.TextElideMode.ElideRight, room
        )
        self._caption.setText(elided)
        self._title.setGeometry(PAD, PAD - 2, title, head)
        caption = self._caption.sizeHint().width()
        self._caption.setGeometry(width - PAD - caption, PAD - 2, caption, head)

    def _place_loupe(self, theme: Theme, matrix: Matrix, camera: Camera, cells: int) -> QSize:
        cell = loupe_cell(theme)
        left, top = label_room(theme, matrix.shape)
        rows, cols = (min(cells, n) for n in matrix.padded_shape)
        area = QRectF(left, top, cols * cell, rows * cell)
        camera = replace(camera, area=area, fit=float(cell), scale=float(cell))
        self.loupe.set_camera(camera.centred(*self._focus))
        return QSize(int(area.right()) + EDGE, int(area.bottom()) + EDGE)

    def _head(self, theme: Theme) -> int:
        return theme.metrics().height() + 6


def loupe_cell(theme: Theme) -> int:
    """Return the pixels of a cell in a loupe."""
    return theme.px(theme.text_px * 2.15)


def _wh(size: QSize) -> tuple[int, int]:
    return size.width(), size.height()
