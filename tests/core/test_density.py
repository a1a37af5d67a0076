from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.tiling import AnalysisGrid, TileGrid


def empty_map(width: int = 100, height: int = 80) -> DensityMap:
    """3 x 2 tiles of 40 analysis pixels; a map pixel is 4 analysis or 16 level-0 pixels."""
    size = Size(width, height)
    grid = AnalysisGrid(level=0, factor=4.0, level0_per_px=4.0, size=size)
    return DensityMap(grid, TileGrid(size, core_px=40, halo_px=8, unit_px=8), output_stride=4)


def core(row: int, column: int) -> Rect:
    return Rect(40 * column, 40 * row, 40, 40)


def full_map(value: float = 0.5) -> DensityMap:
    density = empty_map()
    for core in density.tiles.cores():
        density.put(core, np.full((10, 10), value, np.float32))
    return density


def test_that_the_integral_over_an_outline_is_the_count() -> None:
    density = full_map(0.5)
    assert density.cells(density.coverage(box(8, 0, 72, 160))) == pytest.approx(4 * 10 * 0.5)


def test_that_nothing_is_counted_over_tiles_that_were_not_run() -> None:
    density = empty_map()
    density.put(core(0, 0), np.ones((10, 10), np.float32))
    assert density.cells(density.coverage(box(0, 0, 160, 160))) == pytest.approx(100)
    assert density.cells(density.coverage(box(0, 0, 161, 160))) is None


def test_that_only_what_an_outline_touches_and_nobody_counted_is_missing() -> None:
    density = empty_map()
    density.put(core(0, 1), np.ones((10, 10), np.float32))
    missing = density.missing(density.coverage(box(0, 0, 400, 100)))
    assert missing == [Rect(0, 0, 40, 32), Rect(80, 0, 24, 32)]


def test_that_a_part_that_was_counted_is_not_missing_any_more() -> None:
    density = empty_map()
    covered = density.coverage(box(20, 30, 140, 300))
    for part in density.missing(covered):
        shape = part.height // density.output_stride, part.width // density.output_stride
        density.put(part, np.ones(shape, np.float32))
    assert density.missing(covered) == []
    assert density.cells(covered) == pytest.approx(120 * 270 / 256)
    assert density.cells(density.coverage(box(20, 30, 161, 300))) is None


def test_that_the_last_tiles_are_cut_at_the_border_of_the_map() -> None:
    density = empty_map(width=90, height=50)
    assert density.size == Size(23, 13)
    density.put(core(1, 2), np.ones((10, 10), np.float32))
    assert density.values.sum() == 3 * 3


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -0.1])
def test_that_values_that_are_no_densities_are_refused(bad: float) -> None:
    values = np.zeros((10, 10), np.float32)
    values[3, 3] = bad
    density = empty_map()
    with pytest.raises(ValueError, match="not densities"):
        density.put(core(0, 0), values)
    assert not density.counted.any()


def test_that_a_copy_does_not_change_the_original() -> None:
    density = full_map(0.5)
    twin = density.copy()
    twin.put(core(0, 0), np.zeros((10, 10), np.float32))
    assert density.values[0, 0] == np.float32(0.5)
