"""Every example in a docstring of the core does what it shows."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest

from poolviz import core

MODULES = sorted(module.name for module in pkgutil.iter_modules(core.__path__))
NAMES = {name: getattr(core, name) for name in core.__all__} | {"np": np}
WITH_EXAMPLES = {
    "adaptive",
    "antialias",
    "filters",
    "pooling",
    "semantics",
    "shapes",
    "shift",
    "shift_curves",
    "shift_law",
    "shift_methods",
    "shift_sweep",
    "snippets",
    "unpooling",
}


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name):
    module = importlib.import_module(f"poolviz.core.{name}")
    result = doctest.testmod(module, extraglobs=NAMES)
    assert result.failed == 0
    assert result.attempted > 0 or name not in WITH_EXAMPLES


def test_there_are_modules_to_test():
    assert set(MODULES) >= WITH_EXAMPLES
