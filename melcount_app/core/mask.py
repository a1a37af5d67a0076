"""The mask: which part of a scan is sample, found on an overview, drawn or read from a file."""

from __future__ import annotations

import dataclasses
import enum
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import NormalDist

import cv2
import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Polygon

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.holes import NO_HOLES, Holes
from melcount_app.core.outline_files import Outlines, listed, only_ignored, read_outlines
from melcount_app.core.region import (
    Outline,
    Region,
    geojson,
    intersection,
    polygons,
    subtracted,
    united,
    whole,
)
from melcount_app.core.scan.base import Pixels

WORKING_SIDE_PX = 2048
"""Longer side of the picture that the outline is found on."""

FITTING_SIDE_PX = 256
"""Longer side of the picture that the surroundings are measured on."""

SMALLEST_PART = 0.05
"""Parts smaller than this share of the largest are dust."""

SMALLEST_SCAN_PX = 1100
"""A scan with a shorter longer side is a crop of a sample: there is no outline to find."""

SMOOTHING_PX = 8
"""Half the width of the gaps and ridges that are smoothed away, on that picture."""

BLUR_PX = 1.0
"""Standard deviation of the blur under which the edge is drawn."""

LEAST_NOISE = 0.25
"""Grey levels that even surroundings without any noise are taken to vary by."""

RISE = 0.06
"""The sample begins at this share of its median brightness above the surroundings, so that
parts much darker than the rest are kept."""

UNDECIDED = 0.1
"""Between surroundings and sample there is a gap: few pixels are as bright as the threshold,
at most this share of the smaller of the two. Mosaics of real crops in dark surroundings, with
gradients, noise or empty corners, reach 0.012; single crops without surroundings, at least 0.2."""


_PADDING = (0, 255)
"""What 8 bit is padded with; in 16 bit padding is 0 by now, see `brightness.picture_of`."""


class MaskSource(enum.StrEnum):
    """How a mask came about."""

    AUTOMATIC = "automatic"
    DRAWN = "drawn"
    FILE = "file"
    WHOLE_SCAN = "whole scan"


@dataclass(frozen=True, slots=True)
class MaskSettings:
    """How the sample is found; factors on what melcount would choose by itself.

    Attributes:
        threshold: on the rise above the surroundings at which the sample begins.
        smoothing: on the width of the gaps and ridges that are smoothed away.
    """

    threshold: float = 1.0
    smoothing: float = 1.0


DEFAULT = MaskSettings()


@dataclass(frozen=True, slots=True)
class Mask:
    """The sample within one scan.

    Attributes:
        outline: in level-0 pixels, inside the scan, never empty.
        scan_size: size of level 0.
        source: how it came about.
        note: sentences the user should read, one a line, or empty.
        found_with: how an automatic mask was found.
        holes: of the scan; what is counted leaves them out. Those of an outline that is only
            drawn are not told here.
    """

    outline: Outline
    scan_size: Size
    source: MaskSource
    note: str = ""
    found_with: MaskSettings = DEFAULT
    holes: Holes = NO_HOLES

    @property
    def sample(self) -> Outline:
        """What is counted: the outline without the holes of the scan; it may be empty."""
        return self.holes.rest_of(self.outline)

    def without(self, holes: Holes) -> Mask:
        """The mask of which more is not counted."""
        return dataclasses.replace(self, holes=self.holes.and_(holes))


def drawn_mask(outline: Outline, size: Size) -> Mask:
    """A drawn outline as mask, in level-0 pixels, cut at the border of the scan.

    Raises:
        GeometryError: it has no area inside the scan.
    """
    inside = intersection(outline, whole(size))
    if inside.is_empty:
        raise GeometryError("The drawn outline lies outside the scan. Draw it over the scan.")
    return Mask(inside, size, MaskSource.DRAWN)


def added_to(mask: Mask, outline: Outline) -> Mask:
    """The mask with one more area, cut at the border of the scan."""
    return drawn_mask(united(mask.outline, outline), mask.scan_size)


def taken_from(mask: Mask, outline: Outline) -> Mask:
    """The mask without an area.

    Raises:
        GeometryError: nothing would be left of it.
    """
    return drawn_mask(subtracted(mask.outline, outline), mask.scan_size)


