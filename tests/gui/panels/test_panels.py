"""The line of arithmetic, the strip of generations and the legend: what they say and show."""

from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor, QPainter
from PyQt6.QtWidgets import QApplication

from poolviz.core.explain.walkthrough import Walkthrough
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.numbers import format_number
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.canvas.arithmetic import ArithmeticPanel
from poolviz.gui.canvas.generations import Generations
from poolviz.gui.canvas.legend import Legend
from poolviz.gui.canvas.raster import lookup_table
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR, THEMES, style_sheet
from tests.gui.conftest import painted, pixels_of, seen, shown_of

LEFT = Qt.MouseButton.LeftButton
EXAMPLE = np.array([[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]])


def rgb(colour):
    return QColor(colour).rgb()


# ---- arithmetic


@pytest.fixture
def panel(on_screen):
    panel = ArithmeticPanel()
    panel.setStyleSheet(style_sheet(LIGHT))
    panel.set_theme(LIGHT)
    return on_screen(panel, 1100, panel.sizeHint().height())


@pytest.mark.parametrize(
    ("spec", "index", "line"),
    [
        (PoolSpec(2), 2, "max( 18, 13, 3, 15 ) = 18"),
        (PoolSpec(2, mode="mean"), 0, "( 10 + 12 + 4 + 11 ) / 4 = 9.25"),
        (PoolSpec(2, mode="sum"), 1, "8 + 7 + 5 + 9 = 29"),
        (PoolSpec(2, mode="min"), 3, "min( 7, 7, 2, 2 ) = 2"),
        (PoolSpec(2, mode="subsample"), 1, "first( 8, 7, 5, 9 ) = 8"),
        (PoolSpec(3, mode="mean"), 0, "( 10 + 12 + 8 + 4 + 11 + 5 + 18 + 13 + 7 ) / 9 ≈ 9.7778"),
    ],
)
def test_the_line_of_a_step(panel, spec, index, line):
    panel.set_step(Walkthrough(EXAMPLE, spec, 1)[index])
    assert panel.text == line
    assert line in panel.accessibleName()


def test_what_stands_beside_the_line(panel):
    run = Walkthrough(EXAMPLE, PoolSpec(2), 2)
    panel.set_step(run[2])
    notes = " | ".join(panel.notes)
    for words in ("3 of 4", "rows 2–3", "cols 0–1", "pool 1[1, 0]", "input[2, 0]"):
        assert words in notes
    panel.set_step(run[4])
    notes = " | ".join(panel.notes)
    for words in ("1 of 1", "rows 0–1", "pool 2[0, 0]", "pool 1[1, 0]"):
        assert words in notes
    panel.set_step(Walkthrough(EXAMPLE, PoolSpec(2, mode="mean"), 1)[0])
    assert "from" not in " | ".join(panel.notes), "a mean comes from all of them"
    panel.set_step(Walkthrough(EXAMPLE, PoolSpec((1, 2), 1, dilation=(1, 2)), 1)[0])
    notes = " | ".join(panel.notes)
    assert "rows 0," in notes
    assert "cols 0–2 step 2" in notes


def test_ties_are_explained(panel):
    panel.set_step(Walkthrough(EXAMPLE, PoolSpec(2), 1)[3])
    assert "tie" in panel.why
    panel.set_step(Walkthrough(EXAMPLE, PoolSpec(2), 1)[0])
    assert "tie" not in panel.why


@pytest.mark.parametrize("mode", ["max", "min", "mean", "sum", "lp", "power-mean", "subsample"])
@pytest.mark.parametrize("kernel", [2, 3])
def test_a_secret_result_is_nowhere_to_be_read(panel, mode, kernel):
    values = np.arange(36).reshape(6, 6) * 7 + 100
    values[0, 0] = 399
    step = Walkthrough(values, PoolSpec(kernel, mode=mode), 1)[0]
    panel.set_step(step)
    open_line = panel.text
    result = format_number(step.result)
    panel.set_step(step, secret=True)
    said = [panel.text, panel.why, *panel.notes, panel.accessibleName()]
    assert panel.text.endswith("?")
    asked = panel.text.removesuffix("?")
    assert open_line.replace("≈", "=").startswith(asked), "all but the answer is there"
    if mode in ("mean", "sum", "lp", "power-mean"):
        assert not any(result in text for text in said)
    assert not any("from" in text or "tie" in text for text in said), "nor which cell it is"
    panel.set_step(step)
    assert panel.text == open_line


