"""The prepared scenes of the Slide lab."""

from dataclasses import replace

from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Preset, Scene
from poolviz.core.spec.pool_spec import PoolSpec

_CAT = Scene(SourceRef("cat"), PoolSpec(2), repeats=3, resize=(224, 224), grey=True)

PRESETS = {
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
