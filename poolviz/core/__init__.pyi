# The names in the table of __init__.py, for type checkers; a test compares the two.
from poolviz.core.errors import ExportError as ExportError
from poolviz.core.errors import PoolvizError as PoolvizError
from poolviz.core.errors import SourceError as SourceError
from poolviz.core.errors import SpecError as SpecError
from poolviz.core.explain.arithmetic import Term as Term
from poolviz.core.explain.arithmetic import arithmetic as arithmetic
from poolviz.core.explain.arithmetic import explanation as explanation
from poolviz.core.explain.differences import Difference as Difference
from poolviz.core.explain.differences import differences as differences
from poolviz.core.explain.differences import differences_table as differences_table
from poolviz.core.explain.snippets import snippet as snippet
from poolviz.core.explain.walkthrough import Step as Step
from poolviz.core.explain.walkthrough import Walkthrough as Walkthrough
from poolviz.core.inputs.shapes import LETTERS as LETTERS
from poolviz.core.inputs.shapes import circle as circle
from poolviz.core.inputs.shapes import letter as letter
from poolviz.core.inputs.shapes import ramp as ramp
from poolviz.core.inputs.shapes import random_maps as random_maps
from poolviz.core.inputs.shapes import random_matrix as random_matrix
from poolviz.core.inputs.shapes import two_dots as two_dots
from poolviz.core.inputs.source import Source as Source
from poolviz.core.inputs.source import open_source as open_source
from poolviz.core.inputs.source_ref import Drawing as Drawing
from poolviz.core.inputs.source_ref import SourceRef as SourceRef
from poolviz.core.inputs.table import parse_table as parse_table
from poolviz.core.labs.presets import SCENES as SCENES
from poolviz.core.labs.shift.curves import MethodCurve as MethodCurve
from poolviz.core.labs.shift.curves import compare_methods as compare_methods
from poolviz.core.labs.shift.law import block_size as block_size
from poolviz.core.labs.shift.law import crossing_cells as crossing_cells
from poolviz.core.labs.shift.law import law_exception as law_exception
from poolviz.core.labs.shift.law import law_keeps as law_keeps
from poolviz.core.labs.shift.law import merge_level as merge_level
from poolviz.core.labs.shift.law import unchanged_probability as unchanged_probability
from poolviz.core.labs.shift.methods import METHODS as METHODS
from poolviz.core.labs.shift.methods import ShiftVerdict as ShiftVerdict
from poolviz.core.labs.shift.methods import shift_verdict as shift_verdict
from poolviz.core.labs.shift.settings import ShiftSettings as ShiftSettings
from poolviz.core.labs.shift.shifts import FILLS as FILLS
from poolviz.core.labs.shift.shifts import MAX_JITTER as MAX_JITTER
from poolviz.core.labs.shift.shifts import WEIGHTS as WEIGHTS
from poolviz.core.labs.shift.shifts import random_shift as random_shift
from poolviz.core.labs.shift.shifts import shift2d as shift2d
from poolviz.core.labs.shift.sweep import BreakMap as BreakMap
from poolviz.core.labs.shift.sweep import ShiftSweep as ShiftSweep
from poolviz.core.labs.shift.sweep import break_map as break_map
from poolviz.core.labs.shift.sweep import sweep_shifts as sweep_shifts
from poolviz.core.pooling.adaptive import adaptive_pool2d as adaptive_pool2d
from poolviz.core.pooling.adaptive import global_pool2d as global_pool2d
from poolviz.core.pooling.adaptive_backward import (
    adaptive_pool2d_backward as adaptive_pool2d_backward,
)
from poolviz.core.pooling.antialias import blur_pool2d as blur_pool2d
from poolviz.core.pooling.antialias import max_blur_pool2d as max_blur_pool2d
from poolviz.core.pooling.antialias import polyphase_pool2d as polyphase_pool2d
from poolviz.core.pooling.filters import KERNELS as KERNELS
from poolviz.core.pooling.filters import conv2d as conv2d
from poolviz.core.pooling.filters import relu as relu
from poolviz.core.pooling.pool import pool2d as pool2d
from poolviz.core.pooling.pool import repeat_pool as repeat_pool
from poolviz.core.pooling.pool import windows as windows
from poolviz.core.pooling.unpooling import max_unpool2d as max_unpool2d
from poolviz.core.pooling.unpooling import pool2d_backward as pool2d_backward
from poolviz.core.scenes.json_text import scene_from_json as scene_from_json
from poolviz.core.scenes.scene import Resolved as Resolved
from poolviz.core.scenes.scene import Scene as Scene
from poolviz.core.scenes.scene import resolve as resolve
from poolviz.core.scenes.script import code_for as code_for
from poolviz.core.spec.fitting import Limits as Limits
from poolviz.core.spec.fitting import fit as fit
from poolviz.core.spec.fitting import limits as limits
from poolviz.core.spec.geometry import Axis as Axis
from poolviz.core.spec.geometry import AxisWindow as AxisWindow
from poolviz.core.spec.geometry import effective_kernel_size as effective_kernel_size
from poolviz.core.spec.geometry import output_size as output_size
from poolviz.core.spec.geometry import same_padding as same_padding
from poolviz.core.spec.pool_spec import PoolMode as PoolMode
from poolviz.core.spec.pool_spec import PoolSpec as PoolSpec
from poolviz.core.spec.pool_spec import Window as Window
from poolviz.core.timeline import Timeline as Timeline

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
