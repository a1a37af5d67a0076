"""Many scans in one session, and what the study keeps of them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.study import Study
from melcount_app.gui.session import Session, Stage
from melcount_app.gui.session.summary import ScanState
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
    session.add([folder])
    qtbot.waitUntil(lambda: len(session.summaries) == 3, timeout=LONG_MS)
    wait_for(qtbot, session, Stage.OUTLINED)


def kept(qtbot: QtBot, session: Session) -> None:
    qtbot.waitUntil(lambda: session.is_kept, timeout=LONG_MS)


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
    assert session.path == folder / "a.tif"
    qtbot.waitUntil(lambda: all(s.thumbnail is not None for s in session.summaries))


def test_that_a_file_that_is_no_scan_fails_in_the_list_and_the_others_do_not(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    (folder / "broken.tif").write_bytes(b"no scan")
    session = start()
    session.add([folder])
    qtbot.waitUntil(
        lambda: (
            len(session.summaries) == 4
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
    session.draw_region(SMALL)
    count(qtbot, session)
    before, cells = session.edits, by_name(session)["a.tif"].cells
    numbers = session.numbers
    session.close()
    runs = len(network_runs)

    again = start()
    assert by_name(again)["a.tif"].cells == cells
    again.choose(by_name(again)["a.tif"].key)
    wait_for(qtbot, again, Stage.COUNTED)
    assert again.edits == before
    assert again.numbers == numbers
    assert again.picture is not None
    assert len(network_runs) == runs


@pytest.mark.parametrize("is_dropped", [True, False], ids=["dropped folder", "opened file"])
def test_that_a_scan_that_was_moved_keeps_its_condition_edits_and_count(
    qtbot: QtBot, start: SessionMaker, folder: Path, is_dropped: bool
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.draw_region(SMALL)
    session.set_condition([by_name(session)["a.tif"].key], "untreated")
    count(qtbot, session)
    before, cells = session.edits, by_name(session)["a.tif"].cells
    session.close()
    moved = folder.parent / "archive" / "2026"
    moved.mkdir(parents=True)
    (folder / "a.tif").rename(moved / "new name.tif")

    again = start()
    qtbot.waitUntil(lambda: by_name(again)["a.tif"].key > 0)
    if is_dropped:
        again.add([moved])
    else:
        again.open(moved / "new name.tif")
    wait_for(qtbot, again, Stage.COUNTED)
    assert set(by_name(again)) == {"new name.tif", "b.tif", "c.tif"}
    found = by_name(again)["new name.tif"]
    assert (found.path, found.condition) == (moved / "new name.tif", "untreated")
    assert (found.state, found.cells) == (ScanState.COUNTED, cells)
    assert again.edits == before


def test_that_a_finished_edit_is_on_disk_without_closing(
    qtbot: QtBot, start: SessionMaker, scan_path: Path, study_path: Path
) -> None:
    session = start()
    open_scan(qtbot, session, scan_path)
    session.draw_region(SMALL)
    kept(qtbot, session)
    assert session.current_key is not None
    reader = Study.open(study_path)
    try:
        edits = reader.edits(session.current_key)
        assert reader.is_read_only
    finally:
        reader.close()
    assert edits == session.edits
    assert edits is not None
    assert [region.name for region in edits.regions] == ["region 1"]


def test_that_what_is_in_hand_is_shown_but_not_kept_until_it_is_settled(
    qtbot: QtBot, start: SessionMaker, scan_path: Path
) -> None:
    session = start()
    open_scan(qtbot, session, scan_path)
    session.draw_region(SMALL)
    kept(qtbot, session)
    assert session.edits is not None
    assert session.study is not None
    assert session.current_key is not None
    steps = session.undo_stack.index()
    renamed = dataclasses.replace(session.edits.regions[0], name="in hand")
    session.propose(dataclasses.replace(session.edits, regions=(renamed,)))
    session.propose(dataclasses.replace(session.edits, regions=(renamed, renamed)))
    kept(qtbot, session)
    assert session.study.edits(session.current_key) != session.edits
    session.withdraw()
    assert [region.name for region in session.edits.regions] == ["region 1"]
    session.propose(dataclasses.replace(session.edits, regions=(renamed,)))
    session.settle("move vertex")
    kept(qtbot, session)
    assert session.study.edits(session.current_key) == session.edits
    assert session.undo_stack.index() == steps + 1
    assert session.undo_stack.undoText() == "move vertex"


def test_that_numbers_follow_a_region_while_it_is_in_hand(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    session.draw_region(SMALL)
    count(qtbot, session)
    assert session.edits is not None
    assert session.numbers is not None
    cells = session.numbers.measurement.regions[0].cells
    region = session.edits.regions[0]
    half = dataclasses.replace(region, outline=region.outline.buffer(-150))
    session.propose(dataclasses.replace(session.edits, regions=(half,)))
    qtbot.waitUntil(lambda: session.is_measured)
    assert session.numbers.measurement.regions[0].cells != cells
    assert session.numbers.measurement.sample.cells is not None


def test_that_removed_scans_come_back_with_undo(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.draw_region(SMALL)
    key, edits = session.current_key, session.edits
    assert key is not None
    session.remove([key])
    assert "a.tif" not in by_name(session)
    assert session.stage is Stage.EMPTY
    session.undo_stack.undo()
    assert "a.tif" in by_name(session)
    session.choose(key)
    qtbot.waitUntil(lambda: session.edits == edits and session.is_measured, timeout=LONG_MS)


def test_that_undo_of_an_edit_of_another_scan_shows_that_scan(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.draw_region(SMALL)
    session.choose(by_name(session)["b.tif"].key)
    qtbot.waitUntil(lambda: session.path == folder / "dose/b.tif", timeout=LONG_MS)
    wait_for(qtbot, session, Stage.OUTLINED)
    session.undo_stack.undo()
    assert session.path == folder / "a.tif"
    assert session.edits is not None
    assert session.edits.regions == ()


def test_that_regions_are_copied_to_scans_that_were_opened_and_others_are_told(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.choose(by_name(session)["b.tif"].key)
    qtbot.waitUntil(lambda: session.path == folder / "dose/b.tif", timeout=LONG_MS)
    wait_for(qtbot, session, Stage.OUTLINED)
    session.draw_region(SMALL)
    keys = [by_name(session)[name].key for name in ("a.tif", "c.tif")]
    with qtbot.waitSignal(session.told) as told:
        session.copy_regions_to([0], keys)
    assert "c.tif" in told.args[0].sentence
    session.choose(keys[0])
    qtbot.waitUntil(lambda: session.path == folder / "a.tif", timeout=LONG_MS)
    assert session.edits is not None
    assert [region.name for region in session.edits.regions] == ["region 1"]


def test_that_quadrants_grid_and_rings_are_added_in_one_step_each(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    open_scan(qtbot, session, scan_path)
    assert session.edits is not None
    for add_parts in (
        session.add_quadrants,
        lambda: session.add_grid(1.0),
        lambda: session.add_rings(3),
    ):
        steps = session.undo_stack.index()
        add_parts()
        parts = session.edits.regions
        assert sum(region.outline.area for region in parts) == pytest.approx(
            session.edits.mask.outline.area, rel=0.01
        )
        assert session.undo_stack.index() == steps + 1
        session.undo_stack.undo()


def test_that_a_wide_threshold_of_the_outline_is_one_step_and_kept_with_it(
    qtbot: QtBot, session: Session, scan_path: Path
) -> None:
    from melcount_app.core.mask import MaskSettings

    open_scan(qtbot, session, scan_path)
    assert session.edits is not None
    steps = session.undo_stack.index()
    for threshold in (1.2, 1.5, 2.0):
        session.set_mask_settings(MaskSettings(threshold), is_final=False)
    session.set_mask_settings(MaskSettings(2.5), is_final=True)
    qtbot.waitUntil(lambda: session.undo_stack.index() == steps + 1, timeout=LONG_MS)
    assert session.edits.mask.found_with == MaskSettings(2.5)


def test_that_a_scan_opened_by_another_spelling_of_its_path_keeps_its_edits(
    qtbot: QtBot, start: SessionMaker, folder: Path
) -> None:
    session = start()
    add(qtbot, session, folder)
    session.draw_region(SMALL)
    before = session.edits
    session.close()

    again = start()
    again.open(folder / "dose" / ".." / "a.tif")
    wait_for(qtbot, again, Stage.OUTLINED)
    assert len(again.summaries) == 3
    assert again.edits == before


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
    again.choose(by_name(again)["a.tif"].key)
    wait_for(qtbot, again, Stage.STALE)
    assert again.picture is None
    assert by_name(again)["a.tif"].state is ScanState.STALE
    assert by_name(again)["a.tif"].cells is None
    assert again.why_stale == by_name(again)["a.tif"].why
