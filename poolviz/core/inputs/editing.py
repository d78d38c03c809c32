"""Changing the cells and the size of an input."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.scenes.scene import Resolved

Array = NDArray[Any]

NEW_MATRIX = "New matrix"
"""What a matrix is called that is typed from nothing."""

MAX_TYPED_SIDE = 28
"""The longest side of a matrix that anybody types."""


def matrix_size(resolved: Resolved) -> tuple[int, int]:
    """Return rows and columns for a new matrix: those on screen, if they can be typed, or 4, 4."""
    height, width = resolved.run.generations[0].shape[:2]
    small = not resolved.source.picture and max(height, width) <= MAX_TYPED_SIDE
    return (height, width) if small else (4, 4)


def with_cell(values: Array, row: int, col: int, number: int | float) -> Array:
    """Return a copy of a matrix with another number in one cell.

    Parameters
    ----------
    values : (H, W) ndarray of bool, int or float
        The matrix.
    row, col : int
        The cell.
    number : int or float
        What it is to hold.

    Returns
    -------
    (H, W) ndarray
        Of the same dtype if that holds `number` exactly, else int64 or float64.
    """
    changed = values.astype(_dtype_for(values, number))
    changed[row, col] = number
    return changed


def with_size(values: Array, height: int, width: int) -> Array:
    """Return a copy of a matrix with another size, its first cells kept and new ones 0.

    Parameters
    ----------
    values : (H, W) ndarray of bool, int or float
        The matrix.
    height, width : int
        Rows and columns of the result.

    Returns
    -------
    (height, width) ndarray
        Of the same dtype.
    """
    rows, cols = min(height, values.shape[0]), min(width, values.shape[1])
    result = np.zeros((height, width), values.dtype)
    result[:rows, :cols] = values[:rows, :cols]
    return result


def _dtype_for(values: Array, number: int | float) -> np.dtype[Any]:
    """Return the dtype of `values` if it holds `number` exactly, else int64 or float64."""
    with np.errstate(all="ignore"):
        try:
            fits = values.dtype.type(number).item() == number or number != number
            fits = fits and (values.dtype.kind == "f" or number == number)
        except (OverflowError, ValueError):
            fits = False
    if fits:
        return values.dtype
    limits = np.iinfo(np.int64)
    numbers = [number]
    if values.dtype.kind != "f":
        numbers += [int(values.min()), int(values.max())]
    whole = isinstance(number, int) and values.dtype.kind != "f"
    if whole and all(limits.min <= n <= limits.max for n in numbers):
        return np.dtype(np.int64)
    return np.dtype(np.float64)
