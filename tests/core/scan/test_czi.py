"""CZI files of Zeiss's scanners."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSizeSource, Rect
from melcount_app.core.scan import czi, open_scan, pyramid
from melcount_app.self_test.czi import BlockOf, metadata, tiles, write_czi
from tests.core.scan.conftest import scene

PLANE = scene(120, 160, 1, np.uint8)
COLOUR = scene(120, 160, 3, np.uint8)


def written(path: Path, blocks: Sequence[BlockOf], *names: str, um: float | None = 0.5) -> Path:
    write_czi(path, blocks, metadata(names, um))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(ScanError) as raised, open_scan(path) as scan:
        scan.read(0, Rect(0, 0, scan.size.width, scan.size.height))
    assert path.name in str(raised.value)
    return str(raised.value)


def test_that_names_and_pixel_size_come_from_the_metadata(tmp_path: Path) -> None:
    blocks = tiles(PLANE, 64) + tiles(PLANE // 2, 64, C=1)
    with open_scan(written(tmp_path / "a.czi", blocks, "DAPI", "TRP1 &amp; Alexa")) as scan:
        assert scan.channels == ("DAPI", "TRP1 & Alexa")
        assert scan.pixel_size is not None
        assert scan.pixel_size.source is PixelSizeSource.CZI
        assert scan.pixel_size.um_per_px == 0.5
        np.testing.assert_array_equal(scan.read(0, Rect(0, 0, 160, 120), 1), PLANE[..., 0] // 2)


def test_that_channels_without_names_are_numbered(tmp_path: Path) -> None:
    blocks = tiles(PLANE, 64) + tiles(PLANE, 64, C=1)
    with open_scan(written(tmp_path / "a.czi", blocks, um=None)) as scan:
        assert scan.channels == ("channel 1", "channel 2")
        assert scan.pixel_size is None


def test_that_later_tiles_lie_over_earlier_ones(tmp_path: Path) -> None:
    below, above = BlockOf(PLANE, {"M": 0}), BlockOf(PLANE[:40, :40], {"X": 30, "Y": 20, "M": 1})
    expected = PLANE[..., 0].copy()
    expected[20:60, 30:70] = PLANE[:40, :40, 0]
    for name, blocks in (("a", [below, above]), ("b", [above, below])):
        with open_scan(written(tmp_path / f"{name}.czi", blocks)) as scan:
            np.testing.assert_array_equal(scan.read(0, Rect(0, 0, 160, 120), 0), expected)


def test_that_a_level_that_shows_less_than_the_finest_is_not_taken(tmp_path: Path) -> None:
    part = tiles(PLANE[:60:2, ::2], 64, 2)
    with open_scan(written(tmp_path / "a.czi", tiles(PLANE, 64) + part)) as scan:
        assert [level.downsample for level in scan.levels] == [1]


def test_that_one_plane_on_further_axes_is_read(tmp_path: Path) -> None:
    blocks = tiles(PLANE, 64, Z=0, T=0, S=0, H=0)
    with open_scan(written(tmp_path / "a.czi", blocks)) as scan:
        np.testing.assert_array_equal(scan.read(0, Rect(0, 0, 160, 120)), PLANE)


def test_that_planes_on_an_unknown_axis_are_told_and_not_called_damage(tmp_path: Path) -> None:
    blocks = [block for place in range(3) for block in tiles(PLANE, 64, V=place)]
    sentence = refusal(written(tmp_path / "a.czi", blocks))
    assert "3 planes on the axis V" in sentence
    assert "export one of them" in sentence
    assert "damaged" not in sentence


@pytest.mark.parametrize(
    ("blocks", "part"),
    [
        pytest.param(tiles(COLOUR, 64) + tiles(COLOUR, 64, C=1), "2 channels in colour", id="rgb"),
        pytest.param(tiles(PLANE, 64) + tiles(COLOUR, 64, C=1), "neither grey nor RGB", id="mixed"),
        pytest.param([BlockOf(PLANE, compression=104)], "CZI code 104", id="camera's own"),
        pytest.param(tiles(PLANE, 64, 2), "lacks its finest pixels", id="no level 0"),
        pytest.param([], "holds no pixels", id="no block"),
    ],
)
def test_that_what_is_not_read_is_told(tmp_path: Path, blocks: list[BlockOf], part: str) -> None:
    sentence = refusal(written(tmp_path / "a.czi", blocks))
    assert part in sentence
    assert "damaged" not in sentence


def test_that_one_part_of_several_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.czi"
    write_czi(path, tiles(PLANE, 64), metadata((), 0.5), part=1)
    assert "one part of several" in refusal(path)


@pytest.mark.parametrize("part", [0.001, 0.01, 0.3, 0.9, 0.99])
def test_that_a_file_cut_short_is_refused(tmp_path: Path, part: float) -> None:
    path = written(tmp_path / "a.czi", tiles(PLANE, 64))
    content = path.read_bytes()
    path.write_bytes(content[: max(12, int(len(content) * part))])
    assert "damaged" in refusal(path)


@pytest.mark.parametrize("seed", range(40))
def test_that_damage_anywhere_ends_in_pixels_or_a_sentence(tmp_path: Path, seed: int) -> None:
    path = written(tmp_path / "a.czi", tiles(PLANE, 64), "one")
    content = bytearray(path.read_bytes())
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, len(content), 60):
        content[at] = rng.integers(0, 256)
    for at in rng.integers(len(content) - 1800, len(content), 4):
        content[at] = rng.integers(0, 256)
    path.write_bytes(content)
    assert path.name in said_of(path)


def said_of(path: Path) -> str:
    """The sentence that refuses a file, or its name when it can be read."""
    try:
        with open_scan(path) as scan:
            pixels = scan.read(0, Rect(0, 0, 300, 300))
    except ScanError as error:
        return str(error)
    assert pixels.shape[:2] == (300, 300)
    return path.name


def test_that_a_tile_far_off_the_others_is_told_before_all_between_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = BlockOf(PLANE, {"X": 290_000, "Y": 290_000})
    sentence = refusal(written(tmp_path / "a.czi", [*tiles(PLANE, 64), far]))
    assert "claims 290160 × 290120 pixels, but holds next to nothing of them" in sentence
    near = BlockOf(PLANE, {"X": 5_000, "Y": 5_000})
    path = written(tmp_path / "b.czi", [*tiles(PLANE, 64), near])
    open_scan(path).close()
    monkeypatch.setattr(czi, "LARGEST_UNSTORED_BYTES", 10**7)
    assert "its tiles cover 0.15 %: some lie far off the others" in refusal(path)


def test_that_a_glimpse_is_every_nth_pixel_wherever_tiles_lie(tmp_path: Path) -> None:
    blocks = [BlockOf(PLANE, {"X": 0, "Y": 0, "M": 0}), BlockOf(PLANE, {"X": 205, "Y": 77, "M": 1})]
    with open_scan(written(tmp_path / "a.czi", blocks)) as scan:
        whole = scan.read(0, Rect(0, 0, scan.size.width, scan.size.height))
        for step in (1, 3, 7, 64):
            np.testing.assert_array_equal(scan.glimpse(0, step), whole[::step, ::step])


def test_that_more_channels_than_can_be_looked_at_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocks = [BlockOf(PLANE, {"C": number}) for number in range(3)]
    path = written(tmp_path / "a.czi", blocks, um=None)
    monkeypatch.setattr(pyramid, "PICTURE_BYTES", 3 * PLANE.size)
    open_scan(path).close()
    monkeypatch.setattr(pyramid, "PICTURE_BYTES", 3 * PLANE.size - 1)
    assert "has 3 channels, more than can be looked at together" in refusal(path)
