"""Drawing tools: corners in, outline out."""

from __future__ import annotations

from melcount_app.gui.tools import PolygonTool, RectangleTool


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
    assert tool.take() == [(0, 0), (10, 0), (10, 10)]
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
    assert set(tool.take()) == {(10, 20), (4, 20), (4, 5), (10, 5)}


def test_that_a_rectangle_that_was_only_clicked_is_not_ready() -> None:
    tool = RectangleTool()
    tool.press((10, 20))
    assert not tool.is_ready
