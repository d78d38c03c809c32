"""Pooling of arrays: what is asked is checked and planned here, and computed in `reductions`."""

import contextlib
from typing import TYPE_CHECKING, Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.engine import methods
from poolviz.core.engine import run as reductions
from poolviz.core.engine.plan import plan
from poolviz.core.errors import SpecError
from poolviz.core.spec.arrays import (
    Array,
    SpatialAxes,
    as_numbers,
    as_planes,
    native,
    spatial_axes,
    with_plane,
)
from poolviz.core.spec.geometry import Axis
from poolviz.core.spec.pool_spec import MAX_OUTPUT_CELLS, PoolMode, PoolSpec, as_spec
from poolviz.core.validation import as_flag, as_int, shown

if TYPE_CHECKING:  # np.ma takes a while to load
    MaskedArray = np.ma.MaskedArray[Any, Any]


@overload
def windows(
    x: ArrayLike,
    spec: PoolSpec,
    fill: float | None = None,
    *,
    axes: SpatialAxes | None = None,
) -> Array: ...


@overload
def windows(
    x: ArrayLike,
    spec: PoolSpec,
    fill: Literal["mask"],
    *,
    axes: SpatialAxes | None = None,
) -> "MaskedArray": ...


def windows(
    x: ArrayLike,
    spec: PoolSpec,
    fill: float | Literal["mask"] | None = None,
    *,
    axes: SpatialAxes | None = None,
) -> "Array | MaskedArray":
    """Return a view of every window, in raster order.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    spec : PoolSpec
        Only its geometry matters here.
    fill : number or "mask", optional
        What stands in the cells outside the input that windows reach, of padding and of ceil_mode:
        a number that the dtype of `x` can hold, or nothing, in a masked array. By default there
        may be none.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes; see `pool2d`.

    Returns
    -------
    (..., Ho, Wo, kh, kw, ...) ndarray, or masked array with "mask"
        A read-only view; the axes of the window follow the second spatial axis. It shows the
        memory of `x` itself where no window reaches outside, else a copy with what is around it.
        (An input of foreign byte order is always copied.)

    Raises
    ------
    SpecError
        If a window reaches outside the input and `fill` is None: a view can't hold cells that are
        absent. If `fill` is none of these. Otherwise as `pool2d`.

    Examples
    --------
    >>> windows([[10, 12, 8, 7], [4, 11, 5, 9]], PoolSpec(2)).tolist()
    [[[[10, 12], [4, 11]], [[8, 7], [5, 9]]]]
    >>> windows([[1, 2, 3]], PoolSpec((1, 2), padding="same"), fill=0).tolist()
    [[[[1, 2]], [[3, 0]]]]
    >>> windows([[1, 2, 3]], PoolSpec((1, 2), padding="same"), "mask").mean(axis=(-2, -1)).tolist()
    [[1.5, 3.0]]
    """
    array, spatial = _checked(x, spec, axes)
    rows, cols = both = spec.axes((array.shape[spatial[0]], array.shape[spatial[1]]))
    masked = isinstance(fill, str) and fill == "mask"
    number = None if fill is None else _filling(0 if masked else fill, array.dtype)
    after = [max(0, a.window(a.output_size - 1).positions[-1] + 1 - a.size) for a in both]
    if not (rows.before or cols.before or any(after)):
        cells = _sliding(native(array), both, spatial)
        return np.ma.MaskedArray(cells, np.broadcast_to(False, cells.shape)) if masked else cells
    if number is None:
        raise SpecError(
            f"padding {spec.padding} with ceil_mode {spec.ceil_mode} needs cells outside an input "
            f"of {(rows.size, cols.size)}; allowed are windows that lie inside it, or fill as a "
            'number or "mask".'
        )
    plane = rows.before + rows.size + after[0], cols.before + cols.size + after[1]
    if plane[0] * plane[1] > MAX_OUTPUT_CELLS:
        raise SpecError(
            f"padding {spec.padding} makes {plane} of {(rows.size, cols.size)}; allowed is a copy "
            f"of at most {MAX_OUTPUT_CELLS:,} cells."
        )
    top, left = (slice(a.before, a.before + a.size) for a in both)
    copy = np.full(with_plane(array.shape, spatial, plane), number)
    as_planes(copy, spatial)[..., top, left] = as_planes(array, spatial)
    cells = _sliding(copy, both, spatial)
    if not masked:
        return cells
    absent: Array = np.ones(with_plane((1,) * array.ndim, spatial, plane), np.bool_)
    as_planes(absent, spatial)[..., top, left] = False
    return np.ma.MaskedArray(cells, np.broadcast_to(_sliding(absent, both, spatial), cells.shape))


def _sliding(array: Array, axes: tuple[Axis, Axis], spatial: tuple[int, int]) -> Array:
    """Return the windows of an array that begins where the first of them begins."""
    extents = axes[0].extent, axes[1].extent
    view = np.lib.stride_tricks.sliding_window_view(array, extents, axis=spatial)
    pick: list[slice] = [slice(None)] * array.ndim
    for axis, place in zip(axes, spatial, strict=True):
        pick[place] = slice(0, (axis.output_size - 1) * axis.stride + 1, axis.stride)
    view = view[(*pick, *(slice(None, None, axis.dilation) for axis in axes))]
    return np.moveaxis(view, (-2, -1), (spatial[1] + 1, spatial[1] + 2))


