"""The scans of the window, and what each of them has come to."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtGui import QImage

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import PixelSize
from melcount_app.core.outcome import Outcome, described_by, pixel_size_under
from melcount_app.core.plan import Assignment
from melcount_app.core.prepare import PreparedScan
from melcount_app.gui.language import QT_TRANSLATE_NOOP
from melcount_app.gui.session.counts import LatestCount
from melcount_app.gui.session.state import Numbers
from melcount_app.gui.session.summary import ScanState, ScanSummary

MOST_PREPARED = 3
"""Scans whose overview and density map stay in memory; the others are read again."""


@dataclass(slots=True, eq=False)
class ScanWork:
    """One scan of the study and the work on it.

    Attributes:
        key: in the study.
        path: of the file.
        assignment: what the plan says of it.
        fingerprint: of the content of the file that the study knows; empty where none is known.
        prepared: what is known of the file; None while it is not in memory.
        edits: the user's; None until the scan was opened for the first time.
        numbers: what follows from edits and count; None while not known.
        count: what was counted.
        outcome: what is remembered of the count.
        failure: why the file could not be used, as a sentence.
        thumbnail: a small picture.
        exported: count and edits that were last exported.
    """

    key: int
    path: Path
    assignment: Assignment = field(default_factory=Assignment)
    fingerprint: str = ""
    prepared: PreparedScan | None = None
    edits: Edits | None = None
    numbers: Numbers | None = None
    count: LatestCount = field(default_factory=LatestCount)
    outcome: Outcome | None = None
    failure: str = ""
    thumbnail: QImage | None = None
    exported: tuple[ScanCounted, Edits] | None = None

    @property
    def pixel_size(self) -> PixelSize | None:
        """Of level 0: the user's, else the file's."""
        return pixel_size_under(self.edits, self.prepared.pixel_size if self.prepared else None)

    @property
    def counted(self) -> ScanCounted | None:
        """The count, described with the present edits; None where it does not apply to them."""
        finished, prepared = self.count.finished, self.prepared
        if self.edits is None or finished is None:
            return None
        if prepared is not None and prepared.fingerprint != finished.request.fingerprint:
            return None
        return described_by(finished, self.edits, prepared.pixel_size if prepared else None)

    def forget(self) -> None:
        """Give back the memory; what is on disk stays."""
        self.prepared, self.numbers, self.count = None, None, LatestCount()

    def summary(
        self, *, is_counting: bool, model_sha256: str, fraction: float | None = None
    ) -> ScanSummary:
        """The row of the list.

        Args:
            is_counting: whether its count runs or waits to run.
            model_sha256: of the network that counts now.
            fraction: of the count that is done, 0 to 1; None where that is not known.
        """
        outcome = self.outcome
        state, why = self._state(model_sha256)
        shown = outcome if state in (ScanState.COUNTED, ScanState.FLAGGED) else None
        return ScanSummary(
            key=self.key,
            path=self.path,
            condition=self.assignment.condition,
            state=ScanState.COUNTING if is_counting else state,
            why=why,
            cells_per_mm2=shown.cells_per_mm2 if shown else None,
            cells=shown.cells if shown else None,
            interval=shown.interval if shown else None,
            thumbnail=self.thumbnail,
            fraction=fraction,
        )

    def state(self, model_sha256: str) -> ScanState:
        """How far the work has come, while it is not being counted."""
        return self._state(model_sha256)[0]

    def _state(self, model_sha256: str) -> tuple[ScanState, str]:
        if self.failure:
            return ScanState.FAILED, self.failure
        why = self.why_stale(model_sha256)
        if why:
            return ScanState.STALE, why
        if self.outcome is None:
            return (ScanState.OUTLINED if self.edits else ScanState.NEW), ""
        if self.outcome.flags:
            return ScanState.FLAGGED, "\n".join(self.outcome.flags)
        return ScanState.COUNTED, ""

    def why_stale(self, model_sha256: str) -> str:
        """Why the last count does not apply any more, in English; empty where it does."""
        if self.outcome is None:
            return ""
        if self.outcome.model_sha256 != model_sha256:
            return OTHER_MODEL
        if self.count.finished is not None and self.counted is None:
            return OTHER_FACTS
        if self.outcome.cells is None:
            return GROWN
        return ""


OTHER_MODEL = QT_TRANSLATE_NOOP("core", "It was counted with another model.")
OTHER_FACTS = QT_TRANSLATE_NOOP(
    "core", "The file, the channel or the pixel size has changed since the count."
)
GROWN = QT_TRANSLATE_NOOP("core", "The outline grew beyond what was counted.")


class ScanShelf:
    """All scans in the order of the list; only the latest few are held in memory whole."""

    def __init__(self) -> None:
        self._works: dict[int, ScanWork] = {}
        self._latest: OrderedDict[int, None] = OrderedDict()

    def __iter__(self) -> Iterator[ScanWork]:
        return iter(self._works.values())

    def get(self, key: int | None) -> ScanWork | None:
        """The scan of a key, or None."""
        return None if key is None else self._works.get(key)

    def of(self, path: Path) -> ScanWork | None:
        """The scan of a file, or None."""
        return next((work for work in self if work.path == path), None)

    def put(self, work: ScanWork) -> None:
        """Add a scan, at its place by key."""
        self._works[work.key] = work
        self._works = dict(sorted(self._works.items()))

    def take(self, key: int) -> ScanWork:
        """Take a scan off the shelf."""
        self._latest.pop(key, None)
        return self._works.pop(key)

    def touch(self, key: int, busy: int | None) -> None:
        """A scan is used: it stays in memory, and the one used longest ago does not.

        Args:
            key: of the scan.
            busy: of one that is being counted and stays, too.
        """
        self._latest[key] = None
        self._latest.move_to_end(key)
        idle = [other for other in self._latest if other not in (key, busy)]
        for other in idle[: max(len(self._latest) - MOST_PREPARED, 0)]:
            del self._latest[other]
            self._works[other].forget()
