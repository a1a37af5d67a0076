"""Drawing with real mouse events: new regions, added and taken away, and the sample."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from tests.gui.conftest import LEFT, SMALL, drag, on_screen

NONE = Qt.KeyboardModifier.NoModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def opened(fast_window: MainWindow) -> MainWindow:
    return fast_window


def areas(session: Session) -> list[float]:
    assert session.shown.edits is not None
    return [region.outline.area for region in session.shown.edits.regions]


def take(window: MainWindow, name: str) -> None:
    window.actions_by_name[name].setChecked(True)


def test_that_an_ellipse_is_drawn_by_a_drag(opened: MainWindow, session: Session) -> None:
    take(opened, "draw_ellipse")
    drag(opened, [(200, 1200), (500, 1400), (1000, 1600)])
    assert areas(session) == [pytest.approx(math.pi * 400 * 200, rel=0.05)]
    assert opened.actions_by_name["move"].isChecked()


def test_that_a_polygon_can_be_dragged_by_hand(opened: MainWindow, session: Session) -> None:
    take(opened, "draw_polygon")
    drag(opened, [(200, 1200), (1000, 1200), (1000, 1600), (600, 1600), (200, 1600)])
    assert areas(session) == [pytest.approx(800 * 400, rel=0.1)]


def test_that_the_brush_paints_a_region_and_then_extends_it_while_it_is_selected(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    take(opened, "draw_brush")
    drag(opened, [(300, 1400), (600, 1400)])
    (first,) = areas(session)
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    opened.regions_panel.select([0])
    drag(opened, [(600, 1400), (600, 1800)])
    (second,) = areas(session)
    assert second > 1.5 * first
    assert opened.actions_by_name["draw_brush"].isChecked()
    assert session.desk.undo_stack.undoText() == "add to region"


def test_that_alt_takes_away_from_the_selected_region_and_shift_adds(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    session.regions.draw(SMALL)
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    opened.regions_panel.select([0])
    (whole,) = areas(session)
    take(opened, "draw_rectangle")
    drag(opened, [(100, 1400), (250, 1500), (400, 2000)], ALT)
    assert areas(session) == [pytest.approx(whole / 2, rel=0.05)]
    take(opened, "draw_rectangle")
    drag(opened, [(700, 1400), (900, 1500), (1000, 2000)], SHIFT)
    assert areas(session) == [pytest.approx(whole, rel=0.05)]


def test_that_tools_change_the_sample_when_its_outline_is_edited(
    opened: MainWindow, session: Session
) -> None:
    assert session.shown.edits is not None
    before = session.shown.edits.mask.outline.area
    opened.actions_by_name["target_sample"].trigger()
    take(opened, "draw_rectangle")
    drag(opened, [(300, 1300), (500, 1500), (700, 1700)], ALT)
    hollow = session.shown.edits.mask.outline
    assert hollow.area == pytest.approx(before - 400 * 400, rel=0.01)
    assert session.shown.edits.regions == ()
    take(opened, "draw_rectangle")
    drag(opened, [(300, 1300), (500, 1500), (700, 1700)])
    assert session.shown.edits.mask.outline.area == pytest.approx(before, rel=0.01)


def test_that_the_wand_marks_the_sample_but_not_the_dark_around_it(
    opened: MainWindow, session: Session
) -> None:
    take(opened, "draw_wand")
    drag(opened, [(300, 1500), (500, 1500), (700, 1500)])
    assert session.shown.edits is not None
    (region,) = session.shown.edits.regions
    sample = session.shown.edits.mask.outline.buffer(30)
    assert region.outline.area > 1000
    assert region.outline.difference(sample).area < 0.05 * region.outline.area


def test_that_a_click_selects_the_region_under_it_and_beside_it_none(
    qtbot: QtBot, opened: MainWindow, session: Session
) -> None:
    session.regions.draw(SMALL)
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    viewport = opened.view.viewport()
    for at, selected in (((400, 1700), [0]), ((1800, 300), [])):
        QTest.mouseMove(viewport, on_screen(opened, *at))
        QTest.mouseClick(viewport, LEFT, NONE, on_screen(opened, *at))
        assert opened.regions_panel.selected == selected


def test_that_space_pans_with_a_tool_in_hand(opened: MainWindow, session: Session) -> None:
    take(opened, "draw_rectangle")
    before = opened.view.canvas.visible
    QTest.keyPress(opened.view, Qt.Key.Key_Space)
    drag(opened, [(300, 1300), (500, 1500), (700, 1700)])
    QTest.keyRelease(opened.view, Qt.Key.Key_Space)
    assert areas(session) == []
    assert opened.view.canvas.visible.x < before.x
    drag(opened, [(300, 1300), (500, 1500), (700, 1700)])
    assert len(areas(session)) == 1


def test_that_brackets_resize_the_brush(opened: MainWindow, session: Session) -> None:
    sizes = []
    for key in (None, Qt.Key.Key_BracketRight, Qt.Key.Key_BracketLeft):
        take(opened, "draw_brush")
        if key is not None:
            QTest.keyClick(opened.view, key)
        opened.regions_panel.select([])
        drag(opened, [(300, 1400), (600, 1400)])
        sizes.append(areas(session)[-1])
    assert sizes[1] > 1.15 * sizes[0]
    assert sizes[2] == pytest.approx(sizes[0], rel=0.02)
