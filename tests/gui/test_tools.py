"""Drawing tools: corners in, outline out."""

from __future__ import annotations

import math

import pytest
from shapely.geometry import Point, Polygon, box

from melcount_app.gui.tools import (
    BrushTool,
    EllipseTool,
    PolygonTool,
    RectangleTool,
    WandTool,
)


def test_that_a_polygon_needs_three_corners() -> None:
    tool = PolygonTool()
    readiness = []
    for corner in ((0, 0), (10, 0), (10, 10)):
        tool.press(corner)
        readiness.append(tool.is_ready)
    assert readiness == [False, False, True]


def test_that_a_corner_clicked_twice_counts_once() -> None:
    tool = PolygonTool()
    for corner in ((0, 0), (10, 0), (10, 0)):
        tool.press(corner)
    assert tool.points == [(0, 0), (10, 0)]


def test_that_taking_the_outline_begins_a_new_one() -> None:
    tool = PolygonTool()
    for corner in ((0, 0), (10, 0), (10, 10)):
        tool.press(corner)
    assert tool.take().equals(Polygon([(0, 0), (10, 0), (10, 10)]))
    assert tool.points == []


def test_that_the_last_corner_can_be_taken_back() -> None:
    tool = PolygonTool()
    tool.undo_point()
    tool.press((1, 2))
    tool.press((3, 4))
    tool.undo_point()
    assert tool.points == [(1, 2)]


def test_that_the_outline_follows_the_pointer_once_begun() -> None:
    tool = PolygonTool()
    assert tool.preview((5, 5)) == []
    tool.press((1, 1))
    assert tool.preview((5, 5)) == [(1, 1), (5, 5)]


def test_that_a_rectangle_spans_the_drag_in_any_direction() -> None:
    tool = RectangleTool()
    tool.press((10, 20))
    tool.stretch((4, 5))
    assert tool.take().equals(box(4, 5, 10, 20))


def test_that_a_rectangle_that_was_only_clicked_is_not_ready() -> None:
    tool = RectangleTool()
    tool.press((10, 20))
    assert not tool.is_ready


def test_that_a_dragged_polygon_is_drawn_by_hand() -> None:
    tool = PolygonTool()
    tool.press((0, 0))
    for step in range(1, 63):
        angle = step / 10
        tool.stretch((100 - 100 * math.cos(angle), 100 * math.sin(angle)))
        assert tool.drags
    assert tool.take().area == pytest.approx(math.pi * 100**2, rel=0.02)
    tool.press((0, 0))
    assert not tool.drags


def test_that_an_ellipse_fills_the_drag() -> None:
    tool = EllipseTool()
    tool.press((10, 20))
    for to in ((15, 25), (110, 70)):
        tool.stretch(to)
    drawn = tool.take()
    assert drawn.area == pytest.approx(math.pi * 50 * 25, rel=0.001)
    assert drawn.centroid.coords[0] == pytest.approx((60, 45))


def test_that_a_brush_is_as_wide_on_the_screen_at_every_zoom() -> None:
    tool = BrushTool(40.0)
    tool.scale = 8.0
    tool.press((0, 0))
    tool.stretch((1000, 0))
    x0, y0, x1, y1 = tool.take().bounds
    assert (x0, y0, x1, y1) == pytest.approx((-160, -160, 1160, 160), abs=1)


def test_that_a_click_of_the_brush_leaves_a_dab() -> None:
    tool = BrushTool(40.0)
    tool.press((50, 50))
    assert tool.is_ready
    assert tool.take().area == pytest.approx(math.pi * 20**2, rel=0.02)


def test_that_a_brush_grows_and_shrinks_within_bounds() -> None:
    tool = BrushTool(40.0)
    tool.resize(2)
    assert tool.diameter_px == 80
    tool.resize(1000)
    assert tool.diameter_px == 400
    tool.resize(0.0001)
    assert tool.diameter_px == 4


def test_that_a_dragged_wand_joins_what_it_touches() -> None:
    tool = WandTool(lambda at, reach: Point(at).buffer(reach), reach_px=5)
    tool.scale = 2.0
    tool.press((0, 0))
    tool.stretch((15, 0))
    drawn = tool.take()
    assert drawn.bounds == pytest.approx((-10, -10, 25, 10))
    assert not tool.is_ready
