"""What there is to see in a workbook."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
LETTERS = 26


class BookKind(Enum):
    """What a file is that cannot be read here as a workbook, as it is called in a sentence."""

    UNKNOWN = ""
    OLD = "an old Excel workbook (.xls)"
    BINARY = "a binary Excel workbook (.xlsb)"
    OPEN_DOCUMENT = "an OpenDocument table (.ods)"
    NUMBERS = "a Numbers table"
    MARKUP = "a web page or XML under another ending"
    LOCKED = "locked"
    TOO_LARGE = "too large"


class BookError(Exception):
    """A file cannot be read as a workbook.

    Attributes:
        kind: what it is instead, where that can be told.
    """

    def __init__(self, kind: BookKind = BookKind.UNKNOWN) -> None:
        super().__init__(kind.value)
        self.kind = kind


class Fault(Enum):
    """Why a cell shows nothing that can be used: it was never calculated, or that failed."""

    NO_RESULT = auto()
    ERROR = auto()


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell.

    Attributes:
        text: as it is shown, of an error its sign; empty where there is nothing to see.
        number: that it holds; None for text.
        fault: None where it can be used.
        code: of the number format of a number.
        formula: that it is calculated by; None where it is not.
    """

    text: str
    number: float | None = None
    fault: Fault | None = None
    code: str = field(default="", compare=False)
    formula: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells that are one; places are counted from 1, the last ones belong to it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """A sheet.

    Attributes:
        name: of it; empty for a table that is no workbook.
        rows: cells by row and column, counted from 1; what holds nothing is not there.
        is_hidden: whether the whole sheet is.
        hidden_rows: numbers of rows.
        hidden_columns: first and last column of each range of them.
        merges: cells that are one.
        widths: of each row of a text the number of its cells, with those that hold nothing.
        separator: of the cells of a text.
        part: where it lies in the archive; empty for a text.
        drawings: keys of the parts that are drawn over it.
        besides: what it has besides its cells, by place: around pages, links, rules, what hides.
    """

    name: str
    rows: Mapping[int, Mapping[int, SeenCell]]
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: tuple[tuple[int, int], ...] = ()
    merges: tuple[Merge, ...] = ()
    widths: Mapping[int, int] = field(default_factory=dict)
    separator: str = ""
    part: str = ""
    drawings: tuple[str, ...] = ()
    besides: Mapping[str, str] = field(default_factory=dict)

    def cell(self, row: int, column: int) -> SeenCell | None:
        """The cell at a place; None where nothing is."""
        return self.rows.get(row, {}).get(column)

    def is_hidden_column(self, column: int) -> bool:
        """Whether a column is not shown."""
        return any(first <= column <= last for first, last in self.hidden_columns)


@dataclass(frozen=True, slots=True)
class SeenBook:
    """A workbook.

    Attributes:
        sheets: in their order; only those that have cells.
        names: of all sheets in their order, also those that are charts or macros.
        is_1904: whether its days are counted from 1904.
    """

    sheets: tuple[SeenSheet, ...] = field(default=())
    names: tuple[str, ...] = ()
    is_1904: bool = False

    def sheet(self, name: str) -> SeenSheet | None:
        """The sheet of a name; None where there is none."""
        return next((sheet for sheet in self.sheets if sheet.name == name), None)


def address(row: int, column: int) -> str:
    """What people call a place, counted from 1: "C12"."""
    letters = ""
    while column:
        column, letter = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row}"


def place_of_address(text: str) -> tuple[int, int] | None:
    """Row and column of an address, counted from 1; None for what is none."""
    found = ADDRESS.fullmatch(text.strip())
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * LETTERS + ord(letter) - ord("A") + 1
    return int(found[2]), column
