"""What `melcount batch` says while it runs: bars in a terminal, a line for each scan anywhere."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, TaskID
from rich.text import Text

from melcount_app.core.batch import (
    BatchEnded,
    BatchEvent,
    BatchStarted,
    Control,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
)
from melcount_app.core.outcome import Outcome
from melcount_app.core.report.study import ReportsProgress, StudyReportsWritten
from melcount_app.terminal import progress_bars

MINUTE_S = 60
HOUR_S = 3600

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Tally:
    """How a batch ended.

    Attributes:
        finished: scans with a count, earlier ones included.
        failed: scans that failed, likewise.
        left: scans that are still to be counted.
        is_cancelled: by the user.
    """

    finished: int
    failed: int
    left: int
    is_cancelled: bool


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
    with progress_bars(console) as bars:
        bar = bars.add_task("reports", total=1.0)
        for event in events:
            match event:
                case ReportsProgress(fraction):
                    bars.update(bar, completed=fraction)
                case StudyReportsWritten():
                    return event
    raise AssertionError("writing ends with StudyReportsWritten or an error")


class _Told:
    """Follows a batch on a console."""

    def __init__(self, console: Console, bars: Progress, places: Mapping[int, str]) -> None:
        self._console, self._bars, self._places = console, bars, places
        self._total = bars.add_task("all scans", total=None)
        self._in_hand: dict[int, TaskID] = {}
        self._began = time.monotonic()
        self._started = BatchStarted((), (), ())
        self._done = self._failed = 0
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
        )

    def take(self, event: BatchEvent) -> None:
        """Say one event."""
        match event:
            case BatchStarted():
                self._start(event)
            case ScanStarted(key) if key not in self._in_hand:  # again where a worker died
                self._in_hand[key] = self._bars.add_task(self._places[key], total=1.0)
            case ScanProgress(key, fraction):
                self._bars.update(self._in_hand[key], completed=fraction)
                self._show_total()
            case ScanDone():
                self._done += 1
                self._line(event.key, found(event.outcome))
                for path in event.renamed:
                    self._note(f"an old file could not be replaced; see {path.name}")
                for sentence in event.outcome.flags:
                    self._note(sentence)
            case ScanFailed(key, sentence):
                self._failed += 1
                self._line(key, f"failed: {sentence}", "red")
            case BatchEnded(is_cancelled):
                self._is_cancelled = is_cancelled

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


def found(outcome: Outcome) -> str:
    """What a count came to, in a few words."""
    interval = outcome.interval
    between = f" ({interval.low:.1f}–{interval.high:.1f})" if interval else ""
    density = outcome.cells_per_mm2
    told = [f"{density:.1f} cells/mm²{between}"] if density is not None else []
    told += [f"{outcome.cells:.0f} cells"] if outcome.cells is not None else []
    return ", ".join(told) or "counted, numbers withheld"


def duration(seconds: float) -> str:
    """A rough length of time."""
    if seconds < MINUTE_S:
        return f"{seconds:.0f} s"
    if seconds < HOUR_S:
        return f"{seconds / MINUTE_S:.0f} min"
    return f"{seconds // HOUR_S:.0f} h {seconds % HOUR_S / MINUTE_S:.0f} min"


def place_of(path: Path, root: Path) -> str:
    """What a scan is called: its path from the folder that is counted."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
