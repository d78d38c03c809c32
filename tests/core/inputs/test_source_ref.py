"""Where an input comes from: what is drawn, how it is named, and what can't be drawn."""

import numpy as np
import pytest

from poolviz.core import Source, SourceError, SourceRef, circle, letter, two_dots
from poolviz.core.inputs.source_ref import (
    DRAWINGS,
    KINDS,
    MAX_MATRIX_SIDE,
    PICTURES,
    SIZED,
    Drawing,
)
from tests.core.outside import refusal


def drawn(kind, size=(0, 0), **drawing):
    return SourceRef(kind, size, drawing=Drawing(**drawing)).load()


def test_the_kinds():
    assert len(set(KINDS)) == len(KINDS)
    assert set(DRAWINGS) < set(SIZED) < set(KINDS)
    assert set(PICTURES) < set(KINDS)
    assert not set(PICTURES) & set(SIZED)


@pytest.mark.parametrize("kind", KINDS)
def test_a_size_has_a_usual_value(kind):
    usual = (64, 64) if kind in DRAWINGS else (8, 8)
    assert SourceRef(kind).size == SourceRef(kind, (0, 0)).size == usual
    assert SourceRef(kind) == SourceRef(kind, usual)
    assert SourceRef(kind, (5, 6)).size == (5, 6)


@pytest.mark.parametrize("kind", SIZED)
def test_what_is_made_has_its_size(kind):
    assert SourceRef(kind).load().values.shape == SourceRef(kind).size
    assert SourceRef(kind, (60, 60)).load().values.shape == (60, 60)
    side = MAX_MATRIX_SIDE
    assert SourceRef(kind, (side, side)).load().values.shape == (side, side)


@pytest.mark.parametrize("kind", DRAWINGS)
def test_every_cell_of_a_drawing_is_0_or_1(kind):
    source = SourceRef(kind).load()
    assert source.values.dtype == np.uint8
    assert np.unique(source.values).tolist() == [0, 1]
    assert (source.picture, source.note) == (False, "")
    np.testing.assert_array_equal(SourceRef(kind).load().values, source.values)


# Circles


def test_the_usual_circle_is_that_of_the_classroom():
    source = SourceRef("circle").load()
    assert int(source.values.sum()) == 156
    rows, cols = np.nonzero(source.values)
    assert (rows.min(), rows.max(), cols.min(), cols.max()) == (4, 59, 4, 59)
    assert source.name == "Circle, radius 28"


@pytest.mark.parametrize("radius", [2, 5, 24, 28, 32])
def test_a_radius_is_counted_from_the_middle(radius):
    source = drawn("circle", radius=radius)
    rows, cols = np.nonzero(source.values)
    assert (rows.min(), rows.max()) == (cols.min(), cols.max()) == (32 - radius, 31 + radius)
    np.testing.assert_array_equal(source.values, circle(r_shrink=32 - radius))


def test_thick_circles_and_discs():
    thick = drawn("circle", radius=20, thickness=3)
    np.testing.assert_array_equal(thick.values, circle(r_shrink=12, thickness=3))
    assert thick.name == "Circle, radius 20"
    disc = drawn("circle", radius=20, filled=True)
    np.testing.assert_array_equal(disc.values, circle(r_shrink=12, filled=True))
    assert disc.name == "Disc, radius 20"
    assert disc.values.sum() > thick.values.sum() > drawn("circle", radius=20).values.sum()


def test_the_thickness_says_nothing_of_a_disc():
    disc = drawn("circle", (16, 16), radius=3, filled=True)
    thick = drawn("circle", (16, 16), radius=3, filled=True, thickness=9)
    np.testing.assert_array_equal(disc.values, thick.values)
    said = "thickness is 9; allowed is a whole number from 1 to 3."
    refusal(SourceError, lambda: drawn("circle", (16, 16), radius=3, thickness=9), said)


@pytest.mark.parametrize("radius", [-1, 0, 9, 28])
def test_a_radius_that_does_not_fit(radius):
    refusal(
        SourceError,
        lambda: drawn("circle", (16, 16), radius=radius),
        f"radius is {radius}; allowed on 16 × 16 cells is 2 to 8.",
    )


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 3), (5, 5), (6, 8), (64, 32), (1, 64)])
@pytest.mark.parametrize("radius", [1, 3, 28])
def test_a_size_without_circles_is_what_is_said(size, radius):
    """And not a range of radii that is empty, or of which none can be drawn."""
    said = f"size is {size}; allowed are two equal, even numbers from 4."
    refusal(SourceError, lambda: drawn("circle", size, radius=radius), said)


# Dots and letters


def test_the_usual_dots_are_neighbours_across_every_line():
    source = SourceRef("dots").load()
    assert np.argwhere(source.values).tolist() == [[31, 31], [32, 32]]
    assert source.name == "Two dots"


def test_dots():
    source = drawn("dots", (4, 9), dots=((0, 8), (3, 1)))
    np.testing.assert_array_equal(source.values, two_dots((4, 9), (0, 8), (3, 1)))
    assert np.argwhere(source.values).tolist() == [[0, 8], [3, 1]]
    assert drawn("dots", (1, 1), dots=((0, 0), (0, 0))).values.tolist() == [[1]]


def test_dots_outside():
    said = "row 0 to 31, column 0 to 63"
    refusal(SourceError, lambda: drawn("dots", (32, 64)), "second is (32, 32)", said)
    refusal(SourceError, lambda: drawn("dots", dots=((-1, 0), (0, 0))), "first is (-1, 0)")


def test_letters():
    for char in "FGJLPR":
        source = drawn("letter", letter=char)
        np.testing.assert_array_equal(source.values, letter(char))
        assert source.name == f"Letter {char}"
    assert drawn("letter", (7, 5), letter="L").values.tolist() == [[1, 0, 0, 0, 0]] * 6 + [[1] * 5]
    refusal(SourceError, lambda: drawn("letter", letter="é"), "'é'; allowed are 'F', 'G'")
    refusal(SourceError, lambda: drawn("letter", (6, 5)), "size is (6, 5); allowed are a height")


# A small frozen value


def test_a_reference_is_a_value():
    assert SourceRef("circle") == SourceRef("circle", drawing=Drawing())
    assert SourceRef("circle") != SourceRef("circle", drawing=Drawing(radius=27))
    assert SourceRef("circle") != SourceRef("dots")
    assert len({SourceRef("dots"), SourceRef("dots"), SourceRef("dots", seed=1)}) == 2


def test_what_is_given_is_not_read_again():
    source = Source(np.eye(3), "Given")
    assert SourceRef("values", given=source).load() is source
    twin = Source(source.values, "Given")
    assert SourceRef("values", given=source) != SourceRef("values", given=twin)
