"""The version of the tables of a study file, and how earlier ones are brought up to date."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from melcount_app.core.study.tables import TABLES
from melcount_app.core.study.upgrades import (
    with_chain,
    with_checks,
    with_heads_and_steps,
    with_left_out_and_brightness,
    with_sealed_lists,
    with_seals_and_holes,
)

SUFFIX = ".melcount"
"""What the names of study files end in."""

APPLICATION_ID = 0x6D656C63
"""“melc”; tells a study from any other SQLite file."""

_APPLICATION_ID_AT = slice(68, 72)
"""Where a file of SQLite holds it (sqlite.org/fileformat2.html, 1.3)."""

Step: TypeAlias = Callable[[sqlite3.Connection], None]
"""Changes the tables of one version into those of the next, inside a transaction."""


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
            connection.execute(" ".join(statement.split()))  # so that all fit into one page
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


SCHEMA = Schema(
    version=7,
    tables=TABLES,
    steps=MappingProxyType(
        {
            1: with_heads_and_steps,
            2: with_left_out_and_brightness,
            3: with_seals_and_holes,
            4: with_sealed_lists,
            5: with_checks,
            6: with_chain,
        }
    ),
)
"""What this program reads and writes."""


def is_study_head(head: bytes) -> bool:
    """Whether a file that begins with these bytes, at least 72, is a study; no version is asked."""
    return (
        head.startswith(b"SQLite format 3\0")
        and int.from_bytes(head[_APPLICATION_ID_AT], "big") == APPLICATION_ID
    )
