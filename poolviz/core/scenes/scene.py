"""A scene: everything that decides what is on the screen, as one frozen value."""

import json
import math
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np

from poolviz.core.errors import ExportError, SpecError
from poolviz.core.explain.walkthrough import Walkthrough
from poolviz.core.inputs.images import resized, to_grey
from poolviz.core.inputs.portable import LIMIT, packed, told
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import DRAWINGS, SIZED, SourceRef, file_name
from poolviz.core.scenes.lab import LABS, Edit, Lab, settings_of
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.fitting import Limits, fit, limits
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.stopping import ask
from poolviz.core.timeline import Course
from poolviz.core.validation import shown

MAX_INLINE_CELLS = 65_536
"""The most cells that a scene writes as numbers, and that can be edited by hand."""

JSON_DTYPES = (
    *("bool", "float16", "float32", "float64", "int8", "int16", "int32", "int64"),
    *("uint8", "uint16", "uint32", "uint64"),
)
"""The types of numbers that a scene writes as such."""

MAX_PICTURE_SIDE = 8_192
"""The longest side that a picture can be resized to."""

_PART_CELLS = 1 << 18

_MOST_GROWTH = 600.0
"""Levels are not multiplied by more than e to this, which a float still holds."""

RGB = ("red", "green", "blue")


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
    lab : Lab
        The lab's own part, whose type says which lab it is. A name of `LABS` is taken for what that
        lab has by default.
    grey : bool
        Whether a colour picture is made grey before pooling.
    resize : (int, int), optional
        Height and width that a picture is brought to before pooling.
    channel : int
        The channel that the numbers speak of.

    Raises
    ------
    SpecError
        If there is no such lab.
    """

    source: SourceRef = SourceRef()
    spec: PoolSpec = PoolSpec(2)
    repeats: int = 1
    step: int = 0
    lab: Any = field(default_factory=lambda: next(iter(LABS)))  # a Lab once it is made
    grey: bool = False
    resize: tuple[int, int] | None = None
    channel: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.lab, str):
            if self.lab not in LABS:
                raise SpecError(f"lab is {shown(self.lab)}; allowed are {', '.join(LABS)}.")
            object.__setattr__(self, "lab", settings_of(self.lab)())
        elif not isinstance(self.lab, Lab):
            raise SpecError(f"lab is {shown(self.lab)}; allowed are {', '.join(LABS)}.")

    @property
    def makes_grey(self) -> bool:
        """Whether a colour picture is made grey: some labs have one number for each cell."""
        return self.grey or self.lab.makes_grey

    def edited(self, edit: Edit) -> "Scene":
        """Return the scene with other values in one of its parts."""
        if edit.part == "scene":
            return replace(self, **edit.values)
        if edit.part == "lab":
            return replace(self, lab=self.lab.edited(edit.values))
        return replace(self, **{edit.part: replace(getattr(self, edit.part), **edit.values)})

    def to_json(self) -> str:
        """Return the scene as JSON that `scene_from_json` reads.

        Of an input from a file it holds the file's name only; see `scene_file` for a text with the
        input in it.

        Raises
        ------
        ExportError
            If it holds a pasted input too large for a text.
        """
        return self.json_with(self._source())

    def json_with(self, source: dict[str, Any]) -> str:
        """Return the scene as JSON, with another object for its input."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        spec = asdict(self.spec)
        if spec["norm_type"] == math.inf:
            spec["norm_type"] = "inf"  # JSON has no word for it
        lab = {"name": self.lab.name} | asdict(self.lab)
        plain |= {"source": source, "spec": spec, "lab": lab}
        return json.dumps({"poolviz": 2, **plain}, indent=1)

    def _source(self) -> dict[str, Any]:
        """Return the input as an object of JSON."""
        ref = self.source
        source: dict[str, Any] = {"kind": ref.kind}
        if ref.given is not None:
            return _given_in_json(ref.given)
        if ref.kind == "file":
            source["path"] = file_name(ref.path)
            source |= {"axes": ref.axes} if ref.axes else {}
        elif ref.kind in SIZED:
            source["size"] = ref.size
            if ref.kind == "random":
                source["seed"] = ref.seed
            elif ref.kind in DRAWINGS:
                source["drawing"] = asdict(ref.drawing)
        return source


def _given_in_json(source: Source) -> dict[str, Any]:
    """Return an input that has no file: a matrix as numbers that people read, else packed."""
    values = source.values
    written = values.dtype.name in JSON_DTYPES and not source.picture
    if written and values.size <= MAX_INLINE_CELLS and np.isfinite(values).all():
        data: dict[str, Any] = {"kind": "values", "name": source.name, "values": values.tolist()}
        data |= {"dtype": values.dtype.name, "picture": False}
        return data | told(source)
    packing = packed(source)
    if packing is None:
        raise ExportError(
            f"{source.name} is too large for a scene file; allowed are {LIMIT}; save it as a "
            "file, and open that."
        )
    return packing


