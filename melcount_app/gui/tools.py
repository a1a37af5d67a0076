"""Drawing with the mouse: positions in level-0 pixels go in, an outline comes out. No Qt."""

from __future__ import annotations

import abc
from collections.abc import Callable

import shapely
from typing_extensions import override

from melcount_app.core.errors import GeometryError
from melcount_app.core.region import (
    Outline,
    Point,
    brush_stroke,
    ellipse,
    freehand,
    polygon,
    united,
)

HAND_TREMOR_PX = 1.0
"""Screen pixels by which a line drawn by hand may be simplified."""

USUAL_BRUSH_PX = 40.0
LEAST_BRUSH_PX, LARGEST_BRUSH_PX = 4.0, 400.0
"""Diameter of the brush in screen pixels: what it reaches depends on the zoom, as in QuPath."""


class DrawingTool(abc.ABC):
    """An outline in the making.

    Attributes:
        points: corners so far, in level-0 pixels.
        scale: level-0 pixels per pixel of the screen.
    """

    def __init__(self) -> None:
        self.points: list[Point] = []
        self.scale = 1.0

    @property
    def drags(self) -> bool:
        """Whether a drag that begins now draws; else it pans."""
        return True

    @property
    def clicks(self) -> bool:
        """Whether clicks draw."""
        return False

    @property
    @abc.abstractmethod
    def is_ready(self) -> bool:
        """Whether the outline may be closed."""

    @abc.abstractmethod
    def press(self, at: Point) -> None:
        """A click, or the beginning of a drag."""

    @abc.abstractmethod
    def preview(self, pointer: Point) -> list[Point]:
        """The line as it would be with the pointer there; for the eye, beside `draft`."""

    def stretch(self, to: Point) -> None:
        """Drag on."""
        self.points.append(to)

    def take(self) -> Outline:
        """The closed outline, in level-0 pixels; the tool begins anew.

        Raises:
            GeometryError: it has no area.
        """
        try:
            return self._outline(self.points)
        finally:
            self.give_up()

    def draft(self, pointer: Point) -> Outline | None:
        """The outline were it closed with the pointer there; None where it has no area yet."""
        try:
            return self._outline(self._reaching(pointer))
        except GeometryError:
            return None

    def _reaching(self, pointer: Point) -> list[Point]:  # noqa: ARG002 - for those that stretch
        """The points with the pointer there, where it makes a difference."""
        return self.points

    def give_up(self) -> None:
        """Forget what was drawn."""
        self.points = []

    @abc.abstractmethod
    def _outline(self, points: list[Point]) -> Outline:
        """What the points enclose."""

    def undo_point(self) -> None:
        """Forget the last corner."""
        if self.points:
            self.points.pop()


class PolygonTool(DrawingTool):
    """Corner by corner, or a line dragged by hand; a corner on top of the last counts once."""

    def __init__(self) -> None:
        super().__init__()
        self._is_by_hand = False

    @property
    @override
    def drags(self) -> bool:
        return self._is_by_hand or not self.points

    @property
    @override
    def clicks(self) -> bool:
        return True

    @property
    @override
    def is_ready(self) -> bool:
        return len(self.points) >= 3

    @override
    def press(self, at: Point) -> None:
        if not self.points or self.points[-1] != at:
            self.points.append(at)

    @override
    def stretch(self, to: Point) -> None:
        self._is_by_hand = True
        super().stretch(to)

    @override
    def preview(self, pointer: Point) -> list[Point]:
        return [*self.points, pointer] if self.points else []

    @override
    def _reaching(self, pointer: Point) -> list[Point]:
        return self.preview(pointer)

    @override
    def _outline(self, points: list[Point]) -> Outline:
        if self._is_by_hand:
            return freehand(points, HAND_TREMOR_PX * self.scale)
        return polygon(points)

    @override
    def give_up(self) -> None:
        super().give_up()
        self._is_by_hand = False


class RectangleTool(DrawingTool):
    """From one corner to the opposite one."""

    @property
    @override
    def is_ready(self) -> bool:
        return len(self.points) >= 4

    @override
    def press(self, at: Point) -> None:
        self.points = [at]

    @override
    def stretch(self, to: Point) -> None:
        self.points = self.preview(to)

    @override
    def preview(self, pointer: Point) -> list[Point]:
        if not self.points:
            return []
        (x0, y0), (x1, y1) = self.points[0], pointer
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]

    @override
    def _reaching(self, pointer: Point) -> list[Point]:
        return self.preview(pointer)

    @override
    def _outline(self, points: list[Point]) -> Outline:
        return polygon(points)


class EllipseTool(RectangleTool):
    """In the rectangle from one corner to the opposite one."""

    def __init__(self) -> None:
        super().__init__()
        self._corner: Point = (0.0, 0.0)

    @override
    def press(self, at: Point) -> None:
        super().press(at)
        self._corner = at

    @override
    def preview(self, pointer: Point) -> list[Point]:
        (x0, y0), (x1, y1) = self._corner, pointer
        if not self.points:
            return []
        if x0 == x1 or y0 == y1:
            return [self._corner, (x1, y0), pointer, (x0, y1)]  # no area, which is told
        return _corners(ellipse(self._corner, pointer))


class BrushTool(DrawingTool):
    """A round brush along a line.

    Args:
        diameter_px: in pixels of the screen.
    """

    def __init__(self, diameter_px: float = USUAL_BRUSH_PX) -> None:
        super().__init__()
        self.diameter_px = diameter_px

    @property
    @override
    def is_ready(self) -> bool:
        return bool(self.points)

    def resize(self, factor: float) -> None:
        """Take a larger or smaller brush."""
        wanted = self.diameter_px * factor
        self.diameter_px = min(max(wanted, LEAST_BRUSH_PX), LARGEST_BRUSH_PX)

    @override
    def press(self, at: Point) -> None:
        self.points = [at]

    @override
    def preview(self, pointer: Point) -> list[Point]:
        return [pointer] if self.points else []

    @override
    def _outline(self, points: list[Point]) -> Outline:
        return brush_stroke(points, self.diameter_px * self.scale)


class WandTool(DrawingTool):
    """Areas of like brightness along a line.

    Args:
        find: the area around a point, in level-0 pixels; takes the point and how far the area
            may reach.
        reach_px: that reach, in pixels of the screen.
    """

    def __init__(self, find: Callable[[Point, float], Outline], reach_px: float = 60.0) -> None:
        super().__init__()
        self._find = find
        self._reach_px = reach_px
        self._found: Outline | None = None

    @property
    @override
    def is_ready(self) -> bool:
        return self._found is not None

    @override
    def press(self, at: Point) -> None:
        self.points = [at]
        self._found = self._find(at, self._reach_px * self.scale)

    @override
    def stretch(self, to: Point) -> None:
        self.points = [to]
        more = self._find(to, self._reach_px * self.scale)
        self._found = united(self._found, more) if self._found is not None else more

    @override
    def preview(self, pointer: Point) -> list[Point]:
        return [pointer] if self._found is not None else []

    @override
    def give_up(self) -> None:
        super().give_up()
        self._found = None

    @override
    def _outline(self, points: list[Point]) -> Outline:
        return self._found if self._found is not None else polygon(points)


def _corners(outline: Outline) -> list[Point]:
    """The outer corners of the largest part, for the eye."""
    parts = getattr(outline, "geoms", [outline])
    largest = max(parts, key=lambda part: part.area)
    return [(float(x), float(y)) for x, y in shapely.get_coordinates(largest.exterior)]
