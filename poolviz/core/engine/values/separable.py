"""The fast engine: one reduction of all windows of a block that lies whole in memory.

Blocks are arrays (planes, height, width * channels) whose last axis is contiguous; windows lie
inside them (padding has been laid around them by `bands`). Rows are reduced first, a whole line at
a time (`row_windows`), and then columns (`column_windows`): k * k - 1 operations a window become
2 * (k - 1), and 2 * log2(k) at stride 1 (`doubling`).
"""

from typing import Any

import numpy as np

from poolviz.core.engine.values.columns import reduce_columns
from poolviz.core.engine.values.rows import Window, reduce_rows
from poolviz.core.engine.workers import Scratch
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.geometry import Axis


def windows(axes: tuple[Axis, Axis]) -> tuple[Window, Window]:
    """Return the windows along both axes."""
    rows, cols = ((axis.kernel_size, axis.stride, axis.dilation) for axis in axes)
    return rows, cols


def reduce_block(
    x: Array,
    windows: tuple[Window, Window],
    channels: int,
    ufunc: np.ufunc,
    dtypes: tuple[np.dtype[Any], np.dtype[Any]],
    out: Array,
    scratch: Scratch,
) -> None:
    """Reduce every window of `x`, (P, H, W * C), into `out`, (P, Ho, Wo * C).

    Parameters
    ----------
    windows : (Window, Window)
        Along rows and along columns.
    dtypes : (dtype, dtype)
        In which rows are reduced, and columns; `out` has the second.
    """
    rows, cols = windows
    planes, height, width = out.shape
    odd = x.shape[2] % 2 if cols[1] == 2 and channels == 1 else 0  # pairs of cells are picked
    lines = reduce_rows(x, rows, (height, x.shape[2] + odd), ufunc, dtypes[0], scratch)
    room = cols[0]
    if dtypes[0] != dtypes[1]:
        limits = np.iinfo(x.dtype)
        largest = max(int(limits.max), -int(limits.min)) * rows[0]
        room = np.iinfo(dtypes[0]).max // largest
    reduce_columns(
        lines.reshape(planes * height, -1), cols, channels, ufunc, room,
        out.reshape(planes * height, width), scratch,
    )  # fmt: skip
