"""The geometry of pooling along one axis: sizes, padding, and the cells that a window touches.

Everything two-dimensional in poolviz is this module applied twice, once for rows and once for
columns, so that the two axes can never be mixed up.

The output-size rule is the one of Dumoulin and Visin, "A guide to convolution arithmetic for deep
learning" (arXiv:1603.07285), with PyTorch's ``ceil_mode`` and TensorFlow's ``same`` padding.
"""

from dataclasses import dataclass

from poolviz.core.errors import SpecError
from poolviz.core.validation import MAX_PARAMETER, MAX_SIZE, as_flag, as_int, is_list, shown


def effective_kernel_size(kernel_size: int, dilation: int = 1) -> int:
    """Return the number of cells from a window's first tap to its last, both included.

    Parameters
    ----------
    kernel_size : int
        Taps of the window.
    dilation : int
        Distance in cells between neighbouring taps.

    Returns
    -------
    int
        ``dilation * (kernel_size - 1) + 1``.

    Raises
    ------
    SpecError
        If one of them is not a whole number from 1 to 65535.

    Examples
    --------
    >>> effective_kernel_size(3, dilation=2)
    5
    """
    return as_int("dilation", dilation, 1) * (as_int("kernel_size", kernel_size, 1) - 1) + 1


def same_padding(size: int, kernel_size: int, stride: int, dilation: int = 1) -> tuple[int, int]:
    """Return the padding that makes the output ``ceil(size / stride)`` cells long.

    Parameters
    ----------
    size, kernel_size, stride, dilation : int
        Cells of the axis and of the window.

    Returns
    -------
    before, after : int
        Cells of padding; where their sum is odd, `after` has the one more (TensorFlow's rule).

    Raises
    ------
    SpecError
        If a parameter is not a whole number in its range.

    Examples
    --------
    >>> same_padding(5, kernel_size=2, stride=2), same_padding(7, kernel_size=3, stride=2)
    ((0, 1), (1, 1))
    """
    size, kernel_size, stride, dilation = _checked(size, kernel_size, stride, dilation)
    outputs = -(-size // stride)
    total = (outputs - 1) * stride + dilation * (kernel_size - 1) + 1 - size
    total = max(total, 0)
    return total // 2, total - total // 2


def output_size(
    size: int,
    kernel_size: int,
    stride: int,
    *,
    padding: tuple[int, int] = (0, 0),
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Return how many windows fit along an axis.

    Parameters
    ----------
    size : int
        Cells of the axis.
    kernel_size, stride, dilation : int
        The window, in cells.
    padding : (int, int)
        Cells of padding before and after.
    ceil_mode : bool
        Whether a last window may hang over the end, provided that it starts inside the input or
        the leading padding.

    Returns
    -------
    int
        ``(size + before + after - effective_kernel_size) // stride + 1``, or the ceiling of that
        quotient where `ceil_mode` allows it.

    Raises
    ------
    SpecError
        If a parameter is not a whole number in its range, if the window does not fit even once, or
        if one of the windows holds no cell of the input.

    Examples
    --------
    >>> output_size(224, kernel_size=2, stride=2)
    112
    >>> [output_size(6, kernel_size=3, stride=2, ceil_mode=ceil) for ceil in (False, True)]
    [2, 3]
    """
    if not is_list(padding) or len(padding) != 2:
        raise SpecError(
            f"padding is {shown(padding)}; allowed is a pair (before, after), each from 0 to "
            f"{MAX_PARAMETER:,}."
        )
    before, after = (as_int("padding", side, 0) for side in padding)
    axis = _checked(size, kernel_size, stride, dilation)
    return Axis(*axis, before, after, as_flag("ceil_mode", ceil_mode)).output_size


def _checked(size: int, kernel_size: int, stride: int, dilation: int) -> tuple[int, int, int, int]:
    return (
        as_int("size", size, 1, MAX_SIZE),
        as_int("kernel_size", kernel_size, 1),
        as_int("stride", stride, 1),
        as_int("dilation", dilation, 1),
    )


@dataclass(frozen=True)
class AxisWindow:
    """Where one window stands along one axis.

    Attributes
    ----------
    positions : range
        The index of every tap; negative or past the end where a tap lies outside the input.
    real : range
        The taps that lie inside the input.
    counted : int
        Taps that a mean divides by when padding counts: those in the input or in the declared
        padding, but not those that ``ceil_mode`` lets hang over the end.
    """

    positions: range
    real: range
    counted: int

    @property
    def start(self) -> int:
        """The index of the first tap, which may be negative."""
        return self.positions.start


_RANGES = (
    ("size", 1, MAX_SIZE),
    *((name, 1, MAX_PARAMETER) for name in ("kernel_size", "stride", "dilation")),
    *((name, 0, MAX_PARAMETER**2) for name in ("before", "after")),  # "same" can need so much
)


@dataclass(frozen=True)
class Axis:
    """One axis of a pooling: its size, its window and its padding, checked when it is made.

    Attributes
    ----------
    size : int
        Cells of the input.
    kernel_size, stride, dilation : int
        The window, in cells.
    before, after : int
        Cells of padding.
    ceil_mode : bool
        Whether a last window may hang over the end; see `output_size`.
    name : str
        What its cells are called in a sentence: "rows" or "columns".

    Raises
    ------
    SpecError
        If a number is not whole or not in its range, if no window fits, or if a window would hold
        no cell of the input.

    Examples
    --------
    >>> axis = Axis(5, kernel_size=2, stride=2, ceil_mode=True)
    >>> axis.output_size, axis.overhang, axis.window(2).real
    (3, 1, range(4, 5))
    """

    size: int
    kernel_size: int
    stride: int
    dilation: int = 1
    before: int = 0
    after: int = 0
    ceil_mode: bool = False
    name: str = "axis"

    def __post_init__(self) -> None:
        for name, low, high in _RANGES:
            object.__setattr__(self, name, as_int(name, getattr(self, name), low, high))
        object.__setattr__(self, "ceil_mode", as_flag("ceil_mode", self.ceil_mode))
        padded = self.size + self.before + self.after
        if self.extent > padded:
            dilated = self.dilation > 1
            spans = f" with dilation {self.dilation} spans {self.extent} {self.name}" * dilated
            raise SpecError(
                f"kernel_size {self.kernel_size}{spans}, but the input has only {padded} "
                f"{self.name}, padding included; allowed is {'a span of ' * dilated}at most "
                f"{padded}."
            )
        self._refuse_empty_windows()

    @property
    def extent(self) -> int:
        """Cells from a window's first tap to its last: the effective kernel size."""
        return self.dilation * (self.kernel_size - 1) + 1

    @property
    def output_size(self) -> int:
        """The number of windows."""
        room = self.size + self.before + self.after - self.extent
        count = room // self.stride + 1
        overhangs = self.ceil_mode and room % self.stride > 0
        return count + (overhangs and count * self.stride < self.size + self.before)

    @property
    def overhang(self) -> int:
        """Cells by which the last window of ``ceil_mode`` reaches past the padding."""
        end = (self.output_size - 1) * self.stride - self.before + self.extent
        return max(0, end - self.size - self.after)

    def window(self, index: int) -> AxisWindow:
        """Return window `index`, counted from 0.

        Raises
        ------
        IndexError
            If there is no such window.
        """
        if not 0 <= index < self.output_size:
            raise IndexError(f"window {index} of {self.name}; there are {self.output_size}.")
        start = index * self.stride - self.before
        positions = range(start, start + self.extent, self.dilation)
        counted = len(range(start, min(positions.stop, self.size + self.after), self.dilation))
        return AxisWindow(positions, _inside(positions, self.size), counted)

    def readers(self, position: int) -> tuple[int, ...]:
        """Return the windows that read the cell at `position`, in rising order."""
        reach = position + self.before
        first = max(0, -(-(reach - self.extent + 1) // self.stride))
        last = min(reach // self.stride, self.output_size - 1)
        return tuple(
            i for i in range(first, last + 1) if (reach - i * self.stride) % self.dilation == 0
        )

    def unread(self) -> tuple[int, ...]:
        """Return the cells of the input that no window reads, in rising order."""
        if self.dilation == 1 and self.stride <= self.kernel_size:
            last = (self.output_size - 1) * self.stride - self.before + self.extent
            return tuple(range(max(last, 0), self.size))
        read = {p for i in range(self.output_size) for p in self.window(i).real}
        return tuple(p for p in range(self.size) if p not in read)

    def span(self, tap: int) -> tuple[range, int]:
        """Return the windows whose tap number `tap` is a cell of the input, and that first cell.

        The cells themselves are ``first, first + stride, ...``, one for each window: this is what
        turns pooling into one array operation for each tap.
        """
        offset = tap * self.dilation - self.before
        low = max(0, -(offset // self.stride))
        high = min(self.output_size, (self.size - 1 - offset) // self.stride + 1)
        return range(low, max(low, high)), offset + low * self.stride

    def _refuse_empty_windows(self) -> None:
        reason = ""
        if self.before >= self.extent:
            reason = f"the first window would lie in the padding before ({self.before})"
        elif (self.output_size - 1) * self.stride - self.before >= self.size:
            reason = f"the last window would lie in the padding after ({self.after})"
        elif self.dilation > self.size:
            # Only a window that starts before the input can step over the whole of it.
            starts = range(-self.before, 0, self.stride)[: self.output_size]
            if any(start % self.dilation >= self.size for start in starts):
                reason = f"a window with dilation {self.dilation} would step over the whole input"
        if reason:
            raise SpecError(
                f"padding ({self.before}, {self.after}) of the {self.name} leaves a window without "
                f"any cell of the input: {reason}; allowed is padding that every window reaches "
                f"beyond (kernel_size {self.kernel_size}, input {self.size})."
            )


def _inside(positions: range, size: int) -> range:
    """Return the part of a rising range that lies in ``range(size)``."""
    step = positions.step
    skipped = max(0, -(positions.start // step)) if positions.start < 0 else 0
    start = positions.start + skipped * step
    return range(start, max(start, min(positions.stop, size)), step)
