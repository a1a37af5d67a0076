"""A finished count as a row of a study: its record as JSON, its density map as two blobs.

The blobs are compressed by zlib, the fastest way: stored once after each count, they have to be
written while the user goes on working. The bytes of the float32 values are sorted by their place
within the value, all lowest bytes first, which makes them smaller and quicker to compress.
"""

from __future__ import annotations

import dataclasses
import zlib
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.likeness import Window
from melcount_app.core.study.database import MOST_BYTES
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.tiling import AnalysisGrid, TileGrid

LEVEL = 1
"""Of zlib, the fastest."""

VALUE = np.dtype("<f4")
"""Of a density, whatever the machine."""

CountRow: TypeAlias = tuple[str, bytes, bytes]
"""A count as the study keeps it: all but the pixels as JSON, then densities, and which of them
were counted, both compressed."""


@dataclass(frozen=True, slots=True)
class _Record:
    """A `ScanCounted` without the pixels of its density map."""

    request: CountRequest
    windows: tuple[Window, ...]
    tiles: int
    seconds: float
    grid: AnalysisGrid
    tile_grid: TileGrid
    output_stride: int
    notes: tuple[str, ...] = ()


def write_count(counted: ScanCounted) -> CountRow:
    """A count as a row; takes a few tenths of a second for a large scan."""
    density = counted.density
    record = _Record(
        counted.request,
        counted.windows,
        counted.tiles,
        counted.seconds,
        density.grid,
        density.tiles,
        density.output_stride,
        counted.notes,
    )
    seen = zlib.compress(np.packbits(density.counted).tobytes(), LEVEL)
    return to_text(record), _packed(density.values), seen


def read_count(row: CountRow, scan: Path) -> ScanCounted:
    """The count of a row, every number as it was.

    Args:
        row: as `write_count` gave it.
        scan: where the file lies today, for the request.

    Raises:
        Exception: as `from_text` does, and zlib.error: the row is damaged.
    """
    text, values, seen = row
    record = from_text(_Record, text)
    width, height = (-(-side // record.output_stride) for side in astuple(record.grid.size))
    if not 0 < width * height <= MOST_BYTES // VALUE.itemsize:
        raise ValueError(f"a map of {width} x {height} pixels")
    places = unpacked(values, width * height * VALUE.itemsize)
    packed_bits = unpacked(seen, -(-width * height // 8))
    density = DensityMap(record.grid, record.tile_grid, record.output_stride)
    density.values[:] = _values(places, density.values.shape)
    bits = np.unpackbits(np.frombuffer(packed_bits, np.uint8), count=density.counted.size)
    density.counted[:] = bits.reshape(density.counted.shape)
    request = dataclasses.replace(record.request, scan=scan)
    return ScanCounted(request, density, record.windows, record.tiles, record.seconds, record.notes)


def _packed(values: npt.NDArray[np.float32]) -> bytes:
    places = values.astype(VALUE).reshape(-1).view(np.uint8).reshape(-1, VALUE.itemsize)
    return zlib.compress(np.ascontiguousarray(places.T).tobytes(), LEVEL)


def _values(content: bytes, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    places = np.frombuffer(content, np.uint8).reshape(VALUE.itemsize, -1)
    values: npt.NDArray[np.float32] = np.ascontiguousarray(places.T).view(VALUE).reshape(shape)
    return values


def unpacked(packed: bytes, size: int) -> bytes:
    """What was compressed, if it has just that many bytes; no more of it is unpacked.

    Raises:
        ValueError: it has not.
        zlib.error: it is damaged.
    """
    stream = zlib.decompressobj()
    content = stream.decompress(packed, size + 1)
    if len(content) != size or not stream.eof:
        raise ValueError(f"not {size} bytes are packed")
    return content
