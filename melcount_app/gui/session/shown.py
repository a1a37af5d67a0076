"""The scan that is shown: from the file, or from memory, to all that widgets want of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from melcount_app.core.count import ScanCounted
from melcount_app.core.edits import Edits
from melcount_app.core.errors import DamagedError, MelcountError
from melcount_app.core.geometry import PixelSize
from melcount_app.core.mask import Mask
from melcount_app.core.prepare import PreparedScan, ScanPreviewed, ScanRead
from melcount_app.core.study import Study
from melcount_app.core.terms import Terms, pick_of
from melcount_app.gui.messages import Message
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.latest import LatestCount
from melcount_app.gui.session.looking import Looking
from melcount_app.gui.session.opening import (
    OpenedBy,
    ScanOpened,
    ScanPictured,
    ScanPlaced,
    opening,
)
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.stage import Clock
from melcount_app.gui.session.work import ScanWork

OPENING = "open"


class ShownScan(QObject):
    """One scan of the list, or none.

    Attributes:
        leaving: another scan is about to take the place of this one, or none.
        changed: it did; all is void.
        previewed: a `ScanPreviewed`: there is something to look at.
        read: `prepared` and `edits` are there.
        job_changed: it begins or ends to be read.
        progressed: a `Progress`: how much of it is read.
        work: the scan; None where none is shown.
        damaged: the scan that could not be opened just now, but could be without what of it
            cannot be read; else None.
    """

    leaving = Signal()
    changed = Signal()
    previewed = Signal(object)
    read = Signal()
    job_changed = Signal()
    progressed = Signal(object)

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.hall)
        self.work: ScanWork | None = None
        self._ground, self._scans, self._keeping = ground, ground.scans, ground.keeping
        self.damaged: ScanWork | None = None
        self._opening: ScanWork | None = None
        self._is_forgiven = False
        self._clock = Clock()
        self._runner = ground.pools.runner(Pool.OPENING)
        self._looking = Looking(ground.pools, self)
        self._looking.serve(self._runner)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(self._on_failed)
        self._runner.cancelled.connect(self._on_cancelled)
        for changed in (self._runner.started, self._runner.finished):
            changed.connect(self.job_changed)
        ground.scans.listed.connect(self._on_listed)

    # What there is

    @property
    def is_opening(self) -> bool:
        """Whether a scan is being read."""
        return bool(self._runner.job)

    @property
    def key(self) -> int | None:
        """Of the scan; None where none is shown."""
        return self.work.key if self.work else None

    @property
    def path(self) -> Path | None:
        """Of its file."""
        return self.work.path if self.work else None

    @property
    def prepared(self) -> PreparedScan | None:
        """What is known of the file; None until it was read."""
        return self.work.prepared if self.work else None

    @property
    def edits(self) -> Edits | None:
        """The user's; None until the file was read."""
        return self.work.edits if self.work is not None and self.work.prepared else None

    @property
    def terms(self) -> Terms | None:
        """By what it is counted, and who decided it; None until the file was read."""
        return self.work.terms(self._scans.protocol) if self.edits and self.work else None

    @property
    def counted(self) -> ScanCounted | None:
        """Its count, described with edits and terms; None where none applies to them."""
        work = self.work
        return work.counted(self._scans.protocol) if work is not None and work.prepared else None

    @property
    def mask(self) -> Mask | None:
        """The sample with the holes of the scan, as far as they are known; None until read."""
        counted, prepared, edits = self.counted, self.prepared, self.edits
        if counted is not None:
            return counted.request.mask
        return edits.mask.without(prepared.holes) if edits and prepared else None

    @property
    def without_damaged(self) -> bool:
        """Whether it is shown although parts of it cannot be read."""
        edits = self.edits
        return edits.without_damaged if edits is not None else self._is_forgiven

    def opens(self, work: ScanWork) -> bool:
        """Whether a scan is being read."""
        return self.is_opening and work is self._opening

    @property
    def pixel_size(self) -> PixelSize | None:
        """Of level 0, by its terms; None where nobody tells it."""
        terms = self.terms
        return terms.pixel_size.value if terms else None

    # What can be asked for

    def open(self, path: Path) -> None:
        """Show a file; the scan that is shown stays until there is something to see of it."""
        whole = path.resolve()
        self._open(self._scans.of(whole) or ScanWork.of_file(whole))

    def choose(self, key: int) -> None:
        """Show another scan of the list."""
        work = self._scans.get(key)
        if work is None or (work is self.work and work.prepared is not None):
            return
        if work.prepared is None or work.edits is None:
            self._open(work)
            return
        self._runner.cancel()
        self.show_only(work)
        prepared = work.prepared
        self.previewed.emit(
            ScanPreviewed(
                prepared.overview,
                prepared.size,
                prepared.channels,
                prepared.pixel_size,
                prepared.pick,
            )
        )
        self.read.emit()

    def open_damaged(self) -> None:
        """Read the scan whose file could not be opened, without what of it cannot be read."""
        if self.damaged is not None:
            self._open(self.damaged, without_damaged=True)

    def cancel(self) -> None:
        """Stop reading; what was shown before stays."""
        self._runner.cancel()

    def show_only(self, work: ScanWork | None) -> None:
        """Let another scan, or none, take the place of the one shown."""
        self.leaving.emit()
        self.work = work
        if work is not None:
            work.numbers = None
            if not self._keeping.problem:  # else what is only in memory would be forgotten
                self._scans.touch(work)
        self.changed.emit()

    def _open(self, work: ScanWork, *, without_damaged: bool = False) -> None:
        self._clock = Clock()
        self._opening, self.damaged = work, None
        self._is_forgiven = without_damaged or work.without_damaged
        keeping = self._keeping
        by = OpenedBy(
            self._ground.model,
            self._looking.looker(),
            without_damaged=self._is_forgiven,
            wants_picture=work.thumbnail is None,
        )
        events = opening(work.path, work.key, keeping.study, keeping.flush, by)
        self._runner.run(OPENING, events)

    # What comes back

    @Slot(object)
    def _take(self, event: object) -> None:
        match event:
            case ScanPlaced(entry):
                self._opening = self._scans.placed(self._opening, entry)
            case ScanPreviewed():
                self._preview(event)
            case ScanPictured(png, picture) if self._opening is not None:
                self.picture(self._opening, png, picture)
            case ScanRead(fraction):
                self.progressed.emit(self._clock.progress(OPENING, fraction))
            case ScanOpened():
                self._take_opened(event)

    def _preview(self, event: ScanPreviewed) -> None:
        work = self._scans.placed(self._opening)
        self._opening = work
        if work is not None:
            work.prepared = None
        self.show_only(work)
        self.previewed.emit(event)

    def _take_opened(self, opened: ScanOpened) -> None:
        work = self._opening
        if work is None:
            return
        self._fill(opened, work)
        if work is self.work:
            self.read.emit()
            if opened.is_new and work.edits is not None and work.edits.mask.note:
                self._ground.tell(Message(work.edits.mask.note, gives_way=True))

    def _fill(self, opened: ScanOpened, work: ScanWork) -> None:
        """Take over what was read of a scan; what was changed meanwhile stays."""
        key, found = work.key, opened.prepared
        was_failed = bool(work.entry.scan.failure)
        work.take_prepared(found)
        self._keeping.keep(
            lambda study: _know(study, key, found.fingerprint, clears=was_failed),
            replaces=("file", key),
        )
        asked = pick_of(None, self._scans.protocol)
        if work.edits is None or not work.edits.are_of(found.size, found.pick, asked):
            work.take_edits(opened.edits)
            if opened.is_new:
                text = self.tr("open")
                self._keeping.keep(lambda study: study.save_edits(key, opened.edits, text))
        if opened.counted is not None and work.count.finished is None:
            work.count = LatestCount.of(opened.counted)
        self._scans.refresh(work)

    @Slot()
    def _on_listed(self) -> None:
        """A scan that was taken off the list while it is read is not shown."""
        work = self._opening
        is_placed = self.is_opening and work is not None and work.key >= 0
        if is_placed and work is not None and self._scans.get(work.key) is not work:
            self._runner.cancel()

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        is_listed = self._opening is not None and self._opening.key > 0
        if isinstance(error, MelcountError) and is_listed and self._opening is not None:
            self.fail(self._opening, str(error))
        self.damaged = self._opening if isinstance(error, DamagedError) else None
        self._go_back_to_none()  # what was told of a scan goes with it
        self._ground.tell_error(job, error, lasts=False)

    @Slot(str)
    def _on_cancelled(self, _: str) -> None:
        self._go_back_to_none()

    def _go_back_to_none(self) -> None:
        """Show nothing of a scan that was not read to its end."""
        if self._runner.is_idle and self.path and self.prepared is None:
            self.show_only(None)
        self.job_changed.emit()

    def picture(self, work: ScanWork, png: bytes, picture: QImage) -> None:
        """A scan of the list has a small picture from now on."""
        key = work.key
        work.thumbnail = picture
        self._keeping.keep(
            lambda study: study.thumbnails.put(key, png), replaces=("thumbnail", key)
        )
        self._scans.refresh(work)

    def fail(self, work: ScanWork, sentence: str) -> None:
        """A scan of the list cannot be used; one that is on the screen can."""
        if work is not self.work or work.prepared is None:
            key = work.key
            work.know(failure=sentence)
            self._scans.refresh(work)
            self._keeping.keep(lambda study: study.scans.set_failure(key, sentence))


def _know(study: Study, key: int, fingerprint: str, *, clears: bool) -> None:
    """Keep what a file holds, and that it can be read."""
    study.scans.set_fingerprint(key, fingerprint)
    if clears:
        study.scans.set_failure(key, "")
