"""Many scans in one session, and what the study keeps of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.mask import drawn_mask
from melcount_app.core.region import polygon
from melcount_app.core.study import Study
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.rows import ScanState
from tests.conftest import ScanWriter
from tests.gui.conftest import (
    LONG_MS,
    SMALL,
    SessionMaker,
    by_name,
    count,
    open_scan,
    quarter_disc,
    wait_for,
)


@pytest.fixture
def folder(tmp_path: Path, write_scan: ScanWriter) -> Path:
    """A folder of three scans, two of them in sub-folders named after conditions."""
    made = tmp_path / "folder"
    for place in ("a.tif", "dose/b.tif", "dose/c.tif"):
        path = made / place
        path.parent.mkdir(parents=True, exist_ok=True)
        write_scan(quarter_disc(), name=path.name).rename(path)
    (made / "notes.txt").write_text("not a scan", encoding="utf-8")
    return made


def add(qtbot: QtBot, session: Session, folder: Path) -> None:
    session.arrivals.add([folder])
    qtbot.waitUntil(lambda: len(session.scans.rows) == 3, timeout=LONG_MS)
    wait_for(qtbot, session, Stage.OUTLINED)


def kept(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.keeping.is_idle, timeout=LONG_MS)


def test_that_a_dropped_folder_becomes_a_list_with_conditions_and_pictures(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    found = by_name(session)
    assert {name: found[name].condition for name in found} == {
        "a.tif": "",
        "b.tif": "dose",
        "c.tif": "dose",
    }
    assert session.shown.path == folder / "a.tif"
    qtbot.waitUntil(lambda: all(s.thumbnail is not None for s in session.scans.rows))


def test_that_a_file_that_is_no_scan_fails_in_the_list_and_the_others_do_not(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    (folder / "broken.tif").write_bytes(b"no scan")
    session = start()
    session.arrivals.add([folder])
    qtbot.waitUntil(
        lambda: (
            len(session.scans.rows) == 4
            and by_name(session)["broken.tif"].state is ScanState.FAILED
            and by_name(session)["c.tif"].thumbnail is not None
        ),
        timeout=LONG_MS,
    )
    assert "broken.tif" in by_name(session)["broken.tif"].why


def test_that_edits_regions_and_counts_are_there_when_the_program_starts_again(
    qtbot: QtBot, start: SessionMaker, folder: Path, network_runs: list[int]
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.regions.draw(SMALL)
    count(qtbot, session)
    before, cells = session.shown.edits, by_name(session)["a.tif"].cells
    numbers = session.numbers.present
    session.close()
    runs = len(network_runs)

    again = start()
    assert by_name(again)["a.tif"].cells == cells
    again.shown.choose(by_name(again)["a.tif"].key)
    wait_for(qtbot, again, Stage.COUNTED)
    assert again.shown.edits == before
    assert again.numbers.present == numbers
    assert again.counting.picture is not None
    assert len(network_runs) == runs


@pytest.mark.parametrize("is_dropped", [True, False], ids=["dropped folder", "opened file"])
def test_that_a_scan_that_was_moved_keeps_its_condition_edits_and_count(
    qtbot: QtBot, start: SessionMaker, folder: Path, *, is_dropped: bool
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.regions.draw(SMALL)
    session.plan.set_condition([by_name(session)["a.tif"].key], "untreated")
    count(qtbot, session)
    before, cells = session.shown.edits, by_name(session)["a.tif"].cells
    session.close()
    moved = folder.parent / "archive" / "2026"
    moved.mkdir(parents=True)
    (folder / "a.tif").rename(moved / "new name.tif")

    again = start()
    qtbot.waitUntil(lambda: by_name(again)["a.tif"].key > 0)
    if is_dropped:
        again.arrivals.add([moved])
    else:
        again.shown.open(moved / "new name.tif")
    wait_for(qtbot, again, Stage.COUNTED)
    assert set(by_name(again)) == {"new name.tif", "b.tif", "c.tif"}
    found = by_name(again)["new name.tif"]
    assert (found.path, found.condition) == (moved / "new name.tif", "untreated")
    assert (found.state, found.cells) == (ScanState.COUNTED, cells)
    assert again.shown.edits == before


def test_that_a_finished_edit_is_on_disk_without_closing(
    qtbot: QtBot, start: SessionMaker, scan_path: Path, study_path: Path
) -> None:
    session = start()
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    kept(qtbot, session)
    assert session.shown.key is not None
    reader = Study.open(study_path)
    try:
        edits = reader.edits.of(session.shown.key)
        assert reader.is_read_only
    finally:
        reader.close()
    assert edits == session.shown.edits
    assert edits is not None
    assert [region.name for region in edits.regions] == ["region 1"]


def test_that_what_is_in_hand_is_shown_but_not_kept_until_it_is_settled(
    qtbot: QtBot, start: SessionMaker, scan_path: Path
) -> None:
    session = start()
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    kept(qtbot, session)
    assert session.shown.edits is not None
    assert session.study is not None
    assert session.shown.key is not None
    steps = session.desk.undo_stack.index()
    renamed = dataclasses.replace(session.shown.edits.regions[0], name="in hand")
    session.desk.propose(dataclasses.replace(session.shown.edits, regions=(renamed,)))
    session.desk.propose(dataclasses.replace(session.shown.edits, regions=(renamed, renamed)))
    kept(qtbot, session)
    assert session.study.edits.of(session.shown.key) != session.shown.edits
    session.desk.withdraw()
    assert [region.name for region in session.shown.edits.regions] == ["region 1"]
    session.desk.propose(dataclasses.replace(session.shown.edits, regions=(renamed,)))
    session.desk.settle("move vertex")
    kept(qtbot, session)
    assert session.study.edits.of(session.shown.key) == session.shown.edits
    assert session.desk.undo_stack.index() == steps + 1
    assert session.desk.undo_stack.undoText() == "move vertex"


def test_that_numbers_follow_a_region_while_it_is_in_hand(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.regions.draw(SMALL)
    count(qtbot, session)
    assert session.shown.edits is not None
    assert session.numbers.present is not None
    cells = session.numbers.present.measurement.regions[0].cells
    region = session.shown.edits.regions[0]
    half = dataclasses.replace(region, outline=region.outline.buffer(-150))
    session.desk.propose(dataclasses.replace(session.shown.edits, regions=(half,)))
    qtbot.waitUntil(lambda: session.numbers.is_measured)
    assert session.numbers.present.measurement.regions[0].cells != cells
    assert session.numbers.present.measurement.sample.cells is not None


def test_that_removed_scans_come_back_with_undo(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.regions.draw(SMALL)
    key, edits = session.shown.key, session.shown.edits
    assert key is not None
    session.arrivals.remove([key])
    assert "a.tif" not in by_name(session)
    assert session.course.stage is Stage.EMPTY
    session.desk.undo_stack.undo()
    assert "a.tif" in by_name(session)
    session.shown.choose(key)
    qtbot.waitUntil(
        lambda: session.shown.edits == edits and session.numbers.is_measured, timeout=LONG_MS
    )


def test_that_undo_of_an_edit_of_another_scan_shows_that_scan(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.regions.draw(SMALL)
    session.shown.choose(by_name(session)["b.tif"].key)
    qtbot.waitUntil(lambda: session.shown.path == folder / "dose/b.tif", timeout=LONG_MS)
    wait_for(qtbot, session, Stage.OUTLINED)
    session.desk.undo_stack.undo()
    assert session.shown.path == folder / "a.tif"
    assert session.shown.edits is not None
    assert session.shown.edits.regions == ()


def test_that_regions_are_copied_to_scans_that_were_opened_and_others_are_told(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.shown.choose(by_name(session)["b.tif"].key)
    qtbot.waitUntil(lambda: session.shown.path == folder / "dose/b.tif", timeout=LONG_MS)
    wait_for(qtbot, session, Stage.OUTLINED)
    session.regions.draw(SMALL)
    keys = [by_name(session)[name].key for name in ("a.tif", "c.tif")]
    with qtbot.waitSignal(session.told) as told:
        session.regions.copy_to([0], keys)
    assert "c.tif" in told.args[0].sentence
    session.shown.choose(keys[0])
    qtbot.waitUntil(lambda: session.shown.path == folder / "a.tif", timeout=LONG_MS)
    assert session.shown.edits is not None
    assert [region.name for region in session.shown.edits.regions] == ["region 1"]


def test_that_quadrants_grid_and_rings_are_added_in_one_step_each(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert session.shown.edits is not None
    for add_parts in (
        session.regions.add_quadrants,
        lambda: session.regions.add_grid(1.0),
        lambda: session.regions.add_rings(3),
    ):
        steps = session.desk.undo_stack.index()
        add_parts()
        parts = session.shown.edits.regions
        assert sum(region.outline.area for region in parts) == pytest.approx(
            session.shown.edits.mask.outline.area, rel=0.01
        )
        assert session.desk.undo_stack.index() == steps + 1
        session.desk.undo_stack.undo()


def test_that_a_wide_threshold_of_the_outline_is_one_step_and_kept_with_it(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    from melcount_app.core.mask import MaskSettings

    open_scan(qtbot, session, scan_path)
    assert session.shown.edits is not None
    steps = session.desk.undo_stack.index()
    for threshold in (1.2, 1.5, 2.0):
        session.sample.find_with(MaskSettings(threshold), is_final=False)
    session.sample.find_with(MaskSettings(2.5), is_final=True)
    qtbot.waitUntil(lambda: session.desk.undo_stack.index() == steps + 1, timeout=LONG_MS)
    assert session.shown.edits.mask.found_with == MaskSettings(2.5)


def test_that_a_scan_opened_by_another_spelling_of_its_path_keeps_its_edits(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.regions.draw(SMALL)
    before = session.shown.edits
    session.close()

    again = start()
    again.shown.open(folder / "dose" / ".." / "a.tif")
    wait_for(qtbot, again, Stage.OUTLINED)
    assert len(again.scans.rows) == 3
    assert again.shown.edits == before


def test_that_a_scan_that_was_replaced_has_no_count_until_it_is_counted_again(
    qtbot: QtBot, start: SessionMaker, folder: Path, write_scan: ScanWriter
) -> None:
    session = start()
    add(qtbot, session, folder)
    count(qtbot, session)
    session.close()
    other = write_scan(quarter_disc() // 2, name="other.tif")
    other.replace(folder / "a.tif")

    again = start()
    again.shown.choose(by_name(again)["a.tif"].key)
    wait_for(qtbot, again, Stage.STALE)
    assert again.counting.picture is None
    assert by_name(again)["a.tif"].state is ScanState.STALE
    assert by_name(again)["a.tif"].cells is None
    assert again.course.why_stale == by_name(again)["a.tif"].why


def whole(session: Session) -> list[tuple[float, float]]:
    """The corners of the scan that is shown."""
    prepared = session.shown.prepared
    assert prepared is not None
    right, bottom = float(prepared.size.width), float(prepared.size.height)
    return [(0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)]


def test_that_a_scan_left_before_its_grown_outline_was_measured_is_stale_in_the_list(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    count(qtbot, session)
    kept(qtbot, session)
    session.sample.draw(whole(session))
    session.shown.choose(by_name(session)["b.tif"].key)  # at once
    qtbot.waitUntil(lambda: by_name(session)["a.tif"].state is ScanState.STALE, timeout=LONG_MS)


def test_that_a_grown_outline_that_nobody_measured_is_stale_when_the_study_opens(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    first = start()
    add(qtbot, first, folder)
    count(qtbot, first)
    assert first.study is not None
    assert first.shown.edits is not None
    path, key, edits = first.study.path, by_name(first)["a.tif"].key, first.shown.edits
    grown = dataclasses.replace(edits, mask=drawn_mask(polygon(whole(first)), edits.mask.scan_size))
    first.close()
    with Study.open(path) as study:
        study.save_edits(key, grown)  # as a window leaves it that is killed a moment later
    second = start()
    qtbot.waitUntil(
        lambda: len(second.scans.rows) == 3 and by_name(second)["a.tif"].state is ScanState.STALE,
        timeout=LONG_MS,
    )
