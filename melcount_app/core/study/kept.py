"""What a study keeps of each scan: a store for every kind of it, all alike."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.standing import CountHead, EditsHead, FileHead
from melcount_app.core.study.access import Access, Row
from melcount_app.core.study.counts import read_count, write_count
from melcount_app.core.study.database import DAMAGED, decoding
from melcount_app.core.study.lines import ScanLines
from melcount_app.core.study.overviews import read_prepared, write_prepared
from melcount_app.core.study.places import present_path
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.study.seals import seal_of

T = TypeVar("T")

DRAW_AGAIN = (
    "“{study}” is damaged where it keeps the outline and the regions of “{scan}”. Draw them again, "
    "or open a copy of the study from a backup."
)
COUNT_AGAIN = (
    "“{study}” is damaged where it keeps the count of “{scan}”. Count it again, or open a copy of "
    "the study from a backup."
)
EXCLUDED = "Left out by {operator} on {day}: {reason}."
SAY_AGAIN = (
    "“{study}” is damaged where it keeps why “{scan}” was left out. Leave it out again or take it "
    "in again, with the reason."
)
OPEN_AGAIN = (
    "“{study}” is damaged where it keeps what “{scan}” looks like. Count it again, or open a copy "
    "of the study from a backup."
)


class DamagedPartError(StudyDamagedError):
    """What a study keeps of one scan is damaged; of the others nothing is said."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """That the user leaves a scan out.

    Attributes:
        reason: why.
        operator: who did it, as was said; else by the login.
        login: who was logged in.
        time: when, in UTC.
    """

    reason: str
    operator: str
    login: str
    time: datetime

    @property
    def sentence(self) -> str:
        """Who, when and why."""
        day, reason = f"{self.time:%Y-%m-%d}", self.reason.rstrip(".")
        return EXCLUDED.format(operator=self.operator, day=day, reason=reason)


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of things, of which a study keeps one for each scan.

    Attributes:
        table: that holds them, with the key of the scan first.
        columns: of the table, besides the key.
        row: what the columns hold of a thing.
        thing: made from the columns; it may ask where the file of the scan lies today.
        damage: what is said where it is damaged.
    """

    table: str
    columns: tuple[str, ...]
    row: Callable[[T], Row]
    thing: Callable[[Any, Callable[[], Path]], T]
    damage: str


class Kept(Generic[T]):
    """The things of one kind, by the key of their scan, to be read."""

    def __init__(self, access: Access, kind: Kind[T]) -> None:
        self._access = access
        self._kind = kind
        self._columns = ", ".join(kind.columns)

    def of(self, key: int) -> T | None:
        """What is kept of a scan, every number as it was; None without any.

        Raises:
            DamagedPartError: that is damaged.
        """
        with self._telling(key):
            found = self._access.rows(f"{self._select} WHERE scan = ?", key)
            return self._thing(found[0]) if found else None

    def all(self) -> dict[int, T | DamagedPartError]:
        """What is kept of all scans, or that it is damaged."""
        try:
            return {row[0]: self._thing(row) for row in self._access.rows(self._select)}
        except StudyDamagedError:  # of which scan is found out one by one
            keys = [key for (key,) in self._access.rows("SELECT key FROM scan")]
            each = {key: self._thing_or_damage(key) for key in keys}
            return {key: thing for key, thing in each.items() if thing is not None}

    def check(self, key: int) -> None:
        """See whether what is kept of a scan can be read; what has a seal is not unpacked.

        Raises:
            DamagedPartError: it cannot.
        """
        with self._telling(key):
            for row in self._access.rows(f"{self._select} WHERE scan = ?", key):
                if row[-1] is None:
                    self._thing(row)
                self._check_seal(row)

    @property
    def table(self) -> str:
        """That holds them."""
        return self._kind.table

    def holds(self, key: int) -> bool:
        """Whether there is one of a scan."""
        query = f"SELECT 1 FROM {self.table} WHERE scan = ?"  # noqa: S608 - likewise
        return self._access.row(query, key) is not None

    @property
    def _select(self) -> str:
        return f"SELECT scan, {self._columns}, seal FROM {self.table}"  # noqa: S608 - likewise

    def _thing(self, row: Row) -> T:
        key, *columns, _ = row
        self._check_seal(row)
        with decoding(self._access.path):
            return self._kind.thing(tuple(columns), lambda: self._path_of(key))

    def _path_of(self, key: int) -> Path:
        """Where the file of a scan lies today."""
        return present_path(ScanLines(self._access).known(key).ways, self._access.folder)

    def _check_seal(self, row: Row) -> None:
        _, *columns, seal = row
        if seal is not None and seal != seal_of(columns):
            raise StudyDamagedError(DAMAGED.format(name=self._access.path.name))

    def _thing_or_damage(self, key: int) -> T | DamagedPartError | None:
        try:
            return self.of(key)
        except DamagedPartError as error:
            return error

    @contextmanager
    def _telling(self, key: int) -> Iterator[None]:
        """Says of which scan something is damaged."""
        try:
            yield
        except StudyDamagedError as error:
            line = ScanLines(self._access).of(key)
            if line is None:
                raise
            scan = present_path(line.ways, self._access.folder).name
            sentence = self._kind.damage.format(study=self._access.path.name, scan=scan)
            raise DamagedPartError(sentence) from error


