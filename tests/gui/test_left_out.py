"""What was left out of a dropped folder: told, listed in the plan, put back, undone, kept."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.dialogs.left_out import LeftOutList
from melcount_app.gui.dialogs.plan import PlanDialog
from melcount_app.gui.main_window import MainWindow
from melcount_app.gui.session import Session, Stage
from tests.conftest import ScanWriter
from tests.core.set_files import fluorescent_set
from tests.gui.conftest import (
    SessionMaker,
    WindowMaker,
    choose,
    quarter_disc,
    until_read,
    wait_for,
)
from tests.gui.test_dropped import drop, offers, press, until_told


@pytest.fixture
def folder(tmp_path: Path, write_scan: ScanWriter) -> Path:
    """Two scans in conditions, a mask beside one of them, and a QuPath project with thumbnails."""
    made = tmp_path / "scans"
    places = (
        *("control/1.tif", "control/1_mask.tif", "treated/2.tif"),
        *("qupath/data/1/thumbnail.tif", "qupath/data/2/thumbnail.tif"),
    )
    for shift, place in enumerate(places):
        path = made / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write_scan(quarter_disc()[shift::4, ::4], name=path.name).rename(path)
    (made / "qupath" / "project.qpproj").write_text("{}", encoding="utf-8")
    return made


@pytest.fixture
def window(
    qtbot: QtBot, make_main_window: WindowMaker, linear_model: Path, study_path: Path, folder: Path
) -> Iterator[MainWindow]:
    """On which the folder was dropped."""
    made = make_main_window(linear_model, Study.open(study_path))
    drop(made, folder)
    wait_for(qtbot, made.session, Stage.OUTLINED)
    until_told(qtbot, made, "left out")
    yield made
    for dialog in made.findChildren(PlanDialog):
        dialog.reject()


@pytest.fixture
def shown(qtbot: QtBot, window: MainWindow) -> LeftOutList:
    """The list in the plan."""
    choose(qtbot, window, "left_out")
    (dialog,) = window.findChildren(PlanDialog)
    return dialog.left_out


def names(session: Session) -> dict[str, str]:
    """The conditions of the scans of the list, by name."""
    return {row.path.name: row.condition for row in session.scans.rows}


def left_out(session: Session) -> list[str]:
    return [file.place for file in session.left_out.present]


def kept(qtbot: QtBot, session: Session) -> list[str]:
    """What the study holds as left out."""
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    assert session.study is not None
    return [file.place for file in session.study.plan.left_out()]


def lines(shown: LeftOutList) -> list[str]:
    return [shown.files.item(row).text() for row in range(shown.files.count())]


def put_back(shown: LeftOutList, name: str) -> None:
    button = shown.findChild(QPushButton, name)
    assert button is not None
    button.click()


BEFORE = {"1.tif": "control", "2.tif": "treated"}
MASK, PROJECT = "control/1_mask.tif", "qupath/data"


def test_that_what_is_left_out_of_a_folder_is_told_with_the_scans(
    qtbot: QtBot, window: MainWindow
) -> None:
    assert names(window.session) == BEFORE
    said = until_told(qtbot, window, "2 scans were added, in 2 conditions", MASK, "It is a mask")
    assert "2 files and folders were left out" in said
    assert offers(window) == ["plan", "left_out"]
    press(qtbot, window, "left_out")
    assert len(window.findChildren(PlanDialog)) == 1


def test_that_the_plan_lists_each_file_with_its_reason_and_nothing_where_there_is_none(
    qtbot: QtBot, window: MainWindow, shown: LeftOutList
) -> None:
    assert [line.split(" – ")[0] for line in lines(shown)] == [MASK, PROJECT]
    assert lines(shown)[0].endswith("It is a mask or another result of “1.tif”.")
    heading = shown.findChild(QLabel, "left_out_heading")
    assert heading is not None
    assert heading.text().endswith("2")
    assert shown.isVisible()
    assert not shown.some.isEnabled()
    put_back(shown, "put_all_back")
    qtbot.waitUntil(lambda: not left_out(window.session))
    assert not shown.isVisible()
    wait_for(qtbot, window.session, Stage.OUTLINED)


def test_that_a_file_is_put_back_under_the_condition_of_its_folder_and_taken_off_by_undo(
    qtbot: QtBot, window: MainWindow, shown: LeftOutList
) -> None:
    session = window.session
    shown.files.item(0).setSelected(True)
    put_back(shown, "put_back")
    qtbot.waitUntil(lambda: len(session.scans) == 3)
    assert names(session) == {**BEFORE, "1_mask.tif": "control"}
    replicates = {work.path.name: work.assignment.replicate for work in session.scans}
    assert (replicates["1.tif"], replicates["1_mask.tif"]) == ("1", "2")
    assert (left_out(session), kept(qtbot, session)) == ([PROJECT], [PROJECT])
    assert len(lines(shown)) == 1
    wait_for(qtbot, session, Stage.OUTLINED)
    session.desk.undo_stack.undo()
    assert names(session) == BEFORE
    assert (left_out(session), kept(qtbot, session)) == ([MASK, PROJECT], [MASK, PROJECT])
    assert len(lines(shown)) == 2
    session.desk.undo_stack.redo()
    assert names(session) == {**BEFORE, "1_mask.tif": "control"}
    assert (left_out(session), kept(qtbot, session)) == ([PROJECT], [PROJECT])


def test_that_files_that_are_put_back_are_looked_at_while_the_plan_is_open(
    qtbot: QtBot, window: MainWindow, shown: LeftOutList
) -> None:
    (dialog,) = window.findChildren(PlanDialog)
    qtbot.waitUntil(lambda: len(window.session.plan.facts) == 2)
    put_back(shown, "put_all_back")
    qtbot.waitUntil(lambda: len(window.session.plan.facts) > 2)
    qtbot.waitUntil(lambda: "Looking" not in dialog.looked_at.text())


def test_that_all_of_a_folder_is_put_back(
    qtbot: QtBot, window: MainWindow, shown: LeftOutList
) -> None:
    put_back(shown, "put_all_back")
    qtbot.waitUntil(lambda: len(window.session.scans) == 5)
    assert [row.path.name for row in window.session.scans.rows].count("thumbnail.tif") == 2
    assert (left_out(window.session), kept(qtbot, window.session)) == ([], [])
    wait_for(qtbot, window.session, Stage.OUTLINED)


def test_that_what_was_put_back_stays_when_the_study_is_opened_and_the_folder_dropped_again(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    session.arrivals.add([folder])
    qtbot.waitUntil(lambda: len(session.scans) == 2)
    session.arrivals.put_back(session.left_out.present[:1])
    qtbot.waitUntil(lambda: len(session.scans) == 3)
    assert kept(qtbot, session) == [PROJECT]
    session.close()
    again = start()
    until_read(qtbot, again)
    assert left_out(again) == [PROJECT]
    again.arrivals.add([folder])
    qtbot.waitUntil(lambda: again.arrivals._finder.is_idle)
    assert sorted(names(again)) == ["1.tif", "1_mask.tif", "2.tif"]
    assert (left_out(again), kept(qtbot, again)) == ([PROJECT], [PROJECT])


def test_that_a_file_that_is_gone_cannot_be_put_back_and_stays_left_out(
    qtbot: QtBot, window: MainWindow, folder: Path
) -> None:
    session, said = window.session, list[str]()
    session.told.connect(lambda message: said.append(message.sentence))
    (folder / MASK).unlink()
    session.arrivals.put_back(session.left_out.present[:1])
    qtbot.waitUntil(lambda: bool(said))
    assert MASK in said[0]
    assert names(session) == BEFORE
    assert not session.desk.undo_stack.canUndo()


def test_that_without_a_study_files_are_put_back_too(
    qtbot: QtBot, make_main_window: WindowMaker, linear_model: Path, folder: Path
) -> None:
    window = make_main_window(linear_model)
    shutil.rmtree(folder / "qupath")
    drop(window, folder)
    until_told(qtbot, window, f"“{MASK}” was left out")
    press(qtbot, window, "left_out")
    window.session.arrivals.put_back(window.session.left_out.present)
    qtbot.waitUntil(lambda: len(window.session.scans) == 3)
    assert left_out(window.session) == []
    wait_for(qtbot, window.session, Stage.OUTLINED)
    window.findChildren(PlanDialog)[0].reject()


@pytest.mark.parametrize(
    ("study", "scans"),
    [
        ("ndpis_sets", 4),
        ("dicom_slides", 4),
        ("tif_beside_ndpi", 4),
        ("qupath_project_inside", 4),
        ("deep_zoom_inside", 4),
    ],
)
def test_that_a_dropped_study_of_the_field_has_as_many_scans_as_samples(
    qtbot: QtBot, start: SessionMaker, shared_data: Path, study: str, scans: int
) -> None:
    session = start()
    session.arrivals.add([shared_data / "data/field/studies" / study])
    qtbot.waitUntil(lambda: session.shown.edits is not None)
    assert len(session.scans) == scans
    conditions = [row.condition for row in session.scans.rows]
    assert sorted(conditions) == ["control", "control", "treated", "treated"]


def test_that_files_of_a_set_are_one_scan_once_its_list_is_there(
    qtbot: QtBot, start: SessionMaker, tmp_path: Path
) -> None:
    listed = fluorescent_set(tmp_path / "scans" / "control", "a")
    away = listed.rename(tmp_path / "a.ndpis")
    session = start()
    session.arrivals.add([tmp_path / "scans"])
    qtbot.waitUntil(lambda: session.shown.edits is not None)
    assert len(session.scans) == 3
    until_kept(qtbot, session)
    away.rename(listed)
    session.arrivals.add([tmp_path / "scans"])
    qtbot.waitUntil(lambda: len(session.scans) == 1)
    wait_for(qtbot, session, Stage.OUTLINED)
    until_kept(qtbot, session)
    assert names(session) == {"a.ndpis": "control"}
    assert session.study is not None
    assert [scan.path.name for scan in session.study.scans.all()] == ["a.ndpis"]


def until_kept(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.keeping.is_idle)
