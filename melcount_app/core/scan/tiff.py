"""TIFF, BigTIFF, OME-TIFF, NDPI and SVS files: only what a rectangle touches is read."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt
import tifffile
from typing_extensions import override

from melcount_app.core.budget import SEGMENT_BYTES
from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import Pixels, Scan
from melcount_app.core.scan.cache import SegmentCache
from melcount_app.core.scan.damage import bands, damaged_part
from melcount_app.core.scan.pick import NO_PICK, Pick
from melcount_app.core.scan.sectors import SectorWatch, StoredPlane
from melcount_app.core.scan.tiff_coding import CodingError
from melcount_app.core.scan.tiff_file import TiffDirectory
from melcount_app.core.scan.tiff_glimpse import glimpse
from melcount_app.core.scan.tiff_images import NDPI_TAG
from melcount_app.core.scan.tiff_levels import TiffLevels, levels_of
from melcount_app.core.scan.tiff_plane import FlatRows, Plane

CACHE_BYTES = 128 * 2**20
_BAND_BYTES = 32 * 2**20
_BUFFER_BYTES = 4 * 2**20
_FLAT_ROWS = 8
"""Uncompressed rows are damaged by so many together."""

_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")

# what tifffile has to say of odd files becomes a ScanError; it is not for the terminal
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def is_tiff(path: Path) -> bool:
    """Whether a file begins as a TIFF or BigTIFF."""
    with path.open("rb") as file:
        return file.read(4) in _MAGIC


def open_tiff(path: Path, pick: Pick = NO_PICK) -> Scan:
    """Open a file of the TIFF family.

    Args:
        path: of the file.
        pick: which image and plane of it.

    Raises:
        UnsupportedFileError: it is stored in a way that only another reader may know.
        RefusedFileError: the file holds no scan, or is cut short, or not what was picked.
    """
    opened = _open(path)
    try:
        return TiffScan(path, opened, levels_of(opened.tiff, path, pick))
    except BaseException:
        opened.close()
        raise


def _open(path: Path) -> TiffDirectory:
    """Open as NDPI or as plain TIFF by what the file holds, whatever its name.

    The images of an OME-TIFF are not those that tifffile makes of its XML, see `ome_tiff`.
    """
    named_ndpi = path.suffix.lower() == ".ndpi"
    errors: list[Exception] = []
    for is_ndpi in (named_ndpi, not named_ndpi):
        try:
            opened = TiffDirectory.open(path, is_ndpi=is_ndpi)
        except Exception as error:  # noqa: BLE001 - tifffile raises a dozen kinds on damaged files
            errors.append(error)
            continue
        pages = opened.tiff.pages
        if len(pages) > 0 and (NDPI_TAG in pages.first.tags) == is_ndpi:
            return opened
        opened.close()
    raise errors[0] if errors else tifffile.TiffFileError("no page")


class TiffScan(Scan):
    """A scan in a file of the TIFF family."""

    def __init__(self, path: Path, opened: TiffDirectory, found: TiffLevels) -> None:
        self.path = path
        self.levels = tuple(level.level for level in found.levels)
        self.channels = found.channels
        self.emissions_nm = found.emissions_nm
        self.dtype = found.levels[0].planes[0].dtype
        self.pixel_size = found.pixel_size
        self.notes = found.notes
        self.images = found.images
        self.planes = found.planes
        self.pick = found.pick
        self._planes = tuple(level.planes for level in found.levels)
        self._directory = opened
        self._file = path.open("rb", buffering=0)
        self._cache = SegmentCache(CACHE_BYTES)
        self._sectors = SectorWatch(self._array)
        self._decoders = ThreadPoolExecutor(os.cpu_count(), "decode")

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        shape = (rect.height, rect.width, len(self.channels) if channel is None else 1)
        inside = rect.clipped_to(self.levels[level].size)
        is_filled = inside == rect and all(plane.flat for plane in self._planes[level])
        answer: Pixels = (np.empty if is_filled else np.zeros)(shape, self.dtype)
        y, x = inside.y - rect.y, inside.x - rect.x
        into = answer[y : y + inside.height, x : x + inside.width]
        if into.size:
            self._fill_channels(level, inside, channel, into)
        return answer if channel is None else answer[..., 0]

    @override
    def close(self) -> None:
        self._decoders.shutdown()
        self._cache.clear()
        self._file.close()
        self._directory.close()

    @override
    def band_rows(self, level: int) -> int:
        plane = self._planes[level][0]
        stored = 64 if plane.flat is not None else plane.segment.height
        row_bytes = plane.size.width * len(self.channels) * self.dtype.itemsize
        return max(1, min(stored, _BAND_BYTES // row_bytes, plane.size.height))

    @override
    def glimpse(self, level: int, step: int) -> Pixels:
        try:
            return glimpse(self._planes[level], step, partial(self.read, level), self._bytes)
        except ScanError:
            raise
        except Exception as error:
            raise self._damaged() from error

    @override
    def not_scanned(self, level: int) -> tuple[Rect, ...]:
        return tuple(
            rect for plane in self._planes[level] if plane.flat is None for rect in plane.empty()
        )

    @override
    def blocks(self, level: int, rect: Rect) -> tuple[Rect, ...]:
        inside = rect.clipped_to(self.levels[level].size)
        found = (
            place
            for plane in self._planes[level]
            for place in (
                map(plane.place, plane.touched(inside))
                if plane.flat is None
                else bands(inside, _FLAT_ROWS)
            )
        )
        return tuple(dict.fromkeys(found))

    def _fill_channels(self, level: int, rect: Rect, channel: int | None, into: Pixels) -> None:
        first = 0
        for index, plane in enumerate(self._planes[level]):
            own = range(first, first + plane.channels)
            if channel is None:
                part = into[..., own.start : own.stop]
                self._fill(level, index, rect, None, part)
            elif channel in own:
                self._fill(level, index, rect, channel - first, into)
            first = own.stop

    def _fill(self, level: int, index: int, rect: Rect, channel: int | None, into: Pixels) -> None:
        """Fill (rect.height, rect.width, channels of the plane or 1) from one plane."""
        plane = self._planes[level][index]
        if plane.flat is not None:
            self._fill_flat(plane, plane.flat, rect, channel, into)
            return
        touched = plane.touched(rect)
        for segment, pixels in self._segments(level, index, touched, channel):
            corner = plane.place(segment)
            _paint(into, rect, pixels, corner.x, corner.y)

    def _segments(
        self, level: int, index: int, touched: Sequence[int], channel: int | None
    ) -> Iterator[tuple[int, Pixels]]:
        """The decoded segments of one plane that are not empty, in any order."""
        plane = self._planes[level][index]
        missing = []
        for segment in touched:
            held = self._held(level, index, segment, channel)
            if held is not None:
                yield segment, held
            elif plane.is_stored(segment):
                missing.append(segment)
        at_once = _at_once(plane)
        for start in range(0, len(missing), at_once):
            batch = missing[start : start + at_once]
            for segment, pixels in zip(batch, self._decoded(plane, batch, channel), strict=True):
                self._cache.put((level, index, segment, channel), pixels)
                yield segment, pixels

    def _held(self, level: int, index: int, segment: int, channel: int | None) -> Pixels | None:
        held = self._cache.get((level, index, segment, channel))
        if held is None and channel is not None:
            whole = self._cache.get((level, index, segment, None))
            return None if whole is None else whole[..., channel : channel + 1]
        return held

    def _decoded(self, plane: Plane, batch: Sequence[int], channel: int | None) -> list[Pixels]:
        encoded = [self._bytes(int(plane.offsets[i]), int(plane.byte_counts[i])) for i in batch]
        decode = partial(_decode, plane, channel)
        try:
            if len(batch) == 1:
                return [decode(encoded[0], batch[0])]
            return list(self._decoders.map(decode, encoded, batch))
        except CodingError as error:
            raise ScanError(f"“{self.path.name}” {error}.") from error
        except Exception as error:
            raise self._damaged() from error

    def _fill_flat(
        self, plane: Plane, flat: FlatRows, rect: Rect, channel: int | None, into: Pixels
    ) -> None:
        """Copy uncompressed rows; no memory map, whose touched pages count as used memory."""
        pixel_bytes = plane.samples * plane.dtype.itemsize
        row_bytes = plane.size.width * pixel_bytes
        stored = StoredPlane(flat.offset, row_bytes, pixel_bytes, plane.size.height)
        if self._sectors.is_damaged(stored, rect.y, rect.bottom):
            raise damaged_part(self.path)
        if _is_as_stored(plane, flat, rect, into):
            self._read_into(flat.offset + rect.y * row_bytes, into)
            return
        whole = 2 * rect.width >= plane.size.width
        left, width = (0, plane.size.width) if whole else (rect.x, rect.width)
        own = slice(0, plane.channels) if channel is None else slice(channel, channel + 1)
        rows = max(1, _BUFFER_BYTES // (width * pixel_bytes))
        buffer = np.empty((min(rows, rect.height), width, plane.samples), flat.dtype)
        for top in range(0, rect.height, rows):
            part = buffer[: min(rows, rect.height - top)]
            start = flat.offset + ((rect.y + top) * plane.size.width + left) * pixel_bytes
            if whole:
                self._read_into(start, part)
            else:
                for y, row in enumerate(part):
                    self._read_into(start + y * row_bytes, row)
            wanted = part[:, rect.x - left : rect.x - left + rect.width, own]
            into[top : top + len(part)] = np.invert(wanted) if plane.inverted else wanted

    def _read_into(self, offset: int, array: Pixels) -> None:
        """Fill a contiguous array with bytes of the file."""
        view = array.reshape(-1).view(np.uint8).data
        try:
            self._file.seek(offset)
            done = 0
            while done < len(view):
                got = self._file.readinto(view[done:])
                if not got:
                    raise self._damaged()
                done += got
        except OSError as error:
            raise ScanError(
                f"“{self.path.name}” cannot be read any more ({error.strerror});"
                " check the drive or network folder it is on."
            ) from error

    def _bytes(self, offset: int, count: int) -> bytes:
        return self._array(offset, count).tobytes()

    def _array(self, offset: int, count: int) -> npt.NDArray[np.uint8]:
        buffer = np.empty(count, np.uint8)
        self._read_into(offset, buffer)
        return buffer

    def _damaged(self) -> ScanError:
        return damaged_part(self.path)


def _at_once(plane: Plane) -> int:
    """How many segments are decoded together: some for each thread, as far as memory goes."""
    wanted = max(2 * (os.cpu_count() or 1), _BAND_BYTES // plane.segment_bytes)
    return max(1, min(wanted, SEGMENT_BYTES // plane.segment_bytes))


def _decode(plane: Plane, channel: int | None, data: bytes, segment: int) -> Pixels:
    """One decoded segment (height, width, channels), in memory of its own."""
    pixels = plane.decode(data, segment)
    if pixels.dtype != plane.dtype or pixels.shape[-1] != plane.samples:
        raise ValueError(f"a segment of {pixels.shape} {pixels.dtype}")
    own = slice(0, plane.channels) if channel is None else slice(channel, channel + 1)
    kept = np.ascontiguousarray(pixels[..., own])
    return np.invert(kept) if plane.inverted else kept


def _is_as_stored(plane: Plane, flat: FlatRows, rect: Rect, into: Pixels) -> bool:
    """Whether whole rows of the file can go into `into` byte by byte."""
    return (
        rect.width == plane.size.width
        and into.shape[-1] == plane.samples
        and into.dtype == flat.dtype
        and into.flags.c_contiguous
        and not plane.inverted
    )


def _paint(into: Pixels, rect: Rect, pixels: Pixels, x: int, y: int) -> None:
    """Copy the part of a segment at (x, y) that lies in `rect` into the pixels of `rect`."""
    left, top = max(rect.x, x), max(rect.y, y)
    right = min(rect.right, x + pixels.shape[1])
    bottom = min(rect.bottom, y + pixels.shape[0])
    into[top - rect.y : bottom - rect.y, left - rect.x : right - rect.x] = pixels[
        top - y : bottom - y, left - x : right - x
    ]
