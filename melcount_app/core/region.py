"""Outlines in level-0 pixels: regions, quadrants, as GeoJSON, their coverage of a pixel grid."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon, box, mapping
from shapely.geometry import Point as ShapelyPoint
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Rect, Size

Outline: TypeAlias = Polygon | MultiPolygon
Point: TypeAlias = tuple[float, float]

ELLIPSE_CORNERS = 72
"""Corners of the polygon that stands for an ellipse."""


LEAST_SHARE = 1e-9
"""A pixel covered by less than this is not covered: what is left over when shares are summed."""


@dataclass(frozen=True, slots=True)
class Region:
    """What the user wants counted.

    Attributes:
        name: of the region.
        outline: in level-0 pixels.
        colour: "#rrggbb"; empty for the colour of its place in the list.
        is_visible: whether it is drawn over the scan.
    """

    name: str
    outline: Outline
    colour: str = ""
    is_visible: bool = True


REGION_COLOURS = ("#56b4e9", "#e69f00", "#cc79a7", "#009e73", "#f0e442", "#d55e00", "#0072b2")
"""Of regions by their place, on the screen and in reports; Okabe and Ito's, told apart by
colour-blind eyes, without black."""


def colour_of(region: Region, place: int) -> str:
    """The colour of a region, "#rrggbb": its own, else that of its place in the list."""
    return region.colour or REGION_COLOURS[place % len(REGION_COLOURS)]


def whole(size: Size) -> Polygon:
    """The outline of a whole scan."""
    return box(0, 0, size.width, size.height)


def quadrants(size: Size) -> tuple[Region, ...]:
    """The four quarters of a scan, cut at half its width and height."""
    xs, ys = (0, size.width / 2, size.width), (0, size.height / 2, size.height)
    return tuple(
        Region(f"{row} {column}", box(xs[i], ys[j], xs[i + 1], ys[j + 1]))
        for j, row in enumerate(("upper", "lower"))
        for i, column in enumerate(("left", "right"))
    )


def polygon(points_xy: Sequence[tuple[float, float]]) -> Outline:
    """The area inside a drawn line, in level-0 pixels; crossings are mended.

    Raises:
        GeometryError: fewer than three points, or no area.
    """
    if len(points_xy) < 3:
        raise GeometryError("An outline needs at least three points. Draw it again.")
    return areas_of(Polygon(points_xy), "The drawn outline")


def areas_of(geometry: BaseGeometry, what: str) -> Outline:
    """The polygons of a geometry, made valid.

    Raises:
        GeometryError: there is no area in it; `what` begins the sentence.
    """
    area = polygons(shapely.make_valid(geometry))
    if area.is_empty or not math.isfinite(area.area):
        raise GeometryError(f"{what} has no area. Draw or export it as a polygon.")
    return area


def polygons(geometry: BaseGeometry) -> Outline:
    """The polygons among the parts of a geometry; lines and points have no area."""
    parts = [
        part
        for part in getattr(geometry, "geoms", [geometry])
        if isinstance(part, Polygon | MultiPolygon)
    ]
    area = shapely.union_all(parts)
    return area if isinstance(area, Polygon | MultiPolygon) else MultiPolygon()


def geojson(regions: Iterable[Region]) -> str:
    """The regions as the text of a GeoJSON FeatureCollection that QuPath opens."""
    features = [
        {
            "type": "Feature",
            "geometry": mapping(region.outline),
            "properties": {"objectType": "annotation", "name": region.name, **_color(region)},
        }
        for region in regions
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def _color(region: Region) -> dict[str, list[int]]:
    return {"color": list(bytes.fromhex(region.colour[1:]))} if region.colour else {}


def rectangle(corner: Point, opposite: Point) -> Outline:
    """The upright rectangle between two corners, in level-0 pixels.

    Raises:
        GeometryError: it has no area.
    """
    (x0, y0), (x1, y1) = corner, opposite
    return areas_of(box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)), "The rectangle")


def ellipse(corner: Point, opposite: Point) -> Outline:
    """The ellipse in the upright rectangle between two corners, as a polygon of equal area.

    Raises:
        GeometryError: it has no area.
    """
    (x0, y0), (x1, y1) = corner, opposite
    angles = np.arange(ELLIPSE_CORNERS) * (2 * np.pi / ELLIPSE_CORNERS)
    # a polygon inside a circle of radius r has the area n/2 sin(2 pi / n) r²
    grown = math.sqrt(2 * np.pi / (ELLIPSE_CORNERS * math.sin(2 * np.pi / ELLIPSE_CORNERS)))
    x = (x0 + x1) / 2 + grown * (x1 - x0) / 2 * np.cos(angles)
    y = (y0 + y1) / 2 + grown * (y1 - y0) / 2 * np.sin(angles)
    return areas_of(Polygon(np.stack([x, y], axis=1)), "The ellipse")


def brush_stroke(points_xy: Sequence[Point], diameter_px: float) -> Outline:
    """What a round brush touches along a line, in level-0 pixels.

    Raises:
        GeometryError: the brush has no width.
    """
    line = LineString(points_xy) if len(points_xy) > 1 else ShapelyPoint(points_xy[0])
    simple = line.simplify(diameter_px / 40)
    return areas_of(simple.buffer(diameter_px / 2, quad_segs=6), "The stroke")


def freehand(points_xy: Sequence[Point], tolerance_px: float) -> Outline:
    """The area inside a dragged line without the tremor of the hand; crossings are mended.

    Raises:
        GeometryError: it has no area.
    """
    return areas_of(polygon(points_xy).simplify(tolerance_px), "The drawn outline")


def united(one: Outline, other: Outline) -> Outline:
    """What lies in either."""
    return polygons(shapely.union(one, other))


def subtracted(one: Outline, other: Outline) -> Outline:
    """What lies in one and not in the other.

    Raises:
        GeometryError: nothing is left.
    """
    rest = polygons(shapely.difference(one, other))
    if rest.is_empty:
        raise GeometryError("Nothing would be left of the outline. Delete it instead.")
    return rest


def moved(outline: Outline, x: float, y: float) -> Outline:
    """An outline elsewhere, by so many level-0 pixels."""
    there: Outline = shapely.transform(outline, lambda points: points + np.array((x, y)))
    return there


def intersection(one: Outline, other: Outline) -> Outline:
    """What lies in both; empty when they only touch."""
    return polygons(shapely.intersection(one, other))


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of each pixel of a coarse grid an outline covers.

    Attributes:
        window: the part of the grid that the outline touches, in grid pixels.
        share: (window.height, window.width) float32, 0 to 1.
    """

    window: Rect
    share: npt.NDArray[np.float32]


