"""Where the time of a count goes."""

from __future__ import annotations

import enum
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Stage(enum.StrEnum):
    """What time is spent on; several threads may be at several stages at once."""

    PREPARING = "preparing"
    OPENING = "opening"
    COARSE = "coarse levels"
    OVERVIEW = "overview and mask"
    COUNTING = "counting"
    LOADING = "loading the network"
    READING = "reading"
    RESAMPLING = "resampling"
    NETWORK = "network"
    APPEARANCE = "appearance of places"
    WAITING = "network waits for tiles"
    MEASURING = "measuring"
    WRITING = "writing"


PARTS: dict[Stage, tuple[Stage, ...]] = {
    Stage.PREPARING: (Stage.OPENING, Stage.COARSE, Stage.OVERVIEW),
    Stage.COUNTING: (
        Stage.LOADING,
        Stage.READING,
        Stage.RESAMPLING,
        Stage.NETWORK,
        Stage.APPEARANCE,
        Stage.WAITING,
    ),
    Stage.MEASURING: (),
    Stage.WRITING: (),
}
"""The stages that follow each other, and what goes on in them."""

OVERLAPPING = {
    Stage.READING,
    Stage.RESAMPLING,
    Stage.NETWORK,
    Stage.APPEARANCE,
    Stage.WAITING,
}
"""Stages of threads beside each other: their seconds add up to more than passed meanwhile."""


class Stopwatch:
    """Seconds spent at every stage, added up over threads."""

    def __init__(self) -> None:
        self._seconds = dict.fromkeys(Stage, 0.0)
        self._lock = threading.Lock()

    @contextmanager
    def time(self, stage: Stage) -> Iterator[None]:
        """Add the time until the end of the block to a stage, however the block ends."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.add(stage, time.perf_counter() - started)

    def add(self, stage: Stage, seconds: float) -> None:
        """Add seconds to a stage."""
        with self._lock:
            self._seconds[stage] += seconds

    def seconds(self, stage: Stage) -> float:
        """What was spent at a stage so far, in the blocks that have ended."""
        with self._lock:
            return self._seconds[stage]


def profile_table(stopwatch: Stopwatch, seconds: float) -> tuple[str, ...]:
    """A table of all stages, line by line: seconds that passed, and seconds of busy threads.

    Args:
        stopwatch: of one count.
        seconds: that it took as a whole; what no stage accounts for is told as the rest.
    """
    lines = [_line("seconds", "passed", "busy")]
    for stage, parts in PARTS.items():
        lines.append(_line(stage, f"{stopwatch.seconds(stage):.2f}"))
        for part in parts:
            spent = f"{stopwatch.seconds(part):.2f}"
            columns = ("", spent) if part in OVERLAPPING else (spent, "")
            lines.append(_line(f"  {part}", *columns))
    rest = seconds - sum(stopwatch.seconds(stage) for stage in PARTS)
    networks = stopwatch.seconds(Stage.NETWORK) + stopwatch.seconds(Stage.WAITING)
    waiting = stopwatch.seconds(Stage.WAITING) / networks if networks else 0.0
    return (
        *lines,
        _line("rest", f"{rest:.2f}"),
        _line("in all", f"{seconds:.2f}"),
        f"the network waited for tiles {waiting:.1%} of its time",
    )


def _line(name: str, passed: str, busy: str = "") -> str:
    return f"{name:<27}{passed:>8}{busy:>8}".rstrip()
