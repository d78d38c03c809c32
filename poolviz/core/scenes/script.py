"""What is on the screen as a whole program: the input, the pooling, its repeats, and a print."""

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import numpy as np

from poolviz.core.errors import ExportError, SpecError
from poolviz.core.explain.snippet_windows import Framework
from poolviz.core.explain.snippets import as_framework
from poolviz.core.inputs.source import ARRAY_SUFFIXES, Source
from poolviz.core.inputs.source_ref import Drawing, SourceRef
from poolviz.core.numbers import format_count
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.arrays import Array
from poolviz.core.spec.fitting import fit
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.validation import shown

MAX_LITERAL_CELLS = 400
"""The most values that a program holds as numbers."""

TENSOR = {
    "numpy": "{}",
    "pytorch": "torch.tensor({}, dtype=torch.float64)[None, None]  # (N, C, H, W)",
    "keras": 'ops.convert_to_tensor({}[None, ..., None], "float64")  # (N, H, W, C)',
}
"""How a matrix becomes what a framework pools."""

_PRINT = {"numpy": "{}", "pytorch": "{}[0, 0]", "keras": "ops.convert_to_numpy({})[0, ..., 0]"}

_MODULES = {
    "np": "import numpy as np",
    "torch": "import torch",
    "F": "import torch.nn.functional as F",
    "ops": "from keras import ops",
    "Image": "from PIL import Image",
    "ImageOps": "from PIL import Image, ImageOps",
    "resized": "from poolviz.core.inputs.images import resized",
}


def code_for(scene: Scene, source: Source, framework: Framework) -> str:
    """Write what is on the screen as a Python program that prints its result.

    Parameters
    ----------
    scene : Scene
        The scene, whose parameters yield where the input is too small for them.
    source : Source
        Its input, as it was loaded.
    framework : {"numpy", "pytorch", "keras"}
        What the program is written with; see `snippet`.

    Returns
    -------
    str
        The program. It loads a file, or holds the numbers where there are at most 400; it takes
        the channel on the screen, pools as often as the scene does, and prints what comes out. In
        the Shift lab it pools the shifted picture as well, with the anti-alias in force, and
        prints both maps and how many of their cells are equal.

    Raises
    ------
    ExportError
        If the input has no file and more numbers than a program holds.
    SpecError
        If an argument is none of these, or the pooling is not defined on this input.

    Examples
    --------
    >>> scene = Scene(SourceRef("ramp", (2, 4)), PoolSpec(2))
    >>> print(code_for(scene, scene.source.load(), "numpy"))
    import numpy as np
    <BLANKLINE>
    <BLANKLINE>
    def pool(x):
        \"\"\"Max pooling of x, a matrix (H, W).\"\"\"
        windows = np.lib.stride_tricks.sliding_window_view(x, (2, 2))
        windows = windows[::2, ::2]  # (Ho, Wo, kh, kw)
        return windows.max(axis=(2, 3))
    <BLANKLINE>
    <BLANKLINE>
    # Ramp
    x = np.array(
        [
            [0, 1, 2, 3],
            [4, 5, 6, 7],
        ],
        "int64",
    )
    x = pool(x)
    print(x)
    <BLANKLINE>
    """
    if not isinstance(scene, Scene) or not isinstance(source, Source):
        raise SpecError(
            f"scene is {shown(scene)} and source {shown(source)}; allowed are a Scene and a Source."
        )
    code: str = scene.lab.code(scene, source, as_framework(framework))
    return code


def fitted(scene: Scene, source: Source) -> tuple[PoolSpec, int, tuple[int, int]]:
    """Return the pooling and the repeats that an input allows, and its height and width."""
    height, width = source.values.shape[:2]
    shape = scene.resize if scene.resize and source.picture else (height, width)
    spec, repeats, _ = fit(scene.spec, shape, scene.repeats)
    return spec, repeats, shape


def program(
    scene: Scene,
    source: Source,
    framework: Framework,
    *,
    prepared: Sequence[str] = (),
    names: Sequence[str] = ("x",),
    end: Sequence[str] = (),
) -> str:
    """Write a program that pools what `names` hold, and prints it.

    Parameters
    ----------
    scene, source, framework
        As in `code_for`.
    prepared, end : sequence of str
        The lines that make `names` of ``x``, the matrix of the input; and the last ones.
    names : sequence of str
        What is pooled.
    """
    spec, repeats, _ = fitted(scene, source)
    lines = _input(scene, source)
    if framework != "numpy" and source.values.dtype.itemsize > 8:
        lines.append("x = x.astype(float)")
    if not prepared and framework != "numpy":
        prepared = [f"x = {TENSOR[framework].format('x')}"]
    lines += prepared
    calls = [f"{name} = pool({name})" for name in names]
    if repeats > 1:
        calls = [f"for _ in range({repeats}):", *(f"    {call}" for call in calls)]
    lines += calls
    lines += [f"print({_PRINT[framework].format(name)})" for name in names]
    code: str = scene.lab.pooling_code(spec, framework) + "\n\n"
    code += "\n".join((*lines, *end)) + "\n"
    return _imports(code) + "\n\n\n" + code


