"""The plan: which scans there are, what was done to the samples, and what to look at first.

    find_scans ─► FoundScans: the scans, and what was left out as none
    scans ─► propose_plan │ plan_by_folders │ plan_by_names │ plan_by_table ─► Plan
    Plan, glance_at ─► concerns_of ─► study.apply_plan

A `Plan` is made whole and corrected by hand (`with_assignments`, `with_roles`) before
`study.apply_plan` puts it into a study.
"""

from melcount_app.core.plan.assignment import Assignment, Role
from melcount_app.core.plan.columns import PlanRow
from melcount_app.core.plan.concern import Concern, ConcernKind
from melcount_app.core.plan.concerns import about_what_is_counted, concerns_of
from melcount_app.core.plan.exposure import about_exposure
from melcount_app.core.plan.folders import plan_by_folders
from melcount_app.core.plan.found import (
    FoundScan,
    FoundScans,
    find_scans,
    natural_order,
    plain_name,
    scans_in,
    scans_with,
)
from melcount_app.core.plan.glance import ScanFacts, glance_at
from melcount_app.core.plan.left_out import DENSITY_ENDING, LeftOutFile
from melcount_app.core.plan.making import with_one_name
from melcount_app.core.plan.names import NameRule, plan_by_names
from melcount_app.core.plan.plan import Plan, PlannedScan
from melcount_app.core.plan.proposal import propose_pattern, propose_plan
from melcount_app.core.plan.roles import propose_roles
from melcount_app.core.plan.settle import Settled, settle
from melcount_app.core.plan.table import PlanTable, load_table, parse_table, plan_by_table
from melcount_app.core.plan.wanted import Wanted

__all__ = [
    "DENSITY_ENDING",
    "Assignment",
    "Concern",
    "ConcernKind",
    "FoundScan",
    "FoundScans",
    "LeftOutFile",
    "NameRule",
    "Plan",
    "PlanRow",
    "PlanTable",
    "PlannedScan",
    "Role",
    "ScanFacts",
    "Settled",
    "Wanted",
    "about_exposure",
    "about_what_is_counted",
    "concerns_of",
    "find_scans",
    "glance_at",
    "load_table",
    "natural_order",
    "parse_table",
    "plain_name",
    "plan_by_folders",
    "plan_by_names",
    "plan_by_table",
    "propose_pattern",
    "propose_plan",
    "propose_roles",
    "scans_in",
    "scans_with",
    "settle",
    "with_one_name",
]
