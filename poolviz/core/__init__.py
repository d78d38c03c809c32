"""Pooling in NumPy: the part of poolviz that needs no screen.

A name is imported when it is asked for, so that a program that needs little starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poolviz.core.adaptive import adaptive_pool2d, global_pool2d
    from poolviz.core.adaptive_backward import adaptive_pool2d_backward
    from poolviz.core.antialias import blur_pool2d, max_blur_pool2d, polyphase_pool2d
    from poolviz.core.errors import ExportError, PoolvizError, SourceError, SpecError
    from poolviz.core.explain import Term, arithmetic, explanation
    from poolviz.core.filters import KERNELS, conv2d, relu
    from poolviz.core.fitting import Limits, fit, limits
    from poolviz.core.geometry import (
        Axis,
        AxisWindow,
        effective_kernel_size,
        output_size,
        same_padding,
    )
    from poolviz.core.pooling import pool2d, repeat_pool, windows
    from poolviz.core.presets import SCENES
    from poolviz.core.scene import Resolved, Scene, ShiftSettings, resolve
    from poolviz.core.scene_json import scene_from_json
    from poolviz.core.semantics import Difference, differences, differences_table
    from poolviz.core.shapes import (
        LETTERS,
        circle,
        letter,
        ramp,
        random_maps,
        random_matrix,
        two_dots,
    )
    from poolviz.core.shift import FILLS, MAX_JITTER, WEIGHTS, random_shift, shift2d
    from poolviz.core.shift_curves import MethodCurve, compare_methods
    from poolviz.core.shift_law import (
        block_size,
        crossing_cells,
        law_exception,
        law_keeps,
        merge_level,
        unchanged_probability,
    )
    from poolviz.core.shift_methods import METHODS, ShiftVerdict, shift_verdict
    from poolviz.core.shift_sweep import BreakMap, ShiftSweep, break_map, sweep_shifts
    from poolviz.core.snippets import snippet
    from poolviz.core.source import Source, open_source
    from poolviz.core.source_ref import Drawing, SourceRef
    from poolviz.core.spec import PoolMode, PoolSpec, Window
    from poolviz.core.steps import Step, Walkthrough
    from poolviz.core.table import parse_table
    from poolviz.core.timeline import Timeline
    from poolviz.core.unpooling import max_unpool2d, pool2d_backward

_NAMES = {
    "adaptive": ("adaptive_pool2d", "global_pool2d"),
    "adaptive_backward": ("adaptive_pool2d_backward",),
    "antialias": ("blur_pool2d", "max_blur_pool2d", "polyphase_pool2d"),
    "explain": ("Term", "arithmetic", "explanation"),
    "errors": ("ExportError", "PoolvizError", "SourceError", "SpecError"),
    "filters": ("KERNELS", "conv2d", "relu"),
    "fitting": ("Limits", "fit", "limits"),
    "geometry": ("Axis", "AxisWindow", "effective_kernel_size", "output_size", "same_padding"),
    "pooling": ("pool2d", "repeat_pool", "windows"),
    "presets": ("SCENES",),
    "scene": ("Resolved", "Scene", "ShiftSettings", "resolve"),
    "scene_json": ("scene_from_json",),
    "semantics": ("Difference", "differences", "differences_table"),
    "shapes": (
        "LETTERS",
        "circle",
        "letter",
        "ramp",
        "random_maps",
        "random_matrix",
        "two_dots",
    ),
    "shift": ("FILLS", "MAX_JITTER", "WEIGHTS", "random_shift", "shift2d"),
    "shift_curves": ("MethodCurve", "compare_methods"),
    "shift_law": (
        "block_size",
        "crossing_cells",
        "law_exception",
        "law_keeps",
        "merge_level",
        "unchanged_probability",
    ),
    "shift_methods": ("METHODS", "ShiftVerdict", "shift_verdict"),
    "shift_sweep": ("BreakMap", "ShiftSweep", "break_map", "sweep_shifts"),
    "snippets": ("snippet",),
    "source": ("Source", "open_source"),
    "source_ref": ("Drawing", "SourceRef"),
    "spec": ("PoolMode", "PoolSpec", "Window"),
    "steps": ("Step", "Walkthrough"),
    "table": ("parse_table",),
    "timeline": ("Timeline",),
    "unpooling": ("max_unpool2d", "pool2d_backward"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "FILLS",
    "KERNELS",
    "LETTERS",
    "MAX_JITTER",
    "METHODS",
    "SCENES",
    "WEIGHTS",
    "Axis",
    "AxisWindow",
    "BreakMap",
    "Difference",
    "Drawing",
    "ExportError",
    "Limits",
    "MethodCurve",
    "PoolMode",
    "PoolSpec",
    "PoolvizError",
    "Resolved",
    "Scene",
    "ShiftSettings",
    "ShiftSweep",
    "ShiftVerdict",
    "Source",
    "SourceError",
    "SourceRef",
    "SpecError",
    "Step",
    "Term",
    "Timeline",
    "Walkthrough",
    "Window",
    "adaptive_pool2d",
    "adaptive_pool2d_backward",
    "arithmetic",
    "block_size",
    "blur_pool2d",
    "break_map",
    "circle",
    "compare_methods",
    "conv2d",
    "crossing_cells",
    "differences",
    "differences_table",
    "effective_kernel_size",
    "explanation",
    "fit",
    "global_pool2d",
    "law_exception",
    "law_keeps",
    "letter",
    "limits",
    "max_blur_pool2d",
    "max_unpool2d",
    "merge_level",
    "open_source",
    "output_size",
    "parse_table",
    "polyphase_pool2d",
    "pool2d",
    "pool2d_backward",
    "ramp",
    "random_maps",
    "random_matrix",
    "random_shift",
    "relu",
    "repeat_pool",
    "resolve",
    "same_padding",
    "scene_from_json",
    "shift2d",
    "shift_verdict",
    "snippet",
    "sweep_shifts",
    "two_dots",
    "unchanged_probability",
    "windows",
]


def __getattr__(name: str) -> Any:
    """Import the module of a public name (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
