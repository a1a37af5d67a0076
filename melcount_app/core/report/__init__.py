"""Reports: the workbook, the density map and the JSON of a counted scan."""

from melcount_app.core.report.files import write_text
from melcount_app.core.report.report import Report, build_report
from melcount_app.core.report.results import (
    OUTPUTS,
    Output,
    Written,
    place_results,
    result_name,
    write_results,
)

__all__ = [
    "OUTPUTS",
    "Output",
    "Report",
    "Written",
    "build_report",
    "place_results",
    "result_name",
    "write_results",
    "write_text",
]
