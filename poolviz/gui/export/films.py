"""GIF and APNG, written frame by frame: what has not changed is not written again.

A film can have thousands of frames, so none is kept but the last one.
"""

import math
import struct
import zlib
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray
from PIL import GifImagePlugin, Image

Pixels = NDArray[np.uint32]
"""(H, W), 0xFFRRGGBB for each pixel."""

Palette = NDArray[np.uint8]
"""(n, 3): red, green and blue of each colour."""

MAX_GIF_FPS = 50
"""Programs show GIF frames shorter than 1/50 s at a slower pace."""

_TRANSPARENT = 255
_MAX_COLOURS = 255
_PROBED_COLOURS = 1 << 18


class FilmWriter(Protocol):
    """Takes frames one after another."""

    def add(self, pixels: Pixels, seconds: Fraction) -> None:
        """Write a frame that is shown for `seconds`."""

    def finish(self) -> None:
        """Write what follows the last frame."""


class GifWriter:
    """Writes a GIF with one palette for all frames, which starts again at the end.

    Parameters
    ----------
    file : binary file
        Where to write.
    size : (int, int)
        Width and height in pixels.
    palette : (n, 3) ndarray of uint8
        At most 255 colours; every pixel gets the nearest.
    """

    def __init__(self, file: BinaryIO, size: tuple[int, int], palette: Palette) -> None:
        self._file = file
        self._palette = palette
        self._last: Pixels | None = None
        self._time = Fraction(0)
        table = np.zeros((256, 3), np.uint8)
        table[: len(palette)] = palette
        file.write(b"GIF89a" + struct.pack("<HHBBB", *size, 0xF7, 0, 0) + table.tobytes())
        file.write(b"!\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00")

    def add(self, pixels: Pixels, seconds: Fraction) -> None:
        """Write a frame; times are rounded to 1/100 s so that the errors do not add up."""
        (left, top), part, changed = _changes(self._last, pixels)
        cells = np.full(part.shape, _TRANSPARENT, np.uint8)
        cells[changed] = self._nearest(part[changed])
        end = self._time + seconds
        hundredths = round(end * 100) - round(self._time * 100)
        image = Image.fromarray(cells, "L")
        blocks = GifImagePlugin.getdata(
            image, (left, top), duration=10 * hundredths, disposal=1, transparency=_TRANSPARENT
        )
        for block in blocks:
            self._file.write(block)
        self._last, self._time = pixels, end

    def finish(self) -> None:
        """Write the end mark."""
        self._file.write(b";")

    def _nearest(self, pixels: Pixels) -> NDArray[np.uint8]:
        colours, places = np.unique(pixels, return_inverse=True)
        nearest = np.empty(len(colours), np.uint8)
        palette = self._palette.astype(np.int32)
        norms = (palette**2).sum(axis=1)
        for start in range(0, len(colours), 4096):
            rgb = channels(colours[start : start + 4096]).astype(np.int32)
            nearest[start : start + 4096] = (norms - 2 * rgb @ palette.T).argmin(axis=1)
        result: NDArray[np.uint8] = nearest[places.reshape(-1)]
        return result


