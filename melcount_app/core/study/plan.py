"""What a study says was done to its samples, and what its conditions are there for."""

from __future__ import annotations

import dataclasses
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields
from typing import Any

from melcount_app.core.errors import StudyDamagedError
from melcount_app.core.plan import Assignment, LeftOutFile, Role
from melcount_app.core.study.access import Access
from melcount_app.core.study.database import decoding
from melcount_app.core.study.journal import Change, Journal, StepKind
from melcount_app.core.study.lines import ScanLine, ScanLines
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.study.seals import checked, with_seal

NO_ROLES = (
    "“{name}” is damaged where it keeps what its conditions are there for, such as the control. "
    "Repair it, or open a copy of it from a backup."
)
NO_LEFT_OUT = (
    "“{name}” is damaged where it lists what was left out of it. Add the folder of its scans "
    "again to find that anew."
)


@dataclass(frozen=True, slots=True)
class LeftOutFiles:
    """What was told when the plan was made, as it is kept.

    Attributes:
        files: that are no scans of the study.
        notes: what was chosen or passed over in reading the plan, as sentences.
    """

    files: tuple[LeftOutFile, ...]
    notes: tuple[str, ...] = ()


class StudyPlan:
    """The plan of a study."""

    def __init__(self, access: Access, journal: Journal) -> None:
        self._access = access
        self._journal = journal
        self._lines = ScanLines(access)

    def assign(self, plan: Mapping[int, Assignment]) -> None:
        """Say of scans, by key, what was done to the samples, in one transaction.

        A damaged line in the list of scans is put right by it.
        """
        with self._access.writing(*plan) as connection:
            for key, after in plan.items():
                line = self._lines.known(key)
                before = _assigned(line)
                if after == before:
                    continue
                self._lines.put_right(connection, line, **dataclasses.asdict(after))
                known = before if line.is_whole else None
                self._journal.add(connection, Change(StepKind.PLAN, "assigned", key, known, after))

    def roles(self) -> dict[str, Role]:
        """What conditions are there for, of those of which somebody said."""
        with decoding(self._access.path, NO_ROLES):
            rows = self._access.rows("SELECT condition, role, seal FROM role")
            return {condition: Role(role) for condition, role in map(checked, rows)}

    def set_roles(self, roles: Mapping[str, Role]) -> None:
        """Say what conditions are there for; of the others nothing is said any more."""
        with self._access.writing() as connection:
            before = self.roles()
            if before == roles:
                return
            connection.execute("DELETE FROM role")
            connection.executemany(
                "INSERT INTO role (condition, role, seal) VALUES (?, ?, ?)",
                [with_seal(name, str(role)) for name, role in roles.items()],
            )
            change = Change(
                StepKind.PLAN, "roles", before=before, after=dict(roles), tables=("role",)
            )
            self._journal.add(connection, change)

    def left_out(self) -> tuple[LeftOutFile, ...]:
        """What was found beside the scans and taken for none, when last looked for.

        Nothing where that is damaged: see `damage`.
        """
        return self._told().files

    def damage(self) -> str:
        """What is damaged of the plan and no longer told, as a sentence; empty where nothing is."""
        try:
            self._read()
        except StudyDamagedError:
            return NO_LEFT_OUT.format(name=self._access.path.name)
        return ""

    def set_left_out(self, files: Iterable[LeftOutFile]) -> None:
        """Keep what was found beside the scans and taken for none, in place of the list before."""
        after = tuple(files)
        with self._access.writing() as connection:
            before = self._told()
            if before.files == after and not self.damage():
                return
            self._tell(connection, dataclasses.replace(before, files=after))
            told = [{file.place: file.reason for file in files} for files in (before.files, after)]
            change = Change(StepKind.PLAN, "left out", before=told[0], after=told[1])
            self._journal.add(connection, change)

    def notes(self) -> tuple[str, ...]:
        """What was chosen or passed over in reading the plan that holds, as sentences."""
        return self._told().notes

    def set_notes(self, notes: Iterable[str]) -> None:
        """Keep what was chosen or passed over in reading the plan, in place of what was before."""
        after = tuple(notes)
        with self._access.writing() as connection:
            before = self._told()
            if before.notes == after:
                return
            self._tell(connection, dataclasses.replace(before, notes=after))
            change = Change(StepKind.PLAN, "notes", before=before.notes, after=after)
            self._journal.add(connection, change)

    def _told(self) -> LeftOutFiles:
        with suppress(StudyDamagedError):
            return self._read()
        return LeftOutFiles(())

    def _read(self) -> LeftOutFiles:
        with decoding(self._access.path):
            row = self._access.row("SELECT record, seal FROM left_out")
            return from_text(LeftOutFiles, *checked(row)) if row else LeftOutFiles(())

    def _tell(self, connection: sqlite3.Connection, told: LeftOutFiles) -> None:
        query = "INSERT OR REPLACE INTO left_out (id, record, seal) VALUES (1, ?, ?)"
        connection.execute(query, with_seal(to_text(told)))


def _assigned(line: ScanLine) -> Assignment:
    """What a line says was done to the sample; nothing where it is damaged."""
    if not line.is_whole:
        return Assignment()
    told: dict[str, Any] = {each.name: line.columns[each.name] for each in fields(Assignment)}
    return Assignment(**told)
