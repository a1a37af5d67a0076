"""A new study is filled with what is whole in a damaged one, every record read by its reader."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from melcount_app.core.errors import MelcountError, StudyDamagedError, StudyError
from melcount_app.core.foreign import foreign
from melcount_app.core.plan import Role
from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import CountHead, EditsHead, FileHead
from melcount_app.core.study.access import Row
from melcount_app.core.study.chain import TOLD, ChainStep, add_step, take_over
from melcount_app.core.study.checks import RaterCounts, SpotCheck
from melcount_app.core.study.database import sentences
from melcount_app.core.study.journal import StepKind
from melcount_app.core.study.kept import (
    COUNT,
    COUNT_HEAD,
    EDITS,
    EDITS_HEAD,
    EXCLUSION,
    FILE_HEAD,
    PREPARED,
    THUMBNAIL,
    Kind,
)
from melcount_app.core.study.lines import Columns, ScanLine, line_of, sealed
from melcount_app.core.study.lost_scans import SCAN_FIELDS, scans_by_journal
from melcount_app.core.study.places import present_path, ways_to
from melcount_app.core.study.plan import LeftOutFiles
from melcount_app.core.study.records import from_text
from melcount_app.core.study.salvage import Salvage, is_whole_png
from melcount_app.core.study.seals import BROKEN, seal_of
from melcount_app.core.study.tables import COLUMNS, TEXTS

T = TypeVar("T")


class DamagedRowError(Exception):
    """A row, or the record in it, cannot be understood."""


@contextmanager
def understood() -> Iterator[None]:
    """Turns all that reading a row of a damaged study raises into `DamagedRowError`.

    Raises:
        StudyError: the new study cannot be written.
    """
    try:
        with foreign(DamagedRowError):
            yield
    except MelcountError as error:
        if isinstance(error, StudyError) and not isinstance(error, StudyDamagedError):
            raise
        raise DamagedRowError from error


LOST_CHECKS = {
    "spot_check": "Windows that were drawn to be counted by hand are lost; draw new ones.",
    "hand_counts": "Some counts by hand are lost; import them again.",
}
"""What is said where a table of the checks is damaged."""

STEP = ("scan", "time", "operator", "kind", "text", "before", "after")
"""Columns of the journal that every version has."""

LATER = tuple(name for name in (*TOLD, "hash") if name not in STEP)
"""Those that came with a later one."""


class Rebuild:
    """Fills a new study, inside one transaction.

    Attributes:
        paths: of the scans that were saved, by key.
        outlines: how many of them have their outline.
        regions: how many there are on all of them.
        counts: how many have their count.
        steps: how many steps of the journal were saved.
        lost: a sentence for each thing that was not whole; scans by name.
    """

    def __init__(
        self, salvage: Salvage, new: sqlite3.Connection, source: Path, target: Path
    ) -> None:
        """A study to fill.

        Args:
            salvage: reads the damaged one.
            new: to a file with empty tables.
            source: where the damaged one lies.
            target: where the new one will lie.
        """
        self._salvage, self._new = salvage, new
        self._source, self._target = source, target
        self.paths: dict[int, Path] = {}
        self.outlines = self.regions = self.counts = self.steps = 0
        self.lost: list[str] = []
        self._there: set[tuple[str, int]] = set()

    def run(self) -> Iterator[float]:
        """Save all that is whole; yields how much is done, between 0 and 1."""
        steps = self._save_steps()
        self.steps = len(steps)
        self._save_scans(steps)
        self._save_plan()
        self._save_checks()
        for place, key in enumerate(sorted(self.paths), start=1):
            self._save_edits(key)
            self._save_count(key)
            self._save_pictures(key)
            self._save_exclusion(key)
            yield place / len(self.paths)
        after = json.dumps({"lost": self.lost})
        with sentences(self._target):
            what = f"repaired from {self._source.name}"
            take_over(self._new, ChainStep(StepKind.FILE.value, what, after=after))

    def _save_steps(self) -> list[Row]:
        """Copy the journal; returns the steps that are whole."""
        steps: list[Row] = []
        highest = 0
        for number, row in self._salvage.rows("journal", (*STEP, *LATER)):
            highest = max(highest, number)
            with suppress(DamagedRowError), understood():
                step = _checked_step(row)
                self._insert("journal", ("id", *STEP, *LATER), (number, *step))
                steps.append(step[: len(STEP)])
        lost = max(highest - len(steps), int("journal" in self._salvage.damaged))
        if lost:
            self.lost.append(f"Steps of the journal that are lost: at least {lost}.")
        return steps

    def _save_scans(self, steps: list[Row]) -> None:
        """Copy the list; scans whose line is lost or damaged are found in the journal."""
        nameless, damaged = 0, dict[int, ScanLine]()
        is_sealed = "seal" in self._salvage.columns("scan")
        for key, row in self._salvage.rows("scan", (*COLUMNS, "seal"), raw=TEXTS):
            line = line_of((key, *row), is_sealed=is_sealed) if row is not None else None
            if line is not None and not line.is_listed:
                continue  # it would be forgotten when the study is closed
            if line is not None and not line.is_whole:
                damaged[key] = line
            nameless += line is None or not line.is_whole or not self._put_scan(key, line.columns)
        if not nameless and "scan" not in self._salvage.damaged:
            return
        for key, known in scans_by_journal(steps).items():
            if key not in self.paths and self._put_scan(key, known):
                nameless -= 1
                self.lost.append(
                    f"{self._name(key)}: its line in the list was lost; where it lies and what "
                    "was done to it is what the journal tells."
                )
        for key, line in damaged.items():
            if key not in self.paths and self._put_scan(key, line.columns, is_whole=False):
                nameless -= 1
                self.lost.append(
                    f"{self._name(key)}: its line in the list is damaged, and the journal does "
                    "not tell what was done to it; say it again in the plan."
                )
        if nameless > 0:
            self.lost.append(f"Scans whose files nothing tells any more: {nameless}.")

    def _put_scan(self, key: int, columns: Columns, *, is_whole: bool = True) -> bool:
        """Put a scan into the list, as seen from the new study; whether that could be done."""
        known = {name: columns[name] for name in SCAN_FIELDS if columns.get(name) is not None}
        try:
            with understood():
                ways = str(known["relative_path"]), str(known["absolute_path"])
                path = present_path(ways, self._source.parent)
                if "\0" in str(path) or not path.name:
                    raise ValueError("no file is called so")
                near, far = ways_to(path, self._target.parent)
                known |= {"relative_path": near, "absolute_path": far}
                row = (key, *sealed(key, known, is_whole=is_whole))
                self._insert("scan", ("key", *COLUMNS, "seal"), row)
        except DamagedRowError:
            return False
        self.paths[key] = path
        return True

    def _save_plan(self) -> None:
        """Copy what holds for the whole study."""
        self._copy(
            ("role", "condition", "role"),
            lambda row: Role(row[1]),
            "What the conditions are there for is lost: say again which one is the control.",
        )
        self._copy(
            ("protocol", "id", "record"),
            lambda row: from_text(Protocol, row[1]),
            "The protocol is lost: what the scans are counted with is open again.",
        )
        self._copy(
            ("left_out", "id", "record"),
            lambda row: from_text(LeftOutFiles, row[1]),
            "The list of what was left out is lost; it is made anew with the folder.",
        )
        self._copy(
            ("results_folder", "id", "relative_path", "absolute_path"),
            lambda row: present_path((row[1], row[2]), self._source.parent),
            "Where the results go is lost; it is asked for again.",
        )

    def _copy(
        self, columns: tuple[str, ...], check: Callable[[Row], object], sentence: str
    ) -> None:
        """Copy the rows of a table, named first, that can be understood; tell where not all can."""
        table, *names = columns
        is_known = bool(self._salvage.columns(table))  # some came with later versions
        read = (*names, *(["seal"] if "seal" in self._salvage.columns(table) else []))
        told = [name for name in names if name != "id"]
        for _, row in self._salvage.rows(table, read):
            try:
                with understood():
                    values = dict(zip(read, row or (), strict=True))
                    texts = [values[name] for name in told]
                    if values.get("seal", seal_of(texts)) != seal_of(texts):
                        raise ValueError("another seal")
                    if isinstance(place := check(row or ()), Path):
                        texts = list(ways_to(place, self._target.parent))
                    numbers = (1,) if "id" in names else ()
                    self._insert(table, (*names, "seal"), (*numbers, *texts, seal_of(texts)))
            except DamagedRowError:
                self._salvage.damaged.add(table)
        if is_known and table in self._salvage.damaged:
            self.lost.append(sentence)

    def _save_checks(self) -> None:
        """Copy the windows that were drawn and what was counted in them, as far as it is whole."""
        kinds = (
            ("spot_check", (), SpotCheck),
            ("hand_counts", ("spot_check", "rater"), RaterCounts),
        )
        for table, names, kind in kinds:
            if not self._salvage.columns(table):  # of an earlier version
                continue
            columns = (*names, "record", "seal")
            for key, row in self._salvage.rows(table, columns):
                try:
                    with understood():
                        values = dict(zip(columns, row or (), strict=True))
                        texts = [value for value in (row or ())[:-1] if isinstance(value, str)]
                        from_text(kind, values["record"])
                        if values["seal"] != seal_of(texts):
                            raise ValueError("another seal")
                        self._insert(table, ("id", *columns), (key, *(row or ())))
                except DamagedRowError:
                    self._salvage.damaged.add(table)
            if table in self._salvage.damaged:
                self.lost.append(LOST_CHECKS[table])

    def _save_edits(self, key: int) -> None:
        edits, head = self._thing(EDITS, key), self._thing(EDITS_HEAD, key)
        if edits is not None and (head is None or head.outline == EditsHead.of(edits).outline):
            self._put(EDITS, key, edits)
            self._put(EDITS_HEAD, key, EditsHead.of(edits))
            self.outlines += 1
            self.regions += len(edits.regions)
        elif self._is_lost(EDITS, EDITS_HEAD, key):
            self.lost.append(f"{self._name(key)}: its outline and its regions are lost.")
            for kind in (EDITS, EDITS_HEAD):  # as damaged as they were: it waits for the user
                self._insert(kind.table, ("scan", "record", "seal"), (key, "", BROKEN))

    def _save_count(self, key: int) -> None:
        """Copy a count; its numbers are measured anew rather than believed."""
        counted, head = self._thing(COUNT, key), self._thing(COUNT_HEAD, key)
        if counted is not None:
            unmeasured = CountHead.unmeasured(counted.request)
            if head is None or head.is_of(unmeasured):
                self._put(COUNT, key, counted)
                self._put(COUNT_HEAD, key, unmeasured)
                self.counts += 1
                return
        if self._is_lost(COUNT, COUNT_HEAD, key):
            self.lost.append(f"{self._name(key)}: its count is lost; count it again.")
            with sentences(self._target):
                add_step(self._new, ChainStep(StepKind.COUNT.value, "lost in a repair", key))

    def _save_pictures(self, key: int) -> None:
        """Copy what is made anew when the scan is shown: no word where that is lost."""
        prepared = self._thing(PREPARED, key)
        if prepared is not None:
            self._put(PREPARED, key, prepared)
            self._put(FILE_HEAD, key, FileHead.of(prepared))
        thumbnail = self._thing(THUMBNAIL, key)
        if thumbnail is not None:
            self._put(THUMBNAIL, key, thumbnail)

    def _save_exclusion(self, key: int) -> None:
        """Copy that a scan is left out; where that is damaged the user says it again."""
        if not self._salvage.columns(EXCLUSION.table):  # which earlier versions had not
            return
        exclusion = self._thing(EXCLUSION, key)
        if exclusion is not None:
            self._put(EXCLUSION, key, exclusion)
        elif (EXCLUSION.table, key) in self._there:
            self.lost.append(f"{self._name(key)}: why it was left out is lost; say it again.")
            self._insert(EXCLUSION.table, ("scan", "record", "seal"), (key, "", BROKEN))

    def _thing(self, kind: Kind[T], key: int) -> T | None:
        """What is kept of a scan; None where there is nothing, or it cannot be read."""
        try:
            with understood():
                found = self._salvage.row(kind.table, (*kind.columns, "seal"), key)
                if found is None:
                    return None
                self._there.add((kind.table, key))
                *row, seal = found
                if seal not in {None, seal_of(row)}:
                    return None
                if "png" in kind.columns and not is_whole_png(row[-1]):
                    return None
                return kind.thing(tuple(row), lambda: self.paths[key])
        except DamagedRowError:
            self._there.add((kind.table, key))
            return None

    def _is_lost(self, kind: Kind[Any], head: Kind[Any], key: int) -> bool:
        """Whether there was something that could not be saved, as far as anything tells."""
        return (kind.table, key) in self._there and (head.table, key) in self._there

    def _put(self, kind: Kind[T], key: int, thing: T) -> None:
        row = kind.row(thing)
        self._insert(kind.table, ("scan", *kind.columns, "seal"), (key, *row, seal_of(row)))

    def _insert(self, table: str, columns: tuple[str, ...], row: Row) -> None:
        marks = ", ".join("?" * len(columns))
        names = ", ".join(columns)
        with sentences(self._target):
            self._new.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", row)  # noqa: S608

    def _name(self, key: int) -> str:
        return self.paths[key].name


def _checked_step(row: Row | None) -> Row:
    """A step of the journal as it is kept; its kind was not told in the first version."""
    scan, time, who, kind, text, before, after, *later = row or ()
    datetime.fromisoformat(time)
    for told in (before, after):
        json.loads(told or "null")
    known = StepKind(kind or StepKind.EDITS.value).value
    return scan, time, who, known, text, before, after, *later
