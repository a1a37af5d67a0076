"""A finished count as a row of a study: its record as JSON, its density map as two blobs.

The blobs are compressed by zlib, the fastest way: stored once after each count, they have to be
written while the user goes on working. The bytes of the float32 values are sorted by their place
within the value, all lowest bytes first, which makes them smaller and quicker to compress.
"""

from __future__ import annotations

import dataclasses
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from melcount_app.core.count import CountRequest, ScanCounted
from melcount_app.core.density import DensityMap
from melcount_app.core.likeness import Window
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.tiling import AnalysisGrid, TileGrid

LEVEL = 1
"""Of zlib, the fastest."""

VALUE = np.dtype("<f4")
"""Of a density, whatever the machine."""


@dataclass(frozen=True, slots=True)
class CountRow:
    """A count as the study keeps it.

    Attributes:
        record: all but the pixels, as JSON.
        density: the values of the density map, compressed.
        counted: which of its pixels were counted, compressed.
    """

    record: str
    density: bytes
    counted: bytes


@dataclass(frozen=True, slots=True)
class CountRecord:
    """A `ScanCounted` without the pixels of its density map."""

    request: CountRequest
    windows: tuple[Window, ...]
    tiles: int
    seconds: float
    grid: AnalysisGrid
    tile_grid: TileGrid
    output_stride: int


def write_count(counted: ScanCounted) -> CountRow:
    """A count as a row; takes a few tenths of a second for a large scan."""
    density = counted.density
    record = CountRecord(
        counted.request,
        counted.windows,
        counted.tiles,
        counted.seconds,
        density.grid,
        density.tiles,
        density.output_stride,
    )
    seen = zlib.compress(np.packbits(density.counted).tobytes(), LEVEL)
    return CountRow(to_text(record), _packed(density.values), seen)


def read_count(row: CountRow, scan: Path) -> ScanCounted:
    """The count of a row, every number as it was.

    Args:
        row: as `write_count` gave it.
        scan: where the file lies today, for the request.

    Raises:
        Exception: as `from_text` does, and zlib.error: the row is damaged.
    """
    record = from_text(CountRecord, row.record)
    density = DensityMap(record.grid, record.tile_grid, record.output_stride)
    density.values[:] = _unpacked(row.density, density.values.shape)
    bits = np.frombuffer(zlib.decompress(row.counted), np.uint8)
    seen = np.unpackbits(bits, count=density.counted.size)
    density.counted[:] = seen.reshape(density.counted.shape)
    request = dataclasses.replace(record.request, scan=scan)
    return ScanCounted(request, density, record.windows, record.tiles, record.seconds)


def _packed(values: npt.NDArray[np.float32]) -> bytes:
    places = values.astype(VALUE).reshape(-1).view(np.uint8).reshape(-1, VALUE.itemsize)
    return zlib.compress(np.ascontiguousarray(places.T).tobytes(), LEVEL)


def _unpacked(packed: bytes, shape: tuple[int, ...]) -> npt.NDArray[np.float32]:
    places = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(VALUE.itemsize, -1)
    values: npt.NDArray[np.float32] = np.ascontiguousarray(places.T).view(VALUE).reshape(shape)
    return values
