"""Reports of a whole study: a workbook per condition, and one that compares them."""

from melcount_app.core.report.study.report import (
    ConditionReport,
    StudyReport,
    build_study_report,
)
from melcount_app.core.report.study.samples import (
    KeptCount,
    LeftOut,
    MeasuredScan,
    Sample,
    kept_count,
)
from melcount_app.core.report.study.write import (
    ReportsProgress,
    StudyReportsWritten,
    write_study_reports,
    writing_study_reports,
)

__all__ = [
    "ConditionReport",
    "KeptCount",
    "LeftOut",
    "MeasuredScan",
    "ReportsProgress",
    "Sample",
    "StudyReport",
    "StudyReportsWritten",
    "build_study_report",
    "kept_count",
    "write_study_reports",
    "writing_study_reports",
]
