"""The list of the scans of a study, and where their files lie."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from melcount_app.core.plan import Assignment
from melcount_app.core.study.access import Access, Row
from melcount_app.core.study.journal import Change, Journal, StepKind
from melcount_app.core.study.kept import Store
from melcount_app.core.study.places import (
    Content,
    length_of,
    match_moved,
    present_path,
    ways_to,
)

COLUMNS = """
    key, relative_path, absolute_path, condition, replicate, donor, fingerprint, place, failure
"""
SELECT = f"SELECT {COLUMNS} FROM scan"  # noqa: S608 - names of ours
SELECT_LISTED = f"{SELECT} WHERE NOT is_removed ORDER BY place, key"
SELECT_ONE = f"{SELECT} WHERE key = ?"
SELECT_AT = f"{SELECT} WHERE NOT is_removed AND (relative_path = ? OR absolute_path = ?)"
INSERT = """
    INSERT INTO scan (relative_path, absolute_path, place)
    VALUES (?, ?, (SELECT coalesce(max(place) + 1, 0) FROM scan)) RETURNING key
"""
SELECT_CONTENTS = """
    SELECT key, fingerprint, bytes, relative_path, absolute_path
    FROM scan WHERE NOT is_removed ORDER BY place, key
"""

SELECT_GIVEN_WAY = "SELECT key FROM scan WHERE gave_way_to = ?"
TAKE_FILE = """
    UPDATE scan SET (fingerprint, bytes, failure) =
        (SELECT fingerprint, bytes, failure FROM scan WHERE key = :other)
    WHERE key = :key
"""

TAKE_PLAN = """
    UPDATE scan SET (condition, replicate, donor) =
        (SELECT condition, replicate, donor FROM scan WHERE key = :other)
    WHERE key = :key
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

    @property
    def assignment(self) -> Assignment:
        """What was done to the sample."""
        return Assignment(self.condition, self.replicate, self.donor)


