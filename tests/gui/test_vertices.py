"""Vertices of an outline: found, moved, added, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shapely.geometry import MultiPolygon, Polygon, box

from melcount_app.core.errors import GeometryError
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from melcount_app.gui.viewer.vertices import Vertex, Vertices
from tests.gui.conftest import SMALL, count, on_screen, open_scan

SQUARE = Polygon([(0, 0), (100, 0), (100, 100), (0, 100)])
WITH_HOLE = Polygon(SQUARE.exterior, [[(40, 40), (60, 40), (60, 60), (40, 60)]])


def test_that_the_nearest_vertex_within_reach_is_found() -> None:
    vertices = Vertices(WITH_HOLE)
    assert len(vertices) == 8
    assert vertices.at((98, 3), 10) == Vertex(0, 1)
    assert vertices.at((58, 58), 10) == Vertex(1, 2)
    assert vertices.at((50, 20), 10) is None


def test_that_vertices_can_be_told_apart_from_near_only() -> None:
    vertices = Vertices(SQUARE)
    assert vertices.can_be_told_apart(1.0)
    assert not vertices.can_be_told_apart(10.0)


def test_that_a_moved_vertex_takes_the_outline_with_it() -> None:
    moved = Vertices(SQUARE).moved(Vertex(0, 2), (200, 200))
    assert moved.equals(Polygon([(0, 0), (100, 0), (200, 200), (0, 100)]))


def test_that_other_parts_and_holes_stay_as_they_are() -> None:
    both = MultiPolygon([WITH_HOLE, box(200, 0, 300, 100)])
    moved = Vertices(both).moved(Vertex(1, 0), (30, 30))
    assert moved.area == pytest.approx(both.area - 200)


def test_that_a_vertex_is_added_on_the_nearest_edge() -> None:
    vertices = Vertices(SQUARE)
    edge = vertices.edge_at((50, 98), 10)
    assert edge is not None
    added = vertices.inserted(edge, (50, 150))
    assert added.area == pytest.approx(100 * 100 + 100 * 50 / 2)
    assert vertices.edge_at((50, 50), 10) is None


def test_that_a_triangle_keeps_its_corners() -> None:
    left = Vertices(SQUARE).removed(Vertex(0, 0))
    assert left.area == pytest.approx(5000)
    with pytest.raises(GeometryError, match="at least three"):
        Vertices(left).removed(Vertex(0, 0))


def test_that_a_vertex_is_dragged_in_one_step_while_the_numbers_follow(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    count(qtbot, session)
    window.regions_panel.select([0])
    assert session.shown.edits is not None
    assert session.numbers.present is not None
    before, steps = session.shown.edits, session.desk.undo_stack.index()
    cells = session.numbers.present.measurement.regions[0].cells
    viewport = window.view.viewport()
    x, y = SMALL[1]
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=on_screen(window, x, y))
    for step in range(1, 6):
        QTest.mouseMove(viewport, on_screen(window, x + 60 * step, y))
        qtbot.wait(20)
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    assert session.numbers.present.measurement.regions[0].cells != cells
    assert session.desk.undo_stack.index() == steps
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=on_screen(window, x + 300, y))
    assert session.desk.undo_stack.index() == steps + 1
    assert session.desk.undo_stack.undoText() == "move vertex"
    assert session.shown.edits.regions[0].outline.area > 1.2 * before.regions[0].outline.area
    session.desk.undo_stack.undo()
    assert session.shown.edits == before


def test_that_a_vertex_is_added_by_a_double_click_and_removed_by_a_right_click(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    window.regions_panel.select([0])
    assert session.shown.edits is not None
    viewport = window.view.viewport()
    middle = on_screen(window, 400, 1400)
    QTest.mouseMove(viewport, middle)
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=middle)
    assert len(Vertices(session.shown.edits.regions[0].outline)) == 5
    QTest.mouseClick(viewport, Qt.MouseButton.RightButton, pos=middle)
    assert len(Vertices(session.shown.edits.regions[0].outline)) == 4