def coverage(outline: Outline, size: Size, level0_per_px: float) -> Coverage:
    """The exact area fraction of every grid pixel that an outline covers.

    Outlines that share an edge share its pixels, so the coverages of the parts of a whole
    add up to that of the whole.

    Args:
        outline: in level-0 pixels.
        size: of the grid, in its own pixels.
        level0_per_px: side of a grid pixel in level-0 pixels; the grid begins at (0, 0).

    Source: signed-area accumulation, as in font rasterisers (Levien, "Inside the fastest
    font renderer in the world", 2016): every edge adds to the pixels right of it.
    """
    edges = _edges(outline) / level0_per_px
    window = _window(edges, size)
    edges = edges - (window.x, window.y)
    pieces = _split(_split(edges, axis=1), axis=0)  # each piece now lies within one pixel
    middle = pieces.mean(axis=1)
    row, column = np.floor(middle[:, 1]), np.maximum(np.floor(middle[:, 0]), 0)
    seen = (row >= 0) & (row < window.height) & (column < window.width)
    right = np.maximum(middle[seen, 0] - column[seen], 0)  # left of the grid: the whole row
    rise = pieces[seen, 0, 1] - pieces[seen, 1, 1]
    stride = window.width + 1
    first = (row[seen] * stride + column[seen]).astype(np.int64)
    cells = window.height * stride
    steps = np.bincount(first, rise * (1 - right), cells + 1)
    steps += np.bincount(first + 1, rise * right, cells + 1)
    share = np.cumsum(steps[:cells].reshape(window.height, stride), axis=1)[:, : window.width]
    share[share < LEAST_SHARE] = 0
    return Coverage(window, np.minimum(share, 1).astype(np.float32))


def _window(edges: npt.NDArray[np.float64], size: Size) -> Rect:
    if not len(edges):
        return Rect(0, 0, 0, 0)
    x0, y0 = np.floor(edges.min(axis=(0, 1))).astype(int)
    x1, y1 = np.ceil(edges.max(axis=(0, 1))).astype(int)
    return Rect(int(x0), int(y0), int(x1 - x0), int(y1 - y0)).clipped_to(size)


def _edges(outline: Outline) -> npt.NDArray[np.float64]:
    """Edges (n, 2, 2) as start and end (x, y), outer rings one way round, holes the other."""
    polygons = outline.geoms if isinstance(outline, MultiPolygon) else [outline]
    rings = [
        np.asarray(ring.coords)
        for polygon in polygons
        if not polygon.is_empty
        for ring in (orient(polygon).exterior, *orient(polygon).interiors)
    ]
    if not rings:
        return np.empty((0, 2, 2))
    return np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])


def _split(edges: npt.NDArray[np.float64], axis: int) -> npt.NDArray[np.float64]:
    """Edges (n, 2, 2) cut where they cross whole numbers on one axis (0 for x, 1 for y)."""
    start, end = edges[:, 0, axis], edges[:, 1, axis]
    low, high = np.minimum(start, end), np.maximum(start, end)
    pieces = np.maximum(np.ceil(high) - np.floor(low), 1).astype(np.int64)
    edge = np.repeat(np.arange(len(edges)), pieces)
    place = np.arange(len(edge)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
    lower = np.maximum(np.floor(low)[edge] + place, low[edge])
    upper = np.minimum(np.floor(low)[edge] + place + 1, high[edge])
    rising = (end >= start)[edge]
    cuts = np.stack([np.where(rising, lower, upper), np.where(rising, upper, lower)], axis=1)
    span = np.where(end == start, 1.0, end - start)[edge, np.newaxis]
    along = (cuts - start[edge, np.newaxis]) / span
    flat = (end == start)[edge]
    along[flat] = (0.0, 1.0)
    origin, step = edges[edge, 0], edges[edge, 1] - edges[edge, 0]
    cut: npt.NDArray[np.float64] = (
        origin[:, np.newaxis] + along[..., np.newaxis] * step[:, np.newaxis]
    )
    return cut
