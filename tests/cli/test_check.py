"""`melcount check`, from windows drawn to the corrected count and training crops."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from typer.testing import CliRunner

from melcount_app.cli import app
from melcount_app.core.channel import named_channel
from melcount_app.core.count import count_scan, request_count
from melcount_app.core.edits import Edits
from melcount_app.core.model import Model, ModelCard
from melcount_app.core.plan import Assignment
from melcount_app.core.prepare import prepare_scan
from melcount_app.core.study import Study
from melcount_app.core.terms import terms_of
from melcount_app.core.work import result_of
from melcount_app.training.dataset import read_crops
from tests.conftest import ScanWriter

SIDE, CELL, WHITE = 1024, 11, 211
"""Side of a scan and of a cell, and brightness of it: the linear model finds one cell in it."""

CELLS = 300
Run = Callable[..., str]


@pytest.fixture
def truth() -> dict[str, npt.NDArray[np.int64]]:
    """Where the cells of each scan are."""
    rng = np.random.default_rng(7)
    return {f"{name}.tif": rng.integers(20, SIDE - 20, (CELLS, 2)) for name in ("a", "b")}


@pytest.fixture
def study(
    truth: dict[str, npt.NDArray[np.int64]],
    write_scan: ScanWriter,
    linear_model: Path,
    tmp_path: Path,
) -> Path:
    """A study of two scans that a model counted which overlooks one cell in five."""
    model = Model(linear_model, ModelCard.load(linear_model))
    rng = np.random.default_rng(8)
    file = tmp_path / "s.melcount"
    for name, points in truth.items():
        green = np.zeros((SIDE, SIDE), np.uint8)
        for x, y in points[rng.random(CELLS) > 0.2]:
            green[y : y + CELL, x : x + CELL] = WHITE
        write_scan(green, name=name)
    with Study.open(file) as opened:
        for name in truth:
            prepared = result_of(prepare_scan(file.with_name(name)))
            edits = Edits(named_channel(prepared.channels, "green"), prepared.mask)
            terms = terms_of(prepared.file_terms, edits, None)
            counted = result_of(count_scan(request_count(prepared, terms, prepared.mask, model)))
            key = opened.scans.add(prepared.path).key
            opened.scans.set_fingerprint(key, prepared.fingerprint)
            opened.plan.assign({key: Assignment(f"condition {name[0]}")})
            opened.save_prepared(key, prepared)
            opened.save_edits(key, edits)
            opened.save_count(key, counted)
    return file


@pytest.fixture
def run(study: Path) -> Run:
    """Runs a command of `melcount check` on the study; returns what it says."""

    def run(command: str, *options: object, code: int = 0) -> str:
        found = CliRunner().invoke(app, ["check", command, str(study), *map(str, options)])
        assert found.exit_code == code, (found.output, found.exception)
        return found.output

    return run


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def inside(row: dict[str, str], points: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The points in a window."""
    x, y, width, height = (int(row[f"{name}_px"]) for name in ("x", "y", "width", "height"))
    held = (points >= (x, y)) & (points < (x + width, y + height))
    return points[held.all(axis=1)]


