"""The pixel size that a file states, and when to believe it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from PIL import Image

from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.scan import open_scan
from melcount_app.core.scan.calibration import TiffFacts, believable_pixel_size, tiff_pixel_size

PIXELS = np.zeros((64, 80), np.uint8)


def stated(path: Path, **options: Any) -> PixelSize | None:
    """The pixel size of a TIFF written with `options`."""
    tifffile.imwrite(path, PIXELS, photometric="minisblack", **options)
    with open_scan(path) as scan:
        return scan.pixel_size


def facts(**known: Any) -> TiffFacts:
    nothing: dict[str, Any] = {
        "description": "",
        "ome_xml": "",
        "ome_image": 0,
        "resolution": None,
        "resolution_unit": 1,
        "is_ndpi": False,
    }
    return TiffFacts(**(nothing | known))


def ome(attributes: str) -> str:
    return (
        f'<OME xmlns="x"><Image ID="Image:0"><Pixels ID="p" {attributes} SizeX="9"/></Image></OME>'
    )


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
    found = tiff_pixel_size(facts(description=text, resolution=(2.5, 2.5)))
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
    found = tiff_pixel_size(
        facts(ome_xml=ome('PhysicalSizeX="0.3"'), resolution=(1e4, 1e4), resolution_unit=3)
    )
    assert found == PixelSize(0.3, PixelSizeSource.OME_XML)


def test_that_an_unbelievable_source_leaves_room_for_the_next() -> None:
    found = tiff_pixel_size(
        facts(ome_xml=ome('PhysicalSizeX="352.8"'), resolution=(1e4, 1e4), resolution_unit=3)
    )
    assert found == PixelSize(1.0, PixelSizeSource.TIFF)


def test_that_ome_xml_speaks_of_its_own_image() -> None:
    both = ome('PhysicalSizeX="0.3"') + ome('PhysicalSizeX="0.6"')
    found = tiff_pixel_size(facts(ome_xml=both, ome_image=1))
    assert found == PixelSize(0.6, PixelSizeSource.OME_XML)


def test_that_aperio_descriptions_are_believed() -> None:
    text = "Aperio Image Library v11\r\n2220x2967|AppMag = 20|MPP = 0.4990|Left = 25"
    assert tiff_pixel_size(facts(description=text)) == PixelSize(0.499, PixelSizeSource.APERIO)


def test_that_pixels_that_are_not_square_give_no_pixel_size() -> None:
    oblong = facts(ome_xml=ome('PhysicalSizeX="0.5" PhysicalSizeY="0.51"'))
    assert tiff_pixel_size(oblong) is None
    nearly = facts(ome_xml=ome('PhysicalSizeX="0.5" PhysicalSizeY="0.5001"'))
    assert tiff_pixel_size(nearly) is not None


@pytest.mark.parametrize("number", ["1.2.3", "0", "-1", "NaN", "1e400", "", "."])
def test_that_odd_numbers_give_no_pixel_size(number: str) -> None:
    assert tiff_pixel_size(facts(ome_xml=ome(f'PhysicalSizeX="{number}"'))) is None


@pytest.mark.parametrize("um", [float("nan"), float("inf"), 0.0, -1.0, 0.04, 10.5])
def test_that_sizes_beyond_microscopes_are_not_believed(um: float) -> None:
    assert believable_pixel_size(um, um, PixelSizeSource.OPENSLIDE) is None


def test_that_a_picture_has_no_pixel_size(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(PIXELS).save(path, dpi=(50_800, 50_800))
    with open_scan(path) as scan:
        assert scan.pixel_size is None
