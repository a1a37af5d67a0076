"""The whole study counted from the window, in real processes, on small scans."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import openpyxl
import psutil
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from melcount_app.core.batch import Which
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.core.region import polygon
from melcount_app.core.study import Study
from melcount_app.gui.dialogs.batch import BatchDialog
from melcount_app.gui.dialogs.protocol import ProtocolDialog
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.batch import BatchState
from melcount_app.gui.session.batch_jobs import ReportsAsked
from melcount_app.gui.session.summary import ScanState, ScanSummary
from tests.conftest import ScanWriter
from tests.gui.conftest import LONG_MS, WindowMaker, quarter_disc, wait_for

MakeSession = Callable[[], Session]
NAMES = ("a.tif", "b.tif", "c.tif")
PART = polygon([(50, 700), (350, 700), (350, 1000), (50, 1000)])


@pytest.fixture
def folder(tmp_path: Path, write_scan: ScanWriter) -> Path:
    """Three scans, in folders named after conditions."""
    made = tmp_path / "scans"
    for place in ("none/a.tif", "dose/b.tif", "dose/c.tif"):
        path = made / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write_scan(quarter_disc()[::2, ::2], name=path.name).rename(path)
    return made


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def start(qapp: QCoreApplication, linear_model: Path, tmp_path: Path) -> Iterator[MakeSession]:
    """Starts the program on the same study again; the session before must be closed."""
    sessions: list[Session] = []

    def make() -> Session:
        sessions.append(Session(linear_model, Study.open(tmp_path / "s.melcount")))
        return sessions[-1]

    yield make
    for session in sessions:
        session.close()
        session.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def session(qtbot: QtBot, start: MakeSession, folder: Path) -> Session:
    """With the scans of the folder, the first of them shown."""
    made = start()
    fill(qtbot, made, folder)
    return made


def fill(qtbot: QtBot, session: Session, folder: Path) -> None:
    session.add([folder])
    qtbot.waitUntil(
        lambda: (
            len(session.summaries) == len(NAMES)
            and all(s.thumbnail is not None for s in session.summaries)
            and session.edits is not None
            and not session.job
        ),
        timeout=LONG_MS,
    )


def by_name(session: Session) -> dict[str, ScanSummary]:
    return {summary.path.name: summary for summary in session.summaries}


def states(session: Session) -> dict[str, ScanState]:
    return {name: summary.state for name, summary in by_name(session).items()}


def until_ended(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.batch is None, timeout=2 * LONG_MS)


def pause_in_hand(qtbot: QtBot, session: Session, name: str) -> int:
    """Let the batch rest while it counts a scan; its key."""
    key = by_name(session)[name].key
    qtbot.waitUntil(
        lambda: session.batch is not None and session.batch.in_hand == key, timeout=2 * LONG_MS
    )
    session.pause_batch(is_paused=True)
    return key


def test_that_all_scans_are_counted_and_the_window_tells_how_far(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    states_seen: list[BatchState] = []
    session.told.connect(told.append)
    session.batch_changed.connect(lambda: states_seen.append(session.batch or BatchState()))
    session.count_all(out)
    until_ended(qtbot, session)
    assert set(states(session).values()) <= {ScanState.COUNTED, ScanState.FLAGGED}
    for is_reporting in (False, True):
        seen = [state.done for state in states_seen[:-1] if state.is_reporting is is_reporting]
        assert seen == sorted(seen)
        assert any(0 < share < 1 for share in seen)
    assert "3 of 3" in told[-1].sentence
    assert told[-1].tone is Tone.DONE
    assert told[-1].offers == ()
    assert {path.name for path in out.glob("*/*.xlsx")} == {"a.xlsx", "b.xlsx", "c.xlsx"}
    assert session.results_folder == out
    assert session.protocol is not None


def test_that_the_scan_that_is_shown_gets_its_density_map_and_the_same_numbers_as_alone(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.count()
    wait_for(qtbot, session, Stage.COUNTED)
    alone = by_name(session)["b.tif"].cells
    session.choose(by_name(session)["a.tif"].key)
    wait_for(qtbot, session, Stage.OUTLINED)
    assert session.path is not None
    assert session.path.name == "a.tif"
    session.count_all(out)
    qtbot.waitUntil(lambda: session.stage is Stage.COUNTING, timeout=LONG_MS)
    wait_for(qtbot, session, Stage.COUNTED)
    until_ended(qtbot, session)
    assert session.picture is not None
    assert session.numbers is not None
    assert session.numbers.measurement.sample.cells == pytest.approx(alone)
    assert by_name(session)["c.tif"].cells == pytest.approx(alone)


def test_that_a_scan_that_fails_tells_why_and_costs_no_other(
    qtbot: QtBot, session: Session, folder: Path, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    good = (folder / "dose" / "b.tif").read_bytes()
    (folder / "dose" / "b.tif").write_bytes(b"broken since")
    session.count_all(out)
    until_ended(qtbot, session)
    failed = by_name(session)["b.tif"]
    assert failed.state is ScanState.FAILED
    assert "b.tif" in failed.why
    assert {message.tone for message in told} == {Tone.NOTE}
    assert "2 of 3" in told[-1].sentence
    assert told[-1].offers == ("count_failed",)

    (folder / "dose" / "b.tif").write_bytes(good)
    session.count_all(out, Which.FAILED)
    until_ended(qtbot, session)
    assert by_name(session)["b.tif"].cells == by_name(session)["c.tif"].cells
    assert told[-1].tone is Tone.DONE


def test_that_a_paused_batch_stands_still_until_it_goes_on(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.count_all(out)
    qtbot.waitUntil(lambda: session.batch is not None and session.batch.in_hand is not None)
    session.pause_batch(is_paused=True)
    assert session.batch is not None
    assert session.batch.is_paused
    ended = session.batch.ended
    with qtbot.assertNotEmitted(session.told, wait=300):
        pass
    assert session.batch.ended == ended
    session.pause_batch(is_paused=False)
    until_ended(qtbot, session)
    assert all(s.cells is not None for s in session.summaries)


def test_that_a_cancelled_batch_keeps_what_is_finished_and_goes_on_from_there(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    session.count_all(out)
    qtbot.waitUntil(
        lambda: session.batch is not None and session.batch.ended == 1, timeout=2 * LONG_MS
    )
    session.cancel_batch()
    until_ended(qtbot, session)
    counted = [s for s in session.summaries if s.cells is not None]
    assert 1 <= len(counted) < len(NAMES)
    assert "count_all" in told[-1].offers
    written = {path: path.stat().st_mtime_ns for path in out.glob("*/*.xlsx")}
    session.count_all(out)
    until_ended(qtbot, session)
    assert all(s.cells is not None for s in session.summaries)
    assert all(path.stat().st_mtime_ns == time for path, time in written.items())


def test_that_edits_of_a_scan_that_is_being_counted_are_not_lost(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.count_all(out)
    key = pause_in_hand(qtbot, session, "b.tif")
    assert session.current_key == key
    session.draw_region(PART)
    session.draw_mask(PART)
    mine = session.edits
    qtbot.waitUntil(lambda: session.is_kept)
    session.pause_batch(is_paused=False)
    until_ended(qtbot, session)
    wait_for(qtbot, session, Stage.COUNTED)
    qtbot.waitUntil(lambda: session.is_kept)
    assert session.edits == mine
    assert session.study is not None
    assert session.study.edits(key) == mine
    assert session.numbers is not None
    cells = session.numbers.measurement.sample.cells
    assert cells is not None
    assert cells < 0.5 * (by_name(session)["c.tif"].cells or 0)
    assert by_name(session)["b.tif"].cells == cells
    session.undo_stack.undo()
    session.undo_stack.undo()
    assert session.edits is not None
    assert session.edits.regions == ()


def test_that_closing_ends_the_batch_keeps_what_is_finished_and_the_next_start_goes_on(
    qtbot: QtBot, start: MakeSession, folder: Path, out: Path
) -> None:
    first = start()
    fill(qtbot, first, folder)
    first.count_all(out)
    qtbot.waitUntil(lambda: first.batch is not None and first.batch.ended == 1, timeout=2 * LONG_MS)
    first.close()
    again = start()
    counted = {name for name, summary in by_name(again).items() if summary.cells is not None}
    assert 1 <= len(counted) < len(NAMES)
    assert again.results_folder == out
    assert again.protocol is not None
    again.count_all(out)
    until_ended(qtbot, again)
    assert all(s.cells is not None for s in again.summaries)


def test_that_a_scan_that_waits_is_neither_counted_twice_nor_removed(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.count_all(out)
    qtbot.waitUntil(lambda: session.batch is not None and bool(session.batch.todo))
    assert session.stage is Stage.COUNTING
    assert not session.may_count
    session.count()
    assert session.job == ""
    session.remove([summary.key for summary in session.summaries])
    assert len(session.summaries) == len(NAMES)
    session.cancel_batch()
    until_ended(qtbot, session)


def test_that_a_study_of_another_window_is_not_counted(
    qtbot: QtBot, session: Session, linear_model: Path, out: Path
) -> None:
    assert session.study is not None
    second = Session(linear_model, Study.open(session.study.path))
    assert not second.is_writable
    second.count_all(out)
    assert second.batch is None
    second.close()
    second.deleteLater()


def test_that_a_second_window_says_who_holds_the_study_and_only_looks_and_reports(
    qtbot: QtBot,
    session: Session,
    make_main_window: WindowMaker,
    linear_model: Path,
    out: Path,
) -> None:
    session.count()
    wait_for(qtbot, session, Stage.COUNTED)
    qtbot.waitUntil(lambda: session.is_kept)
    assert session.study is not None
    second = make_main_window(linear_model, Study.open(session.study.path))
    assert "is open in another window" in second.messages.sentence
    assert not second.actions_by_name["count_all"].isEnabled()
    assert second.actions_by_name["plan"].isEnabled()
    second.session.set_condition([session.summaries[0].key], "mine")
    assert second.session.is_kept
    assert session.study.scans()[0].condition == "dose"
    second.session.write_reports(ReportsAsked(out, "en"))
    until_ended(qtbot, second.session)
    assert (out / "s - summary.xlsx").is_file()


def test_that_a_batch_that_cannot_write_says_why_and_leaves_the_list_as_it_was(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    before = session.summaries
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    session.count_all(blocked / "results")
    told: list[Message] = []
    session.told.connect(told.append)
    until_ended(qtbot, session)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert told[0].offers == ("count_all",)
    assert told[1].tone is Tone.FAILURE
    assert session.batch is None
    assert session.summaries == before


def test_that_a_scan_opened_while_it_is_counted_shows_its_count(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    session.count_all(out)
    key = pause_in_hand(qtbot, session, "c.tif")
    session.choose(key)
    qtbot.waitUntil(lambda: session.current_key == key and session.edits is not None)
    session.pause_batch(is_paused=False)
    until_ended(qtbot, session)
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.current_key == key
    assert session.picture is not None


def test_that_edits_made_just_before_a_batch_are_counted(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    assert session.edits is not None
    session.draw_mask(PART)
    session.count_all(out)
    until_ended(qtbot, session)
    assert session.current_key is not None
    assert session.study is not None
    counted = session.study.count(session.current_key)
    assert counted is not None
    assert counted.request.mask == session.edits.mask


def test_that_the_channel_of_a_scan_is_still_the_usual_one_after_a_batch(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    assert session.edits is not None
    before = session.edits
    session.count_all(out)
    until_ended(qtbot, session)
    assert session.edits == before


def test_that_reports_follow_a_batch_and_hold_scans_that_were_counted_alone(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    session.count()
    wait_for(qtbot, session, Stage.COUNTED)
    session.count_all(out)
    until_ended(qtbot, session)
    assert told[-1].folder == out
    assert {path.name for path in out.glob("*.xlsx")} == {
        "s - summary.xlsx",
        "dose.xlsx",
        "none.xlsx",
    }
    assert not (out / "dose" / "b.xlsx").exists()
    book = openpyxl.load_workbook(out / "dose.xlsx")
    cells = {str(cell.value) for sheet in book for row in sheet.rows for cell in row}
    assert {"b.tif", "c.tif"} <= cells


def test_that_reports_are_written_on_request_with_the_table_as_csv(
    qtbot: QtBot, session: Session, out: Path
) -> None:
    told: list[Message] = []
    session.told.connect(told.append)
    session.count()
    wait_for(qtbot, session, Stage.COUNTED)
    session.write_reports(ReportsAsked(out, "en", csv=True))
    assert session.batch is not None
    assert not session.batch.may_stop
    until_ended(qtbot, session)
    assert told[-1].folder == out
    assert [path.suffix for path in out.glob("*.csv")] == [".csv"]


def test_that_a_window_closed_in_a_batch_leaves_no_process_behind(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    folder: Path,
    out: Path,
    tmp_path: Path,
) -> None:
    window = make_main_window(linear_model, Study.open(tmp_path / "w.melcount"))
    fill(qtbot, window.session, folder)
    window.session.count_all(out)
    qtbot.waitUntil(lambda: window.session.batch is not None and bool(counting_processes()))
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
    qtbot: QtBot,
    start: MakeSession,
    make_main_window: WindowMaker,
    linear_model: Path,
    folder: Path,
    out: Path,
    tmp_path: Path,
) -> None:
    first = start()
    fill(qtbot, first, folder)
    first.count_all(out)
    qtbot.waitUntil(lambda: first.batch is not None and first.batch.ended == 1, timeout=2 * LONG_MS)
    first.close()
    window = make_main_window(linear_model, Study.open(tmp_path / "s.melcount"))
    assert "not counted yet" in window.messages.sentence
    (button,) = window.messages.findChildren(QPushButton, "offer_count_all")
    button.click()
    until_ended(qtbot, window.session)
    assert all(s.cells is not None for s in window.session.summaries)
    window.actions_by_name["protocol"].trigger()
    dialog = window.findChild(ProtocolDialog)
    assert dialog is not None
    assert window.session.protocol is not None
    assert window.session.protocol.sha256 in dialog.informativeText()
    dialog.reject()


def test_that_a_protocol_is_saved_and_taken_by_another_study(
    qtbot: QtBot,
    session: Session,
    make_main_window: WindowMaker,
    linear_model: Path,
    out: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "protocol.json"
    protocol = Protocol.of(linear_model, name="house", um_per_px=1.5)
    file.write_text(protocol.to_json(), encoding="utf-8")
    window = make_main_window(linear_model, Study.open(tmp_path / "other.melcount"))
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS) as told:
        window.session.take_protocol(file)
    assert "house" in told.args[0].sentence
    assert window.session.study is not None
    assert window.session.study.protocol() == protocol
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS):
        window.session.save_protocol(tmp_path / "copy.json")
    assert load_protocol(tmp_path / "copy.json") == protocol
    file.write_text(protocol.to_json().replace("1.5", "1.6"), encoding="utf-8")
    with qtbot.waitSignal(window.session.told, timeout=LONG_MS) as told:
        window.session.take_protocol(file)
    assert told.args[0].tone is Tone.FAILURE
    assert window.session.protocol == protocol


def test_that_a_protocol_names_the_pixel_size_of_all_scans_also_of_the_one_shown(
    qtbot: QtBot, session: Session, linear_model: Path, out: Path, tmp_path: Path
) -> None:
    file = tmp_path / "protocol.json"
    protocol = Protocol.of(linear_model, um_per_px=1.5)
    file.write_text(protocol.to_json(), encoding="utf-8")
    with qtbot.waitSignal(session.told, timeout=LONG_MS):
        session.take_protocol(file)
    session.count_all(out)
    until_ended(qtbot, session)
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.pixel_size is not None
    assert session.pixel_size.um_per_px == 1.5


def test_that_the_first_batch_asks_where_results_go_and_the_next_does_not(
    qtbot: QtBot,
    make_main_window: WindowMaker,
    linear_model: Path,
    folder: Path,
    tmp_path: Path,
) -> None:
    window = make_main_window(linear_model, Study.open(tmp_path / "my study.melcount"))
    fill(qtbot, window.session, folder)
    window.actions_by_name["count_all"].trigger()
    dialog = window.findChild(BatchDialog)
    assert dialog is not None
    assert dialog.folder.folder == tmp_path / "my study results"
    dialog.accept()
    until_ended(qtbot, window.session)
    qtbot.waitUntil(lambda: window.findChild(BatchDialog) is None)
    assert window.session.study is not None
    assert window.session.study.results_folder() == tmp_path / "my study results"
    (folder / "dose" / "d.tif").write_bytes((folder / "dose" / "c.tif").read_bytes())
    window.session.add([folder])
    qtbot.waitUntil(window.actions_by_name["count_all"].isEnabled, timeout=LONG_MS)
    window.actions_by_name["count_all"].trigger()
    assert window.findChild(BatchDialog) is None
    until_ended(qtbot, window.session)
    assert by_name(window.session)["d.tif"].cells is not None
