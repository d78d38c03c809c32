"""The cures for pooling that depends on the grid: blur before the pick, or choose the grid.

A strided pick of a picture that holds detail finer than the stride aliases: shift the input by one
cell, and the output is a different one. Blurring first removes that detail; adaptive polyphase
sampling keeps it, and lets the picture itself choose which of the possible grids is picked.
"""

import math
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from poolviz.core.errors import SpecError
from poolviz.core.pooling.pool import pool2d
from poolviz.core.spec.arrays import (
    Array,
    IntPair,
    SpatialAxes,
    as_array,
    as_pair,
    as_planes,
    mean_dtype,
    spatial_axes,
    wide,
    with_plane,
)
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.validation import as_int, as_positive, shown

MAX_TAPS = 7
"""The most taps of a binomial blur."""

Padding = Literal["zero", "reflect", "replicate", "wrap"]

_PAD_MODES: dict[str, Literal["constant", "reflect", "edge", "wrap"]] = {
    "zero": "constant",
    "reflect": "reflect",
    "replicate": "edge",
    "wrap": "wrap",
}


def blur_pool2d(
    x: ArrayLike,
    taps: int,
    stride: int | IntPair,
    *,
    padding: Padding = "reflect",
    axes: SpatialAxes | None = None,
) -> Array:
    """Blur with a binomial filter, then keep every stride-th row and column.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    taps : int
        Length of the filter, 1 to 7, in cells: [1], [1, 1] / 2, [1, 2, 1] / 4, [1, 3, 3, 1] / 8 and
        so on, the same along rows and columns. 1 does not blur.
    stride : int or (int, int)
        Distance between the cells that are kept.
    padding : {"reflect", "zero", "replicate", "wrap"}
        What lies around the input: its mirror image without the edge cell, zeros (which make the
        border darker), its edge cells, or the input again. There are ``taps - 1`` cells of it;
        where that is odd, bottom and right get the one more.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    (..., ceil(H / stride), ceil(W / stride), ...) ndarray
        A new array; it keeps a float dtype, integers become float64. Sums are float64.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Notes
    -----
    R. Zhang, "Making convolutional networks shift-invariant again" (ICML 2019, arXiv:1904.11486).

    Examples
    --------
    >>> blur_pool2d([[0, 0, 4, 0, 0]], 3, 1)
    array([[0., 1., 2., 1., 0.]])
    >>> blur_pool2d([[0, 0, 4, 0, 0]], 3, 2)
    array([[0., 2., 0.]])
    """
    array = as_array("x", x)
    spatial = spatial_axes("x", array, axes)
    taps, strides = as_int("taps", taps, 1, MAX_TAPS), as_pair("stride", stride)
    if not isinstance(padding, str) or padding not in _PAD_MODES:
        raise SpecError(
            f"padding is {shown(padding)}; allowed are {', '.join(map(repr, _PAD_MODES))}."
        )
    plane = -(-array.shape[spatial[0]] // strides[0]), -(-array.shape[spatial[1]] // strides[1])
    result = np.empty(with_plane(array.shape, spatial, plane), mean_dtype(array.dtype))
    planes = wide(as_planes(array, spatial)).swapaxes(-2, -1)
    with np.errstate(all="ignore"):
        half = _blur(planes, taps, strides[0], _PAD_MODES[padding]).swapaxes(-2, -1)
        blurred = _blur(half, taps, strides[1], _PAD_MODES[padding])
        np.copyto(as_planes(result, spatial), blurred, casting="unsafe")
    return result


def max_blur_pool2d(
    x: ArrayLike,
    kernel_size: int | IntPair,
    taps: int,
    stride: int | IntPair,
    *,
    padding: Padding = "reflect",
    axes: SpatialAxes | None = None,
) -> Array:
    """Take the maximum of every window at stride 1, blur, then keep every stride-th cell.

    A max pooling does two things at once: it takes maxima, which is harmless to shifts, and it
    skips cells, which aliases. Here a blur stands between the two.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    kernel_size : int or (int, int)
        The window of the maximum, which stays inside the input.
    taps, stride, padding
        The blur; see `blur_pool2d`.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    ndarray
        A new array with ``ceil((H - kh + 1) / stride)`` rows and columns alike; it keeps a float
        dtype, integers become float64.

    Raises
    ------
    SpecError
        If the window does not fit, or a parameter is not one of these.

    Notes
    -----
    "MaxBlurPool" of R. Zhang (ICML 2019, arXiv:1904.11486).

    Examples
    --------
    >>> max_blur_pool2d([[0, 0, 4, 0, 0, 0]], (1, 2), 3, 2)
    array([[2., 3., 0.]])
    """
    most = pool2d(x, PoolSpec(kernel_size, stride=1), axes=axes)
    return blur_pool2d(most, taps, stride, padding=padding, axes=axes)


def polyphase_pool2d(
    x: ArrayLike,
    stride: int | IntPair,
    norm: float = 2.0,
    *,
    axes: SpatialAxes | None = None,
) -> Array:
    """Keep every stride-th row and column, of the phase with the largest norm.

    A stride of s leaves s * s grids, the phases: those that start at row 0 to s - 1 and at column
    0 to s - 1. Shifting the input around in a circle permutes the phases and shifts each of them;
    choosing by a norm, which does not see a shift, therefore finds the same cells again. The norms
    are computed from sorted cells, so that rounding can't tell a shifted phase from its original.

    Where the largest norms are equal, the first phase in raster order is kept: (0, 0), (0, 1), ...
    Ties break the promise: the first of them is another one after a shift.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input. Of the other axes the last one holds channels, which share one phase; all before
        it are batches, in which each item has its own.
    stride : int or (int, int)
        Distance between the cells that are kept; it must divide H and W.
    norm : float
        The p of the norm ``(sum |x| ** p) ** (1 / p)``: positive, or infinity for the largest
        absolute value. A phase with NaN counts as the largest.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    (..., H / stride, W / stride, ...) ndarray
        A new array of the same dtype.

    Raises
    ------
    SpecError
        If `stride` does not divide the input, so that the phases would differ in size, or a
        parameter is not one of these.

    Notes
    -----
    A. Chaman and I. Dokmanic, "Truly shift-invariant convolutional neural networks" (CVPR 2021,
    arXiv:2011.14214).

    Examples
    --------
    >>> polyphase_pool2d([[1, 5, 2, 6]], (1, 2), 2)
    array([[5, 6]])
    >>> polyphase_pool2d([[6, 1, 5, 2]], (1, 2), 2)
    array([[6, 5]])
    """
    array = as_array("x", x)
    spatial = spatial_axes("x", array, axes)
    strides = as_pair("stride", stride)
    power = as_positive("norm", norm, infinite=True)
    for axis, step, name in zip(spatial, strides, ("rows", "columns"), strict=True):
        if array.shape[axis] % step:
            raise SpecError(
                f"stride is {stride!r}, but the input has {array.shape[axis]} {name}; allowed are "
                "strides that divide it."
            )
    plane = array.shape[spatial[0]] // strides[0], array.shape[spatial[1]] // strides[1]
    result = np.empty(with_plane(array.shape, spatial, plane), array.dtype)
    planes, out = as_planes(array, spatial), as_planes(result, spatial)
    for batch in np.ndindex(planes.shape[:-3]):
        phases = [
            planes[batch][..., row :: strides[0], col :: strides[1]]
            for row in range(strides[0])
            for col in range(strides[1])
        ]
        out[batch] = phases[_largest(phases, power)]
    return result


def _blur(
    x: Array, taps: int, stride: int, mode: Literal["constant", "reflect", "edge", "wrap"]
) -> Array:
    """Blur the last axis where a cell is kept."""
    outputs = -(-x.shape[-1] // stride)
    sides = [(0, 0)] * (x.ndim - 1) + [((taps - 1) // 2, taps // 2)]
    padded = np.pad(x, sides, mode=mode)
    total = np.zeros((*x.shape[:-1], outputs), x.dtype)
    for tap in range(taps):
        weight = math.comb(taps - 1, tap) / 2 ** (taps - 1)
        total += weight * padded[..., tap : tap + (outputs - 1) * stride + 1 : stride]
    return total


def _largest(phases: list[Array], power: float) -> int:
    """Return the number of the first phase with the largest norm."""
    magnitudes = [np.sort(np.abs(wide(phase)), axis=None) for phase in phases]
    if not magnitudes[0].size:
        return 0
    peaks = np.array([cells[-1] for cells in magnitudes])  # NaN is sorted to the end
    if power == math.inf or not np.isfinite(peaks).all():
        return int(np.argmax(peaks))
    # Scaled by a power of two, which is exact: powers of the largest cell are then at most 1, and
    # whole numbers with equal sums, 3² + 4² and 5², stay equal.
    exponent = np.frexp(peaks.max())[1]
    with np.errstate(under="ignore"):
        sums = [(np.ldexp(cells, -exponent) ** power).sum() for cells in magnitudes]
    return int(np.argmax(sums))
