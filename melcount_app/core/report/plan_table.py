"""A plan as a table to be filled in, which `plan.load_table` reads back."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook

from melcount_app.core.errors import PlanError
from melcount_app.core.plan import Plan, Role
from melcount_app.core.report.cells import set_widths
from melcount_app.core.report.csv_table import csv_bytes
from melcount_app.core.report.tables import SheetTable, TableColumn, write_table
from melcount_app.core.wording import Wording, phrase

BOOK, TEXT = ".xlsx", ".csv"
ROLES: dict[Role | None, str] = {
    None: "",
    Role.CONTROL: phrase("control"),
    Role.VEHICLE: phrase("vehicle"),
    Role.POSITIVE: phrase("positive control"),
    Role.TEST: phrase("test"),
}


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One scan of a plan.

    Attributes:
        place: of its file, below the folder of the scans.
        condition: with its dose; empty where nobody said.
        replicate: of the condition.
        donor: or batch.
        role: of the condition; None where nobody said.
    """

    place: str
    condition: str
    replicate: str
    donor: str
    role: Role | None


COLUMNS: tuple[TableColumn[PlanLine], ...] = (
    TableColumn("file", phrase("File"), 52, lambda row, _: row.place),
    TableColumn("condition", phrase("Condition"), 30, lambda row, _: row.condition),
    TableColumn("dose", phrase("Dose"), 14, lambda *_: ""),
    TableColumn("replicate", phrase("Replicate"), 12, lambda row, _: row.replicate),
    TableColumn("donor", phrase("Donor"), 18, lambda row, _: row.donor),
    TableColumn("role", phrase("Role"), 20, lambda row, say: say(ROLES[row.role])),
)
"""Those that a plan may have; a dose that is filled in joins its condition."""


def plan_table(plan: Plan, root: Path, ending: str, say: Wording) -> bytes:
    """A plan as a workbook or as text.

    Args:
        plan: what it tells of its scans; what it does not tell is to be filled in.
        root: the folder of the scans.
        ending: of the file, ".xlsx" or ".csv".
        say: the language, of headings and roles.

    Raises:
        PlanError: a plan is not written with that ending.
    """
    lines = [
        PlanLine(
            _place(scan.path, root),
            scan.assignment.condition,
            scan.assignment.replicate,
            scan.assignment.donor,
            plan.roles.get(scan.assignment.condition),
        )
        for scan in plan.scans
    ]
    match ending.lower():
        case ".xlsx":
            return _book(lines, say)
        case ".csv":
            rows = ([column.value(line, say) for column in COLUMNS] for line in lines)
            return csv_bytes([say(column.heading) for column in COLUMNS], rows, say)
    raise PlanError(f"A plan is not written as “{ending}”. End its name in .xlsx or .csv.")


def _book(lines: Sequence[PlanLine], say: Wording) -> bytes:
    book, content = Workbook(), io.BytesIO()
    sheet = book.active
    sheet.title = say("Plan")
    set_widths(sheet, [column.width for column in COLUMNS])
    write_table(sheet, 1, SheetTable(COLUMNS, lines), say)
    sheet.freeze_panes = "B2"
    book.save(content)
    return content.getvalue()


def _place(path: Path, root: Path) -> str:
    """A file as plans name it, its folders first."""
    inside = path.is_relative_to(root)
    return (path.relative_to(root) if inside else path).as_posix()
