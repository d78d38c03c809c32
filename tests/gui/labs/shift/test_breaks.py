"""The card of radius and level and of the jitter: its numbers, its colours, and the mouse on it."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtGui import QColor
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from poolviz.gui.canvas.raster import lookup_table
from poolviz.gui.labs.shift.breaks.card import BreakMapCard
from poolviz.gui.theme import LIGHT, PROJECTOR, THEMES
from tests.gui.card_tools import (
    assert_whole,
    click,
    dressed,
    hover,
    is_on_top,
    resized,
    rgb,
    waited_for,
)
from tests.gui.conftest import painted, seen

SIZES = [(330, 210), (440, 260), (540, 250), (900, 500)]
MAGMA = lookup_table("magma")

# Circles in 64 x 64, max pooled four times by 2 x 2, all shifts within 3 px.
RADII = (30, 28, 26, 24, 20, 16, 12, 8)
COUNTS = np.array(
    [
        *([1, 1, 1, 49], [1, 1, 5, 49], [1, 1, 1, 25], [1, 1, 1, 1]),
        *([1, 1, 5, 37], [1, 1, 1, 1], [1, 1, 1, 49], [1, 1, 1, 49]),
    ]
)
LIT = np.array(
    [
        [0.10546875, 0.234375, 0.4375, 0.75],
        [0.09765625, 0.203125, 0.4375, 0.75],
        [0.0859375, 0.171875, 0.3125, 0.75],
        [0.07421875, 0.140625, 0.3125, 0.75],
        [0.07421875, 0.140625, 0.3125, 0.75],
        [0.05078125, 0.109375, 0.1875, 0.25],
        [0.0390625, 0.0625, 0.125, 0.25],
        [0.01953125, 0.046875, 0.0625, 0.25],
    ]
)
JITTERS = ((1, 1), (9, 9), (25, 25), (49, 49), (69, 81), (73, 121), (73, 169), (73, 225), (73, 289))


@pytest.fixture
def open_card(on_screen):
    def open_card(size=(540, 300), theme=LIGHT):
        card = dressed(BreakMapCard(patience=0), theme)
        card.set_data(RADII, COUNTS, LIT, 49, 3, JITTERS)
        card.set_radius(28)
        card.set_jitter(3)
        return on_screen(card, *size)

    return open_card


@pytest.fixture
def card(open_card):
    return open_card()


def faces(card):
    """Return the colour of every cell, taken in its corner, where there is no number."""
    pixels = painted(card.map)
    rows, cols = card.map.grid.shape
    found = [
        [card.map.face(r, c).topLeft() + QPoint(4, 4) for c in range(cols)] for r in range(rows)
    ]
    return np.array([[pixels[p.y(), p.x()] for p in row] for row in found])


def filled(pixels, rect, colour):
    """Return how much of the width of a rectangle has a colour, from the left."""
    line = pixels[rect.center().y(), rect.left() : rect.right() + 1] == rgb(colour)
    count = int(line.sum())
    assert line[:count].all(), "from the left on"
    return count / rect.width()


# ---- radius and level


def test_the_colour_is_the_share_of_identical_shifts(card):
    card.set_radius(None)
    places = [int(np.flatnonzero(c == MAGMA)[0]) for c in faces(card).flat]
    np.testing.assert_allclose(places, 255 * (1 - COUNTS.ravel() / 49), atol=0.6)


def test_all_identical_is_the_dark_of_the_other_card(card):
    colours = faces(card)
    assert colours[0, 3] == MAGMA[0]
    assert QColor(int(colours[0, 0])).lightness() > 200


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_the_bar_under_a_cell_is_the_lit_share(open_card, theme):
    card = open_card((900, 500), theme)
    card.set_radius(None)
    pixels = painted(card.map)
    for cell in ((0, 0), (1, 3), (5, 1), (7, 3)):
        bar = card.map.bar(*cell)
        assert filled(pixels, bar, theme.accent) == pytest.approx(LIT[cell], abs=0.02)
        assert pixels[bar.center().y(), bar.right()] == rgb(theme.raised)
        assert not bar.intersects(card.map.face(*cell))


def test_cells_carry_their_counts_where_there_is_room(open_card):
    card = open_card((900, 500))
    card.set_radius(None)
    pixels, face = painted(card.map), card.map.face(2, 3)
    inside = pixels[face.top() : face.bottom() + 1, face.left() : face.right() + 1]
    assert len(np.unique(inside)) > 3
    assert (inside == rgb("#ffffff")).any() or (inside == rgb("#000000")).any()
    resized(card, 330, 210)
    pixels, face = painted(card.map), card.map.face(2, 3)
    inside = pixels[face.top() : face.bottom() + 1, face.left() : face.right() + 1]
    assert len(np.unique(inside)) == 1


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_count_can_be_read_on_its_colour(open_card, theme):
    card = open_card((900, 500), theme)
    card.set_radius(None)
    pixels = painted(card.map)
    for cell, ink in (((0, 0), "#000000"), ((0, 3), "#ffffff"), ((2, 3), "#ffffff")):
        face = card.map.face(*cell)
        inside = pixels[face.top() : face.bottom() + 1, face.left() : face.right() + 1]
        assert (inside == rgb(ink)).any()


def ring_rows(card, pixels=None):
    """Return the rows whose upper, lower and outer edges have the colour of the ring."""
    pixels = painted(card.map) if pixels is None else pixels
    wanted, area = rgb(card._theme.window), card.map.grid.area
    found = []
    for row in range(card.map.grid.shape[0]):
        rect = card.map.grid.rect(row, 0)
        around = pixels[rect.top() - 3 : rect.bottom() + 4, area.left() - 2]
        ends = [
            pixels[rect.top() - 1, area.center().x()],
            pixels[rect.bottom() + 2, area.center().x()],
        ]
        if (around == wanted).sum() >= rect.height() and all(e == wanted for e in ends):
            found.append(RADII[row])
    return found


def test_the_row_of_the_radius_is_outlined(card):
    assert ring_rows(card) == [28]
    card.set_radius(16)
    assert ring_rows(card, seen(card.map)) == [16]
    for none in (27, None):
        card.set_radius(none)
        assert ring_rows(card, seen(card.map)) == []
        assert not (seen(card.map) == rgb(LIGHT.window)).any()


def test_a_click_on_a_row_asks_for_its_radius(card, heard):
    chosen = heard(card.radius_chosen)
    for row, col in ((0, 0), (4, 3), (7, 1)):
        click(card.map, card.map.grid.rect(row, col).center())
    click(card.map, QPoint(card.map.grid.area.center().x(), card.map.grid.area.top() - 4))
    QTest.mouseClick(card.map, Qt.MouseButton.RightButton, pos=card.map.grid.rect(1, 1).center())
    assert chosen == [30, 20, 8]
    assert ring_rows(card) == [28], "it is outlined when the card is told to"


def test_the_mouse_is_told_of_a_cell(card, heard):
    hinted = heard(card.hinted)
    hover(card, card.map, card.map.grid.rect(1, 3).center())
    hover(card, card.map, card.map.grid.rect(1, 0).center())
    hover(card, card.title, QPoint(3, 3))
    assert hinted == [
        "radius 28, after 4 pools: 49 of 49 shifts identical (100 %); lit share 75 %",
        "radius 28, after 1 pool: 1 of 49 shifts identical (≈ 2.04 %); lit share ≈ 9.77 %",
        "",
    ]
    assert "of the 49 whole shifts within ±3 px" in card.map.toolTip()
    assert "how many end in the very same map" in card.map.toolTip()
    assert "share of cells that are not 0 in the unshifted map" in card.map.toolTip()
    assert card.key.toolTip() == card.map.toolTip()


# ---- the cliff


def test_blank_maps_are_hatched_and_count_for_nothing(open_card):
    card = open_card()
    blank = np.zeros(COUNTS.shape, bool)
    blank[:, 2:] = True
    lit = np.where(blank, 0, LIT)
    card.set_data(RADII, COUNTS, lit, 49, 3, JITTERS, blank, blank_end=True)
    pixels = painted(card.map)
    dark = lookup_table("magma")[0]
    for row in range(len(RADII)):
        face = card.map.face(row, 3)
        assert not (pixels[face.top() : face.bottom(), face.left() : face.right()] == dark).any()
    assert card.map.sentence((1, 3)) == (
        "radius 28, after 4 pools: nothing left to compare: the map is empty"
    )
    assert "49 identical" not in card.map.sentence((1, 3))
    assert "identical" in card.map.sentence((1, 1))
    assert set(card.cliff.texts) == {"–"}
    assert card.cliff.sentence((3, 0)) == "jitter ±3 px: nothing is left to compare after 4 pools"
    assert "hatched" in card.key.text()


@pytest.mark.parametrize("theme", THEMES.values(), ids=list(THEMES))
def test_a_bar_for_each_jitter(open_card, theme):
    card = open_card((900, 500), theme)
    assert card.cliff.texts[3:5] == ["49/49", "69/81"]
    pixels = painted(card.cliff)
    for jitter, (equal, of) in enumerate(JITTERS):
        colour = theme.accent if jitter == 3 else theme.dash
        share = filled(pixels, card.cliff.track(jitter), colour)
        assert share == pytest.approx(equal / of, abs=0.02)


def highlighted(card, pixels=None):
    pixels = painted(card.cliff) if pixels is None else pixels
    tracks = [card.cliff.track(j) for j in range(len(card.cliff.texts))]
    wanted = rgb(card._theme.accent)
    return [j for j, t in enumerate(tracks) if pixels[t.center().y(), t.left() + 2] == wanted]


def test_the_current_jitter_is_highlighted(card):
    assert highlighted(card) == [3]
    card.set_jitter(8)
    assert highlighted(card, seen(card.cliff)) == [8]
    card.set_jitter(9)
    assert highlighted(card, seen(card.cliff)) == []


def test_a_click_on_a_bar_asks_for_its_jitter(card, heard):
    chosen = heard(card.jitter_chosen)
    for jitter in (4, 0, 8):
        click(card.cliff, card.cliff.track(jitter).center())
    click(card.cliff, QPoint(4, card.cliff.track(2).center().y()))
    assert chosen == [4, 0, 8, 2]
    assert highlighted(card) == [3]


def test_the_mouse_is_told_of_a_jitter(card, heard):
    hinted = heard(card.hinted)
    hover(card, card.cliff, card.cliff.track(4).center())
    wanted = "jitter ±4 px: 69 of 81 shifts end in the identical map after 4 pools (≈ 85.2 %)"
    assert hinted == [wanted]
    assert "very same map after 4 pools" in card.cliff.toolTip()


def test_the_current_jitter_keeps_its_label_where_there_is_little_room(open_card):
    card = open_card((330, 210))
    for jitter in (3, 4, 7):
        card.set_jitter(jitter)
        pixels, track = painted(card.cliff), card.cliff.track(jitter)
        for side in (slice(0, track.left() - 4), slice(track.right() + 5, None)):
            strip = pixels[track.top() : track.bottom() + 1, side]
            assert (strip == rgb(LIGHT.text)).any()


# ---- the card


def test_what_it_is_called(card):
    assert card.title.text() == "When does it break?"
    assert card.caption.text() == "49 shifts, ±3 px"
    name = card.accessibleName()
    assert "radius 28, after 4 pools: 49 of 49 shifts identical" in name
    assert "jitter ±3 px: 49 of 49 shifts end in the identical map after 4 pools" in name
    card.set_radius(26)
    assert "25 of 49" in card.map.accessibleName()
    card.set_jitter(4)
    assert "radius 26, after 4 pools: 25 of 49 shifts identical (≈ 51 %)" in card.accessibleName()
    assert "69 of 81" in card.cliff.accessibleName()
    assert "25 of 49" in card.map.accessibleName()


def test_one_shift_is_not_called_shifts(card):
    card.set_data((5,), np.array([[1]]), np.array([[0.5]]), 1, 0, ((1, 1),))
    card.set_jitter(0)
    card.set_radius(5)
    assert card.caption.text() == "1 shift, ±0 px"
    assert card.map.toolTip().startswith("identical: of the 1 whole shift within ±0 px,")
    assert "1 of 1 shift identical" in card.map.accessibleName()
    assert "1 of 1 shift ends in the identical map" in card.cliff.accessibleName()


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR])
def test_the_bars_leave_the_map_its_room(open_card, theme):
    """Whatever the jitter is: what stands beside the bars yields."""
    card = open_card((334, 210), theme)
    jitters = tuple(((2 * j + 1) ** 2,) * 2 for j in range(17))
    wide = {}
    for count in (4, 17):
        card.set_data(RADII, COUNTS, LIT, 49, 3, jitters[:count])
        card.set_jitter(3)
        wide[count] = card.map.grid.rect(0, 0).width()
        assert card.cliff.track(3).width() >= theme.px(36)
        assert not card.map.geometry().intersects(card.cliff.geometry())
    assert min(wide.values()) >= theme.px(24)
    assert (card.cliff.form, card.cliff.texts[3]) in [(1, "100 %"), (2, "")]
    resized(card, 900, 210)
    assert (card.cliff.form, card.cliff.texts[16]) == (0, "1089/1089")


def test_a_card_that_is_narrower_still_gives_all_of_it_to_the_map(open_card):
    theme = replace(PROJECTOR, scale=1.5)
    card = open_card((200, 230), theme)
    assert not card.cliff.isVisible()
    assert card.map.width() == card.width() - 24
    assert card.map.grid.area.right() < card.map.width()
    assert card.map.grid.rect(0, 0).width() >= 10
    assert (card.title.text(), card.title.toolTip()) == ("Breaks", "When does it break?")
    resized(card, 600, 230)
    assert card.cliff.isVisible()
    assert card.title.text() == "When does it break?"


def test_other_data_are_shown(card, heard):
    counts, lit = np.array([[1, 9]]), np.array([[0.5, 1.0]])
    card.set_data((5,), counts, lit, 9, 1, ((1, 1), (9, 9)))
    assert card.caption.text() == "9 shifts, ±1 px"
    assert "of the 9 whole shifts within ±1 px" in card.map.toolTip()
    assert card.map.grid.shape == (1, 2)
    chosen = heard(card.radius_chosen)
    click(card.map, card.map.grid.rect(0, 1).center())
    assert chosen == [5]
    assert faces(card)[0, 1] == MAGMA[0]


def test_a_sweep_fades_the_map_and_can_be_cancelled(card, heard):
    card.set_radius(None)
    cancelled = heard(card.cancel_wanted)
    before, bars = faces(card), painted(card.cliff)
    waited_for(card, 0.25)
    assert card.progress.isVisible()
    assert card.progress.bar.value() == card.progress.bar.maximum() // 4
    assert (faces(card)[:, 3] != before[:, 3]).all()
    assert (painted(card.cliff) != bars).any()
    assert is_on_top(card, card.progress.cancel)
    click(card.progress.cancel, card.progress.cancel.rect().center())
    assert len(cancelled) == 1
    card.set_progress(None)
    assert not card.progress.isVisible()
    assert np.array_equal(faces(card), before)
    assert np.array_equal(painted(card.cliff), bars)


def test_a_message_stands_instead_of_the_map(card):
    card.set_message("Only circles have a radius.")
    assert card.message.isVisible()
    assert card.message.text() == "Only circles have a radius."
    assert not card.map.isVisible()
    assert not card.cliff.isVisible()
    assert not card.key.isVisible()
    card.set_message("")
    assert card.map.isVisible()
    assert not card.message.isVisible()


def test_before_anything_is_known(on_screen, heard):
    card = dressed(BreakMapCard(patience=0), LIGHT)
    card.set_radius(28)
    card.set_jitter(4)
    card.set_progress(0.5)
    on_screen(card, 440, 260)
    assert card.progress.isVisible()
    assert card.rect().contains(card.progress.geometry())
    assert not card.map.isVisible()
    card.set_data((), np.empty((0, 4), int), np.empty((0, 4)), 49, 3, ())
    assert not card.map.isVisible()
    card.set_progress(None)
    card.set_data(RADII, COUNTS, LIT, 49, 3, JITTERS)
    assert ring_rows(card) == [28]
    assert highlighted(card) == [4]


@pytest.mark.parametrize("theme", [LIGHT, PROJECTOR, replace(PROJECTOR, scale=1.3)])
def test_nothing_is_cut_at_any_size(open_card, theme):
    card = open_card(theme=theme)
    for (width, height), count in product(SIZES, (1, 8, 26)):
        radii = tuple(range(30, 30 - count, -1))
        counts = np.resize(COUNTS, (count, 4))
        card.set_data(radii, counts, np.resize(LIT, (count, 4)), 49, 3, JITTERS)
        resized(card, theme.px(width), theme.px(height))
        assert_whole(card)
        for widget in (card.map, card.cliff):
            assert widget.rect().contains(widget.grid.area)
        pitch = card.map.grid.rect(0, 0)
        assert pitch.width() >= theme.metrics().horizontalAdvance("4")
        assert card.map.face(0, 0).height() >= 3
        assert card.map.bar_height == 0 or card.map.bar_height >= 2
        assert card.cliff.track(8).width() >= theme.px(30)
        assert ("lit share" in card.key.text()) == (card.map.bar_height > 0)


def test_another_theme_on_the_way_is_as_good_as_from_the_start(open_card):
    theme = replace(PROJECTOR, scale=1.3)
    card, fresh = open_card((700, 420)), open_card((700, 420), theme)
    dressed(card, theme)
    QApplication.processEvents()
    for name in ("title", "caption", "map", "cliff", "key"):
        assert getattr(card, name).geometry() == getattr(fresh, name).geometry()
    assert np.array_equal(painted(card), painted(fresh))
