"""What a pooling is: its method, its window and its padding, independent of any array."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from poolviz.core.errors import SpecError
from poolviz.core.spec.geometry import Axis, AxisWindow, same_padding
from poolviz.core.validation import (
    MAX_PARAMETER,
    MAX_SIZE,
    as_flag,
    as_int,
    as_pair,
    as_positive,
    is_list,
    shown,
)

IntPair = tuple[int, int]
Sides = tuple[IntPair, IntPair]
Shape = tuple[int, int]

MAX_OUTPUT_CELLS = 2**30
"""The largest number of windows in one plane."""


class PoolMode(StrEnum):
    """What becomes of the cells of a window."""

    MAX = "max"
    MEAN = "mean"
    MIN = "min"
    SUM = "sum"
    LP = "lp"
    POWER_MEAN = "power-mean"
    SUBSAMPLE = "subsample"

    @property
    def picks(self) -> bool:
        """Whether the result is one of the window's own cells, so that it has an index."""
        return self in (PoolMode.MAX, PoolMode.MIN, PoolMode.SUBSAMPLE)

    @property
    def powers(self) -> bool:
        """Whether it adds powers of magnitudes, so that `norm_type` matters."""
        return self in (PoolMode.LP, PoolMode.POWER_MEAN)

    @property
    def divides(self) -> bool:
        """Whether a sum is divided, so that what is counted matters."""
        return self in (PoolMode.MEAN, PoolMode.POWER_MEAN)


@dataclass(frozen=True)
class Window:
    """One pooling window: the cells that it reads, by rows and columns."""

    rows: AxisWindow
    cols: AxisWindow

    @property
    def cells(self) -> int:
        """The number of cells of the input that it reads."""
        return len(self.rows.real) * len(self.cols.real)

    @property
    def counted(self) -> int:
        """The number of cells that a mean divides by when padding counts."""
        return self.rows.counted * self.cols.counted


