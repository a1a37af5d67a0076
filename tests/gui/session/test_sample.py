"""The outline of the sample, its channel and its pixel size."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from melcount_app.core.mask import MaskSettings, MaskSource, mask_geojson
from melcount_app.core.protocol import Protocol
from melcount_app.gui.session.desk import area_of
from melcount_app.gui.session.sample import SampleDesk
from tests.gui.session.conftest import OTHER, PART, House, ScanMaker, heard, open_file

HIGHER = MaskSettings(threshold=2.0)


@pytest.fixture
def sample(qtbot: QtBot, house: House, small_scan: ScanMaker) -> SampleDesk:
    """Of a scan that is shown."""
    made = SampleDesk(house.ground, house.shown, house.desk)
    open_file(qtbot, house, small_scan())
    return made


def source(sample: SampleDesk) -> MaskSource:
    assert sample.mask is not None
    return sample.mask.source


def area_px(sample: SampleDesk) -> float:
    assert sample.mask is not None
    return float(sample.mask.outline.area)


def lock(house: House, **terms: object) -> None:
    protocol = Protocol("p", "linear", "0" * 64, **terms)  # type: ignore[arg-type]
    house.ground.scans.follow(protocol)


def test_that_a_drawn_outline_is_the_sample_and_grows_and_shrinks(
    house: House, sample: SampleDesk
) -> None:
    changed = heard(sample.changed)
    sample.draw(PART)
    assert source(sample) is MaskSource.DRAWN
    drawn = area_px(sample)
    sample.extend(area_of(OTHER))
    assert area_px(sample) > drawn
    sample.cut(area_of(OTHER))
    assert area_px(sample) < drawn
    assert (len(changed), house.desk.undo_stack.count()) == (3, 3)


def test_that_the_outline_is_found_again_in_one_step(
    qtbot: QtBot, house: House, sample: SampleDesk
) -> None:
    found = area_px(sample)
    sample.draw(PART)
    sample.find()
    qtbot.waitUntil(lambda: house.desk.undo_stack.count() == 2)
    assert area_px(sample) == found


def test_that_an_outline_follows_its_settings_before_they_are_final(
    qtbot: QtBot, house: House, sample: SampleDesk
) -> None:
    before = sample.mask
    sample.find_with(HIGHER, is_final=False)
    qtbot.waitUntil(lambda: sample.mask != before)
    assert (house.desk.is_in_hand, house.desk.undo_stack.count()) == (True, 0)
    sample.find_with(HIGHER, is_final=True)
    qtbot.waitUntil(lambda: house.desk.undo_stack.count() == 1)
    assert not house.desk.is_in_hand
    house.desk.undo_stack.undo()
    assert sample.mask == before


def test_that_an_outline_that_is_found_late_is_not_that_of_another_scan(
    qtbot: QtBot, house: House, sample: SampleDesk, small_scan: ScanMaker
) -> None:
    first = house.work
    before = first.edits
    second = open_file(qtbot, house, small_scan("b.tif"))
    found = second.edits
    sample.find_with(HIGHER, is_final=True)
    house.shown.choose(first.key)
    qtbot.waitUntil(lambda: sample._runner.is_idle)
    assert (first.edits, second.edits) == (before, found)


def test_that_an_outline_is_loaded_from_a_file(
    qtbot: QtBot, house: House, sample: SampleDesk, tmp_path: Path
) -> None:
    sample.draw(PART)
    assert sample.mask is not None
    path, drawn = tmp_path / "m.geojson", area_px(sample)
    path.write_text(mask_geojson(sample.mask), encoding="utf-8")
    house.desk.undo_stack.undo()
    sample.load(path)
    qtbot.waitUntil(lambda: source(sample) is MaskSource.FILE)
    assert area_px(sample) == pytest.approx(drawn)


def test_that_a_file_that_cannot_be_used_is_told_and_leaves_nothing_in_hand(
    qtbot: QtBot, house: House, sample: SampleDesk, tmp_path: Path
) -> None:
    before = sample.mask
    sample.find_with(HIGHER, is_final=False)
    qtbot.waitUntil(lambda: house.desk.is_in_hand)
    (tmp_path / "m.geojson").write_text("no outline", encoding="utf-8")
    sample.load(tmp_path / "m.geojson")
    qtbot.waitUntil(lambda: bool(house.failures))
    assert (sample.mask, house.desk.is_in_hand, len(house.told)) == (before, False, 1)


def test_that_another_channel_takes_its_own_outline_unless_one_was_drawn(
    qtbot: QtBot, house: House, sample: SampleDesk
) -> None:
    sample.choose_channel("red")
    qtbot.waitUntil(lambda: house.desk.undo_stack.count() == 1)
    assert house.shown.terms is not None
    assert house.shown.terms.channel.value.name == "red"
    sample.choose_channel("red")
    sample.draw(PART)
    sample.choose_channel("green")
    assert house.desk.undo_stack.count() == 3
    assert source(sample) is MaskSource.DRAWN
    assert house.shown.terms.channel.value.name == "green"


def test_that_the_users_pixel_size_goes_before_that_of_the_file(
    house: House, sample: SampleDesk
) -> None:
    of_file = house.shown.pixel_size
    sample.set_um_per_px(2.5)
    assert house.shown.pixel_size is not None
    assert house.shown.pixel_size.um_per_px == 2.5
    sample.set_um_per_px(None)
    assert house.shown.pixel_size == of_file


def test_that_what_the_protocol_says_cannot_be_changed_here(
    qtbot: QtBot, house: House, sample: SampleDesk
) -> None:
    changed, edits = heard(sample.changed), house.shown.edits
    lock(house, um_per_px=0.5, channel="red")
    assert len(changed) == 1
    sample.set_um_per_px(2.5)
    sample.choose_channel("green")
    assert house.shown.terms is not None
    assert house.shown.terms.channel.value.name == "red"
    assert house.shown.pixel_size is not None
    assert house.shown.pixel_size.um_per_px == 0.5
    assert house.shown.edits is edits
    sample.find_with(HIGHER, is_final=True)
    qtbot.waitUntil(lambda: house.desk.undo_stack.count() == 1)
    assert edits is not None
    assert house.shown.edits is not None
    assert house.shown.edits.channel == edits.channel
    lock(house)
    assert house.shown.terms.channel.value.name == "green"


def test_that_nothing_is_asked_of_no_scan(house: House, sample: SampleDesk) -> None:
    house.shown.show_only(None)
    sample.draw(PART)
    sample.find()
    sample.choose_channel("red")
    sample.set_um_per_px(1.0)
    assert (sample.mask, house.desk.undo_stack.count(), house.told) == (None, 0, [])
