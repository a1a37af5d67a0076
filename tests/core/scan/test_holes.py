"""What a file does not hold, or holds damaged, is known place by place."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import tifffile

from melcount_app.core.errors import DamagedError, ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import damage, open_scan, vendor
from melcount_app.core.scan.damage import TolerantScan, bands, gaps_between, overlap, runs_of
from melcount_app.core.scan.opened import open_believed
from melcount_app.core.scan.pyramid import shrink
from melcount_app.core.scan.vendor import open_vendor
from melcount_app.self_test.czi import tiles, write_czi
from tests.core.harmed_files import harm, leave_out, noise, write_tiled

WHOLE = Rect(0, 0, 640, 512)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_tiled(tmp_path / "scan.tif", noise())


def test_that_tiles_without_bytes_are_told_and_read_as_0(path: Path) -> None:
    leave_out(path, (1, 2), (1, 3), (2, 2), (2, 3), (7, 9))
    with open_scan(path) as scan:
        assert scan.not_scanned(0) == (Rect(128, 64, 128, 128), Rect(576, 448, 64, 64))
        expected = noise()
        expected[64:192, 128:256] = 0
        expected[448:, 576:] = 0
        assert (scan.read(0, WHOLE, 0) == expected).all()
        assert scan.damaged(0) == ()


def test_that_strips_without_bytes_are_told(tmp_path: Path) -> None:
    path = tmp_path / "strips.tif"
    tifffile.imwrite(path, noise(), rowsperstrip=32, compression="zlib")
    with tifffile.TiffFile(path, mode="r+") as tiff:
        counts = list(tiff.pages.first.databytecounts)
        counts[3] = 0
        tiff.pages.first.tags["StripByteCounts"].overwrite(counts)
    with open_scan(path) as scan:
        assert scan.not_scanned(0) == (Rect(0, 96, 640, 32),)


def test_that_a_damaged_tile_is_refused_with_a_way_to_go_on(path: Path) -> None:
    harm(path, (2, 2))
    with open_scan(path) as scan, pytest.raises(DamagedError) as refusal:
        scan.read(0, WHOLE)
    assert "without the damaged area" in str(refusal.value)


@pytest.mark.parametrize("channel", [None, 0])
def test_that_a_tolerant_scan_is_0_where_tiles_are_damaged(path: Path, channel: int | None) -> None:
    harm(path, (2, 2), (7, 9))
    expected = noise()
    expected[128:192, 128:192] = 0
    expected[448:, 576:] = 0
    with TolerantScan(open_scan(path)) as scan:
        for _ in range(2):  # the second time it is known
            pixels = scan.read(0, WHOLE, channel)
            assert (pixels.reshape(512, 640) == expected).all()
        assert scan.damaged(0) == (Rect(128, 128, 64, 64), Rect(576, 448, 64, 64))


def test_that_a_tolerant_scan_knows_only_of_what_was_read(path: Path) -> None:
    harm(path, (2, 2), (7, 9))
    with TolerantScan(open_scan(path)) as scan:
        scan.read(0, Rect(100, 100, 100, 100))
        assert scan.damaged(0) == (Rect(128, 128, 64, 64),)
        beyond = scan.read(0, Rect(-20, 120, 200, 40), 0)
        assert (beyond[:, :20] == 0).all()
        assert (beyond[:, 20:148] == noise()[120:160, :128]).all()


def test_that_a_file_that_cannot_be_read_in_part_is_refused_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "picture.png"
    _, png = cv2.imencode(".png", noise())
    path.write_bytes(png.tobytes()[: len(png) // 2])
    with TolerantScan(open_scan(path)) as scan, pytest.raises(ScanError):
        scan.read(0, WHOLE)


def test_that_levels_are_compared_where_both_can_be_read(tmp_path: Path) -> None:
    fine = np.kron(noise(32, 40), np.ones((16, 16), np.uint8))
    coarse = shrink(fine[..., np.newaxis], 4)[..., 0]
    path = write_tiled(tmp_path / "scan.tif", fine, coarse)
    harm(path, (3, 3), (4, 4))
    with pytest.raises(DamagedError):
        open_believed(path).close()
    with open_believed(path, without_damaged=True) as scan:
        assert len(scan.levels) == 2
    leave_out(path, (3, 3), (4, 4))
    with open_believed(path) as scan:
        assert len(scan.levels) == 2


def test_that_a_level_that_holds_less_than_the_finest_is_left_out(tmp_path: Path) -> None:
    fine = np.kron(noise(32, 40), np.ones((16, 16), np.uint8))
    coarse = shrink(fine[..., np.newaxis], 4)[..., 0]
    path = leave_out(write_tiled(tmp_path / "scan.tif", fine, coarse), (0, 0), level=1)
    with open_believed(path) as scan:
        assert len(scan.levels) == 1
        assert scan.not_scanned(0) == ()


def test_that_gaps_between_the_tiles_of_a_czi_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.czi"
    blocks = tiles(noise(128, 192)[..., np.newaxis], 64)
    write_czi(path, blocks[:1] + blocks[2:], "")
    with open_scan(path) as scan:
        assert scan.not_scanned(0) == (Rect(64, 0, 64, 64),)
        assert scan.blocks(0, Rect(10, 10, 10, 10)) == (Rect(0, 0, 64, 64),)


@pytest.mark.parametrize("map_px", [4096, 320, 130])
def test_that_what_openslide_paints_nothing_of_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, map_px: int
) -> None:
    monkeypatch.setattr(vendor, "_LARGEST_MAP_PX", map_px)
    path = write_tiled(tmp_path / "scan.tif", np.stack([noise()] * 3, axis=-1))
    leave_out(path, (4, 8), (4, 9))
    with open_vendor(path) as scan:
        (gap,) = scan.not_scanned(0)
        assert overlap(gap, Rect(512, 256, 128, 64)) == gap
        assert gap.width * gap.height > 0.9 * 128 * 64
        assert (scan.read(0, Rect(512, 256, 128, 64)) == 0).all()


def test_that_runs_cover_what_is_set_and_nothing_else() -> None:
    cells = np.random.default_rng(1).random((40, 30)) < 0.5
    found = np.zeros(cells.shape, int)
    for run in runs_of(cells):
        found[run.slices] += 1
    assert (found == cells).all()


def test_that_gaps_are_what_rectangles_leave_free() -> None:
    rng = np.random.default_rng(2)
    corners = rng.integers(-5, 60, (12, 2)).tolist()
    places = [Rect(x, y, 20, 13) for x, y in corners]
    found = np.zeros((50, 60), int)
    for gap in gaps_between(places, Size(60, 50)):
        found[gap.slices] += 1
    free = np.ones((50, 60), int)
    for place in places:
        free[place.clipped_to(Size(60, 50)).slices] = 0
    assert (found == free).all()


def test_that_bands_cover_a_rectangle() -> None:
    assert bands(Rect(5, 70, 10, 60), 64) == (Rect(5, 64, 10, 64), Rect(5, 128, 10, 64))


def test_that_gaps_between_very_many_places_are_found_on_an_even_grid(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random, size = np.random.default_rng(2), Size(20_000, 20_000)
    corners = random.integers(0, 9_000, (300, 2)).tolist()
    places = [Rect(x, y, 1_000, 1_000) for x, y in corners]
    exact = gaps_between(places, size)
    monkeypatch.setattr(damage, "MOST_EDGES", 100)
    coarse = gaps_between(places, size)
    assert not any(overlap(gap, place) for gap in coarse for place in places)
    areas = [sum(gap.width * gap.height for gap in gaps) for gaps in (coarse, exact)]
    assert 0.98 * areas[1] < areas[0] <= areas[1]
