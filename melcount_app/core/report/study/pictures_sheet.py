"""The pictures of a condition side by side, on the scale of the whole study."""

from __future__ import annotations

import io
from collections.abc import Sequence

from openpyxl.drawing.image import Image as SheetImage
from openpyxl.worksheet.worksheet import Worksheet
from PIL import Image

from melcount_app.core.colour_scale import SMOOTHING_UM
from melcount_app.core.measure import DENSITY
from melcount_app.core.report.cells import (
    BOLD,
    QUIET,
    TITLE,
    TOP_LEFT,
    set_widths,
    write_cell_text,
)
from melcount_app.core.report.density_picture import UNITS
from melcount_app.core.report.pictures import legend_picture
from melcount_app.core.report.study.long_table import condition_name
from melcount_app.core.report.study.report import ConditionReport, StudyReport
from melcount_app.core.report.study.samples import MeasuredScan
from melcount_app.core.report.tables import Lines, address
from melcount_app.core.wording import Wording

IN_A_ROW = 3
COLUMN_CHARACTERS = 47.0
SHOWN_WIDTH_PX = 320
"""Of a picture on the sheet, a little less than its column; it holds more pixels."""

LEGEND_WIDTH_PX = 420
POINTS_PER_PX = 0.75


def write_pictures_sheet(
    sheet: Worksheet, report: StudyReport, condition: ConditionReport, say: Wording
) -> None:
    """Fill the sheet with pictures, and the legend that they share."""
    lines = Lines(sheet, (COLUMN_CHARACTERS,) * IN_A_ROW)
    set_widths(sheet, lines.widths)
    name = condition_name(condition.name, say)
    lines.write(1, say("Density maps of “{name}”", name=name), TITLE)
    lines.write(2, caption(say), QUIET)
    row = 3
    for unit in sorted({scan.unit for scan in condition.scans}):
        row = _write_legend(sheet, row, report.scales[unit], unit, say)
    for first in range(0, len(condition.scans), IN_A_ROW):
        row = _write_pictures(sheet, row, condition.scans[first : first + IN_A_ROW], say)


def caption(say: Wording) -> str:
    """What the pictures show."""
    return say(
        "White line: the sample. Lines in colours: regions. Colour: density, smoothed by a "
        "Gaussian of {sigma} mm (standard deviation), on one scale for all conditions of the "
        "study.",
        sigma=say.number(SMOOTHING_UM / 1000, 1),
    )


def picture_title(scan: MeasuredScan, say: Wording) -> str:
    """Name and density of a scan."""
    density = scan.cells_per_mm2
    if density is None:
        return f"{scan.name}{say(': ')}{say('density withheld')}"
    return f"{scan.name}{say(': ')}{say.number(density, DENSITY.decimals)} {say('cells/mm²')}"


def _write_legend(sheet: Worksheet, row: int, end: float, unit: str, say: Wording) -> int:
    content = io.BytesIO()
    legend_picture(end, say).save(content, "PNG")
    write_cell_text(sheet.cell(row, 1), say(UNITS[unit]), BOLD)
    _place(sheet, row + 1, 1, content.getvalue(), LEGEND_WIDTH_PX)
    return row + 3


def _write_pictures(sheet: Worksheet, row: int, scans: Sequence[MeasuredScan], say: Wording) -> int:
    """Titles in a row, pictures below; returns the next row."""
    for column, scan in enumerate(scans, 1):
        write_cell_text(sheet.cell(row, column), picture_title(scan, say), BOLD, TOP_LEFT)
        if scan.picture:
            _place(sheet, row + 1, column, scan.picture, SHOWN_WIDTH_PX)
    sheet.row_dimensions[row].height = 34
    return row + 3


def _place(sheet: Worksheet, row: int, column: int, content: bytes, width: int) -> None:
    """Put a picture into a cell, whose row becomes at least as high."""
    with Image.open(io.BytesIO(content)) as picture:
        height = round(width * picture.height / picture.width)
    image = SheetImage(io.BytesIO(content))
    image.width, image.height = width, height
    sheet.add_image(image, address(row, column))
    needed = height * POINTS_PER_PX + 6
    sheet.row_dimensions[row].height = max(sheet.row_dimensions[row].height or 0.0, needed)
