"""Pooling in NumPy: the part of poolviz that needs no screen.

A name is imported when it is asked for, so that a program that needs little starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poolviz.core.adaptive import adaptive_pool2d, global_pool2d
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
    from poolviz.core.scene import SCENES, Resolved, Scene, SourceRef, resolve
    from poolviz.core.scene_json import scene_from_json
    from poolviz.core.semantics import Difference, differences, differences_table
    from poolviz.core.shapes import circle, ramp, random_matrix
    from poolviz.core.snippets import snippet
    from poolviz.core.source import Source, open_source
    from poolviz.core.spec import PoolMode, PoolSpec, Window
    from poolviz.core.steps import Step, Walkthrough
    from poolviz.core.table import parse_table
    from poolviz.core.timeline import Timeline
    from poolviz.core.unpooling import max_unpool2d, pool2d_backward

_NAMES = {
    "adaptive": ("adaptive_pool2d", "global_pool2d"),
    "antialias": ("blur_pool2d", "max_blur_pool2d", "polyphase_pool2d"),
    "explain": ("Term", "arithmetic", "explanation"),
    "errors": ("ExportError", "PoolvizError", "SourceError", "SpecError"),
    "filters": ("KERNELS", "conv2d", "relu"),
    "fitting": ("Limits", "fit", "limits"),
    "geometry": ("Axis", "AxisWindow", "effective_kernel_size", "output_size", "same_padding"),
    "pooling": ("pool2d", "repeat_pool", "windows"),
    "scene": ("Resolved", "SCENES", "Scene", "SourceRef", "resolve"),
    "scene_json": ("scene_from_json",),
    "semantics": ("Difference", "differences", "differences_table"),
    "shapes": ("circle", "ramp", "random_matrix"),
    "snippets": ("snippet",),
    "source": ("Source", "open_source"),
    "spec": ("PoolMode", "PoolSpec", "Window"),
    "steps": ("Step", "Walkthrough"),
    "table": ("parse_table",),
    "timeline": ("Timeline",),
    "unpooling": ("max_unpool2d", "pool2d_backward"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}

__all__ = [
    "KERNELS",
    "SCENES",
    "Axis",
    "AxisWindow",
    "Difference",
    "ExportError",
    "Limits",
    "PoolMode",
    "PoolSpec",
    "PoolvizError",
    "Resolved",
    "Scene",
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
    "arithmetic",
    "blur_pool2d",
    "circle",
    "conv2d",
    "differences",
    "differences_table",
    "effective_kernel_size",
    "explanation",
    "fit",
    "global_pool2d",
    "limits",
    "max_blur_pool2d",
    "max_unpool2d",
    "open_source",
    "output_size",
    "parse_table",
    "polyphase_pool2d",
    "pool2d",
    "pool2d_backward",
    "ramp",
    "random_matrix",
    "relu",
    "repeat_pool",
    "resolve",
    "same_padding",
    "scene_from_json",
    "snippet",
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
