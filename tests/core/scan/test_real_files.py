"""Real scans, and the hostile files of other projects' test suites."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSizeSource, Rect, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.picture import PictureScan
from melcount_app.core.scan.vendor import open_vendor

NDPI = "test3-TRITC_2__560_.ndpi"
SVS = "CMU-1-Small-Region.svs"


@pytest.fixture
def scans(shared_data: Path) -> Path:
    return shared_data / "data/scans"


def test_that_the_ndpi_scan_has_four_levels_and_its_pixel_size(scans: Path) -> None:
    with open_scan(scans / NDPI) as scan:
        assert scan.size == Size(3968, 4864)
        assert [level.downsample for level in scan.levels] == [1, 2, 4, 8]
        assert scan.pixel_size is not None
        assert scan.pixel_size.um_per_px == pytest.approx(0.2282, abs=5e-5)
        assert scan.pixel_size.source is PixelSizeSource.NDPI


def test_that_the_ndpi_scan_has_its_signal_in_red_only(scans: Path) -> None:
    with open_scan(scans / NDPI) as scan:
        red, green, blue = scan.read(2, Rect(0, 0, 992, 1216)).mean((0, 1))
    assert red > 5 * green
    assert red > 5 * blue


@pytest.mark.parametrize("name", [NDPI, SVS])
def test_that_two_libraries_see_the_same_pixels(scans: Path, name: str) -> None:
    with open_scan(scans / name) as scan, open_vendor(scans / name) as other:
        # OpenSlide adds coarser levels, which JPEG's own scaling gives
        shared = other.levels[: len(scan.levels)]
        assert [level.size for level in scan.levels] == [level.size for level in shared]
        for level, rect in ((0, Rect(300, 400, 512, 384)), (0, Rect(-20, -10, 300, 200))):
            mine, theirs = scan.read(level, rect).astype(int), other.read(level, rect).astype(int)
            assert np.abs(mine - theirs).mean() < 1


def test_that_two_libraries_see_the_same_pixel_size(scans: Path) -> None:
    with open_scan(scans / SVS) as scan, open_vendor(scans / SVS) as other:
        assert scan.pixel_size is not None
        assert other.pixel_size is not None
        assert other.pixel_size.source is PixelSizeSource.OPENSLIDE
        assert scan.pixel_size.um_per_px == pytest.approx(other.pixel_size.um_per_px)


def test_that_label_macro_and_thumbnail_of_a_slide_are_no_levels(scans: Path) -> None:
    with open_scan(scans / SVS) as scan:
        assert [level.size for level in scan.levels] == [Size(2220, 2967)]
        assert scan.pixel_size is not None
        assert scan.pixel_size.um_per_px == pytest.approx(0.499)


def test_that_qupaths_ome_tiff_has_the_pixel_size_of_its_xml(scans: Path) -> None:
    with open_scan(scans / "OS-2-ndpi_crop.ome.tif") as scan:
        assert scan.size == Size(2202, 2202)
        assert scan.pixel_size is not None
        assert scan.pixel_size.source is PixelSizeSource.OME_XML
        assert scan.pixel_size.um_per_px == pytest.approx(0.2271, abs=1e-4)


def test_that_a_series_of_signed_planes_is_refused(scans: Path) -> None:
    with pytest.raises(ScanError, match=r"4D-series.*signed"):
        open_scan(scans / "4D-series.ome.tiff")


def test_that_72_dots_per_inch_are_no_pixel_size(scans: Path) -> None:
    with open_scan(scans / "large_image_yb10kx5k.zstd.tiff") as scan:
        assert scan.pixel_size is None
        assert [level.downsample for level in scan.levels] == [1, 2, 4, 8, 16]
        assert scan.read(0, Rect(0, 0, 64, 64)).any()


def test_that_subsampled_colour_is_left_to_pillow(scans: Path) -> None:
    with open_scan(scans / "libvips_subsampled.tif") as scan:
        assert isinstance(scan, PictureScan)
        assert scan.size == Size(250, 325)
        assert scan.pixel_size is None
        assert scan.read(0, Rect(0, 0, 250, 325)).std() > 10


def read_or_sentence(file: Path) -> str:
    """Open and read a file: "" when that works, else the sentence that refuses it."""
    try:
        with open_scan(file) as scan:
            assert min(scan.size.width, scan.size.height) >= 16
            assert max(scan.size.width, scan.size.height) <= 2**20
            for level, _ in enumerate(scan.levels):
                assert scan.read(level, Rect(0, 0, 2000, 2000)).ndim == 3
    except ScanError as error:
        return str(error)
    return ""


def test_that_hostile_files_open_with_a_sane_size_or_give_a_sentence(shared_data: Path) -> None:
    files = sorted(file for file in (shared_data / "data/hostile").rglob("*") if file.is_file())
    assert len(files) > 300
    sentences = {file.name: read_or_sentence(file) for file in files}
    refused = {name: sentence for name, sentence in sentences.items() if sentence}
    assert len(sentences) - len(refused) > 60
    assert all(name in sentence for name, sentence in refused.items())
