"""One plane of pixels in a TIFF file: where its strips or tiles lie and how to decode them."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from dataclasses import dataclass

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile

from melcount_app.core.budget import SEGMENT_BYTES
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import Pixels, PixelType, RefusedFileError, check_stored
from melcount_app.core.scan.damage import runs_of
from melcount_app.core.scan.tiff_coding import (
    channels_of,
    check_coding,
    check_first_segment,
    decoder,
    is_inverted,
)
from melcount_app.core.scan.tiff_strict import DEFLATE, JPEG_2000, LZW, Decode

_SEPARATE = 2
_HORIZONTAL_DIFFERENCES = 2
_HEADER_BYTES = 4096


@dataclass(frozen=True, slots=True)
class FlatRows:
    """Uncompressed rows that follow each other without gaps.

    Attributes:
        offset: of the first row in the file, in bytes.
        dtype: of the stored samples, with their byte order.
    """

    offset: int
    dtype: np.dtype[np.generic]


@dataclass(frozen=True, slots=True)
class Plane:
    """One plane of pixels: a grid of strips or tiles, row by row.

    Attributes:
        size: of the plane in pixels.
        segment: size of a strip or tile; those at the edges may hold less.
        samples: values per pixel in the file.
        channels: how many of the samples are channels; the rest (alpha) is dropped.
        dtype: of the samples.
        offsets, byte_counts: of the segments in the file; what has a count or an offset
            of 0 was not scanned and is read as zeros.
        decode: (encoded bytes, index of segment) to pixels (height, width, samples).
        flat: set when the pixels can be read without decoding.
        inverted: 0 is white in the file.
        head_codec: set when a strip can be decoded in part, from its top.
    """

    size: Size
    segment: Size
    samples: int
    channels: int
    dtype: PixelType
    offsets: npt.NDArray[np.int64]
    byte_counts: npt.NDArray[np.int64]
    decode: Decode
    flat: FlatRows | None
    inverted: bool
    head_codec: HeadCodec | None

    @property
    def columns(self) -> int:
        """Segments side by side."""
        return -(-self.size.width // self.segment.width)

    @property
    def rows(self) -> int:
        """Segments one below the other."""
        return -(-self.size.height // self.segment.height)

    def is_stored(self, segment: int) -> bool:
        """Whether the file holds a segment; one that it does not was never scanned."""
        return bool(self.byte_counts[segment] > 0 and self.offsets[segment] > 0)

    def place(self, segment: int) -> Rect:
        """Where a segment lies on the plane, without what reaches beyond it."""
        row, column = divmod(segment, self.columns)
        width, height = self.segment.width, self.segment.height
        return Rect(column * width, row * height, width, height).clipped_to(self.size)

    def touched(self, rect: Rect) -> list[int]:
        """The segments that a rectangle of the plane touches, row by row."""
        width, height = self.segment.width, self.segment.height
        return [
            row * self.columns + column
            for row in range(rect.y // height, -(-rect.bottom // height))
            for column in range(rect.x // width, -(-rect.right // width))
        ]

    def empty(self) -> tuple[Rect, ...]:
        """What the file does not hold of the plane, in as few rectangles as neighbours make."""
        segments = self.rows * self.columns
        is_empty = (self.byte_counts[:segments] <= 0) | (self.offsets[:segments] <= 0)
        return tuple(
            Rect(
                run.x * self.segment.width,
                run.y * self.segment.height,
                run.width * self.segment.width,
                run.height * self.segment.height,
            ).clipped_to(self.size)
            for run in runs_of(is_empty.reshape(self.rows, self.columns))
        )

    @property
    def segment_bytes(self) -> int:
        """Size of one decoded segment."""
        return self.segment.width * self.segment.height * self.samples * self.dtype.itemsize

    @property
    def stored_bytes(self) -> int:
        """Bytes of the file that hold the segments; those that lie at one place count once."""
        if self.flat is not None:
            return self.size.width * self.size.height * self.samples * self.dtype.itemsize
        count = min(len(self.offsets), len(self.byte_counts))
        _, first = np.unique(self.offsets[:count], return_index=True)
        return int(self.byte_counts[first].sum())

    @property
    def is_strips(self) -> bool:
        """Whether every segment is as wide as the plane."""
        return self.segment.width >= self.size.width


@dataclass(frozen=True, slots=True)
class HeadCodec:
    """How to decode the first bytes of a segment and to undo the horizontal differences."""

    decompress: Callable[[bytes, int], bytes]
    stored: np.dtype[np.generic]
    is_differences: bool

    def first_rows(self, data: bytes, rows: int, width: int, samples: int) -> Pixels:
        """The top (rows, width, samples) of a strip."""
        size = rows * width * samples * self.stored.itemsize
        flat = np.frombuffer(self.decompress(data, size), self.stored)
        pixels = flat.reshape(rows, width, samples).astype(self.stored.newbyteorder("="))
        if self.is_differences:
            np.add.accumulate(pixels, axis=1, dtype=pixels.dtype, out=pixels)
        return pixels


def planes_of(page: tifffile.TiffPage, file_bytes: int) -> tuple[Plane, ...]:
    """The planes of a TIFF page: one, or one per channel when the file keeps them apart.

    Raises:
        RefusedFileError: the page holds no scan, or is cut short.
        UnsupportedFileError: the page is stored in a way that only another reader may know.
    """
    check_coding(page)
    dtype = np.dtype(np.uint8) if page.bitspersample == 8 else np.dtype(np.uint16)
    separate = page.planarconfig == _SEPARATE and page.samplesperpixel > 1
    samples = 1 if separate else int(page.samplesperpixel)
    channels = channels_of(page)
    size = Size(int(page.imagewidth), int(page.imagelength))
    segment = _segment_size(page, size)
    flat = _flat_rows(page, dtype)
    per_plane = -(-size.width // segment.width) * -(-size.height // segment.height)
    offsets, byte_counts = _segments(page, per_plane * (channels if separate else 1), flat)
    _check_extent(offsets, byte_counts, flat, int(page.nbytes), file_bytes)
    if page.compression in JPEG_2000:
        check_first_segment(page, _beginning(page, offsets, byte_counts))
    plane = Plane(
        size=size,
        segment=segment,
        samples=samples,
        channels=1 if separate else channels,
        dtype=dtype,
        offsets=offsets,
        byte_counts=byte_counts,
        decode=decoder(page, segment, 0),
        flat=flat,
        inverted=is_inverted(page),
        head_codec=_head_codec(page, dtype),
    )
    _check_budget(plane, int(page.nbytes))
    if not separate:
        return (plane,)
    return tuple(_separate(page, plane, index, per_plane) for index in range(channels))


def _check_budget(plane: Plane, page_bytes: int) -> None:
    """Refuse what is too much to decode: a block by its memory, a plane of nothing by its time."""
    if plane.flat is None and plane.segment_bytes > SEGMENT_BYTES:
        raise RefusedFileError(
            "stores its pixels as one block too large to unpack; save it again as a tiled TIFF"
        )
    check_stored(plane.size, page_bytes, plane.stored_bytes)


def _separate(page: tifffile.TiffPage, first: Plane, index: int, per_plane: int) -> Plane:
    """The plane of one channel, where channels are stored one after the other."""
    part = slice(index * per_plane, (index + 1) * per_plane)
    flat = first.flat
    if flat is not None:
        plane_bytes = first.size.width * first.size.height * first.dtype.itemsize
        flat = FlatRows(flat.offset + index * plane_bytes, flat.dtype)
    return Plane(
        size=first.size,
        segment=first.segment,
        samples=1,
        channels=1,
        dtype=first.dtype,
        offsets=first.offsets[part],
        byte_counts=first.byte_counts[part],
        decode=decoder(page, first.segment, index * per_plane),
        flat=flat,
        inverted=first.inverted,
        head_codec=first.head_codec,
    )


def _segment_size(page: tifffile.TiffPage, size: Size) -> Size:
    if page.is_tiled:
        segment = Size(int(page.tilewidth), int(page.tilelength))
    else:
        segment = Size(size.width, min(int(page.rowsperstrip) or size.height, size.height))
    if min(segment.width, segment.height, int(page.samplesperpixel)) < 1:
        raise RefusedFileError("is damaged: its tiles have no size; copy it again")
    return segment


def _beginning(
    page: tifffile.TiffPage, offsets: npt.NDArray[np.int64], byte_counts: npt.NDArray[np.int64]
) -> bytes:
    """The first bytes of the first segment that is stored, b"" when none is."""
    stored = np.flatnonzero(byte_counts[: len(offsets)] > 0)
    if not len(stored):
        return b""
    file = page.parent.filehandle
    file.seek(int(offsets[stored[0]]))
    beginning: bytes = file.read(min(int(byte_counts[stored[0]]), _HEADER_BYTES))
    return beginning


def _flat_rows(page: tifffile.TiffPage, dtype: PixelType) -> FlatRows | None:
    if not page.is_contiguous or page.predictor != 1 or page.fillorder != 1:
        return None
    if page.bitspersample != 8 * dtype.itemsize:
        return None  # packed
    if page.is_tiled and page.planarconfig == _SEPARATE:
        return None
    return FlatRows(int(page.dataoffsets[0]), dtype.newbyteorder(page.parent.byteorder))


def _segments(
    page: tifffile.TiffPage, expected: int, flat: FlatRows | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Offsets and byte counts of the segments, `expected` of each unless the rows are flat."""
    offsets = np.array(page.dataoffsets, np.int64).ravel()
    byte_counts = np.array(page.databytecounts, np.int64).ravel()
    if flat is None and min(len(offsets), len(byte_counts)) < expected:
        raise RefusedFileError("is damaged: parts of the image are missing; copy it again")
    return offsets, byte_counts


