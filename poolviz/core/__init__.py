"""Pooling in NumPy: the part of poolviz that needs no screen.

Pooling
    pool2d, repeat_pool        a PoolSpec (mode: PoolMode) on an array, once or again and again
    adaptive_pool2d            to a given size
    global_pool2d              to one cell a plane
    windows                    the cells of every pool, as a view

Back through a pooling
    max_unpool2d               values to the places that they were picked from
    pool2d_backward            a gradient to the input
    adaptive_pool2d_backward   the same, of adaptive and global pooling

Pooling that aliases less, and what comes before it
    blur_pool2d, max_blur_pool2d, polyphase_pool2d
    conv2d, relu, KERNELS      filters, and some kernels for them

Sizes and places
    output_size, same_padding, effective_kernel_size
    Axis, AxisWindow, Window   where pools stand along an axis, and on both
    limits, Limits, fit        what is possible on an input, and the nearest that is

One after the other
    Walkthrough, Step          every window of a repeated pooling: cells, winner, ties, value
    arithmetic, explanation    what is computed there, as a formula and in words
    Term                       a part of a formula
    Timeline                   a place among steps, with speed

Shifts
    shift2d, random_shift      a picture moved by whole cells
    FILLS, WEIGHTS, MAX_JITTER what comes in at the edges, how shifts are drawn, how far
    sweep_shifts, ShiftSweep   every shift within a jitter, measured level by level
    shift_verdict              one shift: a ShiftVerdict, invariant, equivariant or neither
    compare_methods            one shift through all METHODS: a MethodCurve for each
    break_map, BreakMap        circles of many radii: when does it break?

What is known of shifts without measuring
    block_size, merge_level, crossing_cells, law_keeps, law_exception, unchanged_probability

Inputs
    open_source, Source        a picture, an array or a table from a file
    SourceRef, Drawing         what to load or draw, in a few words that can be saved
    parse_table                numbers from a text
    circle, two_dots, letter, LETTERS, ramp, random_matrix, random_maps

Scenes
    Scene, ShiftSettings       what is on screen, as a value
    scene_from_json, SCENES    one from a text, and those that are shipped
    resolve, Resolved          a scene on an input, with what had to yield

Other frameworks
    snippet                    a pooling as code for NumPy, PyTorch or Keras
    code_for                   a whole scene as a program
    differences, Difference    where frameworks would give other numbers
    differences_table          all of these as a table

Errors
    PoolvizError               every error of poolviz: SpecError, SourceError, ExportError

A name is imported when it is asked for, so that a program that needs little starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from poolviz.core.errors import ExportError, PoolvizError, SourceError, SpecError
    from poolviz.core.explain.arithmetic import Term, arithmetic, explanation
    from poolviz.core.explain.differences import Difference, differences, differences_table
    from poolviz.core.explain.snippets import snippet
    from poolviz.core.explain.walkthrough import Step, Walkthrough
    from poolviz.core.inputs.shapes import (
        LETTERS,
        circle,
        letter,
        ramp,
        random_maps,
        random_matrix,
        two_dots,
    )
    from poolviz.core.inputs.source import Source, open_source
    from poolviz.core.inputs.source_ref import Drawing, SourceRef
    from poolviz.core.inputs.table import parse_table
    from poolviz.core.labs.presets import SCENES
    from poolviz.core.labs.script import code_for
    from poolviz.core.labs.shift.curves import MethodCurve, compare_methods
    from poolviz.core.labs.shift.law import (
        block_size,
        crossing_cells,
        law_exception,
        law_keeps,
        merge_level,
        unchanged_probability,
    )
    from poolviz.core.labs.shift.methods import METHODS, ShiftVerdict, shift_verdict
    from poolviz.core.labs.shift.shifts import FILLS, MAX_JITTER, WEIGHTS, random_shift, shift2d
    from poolviz.core.labs.shift.sweep import BreakMap, ShiftSweep, break_map, sweep_shifts
    from poolviz.core.pooling.adaptive import adaptive_pool2d, global_pool2d
    from poolviz.core.pooling.adaptive_backward import adaptive_pool2d_backward
    from poolviz.core.pooling.antialias import blur_pool2d, max_blur_pool2d, polyphase_pool2d
    from poolviz.core.pooling.filters import KERNELS, conv2d, relu
    from poolviz.core.pooling.pool import pool2d, repeat_pool, windows
    from poolviz.core.pooling.unpooling import max_unpool2d, pool2d_backward
    from poolviz.core.scenes.json_text import scene_from_json
    from poolviz.core.scenes.scene import Resolved, Scene, ShiftSettings, resolve
    from poolviz.core.spec.fitting import Limits, fit, limits
    from poolviz.core.spec.geometry import (
        Axis,
        AxisWindow,
        effective_kernel_size,
        output_size,
        same_padding,
    )
    from poolviz.core.spec.pool_spec import PoolMode, PoolSpec, Window
    from poolviz.core.timeline import Timeline

_NAMES = {
    "pooling.adaptive": ("adaptive_pool2d", "global_pool2d"),
    "pooling.adaptive_backward": ("adaptive_pool2d_backward",),
    "pooling.antialias": ("blur_pool2d", "max_blur_pool2d", "polyphase_pool2d"),
    "explain.arithmetic": ("Term", "arithmetic", "explanation"),
    "errors": ("ExportError", "PoolvizError", "SourceError", "SpecError"),
    "pooling.filters": ("KERNELS", "conv2d", "relu"),
    "spec.fitting": ("Limits", "fit", "limits"),
    "spec.geometry": ("Axis", "AxisWindow", "effective_kernel_size", "output_size", "same_padding"),
    "pooling.pool": ("pool2d", "repeat_pool", "windows"),
    "labs.presets": ("SCENES",),
    "scenes.scene": ("Resolved", "Scene", "ShiftSettings", "resolve"),
    "scenes.json_text": ("scene_from_json",),
    "labs.script": ("code_for",),
    "explain.differences": ("Difference", "differences", "differences_table"),
    "inputs.shapes": (
        "LETTERS",
        "circle",
        "letter",
        "ramp",
        "random_maps",
        "random_matrix",
        "two_dots",
    ),
    "labs.shift.shifts": ("FILLS", "MAX_JITTER", "WEIGHTS", "random_shift", "shift2d"),
    "labs.shift.curves": ("MethodCurve", "compare_methods"),
    "labs.shift.law": (
        "block_size",
        "crossing_cells",
        "law_exception",
        "law_keeps",
        "merge_level",
        "unchanged_probability",
    ),
    "labs.shift.methods": ("METHODS", "ShiftVerdict", "shift_verdict"),
    "labs.shift.sweep": ("BreakMap", "ShiftSweep", "break_map", "sweep_shifts"),
    "explain.snippets": ("snippet",),
    "inputs.source": ("Source", "open_source"),
    "inputs.source_ref": ("Drawing", "SourceRef"),
    "spec.pool_spec": ("PoolMode", "PoolSpec", "Window"),
    "explain.walkthrough": ("Step", "Walkthrough"),
    "inputs.table": ("parse_table",),
    "timeline": ("Timeline",),
    "pooling.unpooling": ("max_unpool2d", "pool2d_backward"),
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
    "code_for",
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
