"""The plan of a study before it is one: scans with their assignments, conditions with roles."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.dates import DATE
from melcount_app.core.plan.found import natural_order
from melcount_app.core.plan.roles import propose_roles

LAST_NUMBER = re.compile(r"(\d+)\D*$")
LARGEST_REPLICATE = 999
"""Larger numbers in names are dates or times of another kind."""


@dataclass(frozen=True, slots=True)
class PlannedScan:
    """What the plan says of a scan, or why it says nothing.

    Attributes:
        path: of the file, absolute.
        assignment: without a condition where the plan says nothing.
        reason: why it says nothing, as a sentence; else empty.
    """

    path: Path
    assignment: Assignment
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Scans with their assignments, conditions with their roles.

    Attributes:
        scans: in the order in which they are counted.
        roles: by condition.
        absent: files that a table names and that were not found.
        notes: what was chosen or passed over in making it, as sentences.
        counted: scans whose replicate nobody told, so that it was counted.
    """

    scans: tuple[PlannedScan, ...]
    roles: Mapping[str, Role] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    counted: frozenset[Path] = frozenset()

    @classmethod
    def of(
        cls,
        scans: Iterable[PlannedScan],
        roles: Mapping[str, Role] | None = None,
        absent: Iterable[str] = (),
        notes: Iterable[str] = (),
    ) -> Plan:
        """A plan in which conditions of which nobody said it have their likely roles."""
        planned = tuple(scans)
        named = dict.fromkeys(scan.assignment.condition for scan in planned)
        proposed = propose_roles(condition for condition in named if condition)
        return cls(planned, {**proposed, **(roles or {})}, tuple(absent), tuple(notes))

    @property
    def conditions(self) -> tuple[str, ...]:
        """Their names, in the order in which they first come."""
        named = dict.fromkeys(scan.assignment.condition for scan in self.scans)
        return tuple(condition for condition in named if condition)

    def of_condition(self, condition: str) -> tuple[PlannedScan, ...]:
        """The scans of one condition."""
        return tuple(scan for scan in self.scans if scan.assignment.condition == condition)

    def beside(self, present: Iterable[Assignment]) -> Plan:
        """The plan of scans that come to others, whose counted replicates are none of theirs."""
        taken = {(given.condition, given.donor, given.replicate) for given in present}
        scans: list[PlannedScan] = []
        for scan in self.scans:
            given = scan.assignment
            if scan.path in self.counted and given.condition:
                numbers = itertools.chain([given.replicate], map(str, itertools.count(1)))
                ways = ((given.condition, given.donor, number) for number in numbers)
                way = next(way for way in ways if way not in taken)
                taken.add(way)
                given = dataclasses.replace(given, replicate=way[2])
            scans.append(dataclasses.replace(scan, assignment=given))
        return dataclasses.replace(self, scans=tuple(scans))

    def with_assignments(self, assignments: Mapping[Path, Assignment]) -> Plan:
        """The plan corrected by hand, scan by scan."""
        scans = tuple(
            PlannedScan(scan.path, assignments[scan.path]) if scan.path in assignments else scan
            for scan in self.scans
        )
        return Plan.of(scans, self._kept_roles(scans), self.absent, self.notes)

    def with_roles(self, roles: Mapping[str, Role]) -> Plan:
        """The plan with other roles of some conditions."""
        return dataclasses.replace(self, roles={**self.roles, **roles})

    def _kept_roles(self, scans: Iterable[PlannedScan]) -> dict[str, Role]:
        named = {scan.assignment.condition for scan in scans}
        return {name: role for name, role in self.roles.items() if name in named}


def numbered(scans: Iterable[PlannedScan]) -> tuple[PlannedScan, ...]:
    """Scans of which nobody said which replicate they are, with numbers within their conditions.

    The numbers are those that their names end in, where these differ and all names of the
    condition and donor have one; else 1, 2, 3 in natural order.
    """
    planned = tuple(scans)
    families: dict[tuple[str, str], list[Path]] = defaultdict(list)
    for scan in planned:
        given = scan.assignment
        if given.condition and not given.replicate:
            families[given.condition, given.donor].append(scan.path)
    numbers = {
        path: number for paths in families.values() for path, number in _numbers(paths).items()
    }
    return tuple(
        dataclasses.replace(
            scan, assignment=dataclasses.replace(scan.assignment, replicate=numbers[scan.path])
        )
        if scan.path in numbers
        else scan
        for scan in planned
    )


def _numbers(paths: Iterable[Path]) -> dict[Path, str]:
    ordered = sorted(paths, key=lambda path: natural_order(str(path)))
    found = [LAST_NUMBER.search(DATE.sub("", path.stem)) for path in ordered]
    told = [int(match[1]) for match in found if match]
    is_usable = len(told) == len(set(told)) == len(ordered) and max(told) <= LARGEST_REPLICATE
    numbers = told if is_usable else range(1, len(ordered) + 1)
    return {path: str(number) for path, number in zip(ordered, numbers, strict=True)}