class ApngWriter:
    """Writes an animated PNG, every colour and every time exact, which starts again at the end.

    Parameters
    ----------
    file : binary file
        Where to write.
    size : (int, int)
        Width and height in pixels.
    count : int
        How many frames there will be.
    """

    def __init__(self, file: BinaryIO, size: tuple[int, int], count: int) -> None:
        self._file = file
        self._last: Pixels | None = None
        self._number = 0
        file.write(b"\x89PNG\r\n\x1a\n")
        self._chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 6, 0, 0, 0))
        self._chunk(b"acTL", struct.pack(">II", count, 0))

    def add(self, pixels: Pixels, seconds: Fraction) -> None:
        """Write a frame."""
        (left, top), part, changed = _changes(self._last, pixels)
        rgba = np.zeros((*part.shape, 4), np.uint8)
        rgba[changed, :3] = channels(part[changed])
        rgba[changed, 3] = 255
        rows = np.zeros((len(part), 1 + 4 * part.shape[1]), np.uint8)  # filter 0 before each row
        rows[:, 1:] = rgba.reshape(len(part), -1)
        data = zlib.compress(rows.tobytes(), 6)
        delay = _delay(seconds)
        place = struct.pack(">IIII", part.shape[1], len(part), left, top)
        over = self._last is not None
        self._chunk(b"fcTL", self._next() + place + struct.pack(">HHBB", *delay, 0, over))
        if self._last is None:
            self._chunk(b"IDAT", data)
        else:
            self._chunk(b"fdAT", self._next() + data)
        self._last = pixels

    def finish(self) -> None:
        """Write the end mark."""
        self._chunk(b"IEND", b"")

    def _next(self) -> bytes:
        self._number += 1
        return struct.pack(">I", self._number - 1)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._file.write(struct.pack(">I", len(data)) + kind + data)
        self._file.write(struct.pack(">I", zlib.crc32(kind + data)))


def gif_pace(fps: int) -> Fraction:
    """Return `fps` pictures a second, or as many fewer as all last the same hundredths."""
    return Fraction(100, max(100 // MAX_GIF_FPS, math.ceil(100 / fps)))


def channels(pixels: NDArray[Any]) -> NDArray[np.uint8]:
    """Return red, green and blue of 0xFFRRGGBB pixels, (..., 3) uint8."""
    parts = [(pixels >> np.uint32(shift)).astype(np.uint8) for shift in (16, 8, 0)]
    return np.stack(parts, axis=-1)


def shared_palette(samples: Sequence[Pixels], kept: Sequence[int]) -> Palette:
    """Choose the colours of a film from some of its frames.

    Parameters
    ----------
    samples : sequence of (H, W) ndarray of uint32
        Frames from all over the film.
    kept : sequence of int
        Colours, 0xRRGGBB, that it must have.

    Returns
    -------
    (n, 3) ndarray of uint8
        Every colour of the samples where they are few enough; else `kept`, and the best that a
        median cut finds.
    """
    parts = [np.unique(sample, return_counts=True) for sample in samples]
    must = np.array(list(dict.fromkeys(kept)), np.uint32) | np.uint32(0xFF000000)
    colours, places = np.unique(np.concatenate([c for c, _ in parts]), return_inverse=True)
    found = np.union1d(colours, must)
    if len(found) <= _MAX_COLOURS:
        return channels(found)
    # The root keeps a wide background from taking all the colours for its shades.
    weights = np.sqrt(np.bincount(places, np.concatenate([n for _, n in parts])))
    weights *= min(1.0, _PROBED_COLOURS / weights.sum())
    probe = np.repeat(colours, np.ceil(weights).astype(int))
    image = Image.fromarray(channels(probe[None]), "RGB")
    cut = image.quantize(_MAX_COLOURS - len(must), Image.Quantize.MEDIANCUT)
    best = np.array(cut.getpalette(), np.uint8).reshape(-1, 3)
    return np.concatenate([channels(must), best[: _MAX_COLOURS - len(must)]])


def _changes(
    last: Pixels | None, pixels: Pixels
) -> tuple[tuple[int, int], Pixels, NDArray[np.bool_]]:
    """Return the corner (left, top) and the part of a frame that differs, and where it does."""
    if last is None:
        return (0, 0), pixels, np.ones(pixels.shape, bool)
    changed = pixels != last
    rows, cols = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    if not len(rows):
        return (0, 0), pixels[:1, :1], changed[:1, :1]
    box = slice(rows[0], rows[-1] + 1), slice(cols[0], cols[-1] + 1)
    return (int(cols[0]), int(rows[0])), pixels[box], changed[box]


def _delay(seconds: Fraction) -> tuple[int, int]:
    """Return a time as numerator and denominator of 16 bits each."""
    exact = seconds.limit_denominator(65_535)
    if exact.numerator > 65_535:
        exact = Fraction(min(round(seconds * 100), 65_535), 100)
        return exact.numerator, exact.denominator
    return exact.numerator, exact.denominator
