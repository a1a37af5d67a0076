"""What could not be done is said above the scan; nothing has to be answered that asks nothing."""

from __future__ import annotations

from pathlib import Path

import pyqtgraph as pg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session, Stage
from tests.conftest import ScanWriter
from tests.gui.conftest import LEFT, drag, open_scan, quarter_disc, wait_for

OUTSIDE = [(700.0, 75.0), (725.0, 100.0), (750.0, 125.0)]
INSIDE = [(50.0, 300.0), (125.0, 350.0), (250.0, 400.0)]


@pytest.fixture
def opened(
    qtbot: QtBot, window: MainWindow, write_scan: ScanWriter, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """A window with a small scan, in which there is room to draw beside it."""
    monkeypatch.setitem(pg.CONFIG_OPTIONS, "mouseRateLimit", 0)
    open_scan(qtbot, window.session, write_scan(quarter_disc()[::4, ::4], name="quarter.tif"))
    window.view.canvas.zoom_by(0.5)
    qtbot.waitUntil(window.actions_by_name["draw_rectangle"].isEnabled)
    return window


def dialogs() -> list[QMessageBox]:
    return [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)]


def test_that_a_shape_off_the_scan_is_told_and_the_next_one_takes_that_away(
    opened: MainWindow, session: Session
) -> None:
    for done, key in enumerate((Qt.Key.Key_R, Qt.Key.Key_O, Qt.Key.Key_P)):
        QTest.keyClick(opened.view, key)
        drag(opened, OUTSIDE)
        assert opened.messages.failure.isVisible()
        assert opened.messages.sentence
        assert dialogs() == []
        assert len(session.regions.present) == done
        QTest.keyClick(opened.view, key)
        drag(opened, INSIDE)
        assert len(session.regions.present) == done + 1
        assert not opened.messages.failure.isVisible()


def test_that_each_click_on_a_scan_that_failed_says_so_in_the_banner(
    qtbot: QtBot, opened: MainWindow, session: Session, write_scan: ScanWriter
) -> None:
    broken, shown = write_scan(quarter_disc()[1::4, ::4], name="oops.tif"), session.shown.path
    open_scan(qtbot, session, broken)
    assert shown is not None
    open_scan(qtbot, session, shown)
    work = session.scans.of(broken)
    assert work is not None
    work.forget()
    broken.write_bytes(b"no scan")
    view, rows = opened.scans_panel.list, opened.scans_panel.filtered
    for _ in range(2):
        for row in (0, 1):  # "oops.tif", "quarter.tif"
            at = view.visualRect(rows.index(row, 0)).center()
            QTest.mouseClick(view.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, at)
            qtbot.waitUntil(lambda: not session.shown.is_opening)
        assert "oops.tif" in opened.messages.sentence
        assert dialogs() == []
        assert session.shown.path == shown
        opened.messages.clear()


def test_that_a_failure_and_an_offer_do_not_take_each_others_place(opened: MainWindow) -> None:
    messages, tell = opened.messages, opened.session.told.emit
    tell(Message("Outlines were dropped.", offers=("use_as_regions",)))
    tell(Message("It was not written.", Tone.FAILURE, lasts=True))
    assert messages.sentence == "It was not written.\nOutlines were dropped."
    assert messages.findChild(QPushButton, "offer_use_as_regions") is not None
    tell(Message("All is saved.", Tone.DONE))
    assert messages.sentence == "It was not written.\nAll is saved."
    for number in (1, 2):  # also two of files that were dropped together
        tell(Message(f"“{number}.geojson” is damaged.", Tone.FAILURE, lasts=True))
    tell(Message("It lies beside the scan.", Tone.FAILURE))
    shown = messages.failure.sentence.splitlines()
    damaged = ["“1.geojson” is damaged.", "“2.geojson” is damaged."]
    assert shown == [*damaged, "It lies beside the scan."]
    messages.leave_attempt()
    assert messages.failure.sentence.splitlines() == damaged
    close = messages.failure.findChild(QToolButton, "close_message")
    assert close is not None
    QTest.mouseClick(close, LEFT)
    assert messages.sentence == "All is saved."
    assert not messages.failure.isVisible()


def test_that_a_failure_of_a_job_stays_when_another_scan_is_shown(
    qtbot: QtBot, opened: MainWindow, session: Session, write_scan: ScanWriter, tmp_path: Path
) -> None:
    session.files.load_regions(tmp_path / "gone.geojson")
    qtbot.waitUntil(lambda: "gone.geojson" in opened.messages.sentence)
    session.told.emit(Message("This is about the scan.", Tone.NOTE))
    open_scan(qtbot, session, write_scan(quarter_disc()[1::4, ::4], name="other.tif"))
    assert "gone.geojson" in opened.messages.sentence
    assert "about the scan" not in opened.messages.sentence


def test_that_a_message_is_shown_whole_and_no_markup(qtbot: QtBot, opened: MainWindow) -> None:
    sentence = "<b>a.tif</b> cannot be read; " + "copy it from the microscope once more. " * 9
    opened.session.told.emit(Message(sentence, Tone.FAILURE))
    label = opened.messages.failure.findChild(QLabel, "message")
    assert label is not None
    assert label.textFormat() is Qt.TextFormat.PlainText
    qtbot.waitUntil(lambda: label.height() >= label.heightForWidth(label.width()) > 0)
    wait_for(qtbot, opened.session, Stage.OUTLINED)
