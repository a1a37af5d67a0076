"""What the list of scans tells of each scan."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.interval import Interval
from melcount_app.gui.language import QT_TRANSLATE_NOOP


class ScanState(enum.Enum):
    """How far the work on a scan in the list has come; the value is what people read."""

    NEW = QT_TRANSLATE_NOOP("state", "new")
    OUTLINED = QT_TRANSLATE_NOOP("state", "outlined")
    COUNTING = QT_TRANSLATE_NOOP("state", "counting")
    COUNTED = QT_TRANSLATE_NOOP("state", "counted")
    FLAGGED = QT_TRANSLATE_NOOP("state", "flagged")
    STALE = QT_TRANSLATE_NOOP("state", "stale")
    FAILED = QT_TRANSLATE_NOOP("state", "failed")


@dataclass(frozen=True, slots=True)
class ScanSummary:
    """One row of the list of scans.

    Attributes:
        key: of the scan in its study.
        path: of the file.
        condition: what was done to the sample; empty while nobody said.
        state: how far the work has come.
        why: sentences: why it is flagged, stale or failed; empty where there is nothing to say.
        cells_per_mm2: density of the sample; None where it is not known or does not apply.
        cells: number of cells of the sample; None likewise.
        interval: of `cells_per_mm2`; None likewise.
        thumbnail: a small picture of the scan; None until it was read.
        fraction: of a count that runs that is done, 0 to 1; None while that is not known.
    """

    key: int
    path: Path
    condition: str
    state: ScanState
    why: str = ""
    cells_per_mm2: float | None = None
    cells: float | None = None
    interval: Interval | None = None
    thumbnail: QImage | None = None
    fraction: float | None = None
