"""A scene: everything that decides what is on the screen, as one frozen value."""

import json
import math
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import ExportError
from poolviz.core.fitting import Limits, fit, limits
from poolviz.core.images import resized, to_grey
from poolviz.core.shapes import ramp, random_matrix
from poolviz.core.source import Source, asset_path, open_source
from poolviz.core.spec import PoolSpec
from poolviz.core.steps import Walkthrough

Array = NDArray[Any]

LABS = ("slide",)

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

PICTURES = ("cat", "car", "circle")
KINDS = ("4x4", "6x6", "random", "ramp", *PICTURES, "file", "values")

MAX_INLINE_CELLS = 65_536
"""The most cells that a scene may carry in its own text, and that can be edited by hand."""

MAX_MATRIX_SIDE = 512
"""The longest side of a random matrix or a ramp."""

RGB = ("red", "green", "blue")

MAX_PICTURE_SIDE = 8_192
"""The longest side that a picture can be resized to."""


@dataclass(frozen=True)
class SourceRef:
    """Where an input comes from.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    size : (int, int)
        Height and width, for "random" and "ramp".
    seed : int
        For "random".
    path : str
        For "file".
    given : Source, optional
        For "values": an input that was pasted or edited, compared by identity.
    """

    kind: str = "4x4"
    size: tuple[int, int] = (8, 8)
    seed: int = 0
    path: str = ""
    given: Source | None = None

    def load(self) -> Source:
        """Return the input, read or made.

        Raises
        ------
        SourceError
            If it can't be read.
        """
        if self.given is not None:
            return self.given
        if self.kind == "file":
            return open_source(self.path)
        if self.kind in PICTURES:
            return replace(open_source(asset_path(f"{self.kind}.png")), name=self.kind.title())
        if self.kind == "random":
            return Source(random_matrix(self.size, self.seed), f"Random, seed {self.seed}")
        if self.kind == "ramp":
            return Source(ramp(self.size), "Ramp")
        cells = EXAMPLE_4X4 if self.kind == "4x4" else EXAMPLE_6X6
        return Source(np.array(cells), f"{len(cells)} × {len(cells)} example")


@dataclass(frozen=True)
class Scene:
    """A lab, an input, a pooling, and the step that is looked at.

    Attributes
    ----------
    source : SourceRef
        The input.
    spec : PoolSpec
        The pooling.
    repeats : int
        How often it is applied, at least 1.
    step : int
        The step on screen when the scene opens, from 0.
    lab : str
        One of `LABS`.
    grey : bool
        Whether a colour picture is made grey before pooling.
    resize : (int, int), optional
        Height and width that a picture is brought to before pooling.
    channel : int
        The channel that the numbers speak of.
    """

    source: SourceRef = SourceRef()
    spec: PoolSpec = PoolSpec(2)
    repeats: int = 1
    step: int = 0
    lab: str = "slide"
    grey: bool = False
    resize: tuple[int, int] | None = None
    channel: int = 0

    def to_json(self) -> str:
        """Return the scene as JSON that `scene_from_json` reads.

        Raises
        ------
        ExportError
            If it holds a pasted input too large for a text.
        """
        source: dict[str, Any] = {"kind": self.source.kind}
        if self.source.given is not None:
            values = self.source.given.values
            if values.size > MAX_INLINE_CELLS:
                raise ExportError(
                    f"{self.source.given.name} has {values.size:,} values; a scene file holds at "
                    f"most {MAX_INLINE_CELLS:,}; save the picture, and open it from its file."
                )
            source |= {"name": self.source.given.name, "values": values.tolist()}
            source |= {"dtype": values.dtype.name, "picture": self.source.given.picture}
        elif self.source.kind == "file":
            source["path"] = self.source.path
        elif self.source.kind in ("random", "ramp"):
            source["size"] = self.source.size
            if self.source.kind == "random":
                source["seed"] = self.source.seed
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain |= {"source": source, "spec": asdict(self.spec)}
        return json.dumps({"poolviz": 1, **plain}, indent=1)


@dataclass(frozen=True, eq=False)
class Resolved:
    """A scene and everything that follows from it; made once for every change.

    Attributes
    ----------
    scene : Scene
        What was possible of what was wished.
    source : Source
        The input as it was loaded.
    run : Walkthrough
        The poolings.
    limits : Limits
        How far each control may go now.
    levels : (float, float)
        The values at the two ends of the colour map, for every generation alike.
    notes : tuple of str
        What had to yield, and what is to be known of the input.
    """

    scene: Scene
    source: Source
    run: Walkthrough
    limits: Limits
    levels: tuple[float, float]
    notes: tuple[str, ...] = ()

    @property
    def channels(self) -> tuple[str, ...]:
        """The names of the channels; none where there is only one."""
        values = self.run.generations[0]
        if values.ndim == 2:
            return ()
        return RGB if self.colour else tuple(f"channel {i}" for i in range(values.shape[2]))

    @property
    def colour(self) -> bool:
        """Whether the three channels are shown together as red, green and blue."""
        return self.source.picture and self.run.generations[0].shape[2:] == (3,)


