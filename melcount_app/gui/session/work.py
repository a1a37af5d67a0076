"""One scan of the study and the work on it. No Qt objects but a picture."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.count import ScanCounted, described_by
from melcount_app.core.edits import Edits
from melcount_app.core.errors import ScanError
from melcount_app.core.plan import Assignment
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import CountHead, EditsHead, FileHead, Standing
from melcount_app.core.study import ScanEntry, StudyScan, standing_of
from melcount_app.core.terms import Terms, terms_of
from melcount_app.gui.session.latest import LatestCount
from melcount_app.gui.session.measuring import Numbers


@dataclass(frozen=True, slots=True)
class Running:
    """A scan is being counted, or waits for it.

    Attributes:
        fraction: that is done, 0 to 1; None while it waits.
    """

    fraction: float | None = None


@dataclass(slots=True, eq=False)
class ScanWork:
    """One scan of the study and the work on it.

    Attributes:
        entry: what the study knows of it without outlines, pictures and maps.
        prepared: what is known of the file; None while it is not in memory.
        edits: the user's; None while they are not in memory.
        numbers: what follows from edits and count; None while not known.
        count: what was counted, while it is in memory.
        thumbnail: a small picture.
        running: of its count; None while nothing is at it.
        exported: count and edits that were last exported.
    """

    entry: ScanEntry
    prepared: PreparedScan | None = None
    edits: Edits | None = None
    numbers: Numbers | None = None
    count: LatestCount = field(default_factory=LatestCount)
    thumbnail: QImage | None = None
    running: Running | None = None
    exported: tuple[ScanCounted, Edits] | None = None

    @classmethod
    def of_file(cls, path: Path) -> ScanWork:
        """A scan that has no place in the list yet."""
        return cls(ScanEntry(StudyScan(-1, path, "", "", "", "", 0, "")))

    @property
    def key(self) -> int:
        """In the study; -1 while it has no place there."""
        return self.entry.scan.key

    @property
    def path(self) -> Path:
        """Of the file."""
        return self.entry.scan.path

    @property
    def assignment(self) -> Assignment:
        """What the plan says of it."""
        scan = self.entry.scan
        return Assignment(scan.condition, scan.replicate, scan.donor)

    @property
    def is_opened(self) -> bool:
        """Whether there are edits of it, in memory or in the study."""
        return self.entry.edits is not None

    @property
    def without_damaged(self) -> bool:
        """Whether the user wants it although parts of it cannot be read."""
        edits = self.entry.edits
        return edits is not None and edits.without_damaged

    @property
    def is_in_hand(self) -> bool:
        """Whether it is being counted now."""
        return self.running is not None and self.running.fraction is not None

    def know(self, **facts: object) -> None:
        """Take over facts about the scan, by the names of `StudyScan`."""
        scan = dataclasses.replace(self.entry.scan, **facts)  # type: ignore[arg-type]
        self.entry = dataclasses.replace(self.entry, scan=scan)

    def take_edits(self, edits: Edits) -> None:
        """Let other edits hold."""
        self.edits = edits
        self.entry = dataclasses.replace(self.entry, edits=EditsHead.of(edits))

    def take_prepared(self, prepared: PreparedScan) -> None:
        """Take over what was read of the file."""
        self.prepared = prepared
        self.entry = dataclasses.replace(self.entry, file=FileHead.of(prepared))
        self.know(fingerprint=prepared.fingerprint, failure="")

    def take_head(self, head: CountHead) -> None:
        """Take over what a count came to."""
        self.entry = dataclasses.replace(self.entry, count=head)

    def take_kept(self, kept: ScanEntry) -> None:
        """Take over what the study holds of a count made elsewhere; what was changed here stays."""
        self.entry = dataclasses.replace(
            self.entry,
            file=kept.file or self.entry.file,
            edits=self.entry.edits if self.edits is not None else kept.edits,
            count=kept.count,
        )
        self.know(fingerprint=kept.scan.fingerprint, failure=kept.scan.failure)

    def inherit(self, other: ScanWork) -> None:
        """Take over what another scan of the same file has and this one lacks."""
        mine, theirs = self.entry, other.entry
        self.entry = dataclasses.replace(
            mine,
            file=mine.file or theirs.file,
            edits=mine.edits or theirs.edits,
            count=mine.count or theirs.count,
            exclusion=mine.exclusion or theirs.exclusion,
        )
        if self.assignment == Assignment():
            self.know(**dataclasses.asdict(other.assignment))
        if theirs.scan.fingerprint:
            self.know(fingerprint=theirs.scan.fingerprint, failure=theirs.scan.failure)
        if mine.edits is None:
            self.edits = other.edits
        self.forget()

    def forget(self) -> None:
        """Give back the memory; what is on disk stays, and so do edits, which may not be there."""
        self.prepared, self.numbers, self.count = None, None, LatestCount()

    def terms(self, protocol: Protocol | None) -> Terms | None:
        """By what it is counted; None while nothing is known of the file, or it lacks a channel."""
        if self.entry.file is None:
            return None
        try:
            return terms_of(self.entry.file.terms, self.entry.edits, protocol)
        except ScanError:
            return None

    def standing(self, protocol: Protocol | None) -> Standing:
        """What it has come to, by the rule that reports and batches go by."""
        return standing_of(self.entry, protocol)

    def counted(self, protocol: Protocol | None) -> ScanCounted | None:
        """The count, described with the present edits and terms; None where it does not apply."""
        finished, terms = self.count.finished, self.terms(protocol)
        if self.edits is None or finished is None or terms is None:
            return None
        if self.entry.scan.fingerprint != finished.request.fingerprint:
            return None
        return described_by(finished, self.edits.mask, terms)
