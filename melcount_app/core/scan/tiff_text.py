"""The description of a TIFF file without opening it whole: one small read of its first page."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.budget import TEXT_BYTES

DESCRIPTION_TAG = 270
MOST_TAGS = 4096
_ASCII = 2


@dataclass(frozen=True, slots=True)
class _Layout:
    """How offsets and tags are written."""

    order: str
    is_big: bool

    def number(self, data: bytes) -> int:
        code = {2: "H", 4: "I", 8: "Q"}[len(data)]
        return int(struct.unpack(self.order + code, data)[0])


def first_description(path: Path, start: bytes = b"") -> str:
    """Text of the image description of the first page; empty where there is none.

    Args:
        path: of the file.
        start: what the text has to begin with, spaces aside; else it is not read, and empty.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        layout = _layout(file.read(8))
        if layout is None:
            return ""
        try:
            return _text(file, layout, start)
        except (struct.error, KeyError, OverflowError):
            return ""  # cut short: who opens it says so


def _layout(head: bytes) -> _Layout | None:
    order = {b"II": "<", b"MM": ">"}.get(head[:2])
    if order is None or len(head) < 8:
        return None
    version = struct.unpack(order + "H", head[2:4])[0]
    return _Layout(order, version == 43) if version in {42, 43} else None


def _text(file: BinaryIO, layout: _Layout, start: bytes) -> str:
    wide = 8 if layout.is_big else 4
    file.seek(8 if layout.is_big else 4)
    file.seek(layout.number(file.read(wide)))
    count_bytes = 8 if layout.is_big else 2
    count = layout.number(file.read(count_bytes))
    if count > MOST_TAGS:
        return ""
    entry_bytes = 4 + 2 * wide
    entries = file.read(count * entry_bytes)
    for place in range(0, len(entries), entry_bytes):
        entry = entries[place : place + entry_bytes]
        if layout.number(entry[:2]) == DESCRIPTION_TAG and layout.number(entry[2:4]) == _ASCII:
            length = layout.number(entry[4 : 4 + wide])
            return _value(file, layout, (length, entry[4 + wide :]), start)
    return ""


def _value(file: BinaryIO, layout: _Layout, told: tuple[int, bytes], start: bytes) -> str:
    length, place = told
    if length > TEXT_BYTES:
        return ""
    if length <= len(place):
        content = place[:length]
    else:
        file.seek(layout.number(place))
        content = file.read(min(length, 256))
        if not content.lstrip().startswith(start):
            return ""
        content += file.read(length - len(content))
    text = content.split(b"\0")[0]
    return text.decode("utf-8", "replace") if text.lstrip().startswith(start) else ""
