"""The long table: one row per sample and region, for pivot tables, R and whoever asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.measure import COLUMNS, RegionCount
from melcount_app.core.report.cells import number_format, set_widths
from melcount_app.core.report.columns import (
    KINDS,
    kinds_and_regions,
    measured,
    region_name,
    with_ends,
)
from melcount_app.core.report.csv_table import csv_bytes
from melcount_app.core.report.data_sheet import (
    ReplayRecord,
    SampleRecord,
    ShownNumber,
    ShownStatistic,
    StatisticsRecord,
)
from melcount_app.core.report.report import not_counted_mm2
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.study.samples import MeasuredScan, Sample
from melcount_app.core.report.tables import SheetTable, TableColumn, address, write_table
from melcount_app.core.statistics import VERSION, Planned
from melcount_app.core.wording import Wording, phrase

ROLES = {
    "": "",
    "control": phrase("control"),
    "vehicle": phrase("vehicle"),
    "positive control": phrase("positive control"),
    "test": phrase("test"),
}


@dataclass(frozen=True, slots=True)
class LongRow:
    """One region of one scan.

    Attributes:
        condition: it belongs to.
        sample: whose n it counts in; None where it counts in none.
        scan: with its numbers.
        index: of the region: 0 the whole sample, 1 to 4 the quadrants, then the user's.
        kind: of the region.
        region: its numbers.
    """

    condition: ConditionReport
    sample: Sample | None
    scan: MeasuredScan
    index: int
    kind: str
    region: RegionCount


def long_rows(conditions: Sequence[ConditionReport]) -> tuple[LongRow, ...]:
    """All rows of conditions."""
    return tuple(row for condition in conditions for row in _rows(condition))


def _rows(condition: ConditionReport) -> Iterator[LongRow]:
    for scan in condition.scans:
        sample = next((each for each in condition.samples if scan in each.scans), None)
        for index, (kind, region) in enumerate(kinds_and_regions(scan.measurement)):
            yield LongRow(condition, sample, scan, index, kind, region)


def condition_name(name: str, say: Wording) -> str:
    """As people read it."""
    return name or say("(no condition)")


def shortened(name: str, longest: int = 40) -> str:
    """A name where there is little room."""
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def highest(condition: ConditionReport) -> float:
    """What a chart must have room for: the densest sample, the upper end of the interval."""
    level = condition.level
    return max((*condition.summary.values, (level and level.high) or 0.0))


LONG_COLUMNS: tuple[TableColumn[LongRow], ...] = (
    TableColumn(
        "condition",
        phrase("Condition"),
        24,
        lambda row, say: condition_name(row.condition.name, say),
    ),
    TableColumn("role", phrase("Role"), 18, lambda row, say: say(ROLES[row.condition.role or ""])),
    TableColumn(
        "sample", phrase("Sample"), 20, lambda row, _: row.sample.name if row.sample else ""
    ),
    TableColumn("donor", phrase("Donor or batch"), 12, lambda row, _: row.scan.scan.donor),
    TableColumn("replicate", phrase("Replicate"), 10, lambda row, _: row.scan.scan.replicate),
    TableColumn("scan", phrase("Scan"), 24, lambda row, _: row.scan.name),
    TableColumn(
        "region", phrase("Region"), 16, lambda row, say: region_name(row.kind, row.region, say)
    ),
    TableColumn("kind", phrase("Kind"), 14, lambda row, say: say(KINDS[row.kind])),
    *(measured(column, 12, lambda row: row.region) for column in with_ends()),
    TableColumn("flags", phrase("Flags"), 8, lambda row, _: len(row.scan.flags), number_format(0)),
)


def write_long_table(
    sheet: Worksheet, report: StudyReport, conditions: Sequence[ConditionReport], say: Wording
) -> tuple[ReplayRecord, ...]:
    """Write the long table from the first row on; returns what its numbers follow from."""
    set_widths(sheet, [column.width for column in LONG_COLUMNS])
    rows = long_rows(conditions)
    words = {"level": level_of(report)}
    table = SheetTable(LONG_COLUMNS, rows, is_bold=lambda row: row.index == 0, words=words)
    write_table(sheet, 1, table, say)
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    return tuple(_records(sheet.title, rows))


def _records(sheet: str, rows: Sequence[LongRow]) -> Iterator[ReplayRecord]:
    shown: dict[int, list[ShownNumber]] = {}
    scans = {row.scan.scan.key: row.scan for row in rows}
    columns = {column.key: place for place, column in enumerate(LONG_COLUMNS, 1)}
    for place, row in enumerate(rows, 2):
        shown.setdefault(row.scan.scan.key, []).extend(
            ShownNumber(row.index, each.key, sheet, address(place, columns[each.key]))
            for each in COLUMNS
        )
    for key, scan in scans.items():
        yield ReplayRecord(scan.request, scan.regions, tuple(shown[key]))


def statistics_record(
    report: StudyReport, conditions: Sequence[ConditionReport], shown: Iterable[ShownStatistic]
) -> StatisticsRecord:
    """What the statistics of conditions follow from; scans in the order of the long table.

    Where they are not all of the study, nothing is compared.
    """
    is_whole = len(conditions) == len(report.conditions)
    control, planned = (report.statistics.control, report.planned) if is_whole else ("", Planned())
    keys = [scan.scan.key for condition in conditions for scan in condition.scans]
    samples = [
        SampleRecord(
            condition.name, tuple(keys.index(scan.scan.key) for scan in sample.scans), block
        )
        for condition in conditions
        for sample, block in zip(condition.samples, report.blocks(condition), strict=True)
    ]
    names = tuple(condition.name for condition in conditions)
    return StatisticsRecord(control, names, tuple(samples), tuple(shown), VERSION, planned)


def level_of(report: StudyReport) -> str:
    """Of the intervals of single counts, as in "90 %"."""
    models = [scan.request.card.interval for _, scan in report.scans]
    return next((model.percent for model in models if model), "90 %")


FOR_PROGRAMS: tuple[TableColumn[LongRow], ...] = (
    TableColumn("folder", "", 0, lambda row, _: str(row.scan.scan.path.parent)),
    TableColumn("fingerprint", "", 0, lambda row, _: row.scan.request.fingerprint),
    TableColumn("model_sha256", "", 0, lambda row, _: row.scan.request.card.sha256),
    TableColumn(
        "left_out_mm2", "", 0, lambda row, _: not_counted_mm2(row.scan.request)["left_out_mm2"]
    ),
)
"""Columns that only stand in the CSV; the workbook has them on another sheet."""


def long_csv(report: StudyReport, say: Wording) -> bytes:
    """The long table as CSV; names of columns are English in every language, for programs."""
    columns = (*LONG_COLUMNS, *FOR_PROGRAMS)
    rows = ([column.value(row, say) for column in columns] for row in long_rows(report.conditions))
    return csv_bytes([column.key for column in columns], rows, say)
