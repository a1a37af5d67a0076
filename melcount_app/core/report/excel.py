"""The Excel workbook of one scan."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, fields
from datetime import datetime
from typing import BinaryIO

import numpy as np
from openpyxl import Workbook
from openpyxl.writer.excel import ExcelWriter

from melcount_app.core.density import DensityMap
from melcount_app.core.geometry import Size
from melcount_app.core.measure import Measurement
from melcount_app.core.quality import Flag
from melcount_app.core.report.cells import clean
from melcount_app.core.report.data_sheet import ReplayData, ReplayRecord, write_data_sheet
from melcount_app.core.report.origin_sheet import write_origin_sheet
from melcount_app.core.report.picture_sheet import add_small_picture, write_picture_sheet
from melcount_app.core.report.pictures import density_picture
from melcount_app.core.report.report import Report
from melcount_app.core.report.result_sheet import write_result_sheet
from melcount_app.core.report.seal import sealed
from melcount_app.core.scan.base import CoarseLevel
from melcount_app.core.study.records import to_text
from melcount_app.core.wording import ENGLISH, Wording

NO_OVERVIEW = CoarseLevel(np.zeros((1, 1, 1), np.uint8), 1.0)
"""Stands for that of a scan whose picture is not drawn."""


@dataclass(frozen=True, slots=True)
class CarriedReport:
    """What the workbook is written from besides request, regions and density map.

    The attributes are those of `Report`, and the language of the workbook.
    """

    size: Size
    channels: tuple[str, ...]
    seconds: float
    flags: tuple[Flag, ...]
    created: datetime
    versions: dict[str, str]
    language: str = ENGLISH

    @classmethod
    def of(cls, report: Report, say: Wording) -> CarriedReport:
        """What a report carries."""
        return cls(**{name: getattr(report, name) for name in cls.facts()}, language=say.language)

    @classmethod
    def facts(cls) -> list[str]:
        """Names of what it has of a report."""
        return [field.name for field in fields(cls) if field.name != "language"]

    def report(self, record: ReplayRecord, density: DensityMap, found: Measurement) -> Report:
        """The report of a scan that was counted again, without its picture."""
        facts = {name: getattr(self, name) for name in self.facts()}
        return Report(
            **facts,
            overview=NO_OVERVIEW,
            request=record.request,
            density=density,
            regions=record.regions,
            measurement=found,
        )


def write_excel(report: Report, file: BinaryIO, say: Wording) -> None:
    """Write the workbook into an open file."""
    file.write(packed(scan_book(report, say), title_of(report, say), report.created))


def title_of(report: Report, say: Wording) -> str:
    """Of the workbook of a scan."""
    return say("Melanocyte count of {scan}", scan=report.scan.name)


def scan_book(report: Report, say: Wording, *, with_picture: bool = True) -> Workbook:
    """All that is said of one scan."""
    book = Workbook()
    made = report.created.strftime("%Y-%m-%d")
    footer = f"{report.scan.name} · melcount {report.versions['melcount']} · {made}"
    result, picture = book.active, density_picture(report, say) if with_picture else None
    result.title = say("Result")
    shown, below = write_result_sheet(result, report, footer, say)
    if picture is not None:
        add_small_picture(result, picture, below + 1)
    write_picture_sheet(book.create_sheet(say("Picture")), report, picture, footer, say)
    write_origin_sheet(book.create_sheet(say("How it was made")), report, footer, say)
    record, carried = (
        ReplayRecord(report.request, report.regions, shown),
        CarriedReport.of(report, say),
    )
    write_data_sheet(book, ReplayData((record,), carried=to_text(carried)))
    return book


def packed(book: Workbook, title: str, created: datetime) -> bytes:
    """The bytes of a workbook with its seal; made in memory, since a full disc would break it.

    Args:
        book: whose last sheet is the hidden one that `write_data_sheet` adds.
        title: of it.
        created: when.
    """
    book.properties.creator = "melcount"
    book.properties.title = clean(title)
    book.properties.created = book.properties.modified = created.replace(tzinfo=None, microsecond=0)
    content = io.BytesIO()
    archive = zipfile.ZipFile(content, "w", zipfile.ZIP_STORED)  # `sealed` packs it
    ExcelWriter(book, archive).save()  # `Workbook.save` writes the time of saving into the file
    return sealed(content.getvalue())
