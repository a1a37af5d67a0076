"""Studies as labs have them: each sample is counted once, and what is no scan is listed.

The right answers are those of the README in ../shared/data/field.
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from melcount_app.cli import app
from melcount_app.core.study import Study

STUDIES = {
    "ndpis_sets": {"control": (62, 73), "treated": (94, 48)},
    "dicom_slides": {"control": (252, 113), "treated": (160, 121)},
    "tif_beside_ndpi": {"control": (57, 17), "treated": (63, 30)},
}
"""Cells that annotators counted, by condition."""

BESIDE = {
    "qupath_project_inside": "qupath/data: It holds the thumbnails of a QuPath project.",
    "deep_zoom_inside": "control/control_1_files: It holds the tiles of a deep-zoom picture.",
    "tif_beside_ndpi": "control/control_1.tif: It seems to be the same sample as “control_1.ndpi”",
}
ERROR = 0.15
"""Of single crops, as `plain.tif` and its parts have it."""


def run(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


@pytest.fixture
def field(shared_data: Path) -> Path:
    return shared_data / "data" / "field"


@pytest.mark.parametrize("name", STUDIES)
def test_that_every_sample_is_one_scan_and_counted_once(
    field: Path, tmp_path: Path, name: str
) -> None:
    right = STUDIES[name]
    result = run("batch", field / "studies" / name, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert f"4 scans in {field / 'studies' / name}" in result.output.replace("\n", "")
    found: dict[str, list[float]] = {condition: [] for condition in right}
    for path in tmp_path.rglob("*.json"):
        place = path.relative_to(tmp_path).parts[0]
        found[place].append(json.loads(path.read_text(encoding="utf-8"))["cells"])
    for condition, cells in right.items():
        assert len(found[condition]) == 2
        assert sum(found[condition]) == pytest.approx(sum(cells), rel=ERROR)


@pytest.mark.parametrize("name", BESIDE)
def test_that_what_is_no_scan_is_listed_and_four_scans_are_left(
    field: Path, tmp_path: Path, name: str
) -> None:
    result = run("batch", field / "studies" / name, "--out", tmp_path, "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.output.startswith("4 scans in")
    assert f"left out: {BESIDE[name]}" in result.output
    assert "--include" in result.output


@pytest.mark.parametrize("member", ["control_1.ndpis", "control_1-TRITC.ndpi"])
def test_that_a_set_is_counted_by_its_list_and_by_any_of_its_files(
    field: Path, tmp_path: Path, member: str
) -> None:
    scan = field / "studies/ndpis_sets/control" / member
    result = run("count", scan, "--out", tmp_path, "--channel", "FITC")
    assert result.exit_code == 0, result.output
    facts = json.loads(next(tmp_path.glob("*.json")).read_text(encoding="utf-8"))
    assert facts["channel"] == "FITC"
    assert facts["cells"] == pytest.approx(62, rel=ERROR)


def test_that_files_of_one_scan_are_counted_once(field: Path, tmp_path: Path) -> None:
    folder = field / "studies/dicom_slides/control/slide_1"
    files = [folder / f"slide_1_{level}.dcm" for level in (1, 0, 2)]
    result = run("count", *files, "--out", tmp_path)
    assert result.exit_code == 0, result.output
    assert [path.stem for path in tmp_path.glob("*.json")] == ["slide_1_1"]
    assert result.output.count("which is counted once") == 2
    facts = json.loads((tmp_path / "slide_1_1.json").read_text(encoding="utf-8"))
    assert facts["area_mm2"] == pytest.approx(0.4290, abs=1e-4)
    assert facts["cells"] == pytest.approx(252, rel=ERROR)


def test_that_what_was_left_out_stands_in_the_report_and_comes_back_for_good(
    field: Path, tmp_path: Path
) -> None:
    words = ("batch", field / "studies/tif_beside_ndpi", "--out", tmp_path)
    assert run(*words).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "reports" / "tif_beside_ndpi - summary.xlsx")
    cares = [
        row for row in book["Flags and failures"].iter_rows(values_only=True) if row[0] is None
    ]
    told = {row[1]: row[3] for row in cares if row[2] == "no scan"}
    assert told.keys() == {
        f"{place}_{n}.tif" for place in ("control/control", "treated/treated") for n in (1, 2)
    }
    assert all("the scanner's own file" in why for why in told.values())
    summary = [str(row[0]) for row in book["Summary"].iter_rows(values_only=True)]
    assert any("taken for none: 4; see" in text for text in summary)

    back = run(*words, "--include", "control_1.tif", "--no-reports")
    assert back.exit_code == 0, back.output
    assert "put back: control/control_1.tif" in back.output
    assert "look: These files seem to be the same sample" in back.output
    again = run(*words, "--no-reports")
    assert "5 of 5 scans are counted" in again.output
    with Study.open(tmp_path / "tif_beside_ndpi.melcount") as study:
        assert len(study.plan.left_out()) == 3
