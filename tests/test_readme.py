"""The README says what is true now."""

import re
import subprocess
import sys
from pathlib import Path

from poolviz.core import differences_table

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert len(pictures) >= 3
    assert all((ROOT / picture).is_file() for picture in pictures)


def test_its_key_table_is_the_one_of_the_program() -> None:
    # In a process of its own: the table lives in the GUI, and this file needs no Qt.
    code = "from poolviz.gui.actions import key_table; print(key_table())"
    table = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    ).stdout

    assert table.strip() in README


def test_its_table_of_differences_is_the_one_of_the_core() -> None:
    assert differences_table().strip() in README


def test_its_table_of_speeds_is_the_one_that_was_measured() -> None:
    report = (ROOT / "tests" / "bench" / "pooling.md").read_text(encoding="utf-8")
    (measured,) = re.findall(r"## Summary\n\n(.*?)\n\n", report, re.DOTALL)

    assert measured.startswith("| ratio (lowest) |")
    assert measured in README


def test_its_example_gives_what_its_comments_say() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, object] = {}
    checked = 0
    for line in example.splitlines():
        code, _, comment = line.partition("  # ")
        exec(code, names)
        if comment.strip():
            got = eval(code, names)
            got = got.tolist() if hasattr(got, "tolist") else got
            assert got == eval(comment), line
            checked += 1

    assert checked == 4
