from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect, Size
from melcount_app.core.interval import Interval
from melcount_app.core.mask import Mask, MaskSource
from melcount_app.core.measure import (
    COLUMNS,
    RegionCount,
    columns_with_intervals,
    local_densities,
    measure,
)
from melcount_app.core.region import Region
from melcount_app.core.tiling import AnalysisGrid, TileGrid
from tests.conftest import INTERVALS

SIDE = 16.0  # level-0 pixels per map pixel
PIXEL_SIZE = PixelSize(2.0, PixelSizeSource.USER)  # a map pixel is 32 µm
SCAN = Size(3200, 2400)  # 6.4 x 4.8 mm, 200 x 150 map pixels
PER_MM2 = (SIDE * 2e-3) ** 2


def density_of(cells_per_mm2: np.ndarray[tuple[int, int], np.dtype[np.float32]]) -> DensityMap:
    size = Size(800, 600)
    tiles = TileGrid(size, core_px=800, halo_px=8, unit_px=8)
    density = DensityMap(AnalysisGrid(0, 4.0, 4.0, size), tiles, output_stride=4)
    core = np.zeros((200, 200), np.float32)
    core[:150] = cells_per_mm2 * PER_MM2
    density.put(Rect(0, 0, 800, 800), core)
    return density


def flat(value: float) -> DensityMap:
    return density_of(np.full((150, 200), value, np.float32))


def mask_of(x0: float, y0: float, x1: float, y1: float) -> Mask:
    return Mask(box(x0, y0, x1, y1), SCAN, MaskSource.DRAWN)


WHOLE = mask_of(0, 0, 3200, 2400)


def test_that_cells_area_and_density_are_those_of_the_mask() -> None:
    sample = measure(flat(100), mask_of(0, 0, 1600, 2400), (), PIXEL_SIZE).sample
    assert sample.area_mm2 == pytest.approx(3.2 * 4.8)
    assert sample.cells == pytest.approx(100 * 3.2 * 4.8, rel=1e-5)
    assert sample.cells_per_mm2 == pytest.approx(100, rel=1e-5)


def test_that_a_region_is_counted_only_where_it_is_sample() -> None:
    regions = [Region("half outside", box(0, 0, 3200, 2400))]
    (region,) = measure(flat(100), mask_of(0, 0, 1600, 2400), regions, PIXEL_SIZE).regions
    assert region.area_mm2 == pytest.approx(3.2 * 4.8)


def test_that_the_quadrants_add_up_to_the_sample() -> None:
    rng = np.random.default_rng(0)
    density = density_of(rng.random((150, 200)).astype(np.float32) * 500)
    found = measure(density, mask_of(333, 100, 2999, 2222), (), PIXEL_SIZE)
    assert sum(part.cells or 0 for part in found.quadrants) == pytest.approx(found.sample.cells)
    assert sum(part.area_mm2 or 0 for part in found.quadrants) == pytest.approx(
        found.sample.area_mm2
    )


def test_that_without_a_pixel_size_only_the_count_is_given() -> None:
    found = measure(flat(100), WHOLE, (), None)
    assert found.sample.cells == pytest.approx(100 * 6.4 * 4.8, rel=1e-5)
    assert found.sample.area_mm2 is None
    assert found.sample.cells_per_mm2 is None
    assert found.lowest is None


def test_that_a_region_without_sample_has_no_density() -> None:
    regions = [Region("elsewhere", box(3000, 0, 3200, 2400))]
    (region,) = measure(flat(100), mask_of(0, 0, 1600, 2400), regions, PIXEL_SIZE).regions
    assert (region.cells, region.area_mm2, region.cells_per_mm2) == (0, 0, None)


def test_that_what_was_not_counted_has_no_number() -> None:
    density = flat(100)
    density.counted[:] = False
    found = measure(density, WHOLE, (), PIXEL_SIZE)
    assert found.sample.cells is None
    assert found.sample.cells_per_mm2 is None
    assert found.highest is None


