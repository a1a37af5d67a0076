"""Reports of a whole study: a workbook per condition, and one that compares them."""

from melcount_app.core.report.study.report import (
    ConditionReport,
    StudyReport,
    build_study_report,
)
from melcount_app.core.report.study.samples import (
    LeftOut,
    MeasuredScan,
    Sample,
    measured_anew,
    scan_report,
)
from melcount_app.core.report.study.write import (
    ReportsProgress,
    StudyReportsWritten,
    write_study_reports,
    writing_study_reports,
)

__all__ = [
    "ConditionReport",
    "LeftOut",
    "MeasuredScan",
    "ReportsProgress",
    "Sample",
    "StudyReport",
    "StudyReportsWritten",
    "build_study_report",
    "measured_anew",
    "scan_report",
    "write_study_reports",
    "writing_study_reports",
]
