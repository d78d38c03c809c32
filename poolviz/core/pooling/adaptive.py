"""Pooling to a given size: the windows follow from the output."""

from dataclasses import dataclass
from itertools import product
from typing import Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.pooling.pool import pool2d
from poolviz.core.spec.arrays import (
    Array,
    IntPair,
    SpatialAxes,
    as_array,
    as_pair,
    as_planes,
    spatial_axes,
    with_plane,
)
from poolviz.core.spec.pool_spec import MAX_OUTPUT_CELLS, PoolMode, PoolSpec
from poolviz.core.validation import MAX_PARAMETER, as_flag


@overload
def global_pool2d(
    x: ArrayLike,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: Literal[False] = False,
) -> Array: ...


@overload
def global_pool2d(
    x: ArrayLike,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: Literal[True],
) -> tuple[Array, NDArray[np.int64]]: ...


@overload
def global_pool2d(
    x: ArrayLike,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: bool,
) -> Array | tuple[Array, NDArray[np.int64]]: ...


def global_pool2d(
    x: ArrayLike,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: bool = False,
) -> Array | tuple[Array, NDArray[np.int64]]:
    """Pool every plane to a single cell: one window that holds all of it.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    mode : PoolMode or str
        "max", "mean", "min", "sum", "lp" or "power-mean" (p = 2), "subsample" (the first cell).
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.
    return_indices : bool
        Whether to return where each value was picked, too; for "max", "min" and "subsample".

    Returns
    -------
    values : (..., 1, 1, ...) ndarray
        A new array: the spatial axes stay, with length 1, as in ``pool2d(x, PoolSpec((H, W)))``,
        whose dtype rules hold.
    indices : ndarray of int64
        Of the same shape, ``row * W + col`` of each. Only with `return_indices`.

    Raises
    ------
    SpecError
        If `x` has an empty plane, or one with more than 65535 rows or columns, or as `pool2d`.

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
    return adaptive_pool2d(x, 1, mode, axes=axes, return_indices=return_indices)


@overload
def adaptive_pool2d(
    x: ArrayLike,
    output_size: int | IntPair,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: Literal[False] = False,
) -> Array: ...


@overload
def adaptive_pool2d(
    x: ArrayLike,
    output_size: int | IntPair,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: Literal[True],
) -> tuple[Array, NDArray[np.int64]]: ...


@overload
def adaptive_pool2d(
    x: ArrayLike,
    output_size: int | IntPair,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: bool,
) -> Array | tuple[Array, NDArray[np.int64]]: ...


def adaptive_pool2d(
    x: ArrayLike,
    output_size: int | IntPair,
    mode: PoolMode | str = "mean",
    *,
    axes: SpatialAxes | None = None,
    return_indices: bool = False,
) -> Array | tuple[Array, NDArray[np.int64]]:
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
        "max", "mean", "min", "sum", "lp" or "power-mean" (p = 2), "subsample" (the first cell).
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.
    return_indices : bool
        Whether to return where each value was picked, too; for "max", "min" and "subsample".

    Returns
    -------
    values : ndarray
        A new array of the shape of `x` with (H, W) replaced by `output_size`; the dtype follows
        the rules of `pool2d`.
    indices : ndarray of int64
        Of the same shape: ``row * W + col`` of the first winner in raster order, as `max_unpool2d`
        takes it. Only with `return_indices`.

    Raises
    ------
    SpecError
        If `output_size` is not positive, or a window would have more than 65535 rows or columns, or
        as `pool2d`.

    Notes
    -----
    PyTorch's rule for ``AdaptiveAvgPool2d`` and ``AdaptiveMaxPool2d``. The idea is that of the
    bins of K. He et al., "Spatial pyramid pooling in deep convolutional networks for visual
    recognition" (arXiv:1406.4729).

    Examples
    --------
    >>> adaptive_pool2d([[1, 2, 3, 4, 5, 6, 7]], (1, 3), "max")
    array([[3, 5, 7]])
    >>> adaptive_pool2d([[9, 2, 9], [3, 4, 5]], (2, 1), "max", return_indices=True)
    (array([[9],
           [5]]), array([[0],
           [5]]))
    """
    array = as_array("x", x)
    spatial = spatial_axes("x", array, axes)
    return_indices = as_flag("return_indices", return_indices)
    height, width = as_pair("output_size", output_size)
    if height * width > MAX_OUTPUT_CELLS:
        raise SpecError(
            f"output_size is ({height}, {width}); allowed are at most {MAX_OUTPUT_CELLS:,} cells."
        )
    both = both_bins(array.shape, spatial, (height, width))
    one = pool2d(
        np.zeros((1, 1), array.dtype), PoolSpec(1, mode=mode), return_indices=return_indices
    )
    shape = with_plane(array.shape, spatial, (height, width))
    result = np.empty(shape, one[0].dtype)
    indices = np.empty(shape, np.int64) if return_indices else None
    planes, out = as_planes(array, spatial), as_planes(result, spatial)
    for top, left in product(*both):
        cells, spec = laid_apart(planes, top, left), spec_of(top, left, mode)
        here = ..., top.windows[:, None], left.windows
        if indices is None:
            out[here] = pool2d(cells, spec, axes=(-2, -1))
            continue
        out[here], places = pool2d(cells, spec, axes=(-2, -1), return_indices=True)
        rows, cols = np.divmod(places, cells.shape[-1])
        as_planes(indices, spatial)[here] = top.cells[rows] * planes.shape[-1] + left.cells[cols]
    return result if indices is None else (result, indices)


def spec_of(top: "Bins", left: "Bins", mode: PoolMode | str) -> PoolSpec:
    """Return the pooling of windows that are laid apart."""
    return PoolSpec((top.length, left.length), mode=mode)


def laid_apart(planes: Array, top: "Bins", left: "Bins") -> Array:
    """Return the cells of some windows, so that these do not overlap."""
    cells = planes if top.whole else planes[..., top.cells, :]
    return cells if left.whole else cells[..., left.cells]


@dataclass(frozen=True)
class Bins:
    """The windows of one length along an axis, with their cells laid end to end."""

    length: int
    windows: NDArray[np.intp]
    cells: NDArray[np.intp]
    whole: bool
    """Whether the cells are the axis as it is, so that nothing needs to be gathered."""


def both_bins(
    shape: tuple[int, ...], spatial: IntPair, sizes: IntPair
) -> tuple[list[Bins], list[Bins]]:
    """Return the windows of rows and of columns of an array for an output of `sizes`.

    Raises
    ------
    SpecError
        If one would be too long.
    """
    rows = _bins(shape[spatial[0]], sizes[0], "rows")
    return rows, _bins(shape[spatial[1]], sizes[1], "columns")


def _bins(size: int, outputs: int, name: str) -> list[Bins]:
    """Sort the windows of an axis by their length: there are at most three different ones."""
    numbers = np.arange(outputs)
    starts, stops = numbers * size // outputs, -(-(numbers + 1) * size // outputs)
    lengths = stops - starts
    if lengths.max() > MAX_PARAMETER:
        raise SpecError(
            f"output_size {outputs} of {size} {name} makes windows of {lengths.max()}; allowed are "
            f"at most {MAX_PARAMETER} {name}."
        )
    bins = []
    for length in map(int, np.unique(lengths)):
        windows = np.flatnonzero(lengths == length)
        cells = (starts[windows, None] + np.arange(length)).ravel()
        bins.append(Bins(length, windows, cells, size % outputs == 0))
    return bins
