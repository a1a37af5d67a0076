"""The workbook, opened again."""

from __future__ import annotations

import dataclasses
import io
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from shapely.geometry import box

from melcount_app.core.interval import IntervalModel
from melcount_app.core.measure import COLUMNS, columns_with_intervals
from melcount_app.core.region import Region
from melcount_app.core.report import Report
from melcount_app.core.report.cells import clean
from melcount_app.core.report.data_sheet import DATA_SHEET
from melcount_app.core.report.excel import write_excel
from melcount_app.core.wording import Wording
from tests.conftest import INTERVALS

if TYPE_CHECKING:
    from tests.core.report.conftest import MakeReport

REGIONS = (
    Region("=HYPERLINK(1)", box(0, 2000, 1000, 3000)),
    Region("off\x00the sample", box(3200, 0, 3900, 400)),
)


def opened(report: Report, language: str = "en") -> Workbook:
    file = io.BytesIO()
    write_excel(report, file, Wording(language))
    return load_workbook(file)


def heading_row(sheet: Worksheet) -> int:
    """Row of the headings of the table."""
    row: int = next(cell.row for cell in sheet["A"] if cell.value == "Region")
    return row


def table(sheet: Worksheet) -> dict[str, list[object]]:
    """Rows of the table by the name of the region, without that name."""
    rows = sheet.iter_rows(min_row=heading_row(sheet) + 1, values_only=True)
    return {str(row[0]): list(row[1:]) for row in rows}


def facts(book: Workbook) -> dict[str, object]:
    """Names and values of the sheet that says how it was made."""
    rows = book["How it was made"].iter_rows(min_row=3, max_col=2, values_only=True)
    return {str(name): value for name, value in rows if name}


def test_that_the_workbook_has_the_three_sheets_and_opens_on_the_result(
    make_report: MakeReport,
) -> None:
    book = opened(make_report())
    assert book.sheetnames == ["Result", "Picture", "How it was made", DATA_SHEET]
    assert book[DATA_SHEET].sheet_state == "hidden"
    assert book.active.title == "Result"


def test_that_headings_tell_the_units(make_report: MakeReport) -> None:
    sheet = opened(make_report())["Result"]
    headings = [cell.value for cell in sheet[heading_row(sheet)]]
    assert headings == [
        "Region",
        "Kind",
        "Density (cells/mm²)",
        "Cells",
        "Area (mm²)",
        "Note",
    ]


def test_that_the_table_holds_what_was_measured_as_numbers(make_report: MakeReport) -> None:
    report = make_report(regions=REGIONS)
    rows = table(opened(report)["Result"])
    measured = (report.measurement.sample, *report.measurement.quadrants)
    for region in (*measured, report.measurement.regions[0]):
        numbers = rows[region.name][1 : 1 + len(COLUMNS)]
        assert all(isinstance(number, int | float) for number in numbers)
        assert numbers == pytest.approx([column.value(region) for column in COLUMNS])
    assert len(rows) == 1 + 4 + len(REGIONS)


def test_that_numbers_are_shown_with_the_digits_of_their_column(make_report: MakeReport) -> None:
    sheet = opened(make_report())["Result"]
    row = heading_row(sheet) + 1
    assert [sheet.cell(row, column).number_format for column in (3, 4, 5)] == [
        "#,##0.0",
        "#,##0",
        "#,##0.000",
    ]


def test_that_the_headline_tells_sample_and_extremes(make_report: MakeReport) -> None:
    report = make_report()
    sheet = opened(report)["Result"]
    found = report.measurement
    assert found.lowest is not None
    assert found.highest is not None
    shown = {sheet.cell(4, column).value: sheet.cell(5, column).value for column in range(1, 6)}
    assert shown == {
        "Density (cells/mm²)": pytest.approx(found.sample.cells_per_mm2),
        "Cells": pytest.approx(found.sample.cells),
        "Area (mm²)": pytest.approx(found.sample.area_mm2),
        "Lowest over 1 mm² (cells/mm²)": pytest.approx(found.lowest.cells_per_mm2),
        "Highest over 1 mm² (cells/mm²)": pytest.approx(found.highest.cells_per_mm2),
    }


