"""The batch desk: what it takes over of a batch, and what the user has said meanwhile."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.batch import BatchStarted, ScanFailed, ScanProgress, ScanStarted
from melcount_app.core.protocol import Protocol
from melcount_app.core.region import Region
from melcount_app.core.study import Study
from melcount_app.gui.messages import Tone
from melcount_app.gui.session.batch import BatchDesk
from melcount_app.gui.session.batch_state import BatchState
from melcount_app.gui.session.desk import area_of
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.rows import COUNTED, ScanState
from melcount_app.gui.session.study_work import CountKept
from melcount_app.gui.session.work import ScanWork
from tests.gui.session.conftest import (
    PART,
    House,
    HouseMaker,
    ScanMaker,
    heard,
    open_file,
    until_kept,
)


@pytest.fixture
def batch(kept_house: House) -> BatchDesk:
    return BatchDesk(kept_house.ground, kept_house.shown)


def until_ended(qtbot: QtBot, batch: BatchDesk) -> None:
    qtbot.waitUntil(lambda: batch.state is None, timeout=60_000)


def test_that_no_retry_is_offered_of_scans_that_wait_for_the_user(
    kept_house: House, batch: BatchDesk, tmp_path: Path
) -> None:
    study, scans = kept_house.study, kept_house.ground.scans
    lost, failed = (scan.key for scan in study.scans.add_all(tmp_path / f"{n}.tif" for n in "ab"))
    with study._access.writing() as connection:
        connection.execute("UPDATE scan SET donor = 'x' WHERE key = ?", (lost,))
    scans.put([ScanWork(study.entry(lost)), ScanWork(study.entry(failed))])
    assert scans.row(lost).state is ScanState.FAILED
    assert batch._offers(has_reports=False) == ()
    for work in scans.those([failed]):
        work.know(failure="It is no scan.")
        scans.refresh(work)
    assert batch._offers(has_reports=False) == ("count_failed",)


def test_that_all_scans_are_counted_and_what_the_study_holds_is_told_of_each(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    house = kept_house
    for name in ("a.tif", "b.tif"):
        open_file(qtbot, house, small_scan(name))
    counted = heard(batch.counted)
    batch.count_all(tmp_path / "out")
    batch.count_all(tmp_path / "another")
    until_ended(qtbot, batch)
    assert house.ground.scans.number_of(*COUNTED) == 2
    assert len(counted) == 1
    assert house.shown.counted is not None
    assert batch.results_folder == tmp_path / "out"
    assert not (tmp_path / "another").exists()
    begun, settled, done = house.told
    assert [begun.tone, settled.tone, done.tone] == [Tone.NOTE, Tone.NOTE, Tone.DONE]
    assert "green" in settled.sentence
    assert all(work.running is None for work in house.ground.scans)


def test_that_scans_of_a_batch_wait_are_counted_and_end_in_the_list(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, small_scan: ScanMaker
) -> None:
    keys = [open_file(qtbot, kept_house, small_scan(name)).key for name in ("a.tif", "b.tif")]
    first, second = keys
    scans, batch.state = kept_house.ground.scans, BatchState()
    batch._take(BatchStarted((first, second), kept=(), failed=()))
    assert scans.number_of(ScanState.COUNTING) == 2
    batch._take(ScanStarted(first))
    batch._take(ScanProgress(first, 0.5))
    assert (scans.row(first).fraction, scans.row(second).fraction) == (0.5, None)
    batch._take(ScanFailed(first, "It cannot be read."))
    assert (scans.row(first).state, scans.row(first).why) == (
        ScanState.FAILED,
        "It cannot be read.",
    )
    batch.cancel()
    assert scans.number_of(ScanState.COUNTING) == 0
    batch._on_ended("batch")
    assert batch.state is None


def test_that_what_the_user_said_since_a_scan_was_counted_holds(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, small_scan: ScanMaker
) -> None:
    house, plan = kept_house, PlanDesk(kept_house.ground, kept_house.desk)
    work = open_file(qtbot, house, small_scan())
    until_kept(qtbot, house)
    earlier = house.study.entry(work.key)
    plan.set_condition([work.key], "dose")
    house.desk.attempt("pixel size", lambda e: dataclasses.replace(e, um_per_px=2.5))
    batch._take(CountKept(earlier, None))
    assert house.ground.scans.row(work.key).condition == "dose"
    assert house.shown.pixel_size is not None
    assert house.shown.pixel_size.um_per_px == 2.5


def test_that_a_shape_in_hand_when_a_count_comes_can_be_withdrawn(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, small_scan: ScanMaker
) -> None:
    house = kept_house
    work = open_file(qtbot, house, small_scan())
    until_kept(qtbot, house)
    entry, before = house.study.entry(work.key), house.work.entry.edits
    held = house.desk.held
    assert held is not None
    region = Region("a", area_of(PART))
    house.desk.propose(dataclasses.replace(held, um_per_px=2.5, regions=(region,)))
    batch._take(CountKept(entry, None))
    house.desk.withdraw()
    assert (work.edits, work.entry.edits) == (held, before)


def test_that_a_count_of_a_scan_that_was_removed_is_nobodys(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, small_scan: ScanMaker
) -> None:
    house = kept_house
    work = open_file(qtbot, house, small_scan())
    until_kept(qtbot, house)
    entry = house.study.entry(work.key)
    house.shown.show_only(None)
    house.ground.scans.take([work])
    batch._take(CountKept(entry, None))
    assert len(house.ground.scans) == 0


def test_that_a_protocol_that_is_taken_just_before_a_batch_is_that_of_the_batch(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    house = kept_house
    open_file(qtbot, house, small_scan())
    protocol = Protocol.of(house.ground.model, name="mine", um_per_px=1.5)
    (tmp_path / "p.json").write_text(protocol.to_json(), encoding="utf-8")
    batch.take_protocol(tmp_path / "p.json")
    batch.count_all(tmp_path / "out")
    until_ended(qtbot, batch)
    assert house.study.terms.protocol() == protocol
    assert house.ground.scans.protocol == protocol
    assert sum("mine" in message.sentence for message in house.told) == 1
    assert house.ground.scans.number_of(*COUNTED) == 1


def test_that_a_protocol_that_cannot_be_used_is_told_once(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, tmp_path: Path
) -> None:
    (tmp_path / "p.json").write_text("no protocol", encoding="utf-8")
    batch.take_protocol(tmp_path / "p.json")
    qtbot.waitUntil(lambda: bool(kept_house.failures))
    assert len(kept_house.told) == 1
    assert kept_house.ground.scans.protocol is None


def test_that_nothing_is_said_of_a_protocol_that_was_not_taken(
    qtbot: QtBot, kept_house: House, batch: BatchDesk, tmp_path: Path
) -> None:
    protocol = Protocol.of(kept_house.ground.model, name="mine")
    (tmp_path / "p.json").write_text(protocol.to_json(), encoding="utf-8")
    batch.take_protocol(tmp_path / "p.json")
    kept_house.ground.pools.close()
    qtbot.waitUntil(lambda: batch._runner.is_idle)
    assert kept_house.told == []


def test_that_a_study_that_another_window_writes_is_not_counted(
    make_house: HouseMaker, study: Study, tmp_path: Path
) -> None:
    with Study.open(study.path) as read_only:
        house = make_house(read_only)
        batch = BatchDesk(house.ground, house.shown)
        batch.count_all(tmp_path / "out")
        batch.take_protocol(tmp_path / "p.json")
        assert (batch.state, batch.results_folder, house.told) == (None, None, [])
    study.close()
