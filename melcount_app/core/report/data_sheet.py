"""The hidden sheet of a workbook that holds all that its numbers follow from, for `replay`.

A row per scan: the count request with the mask, the regions, and in which cell each number is
shown. In workbooks of studies one row more: which scans make a sample, and in which cells the
statistics are shown. A row holds what else the workbook is written from; the last one, its seal,
all that the workbook said when it was written. Each as JSON, compressed by zlib, in base64, cut
into cells, which hold 32767 letters each; the first two cells say what the row is. So nothing but
the scans themselves is needed beside a workbook to make its numbers again.
"""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl import Workbook

from melcount_app.core.budget import TEXT_BYTES, check_json, inflated
from melcount_app.core.count import CountRequest
from melcount_app.core.errors import MelcountError
from melcount_app.core.foreign import foreign
from melcount_app.core.region import Region
from melcount_app.core.report.cells import LONGEST_TEXT, QUIET, write_cell_text
from melcount_app.core.statistics import Planned
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.workbook import BookContent, SeenBook, SeenSheet

DATA_SHEET = "melcount"
"""Its name, whatever the language of the workbook."""

FIRST_ROW, FIRST_PART = 2, 3
SCAN_ROW, STATISTICS_ROW, CARRIED_ROW, SEAL_ROW = "scan", "statistics", "report", "seal"
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


@dataclass(frozen=True, slots=True)
class ShownStatistic:
    """Where a number about a condition stands in the workbook.

    Attributes:
        condition: its name in the study.
        key: a name of `statistics.ConditionSummary` or `statistics.Comparison`, or one of
            `statistics.Level` after “level_”.
        sheet: its name.
        cell: as in "C12".
    """

    condition: str
    key: str
    sheet: str
    cell: str


@dataclass(frozen=True, slots=True)
class SampleRecord:
    """What counts as one in n.

    Attributes:
        condition: it belongs to.
        scans: places of their records in the sheet, counted from 0.
        block: what samples of other conditions belong together with it by; empty for nothing.
    """

    condition: str
    scans: tuple[int, ...]
    block: str = ""


NOT_PLANNED = Planned()


@dataclass(frozen=True, slots=True)
class StatisticsRecord:
    """All that statistics follow from besides the densities of the scans.

    Attributes:
        control: what conditions are compared with; empty where nothing is.
        conditions: all names, in the order of the study.
        samples: of all conditions.
        shown: where the numbers stand.
        version: of the methods, see `statistics.VERSION`; 0 in early reports, which do not tell it.
        planned: what is compared with what; nothing in reports of the first two versions, where
            all conditions are compared with `control`.
    """

    control: str
    conditions: tuple[str, ...]
    samples: tuple[SampleRecord, ...]
    shown: tuple[ShownStatistic, ...]
    version: int = 0
    planned: Planned = NOT_PLANNED


@dataclass(frozen=True, slots=True)
class Seal:
    """What a workbook said when it was written.

    Attributes:
        part: where this sheet lies in the archive.
        sha256: of all other parts; another program that saves the workbook writes others.
        content: all that a reader sees.
    """

    part: str
    sha256: str
    content: BookContent


@dataclass(frozen=True, slots=True)
class ReplayData:
    """What the sheet holds.

    Attributes:
        scans: in the order of the workbook.
        statistics: None in the workbook of one scan.
        carried: what else the workbook is written from, as the text of a record; empty in early
            reports.
        seal: None in early reports, and where a workbook is larger than what is read of one.
    """

    scans: tuple[ReplayRecord, ...]
    statistics: StatisticsRecord | None = None
    carried: str = ""
    seal: Seal | None = None


def write_data_sheet(book: Workbook, data: ReplayData) -> None:
    """Add the sheet."""
    sheet = book.create_sheet(DATA_SHEET)
    sheet.sheet_state = "hidden"
    write_cell_text(sheet.cell(1, 1), REMARK, QUIET)
    rows = [(SCAN_ROW, each.request.scan.name, to_text(each)) for each in data.scans]
    if data.statistics is not None:
        rows.append((STATISTICS_ROW, data.statistics.control, to_text(data.statistics)))
    if data.carried:
        rows.append((CARRIED_ROW, "", data.carried))
    for row, (kind, name, text) in enumerate(rows, FIRST_ROW):
        write_cell_text(sheet.cell(row, 1), kind)
        write_cell_text(sheet.cell(row, 2), name)
        for column, part in enumerate(parts_of_text(text), FIRST_PART):
            cell = sheet.cell(row, column)
            cell.value = part
            cell.data_type = "s"  # "==" at the end of base64 may be a part, and is no formula


def read_data_sheet(book: SeenBook, name: str) -> ReplayData:
    """What the sheet of a workbook holds.

    Args:
        book: as it was read.
        name: of its file, for the sentence.

    Raises:
        MelcountError: it holds none, or damaged ones.
    """
    sheet = book.sheet(DATA_SHEET)
    if sheet is None:
        raise MelcountError(
            f"“{name}” does not say how its numbers were made: the hidden sheet “{DATA_SHEET}” is "
            "missing. Take the workbook as melcount has written it."
        )
    with foreign(lambda _: damaged(name)):
        _check_rows(sheet)
        scans = tuple(from_text(ReplayRecord, text) for text in _texts(sheet, SCAN_ROW))
        tests = [from_text(StatisticsRecord, text) for text in _texts(sheet, STATISTICS_ROW)]
        carried = list(_texts(sheet, CARRIED_ROW))
        seals = [from_text(Seal, text) for text in _texts(sheet, SEAL_ROW)]
        for seal in seals:
            seal.content.check()
    if max(len(tests), len(carried), len(seals)) > 1:
        raise damaged(name)
    return ReplayData(
        scans,
        tests[0] if tests else None,
        carried[0] if carried else "",
        seals[0] if seals else None,
    )


def _check_rows(sheet: SeenSheet) -> None:
    """Refuse a sheet that holds what is no record: a record that is passed over would be missed.

    Raises:
        ValueError: it does, or lacks a row between others.
    """
    numbers = sorted(number for number in sheet.rows if number >= FIRST_ROW)
    kinds = [sheet.rows[number][1].text for number in numbers]
    if numbers != list(range(FIRST_ROW, FIRST_ROW + len(numbers))):
        raise ValueError(f"rows {numbers}")
    if not {*kinds} <= {SCAN_ROW, STATISTICS_ROW, CARRIED_ROW, SEAL_ROW}:
        raise ValueError(f"records of {kinds}")


def damaged(name: str) -> MelcountError:
    """The error of a workbook whose records cannot be read."""
    return MelcountError(
        f"The hidden sheet “{DATA_SHEET}” of “{name}” is damaged. Take the workbook as "
        "melcount has written it."
    )


def parts_of_text(record: str) -> Iterator[str]:
    """The text of a record, packed, in parts for cells."""
    content = record.encode("utf-8", "surrogatepass")
    text = base64.b64encode(zlib.compress(content)).decode("ascii")
    for start in range(0, len(text), LONGEST_TEXT):
        yield text[start : start + LONGEST_TEXT]


def _texts(sheet: SeenSheet, kind: str) -> Iterator[str]:
    """The records of a kind, each as JSON."""
    for row in sorted(sheet.rows):
        cells = sheet.rows[row]
        if row < FIRST_ROW or 1 not in cells or cells[1].text != kind:
            continue
        text = "".join(cells[column].text for column in sorted(cells) if column >= FIRST_PART)
        content = inflated(base64.b64decode(text, validate=True), TEXT_BYTES)
        check_json(content)
        yield content.decode("utf-8", "surrogatepass")
