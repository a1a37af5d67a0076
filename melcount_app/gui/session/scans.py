"""The list of scans: which of them are there, and what each has come to."""

from __future__ import annotations

import itertools
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import State
from melcount_app.core.study import ScanEntry
from melcount_app.gui.session.rows import ScanRow, ScanState
from melcount_app.gui.session.work import Running, ScanWork

FIRST_UNKEPT = 1 << 30
"""Keys from here on are those of scans that the study does not know; it has none as high."""

MOST_PREPARED = 3
"""Scans whose overview and density map stay in memory; the others are read again."""


class ScanList(QObject):
    """The scans of a study by key, and their rows, each made anew only when it has changed.

    Attributes:
        listed: scans were added or taken off.
        changed: keys of scans of which the row is another.
        protocol_changed: `protocol` is another.
        protocol: of the study, which decides whether counts apply.
    """

    listed = Signal()
    changed = Signal(list)
    protocol_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.protocol: Protocol | None = None
        self._works: dict[int, ScanWork] = {}
        self._rows: dict[int, ScanRow] = {}
        self._keys: dict[Path, int] = {}
        self._latest: OrderedDict[int, None] = OrderedDict()
        self._tally: Counter[ScanState] = Counter()
        self._unmeasured: set[int] = set()
        self._unkept = itertools.count(FIRST_UNKEPT)

    def __iter__(self) -> Iterator[ScanWork]:
        return iter(tuple(self._works.values()))

    def __len__(self) -> int:
        return len(self._works)

    def get(self, key: int | None) -> ScanWork | None:
        """The scan of a key, or None."""
        return self._works.get(key) if key is not None else None

    def those(self, keys: Iterable[int]) -> list[ScanWork]:
        """The scans of keys, in their order; none for a key that is not in the list."""
        return [work for work in map(self.get, keys) if work is not None]

    def of(self, path: Path) -> ScanWork | None:
        """The scan of a file, or None."""
        return self.get(self._keys.get(path))

    # What the list tells

    @property
    def rows(self) -> tuple[ScanRow, ...]:
        """What the list tells of each scan, in its order."""
        return tuple(self._rows[key] for key in self._works)

    def row(self, key: int) -> ScanRow:
        """What the list tells of a scan.

        Raises:
            KeyError: it is not in the list.
        """
        return self._rows[key]

    def number_of(self, *states: ScanState) -> int:
        """How many scans have come to one of these states."""
        return sum(self._tally[state] for state in states)

    @property
    def unmeasured(self) -> list[ScanWork]:
        """Scans whose count applies, but whose numbers are those of earlier edits."""
        return [self._works[key] for key in self._unmeasured]

    # How it changes

    def put(self, works: Iterable[ScanWork]) -> None:
        """Add scans, each at its place by key."""
        for work in works:
            self._works[work.key] = work
            self._keys[work.path] = work.key
            self._show(work)
        self._works = dict(sorted(self._works.items()))
        self.listed.emit()

    def placed(self, work: ScanWork | None, entry: ScanEntry | None = None) -> ScanWork | None:
        """Give a scan its place in the list, if it has none.

        Args:
            work: the scan; None for none.
            entry: what the study knows of it; None for a place after all others.

        Returns:
            The scan of that place, which is another where the study knew the file from elsewhere.
        """
        return self.placed_all([(work, entry)])[0] if work is not None else None

    def placed_all(self, works: Iterable[tuple[ScanWork, ScanEntry | None]]) -> list[ScanWork]:
        """Give scans their places, each as `placed` does; the list is told once."""
        there, new = [], dict[int, ScanWork]()
        for work, entry in works:
            known = self._known(work, entry) or new.get(work.key)
            there.append(known or work)
            if known is None:
                new[work.key] = work
        if new:
            self.put(new.values())
        return there

    def _known(self, work: ScanWork, entry: ScanEntry | None) -> ScanWork | None:
        """The scan whose place another one would have; that gets its key where there is none."""
        if work.key >= 0:
            return work
        if entry is not None:
            work.entry = entry
        else:
            work.know(key=next(self._unkept))
        known = self.get(work.key)
        if known is not None:
            self.move(known, work.path)
        return known

    def take(self, works: Iterable[ScanWork]) -> None:
        """Take scans off the list."""
        for work in works:
            self._latest.pop(work.key, None)
            self._works.pop(work.key)
            self._keys.pop(work.path, None)
            self._tally[self._rows.pop(work.key).state] -= 1
            self._unmeasured.discard(work.key)
        self.listed.emit()

    def move(self, work: ScanWork, path: Path) -> None:
        """The file of a scan lies elsewhere now."""
        self._keys.pop(work.path, None)
        work.know(path=path, failure="")
        self._keys[path] = work.key
        self.refresh(work)

    def refresh(self, *works: ScanWork) -> None:
        """Make rows anew; what is told is only what is another then."""
        shown = [work for work in works if work.key in self._works]
        changed = [work.key for work in shown if self._show(work)]
        if changed:
            self.changed.emit(changed)

    def mark(self, works: Iterable[ScanWork], running: Running | None) -> None:
        """Scans are being counted, wait for it, or neither."""
        marked = tuple(works)
        for work in marked:
            work.running = running
        self.refresh(*marked)

    def follow(self, protocol: Protocol | None) -> None:
        """The study has a protocol, or another one."""
        if protocol != self.protocol:
            self.protocol = protocol
            self.refresh(*self)
            self.protocol_changed.emit()

    def touch(self, work: ScanWork) -> None:
        """A scan is used: it stays in memory, and the one used longest ago does not.

        Those that are being counted stay, too; those that only wait for it need not.
        """
        self._latest[work.key] = None
        self._latest.move_to_end(work.key)
        idle = [key for key in self._latest if key != work.key and not self._works[key].is_in_hand]
        for key in idle[: max(len(self._latest) - MOST_PREPARED, 0)]:
            del self._latest[key]
            self._works[key].forget()

    def _show(self, work: ScanWork) -> bool:
        """Make the row of a scan; whether it is another than before."""
        before, standing = self._rows.get(work.key), work.standing(self.protocol)
        row = ScanRow.of(work, standing)
        if standing.state is State.UNMEASURED:
            self._unmeasured.add(work.key)
        else:
            self._unmeasured.discard(work.key)
        if row == before:
            return False
        if before is not None:
            self._tally[before.state] -= 1
        self._tally[row.state] += 1
        self._rows[work.key] = row
        return True
