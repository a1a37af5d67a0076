"""The study: the file that holds scans, conditions, edits and counts, saved at every change."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import StudyError
from melcount_app.core.plan import Assignment, Role
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.protocol import Protocol
from melcount_app.core.study.counts import CountRow, read_count, write_count
from melcount_app.core.study.database import decoding
from melcount_app.core.study.opening import OpenedFile, open_file, owner_of, release
from melcount_app.core.study.overviews import read_prepared, write_prepared
from melcount_app.core.study.owner import operator
from melcount_app.core.study.places import (
    Content,
    length_of,
    match_moved,
    present_path,
    ways_to,
)
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.study.schema import SCHEMA, Schema

TAKEN_OVER = (
    "“{name}” was taken over by {owner}. What you change here is no longer saved; close the "
    "study, and open it again when the other window is closed."
)

Row: TypeAlias = tuple[Any, ...]

SELECT_SCANS = """
    SELECT key, relative_path, absolute_path, condition, replicate, donor, fingerprint, place,
        failure
    FROM scan WHERE NOT is_removed ORDER BY place, key
"""
SELECT_SCAN = """
    SELECT key, relative_path, absolute_path, condition, replicate, donor, fingerprint, place,
        failure
    FROM scan WHERE key = ?
"""
SELECT_SCANS_AT = """
    SELECT key, relative_path, absolute_path, condition, replicate, donor, fingerprint, place,
        failure
    FROM scan WHERE NOT is_removed AND (relative_path = ? OR absolute_path = ?)
"""
INSERT_SCAN = """
    INSERT INTO scan (relative_path, absolute_path, place)
    VALUES (?, ?, (SELECT coalesce(max(place) + 1, 0) FROM scan)) RETURNING key
"""
SELECT_CONTENTS = """
    SELECT key, fingerprint, bytes, relative_path, absolute_path
    FROM scan WHERE NOT is_removed ORDER BY place, key
"""
SELECT_EDITS = "SELECT record FROM edits WHERE scan = ?"
SELECT_PREPARED = """
    SELECT relative_path, absolute_path, record, png
    FROM prepared JOIN scan ON scan.key = prepared.scan WHERE prepared.scan = ?
"""
SELECT_COUNT = """
    SELECT relative_path, absolute_path, record, density, counted
    FROM count JOIN scan ON scan.key = count.scan WHERE count.scan = ?
"""


@dataclass(frozen=True, slots=True)
class StudyScan:
    """One scan of a study.

    Attributes:
        key: its number in the study, never used again.
        path: of the file; it may be gone.
        condition: what was done to the sample; empty while nobody said.
        replicate: which of the samples of its condition it is; empty while nobody said.
        donor: batch or donor of the skin; empty while nobody said.
        fingerprint: of the content of the file; empty while not known.
        place: in the list; unique, with gaps.
        failure: why the file could not be used, as a sentence; else empty.
    """

    key: int
    path: Path
    condition: str
    replicate: str
    donor: str
    fingerprint: str
    place: int
    failure: str


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One change of the edits of a scan.

    Attributes:
        time: in UTC.
        operator: who was logged in.
        text: what was done.
    """

    time: datetime
    operator: str
    text: str


