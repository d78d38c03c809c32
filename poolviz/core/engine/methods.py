"""What each method makes of a block: extremes, sums, means, norms and picks.

Results do not depend on the cut or on the number of threads, but for the rounding of float sums.
Sums of float32 are kept in float32, in an order that adds at most 16 numbers one after the other:
the error is a few units in the last place of the mean of the magnitudes. A sum that overflows, or
whose halves do, is found by the processor's own flag and done again in float64; one of float64 from
terms made smaller. No summed-area table is used: it would smear NaN and infinity over all that
follows.
"""

import math
from typing import Any

import numpy as np

from poolviz.core.engine import taps
from poolviz.core.engine.bands import Region
from poolviz.core.engine.plan import Plan, is_wide
from poolviz.core.engine.workers import Scratch, copy
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.pool_spec import PoolMode
from poolviz.core.stopping import question

AGAIN = 1 << 14
"""Sums that are done again at a time, because one of them overflows: it needs more memory."""


def pool_region(region: Region, plan: Plan, out: Array, powers_fit: bool) -> None:
    """Pool one block into `out`, (p, rows, cols, C); `powers_fit` matters to powers only."""
    mode = plan.spec.mode
    if mode is PoolMode.SUBSAMPLE:
        rows, cols = (taps.first_cells(part) for part in region.parts)
        out[...] = region.planes[:, rows[:, None], cols]
    elif mode.picks:
        finish(region.reduce(plan.ufunc, plan.types, out=out), None, out, region.scratch)
    elif mode.powers:
        _norm(region, plan, out, powers_fit)
    else:
        _add(region, plan, out)


def finish(total: Array, divisor: Any, out: Array, scratch: Scratch) -> None:
    """Write `total`, or `total` divided, to `out`."""
    if divisor is None:
        if total is not out:
            scratch.do(copy, total, out=out)
    elif isinstance(divisor, int) and divisor & (divisor - 1) == 0 and divisor < 1 << 14:
        # Twice as fast as a division, and the same where the divisor is a power of two.
        factor = _scalar(1 / divisor, total)
        scratch.do(np.multiply, total, factor, out=out, casting="unsafe")
    else:
        by = _scalar(divisor, total) if isinstance(divisor, int) else divisor
        scratch.do(np.divide, total, by, out=out, casting="unsafe")


def _scalar(value: float, total: Array) -> Any:
    return total.dtype.type(value) if total.dtype.kind == "f" else np.float64(value)


def _add(region: Region, plan: Plan, out: Array) -> None:
    """Sum and mean: a sum over the window, divided at the end."""
    omits = plan.omits and (not region.separable or np.isnan(region.cells).any())
    term = _without_nan if omits else None
    real = _present(region, plan) if omits else None
    divisor = _divisor(region, plan, real) if plan.spec.mode is PoolMode.MEAN else None
    try:
        with np.errstate(over="raise"):
            total = _total(region, plan, out, term)
    except FloatingPointError:
        for here, part in region.cut(AGAIN):
            _add_again(part, plan, term, out[here])
        return
    finish(total, divisor, out, region.scratch)
    if real is not None:
        np.copyto(out, np.nan, where=real == 0)


def _add_again(region: Region, plan: Plan, term: Any, out: Array) -> None:
    """Do the same where a sum, or a part of one, overflows."""
    real = None if term is None else _present(region, plan)
    divisor = _divisor(region, plan, real) if plan.spec.mode is PoolMode.MEAN else None
    total = _wide_total(region, plan, term)
    lost = ~np.isfinite(total)
    if region.cells.dtype.itemsize >= 8 and lost.any():
        total, divisor = total if divisor is None else total / divisor, None
        np.copyto(total, _from_smaller(region, plan, term, real), where=lost)
    finish(total, divisor, out, region.scratch)
    if real is not None:
        np.copyto(out, np.nan, where=real == 0)


def _present(region: Region, plan: Plan) -> Array:
    """Return how many cells of each window are no NaN."""
    return region.reduce(np.add, plan.count_types, name="real", term=_is_present)


def _is_present(cells: Array) -> Array:
    present = np.isnan(cells)
    return np.logical_not(present, out=present).view(np.uint8)


def _without_nan(cells: Array) -> Array:
    kept: Array = np.where(np.isnan(cells), cells.dtype.type(0), cells)
    return kept


def _total(region: Region, plan: Plan, out: Array, term: Any) -> Array:
    cells = region.cells
    is_mean = plan.spec.mode is PoolMode.MEAN
    if is_mean and is_wide(cells.dtype) and overflows(cells, math.prod(plan.spec.kernel_size)):
        return _wide_sum(region)
    return region.reduce(np.add, plan.types, out=out, term=term)


def _wide_total(region: Region, plan: Plan, term: Any) -> Array:
    wide = np.promote_types(plan.types[1], np.float64)
    return region.reduce(np.add, (wide, wide), name="wide", term=term)


def _from_smaller(region: Region, plan: Plan, term: Any, real: Array | None) -> Array:
    """Return sums or means of which parts overflow, from terms made smaller by a power of two."""
    scale = 2.0 ** -math.prod(plan.spec.kernel_size).bit_length()

    def smaller(cells: Array) -> Array:
        cells = cells if term is None else term(cells)
        scaled: Array = cells * plan.types[1].type(scale)
        return scaled

    small = region.reduce(np.add, plan.types, name="small", term=smaller)
    if plan.spec.mode is PoolMode.SUM:
        return small / scale
    mean: Array = small / _divisor(region, plan, real) / scale
    if plan.spec.divisor_override is None:  # no mean is larger than the largest number
        rounded_up = np.isinf(mean) & np.isfinite(small)
        np.copyto(mean, np.copysign(np.finfo(mean.dtype).max, small), where=rounded_up)
    return mean