def test_that_both_ends_of_every_interval_are_numbers_in_columns_of_their_own(
    make_report: MakeReport,
) -> None:
    report = make_report(regions=REGIONS, intervals=INTERVALS)
    sheet = opened(report)["Result"]
    assert [cell.value for cell in sheet[heading_row(sheet)]][2:-1] == [
        "Density (cells/mm²)",
        "Density, 90 % from (cells/mm²)",
        "Density, 90 % to (cells/mm²)",
        "Cells",
        "Cells, 90 % from",
        "Cells, 90 % to",
        "Area (mm²)",
    ]
    rows = table(sheet)
    columns = columns_with_intervals(INTERVALS)
    for region in (report.measurement.sample, report.measurement.regions[0]):
        numbers = rows[region.name][1:-1]
        assert all(isinstance(number, int | float) for number in numbers)
        assert numbers == pytest.approx([column.value(region) for column in columns])


def test_that_the_headline_tells_the_intervals_and_what_they_mean(make_report: MakeReport) -> None:
    report = make_report(intervals=INTERVALS)
    sheet = opened(report)["Result"]
    interval = report.measurement.sample.interval
    assert interval is not None
    shown = [cell.value for cell in sheet[6] if cell.value]
    assert shown[1] == f"90 %: {interval.low:,.0f} to {interval.high:,.0f}"
    assert shown[2] == "In 90 % of cases the true number lies between these two."
    assert [sheet[5][place].value for place in (0, 1)] == pytest.approx(
        [report.measurement.sample.cells_per_mm2, report.measurement.sample.cells]
    )


def test_that_intervals_that_are_withheld_are_empty_cells_and_one_sentence(
    make_report: MakeReport,
) -> None:
    report = make_report(pixel_size=None, intervals=INTERVALS)
    book = opened(report)
    for kind, *numbers, _ in table(book["Result"]).values():
        assert [number is not None for number in numbers] == [
            False, False, False, True, False, False, False,
        ], kind  # fmt: skip
    sentence = f"• {report.why_no_intervals()}"
    assert [cell.value for row in book["Result"].iter_rows() for cell in row].count(sentence) == 1
    assert facts(book)["Intervals of the counts"] == "withheld"


@pytest.mark.parametrize("intervals", [None, INTERVALS])
def test_that_no_two_texts_lie_in_the_same_cells(
    make_report: MakeReport, tmp_path: Path, intervals: IntervalModel | None
) -> None:
    sheet = opened(make_report(regions=REGIONS, intervals=intervals))["Result"]
    merged = [set(cells.cells) for cells in sheet.merged_cells.ranges]
    assert sum(map(len, merged)) == len(set().union(*merged))


def test_that_without_a_pixel_size_densities_are_empty_cells_and_a_sentence(
    make_report: MakeReport,
) -> None:
    rows = table(opened(make_report(pixel_size=None))["Result"])
    for kind, density, cells, area, note in rows.values():
        assert (density, area) == (None, None), kind
        assert isinstance(cells, int | float)
        assert note == "Area and density are withheld, since the pixel size is not known."


def test_that_what_was_not_counted_is_an_empty_cell_and_a_sentence(make_report: MakeReport) -> None:
    rows = table(opened(make_report(uncounted=[(2, 0)]))["Result"])
    assert rows["sample"][1:3] == [None, None]
    assert "not counted" in str(rows["sample"][-1])
    assert isinstance(rows["lower right"][2], int | float)


def test_that_a_region_without_sample_has_no_density_but_a_sentence(
    make_report: MakeReport,
) -> None:
    rows = table(opened(make_report(regions=REGIONS))["Result"])
    assert rows["off�the sample"][1:] == [None, 0, 0, "It holds no sample, so it has no density."]


def test_that_names_that_look_like_formulas_stay_text(make_report: MakeReport) -> None:
    book = opened(make_report(Path("=1+1.tif"), regions=REGIONS))
    sheet = book["Result"]
    names = {cell.value: cell.data_type for cell in sheet["A"]}
    assert (names["=HYPERLINK(1)"], names["=1+1.tif"]) == ("s", "s")
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds


def test_that_every_flag_is_a_sentence_on_the_first_sheet(make_report: MakeReport) -> None:
    report = make_report(pixel_size=None)
    texts = {cell.value for cell in opened(report)["Result"]["A"]}
    assert report.flags
    assert {f"• {flag.sentence}" for flag in report.flags} <= texts


