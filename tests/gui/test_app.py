"""The program with a window, started as the command line starts it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from melcount_app.gui import crash
from melcount_app.gui.app import run
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage


def test_that_the_program_opens_the_scan_it_was_given_and_ends_with_its_window(
    qtbot: QtBot,
    scan_path: Path,
    linear_model: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(crash, "log_file", lambda: tmp_path / "log" / "melcount.log")
    hook = sys.excepthook
    opened: list[Path | None] = []

    def close_when_open() -> None:
        (window,) = (w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow))
        if window.session.stage is Stage.OUTLINED:
            timer.stop()
            opened.append(window.session.path)
            window.close()

    timer = QTimer()
    timer.timeout.connect(close_when_open)
    timer.start(20)
    assert run(scan_path, linear_model) == 0
    assert opened == [scan_path]
    assert sys.excepthook == hook


def test_that_onnxruntime_is_loaded_before_qt() -> None:
    program = (
        "import sys, melcount_app.gui.app; names = list(sys.modules);"
        "print(names.index('onnxruntime') < names.index('PySide6.QtCore'))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert answer.stdout.strip() == "True"
