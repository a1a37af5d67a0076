"""Cells of the plan as people type and paste them. No Qt objects."""

from __future__ import annotations

import csv
import dataclasses
import enum
import io
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from melcount_app.core.plan import Assignment, Role
from melcount_app.core.plan.alike import seen_alike, tidy
from melcount_app.core.plan.columns import names_a_plan
from melcount_app.core.plan.roles import role_called


class PlanField(enum.StrEnum):
    """What a cell tells; the value is the field of `Assignment`, but for the role."""

    CONDITION = "condition"
    ROLE = "role"
    REPLICATE = "replicate"
    DONOR = "donor"


SPELLED = (PlanField.CONDITION, PlanField.DONOR)
"""What scans share by its name."""


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

    A role goes for the condition that its scan then has; without a condition it is dropped. Names
    that look the same as one of another scan are written as that, sign by sign.

    Raises:
        PlanError: a role is called by a name that is none.
    """
    told = tuple(cells)
    spelled = _Spellings(assignments, {cell.key for cell in told})
    after: dict[int, Assignment] = {}
    for cell in told:
        if cell.field is not PlanField.ROLE:
            before = after.get(cell.key, assignments[cell.key])
            text = spelled.of(cell.field, cell.text)
            after[cell.key] = dataclasses.replace(before, **{cell.field: text})
    roles: dict[str, Role] = {}
    for cell in told:
        condition = after.get(cell.key, assignments[cell.key]).condition
        role = role_called(cell.text.strip()) if cell.field is PlanField.ROLE else None
        if role is not None and condition:
            roles[condition] = role
    return after, roles


class _Spellings:
    """How names are written in the plan that nobody can tell from one that is typed."""

    def __init__(self, assignments: Mapping[int, Assignment], changed: Container[int]) -> None:
        self._known: dict[PlanField, dict[str, str]] = {field: {} for field in SPELLED}
        for key, given in assignments.items():
            for field, name in zip(SPELLED, (given.condition, given.donor), strict=True):
                if name and key not in changed:
                    self._known[field].setdefault(seen_alike(name), name)

    def of(self, field: PlanField, text: str) -> str:
        """A text as the plan writes it."""
        name = tidy(text)
        return self._known[field].get(seen_alike(name), name) if field in SPELLED else name


def pasted_cells(text: str) -> list[list[str]]:
    """The rows of cells that a spreadsheet puts on the clipboard."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter="\t")
    return [row for row in rows if row]


def names_columns(rows: list[list[str]]) -> bool:
    """Whether a row names the columns of a plan, files and conditions among them."""
    return any(map(names_a_plan, rows))
