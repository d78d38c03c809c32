"""Pooling to a given size: the windows follow from the output."""

from collections import defaultdict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.planes import Array, IntPair, as_array, as_pair, as_planes, spatial_axes, with_plane
from poolviz.core.pooling import pool2d
from poolviz.core.spec import MAX_OUTPUT_CELLS, PoolMode, PoolSpec
from poolviz.core.validation import MAX_PARAMETER


def global_pool2d(
    x: ArrayLike, mode: PoolMode | str = "mean", *, axes: IntPair | None = None
) -> Array:
    """Pool every plane to a single cell: one window that holds all of it.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    mode : PoolMode or str
        "max", "mean", "min", "sum", "lp" (p = 2) or "subsample" (the first cell).
    axes : (int, int), optional
        The spatial axes, rows first; the default is that of `pool2d`.

    Returns
    -------
    (..., 1, 1, ...) ndarray
        A new array: the spatial axes stay, with length 1, as in ``pool2d(x, PoolSpec((H, W)))``,
        whose dtype rules hold.

    Raises
    ------
    SpecError
        If `x` has an empty plane, or one with more than 65535 rows or columns.

    Notes
    -----
    M. Lin, Q. Chen and S. Yan, "Network in network" (arXiv:1312.4400), section 3.2.

    Examples
    --------
    >>> global_pool2d([[10, 12, 8, 7], [4, 11, 5, 9]])
    array([[8.25]])
    >>> global_pool2d(np.ones((5, 5, 3)), "sum").shape
    (1, 1, 3)
    """
    return adaptive_pool2d(x, 1, mode, axes=axes)


def adaptive_pool2d(
    x: ArrayLike,
    output_size: int | IntPair,
    mode: PoolMode | str = "mean",
    *,
    axes: IntPair | None = None,
) -> Array:
    """Pool to an output of a given size, with windows as equal as they can be.

    Window i of o along an axis of n cells goes from ``floor(i * n / o)`` to, not including,
    ``ceil((i + 1) * n / o)``. Where o does not divide n, the windows differ in length and
    neighbours overlap; where o is larger than n, cells are repeated.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    output_size : int or (int, int)
        Cells of the output, (height, width).
    mode : PoolMode or str
        "max", "mean", "min", "sum", "lp" (p = 2) or "subsample" (a window's first cell).
    axes : (int, int), optional
        The spatial axes, rows first; the default is that of `pool2d`.

    Returns
    -------
    ndarray
        A new array of the shape of `x` with (H, W) replaced by `output_size`; the dtype follows
        the rules of `pool2d`.

    Raises
    ------
    SpecError
        If `output_size` is not positive, or a window would have more than 65535 rows or columns.

    Notes
    -----
    PyTorch's rule for ``AdaptiveAvgPool2d`` and ``AdaptiveMaxPool2d``. The idea is that of the
    bins of K. He et al., "Spatial pyramid pooling in deep convolutional networks for visual
    recognition" (arXiv:1406.4729).

    Examples
    --------
    >>> adaptive_pool2d([[1, 2, 3, 4, 5, 6, 7]], (1, 3), "max")
    array([[3, 5, 7]])
    """
    array = as_array("x", x)
    spatial = spatial_axes("x", array, axes)
    height, width = as_pair("output_size", output_size)
    if height * width > MAX_OUTPUT_CELLS:
        raise SpecError(
            f"output_size is ({height}, {width}); allowed are at most {MAX_OUTPUT_CELLS:,} cells."
        )
    rows, cols = (
        _bins(array.shape[axis], outputs, name)
        for axis, outputs, name in zip(
            spatial, (height, width), ("height", "width"), strict=True
        )
    )
    planes = as_planes(array, spatial)
    result: Array | None = None
    for row_length, (rows_out, rows_in) in rows.items():
        for col_length, (cols_out, cols_in) in cols.items():
            spec = PoolSpec((row_length, col_length), mode=mode)
            cells = planes
            if len(rows) > 1 or rows_in.size != planes.shape[-2]:
                cells = cells[..., rows_in, :]
            if len(cols) > 1 or cols_in.size != planes.shape[-1]:
                cells = cells[..., cols_in]
            part = pool2d(cells, spec, axes=(-2, -1))
            if result is None:
                shape = with_plane(array.shape, spatial, (height, width))
                result = np.empty(shape, part.dtype)
            as_planes(result, spatial)[..., rows_out[:, None], cols_out] = part
    assert result is not None
    return result
