"""The study: scans with their conditions, edits and counts, in one SQLite file."""

from melcount_app.core.study.checks import (
    CheckScan,
    CheckWindow,
    HandCount,
    KeptCheck,
    RaterCounts,
    SpotCheck,
)
from melcount_app.core.study.entries import (
    APPLYING,
    Damage,
    ScanEntry,
    protocol_in_force,
    standing_of,
)
from melcount_app.core.study.journal import EditStep, JournalEntry, StepKind
from melcount_app.core.study.kept import DamagedPartError
from melcount_app.core.study.known import Joined, join_parts, wanted_by
from melcount_app.core.study.opening import told_of_empty
from melcount_app.core.study.patience import Wait
from melcount_app.core.study.planning import apply_plan
from melcount_app.core.study.repair import RepairProgress, StudyRepaired, repair_study
from melcount_app.core.study.scans import StudyScan
from melcount_app.core.study.schema import SUFFIX, is_study_head
from melcount_app.core.study.study import Study

__all__ = [
    "APPLYING",
    "SUFFIX",
    "CheckScan",
    "CheckWindow",
    "Damage",
    "DamagedPartError",
    "EditStep",
    "HandCount",
    "Joined",
    "JournalEntry",
    "KeptCheck",
    "RaterCounts",
    "RepairProgress",
    "ScanEntry",
    "SpotCheck",
    "StepKind",
    "Study",
    "StudyRepaired",
    "StudyScan",
    "Wait",
    "apply_plan",
    "is_study_head",
    "join_parts",
    "protocol_in_force",
    "repair_study",
    "standing_of",
    "told_of_empty",
    "wanted_by",
]
