"""What can be done with the pictures of the Shift lab by hand, as values."""

from dataclasses import dataclass, replace
from typing import Any

from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import MIN_RADIUS
from poolviz.core.labs.shift.shifts import shift2d
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.lab import EditSource, Open, Say
from poolviz.core.scenes.scene import Resolved, Scene


@dataclass(frozen=True)
class MoveDot:
    """Draw one of the two dots elsewhere, inside the picture."""

    which: int
    row: int
    col: int

    def on(self, wish: Scene, base: Resolved) -> EditSource:
        """Return the input with the dot there."""
        ref = wish.source
        dots = list(ref.drawing.dots)
        row, col = (
            min(max(at, 0), size - 1)
            for at, size in zip((self.row, self.col), ref.size, strict=True)
        )
        dots[self.which] = row, col
        drawing = replace(ref.drawing, dots=(dots[0], dots[1]))
        return EditSource(replace(ref, drawing=drawing), f"dot {self.which}", anew=False)


@dataclass(frozen=True)
class DrawRadius:
    """Draw the circle with another radius, and with a line that is no thicker."""

    radius: int

    def on(self, wish: Scene, base: Resolved) -> EditSource:
        """Return the input with that radius, or the same where there is no circle."""
        ref = wish.source
        if ref.kind != "circle":
            return EditSource(ref, anew=False)
        radius = min(max(self.radius, MIN_RADIUS), ref.size[0] // 2)
        thickness = min(ref.drawing.thickness, radius)
        drawing = replace(ref.drawing, radius=radius, thickness=thickness)
        return EditSource(replace(ref, drawing=drawing), anew=False)


@dataclass(frozen=True)
class OpenPooling:
    """Open the pooling that makes a level in the Slide lab, of the picture or its shifted twin."""

    level: int
    shifted: bool

    def on(self, wish: Scene, base: Resolved) -> Open | Say:
        """Return the scene that shows it, or why there is none."""
        scene, run, settings, source = base.scene, base.run, base.scene.lab, base.source
        if settings.method is not None:
            return Say(
                "The Slide lab pools without anti-aliasing: choose none to look at it there."
            )
        step = run.steps_of(min(max(self.level - 1, 0), run.repeats - 1)).start
        changes: dict[str, Any] = {"grey": source.picture and source.values.ndim == 3}
        if self.shifted and (settings.dy or settings.dx):
            cells = shift2d(run.generations[0], settings.dy, settings.dx, settings.fill)
            name = f"{source.name}, shifted {offset_in_words(settings.dy, settings.dx)}"
            given = Source(cells, name, picture=source.picture)
            ref = replace(scene.source, kind="values", given=given, path="")
            changes = {"source": ref, "resize": None}
        return Open(replace(scene, lab="slide", step=step, **changes))
