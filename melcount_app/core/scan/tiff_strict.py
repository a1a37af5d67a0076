"""The strips and tiles of a TIFF page, decoded so that damage is seen: a line for each coding."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import imagecodecs
import tifffile

from melcount_app.core.geometry import Size
from melcount_app.core.scan.base import Pixels, RefusedFileError
from melcount_app.core.scan.jpeg import check_jpeg, complete_jpeg, decode_jpeg, frame_of
from melcount_app.core.scan.jpeg_2000 import decode_jpeg_2000
from melcount_app.core.scan.sectors import check_sectors
from melcount_app.core.scan.strict import check_jpeg_xr, check_webp, check_zstd

Decode: TypeAlias = Callable[[bytes, int], Pixels]

NO_COMPRESSION = 1
LZW = 5
DEFLATE = (8, 32946)
JPEG = 7
APERIO_YCBCR = 33003
JPEG_2000 = (APERIO_YCBCR, 33004, 33005, 34712)
WEBP = (34927, 50001)
ZSTD = (34926, 50000)
JPEG_XR = (22610, 34934)
_RGB = 2
_INTERLEAVED = 1


def strict_decoder(page: tifffile.TiffPage, segment: Size) -> Decode:
    """The function from the bytes of a segment and its index in the page to its pixels.

    It gives (height, width, samples) and raises anything where the segment is damaged.

    Args:
        page: the page.
        segment: size of a full strip or tile.

    Raises:
        RefusedFileError: the page contradicts itself.
    """
    if page.compression == JPEG:
        return _jpeg(page, segment)
    if page.compression in JPEG_2000:
        # whatever the tags say of subsampling, which tifffile believes: the image says it itself
        return lambda data, _: decode_jpeg_2000(data)
    if page.compression in WEBP:
        return _webp(page)
    if page.compression in JPEG_XR:
        return _jpeg_xr(page)
    if page.compression in ZSTD:
        return _zstd(page, segment)
    return _plain(page, segment) if page.compression == NO_COMPRESSION else _by_tifffile(page)


def _by_tifffile(page: tifffile.TiffPage) -> Decode:
    decode = page.decode
    jpeg = {"jpegtables": page.jpegtables, "jpegheader": page.jpegheader}
    options = jpeg if page.compression == JPEG else {}

    def decode_segment(data: bytes, index: int) -> Pixels:
        pixels: Pixels | None = decode(data, index, **options)[0]
        if pixels is None or pixels.ndim != 4:
            raise ValueError("empty segment")
        segment_pixels: Pixels = pixels[0]
        return segment_pixels

    return decode_segment


def _jpeg(page: tifffile.TiffPage, segment: Size) -> Decode:
    tables, header = page.jpegtables, page.jpegheader
    separate = page.planarconfig != _INTERLEAVED
    samples = 1 if separate else int(page.samplesperpixel)
    # as tifffile takes it; Aperio's tiles do not say so themselves
    is_rgb = page.photometric == _RGB and not separate and not page.is_jfif
    by_tifffile = _by_tifffile(page)
    place = _Places(page, segment)
    frame_of_all = frame_of(header) if header is not None else None

    def decode_segment(data: bytes, index: int) -> Pixels:
        whole = complete_jpeg(data, tables=tables, header=header)
        frame = frame_of_all or frame_of(whole)
        if frame.is_decoded and frame.components == samples:
            return place.fitted(decode_jpeg(whole, frame, is_rgb=is_rgb), index)
        check_jpeg(whole, frame)
        return by_tifffile(data, index)

    return decode_segment


class _Places:
    """Where the segments of a page lie, and how many pixels those at the edges must have."""

    def __init__(self, page: tifffile.TiffPage, segment: Size) -> None:
        self._size = Size(int(page.imagewidth), int(page.imagelength))
        self._segment = segment
        self._columns = -(-self._size.width // segment.width)
        self._rows = -(-self._size.height // segment.height)

    def fitted(self, pixels: Pixels, index: int) -> Pixels:
        """Pixels as they fill their place; JPEGs at the edges end there or reach beyond it."""
        row, column = divmod(index % (self._rows * self._columns), self._columns)
        height = min(self._segment.height, self._size.height - row * self._segment.height)
        width = min(self._segment.width, self._size.width - column * self._segment.width)
        if pixels.shape[0] < height or pixels.shape[1] not in {width, self._segment.width}:
            raise ValueError(f"JPEG {pixels.shape}")
        return pixels[: self._segment.height]


def _webp(page: tifffile.TiffPage) -> Decode:
    """WebP leaves out a fourth sample that is full everywhere, on which tifffile stumbles."""
    samples = int(page.samplesperpixel)
    if samples not in {3, 4}:
        raise RefusedFileError(f"is damaged: WebP with {samples} values per pixel; copy it again")

    def decode_segment(data: bytes, _: int) -> Pixels:
        pixels: Pixels = imagecodecs.webp_decode(data, hasalpha=samples == 4)
        check_webp(data)
        return pixels

    return decode_segment


def _jpeg_xr(page: tifffile.TiffPage) -> Decode:
    by_tifffile = _by_tifffile(page)

    def decode_segment(data: bytes, index: int) -> Pixels:
        pixels = by_tifffile(data, index)
        check_jpeg_xr(data, lambda changed: by_tifffile(changed, index), pixels)
        return pixels

    return decode_segment


def _zstd(page: tifffile.TiffPage, segment: Size) -> Decode:
    by_tifffile = _by_tifffile(page)
    size = -(-segment.width * _bits_per_pixel(page) // 8) * segment.height

    def decode_segment(data: bytes, index: int) -> Pixels:
        check_zstd(data, size)
        return by_tifffile(data, index)

    return decode_segment


def _plain(page: tifffile.TiffPage, segment: Size) -> Decode:
    by_tifffile = _by_tifffile(page)
    offsets, bits = page.dataoffsets, _bits_per_pixel(page)

    def decode_segment(data: bytes, index: int) -> Pixels:
        check_sectors(data, offsets[index], -(-segment.width * bits // 8), -(-bits // 8))
        return by_tifffile(data, index)

    return decode_segment


def _bits_per_pixel(page: tifffile.TiffPage) -> int:
    samples = int(page.samplesperpixel) if page.planarconfig == _INTERLEAVED else 1
    return samples * int(page.bitspersample)