def test_that_counts_by_hand_correct_the_model(
    run: Run, study: Path, truth: dict[str, npt.NDArray[np.int64]], tmp_path: Path
) -> None:
    out = tmp_path / "windows"
    said = run("plan", "--windows", 12, "--seed", 3, "--out", out)
    assert "12 of 50 windows drawn (a.tif: 6, b.tif: 6)" in said
    assert "±5 %" in said
    rows = rows_of(out / "windows.csv")
    columns = ("window", "scan", "x_px", "y_px", "width_px", "height_px", "probability")
    assert tuple(rows[0]) == columns
    assert [row["window"] for row in rows] == [str(number) for number in range(1, 13)]
    assert sum(float(row["probability"]) for row in rows) > 0
    first = cv2.imread(str(out / "window_001.png"))
    assert first is not None
    assert max(first.shape) == 256 + 2 * 16 or int(rows[0]["width_px"]) < 256

    counts = tmp_path / "counts.csv"
    told = [f"{row['window']},{len(inside(row, truth[row['scan']]))}" for row in rows]
    counts.write_text("window,cells\n" + "\n".join(told), encoding="utf-8")
    run("import", counts, "--rater", "A")
    run("report", "--json", tmp_path / "report.json")
    found: dict[str, Any] = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert (found["windows"], found["raters"]) == (12, 1)
    low, high = found["ppi"]["interval"]
    assert low < 2 * CELLS < high
    assert high - low <= found["hand_only"]["interval"][1] - found["hand_only"]["interval"][0]
    assert -0.35 < found["bias"] < -0.05
    assert found["bias_interval"][0] < found["bias"] < found["bias_interval"][1]
    assert found["is_biased"]
    area = found["area_mm2"]
    assert found["ppi"]["cells_per_mm2"] == pytest.approx(found["ppi"]["cells"] / area)
    parts = found["per_condition"]
    assert [part["condition"] for part in parts] == ["condition a", "condition b"]
    assert sum(part["windows"] for part in parts) == 12
    assert sum(part["ppi"]["cells"] for part in parts) == pytest.approx(found["ppi"]["cells"])

    run("plan", "--windows", 12, "--seed", 3, "--out", out)  # the same: the counts stay
    assert rows_of(out / "windows.csv") == rows
    run("report", "--json", tmp_path / "again.json")
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8")) == found


def test_that_windows_without_a_picture_are_not_drawn(
    run: Run, study: Path, tmp_path: Path
) -> None:
    run("plan", "--windows", 6, "--out", tmp_path / "w")
    (tmp_path / "counts.csv").write_text("window,cells\n1,5\n", encoding="utf-8")
    run("import", tmp_path / "counts.csv", "--rater", "A")
    with Study.open(study) as opened:
        kept = opened.checks.current()
    scan = study.with_name("a.tif")
    scan.rename(study.with_name("away"))
    run("plan", "--windows", 6, "--seed", 1, "--out", tmp_path / "w", code=2)
    with Study.open(study) as opened:
        assert opened.checks.current() == kept
    study.with_name("away").rename(scan)
    said = run("plan", "--windows", 6, "--seed", 1, "--out", tmp_path / "w")
    assert "what A counted was in other windows" in said


def test_that_marks_become_training_crops(
    run: Run, study: Path, truth: dict[str, npt.NDArray[np.int64]], tmp_path: Path
) -> None:
    run("plan", "--windows", 16, "--seed", 1, "--out", tmp_path)
    rows = rows_of(tmp_path / "windows.csv")
    lines = ["window,x_px,y_px"]
    for row in rows:
        places = inside(row, truth[row["scan"]])
        lines += [f"{row['window']},{x},{y}" for x, y in places] or [f"{row['window']},,"]
    (tmp_path / "points.csv").write_text("\n".join(lines), encoding="utf-8")
    assert "16 windows" in run("import", tmp_path / "points.csv", "--rater", "B")
    run("export", "--out", tmp_path / "data")
    whole = [row for row in rows if row["width_px"] == row["height_px"] == "256"]
    assert whole
    crops = read_crops(tmp_path / "data")
    assert len(crops) == len(whole)
    assert {crop.pixels.shape for crop in crops} == {(256, 256)}
    expected = sorted(len(inside(row, truth[row["scan"]])) for row in whole)
    assert sorted(crop.cells for crop in crops) == expected


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("window,cells\n1,5\n2,many\n", "line 3: “many” is not a number"),
        ("window,cells\n99,5\n", "line 2: “99” is no window"),
        ("window,cells\n1,5\n1,6\n", "line 3: window 1 stands here a second time"),
        ("window,cells\n1,-2\n", "line 2: -2 cells are not possible"),
        ("window,x_px,y_px\n1,-5,7\n", "line 2: the cell lies outside window 1"),
        ("window,dots\n1,5\n", "lacks the column cells"),
        ("image;cells\n1;5\n", "neither the columns window and cells"),
        ("window,cells\n", "holds no counts"),
    ],
)
def test_that_a_bad_row_is_named(run: Run, tmp_path: Path, table: str, told: str) -> None:
    run("plan", "--windows", 4, "--out", tmp_path)
    path = tmp_path / "counts.csv"
    path.write_text(table, encoding="utf-8")
    said = run("import", path, "--rater", "A", code=2)
    assert told in said
    assert str(path) in said


