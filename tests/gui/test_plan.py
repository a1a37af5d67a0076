"""The plan of a study in its dialog: corrected by hand, pasted, proposed, undone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from melcount_app.core.plan import Assignment, Role
from melcount_app.core.study import Study
from melcount_app.gui.dialogs.plan import PlanDialog
from melcount_app.gui.dialogs.plan_rows import PlanColumn
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session
from melcount_app.gui.session.plan_cells import (
    PlanCell,
    PlanField,
    names_columns,
    pasted_cells,
    with_cells,
)
from melcount_app.gui.session.proposing import PlanSource
from tests.gui.conftest import LONG_MS, WindowMaker

SCANS = 6
CONTROL = Qt.KeyboardModifier.ControlModifier
PATTERN, EXPRESSION = 2, 3
"""Places in the box that says what tells the conditions."""


@pytest.fixture
def window(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    small_folder: Path,
    study_path: Path,
) -> MainWindow:
    """With six scans that were dropped as a folder."""
    made = make_main_window(linear_model, Study.open(study_path))
    made.session.arrivals.add([small_folder])
    qtbot.waitUntil(
        lambda: len(made.session.scans.rows) == SCANS and made.session.shown.edits is not None,
        timeout=LONG_MS,
    )
    return made


@pytest.fixture
def dialog(qtbot: QtBot, window: MainWindow) -> Iterator[PlanDialog]:
    """Open, with all files looked at."""
    window.actions_by_name["plan"].trigger()
    (opened,) = window.findChildren(PlanDialog)
    opened.activateWindow()
    opened.grid.setFocus()
    qtbot.waitUntil(opened.grid.hasFocus, timeout=LONG_MS)
    qtbot.waitUntil(lambda: len(window.session.plan.facts) == SCANS, timeout=LONG_MS)
    yield opened
    if shiboken6.isValid(opened):
        opened.reject()


def cell(dialog: PlanDialog, row: int, column: PlanColumn) -> str:
    text: str = dialog.grid.rows.index(row, column).data()
    return text


def conditions(session: Session) -> list[str]:
    return [assignment.condition for assignment in session.plan.assignments.values()]


def choose(dialog: PlanDialog, *places: tuple[int, PlanColumn]) -> None:
    """Select cells; the first is the current one."""
    grid, flags = dialog.grid, QItemSelectionModel.SelectionFlag
    grid.selectionModel().setCurrentIndex(grid.rows.index(*places[0]), flags.ClearAndSelect)
    for place in places[1:]:
        grid.selectionModel().select(grid.rows.index(*place), flags.Select)


def concerns(dialog: PlanDialog) -> list[str]:
    found = dialog.findChild(QListWidget, "plan_concerns")
    assert found is not None
    return [found.item(row).text() for row in range(found.count())]


def test_that_a_dropped_folder_is_planned_after_its_folders_and_the_plan_is_offered(
    window: MainWindow, dialog: PlanDialog
) -> None:
    assert conditions(window.session) == ["dose 1"] * 3 + ["untreated"] * 3
    assert [cell(dialog, row, PlanColumn.REPLICATE) for row in range(SCANS)] == list("123123")
    assert window.session.plan.present.roles == {"dose 1": Role.TEST, "untreated": Role.CONTROL}
    assert "2 conditions" in window.messages.sentence
    assert concerns(dialog) == []


def test_that_a_cell_that_is_typed_is_kept_and_undone(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog, study_path: Path
) -> None:
    session = window.session
    choose(dialog, (0, PlanColumn.DONOR))
    QTest.keyClicks(dialog.grid, "D")
    editor = dialog.grid.findChild(QLineEdit)
    assert editor is not None
    QTest.keyClicks(editor, "7")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: cell(dialog, 0, PlanColumn.DONOR) == "D7")
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    with Study.open(study_path) as second:
        assert second.is_read_only
        assert second.scans.all()[0].donor == "D7"
        assert second.plan.roles()["untreated"] is Role.CONTROL
    session.desk.undo_stack.undo()
    assert cell(dialog, 0, PlanColumn.DONOR) == ""
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    assert session.study is not None
    assert session.study.scans.all()[0].donor == ""


def test_that_what_is_being_typed_is_kept_when_the_window_closes(
    window: MainWindow, dialog: PlanDialog, study_path: Path
) -> None:
    choose(dialog, (0, PlanColumn.DONOR))
    QTest.keyClicks(dialog.grid, "D")
    window.close()
    with Study.open(study_path) as study:
        assert study.scans.all()[0].donor == "D"


def test_that_news_of_files_leave_what_is_being_typed(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog
) -> None:
    choose(dialog, (0, PlanColumn.DONOR))
    QTest.keyClicks(dialog.grid, "D")
    editor = dialog.grid.findChild(QLineEdit)
    assert editor is not None
    window.session.plan.set_condition([window.session.scans.rows[1].key], "other")
    with qtbot.waitSignal(dialog.news.timeout):
        window.session.plan.facts_changed.emit()
    assert editor.text() == "D"
    assert editor.isVisible()


def test_that_a_role_goes_for_all_scans_of_its_condition(
    window: MainWindow, dialog: PlanDialog
) -> None:
    grid = dialog.grid
    index = grid.rows.index(1, PlanColumn.ROLE)
    grid.setCurrentIndex(index)
    grid.edit(index)
    box = grid.findChild(QComboBox, "role")
    assert box is not None
    box.setCurrentIndex(box.findData(str(Role.POSITIVE)))
    box.activated.emit(box.currentIndex())
    told = [cell(dialog, row, PlanColumn.ROLE) for row in range(SCANS)]
    assert told == ["positive control"] * 3 + ["control"] * 3
    window.session.desk.undo_stack.undo()
    assert cell(dialog, 0, PlanColumn.ROLE) == "test"


def test_that_cells_are_pasted_from_a_spreadsheet_in_one_step(
    window: MainWindow, dialog: PlanDialog
) -> None:
    steps = window.session.desk.undo_stack.index()
    QGuiApplication.clipboard().setText("vehicle\tvehicle\t7\nkojic\ttest\t8\n")
    choose(dialog, (2, PlanColumn.CONDITION))
    QTest.keyClick(dialog.grid, Qt.Key.Key_V, CONTROL)
    assert window.session.desk.undo_stack.index() == steps + 1
    shown = [[cell(dialog, row, column) for column in list(PlanColumn)[1:4]] for row in range(2, 4)]
    assert shown == [["vehicle", "vehicle", "7"], ["kojic", "test", "8"]]
    window.session.desk.undo_stack.undo()
    assert conditions(window.session) == ["dose 1"] * 3 + ["untreated"] * 3


def test_that_one_pasted_value_fills_all_selected_cells_and_fill_down_repeats_the_top(
    window: MainWindow, dialog: PlanDialog
) -> None:
    QGuiApplication.clipboard().setText("vehicle")
    choose(dialog, (0, PlanColumn.CONDITION), (4, PlanColumn.CONDITION))
    QTest.keyClick(dialog.grid, Qt.Key.Key_V, CONTROL)
    assert conditions(window.session)[0] == conditions(window.session)[4] == "vehicle"
    choose(dialog, *((row, PlanColumn.CONDITION) for row in range(4)))
    QTest.keyClick(dialog.grid, Qt.Key.Key_D, CONTROL)
    assert conditions(window.session)[:4] == ["vehicle"] * 4
    QTest.keyClick(dialog.grid, Qt.Key.Key_Delete)
    assert conditions(window.session)[:4] == [""] * 4
    QTest.keyClick(dialog.grid, Qt.Key.Key_C, CONTROL)
    assert QGuiApplication.clipboard().text() == "\n\n\n"


def test_that_a_role_that_there_is_none_of_is_refused_in_a_sentence(
    window: MainWindow, dialog: PlanDialog
) -> None:
    told: list[Message] = []
    window.session.told.connect(told.append)
    before = window.session.plan.present
    QGuiApplication.clipboard().setText("boss")
    choose(dialog, (0, PlanColumn.ROLE))
    QTest.keyClick(dialog.grid, Qt.Key.Key_V, CONTROL)
    assert told[-1].tone is Tone.FAILURE
    assert "boss" in told[-1].sentence
    assert window.session.plan.present == before
    assert dialog.failure.isVisible()
    assert "boss" in dialog.failure.sentence
    QGuiApplication.clipboard().setText("control")
    QTest.keyClick(dialog.grid, Qt.Key.Key_V, CONTROL)
    assert not dialog.failure.isVisible()


def test_that_a_pasted_table_with_headings_is_matched_by_file_names(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog
) -> None:
    QGuiApplication.clipboard().setText(
        "Fichier\tCondition\tRole\nu_1\tnu\ttémoin\nd_1.tif\tkojic\ttest\nabsent\tx\ttest\n"
    )
    choose(dialog, (0, PlanColumn.CONDITION))
    QTest.keyClick(dialog.grid, Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: dialog.sources.proposal is not None, timeout=LONG_MS)
    assert cell(dialog, 3, PlanColumn.CONDITION) == "nu"
    assert cell(dialog, 0, PlanColumn.CONDITION) == "kojic"
    assert any("absent" in sentence for sentence in concerns(dialog))
    assert conditions(window.session) == ["dose 1"] * 3 + ["untreated"] * 3
    dialog.sources.take()
    assert conditions(window.session)[3] == "nu"
    assert window.session.plan.present.roles["nu"] is Role.CONTROL


def test_that_concerns_come_and_go_with_the_plan_and_a_click_selects_their_scans(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog
) -> None:
    session = window.session
    key = session.scans.rows[2].key
    session.plan.set_cells("", [PlanCell(key, PlanField.CONDITION, "")])
    told = concerns(dialog)
    assert any("d_3.tif" in sentence for sentence in told)
    dialog.concerns.itemClicked.emit(dialog.concerns.item(0))
    assert {index.row() for index in dialog.grid.selectedIndexes()} == {2}
    assert dialog.grid.currentIndex().row() == 2
    session.desk.undo_stack.undo()
    assert concerns(dialog) == []


def test_that_files_that_cannot_be_read_and_twice_the_same_scan_are_pointed_out(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog, small_folder: Path
) -> None:
    (small_folder / "dose 1" / "d_4.tif").write_bytes(b"no scan")
    copy = small_folder / "untreated" / "u_4.tif"
    copy.write_bytes((small_folder / "untreated" / "u_1.tif").read_bytes())
    dialog.reject()
    window.session.arrivals.add([small_folder])
    qtbot.waitUntil(lambda: len(window.session.scans.rows) == SCANS + 2, timeout=LONG_MS)
    window.actions_by_name["plan"].trigger()
    opened = next(d for d in window.findChildren(PlanDialog) if d.isVisible())
    qtbot.waitUntil(lambda: len(window.session.plan.facts) == SCANS + 2, timeout=LONG_MS)
    qtbot.waitUntil(lambda: any("d_4.tif" in sentence for sentence in concerns(opened)))
    qtbot.waitUntil(lambda: any("u_1.tif" in s and "u_4.tif" in s for s in concerns(opened)))
    opened.reject()


def test_that_a_pattern_is_proposed_previewed_while_it_is_typed_and_taken_in_one_step(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog
) -> None:
    session, sources = window.session, dialog.sources
    steps = session.desk.undo_stack.index()
    sources.choose(PATTERN)
    qtbot.waitUntil(lambda: sources.proposal is not None, timeout=LONG_MS)
    assert sources.pattern.text() == "{condition}_{replicate}"
    assert cell(dialog, 0, PlanColumn.CONDITION) == "d"
    sources.pattern.setFocus()
    sources.pattern.selectAll()
    QTest.keyClicks(sources.pattern, "{condition}_1")
    qtbot.waitUntil(
        lambda: sources.proposal is not None and sources.proposal.text == "{condition}_1",
        timeout=LONG_MS,
    )
    assert "2 of 6" in sources.preview.text()
    assert "d_2.tif" in sources.preview.text()
    assert cell(dialog, 1, PlanColumn.CONDITION) == ""
    assert session.desk.undo_stack.index() == steps
    QTest.keyClick(sources.pattern, Qt.Key.Key_Return)
    assert conditions(session) == ["d", "", "", "u", "", ""]
    assert session.desk.undo_stack.index() == steps + 1
    assert sources.source.currentIndex() == 0
    assert dialog.isVisible()
    session.desk.undo_stack.undo()
    assert conditions(session) == ["dose 1"] * 3 + ["untreated"] * 3


def test_that_a_plan_that_is_looked_at_gives_way_when_scans_are_added(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog, small_folder: Path
) -> None:
    dialog.sources.choose(PATTERN)
    qtbot.waitUntil(lambda: dialog.sources.proposal is not None, timeout=LONG_MS)
    more = small_folder / "dose 1" / "d_4.tif"
    more.write_bytes((small_folder / "dose 1" / "d_1.tif").read_bytes())
    window.session.arrivals.add([small_folder])
    qtbot.waitUntil(lambda: dialog.grid.rows.rowCount() == SCANS + 1, timeout=LONG_MS)
    assert cell(dialog, 0, PlanColumn.CONDITION) == "dose 1"
    assert not dialog.grid.rows.is_proposal


def test_that_a_wrong_expression_is_told_beside_it_and_changes_nothing(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog
) -> None:
    dialog.sources.choose(EXPRESSION)
    QTest.keyClicks(dialog.sources.pattern, "(?P<condition>")
    qtbot.waitUntil(lambda: "regular expression" in dialog.sources.preview.text(), timeout=LONG_MS)
    assert dialog.sources.proposal is None
    assert not dialog.sources.use.isVisible()
    dialog.sources.pattern.clear()
    QTest.keyClicks(dialog.sources.pattern, "(?P<condition>[du])_")
    qtbot.waitUntil(lambda: dialog.sources.proposal is not None, timeout=LONG_MS)
    assert cell(dialog, 5, PlanColumn.CONDITION) == "u"


def test_that_a_table_file_is_looked_at_before_it_is_taken(
    qtbot: QtBot, window: MainWindow, dialog: PlanDialog, tmp_path: Path
) -> None:
    table = tmp_path / "plan.csv"
    table.write_text("file;condition;donor\nu_1;nu;D1\nd_1;kojic;D2\n", encoding="utf-8")
    dialog.sources.open_table(table)
    qtbot.waitUntil(lambda: dialog.sources.proposal is not None, timeout=LONG_MS)
    assert dialog.sources.proposal is not None
    assert dialog.sources.proposal.source is PlanSource.TABLE
    assert "2 of 6" in dialog.sources.preview.text()
    flags = dialog.grid.rows.flags(dialog.grid.rows.index(0, PlanColumn.CONDITION))
    assert not flags & Qt.ItemFlag.ItemIsEditable
    dialog.sources.take()
    assert cell(dialog, 3, PlanColumn.DONOR) == "D1"


def test_that_the_plan_opens_once_and_comes_to_the_front(window: MainWindow) -> None:
    window.actions_by_name["plan"].trigger()
    window.actions_by_name["plan"].trigger()
    (dialog,) = window.findChildren(PlanDialog)
    assert not dialog.isModal()
    dialog.reject()


def test_that_cells_of_a_row_are_read_condition_first_and_role_after() -> None:
    before = {1: Assignment("old", "1"), 2: Assignment()}
    cells = (
        PlanCell(1, PlanField.ROLE, "vehicle"),
        PlanCell(1, PlanField.CONDITION, " DMSO "),
        PlanCell(2, PlanField.ROLE, "test"),
    )
    assignments, roles = with_cells(before, cells)
    assert assignments == {1: Assignment("DMSO", "1")}
    assert roles == {"DMSO": Role.VEHICLE}


def test_that_names_that_look_the_same_are_written_as_in_other_rows() -> None:
    micro, mu = "\N{MICRO SIGN}", "\N{GREEK SMALL LETTER MU}"
    before = {1: Assignment(f"10 {micro}M", "1", "Dé"), 2: Assignment(), 3: Assignment("x")}
    cells = (
        PlanCell(2, PlanField.CONDITION, f" 10\N{NO-BREAK SPACE}{mu}M"),
        PlanCell(2, PlanField.DONOR, "De\N{COMBINING ACUTE ACCENT}"),
        PlanCell(3, PlanField.CONDITION, f"10 {micro}m"),
    )
    assignments, _ = with_cells(before, cells)
    assert assignments == {
        2: Assignment(f"10 {micro}M", "", "Dé"),
        3: Assignment(f"10 {micro}m"),
    }


def test_that_look_alikes_become_one_on_request_in_one_step(
    window: MainWindow, dialog: PlanDialog
) -> None:
    session = window.session
    assert not dialog.join.isVisible()
    session.plan.set_condition([session.scans.rows[0].key], "Dose_1")
    assert any("look alike: “Dose_1”, “dose 1”" in sentence for sentence in concerns(dialog))
    assert dialog.join.isVisible()
    steps = session.desk.undo_stack.index()
    QTest.mouseClick(dialog.join, Qt.MouseButton.LeftButton)
    assert conditions(session) == ["dose 1"] * 3 + ["untreated"] * 3
    assert session.desk.undo_stack.index() == steps + 1
    assert not dialog.join.isVisible()
    session.desk.undo_stack.undo()
    assert conditions(session)[0] == "Dose_1"


def test_that_cells_of_spreadsheets_may_be_quoted_and_hold_line_breaks() -> None:
    assert pasted_cells('"two\nlines"\tb\r\n\tc\r\n') == [["two\nlines", "b"], ["", "c"]]
    assert names_columns([["Scan", "Traitement"]])
    assert not names_columns([["untreated", "control"]])
    assert not names_columns(pasted_cells(""))
