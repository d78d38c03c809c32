"""Pictures, as Pillow decodes them, made safe: every fault becomes one sentence."""

import warnings
from typing import Any, BinaryIO

import numpy as np

from poolviz.core.errors import SourceError, reason
from poolviz.core.numbers import format_count
from poolviz.core.spec.arrays import Array
from poolviz.core.stopping import Asking

IMAGE_FORMATS = (
    *("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "ICO", "JPEG2000", "AVIF"),
    *("QOI", "PCX"),
)
IMAGE_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm"),
    *(".tga", ".ico", ".jp2", ".avif", ".qoi", ".pcx"),
)
ALLOWED = "allowed are pictures (PNG, JPEG, TIFF, WebP, ...), .npy, .npz, .csv, .tsv and .txt"
_ORIENTATION = 0x0112
_KEPT_MODES = {"1", "L", "RGB", "I", "F", "I;16"}


def decode(stream: BinaryIO, name: str) -> tuple[Array, list[str]]:
    """Decode a picture.

    Parameters
    ----------
    stream : binary file
        The encoded picture.
    name : str
        What to call it in a sentence.

    Returns
    -------
    values : (H, W) or (H, W, 3) ndarray
        Grey in bool, uint8, uint16, int32 or float32 as in the file; colour in uint8.
    notes : list of str
        What a user should know of how it was read.

    Raises
    ------
    SourceError
        If it is no picture, or a broken or too large one.
    """
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            formats = [f for f in IMAGE_FORMATS if _has_plugin(f)]
            with Image.open(Asking(stream), formats=formats) as image:
                notes = _image_notes(image)
                image.load()
                values = _pixels(_upright(image, notes), notes)
    except MemoryError:
        raise SourceError(f"{name} is too large for this computer's memory.") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        limit = format_count(Image.MAX_IMAGE_PIXELS or 0)
        raise SourceError(f"{name} has too many pixels; allowed are at most {limit}.") from None
    except UnidentifiedImageError:
        raise SourceError(f"{name} is nothing that can be shown; {ALLOWED}.") from None
    except Exception as error:  # decoders raise nearly anything on a broken file
        raise SourceError(f"{name} is a broken picture: {reason(error)}.") from None
    return values, notes


def to_grey(values: Array) -> Array:
    """Return the luma of an (H, W, 3) picture, in the same dtype.

    The weights 0.299, 0.587 and 0.114 are those of ITU-R BT.601; whole numbers are rounded.
    """
    luma: Array = values @ np.array([0.299, 0.587, 0.114])
    return _as_dtype(luma, values.dtype)


def resized(values: Array, size: tuple[int, int]) -> Array:
    """Return a picture at another size, in the same dtype.

    Parameters
    ----------
    values : (H, W) or (H, W, C) ndarray
        The picture.
    size : (int, int)
        Height and width wanted.

    Notes
    -----
    Pillow's bilinear filter, widened to the scale when reducing, so that nothing is skipped.
    Booleans take the nearest cell.
    """
    from PIL import Image

    height, width = size
    if values.dtype.kind == "b":
        rows = (np.arange(height) * values.shape[0]) // height
        cols = (np.arange(width) * values.shape[1]) // width
        nearest: Array = values[rows[:, None], cols]
        return nearest
    bilinear = Image.Resampling.BILINEAR
    if values.dtype == np.uint8 and (values.ndim == 2 or values.shape[2] == 3):
        picture: Array = np.array(Image.fromarray(values).resize((width, height), bilinear))
        return picture
    planes = values.reshape(*values.shape[:2], -1)
    kind = np.int32 if values.dtype == np.int32 else np.float32  # what Pillow resizes exactly
    out = np.empty((height, width, planes.shape[2]), kind)
    for channel in range(planes.shape[2]):
        plane = Image.fromarray(planes[..., channel].astype(kind))
        out[..., channel] = np.asarray(plane.resize((width, height), bilinear))
    return _as_dtype(out.reshape(height, width, *values.shape[2:]), values.dtype)


def _as_dtype(values: Array, dtype: np.dtype[Any]) -> Array:
    if dtype.kind == "f":
        return np.asarray(values, dtype)
    info = np.iinfo(dtype)
    rounded: Array = np.clip(np.rint(values), info.min, info.max).astype(dtype)
    return rounded


def _has_plugin(name: str) -> bool:
    from PIL import Image

    Image.init()
    return name in Image.OPEN


def _image_notes(image: Any) -> list[str]:
    notes = []
    frames = getattr(image, "n_frames", 1)
    if frames > 1:
        notes.append(f"frame 1 of {frames}")
    details = image.tile[0][-1] if image.tile else ""
    raw = details if isinstance(details, str) else str(details[0]) if details else ""
    if image.mode in ("RGB", "RGBA", "LA") and (";16" in raw or ";12" in raw):
        notes.append("16-bit colour read with 8 bits a channel")
    return notes


def _upright(image: Any, notes: list[str]) -> Any:
    """Return a picture turned as its file says; one that says nonsense stays as it is."""
    from PIL import ImageOps

    try:
        upright = image.getexif().get(_ORIENTATION, 1) == 1
        turned = image if upright else ImageOps.exif_transpose(image)
    except Exception:  # broken metadata raises nearly anything, and the picture is good without
        return image
    if not upright:
        notes.append("turned upright")
    return turned


def _pixels(image: Any, notes: list[str]) -> Array:
    """Return the pixels of a decoded picture, without cutting the bits of grey ones."""
    from PIL import Image

    mode = image.mode
    if mode.startswith("I;16"):
        return np.asarray(image).astype(np.uint16)
    if mode in ("LA", "PA", "RGBA", "La", "RGBa") or "transparency" in image.info:
        notes.append("transparency laid on white")
        grey = mode in ("LA", "La", "L", "1")
        image = image.convert("RGBA")
        white = Image.new("RGBA", image.size, "white")
        image = Image.alpha_composite(white, image).convert("L" if grey else "RGB")
    elif mode == "P":
        image = image.convert("RGB")
    elif mode not in _KEPT_MODES:
        notes.append(f"{mode} converted to RGB")
        image = image.convert("RGB")
    values: Array = np.array(image)
    # Pillow's "true" is a byte of 255, that of NumPy one of 1.
    return values.view(np.uint8) != 0 if values.dtype.kind == "b" else values
