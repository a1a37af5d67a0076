"""A scan is counted on the coarsest level that counts like the finest one."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from typer.testing import CliRunner

from melcount_app.cli import app
from melcount_app.core.count import ScanCounted
from melcount_app.core.geometry import Rect
from melcount_app.core.levels import PLACE_PX, PLACES
from melcount_app.core.mask import drawn_mask
from melcount_app.core.order import CountDone, CountOrder, Options, count_one
from melcount_app.core.paths import default_model
from melcount_app.core.region import polygon
from melcount_app.core.replay import ScanReplayed, replay
from melcount_app.core.report.report import build_report
from melcount_app.core.report.results import write_results
from melcount_app.core.scan import fingerprint, open_scan
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.study.counts import read_count, write_count
from melcount_app.core.work import result_of

Picture = npt.NDArray[Any]

UM_PER_PX = 0.4523
"""Of the finest level: a quarter of the network's."""


def haze(height: int = 640, width: int = 800, seed: int = 4) -> Picture:
    """Smooth pixels of 40 to 200, alike at every size."""
    coarse = np.random.default_rng(seed).uniform(40, 200, (height // 64 + 1, width // 64 + 1))
    return np.asarray(cv2.resize(coarse.astype(np.float32), (width, height)).round(), np.uint8)


def reduced(picture: Picture, factor: int, gain: float = 1.0) -> Picture:
    """Means of whole blocks, brighter by a factor."""
    size = (picture.shape[1] // factor, picture.shape[0] // factor)
    return np.asarray(
        np.rint(cv2.resize(picture.astype(np.float32), size, interpolation=cv2.INTER_AREA) * gain),
        np.uint8,
    )


def written(path: Path, levels: Sequence[Picture]) -> Path:
    """A pyramid in a TIFF."""
    options: dict[str, Any] = {
        "tile": (128, 128), "compression": "zlib", "photometric": "minisblack", "metadata": None,
    }  # fmt: skip
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(
            levels[0], subifds=len(levels) - 1, resolution=(1e4 / UM_PER_PX,) * 2,
            resolutionunit="CENTIMETER", **options,
        )  # fmt: skip
        for level in levels[1:]:
            tiff.write(level, subfiletype=1, **options)
    return path


def pyramid(path: Path, finest: Picture, *gains: float) -> Path:
    """Levels of 2, 4 ... times fewer pixels, each brighter than the finest by a factor."""
    coarser = [reduced(finest, 2 ** (i + 1), gain) for i, gain in enumerate(gains)]
    return written(path, [finest, *coarser])


def counted(path: Path, model: Path, **order: Any) -> CountDone:
    return result_of(count_one(CountOrder(path, model, insists=True, **order)))


def cells(found: ScanCounted) -> float:
    return float(found.density.values.sum(dtype=np.float64))


@pytest.mark.parametrize(
    ("gains", "level"),
    [
        pytest.param((1, 1, 1), 2, id="all are sound"),
        pytest.param((1, 1.03), 1, id="the usual one is not"),
        pytest.param((1, 0.97), 1, id="the usual one is darker"),
        pytest.param((1.03, 1.03), 0, id="none but the finest is"),
        pytest.param((1.03, 1), 2, id="one is not that nobody needs"),
        pytest.param((1, 1, 1.03), 2, id="one is not that is too coarse"),
    ],
)
def test_that_a_scan_is_counted_on_the_coarsest_level_that_counts_like_the_finest(
    tmp_path: Path, linear_model: Path, gains: tuple[float, ...], level: int
) -> None:
    finest = haze()
    found = counted(pyramid(tmp_path / "scan.tif", finest, *gains), linear_model).counted
    assert found.density.grid.level == level
    assert cells(found) == pytest.approx(finest.sum() / 16 / 255 * 0.01, rel=0.003)
    assert bool(found.notes) == (level < 2)


def test_that_the_note_tells_the_levels_and_by_how_much_they_differ(
    tmp_path: Path, linear_model: Path
) -> None:
    path = pyramid(tmp_path / "scan.tif", haze(), 1, 1.03)
    (note,) = counted(path, linear_model).counted.notes
    assert "200 × 160 px" in note
    assert "3.0 % more cells" in note
    assert "400 × 320 px" in note


@pytest.mark.parametrize(("gain", "level"), [(1.003, 2), (1.008, 1)])
def test_that_half_a_percent_is_the_bound(
    tmp_path: Path, linear_model: Path, gain: float, level: int
) -> None:
    finest = haze() // 2 * 2 + 40
    rounded = reduced(finest, 4, gain).mean() / finest.mean()
    assert rounded == pytest.approx(gain, abs=5e-4)
    found = counted(pyramid(tmp_path / "scan.tif", finest, 1, gain), linear_model).counted
    assert found.density.grid.level == level


@pytest.mark.parametrize(("gain", "level"), [(1.0, 1), (1.03, 0)])
def test_that_a_large_scan_is_looked_at_where_it_is_bright(
    tmp_path: Path, linear_model: Path, gain: float, level: int
) -> None:
    finest = haze(8 * PLACE_PX, 12 * PLACE_PX)
    finest[:, : 6 * PLACE_PX] = 0
    path = pyramid(tmp_path / "scan.tif", finest, gain)
    found = counted(path, linear_model, user=Options(um_per_px=1.8092 / 2)).counted
    size = found.density.grid.size
    assert size.width * size.height > PLACES * PLACE_PX**2
    assert found.density.grid.level == level


def test_that_a_sample_that_grows_stays_on_its_level(tmp_path: Path, linear_model: Path) -> None:
    path = pyramid(tmp_path / "scan.tif", haze(), 1, 1.03)
    done = counted(path, linear_model)
    size = done.prepared.size
    left = drawn_mask(polygon([(0, 0), (300, 0), (300, 640), (0, 640)]), size)
    first = counted(path, linear_model, user=dataclasses.replace(done.edits, mask=left)).counted
    assert first.density.grid.level == 1
    grown = counted(path, linear_model, user=done.edits, earlier=first).counted
    assert grown.tiles < done.counted.tiles + first.tiles
    assert grown.notes == done.counted.notes
    np.testing.assert_array_equal(grown.density.values, done.counted.density.values)


def test_that_an_empty_scan_is_counted_on_its_usual_level(
    tmp_path: Path, linear_model: Path
) -> None:
    path = pyramid(tmp_path / "scan.tif", haze() * 0, 1, 1)
    assert counted(path, linear_model).counted.density.grid.level == 2


@pytest.mark.parametrize(("gain", "level"), [(1.0, 1), (1.03, 0)])
def test_that_reductions_that_are_not_whole_are_compared_at_the_same_places(
    tmp_path: Path, linear_model: Path, gain: float, level: int
) -> None:
    """From the finest level a whole reduction would do, from the other one 1.525."""
    finest = haze(960, 1200)
    path = written(tmp_path / "scan.tif", [finest, reduced(finest, 4, gain)])
    found = counted(path, linear_model, user=Options(um_per_px=1.8092 / 6.1)).counted
    assert found.density.grid.level == level
    assert found.density.grid.factor == pytest.approx((6, 1.525)[level])


@pytest.mark.parametrize("rounded", [0, 1], ids=["down", "up"])
def test_that_odd_sides_change_no_density(tmp_path: Path, linear_model: Path, rounded: int) -> None:
    finest = haze(641, 803)
    by4 = np.asarray(
        cv2.resize(finest, (200 + rounded, 160 + rounded), interpolation=cv2.INTER_AREA)
    )
    pyramidal = counted(written(tmp_path / "a.tif", [finest, by4]), linear_model)
    flat = counted(written(tmp_path / "b.tif", [finest]), linear_model)
    found, true = (build_report(each.prepared, each.counted, ()) for each in (pyramidal, flat))
    sample, right = found.measurement.sample, true.measurement.sample
    assert pyramidal.counted.density.grid.level == 1
    assert sample.cells_per_mm2 == pytest.approx(right.cells_per_mm2, rel=0.01)
    assert sample.area_mm2 == right.area_mm2


def test_that_the_note_is_kept_and_reported(tmp_path: Path, linear_model: Path) -> None:
    path = pyramid(tmp_path / "scan.tif", haze(), 1, 1.03)
    done = counted(path, linear_model)
    kept = read_count(write_count(done.counted), path)
    assert kept.notes == done.counted.notes
    told = [flag.sentence for flag in build_report(done.prepared, kept, ()).flags]
    assert done.counted.notes[0] in told


def test_that_a_count_of_an_earlier_version_can_be_read(tmp_path: Path, linear_model: Path) -> None:
    path = pyramid(tmp_path / "scan.tif", haze(), 1, 1)
    text, values, seen = write_count(counted(path, linear_model).counted)
    record = json.loads(text)
    del record["notes"]
    assert read_count((json.dumps(record), values, seen), path).notes == ()


@pytest.mark.parametrize(
    ("gain", "told"),
    [
        pytest.param(1.03, "3.0 % more cells", id="not good enough"),
        pytest.param(0.0, "shows something else", id="black"),
    ],
)
def test_that_replay_says_why_a_level_is_not_counted_on_any_more(
    tmp_path: Path, linear_model: Path, gain: float, told: str
) -> None:
    path = pyramid(tmp_path / "scan.tif", haze() // 2, 1, 1)
    before = counted(path, linear_model)
    pyramid(path, haze(), 1, gain)
    request = dataclasses.replace(before.counted.request, fingerprint=fingerprint(path))
    old = dataclasses.replace(before.counted, request=request)  # as earlier versions counted it
    report = write_results(build_report(before.prepared, old, ()), tmp_path / "out").workbook
    _, event, _ = replay(report)
    assert isinstance(event, ScanReplayed)
    assert any(told in note for note in event.notes)
    found = CliRunner().invoke(app, ["replay", str(report)])
    assert found.exit_code == 1
    assert told in found.stdout


def test_that_replay_of_a_sound_scan_has_nothing_to_explain(
    tmp_path: Path, linear_model: Path
) -> None:
    done = counted(pyramid(tmp_path / "scan.tif", haze(), 1, 1), linear_model)
    report = build_report(done.prepared, done.counted, ())
    _, event, _ = replay(write_results(report, tmp_path / "out").workbook)
    assert isinstance(event, ScanReplayed)
    assert all(number.is_same for number in event.numbers)
    assert event.notes == ()


def test_that_the_real_nanozoomer_scan_counts_like_its_finest_level(
    shared_data: Path, tmp_path: Path
) -> None:
    """Its levels are a chain of JPEGs, and 10 % more cells would be counted on the last."""
    path = shared_data / "data/scans/test3-TRITC_2__560_.ndpi"
    found = counted(path, default_model())
    with open_scan(path) as scan:
        size, um_per_px = scan.size, scan.pixel_size.um_per_px if scan.pixel_size else 0
        finest = scan.read(0, Rect(0, 0, size.width, size.height), 0)
    flat = tmp_path / "finest.tif"
    tifffile.imwrite(flat, finest, resolution=(1e4 / um_per_px,) * 2, resolutionunit="CENTIMETER")
    true = counted(flat, default_model()).counted
    assert found.counted.density.grid.level < 3
    assert cells(found.counted) == pytest.approx(cells(true), rel=0.005)
    assert "more cells would be counted" in found.counted.notes[0]


def test_that_levels_of_our_own_are_not_compared(tmp_path: Path, linear_model: Path) -> None:
    path = written(tmp_path / "flat.tif", [haze()])
    order = CountOrder(path, linear_model)
    prepared = result_of(count_one(order)).prepared
    doubled = CoarseLevel(reduced(haze(), 4, 1.2)[..., np.newaxis], 4.0)
    prepared = dataclasses.replace(prepared, coarse=(doubled,))
    found = result_of(count_one(dataclasses.replace(order, prepared=prepared))).counted
    assert found.notes == ()
    assert found.density.grid.level == 1
