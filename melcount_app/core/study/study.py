"""The study: the gate to the file that holds scans, plan, edits and counts, saved at every step."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import StudyError
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.standing import CountHead, EditsHead, FileHead
from melcount_app.core.study.access import Access
from melcount_app.core.study.checks import StudyChecks
from melcount_app.core.study.entries import Damage, ScanEntry
from melcount_app.core.study.exclusions import Exclusions
from melcount_app.core.study.heads import Heads, HeadsOf
from melcount_app.core.study.journal import Change, EditStep, Journal, StepKind
from melcount_app.core.study.kept import (
    COUNT,
    COUNT_HEAD,
    EDITS,
    EDITS_HEAD,
    EXCLUSION,
    FILE_HEAD,
    PREPARED,
    THUMBNAIL,
    DamagedPartError,
    Kept,
    Store,
)
from melcount_app.core.study.opening import open_file
from melcount_app.core.study.patience import Wait, not_longer
from melcount_app.core.study.plan import StudyPlan
from melcount_app.core.study.scans import Scans
from melcount_app.core.study.schema import SCHEMA, Schema
from melcount_app.core.study.terms import StudyTerms

T = TypeVar("T")


class Study:
    """An open study file; threads may use it one after another.

    All that is saved is on the disc when the method returns, and whole, with its steps in the
    journal: each is one transaction. All methods, also of the parts, raise `StudyError` when the
    file cannot be read, or written where they save something, and `KeyError` when they save for
    a scan that is not in the study.

    Attributes:
        scans: the list of scans.
        plan: what was done to the samples.
        checks: windows drawn to be counted by hand, and the counts.
        terms: what all scans are counted with, and where results go.
        journal: every step.
        exclusions: which scans the user leaves out.
        edits: of the user, by scan.
        prepared: what was kept of scans that were opened, with a small overview; it opens no
            file, and serves for reports.
        counts: the last of each scan. Its request names the file where it lies today; the
            model's folder may be gone.
        thumbnails: a small picture of each scan as PNG.
    """

    def __init__(self, access: Access) -> None:
        self._access = access
        self._edits = Store(access, EDITS)
        self._edits_heads = Store(access, EDITS_HEAD)
        self._prepared = Store(access, PREPARED)
        self._file_heads = Store(access, FILE_HEAD)
        self._counts = Store(access, COUNT)
        self._count_heads = Store(access, COUNT_HEAD)
        self._exclusions = Store(access, EXCLUSION)
        self._heads = Heads(
            HeadsOf(self._file_heads, self._prepared, FileHead.of),
            HeadsOf(self._edits_heads, self._edits, EditsHead.of),
            HeadsOf(
                self._count_heads, self._counts, lambda each: CountHead.unmeasured(each.request)
            ),
            self._exclusions,
        )
        self.thumbnails: Store[bytes] = Store(access, THUMBNAIL)
        self.edits: Kept[Edits] = self._edits
        self.prepared: Kept[PreparedScan] = self._prepared
        self.counts: Kept[ScanCounted] = self._counts
        kept: tuple[Store[Any], ...] = (
            *(self._edits, self._edits_heads, self._prepared, self._file_heads),
            *(self._counts, self._count_heads, self.thumbnails, self._exclusions),
        )
        self.journal = Journal(access)
        self.scans = Scans(access, self.journal, kept)
        self.exclusions = Exclusions(access, self.journal, self._exclusions)
        self.plan = StudyPlan(access, self.journal)
        self.checks = StudyChecks(access, self.journal)
        self.terms = StudyTerms(access, self.journal)

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        takes_over: bool = False,
        wait: Wait = not_longer,
        schema: Schema = SCHEMA,
    ) -> Study:
        """Open a study; one that is missing is made.

        The first to open it writes it, others only read it: see `held_by`. A window of this
        machine that crashed holds it no longer.

        Args:
            path: of the file; links are followed.
            takes_over: write it although another window says that it does; what that one saves
                afterwards is refused. For windows that crashed on other machines.
            wait: asked, while it is opened, where another program keeps it busy; see `waiting`.
            schema: the tables, where not those of this program.

        Raises:
            StudyError: it is no study, damaged, from a newer program, or cannot be made.
        """
        path = path.resolve()
        study = cls(Access(path, open_file(path, schema, takes_over=takes_over, wait=wait)))
        try:
            study.terms.protocol()
            study.plan.roles()
        except StudyError:  # without them no number of it means what it did
            with suppress(StudyError):
                study.close()
            raise
        return study

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
    def path(self) -> Path:
        """Of the file, absolute."""
        return self._access.path

    @property
    def held_by(self) -> str:
        """Why nothing can be saved, as a sentence; empty where it can."""
        return self._access.held_by

    @property
    def is_read_only(self) -> bool:
        """Whether nothing can be saved; `held_by` says why."""
        return bool(self.held_by)

    def reconnect(self) -> None:
        """Open the file anew: a connection is lost with its drive, and does not come back with it.

        Raises:
            StudyError: the file is not there, or another window has taken it.
        """
        self._access.reconnect()

    def ensure_connected(self) -> None:
        """The same where the connection was lost, before long work; nothing where we only read.

        Raises:
            StudyError: the file is not there.
        """
        self._access.ensure_connected()

    def copy_to(self, path: Path) -> None:
        """Write all that is saved into another file, which nobody has open then.

        Args:
            path: of the copy; a file that is there is replaced.

        Raises:
            StudyError: the study cannot be read, the copy not be written, or it is this study.
        """
        self._access.copy_to(path.resolve())

    def close(self) -> None:
        """Forget the scans that were removed, and let others write the study.

        Raises:
            StudyError: that cannot be saved; the file is closed all the same.
        """
        if not self._access.is_open:
            return
        try:
            if not self.is_read_only:
                with self._access.leaving() as connection:
                    if connection is not None:
                        self.scans.forget_removed(connection)
        finally:
            self._access.close()

    def looked_at(self, look: Callable[[Access], T]) -> T:
        """What somebody finds who reads the file as it is.

        Args:
            look: reads it.
        """
        return look(self._access)

    def waiting(self, wait: Wait) -> AbstractContextManager[None]:
        """Inside, another program that keeps the file busy (a backup, a scanner) is waited for.

        Args:
            wait: called on whatever thread waits, after some seconds in vain and again after each
                more; says so to the user, and whether to wait on. Else it fails as elsewhere.
        """
        return self._access.waiting(wait)

    @contextmanager
    def together(self) -> Iterator[None]:
        """What this thread saves inside is kept as a whole, or not at all; other threads wait."""
        with self._access.writing():
            yield

    def entries(self) -> tuple[ScanEntry, ...]:
        """All scans in the order of the list, with what is known of them without their pixels."""
        with self._access.reading():
            return self._heads.entries(self.scans.all())

    def entry(self, key: int) -> ScanEntry:
        """The same of one scan.

        Raises:
            KeyError: there is none of that key.
        """
        with self._access.reading():
            return self._heads.entry(self.scans.of(key))

    def damage_of(self, key: int, *, with_maps: bool) -> Damage | None:
        """What is damaged of what is kept of a scan; None where it is whole.

        Args:
            key: of the scan.
            with_maps: whether density map and overview are looked at, which takes a while.
        """
        stores = (self._edits, *((self._counts, self._prepared) if with_maps else ()))
        for store in stores:
            try:
                store.check(key)
            except DamagedPartError as error:
                return Damage(str(error), loses_edits=store is self._edits)
        return None

    def save_edits(self, key: int, edits: Edits, text: str = "") -> None:
        """Save the edits of a scan as one step.

        Args:
            key: of the scan.
            edits: all of them.
            text: what was changed.
        """
        with self.together():
            self.save_steps(key, [EditStep(text, self._present_edits(key), edits)])

    def save_steps(self, key: int, steps: Sequence[EditStep]) -> None:
        """Save the edits that the last of some steps led to, and all steps in the journal.

        Args:
            key: of the scan.
            steps: at least one, the earliest first.
        """
        edits = steps[-1].after
        row, head = EDITS.row(edits), EDITS_HEAD.row(EditsHead.of(edits))
        with self._access.writing(key) as connection:
            self._edits.put_row(connection, key, row)
            self._edits_heads.put_row(connection, key, head)
            for step in steps:
                self.journal.add_edits(connection, key, step)

    def replace_edits(self, key: int, before: Edits | None, after: Edits, text: str = "") -> Edits:
        """Save edits as `save_edits` does, unless others were saved since `before` was read.

        Returns:
            The edits that hold: `after`, or those others.
        """
        with self._access.writing(key):
            present = self._present_edits(key)
            if present is not None and present != before:
                return present
            if after != present:
                self.save_steps(key, [EditStep(text, present, after)])
        return after

    def drop_edits(self, key: int, text: str) -> None:
        """Keep no edits of a scan any more, as where its file is another one now.

        Args:
            key: of the scan.
            text: what was done, for the journal.
        """
        with self._access.writing(key) as connection:
            before = self._present_edits(key)
            self._edits.drop(connection, key)
            self._edits_heads.drop(connection, key)
            self.journal.add(connection, Change(StepKind.EDITS, text, key, before, None))

    def save_prepared(self, key: int, prepared: PreparedScan) -> None:
        """Keep what is known of a scan that was opened, its overview made small."""
        row, head = PREPARED.row(prepared), FILE_HEAD.row(FileHead.of(prepared))
        with self._access.writing(key) as connection:
            self._prepared.put_row(connection, key, row)
            self._file_heads.put_row(connection, key, head)

    def save_count(
        self, key: int, counted: ScanCounted, head: CountHead | None = None, text: str = "counted"
    ) -> None:
        """Save the count of a scan in place of the one before.

        Args:
            key: of the scan.
            counted: the count.
            head: its head; None where nobody measured it yet.
            text: what was done, for the journal.
        """
        after = head or CountHead.unmeasured(counted.request)
        row, head_row = COUNT.row(counted), COUNT_HEAD.row(after)
        with self._access.writing(key) as connection:
            before = self._present_head(key)
            self._counts.put_row(connection, key, row)
            self._count_heads.put_row(connection, key, head_row)
            self.journal.add(connection, Change(StepKind.COUNT, text, key, before, after))

    def save_head(self, key: int, head: CountHead) -> bool:
        """Keep what a count came to when it was measured anew.

        Returns:
            Whether it was kept: it is not where another count was saved meanwhile.
        """
        with self._access.writing(key) as connection:
            present = self._present_head(key)
            if present is None or not head.is_of(present):
                return False
            if head != present:
                self._count_heads.put_row(connection, key, COUNT_HEAD.row(head))
                change = Change(StepKind.COUNT, "measured", key, present, head)
                self.journal.add(connection, change)
            return True

    def _present_edits(self, key: int) -> Edits | None:
        """Those of a scan; None without any, or where they are damaged and may be replaced."""
        try:
            return self._edits.of(key)
        except DamagedPartError:
            return None

    def _present_head(self, key: int) -> CountHead | None:
        """That of the count of a scan likewise."""
        found = self._heads.counts.of(key)
        return None if isinstance(found, DamagedPartError) else found
