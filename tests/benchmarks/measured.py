"""A command run to its end, with its time and the peak of its memory."""

from __future__ import annotations

import os
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Run:
    """A command: wall-clock seconds, processor seconds, and the peak of resident memory in bytes.

    Processor and memory are those of its process and of all that this one started, taken
    together. Processor seconds hardly depend on what else the machine does; Windows tells none.
    """

    seconds: float
    processor_seconds: float
    peak_bytes: int


def measured(command: list[str], folder: Path | None = None) -> Run:
    """Run a command to its end, in a folder, watching its memory."""
    started, used = time.perf_counter(), _used_by_children()
    child = psutil.Popen(command, stdout=subprocess.DEVNULL, cwd=folder)
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
    return Run(time.perf_counter() - started, _used_by_children() - used, peak)


def _used_by_children() -> float:
    """Processor seconds of all children that have ended."""
    times = os.times()
    return times.children_user + times.children_system
