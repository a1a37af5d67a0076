"""A second start brings up the first window, or opens its file there."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, Qt
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui import first as module
from melcount_app.gui.app import Windows
from melcount_app.gui.first import FirstStart
from melcount_app.gui.session import Stage
from tests.gui.conftest import LONG_MS, OFFSCREEN_NOISE, next_window


@pytest.fixture
def first(qtbot: QtBot, tmp_path: Path) -> Iterator[FirstStart]:
    start = FirstStart(tmp_path)
    yield start
    start.close()


SECOND_START = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from melcount_app.gui.first import FirstStart
application = QCoreApplication(sys.argv)
paths = [Path(each) for each in json.loads(sys.argv[2])]
print(FirstStart(Path(sys.argv[1])).hand_over(paths * int(sys.argv[3])))
"""


def second_start(qtbot: QtBot, folder: Path, *paths: Path, times: int = 1) -> str:
    """What another process is answered by the first start, where it names files so many times."""
    process = QProcess()
    named = json.dumps([str(path) for path in paths])
    process.start(sys.executable, ["-c", SECOND_START, str(folder), named, str(times)])
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
    heard: list[tuple[Path, ...]] = []
    first.called.connect(heard.append)
    several = [tmp_path / "peau n° 3 é.tif", tmp_path / "peau n° 4.tif"]
    assert second_start(qtbot, tmp_path, *several) == "True"
    assert second_start(qtbot, tmp_path) == "True"
    assert heard == [tuple(several), ()]


def test_that_names_that_are_not_utf_8_and_very_many_arrive(
    qtbot: QtBot, first: FirstStart, tmp_path: Path
) -> None:
    heard: list[tuple[Path, ...]] = []
    first.called.connect(heard.append)
    names = (tmp_path / "peau \udce9.tif", tmp_path / ("long/" * 40 + "\n.tif"))
    assert second_start(qtbot, tmp_path, *names, times=2000) == "True"
    assert heard == [names * 2000]


@pytest.fixture
def stranger(qtbot: QtBot, first: FirstStart) -> Iterator[QLocalSocket]:
    """Somebody else on the line of the first start."""
    socket = QLocalSocket()
    socket.connectToServer(first.name)
    assert socket.waitForConnected()
    yield socket
    socket.abort()


@pytest.mark.parametrize(
    "line",
    [
        *(b"\xff\xfe\n", b"GET / HTTP/1.1\n", b"{}\n", b"[1]\n", b'["beside.tif"]\n', b"[[]]\n"),
        *(b"[" * 90_000 + b"\n", b"x" * 200_000),
    ],
)
def test_that_who_says_anything_else_is_cut_off(
    line: bytes,
    qtbot: QtBot,
    first: FirstStart,
    stranger: QLocalSocket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 100_000)
    heard: list[object] = []
    first.called.connect(heard.append)
    stranger.write(line)
    qtbot.waitUntil(lambda: stranger.state() == QLocalSocket.LocalSocketState.UnconnectedState)
    assert heard == []
    assert stranger.readAll().isEmpty()


def test_that_who_says_nothing_is_cut_off(
    qtbot: QtBot, first: FirstStart, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_MS", 50)
    socket = QLocalSocket()
    socket.connectToServer(first.name)
    assert socket.waitForConnected(5000)
    qtbot.waitUntil(lambda: socket.state() == QLocalSocket.LocalSocketState.UnconnectedState)


def test_that_a_lock_that_tells_of_nobody_is_none(qtbot: QtBot, tmp_path: Path) -> None:
    start = FirstStart(tmp_path)
    lock = tmp_path / f"{start.name}.lock"
    start.close()
    lock.write_bytes(b"garbage")
    again = FirstStart(tmp_path)
    assert again.is_first
    again.close()


def test_that_without_a_folder_for_its_lock_a_start_is_the_first_where_nobody_answers(
    qtbot: QtBot, tmp_path: Path
) -> None:
    start = FirstStart(tmp_path / "missing")
    assert start.is_first
    assert not FirstStart(tmp_path / "missing").is_first
    start.close()


def test_that_a_first_start_that_does_not_answer_leaves_the_second_to_itself(
    first: FirstStart, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PATIENCE_MS", 100)
    assert not FirstStart(tmp_path).hand_over([])  # the event loop of the first stands still


@pytest.mark.qt_log_ignore("raise", OFFSCREEN_NOISE, extend=True)  # offscreen cannot
def test_that_scan_and_study_are_opened_in_the_window_and_it_comes_up(
    qtbot: QtBot, scan_path: Path, linear_model: Path, tmp_path: Path
) -> None:
    windows = Windows(linear_model)
    window = windows.show(Study.open(tmp_path / "first.melcount"))
    window.showMinimized()
    windows.come_up((scan_path,))
    qtbot.waitUntil(lambda: window.session.course.stage is Stage.OUTLINED, timeout=LONG_MS)
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    windows.come_up((tmp_path / "first.melcount",))
    assert window.session.study is not None
    assert not window.session.study.is_read_only
    windows.come_up((tmp_path / "second.melcount",))
    second = next_window(qtbot, window)
    qtbot.addWidget(second)
    assert second.session.study is not None
    assert second.session.study.path == tmp_path / "second.melcount"
    second.close()
