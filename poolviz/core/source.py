"""Everything that comes from outside: pictures, arrays and tables, made safe at one seam."""

import warnings
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import SourceError
from poolviz.core.numbers import format_count
from poolviz.core.table import parse_table

Array = NDArray[Any]

MAX_CELLS = 2**27
"""The most values that an input may hold."""

MAX_TEXT_BYTES = 2**26
"""The largest table of numbers, in bytes."""

IMAGE_FORMATS = (
    *("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "TGA", "ICO", "JPEG2000", "AVIF"),
    *("QOI", "PCX"),
)
IMAGE_SUFFIXES = (
    *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".ppm", ".pgm", ".pbm"),
    *(".tga", ".ico", ".jp2", ".avif", ".qoi", ".pcx"),
)
ARRAY_SUFFIXES = (".npy", ".npz")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")

_ALLOWED = "allowed are pictures (PNG, JPEG, TIFF, WebP, ...), .npy, .npz, .csv, .tsv and .txt"
_ORIENTATION = 0x0112
_KEPT_MODES = {"1", "L", "RGB", "I", "F", "I;16"}


@dataclass(frozen=True, eq=False)
class Source:
    """An input that can be shown.

    Attributes
    ----------
    values : (H, W) or (H, W, C) ndarray
        The cells, dtype as in the file.
    name : str
        What to call it.
    note : str
        What a user should know of how it was read, or "".
    picture : bool
        Whether it is a photograph or drawing, whose three channels are red, green and blue.
    """

    values: Array
    name: str
    note: str = ""
    picture: bool = False


def asset_path(name: str) -> Path:
    """Return the path of a shipped file, in a wheel or in a checkout.

    Raises
    ------
    SourceError
        If there is no such file.
    """
    package = Path(__file__).resolve().parents[1]
    for folder in (package / "assets", package.parent / "assets"):
        if (folder / name).is_file():
            return folder / name
    raise SourceError(f"The shipped file {name} is missing; install poolviz again.")


def open_source(path: str | Path) -> Source:
    """Read a picture, an array or a table of numbers.

    Parameters
    ----------
    path : str or Path
        A picture, .npy, .npz, .csv, .tsv or .txt.

    Returns
    -------
    Source
        Its values, dtype as in the file: 16-bit pictures stay 16-bit.

    Raises
    ------
    SourceError
        If it is missing, broken, too large, or nothing that pooling can be shown on.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise SourceError(f"{path.name or path} is a folder; {_ALLOWED}.")
        with path.open("rb") as file:
            suffix = path.suffix.lower()
            if suffix in ARRAY_SUFFIXES:
                return load_array(file, path.name)
            if suffix in TABLE_SUFFIXES:
                return load_table(file, path.name)
            return load_image(file, path.name)
    except FileNotFoundError:
        raise SourceError(f"There is no file {path}; {_ALLOWED}.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path.name} can't be opened: {_reason(error)}.") from None
    except MemoryError:
        raise SourceError(f"{path.name} is too large for this computer's memory.") from None


def load_image(file: BinaryIO | bytes, name: str) -> Source:
    """Decode a picture.

    Parameters
    ----------
    file : binary file or bytes
        The encoded picture.
    name : str
        What to call it.

    Returns
    -------
    Source
        (H, W) for grey pictures, dtype bool, uint8, uint16, int32 or float32 as in the file;
        (H, W, 3) uint8 for colour. Turned upright where the file says how; only the first frame
        of an animation; transparency laid on white; these are said in the note.

    Raises
    ------
    SourceError
        If it is no picture, or a broken or too large one.
    """
    from PIL import Image, UnidentifiedImageError

    stream = BytesIO(file) if isinstance(file, bytes) else file
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            formats = [f for f in IMAGE_FORMATS if _has_plugin(f)]
            with Image.open(stream, formats=formats) as image:
                notes = _image_notes(image)
                image.load()
                values = _pixels(_upright(image, notes), notes)
    except MemoryError:
        raise SourceError(f"{name} is too large for this computer's memory.") from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        limit = format_count(Image.MAX_IMAGE_PIXELS or 0)
        raise SourceError(f"{name} has too many pixels; allowed are at most {limit}.") from None
    except UnidentifiedImageError:
        raise SourceError(f"{name} is nothing that can be shown; {_ALLOWED}.") from None
    except Exception as error:  # decoders raise nearly anything on a broken file
        raise SourceError(f"{name} is a broken picture: {_reason(error)}.") from None
    return Source(checked(values, name), name, "; ".join(notes), picture=True)


def load_array(file: BinaryIO, name: str) -> Source:
    """Read an array that NumPy has saved, (H, W) or (H, W, C).

    Parameters
    ----------
    file : binary file
        An .npy, or an .npz, whose first array is taken.
    name : str
        What to call it.

    Raises
    ------
    SourceError
        If it is broken, shorter than its header says, pickled, or not a numeric picture.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            load = _load_npz if zipfile.is_zipfile(file) else _load_npy
            values, note = load(file, name)
    except SourceError:
        raise
    except Exception as error:  # a broken header can raise nearly anything
        raise SourceError(f"{name} is a broken array: {_reason(error)}.") from None
    return Source(checked(values, name), name, note, picture=_is_colour(values))


