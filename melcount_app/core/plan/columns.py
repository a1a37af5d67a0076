"""The columns of a plan in a table: where their headings are, and what the rows below tell."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from melcount_app.core.errors import PlanError
from melcount_app.core.plan.alike import tidy
from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.names import joined
from melcount_app.core.plan.roles import ROLES, plain
from melcount_app.core.plan.torn import check_rows, short_rows
from melcount_app.core.workbook import Fault, SeenCell, SeenSheet, address

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "file": (
        "file",
        "fichier",
        "scan",
        "file name",
        "filename",
        "nom du fichier",
        "nom de fichier",
    ),
    "condition": ("condition", "treatment", "traitement"),
    "dose": ("dose", "concentration"),
    "replicate": ("replicate", "replicat", "sample", "echantillon"),
    "donor": ("donor", "donneur", "batch", "lot"),
    "role": ("role",),
}
"""What columns are called, in small letters without accents."""

MOST_ROWS = 20_000
"""Of a plan."""

HIGHEST_ROWS = 200
"""Among which headings are looked for."""

NEEDED = ("file", "condition")
KNOWN = {name: column for column, names in HEADINGS.items() for name in names}
UNIT = re.compile(r"(.+?)\s*(?:\(([^()]*)\)|\[([^\[\]]*)\])")
PLAIN_NUMBER = re.compile(
    r"[<>≤≥~≈]?\s?\d[\d.,]*(?: \d{3})*(?:[.,]\d+)?(?:[eE][+-]?\d+)?(?:\s?[-–:/]\s?\d[\d.,]*)?"
)

DITTOS = {'"', "''", "``", "”", "“", "„", "«", "»", "〃", "idem", "id.", "ditto", "do."}
"""What stands for the cell above, in small letters."""

MOST_TOLD = 6


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One row: a scan and what is said of it; `role` None where the row says none.

    Which row it is, and of which table, is no part of what it says.
    """

    file: str
    assignment: Assignment
    role: Role | None = None
    row: int = field(default=0, compare=False)
    table: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a plan: its place, counted from 1, its heading, and the unit in it."""

    place: int
    heading: str
    unit: str = ""


@dataclass(slots=True)
class _Found:
    """Columns of a plan by what they tell, and headings that are no plan's."""

    row: int = 0
    columns: dict[str, list[_Column]] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)


@dataclass(slots=True)
class PlanReading:
    """What a sheet tells of a plan.

    Attributes:
        rows: of scans.
        notes: what was passed over or taken all the same, as sentences.
        hidden: files that hidden rows name.
    """

    rows: list[PlanRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)


def column_of(heading: str) -> tuple[str, str]:
    """What a column tells by its heading, and the unit in it: "Dose (µM)"; empty for others."""
    known = KNOWN.get(plain(heading).strip(" :*"))
    if known:
        return known, ""
    unit = UNIT.fullmatch(tidy(heading))
    if unit is None:
        return "", ""
    return KNOWN.get(plain(unit[1]).strip(" :*"), ""), (unit[2] or unit[3] or "").strip()


def names_a_plan(headings: Sequence[str]) -> bool:
    """Whether a row names the columns of a plan, files and conditions among them."""
    return set(NEEDED) <= {column_of(heading)[0] for heading in headings}


def plan_columns(sheet: SeenSheet) -> int:
    """How many columns of a plan a sheet has."""
    return len(_found(sheet).columns)


def is_plan(sheet: SeenSheet) -> bool:
    """Whether a sheet has the columns that a plan needs."""
    return set(NEEDED) <= _found(sheet).columns.keys()


def has_rows(sheet: SeenSheet) -> bool:
    """Whether there is something below the headings of a plan; an empty form has not."""
    return max(sheet.rows, default=0) > _found(sheet).row


def missing_columns(sheet: SeenSheet) -> list[str]:
    """The columns that a plan needs and that a sheet has not."""
    return [needed for needed in NEEDED if needed not in _found(sheet).columns]


def _found(sheet: SeenSheet) -> _Found:
    """The columns of the row that names most of a plan, the first of them."""
    best = _Found()
    for row, cells in itertools.islice(sheet.rows.items(), HIGHEST_ROWS):
        found = _Found(row)
        for place, cell in sorted(cells.items()):
            column, unit = column_of(cell.text)
            if column:
                found.columns.setdefault(column, []).append(_Column(place, tidy(cell.text), unit))
            elif cell.text.strip():
                found.others.append(tidy(cell.text))
        if set(NEEDED) <= found.columns.keys():
            return found
        if len(found.columns) > len(best.columns):
            best = found
    return best


