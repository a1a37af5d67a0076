"""The density map: cells per pixel over a whole scan, put together from tiles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.region import Coverage, Outline, coverage
from melcount_app.core.tiling import AnalysisGrid, TileGrid


class DensityMap:
    """Cells per map pixel over a scan; its integral is the number of cells.

    The map begins at the upper left corner of the scan. Tiles that were never counted hold 0
    and are known as such: nothing is integrated over them.

    Attributes:
        grid: the analysis pixels that the network saw.
        tiles: how they were cut.
        output_stride: analysis pixels per map pixel, on each axis.
        size: of the map in map pixels.
        level0_per_px: side of a map pixel in level-0 pixels.
        values: (size.height, size.width) float32, cells per map pixel.
        counted: (tiles.rows, tiles.columns) bool, the tiles that were counted.
    """

    def __init__(self, grid: AnalysisGrid, tiles: TileGrid, output_stride: int) -> None:
        self.grid = grid
        self.tiles = tiles
        self.output_stride = output_stride
        self.size = Size(
            -(-grid.size.width // output_stride), -(-grid.size.height // output_stride)
        )
        self.level0_per_px = grid.level0_per_px * output_stride
        self.values: npt.NDArray[np.float32] = np.zeros(
            (self.size.height, self.size.width), np.float32
        )
        self.counted: npt.NDArray[np.bool_] = np.zeros((tiles.rows, tiles.columns), np.bool_)

    def copy(self) -> DensityMap:
        """A map that can be added to without changing this one."""
        twin = DensityMap(self.grid, self.tiles, self.output_stride)
        twin.values = self.values.copy()
        twin.counted = self.counted.copy()
        return twin

    def fits(self, grid: AnalysisGrid, tiles: TileGrid, output_stride: int) -> bool:
        """Whether tiles cut in this way can be added to this map."""
        return (self.grid, self.tiles, self.output_stride) == (grid, tiles, output_stride)

    def window(self, row: int, column: int) -> Rect:
        """The part of the map, in map pixels, that a tile answers for."""
        core = self._core_px
        return Rect(column * core, row * core, core, core).clipped_to(self.size)

    def put(self, row: int, column: int, core: npt.NDArray[np.float32]) -> None:
        """Store the answer of one tile, (core, core) in map pixels; what reaches beyond is cut.

        Raises:
            ValueError: a value is not finite or below 0: no count may be made of it.
        """
        window = self.window(row, column)
        part = core[: window.height, : window.width]
        if not (np.isfinite(part).all() and (part >= 0).all()):
            raise ValueError(f"tile {row}, {column} holds values that are not densities")
        self.values[window.y : window.bottom, window.x : window.right] = part
        self.counted[row, column] = True

    def coverage(self, outline: Outline) -> Coverage:
        """How much of each map pixel an outline in level-0 pixels covers."""
        return coverage(outline, self.size, self.level0_per_px)

    def missing(self, covered: Coverage) -> list[tuple[int, int]]:
        """Row and column of every tile that the outline touches and nobody counted."""
        missing = self.tiles.touched(covered, self._core_px) & ~self.counted
        return [(int(row), int(column)) for row, column in np.argwhere(missing)]

    def cells(self, covered: Coverage) -> float | None:
        """Number of cells inside an outline; None while a tile it touches was not counted."""
        if self.missing(covered):
            return None
        window = covered.window
        part = self.values[window.y : window.bottom, window.x : window.right]
        return float(np.sum(part * covered.share, dtype=np.float64))

    @property
    def _core_px(self) -> int:
        return self.tiles.core_px // self.output_stride