def _load_npy(file: BinaryIO, name: str) -> tuple[Array, str]:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return _read_npy(file, size, name), ""


def _load_npz(file: BinaryIO, name: str) -> tuple[Array, str]:
    """Return the first array of an archive, and a note if there are more."""
    with zipfile.ZipFile(file) as archive:
        members = [m for m in archive.infolist() if m.filename.endswith(".npy")]
        if not members:
            raise SourceError(f"{name} holds no array; allowed is at least one.")
        first = members[0]
        more = f"{first.filename[:-4]}, the first of {len(members)} arrays"
        with archive.open(first) as member:
            return _read_npy(member, first.file_size, name), more if len(members) > 1 else ""


def load_table(file: BinaryIO, name: str) -> Source:
    """Read a table of numbers in text form; see `parse_table`."""
    data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise SourceError(
            f"{name} is too large for a table; allowed are {MAX_TEXT_BYTES >> 20} MB, or .npy."
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SourceError(f"{name} is not a text of numbers; {_ALLOWED}.") from None
    try:
        values = parse_table(text)
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None
    return Source(checked(values, name), name)


def checked(values: Array, name: str) -> Array:
    """Return `values` as (H, W) or (H, W, C) numbers that can be pooled.

    Raises
    ------
    SourceError
        If the shape, the dtype or the number of cells is not one that can be shown.
    """
    if values.dtype.kind not in "biuf":
        raise SourceError(
            f"{name} holds {values.dtype} values; allowed are whole and real numbers and booleans."
        )
    if values.ndim == 3 and values.shape[2] == 1:
        values = values[..., 0]
    if values.ndim not in (2, 3) or 0 in values.shape:
        raise SourceError(
            f"{name} has shape {values.shape}; allowed are (height, width) and (height, width, "
            "channels), each at least 1."
        )
    if values.size > MAX_CELLS:
        raise SourceError(
            f"{name} has {format_count(values.size)} values; allowed are at most "
            f"{format_count(MAX_CELLS)}."
        )
    return np.ascontiguousarray(values.astype(values.dtype.newbyteorder("="), copy=False))


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


def _is_colour(values: Array) -> bool:
    return values.ndim == 3 and values.shape[2] == 3 and values.dtype == np.uint8


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
    return np.array(image)


def _read_npy(file: Any, size: int, name: str) -> Array:
    """Read one array, after checking that the file is as long as its header says."""
    version = np.lib.format.read_magic(file)
    reader = {
        (1, 0): np.lib.format.read_array_header_1_0,
        (2, 0): np.lib.format.read_array_header_2_0,
    }.get(version)
    if reader is None:
        raise SourceError(f"{name} is an array of format {version}; allowed are 1.0 and 2.0.")
    shape, fortran, dtype = reader(file)
    if dtype.hasobject:
        raise SourceError(f"{name} holds Python objects; allowed are numbers.")
    cells = int(np.prod(shape, dtype=object)) if shape else 1
    there = size - file.tell()
    if cells * dtype.itemsize != there:
        raise SourceError(
            f"{name} is broken: its header promises {cells * dtype.itemsize:,} bytes, the file "
            f"has {there:,}."
        )
    if cells > MAX_CELLS:
        raise SourceError(f"{name} has {cells:,} values; allowed are at most {MAX_CELLS:,}.")
    data = np.frombuffer(file.read(there), dtype, count=cells)
    return data.reshape(shape[::-1]).T if fortran else data.reshape(shape)


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split()).rstrip(".")
    if isinstance(error, OSError) and error.strerror:
        text = error.strerror
    return text.partition(". ")[0][:160] or type(error).__name__
