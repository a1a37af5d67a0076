"""What a file claims is believed only as far as there is memory and time for it."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import ome, open_scan, picture, tiff, tiff_file, tiff_images
from melcount_app.core.scan.base import Pixels
from melcount_app.core.scan.ndpis import MOST_FILES
from melcount_app.core.scan.ome import OmeError, parse_ome
from melcount_app.core.scan.tiff_plane import Plane
from tests.core.claims import Tag, big_tiff, page, png_claim, tiles
from tests.core.set_files import HEADER

PIXELS = np.random.default_rng(3).integers(0, 255, (256, 256, 3), np.uint8)
WHOLE = Rect(0, 0, 256, 256)


def refusal(path: Path) -> str:
    with pytest.raises(ScanError) as raised, open_scan(path):
        pass
    return str(raised.value)


def packed_tiles(path: Path, side: int, tile: int, offset: int = 16) -> Path:
    """A page whose tiles all are the same place of the file."""
    count = (-(-side // tile)) ** 2
    return big_tiff(path, [[*page(side, side, tile), *tiles(count, offset, 64)]])


def test_that_a_scan_of_which_nothing_is_stored_is_refused(tmp_path: Path) -> None:
    tags = [*page(300_000, 300_000, 16_000), *tiles(361, 0, 0)]
    told = refusal(big_tiff(tmp_path / "a.tif", [tags]))
    assert "claims 300000 × 300000 pixels, but holds next to nothing of them (0 kB)" in told


def test_that_tiles_at_one_place_are_stored_once(tmp_path: Path) -> None:
    assert "next to nothing" in refusal(packed_tiles(tmp_path / "a.tif", 40_000, 512))


def test_that_a_small_scan_of_which_little_is_stored_is_none_of_these(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    pixels = np.zeros((2048, 2048), np.uint8)
    tifffile.imwrite(path, pixels, tile=(512, 512), compression="zlib")
    with open_scan(path) as scan:
        assert not scan.read(0, Rect(0, 0, 2048, 2048)).any()


def test_that_a_tile_too_large_to_unpack_is_refused_before_it_is(tmp_path: Path) -> None:
    assert "one block too large" in refusal(packed_tiles(tmp_path / "a.tif", 40_000, 20_000))


def test_that_tiles_are_unpacked_together_only_as_memory_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tif"
    tifffile.imwrite(path, PIXELS, photometric="rgb", tile=(64, 64), compression="zlib")
    at_once: list[int] = []
    decoded = tiff.TiffScan._decoded

    def noted(
        scan: tiff.TiffScan, plane: Plane, batch: Sequence[int], channel: int | None
    ) -> list[Pixels]:
        at_once.append(len(batch))
        return decoded(scan, plane, batch, channel)

    monkeypatch.setattr(tiff.TiffScan, "_decoded", noted)
    monkeypatch.setattr(tiff, "SEGMENT_BYTES", 3 * 64 * 64 * 3)
    with open_scan(path) as scan:
        assert (scan.read(0, WHOLE) == PIXELS).all()
    assert max(at_once) == 3
    assert sum(at_once) == 16


@pytest.mark.parametrize("code", [270, 324, 325])
def test_that_a_long_entry_of_a_directory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setattr(tiff_file, "DIRECTORY_BYTES", 2**16)
    content = bytes(2**17)
    long: Tag = (code, 2 if code == 270 else 1, len(content), content)
    if code != 270:
        long = (code, 16, len(content) // 8, content)
    tags = [*page(256, 256, 256, 1), *(t for t in tiles(1, 16, 256**2) if t[0] != code), long]
    told = refusal(big_tiff(tmp_path / "a.tif", [tags]))
    assert "in its directory, more than any scan has" in told


def test_that_a_file_of_many_pages_or_sizes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = [*page(64, 64, 64, 1), *tiles(1, 16, 64**2)]
    many = big_tiff(tmp_path / "a.tif", [one] * 30)
    sizes = [[*page(64 + n, 64, 128, 1), *tiles(1, 16, 64)] for n in range(15)]
    monkeypatch.setattr(tiff_images, "MOST_SIZES", 10)
    monkeypatch.setattr(tiff_images, "MOST_PAGES", 20)
    assert "holds 30 pages" in refusal(many)
    assert "over 10 sizes" in refusal(big_tiff(tmp_path / "b.tif", sizes))


def test_that_a_long_description_is_not_taken_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.tif"
    text = "ImageJ=1.53\n" + "unit=\n" * 5000
    tifffile.imwrite(path, PIXELS[..., 0], description=text, metadata=None)
    monkeypatch.setattr(tiff_images, "LONGEST_OF_IMAGEJ", 20_000)
    assert "has a description of 30 kB" in refusal(path)


@pytest.mark.parametrize(("limit", "most"), [("MOST_KEPT", 12), ("MOST_ELEMENTS", 13)])
def test_that_an_ome_xml_of_more_than_any_scan_is_not_read_to_its_end(
    monkeypatch: pytest.MonkeyPatch, limit: str, most: int
) -> None:
    monkeypatch.setattr(ome, limit, most)
    start, end = "<OME><Image><Pixels>", "</Pixels></Image></OME>"
    assert len(parse_ome(start + "<TiffData/>" * 10 + end).images[0].data) == 10
    with pytest.raises(OmeError):
        parse_ome(start + "<TiffData/>" * 12 + end)


def test_that_a_list_of_more_files_than_filters_is_refused(tmp_path: Path) -> None:
    lines = [f"Image{n}=a{n}.ndpi" for n in range(3 * MOST_FILES)]
    (tmp_path / "a.ndpis").write_text("\n".join([HEADER, *lines]))
    assert f"over {MOST_FILES} files" in refusal(tmp_path / "a.ndpis")


@pytest.mark.parametrize(
    ("mode", "options", "bytes_per_px"),
    [
        ("L", {"format": "PNG"}, 1),
        ("RGB", {"format": "PNG"}, 4),
        ("RGB", {"format": "BMP"}, 4),
        ("I;16", {"format": "PNG"}, 2),
        ("RGB", {"format": "JPEG"}, 4),
        ("RGB", {"format": "JPEG", "progressive": True, "subsampling": 0}, 10),
        ("RGB", {"format": "JPEG", "progressive": True, "subsampling": 2}, 7),
        ("RGB", {"format": "WEBP"}, 16),
    ],
)
def test_that_a_picture_is_refused_by_what_decoding_it_takes(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mode: str,
    options: dict[str, Any],
    bytes_per_px: int,
) -> None:
    path = tmp_path / f"a.{options['format']}"
    grey = PIXELS[..., 0].astype(np.uint16) if mode == "I;16" else PIXELS[..., 0]
    Image.fromarray(PIXELS if mode == "RGB" else grey).save(path, **options)
    monkeypatch.setattr(picture, "PICTURE_BYTES", bytes_per_px * 256**2)
    with open_scan(path) as scan:
        assert scan.read(0, WHOLE).any()
    monkeypatch.setattr(picture, "PICTURE_BYTES", bytes_per_px * 256**2 - 1)
    assert "too large to be read at once (256 × 256 pixels)" in refusal(path)


def test_that_a_picture_that_claims_much_is_not_decoded(tmp_path: Path) -> None:
    claim = png_claim(tmp_path / "a.png", 18_000, 18_000, 2, zlib.compress(b""))
    assert "18000 × 18000 pixels" in refusal(claim)


@pytest.mark.parametrize("rect", [WHOLE, Rect(-5, 250, 20, 20), Rect(300, 0, 4, 4)])
@pytest.mark.parametrize("channel", [None, 1])
def test_that_parts_of_a_picture_are_those_of_the_whole(
    tmp_path: Path, rect: Rect, channel: int | None
) -> None:
    Image.fromarray(PIXELS).save(tmp_path / "a.png")
    whole = np.zeros((1000, 1000, 3), np.uint8)
    whole[100:356, 100:356] = PIXELS
    y, x = rect.y + 100, rect.x + 100
    wanted = whole[y : y + rect.height, x : x + rect.width]
    with open_scan(tmp_path / "a.png") as scan:
        found = scan.read(0, rect, channel)
    assert (found == (wanted if channel is None else wanted[..., channel])).all()
