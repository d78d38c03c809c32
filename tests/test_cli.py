"""The command line: what it shows, what it refuses and how, and what it loads for that."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from poolviz import __version__, arguments
from poolviz.cli import main
from poolviz.core import circle, shift2d
from poolviz.core.inputs import source as source_module
from poolviz.core.inputs.images import to_grey
from poolviz.core.inputs.source_ref import SourceRef
from poolviz.core.labs.presets import SCENES
from poolviz.core.labs.shift.settings import ShiftSettings
from poolviz.core.scenes.lab import LABS
from poolviz.core.scenes.scene import Scene
from poolviz.core.spec.fitting import MAX_REPEATS
from poolviz.core.spec.pool_spec import PoolMode, PoolSpec

ROOT = Path(__file__).parents[1]
CELLS = [[10, 12, 8, 7], [4, 11, 5, 9], [18, 13, 7, 7], [3, 15, 2, 2]]

WATCHER = """
import contextlib, io, json, sys
from poolviz.cli import main
told = []
for argv in json.loads(sys.argv[1]):
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        code = main(argv)
    told.append((code, [name for name in ("numpy", "PyQt6") if name in sys.modules]))
print(json.dumps(told))
"""


def no_screen(**changes: str) -> dict[str, str]:
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    env = {name: value for name, value in os.environ.items() if name not in hidden}
    return env | {"PYTHONPATH": str(ROOT), **changes}


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", *arguments],
        env=no_screen(),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.fixture(autouse=True)
def _at_home(tmp_path, monkeypatch):
    """Begin in a folder with files of every kind, good and bad."""
    monkeypatch.chdir(tmp_path)
    np.save("four.npy", np.array(CELLS))
    Image.fromarray(np.arange(60, dtype=np.uint8).reshape(5, 4, 3), "RGB").save("colour.png")
    Path("broken.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    Path("no.json").write_text("{", "utf-8")
    Path("zero.json").write_text('{"poolviz": 1, "spec": {"kernel_size": 0}}', "utf-8")
    Path("jitter.json").write_text(
        '{"poolviz": 1, "lab": "shift", "shift": {"jitter": 17}}', "utf-8"
    )
    Path("radius.json").write_text(
        '{"poolviz": 1, "source": {"kind": "circle", "drawing": {"radius": 33}}}', "utf-8"
    )
    uneven = Scene(SourceRef("ramp", (9, 8)), lab=ShiftSettings(cure="polyphase"))
    Path("uneven.json").write_text(uneven.to_json(), "utf-8")
    Path("folder.csv").mkdir()


@pytest.fixture(autouse=True)
def _no_window(monkeypatch):
    """Let what should have been refused fail, and not wait in a window for its user."""
    window = SimpleNamespace(run=lambda *_, **__: pytest.fail("a window was opened"))
    monkeypatch.setitem(sys.modules, "poolviz.gui.app", window)


window_resets: list[bool] = []


@pytest.fixture
def window(monkeypatch):
    """Stand in for the window, and tell what it was opened on."""
    opened = []

    def run(scene, source, theme, *, reset):
        opened.append((scene, source, theme))
        window_resets.append(reset)
        return 0

    window_resets.clear()

    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setitem(sys.modules, "poolviz.gui.app", SimpleNamespace(run=run))
    return opened


def refused(capsys, *argv: str) -> str:
    """Return the sentence that a mistake is answered with."""
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("poolviz: ")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err


# ---- what it loads


def told_of(*argvs: list[str], cwd: Path) -> list:
    ended = python("-c", WATCHER, json.dumps(argvs), cwd=cwd)
    assert ended.stderr == ""
    return json.loads(ended.stdout)


def test_help_and_mistyped_arguments_load_neither_numpy_nor_qt(tmp_path):
    right = [["--help"], ["--version"], ["render", "--help"], ["scenes", "--help"]]
    wrong = [
        ["--nonsense"],
        ["--kernel-size", "wide"],
        ["--mode", "median"],
        ["render"],
        ["render", "--output", "a.tif"],
        ["render", "--output", "a.gif", "--size", "5x5"],
        ["render", "--output", "a.gif", "--seconds", "500"],
        ["scenes", "all"],
    ]
    told = told_of(*right, *wrong, cwd=tmp_path)
    assert told == [[0, []]] * len(right) + [[2, []]] * len(wrong)


def test_scenes_values_and_what_is_not_possible_load_no_qt(tmp_path):
    right = [["scenes"], ["render", "--output", "a.csv"]]
    right += [["render", "--lab", "shift", "--output", "b.npy"]]
    wrong = [
        ["--kernel-size", "0"],
        ["--kernel-size", "9"],
        ["--scene", "nonsense"],
        ["nofile.png"],
        ["broken.png"],
        ["render", "--output", "a.png", "--step", "99"],
    ]
    told = told_of(*right, *wrong, cwd=tmp_path)
    assert told == [[0, ["numpy"]]] * len(right) + [[2, ["numpy"]]] * len(wrong)


# ---- what it says


def test_version(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"poolviz {__version__}\n"


def test_scenes_are_listed_with_what_to_see_in_them(capsys):
    assert main(["scenes"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("  ")] == ["Slide lab:", "Shift lab:"]
    names = [line.split()[0] for line in lines if line.startswith("  ")]
    assert names == list(SCENES)
    for name, preset in SCENES.items():
        assert [line.split(maxsplit=1)[1] for line in lines if line.split()[0] == name] == [
            preset.title
        ]


@pytest.mark.parametrize("command", [[], ["render"]])
def test_help_names_every_method_and_option(command, capsys):
    assert main([*command, "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    assert ", ".join(PoolMode) in text
    for option in (*arguments.SPEC_OPTIONS, *arguments.SCENE_OPTIONS, "scene", "theme"):
        assert f"--{option.replace('_', '-')}" in text


def test_what_help_says_is_what_there_is():
    assert tuple(PoolMode) == arguments.MODES
    assert arguments.LABS == LABS
    for policy in arguments.NAN_POLICIES:
        PoolSpec(2, nan_policy=policy)


# ---- what it refuses


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        ("--kernel-size 9", "--kernel-size is 9x9; allowed on 4x4 cells is at most 4x4."),
        ("--repeats 5", "--repeats is 5; allowed on 4x4 cells is at most 2."),
        ("--repeats 0", "--repeats is 0; allowed is a whole number from 1 to 12."),
        ("--padding 3", "--padding is 3,3,3,3; allowed on 4x4 cells is at most 1,1,1,1."),
        ("--padding 0,2,0,0", "--padding is 0,2,0,0; allowed on 4x4 cells is at most 0,1,0,0."),
        ("--padding odd", "'odd' is not allowed; allowed is valid, same, 1,"),
        ("--padding -1", "padding is -1; allowed is a whole number from 0"),
        ("--padding 1,2,3", "'1,2,3' is not allowed"),
        ("--dilation 4", "--dilation is 4x4; allowed on 4x4 cells is at most 3x3."),
        ("--kernel-size 0", "kernel_size is 0; allowed is a whole number from 1"),
        ("--kernel-size 2x2x2", "'2x2x2' is not allowed"),
        ("--kernel-size 99999999999", "'99999999999' is not allowed"),
        ("--stride 1e3", "--stride: '1e3' is not allowed; allowed is a number such as 2"),
        ("--mode median", "invalid choice: 'median' (choose from"),
        ("--norm-type 0", "norm_type is 0.0; allowed is a positive"),
        ("--norm-type two", "'two'"),
        ("--lab loss", "argument --lab: invalid choice: 'loss' (choose from 'slide', 'shift')"),
        ("--lab shift four.npy --repeats 0", "--repeats is 0; allowed is a whole number from 1"),
        (
            "--lab shift --padding valid --kernel-size 65",
            "allowed on 64x64 cells is at most 64x64.",
        ),
        ("--lab shift --padding valid --repeats 7", "allowed on 64x64 cells is at most 6."),
        ("colour.png --lab shift --channel 1", "--channel is 1; allowed is 0 to 0."),
        ("--scene always --grey", "--grey is for pictures, and Circle, radius 28 is none."),
        ("jitter.json", "jitter is 17; allowed is a whole number from 0 to 16."),
        ("radius.json", "radius is 33; allowed on 64 × 64 cells is 2 to 32."),
        ("render uneven.json -o a.csv", "stride is (2, 2), but the input has 9 rows"),
        ("render --lab shift -o a.csv --step 6", "--step is 6; allowed is 1 to 5."),
        ("render --lab shift -o a.png --step 6", "--step is 6; allowed is 1 to 5."),
        ("render --lab shift -o a.npy --step 0", "--step is 0; allowed is 1 to 5."),
        ("render four.npy --lab shift --padding valid -o a.svg --step 4", "allowed is 1 to 3."),
        ("render --scene dots -o a.png --step 8", "--step is 8; allowed is 1 to 7."),
        ("render --lab shift -o a.gif --step 1", "--step says nothing of .gif"),
        ("--theme pink", "invalid choice: 'pink'"),
        ("--resize 2", "--resize is for pictures, and 4 × 4 example is none."),
        ("--grey", "--grey is for pictures"),
        ("colour.png --resize 0x5", "--resize is 0; allowed is a whole number from 1"),
        ("colour.png --channel 3", "--channel is 3; allowed is 0 to 2."),
        ("colour.png --grey --channel 1", "--channel is 1; allowed is 0 to 0."),
        ("colour.png --resize 2 --kernel-size 3", "allowed on 2x2 cells is at most 2x2."),
        ("--scene nonsense", "--scene is 'nonsense'; allowed are first, mean,"),
        ("--scene none.json", "There is no scene file none.json."),
        ("--scene no.json", "The scene is no JSON"),
        ("zero.json", "kernel_size is 0"),
        ("none.png", "There is no file"),
        ("broken.png", "broken.png"),
        ("folder.csv", "folder.csv is a folder"),
        ("--nonsense", "unrecognized arguments: --nonsense"),
        ("--kernel 2", "unrecognized arguments: --kernel"),
        ("one.png two.png", "unrecognized arguments: two.png"),
        ("render", "required: -o/--output"),
        ("render -o a.tif", "--output is 'a.tif'; allowed are names that end in .gif, .apng, .png"),
        ("render -o a", "--output is 'a'; allowed are"),
        ("render -o none/a.csv", "There is no folder"),
        ("render -o folder.csv", "folder.csv can't be written: it is a folder."),
        ("render -o a.png --size big", "'big' is not allowed; allowed is width x height"),
        ("render -o a.png --size 10x900", "allowed is 160 to 7680 pixels"),
        ("render -o a.png --size 900x9000", "allowed is 160 to 7680 pixels"),
        ("render -o a.gif --fps 61", "'61' is not allowed; allowed is 1 to 60"),
        ("render -o a.gif --fps 0", "'0' is not allowed; allowed is 1 to 60"),
        ("render -o a.gif --seconds 0", "'0' is not allowed; allowed is more than 0"),
        ("render -o a.gif --seconds nan", "'nan' is not allowed"),
        ("render -o a.gif --seconds 601", "at most 600"),
        ("render -o a.gif --seconds 500", "makes 15,000 pictures; allowed are at most 6,000."),
        ("render -o a.gif --step 1", "--step says nothing of .gif; it is for .png, .svg, .csv"),
        ("render -o a.csv --size 900x900", "--size says nothing of .csv"),
        ("render -o a.png --step 6", "--step is 6; allowed is 1 to 5."),
        ("render -o a.npy --step 0", "--step is 0; allowed is 1 to 5."),
    ],
)
def test_a_mistake_is_answered_in_one_line(argv, said, capsys):
    before = sorted(os.listdir())
    assert said in refused(capsys, *argv.split())
    assert sorted(os.listdir()) == before


def test_a_line_break_in_a_name_does_not_make_two_lines(capsys):
    refused(capsys, "two\nlines.png")


# ---- what it opens


def test_the_window_opens_on_the_first_scene(window):
    assert main([]) == 0
    [(scene, source, theme)] = window
    assert (scene, theme) == (SCENES["first"].scene, None), "the theme of the last time"
    assert main(["--reset"]) == 0
    assert window_resets == [False, True]
    assert source.values.tolist() == CELLS


def test_a_file_is_read_once_and_pooled_by_default(window, monkeypatch):
    read = []
    original = source_module.load_array

    def counted(file, name, axes):
        read.append(name)
        return original(file, name, axes)

    monkeypatch.setattr(source_module, "load_array", counted)
    assert main(["four.npy", "--theme", "dark"]) == 0
    [(scene, source, theme)] = window
    assert scene == Scene(SourceRef("file", path=os.path.abspath("four.npy")))
    assert source.values.tolist() == CELLS
    assert (read, theme) == (["four.npy"], "dark")


@pytest.mark.parametrize(
    ("argv", "spec"),
    [
        ("--kernel-size 2x3", PoolSpec((2, 3))),
        ("--kernel-size 2,3 --stride 1", PoolSpec((2, 3), 1)),
        ("--padding same --mode mean", PoolSpec(2, mode="mean", padding="same")),
        ("--padding 1x0", PoolSpec(2, padding=(1, 0))),
        ("--padding 1,0,0,1", PoolSpec(2, padding=((1, 0), (0, 1)))),
        ("--padding 1 --ceil-mode --count-include-pad", PoolSpec(2, None, "max", 1, 1, True, True)),
        (
            "--mode power-mean --norm-type inf --divisor-override 3",
            PoolSpec(2, mode="power-mean", norm_type=float("inf"), divisor_override=3),
        ),
        ("--dilation 2 --mode lp --norm-type 3", PoolSpec(2, mode="lp", dilation=2, norm_type=3)),
        ("--nan-policy omit --stride 1x2", PoolSpec(2, (1, 2), nan_policy="omit")),
    ],
)
def test_options_change_the_pooling(argv, spec, window):
    assert main(argv.split()) == 0
    assert window[0][0].spec == spec


def test_options_change_a_scene_and_what_they_leave_room_for_yields(window):
    assert main(["--scene", "cat", "--no-grey", "--resize", "90x120", "--kernel-size", "80"]) == 0
    scene, source, _ = window[0]
    assert (scene.grey, scene.resize, scene.spec.kernel_size) == (False, (90, 120), (80, 80))
    assert scene.source == SourceRef("cat")
    assert source.picture


def test_a_file_takes_the_place_of_a_scenes_input(window):
    assert main(["four.npy", "--scene", "mean"]) == 0
    scene, source, _ = window[0]
    assert (scene.spec, scene.source.kind) == (SCENES["mean"].scene.spec, "file")
    assert source.values.tolist() == CELLS


@pytest.mark.parametrize("argv", [["--scene", "sub/s.json"], ["sub/s.json"]])
def test_a_scene_file_is_opened_with_the_file_beside_it(argv, window, tmp_path):
    Path("sub").mkdir()
    Path("four.npy").rename("sub/four.npy")
    scene = Scene(SourceRef("file", path="four.npy"), PoolSpec(2, 1, "min"), step=3)
    Path("sub/s.json").write_text(scene.to_json(), "utf-8")
    assert main(argv) == 0
    opened, source, _ = window[0]
    assert (opened.spec, opened.step) == (scene.spec, 3)
    assert opened.source.path == str(tmp_path / "sub" / "four.npy")
    assert source.values.tolist() == CELLS


# ---- the Shift lab

SHIFTS = [name for name, preset in SCENES.items() if preset.scene.lab.name == "shift"]


def test_the_shift_lab_opens_on_the_classroom_experiment(window):
    assert main(["--lab", "shift"]) == 0
    [(scene, source, _)] = window
    # All levels are on the stage, however many there are.
    assert scene == replace(SCENES["always"].scene, step=MAX_REPEATS)
    np.testing.assert_array_equal(source.values, circle())


@pytest.mark.parametrize("name", SHIFTS)
def test_a_scene_of_shifts_needs_no_lab(name, window):
    assert main(["--scene", name]) == 0
    scene = window[0][0]
    assert scene == replace(SCENES[name].scene, step=MAX_REPEATS)
    assert scene.lab.name == "shift"


def test_a_file_takes_the_place_of_the_circle(window):
    assert main(["four.npy", "--lab", "shift"]) == 0
    scene, source, _ = window[0]
    always = SCENES["always"].scene
    assert source.values.tolist() == CELLS
    assert scene.source == SourceRef("file", path=os.path.abspath("four.npy"))
    assert (scene.lab.name, scene.spec, scene.repeats) == ("shift", always.spec, always.repeats)
    assert (scene.lab, scene.step) == (always.lab, MAX_REPEATS)


def test_a_lab_is_chosen_apart_from_the_scene(window):
    for argv in ("--scene first --lab shift", "--scene always --lab slide", "four.npy --lab slide"):
        assert main(argv.split()) == 0
    slide = replace(SCENES["first"].scene, lab="shift", step=MAX_REPEATS)
    shift = replace(SCENES["always"].scene, lab="slide")
    assert [scene for scene, _, _ in window[:2]] == [slide, shift]
    assert window[2][0] == Scene(SourceRef("file", path=os.path.abspath("four.npy")))


def test_options_change_the_pooling_of_shifts(window):
    assert main(["--lab", "shift", "--mode", "mean", "--padding", "valid", "--repeats", "6"]) == 0
    scene = window[0][0]
    assert scene == replace(
        SCENES["always"].scene, spec=PoolSpec(2, mode="mean"), repeats=6, step=MAX_REPEATS
    )


def test_a_scene_file_keeps_its_level_and_its_shift(window):
    scene = replace(SCENES["smaller"].scene, step=1, lab=ShiftSettings(1, -2, 5, "wrap", 3))
    Path("s.json").write_text(scene.to_json(), "utf-8")
    assert main(["s.json"]) == 0
    assert window[0][0] == scene


def test_values_of_the_shifted_picture_at_any_level(capsys):
    assert main(["render", "--lab", "shift", "-o", "last.csv"]) == 0
    assert Path("last.csv").read_text("utf-8") == "1,1,1,1\n1,0,0,1\n1,0,0,1\n1,1,1,1\n"
    assert "(pool 4 of the shifted picture, 4 × 4, " in capsys.readouterr().out
    levels = []
    for step in range(1, 6):
        assert main(["render", "--lab", "shift", "-o", "a.npy", "--step", str(step)]) == 0
        levels.append(np.load("a.npy"))
    assert [values.shape for values in levels] == [(n, n) for n in (64, 32, 16, 8, 4)]
    assert {values.dtype for values in levels} == {np.dtype(np.uint8)}
    np.testing.assert_array_equal(levels[0], shift2d(circle(), -2, 3))
    blocks = levels[0].reshape(16, 4, 16, 4).max(axis=(1, 3))
    np.testing.assert_array_equal(levels[2], blocks)
    assert not np.array_equal(levels[3], circle().reshape(8, 8, 8, 8).max(axis=(1, 3)))


def test_values_of_a_scene_file_are_those_of_its_level_and_cure(capsys):
    shift = ShiftSettings(0, 1, fill="zero", cure="blur")
    scene = Scene(SourceRef("6x6"), PoolSpec(2), 2, step=1, lab=shift)
    Path("s.json").write_text(scene.to_json(), "utf-8")
    assert main(["render", "s.json", "-o", "a.csv"]) == 0
    assert "(pool 1 of the shifted picture, 3 × 3, " in capsys.readouterr().out
    rows = Path("a.csv").read_text("utf-8").split()
    # (0 + 2 * 8 + 3), its mirror image two rows below, and the row between: all by 1 2 1.
    first = (2 * (0 * 2 + 8 * 2) + 2 * (0 * 2 + 2 * 2)) / 16
    assert float(rows[0].split(",")[0]) == first
    assert main(["render", "s.json", "-o", "a.csv", "--step", "1"]) == 0
    assert Path("a.csv").read_text("utf-8").startswith("0,8,3,7,15,16\n0,2,2,2,14,2\n")


def test_values_of_what_has_no_single_number_for_a_cell(capsys):
    """A picture is made grey, of an array there is a channel."""
    spec = ["--kernel-size", "1", "--repeats", "1", "--step", "1"]
    assert main(["render", "colour.png", "--lab", "shift", "-o", "a.npy", *spec]) == 0
    pixels = np.arange(60, dtype=np.uint8).reshape(5, 4, 3)
    np.testing.assert_array_equal(np.load("a.npy"), shift2d(to_grey(pixels), -2, 3))
    stack = np.arange(40.0).reshape(4, 5, 2)
    np.save("stack.npy", stack)
    argv = ["render", "stack.npy", "--lab", "shift", "--channel", "1", "-o", "a.npy", *spec]
    assert main(argv) == 0
    np.testing.assert_array_equal(np.load("a.npy"), shift2d(stack[..., 1], -2, 3))
    assert capsys.readouterr().out.count("of the shifted picture") == 2


RENDER_ALL = """
import sys
from poolviz.cli import main
for output in ("a.png", "b.png", "c.svg", "d.gif"):
    more = ["--step", "2"] if output == "b.png" else []
    more += ["--seconds", "1", "--fps", "5"] if output == "d.gif" else []
    argv = ["render", "--lab", "shift", "-o", output, "--size", "960x600", "--theme", "light"]
    assert main([*argv, *more]) == 0