def test_that_what_cannot_be_done_is_said(run: Run, study: Path, tmp_path: Path) -> None:
    assert "Nobody counted" in run("report", "--json", tmp_path / "r.json", code=2)
    assert "were drawn" in run("import", tmp_path / "x.csv", "--rater", "A", code=2)
    assert "hold only" in run("plan", "--windows", 4000, "--out", tmp_path, code=2)
    too_few = ("--windows", 3, "--strata", "scan", "--out", tmp_path)
    assert "drawn from by itself needs two" in " ".join(run("plan", *too_few, code=2).split())
    assert "nothing to learn from" in run("export", "--out", tmp_path, code=2).replace("\n", " ")


CELL_COUNTER = """<?xml version="1.0" encoding="UTF-8"?>
<CellCounter_Marker_File>
 <Image_Properties><Image_Filename>window_001.png</Image_Filename></Image_Properties>
 <Marker_Data><Current_Type>1</Current_Type>
  <Marker_Type><Type>1</Type>
   <Marker><MarkerX>100</MarkerX><MarkerY>90</MarkerY><MarkerZ>1</MarkerZ></Marker>
   <Marker><MarkerX>2</MarkerX><MarkerY>3</MarkerY><MarkerZ>1</MarkerZ></Marker>
  </Marker_Type>
 </Marker_Data>
</CellCounter_Marker_File>
"""


def test_that_marks_of_other_programs_are_read(
    run: Run, study: Path, truth: dict[str, npt.NDArray[np.int64]], tmp_path: Path
) -> None:
    run("plan", "--windows", 8, "--out", tmp_path)
    rows = rows_of(tmp_path / "windows.csv")
    marks = tmp_path / "marks"
    marks.mkdir()
    (marks / "counts.xml").write_text(CELL_COUNTER, encoding="utf-8")
    said = run("import", marks, "--rater", "ImageJ")
    assert "1 cells in 1 windows" in said
    assert "1 marks lie in no window" in said  # in the zone around it
    points = {"type": "MultiPoint", "coordinates": truth["b.tif"].tolist()}
    feature = {"type": "Feature", "geometry": points, "properties": {"objectType": "annotation"}}
    (tmp_path / "b.geojson").write_text(json.dumps([feature]), encoding="utf-8")
    run("import", tmp_path / "b.geojson", "--rater", "QuPath")
    table = ["Image\tCentroid X µm\tCentroid Y µm"]
    um = 1.8092
    table += [f"a.tif\t{x * um:.4f}\t{y * um:.4f}" for x, y in truth["a.tif"]]
    (tmp_path / "a.tsv").write_text("\n".join(table), encoding="utf-8")
    run("import", tmp_path / "a.tsv", "--rater", "QuPath")
    with Study.open(study) as opened:
        kept = opened.checks.current()
    assert kept is not None
    by_hand, from_qupath = kept.raters
    x, y = int(rows[0]["x_px"]) - 16 + 100, int(rows[0]["y_px"]) - 16 + 90
    assert [count.points for count in by_hand.counts] == [((x, y),)]
    expected = {int(row["window"]): len(inside(row, truth[row["scan"]])) for row in rows}
    assert {c.window: c.cells for c in from_qupath.counts} == pytest.approx(expected, abs=1)
    (marks / "counts.xml").write_text("<a/>", encoding="utf-8")
    assert "cannot be understood" in run("import", marks, "--rater", "ImageJ", code=2)


def test_that_marks_on_a_scan_are_no_second_look_at_a_window(
    run: Run, study: Path, truth: dict[str, npt.NDArray[np.int64]], tmp_path: Path
) -> None:
    run("plan", "--windows", 12, "--repeats", "--out", tmp_path)
    assert len(rows_of(tmp_path / "windows.csv")) == 13
    for name, points in truth.items():
        feature = {"type": "MultiPoint", "coordinates": points.tolist()}
        (tmp_path / f"{name}.geojson").write_text(json.dumps(feature), encoding="utf-8")
    for name in truth:
        run("import", tmp_path / f"{name}.geojson", "--rater", "QuPath")
    with Study.open(study) as opened:
        kept = opened.checks.current()
    assert kept is not None
    (counted,) = kept.raters
    assert {count.window for count in counted.counts} == {w.number for w in kept.check.first}
