"""The tables of a study file, and how files of earlier versions are brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

SUFFIX = ".melcount"
"""What the names of study files end in."""

APPLICATION_ID = 0x6D656C63
"""“melc”; tells a study from any other SQLite file."""

Step: TypeAlias = Callable[[sqlite3.Connection], None]
"""Changes the tables of one version into those of the next, inside a transaction."""

TABLES = (
    # The table of owners is the same in all versions: it is written before a file is upgraded.
    """
    CREATE TABLE owner (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        token TEXT NOT NULL,
        process TEXT NOT NULL,
        pid INTEGER NOT NULL,
        host TEXT NOT NULL,
        user TEXT NOT NULL,
        since TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE scan (
        key INTEGER PRIMARY KEY AUTOINCREMENT,
        place INTEGER NOT NULL,
        relative_path TEXT NOT NULL,
        absolute_path TEXT NOT NULL,
        condition TEXT NOT NULL DEFAULT '',
        replicate TEXT NOT NULL DEFAULT '',
        donor TEXT NOT NULL DEFAULT '',
        failure TEXT NOT NULL DEFAULT '',
        fingerprint TEXT NOT NULL DEFAULT '',
        bytes INTEGER,
        is_removed INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE edits (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE count (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL,
        density BLOB NOT NULL,
        counted BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE result (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE prepared (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        record TEXT NOT NULL,
        png BLOB NOT NULL
    ) STRICT
    """,
    "CREATE TABLE role (condition TEXT PRIMARY KEY, role TEXT NOT NULL) STRICT",
    """
    CREATE TABLE protocol (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        record TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE results_folder (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        relative_path TEXT NOT NULL,
        absolute_path TEXT NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE thumbnail (
        scan INTEGER PRIMARY KEY REFERENCES scan ON DELETE CASCADE,
        png BLOB NOT NULL
    ) STRICT
    """,
    """
    CREATE TABLE journal (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        scan INTEGER NOT NULL REFERENCES scan ON DELETE CASCADE,
        time TEXT NOT NULL,
        operator TEXT NOT NULL,
        text TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX journal_of_scan ON journal (scan)",
)


@dataclass(frozen=True, slots=True)
class Schema:
    """One version of the tables.

    Attributes:
        version: counts from 1. Raise it with every change that an earlier program cannot read;
            a new field of a kept dataclass is one, even where it needs no work in its step.
        tables: statements that make a new file.
        steps: what leads from each earlier version to the next.
    """

    version: int
    tables: tuple[str, ...]
    steps: Mapping[int, Step]

    def create(self, connection: sqlite3.Connection) -> None:
        """Make the tables in an empty file, inside a transaction."""
        for statement in self.tables:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        self._stamp(connection)

    def upgrade(self, connection: sqlite3.Connection) -> None:
        """Bring the tables of an earlier version up to date, inside a transaction."""
        for version in range(version_of(connection), self.version):
            self.steps[version](connection)
        self._stamp(connection)

    def _stamp(self, connection: sqlite3.Connection) -> None:
        connection.execute(f"PRAGMA user_version = {self.version:d}")


def version_of(connection: sqlite3.Connection) -> int:
    """The version of the tables in a file."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


SCHEMA = Schema(version=1, tables=TABLES, steps=MappingProxyType({}))
"""What this program reads and writes."""