def test_a_secret_winner_beyond_the_ellipsis_is_not_called_out(panel):
    values = np.arange(36).reshape(6, 6) + 100
    step = Walkthrough(values, PoolSpec(6), 1)[0]
    panel.set_step(step)
    assert "135" in panel.text
    panel.set_step(step, secret=True)
    assert "135" not in panel.text
    assert "135" not in panel.accessibleName()


def test_a_secret_tie_is_not_told_of(panel):
    panel.set_step(Walkthrough(EXAMPLE, PoolSpec(2), 1)[3], secret=True)
    assert panel.why == ""
    assert "tie" not in panel.accessibleName()


def test_a_secret_line_has_no_winner_in_bold(panel):
    step = Walkthrough(EXAMPLE, PoolSpec(2), 1)[2]
    panel.set_step(step)
    told = painted(panel)
    panel.set_step(step, secret=True)
    guess = painted(panel)
    strong = rgb(LIGHT.result)
    assert 0 < (guess == strong).sum() < (told == strong).sum(), "only the question mark is strong"


@pytest.mark.parametrize("width", [1400, 800, 500])
@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR], ids=lambda theme: theme.name)
def test_the_line_stays_within_its_panel(panel, width, theme):
    panel.setStyleSheet(style_sheet(theme))
    panel.set_theme(theme)
    panel.resize(width, panel.sizeHint().height())
    QApplication.processEvents()
    panel.resize(width, panel.sizeHint().height())
    values = np.arange(100_000, 100_256).reshape(16, 16)
    for spec in (PoolSpec(2), PoolSpec(4, mode="mean"), PoolSpec(16), PoolSpec(3, mode="lp")):
        panel.set_step(Walkthrough(values, spec, 1)[0])
        pixels = painted(panel)
        ink = pixels != rgb(theme.surface)
        inside = ink[14:-8, 6:-6]
        assert inside.any()
        assert not inside[:, :4].any(), "nothing is cut at the left"
        assert not inside[:, -4:].any(), "nor at the right"


def test_the_result_has_its_own_colour(panel):
    panel.set_step(Walkthrough(EXAMPLE, PoolSpec(2), 1)[2])
    pixels = seen(panel)
    assert (pixels == rgb(LIGHT.result)).any()
    assert (pixels == rgb(LIGHT.text)).any()
    panel.set_theme(DARK)
    assert (seen(panel) == rgb(DARK.result)).any()


def test_the_same_step_again_paints_the_same(panel):
    run = Walkthrough(EXAMPLE, PoolSpec(2), 1)
    panel.set_step(run[1])
    before = seen(panel)
    panel.set_step(run[2])
    assert (seen(panel) != before).any()
    panel.set_step(run[1])
    np.testing.assert_array_equal(seen(panel), before)
    np.testing.assert_array_equal(painted(panel), before)


# ---- generations


def shown(values, spec=None, repeats=1, colour_map="gray", **source):
    given = Source(np.asarray(values), "Given", **source)
    scene = Scene(SourceRef("values", given=given), spec or PoolSpec(2), repeats=repeats)
    return shown_of(resolve(scene, given), colour_map)


@pytest.fixture
def strip(on_screen):
    """Return a function that shows the generations of an array, wide enough for all."""

    def strip(values, width=900, theme=LIGHT, **kinds):
        generations = Generations()
        generations.setStyleSheet(style_sheet(theme))
        generations.set_theme(theme)
        made = shown(values, **kinds)
        generations.set_shown(made.resolved.run.generations, made.pixels)
        return on_screen(generations, width, generations.sizeHint().height())

    return strip


def test_captions_say_the_share_and_the_shape(strip):
    generations = strip(np.zeros((446, 450)), repeats=3)
    names, shapes = zip(*generations.captions, strict=True)
    assert [name.split(" · ")[0] for name in names] == ["input", "pool 1", "pool 2", "pool 3"]
    assert shapes == ("446×450", "223×225", "111×112", "55×56")
    assert "100 %" in names[0]
    assert "1.53 %" in names[3]


def item(generations, i):
    """Return where the i-th generation is on the strip."""
    return generations.strip.item_rect(i).toRect()


def middle(generations, i):
    """Return where the middle of the i-th thumb is on the widget."""
    return generations.strip.mapTo(generations, QPoint(item(generations, i).center().x(), 38))


