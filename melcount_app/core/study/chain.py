"""The chain of the journal: every step has a SHA-256 of itself and of that of the step before.

Whoever changes, adds or takes away a step behind the program's back breaks it from there on. Each
step also tells SHA-256 sums of the rows that it left, so that rows that changed without a step are
noticed, too. Steps of studies that knew no chain, or were repaired, are taken over: one step holds
a sum of all of them, and of all rows, and begins the chain.
"""

from __future__ import annotations

import functools
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any, TypeAlias

from melcount_app.core.study.owner import login, operator
from melcount_app.core.study.tables import COLUMNS

FIRST = "0" * 64
"""Stands for the step before the first."""

TOLD = (
    *("scan", "time", "operator", "login", "program", "kind", "text"),
    *("before", "after", "reason", "rows"),
)
"""Columns of the journal that are chained, besides the number of the step."""

TAKEN_OVER = "taken over"
"""Tells, in what a step left, of the steps before it that are not chained."""

INSERT = f"""
    INSERT INTO journal (id, {", ".join(TOLD)}, hash) VALUES ({", ".join("?" * (len(TOLD) + 2))})
"""  # noqa: S608 - names of ours

STATE: Mapping[str, tuple[str, ...]] = {
    "scan": COLUMNS,
    "edits": ("record",),
    "count": ("record", "density", "counted"),
    "count_head": ("record",),
    "exclusion": ("record",),
    "role": ("condition", "role"),
    "protocol": ("record",),
    "spot_check": ("record",),
    "hand_counts": ("spot_check", "rater", "record"),
}
"""What the numbers of a study hang on: columns by table."""

OF_STUDY = {"role": "condition", "protocol": "id", "spot_check": "id", "hand_counts": "id"}
"""Tables that hold for the whole study, and what their rows are ordered by."""

WHOLE = ""
"""Stands for the key of a scan where a sum is of the whole study."""

Sums: TypeAlias = Mapping[str, Mapping[str, str | None]]
"""SHA-256 of rows by table and key of the scan; None where there is no row."""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """What is added to the journal.

    Attributes:
        kind: value of a `StepKind`.
        text: what was done, in a few words.
        key: of the scan; None for the study itself.
        before: what was changed, as it was, as JSON; None where nothing was there.
        after: the same as it became.
        reason: why; empty where none was given.
        time: when, in UTC; None for now.
        tables: what it wrote, of `STATE`.
    """

    kind: str
    text: str
    key: int | None = None
    before: str | None = None
    after: str | None = None
    reason: str = ""
    time: datetime | None = None
    tables: tuple[str, ...] = ()


def add_step(connection: sqlite3.Connection, step: ChainStep) -> None:
    """Add a step at the end of the chain, in the transaction that takes it."""
    place = WHOLE if step.key is None else str(step.key)
    sums = {table: {place: sum_of(connection, table, step.key)} for table in step.tables}
    _add(connection, step, sums)


def take_over(connection: sqlite3.Connection, step: ChainStep) -> None:
    """Add a step that begins the chain, after steps that are not chained.

    Args:
        connection: in a transaction.
        step: what is told of it; a JSON object, or nothing, became of it.
    """
    steps = rows_of(connection)
    after = json.loads(step.after or "{}") | {
        TAKEN_OVER: {"steps": len(steps), "sha256": sum_of_steps(steps)}
    }
    told = ChainStep(step.kind, step.text, before=step.before, after=json.dumps(after))
    _add(connection, told, all_sums(connection), previous=after[TAKEN_OVER]["sha256"])


def _add(connection: sqlite3.Connection, step: ChainStep, sums: Sums, previous: str = "") -> None:
    found = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'journal'").fetchone()
    number = (found[0] if found else 0) + 1
    moment = (step.time or datetime.now(UTC)).isoformat(timespec="milliseconds")
    row = (
        *(step.key, moment, operator(), login(), program(), step.kind, step.text),
        *(step.before, step.after, step.reason, json.dumps(sums, sort_keys=True)),
    )
    connection.execute(INSERT, (number, *row, link(previous or head(connection), number, row)))


def head(connection: sqlite3.Connection) -> str:
    """What the last step is sealed by."""
    found = connection.execute("SELECT hash FROM journal ORDER BY id DESC LIMIT 1").fetchone()
    return str(found[0]) if found else FIRST


def link(previous: str, number: int, row: Sequence[Any]) -> str:
    """What a step is sealed by, in hexadecimal digits.

    Args:
        previous: what the step before is sealed by.
        number: of the step.
        row: the values of `TOLD`.
    """
    told = {"number": number, **dict(zip(TOLD, row, strict=True))}
    return hashlib.sha256((previous + _canonical(told)).encode("ascii")).hexdigest()


def rows_of(connection: sqlite3.Connection) -> list[tuple[Any, ...]]:
    """All steps, the earliest first: number, the values of `TOLD`, and the seal.

    Raises:
        sqlite3.Error, UnicodeDecodeError: one cannot be read.
    """
    query = f"SELECT id, {', '.join(TOLD)}, hash FROM journal ORDER BY id"  # noqa: S608
    return connection.execute(query).fetchall()


def sum_of_steps(rows: Iterable[Sequence[Any]]) -> str:
    """SHA-256 of steps that are not chained."""
    return hashlib.sha256(_canonical([[*row] for row in rows]).encode("ascii")).hexdigest()


def sum_of(connection: sqlite3.Connection, table: str, key: int | None) -> str | None:
    """SHA-256 of what a table holds of a scan, or of the study; None where that is nothing."""
    read = ", ".join(f"CAST({name} AS BLOB)" for name in STATE[table])
    if table in OF_STUDY:
        query = f"SELECT {read} FROM {table} ORDER BY {OF_STUDY[table]}"  # noqa: S608 - ours
    else:
        query = f"SELECT {read} FROM {table} WHERE {_key_of(table)} = ?"  # noqa: S608 - likewise
    rows = connection.execute(query, () if table in OF_STUDY else (key,)).fetchall()
    if not rows:
        return None
    digest = hashlib.sha256()
    for value in (value for row in rows for value in row):
        digest.update(b"-" if value is None else b"%d:" % len(value))
        digest.update(value or b"")
    return digest.hexdigest()


def all_sums(connection: sqlite3.Connection) -> Sums:
    """The sums of all that there is."""
    sums: dict[str, dict[str, str | None]] = {}
    for table in STATE:
        keys: list[int | None] = [None]
        if table not in OF_STUDY:
            found = connection.execute(f"SELECT {_key_of(table)} FROM {table}")  # noqa: S608
            keys = [key for (key,) in found.fetchall()]
        sums[table] = {
            WHOLE if key is None else str(key): sum_of(connection, table, key) for key in keys
        }
    return sums


@functools.cache
def program() -> str:
    """The version that writes."""
    return version("melcount")


def _key_of(table: str) -> str:
    return "key" if table == "scan" else "scan"


def _canonical(value: object) -> str:
    """JSON that says the same in the same letters, all of them ASCII."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
