"""Which scans the user leaves out of all numbers, and why: an act, which the journal keeps."""

from __future__ import annotations

from datetime import UTC, datetime

from melcount_app.core.errors import StudyError
from melcount_app.core.study.access import Access
from melcount_app.core.study.journal import Change, Journal, StepKind
from melcount_app.core.study.kept import DamagedPartError, Exclusion, Store
from melcount_app.core.study.owner import login, operator

NO_REASON = "Say why “{scan}” is left out, or taken in again: the reports tell the reason."


class Exclusions:
    """The scans that are left out."""

    def __init__(self, access: Access, journal: Journal, kept: Store[Exclusion]) -> None:
        self._access = access
        self._journal = journal
        self._kept = kept

    def of(self, key: int) -> Exclusion | None:
        """That a scan is left out; None where it is not.

        Raises:
            DamagedPartError: the study does not tell any more.
        """
        return self._kept.of(key)

    def leave_out(self, key: int, reason: str, name: str) -> None:
        """Leave a scan out of all numbers; its count stays, and is told beside the reason.

        Args:
            key: of the scan.
            reason: why, for those who read the report.
            name: of the scan, for the sentence.

        Raises:
            StudyError: no reason is given, or the study cannot be written.
        """
        after = Exclusion(_told(reason, name), operator(), login(), datetime.now(UTC))
        with self._access.writing(key) as connection:
            before = self._present(key)
            self._kept.put(key, after)
            change = Change(
                StepKind.EXCLUSION, "left out", key, _named(before), _named(after), after.reason
            )
            self._journal.add(connection, change)

    def take_in(self, key: int, reason: str, name: str) -> None:
        """Take a scan in again; see `leave_out`. One that is not left out stays as it is."""
        why = _told(reason, name)
        with self._access.writing(key) as connection:
            if self._kept.holds(key):
                before = self._present(key)
                self._kept.drop(connection, key)
                change = Change(
                    StepKind.EXCLUSION, "taken in again", key, _named(before), reason=why
                )
                self._journal.add(connection, change)

    def _present(self, key: int) -> Exclusion | None:
        try:
            return self._kept.of(key)
        except DamagedPartError:
            return None


def _named(exclusion: Exclusion | None) -> dict[str, str] | None:
    """Why a scan was left out and who said so, as the journal tells it."""
    if exclusion is None:
        return None
    return {"reason": exclusion.reason, "operator": exclusion.operator}


def _told(reason: str, name: str) -> str:
    """A reason that says something."""
    told = " ".join(reason.split())
    if not told:
        raise StudyError(NO_REASON.format(scan=name))
    return told
