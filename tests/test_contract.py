"""What may import what: the contract in pyproject.toml is kept."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from poolviz.core.scenes.lab import LABS

ROOT = Path(__file__).resolve().parents[1]


def test_the_import_contract_is_kept():
    code = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())"
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def rooms(lab: str) -> list[Path]:
    """Return the folders of a lab."""
    return [ROOT / "poolviz" / part / "labs" / lab for part in ("core", "gui")]


def named(tree: ast.AST, names: set[str]) -> Iterator[int]:
    """Yield the lines where a text is the name of a lab, but for the list of them."""
    listed = {
        id(key)
        for node in ast.walk(tree)
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "LABS"
        for key in getattr(node.value, "keys", ())
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in names and id(node) not in listed:
            yield node.lineno


def imported(tree: ast.AST, lab: str) -> Iterator[int]:
    """Yield the lines that import a part of a lab; what only types need is none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            node.body = []
    for node in ast.walk(tree):
        places = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        places += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if any(f".labs.{lab}" in f"{place}." for place in places):
            yield node.lineno


@pytest.mark.parametrize("lab", LABS)
def test_a_lab_has_a_folder_in_core_and_one_in_gui(lab: str) -> None:
    for room in rooms(lab):
        assert (room / "__init__.py").is_file()


@pytest.mark.long
@pytest.mark.parametrize("lab", LABS)
def test_a_lab_is_named_in_its_folders_and_in_the_list_alone(lab: str) -> None:
    found = []
    for path in sorted((ROOT / "poolviz").rglob("*.py")):
        if any(room in path.parents for room in rooms(lab)):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        lines = [*imported(tree, lab)]
        if not any(room in path.parents for other in LABS for room in rooms(other)):
            lines += named(tree, {lab, lab.title()})
        found += [f"{path.relative_to(ROOT)}:{line}" for line in sorted(lines)]
    assert found == []


def test_a_name_of_a_lab_is_found() -> None:
    code = 'LABS: dict = {"slide": 1}\nif lab == "slide":\n from poolviz.gui.labs.slide import lab'
    assert list(named(ast.parse(code), {"slide"})) == [2]
    assert list(imported(ast.parse(code), "slide")) == [3]
