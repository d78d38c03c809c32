"""How arrays of one shape and type are pooled: worked out once, and kept."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np

from poolviz.core.engine import bands
from poolviz.core.engine.bands import Axes
from poolviz.core.engine.values import separable
from poolviz.core.engine.values.rows import Window, longest_chain
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec

Types = tuple[np.dtype[Any], np.dtype[Any]]

LONGEST_CHAIN = 16
"""Numbers that a float32 sum may add one after the other."""


LARGE_WINDOW = 64
"""Cells of a window from which reading it as a whole is faster than merging smaller ones."""


@dataclass(frozen=True)
class Plan:
    """How arrays of one shape and type are pooled.

    Attributes
    ----------
    spec : PoolSpec
    axes : (Axis, Axis)
        The geometry of rows and columns.
    spatial : (int, int)
        Which axes of the array they are.
    shape, dtype : tuple of int, dtype
        Of the result.
    types : (dtype, dtype)
        In which rows are reduced, and then columns.
    windows : (Window, Window)
        Kernel size, stride and dilation of rows and columns.
    ufunc : ufunc
        What joins two cells of a window.
    lines : tuple of int, tuple of int
        The shapes of input and result as (planes, height, width * channels).
    stack : (int, int)
        How many planes and channels there are.
    whole : bool
        Whether the fast engine can take the array at once.
    index_path : str
        What finds the positions: see `positions`.
    divisor : int
        The cells of a window; 0 where padding makes them differ from window to window.
    """

    spec: PoolSpec
    axes: Axes
    spatial: tuple[int, int]
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    types: Types
    windows: tuple[Window, Window]
    ufunc: np.ufunc
    lines: tuple[tuple[int, int, int], tuple[int, int, int]]
    stack: tuple[int, int]
    whole: bool
    index_path: str
    divisor: int

    @property
    def omits(self) -> bool:
        """Whether NaN is left out; only floats have it."""
        return self.spec.nan_policy == "omit" and self.types[0].kind == "f"

    @property
    def count_types(self) -> Types:
        """The types in which the cells of rows are counted, and then of columns."""
        rows, cols = self.spec.kernel_size
        return _sum_type(np.dtype(np.uint8), rows), _sum_type(np.dtype(np.uint8), rows * cols)


@lru_cache(maxsize=512)
def plan(
    spec: PoolSpec, shape: tuple[int, ...], dtype: np.dtype[Any], spatial: tuple[int, int]
) -> Plan:
    """Plan the pooling of arrays of `shape` and `dtype` over the axes `spatial`.

    Raises
    ------
    SpecError
        If the pooling is not defined on them.
    """
    first, second = spatial
    axes = spec.axes((shape[first], shape[second]))
    sizes = list(shape)
    sizes[first], sizes[second] = (axis.output_size for axis in axes)
    types = _types(spec, axes, dtype)
    channels = max(1, math.prod(shape[second + 1 :])) if second == first + 1 else 1
    planes = math.prod(shape) // max(1, shape[first] * shape[second] * channels)
    omits = spec.nan_policy == "omit" and dtype.kind == "f"
    padded = any(axis.before or axis.after or axis.overhang for axis in axes)
    whole = False
    if spec.mode is not PoolMode.SUBSAMPLE:
        fits, (rows, cols) = bands.tile(axes, channels * types[1].itemsize, 0, 1)
        at_once = rows >= planes * axes[0].output_size and cols == axes[1].output_size
        plain = spec.mode.picks or not (omits or spec.mode.powers or is_wide(dtype))
        whole = fits and plain and not padded and at_once and second == first + 1
    height, width = axes
    lines = (
        (planes, height.size, width.size * channels),
        (planes, height.output_size, width.output_size * channels),
    )
    return Plan(
        spec=spec,
        axes=axes,
        spatial=spatial,
        shape=tuple(sizes),
        dtype=_result_dtype(spec, dtype),
        types=types,
        windows=separable.windows(axes),
        ufunc=_ufunc(spec, omits),
        lines=lines,
        stack=(planes, channels),
        whole=whole,
        index_path=_index_path(spec, axes, dtype),
        divisor=0 if padded else math.prod(spec.kernel_size),
    )


def _index_path(spec: PoolSpec, axes: Axes, dtype: np.dtype[Any]) -> str:
    """Return how positions are found; "none" where no single cell wins."""
    if not spec.mode.picks:
        return "none"
    if spec.mode is PoolMode.SUBSAMPLE:
        return "merges" if spec.nan_policy == "omit" and dtype.kind == "f" else "first"
    apart = all(
        axis.stride >= axis.kernel_size
        and axis.dilation == 1
        and not axis.before
        and not axis.overhang
        and axis.output_size * axis.stride - axis.stride + axis.extent <= axis.size
        for axis in axes
    )
    return "apart" if apart and math.prod(spec.kernel_size) >= LARGE_WINDOW else "merges"


def _ufunc(spec: PoolSpec, omits: bool) -> np.ufunc:
    if spec.mode is PoolMode.MAX:
        return np.fmax if omits else np.maximum
    if spec.mode is PoolMode.MIN:
        return np.fmin if omits else np.minimum
    return np.add


def _result_dtype(spec: PoolSpec, dtype: np.dtype[Any]) -> np.dtype[Any]:
    native = dtype.newbyteorder("=")
    if spec.mode.picks or dtype.kind == "f":
        return native
    if spec.mode is PoolMode.SUM:
        return np.dtype(np.uint64 if dtype.kind == "u" else np.int64)
    return np.dtype(np.float64)


def _types(spec: PoolSpec, axes: Axes, dtype: np.dtype[Any]) -> Types:
    """Return the types in which rows are reduced, and then columns."""
    native = np.dtype(np.uint8) if dtype.kind == "b" else dtype.newbyteorder("=")
    if spec.mode.powers:
        wide = np.promote_types(native, np.float64)
        return wide, wide
    if native == np.float16:
        native = np.dtype(np.float32)
    if spec.mode.picks:
        return native, native
    if native.kind == "f":
        chain = max(longest_chain(window) for window in separable.windows(axes))
        if chain > LONGEST_CHAIN:
            native = np.promote_types(native, np.float64)
        return native, native
    rows, cols = (axis.kernel_size for axis in axes)
    largest = 1 if dtype.kind == "b" else max(-int(np.iinfo(dtype).min), np.iinfo(dtype).max)
    return _sum_type(native, largest * rows), _sum_type(native, largest * rows * cols)


def _sum_type(dtype: np.dtype[Any], largest: int) -> np.dtype[Any]:
    """Return the smallest integer type, not narrower than `dtype`, that holds `largest`."""
    if dtype.itemsize < 8:
        # int32, not uint32: four times as fast to make a float64 of.
        for name in ("u1", "u2", "i4") if dtype.kind == "u" else ("i1", "i2", "i4"):
            if np.iinfo(name).max >= largest and np.dtype(name).itemsize >= dtype.itemsize:
                return np.dtype(name)
    return np.dtype(np.uint64 if dtype.kind == "u" and dtype.itemsize == 8 else np.int64)


def is_wide(dtype: np.dtype[Any]) -> bool:
    """Return whether these are integers of 64 bits, whose sums can pass 64 bits."""
    return dtype.kind in "iu" and dtype.itemsize == 8
