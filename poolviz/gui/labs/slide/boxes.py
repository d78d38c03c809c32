"""Outlines on a matrix, as (row, col, height, width) in cells."""

from poolviz.core.explain.walkthrough import Step
from poolviz.core.numbers import format_number
from poolviz.core.spec.pool_spec import PoolMode

Box = tuple[float, float, float, float]


def mode_name(mode: PoolMode, norm_type: float) -> str:
    """Return what a method is called on the screen."""
    if mode is PoolMode.LP:
        return f"L{format_number(norm_type)} pool"
    if mode is PoolMode.POWER_MEAN:
        return f"power mean, p = {format_number(norm_type)}"
    return "strided pick" if mode is PoolMode.SUBSAMPLE else f"{mode} pool"


def window_box(step: Step) -> Box:
    """Return the outline of a step's window, padding included."""
    return box(step.window.rows.positions, step.window.cols.positions)


def box(rows: range, cols: range) -> Box:
    """Return the outline of the cells between the first and the last of some rows and columns."""
    return (rows.start, cols.start, rows.stop - rows.start, cols.stop - cols.start)


def between(first: Box, second: Box, share: float) -> Box:
    """Return the outline on the way from one to another, 0 at the first and 1 at the second."""
    a, b, c, d = (p + (q - p) * share for p, q in zip(first, second, strict=True))
    return a, b, c, d


def around(boxes: list[Box]) -> Box:
    """Return the outline around all of some outlines."""
    top, left = min(b[0] for b in boxes), min(b[1] for b in boxes)
    bottom, right = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return top, left, bottom - top, right - left
