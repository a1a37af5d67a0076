"""The journal: who did what and when, with what it was before and after; only ever added to."""

from __future__ import annotations

import enum
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from melcount_app.core.edits import Edits
from melcount_app.core.study.access import Access
from melcount_app.core.study.chain import ChainStep, add_step, head
from melcount_app.core.study.changes import changed
from melcount_app.core.study.database import decoding

SELECT = (
    "SELECT time, operator, kind, text, scan, before, after, id, login, program, reason, hash "
    "FROM journal"
)


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
    EXCLUSION = "exclusion"
    """That the user leaves a scan out, or takes it in again."""
    REPORT = "report"
    """Which reports were written."""
    PAPERS = "papers"
    """Under which number the study is filed."""
    SIGNATURE = "signature"
    """That somebody performed, reviewed or approved it."""


WRITES: Mapping[StepKind, tuple[str, ...]] = {
    StepKind.EDITS: ("edits",),
    StepKind.COUNT: ("count", "count_head"),
    StepKind.SCAN: ("scan",),
    StepKind.EXCLUSION: ("exclusion",),
}
"""Tables that steps of a kind write, where they are about a scan."""

OF_SCAN = ("scan", "edits", "count", "count_head", "exclusion")
"""All tables that hold something of a scan."""


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
        reason: why; empty where none was given.
        tables: what was written, where it is not what the kind tells.
    """

    kind: StepKind
    text: str
    key: int | None = None
    before: object = None
    after: object = None
    reason: str = ""
    tables: tuple[str, ...] = ()

    @property
    def writes(self) -> tuple[str, ...]:
        """Tables that were written."""
        if self.tables:
            return self.tables
        if self.kind is StepKind.PLAN and self.key is not None:
            return ("scan",)
        return WRITES.get(self.kind, ())


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One step.

    Attributes:
        time: in UTC.
        operator: who did it, as was said; else who was logged in.
        kind: of what was changed.
        text: what was done, in a few words.
        scan: its key, also of one that is no longer there; None for the study itself.
        before: what was changed, as it was, as plain values; an outline is told by what tells it
            from others and its area. None where nothing was there, or a study of an earlier
            version does not tell.
        after: the same as it became.
        number: of the step.
        login: who was logged in; empty in studies of an earlier version.
        program: version of melcount; empty likewise.
        reason: why it was done; empty where none was given.
        seal: SHA-256 of the step and of the seal of the one before; empty where it was written
            by an earlier version, or repaired.
    """

    time: datetime
    operator: str
    kind: StepKind
    text: str
    scan: int | None
    before: Any
    after: Any
    number: int = 0
    login: str = ""
    program: str = ""
    reason: str = ""
    seal: str = ""


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

    def head(self) -> str:
        """What the last step is sealed by: it stands for all of them."""
        with self._access.reading() as connection, decoding(self._access.path):
            return head(connection)

    def of_kinds(self, *kinds: StepKind) -> tuple[JournalEntry, ...]:
        """All steps of some kinds."""
        marks = ", ".join("?" * len(kinds))
        query = f"{SELECT} WHERE kind IN ({marks}) ORDER BY id"
        return self._entries(query, *(kind.value for kind in kinds))

    def tell(self, change: Change) -> None:
        """Add a step that changes nothing else."""
        with self._access.writing() as connection:
            self.add(connection, change)

    def add(self, connection: sqlite3.Connection, change: Change) -> None:
        """Add a step, in the transaction that takes it."""
        self._insert(connection, None, change)

    def add_edits(self, connection: sqlite3.Connection, key: int, step: EditStep) -> None:
        """Add a change of edits, in the transaction that saves them."""
        change = Change(StepKind.EDITS, step.text, key, step.before, step.after)
        self._insert(connection, step.time, change)

    def _insert(
        self, connection: sqlite3.Connection, time: datetime | None, change: Change
    ) -> None:
        before, after = (
            None if each is None else json.dumps(each)
            for each in changed(change.before, change.after)
        )
        what = (change.kind.value, change.text, change.key, before, after)
        add_step(connection, ChainStep(*what, change.reason, time, change.writes))

    def _entries(self, query: str, *values: object) -> tuple[JournalEntry, ...]:
        rows = self._access.rows(query, *values)
        with decoding(self._access.path):
            return tuple(_read(rows))


def _read(rows: list[tuple[Any, ...]]) -> Iterator[JournalEntry]:
    for time, who, kind, text, scan, before, after, number, *more in rows:
        yield JournalEntry(
            datetime.fromisoformat(time),
            who,
            StepKind(kind),
            text,
            scan,
            None if before is None else json.loads(before),
            None if after is None else json.loads(after),
            number,
            *(value or "" for value in more),
        )
