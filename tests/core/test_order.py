"""One way to a count: what the protocol says goes for it, and the file is opened once."""

from __future__ import annotations

import dataclasses
import json
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core import count, model, onnx_file, order, prepare
from melcount_app.core.edits import Edits
from melcount_app.core.errors import GeometryError, ModelError, ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.mask import drawn_mask, mask_geojson
from melcount_app.core.model import ModelCard
from melcount_app.core.order import CountDone, CountOrder, CountProgress, Options, count_one
from melcount_app.core.prepare import PreparedScan, prepare_scan
from melcount_app.core.profile import Phase, Stopwatch
from melcount_app.core.protocol import Protocol
from melcount_app.core.region import polygon
from melcount_app.core.scan.pyramid import NEEDED_ABOVE_PX
from melcount_app.core.work import result_of

WriteScan = Callable[..., Path]

LEFT = polygon([(0, 0), (100, 0), (100, 240), (0, 240)])
WIDE = polygon([(0, 0), (104, 0), (104, 240), (0, 240)])
WIDER = polygon([(0, 0), (200, 0), (200, 240), (0, 240)])


@pytest.fixture
def scan(write_scan: WriteScan) -> Path:
    return write_scan(np.random.default_rng(0).integers(30, 60, (240, 320)).astype(np.uint8))


@pytest.fixture
def flat_scan(write_scan: WriteScan) -> Path:
    """One whose coarse levels have to be made."""
    return write_scan(np.full((64, NEEDED_ABOVE_PX + 100), 40, np.uint8), name="flat.tif")


def prepared(path: Path) -> PreparedScan:
    return result_of(prepare_scan(path, is_watched=False))


