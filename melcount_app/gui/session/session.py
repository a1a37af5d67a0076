"""The state behind the window: widgets show what it has and ask it for changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot
from typing_extensions import override

from melcount_app.core.channel import ChannelChoice, choose_channel
from melcount_app.core.count import ScanCounted, TileCounted
from melcount_app.core.mask import MaskSettings, MaskSource, mask_geojson
from melcount_app.core.region import geojson
from melcount_app.core.study import Study
from melcount_app.gui.messages import Tone
from melcount_app.gui.session import jobs
from melcount_app.gui.session.batching import Batching
from melcount_app.gui.session.peaks import Peaks
from melcount_app.gui.session.picture import DensityPicture
from melcount_app.gui.session.scans import ScanWork
from melcount_app.gui.session.sentences import export_message
from melcount_app.gui.session.state import Clock, Stage
from melcount_app.gui.session.summary import ScanSummary
from melcount_app.gui.worker import Runner, one_thread_pool

COUNTING, EXPORTING, MEASURING, FILES = "count", "export", "measure", "files"
FOUND = (MaskSource.AUTOMATIC, MaskSource.WHOLE_SCAN)
"""Masks that melcount found itself and finds anew on another channel."""


class Session(Batching):
    """The scans of a study, one of which is shown, from opening to export.

    All long work runs on pool threads; what comes back changes the state here, on the GUI
    thread, and a signal says so.

    Attributes:
        numbers_changed: `numbers` are new, or None.
    """

    numbers_changed = Signal()

    def __init__(
        self, model: Path, study: Study | None = None, parent: QObject | None = None
    ) -> None:
        """Begin with the scans of a study, none of which is shown.

        Args:
            model: folder of the model that counts.
            study: keeps what is done; None to keep nothing.
            parent: Qt owner.
        """
        super().__init__(model, study, parent)
        self._clock = Clock()
        self._measured: tuple[object, ...] = ()
        self._pools = (one_thread_pool(self), one_thread_pool(self))
        self._work = self._runner(0, self._take)
        self._measuring = self._runner(1, self._take_numbers)
        self._files = self._runner(1, self._take_file)
        self.peaks = Peaks(self._pools[1], self)
        self.scan_changed.connect(self._files.cancel)
        for changed in (
            *(self.scan_changed, self.scan_prepared),
            *(self.edits_changed, self.count_changed),
        ):
            changed.connect(self._measure)

    def _runner(self, pool: int, take: Callable[[Any], None]) -> Runner:
        runner = Runner(self._pools[pool], self)
        runner.happened.connect(take)
        runner.failed.connect(self._on_failed)
        runner.cancelled.connect(self._on_cancelled)
        runner.started.connect(self._on_job_changed)
        runner.finished.connect(self._on_job_changed)
        return runner

    # What there is

    @property
    def job(self) -> str:
        """Name of the long job that runs: open, count, export, or empty."""
        return self._opener.job or self._work.job

    @property
    def is_counting(self) -> bool:
        """Whether the scan that is shown is being counted."""
        return self._work.job == COUNTING and self._counting is self._current

    @property
    def summaries(self) -> tuple[ScanSummary, ...]:
        """What the list of scans tells, in its order."""
        return tuple(
            work.summary(
                is_counting=self._is_busy(work),
                model_sha256=self._model_sha256,
                fraction=self.batch.fraction_of(work.key) if self.batch else None,
            )
            for work in self._shelf
        )

    @property
    def counted(self) -> ScanCounted | None:
        """The count, described with the present mask; None where it does not apply any more."""
        counted = self._current.counted if self._current else None
        if counted is None or counted.request.card.sha256 != self._model_sha256:
            return None
        return counted

    @property
    def picture(self) -> DensityPicture | None:
        """The density map for the eye; None where there is no count that applies."""
        is_shown = self.is_counting or self.counted is not None
        return self._current.count.picture if self._current and is_shown else None

    @property
    def is_measured(self) -> bool:
        """Whether `numbers` follow from the present edits and count."""
        return self.numbers is not None and self._measuring.is_idle

    @property
    def is_complete(self) -> bool:
        """Whether the whole sample is counted, so that results may be exported."""
        return (
            self.counted is not None
            and self.is_measured
            and self.numbers is not None
            and self.numbers.measurement.sample.cells is not None
        )

    @property
    def why_stale(self) -> str:
        """Why the count of the scan that is shown does not apply any more; empty where it does."""
        return self._current.why_stale(self._model_sha256) if self._current else ""

    @property
    def stage(self) -> Stage:
        """How far the work on the scan that is shown has come."""
        if self._opener.job:
            return Stage.OPENING
        work = self._current
        if work is None or self.edits is None:
            return Stage.EMPTY
        if self._is_busy(work):
            return Stage.COUNTING
        if self.counted is None:
            return self._stage_before_count(work)
        if self.is_measured and not self.is_complete:
            return Stage.GROWN
        is_exported = work.exported == (work.count.finished, work.edits)
        return Stage.EXPORTED if is_exported else Stage.COUNTED

    def _stage_before_count(self, work: ScanWork) -> Stage:
        if work.count.finished is not None:
            return Stage.STALE
        return Stage.OUTLINED if self.pixel_size else Stage.UNCALIBRATED

    @property
    def may_count(self) -> bool:
        """Whether there is something to count of the scan that is shown, and nothing is at it."""
        work = self._current
        is_ready = work is not None and self.edits is not None and not self._is_busy(work)
        return is_ready and not self.job and not self.is_complete

    # What can be asked for

    def count(self) -> None:
        """Count the sample, or the part of it that was not counted yet."""
        work = self._current
        if work is None or work.prepared is None or work.edits is None:
            return
        if self.job or self._is_busy(work):
            return
        self._counting, self._clock = work, Clock()
        earlier = work.counted
        work.count.begin(earlier)
        events = jobs.counting(work.key, work.prepared, work.edits, self.model, earlier)
        self._work.run(COUNTING, events)
        self.picture_changed.emit()

    @override
    def _is_busy(self, work: ScanWork) -> bool:
        is_counted_here = work is self._counting and self._work.job == COUNTING
        return is_counted_here or (self.batch is not None and self.batch.holds(work.key))

    def cancel(self) -> None:
        """Stop the long job; what was there before stays."""
        self._opener.cancel()
        self._work.cancel()

    def export(self, folder: Path) -> None:
        """Write all results into a folder."""
        counted, work = self.counted, self._current
        if work is None or self.prepared is None or self.edits is None or counted is None:
            return
        if not self.job:
            self._work.run(
                EXPORTING,
                jobs.exporting(work.key, self.prepared, self.edits, counted, folder),
            )

    def find_mask(self) -> None:
        """Go back to the automatic outline."""
        self.set_mask_settings(MaskSettings(), is_final=True)

    def set_mask_settings(self, settings: MaskSettings, *, is_final: bool) -> None:
        """Find the outline anew.

        Args:
            settings: where the sample begins, and how smooth its outline is.
            is_final: whether the step is finished; else more settings follow soon.
        """
        if self.prepared is not None and self.edits is not None:
            events = jobs.finding_mask(
                self.prepared, self.edits.channel, settings, is_final=is_final
            )
            self._files.follow(FILES, events)

    def choose_channel(self, name: str) -> None:
        """Show and count another channel; an outline that was found is found anew on it."""
        prepared, edits = self.prepared, self.edits
        if prepared is None or edits is None or name == edits.channel.name:
            return
        choice = prepared.channel
        if name != choice.name:
            choice = choose_channel(prepared.overview.pixels, prepared.channels, name)
        if edits.mask.source in FOUND:
            settings = edits.mask.found_with
            self._files.run(FILES, jobs.finding_mask(prepared, choice, settings))
        else:
            self._set_channel(choice)

    def _set_channel(self, choice: ChannelChoice) -> None:
        self._try(self.tr("channel"), lambda e: dataclasses.replace(e, channel=choice))

    def load_mask(self, path: Path) -> None:
        """Take the outline of the sample from a GeoJSON file."""
        if self.prepared is not None and self.edits is not None:
            self._files.run(FILES, jobs.loading_mask(path, self.prepared, self.edits.channel))

    def save_mask(self, path: Path) -> None:
        """Write the outline of the sample to a GeoJSON file."""
        if self.edits is not None:
            self._files.run(FILES, jobs.saving_text(path, mask_geojson(self.edits.mask)))

    def save_protocol(self, path: Path) -> None:
        """Write what the scans are counted with to a file, for other studies."""
        if self.protocol is not None:
            self._files.run(FILES, jobs.saving_text(path, f"{self.protocol.to_json()}\n"))

    def load_regions(self, path: Path) -> None:
        """Add the regions of a GeoJSON file."""
        if self.prepared is not None:
            self._files.run(FILES, jobs.loading_regions(path, self.prepared))

    def save_regions(self, path: Path) -> None:
        """Write the regions to a GeoJSON file."""
        if self.edits is not None:
            self._files.run(FILES, jobs.saving_text(path, geojson(self.edits.regions)))

    def close(self) -> None:
        """Stop all work, wait for its threads and put all on disk; the session is over then.

        Raises:
            MelcountError: something cannot be saved; to be tried again.
        """
        self.withdraw()
        self._end_batch()
        for runner in (
            *(self._opener, self._work, self._measuring),
            *(self._files, self._finder, self._glancer, self.peaks),
            *(self._proposer, self._facts_reader),
        ):
            runner.cancel()
        for pool in (*self._pools, self._batch_pool, *self._list_pools):
            pool.waitForDone()
        self._keeper.close()
        if self.study is not None:
            self.study.close()

    # What comes back

    @Slot()
    def _measure(self) -> None:
        """Let the numbers follow the edits."""
        work = self._current
        self.peaks.follow(self.counted)
        if work is None or work.prepared is None or work.edits is None:
            self._measuring.cancel()
            self.numbers_changed.emit()
            return
        counted = self.counted
        facts = (work.key, work.edits.mask, work.pixel_size, work.count.finished, bool(counted))
        is_same = facts == self._measured and self.is_measured
        self._measured = facts
        self._measuring.follow(
            MEASURING,
            jobs.measuring(
                work.key,
                work.prepared,
                work.edits,
                work.pixel_size,
                self.model,
                counted,
                work.numbers if is_same else None,
            ),
        )

    @Slot(object)
    def _take(self, event: object) -> None:
        match event:
            case TileCounted():
                self._add_tile(event)
            case ScanCounted():
                self._finish_count(event)
            case jobs.Measured():
                self._take_outcome(event)
            case jobs.Exported():
                self._finish_export(event)

    @Slot(object)
    def _take_numbers(self, measured: jobs.Measured) -> None:
        work = self._shelf.get(measured.key)
        if work is None or work is not self._current:
            return
        work.numbers = measured.numbers
        self._take_outcome(measured)
        self.numbers_changed.emit()
        self.stage_changed.emit()

    def _take_outcome(self, measured: jobs.Measured) -> None:
        work, outcome = self._shelf.get(measured.key), measured.outcome
        if work is not None and outcome is not None and outcome != work.outcome:
            work.outcome = outcome
            self._keep("outcome", work.key, "save_result", work.key, outcome.to_json())
        self.summaries_changed.emit()

    @Slot(object)
    def _take_file(self, event: jobs.FileEvent) -> None:
        match event:
            case jobs.MaskFound():
                self._take_mask(event)
            case jobs.RegionsRead(path, regions):
                self.add_regions(self.tr("load {name}").format(name=path.name), regions)
            case jobs.TextSaved(path):
                sentence = self.tr("{name} was saved.").format(name=path.name)
                self._tell(sentence, Tone.DONE, path.parent)

    def _take_mask(self, found: jobs.MaskFound) -> None:
        if self.edits is None:
            return
        after = dataclasses.replace(self.edits, mask=found.mask, channel=found.channel)
        self.propose(after)
        if found.is_final:
            self.settle(self.tr("outline"))

    def _add_tile(self, tile: TileCounted) -> None:
        if self._counting is None:
            return
        self._counting.count.add(tile)
        if self._counting is self._current:
            self.picture_changed.emit()
        self.progressed.emit(self._clock.progress(COUNTING, tile.done / tile.total))

    def _finish_count(self, counted: ScanCounted) -> None:
        work = self._counting
        if work is None:
            return
        work.count.finish(counted)
        if work.prepared is not None:
            known = dataclasses.replace(work.prepared, channel=counted.request.channel, coarse=())
            self._keep("prepared", work.key, "save_prepared", work.key, known)
        self._keep("count", work.key, "save_count", work.key, counted)
        if work.failure:
            self._set_failure(work, "")
        if work is self._current:
            self._measure()

    def _finish_export(self, exported: jobs.Exported) -> None:
        work = self._shelf.get(exported.key)
        if work is not None and work.count.finished is not None and work.edits is not None:
            work.exported = (work.count.finished, work.edits)
        self.told.emit(export_message(exported.written))

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        work = self._counting
        if job == COUNTING and work is not None:
            self._fail(work, str(error))
        self._go_back(job)
        self._tell_error(error)

    @Slot(str)
    def _on_cancelled(self, job: str) -> None:
        self._go_back(job)
        self._on_job_changed()

    def _go_back(self, job: str) -> None:
        """Leave no trace of a count that did not come to its end."""
        if job == COUNTING and self._counting is not None:
            self._counting.count.give_up()
            self.picture_changed.emit()
