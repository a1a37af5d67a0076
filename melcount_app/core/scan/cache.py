"""Decoded segments of a scan, the latest kept within a limit of bytes."""

from __future__ import annotations

from collections import OrderedDict
from typing import TypeAlias

from melcount_app.core.scan.base import Pixels

SegmentKey: TypeAlias = tuple[int, int, int, int | None]


class SegmentCache:
    """Decoded segments, the least recently used dropped first.

    The latest segment stays even when it alone is over the limit: the next read touches it again.
    """

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._held: OrderedDict[SegmentKey, Pixels] = OrderedDict()
        self._held_bytes = 0

    def get(self, key: SegmentKey) -> Pixels | None:
        """The segment under `key`, now the most recently used, or None."""
        found = self._held.get(key)
        if found is not None:
            self._held.move_to_end(key)
        return found

    def put(self, key: SegmentKey, pixels: Pixels) -> None:
        """Keep a segment under a key that is not held yet."""
        self._held[key] = pixels
        self._held_bytes += pixels.nbytes
        while self._held_bytes > self._limit_bytes and len(self._held) > 1:
            _, dropped = self._held.popitem(last=False)
            self._held_bytes -= dropped.nbytes

    def clear(self) -> None:
        """Drop everything."""
        self._held.clear()
        self._held_bytes = 0
