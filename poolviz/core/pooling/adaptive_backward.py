"""The way back through adaptive and global pooling."""

import math
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from poolviz.core.errors import SpecError
from poolviz.core.pooling.adaptive import Bins, both_bins, laid_apart, spec_of
from poolviz.core.pooling.unpooling import backward, check_ties, gradient_dtype
from poolviz.core.spec.arrays import (
    Array,
    IntPair,
    SpatialAxes,
    as_array,
    as_planes,
    spatial_axes,
    wide,
    with_plane,
)
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec


def adaptive_pool2d_backward(
    grad: ArrayLike,
    x: ArrayLike,
    mode: PoolMode | str = "mean",
    *,
    ties: Literal["first", "all", "share"] = "first",
    axes: SpatialAxes | None = None,
) -> Array:
    """Carry a gradient from the output of `adaptive_pool2d` or `global_pool2d` back to its input.

    Each window hands on its gradient as in `pool2d_backward`, "mean" by the number of its own
    cells. Where windows overlap, the gradients of a cell add up. The sum of the gradient is
    conserved by "mean", and by "max", "min" and "subsample", but not with ties "all".

    Parameters
    ----------
    grad : (..., h, w, ...) array_like of bool, int or float
        The gradient with respect to ``adaptive_pool2d(x, (h, w), mode, axes=axes)``.
    x : (..., H, W, ...) array_like of bool, int or float
        The input of the pooling.
    mode : PoolMode or str
        That of the pooling.
    ties : {"first", "all", "share"}
        Which of several equal winners get a window's gradient; see `pool2d_backward`.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    (..., H, W, ...) ndarray
        A new array; the dtype follows the rules of `pool2d_backward`.

    Raises
    ------
    SpecError
        If `grad` has not the shape of such an output, or as `adaptive_pool2d`.

    Examples
    --------
    The windows are cells 0 to 2 and 2 to 4; both hold the cell in the middle:

    >>> adaptive_pool2d_backward([[3, 6]], [[1, 2, 9, 4, 5]])
    array([[1., 1., 3., 2., 2.]])
    >>> adaptive_pool2d_backward([[3, 6]], [[1, 2, 9, 4, 5]], "max")
    array([[0, 0, 9, 0, 0]])
    """
    check_ties(ties)
    array, gradient = as_array("x", x), as_array("grad", grad)
    spatial = spatial_axes("x", array, axes)
    mode = PoolSpec(1, mode=mode).mode
    sizes = _plane_of(gradient, array, spatial)
    both = both_bins(array.shape, spatial, sizes)
    windows = math.prod(map(_most_windows, both))
    dtype = gradient_dtype(gradient, mode, windows, ties)
    result = np.empty(array.shape, dtype)
    planes, back = as_planes(array, spatial), as_planes(gradient, spatial)
    back = wide(back) if dtype.kind == "f" else back.astype(dtype)
    with np.errstate(all="ignore"):
        total = _add_up(back, planes, both, mode, ties)
        lost = ~np.isfinite(total)
        if lost.any():  # parts may overflow where their sum does not: once more, smaller
            scale = back.dtype.type(0.5) ** windows.bit_length()
            np.copyto(total, _add_up(back * scale, planes, both, mode, ties) / scale, where=lost)
        np.copyto(as_planes(result, spatial), total, casting="unsafe")
    return result


def _plane_of(grad: Array, x: Array, spatial: IntPair) -> IntPair:
    """Return height and width of a gradient, which has the other axes of `x`."""
    if grad.ndim == x.ndim:
        height, width = grad.shape[spatial[0]], grad.shape[spatial[1]]
        if height * width and grad.shape == with_plane(x.shape, spatial, (height, width)):
            return height, width
    raise SpecError(
        f"grad has shape {grad.shape}; allowed is that of x, {x.shape}, with another height and "
        "width."
    )


def _add_up(
    grad: Array, x: Array, both: tuple[list[Bins], list[Bins]], mode: PoolMode, ties: str
) -> Array:
    """Return the gradient of `x`; both have their spatial axes last."""
    total = np.zeros(x.shape, grad.dtype)
    for top, left in product(*both):
        cells, spec = laid_apart(x, top, left), spec_of(top, left, mode)
        part = backward(
            grad[..., top.windows[:, None], left.windows],
            cells,
            spec.axes((cells.shape[-2], cells.shape[-1])),
            spec,
            ties,
        )
        # Cells are in rising order; those of two windows stand side by side, and are added.
        rows, first_rows = np.unique(top.cells, return_index=True)
        cols, first_cols = np.unique(left.cells, return_index=True)
        part = np.add.reduceat(np.add.reduceat(part, first_rows, -2), first_cols, -1)
        total[..., rows[:, None], cols] += part
    return total


def _most_windows(bins: list[Bins]) -> int:
    """Return how many windows of an axis the cell has that is in most of them."""
    cells = np.concatenate([part.cells for part in bins])
    return int(np.bincount(cells).max())
