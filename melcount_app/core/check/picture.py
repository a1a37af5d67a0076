"""The picture of a window to be counted: what lies where in it, and how it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import shapely

from melcount_app.core.check.scans import CountedScan
from melcount_app.core.geometry import Rect
from melcount_app.core.region import polygons
from melcount_app.core.scan.base import Pixels, Scan
from melcount_app.core.scan.opened import open_believed

NAME = "window_{number:03d}"
"""Of the picture of a window, without its ending; it tells nothing of the scan."""

GUARD_SHARE = 1 / 16
"""Width of the zone around the window, over its side: cells on its edge are seen whole."""

FINEST_UM = 0.4
"""Pictures have about this pixel size or a coarser one; finer pixels show no more of a cell."""

BRIGHT_PERCENT = 99.8
LEAST_WHITE = 0.1
"""A picture's white is the value of this percentile, at least this share of the scanner's white."""

INCLUDED, EXCLUDED = (80, 220, 80), (60, 60, 255)
"""Colours of the edges that belong to the window and of those that do not; blue first."""

DIMMED = 0.35
"""Of what lies outside the sample."""


@dataclass(frozen=True, slots=True)
class PictureFrame:
    """Where the picture of a window lies.

    Attributes:
        area: of the picture, in level-0 pixels; it may reach beyond the scan.
        step: level-0 pixels per pixel of the picture, on each axis.
    """

    area: Rect
    step: int

    def to_level0(self, x: float, y: float) -> tuple[float, float]:
        """The place in level-0 pixels of one in the picture, both from the upper left corner."""
        return self.area.x + x * self.step, self.area.y + y * self.step

    def to_picture(self, x: float, y: float) -> tuple[float, float]:
        """The other way round."""
        return (x - self.area.x) / self.step, (y - self.area.y) / self.step


def frame_of(scan: CountedScan, rect: Rect) -> PictureFrame:
    """Where the picture of a window of a scan lies."""
    step = max(int(FINEST_UM / scan.request.um_per_px + 0.5), 1)
    guard = max(round(scan.side * GUARD_SHARE / step), 1) * step
    width, height = (-(-side // step) * step for side in (rect.width, rect.height))
    return PictureFrame(Rect(rect.x, rect.y, width, height).grown(guard), step)


def pictures(scan: CountedScan, rects: Iterable[Rect]) -> Iterator[bytes]:
    """Pictures of windows of a scan as PNG, one after the other.

    Green edges belong to the window, red ones do not; what is not sample is dark.

    Raises:
        ScanError: the file cannot be read.
    """
    request = scan.request
    opened = open_believed(request.scan, request.pick, without_damaged=request.without_damaged)
    with opened as file:
        for rect in rects:
            yield _drawn(file, scan, rect)


def _drawn(file: Scan, scan: CountedScan, rect: Rect) -> bytes:
    frame = frame_of(scan, rect)
    grey = _grey(file.read(0, frame.area, scan.request.channel.index), scan, frame)
    picture = cv2.cvtColor(_dimmed(grey, scan, frame), cv2.COLOR_GRAY2BGR)
    left, top = map(round, frame.to_picture(rect.x, rect.y))
    right, bottom = map(round, frame.to_picture(rect.right, rect.bottom))
    for colour, ends in (
        (EXCLUDED, ((right, 0), (right, bottom), (left, bottom), (left, picture.shape[0]))),
        (INCLUDED, ((left, bottom), (left, top), (right, top))),
    ):
        cv2.polylines(picture, [np.array(ends, np.int32)], isClosed=False, color=colour)
    return cv2.imencode(".png", picture)[1].tobytes()


def _grey(pixels: Pixels, scan: CountedScan, frame: PictureFrame) -> npt.NDArray[np.uint8]:
    """At the pixel size of the picture, black to white."""
    size = (frame.area.width // frame.step, frame.area.height // frame.step)
    small = cv2.resize(pixels.astype(np.float32), size, interpolation=cv2.INTER_AREA)
    black, full = scan.request.black or 0.0, scan.request.white
    white = max(float(np.percentile(small, BRIGHT_PERCENT)), black + LEAST_WHITE * (full - black))
    shown: npt.NDArray[np.uint8] = np.clip(
        (small - black) * (255 / (white - black)), 0, 255
    ).astype(np.uint8)
    return shown


def _dimmed(
    grey: npt.NDArray[np.uint8], scan: CountedScan, frame: PictureFrame
) -> npt.NDArray[np.uint8]:
    """Dark where no sample is."""
    area = frame.area
    sample = scan.request.mask.sample.intersection(
        shapely.box(area.x, area.y, area.right, area.bottom)
    )
    inside = np.zeros(grey.shape, np.uint8)
    shapes = polygons(sample)
    for part in getattr(shapes, "geoms", [shapes]):
        if part.is_empty:
            continue
        rings = [part.exterior, *part.interiors]
        points = [
            np.rint((np.asarray(ring.coords) - (area.x, area.y)) / frame.step).astype(np.int32)
            for ring in rings
        ]
        part_of_it = np.zeros(grey.shape, np.uint8)
        cv2.fillPoly(part_of_it, points, 1)  # a ring in a ring is a hole
        inside |= part_of_it
    shown: npt.NDArray[np.uint8] = np.where(inside, grey, grey * DIMMED).astype(np.uint8)
    return shown
