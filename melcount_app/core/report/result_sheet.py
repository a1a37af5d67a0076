"""The sheet that is read first: headline, flags, the table of sample and regions, a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.interval import Interval
from melcount_app.core.measure import (
    COLUMNS,
    DENSITY,
    LOCAL_WINDOW_MM2,
    Column,
    LocalDensity,
    RegionCount,
)
from melcount_app.core.report.cells import (
    BOLD,
    HEADLINE,
    INDENTED,
    LINE_POINTS,
    MIDDLE_LEFT,
    PALE_FILL,
    QUIET,
    TITLE,
    WARNING_FILL,
    lines_needed,
    merge,
    number_format,
    set_up_print,
    write_cell_number,
    write_cell_text,
)
from melcount_app.core.report.columns import (
    KINDS,
    kinds_and_regions,
    measured,
    region_name,
    with_ends,
)
from melcount_app.core.report.data_sheet import ShownNumber
from melcount_app.core.report.report import Report
from melcount_app.core.report.tables import Lines, SheetTable, TableColumn, address, write_table
from melcount_app.core.wording import Wording, phrase

NAME_WIDTH, KIND_WIDTH, NUMBER_WIDTH, NARROW_WIDTH, NOTE_WIDTH = 30.0, 20.0, 20.0, 15.0, 52.0


@dataclass(frozen=True, slots=True)
class RegionRow:
    """One region of the table.

    Attributes:
        kind: one of `KINDS`.
        region: its numbers.
        note: why it lacks a number, as a sentence; empty where it lacks none.
    """

    kind: str
    region: RegionCount
    note: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns the sheet has: name, kind, the numbers, a note.

    Attributes:
        numbers: of the table, from column 3 on; narrower where there are intervals.
    """

    numbers: tuple[Column, ...]

    @property
    def columns(self) -> tuple[TableColumn[RegionRow], ...]:
        """Of the table."""
        width = NUMBER_WIDTH if self.numbers == COLUMNS else NARROW_WIDTH
        return (
            TableColumn(
                "region",
                phrase("Region"),
                NAME_WIDTH,
                lambda row, say: region_name(row.kind, row.region, say),
            ),
            TableColumn("kind", phrase("Kind"), KIND_WIDTH, lambda row, say: say(KINDS[row.kind])),
            *(measured(column, width, lambda row: row.region) for column in self.numbers),
            TableColumn("note", phrase("Note"), NOTE_WIDTH, lambda row, say: say.told(row.note)),
        )

    @property
    def last(self) -> int:
        """The column of the notes."""
        return 3 + len(self.numbers)

    @property
    def headlines(self) -> tuple[tuple[int, int], ...]:
        """First and last column of every large number: what is measured, two for the rest."""
        rest = len(COLUMNS) + 1
        middle = rest + (self.last - rest) // 2
        narrow = tuple((place, place) for place in range(1, rest))
        return (*narrow, (rest, middle - 1), (middle, self.last - 1))

    @property
    def meaning(self) -> int:
        """Where the intervals below the large numbers end, and what they mean is told."""
        return 1 + max(place for place, column in enumerate(COLUMNS, 1) if column.interval)


@dataclass(frozen=True, slots=True)
class Headline:
    """One large number.

    Attributes:
        label: with the unit.
        value: None where it is withheld.
        number_format: how Excel shows it.
        withheld: why it is withheld, if it is.
        interval: between which numbers it lies, as a text; empty where that is not told.
    """

    label: str
    value: float | None
    number_format: str
    withheld: str
    interval: str = ""


def write_result_sheet(
    sheet: Worksheet, report: Report, footer: str, say: Wording
) -> tuple[tuple[ShownNumber, ...], int]:
    """Fill the sheet; returns where the numbers of the table stand, and the first row below."""
    intervals = report.request.card.interval
    layout = Layout(tuple(with_ends()) if intervals else COLUMNS)
    lines = Lines.over(sheet, layout.columns)
    lines.write(1, say("Melanocyte count"), TITLE)
    lines.write(2, report.scan.name, BOLD)
    _write_headlines(sheet, layout, 4, report, say)
    top = _write_flags(lines, 8, report, say) + 1
    rows = tuple(table_rows(report))
    words = {"level": intervals.percent if intervals else ""}
    table = SheetTable(layout.columns, rows, lambda row: row is rows[0], words=words)
    below = write_table(sheet, top, table, say)
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    sheet.print_title_rows = f"{top}:{top}"
    set_up_print(sheet, footer)
    return tuple(_shown(sheet.title, layout, top, rows)), below


