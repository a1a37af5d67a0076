"""The sheet with the scan and its density map."""

from __future__ import annotations

import io

from openpyxl.drawing.image import Image as SheetImage
from openpyxl.worksheet.worksheet import Worksheet

from melcount_app.core.measure import LOCAL_WINDOW_MM2
from melcount_app.core.report.cells import (
    QUIET,
    TITLE,
    set_up_print,
    set_widths,
    write_cell_text,
)
from melcount_app.core.report.density_picture import SMOOTHING_UM
from melcount_app.core.report.pictures import density_picture
from melcount_app.core.report.report import Report

SHOWN_WIDTH_PX = 980
"""Width of the picture on the sheet; it holds more pixels, for printing."""

COLUMN_CHARACTERS = 139.0  # as wide as the picture
JPEG_QUALITY = 92


def write_picture_sheet(
    sheet: Worksheet, report: Report, footer: str, *, with_picture: bool
) -> None:
    """Fill the sheet "Picture", with its picture or without."""
    set_widths(sheet, (COLUMN_CHARACTERS,))
    write_cell_text(sheet.cell(1, 1), f"Density map of {report.scan.name}", TITLE)
    write_cell_text(sheet.cell(2, 1), _caption(report), QUIET)
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[2].height = 30
    if with_picture:
        sheet.add_image(_picture(report), "A3")
    set_up_print(sheet, footer, one_page=True)


def _caption(report: Report) -> str:
    regions = " Red lines: the regions." if report.regions else ""
    if report.request.pixel_size is None:
        return f"White line: the sample.{regions} Colour: cells per million pixels, smoothed."
    return (
        f"White line: the sample.{regions} Squares: the windows of {LOCAL_WINDOW_MM2:g} mm² with "
        "the lowest and the highest density. Colour: density in cells/mm², smoothed by a "
        f"Gaussian of {SMOOTHING_UM / 1000:g} mm (standard deviation), so its peaks are higher "
        "than the highest density of a square."
    )


def _picture(report: Report) -> SheetImage:
    content = io.BytesIO()
    picture = density_picture(report)
    picture.save(content, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    image = SheetImage(content)
    image.width, image.height = (
        SHOWN_WIDTH_PX,
        round(SHOWN_WIDTH_PX * picture.height / picture.width),
    )
    return image
