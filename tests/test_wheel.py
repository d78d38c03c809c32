"""What is built from here and installed elsewhere: its files, and its types in a user's program."""

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

USER = '''\
"""A program of somebody who has installed poolviz."""

from typing import assert_type

import numpy as np
from numpy.typing import NDArray

from poolviz.core import PoolSpec, Scene, adaptive_pool2d, global_pool2d, pool2d, snippet, windows
from poolviz.core import max_unpool2d, pool2d_backward as backward


def pooled(x: NDArray[np.float32], indices: bool) -> int:
    result = pool2d(x, PoolSpec(2), return_indices=indices)
    return len(result) if isinstance(result, tuple) else result.ndim


values, places = pool2d(np.eye(4), PoolSpec(2), return_indices=True)
assert_type(places, NDArray[np.int64])
print(values + pool2d([[1, 2], [3, 4]], PoolSpec((1, 2), mode="mean")))
assert_type(adaptive_pool2d(values, 1, "max", return_indices=True)[1], NDArray[np.int64])
for flag in (False, True):
    print(adaptive_pool2d(values, 1, "max", return_indices=flag))
    print(global_pool2d(values, "max", return_indices=flag, axes="channels_first"))
print(windows(values, PoolSpec(2), 0.5).sum(), windows(values, PoolSpec(2), "mask").mask)
print(pooled(np.ones((4, 4), np.float32), False))
print(max_unpool2d(values, places, (4, 4), axes="channels_last"))
print(backward(values, np.eye(4), PoolSpec(2), axes="channels_first").shape)
print(snippet(Scene().spec, "numpy").upper())
'''
WRONG = """
pool2d(np.eye(4), 2)
PoolSpec(2).kernel_sizes
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Build a wheel without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    build = f"import hatchling.build as b; print(b.build_wheel({str(folder)!r}))"
    done = subprocess.run(
        [sys.executable, "-c", build], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return folder / done.stdout.split()[-1]


def test_a_wheel_has_types_a_licence_and_pictures(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        licence = next(name for name in names if name.endswith("licenses/LICENSE"))
        assert "GNU GENERAL PUBLIC LICENSE" in archive.read(licence).decode()
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"poolviz"}
    wanted = {"poolviz/py.typed", "poolviz/assets/cat.png", "poolviz/core/__init__.py"}
    assert wanted <= names


@pytest.mark.long
def test_a_user_has_types_of_an_installed_wheel(wheel, tmp_path, request):
    """In an environment that has the wheel and nothing of this folder."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "env"], check=True)
    python = tmp_path / "env" / Path(sys.executable).relative_to(sys.prefix)
    paths = sysconfig.get_paths(vars={"base": str(tmp_path / "env"), "platbase": ""})
    site = Path(paths["purelib"])
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (site / "numpy.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", encoding="utf-8")
    (tmp_path / "user.py").write_text(USER, encoding="utf-8")
    (tmp_path / "wrong.py").write_text(USER + WRONG, encoding="utf-8")
    cache = request.config.cache.mkdir("mypy") if hasattr(request.config, "cache") else tmp_path
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", cache, "--no-error-summary",
         "--python-executable", python, "user.py", "wrong.py"],
        cwd=tmp_path, capture_output=True, text=True,
        env={k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "MYPY"))},
    )  # fmt: skip
    assert not done.stderr
    told = [line for line in done.stdout.splitlines() if "note:" not in line]
    assert [line.split(":")[0] for line in told] == ["wrong.py", "wrong.py"]
    assert "[call-overload]" in told[0]
    assert 'no attribute "kernel_sizes"' in told[1]
