"""What the Shift lab does as a program: the picture and its shifted twin, pooled and compared."""

import numpy as np

from poolviz.core.explain.snippet_windows import Framework
from poolviz.core.inputs.source import Source
from poolviz.core.labs.shift.methods import shrink
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.numbers import offset_in_words
from poolviz.core.scenes.scene import Scene
from poolviz.core.scenes.script import TENSOR, fitted, program

_SHIFTED = {
    "replicate": ("np.clip({at}, 0, {last})", "their edge cell"),
    "zero": ("np.clip({at}, 0, {last})", "zeros"),
    "reflect": ("{last} - abs({last} - abs({at}))", "the mirror image"),
    "wrap": ("{at} % {n}", "what goes out on the other side"),
}


def shift_program(scene: Scene, source: Source, framework: Framework) -> str:
    """Write a program that pools a picture and its shifted twin; see `code_for`."""
    spec, repeats, shape = fitted(scene, source)
    settings, _ = scene.lab.fit(shape)
    if settings.method is not None:
        shrink(np.zeros((*shape, 1), np.uint8), spec, repeats, settings.method, None)  # or refused
    equal = "(before == after)"
    if framework == "keras":
        equal = f"ops.convert_to_numpy{equal}"
    return program(
        scene,
        source,
        framework,
        prepared=_shifted(settings, shape, framework),
        names=("before", "after"),
        end=[f'print(int({equal}.sum()), "cells are equal")'],
    )


def _shifted(settings: ShiftSettings, shape: tuple[int, int], framework: Framework) -> list[str]:
    """Return the lines that make `before` and `after`, the picture and its shifted twin."""
    index, comes = _SHIFTED[settings.fill]
    words = offset_in_words(settings.dy, settings.dx) if settings.dy or settings.dx else "by 0"
    lines = [f"# Shifted {words}; at the edges comes in {comes}."]
    for name, axis, d in (("rows", 0, settings.dy), ("cols", 1, settings.dx)):
        at = f"np.arange({shape[axis]}) - {d}" if d >= 0 else f"np.arange({shape[axis]}) + {-d}"
        lines.append(f"{name} = {at}")
    rows = index.format(at="rows", n=shape[0], last=shape[0] - 1)
    cols = index.format(at="cols", n=shape[1], last=shape[1] - 1)
    lines.append(f"shifted = x[np.ix_({rows}, {cols})]")
    if settings.fill == "zero":
        lines.append(f"shifted[(rows < 0) | (rows >= {shape[0]})] = 0")
        lines.append(f"shifted[:, (cols < 0) | (cols >= {shape[1]})] = 0")
    tensor = TENSOR[framework]
    return [*lines, f"before = {tensor.format('x')}", f"after = {tensor.format('shifted')}"]
