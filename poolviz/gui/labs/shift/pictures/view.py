"""A picture and its shifted twin at every level of pooling, and their difference.

The view paints what it is told and computes no pooling. The shifted picture can be dragged; the
view only says what shift is wanted, and shows it once it is told the pictures that follow.
"""

from collections.abc import Callable
from dataclasses import dataclass

from PyQt6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QHideEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from poolviz.core.numbers import offset_in_words
from poolviz.gui.labs.shift.pictures.arrangement import Arrangement
from poolviz.gui.labs.shift.pictures.arranger import Arranger
from poolviz.gui.labs.shift.pictures.columns import CENTRED, SHIFTED, LevelColumn, Mask, Told
from poolviz.gui.labs.shift.pictures.head import Scale
from poolviz.gui.labs.shift.pictures.hints import Places
from poolviz.gui.labs.shift.pictures.painter import ShiftPainter
from poolviz.gui.theme import LIGHT, Theme

_DRAG_START = 3
_BEYOND = 4
"""Pixels that the outline of a window may reach beyond its column."""


@dataclass
class _Drag:
    """A drag of the mouse, of a dot or of the picture: `tell` is given where it has come to."""

    press: QPointF
    tell: Callable[[QPointF], None]
    dot: int | None = None
    begun: bool = False


