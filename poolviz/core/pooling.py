"""Pooling of arrays: what is asked is checked and planned here, and computed in `reductions`."""

from typing import Any, Literal, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core import methods, reductions
from poolviz.core.errors import SpecError
from poolviz.core.planes import as_numbers, native, spatial_axes
from poolviz.core.plans import plan
from poolviz.core.spec import PoolMode, PoolSpec, as_spec
from poolviz.core.validation import as_flag, as_int

Array = NDArray[Any]


def windows(x: ArrayLike, spec: PoolSpec, *, axes: tuple[int, int] | None = None) -> Array:
    """Return a view of every window, in raster order.

    Parameters
    ----------
    x : (..., H, W, ...) array_like of bool, int or float
        The input.
    spec : PoolSpec
        Only its geometry matters here.
    axes : (int, int), optional
        The spatial axes; see `pool2d`.

    Returns
    -------
    (..., Ho, Wo, kh, kw, ...) ndarray
        A read-only view that copies nothing (but an input of foreign byte order); the axes of the
        window follow the second spatial axis.

    Raises
    ------
    SpecError
        If a window reaches outside the input: a view can't hold cells that are absent. Otherwise as
        `pool2d`.

    Examples
    --------
    >>> windows([[10, 12, 8, 7], [4, 11, 5, 9]], PoolSpec(2)).tolist()
    [[[[10, 12], [4, 11]], [[8, 7], [5, 9]]]]
    """
    array, (first, second) = _checked(x, spec, axes)
    shape = array.shape[first], array.shape[second]
    rows, cols = spec.axes(shape)
    if any(a.before or a.overhang or _reaches_padding(a) for a in (rows, cols)):
        raise SpecError(
            f"padding {spec.padding} with ceil_mode {spec.ceil_mode} needs cells outside an input "
            f"of {shape}; windows allows only those that lie inside it."
        )
    view = np.lib.stride_tricks.sliding_window_view(
        native(array), (rows.extent, cols.extent), axis=(first, second)
    )
    pick: list[slice] = [slice(None)] * array.ndim
    pick[first] = slice(0, (rows.output_size - 1) * rows.stride + 1, rows.stride)
    pick[second] = slice(0, (cols.output_size - 1) * cols.stride + 1, cols.stride)
    view = view[(*pick, slice(None, None, rows.dilation), slice(None, None, cols.dilation))]
    return np.moveaxis(view, (-2, -1), (second + 1, second + 2))


@overload
def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: tuple[int, int] | None = None,
    return_indices: Literal[False] = False,
    workers: int | None = None,
) -> Array: ...


@overload
def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: tuple[int, int] | None = None,
    return_indices: Literal[True],
    workers: int | None = None,
) -> tuple[Array, NDArray[np.int64]]: ...


@overload
def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: tuple[int, int] | None = None,
    return_indices: bool,
    workers: int | None = None,
) -> Array | tuple[Array, NDArray[np.int64]]: ...


def pool2d(
    x: ArrayLike,
    spec: PoolSpec,
    *,
    axes: tuple[int, int] | None = None,
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
    axes : (int, int), optional
        The spatial axes, rows first. By default (0, 1) for (H, W) and (H, W, C), and (1, 2) for
        (N, H, W, C); channels-first arrays want (-2, -1).
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
    x: ArrayLike, spec: PoolSpec, repeats: int, *, axes: tuple[int, int] | None = None
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
    axes : (int, int), optional
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
    x: ArrayLike, spec: PoolSpec, axes: tuple[int, int] | None
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


def _reaches_padding(axis: Any) -> bool:
    last = axis.window(axis.output_size - 1)
    return bool(last.positions[-1] >= axis.size)
