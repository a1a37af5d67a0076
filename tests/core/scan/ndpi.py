"""Writes small NDPI files, also ones that reach beyond 4 GB without taking so much room."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from melcount_app.core.scan.base import Pixels

LONG, SHORT, RATIONAL, ASCII, FLOAT, SIGNED = 4, 3, 5, 2, 11, 9


def write_ndpi(path: Path, levels: Sequence[Pixels], um_per_px: float, begin: int = 16) -> None:
    """Write an NDPI of RGB levels as JPEG, the first one at the byte `begin`.

    NDPI keeps the high words of its 32-bit offsets behind each directory: eight bytes of where the
    next directory is, then four bytes for each entry (OpenSlide's notes on the format).
    """
    with path.open("wb") as file:
        file.write(b"II*\0" + b"\0" * 8)
        link = 4
        file.seek(begin)
        for index, pixels in enumerate(levels):
            link = _write_page(file, pixels, um_per_px * 2**index, 20 / 2**index, link)


def _write_page(
    file: io.BufferedWriter, pixels: Pixels, um_per_px: float, lens: float, link: int
) -> int:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", quality=95, subsampling=0)
    jpeg = stream.getvalue()
    start = _put(file, jpeg)
    height, width = pixels.shape[:2]
    per_cm = struct.pack("<II", round(1e7 / um_per_px), 1000)
    tags: list[tuple[int, int, int, bytes, int]] = [
        (256, LONG, 1, struct.pack("<I", width), 0),
        (257, LONG, 1, struct.pack("<I", height), 0),
        _outside(file, 258, SHORT, 3, struct.pack("<HHH", 8, 8, 8)),
        (259, SHORT, 1, struct.pack("<HH", 7, 0), 0),
        (262, SHORT, 1, struct.pack("<HH", 6, 0), 0),
        _outside(file, 271, ASCII, 10, b"Hamamatsu\0"),
        (273, LONG, 1, struct.pack("<I", start % 2**32), start >> 32),
        (277, SHORT, 1, struct.pack("<HH", 3, 0), 0),
        (278, LONG, 1, struct.pack("<I", height), 0),
        (279, LONG, 1, struct.pack("<I", len(jpeg)), 0),
        _outside(file, 282, RATIONAL, 1, per_cm),
        _outside(file, 283, RATIONAL, 1, per_cm),
        (284, SHORT, 1, struct.pack("<HH", 1, 0), 0),
        (296, SHORT, 1, struct.pack("<HH", 3, 0), 0),
        (530, SHORT, 2, struct.pack("<HH", 1, 1), 0),
        (65420, LONG, 1, struct.pack("<I", 1), 0),
        (65421, FLOAT, 1, struct.pack("<f", lens), 0),
        *((code, SIGNED, 1, struct.pack("<i", 0), 0) for code in (65422, 65423, 65424)),
    ]
    entries = b"".join(struct.pack("<HHI", *tag[:3]) + tag[3] for tag in tags)
    high_words = b"".join(struct.pack("<I", tag[4]) for tag in tags)
    directory = _put(file, struct.pack("<H", len(tags)) + entries)
    next_link = file.tell()
    file.write(b"\0" * 8 + high_words)
    end = file.tell()
    file.seek(link)
    file.write(struct.pack("<Q", directory))
    file.seek(end)
    return next_link


def _outside(
    file: io.BufferedWriter, code: int, kind: int, count: int, data: bytes
) -> tuple[int, int, int, bytes, int]:
    """A tag whose value lies elsewhere in the file."""
    at = _put(file, data)
    return code, kind, count, struct.pack("<I", at % 2**32), at >> 32


def _put(file: io.BufferedWriter, data: bytes) -> int:
    """Write at an even place, which is returned."""
    file.write(b"\0" * (file.tell() % 2))
    at = file.tell()
    file.write(data)
    return at
