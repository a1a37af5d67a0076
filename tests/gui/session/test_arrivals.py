"""What comes into the list and leaves it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.session.arrivals import Arrivals
from melcount_app.gui.session.left_out import LeftOutDesk
from melcount_app.gui.session.listing import AT_ONCE
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.regions import Regions
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.session.work import Running
from tests.gui.session.conftest import (
    PART,
    House,
    HouseMaker,
    ScanMaker,
    heard,
    open_file,
    until_kept,
)

MANY = 2 * AT_ONCE + 3


def arrivals_of(house: House) -> Arrivals:
    plan, left_out = PlanDesk(house.ground, house.desk), LeftOutDesk(house.ground)
    return Arrivals(house.ground, house.shown, house.desk, plan, left_out)


@pytest.fixture
def arrivals(qtbot: QtBot, kept_house: House) -> Arrivals:
    """Of an empty study that was read."""
    made = arrivals_of(kept_house)
    made.read_study()
    qtbot.waitUntil(lambda: made.is_read)
    return made


@pytest.fixture
def folder(small_scan: ScanMaker, tmp_path: Path) -> Path:
    """Two scans in conditions."""
    for place in ("dose/a.tif", "none/b.tif"):
        path = tmp_path / "scans" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(small_scan(path.name), path)
    return tmp_path / "scans"


def add(qtbot: QtBot, house: House, arrivals: Arrivals, path: Path) -> None:
    """Add, and wait until the first is shown."""
    arrivals.add([path])
    qtbot.waitUntil(lambda: house.shown.edits is not None and not house.shown.is_opening)


def listed(house: House) -> list[str]:
    return [row.path.name for row in house.ground.scans.rows]


def kept(house: House) -> list[str]:
    return [scan.path.name for scan in house.study.scans.all()]


def test_that_a_study_is_read_in_parts_each_told_and_its_end_once(
    qtbot: QtBot, make_house: HouseMaker, study: Study, tmp_path: Path
) -> None:
    study.scans.add_all(tmp_path / f"{n}.tif" for n in range(MANY))
    house = make_house(study)
    arrivals = arrivals_of(house)
    parts, read, progress = (
        heard(house.ground.scans.listed),
        heard(arrivals.read),
        heard(arrivals.progressed),
    )
    assert not arrivals.is_read
    arrivals.read_study()
    qtbot.waitUntil(lambda: arrivals.is_read)
    assert len(house.ground.scans) == MANY
    assert (len(parts), len(progress), len(read)) == (3, 3, 1)


def test_that_small_pictures_come_from_the_study_and_the_rest_from_the_files(
    qtbot: QtBot, make_house: HouseMaker, kept_house: House, arrivals: Arrivals, folder: Path
) -> None:
    arrivals.add([folder])
    qtbot.waitUntil(
        lambda: [row.thumbnail is not None for row in kept_house.ground.scans.rows] == [True, True]
    )
    until_kept(qtbot, kept_house)
    shutil.rmtree(folder)
    with Study.open(kept_house.study.path) as read_only:
        other = make_house(read_only)
        again = arrivals_of(other)
        again.read_study()
        qtbot.waitUntil(
            lambda: [row.thumbnail is not None for row in other.ground.scans.rows] == [True, True]
        )
        other.ground.pools.close()


def test_that_files_that_are_gone_or_no_scans_say_so_in_the_list(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, folder: Path
) -> None:
    (folder / "dose" / "broken.tif").write_bytes(b"no scan")
    arrivals.add([folder])
    qtbot.waitUntil(lambda: kept_house.ground.scans.number_of(ScanState.FAILED) == 1)
    assert kept_house.failures == []
    until_kept(qtbot, kept_house)
    assert sum(bool(scan.failure) for scan in kept_house.study.scans.all()) == 1


def test_that_a_dropped_folder_is_planned_and_its_first_scan_is_shown(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, folder: Path
) -> None:
    add(qtbot, kept_house, arrivals, folder)
    assert kept_house.shown.path == folder / "dose" / "a.tif"
    rows = kept_house.ground.scans.rows
    assert [(row.path.name, row.condition) for row in rows] == [
        ("a.tif", "dose"),
        ("b.tif", "none"),
    ]


def test_that_what_is_dropped_while_another_drop_is_looked_through_is_added_too(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, folder: Path
) -> None:
    for name in ("dose", "none"):
        arrivals.add([folder / name])
    qtbot.waitUntil(lambda: listed(kept_house) == ["a.tif", "b.tif"])
    assert kept(kept_house) == ["a.tif", "b.tif"]


def test_that_a_file_is_added_without_a_study_and_once(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    arrivals, path = arrivals_of(house), small_scan()
    assert arrivals.is_read
    add(qtbot, house, arrivals, path)
    work = house.work
    arrivals.add([path])
    qtbot.waitUntil(lambda: arrivals._finder.is_idle)
    assert (listed(house), house.work) == (["a.tif"], work)


def test_that_a_scan_that_is_removed_comes_back_with_undo(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, kept_house, small_scan("a.tif"))
    open_file(qtbot, kept_house, small_scan("b.tif"))
    kept_house.shown.choose(work.key)
    arrivals.remove([work.key, 77])
    assert (listed(kept_house), kept_house.shown.work) == (["b.tif"], None)
    until_kept(qtbot, kept_house)
    assert kept(kept_house) == ["b.tif"]
    kept_house.desk.undo_stack.undo()
    until_kept(qtbot, kept_house)
    assert (listed(kept_house), kept(kept_house)) == (["a.tif", "b.tif"],) * 2
    assert kept_house.ground.scans.get(work.key) is work


def test_that_a_scan_removed_added_again_and_undone_is_there_once_with_all_it_had(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, small_scan: ScanMaker
) -> None:
    regions, path = Regions(kept_house.ground, kept_house.shown, kept_house.desk), small_scan()
    work = open_file(qtbot, kept_house, path)
    regions.draw(PART)
    arrivals.remove([work.key])
    again = open_file(qtbot, kept_house, path)
    assert again is not work
    kept_house.desk.undo_stack.undo()
    until_kept(qtbot, kept_house)
    assert (listed(kept_house), kept(kept_house)) == (["a.tif"], ["a.tif"])
    kept_house.shown.choose(work.key)
    qtbot.waitUntil(lambda: kept_house.shown.edits is not None)
    assert [region.name for region in regions.present] == ["region 1"]
    kept_house.desk.undo_stack.redo()
    until_kept(qtbot, kept_house)
    assert [each.key for each in kept_house.ground.scans] == [again.key]
    assert [scan.key for scan in kept_house.study.scans.all()] == [again.key]


def test_that_a_scan_added_again_before_its_removal_is_on_disk_stays(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, small_scan: ScanMaker
) -> None:
    path, keeping = small_scan(), kept_house.ground.keeping
    work = open_file(qtbot, kept_house, path)
    until_kept(qtbot, kept_house)
    with keeping._saving_lock:  # nothing is saved meanwhile
        arrivals.remove([work.key])
        kept_house.shown.open(path)
    qtbot.waitUntil(lambda: kept_house.shown.edits is not None)
    until_kept(qtbot, kept_house)
    (again,) = kept_house.ground.scans
    assert again.key != work.key
    assert [scan.key for scan in kept_house.study.scans.all()] == [again.key]


def test_that_a_scan_that_comes_back_has_the_condition_that_was_said_of_the_file_meanwhile(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, small_scan: ScanMaker
) -> None:
    path = small_scan()
    work = open_file(qtbot, kept_house, path)
    arrivals.remove([work.key])
    again = open_file(qtbot, kept_house, path)
    again.know(condition="dose")
    kept_house.ground.keeping.keep(lambda study: study.plan.assign({again.key: again.assignment}))
    kept_house.desk.undo_stack.undo()
    until_kept(qtbot, kept_house)
    assert kept_house.study.scans.of(work.key).condition == "dose"
    assert kept_house.ground.scans.row(work.key).condition == "dose"


def test_that_without_a_study_a_scan_comes_back_beside_one_that_was_opened_meanwhile(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    arrivals = arrivals_of(house)
    work = open_file(qtbot, house, small_scan("a.tif"))
    arrivals.remove([work.key])
    open_file(qtbot, house, small_scan("b.tif"))
    house.desk.undo_stack.undo()
    assert listed(house) == ["a.tif", "b.tif"]


def test_that_a_scan_that_is_removed_while_it_is_read_is_not_shown_after_all(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, kept_house, small_scan())
    kept_house.shown.show_only(None)
    work.forget()
    kept_house.shown.choose(work.key)
    arrivals.remove([work.key])
    qtbot.waitUntil(lambda: not kept_house.shown.is_opening)
    assert kept_house.shown.work is None


def test_that_a_study_that_cannot_be_read_is_told_and_not_waited_for(
    qtbot: QtBot, kept_house: House
) -> None:
    with kept_house.study._access.writing() as connection:
        connection.execute("ALTER TABLE scan RENAME COLUMN donor TO damaged")
    arrivals = arrivals_of(kept_house)
    arrivals.read_study()
    qtbot.waitUntil(lambda: arrivals.is_read)
    assert len(kept_house.told) == len(kept_house.failures) == 1


def test_that_reading_goes_on_where_the_session_does_after_all(
    qtbot: QtBot, make_house: HouseMaker, study: Study, tmp_path: Path
) -> None:
    study.scans.add_all(tmp_path / f"{n}.tif" for n in range(MANY))
    house = make_house(study)
    arrivals = arrivals_of(house)
    arrivals.read_study()
    house.ground.pools.close()
    house.ground.pools.reopen()
    qtbot.waitUntil(lambda: arrivals.is_read)
    assert len(house.ground.scans) == MANY


def test_that_a_scan_that_is_being_counted_stays_in_the_list_with_a_word(
    qtbot: QtBot, kept_house: House, arrivals: Arrivals, folder: Path
) -> None:
    add(qtbot, kept_house, arrivals, folder)
    scans = kept_house.ground.scans
    counted, other = scans
    scans.mark([counted], Running(0.5))
    arrivals.remove([counted.key, other.key])
    assert listed(kept_house) == ["a.tif"]
    assert [message.sentence for message in kept_house.told] == [
        "“a.tif” stays in the list, since it is being counted or waits for it. Stop that first."
    ]
    assert kept_house.desk.undo_stack.undoText() == "remove 1 scan"
