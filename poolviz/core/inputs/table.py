"""Tables of numbers as people type, paste and save them."""

import csv
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import SourceError
from poolviz.core.numbers import MINUS

_WORDS = {"nan": "nan", "∞": "inf", "+∞": "inf", "-∞": "-inf", "inf": "inf", "-inf": "-inf"}


def parse_table(text: str) -> NDArray[Any]:
    r"""Read a table of numbers from pasted or saved text.

    Parameters
    ----------
    text : str
        A row a line, cells between tabs, semicolons, commas or spaces (the first of these that
        occurs); or a list of lists such as ``[[1, 2], [3, 4]]``. With tabs or semicolons a comma
        may be the decimal sign. "nan", "inf" and "-inf" are numbers, too.

    Returns
    -------
    (H, W) ndarray
        int64 where every cell is a whole number without a decimal sign that fits, else float64.

    Raises
    ------
    SourceError
        If there are no numbers, a cell is no number, or the rows differ in length; it names the
        row and the column, counted from 1.

    Notes
    -----
    A first row of names over numbers is a header and no part of the table; see `read_table`.

    Examples
    --------
    >>> parse_table("1;2,5\n3;4")
    array([[1. , 2.5],
           [3. , 4. ]])
    """
    return read_table(text)[0]


def read_table(text: str) -> tuple[NDArray[Any], tuple[str, ...]]:
    r"""Read a table of numbers, and the names in its header row where there is one.

    Parameters
    ----------
    text : str
        As for `parse_table`.

    Returns
    -------
    values : (H, W) ndarray
        As of `parse_table`.
    header : tuple of str
        What the first row says where it is a header: no cell of it is a number, none but the
        first is empty, and numbers follow. Else ().

    Raises
    ------
    SourceError
        As of `parse_table`; rows are counted with the header.

    Examples
    --------
    >>> read_table("width,height\n3,4")
    (array([[3, 4]]), ('width', 'height'))
    """
    if not isinstance(text, str):
        raise SourceError(f"The table is a {type(text).__name__}; allowed is a text of numbers.")
    rows = _nested(text) if text.lstrip().startswith("[") else _split(text)
    if not any(rows):
        raise SourceError("The table is empty; allowed are rows of numbers.")
    header: tuple[str, ...] = ()
    if _has_header(rows):
        header = tuple(cell.strip().strip('"').strip() for cell in rows.pop(0))
    width = len(header or rows[0])
    numbers: list[list[int | float]] = []
    for i, row in enumerate(rows, 2 if header else 1):
        if len(row) != width:
            raise SourceError(
                f"Row {i} of the table has {len(row)} cells, row 1 has {width}; allowed are rows "
                "of one length."
            )
        numbers.append([parse_number(cell, i, j) for j, cell in enumerate(row, 1)])
    whole = all(isinstance(value, int) for row in numbers for value in row)
    if whole and all(-(2**63) <= value < 2**63 for row in numbers for value in row):
        return np.array(numbers, np.int64), header
    return np.array(numbers, np.float64), header


def header_note(header: tuple[str, ...]) -> str:
    """Return the note that names a header row, at most 100 characters of it; "" for none."""
    if not header:
        return ""
    names = ", ".join(name for name in header if name)
    names = names if len(names) <= 100 else names[:99] + "…"
    return f"the first row is a header ({names})"


def parse_number(cell: str, row: int, col: int) -> int | float:
    """Return the number that a cell says.

    Raises
    ------
    SourceError
        If it says none; `row` and `col`, counted from 1, are named.
    """
    text = cell.strip().strip('"').strip().replace(MINUS, "-").replace("_", "x")
    text = _WORDS.get(text.lower(), text)
    try:
        number = float(text)
        if abs(number) < 2**64 and text.lstrip("+-").isdecimal():
            return int(text)
        return number
    except ValueError:
        said = f"says {cell.strip()[:40]!r}" if cell.strip() else "is empty"
        raise SourceError(
            f"Row {row}, column {col} of the table {said}; allowed is a number."
        ) from None


def _has_header(rows: list[list[str]]) -> bool:
    """Return whether the first row is one of names, and the second has a number."""
    if len(rows) < 2 or not any(cell.strip() for cell in rows[0]):
        return False
    cells = [cell.strip().strip('"').strip() for cell in rows[0]]
    named = all(cells[1:]) and not any(re.match(r"[-+.\d−]", cell) for cell in cells)
    return named and not any(map(_is_number, cells)) and any(map(_is_number, rows[1]))


def _is_number(cell: str) -> bool:
    try:
        parse_number(cell, 1, 1)
    except SourceError:
        return False
    return True


def _split(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.strip()]
    separator = next((sign for sign in "\t;," if any(sign in line for line in lines)), None)
    if separator is None:
        return [line.split() for line in lines]
    try:
        rows = list(csv.reader(lines, delimiter=separator))
    except csv.Error as error:
        raise SourceError(f"The table can't be read: {error}.") from None
    if all(len(row) > 1 and not row[-1].strip() for row in rows):
        rows = [row[:-1] for row in rows]  # every line ends with a separator
    if separator in "\t;":
        points = [[cell.replace(",", ".") for cell in row] for row in rows]
        first = 1 if _has_header(points) else 0  # names may have points of their own
        if not any("." in cell for row in rows[first:] for cell in row):
            rows[first:] = points[first:]
    return rows


def _nested(text: str) -> list[list[str]]:
    """Split a list of lists, or one list, as Python and JSON write them."""
    plain = text.translate(str.maketrans("()", "[]"))
    rows = re.findall(r"\[([^\[\]]*)\]", plain)
    outline = re.sub(r"\s", "", re.sub(r"\[[^\[\]]*\]", "R", plain))
    if not re.fullmatch(r"\[R(,R)*,?\]|R(,R)*,?", outline):
        raise SourceError("The list is not one of rows of numbers; allowed is [[1, 2], [3, 4]].")
    cells = [row.rstrip().removesuffix(",").split(",") if row.strip() else [] for row in rows]
    return [[cell.strip().strip("'\"") for cell in row] for row in cells]
