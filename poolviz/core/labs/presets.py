"""The prepared scenes."""

from dataclasses import dataclass, field, replace

from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.scenes.scene import Scene, ShiftSettings
from poolviz.core.spec.pool_spec import PoolSpec


@dataclass(frozen=True)
class Preset:
    """A scene and a title that says what to see in it."""

    title: str
    scene: Scene = field(repr=False)


_SHIFT = Scene(
    SourceRef("circle"),
    PoolSpec(2, padding="same"),
    repeats=4,
    step=4,
    lab="shift",
    shift=ShiftSettings(dy=-2, dx=3),
)
"""A circle of radius 28 on 64 x 64 cells, max pooled four times, shifted by up to 3 cells."""

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
    "always": Preset("After four max pools, every shift ends in the same map", _SHIFT),
    "one-more": Preset(
        "One pixel more, and some shifts are seen",
        replace(_SHIFT, shift=ShiftSettings(dy=4, dx=4, jitter=4)),
    ),
    "smaller": Preset(
        "A smaller circle, and nearly every shift is seen",
        replace(_SHIFT, source=SourceRef("circle", drawing=Drawing(radius=24))),
    ),
    "global-mean": Preset(
        "Averages down to one number never see a shift",
        replace(_SHIFT, spec=PoolSpec(2, mode="mean", padding="same"), repeats=6, step=6),
    ),
    "blur": Preset(
        "Blur is smoother, and never equal",
        replace(_SHIFT, shift=replace(_SHIFT.shift, cure="max-blur")),
    ),
    "dots": Preset(
        "Two neighbours that meet only after six pools",
        replace(_SHIFT, source=SourceRef("dots"), repeats=6, step=6),
    ),
}
DEFAULT_SCENES = {"slide": "first", "shift": "always"}
"""The scene that each lab opens with."""


def title_of(scene: Scene) -> str:
    """Return the title of the prepared scene that `scene` is, at whatever step; or ""."""
    plain = replace(scene, step=0)
    titles = [known.title for known in SCENES.values() if replace(known.scene, step=0) == plain]
    return "".join(titles[:1])
