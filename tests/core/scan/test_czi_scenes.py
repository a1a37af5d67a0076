"""CZI files of several scenes, focal planes and time points: one of them is the scan."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import Rect, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.base import Scan
from melcount_app.core.scan.pick import Pick
from melcount_app.self_test.czi import BlockOf, metadata, tiles, write_czi
from tests.core.scan.conftest import scene

PLANE = scene(120, 160, 1, np.uint8)
SMALL = np.ascontiguousarray(PLANE[:80, :96])
NAMES = '<Scenes><Scene Index="1" Name="right &amp; low"/><Scene Index="0" Name="left"/></Scenes>'


def two_scenes(path: Path) -> Path:
    """A small piece of skin, and a larger one at some way from it, each in two levels."""
    blocks = [
        *tiles(SMALL, 64, S=0, X=-900, Y=40),
        *tiles(SMALL[::2, ::2], 64, 2, S=0, X=-900, Y=40),
        *tiles(255 - PLANE, 64, S=1, X=5000, Y=700),
        *tiles(255 - PLANE[::2, ::2], 64, 2, S=1, X=5000, Y=700),
    ]
    write_czi(path, blocks, metadata((), 0.5).replace("<Channels>", f"<S>{NAMES}</S><Channels>"))
    return path


def stack(path: Path, focuses: int = 1, times: int = 1) -> Path:
    """Planes whose brightness is their number."""
    blocks = [
        block
        for time in range(times)
        for focus in range(focuses)
        for block in tiles(np.full_like(PLANE, 1 + focus + 10 * time), 64, Z=focus, T=time)
    ]
    write_czi(path, blocks, metadata((), 0.5))
    return path


def whole(scan: Scan) -> np.ndarray:
    return scan.read(0, Rect(0, 0, scan.size.width, scan.size.height), 0)


def test_that_the_largest_of_equally_fine_scenes_is_the_scan_and_the_others_are_told(
    tmp_path: Path,
) -> None:
    with open_scan(two_scenes(tmp_path / "a.czi")) as scan:
        assert scan.size == Size(160, 120)
        np.testing.assert_array_equal(whole(scan), 255 - PLANE[..., 0])
        assert [level.downsample for level in scan.levels] == [1, 2]
        assert [image.name for image in scan.images] == ["left", "right & low"]
        assert scan.pick == Pick("2")
        (note,) = scan.notes
        assert "2 images. Counted is image 2 “right & low” (160 × 120 px, 0.5 µm/px)" in note
        assert note.endswith("not counted: 1 “left” (96 × 80 px, 0.5 µm/px).")


@pytest.mark.parametrize("wanted", ["1", "LEFT"])
def test_that_another_scene_is_read_when_it_is_picked(tmp_path: Path, wanted: str) -> None:
    with open_scan(two_scenes(tmp_path / "a.czi"), Pick(wanted)) as scan:
        np.testing.assert_array_equal(whole(scan), SMALL[..., 0])
        assert scan.pick == Pick("1")
        assert "Counted is image 1" in scan.notes[0]


def test_that_a_scene_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match=r"holds no image “3”; choose one of: 1 “left”.*2 “right"):
        open_scan(two_scenes(tmp_path / "a.czi"), Pick("3"))


@pytest.mark.parametrize(
    ("planes", "plane", "value", "part"),
    [
        ((5, 1), None, 3, "holds 5 focal planes. Counted is number 3 alone"),
        ((4, 1), None, 2, "holds 4 focal planes. Counted is number 2 alone"),
        ((5, 1), 5, 5, "Counted is number 5 alone"),
        ((1, 3), None, 1, "holds 3 time points. Counted is number 1 alone"),
        ((1, 3), 3, 21, "Counted is number 3 alone"),
        ((3, 2), 5, 12, "3 focal planes at 2 time points. Counted is plane 5 of all 6 alone"),
    ],
)
def test_that_one_plane_is_the_scan(
    tmp_path: Path, planes: tuple[int, int], plane: int | None, value: int, part: str
) -> None:
    with open_scan(stack(tmp_path / "a.czi", *planes), Pick(plane=plane)) as scan:
        assert np.unique(whole(scan)).tolist() == [value]
        assert scan.planes == planes[0] * planes[1]
        assert len(scan.notes) == 1
        assert part in scan.notes[0]


def test_that_a_plane_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ScanError, match="holds 3 planes, so that there is no plane 4"):
        open_scan(stack(tmp_path / "a.czi", 3), Pick(plane=4))


def test_that_levels_that_the_file_keeps_for_all_scenes_together_are_no_scene(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.czi"
    overview = tiles(PLANE[::4, ::4], 64, 4)
    blocks = [BlockOf(block.pixels, {**block.axes, "S": 7}, 4) for block in overview]
    write_czi(path, [*tiles(PLANE, 64, S=0), *blocks], metadata((), 0.5))
    with open_scan(path) as scan:
        assert scan.images == ()
        assert [level.downsample for level in scan.levels] == [1]