class Study:
    """An open study file; threads may use it one after another.

    All that is saved is on the disc when the method returns, and whole: each is one transaction.
    Every method raises `StudyError` when the file cannot be read, or written where it saves
    something, and `KeyError` when it saves for a scan that is not in the study.

    Attributes:
        path: of the file, absolute.
        held_by: why nothing can be saved, as a sentence; empty where it can.
    """

    def __init__(self, path: Path, file: OpenedFile) -> None:
        self.path = path
        self.held_by = file.held_by
        self._database = file.database
        self._owner = file.owner

    @classmethod
    def open(cls, path: Path, *, takes_over: bool = False, schema: Schema = SCHEMA) -> Study:
        """Open a study; one that is missing is made.

        The first to open it writes it, others only read it: see `held_by`. A window of this
        machine that crashed holds it no longer.

        Args:
            path: of the file; links are followed.
            takes_over: write it although another window says that it does; what that one saves
                afterwards is refused. For windows that crashed on other machines.
            schema: the tables, where not those of this program.

        Raises:
            StudyError: it is no study, damaged, from a newer program, or cannot be made.
        """
        path = path.resolve()
        return cls(path, open_file(path, schema, takes_over=takes_over))

    def __enter__(self) -> Study:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be saved; `held_by` says why."""
        return bool(self.held_by)

    def close(self) -> None:
        """Forget the scans that were removed, and let others write the study.

        Raises:
            StudyError: that cannot be saved; the file is closed all the same.
        """
        if not self._database.is_open:
            return
        try:
            if not self.is_read_only:
                self._leave()
        finally:
            self._database.close()

    def scans(self) -> tuple[StudyScan, ...]:
        """The scans in the order of the list."""
        with self._database.reading() as connection:
            rows = connection.execute(SELECT_SCANS).fetchall()
        return tuple(self._scan(row) for row in rows)

    def add_scan(self, path: Path) -> StudyScan:
        """Add a scan at the end of the list; one that is in it already is only returned."""
        (added,) = self.add_scans([path])
        return added

    def add_scans(self, paths: Iterable[Path]) -> tuple[StudyScan, ...]:
        """Add scans in one transaction, each as `add_scan` does."""
        with self._writing() as connection:
            keys = [self._added(connection, path.resolve()) for path in paths]
            rows = [connection.execute(SELECT_SCAN, (key,)).fetchone() for key in keys]
        return tuple(self._scan(row) for row in rows)

    def remove_scan(self, key: int) -> None:
        """Take a scan out of the list; until the study is closed it can be restored."""
        self._set(key, "UPDATE scan SET is_removed = 1 WHERE key = ?")

    def restore_scan(self, key: int) -> None:
        """Put a removed scan back where it was, with all it had."""
        self._set(key, "UPDATE scan SET is_removed = 0 WHERE key = ?")

    def set_condition(self, key: int, condition: str) -> None:
        """Say what was done to the sample."""
        self._set(key, "UPDATE scan SET condition = ? WHERE key = ?", condition)

    def assign(self, plan: Mapping[int, Assignment]) -> None:
        """Say of scans, by key, what was done to the samples, in one transaction."""
        rows = [(a.condition, a.replicate, a.donor, key) for key, a in plan.items()]
        with self._writing(*plan) as connection:
            connection.executemany(
                "UPDATE scan SET condition = ?, replicate = ?, donor = ? WHERE key = ?", rows
            )

    def roles(self) -> dict[str, Role]:
        """What conditions are there for, of those of which somebody said."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT condition, role FROM role").fetchall()
        with decoding(self.path):
            return {condition: Role(role) for condition, role in rows}

    def set_roles(self, roles: Mapping[str, Role]) -> None:
        """Say what conditions are there for; of the others nothing is said any more."""
        with self._writing() as connection:
            connection.execute("DELETE FROM role")
            connection.executemany(
                "INSERT INTO role VALUES (?, ?)", [(name, str(r)) for name, r in roles.items()]
            )

    def protocol(self) -> Protocol | None:
        """What all scans are counted with; None while that is open."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT record FROM protocol").fetchone()
        with decoding(self.path):
            return from_text(Protocol, row[0]) if row else None

    def set_protocol(self, protocol: Protocol) -> None:
        """Count all scans with a protocol, from the first count on.

        Raises:
            StudyError: scans have been counted with another one.
        """
        known = self.protocol()
        if known is not None and known.sha256 != protocol.sha256 and self._holds_counts():
            raise StudyError(
                f"“{self.path.name}” was counted with the protocol “{known.name}” "
                f"({known.sha256[:8]}), and “{protocol.name}” ({protocol.sha256[:8]}) is another. "
                "Count with the first one, or begin a new study."
            )
        record = to_text(protocol)
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO protocol VALUES (1, ?)", (record,))

    def _holds_counts(self) -> bool:
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM count LIMIT 1").fetchone() is not None

    def results_folder(self) -> Path | None:
        """Where results go; None while nobody said. It need not exist."""
        with self._database.reading() as connection:
            query = "SELECT relative_path, absolute_path FROM results_folder"
            row = connection.execute(query).fetchone()
        return present_path(row, self.path.parent) if row else None

    def set_results_folder(self, folder: Path) -> None:
        """Say where results go."""
        ways = ways_to(folder.resolve(), self.path.parent)
        with self._writing() as connection:
            connection.execute("INSERT OR REPLACE INTO results_folder VALUES (1, ?, ?)", ways)

    def prepared(self, key: int) -> PreparedScan | None:
        """What was kept of a scan that was opened, with a small overview; None without it.

        It opens no file, and serves for reports.
        """
        row = self._row(SELECT_PREPARED, key)
        if row is None:
            return None
        *ways, record, png = row
        with decoding(self.path):
            path = present_path((ways[0], ways[1]), self.path.parent)
            return read_prepared(record, png, path)

    def save_prepared(self, key: int, prepared: PreparedScan) -> None:
        """Keep what is known of a scan that was opened, its overview made small."""
        record, png = write_prepared(prepared)
        with self._writing(key) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO prepared VALUES (?, ?, ?)", (key, record, png)
            )

    def set_failure(self, key: int, sentence: str) -> None:
        """Say why the file cannot be used, or with an empty text that it can."""
        self._set(key, "UPDATE scan SET failure = ? WHERE key = ?", sentence)

    def set_fingerprint(self, key: int, found: str) -> None:
        """Say what the file holds, so that it is found where it was moved to."""
        length = length_of(self._present(key))
        self._set(key, "UPDATE scan SET fingerprint = ?, bytes = ? WHERE key = ?", found, length)

    def set_path(self, key: int, path: Path) -> None:
        """Say where the file lies now."""
        ways = ways_to(path.resolve(), self.path.parent)
        self._set(key, "UPDATE scan SET relative_path = ?, absolute_path = ? WHERE key = ?", *ways)

    def take_moved(self, paths: Iterable[Path]) -> dict[int, Path]:
        """Take files for those of scans that are not where they were, where the content is theirs.

        Args:
            paths: of files that may have been moved there; those of the study are none of them.

        Returns:
            The new paths, by the key of the scan.
        """
        with self._database.reading() as connection:
            rows = connection.execute(SELECT_CONTENTS).fetchall()
        places = {key: present_path(ways, self.path.parent) for key, _, _, *ways in rows}
        lost = {
            key: Content(length, found)
            for key, found, length, *_ in rows
            if found and not os.access(places[key], os.F_OK)
        }
        if not lost:
            return {}
        known = set(places.values())
        others = (whole for path in paths if (whole := path.resolve()) not in known)
        moved = match_moved(lost, others, {key: places[key].name for key in lost})
        with self.together():
            for key, path in moved.items():
                self.set_path(key, path)
                self.set_failure(key, "")
        return moved

    def reorder(self, keys: Sequence[int]) -> None:
        """Put scans in this order; among themselves they take each other's places."""
        with self._writing(*keys) as connection:
            rows = [connection.execute(SELECT_SCAN, (key,)).fetchone() for key in keys]
            places = sorted(self._scan(row).place for row in rows)
            connection.executemany(
                "UPDATE scan SET place = ? WHERE key = ?", zip(places, keys, strict=True)
            )

    def edits(self, key: int) -> Edits | None:
        """The edits of a scan that were saved last, every number as it was; None without any."""
        return self._decoded_edits(self._row(SELECT_EDITS, key))

    def save_edits(self, key: int, edits: Edits, text: str = "") -> None:
        """Save the edits of a scan, and in its journal who changed what when.

        Args:
            key: of the scan.
            edits: all of them.
            text: what was changed.
        """
        record = to_text(edits)
        with self._writing(key) as connection:
            _write_edits(connection, key, record, text)

    def replace_edits(self, key: int, before: Edits | None, after: Edits, text: str = "") -> Edits:
        """Save edits as `save_edits` does, unless others were saved since `before` was read.

        Returns:
            The edits that hold: `after`, or those others.
        """
        record = to_text(after)
        with self._writing(key) as connection:
            present = self._decoded_edits(connection.execute(SELECT_EDITS, (key,)).fetchone())
            if present is not None and present != before:
                return present
            if after != present:
                _write_edits(connection, key, record, text)
        return after

    def _decoded_edits(self, row: Row | None) -> Edits | None:
        with decoding(self.path):
            return from_text(Edits, row[0]) if row else None

    def journal(self, key: int) -> tuple[JournalEntry, ...]:
        """What was done to the edits of a scan, the earliest first."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT time, operator, text FROM journal WHERE scan = ? ORDER BY id", (key,)
            ).fetchall()
        with decoding(self.path):
            return tuple(JournalEntry(datetime.fromisoformat(time), *rest) for time, *rest in rows)

    def count(self, key: int) -> ScanCounted | None:
        """The count of a scan that was saved last, every number as it was; None without one.

        Its request names the file where it lies today; the model's folder may be gone.
        """
        row = self._row(SELECT_COUNT, key)
        if row is None:
            return None
        *ways, record, density, counted = row
        with decoding(self.path):
            path = present_path((ways[0], ways[1]), self.path.parent)
            return read_count(CountRow(record, density, counted), path)

    def save_count(self, key: int, counted: ScanCounted) -> None:
        """Save the count of a scan in place of the one before."""
        row = write_count(counted)
        with self._writing(key) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO count VALUES (?, ?, ?, ?)",
                (key, row.record, row.density, row.counted),
            )

    def result(self, key: int) -> dict[str, Any] | None:
        """What `save_result` was given for a scan; None without any."""
        row = self._row("SELECT record FROM result WHERE scan = ?", key)
        with decoding(self.path):
            return from_text(dict[str, Any], row[0]) if row else None

    def save_result(self, key: int, result: dict[str, Any]) -> None:
        """Save facts about the count of a scan that are to be had without its density map.

        Args:
            key: of the scan.
            result: plain values, as JSON has them.
        """
        record = to_text(result)
        with self._writing(key) as connection:
            connection.execute("INSERT OR REPLACE INTO result VALUES (?, ?)", (key, record))

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread saves inside is kept as a whole, or not at all; other threads wait."""
        with self._writing():
            yield

    def thumbnail(self, key: int) -> bytes | None:
        """A small picture of a scan as PNG; None without any."""
        row = self._row("SELECT png FROM thumbnail WHERE scan = ?", key)
        return row[0] if row else None

    def save_thumbnail(self, key: int, png: bytes) -> None:
        """Save a small picture of a scan."""
        with self._writing(key) as connection:
            connection.execute("INSERT OR REPLACE INTO thumbnail VALUES (?, ?)", (key, png))

    def _scan(self, row: Row) -> StudyScan:
        key, relative, absolute, *rest = row
        return StudyScan(key, present_path((relative, absolute), self.path.parent), *rest)

    def _present(self, key: int) -> Path:
        row = self._row(SELECT_SCAN, key)
        if row is None:
            raise KeyError(key)
        return self._scan(row).path

    def _added(self, connection: sqlite3.Connection, path: Path) -> int:
        """The key of a scan that is in the list, or is put at its end."""
        ways = ways_to(path, self.path.parent)
        for row in connection.execute(SELECT_SCANS_AT, ways):
            scan = self._scan(row)
            if scan.path == path:
                return scan.key
        (key,) = connection.execute(INSERT_SCAN, ways).fetchone()
        return int(key)

    def _row(self, query: str, key: int) -> Row | None:
        with self._database.reading() as connection:
            row: Row | None = connection.execute(query, (key,)).fetchone()
            return row

    def _set(self, key: int, update: str, *values: str | int | None) -> None:
        with self._writing(key) as connection:
            connection.execute(update, (*values, key))

    @contextmanager
    def _writing(self, *keys: int) -> Iterator[sqlite3.Connection]:
        """A transaction on a file that is ours to write, about scans that are in it."""
        if self.held_by:
            raise StudyError(self.held_by)
        with self._database.writing() as connection:
            self._check_owner(connection)
            for key in keys:
                if connection.execute(SELECT_SCAN, (key,)).fetchone() is None:
                    raise KeyError(key)
            yield connection

    def _check_owner(self, connection: sqlite3.Connection) -> None:
        """Refuse to write beside a window that took the study over."""
        owner = owner_of(connection)
        if owner != self._owner:
            who = owner or "another window"
            self.held_by = TAKEN_OVER.format(name=self.path.name, owner=who)
            raise StudyError(self.held_by)

    def _leave(self) -> None:
        with self._database.writing() as connection:
            if owner_of(connection) == self._owner:
                connection.execute("DELETE FROM scan WHERE is_removed")
                release(connection, self._owner)


def _write_edits(connection: sqlite3.Connection, key: int, record: str, text: str) -> None:
    """Edits of a scan and their line in its journal, inside a transaction."""
    entry = (key, datetime.now(UTC).isoformat(timespec="milliseconds"), operator(), text)
    connection.execute("INSERT OR REPLACE INTO edits VALUES (?, ?)", (key, record))
    connection.execute(
        "INSERT INTO journal (scan, time, operator, text) VALUES (?, ?, ?, ?)", entry
    )
