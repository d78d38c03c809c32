"""The limits of every parameter on a given input, and what yields where parameters clash."""

from dataclasses import dataclass, replace
from typing import Any

from poolviz.core.errors import SpecError
from poolviz.core.spec.geometry import effective_kernel_size
from poolviz.core.spec.pool_spec import IntPair, PoolSpec, Shape, Sides, as_shape, as_spec
from poolviz.core.validation import MAX_PARAMETER, MAX_SIZE, as_int

MAX_REPEATS = 12


@dataclass(frozen=True)
class Limits:
    """The largest value that each control can take, the others staying as they are.

    Pairs are (height, width). The smallest values are 1, and 0 for padding.

    Attributes
    ----------
    kernel_size, stride, dilation, padding : (int, int)
        In cells.
    repeats : int
        How often the pooling can be applied, at most `MAX_REPEATS` times.
    """

    kernel_size: IntPair
    stride: IntPair
    dilation: IntPair
    padding: IntPair
    repeats: int


def limits(spec: PoolSpec, shape: Shape) -> Limits:
    """Return how far each parameter of `spec` may go on an input of `shape` (height, width).

    A kernel may grow until the padded input is full; dilation likewise, and never past the input,
    so that no window can step over all of it; a stride past the input and the
    padding before it changes nothing more; a
    side of padding stays smaller than the window, so that no window lies in it.

    Raises
    ------
    SpecError
        If `spec` is no PoolSpec, or `shape` no pair of positive sizes.

    Examples
    --------
    >>> limits(PoolSpec(2), (4, 6))
    Limits(kernel_size=(4, 6), stride=(4, 6), dilation=(3, 5), padding=(1, 1), repeats=2)
    """
    as_spec(spec)
    shape = as_shape(shape)
    kernel, stride, dilation, padding = [], [], [], []
    for size, k, d, (before, after) in zip(
        shape, spec.kernel_size, spec.dilation, spec.sides(shape), strict=True
    ):
        room = size if spec.padding == "same" else size + before + after
        kernel.append(min((room - 1) // d + 1, MAX_PARAMETER))
        reach = size if k == 1 or spec.padding == "same" else (room - 1) // (k - 1)
        dilation.append(max(1, min(reach, size, MAX_PARAMETER)))
        reached = size if spec.padding == "same" else size + before
        stride.append(min(reached, MAX_PARAMETER))
        padding.append(min(effective_kernel_size(k, d) - 1, MAX_PARAMETER))
    return Limits(
        kernel_size=(kernel[0], kernel[1]),
        stride=(stride[0], stride[1]),
        dilation=(dilation[0], dilation[1]),
        padding=(padding[0], padding[1]),
        repeats=possible_repeats(spec, shape),
    )


def possible_repeats(spec: PoolSpec, shape: Shape, most: int = MAX_REPEATS) -> int:
    """Return how often `spec` can be applied, at most `most` times."""
    for repeat in range(most):
        try:
            shape = spec.output_shape(shape)
        except SpecError:
            return repeat
    return most


def fit(spec: PoolSpec, shape: Shape, repeats: int) -> tuple[PoolSpec, int, tuple[str, ...]]:
    """Make a pooling possible on an input by changing as little as can be.

    Parameters
    ----------
    spec : PoolSpec
        What is wanted.
    shape : (int, int)
        Height and width of the input.
    repeats : int
        How often it is wanted, at least 1.

    Returns
    -------
    spec, repeats : PoolSpec, int
        What is possible. Padding yields first, then dilation, then the kernel, then the repeats.
    notes : tuple of str
        A sentence for each thing that yielded.

    Raises
    ------
    SpecError
        If an argument is not one of these, or no pooling is possible on such an input.

    Examples
    --------
    >>> spec, repeats, notes = fit(PoolSpec(5), (4, 6), 3)
    >>> spec.kernel_size, repeats, notes[0]
    ((4, 5), 1, 'kernel size is now 4 × 5, to fit 4 × 6 cells.')
    """
    as_spec(spec)
    as_int("repeats", repeats, 0, MAX_SIZE)
    shape = as_shape(shape)
    notes: dict[str, str] = {}
    while not possible_repeats(spec, shape, 1):
        fitted = _yielding(spec, shape, notes)
        if fitted == spec:
            spec.output_shape(shape)  # raises the sentence that says why
        spec = fitted
    possible = possible_repeats(spec, shape)
    if repeats > possible:
        reason = "that is the most" if possible == MAX_REPEATS else "no window fits after that"
        notes["repeats"] = f"repeat count is now {possible}: {reason}."
    return spec, max(1, min(repeats, possible)), tuple(notes.values())


def _yielding(spec: PoolSpec, shape: Shape, notes: dict[str, str]) -> PoolSpec:
    """Return `spec` with the first of padding, dilation and kernel cut that is over its limit."""
    most = limits(spec, shape)
    if isinstance(spec.padding, tuple):
        rows, cols = (
            (min(side[0], high), min(side[1], high))
            for side, high in zip(spec.padding, most.padding, strict=True)
        )
        if (rows, cols) != spec.padding:
            notes["padding"] = f"padding is now {_sides((rows, cols))}, less than the window."
            return replace(spec, padding=(rows, cols))
    for name, words in (("dilation", "dilation"), ("kernel_size", "kernel size")):
        high: IntPair = getattr(most, name)
        wanted: IntPair = getattr(spec, name)
        pair = min(wanted[0], high[0]), min(wanted[1], high[1])
        if pair != wanted:
            size = f"{shape[0]} × {shape[1]} cells"
            notes[name] = f"{words} is now {pair[0]} × {pair[1]}, to fit {size}."
            changed: dict[str, Any] = {name: pair}
            return replace(spec, **changed)
    return spec


def _sides(sides: Sides) -> str:
    (top, bottom), (left, right) = sides
    return f"{top}, {bottom}, {left}, {right} (top, bottom, left, right)"
