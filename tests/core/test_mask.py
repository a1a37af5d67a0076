from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from shapely.geometry import Point, box

from melcount_app.core.errors import GeometryError
from melcount_app.core.geometry import Size
from melcount_app.core.mask import (
    MaskSettings,
    MaskSource,
    added_to,
    drawn_mask,
    load_mask,
    make_mask,
    mask_geojson,
    taken_from,
)
from melcount_app.core.prepare import PreparedScan, ScanPrepared, prepare_scan
from melcount_app.core.region import Outline, Region, geojson, whole

SIZE = Size(8000, 6400)
DOWNSAMPLE = 8.0


def iou(one: Outline, other: Outline) -> float:
    return float(one.intersection(other).area / one.union(other).area)


def quarter(radius: float = 5000) -> Outline:
    disc = Point(0, SIZE.height).buffer(radius, quad_segs=200)
    return disc.intersection(whole(SIZE))


def overview(inside: float = 20, outside: float = 2, radius: float = 5000) -> npt.NDArray[np.uint8]:
    """A quarter disc of haze with bright cells in it, in dark surroundings."""
    rng = np.random.default_rng(0)
    height, width = round(SIZE.height / DOWNSAMPLE), round(SIZE.width / DOWNSAMPLE)
    y, x = np.mgrid[:height, :width]
    sample = (x**2 + (height - y) ** 2) < (radius / DOWNSAMPLE) ** 2
    cells = rng.random((height, width)) < 0.02
    picture = np.where(sample, inside + 100 * cells, outside) + rng.normal(0, 0.7, x.shape)
    return np.asarray(np.clip(picture, 0, 255), np.uint8)


def test_that_the_quarter_disc_is_found() -> None:
    mask = make_mask(overview(), DOWNSAMPLE, SIZE)
    assert mask.source is MaskSource.AUTOMATIC
    assert iou(mask.outline, quarter()) > 0.98


def test_that_holes_are_closed_and_dust_is_left_out() -> None:
    picture = overview()
    picture[500:540, 100:140] = 2
    picture[60:70, 900:912] = 200
    mask = make_mask(picture, DOWNSAMPLE, SIZE)
    assert iou(mask.outline, quarter()) > 0.98
    assert mask.outline.contains(Point(120 * DOWNSAMPLE, 520 * DOWNSAMPLE))
    assert not mask.outline.contains(Point(905 * DOWNSAMPLE, 65 * DOWNSAMPLE))


def test_that_a_sparse_dark_corner_of_the_sample_is_kept() -> None:
    picture = overview(inside=30)
    corner = picture[:, 200:]  # more than half of the sample
    corner[corner > 10] = 8
    mask = make_mask(picture, DOWNSAMPLE, SIZE)
    assert iou(mask.outline, quarter()) > 0.97


def across(top: float) -> npt.NDArray[np.float64]:
    """A background that rises from the left to the right."""
    shape = overview().shape
    return np.broadcast_to(np.linspace(0, top, shape[1]), shape)


@pytest.mark.parametrize(
    "disturbed",
    [
        overview() * 0.5,
        overview() * 2.0,
        overview() + 20.0,
        overview() + across(5),
        overview() + across(20),
        overview() + across(20)[:, ::-1],
        overview() + np.abs(np.random.default_rng(1).normal(0, 5, overview().shape)),
    ],
    ids=["dim", "bright", "offset", "rising", "steep", "falling", "noise"],
)
def test_that_the_scanner_does_not_matter(disturbed: npt.NDArray[np.float64]) -> None:
    picture = np.clip(disturbed, 0, 255).astype(np.uint8)
    assert iou(make_mask(picture, DOWNSAMPLE, SIZE).outline, quarter()) > 0.97


@pytest.mark.parametrize("value", [0, 255])
@pytest.mark.parametrize(
    "padding", [np.s_[:120, :], np.s_[:, -150:]], ids=["rows at the top", "columns at the right"]
)
def test_that_padding_is_neither_sample_nor_surroundings(
    padding: tuple[slice, slice], value: int
) -> None:
    picture = overview(outside=9)
    picture[padding] = value
    assert iou(make_mask(picture, DOWNSAMPLE, SIZE).outline, quarter()) > 0.98


def test_that_black_surroundings_are_no_padding_where_nothing_else_surrounds() -> None:
    picture = np.zeros((800, 1000), np.uint8)
    picture[200:600, 300:700] = overview()[-400:, :400]
    found = make_mask(picture, DOWNSAMPLE, SIZE).outline
    assert iou(found, box(2400, 1600, 5600, 4800)) > 0.97


def test_that_dust_alone_is_no_sample() -> None:
    picture = np.full((800, 1000), 2, np.uint8)
    picture[100:800:97, 100:1000:89] = 250
    mask = make_mask(picture, DOWNSAMPLE, SIZE)
    assert mask.source is MaskSource.WHOLE_SCAN
    assert mask.note


def test_that_the_area_is_that_of_the_disc() -> None:
    mask = make_mask(overview(), DOWNSAMPLE, SIZE)
    assert mask.outline.area == pytest.approx(quarter().area, rel=0.005)


@pytest.mark.parametrize("value", [0, 12, 255])
def test_that_without_surroundings_the_whole_scan_is_taken_and_said(value: int) -> None:
    picture = np.full((800, 1000), value, np.uint8)
    mask = make_mask(picture, DOWNSAMPLE, SIZE)
    assert mask.source is MaskSource.WHOLE_SCAN
    assert mask.outline.equals(whole(SIZE))
    assert "whole scan" in mask.note


