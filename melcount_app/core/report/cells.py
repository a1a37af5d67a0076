"""Workbook cells that are what they look like: numbers are numbers, text stays text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

LONGEST_TEXT = 32767
"""Characters that Excel allows in one cell."""

NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that may not stand in a workbook; some file names hold them."""

LINE_POINTS = 15.5
"""Height of a line of `BODY`."""

INK, PALE, WARNING = "FF00204D", "FFEEF1F6", "FFFFF2CC"
GREY = "FF5F6368"

TITLE = Font(name="Calibri", size=18, bold=True, color=INK)
HEADLINE = Font(name="Calibri", size=20, bold=True, color=INK)
BODY = Font(name="Calibri", size=11)
BOLD = Font(name="Calibri", size=11, bold=True)
QUIET = Font(name="Calibri", size=10, color=GREY)
HEADING = Font(name="Calibri", size=11, bold=True, color="FFFFFFFF")

HEADING_FILL = PatternFill("solid", fgColor=INK)
PALE_FILL = PatternFill("solid", fgColor=PALE)
WARNING_FILL = PatternFill("solid", fgColor=WARNING)
NO_FILL, NO_BORDER = PatternFill(), Border()
LINE_BELOW = Border(bottom=Side(style="thin", color="FFC9CDD3"))

TOP_LEFT = Alignment(horizontal="left", vertical="top", wrap_text=True)
MIDDLE_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
INDENTED = Alignment(horizontal="left", vertical="center", wrap_text=True, indent=1)
MIDDLE_RIGHT = Alignment(horizontal="right", vertical="center")
HEADING_RIGHT = Alignment(horizontal="right", vertical="center", wrap_text=True)


def clean(text: str) -> str:
    """The text without characters that a workbook cannot hold."""
    return NOT_XML.sub("�", text.replace("\r\n", "\n"))[:LONGEST_TEXT]


class CellLook(NamedTuple):
    """How a cell looks; made of constants of this module."""

    font: Font = BODY
    alignment: Alignment = MIDDLE_LEFT
    fill: PatternFill = NO_FILL
    border: Border = NO_BORDER


def write_cell_text(cell: Cell, text: str, *looks: Font | Alignment | PatternFill | Border) -> Cell:
    """Write text that stays text, whatever it begins with.

    Args:
        cell: where.
        text: what.
        looks: how, where it is not plain, at the left and in the middle.
    """
    cell.value = clean(text) or None
    if text:
        cell.data_type = "s"  # "=..." is no formula and "#N/A" no error here
    _dress(cell, _look(CellLook(), looks), is_quoted=text[:1] in ("=", "+", "-", "@", "#", "'"))
    return cell


def write_cell_number(
    cell: Cell,
    value: float | None,
    number_format: str,
    *looks: Font | Alignment | PatternFill | Border,
) -> Cell:
    """Write a number to its full precision, shown as `number_format`; None leaves it empty."""
    cell.value = value
    _dress(cell, _look(CellLook(alignment=MIDDLE_RIGHT), looks), number_format)
    return cell


def write_cell_time(
    cell: Cell, value: datetime, *looks: Font | Alignment | PatternFill | Border
) -> Cell:
    """Write a date and time, without its time zone, that Excel knows as such."""
    cell.value = value.replace(tzinfo=None, microsecond=0)
    _dress(cell, _look(CellLook(), looks), "yyyy-mm-dd hh:mm:ss")
    return cell


def _look(usual: CellLook, parts: Sequence[Font | Alignment | PatternFill | Border]) -> CellLook:
    """A look with some of its parts given."""
    return usual._replace(**{PARTS[type(part)]: part for part in parts})


PARTS = {Font: "font", Alignment: "alignment", PatternFill: "fill", Border: "border"}

_known: WeakKeyDictionary[Workbook, dict[tuple[Any, ...], tuple[StyleArray, CellLook]]] = (
    WeakKeyDictionary()
)
"""Looks that a workbook has, with what they are in its tables of styles.

openpyxl finds a font there by all it is made of, for each cell anew, which takes longer than
everything else that is done for a cell.
"""


def _dress(
    cell: Cell, look: CellLook, number_format: str = "General", *, is_quoted: bool = False
) -> None:
    """Give a cell its look and its format."""
    known = _known.setdefault(cell.parent.parent, {})
    key = (*map(id, look), number_format, is_quoted)  # the parts stay, so that ids do
    if key not in known:
        cell.font, cell.alignment, cell.fill, cell.border = look
        cell.number_format, cell.quotePrefix = number_format, is_quoted
        known[key] = cell._style, look
    cell._style = copy(known[key][0])


def number_format(decimals: int) -> str:
    """Excel's format for a number of so many digits after the point."""
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def merge(sheet: Worksheet, row: int, first: int, last: int) -> None:
    """Make one cell of several in a row; only the first is written to.

    `Worksheet.merge_cells` would give borders to cells that have none, which takes long.
    """
    if last > first:
        sheet.merged_cells.add(f"{get_column_letter(first)}{row}:{get_column_letter(last)}{row}")


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the first columns, in characters."""
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width


def lines_needed(text: str, width: float) -> int:
    """Lines that a wrapped text takes in a column of that width, in characters."""
    return max(-(-len(text) // max(int(width * 1.1), 1)), 1)


def set_up_print(sheet: Worksheet, footer: str, *, one_page: bool = False) -> None:
    """A4 landscape, as wide as the page, with a footer and page numbers."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 1 if one_page else 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.5, bottom=0.7)
    sheet.oddFooter.left.text = clean(footer)[:150].replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"
    sheet.sheet_view.showGridLines = False
