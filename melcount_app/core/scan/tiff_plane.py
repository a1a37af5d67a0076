"""One plane of pixels in a TIFF file: where its strips or tiles lie and how to decode them."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import imagecodecs
import numpy as np
import numpy.typing as npt
import tifffile

from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import Pixels, PixelType, RefusedFileError, UnsupportedFileError

Decode: TypeAlias = Callable[[bytes, int], Pixels]

NO_COMPRESSION = 1
LZW = 5
DEFLATE = (8, 32946)
JPEG = 7
JPEG_2000 = (33003, 33004, 33005, 34712)
_COMPRESSIONS = {NO_COMPRESSION, LZW, *DEFLATE, JPEG, *JPEG_2000, 32773, 34925, 34926, 50000}
_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB, _YCBCR = 0, 1, 2, 6
_ALPHA = (1, 2)
_UNSIGNED = 1
_SEPARATE = 2
_HORIZONTAL_DIFFERENCES = 2
_LARGEST_SEGMENT_BYTES = 2**30


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
        offsets, byte_counts: of the segments in the file; a count of 0 is a segment of zeros.
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

    @property
    def segment_bytes(self) -> int:
        """Size of one decoded segment."""
        return self.segment.width * self.segment.height * self.samples * self.dtype.itemsize

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
    _check_kind(page)
    dtype = np.dtype(np.uint8) if page.bitspersample == 8 else np.dtype(np.uint16)
    separate = page.planarconfig == _SEPARATE and page.samplesperpixel > 1
    samples = 1 if separate else int(page.samplesperpixel)
    channels = _channels(page)
    size = Size(int(page.imagewidth), int(page.imagelength))
    segment = _segment_size(page, size)
    flat = _flat_rows(page, dtype)
    per_plane = -(-size.width // segment.width) * -(-size.height // segment.height)
    offsets, byte_counts = _segments(page, per_plane * (channels if separate else 1), flat)
    _check_extent(offsets, byte_counts, flat, int(page.nbytes), file_bytes)
    plane = Plane(
        size=size,
        segment=segment,
        samples=samples,
        channels=1 if separate else channels,
        dtype=dtype,
        offsets=offsets,
        byte_counts=byte_counts,
        decode=_decoder(page, segment, 0),
        flat=flat,
        inverted=page.photometric == _WHITE_IS_ZERO,
        head_codec=_head_codec(page, dtype),
    )
    if flat is None and plane.segment_bytes > _LARGEST_SEGMENT_BYTES:
        raise RefusedFileError(
            "stores its pixels as one block too large to unpack; save it again as a tiled TIFF"
        )
    if not separate:
        return (plane,)
    return tuple(_separate(page, plane, index, per_plane) for index in range(channels))


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
        decode=_decoder(page, first.segment, index * per_plane),
        flat=flat,
        inverted=first.inverted,
        head_codec=first.head_codec,
    )


def _check_kind(page: tifffile.TiffPage) -> None:
    if page.sampleformat == _UNSIGNED and page.bitspersample in {1, 2, 4}:
        raise UnsupportedFileError("has fewer than 8 bits per pixel; save it again with 8 bits")
    if page.sampleformat != _UNSIGNED or page.bitspersample not in {8, 16}:
        kinds = {2: "signed", 3: "floating point", 5: "complex", 6: "complex"}
        kind = kinds.get(page.sampleformat, f"{page.bitspersample}-bit")
        raise RefusedFileError(f"holds {kind} pixels; save it again with 8 or 16 bits per channel")
    if page.imagedepth != 1 or page.tiledepth not in {0, 1}:
        raise RefusedFileError("is a three-dimensional image; export one plane and open that")
    if page.compression not in _COMPRESSIONS:
        raise UnsupportedFileError(
            "is compressed in a way that melcount does not know; save it again as a TIFF"
            " without compression or with LZW"
        )
    known = {_WHITE_IS_ZERO, _BLACK_IS_ZERO, _RGB}
    if page.compression == JPEG or page.compression in JPEG_2000:
        known |= {_YCBCR}
    if page.photometric not in known:
        raise UnsupportedFileError("is neither grey nor RGB; save it again as a grey or RGB TIFF")


def _channels(page: tifffile.TiffPage) -> int:
    samples = int(page.samplesperpixel)
    if page.photometric in {_RGB, _YCBCR}:
        if samples < 3:
            raise RefusedFileError("is damaged: an RGB image with fewer than three channels")
        return 3
    return max(samples - sum(int(kind) in _ALPHA for kind in page.extrasamples), 1)


def _segment_size(page: tifffile.TiffPage, size: Size) -> Size:
    if page.is_tiled:
        segment = Size(int(page.tilewidth), int(page.tilelength))
    else:
        segment = Size(size.width, min(int(page.rowsperstrip) or size.height, size.height))
    if min(segment.width, segment.height) < 1:
        raise RefusedFileError("is damaged: its tiles have no size; copy it again")
    return segment


def _flat_rows(page: tifffile.TiffPage, dtype: PixelType) -> FlatRows | None:
    if not page.is_contiguous or page.predictor != 1 or page.fillorder != 1:
        return None
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


def _decoder(page: tifffile.TiffPage, segment: Size, first: int) -> Decode:
    """Decode function of a page for the plane whose first segment has the index `first`."""
    decode = page.decode
    jpeg = {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
    options = jpeg if page.compression == JPEG else {}
    has_size_inside = page.compression in {JPEG, *JPEG_2000} and page.jpegheader is None

    def decode_segment(data: bytes, index: int) -> Pixels:
        if has_size_inside:
            _check_inner_size(data, segment)
        pixels: Pixels | None = decode(data, first + index, **options)[0]
        if pixels is None or pixels.ndim != 4:
            raise ValueError("empty segment")
        segment_pixels: Pixels = pixels[0]
        return segment_pixels

    return decode_segment


def _check_inner_size(data: bytes, segment: Size) -> None:
    """Refuse a JPEG or JPEG 2000 segment that would unpack to far more than its place."""
    if data[:2] == b"\xff\xd8":
        _, height, width, _ = tifffile.tifffile.jpeg_shape(data)
    elif data[:4] == b"\xff\x4f\xff\x51":
        right, bottom, left, top = struct.unpack(">IIII", data[8:24])
        width, height = right - left, bottom - top
    elif data[4:8] == b"jP  ":
        height, width = struct.unpack(">II", data[data.index(b"ihdr") + 4 :][:8])
    else:
        raise ValueError("neither JPEG nor JPEG 2000")
    if height * width > 2 * segment.width * segment.height + 2**16:
        raise ValueError(f"a segment of {width} x {height} pixels")


def _head_codec(page: tifffile.TiffPage, dtype: PixelType) -> HeadCodec | None:
    if page.fillorder != 1 or page.predictor not in {1, _HORIZONTAL_DIFFERENCES}:
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
