"""The density map for the eye."""

from __future__ import annotations

import numpy as np
import pytest
from shapely.geometry import box

from melcount_app.core.colour_scale import end_of_scale, highest_shown
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect, Size
from melcount_app.gui.session.picture import DensityPicture
from melcount_app.gui.viewer.colours import coloured

MAP = Size(1300, 900)
LEVEL0_PER_MAP_PX = 16.0
PIXEL_SIZE = PixelSize(0.5, PixelSizeSource.USER)
WHOLE = box(0, 0, MAP.width * LEVEL0_PER_MAP_PX, MAP.height * LEVEL0_PER_MAP_PX)


@pytest.fixture
def values() -> np.ndarray:
    return np.random.default_rng(1).random((MAP.height, MAP.width)).astype(np.float32)


def picture_of(values: np.ndarray, tile_px: int) -> DensityPicture:
    picture = DensityPicture(MAP, LEVEL0_PER_MAP_PX)
    for y in range(0, MAP.height, tile_px):
        for x in range(0, MAP.width, tile_px):
            window = Rect(x, y, tile_px, tile_px).clipped_to(MAP)
            picture.add(window, values[y : window.bottom, x : window.right])
    return picture


@pytest.mark.parametrize("tile_px", [100, 233, 511, 4000])
def test_that_the_picture_does_not_depend_on_the_tiles(
    values: np.ndarray,
    tile_px: int,
) -> None:
    expected = picture_of(values, 64).cells_per_mm2(WHOLE, PIXEL_SIZE)
    got = picture_of(values, tile_px).cells_per_mm2(WHOLE, PIXEL_SIZE)
    np.testing.assert_allclose(got, expected, rtol=1e-4)


def test_that_a_tile_that_is_counted_again_changes_nothing(values: np.ndarray) -> None:
    picture = picture_of(values, 300)
    expected = picture.cells_per_mm2(WHOLE, PIXEL_SIZE)
    picture.add(Rect(0, 0, MAP.width, MAP.height), values)
    np.testing.assert_allclose(picture.cells_per_mm2(WHOLE, PIXEL_SIZE), expected, rtol=1e-4)


def test_that_an_even_density_is_shown_as_it_is_up_to_the_border() -> None:
    per_pixel = 0.02
    even = np.full((MAP.height, MAP.width), per_pixel, np.float32)
    shown = picture_of(even, 256).cells_per_mm2(WHOLE, PIXEL_SIZE)
    pixel_mm2 = (LEVEL0_PER_MAP_PX * PIXEL_SIZE.um_per_px / 1000) ** 2
    np.testing.assert_allclose(shown[:-1, :-1], per_pixel / pixel_mm2, rtol=1e-3)


def test_that_nothing_is_shown_outside_the_sample(
    values: np.ndarray,
) -> None:
    picture = picture_of(values, 300)
    left_half = box(0, 0, MAP.width * LEVEL0_PER_MAP_PX / 2, MAP.height * LEVEL0_PER_MAP_PX)
    shown = np.isfinite(picture.cells_per_mm2(left_half, PIXEL_SIZE))
    half = picture.size.width // 2
    assert shown[:, : half - 1].all()
    assert not shown[:, half + 1 :].any()


def test_that_nothing_is_shown_where_nothing_was_counted() -> None:
    picture = DensityPicture(MAP, LEVEL0_PER_MAP_PX)
    picture.add(Rect(0, 0, 300, 300), np.ones((300, 300), np.float32))
    shown = np.isfinite(picture.cells_per_mm2(WHOLE, PIXEL_SIZE))
    assert shown[:99, :99].all()
    assert not shown[101:].any()
    assert not shown[:, 101:].any()


def test_that_a_copy_does_not_change_with_its_original(
    values: np.ndarray,
) -> None:
    picture = DensityPicture(MAP, LEVEL0_PER_MAP_PX)
    copy = picture.copy()
    picture.add(Rect(0, 0, 300, 300), values[:300, :300])
    assert not np.isfinite(copy.cells_per_mm2(WHOLE, PIXEL_SIZE)).any()


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 1), (7, 8), (148, 150), (590, 600), (999, 1000)]
)
def test_that_the_legend_ends_at_a_round_number_above(highest: float, top: float) -> None:
    density = np.full((10, 10), highest, np.float32)
    density[0] = np.nan
    assert end_of_scale(highest_shown(density)) == pytest.approx(top)


def test_that_colours_are_clear_where_the_density_is_unknown() -> None:
    image = coloured(np.array([[np.nan, 0.0, 300.0, 9999.0]], np.float32), 300, "cividis")
    colours = [image.pixelColor(x, 0) for x in range(4)]
    assert [colour.alpha() for colour in colours] == [0, 255, 255, 255]
    assert colours[2] == colours[3]
    assert colours[1] != colours[2]
