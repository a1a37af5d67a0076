"""The whole study at once: counted in processes of their own, and reported on."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from melcount_app.core.batch import (
    BatchEvent,
    BatchSettled,
    BatchStarted,
    Control,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
    Which,
)
from melcount_app.core.plan import Concern, Settled
from melcount_app.core.report.study import ReportsProgress, StudyReportsWritten
from melcount_app.gui.language import language_code, told
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import study_work
from melcount_app.gui.session.batch_state import BatchState
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.rows import COUNTED, ScanState
from melcount_app.gui.session.sentences import told_of_reports
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.stage import Clock
from melcount_app.gui.session.work import Running

BATCH, REPORTS, PROTOCOL = "batch", "reports", "protocol"


class BatchDesk(QObject):
    """Counts a study unattended.

    The batch writes the study beside the window. Where both change the edits of a scan, the
    user's hold, and the count is told as it applies to them.

    Attributes:
        changed: `state`, or where results go, is another.
        counted: the batch has counted the scan that is shown.
        state: how far the batch is; None where none runs.
        results_folder: where results go; None while nobody said.
    """

    changed = Signal()
    counted = Signal()
    _busy = Signal()

    def __init__(self, ground: Ground, shown: ShownScan) -> None:
        super().__init__(ground.hall)
        self.state: BatchState | None = None
        study = ground.keeping.study
        self.results_folder = study.terms.results_folder() if study is not None else None
        self._ground, self._shown = ground, shown
        self._control = Control()
        self._clock = Clock()
        self._reports: StudyReportsWritten | None = None
        self._runner = ground.pools.runner(Pool.BATCH)
        self._runner.happened.connect(self._take)
        self._runner.finished.connect(self._on_ended)
        self._runner.cancelled.connect(self._on_cancelled)
        self._runner.failed.connect(self._on_failed)
        self._busy.connect(self._tell_busy)
        ground.pools.closing.connect(self._end)

    # What can be asked for

    def count_all(self, out: Path, which: Which = Which.UNFINISHED) -> None:
        """Count all scans without a count that applies, or those that failed.

        Args:
            out: folder for the results; it is remembered.
            which: scans are counted.
        """
        keeping = self._ground.keeping
        if keeping.study is None or not keeping.is_writable or self.state is not None:
            return
        self.results_folder = out
        said = self.tr("The study is being counted. You can go on working meanwhile.")
        self._ground.tell(Message(said))
        self._control, self._clock = Control(), Clock()
        self._set(BatchState())
        asked = study_work.BatchAsked(
            model=self._ground.model,
            which=which,
            reports=study_work.ReportsAsked(out, language_code()),
            control=self._control,
            flush=keeping.flush,
            wait=self._wait,
            is_in_memory=self._is_in_memory,
        )
        self._runner.enqueue(BATCH, study_work.batching(keeping.study, asked))

    def write_reports(self, asked: study_work.ReportsAsked) -> None:
        """Write a workbook per condition and one about the study."""
        keeping = self._ground.keeping
        if keeping.study is not None and self.state is None:
            self._control = Control()
            self._set(BatchState(is_reporting=True))
            self._runner.enqueue(REPORTS, study_work.reporting(keeping.study, asked, keeping.flush))

    def take_protocol(self, path: Path) -> None:
        """Count all scans with the protocol of a file from now on."""
        keeping = self._ground.keeping
        if keeping.study is not None and keeping.is_writable and self.state is None:
            events = study_work.taking_protocol(path, self._ground.model, keeping.study)
            self._runner.enqueue(PROTOCOL, events)

    def pause(self, *, is_paused: bool) -> None:
        """Let the batch rest in the middle of a scan, or go on."""
        if self.state is None or is_paused == self.state.is_paused:
            return
        if is_paused:
            self._control.pause()
        else:
            self._control.go_on()
            self._clock = Clock()  # the rest is no time that a scan takes
        self._set(dataclasses.replace(self.state, is_paused=is_paused, seconds_left=None))

    def cancel(self) -> None:
        """End the batch; what is finished is kept, the scan in hand is not."""
        if self.state is not None:
            self._control.cancel()
            self._unmark()
            self._set(dataclasses.replace(self.state, is_paused=False, is_ending=True))

    def _wait(self) -> bool:
        """Say, from whatever thread, that the study is busy; whether the batch waits on."""
        self._busy.emit()
        return not self._control.is_cancelled

    @Slot()
    def _tell_busy(self) -> None:
        waiting = self.tr("Another program is writing the study. The batch goes on after it.")
        self._ground.tell(Message(waiting))

    @Slot()
    def _end(self) -> None:
        """Let the batch end without another word."""
        self._control.cancel()

    def _is_in_memory(self, key: int) -> bool:
        """Whether somebody may look at a scan, so that its map is wanted."""
        work = self._ground.scans.get(key)
        return work is not None and (work.prepared is not None or self._shown.opens(work))

    def _set(self, state: BatchState | None) -> None:
        self.state = state
        self.changed.emit()

    # What comes back

    @Slot(object)
    def _take(self, event: study_work.StudyEvent) -> None:
        match event:
            case study_work.ReportsBegun():
                self._set(BatchState(is_reporting=True))
            case ReportsProgress(fraction):
                self._set(BatchState(is_reporting=True, reported=fraction))
            case StudyReportsWritten():
                self._reports = event
            case study_work.ProtocolTaken(protocol):
                self._ground.scans.follow(protocol)
            case study_work.CountKept():
                self._take_count(event)
            case _:
                self._follow(event)

    def _follow(self, event: BatchEvent) -> None:
        scans = self._ground.scans
        work = scans.get(getattr(event, "key", None))
        match event:
            case BatchSettled(_, settled, concerns):
                self._tell_settled(settled, concerns)
            case BatchStarted(todo):
                scans.mark(scans.those(todo), Running())
            case ScanStarted() if work is not None:
                scans.mark([work], Running(0.0))
            case ScanProgress(_, fraction) if work is not None and work.running:
                scans.mark([work], Running(fraction))
            case ScanDone() if work is not None:
                scans.mark([work], None)
            case ScanFailed(_, sentence) if work is not None:
                work.know(failure=sentence)
                scans.mark([work], None)
        if self.state is not None:
            after = self.state.after(event)
            progress = self._clock.progress(BATCH, after.done)
            self._set(dataclasses.replace(after, seconds_left=progress.seconds_left))

    def _tell_settled(self, settled: Settled, concerns: Sequence[Concern]) -> None:
        """By what all scans are counted, and what may keep them from being compared."""
        told_of = [told(concern.sentence) for concern in concerns]
        if settled.channel:
            sentence = self.tr("All scans are counted on the channel “{channel}”.")
            channel = QCoreApplication.translate("channels", settled.channel)
            told_of.insert(0, sentence.format(channel=channel))
        if told_of:
            self._ground.tell(Message(" ".join(told_of)))

    def _take_count(self, kept: study_work.CountKept) -> None:
        """Take over what the study holds of a scan; what was changed since it was read stays."""
        work = self._ground.scans.get(kept.entry.scan.key)
        if work is None:
            return
        work.take_kept(kept.entry)
        if kept.count is not None and self._is_in_memory(work.key):
            work.count = kept.count
        self._ground.scans.mark([work], None)
        if work is self._shown.work and work.prepared is not None:
            self.counted.emit()

    @Slot(str)
    def _on_cancelled(self, job: str) -> None:
        if job != PROTOCOL:
            self._on_ended(job)

    @Slot(str)
    def _on_ended(self, job: str) -> None:
        if job == PROTOCOL:
            protocol = self._ground.scans.protocol
            sentence = self.tr("All scans are counted with the protocol “{name}” from now on.")
            told = sentence.format(name=protocol.name if protocol is not None else "")
            self._ground.tell(Message(told, Tone.DONE))
            self.changed.emit()
            return
        self._unmark()
        reports, self._reports = self._reports, None
        self._set(None)
        self._ground.tell(self._said_of_end(reports, is_batch=job == BATCH))

    def _said_of_end(self, reports: StudyReportsWritten | None, *, is_batch: bool) -> Message:
        told = [self._told_of_batch()] if is_batch else []
        if reports is not None:
            told.append(told_of_reports(reports))
        offers = self._offers(has_reports=reports is not None) if is_batch else ()
        is_good = not (set(offers) - {"write_reports"} or (reports and reports.renamed))
        folder = reports.summary.parent if reports is not None else None
        return Message(" ".join(told), Tone.DONE if is_good else Tone.NOTE, folder, offers)

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        if job != PROTOCOL:
            self._unmark()
            self._reports = None
            self._set(None)
        if job == BATCH:
            self._ground.tell(Message(self._told_of_batch(), offers=("count_all",)))
        self._ground.tell_error(job, error)

    def _unmark(self) -> None:
        """No scan of the batch waits any more."""
        pending = self.state.pending if self.state is not None else ()
        self._ground.scans.mark(self._ground.scans.those(pending), None)

    def _told_of_batch(self) -> str:
        """What the batch came to."""
        scans = self._ground.scans
        counted, failed = scans.number_of(*COUNTED), scans.number_of(ScanState.FAILED)
        parts = [self.tr("{n} of {all} scans are counted").format(n=counted, all=len(scans))]
        if failed:
            parts.append(self.tr("{n} failed, as the list tells").format(n=failed))
        return f"{', '.join(parts)}."

    def _offers(self, *, has_reports: bool) -> tuple[str, ...]:
        """What may be done next."""
        scans = self._ground.scans
        may_retry = any(
            scans.row(work.key).state is ScanState.FAILED and not work.entry.waits_for_user
            for work in scans
        )
        return (
            *(["count_failed"] if may_retry else []),
            *(["count_all"] if self._control.is_cancelled else []),
            *(["write_reports"] if scans.number_of(*COUNTED) and not has_reports else []),
        )
