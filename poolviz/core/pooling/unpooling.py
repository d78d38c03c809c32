"""The way back through a pooling: values to the places they came from, gradients to the input."""

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from poolviz.core.errors import SpecError
from poolviz.core.pooling.pool import pool2d
from poolviz.core.spec.arrays import (
    Array,
    IntPair,
    SpatialAxes,
    as_array,
    as_planes,
    axis_taps,
    spatial_axes,
    wide,
    with_plane,
)
from poolviz.core.spec.geometry import Axis
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, as_spec
from poolviz.core.validation import MAX_SIZE, as_int, is_list, shown

Axes = tuple[Axis, Axis]

_TIES = ("first", "all", "share")


def max_unpool2d(
    values: ArrayLike,
    indices: ArrayLike,
    shape: tuple[int, ...],
    *,
    axes: SpatialAxes | None = None,
) -> Array:
    """Put pooled values back where they were picked, and 0 everywhere else.

    A cell that several overlapping windows picked is assigned, not added to: after `pool2d` all of
    them bring the same value. Where they differ, the last in raster order stays.

    Parameters
    ----------
    values : (..., Ho, Wo, ...) array_like of bool, int or float
        The pooled values.
    indices : array_like of int, of the same shape
        Where each was picked: ``row * W + col``, as `pool2d` returns it for "max", "min" and
        "subsample".
    shape : (int, int) or tuple of int
        (H, W) of the input of the pooling, in cells, or the whole shape of that input.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    (..., H, W, ...) ndarray
        A new array of the dtype of `values`.

    Raises
    ------
    SpecError
        If the arrays don't match, or an index lies outside the plane.

    Notes
    -----
    The "switches" of M. D. Zeiler and R. Fergus, "Visualizing and understanding convolutional
    networks" (ECCV 2014); PyTorch's ``max_unpool2d``.

    Examples
    --------
    >>> values, indices = pool2d([[1, 5, 2], [3, 0, 4]], PoolSpec((2, 1)), return_indices=True)
    >>> max_unpool2d(values, indices, (2, 3))
    array([[0, 5, 0],
           [3, 0, 4]])
    """
    array, places = as_array("values", values), as_array("indices", indices)
    spatial = spatial_axes("values", array, axes)
    if places.dtype.kind not in "iu" or places.shape != array.shape:
        raise SpecError(
            f"indices has dtype {places.dtype} and shape {places.shape}; allowed are whole numbers "
            f"in the shape of values, {array.shape}."
        )
    height, width = _plane_shape(shape, array.shape, spatial)
    low, high = int(places.min(initial=0)), int(places.max(initial=0))
    if low < 0 or high >= height * width:
        raise SpecError(
            f"indices go from {low} to {high}; allowed is 0 to {height * width - 1} in a plane of "
            f"({height}, {width})."
        )
    result = np.empty(with_plane(array.shape, spatial, (height, width)), array.dtype)
    planes = as_planes(result, spatial)
    flat = np.zeros(planes.size, array.dtype)
    order = _flat_places(as_planes(places, spatial), height * width).ravel()
    flat[order] = as_planes(array, spatial).ravel()
    planes[...] = flat.reshape(planes.shape)
    return result


