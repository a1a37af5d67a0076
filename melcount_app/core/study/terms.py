"""What all scans of a study are counted with, and where the results go."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from melcount_app.core.errors import StudyDamagedError, StudyError
from melcount_app.core.protocol import Protocol
from melcount_app.core.study.access import Access
from melcount_app.core.study.database import decoding
from melcount_app.core.study.journal import Change, Journal, StepKind
from melcount_app.core.study.places import present_path, ways_to
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.study.seals import checked, with_seal

NO_PROTOCOL = (
    "“{name}” is damaged where it keeps the protocol, by which all its scans are counted. Repair "
    "it, or open a copy of it from a backup."
)


class StudyTerms:
    """What holds for all scans of a study."""

    def __init__(self, access: Access, journal: Journal) -> None:
        self._access = access
        self._journal = journal

    def protocol(self) -> Protocol | None:
        """What all scans are counted with; None while that is open."""
        with decoding(self._access.path, NO_PROTOCOL):
            row = self._access.row("SELECT record, seal FROM protocol")
            return from_text(Protocol, *checked(row)) if row else None

    def set_protocol(self, protocol: Protocol) -> None:
        """Count all scans with a protocol, from the first count on.

        Raises:
            StudyError: scans have been counted with another one.
        """
        with self._access.writing() as connection:
            known = self.protocol()
            if known == protocol:
                return
            if known is not None and known.sha256 != protocol.sha256 and self._holds_counts():
                raise StudyError(
                    f"“{self._access.path.name}” was counted with the protocol “{known.name}” "
                    f"({known.sha256[:8]}), and “{protocol.name}” ({protocol.sha256[:8]}) is "
                    "another. Count with the first one, or begin a new study."
                )
            query = "INSERT OR REPLACE INTO protocol (id, record, seal) VALUES (1, ?, ?)"
            connection.execute(query, with_seal(to_text(protocol)))
            change = Change(
                StepKind.TERMS, "protocol", before=known, after=protocol, tables=("protocol",)
            )
            self._journal.add(connection, change)

    def results_folder(self) -> Path | None:
        """Where results go; None while nobody said, or where that is damaged. It need not exist."""
        query = "SELECT relative_path, absolute_path, seal FROM results_folder"
        with suppress(StudyDamagedError), decoding(self._access.path):
            row = self._access.row(query)
            if row is not None:
                near, far = checked(row)
                return present_path((near, far), self._access.folder)
        return None  # also of a damaged one, which is asked for again

    def set_results_folder(self, folder: Path) -> None:
        """Say where results go."""
        folder = folder.resolve()
        with self._access.writing() as connection:
            before = self.results_folder()
            connection.execute(
                "INSERT OR REPLACE INTO results_folder (id, relative_path, absolute_path, seal) "
                "VALUES (1, ?, ?, ?)",
                with_seal(*ways_to(folder, self._access.folder)),
            )
            if before != folder:
                change = Change(StepKind.TERMS, "results folder", before=before, after=folder)
                self._journal.add(connection, change)

    def _holds_counts(self) -> bool:
        return self._access.row("SELECT 1 FROM count LIMIT 1") is not None
