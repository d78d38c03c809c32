"""What is on the screen as a whole program: it runs, and prints what the screen shows."""

import ast
import contextlib
import io
import re
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from PIL import Image

from poolviz.core import (
    SCENES,
    ExportError,
    PoolSpec,
    Scene,
    ShiftSettings,
    Source,
    SourceRef,
    SpecError,
    code_for,
    resolve,
)
from poolviz.core.labs.shift.picture import run_shift
from poolviz.core.labs.shift.settings import CURES
from poolviz.core.labs.shift.shifts import FILLS
from tests.core.outside import refusal

FRAMEWORKS = ("numpy", "pytorch", "keras")
MODULES = {"numpy": "numpy", "pytorch": "torch", "keras": "keras"}
RNG = np.random.default_rng(44)


@pytest.fixture(params=FRAMEWORKS)
def framework(request):
    pytest.importorskip(MODULES[request.param])
    return request.param


def run(code):
    """Run a program as it stands; return its names and what it prints."""
    names, printed = {}, io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "<program>", "exec"), names)
    return names, printed.getvalue()


def plane(value, framework):
    """Return a result as a matrix."""
    array = np.asarray(value)
    return (
        array
        if framework == "numpy"
        else array[0, 0]
        if framework == "pytorch"
        else array[0, ..., 0]
    )


def check(scene, framework, source=None, tolerance=1e-12):
    """Assert that the program of a scene makes and prints what the screen shows."""
    source = source or scene.source.load()
    resolved = resolve(scene, source)
    code = code_for(scene, source, framework)
    names, printed = run(code)
    if scene.lab.name == "shift":
        shown = run_shift(resolved)
        wanted = {"before": shown.centred[-1], "after": shown.shifted[-1]}
        equal = int((shown.centred[-1] == shown.shifted[-1]).sum())
        assert printed.endswith(f"\n{equal} cells are equal\n")
    else:
        wanted = {"x": resolved.run.plane(resolved.run.repeats)}
    for name, values in wanted.items():
        got = plane(names[name], framework)
        assert got.shape == values.shape
        np.testing.assert_allclose(
            got.astype(float), values.astype(float), rtol=tolerance, atol=1e-12, err_msg=code
        )
    numbers = re.findall(r"[-\d.]+(?:e[-+]?\d+)?", printed)
    first = next(iter(wanted.values()))
    if first.dtype.kind != "b" and np.isfinite(first).all():
        assert float(numbers[0]) == pytest.approx(float(first[0, 0]), rel=1e-3, abs=1e-4)
    return code


@pytest.mark.parametrize("name", SCENES)
def test_every_scene_is_a_program(name, framework):
    code = check(SCENES[name].scene, framework)
    assert "/" not in code.replace(" / ", "").replace("//", "")  # no folder of this computer


@pytest.mark.parametrize("cure", CURES)
def test_a_program_has_the_cure_on_the_screen(cure, framework):
    for fill, strides in product(FILLS, [(2, 2), (1, 2)]):
        shift = ShiftSettings(-2, 3, fill=fill, cure=cure)
        ref = SourceRef("random", (16, 16), seed=3)
        scene = Scene(ref, PoolSpec((3, 2), strides), 2, lab=shift)
        code = check(scene, framework)
        assert ("blur" in code) == (cure in ("blur", "max-blur"))
        assert ("phases" in code) == (cure == "polyphase")
    plain = replace(scene, lab="slide")
    assert "blur" not in check(plain, framework)
    assert "phases" not in code_for(plain, ref.load(), framework)


def test_ties_of_phases_and_single_cells(framework):
    for values, stride in (
        (np.ones((4, 4)), 2),
        (np.zeros((1, 4)), (1, 2)),
        ([[1, 5, 2, 6]], (1, 2)),
    ):
        source = Source(np.asarray(values), "V")
        for cure in CURES[1:]:
            shift = ShiftSettings(0, 1, cure=cure)
            scene = Scene(SourceRef("values", given=source), PoolSpec(1, stride), lab=shift)
            check(scene, framework)


@pytest.mark.parametrize("dtype", ["?", "u1", "i8", "f2", "f4", "f8", "g"])
def test_numbers_are_written_out(dtype, framework):
    values = RNG.exponential(9, (20, 20)).astype(dtype)
    if dtype[0] in "fg":
        values[0, 0], values[4, 4] = -0.0, -np.inf
    source = Source(values, "V\nimport os")
    scene = Scene(SourceRef("values", given=source), PoolSpec(2))
    if framework == "keras":
        values[np.isinf(values)] = 3
    code = check(scene, framework)
    assert "load" not in code
    assert "open" not in code
    if framework == "numpy":
        tree = ast.parse(code)
        literal = next(node for node in tree.body if isinstance(node, ast.Assign))
        names = {"np": np}
        exec(compile(ast.Module([literal], []), "<literal>", "exec"), names)
        assert names["x"].dtype == values.dtype
        np.testing.assert_array_equal(names["x"], values)
        assert dtype[0] not in "fg" or np.signbit(names["x"][0, 0])


def test_the_channel_on_the_screen(framework):
    source = Source(RNG.integers(0, 99, (6, 7, 5)), "Maps")
    scene = Scene(SourceRef("values", given=source), PoolSpec(2, 1, "mean"), 3, channel=3)
    assert "# Maps, channel 3\n" in check(scene, framework)


