"""Reports: the workbook, the density map and the JSON of a counted scan."""

from melcount_app.core.report.density_tiff import write_density_tiff
from melcount_app.core.report.excel import write_excel
from melcount_app.core.report.files import write_text
from melcount_app.core.report.report import Report, build_report
from melcount_app.core.report.results import (
    Written,
    place_results,
    result_name,
    save_density,
    write_results,
)
from melcount_app.core.report.summary import result_json, write_json

__all__ = [
    "Report",
    "Written",
    "build_report",
    "place_results",
    "result_json",
    "result_name",
    "save_density",
    "write_density_tiff",
    "write_excel",
    "write_json",
    "write_results",
    "write_text",
]