def _check_extent(
    offsets: npt.NDArray[np.int64],
    byte_counts: npt.NDArray[np.int64],
    flat: FlatRows | None,
    image_bytes: int,
    file_bytes: int,
) -> None:
    """Refuse a file that ends before its pixels do."""
    if flat is not None:
        end = flat.offset + image_bytes
    else:
        stored = byte_counts > 0
        count = min(len(offsets), len(byte_counts))
        ends = (offsets[:count] + byte_counts[:count])[stored[:count]]
        end = int(ends.max()) if len(ends) else 0
    lowest = min(int(offsets.min()), int(byte_counts.min())) if len(byte_counts) else 0
    if end > file_bytes or lowest < 0:
        raise RefusedFileError("is cut short: pixels are missing at its end; copy it again")


def _head_codec(page: tifffile.TiffPage, dtype: PixelType) -> HeadCodec | None:
    if (
        page.bitspersample != 8 * dtype.itemsize
        or page.fillorder != 1
        or page.predictor not in {1, _HORIZONTAL_DIFFERENCES}
    ):
        return None
    if page.compression == LZW:
        decompress: Callable[[bytes, int], bytes] = _lzw_head
    elif page.compression in DEFLATE:
        decompress = _deflate_head
    else:
        return None
    stored = dtype.newbyteorder(page.parent.byteorder)
    return HeadCodec(decompress, stored, page.predictor == _HORIZONTAL_DIFFERENCES)


def _lzw_head(data: bytes, size: int) -> bytes:
    return bytes(imagecodecs.lzw_decode(data, out=size))


def _deflate_head(data: bytes, size: int) -> bytes:
    return zlib.decompressobj().decompress(data, size)
