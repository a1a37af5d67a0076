"""The scan that is shown: read from its file, or chosen from memory."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from melcount_app.core.study.journal import StepKind
from melcount_app.gui.session import Progress
from melcount_app.gui.session.rows import ScanState
from melcount_app.gui.session.work import ScanWork
from tests.conftest import ScanWriter
from tests.gui.conftest import quarter_disc
from tests.gui.session.conftest import House, ScanMaker, heard, open_file, until_kept


def test_that_a_file_is_seen_then_told_how_far_it_is_then_read(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    shown, order = house.shown, list[str]()
    shown.leaving.connect(lambda: order.append("leaving"))
    shown.changed.connect(lambda: order.append("changed"))
    shown.previewed.connect(lambda _: order.append("previewed"))
    shown.read.connect(lambda: order.append("read"))
    progress = heard(shown.progressed)
    work = open_file(qtbot, house, small_scan())
    assert order == ["leaving", "changed", "previewed", "read"]
    assert all(isinstance(told[0], Progress) for told in progress)
    assert house.ground.scans.row(work.key).state is ScanState.OUTLINED
    assert (shown.key, shown.pixel_size) == (work.key, work.prepared and work.prepared.pixel_size)


def test_that_a_scan_in_memory_is_shown_at_once(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first = open_file(qtbot, house, small_scan("a.tif"))
    second = open_file(qtbot, house, small_scan("b.tif"))
    previews, read = heard(house.shown.previewed), heard(house.shown.read)
    house.shown.choose(first.key)
    assert house.work is first
    assert not house.shown.is_opening
    assert (len(previews), len(read)) == (1, 1)
    house.shown.choose(first.key)
    house.shown.choose(77)
    assert (len(previews), len(read)) == (1, 1)
    assert second.prepared is not None


def test_that_a_file_that_is_no_scan_is_told_once_and_what_was_shown_stays(
    qtbot: QtBot, house: House, small_scan: ScanMaker, tmp_path: Path
) -> None:
    shown = open_file(qtbot, house, small_scan())
    (tmp_path / "broken.tif").write_bytes(b"no scan")
    house.shown.open(tmp_path / "broken.tif")
    qtbot.waitUntil(lambda: bool(house.failures))
    assert len(house.told) == 1
    assert "broken.tif" in house.failures[0]
    assert house.work is shown
    assert house.shown.edits is not None
    assert len(house.ground.scans) == 1


def test_that_a_scan_of_the_list_that_cannot_be_read_any_more_says_why_there_and_in_the_study(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    path = small_scan()
    work = open_file(qtbot, kept_house, path)
    kept_house.shown.show_only(None)
    work.forget()
    content = path.read_bytes()
    path.write_bytes(b"no scan")
    kept_house.shown.choose(work.key)
    qtbot.waitUntil(lambda: bool(kept_house.failures))
    assert kept_house.ground.scans.row(work.key).state is ScanState.FAILED
    until_kept(qtbot, kept_house)
    assert kept_house.study.scans.of(work.key).failure == kept_house.failures[0]
    path.write_bytes(content)
    open_file(qtbot, kept_house, path)
    until_kept(qtbot, kept_house)
    assert kept_house.study.scans.of(work.key).failure == ""


def test_that_a_scan_on_the_screen_does_not_fail(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, house, small_scan())
    house.shown.fail(work, "It cannot be used.")
    assert house.ground.scans.row(work.key).state is ScanState.OUTLINED


def test_that_a_reading_that_is_cancelled_leaves_what_was_shown(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first = open_file(qtbot, house, small_scan("a.tif"))
    house.shown.open(small_scan("b.tif"))
    house.shown.cancel()
    qtbot.waitUntil(lambda: not house.shown.is_opening)
    assert house.work is first
    assert house.told == []


def test_that_a_reading_that_is_cancelled_when_it_is_seen_shows_nothing(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    seen: list[ScanWork | None] = []

    def cancel() -> None:
        seen.append(house.shown.work)
        house.shown.cancel()

    house.shown.previewed.connect(cancel)
    house.shown.open(small_scan())
    qtbot.waitUntil(lambda: bool(seen) and house.shown.work is None and not house.shown.is_opening)
    assert None not in seen
    assert len(house.ground.scans) == 1


def test_that_a_scan_that_is_taken_off_the_list_while_it_is_read_is_not_shown(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first = open_file(qtbot, house, small_scan("a.tif"))
    second = open_file(qtbot, house, small_scan("b.tif"))
    second.forget()
    house.shown.choose(first.key)
    house.shown.choose(second.key)
    house.ground.scans.take([second])
    qtbot.waitUntil(lambda: not house.shown.is_opening)
    assert house.work is first
    open_file(qtbot, house, small_scan("c.tif"))
    assert [row.path.name for row in house.ground.scans.rows] == ["a.tif", "c.tif"]


def test_that_the_scan_chosen_last_is_the_one_that_is_read(
    qtbot: QtBot, house: House, small_scan: ScanMaker
) -> None:
    first, second = small_scan("a.tif"), small_scan("b.tif")
    house.shown.open(first)
    open_file(qtbot, house, second)
    assert house.shown.path == second


def test_that_the_automatic_outline_is_a_step_of_the_journal_and_kept_edits_are_found_again(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    work = open_file(qtbot, kept_house, small_scan())
    until_kept(qtbot, kept_house)
    assert kept_house.study.edits.of(work.key) == work.edits
    steps = kept_house.study.journal.of(work.key)
    assert [step.text for step in steps if step.kind is StepKind.EDITS] == ["open"]


def test_that_a_file_whose_size_is_another_gets_its_own_outline(
    qtbot: QtBot, kept_house: House, write_scan: ScanWriter
) -> None:
    path = write_scan(quarter_disc()[::4, ::4])
    work = open_file(qtbot, kept_house, path)
    before = work.edits
    write_scan(quarter_disc()[::5, ::5])
    work.forget()
    kept_house.shown.show_only(None)
    open_file(qtbot, kept_house, path)
    assert work.edits is not None
    assert before is not None
    assert work.edits.mask.scan_size != before.mask.scan_size


def test_that_opening_a_file_twice_lists_it_once(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    path = small_scan()
    work = open_file(qtbot, kept_house, path)
    assert open_file(qtbot, kept_house, path) is work
    assert len(kept_house.ground.scans) == 1
