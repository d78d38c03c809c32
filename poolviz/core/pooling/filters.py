"""Filters that make the maps worth pooling: a convolution, a rectifier, and well-known kernels."""

from collections.abc import Mapping
from itertools import product
from types import MappingProxyType
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from poolviz.core.errors import SpecError
from poolviz.core.spec.arrays import (
    Array,
    SpatialAxes,
    as_array,
    as_planes,
    axis_taps,
    mean_dtype,
    spatial_axes,
    wide,
    with_plane,
)
from poolviz.core.spec.geometry import Axis
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.validation import shown


def _kernel(rows: list[list[int]], divisor: int = 1) -> Array:
    kernel: Array = np.array(rows) if divisor == 1 else np.array(rows) / divisor
    kernel.setflags(write=False)
    return kernel


KERNELS: Mapping[str, Array] = MappingProxyType(
    {
        "edge": _kernel([[-1, -1, -1], [-1, 8, -1], [-1, -1, -1]]),
        "emboss": _kernel([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]),
        "prewitt_vertical": _kernel([[-1, 0, 1]] * 3),
        "prewitt_horizontal": _kernel([[-1] * 3, [0] * 3, [1] * 3]),
        "sobel_vertical": _kernel([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
        "sobel_horizontal": _kernel([[-1, -2, -1], [0, 0, 0], [1, 2, 1]]),
        "sharpen": _kernel([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
        "blur": _kernel([[1, 2, 1], [2, 4, 2], [1, 2, 1]], 16),
        "identity": _kernel([[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    }
)
"""Kernels of 3 x 3 for `conv2d`, read-only: int64, and float64 for "blur" (binomial).

"vertical" and "horizontal" say which edges light up: those where a row, or a column, gets brighter.
Sources: J. M. S. Prewitt, "Object enhancement and extraction" (1970); I. Sobel and G. Feldman, "A
3x3 isotropic gradient operator for image processing" (1968).
"""


def conv2d(
    x: ArrayLike,
    kernel: ArrayLike,
    padding: Literal["valid", "same"] = "valid",
    *,
    axes: SpatialAxes | None = None,
) -> Array:
    """Slide a kernel over every plane and sum the products: the "convolution" of neural networks.

    It is a cross-correlation: ``y[i, j] = sum(x[i + r, j + c] * kernel[r, c])``. The kernel is not
    flipped; the textbook's convolution is ``conv2d(x, kernel[::-1, ::-1])``.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input. Channels are filtered one by one, not summed.
    kernel : (kh, kw) array_like of bool, int or float
        The weights. A weight of 0 reads nothing: NaN or infinity under it does not count.
    padding : {"valid", "same"}
        Only where the kernel fits, or an output as large as the input with zeros around it; where
        the kernel is even, the odd row and column of zeros go to the bottom and the right.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    ndarray
        A new array with H - kh + 1 rows and W - kw + 1 columns, or H and W with "same". Two
        integer arrays give exact int64; otherwise `x` keeps a float dtype, and integers become
        float64. Floats are summed in float64 and rounded once.

    Raises
    ------
    SpecError
        If the kernel does not fit, or sums of integers could pass 64 bits.

    Notes
    -----
    I. Goodfellow, Y. Bengio and A. Courville, "Deep learning" (2016), equation 9.6.

    Examples
    --------
    >>> conv2d([[0, 0, 1, 1]], [[-1, 0, 1]])
    array([[1, 1]])
    >>> conv2d([[0, 0, 1, 1]], [[-1, 0, 1]], "same")
    array([[ 0,  1,  1, -1]])
    """
    array, weights = as_array("x", x), as_array("kernel", kernel)
    spatial = spatial_axes("x", array, axes)
    if weights.ndim != 2 or not weights.size:
        raise SpecError(f"kernel has shape {weights.shape}; allowed is (kh, kw), both at least 1.")
    if not (isinstance(padding, str) and padding in ("valid", "same")):
        raise SpecError(f"padding is {shown(padding)}; allowed are 'valid' and 'same'.")
    geometry = PoolSpec(weights.shape, stride=1, padding=padding).axes(
        (array.shape[spatial[0]], array.shape[spatial[1]])
    )
    plane = geometry[0].output_size, geometry[1].output_size
    shape = with_plane(array.shape, spatial, plane)
    planes = as_planes(array, spatial)
    if array.dtype.kind != "f" and weights.dtype.kind != "f":
        _refuse_overflow(array, weights)
        dtype = np.dtype(np.int64)
        planes, weights = planes.astype(dtype), weights.astype(dtype)
    else:
        dtype, planes, weights = mean_dtype(array.dtype), wide(planes), wide(weights)
    result = np.empty(shape, dtype)
    with np.errstate(all="ignore"):
        total = _added(planes, weights, geometry)
        if dtype.kind == "f" and not np.isfinite(total).all():
            # Parts of a sum may overflow: it is added once more, of smaller weights.
            reach = int(np.frexp(np.abs(weights).sum())[1])
            small = _added(planes, np.ldexp(weights, -reach), geometry)
            np.copyto(total, np.ldexp(small, reach), where=~np.isfinite(total))
        np.copyto(as_planes(result, spatial), total, casting="unsafe")
    return result


def _added(planes: Array, weights: Array, axes: tuple[Axis, Axis]) -> Array:
    """Return the sums of products; the spatial axes of `planes` are the last ones."""
    plane = axes[0].output_size, axes[1].output_size
    total = np.zeros((*planes.shape[:-2], *plane), planes.dtype)
    for (row, top, rows), (col, left, cols) in product(*map(list, map(axis_taps, axes))):
        if weight := weights[row, col]:
            total[..., top, left] += planes[..., rows, cols] * weight
    return total


def relu(x: ArrayLike) -> Array:
    """Replace what is below 0 by 0: the rectifier, which keeps what a filter has detected.

    Parameters
    ----------
    x : array_like of bool, int or float
        The input, of any shape.

    Returns
    -------
    ndarray
        A new array of the same shape and dtype. NaN stays NaN.

    Raises
    ------
    SpecError
        If `x` is no array of these types.

    Notes
    -----
    V. Nair and G. E. Hinton, "Rectified linear units improve restricted Boltzmann machines" (2010).

    Examples
    --------
    >>> relu([[-2, 3], [0, -1]])
    array([[0, 3],
           [0, 0]])
    """
    array = as_array("x", x)
    return np.asarray(np.maximum(array, array.dtype.type(0)))


def _refuse_overflow(x: Array, weights: Array) -> None:
    largest = max(abs(int(x.max(initial=0))), abs(int(x.min(initial=0))))
    reach = sum(abs(int(weight)) for weight in weights.flat)
    limit = np.iinfo(np.int64).max
    if largest * reach > limit or largest > limit:
        raise SpecError(
            f"x has values as large as {largest}, and kernel weights that add up to {reach}; "
            f"allowed are products of at most {limit}, or float64."
        )
