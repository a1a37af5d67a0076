"""Where the work on a scan stands, and what to do next. No Qt objects."""

from __future__ import annotations

import enum
import time
from dataclasses import dataclass

from melcount_app.gui.language import QT_TRANSLATE_NOOP


class Stage(enum.Enum):
    """How far the work on the scan has come; the value says what to do next."""

    EMPTY = QT_TRANSLATE_NOOP("next", "open a scan, or drop one here.")
    OPENING = QT_TRANSLATE_NOOP("next", "wait until the scan is read; you can already look at it.")
    UNCALIBRATED = QT_TRANSLATE_NOOP(
        "next", "enter the pixel size, so that mm² and cells/mm² can be told; then press Count."
    )
    OUTLINED = QT_TRANSLATE_NOOP("next", "check the white outline of the sample, then press Count.")
    COUNTING = QT_TRANSLATE_NOOP("next", "wait for the count; you can already draw regions.")
    STALE = QT_TRANSLATE_NOOP(
        "next", "count again: the last count does not apply any more; the result tells why."
    )
    GROWN = QT_TRANSLATE_NOOP(
        "next", "count again: the outline grew; only the new part will be counted."
    )
    COUNTED = QT_TRANSLATE_NOOP("next", "draw regions to compare, or export the results to Excel.")
    EXPORTED = QT_TRANSLATE_NOOP("next", "open the next scan, or draw more regions.")


def next_step(stage: Stage, *, has_pixel_size: bool) -> str:
    """What the user does next, in English, to be translated in the context "next"."""
    if stage is Stage.COUNTED and not has_pixel_size:
        return QT_TRANSLATE_NOOP(
            "next", "enter the pixel size, so that mm² and cells/mm² can be told."
        )
    return stage.value


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job has come.

    Attributes:
        job: its name.
        fraction: 0 to 1.
        seconds_left: None while it cannot be told.
    """

    job: str
    fraction: float
    seconds_left: float | None = None


LEAST_DONE, LEAST_S = 0.04, 1.0
"""Share of a job, and seconds of it, before its rest is told: the first steps are not like others.

Files are still being opened then, or tiles come that were read ahead.
"""


class Clock:
    """Tells how long a job will still take, from how long its steps took so far."""

    def __init__(self) -> None:
        self._start: tuple[float, float] | None = None

    def progress(self, job: str, fraction: float) -> Progress:
        """How far the job is, after one more step; the first step only starts the clock."""
        now = time.monotonic()
        if self._start is None or fraction < self._start[1]:
            self._start = (now, fraction)
        began, first = self._start
        done = fraction - first
        is_telling = done >= LEAST_DONE and now - began >= LEAST_S
        left = (now - began) / done * (1 - fraction) if is_telling else None
        return Progress(job, fraction, left)
