"""Partitions of the sample into regions: quadrants, squares, rings around the corner."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry import Polygon, box

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import PixelSize
from melcount_app.core.mask import Mask
from melcount_app.core.region import Outline, Point, Region, intersection, quadrants

MOST_SQUARES = 400
LEAST_SHARE = 0.01
"""A square with less than this share of its area inside the sample is left out."""

RADIUS_SEGMENTS = 90
"""Corners of a quarter of the polygon that stands for a circle."""


def quadrant_regions(mask: Mask) -> tuple[Region, ...]:
    """The quarters of the scan, each as far as it lies in the sample."""
    return tuple(_clipped(quadrants(mask.scan_size), mask, 0.0))


def grid_regions(mask: Mask, pixel_size: PixelSize, side_mm: float) -> tuple[Region, ...]:
    """Squares over the sample, named as in a spreadsheet: A1, B1, ... from the upper left.

    Args:
        mask: the sample.
        pixel_size: of level 0.
        side_mm: side of a square.

    Raises:
        GeometryError: there would be more than `MOST_SQUARES`.
    """
    side = side_mm * 1000 / pixel_size.um_per_px
    x0, y0, x1, y1 = mask.outline.bounds
    columns, rows = (max(math.ceil((b - a) / side), 1) for a, b in ((x0, x1), (y0, y1)))
    if columns * rows > MOST_SQUARES:
        raise GeometryError(
            f"Squares of {side_mm:g} mm would be {columns} x {rows} regions, too many to read. "
            "Choose a longer side."
        )
    squares = (
        Region(
            f"{_letters(column)}{row + 1}",
            box(
                x0 + column * side,
                y0 + row * side,
                x0 + (column + 1) * side,
                y0 + (row + 1) * side,
            ),
        )
        for row in range(rows)
        for column in range(columns)
    )
    return tuple(_clipped(squares, mask, LEAST_SHARE))


def ring_regions(
    mask: Mask, pixel_size: PixelSize, rings: int, corner: Point | None = None
) -> tuple[Region, ...]:
    """Rings of equal width around the corner of the quarter, from the centre to the edge.

    Args:
        mask: the sample, a quarter of a disc.
        pixel_size: of level 0.
        rings: how many.
        corner: centre of the disc in level-0 pixels; found where it is None.
    """
    centre = ShapelyPoint(corner or corner_of(mask.outline))
    reach = shapely.hausdorff_distance(centre, mask.outline) * 1.001
    radii = [reach * number / rings for number in range(rings + 1)]
    mm = [radius * pixel_size.um_per_px / 1000 for radius in radii]
    discs = [centre.buffer(radius, quad_segs=RADIUS_SEGMENTS) for radius in radii[1:]]
    inner: list[Polygon] = [Polygon(), *discs]
    made = (
        Region(
            f"ring {number + 1} ({mm[number]:.1f}–{mm[number + 1]:.1f} mm)",
            discs[number].difference(inner[number]),
        )
        for number in range(rings)
    )
    return tuple(_clipped(made, mask, 0.0))


def corner_of(outline: Outline) -> Point:
    """Where the straight sides of a quarter disc meet: the centre of the whole disc.

    From each corner of the tightest rectangle around the outline, the distances to the
    outline's far points are looked at: from the centre the arc is equally far everywhere.
    """
    frame = shapely.minimum_rotated_rectangle(outline.convex_hull)
    corners = np.asarray(frame.exterior.coords)[:-1]
    points = _along(outline.convex_hull)
    best = min(corners, key=lambda corner: _unevenness(corner, points, outline))
    return float(best[0]), float(best[1])


def _along(hull: Polygon) -> npt.NDArray[np.float64]:
    """(n, 2) points evenly along the border of a hull."""
    line = hull.exterior
    steps = np.linspace(0, line.length, 400, endpoint=False)
    points: npt.NDArray[np.float64] = shapely.get_coordinates(
        shapely.line_interpolate_point(line, steps)
    )
    return points


def _unevenness(
    corner: npt.NDArray[np.float64], points: npt.NDArray[np.float64], outline: Outline
) -> float:
    """How little a quarter disc around a corner is like the outline; 0 for a perfect one."""
    radius = float(np.percentile(np.linalg.norm(points - corner, axis=1), 90))
    disc = ShapelyPoint(*corner).buffer(radius, quad_segs=RADIUS_SEGMENTS)
    frame = shapely.minimum_rotated_rectangle(outline.convex_hull)
    quarter = disc.intersection(frame)
    return float(quarter.symmetric_difference(outline.convex_hull).area / outline.area)


def _clipped(
    regions: Iterator[Region] | tuple[Region, ...], mask: Mask, least: float
) -> Iterator[Region]:
    for region in regions:
        inside = intersection(region.outline, mask.outline)
        if inside.area > least * region.outline.area:
            yield Region(region.name, inside)


def _letters(column: int) -> str:
    """A, B, ... Z, AA, AB, ..."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)
