"""The vertices of one outline: found under the pointer, moved, added and taken away. No Qt."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely.geometry import MultiPolygon, Polygon

from melcount_app.core.errors import GeometryError
from melcount_app.core.region import Outline, Point, areas_of

MOST_VERTICES = 400
"""An outline with more of them shows none: they could not be told apart."""

LEAST_SPACING_PX = 12.0
"""Pixels of the screen between two vertices, in the mean; closer ones are not shown either."""

LEAST_CORNERS = 3


@dataclass(frozen=True, slots=True)
class Vertex:
    """One corner of an outline, by ring and place in it."""

    ring: int
    place: int


class Vertices:
    """The corners of an outline in level-0 pixels, ring by ring; holes are rings too.

    Attributes:
        rings: (n, 2) corners of each ring, the first not repeated at the end.
    """

    def __init__(self, outline: Outline) -> None:
        parts = outline.geoms if isinstance(outline, MultiPolygon) else [outline]
        self._rings_of_parts = [1 + len(part.interiors) for part in parts]
        self.rings: list[npt.NDArray[np.float64]] = [
            shapely.get_coordinates(ring)[:-1]
            for part in parts
            for ring in (part.exterior, *part.interiors)
        ]

    def can_be_told_apart(self, level0_per_px: float) -> bool:
        """Whether there are few enough, and far enough from each other, to be dragged.

        Args:
            level0_per_px: level-0 pixels per pixel of the screen.
        """
        around = sum(float(np.hypot(*(r - np.roll(r, 1, axis=0)).T).sum()) for r in self.rings)
        is_wide = around >= len(self) * LEAST_SPACING_PX * level0_per_px
        return len(self) <= MOST_VERTICES and is_wide

    def __len__(self) -> int:
        return sum(len(ring) for ring in self.rings)

    def at(self, point: Point, reach: float) -> Vertex | None:
        """The nearest vertex that is at most `reach` away, in level-0 pixels."""
        best, found = reach, None
        for number, ring in enumerate(self.rings):
            away = np.hypot(*(ring - point).T)
            place = int(away.argmin())
            if away[place] <= best:
                best, found = float(away[place]), Vertex(number, place)
        return found

    def edge_at(self, point: Point, reach: float) -> Vertex | None:
        """Where a new vertex belongs on the nearest edge that is at most `reach` away."""
        best, found = reach, None
        for number, ring in enumerate(self.rings):
            for place in range(len(ring)):
                away = _distance(point, ring[place], ring[(place + 1) % len(ring)])
                if away <= best:
                    best, found = away, Vertex(number, place + 1)
        return found

    def moved(self, vertex: Vertex, to: Point) -> Outline:
        """The outline with a vertex elsewhere; crossings are mended.

        Raises:
            GeometryError: no area is left.
        """
        ring = self.rings[vertex.ring].copy()
        ring[vertex.place] = to
        return self._with(vertex.ring, ring)

    def inserted(self, vertex: Vertex, at: Point) -> Outline:
        """The outline with one vertex more, before the place that `edge_at` told.

        Raises:
            GeometryError: no area is left.
        """
        return self._with(vertex.ring, np.insert(self.rings[vertex.ring], vertex.place, at, axis=0))

    def removed(self, vertex: Vertex) -> Outline:
        """The outline with one vertex less.

        Raises:
            GeometryError: fewer than three would be left.
        """
        if len(self.rings[vertex.ring]) <= LEAST_CORNERS:
            raise GeometryError("An outline needs at least three corners. Delete it instead.")
        return self._with(vertex.ring, np.delete(self.rings[vertex.ring], vertex.place, axis=0))

    def _with(self, number: int, ring: npt.NDArray[np.float64]) -> Outline:
        rings = [*self.rings[:number], ring, *self.rings[number + 1 :]]
        parts, first = [], 0
        for count in self._rings_of_parts:
            outer, *holes = rings[first : first + count]
            parts.append(Polygon(outer, holes))
            first += count
        return areas_of(MultiPolygon(parts) if len(parts) > 1 else parts[0], "The outline")


def _distance(point: Point, start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> float:
    """From a point to the straight line between two."""
    along = end - start
    length = float(along @ along)
    share = 0.0 if length == 0 else float(np.clip((np.array(point) - start) @ along / length, 0, 1))
    x, y = start + share * along - point
    return math.hypot(x, y)
