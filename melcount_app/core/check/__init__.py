"""Spot checks: windows drawn at random, counted by hand, and what that says of the model."""

from melcount_app.core.check.crops import MarkedCrop, marked_crops
from melcount_app.core.check.importing import Imported, import_counts
from melcount_app.core.check.json_facts import check_facts
from melcount_app.core.check.picture import NAME, pictures
from melcount_app.core.check.planning import CheckOptions, PlannedCheck, keep_check, plan_check
from melcount_app.core.check.result import CheckedPart, CheckResult, check_result
from melcount_app.core.check.scans import counted_scans

__all__ = [
    "NAME",
    "CheckOptions",
    "CheckResult",
    "CheckedPart",
    "Imported",
    "MarkedCrop",
    "PlannedCheck",
    "check_facts",
    "check_result",
    "counted_scans",
    "import_counts",
    "keep_check",
    "marked_crops",
    "pictures",
    "plan_check",
]
