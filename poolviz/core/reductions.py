"""Values in, values out: how a pooling is computed. No validation and no policy stands here.

Arrays come with their two spatial axes last, in any memory order. A window is never laid out in
memory: tap number t of every window is one strided slice of the input, so a pooling is one array
operation for each tap. Maximum, minimum and sum are separable, first all rows and then all
columns, which takes kh + kw operations where the window has kh * kw cells. A tap that lies in the
padding is simply missing from its slice: padding is absent, whatever the method.
"""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.geometry import Axis
from poolviz.core.spec import PoolMode, PoolSpec

Array = NDArray[Any]
Axes = tuple[Axis, Axis]


def reduce_windows(x: Array, axes: Axes, spec: PoolSpec, out: Array) -> None:
    """Pool `x`, shape (..., H, W), into `out`, shape (..., Ho, Wo), by `spec.mode`."""
    omit = spec.nan_policy == "omit" and x.dtype.kind == "f"
    with np.errstate(all="ignore"):
        if spec.mode is PoolMode.SUBSAMPLE:
            if omit:
                pick(x, axes, spec, out, np.empty(out.shape, np.int64))
            else:
                _subsample(x, axes, out)
        elif spec.mode.picks:
            out[...] = _separable(x, axes, _extreme(spec.mode, omit), x.dtype)
        else:
            _additive(x, axes, spec, out, omit)


def pick(x: Array, axes: Axes, spec: PoolSpec, out: Array, index: Array) -> None:
    """Pool `x` into `out` and write each winner's flat ``row * W + col`` into `index`.

    The taps are visited in raster order and only a strictly better one replaces the winner so far:
    the first of equals wins. A NaN beats every number, or loses to every number under "omit".
    """
    omit = spec.nan_policy == "omit"
    found = np.zeros(out.shape, bool)
    for here, rows, cols in _taps(axes):
        cells = x[..., rows, cols]
        better = _beats(cells, out[here], spec.mode, omit) | ~found[here]
        flat = np.arange(rows.start, rows.stop, rows.step)[:, None] * axes[1].size
        flat = flat + np.arange(cols.start, cols.stop, cols.step)
        np.copyto(out[here], cells, where=better)
        np.copyto(index[here], flat, where=better)
        found[here] = True


def _taps(axes: Axes) -> Iterator[tuple[tuple[Any, ...], slice, slice]]:
    """Yield, for every tap in raster order, the windows that have it and their cells of it."""
    rows, cols = axes
    for row_tap in range(rows.kernel_size):
        for col_tap in range(cols.kernel_size):
            (top, first_row), (left, first_col) = rows.span(row_tap), cols.span(col_tap)
            if top and left:
                here = (..., slice(top.start, top.stop), slice(left.start, left.stop))
                yield here, _cells(rows, top, first_row), _cells(cols, left, first_col)


