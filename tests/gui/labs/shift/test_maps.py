"""The card of all shifts: the map, the count, the small maps, the lamps, and the mouse on it."""

from dataclasses import replace
from functools import lru_cache
from itertools import permutations, product

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from poolviz.core.inputs.shapes import circle
from poolviz.core.pooling.pool import repeat_pool
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.gui.canvas.cell_grid import CellGrid
from poolviz.gui.canvas.raster import lookup_table
from poolviz.gui.labs.shift.maps.card import ShiftMapCard
from poolviz.gui.labs.shift.maps.colours import MapColours
from poolviz.gui.labs.shift.maps.words import MEASURES, MapLevel, cell_text, summary
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR, THEMES
from tests.gui.card_tools import (
    assert_whole,
    click,
    dressed,
    hover,
    is_on_top,
    parts_of,
    resized,
    rgb,
    waited_for,
)
from tests.gui.conftest import painted, seen

DARK_CELL, LIGHT_CELL = (int(c) for c in lookup_table("magma")[[0, -1]])
VIRIDIS = lookup_table("viridis")
SIZES = [(330, 210), (360, 230), (440, 260), (540, 250), (620, 340), (900, 500)]


def moved(x, dy, dx):
    """Shift a picture; what comes in repeats the edge."""
    rows = np.clip(np.arange(x.shape[0]) - dy, 0, x.shape[0] - 1)
    cols = np.clip(np.arange(x.shape[1]) - dx, 0, x.shape[1] - 1)
    return x[np.ix_(rows, cols)]


def centroid(x):
    rows, cols = np.indices(x.shape)
    return np.array([(rows * x).sum(), (cols * x).sum()]) / x.sum()


@lru_cache
def levels_of(mode="max", jitter=3, repeats=4):
    """Return what all shifts of the classroom circle do, worked out one by one."""
    x = circle((64, 64), 4).astype(float)
    spec = PoolSpec(2, mode=mode)
    base = repeat_pool(x, spec, repeats)
    span = range(-jitter, jitter + 1)
    runs = [[repeat_pool(moved(x, dy, dx), spec, repeats) for dx in span] for dy in span]
    found = []
    for k, still in enumerate(base):
        maps = [[run[k] for run in row] for row in runs]
        equal = np.array([[np.array_equal(m, still) for m in row] for row in maps])
        size = np.linalg.norm(still)
        l2 = np.array([[np.linalg.norm(m - still) / size for m in row] for row in maps])
        shift = np.stack(np.meshgrid(span, span, indexing="ij"), -1)
        offset = np.array([[centroid(m) - centroid(still) for m in row] for row in maps]) * 2**k
        along, squared = (offset * shift).sum(-1), (shift**2).sum(-1)
        with np.errstate(invalid="ignore"):
            kept = along / squared
        distinct = len({m.tobytes() for row in maps for m in row})
        title = f"Pool {k}" if k else "Original"
        slope = along.sum() / squared.sum()
        found.append(MapLevel(title, equal, l2, kept, distinct, slope, np.zeros_like(equal)))
    return tuple(found)


def made_up(jitter=2, **arrays):
    """Return one level with numbers of one's own, all else alike."""
    shape = (2 * jitter + 1, 2 * jitter + 1)
    nothing, none = np.zeros(shape), np.zeros(shape, bool)
    level = MapLevel("Pool 1", ~none, nothing, nothing, 1, 0.0, none)
    return replace(level, **arrays)


