"""A plan from sub-folders: each is a condition."""

from __future__ import annotations

from collections.abc import Iterable

from melcount_app.core.plan.assignment import Assignment
from melcount_app.core.plan.found import FoundScan
from melcount_app.core.plan.plan import Plan, PlannedScan, numbered


def plan_by_folders(found: Iterable[FoundScan]) -> Plan:
    """The outermost folder of a scan is its condition, the number in its name the replicate."""
    return Plan.of(numbered(map(_planned, found)))


def _planned(scan: FoundScan) -> PlannedScan:
    if scan.condition:
        return PlannedScan(scan.path, Assignment(scan.condition))
    return PlannedScan(scan.path, Assignment(), f"“{scan.path.name}” lies in no sub-folder.")