def test_that_headings_stay_in_sight_and_on_every_page(make_report: MakeReport) -> None:
    sheet = opened(make_report())["Result"]
    row = heading_row(sheet)
    assert sheet.freeze_panes == f"B{row + 1}"
    assert sheet.print_title_rows == f"${row}:${row}"


def test_that_every_sheet_prints_on_a4_across_one_page(make_report: MakeReport) -> None:
    sheets = [s for s in opened(make_report()) if s.sheet_state == "visible"]
    assert len(sheets) == 3
    for sheet in sheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert (sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage) == (
            1,
            True,
        )


def test_that_the_picture_is_in_the_workbook(make_report: MakeReport) -> None:
    (picture,) = opened(make_report())["Picture"]._images
    assert (picture.format, picture.anchor._from.row) == ("jpeg", 2)


def test_that_it_says_how_it_was_made(make_report: MakeReport) -> None:
    made = facts(opened(make_report()))
    expected = {
        "File": "scan 1.tif",
        "Fingerprint": "sha256:feed",
        "Width (px)": 4000,
        "Pixel size (µm/px)": 1,
        "Channel counted": "green",
        "Outline of the sample": "drawn",
        "Model": "stub",
        "SHA-256": "0123456789abcdef" * 4,
        "Error in total, T_err": 0.125,
        "Training crops": 76,
        "Map pixels counted": 1000 * 750,
        "Duration of the count (s)": 3.25,
        "Date": datetime(2026, 3, 4, 15, 6, 7),
    }
    assert {name: made[name] for name in expected} == expected
    assert {"melcount", "Python", "numpy", "onnxruntime", "tifffile"} <= made.keys()


def test_that_it_says_where_the_intervals_come_from(make_report: MakeReport) -> None:
    made = facts(opened(make_report(intervals=INTERVALS)))
    expected = {
        "Intervals of the counts": "given",
        "Level of the intervals": 0.9,
        "Reach (standard deviations)": 1.7,
        "Variance of the count per cell (cells)": 0.4,
        "Bias on a scan (standard deviation)": 0.04,
    }
    assert {name: made[name] for name in expected} == expected
    shared = dataclasses.replace(INTERVALS, shared_sd=0.02, place_mm2=0.2145)
    told = facts(opened(make_report(intervals=shared)))
    assert told["Error of a place (standard deviation)"] == 0.04
    assert told["Bias on a scan (standard deviation)"] == 0.02
    without = facts(opened(make_report()))
    assert without["Intervals of the counts"] == "none"
    assert "Level of the intervals" not in without


def test_that_the_same_report_gives_the_same_cells(make_report: MakeReport) -> None:
    first, second = (
        [
            [cell.value for row in sheet.iter_rows() for cell in row]
            for sheet in opened(make_report(regions=REGIONS))
        ]
        for _ in range(2)
    )
    assert first == second


SHARED = {
    *("user", "scan 1.tif", "folder", "sha256:feed", "models/stub", "stub", "the usual channel"),
    *("MIT", "SHA-256", "0123456789abcdef" * 4, "melcount replay"),
    *("Date", "Licence", "Quadrants", "quadrant", "Scan"),
}
"""Names, and words that are the same in French."""


def texts_of(book: Workbook) -> set[str]:
    """All that is written in cells that are seen, and what the sheets are called."""
    seen = [sheet for sheet in book if sheet.sheet_state == "visible"]
    cells = {c.value for sheet in seen for row in sheet.iter_rows() for c in row}
    return {each for each in cells if isinstance(each, str)} | {sheet.title for sheet in seen}


@pytest.mark.parametrize("pixel_size_known", [True, False])
def test_that_a_french_workbook_tells_names_alone_as_the_english_one_does(
    make_report: MakeReport, *, pixel_size_known: bool
) -> None:
    own = Region("user", box(0, 2000, 1000, 3000))
    report = make_report(regions=(own, *REGIONS), intervals=INTERVALS)
    if not pixel_size_known:
        report = make_report(regions=(own,), intervals=INTERVALS, pixel_size=None)
    english, french = (texts_of(opened(report, language)) for language in ("en", "fr"))
    shared = {*SHARED, *(region.name for region in REGIONS)}
    versions = {*report.versions} | {*report.versions.values()}
    assert {clean(text) for text in english & french} - versions <= {*map(clean, shared)}
    assert "user" in french
