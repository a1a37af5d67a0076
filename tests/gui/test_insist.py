"""A scan that is bright where fluorescence is dark is counted in the window once one insists."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import tifffile
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.gui.dialogs.insist import InsistDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Stage
from tests.conftest import ScanWriter
from tests.gui.conftest import open_scan, wait_for


@pytest.fixture
def bright_path(write_scan: ScanWriter) -> Path:
    """A page with a word in its middle; all channels are alike."""

    grey = np.full((400, 500), 250, np.uint8)
    grey[150:250:4, 150:350] = 10
    path = write_scan(grey)
    tifffile.imwrite(path, grey, resolution=(5000, 5000), resolutionunit="CENTIMETER")
    return path


def asked(qtbot: QtBot, window: MainWindow) -> InsistDialog:
    found: list[InsistDialog] = []

    def is_there() -> bool:
        found[:] = [each for each in window.findChildren(InsistDialog) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_there)
    return found[0]


def press(dialog: InsistDialog, name: str) -> None:
    button = dialog.findChild(QPushButton, name)
    assert button is not None
    button.click()


def test_that_the_window_asks_and_counts_what_is_insisted_on(
    qtbot: QtBot, window: MainWindow, bright_path: Path
) -> None:
    session = window.session
    open_scan(qtbot, session, bright_path)
    session.counting.count()
    dialog = asked(qtbot, window)
    assert "scan.tif” does not look" in dialog.text()
    with qtbot.waitSignal(dialog.destroyed):
        press(dialog, "do_not_count")
    assert session.shown.counted is None
    assert session.shown.edits is not None
    assert not session.shown.edits.insists

    session.counting.count()
    press(asked(qtbot, window), "count_all_the_same")
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.shown.edits.insists
    session.desk.undo_stack.undo()
    assert session.shown.edits is not None
    assert not session.shown.edits.insists
