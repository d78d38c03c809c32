"""A card of the stage: a title, a picture, and a loupe where its cells are too small to read."""

import math
from dataclasses import dataclass, replace

from PyQt6.QtCore import QPoint, QRectF, QSize, Qt
from PyQt6.QtWidgets import QFrame, QWidget

from poolviz.gui.canvas.camera import Camera
from poolviz.gui.canvas.cell_text import label_room
from poolviz.gui.canvas.legend import Legend
from poolviz.gui.canvas.marks import Marks
from poolviz.gui.canvas.matrix import Matrix
from poolviz.gui.canvas.matrix_view import MatrixView
from poolviz.gui.theme import Theme
from poolviz.gui.widgets.texts import label

PAD = 14
EDGE = 8
"""Pixels around the cells of a view, for outlines that stand out."""

_BAR, _LEAST_BAR = 140, 48
"""The legend's bar, in pixels at the smallest type; and how much of it stays in a narrow head."""


@dataclass(frozen=True)
class Sizes:
    """What a card needs, in pixels.

    Attributes
    ----------
    alone : QSize
        A picture without a loupe.
    view, loupe : QSize
        A picture that has one, and its loupe.
    least, whole, wanted : int
        The width in which the head says the shape, in which it says all, and in which it has a
        long legend, too.
    """

    alone: QSize
    view: QSize
    loupe: QSize
    least: int
    whole: int
    wanted: int

    def __or__(self, other: "Sizes") -> "Sizes":
        """Return what both need."""
        return Sizes(
            self.alone.expandedTo(other.alone),
            self.view.expandedTo(other.view),
            self.loupe.expandedTo(other.loupe),
            max(self.least, other.least),
            max(self.whole, other.whole),
            max(self.wanted, other.wanted),
        )

    def content(self, *, below: bool) -> QSize:
        """Return the size of the pictures and loupes, beside or below them."""
        if self.loupe.isEmpty():
            return self.alone
        width, height = self.view.width(), self.view.height()
        if below:
            both = QSize(0, height + PAD // 2 + self.loupe.height())
        else:
            both = QSize(width + PAD + self.loupe.width(), 0)
        return self.alone.expandedTo(both).expandedTo(self.view).expandedTo(self.loupe)


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
        self.legend = Legend(self)
        self.legend.hide()
        self._legended = self._bare = self._stacked = False
        self._short = ""
        self._title.setParent(self)
        self._caption.setParent(self)
        self._theme: Theme | None = None
        self._focus = (0.0, 0.0)
        self._text = ""
        self._least, self._wanted = QSize(), 0

    @property
    def title(self) -> str:
        """The title, upper left."""
        return self._title.text()

    @property
    def caption(self) -> str:
        """The line at the upper right, of which as much is shown as there is room for."""
        return self._text

    @property
    def cut(self) -> bool:
        """Whether some of the caption is not shown."""
        return not self._bare and self._caption.text() != self._text

    def set_texts(self, title: str, caption: str, short: str = "") -> None:
        """Set the title and the caption, and what is shown where that has no room."""
        self._title.setText(title)
        self._text, self._short = caption, short or caption
        self._caption.setToolTip(caption)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        for part in (self.view, self.loupe, self.legend):
            part.set_theme(theme)

    def set_bare(self, bare: bool) -> None:
        """Show the cells alone: no frame, no head, no numbers of rows and columns."""
        self._bare = bare
        self.setProperty("bare", bare)
        self.view.set_labels(not bare)
        for text in (self._title, self._caption):
            text.setHidden(bare)

    def set_stacked(self, stacked: bool) -> None:
        """Give the caption a line of its own under the title, or the same line."""
        self._stacked = stacked

    def set_legend(self, levels: tuple[float, float] | None, of: str = "") -> None:
        """Show which value has which colour in the head, of one generation; None shows nothing."""
        self._legended = levels is not None
        if levels is not None:
            self.legend.set_levels(levels, of)

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

    def least_width(self, note: str = " …") -> int:
        """Return the width that the title and the shape, which begins the caption, need.

        A `note` after the shape is to have room, too; by default it is the sign of a cut.
        """
        if self._bare:
            return 0
        metrics = self._caption.fontMetrics()
        shape = metrics.horizontalAdvance(self._text.split(" · ")[0] + note) + 2
        if self._stacked:
            return max(self._beside(), shape + 2 * PAD)
        return self._beside() + shape + PAD

    @property
    def stacked_width(self) -> int:
        """The width that the title, the legend and the shape need, one under the other."""
        shape = self._caption.fontMetrics().horizontalAdvance(self._text.split(" · ")[0]) + 2
        return max(self._beside(), shape + 2 * PAD)

    def extra(self, theme: Theme, shape: tuple[int, int]) -> tuple[int, int]:
        """Return the width and height that are needed besides the cells, in pixels."""
        left, top = self._label_room(theme, shape)
        around = 2 * self._pad
        return left + edge(theme) + around, top + edge(theme) + around + self._head(theme)

    def sizes(self, theme: Theme, matrix: Matrix, cell: float, loupe: int | None = None) -> "Sizes":
        """Return what the card needs for cells of `cell` pixels and for the texts of its head."""
        area, rim = self._area(theme, matrix, cell), edge(theme)
        picture = QSize(int(area.right()) + rim, int(area.bottom()) + rim)
        caption = self._caption.fontMetrics().horizontalAdvance(self._text) + 2
        title, room = self._beside(self._legend_width(theme)), caption + 2 * PAD
        return Sizes(
            alone=picture if loupe is None else QSize(0, 0),
            view=QSize(0, 0) if loupe is None else picture,
            loupe=QSize(0, 0) if loupe is None else self._loupe_size(theme, matrix, loupe),
            least=self.least_width(),
            whole=0 if self._bare else room if self._stacked else self._beside() + caption + PAD,
            wanted=0
            if self._bare
            else max(title, room)
            if self._stacked
            else title + caption + PAD,
        )

    def place(
        self,
        theme: Theme,
        matrix: Matrix,
        cell: float,
        loupe: int | None = None,
        *,
        below: bool = False,
        sizes: "Sizes | None" = None,
    ) -> QSize:
        """Lay the card out for cells of `cell` pixels; return its size.

        `sizes` are those of a card that keeps its place; by default it is no larger than needed.
        """
        sizes = sizes or self.sizes(theme, matrix, cell, loupe)
        area, rim = self._area(theme, matrix, cell), edge(theme)
        size = QSize(int(area.right()) + rim, int(area.bottom()) + rim)
        origin = QPoint(self._pad, self._pad + self._head(theme))
        content = sizes.content(below=below)
        at = QPoint(origin)
        if self._bare:  # without numbers at its edges, it is the middle that stays
            spare = (sizes.alone if sizes.loupe.isEmpty() else sizes.view) - size
            at += QPoint(max(0, spare.width()) // 2, max(0, spare.height()) // 2)
        self.view.setGeometry(at.x(), at.y(), size.width(), size.height())
        (above, _), (before, _) = matrix.padding
        rows, cols = matrix.padded_shape
        camera = Camera(area, (-above, rows), (-before, cols), cell, cell, -above, -before)
        self.view.set_camera(camera)
        self.loupe.setVisible(loupe is not None)
        if loupe is not None:
            loupe_size = self._place_loupe(theme, matrix, camera, loupe)
            if below:
                corner = origin + QPoint(0, sizes.view.height() + PAD // 2)
            else:
                corner = origin + QPoint(sizes.view.width() + PAD, 0)
            self.loupe.setGeometry(corner.x(), corner.y(), *_wh(loupe_size))
        self._least = QSize(
            max(content.width() + 2 * self._pad, sizes.least),
            origin.y() + content.height() + self._pad,
        )
        self._wanted = sizes.wanted
        return self.widen(theme, 0)

    def widen(self, theme: Theme, spare: int) -> QSize:
        """Show as much of the caption as `spare` more pixels allow; return the card's size."""
        width = max(self._least.width(), min(self._wanted, self._least.width() + max(0, spare)))
        self._place_texts(theme, width)
        return QSize(width, self._least.height())

    def _beside(self, legend: int = 0) -> int:
        """Return the width of the title and the legend, which is as narrow as can be by default."""
        if self._legended:
            legend = (legend or self.legend.width_for(_LEAST_BAR)) + PAD
        return self._title.sizeHint().width() + (legend if self._legended else 0) + 2 * PAD

    def _place_texts(self, theme: Theme, width: int) -> None:
        line, title = theme.metrics().height() + 2, self._title.sizeHint().width()
        room = width - 2 * PAD if self._stacked else width - self._beside() - PAD
        metrics = self._caption.fontMetrics()
        fits = metrics.horizontalAdvance(self._text) <= room
        text = self._text if fits else self._short
        self._caption.setText(metrics.elidedText(text, Qt.TextElideMode.ElideRight, room))
        self._title.setGeometry(PAD, PAD - 2, title, line)
        caption = self._caption.sizeHint().width()
        if self._stacked:
            self._caption.setGeometry(PAD, PAD - 2 + line, caption, line)
        else:
            self._caption.setGeometry(width - PAD - caption, PAD - 2, caption, line)
        self.legend.setVisible(self._legended and not self._bare)
        taken = title + 3 * PAD + (0 if self._stacked else caption + PAD)
        wide = min(self._legend_width(theme), width - taken)
        self.legend.setGeometry(2 * PAD + title, PAD - 2, wide, line)

    def _area(self, theme: Theme, matrix: Matrix, cell: float) -> QRectF:
        """Return where the cells are in a view."""
        left, top = self._label_room(theme, matrix.shape)
        rows, cols = matrix.padded_shape
        return QRectF(left, top, max(1, round(cols * cell)), max(1, round(rows * cell)))

    def _loupe_area(self, theme: Theme, matrix: Matrix, cells: int) -> QRectF:
        cell = loupe_cell(theme)
        rows, cols = (min(cells, n) for n in matrix.padded_shape)
        return QRectF(*label_room(theme, matrix.shape), cols * cell, rows * cell)

    def _loupe_size(self, theme: Theme, matrix: Matrix, cells: int) -> QSize:
        area = self._loupe_area(theme, matrix, cells)
        return QSize(int(area.right()) + edge(theme), int(area.bottom()) + edge(theme))

    def _place_loupe(self, theme: Theme, matrix: Matrix, camera: Camera, cells: int) -> QSize:
        cell = float(loupe_cell(theme))
        area = self._loupe_area(theme, matrix, cells)
        camera = replace(camera, area=area, fit=cell, scale=cell)
        self.loupe.set_camera(camera.centred(*self._focus))
        return self._loupe_size(theme, matrix, cells)

    @property
    def _pad(self) -> int:
        return 0 if self._bare else PAD

    def _head(self, theme: Theme) -> int:
        line = theme.metrics().height() + 2
        return 0 if self._bare else line * (1 + self._stacked) + 4

    def _label_room(self, theme: Theme, shape: tuple[int, int]) -> tuple[int, int]:
        return (edge(theme), edge(theme)) if self._bare else label_room(theme, shape)

    def _legend_width(self, theme: Theme) -> int:
        return self.legend.width_for(theme.px(_BAR * theme.text_px / 15))


def edge(theme: Theme) -> int:
    """Return the pixels around the cells of a view, for outlines that stand out."""
    return max(EDGE, math.ceil(theme.outline / 2) + 2)


def loupe_cell(theme: Theme) -> int:
    """Return the pixels of a cell in a loupe."""
    return theme.px(theme.text_px * 2.15)


def _wh(size: QSize) -> tuple[int, int]:
    return size.width(), size.height()
