"""The core works where Qt cannot be imported, and exports what it promises."""

import os
import pkgutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

import poolviz
from poolviz import core

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
names = [m.name for m in pkgutil.walk_packages(poolviz.core.__path__, "poolviz.core.")]
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
    "PoolMode",
    "PoolSpec",
    "PoolvizError",
    "SourceError",
    "SpecError",
    "effective_kernel_size",
    "output_size",
    "pool2d",
    "repeat_pool",
    "same_padding",
    "windows",
}


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
    assert set(core.__all__) >= PROMISED
    for name in core.__all__:
        value = getattr(core, name)
        assert not isinstance(value, ModuleType)
        where = getattr(value, "__module__", "poolviz.core")
        assert where.startswith("poolviz.core")
    with pytest.raises(AttributeError, match="no attribute 'pool3d'"):
        getattr(core, "pool" + "3d")


def test_no_public_name_is_that_of_a_module():
    """Importing such a module would put it in the place of the name."""
    modules = {module.name for module in pkgutil.iter_modules(poolviz.core.__path__)}
    assert not modules & set(poolviz.core.__all__)
