"""What the two cards of the survey have in common."""

from PyQt6.QtCore import QEvent, QSize, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QFrame, QWidget

from poolviz.gui.canvas.cell_widget import CellWidget
from poolviz.gui.labs.shift.progress import SweepProgress
from poolviz.gui.theme import LIGHT, Theme
from poolviz.gui.widgets.texts import ElidedLabel, Notice, label

MARGIN, GAP = 12, 6

AGAIN = "Compute", "Compute all shifts after all"
"""The button in place of what was given up, and its tooltip."""

_REARRANGING = (QEvent.Type.LayoutRequest, QEvent.Type.StyleChange, QEvent.Type.Show)
"""Events after which what a card holds may need another place."""


class SurveyCard(QFrame):
    """A title, maps that fade while they are computed anew, and a message in place of them.

    Signals
    -------
    hinted(str)
        A sentence about what is under the mouse, "" where there is nothing.
    cancel_wanted()
        The running sweep is to be stopped.
    """

    hinted = pyqtSignal(str)
    cancel_wanted = pyqtSignal()

    def __init__(self, patience: int) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = LIGHT
        self.title, self.caption = ElidedLabel("title"), label("", "muted")
        self.message = Notice(*AGAIN)
        self.progress = SweepProgress(patience)
        self.progress.cancel_wanted.connect(self.cancel_wanted)
        self.progress.shown.connect(self._fade)

    def _adopt(self, *parts: QWidget) -> None:
        """Take what the card holds, in the order of the Tab key."""
        for part in (self.title, self.caption, *parts, self.message, self.progress):
            part.setParent(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        self.progress.set_theme(theme)
        for part in self.findChildren(CellWidget):
            part.set_theme(theme)
        self.updateGeometry()
        self._arrange()

    def set_progress(self, done: float | None) -> None:
        """Say how much of a sweep is done, 0 to 1; None: there is none under way."""
        self.progress.set_done(done)

    def set_message(self, text: str, *, again: bool = False) -> None:
        """Show a sentence instead of the map; "" shows the map again.

        With `again` there is a button under it: it was given up and can be computed after all.
        """
        changed = text != self.message.text()
        self.message.show_text(text, again=again)
        if changed:
            self._arrange()

    def sizeHint(self) -> QSize:
        """Return a size that has room for everything."""
        return QSize(self._theme.px(560), self._theme.px(300))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size at which no text is cut."""
        return QSize(self._theme.px(330), self._theme.px(210))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit the new size."""
        super().resizeEvent(event)
        self._arrange()

    def event(self, event: QEvent | None) -> bool:
        """Fit another style, and children that need another size."""
        done = super().event(event)
        if event is not None and event.type() in _REARRANGING:
            self._arrange()
        return done

    def _fade(self, faded: bool) -> None:
        """Show by the maps whether they are computed anew."""
        for part in self.findChildren(CellWidget):
            part.set_faded(faded)

    def _arrange(self) -> None:
        """Place everything."""
        raise NotImplementedError
