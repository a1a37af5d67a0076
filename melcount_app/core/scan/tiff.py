"""TIFF, BigTIFF, OME-TIFF, NDPI and SVS files: only what a rectangle touches is read."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import numpy as np
import tifffile
from typing_extensions import override

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import Pixels, Scan
from melcount_app.core.scan.cache import SegmentCache
from melcount_app.core.scan.calibration import TiffFacts, tiff_pixel_size
from melcount_app.core.scan.tiff_glimpse import glimpse
from melcount_app.core.scan.tiff_levels import TiffLevels, levels_of
from melcount_app.core.scan.tiff_plane import FlatRows, Plane

CACHE_BYTES = 256 * 2**20
_BAND_BYTES = 32 * 2**20
_BUFFER_BYTES = 4 * 2**20
_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_NDPI_TAG = 65420
_INCH = 2
_NO_UNIT = 1

# what tifffile has to say of odd files becomes a ScanError; it is not for the terminal
logging.getLogger("tifffile").addHandler(logging.NullHandler())


def is_tiff(path: Path) -> bool:
    """Whether a file begins as a TIFF or BigTIFF."""
    with path.open("rb") as file:
        return file.read(4) in _MAGIC


def open_tiff(path: Path) -> Scan:
    """Open a file of the TIFF family.

    Raises:
        UnsupportedFileError: it is stored in a way that only another reader may know.
        RefusedFileError: the file holds no scan, or is cut short.
    """
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
        except Exception as error:  # noqa: BLE001 - tifffile raises a dozen kinds on damaged files
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
        self._file = path.open("rb", buffering=0)
        self._cache = SegmentCache(CACHE_BYTES)
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
        self._tiff.close()

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
        height, width = plane.segment.height, plane.segment.width
        touched = [
            row * plane.columns + column
            for row in range(rect.y // height, -(-rect.bottom // height))
            for column in range(rect.x // width, -(-rect.right // width))
        ]
        for segment, pixels in self._segments(level, index, touched, channel):
            row, column = divmod(segment, plane.columns)
            _paint(into, rect, pixels, column * width, row * height)

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
            elif plane.byte_counts[segment] > 0 and plane.offsets[segment] > 0:
                missing.append(segment)
        at_once = max(2 * (os.cpu_count() or 1), _BAND_BYTES // plane.segment_bytes)
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
        except Exception as error:
            raise self._damaged() from error

    def _fill_flat(
        self, plane: Plane, flat: FlatRows, rect: Rect, channel: int | None, into: Pixels
    ) -> None:
        """Copy uncompressed rows; no memory map, whose touched pages count as used memory."""
        if _is_as_stored(plane, flat, rect, into):
            start = rect.y * plane.size.width * plane.samples * plane.dtype.itemsize
            self._read_into(flat.offset + start, into)
            return
        whole = 2 * rect.width >= plane.size.width
        left, width = (0, plane.size.width) if whole else (rect.x, rect.width)
        own = slice(0, plane.channels) if channel is None else slice(channel, channel + 1)
        pixel_bytes = plane.samples * plane.dtype.itemsize
        rows = max(1, _BUFFER_BYTES // (width * pixel_bytes))
        buffer = np.empty((min(rows, rect.height), width, plane.samples), flat.dtype)
        for top in range(0, rect.height, rows):
            part = buffer[: min(rows, rect.height - top)]
            start = flat.offset + ((rect.y + top) * plane.size.width + left) * pixel_bytes
            if whole:
                self._read_into(start, part)
            else:
                for y, row in enumerate(part):
                    self._read_into(start + y * plane.size.width * pixel_bytes, row)
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
        buffer = np.empty(count, np.uint8)
        self._read_into(offset, buffer)
        return buffer.tobytes()

    def _damaged(self) -> ScanError:
        return ScanError(
            f"“{self.path.name}” is damaged: part of its pixels cannot be read;"
            " copy it again from the scanner."
        )


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


def _facts(tiff: tifffile.TiffFile, found: TiffLevels) -> TiffFacts:
    tags = found.page.tags
    unit = tags.valueof(296, _INCH)
    return TiffFacts(
        description=found.page.description,
        ome_xml=tiff.ome_metadata or "",
        ome_image=found.image,
        resolution=_resolution(tags.valueof(282), tags.valueof(283)),
        resolution_unit=int(unit) if isinstance(unit, int) else _NO_UNIT,
        is_ndpi=_NDPI_TAG in tags,
    )


def _resolution(x: object, y: object) -> tuple[float, float] | None:
    """Pixels per unit from two TIFF rationals, None when they are absent or not numbers."""
    values = []
    for value in (x, y):
        match value:
            case (int(numerator), int(denominator)) if denominator != 0:
                values.append(numerator / denominator)
            case float(number) | int(number):
                values.append(float(number))
            case _:
                return None
    return values[0], values[1]
