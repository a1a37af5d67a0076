"""The pixel size that a file states, and when to believe it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from melcount_app.core.geometry import PixelSize, PixelSizeSource, Size
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.calibration import (
    PixelSizeFound,
    TiffFacts,
    believable_pixel_size,
    calibrate,
)
from melcount_app.core.scan.ome import OmeImage, parse_ome
from melcount_app.core.scan.vendor import open_vendor

PIXELS = np.zeros((64, 80), np.uint8)
SIZE = Size(80, 64)


def stated(path: Path, **options: Any) -> PixelSize | None:
    """The pixel size of a TIFF written with `options`."""
    tifffile.imwrite(path, PIXELS, photometric="minisblack", **options)
    with open_scan(path) as scan:
        return scan.pixel_size


def facts(**known: Any) -> TiffFacts:
    nothing: dict[str, Any] = {
        "size": SIZE,
        "description": "",
        "ome": None,
        "resolution": None,
        "resolution_unit": 1,
        "is_ndpi": False,
    }
    return TiffFacts(**(nothing | known))


def ome(attributes: str) -> OmeImage:
    text = (
        f'<OME xmlns="x"><Image ID="Image:0"><Pixels ID="p" {attributes} SizeX="80" SizeY="64"/>'
        "</Image></OME>"
    )
    (image,) = parse_ome(text).images
    return image


def size_by(**known: Any) -> PixelSize | None:
    return calibrate(facts(**known)).pixel_size


def notes_by(**known: Any) -> tuple[str, ...]:
    return calibrate(facts(**known)).notes


def test_that_resolution_per_centimetre_is_believed(tmp_path: Path) -> None:
    found = stated(tmp_path / "a.tif", resolution=(20_000, 20_000), resolutionunit="CENTIMETER")
    assert found == PixelSize(0.5, PixelSizeSource.TIFF)


def test_that_a_fine_resolution_per_inch_is_believed(tmp_path: Path) -> None:
    found = stated(tmp_path / "a.tif", resolution=(50_800, 50_800), resolutionunit="INCH")
    assert found == PixelSize(0.5, PixelSizeSource.TIFF)


@pytest.mark.parametrize("dots_per_inch", [72, 96, 300, 1200, 10**7])
def test_that_a_print_resolution_is_no_pixel_size(tmp_path: Path, dots_per_inch: int) -> None:
    resolution = (dots_per_inch, dots_per_inch)
    assert stated(tmp_path / "a.tif", resolution=resolution, resolutionunit="INCH") is None


def test_that_a_resolution_without_unit_is_no_pixel_size(tmp_path: Path) -> None:
    assert stated(tmp_path / "a.tif", resolution=(2, 2), resolutionunit="NONE") is None


def test_that_a_file_that_says_nothing_has_no_pixel_size(tmp_path: Path) -> None:
    assert stated(tmp_path / "a.tif", metadata=None) is None


@pytest.mark.parametrize("unit", ["micron", "um", "\\u00B5m"])
def test_that_imagej_metadata_are_believed(tmp_path: Path, unit: str) -> None:
    found = stated(tmp_path / "a.tif", imagej=True, resolution=(2.5, 2.5), metadata={"unit": unit})
    assert found == PixelSize(0.4, PixelSizeSource.IMAGEJ)


def test_that_imagej_may_write_the_micro_sign_itself() -> None:
    text = "ImageJ=1.53\nunit=µm\nmin=0"
    found = size_by(description=text, resolution=(2.5, 2.5))
    assert found == PixelSize(0.4, PixelSizeSource.IMAGEJ)


@pytest.mark.parametrize("unit", ["pixel", "inch", "furlong"])
def test_that_other_imagej_units_give_no_pixel_size(tmp_path: Path, unit: str) -> None:
    metadata = {"unit": unit}
    assert stated(tmp_path / "a.tif", imagej=True, resolution=(2, 2), metadata=metadata) is None


@pytest.mark.parametrize(("size", "unit"), [(0.25, "µm"), (250, "nm"), (0.00025, "mm")])
def test_that_ome_xml_is_believed(tmp_path: Path, size: float, unit: str) -> None:
    metadata = {
        "PhysicalSizeX": size,
        "PhysicalSizeXUnit": unit,
        "PhysicalSizeY": size,
        "PhysicalSizeYUnit": unit,
    }
    found = stated(tmp_path / "a.ome.tif", ome=True, metadata=metadata)
    assert found is not None
    assert found.source is PixelSizeSource.OME_XML
    assert found.um_per_px == pytest.approx(0.25)


def test_that_ome_xml_goes_before_the_resolution_tags() -> None:
    found = size_by(ome=ome('PhysicalSizeX="0.3"'), resolution=(2e4, 2e4), resolution_unit=3)
    assert found == PixelSize(0.3, PixelSizeSource.OME_XML)


def test_that_an_unbelievable_source_leaves_room_for_the_next() -> None:
    found = size_by(ome=ome('PhysicalSizeX="352.8"'), resolution=(2e4, 2e4), resolution_unit=3)
    assert found == PixelSize(0.5, PixelSizeSource.TIFF)


@pytest.mark.parametrize(
    "text",
    [
        "Aperio Image Library v11\r\n80x64|AppMag = 20|MPP = 0.4990|Left = 25",
        "Aperio Image Library v11\r\n90x70 [5,5 80x64] (256x256) JPEG/RGB Q=70|MPP = 0.4990",
        "Aperio Image Library|MPP=0.499",
    ],
)
def test_that_aperio_descriptions_of_this_picture_are_believed(text: str) -> None:
    assert calibrate(facts(description=text)) == PixelSizeFound(
        PixelSize(0.499, PixelSizeSource.APERIO), ()
    )


@pytest.mark.parametrize(
    "text",
    [
        "Aperio Image Library v11\r\n320x256 [0,0 320x256] (256x256) JPEG|MPP = 0.4990",
        "Aperio Image Library v11\r\n320x256 [0,0 320x256] (80x64) -> 80x64 - |MPP = 0.4990",
    ],
)
def test_that_an_aperio_description_of_a_larger_picture_is_told_and_not_believed(text: str) -> None:
    found = calibrate(facts(description=text))
    assert found.pixel_size is None
    (note,) = found.notes
    assert "320 × 256" in note
    assert "80 × 64" in note
    assert "1.996 µm" in note


def test_that_ome_xml_of_another_picture_is_told_and_gives_way_to_the_tags() -> None:
    stale = OmeImage("", Size(400, 64), (1, 1, 1), "XYCZT", (0.25, 0.25), (), ())
    found = calibrate(facts(ome=stale, resolution=(2e4, 2e4), resolution_unit=3))
    assert found.pixel_size == PixelSize(0.5, PixelSizeSource.TIFF)
    assert "400 × 64" in found.notes[0]
    assert "all of that image" not in found.notes[0]


def test_that_tags_that_repeat_a_stale_description_are_stale_too() -> None:
    stale = OmeImage("", Size(320, 256), (1, 1, 1), "XYCZT", (0.5, 0.5), (), ())
    found = calibrate(facts(ome=stale, resolution=(2e4, 2e4), resolution_unit=3))
    assert found.pixel_size is None


def test_that_a_stated_size_may_be_rounded() -> None:
    rounded = OmeImage("", Size(81, 63), (1, 1, 1), "XYCZT", (0.5, 0.5), (), ())
    assert size_by(ome=rounded) == PixelSize(0.5, PixelSizeSource.OME_XML)


def test_that_sources_that_contradict_each_other_are_told() -> None:
    known = {"ome": ome('PhysicalSizeX="0.3"'), "resolution_unit": 3}
    (note,) = notes_by(resolution=(2e4, 2e4), **known)
    assert "0.3 µm by its OME-XML" in note
    assert "0.5 µm by its TIFF" in note
    assert notes_by(resolution=(33_334, 33_334), **known) == ()
    assert notes_by(resolution=(28.35, 28.35), **known) == ()  # 72 dpi are no word of a scan


@pytest.mark.parametrize("dpi", [3000, 4800, 5400, 6400, 7200, 9600, 12_800, 19_200])
def test_that_what_flatbed_scanners_have_is_told_and_not_believed(dpi: int) -> None:
    known = {"resolution": (dpi, dpi), "resolution_unit": 2}
    assert size_by(**known) is None
    assert f"{dpi} dpi" in notes_by(**known)[0]


@pytest.mark.parametrize("per_cm", [3779.5275, 3779.53, 3780, 2834.65, 1889.76])
def test_that_flatbed_scanners_are_known_per_centimetre_too(per_cm: float) -> None:
    assert size_by(resolution=(per_cm, per_cm), resolution_unit=3) is None


@pytest.mark.parametrize("um", [0.1, 0.2271, 0.4523, 0.5, 1.8092, 2.0, 2.5, 4.0, 5.0])
@pytest.mark.parametrize("unit", [2, 3])
def test_that_microscopes_are_believed_by_resolution_alone(um: float, unit: int) -> None:
    per_unit = {2: 25_400, 3: 10_000}[unit] / um
    found = size_by(resolution=(per_unit, per_unit), resolution_unit=unit)
    assert found == PixelSize(um, PixelSizeSource.TIFF)


@pytest.mark.parametrize("um", [0.06, 0.09, 5.1, 9.0])
def test_that_resolution_alone_is_not_believed_beyond_microscopes(um: float) -> None:
    known = {"resolution": (1e4 / um, 1e4 / um), "resolution_unit": 3}
    assert size_by(**known) is None
    assert len(notes_by(**known)) == 1
    tags = size_by(is_ndpi=True, **known)
    assert tags == PixelSize(um, PixelSizeSource.NDPI)


@pytest.mark.parametrize(
    "known",
    [
        {"ome": ome('PhysicalSizeX="1.0" PhysicalSizeY="1"')},
        {"description": "ImageJ=1.54f\nunit=micron\n", "resolution": (1.0, 1.0)},
        {"resolution": (10_000.0, 10_000.0), "resolution_unit": 3},
    ],
)
def test_that_exactly_one_micrometre_is_told_and_not_believed(known: dict[str, Any]) -> None:
    assert size_by(**known) is None
    (note,) = notes_by(**known)
    assert "exactly 1 µm" in note


def test_that_pixels_that_are_not_square_give_no_pixel_size() -> None:
    oblong = ome('PhysicalSizeX="0.5" PhysicalSizeY="0.51"')
    assert size_by(ome=oblong) is None
    assert "not square" in notes_by(ome=oblong)[0]
    assert size_by(ome=ome('PhysicalSizeX="0.5" PhysicalSizeY="0.5001"')) is not None


@pytest.mark.parametrize("number", ["1.2.3", "0", "-1", "NaN", "1e400", "", "."])
def test_that_odd_numbers_give_no_pixel_size(number: str) -> None:
    assert size_by(ome=ome(f'PhysicalSizeX="{number}"')) is None


@pytest.mark.parametrize("um", [float("nan"), float("inf"), 0.0, -1.0, 0.04, 10.5])
def test_that_sizes_beyond_microscopes_are_not_believed(um: float) -> None:
    assert believable_pixel_size(um, um, PixelSizeSource.OPENSLIDE) is None


def test_that_a_picture_has_no_pixel_size(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(PIXELS).save(path, dpi=(50_800, 50_800))
    with open_scan(path) as scan:
        assert scan.pixel_size is None


@pytest.mark.parametrize(("dpi", "expected"), [(9600, None), (50_800, 0.5)])
def test_that_openslide_is_not_believed_more_than_the_tags_that_it_reads(
    tmp_path: Path, dpi: int, expected: float | None
) -> None:
    path = tmp_path / "a.tif"
    pixels = np.zeros((256, 256, 3), np.uint8)
    resolution: dict[str, Any] = {"resolution": (dpi, dpi), "resolutionunit": "INCH"}
    tifffile.imwrite(path, pixels, photometric="rgb", tile=(256, 256), **resolution)
    with open_vendor(path) as scan:
        assert (scan.pixel_size.um_per_px if scan.pixel_size else None) == expected
        assert len(scan.notes) == (expected is None)
