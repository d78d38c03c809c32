"""Values in, values out: how a pooling is computed. No validation and no policy stands here.

`plans` says how, once for all arrays of a kind. The input is then pooled block by block (`bands`),
by one thread or several (`workers`), each block by its method (`methods`) and one of two engines:
`separable`, which is fast and needs the block's input in memory, and `taps`, which is general and
hardly needs memory at all. A small array is one block, and is pooled from a tape (`tapes`).
"""

from functools import partial
from typing import Any

import numpy as np

from poolviz.core.engine import bands, methods, workers
from poolviz.core.engine import replay as tapes
from poolviz.core.engine.bands import Region
from poolviz.core.engine.plan import Plan
from poolviz.core.engine.positions import search as positions
from poolviz.core.engine.replay import Tape
from poolviz.core.engine.values import separable
from poolviz.core.engine.workers import Scratch
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.pool_spec import PoolMode

QUICK = 2
"""How many bytes are pooled in the time that `workers` takes one to need: 8 MB pay a thread."""


def reduce_windows(
    x: Array, plan: Plan, out: Array, index: Array | None, most_workers: int | None
) -> None:
    """Pool `x` into `out`, and the flat positions of the winners into `index`."""
    if not out.size:
        return
    if x.dtype.kind == "b":
        x, out = x.view(np.uint8), out.view(np.uint8) if out.dtype.kind == "b" else out
    if index is not None or (plan.spec.mode is PoolMode.SUBSAMPLE and plan.omits):
        positions.pool(x, plan, out, index, most_workers)
        return
    plain = x.flags.c_contiguous and x.flags.aligned and x.dtype.isnative
    if plan.whole and plain and _pool_whole(x, plan, out):
        return
    laid_out = int(not plain or not plan.divisor)
    if plan.spec.mode.powers or plan.omits:
        laid_out += 3  # terms that are made of the cells, in several operations
    threads = workers.thread_count((x.nbytes + out.nbytes) // QUICK, most_workers)
    with np.errstate(all="ignore"):
        powers_fit = plan.spec.mode.powers and methods.powers_fit(x, plan)
    itemsize = max(plan.types[1].itemsize, 0 if plan.divisor else 8)  # divisors are int64
    jobs = []
    for views in bands.stacks(x, plan.spatial, [out]):
        planes, _, _, channels = views[0].shape
        fits, cut = bands.blocks(plan.axes, planes, channels, itemsize, laid_out, threads)
        jobs += [(views, block, fits) for block in cut]

    def work(job: Any, scratch: Scratch) -> None:
        (cells, result), block, fits = job
        region = Region(cells, block, scratch, fits)
        methods.pool_region(region, plan, result[block.write], powers_fit)

    workers.run(jobs, work, threads, x.itemsize)


def _pool_whole(x: Array, plan: Plan, out: Array) -> bool:
    """Pool a small contiguous array in as few calls as can be; False where a sum overflows."""
    tape = tapes.take(plan)
    try:
        if tape is None:
            tape = Tape(x.itemsize)
            tape.record(partial(_reduce_whole, x, plan, out, tape), x, out)
        else:
            tape.play(x, out)
    except FloatingPointError:
        return False
    tapes.keep(plan, tape)
    return True


def _reduce_whole(x: Array, plan: Plan, out: Array, scratch: Scratch) -> None:
    total = out
    if out.dtype != plan.types[1]:
        total = scratch.get("total", out.shape, plan.types[1])
    separable.reduce_block(
        x.reshape(plan.lines[0]), plan.windows, plan.stack[1], plan.ufunc, plan.types,
        total.reshape(plan.lines[1]), scratch,
    )  # fmt: skip
    divisor = plan.spec.divisor_override or plan.divisor
    methods.finish(total, divisor if plan.spec.mode is PoolMode.MEAN else None, out, scratch)
