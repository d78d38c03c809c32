"""The core works where Qt cannot be imported, and exports what it promises."""

import ast
import inspect
import os
import pkgutil
import pydoc
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import poolviz
from poolviz import core
from poolviz.core.spec.arrays import SpatialAxes

PROGRAM = """
import importlib, pkgutil, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("PyQt6", "pyqtgraph"):
            raise ImportError(f"{name} is not installed")

sys.meta_path.insert(0, NoQt())
try:
    import PyQt6
except ImportError:
    pass
else:
    raise SystemExit("the ban does not work")

import poolviz.core
modules = pkgutil.walk_packages(poolviz.core.__path__, "poolviz.core.")
names = [m.name for m in modules if not m.ispkg]
for name in names:
    importlib.import_module(name)
for name in poolviz.core.__all__:
    getattr(poolviz.core, name)
banned = ("PyQt", "PySide", "pyqtgraph", "poolviz.gui")
qt = [name for name in sys.modules if name.startswith(banned)]
assert not qt, qt
x = [[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]]
print(len(names), poolviz.core.pool2d(x, poolviz.core.PoolSpec(2)).tolist())
"""

PROMISED = {
    "PoolMode": "",
    "PoolSpec": "kernel_size, stride=None, mode='max', padding=0, dilation=1, ceil_mode=False, "
    "count_include_pad=False, norm_type=2.0, nan_policy='propagate'",
    "PoolvizError": "",
    "ShiftSweep": "",
    "Source": "values, name, note=''",
    "SourceError": "",
    "SpecError": "",
    "adaptive_pool2d": "x, output_size, mode='mean', *, axes=None",
    "blur_pool2d": "x, taps, stride",
    "circle": "size=(64, 64), r_shrink=4",
    "conv2d": "x, kernel, padding='valid'",
    "effective_kernel_size": "kernel_size, dilation=1",
    "global_pool2d": "x, mode='mean', *, axes=None",
    "max_blur_pool2d": "x, kernel_size, taps, stride",
    "max_unpool2d": "values, indices, shape, *, axes=None",
    "open_source": "path",
    "output_size": "size, kernel_size, stride, *, padding=(0, 0), dilation=1, ceil_mode=False",
    "parse_table": "text",
    "polyphase_pool2d": "x, stride, norm=2.0",
    "pool2d": "x, spec, *, axes=None, return_indices=False, workers=None",
    "pool2d_backward": "grad, x, spec, *, ties='first', axes=None",
    "random_maps": "count, size=(5, 5), scale=0.1, decay=4.0, seed=0",
    "relu": "x",
    "repeat_pool": "x, spec, repeats",
    "same_padding": "size, kernel_size, stride, dilation=1",
    "shift2d": "x, dy, dx, fill='replicate'",
    "snippet": "spec, framework",
    "sweep_shifts": "x, spec, repeats, jitter, *, fill='replicate'",
    "two_dots": "size, first, second",
    "windows": "x, spec",
}
"""The names that others build on, and how their parameters begin."""


def test_the_core_needs_no_qt():
    root = Path(poolviz.__file__).parents[1]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROGRAM],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.stderr == ""
    count, _, pooled = run.stdout.strip().partition(" ")
    assert pooled == "[[12, 9], [18, 7]]"
    files = [path for path in Path(core.__path__[0]).rglob("*.py") if path.name != "__init__.py"]
    assert int(count) == len(files) >= 5


def test_all_is_complete():
    assert sorted(set(core.__all__)) == sorted(core.__all__) == dir(core)
    assert set(core.__all__) >= set(PROMISED)
    for name in core.__all__:
        value = getattr(core, name)
        assert not isinstance(value, ModuleType)
        where = getattr(value, "__module__", "poolviz.core")
        assert where.startswith("poolviz.core")
    with pytest.raises(AttributeError, match="no attribute 'pool3d'"):
        getattr(core, "pool" + "3d")


@pytest.mark.parametrize("name", [name for name in PROMISED if PROMISED[name]])
def test_parameters_have_their_names_and_defaults(name):
    parameters = inspect.signature(getattr(core, name)).parameters.values()
    plain = [p.replace(annotation=p.empty) for p in parameters]
    text = str(inspect.Signature(plain)).replace("<PoolMode.MAX: 'max'>", "'max'")
    assert text.startswith(f"({PROMISED[name]}")
    assert text[len(PROMISED[name]) + 1] in ",)"


def test_axes_are_typed_by_number_and_by_word_wherever_they_are_asked_for():
    parameters = {
        name: inspect.signature(getattr(core, name)).parameters.get("axes")
        for name in core.__all__
        if inspect.isfunction(getattr(core, name))
    }
    del parameters["open_source"]  # a file is read by word alone
    types = {name: p.annotation for name, p in parameters.items() if p}
    assert len(types) >= 12
    assert {name for name, asked in types.items() if asked != SpatialAxes | None} == set()


def test_no_public_name_is_that_of_a_module():
    """Importing such a module would put it in the place of the name."""
    modules = {module.name for module in pkgutil.iter_modules(poolviz.core.__path__)}
    assert not modules & set(poolviz.core.__all__)


def test_help_begins_with_an_overview_of_every_name():
    text = pydoc.plain(pydoc.render_doc(core))
    overview = text[text.index("DESCRIPTION") : text.index("PACKAGE CONTENTS")]
    words = re.findall(r"\w+", overview)
    assert {name: words.count(name) for name in core.__all__} == dict.fromkeys(core.__all__, 1)
    groups = re.findall(r"^    (\w[^\n]*)\n        \w", overview, re.MULTILINE)
    assert groups[:2] == ["Pooling", "Back through a pooling"]
    assert groups[-1] == "Errors"
    assert len(groups) >= 8
    assert max(map(len, overview.splitlines())) <= 100


def test_type_checkers_are_told_the_same_names():
    stub = ast.parse(Path(core.__file__).with_suffix(".pyi").read_text(encoding="utf-8"))
    *imports, names = stub.body
    told = [f"{line.module}.{name.name} {name.asname}" for line in imports for name in line.names]
    here = [f"poolviz.core.{core._MODULE_OF[name]}.{name} {name}" for name in core.__all__]
    assert sorted(told) == sorted(here)
    assert sorted(ast.literal_eval(names.value)) == core.__all__
