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
from melcount_app.core.study.access import Access
from melcount_app.core.study.journal import OF_SCAN, Change, Journal, StepKind
from melcount_app.core.study.kept import Store
from melcount_app.core.study.lines import ScanLine, ScanLines
from melcount_app.core.study.places import (
    Content,
    length_of,
    match_moved,
    present_path,
    ways_to,
)

DAMAGED_LINE = (
    "“{study}” is damaged in the line of “{scan}” in its list of scans, so that what was done to "
    "it is not known. Say its condition again in the plan, or repair the study, which looks it up "
    "in the journal."
)

SHOWN = ("condition", "replicate", "donor", "fingerprint", "place", "failure")
"""Columns of a line that a scan is told by, besides where its file lies."""

TAKEN_FILE = ("fingerprint", "bytes", "failure")
"""Columns of a line that one of the same file is given with what was seen of it last."""


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
        damage: that its line in the list is damaged, as a sentence; else empty. Then nothing is
            said of what was done to the sample, until the user says it again.
    """

    key: int
    path: Path
    condition: str
    replicate: str
    donor: str
    fingerprint: str
    place: int
    failure: str
    damage: str = ""

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
        self._lines = ScanLines(access)

    def all(self) -> tuple[StudyScan, ...]:
        """In the order of the list."""
        return tuple(self._scan(line) for line in self._lines.all() if line.is_listed)

    def of(self, key: int) -> StudyScan:
        """The scan of a key, also one that was removed since the study was opened.

        Raises:
            KeyError: there is none.
        """
        return self._scan(self._lines.known(key))

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
                self._lines.change(connection, self._lines.known(key), is_removed=1)
                self._note(connection, "removed", key, before=self._told(key))
                for other in self._lines.given_way_to(key):
                    if not other.is_listed:
                        self._bring_back(connection, other.key)

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
            if not self._is_listed(key):  # else only damage says that it was removed
                self._note(connection, "forgotten", key, before=self._told(key))
                connection.execute("DELETE FROM scan WHERE key = ?", (key,))

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
        listed = [line for line in self._lines.all() if line.is_listed]
        places = {line.key: present_path(line.ways, self._access.folder) for line in listed}
        lost = {
            line.key: content
            for line in listed
            if (content := _content(line)) and not os.access(places[line.key], os.F_OK)
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
        lines = self._lines.at(ways_to(path, self._access.folder))
        found = (self._scan(line) for line in lines if line.is_listed)
        return next((scan for scan in found if scan.path == path), None)

    def _scan(self, line: ScanLine) -> StudyScan:
        told: dict[str, Any] = {name: line.columns[name] for name in SHOWN}
        path = present_path(line.ways, self._access.folder)
        if line.is_whole:
            return StudyScan(line.key, path, **told)
        damage = DAMAGED_LINE.format(study=self._access.path.name, scan=path.name)
        nothing = dataclasses.asdict(Assignment())
        return StudyScan(line.key, path, **(told | nothing), damage=damage)

    def _added(self, connection: sqlite3.Connection, path: Path) -> int:
        """The key of a scan that is in the list, or is put at its end."""
        known = self.at(path)
        if known is not None:
            return known.key
        key = self._lines.add(connection, ways_to(path, self._access.folder))
        self._note(connection, "added", key, after={"path": path})
        return key

    def _is_listed(self, key: int) -> bool:
        return self._lines.known(key).is_listed

    def _bring_back(self, connection: sqlite3.Connection, key: int) -> None:
        self._lines.change(connection, self._lines.known(key), is_removed=0, gave_way_to=None)
        after = self._told(key)
        change = Change(StepKind.SCAN, "restored", key, after=after, tables=OF_SCAN)
        self._journal.add(connection, change)

    def _give_way(self, connection: sqlite3.Connection, scan: StudyScan, key: int) -> None:
        """Let a scan give way to a removed one of the same file, which gets what it lacks."""
        given = [store.table for store in self._kept if store.give(connection, scan.key, key)]
        line, other = self._lines.known(key), self._lines.known(scan.key)
        taken: dict[str, Any] = {}
        if scan.fingerprint and not scan.damage:
            taken |= {name: other.columns[name] for name in TAKEN_FILE}
        if self.of(key).assignment == Assignment():
            taken |= dataclasses.asdict(scan.assignment)
        self._lines.change(connection, line, **taken)
        self._lines.change(connection, other, is_removed=1, gave_way_to=key)
        after = {"to": key, "given": given}
        self._note(connection, "gave way", scan.key, before=self._told(scan.key), after=after)

    def _told(self, key: int) -> dict[str, Any]:
        """What a journal tells of a scan that comes or goes; of a damaged line nothing."""
        scan = self.of(key)
        kept = [store.table for store in self._kept if store.holds(key)]
        if scan.damage:
            return {"kept": kept}
        plan = dataclasses.asdict(scan.assignment)
        return {"path": scan.path, "content": scan.fingerprint, **plan, "kept": kept}

    def _change(self, key: int, text: str, **columns: str | int | None) -> None:
        """Set columns of a scan; a step that changes nothing is none."""
        with self._access.writing(key) as connection:
            line = self._lines.known(key)
            before = {name: line.columns[name] for name in columns}
            if before == columns:
                return
            self._lines.change(connection, line, **columns)
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


def _content(line: ScanLine) -> Content | None:
    """What tells the file of a scan from others; None while nobody looked."""
    found, length = str(line.columns["fingerprint"]), line.columns["bytes"]
    return Content(length if isinstance(length, int) else None, found) if found else None
