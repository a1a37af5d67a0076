"""Files that the scan that is shown goes into, and regions that come out of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.plan import load_table
from melcount_app.core.protocol import Protocol, load_protocol
from melcount_app.gui.messages import Tone
from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.files import FileDesk
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.regions import Regions
from tests.gui.session.conftest import PART, House, ScanMaker, heard, open_file


@pytest.fixture
def regions(house: House) -> Regions:
    return Regions(house.ground, house.shown, house.desk)


@pytest.fixture
def files(house: House, regions: Regions) -> FileDesk:
    return FileDesk(house.ground, house.shown, regions)


def saved(house: House) -> list[str]:
    return [message.sentence for message in house.told if message.tone is Tone.DONE]


def test_that_all_that_is_saved_at_once_is_written_and_told(
    qtbot: QtBot, house: House, files: FileDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    open_file(qtbot, house, small_scan())
    house.ground.scans.follow(Protocol.of(house.ground.model, um_per_px=1.5))
    files.save_mask(tmp_path / "mask.geojson")
    files.save_regions(tmp_path / "regions.geojson")
    files.save_protocol(tmp_path / "protocol.json")
    files.save_plan(tmp_path / "plan.xlsx")
    qtbot.waitUntil(lambda: len(saved(house)) == 4)
    (row,) = load_table(tmp_path / "plan.xlsx").rows
    assert row.file in {scan.path.name for scan in house.ground.scans}
    assert (tmp_path / "mask.geojson").is_file()
    assert (tmp_path / "regions.geojson").is_file()
    assert load_protocol(tmp_path / "protocol.json") == house.ground.scans.protocol


def test_that_regions_are_loaded_from_a_file_in_one_step(
    qtbot: QtBot,
    house: House,
    files: FileDesk,
    regions: Regions,
    small_scan: ScanMaker,
) -> None:
    file = open_file(qtbot, house, small_scan()).path.with_name("r.geojson")
    regions.draw(PART)
    files.save_regions(file)
    qtbot.waitUntil(lambda: len(saved(house)) == 1)
    files.load_regions(file)
    qtbot.waitUntil(lambda: len(regions.present) == 2)
    assert house.desk.undo_stack.count() == 2


def test_that_regions_that_are_read_late_are_not_added_to_another_scan(
    qtbot: QtBot,
    house: House,
    files: FileDesk,
    regions: Regions,
    small_scan: ScanMaker,
) -> None:
    first = open_file(qtbot, house, small_scan("a.tif"))
    file = first.path.with_name("r.geojson")
    regions.draw(PART)
    files.save_regions(file)
    qtbot.waitUntil(lambda: len(saved(house)) == 1)
    second = open_file(qtbot, house, small_scan("b.tif"))
    house.shown.choose(first.key)
    files.load_regions(file)
    house.shown.choose(second.key)
    later = house.ground.pools.runner(Pool.MEASURING)
    with qtbot.waitSignal(later.finished):
        later.run("after it", (_ for _ in ()))
    assert regions.present == ()


def test_that_a_file_that_cannot_be_read_or_written_is_told(
    qtbot: QtBot, house: House, files: FileDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    open_file(qtbot, house, small_scan())
    files.load_regions(tmp_path / "nowhere.geojson")
    qtbot.waitUntil(lambda: len(house.failures) == 1)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    files.save_mask(tmp_path / "file" / "m.geojson")
    qtbot.waitUntil(lambda: len(house.failures) == 2)
    assert len(house.told) == 2


def test_that_a_count_is_exported_and_the_scan_knows_it(
    qtbot: QtBot, house: House, files: FileDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    counting, work = CountDesk(house.ground, house.shown), open_file(qtbot, house, small_scan())
    files.export(tmp_path / "out")
    assert not files.is_exporting
    counting.count()
    qtbot.waitUntil(lambda: house.shown.counted is not None and not counting.is_counting)
    jobs = heard(files.job_changed)
    files.export(tmp_path / "out")
    assert files.is_exporting
    files.export(tmp_path / "out twice")
    qtbot.waitUntil(lambda: not files.is_exporting)
    assert (tmp_path / "out" / "a.xlsx").is_file()
    assert not (tmp_path / "out twice").exists()
    assert work.exported == (work.count.finished, work.edits)
    assert len(jobs) == 2
    assert house.told[-1].folder == tmp_path / "out"


def test_that_an_export_is_that_of_the_scan_that_was_shown_when_it_began(
    qtbot: QtBot, house: House, files: FileDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    other = open_file(qtbot, house, small_scan("b.tif"))
    counting, work = CountDesk(house.ground, house.shown), open_file(qtbot, house, small_scan())
    counting.count()
    qtbot.waitUntil(lambda: house.shown.counted is not None and not counting.is_counting)
    files.export(tmp_path / "out")
    house.shown.choose(other.key)
    qtbot.waitUntil(lambda: not files.is_exporting)
    assert work.exported is not None
    assert other.exported is None


def test_that_an_export_that_fails_is_told_once(
    qtbot: QtBot, house: House, files: FileDesk, small_scan: ScanMaker, tmp_path: Path
) -> None:
    counting, work = CountDesk(house.ground, house.shown), open_file(qtbot, house, small_scan())
    counting.count()
    qtbot.waitUntil(lambda: house.shown.counted is not None and not counting.is_counting)
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    files.export(tmp_path / "file" / "out")
    qtbot.waitUntil(lambda: not files.is_exporting)
    assert (len(house.told), len(house.failures), work.exported) == (1, 1, None)
