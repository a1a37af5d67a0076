"""The mask: which part of a scan is sample, found on an overview, drawn or read from a file."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.region import (
    Outline,
    Region,
    geojson,
    intersection,
    polygon,
    polygons,
    read_geojson,
    whole,
)
from melcount_app.core.scan.base import Pixels

WORKING_SIDE_PX = 1024
"""Longer side of the picture that the outline is found on."""

SMALLEST_PART = 0.05
"""Parts smaller than this share of the largest are dust."""

SMALLEST_SCAN_PX = 2048
"""A scan with a shorter longer side is a crop of a sample: there is no outline to find."""

CLEAR_GAP = 6.0
"""Surroundings are believed when the sample's dark end is this many spreads above them.
Mosaics of real crops in dark surroundings reach 44; single crops without, at most 9.7."""

DARK_SHARE = 0.15
"""The threshold lies this far up from the surroundings to the dark end of the sample, so
that parts much darker than the rest are kept."""


class MaskSource(enum.StrEnum):
    """How a mask came about."""

    AUTOMATIC = "automatic"
    DRAWN = "drawn"
    FILE = "file"
    WHOLE_SCAN = "whole scan"


@dataclass(frozen=True, slots=True)
class Mask:
    """The sample within one scan.

    Attributes:
        outline: in level-0 pixels, inside the scan, never empty.
        scan_size: size of level 0.
        source: how it came about.
        note: a sentence the user should read, or empty.
    """

    outline: Outline
    scan_size: Size
    source: MaskSource
    note: str = ""


def drawn_mask(points_xy: list[tuple[float, float]], size: Size) -> Mask:
    """The mask inside a drawn line, in level-0 pixels, cut at the border of the scan.

    Raises:
        GeometryError: the line has no area inside the scan.
    """
    inside = intersection(polygon(points_xy), whole(size))
    if inside.is_empty:
        raise GeometryError("The drawn outline lies outside the scan. Draw it over the scan.")
    return Mask(inside, size, MaskSource.DRAWN)


def load_mask(path: Path, size: Size) -> Mask:
    """The union of the polygons of a GeoJSON file, in level-0 pixels.

    Raises:
        GeometryError: the file cannot be used, or lies outside a scan of this size.
    """
    outlines = shapely.union_all([region.outline for region in read_geojson(path)])
    inside = intersection(outlines, whole(size))
    if inside.is_empty:
        raise GeometryError(
            f"The mask {path} lies outside the scan of {size.width} x {size.height} px. "
            "Choose the mask that was drawn on this scan."
        )
    note = ""
    if inside.area < outlines.area * 0.999:
        note = f"Part of the mask {path.name} lies outside the scan and was cut off."
    return Mask(inside, size, MaskSource.FILE, note)


def mask_geojson(mask: Mask) -> str:
    """The mask as the text of a GeoJSON file in level-0 pixels."""
    return geojson([Region("sample", mask.outline)])


def make_mask(pixels: Pixels, downsample: float, size: Size) -> Mask:
    """Find the sample on an overview: all that is brighter than the dark surroundings.

    Works on the logarithm of a smoothed picture, where a sparse dark part of the sample is
    as far from the surroundings as a dense part is from it. Holes are closed, dust is left
    out. Where no dark surroundings are found, the whole scan is the sample.

    Args:
        pixels: (height, width), one channel of the overview.
        downsample: level-0 pixels per overview pixel.
        size: of level 0.
    """
    if max(size.width, size.height) < SMALLEST_SCAN_PX:
        return Mask(whole(size), size, MaskSource.WHOLE_SCAN)
    step = max(max(pixels.shape) / WORKING_SIDE_PX, 1.0)
    height, width = pixels.shape
    working = (max(round(width / step), 1), max(round(height / step), 1))
    small = cv2.resize(pixels.astype(np.float32), working, interpolation=cv2.INTER_AREA)
    threshold = _threshold(np.asarray(cv2.GaussianBlur(small, (0, 0), 3), np.float32))
    if threshold is None:
        return Mask(
            whole(size),
            size,
            MaskSource.WHOLE_SCAN,
            "No dark surroundings were found, so the whole scan is taken as sample; "
            "draw the outline if that is wrong.",
        )
    sample = _tidied(np.asarray(cv2.GaussianBlur(small, (0, 0), 1.5)) > threshold)
    outline = _outline(sample, (downsample * width / working[0], downsample * height / working[1]))
    return Mask(intersection(outline, whole(size)), size, MaskSource.AUTOMATIC)


def _threshold(smooth: npt.NDArray[np.float32]) -> float | None:
    """Grey value between surroundings and sample; None when there are no clear surroundings."""
    logarithm = np.log1p(smooth)
    span = float(logarithm.max() - logarithm.min())
    if span <= 0:
        return None
    eight_bit = ((logarithm - logarithm.min()) * (255 / span)).astype(np.uint8)
    level, _ = cv2.threshold(eight_bit, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = eight_bit > level
    dark_values, bright_values = smooth[~bright], smooth[bright]
    if not (dark_values.size and bright_values.size):
        return None
    surroundings, upper = np.percentile(dark_values, (50, 90))
    darkest_sample = np.percentile(bright_values, 5)
    spread = max(float(upper - surroundings), 0.02 * float(darkest_sample))
    if (darkest_sample - surroundings) / spread < CLEAR_GAP:
        return None
    return float(
        max(
            surroundings + DARK_SHARE * (darkest_sample - surroundings),
            upper + 2 * (upper - surroundings),
        )
    )


def _tidied(sample: npt.NDArray[np.bool_]) -> npt.NDArray[np.uint8]:
    """The large parts, their holes closed and their edge smoothed."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9))
    border = 8  # room for closing at the border of the scan
    padded = cv2.copyMakeBorder(
        sample.astype(np.uint8), border, border, border, border, cv2.BORDER_REPLICATE
    )
    opened = cv2.morphologyEx(padded, cv2.MORPH_OPEN, disc)
    closed = cv2.morphologyEx(opened, cv2.MORPH_CLOSE, disc)[border:-border, border:-border]
    count, labels, facts, _ = cv2.connectedComponentsWithStats(closed, connectivity=4)
    areas = facts[1:, cv2.CC_STAT_AREA]
    if count == 1:
        return np.asarray(closed, np.uint8)
    kept = 1 + np.flatnonzero(areas >= SMALLEST_PART * areas.max())
    return np.isin(labels, kept).astype(np.uint8)


def _outline(sample: npt.NDArray[np.uint8], scale_xy: tuple[float, float]) -> Outline:
    """Outer contours as polygons in level-0 pixels; holes are filled by leaving them out."""
    rings, _ = cv2.findContours(sample, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    parts = [
        # contours run through pixel centres; the sample ends half a pixel further out
        Polygon(ring[:, 0] + 0.5).buffer(0.5, join_style="mitre")
        for ring in rings
        if len(ring) >= 3
    ]
    smooth = shapely.simplify(shapely.union_all(parts), 0.5)
    return polygons(shapely.transform(smooth, lambda points: points * scale_xy))
