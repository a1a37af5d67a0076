"""Spot checks: windows of the scans that were drawn at random, and what people counted in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from melcount_app.core.geometry import Rect
from melcount_app.core.study.access import Access
from melcount_app.core.study.database import decoding
from melcount_app.core.study.journal import Change, Journal, StepKind
from melcount_app.core.study.records import from_text, to_text
from melcount_app.core.study.seals import checked, with_seal

NO_CHECK = (
    "“{name}” is damaged where it keeps the windows to be counted by hand, or the counts. Repair "
    "it, or open a copy of it from a backup."
)


@dataclass(frozen=True, slots=True)
class CheckScan:
    """A scan as it was when windows were drawn on it.

    Attributes:
        key: of the scan.
        fingerprint: of its file.
        outline: `outline_sha256` of its sample; hand counts are of windows in this sample.
        model_sha256: of the network whose density the probabilities follow.
        stratum: that its windows were drawn in.
    """

    key: int
    fingerprint: str
    outline: str
    model_sha256: str
    stratum: str


@dataclass(frozen=True, slots=True)
class CheckWindow:
    """One window to be counted by hand.

    Attributes:
        number: in the random order in which windows are shown, from 1.
        scan: key of the scan.
        rect: in level-0 pixels of the scan; its upper and left edge belong to it.
        probability: to be drawn.
        repeats: number of the window that it is shown a second time; 0 where it is the first.
    """

    number: int
    scan: int
    rect: Rect
    probability: float
    repeats: int = 0


@dataclass(frozen=True, slots=True)
class SpotCheck:
    """Windows drawn at random, and how.

    Attributes:
        seed: of the random numbers: same study, seed and options draw the same windows.
        strata: what was drawn in each by itself: "scan", "condition" or "study".
        density_share: of the predicted density in the mixture that probabilities follow.
        side_px: of a window in pixels of the model.
        drawn: windows drawn in each stratum, by its name; repeats are not among them.
        scans: that windows were drawn on.
        windows: in the order in which they are shown.
        created: when.
    """

    seed: int
    strata: str
    density_share: float
    side_px: int
    drawn: dict[str, int]
    scans: tuple[CheckScan, ...]
    windows: tuple[CheckWindow, ...]
    created: datetime

    @property
    def first(self) -> tuple[CheckWindow, ...]:
        """The windows without those that repeat one."""
        return tuple(window for window in self.windows if not window.repeats)


@dataclass(frozen=True, slots=True)
class HandCount:
    """What somebody counted in a window.

    Attributes:
        window: its number.
        cells: in the part of the window that is sample.
        points: where the cells are, in level-0 pixels of the scan; None where only their number
            was told.
        outside: points of the file that lie in the window, but not in the sample; not counted.
    """

    window: int
    cells: float
    points: tuple[tuple[float, float], ...] | None = None
    outside: int = 0


@dataclass(frozen=True, slots=True)
class RaterCounts:
    """All that one person counted of a check, each window once.

    Attributes:
        rater: who.
        counts: by window, in their order.
    """

    rater: str
    counts: tuple[HandCount, ...]


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """The check that holds, with what was counted for it.

    Attributes:
        key: of the check.
        check: the windows.
        raters: who counted, by name.
    """

    key: int
    check: SpotCheck
    raters: tuple[RaterCounts, ...]


class StudyChecks:
    """The spot checks of a study; the last one holds, earlier ones stay in the file."""

    def __init__(self, access: Access, journal: Journal) -> None:
        self._access = access
        self._journal = journal

    def current(self) -> KeptCheck | None:
        """The check that holds; None while no windows were drawn.

        Raises:
            StudyError: it cannot be read.
        """
        with decoding(self._access.path, NO_CHECK), self._access.reading():
            row = self._access.row("SELECT id, record, seal FROM spot_check ORDER BY id DESC")
            if row is None:
                return None
            key, *sealed = row
            query = "SELECT rater, record, seal FROM hand_counts WHERE spot_check = ? ORDER BY id"
            found = [checked(each) for each in self._access.rows(query, key)]
            raters = tuple(from_text(RaterCounts, record) for _, record in found)
            return KeptCheck(key, from_text(SpotCheck, *checked(sealed)), raters)

    def add(self, check: SpotCheck) -> None:
        """Let other windows be counted from now on; what was counted in earlier ones is kept."""
        with self._access.writing() as connection:
            query = "INSERT INTO spot_check (record, seal) VALUES (?, ?)"
            connection.execute(query, with_seal(to_text(check)))
            told = {"windows": len(check.windows), "seed": check.seed, "strata": check.strata}
            change = Change(StepKind.CHECK, "windows drawn", after=told, tables=("spot_check",))
            self._journal.add(connection, change)

    def put(self, key: int, rater: str, counts: Iterable[HandCount]) -> None:
        """Keep what somebody counted, in place of the same windows counted by them before.

        Args:
            key: of the check.
            rater: who.
            counts: of windows of the check.
        """
        with self._access.writing() as connection:
            kept = self.current()
            found = {each.rater: each.counts for each in kept.raters} if kept else {}
            before = {count.window: count for count in found.get(rater, ())}
            after = before | {count.window: count for count in counts}
            if before == after:
                return
            record = RaterCounts(rater, tuple(after[number] for number in sorted(after)))
            connection.execute(
                "DELETE FROM hand_counts WHERE spot_check = ? AND rater = ?", (key, rater)
            )
            connection.execute(
                "INSERT INTO hand_counts (spot_check, rater, record, seal) VALUES (?, ?, ?, ?)",
                (key, *with_seal(rater, to_text(record))),
            )
            change = Change(
                StepKind.CHECK,
                f"counted by {rater}",
                before=_cells(before.values()),
                after=_cells(after.values()),
                tables=("hand_counts",),
            )
            self._journal.add(connection, change)


def _cells(counts: Iterable[HandCount]) -> dict[str, float]:
    """Cells by window, as the journal tells them."""
    return {str(count.window): count.cells for count in counts}
