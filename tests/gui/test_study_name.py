"""A study that gets a name goes on under it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from tests.gui.conftest import LONG_MS, WindowMaker, choose, open_scan


def test_that_a_study_that_gets_a_name_goes_on_there_and_the_old_file_stays(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    scan_path: Path,
    tmp_path: Path,
) -> None:
    window = make_main_window(linear_model, Study.open(tmp_path / "Untitled.melcount"))
    open_scan(qtbot, window.session, scan_path)
    choose(qtbot, window, "save_study_as")
    qtbot.waitUntil(lambda: window.findChild(QFileDialog, "ask_study_copy") is not None)
    dialog = window.findChild(QFileDialog, "ask_study_copy")
    assert dialog is not None
    named = tmp_path / "trial 7.melcount"
    with qtbot.waitSignal(window.study_chosen, timeout=LONG_MS) as chosen:
        dialog.fileSelected.emit(str(named))
        dialog.close()
    assert chosen.args == [named]
    with Study.open(named) as study:
        assert [scan.path for scan in study.scans.all()] == [scan_path]
    assert (tmp_path / "Untitled.melcount").is_file()
