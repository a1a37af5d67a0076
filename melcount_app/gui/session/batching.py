"""The whole study at once: counted in processes of their own, and reported on."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.batch import (
    BatchEvent,
    Control,
    ScanDone,
    ScanFailed,
    ScanProgress,
    ScanStarted,
    Which,
)
from melcount_app.core.edits import Edits
from melcount_app.core.report.study import ReportsProgress, StudyReportsWritten
from melcount_app.core.study import Study
from melcount_app.gui.language import language_code
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import batch_jobs
from melcount_app.gui.session.batch import BatchState
from melcount_app.gui.session.planning import Planning
from melcount_app.gui.session.sentences import told_of_reports
from melcount_app.gui.session.shelf import model_sha256
from melcount_app.gui.session.state import Clock
from melcount_app.gui.session.summary import ScanState
from melcount_app.gui.worker import Runner, one_thread_pool

BATCH, REPORTS, PROTOCOL = "batch", "reports", "protocol"


class Batching(Planning):
    """A study whose scans can be counted unattended.

    The batch writes the study beside the window. Where both change the edits of a scan, the
    user's hold, and the count is told as it applies to them.

    Attributes:
        batch_changed: `batch` is another.
        count_changed: the batch has counted the scan that is shown.
        batch: how far the batch is; None where none runs.
        protocol: what all scans are counted with; None before the first batch.
        results_folder: where results go; None while nobody said.
    """

    batch_changed = Signal()
    count_changed = Signal()

    def __init__(self, model: Path, study: Study | None, parent: QObject | None) -> None:
        super().__init__(study, parent)
        self.model = model
        self.batch: BatchState | None = None
        self._model_sha256 = model_sha256(model)
        self.protocol = study.protocol() if study is not None else None
        self.results_folder = study.results_folder() if study is not None else None
        self._control = Control()
        self._batch_clock = Clock()
        self._edits_in_hand: Edits | None = None
        self._reports: StudyReportsWritten | None = None
        self._batch_pool = one_thread_pool(self)
        self._batcher = Runner(self._batch_pool, self)
        self._batcher.happened.connect(self._take_batch)
        self._batcher.finished.connect(self._on_batch_ended)
        self._batcher.cancelled.connect(self._on_batch_ended)
        self._batcher.failed.connect(self._on_batch_failed)

    @property
    def is_writable(self) -> bool:
        """Whether there is a study, and it is ours to write."""
        return self.study is not None and not self.study.is_read_only

    def count_all(self, out: Path, which: Which = Which.UNFINISHED) -> None:
        """Count all scans without a count that applies, or those that failed.

        Args:
            out: folder for the results; it is remembered.
            which: scans are counted.
        """
        if self.study is None or not self.is_writable or self.batch is not None:
            return
        self.results_folder = out
        self._tell(self.tr("The study is being counted. You can go on working meanwhile."))
        self._control, self._batch_clock = Control(), Clock()
        self._set_batch(BatchState())
        asked = batch_jobs.BatchAsked(self.model, out, which)
        reports = batch_jobs.ReportsAsked(out, language_code())
        flush, control = self._keeper.flush, self._control
        self._batcher.run(BATCH, batch_jobs.batching(self.study, asked, reports, control, flush))

    def write_reports(self, asked: batch_jobs.ReportsAsked) -> None:
        """Write a workbook per condition and one about the study."""
        if self.study is not None and self.batch is None:
            self._control = Control()
            self._set_batch(BatchState(is_reporting=True))
            flush = self._keeper.flush
            self._batcher.run(REPORTS, batch_jobs.reporting(self.study, asked, flush))

    def take_protocol(self, path: Path) -> None:
        """Count all scans with the protocol of a file from now on."""
        if self.study is not None and self.is_writable and self.batch is None:
            events = batch_jobs.taking_protocol(path, self.model, self.study)
            self._batcher.run(PROTOCOL, events)

    def pause_batch(self, *, is_paused: bool) -> None:
        """Let the batch rest in the middle of a scan, or go on."""
        if self.batch is None or is_paused == self.batch.is_paused:
            return
        if is_paused:
            self._control.pause()
        else:
            self._control.go_on()
            self._batch_clock = Clock()  # the rest is no time that a scan takes
        self._set_batch(dataclasses.replace(self.batch, is_paused=is_paused, seconds_left=None))

    def cancel_batch(self) -> None:
        """End the batch; what is finished is kept, the scan in hand is not."""
        if self.batch is not None:
            self._control.cancel()
            self._set_batch(dataclasses.replace(self.batch, is_paused=False, is_ending=True))

    def _end_batch(self) -> None:
        """Let the batch end without another word."""
        self._control.cancel()
        self._batcher.cancel()

    def _set_batch(self, batch: BatchState | None) -> None:
        self.batch = batch
        self.batch_changed.emit()
        self._on_job_changed()

    @Slot(object)
    def _take_batch(self, event: batch_jobs.StudyEvent) -> None:
        match event:
            case batch_jobs.ReportsBegun():
                self._set_batch(BatchState(is_reporting=True))
            case ReportsProgress(fraction):
                self._set_batch(BatchState(is_reporting=True, reported=fraction))
            case StudyReportsWritten():
                self._reports = event
            case batch_jobs.ProtocolTaken(protocol):
                self.protocol = protocol
            case batch_jobs.CountKept():
                self._take_count(event)
            case _:
                self._follow_batch(event)

    def _follow_batch(self, event: BatchEvent) -> None:
        work = self._shelf.get(getattr(event, "key", None))
        match event:
            case ScanStarted() if work is not None:
                self._edits_in_hand = work.edits
            case ScanDone(_, outcome) if work is not None:
                work.failure, work.outcome = "", outcome
            case ScanFailed(_, sentence) if work is not None:
                work.failure = sentence
        if self.batch is not None:
            after = self.batch.after(event)
            progress = self._batch_clock.progress(BATCH, after.done)
            self.batch = dataclasses.replace(after, seconds_left=progress.seconds_left)
            self.batch_changed.emit()
            if isinstance(event, ScanProgress):
                self.summaries_changed.emit()
            else:
                self._on_job_changed()

    def _take_count(self, kept: batch_jobs.CountKept) -> None:
        """Show the count of a scan that is in memory; edits made since it began stay."""
        work = self._shelf.get(kept.key)
        if work is None:
            return
        if kept.edits is not None and work.edits == self._edits_in_hand:
            work.edits = kept.edits
        if work.prepared is not None or work is self._opening:
            work.count = kept.count
        if work is self._current and work.prepared is not None:
            self.edits_changed.emit()
            self.picture_changed.emit()
            self.count_changed.emit()

    @Slot(str)
    def _on_batch_ended(self, job: str) -> None:
        if job == PROTOCOL:
            name = self.protocol.name if self.protocol is not None else ""
            sentence = self.tr("All scans are counted with the protocol “{name}” from now on.")
            self._tell(sentence.format(name=name), Tone.DONE)
            return
        reports, self._reports = self._reports, None
        self._set_batch(None)
        told = [self._told_of_batch()] if job == BATCH else []
        if reports is not None:
            told.append(told_of_reports(reports))
        offers = self._offers(has_reports=reports is not None) if job == BATCH else ()
        is_good = not (set(offers) - {"write_reports"} or (reports and reports.renamed))
        folder = reports.summary.parent if reports is not None else None
        tone = Tone.DONE if is_good else Tone.NOTE
        self.told.emit(Message(" ".join(told), tone, folder, offers))

    @Slot(str, object)
    def _on_batch_failed(self, job: str, error: Exception) -> None:
        self._set_batch(None)
        if job == BATCH:
            self.told.emit(Message(self._told_of_batch(), offers=("count_all",)))
        self._tell_error(error)

    def _told_of_batch(self) -> str:
        """What the batch came to."""
        counted, failed = self._tally()
        parts = [
            self.tr("{n} of {all} scans are counted").format(n=counted, all=len(self.assignments))
        ]
        if failed:
            parts.append(self.tr("{n} failed, as the list tells").format(n=failed))
        return f"{', '.join(parts)}."

    def _offers(self, *, has_reports: bool) -> tuple[str, ...]:
        """What may be done next."""
        counted, failed = self._tally()
        return (
            *(["count_failed"] if failed else []),
            *(["count_all"] if self._control.is_cancelled else []),
            *(["write_reports"] if counted and not has_reports else []),
        )

    def _tally(self) -> tuple[int, int]:
        """How many scans are counted, and how many failed."""
        states = [work.state(self._model_sha256) for work in self._shelf]
        counted = states.count(ScanState.COUNTED) + states.count(ScanState.FLAGGED)
        return counted, states.count(ScanState.FAILED)
