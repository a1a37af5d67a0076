"""A table from text: comma-separated values, Excel's “Unicode text”, what was copied."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator

from melcount_app.core.workbook import BookError, BookKind, Fault, SeenCell, SeenSheet

DELIMITERS = "\t;,|"
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What files begin with, and how the rest is written."""

ENCODINGS = ("utf-8", "cp1252", "latin-1")
HALF = 0.5
MOST_CELLS = 500_000
LONGEST_START = 4096
SEPARATOR_LINE = re.compile(r'\s*"?sep=(\\t|[^\r\n])"?[^\w\r\n]*(?:\r\n|\r|\n|$)', re.IGNORECASE)
"""The first line in which Excel and instruments say what separates cells."""

ERRORS = re.compile(
    r"#(N/A|REF!|NAME\?|VALUE!|DIV/0!|NULL!|NUM!|SPILL!|CALC!|NOM\s?\?|VALEUR\s?!|NOMBRE\s?!|NUL\s?!)"
)
"""What stands in a cell whose formula failed, in English and French."""


def decoded(content: bytes) -> str:
    """The text of a file, whatever program wrote it.

    Raises:
        ValueError: it is no text.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _text(content, encoding)
    start = content[:LONGEST_START]
    if b"\0" in start:
        is_big = start[0::2].count(0) > start[1::2].count(0)
        return _text(content, "utf-16-be" if is_big else "utf-16-le")
    for encoding in ENCODINGS:
        try:
            return _text(content, encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("no text")


def _text(content: bytes, encoding: str) -> str:
    text = content.decode(encoding)
    if "\0" in text:
        raise ValueError("no text")
    return text


QUOTED_FORMULAS = ("'=", "'+", "'-", "'@")
"""What a text begins with that is none of these, so that no spreadsheet calculates it."""


def sheet_of_text(text: str, plan_columns: Callable[[SeenSheet], int]) -> SeenSheet:
    """The table in a text; its cells are separated by what makes most of a plan.

    Args:
        text: all of it.
        plan_columns: how many columns of a plan a table has.

    Raises:
        BookError: it has more cells than any plan.
        csv.Error: quotation marks do not match, or a cell is longer than any name.
    """
    text = text.removeprefix("\ufeff")
    told = SEPARATOR_LINE.match(text)
    delimiters = DELIMITERS
    if told is not None:
        text = text[told.end() :]
        wanted = "\t" if told[1] == "\\t" else told[1]
        delimiters = wanted + DELIMITERS.replace(wanted, "")
    sheets, failure = list[SeenSheet](), None
    for delimiter in delimiters:
        try:
            sheets.append(_sheet(text, delimiter))
        except csv.Error as error:
            failure = error
    best = max(sheets, key=lambda sheet: (plan_columns(sheet), _width(sheet)), default=None)
    if best is None or (failure is not None and not plan_columns(best)):
        raise failure or csv.Error("no table")
    return best


def _sheet(text: str, delimiter: str) -> SeenSheet:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: dict[int, dict[int, SeenCell]] = {}
    widths: dict[int, int] = {}
    left = MOST_CELLS
    for number, row in enumerate(reader, 1):
        left -= len(row)
        if left < 0:
            raise BookError(BookKind.TOO_LARGE)
        if cells := dict(_cells(row)):
            rows[number], widths[number] = cells, len(row)
    return SeenSheet("", rows, widths=widths, separator=delimiter)


def _cells(row: list[str]) -> Iterator[tuple[int, SeenCell]]:
    for column, text in enumerate(row, 1):
        if text.startswith(QUOTED_FORMULAS):
            text = text.removeprefix("'")  # noqa: PLW2901 - as Excel shows it
        if text.strip():
            is_error = ERRORS.fullmatch(text.strip()) is not None
            yield column, SeenCell(text, fault=Fault.ERROR if is_error else None)


def _width(sheet: SeenSheet) -> int:
    """Number of cells of the first row."""
    return max(next(iter(sheet.rows.values()), {0: None}))
