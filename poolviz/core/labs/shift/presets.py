"""The prepared scenes of the Shift lab."""

from dataclasses import replace

from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.scenes.scene import Preset, Scene
from poolviz.core.spec.pool_spec import PoolSpec

_SETTINGS = ShiftSettings(dy=-2, dx=3)
_SHIFT = Scene(
    SourceRef("circle"),
    PoolSpec(2, padding="same"),
    repeats=4,
    step=4,
    lab=_SETTINGS,
)
"""A circle of radius 28 on 64 x 64 cells, max pooled four times, shifted by up to 3 cells."""

PRESETS = {
    "always": Preset("After four max pools, every shift ends in the same map", _SHIFT),
    "one-more": Preset(
        "One pixel more, and some shifts are seen",
        replace(_SHIFT, lab=ShiftSettings(dy=4, dx=4, jitter=4)),
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
        replace(_SHIFT, lab=replace(_SETTINGS, cure="max-blur")),
    ),
    "dots": Preset(
        "Two neighbours that meet only after six pools",
        replace(_SHIFT, source=SourceRef("dots"), repeats=6, step=6),
    ),
}