def test_that_the_extremes_are_found_over_one_square_millimetre() -> None:
    values = np.full((150, 200), 100, np.float32)
    values[100:140, 20:60] = 400  # 1.28 x 1.28 mm around (640, 1920)
    values[10:60, 120:170] = 10
    found = measure(density_of(values), WHOLE, (), PIXEL_SIZE)
    assert found.highest is not None
    assert found.lowest is not None
    assert found.highest.cells_per_mm2 == pytest.approx(400, rel=1e-4)
    assert abs(found.highest.x - 640) < 160
    assert abs(found.highest.y - 1920) < 160
    assert found.lowest.cells_per_mm2 == pytest.approx(10, rel=1e-4)


def test_that_a_local_density_counts_sample_only() -> None:
    local = local_densities(flat(100), mask_of(0, 0, 1600, 2400), PIXEL_SIZE)
    assert local is not None
    assert local.at(1590, 1200) == pytest.approx(100, rel=1e-4)
    assert local.at(1700, 1200) is None
    assert local.at(-5, 1200) is None
    assert local.at(5000, 1200) is None


def test_that_every_column_reads_a_region() -> None:
    region = RegionCount("r", 50.0, 0.5)
    assert [column.value(region) for column in COLUMNS] == [100.0, 50.0, 0.5]


def test_that_every_count_has_the_interval_of_its_cells() -> None:
    regions = [Region("mine", box(0, 0, 400, 400)), Region("elsewhere", box(3000, 0, 3200, 2400))]
    half = mask_of(0, 0, 1600, 2400)
    found = measure(flat(100), half, regions, PIXEL_SIZE, INTERVALS)
    assert found.intervals == INTERVALS
    for region in (found.sample, found.quadrants[0], found.quadrants[2], found.regions[0]):
        assert region.cells is not None
        assert region.area_mm2 is not None
        assert region.interval == INTERVALS.of(region.cells)
        assert region.interval_per_mm2 == region.interval.per(region.area_mm2)
    for empty in (found.quadrants[1], found.regions[1]):
        assert (empty.cells, empty.interval, empty.interval_per_mm2) == (0, None, None)


def test_that_what_has_no_number_has_no_interval() -> None:
    density = flat(100)
    density.counted[:] = False
    for nothing in (density, None):
        sample = measure(nothing, WHOLE, (), PIXEL_SIZE, INTERVALS).sample
        assert (sample.interval, sample.interval_per_mm2) == (None, None)
    uncalibrated = measure(flat(100), WHOLE, (), None, INTERVALS).sample
    assert uncalibrated.interval is not None
    assert uncalibrated.interval_per_mm2 is None
    assert measure(flat(100), WHOLE, (), PIXEL_SIZE).sample.interval is None


def test_that_tables_of_numbers_have_both_ends_of_an_interval_behind_its_number() -> None:
    region = RegionCount("r", 50.0, 0.5, Interval(40.0, 60.0))
    columns = columns_with_intervals(INTERVALS)
    assert [(column.heading, column.unit, column.value(region)) for column in columns] == [
        ("Density", "cells/mm²", 100.0),
        ("Density, 90 % from", "cells/mm²", 80.0),
        ("Density, 90 % to", "cells/mm²", 120.0),
        ("Cells", "", 50.0),
        ("Cells, 90 % from", "", 40.0),
        ("Cells, 90 % to", "", 60.0),
        ("Area", "mm²", 0.5),
    ]
    assert len({column.key for column in columns}) == len(columns)
    without = RegionCount("r", 50.0, 0.5)
    assert [c.value(without) for c in columns] == [100.0, None, None, 50.0, None, None, 0.5]


def test_that_a_model_without_intervals_has_no_columns_for_them() -> None:
    assert columns_with_intervals(None) == COLUMNS


def test_that_before_a_count_areas_are_told_but_no_cells() -> None:
    found = measure(None, mask_of(0, 0, 1600, 2400), (), PIXEL_SIZE)
    assert found.sample.area_mm2 == pytest.approx(3.2 * 4.8)
    assert found.sample.cells is None
    assert found.lowest is None
