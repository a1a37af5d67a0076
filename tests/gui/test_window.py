"""The window as a user meets it: buttons, keys, mouse, table, messages."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from melcount_app.gui.crash import CrashReporter, Log
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from tests.gui.conftest import choose, count, on_screen, open_scan, table, text

LEFT = Qt.MouseButton.LeftButton


def click(qtbot: QtBot, window: MainWindow, x: float, y: float) -> None:
    QTest.mouseMove(window.view.viewport(), on_screen(window, x, y))
    QTest.mouseClick(window.view.viewport(), LEFT, pos=on_screen(window, x, y))


def test_that_the_window_begins_with_what_to_do(window: MainWindow) -> None:
    assert window.welcome.isVisible()
    assert "open a scan" in text(window, "next_step")
    enabled = {name for name, action in window.actions_by_name.items() if action.isEnabled()}
    assert "open" in enabled
    assert not {"count", "export", "cancel", "draw_mask", "draw_polygon"} & enabled


def test_that_an_open_scan_is_shown_with_its_outline_and_facts(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert window.view.isVisible()
    assert window.windowTitle() == "quarter.tif – melcount"
    inside, outside = on_screen(window, 300, 1800), on_screen(window, 2200, 300)
    qtbot.waitUntil(lambda: window.view.grab().toImage().pixelColor(inside).lightness() > 100)
    shown = window.view.grab().toImage()
    assert shown.pixelColor(outside).lightness() < 40
    choose(qtbot, window, "show_outlines")
    assert window.view.grab().toImage() != shown
    assert window.scan_panel.um_per_px.value() == pytest.approx(1.8092, abs=1e-4)
    assert window.scan_panel.channel.currentText() == "green"
    assert text(window, "channel_reason") != ""


def test_that_an_outline_is_drawn_by_clicks_and_closed_by_enter(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    choose(qtbot, window, "draw_mask")
    for corner in ((200, 900), (1200, 900), (1200, 1900), (200, 1900)):
        click(qtbot, window, *corner)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert session.shown.edits is not None
    assert session.shown.edits.mask.source == "drawn"
    assert session.shown.edits.mask.outline.area == pytest.approx(1e6, rel=0.02)
    assert window.actions_by_name["move"].isChecked()


def test_that_escape_gives_up_the_outline_then_the_tool(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    before = session.shown.edits
    choose(qtbot, window, "draw_polygon")
    for corner in ((200, 900), (1200, 900), (1200, 1900)):
        click(qtbot, window, *corner)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert session.shown.edits is before
    assert window.actions_by_name["draw_polygon"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.actions_by_name["move"].isChecked()


def test_that_a_rectangle_is_dragged(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    QTest.keyClick(window, Qt.Key.Key_R)
    view = window.view.viewport()
    QTest.mousePress(view, LEFT, pos=on_screen(window, 300, 1000))
    for step in range(1, 11):
        QTest.mouseMove(view, on_screen(window, 300 + 50 * step, 1000 + 80 * step))
    QTest.mouseRelease(view, LEFT, pos=on_screen(window, 800, 1800))
    assert session.shown.edits is not None
    (region,) = session.shown.edits.regions
    assert region.outline.area == pytest.approx(500 * 800, rel=0.05)


def test_that_the_selected_region_is_deleted(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    for x in (0, 300):
        session.regions.draw([(x, 1400), (x + 200, 1400), (x + 200, 2000)])
    qtbot.waitUntil(lambda: len(table(window)) == 7)
    assert not window.actions_by_name["delete_region"].isEnabled()
    window.regions_panel.table.selectRow(1)
    choose(qtbot, window, "delete_region")
    assert session.shown.edits is not None
    assert [region.name for region in session.shown.edits.regions] == ["region 2"]


def test_that_place_and_local_density_are_shown_under_the_pointer(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    QTest.mouseMove(window.view.viewport(), on_screen(window, 600, 1500))
    QTest.mouseMove(window.view.viewport(), on_screen(window, 605, 1505))
    qtbot.waitUntil(lambda: "cells/mm²" in text(window, "place"))
    assert session.numbers.present is not None
    assert session.numbers.present.measurement.local is not None


def test_that_the_wheel_zooms_at_the_pointer(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    before = window.view.canvas.level0_per_screen_px
    pointer = on_screen(window, 700, 1500)
    turn_wheel(window, pointer, notches=4)
    assert window.view.canvas.level0_per_screen_px == pytest.approx(before / 1.25**4, rel=1e-3)
    after = on_screen(window, 700, 1500)
    assert (after - pointer).manhattanLength() <= 2


def turn_wheel(window: MainWindow, at: QPoint, notches: int) -> None:
    view = window.view.viewport()
    for _ in range(notches):
        wheel = QWheelEvent(
            QPointF(at),
            QPointF(view.mapToGlobal(at)),
            QPoint(),
            QPoint(0, 120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(view, wheel)


def test_that_dragging_pans(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    grabbed = on_screen(window, 700, 1500)
    view = window.view.viewport()
    QTest.mousePress(view, LEFT, pos=grabbed)
    for step in range(1, 11):
        QTest.mouseMove(view, grabbed + QPoint(6 * step, -4 * step))
    QTest.mouseRelease(view, LEFT, pos=grabbed + QPoint(60, -40))
    moved = on_screen(window, 700, 1500) - grabbed
    assert (moved - QPoint(60, -40)).manhattanLength() <= 3


def test_that_keys_zoom_to_one_to_one_and_back_to_the_whole(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    canvas, whole = window.view.canvas, window.view.canvas.level0_per_screen_px
    QTest.keyClick(window, Qt.Key.Key_1)
    assert canvas.level0_per_screen_px == pytest.approx(window.devicePixelRatio(), rel=1e-3)
    QTest.keyClick(window, Qt.Key.Key_0)
    assert canvas.level0_per_screen_px == pytest.approx(whole, rel=1e-3)


def test_that_finer_tiles_arrive_after_zooming_in(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    tiles = window.view.tiles
    with qtbot.waitSignal(tiles.settled):
        window.view.canvas.zoom_to(0.5)
    assert tiles.missing == []


def test_that_a_dropped_file_is_opened(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(scan_path))])
    drop = QDropEvent(
        QPointF(50, 50),
        Qt.DropAction.CopyAction,
        data,
        LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(drop)
    qtbot.waitUntil(lambda: session.course.stage is Stage.OUTLINED and session.numbers.is_measured)
    assert session.shown.path == scan_path


def test_that_export_asks_for_a_folder_and_writes_the_workbook(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    out = tmp_path / "out"
    out.mkdir()
    choose(qtbot, window, "export")
    dialog = window.findChild(QFileDialog, "ask_folder")
    assert dialog is not None
    dialog.fileSelected.emit(str(out))
    dialog.close()
    qtbot.waitUntil(lambda: session.course.stage is Stage.EXPORTED, timeout=30_000)
    assert "quarter.xlsx" in window.messages.sentence
    load_workbook(out / "quarter.xlsx").close()
    numbers = json.loads((out / "quarter.json").read_text(encoding="utf-8"))
    assert session.numbers.present is not None
    assert numbers["cells"] == session.numbers.present.measurement.sample.cells


def test_that_a_bad_file_is_told_in_one_sentence_and_the_window_stays_usable(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "holiday.tif"
    bad.write_bytes(b"not an image")
    session.shown.open(bad)
    qtbot.waitUntil(lambda: "holiday.tif" in window.messages.sentence)
    assert window.findChildren(QMessageBox) == []
    assert window.welcome.isVisible()
    open_scan(qtbot, session, scan_path)
    assert window.messages.sentence == ""


def test_that_a_bad_file_leaves_the_counted_scan_on_the_screen(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    qtbot.waitUntil(window.view.density.legend.isVisible)
    before = (window.windowTitle(), table(window), text(window, "next_step"))
    bad = tmp_path / "holiday.tif"
    bad.write_bytes(b"not an image")
    with qtbot.waitSignal(session.told):
        session.shown.open(bad)
    qtbot.waitUntil(lambda: text(window, "next_step") == before[2])
    assert (window.windowTitle(), table(window)) == before[:2]
    assert window.view.isVisible()
    assert window.view.density.legend.isVisible()
    assert not window.view.density.colours.is_empty
    qtbot.waitUntil(window.actions_by_name["export"].isEnabled)


def test_that_closing_while_counting_leaves_no_thread(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed):
        pass
    assert session.course.job == "count"
    window.close()  # the fixture looks for threads


def test_that_a_bug_is_shown_with_its_trace(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    reporter = CrashReporter(Log(), window)
    reporter.install()
    bug = ZeroDivisionError("a bug in the works")
    with qtbot.waitSignal(reporter.crashed):
        sys.excepthook(type(bug), bug, None)
    qtbot.waitUntil(lambda: bool(crash_dialogs()))
    (box,) = crash_dialogs()
    assert "a bug in the works" in box.detailedText()
    assert "scan file is unharmed" in box.text()
    box.close()
    reporter.remove()


def crash_dialogs() -> list[QMessageBox]:
    return [
        box
        for box in QApplication.topLevelWidgets()
        if isinstance(box, QMessageBox) and box.objectName() == "crash_dialog"
    ]


def test_that_saving_regions_suggests_a_name_beside_the_scan(
    qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path, tmp_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert not window.actions_by_name["save_regions"].isEnabled()
    session.regions.draw([(100, 1400), (700, 1400), (700, 2000)])
    choose(qtbot, window, "save_regions")
    dialog = window.findChild(QFileDialog, "ask_geojson")
    assert dialog is not None
    assert dialog.selectedFiles() == [str(scan_path.parent / "quarter.regions.geojson")]
    with qtbot.waitSignal(session.told):
        dialog.fileSelected.emit(str(tmp_path / "chosen.geojson"))
    dialog.close()
    assert (tmp_path / "chosen.geojson").is_file()
    assert "chosen.geojson" in window.messages.sentence
