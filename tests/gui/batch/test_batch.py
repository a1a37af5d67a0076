"""The whole study counted from the session, in real processes, on small scans."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.batch import Which
from melcount_app.core.study import Study
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.batch_state import BatchState
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.session.study_work import CountKept, ReportsAsked
from tests.gui.batch.conftest import (
    NAMES,
    PART,
    fill,
    pause_in_hand,
    states,
    until_ended,
    until_one_ended,
)
from tests.gui.conftest import LONG_MS, SessionMaker, by_name, wait_for


def books_of_scans(out: Path) -> list[Path]:
    """The workbooks beside the reports of the study."""
    return [path for path in out.glob("*/*.xlsx") if path.parent.name != "reports"]


def test_that_all_scans_are_counted_and_the_window_tells_how_far(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    states_seen: list[BatchState] = []
    session.told.connect(told.append)
    session.batch.changed.connect(lambda: states_seen.append(session.batch.state or BatchState()))
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert set(states(session).values()) <= {ScanState.COUNTED, ScanState.FLAGGED}
    for is_reporting in (False, True):
        seen = [state.done for state in states_seen[:-1] if state.is_reporting is is_reporting]
        assert seen == sorted(seen)
        assert any(0 < share < 1 for share in seen)
    assert "3 of 3" in told[-1].sentence
    assert told[-1].tone is Tone.DONE
    assert told[-1].offers == ()
    assert {path.name for path in books_of_scans(out)} == {"a.xlsx", "b.xlsx", "c.xlsx"}
    assert session.batch.results_folder == out
    assert session.scans.protocol is not None


def test_that_the_scan_that_is_shown_gets_its_density_map_and_the_same_numbers_as_alone(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.counting.count()
    wait_for(qtbot, session, Stage.COUNTED)
    alone = by_name(session)["b.tif"].cells
    session.shown.choose(by_name(session)["a.tif"].key)
    wait_for(qtbot, session, Stage.OUTLINED)
    assert session.shown.path is not None
    assert session.shown.path.name == "a.tif"
    session.batch.count_all(out)
    qtbot.waitUntil(lambda: session.course.stage is Stage.COUNTING, timeout=LONG_MS)
    wait_for(qtbot, session, Stage.COUNTED)
    until_ended(qtbot, session)
    assert session.counting.picture is not None
    assert session.numbers.present is not None
    assert session.numbers.present.measurement.sample.cells == pytest.approx(alone)
    assert by_name(session)["c.tif"].cells == pytest.approx(alone)


def test_that_a_scan_that_fails_tells_why_and_costs_no_other(
    qtbot: QtBot, session: Session, folder: Path, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    good = (folder / "dose" / "b.tif").read_bytes()
    (folder / "dose" / "b.tif").write_bytes(b"broken since")
    session.batch.count_all(out)
    until_ended(qtbot, session)
    failed = by_name(session)["b.tif"]
    assert failed.state is ScanState.FAILED
    assert "b.tif" in failed.why
    assert {message.tone for message in told} == {Tone.NOTE}
    assert "2 of 3" in told[-1].sentence
    assert told[-1].offers == ("count_failed",)

    (folder / "dose" / "b.tif").write_bytes(good)
    session.batch.count_all(out, Which.FAILED)
    until_ended(qtbot, session)
    assert by_name(session)["b.tif"].cells == by_name(session)["c.tif"].cells
    assert told[-1].tone is Tone.DONE


def test_that_a_paused_batch_stands_still_until_it_goes_on(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.batch.count_all(out)
    qtbot.waitUntil(
        lambda: session.batch.state is not None and session.batch.state.in_hand is not None
    )
    session.batch.pause(is_paused=True)
    assert session.batch.state is not None
    assert session.batch.state.is_paused
    ended = session.batch.state.ended
    with qtbot.assertNotEmitted(session.told, wait=300):
        pass
    assert session.batch.state.ended == ended
    session.batch.pause(is_paused=False)
    until_ended(qtbot, session)
    assert all(s.cells is not None for s in session.scans.rows)


def test_that_a_cancelled_batch_keeps_what_is_finished_and_goes_on_from_there(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    session.batch.count_all(out)
    until_one_ended(qtbot, session)
    session.batch.cancel()
    until_ended(qtbot, session)
    counted = [s for s in session.scans.rows if s.cells is not None]
    assert 1 <= len(counted) < len(NAMES)
    assert "count_all" in told[-1].offers
    written = {path: path.stat().st_mtime_ns for path in books_of_scans(out)}
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert all(s.cells is not None for s in session.scans.rows)
    assert all(path.stat().st_mtime_ns == time for path, time in written.items())


def test_that_edits_of_a_scan_that_is_being_counted_are_not_lost(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.batch.count_all(out)
    key = pause_in_hand(qtbot, session, "b.tif")
    assert session.shown.key == key
    session.regions.draw(PART)
    session.sample.draw(PART)
    mine = session.shown.edits
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    session.batch.pause(is_paused=False)
    until_ended(qtbot, session)
    wait_for(qtbot, session, Stage.COUNTED)
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    assert session.shown.edits == mine
    assert session.study is not None
    assert session.study.edits.of(key) == mine
    assert session.numbers.present is not None
    cells = session.numbers.present.measurement.sample.cells
    assert cells is not None
    assert cells < 0.5 * (by_name(session)["c.tif"].cells or 0)
    assert by_name(session)["b.tif"].cells == cells
    session.desk.undo_stack.undo()
    session.desk.undo_stack.undo()
    assert session.shown.edits is not None
    assert session.shown.edits.regions == ()


def test_that_a_study_that_is_back_from_a_lost_drive_is_counted_without_another_edit(
    qtbot: QtBot, session: Session, out: Path, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    assert session.study is not None
    study, elsewhere = session.study.path, tmp_path / "elsewhere.melcount"
    study.rename(elsewhere)
    told: list[Message] = []
    session.told.connect(told.append)
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert told[-1].tone is Tone.FAILURE
    shutil.copy(elsewhere, study)  # another file to the system, as after a drive was put in again
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert all(scan.cells is not None for scan in session.scans.rows), told


def test_that_a_condition_given_while_a_count_comes_in_stays(
    qtbot: QtBot, session: Session
) -> None:
    key = by_name(session)["b.tif"].key
    assert session.study is not None
    qtbot.waitUntil(lambda: session.keeping.is_idle)
    read = session.study.entry(key)  # as the batch reads it, beside the window
    session.plan.set_condition([key], "vitamin C")
    session.batch._take(CountKept(read, None))
    assert by_name(session)["b.tif"].condition == "vitamin C"


def test_that_closing_ends_the_batch_keeps_what_is_finished_and_the_next_start_goes_on(
    qtbot: QtBot, start: SessionMaker, folder: Path, out: Path
) -> None:
    first = start()
    fill(qtbot, first, folder)
    first.batch.count_all(out)
    until_one_ended(qtbot, first)
    first.close()
    again = start()
    counted = {name for name, summary in by_name(again).items() if summary.cells is not None}
    assert 1 <= len(counted) < len(NAMES)
    assert again.batch.results_folder == out
    assert again.scans.protocol is not None
    again.batch.count_all(out)
    until_ended(qtbot, again)
    assert all(s.cells is not None for s in again.scans.rows)


def test_that_a_scan_that_waits_is_neither_counted_twice_nor_removed(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.batch.count_all(out)
    qtbot.waitUntil(lambda: session.batch.state is not None and bool(session.batch.state.todo))
    assert session.course.stage is Stage.COUNTING
    assert not session.counting.may_count
    session.counting.count()
    assert session.course.job == ""
    session.arrivals.remove([summary.key for summary in session.scans.rows])
    assert len(session.scans.rows) == len(NAMES)
    session.batch.cancel()
    until_ended(qtbot, session)


def test_that_a_study_of_another_window_is_not_counted(
    qtbot: QtBot, session: Session, linear_model: Path, out: Path
) -> None:
    assert session.study is not None
    second = Session(linear_model, Study.open(session.study.path))
    assert not second.keeping.is_writable
    second.batch.count_all(out)
    assert second.batch.state is None
    second.close()
    second.deleteLater()


def test_that_a_batch_that_cannot_write_says_why_and_leaves_the_list_as_it_was(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    before = session.scans.rows
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    session.batch.count_all(blocked / "results")
    told: list[Message] = []
    session.told.connect(told.append)
    until_ended(qtbot, session)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0].offers == ("count_all",)
    assert told[1].tone is Tone.FAILURE
    assert session.batch.state is None
    assert session.scans.rows == before


def test_that_a_scan_opened_while_it_is_counted_shows_its_count(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.batch.count_all(out)
    key = pause_in_hand(qtbot, session, "c.tif")
    session.shown.choose(key)
    qtbot.waitUntil(lambda: session.shown.key == key and session.shown.edits is not None)
    session.batch.pause(is_paused=False)
    until_ended(qtbot, session)
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.shown.key == key
    assert session.counting.picture is not None


def test_that_edits_made_just_before_a_batch_are_counted(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    assert session.shown.edits is not None
    session.sample.draw(PART)
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert session.shown.key is not None
    assert session.study is not None
    counted = session.study.counts.of(session.shown.key)
    assert counted is not None
    assert counted.request.mask == session.shown.edits.mask


def test_that_the_channel_of_a_scan_is_still_the_usual_one_after_a_batch(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    assert session.shown.edits is not None
    before = session.shown.edits
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert session.shown.edits == before


def test_that_reports_follow_a_batch_and_hold_scans_that_were_counted_alone(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    session.counting.count()
    wait_for(qtbot, session, Stage.COUNTED)
    session.batch.count_all(out)
    until_ended(qtbot, session)
    assert told[-1].folder == out / "reports"
    assert {path.name for path in (out / "reports").iterdir()} == {
        "s - summary.xlsx",
        "dose.xlsx",
        "none.xlsx",
    }
    assert not (out / "dose" / "b.xlsx").exists()
    book = openpyxl.load_workbook(out / "reports" / "dose.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.rows for cell in row}
    assert {"b.tif", "c.tif"} <= cells


def test_that_reports_are_written_on_request_with_the_table_as_csv(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    session.counting.count()
    wait_for(qtbot, session, Stage.COUNTED)
    session.batch.write_reports(ReportsAsked(out, "en", csv=True))
    assert session.batch.state is not None
    assert not session.batch.state.may_stop
    until_ended(qtbot, session)
    assert told[-1].folder == out / "reports"
    assert [path.suffix for path in (out / "reports").glob("*.csv")] == [".csv"]
