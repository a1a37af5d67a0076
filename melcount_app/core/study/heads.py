"""What is known of scans without their large records; a damaged head is made of its record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.standing import CountHead, EditsHead, FileHead
from melcount_app.core.study.entries import Damage, ScanEntry
from melcount_app.core.study.kept import DamagedPartError, Exclusion, Kept
from melcount_app.core.study.scans import StudyScan

T = TypeVar("T")
H = TypeVar("H")


class HeadsOf(Generic[T, H]):
    """Heads of one kind of records."""

    def __init__(self, heads: Kept[H], records: Kept[T], head_of: Callable[[T], H]) -> None:
        self._heads, self._records, self._head_of = heads, records, head_of

    def of(self, key: int) -> H | DamagedPartError | None:
        """The head of a scan; None without one."""
        try:
            return self._heads.of(key)
        except DamagedPartError:
            return self._made(key)

    def all(self) -> dict[int, H | DamagedPartError | None]:
        """The heads of all scans that have one."""
        return {
            key: self._made(key) if isinstance(head, DamagedPartError) else head
            for key, head in self._heads.all().items()
        }

    def _made(self, key: int) -> H | DamagedPartError | None:
        try:
            record = self._records.of(key)
        except DamagedPartError as error:
            return error
        return self._head_of(record) if record is not None else None


class Heads:
    """Heads of all that is kept of scans.

    Attributes:
        counts: of counts; the numbers of one that had to be made anew are not known.
    """

    def __init__(
        self,
        files: HeadsOf[PreparedScan, FileHead],
        edits: HeadsOf[Edits, EditsHead],
        counts: HeadsOf[ScanCounted, CountHead],
        exclusions: Kept[Exclusion],
    ) -> None:
        self._files, self._edits, self.counts = files, edits, counts
        self._exclusions = exclusions

    def entry(self, scan: StudyScan) -> ScanEntry:
        """A scan with its heads."""
        key = scan.key
        heads = (self._files.of(key), self._edits.of(key), self.counts.of(key))
        try:
            exclusion = self._exclusions.of(key)
        except DamagedPartError as error:
            return _entry(scan, *heads, error)
        return _entry(scan, *heads, exclusion)

    def entries(self, scans: tuple[StudyScan, ...]) -> tuple[ScanEntry, ...]:
        """Scans with their heads."""
        files, edits, counts = self._files.all(), self._edits.all(), self.counts.all()
        excluded = self._exclusions.all()
        return tuple(
            _entry(scan, files.get(key), edits.get(key), counts.get(key), excluded.get(key))
            for scan in scans
            for key in (scan.key,)
        )


def _entry(
    scan: StudyScan,
    file: FileHead | DamagedPartError | None,
    edits: EditsHead | DamagedPartError | None,
    count: CountHead | DamagedPartError | None,
    exclusion: Exclusion | DamagedPartError | None,
) -> ScanEntry:
    damage = next(
        (
            Damage(str(each), loses_edits=each is edits)
            for each in (edits, exclusion, count, file)
            if isinstance(each, DamagedPartError)
        ),
        None,
    )
    return ScanEntry(scan, _whole(file), _whole(edits), _whole(count), damage, _whole(exclusion))


def _whole(head: H | DamagedPartError | None) -> H | None:
    return None if isinstance(head, DamagedPartError) else head
