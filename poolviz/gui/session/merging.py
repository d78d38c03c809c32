"""Numbers that are dialled: changes of one box in a row are one edit, to be taken back at once."""

from dataclasses import replace
from typing import Any

from poolviz.core.inputs.source_ref import SourceRef

_PARAMETERS = {
    *("kernel_size", "stride", "dilation", "padding", "norm_type", "repeats"),
    *("dy", "dx", "jitter", "seed"),
}


def number_edited(name: str, value: Any) -> str:
    """Return the parameter if it is dialled; "" for what is chosen: words, None and all others."""
    return name if name in _PARAMETERS and not isinstance(value, str | None) else ""


def number_redrawn(old: SourceRef, new: SourceRef) -> str:
    """Return the one number in which two inputs differ, by its name; "" where more is different."""
    for name in ("size", "seed"):
        if new == replace(old, **{name: getattr(new, name)}):
            return name
    drawn, thickness = new.drawing, new.drawing.thickness
    for name, changes in (
        ("thickness", {"thickness": thickness}),
        ("radius", {"radius": drawn.radius, "thickness": thickness}),  # which is no thicker
        ("dots", {"dots": drawn.dots}),
    ):
        if new == replace(old, drawing=replace(old.drawing, **changes)):
            return name
    return ""
