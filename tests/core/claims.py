"""Files that claim to be scans of any size, made of a few numbers.

They are harmless: all that is in them is what their formats allow, only more of it than any scan
has, and hardly any pixels.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

Tag: TypeAlias = tuple[int, int, int, bytes | None]
"""Code, type, count and content; None where the content is not in the file."""

SHORT, LONG, LONG8, ASCII, BYTE = 3, 4, 16, 2, 1
BYTES = {BYTE: 1, SHORT: 2, LONG: 4, LONG8: 8, ASCII: 1}
MIB = 2**20


def number(code: int, value: int, kind: int = LONG) -> Tag:
    """A tag of one number."""
    return code, kind, 1, value.to_bytes(BYTES[kind], "little")


def big_tiff(path: Path, pages: Sequence[Sequence[Tag]], *, loops: bool = False) -> Path:
    """A BigTIFF of nothing but directories."""
    with path.open("wb") as file:
        file.write(struct.pack("<2sHHHQ", b"II", 43, 8, 0, 16))
        for place, tags in enumerate(pages):
            start = file.tell()
            behind = start + 8 + 20 * len(tags) + 8
            entries, contents = b"", b""
            for code, kind, count, content in sorted(tags):
                size = count * BYTES[kind]
                where = behind + len(contents)
                value = content.ljust(8, b"\0") if content is not None and size <= 8 else None
                entries += struct.pack("<HHQ", code, kind, count)
                entries += value or struct.pack("<Q", where)
                if value is None and content is not None:
                    contents += content
            is_last = place == len(pages) - 1
            following = (16 if loops else 0) if is_last else behind + len(contents)
            file.write(struct.pack("<Q", len(tags)) + entries)
            file.write(struct.pack("<Q", following) + contents)
    return path


def page(width: int, height: int, tile: int, compression: int = 8) -> list[Tag]:
    """The tags of a grey page of 8 bits in tiles, without the places of these."""
    return [
        number(256, width),
        number(257, height),
        number(258, 8, SHORT),
        number(259, compression, SHORT),
        number(262, 1, SHORT),
        number(277, 1, SHORT),
        number(322, tile),
        number(323, tile),
    ]


def tiles(count: int, offset: int, stored: int) -> list[Tag]:
    """Places of tiles that all lie at the same one."""
    return [
        (324, LONG8, count, struct.pack("<Q", offset) * count),
        (325, LONG8, count, struct.pack("<Q", stored) * count),
    ]


def zeros(size: int) -> bytes:
    """So many zeros, packed."""
    packer = zlib.compressobj(1)
    part = bytes(16 * MIB)
    parts = [packer.compress(part[: size - at]) for at in range(0, size, len(part))]
    return b"".join(parts) + packer.flush()


def png_claim(
    path: Path, width: int, height: int, colour: int, pixels: bytes = zlib.compress(bytes(1000))
) -> Path:
    """A PNG of a size, with pixels that need not be all."""
    parts = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, 0)),
        (b"IDAT", pixels),
        (b"IEND", b""),
    ]
    with path.open("wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n")
        for name, content in parts:
            file.write(struct.pack(">I", len(content)) + name + content)
            file.write(struct.pack(">I", zlib.crc32(name + content)))
    return path
