"""What is written: whole files or none at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from poolviz.core.errors import ExportError

VALUE_SUFFIXES = (".csv", ".npy")


@contextlib.contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file that takes the place of `path` when the block ends well, and goes if it fails.

    Parameters
    ----------
    path : str or Path
        Where the file is wanted. What is there stays as it is until all is written.

    Raises
    ------
    ExportError
        If it can't be written: no folder, no permission, no room.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".poolviz-{os.urandom(6).hex()}.part")
    try:
        if target.is_dir():
            raise IsADirectoryError(0, "it is a folder")
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if os.fstat(file.fileno()).st_size != file.seek(0, os.SEEK_END):
                raise OSError(0, "not all of it was written")
        os.replace(beside, target)
    except BaseException as error:
        with contextlib.suppress(OSError):
            beside.unlink()
        if not isinstance(error, OSError):
            raise
        if not target.parent.is_dir():
            raise ExportError(f"There is no folder {target.parent} to write to.") from None
        raise ExportError(f"{path} can't be written: {error.strerror or error}.") from None


def write_values(values: NDArray[Any], file: BinaryIO, *, npy: bool) -> None:
    """Write an array into a file that is open.

    Parameters
    ----------
    values : (H, W) ndarray, or of any shape for .npy
        What to write.
    file : binary file
        Where to write.
    npy : bool
        Whether in NumPy's own format, which keeps the dtype. Else as comma-separated values, every
        number with as many digits as it takes to read the same number again; booleans are 0 and 1.
    """
    if npy:
        np.save(file, values, allow_pickle=False)
        return
    numbers = values.astype(np.uint8) if values.dtype.kind == "b" else values
    for row in numbers:
        file.write(",".join(map(str, row.tolist())).encode("ascii") + b"\n")


def file_size(path: str | Path) -> str:
    """Return the size of a file as people read it."""
    size = os.path.getsize(path)
    if size < 1000:
        return f"{size} bytes"
    amount, unit = (size / 1000, "kB") if size < 999_500 else (size / 1e6, "MB")
    return f"{amount:.{0 if amount >= 10 else 1}f} {unit}"
