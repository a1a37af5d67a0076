"""Files that are no scans: each gives one sentence that names it."""

from __future__ import annotations

import os
import shutil
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.picture import PictureScan
from melcount_app.core.scan.tiff import TiffScan

PIXELS = np.random.default_rng(3).integers(0, 255, (200, 160, 3), np.uint8)


def refusal(path: Path) -> str:
    """The sentence with which a file is refused, when opened or when first read."""
    with pytest.raises(ScanError) as raised, open_scan(path) as scan:
        scan.read(0, Rect(0, 0, scan.size.width, scan.size.height))
    sentence = str(raised.value)
    assert path.name in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


def test_that_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "does not exist" in refusal(tmp_path / "gone.tif")


def test_that_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "scans.tif"
    folder.mkdir()
    assert "is a folder" in refusal(folder)


def test_that_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.tif"
    path.touch()
    assert "is empty" in refusal(path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among its files")
def test_that_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    path = tmp_path / "pipe.tif"
    os.mkfifo(path)
    assert "is not a file" in refusal(path)


@pytest.mark.parametrize("name", ["notes.txt", "scan.tif", "scan.png", "scan.ndpi", "scan.mrxs"])
def test_that_text_is_refused_whatever_its_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("This is not a scan.\n" * 50)
    assert "not an image" in refusal(path)


@pytest.mark.parametrize("name", ["scan.png", "scan.ndpi", "scan.jpg", "scan", "scan.txt"])
def test_that_a_tiff_opens_whatever_its_name(tmp_path: Path, name: str) -> None:
    tifffile.imwrite(tmp_path / name, PIXELS, photometric="rgb")
    with open_scan(tmp_path / name) as scan:
        assert isinstance(scan, TiffScan)
        np.testing.assert_array_equal(scan.read(0, Rect(0, 0, 160, 200)), PIXELS)


def test_that_a_png_opens_whatever_its_name(tmp_path: Path) -> None:
    path = tmp_path / "scan.tif"
    Image.fromarray(PIXELS).save(path, format="png")
    with open_scan(path) as scan:
        assert isinstance(scan, PictureScan)
        np.testing.assert_array_equal(scan.read(0, Rect(0, 0, 160, 200)), PIXELS)


def _tiff(compression: str | None, tile: tuple[int, int] | None) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        tifffile.imwrite(path, PIXELS, photometric="rgb", compression=compression, tile=tile)

    return write


def _picture(kind: str) -> Callable[[Path], None]:
    return lambda path: Image.fromarray(PIXELS).save(path, format=kind)


@pytest.mark.parametrize("part", [0.0001, 0.003, 0.01, 0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(_tiff(None, None), id="flat"),
        pytest.param(_tiff("lzw", None), id="LZW strips"),
        pytest.param(_tiff("jpeg", (64, 64)), id="JPEG tiles"),
        pytest.param(_picture("png"), id="PNG"),
        pytest.param(_picture("jpeg"), id="JPEG"),
    ],
)
def test_that_a_file_cut_short_is_refused(
    tmp_path: Path, write: Callable[[Path], None], part: float
) -> None:
    path = tmp_path / "cut.tif"
    write(path)
    content = path.read_bytes()
    path.write_bytes(content[: max(1, int(len(content) * part))])
    refusal(path)


@pytest.mark.parametrize("part", [0.02, 0.3, 0.6])
def test_that_a_real_scan_cut_short_is_refused(
    tmp_path: Path, shared_data: Path, part: float
) -> None:
    source = shared_data / "data/scans/test3-TRITC_2__560_.ndpi"
    path = tmp_path / "cut.ndpi"
    content = source.read_bytes()
    path.write_bytes(content[: int(len(content) * part)])
    refusal(path)


def test_that_a_real_ndpi_file_opens_under_another_name(tmp_path: Path, shared_data: Path) -> None:
    path = tmp_path / "renamed.tif"
    shutil.copy(shared_data / "data/scans/test3-TRITC_2__560_.ndpi", path)
    with open_scan(path) as scan:
        assert len(scan.levels) == 4
        assert scan.read(3, Rect(0, 0, 496, 608), 0).mean() > 1


@pytest.mark.parametrize(
    ("pixels", "part"),
    [
        (np.zeros((4, 64, 64), np.uint8), "planes"),
        (np.zeros((2, 3, 64, 64), np.uint16), "planes"),
        (np.zeros((64, 64), np.float32), "floating point"),
        (np.zeros((64, 64), np.int16), "signed"),
        (np.zeros((64, 64), np.int8), "signed"),
        (np.zeros((64, 64), np.complex64), "complex"),
        (np.zeros((64, 64), np.uint32), "32-bit"),
        (np.zeros((64, 3), np.uint8), "3 × 64 pixels"),
    ],
)
def test_that_what_is_not_a_plane_of_8_or_16_bits_is_refused(
    tmp_path: Path, pixels: np.ndarray, part: str
) -> None:
    path = tmp_path / "odd.tif"
    tifffile.imwrite(path, pixels, photometric="minisblack")
    assert part in refusal(path)


def test_that_a_picture_of_several_frames_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "moving.png"
    frames = [Image.fromarray(np.full((64, 64), n, np.uint8)) for n in range(3)]
    frames[0].save(path, save_all=True, append_images=frames[1:])
    assert "several pictures" in refusal(path)


def test_that_a_tiff_without_size_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "none.tif"
    tifffile.imwrite(path, PIXELS, photometric="rgb")
    with tifffile.TiffFile(path, mode="r+") as tiff:
        tiff.pages.first.tags["ImageLength"].overwrite(0)
    refusal(path)


@pytest.mark.parametrize("length", [2**19, 2**30, 2**32 - 1])
def test_that_a_tiff_that_claims_to_be_huge_is_refused(tmp_path: Path, length: int) -> None:
    path = tmp_path / "huge.tif"
    tifffile.imwrite(path, PIXELS, photometric="rgb", compression="zlib", rowsperstrip=8)
    with tifffile.TiffFile(path, mode="r+") as tiff:
        for name in ("ImageLength", "ImageWidth"):
            tiff.pages.first.tags[name].overwrite(length, dtype="I")
    refusal(path)


def test_that_a_png_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "huge.png"
    Image.fromarray(PIXELS).save(path)
    content = bytearray(path.read_bytes())
    content[16:24] = (60_000).to_bytes(4, "big") * 2
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    path.write_bytes(content)
    assert "too large" in refusal(path)


def test_that_a_jpeg_tile_that_claims_to_be_huge_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.tif"
    tifffile.imwrite(path, PIXELS, photometric="rgb", compression="jpeg", tile=(64, 64))
    content = path.read_bytes()
    frame = content.index(b"\xff\xc0")
    claimed = (65_000).to_bytes(2, "big") * 2
    path.write_bytes(content[: frame + 5] + claimed + content[frame + 9 :])
    assert "damaged" in refusal(path)


def test_that_one_packed_block_of_over_a_gigabyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "block.tif"
    rows = (np.zeros((512, 40_000), np.uint8) for _ in range(1))
    tifffile.imwrite(
        path, rows, shape=(512, 40_000), dtype=np.uint8, compression="zlib", rowsperstrip=512
    )
    with tifffile.TiffFile(path, mode="r+") as tiff:
        tags = tiff.pages.first.tags
        tags["ImageLength"].overwrite(40_000, dtype="I")
        tags["RowsPerStrip"].overwrite(40_000, dtype="I")
    assert "one block" in refusal(path)


def test_that_damaged_pixels_give_a_sentence_when_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "scratched.tif"
    tifffile.imwrite(path, PIXELS, photometric="rgb", compression="zlib", rowsperstrip=8)
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 4000] = b"\xff" * 4000
    path.write_bytes(content)
    assert "damaged" in refusal(path)


def test_that_nothing_is_said_on_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cut.tif"
    tifffile.imwrite(path, PIXELS, photometric="rgb", compression="lzw")
    path.write_bytes(path.read_bytes()[:600])
    refusal(path)
    captured = capfd.readouterr()
    assert captured.out == captured.err == ""
