"""The Slide lab: what the window reads, and what comes out."""

from collections.abc import Sequence
from functools import reduce
from typing import Any

from PyQt6.QtCore import QPoint, QRect, QSize, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from poolviz.core.explain.walkthrough import Step
from poolviz.core.labs.presets import title_of
from poolviz.core.numbers import format_number, format_value
from poolviz.core.scenes.lab import Say, Seek, SeekLevel, TypeCell
from poolviz.core.scenes.scene import Resolved
from poolviz.core.spec.pool_spec import PoolMode
from poolviz.core.timeline import Timeline
from poolviz.gui.canvas.arithmetic import ArithmeticPanel, height_for
from poolviz.gui.canvas.arrangement import LEAST_INPUT, Arrangement, Frame, arrange_run
from poolviz.gui.canvas.camera import MAX_CELL, Camera
from poolviz.gui.canvas.cell_editor import CellEditor
from poolviz.gui.canvas.cell_text import label_room
from poolviz.gui.canvas.generations import Generations
from poolviz.gui.canvas.line_columns import bounds
from poolviz.gui.canvas.marks import Marks
from poolviz.gui.canvas.matrix import Matrix
from poolviz.gui.canvas.matrix_card import PAD, MatrixCard, Sizes, edge, loupe_cell
from poolviz.gui.canvas.raster import Picture, lookup_table, picture_of
from poolviz.gui.labs.base import LabView, Panel, Shown
from poolviz.gui.labs.slide.boxes import Box, around, between, box, mode_name, window_box
from poolviz.gui.labs.slide.controls import SlideControls
from poolviz.gui.options import Options
from poolviz.gui.theme import LIGHT, NUMBER_CELL, Theme, grown, presented, style_sheet

Cell = tuple[int, int]

_ALIKE = PoolMode.MAX, PoolMode.MEAN
"""From one of these to the other, the cards keep their places, too."""

_GAP = 18

_LAST_CELL = "That was the last cell: Backspace changes it, the arrow keys go back, Esc ends."
_CELL = 0.17
"""A cell that has all the room there is, and the height of the stage: the most it takes of that."""

_APART = 0.139
"""Input and output, presented, and the height of the stage: as far apart where there is room."""

_LEAST_LINE = 0.055
"""The type of the presented line of arithmetic and the height of the stage: the least of it."""
_LEAST_PICTURES = 15
"""The height that is left to the pictures, in units of the type; generations yield to it."""

_USUAL_CELLS, _USUAL_PICTURE = 8, (999, 999)
"""Cells of a usual matrix across, padding included, and of a usual picture."""

_FASTEST_GLIDE = 20.0
"""Steps per second beyond which the window jumps from cell to cell, so that it stays sharp."""

_MAX_TAPS = 1_024
"""The taps of a window with holes are outlined one by one up to this many."""

_MAX_OUTLINES = 9
"""With more windows than this under the mouse, one outline goes around them all."""