class ShiftPictures(QWidget):
    """Shows the rows "Centred", "Shifted" and "Difference", a column for each level.

    Signals
    -------
    shift_dragged(int, int)
        The shift that is wanted, down and right in whole pixels of the input, beyond any limit.
    dot_dragged(int, int, int)
        A handle, and the row and column of the original that it was dragged to.
    level_clicked(int)
        The column that was clicked.
    level_opened(int, bool)
        A double-click on a picture that is made by pooling: its level, and whether it is the
        shifted one.
    hinted(str)
        A sentence on what the mouse is on; empty when that is nothing.
    """

    shift_dragged = pyqtSignal(int, int)
    dot_dragged = pyqtSignal(int, int, int)
    level_clicked = pyqtSignal(int)
    level_opened = pyqtSignal(int, bool)
    hinted = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._told = Told()
        self._arranged: Arrangement | None = None
        self._drag: _Drag | None = None
        self._pressed: int | None = None
        self._mouse: QPointF | None = None
        self._hint = ""
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    # ---- what it shows

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        if theme != self._theme:
            self._theme = theme
            self._told.forget_colours()
            self._arrange_anew()

    def set_columns(self, columns: tuple[LevelColumn, ...]) -> None:
        """Show other pictures, the original's first."""
        old = self._told.columns
        self._told.columns = tuple(columns)
        if not columns:
            self._drag = self._pressed = None
        if [c.captions for c in old] != [c.captions for c in columns]:
            self._arrange_anew()
        self._tell_name()
        self._point()
        self.update()

    def set_shift(self, dy: int, dx: int) -> None:
        """Write the shift that was made, down and right in pixels, and draw its arrows."""
        if (dy, dx) != self._told.shift:
            self._told.shift = dy, dx
            self._tell_name()
            self._point()
            self.update()

    def set_time(self, level: int, filled: float) -> None:
        """Show as much as has been pooled.

        Parameters
        ----------
        level : int
            Up to this level the pictures are whole.
        filled : float
            The share of the cells of the next level that are there, in raster order. The window
            stands on the cell that comes next.
        """
        old = self._told.level, self._told.filled
        if (level, filled) == old:
            return
        self._told.level, self._told.filled = level, filled
        self._tell_name()
        self._point()
        if level != old[0] or not (filled and old[1]) or not self._told.is_pooling:
            self.update()
            return
        for changed in (self._told.at, self._told.at + 1):
            rect = self.arrangement.column(changed)
            self.update(rect.adjusted(-_BEYOND, 0, _BEYOND, 0).toAlignedRect())

    def set_grid(
        self,
        block: tuple[int, int] | None,
        crossing: tuple[Mask | None, Mask | None] = (None, None),
    ) -> None:
        """Draw lines between blocks of pixels over both originals, and some cells in colour.

        Parameters
        ----------
        block : (int, int), optional
            Rows and columns of a block; None draws no lines and no cells.
        crossing : tuple of two (H, W) ndarray of bool, optional
            The cells in colour, of the centred and of the shifted picture.
        """
        told = self._told
        if block != told.block or any(
            a is not b for a, b in zip(crossing, told.crossing, strict=True)
        ):
            told.block, told.crossing = block, crossing
            told.forget_colours()
            self.update()

    def set_dots(self, dots: tuple[tuple[int, int], ...]) -> None:
        """Draw handles around these cells (row, col) of the centred original."""
        if dots != self._told.dots:
            self._told.dots = dots
            self._point()
            self.update()

    def set_scales(self, scales: tuple[Scale, ...]) -> None:
        """Say over the pictures which value has which colour."""
        if scales != self._told.scales:
            self._told.scales = scales
            self._arrange_anew()

    def set_bare(self, bare: bool) -> None:
        """Leave out all handles, as in a picture that nothing can be dragged in."""
        if bare != self._told.bare:
            self._told.bare = bare
            self.update()

    @property
    def columns(self) -> tuple[LevelColumn, ...]:
        """What is shown."""
        return self._told.columns

    @property
    def arranger(self) -> Arranger:
        """What finds where it is."""
        return Arranger(self._told.columns, self._theme, self._told.scales)

    @property
    def arrangement(self) -> Arrangement:
        """Where it is."""
        if self._arranged is None:
            self._arranged = self.arranger.fit(self.width(), self.height())
        return self._arranged

    def picture_rect(self, level: int, row: int) -> QRectF:
        """Return where a picture is; rows are 0 for centred, 1 for shifted, 2 for difference."""
        return self.arrangement.picture(level, row)

    def cell_rect(self, level: int, row: int, cell: tuple[int, int]) -> QRectF:
        """Return where a cell (row, col) of a picture is, on whole pixels."""
        return self.arrangement.camera(level, row).rect(*cell)

    def column_rect(self, level: int) -> QRectF:
        """Return where a column is, with its captions."""
        return self.arrangement.column(level)

    def sizeHint(self) -> QSize:
        """Return the size at which nothing is cut short."""
        return self.arranger.usual

    def minimumSizeHint(self) -> QSize:
        """Return the size at which the pictures are as small as they may be."""
        return self.arranger.least

    # ---- painting

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the columns that are wanted."""
        painter = QPainter(self)
        try:
            wanted = event.rect() if event is not None else self.rect()
            painter.fillRect(wanted, self._theme.colour("surface"))
            shown = ShiftPainter(painter, self._told, self.arrangement, self._theme)
            shown.paint(QRectF(wanted))
        finally:  # a painter that outlives a fault here would take the whole program down
            painter.end()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Find another arrangement."""
        super().resizeEvent(event)
        self._arranged = None
        self._told.forget_colours()

    @property
    def _places(self) -> Places:
        return Places(self._told, self.arrangement)

    def _arrange_anew(self) -> None:
        self._arranged = None
        self.updateGeometry()
        self.update()

    def _tell_name(self) -> None:
        """Describe for a screen reader what can be seen."""
        shown = [c for i, c in enumerate(self._told.columns) if self._told.is_whole(i)]
        levels = "; ".join(c.in_words for c in shown)
        name = f"Shift: {offset_in_words(*self._told.shift)}. Levels shown: {levels}."
        if name != self.accessibleName():
            self.setAccessibleName(name)

    # ---- mouse

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Begin a drag or a click."""
        assert event is not None
        point = event.position()
        level, dot = self.arrangement.level_at(point), self._places.dot(point)
        if event.button() != Qt.MouseButton.LeftButton or (level is None and dot is None):
            super().mousePressEvent(event)
            return
        self._pressed = level
        if dot is not None:
            self._drag = _Drag(point, self._dot_teller(dot, point), dot)
        elif self._is_draggable(point):
            self._drag = _Drag(point, self._shift_teller(point))

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Go on with a drag, or tell what the mouse is on."""
        assert event is not None
        point, drag = event.position(), self._drag
        if drag is None:
            self._hover(point)
            return
        if drag.begun or (point - drag.press).manhattanLength() >= _DRAG_START:
            drag.begun = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            drag.tell(point)

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a drag, or a click on a column."""
        assert event is not None
        if event.button() != Qt.MouseButton.LeftButton:
            super().mouseReleaseEvent(event)
            return
        drag, self._drag = self._drag, None
        pressed, self._pressed = self._pressed, None
        self._hover(event.position())
        clicked = self.arrangement.level_at(event.position()) == pressed
        if pressed is not None and clicked and not (drag is not None and drag.begun):
            self.level_clicked.emit(pressed)

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Open a level; on the original it is a press as any other."""
        assert event is not None
        level, row = self._places.at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and level and row is not None:
            self.level_opened.emit(level, row == SHIFTED)
        elif level == 0:
            self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent | None) -> None:
        """Forget what the mouse was on."""
        self._mouse = None
        self._set_hint("")
        super().leaveEvent(event)

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Let go of what is dragged: the button will come up elsewhere."""
        self._drag = self._pressed = self._mouse = None
        self._set_hint("")
        super().hideEvent(event)

    def _shift_teller(self, press: QPointF) -> Callable[[QPointF], None]:
        """Return what tells the shift that is wanted, each only once in a row."""
        start = wanted = self._told.shift
        scale = self.arrangement.camera(0, CENTRED).scale

        def tell(point: QPointF) -> None:
            nonlocal wanted
            moved = (point - press) / scale
            now = start[0] + round(moved.y()), start[1] + round(moved.x())
            if now != wanted:
                wanted = now
                self.shift_dragged.emit(*now)

        return tell

    def _dot_teller(self, dot: int, press: QPointF) -> Callable[[QPointF], None]:
        """Return what tells the cell a handle is on; it keeps its distance from the mouse."""
        place = self._told.dots[dot]
        off = self.arrangement.camera(0, CENTRED).rect(*place).center() - press

        def tell(point: QPointF) -> None:
            nonlocal place
            now = self.arrangement.cell_at(0, CENTRED, point + off)
            if now != place:
                place = now
                self.dot_dragged.emit(dot, *now)

        return tell

    def _is_draggable(self, point: QPointF) -> bool:
        return self._places.at(point) in ((0, CENTRED), (0, SHIFTED))

    # ---- hints

    def _hover(self, point: QPointF) -> None:
        self._mouse = point
        level, _ = self._places.at(point)
        shapes = Qt.CursorShape
        if self._places.dot(point) is not None or self._is_draggable(point):
            self.setCursor(shapes.OpenHandCursor)
        else:
            self.setCursor(shapes.ArrowCursor if level is None else shapes.PointingHandCursor)
        self._point()

    def _point(self) -> None:
        """Say what is dragged, or what the mouse is on, as it is now."""
        if self._drag is not None and self._drag.begun:
            self._set_hint(self._places.drag_hint(self._drag.dot))
        elif self._drag is None and self._mouse is not None:
            tip = self._places.tip(self._mouse)
            if tip != self.toolTip():
                self.setToolTip(tip)
            self._set_hint(self._places.hint(self._mouse))

    def _set_hint(self, hint: str) -> None:
        if hint != self._hint:
            self._hint = hint
            self.hinted.emit(hint)
