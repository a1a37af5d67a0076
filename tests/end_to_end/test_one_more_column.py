"""A measured column is one record: appended to `COLUMNS` it stands in all reports, correct."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.conftest import INTERVALS, UM_PER_PX

CHECKOUT = Path(__file__).parents[2]
TITLES = ["Pairs", "Wide density (cells/cm²)"]
ENDS = ["Wide density, 90 % from (cells/cm²)", "Wide density, 90 % to (cells/cm²)"]


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it.

    Attributes:
        folder: of the files.
        said: by the program, of itself.
        numbers: of the first scan, for programs.
    """

    folder: Path
    said: dict[str, Any]
    numbers: dict[str, Any]


@pytest.fixture(scope="module")
def made(model_with_intervals: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("column")
    scans = folder / "scans"
    for seed, name in enumerate(("control/1.tif", "dense/2.tif")):
        path = scans / name
        path.parent.mkdir(parents=True)
        green = np.random.default_rng(seed).integers(30, 60, (240, 320)).astype(np.uint8)
        per_cm = (1e4 / UM_PER_PX, 1e4 / UM_PER_PX)
        pixels = np.stack([green // 12, green, green // 20], axis=-1)
        tifffile.imwrite(
            path, pixels, photometric="rgb", resolution=per_cm, resolutionunit="CENTIMETER"
        )
    out = folder / "out"
    command = [sys.executable, "-m", "tests.end_to_end.one_more_column"]
    walked = subprocess.run(
        [*command, scans, model_with_intervals, out],
        cwd=CHECKOUT, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip
    assert walked.returncode == 0, walked.stderr
    (numbers,) = (out / "count").glob("*.json")
    return Made(out, json.loads(walked.stdout), json.loads(numbers.read_text(encoding="utf-8")))


def rows_below(sheet: Worksheet, heading: str) -> Iterator[dict[str, Any]]:
    """Rows of the table whose first heading is that, by heading."""
    rows = list(sheet.iter_rows(values_only=True))
    top = next(place for place, row in enumerate(rows) if row[0] == heading)
    for row in rows[top + 1 :]:
        if not row[0]:
            return
        yield dict(zip(rows[top], row, strict=True))


def test_that_the_numbers_for_programs_have_it(made: Made) -> None:
    for place in (made.numbers, *made.numbers["regions"]):
        assert place["pairs"] == pytest.approx(place["cells"] / 2)
        assert place["cells_per_cm2"] == pytest.approx(100 * place["cells_per_mm2"])
        assert "pairs_interval" not in place


def test_that_the_workbook_of_a_scan_has_it_large_and_in_the_table(made: Made) -> None:
    (path,) = (made.folder / "count").glob("*.xlsx")
    sheet = load_workbook(path)["Result"]
    large = {sheet.cell(4, place).value: sheet.cell(5, place).value for place in range(1, 20)}
    assert large["Pairs"] == pytest.approx(made.numbers["pairs"])
    assert large["Wide density (cells/cm²)"] == pytest.approx(made.numbers["cells_per_cm2"])
    assert any(str(title).startswith("Highest over 1 mm²") for title in large)
    rows = list(rows_below(sheet, "Region"))
    assert [row["Pairs"] for row in rows] == [
        pytest.approx(place["pairs"]) for place in (made.numbers, *made.numbers["regions"])
    ]
    assert {*TITLES, *ENDS} <= rows[0].keys()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_that_the_workbooks_of_a_study_have_it(made: Made, language: str) -> None:
    french = "fr " if language == "fr" else ""
    folder = made.folder / language / "reports"
    (summary,) = folder.glob("scans - *.xlsx")
    conditions = {path for path in folder.glob("*.xlsx") if path != summary}
    assert len(conditions) == 2
    tables = [(summary, 1)] + [(path, place) for path in conditions for place in (0, 1)]
    for path, place in tables:
        sheet = load_workbook(path).worksheets[place]
        texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
        assert [f"{french}{title}" for title in TITLES if f"{french}{title}" not in texts] == []
    texts = [cell for row in load_workbook(summary).worksheets[1].values for cell in row]
    assert [end for end in ENDS if f"{french}{end}" not in texts] == []


def test_that_the_table_for_other_programs_has_it(made: Made) -> None:
    (path,) = (made.folder / "en" / "reports").glob("*.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2 * 5
    for row in rows:
        assert float(row["pairs"]) == pytest.approx(float(row["cells"]) / 2)
        assert float(row["cells_per_cm2"]) == pytest.approx(100 * float(row["cells_per_mm2"]))
        assert {"cells_per_cm2_low", "cells_per_cm2_high"} <= row.keys()
        assert "pairs_low" not in row


def test_that_the_page_of_a_condition_has_it(made: Made) -> None:
    assert [title for title in TITLES if title not in made.said["page"]] == []
    assert f"{made.numbers['pairs']:,.1f}" in made.said["page"]


def test_that_the_window_shows_it_with_its_interval(made: Made) -> None:
    pairs = f"{made.numbers['pairs']:,.1f}"
    wide = INTERVALS.of(made.numbers["cells"]).per(made.numbers["area_mm2"]).per(0.01)
    interval = f"({wide.low:,.1f}–{wide.high:,.1f})"
    assert made.said["panel"]["pairs"] == pairs
    assert made.said["panel"]["wide density_interval"] == interval
    assert made.said["units"] == ["cells/mm²", "cells", "mm²", "pairs", "cells/cm²"]
    assert made.said["headings"][-2:] == ["Pairs", "Wide density\ncells/cm²"]
    assert made.said["cells"][-2] == pairs
    assert made.said["cells"][-1].endswith(f" {interval}")


def test_that_its_french_is_asked_for(made: Made) -> None:
    ends = [end.replace("90 %", "{level}") for end in ENDS]
    assert made.said["missing"] == sorted([*TITLES, *ends])
