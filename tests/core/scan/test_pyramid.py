"""Coarse levels in memory, and what is shown until they are built."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import tifffile

from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import build_coarse_levels, needs_coarse_levels, open_scan, preview
from melcount_app.core.scan.base import CoarseLevel, LayeredScan
from melcount_app.core.scan.pyramid import shrink


def ended(building: Generator[float, None, tuple[CoarseLevel, ...]]) -> tuple[CoarseLevel, ...]:
    """The levels at the end of a building, whose progress rises to 1."""
    done = [0.0]
    while True:
        try:
            done.append(next(building))
        except StopIteration as end:
            assert done == sorted(done)
            assert done[-1] in {0.0, 1.0}
            levels: tuple[CoarseLevel, ...] = end.value
            return levels


def block_means(pixels: npt.NDArray[Any], factor: int) -> npt.NDArray[Any]:
    """Means of blocks, those at the edges of the pixels they have, rounded to nearest."""
    rows, columns = -(-pixels.shape[0] // factor), -(-pixels.shape[1] // factor)
    means = [
        [
            pixels[y * factor : (y + 1) * factor, x * factor : (x + 1) * factor].mean(
                (0, 1), dtype=np.float64
            )
            for x in range(columns)
        ]
        for y in range(rows)
    ]
    return np.rint(np.array(means)).astype(pixels.dtype)


def noise(height: int, width: int, channels: int, dtype: npt.DTypeLike) -> npt.NDArray[Any]:
    top = np.iinfo(np.dtype(dtype)).max
    return np.random.default_rng(5).integers(0, top, (height, width, channels), dtype)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize("channels", [1, 3, 5])
@pytest.mark.parametrize("size", [(64, 48), (61, 47), (3, 50), (50, 2), (1, 1), (4, 5)])
def test_that_shrinking_gives_the_means_of_blocks(
    size: tuple[int, int], channels: int, dtype: npt.DTypeLike
) -> None:
    pixels = noise(*size, channels, dtype)
    np.testing.assert_array_equal(shrink(pixels, 4), block_means(pixels, 4))


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
@pytest.mark.parametrize(
    ("factor", "channels", "halves"),
    [
        *((2, channels, [1, 2, 3, 4]) for channels in (1, 3, 4)),
        (2, 5, [0, 2, 2, 4]),
        *((4, channels, [0, 2, 2, 4]) for channels in (1, 3, 5)),
    ],
)
def test_that_halves_are_rounded_as_the_docstring_says(
    factor: int, channels: int, halves: list[int], dtype: npt.DTypeLike
) -> None:
    for value, rounded in enumerate(halves):
        block = np.full((factor, factor, channels), value, dtype)
        block[: factor // 2] += 1
        found = shrink(np.tile(block, (8, 8, 1)), factor)
        np.testing.assert_array_equal(found, np.full_like(found, rounded))


@pytest.mark.parametrize(
    "options",
    [
        pytest.param({}, id="flat"),
        pytest.param({"compression": "lzw", "rowsperstrip": 7}, id="LZW strips"),
        pytest.param({"compression": "zlib", "tile": (96, 80)}, id="Deflate tiles"),
        pytest.param({"compression": "zstd", "rowsperstrip": 10_000}, id="one strip"),
    ],
)
def test_that_coarse_levels_are_the_means_of_blocks(
    tmp_path: Path, options: dict[str, Any]
) -> None:
    pixels = noise(101, 9003, 3, np.uint8)
    path = tmp_path / "long.tif"
    tifffile.imwrite(path, pixels, photometric="rgb", **options)
    with open_scan(path) as scan:
        assert needs_coarse_levels(scan)
        levels = ended(build_coarse_levels(scan))
    assert [level.downsample for level in levels] == [4, 16]
    expected = block_means(pixels, 4)
    np.testing.assert_array_equal(levels[0].pixels, expected)
    np.testing.assert_array_equal(levels[1].pixels, block_means(expected, 4))


def test_that_coarse_levels_continue_the_coarsest_level_of_the_file(tmp_path: Path) -> None:
    pixels = noise(100, 9000, 1, np.uint16)[..., 0]
    path = tmp_path / "two.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(pixels, tile=(64, 64), metadata=None)
        writer.write(pixels[::2, ::2], tile=(64, 64), subfiletype=1, metadata=None)
    with open_scan(path) as scan:
        assert len(scan.levels) == 2
        levels = ended(build_coarse_levels(scan))
        layered = LayeredScan(scan, levels)
        assert [level.downsample for level in layered.levels] == [1, 2, 8]
        assert layered.levels[2].size == Size(1125, 13)
        np.testing.assert_array_equal(layered.read(2, Rect(0, 0, 1125, 13)), levels[0].pixels)
        np.testing.assert_array_equal(
            layered.read(1, Rect(7, 3, 40, 20), 0), pixels[6:46:2, 14:94:2]
        )


def test_that_a_small_scan_needs_no_coarse_levels(tmp_path: Path) -> None:
    path = tmp_path / "small.tif"
    tifffile.imwrite(path, noise(100, 100, 3, np.uint8), photometric="rgb")
    with open_scan(path) as scan:
        assert not needs_coarse_levels(scan)
        assert ended(build_coarse_levels(scan)) == ()


def test_that_a_scan_with_a_small_enough_level_shows_that_level(tmp_path: Path) -> None:
    pixels = noise(300, 6000, 3, np.uint8)
    path = tmp_path / "levels.tif"
    with tifffile.TiffWriter(path) as writer:
        writer.write(pixels, photometric="rgb", tile=(64, 64), metadata=None)
        for step in (4, 16):
            small = pixels[::step, ::step]
            writer.write(small, photometric="rgb", tile=(64, 64), subfiletype=1, metadata=None)
    with open_scan(path) as scan:
        shown = preview(scan)
    assert shown.downsample == 4
    np.testing.assert_array_equal(shown.pixels, pixels[::4, ::4])


def test_that_a_flat_scan_shows_every_nth_pixel(tmp_path: Path) -> None:
    pixels = noise(300, 6000, 3, np.uint8)
    path = tmp_path / "flat.tif"
    tifffile.imwrite(path, pixels, photometric="rgb")
    with open_scan(path) as scan:
        shown = preview(scan)
    assert shown.downsample == 3
    np.testing.assert_array_equal(shown.pixels, pixels[::3, ::3])


@pytest.mark.parametrize("compression", ["lzw", "zlib"])
@pytest.mark.parametrize("predictor", [False, True])
def test_that_packed_strips_show_their_first_rows(
    tmp_path: Path, compression: str, *, predictor: bool
) -> None:
    pixels = noise(300, 6000, 3, np.uint16)
    path = tmp_path / "strips.tif"
    tifffile.imwrite(
        path,
        pixels,
        photometric="rgb",
        compression=compression,
        predictor=predictor,
        rowsperstrip=30,
    )
    with open_scan(path) as scan:
        shown = preview(scan)
    assert shown.pixels.shape == (100, 2000, 3)
    nearest = (np.arange(0, 300, 3) + 14) // 30 * 30
    np.testing.assert_array_equal(shown.pixels, pixels[np.minimum(nearest, 270)][:, ::3])


def test_that_tiles_that_time_does_not_allow_show_the_mean_of_a_neighbour(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("melcount_app.core.scan.tiff_glimpse.DECODED_BYTES", 64 * 64 * 6)
    pixels = noise(200, 5000, 1, np.uint8)[..., 0]
    path = tmp_path / "tiles.tif"
    tifffile.imwrite(path, pixels, tile=(64, 64), compression="zlib")
    with open_scan(path) as scan:
        shown = preview(scan)
    assert shown.pixels.shape == (67, 1667, 1)
    np.testing.assert_array_equal(shown.pixels[:21, :21, 0], pixels[:63:3, :63:3])
    assert np.ptp(shown.pixels[22:60, 22:60]) == 0
    assert 100 < shown.pixels[30, 30, 0] < 155
