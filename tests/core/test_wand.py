"""The wand finds what is as bright as the point that is touched."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from shapely.geometry import Point, box

from melcount_app.core.wand import wand

DOWNSAMPLE = 10.0


def two_squares() -> npt.NDArray[np.uint8]:
    """Two bright squares of 40 px, one beside the other with a dark gap between them."""
    pixels = np.full((200, 300), 10, np.uint8)
    pixels[80:120, 50:90] = 120
    pixels[80:120, 110:150] = 120
    return pixels


def test_that_the_bright_area_under_the_point_is_found_and_its_neighbour_is_not() -> None:
    found = wand(two_squares(), DOWNSAMPLE, (700, 1000), reach_px=2000)
    square = box(500, 800, 900, 1200)
    assert found.intersection(square).area > 0.7 * square.area
    assert found.difference(square.buffer(20)).area == pytest.approx(0)


def test_that_it_reaches_no_further_than_asked() -> None:
    flat = np.full((200, 300), 50, np.uint8)
    found = wand(flat, DOWNSAMPLE, (1505, 1005), reach_px=200)
    assert found.bounds == pytest.approx((1300, 800, 1710, 1210))


def test_that_more_tolerance_finds_more() -> None:
    ramp = np.tile(np.linspace(0, 255, 300).astype(np.uint8), (200, 1))
    areas = [wand(ramp, DOWNSAMPLE, (1500, 1000), 1000, tolerance).area for tolerance in (1, 4, 10)]
    assert areas == sorted(set(areas))


@pytest.mark.parametrize("at", [(0.0, 0.0), (2999.0, 1999.0), (700.0, 1000.0), (1001.0, 1000.0)])
def test_that_the_point_lies_in_what_is_found(at: tuple[float, float]) -> None:
    random = np.random.default_rng(1)
    noisy = random.integers(0, 255, (200, 300)).astype(np.uint8)
    for pixels in (two_squares(), noisy, noisy.astype(np.uint16) * 257):
        found = wand(pixels, DOWNSAMPLE, at, reach_px=500)
        assert found.is_valid
        assert found.buffer(1e-6).covers(Point(at))
