"""Grid phase: what the blocks of repeated max pooling say about a shift before it is made.

L max poolings with kernel k and stride k are one maximum over blocks of K = k ** L cells: cell s
lies in block floor(s / K). An output cell is lit where a block holds a lit cell, so a binary
picture with lit cells S keeps its output under a shift d if and only if the blocks of S + d are
the blocks of S. Where cells lie within their blocks decides, not how far they move.

The law speaks of an object on an endless plane. It holds in a picture while the object stays inside
and away from the edge that the fill repeats; see `law_exception` for the poolings it holds for.
"""

from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from poolviz.core.errors import SpecError
from poolviz.core.spec.arrays import IntPair, as_array, as_pair
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, Shape, as_spec
from poolviz.core.validation import MAX_SIZE, as_int, is_list, shown

_UNLIKE_MAX = {
    PoolMode.MEAN: "a mean also tells how many",
    PoolMode.MIN: "a minimum tells whether all of its cells are lit",
    PoolMode.SUM: "a sum also tells how many",
    PoolMode.LP: "a norm also tells how many",
    PoolMode.POWER_MEAN: "a power mean also tells how many",
    PoolMode.SUBSAMPLE: "a strided pick reads only one of its cells",
}
"""How each of the other methods differs."""


def block_size(spec: PoolSpec, level: int) -> IntPair | None:
    """Return the size in input cells, (height, width), of what one cell of a level comes from.

    Parameters
    ----------
    spec : PoolSpec
        The pooling.
    level : int
        How often it is applied, from 0.

    Returns
    -------
    (int, int) or None
        ``(kh ** level, kw ** level)``, each at most 2**31 - 1, the size of the largest picture.
        None where windows do not lie side by side, so that there are no blocks: the stride differs
        from the kernel, or the window is dilated.

    Raises
    ------
    SpecError
        If `level` is no such number.

    Examples
    --------
    >>> block_size(PoolSpec(2), 4)
    (16, 16)
    """
    power = as_int("level", level, 0)
    if as_spec(spec).strides != spec.kernel_size or spec.dilation != (1, 1):
        return None
    # Past 31 doublings it is MAX_SIZE anyway.
    height, width = (min(k ** min(power, 31), MAX_SIZE) for k in spec.kernel_size)
    return height, width


def law_exception(spec: PoolSpec, shape: Shape, level: int) -> str | None:
    """Say in a sentence why the law does not hold for a pooling; None where it does.

    It holds for max pooling, and norms of infinite p, with windows side by side that start at the
    first cell and read the last one, at every level: no padding or one that is only at the end, and
    no cells left over.

    Parameters
    ----------
    spec : PoolSpec
        The pooling.
    shape : (int, int)
        Height and width of the input.
    level : int
        How often it is applied, from 0.

    Raises
    ------
    SpecError
        If the pooling is not defined that often.

    Examples
    --------
    >>> law_exception(PoolSpec(2), (64, 64), 4)
    >>> law_exception(PoolSpec(3, stride=2), (64, 64), 1)
    'Windows of 3 × 3 cells at stride 2 × 2 do not lie side by side.'
    """
    as_int("level", level, 0)
    if as_spec(spec).mode is not PoolMode.MAX and not spec.picks_magnitude:
        unlike = _UNLIKE_MAX[spec.mode]
        return f"The law is of maxima, which tell whether a block holds a lit cell; {unlike}."
    if block_size(spec, level) is None:
        size, stride, dilation = (
            f"{rows} × {cols}" for rows, cols in (spec.kernel_size, spec.strides, spec.dilation)
        )
        dilated = f" and dilation {dilation}" if spec.dilation != (1, 1) else ""
        return f"Windows of {size} cells at stride {stride}{dilated} do not lie side by side."
    for pool in range(1, level + 1):
        axes = spec.axes(shape)
        for axis in axes:
            if axis.before:
                return f"Padding before the first of the {axis.name} of pool {pool} moves the grid."
            unread = axis.size - axis.output_size * axis.kernel_size
            if unread > 0:
                return f"Pool {pool} leaves the last {unread} of {axis.size} {axis.name} unread."
        shape = axes[0].output_size, axes[1].output_size
    return None


@overload
def law_keeps(lit: ArrayLike, block: int | IntPair, dy: int, dx: int) -> bool: ...


@overload
def law_keeps(
    lit: ArrayLike, block: int | IntPair, dy: ArrayLike, dx: ArrayLike
) -> bool | NDArray[np.bool_]: ...


def law_keeps(
    lit: ArrayLike, block: int | IntPair, dy: ArrayLike, dx: ArrayLike
) -> bool | NDArray[np.bool_]:
    """Return whether a shift leaves the set of blocks that hold a lit cell as it is.

    Parameters
    ----------
    lit : (H, W) array_like
        The lit cells are those that are not 0.
    block : int or (int, int)
        Height and width of the blocks; see `block_size`.
    dy, dx : int, or array_like of int
        Rows down and columns right; arrays are broadcast against each other.

    Returns
    -------
    bool, or ndarray of bool
        ``floor((S + d) / K) == floor(S / K)`` as sets, for the lit cells S, also where S + d lies
        outside the picture: an array if one of the shifts is.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Examples
    --------
    >>> law_keeps([[0, 1, 1, 0]], (1, 2), 0, 1)
    False
    >>> law_keeps([[0, 1, 1, 0]], (1, 4), 0, [-1, 0, 1, 2])
    array([ True,  True,  True, False])
    """
    cells, sizes = _lit(lit), as_pair("block", block, MAX_SIZE)
    downs, rights = _whole("dy", dy), _whole("dx", dx)
    try:
        downs, rights = np.broadcast_arrays(downs, rights)
    except ValueError:
        raise SpecError(
            f"dy has shape {downs.shape} and dx {rights.shape}; allowed are shapes that broadcast."
        ) from None
    before = _blocks(cells, sizes, (0, 0))
    keeps = [
        np.array_equal(_blocks(cells, sizes, shift), before)
        for shift in zip(downs.ravel().tolist(), rights.ravel().tolist(), strict=True)
    ]
    return np.array(keeps, bool).reshape(downs.shape) if downs.ndim else keeps[0]


