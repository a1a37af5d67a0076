"""The tool in hand and what it changes: seen, told truly, ended by Escape and by another scan."""

from __future__ import annotations

import itertools
from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from melcount_app.core.edits import Edits
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session
from tests.conftest import ScanWriter
from tests.gui.conftest import LEFT, Hand, drag, on_screen, open_scan, quarter_disc, text

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
REGION_TOOLS = (Key.Key_R, Key.Key_O, Key.Key_P, Key.Key_B, Key.Key_W)
SQUARE = [(25.0, 350.0), (175.0, 350.0), (175.0, 500.0), (25.0, 500.0)]
OFF = [(475.0, 40.0), (550.0, 40.0), (550.0, 90.0), (490.0, 90.0)]
"""Beside the sample and the regions."""


@pytest.fixture
def small(write_scan: ScanWriter) -> Path:
    """A quarter disc of a radius of 475 px, centred at the lower left corner."""
    return write_scan(quarter_disc()[::4, ::4], name="small.tif")


@pytest.fixture
def opened(
    qtbot: QtBot, window: MainWindow, small: Path, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window that sees every move of the mouse, with a small scan."""
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", 0)
    open_scan(qtbot, window.session, small)
    qtbot.waitUntil(window.actions_by_name["target_sample"].isEnabled)
    return window


def press(window: MainWindow, key: Qt.Key, held: Qt.KeyboardModifier | None = None) -> None:
    QTest.keyClick(window.view, key, held or Qt.KeyboardModifier.NoModifier)


def edits(session: Session) -> Edits:
    assert session.shown.edits is not None
    return session.shown.edits


def told(window: MainWindow) -> str:
    """What the line at the bottom says that the next drag does."""
    said = text(window, "next_step")
    return said if "Esc" in said else ""


def seen(window: MainWindow) -> str:
    """The word of the mode that is seen on the scan; empty for none."""
    frame = window.view.in_hand.frame
    return frame.word if frame.isVisible() else ""


def take_vertex(qtbot: QtBot, window: MainWindow) -> Hand:
    """Drag a corner of the outline of the sample, which is a square; it is not let go."""
    window.session.sample.draw(SQUARE)
    qtbot.waitUntil(lambda: window.session.numbers.is_measured)
    press(window, Key.Key_S, SHIFT)
    before = edits(window.session)
    hand = Hand(window)
    hand.press(175, 350)
    hand.move(190, 335)
    hand.move(225, 325)
    assert edits(window.session) != before
    return hand


def test_that_escape_ends_the_editing_of_the_outline(opened: MainWindow, session: Session) -> None:
    sample = edits(session).mask
    press(opened, Key.Key_S, SHIFT)
    assert seen(opened) == "Outline of the sample – Esc ends"
    press(opened, Key.Key_R)
    assert "adds to the sample" in told(opened)
    press(opened, Key.Key_Escape)
    assert (seen(opened), told(opened)) == ("", "")
    assert not opened.actions_by_name["target_sample"].isChecked()
    assert opened.actions_by_name["move"].isChecked()
    press(opened, Key.Key_R)
    assert "a new region" in told(opened)
    drag(opened, OFF)
    assert len(edits(session).regions) == 1
    assert edits(session).mask == sample


def test_that_escape_gives_up_a_half_drawn_shape_first_and_the_rest_of_its_drag(
    opened: MainWindow, session: Session
) -> None:
    before, place = edits(session), opened.view.canvas.visible
    for held in (None, SHIFT):  # the tools change regions, then the sample
        for key in (*REGION_TOOLS, Key.Key_S):
            if held:
                press(opened, Key.Key_S, held)
            press(opened, key)
            said, hand = told(opened), Hand(opened)
            hand.press(75, 325)
            hand.move(125, 375)
            press(opened, Key.Key_Escape)
            hand.move(175, 375)
            hand.move(175, 425)
            hand.release(175, 425)
            assert edits(session) == before
            assert opened.view.canvas.visible == place
            assert said
            assert told(opened) == said
            press(opened, Key.Key_Escape)
            assert (seen(opened), told(opened)) == ("", "")


def test_that_escape_lets_go_of_a_vertex_and_then_ends(qtbot: QtBot, opened: MainWindow) -> None:
    session = opened.session
    hand = take_vertex(qtbot, opened)
    assert "drag the corners of the outline" in told(opened)
    steps = session.desk.undo_stack.index()
    press(opened, Key.Key_Escape)
    hand.move(250, 325)
    hand.release(250, 325)
    assert edits(session).mask.outline.area == 150 * 150
    assert session.desk.undo_stack.index() == steps
    press(opened, Key.Key_H)
    assert "take a tool" in told(opened)  # the outline is hidden
    press(opened, Key.Key_Escape)
    assert (seen(opened), told(opened)) == ("", "")


def test_that_escape_ends_the_typing_of_a_name_alone(opened: MainWindow, session: Session) -> None:
    session.regions.draw(SQUARE)
    press(opened, Key.Key_S, SHIFT)
    opened.regions_panel.select([0])
    opened.regions_panel.edit_name()
    editor = opened.regions_panel.table.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "edge")
    QTest.keyClick(editor, Key.Key_Escape)
    assert session.regions.present[0].name == "region 1"
    assert seen(opened)


def effect(before: Edits, after: Edits) -> str:
    """What a drag has done."""
    if before.mask != after.mask:
        old, new = before.mask.outline, after.mask.outline
        adds = new.area > old.area and new.buffer(5).covers(old)
        return "adds to the sample" if adds else "a new outline of the sample"
    if len(after.regions) > len(before.regions):
        return "a new region"
    return "extends “region 1”" if after != before else ""


def test_that_the_line_at_the_bottom_tells_what_the_next_drag_does(
    opened: MainWindow, session: Session
) -> None:
    session.sample.draw(SQUARE)
    session.regions.draw(SQUARE)
    steps = session.desk.undo_stack.index()
    for is_sample in (True, False):
        press(opened, Key.Key_S, SHIFT)  # on, then off
        for key, selected in itertools.product((*REGION_TOOLS, Key.Key_S), ([], [0])):
            press(opened, key)
            opened.regions_panel.select(selected)
            said, before = told(opened), edits(session)
            drag(opened, OFF)
            did = effect(before, edits(session))
            assert did
            assert did in said
            assert ("“region 1”" in said) == (bool(selected) and "region" in did)
            session.desk.undo_stack.setIndex(steps)
            press(opened, Key.Key_M)
            assert bool(told(opened)) == is_sample
    press(opened, Key.Key_B)
    opened.regions_panel.select([])
    assert "extends" not in told(opened)
    opened.regions_panel.select([0])
    said, before = told(opened), edits(session)
    drag(opened, [(150, 375), (200, 375), (225, 375)])
    assert effect(before, edits(session)) == "extends “region 1”"
    assert "extends “region 1”" in said
    session.regions.rename(0, "<i>a")
    assert "extends “&lt;i&gt;a”" in told(opened)


def test_that_a_polygon_begun_by_clicks_tells_how_it_goes_on(
    opened: MainWindow, session: Session
) -> None:
    viewport = opened.view.viewport()
    press(opened, Key.Key_P)
    assert "or drag by hand" in told(opened)
    for at in OFF[:2]:
        QTest.mouseMove(viewport, on_screen(opened, *at))
        QTest.mouseClick(viewport, LEFT, Qt.KeyboardModifier.NoModifier, on_screen(opened, *at))
    assert "click the next corner" in told(opened)
    place, steps = opened.view.canvas.visible, session.desk.undo_stack.index()
    drag(opened, OFF[2:])
    assert opened.view.canvas.visible != place
    assert session.desk.undo_stack.index() == steps
    press(opened, Key.Key_Escape)
    assert "or drag by hand" in told(opened)


def test_that_cursor_and_frame_tell_what_is_changed(opened: MainWindow) -> None:
    view, shape = opened.view, Qt.CursorShape
    for key, held, cursor, word in (
        (Key.Key_R, None, shape.CrossCursor, "Regions"),
        (Key.Key_S, SHIFT, shape.BitmapCursor, "Outline of the sample"),
        (Key.Key_M, None, shape.BitmapCursor, "Outline of the sample"),
        (Key.Key_Escape, None, shape.ArrowCursor, ""),
        (Key.Key_S, None, shape.BitmapCursor, "New outline of the sample"),
        (Key.Key_Escape, None, shape.ArrowCursor, ""),
    ):
        press(opened, key, held)
        view.canvas.hover((475.0, 40.0))
        assert view.canvas.cursor().shape() is cursor
        assert seen(opened).removesuffix(" – Esc ends") == word
        assert view.in_hand.frame.geometry() == view.rect()
        for at in (view.rect().center(), view.in_hand.frame.rect().topLeft()):
            assert view.childAt(at) is view.viewport()  # the mouse goes through


def test_that_nothing_begun_on_a_scan_is_finished_on_another(
    qtbot: QtBot, opened: MainWindow, session: Session, write_scan: ScanWriter
) -> None:
    other, first = write_scan(quarter_disc()[1::4, ::4], name="other.tif"), session.shown.path
    assert first is not None
    for key, path in ((Key.Key_R, other), (Key.Key_B, first), (Key.Key_P, other)):
        press(opened, Key.Key_S, SHIFT)
        press(opened, key)
        hand = Hand(opened)
        hand.press(*OFF[0])
        hand.move(*OFF[1])
        open_scan(qtbot, session, path)
        found = edits(session)
        hand.move(*OFF[2])
        hand.release(*OFF[2])
        assert edits(session) == found
        assert (seen(opened), told(opened)) == ("", "")
        assert not opened.actions_by_name["target_sample"].isChecked()


def test_that_a_vertex_in_hand_does_not_carry_an_outline_over_to_another_scan(
    qtbot: QtBot, opened: MainWindow, session: Session, write_scan: ScanWriter
) -> None:
    hand, first = take_vertex(qtbot, opened), session.shown.work
    open_scan(qtbot, session, write_scan(quarter_disc()[1::4, ::4], name="other.tif"))
    found, place = edits(session), opened.view.canvas.visible
    hand.move(250, 325)
    hand.release(250, 325)
    assert edits(session) == found
    assert opened.view.canvas.visible == place
    assert first is not None
    assert first.edits is not None
    assert first.edits.mask.outline.area == 150 * 150
