"""The count desk: one count at a time, of the scan that was shown when it began."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.protocol import Protocol
from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.rows import COUNTED, ScanState
from melcount_app.gui.session.sample import SampleDesk
from melcount_app.gui.session.work import ScanWork
from tests.gui.session.conftest import (
    PART,
    House,
    ScanMaker,
    heard,
    open_file,
    until_kept,
)


@pytest.fixture
def counting(house: House) -> CountDesk:
    return CountDesk(house.ground, house.shown)


@pytest.fixture
def kept_counting(kept_house: House) -> CountDesk:
    return CountDesk(kept_house.ground, kept_house.shown)


def until_counted(qtbot: QtBot, house: House, counting: CountDesk, work: ScanWork) -> None:
    qtbot.waitUntil(
        lambda: not counting.is_counting and house.ground.scans.row(work.key).state in COUNTED
    )


def test_that_a_scan_is_counted_while_its_picture_and_its_row_tell_how_far(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, house, small_scan())
    changed, pictures = heard(counting.changed), heard(counting.picture_changed)
    fractions: list[float | None] = []
    house.ground.scans.changed.connect(
        lambda _: fractions.append(house.ground.scans.row(work.key).fraction)
    )
    assert counting.picture is None
    counting.count()
    assert (counting.is_counting, counting.may_count) == (True, False)
    assert house.ground.scans.row(work.key).state is ScanState.COUNTING
    until_counted(qtbot, house, counting, work)
    assert len(changed) == 1
    assert len(pictures) > 2
    told = [fraction for fraction in fractions if fraction is not None]
    assert told == sorted(told)
    assert counting.picture is not None
    assert house.shown.counted is not None
    assert house.told == []


def test_that_a_scan_with_a_count_that_applies_is_not_counted_again(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker
) -> None:
    assert not counting.may_count
    work = open_file(qtbot, house, small_scan())
    counting.count()
    counting.count()
    until_counted(qtbot, house, counting, work)
    assert not counting.may_count
    counting.count()
    assert not counting.is_counting


def test_that_another_scan_may_be_looked_at_meanwhile(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker
) -> None:
    other = open_file(qtbot, house, small_scan("b.tif"))
    work = open_file(qtbot, house, small_scan("a.tif"))
    counting.count()
    house.shown.choose(other.key)
    changed = heard(counting.changed)
    until_counted(qtbot, house, counting, work)
    assert (len(changed), counting.picture, house.shown.counted) == (0, None, None)
    assert house.ground.scans.row(other.key).state is ScanState.OUTLINED
    house.shown.choose(work.key)
    assert house.shown.counted is not None
    assert counting.picture is not None


def test_that_the_first_count_fixes_the_protocol_of_the_study(
    qtbot: QtBot, kept_house: House, kept_counting: CountDesk, small_scan: ScanMaker
) -> None:
    house, told = kept_house, heard(kept_house.ground.scans.protocol_changed)
    for name in ("a.tif", "b.tif"):
        work = open_file(qtbot, house, small_scan(name))
        kept_counting.count()
        until_counted(qtbot, house, kept_counting, work)
    until_kept(qtbot, house)
    protocol = house.study.terms.protocol()
    assert protocol is not None
    assert (protocol.model, protocol.um_per_px, protocol.channel) == ("linear", None, "")
    assert house.ground.scans.protocol == protocol
    assert len(told) == 1


def test_that_a_count_is_in_the_study_with_what_it_came_to(
    qtbot: QtBot, kept_house: House, kept_counting: CountDesk, small_scan: ScanMaker
) -> None:
    house = kept_house
    work = open_file(qtbot, house, small_scan())
    kept_counting.count()
    until_counted(qtbot, house, kept_counting, work)
    until_kept(qtbot, house)
    assert house.study.counts.of(work.key) is not None
    entry = house.study.entry(work.key)
    assert entry.count is not None
    assert entry.count == work.entry.count
    assert entry.count.cells == house.ground.scans.row(work.key).cells


def test_that_the_protocol_goes_before_the_user_and_the_file(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, house, small_scan())
    house.ground.scans.follow(Protocol.of(house.ground.model, um_per_px=1.5))
    counting.count()
    until_counted(qtbot, house, counting, work)
    assert house.shown.counted is not None
    assert house.shown.counted.request.um_per_px == 1.5


def test_that_a_count_with_nothing_new_keeps_the_old_one(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, house, small_scan())
    counting.count()
    until_counted(qtbot, house, counting, work)
    finished, picture, head = work.count.finished, work.count.picture, work.entry.count
    work.entry = dataclasses.replace(work.entry, count=None)
    house.ground.scans.refresh(work)
    counting.count()
    assert counting.is_counting
    qtbot.waitUntil(lambda: not counting.is_counting)
    assert (work.count.finished, work.count.picture) == (finished, picture)
    assert head is not None
    assert house.ground.scans.row(work.key).fraction is None


def test_that_a_cancelled_count_leaves_the_one_before(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker
) -> None:
    sample = SampleDesk(house.ground, house.shown, house.desk)
    numbers = NumberDesk(house.ground, house.shown, house.desk)
    work = open_file(qtbot, house, small_scan())
    whole = work.edits
    sample.draw(PART)
    counting.count()
    until_counted(qtbot, house, counting, work)
    finished, picture = work.count.finished, work.count.picture
    assert whole is not None
    house.desk.change("whole again", whole)
    qtbot.waitUntil(lambda: numbers.is_measured and counting.may_count)
    counting.count()
    counting.cancel()
    qtbot.waitUntil(lambda: not counting.is_counting)
    assert (work.count.finished, work.count.picture, work.running) == (finished, picture, None)
    assert house.told == []


def test_that_a_count_that_fails_is_told_once_and_the_scan_can_be_counted_again(
    qtbot: QtBot, house: House, counting: CountDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    path = small_scan()
    work = open_file(qtbot, house, path)
    away = Path(shutil.move(path, tmp_path / "away.tif"))
    counting.count()
    qtbot.waitUntil(lambda: bool(house.failures) and not counting.is_counting)
    assert len(house.told) == 1
    assert house.ground.scans.row(work.key).state is ScanState.OUTLINED
    shutil.move(away, path)
    counting.count()
    until_counted(qtbot, house, counting, work)


def test_that_a_scan_whose_count_fails_while_another_is_shown_says_so_in_the_list(
    qtbot: QtBot, kept_house: House, kept_counting: CountDesk, small_scan: ScanMaker
) -> None:
    house = kept_house
    other = open_file(qtbot, house, small_scan("b.tif"))
    path = small_scan("a.tif")
    work = open_file(qtbot, house, path)
    path.unlink()
    kept_counting.count()
    house.shown.choose(other.key)
    qtbot.waitUntil(lambda: bool(house.failures))
    assert house.ground.scans.row(work.key).state is ScanState.FAILED
    until_kept(qtbot, house)
    assert house.study.scans.of(work.key).failure == house.failures[0]
