"""Shapes in hand: numbers follow while they are drawn and moved, and one step is undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from shapely.geometry import Polygon

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from tests.gui.conftest import LEFT, SMALL, Hand, choose, count, drag, on_screen, table

NONE = Qt.KeyboardModifier.NoModifier
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def counted(qtbot: QtBot, fast_window: MainWindow, session: Session) -> MainWindow:
    count(qtbot, session)
    return fast_window


def cells(session: Session) -> list[float | None]:
    assert session.numbers.present is not None
    return [region.cells for region in session.numbers.present.measurement.regions]


def outlines(session: Session) -> list[Polygon]:
    assert session.shown.edits is not None
    return [region.outline for region in session.shown.edits.regions]


@pytest.mark.parametrize("tool", ["draw_rectangle", "draw_ellipse", "draw_brush", "draw_wand"])
def test_that_the_numbers_follow_a_shape_while_it_is_drawn(
    qtbot: QtBot, counted: MainWindow, session: Session, tool: str
) -> None:
    steps = session.desk.undo_stack.index()
    counted.actions_by_name[tool].setChecked(True)
    hand, seen = Hand(counted), list[float]()
    hand.press(300, 1300)
    for x in (400, 600, 800):
        hand.move(x, 1000 + x)
        qtbot.waitUntil(lambda: session.numbers.is_measured and len(cells(session)) == 1)
        (number,) = cells(session)
        assert number is not None
        seen.append(number)
    assert seen == sorted(seen)
    assert seen[0] < seen[-1]
    assert session.desk.undo_stack.index() == steps
    assert table(counted)[1][0] == "region 1"
    hand.release(800, 1800)
    assert session.desk.undo_stack.index() == steps + 1
    assert session.desk.undo_stack.undoText() == "draw region 1"
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    assert cells(session) == [pytest.approx(seen[-1])]


def test_that_the_sample_follows_the_brush_that_takes_from_it(
    qtbot: QtBot, counted: MainWindow, session: Session
) -> None:
    assert session.shown.edits is not None
    whole = session.shown.edits.mask.outline.area
    choose(qtbot, counted, "target_sample")
    counted.actions_by_name["draw_brush"].setChecked(True)
    hand = Hand(counted, ALT)
    hand.press(300, 1500)
    hand.move(700, 1500)
    assert session.shown.edits.mask.outline.area < whole
    assert session.shown.edits.mask.outline.interiors
    QTest.keyClick(counted.view, Qt.Key.Key_Escape)
    assert session.shown.edits.mask.outline.area == whole


def test_that_what_is_given_up_leaves_nothing(
    qtbot: QtBot, counted: MainWindow, session: Session
) -> None:
    before, steps = session.shown.edits, session.desk.undo_stack.index()
    counted.actions_by_name["draw_polygon"].setChecked(True)
    viewport = counted.view.viewport()
    for at in ((300, 1300), (700, 1300), (700, 1700)):
        QTest.mouseMove(viewport, on_screen(counted, *at))
        QTest.mouseClick(viewport, LEFT, NONE, on_screen(counted, *at))
    QTest.mouseMove(viewport, on_screen(counted, 300, 1800))
    qtbot.waitUntil(lambda: len(outlines(session)) == 1)
    QTest.keyClick(counted.view, Qt.Key.Key_Escape)
    assert session.shown.edits == before
    assert session.desk.undo_stack.index() == steps


def test_that_undo_while_a_shape_is_in_hand_gives_the_shape_up(
    qtbot: QtBot, counted: MainWindow, session: Session
) -> None:
    session.regions.draw(SMALL)
    counted.actions_by_name["draw_rectangle"].setChecked(True)
    hand = Hand(counted)
    hand.press(800, 1300)
    hand.move(1000, 1500)
    assert len(outlines(session)) == 2
    session.desk.undo_stack.undo()
    assert outlines(session) == []
    hand.move(1100, 1600)
    hand.release(1100, 1600)
    assert len(outlines(session)) == 1


def test_that_strokes_of_the_brush_extend_the_region_that_they_touch(
    counted: MainWindow, session: Session
) -> None:
    counted.actions_by_name["draw_brush"].setChecked(True)
    drag(counted, [(300, 1400), (600, 1400)])
    assert counted.regions_panel.selected == [0]
    drag(counted, [(600, 1400), (600, 1800)])
    assert len(outlines(session)) == 1
    assert session.desk.undo_stack.undoText() == "add to region"
    drag(counted, [(1300, 1900), (1500, 1900)])
    assert len(outlines(session)) == 2
    assert counted.regions_panel.selected == [1]


def test_that_the_selected_region_is_moved_as_a_whole_in_one_step(
    qtbot: QtBot, counted: MainWindow, session: Session
) -> None:
    session.regions.draw(SMALL)
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    counted.regions_panel.select([0])
    (before,) = outlines(session)
    steps, number = session.desk.undo_stack.index(), cells(session)
    hand = Hand(counted)
    hand.press(400, 1700)
    hand.move(600, 1600)
    qtbot.waitUntil(lambda: session.numbers.is_measured and cells(session) != number)
    assert session.desk.undo_stack.index() == steps
    hand.move(700, 1500)
    hand.release(700, 1500)
    (after,) = outlines(session)
    assert after.area == pytest.approx(before.area)
    assert after.centroid.x - before.centroid.x == pytest.approx(300, abs=15)
    assert after.centroid.y - before.centroid.y == pytest.approx(-200, abs=15)
    assert session.desk.undo_stack.index() == steps + 1
    assert session.desk.undo_stack.undoText() == "move region"
    session.desk.undo_stack.undo()
    assert outlines(session) == [before]


def test_that_a_drag_beside_the_selected_region_pans(
    qtbot: QtBot, counted: MainWindow, session: Session
) -> None:
    session.regions.draw(SMALL)
    counted.regions_panel.select([0])
    before, seen = outlines(session), counted.view.canvas.visible
    drag(counted, [(1500, 600), (1600, 700), (1700, 800)])
    assert outlines(session) == before
    assert counted.view.canvas.visible.x < seen.x


@pytest.mark.parametrize(
    ("at", "cursor"),
    [
        ((700, 1400), Qt.CursorShape.PointingHandCursor),
        ((400, 1700), Qt.CursorShape.SizeAllCursor),
        ((1800, 300), Qt.CursorShape.ArrowCursor),
    ],
)
def test_that_the_cursor_tells_what_a_drag_would_move(
    counted: MainWindow, session: Session, at: tuple[float, float], cursor: Qt.CursorShape
) -> None:
    session.regions.draw(SMALL)
    counted.regions_panel.select([0])
    counted.view.canvas.hover(at)
    assert counted.view.canvas.cursor().shape() is cursor


def test_that_vertices_are_shown_only_where_they_can_be_told_apart(
    qtbot: QtBot, counted: MainWindow, session: Session
) -> None:
    counted.actions_by_name["draw_ellipse"].setChecked(True)
    drag(counted, [(300, 1300), (500, 1400), (700, 1700)])
    counted.regions_panel.select([0])
    canvas = counted.view.canvas
    assert canvas._vertices is None
    canvas.show_area(300, 1300, 700, 1700)
    assert canvas._vertices is not None
