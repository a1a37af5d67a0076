"""The list of scans beside the view."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from melcount_app.core.channel import ChannelChoice
from melcount_app.core.interval import Interval
from melcount_app.core.standing import CountHead, EditsHead, FileHead
from melcount_app.core.study import ScanEntry, StudyScan
from melcount_app.core.terms import FileTerms
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.panels.scan_rows import FilteredRows, ListColumn, ScanRows
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.session.work import Running, ScanWork
from tests.conftest import ScanWriter
from tests.gui.conftest import LEFT, choose, open_scan, quarter_disc, wait_for


def work(key: int, name: str, condition: str = "", **facts: Any) -> ScanWork:
    """A scan of the list that has come to something."""
    scan = StudyScan(key, Path(name), condition, "", "", "", key, facts.get("failure", ""))
    entry = ScanEntry(scan)
    if "density" in facts:
        file = FileHead("", FileTerms(("green",), GREEN, 255.0, None))
        outline = EditsHead(GREEN, None, "o")
        entry = ScanEntry(scan, file, outline, head(**facts))
    return ScanWork(entry)


def head(
    density: float, flags: tuple[str, ...] = (), interval: Interval | None = None
) -> CountHead:
    return CountHead(
        fingerprint="",
        model="linear",
        model_sha256="",
        channel=0,
        white=255.0,
        um_per_px=0.45,
        assumed_um_per_px=0.45,
        pixel_size=None,
        outline="o",
        is_whole=True,
        cells_per_mm2=density,
        cells=20 * density,
        low=interval.low if interval else None,
        high=interval.high if interval else None,
        flags=flags,
    )


GREEN = ChannelChoice(0, "green", "")


@pytest.fixture
def scans(qapp: QApplication) -> ScanList:
    made = ScanList()
    made.put(
        (
            work(1, "U_1.tif", "untreated", density=245.4),
            work(2, "D_1.tif", "dose 1", failure="It broke off."),
            work(3, "u_2.tif", "untreated"),
            work(4, "D_2.tif", "dose 1", density=1198.0),
        )
    )
    return made


@pytest.fixture
def rows(scans: ScanList) -> ScanRows:
    return ScanRows(scans)


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


def test_that_numbers_in_names_are_sorted_as_people_count(qapp: QApplication) -> None:
    scans = ScanList()
    given = ["dose 10_2.tif", "dose 2_10.tif", "Dose 2_9.tif", "dose 1_100.tif"]
    scans.put(work(number, name) for number, name in enumerate(given, 1))
    sorted_rows = FilteredRows(ScanRows(scans))
    sorted_rows.sort(ListColumn.SCAN)
    expected = ["dose 1_100.tif", "Dose 2_9.tif", "dose 2_10.tif", "dose 10_2.tif"]
    assert names(sorted_rows) == expected


def test_that_a_change_of_one_scan_touches_its_row_only(
    qtbot: QtBot, rows: ScanRows, scans: ScanList
) -> None:
    changed = scans.get(3)
    assert changed is not None
    with qtbot.waitSignal(rows.dataChanged) as told, qtbot.assertNotEmitted(rows.modelReset):
        scans.mark([changed], Running(0.5))
    assert (told.args[0].row(), told.args[1].row()) == (2, 2)


def test_that_a_scan_that_is_as_it_was_is_not_told(
    qtbot: QtBot, rows: ScanRows, scans: ScanList
) -> None:
    with qtbot.assertNotEmitted(rows.dataChanged):
        scans.refresh(*scans)


def test_that_more_scans_are_rows_inserted_at_the_end(
    qtbot: QtBot, rows: ScanRows, scans: ScanList
) -> None:
    with qtbot.waitSignal(rows.rowsInserted), qtbot.assertNotEmitted(rows.modelReset):
        scans.put([work(5, "new.tif")])
    assert rows.rowCount() == 5


def test_that_the_tool_tip_tells_why_and_how_sure(rows: ScanRows, scans: ScanList) -> None:
    interval = Interval(180.0, 220.0)
    scans.put([work(9, "a.tif", density=200.0, flags=("It is dim.",), interval=interval)])
    tip = rows.index(4, 0).data(Qt.ItemDataRole.ToolTipRole)
    for part in ("flagged.", "It is dim.", "4000 cells", "200 (180–220) cells/mm²"):
        assert part in tip


@pytest.fixture
def two(
    qtbot: QtBot, window: MainWindow, session: Session, write_scan: ScanWriter
) -> tuple[Path, Path]:
    """Two scans in the list, the second one shown."""
    names = ("one.tif", "two.tif")
    paths = [write_scan(quarter_disc()[n::4, ::4], name=name) for n, name in enumerate(names)]
    for path in paths:
        open_scan(qtbot, session, path)
        assert session.shown.path == path
    return paths[0], paths[1]


def test_that_keys_and_the_list_show_another_scan(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    panel = window.scans_panel
    assert panel.list.currentIndex().data() == "two.tif"
    choose(qtbot, window, "previous_scan")
    assert session.shown.path == two[0]
    wait_for(qtbot, session, Stage.OUTLINED)
    assert panel.list.currentIndex().data() == "one.tif"
    panel.list.setCurrentIndex(panel.filtered.index(1, 0))
    assert session.shown.path == two[1]


def test_that_the_next_scan_is_the_next_of_the_list_as_it_is_shown(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    panel = window.scans_panel
    panel.list.sortByColumn(ListColumn.SCAN, Qt.SortOrder.DescendingOrder)
    choose(qtbot, window, "next_scan")
    assert session.shown.path == two[0]
    wait_for(qtbot, session, Stage.OUTLINED)
    panel.filter.setText("two")
    choose(qtbot, window, "next_scan")
    assert session.shown.path == two[1]


def test_that_screen_readers_are_told_state_condition_and_density(rows: ScanRows) -> None:
    told = [rows.index(row, 0).data(Qt.ItemDataRole.AccessibleTextRole) for row in (0, 2)]
    assert told == ["U_1.tif, untreated, counted, 245", "u_2.tif, untreated, new, –"]


def test_that_a_condition_is_set_for_the_selected_scans_and_undone(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    window.scans_panel.list.selectAll()
    choose(qtbot, window, "set_condition")
    dialog = window.findChild(QInputDialog, "ask_condition")
    assert dialog is not None
    dialog.setTextValue(" dose 1 ")
    dialog.accept()
    assert [summary.condition for summary in session.scans.rows] == ["dose 1", "dose 1"]
    session.desk.undo_stack.undo()
    assert [summary.condition for summary in session.scans.rows] == ["", ""]


def test_that_the_reason_is_asked_for_where_a_scan_is_left_out(
    qtbot: QtBot, window: MainWindow, two: tuple[Path, Path]
) -> None:
    told: list[tuple[list[int], str]] = []
    window.scans_panel.left_out.connect(lambda keys, reason: told.append((keys, reason)))
    window.scans_panel.list.selectAll()
    window.scans_panel.ask_reason(takes_in=True)
    assert window.findChild(QInputDialog, "ask_reason") is None
    window.scans_panel.ask_reason(takes_in=False)
    dialog = window.findChild(QInputDialog, "ask_reason")
    assert dialog is not None
    dialog.setTextValue("a fold")
    dialog.accept()
    assert told == [(window.scans_panel.selected, "a fold")]


def test_that_removing_the_scan_that_is_shown_leaves_none_shown(
    qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]
) -> None:
    window.scans_panel.show_current()
    choose(qtbot, window, "remove_scans")
    assert [summary.path for summary in session.scans.rows] == [two[0]]
    assert session.course.stage is Stage.EMPTY
    assert window.welcome.isVisible()


CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def selected(window: MainWindow) -> list[str]:
    """Names of the scans that are selected, of which the shown one is the current row."""
    panel, shown = window.scans_panel, window.session.shown.path
    assert panel.list.currentIndex().data() == (shown.name if shown else None)
    return [window.session.scans.row(key).path.name for key in panel.selected]


@pytest.fixture
def edited(qtbot: QtBot, window: MainWindow, session: Session, two: tuple[Path, Path]) -> Session:
    """An edit on the second scan, and the first one shown."""
    session.regions.draw([(0.0, 300.0), (100.0, 300.0), (100.0, 400.0)])
    choose(qtbot, window, "previous_scan")
    wait_for(qtbot, session, Stage.OUTLINED)
    assert session.shown.path == two[0]
    assert selected(window) == ["one.tif"]
    return session


def test_that_undo_and_redo_on_another_scan_select_that_scan_alone(
    qtbot: QtBot, window: MainWindow, edited: Session, two: tuple[Path, Path]
) -> None:
    qtbot.waitUntil(window.actions_by_name["undo"].isEnabled)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert edited.shown.path == two[1]
    assert selected(window) == ["two.tif"]
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    qtbot.waitUntil(lambda: edited.shown.path == two[0])
    qtbot.waitUntil(window.actions_by_name["redo"].isEnabled)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert edited.shown.path == two[1]
    assert selected(window) == ["two.tif"]
    window.scans_panel.list.setFocus()
    QTest.keyClick(window.scans_panel.list, Qt.Key.Key_Delete)
    assert [row.path for row in edited.scans.rows] == [two[0]]
    assert selected(window) == []
    qtbot.waitUntil(window.actions_by_name["undo"].isEnabled)
    QTest.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert [row.path for row in edited.scans.rows] == list(two)
    assert selected(window) == []


def test_that_a_file_that_is_opened_while_a_key_is_held_is_selected_alone(
    qtbot: QtBot, window: MainWindow, edited: Session, write_scan: ScanWriter
) -> None:
    for key, held in ((Qt.Key.Key_Control, CONTROL), (Qt.Key.Key_Shift, SHIFT)):
        other = write_scan(quarter_disc()[3::4, ::4], name=f"{key.name}.tif")
        QTest.keyPress(window, key, held)
        with qtbot.waitSignal(edited.shown.read):
            edited.arrivals.add([other])
        assert edited.shown.path == other
        assert selected(window) == [other.name]
        QTest.keyRelease(window, key)


def test_that_scans_that_the_user_selects_stay_selected_until_another_one_is_shown(
    qtbot: QtBot, window: MainWindow, edited: Session, two: tuple[Path, Path]
) -> None:
    view = window.scans_panel.list
    second = view.visualRect(window.scans_panel.filtered.index(1, 0)).center()
    QTest.mouseClick(view.viewport(), LEFT, CONTROL, second)
    assert edited.shown.path == two[1]
    assert sorted(selected(window)) == ["one.tif", "two.tif"]
    QTest.keyClick(window, Qt.Key.Key_PageUp)
    assert edited.shown.path == two[0]
    assert selected(window) == ["one.tif"]


def test_that_filtering_the_shown_scan_away_shows_no_other(
    window: MainWindow, edited: Session, two: tuple[Path, Path]
) -> None:
    panel = window.scans_panel
    QTest.keyClicks(panel.filter, "two")
    assert panel.filtered.rowCount() == 1
    assert edited.shown.path == two[0]
    assert panel.selected == []
    QTest.mouseClick(
        panel.list.viewport(),
        LEFT,
        Qt.KeyboardModifier.NoModifier,
        panel.list.visualRect(panel.filtered.index(0, 0)).center(),
    )
    assert edited.shown.path == two[1]
    panel.filter.clear()
    assert selected(window) == ["two.tif"]


def test_that_the_next_scan_is_reached_beyond_one_that_cannot_be_read(
    qtbot: QtBot,
    window: MainWindow,
    edited: Session,
    two: tuple[Path, Path],
    write_scan: ScanWriter,
) -> None:
    broken = write_scan(quarter_disc()[3::4, ::4], name="oops.tif")
    open_scan(qtbot, edited, broken)
    choose(qtbot, window, "previous_scan")
    assert edited.shown.path == two[0]
    work = edited.scans.of(broken)
    assert work is not None
    work.forget()
    broken.write_bytes(b"no scan")
    QTest.keyClick(window, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: "oops.tif" in window.messages.sentence)
    assert edited.shown.path == two[0]
    QTest.keyClick(window, Qt.Key.Key_N)
    assert edited.shown.path == two[1]
    assert selected(window) == ["two.tif"]
    assert window.messages.sentence == ""
