"""Levels between those of a scan."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import CoarseLevel, LayeredScan, Level, Pixels
from melcount_app.core.scan.halves import HalvedScan
from melcount_app.core.scan.pyramid import shrink

HEIGHT, WIDTH = 101, 157


@pytest.fixture
def pixels() -> Pixels:
    green = np.random.default_rng(3).integers(0, 256, (HEIGHT, WIDTH)).astype(np.uint8)
    return np.stack([green // 12, green, green // 20], axis=-1)  # as `write_scan` has it


@pytest.fixture
def scan(write_scan: Callable[..., Path], pixels: Pixels) -> Iterator[HalvedScan]:
    """Levels of 1, 4 and 8 level-0 pixels, and one of 2 between them."""
    coarse = shrink(pixels, 4)
    layers = (CoarseLevel(coarse, 4.0), CoarseLevel(shrink(coarse, 2), 8.0))
    with HalvedScan(LayeredScan(open_scan(write_scan(pixels[..., 1])), layers)) as made:
        yield made


def test_that_a_level_is_put_where_the_next_is_much_coarser(scan: HalvedScan) -> None:
    assert [level.downsample for level in scan.levels] == [1.0, 2.0, 4.0, 8.0]
    assert scan.levels[1] == Level(Size(79, 51), 2.0)


@pytest.mark.parametrize("channel", [None, 1])
@pytest.mark.parametrize(
    "rect", [Rect(0, 0, 79, 51), Rect(10, 7, 20, 30), Rect(70, 40, 20, 20), Rect(-3, -2, 9, 9)]
)
def test_that_it_holds_the_means_of_pixels_and_black_outside(
    scan: HalvedScan, pixels: Pixels, rect: Rect, channel: int | None
) -> None:
    padded = np.pad(shrink(pixels, 2), ((10, 20), (10, 20), (0, 0)))
    expected = padded[rect.y + 10 : rect.bottom + 10, rect.x + 10 : rect.right + 10]
    found = scan.read(1, rect, channel)
    np.testing.assert_array_equal(found, expected if channel is None else expected[..., channel])


def test_that_the_levels_of_the_scan_are_read_as_they_are(scan: HalvedScan, pixels: Pixels) -> None:
    whole = Rect(0, 0, WIDTH, HEIGHT)
    np.testing.assert_array_equal(scan.read(0, whole), pixels)
    np.testing.assert_array_equal(scan.read(2, Rect(0, 0, 40, 26)), shrink(pixels, 4))
