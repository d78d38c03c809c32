"""Pictures and matrices made by formula."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import SourceError

IntPair = tuple[int, int]
Shape = tuple[int, int]


_LETTERS = {
    "F": "1f 10 10 1e 10 10 10",
    "G": "0e 11 10 17 11 11 0f",
    "J": "07 02 02 02 02 12 0c",
    "L": "10 10 10 10 10 10 1f",
    "P": "1e 11 11 1e 10 10 10",
    "R": "1e 11 11 1e 14 12 11",
}
"""Letters that differ from their mirror images: seven rows of five cells, a row a binary number."""

LETTERS = tuple(_LETTERS)


def circle(
    size: Shape = (64, 64), r_shrink: int = 4, *, thickness: int = 1, filled: bool = False
) -> NDArray[np.uint8]:
    """Draw a circle, symmetric about the middle of an even picture.

    Parameters
    ----------
    size : (int, int)
        Height and width in cells, both even and equal.
    r_shrink : int
        Cells between the circle and the edge: the radius is ``size // 2 - r_shrink``.
    thickness : int
        How many circles, one cell apart, from the radius inward, with all that lies between: 1 to
        the radius.
    filled : bool
        Whether all of the inside is lit, whatever the thickness.

    Returns
    -------
    (H, W) ndarray of uint8
        1 on the circle, 0 elsewhere.

    Raises
    ------
    SourceError
        If `size` is not square and even, `r_shrink` leaves no radius of at least 1, or `thickness`
        is more than there is.

    Notes
    -----
    The midpoint circle algorithm (J. E. Bresenham, "A linear algorithm for incremental digital
    display of circular arcs", CACM 20(2), 1977) draws on a canvas with one row and one column
    more; dropping the middle ones makes the picture symmetric about ``size / 2 - 0.5``.

    Examples
    --------
    >>> circle((8, 8), 1)[:4]
    array([[0, 0, 0, 0, 0, 0, 0, 0],
           [0, 0, 0, 1, 1, 0, 0, 0],
           [0, 0, 1, 0, 0, 1, 0, 0],
           [0, 1, 0, 0, 0, 0, 1, 0]], dtype=uint8)
    """
    height, width = size
    if height != width or height < 4 or height % 2:
        raise SourceError(f"size is {size}; allowed are two equal, even numbers from 4.")
    centre = height // 2
    if not 0 <= r_shrink < centre:
        raise SourceError(f"r_shrink is {r_shrink}; allowed is 0 to {centre - 1}.")
    radius = centre - r_shrink
    if not 1 <= thickness <= radius:
        raise SourceError(f"thickness is {thickness}; allowed is 1 to {radius}, the radius.")
    canvas = _outline(centre, radius)
    if filled:
        canvas = _disc(canvas)
    elif thickness > 1:
        inner = _outline(centre, radius - thickness + 1)
        canvas = _disc(canvas) - (_disc(inner) - inner)
    return np.delete(np.delete(canvas, centre, 0), centre, 1)


def two_dots(size: Shape, first: IntPair, second: IntPair) -> NDArray[np.uint8]:
    """Return a picture of zeros with two cells lit.

    Parameters
    ----------
    size : (int, int)
        Height and width, at least 1.
    first, second : (int, int)
        Row and column of each dot; they may be the same.

    Returns
    -------
    (H, W) ndarray of uint8
        1 at the dots, 0 elsewhere.

    Raises
    ------
    SourceError
        If a dot lies outside the picture.

    Examples
    --------
    >>> two_dots((2, 4), (0, 1), (1, 3))
    array([[0, 1, 0, 0],
           [0, 0, 0, 1]], dtype=uint8)
    """
    height, width = size
    if height < 1 or width < 1:
        raise SourceError(f"size is {size}; allowed are a height and a width from 1.")
    x = np.zeros(size, np.uint8)
    for name, (row, col) in (("first", first), ("second", second)):
        if not (0 <= row < height and 0 <= col < width):
            raise SourceError(
                f"{name} is {(row, col)}; allowed is row 0 to {height - 1}, column 0 to "
                f"{width - 1}."
            )
        x[row, col] = 1
    return x


def letter(char: str = "F", size: Shape = (64, 64)) -> NDArray[np.uint8]:
    """Draw a letter that differs from its mirror images, as large as three quarters of a picture.

    Parameters
    ----------
    char : {"F", "G", "J", "L", "P", "R"}
        The letter: 5 x 7 squares, of as many cells as fit.
    size : (int, int)
        Height and width, at least 7 and 5; the letter stands in the middle.

    Returns
    -------
    (H, W) ndarray of uint8
        1 on the letter, 0 elsewhere.

    Raises
    ------
    SourceError
        If there is no such letter, or it does not fit.

    Examples
    --------
    >>> letter("L", (7, 5))[4:]
    array([[1, 0, 0, 0, 0],
           [1, 0, 0, 0, 0],
           [1, 1, 1, 1, 1]], dtype=uint8)
    """
    height, width = size
    if char not in LETTERS:
        raise SourceError(f"char is {char!r}; allowed are {', '.join(map(repr, LETTERS))}.")
    if height < 7 or width < 5:
        raise SourceError(f"size is {size}; allowed are a height from 7 and a width from 5.")
    rows = [[int(row, 16) >> bit & 1 for bit in (4, 3, 2, 1, 0)] for row in _LETTERS[char].split()]
    square = max(1, min(height * 3 // 28, width * 3 // 20))
    drawn = np.kron(np.array(rows, np.uint8), np.ones((square, square), np.uint8))
    x = np.zeros(size, np.uint8)
    top, left = (height - 7 * square) // 2, (width - 5 * square) // 2
    x[top : top + 7 * square, left : left + 5 * square] = drawn
    return x


def random_maps(
    count: int, size: Shape = (5, 5), scale: float = 0.1, decay: float = 4.0, seed: int = 0
) -> NDArray[np.float64]:
    """Return smooth random feature maps: noise whose fine detail is weak.

    Parameters
    ----------
    count : int
        How many maps, from 0. The first ones do not depend on it.
    size : (int, int)
        Height and width, at least 1.
    scale : float
        Standard deviation of the noise, before the decay makes it larger.
    decay : float
        The power of the frequency that the noise is divided by: 0 is white noise, 4 smooth blobs.
    seed : int
        The same seed makes the same maps.

    Returns
    -------
    (H, W, count) ndarray of float64
        From 0 to 1, with the defaults mostly near the two ends: channels last, as `global_pool2d`
        wants them.

    Raises
    ------
    SourceError
        If a number is not one of these.

    Notes
    -----
    Complex noise on the grid of a real Fourier transform, divided by ``max(f, 1 / max(H, W)) **
    decay`` with f the frequency in cycles a cell, times ``sqrt(H * W)``, transformed back, and
    brought between 0 and 1 by the logistic function.

    Examples
    --------
    >>> random_maps(8).mean(axis=(0, 1)).shape
    (8,)
    """
    height, width = size
    if height < 1 or width < 1 or count < 0:
        raise SourceError(
            f"count is {count} and size {size}; allowed are a count from 0, and a height and a "
            "width from 1."
        )
    if not (np.isfinite(scale) and np.isfinite(decay) and scale >= 0):
        raise SourceError(
            f"scale is {scale} and decay {decay}; allowed are finite numbers, and no scale below 0."
        )
    noise = np.random.default_rng(seed).normal(0, scale, (count, height, width // 2 + 1, 2))
    frequency = np.hypot.outer(np.fft.fftfreq(height), np.fft.rfftfreq(width))
    spectrum = noise.view(np.complex128)[..., 0] / (
        np.maximum(frequency, 1 / max(height, width)) ** decay / np.sqrt(height * width)
    )
    field = np.fft.irfft2(spectrum, (height, width))
    return np.ascontiguousarray(np.moveaxis(np.exp(-np.logaddexp(0, -field)), 0, -1))


def ramp(size: tuple[int, int] = (8, 8)) -> NDArray[np.int64]:
    """Return the numbers 0, 1, 2, ... in raster order, shape `size`, int64."""
    return np.arange(size[0] * size[1], dtype=np.int64).reshape(size)


def random_matrix(size: tuple[int, int] = (8, 8), seed: int = 0) -> NDArray[Any]:
    """Return whole numbers from 0 to 99, shape `size`, int64, the same for the same `seed`."""
    return np.random.default_rng(seed).integers(0, 100, size)


def _outline(centre: int, radius: int) -> NDArray[np.uint8]:
    """Draw a midpoint circle on a canvas with its centre in the middle."""
    canvas = np.zeros((2 * centre + 1, 2 * centre + 1), np.uint8)
    along, across = radius, 0
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
    return canvas


def _disc(outline: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the cells on an outline and between its left and its right side."""
    from_left = np.maximum.accumulate(outline, axis=1)
    from_right = np.maximum.accumulate(outline[:, ::-1], axis=1)[:, ::-1]
    return np.minimum(from_left, from_right)