@dataclass(frozen=True)
class Preset:
    """A prepared scene.

    Attributes
    ----------
    title : str
        What to see in it.
    scene : Scene
        The scene.
    """

    title: str
    scene: Scene = field(repr=False)


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
    levels : tuple of (float, float)
        For every generation the values at the two ends of the colour map; see `value_ranges`.
    notes : tuple of str
        What had to yield, and what is to be known of the input.
    """

    scene: Scene
    source: Source
    run: Walkthrough
    limits: Limits
    levels: tuple[tuple[float, float], ...]
    notes: tuple[str, ...] = ()

    @property
    def course(self) -> Course:
        """How time runs."""
        height, width = self.run.generations[0].shape[:2]
        course: Course = self.scene.lab.course(self.scene.spec, (height, width), self.run.repeats)
        return course

    def same_pooling(self, scene: Scene) -> bool:
        """Return whether `scene` pools alike, given that `prepare` makes the same of its input."""
        rest: dict[str, Any] = {"channel": 0, "step": 0, "lab": self.scene.lab}
        return replace(scene, **rest) == replace(self.scene, **rest)

    def looking(self, scene: Scene) -> "Resolved":
        """Return the same poolings, looked at as `scene` does: its channel and its lab."""
        run = self.run.with_channel(min(scene.channel, max(0, len(self.channels) - 1)))
        height, width = run.generations[0].shape[:2]
        lab, notes = scene.lab.fit((height, width))
        fitted = replace(self.scene, lab=lab, channel=run.channel)
        result = replace(self, run=run, scene=fitted, notes=notes)
        step = min(max(scene.step, 0), result.course.length - 1)
        return replace(result, scene=replace(fitted, step=step))

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


def prepare(scene: Scene, source: Source) -> Array:
    """Return the array that is pooled: the input, made grey and resized as the scene says."""
    values = source.values
    if scene.makes_grey and source.picture and values.ndim == 3:
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
        If the pooling is not defined on this input, whatever yields, or an argument is not one of
        these.

    Examples
    --------
    >>> scene = Scene(SourceRef("6x6"), PoolSpec(3), repeats=5)
    >>> resolved = resolve(scene, scene.source.load())
    >>> resolved.scene.repeats, len(resolved.run), resolved.levels
    (1, 4, ((1.0, 19.0), (1.0, 19.0)))
    """
    if not isinstance(scene, Scene) or not isinstance(source, Source):
        raise SpecError(
            f"scene is {shown(scene)} and source {shown(source)}; allowed are a Scene and a Source."
        )
    values = prepare(scene, source) if values is None else values
    shape = values.shape[0], values.shape[1]
    spec, repeats, notes = fit(scene.spec, shape, scene.repeats)
    channels = values.shape[2] if values.ndim == 3 else 1
    channel = min(max(scene.channel, 0), channels - 1)
    run = Walkthrough(values, spec, repeats, channel)
    lab, lab_notes = scene.lab.fit(shape)
    last = lab.course(spec, shape, repeats).length - 1
    step = min(max(scene.step, 0), last)
    fitted = replace(scene, spec=spec, repeats=repeats, channel=channel, step=step, lab=lab)
    notes = (*notes, *lab_notes)
    if source.note:
        notes = (f"{source.name}: {source.note}.", *notes)
    return Resolved(fitted, source, run, limits(spec, shape), value_ranges(run, source), notes)


def value_ranges(run: Walkthrough, source: Source) -> tuple[tuple[float, float], ...]:
    """Return the values at the ends of the colour map, for every generation.

    For 8-bit pictures they are 0 and 255, otherwise the smallest and the largest finite value of
    all generations. Sums and Lp norms grow from one generation to the next, and their input shall
    look as it does without them: there the ends are those of the input, times what a window makes
    of equal cells, and as far as the values go.
    """
    fixed = fixed_range(run, source)
    growth = _growth(run.spec)
    if not growth:
        return (fixed or finite_range(run.generations),) * len(run.generations)
    first = low, high = fixed or finite_range(run.generations[:1])
    if run.spec.mode.powers and low < 0:
        low, high = 0.0 if high > 0 else -high, max(-low, high)
    ranges = [first]
    for i, values in enumerate(run.generations[1:], 1):
        factor = math.exp(min(growth * i, _MOST_GROWTH))
        ends = round(low * factor, 9), round(high * factor, 9)
        ranges.append(finite_range([values], ends if all(map(math.isfinite, ends)) else None))
    return tuple(ranges)


def _growth(spec: PoolSpec) -> float:
    """Return the logarithm of what a window makes of cells that are all 1."""
    if spec.mode.picks or spec.picks_magnitude:
        return 0.0
    taps = spec.kernel_size[0] * spec.kernel_size[1]
    grown = taps / (spec.divisor_override or taps) if spec.mode.divides else float(taps)
    return math.log(grown) / (spec.norm_type if spec.mode.powers else 1.0)


def fixed_range(run: Walkthrough, source: Source) -> tuple[float, float] | None:
    """Return the values that the colour map of an 8-bit picture always goes to, 0 and 255."""
    fixed = run.generations[0].dtype == np.uint8 and source.picture
    return (0.0, 255.0) if fixed else None


def _parts(array: Array) -> Iterator[Array]:
    """Yield an array in pieces along its first axis, which are looked at within a few ms each."""
    step = max(1, _PART_CELLS * len(array) // max(1, array.size))
    for start in range(0, len(array), step):
        yield array[start : start + step]


def finite_range(
    arrays: Iterable[Array], known: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Return the smallest and the largest finite value of arrays and of `known`, never equal.

    They are 0 and 1 where there is none.
    """
    low, high = known or (np.inf, -np.inf)
    for part in (part for array in arrays for part in _parts(array)):
        ask()
        finite = part[np.isfinite(part)] if part.dtype.kind == "f" else part
        if finite.size:
            low, high = min(low, float(finite.min())), max(high, float(finite.max()))
    if low > high:
        return 0.0, 1.0
    return low, max(high, low + 1.0, math.nextafter(low, math.inf)) if low == high else high
