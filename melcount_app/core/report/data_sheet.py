"""The hidden sheet of a workbook that holds all that its numbers follow from, for `replay`.

A record per scan: the count request with the mask, the regions, and in which cell each number is
shown. As JSON, compressed by zlib, in base64, cut into the cells of a row, which hold 32767
letters each; the first cell names the scan. So nothing but the scan itself is needed beside a
workbook to make its numbers again.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook

from melcount_app.core.count import CountRequest
from melcount_app.core.errors import MelcountError
from melcount_app.core.region import Region
from melcount_app.core.report.cells import LONGEST_TEXT, QUIET, write_cell_text
from melcount_app.core.study.database import UNREADABLE
from melcount_app.core.study.records import from_text, to_text

DATA_SHEET = "melcount"
"""Its name, whatever the language of the workbook."""

FIRST_ROW = 2
REMARK = "Read by “melcount replay”, which counts the scans again and compares."


@dataclass(frozen=True, slots=True)
class ShownNumber:
    """Where a number stands in the workbook.

    Attributes:
        region: 0 for the whole sample, 1 to 4 for the quadrants, then the user's regions.
        column: key of one of `measure.COLUMNS`.
        sheet: its name.
        cell: as in "C12".
    """

    region: int
    column: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class ReplayRecord:
    """All that the numbers of one scan follow from.

    Attributes:
        request: what was counted, and how; its mask is what was measured.
        regions: the user's, in level-0 pixels.
        shown: where the numbers stand.
    """

    request: CountRequest
    regions: tuple[Region, ...]
    shown: tuple[ShownNumber, ...]


def write_data_sheet(book: Workbook, records: Iterable[ReplayRecord]) -> None:
    """Add the sheet, a row per scan."""
    sheet = book.create_sheet(DATA_SHEET)
    sheet.sheet_state = "hidden"
    write_cell_text(sheet, 1, 1, REMARK, QUIET)
    for row, record in enumerate(records, FIRST_ROW):
        write_cell_text(sheet, row, 1, record.request.scan.name)
        for column, part in enumerate(_parts(record), 2):
            sheet.cell(row, column).value = part


def read_data_sheet(book: Workbook, name: str) -> tuple[ReplayRecord, ...]:
    """The records of a workbook.

    Args:
        book: opened.
        name: of its file, for the sentence.

    Raises:
        MelcountError: it holds none, or damaged ones.
    """
    if DATA_SHEET not in book.sheetnames:
        raise MelcountError(
            f"“{name}” does not say how its numbers were made: the hidden sheet “{DATA_SHEET}” is "
            "missing. Take the workbook as melcount has written it."
        )
    rows = book[DATA_SHEET].iter_rows(min_row=FIRST_ROW, values_only=True)
    try:
        return tuple(_record(row) for row in rows)
    except UNREADABLE as error:
        raise MelcountError(
            f"The hidden sheet “{DATA_SHEET}” of “{name}” is damaged. Take the workbook as "
            "melcount has written it."
        ) from error


def _parts(record: ReplayRecord) -> Iterator[str]:
    content = to_text(record).encode("utf-8", "surrogatepass")
    text = base64.b64encode(zlib.compress(content)).decode("ascii")
    for start in range(0, len(text), LONGEST_TEXT):
        yield text[start : start + LONGEST_TEXT]


def _record(row: tuple[Any, ...]) -> ReplayRecord:
    text = "".join(str(part) for part in row[1:] if part is not None)
    content = zlib.decompress(base64.b64decode(text, validate=True))
    return from_text(ReplayRecord, content.decode("utf-8", "surrogatepass"))