def read_plan(sheet: SeenSheet, name: str, *, is_text: bool) -> PlanReading:
    """Read the rows below the headings of a plan.

    Args:
        sheet: that has the columns that a plan needs.
        name: of the table, for sentences.
        is_text: whether cells may have been torn apart, as by a comma in a number.

    Raises:
        PlanError: a cell, or which of two columns is meant, cannot be told; or it is too long.
    """
    _check_rows(sheet, name)
    found, reading = _found(sheet), PlanReading()
    below = [row for row in sorted(sheet.rows) if row > found.row]
    shown = [row for row in below if row not in sheet.hidden_rows]
    cells = _Cells(sheet, name, found.row)
    for place in sheet.rows[found.row]:
        cells.text(found.row, place)  # a heading that shows nothing would cost its column
    if is_text:
        reading.notes += _about_widths(sheet, found, shown, name)
    columns = {
        kind: column
        for kind, told in found.columns.items()
        if (column := _only(told, cells.having(shown), name, reading.notes))
    }
    told = {row: cells.row(row, columns) for row in shown}
    if _without_dittos(list(told.values())):
        reading.notes.append(f"Ditto marks of “{name}” were read as the cell above.")
    if any(texts["condition"] for texts in told.values()):
        for texts in told.values():  # a dose alone is no condition where others are named
            texts["dose"] = texts.get("dose", "") if texts["condition"] else ""
    for row, texts in told.items():
        _take(texts, row, columns, name, reading)
    _tell_hidden(sheet, cells, columns, [row for row in below if row in sheet.hidden_rows], reading)
    if found.others:
        reading.notes.append(
            f"“{name}” has columns that tell nothing of a plan and were passed over: "
            f"{_told(found.others)}."
        )
    return reading


def _check_rows(sheet: SeenSheet, name: str) -> None:
    """Refuse more rows than a study has scans.

    Raises:
        PlanError: there are.
    """
    if len(sheet.rows) > MOST_ROWS:
        raise PlanError(
            f"“{name}” has {len(sheet.rows)} rows, too many for a plan. Save the plan as a table "
            "of its own, then choose that."
        )


def _without_dittos(rows: Sequence[dict[str, str]]) -> bool:
    """Put what stands above in place of ditto marks; returns whether there were some."""
    marked = [
        (row, above, kind)
        for above, row in itertools.pairwise(rows)
        for kind, text in row.items()
        if kind != "file" and text.casefold() in DITTOS
    ]
    for row, above, kind in marked:
        row[kind] = above[kind]
    return bool(marked)


class _Cells:
    """The cells of a table, of merged ones with what they show."""

    def __init__(self, sheet: SeenSheet, name: str, headings: int) -> None:
        self._sheet, self.name = sheet, name
        self._merges: dict[int, list[tuple[int, int]]] = {}
        for merge in sheet.merges:
            if merge.bottom > merge.top > headings:
                self._merges.setdefault(merge.left, []).append((merge.top, merge.bottom))

    def cell(self, row: int, column: int) -> SeenCell | None:
        """The cell, or the one above that is merged with it."""
        tops = (t for t, bottom in self._merges.get(column, ()) if t <= row <= bottom)
        return self._sheet.cell(next(tops, row), column)

    def text(self, row: int, column: int) -> str:
        """What a cell shows.

        Raises:
            PlanError: it shows an error, or a formula was never calculated.
        """
        cell = self.cell(row, column)
        if cell is None:
            return ""
        if cell.fault is Fault.NO_RESULT:
            raise PlanError(
                f"The cell {address(row, column)} of “{self.name}” holds a formula, and its "
                "result is not in the file. Open the table in Excel or LibreOffice, save it "
                "there, then choose it again."
            )
        if cell.fault is Fault.ERROR:
            raise PlanError(
                f"The cell {address(row, column)} of “{self.name}” shows the error {cell.text}. "
                "Correct it, then choose the table again."
            )
        return tidy(cell.text)

    def row(self, row: int, columns: Mapping[str, _Column]) -> dict[str, str]:
        """The texts of a row by column; doses with the unit of their heading."""
        told = {kind: self.text(row, column.place) for kind, column in columns.items()}
        unit = columns["dose"].unit if "dose" in columns else ""
        if unit and PLAIN_NUMBER.fullmatch(told["dose"]):
            told["dose"] = f"{told['dose']} {unit}"
        return told

    def having(self, rows: Sequence[int]) -> Mapping[int, bool]:
        """Of each column of the sheet, whether it holds something in these rows."""
        return {
            column: True
            for row in rows
            for column, cell in self._sheet.rows[row].items()
            if cell.text.strip() or cell.fault
        }