def test_a_click_chooses_a_generation(strip, heard, qtbot):
    generations = strip(np.zeros((16, 16)), repeats=3)
    chosen = heard(generations.chosen)
    for i in (0, 2, 3):
        qtbot.mouseClick(generations.strip, LEFT, pos=item(generations, i).center())
    assert chosen == [0, 2, 3]
    between = item(generations, 1).right() + 10
    qtbot.mouseClick(generations.strip, LEFT, pos=QPoint(between, 30))
    right = Qt.MouseButton.RightButton
    qtbot.mouseClick(generations.strip, right, pos=item(generations, 1).center())
    assert chosen == [0, 2, 3]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_thumbs_are_empty_until_they_are_made(strip, theme):
    generations = strip(np.full((16, 16), 255, np.uint8), repeats=3, picture=True, theme=theme)
    empty, full = rgb(theme.empty), 0xFFFFFFFF

    def thumb(i, dy=0):
        point = middle(generations, i)
        return seen(generations)[point.y() + dy, point.x()]

    generations.set_place(1, 0)
    assert thumb(0) == full
    assert [thumb(i) for i in (1, 2, 3)] == [empty] * 3
    generations.set_place(2, 8)
    assert [thumb(i) for i in (0, 1)] == [full] * 2
    assert (thumb(2, -20), thumb(2, 20)) == (full, empty), "half of it is there"
    assert thumb(3) == empty
    generations.set_place(3, 4)
    assert [thumb(i) for i in range(4)] == [full] * 4
    generations.set_place(1, 3)
    assert [thumb(i, 20) for i in (1, 2, 3)] == [empty] * 3, "and back again"


def test_the_generation_that_is_made_stands_out(strip):
    generations = strip(np.zeros((16, 16)), repeats=3)
    for i in (1, 3, 2):
        generations.set_place(i, 1)
        pixels = seen(generations)
        marked = []
        for k in range(4):
            x = generations.strip.mapTo(generations, item(generations, k).topLeft()).x() + 4
            marked.append(pixels[middle(generations, k).y(), x] == rgb(LIGHT.accent_soft))
        assert marked == [k == i for k in range(4)]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_an_arrow_touches_no_frame_where_there_is_little_room(strip, theme):
    generations = strip(np.zeros((224, 224)), width=500, repeats=3, theme=theme)
    for i in (1, 2, 3):
        generations.set_place(i, 1)
        gap = seen(generations.strip)[
            20:60, item(generations, i - 1).right() + 1 : item(generations, i).left()
        ]
        inked = np.flatnonzero((gap != rgb(theme.surface)).any(axis=0))
        assert len(inked)
        assert inked[0] >= 2
        assert inked[-1] < gap.shape[1] - 2


@pytest.mark.parametrize("shape", [(16, 16), (9, 30), (300, 120), (1, 40)])
def test_an_update_of_the_strip_is_as_good_as_painting_all(strip, shape):
    values = np.random.default_rng(2).integers(0, 256, shape, np.uint8)
    kinds = {"spec": PoolSpec((1, 2)), "repeats": 3, "picture": True}
    generations = strip(values, **kinds)
    cells = [g.shape[0] * g.shape[1] for g in shown(values, **kinds).resolved.run.generations]
    choose = np.random.default_rng(3)
    for _ in range(40):
        i = int(choose.integers(1, 4))
        for filled in sorted(choose.integers(0, cells[i] + 1, 3).tolist()):
            generations.set_place(i, filled)
            np.testing.assert_array_equal(seen(generations), painted(generations))


def test_a_long_strip_scrolls_to_what_is_made(strip):
    generations = strip(np.zeros((4096, 4)), width=420, spec=PoolSpec((2, 1)), repeats=12)
    for i in (12, 1, 6):
        generations.set_place(i, 1)
        QApplication.processEvents()
        left = generations.strip.mapTo(generations, item(generations, i).topLeft()).x()
        assert left >= 0
        assert left + item(generations, i).width() <= generations.width()


def test_all_captions_have_room(strip):
    for theme in THEMES.values():
        generations = strip(np.zeros((446, 450)), repeats=4, theme=theme)
        metrics = theme.metrics()
        for i, caption in enumerate(generations.strip.lines):
            width = max(metrics.horizontalAdvance(text) for text in caption)
            assert width <= item(generations, i).width()
        generations.resize(1400, generations.height())
        assert generations.strip.lines == generations.captions, "all of it where there is room"


@pytest.mark.parametrize(
    ("width", "line"),
    [(1700, ("pool 8 · ≈ 0.002 %", "1×1")), (1060, ("pool 8", "1×1")), (640, ("8", ""))],
)
def test_eight_repeats_have_room(strip, width, line):
    generations = strip(np.zeros((256, 256)), width, repeats=8)
    generations.set_small(width < 1000)
    QApplication.processEvents()
    inside = generations.strip
    last = item(generations, 8)
    assert inside.mapTo(generations, last.bottomRight()).x() < width
    assert generations._area.horizontalScrollBar().maximum() == 0, "nothing is to be scrolled"
    assert inside.lines[8] == line
    assert generations.captions[8][0].startswith("pool 8 · ")


