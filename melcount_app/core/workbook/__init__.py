"""Workbooks as people see them in Excel: what a cell shows, what is hidden, what is merged.

    content ─► read_book ─► SeenBook ─► SeenSheet ─► SeenCell

What a workbook says as a whole, with charts and all that is beside its cells, is its `BookContent`
(`read_content`); `differences` compares two.

Only what is needed of the format is read, so that parts which no reader of numbers needs, and
which instruments write badly, cannot stand in the way. A cell has its value and its formula at
once; a sheet holds the cells that are there, however far apart they lie.
"""

from melcount_app.core.workbook.comparing import Difference, Rule, differences
from melcount_app.core.workbook.content import BookContent, SheetContent, read_content
from melcount_app.core.workbook.reading import parts_of, read_book
from melcount_app.core.workbook.seen import (
    BookError,
    BookKind,
    Fault,
    Merge,
    SeenBook,
    SeenCell,
    SeenSheet,
    address,
    place_of_address,
)

__all__ = [
    "BookContent",
    "BookError",
    "BookKind",
    "Difference",
    "Fault",
    "Merge",
    "Rule",
    "SeenBook",
    "SeenCell",
    "SeenSheet",
    "SheetContent",
    "address",
    "differences",
    "parts_of",
    "place_of_address",
    "read_book",
    "read_content",
]
