"""Tables as CSV: for programs in English, for the Excel of its country in other languages."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Sequence

from melcount_app.core.report.tables import CellValue
from melcount_app.core.wording import ENGLISH, Wording

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets calculate, or hand to another program."""


def csv_bytes(heads: Sequence[str], rows: Iterable[Sequence[CellValue]], say: Wording) -> bytes:
    """A table with names of columns in its first row.

    In English with comma and decimal point; in another language with what its Excel expects,
    and a mark that tells Excel that it is UTF-8. No cell is a formula: a text that would be one
    begins with an apostrophe, as in Excel itself. Bytes of file names that are no letters are
    spelled by their number.

    Args:
        heads: names of the columns.
        rows: cells, as many each.
        say: the language.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", delimiter=say.facts.list_separator)
    writer.writerow(heads)
    writer.writerows([_cell(value, say) for value in row] for row in rows)
    content = text.getvalue().encode("utf-8", "backslashreplace")
    return content if say.language == ENGLISH else codecs.BOM_UTF8 + content


def _cell(value: CellValue, say: Wording) -> str:
    match value:
        case None:
            return ""
        case str():
            return f"'{value}" if value.startswith(FORMULA) else value
        case int() | float():
            return str(value).replace(".", say.facts.decimal)
    return value.isoformat(" ", "seconds")
