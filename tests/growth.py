"""How the time of work grows with its size, told without a clock's seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES_LARGER = 8
"""The larger work against the smaller; work in proportion takes as many times as long."""

PROPORTIONATE = 3 * TIMES_LARGER
"""Bound of the growth of work in proportion; that of its square grows by 64."""

_ROUNDS = 3


def growth(work: Callable[[int], object], size: int) -> float:
    """Processor time of work of `TIMES_LARGER` times a size, in that of the size itself.

    The two take turns, and the least of each counts, so that what else the machine does changes
    little.
    """
    times = [(_seconds(work, size), _seconds(work, TIMES_LARGER * size)) for _ in range(_ROUNDS)]
    return min(large for _, large in times) / min(small for small, _ in times)


def _seconds(work: Callable[[int], object], size: int) -> float:
    began = time.process_time()
    work(size)
    return time.process_time() - began