def pooling_code(scene: Scene, framework: Framework) -> str:
    """Write only the pooling of a scene, as `snippet` does, in the anti-aliased form in force."""
    code = scene.lab.pooling_code(scene.spec, framework)
    return f"{_imports(code)}\n\n\n{code}".lstrip()


def _imports(code: str) -> str:
    """Return the import lines of a program: modules first, then single names."""
    used = {line for name, line in _MODULES.items() if f"{name}." in code or f"{name}(" in code}
    if _MODULES["ImageOps"] in used:
        used -= {_MODULES["Image"]}
    ours = [name for name in ("Drawing", "SourceRef", "open_source") if f"{name}(" in code]
    if ours:
        used.add(f"from poolviz.core import {', '.join(ours)}")
    return "\n".join(sorted(used, key=lambda line: (line.startswith("from"), line)))


# ---- the input


def _input(scene: Scene, source: Source) -> list[str]:
    """Return the lines that make `x`, the matrix (H, W) that is pooled."""
    values, picture = source.values, source.picture
    colour = values.ndim == 3
    grey = scene.makes_grey and picture and colour
    size = scene.resize if picture and scene.resize != values.shape[:2] else None
    channel = min(max(scene.channel, 0), values.shape[2] - 1) if colour and not grey else None
    name = " ".join(source.name.split())
    lines = [f"# {name}" + (f", channel {channel}" if channel is not None else "")]
    plane = values if channel is None else values[..., channel]
    if size is None and not grey and plane.size <= MAX_LITERAL_CELLS:
        return [*lines, *_literal(plane)]
    if values.size <= MAX_LITERAL_CELLS:
        lines += _literal(values)
    else:
        lines += _loaded(scene.source, source)
    if grey:
        lines.append("x = np.rint(x @ np.array([0.299, 0.587, 0.114])).astype(x.dtype)  # grey")
    if size is not None and values.dtype == np.uint8:
        bilinear = f"Image.fromarray(x).resize(({size[1]}, {size[0]}), Image.Resampling.BILINEAR)"
        lines.append(f"x = np.array({bilinear})")
    elif size is not None:
        lines.append(f"x = resized(x, {size})")
    if channel is not None:
        lines.append(f"x = x[..., {channel}]")
    return lines


def _literal(values: Array) -> list[str]:
    """Return the lines of an array that is written out."""
    wide = values.dtype.itemsize > 8

    def written(row: Any) -> str:
        if isinstance(row, list):
            return f"[{', '.join(map(written, row))}]"
        if wide:
            return repr(str(row))
        if isinstance(row, float) and not math.isfinite(row):
            return {"nan": "np.nan", "inf": "np.inf", "-inf": "-np.inf"}[str(row)]
        return repr(row)

    rows = [f"        {written(row)}," for row in values.tolist()]
    return ["x = np.array(", "    [", *rows, "    ],", f'    "{values.dtype.name}",', ")"]


def _loaded(ref: SourceRef, source: Source) -> list[str]:
    """Return the lines that load an input, as it was loaded here."""
    if ref.given is not None:
        raise ExportError(
            f"{source.name} has {format_count(source.values.size)} numbers, and code holds at most "
            f"{MAX_LITERAL_CELLS}; save it, and open it from its file."
        )
    if ref.kind != "file":
        return [f"x = {_call(ref, SourceRef(ref.kind))}.load().values"]
    path = repr(ref.path)
    if ref.path.lower().endswith(ARRAY_SUFFIXES[0]) and not source.note:
        return [f"x = np.load({path})"]
    if source.picture and source.values.dtype == np.uint8:
        image = f"Image.open({path})"
        mode = "L" if source.values.ndim == 2 else "RGB"
        if source.note == "turned upright":
            return [f'x = np.array(ImageOps.exif_transpose({image}).convert("{mode}"))']
        if not source.note:
            return [f'x = np.array({image}.convert("{mode}"))']
    axes = f", axes={ref.axes!r}" if ref.axes else ""
    return [f"x = open_source({path}{axes}).values"]


def _call(value: SourceRef | Drawing, plain: SourceRef | Drawing) -> str:
    """Return the call that makes a value, with what differs from a plain one."""
    parts = []
    for field in fields(value):
        part, usual = getattr(value, field.name), getattr(plain, field.name)
        if field.name == "kind":
            parts.append(repr(part))
        elif part != usual:
            written = _call(part, usual) if isinstance(part, Drawing) else repr(part)
            parts.append(f"{field.name}={written}")
    return f"{type(value).__name__}({', '.join(parts)})"