@pytest.fixture
def open_card(on_screen):
    def open_card(size=(540, 300), theme=LIGHT, levels=None, level=4, jitter=None):
        levels = levels_of() if levels is None else levels
        card = dressed(ShiftMapCard(patience=0), theme)
        card.set_levels(levels, levels[0].equal.shape[0] // 2 if jitter is None else jitter)
        card.set_level(level)
        return on_screen(card, *size)

    return open_card


@pytest.fixture
def card(open_card):
    return open_card()


def place(card, dy, dx):
    """Return a point of the map that is on the cell of a shift."""
    return card.map.grid.rect(dy + card.map.jitter, dx + card.map.jitter).center()


def cell_colours(widget):
    """Return the colour of every cell, taken beside its middle, where no number stands."""
    pixels, grid = painted(widget), widget.grid
    rows, cols = grid.shape
    rects = [[grid.rect(r, c) for c in range(cols)] for r in range(rows)]
    return np.array([[pixels[r.top() + 3, r.left() + 3] for r in row] for row in rects])


def ringed(card, pixels=None):
    """Return the shifts that have the colour of the ring on all their four sides."""
    pixels = painted(card.map) if pixels is None else pixels
    wanted = rgb(card._theme.window)
    grid, jitter = card.map.grid, card.map.jitter
    found = []
    for row in range(grid.shape[0]):
        for col in range(grid.shape[1]):
            r = grid.rect(row, col)
            x, y = r.center().x(), r.center().y()
            sides = [(r.top(), x), (r.bottom() + 1, x), (y, r.left()), (y, r.right() + 1)]
            if all(pixels[side] == wanted for side in sides):
                found.append((row - jitter, col - jitter))
    return found


# ---- the count


@pytest.mark.parametrize(
    ("level", "number", "distinct", "where"),
    [
        (0, "1 / 49", 49, "before pooling"),
        (1, "1 / 49", 49, "after 1 pool"),
        (2, "1 / 49", 49, "after 2 pools"),
        (3, "5 / 49", 45, "after 3 pools"),
        (4, "49 / 49", 1, "after 4 pools"),
    ],
)
def test_the_count_of_each_level(card, level, number, distinct, where):
    card.set_level(level)
    sentence = "shifts with the identical map"
    assert card.number.text() == number
    assert card.sentence.text() == sentence
    assert card.remark.text() == f"distinct maps: {distinct}/49; dark: identical"
    assert card.title.text() == "Every shift within ±3 px"
    assert card.caption.text() == where
    said = f"{number.replace(' / ', ' of ')} {sentence} {where}"
    assert card.accessibleName().startswith(said)
    assert card.map.accessibleName() == card.accessibleName()


def test_one_shift_is_not_called_shifts(open_card):
    card = open_card(levels=(made_up(0),) * 2)
    said = []
    for name, _, _ in MEASURES:
        card.set_measure(name)
        said.append(card.sentence.text())
    assert said == [
        "shift with the identical map",
        "relative L2, mean over 0 non-zero shifts",
        "of the offset is kept: slope over 1 shift",
    ]


def test_the_number_is_larger_than_its_words(card):
    assert card.number.font().pixelSize() > 1.5 * card.sentence.font().pixelSize()
    assert card.number.font().bold() or card.number.font().weight() >= 600


@pytest.mark.parametrize(
    ("mode", "level", "number"),
    [("max", 1, "1.118"), ("max", 3, "0.458"), ("max", 4, "0.000"), ("mean", 4, "0.114")],
)
def test_the_mean_of_relative_l2(open_card, mode, level, number):
    card = open_card(levels=levels_of(mode), level=level)
    card.set_measure("relative_l2")
    assert card.number.text() == number
    assert card.sentence.text() == "relative L2, mean over 48 non-zero shifts"


@pytest.mark.parametrize(
    ("mode", "level", "number"),
    [
        ("max", 1, "100 %"),
        ("max", 2, "91.1 %"),
        ("max", 3, "42.3 %"),
        ("max", 4, "0 %"),
        ("mean", 4, "61.5 %"),
    ],
)
def test_the_offset_that_is_kept(open_card, mode, level, number):
    card = open_card(levels=levels_of(mode), level=level)
    card.set_measure("kept_offset")
    assert card.number.text() == number
    assert card.sentence.text() == "of the offset is kept: slope over 49 shifts"


def test_what_has_no_number_is_said(open_card):
    one = np.ones((1, 1))
    level = MapLevel("Pool 1", one > 0, 0 * one, np.nan * one, 1, float("nan"), one < 0)
    card = open_card(levels=(level, level), level=1)
    assert card.number.text() == "1 / 1"
    card.set_measure("relative_l2")
    assert card.number.text() == "–"
    card.set_measure("kept_offset")
    assert card.number.text() == "–"
    assert "no offset to measure" in card.sentence.text()
    infinite = made_up(relative_l2=np.full((5, 5), np.inf))
    card.set_levels((infinite,), 2)
    card.set_measure("relative_l2")
    assert card.number.text() == "∞"


def test_next_to_nothing_is_not_nothing(open_card):
    card = open_card(levels=(made_up(relative_l2=np.full((5, 5), 1e-5)),))
    card.set_measure("relative_l2")
    assert card.number.text() == "< 0.001"


@pytest.mark.parametrize(("name", "_", "tip"), MEASURES)
def test_each_number_has_its_definition(card, name, _, tip):
    card.set_measure(name)
    for part in (card.number, card.sentence, card.segments.button(name)):
        assert part.toolTip() == tip
    assert len(tip) > 60


# ---- the map


def test_identical_shifts_are_dark_and_the_others_light(card):
    card.set_shift(9, 9)
    card.set_level(3)
    colours = cell_colours(card.map)
    dark = [tuple(cell) for cell in np.argwhere(colours == DARK_CELL) - 3]
    assert dark == [(-1, 0), (0, -1), (0, 0), (0, 1), (1, 0)]
    assert (colours == LIGHT_CELL).sum() == 44
    card.set_level(4)
    assert (cell_colours(card.map) == DARK_CELL).all()


def test_blank_maps_are_hatched_counted_as_such_and_no_lamp_is_lit(open_card):
    blank = np.ones((5, 5), bool)
    blank[0, 1] = False
    level = made_up(equal=blank, blank=blank, blank_word="empty")
    card = open_card(levels=(level, level), level=1)
    assert (card.number.text(), card.sentence.text()) == ("24 / 25", "identical, all empty")
    assert "hatched" in card.remark.text()
    colours = cell_colours(card.map)
    assert (colours[~blank] == LIGHT_CELL).all()
    assert not (colours[blank] == DARK_CELL).any(), "black says identical, and this is not that"
    assert card.lamps.blank.whole == "nothing left to compare: the map is empty"
    assert not any(lamp.lit or lamp.isVisible() for lamp in card.lamps.lamps.values())
    card.set_measure("relative_l2")
    assert card.sentence.text() == "relative L2, mean over 1 non-zero shift"
    card.set_levels((made_up(),), 2)
    assert all(lamp.isVisible() for lamp in card.lamps.lamps.values())


def test_down_is_down_and_right_is_right(card, heard):
    equal = np.zeros((7, 7), bool)
    equal[3 - 2, 3 + 3] = True  # up 2, right 3
    shape = np.zeros((7, 7))
    card.set_levels((MapLevel("Original", equal, shape, shape, 2, 1.0, shape > 0),), 3)
    chosen = heard(card.shift_chosen)
    point = place(card, -2, 3)
    assert point.y() < card.map.grid.area.center().y() < place(card, 1, 0).y()
    assert point.x() > card.map.grid.area.center().x() > place(card, 0, -1).x()
    assert painted(card.map)[point.y(), point.x()] == DARK_CELL
    click(card.map, point)
    click(card.map, place(card, 3, -1))
    assert chosen == [(-2, 3), (3, -1)]


def test_only_cells_can_be_clicked_and_only_with_the_left_button(card, heard):
    chosen = heard(card.shift_chosen)
    area = card.map.grid.area
    click(card.map, QPoint(area.left() - 3, area.center().y()))
    click(card.map, QPoint(area.center().x(), area.bottom() + 3))
    QTest.mouseClick(card.map, Qt.MouseButton.RightButton, pos=place(card, 0, 0))
    assert chosen == []


def test_the_applied_shift_is_ringed(card):
    card.set_shift(2, -1)
    assert ringed(card) == [(2, -1)]
    card.set_shift(-3, 3)
    assert ringed(card) == [(-3, 3)]
    assert ringed(card, seen(card.map)) == [(-3, 3)], "the old ring is wiped away"
    for outside in ((4, 0), (0, -4), (-4, 4)):
        card.set_shift(*outside)
        assert not (seen(card.map) == rgb(LIGHT.window)).any()
    card.set_shift(0, 0)
    assert ringed(card) == [(0, 0)]


def test_a_wider_jitter_brings_the_ring_in(card):
    card.set_shift(4, -4)
    assert ringed(card) == []
    card.set_levels((made_up(4),), 4)
    assert ringed(card) == [(4, -4)]
    assert card.title.text() == "Every shift within ±4 px"


def test_the_colours_of_relative_l2_are_the_same_for_all_levels(card):
    card.set_measure("relative_l2")
    card.set_shift(9, 9)
    top = max(level.relative_l2.max() for level in levels_of())
    for level in (1, 3):
        card.set_level(level)
        values = levels_of()[level].relative_l2
        places = [int(np.flatnonzero(c == VIRIDIS)[0]) for c in cell_colours(card.map).flat]
        np.testing.assert_allclose(places, values.ravel() / top * 255, atol=2.5)
        assert card.legend.ends == ("0", str(np.ceil(100 * top) / 100))
    assert card.legend.isVisible()
    assert not card.remark.isVisible()


def test_kept_offset_is_cut_at_none_and_all(open_card):
    kept = np.full((5, 5), 0.5)
    kept[0] = [-3.0, 0.0, 1.0, 2.5, np.nan]
    card = open_card(levels=(made_up(kept=kept),), level=0)
    card.set_measure("kept_offset")
    card.set_shift(9, 9)
    colours = cell_colours(card.map)
    ends = [VIRIDIS[0], VIRIDIS[0], VIRIDIS[-1], VIRIDIS[-1]]
    assert colours[0, :4].tolist() == [int(c) for c in ends]
    assert colours[1, 0] == VIRIDIS[128]
    assert card.legend.ends == ("0", "100")
    assert "stays as it is" in card.legend.toolTip()


@pytest.mark.parametrize("theme", [LIGHT, DARK, PROJECTOR])
def test_a_shift_without_a_number_is_hatched(open_card, theme):
    card = open_card(theme=theme)
    card.set_shift(9, 9)
    card.set_measure("kept_offset")
    pixels, rect = painted(card.map), card.map.grid.rect(3, 3)
    inside = pixels[rect.top() + 1 : rect.bottom(), rect.left() + 1 : rect.right()]
    assert (inside == rgb(theme.empty)).any()
    assert len(np.unique(inside)) > 2, "lines on it"
    assert not np.isin(inside, VIRIDIS).any()
    card.set_measure("identical")
    rect = card.map.grid.rect(3, 3)
    assert painted(card.map)[rect.top() + 3, rect.left() + 3] == DARK_CELL


def test_large_cells_carry_their_numbers(open_card):
    card = open_card((900, 500), levels=levels_of("mean"), level=4)
    card.set_measure("kept_offset")
    card.set_shift(9, 9)
    rect = card.map.grid.rect(2, 2)
    assert rect.width() >= 26
    inside = painted(card.map)[rect.top() + 2 : rect.bottom() - 1, rect.left() + 2 : rect.right()]
    assert len(np.unique(inside)) > 3
    resized(card, 330, 210)
    rect = card.map.grid.rect(2, 2)
    inside = painted(card.map)[rect.top() + 2 : rect.bottom() - 1, rect.left() + 2 : rect.right()]
    assert len(np.unique(inside)) == 1


def test_all_and_nothing_are_written_only_where_they_are_just_that():
    values = np.array([[0, 0.004, 0.25], [1.0, 0.9996, 0.0003], [-0.00001, 0.99999, np.inf]])
    level = made_up(1, equal=values == 0, relative_l2=values, kept=values)
    texts = MapColours((level,), "relative_l2").cells(level).texts
    assert texts == [["0", "≈0", "0.25"], ["1", "1", "≈0"], ["0", "1", "∞"]]
    texts = MapColours((level,), "kept_offset").cells(level).texts
    assert texts == [["0", "0.4", "25"], ["100", "99.96", "0.03"], ["≈0", "≈100", "∞"]]
    told = [cell_text(level, 1, (row, col)).split("; ")[2] for row, col in ((0, 0), (1, 0), (1, 1))]
    assert [text.split(" %")[0] for text in told] == ["0", "100", "99.96"]
    assert "≈ 100 %" in cell_text(level, 1, (2, 1))
    assert summary(replace(level, kept_slope=0.0004), "kept_offset").number == "0.04 %"


def test_the_mouse_is_told_of_a_shift(card, heard):
    hinted = heard(card.hinted)
    hover(card, card.map, place(card, 2, -1))
    same = "left 1, down 2: identical after 4 pools; relative L2 0.000; 0 % of the offset kept"
    assert hinted == [same]
    assert card.map.cursor().shape() is Qt.CursorShape.PointingHandCursor
    hover(card, card.map, place(card, 2, -1) + QPoint(2, 2))
    assert len(hinted) == 1, "the same cell is not told twice"
    hover(card, card.title, QPoint(3, 3))
    assert hinted[-1] == ""
    card.set_level(3)
    hover(card, card.map, place(card, -3, 0))
    assert hinted[-1].startswith("up 3: not identical after 3 pools; relative L2 0.")
    hover(card, card.map, place(card, 0, 0))
    assert hinted[-1].endswith("identical after 3 pools; relative L2 0.000; no offset to keep")


def test_what_the_mouse_was_told_is_kept_up_to_date(card, heard):
    hover(card, card.map, place(card, 3, 3))
    hinted = heard(card.hinted)
    card.set_level(3)
    assert hinted[-1].startswith("right 3, down 3: not identical after 3 pools")
    card.set_levels((made_up(1),), 1)
    assert hinted[-1] == "", "there is no such shift any more"
    card.set_levels((), 0)
    assert hinted[-1] == ""


def test_the_map_keeps_its_definition_under_the_mouse(card):
    hover(card, card.map, place(card, 1, 1))
    assert card.map.toolTip() == MEASURES[0][2]


# ---- the small maps, and what is measured


def test_the_small_maps_have_their_counts(open_card):
    card = open_card((900, 500))
    names = ("Original", "Pool 1", "Pool 2", "Pool 3", "Pool 4")
    counts = ("1/49", "1/49", "1/49", "5/49", "49/49")
    assert card.small.captions == list(zip(names, counts, strict=True))
    card.set_measure("kept_offset")
    assert card.small.captions[3] == ("Pool 3", "42.3 %")
    card.resize(540, 250)
    card.set_measure("identical")
    QApplication.processEvents()
    assert card.small.isVisible()
    assert card.small.captions == [("1",), ("1",), ("1",), ("5",), ("49",)]


@pytest.mark.parametrize("bare", [False, True])
def test_small_maps_stand_beside_the_words_of_a_wide_low_card(open_card, bare):
    card = open_card((900, 210))
    card.set_bare(bare)
    QApplication.processEvents()
    assert card.small.isVisible()
    assert card.small.side >= 46
    assert card.small.y() == pytest.approx(card.number.y(), abs=4)
    assert_whole(card)
    for part in (card.number, card.sentence, card.remark):
        assert not part.geometry().intersects(card.small.geometry())


def test_a_click_on_a_small_map_asks_for_its_level(card, heard):
    chosen = heard(card.level_chosen)
    assert card.small.isVisible()
    for level in (3, 0):
        click(card.small, card.small.map_rect(level).center())
    click(card.small, card.small.map_rect(2).center() + QPoint(0, card.small.side // 2 + 12))
    click(card.small, QPoint(card.small.width() + 40, 10))
    assert chosen == [3, 0, 2]
    assert card.number.text() == "49 / 49", "it is shown when the card is told to"


def outlined(card):
    pixels = painted(card.small)
    rects = [card.small.map_rect(i) for i in range(5)]
    wanted = rgb(card._theme.accent)
    return [i for i, r in enumerate(rects) if pixels[r.center().y(), r.left() - 2] == wanted]


def test_the_level_that_is_large_is_outlined(card):
    assert outlined(card) == [4]
    card.set_level(1)
    assert outlined(card) == [1]
    card.set_level(99)
    assert outlined(card) == [4], "there is no level beyond the last"


def test_a_small_map_shows_its_level(card):
    rect = card.small.map_rect(3)
    assert card.small.side >= 28
    pixels, grid = painted(card.small), CellGrid(rect, (7, 7))
    centres = [[grid.rect(r, c).center() for c in range(7)] for r in range(7)]
    dark = [[pixels[p.y(), p.x()] == DARK_CELL for p in row] for row in centres]
    assert np.array_equal(dark, levels_of()[3].equal)


def test_a_small_map_tells_its_count(card):
    hover(card, card.small, card.small.map_rect(3).center())
    assert card.small.toolTip() == "Pool 3: 5 of 49 shifts with the identical map"
    hover(card, card.small, card.small.map_rect(4).center())
    assert card.small.toolTip() == "Pool 4: 49 of 49 shifts with the identical map"


def test_a_measure_is_chosen_by_a_button_or_from_a_list(open_card, heard):
    card = open_card((900, 500))
    chosen = heard(card.measure_chosen)
    assert card.segments.isVisible()
    assert not card.choice.isVisible()
    click(card.segments.button("kept_offset"), QPoint(8, 8))
    assert chosen == ["kept_offset"]
    resized(card, 330, 210)
    assert card.choice.isVisible()
    assert not card.segments.isVisible()
    card.choice.setFocus()
    QTest.keyClick(card.choice, Qt.Key.Key_Down)
    assert chosen == ["kept_offset", "relative_l2"]


def test_to_be_told_is_not_to_choose(card, heard):
    told = [heard(s) for s in (card.measure_chosen, card.level_chosen, card.shift_chosen)]
    card.set_measure("relative_l2")
    card.set_level(2)
    card.set_shift(1, 1)
    assert card.segments.button("relative_l2").isChecked()
    assert card.choice.currentText() == "Relative L2"
    assert told == [[], [], []]


# ---- the lamps


def lit(card):
    """Return the lamps whose circle is filled with the accent, by looking at them."""
    found = []
    for name, lamp in card.lamps.lamps.items():
        pixels = painted(lamp)
        middle = pixels[lamp.height() // 2 - 4, 5:12]
        if (middle == rgb(card._theme.accent)).sum() >= 3:
            found.append(name)
    return found


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_one_lamp_is_lit(open_card, theme):
    card = open_card(theme=theme)
    for level, name in ((4, "invariant"), (3, "partly"), (1, "not")):
        card.set_level(level)
        assert lit(card) == [name]
        for other, lamp in card.lamps.lamps.items():
            assert lamp.isVisible()
            assert lamp.accessibleName() == f"{other}: {'yes' if name == other else 'no'}"
    card.set_levels((made_up(jitter=0),), 0)
    assert lit(card) == [], "there is no other shift to be invariant to"


def test_the_lamps_say_what_they_mean(card):
    for level, said in ((4, "for 48 of the 48"), (3, "for 4 of the 48"), (1, "for 0 of the 48")):
        card.set_level(level)
        for lamp in card.lamps.lamps.values():
            assert "f(Tx) = f(x)" in lamp.toolTip()
            assert said in lamp.toolTip()
            assert f"after {level} pool" in lamp.toolTip()


def test_a_wide_card_writes_the_formulas(open_card):
    card = open_card((900, 500))
    lamp = card.lamps.lamps["invariant"]
    assert lamp.with_formula
    wide = lamp.width()
    resized(card, 330, 210)
    assert not lamp.with_formula
    assert lamp.width() < wide


# ---- while it is computed


def test_a_sweep_fades_the_map_and_can_be_cancelled(card, heard):
    cancelled = heard(card.cancel_wanted)
    card.set_shift(9, 9)
    before = cell_colours(card.map)
    assert not card.progress.isVisible()
    waited_for(card, 0.25)
    assert card.progress.isVisible()
    assert card.progress.bar.value() == card.progress.bar.maximum() // 4
    during = cell_colours(card.map)
    assert (during != before).all()
    assert all(QColor(int(c)).lightness() > 100 for c in during.flat)
    assert LIGHT.muted in card.number.styleSheet()
    card.set_progress(0.5)
    assert card.progress.bar.value() == card.progress.bar.maximum() // 2
    click(card.progress.cancel, card.progress.cancel.rect().center())
    assert len(cancelled) == 1
    card.set_progress(None)
    assert not card.progress.isVisible()
    assert np.array_equal(cell_colours(card.map), before)
    assert LIGHT.text in card.number.styleSheet()


def test_a_sweep_that_is_over_soon_changes_nothing(on_screen):
    card = dressed(ShiftMapCard(patience=1_000_000), LIGHT)
    card.set_levels(levels_of(), 3)
    on_screen(card, 540, 300)
    before = painted(card)
    for _ in range(3):
        for done in (0.0, 0.4, 0.9):
            waited_for(card, done)
            assert np.array_equal(painted(card), before)
        card.set_progress(None)


def test_the_cancel_button_is_on_the_map(open_card):
    card = open_card()
    for size in SIZES:
        resized(card, *size)
        waited_for(card, 0.1)
        assert card.map.geometry().contains(card.progress.geometry())
        assert is_on_top(card, card.progress.cancel)


def test_a_message_stands_instead_of_the_map(card):
    card.set_message("Cancelled.")
    assert card.message.isVisible()
    assert card.message.text() == "Cancelled."
    for part in (card.map, card.number, card.sentence, card.small, card.segments, card.choice):
        assert not part.isVisible()
    card.set_message("")
    assert not card.message.isVisible()
    assert card.map.isVisible()
    assert card.number.isVisible()


def test_before_anything_is_known(on_screen):
    card = dressed(ShiftMapCard(patience=0), LIGHT)
    card.set_level(3)
    card.set_shift(1, 1)
    card.set_progress(0.5)
    on_screen(card, 440, 260)
    assert card.title.text() == "Every shift"
    assert not card.map.isVisible()
    assert card.progress.isVisible()
    assert card.rect().contains(card.progress.geometry())
    card.set_progress(None)
    card.set_levels(levels_of(), 3)
    assert card.number.text() == "5 / 49"
    assert ringed(card) == [(1, 1)]
    card.set_levels((), 0)
    assert not card.map.isVisible()


def test_it_can_be_told_in_any_order(qapp):
    """Before it has a size, and with no complaint of Qt."""
    calls = [
        lambda card: card.set_levels((made_up(),) * 2, 2),
        lambda card: waited_for(card, 0.1),
        lambda card: dressed(card, PROJECTOR),
        lambda card: card.set_measure("kept_offset"),
    ]
    for order in permutations(calls):
        card = ShiftMapCard(patience=0)
        for call in order:
            call(card)
        assert PROJECTOR.muted in card.number.styleSheet()
        assert card.number.text() == "0 %"


# ---- the look


@pytest.mark.long
@pytest.mark.parametrize(
    ("theme", "jitter"),
    [(LIGHT, 3), (PROJECTOR, 0), (PROJECTOR, 3), (PROJECTOR, 8)],
)
def test_nothing_is_cut_at_any_size(open_card, theme, jitter):
    card = open_card(theme=theme, levels=(made_up(jitter),) * 5)
    for size, (name, _, _) in product(SIZES, MEASURES):
        card.set_measure(name)
        resized(card, *size)
        assert_whole(card)
        for lamp in card.lamps.lamps.values():
            assert card.lamps.rect().contains(lamp.geometry())
        assert card.map.grid.area.width() == card.map.grid.area.height()
        tight = size == SIZES[0] and theme is PROJECTOR and jitter == 8
        assert card.map.grid.cell >= (9 if tight else 10)


def test_all_is_there_where_there_is_room(open_card):
    card = open_card((900, 500))
    assert {card.number, card.sentence, card.remark, card.small} <= set(parts_of(card))
    assert card.small.side >= 72
    resized(card, 540, 250)
    assert {card.number, card.sentence, card.remark, card.small} <= set(parts_of(card))
    resized(card, 330, 210)
    assert {card.number, card.sentence} <= set(parts_of(card))
    assert card.small not in parts_of(card)


def test_another_measure_moves_nothing(open_card):
    card = open_card((540, 300))
    before = {part: part.geometry() for part in (card.map, card.number, card.small, card.lamps)}
    for name, _, _ in MEASURES:
        card.set_measure(name)
        QApplication.processEvents()
        after = {part: part.geometry().topLeft() for part in before}
        assert after == {part: place.topLeft() for part, place in before.items()}


def test_another_theme_on_the_way_is_as_good_as_from_the_start(open_card, qtbot):
    theme = replace(PROJECTOR, scale=1.3)
    card, fresh = open_card((700, 420)), open_card((700, 420), theme)
    dressed(card, theme)
    QApplication.processEvents()
    wanted = {part.metaObject().className(): part.geometry() for part in parts_of(fresh)}
    assert {part.metaObject().className(): part.geometry() for part in parts_of(card)} == wanted
    assert_whole(card)


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_axes_are_there_and_say_which_way(open_card, theme):
    card = open_card((900, 500), theme)
    pixels, area = painted(card.map), card.map.grid.area
    under, beside = pixels[area.bottom() + 4 :], pixels[:, : area.left() - 7]
    for strip in (under, beside):
        assert (strip == rgb(theme.muted)).any()
    right, down = card.map.grid.rect(6, 6), card.map.grid.rect(6, 0)
    assert (under[:, right.left() : right.right()] == rgb(theme.muted)).any(), "the tick 3"
    assert (beside[down.top() : down.bottom()] == rgb(theme.muted)).any(), "the tick 3"


def test_the_smallest_size_grows_with_the_type(card):
    least = card.minimumSizeHint()
    assert (least.width(), least.height()) == (330, 210)
    dressed(card, replace(LIGHT, scale=1.5))
    assert card.minimumSizeHint().width() == 495