def test_that_a_crop_is_sample_all_over_and_that_is_said(shared_data: Path) -> None:
    path = shared_data / "data/trp1/set1/images/image_56.png"
    prepared = prepared_scan(path)
    assert prepared.mask.outline.equals(whole(prepared.size))
    assert "whole scan" in prepared.mask.note


def test_that_no_surroundings_are_seen_in_a_field_of_cells(shared_data: Path) -> None:
    for path in sorted((shared_data / "data/trp1/set1/images").glob("*.png")):
        mask = make_mask(np.asarray(Image.open(path)), 16.0, Size(4096, 4096))
        assert mask.source is MaskSource.WHOLE_SCAN, path.name


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_that_the_mask_of_a_mosaic_is_the_true_disc(
    shared_data: Path, tmp_path: Path, seed: int
) -> None:
    path = tmp_path / "mosaic.tif"
    tool = shared_data / "tools/make_mosaic_scan.py"
    command = [sys.executable, str(tool), str(path), "--seed", str(seed)]
    subprocess.run(
        [*command, "--width", "7680", "--height", "6656"], check=True, capture_output=True
    )
    prepared = prepared_scan(path)
    disc = json.loads(path.with_suffix(".truth.json").read_text())["disc"]
    truth = Point(*disc["centre_xy_px"]).buffer(disc["radius_px"], quad_segs=400)
    assert iou(prepared.mask.outline, truth.intersection(whole(prepared.size))) >= 0.97


def prepared_scan(path: Path) -> PreparedScan:
    *_, last = prepare_scan(path)
    assert isinstance(last, ScanPrepared)
    return last.scan


def test_that_a_drawn_mask_is_cut_at_the_border_of_the_scan() -> None:
    mask = drawn_mask(box(-100, -100, 100, 100), SIZE)
    assert mask.outline.area == pytest.approx(100 * 100)
    assert mask.source is MaskSource.DRAWN


def test_that_a_mask_drawn_outside_the_scan_is_refused() -> None:
    with pytest.raises(GeometryError, match="outside the scan"):
        drawn_mask(box(-10, -10, -5, -5), SIZE)


def test_that_a_mask_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "mask.geojson"
    mask = make_mask(overview(), DOWNSAMPLE, SIZE)
    path.write_text(mask_geojson(mask), encoding="utf-8")
    assert iou(load_mask(path, SIZE).outline, mask.outline) > 1 - 1e-9


def test_that_a_mask_of_another_scan_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "other.geojson"
    path.write_text(geojson([Region("sample", box(9000, 9000, 9500, 9500))]))
    with pytest.raises(GeometryError, match=r"other\.geojson"):
        load_mask(path, SIZE)


def test_that_a_mask_that_reaches_beyond_the_scan_is_cut_and_said(tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    path.write_text(geojson([Region("sample", box(-100, 0, 100, 100))]))
    mask = load_mask(path, SIZE)
    assert mask.outline.area == pytest.approx(100 * 100)
    assert "cut off" in mask.note


def test_that_an_area_is_added_to_a_mask_and_cut_at_the_border_of_the_scan() -> None:
    mask = added_to(drawn_mask(box(0, 0, 100, 100), SIZE), box(-50, 50, 300, 100))
    assert mask.outline.area == pytest.approx(100 * 100 + 200 * 50)
    assert mask.source is MaskSource.DRAWN


def test_that_an_area_taken_from_the_middle_of_a_mask_leaves_a_hole() -> None:
    mask = taken_from(drawn_mask(box(0, 0, 100, 100), SIZE), box(40, 40, 60, 60))
    assert mask.outline.area == pytest.approx(100 * 100 - 20 * 20)
    assert not mask.outline.contains(Point(50, 50))


def test_that_a_mask_is_not_taken_away_altogether() -> None:
    with pytest.raises(GeometryError, match="Nothing would be left"):
        taken_from(drawn_mask(box(0, 0, 100, 100), SIZE), box(-1, -1, 101, 101))


def test_that_usual_settings_are_the_automatic_ones() -> None:
    usual = make_mask(overview(), 8.0, SIZE)
    assert make_mask(overview(), 8.0, SIZE, MaskSettings(1.0, 1.0)) == usual
    assert usual.found_with == MaskSettings()


def test_that_a_higher_threshold_makes_the_sample_smaller() -> None:
    ramp = np.zeros((800, 1000), np.float64)
    ramp[400:, :600] = np.linspace(60, 2, 600)
    outlines = [
        make_mask(ramp.astype(np.uint8), 8.0, SIZE, MaskSettings(threshold)).outline.area
        for threshold in (1.0, 2.0, 4.0)
    ]
    assert outlines[0] > 1.02 * outlines[1] > 1.04 * outlines[2]


def test_that_stronger_smoothing_fills_a_wider_notch() -> None:
    notched = overview()
    notched[650:670, :] = 2
    whole_disc = make_mask(overview(), 8.0, SIZE).outline
    rough = make_mask(notched, 8.0, SIZE, MaskSettings(smoothing=0.25)).outline
    smooth = make_mask(notched, 8.0, SIZE, MaskSettings(smoothing=3.0)).outline
    assert iou(smooth, whole_disc) > 0.98 > iou(rough, whole_disc)


def test_that_a_threshold_that_finds_nothing_is_refused() -> None:
    with pytest.raises(GeometryError, match="Lower it"):
        make_mask(overview(), 8.0, SIZE, MaskSettings(1000.0))
