"""The sheet that is read first: headline, flags, and the table of sample and regions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.interval import Interval
from melcount_app.core.measure import (
    COLUMNS,
    DENSITY,
    LOCAL_WINDOW_MM2,
    Column,
    LocalDensity,
    Measurement,
    RegionCount,
    columns_with_intervals,
)
from melcount_app.core.report.cells import (
    BODY,
    BOLD,
    HEADING,
    HEADING_FILL,
    HEADING_RIGHT,
    HEADLINE,
    INDENTED,
    LINE_BELOW,
    LINE_POINTS,
    MIDDLE_LEFT,
    PALE_FILL,
    QUIET,
    TITLE,
    WARNING_FILL,
    lines_needed,
    number_format,
    set_up_print,
    set_widths,
    write_cell_number,
    write_cell_text,
)
from melcount_app.core.report.data_sheet import ShownNumber
from melcount_app.core.report.report import Report

NAME_WIDTH, KIND_WIDTH, NUMBER_WIDTH, NARROW_WIDTH, NOTE_WIDTH = 30.0, 20.0, 20.0, 15.0, 52.0


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns the sheet has: name, kind, the numbers, a note.

    Attributes:
        numbers: of the table, from column 3 on; narrower where there are intervals.
    """

    numbers: tuple[Column, ...]

    @property
    def widths(self) -> tuple[float, ...]:
        """Of all columns, in characters."""
        width = NUMBER_WIDTH if self.numbers == COLUMNS else NARROW_WIDTH
        return (NAME_WIDTH, KIND_WIDTH, *[width for _ in self.numbers], NOTE_WIDTH)

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


def write_result_sheet(sheet: Worksheet, report: Report, footer: str) -> tuple[ShownNumber, ...]:
    """Fill the sheet "Result"; returns where the numbers of the table stand."""
    layout = Layout(columns_with_intervals(report.request.card.interval))
    set_widths(sheet, layout.widths)
    write_cell_text(sheet.cell(1, 1), "Melanocyte count", TITLE, MIDDLE_LEFT)
    sheet.row_dimensions[1].height = 28
    _write_line(sheet, layout, 2, report.scan.name, bold=True)
    _write_headlines(sheet, layout, 4, report)
    heading_row = _write_flags(sheet, layout, 8, report) + 1
    _write_headings(sheet, layout, heading_row)
    shown: list[ShownNumber] = []
    for index, (kind, region) in enumerate(table_rows(report)):
        row = heading_row + 1 + index
        shown += _shown(sheet, layout, row, index)
        _write_region(sheet, layout, row, kind, region)
        _write_note(sheet, layout, row, region, report.why_withheld(region))
    sheet.freeze_panes = sheet.cell(heading_row + 1, 2)
    sheet.print_title_rows = f"{heading_row}:{heading_row}"
    set_up_print(sheet, footer)
    return tuple(shown)


def _shown(sheet: Worksheet, layout: Layout, row: int, index: int) -> Iterator[ShownNumber]:
    for place, column in enumerate(layout.numbers, 3):
        if column in COLUMNS:
            cell = sheet.cell(row, place).coordinate
            yield ShownNumber(index, column.key, sheet.title, cell)


def table_rows(report: Report) -> Iterator[tuple[str, RegionCount]]:
    """Kind and numbers of everything that was measured, in report order."""
    return kinds_and_regions(report.measurement)


def kinds_and_regions(found: Measurement) -> Iterator[tuple[str, RegionCount]]:
    """Kind and numbers of everything in a measurement, in report order."""
    yield "whole sample", found.sample
    yield from (("quadrant", region) for region in found.quadrants)
    yield from (("region", region) for region in found.regions)


def headlines(report: Report) -> tuple[Headline, ...]:
    """The large numbers at the top, in their order."""
    found = report.measurement
    of_sample = tuple(
        Headline(
            column.title,
            column.value(found.sample),
            number_format(column.decimals),
            report.why_withheld(found.sample),
            _range(report, column, column.interval_of(found.sample)),
        )
        for column in COLUMNS
    )
    window = f"over {LOCAL_WINDOW_MM2:g} mm²"
    return (
        *of_sample,
        _local_headline(f"Lowest {window} (cells/mm²)", found.lowest, report),
        _local_headline(f"Highest {window} (cells/mm²)", found.highest, report),
    )


def _range(report: Report, column: Column, interval: Interval | None) -> str:
    intervals = report.measurement.intervals
    if interval is None or intervals is None:
        return ""
    low, high = (f"{end:,.{column.decimals}f}" for end in (interval.low, interval.high))
    return f"{intervals.percent}: {low} to {high}"


