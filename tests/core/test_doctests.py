"""Every docstring of the core is true where it shows something, and says what it must."""

import doctest
import importlib
import inspect
import pkgutil
from enum import Enum

import numpy as np
import pytest

from poolviz import core
from poolviz.core.inputs.source import asset_path

MODULES = sorted(module.name for module in pkgutil.iter_modules(core.__path__))
PUBLIC = {name: getattr(core, name) for name in core.__all__}
NAMES = PUBLIC | {"np": np, "asset_path": asset_path}
FUNCTIONS = sorted(name for name, value in PUBLIC.items() if inspect.isfunction(value))
CLASSES = sorted(
    name
    for name, value in PUBLIC.items()
    if isinstance(value, type) and not issubclass(value, Enum | Exception)
)
CHECKED = ("Axis", "PoolSpec", "Timeline", "Walkthrough")
"""Classes that refuse what makes no sense when they are made."""


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of(name):
    module = importlib.import_module(f"poolviz.core.{name}")
    assert doctest.testmod(module, extraglobs=NAMES).failed == 0


def sections(name):
    """Return the headings of a docstring, and assert that it begins with one sentence."""
    text = inspect.getdoc(PUBLIC[name])
    lines = text.splitlines()
    assert lines[0].endswith("."), lines[0]
    rules = [i for i, line in enumerate(lines) if line and set(line) == {"-"}]
    return {lines[i - 1] for i in rules}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_function_says_what_it_refuses_and_shows_what_it_does(name):
    wanted = {"Examples"}
    signature = inspect.signature(PUBLIC[name])
    if signature.parameters:
        wanted.add("Raises")
    if len(signature.parameters) > 2:
        wanted |= {"Parameters"}
    assert wanted <= sections(name)
    text = inspect.getdoc(PUBLIC[name])
    for parameter in signature.parameters:
        assert parameter in text, parameter


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_says_what_it_holds(name):
    found = sections(name)
    if name != "Window":  # its two fields are in its first line
        assert found & {"Attributes", "Parameters"}
    if name in CHECKED:
        assert found >= {"Raises", "Examples"}


def test_there_are_names_to_test():
    assert len(FUNCTIONS) > 30
    assert set(CLASSES) > set(CHECKED)
