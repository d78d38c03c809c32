"""The README and assets/reference.md say what is true now."""

import re
import subprocess
import sys
from pathlib import Path

from poolviz.core import differences_table

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "assets" / "reference.md").read_text(encoding="utf-8")


def test_it_is_short() -> None:
    assert len(README.splitlines()) <= 110
    assert max(map(len, README.splitlines())) < 130


def test_its_pictures_are_there() -> None:
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)

    assert len(pictures) >= 3
    assert all((ROOT / picture).is_file() for picture in pictures)
    links = re.findall(r"(?<!!)\[[^\]]+\]\(([^)]+)\)", README)
    links += [f"assets/{link}" for link in re.findall(r"\[[^\]]+\]\(([^)]+)\)", REFERENCE)]
    assert all((ROOT / link).is_file() for link in links)


def test_every_place_that_it_names_is_there() -> None:
    (tree,) = re.findall(r"```\n(poolviz/core/spec.*?)```", README, re.DOTALL)
    root, places = "", re.findall(r"^((?:poolviz| +/)[\w/.]*)", tree, re.MULTILINE)
    assert len(places) >= 12
    for place in map(str.strip, places):
        root = "/".join(place.split("/")[:2]) if place.startswith("poolviz") else root
        path = place if place.startswith("poolviz") else root + place
        assert (ROOT / path.removesuffix("/...")).exists(), path


def test_the_key_table_is_the_one_of_the_program() -> None:
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

    assert table.strip() in REFERENCE


def test_the_table_of_differences_is_the_one_of_the_core() -> None:
    assert differences_table().strip() in REFERENCE


def test_the_table_of_speeds_is_the_one_that_was_measured() -> None:
    report = (ROOT / "tests" / "bench" / "pooling.md").read_text(encoding="utf-8")
    (measured,) = re.findall(r"## Summary\n\n(.*?)\n\n", report, re.DOTALL)

    assert measured.startswith("| ratio (lowest) |")
    assert measured in REFERENCE


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
