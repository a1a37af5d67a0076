"""The numbers of the scan that is shown, which follow its edits and its count."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.errors import MelcountError, StudyDamagedError
from melcount_app.core.protocol import Protocol
from melcount_app.core.report.study import measured_anew
from melcount_app.core.standing import CountHead
from melcount_app.core.study import ScanEntry, Study
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.measuring import Measured, Numbers, ToMeasure, measuring
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.work import ScanWork

MEASURING, CATCHING_UP = "measure", "catch up"


class NumberDesk(QObject):
    """Measures what is shown whenever edits or count are others.

    Attributes:
        changed: `present` is another.
    """

    changed = Signal()

    def __init__(self, ground: Ground, shown: ShownScan, desk: EditDesk) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown, self._desk = ground, shown, desk
        self._wanted: ToMeasure | None = None
        self._latest: Measured | None = None
        self._tried: dict[int, ScanEntry] = {}
        self._left_behind: set[int] = set()
        self._runner = ground.pools.runner(Pool.MEASURING)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(self._on_failed)
        self._behind = ground.pools.runner(Pool.LISTING)
        self._behind.happened.connect(self._take_head)
        self._behind.finished.connect(self._catch_up_rest)
        self._behind.failed.connect(self._on_not_caught_up)
        for changed in (shown.changed, shown.read, desk.changed):
            changed.connect(self.follow)
        desk.settled.connect(self._on_settled)
        shown.changed.connect(self.catch_up)

    @property
    def present(self) -> Numbers | None:
        """What follows from edits and count; None until measured."""
        return self._shown.work.numbers if self._shown.work else None

    @property
    def is_measured(self) -> bool:
        """Whether `present` follows from the present edits and count."""
        return self.present is not None and self._runner.is_idle

    @property
    def is_whole(self) -> bool:
        """Whether the whole sample is counted, so that results may be exported."""
        numbers = self.present
        return (
            self.is_measured
            and numbers is not None
            and self._shown.counted is not None
            and numbers.measurement.sample.cells is not None
        )

    @Slot()
    def follow(self) -> None:
        """Measure what is shown now, unless that is being done or was."""
        wanted, before = self._to_measure(), self._wanted
        self._wanted = wanted
        if wanted is None:
            self._runner.cancel()
            self.changed.emit()
            return
        is_under_way = self.present is not None or not self._runner.is_idle
        if before is not None and wanted.is_same_as(before) and is_under_way:
            return
        latest, known = self._latest, None
        if latest is not None and wanted.differs_by_regions_only(latest.of):
            known = latest.numbers
        self._runner.follow(MEASURING, measuring(wanted, known))

    def _to_measure(self) -> ToMeasure | None:
        shown, work, terms = self._shown, self._shown.work, self._shown.terms
        if work is None or work.prepared is None or work.edits is None or terms is None:
            return None
        return ToMeasure(
            key=work.key,
            prepared=work.prepared,
            edits=work.edits,
            terms=terms,
            counted=shown.counted,
            model=self._ground.model,
        )

    @Slot(object)
    def _take(self, measured: Measured) -> None:
        work = self._shown.work
        if work is None or work.key != measured.of.key:
            return
        work.numbers, self._latest = measured.numbers, measured
        if not self._desk.is_in_hand:
            self._keep(work, measured.head)
        self.changed.emit()

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        """What was measured before is not what is shown now."""
        if self._shown.work is not None:
            self._shown.work.numbers = None
        self._ground.tell_error(job, error)
        self.changed.emit()

    @Slot()
    def _on_settled(self) -> None:
        """What was measured while a shape was in hand holds now."""
        work, wanted, latest = self._shown.work, self._to_measure(), self._latest
        if work is not None and wanted and latest and wanted.is_same_as(latest.of):
            self._keep(work, latest.head)

    def _keep(self, work: ScanWork, head: CountHead | None) -> None:
        """Remember what the count of a scan comes to."""
        if head is None or head == work.entry.count:
            return
        key = work.key
        work.take_head(head)
        self._ground.scans.refresh(work)
        self._ground.keeping.keep(lambda study: study.save_head(key, head), replaces=("head", key))

    @Slot()
    def catch_up(self) -> None:
        """Measure scans that are not shown, whose edits changed since they were measured last."""
        if self._behind.is_idle:
            self._tried = {}
            self._catch_up_rest()

    @Slot()
    def _catch_up_rest(self) -> None:
        """Measure those that fell behind since; none twice as it is."""
        keeping, scans = self._ground.keeping, self._ground.scans
        if keeping.study is None or not keeping.is_writable or keeping.problem:
            return
        behind = {
            work.key: work.entry
            for work in scans.unmeasured
            if work is not self._shown.work
            and work.key not in self._left_behind
            and self._tried.get(work.key) is not work.entry
        }
        self._tried |= behind
        if behind:
            events = _catching_up(keeping.study, list(behind), scans.protocol, keeping.flush)
            self._behind.run(CATCHING_UP, events)

    @Slot(str, object)
    def _on_not_caught_up(self, job: str, error: Exception) -> None:
        """Say it once, and leave these scans as they are: counting them again will do."""
        self._left_behind |= self._tried.keys()
        self._ground.tell_error(job, error)

    @Slot(object)
    def _take_head(self, found: tuple[int, CountHead]) -> None:
        work = self._ground.scans.get(found[0])
        if work is not None and work is not self._shown.work:
            work.take_head(found[1])
            self._ground.scans.refresh(work)


def _catching_up(
    study: Study, keys: Sequence[int], protocol: Protocol | None, flush: Callable[[], None]
) -> Generator[tuple[int, CountHead], None, None]:
    """Measure the counts that a study holds, as its edits are now."""
    try:
        flush()
    except MelcountError:  # which is told where it is kept; this follows when it is saved again
        return
    damage: list[str] = []
    for key in keys:
        measured_anew(study, study.entry(key), protocol)
        damaged = study.damage_of(key, with_maps=True)
        damage += [damaged.sentence] if damaged else []
        head = study.entry(key).count  # also of one whose outline grew, which makes it stale
        if head is not None and not damaged:
            yield key, head
    if damage:
        raise StudyDamagedError(damage[0])
