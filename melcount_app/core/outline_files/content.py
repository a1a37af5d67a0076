"""What is in a file of outlines, unpacked: GeoJSON, compressed or not, and ROIs of ImageJ."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import IO

from melcount_app.core.budget import OverBudgetError, taken_within
from melcount_app.core.errors import GeometryError
from melcount_app.core.foreign import foreign

OUTLINE_ENDINGS = (".geojson", ".json", ".geojson.gz", ".json.gz", ".roi", ".zip")
"""As QuPath, ImageJ and melcount write outlines."""

LIMIT_BYTES = 1 << 27
"""Nobody draws this much; a small file may unpack into far more than there is memory."""

MOST_MEMBERS = 20_000
"""Of an archive; each is opened."""

GZIP, ZIP, ROI = b"\x1f\x8b", b"PK", b"Iout"


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file.

    Attributes:
        name: of the document without its ending.
        data: as it was packed.
    """

    name: str
    data: bytes

    @property
    def is_roi(self) -> bool:
        """Whether it is a ROI of ImageJ; else it should be GeoJSON."""
        return self.data.startswith(ROI)


def documents(path: Path, limit_bytes: int = LIMIT_BYTES) -> list[Document]:
    """The documents of a file, told apart by what is in them, not by the ending.

    Raises:
        GeometryError: the file cannot be read or unpacked, or is larger than the limit.
    """
    with foreign(partial(_not_unpacked, path)):
        with path.open("rb") as file:
            data = _read(file, path, limit_bytes)
        if data.startswith(GZIP):
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as unpacked:
                return [Document(path.stem, _read(unpacked, path, limit_bytes))]
        if data.startswith(ZIP):
            return list(_members(data, path, limit_bytes))
    return [Document(path.stem, data)]


def _not_unpacked(path: Path, error: Exception) -> GeometryError:
    if isinstance(error, NotImplementedError | RuntimeError):  # zipfile's words for both
        return GeometryError(
            f"{path} is encrypted or packed in a way that is not known. Unpack it first."
        )
    if isinstance(error, OSError) and not isinstance(error, gzip.BadGzipFile):
        return GeometryError(
            f"{path} cannot be read ({error.strerror}). Check the path and the permissions."
        )
    return GeometryError(
        f"{path} is damaged or cut short: it cannot be unpacked. Copy or export it again."
    )


def _members(data: bytes, path: Path, limit_bytes: int) -> Iterator[Document]:
    """The outlines in an archive; what else lies in it is passed over."""
    left = limit_bytes
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if len(archive.infolist()) > MOST_MEMBERS:
            raise too_large(path)
        for info in archive.infolist():
            place = PurePosixPath(info.filename)
            is_outline = place.name.lower().endswith((".roi", *OUTLINE_ENDINGS[:4]))
            if not is_outline or place.name.startswith("._"):  # a Mac's notes beside the files
                continue
            with archive.open(info) as member:
                content = _read(member, path, left)
            if content.startswith(GZIP):
                with gzip.GzipFile(fileobj=io.BytesIO(content)) as unpacked:
                    content = _read(unpacked, path, left)
            left -= len(content)
            yield Document(place.stem, content)


def _read(file: IO[bytes] | gzip.GzipFile, path: Path, limit_bytes: int) -> bytes:
    try:
        return taken_within(file, limit_bytes)
    except OverBudgetError as error:
        raise too_large(path) from error


def too_large(path: Path) -> GeometryError:
    """Why a file is not read that holds more than there is memory for."""
    return GeometryError(
        f"{path} holds more than regions that somebody drew: it is too large to be read. "
        "Export the regions alone."
    )
