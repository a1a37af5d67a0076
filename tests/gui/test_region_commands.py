"""What is done to the regions that are selected in the table."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QColorDialog, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from melcount_app.gui.commands import COMMANDS
from melcount_app.gui.commands.conditions import has_selection
from melcount_app.gui.dialogs.regions import CopyRegions
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.rows import ScanRow, ScanState
from tests.gui.conftest import CORNER, SMALL, choose, open_scan, table, wait_for


@pytest.fixture
def two_regions(qtbot: QtBot, window: MainWindow, session: Session, scan_path: Path) -> MainWindow:
    """A window over a scan with two regions."""
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    session.regions.draw(CORNER)
    wait_for(qtbot, session, Stage.OUTLINED)
    return window


def names(window: MainWindow) -> list[str]:
    assert window.session.shown.edits is not None
    return [region.name for region in window.session.shown.edits.regions]


def offered(window: MainWindow) -> list[bool]:
    """Which of the commands about selected regions are allowed."""
    QCoreApplication.processEvents()
    names = [command.name for command in COMMANDS if command.is_allowed is has_selection]
    return [window.actions_by_name[name].isEnabled() for name in names]


def test_that_nothing_is_offered_while_no_region_is_selected(two_regions: MainWindow) -> None:
    assert offered(two_regions) == 7 * [False]
    two_regions.regions_panel.table.selectRow(0)  # the sample is no region
    assert offered(two_regions) == 7 * [False]
    two_regions.regions_panel.select([0])
    assert offered(two_regions) == 7 * [True]


def test_that_a_region_moves_up_and_down_and_stays_selected(
    qtbot: QtBot, two_regions: MainWindow
) -> None:
    panel = two_regions.regions_panel
    panel.select([1])
    choose(qtbot, two_regions, "raise_region")
    assert names(two_regions) == ["region 2", "region 1"]
    assert panel.selected == [0]
    choose(qtbot, two_regions, "raise_region")  # it is the first already
    assert names(two_regions) == ["region 2", "region 1"]
    choose(qtbot, two_regions, "lower_region")
    assert names(two_regions) == ["region 1", "region 2"]
    assert panel.selected == [1]


def test_that_the_chosen_colour_is_that_of_all_selected_regions(
    qtbot: QtBot, two_regions: MainWindow, session: Session
) -> None:
    two_regions.regions_panel.select([0, 1])
    choose(qtbot, two_regions, "region_colour")
    dialog = two_regions.findChild(QColorDialog, "ask_colour")
    assert dialog is not None
    dialog.setCurrentColor(QColor("#123456"))
    dialog.accept()
    assert session.shown.edits is not None
    assert [region.colour for region in session.shown.edits.regions] == ["#123456", "#123456"]
    model = two_regions.regions_panel.model
    assert model.data(model.index(1, 0), Qt.ItemDataRole.DecorationRole) == QColor("#123456")
    session.desk.undo_stack.undo()
    assert [region.colour for region in session.shown.edits.regions] == ["", ""]


def test_that_renaming_edits_the_name_in_the_table(qtbot: QtBot, two_regions: MainWindow) -> None:
    two_regions.regions_panel.select([1])
    choose(qtbot, two_regions, "rename_region")
    editor = two_regions.regions_panel.table.findChild(QLineEdit)
    assert editor is not None
    editor.selectAll()
    QTest.keyClicks(editor, "centre")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(two_regions) == ["region 1", "centre"])
    assert table(two_regions)[2][0] == "centre"


def test_that_regions_are_copied_to_the_scans_that_are_ticked(
    qtbot: QtBot, two_regions: MainWindow, session: Session, scan_path: Path
) -> None:
    first = session.shown.key
    other = Path(shutil.copy(scan_path, scan_path.with_name("other.tif")))
    third = Path(shutil.copy(scan_path, scan_path.with_name("third.tif")))
    open_scan(qtbot, session, other)
    session.arrivals.add([third])
    assert first is not None
    qtbot.waitUntil(lambda: len(session.scans.rows) == 3 and session.shown.path == third)
    wait_for(qtbot, session, Stage.OUTLINED)
    session.shown.choose(first)
    wait_for(qtbot, session, Stage.OUTLINED)
    two_regions.regions_panel.select([1])
    choose(qtbot, two_regions, "copy_regions")
    dialog = two_regions.findChild(CopyRegions)
    assert dialog is not None
    targets = dialog.findChild(QListWidget, "copy_targets")
    assert targets is not None
    assert [targets.item(row).text() for row in range(targets.count())] == [
        "other.tif",
        "third.tif",
    ]
    targets.item(1).setCheckState(Qt.CheckState.Unchecked)
    dialog.accept()
    for path, expected in ((other, ["region 2"]), (third, [])):
        open_scan(qtbot, session, path)
        assert session.shown.path == path
        assert names(two_regions) == expected


def test_that_a_scan_that_was_never_opened_cannot_be_ticked(
    qtbot: QtBot, two_regions: MainWindow, session: Session
) -> None:
    taken: list[list[int]] = []
    new = ScanRow(7, Path("new.tif"), "", ScanState.NEW)
    known = ScanRow(8, Path("known.tif"), "", ScanState.COUNTED, is_opened=True)
    dialog = CopyRegions(two_regions, [new, known], taken.append)
    targets = dialog.findChild(QListWidget, "copy_targets")
    assert targets is not None
    assert not targets.item(0).flags() & Qt.ItemFlag.ItemIsEnabled
    dialog.accept()
    assert taken == [[8]]
