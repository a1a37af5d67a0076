"""The sheet that is read first: headline, flags, and the table of sample and regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.measure import COLUMNS, LOCAL_WINDOW_MM2, LocalDensity, RegionCount
from melcount_app.core.report.cells import (
    BODY,
    BOLD,
    HEADING,
    HEADING_FILL,
    HEADING_RIGHT,
    HEADLINE,
    INDENTED,
    LINE_BELOW,
    MIDDLE_LEFT,
    PALE_FILL,
    QUIET,
    TITLE,
    WARNING_FILL,
    lines_needed,
    number_format,
    set_up_print,
    set_widths,
    with_unit,
    write_cell_number,
    write_cell_text,
)
from melcount_app.core.report.report import Report

WIDTHS = (30.0, 17.0, *[20.0 for _ in COLUMNS], 52.0)
LAST_COLUMN = len(WIDTHS)
LINE_POINTS = 15.5


@dataclass(frozen=True, slots=True)
class Headline:
    """One large number: label with unit, value, format, and why it is withheld if it is."""

    label: str
    value: float | None
    number_format: str
    withheld: str


def write_result_sheet(sheet: Worksheet, report: Report, footer: str) -> None:
    """Fill the sheet "Result"."""
    set_widths(sheet, WIDTHS)
    write_cell_text(sheet, 1, 1, "Melanocyte count", TITLE, MIDDLE_LEFT)
    sheet.row_dimensions[1].height = 28
    _write_line(sheet, 2, report.scan.name, bold=True)
    _write_headlines(sheet, 4, report)
    heading_row = _write_flags(sheet, 7, report) + 1
    _write_headings(sheet, heading_row)
    for row, (kind, region) in enumerate(table_rows(report), heading_row + 1):
        _write_region(sheet, row, kind, region, report.why_withheld(region))
    sheet.freeze_panes = sheet.cell(heading_row + 1, 2)
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    set_up_print(sheet, footer)


def table_rows(report: Report) -> Iterator[tuple[str, RegionCount]]:
    """Kind and numbers of everything that was measured, in report order."""
    yield "whole sample", report.measurement.sample
    yield from (("quadrant", region) for region in report.measurement.quadrants)
    yield from (("region", region) for region in report.measurement.regions)


def headlines(report: Report) -> tuple[Headline, ...]:
    """The large numbers at the top, in their order."""
    found = report.measurement
    of_sample = tuple(
        Headline(
            with_unit(column.heading, column.unit),
            column.value(found.sample),
            number_format(column.decimals),
            report.why_withheld(found.sample),
        )
        for column in COLUMNS
    )
    window = f"over {LOCAL_WINDOW_MM2:g} mm²"
    return (
        *of_sample,
        _local_headline(f"Lowest {window} (cells/mm²)", found.lowest, report),
        _local_headline(f"Highest {window} (cells/mm²)", found.highest, report),
    )


def _local_headline(label: str, local: LocalDensity | None, report: Report) -> Headline:
    value = local.cells_per_mm2 if local else None
    return Headline(label, value, COLUMN_FORMATS["cells_per_mm2"], report.why_no_extremes())


COLUMN_FORMATS = {column.key: number_format(column.decimals) for column in COLUMNS}


def _write_headlines(sheet: Worksheet, row: int, report: Report) -> None:
    """Labels in one row and numbers in the next; a note where one is withheld."""
    shown = headlines(report)
    for column, headline in enumerate(shown, 1):
        label = write_cell_text(sheet, row, column, headline.label, QUIET)
        value = write_cell_number(
            sheet, row + 1, column, headline.value, headline.number_format, HEADLINE
        )
        value.alignment = MIDDLE_LEFT
        label.fill = value.fill = PALE_FILL
    notes = dict.fromkeys(headline.withheld for headline in shown if headline.value is None)
    note = write_cell_text(sheet, row + 1, LAST_COLUMN, "\n".join(notes), QUIET, INDENTED)
    note.fill = sheet.cell(row, LAST_COLUMN).fill = PALE_FILL
    sheet.row_dimensions[row].height = 32
    sheet.row_dimensions[row + 1].height = max(
        36.0, LINE_POINTS * sum(lines_needed(note, WIDTHS[-1]) for note in notes)
    )


def _write_flags(sheet: Worksheet, row: int, report: Report) -> int:
    """One sentence per flag; returns the first row below them."""
    if not report.flags:
        _write_line(sheet, row, "No flags were raised.")
        return row + 1
    _write_line(sheet, row, "Read before using these numbers:", bold=True)
    for row_of_flag, flag in enumerate(report.flags, row + 1):
        cell = _write_line(sheet, row_of_flag, f"• {flag.sentence}")
        cell.fill = WARNING_FILL
        lines = lines_needed(flag.sentence, sum(WIDTHS))
        sheet.row_dimensions[row_of_flag].height = LINE_POINTS * lines
    return row + 1 + len(report.flags)


def _write_line(sheet: Worksheet, row: int, text: str, *, bold: bool = False) -> Cell:
    """A sentence across the whole table."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=LAST_COLUMN)
    return write_cell_text(sheet, row, 1, text, BOLD if bold else BODY)


def _write_headings(sheet: Worksheet, row: int) -> None:
    headings = ["Region", "Kind", *(with_unit(c.heading, c.unit) for c in COLUMNS), "Note"]
    for column, heading in enumerate(headings, 1):
        alignment = HEADING_RIGHT if 2 < column < LAST_COLUMN else MIDDLE_LEFT
        if column == LAST_COLUMN:
            alignment = INDENTED
        cell = write_cell_text(sheet, row, column, heading, HEADING, alignment)
        cell.fill = HEADING_FILL
    sheet.row_dimensions[row].height = 24


def _write_region(sheet: Worksheet, row: int, kind: str, region: RegionCount, note: str) -> None:
    font = BOLD if kind == "whole sample" else BODY
    write_cell_text(sheet, row, 1, region.name, font)
    write_cell_text(sheet, row, 2, kind, QUIET)
    for place, column in enumerate(COLUMNS, 3):
        value, shown_as = column.value(region), number_format(column.decimals)
        write_cell_number(sheet, row, place, value, shown_as, font)
    write_cell_text(sheet, row, LAST_COLUMN, note, QUIET, INDENTED)
    for place in range(1, LAST_COLUMN + 1):
        sheet.cell(row, place).border = LINE_BELOW
    lines = max(lines_needed(region.name, WIDTHS[0]), lines_needed(note, WIDTHS[-1] * 1.2))
    sheet.row_dimensions[row].height = max(18.0, LINE_POINTS * lines)
