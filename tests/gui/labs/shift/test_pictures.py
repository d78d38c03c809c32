"""The pictures of the Shift lab, by what a person sees and by what the mouse does to them."""

import base64
import itertools
import re
from dataclasses import replace

import numpy as np
import pytest
from PyQt6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QPointF, QRect, QSize, Qt
from PyQt6.QtGui import QColor, QImage, QMouseEvent, QPainter
from PyQt6.QtSvg import QSvgGenerator, QSvgRenderer
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication

from poolviz.core import PoolSpec, circle, pool2d
from poolviz.core.numbers import offset_in_words
from poolviz.gui.canvas.raster import difference_of, difference_table, lookup_table, picture_of
from poolviz.gui.labs.shift.pictures.arrangement import MARGIN
from poolviz.gui.labs.shift.pictures.columns import LevelColumn, offset_in_pixels
from poolviz.gui.labs.shift.pictures.head import KEPT_OFFSET, TRUE_OFFSET, Head, Scale
from poolviz.gui.labs.shift.pictures.overlay import RING, exaggeration, handle_places
from poolviz.gui.labs.shift.pictures.painter import ShiftPainter
from poolviz.gui.labs.shift.pictures.view import ShiftPictures
from poolviz.gui.theme import DARK, LIGHT, PROJECTOR, THEMES
from tests.gui.conftest import painted, pixels_of, seen

LEFT = Qt.MouseButton.LeftButton
CENTRED, SHIFTED, DIFFERENCE = 0, 1, 2
VIRIDIS, MAGMA = lookup_table("viridis"), lookup_table("magma")
SCALES = (
    Scale("", ("0", "1"), tuple(VIRIDIS.tolist())),
    Scale("|a − b|", ("0 identical", "1"), tuple(MAGMA.tolist())),
)
SIZE = 1060, 468
DY, DX = -2, 3


def rgb(colour):
    return QColor(colour).rgb()


def shifted(values, dy, dx):
    """Shift by repeating the edge, written without any of the program."""
    rows = np.clip(np.arange(values.shape[0]) - dy, 0, values.shape[0] - 1)
    cols = np.clip(np.arange(values.shape[1]) - dx, 0, values.shape[1] - 1)
    return values[np.ix_(rows, cols)]


def centre_of_mass(values):
    return np.array([(axis * values).sum() for axis in np.indices(values.shape)]) / values.sum()


def columns_of(values=None, dy=DY, dx=DX, levels=4, **changes):
    """Return the columns of a picture and its twin, max pooled `levels` times by 2 x 2."""
    first = circle() if values is None else values
    pair = [first.astype(float), shifted(first, dy, dx).astype(float)]
    columns = []
    for level in range(levels + 1):
        if level:
            pair = [pool2d(x, PoolSpec(2, padding="same")) for x in pair]
        kept = None
        if all(x.any() for x in pair):
            kept = tuple((centre_of_mass(pair[1]) - centre_of_mass(pair[0])) * 2**level)
        tables = (VIRIDIS, VIRIDIS, MAGMA)
        maps = (*pair, np.abs(pair[0] - pair[1]))
        pictures = [picture_of(x, (0, 1), t) for x, t in zip(maps, tables, strict=True)]
        title = f"MaxPool {level}" if level else "Original"
        columns.append(
            LevelColumn(title, pair[0].shape, tuple(pictures), kept, f"L2 {level}", f"Tip {level}")
        )
    return tuple(replace(column, **changes) for column in columns)


def flat_columns(shapes, kept=(0.0, 0.0), value=0.0, **changes):
    """Return columns of one colour, on which everything that is drawn over them shows."""
    result = []
    for level, shape in enumerate(shapes):
        picture = picture_of(np.full(shape, value), (0, 1), VIRIDIS)
        column = LevelColumn(f"Pool {level}", shape, (picture,) * 3, kept)
        result.append(replace(column, **changes))
    return tuple(result)


@pytest.fixture
def show(on_screen):
    """Return a function that puts the view on the screen."""

    def show(columns=None, size=SIZE, theme=LIGHT, shift=(DY, DX), bare=True):
        view = ShiftPictures()
        view.set_theme(theme)
        view.set_bare(bare)
        view.set_scales(SCALES)
        view.set_columns(columns_of() if columns is None else columns)
        view.set_shift(*shift)
        return on_screen(view, *size)

    return show


def block(pixels, rect):
    rect = rect.toAlignedRect()
    return pixels[rect.top() : rect.bottom() + 1, rect.left() : rect.right() + 1]


def has(pixels, colour):
    return bool((pixels == rgb(colour)).any())


def arrows_of(pixels):
    """Return where the dark and the orange arrow are on the purple of 0, with their soft edges."""
    red, green, blue = (pixels.astype(np.int64) >> shift & 0xFF for shift in (16, 8, 0))
    grey = (np.abs(red - green) < 20) & (np.abs(blue - green) < 40)
    return grey & (green < 140), red - blue > 90


def cells_seen(view, pixels, level, row):
    """Return the colour in the middle of each cell of a picture."""
    rows, cols = view.columns[level].shape
    points = [
        [view.cell_rect(level, row, (r, c)).center() for c in range(cols)] for r in range(rows)
    ]
    return np.array([[pixels[int(p.y()), int(p.x())] for p in line] for line in points])


def extent(mask):
    """Return first row, first column, height and width of what is set."""
    rows, cols = np.nonzero(mask)
    return rows.min(), cols.min(), rows.max() - rows.min() + 1, cols.max() - cols.min() + 1


