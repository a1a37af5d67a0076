"""All that a workbook says to a reader, as facts by place, so that two can be compared."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from melcount_app.core.workbook.drawings import PICTURE, facts_beside_cells, plain_format
from melcount_app.core.workbook.reading import Parts, book_of_parts, parts_of, relations
from melcount_app.core.workbook.seen import Merge, SeenCell, SeenSheet, address

NOT_COMPARED = (
    ("fonts, colours, borders, sizes", "they change the look; what is hidden is compared"),
    ("pages and windows but for headers and footers", "the same holds for them"),
    ("what charts keep of cells", "Excel draws them from the cells, which are compared"),
    ("quotes and backslashes of sheet names and formats", "programs write them as they like"),
    ("who saved the file when", "saving it again changes nothing that it says"),
)
"""What may differ between two workbooks that say the same, and why."""

FORMULA = "formula"
"""Stands for the number format where a cell is calculated."""

Fact: TypeAlias = tuple[str, str]
"""What is said, numbers with all their digits, and the number format; that is empty for texts."""


@dataclass(frozen=True, slots=True)
class SheetContent:
    """A sheet.

    Attributes:
        name: of it.
        is_hidden: whether the whole sheet is.
        facts: by place: cells by their address, and all else.
    """

    name: str
    is_hidden: bool
    facts: dict[str, Fact]


@dataclass(frozen=True, slots=True)
class BookContent:
    """A workbook.

    Attributes:
        names: of all sheets, in their order.
        sheets: those that have cells, in their order.
        facts: about the workbook itself, by what they are about.
    """

    names: tuple[str, ...]
    sheets: tuple[SheetContent, ...]
    facts: dict[str, Fact]

    def without_pictures(self) -> BookContent:
        """The same as if there were none."""
        sheets = tuple(
            dataclasses.replace(
                sheet,
                facts={p: fact for p, fact in sheet.facts.items() if not p.startswith(PICTURE)},
            )
            for sheet in self.sheets
        )
        return dataclasses.replace(self, sheets=sheets)

    def check(self) -> None:
        """Refuse what no workbook says.

        Raises:
            ValueError: what is told to be a number is none.
        """
        facts = [self.facts, *(sheet.facts for sheet in self.sheets)]
        for text, code in (fact for each in facts for fact in each.values()):
            if code and code != FORMULA:
                float(text)


def read_content(content: bytes, without: Collection[str] = ()) -> BookContent:
    """What a workbook says, from the bytes of its file.

    Args:
        content: of the file.
        without: names of sheets whose facts are left out; that they are there is told.

    Raises:
        BookError: it is none, or cannot be read.
    """
    with parts_of(content) as parts:
        book = book_of_parts(parts)
        sheets = tuple(
            SheetContent(
                sheet.name,
                sheet.is_hidden,
                {} if sheet.name in without else dict(_facts(parts, sheet)),
            )
            for sheet in book.sheets
        )
        facts = dict(_of_book(parts, is_1904=book.is_1904))
    return BookContent(book.names, sheets, facts)


def _of_book(parts: Parts, *, is_1904: bool) -> Iterator[tuple[str, Fact]]:
    if is_1904:
        yield "days", ("counted from 1904", "")
    core = [each.target for each in relations(parts, "") if each.kind == "core-properties"]
    for where in core:
        for element in parts.ends_of(where) if parts.has(where) else ():
            if element.tag == "title" and element.text:
                yield "title", (element.text, "")


def _facts(parts: Parts, sheet: SeenSheet) -> Iterator[tuple[str, Fact]]:
    for row, cells in sheet.rows.items():
        for column, cell in cells.items():
            yield address(row, column), _fact(cell)
    for merge in sheet.merges:
        yield _range(merge), ("one cell", "")
    for row in sorted(sheet.hidden_rows):
        yield f"row {row}", ("hidden", "")
    for first, last in sheet.hidden_columns:
        letters = (address(0, column).rstrip("0") for column in (first, last))
        yield f"columns {' to '.join(letters)}", ("hidden", "")
    besides: Mapping[str, str] = {**sheet.besides, **facts_beside_cells(parts, sheet)}
    for place, text in besides.items():
        yield place, (text, "")


def _fact(cell: SeenCell) -> Fact:
    if cell.formula is not None:
        return f"={cell.formula} → {cell.text}", FORMULA
    if cell.number is None:
        return cell.text, ""
    return repr(cell.number), plain_format(cell.code)


def _range(merge: Merge) -> str:
    return f"{address(merge.top, merge.left)}:{address(merge.bottom, merge.right)}"
