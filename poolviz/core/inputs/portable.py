"""Inputs that travel in the text of a scene: pictures as PNG, arrays as .npy, both in base64."""

import base64
import binascii
from io import BytesIO
from typing import Any

import numpy as np

from poolviz.core.errors import SourceError
from poolviz.core.inputs.images import ALLOWED, decode
from poolviz.core.inputs.source import Source, load_array
from poolviz.core.spec.arrays import Array

MAX_EMBEDDED_BYTES = 2**23
"""The largest picture or array that a scene carries in its text, in bytes before base64."""

LIMIT = f"{MAX_EMBEDDED_BYTES >> 20} MB"
_MAGIC = {"png": b"\x89PNG\r\n\x1a\n", "npy": b"\x93NUMPY"}


class _FullError(Exception):
    """More was written than a scene carries."""


class _Bounded(BytesIO):
    """A file in memory that stops a writer at the limit, not after it."""

    def write(self, data: Any, /) -> int:
        if self.tell() + len(memoryview(data).cast("B")) > MAX_EMBEDDED_BYTES:
            raise _FullError
        return super().write(data)


def packed(source: Source) -> dict[str, Any] | None:
    """Return an input as an object of JSON, bit for bit; None where it takes more than 8 MB."""
    data: dict[str, Any] = {"kind": "values", "name": source.name, "picture": source.picture}
    data |= told(source)
    values, kind = source.values, "npy"
    file = _Bounded()
    try:
        if _is_of_png(source):
            from PIL import Image

            kind = "png"
            Image.fromarray(values).save(file, "PNG")
        else:
            np.save(file, values, allow_pickle=False)
    except _FullError:
        return None
    return data | {kind: base64.b64encode(file.getvalue()).decode("ascii")}


def told(source: Source) -> dict[str, str]:
    """Return what is known of how an input was read, as far as there is something to be known."""
    words = {"note": source.note, "axes": source.axes}
    return {name: word for name, word in words.items() if word}


def _is_of_png(source: Source) -> bool:
    values = source.values
    grey = values.ndim == 2 and values.dtype.name in ("bool", "uint8", "uint16")
    return source.picture and (grey or (values.shape[2:] == (3,) and values.dtype == np.uint8))


def unpacked(kind: str, text: Any, name: str) -> Array:
    """Return the values of an input that `packed` has made.

    Parameters
    ----------
    kind : {"png", "npy"}
        How they are packed.
    text : str
        Their bytes in base64.
    name : str
        What to call them in a sentence.

    Raises
    ------
    SourceError
        If they are damaged or too large, which is found out before they are decoded.
    """
    if not isinstance(text, str):
        raise SourceError(f"source {kind} is a {type(text).__name__}; allowed is base64 text.")
    if len(text) > 4 * (-(-MAX_EMBEDDED_BYTES // 3)):
        raise SourceError(f"source {kind} is too large; allowed are {LIMIT} in base64.")
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, ValueError):
        raise SourceError(f"source {kind} is damaged; allowed is base64 text.") from None
    if not data.startswith(_MAGIC[kind]):
        raise SourceError(f"source {kind} is damaged: it does not begin as a .{kind} file does.")
    if kind == "npy":
        return load_array(BytesIO(data), name).values
    try:
        return decode(BytesIO(data), name)[0]
    except SourceError as error:
        if ALLOWED not in str(error):  # which speaks of files
            raise
        raise SourceError("source png is damaged: there is no picture in it.") from None
