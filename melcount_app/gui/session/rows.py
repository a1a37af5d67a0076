"""What the list of scans tells of each scan."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.interval import Interval
from melcount_app.core.standing import Standing, State
from melcount_app.core.study import Exclusion
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session.work import ScanWork


class ScanState(enum.Enum):
    """How far the work on a scan in the list has come; the value is what people read."""

    NEW = QT_TRANSLATE_NOOP("state", "new")
    OUTLINED = QT_TRANSLATE_NOOP("state", "outlined")
    COUNTING = QT_TRANSLATE_NOOP("state", "counting")
    COUNTED = QT_TRANSLATE_NOOP("state", "counted")
    FLAGGED = QT_TRANSLATE_NOOP("state", "flagged")
    STALE = QT_TRANSLATE_NOOP("state", "stale")
    FAILED = QT_TRANSLATE_NOOP("state", "failed")


COUNTED = (ScanState.COUNTED, ScanState.FLAGGED)
"""With a count that applies."""

UNFINISHED = (ScanState.NEW, ScanState.OUTLINED, ScanState.STALE)
"""Without one, and nothing forbids to count."""


LOCKING = (*COUNTED, ScanState.STALE)
"""With a count, whether it applies or not; the study keeps its protocol then."""


@dataclass(frozen=True, slots=True)
class ScanRow:
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
        is_opened: whether there are edits of it.
        is_excluded: whether the user leaves it out of the numbers.
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
    is_opened: bool = False
    is_excluded: bool = False

    @classmethod
    def of(cls, work: ScanWork, standing: Standing) -> ScanRow:
        """What is to be told of a scan, and what it has come to."""
        head, exclusion = standing.head, work.entry.exclusion
        excluded = exclusion.sentence if exclusion is not None else ""
        return cls(
            key=work.key,
            path=work.path,
            condition=work.assignment.condition,
            state=ScanState.COUNTING if work.running else _state(standing, exclusion),
            why="\n".join(filter(None, (excluded, *(head.flags if head else (standing.why,))))),
            cells_per_mm2=head.cells_per_mm2 if head else None,
            cells=head.cells if head else None,
            interval=head.interval if head else None,
            thumbnail=work.thumbnail,
            fraction=work.running.fraction if work.running else None,
            is_opened=work.is_opened,
            is_excluded=exclusion is not None,
        )


STATES = {
    State.NEW: ScanState.NEW,
    State.OUTLINED: ScanState.OUTLINED,
    State.COUNTED: ScanState.COUNTED,
    State.UNMEASURED: ScanState.COUNTED,  # its numbers follow in a moment
    State.STALE: ScanState.STALE,
    State.FAILED: ScanState.FAILED,
}


def _state(standing: Standing, exclusion: Exclusion | None) -> ScanState:
    is_flagged = standing.head is not None and bool(standing.head.flags or exclusion)
    return ScanState.FLAGGED if is_flagged else STATES[standing.state]
