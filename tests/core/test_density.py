from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import Size
from melcount_app.core.tiling import AnalysisGrid, TileGrid


def empty_map(width: int = 100, height: int = 80) -> DensityMap:
    """3 x 2 tiles of 40 analysis pixels; a map pixel is 4 analysis or 16 level-0 pixels."""
    size = Size(width, height)
    grid = AnalysisGrid(level=0, factor=4.0, level0_per_px=4.0, size=size)
    return DensityMap(grid, TileGrid(size, core_px=40, halo_px=8), output_stride=4)


def full_map(value: float = 0.5) -> DensityMap:
    density = empty_map()
    for row in range(density.tiles.rows):
        for column in range(density.tiles.columns):
            density.put(row, column, np.full((10, 10), value, np.float32))
    return density


def test_that_the_integral_over_an_outline_is_the_count() -> None:
    density = full_map(0.5)
    assert density.cells(density.coverage(box(8, 0, 72, 160))) == pytest.approx(4 * 10 * 0.5)


def test_that_nothing_is_counted_over_tiles_that_were_not_run() -> None:
    density = empty_map()
    density.put(0, 0, np.ones((10, 10), np.float32))
    assert density.cells(density.coverage(box(0, 0, 160, 160))) == pytest.approx(100)
    assert density.cells(density.coverage(box(0, 0, 161, 160))) is None


def test_that_missing_tiles_are_named() -> None:
    density = empty_map()
    density.put(0, 1, np.ones((10, 10), np.float32))
    assert density.missing(density.coverage(box(0, 0, 400, 100))) == [(0, 0), (0, 2)]


def test_that_the_last_tiles_are_cut_at_the_border_of_the_map() -> None:
    density = empty_map(width=90, height=50)
    assert density.size == Size(23, 13)
    density.put(1, 2, np.ones((10, 10), np.float32))
    assert density.values.sum() == 3 * 3


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -0.1])
def test_that_values_that_are_no_densities_are_refused(bad: float) -> None:
    core = np.zeros((10, 10), np.float32)
    core[3, 3] = bad
    density = empty_map()
    with pytest.raises(ValueError, match="not densities"):
        density.put(0, 0, core)
    assert not density.counted.any()


def test_that_a_copy_does_not_change_the_original() -> None:
    density = full_map(0.5)
    twin = density.copy()
    twin.put(0, 0, np.zeros((10, 10), np.float32))
    assert density.values[0, 0] == np.float32(0.5)
