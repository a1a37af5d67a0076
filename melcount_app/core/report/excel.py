"""The Excel workbook of one scan."""

from __future__ import annotations

import io
from datetime import datetime
from typing import BinaryIO

from openpyxl import Workbook

from melcount_app.core.report.cells import clean
from melcount_app.core.report.data_sheet import ReplayData, ReplayRecord, write_data_sheet
from melcount_app.core.report.origin_sheet import write_origin_sheet
from melcount_app.core.report.picture_sheet import write_picture_sheet
from melcount_app.core.report.report import Report
from melcount_app.core.report.result_sheet import write_result_sheet


def write_excel(report: Report, file: BinaryIO) -> None:
    """Write the workbook into an open file."""
    book = Workbook()
    made = report.created.strftime("%Y-%m-%d")
    footer = f"{report.scan.name} · melcount {report.versions['melcount']} · {made}"
    book.active.title = "Result"
    shown = write_result_sheet(book.active, report, footer)
    write_picture_sheet(book.create_sheet("Picture"), report, footer)
    write_origin_sheet(book.create_sheet("How it was made"), report, footer)
    record = ReplayRecord(report.request, report.regions, shown)
    write_data_sheet(book, ReplayData((record,)))
    file.write(packed(book, f"Melanocyte count of {report.scan.name}", report.created))


def packed(book: Workbook, title: str, created: datetime) -> bytes:
    """The bytes of a workbook; packed in memory, since a full disc would break the packing."""
    book.properties.creator = "melcount"
    book.properties.title = clean(title)
    book.properties.created = book.properties.modified = created.replace(tzinfo=None, microsecond=0)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