# ---- legend


@pytest.fixture
def legend(on_screen):
    return on_screen(Legend(), 260, 26)


def bar_of(pixels, colours):
    """Return the longest run of pixels of a line that are on the map."""
    known = set(colours.tolist())
    line = pixels[pixels.shape[0] // 2].tolist()
    runs, run = [[]], []
    for colour in line:
        if colour in known:
            run.append(colour)
            runs.append(run)
        else:
            run = []
    return max(runs, key=len)


@pytest.mark.parametrize("name", ["viridis", "cividis", "magma", "gray"])
def test_the_legend_goes_from_the_first_to_the_last_colour(legend, name):
    legend.set_levels((-3.0, 12.5))
    legend.set_colour_map(name)
    table = lookup_table(name)
    for pixels in (seen(legend), painted(legend)):
        bar = bar_of(pixels, table if name != "gray" else table[1:-1])
        assert len(bar) > 100
        order = [table.tolist().index(colour) for colour in bar]
        assert order == sorted(order)
        assert order[0] <= 4
        assert order[-1] >= 251


def test_the_legend_says_its_ends(legend):
    legend.set_levels((-3.0, 12.5))
    assert legend.ends == ("−3", "12.5")
    assert "12.5" in legend.toolTip()
    legend.set_levels((0.0, 255.0))
    assert legend.ends == ("0", "255")
    legend.set_levels((1e-9, 2e20))
    assert all(end and len(end) < 12 for end in legend.ends)


def test_the_legend_has_room_for_wide_numbers(legend):
    for theme in THEMES.values():
        legend.set_theme(theme)
        legend.resize(200, legend.sizeHint().height())
        legend.set_levels((-123_456_789.0, 123_456_789.0))
        painted(legend)
        assert legend.sizeHint().height() >= theme.metrics().height()


def test_a_legend_in_any_theme_writes_in_its_colour(legend):
    for theme in (LIGHT, replace(DARK, muted="#00ff00")):
        legend.set_theme(theme)
        image = legend.grab().toImage()
        assert (pixels_of(image) == rgb(theme.muted)).any()


def test_narrow_notes_are_whole(on_screen):
    panel = ArithmeticPanel()
    panel.set_theme(PROJECTOR)
    panel.setStyleSheet(style_sheet(PROJECTOR))
    values = np.arange(446 * 450).reshape(446, 450)
    run = shown(values, repeats=2).resolved.run
    panel.set_step(run[60_000], channel="green")
    on_screen(panel, 640, panel.sizeHint().height())
    lines, size = panel._two_lines()
    metrics = PROJECTOR.metrics(size)
    assert size == PROJECTOR.text_px
    assert all(metrics.horizontalAdvance(line) <= panel._canvas.width() - 32 for line in lines)
    assert lines[0].startswith("green · window")
    assert " · ".join(lines) == " · ".join(filter(None, (*panel.notes, panel.why)))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("pad", [0, 1])
def test_why_a_tie_is_won_is_never_cut(on_screen, monkeypatch, theme, pad):
    """The photograph at its third pool at 1024 x 768, and with padding; beside it in wide ones."""
    painted_texts = []
    paint = QPainter.drawText

    def recorded(painter, *args):
        painted_texts.append(args[-1])
        return paint(painter, *args)

    panel = ArithmeticPanel()
    panel.set_theme(THEMES[theme])
    panel.setStyleSheet(style_sheet(THEMES[theme]))
    spec = PoolSpec(2 + pad, 2, padding=pad, ceil_mode=bool(pad))
    run = shown(np.full((56, 56), 61, "u1"), spec, repeats=1).resolved.run
    panel.set_step(run[0])
    on_screen(panel, 628, panel.sizeHint().height())
    assert panel.why.startswith("tie: ")
    for width in (628, 900, 1400):
        panel.resize(width, panel.sizeHint().height())
        painted_texts.clear()
        monkeypatch.setattr(QPainter, "drawText", recorded)
        panel.grab()
        monkeypatch.undo()
        assert not [text for text in painted_texts if "\N{HORIZONTAL ELLIPSIS}" in text]
        assert panel.why in " ".join(reversed(painted_texts)), "the lower line is painted first"