@dataclass(frozen=True)
class Preset:
    """A scene and a title that says what to see in it."""

    title: str
    scene: Scene = field(repr=False)


def prepare(scene: Scene, source: Source) -> Array:
    """Return the array that is pooled: the input, made grey and resized as the scene says."""
    values = source.values
    if scene.grey and source.picture and values.ndim == 3:
        values = to_grey(values)
    if scene.resize and source.picture and scene.resize != values.shape[:2]:
        values = resized(values, scene.resize)
    return values


def resolve(scene: Scene, source: Source, values: Array | None = None) -> Resolved:
    """Work out a scene: fit the parameters to the input, and pool.

    Parameters
    ----------
    scene : Scene
        What is wished.
    source : Source
        Its input, as `SourceRef.load` returns it.
    values : ndarray, optional
        What `prepare` returned for them, if it is at hand.

    Raises
    ------
    SpecError
        If the pooling is not defined on this input, whatever yields.
    """
    values = prepare(scene, source) if values is None else values
    shape = values.shape[0], values.shape[1]
    spec, repeats, notes = fit(scene.spec, shape, scene.repeats)
    channels = values.shape[2] if values.ndim == 3 else 1
    channel = min(max(scene.channel, 0), channels - 1)
    run = Walkthrough(values, spec, repeats, channel)
    step = min(max(scene.step, 0), len(run) - 1)
    fitted = replace(scene, spec=spec, repeats=repeats, channel=channel, step=step)
    if source.note:
        notes = (f"{source.name}: {source.note}.", *notes)
    return Resolved(fitted, source, run, limits(spec, shape), value_range(run, source), notes)


def value_range(run: Walkthrough, source: Source) -> tuple[float, float]:
    """Return the values at the ends of the colour map: the same for every generation.

    For 8-bit pictures 0 and 255, unless sums pass them; otherwise the smallest and the largest
    finite value of all generations.
    """
    values = run.generations[0]
    fixed = values.dtype == np.uint8 and source.picture
    low, high = (0.0, 255.0) if fixed else (np.inf, -np.inf)
    for array in run.generations:
        if fixed and run.spec.mode not in ("sum", "lp"):
            break
        finite = array[np.isfinite(array)] if array.dtype.kind == "f" else array
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    if low > high:
        return 0.0, 1.0
    return low, max(high, low + 1.0, math.nextafter(low, math.inf)) if low == high else high


_CAT = Scene(SourceRef("cat"), PoolSpec(2), repeats=3, resize=(224, 224), grey=True)

SCENES: dict[str, Preset] = {
    "first": Preset("The 4 × 4 example: max pooling, side by side", Scene(repeats=2)),
    "mean": Preset("The same cells, averaged", Scene(spec=PoolSpec(2, mode="mean"), repeats=2)),
    "overlap": Preset("Stride 1: windows overlap", Scene(spec=PoolSpec(2, 1))),
    "same": Preset("Same padding: the size is kept", Scene(spec=PoolSpec(2, 1, padding="same"))),
    "tie": Preset("A tie: two cells are equal", Scene(repeats=2, step=3)),
    "unread": Preset(
        "Cells that no window reads", Scene(SourceRef("6x6"), PoolSpec(2, 3, padding="valid"))
    ),
    "seed100": Preset("The 6 × 6 example with 3 × 3 windows", Scene(SourceRef("6x6"), PoolSpec(3))),
    "padding": Preset(
        "Padding is absent, not zero",
        Scene(SourceRef("6x6"), PoolSpec(3, 2, "mean", padding=1)),
    ),
    "dilation": Preset(
        "Dilation: a window with holes", Scene(SourceRef("6x6"), PoolSpec(2, 1, dilation=2))
    ),
    "cat": Preset("A cat, grey, 224 × 224, pooled three times", _CAT),
    "colour": Preset("A cat in colour, pooled per channel", replace(_CAT, grey=False, resize=None)),
    "car": Preset(
        "A car: mean pooling keeps the greys",
        Scene(SourceRef("car"), PoolSpec(2, mode="mean"), repeats=3),
    ),
    "circle": Preset(
        "A circle, 64 × 64, pooled four times",
        Scene(SourceRef("circle"), PoolSpec(2, padding="same"), repeats=4),
    ),
}
DEFAULT_SCENE = "first"
