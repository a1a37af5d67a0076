"""Outlines in ROIs of ImageJ: `.roi`, and `RoiSet.zip` of them."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from functools import partial

import numpy as np
import numpy.typing as npt
import shapely
from roifile import ROI_OPTIONS, ROI_SUBTYPE, ROI_TYPE, ImagejRoi
from shapely.geometry import Polygon, box

from melcount_app.core.errors import GeometryError
from melcount_app.core.outline_files.content import Document
from melcount_app.core.outline_files.found import Found, nothing, tidy
from melcount_app.core.outline_files.rings import even_odd
from melcount_app.core.region import Outline

logging.getLogger("roifile").addHandler(logging.NullHandler())  # else it writes into terminals

DRAWN = (ROI_TYPE.POLYGON, ROI_TYPE.FREEHAND, ROI_TYPE.TRACED)
"""Closed lines; ROI_TYPE.RECT and OVAL have no points, all other types no area."""

MOVE, LINE, QUADRATIC, CUBIC, CLOSE = range(5)
NUMBERS = {MOVE: 2, LINE: 2, QUADRATIC: 4, CUBIC: 6, CLOSE: 0}
"""Of java.awt.geom.PathIterator, by which composite ROIs are stored, and how many follow each."""

REACH_PX = 60535
"""Whole numbers are stored in 16 bits; ImageJ takes the last 5000 of them for negative ones."""

CURVE_PIECES = 32
"""Straight pieces that stand for a curve in a composite ROI."""

OVAL_CORNERS = 360
"""Of the polygon that stands for an oval."""


def roi_outline(document: Document) -> Found:
    """The outline of a ROI; lines, points and texts have no area.

    Its coordinates are corners of pixels. Rectangles, traced, drawn and composite ROIs have the
    area inside their lines, what crosses itself counted as ImageJ does: an odd number of times
    is inside. An oval has as much area as ImageJ counts pixels whose centres lie in it.

    Raises:
        GeometryError: it is a fitted spline, whose curve only ImageJ knows.
        Exception: it is damaged.
    """
    roi = ImagejRoi.frombytes(document.data)
    name = tidy(roi.name) or tidy(document.name)
    if roi.roitype in DRAWN and roi.options & ROI_OPTIONS.SPLINE_FIT:
        raise GeometryError(
            f"The ROI “{name}” is a fitted spline, whose points are not its outline. In ImageJ "
            "make it a polygon (Edit > Selection > Interpolate) and save it again."
        )
    is_short = not (roi.composite or roi.subpixelresolution)
    return Found(
        name,
        draw=partial(_area, roi),
        colour=_colour(roi.stroke_color),
        reach_px=REACH_PX if is_short else math.inf,
    )


def _area(roi: ImagejRoi) -> Outline:
    if roi.subtype in (ROI_SUBTYPE.TEXT, ROI_SUBTYPE.IMAGE):
        return nothing()
    if roi.composite:
        return even_odd(list(_subpaths(roi.multi_coordinates)))
    if roi.roitype in DRAWN:
        return even_odd([np.asarray(roi.coordinates(), np.float64)])
    if roi.roitype in (ROI_TYPE.RECT, ROI_TYPE.OVAL):
        return _boxed(roi)
    return nothing()


def _boxed(roi: ImagejRoi) -> Outline:
    """What a rectangle says: itself, with round corners, or the oval in it."""
    corner, extent = (
        np.array((roi.left, roi.top)),
        np.array((roi.right - roi.left, roi.bottom - roi.top)),
    )
    if roi.subpixelrect:
        corner, extent = np.array((roi.xd, roi.yd)), np.array((roi.widthd, roi.heightd))
    if not np.isfinite((*corner, *extent)).all():
        raise ValueError("a coordinate is no number")
    if (extent <= 0).any():
        return nothing()
    if roi.roitype is ROI_TYPE.OVAL:
        return _oval(corner, extent)
    if roi.rounded_rect_arc_size <= 0:
        return box(*corner, *(corner + extent))
    radii = np.minimum(roi.rounded_rect_arc_size, extent) / 2
    inner = box(*(corner / radii + 1), *((corner + extent) / radii - 1))
    rounded = inner.buffer(1, quad_segs=CURVE_PIECES)
    outline: Outline = shapely.transform(rounded, lambda points: points * radii)
    return outline


def _oval(corner: npt.NDArray[np.float64], extent: npt.NDArray[np.float64]) -> Outline:
    """An ellipse as large as ImageJ counts it.

    Source: `getMask` of ij/gui/OvalRoi.java counts pixels whose centres lie in the ellipse.
    """
    width, height = np.maximum(np.round(extent), 1)
    up = (np.arange(height) + 0.5 - height / 2) / (height / 2)
    reach = width / 2 * np.sqrt(1 - up**2)  # of the ellipse to both sides, row by row
    half = width / 2
    pixels = np.floor(half + reach - 0.5) - np.ceil(half - reach - 0.5) + 1
    angles = np.arange(OVAL_CORNERS) * (2 * np.pi / OVAL_CORNERS)
    unit = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    inside = Polygon(corner + extent / 2 + unit * extent / 2)
    grown = np.sqrt(np.maximum(pixels, 0).sum() / inside.area)
    return Polygon(corner + extent / 2 + unit * extent / 2 * grown)


def _subpaths(path: npt.NDArray[np.float32] | None) -> Iterator[list[tuple[float, float]]]:
    """The rings of a composite ROI.

    Source: `makeShapeFromArray` of ij/gui/ShapeRoi.java.
    """
    numbers = [] if path is None else [float(number) for number in path]
    points: list[tuple[float, float]] = []
    at = 0
    while at < len(numbers):
        step = int(numbers[at])
        if step not in NUMBERS or at + NUMBERS[step] >= len(numbers):
            raise ValueError("not a path")
        values = numbers[at + 1 : at + 1 + NUMBERS[step]]
        ends = list(zip(values[::2], values[1::2], strict=True))
        if step == MOVE:
            yield points
            points = ends
        elif step == CLOSE:
            yield points
            points = points[:1]
        else:
            points += _curve([*points[-1:], *ends])
        at += 1 + NUMBERS[step]
    yield points


def _curve(controls: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Points of a line or of a Bézier curve after its beginning."""
    if len(controls) < 3:
        return controls[1:]
    along = np.linspace(0, 1, CURVE_PIECES + 1)[1:, np.newaxis, np.newaxis]
    points = np.broadcast_to(np.array(controls), (CURVE_PIECES, len(controls), 2))
    while points.shape[1] > 1:  # de Casteljau
        points = points[:, :-1] * (1 - along) + points[:, 1:] * along
    return [(float(x), float(y)) for x, y in points[:, 0]]


def _colour(argb: bytes) -> str:
    """The colour of the line; empty where it has none."""
    return f"#{argb[1:].hex()}" if len(argb) == 4 and argb[0] else ""
