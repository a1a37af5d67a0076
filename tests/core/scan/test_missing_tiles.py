"""Damage inside coded pixels is seen, and nothing sound is called damaged."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
import tifffile
from damage import CODINGS, Coding, colour, outcome, read_level, read_whole, skin, spans_of, tried
from PIL import Image

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.jpeg import check_jpeg, decode_jpeg, frame_of
from melcount_app.core.scan.jpeg_2000 import decode_jpeg_2000
from melcount_app.core.scan.strict import check_jpeg_xr, check_webp, check_zstd

SKIN = skin(5, 192)
ROWS, COLUMNS = np.mgrid[:192, :192]
SOUND = {
    "black": np.zeros_like(SKIN),
    "white": np.full_like(SKIN, 255),
    "half black": np.where(COLUMNS < 96, 0, SKIN),
    "gradient": ROWS.astype(np.uint8),
    "dots": np.where((ROWS % 61 == 7) & (COLUMNS % 47 == 3), 200, 0).astype(np.uint8),
    "two values": np.where(SKIN > 40, 255, 0).astype(np.uint8),
}


def jpeg(pixels: npt.NDArray[Any] = SKIN, **options: Any) -> bytes:
    stream = io.BytesIO()
    Image.fromarray(pixels).save(stream, "JPEG", **{"quality": 85} | options)
    return stream.getvalue()


def decoded(data: bytes) -> npt.NDArray[Any]:
    return decode_jpeg(data, frame_of(data))


@pytest.mark.parametrize("coding", CODINGS, ids=[coding.name for coding in CODINGS])
def test_that_a_zeroed_block_and_a_missing_tail_are_never_counted(
    tmp_path: Path, coding: Coding
) -> None:
    path = tmp_path / f"sound{coding.suffix}"
    coding.write(path, skin(3, 256))
    found = tried(path, coding.end, 6, 8, tmp_path)
    assert found["SILENT"] == 0
    assert found["refused"] >= 5


@pytest.mark.parametrize("coding", CODINGS, ids=[coding.name for coding in CODINGS])
def test_that_no_sound_picture_is_called_damaged(tmp_path: Path, coding: Coding) -> None:
    for name, pixels in SOUND.items():
        path = tmp_path / f"{name}{coding.suffix}"
        coding.write(path, pixels)
        read_whole(path)


def test_that_the_sentence_names_the_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "half.jpg"
    whole = jpeg()
    path.write_bytes(whole[: len(whole) // 2] + b"\xff\xd9")
    with pytest.raises(ScanError, match=r"“half\.jpg” is damaged"):
        read_whole(path)


# JPEG


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"optimize": True}])
@pytest.mark.parametrize("pixels", [SKIN, colour(SKIN)], ids=["grey", "colour"])
def test_that_a_sound_jpeg_gives_the_pixels_of_other_decoders(
    pixels: npt.NDArray[Any], options: dict[str, Any]
) -> None:
    data = jpeg(pixels, **options)
    other = np.asarray(imagecodecs.jpeg8_decode(data)).reshape(*pixels.shape[:2], -1)
    np.testing.assert_array_equal(decoded(data), other)
    by_pillow = np.array(Image.open(io.BytesIO(data))).reshape(other.shape)
    np.testing.assert_array_equal(decoded(data), by_pillow)


def without_its_last_passes(data: bytes) -> bytes:
    last = data.rindex(b"\xff\xda")
    return data[: data.rindex(b"\xff\xc4", 0, last)] + b"\xff\xd9"


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: data[:-1000] + b"\xff\xd9", id="ends early"),
        pytest.param(lambda data: data[:-2], id="no end mark"),
        pytest.param(lambda data: data[:-2] + b"abcdefghijklmnop\xff\xd9", id="goes on"),
        pytest.param(lambda data: data[:3000] + data[3100:], id="lacks bytes"),
        pytest.param(lambda data: data[:3000] + b"\xff\xd3" + data[3002:], id="restart mark"),
        pytest.param(lambda data: data[:3000] + bytes(100) + data[3100:], id="zeros"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_that_what_libjpeg_warns_of_is_damage(
    damage: Callable[[bytes], bytes], options: dict[str, Any]
) -> None:
    data = damage(jpeg(**options))
    with pytest.raises(ValueError, match=r"."):
        decoded(data)
    with pytest.raises(ValueError, match=r"."):
        check_jpeg(data, frame_of(data))


def test_that_zeros_are_seen_where_the_number_of_blocks_is_right() -> None:
    """Noise whose blocks take as many bits as libjpeg takes zeros for."""
    noise = np.random.default_rng(1).normal(120, 30, (256, 256)).clip(0, 255).astype(np.uint8)
    data = jpeg(noise, quality=74)
    unseen = 0
    for at in range(frame_of(data).data, len(data) - 520, 61):
        with pytest.raises(ValueError, match=r".") as raised:
            decoded(data[:at] + bytes(512) + data[at + 512 :])
        unseen += "zeros" in str(raised.value)
    assert unseen > 0


def test_that_a_progressive_jpeg_must_hold_all_its_passes() -> None:
    data = without_its_last_passes(jpeg(progressive=True))
    imagecodecs.jpeg8_decode(data)
    with pytest.raises(ValueError, match="passes"):
        decoded(data)


@pytest.mark.parametrize("end", [bytes(500), b"\xff\xd8 a thumbnail \xff\xd9"])
def test_that_what_follows_the_end_mark_is_no_damage(end: bytes) -> None:
    np.testing.assert_array_equal(decoded(jpeg() + end), decoded(jpeg()))


def test_that_an_odd_header_is_no_damage() -> None:
    data = bytearray(jpeg(colour(SKIN)))
    sound = decoded(bytes(data))
    data[data.index(b"JFIF\0") + 5] = 9
    data[frame_of(bytes(data)).data - 3 : frame_of(bytes(data)).data] = b"\0\x20\0"
    np.testing.assert_array_equal(decoded(bytes(data)), sound)
    adobe = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x07"
    data[2 : 2 + 2 + 16] = adobe
    np.testing.assert_array_equal(decoded(bytes(data)), sound)


@pytest.mark.parametrize("bits", [8, 12])
def test_that_damage_is_seen_where_another_library_decodes(bits: int) -> None:
    pixels = SKIN if bits == 8 else SKIN.astype(np.uint16) * 16
    if bits == 8:
        pixels = np.dstack([colour(SKIN), SKIN])
    data = bytes(imagecodecs.jpeg8_encode(pixels, bitspersample=bits))
    frame = frame_of(data)
    assert not frame.is_decoded
    check_jpeg(data, frame)
    for damaged in (data[:-400] + b"\xff\xd9", data[:2000] + bytes(512) + data[2512:]):
        with pytest.raises(ValueError, match=r"."):
            check_jpeg(damaged, frame_of(damaged))


# other codings


def test_that_a_jpeg_2000_without_its_end_mark_is_damaged() -> None:
    data = bytes(imagecodecs.jpeg2k_encode(SKIN, codecformat="j2k"))
    decode_jpeg_2000(data)
    with pytest.raises(RuntimeError):
        decode_jpeg_2000(data[:-2])
    with pytest.raises(ValueError, match="end-mark"):
        decode_jpeg_2000(data[:-2] + bytes(2))


def test_that_empty_packets_of_a_jpeg_2000_are_no_zeros_in_place_of_pixels() -> None:
    black = np.zeros((512, 512), np.uint8)
    black[100:110, 100:110] = 200
    for resolutions in (1, 6):
        data = bytes(imagecodecs.jpeg2k_encode(black, codecformat="j2k", resolutions=resolutions))
        np.testing.assert_array_equal(decode_jpeg_2000(data)[..., 0], black)


def test_that_a_jpeg_xr_that_ends_early_is_damaged() -> None:
    data = bytes(imagecodecs.jpegxr_encode(SKIN))
    check_jpeg_xr(data, imagecodecs.jpegxr_decode, imagecodecs.jpegxr_decode(data))
    with pytest.raises(ValueError, match="cut short"):
        check_jpeg_xr(data[:-5], imagecodecs.jpegxr_decode, SKIN)


def is_refused(webp: bytes) -> bool:
    try:
        imagecodecs.webp_decode(webp)
        check_webp(webp)
    except (ValueError, RuntimeError):
        return True
    return False


@pytest.mark.parametrize("lossless", [True, False])
def test_that_zeros_in_webp_are_damage(lossless: bool) -> None:  # noqa: FBT001 - from a table
    data = bytes(imagecodecs.webp_encode(colour(SKIN), lossless=lossless, level=90))
    check_webp(data)
    for damaged in (data[:3000] + bytes(512) + data[3512:], data[:-20] + bytes(20)):
        assert is_refused(damaged)


@pytest.mark.parametrize("side", [64, 192, 1024])
@pytest.mark.parametrize("lossless", [True, False])
def test_that_a_black_webp_is_no_damage(side: int, lossless: bool) -> None:  # noqa: FBT001 - from a table
    black = np.zeros((side, side, 3), np.uint8)
    check_webp(bytes(imagecodecs.webp_encode(black, lossless=lossless, level=75)))


def test_that_zeros_that_zstd_has_left_as_they_are_are_the_pixels() -> None:
    noise = np.random.default_rng(1).integers(1, 256, 100_000, np.uint8)
    for start in (7_000, 31_000, 52_000, 70_000):
        noise[start : start + 300] = 0
    data = bytes(imagecodecs.zstd_encode(noise.tobytes()))
    check_zstd(data, len(noise))


def stored(pixels: npt.NDArray[Any], path: Path, offset: int = 512) -> Path:
    """An uncompressed TIFF whose pixels begin at an offset."""
    tifffile.imwrite(path, pixels, metadata=None, photometric="minisblack", align=offset)
    with tifffile.TiffFile(path) as tiff:
        assert tiff.pages.first.dataoffsets[0] % 512 == 0
    return path


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        pytest.param(slice(40, 90), slice(512, 1024), id="a hole between tiles"),
        pytest.param(slice(50, 51), slice(0, 2048), id="a seam"),
        pytest.param(slice(50, 51), slice(500, 1600), id="a line"),
        pytest.param(slice(0, 200), slice(1536, 2048), id="padding"),
        pytest.param(slice(0, 200), slice(0, 2048), id="nothing"),
    ],
)
def test_that_black_in_uncompressed_pixels_is_no_damage(
    tmp_path: Path, rows: slice, columns: slice
) -> None:
    pixels = np.random.default_rng(1).integers(1, 200, (200, 2048), np.uint8)
    pixels[rows, columns] = 0
    np.testing.assert_array_equal(read_whole(stored(pixels, tmp_path / "a.tif"))[..., 0], pixels)


def test_that_a_dark_scan_of_single_bright_pixels_has_lost_nothing(tmp_path: Path) -> None:
    pixels = np.zeros((200, 2048), np.uint8)
    pixels.reshape(-1)[511::512] = 90
    pixels.reshape(-1)[512::1024] = 90
    np.testing.assert_array_equal(read_whole(stored(pixels, tmp_path / "a.tif"))[..., 0], pixels)


@pytest.mark.parametrize("clusters", [1, 8])
def test_that_lost_sectors_of_uncompressed_pixels_are_damage(tmp_path: Path, clusters: int) -> None:
    pixels = np.random.default_rng(1).integers(1, 200, (200, 2048), np.uint8)
    path = stored(pixels, tmp_path / "a.tif")
    data = bytearray(path.read_bytes())
    data[512 * 99 : 512 * (99 + clusters)] = bytes(512 * clusters)
    path.write_bytes(data)
    with pytest.raises(ScanError, match="is damaged"):
        read_whole(path)


@pytest.mark.parametrize("rows", [1, 8, 64])
def test_that_lost_sectors_are_seen_wherever_one_reads_their_rows(
    tmp_path: Path, rows: int
) -> None:
    pixels = np.random.default_rng(1).integers(1, 200, (200, 3000), np.uint8)
    path = stored(pixels, tmp_path / "a.tif")
    data = bytearray(path.read_bytes())
    start = 4096 * 90
    data[start : start + 8192] = bytes(8192)
    path.write_bytes(data)
    with tifffile.TiffFile(path) as tiff:
        inside = start - tiff.pages[0].dataoffsets[0]
    lost = range(inside // 3000, (inside + 8191) // 3000 + 1)
    with open_scan(path) as scan:
        for top in range(0, 200, rows):
            place = Rect(0, top, 500, min(rows, 200 - top))
            if place.y <= lost[-1] and place.bottom > lost[0]:
                with pytest.raises(ScanError, match="is damaged"):
                    scan.read(0, place)
            else:
                there = pixels[place.y : place.bottom, :500]
                np.testing.assert_array_equal(scan.read(0, place)[..., 0], there)


def test_that_thirteen_zeroed_clusters_of_a_real_ndpi_are_no_dark_skin(
    shared_data: Path, tmp_path: Path
) -> None:
    data = bytearray((shared_data / "data" / "scans" / "test3-TRITC_2__560_.ndpi").read_bytes())
    path = tmp_path / "damaged.ndpi"
    path.write_bytes(data)
    with tifffile.TiffFile(path, is_ndpi=True) as tiff:
        page = tiff.pages[1]
        start, end = page.dataoffsets[0], page.dataoffsets[-1]
    for cluster in np.linspace(start + 4096, end - 4096, 13).astype(int) // 4096:
        data[cluster * 4096 : (cluster + 1) * 4096] = bytes(4096)
    path.write_bytes(data)
    with pytest.raises(ScanError, match="is damaged"):
        read_level(path, 1)


def test_that_the_table_finds_the_pixels_of_every_coding(tmp_path: Path) -> None:
    for coding in CODINGS:
        path = tmp_path / f"sound{coding.suffix}"
        coding.write(path, SKIN)
        assert all(0 < start < end <= path.stat().st_size for start, end in spans_of(path))
        assert outcome(path, read_whole(path)) == "a hair"
