"""The wand: the area around a point that is as bright as it."""

from __future__ import annotations

import cv2
import numpy as np
import shapely
from shapely.geometry import Polygon, box

from melcount_app.core.region import Outline, Point, polygons
from melcount_app.core.scan.base import Pixels

BLUR_PX = 1.5
"""Standard deviation of the blur under which brightness is compared."""

LEAST_TOLERANCE = 2.0
"""Grey levels, of 255, that every area varies by."""


def wand(
    pixels: Pixels, downsample: float, at: Point, reach_px: float, tolerance: float = 1.0
) -> Outline:
    """The connected area around a point whose brightness is like that under the point.

    Args:
        pixels: (height, width), one channel of the overview.
        downsample: level-0 pixels per overview pixel.
        at: the point in level-0 pixels.
        reach_px: how far the area may reach from it, in level-0 pixels.
        tolerance: factor on the spread of brightness near the point that still is like it.

    Returns:
        The area in level-0 pixels; at least the pixel under the point.
    """
    height, width = pixels.shape
    x = min(max(int(at[0] / downsample), 0), width - 1)
    y = min(max(int(at[1] / downsample), 0), height - 1)
    reach = max(round(reach_px / downsample), 2)
    x0, y0 = max(x - reach, 0), max(y - reach, 0)
    part = pixels[y0 : y + reach + 1, x0 : x + reach + 1].astype(np.float32)
    smooth = cv2.GaussianBlur(part, (0, 0), BLUR_PX)
    near = smooth[max(y - y0 - 2, 0) : y - y0 + 3, max(x - x0 - 2, 0) : x - x0 + 3]
    white = float(np.iinfo(pixels.dtype).max) if pixels.dtype.kind == "u" else 1.0
    spread = tolerance * max(2 * float(near.std()), LEAST_TOLERANCE * white / 255)
    found = np.zeros((part.shape[0] + 2, part.shape[1] + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | 255 << 8
    cv2.floodFill(smooth, found, (x - x0, y - y0), 0, spread, spread, flags)
    rings, _ = cv2.findContours(found[1:-1, 1:-1], cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    parts = [
        Polygon(ring[:, 0] + 0.5).buffer(0.5, join_style="mitre") for ring in rings if len(ring) > 2
    ]
    here = box(x - x0, y - y0, x - x0 + 1, y - y0 + 1)
    area = polygons(shapely.union_all([here, *parts]))
    return polygons(shapely.transform(area, lambda xy: (xy + np.array((x0, y0))) * downsample))
