"""Values in, values out: how a pooling is computed. No validation and no policy stands here.

`plans` says how, once for all arrays of a kind. The input is then pooled block by block (`bands`),
each block by its method (`methods`) and one of two engines: `separable`, which is fast and needs
the block's input in memory, and `taps`, which is general and hardly needs memory at all.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core import bands, methods, positions, separable
from poolviz.core.bands import Region
from poolviz.core.plans import Plan
from poolviz.core.separable import Scratch
from poolviz.core.spec import PoolMode

Array = NDArray[Any]


def reduce_windows(
    x: Array, plan: Plan, out: Array, index: Array | None, workers: int | None
) -> None:
    """Pool `x` into `out`, and the flat positions of the winners into `index`."""
    if not out.size:
        return
    if x.dtype.kind == "b":
        x, out = x.view(np.uint8), out.view(np.uint8) if out.dtype.kind == "b" else out
    plain = x.flags.c_contiguous and x.flags.aligned and x.dtype.isnative
    if plan.path == "whole" and plain and index is None and _pool_whole(x, plan, out):
        return
    laid_out = int(not plain or not plan.divisor)
    if plan.spec.mode is PoolMode.LP or plan.omits:
        laid_out += 3  # terms that are made of the cells, in several operations
    threads = bands.thread_count(x.nbytes + out.nbytes, workers)
    with np.errstate(all="ignore"):
        powers_fit = plan.spec.mode is PoolMode.LP and methods.powers_fit(x, plan)
    itemsize = max(plan.types[1].itemsize, 0 if plan.divisor else 8)  # divisors are int64
    jobs = []
    for views in bands.stacks(x, plan.spatial, [out] if index is None else [out, index]):
        planes, _, _, channels = views[0].shape
        if index is not None:
            laid_out, itemsize = laid_out or 1, 16 if x.itemsize == 8 else 8
        fits, cut = bands.blocks(
            plan.axes, planes, channels, itemsize, bands.copies(plan.axes, laid_out), threads
        )
        jobs += [(views, block, fits) for block in cut]

    def work(job: Any, scratch: Scratch) -> None:
        (cells, *results), block, fits = job
        region = Region(cells, plan.axes, block, scratch, fits)
        rows, cols = (slice(w.start, w.stop) for w in (block.rows, block.cols))
        results = [a[block.planes, rows, cols] for a in results]
        with np.errstate(all="ignore"):
            methods.pool_region(region, plan, results[0], powers_fit)
            if index is not None:
                positions.find(region, plan.spec, plan.index_path, results[0], results[1])

    bands.run(jobs, work, threads)


def _pool_whole(x: Array, plan: Plan, out: Array) -> bool:
    """Pool a small contiguous array in as few calls as can be; False where a sum overflows."""
    mode = plan.spec.mode
    (planes, channels), axes = plan.stack, plan.axes
    size = axes[0].output_size
    total = out if out.dtype == plan.types[1] else np.empty(out.shape, plan.types[1])
    windows = tuple((a.kernel_size, a.stride, a.dilation) for a in axes)
    try:
        with np.errstate(all="ignore", over="raise"):
            separable.reduce_block(
                x.reshape(planes, axes[0].size, -1), (windows[0], windows[1]), channels,
                methods.ufunc(plan), plan.types, total.reshape(planes, size, -1), Scratch(),
            )  # fmt: skip
    except FloatingPointError:
        return False
    if mode is PoolMode.MEAN or total is not out:
        with np.errstate(all="ignore"):
            methods.finish(total, plan.divisor if mode is PoolMode.MEAN else None, out)
    return True
