"""The density map: cells per pixel over a whole scan, put together from tiles."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.region import Coverage, Outline, coverage
from melcount_app.core.tiling import AnalysisGrid, TileGrid


class DensityMap:
    """Cells per map pixel over a scan; its integral is the number of cells.

    The map begins at the upper left corner of the scan. Pixels that were never counted hold 0
    and are known as such: nothing is integrated over them.

    Attributes:
        grid: the analysis pixels that the network saw.
        tiles: how they were cut.
        output_stride: analysis pixels per map pixel, on each axis.
        size: of the map in map pixels.
        level0_per_px: side of a map pixel in level-0 pixels.
        values: (size.height, size.width) float32, cells per map pixel.
        counted: (size.height, size.width) bool, the pixels that were counted.
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
        self.counted: npt.NDArray[np.bool_] = np.zeros(self.values.shape, np.bool_)

    def copy(self) -> DensityMap:
        """A map that can be added to without changing this one."""
        twin = DensityMap(self.grid, self.tiles, self.output_stride)
        twin.values = self.values.copy()
        twin.counted = self.counted.copy()
        return twin

    def fits(self, grid: AnalysisGrid, tiles: TileGrid, output_stride: int) -> bool:
        """Whether tiles cut in this way can be added to this map."""
        return (self.grid, self.tiles, self.output_stride) == (grid, tiles, output_stride)

    def window(self, core: Rect) -> Rect:
        """Where the answer for a core lies, in map pixels; what reaches beyond the map is cut."""
        stride = self.output_stride
        return Rect(
            core.x // stride, core.y // stride, core.width // stride, core.height // stride
        ).clipped_to(self.size)

    def put(self, core: Rect, values: npt.NDArray[np.float32]) -> None:
        """Store the answer for a core, which is given in analysis pixels.

        Args:
            core: part of a core of `tiles`, its sides multiples of `output_stride`.
            values: (core.height, core.width) / output_stride; what reaches beyond is cut.

        Raises:
            ValueError: a value is not finite or below 0: no count may be made of it.
        """
        window = self.window(core)
        part = values[: window.height, : window.width]
        if not (np.isfinite(part).all() and (part >= 0).all()):
            raise ValueError(f"the tile at {core} holds values that are not densities")
        self.values[window.slices] = part
        self.counted[window.slices] = True

    def coverage(self, outline: Outline) -> Coverage:
        """How much of each map pixel an outline in level-0 pixels covers."""
        return coverage(outline, self.size, self.level0_per_px)

    def is_counted(self, covered: Coverage) -> bool:
        """Whether every pixel that the outline touches was counted."""
        return not self._lacking(covered).any()

    def counted_share(self, outline: Outline) -> float:
        """How much of the area of an outline, in level-0 pixels, was counted; 0 to 1."""
        covered = self.coverage(outline)
        total = float(covered.share.sum(dtype=np.float64))
        seen = covered.share[self.counted[covered.window.slices]]
        return float(seen.sum(dtype=np.float64)) / total if total else 0.0

    def missing(self, covered: Coverage) -> list[Rect]:
        """The parts of cores, in analysis pixels, that an outline touches and nobody counted."""
        lacking = np.zeros_like(self.counted)
        lacking[covered.window.slices] = self._lacking(covered)
        return self.tiles.holding(lacking, self.output_stride)

    def cells(self, covered: Coverage) -> float | None:
        """Number of cells inside an outline; None while part of it was not counted."""
        if not self.is_counted(covered):
            return None
        part = self.values[covered.window.slices]
        return float(np.sum(part * covered.share, dtype=np.float64))

    def _lacking(self, covered: Coverage) -> npt.NDArray[np.bool_]:
        """Which pixels of the window of `covered` are touched and were not counted."""
        return (covered.share > 0) & ~self.counted[covered.window.slices]
