"""Regions of the scan that is shown; each change is one step."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.gui.session.desk import area_of
from melcount_app.gui.session.regions import Regions
from melcount_app.gui.session.scans import MOST_PREPARED
from melcount_app.gui.session.work import ScanWork
from tests.conftest import ScanWriter
from tests.gui.conftest import quarter_disc
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
def regions(qtbot: QtBot, house: House, small_scan: ScanMaker) -> Regions:
    """Of a scan that is shown; two are drawn."""
    made = Regions(house.ground, house.shown, house.desk)
    open_file(qtbot, house, small_scan())
    made.draw(PART)
    made.draw(OTHER)
    return made


def names(regions: Regions) -> list[str]:
    return [region.name for region in regions.present]


def test_that_regions_are_drawn_under_free_names(regions: Regions) -> None:
    assert names(regions) == ["region 1", "region 2"]
    regions.delete([0])
    regions.draw(PART)
    assert names(regions) == ["region 2", "region 1"]


def test_that_every_change_is_one_step_told_once(house: House, regions: Regions) -> None:
    changed, undo_stack = heard(regions.changed), house.desk.undo_stack
    before = undo_stack.count()
    changes: tuple[Callable[[], None], ...] = (
        lambda: regions.rename(0, " left "),
        lambda: regions.recolour([0, 1], "#ff0000"),
        lambda: regions.show(1, is_visible=False),
        lambda: regions.extend(0, area_of(OTHER)),
        lambda: regions.cut(0, area_of(OTHER)),
        lambda: regions.move(0, 1),
        lambda: regions.duplicate([0]),
        lambda: regions.delete([0]),
        regions.add_quadrants,
        lambda: regions.add_grid(0.5),
        lambda: regions.add_rings(3),
    )
    for number, change in enumerate(changes, start=1):
        change()
        assert (len(changed), undo_stack.count() - before) == (number, number)
    for _ in changes:
        undo_stack.undo()
    assert names(regions) == ["region 1", "region 2"]


def test_that_a_region_is_changed_and_the_others_are_not(regions: Regions) -> None:
    other = regions.present[1]
    regions.rename(0, " left ")
    regions.recolour([0], "#ff0000")
    regions.show(0, is_visible=False)
    first = regions.present[0]
    assert (first.name, first.colour, first.is_visible) == ("left", "#ff0000", False)
    whole = first.outline.area
    regions.cut(0, area_of(OTHER))
    assert 0 < regions.present[0].outline.area < whole
    regions.extend(0, area_of(PART))
    assert regions.present[0].outline.area == whole
    assert regions.present[1] is other


def test_that_copies_have_names_of_their_own(regions: Regions) -> None:
    regions.duplicate([0, 0])
    assert names(regions)[2:] == ["region 1 copy", "region 1 copy 2"]
    regions.move(3, 0)
    assert names(regions)[0] == "region 1 copy 2"


def test_that_deleting_nothing_is_no_step(house: House, regions: Regions) -> None:
    count = house.desk.undo_stack.count()
    regions.delete([])
    assert house.desk.undo_stack.count() == count


def test_that_there_are_none_without_a_scan(house: House, regions: Regions) -> None:
    house.shown.show_only(None)
    regions.draw(PART)
    regions.add_quadrants()
    assert regions.present == ()


def test_that_parts_of_some_mm_need_a_pixel_size(
    qtbot: QtBot, house: House, regions: Regions, write_scan: ScanWriter
) -> None:
    open_file(qtbot, house, write_scan(quarter_disc()[::2, ::2], None, "uncalibrated.tif"))
    regions.add_grid(0.5)
    regions.add_rings(3)
    assert len(house.failures) == 2
    assert regions.present == ()
    regions.add_quadrants()
    assert len(regions.present) == 4


def test_that_regions_are_copied_to_other_scans_in_one_step(
    qtbot: QtBot, house: House, regions: Regions, small_scan: ScanMaker
) -> None:
    first = house.work
    second = open_file(qtbot, house, small_scan("b.tif"))
    house.shown.choose(first.key)
    regions.copy_to([0, 1], [first.key, second.key, 77])
    assert second.edits is not None
    assert second.edits.regions == regions.present
    house.desk.undo_stack.undo()
    assert second.edits.regions == ()
    assert names(regions) == ["region 1", "region 2"]


def test_that_regions_are_copied_to_scans_whose_edits_are_only_in_the_study(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    regions = Regions(house.ground, house.shown, house.desk)
    others = [open_file(qtbot, house, small_scan(f"{n}.tif")) for n in range(MOST_PREPARED + 1)]
    regions.draw(OTHER)
    open_file(qtbot, house, small_scan("a.tif"))
    regions.draw(PART)
    until_kept(qtbot, house)
    for other in others:
        other.edits = None
        other.forget()
    regions.copy_to([0], [others[0].key, others[-1].key])
    regions.copy_to([0], [others[1].key])
    qtbot.waitUntil(lambda: house.desk.undo_stack.count() == 4)
    assert [len(o.edits.regions) if o.edits else None for o in others] == [1, 1, None, 2]
    until_kept(qtbot, house)
    kept = [house.study.edits.of(other.key) for other in others]
    assert [len(edits.regions) if edits else None for edits in kept] == [1, 1, 0, 2]


def test_that_a_copy_goes_on_to_the_scan_that_is_shown_when_it_comes(
    qtbot: QtBot, kept_house: House, small_scan: ScanMaker
) -> None:
    house = kept_house
    regions = Regions(house.ground, house.shown, house.desk)
    second = open_file(qtbot, house, small_scan("b.tif"))
    first = open_file(qtbot, house, small_scan("a.tif"))
    regions.draw(PART)
    until_kept(qtbot, house)
    kept, second.edits = second.edits, None
    regions.copy_to([0], [second.key])
    second.edits = kept
    house.shown.choose(second.key)
    assert regions.present == ()
    changed = heard(regions.changed)
    qtbot.waitUntil(lambda: names(regions) == ["region 1"])
    assert len(changed) == 1
    assert first.edits is not None


def test_that_scans_that_were_never_opened_are_left_out_and_named(
    qtbot: QtBot, house: House, regions: Regions, small_scan: ScanMaker
) -> None:
    new = house.ground.scans.placed(ScanWork.of_file(small_scan("new.tif")))
    assert new is not None
    count = house.desk.undo_stack.count()
    regions.copy_to([0], [new.key])
    assert "new.tif" in house.told[-1].sentence
    assert house.desk.undo_stack.count() == count
