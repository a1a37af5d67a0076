"""A command run to its end, with its time and the peak of its memory."""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass

import psutil

POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """A command: wall-clock seconds, and the peak of its resident memory in bytes.

    The memory is that of its process and of all that this one started, taken together.
    """

    seconds: float
    peak_bytes: int


def measured(command: list[str]) -> Run:
    """Run a command to its end, watching its memory."""
    started = time.perf_counter()
    child = psutil.Popen(command, stdout=subprocess.DEVNULL)
    peak = 0
    while child.poll() is None:
        try:
            family = [child, *child.children(recursive=True)]
            peak = max(peak, sum(process.memory_info().rss for process in family))
        except psutil.NoSuchProcess:  # one of them has just ended
            continue
        try:
            child.wait(POLL_SECONDS)
        except psutil.TimeoutExpired:
            continue
    if child.wait() != 0:
        raise RuntimeError(f"failed: {' '.join(command)}")
    return Run(time.perf_counter() - started, peak)
