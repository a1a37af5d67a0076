"""Local maxima of a density map: where single cells seem to be."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import shapely
from scipy import ndimage

from melcount_app.core.density import DensityMap
from melcount_app.core.region import Outline

NEIGHBOURHOOD_SIGMAS = 0.5
"""A maximum is higher than all that lies nearer than this, at least its eight neighbours."""

LOWEST_SHARE = 0.4
"""Height of the lowest maximum, as a share of the height of one cell alone."""


def find_peaks(
    density: npt.NDArray[np.float32], *, sigma_px: float, output_stride: int
) -> npt.NDArray[np.float64]:
    """Places of the local maxima of a map, finer than its pixels.

    Args:
        density: (height, width), cells per output pixel.
        sigma_px: standard deviation in input pixels of the Gaussian that stands for a cell.
        output_stride: input pixels per output pixel.

    Returns:
        (n, 2) x and y in input pixels.
    """
    radius = max(1, round(NEIGHBOURHOOD_SIGMAS * sigma_px / output_stride))
    lowest = LOWEST_SHARE * output_stride**2 / (2 * np.pi * sigma_px**2)
    highest = ndimage.maximum_filter(density, 2 * radius + 1, mode="nearest")
    plateaus, peaks = ndimage.label((density == highest) & (density >= lowest), np.ones((3, 3)))
    if not peaks:
        return np.empty((0, 2))
    centres = ndimage.center_of_mass(plateaus > 0, plateaus, range(1, peaks + 1))
    rows, columns = np.rint(np.array(centres)).astype(int).T
    padded = np.pad(density.astype(np.float64), 1, mode="reflect")
    around = [
        [padded[rows + 1 + step, columns + 1] for step in (-1, 0, 1)],
        [padded[rows + 1, columns + 1 + step] for step in (-1, 0, 1)],
    ]
    y, x = (place + _vertex(*three) for place, three in zip((rows, columns), around, strict=True))
    return np.stack((x + 0.5, y + 0.5), axis=1) * output_stride - 0.5


def peaks_of_scan(
    density: DensityMap, outline: Outline, *, sigma_px: float
) -> npt.NDArray[np.float64]:
    """The local maxima of a counted scan inside an outline.

    There are fewer of them than cells where cells touch: they are for checking by eye.

    Args:
        density: of the scan.
        outline: in level-0 pixels.
        sigma_px: standard deviation in analysis pixels of the Gaussian that stands for a cell.

    Returns:
        (n, 2) x and y in level-0 pixels.
    """
    stride = density.output_stride
    found = find_peaks(density.values, sigma_px=sigma_px, output_stride=stride)
    places: npt.NDArray[np.float64] = (found + 0.5) / stride * density.level0_per_px
    shapely.prepare(outline)
    inside: npt.NDArray[np.bool_] = shapely.contains_xy(outline, *places.T)
    return places[inside]


def _vertex(
    before: npt.NDArray[np.float64], at: npt.NDArray[np.float64], after: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Where between -0.5 and 0.5 the parabola through values at -1, 0 and 1 is highest."""
    curvature = 2.0 * at - before - after
    safe = np.where(curvature > 0, curvature, 1.0)
    return np.clip(np.where(curvature > 0, (after - before) / (2.0 * safe), 0.0), -0.5, 0.5)
