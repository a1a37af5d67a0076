"""The density map made small and smooth for the eye, while its tiles come in."""

from __future__ import annotations

import math

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.colour_scale import SMOOTHING_UM
from melcount_app.core.geometry import PixelSize, Rect, Size
from melcount_app.core.region import Coverage, Outline, coverage

LONGER_SIDE_PX = 512
"""Longer side of the picture, at most."""

SMOOTHING_MM = SMOOTHING_UM / 1000

LEAST_SHARE = 0.02
"""Where less than this share of the smoothed window is sample, there is nothing to show."""


class DensityPicture:
    """Cells summed over blocks of map pixels, tile by tile.

    Attributes:
        level0_per_px: side of a picture pixel in level-0 pixels.
        size: of the picture.
    """

    def __init__(self, map_size: Size, level0_per_map_px: float) -> None:
        self._map_size = map_size
        self._block = math.ceil(max(map_size.width, map_size.height) / LONGER_SIDE_PX)
        self.level0_per_px = level0_per_map_px * self._block
        self.size = Size(
            math.ceil(map_size.width / self._block), math.ceil(map_size.height / self._block)
        )
        shape = (self.size.height, self.size.width)
        self._cells = np.zeros(shape, np.float32)
        self._seen = np.zeros(shape, np.float32)
        self._covered: tuple[Outline, Coverage] | None = None

    def copy(self) -> DensityPicture:
        """A picture that can be added to without changing this one."""
        twin = DensityPicture(self._map_size, self.level0_per_px / self._block)
        twin._cells, twin._seen = self._cells.copy(), self._seen.copy()
        twin._covered = self._covered
        return twin

    def add(self, window: Rect, values: npt.NDArray[np.float32]) -> None:
        """Add one tile; what is added again only weighs more in the mean around it.

        Args:
            window: of the tile, in map pixels.
            values: (window.height, window.width), cells per map pixel.
        """
        columns, rows = self._blocks(window.x, window.right), self._blocks(window.y, window.bottom)
        part = np.s_[
            window.y // self._block : window.y // self._block + len(rows),
            window.x // self._block : window.x // self._block + len(columns),
        ]
        sums = np.add.reduceat(np.add.reduceat(values, rows, axis=0), columns, axis=1)
        self._cells[part] += sums
        self._seen[part] += np.outer(
            np.diff([*rows, window.height]), np.diff([*columns, window.width])
        )

    def _blocks(self, first: int, stop: int) -> npt.NDArray[np.intp]:
        """Where a new block begins among the map pixels `first` to `stop`, counted from 0."""
        return np.flatnonzero(np.diff(np.arange(first, stop) // self._block, prepend=-1))

    def cells_per_mm2(self, outline: Outline, pixel_size: PixelSize) -> npt.NDArray[np.float32]:
        """Mean density around every picture pixel, of the sample that was counted so far.

        Args:
            outline: of the sample, in level-0 pixels.
            pixel_size: of level 0.

        Returns:
            (size.height, size.width); NaN outside the sample and where nothing was counted.
        """
        covered = self._covered_by(outline)
        share = np.zeros(self._cells.shape, np.float32)
        window = covered.window
        share[window.slices] = covered.share
        side_mm = self.level0_per_px * pixel_size.um_per_px / 1000
        sigma_px = SMOOTHING_MM / side_mm
        cells = _smoothed(self._cells * share, sigma_px)
        area_mm2 = _smoothed(self._seen * share / np.float32(self._block**2), sigma_px) * side_mm**2
        shown = (share > 0.5) & (self._seen > 0) & (area_mm2 > LEAST_SHARE * side_mm**2)
        density = np.full(share.shape, np.nan, np.float32)
        density[shown] = cells[shown] / area_mm2[shown]
        return density

    def _covered_by(self, outline: Outline) -> Coverage:
        """Pixels of the sample; they stay while tiles are added."""
        if self._covered is None or self._covered[0] is not outline:
            self._covered = outline, coverage(outline, self.size, self.level0_per_px)
        return self._covered[1]


def _smoothed(values: npt.NDArray[np.float32], sigma_px: float) -> npt.NDArray[np.float32]:
    if sigma_px < 0.3:
        return values
    smooth = cv2.GaussianBlur(values, (0, 0), sigma_px, borderType=cv2.BORDER_CONSTANT)
    return np.asarray(smooth, np.float32)
