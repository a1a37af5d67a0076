"""The state behind the window: widgets show what it has and ask it for changes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot
from PySide6.QtGui import QUndoStack

from melcount_app.core.channel import choose_channel
from melcount_app.core.count import ScanCounted, TileCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import MelcountError
from melcount_app.core.geometry import PixelSize, PixelSizeSource
from melcount_app.core.mask import MaskSource, drawn_mask, mask_geojson
from melcount_app.core.prepare import (
    PreparedScan,
    ScanPrepared,
    ScanPreviewed,
    ScanRead,
    prepare_scan,
)
from melcount_app.core.region import Region, geojson, polygon
from melcount_app.gui.commands import ChangeEdits
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import jobs
from melcount_app.gui.session.counts import LatestCount
from melcount_app.gui.session.picture import DensityPicture
from melcount_app.gui.session.sentences import export_message
from melcount_app.gui.session.state import Clock, Numbers, Stage
from melcount_app.gui.worker import Runner, one_thread_pool

OPENING, COUNTING, EXPORTING, MEASURING, FILES = "open", "count", "export", "measure", "files"
FOUND = (MaskSource.AUTOMATIC, MaskSource.WHOLE_SCAN)
"""Masks that melcount found itself and finds anew on another channel."""


class Session(QObject):
    """One scan from opening to export.

    All long work runs on pool threads; what comes back changes the state here, on the GUI
    thread, and a signal says so.

    Attributes:
        scan_changed: another scan takes the place of the one shown, or none; all is void.
        scan_previewed: a `ScanPreviewed`: there is something to look at.
        scan_prepared: `prepared` and `edits` are there.
        edits_changed: mask, regions, channel or pixel size are new.
        picture_changed: the density picture has more tiles, or is another one.
        numbers_changed: `numbers` are new, or None.
        stage_changed: `stage` is another, or a job began or ended.
        progressed: a `Progress`.
        told: a `Message`.
    """

    scan_changed = Signal()
    scan_previewed = Signal(object)
    scan_prepared = Signal()
    edits_changed = Signal()
    picture_changed = Signal()
    numbers_changed = Signal()
    stage_changed = Signal()
    progressed = Signal(object)
    told = Signal(object)

    def __init__(self, model: Path, parent: QObject | None = None) -> None:
        """Begin without a scan.

        Args:
            model: folder of the model that counts.
            parent: Qt owner.
        """
        super().__init__(parent)
        self.model = model
        self.path: Path | None = None
        self.prepared: PreparedScan | None = None
        self.edits: Edits | None = None
        self.numbers: Numbers | None = None
        self.undo_stack = QUndoStack(self)
        self._opening: Path | None = None
        self._count = LatestCount()
        self._exported: tuple[ScanCounted, Edits] | None = None
        self._clock = Clock()
        self._pools = (one_thread_pool(self), one_thread_pool(self))
        self._work = self._runner(self._pools[0], self._take)
        self._measuring = self._runner(self._pools[1], self._take_numbers)
        self._files = self._runner(self._pools[1], self._take_file)
        for changed in (self.scan_changed, self.scan_prepared, self.edits_changed):
            changed.connect(self._measure)

    def _runner(self, pool: QThreadPool, take: Callable[[Any], None]) -> Runner:
        runner = Runner(pool, self)
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
        return self._work.job

    @property
    def pixel_size(self) -> PixelSize | None:
        """Of level 0: the user's, else the file's."""
        if self.edits is not None and self.edits.um_per_px is not None:
            return PixelSize(self.edits.um_per_px, PixelSizeSource.USER)
        return self.prepared.pixel_size if self.prepared else None

    @property
    def counted(self) -> ScanCounted | None:
        """The count, described with the present mask; None where it does not apply any more."""
        return self._count.under(self.edits, self.pixel_size) if self.edits else None

    @property
    def picture(self) -> DensityPicture | None:
        """The density map for the eye; None where there is no count that applies."""
        is_shown = self.job == COUNTING or self.counted is not None
        return self._count.picture if is_shown else None

    @property
    def is_measured(self) -> bool:
        """Whether `numbers` follow from the present edits and count."""
        return self.numbers is not None and self._measuring.is_idle

    @property
    def is_complete(self) -> bool:
        """Whether the whole sample is counted, so that results may be exported."""
        counted = self.counted
        return (
            counted is not None
            and self.is_measured
            and self.numbers is not None
            and self.numbers.measurement.sample.cells is not None
        )

    @property
    def stage(self) -> Stage:
        """How far the work has come."""
        if self.job == OPENING:
            return Stage.OPENING
        if self.prepared is None or self.edits is None:
            return Stage.EMPTY
        if self.job == COUNTING:
            return Stage.COUNTING
        counted = self.counted
        if counted is None:
            return self._stage_before_count()
        if self.is_measured and not self.is_complete:
            return Stage.GROWN
        return (
            Stage.EXPORTED
            if self._exported == (self._count.finished, self.edits)
            else Stage.COUNTED
        )

    def _stage_before_count(self) -> Stage:
        if self._count.finished is not None:
            return Stage.STALE
        return Stage.OUTLINED if self.pixel_size else Stage.UNCALIBRATED

    # What can be asked for

    def open(self, path: Path) -> None:
        """Open a scan; the one shown stays until there is something to see of the new one."""
        self._opening = path
        self._work.run(OPENING, prepare_scan(path))

    def count(self) -> None:
        """Count the sample, or the part of it that was not counted yet."""
        if self.prepared is None or self.edits is None or self.job:
            return
        earlier = self.counted
        self._clock = Clock()
        self._count.begin(earlier)
        self._work.run(COUNTING, jobs.counting(self.prepared, self.edits, self.model, earlier))
        self.picture_changed.emit()

    def cancel(self) -> None:
        """Stop the long job; what was there before stays."""
        self._work.cancel()

    def export(self, folder: Path) -> None:
        """Write all results into a folder."""
        counted = self.counted
        if self.prepared is None or self.edits is None or counted is None or self.job:
            return
        self._work.run(EXPORTING, jobs.exporting(self.prepared, self.edits, counted, folder))

    def draw_mask(self, points_xy: Sequence[tuple[float, float]]) -> None:
        """Take a drawn outline, in level-0 pixels, for the sample."""
        if self.prepared is not None:
            size = self.prepared.size
            self._change(self.tr("draw outline"), mask=lambda: drawn_mask(list(points_xy), size))

    def find_mask(self) -> None:
        """Go back to the automatic outline."""
        if self.prepared is not None and self.edits is not None:
            self._files.run(FILES, jobs.finding_mask(self.prepared, self.edits.channel))

    def choose_channel(self, name: str) -> None:
        """Show and count another channel; an outline that was found is found anew on it."""
        prepared, edits = self.prepared, self.edits
        if prepared is None or edits is None or name == edits.channel.name:
            return
        choice = prepared.channel
        if name != choice.name:
            choice = choose_channel(prepared.overview.pixels, prepared.channels, name)
        if edits.mask.source in FOUND:
            self._files.run(FILES, jobs.finding_mask(prepared, choice))
        else:
            self._change(self.tr("channel"), channel=lambda: choice)

    def load_mask(self, path: Path) -> None:
        """Take the outline of the sample from a GeoJSON file."""
        if self.prepared is not None and self.edits is not None:
            self._files.run(FILES, jobs.loading_mask(path, self.prepared, self.edits.channel))

    def save_mask(self, path: Path) -> None:
        """Write the outline of the sample to a GeoJSON file."""
        if self.edits is not None:
            self._files.run(FILES, jobs.saving_text(path, mask_geojson(self.edits.mask)))

    def draw_region(self, points_xy: Sequence[tuple[float, float]]) -> None:
        """Add a region, in level-0 pixels, under the next free name."""
        if self.edits is not None:
            name = self.edits.free_region_name()
            regions = self.edits.regions
            self._change(
                self.tr("draw {name}").format(name=name),
                regions=lambda: (*regions, Region(name, polygon(list(points_xy)))),
            )

    def delete_regions(self, places: Iterable[int]) -> None:
        """Delete regions by their places in the list."""
        gone = set(places)
        if self.edits is not None and gone:
            kept = tuple(r for i, r in enumerate(self.edits.regions) if i not in gone)
            self._change(self.tr("delete region"), regions=lambda: kept)

    def load_regions(self, path: Path) -> None:
        """Add the regions of a GeoJSON file."""
        if self.prepared is not None:
            self._files.run(FILES, jobs.loading_regions(path, self.prepared))

    def save_regions(self, path: Path) -> None:
        """Write the regions to a GeoJSON file."""
        if self.edits is not None:
            self._files.run(FILES, jobs.saving_text(path, geojson(self.edits.regions)))

    def set_um_per_px(self, um_per_px: float | None) -> None:
        """Go by the user's pixel size; None for that of the file."""
        if self.edits is not None and um_per_px != self.edits.um_per_px:
            self._change(self.tr("pixel size"), um_per_px=lambda: um_per_px)

    def close(self) -> None:
        """Stop all work and wait for its threads; the session is of no use afterwards."""
        for runner in (self._work, self._measuring, self._files):
            runner.cancel()
        for pool in self._pools:
            pool.waitForDone()

    # What comes back

    def _change(self, text: str, **changes: Callable[[], object]) -> None:
        """Change the edits so that it can be undone; what cannot be used is told, not done."""
        if self.edits is None:
            return
        try:
            made = {field: make() for field, make in changes.items()}
        except MelcountError as error:
            self._tell(str(error), Tone.FAILURE)
            return
        after = dataclasses.replace(self.edits, **made)  # type: ignore[arg-type]
        self.undo_stack.push(ChangeEdits(text, self.edits, after, self._show_edits))

    def _show_edits(self, edits: Edits) -> None:
        self.edits = edits
        self.edits_changed.emit()
        self.stage_changed.emit()

    @Slot()
    def _measure(self) -> None:
        """Let the numbers follow the edits."""
        if self.prepared is None or self.edits is None:
            self._measuring.cancel()
            self.numbers = None
            self.numbers_changed.emit()
            return
        self._measuring.run(
            MEASURING,
            jobs.measuring(self.prepared, self.edits, self.pixel_size, self.model, self.counted),
        )

    @Slot(object)
    def _take(self, event: object) -> None:
        match event:
            case ScanPreviewed():
                self._show_only(self._opening)
                self.scan_previewed.emit(event)
            case ScanRead(fraction):
                self.progressed.emit(self._clock.progress(self.job, fraction))
            case ScanPrepared(scan):
                self._prepare(scan)
            case TileCounted():
                self._add_tile(event)
            case ScanCounted():
                self._finish_count(event)
            case jobs.Exported():
                self._finish_export(event)

    @Slot(object)
    def _take_numbers(self, measured: jobs.Measured) -> None:
        self.numbers = measured.numbers
        self.numbers_changed.emit()
        self.stage_changed.emit()

    @Slot(object)
    def _take_file(self, event: jobs.FileEvent) -> None:
        match event:
            case jobs.MaskFound(mask, channel):
                self._change(self.tr("outline"), mask=lambda: mask, channel=lambda: channel)
            case jobs.RegionsRead():
                self._add_regions(event)
            case jobs.TextSaved(path):
                sentence = self.tr("{name} was saved.").format(name=path.name)
                self._tell(sentence, Tone.DONE, path.parent)

    def _show_only(self, path: Path | None) -> None:
        """Let another scan, or none, take the place of the one shown."""
        self._files.cancel()
        self.path, self.prepared, self.edits, self.numbers = path, None, None, None
        self._count, self._exported, self._clock = LatestCount(), None, Clock()
        self.undo_stack.clear()
        self.scan_changed.emit()

    def _prepare(self, scan: PreparedScan) -> None:
        self.prepared = scan
        self.edits = Edits(scan.channel, scan.mask)
        self.scan_prepared.emit()
        if scan.mask.note:
            self._tell(scan.mask.note)

    def _add_tile(self, tile: TileCounted) -> None:
        self._count.add(tile)
        self.picture_changed.emit()
        self.progressed.emit(self._clock.progress(self.job, tile.done / tile.total))

    def _finish_count(self, counted: ScanCounted) -> None:
        self._count.finish(counted)
        self._measure()

    def _add_regions(self, read: jobs.RegionsRead) -> None:
        if self.edits is not None:
            regions = (*self.edits.regions, *read.regions)
            text = self.tr("load {name}").format(name=read.path.name)
            self._change(text, regions=lambda: regions)

    def _finish_export(self, exported: jobs.Exported) -> None:
        if self._count.finished is not None and self.edits is not None:
            self._exported = (self._count.finished, self.edits)
        self.told.emit(export_message(exported.written))

    def _tell(self, sentence: str, tone: Tone = Tone.NOTE, folder: Path | None = None) -> None:
        self.told.emit(Message(sentence, tone, folder))

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        self._go_back(job)
        if isinstance(error, MelcountError):
            self._tell(str(error), Tone.FAILURE)
        self.stage_changed.emit()

    @Slot(str)
    def _on_cancelled(self, job: str) -> None:
        self._go_back(job)
        self.stage_changed.emit()

    def _go_back(self, job: str) -> None:
        """Leave no trace of a job that did not come to its end."""
        if job == OPENING and self._work.is_idle and self.path and self.prepared is None:
            self._show_only(None)
        if job == COUNTING:
            self._count.give_up()
            self.picture_changed.emit()

    @Slot()
    def _on_job_changed(self) -> None:
        self.stage_changed.emit()
