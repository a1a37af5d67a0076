"""The workbook of a study: its conditions side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table, TableStyleInfo
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.cells import (
    BOLD,
    PALE_FILL,
    QUIET,
    TITLE,
    WARNING_FILL,
    number_format,
    set_up_print,
)
from melcount_app.core.report.data_sheet import (
    ReplayData,
    ReplayRecord,
    ShownStatistic,
    write_data_sheet,
)
from melcount_app.core.report.study.audit_sheet import write_audit_sheet
from melcount_app.core.report.study.carried import carried
from melcount_app.core.report.study.chart import make_chart, write_chart_data
from melcount_app.core.report.study.formats import P_VALUE, PER_MM2, PERCENT, RATIO, SIGNED
from melcount_app.core.report.study.long_table import (
    LONG_COLUMNS,
    ROLES,
    condition_name,
    statistics_record,
    write_long_table,
)
from melcount_app.core.report.study.made_sheet import write_made_sheet
from melcount_app.core.report.study.reading import (
    METHODS,
    answer,
    counted_unlike,
    notes,
    reading_of,
    replicates_apart,
    wide_spread,
    without_flagged_scans,
)
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.study.statistic_numbers import KEYS, LEVEL
from melcount_app.core.report.tables import (
    ZOOM,
    CellValue,
    Lines,
    SheetTable,
    TableColumn,
    address,
    write_table,
)
from melcount_app.core.statistics import Comparison
from melcount_app.core.wording import Wording, phrase

TABLE_ROW = 5
"""Of the headings on the first sheet."""

TABLE_NAME = "samples_and_regions"


@dataclass(frozen=True, slots=True)
class _Row:
    """One condition beside the others."""

    report: StudyReport
    condition: ConditionReport

    @property
    def comparison(self) -> Comparison | None:
        return self.condition.comparison


def summary_book(report: StudyReport, say: Wording) -> Workbook:
    """All that is said of the study."""
    book = Workbook()
    footer = f"{report.name} · melcount {report.versions['melcount']}"
    sheet = book.active
    sheet.title = say("Summary")
    long, tests = book.create_sheet(say("All numbers")), book.create_sheet(say("Statistics"))
    care, made = (
        book.create_sheet(say("Flags and failures")),
        book.create_sheet(say("How it was made")),
    )
    data = book.create_sheet(say("Chart data"))
    write_chart_data(data, report, say)
    shown = _write_summary(sheet, data, report, say)
    records = _write_long(long, report, say)
    _write_statistics(tests, report, say)
    _write_care(care, report, say)
    write_made_sheet(made, report, [scan for _, scan in report.scans], say)
    write_audit_sheet(book.create_sheet(say("Audit"), len(book.worksheets) - 1), report, say)
    for each in book.worksheets:
        set_up_print(each, footer, one_page=each is sheet)
    record = statistics_record(report, report.conditions, shown)
    write_data_sheet(book, ReplayData(records, record, carried(report, None, say)))
    return book


def _write_summary(
    sheet: Worksheet, data: Worksheet, report: StudyReport, say: Wording
) -> tuple[ShownStatistic, ...]:
    lines = Lines.over(sheet, SUMMARY_COLUMNS)
    lines.write(1, report.name, TITLE)
    lines.write(2, _subtitle(report, say), QUIET)
    lines.write(3, answer(report, say), BOLD, PALE_FILL)
    lines.write(4, _care_line(report, say), QUIET)
    rows = [_Row(report, condition) for condition in report.conditions]
    table = SheetTable(SUMMARY_COLUMNS, rows, lambda row: row.condition is report.control)
    row = 1 + write_table(sheet, TABLE_ROW, table, say)
    _mark_wide_spreads(sheet, report)
    sentences = (
        counted_unlike(report, say),
        _left_out(report, say),
        _not_scans(report, say),
        wide_spread(report, say),
        replicates_apart(report, say),
        *without_flagged_scans(report, say),
    )
    for sentence in sentences:
        if sentence:
            lines.write(row, sentence, fill=WARNING_FILL)
            row += 1
    row += 1
    sheet.add_chart(make_chart(data, report, say), address(row, 1))
    row += CHART_ROWS
    for place, note in enumerate(notes(report, say), row):
        lines.write(place, note, QUIET)
    sheet.freeze_panes = "B6"
    sheet.sheet_view.zoomScale = ZOOM
    return tuple(_shown(sheet.title, report))


def _shown(sheet: str, report: StudyReport) -> Iterator[ShownStatistic]:
    """Where the numbers of the table stand."""
    for row, condition in enumerate(report.conditions, TABLE_ROW + 1):
        for place, column in enumerate(SUMMARY_COLUMNS, 1):
            if column.key in KEYS:
                yield ShownStatistic(condition.name, column.key, sheet, address(row, place))


def _mark_wide_spreads(sheet: Worksheet, report: StudyReport) -> None:
    place = next(place for place, column in enumerate(SUMMARY_COLUMNS, 1) if column.key == "cv")
    for row, condition in enumerate(report.conditions, TABLE_ROW + 1):
        if condition.summary.is_spread_wide:
            sheet.cell(row, place).fill = WARNING_FILL


def _subtitle(report: StudyReport, say: Wording) -> str:
    found = report.protocol
    protocol = f"{say('Protocol')} {found.name} ({found.sha256[:8]})" if found else ""
    when = report.created.strftime("%Y-%m-%d")
    return " · ".join(filter(None, (when, protocol, f"melcount {report.versions['melcount']}")))


def _care_line(report: StudyReport, say: Wording) -> str:
    """What to know before the numbers are used, in one line."""
    scans = [scan for _, scan in report.scans]
    left_out = sum(1 for _ in report.left_out)
    sizes = {size.um_per_px for scan in scans if (size := scan.request.pixel_size)}
    return say(
        "{flagged} of {total} scans flagged, {left_out} without numbers, pixel sizes: {sizes}",
        flagged=sum(1 for scan in scans if scan.flags),
        total=len(scans) + left_out,
        left_out=left_out,
        sizes=len(sizes),
    )


CHART_ROWS = 24
"""That the chart covers."""


def _left_out(report: StudyReport, say: Wording) -> str:
    count = sum(1 for _, lost in report.left_out if lost.exclusion is None)
    withheld = sum(1 for _, scan in report.scans if scan.cells_per_mm2 is None)
    if not count and not withheld:
        return ""
    return say(
        "Scans that are not in these numbers: {count} without a count, {withheld} without a "
        "density; see “{sheet}”.",
        count=count,
        withheld=withheld,
        sheet=say("Flags and failures"),
    )


def _not_scans(report: StudyReport, say: Wording) -> str:
    if not report.not_scans:
        return ""
    return say(
        "Files and folders beside the scans that were taken for none: {count}; see “{sheet}”.",
        count=len(report.not_scans),
        sheet=say("Flags and failures"),
    )


def _of_comparison(key: str, heading: str, width: float, shown_as: str) -> TableColumn[_Row]:
    def value(row: _Row, _: Wording) -> CellValue:
        return getattr(row.comparison, key) if row.comparison else None

    return TableColumn(key, heading, width, value, shown_as)


def _of_summary(key: str, heading: str, width: float, shown_as: str) -> TableColumn[_Row]:
    def value(row: _Row, _: Wording) -> CellValue:
        found: float | None = getattr(row.condition.summary, key)
        return found

    return TableColumn(key, heading, width, value, shown_as)


def _of_level(key: str, heading: str, width: float) -> TableColumn[_Row]:
    def value(row: _Row, _: Wording) -> CellValue:
        level = row.condition.level
        return getattr(level, key) if level else None

    return TableColumn(f"{LEVEL}{key}", heading, width, value, PER_MM2)


def _end(key: str, heading: str, without: str) -> TableColumn[_Row]:
    """An end of the interval of a ratio, or that there is none."""

    def value(row: _Row, say: Wording) -> CellValue:
        found = row.comparison
        if found is None or not found.is_tested:
            return None
        number: float | None = getattr(found, key)
        return say(without) if number is None else number

    return TableColumn(key, heading, 9, value, RATIO)


SUMMARY_COLUMNS: tuple[TableColumn[_Row], ...] = (
    TableColumn(
        "condition",
        phrase("Condition"),
        28,
        lambda row, say: condition_name(row.condition.name, say),
    ),
    TableColumn("role", phrase("Role"), 15, lambda row, say: say(ROLES[row.condition.role or ""])),
    TableColumn(
        "reading",
        phrase("Verdict"),
        24,
        lambda row, say: say(reading_of(row.report, row.condition).value),
    ),
    _of_comparison("ratio", phrase("Ratio to its control"), 10, RATIO),
    _end("ratio_low", phrase("Ratio, 95 % from"), phrase("no limit")),
    _end("ratio_high", phrase("Ratio, 95 % to"), phrase("no limit")),
    _of_comparison("p", phrase("p"), 9, P_VALUE),
    _of_summary("n", phrase("n"), 5, number_format(0)),
    _of_level("typical", phrase("Density, geometric mean (cells/mm²)"), 15),
    _of_level("low", phrase("Density, 95 % from"), 10),
    _of_level("high", phrase("Density, 95 % to"), 10),
    _of_summary("cv", phrase("CV"), 8, PERCENT),
    _of_comparison("difference", phrase("Difference (cells/mm²)"), 12, SIGNED),
    _of_comparison("difference_low", phrase("Difference, 95 % from"), 11, SIGNED),
    _of_comparison("difference_high", phrase("Difference, 95 % to"), 11, SIGNED),
    TableColumn("control", phrase("Compared with"), 18, lambda row, _: _control(row)),
)


def _control(row: _Row) -> str:
    return row.comparison.control if row.comparison else ""


def _write_long(sheet: Worksheet, report: StudyReport, say: Wording) -> tuple[ReplayRecord, ...]:
    records = write_long_table(sheet, report, report.conditions, say)
    if records:
        last = address(sheet.max_row, len(LONG_COLUMNS))
        table = Table(displayName=TABLE_NAME, ref=f"A1:{last}")
        table.tableStyleInfo = TableStyleInfo(showRowStripes=False)
        sheet.add_table(table)
    return records


@dataclass(frozen=True, slots=True)
class _Test:
    """One line about the tests."""

    name: str
    value: float | str | None
    remark: str


TEST_COLUMNS: tuple[TableColumn[_Test], ...] = (
    TableColumn("name", phrase("Test"), 44, lambda row, _: row.name),
    TableColumn("value", phrase("Value"), 20, lambda row, _: row.value, P_VALUE),
    TableColumn("remark", phrase("What it means"), 90, lambda row, _: row.remark),
)


def _tests(report: StudyReport, say: Wording) -> list[_Test]:
    found = report.statistics
    return [
        _Test(say("Control"), found.control or say("none"), ""),
        _Test(say("Method"), say(METHODS[found.method]) or say("nothing was tested"), ""),
        _Test(
            say("Spread of the logarithms"),
            found.spread,
            say("pooled over the conditions, about the coefficient of variation"),
        ),
        _Test(
            say("Detectable ratio"),
            found.detectable,
            say("that this test finds in four of five studies with samples like these"),
        ),
    ]


def _write_statistics(sheet: Worksheet, report: StudyReport, say: Wording) -> None:
    lines = Lines.over(sheet, TEST_COLUMNS)
    lines.write(1, say("Statistics"), TITLE)
    row = 1 + write_table(sheet, 3, SheetTable(TEST_COLUMNS, _tests(report, say)), say)
    sheet.cell(row - 2, 2).number_format = RATIO
    others = (wide_spread(report, say), replicates_apart(report, say))
    for note in (*notes(report, say), *others, *without_flagged_scans(report, say)):
        if note:
            lines.write(row, f"• {note}")
            row += 1
    sheet.freeze_panes = "A2"


@dataclass(frozen=True, slots=True)
class _Care:
    """A scan that somebody should look at."""

    condition: str
    scan: str
    what: str
    why: str
    is_lost: bool = False


CARE_COLUMNS: tuple[TableColumn[_Care], ...] = (
    TableColumn("condition", phrase("Condition"), 28, lambda row, _: row.condition),
    TableColumn("scan", phrase("Scan"), 32, lambda row, _: row.scan),
    TableColumn("what", phrase("What"), 18, lambda row, _: row.what),
    TableColumn("why", phrase("Why"), 100, lambda row, _: row.why),
)


def _cares(report: StudyReport, say: Wording) -> list[_Care]:
    found = []
    for condition, lost in report.left_out:
        what = say("failed") if lost.is_failed else say("left out")
        name = condition_name(condition.name, say)
        why = say.told(lost.reason)
        found.append(_Care(name, lost.scan.path.name, what, why, is_lost=True))
    for condition, scan in report.scans:
        name = condition_name(condition.name, say)
        for why in scan.withheld:
            is_lost = scan.cells_per_mm2 is None
            found.append(_Care(name, scan.name, say("withheld"), say.told(why), is_lost=is_lost))
        for flag in scan.flags:
            why = say.told(flag.sentence)
            found.append(_Care(name, scan.name, say("flagged"), why))
    not_scans = report.not_scans
    return found + [
        _Care("", file.place, say("no scan"), say.told(file.reason)) for file in not_scans
    ]


def _fill(row: _Care) -> PatternFill | None:
    return WARNING_FILL if row.is_lost else None


def _write_care(sheet: Worksheet, report: StudyReport, say: Wording) -> None:
    lines = Lines.over(sheet, CARE_COLUMNS)
    lines.write(1, say("Flags and failures"), TITLE)
    sheet.freeze_panes = "A2"
    cares = _cares(report, say)
    if not cares:
        lines.write(3, say("No flags were raised, and no scan failed."))
        return
    write_table(sheet, 3, SheetTable(CARE_COLUMNS, cares, fill=_fill), say)
    sheet.freeze_panes = "A4"
    sheet.print_title_rows = "3:3"
