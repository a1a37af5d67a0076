"""A scan of which parts cannot be read: told, offered, counted without them, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.gui.messages import Tone
from melcount_app.gui.session.counting import CountDesk
from melcount_app.gui.session.damaged import go_without, may_go_without
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.rows import COUNTED, ScanState
from tests.core.harmed_files import harm, noise, write_tiled
from tests.gui.session.conftest import House, open_file, until_kept


@pytest.fixture
def unreadable(tmp_path: Path) -> Path:
    """Damaged on its only level, so that it cannot even be looked at."""
    return harm(write_tiled(tmp_path / "bad.tif", noise()), (2, 2))


@pytest.fixture
def partly(tmp_path: Path) -> Path:
    """Damaged on its finest level, at a place that is not looked at before it is counted."""
    fine = noise(1216, 2496)
    path = write_tiled(tmp_path / "partly.tif", fine, fine[::2, ::2])
    return harm(path, (13, 14))


def test_that_a_scan_that_cannot_be_opened_is_opened_without_the_damage(
    qtbot: QtBot, kept_house: House, unreadable: Path
) -> None:
    house = kept_house
    counting = CountDesk(house.ground, house.shown)
    house.shown.open(unreadable)
    qtbot.waitUntil(lambda: bool(house.told))
    (message,) = house.told
    assert (message.tone, message.offers) == (Tone.NOTE, ("without_damaged",))
    assert may_go_without(house.shown)
    go_without(house.shown, house.desk, counting)
    qtbot.waitUntil(lambda: house.shown.edits is not None and not house.shown.is_opening)
    assert house.shown.without_damaged
    assert not may_go_without(house.shown)
    assert house.shown.mask is not None
    assert house.shown.mask.holes.damaged.area == 64**2
    work = house.work
    counting.count()
    qtbot.waitUntil(lambda: house.ground.scans.row(work.key).state in COUNTED)
    until_kept(qtbot, house)
    kept = house.study.edits.of(work.key)
    assert kept is not None
    assert kept.without_damaged
    work.forget()  # opened again it is read in the same way
    work.edits = None
    open_file(qtbot, house, unreadable)
    assert house.shown.without_damaged
    assert house.shown.counted is not None


def test_that_a_count_that_meets_damage_goes_on_without_it_and_can_be_undone(
    qtbot: QtBot, house: House, partly: Path
) -> None:
    counting, numbers = (
        CountDesk(house.ground, house.shown),
        NumberDesk(house.ground, house.shown, house.desk),
    )
    counting.changed.connect(numbers.follow)
    work = open_file(qtbot, house, partly)
    counting.count()
    qtbot.waitUntil(lambda: bool(house.told) and not counting.is_counting)
    assert house.told[-1].offers == ("without_damaged",)
    go_without(house.shown, house.desk, counting)
    qtbot.waitUntil(lambda: house.ground.scans.row(work.key).state in COUNTED)
    assert house.shown.mask is not None
    assert house.shown.mask.holes.damaged.area == 64**2

    def names() -> list[str]:
        return [flag.name for flag in numbers.present.flags] if numbers.present else []

    qtbot.waitUntil(lambda: "damaged" in names())
    assert numbers.present is not None
    counted = house.shown.counted
    assert counted is not None
    found = numbers.present.measurement.sample
    pixel_size = counted.request.pixel_size
    assert pixel_size is not None
    assert found.area_mm2 == pytest.approx(pixel_size.area_mm2(house.shown.mask.sample.area))
    house.desk.undo_stack.undo()
    assert house.shown.counted is None
    assert house.ground.scans.row(work.key).state is ScanState.STALE
    house.desk.undo_stack.redo()
    assert house.shown.counted is not None


def test_that_a_sound_scan_is_offered_nothing(qtbot: QtBot, house: House, tmp_path: Path) -> None:
    assert not may_go_without(house.shown)
    open_file(qtbot, house, write_tiled(tmp_path / "sound.tif", noise()))
    assert all(not message.offers for message in house.told)
