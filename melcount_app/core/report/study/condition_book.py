"""The workbook of one condition, opened on its result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.measure import COLUMNS, RegionCount
from melcount_app.core.report.cells import (
    BOLD,
    PALE_FILL,
    QUIET,
    TITLE,
    WARNING_FILL,
    merge,
    set_up_print,
)
from melcount_app.core.report.columns import measured
from melcount_app.core.report.data_sheet import ReplayData, ShownStatistic, write_data_sheet
from melcount_app.core.report.study.carried import carried
from melcount_app.core.report.study.formats import (
    P_VALUE,
    PER_MM2,
    PERCENT,
    RATIO,
    SIGNED,
    WHOLE,
)
from melcount_app.core.report.study.long_table import (
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
from melcount_app.core.report.tables import (
    ZOOM,
    Lines,
    SheetTable,
    TableColumn,
    address,
    write_table,
)
from melcount_app.core.statistics import Comparison, ConditionLevel, ConditionSummary
from melcount_app.core.wording import Wording, phrase


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
    found: ConditionSummary | Comparison | ConditionLevel
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
class TableScan:
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
    record = statistics_record(report, [condition], shown)
    write_data_sheet(book, ReplayData(records, record, carried(report, condition, say)))
    return book


def _write_result(
    sheet: Worksheet, report: StudyReport, condition: ConditionReport, say: Wording
) -> tuple[ShownStatistic, ...]:
    lines = Lines.over(sheet, SCAN_COLUMNS)
    lines.write(1, condition_name(condition.name, say), TITLE)
    role = say(ROLES[condition.role or ""])
    when = report.created.strftime("%Y-%m-%d")
    lines.write(2, " · ".join(filter(None, (role, report.name, when))), QUIET)
    lines.write(3, verdict(report, condition, say), BOLD, PALE_FILL)
    row, shown = write_quantities(sheet, 5, report, condition, say)
    row = _write_flags(lines, row + 1, condition, say)
    words = {"level": level_of(report)}
    table = SheetTable(SCAN_COLUMNS, scan_rows(condition, say), fill=_fill, words=words)
    row = write_table(sheet, row, table, say) + 1
    for place, note in enumerate(notes(report, say), row):
        lines.write(place, note, QUIET)
    sheet.freeze_panes = "A4"
    sheet.sheet_view.zoomScale = ZOOM
    return shown


def quantities(report: StudyReport, condition: ConditionReport, say: Wording) -> Iterator[Quantity]:
    """The result, line by line: intervals first, p after."""
    found = condition.summary
    wide = say("above 20 %: look at the samples") if found.is_spread_wide else ""
    yield Quantity(say("Samples (n)"), found, ("n",), WHOLE)
    if condition.comparison is not None:
        yield from _compared(report, condition.comparison, say)
    if condition.level is not None:
        yield _level(condition.level, say)
    yield Quantity(say("Mean density (cells/mm²)"), found, ("mean",), PER_MM2)
    yield Quantity(say("Standard deviation (cells/mm²)"), found, ("sd",), PER_MM2)
    yield Quantity(say("Coefficient of variation"), found, ("cv",), PERCENT, wide)


def _level(found: ConditionLevel, say: Wording) -> Quantity:
    by_spread = "" if found.low is None else say("interval by the spread of all conditions")
    name = say("Density, geometric mean (cells/mm²)")
    return Quantity(name, found, ("typical", "low", "high"), PER_MM2, by_spread)


def _compared(report: StudyReport, found: Comparison, say: Wording) -> Iterator[Quantity]:
    control, method = found.control, say(METHODS[report.statistics.method])
    yield Quantity(
        say("Ratio to “{control}”", control=control),
        found,
        ("ratio", "ratio_low", "ratio_high"),
        RATIO,
        _limits(found, method, say),
    )
    yield Quantity(
        say("Difference from “{control}” (cells/mm²)", control=control),
        found,
        ("difference", "difference_low", "difference_high"),
        SIGNED,
        say("what the ratio means at the density of the control"),
    )
    if found.p is not None:
        adjusted = (
            say("a check of the assay, not adjusted")
            if found.is_check
            else say("adjusted for the number of conditions")
        )
        yield Quantity(say("p"), found, ("p",), P_VALUE, adjusted)


def _limits(found: Comparison, method: str, say: Wording) -> str:
    """What the interval of a ratio rests on, and which end it lacks."""
    if not found.is_tested:
        return say("not tested")
    if found.ratio_low is None:
        return say("near 0: no lower limit")
    return say("control near 0: no upper limit") if found.ratio_high is None else method


QUANTITY_COLUMNS: tuple[TableColumn[Quantity], ...] = (
    TableColumn("name", phrase("Result"), 34, lambda row, _: row.name),
    TableColumn("value", phrase("Value"), 12, lambda row, _: row.number(0), PER_MM2),
    TableColumn("low", phrase("95 % from"), 12, lambda row, _: row.number(1), PER_MM2),
    TableColumn("high", phrase("95 % to"), 12, lambda row, _: row.number(2), PER_MM2),
    TableColumn("remark", phrase("What it rests on"), 60, lambda row, _: row.remark),
)


def write_quantities(
    sheet: Worksheet, top: int, report: StudyReport, condition: ConditionReport, say: Wording
) -> tuple[int, tuple[ShownStatistic, ...]]:
    """Write the result; returns the first row below, and where mean and spread stand."""
    rows = list(quantities(report, condition, say))
    table = SheetTable(QUANTITY_COLUMNS, rows, is_bold=lambda row: row.keys[0] == "ratio")
    below = write_table(sheet, top, table, say)
    shown = []
    for place, row in enumerate(rows, top + 1):
        for column, key in enumerate(row.keys, 2):
            sheet.cell(place, column).number_format = row.shown_as
            if row.found is condition.summary:
                cell = address(place, column)
                shown.append(ShownStatistic(condition.name, key, sheet.title, cell))
    for place in range(top, below):
        merge(sheet, place, 5, len(SCAN_COLUMNS))
    return below, tuple(shown)


def scan_rows(condition: ConditionReport, say: Wording) -> tuple[TableScan, ...]:
    """All scans, those without numbers last."""
    with_numbers = [TableScan(scan, _note(condition, scan, say)) for scan in condition.scans]
    without = [TableScan(scan, say.told(scan.reason)) for scan in condition.left_out]
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


def _fill(row: TableScan) -> PatternFill | None:
    is_whole = row.measured is not None and row.measured.cells_per_mm2 is not None
    return None if is_whole else WARNING_FILL


def _sample(row: TableScan) -> RegionCount | None:
    return row.measured.measurement.sample if row.measured else None


SCAN_COLUMNS: tuple[TableColumn[TableScan], ...] = (
    TableColumn("scan", phrase("Scan"), 34, lambda row, _: row.found.scan.path.name),
    *(measured(column, 14, _sample) for column in (COLUMNS[0], *COLUMNS[0].ends, *COLUMNS[1:])),
    TableColumn("donor", phrase("Donor or batch"), 14, lambda row, _: row.found.scan.donor),
    TableColumn("replicate", phrase("Replicate"), 12, lambda row, _: row.found.scan.replicate),
    TableColumn("note", phrase("Note"), 60, lambda row, _: row.note),
)


def _write_flags(lines: Lines, row: int, condition: ConditionReport, say: Wording) -> int:
    """One line per flag; returns the first row below."""
    told = [
        f"• {scan.name}: {say.told(flag.sentence)}"
        for scan in condition.scans
        for flag in scan.flags
    ]
    if not told:
        lines.write(row, say("No flags were raised."))
        return row + 2
    lines.write(row, say("Read before using these numbers:"), BOLD)
    for place, sentence in enumerate(told, row + 1):
        lines.write(place, sentence, fill=WARNING_FILL)
    return row + 2 + len(told)
