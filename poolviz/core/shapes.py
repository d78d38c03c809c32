"""Pictures and matrices made by formula."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import SourceError


def circle(size: tuple[int, int] = (64, 64), r_shrink: int = 4) -> NDArray[np.uint8]:
    """Draw a one-pixel circle, symmetric about the middle of an even picture.

    Parameters
    ----------
    size : (int, int)
        Height and width in cells, both even and equal.
    r_shrink : int
        Cells between the circle and the edge: the radius is ``size // 2 - r_shrink``.

    Returns
    -------
    (H, W) ndarray of uint8
        1 on the circle, 0 elsewhere.

    Raises
    ------
    SourceError
        If `size` is not square and even, or `r_shrink` leaves no radius of at least 1.

    Notes
    -----
    The midpoint circle algorithm (J. E. Bresenham, "A linear algorithm for incremental digital
    display of circular arcs", CACM 20(2), 1977) draws on a canvas with one row and one column
    more; dropping the middle ones makes the picture symmetric about ``size / 2 - 0.5``.
    """
    height, width = size
    if height != width or height < 4 or height % 2:
        raise SourceError(f"size is {size}; allowed are two equal, even numbers from 4.")
    centre = height // 2
    if not 0 <= r_shrink < centre:
        raise SourceError(f"r_shrink is {r_shrink}; allowed is 0 to {centre - 1}.")
    canvas = np.zeros((height + 1, width + 1), np.uint8)
    along, across = centre - r_shrink, 0
    error = 1 - along
    while across <= along:
        for dy, dx in ((along, across), (across, along)):
            rows = [centre - dy, centre - dy, centre + dy, centre + dy]
            canvas[rows, [centre - dx, centre + dx] * 2] = 1
        across += 1
        if error < 0:
            error += 2 * across + 1
        else:
            along -= 1
            error += 2 * (across - along) + 1
    return np.delete(np.delete(canvas, centre, 0), centre, 1)


def ramp(size: tuple[int, int] = (8, 8)) -> NDArray[np.int64]:
    """Return the numbers 0, 1, 2, ... in raster order, shape `size`, int64."""
    return np.arange(size[0] * size[1], dtype=np.int64).reshape(size)


def random_matrix(size: tuple[int, int] = (8, 8), seed: int = 0) -> NDArray[Any]:
    """Return whole numbers from 0 to 99, shape `size`, int64, the same for the same `seed`."""
    return np.random.default_rng(seed).integers(0, 100, size)
