"""The command line. It knows no Qt until a window or a picture is asked for."""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from poolviz.arguments import (
    DEFAULTS,
    SCENE_OPTIONS,
    SPEC_OPTIONS,
    VALUES,
    Parser,
    UsageError,
    check_output,
    render_parser,
    window_parser,
)
from poolviz.core.scenes.lab import LABS

if TYPE_CHECKING:
    from poolviz.core.inputs.source import Source
    from poolviz.core.scenes.scene import Scene

_NO_SCREEN_FILE = "poolviz.gif"
_NO_SCREEN_SIZE = 960, 600
_NO_SCREEN_FPS = 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments, by default those of the process.

    Returns
    -------
    int
        The exit code: 0, or 2 for a mistake of the user, which is said in one line on stderr.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that it can't write is no error
            stream.reconfigure(errors="backslashreplace")
    arguments = list(sys.argv[1:] if argv is None else argv)
    try:
        if arguments[:1] == ["scenes"]:
            return _list_scenes(arguments[1:])
        if arguments[:1] == ["render"]:
            return _render(render_parser().parse_args(arguments[1:]))
        return _open(window_parser().parse_args(arguments))
    except SystemExit as end:  # argparse has printed its help
        return int(end.code or 0)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was written.", 130)
    except UsageError as mistake:
        return _fail(str(mistake))
    except ImportError as error:
        return _fail(f"a part of poolviz, or a library that it needs, can't be loaded: {error}.")
    except MemoryError:
        return _fail("there is not enough memory for that.")
    except Exception as error:
        from poolviz.core.errors import PoolvizError

        if isinstance(error, PoolvizError):
            return _fail(str(error))
        raise


def _fail(sentence: str, code: int = 2) -> int:
    print("poolviz:", " ".join(sentence.split("\n")), file=sys.stderr)
    return code


# ---- the scene


def _scene(args: argparse.Namespace) -> "tuple[Scene, Source]":
    """Return the scene that the arguments ask for, and its input.

    Raises
    ------
    PoolvizError
        If something asked for is not possible; nothing of it is changed to fit.
    """
    from poolviz.core.inputs.source import ARRAY_SUFFIXES
    from poolviz.core.inputs.source_ref import SourceRef
    from poolviz.core.labs.presets import SCENES, default_scene
    from poolviz.core.scenes.scene import Scene
    from poolviz.core.scenes.scene_files import SCENE_SUFFIX, open_scene

    file, name = args.file, args.scene
    if name is None and file is not None and file.lower().endswith(SCENE_SUFFIX):
        file, name = None, file
    if name is None:
        scene = SCENES[default_scene(args.lab or next(iter(LABS)))].scene
        if file is not None and not scene.lab.opening:
            scene = Scene(lab=scene.lab)  # plain, but for what a lab needs to show anything
    elif name in SCENES:
        scene = SCENES[name].scene
    elif name.lower().endswith(SCENE_SUFFIX):
        scene = open_scene(name)
    else:
        raise UsageError(
            f"--scene is {name!r}; allowed are {', '.join(SCENES)}, or a scene file that ends in "
            f"{SCENE_SUFFIX}."
        )
    if file is not None:
        ref = SourceRef("file", path=os.path.abspath(file))
        scene = replace(scene, source=ref, step=0, channel=0, grey=False, resize=None)
    if args.lab and args.lab != scene.lab.name:
        scene = replace(scene, lab=args.lab)
    if scene.lab.opening and (name is None or name in SCENES):
        scene = replace(scene, step=scene.lab.opening)
    scene = _with_settings(scene, args.set)
    given = {name: getattr(args, name) for name in (*SPEC_OPTIONS, *SCENE_OPTIONS)}
    given = {name: value for name, value in given.items() if value is not None}
    spec = {name: given[name] for name in SPEC_OPTIONS if name in given}
    rest = {name: given[name] for name in SCENE_OPTIONS if name in given}
    scene = replace(scene, spec=replace(scene.spec, **spec), **rest)
    _check_ranges(rest)
    if args.axes:
        scene = replace(scene, source=replace(scene.source, axes=args.axes))
    source = scene.source.load()
    array = scene.source.path.lower().endswith(ARRAY_SUFFIXES)
    if args.axes and not (array and (source.axes or source.values.ndim == 3)):
        raise UsageError(f"--axes is for arrays of three axes, and {source.name} is none.")
    _check_fit(scene, source, given)
    return scene, source


def _with_settings(scene: "Scene", settings: list[tuple[str, str]]) -> "Scene":
    """Return a scene with values of its lab's own; every lab says which it has."""
    values = {}
    for name, text in settings:
        if name not in scene.lab.FIELDS:
            allowed = ", ".join(scene.lab.FIELDS) or "none in this lab"
            raise UsageError(f"--set names {name!r}; allowed are {allowed}.")
        values[name] = scene.lab.FIELDS[name].read(f"--set {name}", text)
    return replace(scene, lab=replace(scene.lab, **values)) if values else scene


def _check_ranges(given: dict[str, Any]) -> None:
    """Refuse what no input allows."""
    from poolviz.core.scenes.scene import MAX_PICTURE_SIDE
    from poolviz.core.spec.fitting import MAX_REPEATS
    from poolviz.core.validation import as_int

    for name, low, high in (("repeats", 1, MAX_REPEATS), ("channel", 0, 2**31)):
        if name in given:
            as_int(f"--{name}", given[name], low, high)
    for side in given.get("resize", ()):
        as_int("--resize", side, 1, MAX_PICTURE_SIDE)