def drag(view, *points):
    places = [QPointF(point).toPoint() for point in points]
    QTest.mousePress(view, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(view, place)
    QTest.mouseRelease(view, LEFT, pos=places[-1])


def hover(view, point):
    QTest.mouseMove(view, QPoint(1, 1))
    QTest.mouseMove(view, QPointF(point).toPoint())


def near(rect, x, y):
    """Return a point of a rect, from its upper left corner."""
    return rect.topLeft() + QPointF(x, y)


# ---- pictures


@pytest.mark.parametrize("size", [(660, 300), SIZE, (1300, 700), (2000, 900)])
@pytest.mark.parametrize("row", [CENTRED, DIFFERENCE])
def test_every_cell_of_every_level_has_its_colour(show, size, row):
    view = show(size=size)
    pixels = painted(view)
    for level, column in enumerate(view.columns):
        if view.picture_rect(level, row).width() >= column.shape[0]:  # else cells are averaged
            seen_cells = cells_seen(view, pixels, level, row)
            np.testing.assert_array_equal(seen_cells, column.pictures[row].pixels)
    assert view.picture_rect(1, row).width() >= 32


def test_the_shifted_row_shows_the_shifted_pictures(show):
    view = show()
    pixels = painted(view)
    for level, column in enumerate(view.columns):
        same = cells_seen(view, pixels, level, SHIFTED) == column.pictures[SHIFTED].pixels
        side = len(same)
        edge = np.indices((side, side)) < side // 5  # the arrows are in the middle
        assert same[edge.any(axis=0)].all()


def test_levels_have_pictures_of_one_size_in_three_rows(show):
    view = show()
    rects = [[view.picture_rect(level, row) for level in range(5)] for row in range(3)]
    side = rects[0][0].width()
    assert side >= 106
    assert {(r.width(), r.height()) for line in rects for r in line} == {(side, side)}
    for line in rects:
        assert len({r.top() for r in line}) == 1
        assert all(a.right() < b.left() for a, b in itertools.pairwise(line))
    for above, below in itertools.pairwise(rects):
        assert all(a.bottom() < b.top() for a, b in zip(above, below, strict=True))
        assert [a.left() for a in above] == [b.left() for b in below]


def test_a_picture_that_is_not_square_keeps_its_shape(show):
    view = show(flat_columns([(30, 60), (15, 30), (60, 20)]))
    sizes = [view.picture_rect(level, CENTRED).size() for level in range(3)]
    assert sizes[0].width() == 2 * sizes[0].height() == sizes[1].width() == sizes[2].height()
    assert sizes[2].width() == pytest.approx(sizes[2].height() / 3, abs=1)
    middle = view.picture_rect(2, 0).center().y()
    assert view.picture_rect(0, 0).center().y() == pytest.approx(middle, abs=1)


def test_a_large_photo_is_smooth_where_it_is_small(show):
    board = np.indices((800, 800)).sum(axis=0) % 2
    picture = picture_of(board, (0, 1), lookup_table("gray"))
    view = show((LevelColumn("Original", board.shape, (picture,) * 3, None),), shift=(0, 0))
    inner = block(painted(view), view.picture_rect(0, CENTRED).adjusted(4, 4, -4, -4)) & 0xFF
    assert abs(inner.mean() - 127.5) < 3
    assert inner.std() < 20, "no pattern that is not there"


@pytest.mark.parametrize("count", [1, 2, 5, 8])
@pytest.mark.parametrize("size", [(660, 300), (900, 400), (2000, 900)])
def test_everything_stays_within_the_widget_and_apart(show, count, size):
    view = show(flat_columns([(64, 64)] * count, note="L2 0.46"), size)
    boxes = [view.column_rect(level) for level in range(count)]
    assert all(view.rect().toRectF().contains(box) for box in boxes)
    assert all(a.right() <= b.left() for a, b in itertools.pairwise(boxes))
    assert view.picture_rect(0, 0).width() >= 48
    for level, row in itertools.product(range(count), range(3)):
        assert boxes[level].contains(view.picture_rect(level, row))


def test_arrows_between_columns_give_way_to_the_pictures(show):
    def ink_between(view):
        left, right = view.picture_rect(0, 0), view.picture_rect(1, 0)
        gap = QRect(int(left.right()) + 2, 0, int(right.left() - left.right()) - 3, view.height())
        inside = gap.intersected(left.toRect().adjusted(0, 0, 999, 0))
        return has(block(painted(view), inside.toRectF()), LIGHT.muted)

    wide = show(flat_columns([(64, 64)] * 8), (1000, 300))
    assert ink_between(wide)
    narrow = show(flat_columns([(64, 64)] * 8), (660, 300))
    assert not ink_between(narrow)
    assert narrow.picture_rect(0, 0).width() >= 48


def test_no_columns_are_a_blank(show):
    view = show((), shift=(0, 0))
    assert (painted(view) == rgb(LIGHT.surface)).all()
    drag(view, QPointF(200, 100), QPointF(250, 120))
    hover(view, QPointF(200, 100))
    assert view.toolTip() == ""


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_a_theme_changes_all_but_the_values(show, theme):
    view = show(theme=PROJECTOR if theme is not PROJECTOR else DARK)
    view.set_theme(theme)
    pixels = seen(view)
    assert pixels[0, 0] == rgb(theme.surface)
    assert has(block(pixels, view.column_rect(4)), theme.accent_soft)
    np.testing.assert_array_equal(
        cells_seen(view, pixels, 1, CENTRED), view.columns[1].pictures[0].pixels
    )
    for colour in (theme.text, theme.muted, theme.window):
        assert has(pixels, colour), colour


def test_large_type_takes_its_room(show):
    small, large = show(), show(theme=replace(LIGHT, scale=1.5))
    assert large.picture_rect(0, 0).top() > small.picture_rect(0, 0).top()
    assert large.minimumSizeHint().height() > small.minimumSizeHint().height()


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_the_smallest_size_has_pictures_of_48_pixels(show, theme):
    view = show(theme=theme)
    least, usual = view.minimumSizeHint(), view.sizeHint()
    assert least.width() <= usual.width()
    assert least.height() <= usual.height()
    view.resize(least)
    assert view.picture_rect(0, 0).width() >= 48
    assert view.arrangement.notes
    assert view.arrangement.shares
    view.resize(least - QSize(0, 12 + view.arrangement.line))
    smaller = view.arrangement
    assert smaller.box < 48 or not smaller.notes, "the notes yield before the pictures"
    assert smaller.head.height() == view.arrangement.line * Head(theme, SCALES).lines(
        least.width() - 2 * MARGIN
    )


def test_the_usual_size_cuts_nothing_short(show):
    view = show()
    view.resize(view.sizeHint())
    assert view.arrangement.captions.lines == 1
    assert view.picture_rect(0, 0).width() >= 100


# ---- time


def test_levels_that_are_not_there_yet_are_dashed_and_empty(show):
    view = show()
    view.set_time(1, 0.0)
    pixels = seen(view)
    for level, row in itertools.product((2, 3, 4), range(3)):
        rect = view.picture_rect(level, row)
        if level > 2 or row == DIFFERENCE:  # no window on it
            inner = block(pixels, rect.adjusted(2, 2, -2, -2))
            assert (inner == rgb(LIGHT.empty)).all()
        bottom = block(pixels, rect)[-1]
        assert has(bottom, LIGHT.dash)
        assert not (bottom == rgb(LIGHT.dash)).all()
    whole = view.columns[1].pictures[0].pixels
    same = cells_seen(view, pixels, 1, CENTRED) == whole
    assert same[4:].all()


@pytest.mark.parametrize(("filled", "count"), [(0.25, 16), (0.5, 32), (0.547, 35), (63 / 64, 63)])
def test_a_share_of_the_cells_is_there_in_raster_order(show, filled, count):
    view = show()
    view.set_time(2, filled)
    pixels = painted(view)
    column = view.columns[3]
    cells = cells_seen(view, pixels, 3, DIFFERENCE).ravel()
    np.testing.assert_array_equal(cells[:count], column.pictures[2].pixels.ravel()[:count])
    assert (cells[count:] == rgb(LIGHT.empty)).all()


@pytest.mark.parametrize("cells", [3, 7, 49, 93, 1001])
def test_shares_of_any_number_of_cells_are_whole_cells(show, cells):
    view = show(flat_columns([(2, cells), (1, cells)]))
    for count in range(cells + 1):
        view.set_time(0, count / cells)
        assert view._told.cells_there(1) == count


@pytest.mark.parametrize("row", [CENTRED, SHIFTED])
def test_the_window_stands_on_what_is_read_and_on_what_comes_out(show, row):
    columns = flat_columns([(8, 8), (4, 4), (2, 2)], kept=None)
    view = show(columns, shift=(0, 0))
    view.set_time(0, 0.5)  # of 16 cells 8 are there: the next is (2, 0), of rows 4 and 5
    pixels = painted(view)
    cell = view.picture_rect(0, 0).width() / 8
    for level in (0, 1):  # a cell of the second is as large as the window on the first
        rect = view.picture_rect(level, row).adjusted(-6, -6, 6, 6)
        top, left, height, width = extent(block(pixels, rect) == rgb(LIGHT.window))
        assert top - 6 == pytest.approx(4 * cell, abs=4)
        assert left - 6 == pytest.approx(0, abs=4)
        assert height == pytest.approx(2 * cell, abs=8)
        assert width == pytest.approx(2 * cell, abs=8)
    assert not has(block(pixels, view.column_rect(2)), LIGHT.window)
    for level in range(3):
        assert not has(block(pixels, view.picture_rect(level, DIFFERENCE)), LIGHT.window)


def test_the_window_has_its_own_size_step_and_padding(show):
    columns = flat_columns([(9, 9), (3, 3)], kept=None, window=(3, 5), stride=(3, 3), before=(0, 1))
    view = show(columns, shift=(0, 0))
    cell = view.picture_rect(0, 0).width() / 9

    def window(filled):
        view.set_time(0, filled)
        rect = view.picture_rect(0, CENTRED).adjusted(-6, -6, 6, 6)
        top, left, height, width = extent(block(painted(view), rect) == rgb(LIGHT.window))
        return [round(x / cell) for x in (top - 4, left - 4, height - 4, width - 4)]

    assert window(4 / 9) == [3, 2, 3, 5]
    assert window(0) == [0, 0, 3, 4], "padding is not part of the picture"
    rect = view.picture_rect(0, CENTRED)
    edge = QRect(int(rect.left()) - 4, int(rect.top() + cell), 8, int(cell)).toRectF()
    assert has(block(painted(view), edge), LIGHT.window), "it is closed there"
    assert window(2 / 9) == [0, 5, 3, 4], "nor is what is beyond the edge"


def test_nothing_is_left_to_do_on_the_last_level(show):
    view = show(flat_columns([(8, 8), (4, 4)], kept=None), shift=(0, 0))
    for time in ((1, 0.0), (1, 0.7), (5, 0.2)):
        view.set_time(*time)
        pixels = painted(view)
        pictures = [block(pixels, view.picture_rect(i, 0)) for i in range(2)]
        assert not any(has(part, LIGHT.window) or has(part, LIGHT.empty) for part in pictures)


def test_the_column_that_is_made_has_the_accent(show):
    view = show()
    for time, current in (((0, 0.0), 0), ((0, 0.1), 1), ((3, 0.5), 4), ((4, 0.0), 4)):
        view.set_time(*time)
        pixels = seen(view)
        marked = [has(block(pixels, view.column_rect(i)), LIGHT.accent_soft) for i in range(5)]
        assert marked == [i == current for i in range(5)]


def test_notes_and_arrows_wait_for_the_whole_level(show):
    view = show()
    view.set_time(1, 0.5)
    note = [view.arrangement.note(level) for level in range(5)]
    pixels = painted(view)
    assert [has(block(pixels, rect), LIGHT.muted) for rect in note] == [True, True] + 3 * [False]
    hover(view, note[2].center())
    assert view.toolTip() == ""
    hover(view, note[1].center())
    assert view.toolTip() == "Tip 1"


@pytest.mark.parametrize(("levels", "size"), [(4, SIZE), (7, (660, 300))])
def test_playing_repaints_just_what_has_changed(show, levels, size):
    view = show(columns_of(levels=levels), size, DARK)  # in which the halo can be seen
    for level in (0, 1, 3):
        for filled in (0.0, 0.1, 0.101, 0.5, 0.83, 0.2, 1.0, 0.99, 0.0):
            view.set_time(level, filled)
            np.testing.assert_array_equal(seen(view), painted(view))


def test_playing_paints_two_columns_only(show, monkeypatch):
    view = show()
    view.set_time(1, 0.5)
    QApplication.processEvents()
    painted_columns = []
    original = type(view).paintEvent

    def recorded(self, event):
        painted_columns.append(event.rect())
        original(self, event)

    monkeypatch.setattr(type(view), "paintEvent", recorded)
    view.set_time(1, 0.51)
    QApplication.processEvents()
    (rect,) = painted_columns
    assert rect.left() > view.column_rect(0).right()
    assert rect.right() < view.column_rect(3).left()
    painted_columns.clear()
    view.set_time(1, 0.51)
    view.set_shift(DY, DX)
    view.set_theme(LIGHT)
    view.set_dots(())
    view.set_grid(None, (None, None))
    QApplication.processEvents()
    assert painted_columns == []


# ---- arrows


def tip_of(view, level, colour):
    """Return how far a colour reaches from the middle of a shifted picture, along each axis."""
    rect = view.picture_rect(level, SHIFTED)
    rows, cols = np.nonzero(block(painted(view), rect) == rgb(colour))
    y, x = rows - rect.height() / 2, cols - rect.width() / 2
    far = np.argmax(np.hypot(y, x))
    return y[far], x[far]


@pytest.mark.parametrize("kept", [(0, 3), (0, -3), (2, 0), (-2, 0), (2, 2), (-1, 3)])
def test_the_arrow_points_to_what_is_left_and_is_as_long(show, kept):
    view = show(flat_columns([(64, 64)] * 2, kept), shift=(0, 0), size=(1060, 700))
    unit = view.picture_rect(0, 0).width() / 64 * view._told.times_as_long
    for level in range(2):
        y, x = tip_of(view, level, LIGHT.window)
        assert y == pytest.approx(kept[0] * unit, abs=3.5)
        assert x == pytest.approx(kept[1] * unit, abs=3.5)


def test_the_true_offset_is_the_same_at_every_level_and_dashed(show):
    view = show(flat_columns([(64, 64), (32, 32), (4, 4)], None), shift=(0, 3), size=(1060, 700))
    unit = view.picture_rect(0, 0).width() / 64 * view._told.times_as_long
    pixels = painted(view)
    for level in range(3):
        rect = view.picture_rect(level, SHIFTED)
        y, x = tip_of(view, level, LIGHT.hatch)
        assert abs(y) < 3
        assert x == pytest.approx(3 * unit, abs=3)
        line = block(pixels, rect)[int(rect.height() / 2)] >> 8 & 0xFF
        dark = line[round(rect.width() / 2) + 2 :][: int(x) - 10] < 0xC0
        assert np.diff(dark.astype(int)).clip(0).sum() >= 4, "gaps between the dashes"
        assert not has(block(pixels, rect), LIGHT.window)


def test_arrows_are_proportional_and_easily_seen():
    for cells in (28, 64, 224, 512):
        box = 116
        unit = exaggeration((0, 1), (cells, cells)) * box / cells
        assert unit >= 10, "one pixel can be seen"
        assert exaggeration((2, 2), (cells, cells)) == exaggeration((0, 1), (cells, cells))
    assert exaggeration((3, 3), (64, 64)) == exaggeration((1, 0), (64, 64)) == 7
    assert exaggeration((0, 8), (64, 64)) == 3
    assert exaggeration((0, 40), (64, 64)) == 1
    assert exaggeration((0, 1), (4, 4)) == 1


@pytest.mark.parametrize("offset", [(0, 60), (60, 60), (-50, 3)])
def test_no_arrow_leaves_its_picture(show, offset):
    view = show(flat_columns([(32, 64)] * 2, offset), shift=offset)
    bare = show(flat_columns([(32, 64)] * 2, None), shift=(0, 0))
    drawn, empty = painted(view), painted(bare)
    outside = np.ones(drawn.shape, bool)
    for level in range(2):
        block(outside, view.picture_rect(level, SHIFTED))[...] = False
    outside[:, : int(view.column_rect(0).left())] = False  # the words
    for level in range(2):
        block(outside, view.arrangement.share(level))[...] = False
    np.testing.assert_array_equal(drawn[outside], empty[outside])
    assert has(drawn, LIGHT.window)


@pytest.mark.parametrize("kept", [(0.0, 0.0), (0.03, -0.03)])
def test_an_offset_that_is_gone_is_a_dot(show, kept):
    view = show(flat_columns([(64, 64)], kept), shift=(0, 3), size=(700, 420))
    rect = view.picture_rect(0, SHIFTED)
    _, _, height, width = extent(block(painted(view), rect) == rgb(LIGHT.window))
    assert height < 12
    assert width < 12
    view.set_columns(flat_columns([(64, 64)], (0.0, 2.0)))
    _, _, _, width = extent(block(painted(view), rect) == rgb(LIGHT.window))
    assert width > 15


def test_without_a_centre_there_is_nothing_to_say(show):
    view = show(flat_columns([(64, 64)], None), shift=(0, 0))
    inner = block(painted(view), view.picture_rect(0, SHIFTED))
    assert (inner == inner[0, 0]).all()


@pytest.mark.parametrize("at", [(0, 0), (333, 150), (399, 399)])
def test_one_cell_that_differs_in_a_photograph_is_no_part_of_the_black(show, at):
    values = np.zeros((400, 400))
    same = picture_of(values, (0, 1), VIRIDIS)
    values[at] = 1e-9
    column = LevelColumn("Original", (400, 400), (same, same, difference_of(values, 1.0)), None)
    view = show((column,), (400, 420))
    rect = view.picture_rect(0, DIFFERENCE)
    assert rect.width() < 200, "it is drawn small"
    pixels = block(seen(view), rect)
    found = pixels[pixels != MAGMA[0]]
    assert found.tolist() == [0xFF000000 | int(difference_table()[0])]


def test_the_centred_row_and_the_difference_have_no_arrows(show):
    view = show(flat_columns([(64, 64)] * 2, (0, 3)))
    pixels = painted(view)
    for level, row in itertools.product(range(2), (CENTRED, DIFFERENCE)):
        assert not has(block(pixels, view.picture_rect(level, row)), LIGHT.window)


def keys_of(view):
    """Return what stands in the head, with its place."""
    head = Head(view.arrangement.theme, SCALES)
    return [(part, place) for part, place, _ in head.places(view.arrangement.head)]


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("size", [(400, 280), (660, 300), SIZE, (2200, 900)])
def test_the_head_says_what_colours_and_arrows_mean(show, size, theme):
    view = show(size=size, theme=theme)
    pixels, parts = painted(view), keys_of(view)
    assert [part for part, _ in parts][-4:] == [*SCALES, TRUE_OFFSET, KEPT_OFFSET]
    for part, place in parts:
        assert view.rect().toRectF().contains(place), part
        assert has(block(pixels, place), theme.text if part == "Every level" else theme.muted)
        assert not any(place.intersects(other) for _, other in parts if other != place)
        assert place.bottom() <= view.column_rect(0).top()
    places = dict(parts)
    for scale, table in zip(SCALES, (VIRIDIS, MAGMA), strict=True):
        lowest, highest = table[[0, -1]]
        bar = block(pixels, places[scale])
        assert (bar == lowest).sum() >= 8
        assert (bar == highest).sum() >= 8
        hover(view, places[scale].center())
        assert view.toolTip().endswith(f"from {scale.ends[0]} to 1, the same for all levels")
    assert has(block(pixels, places[TRUE_OFFSET]), theme.hatch)
    assert has(block(pixels, places[KEPT_OFFSET]), theme.window)
    hover(view, places[KEPT_OFFSET].center())
    assert "centre of mass" in view.toolTip()
    assert "stride^level" in view.toolTip()
    assert "7 times as long" in view.toolTip()
    assert "a negative one points the other way" in view.toolTip()


@pytest.mark.parametrize("kept", [(0, 3), (0, 1.5), (0, -1), (-1, 3), (1, 3), (0, 0)])
def test_the_two_arrows_lie_side_by_side(show, kept):
    view = show(flat_columns([(64, 64)] * 2, kept), shift=(0, 3), size=(700, 464))
    only_true = show(flat_columns([(64, 64)] * 2, None), shift=(0, 3), size=(700, 464))
    for level in range(2):
        true, left = arrows_of(block(painted(view), view.picture_rect(level, SHIFTED)))
        alone, _ = arrows_of(block(painted(only_true), view.picture_rect(level, SHIFTED)))
        lengths = [np.ptp(np.nonzero(mask)[1]) for mask in (true, alone)]
        assert abs(lengths[0] - lengths[1]) <= 2, "none of it is hidden"
        assert lengths[1] > 20
        assert left.any()
        rows = [np.nonzero(mask)[0] for mask in (true, left)]
        assert min(rows[0]) > max(rows[1]) or max(rows[0]) < min(rows[1])


@pytest.mark.parametrize(
    ("kept", "text"),
    [
        ((0, 3), "100 %"),
        ((0, 1.14), "38 %"),
        ((0, -0.9), "−30 %"),
        ((2, 0), "0 %"),
        ((0, 2.99), "99.7 %"),
        ((0, 0.0003), "0.01 %"),
        ((0, 2.99999), "≈100 %"),
        (None, "–"),
    ],
)
def test_the_share_that_is_left_is_written_under_the_arrows(show, monkeypatch, kept, text):
    view = show(flat_columns([(64, 64)] * 2, kept), shift=(0, 3), size=(700, 464))
    lines = written(view, monkeypatch)
    assert lines.count(text) == 2
    place = view.arrangement.share(1)
    pixels = block(painted(view), place)
    assert has(pixels, LIGHT.result)
    assert place.top() >= view.picture_rect(1, SHIFTED).bottom()
    assert place.bottom() <= view.picture_rect(1, DIFFERENCE).top()
    negative = text.startswith("−")
    assert ("− is the other way" in lines or "−: other way" in lines) == negative
    assert ("what is left" in lines) != negative
    hover(view, view.picture_rect(1, SHIFTED).center())
    assert ("it points the other way" in view.toolTip()) == negative


def written(view, monkeypatch):
    """Return every text that is drawn over the pictures."""
    lines = []
    write = ShiftPainter._write

    def listen(painter, rect, text, role, **more):
        lines.append(text)
        write(painter, rect, text, role, **more)

    monkeypatch.setattr(ShiftPainter, "_write", listen)
    view.grab()
    monkeypatch.undo()
    return lines


# ---- words


@pytest.mark.parametrize(
    ("shift", "words"),
    [
        ((0, 0), "shift 0, 0"),
        ((-2, 3), "right 3, up 2"),
        ((2, -3), "left 3, down 2"),
        ((0, 1), "right 1"),
        ((-7, 0), "up 7"),
        ((0.5, -1.254), "left 1.25, down 0.5"),
    ],
)
def test_offsets_are_said_in_words(shift, words):
    assert offset_in_words(*shift) == words


def test_an_offset_that_rounds_to_nothing_is_nothing():
    assert offset_in_pixels((0.001, -0.004)) == "0 px"
    assert offset_in_pixels((-0.001, 1.27)) == "right 1.27 px"


def test_the_shift_is_written_under_the_title(show):
    view = show(shift=(0, 0))
    before = seen(view)
    view.set_shift(4, -1)
    after = seen(view)
    labels = [block(after != before, view.arrangement.row(row)).any() for row in range(3)]
    assert labels == [False, True, False]


def test_pictures_stay_where_they_are_while_the_shift_changes(show):
    view = show()
    before = [view.picture_rect(level, row) for level in range(5) for row in range(3)]
    hint = view.sizeHint()
    for shift in ((0, 0), (10, -10), (0, 1)):
        view.set_shift(*shift)
        view.set_columns(columns_of(dy=shift[0], dx=shift[1], note=f"identical {shift}"))
        assert before == [view.picture_rect(level, row) for level in range(5) for row in range(3)]
        assert view.sizeHint() == hint


def test_the_name_tells_the_shift_and_the_levels_that_are_shown(show):
    view = show()
    view.set_time(1, 0.5)
    assert view.accessibleName() == (
        "Shift: right 3, up 2. Levels shown: "
        "Original 64×64, L2 0, what is left: right 3, up 2 px; "
        "MaxPool 1 32×32, L2 1, what is left: right 3, up 2 px."
    )
    view.set_time(4, 0)
    assert "MaxPool 4 4×4, L2 4, what is left: 0 px." in view.accessibleName()
    view.set_shift(0, 0)
    assert view.accessibleName().startswith("Shift: shift 0, 0.")


# ---- K-grid and handles


def test_the_grid_is_drawn_between_blocks_on_both_originals(show):
    view = show(flat_columns([(64, 64), (32, 32)], None), shift=(0, 0))
    plain = painted(view)
    view.set_grid((16, 32), (None, None))
    drawn = painted(view)
    for row in (CENTRED, SHIFTED):
        rect = view.picture_rect(0, row)
        changed = block(drawn != plain, rect)
        cell = rect.width() / 64
        lines = np.flatnonzero(changed.all(axis=1)), np.flatnonzero(changed.all(axis=0))
        for places, at in zip(lines, ((16, 32, 48), (32,)), strict=True):
            parts = np.split(places, np.flatnonzero(np.diff(places) > 1) + 1)
            assert [p.mean() for p in parts] == pytest.approx([k * cell for k in at], abs=1)
    for rect in (view.picture_rect(0, DIFFERENCE), view.picture_rect(1, CENTRED)):
        assert not block(drawn != plain, rect).any()
    view.set_grid(None, (None, None))
    np.testing.assert_array_equal(painted(view), plain)


def test_a_grid_as_fine_as_the_cells_does_not_hide_them(show):
    view = show(flat_columns([(64, 64)], None), shift=(0, 0))
    plain = painted(view)
    view.set_grid((1, 1), (None, None))
    np.testing.assert_array_equal(painted(view), plain)


@pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
def test_cells_that_cross_a_line_have_the_colour_of_the_window(show, theme):
    view = show(flat_columns([(64, 64)], None), shift=(0, 0), theme=theme, size=(700, 700))
    masks = np.zeros((2, 64, 64), bool)
    masks[0, 16, 5:9] = masks[0, 63, 63] = masks[1, 30, 31] = True
    view.set_grid((16, 16), tuple(masks))
    for row, mask in enumerate(masks):
        cells = cells_seen(view, seen(view), 0, row)
        np.testing.assert_array_equal(cells == rgb(theme.window), mask)
    other = DARK if theme is not DARK else LIGHT
    view.set_theme(other)
    cells = cells_seen(view, seen(view), 0, CENTRED)
    np.testing.assert_array_equal(cells == rgb(other.window), masks[0])


def test_cells_that_cross_can_be_seen_in_a_large_picture(show):
    view = show(flat_columns([(2000, 1500)], None), shift=(0, 0))
    mask = np.zeros((2000, 1500), bool)
    mask[1001, 1498] = True
    view.set_grid((2000, 1500), (mask, None))
    rect = view.picture_rect(0, CENTRED)
    there = block(painted(view), rect) == rgb(LIGHT.window)
    assert extent(there) == (int(rect.height() / 2), rect.width() - 1, 1, 1)


def test_cells_of_another_picture_are_not_drawn(show):
    view = show(flat_columns([(64, 64)], None), shift=(0, 0))
    view.set_grid((16, 16), (np.ones((32, 32), bool), None))
    assert not has(block(painted(view), view.picture_rect(0, CENTRED)), LIGHT.window)


@pytest.mark.parametrize(
    "dots", [((10, 20), (40, 50)), ((31, 31), (32, 32)), ((0, 0), (63, 63)), ((5, 5), (5, 5))]
)
def test_handles_are_hollow_and_beside_their_dots(show, dots):
    values = np.zeros((64, 64))
    for dot in dots:
        values[dot] = 1
    view = show(columns_of(values), shift=(0, 0), bare=False)
    view.set_dots(dots)
    pixels, camera = seen(view), view.arrangement.camera(0, CENTRED)
    places = handle_places(camera, dots)
    for dot, place in zip(dots, places, strict=True):
        rect = view.cell_rect(0, CENTRED, dot)
        assert (block(pixels, rect) == VIRIDIS[-1]).any(), "in sight"
        around = QRect(int(place.x()) - 10, int(place.y()) - 10, 21, 21).toRectF()
        assert has(block(pixels, around), LIGHT.accent)
        assert pixels[int(place.y()), int(place.x())] in VIRIDIS, "it is hollow"
        assert camera.area.contains(around.adjusted(3, 3, -3, -3))
    first, second = places
    assert (first - second).manhattanLength() > 2.2 * RING, "neither covers the other"
    assert not has(block(pixels, view.picture_rect(1, 0)), LIGHT.accent)
    view.set_bare(True)
    assert not has(block(seen(view), view.picture_rect(0, CENTRED)), LIGHT.accent)


def test_what_can_be_dragged_has_a_small_sign(show):
    view = show(shift=(0, 0), bare=False)
    pixels = seen(view)
    rect = view.picture_rect(0, SHIFTED)
    sign = extent(block(pixels, rect) == rgb(LIGHT.accent))
    assert 10 <= sign[2] <= 20
    assert 10 <= sign[3] <= 20
    for level, row in itertools.product(range(5), range(3)):
        if (level, row) != (0, SHIFTED):
            assert not has(block(pixels, view.picture_rect(level, row)), LIGHT.accent)
    view.set_bare(True)
    assert not has(block(seen(view), rect), LIGHT.accent)


# ---- the mouse


@pytest.mark.parametrize("row", [CENTRED, SHIFTED])
def test_dragging_tells_the_shift_that_is_wanted(show, heard, row):
    view = show(size=(1060, 700))
    told = heard(view.shift_dragged)
    clicked = heard(view.level_clicked)
    rect = view.picture_rect(0, row)
    cell = rect.width() / 64
    start = near(rect, 20, 20)
    drag(view, start, start + QPointF(5 * cell, -3 * cell), start + QPointF(-4 * cell, 0))
    assert told == [(DY - 3, DX + 5), (DY, DX - 4)]
    assert clicked == []


def test_a_drag_goes_on_from_where_it_began_whatever_is_shown(show, heard):
    """The receiver may limit the shift; what is wanted is not limited, and is told once."""
    view = show(size=(1060, 700))
    told = heard(view.shift_dragged)
    view.shift_dragged.connect(
        lambda dy, dx: view.set_shift(max(-3, min(dy, 3)), max(-3, min(dx, 3)))
    )
    view.shift_dragged.connect(lambda dy, dx: view.set_columns(columns_of(dy=dy % 3, dx=dx % 3)))
    rect = view.picture_rect(0, SHIFTED)
    cell = rect.width() / 64
    start = near(rect, 20, 20)
    steps = [start + QPointF(x * cell, 0) for x in (3, 3.2, 30, 500, 3)]
    drag(view, start, *steps)
    assert told == [(DY, DX + 3), (DY, DX + 30), (DY, DX + 500), (DY, DX + 3)]


def test_a_press_that_hardly_moves_is_a_click(show, heard):
    view = show()
    told, clicked = heard(view.shift_dragged), heard(view.level_clicked)
    start = near(view.picture_rect(0, CENTRED), 30, 30)
    drag(view, start, start + QPointF(1, 1))
    assert told == []
    assert clicked == [0]


def test_only_the_originals_can_be_dragged(show, heard):
    view = show()
    told = heard(view.shift_dragged)
    for level, row in ((0, DIFFERENCE), (1, CENTRED), (1, SHIFTED), (4, SHIFTED)):
        start = near(view.picture_rect(level, row), 20, 20)
        drag(view, start, start + QPointF(30, 10))
    start = near(view.picture_rect(0, SHIFTED), 20, 20)
    QTest.mousePress(view, Qt.MouseButton.RightButton, pos=start.toPoint())
    QTest.mouseMove(view, (start + QPointF(30, 10)).toPoint())
    QTest.mouseRelease(view, Qt.MouseButton.RightButton, pos=start.toPoint())
    assert told == []


def test_a_second_drag_begins_with_a_double_click_as_with_any_press(show, heard):
    view = show(size=(1060, 700))
    told, opened = heard(view.shift_dragged), heard(view.level_opened)
    start = near(view.picture_rect(0, SHIFTED), 20, 20).toPoint()
    QTest.mouseDClick(view, LEFT, pos=start)
    assert told == []
    QTest.mousePress(view, LEFT, pos=start)
    QTest.mouseRelease(view, LEFT, pos=start)
    press = near(view.picture_rect(0, SHIFTED), 20, 20)
    send_double_press(view, press)
    cell = view.picture_rect(0, 0).width() / 64
    QTest.mouseMove(view, (press + QPointF(4 * cell, 0)).toPoint())
    QTest.mouseRelease(view, LEFT, pos=start)
    assert told == [(DY, DX + 4)]
    assert opened == []


def send_double_press(view, point):
    """Send what the second press of two quick ones is: no release, unlike a double-click."""
    where = view.mapToGlobal(point)
    kind = QEvent.Type.MouseButtonDblClick
    event = QMouseEvent(kind, point, where, LEFT, LEFT, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(view, event)


def test_a_hidden_view_lets_go(show, heard):
    view = show()
    told = heard(view.shift_dragged)
    start = near(view.picture_rect(0, SHIFTED), 20, 20)
    QTest.mousePress(view, LEFT, pos=start.toPoint())
    view.hide()
    view.show()
    QTest.mouseMove(view, (start + QPointF(30, 0)).toPoint())
    QTest.mouseRelease(view, LEFT, pos=start.toPoint())
    assert told == []


def test_handles_are_dragged_cell_by_cell_and_stay_on_the_picture(show, heard):
    view = show(size=(1060, 700))
    view.set_dots(((10, 20), (40, 50)))
    moved, shift = heard(view.dot_dragged), heard(view.shift_dragged)
    cell = view.picture_rect(0, 0).width() / 64
    handle = handle_places(view.arrangement.camera(0, CENTRED), ((10, 20), (40, 50)))[1]
    grip = handle + QPointF(5, -4)  # on the ring, not in its middle
    drag(view, grip, grip + QPointF(2 * cell, -6 * cell), grip + QPointF(900, -900))
    assert moved == [(1, 34, 52), (1, 0, 63)]
    assert shift == []
    moved.clear()
    first = view.cell_rect(0, CENTRED, (10, 20)).center()
    drag(view, first, first + QPointF(-3 * cell, 0))
    assert moved == [(0, 10, 17)]


def test_a_handle_is_as_large_as_a_finger_tip_needs(show, heard):
    view = show()
    view.set_dots(((32, 32),))
    middle = view.cell_rect(0, CENTRED, (32, 32)).center()
    handle = handle_places(view.arrangement.camera(0, CENTRED), ((32, 32),))[0]
    for point in (*(handle + QPointF(*off) for off in ((7, 0), (0, -7), (-5, 5))), middle):
        moved = heard(view.dot_dragged)
        drag(view, point, point + QPointF(30, 0))
        assert moved
    moved, shift = heard(view.dot_dragged), heard(view.shift_dragged)
    drag(view, middle + QPointF(-14, 0), middle + QPointF(30, 0))
    assert moved == []
    assert shift
    view.set_dots(())
    drag(view, middle, middle + QPointF(30, 0))
    assert moved == []


def test_a_click_on_a_column_goes_to_its_level(show, heard):
    view = show()
    clicked = heard(view.level_clicked)
    points = [
        view.picture_rect(3, DIFFERENCE).center(),
        near(view.column_rect(1), 20, 8),
        view.arrangement.note(4).center(),
        view.picture_rect(0, DIFFERENCE).center(),
    ]
    for point in points:
        QTest.mouseClick(view, LEFT, pos=point.toPoint())
    assert clicked == [3, 1, 4, 0]
    QTest.mouseClick(view, LEFT, pos=view.arrangement.row(0).center().toPoint())
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=points[0].toPoint())
    drag(view, points[0], view.picture_rect(1, DIFFERENCE).center())
    assert clicked == [3, 1, 4, 0]


def test_a_double_click_opens_a_level_once(show, heard):
    view = show()
    opened, clicked = heard(view.level_opened), heard(view.level_clicked)
    for level, row in ((1, CENTRED), (3, SHIFTED), (4, DIFFERENCE), (0, SHIFTED)):
        QTest.mouseDClick(view, LEFT, pos=view.picture_rect(level, row).center().toPoint())
    QTest.mouseDClick(view, LEFT, pos=near(view.column_rect(2), 20, 8).toPoint())
    assert opened == [(1, False), (3, True), (4, False)]
    assert len([level for level in clicked if level]) <= 4, "one click for each double-click"


def test_the_cursor_says_what_the_mouse_can_do(show):
    view = show()
    view.set_dots(((3, 3),))
    shapes = Qt.CursorShape
    for point, shape in (
        (view.picture_rect(0, CENTRED).center(), shapes.OpenHandCursor),
        (view.picture_rect(0, SHIFTED).center(), shapes.OpenHandCursor),
        (view.picture_rect(0, DIFFERENCE).center(), shapes.PointingHandCursor),
        (view.picture_rect(2, SHIFTED).center(), shapes.PointingHandCursor),
        (view.arrangement.row(0).center(), shapes.ArrowCursor),
    ):
        hover(view, point)
        assert view.cursor().shape() == shape
    start = near(view.picture_rect(0, SHIFTED), 20, 20)
    QTest.mousePress(view, LEFT, pos=start.toPoint())
    QTest.mouseMove(view, (start + QPointF(20, 0)).toPoint())
    assert view.cursor().shape() == shapes.ClosedHandCursor
    QTest.mouseRelease(view, LEFT, pos=(start + QPointF(20, 0)).toPoint())
    assert view.cursor().shape() == shapes.OpenHandCursor


def test_hints_tell_what_the_mouse_is_on(show, heard):
    view = show()
    view.set_time(2, 0)
    hinted = heard(view.hinted)

    def hint(point):
        QTest.mouseMove(view, QPointF(point).toPoint())
        return hinted[-1]

    assert hint(view.cell_rect(2, CENTRED, (3, 5)).center()) == (
        "MaxPool 2, centred, row 3, col 5. Double-click to watch the pooling."
    )
    assert hint(view.cell_rect(0, SHIFTED, (7, 9)).center()) == (
        "Original, shifted, row 7, col 9. True offset: right 3, up 2 px; "
        "what is left: right 3, up 2 px (100 %). Drag to shift."
    )
    assert hint(view.cell_rect(0, DIFFERENCE, (7, 9)).center()) == (
        "Original, difference, row 7, col 9."
    )
    assert hint(view.picture_rect(4, SHIFTED).center()) == "MaxPool 4 is not pooled yet."
    assert hint(near(view.column_rect(1), 20, 8)) == (
        "MaxPool 1, 32×32. Click to go to this level."
    )
    count = len(hinted)
    hint(near(view.column_rect(1), 22, 8))
    assert len(hinted) == count, "the same is not said twice"
    view.set_dots(((40, 50),))
    assert hint(view.cell_rect(0, CENTRED, (40, 50)).center()) == (
        "Dot 1: row 40, col 50. Drag to move it."
    )
    assert hint(QPointF(2, 2)) == ""
    hint(view.picture_rect(4, SHIFTED).center())
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert hinted[-1] == ""


def test_a_level_without_a_centre_says_so(show):
    view = show(flat_columns([(8, 8), (4, 4)], None))
    hover(view, view.picture_rect(1, SHIFTED).center())
    assert "what is left: nothing to measure." in view.toolTip()


def test_titles_that_are_cut_short_are_whole_in_their_tooltip(show):
    view = show(size=(660, 300), columns=flat_columns([(64, 64)] * 8, title="LongMaxPooling 1"))
    hover(view, near(view.column_rect(3), 20, 8))
    assert view.toolTip() == "LongMaxPooling 1, 64×64 (rows × columns)"


# ---- other devices


def svg_of(view):
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(view.size())
    generator.setViewBox(view.rect())
    painter = QPainter(generator)
    view.render(painter)
    painter.end()
    return buffer.data()


def test_an_svg_holds_the_same_cells(show):
    view = show()
    view.set_time(3, 0.5)
    image = QImage(view.size() * 2, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(svg_of(view)).render(painter)
    painter.end()
    pixels = pixels_of(image)
    pattern = rb'width="([0-9.]+)"[^>]*?href="data:image/png;base64,([^"]+)"'
    images = re.findall(pattern, svg_of(view).data())
    assert len(images) > 10
    for width, data in images:  # else what shows the SVG blurs the cells
        assert QImage.fromData(base64.b64decode(data)).width() >= float(width)
    for level in range(4):
        rows, cols = view.columns[level].shape
        rects = [[view.cell_rect(level, 0, (r, c)) for c in range(cols)] for r in range(rows)]
        middles = [[2 * rect.center() for rect in line] for line in rects]
        found = np.array([[pixels[int(p.y()), int(p.x())] for p in line] for line in middles])
        wanted = view.columns[level].pictures[0].pixels
        lit = (found >> 16 & 0xFF) > 0x90
        same = lit == ((wanted >> 16 & 0xFF) > 0x90)
        if level == 3:  # the window
            same = same[3:]
        assert same.mean() > 0.99
    last = view.picture_rect(4, DIFFERENCE)
    half = pixels[int(2 * last.bottom()) - 20, int(2 * last.center().x())]
    assert half == rgb(LIGHT.empty)


def test_a_fine_screen_gets_fine_lines(show):
    view = show()
    image = QImage(view.size() * 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2)
    view.render(image)
    fine, coarse = pixels_of(image), painted(view)
    assert fine.shape == (2 * coarse.shape[0], 2 * coarse.shape[1])
    for level in (1, 4):
        rect = view.picture_rect(level, CENTRED).toRect()
        inner = np.s_[2 * rect.top() : 2 * rect.bottom(), 2 * rect.left() : 2 * rect.right()]
        cells = view.columns[level].pictures[0].pixels
        assert set(np.unique(fine[inner])) == set(np.unique(cells)), "no mixed colours"
