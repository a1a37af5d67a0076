"""The count desk: counts the scan that is shown, while another may be looked at."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.count import ScanCounted, TileCounted
from melcount_app.core.errors import MelcountError
from melcount_app.core.fluorescence import NoFluorescenceError
from melcount_app.core.order import CountDone, CountOrder, CountProgress, count_one
from melcount_app.core.protocol import Protocol
from melcount_app.core.standing import CountHead
from melcount_app.core.study import Study
from melcount_app.core.terms import terms_of
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.measuring import Measured, ToMeasure, measuring
from melcount_app.gui.session.picture import DensityPicture
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.rows import COUNTED
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.stage import Clock
from melcount_app.gui.session.work import Running, ScanWork

COUNTING = "count"


class CountDesk(QObject):
    """One count at a time, of the scan that was shown when it began.

    Attributes:
        changed: the scan that is shown has another count.
        picture_changed: its density picture has more tiles, or is another one.
        job_changed: a count begins or ends.
        progressed: a `Progress`.
        doubted: a `NoFluorescenceError`: the scan that is shown was not counted, unless the user
            insists.
    """

    changed = Signal()
    picture_changed = Signal()
    job_changed = Signal()
    progressed = Signal(object)
    doubted = Signal(object)

    def __init__(self, ground: Ground, shown: ShownScan) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown = ground, shown
        self._work: ScanWork | None = None
        self._clock = Clock()
        self._runner = ground.pools.runner(Pool.COUNTING)
        self._runner.happened.connect(self._take)
        self._runner.started.connect(self.job_changed)
        self._runner.finished.connect(self._on_ended)
        self._runner.failed.connect(self._on_failed)
        self._runner.cancelled.connect(self._on_ended)
        shown.read.connect(self.picture_changed)

    @property
    def is_counting(self) -> bool:
        """Whether a scan is being counted here."""
        return bool(self._runner.job)

    @property
    def may_count(self) -> bool:
        """Whether the scan that is shown lacks a count that applies, and nothing is at it."""
        work = self._shown.work
        if work is None or self._shown.edits is None or work.running or self.is_counting:
            return False
        return self._ground.scans.row(work.key).state not in COUNTED

    @property
    def picture(self) -> DensityPicture | None:
        """The density map for the eye; None where there is no count that applies."""
        work = self._shown.work
        if work is None:
            return None
        is_shown = work is self._work or self._shown.counted is not None
        return work.count.picture if is_shown else None

    def count(self) -> None:
        """Count the sample, or the part of it that was not counted yet."""
        work = self._shown.work
        if work is None or work.prepared is None or not self.may_count:
            return
        order = CountOrder(
            scan=work.path,
            model=self._ground.model,
            user=work.edits,
            protocol=self._ground.scans.protocol,
            prepared=work.prepared,
            earlier=self._shown.counted,
        )
        self._work, self._clock = work, Clock()
        work.count.begin(order.earlier)
        self._ground.scans.mark([work], Running(0.0))
        self._runner.run(COUNTING, counting(work.key, order))
        self.picture_changed.emit()

    def cancel(self) -> None:
        """Stop; what was there before stays."""
        self._runner.cancel()

    # What comes back

    @Slot(object)
    def _take(self, event: CountProgress | ScanMeasured) -> None:
        work = self._work
        if work is None:
            return
        match event:
            case CountProgress(fraction, tile):
                self._show(work, fraction, tile)
            case ScanMeasured():
                self._finish(work, event)

    def _show(self, work: ScanWork, fraction: float, tile: TileCounted | None) -> None:
        if tile is not None:
            work.count.add(tile)
            if work is self._shown.work:
                self.picture_changed.emit()
        self._ground.scans.mark([work], Running(fraction))
        self.progressed.emit(self._clock.progress(COUNTING, fraction))

    def _finish(self, work: ScanWork, measured: ScanMeasured) -> None:
        done, head, key = measured.done, measured.measured.head, work.key
        if not done.is_new or head is None:  # what was counted earlier stands
            work.count.give_up()
            return
        work.count.finish(done.counted)
        work.take_head(head)
        work.know(failure="")
        self._fix_protocol(done.counted)
        self._ground.keeping.keep(lambda study: _save(study, key, done, head))
        if work is self._shown.work:
            self.changed.emit()

    def _fix_protocol(self, counted: ScanCounted) -> None:
        """A study is counted by one protocol, from its first count on."""
        scans, card = self._ground.scans, counted.request.card
        protocol = scans.protocol or Protocol(card.name, card.name, card.sha256)
        scans.follow(protocol)
        self._ground.keeping.keep(lambda study: study.terms.set_protocol(protocol))

    @Slot(str)
    def _on_ended(self, _: str) -> None:
        work, self._work = self._work, None
        if work is not None:
            work.count.give_up()
            self._ground.scans.mark([work], None)
        self.picture_changed.emit()
        self.job_changed.emit()

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        work = self._work
        if work is not None and isinstance(error, MelcountError):
            self._shown.fail(work, str(error))
        self._on_ended(job)
        if isinstance(error, NoFluorescenceError) and work is self._shown.work:
            self.doubted.emit(error)
        else:
            self._ground.tell_error(job, error)


@dataclass(frozen=True, slots=True)
class ScanMeasured:
    """The last event of a count: what was done, and what it comes to."""

    done: CountDone
    measured: Measured


def counting(key: int, order: CountOrder) -> Generator[CountProgress | ScanMeasured, None, None]:
    """Count a scan, then measure it."""
    for event in count_one(order):
        if isinstance(event, CountProgress):
            yield event
            continue
        terms = terms_of(event.prepared.file_terms, event.edits, order.protocol)
        of = ToMeasure(key, event.prepared, event.edits, terms, event.counted, order.model)
        for measured in measuring(of):
            yield ScanMeasured(event, measured)


def _save(study: Study, key: int, done: CountDone, head: CountHead) -> None:
    """Keep a count and what was seen of its file."""
    with study.together():
        study.scans.set_failure(key, "")
        study.save_prepared(key, done.prepared)
        study.save_count(key, done.counted, head)
