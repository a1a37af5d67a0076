"""The density map as a file, opened again."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import pytest
import tifffile

from melcount_app.core.report import Report
from melcount_app.core.report.density_tiff import write_density_tiff
from melcount_app.core.wording import Wording

if TYPE_CHECKING:
    from tests.core.report.conftest import MakeReport


def written(report: Report) -> io.BytesIO:
    """The file, open at its beginning."""
    file = io.BytesIO()
    write_density_tiff(report, file, Wording())
    file.seek(0)
    return file


def pixels_facts(content: io.BytesIO) -> dict[str, Any]:
    """Attributes of the Pixels element of the OME-XML."""
    with tifffile.TiffFile(content) as file:
        assert file.is_ome
        assert file.ome_metadata is not None
        image = tifffile.xml2dict(file.ome_metadata)["OME"]["Image"]
    facts: dict[str, Any] = image["Pixels"]
    return facts


def test_that_the_map_adds_up_to_the_count(make_report: MakeReport) -> None:
    report = make_report()
    values = tifffile.imread(written(report))
    assert values.dtype == np.float32
    assert values.shape == (750, 1000)
    assert values.sum(dtype=np.float64) == pytest.approx(report.measurement.sample.cells, rel=1e-6)


def test_that_the_map_has_its_pixel_size(make_report: MakeReport) -> None:
    facts = pixels_facts(written(make_report()))
    assert (facts["PhysicalSizeX"], facts["PhysicalSizeXUnit"]) == (pytest.approx(4.0), "µm")
    assert (facts["PhysicalSizeY"], facts["PhysicalSizeYUnit"]) == (pytest.approx(4.0), "µm")


def test_that_programs_that_read_no_ome_find_the_pixel_size_too(make_report: MakeReport) -> None:
    with tifffile.TiffFile(written(make_report())) as file:
        page = file.pages.first
        per_cm = page.tags["XResolution"].value
        assert page.tags["ResolutionUnit"].value == 3  # centimetre
    assert 1e4 * per_cm[1] / per_cm[0] == pytest.approx(4.0)


def test_that_without_a_pixel_size_the_map_tells_none(make_report: MakeReport) -> None:
    facts = pixels_facts(written(make_report(pixel_size=None)))
    assert not [name for name in facts if name.startswith("PhysicalSize")]


def test_that_the_map_says_what_its_values_are(make_report: MakeReport) -> None:
    with tifffile.TiffFile(written(make_report())) as file:
        assert "Cells per pixel" in str(file.ome_metadata)


def test_that_the_name_of_the_map_tells_nothing_of_the_computer(make_report: MakeReport) -> None:
    with tifffile.TiffFile(written(make_report())) as file:
        text = str(file.ome_metadata)
    (name,) = re.findall(r'UUID="urn:uuid:([0-9a-f-]+)"', text)
    assert UUID(name).version == 4  # that of version 1 holds the address of the network card
