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
from typing import Any

_NAMES = {
    "errors": ("ExportError", "PoolvizError", "SourceError", "SpecError"),
    "explain.arithmetic": ("arithmetic", "explanation", "Term"),
    "explain.differences": ("Difference", "differences", "differences_table"),
    "explain.snippets": ("snippet",),
    "explain.walkthrough": ("Step", "Walkthrough"),
    "inputs.shapes": (
        "circle",
        "letter",
        "LETTERS",
        "ramp",
        "random_maps",
        "random_matrix",
        "two_dots",
    ),
    "inputs.source": ("open_source", "Source"),
    "inputs.source_ref": ("Drawing", "SourceRef"),
    "inputs.table": ("parse_table",),
    "labs.presets": ("SCENES",),
    "labs.shift.curves": ("compare_methods", "MethodCurve"),
    "labs.shift.law": (
        "block_size",
        "crossing_cells",
        "law_exception",
        "law_keeps",
        "merge_level",
        "unchanged_probability",
    ),
    "labs.shift.methods": ("METHODS", "shift_verdict", "ShiftVerdict"),
    "labs.shift.settings": ("ShiftSettings",),
    "labs.shift.shifts": ("FILLS", "MAX_JITTER", "random_shift", "shift2d", "WEIGHTS"),
    "labs.shift.sweep": ("break_map", "BreakMap", "ShiftSweep", "sweep_shifts"),
    "pooling.adaptive": ("adaptive_pool2d", "global_pool2d"),
    "pooling.adaptive_backward": ("adaptive_pool2d_backward",),
    "pooling.antialias": ("blur_pool2d", "max_blur_pool2d", "polyphase_pool2d"),
    "pooling.filters": ("conv2d", "KERNELS", "relu"),
    "pooling.pool": ("pool2d", "repeat_pool", "windows"),
    "pooling.unpooling": ("max_unpool2d", "pool2d_backward"),
    "scenes.json_text": ("scene_from_json",),
    "scenes.scene": ("resolve", "Resolved", "Scene"),
    "scenes.script": ("code_for",),
    "spec.fitting": ("fit", "Limits", "limits"),
    "spec.geometry": ("Axis", "AxisWindow", "effective_kernel_size", "output_size", "same_padding"),
    "spec.pool_spec": ("PoolMode", "PoolSpec", "Window"),
    "timeline": ("Timeline",),
}
"""Every public name, by its module."""

_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name: str) -> Any:
    """Import the module of a public name (PEP 562)."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
