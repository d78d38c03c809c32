"""Changing single cells of an input."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


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
