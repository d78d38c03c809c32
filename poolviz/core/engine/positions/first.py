"""Values and positions of subsampling: the first cell of each window, or its first number."""

import math

import numpy as np

from poolviz.core.engine import taps
from poolviz.core.engine.positions.blocks import Block
from poolviz.core.spec.arrays import Array

FEW_CELLS = 9
"""Cells of a window that are looked at one after the other; of more, merging needs less time."""


def find_first(x: Array, block: Block, omits: bool, values: Array, index: Array) -> bool:
    """Write the first cells of the windows of `x`, (P, h, w, C), and where in the plane they are.

    Parameters
    ----------
    omits : bool
        Whether a NaN gives way to the first number of its window, if it has one.
    values, index : (P, Ho, Wo, C) ndarray
        The results; `index` holds ``row * W + col``.

    Returns
    -------
    bool
        Whether this is all; if not, windows that begin with NaN have not been searched.
    """
    rows, cols = block.first_cells()
    top, left = block.inputs[1].start, block.inputs[2].start
    values[...] = x[:, rows - top, cols - left]
    index[...] = block.first_positions()
    if not (omits and np.isnan(values).any()):
        return True
    if math.prod(part.axis.kernel_size for part in block.parts) > FEW_CELLS:
        return False
    for here, down, right in taps.raster_taps(block.parts):
        lines = np.arange(down.start, down.stop, down.step)[:, np.newaxis]
        places = np.arange(right.start, right.stop, right.step)
        cells = x[
            :,
            down.start - top : down.stop - top : down.step,
            right.start - left : right.stop - left : right.step,
        ]
        better = np.isnan(values[here])
        better &= ~np.isnan(cells)
        np.copyto(values[here], cells, where=better)
        np.copyto(index[here], (lines * block.width + places)[..., np.newaxis], where=better)
    return True
