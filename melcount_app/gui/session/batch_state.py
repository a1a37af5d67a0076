"""How far a batch has come. No Qt objects."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from melcount_app.core.batch import BatchEvent, BatchStarted, ScanDone, ScanFailed
from melcount_app.core.batch import ScanProgress as Progressed
from melcount_app.core.batch import ScanStarted as Started


@dataclass(frozen=True, slots=True)
class BatchState:
    """A batch that runs.

    Attributes:
        todo: keys of all its scans, in their order; empty until that is known.
        pending: those of them that were neither counted nor failed yet.
        in_hand: of the one that is being counted; None between two.
        fraction: of that one that is done, 0 to 1.
        is_paused: whether it rests.
        is_ending: whether it was cancelled and will end soon.
        is_reporting: whether all is counted, and the reports are being written.
        reported: of these that is done, 0 to 1.
        seconds_left: None while that cannot be told.
    """

    todo: tuple[int, ...] = ()
    pending: frozenset[int] = frozenset()
    in_hand: int | None = None
    fraction: float = 0.0
    is_paused: bool = False
    is_ending: bool = False
    is_reporting: bool = False
    reported: float = 0.0
    seconds_left: float | None = None

    def after(self, event: BatchEvent) -> BatchState:
        """How far it is after one more event."""
        match event:
            case BatchStarted(todo):
                return dataclasses.replace(self, todo=todo, pending=frozenset(todo))
            case Started(key):
                return dataclasses.replace(self, in_hand=key, fraction=0.0)
            case Progressed(_, fraction):
                return dataclasses.replace(self, fraction=fraction)
            case ScanDone(key) | ScanFailed(key):
                pending = self.pending - {key}
                return dataclasses.replace(self, pending=pending, in_hand=None, fraction=0.0)
            case _:
                return self

    @property
    def may_stop(self) -> bool:
        """Whether it can be paused and cancelled."""
        return not (self.is_ending or self.is_reporting)

    @property
    def done(self) -> float:
        """Share of the whole, 0 to 1, scans taken for equally large; or of the reports."""
        if self.is_reporting:
            return self.reported
        return (self.ended + self.fraction) / len(self.todo) if self.todo else 0.0

    @property
    def ended(self) -> int:
        """How many of the scans were counted or failed."""
        return len(self.todo) - len(self.pending)

    def holds(self, key: int) -> bool:
        """Whether a scan is being counted or waits for it."""
        return key in self.pending and not self.is_ending
