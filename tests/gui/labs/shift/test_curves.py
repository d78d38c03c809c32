"""The card of curves: what a person sees of it, and what the mouse does on it."""

import math
import subprocess
import sys
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from PyQt6.QtCore import QBuffer, QByteArray, QIODevice, QPoint, QPointF, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QHelpEvent, QImage, QPainter, QRegion, QWheelEvent
from PyQt6.QtSvg import QSvgGenerator, QSvgRenderer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QToolTip

from poolviz.gui.labs.shift.curves.card import CurvesCard
from poolviz.gui.labs.shift.curves.curve import Curve
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR, THEMES, palette, style_sheet
from tests.gui.conftest import painted, pixels_of
from tests.gui.window_tools import opens_popup

NAN, INF = math.nan, math.inf
MAX = Curve("max", (1.0, 1.118, 0.817, 0.458, 0.0), current=True, tip="The largest of a window.")
MEAN = Curve("mean", (1.0, 1.18, 0.874, 0.46, 0.114), dashed=True, tip="The mean of a window.")
BLUR = Curve("max + blur", (1.0, 0.99, 0.548, 0.238, 0.086), dashed=True)
SIX = (
    *(MAX, MEAN, BLUR),
    Curve("pick", (1.0, 1.3, 1.2, 1.35, 1.1), dashed=True),
    Curve("blur", (1.0, 0.85, 0.5, 0.2, 0.0002), dashed=True),
    Curve("law", (1.0, 0.95, 0.75, 0.55, 0.0), dashed=True),
)
MEASURES = (
    ("identical", "Identical", "Whether all cells are equal."),
    ("relative_l2", "Relative L2", "|a - b| over |a|."),
    ("kept", "Kept offset", "How far the centroid moves."),
)
LIGHT_SURFACE = QColor(LIGHT.surface).rgb()


def dressed(card, theme=LIGHT, size=(540, 260)):
    """Put a card into the looks of a theme, as a window does."""
    card.setPalette(palette(theme))
    card.setStyleSheet(style_sheet(theme))
    card.set_theme(theme)
    card.resize(*size)
    return card


@pytest.fixture
def new_card(qtbot):
    """Return a function that makes a card that is not shown."""

    def new_card(curves=SIX, theme=LIGHT, size=(540, 260), note=""):
        card = CurvesCard()
        qtbot.addWidget(card)
        card.set_curves("Offset left after each pool", "relative L2", curves, note=note)
        return dressed(card, theme, size)

    return new_card


@pytest.fixture
def shown_card(new_card, on_screen):
    """Return a function that makes a card that is on the screen."""
    return lambda *args, **kwargs: on_screen(new_card(*args, **kwargs))