def _local_headline(label: str, local: LocalDensity | None, report: Report) -> Headline:
    value = local.cells_per_mm2 if local else None
    return Headline(label, value, number_format(DENSITY.decimals), report.why_no_extremes())


def _write_headlines(sheet: Worksheet, layout: Layout, row: int, report: Report) -> None:
    """Labels, numbers and intervals, in a row each; a note where a number is withheld."""
    for place in range(1, layout.last + 1):
        for line in range(3):
            sheet.cell(row + line, place).fill = PALE_FILL
    shown = headlines(report)
    for headline, (first, last) in zip(shown, layout.headlines, strict=True):
        write_cell_text(sheet.cell(row, first), headline.label, QUIET)
        value = write_cell_number(
            sheet.cell(row + 1, first), headline.value, headline.number_format, HEADLINE
        )
        value.alignment = MIDDLE_LEFT
        write_cell_text(sheet.cell(row + 2, first), headline.interval, QUIET)
        for line in (row, row + 1):
            sheet.merge_cells(start_row=line, end_row=line, start_column=first, end_column=last)
    notes = dict.fromkeys(headline.withheld for headline in shown if headline.value is None)
    write_cell_text(sheet.cell(row + 1, layout.last), "\n".join(notes), QUIET, INDENTED)
    intervals = report.measurement.intervals
    if intervals is not None and report.measurement.sample.interval is not None:
        meaning = f"In {intervals.percent} of cases the true number lies between these two."
        first = layout.meaning
        write_cell_text(sheet.cell(row + 2, first), meaning, QUIET)
        sheet.merge_cells(
            start_row=row + 2, end_row=row + 2, start_column=first, end_column=layout.last
        )
    sheet.row_dimensions[row].height = 32
    sheet.row_dimensions[row + 1].height = max(
        36.0, LINE_POINTS * sum(lines_needed(note, NOTE_WIDTH) for note in notes)
    )


def _write_flags(sheet: Worksheet, layout: Layout, row: int, report: Report) -> int:
    """One sentence per flag, and what follows from them; returns the first row below."""
    if not report.flags:
        _write_line(sheet, layout, row, "No flags were raised.")
        return row + 1
    _write_line(sheet, layout, row, "Read before using these numbers:", bold=True)
    sentences = [flag.sentence for flag in report.flags]
    if report.why_no_intervals():
        sentences.append(report.why_no_intervals())
    for row_of_sentence, sentence in enumerate(sentences, row + 1):
        cell = _write_line(sheet, layout, row_of_sentence, f"• {sentence}")
        cell.fill = WARNING_FILL
        lines = lines_needed(sentence, sum(layout.widths))
        sheet.row_dimensions[row_of_sentence].height = LINE_POINTS * lines
    return row + 1 + len(sentences)


def _write_line(
    sheet: Worksheet, layout: Layout, row: int, text: str, *, bold: bool = False
) -> Cell:
    """A sentence across the whole table."""
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=layout.last)
    return write_cell_text(sheet.cell(row, 1), text, BOLD if bold else BODY)


def _write_headings(sheet: Worksheet, layout: Layout, row: int) -> None:
    numbers = [column.title for column in layout.numbers]
    for column, heading in enumerate(["Region", "Kind", *numbers, "Note"], 1):
        alignment = HEADING_RIGHT if 2 < column < layout.last else MIDDLE_LEFT
        if column == layout.last:
            alignment = INDENTED
        cell = write_cell_text(sheet.cell(row, column), heading, HEADING, alignment)
        cell.fill = HEADING_FILL
    lines = max(map(lines_needed, numbers, layout.widths[2:-1]))
    sheet.row_dimensions[row].height = 8.5 + LINE_POINTS * lines


def _write_region(
    sheet: Worksheet, layout: Layout, row: int, kind: str, region: RegionCount
) -> None:
    font = BOLD if kind == "whole sample" else BODY
    write_cell_text(sheet.cell(row, 1), region.name, font)
    write_cell_text(sheet.cell(row, 2), kind, QUIET)
    for place, column in enumerate(layout.numbers, 3):
        value, shown_as = column.value(region), number_format(column.decimals)
        write_cell_number(sheet.cell(row, place), value, shown_as, font)
    for place in range(1, layout.last + 1):
        sheet.cell(row, place).border = LINE_BELOW


def _write_note(sheet: Worksheet, layout: Layout, row: int, region: RegionCount, note: str) -> None:
    """Why the region of a row lacks a number; the row becomes as high as that needs."""
    write_cell_text(sheet.cell(row, layout.last), note, QUIET, INDENTED)
    lines = max(lines_needed(region.name, NAME_WIDTH), lines_needed(note, NOTE_WIDTH * 1.2))
    sheet.row_dimensions[row].height = max(18.0, LINE_POINTS * lines)
