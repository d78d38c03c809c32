"""Scenes from JSON, checked key by key."""

import json
import math
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import SourceError
from poolviz.core.inputs.portable import unpacked
from poolviz.core.inputs.source import READINGS, Source, checked
from poolviz.core.inputs.source_ref import KINDS, MAX_MATRIX_SIDE, Drawing, SourceRef
from poolviz.core.scenes.lab import LABS, Lab, settings_of
from poolviz.core.scenes.scene import JSON_DTYPES, MAX_PICTURE_SIDE, Scene
from poolviz.core.spec.pool_spec import PoolSpec
from poolviz.core.validation import MAX_SIZE, as_int

_MOST_NOTE = 200
_PACKED = ("png", "npy")


def scene_from_json(text: str) -> Scene:
    """Read a scene that `Scene.to_json` wrote.

    Raises
    ------
    SourceError
        If it is no such text; the sentence names the key.
    SpecError
        If the pooling in it is not possible.

    Examples
    --------
    >>> scene_from_json(Scene(repeats=2).to_json()).repeats
    2
    """
    if not isinstance(text, str):
        raise SourceError(f"The scene is a {type(text).__name__}; allowed is a text in JSON.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SourceError(f"The scene is no JSON: {error}.") from None
    version = data.pop("poolviz", None) if isinstance(data, dict) else None
    if version not in (1, 2) or isinstance(version, bool):
        raise SourceError('The file is no scene; allowed is JSON with "poolviz": 1 or 2.')
    beside = {lab for lab in LABS if settings_of(lab).FIELDS} if version == 1 else set()
    _only(data, {f.name for f in fields(Scene)} | beside, "the scene")
    known: dict[str, Any] = dict(data)
    known["lab"] = _lab(known, version)
    if "source" in known:
        known["source"] = _source_ref(known["source"])
    if "spec" in known:
        spec = _only(known["spec"], {f.name for f in fields(PoolSpec)}, "spec")
        if "kernel_size" not in spec:
            raise SourceError("spec has no kernel_size; allowed is a whole number or a pair.")
        if spec.get("norm_type") == "inf":
            spec = spec | {"norm_type": math.inf}
        known["spec"] = PoolSpec(**spec)
    for name, low in (("repeats", 1), ("step", 0), ("channel", 0)):
        if name in known:
            as_int(name, known[name], low, 2**31)
    if "grey" in known:
        _flag("grey", known["grey"])
    if known.get("resize") is not None:
        known["resize"] = _size("resize", known["resize"], MAX_PICTURE_SIDE)
    return Scene(**known)


def _flag(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise SourceError(f"{name} is {value!r}; allowed are true and false.")
    return value


def _one_of(name: str, value: Any, allowed: tuple[str, ...]) -> str:
    if value not in allowed:
        raise SourceError(f"{name} is {value!r}; allowed are {', '.join(allowed)}.")
    return str(value)


def _lab(data: dict[str, Any], version: int) -> Lab:
    """Take the lab's part out of a scene; in version 1 the parts stood beside the lab's name."""
    first = next(iter(LABS))
    if version == 1:
        name = data.pop("lab", first)
        parts = {lab: data.pop(lab, {}) for lab in LABS}
        where = str(name)
        values = parts.get(where)
    else:
        part = data.pop("lab", {"name": first})
        if not isinstance(part, dict):
            raise SourceError(f"lab is {part!r}; allowed is an object with a name.")
        name, where = part.get("name"), "lab"
        values = {key: value for key, value in part.items() if key != "name"}
    kind = settings_of(_one_of("lab", name, tuple(LABS)))
    values = _only(values, set(kind.FIELDS), where)
    return kind(**{key: kind.FIELDS[key].check(key, value) for key, value in values.items()})


def _drawing(data: Any) -> Drawing:
    known = dict(_only(data, {f.name for f in fields(Drawing)}, "drawing"))
    for name in ("radius", "thickness"):
        if name in known:
            as_int(name, known[name], 1, MAX_MATRIX_SIDE)
    if "filled" in known:
        _flag("filled", known["filled"])
    if "letter" in known and not (isinstance(known["letter"], str) and len(known["letter"]) == 1):
        raise SourceError(f"letter is {known['letter']!r}; allowed is one letter.")
    if "dots" in known:
        if not isinstance(known["dots"], list | tuple) or len(known["dots"]) != 2:
            raise SourceError(f"dots is {known['dots']!r}; allowed are two of [row, column].")
        known["dots"] = tuple(_cell(dot) for dot in known["dots"])
    return Drawing(**known)


def _cell(value: Any) -> tuple[int, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise SourceError(f"a dot is {value!r}; allowed is [row, column].")
    most = MAX_MATRIX_SIDE - 1
    return as_int("dot's row", value[0], 0, most), as_int("dot's column", value[1], 0, most)


def _only(data: Any, allowed: set[str], where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise SourceError(f"{where} is {data!r}; allowed is an object with {sorted(allowed)}.")
    for name in data:
        if name not in allowed:
            raise SourceError(f"{where} has {name!r}; allowed are {', '.join(sorted(allowed))}.")
    return data


def _size(name: str, value: Any, most: int) -> tuple[int, int]:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise SourceError(f"{name} is {value!r}; allowed is [height, width].")
    return as_int(name, value[0], 1, most), as_int(name, value[1], 1, most)


def _source_ref(data: Any) -> SourceRef:
    keys = {"kind", "size", "seed", "path", "axes", "drawing"}
    keys |= {"name", "note", "values", "dtype", "picture", *_PACKED}
    data = _only(data, keys, "source")
    kind = data.get("kind", "4x4")
    _one_of("source kind", kind, KINDS)
    if kind == "values":
        return SourceRef(kind, given=_given(data))
    if not isinstance(data.get("path", ""), str):
        raise SourceError(f"source path is {data['path']!r}; allowed is a file's path.")
    if kind == "file" and not (isinstance(data.get("path"), str) and data["path"]):
        raise SourceError(f"source path is {data.get('path')!r}; allowed is a file's path.")
    return SourceRef(
        kind,
        _size("source size", data["size"], MAX_MATRIX_SIDE) if "size" in data else (0, 0),
        as_int("seed", data.get("seed", 0), 0, MAX_SIZE),
        data.get("path", ""),
        _drawing(data.get("drawing", {})),
        axes=_one_of("source axes", data["axes"], READINGS) if "axes" in data else None,
    )


def _given(data: dict[str, Any]) -> Source:
    """Return the input that a scene carries in its own text."""
    name, note = _words(data, "name", 80) or "Values", _words(data, "note", _MOST_NOTE)
    ways = [way for way in ("values", *_PACKED) if way in data]
    if len(ways) > 1:
        raise SourceError(f"source has {' and '.join(ways)}; allowed is one of them.")
    kind = ways[0] if ways else "values"
    values = _numbers(data) if kind == "values" else unpacked(kind, data[kind], name)
    colour = values.ndim == 3 and values.shape[2] == 3 and values.dtype == np.uint8
    picture = data.get("picture") is True and (values.ndim == 2 or colour)
    axes = _one_of("source axes", data["axes"], READINGS) if "axes" in data else ""
    return Source(checked(values, name), name, note, picture=picture, axes=axes)


def _words(data: dict[str, Any], name: str, most: int) -> str:
    """Return words as one line that is not too long."""
    return " ".join(str(data.get(name, "")).split())[:most]


def _numbers(data: dict[str, Any]) -> NDArray[Any]:
    """Return the rows of numbers of a scene."""
    dtype = data.get("dtype")
    if dtype not in (None, *JSON_DTYPES):
        raise SourceError(f"source dtype is {dtype!r}; allowed are {', '.join(JSON_DTYPES)}.")
    try:
        values = np.array(data.get("values"))
        if dtype is None:
            return values
        exact = np.array(data.get("values"), object if "int" in dtype else None)
        with np.errstate(over="ignore"):
            values = exact.astype(dtype)
        if "float" not in dtype and not (values == exact).all():
            raise OverflowError
        if "float" in dtype and (np.isinf(values) & ~np.isinf(exact.astype(float))).any():
            raise OverflowError
    except OverflowError:
        raise SourceError(f"source values are not all {dtype}; allowed is what it holds.") from None
    except (TypeError, ValueError):
        raise SourceError("source values are no table; allowed is a list of rows.") from None
    return values