def load_mask(path: Path, size: Size, *, all_are_meant: bool = False) -> Mask:
    """The union of the areas in a file of outlines, without what is to be ignored.

    Args:
        path: of the file.
        size: of level 0 of the scan.
        all_are_meant: whether detections, and any number of outlines, are sample, too.

    Raises:
        TooManyOutlinesError: there are so many that they are asked about.
        GeometryError: the file cannot be used, or lies outside a scan of this size.
    """
    outlines = read_outlines(path, all_are_meant=all_are_meant)
    if not outlines.regions:
        raise only_ignored(outlines)
    sample = outlines.sample
    if sample.is_empty:
        raise outlines.leaves_no_sample
    inside = intersection(sample, whole(size))
    if inside.is_empty:
        raise GeometryError(
            f"The mask {path} lies outside the scan of {size.width} x {size.height} px. "
            "Choose the mask that was drawn on this scan."
        )
    notes = list(outlines.notes_on(size))
    ignored = [region.name for region in outlines.ignored]
    if ignored:
        notes.append(
            f"{path.name}: outlines of a class to be ignored were taken out of the sample "
            f"({listed(ignored)})."
        )
    if inside.area < sample.area * 0.999:
        notes.append(f"Part of the mask {path.name} lies outside the scan and was cut off.")
    return Mask(inside, size, MaskSource.FILE, "\n".join(notes))


def without_ignored(mask: Mask, outlines: Outlines) -> Mask:
    """The mask without what a file says is to be ignored; the same where nothing of it is.

    Raises:
        GeometryError: nothing would be left of it.
    """
    left = outlines.left_of(mask.outline)
    if left.is_empty:
        raise outlines.leaves_no_sample
    if left.equals(mask.outline):
        return mask
    source = mask.source if mask.source is MaskSource.FILE else MaskSource.DRAWN
    return dataclasses.replace(mask, outline=left, source=source)


def mask_geojson(mask: Mask) -> str:
    """What is counted as the text of a GeoJSON file in level-0 pixels."""
    return geojson([Region("sample", mask.sample)])


def make_mask(
    pixels: Pixels, downsample: float, size: Size, settings: MaskSettings = DEFAULT
) -> Mask:
    """Find the sample on an overview: all that is brighter than the dark surroundings.

    The surroundings are the darkest even plane of the picture (a background that rises to one
    side is no sample); the sample is what stands out from it. Holes are closed, dust is left
    out. Where no dark surroundings are found, the whole scan is the sample.

    Args:
        pixels: (height, width), one channel of the overview.
        downsample: level-0 pixels per overview pixel.
        size: of level 0.
        settings: the user's, where the automatic ones do not do.

    Raises:
        GeometryError: other settings than the automatic ones find nothing.
    """
    mask = _found(pixels, downsample, size, settings)
    if settings != DEFAULT and mask.source is MaskSource.WHOLE_SCAN:
        raise GeometryError(
            "With this threshold no sample is found. Lower it, or draw the outline."
        )
    return mask


def _found(pixels: Pixels, downsample: float, size: Size, settings: MaskSettings) -> Mask:
    if max(size.width, size.height) < SMALLEST_SCAN_PX:
        return _whole_scan(size, "The scan is too small to show the outline of a sample")
    height, width = pixels.shape
    step = max(max(pixels.shape) / WORKING_SIDE_PX, 1.0)
    working = (max(round(width / step), 1), max(round(height / step), 1))
    small = cv2.resize(pixels.astype(np.float32), working, interpolation=cv2.INTER_AREA)
    picture = _margins(small, _PADDING if pixels.dtype == np.uint8 else _PADDING[:1])
    edge = _edge(np.asarray(small, np.float32), settings.threshold, picture)
    if edge is None:
        return _whole_scan(size, "No dark surroundings were found")
    bright = np.zeros(small.shape, np.bool_)
    blurred = np.asarray(cv2.GaussianBlur(small, (0, 0), BLUR_PX))
    bright[picture] = (blurred > edge.brightness)[picture]
    scale_xy = (downsample * width / working[0], downsample * height / working[1])
    outline = _outline(_tidied(bright, settings.smoothing), edge.outward_px, scale_xy)
    inside = intersection(outline, whole(size))
    if inside.is_empty:
        return _whole_scan(size, "Nothing but dust was found")
    return Mask(inside, size, MaskSource.AUTOMATIC, found_with=settings)


def _margins(picture: npt.NDArray[np.generic], values: Sequence[int]) -> tuple[slice, slice]:
    """What is left of a picture without the rows and columns of padding at its borders."""
    rows, columns = slice(0, picture.shape[0]), slice(0, picture.shape[1])
    for value in values:
        is_picture = picture[rows, columns] != value
        if is_picture.any():
            rows, columns = (
                slice(side.start + int(found[0]), side.start + int(found[-1]) + 1)
                for side, found in (
                    (rows, np.flatnonzero(is_picture.any(axis=1))),
                    (columns, np.flatnonzero(is_picture.any(axis=0))),
                )
            )
    return rows, columns


def _whole_scan(size: Size, reason: str) -> Mask:
    note = f"{reason}, so the whole scan is taken as sample; draw the outline if that is wrong."
    return Mask(whole(size), size, MaskSource.WHOLE_SCAN, note)


