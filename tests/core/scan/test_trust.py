"""Levels that show something else than the finest one are found, left out and told."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import cv2
import imagecodecs
import numpy as np
import numpy.typing as npt
import pytest
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.order import CountOrder, count_one
from melcount_app.core.paths import default_model
from melcount_app.core.prepare import prepare_scan
from melcount_app.core.report.report import build_report
from melcount_app.core.scan import SCAN_SUFFIXES, Scan, open_scan
from melcount_app.core.scan.trust import believed
from melcount_app.core.thumbnail import thumbnail_of
from melcount_app.core.work import result_of
from melcount_app.gui.viewer.reader import TileSource

Picture = npt.NDArray[Any]


def skin(height: int = 768, width: int = 1024, dtype: npt.DTypeLike = np.uint8) -> Picture:
    """Bright spots of some pixels, in haze that is denser to one side."""
    rng = np.random.default_rng(2)
    picture = rng.normal(0, 1, (height, width)).astype(np.float32)
    spots = cv2.GaussianBlur((rng.random((height, width)) < 0.001).astype(np.float32), (0, 0), 9)
    picture += 180 * spots / spots.max() + np.linspace(4, 30, width, dtype=np.float32)
    values = np.clip(picture, 0, 255) * (np.iinfo(np.dtype(dtype)).max / 255)
    return np.asarray(np.rint(values), np.dtype(dtype))


def reduced(picture: Picture, factor: int) -> Picture:
    """Means of whole blocks."""
    height, width = (side // factor for side in picture.shape[:2])
    whole = picture[: height * factor, : width * factor]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA))


def written(path: Path, levels: Sequence[Picture]) -> Path:
    """A pyramid in a TIFF."""
    colours = "rgb" if levels[0].ndim == 3 else "minisblack"
    options: dict[str, Any] = {
        "tile": (128, 128), "compression": "zlib", "metadata": None, "photometric": colours,
    }  # fmt: skip
    with tifffile.TiffWriter(path) as tiff:
        tiff.write(levels[0], subifds=len(levels) - 1, **options)
        for level in levels[1:]:
            tiff.write(level, subfiletype=1, **options)
    return path


def pyramid(path: Path, finest: Picture, **others: Picture) -> Path:
    """Levels of 2, 4 and 8 times fewer pixels, means unless they are given as `by4` ..."""
    coarser = [others.get(f"by{factor}", reduced(finest, factor)) for factor in (2, 4, 8)]
    return written(path, [finest, *coarser])


def sizes(scan: Scan) -> list[Size]:
    return [level.size for level in scan.levels]


def shifted(picture: Picture, pixels: float) -> Picture:
    moved = np.array([[1, 0, pixels], [0, 1, pixels]], np.float32)
    height, width = picture.shape
    return np.asarray(cv2.warpAffine(picture, moved, (width, height), flags=cv2.INTER_LINEAR))


def jpeg(picture: Picture, quality: int) -> Picture:
    return np.asarray(imagecodecs.jpeg8_decode(imagecodecs.jpeg8_encode(picture, level=quality)))


SKIN = skin()
BY4 = reduced(SKIN, 4)
HALF_BLACK = np.where(np.arange(BY4.shape[1]) < BY4.shape[1] // 2, 0, BY4).astype(np.uint8)


@pytest.mark.parametrize(
    "by4",
    [
        pytest.param(BY4 * 0, id="black"),
        pytest.param(BY4 * 0 + 255, id="white"),
        pytest.param((BY4 * 0.7).astype(np.uint8), id="dimmed"),
        pytest.param(np.minimum(BY4 * 1.5, 255).astype(np.uint8), id="brighter"),
        pytest.param(255 - BY4, id="inverted"),
        pytest.param(BY4[::-1].copy(), id="upside down"),
        pytest.param(shifted(BY4, 8), id="shifted"),
        pytest.param(HALF_BLACK, id="half black"),
        pytest.param(np.random.default_rng(1).integers(0, 255, BY4.shape, np.uint8), id="noise"),
    ],
)
def test_that_a_level_of_something_else_is_left_out_and_told(tmp_path: Path, by4: Picture) -> None:
    with believed(open_scan(pyramid(tmp_path / "scan.tif", SKIN, by4=by4))) as scan:
        assert sizes(scan) == [Size(1024, 768), Size(512, 384), Size(128, 96)]
        (note,) = scan.notes
        assert "256 × 192 px" in note
        assert "128 × 96" not in note
        for level, factor in enumerate((1, 2, 8)):
            size = scan.levels[level].size
            pixels = scan.read(level, Rect(0, 0, size.width, size.height), 0)
            np.testing.assert_array_equal(pixels, reduced(SKIN, factor))
            assert scan.glimpse(level, 1).shape == (size.height, size.width, 1)
            assert scan.band_rows(level) <= size.height


@pytest.mark.parametrize(
    "by4",
    [
        pytest.param(BY4, id="means"),
        pytest.param(np.ascontiguousarray(SKIN[::4, ::4]), id="single pixels"),
        pytest.param(shifted(BY4, 0.5), id="shifted by half a pixel"),
        pytest.param(jpeg(jpeg(BY4, 60), 60), id="JPEG of JPEG"),
        pytest.param(cv2.GaussianBlur(BY4, (0, 0), 0.8), id="blurred"),
        pytest.param(np.maximum(BY4, 2) - 2, id="slightly darker"),
    ],
)
def test_that_a_level_that_shows_the_same_stays(tmp_path: Path, by4: Picture) -> None:
    scan = open_scan(pyramid(tmp_path / "scan.tif", SKIN, by4=by4))
    with believed(scan) as found:
        assert found is scan
        assert found.notes == ()


@pytest.mark.parametrize("wrong", ["by2", "by4", "by8"])
def test_that_levels_below_a_wrong_one_are_compared_with_the_last_right_one(
    tmp_path: Path, wrong: str
) -> None:
    factor = int(wrong[2:])
    path = pyramid(tmp_path / "scan.tif", SKIN, **{wrong: reduced(SKIN, factor) * 0})
    with believed(open_scan(path)) as scan:
        assert [level.downsample for level in scan.levels] == sorted({1, 2, 4, 8} - {factor})


def test_that_all_wrong_levels_are_told_in_one_sentence(tmp_path: Path) -> None:
    path = pyramid(tmp_path / "scan.tif", SKIN, by4=BY4 * 0, by8=reduced(SKIN, 8) * 0)
    with believed(open_scan(path)) as scan:
        assert sizes(scan) == [Size(1024, 768), Size(512, 384)]
        assert "256 × 192 px, 128 × 96 px" in scan.notes[0]


@pytest.mark.parametrize("kind", ["16 bit", "colours", "colours of 16 bit"])
def test_that_kinds_of_pixels_do_not_matter(tmp_path: Path, kind: str) -> None:
    finest = skin(dtype=np.uint16 if "16" in kind else np.uint8)
    if "colours" in kind:
        finest = np.stack([finest // 12, finest, finest // 20], axis=-1)
    with believed(open_scan(pyramid(tmp_path / "right.tif", finest))) as scan:
        assert len(scan.levels) == 4
    wrong = pyramid(tmp_path / "wrong.tif", finest, by4=reduced(finest, 4) * 0)
    with believed(open_scan(wrong)) as scan:
        assert len(scan.levels) == 3


def test_that_one_wrong_channel_of_several_is_enough(tmp_path: Path) -> None:
    finest = np.stack([SKIN, SKIN[::-1] // 8, SKIN[:, ::-1]])
    coarse = np.stack([reduced(plane, 4) for plane in finest])
    for name, dim in (("right", coarse[1]), ("wrong", coarse[1] * 0)):
        path = tmp_path / f"{name}.ome.tif"
        planes = np.stack([coarse[0], dim, coarse[2]])
        with tifffile.TiffWriter(path) as tiff:
            options: dict[str, Any] = {"tile": (128, 128), "photometric": "minisblack"}
            tiff.write(finest, subifds=1, metadata={"axes": "CYX"}, **options)
            tiff.write(planes, subfiletype=1, **options)
        with believed(open_scan(path)) as scan:
            assert len(scan.levels) == (2 if name == "right" else 1)


@pytest.mark.parametrize("rounded", [0, 1], ids=["down", "up"])
@pytest.mark.parametrize("width", [1021, 1022, 1023])
def test_that_odd_sides_are_no_contradiction(tmp_path: Path, rounded: int, width: int) -> None:
    finest = skin(765, width)
    by4 = np.asarray(
        cv2.resize(finest, (width // 4 + rounded, 765 // 4 + rounded), interpolation=cv2.INTER_AREA)
    )
    with believed(open_scan(written(tmp_path / "scan.tif", [finest, by4]))) as scan:
        assert [level.downsample for level in scan.levels] == [1, 4]


@pytest.mark.parametrize("side", [40, 64, 70])
def test_that_tiny_scans_are_compared_as_far_as_they_go(tmp_path: Path, side: int) -> None:
    finest = skin(side, side)
    with believed(open_scan(written(tmp_path / "a.tif", [finest, reduced(finest, 4)]))) as scan:
        assert len(scan.levels) == 2


def test_that_a_scan_without_small_levels_is_compared_all_over(tmp_path: Path) -> None:
    finest = skin(1200, 5000)
    with believed(open_scan(written(tmp_path / "a.tif", [finest, reduced(finest, 2) * 0]))) as scan:
        assert len(scan.levels) == 1


@pytest.mark.parametrize("share", [0.2, 0.5, 1.0])
def test_that_a_scan_that_is_empty_where_its_levels_are_not_is_refused_and_closed(
    tmp_path: Path, share: float
) -> None:
    finest = SKIN.copy()
    finest[: int(share * len(SKIN))] = 0
    path = written(tmp_path / "scan.tif", [finest, BY4])
    with pytest.raises(ScanError, match=r"“scan\.tif” contradicts itself: .* at 256 × 192 px"):
        believed(open_scan(path))
    path.unlink()  # which on Windows only a closed file can


def test_that_an_empty_scan_is_no_contradiction(tmp_path: Path) -> None:
    with believed(open_scan(pyramid(tmp_path / "scan.tif", SKIN * 0))) as scan:
        assert len(scan.levels) == 4


def test_that_opening_looks_at_good_pixels_and_tells_why(tmp_path: Path) -> None:
    path = pyramid(tmp_path / "scan.tif", SKIN, by4=BY4 * 0, by8=reduced(SKIN, 8) * 0)
    prepared = result_of(prepare_scan(path))
    assert any("256 × 192 px, 128 × 96 px" in note for note in prepared.notes)
    assert prepared.overview.pixels.max() > 100


def test_that_view_and_list_show_no_wrong_level(tmp_path: Path) -> None:
    black = {f"by{factor}": reduced(SKIN, factor) * 0 for factor in (2, 4, 8)}
    path = pyramid(tmp_path / "black.tif", SKIN, **black)
    prepared = result_of(prepare_scan(path))
    with TileSource(path, prepared.coarse, prepared.overview, 0).open() as scan:
        assert [level.downsample for level in scan.levels] == [1]
    assert thumbnail_of(path) == thumbnail_of(written(tmp_path / "flat.tif", [SKIN]))


def test_that_a_black_second_level_costs_no_cells(shared_data: Path) -> None:
    """Annotators counted 252 cells; on the black level there were none."""
    path = shared_data / "data/field/scans/second_level_is_black.tif"
    done = result_of(count_one(CountOrder(path, default_model())))
    report = build_report(done.prepared, done.counted, ())
    assert report.measurement.sample.cells == pytest.approx(252, rel=0.1)
    assert report.measurement.sample.area_mm2 == pytest.approx(0.4290, abs=5e-4)
    assert any("512 × 256 px" in flag.sentence for flag in report.flags)


def test_that_no_real_file_is_accused(shared_data: Path) -> None:
    compared = 0
    for path in sorted((shared_data / "data").rglob("*")):
        if path.suffix.lower() not in SCAN_SUFFIXES or "hostile" in path.parts:
            continue
        try:
            scan = open_scan(path)
        except ScanError:
            continue
        count = len(scan.levels)
        with believed(scan) as found:
            is_wrong = path.name == "second_level_is_black.tif"
            assert len(found.levels) == (count - 1 if is_wrong else count), path
        compared += count > 1
    assert compared > 5
