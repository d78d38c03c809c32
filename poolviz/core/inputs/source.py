"""Everything that comes from outside: pictures, arrays and tables, made safe at one seam."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from poolviz.core.errors import SourceError, reason
from poolviz.core.inputs.images import ALLOWED, decode
from poolviz.core.inputs.table import header_note, read_table
from poolviz.core.numbers import format_count
from poolviz.core.spec.arrays import Array
from poolviz.core.validation import shown

MAX_CELLS = 2**27
"""The most values that an input may hold."""

MAX_TEXT_BYTES = 2**26
"""The largest table of numbers, in bytes."""

READINGS = ("channels_last", "channels_first")
"""How an array of three axes can be read: (H, W, C) or (C, H, W)."""

ARRAY_SUFFIXES = (".npy", ".npz")
TABLE_SUFFIXES = (".csv", ".tsv", ".txt")


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
    axes : str
        One of `READINGS`: how an array was read that could be read the other way, or "".
    """

    values: Array
    name: str
    note: str = ""
    picture: bool = False
    axes: str = ""


def asset_path(name: str) -> Path:
    """Return the path of a shipped file, in a wheel or in a checkout.

    Raises
    ------
    SourceError
        If there is no such file.
    """
    package = Path(__file__).resolve().parents[2]
    for folder in (package / "assets", package.parent / "assets"):
        if (folder / name).is_file():
            return folder / name
    raise SourceError(f"The shipped file {name} is missing; install poolviz again.")


def open_source(path: str | Path, axes: str | None = None) -> Source:
    """Read a picture, an array or a table of numbers.

    Parameters
    ----------
    path : str or Path
        A picture, .npy, .npz, .csv, .tsv or .txt.
    axes : {"channels_last", "channels_first"}, optional
        How an array of three axes is read; the default is the first, and a note says so where it
        could well be the other.

    Returns
    -------
    Source
        Its values, dtype as in the file: 16-bit pictures stay 16-bit.

    Raises
    ------
    SourceError
        If it is missing, broken, too large, or nothing that pooling can be shown on.

    Examples
    --------
    >>> source = open_source(asset_path("cat.png"))
    >>> source.values.ndim, source.values.dtype, source.picture
    (3, dtype('uint8'), True)
    """
    if not isinstance(path, str | Path):
        raise SourceError(f"path is {shown(path)}; allowed is the path of a file.")
    if axes is not None and (not isinstance(axes, str) or axes not in READINGS):
        raise SourceError(f"axes is {shown(axes)}; allowed are {', '.join(READINGS)}.")
    path = Path(path)
    try:
        if path.is_dir():
            raise SourceError(f"{path.name or path} is a folder; {ALLOWED}.")
        with path.open("rb") as file:
            suffix = path.suffix.lower()
            if suffix in ARRAY_SUFFIXES:
                return load_array(file, path.name, axes)
            if suffix in TABLE_SUFFIXES:
                return load_table(file, path.name)
            return load_image(file, path.name)
    except FileNotFoundError:
        name = " ".join(str(path).split())
        raise SourceError(f"There is no file {name}; {ALLOWED}.") from None
    except (OSError, ValueError) as error:
        if isinstance(error, SourceError):
            raise
        raise SourceError(f"{path.name} can't be opened: {reason(error)}.") from None
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
    stream = BytesIO(file) if isinstance(file, bytes) else file
    values, notes = decode(stream, name)
    return Source(checked(values, name), name, "; ".join(notes), picture=True)


