"""The lines of the list of scans, each with a seal, so that a damaged one is noticed.

A line decides what a number is called and what it is compared with. It is read as bytes, so that
one whose texts cannot be read costs its scan alone, and always written as a whole.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from melcount_app.core.study.access import Access, Row
from melcount_app.core.study.places import Ways
from melcount_app.core.study.seals import BROKEN, seal_of_line
from melcount_app.core.study.tables import COLUMNS, NUMBERS, TEXTS
from melcount_app.core.study.texts import unescaped

Columns: TypeAlias = Mapping[str, str | int | None]
"""What a line holds besides its key, by the names of the columns."""

EMPTY: Columns = {
    **dict.fromkeys(TEXTS, ""),
    **dict.fromkeys(NUMBERS),
    "place": 0,
    "is_removed": 0,
}
"""A line of which nothing is known."""

LOST_SIGN = "\ufffd"
"""Stands for what no path may hold."""

_READ = ", ".join(f"CAST({name} AS BLOB)" if name in TEXTS else name for name in COLUMNS)
SELECT = f"SELECT key, {_READ}, seal FROM scan"  # noqa: S608 - names of ours
_SET = ", ".join(f"{name} = ?" for name in (*COLUMNS, "seal"))
UPDATE = f"UPDATE scan SET {_SET} WHERE key = ?"  # noqa: S608 - likewise
HIGHEST_PLACE = 1 << 40
"""No list is so long: what is higher is damaged, and no scan comes after it."""

INSERT = f"""
    INSERT INTO scan (relative_path, absolute_path, place) VALUES ('', '',
        (SELECT coalesce(max(place) + 1, 0) FROM scan WHERE place < {HIGHEST_PLACE})
    ) RETURNING key, place
"""  # noqa: S608 - a number of ours


@dataclass(frozen=True, slots=True)
class ScanLine:
    """One line, as the file has it.

    Attributes:
        key: of the scan.
        columns: what it holds; signs that cannot be read are replaced.
        is_whole: whether it is what was written; else nothing it holds can be believed.
        is_listed: whether its scan is in the list: it was not removed, as far as that is known.
    """

    key: int
    columns: Columns
    is_whole: bool
    is_listed: bool

    @property
    def ways(self) -> Ways:
        """To the file of the scan; of a damaged line they may lead nowhere."""
        near, far = (str(self.columns[name]) for name in ("relative_path", "absolute_path"))
        return near.replace("\0", LOST_SIGN), far.replace("\0", LOST_SIGN)


def line_of(row: Row, *, is_sealed: bool = True) -> ScanLine:
    """The line of a row.

    Args:
        row: its key, `COLUMNS` with the texts as bytes, and its seal.
        is_sealed: whether lines had seals when it was written; without, all is believed that can
            be read.
    """
    key, *values, seal = row
    told, is_read = dict(EMPTY), True
    for name, value in zip(COLUMNS, values, strict=True):
        if name in NUMBERS:
            told[name] = value if isinstance(value, int) else EMPTY[name]
        elif isinstance(value, bytes):
            told[name], is_good = _text(value)
            is_read &= is_good
    is_whole = is_read and (not is_sealed or seal == seal_of_line((key, *told.values())))
    is_removed = bool(told["is_removed"]) and (is_whole or seal == BROKEN)
    return ScanLine(key, told, is_whole, not is_removed)


def _text(content: bytes) -> tuple[str, bool]:
    """A text, and whether all of it can be read."""
    try:
        return unescaped(content.decode("utf-8")), True
    except UnicodeDecodeError:
        return content.decode("utf-8", "replace"), False


def sealed(key: int, columns: Mapping[str, Any], *, is_whole: bool = True) -> Row:
    """`COLUMNS` of a line, and its seal."""
    values = tuple({**EMPTY, **columns}[name] for name in COLUMNS)
    return (*values, seal_of_line((key, *values)) if is_whole else BROKEN)


class ScanLines:
    """All lines of a study."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def all(self) -> list[ScanLine]:
        """In the order of the list, those of removed scans among them."""
        return [line_of(row) for row in self._access.rows(f"{SELECT} ORDER BY place, key")]

    def of(self, key: int) -> ScanLine | None:
        """The line of a scan; None where there is none."""
        row = self._access.row(f"{SELECT} WHERE key = ?", key)
        return line_of(row) if row is not None else None

    def known(self, key: int) -> ScanLine:
        """The line of a scan that there is.

        Raises:
            KeyError: there is none.
        """
        line = self.of(key)
        if line is None:
            raise KeyError(key)
        return line

    def at(self, ways: Ways) -> Iterable[ScanLine]:
        """Those that one of two ways leads to, as the file has it."""
        query = f"{SELECT} WHERE relative_path = ? OR absolute_path = ?"
        return map(line_of, self._access.rows(query, *ways))

    def given_way_to(self, key: int) -> Iterable[ScanLine]:
        """Those whose scans gave way to one."""
        return map(line_of, self._access.rows(f"{SELECT} WHERE gave_way_to = ?", key))

    def add(self, connection: sqlite3.Connection, ways: Ways) -> int:
        """Put a line at the end, inside a transaction; returns its key."""
        key, place = connection.execute(INSERT).fetchone()
        near, far = ways
        columns = {"relative_path": near, "absolute_path": far, "place": place}
        connection.execute(UPDATE, (*sealed(key, columns), key))
        return int(key)

    def change(self, connection: sqlite3.Connection, line: ScanLine, **columns: Any) -> None:
        """Write columns of a line, inside a transaction; a damaged one stays damaged."""
        values = sealed(line.key, {**line.columns, **columns}, is_whole=line.is_whole)
        connection.execute(UPDATE, (*values, line.key))

    def put_right(self, connection: sqlite3.Connection, line: ScanLine, **columns: Any) -> None:
        """The same where the user says what it holds, so that it is believed again."""
        connection.execute(UPDATE, (*sealed(line.key, {**line.columns, **columns}), line.key))
