"""Files as the outside world makes them, and the check on what is said of bad ones."""

import re
import struct
import warnings
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from PIL import Image

from poolviz.core import PoolvizError


def refusal(kind: type[PoolvizError], act: Callable[[], Any], *said: str) -> str:
    """Assert that `act` is refused in one sentence that says `said`, and return the sentence."""
    with pytest.raises(kind) as caught:
        act()
    sentence = str(caught.value)
    one_sentence(sentence)
    for words in said:
        assert words in sentence, sentence
    return sentence


def one_sentence(text: str) -> None:
    """Assert that `text` is one line and one sentence, with one full stop at its end."""
    assert text == text.strip(), text
    assert len(text.splitlines()) == 1, text
    assert text.endswith("."), text
    assert not text.endswith(".."), text
    assert not re.search(r"[.!?] +[A-Z]", text), text


def silently(act: Callable[[], Any]) -> Any:
    """Return what `act` gives, and assert that it warns of nothing, whatever it catches itself."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = act()
    said = [str(warning.message) for warning in caught]
    assert not said, said
    return result


def encoded(image: Image.Image, form: str, **options: Any) -> bytes:
    """Return `image` in one of Pillow's formats."""
    stream = BytesIO()
    image.save(stream, form, **options)
    return stream.getvalue()


def npy(values: Any, **options: Any) -> bytes:
    """Return `values` as NumPy saves them."""
    stream = BytesIO()
    np.save(stream, values, **options)
    return stream.getvalue()


def npy_header(text: str, data: bytes = b"", version: bytes = b"\1\0") -> bytes:
    """Return an .npy with a header that is written by hand, true or not."""
    header = text.encode("latin-1") + b"\n"
    return b"\x93NUMPY" + version + struct.pack("<H", len(header)) + header + data


def png(
    rows: Any, depth: int, colour_type: int, size: tuple[int, int] | None = None, **chunks: bytes
) -> bytes:
    """Return a PNG made by hand, for what Pillow reads but does not write.

    Parameters
    ----------
    rows : (H, W) or (H, W, C) ndarray
        Whole samples of `depth` bits, 8 or 16.
    colour_type : int
        0 grey, 2 colour, 4 grey with transparency, 6 colour with transparency.
    size : (int, int), optional
        Height and width that the header promises, if not the true ones.
    chunks : bytes
        More chunks by name, before the pixels.
    """
    samples = np.asarray(rows)
    height, width = size or samples.shape[:2]
    lines = [b"\0" + line.astype(f">u{depth // 8}").tobytes() for line in samples]
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    parts = {"IHDR": header} | chunks | {"IDAT": zlib.compress(b"".join(lines)), "IEND": b""}
    made = b"\x89PNG\r\n\x1a\n"
    for name, data in parts.items():
        body = name.encode() + data
        made += struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))
    return made
