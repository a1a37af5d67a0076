"""Focal planes, time points, and the macro pictures and labels of slides, which are neither."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile

from melcount_app.core.errors import ScanError
from melcount_app.core.geometry import PixelSize, PixelSizeSource, Rect
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.pick import NO_PICK, Pick
from tests.core.scan.image_files import image, ndpi, ome_file, plane, um_per_px, value


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.ome.tif"


@pytest.mark.parametrize("size", [(160, 120), (64, 48), (32, 24), (90, 30)])
@pytest.mark.parametrize("magnification", [-1.0, -2.0])
def test_that_macro_and_map_of_an_ndpi_are_neither_scan_nor_level_nor_plane(
    tmp_path: Path, size: tuple[int, int], magnification: float
) -> None:
    path = ndpi(tmp_path / "a.ndpi", (plane(5), 20.0, 0), (plane(9, *size), magnification, 0))
    with open_scan(path) as scan:
        assert (value(scan), len(scan.levels), scan.pick) == (5, 1, NO_PICK)
        assert scan.notes == ()
        assert scan.pixel_size == PixelSize(0.5, PixelSizeSource.NDPI)


def test_that_an_ndpi_is_counted_where_it_was_focused(tmp_path: Path) -> None:
    pages = [(plane(value), 20.0, focus) for value, focus in ((3, 0), (4, 5000), (5, 9000))]
    path = ndpi(tmp_path / "a.ndpi", *pages, (plane(2), 20.0, -4000), (plane(9, 90, 30), -1.0, 0))
    with open_scan(path) as scan:
        assert (value(scan), scan.pick, scan.planes) == (3, Pick("", 2), 4)
        assert "4 focal planes. Counted is number 2 alone." in scan.notes[0]
    for wanted, expected in ((1, 2), (3, 4), (4, 5)):
        with open_scan(path, Pick("", wanted)) as scan:
            assert value(scan) == expected


@pytest.mark.parametrize("name", ["label", "macro"])
def test_that_label_and_macro_of_an_aperio_slide_are_no_scans(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.tif"
    with tifffile.TiffWriter(path) as writer:
        for pixels, told in ((plane(5), "64x48|MPP = 0.5"), (plane(9, 90, 120), f"{name} 90x120")):
            description = f"Aperio Image Library v10\r\n{told}"
            writer.write(pixels, description=description, metadata=None, contiguous=False)
    with open_scan(path) as scan:
        assert (value(scan), um_per_px(scan), scan.notes) == (5, 0.5, ())


@pytest.mark.parametrize(
    ("order", "wanted", "expected"),
    [
        ("XYZCT", None, (10, 13)),
        ("XYCZT", None, (11, 12)),
        ("XYZCT", 1, (9, 12)),
        ("XYCZT", 3, (13, 14)),
    ],
)
def test_that_a_stack_gives_the_middle_plane_or_the_one_picked(
    path: Path, order: str, wanted: int | None, expected: tuple[int, int]
) -> None:
    xml = image((64, 48), 0.4, ("DAPI", "TRP1"), data="<TiffData/>", depth=(3, 1), order=order)
    ome_file(path, [plane(9 + n) for n in range(6)], xml)
    with open_scan(path, Pick("", wanted)) as scan:
        found = scan.read(0, Rect(0, 0, 1, 1))[0, 0]
        assert tuple(found) == expected
        assert (scan.channels, scan.planes) == (("DAPI", "TRP1"), 3)
        assert scan.pick == Pick("", wanted or 2)
        assert f"3 focal planes. Counted is number {wanted or 2} alone." in scan.notes[0]


def test_that_the_first_time_point_is_counted_and_the_others_told(path: Path) -> None:
    xml = image((64, 48), 0.4, data="<TiffData/>", depth=(3, 2), order="XYCTZ")
    ome_file(path, [plane(n) for n in range(6)], xml)
    with open_scan(path) as scan:
        assert (value(scan), scan.pick) == (2, Pick("", 2))  # second focal plane, first time
        assert "3 focal planes at 2 time points" in scan.notes[0]
    with open_scan(path, Pick("", 5)) as scan:
        assert value(scan) == 3  # the same of the second time


@pytest.mark.parametrize("is_virtual", [False, True])
def test_that_an_imagej_stack_gives_planes_and_channels(tmp_path: Path, is_virtual: bool) -> None:  # noqa: FBT001
    path = tmp_path / "stack.tif"
    values = np.arange(12, dtype=np.uint8).reshape(2, 3, 2, 1, 1)  # T, Z, C
    pixels = np.broadcast_to(values, (2, 3, 2, 48, 64))
    tifffile.imwrite(path, pixels, imagej=True, metadata={"axes": "TZCYX", "unit": "um"})
    if is_virtual:  # as ImageJ writes above 4 GB: one page, and all pixels behind it
        with tifffile.TiffFile(path, mode="r+") as tiff:
            first = tiff.pages.first
            tiff.filehandle.seek(first.offset + 2 + 12 * len(first.tags))
            tiff.filehandle.write(bytes(4))
    with open_scan(path, Pick("", 6)) as scan:
        assert tuple(scan.read(0, Rect(0, 0, 1, 1))[0, 0]) == (10, 11)
        assert scan.planes == 6
    with open_scan(path) as scan:
        assert tuple(scan.read(0, Rect(60, 40, 1, 1))[0, 0]) == (2, 3)


def test_that_planes_of_unknown_kind_are_counted_only_when_picked(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    planes = np.stack([plane(n) for n in range(4)])
    tifffile.imwrite(path, planes, photometric="minisblack", metadata=None)
    with pytest.raises(ScanError, match="holds 4 planes and does not tell what they are"):
        open_scan(path)
    with open_scan(path, Pick("", 4)) as scan:
        assert value(scan) == 3
        assert "4 planes. Counted is plane 4 alone." in scan.notes[0]
    with pytest.raises(ScanError, match="there is no plane 5"):
        open_scan(path, Pick("", 5))


def test_that_levels_of_a_plane_are_its_own(path: Path) -> None:
    with tifffile.TiffWriter(path, ome=True) as writer:
        options: dict[str, Any] = {"photometric": "minisblack", "tile": (32, 32)}
        planes = np.stack([plane(n, 128, 96) for n in range(3)])
        writer.write(planes, subifds=1, metadata={"axes": "ZYX"}, **options)
        writer.write(planes[:, ::2, ::2] + 10, subfiletype=1, **options)
    for wanted in (1, 2, 3):
        with open_scan(path, Pick("", wanted)) as scan:
            assert [level.downsample for level in scan.levels] == [1, 2]
            assert scan.read(1, Rect(0, 0, 1, 1))[0, 0, 0] == wanted + 9
