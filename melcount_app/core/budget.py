"""How much of a file is read before something is said: memory, by what the file declares.

A file that is damaged, or made to do harm, may claim any size. Whoever allocates for it asks here
first, so that no file takes more than about 1 GB before it is used or refused. All that is larger
than anything a lab has is refused, whether or not a machine has the memory for it.
"""

from __future__ import annotations

import os
import re
import zlib
from pathlib import Path
from typing import Protocol

MIB = 2**20

SEGMENT_BYTES = 256 * MIB
"""That the strips and tiles which are decoded at once may have together, and each of them alone.
Decoding one takes up to three times as much."""

PICTURE_BYTES = 800 * MIB
"""That decoding a picture which is read whole may take."""

DIRECTORY_BYTES = 32 * MIB
"""Of one entry in the directory of an image file: places of tiles, texts, tables."""

TEXT_BYTES = 32 * MIB
"""Of one text or document: OME-XML, cards, protocols, settings, records of reports."""

PARSED_BYTES = 640 * MIB
"""That a document of JSON may take once it is parsed, by the signs in it."""

NETWORK_BYTES = 256 * MIB
"""Of the network of a model."""


BEYOND_16_BITS = re.compile(rb"[\xf0-\xf4]")
"""Where a sign begins, in UTF-8, for which a text takes 32 bits a sign."""


class SupportsRead(Protocol):
    """What bytes are read from."""

    def read(self, size: int, /) -> bytes:
        """At most so many of those that follow."""


class OverBudgetError(ValueError):
    """A file holds, or claims, more than there is any use for."""


def read_within(path: Path, limit_bytes: int) -> bytes:
    """All of a file.

    Raises:
        OverBudgetError: it is longer.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > limit_bytes:
            raise OverBudgetError(f"more than {limit_bytes} bytes")
        return taken_within(file, limit_bytes)


def taken_within(file: SupportsRead, limit_bytes: int) -> bytes:
    """The rest of a stream, which may unpack what it reads.

    Raises:
        OverBudgetError: it is longer.
    """
    content = file.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise OverBudgetError(f"more than {limit_bytes} bytes")
    return content


def check_json(content: bytes, limit_bytes: int = PARSED_BYTES) -> None:
    """Refuse a document of JSON by what it takes once it is parsed, before it is.

    Args:
        content: of the document.
        limit_bytes: that the lists, objects, texts and numbers in it may take.

    Raises:
        OverBudgetError: they may take more.
    """
    signs = {b"[": 88, b"{": 240, b",": 40, b'"': 30, b":": 32}  # of CPython, on 64 bits
    taken = len(content) * _widest(content) + sum(
        content.count(sign) * signs[sign] for sign in signs
    )
    if taken > limit_bytes:
        raise OverBudgetError(f"JSON that takes about {taken} bytes")


def _widest(content: bytes) -> int:
    """Bytes that a sign takes in a document and in its texts; the widest one decides."""
    if content.isascii():
        return 1
    return 8 if BEYOND_16_BITS.search(content) else 4


def inflated(packed: bytes, limit_bytes: int) -> bytes:
    """What zlib packed, whole.

    Raises:
        OverBudgetError: it is longer.
        zlib.error: it is damaged or cut short.
    """
    unpacker = zlib.decompressobj()
    content = unpacker.decompress(packed, limit_bytes + 1)
    if len(content) > limit_bytes:
        raise OverBudgetError(f"more than {limit_bytes} bytes")
    content += unpacker.flush()
    if not unpacker.eof:
        raise zlib.error("incomplete or truncated stream")
    return content