def _check_fit(scene: "Scene", source: "Source", given: dict[str, Any]) -> None:
    """Refuse what this input does not allow, though a control of the window would yield."""
    values = source.values
    for name in ("resize", "grey"):
        if given.get(name) and not source.picture:
            raise UsageError(f"--{name} is for pictures, and {source.name} is none.")
    grey = scene.makes_grey and source.picture
    channels = values.shape[2] if values.ndim == 3 and not grey else 1
    if given.get("channel", 0) >= channels:
        raise UsageError(f"--channel is {given['channel']}; allowed is 0 to {channels - 1}.")
    from poolviz.core.scenes.script import fitted

    spec, repeats, shape = fitted(scene, source)
    for name in ("padding", "dilation", "kernel_size", "repeats"):
        wanted = getattr(scene if name == "repeats" else scene.spec, name)
        possible = repeats if name == "repeats" else getattr(spec, name)
        if name in given and wanted != possible:
            raise UsageError(
                f"--{name.replace('_', '-')} is {_written(wanted)}; allowed on "
                f"{_written(shape)} cells is at most {_written(possible)}."
            )


def _written(value: Any) -> str:
    """Write a parameter as it is typed."""
    if isinstance(value, tuple):
        nested = isinstance(value[0], tuple)
        return ",".join(map(str, (*value[0], *value[1]))) if nested else "x".join(map(str, value))
    return str(value)


# ---- what is done


def _list_scenes(arguments: list[str]) -> int:
    parser = Parser(prog="poolviz scenes", description="List the scenes that --scene knows.")
    parser.parse_args(arguments)
    from poolviz.core.labs.presets import SCENES

    width = max(map(len, SCENES))
    for lab, entry in LABS.items():
        print(f"{entry.title}:")
        for name, preset in SCENES.items():
            if preset.scene.lab.name == lab:
                print(f"  {name:{width}}  {preset.title}")
    return 0


def _open(args: argparse.Namespace) -> int:
    scene, source = _scene(args)
    if _has_screen():
        from poolviz.gui.app import run  # noqa: TID251 (a window is asked for)

        return run(scene, source, args.theme, reset=args.reset)
    size, fps, seconds = _NO_SCREEN_SIZE, _NO_SCREEN_FPS, DEFAULTS["seconds"]
    theme = args.theme or "system"
    _load_render()(scene, source, _NO_SCREEN_FILE, size, theme, seconds, fps)
    _say_written(_NO_SCREEN_FILE)
    print(
        "There is no screen (DISPLAY and WAYLAND_DISPLAY are not set): to see the window, start "
        "poolviz on a desktop, or over ssh -X."
    )
    return 0


def _render(args: argparse.Namespace) -> int:
    check_output(args)
    scene, source = _scene(args)
    if Path(args.output).suffix.lower() in VALUES:
        _write_values(args, scene, source)
        return 0
    if args.step is not None:
        scene = replace(scene, step=_checked_step(args.step, _steps(scene, source)))
    _load_render()(scene, source, args.output, args.size, args.theme, args.seconds, args.fps)
    _say_written(args.output)
    return 0


def _write_values(args: argparse.Namespace, scene: "Scene", source: "Source") -> None:
    from poolviz.core.files import replacing, write_values
    from poolviz.core.scenes.scene import resolve

    resolved = resolve(scene, source)
    picture = scene.lab.picture(resolved)
    step = picture.course.length - 1
    if args.step is not None:
        step = _checked_step(args.step, picture.course.length)
    elif scene.lab.opening:  # all levels are there: the scene says which
        step = resolved.scene.step
    npy = args.output.lower().endswith(".npy")
    values, whole = (picture.values(step, whole=whole) for whole in (npy, True))
    with replacing(args.output) as file:
        write_values(values, file, npy=npy)
    what = f"{picture.values_in_words(step)}, {' × '.join(map(str, values.shape))}"
    if values.ndim < whole.ndim:
        what += f", channel {resolved.scene.channel} of {whole.shape[-1]} (.npy holds all)"
    _say_written(args.output, what)


def _checked_step(step: int, count: int) -> int:
    """Return the place of a step, from 0, that the user counts from 1."""
    if not 1 <= step <= count:
        raise UsageError(f"--step is {step:,}; allowed is 1 to {count:,}.")
    return step - 1


def _steps(scene: "Scene", source: "Source") -> int:
    """Return how many steps a scene has, without pooling anything."""
    from poolviz.core.scenes.script import fitted

    spec, repeats, shape = fitted(scene, source)
    length: int = scene.lab.course(spec, shape, repeats).length
    return length


def _say_written(path: str, what: str = "") -> None:
    from poolviz.core.files import file_size

    print(f"Wrote {os.path.abspath(path)} ({what + ', ' if what else ''}{file_size(path)}).")


def _has_screen() -> bool:
    """Return whether Qt can be expected to find a screen, without asking Qt, which would abort."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(map(os.environ.get, named))


def _load_render() -> "Callable[..., None]":
    """Load what paints without a screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Qt reads it once, when it starts
    from poolviz.gui.render import render  # noqa: TID251 (a picture is asked for)

    return render
