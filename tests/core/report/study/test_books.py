"""The workbooks of a study, opened again."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from melcount_app.core.report.cells import WARNING
from melcount_app.core.report.data_sheet import DATA_SHEET, read_data_sheet
from melcount_app.core.report.excel import packed
from melcount_app.core.report.study import ConditionReport, StudyReport
from melcount_app.core.report.study.condition_book import condition_book
from melcount_app.core.report.study.summary_book import TABLE_NAME, summary_book
from melcount_app.core.study import Study
from melcount_app.core.wording import Wording
from melcount_app.core.workbook import read_book
from tests.core.report.study.conftest import AddCounted, fill, report_of

ENGLISH = Wording("en")
EMU_PER_POINT = 12700


def reopened(book: Workbook, report: StudyReport) -> Workbook:
    return load_workbook(io.BytesIO(packed(book, report.name, report.created)))


@pytest.fixture(scope="module")
def summary(full_report: StudyReport) -> Workbook:
    return reopened(summary_book(full_report, ENGLISH), full_report)


@pytest.fixture(scope="module")
def dense(full_report: StudyReport) -> Workbook:
    """The workbook of the condition that is denser."""
    return reopened(condition_book(full_report, full_report.conditions[1], ENGLISH), full_report)


def visible(book: Workbook) -> list[Worksheet]:
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def table(sheet: Worksheet, corner: str) -> list[dict[str, object]]:
    """Rows below the headings that begin with `corner`, until an empty one.

    Keys are headings with the number of their column, since some stand twice.
    """
    top = next(cell.row for cell in sheet["A"] if cell.value == corner)
    headings = [f"{cell.value} {cell.column}" for cell in sheet[top]]
    rows = sheet.iter_rows(min_row=top + 1, values_only=True)
    found = []
    for row in rows:
        if row[0] is None:
            break
        found.append(dict(zip(headings, row, strict=True)))
    return found


def cells(book: Workbook) -> dict[str, object]:
    """Every cell of a workbook but dates."""
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not isinstance(cell.value, datetime)
    }


def test_that_a_condition_opens_on_its_result(dense: Workbook, full_report: StudyReport) -> None:
    sheet = dense.active
    assert dense.sheetnames == ["Result", "Regions", "Pictures", "How it was made", DATA_SHEET]
    assert sheet["A1"].value == "dense"
    assert sheet["A3"].value.startswith("Higher than “control”: 2.")
    found = full_report.conditions[1]
    rows = {str(row["Result 1"]): row for row in table(sheet, "Result")}
    assert rows["Samples (n)"]["Value 2"] == 3
    level, other = found.level, found.comparison
    assert level is not None
    assert other is not None
    mean = rows["Density, geometric mean (cells/mm²)"]
    assert [mean[key] for key in ("Value 2", "95 % from 3", "95 % to 4")] == pytest.approx(
        [level.typical, level.low, level.high]
    )
    assert rows["Mean density (cells/mm²)"]["Value 2"] == pytest.approx(found.summary.mean)
    difference = rows["Difference from “control” (cells/mm²)"]
    assert [difference[key] for key in ("Value 2", "95 % from 3", "95 % to 4")] == pytest.approx(
        [other.difference, other.difference_low, other.difference_high]
    )
    ratio = rows["Ratio to “control”"]
    assert [ratio[key] for key in ("Value 2", "95 % from 3", "95 % to 4")] == pytest.approx(
        [other.ratio, other.ratio_low, other.ratio_high]
    )
    assert rows["Coefficient of variation"]["Value 2"] == pytest.approx(found.summary.cv)
    assert ratio["What it rests on 5"] == "separate spreads, multivariate t"
    assert list(rows).index("Ratio to “control”") < list(rows).index("p")
    assert rows["p"]["Value 2"] == pytest.approx(other.p)
    assert rows["p"]["What it rests on 5"] == "a check of the assay, not adjusted"


def test_that_the_scans_of_a_condition_are_listed_with_typed_numbers(
    dense: Workbook, full_report: StudyReport
) -> None:
    rows = table(dense["Result"], "Scan")
    scans = full_report.conditions[1].scans
    assert [row["Scan 1"] for row in rows] == [scan.name for scan in scans]
    for row, scan in zip(rows, scans, strict=True):
        assert row["Density (cells/mm²) 2"] == pytest.approx(scan.cells_per_mm2)
        assert isinstance(row["Cells 5"], float)


def test_that_all_pictures_are_there_at_their_shape_with_the_legend(
    dense: Workbook, full_report: StudyReport
) -> None:
    sheet = dense["Pictures"]
    pictures = sheet._images
    assert len(pictures) == 1 + len(full_report.conditions[1].scans)
    for picture in pictures:
        shown = picture.anchor.ext
        assert shown.cx / shown.cy == pytest.approx(picture.width / picture.height, rel=0.02)
    rows = {picture.anchor._from.row for picture in pictures[1:]}
    assert len(rows) == 1
    (row,) = rows
    assert sheet.row_dimensions[row + 1].height >= pictures[1].anchor.ext.cy / EMU_PER_POINT


def test_that_pictures_of_one_scale_have_the_same_colour_for_the_same_density(
    full_report: StudyReport,
) -> None:
    """The denser condition is brighter at the same place, as it would not be on its own scale."""
    means = []
    for condition in (full_report.conditions[0], full_report.conditions[1]):
        with Image.open(io.BytesIO(condition.scans[0].picture)) as image:
            part = np.asarray(image.convert("RGB"), np.float64)[520:640, 20:200]
            means.append(part.mean())
    assert means[1] > means[0] + 10


def test_that_the_summary_opens_on_the_answer(summary: Workbook, full_report: StudyReport) -> None:
    sheet = summary.active
    assert sheet.title == "Summary"
    assert sheet["A3"].value == (
        "Compared with “control”: no difference shown: “like it”. "
        "Checks of the assay: higher than the control: “dense”."
    )
    flagged = sum(1 for _, scan in full_report.scans if scan.flags)
    care = f"{flagged} of 9 scans flagged, 0 without numbers, pixel sizes: 1"
    assert sheet["A4"].value == care
    rows = table(sheet, "Condition")
    assert [row["Condition 1"] for row in rows] == ["control", "dense", "like it"]
    assert [row["n 8"] for row in rows] == [3, 3, 3]
    for row, condition in zip(rows, full_report.conditions, strict=True):
        assert condition.level is not None
        typical = row["Density, geometric mean (cells/mm²) 9"]
        assert typical == pytest.approx(condition.level.typical)
    dense = full_report.statistics.comparisons["dense"]
    assert rows[1]["Ratio to its control 4"] == pytest.approx(dense.ratio)
    assert rows[1]["p 7"] == pytest.approx(dense.p)
    assert rows[1]["Compared with 16"] == "control"


def test_that_the_chart_is_drawn_from_means_intervals_and_every_sample(
    summary: Workbook, full_report: StudyReport
) -> None:
    (chart,) = summary["Summary"]._charts
    bars, lines = chart._charts
    assert len(bars.series) == 1
    points, intervals = lines.series
    data = summary["Chart data"]

    def column(formula: str) -> list[float]:
        place = formula.split("!")[1].replace("$", "")
        return [cell.value for (cell,) in data[place] if cell.value is not None]

    densities = [s.cells_per_mm2 for c in full_report.conditions for s in c.samples]
    assert column(points.val.numRef.f) == pytest.approx(densities)
    levels = [c.level for c in full_report.conditions if c.level]
    means = [level.typical for level in levels]
    assert bars.y_axis.scaling.logBase == 10
    assert column(intervals.val.numRef.f) == pytest.approx(means)
    assert sorted(set(column(bars.series[0].val.numRef.f))) == pytest.approx(sorted(means))
    below = column(intervals.errBars.minus.numRef.f)
    lows = [level.low for level in levels]
    assert [m - b for m, b in zip(means, below, strict=True)] == pytest.approx(lows)
    names = bars.series[0].cat.multiLvlStrRef.f
    assert names.startswith("'Chart data'!$A$2:$B$")


def test_that_the_long_table_is_an_excel_table_of_all_regions(
    summary: Workbook, full_report: StudyReport
) -> None:
    sheet = summary["All numbers"]
    found = sheet.tables[TABLE_NAME]
    headings = [column.name for column in found.tableColumns]
    assert len(set(headings)) == len(headings)
    assert headings == [cell.value for cell in sheet[1]]
    rows = table(sheet, "Condition")
    assert len(rows) == 9 * 5
    assert {row["Kind 8"] for row in rows} == {"whole sample", "quadrant"}
    assert found.ref == f"A1:P{len(rows) + 1}"


def test_that_the_hidden_sheet_says_where_every_number_stands(
    summary: Workbook, full_report: StudyReport
) -> None:
    book = summary_book(full_report, ENGLISH)
    content = packed(book, full_report.name, full_report.created)
    data = read_data_sheet(read_book(content), "summary.xlsx")
    records = data.scans
    assert len(records) == 9
    scans = [scan for _, scan in full_report.scans]
    for record, scan in zip(records, scans, strict=True):
        assert record.request == scan.request
        density = next(n for n in record.shown if (n.region, n.column) == (0, "cells_per_mm2"))
        assert summary[density.sheet][density.cell].value == pytest.approx(scan.cells_per_mm2)
    assert data.statistics is not None
    ratio = next(s for s in data.statistics.shown if (s.condition, s.key) == ("dense", "ratio"))
    found = full_report.statistics.comparisons["dense"].ratio
    assert summary[ratio.sheet][ratio.cell].value == pytest.approx(found)


def test_that_every_sheet_prints_on_a4_and_keeps_its_headings(
    summary: Workbook, dense: Workbook
) -> None:
    for sheet in (*visible(summary), *visible(dense)):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToWidth == 1
        assert all(each.width >= 5 for each in sheet.column_dimensions.values())
        if sheet.title != "Pictures":
            assert sheet.freeze_panes, sheet.title


def test_that_protocol_hashes_and_files_are_told(
    summary: Workbook, full_report: StudyReport
) -> None:
    values = set(map(str, cells(summary).values()))
    for _, scan in full_report.scans:
        assert {scan.request.fingerprint, scan.request.card.sha256, scan.name} <= values


def test_that_the_same_study_gives_the_same_cells(tmp_path: Path) -> None:
    def contents(name: str) -> list[dict[str, object]]:
        with Study.open(tmp_path / name) as study:
            report = report_of(fill(study) if not study.scans.all() else study)
        books = [summary_book(report, ENGLISH)]
        books += [condition_book(report, each, ENGLISH) for each in report.conditions]
        return [cells(reopened(book, report)) for book in books]

    first = contents("a.melcount")
    assert first == contents("a.melcount")
    assert all(len(book) > 50 for book in first)


def test_that_french_workbooks_hold_the_same_numbers(full_report: StudyReport) -> None:
    def numbers(book: Workbook) -> list[float]:
        found = cells(reopened(book, full_report)).values()
        return [value for value in found if isinstance(value, int | float)]

    french = Wording("fr")
    assert numbers(summary_book(full_report, french)) == numbers(summary_book(full_report, ENGLISH))
    book = condition_book(full_report, full_report.conditions[1], french)
    assert book.sheetnames[:3] == ["Résultat", "Régions", "Images"]
    assert book.active["A3"].value.startswith("Plus élevée que")


def condition(report: StudyReport, name: str) -> ConditionReport:
    return next(each for each in report.conditions if each.name == name)


def one_sample(study: Study, add: AddCounted) -> None:
    add("odd", 2.0)


def none_worked(study: Study, add: AddCounted) -> None:
    study.scans.set_failure(add("odd"), "“b.tif” is broken.")


def no_pixel_size(study: Study, add: AddCounted) -> None:
    add("odd", pixel_size=None)


def no_control(study: Study, add: AddCounted) -> None:
    study.plan.set_roles({})
    add("odd")


@pytest.mark.parametrize(
    ("happens", "verdict"),
    [
        (one_sample, "neither an interval nor a test"),
        (none_worked, "None of its scans gave a density"),
        (no_pixel_size, "None of its scans gave a density"),
        (no_control, "compared with nothing"),
    ],
)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_that_an_odd_condition_has_a_workbook_and_a_sentence(
    study: Study,
    add: AddCounted,
    happens: Callable[[Study, AddCounted], None],
    verdict: str,
    language: str,
) -> None:
    from melcount_app.core.plan import Role

    add("control", 1.0)
    add("control", 1.1)
    study.plan.set_roles({"control": Role.CONTROL})
    happens(study, add)
    report, say = report_of(study), Wording(language)
    book = reopened(condition_book(report, condition(report, "odd"), say), report)
    if language == "en":
        assert verdict in book.active["A3"].value
    assert reopened(summary_book(report, say), report).active["A3"].value


def test_that_scans_without_numbers_are_marked_with_their_reason(
    study: Study, add: AddCounted
) -> None:
    add("a", 1.0)
    study.scans.set_failure(add("a"), "“b.tif” is broken.")
    add("a", pixel_size=None)
    report = report_of(study)
    sheet = reopened(condition_book(report, report.conditions[0], ENGLISH), report)["Result"]
    rows = table(sheet, "Scan")
    assert [row["Density (cells/mm²) 2"] is None for row in rows] == [False, True, True]
    assert rows[2]["Note 9"] == "“b.tif” is broken."
    place = next(cell for cell in sheet["A"] if cell.value == rows[2]["Scan 1"])
    assert place.fill.fgColor.rgb == WARNING
    cares = table(
        reopened(summary_book(report, ENGLISH), report)["Flags and failures"], "Condition"
    )
    assert {row["What 3"] for row in cares} == {"failed", "withheld", "flagged"}


def test_that_a_coefficient_of_variation_above_20_percent_is_marked(
    study: Study, add: AddCounted
) -> None:
    for factor in (1.0, 2.0, 3.0):
        add("wide", factor)
        add("narrow", 1 + factor / 100)
    report = report_of(study)
    sheet = reopened(summary_book(report, ENGLISH), report)["Summary"]
    (column,) = (cell.column for cell in sheet[5] if cell.value == "CV")
    marked = [sheet.cell(row, column).fill.fgColor.rgb == WARNING for row in (6, 7)]
    assert marked == [True, False]
    assert any("“wide”" in str(cell.value) for cell in sheet["A"])


def test_that_names_stay_text_whatever_they_begin_with(study: Study, add: AddCounted) -> None:
    add("=1+1", donor="@x", replicate="-3", name="=a.tif")
    report = report_of(study)
    book = reopened(condition_book(report, report.conditions[0], ENGLISH), report)
    for name in ("=1+1", "@x", "-3", "=a.tif"):
        found = [c for row in book["Regions"].iter_rows() for c in row if c.value == name]
        assert found
        assert all(cell.data_type == "s" for cell in found)


def test_that_technical_replicates_are_named_as_such(study: Study, add: AddCounted) -> None:
    for donor in ("A", "A", "B"):
        add("a", donor=donor)
    report = report_of(study)
    book = reopened(condition_book(report, report.conditions[0], ENGLISH), report)
    notes = [row["Note 9"] for row in table(book["Result"], "Scan")]
    assert notes == [
        "Technical replicate 1 of 2 of “A”.",
        "Technical replicate 2 of 2 of “A”.",
        None,
    ]
