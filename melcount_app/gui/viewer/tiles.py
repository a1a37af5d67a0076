"""Which tiles of a scan a view needs, and a cache for them. No Qt objects."""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from melcount_app.core.geometry import Rect
from melcount_app.core.scan.base import Level, Pixels

TILE_PX = 512
"""Side of a tile in pixels of its level."""

LARGEST_ENLARGEMENT = 1.5
"""A coarser level is good enough while its pixels are at most this many screen pixels wide."""

MOST_TILES = 160
"""A view that needs more tiles than this stays with the overview."""


@dataclass(frozen=True, slots=True)
class TileKey:
    """One tile of one level, by column and row."""

    level: int
    column: int
    row: int


@dataclass(frozen=True, slots=True)
class Area:
    """An upright rectangle in level-0 pixels, not necessarily whole."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class TileLayout:
    """How the levels of a scan are cut into tiles."""

    levels: tuple[Level, ...]

    def level_for(self, level0_per_screen_px: float) -> int:
        """Index of the coarsest level that is still sharp at a zoom."""
        finest_needed = level0_per_screen_px * LARGEST_ENLARGEMENT
        sharp = [i for i, level in enumerate(self.levels) if level.downsample <= finest_needed]
        return sharp[-1] if sharp else 0

    def rect(self, key: TileKey) -> Rect:
        """The tile in pixels of its level."""
        tile = Rect(key.column * TILE_PX, key.row * TILE_PX, TILE_PX, TILE_PX)
        return tile.clipped_to(self.levels[key.level].size)

    def area(self, key: TileKey) -> Area:
        """The tile in level-0 pixels."""
        rect, downsample = self.rect(key), self.levels[key.level].downsample
        return Area(
            rect.x * downsample,
            rect.y * downsample,
            rect.width * downsample,
            rect.height * downsample,
        )

    def keys(self, level: int, area: Area) -> list[TileKey]:
        """The tiles of a level that touch an area, those nearest to its centre first."""
        side = TILE_PX * self.levels[level].downsample
        columns = _touched(area.x, area.width, side, self._last(self.levels[level].size.width))
        rows = _touched(area.y, area.height, side, self._last(self.levels[level].size.height))
        centre_x, centre_y = area.x + area.width / 2, area.y + area.height / 2

        def distance(key: TileKey) -> float:
            return math.hypot(
                (key.column + 0.5) * side - centre_x, (key.row + 0.5) * side - centre_y
            )

        return sorted((TileKey(level, c, r) for r in rows for c in columns), key=distance)

    @staticmethod
    def _last(length_px: int) -> int:
        return (length_px - 1) // TILE_PX


def _touched(start: float, length: float, side: float, last: int) -> range:
    return range(max(int(start // side), 0), min(int((start + length) // side), last) + 1)


class Weighty(Protocol):
    """Something that knows how many bytes it holds, as `QImage` does."""

    def sizeInBytes(self) -> int: ...  # noqa: N802, D102 - Qt's name


Picture = TypeVar("Picture", bound=Weighty)


class TileCache(Generic[Picture]):
    """Decoded tiles, the least recently used of them dropped when they take too many bytes."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit_bytes = limit_bytes
        self._tiles: OrderedDict[TileKey, Picture] = OrderedDict()
        self.size_bytes = 0

    def __contains__(self, key: TileKey) -> bool:
        return key in self._tiles

    def __len__(self) -> int:
        return len(self._tiles)

    def get(self, key: TileKey) -> Picture | None:
        """The tile, now the most recently used; None when it is not there."""
        if key in self._tiles:
            self._tiles.move_to_end(key)
        return self._tiles.get(key)

    def put(self, key: TileKey, picture: Picture) -> None:
        """Keep a tile; older ones may go for it."""
        if key in self._tiles:
            self.size_bytes -= self._tiles.pop(key).sizeInBytes()
        self._tiles[key] = picture
        self.size_bytes += picture.sizeInBytes()
        while self.size_bytes > self._limit_bytes and len(self._tiles) > 1:
            _, dropped = self._tiles.popitem(last=False)
            self.size_bytes -= dropped.sizeInBytes()

    def clear(self) -> None:
        """Drop all tiles."""
        self._tiles.clear()
        self.size_bytes = 0


@dataclass(frozen=True, slots=True)
class Contrast:
    """Values shown black and white; in between, grey levels rise with a power of the value.

    Attributes:
        black: the value that is shown black, with all below it.
        white: the value that is shown white, with all above it.
        gamma: the power; below 1 dim values are shown brighter.
    """

    black: float
    white: float
    gamma: float = 1.0

    def grey(self, pixels: Pixels) -> npt.NDArray[np.uint8]:
        """Grey levels of pixels of any shape, contiguous in memory."""
        values = np.arange(np.iinfo(pixels.dtype).max + 1, dtype=np.float32)
        scaled = np.clip((values - self.black) / max(self.white - self.black, 1), 0, 1)
        table = (255 * scaled**self.gamma).astype(np.uint8)
        return np.ascontiguousarray(table[pixels])


def automatic_contrast(pixels: Pixels) -> Contrast:
    """Contrast in which the surroundings are black and a thousandth of the pixels is white.

    Args:
        pixels: (height, width) of one channel of an overview.
    """
    step = max(max(pixels.shape) // 512, 1)
    black, white = np.percentile(pixels[::step, ::step], (2, 99.9))
    return Contrast(float(black), float(max(white, black + 1)))


def overview_suffices(layout: Sequence[Level], level: int, overview_downsample: float) -> bool:
    """Whether the overview is as fine as a level, so that no tile of it is needed."""
    return layout[level].downsample >= overview_downsample * 0.99
