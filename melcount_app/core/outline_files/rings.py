"""What rings enclose, whatever they cross, touch or overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely
from numpy.typing import ArrayLike
from shapely.geometry import LineString, Polygon

from melcount_app.core.outline_files.tangle import TangledError, check_tangle
from melcount_app.core.region import Outline, polygons

MANY_HOLES = 2000
"""More than these are not united one by one: they have to lie inside, and beside each other."""

Ring: TypeAlias = Sequence[Sequence[Any]] | npt.NDArray[Any]
"""Points (x, y), perhaps with more numbers each, that need not end where they begin."""


def enclosed(rings: Sequence[Ring]) -> Outline:
    """What lies inside the first ring and inside none of the others.

    A ring that crosses itself encloses all that it goes round. Holes mean what they enclose, also
    where they touch, cross, share an edge or overlap; nothing outside the first ring belongs to it.

    Returns:
        The area, empty where there is none.

    Raises:
        ValueError: these are no rings of numbers.
        TangledError: they cross too often.
    """
    if len(rings) > MANY_HOLES:
        return _pierced([_points(ring) for ring in rings])
    areas = [_filled(_points(ring)) for ring in rings]
    if not areas:
        return Polygon()
    return polygons(shapely.difference(areas[0], shapely.union_all(areas[1:])))


def even_odd(rings: Sequence[Ring]) -> Outline:
    """What a line to the outside crosses rings an odd number of times from, as in ImageJ.

    Returns:
        The area, empty where there is none.

    Raises:
        ValueError: these are no rings of numbers.
        TangledError: they cross too often.
    """
    drawn = [_points(ring) for ring in rings]
    areas = np.array([_alternating(points) for points in drawn], object)
    if len(areas) == 1:
        return polygons(areas[0])
    check_tangle(drawn)
    faces = _faces(shapely.boundary(areas))
    points = shapely.point_on_surface(faces)
    held, _ = shapely.STRtree(areas).query(points, predicate="intersects")
    holders = np.bincount(held, minlength=len(faces))
    return polygons(shapely.union_all(faces[holders % 2 == 1]))


def _pierced(rings: Sequence[npt.NDArray[np.float64]]) -> Outline:
    """What many holes leave of the first ring; to unite them first would take minutes."""
    usable = [ring for ring in rings[1:] if len(ring) > 2]
    place = np.repeat(np.arange(len(usable)), [len(ring) for ring in usable])
    holes = shapely.linearrings(np.concatenate(usable), indices=place)
    area = shapely.polygons(shapely.linearrings(rings[0]), holes=holes)
    if not area.is_valid:
        raise TangledError(f"{len(holes)} holes that cross each other or lie outside")
    return polygons(area)


def _points(ring: Ring) -> npt.NDArray[np.float64]:
    """The points as (n, 2)."""
    points = np.array([(x, y) for x, y, *_ in ring], np.float64).reshape(-1, 2)
    if not np.isfinite(points).all():
        raise ValueError("a coordinate is no number")
    return points


def _polygon(points: npt.NDArray[np.float64]) -> Polygon:
    return Polygon(points) if len(points) > 2 else Polygon()


def _filled(points: npt.NDArray[np.float64]) -> Outline:
    whole = _polygon(points)
    return whole if whole.is_valid else _parts(points, lambda up, down: up != down)


def _alternating(points: npt.NDArray[np.float64]) -> Outline:
    whole = _polygon(points)
    return whole if whole.is_valid else _parts(points, lambda up, down: (up + down) % 2 == 1)


def _parts(points: npt.NDArray[np.float64], is_inside: Callable[[int, int], bool]) -> Outline:
    """The parts into which a ring that crosses itself cuts the plane, as far as they are inside.

    Args:
        points: of the ring.
        is_inside: told how often the ring passes the right side of a part upwards and downwards.
    """
    check_tangle([points])
    faces = _faces([LineString([*points, points[0]])])
    middles = shapely.get_coordinates(shapely.point_on_surface(faces))
    inside = [is_inside(*_passes(points, x, y)) for x, y in middles]
    return polygons(shapely.union_all(faces[np.array(inside, bool)]))


def _faces(lines: ArrayLike) -> npt.NDArray[np.object_]:
    """The polygons into which lines cut the plane."""
    return np.asarray(shapely.get_parts(shapely.polygonize([shapely.union_all(lines)])), object)


def _passes(points: npt.NDArray[np.float64], x: float, y: float) -> tuple[int, int]:
    """How often a ring passes the right side of a point upwards, and how often downwards."""
    x0, y0 = points.T
    x1, y1 = np.roll(points, -1, axis=0).T
    up, down = (y0 <= y) & (y < y1), (y1 <= y) & (y < y0)
    rise = np.where(up | down, y1 - y0, 1)
    is_right = x0 + (y - y0) * (x1 - x0) / rise > x
    return int(np.count_nonzero(up & is_right)), int(np.count_nonzero(down & is_right))
