"""The workbook of one condition, opened on its result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.cells import (
    BODY,
    BOLD,
    PALE_FILL,
    QUIET,
    TITLE,
    WARNING_FILL,
    number_format,
    set_up_print,
    set_widths,
)
from melcount_app.core.report.data_sheet import ReplayData, ShownStatistic, write_data_sheet
from melcount_app.core.report.study.long_table import (
    LONG_COLUMNS,
    ROLES,
    condition_name,
    level_of,
    statistics_record,
    write_long_table,
)
from melcount_app.core.report.study.made_sheet import write_made_sheet
from melcount_app.core.report.study.pictures_sheet import write_pictures_sheet
from melcount_app.core.report.study.reading import (
    METHODS,
    notes,
    verdict,
)
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.study.samples import LeftOut, MeasuredScan
from melcount_app.core.report.study.tables import (
    TableColumn,
    Value,
    address,
    write_line,
    write_table,
)
from melcount_app.core.statistics import Comparison, Summary
from melcount_app.core.wording import Wording, phrase

DENSITY, WHOLE = number_format(1), number_format(0)
SIGNED = '+#,##0.0;"−"#,##0.0;0.0'
RATIO = "0.00"
PERCENT = "0.0%"
P_VALUE = '[<0.0001]"< 0.0001";0.0000'
ZOOM = 90
"""In percent: the first sheet is as wide as a laptop's screen."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One line of the result.

    Attributes:
        name: with its unit.
        found: what the numbers are of.
        keys: of the value, and where there is an interval of its ends.
        shown_as: Excel's format.
        remark: what it rests on.
    """

    name: str
    found: Summary | Comparison
    keys: tuple[str, ...]
    shown_as: str
    remark: str = ""

    def number(self, place: int) -> float | None:
        """The value, or an end of its 95 % interval; None where there is none."""
        if place >= len(self.keys):
            return None
        number: float | None = getattr(self.found, self.keys[place])
        return number


@dataclass(frozen=True, slots=True)
class ScanRow:
    """One scan of the condition.

    Attributes:
        found: with numbers, or why there are none.
        note: what to know of it.
    """

    found: MeasuredScan | LeftOut
    note: str

    @property
    def measured(self) -> MeasuredScan | None:
        """With numbers; None where there are none."""
        return self.found if isinstance(self.found, MeasuredScan) else None


def condition_book(report: StudyReport, condition: ConditionReport, say: Wording) -> Workbook:
    """All that is said of one condition."""
    book = Workbook()
    name = condition_name(condition.name, say)
    footer = f"{name} · {report.name} · melcount {report.versions['melcount']}"
    sheet = book.active
    sheet.title = say("Result")
    shown = _write_result(sheet, report, condition, say)
    set_up_print(sheet, footer)
    records = write_long_table(book.create_sheet(say("Regions")), report, [condition], say)
    write_pictures_sheet(book.create_sheet(say("Pictures")), report, condition, say)
    write_made_sheet(book.create_sheet(say("How it was made")), report, condition.scans, say)
    for other in book.worksheets[1:]:
        set_up_print(other, footer)
    write_data_sheet(book, ReplayData(records, statistics_record("", [condition], shown)))
    return book


def _write_result(
    sheet: Worksheet, report: StudyReport, condition: ConditionReport, say: Wording
) -> tuple[ShownStatistic, ...]:
    set_widths(sheet, [column.width for column in SCAN_COLUMNS])
    width = sum(column.width for column in SCAN_COLUMNS)
    last = len(SCAN_COLUMNS)
    write_line(sheet, 1, last, width, condition_name(condition.name, say), TITLE)
    role = say(ROLES[condition.role or ""])
    when = report.created.strftime("%Y-%m-%d")
    write_line(sheet, 2, last, width, " · ".join(filter(None, (role, report.name, when))), QUIET)
    write_line(sheet, 3, last, width, verdict(report, condition, say), BOLD, PALE_FILL)
    row, shown = write_quantities(sheet, 5, report, condition, say)
    row = _write_flags(sheet, row + 1, last, width, condition, say)
    row = (
        write_table(
            sheet,
            row,
            SCAN_COLUMNS,
            scan_rows(condition, say),
            say,
            fill=_fill,
            words={"level": level_of(report)},
        )
        + 1
    )
    for note in notes(report, say):
        write_line(sheet, row, last, width, note, QUIET)
        row += 1
    sheet.freeze_panes = "A4"
    sheet.sheet_view.zoomScale = ZOOM
    return shown


def quantities(report: StudyReport, condition: ConditionReport, say: Wording) -> Iterator[Quantity]:
    """The result, line by line: intervals first, p after."""
    found = condition.summary
    by_t = "" if found.low is None else say("interval of the mean by Student's t")
    wide = say("above 20 %: look at the samples") if found.is_spread_wide else ""
    yield Quantity(say("Samples (n)"), found, ("n",), WHOLE)
    yield Quantity(say("Mean density (cells/mm²)"), found, ("mean", "low", "high"), DENSITY, by_t)
    yield Quantity(say("Standard deviation (cells/mm²)"), found, ("sd",), DENSITY)
    yield Quantity(say("Coefficient of variation"), found, ("cv",), PERCENT, wide)
    if condition.comparison is not None:
        yield from _compared(report, condition.comparison, say)


def _compared(report: StudyReport, found: Comparison, say: Wording) -> Iterator[Quantity]:
    control, method = report.statistics.control, say(METHODS[report.statistics.method])
    by_fieller = "" if found.ratio_low is None else say("interval by Fieller's theorem")
    yield Quantity(
        say("Difference from “{control}” (cells/mm²)", control=control),
        found,
        ("difference", "difference_low", "difference_high"),
        SIGNED,
        method if found.p is not None else say("not tested"),
    )
    yield Quantity(
        say("Ratio to “{control}”", control=control),
        found,
        ("ratio", "ratio_low", "ratio_high"),
        RATIO,
        by_fieller,
    )
    if found.p is not None:
        adjusted = say("adjusted for the number of conditions")
        yield Quantity(say("p, {method}", method=method), found, ("p",), P_VALUE, adjusted)


QUANTITY_COLUMNS: tuple[TableColumn[Quantity], ...] = (
    TableColumn("name", phrase("Result"), 34, lambda row, _: row.name),
    TableColumn("value", phrase("Value"), 12, lambda row, _: row.number(0), DENSITY),
    TableColumn("low", phrase("95 % from"), 12, lambda row, _: row.number(1), DENSITY),
    TableColumn("high", phrase("95 % to"), 12, lambda row, _: row.number(2), DENSITY),
    TableColumn("remark", phrase("What it rests on"), 60, lambda row, _: row.remark),
)


def write_quantities(
    sheet: Worksheet, top: int, report: StudyReport, condition: ConditionReport, say: Wording
) -> tuple[int, tuple[ShownStatistic, ...]]:
    """Write the result; returns the first row below, and where mean and spread stand."""
    rows = list(quantities(report, condition, say))
    below = write_table(sheet, top, QUANTITY_COLUMNS, rows, say, is_bold=lambda row: row is rows[1])
    shown = []
    for place, row in enumerate(rows, top + 1):
        for column, key in enumerate(row.keys, 2):
            sheet.cell(place, column).number_format = row.shown_as
            if row.found is condition.summary:
                cell = address(place, column)
                shown.append(ShownStatistic(condition.name, key, sheet.title, cell))
    for place in range(top, below):
        sheet.merge_cells(
            start_row=place, end_row=place, start_column=5, end_column=len(SCAN_COLUMNS)
        )
    return below, tuple(shown)


def scan_rows(condition: ConditionReport, say: Wording) -> tuple[ScanRow, ...]:
    """All scans, those without numbers last."""
    with_numbers = [ScanRow(scan, _note(condition, scan, say)) for scan in condition.scans]
    without = [ScanRow(scan, say.told(scan.reason)) for scan in condition.left_out]
    return (*with_numbers, *without)


def _note(condition: ConditionReport, scan: MeasuredScan, say: Wording) -> str:
    parts = [say.told(sentence) for sentence in scan.withheld]
    sample = next((each for each in condition.samples if scan in each.scans), None)
    if sample is not None and len(sample.scans) > 1:
        text = say(
            "Technical replicate {place} of {total} of “{sample}”.",
            place=sample.scans.index(scan) + 1, total=len(sample.scans), sample=sample.name,
        )  # fmt: skip
        parts.append(text)
    if scan.flags:
        parts.append(say("Flagged, see above."))
    return " ".join(parts)


def _fill(row: ScanRow) -> PatternFill | None:
    is_whole = row.measured is not None and row.measured.cells_per_mm2 is not None
    return None if is_whole else WARNING_FILL


def _of_sample(key: str) -> TableColumn[ScanRow]:
    """A column of the long table, of the whole sample of a scan."""
    column = next(each for each in LONG_COLUMNS if each.key == key)

    def value(row: ScanRow, _: Wording) -> Value:
        return _number(row.measured, key) if row.measured else None

    return TableColumn(key, column.heading, 14, value, column.shown_as)


def _number(scan: MeasuredScan, key: str) -> float | None:
    sample = scan.measurement.sample
    interval = sample.interval_per_mm2
    numbers = {
        "cells_per_mm2": sample.cells_per_mm2,
        "cells_per_mm2_low": interval.low if interval else None,
        "cells_per_mm2_high": interval.high if interval else None,
        "cells": sample.cells,
        "area_mm2": sample.area_mm2,
    }
    return numbers[key]


SCAN_COLUMNS: tuple[TableColumn[ScanRow], ...] = (
    TableColumn("scan", phrase("Scan"), 34, lambda row, _: row.found.scan.path.name),
    *map(
        _of_sample,
        ("cells_per_mm2", "cells_per_mm2_low", "cells_per_mm2_high", "cells", "area_mm2"),
    ),
    TableColumn("donor", phrase("Donor or batch"), 14, lambda row, _: row.found.scan.donor),
    TableColumn("replicate", phrase("Replicate"), 12, lambda row, _: row.found.scan.replicate),
    TableColumn("note", phrase("Note"), 60, lambda row, _: row.note),
)


def _write_flags(
    sheet: Worksheet, row: int, last: int, width: float, condition: ConditionReport, say: Wording
) -> int:
    """One line per flag; returns the first row below."""
    told = [
        f"• {scan.name}: {say.told(flag.sentence)}"
        for scan in condition.scans
        for flag in scan.flags
    ]
    if not told:
        write_line(sheet, row, last, width, say("No flags were raised."), BODY)
        return row + 2
    write_line(sheet, row, last, width, say("Read before using these numbers:"), BOLD)
    for place, sentence in enumerate(told, row + 1):
        write_line(sheet, place, last, width, sentence, BODY, WARNING_FILL)
    return row + 2 + len(told)
