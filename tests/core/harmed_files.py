"""Tiled TIFF files of which some tiles are missing, or hold bytes that no decoder takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import tifffile

from tests.conftest import UM_PER_PX

TILE_PX = 64
Place = tuple[int, int]


def noise(height: int = 512, width: int = 640) -> npt.NDArray[np.uint8]:
    return np.random.default_rng(5).integers(30, 60, (height, width)).astype(np.uint8)


def write_tiled(path: Path, *levels: npt.NDArray[Any], um_per_px: float | None = UM_PER_PX) -> Path:
    """Write grey levels, finest first, in tiles packed with Deflate."""
    resolution = (1e4 / um_per_px, 1e4 / um_per_px) if um_per_px else None
    with tifffile.TiffWriter(path) as writer:
        for number, pixels in enumerate(levels):
            writer.write(
                pixels,
                photometric="rgb" if pixels.ndim == 3 else "minisblack",
                tile=(TILE_PX, TILE_PX),
                compression="zlib",
                subifds=len(levels) - 1 if number == 0 else None,
                subfiletype=1 if number else 0,
                resolution=None if number else resolution,
                resolutionunit=None if number or not um_per_px else "CENTIMETER",
                metadata=None,
            )
    return path


@contextmanager
def _page(path: Path, level: int) -> Iterator[tifffile.TiffPage]:
    with tifffile.TiffFile(path, mode="r+") as tiff:
        page = tiff.series[0].levels[level].pages[0]
        assert isinstance(page, tifffile.TiffPage)
        yield page


def _number(page: tifffile.TiffPage, place: Place) -> int:
    return place[0] * -(-int(page.imagewidth) // TILE_PX) + place[1]


def leave_out(path: Path, *places: Place, level: int = 0) -> Path:
    """Let tiles, each as (row, column), have no bytes in the file."""
    with _page(path, level) as page:
        tables = {"TileOffsets": page.dataoffsets, "TileByteCounts": page.databytecounts}
        for name, values in tables.items():
            changed = list(values)
            for place in places:
                changed[_number(page, place)] = 0
            page.tags[name].overwrite(changed)
    return path


def harm(path: Path, *places: Place, level: int = 0) -> Path:
    """Write over the middle of tiles, each as (row, column)."""
    with _page(path, level) as page:
        for place in places:
            number = _number(page, place)
            start, count = page.dataoffsets[number], page.databytecounts[number]
            page.parent.filehandle.seek(start + count // 3)
            page.parent.filehandle.write(b"\xff" * (count // 3))
    return path
