"""What is measured: the sizes, the types, the methods and the windows."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

SIZES = {
    "224": ("HW", (224, 224)),
    "1080p": ("HW", (1080, 1920)),
    "12mp": ("HW", (3000, 4000)),
    "nhwc": ("NHWC", (32, 112, 112, 64)),
    "nchw": ("NCHW", (32, 64, 112, 112)),
}
AXES = {"HW": (0, 1), "NHWC": (1, 2), "NCHW": (2, 3)}
WINDOWS = (2, 2), (3, 3), (3, 2), (2, 1), (5, 1), (11, 1), (31, 1), (16, 16)
METHODS = "max", "mean", "min"
TYPES = "float32", "uint8", "float64"


@dataclass(frozen=True)
class Case:
    """One pooling of one input, with square windows and without padding."""

    size: str
    dtype: str
    method: str
    kernel: int
    stride: int
    indices: bool = False

    @property
    def layout(self) -> str:
        return SIZES[self.size][0]

    @property
    def axes(self) -> tuple[int, int]:
        return AXES[self.layout]

    @property
    def label(self) -> str:
        what = f"{self.size} {self.dtype} {self.method} k{self.kernel} s{self.stride}"
        return what + " indices" * self.indices

    def starts(self, x: Array) -> tuple[range, range]:
        """Return the first row of every window, and the first column."""
        first, second = (range(0, x.shape[a] - self.kernel + 1, self.stride) for a in self.axes)
        return first, second

    def at_starts(self, y: Array, x: Array, shift: int = 0) -> Array:
        """Return the cells of `y`, which is as large as `x`, that belong to a window each."""
        rows, cols = (slice(shift, r[-1] + shift + 1, self.stride) for r in self.starts(x))
        return y[(slice(None),) * self.axes[0] + (rows, cols)]

    def input(self) -> Array:
        """Return random cells: floats from 0 to 1, or all of the 256 values of a byte."""
        rng = np.random.default_rng(0)
        shape = SIZES[self.size][1]
        if self.dtype == "uint8":
            return rng.integers(0, 256, shape, np.uint8)
        return rng.random(shape, self.dtype)

    def part(self, x: Array) -> tuple[Array, float]:
        """Return a small part of the input, and how many times as large all of it is."""
        if self.layout != "HW":
            return x[:2], len(x) / 2
        rows = self.starts(x)[0]
        some = max(8, len(rows) // 32)
        return x[: rows[some - 1] + self.kernel], len(rows) / some


def all_cases(quick: bool) -> Iterator[Case]:
    """Yield the cases in the order of the report; the quick ones are a small choice of them."""
    sizes = ("224", "1080p") if quick else SIZES
    windows = ((2, 2), (3, 2), (5, 1)) if quick else WINDOWS
    types, methods = TYPES[: 2 if quick else 3], METHODS[: 2 if quick else 3]
    for size, dtype, method, window in itertools.product(sizes, types, methods, windows):
        if method != "min" or dtype == "float32" or SIZES[size][0] == "HW":
            yield Case(size, dtype, method, *window)
    for size, dtype, window in itertools.product(sizes, TYPES[:2], windows):
        if window != (3, 3):
            yield Case(size, dtype, "max", *window, indices=True)