def tap_counts(axis: Axis) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return, for every window of an axis, its taps in the input and its taps that padding counts.

    Returns
    -------
    real, counted : (output_size,) int64
        The lengths of `AxisWindow.real` and `AxisWindow.counted`.
    """
    starts = np.arange(axis.output_size) * axis.stride - axis.before

    def before(end: int) -> NDArray[np.int64]:
        taps = -((starts - end) // axis.dilation)
        return taps.clip(0, axis.kernel_size)

    return before(axis.size) - before(0), before(axis.size + axis.after)


def _cells(axis: Axis, windows: range, first: int) -> slice:
    return slice(first, first + (len(windows) - 1) * axis.stride + 1, axis.stride)


def _beats(cells: Array, best: Array, mode: PoolMode, omit: bool) -> Array:
    if mode is PoolMode.MAX:
        better = cells > best
    elif mode is PoolMode.MIN:
        better = cells < best
    else:
        better = np.zeros(cells.shape, bool)
    if cells.dtype.kind == "f":
        if omit:
            better |= np.isnan(best) & ~np.isnan(cells)
        elif mode is not PoolMode.SUBSAMPLE:
            better |= np.isnan(cells) & ~np.isnan(best)
    return better


def _subsample(x: Array, axes: Axes, out: Array) -> None:
    rows, cols = (
        np.where(starts < 0, starts % axis.dilation, starts)
        for axis in axes
        for starts in [np.arange(axis.output_size) * axis.stride - axis.before]
    )
    out[...] = x[..., rows[:, None], cols]


def _extreme(mode: PoolMode, omit: bool) -> np.ufunc:
    if mode is PoolMode.MAX:
        return np.fmax if omit else np.maximum
    return np.fmin if omit else np.minimum


def _identity(ufunc: np.ufunc, dtype: np.dtype[Any]) -> Any:
    """Return the value that `ufunc` ignores."""
    if ufunc is np.add:
        return 0
    if ufunc in (np.fmax, np.fmin):
        return np.nan
    low = ufunc is np.maximum
    if dtype.kind == "b":
        return not low
    if dtype.kind == "f":
        return -np.inf if low else np.inf
    return np.iinfo(dtype).min if low else np.iinfo(dtype).max


def _separable(x: Array, axes: Axes, ufunc: np.ufunc, dtype: np.dtype[Any]) -> Array:
    """Reduce all rows of the windows, then all their columns, in `dtype`."""
    rows, cols = axes
    half = _along(x.swapaxes(-2, -1), rows, ufunc, dtype).swapaxes(-2, -1)
    return _along(half, cols, ufunc, dtype)


def _along(x: Array, axis: Axis, ufunc: np.ufunc, dtype: np.dtype[Any]) -> Array:
    """Reduce the windows along the last axis; the result keeps the memory order of `x`."""
    out = np.empty_like(x, dtype, order="K", shape=(*x.shape[:-1], axis.output_size))
    spans = [axis.span(tap) for tap in range(axis.kernel_size)]
    # Taps that every window has come first: they start the result without an identity.
    spans.sort(key=lambda span: len(span[0]) < axis.output_size)
    taps = [(w, x[..., _cells(axis, w, first)]) for w, first in spans if w]
    whole = [cells for windows, cells in taps if len(windows) == axis.output_size]
    if len(whole) >= 2:
        ufunc(whole[0], whole[1], out=out, dtype=dtype)
    elif whole:
        np.copyto(out, whole[0], casting="unsafe")
    else:
        out[...] = _identity(ufunc, dtype)
    for windows, cells in taps[min(len(whole), 2) :]:
        part = out[..., windows.start : windows.stop]
        ufunc(part, cells, out=part, dtype=dtype)
    return out


def _additive(x: Array, axes: Axes, spec: PoolSpec, out: Array, omit: bool) -> None:
    """Sum, mean and lp: a sum of terms over the window, divided or rooted at the end."""
    terms, real = x, None
    if omit and (missing := np.isnan(x)).any():
        terms = np.where(missing, x.dtype.type(0), x)
        real = _separable(~missing, axes, np.add, np.dtype(np.int64))
    lp = spec.mode is PoolMode.LP
    total = _norm(terms, axes, spec.norm_type) if lp else _sum(terms, axes)
    if spec.mode is PoolMode.MEAN:
        divisor = _divisor(axes, spec, real)
        if total.dtype.kind == "f" and np.isinf(total).any():
            total = _scaled_mean(terms, axes, divisor)
        else:
            total = total / divisor
    np.copyto(out, total, casting="unsafe")
    if real is not None:
        np.copyto(out, np.nan, where=real == 0)


def _sum(x: Array, axes: Axes) -> Array:
    """Sum the windows: floats in float64 or wider, integers exactly while 64 bits hold them."""
    if x.dtype.kind == "f":
        return _separable(x, axes, np.add, np.promote_types(np.float64, x.dtype))
    if x.dtype.itemsize == 8 and overflows(x, axes[0].kernel_size * axes[1].kernel_size):
        return _wide_sum(x, axes)
    return _separable(x, axes, np.add, integer_sum(x.dtype))


def _scaled_mean(x: Array, axes: Axes, divisor: Array) -> Array:
    """Return means whose sums would overflow, from terms made smaller by a power of two."""
    scale = 2.0 ** -(axes[0].kernel_size * axes[1].kernel_size).bit_length()
    mean: Array = _sum(x * x.dtype.type(scale), axes) / divisor / scale
    return mean


def _norm(x: Array, axes: Axes, p: float) -> Array:
    """Return ``(sum |x| ** p) ** (1 / p)``, scaled first where the powers would not fit."""
    wide: Array = np.abs(x.astype(np.promote_types(x.dtype, np.float64), copy=False))
    if p == 1:
        return _sum(wide, axes)
    if _powers_fit(wide, axes, p):
        total = _sum(np.square(wide) if p == 2 else wide**p, axes)
        return np.asarray(np.sqrt(total) if p == 2 else total ** (1 / p))
    peak = _separable(wide, axes, np.maximum, wide.dtype)
    peak[~((peak > 0) & np.isfinite(peak))] = 1
    total = np.zeros_like(peak)
    for here, rows, cols in _taps(axes):
        total[here] += (wide[..., rows, cols] / peak[here]) ** p
    return np.asarray(peak * total ** (1 / p))


def _powers_fit(wide: Array, axes: Axes, p: float) -> bool:
    """Return whether neither a power of a value nor a sum of them leaves the range of its type."""
    limits = np.finfo(wide.dtype)
    finite = np.isfinite(wide) & (wide > 0)
    largest = np.max(wide, where=finite, initial=0)
    smallest = np.min(wide, where=finite, initial=np.inf)
    if not largest:
        return True
    room = math.log2(axes[0].kernel_size * axes[1].kernel_size)
    fits = p * np.log2(largest) + room < limits.maxexp - 1
    return bool(fits and p * np.log2(smallest) > limits.minexp + 1)


def overflows(x: Array, cells: int) -> bool:
    """Return whether a sum of `cells` values of the integer array `x` could leave its 64 bits."""
    largest = max(abs(int(x.max(initial=0))), abs(int(x.min(initial=0))))
    return largest * cells > np.iinfo(x.dtype).max


def integer_sum(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type in which sums of `dtype` (bool, int or uint) are kept."""
    return np.dtype(np.uint64 if dtype.kind == "u" else np.int64)


def _wide_sum(x: Array, axes: Axes) -> Array:
    """Sum 64-bit integers beyond 64 bits, as float64: both halves exactly, rounded once."""
    high = _separable(x >> 32, axes, np.add, np.dtype(np.int64))
    low = _separable(x & 0xFFFF_FFFF, axes, np.add, np.dtype(np.int64))
    joined: Array = high * 2.0**32 + low
    return joined


def _divisor(axes: Axes, spec: PoolSpec, real: Array | None) -> Array:
    """Return the cells that each mean divides by, of shape (Ho, Wo) or that of `real`."""
    (row_real, row_counted), (col_real, col_counted) = (tap_counts(axis) for axis in axes)
    present: Array = np.multiply.outer(row_real, col_real)
    if spec.count_include_pad:
        counted: Array = np.multiply.outer(row_counted, col_counted)
        return counted if real is None else counted - present + real
    return present if real is None else real
