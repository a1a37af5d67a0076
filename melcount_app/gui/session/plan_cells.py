"""Cells of the plan as people type and paste them. No Qt objects."""

from __future__ import annotations

import csv
import dataclasses
import enum
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from melcount_app.core.plan import Assignment, Role
from melcount_app.core.plan.roles import plain
from melcount_app.core.plan.table import HEADINGS, role_called


class PlanField(enum.StrEnum):
    """What a cell tells; the value is the field of `Assignment`, but for the role."""

    CONDITION = "condition"
    ROLE = "role"
    REPLICATE = "replicate"
    DONOR = "donor"


@dataclass(frozen=True, slots=True)
class PlanCell:
    """One cell of one scan, by its key."""

    key: int
    field: PlanField
    text: str


def with_cells(
    assignments: Mapping[int, Assignment], cells: Iterable[PlanCell]
) -> tuple[dict[int, Assignment], dict[str, Role]]:
    """What a plan is with some cells filled in: changed assignments by key, roles by condition.

    A role goes for the condition that its scan then has; without a condition it is dropped.

    Raises:
        PlanError: a role is called by a name that is none.
    """
    told = tuple(cells)
    after: dict[int, Assignment] = {}
    for cell in told:
        if cell.field is not PlanField.ROLE:
            before = after.get(cell.key, assignments[cell.key])
            after[cell.key] = dataclasses.replace(before, **{cell.field: cell.text.strip()})
    roles: dict[str, Role] = {}
    for cell in told:
        condition = after.get(cell.key, assignments[cell.key]).condition
        role = role_called(cell.text.strip()) if cell.field is PlanField.ROLE else None
        if role is not None and condition:
            roles[condition] = role
    return after, roles


def pasted_cells(text: str) -> list[list[str]]:
    """The rows of cells that a spreadsheet puts on the clipboard."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    return [row for row in rows if row]


def names_columns(rows: list[list[str]]) -> bool:
    """Whether the first row names the columns of a plan, files and conditions among them."""
    named = {plain(cell) for cell in rows[0]} if rows else set()
    return all(named & set(HEADINGS[column]) for column in ("file", "condition"))