@dataclass(frozen=True, init=False)
class PoolSpec:
    """The parameters of a two-dimensional pooling; pairs are (height, width), in cells.

    Parameters
    ----------
    kernel_size : int or (int, int)
        Taps of the window, 1 to 65535.
    stride : int or (int, int), optional
        Distance between windows; None means `kernel_size`, windows side by side.
    mode : PoolMode or str
        "max", "mean", "min", "sum", "lp", "power-mean" or "subsample" (the window's first cell).
    padding : int, (int, int), ((int, int), (int, int)), "valid" or "same"
        Cells around the input: for all sides, for (rows, columns), or
        ``((top, bottom), (left, right))``; "valid" is none, "same" makes the output
        ``ceil(n / stride)``. Padding is absent, not zero: no window ever picks it.
    dilation : int or (int, int)
        Distance between the taps of a window.
    ceil_mode : bool
        Whether a last window may hang over the end.
    count_include_pad : bool
        Whether a mean divides by the padding cells of its window, too; and a power mean.
    norm_type : float
        The p of "lp", ``(sum |x| ** p) ** (1 / p)``, and of "power-mean", ``(mean |x| ** p) **
        (1 / p)``; positive. Infinity makes both of them the largest magnitude.
    nan_policy : {"propagate", "omit"}
        Whether a NaN makes its window NaN, or is left out.
    divisor_override : int, optional
        What a mean and a power mean divide by, whatever a window holds: 1 makes them the sum and
        the p-norm. None means the cells that are counted. Other modes have no divisor.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Examples
    --------
    >>> spec = PoolSpec(3, stride=2, padding=1)
    >>> spec.kernel_size, spec.padding, spec.output_shape((224, 224))
    ((3, 3), ((1, 1), (1, 1)), (112, 112))
    >>> spec.window_at((224, 224), 0, 1).cols.real
    range(1, 4)
    """

    kernel_size: IntPair
    stride: IntPair | None
    mode: PoolMode
    padding: Sides | Literal["same"]
    dilation: IntPair
    ceil_mode: bool
    count_include_pad: bool
    norm_type: float
    nan_policy: Literal["propagate", "omit"]
    divisor_override: int | None

    def __init__(
        self,
        kernel_size: int | Sequence[int],
        stride: int | Sequence[int] | None = None,
        mode: PoolMode | str = PoolMode.MAX,
        padding: int | Sequence[int] | Sequence[Sequence[int]] | str = 0,
        dilation: int | Sequence[int] = 1,
        ceil_mode: bool = False,
        count_include_pad: bool = False,
        norm_type: float = 2.0,
        nan_policy: str = "propagate",
        divisor_override: int | None = None,
    ) -> None:
        def put(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        put("kernel_size", as_pair("kernel_size", kernel_size, low=1))
        put("stride", None if stride is None else as_pair("stride", stride, low=1))
        put("mode", PoolMode(_choice("mode", mode, tuple(PoolMode))))
        put("padding", _padding(padding))
        put("dilation", as_pair("dilation", dilation, low=1))
        put("ceil_mode", as_flag("ceil_mode", ceil_mode))
        put("count_include_pad", as_flag("count_include_pad", count_include_pad))
        put("norm_type", as_positive("norm_type", norm_type, infinite=True))
        put("nan_policy", _choice("nan_policy", nan_policy, ("propagate", "omit")))
        put("divisor_override", _divisor(divisor_override))

    @property
    def strides(self) -> IntPair:
        """The stride of rows and columns, resolved: `kernel_size` where `stride` is None."""
        return self.stride or self.kernel_size

    @property
    def picks_magnitude(self) -> bool:
        """Whether the result is the largest magnitude: a norm or power mean of infinite p."""
        return self.mode.powers and self.norm_type == math.inf

    def sides(self, shape: Shape) -> Sides:
        """Return the padding ``((top, bottom), (left, right))`` on an input of `shape`."""
        if self.padding != "same":
            return self.padding
        rows, cols = (
            same_padding(*axis)
            for axis in zip(shape, self.kernel_size, self.strides, self.dilation, strict=True)
        )
        return rows, cols

    def axes(self, shape: Shape) -> tuple[Axis, Axis]:
        """Return the geometry of rows and columns on an input of `shape` (height, width).

        Raises
        ------
        SpecError
            If a window does not fit or would hold no cell of the input.
        """
        shape = as_shape(shape)
        sides = self.sides(shape)
        rows, cols = (
            Axis(
                size=shape[i],
                kernel_size=self.kernel_size[i],
                stride=self.strides[i],
                dilation=self.dilation[i],
                before=sides[i][0],
                after=sides[i][1],
                ceil_mode=self.ceil_mode,
                name=("rows", "columns")[i],
            )
            for i in (0, 1)
        )
        cells = rows.output_size * cols.output_size
        if cells > MAX_OUTPUT_CELLS:
            raise SpecError(
                f"kernel_size {self.kernel_size} with padding {self.padding} on {shape} makes "
                f"{cells:,} windows; allowed are at most {MAX_OUTPUT_CELLS:,}."
            )
        return rows, cols

    def output_shape(self, shape: Shape) -> Shape:
        """Return (height, width) of the output for an input of `shape`.

        Raises
        ------
        SpecError
            If a window does not fit or would hold no cell of the input.
        """
        rows, cols = self.axes(shape)
        return rows.output_size, cols.output_size

    def window_at(self, shape: Shape, row: int, col: int) -> Window:
        """Return the window that makes output cell (`row`, `col`).

        Raises
        ------
        SpecError
            If the pooling is not defined on an input of `shape`, or `row` or `col` is not whole.
        IndexError
            If the output has no such cell.
        """
        rows, cols = self.axes(shape)
        row, col = (
            as_int(n, i, -MAX_OUTPUT_CELLS, MAX_OUTPUT_CELLS)
            for n, i in (("row", row), ("col", col))
        )
        return Window(rows.window(row), cols.window(col))


def _padding(value: Any) -> Sides | Literal["same"]:
    if isinstance(value, str):
        if _choice("padding", value, ("valid", "same")) == "same":
            return "same"
        return (0, 0), (0, 0)
    several = is_list(value)
    nested = several and any(is_list(side) for side in value)
    if value is None or (several and len(value) != 2) or (nested and not _are_sides(value)):
        raise SpecError(
            f"padding is {shown(value)}; allowed are a whole number from 0 to {MAX_PARAMETER:,}, "
            "(rows, columns), ((top, bottom), (left, right)), 'valid' and 'same'."
        )
    if nested:
        rows, cols = (as_pair("padding", side, low=0) for side in value)
        return rows, cols
    height, width = as_pair("padding", value, low=0)
    return (height, height), (width, width)


def _are_sides(value: Any) -> bool:
    return all(is_list(side) and len(side) == 2 for side in value)


def _divisor(value: Any) -> int | None:
    try:
        return None if value is None else as_int("divisor_override", value, 1, MAX_SIZE)
    except SpecError:
        raise SpecError(
            f"divisor_override is {shown(value)}; allowed are None and a whole number from 1 to "
            f"{MAX_SIZE:,}."
        ) from None


def _choice(name: str, value: Any, allowed: Sequence[str]) -> str:
    if isinstance(value, str) and value in allowed:
        return str(value)
    listed = ", ".join(map(repr, map(str, allowed)))
    raise SpecError(f"{name} is {shown(value)}; allowed are {listed}.")


def as_shape(value: Any) -> Shape:
    """Return `value` if it is the size of an input, (height, width).

    Raises
    ------
    SpecError
        If it is not.
    """
    if not is_list(value) or len(value) != 2:
        raise SpecError(
            f"shape is {shown(value)}; allowed is (height, width), each from 1 to {MAX_SIZE:,}."
        )
    return as_int("height", value[0], 1, MAX_SIZE), as_int("width", value[1], 1, MAX_SIZE)


def as_spec(value: Any) -> PoolSpec:
    """Return `value` if it is a PoolSpec.

    Raises
    ------
    SpecError
        If it is not.
    """
    if not isinstance(value, PoolSpec):
        raise SpecError(f"spec is {shown(value)}; allowed is a PoolSpec.")
    return value
