"""The sheet with the scan and its density map."""

from __future__ import annotations

import io

import cv2
import numpy as np
from openpyxl.drawing.image import Image as SheetImage
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from melcount_app.core.colour_scale import SMOOTHING_UM
from melcount_app.core.measure import LOCAL_WINDOW_MM2
from melcount_app.core.report.cells import (
    QUIET,
    TITLE,
    set_up_print,
    set_widths,
    write_cell_text,
)
from melcount_app.core.report.report import Report
from melcount_app.core.report.tables import address
from melcount_app.core.wording import Wording

SHOWN_WIDTH_PX = 980
"""Width of the picture on the sheet; it holds more pixels, for printing."""

SMALL_HEIGHT_PX = 440
"""Of the picture on the first sheet: with quadrants and some regions it prints on one page."""

COLUMN_CHARACTERS = 139.0  # as wide as the picture
JPEG_QUALITY = 92


def write_picture_sheet(
    sheet: Worksheet, report: Report, picture: Image.Image | None, footer: str, say: Wording
) -> None:
    """Fill the sheet "Picture", with its picture or without."""
    set_widths(sheet, (COLUMN_CHARACTERS,))
    title = say("Density map of {scan}", scan=report.scan.name)
    write_cell_text(sheet.cell(1, 1), title, TITLE)
    write_cell_text(sheet.cell(2, 1), _caption(report, say), QUIET)
    sheet.row_dimensions[1].height = 28
    sheet.row_dimensions[2].height = 30
    if picture is not None:
        sheet.add_image(sheet_image(picture, SHOWN_WIDTH_PX), "A3")
    set_up_print(sheet, footer, one_page=True)


def _caption(report: Report, say: Wording) -> str:
    parts = [say("White line: the sample.")]
    if report.regions:
        parts.append(say("Lines in colours: the regions, as in the window."))
    if report.request.pixel_size is None:
        parts.append(say("Colour: cells per million pixels, smoothed."))
    else:
        parts.append(
            say(
                "Squares: the windows of {area} mm² with the lowest and the highest density. "
                "Colour: density in cells/mm², smoothed by a Gaussian of {sigma} mm (standard "
                "deviation), so its peaks are higher than the highest density of a square.",
                area=say.number(LOCAL_WINDOW_MM2),
                sigma=say.number(SMOOTHING_UM / 1000, 1),
            )
        )
    return " ".join(parts)


def add_small_picture(sheet: Worksheet, picture: Image.Image, row: int) -> None:
    """Put the picture below a table, small enough for the first page."""
    height = SMALL_HEIGHT_PX
    width = round(height * picture.width / picture.height)
    size = (2 * width, 2 * height)
    small = cv2.resize(np.asarray(picture), size, interpolation=cv2.INTER_AREA)
    sheet.add_image(sheet_image(Image.fromarray(small), width), address(row, 1))


def sheet_image(picture: Image.Image, width_px: int) -> SheetImage:
    """A picture as it lies on a sheet, so many pixels wide."""
    content = io.BytesIO()
    picture.save(content, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    image = SheetImage(content)
    image.width, image.height = width_px, round(width_px * picture.height / picture.width)
    return image