"""


@pytest.mark.long
def test_shifts_are_rendered_without_a_screen(tmp_path):
    ended = python("-c", RENDER_ALL, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.count("Wrote ") == 4
    with Image.open("a.png") as last, Image.open("b.png") as second:
        assert last.size == second.size == (960, 600)
        assert last.convert("RGB").getcolors(2) is None  # more than an empty sheet
        assert last.tobytes() != second.tobytes()
    svg = Path("c.svg").read_text("utf-8")
    assert re.search(r">49 (/|of) 49<", svg)
    with Image.open("d.gif") as film:
        assert film.size == (960, 600)
        assert film.n_frames >= 3


# ---- what it writes


def test_values_of_the_last_pooling_or_of_the_one_of_a_step(capsys):
    assert main(["render", "-o", "last.csv"]) == 0
    assert Path("last.csv").read_text("utf-8") == "18\n"
    assert "pool 2, 1 × 1" in capsys.readouterr().out
    assert main(["render", "-o", "first.csv", "--step", "4", "--mode", "mean"]) == 0
    assert Path("first.csv").read_text("utf-8") == "9.25,7.25\n12.25,4.5\n"


def test_npy_keeps_the_dtype_and_all_channels_and_csv_says_which_one_it_holds(capsys):
    pixels = np.arange(60, dtype=np.uint8).reshape(5, 4, 3)
    expected = pixels[1:4:2, 1::2]  # the largest of each 2 x 2 block
    assert main(["render", "colour.png", "-o", "a.npy"]) == 0
    values = np.load("a.npy")
    assert values.dtype == np.uint8
    np.testing.assert_array_equal(values, expected)
    capsys.readouterr()
    assert main(["render", "colour.png", "-o", "a.csv", "--channel", "2"]) == 0
    assert "channel 2 of 3 (.npy holds all)" in capsys.readouterr().out
    np.testing.assert_array_equal(np.loadtxt("a.csv", delimiter=","), expected[..., 2])


def test_render_needs_no_screen(tmp_path):
    output = ("--output", "a.png", "--size", "480x320")
    ended = python("-m", "poolviz", "render", *output, cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Wrote {tmp_path / 'a.png'} (")
    with Image.open("a.png") as image:
        assert image.size == (480, 320)
    assert not [name for name in os.listdir() if name.endswith(".part")]


def test_without_a_screen_there_is_an_animation_and_a_way_to_the_window(tmp_path):
    ended = python("-m", "poolviz", "four.npy", "--kernel-size", "4", cwd=tmp_path)
    assert (ended.returncode, ended.stderr) == (0, "")
    where, what_to_do = ended.stdout.splitlines()
    assert str(tmp_path / "poolviz.gif") in where
    assert "DISPLAY" in what_to_do
    with Image.open("poolviz.gif") as image:
        assert image.format == "GIF"
        assert image.size == (960, 600)


# ---- the axes of an array


def test_axes_are_read_as_they_are_asked_for(window, capsys):
    np.save("maps.npy", np.arange(8 * 7 * 7).reshape(8, 7, 7))
    for more, shape in ([], (8, 7, 7)), (["--axes", "channels_first"], (7, 7, 8)):
        assert main(["maps.npy", *more]) == 0
        assert window[-1][1].values.shape == shape
    assert main(["render", "maps.npy", "--axes", "channels_first", "-o", "a.npy"]) == 0
    assert np.load("a.npy").shape == (3, 3, 8)
    assert source_module.READINGS == arguments.READINGS
    np.save("flat.npy", np.zeros((4, 4)))
    for argv in (["flat.npy"], ["--scene", "cat"], []):
        capsys.readouterr()
        assert main([*argv, "--axes", "channels_first"]) == 2
        assert "--axes is for arrays of three axes, and " in capsys.readouterr().err
