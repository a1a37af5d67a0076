"""Drawing with the mouse: positions in level-0 pixels go in, an outline comes out. No Qt."""

from __future__ import annotations

import abc
from typing import TypeAlias

from typing_extensions import override

Point: TypeAlias = tuple[float, float]


class DrawingTool(abc.ABC):
    """An outline in the making.

    Attributes:
        drags: whether the outline is dragged; else it is clicked, and dragging pans.
        points: corners so far, in level-0 pixels.
    """

    drags: bool = False

    def __init__(self) -> None:
        self.points: list[Point] = []

    @property
    @abc.abstractmethod
    def is_ready(self) -> bool:
        """Whether the outline may be closed."""

    @abc.abstractmethod
    def press(self, at: Point) -> None:
        """A click, or the beginning of a drag."""

    @abc.abstractmethod
    def preview(self, pointer: Point) -> list[Point]:
        """The outline as it would be with the pointer there; for the eye."""

    def take(self) -> list[Point]:
        """The closed outline; the tool begins anew."""
        points, self.points = self.points, []
        return points

    def undo_point(self) -> None:
        """Forget the last corner."""
        if self.points:
            self.points.pop()


class PolygonTool(DrawingTool):
    """Corner by corner; a corner on top of the one before it (a double click) counts once."""

    @property
    @override
    def is_ready(self) -> bool:
        return len(self.points) >= 3

    @override
    def press(self, at: Point) -> None:
        if not self.points or self.points[-1] != at:
            self.points.append(at)

    @override
    def preview(self, pointer: Point) -> list[Point]:
        return [*self.points, pointer] if self.points else []


class RectangleTool(DrawingTool):
    """From one corner to the opposite one."""

    drags = True

    @property
    @override
    def is_ready(self) -> bool:
        return len(self.points) == 4

    @override
    def press(self, at: Point) -> None:
        self.points = [at]

    def stretch(self, to: Point) -> None:
        """Drag the opposite corner."""
        self.points = self.preview(to)

    @override
    def preview(self, pointer: Point) -> list[Point]:
        if not self.points:
            return []
        (x0, y0), (x1, y1) = self.points[0], pointer
        return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
