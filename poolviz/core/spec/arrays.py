"""Arrays as stacks of planes: the checks and the walk over taps that the operations share."""

from collections.abc import Iterator
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core import validation
from poolviz.core.errors import SpecError, reason
from poolviz.core.spec.geometry import Axis
from poolviz.core.validation import MAX_PARAMETER, MAX_SIZE, as_int, shown

Array = NDArray[Any]
IntPair = tuple[int, int]

SpatialAxes = IntPair | Literal["channels_first", "channels_last"]

_DEFAULT_AXES = {2: (0, 1), 3: (0, 1), 4: (1, 2)}

_AXES_BY_WORD = {"channels_first": (-2, -1), "channels_last": (-3, -2)}


def as_array(name: str, value: ArrayLike) -> Array:
    """Return `value` as an array of native byte order; it may share the memory of `value`.

    Raises
    ------
    SpecError
        If it is no array of bool, int, uint or float.
    """
    return native(as_numbers(name, value))


def as_numbers(name: str, value: ArrayLike) -> Array:
    """Return `value` as an array of any byte order: large inputs are not copied for it.

    Raises
    ------
    SpecError
        If it is no array of bool, int, uint or float.
    """
    if isinstance(value, np.ndarray) and hasattr(value, "mask"):
        raise SpecError(
            f"{name} is a masked array; allowed are plain ones: fill what is masked, with NaN for "
            'nan_policy="omit".'
        )
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, RuntimeError, OverflowError) as error:
        raise SpecError(
            f"{name} is not an array ({reason(error)}); allowed are rows of numbers, of one length."
        ) from None
    if array.dtype.kind not in "biuf":
        raise SpecError(f"{name} has dtype {array.dtype}; allowed are bool, int, uint and float.")
    return array


def native(array: Array) -> Array:
    """Return an array of native byte order; `array` itself if it is one."""
    return array if array.dtype.isnative else array.astype(array.dtype.newbyteorder("="))


def spatial_axes(name: str, array: Array, axes: SpatialAxes | None) -> IntPair:
    """Return the spatial axes counted from the front; None means the default of the rank.

    A matrix has no channels, so that either word means both of its axes.

    Raises
    ------
    SpecError
        If they are not two different axes, if the rank has no default, or if one is empty.
    """
    chosen = _DEFAULT_AXES.get(array.ndim) if axes is None else _counted(array.ndim, axes)
    words = "'channels_first', 'channels_last'"
    if chosen is None and axes is None:
        raise SpecError(
            f"{name} has shape {array.shape} and axes is None; allowed are (H, W), (H, W, C) and "
            f"(N, H, W, C), or any two axes by axes=, or {words}."
        )
    if chosen is None:
        raise SpecError(
            f"axes is {shown(axes)}; allowed are {words}, and two different axes of an array of "
            f"shape {array.shape}."
        )
    rows, cols = chosen
    for axis, length in ((rows, "height"), (cols, "width")):
        if not 0 < array.shape[axis] <= MAX_SIZE:
            as_int(f"{length} of {name}", array.shape[axis], 1, MAX_SIZE)
    return rows, cols


def _counted(ndim: int, axes: Any) -> IntPair | None:
    """Return two different axes counted from the front; None if they are none."""
    if isinstance(axes, str):
        axes = (0, 1) if axes in _AXES_BY_WORD and ndim == 2 else _AXES_BY_WORD.get(axes)
    try:
        if any(isinstance(axis, bool) for axis in axes):
            return None
        rows, cols = (range(ndim)[axis] for axis in axes)
    except (TypeError, ValueError, IndexError):
        return None
    return None if rows == cols else (rows, cols)


def as_planes(array: Array, spatial: IntPair) -> Array:
    """Return a view of `array` with its spatial axes last."""
    return np.moveaxis(array, spatial, (-2, -1))


def with_plane(shape: tuple[int, ...], spatial: IntPair, plane: IntPair) -> tuple[int, ...]:
    """Return `shape` with the lengths of its spatial axes replaced by `plane`."""
    lengths = list(shape)
    lengths[spatial[0]], lengths[spatial[1]] = plane
    return tuple(lengths)


def as_pair(name: str, value: Any, high: int = MAX_PARAMETER) -> IntPair:
    """Return one whole number or two, from 1 to `high`, as (height, width); see `validation`."""
    return validation.as_pair(name, value, 1, high)


def mean_dtype(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """Return the type of a weighted mean: that of the input if it is a float, else float64."""
    return dtype if dtype.kind == "f" else np.dtype(np.float64)


def wide(array: Array) -> Array:
    """Return `array` in float64, or its own type where that is wider."""
    return array.astype(np.promote_types(array.dtype, np.float64), copy=False)


def axis_taps(axis: Axis) -> Iterator[tuple[int, slice, slice]]:
    """Yield every tap that some window has in the input: its number, the windows, their cells."""
    for tap in range(axis.kernel_size):
        windows, first = axis.span(tap)
        if windows:
            stop = first + (len(windows) - 1) * axis.stride + 1
            yield tap, slice(windows.start, windows.stop), slice(first, stop, axis.stride)
