"""The plan: which scans there are, what was done to the samples, and what to look at first.

    find_scans ─► propose_plan │ plan_by_folders │ plan_by_names │ plan_by_table ─► Plan
    Plan, glance_at ─► concerns_of ─► study.apply_plan

A `Plan` is made whole and corrected by hand (`with_assignments`, `with_roles`) before
`study.apply_plan` puts it into a study.
"""

from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.concerns import Concern, ConcernKind, concerns_of
from melcount_app.core.plan.folders import plan_by_folders
from melcount_app.core.plan.found import (
    SCAN_SUFFIXES,
    FoundScan,
    find_scans,
    natural_order,
    scans_in,
)
from melcount_app.core.plan.glance import ScanFacts, glance_at
from melcount_app.core.plan.names import NameRule, plan_by_names
from melcount_app.core.plan.plan import Plan, PlannedScan
from melcount_app.core.plan.proposal import propose_pattern, propose_plan
from melcount_app.core.plan.roles import propose_roles
from melcount_app.core.plan.table import PlanRow, PlanTable, load_table, parse_table, plan_by_table

__all__ = [
    "SCAN_SUFFIXES",
    "Assignment",
    "Concern",
    "ConcernKind",
    "FoundScan",
    "NameRule",
    "Plan",
    "PlanRow",
    "PlanTable",
    "PlannedScan",
    "Role",
    "ScanFacts",
    "concerns_of",
    "find_scans",
    "glance_at",
    "load_table",
    "natural_order",
    "parse_table",
    "plan_by_folders",
    "plan_by_names",
    "plan_by_table",
    "propose_pattern",
    "propose_plan",
    "propose_roles",
    "scans_in",
]
