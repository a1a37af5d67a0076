"""A batch as the window begins, tells and ends it, and the protocol that it keeps to."""

from __future__ import annotations

from pathlib import Path

import psutil
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.core.paths import documents_folder, sample_scan
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.gui.dialogs.batch import BatchDialog
from melcount_app.gui.dialogs.protocol import ProtocolDialog
from melcount_app.gui.messages import Tone
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.study_work import ReportsAsked
from tests.gui.batch.conftest import (
    StudyWindow,
    fill,
    until_ended,
    until_one_ended,
)
from tests.gui.conftest import LONG_MS, SessionMaker, by_name, choose, wait_for


def test_that_a_second_window_says_who_holds_the_study_and_only_looks_and_reports(
    qtbot: QtBot, session: Session, open_window: StudyWindow, out: Path
) -> None:
    session.counting.count()
    wait_for(qtbot, session, Stage.COUNTED)
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    assert session.study is not None
    second = open_window("s")
    assert "is open in another window" in second.messages.sentence
    assert not second.actions_by_name["count_all"].isEnabled()
    assert second.actions_by_name["plan"].isEnabled()
    second.session.plan.set_condition([session.scans.rows[0].key], "mine")
    assert second.session.keeping.is_idle
    assert session.study.scans.all()[0].condition == "dose"
    second.session.batch.write_reports(ReportsAsked(out, "en"))
    until_ended(qtbot, second.session)
    assert (out / "reports" / "s - summary.xlsx").is_file()


def test_that_a_window_closed_in_a_batch_leaves_no_process_behind(
    qtbot: QtBot, open_window: StudyWindow, folder: Path, out: Path
) -> None:
    window = open_window("w")
    fill(qtbot, window.session, folder)
    window.session.batch.count_all(out)
    qtbot.waitUntil(lambda: window.session.batch.state is not None and bool(counting_processes()))
    assert window.batch_panel.isVisible()
    window.close()
    assert counting_processes() == []


def counting_processes() -> list[psutil.Process]:
    return [
        process
        for process in psutil.Process().children()
        if any("spawn_main" in word for word in process.cmdline())
    ]


def test_that_an_unfinished_study_offers_to_go_on_and_one_click_does(
    qtbot: QtBot, start: SessionMaker, open_window: StudyWindow, folder: Path, out: Path
) -> None:
    first = start()
    fill(qtbot, first, folder)
    first.batch.count_all(out)
    until_one_ended(qtbot, first)
    first.close()
    window = open_window("s")
    assert "not counted yet" in window.messages.sentence
    (button,) = window.messages.findChildren(QPushButton, "offer_count_all")
    button.click()
    until_ended(qtbot, window.session)
    assert all(s.cells is not None for s in window.session.scans.rows)
    choose(qtbot, window, "protocol")
    dialog = window.findChild(ProtocolDialog)
    assert dialog is not None
    assert window.session.scans.protocol is not None
    assert window.session.scans.protocol.sha256 in dialog.informativeText()
    dialog.reject()


def test_that_a_protocol_is_saved_and_taken_by_another_study(
    qtbot: QtBot, session: Session, open_window: StudyWindow, linear_model: Path, tmp_path: Path
) -> None:
    file = tmp_path / "protocol.json"
    protocol = Protocol.of(linear_model, name="house", um_per_px=1.5)
    file.write_text(protocol.to_json(), encoding="utf-8")
    window = open_window("other")
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS) as told:
        window.session.batch.take_protocol(file)
    assert "house" in told.args[0].sentence
    assert window.session.study is not None
    assert window.session.study.terms.protocol() == protocol
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS):
        window.session.files.save_protocol(tmp_path / "copy.json")
    assert load_protocol(tmp_path / "copy.json") == protocol
    file.write_text(protocol.to_json().replace("1.5", "1.6"), encoding="utf-8")
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS) as told:
        window.session.batch.take_protocol(file)
    assert told.args[0].tone is Tone.FAILURE
    assert window.session.scans.protocol == protocol


def test_that_a_protocol_names_the_pixel_size_of_all_scans_also_of_the_one_shown(
    qtbot: QtBot, session: Session, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    file = tmp_path / "protocol.json"
    protocol = Protocol.of(linear_model, um_per_px=1.5)
    file.write_text(protocol.to_json(), encoding="utf-8")
    with qtbot.waitSignal(session.told, timeout=LONG_MS):
        session.batch.take_protocol(file)
    session.batch.count_all(out)
    until_ended(qtbot, session)
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.shown.pixel_size is not None
    assert session.shown.pixel_size.um_per_px == 1.5


def test_that_results_of_a_study_without_a_name_go_beside_the_folder_of_the_scans(
    qtbot: QtBot, open_window: StudyWindow, folder: Path
) -> None:
    window = open_window("Untitled")
    fill(qtbot, window.session, folder)
    assert window.study_commands.usual_folder() == folder.with_name("scans results")


def test_that_results_of_the_sample_scan_go_to_the_documents_and_not_into_the_program(
    qtbot: QtBot, open_window: StudyWindow, folder: Path
) -> None:
    window = open_window("Untitled")
    window.session.arrivals.open(sample_scan())
    qtbot.waitUntil(lambda: len(window.session.scans) == 1)
    assert window.study_commands.usual_folder() == documents_folder() / "melcount results"
    window.session.arrivals.add([folder])
    qtbot.waitUntil(lambda: len(window.session.scans) == 4)
    assert window.study_commands.usual_folder() == folder.with_name("scans results")


def test_that_scans_that_are_counted_already_are_not_among_those_to_be_counted(
    qtbot: QtBot, open_window: StudyWindow, folder: Path
) -> None:
    window = open_window("my study")
    fill(qtbot, window.session, folder)
    window.session.counting.count()
    qtbot.waitUntil(
        lambda: [row.cells is not None for row in window.session.scans.rows].count(True) == 1,
        timeout=LONG_MS,
    )
    choose(qtbot, window, "count_all")
    dialog = window.findChild(BatchDialog)
    assert dialog is not None
    assert "Scans to be counted: 2; conditions: 2." in dialog.findChildren(QLabel)[0].text()
    dialog.reject()


def test_that_the_first_batch_asks_where_results_go_and_the_next_does_not(
    qtbot: QtBot, open_window: StudyWindow, folder: Path, tmp_path: Path
) -> None:
    window = open_window("my study")
    fill(qtbot, window.session, folder)
    choose(qtbot, window, "count_all")
    dialog = window.findChild(BatchDialog)
    assert dialog is not None
    assert dialog.folder.folder == tmp_path / "my study results"
    assert "Scans to be counted: 3; conditions: 2." in dialog.findChildren(QLabel)[0].text()
    begin = dialog.findChild(QPushButton, "begin_batch")
    assert begin is not None
    assert begin.isDefault()
    dialog.accept()
    until_ended(qtbot, window.session)
    qtbot.waitUntil(lambda: window.findChild(BatchDialog) is None)
    assert window.session.study is not None
    assert window.session.study.terms.results_folder() == tmp_path / "my study results"
    (folder / "dose" / "d.tif").write_bytes((folder / "dose" / "c.tif").read_bytes())
    window.session.arrivals.add([folder])
    qtbot.waitUntil(lambda: "d.tif" in by_name(window.session), timeout=LONG_MS)
    choose(qtbot, window, "count_all")
    assert window.findChild(BatchDialog) is None
    until_ended(qtbot, window.session)
    assert by_name(window.session)["d.tif"].cells is not None