def pool2d_backward(
    grad: ArrayLike,
    x: ArrayLike,
    spec: PoolSpec,
    *,
    ties: Literal["first", "all", "share"] = "first",
    axes: SpatialAxes | None = None,
) -> Array:
    """Carry a gradient from the output of `pool2d` back to its input.

    Where windows overlap, the gradients of a cell add up.

    - "max" and "min" give each window's gradient to its winner: the first in raster order, the
      cell that `return_indices` names; "subsample" to the cell that it picked.
    - "mean" gives every cell of a window an equal part, divided by the number of cells counted;
      with `count_include_pad` the padding's parts are lost. "sum" gives all of it to each.
    - "lp" gives ``sign(x) * (|x| / y) ** (p - 1)`` of it, and nothing to a cell that is 0;
      "power-mean" the same, divided as in "mean". Where p is infinity, the largest magnitude wins
      as in "max", and gets ``sign(x)`` of it.
    - What `divisor_override` says is what "mean" and "power-mean" divide by.

    The sum of the gradient is conserved by "max", "min" and "subsample" (not with ties "all") and
    by "mean" (not with `count_include_pad` on padding, nor with `divisor_override`). Under
    ``nan_policy="omit"`` a NaN that was left out gets 0; a window of nothing else hands its
    gradient to no cell in "mean", "sum", "lp" and "power-mean", and to the NaN that it picked in
    the other modes.

    Parameters
    ----------
    grad : (..., Ho, Wo, ...) array_like of bool, int or float
        The gradient with respect to ``pool2d(x, spec, axes=axes)``, and of its shape.
    x : (..., H, W, ...) array_like of bool, int or float
        The input of the pooling.
    spec : PoolSpec
        The pooling.
    ties : {"first", "all", "share"}
        Which of several equal winners of a window of "max", "min" or an infinite p get its
        gradient: the first, as in the frameworks; all of them the whole, which makes gradients
        grow; or all of them an equal share.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first, or where the channels are; see `pool2d`.

    Returns
    -------
    (..., H, W, ...) ndarray
        A new array. It keeps a float dtype of `grad`; integers stay exact in int64 or uint64, or
        become float64 where gradients are divided ("mean", "lp", "power-mean", ties "share").
        Floats are added in float64 and rounded once.

    Raises
    ------
    SpecError
        If `grad` does not have the shape of the output, or the pooling is not defined on `x`.

    Notes
    -----
    The rule for "mean" and "max" is that of Y. LeCun et al., "Gradient-based learning applied to
    document recognition" (1998), and of every framework since. In "lp", an infinite cell of a
    window gets NaN unless p is 1: infinity over infinity has no value.

    Examples
    --------
    The centre wins all four windows, and their gradients add up:

    >>> x = np.zeros((3, 3))
    >>> x[1, 1] = 9
    >>> pool2d_backward(np.ones((2, 2)), x, PoolSpec(2, stride=1))
    array([[0., 0., 0.],
           [0., 4., 0.],
           [0., 0., 0.]])
    >>> pool2d_backward([[1, 2]], [[1, 2, 3, 4]], PoolSpec((1, 2), mode="mean"))
    array([[0.5, 0.5, 1. , 1. ]])
    """
    as_spec(spec)
    check_ties(ties)
    array, gradient = as_array("x", x), as_array("grad", grad)
    spatial = spatial_axes("x", array, axes)
    geometry = spec.axes((array.shape[spatial[0]], array.shape[spatial[1]]))
    sizes = geometry[0].output_size, geometry[1].output_size
    expected = with_plane(array.shape, spatial, sizes)
    if gradient.shape != expected:
        raise SpecError(
            f"grad has shape {gradient.shape}; allowed is {expected}, the shape of the output."
        )
    windows = spec.kernel_size[0] * spec.kernel_size[1]
    dtype = gradient_dtype(gradient, spec.mode, windows, ties)
    result = np.empty(array.shape, dtype)
    planes, back = as_planes(array, spatial), as_planes(gradient, spatial)
    back = wide(back) if dtype.kind == "f" else back.astype(dtype)
    with np.errstate(all="ignore"):
        total = backward(back, planes, geometry, spec, ties)
        if gradient.dtype.kind == "f" and gradient.itemsize >= 8:
            _mend_overflow(total, back, planes, geometry, spec, ties)
        np.copyto(as_planes(result, spatial), total, casting="unsafe")
    return result


def check_ties(ties: Any) -> None:
    """Raise SpecError for what is no rule for ties."""
    if not isinstance(ties, str) or ties not in _TIES:
        raise SpecError(f"ties is {shown(ties)}; allowed are 'first', 'all' and 'share'.")