class Scans:
    """The list of scans."""

    def __init__(self, access: Access, journal: Journal, kept: Sequence[Store[Any]]) -> None:
        """A list.

        Args:
            access: to the file.
            journal: of the study.
            kept: all that is kept of scans.
        """
        self._access = access
        self._journal = journal
        self._kept = kept

    def all(self) -> tuple[StudyScan, ...]:
        """In the order of the list."""
        return tuple(self._scan(row) for row in self._access.rows(SELECT_LISTED))

    def of(self, key: int) -> StudyScan:
        """The scan of a key, also one that was removed since the study was opened.

        Raises:
            KeyError: there is none.
        """
        row = self._access.row(SELECT_ONE, key)
        if row is None:
            raise KeyError(key)
        return self._scan(row)

    def add(self, path: Path) -> StudyScan:
        """Add a scan at the end of the list; one that is in it already is only returned."""
        (added,) = self.add_all([path])
        return added

    def add_all(self, paths: Iterable[Path]) -> tuple[StudyScan, ...]:
        """Add scans in one transaction, each as `add` does."""
        with self._access.writing() as connection:
            keys = [self._added(connection, path.resolve()) for path in paths]
            return tuple(self.of(key) for key in keys)

    def remove(self, key: int) -> None:
        """Take a scan out of the list; until the study is closed it can be restored.

        A scan that gave way to it is there again.
        """
        with self._access.writing(key) as connection:
            if self._is_listed(key):
                connection.execute("UPDATE scan SET is_removed = 1 WHERE key = ?", (key,))
                self._note(connection, "removed", key, before=self._told(key))
                for (other,) in connection.execute(SELECT_GIVEN_WAY, (key,)).fetchall():
                    self._bring_back(connection, other)

    def restore(self, key: int) -> tuple[int, ...]:
        """Put a removed scan back where it was, with all it had.

        A file is in the list once: where it was added again meanwhile, that scan gives way, and
        comes back if this one is removed again. What it has and this one lacks (a count, edits,
        what was done to the sample) this one is given, with what was seen of the file last; where
        both have something, this one's holds, and the other's goes when the study is closed.

        Returns:
            The keys of the scans that gave way.
        """
        with self._access.writing(key) as connection:
            if self._is_listed(key):
                return ()
            other = self.at(self.of(key).path)
            if other is not None:
                self._give_way(connection, other, key)
            self._bring_back(connection, key)
            return (other.key,) if other is not None else ()

    def forget_removed(self, connection: sqlite3.Connection) -> None:
        """Delete what is kept of removed scans, in the last transaction; their journal stays."""
        for (key,) in connection.execute("SELECT key FROM scan WHERE is_removed").fetchall():
            self._note(connection, "forgotten", key, before=self._told(key))
        connection.execute("DELETE FROM scan WHERE is_removed")

    def set_failure(self, key: int, sentence: str) -> None:
        """Say why the file cannot be used, or with an empty text that it can."""
        self._change(key, "failed" if sentence else "failure cleared", failure=sentence)

    def set_fingerprint(self, key: int, found: str) -> None:
        """Say what the file holds, so that it is found where it was moved to."""
        length = length_of(self.of(key).path)
        self._change(key, "content", fingerprint=found, bytes=length)

    def set_path(self, key: int, path: Path) -> None:
        """Say where the file lies now."""
        relative, absolute = ways_to(path.resolve(), self._access.folder)
        self._change(key, "moved", relative_path=relative, absolute_path=absolute)

    def take_moved(self, paths: Iterable[Path]) -> dict[int, Path]:
        """Take files for those of scans that are not where they were, where the content is theirs.

        Args:
            paths: of files that may have been moved there; those of the study are none of them.

        Returns:
            The new paths, by the key of the scan.
        """
        rows = self._access.rows(SELECT_CONTENTS)
        places = {
            key: present_path((near, far), self._access.folder) for key, _, _, near, far in rows
        }
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
        with self._access.writing():
            for key, path in moved.items():
                self.set_path(key, path)
                self.set_failure(key, "")
        return moved

    def at(self, path: Path) -> StudyScan | None:
        """The scan of the list whose file lies there; None where there is none."""
        ways = ways_to(path, self._access.folder)
        found = (self._scan(row) for row in self._access.rows(SELECT_AT, *ways))
        return next((scan for scan in found if scan.path == path), None)

    def _scan(self, row: Row) -> StudyScan:
        key, relative, absolute, *rest = row
        return StudyScan(key, present_path((relative, absolute), self._access.folder), *rest)

    def _added(self, connection: sqlite3.Connection, path: Path) -> int:
        """The key of a scan that is in the list, or is put at its end."""
        known = self.at(path)
        if known is not None:
            return known.key
        ways = ways_to(path, self._access.folder)
        (key,) = connection.execute(INSERT, ways).fetchone()
        self._note(connection, "added", key, after={"path": path})
        return int(key)

    def _is_listed(self, key: int) -> bool:
        return (
            self._access.row("SELECT 1 FROM scan WHERE NOT is_removed AND key = ?", key) is not None
        )

    def _bring_back(self, connection: sqlite3.Connection, key: int) -> None:
        connection.execute(
            "UPDATE scan SET is_removed = 0, gave_way_to = NULL WHERE key = ?", (key,)
        )
        self._note(connection, "restored", key, after=self._told(key))

    def _give_way(self, connection: sqlite3.Connection, scan: StudyScan, key: int) -> None:
        """Let a scan give way to a removed one of the same file, which gets what it lacks."""
        given = [store.table for store in self._kept if store.give(connection, scan.key, key)]
        names = {"key": key, "other": scan.key}
        if scan.fingerprint:
            connection.execute(TAKE_FILE, names)
        if self.of(key).assignment == Assignment():
            connection.execute(TAKE_PLAN, names)
        connection.execute(
            "UPDATE scan SET is_removed = 1, gave_way_to = ? WHERE key = ?", (key, scan.key)
        )
        after = {"to": key, "given": given}
        self._note(connection, "gave way", scan.key, before=self._told(scan.key), after=after)

    def _told(self, key: int) -> dict[str, Any]:
        """What a journal tells of a scan that comes or goes."""
        scan = self.of(key)
        kept = [store.table for store in self._kept if store.holds(key)]
        plan = dataclasses.asdict(scan.assignment)
        return {"path": scan.path, "content": scan.fingerprint, **plan, "kept": kept}

    def _change(self, key: int, text: str, **columns: str | int | None) -> None:
        """Set columns of a scan; a step that changes nothing is none."""
        names = ", ".join(columns)
        settings = ", ".join(f"{name} = ?" for name in columns)
        with self._access.writing(key) as connection:
            query = f"SELECT {names} FROM scan WHERE key = ?"  # noqa: S608 - names of ours
            before = dict(zip(columns, connection.execute(query, (key,)).fetchone(), strict=True))
            if before == columns:
                return
            update = f"UPDATE scan SET {settings} WHERE key = ?"  # noqa: S608 - likewise
            connection.execute(update, (*columns.values(), key))
            self._note(connection, text, key, before=before, after=columns)

    def _note(
        self,
        connection: sqlite3.Connection,
        text: str,
        key: int,
        before: object = None,
        after: object = None,
    ) -> None:
        self._journal.add(connection, Change(StepKind.SCAN, text, key, before, after))
