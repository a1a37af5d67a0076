"""How a batch is steered: when a process that counts is given up, when the work rests or ends."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import psutil

LEAST_MEMORY = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Limits:
    """When the process that counts is given up.

    Attributes:
        silence_s: seconds without a sign of progress.
        memory: bytes that it may hold.
        scans: that it counts before a fresh one takes its place.
    """

    silence_s: float = 600.0
    memory: int = 0
    scans: int = 25

    @property
    def bytes_allowed(self) -> int:
        """`memory`, or half of what the machine has where that is 0."""
        return self.memory or max(psutil.virtual_memory().total // 2, LEAST_MEMORY)


class Control:
    """Pause and cancel a batch from another thread."""

    def __init__(self) -> None:
        self._paused, self._cancelled = threading.Event(), threading.Event()

    @property
    def is_paused(self) -> bool:
        """Whether the work rests."""
        return self._paused.is_set() and not self.is_cancelled

    @property
    def is_cancelled(self) -> bool:
        """Whether the work is to end."""
        return self._cancelled.is_set()

    def pause(self) -> None:
        """Let the work rest: here at once, on a cluster once the scans in hand are done."""
        self._paused.set()

    def go_on(self) -> None:
        """Go on where the work rested."""
        self._paused.clear()

    def cancel(self) -> None:
        """End the work; scans in hand are not finished."""
        self._cancelled.set()
