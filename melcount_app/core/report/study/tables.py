"""Tables of study workbooks: one list of columns for headings, widths and cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.report.cells import (
    BODY,
    BOLD,
    HEADING,
    HEADING_FILL,
    HEADING_RIGHT,
    INDENTED,
    LINE_BELOW,
    LINE_POINTS,
    MIDDLE_LEFT,
    lines_needed,
    write_cell_number,
    write_cell_text,
    write_cell_time,
)
from melcount_app.core.wording import Wording

Value: TypeAlias = str | float | datetime | None
Row = TypeVar("Row")

NO_WORDS: Mapping[str, str] = MappingProxyType({})
BOLD_SHARE = 0.85
"""Of the letters of a line, how many fit in bold."""


@dataclass(frozen=True, slots=True)
class TableColumn(Generic[Row]):
    """One column.

    Attributes:
        key: its name in CSV files.
        heading: what people read, a text of reports.
        width: in characters.
        value: takes the cell from a row, in a language; None where it is withheld.
        shown_as: Excel's format of numbers; empty for texts.
    """

    key: str
    heading: str
    width: float
    value: Callable[[Row, Wording], Value]
    shown_as: str = ""


def write_table(
    sheet: Worksheet,
    top: int,
    columns: Sequence[TableColumn[Row]],
    rows: Sequence[Row],
    say: Wording,
    *,
    is_bold: Callable[[Row], bool] = lambda _: False,
    fill: Callable[[Row], PatternFill | None] = lambda _: None,
    words: Mapping[str, str] = NO_WORDS,
) -> int:
    """Write headings and rows; returns the first row below.

    Args:
        sheet: its columns have their widths already.
        top: row of the headings.
        columns: from the first column of the sheet on.
        rows: in their order.
        say: the language.
        is_bold: which rows stand out.
        fill: colour of a row.
        words: for the placeholders of headings.
    """
    _write_headings(sheet, top, columns, say, words)
    for place, row in enumerate(rows, top + 1):
        font, colour, lines = BOLD if is_bold(row) else BODY, fill(row), 1
        for number, column in enumerate(columns, 1):
            value = column.value(row, say)
            cell = _write(sheet, place, number, value, column.shown_as, font)
            cell.border = LINE_BELOW
            if isinstance(value, str):
                cell.alignment = _alignment(columns, number)
                lines = max(lines, lines_needed(value, column.width))
            if colour is not None:
                cell.fill = colour
        sheet.row_dimensions[place].height = max(18.0, LINE_POINTS * lines)
    return top + 1 + len(rows)


def _write_headings(
    sheet: Worksheet,
    row: int,
    columns: Sequence[TableColumn[Row]],
    say: Wording,
    words: Mapping[str, str],
) -> None:
    """White on dark, as high as they need."""
    lines = 1
    for number, column in enumerate(columns, 1):
        heading = say(column.heading, **words)
        alignment = HEADING_RIGHT if column.shown_as else _alignment(columns, number)
        write_cell_text(sheet, row, number, heading, HEADING, alignment).fill = HEADING_FILL
        lines = max(lines, lines_needed(heading, column.width * BOLD_SHARE))
    sheet.row_dimensions[row].height = 8.5 + LINE_POINTS * lines


def _alignment(columns: Sequence[TableColumn[Row]], number: int) -> Alignment:
    """Of a text: indented beside numbers, which end at the right of their column."""
    return INDENTED if number > 1 and columns[number - 2].shown_as else MIDDLE_LEFT


def address(row: int, column: int) -> str:
    """As people write it: "C12"."""
    return f"{get_column_letter(column)}{row}"


def _write(
    sheet: Worksheet, row: int, column: int, value: Value, shown_as: str, font: Font
) -> Cell:
    if isinstance(value, datetime):
        return write_cell_time(sheet, row, column, value)
    if isinstance(value, str):
        return write_cell_text(sheet, row, column, value, font)
    return write_cell_number(sheet, row, column, value, shown_as or "General", font)


def write_line(
    sheet: Worksheet,
    row: int,
    last: int,
    width: float,
    text: str,
    font: Font = BODY,
    fill: PatternFill | None = None,
) -> None:
    """Write a sentence across a table, as high as it needs.

    Args:
        sheet: where.
        row: where.
        last: column of the table.
        width: of the table, in characters.
        text: the sentence.
        font: of it.
        fill: colour behind it.
    """
    sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=last)
    cell = write_cell_text(sheet, row, 1, text, font)
    if fill is not None:
        cell.fill = fill
    size = float(font.sz or BODY.sz)
    lines = lines_needed(text, width * BODY.sz / size * (BOLD_SHARE if font.b else 1.0))
    sheet.row_dimensions[row].height = lines * LINE_POINTS * size / BODY.sz + 4
