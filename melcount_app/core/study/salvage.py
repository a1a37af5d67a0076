"""What is whole in a damaged study file, row by row: pages that cannot be read are passed over."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Collection, Iterator
from contextlib import closing, suppress
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from melcount_app.core.study.access import Row
from melcount_app.core.study.database import connect, transaction
from melcount_app.core.study.schema import SCHEMA

UNREADABLE_ROW = (sqlite3.Error, UnicodeDecodeError)
"""What SQLite and Python raise of a row that is damaged."""

PNG = b"\x89PNG\r\n\x1a\n"
"""A PNG begins so."""

PAGE = 4096
"""Bytes of a page of every study."""

BLOCK = 1 << 16
"""Bytes that are copied at once; where a drive fails, as many pages one by one."""

MOST_PROBED = 20_000
"""Keys between two damaged places that are tried one by one."""

MOST_CUT = 1000
"""How many times as long a file may have been before it was cut."""

PAGES_AT, FREE_AT, VALID_AT = slice(28, 32), slice(32, 40), slice(92, 96)
"""In the head of an SQLite file: its pages, its free pages, and by which change the first holds."""
CHANGES_AT = slice(24, 28)


class Salvage:
    """Reads a file that may be damaged anywhere; only that file is open, and it may be changed.

    Attributes:
        damaged: tables of which rows are missing, or may be.
    """

    def __init__(self, connection: sqlite3.Connection, size: int) -> None:
        """A reader.

        Args:
            connection: to the file.
            size: of the file in bytes; nothing in it is larger.
        """
        self._connection = connection
        self._size = size
        self._columns: dict[str, tuple[str, ...]] = {}
        self.damaged: set[str] = set()
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, max(size, 1_000_000))
        for pragma in ("writable_schema = ON", "cell_size_check = ON", "query_only = ON"):
            with suppress(sqlite3.DatabaseError):  # the file itself is read first by what follows
                connection.execute(f"PRAGMA {pragma}")

    def columns(self, table: str) -> tuple[str, ...]:
        """Of a table, as the file has them; none where it has no such table."""
        if table not in self._columns:
            self._columns[table] = self._read_columns(table)
        return self._columns[table]

    def _read_columns(self, table: str) -> tuple[str, ...]:
        try:
            kinds = self._connection.execute(
                "SELECT type, sql FROM sqlite_master WHERE name = ?", (table,)
            ).fetchall()
            if [kind for kind, _ in kinds] != ["table"] or "VIRTUAL" in kinds[0][1][:20].upper():
                return ()
            told = self._connection.execute(f"PRAGMA table_info({table})").fetchall()
        except UNREADABLE_ROW:
            return ()
        return tuple(name for _, name, *_ in told)

    def rows(
        self, table: str, columns: tuple[str, ...], raw: Collection[str] = ()
    ) -> Iterator[tuple[int, Row | None]]:
        """The number of each row and what some columns hold; None where that cannot be read.

        Args:
            table: its name.
            columns: of the table; one that the file lacks is None.
            raw: those of them that are read as bytes.
        """
        known = self.columns(table)
        if not known:
            self.damaged.add(table)
            return
        for key in self._keys(table):
            row = None
            with suppress(*UNREADABLE_ROW):
                row = self.row(table, columns, key, raw)
            if row is None:
                self.damaged.add(table)
            yield key, row

    def row(
        self, table: str, columns: tuple[str, ...], key: int, raw: Collection[str] = ()
    ) -> Row | None:
        """What some columns of one row hold; None where there is no such row.

        Raises:
            sqlite3.Error, UnicodeDecodeError: it cannot be read.
        """
        known = self.columns(table)
        if not known:
            raise sqlite3.DatabaseError(f"no table {table}")
        read = (f"CAST({name} AS BLOB)" if name in raw else name for name in columns)
        names = ", ".join(
            each if name in known else "NULL" for each, name in zip(read, columns, strict=True)
        )
        query = f"SELECT {names} FROM {table} WHERE rowid = ?"  # noqa: S608 - names of ours
        found: Row | None = self._connection.execute(query, (key,)).fetchone()
        return found

    def _keys(self, table: str) -> list[int]:
        """The numbers of all rows that can be found: from both ends, then one by one."""
        first, is_whole = self._from_one_end(table, "ASC")
        if is_whole:
            return first
        self.damaged.add(table)
        last, _ = self._from_one_end(table, "DESC")
        below = first[-1] if first else 0
        above = last[-1] if last else below + MOST_PROBED
        query = f"SELECT 1 FROM {table} WHERE rowid = ?"  # noqa: S608 - a name of ours
        between = []
        for key in range(below + 1, min(above, below + MOST_PROBED)):
            with suppress(*UNREADABLE_ROW):
                if self._connection.execute(query, (key,)).fetchone():
                    between.append(key)
        return sorted({*first, *between, *last})

    def _from_one_end(self, table: str, order: str) -> tuple[list[int], bool]:
        """The numbers of rows up to the first that cannot be read, and whether that was the end."""
        query = f"SELECT rowid FROM {table} ORDER BY rowid {order}"  # noqa: S608 - likewise
        found: list[int] = []
        try:
            for (key,) in self._connection.execute(query):
                if found and (key <= found[-1]) == (order == "ASC"):
                    return found, False  # a page stands twice in the tree
                found.append(key)
        except UNREADABLE_ROW:
            return found, False
        return found, True


def is_whole_png(png: bytes) -> bool:
    """Whether every part of a PNG has the check sum that it came with, to its end."""
    at = len(PNG)
    while png.startswith(PNG) and at + 12 <= len(png):
        length = int.from_bytes(png[at : at + 4], "big")
        part, at = png[at + 4 : at + 8 + length], at + 12 + length
        if zlib.crc32(part) != int.from_bytes(png[at - 4 : at], "big"):
            return False
        if part[:4] == b"IEND":
            return True
    return False


def copy_readable(source: Path, copy: Path) -> None:
    """Copy a file with its journal; what the drive does not give becomes zeros.

    Raises:
        OSError: it cannot be opened, or the copy not be written.
    """
    with source.open("rb", buffering=0) as file, copy.open("w+b") as out:
        for start in range(0, source.stat().st_size, BLOCK):
            out.write(_block(file, start, BLOCK))
        _lengthen(out)
    journal = source.with_name(f"{source.name}-journal")
    if journal.is_file():
        copy.with_name(f"{copy.name}-journal").write_bytes(journal.read_bytes())


def _lengthen(out: BinaryIO) -> None:
    """Give a file that was cut zeros for the pages that it lacks, as far as its head can be true.

    SQLite refuses a whole file for tables that begin beyond its end.
    """
    size = out.tell()
    out.seek(0)
    told = int.from_bytes(out.read(PAGE)[PAGES_AT], "big") * PAGE
    whole = -(-size // PAGE) * PAGE
    out.truncate(told if whole < told <= MOST_CUT * whole else whole)


def _block(file: FileIO, start: int, length: int) -> bytes:
    try:
        file.seek(start)
        return bytes(file.read(length))
    except OSError:
        if length == PAGE:
            return bytes(PAGE)
    return b"".join(_block(file, at, PAGE) for at in range(start, start + length, PAGE))


def with_head(copy: Path, beside: Path) -> None:
    """Give a file whose first page is destroyed that of a new study.

    In every study the tables were made in one order, so that they begin at the same pages.

    Args:
        copy: the file; nobody has it open.
        beside: where a file may be made, and is gone afterwards.
    """
    with closing(connect(beside)) as new, transaction(new):
        SCHEMA.create(new)
    head = bytearray(beside.read_bytes()[:PAGE])
    beside.unlink()
    head[PAGES_AT] = (copy.stat().st_size // PAGE).to_bytes(4, "big")
    head[FREE_AT] = bytes(8)
    head[VALID_AT] = head[CHANGES_AT]
    with copy.open("r+b") as file:
        file.write(head)
