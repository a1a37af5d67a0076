"""WebP, JPEG XR and zstd, decoded so that damage is seen.

None of their decoders at hand (libwebp, jxrlib and libzstd, through imagecodecs) warns. They raise
where the data end too early (WebP, zstd; JPEG XR says its length in a tag) or where a rule of the
code is broken, which is rare in WebP and never in JPEG XR. Zeros in a row are seen in all three;
where a dark picture may be coded as zeros the decoder is asked whether it reads the data to their
end. What cannot be known: other bytes in place of those of WebP and JPEG XR, and in what zstd
leaves as it is where no checksum follows.

Deflate (Adler-32), PNG and LERC (checksums), LZMA (a code that ends at nought) and LZW (most
random codes are not in its table) say themselves that they are damaged; PackBits does by its
length. Uncompressed pixels never can.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from pathlib import Path

import imagecodecs

from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.jpeg import check_jpeg, decode_jpeg, frame_of
from melcount_app.core.scan.segment_header import jpeg_xr_tags, stated_size
from melcount_app.core.scan.zeros import (
    LEAST_ZEROS,
    DamagedStreamError,
    check_no_zeros,
    check_read_to_its_end,
)

_MACROBLOCK_PX = 16
_BLACK_BYTES, _BLACK_BYTES_PER_MACROBLOCK = 1024, 2
_WEBP_HEADER_BYTES = 64
_LEAST_LAST_ZEROS = bytes(16)
_RUN = re.compile(rb"\0{64,}")
_TIMES_STORED = 2
_JPEG_XR_OFFSET, _JPEG_XR_BYTES = 0xBCC0, 0xBCC1


def strictly_decoded(path: Path, kind: str | None) -> Pixels | None:
    """The pixels (height, width, 1 or 3) of a picture whose usual decoder is silent about damage.

    None where that decoder may be used, after what it would not see was looked for.

    Args:
        path: of the picture.
        kind: what Pillow calls it.

    Raises:
        ValueError, struct.error, IndexError: it is damaged.
    """
    if kind == "WEBP":
        check_webp(path.read_bytes())
    if kind != "JPEG":
        return None
    data = path.read_bytes()
    frame = frame_of(data)
    if frame.is_decoded:
        return decode_jpeg(data, frame)
    check_jpeg(data, frame)
    return None


def check_webp(data: bytes) -> None:
    """Look for zeros in a WebP image that was decoded.

    Raises:
        ValueError, struct.error: there are zeros in place of its pixels.
    """
    end = int.from_bytes(data[4:8], "little") + 8
    ends_in_zeros = data[end - len(_LEAST_LAST_ZEROS) : end] == _LEAST_LAST_ZEROS
    start = data.find(LEAST_ZEROS, 0, end)
    if start < 0 and not ends_in_zeros:
        return
    lossless = data.find(b"VP8L", 0, _WEBP_HEADER_BYTES)
    if lossless >= 0:
        _check_lossless_webp(data, lossless)
        return
    size = stated_size(data)
    blocks = -(-size.width // _MACROBLOCK_PX) * -(-size.height // _MACROBLOCK_PX)
    if len(data) > _BLACK_BYTES + _BLACK_BYTES_PER_MACROBLOCK * blocks:
        raise DamagedStreamError("impossible zeros")
    check_no_zeros(data, max(2 * len(LEAST_ZEROS), blocks // 16))


def _check_lossless_webp(data: bytes, start: int) -> None:
    """Refuse a lossless image that is complete without its last byte: it ended before its data."""
    length = int.from_bytes(data[start + 4 : start + 8], "little")
    body = data[start + 8 : start + 8 + length - 1]
    shorter = b"VP8L" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    file = b"RIFF" + struct.pack("<I", 4 + len(shorter)) + b"WEBP" + shorter
    try:
        imagecodecs.webp_decode(file)
    except (RuntimeError, ValueError):
        return
    raise DamagedStreamError("early end")


def check_jpeg_xr(data: bytes, decode: Callable[[bytes], Pixels], pixels: Pixels) -> None:
    """Look for an early end of a JPEG XR image that was decoded, and for zeros in it.

    Args:
        data: coded.
        decode: gives pixels.
        pixels: what it gave of `data`.

    Raises:
        ValueError, struct.error: it is damaged.
    """
    tags = jpeg_xr_tags(data)
    start = tags[_JPEG_XR_OFFSET]
    end = start + tags[_JPEG_XR_BYTES] if tags.get(_JPEG_XR_BYTES) else len(data)
    if end > len(data):
        raise DamagedStreamError("cut short")
    if data.find(LEAST_ZEROS, start, end) >= 0:
        check_read_to_its_end(data[:end], decode, pixels)


def check_zstd(data: bytes, size: int) -> None:
    """Look for zeros in pixels packed with zstd, which leaves as they are what it cannot shorten.

    Args:
        data: packed.
        size: of what they unpack to, in bytes.

    Raises:
        ValueError, RuntimeError: there are zeros of which the pixels know nothing, or that are
            most of those of the pixels. zstd stores zeros one by one in data that it cannot
            shorten, and at the begin of many.
    """
    if LEAST_ZEROS not in data:
        return
    pixels = bytes(imagecodecs.zstd_decode(data, out=size))
    stored = max(map(len, _RUN.findall(data)))
    if sum(map(len, _RUN.findall(pixels))) <= _TIMES_STORED * stored:
        raise DamagedStreamError("impossible zeros")
