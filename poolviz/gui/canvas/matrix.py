"""What a view of a matrix shows: values, colours, padding, cells that nobody reads."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from poolviz.core.numbers import short_number
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.pool_spec import Sides
from poolviz.gui.canvas.raster import Picture

NO_PADDING: Sides = ((0, 0), (0, 0))

_SAMPLE = 300
"""Cells that are looked at to know how wide numbers are."""


@dataclass(frozen=True, eq=False)
class Matrix:
    """What a view shows: the values and the pixels of one generation.

    Attributes
    ----------
    values : (H, W) ndarray
        What the numbers say.
    picture : Picture
        The colours, of the same shape.
    levels : (float, float)
        The values at the ends of the colours.
    padding : Sides
        Cells of padding around it.
    unread_rows, unread_cols : tuple of int
        Rows and columns that no window reads.
    """

    values: Array
    picture: Picture
    levels: tuple[float, float]
    padding: Sides = NO_PADDING
    unread_rows: tuple[int, ...] = ()
    unread_cols: tuple[int, ...] = ()

    @cached_property
    def usual_texts(self) -> tuple[str, str]:
        """A number as wide as nearly all of its numbers, and the widest, of a few hundred."""
        sample = self.values.ravel()[:: max(1, self.values.size // _SAMPLE)]
        texts = sorted((short_number(value) for value in sample), key=len)
        return texts[9 * (len(texts) - 1) // 10], texts[-1]

    @cached_property
    def types(self) -> dict[Any, Any]:
        """What is known of the type of its numbers, for those who write them."""
        return {}

    @property
    def shape(self) -> tuple[int, int]:
        """Height and width in cells, without padding."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def padded_shape(self) -> tuple[int, int]:
        """Height and width in cells, padding included."""
        (top, bottom), (left, right) = self.padding
        height, width = self.shape
        return height + top + bottom, width + left + right
