"""Opening scans: the one shown stays until the next can be seen."""

from __future__ import annotations

import threading
from collections.abc import Generator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.errors import ScanError
from melcount_app.core.mask import MaskSource
from melcount_app.core.prepare import PrepareEvent, prepare_scan
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import Session, Stage, opening
from tests.gui.conftest import SMALL, count, open_scan, wait_for


def state(session: Session) -> tuple[object, ...]:
    """All that a user has worked for."""
    stack = session.desk.undo_stack
    shown = (
        session.shown.path,
        session.shown.prepared,
        session.shown.edits,
        session.numbers.present,
        session.shown.counted,
    )
    return (
        *shown,
        session.counting.picture,
        session.course.stage,
        session.numbers.is_measured,
        stack.count(),
    )


@pytest.fixture
def bad_path(tmp_path: Path) -> Path:
    """A file that cannot be read as a scan."""
    path = tmp_path / "bad.tif"
    path.write_bytes(b"II*\0 not a scan")
    return path


def test_that_a_scan_is_previewed_then_prepared(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    with qtbot.waitSignals([session.shown.previewed, session.shown.read], order="strict"):
        session.shown.open(scan_path)
    assert session.shown.edits is not None
    assert session.shown.edits.mask.source is MaskSource.AUTOMATIC


def test_that_a_bad_file_leaves_the_counted_scan_as_it_was(
    qtbot: QtBot, session: Session, scan_path: Path, bad_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    count(qtbot, session)
    before = state(session)
    with (
        qtbot.assertNotEmitted(session.shown.changed),
        qtbot.assertNotEmitted(session.numbers.changed),
        qtbot.waitSignal(session.told) as told,
    ):
        session.shown.open(bad_path)
    assert told.args[0].tone is Tone.FAILURE
    assert state(session) == before
    assert session.course.stage is Stage.COUNTED
    assert session.desk.undo_stack.canUndo()


def test_that_an_opening_cancelled_early_leaves_the_counted_scan_as_it_was(
    qtbot: QtBot,
    session: Session,
    scan_path: Path,
    uncalibrated_scan_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_scan(qtbot, session, scan_path)
    count(qtbot, session)
    before = state(session)
    may_read = threading.Event()

    def prepare_later(path: Path, **_: object) -> Generator[PrepareEvent, None, None]:
        may_read.wait(30)
        yield from prepare_scan(path)

    monkeypatch.setattr(opening, "prepare_scan", prepare_later)
    with qtbot.assertNotEmitted(session.shown.changed):
        session.shown.open(uncalibrated_scan_path)
        assert session.course.job == "open"
        session.cancel()
        may_read.set()
        qtbot.waitUntil(lambda: session.course.job == "")
    assert state(session) == before


def test_that_the_old_scan_goes_when_the_new_one_can_be_seen(
    qtbot: QtBot, session: Session, scan_path: Path, uncalibrated_scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    count(qtbot, session)
    seen: list[tuple[object, ...]] = []
    for changed in (session.shown.changed, session.shown.previewed):
        changed.connect(lambda *_: seen.append(state(session)))
    session.shown.open(uncalibrated_scan_path)
    assert session.shown.path == scan_path
    with qtbot.waitSignals([session.shown.changed, session.shown.previewed], order="strict"):
        pass
    empty = (uncalibrated_scan_path, None, None, None, None, None, Stage.OPENING, False, 1)
    assert seen == [empty, empty]
    wait_for(qtbot, session, Stage.UNCALIBRATED)


def test_that_a_scan_that_fails_after_its_preview_is_taken_away(
    qtbot: QtBot, session: Session, scan_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_scan(qtbot, session, scan_path)

    def prepare_half(path: Path, **_: object) -> Generator[PrepareEvent, None, None]:
        yield next(prepare_scan(path))
        raise ScanError(f"{path} broke off.")

    monkeypatch.setattr(opening, "prepare_scan", prepare_half)
    with qtbot.waitSignal(session.told):
        session.shown.open(scan_path)
    assert (session.shown.path, session.shown.prepared, session.course.stage) == (
        None,
        None,
        Stage.EMPTY,
    )


def test_that_a_bad_file_leaves_the_running_count_alone(
    qtbot: QtBot, session: Session, scan_path: Path, bad_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed):
        pass
    with qtbot.waitSignal(session.told):
        session.shown.open(bad_path)
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.shown.path == scan_path
    assert [summary.path for summary in session.scans.rows] == [scan_path]


def test_that_a_count_goes_on_while_another_scan_is_shown(
    qtbot: QtBot, session: Session, scan_path: Path, uncalibrated_scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.counting.count()
    with qtbot.waitSignal(session.course.progressed):
        pass
    session.shown.open(uncalibrated_scan_path)
    qtbot.waitUntil(lambda: not session.course.job and session.numbers.is_measured)
    assert session.shown.path == uncalibrated_scan_path
    assert session.counting.picture is None
    counted = {summary.path: summary.cells for summary in session.scans.rows}
    assert counted[uncalibrated_scan_path] is None
    assert counted[scan_path] is not None
    session.shown.open(scan_path)
    wait_for(qtbot, session, Stage.COUNTED)
    assert session.counting.picture is not None


def test_that_a_bad_file_is_told_in_one_sentence_and_the_next_one_opens(
    qtbot: QtBot, session: Session, scan_path: Path, bad_path: Path
) -> None:
    with qtbot.waitSignal(session.told) as told:
        session.shown.open(bad_path)
    message: Message = told.args[0]
    assert message.tone is Tone.FAILURE
    assert "bad.tif" in message.sentence
    assert session.course.stage is Stage.EMPTY
    open_scan(qtbot, session, scan_path)
