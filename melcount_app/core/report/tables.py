"""Tables of study workbooks: one list of columns for headings, widths and cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeAlias, TypeVar

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
    NO_FILL,
    lines_needed,
    merge,
    set_widths,
    write_cell_number,
    write_cell_text,
    write_cell_time,
)
from melcount_app.core.wording import Wording

CellValue: TypeAlias = str | float | datetime | None
Row = TypeVar("Row")

ZOOM = 90
"""Of the first sheet, in percent: then it is as wide as a laptop's screen."""

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
    value: Callable[[Row, Wording], CellValue]
    shown_as: str = ""


@dataclass(frozen=True, slots=True)
class SheetTable(Generic[Row]):
    """What `write_table` writes.

    Attributes:
        columns: from the first column of the sheet on.
        rows: in their order.
        is_bold: which rows stand out.
        fill: colour of a row; None for none.
        words: for the placeholders of headings.
    """

    columns: Sequence[TableColumn[Row]]
    rows: Sequence[Row]
    is_bold: Callable[[Row], bool] = lambda _: False
    fill: Callable[[Row], PatternFill | None] = lambda _: None
    words: Mapping[str, str] = field(default_factory=dict)


def write_table(sheet: Worksheet, top: int, table: SheetTable[Row], say: Wording) -> int:
    """Write headings and rows; returns the first row below.

    Args:
        sheet: its columns have their widths already.
        top: row of the headings.
        table: what to write.
        say: the language.
    """
    _write_headings(sheet, top, table, say)
    for place, row in enumerate(table.rows, top + 1):
        font, colour, lines = BOLD if table.is_bold(row) else BODY, table.fill(row), 1
        looks = (font, colour or NO_FILL, LINE_BELOW)
        for number, column in enumerate(table.columns, 1):
            value, cell = column.value(row, say), sheet.cell(place, number)
            match value:
                case str():
                    write_cell_text(cell, value, _alignment(table.columns, number), *looks)
                    lines = max(lines, lines_needed(value, column.width))
                case datetime():
                    write_cell_time(cell, value, *looks)
                case _:
                    write_cell_number(cell, value, column.shown_as or "General", *looks)
        sheet.row_dimensions[place].height = max(18.0, LINE_POINTS * lines)
    return top + 1 + len(table.rows)


def _write_headings(sheet: Worksheet, row: int, table: SheetTable[Row], say: Wording) -> None:
    """White on dark, as high as they need."""
    lines = 1
    for number, column in enumerate(table.columns, 1):
        heading = say(column.heading, **table.words)
        alignment = HEADING_RIGHT if column.shown_as else _alignment(table.columns, number)
        write_cell_text(sheet.cell(row, number), heading, HEADING, alignment, HEADING_FILL)
        lines = max(lines, lines_needed(heading, column.width * BOLD_SHARE))
    sheet.row_dimensions[row].height = 8.5 + LINE_POINTS * lines


def _alignment(columns: Sequence[TableColumn[Row]], number: int) -> Alignment:
    """Of a text: indented beside numbers, which end at the right of their column."""
    return INDENTED if number > 1 and columns[number - 2].shown_as else MIDDLE_LEFT


def address(row: int, column: int) -> str:
    """As people write it: "C12"."""
    return f"{get_column_letter(column)}{row}"


@dataclass(frozen=True, slots=True)
class Lines:
    """Sentences across the columns of a sheet.

    Attributes:
        sheet: where.
        widths: of the columns, in characters.
    """

    sheet: Worksheet
    widths: tuple[float, ...]

    @classmethod
    def over(cls, sheet: Worksheet, columns: Sequence[TableColumn[Any]]) -> Lines:
        """Across the columns of a table; the columns of the sheet get their widths."""
        widths = tuple(column.width for column in columns)
        set_widths(sheet, widths)
        return cls(sheet, widths)

    def write(
        self, row: int, text: str, font: Font = BODY, fill: PatternFill | None = None
    ) -> None:
        """Write a sentence into a row, which becomes as high as it needs.

        Args:
            row: where.
            text: the sentence.
            font: of it.
            fill: colour behind it.
        """
        last, width = len(self.widths), sum(self.widths)
        merge(self.sheet, row, 1, last)
        write_cell_text(self.sheet.cell(row, 1), text, font, fill or NO_FILL)
        size = float(font.sz or BODY.sz)
        lines = lines_needed(text, width * BODY.sz / size * (BOLD_SHARE if font.b else 1.0))
        self.sheet.row_dimensions[row].height = lines * LINE_POINTS * size / BODY.sz + 4
