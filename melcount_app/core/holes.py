"""Places of a scan without pixels to count on: never scanned, or damaged in the file."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import shapely
from shapely.geometry import MultiPolygon, box

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.region import Outline, coverage, intersection, polygons, united, whole
from melcount_app.core.scan.base import Pixels, Scan

MARGIN_UM = 43.5
"""Width of the strip around a hole that is not counted, since the network sees that it is black:
24 pixels of the shipped networks.

Measured on 26 crops of TRP1 with a black square of 128 of these pixels, which the network's view
reaches 56 pixels beyond. Cells that are found at a distance, compared with the whole crop:

    pixels    1 to 4   5 to 8   9 to 12   13 to 16   17 to 24   25 to 32   33 to 48   49 on
    cells      -35 %     -7 %      +7 %       +7 %       +3 %     +0.7 %     +0.4 %     0.0
"""

LARGEST_DAMAGE = 0.2
"""A scan of whose sample a larger share cannot be read gives no count."""

THINNEST_PX = 8
"""Gaps between tiles that a scanner put somewhere are seams where they are narrower, in level-0
pixels, and hide no cell."""

_NOTHING = MultiPolygon()


@dataclass(frozen=True, slots=True)
class Holes:
    """What cannot be counted of a scan, in level-0 pixels.

    Attributes:
        not_scanned: where the file holds no pixels.
        damaged: where its pixels cannot be read.
        margin_px: width of the strip around both that is not counted either.
    """

    not_scanned: Outline = _NOTHING
    damaged: Outline = _NOTHING
    margin_px: float = 0.0

    @property
    def are_none(self) -> bool:
        """Whether all of the scan can be counted."""
        return bool(self.not_scanned.is_empty and self.damaged.is_empty)

    def with_margin(self, margin_px: float) -> Holes:
        """The same with a strip around that is not counted."""
        return dataclasses.replace(self, margin_px=margin_px)

    def and_(self, other: Holes) -> Holes:
        """What is in either, with the wider margin."""
        if other.are_none:
            return self
        return Holes(  # normal, so that the same holes are equal however they were found
            united(self.not_scanned, other.not_scanned).normalize(),
            united(self.damaged, other.damaged).normalize(),
            max(self.margin_px, other.margin_px),
        )

    def rest_of(self, outline: Outline) -> Outline:
        """An outline without the holes and the strip around them; it may be empty."""
        if self.are_none:
            return outline
        every = shapely.union(self.not_scanned, self.damaged)
        wide = shapely.buffer(every, self.margin_px, join_style="mitre")
        return polygons(shapely.difference(outline, wide))

    def damaged_share(self, outline: Outline) -> float:
        """How much of what was scanned inside an outline cannot be read; 0 to 1."""
        if self.damaged.is_empty:
            return 0.0
        scanned = polygons(shapely.difference(outline, self.not_scanned))
        if scanned.is_empty:
            return 0.0
        return float(intersection(scanned, self.damaged).area / scanned.area)


def margin_px(um_per_px: float) -> float:
    """The width of the strip around holes that is not counted, in pixels of this size."""
    return MARGIN_UM / um_per_px


NO_HOLES = Holes()


def holes_of(scan: Scan, level: int) -> Holes:
    """The holes of a level, as far as they are known.

    Args:
        scan: that is open; of its damage it tells what was read.
        level: of it; one that was made from a level of the file has the holes of that.
    """
    level = min(level, scan.levels_in_file - 1)
    downsample = scan.levels[level].downsample
    not_scanned = _outline(scan.not_scanned(level), downsample, scan.size)
    return Holes(
        _without_seams(not_scanned, scan.size) if scan.has_seams else not_scanned,
        damaged_of(scan, level),
    )


def damaged_of(scan: Scan, level: int) -> Outline:
    """What of a level could not be read so far, see `holes_of`."""
    level = min(level, scan.levels_in_file - 1)
    return _outline(scan.damaged(level), scan.levels[level].downsample, scan.size)


def filled(picture: Pixels, downsample: float, outline: Outline) -> Pixels:
    """A picture whose holes show what is nearest to them, to find the outline of a sample on.

    Args:
        picture: (height, width).
        downsample: level-0 pixels per pixel of the picture.
        outline: of the holes, in level-0 pixels.
    """
    if outline.is_empty:
        return picture
    height, width = picture.shape
    covered = coverage(outline, Size(width, height), downsample)
    is_hole = np.zeros(picture.shape, np.uint8)
    is_hole[covered.window.slices] = covered.share > 0
    if is_hole.all():
        return picture
    _, nearest = cv2.distanceTransformWithLabels(
        is_hole, cv2.DIST_L2, cv2.DIST_MASK_5, labelType=cv2.DIST_LABEL_PIXEL
    )
    values = np.zeros(int(nearest.max()) + 1, picture.dtype)
    values[nearest[is_hole == 0]] = picture[is_hole == 0]
    answer: Pixels = values[nearest]
    return answer


def _outline(rects: Iterable[Rect], downsample: float, size: Size) -> Outline:
    """Rectangles of a level in level-0 pixels."""
    boxes = [box(r.x, r.y, r.right, r.bottom) for r in rects]
    if not boxes:
        return _NOTHING
    every = shapely.transform(shapely.union_all(boxes), lambda points: points * downsample)
    return intersection(polygons(every), whole(size))


def _without_seams(outline: Outline, size: Size) -> Outline:
    """What is left of what was not scanned without what is thin."""
    if outline.is_empty:
        return outline
    half = THINNEST_PX / 2
    thick = shapely.buffer(outline, -half, join_style="mitre")
    return intersection(polygons(shapely.buffer(thick, half, join_style="mitre")), whole(size))
