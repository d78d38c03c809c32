"""Scenes as files: their input is in them, or beside them."""

import contextlib
import os
from dataclasses import replace
from pathlib import Path

from poolviz.core.errors import SourceError
from poolviz.core.inputs.portable import LIMIT, packed
from poolviz.core.inputs.source import Source
from poolviz.core.inputs.source_ref import file_name
from poolviz.core.scenes.json_text import scene_from_json
from poolviz.core.scenes.scene import Scene

SCENE_SUFFIX = ".json"

MAX_SCENE_BYTES = 2**24
"""The largest scene file that is read, in bytes."""


def scene_file(scene: Scene, source: Source, path: str | Path) -> tuple[str, str]:
    """Return a scene as a text for the file `path`, with its input in it.

    Parameters
    ----------
    scene : Scene
        The scene.
    source : Source
        Its input, as it was loaded.
    path : str or Path
        Where the text is going to be written.

    Returns
    -------
    text : str
        JSON that `open_scene` reads. Where the input is a file that takes at most 8 MB as a PNG or
        an array, it is in the text, bit for bit; where it takes more, the text holds the path of
        its file from the folder of `path`, and never an absolute one.
    warning : str
        What has to be handed out with the text, or "".

    Raises
    ------
    ExportError
        If an input that has no file takes more.
    """
    if scene.source.kind != "file":
        return scene.to_json(), ""
    data = packed(source)
    if data is not None:
        return scene.json_with(data), ""
    target = os.path.abspath(scene.source.path)
    try:
        there = os.path.relpath(target, os.path.dirname(os.path.abspath(path)))
    except ValueError:  # on another drive of Windows
        there = file_name(target)
    there = there.replace(os.sep, "/")
    warning = (
        f"{source.name} takes more than {LIMIT} and is not in it: hand out {there} with the scene."
    )
    axes = {"axes": scene.source.axes} if scene.source.axes else {}
    return scene.json_with({"kind": "file", "path": there, **axes}), warning


def open_scene(path: str | Path) -> Scene:
    """Read a scene that `scene_file` or `Scene.to_json` wrote.

    A file that it names is sought from the folder of the scene, and then in it.

    Raises
    ------
    SourceError
        If it can't be read or is no scene; the sentence says why.
    SpecError
        If the pooling in it is not possible.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SCENE_BYTES + 1)
        if len(data) > MAX_SCENE_BYTES:
            raise SourceError(
                f"{path.name} is too large for a scene; allowed are {MAX_SCENE_BYTES >> 20} MB."
            )
        scene = scene_from_json(data.decode("utf-8-sig"))
    except FileNotFoundError:
        raise SourceError(f"There is no scene file {path}.") from None
    except OSError as error:
        raise SourceError(f"{path.name} can't be opened: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise SourceError(f"{path.name} is no scene; allowed is JSON in UTF-8.") from None
    if scene.source.kind == "file":
        found = replace(scene.source, path=_found(scene.source.path, path.parent))
        scene = replace(scene, source=found)
    return scene


def _found(named: str, folder: Path) -> str:
    """Return the path of a file that a scene in `folder` names: beside it, if not elsewhere."""
    there, beside = folder / named, folder / file_name(named)
    with contextlib.suppress(OSError, ValueError):  # a name that no file can have
        if not there.is_file() and beside.is_file():
            there = beside
    return os.path.abspath(there)
