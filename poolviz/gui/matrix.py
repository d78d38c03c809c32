"""What a view of a matrix shows: values, colours, padding, cells that nobody reads."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from poolviz.core.spec import Sides
from poolviz.gui.raster import Picture

Array = NDArray[Any]

NO_PADDING: Sides = ((0, 0), (0, 0))


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
        The smallest and the largest value there may be, for the width of the numbers.
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
