"""Pooling in NumPy: the part of poolviz that needs no screen."""

from poolviz.core.arithmetic import Term, arithmetic, explanation
from poolviz.core.errors import ExportError, PoolvizError, SourceError, SpecError
from poolviz.core.fitting import Limits, fit, limits
from poolviz.core.geometry import (
    Axis,
    AxisWindow,
    effective_kernel_size,
    output_size,
    same_padding,
)
from poolviz.core.pooling import pool2d, repeat_pool, windows
from poolviz.core.scene import SCENES, Resolved, Scene, SourceRef, resolve, scene_from_json
from poolviz.core.shapes import circle, ramp, random_matrix
from poolviz.core.source import Source, open_source
from poolviz.core.spec import PoolMode, PoolSpec, Window
from poolviz.core.steps import Step, Walkthrough
from poolviz.core.table import parse_table
from poolviz.core.timeline import Timeline

__all__ = [
    "SCENES",
    "Axis",
    "AxisWindow",
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
    "arithmetic",
    "circle",
    "effective_kernel_size",
    "explanation",
    "fit",
    "limits",
    "open_source",
    "output_size",
    "parse_table",
    "pool2d",
    "ramp",
    "random_matrix",
    "repeat_pool",
    "resolve",
    "same_padding",
    "scene_from_json",
    "windows",
]