def _norm(region: Region, plan: Plan, out: Array, powers_fit: bool) -> None:
    """Write the root of a sum or mean of powers, scaled first where the powers would not fit."""
    p, wide = plan.spec.norm_type, plan.types[1]
    real = _present(region, plan) if plan.omits else None
    divisor = _divisor(region, plan, real) if plan.spec.mode is PoolMode.POWER_MEAN else None

    def magnitude(cells: Array) -> Array:
        cells = _without_nan(cells) if plan.omits else cells
        size: Array = np.abs(cells.astype(wide, copy=False))
        return size

    if p == math.inf:
        norm = region.reduce(np.maximum, plan.types, term=magnitude)
    elif powers_fit:
        total = region.reduce(np.add, plan.types, term=lambda cells: _power(magnitude(cells), p))
        norm = _root(total if divisor is None else total / divisor, p)
    else:
        peak = region.reduce(np.maximum, plan.types, name="peak", term=magnitude)
        peak[~((peak > 0) & np.isfinite(peak))] = 1
        if p <= _EXACT:
            far = peak < np.finfo(wide).max / 4  # so that no rounding makes the largest infinite
            np.ldexp(wide.type(1), np.frexp(peak)[1] - 1, out=peak, where=far)
        total = np.zeros_like(peak)
        for here, rows, cols in taps.raster_taps(region.parts):
            total[here] += _power(magnitude(region.planes[:, rows, cols]) / peak[here], p)
        norm = peak * _root(total if divisor is None else total / divisor, p)
    np.copyto(out, norm, casting="unsafe")
    if real is not None:
        np.copyto(out, np.nan, where=real == 0)


_EXACT = 256
"""Up to this p, powers of numbers below 2 fit, so that magnitudes may be scaled by powers of two,
which is exact."""


def _power(cells: Array, p: float) -> Array:
    """Return ``cells ** p``; small whole powers by multiplication, exact where they fit."""
    if p > 16 or p != int(p):
        return cells**p
    power = cells
    for digit in bin(int(p))[3:]:
        power = np.square(power)
        if digit == "1":
            power *= cells
    return power


def _root(total: Array, p: float) -> Array:
    """Return the p-th root, with a step of Newton's: of 125 it is 5, not 4.999999999999999."""
    if p == 1:
        return total
    if p == 2:
        return np.sqrt(total)
    root: Array = total ** (1 / p)
    better = root - root * ((_power(root, p) - total) / total / p)
    np.copyto(root, better, where=np.isfinite(better))
    return root


def powers_fit(x: Array, plan: Plan) -> bool:
    """Return whether neither a power of a value nor a sum of them leaves the range of its type."""
    p, divisor = plan.spec.norm_type, plan.spec.divisor_override or 1
    if p == math.inf or (p == 1 and plan.spec.mode is PoolMode.LP):
        return True
    limits = np.finfo(plan.types[1])
    largest, smallest = 0.0, math.inf
    chunks = np.nditer(
        [x], ["external_loop", "buffered", "zerosize_ok"], [["readonly"]],
        op_dtypes=[plan.types[1]], casting="unsafe", buffersize=1 << 16,
    )  # fmt: skip
    ask = question()
    for chunk in chunks:
        ask()
        wide = np.abs(chunk)
        finite = np.isfinite(wide) & (wide > 0)
        largest = np.max(wide, where=finite, initial=largest)
        smallest = np.min(wide, where=finite, initial=smallest)
    if not largest:
        return True
    room = math.log2(max(math.prod(plan.spec.kernel_size), divisor))
    fits = p * np.log2(largest) + room < limits.maxexp - 1
    return bool(fits and p * np.log2(smallest) - room > limits.minexp + 1)


def overflows(x: Array, cells: int) -> bool:
    """Return whether a sum of `cells` values of the integer array `x` could leave its 64 bits."""
    largest = max(abs(int(x.max(initial=0))), abs(int(x.min(initial=0))))
    return largest * cells > np.iinfo(x.dtype).max


def _wide_sum(region: Region) -> Array:
    """Sum 64-bit integers beyond 64 bits, as float64: both halves exactly, rounded once."""
    wide = np.dtype(np.int64 if region.cells.dtype.kind == "i" else np.uint64)
    high = region.reduce(np.add, (wide, wide), name="high", term=lambda cells: cells >> 32)
    low = region.reduce(np.add, (wide, wide), term=lambda cells: cells & 0xFFFF_FFFF)
    joined: Array = high * 2.0**32 + low
    return joined


def _divisor(region: Region, plan: Plan, real: Array | None) -> Any:
    """Return how many cells each mean of the region divides by: a number, or one a window."""
    if plan.spec.divisor_override is not None:
        return plan.spec.divisor_override
    if plan.divisor:
        return plan.divisor if real is None else real
    (row_real, row_counted), (col_real, col_counted) = map(taps.tap_counts, region.parts)
    if not plan.spec.count_include_pad:
        return _outer(row_real, col_real) if real is None else real
    counted = _outer(row_counted, col_counted)
    return counted if real is None else counted - _outer(row_real, col_real) + real


def _outer(rows: Array, cols: Array) -> Array:
    return np.multiply.outer(rows, cols)[..., np.newaxis]
