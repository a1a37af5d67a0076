"""Every row of the outlines from the field, by the areas and counts that its README states."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from melcount_app.cli import app

UM_PER_PX = 1.8092


@dataclass(frozen=True)
class Row:
    """What is right for one file.

    Attributes:
        file: its name.
        px2: area.
        cells: how many of them the README states; None where it does not.
        name: of the region.
        note: part of a sentence that has to be told.
    """

    file: str
    px2: int
    cells: int | None
    name: str
    note: str = ""


ROWS = (
    Row("hole_in_the_corner.geojson", 294_912, 332, "R"),
    Row("hole_crosses_the_edge.geojson", 287_200, None, "R"),
    Row("two_holes_overlap.geojson", 323_216, None, "R"),
    Row("one_null_geometry.geojson", 384 * 512, 303, "left", "left out (1: “nothing”)"),
    Row("one_empty_polygon.geojson", 384 * 512, 303, "left", "left out (1: “nothing”)"),
    Row("compressed.geojson.gz", 384 * 512, 303, "left"),
    Row("class_with_two_names.geojson", 384 * 512, 303, "Epidermis: left"),
)


@pytest.fixture
def field(shared_data: Path) -> Path:
    folder = shared_data / "data/field"
    if not folder.is_dir():
        pytest.skip("no inputs from the field on this machine")
    return folder


@pytest.mark.parametrize("option", ["--regions", "--mask"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.file)
def test_that_outlines_from_the_field_are_counted_as_they_are_meant(
    field: Path, tmp_path: Path, row: Row, option: str
) -> None:
    scan, outlines = field / "scans/plain.tif", field / "outlines" / row.file
    arguments = ["count", str(scan), "--out", str(tmp_path), option, str(outlines)]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    assert row.note in result.output
    facts = json.loads((tmp_path / "plain.json").read_text(encoding="utf-8"))
    if option == "--regions":
        *_, facts = facts["regions"]
        assert facts["name"] == row.name
    assert facts["area_mm2"] == pytest.approx(row.px2 * (UM_PER_PX / 1000) ** 2, rel=1e-5)
    if row.cells is not None:
        assert facts["cells"] == pytest.approx(row.cells, abs=1)
