"""The list of scans: which of them are there, which one is shown, and what is kept of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage
from typing_extensions import override

from melcount_app.core.errors import MelcountError
from melcount_app.core.prepare import ScanPreviewed, ScanRead
from melcount_app.core.study import Study
from melcount_app.gui.commands import Step
from melcount_app.gui.messages import Message, Tone
from melcount_app.gui.session import jobs
from melcount_app.gui.session.counts import LatestCount
from melcount_app.gui.session.editing import Editing
from melcount_app.gui.session.keeper import Keeper
from melcount_app.gui.session.scans import ScanWork
from melcount_app.gui.session.shelf import load_study
from melcount_app.gui.session.state import Clock
from melcount_app.gui.worker import Runner, one_thread_pool

OPENING, FINDING, GLANCING = "open", "find", "glance"
POOLS = 3
"""For opening scans, for a first look at many, for keeping what is done."""


class Listing(Editing):
    """The scans of a study, one of which is shown.

    Attributes:
        scan_changed: another scan takes the place of the one shown, or none; all is void.
        scan_previewed: a `ScanPreviewed`: there is something to look at.
        scan_prepared: `prepared` and `edits` are there.
        picture_changed: the density picture has more tiles, or is another one.
        progressed: a `Progress`.
    """

    scan_changed = Signal()
    scan_previewed = Signal(object)
    scan_prepared = Signal()
    picture_changed = Signal()
    progressed = Signal(object)

    def __init__(self, study: Study | None, parent: QObject | None) -> None:
        super().__init__(parent)
        self.study = study
        self._opening: ScanWork | None = None
        self._counting: ScanWork | None = None
        self._reading_clock = Clock()
        self._list_pools = [one_thread_pool(self) for _ in range(POOLS)]
        self._opener = Runner(self._list_pools[0], self)
        self._opener.happened.connect(self._take_scan)
        self._opener.failed.connect(self._on_not_opened)
        self._opener.cancelled.connect(self._on_opening_cancelled)
        self._finder = Runner(self._list_pools[1], self)
        self._finder.happened.connect(self._take_found)
        self._finder.failed.connect(self._on_not_found)
        self._glancer = Runner(self._list_pools[1], self)
        self._glancer.happened.connect(self._take_glance)
        for ended in (self._opener.started, self._opener.finished):
            ended.connect(self._on_job_changed)
        self._keeper = Keeper(self._list_pools[2], self)
        self._keeper.failed.connect(self._on_not_kept)
        self.edits_kept.connect(self._keep_edits)
        for work in load_study(study) if study is not None else ():
            self._shelf.put(work)
        self._glance()

    @property
    def is_kept(self) -> bool:
        """Whether all that is finished is on disk."""
        return self._keeper.is_idle

    # The list

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, and the scans in folders, to the list; the first is shown."""
        self._finder.run(FINDING, jobs.looking_for_scans(paths, self.study))

    def open(self, path: Path) -> None:
        """Show a scan; the one shown stays until there is something to see of the new one."""
        whole = path.resolve()
        self._open(self._shelf.of(whole) or ScanWork(-1, whole))

    @override
    def choose(self, key: int) -> None:
        """Show another scan of the list."""
        work = self._shelf.get(key)
        if work is None or (work is self._current and work.prepared is not None):
            return
        if work.prepared is None or work.edits is None:
            self._open(work)
            return
        self._opener.cancel()
        self._show_only(work)
        overview = work.prepared.overview
        self.scan_previewed.emit(
            ScanPreviewed(
                overview, work.prepared.size, work.prepared.channels, work.prepared.pixel_size
            )
        )
        self._show_prepared(work)

    def _open(self, work: ScanWork) -> None:
        self._reading_clock = Clock()
        self._opening = work
        self._opener.run(OPENING, jobs.opening(work.path, work.key, self.study))

    def remove(self, keys: Sequence[int]) -> None:
        """Take scans off the list, with all that was done to them; undo brings them back."""
        works = [work for work in map(self._shelf.get, keys) if work and not self._is_busy(work)]
        if works:
            text = self.tr("remove {n} scans").format(n=len(works))
            self.undo_stack.push(
                Step(text, lambda: self._take_off(works), lambda: self._put_back(works))
            )

    def _take_off(self, works: list[ScanWork]) -> None:
        for work in works:
            self._shelf.take(work.key)
            self._keep("removal", work.key, "remove_scan", work.key)
            if work is self._current:
                self._show_only(None)
        self.summaries_changed.emit()

    def _put_back(self, works: list[ScanWork]) -> None:
        for work in works:
            self._shelf.put(work)
            self._keep("removal", work.key, "restore_scan", work.key)
        self.summaries_changed.emit()

    def _is_busy(self, work: ScanWork) -> bool:
        """Whether a scan is being counted."""
        raise NotImplementedError

    # What comes back

    @Slot(object)
    def _take_scan(self, event: object) -> None:
        match event:
            case jobs.ScanPlaced(key):
                self._opening = self._put_on_shelf(self._opening, key)
            case ScanPreviewed():
                self._show_preview(event)
            case ScanRead(fraction):
                self.progressed.emit(self._reading_clock.progress(OPENING, fraction))
            case jobs.ScanOpened():
                self._take_opened(event)

    def _show_preview(self, event: ScanPreviewed) -> None:
        work = self._put_on_shelf(self._opening)
        self._opening = work
        if work is not None:
            work.prepared = None
        self._show_only(work)
        self.scan_previewed.emit(event)

    def _take_opened(self, opened: jobs.ScanOpened) -> None:
        work = self._opening
        self._fill(opened, work)
        if work is not None and work is self._current:
            self._show_prepared(work)
            if work.edits is not None and work.edits.mask.note and opened.is_new:
                self.told.emit(Message(work.edits.mask.note, gives_way=True))
            self._glance()

    def _fill(self, opened: jobs.ScanOpened, work: ScanWork | None) -> None:
        """Take over what was read of a scan; what was changed meanwhile stays."""
        if work is None:
            return
        work.prepared = opened.prepared
        if work.failure:
            self._set_failure(work, "")
        self._set_fingerprint(work, work.prepared.fingerprint)
        if work.edits is None or work.edits.mask.scan_size != opened.prepared.size:
            work.edits = opened.edits
            self._keep_edits(work.key, self.tr("open"))
        if opened.counted is not None and work.count.finished is None:
            work.count = LatestCount.of(opened.counted)

    def _show_prepared(self, work: ScanWork) -> None:
        self.scan_prepared.emit()
        if work.count.picture is not None:
            self.picture_changed.emit()
        self.stage_changed.emit()

    def _show_only(self, work: ScanWork | None) -> None:
        """Let another scan, or none, take the place of the one shown."""
        self.withdraw()
        self._current = work
        if work is not None:
            work.numbers = None
            busy = self._counting.key if self._counting else None
            self._shelf.touch(work.key, busy)
        self.scan_changed.emit()
        self.summaries_changed.emit()

    def _take_found(self, event: jobs.ScansFound) -> None:
        known = {work.path: work for work in self._shelf}
        works = [
            self._put_on_shelf(known.get(found.path) or ScanWork(-1, found.path), key)
            for found, key in itertools.zip_longest(event.found, event.keys)
        ]
        self.summaries_changed.emit()
        self._glance()
        if works and works[0] is not None:
            self.choose(works[0].key)

    def _put_on_shelf(self, work: ScanWork | None, key: int | None = None) -> ScanWork | None:
        """Give a scan its place in the list, if it has none: that of its key, else the next."""
        if work is None or work.key >= 0:
            return work
        work.key = key or max((other.key for other in self._shelf), default=0) + 1
        known = self._shelf.get(work.key)
        if known is not None:
            known.path, known.failure = work.path, ""  # it was moved
            return known
        self._shelf.put(work)
        return work

    def _glance(self) -> None:
        """Make the small pictures that the list lacks."""
        todo = [
            (work.key, work.path)
            for work in self._shelf
            if work.thumbnail is None and not work.failure
        ]
        if todo:
            self._glancer.run(GLANCING, jobs.glancing(todo))

    @Slot(object)
    def _take_glance(self, glanced: jobs.Glanced) -> None:
        work = self._shelf.get(glanced.key)
        if work is None:
            return
        if glanced.png:
            work.thumbnail = QImage.fromData(glanced.png)
            self._keep("thumbnail", work.key, "save_thumbnail", work.key, glanced.png)
        if glanced.failure:
            self._set_failure(work, glanced.failure)
        self.summaries_changed.emit()

    @Slot(str, object)
    def _on_not_opened(self, _: str, error: Exception) -> None:
        if self._opening is not None and self._opening.key > 0:
            self._fail(self._opening, str(error))
        self._go_back_to_none()
        self._tell_error(error)

    @Slot(str)
    def _on_opening_cancelled(self, _: str) -> None:
        self._go_back_to_none()
        self._on_job_changed()

    def _go_back_to_none(self) -> None:
        """Show nothing of a scan that was not read to its end."""
        if self._opener.is_idle and self.path and self.prepared is None:
            self._show_only(None)

    @Slot(str, object)
    def _on_not_found(self, _: str, error: Exception) -> None:
        self._tell_error(error)

    def _tell_error(self, error: Exception) -> None:
        """Say why a job failed; bugs have been told by the worker."""
        if isinstance(error, MelcountError):
            self._tell(str(error), Tone.FAILURE)
        self._on_job_changed()

    @Slot()
    def _on_job_changed(self) -> None:
        self.stage_changed.emit()
        self.summaries_changed.emit()

    # What is kept

    @Slot(int, str)
    def _keep_edits(self, key: int, text: str) -> None:
        work = self._shelf.get(key)
        if work is not None and work.edits is not None:
            self._keep("edits", key, "save_edits", key, work.edits, text)
            self.summaries_changed.emit()

    def _keep(self, what: str, key: int, method: str, *arguments: object) -> None:
        """Let the study keep something soon, by one of its methods."""
        study = self.study
        if study is not None and not study.is_read_only:
            self._keeper.keep(what, key, lambda: getattr(study, method)(*arguments))

    @Slot(object)
    def _on_not_kept(self, error: MelcountError) -> None:
        self._tell(str(error), Tone.FAILURE)

    def _fail(self, work: ScanWork, sentence: str) -> None:
        """A scan of the list cannot be used."""
        if work is not self._current or work.prepared is None:
            self._set_failure(work, sentence)

    def _set_fingerprint(self, work: ScanWork, found: str) -> None:
        work.fingerprint = found
        self._keep("fingerprint", work.key, "set_fingerprint", work.key, found)

    def _set_failure(self, work: ScanWork, sentence: str) -> None:
        work.failure = sentence
        self._keep("failure", work.key, "set_failure", work.key, sentence)