def counted(asked: CountOrder) -> CountDone:
    return result_of(count_one(asked))


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a file is opened, its fingerprint taken, a card read, a network loaded."""
    found: Counter[str] = Counter()

    def counting(name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object, **named: object) -> object:
            found[name] += 1
            return real(*arguments, **named)

        return call

    for place in (order, count, prepare):
        for name in ("open_believed", "fingerprint"):
            monkeypatch.setattr(place, name, counting(name, getattr(place, name)))
    monkeypatch.setattr(ModelCard, "load", counting("card", ModelCard.load))
    monkeypatch.setattr(model, "network_session", counting("network", onnx_file.network_session))
    return found


ONCE = {"open_believed": 1, "fingerprint": 1, "card": 1, "network": 1}


def test_that_a_count_opens_its_file_once_and_reads_the_card_once(
    scan: Path, flat_scan: Path, linear_model: Path, calls: Counter[str]
) -> None:
    for path in (scan, flat_scan):
        counted(CountOrder(path, linear_model))
        assert calls == ONCE
        calls.clear()


def test_that_a_count_under_a_protocol_reads_the_card_once(
    scan: Path, linear_model: Path, calls: Counter[str]
) -> None:
    protocol = Protocol.of(linear_model)
    calls.clear()
    counted(CountOrder(scan, linear_model, protocol=protocol))
    assert calls == ONCE


def test_that_a_scan_that_was_prepared_earlier_is_opened_once_more_and_looked_at(
    scan: Path, linear_model: Path, calls: Counter[str]
) -> None:
    known = prepared(scan)
    calls.clear()
    counted(CountOrder(scan, linear_model, prepared=known))
    assert calls == ONCE


def test_that_a_scan_that_changed_since_it_was_prepared_is_not_counted(
    scan: Path, write_scan: WriteScan, linear_model: Path
) -> None:
    known = prepared(scan)
    write_scan(np.full((240, 320), 50, np.uint8))
    with pytest.raises(ScanError, match=r"“scan\.tif” has changed since it was opened"):
        counted(CountOrder(scan, linear_model, prepared=known))


def test_that_a_scan_that_is_not_the_planned_one_is_not_counted(
    scan: Path, linear_model: Path
) -> None:
    with pytest.raises(ScanError, match=r"“scan\.tif” is not the file that was planned"):
        counted(CountOrder(scan, linear_model, fingerprint="sha256:other"))
    known = prepared(scan).fingerprint
    assert counted(CountOrder(scan, linear_model, fingerprint=known)).is_new


def test_that_prepared_at_once_or_earlier_a_scan_has_the_same_count(
    scan: Path, flat_scan: Path, linear_model: Path
) -> None:
    for path in (scan, flat_scan):
        alone = counted(CountOrder(path, linear_model))
        later = counted(CountOrder(path, linear_model, prepared=prepared(path)))
        assert later.counted.request == alone.counted.request
        np.testing.assert_array_equal(later.counted.density.values, alone.counted.density.values)


def test_that_the_protocol_is_counted_by_and_not_written_into_the_edits(
    scan: Path, linear_model: Path
) -> None:
    protocol = Protocol.of(linear_model, channel="red", um_per_px=1.7)
    done = counted(CountOrder(scan, linear_model, protocol=protocol))
    request = done.counted.request
    assert request.pixel_size == PixelSize(1.7, PixelSizeSource.PROTOCOL)
    assert request.channel.name == "red"
    assert done.edits.channel == done.prepared.channel
    assert done.edits.channel.name == "green"
    assert done.edits.um_per_px is None


def test_that_the_protocol_goes_before_the_edits_and_leaves_them_as_they_are(
    scan: Path, linear_model: Path
) -> None:
    known = prepared(scan)
    mine = Edits(known.channel, drawn_mask(LEFT, known.size), um_per_px=1.6)
    protocol = Protocol.of(linear_model, um_per_px=1.7)
    done = counted(CountOrder(scan, linear_model, user=mine, protocol=protocol))
    assert done.edits == mine
    assert done.counted.request.um_per_px == 1.7
    assert done.counted.request.mask == mine.mask


def test_that_the_sample_is_looked_for_on_the_channel_that_is_counted(
    write_scan: WriteScan, linear_model: Path
) -> None:
    y, x = np.mgrid[:1400, :1400]
    green = np.where(x + y < 1400, 90 + (x * y) % 50, (x + y) % 3).astype(np.uint8)
    path = write_scan(green)
    usual = counted(CountOrder(path, linear_model))
    protocol = Protocol.of(linear_model, channel="red")
    red = counted(CountOrder(path, linear_model, protocol=protocol))
    asked = counted(CountOrder(path, linear_model, user=Options("red")))
    assert red.edits.mask == asked.edits.mask
    assert red.edits.mask != usual.edits.mask
    assert asked.edits.channel.name == "red"


def test_that_the_options_of_a_scan_that_is_not_opened_yet_become_edits(
    scan: Path, linear_model: Path, tmp_path: Path
) -> None:
    known = prepared(scan)
    mask, regions = tmp_path / "mask.geojson", tmp_path / "regions.geojson"
    for file, shape in ((mask, WIDER), (regions, LEFT)):
        file.write_text(mask_geojson(drawn_mask(shape, known.size)), encoding="utf-8")
    asked = Options("Blue", 1.5, mask, regions)
    done = counted(CountOrder(scan, linear_model, user=asked))
    assert done.edits.channel.name == "blue"
    assert done.edits.um_per_px == 1.5
    assert done.edits.mask.outline.equals(WIDER)
    assert done.edits.regions[0].outline.equals(LEFT)
    assert done.counted.request.pixel_size == PixelSize(1.5, PixelSizeSource.USER)
    mask.write_text(json.dumps({}), encoding="utf-8")
    with pytest.raises(GeometryError):
        counted(CountOrder(scan, linear_model, user=asked))


def test_that_another_model_than_the_protocols_is_not_counted_with(
    scan: Path, linear_model: Path
) -> None:
    protocol = Protocol("mine", "other", "0" * 64)
    with pytest.raises(ModelError, match="“mine” counts with the model other"):
        counted(CountOrder(scan, linear_model, protocol=protocol))


def test_that_progress_rises_to_the_end_and_tells_every_tile(
    scan: Path, flat_scan: Path, linear_model: Path
) -> None:
    for path in (scan, flat_scan):
        *told, done = count_one(CountOrder(path, linear_model))
        assert isinstance(done, CountDone)
        progress = [event for event in told if isinstance(event, CountProgress)]
        fractions = [event.fraction for event in progress]
        assert fractions == sorted(fractions)
        assert fractions[0] > 0
        assert fractions[-1] == 1.0
        assert sum(event.tile is not None for event in progress) == done.counted.tiles


def test_that_a_count_with_nothing_to_do_is_the_earlier_one_described_anew(
    scan: Path, linear_model: Path, calls: Counter[str]
) -> None:
    known = prepared(scan)
    narrow = Edits(known.channel, drawn_mask(LEFT, known.size))
    first = CountOrder(scan, linear_model, user=narrow, prepared=known)
    earlier = counted(first).counted
    calls.clear()
    for shape in (LEFT, WIDE):
        mine = dataclasses.replace(narrow, mask=drawn_mask(shape, known.size))
        *told, done = count_one(dataclasses.replace(first, user=mine, earlier=earlier))
        assert isinstance(done, CountDone)
        assert not told
        assert not done.is_new
        assert done.counted == dataclasses.replace(earlier, request=done.counted.request)
        assert done.counted.request.mask == mine.mask
    assert calls["network"] == 0


def test_that_a_count_that_grows_is_new_and_runs_the_rest(
    write_scan: WriteScan, linear_model: Path
) -> None:
    green = np.random.default_rng(0).integers(30, 60, (240, 640)).astype(np.uint8)
    scan = write_scan(green, name="long.tif")  # longer than one window
    known = prepared(scan)
    narrow = Edits(known.channel, drawn_mask(LEFT, known.size))
    first = CountOrder(scan, linear_model, user=narrow, prepared=known)
    earlier = counted(first).counted
    farther = polygon([(0, 0), (400, 0), (400, 240), (0, 240)])
    wider = dataclasses.replace(narrow, mask=drawn_mask(farther, known.size))
    grown = counted(dataclasses.replace(first, user=wider, earlier=earlier))
    assert grown.is_new
    assert grown.counted.tiles > 0
    assert np.count_nonzero(grown.counted.density.counted) > np.count_nonzero(
        earlier.density.counted
    )


def test_that_an_earlier_count_by_other_terms_is_not_taken_over(
    scan: Path, linear_model: Path
) -> None:
    earlier = counted(CountOrder(scan, linear_model)).counted
    again = CountOrder(scan, linear_model, user=Options(um_per_px=1.6), earlier=earlier)
    found = counted(again)
    assert found.is_new
    assert found.counted.request.um_per_px == 1.6


def test_that_time_is_told_by_stages(scan: Path, linear_model: Path) -> None:
    stopwatch = Stopwatch()
    result_of(count_one(CountOrder(scan, linear_model), stopwatch))
    for stage in (Phase.PREPARING, Phase.OPENING, Phase.COUNTING, Phase.LOADING, Phase.NETWORK):
        assert stopwatch.seconds(stage) > 0
    assert stopwatch.seconds(Phase.PREPARING) > stopwatch.seconds(Phase.OPENING)


def test_that_the_model_of_a_protocol_is_found_among_those_that_ship(
    scan: Path, linear_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(linear_model, tmp_path / "models" / "linear")
    monkeypatch.setattr(order, "models_folder", lambda: tmp_path / "models")
    protocol = Protocol.of(linear_model)
    elsewhere = CountOrder(scan, tmp_path / "nowhere", protocol=protocol)
    assert counted(elsewhere).counted.request.model == tmp_path / "models" / "linear"
