"""Pictures moved by whole cells: by a given shift, or by one drawn at random."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.spec.arrays import Array, IntPair, SpatialAxes, as_array, spatial_axes
from poolviz.core.validation import MAX_SIZE, as_int, shown

Fill = Literal["replicate", "zero", "reflect", "wrap"]
Weights = Literal["uniform", "rounded"]

FILLS: tuple[Fill, ...] = ("replicate", "zero", "reflect", "wrap")
"""What can lie around a picture: its edge cells, zeros, its mirror image, or the picture again."""

WEIGHTS: tuple[Weights, ...] = ("uniform", "rounded")
"""How a random shift can be drawn."""

MAX_JITTER = 64
"""The largest jitter: 129 x 129 shifts."""


def shift2d(
    x: ArrayLike, dy: int, dx: int, fill: Fill = "replicate", *, axes: SpatialAxes | None = None
) -> Array:
    """Move the content of a picture down by `dy` rows and right by `dx` columns.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The picture. It is not changed.
    dy, dx : int
        The shift in cells, of any size and sign: negative is up and left.
    fill : {"replicate", "zero", "reflect", "wrap"}
        What comes in at the edges: the edge cell again, 0, the mirror image without the edge cell
        (then its mirror image, and so on), or what went out on the other side.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    ndarray
        A new array of the same shape and dtype.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Examples
    --------
    >>> shift2d([[1, 2, 3, 4]], 0, 1)
    array([[1, 1, 2, 3]])
    >>> shift2d([[1, 2, 3, 4]], 0, -2, "reflect")
    array([[3, 4, 3, 2]])
    """
    array = as_array("x", x)
    spatial = spatial_axes("x", array, axes)
    shift = [as_int(name, d, -MAX_SIZE, MAX_SIZE) for name, d in (("dy", dy), ("dx", dx))]
    positions = [np.arange(array.shape[axis]) - d for axis, d in zip(spatial, shift, strict=True)]
    return _cells_at(array, spatial, positions, as_choice("fill", fill, FILLS))


def random_shift(jitter: int, seed: int, weights: Weights = "uniform") -> IntPair:
    """Draw a shift (dy, dx) of at most `jitter` cells up or down, and left or right.

    Parameters
    ----------
    jitter : int
        0 to 64.
    seed : int
        From 0; the same seed draws the same shift.
    weights : {"uniform", "rounded"}
        "uniform" draws each whole number from -jitter to jitter with the same probability.
        "rounded" draws reals from -jitter to jitter and rounds them: the two ends are half as
        probable as the others, 1/12 instead of 1/6 with a jitter of 3.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Examples
    --------
    >>> random_shift(3, seed=4)
    (2, 3)
    """
    reach = as_int("jitter", jitter, 0, MAX_JITTER)
    rng = np.random.default_rng(as_int("seed", seed, 0, MAX_SIZE))
    if as_choice("weights", weights, WEIGHTS) == "uniform":
        dy, dx = rng.integers(-reach, reach, 2, endpoint=True).tolist()
    else:
        dy, dx = map(round, rng.uniform(-reach, reach, 2).tolist())
    return dy, dx


def extended(x: Array, margin: int, fill: str) -> Array:
    """Return (H, W, ...) with `margin` cells more on each of its four sides."""
    positions = [np.arange(-margin, size + margin) for size in x.shape[:2]]
    return _cells_at(x, (0, 1), positions, fill)


def as_choice(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    """Return `value` if it is one of `allowed`.

    Raises
    ------
    SpecError
        If it is not.
    """
    if isinstance(value, str) and value in allowed:
        return str(value)
    listed = ", ".join(map(repr, map(str, allowed)))
    raise SpecError(f"{name} is {shown(value)}; allowed are {listed}.")


def _cells_at(
    array: Array, spatial: IntPair, positions: list[NDArray[np.int64]], fill: str
) -> Array:
    """Return the cells at all pairs of row and column positions, inside the array or not."""
    for axis, at in zip(spatial, positions, strict=True):
        size = array.shape[axis]
        array = array.take(_inside(at, size, fill), axis=axis)
        if fill == "zero":
            array[(*[slice(None)] * axis, (at < 0) | (at >= size))] = 0
    return array


def _inside(positions: NDArray[np.int64], size: int, fill: str) -> NDArray[np.int64]:
    """Return which of the `size` cells of an axis stands at each position."""
    if fill == "wrap":
        return positions % size
    if fill == "reflect":
        period = max(1, 2 * (size - 1))
        return size - 1 - np.abs(positions % period - (size - 1))
    return np.clip(positions, 0, size - 1)
