"""A plan from what folders, names or a table tell: names that read the same become one."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from melcount_app.core.plan.alike import joined_spellings, look_alikes, spellings, tidy
from melcount_app.core.plan.assignment import Role
from melcount_app.core.plan.plan import Plan, PlannedScan, numbered


def made_plan(
    scans: Iterable[PlannedScan],
    roles: Mapping[str, Role] | None = None,
    *,
    absent: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> Plan:
    """A plan in which conditions and donors that read the same are one, as most write them.

    Args:
        scans: what is told of them.
        roles: of some conditions, however these are written.
        absent: files that were told of and not found.
        notes: what was chosen already, as sentences.
    """
    told = [_tidied(scan) for scan in scans]
    conditions = spellings(scan.assignment.condition for scan in told)
    donors = spellings(scan.assignment.donor for scan in told)
    planned = numbered(
        dataclasses.replace(
            scan,
            assignment=dataclasses.replace(
                scan.assignment,
                condition=conditions[scan.assignment.condition],
                donor=donors[scan.assignment.donor],
            ),
        )
        for scan in told
    )
    said = (*notes, *_joined(conditions, donors))
    spelled = {conditions.get(tidy(name), name): role for name, role in (roles or {}).items()}
    counted = frozenset(
        scan.path
        for scan, before in zip(planned, told, strict=True)
        if scan.assignment.replicate and not before.assignment.replicate
    )
    return dataclasses.replace(Plan.of(planned, spelled, absent, said), counted=counted)


def with_one_name(plan: Plan) -> Plan:
    """The plan in which conditions that look alike are one, and donors, as most are called.

    Where two samples then are the same replicate, those of the condition are numbered anew.
    """
    names = [scan.assignment.condition for scan in plan.scans]
    donors = [scan.assignment.donor for scan in plan.scans]
    named = {name for name, role in plan.roles.items() if role is not Role.TEST}
    one_condition = _one_names(names, with_typos=True, first=named)
    one_donor = _one_names(donors, with_typos=False)
    changed = {
        scan.path: dataclasses.replace(
            scan.assignment,
            condition=one_condition.get(scan.assignment.condition, scan.assignment.condition),
            donor=one_donor.get(scan.assignment.donor, scan.assignment.donor),
        )
        for scan in plan.scans
    }
    counts = Counter(changed.values())
    twice = {given.condition for given, n in counts.items() if n > 1 and given.replicate}
    twice &= set(one_condition.values())
    open_ones = {
        path: dataclasses.replace(given, replicate="") if given.condition in twice else given
        for path, given in changed.items()
    }
    told = {scan.path: scan.assignment for scan in plan.scans}
    joined = numbered(dataclasses.replace(s, assignment=open_ones[s.path]) for s in plan.scans)
    return plan.with_assignments(
        {scan.path: scan.assignment for scan in joined if scan.assignment != told[scan.path]}
    )


def _one_names(
    names: Sequence[str], *, with_typos: bool, first: Collection[str] = ()
) -> dict[str, str]:
    """What names that look alike are called by most of them, those of `first` before others."""
    counts = Counter(filter(None, names))
    return {
        name: max(family, key=lambda each: (each in first, counts[each]))
        for family in look_alikes(tuple(counts), with_typos=with_typos)
        for name in family
    }


def _tidied(scan: PlannedScan) -> PlannedScan:
    given = scan.assignment
    tidied = dataclasses.replace(
        given,
        condition=tidy(given.condition),
        replicate=tidy(given.replicate),
        donor=tidy(given.donor),
    )
    return dataclasses.replace(scan, assignment=tidied)


def _joined(conditions: Mapping[str, str], donors: Mapping[str, str]) -> Iterable[str]:
    for kept, others in joined_spellings(conditions):
        yield f"“{kept}” is one condition, which is also written: {_listed(others)}."
    for kept, others in joined_spellings(donors):
        yield f"“{kept}” is one donor, who is also written: {_listed(others)}."


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