def _filling(fill: Any, dtype: np.dtype[Any]) -> Array:
    """Return what fills the cells outside as a number of `dtype`."""
    scalar = isinstance(fill, np.generic | np.ndarray) and fill.ndim == 0
    value = fill.item() if scalar else fill
    if isinstance(value, bool | int | float | np.longdouble):
        # What has thousands of digits is a ValueError, not an OverflowError, to NumPy.
        with np.errstate(all="ignore"), contextlib.suppress(OverflowError, ValueError):
            number = np.asarray(value).astype(dtype)
            if dtype.kind == "f":
                held = not np.isinf(number) or bool(np.isinf(np.longdouble(value)))
            else:
                held = bool(number.item() == value)
            if held:
                return number
    raise SpecError(
        f'fill is {shown(fill)}; allowed are None, "mask", and a number that {dtype} can hold.'
    )


@overload
def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: SpatialAxes | None = None,
    return_indices: Literal[False] = False,
    workers: int | None = None,
) -> Array: ...


@overload
def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: SpatialAxes | None = None,
    return_indices: Literal[True],
    workers: int | None = None,
) -> tuple[Array, NDArray[np.int64]]: ...


@overload
def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: SpatialAxes | None = None,
    return_indices: bool,
    workers: int | None = None,
) -> Array | tuple[Array, NDArray[np.int64]]: ...


def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: SpatialAxes | None = None,
    return_indices: bool = False,
    workers: int | None = None,
) -> Array | tuple[Array, NDArray[np.int64]]:
    """Pool an array over two of its axes.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input, in any memory order and byte order. It is not changed.
    spec : PoolSpec
        The method, the window and the padding.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes, rows first. By default (0, 1) for (H, W) and (H, W, C), and (1, 2) for
        (N, H, W, C). "channels_first" is (-2, -1), as in (C, H, W) and (N, C, H, W);
        "channels_last" is (-3, -2); in a matrix, (H, W), both are (0, 1).
    return_indices : bool
        Whether to return where each value was picked; for "max", "min" and "subsample".
    workers : int, optional
        How many threads to use at most; never more than the machine has processors. By default
        one for a small input, and up to four where they pay.

    Returns
    -------
    values : ndarray
        A new array of the shape of `x` with (H, W) replaced by ``spec.output_shape((H, W))``.
        "max", "min" and "subsample" keep the dtype; "mean", "lp" and "power-mean" keep a float
        dtype and make float64 of integers; "sum" keeps a float dtype and makes int64 or uint64.
        Of a window whose best cells are -0.0 and 0.0, which are equal, the value is the first of
        them with `return_indices`, and either of them without.
    indices : ndarray of int64
        Of the same shape: ``row * W + col`` of the first winner in raster order. Only with
        `return_indices`.

    Raises
    ------
    SpecError
        If the array or the pooling is not one that is defined.

    Examples
    --------
    >>> pool2d([[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]], PoolSpec(2))
    array([[12,  9],
           [18,  7]])
    """
    array, spatial = _checked(x, spec, axes)
    if as_flag("return_indices", return_indices) and not spec.mode.picks:
        raise SpecError(
            f"return_indices with mode {str(spec.mode)!r}: its value is no single cell; allowed "
            "are 'max', 'min', 'subsample'."
        )
    if workers is not None:
        as_int("workers", workers, 1)
    how = plan(spec, array.shape, array.dtype, spatial)
    _refuse_overflow(array, spec)
    values = np.empty(how.shape, how.dtype)
    indices = np.empty(how.shape, np.int64) if return_indices else None
    reductions.reduce_windows(array, how, values, indices, workers)
    return values if indices is None else (values, indices)


def repeat_pool(
    x: ArrayLike, spec: PoolSpec, repeats: int, *, axes: SpatialAxes | None = None
) -> list[Array]:
    """Pool, pool the result, and so on.

    Parameters
    ----------
    x : array_like
        The input; see `pool2d`.
    spec : PoolSpec
        The pooling, the same every time.
    repeats : int
        How many times, 0 or more.
    axes : (int, int), "channels_first" or "channels_last", optional
        The spatial axes; see `pool2d`.

    Returns
    -------
    list of ndarray
        ``[x, p1, p2, ...]`` of length ``repeats + 1``; the first is the input itself.

    Raises
    ------
    SpecError
        If one of the poolings is not defined, for example because the map has become too small.

    Examples
    --------
    >>> x = [[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]]
    >>> [level.tolist() for level in repeat_pool(x, PoolSpec(2), 2)[1:]]
    [[[12, 9], [18, 7]], [[18]]]
    """
    as_int("repeats", repeats, 0)
    array, spatial = _checked(x, spec, axes)
    shape = array.shape[spatial[0]], array.shape[spatial[1]]
    for level in range(repeats):  # all of it is checked before any of it is computed
        try:
            shape = spec.output_shape(shape)
        except SpecError as error:
            raise SpecError(f"repeats is {repeats}, but pool {level + 1} fails: {error}") from None
    generations = [native(array)]
    for _ in range(repeats):
        generations.append(pool2d(generations[-1], spec, axes=spatial))
    return generations


def _checked(
    x: ArrayLike, spec: PoolSpec, axes: SpatialAxes | None
) -> tuple[Array, tuple[int, int]]:
    """Return the input as an array, and its spatial axes counted from the front."""
    as_spec(spec)
    array = as_numbers("x", x)
    return array, spatial_axes("x", array, axes)


def _refuse_overflow(array: Array, spec: PoolSpec) -> None:
    if spec.mode is PoolMode.SUM and array.dtype.kind in "iu" and array.itemsize == 8:
        cells = spec.kernel_size[0] * spec.kernel_size[1]
        if methods.overflows(array, cells):
            raise SpecError(
                f"mode 'sum' of {cells} cells of {array.dtype} could pass 64 bits; allowed are "
                "sums that fit, or float64 input."
            )
