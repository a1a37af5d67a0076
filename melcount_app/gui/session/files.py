"""Files that the scan that is shown goes into, and regions that come out of one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.batch import common_folder
from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.geometry import Size
from melcount_app.core.mask import mask_geojson
from melcount_app.core.outline_files import Outlines, TooManyOutlinesError, load_regions
from melcount_app.core.plan import Plan, PlannedScan
from melcount_app.core.prepare import PreparedScan
from melcount_app.core.region import geojson
from melcount_app.core.report import Written, build_report, write_results, write_text
from melcount_app.core.report.files import write_bytes
from melcount_app.core.report.plan_table import plan_table
from melcount_app.core.wording import Wording
from melcount_app.gui.language import language_code
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.regions import Regions
from melcount_app.gui.session.sentences import export_message
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.work import ScanWork

EXPORTING, FILES = "export", "files"


@dataclass(frozen=True, slots=True)
class TextSaved:
    """A file was written."""

    path: Path


class FileDesk(QObject):
    """Writes and reads the files of one scan.

    Attributes:
        job_changed: an export begins or ends.
        many_found: a `TooManyOutlinesError`: regions were not added, since they may be cells.
    """

    job_changed = Signal()
    many_found = Signal(object)

    def __init__(self, ground: Ground, shown: ShownScan, regions: Regions) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown, self._regions = ground, shown, regions
        self._exported: tuple[ScanWork, tuple[ScanCounted, Edits]] | None = None
        self._exporter = ground.pools.runner(Pool.COUNTING)
        self._exporter.happened.connect(self._take_exported)
        self._writer = ground.pools.runner(Pool.MEASURING)
        self._writer.happened.connect(self._take_saved)
        self._writer.failed.connect(ground.tell_error)
        self._reader = ground.pools.runner(Pool.MEASURING)
        self._reader.happened.connect(self._take_regions)
        self._reader.failed.connect(self._on_not_read)
        shown.changed.connect(self._reader.cancel)
        self._exporter.failed.connect(ground.tell_error)
        ended = (self._exporter.finished, self._exporter.failed, self._exporter.cancelled)
        for changed in (self._exporter.started, *ended):
            changed.connect(self.job_changed)

    @property
    def is_exporting(self) -> bool:
        """Whether results are being written."""
        return bool(self._exporter.job)

    def export(self, folder: Path) -> None:
        """Write the workbook, the density map, the numbers and the mask into a folder."""
        counted, work, prepared = self._shown.counted, self._shown.work, self._shown.prepared
        if work is None or prepared is None or work.edits is None or counted is None:
            return
        finished = work.count.finished
        if not self.is_exporting and finished is not None:
            self._exported = work, (finished, work.edits)
            events = _exporting(prepared, work.edits, counted, folder, language_code())
            self._exporter.run(EXPORTING, events)

    def cancel(self) -> None:
        """Stop an export; files that are finished stay."""
        self._exporter.cancel()

    def save_mask(self, path: Path) -> None:
        """Write the outline of the sample to a GeoJSON file."""
        edits = self._shown.edits
        if edits is not None:
            self._save(path, lambda: mask_geojson(edits.mask))

    def save_regions(self, path: Path) -> None:
        """Write the regions to a GeoJSON file."""
        regions = self._regions.present
        self._save(path, lambda: geojson(regions))

    def save_protocol(self, path: Path) -> None:
        """Write what the scans are counted with to a file, for other studies."""
        protocol = self._ground.scans.protocol
        if protocol is not None:
            self._save(path, lambda: f"{protocol.to_json()}\n")

    def save_plan(self, path: Path) -> None:
        """Write the plan as a table that can be filled in and read again."""
        study, scans = self._ground.keeping.study, self._ground.scans
        planned = [PlannedScan(work.path, work.assignment) for work in scans]
        plan = Plan.of(planned, study.plan.roles() if study is not None else {})
        say = Wording(language_code())
        self._writer.enqueue(FILES, _saving_plan(path, plan, say))

    def load_regions(self, path: Path, *, all_are_meant: bool = False) -> None:
        """Add the regions of a file of outlines.

        Args:
            path: of the file.
            all_are_meant: whether detections, and any number of outlines, are regions, too.
        """
        prepared = self._shown.prepared
        if prepared is not None:
            events = _loading(path, prepared.size, all_are_meant=all_are_meant)
            self._reader.enqueue(FILES, events)

    def _save(self, path: Path, text: Callable[[], str]) -> None:
        self._writer.enqueue(FILES, _saving(path, text))

    # What comes back

    @Slot(object)
    def _take_regions(self, read: Outlines) -> None:
        before = self._regions.present
        self._regions.read_from(read)
        if read.notes and self._regions.present is not before:
            self._ground.tell(Message("\n".join(read.notes)))

    @Slot(str, object)
    def _on_not_read(self, job: str, error: Exception) -> None:
        if isinstance(error, TooManyOutlinesError):
            self.many_found.emit(error)
        else:
            self._ground.tell_error(job, error)

    @Slot(object)
    def _take_saved(self, saved: TextSaved) -> None:
        sentence = self.tr("{name} was saved.").format(name=saved.path.name)
        self._ground.tell(Message(sentence, Tone.DONE, saved.path.parent))

    @Slot(object)
    def _take_exported(self, written: Written) -> None:
        if self._exported is not None:
            work, exported = self._exported
            work.exported = exported
        self._ground.tell(export_message(written))


def _loading(path: Path, size: Size, *, all_are_meant: bool) -> Generator[Outlines, None, None]:
    """Read regions from a file."""
    yield load_regions(path, size, all_are_meant=all_are_meant)


def _saving(path: Path, text: Callable[[], str]) -> Generator[TextSaved, None, None]:
    """Write a text file."""
    yield TextSaved(write_text(path, text()))


def _saving_plan(path: Path, plan: Plan, say: Wording) -> Generator[TextSaved, None, None]:
    """Write the table of a plan."""
    root = common_folder(scan.path for scan in plan.scans)
    yield TextSaved(write_bytes(path, plan_table(plan, root, path.suffix, say)))


def _exporting(
    prepared: PreparedScan, edits: Edits, counted: ScanCounted, folder: Path, language: str
) -> Generator[Written, None, None]:
    """Write all results of a scan."""
    report = build_report(prepared, counted, edits.regions, notes=edits.region_notes)
    yield write_results(report, folder, language=language)
