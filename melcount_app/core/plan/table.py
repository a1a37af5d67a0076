"""A plan from a table: a workbook, a text file, or text pasted from a spreadsheet."""

from __future__ import annotations

import dataclasses
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from melcount_app.core.errors import PlanError
from melcount_app.core.foreign import foreign
from melcount_app.core.plan.alike import normal
from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.columns import (
    PlanRow,
    has_rows,
    is_plan,
    missing_columns,
    plan_columns,
    read_plan,
)
from melcount_app.core.plan.found import FoundScan
from melcount_app.core.plan.making import made_plan
from melcount_app.core.plan.plan import Plan, PlannedScan
from melcount_app.core.plan.text_table import decoded, sheet_of_text
from melcount_app.core.scan import SCAN_SUFFIXES
from melcount_app.core.workbook import BookError, BookKind, SeenBook, SeenSheet, read_book

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb", ".ods", ".numbers")
MOST_BYTES = 64 * 2**20
"""Of a workbook; a larger one is something else."""

MOST_TEXT_BYTES = 16 * 2**20
"""Of a text: every cell of it takes ten times as much memory."""

WORKBOOK_STARTS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What workbooks of every kind begin with, whatever they are called."""
MARKUP = re.compile(r"\s*<(?:\?xml|!doctype|html|table|workbook|meta|style|body)", re.IGNORECASE)
"""What web pages and XML begin with, which instruments write under the ending of a table."""


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Rows of a table with known columns.

    Attributes:
        rows: of scans.
        notes: what was passed over or chosen in reading it, as sentences.
        hidden: files that only rows name that nobody sees.
    """

    rows: tuple[PlanRow, ...]
    notes: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()

    @property
    def roles(self) -> dict[str, Role]:
        """Of the conditions of which a row tells it."""
        return {row.assignment.condition: row.role for row in self.rows if row.role is not None}


def load_table(path: Path) -> PlanTable:
    """Read a table from a file, by what is in it, not by its ending.

    Of a workbook, the first sheet that is shown and has the columns of a plan.

    Raises:
        PlanError: it cannot be read, or its columns are not those of a plan.
    """
    with foreign(partial(_refused, path)):
        found = _loaded(path)
    return (
        _of_book(found, path.name) if isinstance(found, SeenBook) else _of_sheet(found, path.name)
    )


def _loaded(path: Path) -> SeenBook | SeenSheet:
    """The tables of a workbook, or that of a text."""
    if path.stat().st_size > MOST_BYTES:
        raise BookError(BookKind.TOO_LARGE)
    content = path.read_bytes()
    if path.suffix.lower() in WORKBOOK_SUFFIXES or content.startswith(WORKBOOK_STARTS):
        return read_book(content)
    if len(content) > MOST_TEXT_BYTES:
        raise BookError(BookKind.TOO_LARGE)
    text = decoded(content)
    if MARKUP.match(text):
        raise BookError(BookKind.MARKUP)
    return sheet_of_text(text, plan_columns)


def parse_table(text: str) -> PlanTable:
    """Read a table that was copied from a spreadsheet, with its headings.

    Raises:
        PlanError: its columns are not those of a plan.
    """
    with foreign(_not_pasted):
        sheet = sheet_of_text(text, plan_columns)
    return _of_sheet(sheet, "the pasted table")


def _not_pasted(error: Exception) -> PlanError:
    if isinstance(error, BookError):
        return PlanError("The pasted table is too large for a plan. Copy the plan alone.")
    return PlanError(
        "The pasted table cannot be read: its quotation marks do not match. Copy it again."
    )


def _refused(path: Path, error: Exception) -> PlanError:
    kind = error.kind if isinstance(error, BookError) else BookKind.UNKNOWN
    if kind is BookKind.UNKNOWN:
        return PlanError(
            f"The table {path} cannot be read. Save it as .xlsx or .csv, then choose it again."
        )
    if kind is BookKind.LOCKED:
        return PlanError(
            f"The table {path} cannot be read, because it has a password. Save it without one, "
            "then choose it again."
        )
    if kind is BookKind.TOO_LARGE:
        return PlanError(
            f"The table {path} cannot be read, because it is too large for a plan. Save the plan "
            "as a table of its own, then choose that."
        )
    return PlanError(
        f"The table {path} cannot be read, because it is {kind.value}. Save it as .xlsx or .csv, "
        "then choose it again."
    )


def _of_book(book: SeenBook, name: str) -> PlanTable:
    plans = [sheet for sheet in book.sheets if is_plan(sheet)]
    plans = [sheet for sheet in plans if has_rows(sheet)] or plans
    shown = [sheet for sheet in plans if not sheet.is_hidden]
    if plans and not shown:
        raise PlanError(
            f"The sheet “{plans[0].name}” of “{name}” is hidden, and no other one is a plan. Show "
            "it in Excel, save the table, then choose it again."
        )
    if not shown:
        raise _without_columns(book.sheets, name)
    sheet = shown[0]
    is_named = len(book.sheets) > 1
    reading = read_plan(sheet, f"{name}, {sheet.name}" if is_named else name, is_text=False)
    notes = list(reading.notes)
    if len(shown) > 1:
        others = ", ".join(f"“{other.name}”" for other in shown[1:])
        notes.insert(
            0,
            f"Several sheets of “{name}” are plans; “{sheet.name}” was taken, not {others}. Move "
            "the one that is meant to the front.",
        )
    return PlanTable(tuple(reading.rows), tuple(notes), tuple(reading.hidden))


