"""Files of outlines on the command line."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from roifile import ROI_TYPE, ImagejRoi
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.outline_files import MANY
from tests.conftest import UM_PER_PX, ScanWriter

SQUARE = [(100, 50), (200, 50), (200, 150), (100, 150)]


def count(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["count", *map(str, arguments)])


@pytest.fixture
def scan(write_scan: ScanWriter) -> Path:
    return write_scan(np.full((240, 320), 200, np.uint8))


def facts_of(folder: Path) -> dict[str, object]:
    facts: dict[str, object] = json.loads((folder / "scan.json").read_text(encoding="utf-8"))
    return facts


def mm2(px2: float) -> float:
    return px2 * (UM_PER_PX / 1000) ** 2


@pytest.fixture
def cells(tmp_path: Path) -> Path:
    """More cells of one pixel than are taken without a question."""
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [[[x, 0], [x + 1, 0], [x, 2]]]},
            "properties": {"objectType": "detection"},
        }
        for x in range(MANY + 1)
    ]
    path = tmp_path / "cells.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


@pytest.mark.parametrize("option", ["--regions", "--mask"])
def test_that_very_many_outlines_are_refused_with_the_way_to_insist(
    scan: Path, cells: Path, linear_model: Path, tmp_path: Path, option: str
) -> None:
    asked = ["--out", tmp_path / "out", "--model", linear_model, option, cells]
    refused = count(scan, *asked)
    assert refused.exit_code == 2
    assert f"cells.geojson holds {MANY + 1} outlines" in refused.output
    assert "--all-outlines" in refused.output
    assert not list((tmp_path / "out").iterdir())
    insisted = count(scan, *asked, "--all-outlines")
    assert insisted.exit_code == 0, insisted.output


@pytest.mark.parametrize("name", ["left.roi", "RoiSet.zip"])
def test_that_rois_of_imagej_are_regions_and_sample(
    scan: Path, linear_model: Path, tmp_path: Path, name: str
) -> None:
    roi = ImagejRoi.frompoints(SQUARE, name="left")
    roi.roitype = ROI_TYPE.POLYGON
    path = tmp_path / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("0100-0150.roi", roi.tobytes())
    else:
        path.write_bytes(roi.tobytes())
    for option in ("--regions", "--mask"):
        out = tmp_path / option
        result = count(scan, "--out", out, "--model", linear_model, option, path)
        assert result.exit_code == 0, result.output
        facts = facts_of(out)
        if option == "--regions":
            *_, facts = facts["regions"]  # type: ignore[misc]
            assert facts["name"] == "left"
        assert facts["area_mm2"] == pytest.approx(mm2(100 * 100), rel=1e-5)
        assert facts["cells"] == pytest.approx(100 * 100 * 200 / 255 * 0.01, rel=1e-3)


def test_that_what_is_left_out_is_told_once(scan: Path, linear_model: Path, tmp_path: Path) -> None:
    ring = {"type": "Polygon", "coordinates": [SQUARE]}
    (x, y), *_ = SQUARE
    corner = [[x, y], [x + 20, y], [x + 20, y + 20], [x, y + 20], [x, y]]
    features = [
        {"type": "Feature", "geometry": ring, "properties": {"name": "left"}},
        {"type": "Feature", "geometry": None, "properties": {"name": "nothing"}},
        {
            "type": "Feature",
            "geometry": {"type": "Polygon", "coordinates": [corner]},
            "properties": {"classification": "Ignore*"},
        },
    ]
    path = tmp_path / "r.geojson"
    path.write_text(json.dumps(features))
    result = count(scan, "--out", tmp_path / "o", "--model", linear_model, "--regions", path)
    assert result.output.count("outlines without an area were left out (1: “nothing”)") == 1
    assert (
        result.output.count("were taken out of the sample and of the regions (1: “Ignore*”)") == 1
    )