def photo(tmp_path, shape=(40, 30, 3), name="a photo's.png"):
    path = tmp_path / name
    Image.fromarray(RNG.integers(0, 256, shape, np.uint8)).save(path)
    return SourceRef("file", path=str(path))


@pytest.mark.parametrize("more", [{"channel": 1}, {"grey": True}, {"lab": "shift"}])
@pytest.mark.parametrize("resize", [None, (25, 26), (9, 8)])
def test_a_photo_is_loaded_and_prepared(more, resize, framework, tmp_path):
    scene = Scene(photo(tmp_path), PoolSpec(3, 2, "mean"), 2, resize=resize, **more)
    code = check(scene, framework)
    assert "Image.open(" in code
    assert "poolviz" not in code


def test_a_small_picture_is_written_out_and_prepared(framework):
    source = Source(RNG.integers(0, 256, (11, 12, 3), np.uint8), "Small", picture=True)
    scene = Scene(SourceRef("values", given=source), PoolSpec(2), grey=True, resize=(30, 20))
    assert "Image.fromarray(x)" in check(scene, framework)
    scene = Scene(scene.source, PoolSpec(2), channel=2)
    assert "Image" not in check(scene, framework)


def test_other_files_are_loaded(framework, tmp_path):
    np.save(tmp_path / "a.npy", RNG.random((30, 40)))
    np.savez(tmp_path / "a.npz", RNG.random((30, 40)), RNG.random((3, 4)))
    rows = [
        ";".join(f"{cell:.3f}".replace(".", ",") for cell in row) for row in RNG.random((30, 40))
    ]
    (tmp_path / "a.csv").write_text("\n".join(rows), "utf-8")
    Image.fromarray(RNG.integers(0, 2**16, (30, 40), np.uint16)).save(tmp_path / "deep.png")
    Image.fromarray(RNG.integers(0, 256, (30, 40, 4), np.uint8)).save(tmp_path / "clear.png")
    Image.fromarray(RNG.integers(0, 256, (30, 40), np.uint8)).save(tmp_path / "grey.png")
    turned = Image.fromarray(RNG.integers(0, 256, (30, 40, 3), np.uint8))
    exif = turned.getexif()
    exif[0x0112] = 6
    turned.save(tmp_path / "turned.png", exif=exif)
    for name, words in {
        "a.npy": "np.load(",
        "a.npz": "open_source(",
        "a.csv": "open_source(",
        "deep.png": "open_source(",
        "clear.png": "open_source(",
        "grey.png": '.convert("L")',
        "turned.png": "ImageOps.exif_transpose(",
    }.items():
        scene = Scene(SourceRef("file", path=str(tmp_path / name)), PoolSpec(4, 3, "mean"))
        assert words in check(scene, framework), name
        if name == "deep.png":
            check(replace(scene, resize=(20, 22)), framework)


def test_an_array_is_read_by_the_program_as_on_the_screen(framework, tmp_path):
    np.save(tmp_path / "a.npy", RNG.random((8, 27, 27)))
    for axes in (None, "channels_first"):
        ref = SourceRef("file", path=str(tmp_path / "a.npy"), axes=axes)
        check(Scene(ref, PoolSpec(3, 2, "mean"), channel=5), framework)


def test_what_yields_on_the_screen_yields_in_the_program(framework):
    check(Scene(spec=PoolSpec(9, mode="mean"), repeats=7, channel=4), framework)
    check(Scene(lab=ShiftSettings(99, -99, fill="reflect")), framework)


def test_what_no_program_holds_is_refused():
    source = Source(np.zeros((20, 21)), "Pasted table")
    scene = Scene(SourceRef("values", given=source))
    said = "Pasted table has 420 numbers, and code holds at most 400; save it, and open it from"
    refusal(ExportError, lambda: code_for(scene, source, "numpy"), said)
    odd = Scene(SourceRef("ramp", (5, 5)), lab=ShiftSettings(cure="polyphase"))
    refusal(SpecError, lambda: code_for(odd, odd.source.load(), "numpy"), "stride", "divide")
    for framework in ("jax", None):
        refusal(SpecError, lambda f=framework: code_for(Scene(), source, f), "framework is ")
    refusal(SpecError, lambda: code_for(SourceRef(), source, "numpy"), "allowed are a Scene")


def test_a_program_is_tidy():
    scenes = [preset.scene for preset in SCENES.values()]
    shift = ShiftSettings(1, 2, fill="zero")
    scenes += [
        Scene(SourceRef("circle"), PoolSpec(2), lab=replace(shift, cure=cure)) for cure in CURES
    ]
    for scene, framework in product(scenes, FRAMEWORKS):
        code = code_for(scene, scene.source.load(), framework)
        tree = ast.parse(code)
        imports = [n for n in tree.body if isinstance(n, ast.Import | ast.ImportFrom)]
        assert tree.body[: len(imports)] == imports
        bound = {name.asname or name.name for node in imports for name in node.names}
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert bound <= used, code
        assert used & {"np", "torch", "F", "ops", "Image", "SourceRef", "Drawing"} <= bound, code
        assert code.endswith(")\n")
        assert max(map(len, code.splitlines())) <= 100
