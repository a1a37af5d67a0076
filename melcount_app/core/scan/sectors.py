"""Sectors of a disc that a failed copy has left as zeros, inside uncompressed pixels.

Uncompressed pixels cannot say that they are damaged, and black is zero in sound scans, too:
padding, holes between tiles, drawn frames, seams. But those begin and end where the picture has it
so. Zeros that fill sectors of the file exactly, while most pixels right above and below are not
black, are none of the picture. Whole rows, and sectors in places that are dark, cannot be told from
it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from melcount_app.core.scan.zeros import DamagedStreamError

SECTOR_BYTES = 512
_WORD = 8
_LEAST_LIT = 0.5

_CHUNK_BYTES = 2 * 2**20
_AROUND_BYTES = 2**19
"""Zeros may begin and end farther away than the rows that are wanted: so far is looked."""

Bytes = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class StoredRows:
    """Rows of pixels as they lie in a file.

    Attributes:
        data: whole rows.
        offset: of their first byte in the file.
        row_bytes, pixel_bytes: length of a row and of a pixel.
    """

    data: Bytes
    offset: int
    row_bytes: int
    pixel_bytes: int


def check_sectors(data: bytes, offset: int, row_bytes: int, pixel_bytes: int) -> None:
    """Refuse uncompressed pixels of which sectors were lost.

    Args:
        data: whole rows.
        offset: of their first byte in the file.
        row_bytes: length of a row.
        pixel_bytes: length of a pixel.

    Raises:
        DamagedStreamError: some were.
    """
    if lost_sectors(StoredRows(np.frombuffer(data, np.uint8), offset, row_bytes, pixel_bytes)):
        raise DamagedStreamError("lost sectors")


def lost_sectors(rows: StoredRows) -> list[tuple[int, int]]:
    """Where sectors among uncompressed pixels were lost: first byte of the rows, and that behind.

    Of each sector one word is looked at; where it is zero, whether the zeros begin and end with
    sectors, to a pixel; only then the rest.
    """
    skipped = -rows.offset % SECTOR_BYTES
    count = (len(rows.data) - skipped) // SECTOR_BYTES
    if count < 1:
        return []
    whole = rows.data[skipped : skipped + count * SECTOR_BYTES].reshape(count, SECTOR_BYTES)
    dark = np.flatnonzero(~whole[:, :_WORD].any(axis=1))
    if not len(dark):
        return []
    is_first = np.diff(dark, prepend=-2) != 1
    is_last = np.diff(dark, append=-2) != 1
    starts = skipped + SECTOR_BYTES * dark[is_first]
    ends = skipped + SECTOR_BYTES * (dark[is_last] + 1)
    inside = (starts >= rows.pixel_bytes) & (ends + rows.pixel_bytes <= len(rows.data))
    starts, ends = starts[inside], ends[inside]
    near = np.arange(rows.pixel_bytes)
    before = rows.data[starts[:, np.newaxis] - 1 - near].any(axis=1)
    after = rows.data[ends[:, np.newaxis] + near].any(axis=1)
    exact = before & after
    found = zip(starts[exact].tolist(), ends[exact].tolist(), strict=True)
    return [(start, end) for start, end in found if _is_lost(rows, start, end)]


@dataclass(frozen=True, slots=True)
class StoredPlane:
    """A plane whose rows follow each other in the file.

    Attributes:
        offset: of its first byte in the file.
        row_bytes, pixel_bytes: length of a row and of a pixel.
        height: number of rows.
    """

    offset: int
    row_bytes: int
    pixel_bytes: int
    height: int


class SectorWatch:
    """Knows the lost sectors of planes; each part of the file is looked through once.

    What is asked for may be narrower and lower than what was lost, so whole rows are looked at, and
    those around them.

    Args:
        read: bytes of the file, by offset and number.
    """

    def __init__(self, read: Callable[[int, int], Bytes]) -> None:
        self._read = read
        self._known: dict[tuple[int, int], tuple[tuple[int, int], ...]] = {}

    def is_damaged(self, plane: StoredPlane, top: int, bottom: int) -> bool:
        """Whether sectors were lost in the rows from top to before bottom."""
        first, last = top * plane.row_bytes, bottom * plane.row_bytes
        chunk_rows = max(1, _CHUNK_BYTES // plane.row_bytes)
        return any(
            start < last and end > first
            for chunk in range(top - top % chunk_rows, bottom, chunk_rows)
            for start, end in self._lost(plane, chunk, chunk + chunk_rows)
        )

    def _lost(self, plane: StoredPlane, top: int, bottom: int) -> tuple[tuple[int, int], ...]:
        known = self._known.get((plane.offset, top))
        if known is None:
            around = -(-_AROUND_BYTES // plane.row_bytes)
            skipped = max(0, top - around) * plane.row_bytes
            end = min(plane.height, bottom + around) * plane.row_bytes
            offset = plane.offset + skipped
            data = self._read(offset, end - skipped)
            rows = StoredRows(data, offset, plane.row_bytes, plane.pixel_bytes)
            known = tuple((skipped + a, skipped + b) for a, b in lost_sectors(rows))
            self._known[plane.offset, top] = known
        return known


def _is_lost(rows: StoredRows, start: int, end: int) -> bool:
    """Whether there are zeros from start to end, between rows that are lit.

    Whole rows may be a seam.
    """
    length = end - start
    if start % rows.row_bytes == 0 and length % rows.row_bytes == 0:
        return False
    if rows.data[start:end].any():
        return False
    step = -(-length // rows.row_bytes) * rows.row_bytes
    return min(_lit(rows, start - step, length), _lit(rows, start + step, length)) >= _LEAST_LIT


def _lit(rows: StoredRows, start: int, length: int) -> float:
    """The share of pixels that are not black; all of those outside."""
    end = start + length
    start += -start % rows.pixel_bytes
    end -= end % rows.pixel_bytes
    if start < 0 or end > len(rows.data) or end <= start:
        return 1.0
    return float(rows.data[start:end].reshape(-1, rows.pixel_bytes).any(axis=1).mean())