def _of_sheet(sheet: SeenSheet, name: str) -> PlanTable:
    if not is_plan(sheet):
        raise _without_columns((sheet,), name)
    reading = read_plan(sheet, name, is_text=True)
    return PlanTable(tuple(reading.rows), tuple(reading.notes))


def _without_columns(sheets: Sequence[SeenSheet], name: str) -> PlanError:
    """What a table lacks that is no plan: of its sheets the one that comes closest is told."""
    best = max(sheets, key=plan_columns, default=SeenSheet("", {}))
    needed = missing_columns(best)[0]
    return PlanError(
        f"“{name}” has no column “{needed}”. Its first row has to name the columns: file, "
        "condition, dose, replicate, donor, role."
    )


def plan_by_table(found: Iterable[FoundScan], table: PlanTable) -> Plan:
    """A plan from a table; of scans that it does not name it says so.

    A row names a scan by its path, its folders and name, or its name alone, each with or without
    the ending; what `alike.normal` makes equal is. One of several files that make one scan together
    names that scan.

    Raises:
        PlanError: two rows name one scan, but for files of it of which they say the same; a row
            fits several scans, or a condition has two roles.
    """
    scans = tuple(found)
    ways = _Ways(scans)
    rows: dict[Path, PlanRow] = {}
    absent: list[str] = []
    for row in table.rows:
        fitting = ways.to(row.file)
        if not fitting:
            absent.append(row.file)
            continue
        path = _only(fitting, row)
        if path in rows:
            _check_same(row, rows[path], path)
        rows[path] = row
    hidden = {path for file in table.hidden for path in ways.to(file)}
    planned = (_planned(scan, rows.get(scan.path), is_hidden=scan.path in hidden) for scan in scans)
    _check_roles(table.rows)
    return made_plan(planned, table.roles, absent=absent, notes=table.notes)


def _check_same(row: PlanRow, other: PlanRow, path: Path) -> None:
    """Refuse what is told of a scan twice, unless by several of its files, and the same.

    Raises:
        PlanError: it is something else.
    """
    if _normal_way(row.file) == _normal_way(other.file):
        raise PlanError(
            f"Rows {other.row} and {row.row} of “{row.table}” name the same scan, “{path.name}”. "
            "Leave one of them."
        )
    if dataclasses.replace(row, file=other.file) != other:
        raise PlanError(
            f"Rows {other.row} and {row.row} of “{row.table}” tell different things of "
            f"“{other.file}” and “{row.file}”, which are one scan, “{path.name}”. Leave one of "
            "them."
        )


def _check_roles(rows: Iterable[PlanRow]) -> None:
    """Refuse a condition that is two things.

    Raises:
        PlanError: there is one.
    """
    known: dict[str, PlanRow] = {}
    for row in rows:
        if row.role is None:
            continue
        condition = row.assignment.condition
        first = known.setdefault(normal(condition), row)
        if first.role is not row.role:
            raise PlanError(
                f"Rows {first.row} and {row.row} of “{row.table}” give “{condition}” two roles, "
                f"{first.role} and {row.role}. Leave one of them."
            )


class _Ways:
    """Scans by all that a row may call them, as it is written or in the form of `normal`."""

    def __init__(self, scans: Iterable[FoundScan]) -> None:
        self._exact: dict[str, tuple[Path, ...]] = {}
        self._normal: dict[str, tuple[Path, ...]] = {}
        for scan in scans:
            names = {scan.path.as_posix(), scan.place, scan.path.name}
            for part in scan.parts:
                place = os.path.relpath(part, scan.path.parent)
                names |= {part.as_posix(), part.name, Path(*scan.folders, place).as_posix()}
            names |= {_without_suffix(name) for name in names}
            for known, form in ((self._exact, _way), (self._normal, _normal_way)):
                for way in {form(name) for name in names}:
                    known[way] = (*known.get(way, ()), scan.path)

    def to(self, text: str) -> tuple[Path, ...]:
        """The scans that a row may mean; those that are called exactly so go first."""
        return self._exact.get(_way(text)) or self._normal.get(_normal_way(text), ())


def _way(text: str) -> str:
    return text.strip().replace("\\", "/").removeprefix("./")


def _normal_way(text: str) -> str:
    return "/".join(normal(part) for part in _way(text).split("/"))


def _planned(scan: FoundScan, row: PlanRow | None, *, is_hidden: bool) -> PlannedScan:
    if row is None and is_hidden:
        sentence = f"“{scan.path.name}” is in a hidden row of the table, which was left out."
        return PlannedScan(scan.path, Assignment(), sentence)
    if row is None:
        return PlannedScan(scan.path, Assignment(), f"“{scan.path.name}” is not in the table.")
    if not row.assignment.condition:
        sentence = f"The table tells no condition of “{scan.path.name}”."
        return PlannedScan(scan.path, row.assignment, sentence)
    return PlannedScan(scan.path, row.assignment)


def _without_suffix(name: str) -> str:
    suffix = Path(name).suffix
    return name.removesuffix(suffix) if suffix.lower() in SCAN_SUFFIXES else name


def _only(fitting: Sequence[Path], row: PlanRow) -> Path:
    if len(fitting) > 1:
        raise PlanError(
            f"Row {row.row} of “{row.table}” names “{row.file}”, and {len(fitting)} scans are "
            "called so. Write the folder before the name, as in control/1.ndpi."
        )
    return fitting[0]
