"""How much a scan looks like the training images, and what is said where it does not."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest

from melcount_app.core.appearance import STATISTICS, WindowStatistics, window_statistics
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.likeness import (
    Deviation,
    Likeness,
    Range,
    Side,
    TrainingRanges,
    Window,
    likeness,
    windows_of,
)
from melcount_app.core.model import to_network_range
from melcount_app.core.paths import sample_scan
from melcount_app.core.prepare import ScanPrepared, layered, prepare_scan
from melcount_app.core.quality import unlike_training_flag
from melcount_app.core.region import Coverage, coverage
from melcount_app.core.scan import open_scan
from melcount_app.core.tiling import NetworkView, analysis_grid, read_analysis
from melcount_app.training.dataset import read_crops
from tests.core.textures import Picture, blurred, enlarged, texture, texture_noise

STRIDE = 4
FALSE_ALARMS = 3
ORDINARY = WindowStatistics(
    background=0.1, highlights=0.8, saturation=0.01, sharpness=0.6, size=0.8, grain=0.003
)
RANGES = TrainingRanges(
    background=Range(0.02, 0.2),
    highlights=Range(0.2, 1.0),
    saturation=Range(0.0, 0.1),
    sharpness=Range(0.4, 1.0),
    size=Range(0.6, 1.0),
    grain=Range(0.0, 0.01),
)


@pytest.fixture(scope="module")
def crops(shared_data: Path) -> list[Picture]:
    return [
        to_network_range(crop.pixels, 255.0) for crop in read_crops(shared_data / "data/trp1/set1")
    ]


def whole_map(density: Picture) -> Coverage:
    height, width = density.shape
    return Coverage(Rect(0, 0, width, height), np.ones((height, width), np.float32))


def of_pixels(pixels: Picture, ranges: TrainingRanges) -> Likeness:
    """The likeness of a picture that is sample all over; brightness stands for cells."""
    height, width = pixels.shape
    size = (width // STRIDE, height // STRIDE)
    density = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
    windows = windows_of(Rect(0, 0, width, height), pixels, Size(width, height), STRIDE)
    return likeness(windows, density, whole_map(density), ranges)


def is_flagged(pixels: Picture, ranges: TrainingRanges) -> bool:
    return unlike_training_flag(of_pixels(pixels, ranges)) is not None


def beside_one_another(statistics: Sequence[WindowStatistics]) -> list[Window]:
    """Windows of 10 x 10 map pixels in a row."""
    return [Window(Rect(10 * i, 0, 10, 10), each) for i, each in enumerate(statistics)]


def row_of(values: Sequence[float]) -> Picture:
    """Cells per map pixel, the same within each window of a row."""
    row = np.repeat(np.array(values, np.float32) / np.float32(100), 10)
    return np.tile(row, (10, 1))


@pytest.mark.parametrize(
    ("core", "windows"),
    [
        (Rect(0, 0, 928, 928), 16),
        (Rect(928, 464, 256, 512), 2),
        (Rect(0, 0, 136, 928), 4),
        (Rect(0, 0, 120, 928), 0),
    ],
)
def test_that_windows_cover_a_core_once_unless_it_is_narrow(core: Rect, windows: int) -> None:
    pixels = np.zeros((core.height, core.width), np.float32)

    found = windows_of(core, pixels, Size(5000, 5000), STRIDE)

    covered = np.zeros((2000, 2000), np.int64)
    for window in found:
        place = window.place
        covered[place.y : place.bottom, place.x : place.right] += 1
    inside = covered[core.y // 4 : core.bottom // 4, core.x // 4 : core.right // 4]
    assert len(found) == windows
    assert (inside == (1 if windows else 0)).all()
    assert covered.sum() == inside.sum()


def test_that_windows_end_with_the_scan_and_see_their_own_pixels() -> None:
    pixels = np.full((928, 928), 0.9, np.float32)
    pixels[:400, :203] = 0.3

    found = windows_of(Rect(928, 0, 928, 928), pixels, Size(1131, 402), STRIDE)

    assert [window.place for window in found] == [Rect(232, 0, 50, 64), Rect(232, 64, 50, 36)]
    assert all(window.statistics.highlights < 0.31 for window in found)


def test_that_windows_weigh_by_their_cells() -> None:
    unsharp = dataclasses.replace(ORDINARY, sharpness=0.1)
    windows = beside_one_another([unsharp, ORDINARY, ORDINARY, ORDINARY])
    density = row_of([60, 20, 10, 10])

    found = likeness(windows, density, whole_map(density), RANGES)

    (deviation,) = found.deviations
    assert (deviation.statistic.name, deviation.side) == ("sharpness", Side.BELOW)
    assert deviation.of_cells == pytest.approx(0.6)
    assert deviation.of_sample == pytest.approx(0.25)
    assert deviation.number == pytest.approx(0.1)
    assert found.share(deviation) == deviation.of_cells
    assert found.windows == 4
    assert found.cells == pytest.approx(100.0)


def test_that_only_windows_of_sample_are_judged() -> None:
    dark = dataclasses.replace(ORDINARY, background=0.005)
    density = row_of([50, 50, 50])
    sample = Coverage(Rect(0, 0, 19, 10), np.ones((10, 19), np.float32))

    found = likeness(beside_one_another([ORDINARY, dark, dark]), density, sample, RANGES)

    assert (found.windows, found.deviations) == (1, ())


def test_that_the_worst_deviation_is_that_of_most_cells() -> None:
    bright = dataclasses.replace(ORDINARY, background=0.5)
    dim = dataclasses.replace(ORDINARY, highlights=0.1, background=0.005)
    density = row_of([30, 70])

    found = likeness(beside_one_another([bright, dim]), density, whole_map(density), RANGES)

    ways = {(each.statistic.name, each.side): each.of_cells for each in found.deviations}
    assert ways == {
        ("background", Side.BELOW): pytest.approx(0.7),
        ("background", Side.ABOVE): pytest.approx(0.3),
        ("highlights", Side.BELOW): pytest.approx(0.7),
    }
    assert found.worst is not None
    assert found.worst.of_cells == pytest.approx(0.7)


def test_that_dark_places_without_cells_are_no_reason_for_a_flag() -> None:
    empty = dataclasses.replace(ORDINARY, highlights=0.05)
    windows = beside_one_another([ORDINARY, empty, empty, empty])
    density = row_of([40, 0.5, 0.5, 0.5])

    assert unlike_training_flag(likeness(windows, density, whole_map(density), RANGES)) is None


def test_that_a_scan_that_is_dark_everywhere_is_flagged_though_nothing_was_counted() -> None:
    empty = dataclasses.replace(ORDINARY, highlights=0.05)
    density = row_of([0.2, 0.0, 0.0])

    flag = unlike_training_flag(
        likeness(beside_one_another([ORDINARY, empty, empty]), density, whole_map(density), RANGES)
    )

    assert flag is not None
    assert flag.sentence == (
        "67 % of the sample is dimmer than the training images (brightest hundredth: 5.0 % "
        "of white; trained on 20 to 100 % of white), and hardly any cells were counted, maybe too "
        "few."
    )


def test_that_the_flag_names_the_statistic_and_its_numbers_and_voids_intervals() -> None:
    unsharp = dataclasses.replace(ORDINARY, sharpness=0.114)
    density = row_of([38, 62])

    flag = unlike_training_flag(
        likeness(beside_one_another([unsharp, ORDINARY]), density, whole_map(density), RANGES)
    )

    assert flag is not None
    assert (flag.name, flag.voids_intervals) == ("unlike_training", True)
    assert flag.sentence == (
        "38 % of the counted cells lie in places less sharp than the training images "
        "(fine-to-coarse ratio: 0.11; trained on 0.40 to 1.00), so the counts may be off."
    )


def test_that_few_cells_in_other_places_are_no_reason_for_a_flag() -> None:
    unsharp = dataclasses.replace(ORDINARY, sharpness=0.1)
    density = row_of([14, 86])

    found = likeness(beside_one_another([unsharp, ORDINARY]), density, whole_map(density), RANGES)

    assert found.worst is not None
    assert unlike_training_flag(found) is None


def test_that_a_scan_without_a_window_of_sample_has_no_flag() -> None:
    density = row_of([10])
    sample = Coverage(Rect(0, 0, 0, 0), np.zeros((0, 0), np.float32))

    found = likeness(beside_one_another([ORDINARY]), density, sample, RANGES)

    assert found == Likeness(0, 0.0, ())
    assert unlike_training_flag(found) is None


@pytest.mark.parametrize("side", list(Side))
def test_that_every_way_to_deviate_has_its_words(side: Side) -> None:
    said = {
        Deviation(each, side, 1.0, 1.0, 0.5, Range(0.0, 1.0)).manner: each for each in STATISTICS
    }

    assert len(said) == len(dataclasses.fields(WindowStatistics))


def test_that_ranges_hold_the_training_windows_and_come_back_from_json() -> None:
    windows = [texture(seed=seed) for seed in range(8)]

    ranges = TrainingRanges.of(windows)

    for statistics in map(window_statistics, windows):
        for name, number in dataclasses.asdict(statistics).items():
            assert getattr(ranges, name).low <= number <= getattr(ranges, name).high
    assert TrainingRanges.read(**json.loads(json.dumps(dataclasses.asdict(ranges)))) == ranges


def test_that_a_single_odd_window_does_not_widen_the_ranges() -> None:
    windows = [texture(seed=seed) for seed in range(40)]

    ranges = TrainingRanges.of([*windows, blurred(texture(), 4.0)])

    assert window_statistics(blurred(texture(), 4.0)).sharpness < ranges.sharpness.low


def test_that_ranges_of_equal_windows_leave_some_room() -> None:
    ranges = TrainingRanges.of([np.full((256, 256), 0.2, np.float32)] * 3)

    assert not is_flagged(np.full((256, 256), 0.205, np.float32), ranges)
    assert is_flagged(np.full((256, 256), 0.25, np.float32), ranges)


def test_that_ranges_need_windows() -> None:
    with pytest.raises(ValueError, match="no training windows"):
        TrainingRanges.of([])


@pytest.mark.parametrize(
    "damage",
    [
        {"grain": {"low": 0.3, "high": 0.1}},
        {"grain": {"low": 0.3}},
        {"grain": {"low": 0.3, "high": float("nan")}},
        {"grain": {"low": 0.3, "high": "much"}},
        {"grain": [0.1, 0.3]},
        {"colour": {"low": 0.1, "high": 0.3}},
    ],
)
def test_that_damaged_ranges_are_refused(damage: dict[str, dict[str, float]]) -> None:
    with pytest.raises(ValueError, match="range"):
        TrainingRanges.read(**{**dataclasses.asdict(RANGES), **damage})


def test_that_missing_ranges_are_refused() -> None:
    facts = dataclasses.asdict(RANGES)
    del facts["size"]

    with pytest.raises(ValueError, match="range"):
        TrainingRanges.read(**facts)


def test_that_crops_that_are_left_out_are_hardly_ever_flagged(crops: list[Picture]) -> None:
    flagged = 0
    for fold in range(5):
        ranges = TrainingRanges.of([crop for i, crop in enumerate(crops) if i % 5 != fold])
        flagged += sum(is_flagged(crop, ranges) for crop in crops[fold::5])

    assert flagged <= FALSE_ALARMS


@pytest.mark.parametrize(
    ("disturb", "statistic"),
    [
        (lambda crop: blurred(crop, 2.0), "sharpness"),
        (lambda crop: np.minimum(crop * 2.0, 1.0), "saturation"),
        (lambda crop: crop * 0.1, "highlights"),
        (lambda crop: np.clip(crop + 0.25, 0.0, 1.0), "background"),
        (lambda crop: crop + 0.03 * texture_noise(), "grain"),
        (lambda crop: enlarged(crop, 2.0), "size"),
        (lambda crop: enlarged(crop, 0.5), "size"),
    ],
)
def test_that_a_disturbed_scan_is_flagged(
    crops: list[Picture], disturb: Callable[[Picture], Picture], statistic: str
) -> None:
    ranges = TrainingRanges.of(crops)
    found = [of_pixels(disturb(crop).astype(np.float32), ranges) for crop in crops]

    in_it = [
        sum(
            each.cells * deviation.of_cells
            for deviation in each.deviations
            if deviation.statistic.name == statistic
        )
        for each in found
    ]
    assert sum(in_it) > 0.15 * sum(each.cells for each in found)


def of_scan(path: Path, ranges: TrainingRanges) -> Likeness:
    """The likeness of a scan, with its brightness above the background in place of cells."""
    *_, prepared = prepare_scan(path)
    assert isinstance(prepared, ScanPrepared)
    scan = prepared.scan
    assert scan.pixel_size is not None
    with layered(open_scan(path), scan.coarse) as file:
        grid = analysis_grid(file.levels, scan.pixel_size.um_per_px, 1.8092)
        everything = Rect(0, 0, grid.size.width, grid.size.height)
        grey = read_analysis(NetworkView(file, grid, scan.channel.index), everything)
    pixels = to_network_range(grey, scan.white)
    size = Size(grid.size.width // STRIDE, grid.size.height // STRIDE)
    density = np.asarray(
        cv2.resize(pixels, (size.width, size.height), interpolation=cv2.INTER_AREA), np.float32
    )
    windows = windows_of(everything, pixels, grid.size, STRIDE)
    sample = coverage(scan.mask.outline, size, grid.level0_per_px * STRIDE)
    return likeness(windows, density, sample, ranges)


def test_that_the_sample_scan_is_like_training(crops: list[Picture]) -> None:
    found = of_scan(sample_scan(), TrainingRanges.of(crops))

    assert found.windows > 15
    assert unlike_training_flag(found) is None


@pytest.mark.parametrize("options", [("--seed", "5"), ("--seed", "6", "--layout", "flat")])
def test_that_a_mosaic_of_crops_is_like_training(
    shared_data: Path, crops: list[Picture], tmp_path: Path, options: tuple[str, ...]
) -> None:
    path = tmp_path / "mosaic.tif"
    tool = str(shared_data / "tools/make_mosaic_scan.py")
    size = ("--width", "7680", "--height", "6656")
    subprocess.run(
        [sys.executable, tool, str(path), *size, *options], check=True, capture_output=True
    )

    found = of_scan(path, TrainingRanges.of(crops))

    assert found.windows > 15
    assert unlike_training_flag(found) is None


@pytest.mark.parametrize("name", ["test3-TRITC_2__560_.ndpi", "CMU-1-Small-Region.svs"])
def test_that_other_kinds_of_scans_are_flagged(
    shared_data: Path, crops: list[Picture], name: str
) -> None:
    found = of_scan(shared_data / "data/scans" / name, TrainingRanges.of(crops))

    assert unlike_training_flag(found) is not None
