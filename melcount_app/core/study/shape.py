"""What the tables of a study may look like: no file brings statements of its own along.

A file of SQLite may hold triggers, views, virtual tables and columns that run what their writer
wanted when somebody else reads or writes it. Of that a study holds nothing but its own.
"""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

from melcount_app.core.errors import StudyDamagedError

FOREIGN = (
    "“{name}” holds “{what}”, which no melcount study does, so that it is not opened. Open a copy "
    "of it from a backup."
)

EARLIER = ("result",)
"""Tables of earlier versions that are there no more."""

OWN = ("CREATE TABLE sqlite_sequence(name,seq)",)
"""What SQLite itself makes for AUTOINCREMENT."""

MOST = 100
"""Tables, indices and triggers; a study has a third of it."""

LONGEST = 2000
"""Characters of one of them."""

_WORDS = (
    r"PRIMARY KEY|AUTOINCREMENT|NOT NULL|DEFAULT '[^']*'|DEFAULT -?\d+|REFERENCES \"?scan\"?"
    r"|ON DELETE CASCADE|CHECK \(id = 1\)"
)
_COLUMN = rf"\w+ (?:INTEGER|TEXT|BLOB|REAL)(?: (?:{_WORDS}))*"
_TABLE = re.compile(rf"CREATE TABLE (?P<name>\w+) \( ?{_COLUMN}(?: ?, ?{_COLUMN})* ?\) STRICT")
"""A table of plain columns, as they are made and as a column is added to them later."""

_INDEX_OF_A_KEY = re.compile(r"sqlite_autoindex_\w+")


def check_shape(connection: sqlite3.Connection, path: Path, tables: tuple[str, ...]) -> None:
    """Refuse a file that holds more than tables of studies; asked before all else.

    Args:
        connection: to the file.
        path: of the file, for the sentence.
        tables: statements that make the tables of a new file.

    Raises:
        StudyDamagedError: there is something else.
    """
    own = {_plain(statement) for statement in (*tables, *OWN)}
    names = {found["name"] for each in own if (found := _TABLE.fullmatch(each))} | {*EARLIER}
    query = f"SELECT type, name, sql FROM sqlite_master LIMIT {MOST + 1}"  # noqa: S608 - a number
    rows = connection.execute(query).fetchall()
    for kind, name, sql in rows:
        if sql is None and kind == "index" and _INDEX_OF_A_KEY.fullmatch(str(name)):
            continue
        statement = _plain(str(sql)[:LONGEST])
        table = _TABLE.fullmatch(statement) if kind == "table" else None
        if statement not in own and (table is None or table["name"] not in names):
            raise StudyDamagedError(FOREIGN.format(name=path.name, what=str(name)[:LONGEST]))
    if len(rows) > MOST:
        raise StudyDamagedError(FOREIGN.format(name=path.name, what=str(rows[-1][1])[:LONGEST]))


def _plain(statement: str) -> str:
    """A statement as it is compared."""
    return " ".join(statement.split())
