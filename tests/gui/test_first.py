"""A second start brings up the first window, or opens its file there."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui import first as module
from melcount_app.gui.app import Windows
from melcount_app.gui.first import FirstStart
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage
from tests.gui.conftest import LONG_MS, OFFSCREEN_NOISE


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[FirstStart]:
    start = FirstStart(tmp_path)
    yield start
    start.close()


SECOND_START = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from melcount_app.gui.first import FirstStart
application = QCoreApplication(sys.argv)
path = Path(sys.argv[2]) if len(sys.argv) > 2 else None
print(FirstStart(Path(sys.argv[1])).hand_over(path))
"""


def second_start(qtbot: QtBot, folder: Path, *paths: Path) -> str:
    """What another process is answered by the first start."""
    process = QProcess()
    process.start(sys.executable, ["-c", SECOND_START, str(folder), *map(str, paths)])
    with qtbot.waitSignal(process.finished, timeout=LONG_MS):
        pass
    assert process.exitCode() == 0, process.readAllStandardError().toStdString()
    return process.readAllStandardOutput().toStdString().strip()


def test_that_only_the_first_start_is_the_first(first: FirstStart, tmp_path: Path) -> None:
    assert first.is_first
    assert not FirstStart(tmp_path).is_first
    other = FirstStart(tmp_path / "..")
    assert other.is_first
    other.close()


def test_that_after_the_first_has_closed_the_next_is_the_first(
    first: FirstStart, tmp_path: Path
) -> None:
    first.close()
    again = FirstStart(tmp_path)
    assert again.is_first
    again.close()


def test_that_the_first_hears_what_the_second_was_asked_to_open(
    qtbot: QtBot, first: FirstStart, tmp_path: Path
) -> None:
    heard: list[str] = []
    first.called.connect(heard.append)
    assert second_start(qtbot, tmp_path, tmp_path / "peau n° 3 é.tif") == "True"
    assert second_start(qtbot, tmp_path) == "True"
    assert heard == [str(tmp_path / "peau n° 3 é.tif"), ""]


def test_that_a_first_start_that_does_not_answer_leaves_the_second_to_itself(
    first: FirstStart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_MS", 100)
    assert not FirstStart(tmp_path).hand_over(None)  # the event loop of the first stands still


@pytest.mark.qt_log_ignore("raise", OFFSCREEN_NOISE, extend=True)  # offscreen cannot
def test_that_scan_and_study_are_opened_in_the_window_and_it_comes_up(
    qtbot: QtBot, scan_path: Path, linear_model: Path, tmp_path: Path
) -> None:
    windows = Windows(linear_model)
    window = windows.show(Study.open(tmp_path / "first.melcount"))
    qtbot.addWidget(window)
    window.showMinimized()
    windows.come_up(str(scan_path))
    qtbot.waitUntil(lambda: window.session.stage is Stage.OUTLINED, timeout=LONG_MS)
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    windows.come_up(str(tmp_path / "first.melcount"))
    assert window.session.study is not None
    assert not window.session.study.is_read_only
    windows.come_up(str(tmp_path / "second.melcount"))
    (second,) = (
        w for w in QApplication.topLevelWidgets() if isinstance(w, MainWindow) and w.isVisible()
    )
    qtbot.addWidget(second)
    assert second.session.study is not None
    assert second.session.study.path == tmp_path / "second.melcount"
    second.close()
