"""From a density map to smooth colours over the scan."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from melcount_app.core.colour_scale import SMOOTHING_UM, highest_shown
from melcount_app.core.geometry import Size
from melcount_app.core.region import Coverage, Outline, coverage
from melcount_app.core.report.density_tiff import masked_density
from melcount_app.core.report.report import Report
from melcount_app.core.wording import phrase

WORKING_UM = 20.0
"""About the side of the pixels that densities are smoothed on: a fifth of the Gaussian."""

PER_MM2, PER_PX = "cells/mm²", "cells per million px"
UNITS = {PER_MM2: phrase("cells/mm²"), PER_PX: phrase("cells per million px")}
"""What smoothed densities are in."""


@dataclass(frozen=True, slots=True)
class SmoothDensity:
    """Density to look at, on a coarse grid that begins at the upper left corner of the scan.

    Attributes:
        values: (height, width) float32, in `unit`; 0 far from the sample.
        level0_per_px: side of a grid pixel in level-0 pixels.
        unit: what the values are in, one of `UNITS`.
        highest: what nearly all values inside the sample stay below.
    """

    values: npt.NDArray[np.float32]
    level0_per_px: float
    unit: str
    highest: float

    def over(self, size: Size, level0_per_px: float) -> npt.NDArray[np.float32]:
        """The densities on another grid that begins at the same corner: (height, width)."""
        scale = level0_per_px / self.level0_per_px
        shift = (scale - 1) / 2  # pixel centres, not pixel corners
        step = np.array([[scale, 0, shift], [0, scale, shift]], np.float64)
        moved = cv2.warpAffine(
            self.values,
            step,
            (size.width, size.height),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(moved, np.float32)


def smooth_density(report: Report) -> SmoothDensity:
    """Cells over area inside the sample, both smoothed, so that its edge is not darkened.

    In cells/mm²; without a pixel size in cells per million level-0 pixels.
    """
    density, request = report.density, report.request
    blocks = max(round(WORKING_UM / (density.level0_per_px * request.um_per_px)), 1)
    cells = _block_sums(masked_density(density, request.mask), blocks)
    level0_per_px = density.level0_per_px * blocks
    share = share_of_sample(request.mask.sample, Size(*cells.shape[::-1]), level0_per_px)
    sigma = SMOOTHING_UM / (level0_per_px * request.um_per_px)
    weight = _smoothed(share, sigma)
    pixel_area = _area(report, level0_per_px**2)
    values = _smoothed(cells, sigma) / (np.maximum(weight, 1e-3) * pixel_area)
    return SmoothDensity(
        values=values.astype(np.float32),
        level0_per_px=level0_per_px,
        unit=PER_MM2 if request.pixel_size else PER_PX,
        highest=highest_shown(values[share > 0]),
    )


def share_of_sample(outline: Outline, size: Size, level0_per_px: float) -> npt.NDArray[np.float32]:
    """How much of each pixel of a whole grid lies in the sample: (height, width), 0 to 1."""
    return spread(coverage(outline, size, level0_per_px), size)


def spread(covered: Coverage, size: Size) -> npt.NDArray[np.float32]:
    """A coverage with its window put into the whole grid: (height, width), 0 to 1."""
    share = np.zeros((size.height, size.width), np.float32)
    window = covered.window
    share[window.slices] = covered.share
    return share


def _area(report: Report, level0_px: float) -> float:
    """Area of so many level-0 pixels, in mm² or in millions of pixels."""
    pixel_size = report.request.pixel_size
    return pixel_size.area_mm2(level0_px) if pixel_size else level0_px * 1e-6


def _block_sums(values: npt.NDArray[np.float32], side: int) -> npt.NDArray[np.float32]:
    """Sums over squares of `side` pixels; 0 lies beyond the edge."""
    height, width = (-(-length // side) * side for length in values.shape)
    padded = np.zeros((height, width), np.float32)
    padded[: values.shape[0], : values.shape[1]] = values
    size = (width // side, height // side)
    return np.asarray(cv2.resize(padded, size, interpolation=cv2.INTER_AREA) * side**2, np.float32)


def _smoothed(values: npt.NDArray[np.float32], sigma: float) -> npt.NDArray[np.float32]:
    """Smoothed by a Gaussian; what lies beyond the edge counts as 0."""
    smooth = cv2.GaussianBlur(values, (0, 0), max(sigma, 0.5), borderType=cv2.BORDER_CONSTANT)
    return np.asarray(smooth, np.float32)
