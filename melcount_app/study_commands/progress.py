"""What `melcount batch` says while it runs: bars in a terminal, a line for each scan anywhere."""

from __future__ import annotations

import itertools
import signal
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.text import Text

from melcount_app.core.batch import (
    BatchChecking,
    BatchEnded,
    BatchEvent,
    BatchLooking,
    BatchSettled,
    BatchSorting,
    BatchStarted,
    Control,
    FilesChecked,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
)
from melcount_app.core.plan import Settled
from melcount_app.core.report.study import ReportsProgress, StudyReportsWritten
from melcount_app.core.standing import CountHead
from melcount_app.core.study import RepairProgress, StudyRepaired
from melcount_app.terminal import progress_bars

MINUTE_S = 60
HOUR_S = 3600

TOLD_EACH = 12
"""Of so many times that something is waited for in vain one is told."""

FILES = {
    "gone": "is not there any more, and no longer in the numbers; put it back, or remove it",
    "replaced": "is another file now, and no longer in the numbers; put the one before back, or "
    "count this one with --accept-changed",
    "accepted": "is another file now, and is counted anew",
    "redrawn": "has the outline that was drawn on the file before; check it",
    "back": "is there again as it was",
}
"""What is said of scans of which `FilesChecked` tells so."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally:
    """How a batch ended.

    Attributes:
        finished: scans with a count, earlier ones included.
        failed: scans that failed, likewise.
        left: scans that are still to be counted.
        is_cancelled: by the user.
        damaged: scans among those that failed now that can be counted without what of them cannot
            be read.
        waiting: of those among the failed that only the user can put right, a sentence each.
    """

    finished: int
    failed: int
    left: int
    is_cancelled: bool
    damaged: int = 0
    waiting: tuple[str, ...] = ()


def say(console: Console, text: str, style: str = "") -> None:
    """Print one line as it is, however long, whatever brackets are in it."""
    console.print(Text(text, style), soft_wrap=True)


@contextmanager
def cancelled_by_interrupt(control: Control) -> Iterator[None]:
    """Ctrl-C cancels; a second one ends the program at once."""

    def cancel(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - as signal calls it
        signal.signal(signal.SIGINT, before)
        control.cancel()

    before = signal.signal(signal.SIGINT, cancel)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def waiting_for(console: Console, study: Path, control: Control) -> Callable[[], bool]:
    """Says that a study is busy, and waits until it is free or the user cancels."""
    times = itertools.count()

    def wait() -> bool:
        if control.is_cancelled:
            raise KeyboardInterrupt
        if next(times) % TOLD_EACH == 0:
            say(console, f"waiting for {study}: another program is writing or reading it", "yellow")
        return True

    return wait


def watched(console: Console, what: str, items: Iterable[T], total: int) -> Iterator[T]:
    """Items one by one, with a bar in a terminal."""
    with progress_bars(console) as bars:
        bar = bars.add_task(what, total=total)
        for item in items:
            yield item
            bars.advance(bar)


def follow(console: Console, events: Iterable[BatchEvent], places: Mapping[int, str]) -> Tally:
    """Say what a batch does, to its end.

    Args:
        console: where to.
        events: of the batch.
        places: what the scans are called, by key.
    """
    with progress_bars(console) as bars:
        told = _Told(console, bars, places)
        for event in events:
            told.take(event)
    return told.tally


def follow_reports(
    console: Console, events: Iterable[ReportsProgress | StudyReportsWritten]
) -> StudyReportsWritten:
    """Show how reports are written; returns where they are."""
    return _followed(console, "reports", events, StudyReportsWritten)


def follow_repair(
    console: Console, events: Iterable[RepairProgress | StudyRepaired]
) -> StudyRepaired:
    """Show how a study is repaired; returns what came of it."""
    return _followed(console, "repair", events, StudyRepaired)


def _followed(
    console: Console,
    what: str,
    events: Iterable[ReportsProgress | RepairProgress | T],
    end: type[T],
) -> T:
    """Show how far something is, to the event of one kind that it ends with."""
    with progress_bars(console) as bars:
        bar = bars.add_task(what, total=1.0)
        for event in events:
            match event:
                case ReportsProgress(fraction) | RepairProgress(fraction):
                    bars.update(bar, completed=fraction)
                case end():
                    return event
    raise AssertionError(f"it ends with {end.__name__} or an error")


class _Told:
    """Follows a batch on a console."""

    def __init__(self, console: Console, bars: Progress, places: Mapping[int, str]) -> None:
        self._console, self._bars, self._places = console, bars, places
        self._total = bars.add_task("all scans", total=None)
        self._in_hand: dict[int, TaskID] = {}
        self._began = time.monotonic()
        self._started = BatchStarted((), (), ())
        self._done = self._failed = self._damaged = 0
        self._is_cancelled = False

    @property
    def tally(self) -> Tally:
        """How it stands."""
        started = self._started
        return Tally(
            finished=len(started.kept) + self._done,
            failed=len(started.failed) + self._failed,
            left=len(started.todo) - self._done - self._failed,
            is_cancelled=self._is_cancelled,
            damaged=self._damaged,
            waiting=started.waiting,
        )

    def take(self, event: BatchEvent) -> None:
        """Say one event."""
        match event:
            case BatchLooking(done, total) | BatchChecking(done, total):
                self._bars.update(self._total, total=total, completed=done)
            case FilesChecked() | BatchSettled():
                self._tell_before(event)
            case BatchSorting():
                self._sort(event)
            case BatchStarted():
                self._start(event)
            case ScanStarted(key) if key not in self._in_hand:  # again where a worker died
                self._in_hand[key] = self._bars.add_task(self._places[key], total=1.0)
            case ScanProgress(key, fraction):
                self._bars.update(self._in_hand[key], completed=fraction)
                self._show_total()
            case ScanDone():
                self._tell(event)
            case ScanFailed(key, sentence, is_damaged):
                self._failed += 1
                self._damaged += is_damaged
                self._line(key, f"failed: {sentence}", "red")
            case BatchEnded(is_cancelled):
                self._is_cancelled = is_cancelled

    def _tell_before(self, event: FilesChecked | BatchSettled) -> None:
        """What is known before the first scan is counted."""
        if isinstance(event, BatchSettled):
            say_settled(self._console, event.settled)
            return
        for name, what in FILES.items():
            for key in getattr(event, name):
                say(self._console, f"look: {self._places[key]} {what}", "yellow")
        for key, other in (event.same or {}).items():
            same = f"{self._places[key]} holds the same as {self._places[other]}"
            say(self._console, f"look: {same}: one content is counted once", "yellow")

    def _sort(self, event: BatchSorting) -> None:
        if event.done == 0:
            say(self._console, f"counts to be measured anew: {event.total}")
        self._bars.update(self._total, total=event.total, completed=event.done)

    def _tell(self, event: ScanDone) -> None:
        self._done += 1
        head = event.standing.head
        self._line(event.key, found(head))
        for path in event.renamed:
            self._note(f"an old file could not be replaced; see {path.name}")
        for sentence in head.flags if head else ():
            self._note(sentence)

    def _start(self, event: BatchStarted) -> None:
        self._started = event
        self._bars.update(self._total, total=len(event.todo), completed=0)
        earlier = f", counted earlier: {len(event.kept)}" if event.kept else ""
        failed = f", failed earlier: {len(event.failed)}" if event.failed else ""
        say(self._console, f"to count: {len(event.todo)}{earlier}{failed}")

    def _show_total(self) -> None:
        parts = sum(task.completed for task in self._bars.tasks if task.id != self._total)
        self._bars.update(self._total, completed=self._done + self._failed + parts)

    def _line(self, key: int, text: str, style: str = "") -> None:
        if key in self._in_hand:
            self._bars.remove_task(self._in_hand.pop(key))
        self._show_total()
        tried = self._done + self._failed
        of = len(self._started.todo)
        seconds = (time.monotonic() - self._began) / tried * (of - tried)
        left = f" (about {duration(seconds)} left)" if tried < of else ""
        say(self._console, f"[{tried}/{of}] {self._places[key]}: {text}{left}", style)

    def _note(self, text: str) -> None:
        say(self._console, f"  note: {text}")


def found(head: CountHead | None) -> str:
    """What a count came to, in a few words."""
    if head is None:
        return "counted, numbers withheld"
    interval, density = head.interval, head.cells_per_mm2
    between = f" ({interval.low:.1f}–{interval.high:.1f})" if interval else ""
    told = [f"{density:.1f} cells/mm²{between}"] if density is not None else []
    told += [f"{head.cells:.0f} cells"] if head.cells is not None else []
    return ", ".join(told) or "counted, numbers withheld"


def duration(seconds: float) -> str:
    """A rough length of time."""
    if seconds < MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < HOUR_S:
        return f"{seconds / MINUTE_S:.0f} min"
    return f"{seconds // HOUR_S:.0f} h {seconds % HOUR_S / MINUTE_S:.0f} min"


def say_settled(console: Console, settled: Settled) -> None:
    """Say what is decided for all scans of a study."""
    if settled.channel:
        why = f" ({settled.reason})" if settled.reason else ""
        say(console, f"channel: {settled.channel} in all scans{why}")
    if settled.white is not None:
        say(
            console,
            f"white: {settled.white:.0f} in all scans of 16 bit, black {settled.black or 0:.0f}",
        )


def say_failed(console: Console, tally: Tally) -> None:
    """Say how many scans failed, and what can be done about each kind of them."""
    again = tally.failed - len(tally.waiting)
    if again:
        say(console, f"{again} failed; --retry-failed counts them again")
    if tally.waiting:
        told = "no batch counts them before you have put right what the study lost of them"
        say(console, f"{len(tally.waiting)} wait for you; {told}", "yellow")
    if tally.damaged:
        say(
            console,
            f"damaged: {tally.damaged}; --retry-failed --without-damaged counts them without "
            "the damaged area",
        )


def place_of(path: Path, root: Path) -> str:
    """What a scan is called: its path from the folder that is counted."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
