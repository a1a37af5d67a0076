"""The numbers follow edits and count, and what they come to is kept when it holds."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.edits import Edits
from melcount_app.core.mask import drawn_mask
from melcount_app.core.region import Region
from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.desk import area_of
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.rows import COUNTED, ScanState
from melcount_app.gui.session.work import ScanWork
from tests.gui.session.conftest import (
    OTHER,
    PART,
    House,
    ScanMaker,
    heard,
    open_file,
    until_kept,
)


@pytest.fixture
def numbers(house: House) -> NumberDesk:
    return NumberDesk(house.ground, house.shown, house.desk)


def with_region(edits: Edits, name: str = "a") -> Edits:
    return dataclasses.replace(edits, regions=(*edits.regions, Region(name, area_of(PART))))


def outlined(edits: Edits, corners: list[tuple[float, float]] = PART) -> Edits:
    return dataclasses.replace(edits, mask=drawn_mask(area_of(corners), edits.mask.scan_size))


def edits_of(house: House) -> Edits:
    assert house.shown.edits is not None
    return house.shown.edits


def until_measured(qtbot: QtBot, numbers: NumberDesk) -> None:
    qtbot.waitUntil(lambda: numbers.is_measured)


def count(qtbot: QtBot, house: House, numbers: NumberDesk) -> ScanWork:
    """Count the scan that is shown, with a desk of its own."""
    desk, work = CountDesk(house.ground, house.shown), house.work
    desk.changed.connect(numbers.follow)
    desk.count()
    qtbot.waitUntil(lambda: house.ground.scans.row(work.key).state in COUNTED)
    qtbot.waitUntil(lambda: numbers.is_whole)
    return work


def test_that_areas_are_told_before_there_is_a_count_and_cells_after_it(
    qtbot: QtBot, house: House, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    assert (numbers.present, numbers.is_measured) == (None, False)
    open_file(qtbot, house, small_scan())
    until_measured(qtbot, numbers)
    assert numbers.present is not None
    assert numbers.present.measurement.sample.area_mm2 is not None
    assert (numbers.present.measurement.sample.cells, numbers.is_whole) == (None, False)
    count(qtbot, house, numbers)
    assert numbers.present.measurement.sample.cells is not None
    assert numbers.present.counted_share == 1.0


def test_that_the_same_edits_are_not_measured_twice(
    qtbot: QtBot, house: House, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    open_file(qtbot, house, small_scan())
    until_measured(qtbot, numbers)
    changed, before = heard(numbers.changed), numbers.present
    numbers.follow()
    house.shown.read.emit()
    house.desk.changed.emit()
    assert numbers.is_measured
    assert (numbers.present is before, changed) == (True, [])


def test_that_only_regions_are_measured_again_where_only_they_differ(
    qtbot: QtBot, house: House, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    open_file(qtbot, house, small_scan())
    count(qtbot, house, numbers)
    before = numbers.present
    house.desk.attempt("draw", with_region)
    qtbot.waitUntil(lambda: numbers.is_measured and numbers.present is not before)
    assert before is not None
    assert numbers.present is not None
    assert numbers.present.flags is before.flags
    assert numbers.present.measurement.sample is before.measurement.sample
    assert len(numbers.present.measurement.regions) == 1
    house.desk.attempt("outline", outlined)
    regions_only = numbers.present
    qtbot.waitUntil(lambda: numbers.is_measured and numbers.present is not regions_only)
    assert numbers.present.measurement.sample is not before.measurement.sample


def test_that_numbers_are_those_of_the_scan_that_is_shown(
    qtbot: QtBot, house: House, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    first = open_file(qtbot, house, small_scan("a.tif"))
    house.desk.attempt("outline", outlined)
    second = open_file(qtbot, house, small_scan("b.tif"))
    until_measured(qtbot, numbers)
    whole = numbers.present
    house.shown.choose(first.key)
    assert (numbers.present, numbers.is_measured) == (None, False)
    house.shown.choose(second.key)
    house.shown.choose(first.key)
    until_measured(qtbot, numbers)
    assert whole is not None
    assert numbers.present is not None
    small, large = (each.measurement.sample.area_mm2 for each in (numbers.present, whole))
    assert small is not None
    assert large is not None
    assert small < large
    house.shown.show_only(None)
    assert not numbers.is_measured


def test_that_what_a_count_comes_to_is_kept_only_when_the_edits_hold(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    numbers = NumberDesk(house.ground, house.shown, house.desk)
    open_file(qtbot, house, small_scan())
    work = count(qtbot, house, numbers)
    whole = work.entry.count
    before = numbers.present
    house.desk.propose(outlined(edits_of(house)))
    qtbot.waitUntil(lambda: numbers.is_measured and numbers.present is not before)
    assert work.entry.count is whole
    house.desk.settle("outline")
    assert whole is not None
    assert whole.cells is not None
    assert work.entry.count is not None
    assert work.entry.count.cells is not None
    assert 0 < work.entry.count.cells < whole.cells
    until_kept(qtbot, house)
    assert house.study.entry(work.key).count == work.entry.count
    assert house.ground.scans.row(work.key).cells == work.entry.count.cells


def test_that_what_was_withdrawn_leaves_the_numbers_of_what_holds(
    qtbot: QtBot, house: House, numbers: NumberDesk, small_scan: ScanMaker
) -> None:
    open_file(qtbot, house, small_scan())
    work = count(qtbot, house, numbers)
    head, before = work.entry.count, numbers.present
    house.desk.propose(outlined(edits_of(house)))
    house.desk.withdraw()
    qtbot.waitUntil(lambda: numbers._runner.is_idle)
    assert before is not None
    assert numbers.present is not None
    assert numbers.present.measurement == before.measurement
    assert (work.entry.count, numbers.is_whole) == (head, True)


def test_that_numbers_of_earlier_edits_are_not_shown_where_measuring_fails(
    qtbot: QtBot, house: House, numbers: NumberDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    open_file(qtbot, house, small_scan())
    until_measured(qtbot, numbers)
    house.ground.model = tmp_path / "no model"
    house.desk.attempt("outline", outlined)
    qtbot.waitUntil(lambda: bool(house.failures))
    assert (numbers.present, numbers.is_measured) == (None, False)
    assert len(house.told) == 1


def behind(qtbot: QtBot, house: House, numbers: NumberDesk, work: ScanWork) -> None:
    """Let a scan that was counted have an outline that nobody measured."""
    house.shown.choose(work.key)
    qtbot.waitUntil(lambda: numbers.is_whole)
    house.desk.attempt("outline", outlined)


def test_that_scans_that_were_left_before_they_were_measured_catch_up(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    numbers = NumberDesk(house.ground, house.shown, house.desk)
    works = []
    for name in ("a.tif", "b.tif"):
        open_file(qtbot, house, small_scan(name))
        works.append(count(qtbot, house, numbers))
    whole = [house.ground.scans.row(work.key).cells for work in works]
    for work in works:
        behind(qtbot, house, numbers, work)
    open_file(qtbot, house, small_scan("c.tif"))
    qtbot.waitUntil(lambda: not house.ground.scans.unmeasured)
    until_kept(qtbot, house)
    for work, before in zip(works, whole, strict=True):
        row = house.ground.scans.row(work.key)
        assert row.state in COUNTED
        assert before is not None
        assert row.cells is not None
        assert row.cells < before
        assert house.study.entry(work.key).count == work.entry.count


def test_that_a_scan_that_falls_behind_while_others_catch_up_is_not_forgotten(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    numbers = NumberDesk(house.ground, house.shown, house.desk)
    works = []
    for name in ("a.tif", "b.tif"):
        open_file(qtbot, house, small_scan(name))
        works.append(count(qtbot, house, numbers))
    first, second = works
    shown = open_file(qtbot, house, small_scan("c.tif"))
    house.desk.change_many("outline", {first.key: outlined})
    numbers.catch_up()
    house.desk.change_many("outline", {second.key: lambda edits: outlined(edits, OTHER)})
    numbers.catch_up()
    qtbot.waitUntil(lambda: not house.ground.scans.unmeasured)
    assert house.work is shown


def test_that_why_a_scan_cannot_catch_up_is_told_once(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    numbers = NumberDesk(house.ground, house.shown, house.desk)
    open_file(qtbot, house, small_scan("a.tif"))
    work = count(qtbot, house, numbers)
    others = [open_file(qtbot, house, small_scan(name)) for name in ("b.tif", "c.tif")]
    until_kept(qtbot, house)
    with house.study._access.writing() as connection:
        connection.execute("UPDATE count SET record = 'damaged' WHERE scan = ?", (work.key,))
    house.desk.change_many("outline", {work.key: outlined})
    for other in others:
        house.shown.choose(other.key)
        qtbot.waitUntil(lambda: numbers._behind.is_idle and numbers.is_measured)
    assert len(house.failures) == 1
    assert house.ground.scans.row(work.key).state is ScanState.COUNTED