def _only(
    told: Sequence[_Column], filled: Mapping[int, bool], name: str, notes: list[str]
) -> _Column | None:
    """The column that is meant where several tell the same: the one that is filled in."""
    if len(told) == 1:
        return told[0]
    full = [column for column in told if filled.get(column.place)]
    if len(full) > 1:
        first, second = full[:2]
        raise PlanError(
            f"“{name}” has two columns that tell the same, “{first.heading}” and "
            f"“{second.heading}”. Take one of them out, or call it something else."
        )
    kept = full[0] if full else told[0]
    if full:
        notes.append(
            f"Several columns of “{name}” are called “{kept.heading}” or the like; the one that "
            "is filled in was taken."
        )
    return kept


def _about_widths(sheet: SeenSheet, found: _Found, rows: Sequence[int], name: str) -> Iterator[str]:
    """Rows that end early, and doses that may go on in a column of no plan, in sentences.

    Raises:
        PlanError: cells of a row may not belong to the headings that they stand under.
    """
    known = {column.place for told in found.columns.values() for column in told}
    doses = {column.place for column in found.columns.get("dose", ())}
    torn = [
        number
        for place, number in check_rows(sheet, found.row, rows, name)
        if place in doses and place + 1 not in known
    ]
    short = short_rows(sheet, rows, max(known))
    if short:
        yield (
            f"Rows of “{name}” have fewer cells than there are headings: "
            f"{_told([str(row) for row in short])}. The cells that they lack were taken as empty."
        )
    if torn:
        yield (
            f"Doses of “{name}” stand before a column of numbers. If “{torn[0]}” is one dose, put "
            "it in quotation marks, or save the table as .xlsx."
        )


def _take(
    told: Mapping[str, str],
    row: int,
    columns: Mapping[str, _Column],
    name: str,
    reading: PlanReading,
) -> None:
    condition = joined(told["condition"], told.get("dose", ""))
    if not told["file"]:
        if condition:
            reading.notes.append(
                f"Row {row} of “{name}” names no file, and was passed over: “{condition}”."
            )
        return
    assignment = Assignment(condition, told.get("replicate", ""), told.get("donor", ""))
    called = told.get("role", "")
    role = ROLES.get(plain(called))
    if called and role is None:
        place = address(row, columns["role"].place)
        raise PlanError(
            f"The cell {place} of “{name}” tells a role “{called}”. Use control, "
            "vehicle, positive control or test."
        )
    reading.rows.append(PlanRow(told["file"], assignment, role, row, name))


def _tell_hidden(
    sheet: SeenSheet,
    cells: _Cells,
    columns: Mapping[str, _Column],
    rows: Sequence[int],
    reading: PlanReading,
) -> None:
    """Say which rows were left out, and which columns were used, although nobody sees them."""
    name = cells.name
    files = [
        tidy(cell.text)
        for row in rows
        if (cell := cells.cell(row, columns["file"].place)) is not None and cell.text.strip()
    ]
    reading.hidden += files
    if files:
        reading.notes.append(
            f"Hidden rows of “{name}” were left out: {_told(files)}. Show them in the table where "
            "they are to be used."
        )
    hidden = [c.heading for c in columns.values() if sheet.is_hidden_column(c.place)]
    if hidden:
        reading.notes.append(
            f"Hidden columns of “{name}” were used: {_told(hidden)}. Delete them in the table "
            "where they are not to be used."
        )


def _told(names: Sequence[str]) -> str:
    """A list for a sentence, cut where it gets long."""
    told = ", ".join(names[:MOST_TOLD])
    return told if len(names) <= MOST_TOLD else f"{told}, … ({len(names)})"
