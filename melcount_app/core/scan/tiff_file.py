"""A TIFF file opened by tifffile, which reads whatever length a tag claims, within a budget."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import tifffile
from typing_extensions import Buffer, override

from melcount_app.core.budget import DIRECTORY_BYTES, MIB
from melcount_app.core.scan.base import RefusedFileError


class _Bounded(io.BufferedReader):
    """A file of which never more than `DIRECTORY_BYTES` are read at once."""

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        _check(size)
        return super().read(size)

    @override
    def readinto(self, buffer: Buffer, /) -> int:
        _check(memoryview(buffer).nbytes)
        return super().readinto(buffer)


def _check(size: int | None) -> None:
    if size is None or size < 0:
        raise ValueError("unbounded read")
    if size > DIRECTORY_BYTES:
        raise RefusedFileError(
            f"claims an entry of {size // MIB} MB in its directory, more than any scan has, and is"
            " probably damaged; copy it again"
        )


@dataclass(frozen=True, slots=True)
class TiffDirectory:
    """The directories of a TIFF file: pages and tags. Pixels are read by `tiff`, not by this.

    Attributes:
        tiff: as tifffile has them.
        stream: that it reads, and leaves open.
    """

    tiff: tifffile.TiffFile
    stream: _Bounded

    @classmethod
    def open(cls, path: Path, *, is_ndpi: bool) -> TiffDirectory:
        """Open a file.

        Args:
            path: of the file.
            is_ndpi: whether it is read as an NDPI, or as what it says.

        Raises:
            RefusedFileError: a tag claims more than any scan has.
            Exception: tifffile raises a dozen kinds on damaged files.
        """
        stream = _Bounded(io.FileIO(path))
        try:
            tiff = tifffile.TiffFile(stream, mode="r", is_ndpi=is_ndpi, is_ome=False)
        except BaseException:
            stream.close()
            raise
        return cls(tiff, stream)

    def close(self) -> None:
        """Let go of the file."""
        self.tiff.close()
        self.stream.close()
