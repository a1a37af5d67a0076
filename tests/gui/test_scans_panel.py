"""The list of scans beside the view."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from melcount_app.core.interval import Interval
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.panels.scan_rows import FilteredRows, ListColumn, ScanRows
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.summary import ScanState, ScanSummary
from tests.conftest import ScanWriter
from tests.gui.conftest import open_scan, quarter_disc, wait_for

SCANS = (
    ScanSummary(1, Path("U_1.tif"), "untreated", ScanState.COUNTED, "", 245.4, 5000.0),
    ScanSummary(2, Path("D_1.tif"), "dose 1", ScanState.FAILED, "It broke off."),
    ScanSummary(3, Path("u_2.tif"), "untreated", ScanState.NEW),
    ScanSummary(4, Path("D_2.tif"), "dose 1", ScanState.COUNTED, "", 1198.0, 9000.0),
)


@pytest.fixture
def rows(qapp: QApplication) -> ScanRows:
    made = ScanRows()
    made.show_summaries(SCANS)
    return made


@pytest.fixture
def filtered(rows: ScanRows) -> FilteredRows:
    return FilteredRows(rows)


def names(filtered: FilteredRows) -> list[str]:
    """The names that are shown, from top to bottom."""
    return [filtered.index(row, 0).data() for row in range(filtered.rowCount())]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("dose", ["D_1.tif", "D_2.tif"]),
        ("u_", ["U_1.tif", "u_2.tif"]),
        ("failed", ["D_1.tif"]),
        ("  COUNTED ", ["U_1.tif", "D_2.tif"]),
        ("nothing like it", []),
    ],
)
def test_that_the_filter_looks_at_name_condition_and_state(
    filtered: FilteredRows, typed: str, left: list[str]
) -> None:
    filtered.show_only(typed)
    assert names(filtered) == left


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (ListColumn.SCAN, ["D_1.tif", "D_2.tif", "U_1.tif", "u_2.tif"]),
        (ListColumn.CONDITION, ["D_1.tif", "D_2.tif", "U_1.tif", "u_2.tif"]),
        (ListColumn.STATE, ["u_2.tif", "U_1.tif", "D_2.tif", "D_1.tif"]),
        (ListColumn.DENSITY, ["D_1.tif", "u_2.tif", "U_1.tif", "D_2.tif"]),
    ],
)
def test_that_scans_are_sorted_by_what_a_column_means(
    filtered: FilteredRows, column: ListColumn, expected: list[str]
) -> None:
    filtered.sort(column)
    assert sorted(names(filtered)) == sorted(expected)
    if column is ListColumn.DENSITY:
        assert names(filtered)[2:] == expected[2:]
    else:
        assert names(filtered) == expected


def test_that_a_change_of_one_scan_touches_its_row_only(qtbot: QtBot, rows: ScanRows) -> None:
    changed = ScanSummary(3, Path("u_2.tif"), "untreated", ScanState.OUTLINED)
    with qtbot.waitSignal(rows.dataChanged) as told, qtbot.assertNotEmitted(rows.modelReset):
        rows.show_summaries((*SCANS[:2], changed, SCANS[3]))
    assert (told.args[0].row(), told.args[1].row()) == (2, 2)


def test_that_more_scans_are_rows_inserted_at_the_end(qtbot: QtBot, rows: ScanRows) -> None:
    more = ScanSummary(5, Path("new.tif"), "", ScanState.NEW)
    with qtbot.waitSignal(rows.rowsInserted), qtbot.assertNotEmitted(rows.modelReset):
        rows.show_summaries((*SCANS, more))
    assert rows.rowCount() == 5


def test_that_the_tool_tip_tells_why_and_how_sure(rows: ScanRows) -> None:
    sure = ScanSummary(
        9, Path("a.tif"), "", ScanState.FLAGGED, "It is dim.", 200.0, 4000.0, Interval(180.0, 220.0)
    )
    rows.show_summaries((sure,))
    tip = rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)
    for part in ("flagged.", "It is dim.", "4000 cells", "200 (180–220) cells/mm²"):
        assert part in tip


@pytest.fixture
def two(
    qtbot: QtBot, window: MainWindow, session: Session, write_scan: ScanWriter
) -> tuple[Path, Path]:
    """Two scans in the list, the second one shown."""
    paths = [write_scan(quarter_disc(), name=name) for name in ("one.tif", "two.tif")]
    for path in paths:
        open_scan(qtbot, session, path)
        assert session.path == path
    return paths[0], paths[1]


def test_that_keys_and_the_list_show_another_scan(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    panel = window.scans_panel
    assert panel.list.currentIndex().data() == "two.tif"
    window.actions_by_name["previous_scan"].trigger()
    assert session.path == two[0]
    wait_for(qtbot, session, Stage.OUTLINED)
    assert panel.list.currentIndex().data() == "one.tif"
    panel.list.setCurrentIndex(panel.filtered.index(1, 0))
    assert session.path == two[1]


def test_that_the_next_scan_is_the_next_of_the_list_as_it_is_shown(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    panel = window.scans_panel
    panel.list.sortByColumn(ListColumn.SCAN, Qt.SortOrder.DescendingOrder)
    window.actions_by_name["next_scan"].trigger()
    assert session.path == two[0]
    wait_for(qtbot, session, Stage.OUTLINED)
    panel.filter.setText("two")
    window.actions_by_name["next_scan"].trigger()
    assert session.path == two[1]


def test_that_screen_readers_are_told_state_condition_and_density(rows: ScanRows) -> None:
    told = [rows.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 2)]
    assert told == ["U_1.tif, untreated, counted, 245", "u_2.tif, untreated, new, –"]


def test_that_a_condition_is_set_for_the_selected_scans_and_undone(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    window.scans_panel.list.selectAll()
    window.scans_panel._ask_condition()
    dialog = window.findChild(QInputDialog, "ask_condition")
    assert dialog is not None
    dialog.setTextValue(" dose 1 ")
    dialog.accept()
    assert [summary.condition for summary in session.summaries] == ["dose 1", "dose 1"]
    session.undo_stack.undo()
    assert [summary.condition for summary in session.summaries] == ["", ""]


def test_that_removing_the_scan_that_is_shown_leaves_none_shown(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    window.scans_panel.show_current()
    window.scans_panel._remove()
    assert [summary.path for summary in session.summaries] == [two[0]]
    assert session.stage is Stage.EMPTY
    assert window.welcome.isVisible()
