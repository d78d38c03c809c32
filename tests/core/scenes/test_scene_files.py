"""Files are written whole or not at all, values come back as they were, scenes can be reopened."""

import errno
import io
import json
import os
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from poolviz.core import ExportError, PoolSpec, SourceError, parse_table
from poolviz.core.files import file_size, replacing, write_values
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.scenes.scene import Scene, resolve
from poolviz.core.scenes.scene_files import MAX_SCENE_BYTES, open_scene, scene_file


def fill(path: Path, content: bytes = b"new") -> None:
    with replacing(path) as file:
        file.write(content)


@pytest.mark.parametrize("old", [None, b"old and longer"])
def test_a_file_is_there_when_all_of_it_is_written(old, tmp_path):
    path = tmp_path / "a.bin"
    if old is not None:
        path.write_bytes(old)
    with replacing(path) as file:
        file.write(b"new")
        assert (path.read_bytes() if path.exists() else None) == old
    assert path.read_bytes() == b"new"
    assert os.listdir(tmp_path) == ["a.bin"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left"), KeyError("ours")])
def test_an_error_on_the_way_leaves_what_was_there(error, tmp_path):
    path = tmp_path / "a.bin"
    path.write_bytes(b"old")
    kind = ExportError if isinstance(error, OSError) else KeyError

    def stop_halfway() -> None:
        with replacing(path) as file:
            file.write(b"half of")
            raise error

    with pytest.raises(kind) as caught:
        stop_halfway()
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["a.bin"]
    if kind is ExportError:
        assert str(caught.value) == f"{path} can't be written: No space left."


def test_a_disk_that_swallows_bytes_is_noticed(tmp_path, monkeypatch):
    path = tmp_path / "a.bin"
    whole = os.fstat

    def short(descriptor: int) -> os.stat_result:
        fields = list(whole(descriptor))
        fields[stat.ST_SIZE] -= 1
        return os.stat_result(fields)

    monkeypatch.setattr(os, "fstat", short)
    with pytest.raises(ExportError, match="not all of it was written"):
        fill(path)
    monkeypatch.undo()
    assert os.listdir(tmp_path) == []


def test_where_nothing_can_be_written(tmp_path):
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "file").write_bytes(b"")
    for path, said in (
        (tmp_path / "none" / "a.csv", "There is no folder"),
        (tmp_path / "file" / "a.csv", "There is no folder"),
        (tmp_path / "folder.csv", "it is a folder"),
        (tmp_path / f"{'x' * 300}.csv", "can't be written"),
    ):
        with pytest.raises(ExportError, match=said):
            fill(path)
    assert sorted(os.listdir(tmp_path)) == ["file", "folder.csv"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has neither modes nor everybody's links")
def test_the_file_has_the_usual_mode_and_a_link_stays_a_link(tmp_path):
    path, link = tmp_path / "a.bin", tmp_path / "link.bin"
    before = os.umask(0o027)
    try:
        fill(path)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    link.symlink_to(path)
    fill(link, b"through the link")
    assert link.is_symlink()
    assert path.read_bytes() == b"through the link"


@pytest.mark.parametrize(
    "values",
    [
        np.array([[0.1 + 0.2, -0.0, 1e-320], [np.pi, 2.0**0.5, -1.7976931348623157e308]]),
        np.array([[np.nan, np.inf], [-np.inf, 5.0]]),
        np.array([[1 / 3, 16777217.0]], np.float32),
        np.array([[2**64 - 1, 0]], np.uint64),
        np.array([[-(2**63), 2**63 - 1]]),
        np.array([[True], [False]]),
    ],
)
def test_values_come_back_as_they_were(values):
    npy, csv = io.BytesIO(), io.BytesIO()
    write_values(values, npy, npy=True)
    write_values(values, csv, npy=False)
    npy.seek(0)
    loaded = np.load(npy)
    assert loaded.dtype == values.dtype
    np.testing.assert_array_equal(loaded, values)
    number = float if values.dtype.kind == "f" else int
    lines = csv.getvalue().decode().splitlines()
    read = np.array([[number(cell) for cell in line.split(",")] for line in lines], values.dtype)
    np.testing.assert_array_equal(read, values)
    np.testing.assert_array_equal(np.signbit(read.astype(float)), np.signbit(values.astype(float)))


def test_a_csv_is_a_table_that_can_be_opened():
    file = io.BytesIO()
    write_values(np.array([[1, 2, 3], [4, 5, 6]]), file, npy=False)
    assert file.getvalue() == b"1,2,3\n4,5,6\n"
    assert parse_table(file.getvalue().decode()).tolist() == [[1, 2, 3], [4, 5, 6]]


def test_a_scene_can_be_reopened(tmp_path):
    path = tmp_path / "s.json"
    scene = Scene(SourceRef("random", (5, 7), seed=3), PoolSpec(3, 2, "mean", padding=1), step=4)
    path.write_text("\ufeff" + scene.to_json(), "utf-8")
    assert open_scene(path) == scene


def test_a_file_that_a_scene_names_is_beside_it(tmp_path):
    path, plain = tmp_path / "s.json", json.loads(Scene().to_json())

    def opened(named):
        path.write_text(json.dumps(plain | {"source": {"kind": "file", "path": named}}), "utf-8")
        return open_scene(path).source.path

    assert opened("pictures/cat.png") == str(tmp_path / "pictures" / "cat.png")
    elsewhere = tmp_path / "old" / "cat.png"
    assert opened(str(elsewhere)) == str(elsewhere)
    (tmp_path / "cat.png").write_bytes(b"a picture")
    for named in ("pictures/cat.png", str(elsewhere), "C:\\Users\\me\\cat.png", "cat.png"):
        assert opened(named) == str(tmp_path / "cat.png")
    elsewhere.parent.mkdir()
    elsewhere.write_bytes(b"the picture itself")
    assert opened(str(elsewhere)) == str(elsewhere)
    assert opened("old/cat.png") == str(elsewhere)


def handed_out(folder, values):
    """Export a scene of a file, take the scene file alone elsewhere, and open it there."""
    home, there = folder / "home", folder / "elsewhere"
    home.mkdir()
    there.mkdir()
    photo = home / "photo.png"
    Image.fromarray(values).save(photo)
    ref = SourceRef("file", path=str(photo))
    scene, source = Scene(ref, PoolSpec(3, 2, "mean"), 2, step=3, grey=True), ref.load()
    document, warning = scene_file(scene, source, home / "s.json")
    assert warning == ""
    assert str(folder) not in document
    (there / "s.json").write_text(document, "utf-8")
    photo.unlink()
    return scene, source, open_scene(there / "s.json")


def test_a_scene_carries_its_picture(tmp_path):
    photo = np.random.default_rng(1).integers(0, 256, (40, 50, 3), np.uint8)

    scene, source, found = handed_out(tmp_path, photo)
    given = found.source.given
    assert replace(found, source=scene.source) == scene
    assert (given.name, given.picture, given.note) == ("photo.png", True, source.note)
    assert given.values.tobytes() == photo.tobytes()
    before, after = resolve(scene, source), resolve(found, found.source.load())
    np.testing.assert_array_equal(after.run.generations[2], before.run.generations[2])


@pytest.mark.parametrize("dtype", ["?", "u1", "<i8", "<f2", "<f8", "g"])
@pytest.mark.parametrize("shape", [(6, 7), (6, 7, 3), (2, 3, 5)])
def test_a_scene_carries_its_array_bit_for_bit(dtype, shape, tmp_path):
    values = np.random.default_rng(2).exponential(9, shape).astype(dtype)
    if values.dtype.kind == "f":
        values[0, 0], values[1, 1], values[1, 2] = -0.0, np.nan, -np.inf
    np.save(tmp_path / "a.npy", values)
    ref = SourceRef("file", path=str(tmp_path / "a.npy"))
    document, warning = scene_file(Scene(ref), ref.load(), tmp_path / "s.json")
    (tmp_path / "a.npy").unlink()
    (tmp_path / "s.json").write_text(document, "utf-8")
    given = open_scene(tmp_path / "s.json").source.given
    assert (warning, given.name, given.picture) == ("", "a.npy", is_rgb(values))
    assert given.values.dtype == values.dtype
    assert given.values.tobytes() == values.tobytes()


def is_rgb(values):
    return values.shape[2:] == (3,) and values.dtype == np.uint8


def test_a_picture_too_large_for_a_scene_is_named_from_where_the_scene_is(tmp_path):
    for name in ("scenes", "photos", "photos/deep"):
        (tmp_path / name).mkdir()
    path = tmp_path / "photos" / "noise.npy"
    np.save(path, np.random.default_rng(3).integers(0, 256, (2900, 2900), np.uint8))
    scene = Scene(SourceRef("file", path=str(path)))
    source = scene.source.load()
    for folder, named in (
        ("photos", "noise.npy"),
        ("scenes", "../photos/noise.npy"),
        ("photos/deep", "../noise.npy"),
    ):
        target = tmp_path / folder / "s.json"
        document, warning = scene_file(scene, source, target)
        assert json.loads(document)["source"] == {"kind": "file", "path": named}
        assert warning == (
            f"noise.npy takes more than 8 MB and is not in it: hand out {named} with the scene."
        )
        target.write_text(document, "utf-8")
        assert open_scene(target) == scene
    moved = tmp_path / "away" / "s.json"
    moved.parent.mkdir()
    moved.write_text(document, "utf-8")
    (tmp_path / "away" / "noise.npy").write_bytes(b"beside it")
    path.unlink()
    assert open_scene(moved).source.path == str(tmp_path / "away" / "noise.npy")


def test_a_scene_of_no_file_is_its_own_text(tmp_path):
    scene = Scene(SourceRef("random", (5, 7), seed=3))
    assert scene_file(scene, scene.source.load(), tmp_path / "s.json") == (scene.to_json(), "")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "There is no scene file"),
        (b"\xff\xfe\x00", "allowed is JSON in UTF-8"),
        (b"{", "no JSON"),
        (b" " * (MAX_SCENE_BYTES + 1), "too large for a scene; allowed are 16 MB"),
    ],
)
def test_what_is_no_scene(content, said, tmp_path):
    path = tmp_path / "s.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        open_scene(path)
    with pytest.raises(SourceError, match="can't be opened"):
        open_scene(tmp_path)


@pytest.mark.parametrize(
    ("size", "said"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1.0 kB"), (12_345, "12 kB"), (999_600, "1.0 MB")],
)
def test_sizes_as_people_read_them(size, said, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(bytes(size))
    assert file_size(path) == said