def _shown(
    sheet: str, layout: Layout, top: int, rows: Sequence[RegionRow]
) -> Iterator[ShownNumber]:
    for index in range(len(rows)):
        for place, column in enumerate(layout.numbers, 3):
            if column in COLUMNS:
                yield ShownNumber(index, column.key, sheet, address(top + 1 + index, place))


def table_rows(report: Report) -> Iterator[RegionRow]:
    """Everything that was measured, in report order."""
    for kind, region in kinds_and_regions(report.measurement):
        yield RegionRow(kind, region, report.why_withheld(region))


def headlines(report: Report, say: Wording) -> tuple[Headline, ...]:
    """The large numbers at the top, in their order."""
    found = report.measurement
    of_sample = tuple(
        Headline(
            say(column.title),
            column.value(found.sample),
            number_format(column.decimals),
            report.why_withheld(found.sample),
            _range(report, column, column.interval_of(found.sample), say),
        )
        for column in COLUMNS
    )
    area = say.number(LOCAL_WINDOW_MM2)
    return (
        *of_sample,
        _local(say("Lowest over {area} mm² (cells/mm²)", area=area), found.lowest, report),
        _local(say("Highest over {area} mm² (cells/mm²)", area=area), found.highest, report),
    )


def _range(report: Report, column: Column, interval: Interval | None, say: Wording) -> str:
    intervals = report.measurement.intervals
    if interval is None or intervals is None:
        return ""
    low, high = (say.number(end, column.decimals) for end in (interval.low, interval.high))
    return say("{level}: {low} to {high}", level=intervals.percent, low=low, high=high)


def _local(label: str, local: LocalDensity | None, report: Report) -> Headline:
    value = local.cells_per_mm2 if local else None
    return Headline(label, value, number_format(DENSITY.decimals), report.why_no_extremes())


def _write_headlines(
    sheet: Worksheet, layout: Layout, row: int, report: Report, say: Wording
) -> None:
    """Labels, numbers and intervals, in a row each; a note where a number is withheld."""
    for place in range(1, layout.last + 1):
        for line in range(3):
            write_cell_text(sheet.cell(row + line, place), "", PALE_FILL)
    shown, label_lines = headlines(report, say), 1
    for headline, (first, last) in zip(shown, layout.headlines, strict=True):
        write_cell_text(sheet.cell(row, first), headline.label, QUIET, PALE_FILL)
        cell, looks = sheet.cell(row + 1, first), (HEADLINE, MIDDLE_LEFT, PALE_FILL)
        write_cell_number(cell, headline.value, headline.number_format, *looks)
        write_cell_text(sheet.cell(row + 2, first), headline.interval, QUIET, PALE_FILL)
        for line in (row, row + 1):
            merge(sheet, line, first, last)
        width = sum(column.width for column in layout.columns[first - 1 : last])
        label_lines = max(label_lines, lines_needed(headline.label, width))
    notes = [
        say.told(note)
        for note in dict.fromkeys(each.withheld for each in shown if each.value is None)
    ]
    write_cell_text(sheet.cell(row + 1, layout.last), "\n".join(notes), QUIET, INDENTED, PALE_FILL)
    _write_meaning(sheet, layout, row + 2, report, say)
    sheet.row_dimensions[row].height = max(32.0, LINE_POINTS * label_lines)
    sheet.row_dimensions[row + 1].height = max(
        36.0, LINE_POINTS * sum(lines_needed(note, NOTE_WIDTH) for note in notes)
    )


def _write_meaning(
    sheet: Worksheet, layout: Layout, row: int, report: Report, say: Wording
) -> None:
    """What the intervals of that row mean, beside them."""
    intervals, first = report.measurement.intervals, layout.meaning
    if intervals is None or report.measurement.sample.interval is None:
        return
    meaning = say(
        "In {level} of cases the true number lies between these two.", level=intervals.percent
    )
    write_cell_text(sheet.cell(row, first), meaning, QUIET, PALE_FILL)
    merge(sheet, row, first, layout.last)


def _write_flags(lines: Lines, row: int, report: Report, say: Wording) -> int:
    """One sentence per flag, and what follows from them; returns the first row below."""
    if not report.flags:
        lines.write(row, say("No flags were raised."))
        return row + 1
    lines.write(row, say("Read before using these numbers:"), BOLD)
    sentences = [flag.sentence for flag in report.flags]
    if report.why_no_intervals():
        sentences.append(report.why_no_intervals())
    for place, sentence in enumerate(sentences, row + 1):
        lines.write(place, f"• {say.told(sentence)}", fill=WARNING_FILL)
    return row + 1 + len(sentences)
