"""Values to colours: the colour maps, and the pictures that a view paints from.

NumPy and Pillow do the work on whole arrays and let go of the interpreter while they do, so that
a photograph can be coloured on a thread of its own; Qt only gets the finished pixels.
"""

import math
from dataclasses import dataclass, field
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF
from PyQt6.QtGui import QImage, QPaintEngine, QPainter

from poolviz.core.spec.arrays import Array
from poolviz.core.stopping import ask

NAN_COLOUR = 0xFF9AA0A6
"""NaN has no place on a colour map: a grey that is in none of them but "gray"."""

# Every fifth of the 256 colours, as hexadecimal RGB; those between lie within 1.2 of 255 of a line.
# The maps: viridis and magma by S. van der Walt and N. Smith (CC0), cividis by J. Nuñez,
# C. Anderton and R. Renslow, "Optimizing colormaps with consideration for color vision
# deficiency" (2018).
_EVERY_FIFTH = {
    "viridis": (
        "44015446085c471063481769481d6f482475472a7a46307e453781433d844142873f48893d4e8a3a538b"
        "38598c355e8d33638d31688e2e6d8e2c718e2a768e297b8e27808e25848e23898e218e8d20928c1f978b"
        "1e9c891fa18821a58524aa8328ae802eb37c35b7793dbc7446c06f50c46a5ac86465cb5e70cf577cd250"
        "89d54895d840a2da37b0dd2fbddf26cae11fd8e219e5e419f1e51dfde725"
    ),
    "cividis": (
        "00204d00245500275e002b67002e6f00316f00356e12386d1f3c6d28406c30436c36476b3d4a6b424e6b"
        "48526b4d556c52596c575c6d5b606e60646f646770696b716d6e727272747676767a7a787f7d78848179"
        "8885798d8979928d789791789c9577a19976a69d75aca174b1a573b6a971bbae6fc1b26dc6b66bccbb69"
        "d1bf66d7c463dcc860e2cd5ce8d259edd654f3db4ff9e04affe544ffea46"
    ),
    "magma": (
        "00000402020b0504160907200e0b2b140e361a104221114e29115a311165390f6e420f754a107952137c"
        "5a167e6219806a1c81721f81792282812581892881912b81992d80a1307eaa337db2357bba3878c23b75"
        "ca3e72d2426fd9466be04c67e75263ec5860f1605df4695cf7725cf97b5dfb8560fc8e64fd9869fea16e"
        "feaa74feb47bfebd82fec68afecf92fed89afde2a3fdebacfcf4b6fcfdbf"
    ),
    "gray": "000000ffffff",
}
COLOUR_MAPS = tuple(_EVERY_FIFTH)

_BAND_CELLS = 1 << 16
"""Cells that are coloured at a time: few enough to stay in the cache."""


@dataclass(frozen=True, eq=False)
class Picture:
    """An array as pixels, one for each cell, and ever smaller copies for showing it small.

    Attributes
    ----------
    pixels : (H, W) ndarray of uint32
        0xFFRRGGBB for each cell.
    images : tuple of QImage
        The picture itself, then each half as large as the one before; they share memory with
        the arrays that are kept in `buffers`.
    """

    pixels: NDArray[np.uint32]
    images: tuple[QImage, ...]
    buffers: tuple[Array, ...]

    def image_for(self, scale: float) -> tuple[QImage, float]:
        """Return the smallest image with at least `scale` pixels for a cell, and its own scale."""
        for image in reversed(self.images[1:]):
            own = image.width() / self.images[0].width()
            if own >= scale:
                return image, own
        return self.images[0], 1.0


@dataclass(frozen=True, eq=False)
class Difference(Picture):
    """Differences as pixels. However small it is drawn, only what is 0 all over is black.

    Attributes
    ----------
    shades : tuple of ndarray of uint16
        For each of the images the places of its cells in `_difference_colours`.
    """

    shades: tuple[NDArray[np.uint16], ...] = ()
    _drawn: dict[tuple[int, int], QImage] = field(default_factory=dict, repr=False)

    def fitted(self, height: int, width: int) -> QImage:
        """Return it in fewer pixels, each of the largest difference of the cells that it covers."""
        known = self._drawn.get((height, width))
        if known is None:
            large = [s for s in self.shades if s.shape[0] >= height and s.shape[1] >= width]
            shades = (large or self.shades[:1])[-1]
            for axis, count in enumerate((height, width)):
                size = shades.shape[axis]
                starts = np.arange(min(count, size)) * size // min(count, size)
                shades = np.maximum.reduceat(shades, starts, axis=axis)
            known = _image(_difference_colours()[shades]).copy()  # with pixels of its own
            self._drawn[height, width] = known
        return known


def keeps_pixels(painter: QPainter) -> bool:
    """Return whether a pixmap drawn by `painter` stays as it is, as it does not in an SVG."""
    engine = painter.paintEngine()
    return engine is not None and engine.type() == QPaintEngine.Type.Raster


def draw_part(painter: QPainter, target: QRectF, image: QImage, source: QRectF) -> None:
    """Draw a part of an image, for an SVG, too, into which Qt would write the whole of it."""
    if not keeps_pixels(painter):
        image = image.copy(source.toAlignedRect())
        source = QRectF(image.rect())
    painter.drawImage(target, image, source)


LEAST_SHADE = 70
"""The place in magma of the smallest difference that is not 0: well above its black."""