def _mend_overflow(
    total: Array, grad: Array, x: Array, axes: Axes, spec: PoolSpec, ties: str
) -> None:
    """Add what is not finite in `total` once more, of smaller gradients: parts may overflow."""
    lost = ~np.isfinite(total)
    if lost.any():
        scale = grad.dtype.type(0.5) ** math.prod(spec.kernel_size).bit_length()
        np.copyto(total, backward(grad * scale, x, axes, spec, ties) / scale, where=lost)


def backward(grad: Array, x: Array, axes: Axes, spec: PoolSpec, ties: str) -> Array:
    """Return the gradient of `x`; both have their spatial axes last."""
    if spec.mode is PoolMode.SUBSAMPLE or (spec.mode.picks and ties == "first"):
        return _to_picked(grad, x, spec)
    if spec.mode.picks:
        return _to_winners(grad, x, axes, spec, ties)
    if spec.picks_magnitude:
        return _to_magnitudes(grad, x, axes, spec, ties)
    if spec.mode.powers:
        return _to_norms(grad, x, axes, spec)
    present = ~np.isnan(x) if spec.nan_policy == "omit" else None
    if spec.mode is PoolMode.MEAN:
        grad = grad / _counts(axes, spec, present)
    total = _spread(grad.swapaxes(-2, -1), axes[0])
    total = _spread(total.swapaxes(-2, -1), axes[1])
    return total if present is None else np.where(present, total, 0)


def _to_picked(grad: Array, x: Array, spec: PoolSpec) -> Array:
    _, places = pool2d(x, spec, axes=(-2, -1), return_indices=True)
    flat = np.zeros(x.size, grad.dtype)
    cells = x.shape[-2] * x.shape[-1]
    np.add.at(flat, _flat_places(places, cells).ravel(), grad.ravel())
    return flat.reshape(x.shape)


def _to_winners(grad: Array, x: Array, axes: Axes, spec: PoolSpec, ties: str) -> Array:
    best = pool2d(x, spec, axes=(-2, -1))

    def wins(here: Any, there: Any) -> Array:
        cells, value = x[there], best[here]
        equal: Array = (cells == value) | (np.isnan(cells) & np.isnan(value))
        return equal

    if ties == "share":
        count = np.zeros(best.shape, np.int64)
        for here, there in _taps(axes):
            count[here] += wins(here, there)
        grad = grad / count
    total = np.zeros(x.shape, grad.dtype)
    for here, there in _taps(axes):
        total[there] += np.where(wins(here, there), grad[here], 0)
    return total


def _to_magnitudes(grad: Array, x: Array, axes: Axes, spec: PoolSpec, ties: str) -> Array:
    """Go back through the largest magnitude, which is what norms with an infinite p are."""
    x, largest = wide(x), replace(spec, mode=PoolMode.MAX)
    total, missing = backward(grad, np.abs(x), axes, largest, ties), np.isnan(x)
    still = (total == 0) & ~missing
    if spec.nan_policy == "omit":
        still |= missing
    elif missing.any():  # a NaN that wins has no sign, one that does not gets nothing
        still |= backward(np.ones_like(grad), np.abs(x), axes, largest, ties) == 0
    return np.where(still, 0, total * np.sign(x))


def _to_norms(grad: Array, x: Array, axes: Axes, spec: PoolSpec) -> Array:
    x, p = wide(x), spec.norm_type
    norms = pool2d(x, spec, axes=(-2, -1))
    present = ~np.isnan(x) if spec.nan_policy == "omit" else None
    divisor = _counts(axes, spec, present) if spec.mode is PoolMode.POWER_MEAN else 1
    grad = grad / divisor
    if np.isinf(norms).any():  # where cells are finite, their power mean is: no slope is lost
        plain = replace(
            spec, mode=PoolMode.POWER_MEAN, count_include_pad=False, divisor_override=None
        )
        means, cells = pool2d(x, plain, axes=(-2, -1)), _counts(axes, plain, present)
        lost = np.isinf(norms) & np.isfinite(means)
        grad = np.where(lost, grad * (divisor / cells) ** ((p - 1) / p), grad)
        norms = np.where(lost, means, norms)
    total = np.zeros(x.shape, np.result_type(x, grad))
    for here, there in _taps(axes):
        cells = x[there]
        slope = np.sign(cells) * (np.abs(cells) / norms[here]) ** (p - 1)
        still = cells == 0
        if spec.nan_policy == "omit":
            still |= np.isnan(cells)
        total[there] += np.where(still, 0, slope * grad[here])
    return total