def crossing_cells(lit: ArrayLike, block: int | IntPair, dy: int, dx: int) -> NDArray[np.bool_]:
    """Return which lit cells a shift carries into another block.

    A picture can keep its output although cells cross, where others take their places: the law is
    about the set, see `law_keeps`.

    Parameters
    ----------
    lit : (H, W) array_like
        The lit cells are those that are not 0.
    block : int or (int, int)
        Height and width of the blocks; see `block_size`.
    dy, dx : int
        Rows down and columns right.

    Returns
    -------
    (H, W) ndarray of bool
        ``floor((s + d) / K) != floor(s / K)`` for the lit cells s, at the places before the shift.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Examples
    --------
    >>> crossing_cells([[0, 1, 1, 0]], (1, 2), 0, 1)
    array([[False,  True, False, False]])
    """
    cells, sizes = _lit(lit), as_pair("block", block, MAX_SIZE)
    crosses = []
    for size, length, (name, d) in zip(sizes, cells.shape, (("dy", dy), ("dx", dx)), strict=True):
        at = np.arange(length)
        moved = at + as_int(name, d, -MAX_SIZE, MAX_SIZE)
        crosses.append(moved // size != at // size)
    crossing: NDArray[np.bool_] = cells & np.logical_or.outer(*crosses)
    return crossing


def unchanged_probability(dy: int, dx: int, block: int | IntPair) -> float:
    """Return how probable it is that a shift leaves a dot at a random place in its block.

    It is ``max(0, 1 - |dy| / K) * max(0, 1 - |dx| / K)``, with K the block's height and width.

    Parameters
    ----------
    dy, dx : int
        Rows down and columns right.
    block : int or (int, int)
        Height and width of the blocks; see `block_size`.

    Raises
    ------
    SpecError
        If the shift is not whole, or `block` not one positive number or two.

    Examples
    --------
    >>> unchanged_probability(1, -2, 4)
    0.375
    """
    stays = 1.0
    for name, d, size in zip(
        ("dy", "dx"), (dy, dx), as_pair("block", block, MAX_SIZE), strict=True
    ):
        stays *= max(0, size - abs(as_int(name, d, -MAX_SIZE, MAX_SIZE))) / size
    return stays


def merge_level(first: IntPair, second: IntPair, kernel: int | IntPair = 2) -> int:
    """Return after how many poolings, side by side, two lit cells share one.

    Parameters
    ----------
    first, second : (int, int)
        Row and column, from 0.
    kernel : int or (int, int)
        Height and width of the window, from 2.

    Returns
    -------
    int
        The smallest n with ``first // kernel ** n == second // kernel ** n``; 0 for one place.

    Raises
    ------
    SpecError
        If a parameter is not one of these.

    Examples
    --------
    >>> merge_level((0, 0), (7, 7)), merge_level((31, 31), (32, 32))
    (3, 6)
    """
    sizes = as_pair("kernel", kernel)
    if min(sizes) < 2:
        raise SpecError(f"kernel is {shown(kernel)}; allowed are whole numbers from 2.")
    a, b = _place("first", first), _place("second", second)
    level = 0
    while a != b:
        a = a[0] // sizes[0], a[1] // sizes[1]
        b = b[0] // sizes[0], b[1] // sizes[1]
        level += 1
    return level


def _blocks(lit: NDArray[np.bool_], sizes: IntPair, shift: IntPair) -> NDArray[np.int64]:
    """Return the blocks that hold a lit cell after a shift, (n, 2), in raster order."""
    numbers = []
    for axis, (size, d) in enumerate(zip(sizes, shift, strict=True)):
        at = np.arange(lit.shape[axis]) + d
        starts = np.flatnonzero(np.diff(at // size, prepend=at[0] // size - 1))
        numbers.append(at[starts] // size)
        lit = np.logical_or.reduceat(lit, starts, axis=axis)
    rows, cols = np.nonzero(lit)
    return np.stack([numbers[0][rows], numbers[1][cols]], axis=1)


def _lit(value: ArrayLike) -> NDArray[np.bool_]:
    cells: NDArray[np.bool_] = as_array("lit", value) != 0
    if cells.ndim != 2 or not cells.size:
        raise SpecError(f"lit has shape {cells.shape}; allowed is (H, W), both at least 1.")
    return cells


def _whole(name: str, value: ArrayLike) -> NDArray[np.int64]:
    """Return shifts as int64, checked."""
    array = as_array(name, value)
    if array.dtype.kind not in "iu" or (array.size and abs(array.astype(float)).max() > MAX_SIZE):
        raise SpecError(
            f"{name} is {shown(value)}; allowed are whole numbers from {-MAX_SIZE} to {MAX_SIZE:,}."
        )
    return array.astype(np.int64)


def _place(name: str, value: Any) -> IntPair:
    if not is_list(value) or len(value) != 2:
        raise SpecError(
            f"{name} is {shown(value)}; allowed is (row, column), each from 0 to {MAX_SIZE:,}."
        )
    row, col = (as_int(name, number, 0, MAX_SIZE) for number in value)
    return row, col
