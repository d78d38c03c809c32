"""The same pooling said in other words: where it needs no padding of its own, or none at all.

A framework's call knows fewer words than a `PoolSpec`: one padding for both sides of an axis, or
"same" for both axes. What a spec asks for can often be said with these, whatever the size of the
input. Then the code is a call.
"""

from dataclasses import replace

from poolviz.core.spec.pool_spec import PoolSpec

_Reach = tuple[int, int, int]
"""What windows along an axis of any size n read: the first one begins so many cells before the
input, the last one ends at most so many cells after it, and a mean counts so many of these."""


def simplest(spec: PoolSpec) -> PoolSpec:
    """Return the same pooling without what makes no difference in windows of one cell."""
    pairs = zip(spec.kernel_size, spec.dilation, strict=True)
    rows, cols = (1 if kernel == 1 else dilation for kernel, dilation in pairs)
    omit = spec.nan_policy == "omit" and spec.kernel_size != (1, 1)
    return replace(spec, dilation=(rows, cols), nan_policy="omit" if omit else "propagate")


def is_plain(spec: PoolSpec) -> bool:
    """Return whether every window lies inside the input, whatever its size."""
    return all(_reach(spec, axis) == (0, 0, 0) for axis in (0, 1))


def symmetric(spec: PoolSpec) -> PoolSpec | None:
    """Return the same pooling with equal padding before and after, of at most half a kernel.

    None where no such padding is the same on every size of input.
    """
    wanted = _reach(spec, 0), _reach(spec, 1)
    if wanted[0] is None or wanted[1] is None:
        return None
    pads = wanted[0][0], wanted[1][0]
    if any(pad > kernel // 2 for pad, kernel in zip(pads, spec.kernel_size, strict=True)):
        return None
    for ceil_mode in (False, True):
        same = replace(spec, padding=((pads[0], pads[0]), (pads[1], pads[1])), ceil_mode=ceil_mode)
        if (_reach(same, 0), _reach(same, 1)) == wanted:
            return same
    return None


def word_of_padding(spec: PoolSpec) -> str:
    """Return "valid" or "same" if that is the padding on every size of input, else ""."""
    if is_plain(spec):
        return "valid"
    same = replace(spec, padding="same")
    alike = all(_reach(spec, axis) == _reach(same, axis) is not None for axis in (0, 1))
    return "same" if alike or spec.padding == "same" else ""


def first_cells(spec: PoolSpec) -> list[str] | None:
    """Return the slices of rows and columns whose cells are the first of their windows.

    None where a window begins in the padding, or a first cell may be left out.
    """
    slices = []
    for axis, stride in enumerate(spec.strides):
        reach = _reach(spec, axis)
        if spec.nan_policy == "omit" or reach is None or reach[0]:
            return None
        stop = reach[1] - _extent(spec, axis) + 1
        slices.append(f":{stop or ''}" + (f":{stride}" if stride > 1 else ""))
    return slices


def _extent(spec: PoolSpec, axis: int) -> int:
    return spec.dilation[axis] * (spec.kernel_size[axis] - 1) + 1


def _reach(spec: PoolSpec, axis: int) -> _Reach | None:
    """Return what the windows of an axis read; None where that depends on the size of the input.

    No window reaches further than one that begins on the last cell.
    """
    stride, extent = spec.strides[axis], _extent(spec, axis)
    counts = spec.mode.divides and spec.divisor_override is None and spec.count_include_pad
    if spec.padding == "same":
        if stride > 1 and extent > 2 and (stride > 2 or extent % 2):
            return None
        before, after, hangs_over = (extent - 1) // 2, extent // 2, 0
    else:
        before, after = spec.padding[axis]
        hangs_over = stride - 1 if spec.ceil_mode else 0
    end = min(after + hangs_over, extent - 1)
    return before, end, min(after, end) if counts else 0
