"""A plan from a table: `.xlsx`, `.csv`, or text pasted from a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from melcount_app.core.errors import PlanError
from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.found import SCAN_SUFFIXES, FoundScan
from melcount_app.core.plan.names import joined
from melcount_app.core.plan.plan import Plan, PlannedScan, numbered
from melcount_app.core.plan.roles import plain

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "file": ("file", "fichier", "scan", "file name", "nom du fichier", "nom de fichier"),
    "condition": ("condition", "treatment", "traitement"),
    "dose": ("dose", "concentration"),
    "replicate": ("replicate", "replicat", "sample", "echantillon"),
    "donor": ("donor", "donneur", "batch", "lot"),
    "role": ("role",),
}
"""What columns are called, in small letters without accents."""

ROLES: Mapping[str, Role] = {
    "control": Role.CONTROL,
    "controle": Role.CONTROL,
    "temoin": Role.CONTROL,
    "untreated": Role.CONTROL,
    "vehicle": Role.VEHICLE,
    "vehicule": Role.VEHICLE,
    "positive control": Role.POSITIVE,
    "positive": Role.POSITIVE,
    "controle positif": Role.POSITIVE,
    "temoin positif": Role.POSITIVE,
    "test": Role.TEST,
    "essai": Role.TEST,
}
"""What roles are called, likewise."""

DELIMITERS = "\t;,"
ENCODINGS = ("utf-8-sig", "cp1252")

Cells = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row: a scan and what is said of it; `role` None where the row says none."""

    file: str
    assignment: Assignment
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class PlanTable:
    """Rows of a table with known columns."""

    rows: tuple[PlanRow, ...]

    @property
    def roles(self) -> dict[str, Role]:
        """Of the conditions of which a row tells it."""
        return {row.assignment.condition: row.role for row in self.rows if row.role is not None}


def load_table(path: Path) -> PlanTable:
    """Read a table from a file; of a workbook, the first sheet.

    Raises:
        PlanError: it cannot be read, or its columns are not those of a plan.
    """
    try:
        cells = _of_workbook(path) if path.suffix.lower() == ".xlsx" else _of_text(_read(path))
    except (OSError, csv.Error, InvalidFileException, zipfile.BadZipFile, KeyError) as error:
        raise PlanError(
            f"The table {path} cannot be read. Save it as .xlsx or .csv, then choose it again."
        ) from error
    return _table(cells, path.name)


def parse_table(text: str) -> PlanTable:
    """Read a table that was copied from a spreadsheet, with its headings.

    Raises:
        PlanError: its columns are not those of a plan.
    """
    return _table(_of_text(text), "the pasted table")


def plan_by_table(found: Iterable[FoundScan], table: PlanTable) -> Plan:
    """A plan from a table; of scans that it does not name it says so.

    A row names a scan by its path, its folders and name, or its name alone, each with or without
    the ending; capitals and small letters are alike.

    Raises:
        PlanError: two rows name one scan, or a row fits several scans.
    """
    scans = tuple(found)
    ways = _ways(scans)
    rows: dict[Path, PlanRow] = {}
    absent: list[str] = []
    for row in table.rows:
        fitting = ways.get(_plain_way(row.file), ())
        if not fitting:
            absent.append(row.file)
            continue
        path = _only(fitting, row)
        if path in rows:
            raise PlanError(f"The table names “{path.name}” twice. Leave one of the rows.")
        rows[path] = row
    planned = (_planned(scan, rows.get(scan.path)) for scan in scans)
    return Plan.of(numbered(planned), table.roles, absent)


def _planned(scan: FoundScan, row: PlanRow | None) -> PlannedScan:
    if row is None:
        return PlannedScan(scan.path, Assignment(), f"“{scan.path.name}” is not in the table.")
    if not row.assignment.condition:
        sentence = f"The table tells no condition of “{scan.path.name}”."
        return PlannedScan(scan.path, row.assignment, sentence)
    return PlannedScan(scan.path, row.assignment)


def _ways(scans: Iterable[FoundScan]) -> dict[str, tuple[Path, ...]]:
    """Scans by all that a row may call them."""
    ways: dict[str, tuple[Path, ...]] = {}
    for scan in scans:
        for name in {scan.path.as_posix(), scan.place, scan.path.name}:
            for way in {_plain_way(name), _plain_way(_without_suffix(name))}:
                ways[way] = (*ways.get(way, ()), scan.path)
    return ways


def _plain_way(text: str) -> str:
    return text.strip().replace("\\", "/").removeprefix("./").casefold()


def _without_suffix(name: str) -> str:
    suffix = Path(name).suffix
    return name.removesuffix(suffix) if suffix.lower() in SCAN_SUFFIXES else name


def _only(fitting: Sequence[Path], row: PlanRow) -> Path:
    if len(fitting) > 1:
        raise PlanError(
            f"The table names “{row.file}”, and {len(fitting)} scans are called so. Write the "
            "folder before the name, as in control/1.ndpi."
        )
    return fitting[0]


def _table(cells: Cells, name: str) -> PlanTable:
    filled = [row for row in cells if any(cell.strip() for cell in row)]
    columns = _columns(filled[0]) if filled else {}
    for needed in ("file", "condition"):
        if needed not in columns:
            raise PlanError(
                f"“{name}” has no column “{needed}”. Its first row has to name the columns: file, "
                "condition, dose, replicate, donor, role."
            )
    rows = (_row(row, columns) for row in filled[1:])
    return PlanTable(tuple(row for row in rows if row.file))


def _columns(headings: Sequence[str]) -> dict[str, int]:
    """Places of the columns that are known."""
    known = {name: column for column, names in HEADINGS.items() for name in names}
    named = ((known.get(plain(heading)), place) for place, heading in enumerate(headings))
    return {column: place for column, place in named if column}


def _row(cells: Sequence[str], columns: Mapping[str, int]) -> PlanRow:
    told = {
        column: cells[place].strip() if place < len(cells) else ""
        for column, place in columns.items()
    }
    condition = joined(told["condition"], told.get("dose", ""))
    assignment = Assignment(condition, told.get("replicate", ""), told.get("donor", ""))
    return PlanRow(told["file"], assignment, role_called(told.get("role", "")))


def role_called(text: str) -> Role | None:
    """The role of a name in English or French; None for an empty text.

    Raises:
        PlanError: there is no such role.
    """
    if not text:
        return None
    role = ROLES.get(plain(text))
    if role is None:
        raise PlanError(
            f"The table has a role “{text}”. Use control, vehicle, positive control or test."
        )
    return role


def _of_workbook(path: Path) -> Cells:
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        return [[_text(value) for value in row] for row in book.worksheets[0].values]
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell as the user sees it; whole numbers without a point."""
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _read(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _of_text(text: str) -> Cells:
    """Rows of cells; what separates them is the likeliest delimiter of the first line."""
    first = text.lstrip("\r\n").partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
