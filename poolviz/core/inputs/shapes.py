"""Pictures and matrices made by formula."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import SourceError, SpecError
from poolviz.core.inputs.source import MAX_CELLS
from poolviz.core.validation import MAX_SIZE, as_flag, as_int, is_list, real, shown

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
    SpecError
        If `filled` is not True or False.

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
    height, width = _shape(size, (4, 4), "two equal, even numbers from 4")
    if height != width or height % 2:
        raise SourceError(f"size is {shown(size)}; allowed are two equal, even numbers from 4.")
    centre = height // 2
    radius = centre - _whole("r_shrink", r_shrink, 0, centre - 1)
    thickness = _whole("thickness", thickness, 1, radius)
    filled = as_flag("filled", filled)
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
    height, width = _shape(size)
    places = [
        _pair(
            name, place, (0, 0), (height - 1, width - 1),
            f"is row 0 to {height - 1}, column 0 to {width - 1}",
        )
        for name, place in (("first", first), ("second", second))
    ]  # fmt: skip
    x = np.zeros((height, width), np.uint8)
    for place in places:
        x[place] = 1
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
    if not isinstance(char, str) or char not in LETTERS:
        raise SourceError(f"char is {shown(char)}; allowed are {', '.join(map(repr, LETTERS))}.")
    height, width = _shape(size, (7, 5), "a height from 7 and a width from 5")
    rows = [[int(row, 16) >> bit & 1 for bit in (4, 3, 2, 1, 0)] for row in _LETTERS[char].split()]
    square = max(1, min(height * 3 // 28, width * 3 // 20))
    drawn = np.kron(np.array(rows, np.uint8), np.ones((square, square), np.uint8))
    x = np.zeros((height, width), np.uint8)
    top, left = (height - 7 * square) // 2, (width - 5 * square) // 2
    x[top : top + 7 * square, left : left + 5 * square] = drawn
    return x


FIELD_GAIN = 0.597 / 4
"""What the field of `random_maps` is multiplied by before the logistic function."""


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
        Standard deviation of the noise, before the decay makes it larger: 0 to 1,000,000.
    decay : float
        The power of the frequency that the noise is divided by, -16 to 16: 0 is white noise, 4
        smooth blobs.
    seed : int
        The same seed makes the same maps.

    Returns
    -------
    (H, W, count) ndarray of float64
        From 0 to 1, with the defaults about half of the cells below .05 or above .95: channels
        last, as `global_pool2d` wants them.

    Raises
    ------
    SourceError
        If a number is not one of these.

    Notes
    -----
    Complex noise on the grid of a real Fourier transform, divided by ``max(f, 1 / max(H, W)) **
    decay`` with f the frequency in cycles a cell, times ``sqrt(H * W)``, transformed back, times
    `FIELD_GAIN`, and brought between 0 and 1 by the logistic function: the parametrised images of
    feature visualisation, made grey by their step between colours.

    Examples
    --------
    >>> random_maps(8).mean(axis=(0, 1)).shape
    (8,)
    """
    height, width = _shape(size)
    count = _whole("count", count, 0, MAX_CELLS // (height * width))
    spread = _real("scale", scale, 0, 1_000_000)
    power = _real("decay", decay, -16, 16)
    rng = np.random.default_rng(_whole("seed", seed, 0, MAX_SIZE))
    noise = rng.normal(0, spread, (count, height, width // 2 + 1, 2))
    frequency = np.hypot.outer(np.fft.fftfreq(height), np.fft.rfftfreq(width))
    spectrum = noise.view(np.complex128)[..., 0] / (
        np.maximum(frequency, 1 / max(height, width)) ** power / np.sqrt(height * width)
    )
    field = FIELD_GAIN * np.fft.irfft2(spectrum, (height, width))
    return np.ascontiguousarray(np.moveaxis(np.exp(-np.logaddexp(0, -field)), 0, -1))


def ramp(size: tuple[int, int] = (8, 8)) -> NDArray[np.int64]:
    """Return the numbers 0, 1, 2, ... in raster order, shape `size`, int64.

    Raises
    ------
    SourceError
        If `size` is not two whole numbers from 1.

    Examples
    --------
    >>> ramp((2, 3))
    array([[0, 1, 2],
           [3, 4, 5]])
    """
    height, width = _shape(size)
    return np.arange(height * width, dtype=np.int64).reshape(height, width)


def random_matrix(size: tuple[int, int] = (8, 8), seed: int = 0) -> NDArray[Any]:
    """Return whole numbers from 0 to 99, shape `size`, int64, the same for the same `seed`.

    Raises
    ------
    SourceError
        If `size` is not two whole numbers from 1, or `seed` not one from 0.

    Examples
    --------
    >>> random_matrix((2, 3), seed=1)
    array([[47, 51, 75],
           [95,  3, 14]])
    """
    shape = _shape(size)
    return np.random.default_rng(_whole("seed", seed, 0, MAX_SIZE)).integers(0, 100, shape)


def _whole(name: str, value: Any, low: int, high: int) -> int:
    try:
        return as_int(name, value, low, high)
    except SpecError as error:
        raise SourceError(str(error)) from None


def _real(name: str, value: Any, low: int, high: int) -> float:
    number = real(value)
    if not low <= number <= high:
        raise SourceError(f"{name} is {shown(value)}; allowed is a number from {low} to {high:,}.")
    return number


def _pair(name: str, value: Any, low: IntPair, high: IntPair, allowed: str) -> IntPair:
    try:
        if not is_list(value):
            raise SpecError
        first, second = (as_int(name, *one) for one in zip(value, low, high, strict=True))
    except ValueError:
        raise SourceError(f"{name} is {shown(value)}; allowed {allowed}.") from None
    return first, second


def _shape(
    size: Any, low: IntPair = (1, 1), allowed: str = "a height and a width from 1"
) -> IntPair:
    shape = _pair("size", size, low, (MAX_CELLS, MAX_CELLS), f"are {allowed}")
    if shape[0] * shape[1] > MAX_CELLS:
        raise SourceError(f"size is {shown(size)}; allowed are at most {MAX_CELLS:,} cells.")
    return shape


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