def lookup_table(name: str) -> NDArray[np.uint32]:
    """Return the 256 colours of a colour map as 0xFFRRGGBB, the lowest value's first."""
    points = np.frombuffer(bytes.fromhex(_EVERY_FIFTH[name]), np.uint8).reshape(-1, 3)
    places = np.linspace(0, len(points) - 1, 256)
    rgb = [np.rint(np.interp(places, np.arange(len(points)), points[:, c])) for c in range(3)]
    return _pack(*(channel.astype(np.uint32) for channel in rgb))


def picture_of(values: Array, levels: tuple[float, float], table: NDArray[np.uint32]) -> Picture:
    """Return an array as pixels; see `colourise`."""
    return _picture(colourise(values, levels, table))


def difference_table() -> NDArray[np.uint32]:
    """Return the 256 colours of differences from the smallest that is not 0; exact 0 is black."""
    return lookup_table("magma")[np.linspace(LEAST_SHADE, 255, 256).astype(np.uint8)]


def _difference_colours() -> NDArray[np.uint32]:
    """Return the colours of exact zero, of differences, and of what is no number."""
    ends = lookup_table("magma")[:1], difference_table(), np.array([NAN_COLOUR], np.uint32)
    return np.concatenate(ends)


def difference_of(values: Array, span: float) -> Difference:
    """Return differences from 0 to `span` as pixels: black is exact zero, and nothing else."""
    sizes = [np.empty(values.shape, np.uint16)]
    band = max(1, _BAND_CELLS // values.shape[1])
    for top in range(0, len(values), band):
        ask()
        part, out = values[top : top + band], sizes[0][top : top + band]
        np.add(_shades(part, (0.0, span)), 1, out=out, dtype=np.uint16)
        out[part == 0] = 0
        out[np.isnan(part)] = 257
    while max(sizes[-1].shape) > 256 and min(sizes[-1].shape) > 1:
        sizes.append(_halved(_halved(sizes[-1]).T).T)
    colours = _difference_colours()
    buffers = tuple(np.ascontiguousarray(colours[part]) for part in sizes)
    return Difference(buffers[0], tuple(map(_image, buffers)), buffers, tuple(sizes))


def colourise(
    values: Array, levels: tuple[float, float], table: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Return a pixel for each cell.

    Parameters
    ----------
    values : (H, W) or (H, W, 3) ndarray
        A map, or red, green and blue.
    levels : (float, float)
        The values of the first and the last colour; beyond them the colour stays the same.
    table : (256,) ndarray of uint32
        The colour map; not used for three channels.

    Returns
    -------
    (H, W) ndarray of uint32
        0xFFRRGGBB; NaN is `NAN_COLOUR`.
    """
    height, width = values.shape[:2]
    pixels = np.empty((height, width), np.uint32)
    band = max(1, _BAND_CELLS // width)
    for top in range(0, height, band):
        ask()
        part = values[top : top + band]
        shades = _shades(part, levels)
        out = pixels[top : top + band]
        if shades.ndim == 3:
            out[...] = _pack(*(shades[..., c].astype(np.uint32) for c in range(3)))
        else:
            np.take(table, shades, out=out)
        if part.dtype.kind == "f":
            missing = np.isnan(part)
            if missing.any():
                out[missing.any(axis=2) if missing.ndim == 3 else missing] = NAN_COLOUR
    return pixels


def _shades(values: Array, levels: tuple[float, float]) -> NDArray[np.uint8]:
    low, high = levels
    if values.dtype == np.uint8 and (low, high) == (0.0, 255.0):
        return values
    exponent = math.frexp(max(abs(low), abs(high)))[1]
    narrow = values.dtype.itemsize <= 2 or (values.dtype == np.float32 and abs(exponent) < 100)
    scaled: Array = values.astype(np.float32 if narrow else np.float64)
    with np.errstate(all="ignore"):
        if abs(exponent) > 1000:  # the difference of the ends would be infinite, or vanish
            scaled = np.ldexp(scaled, -exponent)
            low, high = math.ldexp(low, -exponent), math.ldexp(high, -exponent)
        scaled -= low
        scaled *= 255.0 / (high - low)
        np.clip(scaled, 0, 255, out=scaled)
        np.copyto(scaled, 0, where=np.isnan(scaled))
        shades: NDArray[np.uint8] = np.rint(scaled, out=scaled).astype(np.uint8)
    return shades


def _pack(
    red: NDArray[np.uint32], green: NDArray[np.uint32], blue: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    return np.uint32(0xFF000000) | (red << np.uint32(16)) | (green << np.uint32(8)) | blue


def _halved(shades: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Return the larger of every two rows; the last one stays where it is alone."""
    larger, others = shades[::2].copy(), shades[1::2]
    np.maximum(larger[: len(others)], others, out=larger[: len(others)])
    return larger


def _picture(pixels: NDArray[np.uint32]) -> Picture:
    buffers: list[Array] = [pixels]
    while max(buffers[-1].shape[:2]) > 256 and min(buffers[-1].shape[:2]) > 1:
        last = buffers[-1]
        channels = np.ascontiguousarray(last).view(np.uint8).reshape(*last.shape[:2], 4)
        from PIL import Image  # for large pictures only

        half = np.asarray(Image.fromarray(channels, "RGBX").reduce(2))
        buffers.append(np.ascontiguousarray(half).view(np.uint32)[..., 0])
    return Picture(pixels, tuple(map(_image, buffers)), tuple(buffers))


def _image(buffer: NDArray[np.uint32]) -> QImage:
    """Return an image that shares its memory with an array, which has to outlive it."""
    height, width = buffer.shape
    data = cast(bytes, buffer.data)
    return QImage(data, width, height, 4 * width, QImage.Format.Format_RGB32)
