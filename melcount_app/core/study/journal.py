"""The journal: who did what and when, with what it was before and after; only ever added to."""

from __future__ import annotations

import enum
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from melcount_app.core.edits import Edits
from melcount_app.core.study.access import Access
from melcount_app.core.study.changes import changed
from melcount_app.core.study.database import decoding
from melcount_app.core.study.owner import operator

SELECT = "SELECT time, operator, kind, text, scan, before, after FROM journal"
INSERT = """
    INSERT INTO journal (time, operator, kind, text, scan, before, after)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""


class StepKind(enum.Enum):
    """What a step changed; the value is what the file holds."""

    EDITS = "edits"
    COUNT = "count"
    SCAN = "scan"
    """Whether it is in the list, where its file lies and what it holds, and that it failed."""
    PLAN = "plan"
    TERMS = "terms"
    CHECK = "check"
    """Windows drawn to be counted by hand, and counts of them."""
    FILE = "file"
    """The study itself."""


def now() -> datetime:
    """In UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EditStep:
    """One change of the edits of a scan, which may be saved later.

    Attributes:
        text: what was done.
        before: the edits; None where there were none.
        after: the edits.
        time: when, in UTC.
    """

    text: str
    before: Edits | None
    after: Edits
    time: datetime = field(default_factory=now)


@dataclass(frozen=True, slots=True)
class Change:
    """A step that is saved at once.

    Attributes:
        kind: of what is changed.
        text: what was done, in a few words.
        key: of the scan; None for the study itself.
        before: a record or plain values; what differs from `after` is kept.
        after: the same.
    """

    kind: StepKind
    text: str
    key: int | None = None
    before: object = None
    after: object = None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One step.

    Attributes:
        time: in UTC.
        operator: who was logged in.
        kind: of what was changed.
        text: what was done, in a few words.
        scan: its key, also of one that is no longer there; None for the study itself.
        before: what was changed, as it was, as plain values; an outline is told by what tells it
            from others and its area. None where nothing was there, or a study of an earlier
            version does not tell.
        after: the same as it became.
    """

    time: datetime
    operator: str
    kind: StepKind
    text: str
    scan: int | None
    before: Any
    after: Any


class Journal:
    """Every step that was saved, the earliest first."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def all(self) -> tuple[JournalEntry, ...]:
        """All steps."""
        return self._entries(f"{SELECT} ORDER BY id")

    def of(self, key: int) -> tuple[JournalEntry, ...]:
        """What was done to a scan."""
        return self._entries(f"{SELECT} WHERE scan = ? ORDER BY id", key)

    def last_edit(self, key: int) -> JournalEntry | None:
        """The last change of the edits of a scan; None without any."""
        last = f"{SELECT} WHERE scan = ? AND kind = ? ORDER BY id DESC LIMIT 1"
        return next(iter(self._entries(last, key, StepKind.EDITS.value)), None)

    def counted(self) -> frozenset[int]:
        """Keys of the scans that were counted at any time, also of those that are not there."""
        query = "SELECT DISTINCT scan FROM journal WHERE kind = ? AND scan IS NOT NULL"
        return frozenset(key for (key,) in self._access.rows(query, StepKind.COUNT.value))

    def add(self, connection: sqlite3.Connection, change: Change) -> None:
        """Add a step, in the transaction that takes it."""
        self._insert(connection, now(), change)

    def add_edits(self, connection: sqlite3.Connection, key: int, step: EditStep) -> None:
        """Add a change of edits, in the transaction that saves them."""
        change = Change(StepKind.EDITS, step.text, key, step.before, step.after)
        self._insert(connection, step.time, change)

    def _insert(self, connection: sqlite3.Connection, time: datetime, change: Change) -> None:
        told = [
            None if each is None else json.dumps(each)
            for each in changed(change.before, change.after)
        ]
        moment = time.isoformat(timespec="milliseconds")
        what = (change.kind.value, change.text, change.key)
        connection.execute(INSERT, (moment, operator(), *what, *told))

    def _entries(self, query: str, *values: object) -> tuple[JournalEntry, ...]:
        rows = self._access.rows(query, *values)
        with decoding(self._access.path):
            return tuple(_read(rows))


def _read(rows: list[tuple[Any, ...]]) -> Iterator[JournalEntry]:
    for time, who, kind, text, scan, before, after in rows:
        yield JournalEntry(
            datetime.fromisoformat(time),
            who,
            StepKind(kind),
            text,
            scan,
            None if before is None else json.loads(before),
            None if after is None else json.loads(after),
        )
