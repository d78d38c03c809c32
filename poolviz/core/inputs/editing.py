"""Changing the cells and the size of an input."""

from dataclasses import replace
from typing import Any

import numpy as np

from poolviz.core.errors import SourceError
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.table import header_note, parse_number, read_table
from poolviz.core.spec.arrays import Array

NEW_MATRIX = "New matrix"
"""What a matrix is called that is typed from nothing."""

MAX_TYPED_SIDE = 28
"""The longest side of a matrix that anybody types."""


def matrix_size(values: Array, *, picture: bool) -> tuple[int, int]:
    """Return rows and columns for a new matrix: those of `values` if one types so many, or 4."""
    height, width = values.shape[:2]
    small = not picture and max(height, width) <= MAX_TYPED_SIDE
    return (height, width) if small else (4, 4)


def new_matrix(values: Array, *, picture: bool) -> Source:
    """Return a matrix of zeros to type numbers into, as large as `matrix_size` says."""
    return Source(np.zeros(matrix_size(values, picture=picture), np.int64), NEW_MATRIX)


def pasted_table(text: str, most: int) -> Source:
    """Return pasted numbers as an input.

    Raises
    ------
    SourceError
        If they are no table, or more than `most` cells.
    """
    values, header = read_table(text)
    if values.size > most:
        raise SourceError(
            f"The pasted table has {values.size:,} cells; allowed are {most:,}. Save it as .csv "
            "and open that."
        )
    return Source(values, "Pasted table", header_note(header))


def typed_cell(source: Source, values: Array, row: int, col: int, text: str) -> Source | None:
    """Return an input with what was typed for one of its cells; None where it was that already.

    Parameters
    ----------
    source : Source
        The input.
    values : (H, W) ndarray
        Its cells as they are pooled.
    row, col : int
        The cell.
    text : str
        What was typed.

    Raises
    ------
    SourceError
        If it is no number.
    """
    try:
        number = parse_number(text, row + 1, col + 1)
    except SourceError:
        raise SourceError(
            f"Cell [{row}, {col}] can't be {text.strip()!r}; allowed is a number."
        ) from None
    changed = with_cell(values, row, col, number)
    if changed.dtype == values.dtype and str(changed[row, col]) == str(values[row, col]):
        return None
    own = source.name == NEW_MATRIX
    name = source.name if own else source.name.removesuffix(", edited") + ", edited"
    return Source(changed, name, picture=source.picture and changed.dtype == values.dtype)


def resized_matrix(source: Source, size: tuple[int, int]) -> tuple[Source, int]:
    """Return a matrix with other rows and columns, and how many numbers but 0 that cuts off."""
    cells = with_size(source.values, *size)
    lost = np.count_nonzero(source.values) - np.count_nonzero(cells)
    return replace(source, values=cells, note=""), int(lost)


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