class Resizing(QWidget):
    """A widget that tells when its size has changed."""

    resized = pyqtSignal()

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell it."""
        super().resizeEvent(event)
        self.resized.emit()


class SlideLab(LabView):
    """The stage: input and output, the arithmetic, and all generations."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = self._plain_theme = LIGHT
        self._bare = False
        self._scales = 1.0, 1.0
        self._options = Options()
        self._shown: Shown | None = None
        self._step: Step | None = None
        self._level = -1
        self._glide = 0.0
        self._secret = False
        self._hover: tuple[str, Cell] | None = None
        self._planned: object = None
        self._plans: list[Arrangement] = []
        self._cards: tuple[Sizes, Sizes]
        self.pictures = Resizing()
        self.input = MatrixCard("Input", self.pictures)
        self.output = MatrixCard("Output", self.pictures)
        self.arithmetic = ArithmeticPanel()
        self.generations = Generations()
        self.controls = SlideControls()
        self.editor = CellEditor(self.input.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_GAP, _GAP, _GAP, 10)
        layout.setSpacing(_GAP - 6)
        layout.addWidget(self.pictures, 1)
        layout.addWidget(self.arithmetic)
        layout.addWidget(self.generations)
        layout.addWidget(self.foot)
        self._connect()

    def _connect(self) -> None:
        self.pictures.resized.connect(self._arrange)
        self.input.view.cell_hovered.connect(lambda cell: self._set_hover("input", cell))
        self.output.view.cell_hovered.connect(lambda cell: self._set_hover("output", cell))
        self.input.view.cell_clicked.connect(self._click_input)
        self.output.view.cell_clicked.connect(self._click_output)
        self.input.view.cell_double_clicked.connect(self._double_click_input)
        self.generations.chosen.connect(lambda g: self.want(SeekLevel(max(0, g - 1))))
        self.editor.cursor_moved.connect(self._cursor_moved)
        self.editor.typed.connect(lambda *typed: self.want(TypeCell(*typed)))
        self.editor.ended.connect(lambda: self.want(Say(_LAST_CELL)))
        self.controls.wanted.connect(self.wanted)

    # ---- what it shows

    @staticmethod
    def paint(
        resolved: Resolved, picture: Any, colour_map: str, known: Shown | None
    ) -> tuple[Picture, ...]:
        """Return every generation in colours, each with its levels."""
        if known is not None and known.resolved.run.channel == resolved.run.channel:
            before: tuple[Picture, ...] = known.pixels
            return before
        table, run = lookup_table(colour_map), resolved.run
        return tuple(
            picture_of(values if resolved.colour else run.plane(i), resolved.levels[i], table)
            for i, values in enumerate(run.generations)
        )

    @property
    def keys(self) -> QWidget:
        """The view in which cells are typed, while they are."""
        return self.input.view if self.editor.active else self

    @property
    def types_cells(self) -> bool:
        """Whether cells are being typed."""
        return self.editor.active

    def stop(self) -> bool:
        """End the typing of cells; return whether there was any."""
        active = self.editor.active
        self.editor.stop()
        return active

    def panels(self) -> list[Panel]:
        """Return the sizes of what a pooling makes, and what is shown of a step."""
        return [
            Panel("repeat", "OUTPUT SIZE", self.controls.size_box),
            Panel("show", "", self.controls),
        ]

    @property
    def level(self) -> int:
        """The pooling on screen."""
        return self._level

    @property
    def type_size(self) -> int:
        """The size of the type on the stage, in pixels."""
        return self._theme.px(self._theme.text_px)

    @property
    def description(self) -> str:
        """What is on the stage, in a sentence."""
        return self.arithmetic.accessibleName()

    @property
    def zoomed_cameras(self) -> list[Camera]:
        """Zoom and pan of input and output; none where both are shown whole."""
        cameras = [card.view.camera for card in (self.input, self.output)]
        return cameras if any(camera.zoomed for camera in cameras) else []

    def set_theme(self, theme: Theme) -> None:
        """Take the colours and the type of a theme."""
        self._plain_theme = theme
        self._dress()
        self.resizeEvent(None)
        self._arrange()

    def set_bare(self, bare: bool) -> None:
        """Present: cells, arithmetic and a foot as large as the stage allows, and nothing else."""
        self._bare = bare
        self.setProperty("bare", bare)
        self.generations.setProperty("bare", bare)
        self.input.set_bare(bare)
        self.output.set_bare(bare)
        self.foot.setHidden(not bare)
        layout, style = self.layout(), self.style()
        assert layout is not None
        assert style is not None
        layout.setContentsMargins(*((0, _GAP, 0, 0) if bare else (_GAP, _GAP, _GAP, 10)))
        layout.setSpacing(0 if bare else _GAP - 6)
        self.set_theme(self._plain_theme)
        for part in (self, self.input, self.output, self.arithmetic, self.generations):
            style.unpolish(part)
            style.polish(part)

    def _dress(self) -> None:
        """Put the theme on everything; presented, its type grows with the stage."""
        plain, height = self._plain_theme, self.height()
        room = round(min(height, 0.75 * self.width()))  # of which the foot's type is a share
        theme = presented(plain, room) if self._bare else grown(plain, self.width(), height)
        if (theme.scale, plain.scale) != self._scales:
            self._scales = theme.scale, plain.scale
            own = theme.scale != plain.scale and not self._bare
            self.pictures.setStyleSheet(style_sheet(theme) if own else "")
        self._theme = theme
        for part in (self.input, self.output, self.arithmetic, self.generations, self.foot):
            part.set_theme(self._theme)
        self.arithmetic.set_bare(_LEAST_LINE * min(height, self.width() * 9 / 16) * self._bare)

    def set_options(self, options: Options) -> None:
        """Take the options of the view."""
        self._options = options
        self.controls.set_options(options)
        self.input.set_numbers(options.numbers)
        self.output.set_numbers(options.numbers)
        for legend in (self.input.legend, self.output.legend, *self.foot.legends):
            legend.set_colour_map(options.colour_map)
        self._mark()

    def set_shown(self, shown: Shown) -> None:
        """Show another scene; time is told by `set_timeline`."""
        self._shown = shown
        self._level = -1
        self._step = None
        self._hover = None
        self._planned, self._plans = None, []
        self.generations.set_shown(shown.resolved.run.generations, shown.pixels)
        self._divide()

    def set_timeline(self, timeline: Timeline, secret: bool = False) -> None:
        """Show the step and the glide of a moment."""
        assert self._shown is not None
        run = self._shown.resolved.run
        if self._step is None or self._step.index != timeline.index:
            self._step = run[timeline.index]
            self._forget_hover()
            if self._step.level != self._level:
                self._set_level(self._step.level)
                self._keep_editing()
        if timeline.playing and self.editor.active:
            self.editor.stop()
        self._secret = secret
        glides = timeline.playing and timeline.speed <= _FASTEST_GLIDE
        self._glide = timeline.glide if glides else 0.0
        self.generations.set_place(self._step.level + 1, self._step.number + 1 - secret)
        self.foot.set_place(timeline.index, timeline.length)
        self._mark()

    def _forget_hover(self) -> None:
        """End what the mouse asks for, until it is moved again."""
        self.input.view.forget_mouse()
        self.output.view.forget_mouse()
        if self._hover is not None:
            self._hover = None
            self.hint.emit("")

    def _keep_editing(self) -> None:
        """Go on typing only while it is the input that is on the left."""
        if self.editor.active and self._level == 0:
            self.editor.keep_inside()
        else:
            self.editor.stop()

    def edit_cells(self, editing: bool) -> None:
        """Begin or end the typing of cells."""
        if editing and self._level == 0 and self._step is not None:
            rows, cols = self._step.window.rows.real, self._step.window.cols.real
            self.editor.start(rows[0], cols[0])
        elif not editing:
            self.editor.stop()

    def set_cameras(self, cameras: Sequence[Camera]) -> None:
        """Take zoom and pan of input and output, of a stage of whatever size."""
        for card, camera in zip((self.input, self.output), cameras, strict=True):
            card.view.set_camera(card.view.camera.zoomed_like(camera))

    def show_whole(self) -> None:
        """Bring both pictures back into view, whole."""
        self.input.view.show_whole()
        self.output.view.show_whole()

    # ---- layout

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Leave the pictures their room: on a low stage the generations shrink, then go."""
        if event is not None:
            super().resizeEvent(event)
        self._dress()
        self._divide()

    def _divide(self) -> None:
        """Give the generations what the pictures can spare.

        On a low stage those of a single pooling go: its input and its output are on the stage.
        """
        layout = self.layout()
        assert layout is not None
        if self._bare:
            self._planned = None
            self._arrange()
            return
        unit = self._theme.px(self._theme.text_px)
        self.arithmetic.fit(self.width() - 2 * _GAP)
        least = _LEAST_PICTURES * unit + self.arithmetic.sizeHint().height() + 4 * _GAP
        spare = self.height() - least - self.generations.tallest
        small = spare < _LEAST_PICTURES * unit // 2
        self.generations.set_small(small)
        self.generations.set_room(self.width() - 2 * _GAP)
        self.generations.setHidden(spare < 0 or (small and self._repeats_nothing()))
        layout.activate()

    def _repeats_nothing(self) -> bool:
        """Return whether it is pooled but once, and the cells could be larger on a higher stage."""
        if self._shown is None or self._shown.resolved.run.repeats > 1:
            return False
        first, second = self._matrices(0)
        around = self.input.extra(self._theme, first.shape)
        low = self.arithmetic.sizeHint().height() + self.generations.sizeHint().height()
        tall = self.height() - low - 3 * _GAP - around[1]
        wide = self.width() - 3 * _GAP - 2 * around[0]
        (rows, cols), (_, more) = first.padded_shape, second.padded_shape
        return tall / rows < wide / (cols + more)

    @property
    def least_width(self) -> int:
        """The width at which usual matrices have their numbers, and a picture has its loupe."""
        theme = self._plain_theme
        labels, cell = label_room(theme, _USUAL_PICTURE)[0] + edge(theme), loupe_cell(theme)
        loupes = 5 * cell + 2 * (labels + PAD) + _GAP
        cells = max(2 * _USUAL_CELLS * NUMBER_CELL, LEAST_INPUT + loupes)
        cards = self.input.stacked_width + self.output.stacked_width
        return max(2 * (labels + 2 * PAD) + cells, cards) + 3 * _GAP

    def least_height(self, width: int) -> int:
        """Return the height for pictures and arithmetic in such a width; generations yield."""
        theme = self._plain_theme
        line, labels = theme.metrics().height(), label_room(theme, _USUAL_PICTURE)[1] + edge(theme)
        head = 2 * (line + 2) + 4 + 2 * PAD
        loupe = LEAST_INPUT // 2 + _GAP + 2 * loupe_cell(theme) + labels
        cells = max(_USUAL_CELLS * NUMBER_CELL, loupe)
        formula = height_for(theme, width - 2 * _GAP)
        return _GAP + head + labels + cells + _GAP - 6 + formula + 10

    def _set_level(self, level: int) -> None:
        assert self._shown is not None
        self._level = level
        self._hover = None
        self.controls.show_sizes(self._shown.resolved, level)
        shown, run = self._shown, self._shown.resolved.run
        levels = shown.resolved.levels
        first, second = self._matrices(level)
        self.arithmetic.set_pooling(run, level, self._channel)
        self.input.set_matrix(first)
        self.output.set_matrix(second)
        self._arrange()
        name = self.input.title
        legend = None if shown.resolved.colour else levels[level]
        if legend is None:
            self.foot.set_legends()
        elif legend == levels[level + 1]:
            self.foot.set_legends(("", legend))
        else:
            self.foot.set_legends((name.lower(), legend), (f"pool {level + 1}", levels[level + 1]))
        self.input.view.setAccessibleName(f"{name}, {self.input.caption}")
        self.output.view.setAccessibleName(f"Output, {self.output.caption}")

    def _matrices(self, level: int) -> tuple[Matrix, Matrix]:
        """Return what is read by a pooling, and what it makes."""
        assert self._shown is not None
        shown, run = self._shown, self._shown.resolved.run
        levels, (rows, cols) = shown.resolved.levels, run.axes[level]
        first = Matrix(
            run.plane(level),
            shown.pixels[level],
            levels[level],
            (
                (rows.before, rows.after + rows.overhang),
                (cols.before, cols.after + cols.overhang),
            ),
            rows.unread(),
            cols.unread(),
        )
        return first, Matrix(run.plane(level + 1), shown.pixels[level + 1], levels[level + 1])

    def _name_cards(self, level: int, *, planned: bool = False) -> None:
        """Write what a pooling reads and makes into the heads.

        What is only `planned` has room for the other of maximum and mean.
        """
        assert self._shown is not None
        shown, run = self._shown, self._shown.resolved.run
        levels, first, second = shown.resolved.levels, run.plane(level), run.plane(level + 1)
        kind = self._kind()
        name = "Input" if level == 0 else f"Pool {level}"
        self.input.set_texts(name, f"{first.shape[0]} × {first.shape[1]}{kind}")
        mode, shape = run.spec.mode, f"{second.shape[0]} × {second.shape[1]}"
        modes = _ALIKE if planned and mode in _ALIKE else (mode,)
        names = [mode_name(each, run.spec.norm_type) for each in modes]
        note = self._note(level)
        caption = f"{shape} · {max(names, key=self._theme.metrics().horizontalAdvance)}"
        self.output.set_texts(f"Pool {level + 1}", caption + note, shape + note)
        legend = None if shown.resolved.colour else levels[level]
        self.input.set_legend(legend, name.lower() if levels[level] != levels[level + 1] else "")
        if legend is not None and legend != levels[level + 1]:
            self.output.set_legend(levels[level + 1], f"pool {level + 1}")
        else:
            self.output.set_legend(None)

    def _note(self, level: int) -> str:
        """Return what is said of an output whose cells are drawn larger, if they are."""
        plan = self._plans[level] if level < len(self._plans) else None
        if plan is None or plan.output_cell <= plan.input_cell:
            return ""
        return _larger(plan.output_cell / plan.input_cell)

    def _kind(self) -> str:
        assert self._shown is not None
        resolved = self._shown.resolved
        if resolved.colour:
            return " · colour"
        if resolved.channels:
            return f" · {resolved.channels[resolved.run.channel]} of {len(resolved.channels)}"
        return " · grey" if resolved.source.picture else ""

    def _arrange(self) -> None:
        """Place all cards, which keep their places for as long as a run is on the stage."""
        if self._shown is None or self._level < 0:
            return
        if self._planned != (self._theme, self.pictures.size(), self._bare):
            if self._bare:
                self._show_generations()
            self._planned = self._theme, self.pictures.size(), self._bare
            self._plan((self.pictures.width(), self.pictures.height()))
        self._place()

    def _show_generations(self) -> None:
        """Present the generations where the pictures, as large as they get, leave room for them."""
        layout = self.layout()
        assert layout is not None
        rest = _GAP + self.arithmetic.sizeHint().height() + self.foot.height()
        room = self.width(), self.height() - rest
        self._plan(room)
        needed = max(self.input.height(), self.output.height())
        self.generations.set_small(False)
        self.generations.set_room(self.width())
        self.generations.setHidden(room[1] - needed < self.generations.sizeHint().height())
        layout.activate()

    def _plan(self, room: tuple[int, int]) -> None:
        """Choose the scales of all poolings of the run, and the sizes of the cards for them.

        Captions get a line of their own where one line would cut them: at every pooling, or none.
        """
        assert self._shown is not None
        levels = range(self._shown.resolved.run.repeats)
        for stacked in (False, True):
            self.input.set_stacked(stacked)
            self.output.set_stacked(stacked)
            self._plans = []
            frames = [self._frame(level) for level in levels]
            shapes = [
                (first.padded_shape, second.padded_shape)
                for first, second in map(self._matrices, levels)
            ]
            self._plans = arrange_run(room, shapes, reduce(Frame.__or__, frames))
            sizes = [self._sizes(level) for level in levels]
            left, right = (reduce(Sizes.__or__, each) for each in zip(*sizes, strict=True))
            self._cards = left, right
            widths = self._place()
            if widths[0] >= left.whole and widths[1] >= right.whole:
                break

    def _frame(self, level: int) -> Frame:
        """Return what the cards of a pooling need besides cells."""
        self._name_cards(level, planned=True)
        first, second = self._matrices(level)
        theme, rim = self._theme, edge(self._theme)
        labels = label_room(theme, first.shape)
        return Frame(
            input=self.input.extra(theme, first.shape),
            output=self.output.extra(theme, second.shape),
            least=(self.input.least_width(), self.output.least_width()),
            gap=round(0.055 * self.height()) if self._bare else _GAP,
            loupe=(labels[0] + rim + PAD, labels[1] + rim),
            loupe_cell=loupe_cell(theme),
            noted=0 if self._bare else self.output.least_width(_larger(88.8)),
            most=max(MAX_CELL, _CELL * self.height()),
        )

    def _sizes(self, level: int) -> tuple[Sizes, Sizes]:
        """Return what the cards of a pooling need, as it has been planned."""
        plan, (first, second) = self._plans[level], self._matrices(level)
        loupes = plan.loupes or (None, None)
        self._name_cards(level, planned=True)
        return (
            self.input.sizes(self._theme, first, plan.input_cell, loupes[0]),
            self.output.sizes(self._theme, second, plan.output_cell, loupes[1]),
        )

    def _place(self) -> tuple[int, int]:
        """Put the cards of the pooling on screen in their places; return how wide they are."""
        plan, (first, second) = self._plans[self._level], self._matrices(self._level)
        loupes = plan.loupes or (None, None)
        below = any(plan.below for plan in self._plans)
        theme, room = self._theme, self.pictures.size()
        self._name_cards(self._level)
        left = self.input.place(theme, first, plan.input_cell, loupes[0], sizes=self._cards[0])
        right = self.output.place(
            theme, second, plan.output_cell, loupes[1], below=below, sizes=self._cards[1]
        )
        if self._bare:
            self._place_bare(left, right)
            return left.width(), right.width()
        spare = max(0, room.width() - left.width() - _GAP - right.width())
        right = self.output.widen(theme, spare)
        left = self.input.widen(theme, room.width() - right.width() - _GAP - left.width())
        width = left.width() + _GAP + right.width()
        x = max(0, (room.width() - width) // 2)
        y = max(0, (room.height() - max(left.height(), right.height())) // 2)
        self.input.setGeometry(QRect(x, y, left.width(), left.height()))
        self.output.setGeometry(QRect(x + left.width() + _GAP, y, right.width(), right.height()))
        self._mark()
        return left.width(), right.width()

    def _place_bare(self, left: QSize, right: QSize) -> None:
        """Put both pictures in the middle, and under their outer edges the ends of the foot."""
        assert self._shown is not None
        room, resolved = self.pictures.size(), self._shown.resolved
        gap = min(room.width() - left.width() - right.width() - 2 * _GAP, _APART * self.height())
        gap = max(_GAP, round(gap))
        x = max(0, (room.width() - left.width() - gap - right.width()) // 2)
        for card, size, at in (
            (self.input, left, x),
            (self.output, right, x + left.width() + gap),
        ):
            card.setGeometry(QRect(QPoint(at, max(0, (room.height() - size.height()) // 2)), size))
        title = title_of(resolved.scene) or resolved.source.name
        place = f" · pool {self._level + 1} of {resolved.run.repeats}"
        self.foot.set_caption(title, place + self._note(self._level))
        self.foot.set_span(min(x + edge(self._theme), round(0.2 * room.width())))
        self._mark()

    # ---- marks

    def _mark(self) -> None:
        """Put the window, the winner and what the mouse asks for on both pictures."""
        step, shown = self._step, self._shown
        if step is None or shown is None or self.input.view.matrix is None:
            return
        window, cell = window_box(step), (float(step.row), float(step.col), 1.0, 1.0)
        still = self._glide == 0.0
        if not still and step.number + 1 < step.count:
            following = shown.resolved.run[step.index + 1]
            if following.row == step.row:
                window = between(window, window_box(following), self._glide)
                cell = between(cell, (following.row, following.col, 1, 1), self._glide)
        show_winner = self._options.winner and still and not self._secret
        dilated, few = max(step.spec.dilation) > 1, step.window.cells <= _MAX_TAPS
        hover_in, hover_out = self._hover_boxes()
        preview = self._previewed()
        self.input.set_marks(
            Marks(
                window=window,
                taps=tuple(step.positions) if dilated and still and few else (),
                winner=step.winner if show_winner else None,
                ties=step.ties if show_winner else (),
                hover=hover_in,
                preview=preview.winner if preview and self._options.winner else None,
                cursor=self.editor.cursor,
            )
        )
        self.output.set_marks(
            Marks(
                window=cell,
                hover=hover_out,
                filled=step.number + 1,
                secret=(step.row, step.col) if self._secret else None,
            )
        )
        if preview is None:
            self.arithmetic.set_step(step, self._secret, self._channel)
        else:
            self.arithmetic.set_step(preview, False, self._channel, preview=True)

    @property
    def _channel(self) -> str:
        """The name of the channel that the steps speak of, if it has one."""
        assert self._shown is not None
        names = self._shown.resolved.channels
        return names[self._shown.resolved.run.channel] if names else ""

    def _previewed(self) -> Step | None:
        """Return the step of the output cell under the mouse, if it has been filled before."""
        assert self._step is not None
        assert self._shown is not None
        if self._hover is not None and self._hover[0] == "output":
            run = self._shown.resolved.run
            index = run.index_of(self._level, *self._hover[1])
            if index < self._step.index:
                return run[index]
        return None

    def _hover_boxes(self) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
        """Return the windows on the input, and the cells of the output, that the mouse asks for."""
        if self._hover is None or self._shown is None:
            return (), ()
        side, (row, col) = self._hover
        run = self._shown.resolved.run
        rows, cols = run.axes[self._level]
        if side == "output":
            return (box(rows.window(row).positions, cols.window(col).positions),), (
                (row, col, 1, 1),
            )
        row_readers, col_readers = rows.readers(row), cols.readers(col)
        many = len(row_readers) * len(col_readers) > _MAX_OUTLINES
        if many:  # the first and the last are the corners of them all
            row_readers = row_readers[0], row_readers[-1]
            col_readers = col_readers[0], col_readers[-1]
        readers = [(r, c) for r in row_readers for c in col_readers]
        boxes = [box(rows.window(r).positions, cols.window(c).positions) for r, c in readers]
        cells: list[Box] = [(r, c, 1, 1) for r, c in readers]
        if many:
            boxes, cells = [around(boxes)], [around(cells)]
        return tuple(boxes), tuple(cells)

    # ---- mouse and keyboard

    def _set_hover(self, side: str, cell: Cell | None) -> None:
        self._hover = None if cell is None or self.editor.active else (side, cell)
        self.hint.emit(self._hint())
        self._mark()

    def _hint(self) -> str:
        if self._hover is None or self._shown is None:
            return ""
        side, (row, col) = self._hover
        run = self._shown.resolved.run
        rows, cols = run.axes[self._level]
        name = self.input.title.lower()
        if side == "output":
            place = f"rows {bounds(rows.window(row).real)}, cols {bounds(cols.window(col).real)}"
            return f"pool {self._level + 1}[{row}, {col}] reads {name} {place}; click to go there"
        value = format_value(run.plane(self._level)[row, col])
        count = len(rows.readers(row)) * len(cols.readers(col))
        readers = {0: "no window reads it", 1: "1 window reads it"}
        return f"{name}[{row}, {col}] = {value}; {readers.get(count, f'{count} windows read it')}"

    def _click_output(self, row: int, col: int) -> None:
        assert self._shown is not None
        self.editor.stop()
        self.want(Seek(self._shown.resolved.run.index_of(self._level, row, col)))

    def _click_input(self, row: int, col: int) -> None:
        assert self._shown is not None
        if self.editor.active:
            self.editor.start(row, col)
            return
        run = self._shown.resolved.run
        rows, cols = (
            axis.readers(i) for axis, i in zip(run.axes[self._level], (row, col), strict=True)
        )
        if rows and cols:
            self.want(Seek(run.index_of(self._level, rows[0], cols[0])))

    def _double_click_input(self, row: int, col: int) -> None:
        if self._level == 0 and self.input.view.shows_numbers:
            self.editing_changed.emit(True)
            if self.editor.active:
                self.editor.start(row, col)
                self.editor.open_field()

    def _cursor_moved(self, cursor: Cell | None) -> None:
        self._hover = None
        self._mark()
        if cursor is None:
            if self.input.view.hasFocus():
                self.setFocus()
            self.editing_changed.emit(False)


def _larger(times: float) -> str:
    """Return what is said of an output whose cells are drawn larger than the input's."""
    return f" · drawn {format_number(times, 1)}× larger"