@dataclass(frozen=True, slots=True)
class _Edge:
    """Where the sample begins.

    Attributes:
        brightness: (height, width), above which a pixel belongs to the sample.
        outward_px: how far outside the true edge of a blurred step that brightness lies.
    """

    brightness: npt.NDArray[np.float32]
    outward_px: float


def _edge(
    picture: npt.NDArray[np.float32], threshold: float, inside: tuple[slice, slice]
) -> _Edge | None:
    """The edge between surroundings and sample; None when there are no clear surroundings.

    Surroundings are looked for inside of padding; where there are none, it is what surrounds.
    """
    blur_px = 3 * max(picture.shape) / 1024
    smooth = np.asarray(cv2.GaussianBlur(picture, (0, 0), blur_px), np.float32)
    far = [
        slice(
            side.start + round(3 * blur_px) * (side.start > 0),
            side.stop - round(3 * blur_px) * (side.stop < full),
        )
        for side, full in zip(inside, picture.shape, strict=True)
    ]
    edge = _edge_within(smooth, threshold, (far[0], far[1]))
    whole_picture = slice(0, picture.shape[0]), slice(0, picture.shape[1])
    if edge is None and inside != whole_picture:
        return _edge_within(smooth, threshold, whole_picture)
    return edge


def _edge_within(
    smooth: npt.NDArray[np.float32], threshold: float, within: tuple[slice, slice]
) -> _Edge | None:
    height, width = smooth.shape
    step = max(max(smooth.shape) // FITTING_SIDE_PX, 1)
    rows, columns = (slice(-(-side.start // step) * step, side.stop, step) for side in within)
    few = np.asarray(smooth[rows, columns], np.float64)
    if not few.size:
        return None
    y, x = np.arange(height)[:, np.newaxis] / height, np.arange(width) / width
    few_y, few_x = np.broadcast_arrays(y[rows], x[columns])
    plane, noise = _darkest_plane(few.ravel(), few_x.ravel(), few_y.ravel())
    surroundings = plane[0] + plane[1] * x + plane[2] * y
    above = few - surroundings[rows, columns]
    brighter = above[above > 5 * noise]
    if not brighter.size:
        return None
    height_of_step = float(np.median(brighter))
    rise = max(5 * noise, RISE * height_of_step)
    chosen = rise * threshold
    sample = float(np.mean(above > rise))
    undecided = float(np.mean((above > 0.6 * rise) & (above < 1.3 * rise)))
    if undecided >= UNDECIDED * min(sample, 1 - sample):
        return None
    return _Edge(
        np.asarray(surroundings + chosen, np.float32),
        BLUR_PX * NormalDist().inv_cdf(1 - min(chosen / height_of_step, 0.5)),
    )


def _darkest_plane(
    values: npt.NDArray[np.float64], x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.float64], float]:
    """The plane a + b x + c y through the darkest values, and their spread around it.

    Grown from the darkest tenth: whatever lies within the spread of the plane joins it.
    """
    terms = np.stack([np.ones_like(x), x, y], axis=1)
    chosen = values <= np.percentile(values, 10)
    plane: npt.NDArray[np.float64] = np.zeros(3)
    noise = LEAST_NOISE
    for _ in range(12):
        fitted = np.linalg.lstsq(terms[chosen], values[chosen], rcond=None)[0]
        plane = np.asarray(fitted, np.float64)
        above = values - terms @ plane
        noise = max(1.4826 * float(np.median(np.abs(above[chosen]))), LEAST_NOISE)
        near = np.abs(above) < 2.5 * noise + LEAST_NOISE
        if not near.any() or (near == chosen).all():
            break
        chosen = near
    return plane, noise


def _tidied(sample: npt.NDArray[np.bool_], smoothing: float) -> npt.NDArray[np.uint8]:
    """The large parts, their holes closed and their edge smoothed."""
    side = 2 * round(SMOOTHING_PX * smoothing) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    border = side  # room for closing at the border of the scan
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


def _outline(
    sample: npt.NDArray[np.uint8], outward_px: float, scale_xy: tuple[float, float]
) -> Outline:
    """Outer contours as polygons in level-0 pixels; holes are filled by leaving them out.

    They lie `outward_px` further in than the pixels, but reach the borders of the scan.
    """
    margin = 4
    padded = cv2.copyMakeBorder(sample, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    rings, _ = cv2.findContours(padded, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    parts = [
        # contours run through pixel centres; the sample ends half a pixel further out
        Polygon(ring[:, 0] + 0.5 - margin).buffer(0.5 - outward_px, join_style="mitre")
        for ring in rings
        if len(ring) >= 3
    ]
    smooth = shapely.simplify(shapely.union_all(parts), 0.5)
    return polygons(shapely.transform(smooth, lambda points: points * scale_xy))
