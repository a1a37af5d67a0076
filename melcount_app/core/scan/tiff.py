"""TIFF, BigTIFF, OME-TIFF, NDPI and SVS files: only what a rectangle touches is read."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import tifffile
from typing_extensions import override

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import tiff_glimpse
from melcount_app.core.scan.base import Pixels, Scan, UnsupportedFileError
from melcount_app.core.scan.cache import SegmentCache
from melcount_app.core.scan.calibration import TiffFacts, tiff_pixel_size
from melcount_app.core.scan.tiff_levels import TiffLevels, levels_of
from melcount_app.core.scan.tiff_plane import FlatRows, Plane

CACHE_BYTES = 256 * 2**20
_ROWS_BYTES = 16 * 2**20
_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_NDPI_TAG = 65420
_NO_UNIT = 1
_INCH = 2

# what tifffile has to say of odd files becomes a ScanError; it is not for the terminal
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def open_tiff(path: Path) -> Scan:
    """Open a file of the TIFF family.

    Raises:
        UnsupportedFileError: not a TIFF, or stored in a way that only another reader may know.
        RefusedFileError: the file holds no scan, or is cut short.
    """
    with path.open("rb") as file:
        if file.read(4) not in _MAGIC:
            raise UnsupportedFileError("is not a TIFF")
    tiff = _open(path)
    try:
        return TiffScan(path, tiff, levels_of(tiff, path.stat().st_size))
    except BaseException:
        tiff.close()
        raise


def _open(path: Path) -> tifffile.TiffFile:
    """Open as NDPI or as plain TIFF by what the file holds, whatever its name."""
    named_ndpi = path.suffix.lower() == ".ndpi"
    errors: list[Exception] = []
    for is_ndpi in (named_ndpi, not named_ndpi):
        try:
            tiff = tifffile.TiffFile(path, mode="r", is_ndpi=is_ndpi, _multifile=False)
        except (tifffile.TiffFileError, ValueError, OSError) as error:
            errors.append(error)
            continue
        if len(tiff.pages) > 0 and (_NDPI_TAG in tiff.pages.first.tags) == is_ndpi:
            return tiff
        tiff.close()
    raise errors[0] if errors else tifffile.TiffFileError("no page")


class TiffScan(Scan):
    """A scan in a file of the TIFF family."""

    def __init__(self, path: Path, tiff: tifffile.TiffFile, found: TiffLevels) -> None:
        self.path = path
        self.levels = tuple(level.level for level in found.levels)
        self.channels = found.channels
        self.dtype = found.levels[0].planes[0].dtype
        self.pixel_size = tiff_pixel_size(_facts(tiff, found))
        self._planes = tuple(level.planes for level in found.levels)
        self._tiff = tiff
        self._cache = SegmentCache(CACHE_BYTES)
        self._decoders: ThreadPoolExecutor | None = None

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        planes = self._planes[level]
        channels = len(self.channels)
        answer: Pixels = np.zeros((rect.height, rect.width, channels), self.dtype)
        if channel is not None:
            answer = answer[..., :1]
        raise NotImplementedError
