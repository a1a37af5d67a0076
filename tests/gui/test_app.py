"""The program with a window, started as the command line starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import platformdirs
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from melcount_app.core.errors import StudyError
from melcount_app.core.study import Study
from melcount_app.gui import app, crash
from melcount_app.gui.app import Windows, run, tell
from melcount_app.gui.dialogs.take_over import TakeOverDialog
from melcount_app.gui.first import FirstStart
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage
from tests.gui.conftest import LONG_MS, choose, next_window

ACCEPT = QMessageBox.ButtonRole.AcceptRole


def test_that_the_program_opens_the_scan_it_was_given_and_ends_with_its_window(
    qtbot: QtBot,
    scan_path: Path,
    linear_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crash, "log_file", lambda: tmp_path / "log" / "melcount.log")
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path / "data")
    hook = sys.excepthook
    opened: list[Path | None] = []

    def close_when_open() -> None:
        (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        if window.session.course.stage is Stage.OUTLINED:
            timer.stop()
            opened.append(window.session.shown.path)
            window.close()

    timer = QTimer()
    timer.timeout.connect(close_when_open)
    timer.start(20)
    assert run([scan_path], linear_model) == 0
    assert opened == [scan_path]
    assert sys.excepthook == hook
    with Study.open(tmp_path / "data" / "Untitled.melcount") as study:
        assert [scan.path for scan in study.scans.all()] == [scan_path]


def test_that_onnxruntime_is_loaded_before_qt() -> None:
    program = (
        "import sys, melcount_app.gui.app; names = list(sys.modules);"
        "print(names.index('onnxruntime') < names.index('PySide6.QtCore'))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "True"


def test_that_another_study_is_opened_in_a_window_of_its_own_and_the_first_is_kept(
    qtbot: QtBot, scan_path: Path, linear_model: Path, tmp_path: Path
) -> None:
    first_path, second_path = tmp_path / "first.melcount", tmp_path / "second.melcount"
    windows = Windows(linear_model)
    first = windows.show(Study.open(first_path))
    first.session.shown.open(scan_path)
    qtbot.waitUntil(lambda: first.session.course.stage is Stage.OUTLINED, timeout=LONG_MS)
    first.study_chosen.emit(second_path)
    second = next_window(qtbot, first)
    qtbot.addWidget(second)
    assert second.session.study is not None
    assert second.session.study.path == second_path
    assert second.session.scans.rows == ()
    with Study.open(first_path) as kept:
        assert not kept.is_read_only
        assert [scan.path for scan in kept.scans.all()] == [scan_path]
    second.close()


def test_that_a_study_is_taken_from_a_window_that_seems_to_have_it(
    qtbot: QtBot, scan_path: Path, linear_model: Path, tmp_path: Path
) -> None:
    path = tmp_path / "s.melcount"
    with Study.open(path) as crashed:
        crashed.scans.add(scan_path)
        windows = Windows(linear_model)
        reader = windows.show(Study.open(path))
        assert "is open in another window" in reader.messages.sentence
        choose(qtbot, reader, "take_over")
        dialog = reader.findChild(TakeOverDialog)
        assert dialog is not None
        (take,) = (b for b in dialog.buttons() if dialog.buttonRole(b) is ACCEPT)
        QTest.mouseClick(take, Qt.MouseButton.LeftButton)
        writer = next_window(qtbot, reader)
        qtbot.addWidget(writer)
        assert writer.session.keeping.is_writable
        assert not writer.actions_by_name["take_over"].isEnabled()
        with pytest.raises(StudyError, match="was taken over"):
            crashed.scans.set_failure(crashed.scans.all()[0].key, "gone")
        writer.close()


def test_that_a_file_that_is_no_study_is_told_and_the_window_stays(
    qtbot: QtBot, linear_model: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.melcount"
    bad.write_bytes(b"no study at all, but long enough to look like a file" * 40)
    windows = Windows(linear_model)
    window = windows.show(Study.open(tmp_path / "good.melcount"))
    qtbot.addWidget(window)
    window.study_chosen.emit(bad)
    assert "Opening “bad.melcount”" in window.messages.sentence
    qtbot.waitUntil(lambda: window.findChild(QMessageBox) is not None)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert window.messages.sentence == ""
    assert "bad.melcount" in box.text()
    assert window.isVisible()
    box.close()
    window.close()


def test_that_a_second_start_hands_its_file_over_and_ends(
    qtbot: QtBot, scan_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(platformdirs, "user_data_path", lambda *_, **__: tmp_path)
    handed: list[Path] = []

    def hand_over(start: FirstStart, paths: Sequence[Path]) -> bool:
        handed.extend(paths)
        return True

    monkeypatch.setattr(FirstStart, "hand_over", hand_over)
    first = FirstStart(tmp_path)
    assert run([scan_path]) == 0
    first.close()
    assert handed == [scan_path]
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]


def test_that_what_keeps_the_window_from_opening_is_told_until_it_is_read(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "settings_file", lambda: tmp_path / "settings.json")
    told: list[str] = []

    def read() -> None:
        (box,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox))
        told.append(box.text())
        box.accept()

    QTimer.singleShot(50, read)
    tell("The study is gone.")
    assert told == ["The study is gone."]
