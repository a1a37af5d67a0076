"""Where the time of a count goes."""

from __future__ import annotations

import enum
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Phase(enum.StrEnum):
    """What time is spent on; several threads may be at several phases at once."""

    PREPARING = "preparing"
    OPENING = "opening"
    COARSE = "coarse levels"
    OVERVIEW = "overview and mask"
    COUNTING = "counting"
    LOADING = "loading the network"
    LEVELS = "comparing levels"
    READING = "reading"
    RESAMPLING = "resampling"
    NETWORK = "network"
    APPEARANCE = "appearance of places"
    WAITING = "network waits for tiles"
    MEASURING = "measuring"
    WRITING = "writing"


PARTS: dict[Phase, tuple[Phase, ...]] = {
    Phase.PREPARING: (Phase.OPENING, Phase.COARSE, Phase.OVERVIEW),
    Phase.COUNTING: (
        Phase.LOADING,
        Phase.LEVELS,
        Phase.READING,
        Phase.RESAMPLING,
        Phase.NETWORK,
        Phase.APPEARANCE,
        Phase.WAITING,
    ),
    Phase.MEASURING: (),
    Phase.WRITING: (),
}
"""The phases that follow each other, and what goes on in them."""

OVERLAPPING = {
    Phase.READING,
    Phase.RESAMPLING,
    Phase.NETWORK,
    Phase.APPEARANCE,
    Phase.WAITING,
}
"""Stages of threads beside each other: their seconds add up to more than passed meanwhile."""


class Stopwatch:
    """Seconds spent at every phase, added up over threads."""

    def __init__(self) -> None:
        self._seconds = dict.fromkeys(Phase, 0.0)
        self._lock = threading.Lock()

    @contextmanager
    def time(self, phase: Phase) -> Iterator[None]:
        """Add the time until the end of the block to a phase, however the block ends."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add(phase, time.perf_counter() - started)

    def add(self, phase: Phase, seconds: float) -> None:
        """Add seconds to a phase."""
        with self._lock:
            self._seconds[phase] += seconds

    def seconds(self, phase: Phase) -> float:
        """What was spent at a phase so far, in the blocks that have ended."""
        with self._lock:
            return self._seconds[phase]


def profile_table(stopwatch: Stopwatch, seconds: float) -> tuple[str, ...]:
    """A table of all phases, line by line: seconds that passed, and seconds of busy threads.

    Args:
        stopwatch: of one count.
        seconds: that it took as a whole; what no phase accounts for is told as the rest.
    """
    lines = [_line("seconds", "passed", "busy")]
    for phase, parts in PARTS.items():
        lines.append(_line(phase, f"{stopwatch.seconds(phase):.2f}"))
        for part in parts:
            spent = f"{stopwatch.seconds(part):.2f}"
            columns = ("", spent) if part in OVERLAPPING else (spent, "")
            lines.append(_line(f"  {part}", *columns))
    rest = seconds - sum(stopwatch.seconds(phase) for phase in PARTS)
    networks = stopwatch.seconds(Phase.NETWORK) + stopwatch.seconds(Phase.WAITING)
    waiting = stopwatch.seconds(Phase.WAITING) / networks if networks else 0.0
    return (
        *lines,
        _line("rest", f"{rest:.2f}"),
        _line("in all", f"{seconds:.2f}"),
        f"the network waited for tiles {waiting:.1%} of its time",
    )


def _line(name: str, passed: str, busy: str = "") -> str:
    return f"{name:<27}{passed:>8}{busy:>8}".rstrip()
