"""When it breaks: radius against level, and the cliff over the jitter."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QPointF, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QFrame

from poolviz.core.numbers import format_share
from poolviz.gui.cell_grid import (
    FADED,
    REARRANGING,
    RING_ROOM,
    Cell,
    CellGrid,
    CellWidget,
    SweepProgress,
    paint_numbers,
    paint_ring,
)
from poolviz.gui.raster import lookup_table
from poolviz.gui.theme import LIGHT, Theme
from poolviz.gui.widgets import ElidedLabel, label

_MARGIN, _GAP = 12, 6

_TABLE = lookup_table("magma")[::-1]
"""From no identical shift, light, to all of them, dark."""

_LARGEST_ROW, _BAR_ROW, _GAP_ROW = 40, 14, 8
"""Pixels: rows are not higher; lower ones have no bars; still lower ones have no gaps."""


@dataclass(frozen=True, eq=False)
class _Data:
    """What is shown: see `BreakMapCard.set_data`."""

    radii: tuple[int, ...]
    counts: NDArray[Any]
    lit_share: NDArray[Any]
    shifts: int
    jitter: int
    jitter_counts: tuple[tuple[int, int], ...]

    @property
    def levels(self) -> int:
        """How many pools there are."""
        return int(self.counts.shape[1])


def _pools(count: int) -> str:
    return f"{count} pool{'' if count == 1 else 's'}"


def _lit(share: float) -> str:
    return format_share(round(1_000_000 * share), 1_000_000)


class RadiusMap(CellWidget):
    """A row for each radius and a column for each pool: how many shifts change nothing.

    Under each cell is a bar as long as the lit share.
    """

    def __init__(self) -> None:
        super().__init__()
        self._data: _Data | None = None
        self._radius: int | None = None
        self.heading = False
        self.grid = CellGrid(QRect(), (1, 1))

    @property
    def ring(self) -> QRect | None:
        """The pixels of the row of the current radius."""
        if self._data is None or self._radius not in self._data.radii:
            return None
        row = self._data.radii.index(self._radius)
        return self.grid.rect(row, 0, 1, self.grid.shape[1]).adjusted(-2, -1, 1, 1)

    def set_data(self, data: _Data) -> None:
        """Show other numbers."""
        self._data = data
        self.arrange()

    def set_radius(self, radius: int | None) -> None:
        """Outline another row."""
        self._radius = radius
        self.update()

    @property
    def bar_height(self) -> int:
        """The height of the bars in pixels, 0 where the rows are too low for them."""
        row = self.grid.area.height() // self.grid.shape[0]
        return min(6, row // 5) if row >= _BAR_ROW else 0

    def face(self, row: int, col: int) -> QRect:
        """Return the coloured part of a cell."""
        cell = self.grid.rect(row, col)
        if cell.height() < _GAP_ROW:
            return cell.adjusted(1, 0, -1, 0)
        return cell.adjusted(1, 1, -1, -1 - self.bar_height)

    def bar(self, row: int, col: int) -> QRect:
        """Return the track of the bar under a cell."""
        cell = self.grid.rect(row, col)
        top = cell.bottom() - self.bar_height
        return QRect(cell.left() + 1, top, cell.width() - 2, self.bar_height)

    def arrange(self) -> None:
        """Fit the size that the widget has."""
        if self._data is None:
            return
        metrics = self._theme.metrics()
        rows, cols = len(self._data.radii), self._data.levels
        left = metrics.horizontalAdvance("radius") + 8
        self.heading = heading_lines(self._theme, self.height()) == 2
        top = metrics.height() * heading_lines(self._theme, self.height()) + 2
        width = max(cols, self.width() - left - RING_ROOM)
        height = max(rows, min(self.height() - top - RING_ROOM, rows * _LARGEST_ROW))
        self.grid = CellGrid(QRect(left, top, width // cols * cols, height), (rows, cols))
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit another size."""
        super().resizeEvent(event)
        self.arrange()

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return (row, column) under a point."""
        return self.grid.cell_at(point) if self._data is not None else None

    def sentence(self, cell: Cell) -> str:
        """Return all that is known of one cell."""
        assert self._data is not None
        data, (row, col) = self._data, cell
        count = int(data.counts[cell])
        return (
            f"radius {data.radii[row]}, after {_pools(col + 1)}: {count} of {data.shifts} shifts "
            f"identical ({format_share(count, data.shifts)}); "
            f"lit share {_lit(float(data.lit_share[cell]))}"
        )

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the cells, their bars, the labels and the outline."""
        if self._data is None:
            return
        painter, data = QPainter(self), self._data
        within = event.rect() if event is not None else self.rect()
        painter.setOpacity(FADED if self._faded else 1.0)
        shares = np.clip(data.counts / max(1, data.shifts), 0, 1)
        pixels = _TABLE[np.rint(255 * shares).astype(int)].tolist()
        faces = []
        for row in range(len(data.radii)):
            for col in range(data.levels):
                face, bar = self.face(row, col), self.bar(row, col)
                faces.append((face, str(data.counts[row, col]), pixels[row][col]))
                painter.fillRect(face, QColor(pixels[row][col]))
                painter.fillRect(bar, self._theme.colour("raised"))
                bar.setWidth(round(bar.width() * float(np.clip(data.lit_share[row, col], 0, 1))))
                painter.fillRect(bar, self._theme.colour("accent"))
        paint_numbers(painter, faces, self._theme.px(self._theme.text_px), within)
        painter.setOpacity(1.0)
        self._paint_labels(painter, data)
        if self.ring is not None:
            paint_ring(painter, self.ring, self._theme)

    def _paint_labels(self, painter: QPainter, data: _Data) -> None:
        theme, area, aligned = self._theme, self.grid.area, Qt.AlignmentFlag
        height = theme.metrics().height()
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        if self.heading:
            painter.drawText(
                QRect(area.left(), 0, area.width(), height), aligned.AlignCenter, "after pool"
            )
        top = area.top() - height - 2
        painter.drawText(0, top, area.left() - 6, height, aligned.AlignLeft, "radius")
        for col in range(data.levels):
            cell = self.grid.rect(0, col)
            box = QRect(cell.left(), top, cell.width(), height)
            painter.drawText(box, aligned.AlignCenter, str(col + 1))
        places = [self.grid.rect(row, 0).center().y() for row in range(len(data.radii))]
        current = data.radii.index(self._radius) if self._radius in data.radii else None
        for row in _labelled(places, height, current):
            painter.setFont(theme.font(bold=row == current))
            painter.setPen(theme.colour("text" if row == current else "muted"))
            box = QRect(0, places[row] - height // 2, area.left() - 8, height)
            painter.drawText(box, aligned.AlignRight | aligned.AlignVCenter, str(data.radii[row]))


def heading_lines(theme: Theme, height: int) -> int:
    """Return how many lines stand over the rows of a widget that is so high."""
    return 2 if height >= 11 * theme.metrics().height() else 1


def _labelled(places: list[int], height: int, current: int | None) -> list[int]:
    """Return the rows that can be labelled without touching, the current one among them."""
    chosen = [] if current is None else [current]
    for row, place in enumerate(places):
        if all(abs(place - places[other]) >= height for other in chosen):
            chosen.append(row)
    return sorted(chosen)


class Cliff(CellWidget):
    """A bar for each jitter: how many of its shifts change nothing after the last pool."""

    def __init__(self) -> None:
        super().__init__()
        self._data: _Data | None = None
        self._jitter = 0
        self.grid = CellGrid(QRect(), (1, 1))

    def set_data(self, data: _Data) -> None:
        """Show other numbers."""
        self._data = data
        self.arrange()

    def set_jitter(self, jitter: int) -> None:
        """Highlight another jitter."""
        self._jitter = jitter
        self.update()

    def arrange(self) -> None:
        """Fit the size that the widget has."""
        if self._data is None:
            return
        rows = len(self._data.jitter_counts)
        lines = heading_lines(self._theme, self.height())
        top = lines * self._theme.metrics().height() + 2
        height = max(rows, min(self.height() - top - RING_ROOM, rows * _LARGEST_ROW))
        self.grid = CellGrid(QRect(0, top, max(1, self.width()), height), (rows, 1))
        self.update()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Fit another size."""
        super().resizeEvent(event)
        self.arrange()

    def cell_at(self, point: QPointF) -> Cell | None:
        """Return (jitter, 0) under a point."""
        return self.grid.cell_at(point) if self._data is not None else None

    def track(self, jitter: int) -> QRect:
        """Return where the bar of a jitter may reach."""
        row, (left, right) = self.grid.rect(jitter, 0), self._sides()
        inset = max(1, row.height() // 6)
        return QRect(left, row.top() + inset, row.width() - left - right, row.height() - 2 * inset)

    @property
    def texts(self) -> list[str]:
        """The numbers beside the bars."""
        assert self._data is not None
        return [f"{equal}/{of}" for equal, of in self._data.jitter_counts]

    def sentence(self, cell: Cell) -> str:
        """Return all that is known of one jitter."""
        assert self._data is not None
        equal, of = self._data.jitter_counts[cell[0]]
        return (
            f"jitter ±{cell[0]} px: {equal} of {of} shifts end in the identical map "
            f"after {_pools(self._data.levels)} ({format_share(equal, of)})"
        )

    def least_width(self) -> int:
        """Return the width that the labels need, with a short bar between them."""
        if self._data is None or not self._data.jitter_counts:
            return 0
        return sum(self._sides()) + self._theme.px(36)

    def _sides(self) -> tuple[int, int]:
        """Return the pixels that the labels at the left and at the right take."""
        wide = self._theme.metrics(bold=True).horizontalAdvance
        last = len(self.texts) - 1
        return wide(f"±{last}") + 6, max(wide(text) for text in self.texts) + 6

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Paint the bars with their labels."""
        if self._data is None or not self._data.jitter_counts:
            return
        painter, theme, aligned = QPainter(self), self._theme, Qt.AlignmentFlag
        height = theme.metrics().height()
        painter.setFont(theme.font())
        painter.setPen(theme.colour("muted"))
        top = self.grid.area.top() - height - 2
        painter.drawText(0, top, self.width(), height, aligned.AlignLeft, "jitter")
        places = [self.grid.rect(j, 0).center().y() for j in range(len(self.texts))]
        current = self._jitter if 0 <= self._jitter < len(places) else None
        labelled = _labelled(places, height, current)
        for j, (equal, of) in enumerate(self._data.jitter_counts):
            bar, here = self.track(j), j == current
            painter.setOpacity(FADED if self._faded else 1.0)
            painter.fillRect(bar, theme.colour("raised"))
            filled = QRect(bar)
            filled.setWidth(round(bar.width() * equal / max(1, of)))
            painter.fillRect(filled, theme.colour("accent" if here else "dash"))
            painter.setOpacity(1.0)
            if j not in labelled:
                continue
            painter.setFont(theme.font(bold=here))
            painter.setPen(theme.colour("text" if here else "muted"))
            top = places[j] - height // 2
            left = QRect(0, top, bar.left() - 6, height)
            painter.drawText(left, aligned.AlignRight | aligned.AlignVCenter, f"±{j}")
            right = QRect(bar.right() + 6, top, self.width() - bar.right() - 6, height)
            painter.drawText(right, aligned.AlignLeft | aligned.AlignVCenter, self.texts[j])


class BreakMapCard(QFrame):
    """For which radius, after which pool and for which jitter the shifts change nothing.

    Signals
    -------
    radius_chosen(int)
        The radius whose row was clicked.
    jitter_chosen(int)
        The jitter whose bar was clicked.
    hinted(str)
        A sentence about what is under the mouse, "" where there is nothing.
    cancel_wanted()
        The running sweep is to be stopped.
    """

    radius_chosen = pyqtSignal(int)
    jitter_chosen = pyqtSignal(int)
    hinted = pyqtSignal(str)
    cancel_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self._theme = LIGHT
        self._data: _Data | None = None
        self._radius: int | None = None
        self._jitter = 0
        self._message = ""
        self.title, self.caption = ElidedLabel("title"), label("", "muted")
        self.map, self.cliff = RadiusMap(), Cliff()
        self.key, self.message = label("", "muted"), label("", "muted")
        self.message.setWordWrap(True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for part in (self.title, self.caption, self.map, self.cliff, self.key, self.message):
            part.setParent(self)
        self.progress = SweepProgress(self)
        self.map.cell_clicked.connect(self._choose_radius)
        self.cliff.cell_clicked.connect(lambda jitter, _: self.jitter_chosen.emit(jitter))
        for part in (self.map, self.cliff):
            part.cell_hovered.connect(lambda cell, part=part: self._hint(part, cell))
        self.progress.cancel_wanted.connect(self.cancel_wanted)
        self._arrange()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._theme = theme
        for part in (self.map, self.cliff, self.progress):
            part.set_theme(theme)
        self.updateGeometry()
        self._arrange()

    def set_data(
        self,
        radii: tuple[int, ...],
        counts: NDArray[Any],
        lit_share: NDArray[Any],
        shifts: int,
        jitter: int,
        jitter_counts: tuple[tuple[int, int], ...],
    ) -> None:
        """Show what was counted.

        Parameters
        ----------
        radii : tuple of int
            The radius of each row, in input pixels.
        counts : (radii, pools) ndarray of int
            How many of the shifts end in the identical map, after each pool from the first.
        lit_share : (radii, pools) ndarray of float
            The share of the cells of the unshifted map that are not 0.
        shifts, jitter : int
            How many shifts there are, all those up to `jitter` pixels.
        jitter_counts : tuple of (int, int)
            For every jitter from 0 on, after the last pool: how many shifts are identical, of how
            many.
        """
        data = _Data(radii, counts, lit_share, shifts, jitter, jitter_counts)
        self._data = data if radii and counts.shape[1] else None
        if self._data is not None:
            self.map.set_data(data)
            self.cliff.set_data(data)
        self._define()
        self._arrange()

    def set_radius(self, radius: int | None) -> None:
        """Outline the row of the radius that is applied."""
        if radius != self._radius:
            self._radius = radius
            self.map.set_radius(radius)
            self._define()

    def set_jitter(self, jitter: int) -> None:
        """Highlight the jitter that is applied."""
        if jitter != self._jitter:
            self._jitter = jitter
            self.cliff.set_jitter(jitter)
            self._define()

    def set_progress(self, done: float | None) -> None:
        """Say how much of a sweep is done, 0 to 1; None: there is none under way."""
        self.progress.set_done(done)
        self.map.set_faded(done is not None)
        self.cliff.set_faded(done is not None)

    def set_message(self, text: str) -> None:
        """Show a sentence instead of the map; "" shows the map again."""
        if text != self._message:
            self._message = text
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
        if event is not None and event.type() in REARRANGING:
            self._arrange()
        return done

    def _arrange(self) -> None:
        """Place everything; the legend is there if the map keeps enough room."""
        line = self._theme.metrics().height()
        inner = self.rect().adjusted(_MARGIN, 8, -_MARGIN, -8)
        self._place_title(QRect(inner.left(), inner.top(), inner.width(), line))
        body = inner.adjusted(0, line + 4, 0, 0)
        shown = self._data is not None and not self._message
        self.map.setVisible(shown)
        self.cliff.setVisible(shown)
        self.key.setVisible(shown)
        self.message.setVisible(bool(self._message))
        self.message.setText(self._message)
        self.message.setGeometry(body)
        right = max(self.cliff.least_width(), body.width() * 2 // 5)
        left = body.width() - right - _MARGIN
        self.map.setGeometry(body.left(), body.top(), left, body.height() - line - 2)
        self.cliff.setGeometry(
            body.left() + left + _MARGIN, body.top(), right, body.height() - line - 2
        )
        self.key.setGeometry(body.left(), body.bottom() + 1 - line, body.width(), line)
        self.map.arrange()
        self.cliff.arrange()
        self.key.setText(self._key_text(body.width()))
        self.progress.place_over(self.map.geometry() if shown else body)

    def _key_text(self, room: int) -> str:
        """Return what the colours and the bars mean, as much of it as there is room for."""
        parts = ["dark: identical"]
        if self.map.bar_height:
            parts.append("bar: lit share")
        if not self.map.heading:
            parts.append("columns: pools")
        while len(parts) > 1:
            if self._theme.metrics().horizontalAdvance(" · ".join(parts)) <= room:
                break
            parts.pop()
        return " · ".join(parts)

    def _place_title(self, place: QRect) -> None:
        """Write the title, and beside it as much of what was counted as there is room for."""
        title, data = "When does it break?", self._data
        room = place.width() - self._theme.metrics(bold=True).horizontalAdvance(title) - 4 - _GAP
        texts = (
            []
            if data is None
            else [f"{data.shifts} shifts, ±{data.jitter} px", f"±{data.jitter} px"]
        )
        wide = self._theme.metrics().horizontalAdvance
        text = next((text for text in texts if wide(text) + 2 <= room), "")
        right = wide(text) + 2
        self.caption.setText(text)
        self.caption.setGeometry(place.right() + 1 - right, place.y(), right, place.height())
        self.title.setGeometry(place.adjusted(0, 0, -right - _GAP, 0))
        self.title.show_text(title)

    def _define(self) -> None:
        """Say in words what the numbers are, and what those are that are applied."""
        if self._data is None:
            return
        data = self._data
        counted = (
            f"identical: of the {data.shifts} whole shifts within ±{data.jitter} px,\n"
            "how many end in the very same map as the unshifted picture"
        )
        lit = "lit share: share of cells that are not 0 in the unshifted map"
        self.map.setToolTip(f"{counted}\n{lit}")
        self.key.setToolTip(f"{counted}\n{lit}")
        self.cliff.setToolTip(
            "jitter: the largest shift, in pixels; identical: of all whole shifts within it,\n"
            f"how many end in the very same map after {_pools(data.levels)}"
        )
        said = []
        if self._radius in data.radii:
            row = data.radii.index(self._radius)
            said.append(self.map.sentence((row, data.levels - 1)))
        if 0 <= self._jitter < len(data.jitter_counts):
            said.append(self.cliff.sentence((self._jitter, 0)))
        self.map.setAccessibleName(said[0] if said else "")
        self.cliff.setAccessibleName(said[-1] if said else "")
        self.setAccessibleName(". ".join(["When does it break?", *said]))

    def _choose_radius(self, row: int, _: int) -> None:
        assert self._data is not None
        self.radius_chosen.emit(self._data.radii[row])

    def _hint(self, part: RadiusMap | Cliff, cell: Cell | None) -> None:
        self.hinted.emit("" if cell is None else part.sentence(cell))
