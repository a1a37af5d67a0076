"""The study: scans with their conditions, edits and counts, in one SQLite file."""

from melcount_app.core.study.audit import Audit, audit
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
from melcount_app.core.study.journal import Change, EditStep, JournalEntry, StepKind
from melcount_app.core.study.kept import DamagedPartError, Exclusion
from melcount_app.core.study.known import Joined, join_parts, wanted_by
from melcount_app.core.study.opening import told_of_empty
from melcount_app.core.study.owner import name_operator
from melcount_app.core.study.papers import (
    Papers,
    Part,
    Signature,
    papers_of,
    set_papers,
    sign,
    signatures_of,
    sum_of_table,
)
from melcount_app.core.study.patience import Wait
from melcount_app.core.study.planning import apply_plan
from melcount_app.core.study.renamed import (
    RenamedCondition,
    follow_folders,
    in_renamed,
    keep_names,
    renamed_conditions,
)
from melcount_app.core.study.repair import RepairProgress, StudyRepaired, repair_study
from melcount_app.core.study.scans import StudyScan
from melcount_app.core.study.schema import SUFFIX, is_study_head
from melcount_app.core.study.study import Study

__all__ = [
    "APPLYING",
    "SUFFIX",
    "Audit",
    "Change",
    "CheckScan",
    "CheckWindow",
    "Damage",
    "DamagedPartError",
    "EditStep",
    "Exclusion",
    "HandCount",
    "Joined",
    "JournalEntry",
    "KeptCheck",
    "Papers",
    "Part",
    "RaterCounts",
    "RenamedCondition",
    "RepairProgress",
    "ScanEntry",
    "Signature",
    "SpotCheck",
    "StepKind",
    "Study",
    "StudyRepaired",
    "StudyScan",
    "Wait",
    "apply_plan",
    "audit",
    "follow_folders",
    "in_renamed",
    "is_study_head",
    "join_parts",
    "keep_names",
    "name_operator",
    "papers_of",
    "protocol_in_force",
    "renamed_conditions",
    "repair_study",
    "set_papers",
    "sign",
    "signatures_of",
    "standing_of",
    "sum_of_table",
    "told_of_empty",
    "wanted_by",
]
