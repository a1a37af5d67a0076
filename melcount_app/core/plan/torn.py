"""Rows of text tables in which a number may have become two cells, as “0,5” between commas."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from melcount_app.core.errors import PlanError
from melcount_app.core.workbook import SeenCell, SeenSheet

_START = re.compile(r"(?:.*[\s(<>≤≥~≈+-])?\d{1,6}")
"""What may stand before the comma: a number, alone or after a name, and no number of a name."""

_END = re.compile(r"\d+(?:[eE][+-]?\d+)?\s?[^\d\s]{0,8}")
"""What may stand after it: digits, and perhaps a unit."""


def check_rows(
    sheet: SeenSheet, heading: int, rows: Iterable[int], name: str
) -> Iterator[tuple[int, str]]:
    """Refuse rows whose cells may not belong to the headings that they stand under.

    Args:
        sheet: of a text.
        heading: the row of the headings.
        rows: those below.
        name: of the table, for sentences.

    Yields:
        A place, and a number that may be torn apart there; the row has as many cells as headings.

    Raises:
        PlanError: a row has more cells than there are headings, or another number of cells, or
            one without a heading, where a number may have become two.
    """
    headings = sheet.rows[heading]
    last, width = max(headings), sheet.widths.get(heading, 0)
    for row in rows:
        cells = sheet.rows[row]
        torn = dict(_torn(cells)) if sheet.separator == "," else {}
        number = next(iter(torn.values()), "")
        if max(cells) > last:
            raise _with_more_cells(row, name, number)
        fits = sheet.widths.get(row, 0) == width and all(place + 1 in headings for place in torn)
        if torn and not fits:
            raise PlanError(
                f"Row {row} of “{name}” has not as many cells as there are headings, so that "
                f"“{number}” may be one number or two cells. Put numbers with a comma in "
                "quotation marks, or save the table as .xlsx or with semicolons between its cells."
            )
        yield from torn.items()


def short_rows(sheet: SeenSheet, rows: Iterable[int], last: int) -> list[int]:
    """Rows of a text that end before a column, whatever stands in them."""
    return [row for row in rows if sheet.widths.get(row, last) < last]


def _with_more_cells(row: int, name: str, number: str) -> PlanError:
    if number:
        return PlanError(
            f"Row {row} of “{name}” has more cells than there are headings; “{number}” may be one "
            "number. Put numbers with a comma in quotation marks, or save the table as .xlsx or "
            "with semicolons between its cells."
        )
    return PlanError(
        f"Row {row} of “{name}” has more cells than there are headings. Put a cell that holds what "
        "separates cells in quotation marks, or save the table as .xlsx."
    )


def _torn(cells: Mapping[int, SeenCell]) -> Iterator[tuple[int, str]]:
    """Places of cells that make a number with the next one, and that number."""
    for place, cell in cells.items():
        start, after = cell.text.strip(), cells.get(place + 1)
        end = after.text.strip() if after is not None else ""
        if _END.fullmatch(end) and _START.fullmatch(start):
            number = start.rsplit(maxsplit=1)[-1]
            yield place, f"{number},{end}"
