"""Where an input comes from, as a small frozen value."""

from dataclasses import dataclass, replace
from pathlib import Path, PureWindowsPath

import numpy as np

from poolviz.core.errors import SourceError
from poolviz.core.inputs.shapes import circle, letter, ramp, random_matrix, two_dots
from poolviz.core.inputs.source import Source, asset_path, open_source
from poolviz.core.validation import shown

EXAMPLE_4X4 = ((10, 12, 8, 7), (4, 11, 5, 9), (18, 13, 7, 7), (3, 15, 2, 2))
EXAMPLE_6X6 = (
    (8, 3, 7, 15, 16, 10),
    (2, 2, 2, 14, 2, 17),
    (16, 15, 4, 11, 16, 9),
    (2, 12, 4, 1, 13, 19),
    (4, 4, 3, 7, 17, 15),
    (1, 14, 7, 16, 2, 9),
)
"""``numpy.random.seed(100); numpy.random.randint(0, 20, [6, 6])``."""

PICTURES = ("cat", "car")
DRAWINGS = ("circle", "dots", "letter")
SIZED = ("random", "ramp", *DRAWINGS)
KINDS = ("4x4", "6x6", *SIZED, *PICTURES, "file", "values")

MAX_MATRIX_SIDE = 512
"""The longest side of a matrix or a drawing that is made by formula."""

MIN_RADIUS = 2
"""The smallest circle: one of radius 1 lies on the row and column that are left out."""

_USUAL_SIZE = dict.fromkeys(DRAWINGS, (64, 64))


@dataclass(frozen=True)
class Drawing:
    """What is drawn, for the kinds of `DRAWINGS`; every cell is 0 or 1.

    Attributes
    ----------
    radius, thickness : int
        Of the circle, in cells; thickness grows inward.
    filled : bool
        Whether the circle is a disc.
    dots : pair of (int, int)
        Row and column of the two dots.
    letter : str
        The letter.
    """

    radius: int = 28
    thickness: int = 1
    filled: bool = False
    dots: tuple[tuple[int, int], tuple[int, int]] = ((31, 31), (32, 32))
    letter: str = "F"


@dataclass(frozen=True)
class SourceRef:
    """Where an input comes from.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    size : (int, int)
        Height and width, for the kinds of `SIZED`; by default what is usual for the kind.
    seed : int
        For "random".
    path : str
        For "file".
    drawing : Drawing
        For the kinds of `DRAWINGS`.
    given : Source, optional
        For "values": an input that was pasted or edited, compared by identity.
    axes : str, optional
        For "file": how an array of three axes is read; see `open_source`.
    """

    kind: str = "4x4"
    size: tuple[int, int] = (0, 0)
    seed: int = 0
    path: str = ""
    drawing: Drawing = Drawing()
    given: Source | None = None
    axes: str | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.kind, str) or self.kind not in KINDS:
            raise SourceError(f"source kind is {shown(self.kind)}; allowed are {', '.join(KINDS)}.")
        if self.size == (0, 0):
            object.__setattr__(self, "size", _USUAL_SIZE.get(self.kind, (8, 8)))

    def load(self) -> Source:
        """Return the input, read or made.

        Raises
        ------
        SourceError
            If it can't be read.
        SpecError
            If it can't be drawn.
        """
        if self.given is not None:
            return self.given
        if self.kind == "file":
            return open_source(self.path, self.axes)
        if self.kind in PICTURES:
            return replace(open_source(asset_path(f"{self.kind}.png")), name=self.kind.title())
        if self.kind in DRAWINGS:
            return self._draw()
        if self.kind == "random":
            return Source(random_matrix(self.size, self.seed), f"Random, seed {self.seed}")
        if self.kind == "ramp":
            return Source(ramp(self.size), "Ramp")
        cells = EXAMPLE_4X4 if self.kind == "4x4" else EXAMPLE_6X6
        return Source(np.array(cells), f"{len(cells)} × {len(cells)} example")

    def _draw(self) -> Source:
        drawing = self.drawing
        if self.kind == "dots":
            return Source(two_dots(self.size, *drawing.dots), "Two dots")
        if self.kind == "letter":
            return Source(letter(drawing.letter, self.size), f"Letter {drawing.letter}")
        most = self.size[0] // 2
        if not MIN_RADIUS <= drawing.radius <= most:
            circle(self.size, 0)  # says so where there is no circle of this size at all
            raise SourceError(
                f"radius is {drawing.radius}; allowed on {self.size[0]} × {self.size[1]} cells is "
                f"{MIN_RADIUS} to {most}."
            )
        thickness = 1 if drawing.filled else drawing.thickness
        cells = circle(self.size, most - drawing.radius, thickness=thickness, filled=drawing.filled)
        name = "Disc" if drawing.filled else "Circle"
        return Source(cells, f"{name}, radius {drawing.radius}")


def file_name(path: str) -> str:
    """Return the last part of a path, of this system or, if it has a drive, of Windows."""
    windows = PureWindowsPath(path)
    return windows.name if windows.drive else Path(path).name