def _spread(grad: Array, axis: Axis) -> Array:
    """Give each window's gradient to all of its cells along the last axis: a sum, transposed."""
    total = np.zeros((*grad.shape[:-1], axis.size), grad.dtype)
    for _, windows, cells in axis_taps(axis):
        total[..., cells] += grad[..., windows]
    return total


def _counts(axes: Axes, spec: PoolSpec, present: Array | None) -> Any:
    """Return what each mean divides by; never 0."""
    if spec.divisor_override is not None:
        return spec.divisor_override
    rows, cols = ([axis.window(i) for i in range(axis.output_size)] for axis in axes)
    real = np.multiply.outer([len(w.real) for w in rows], [len(w.real) for w in cols])
    counts = real
    if spec.count_include_pad:
        counts = np.multiply.outer([w.counted for w in rows], [w.counted for w in cols])
    if present is not None:
        counts = counts - real + pool2d(present, replace(spec, mode=PoolMode.SUM), axes=(-2, -1))
    return np.maximum(counts, 1)


def _taps(axes: Axes) -> Iterator[tuple[Any, Any]]:
    """Yield, for every tap in raster order, an index of the windows that have it, and of cells."""
    for (_, top, rows), (_, left, cols) in product(*map(list, map(axis_taps, axes))):
        yield (..., top, left), (..., rows, cols)


def _flat_places(places: Array, cells: int) -> Array:
    """Return indices into a plane as indices into all planes, laid end to end."""
    lead = places.shape[:-2]
    starts = np.arange(int(np.prod(lead)), dtype=np.int64).reshape(*lead, 1, 1) * cells
    return starts + places.astype(np.int64, copy=False)


def _plane_shape(asked: Any, values: tuple[int, ...], spatial: IntPair) -> IntPair:
    allowed = f"allowed is (height, width), or the shape of the input of values {values}"
    if not is_list(asked) or len(asked) not in (2, len(values)):
        raise SpecError(f"shape is {shown(asked)}; {allowed}.")
    whole = len(asked) != 2
    height, width = (asked[i] for i in spatial) if whole else asked
    plane = as_int("height", height, 1, MAX_SIZE), as_int("width", width, 1, MAX_SIZE)
    sizes = [as_int("shape", n, 0, MAX_SIZE) for n in asked]
    if whole and tuple(sizes) != with_plane(values, spatial, plane):
        raise SpecError(f"shape is {shown(asked)}; {allowed}.")
    if plane[0] * plane[1] > MAX_SIZE:
        raise SpecError(f"shape is {shown(asked)}; allowed are at most {MAX_SIZE:,} cells.")
    return plane


def gradient_dtype(grad: Array, mode: PoolMode, windows: int, ties: str) -> np.dtype[Any]:
    """Return the type of an input's gradient; a cell is in no more than so many `windows`."""
    if grad.dtype.kind == "f":
        return grad.dtype
    shares = ties == "share" and mode in (PoolMode.MAX, PoolMode.MIN)
    if shares or mode.divides or mode is PoolMode.LP:
        return np.dtype(np.float64)
    dtype = np.dtype(np.uint64 if grad.dtype.kind == "u" else np.int64)
    largest = max(abs(int(grad.max(initial=0))), abs(int(grad.min(initial=0))))
    windows = min(windows, grad.size)
    if largest * windows > np.iinfo(dtype).max:
        raise SpecError(
            f"grad has values as large as {largest}, and {windows} of them could pass 64 bits when "
            "they add up; allowed are sums that fit, or float64."
        )
    return dtype
