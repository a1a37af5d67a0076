"""The list of scans: rows, places, and what stays in memory."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.protocol import Protocol
from melcount_app.core.study import ScanEntry, StudyScan
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.session.scans import MOST_PREPARED, ScanList
from melcount_app.gui.session.work import Running, ScanWork
from tests.gui.session.conftest import House, ScanMaker, heard, open_file


def work(key: int, **facts: object) -> ScanWork:
    scan = StudyScan(key, Path(f"/scans/{key}.tif"), "", "", "", "", key, "")
    return ScanWork(ScanEntry(dataclasses.replace(scan, **facts)))  # type: ignore[arg-type]


@pytest.fixture
def scans(qtbot: QtBot) -> ScanList:
    """Three."""
    made = ScanList()
    made.put(work(key) for key in (3, 1, 2))
    return made


def test_that_scans_are_listed_by_key_and_found_by_key_and_file(scans: ScanList) -> None:
    assert [row.key for row in scans.rows] == [1, 2, 3]
    assert len(scans) == 3
    second = scans.get(2)
    assert second is not None
    assert scans.of(Path("/scans/2.tif")) is second
    assert (scans.get(None), scans.get(7), scans.of(Path("/scans/7.tif"))) == (None, None, None)


def test_that_a_row_is_made_anew_only_where_something_changed(scans: ScanList) -> None:
    told, before = heard(scans.changed), scans.rows
    scans.refresh(*scans)
    assert told == []
    second = scans.get(2)
    assert second is not None
    second.know(condition="dose")
    scans.refresh(*scans)
    assert told == [([2],)]
    assert scans.row(2).condition == "dose"
    assert [row is old for row, old in zip(scans.rows, before, strict=True)] == [True, False, True]


def test_that_a_scan_that_is_not_in_the_list_has_no_row(scans: ScanList) -> None:
    told = heard(scans.changed)
    scans.refresh(work(9))
    scans.mark([work(9)], Running(0.0))
    assert told == []
    with pytest.raises(KeyError):
        scans.row(9)


def test_that_states_are_tallied_however_scans_come_change_and_go(scans: ScanList) -> None:
    assert scans.number_of(ScanState.NEW) == 3
    first, second, third = scans
    scans.mark([first, second], Running())
    assert (scans.number_of(ScanState.NEW), scans.number_of(ScanState.COUNTING)) == (1, 2)
    third.know(failure="No scan.")
    scans.refresh(third)
    assert scans.number_of(ScanState.FAILED) == 1
    scans.take([second, third])
    assert scans.number_of(*ScanState) == 1
    scans.mark([first], None)
    scans.put([third])
    assert scans.number_of(ScanState.NEW, ScanState.FAILED) == 2


def test_that_a_scan_without_a_place_gets_one_after_all_others_that_is_never_given_again(
    scans: ScanList,
) -> None:
    taken = scans.placed(ScanWork.of_file(Path("/scans/new.tif")))
    assert taken is not None
    assert scans.rows[-1].path == taken.path
    scans.take([taken])
    other = scans.placed(ScanWork.of_file(Path("/scans/other.tif")))
    assert other is not None
    scans.put([taken])
    assert [row.path.name for row in scans.rows[3:]] == ["new.tif", "other.tif"]


def test_that_a_place_of_a_read_only_study_is_not_one_of_a_scan_that_is_read_later(
    qtbot: QtBot,
) -> None:
    scans = ScanList()
    scans.put([work(1)])
    dropped = scans.placed(ScanWork.of_file(Path("/scans/dropped.tif")))
    assert dropped is not None
    assert scans.get(2) is None
    scans.put([work(2)])
    assert [row.path.name for row in scans.rows] == ["1.tif", "2.tif", "dropped.tif"]


def test_that_a_scan_that_has_a_place_keeps_it(scans: ScanList) -> None:
    told = heard(scans.listed)
    second = scans.get(2)
    assert scans.placed(second) is second
    assert scans.placed(None) is None
    assert told == []


def test_that_a_file_that_the_study_knew_from_elsewhere_moves_that_scan(scans: ScanList) -> None:
    second, moved = scans.get(2), Path("/archive/2.tif")
    assert second is not None
    second.know(failure="It is gone.")
    entry = dataclasses.replace(
        second.entry, scan=dataclasses.replace(second.entry.scan, path=moved)
    )
    assert scans.placed(ScanWork.of_file(moved), entry) is second
    assert (scans.of(moved), scans.of(Path("/scans/2.tif"))) == (second, None)
    assert (scans.row(2).path, scans.row(2).state) == (moved, ScanState.NEW)


def test_that_another_protocol_is_told_once(scans: ScanList) -> None:
    told, protocol = heard(scans.protocol_changed), Protocol("p", "linear", "0" * 64)
    scans.follow(protocol)
    scans.follow(protocol)
    scans.follow(dataclasses.replace(protocol))
    assert len(told) == 1


def test_that_scans_used_long_ago_leave_memory_but_never_their_edits(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    works = [open_file(qtbot, house, small_scan(f"{n}.tif")) for n in range(MOST_PREPARED + 2)]
    assert [each.prepared is None for each in works] == [True, True, *[False] * MOST_PREPARED]
    assert all(each.edits is not None for each in works)
    house.ground.scans.take(works[-2:])
    open_file(qtbot, house, small_scan("another.tif"))
    assert works[2].prepared is not None


def test_that_what_is_being_counted_stays_in_memory_and_what_waits_for_it_does_not(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    counted = open_file(qtbot, house, small_scan("counted.tif"))
    waiting = open_file(qtbot, house, small_scan("waiting.tif"))
    house.ground.scans.mark([counted], Running(0.5))
    house.ground.scans.mark([waiting], Running())
    for number in range(MOST_PREPARED):
        open_file(qtbot, house, small_scan(f"{number}.tif"))
    assert counted.prepared is not None
    assert waiting.prepared is None