def load_array(file: BinaryIO, name: str, axes: str | None = None) -> Source:
    """Read an array that NumPy has saved, (H, W), (H, W, C) or (C, H, W).

    Parameters
    ----------
    file : binary file
        An .npy, or an .npz, whose first array is taken.
    name : str
        What to call it.
    axes : str
        See `open_source`.

    Raises
    ------
    SourceError
        If it is broken, shorter than its header says, pickled, or not a numeric picture. Bytes
        behind the array are left out, as NumPy leaves them out, and the note says so.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            load = _load_npz if _is_archive(file) else _load_npy
            values, note = load(file, name)
    except SourceError:
        raise
    except Exception as error:  # a broken header can raise nearly anything
        raise SourceError(f"{name} is a broken array: {reason(error)}.") from None
    reading = _reading(values, axes)
    if reading == READINGS[1]:
        values = np.moveaxis(values, 0, -1)
    if reading:
        note = "; ".join(filter(None, [note, _read_note(values.shape)]))
    return Source(checked(values, name), name, note, picture=_is_colour(values), axes=reading)


def _reading(values: Array, axes: str | None) -> str:
    """Return how an array is read, or "" where it can only be read in one way.

    Up to four channels at the end, behind more rows than that, are what pictures have.
    """
    if values.ndim != 3:
        return ""
    plain = values.shape[2] == 1 or values.shape[2] <= 4 < values.shape[0]
    return axes if axes and (axes != READINGS[0] or not plain) else "" if plain else READINGS[0]


def axes_in_words(shape: tuple[int, ...]) -> str:
    """Write the shape (H, W, C) as people say it."""
    channels = f"{shape[2]} channel" + "s" * (shape[2] != 1)
    return f"{shape[0]} × {shape[1]} cells with {channels}"


def other_axes(source: Source) -> tuple[str, tuple[int, int, int]]:
    """Return the other one of `READINGS` of an array, and its shape (H, W, C) then."""
    shape = source.values.shape
    rows, cols, channels = shape if len(shape) == 3 else (*shape, 1)
    if source.axes == READINGS[0]:
        return READINGS[1], (cols, channels, rows)
    return READINGS[0], (channels, rows, cols)


def turned(source: Source) -> Source:
    """Return an array that was read one of two ways as it is when it is read the other way."""
    axes, shape = other_axes(source)
    values = source.values if source.values.ndim == 3 else source.values[..., np.newaxis]
    values = np.moveaxis(values, *((-1, 0) if axes == READINGS[0] else (0, -1)))
    note = source.note.replace(_read_note(source.values.shape), _read_note(shape))
    return Source(
        checked(values, source.name), source.name, note, picture=_is_colour(values), axes=axes
    )


def _read_note(shape: tuple[int, ...]) -> str:
    return f"read as {axes_in_words(shape if len(shape) == 3 else (*shape, 1))}"


def _is_archive(file: BinaryIO) -> bool:
    """Return whether a file is a ZIP archive, and no array with one behind it."""
    import zipfile  # only here: it takes as long to import as half of the core

    file.seek(0)
    begins = file.read(len(np.lib.format.MAGIC_PREFIX))
    return begins != np.lib.format.MAGIC_PREFIX and zipfile.is_zipfile(file)


def _load_npy(file: BinaryIO, name: str) -> tuple[Array, str]:
    file.seek(0, 2)
    size = file.tell()
    file.seek(0)
    return _read_npy(file, size, name)


def _load_npz(file: BinaryIO, name: str) -> tuple[Array, str]:
    """Return the first array of an archive, and a note if there are more."""
    import zipfile

    with zipfile.ZipFile(file) as archive:
        members = [m for m in archive.infolist() if m.filename.endswith(".npy")]
        if not members:
            raise SourceError(f"{name} holds no array; allowed is at least one.")
        first = members[0]
        more = f"{first.filename[:-4]}, the first of {len(members)} arrays"
        with archive.open(first) as member:
            values, note = _read_npy(member, first.file_size, name)
            while member.read(2**20):  # to the end, where its check sum is compared
                pass
    return values, "; ".join(filter(None, [more if len(members) > 1 else "", note]))


def load_table(file: BinaryIO, name: str) -> Source:
    """Read a table of numbers in text form; see `read_table`."""
    data = file.read(MAX_TEXT_BYTES + 1)
    if len(data) > MAX_TEXT_BYTES:
        raise SourceError(
            f"{name} is too large for a table; allowed are {MAX_TEXT_BYTES >> 20} MB, or .npy."
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise SourceError(f"{name} is not a text of numbers; {ALLOWED}.") from None
    try:
        values, header = read_table(text)
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from None
    return Source(checked(values, name), name, header_note(header))


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


def _is_colour(values: Array) -> bool:
    return values.ndim == 3 and values.shape[2] == 3 and values.dtype == np.uint8


def _read_npy(file: Any, size: int, name: str) -> tuple[Array, str]:
    """Read one array, if the file is as long as its header says, and a note if it is longer."""
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
    promised, there = cells * dtype.itemsize, size - file.tell()
    if not 0 <= promised <= there:
        raise SourceError(
            f"{name} is broken: its header promises {promised:,} bytes, the file has {there:,}."
        )
    if cells > MAX_CELLS:
        raise SourceError(f"{name} has {cells:,} values; allowed are at most {MAX_CELLS:,}.")
    data = np.frombuffer(file.read(promised), dtype, count=cells)
    behind = there - promised
    tail = "1 byte behind the array is" if behind == 1 else f"{behind:,} bytes behind the array are"
    array = data.reshape(shape[::-1]).T if fortran else data.reshape(shape)
    return array, f"{tail} left out" if behind else ""