class Store(Kept[T]):
    """The same, to be written as well."""

    def put(self, key: int, thing: T) -> None:
        """Keep a thing of a scan, in place of the one before."""
        row = self._kind.row(thing)
        with self._access.writing(key) as connection:
            self.put_row(connection, key, row)

    def put_row(self, connection: sqlite3.Connection, key: int, row: Row) -> None:
        """The same inside a transaction, with what was made of the thing before it began."""
        marks = ", ".join("?" * len(row))
        connection.execute(
            f"INSERT OR REPLACE INTO {self.table} (scan, {self._columns}, seal) "  # noqa: S608
            f"VALUES (?, {marks}, ?)",
            (key, *row, seal_of(row)),
        )

    def drop(self, connection: sqlite3.Connection, key: int) -> None:
        """Keep nothing of a scan any more, inside a transaction."""
        connection.execute(f"DELETE FROM {self.table} WHERE scan = ?", (key,))  # noqa: S608

    def give(self, connection: sqlite3.Connection, source: int, target: int) -> bool:
        """Let a scan have what another has, where it has none, inside a transaction.

        Returns:
            Whether it got anything.
        """
        found = connection.execute(
            f"INSERT OR IGNORE INTO {self.table} (scan, {self._columns}, seal) "  # noqa: S608
            f"SELECT ?, {self._columns}, seal FROM {self.table} WHERE scan = ?",
            (target, source),
        )
        return found.rowcount > 0


def _records(table: str, kind: type[T], damage: str) -> Kind[T]:
    """Frozen dataclasses, each as JSON."""
    return Kind(
        table,
        ("record",),
        lambda thing: (to_text(thing),),
        lambda columns, _: from_text(kind, columns[0]),
        damage,
    )


EDITS = _records("edits", Edits, DRAW_AGAIN)
EDITS_HEAD = _records("edits_head", EditsHead, DRAW_AGAIN)
FILE_HEAD = _records("file_head", FileHead, OPEN_AGAIN)
COUNT_HEAD = _records("count_head", CountHead, COUNT_AGAIN)
EXCLUSION = _records("exclusion", Exclusion, SAY_AGAIN)
PREPARED: Kind[PreparedScan] = Kind(
    "prepared",
    ("record", "png"),
    write_prepared,
    lambda row, scan: read_prepared(row, scan()),
    OPEN_AGAIN,
)
COUNT: Kind[ScanCounted] = Kind(
    "count",
    ("record", "density", "counted"),
    write_count,
    lambda row, scan: read_count(row, scan()),
    COUNT_AGAIN,
)
THUMBNAIL: Kind[bytes] = Kind(
    "thumbnail", ("png",), lambda png: (png,), lambda row, _: row[0], OPEN_AGAIN
)