def picture(card, ratio=1.0):
    """Return the pixels of a card that is on no screen, as an export paints it."""
    image = QImage((card.size() * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    card.render(image, QPoint(), QRegion(0, 0, 1, 1))
    card.render(image)
    return pixels_of(image)


def place(card, level, value):
    """Return where a value stands on the card."""
    return QPointF(card.plot.mapTo(card, QPoint())) + card.plot.place_of(level, value)


def at(pixels, point, ratio=1):
    return int(pixels[int(point.y() * ratio), int(point.x() * ratio)])


def around(pixels, point, reach=7):
    """Return the pixels near a point."""
    x, y = int(point.x()), int(point.y())
    return pixels[max(0, y - reach) : y + reach + 1, max(0, x - reach) : x + reach + 1]


def row_colour(card, pixels, row):
    """Return the colour of a row of the legend, which is the one there is most of."""
    legend, height = card.legend, card.legend.row_height
    box = QRect(legend.mapTo(card, QPoint(0, row * height)), QSize(legend.width(), height))
    part = pixels[box.top() : box.bottom() + 1, box.left() : box.right() + 1]
    colours, counts = np.unique(part, return_counts=True)
    ranked = colours[np.argsort(-counts)]
    surface = QColor(card._theme.surface).rgb()
    return int(next(colour for colour in ranked if colour != surface))


def luminance(colour):
    channels = [(colour >> shift & 255) / 255 for shift in (16, 8, 0)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


# ---- the legend


def test_the_legend_says_each_name_with_its_last_value(new_card):
    assert new_card().rows == [
        ("max", "0.000"),
        ("mean", "0.114"),
        ("max + blur", "0.086"),
        ("pick", "1.100"),
        ("blur", "≈ 0"),  # 0.0002 is not equal, and does not read as if it were
        ("law", "0.000"),
    ]


@pytest.mark.parametrize(
    ("values", "text"),
    [
        ((1.0, NAN), "–"),
        ((1.0, INF), "∞"),
        ((1.0, -INF), "−∞"),
        ((1.0, -0.25), "−0.250"),
        ((1.0, 0.0005), "0.001"),
        ((1.0, -0.0001), "≈ 0"),
        ((1.0, 123.456), "123.5"),
        ((0.5, 1234567.0), "1.23e+06"),
        ((49.0, 5.0), "5"),
        ((1.0, 0.0), "0.000"),
        ((), "–"),
    ],
)
def test_last_values_as_they_are_written(new_card, values, text):
    assert new_card((Curve("max", values),)).rows == [("max", text)]


def test_counts_have_no_decimals_only_if_all_are_counts(new_card):
    counts, shares = Curve("max", (49.0, 1.0)), Curve("mean", (49.0, 0.5))
    assert new_card((counts,)).rows == [("max", "1")]
    assert new_card((counts, shares)).rows == [("max", "1.000"), ("mean", "0.500")]


@pytest.mark.parametrize(("theme", "least"), [(LIGHT, 4.5), (DARK, 4.5), (PROJECTOR, 7.0)])
def test_each_row_is_written_in_a_colour_of_its_own_that_can_be_read(new_card, theme, least):
    curves = (*SIX, Curve("polyphase", (1.0, 0.5, 0.4, 0.2, 0.1)), Curve("min", (1, 1, 1, 1, 1)))
    card = new_card(curves[:7], theme, (900, 500))
    pixels = picture(card)
    colours = [row_colour(card, pixels, row) for row in range(7)]
    assert len(set(colours)) == 7
    surface = QColor(theme.surface).rgb()
    assert all(contrast(colour, surface) >= least for colour in colours)


def test_the_methods_have_the_same_colours_whatever_is_beside_them(new_card):
    alone, among = new_card((MEAN,)), new_card(SIX)
    assert row_colour(alone, picture(alone), 0) == row_colour(among, picture(among), 1)


def test_an_unknown_method_gets_a_look_that_none_of_the_others_has(new_card):
    card = new_card((Curve("min", (1.0, 0.5)), MAX, Curve("L2", (1.0, 0.4)), MEAN))
    pixels = picture(card)
    assert len({row_colour(card, pixels, row) for row in range(4)}) == 4


def test_dashes_and_marks_differ_so_that_no_curve_needs_its_colour(new_card):
    curves = tuple(replace(c, current=False, dashed=True) for c in SIX)
    card = new_card(curves)
    samples = []
    pixels = picture(card)
    for row in range(6):
        corner = card.legend.mapTo(card, QPoint(0, row * card.legend.row_height))
        part = pixels[corner.y() : corner.y() + card.legend.row_height, corner.x() :][:, :32]
        samples.append(part != LIGHT_SURFACE)
    assert all((one != other).sum() > 8 for one, other in combinations(samples, 2))


@opens_popup
def test_where_rows_are_too_many_the_current_one_stays_and_the_rest_are_counted(new_card, qtbot):
    curves = (*(replace(c, current=False) for c in SIX), Curve("polyphase", MAX.values, True))
    card = new_card(curves, size=(320, 190))
    card.set_measures(MEASURES, "kept")
    picture(card)
    seen = card.legend.seen()
    assert 6 in seen
    assert 2 <= len(seen) < 7
    assert (len(seen) + 1) * card.legend.row_height <= card.legend.height()
    below = QPoint(20, int((len(seen) + 0.5) * card.legend.row_height))
    hidden = [curve.name for i, curve in enumerate(curves) if i not in seen]
    assert [line.split(" after")[0] for line in tooltip(card.legend, below)] == hidden


def test_the_rows_take_the_room_of_the_line_that_says_the_level(new_card):
    card = new_card(size=(420, 260))
    assert card.legend.foot == "after pool 4"
    line = card.legend.theme.metrics().height()
    card.legend.resize(card.legend.width(), 7 * line)
    assert (len(card.legend.seen()), card.legend.foot) == (6, "after pool 4")
    card.legend.resize(card.legend.width(), 7 * line - 1)
    assert (len(card.legend.seen()), card.legend.foot) == (6, "")


def tooltip(widget, point):
    """Return the lines of the tooltip that comes up at a point."""
    help_event = QHelpEvent(QHelpEvent.Type.ToolTip, point, widget.mapToGlobal(point))
    QApplication.sendEvent(widget, help_event)
    return QToolTip.text().split("\n")


@opens_popup
def test_tooltips_of_the_legend_define_the_methods(shown_card, qtbot):
    card = shown_card()
    second = QPoint(10, card.legend.row_height + 4)
    assert tooltip(card.legend, second) == ["mean after pool 4: 0.114", "The mean of a window."]
    tooltip(card.legend, QPoint(10, card.legend.height() - 1))
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_screen_readers_are_told_title_and_legend(new_card):
    card = new_card((MAX, MEAN))
    assert card.legend.accessibleName() == "Legend, after pool 4: max 0.000, mean 0.114"
    assert card.plot.accessibleName() == "Offset left after each pool, relative L2"


# ---- the plot


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_the_current_curve_goes_through_its_values(new_card, theme):
    card = new_card((MAX, MEAN), theme)
    pixels = picture(card)
    colour = row_colour(card, pixels, 0)
    for level, value in enumerate(MAX.values):
        assert at(pixels, place(card, level, value)) == colour
    half = place(card, 2.5, (0.817 + 0.458) / 2)
    assert colour in around(pixels, half, 1)
    assert colour not in around(pixels, half + QPointF(0, 14), 4)


def test_other_curves_have_hollow_marks(new_card):
    card = new_card((MAX, BLUR))
    pixels = picture(card)
    point = place(card, 2, 0.548)
    assert at(pixels, point) == LIGHT_SURFACE
    assert row_colour(card, pixels, 1) in around(pixels, point)


def test_marks_are_no_wider_than_from_one_level_to_the_next(new_card):
    many = Curve("max", (0.5,) * 13, current=True)
    widths = {}
    for size in ((900, 260), (300, 260)):
        card = new_card((many,), size=size)
        pixels, colour = picture(card), card.legend.rows[0][1].colour(LIGHT).rgb()
        rows = [place(card, 4, 0.5) + QPointF(0, dy) for dy in range(-9, 10)]
        widths[size] = sum(at(pixels, point) == colour for point in rows)
        step = place(card, 1, 0.5).x() - place(card, 0, 0.5).x()
        assert widths[size] <= step + 1
    assert widths[900, 260] > widths[300, 260] >= 4


@pytest.mark.parametrize("values", [MAX.values, (3.0, 0.9, 0.8, 0.7, 0.5)])
def test_the_axis_starts_at_zero_and_the_scale_is_even(new_card, values):
    card = new_card((Curve("max", values, True),))
    pixels = picture(card)
    zero, half, one, highest = (place(card, 0, v).y() for v in (0.0, 0.5, 1.0, max(values)))
    assert zero - half == pytest.approx(half - one)
    assert zero - highest == pytest.approx(max(values) * (zero - one))
    assert highest > card.plot.y() + 5
    base = round(zero)
    assert QColor(LIGHT.muted).rgb() in pixels[base - 1 : base + 2, int(place(card, 2, 0).x())]


def test_dashed_curves_have_gaps_and_the_others_have_none(new_card):
    for dashed in (False, True):
        for name in ("max", "mean", "pick", "blur", "max + blur", "polyphase", "law"):
            card = new_card((Curve(name, (0.7, 0.7), dashed=dashed),))
            pixels = picture(card)
            left, right = place(card, 0.2, 0.7), place(card, 0.8, 0.7)
            y = int(left.y())
            part = pixels[y - 1 : y + 2, int(left.x()) : int(right.x())]
            bare = (part == LIGHT_SURFACE).all(axis=0)
            assert bare.any() == dashed
            assert not bare.all()


def test_levels_are_evenly_spaced_and_numbered(new_card):
    card = new_card((Curve("max", (1.0, 0.9, 0.8, 0.7, 0.6)),))
    pixels = picture(card)
    xs = [place(card, level, 0).x() for level in range(5)]
    assert np.ptp(np.diff(xs)) < 0.01
    base = round(place(card, 0, 0).y())
    for x in xs[1:]:  # from the base line to the numbers there is nothing
        assert (pixels[base + 2 : base + 12, int(x) - 2 : int(x) + 3] == LIGHT_SURFACE).all()
    strip = pixels[int(place(card, 0, 0).y()) + 12 : card.plot.geometry().bottom() + 1]
    inked = (strip != LIGHT_SURFACE).any(axis=0)
    for x in xs:
        assert inked[int(x) - 6 : int(x) + 7].any()
    assert not inked[int(xs[0]) + 12 : int(xs[1]) - 12].any()


def test_many_levels_are_not_written_over_each_other(new_card):
    card = new_card((Curve("max", tuple(1 / (i + 1) for i in range(40)), True),), size=(330, 220))
    pixels = picture(card)
    strip = pixels[int(place(card, 0, 0).y()) + 12 : card.plot.geometry().bottom() + 1]
    left, right = int(place(card, 0, 0).x()), int(place(card, 39, 0).x())
    inked = (strip[:, left:right] != LIGHT_SURFACE).any(axis=0)
    gaps = np.flatnonzero(np.diff(np.flatnonzero(inked)) > 4)
    assert 3 <= len(gaps) + 1 <= 12


def test_nan_is_a_gap(new_card):
    card = new_card((replace(MAX, values=(1.0, 0.8, NAN, 0.4, 0.2)),))
    pixels = picture(card)
    colour = row_colour(card, pixels, 0)
    top, bottom = int(place(card, 0, 1).y()), int(place(card, 0, 0.02).y())
    columns = [place(card, level, 0).x() for level in (0.5, 1.2, 2.0, 2.8, 3.5)]
    found = [bool((pixels[top:bottom, int(x) - 1 : int(x) + 2] == colour).any()) for x in columns]
    assert found == [True, False, False, False, True]


def test_infinite_values_are_marked_at_the_edge_and_do_not_stretch_the_axis(new_card):
    finite, infinite = new_card((MAX,)), new_card((MAX, Curve("mean", (1, 1, 1, INF, 0.5))))
    pixels = picture(infinite)
    picture(finite)
    assert infinite.plot.place_of(0, 1.0) == finite.plot.place_of(0, 1.0)
    edge = place(infinite, 3, INF)
    assert edge.y() < place(infinite, 3, 1.2).y()
    assert at(pixels, edge) == row_colour(infinite, pixels, 1)


def test_negative_values_stand_below_the_base_line(new_card):
    card = new_card((Curve("max", (1.0, 0.4, -0.3, 0.1), True),))
    pixels = picture(card)
    point = place(card, 2, -0.3)
    assert point.y() > place(card, 2, 0).y() + 5
    assert at(pixels, point) == row_colour(card, pixels, 0)


@pytest.mark.parametrize(
    "curves",
    [
        (),
        (Curve("max", ()),),
        (Curve("max", (1.0,), True),),
        (Curve("max", (NAN, NAN)), Curve("mean", (INF, -INF))),
        (Curve("max", (0.0, 0.0, 0.0), True),),
        (Curve("max", (1e300, 1e-300)), Curve("mean", (1.0,))),
    ],
    ids=["none", "empty", "one level", "nothing finite", "all zero", "huge"],
)
def test_odd_curves_are_painted(new_card, curves):
    card = new_card(curves)
    pixels = picture(card)
    assert (pixels != 0).all()
    assert len(card.rows) == len(curves)


def test_values_that_are_almost_nothing_are_not_blown_up(new_card):
    card = new_card((Curve("max", (1e-9, 1e-12), True),))
    picture(card)
    assert abs(place(card, 0, 1e-9).y() - place(card, 0, 0).y()) < 1


def test_fewer_curves_after_more_leave_nothing_behind(new_card):
    card, fresh = new_card(SIX), new_card((MAX,))
    card.set_curves("Offset left after each pool", "relative L2", (MAX,))
    assert np.array_equal(picture(card), picture(fresh))


def test_setting_the_same_again_changes_nothing_and_makes_no_items(new_card):
    card = new_card()
    card.set_measures(MEASURES, "kept")
    card.set_level(2.5)
    before, items = picture(card), len(card.plot.items())
    buttons = card.segments
    for _ in range(3):
        card.set_curves("Offset left after each pool", "relative L2", SIX)
        card.set_measures(MEASURES, "kept")
        card.set_level(2.5)
        card.set_theme(LIGHT)
    assert np.array_equal(picture(card), before)
    assert len(card.plot.items()) == items
    assert card.segments is buttons


def test_the_screen_follows_new_values(shown_card):
    card = shown_card((MAX,))
    card.set_curves("T", "u", (replace(MAX, values=(1.0, 0.9, 0.7, 0.5, 0.3)),))
    pixels = painted(card)
    assert at(pixels, place(card, 4, 0.3)) == row_colour(card, pixels, 0)


# ---- themes, sizes, exports


def test_changing_the_theme_is_the_same_as_starting_with_it(new_card):
    card = new_card()
    card.set_level(1.5)
    for theme in (DARK, PROJECTOR, LIGHT, DARK):
        dressed(card, theme)
    fresh = new_card(theme=DARK)
    fresh.set_level(1.5)
    assert np.array_equal(picture(card), picture(fresh))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("size", [(320, 190), (540, 250), (900, 500)])
def test_nothing_overlaps_or_is_cut(new_card, theme, size):
    card = new_card(theme=theme, size=size, note="Mean over the 48 shifts that are not 0.")
    card.set_measures(MEASURES, "identical")
    picture(card)
    assert card.minimumSizeHint().width() <= size[0]
    assert card.minimumSizeHint().height() <= size[1]
    parts = [card.title, card.unit, card.plot, card.legend, card.note, card.segments]
    seen = [part.geometry() for part in parts if not part.isHidden()]
    assert all(card.rect().contains(box) for box in seen)
    assert not any(one.intersects(other) for one, other in combinations(seen, 2))
    assert card.plot.width() >= 100
    assert card.plot.height() >= 80
    assert card.title.text() == "Offset left after each pool"
    assert card.legend.terse < 2  # the last values are there


def test_larger_type_needs_a_larger_card(new_card):
    card = new_card(theme=LIGHT)
    card.set_measures(MEASURES, "kept")
    small = card.minimumSizeHint()
    dressed(card, replace(PROJECTOR, scale=1.5))
    large = card.minimumSizeHint()
    assert large.width() > small.width()
    assert large.height() > small.height()


def test_lines_are_as_thick_on_a_sharp_screen(new_card):
    card = new_card((replace(MAX, values=(0.5, 0.5, 0.5), dashed=False),))
    thick = []
    for ratio in (1, 2):
        pixels = picture(card, ratio)
        point = place(card, 0.5, 0.5)
        near = pixels[int((point.y() - 9) * ratio) : int((point.y() + 9) * ratio)]
        column = near[:, int(point.x() * ratio)]
        red = (column >> 16 & 255) / 255
        colour = row_colour(card, picture(card), 0) >> 16 & 255
        thick.append(((1 - red) / (1 - colour / 255)).sum() / ratio)
    assert thick[0] == pytest.approx(thick[1], rel=0.15)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_svg_holds_the_plot_as_lines_and_text(new_card, ratio):
    card = new_card((MAX, BLUR))
    picture(card)
    size = card.size() * ratio
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(size)
    generator.setViewBox(QRect(QPoint(), size))
    painter = QPainter(generator)
    painter.scale(ratio, ratio)
    card.render(painter)
    painter.end()
    data = buffer.data().data()
    assert b"<image" not in data
    for text in (b">max + blur<", b">0.086<", b">pool<", b">4<", b">1.0<"):
        assert text in data
    image = QImage(size, QImage.Format.Format_RGB32)
    image.fill(QColor(LIGHT.surface))
    painter = QPainter(image)
    QSvgRenderer(QByteArray(data)).render(painter)
    painter.end()
    pixels = pixels_of(image)
    colour = row_colour(card, picture(card), 0)
    for level, value in enumerate(MAX.values):
        assert at(pixels, place(card, level, value), ratio) == colour


# ---- the level, the measures, the message


def marker_columns(card):
    """Return the columns of the card in which the marker's line stands."""
    pixels = picture(card)
    top, bottom = (int(place(card, 0, value).y()) for value in (1.4, 1.25))
    left = int(place(card, 0, 0).x()) - 5
    part = pixels[top:bottom, left : card.plot.geometry().right()]
    dark = np.array([[luminance(int(p)) for p in row] for row in part]).mean(axis=0) < 0.4
    return left + np.flatnonzero(dark)


@pytest.mark.parametrize(("level", "stands"), [(0, 0), (1, 1), (2.5, 2.5), (4, 4), (9, 4), (-1, 0)])
def test_the_marker_stands_at_the_level(new_card, level, stands):
    card = new_card((MAX,))
    card.set_level(level)
    assert marker_columns(card).mean() == pytest.approx(place(card, stands, 0).x(), abs=1)


def test_measures_are_offered_chosen_and_told(shown_card, heard):
    card = shown_card()
    told = heard(card.measure_chosen)
    card.set_measures(MEASURES, "relative_l2")
    QApplication.processEvents()
    buttons = [card.segments.button(name) for name, _, _ in MEASURES]
    assert [b.text() for b in buttons] == ["Identical", "Relative L2", "Kept offset"]
    assert [b.isChecked() for b in buttons] == [False, True, False]
    assert buttons[2].toolTip() == "How far the centroid moves."
    assert told == []
    QTest.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert told == ["kept"]
    card.set_measures(MEASURES, "identical")
    assert [b.isChecked() for b in buttons] == [True, False, False]
    assert told == ["kept"]


def test_measures_stand_beside_the_title_where_they_fit(new_card):
    card = new_card(size=(900, 500))
    card.set_measures(MEASURES, "kept")
    assert card.segments.y() < card.plot.y()
    card.resize(420, 300)
    picture(card)
    assert card.segments.y() > card.plot.y()
    card.set_measures((), "")
    assert card.segments.isHidden()


def test_the_unit_is_not_said_twice_and_carries_the_definition(new_card):
    card = new_card(note="Over 48 shifts.", size=(640, 300))
    card.set_measures(MEASURES, "kept")
    assert card.unit.text() == "relative L2"
    assert card.unit.toolTip() == "relative L2\nHow far the centroid moves.\nOver 48 shifts."
    card.set_curves("T", "Kept offset", SIX)
    assert card.unit.isHidden()
    card.set_measures((), "")
    assert not card.unit.isHidden()


def test_a_message_stands_in_place_of_the_curves_until_there_are_new_ones(shown_card):
    card = shown_card()
    card.set_message("Nothing to compare yet.")
    assert card.message.isVisible()
    assert card.message.text() == "Nothing to compare yet."
    assert not card.plot.isVisible()
    assert not card.legend.isVisible()
    card.set_message("")
    assert card.plot.isVisible()
    card.set_message("Again.")
    card.set_curves("T", "u", SIX)
    assert card.plot.isVisible()
    assert not card.message.isVisible()


# ---- the mouse


def hover(card, point):
    QTest.mouseMove(card.windowHandle(), QPoint(1, 1))  # it may be there from the test before
    QTest.mouseMove(card.windowHandle(), point.toPoint())
    QApplication.processEvents()


def test_points_say_what_they_are_and_get_a_ring(shown_card, heard):
    card = shown_card((MAX, BLUR))
    told = heard(card.hinted)
    plain = painted(card)
    point = place(card, 2, 0.548)
    hover(card, point + QPointF(4, 3))
    assert told == ["max + blur after pool 2: 0.548"]
    ringed = painted(card)
    assert not np.array_equal(around(ringed, point, 10), around(plain, point, 10))
    corner = card.legend.mapTo(card, QPoint(card.legend.width() // 2, card.legend.row_height + 3))
    assert at(ringed, QPointF(corner)) == QColor(LIGHT.accent_soft).rgb()
    hover(card, point + QPointF(30, -25))
    assert told[1:] == [""]
    assert np.array_equal(painted(card), plain)


def test_curves_that_meet_in_a_point_are_all_named(shown_card, heard):
    card = shown_card((MAX, MEAN, replace(SIX[5], values=(1.0, 1.0, 1.0, 1.0, 0.0))))
    told = heard(card.hinted)
    hover(card, place(card, 4, 0.0))
    hover(card, place(card, 0, 1.0))
    assert told == ["max, law after pool 4: 0.000", "", "max, mean, law before any pool: 1.000"]


def test_what_is_almost_zero_is_told_exactly(shown_card, heard):
    card = shown_card((SIX[4],))
    told = heard(card.hinted)
    hover(card, place(card, 4, 0.0002))
    assert told == ["blur after pool 4: 0.0002"]


def test_infinite_points_can_be_asked_and_gaps_can_not(shown_card, heard):
    card = shown_card((Curve("mean", (1.0, INF, NAN)),))
    told = heard(card.hinted)
    hover(card, place(card, 1, INF))
    hover(card, place(card, 2, 0.0))
    assert told == ["mean after pool 1: ∞", ""]  # and nothing more


def test_a_hint_follows_the_curve_under_a_mouse_at_rest(shown_card, heard):
    card = shown_card((MAX,))
    hover(card, place(card, 2, 0.817))
    told = heard(card.hinted)
    values = (1.0, 1.118, 0.81, 0.458, 0.0)
    card.set_curves("T", "u", (replace(MAX, values=values),))
    card.set_curves("T", "u", (replace(MAX, values=(1.0, 1.118, 0.1, 0.458, 0.0)),))
    assert told == ["max after pool 2: 0.810", ""]


def test_a_message_takes_the_hint_away(shown_card, heard):
    card = shown_card((MAX,))
    hover(card, place(card, 2, 0.817))
    told = heard(card.hinted)
    card.set_message("Nothing to see.")
    assert told == [""]


def test_a_click_tells_the_nearest_level(shown_card, heard):
    card = shown_card()
    told = heard(card.level_chosen)
    left = Qt.MouseButton.LeftButton
    for level in (0.4, 0.6, 2.9, 4.0):
        spot = card.plot.place_of(level, 0.7).toPoint()
        QTest.mouseClick(card.plot.viewport(), left, pos=spot)
    QTest.mouseClick(card.plot.viewport(), left, pos=QPoint(1, 20))
    QTest.mouseClick(card.plot.viewport(), left, pos=QPoint(card.plot.width() - 1, 20))
    assert told == [0, 1, 3, 4, 0, 4]
    QTest.mouseClick(card.plot.viewport(), Qt.MouseButton.RightButton, pos=QPoint(60, 40))
    assert len(told) == 6


def test_two_quick_clicks_both_count(shown_card, heard):
    card = shown_card()
    told = heard(card.level_chosen)
    point = place(card, 3, 0.5).toPoint()
    QTest.mouseDClick(
        card.windowHandle(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, point
    )
    QApplication.processEvents()
    assert told == [3, 3]


def test_an_empty_plot_has_no_levels_to_click(shown_card, heard):
    card = shown_card(())
    told = heard(card.level_chosen)
    QTest.mouseClick(card.plot.viewport(), Qt.MouseButton.LeftButton)
    assert told == []


def test_nothing_moves_by_wheel_drag_or_keys(shown_card):
    card = shown_card()
    before = painted(card)
    viewport = card.plot.viewport()
    centre = QPointF(viewport.rect().center())
    for point in (centre, card.plot.place_of(2, 0) + QPointF(0, 20), QPointF(5, centre.y())):
        wheel = QWheelEvent(
            *(point, viewport.mapToGlobal(point), QPoint(), QPoint(0, -120)),
            *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
            *(Qt.ScrollPhase.NoScrollPhase, False),
        )
        QApplication.sendEvent(viewport, wheel)
        assert not wheel.isAccepted()  # so it is for what scrolls around the card
    for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
        QTest.mousePress(viewport, button, pos=centre.toPoint())
        for step in range(1, 6):
            QTest.mouseMove(viewport, centre.toPoint() + QPoint(8 * step, 5 * step))
        QTest.mouseRelease(viewport, button, pos=QPoint(2, 2))
    for key in (Qt.Key.Key_Minus, Qt.Key.Key_Space, Qt.Key.Key_Right):
        QTest.keyClick(viewport, key)
    hover(card, QPointF(1, 1))
    assert np.array_equal(painted(card), before)
    assert QApplication.activePopupWidget() is None
    assert card.plot.focusPolicy() is Qt.FocusPolicy.NoFocus


# ---- what pyqtgraph might leave behind

_CLEAN = """
import sys, threading
from PyQt6.QtCore import QEvent
from PyQt6.QtWidgets import QApplication, QVBoxLayout, QWidget
app = QApplication([])
before = sys.excepthook, sys.unraisablehook, threading.excepthook, app.styleSheet()
from poolviz.gui.labs.shift.curves.curve import Curve
from poolviz.gui.labs.shift.curves.card import CurvesCard
import pyqtgraph
assert before == (sys.excepthook, sys.unraisablehook, threading.excepthook, app.styleSheet())
assert pyqtgraph.getConfigOption("background") == "k"
assert pyqtgraph.getConfigOption("antialias") is False
for i in range(50):
    window = QWidget()
    card = CurvesCard()
    QVBoxLayout(window).addWidget(card)
    card.set_measures((("a", "A", ""), ("b", "B", "")), "b")
    card.set_curves("T", "u", (Curve("max", (1.0, 0.5, 0.0), True), Curve("mean", (1.0, 0.2))))
    card.set_measures((("a", "A", ""),), "a")
    window.show()
    app.processEvents()
    if i % 2:
        window.close()
    else:
        window.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    del window, card
assert not app.allWidgets(), len(app.allWidgets())
print("done")
"""


def test_cards_come_and_go_without_a_trace():
    """No hook, no option, no widget is left; no warning in import, use, or at the end."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", _CLEAN],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "done\n"
    said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert said == []


def test_a_hook_that_was_set_before_stays():
    code = (
        "import sys\nhook = lambda *args: None\nsys.excepthook = hook\n"
        "import poolviz.gui.labs.shift.curves.card\nassert sys.excepthook is hook\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
