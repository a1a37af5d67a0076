"""What every reader must do, on files of every layout."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import tifffile

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import Pixels, Scan, cut
from melcount_app.core.scan.picture import PictureScan
from melcount_app.core.scan.vendor import VendorScan

if TYPE_CHECKING:
    from tests.core.scan.conftest import Written


@pytest.fixture
def scan(written: Written) -> Iterator[Scan]:
    with written.layout.open(written.path) as opened:
        yield opened


def whole(scan: Scan, level: int) -> Pixels:
    size = scan.levels[level].size
    return scan.read(level, Rect(0, 0, size.width, size.height))


def rectangles(size: Size, count: int) -> list[Rect]:
    """Rectangles of all sizes, most of them reaching beyond the level."""
    rng = np.random.default_rng(7)
    corners = rng.integers(-40, (size.width, size.height), (count, 2))
    sides = rng.integers(1, (size.width + 60, size.height + 60), (count, 2))
    return [
        Rect(int(x), int(y), int(width), int(height))
        for (x, y), (width, height) in zip(corners, sides, strict=True)
    ]


def test_that_a_scan_gives_back_the_pixels_that_were_written(scan: Scan, written: Written) -> None:
    for level, pixels in enumerate(written.levels):
        if written.layout.is_exact:
            np.testing.assert_array_equal(whole(scan, level), pixels)
        else:
            assert np.abs(whole(scan, level).astype(float) - pixels).mean() < 20


def test_that_levels_channels_and_type_are_those_of_the_file(scan: Scan, written: Written) -> None:
    layout = written.layout
    names = {1: ("grey",), 3: ("red", "green", "blue"), 4: ("DAPI", "FITC", "TRITC", "Cy5")}
    sizes = [Size(pixels.shape[1], pixels.shape[0]) for pixels in written.levels]
    assert [level.size for level in scan.levels] == sizes
    assert tuple(level.downsample for level in scan.levels) == layout.downsamples
    assert scan.channels == names[layout.channels]
    assert scan.dtype == layout.dtype


def test_that_any_rectangle_is_cut_from_the_whole_with_zeros_outside(scan: Scan) -> None:
    for level in range(len(scan.levels)):
        pixels = whole(scan, level)
        for rect in rectangles(scan.levels[level].size, 12):
            np.testing.assert_array_equal(scan.read(level, rect), cut(pixels, rect, None))


def test_that_a_rectangle_read_first_is_cut_from_the_whole(written: Written) -> None:
    rect = Rect(30, 25, 90, 41)
    with written.layout.open(written.path) as one, written.layout.open(written.path) as other:
        np.testing.assert_array_equal(one.read(0, rect), cut(whole(other, 0), rect, None))


def test_that_one_channel_is_its_plane_of_all(scan: Scan) -> None:
    for level in range(len(scan.levels)):
        rect = Rect(-5, 20, 120, 31)
        for channel in range(len(scan.channels)):
            alone = scan.read(level, rect, channel)
            np.testing.assert_array_equal(alone, scan.read(level, rect)[..., channel])


def test_that_pixels_beyond_the_scan_are_zero(scan: Scan) -> None:
    size = scan.size
    for rect in (
        Rect(size.width, 0, 9, 9),
        Rect(0, size.height + 500, 9, 9),
        Rect(-30, -30, 30, 30),
        Rect(-(10**9), 10**9, 9, 9),
    ):
        assert scan.read(0, rect).shape == (rect.height, rect.width, len(scan.channels))
        assert not scan.read(0, rect).any()


def test_that_what_is_read_is_the_callers_to_change(scan: Scan) -> None:
    rect = Rect(0, 0, 64, 64)
    before = scan.read(0, rect).copy()
    scan.read(0, rect)[:] = 1
    np.testing.assert_array_equal(scan.read(0, rect), before)


def test_that_a_glimpse_looks_like_the_level(scan: Scan) -> None:
    size = scan.size
    shown = scan.glimpse(0, 4)
    assert shown.shape == (-(-size.height // 4), -(-size.width // 4), len(scan.channels))
    top = np.iinfo(scan.dtype).max
    difference = np.abs(shown.astype(float) - whole(scan, 0)[::4, ::4]).mean((0, 1))
    assert (difference < 0.25 * top).all()


def test_that_a_scan_may_be_closed_twice(written: Written) -> None:
    scan = written.layout.open(written.path)
    scan.read(0, Rect(0, 0, 8, 8))
    scan.close()
    scan.close()


def test_that_printing_colours_in_tiles_are_left_to_openslide(tmp_path: Path) -> None:
    inks = np.zeros((96, 128, 4), np.uint8)
    inks[..., 0] = 255
    path = tmp_path / "cyan.tif"
    tifffile.imwrite(path, inks, photometric="separated", tile=(32, 32), compression="zlib")
    with open_scan(path) as scan:
        assert isinstance(scan, VendorScan)
        np.testing.assert_array_equal(scan.read(0, Rect(5, 5, 1, 1))[0, 0], [0, 255, 255])


def test_that_a_colour_table_is_left_to_pillow(tmp_path: Path) -> None:
    table = np.zeros((3, 256), np.uint16)
    table[1, 7] = 65_535
    path = tmp_path / "table.tif"
    indices = np.full((40, 50), 7, np.uint8)
    tifffile.imwrite(path, indices, photometric="palette", colormap=table)
    with open_scan(path) as scan:
        assert isinstance(scan, PictureScan)
        np.testing.assert_array_equal(scan.read(0, Rect(5, 5, 1, 1))[0, 0], [0, 255, 0])
