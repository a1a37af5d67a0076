from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan.base import Level, Pixels, Scan, cut
from melcount_app.core.tiling import NetworkView, TileGrid, analysis_grid, read_analysis, read_tile


class ArrayScan(Scan):
    """A scan in memory, with the given downsamples of one picture."""

    def __init__(self, pixels: npt.NDArray[np.uint8]) -> None:
        self.path = Path("array")
        self.channels = ("grey",)
        self.dtype = np.dtype(np.uint8)
        self.pixel_size = None
        self.levels = (Level(Size(pixels.shape[1], pixels.shape[0]), 1.0),)
        self._pixels = pixels[..., np.newaxis]

    @override
    def read(self, level: int, rect: Rect, channel: int | None = None) -> Pixels:
        return cut(self._pixels, rect, channel)

    @override
    def close(self) -> None:
        """Nothing is open."""


def levels(*downsamples: float) -> tuple[Level, ...]:
    return tuple(Level(Size(round(4000 / d), round(3000 / d)), d) for d in downsamples)


@pytest.mark.parametrize(
    ("um_per_px", "downsamples", "level", "factor"),
    [
        (0.4523, (1, 4, 16), 1, 1.0),
        (0.4523, (1,), 0, 4.0),
        (0.4523, (1, 2, 8), 1, 2.0),
        (0.2282, (1, 2, 4, 8), 3, 1.0),
        (0.2282, (1, 2, 4), 2, 2.0),
        (1.8092, (1,), 0, 1.0),
        (0.7, (1, 2), 1, 1.8092 / 1.4),
        (2.4, (1,), 0, 1.8092 / 2.4),
    ],
)
def test_that_the_nearest_finer_level_is_reduced_to_the_networks_pixels(
    um_per_px: float, downsamples: tuple[float, ...], level: int, factor: float
) -> None:
    grid = analysis_grid(levels(*downsamples), um_per_px, 1.8092)
    assert grid.level == level
    assert grid.factor == pytest.approx(factor)
    assert grid.level0_per_px * um_per_px == pytest.approx(1.8092, rel=0.03)


def test_that_a_scan_too_coarse_to_tell_cells_apart_is_refused() -> None:
    with pytest.raises(ValueError, match="too coarse"):
        analysis_grid(levels(1), 5.0, 1.8092)


@pytest.mark.parametrize("um_per_px", [0.4523, 0.6, 0.7, 1.1, 1.8092, 2.2])
def test_that_an_analysis_pixel_does_not_depend_on_where_it_is_read(um_per_px: float) -> None:
    rng = np.random.default_rng(3)
    scan = ArrayScan(rng.integers(0, 256, (211, 190), np.uint8))
    grid = analysis_grid(scan.levels, um_per_px, 1.8092)
    whole = read_analysis(NetworkView(scan, grid, 0), Rect(-8, -8, 100, 100))
    for _ in range(20):
        x, y = (int(value) for value in rng.integers(-8, 60, 2))
        part = read_analysis(NetworkView(scan, grid, 0), Rect(x, y, 17, 23))
        np.testing.assert_array_equal(part, whole[y + 8 : y + 31, x + 8 : x + 25])


@pytest.mark.parametrize("factor", [2.0, 3.0, 1.5, 2.4, 4.37])
def test_that_reduction_is_an_area_average(factor: float) -> None:
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 256, (96, 96), np.uint8)
    scan = ArrayScan(pixels)
    grid = analysis_grid(scan.levels, 1.0, factor)
    found = read_analysis(NetworkView(scan, grid, 0), Rect(0, 0, 12, 12))
    side = 200  # sub-samples per axis: the integral by brute force
    for y, x in [(0, 0), (3, 7), (11, 11)]:
        at = (np.arange(side) + 0.5) / side * factor
        rows, columns = (y * factor + at).astype(int), (x * factor + at).astype(int)
        assert abs(float(found[y, x]) - pixels[np.ix_(rows, columns)].mean()) < 2.0


def test_that_the_mean_brightness_survives_resampling() -> None:
    scan = ArrayScan(np.full((400, 400), 77, np.uint8))
    for um_per_px in (0.4523, 0.7, 1.1, 2.2):
        grid = analysis_grid(scan.levels, um_per_px, 1.8092)
        assert (read_analysis(NetworkView(scan, grid, 0), Rect(5, 5, 40, 40)) == 77).all()


def test_that_beyond_the_border_a_tile_is_mirrored() -> None:
    rng = np.random.default_rng(7)
    pixels = rng.integers(0, 256, (160, 200), np.uint8)
    scan = ArrayScan(pixels)
    grid = analysis_grid(scan.levels, 1.8092, 1.8092)
    expected = np.pad(pixels, 48, mode="reflect")
    np.testing.assert_array_equal(
        read_tile(NetworkView(scan, grid, 0), Rect(-48, -48, 296, 256), 8), expected
    )
    corner = read_tile(NetworkView(scan, grid, 0), Rect(144, 112, 104, 96), 8)
    np.testing.assert_array_equal(corner, expected[160:256, 192:296])


def test_that_a_tile_is_mirrored_at_whole_pixels_only() -> None:
    scan = ArrayScan(np.full((163, 203), 90, np.uint8))  # 40.75 x 50.75 analysis pixels
    grid = analysis_grid(scan.levels, 0.4523, 1.8092)
    assert (read_tile(NetworkView(scan, grid, 0), Rect(-8, -8, 80, 72), 8) == 90).all()


@given(
    st.integers(1, 500),
    st.integers(1, 500),
    st.sampled_from([8, 40, 104]),
    st.sampled_from([8, 16]),
)
def test_that_cores_cover_every_pixel_exactly_once(
    width: int, height: int, core_px: int, halo_px: int
) -> None:
    tiles = TileGrid(Size(width, height), core_px, halo_px, unit_px=8)
    seen = np.zeros((height, width), int)
    for core in tiles.cores():
        part = core.clipped_to(tiles.size)
        assert part.width > 0
        assert part.height > 0
        seen[part.y : part.bottom, part.x : part.right] += 1
    assert (seen == 1).all()


TILES = TileGrid(Size(100, 80), core_px=40, halo_px=8, unit_px=8)


def wanted(*pixels_yx: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """Wanted pixels of a grid that is coarser by 4 than `TILES`."""
    found = np.zeros((20, 25), np.bool_)
    found[tuple(np.transpose(pixels_yx))] = True
    return found


def test_that_a_core_is_narrowed_to_what_is_wanted_of_it() -> None:
    assert TILES.holding(wanted((5, 12), (7, 19)), 4) == [Rect(48, 16, 32, 16)]


def test_that_cores_of_which_nothing_is_wanted_are_left_out() -> None:
    parts = TILES.holding(wanted((0, 0), (19, 24)), 4)
    assert parts == [Rect(0, 0, 8, 8), Rect(96, 72, 8, 8)]


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 24)), min_size=1))
def test_that_all_that_is_wanted_lies_in_some_part(pixels_yx: list[tuple[int, int]]) -> None:
    parts = TILES.holding(wanted(*pixels_yx), 4)
    for y, x in pixels_yx:
        assert sum(p.x <= 4 * x < p.right and p.y <= 4 * y < p.bottom for p in parts) == 1
    for part in parts:
        assert all(side % 8 == 0 for side in (part.x, part.y, part.width, part.height))
