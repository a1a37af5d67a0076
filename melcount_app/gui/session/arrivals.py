"""What comes into the list and leaves it: the study itself, dropped files, removed scans."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from melcount_app.core.plan import Assignment, LeftOutFile
from melcount_app.core.scan import SCAN_SUFFIXES
from melcount_app.core.study import Joined, protocol_in_force
from melcount_app.core.terms import pick_of
from melcount_app.gui.messages import Message
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.left_out import LeftOutDesk
from melcount_app.gui.session.listing import (
    EntriesRead,
    Glanced,
    PicturesRead,
    ScansFound,
    glancing,
    putting_back,
    reading_study,
)
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.pools import Pool
from melcount_app.gui.session.shown import ShownScan
from melcount_app.gui.session.sorting import Delivery, sorting_out
from melcount_app.gui.session.stage import Clock
from melcount_app.gui.session.work import ScanWork
from melcount_app.gui.undo import Step

READING, FINDING, PUTTING_BACK, GLANCING = "study", "find", "put back", "glance"


class Arrivals(QObject):
    """Fills the list.

    Attributes:
        read: all scans of the study are in the list, or no more will be: the reason was told.
        job_changed: the study begins or ends to be read.
        progressed: a `Progress`: how much of the study is read.
        delivered: a `Delivery`: files that are no scans came along; and the `Message`s to be told
            of the scans that did.
        is_read: whether they are.
    """

    read = Signal()
    job_changed = Signal()
    progressed = Signal(object)
    delivered = Signal(object, object)

    def __init__(
        self,
        ground: Ground,
        shown: ShownScan,
        desk: EditDesk,
        plan: PlanDesk,
        left_out: LeftOutDesk,
    ) -> None:
        super().__init__(ground.hall)
        self._left_out = left_out
        self._ground, self._shown, self._desk, self._plan = ground, shown, desk, plan
        self._clock = Clock()
        self._gave_way: dict[int, ScanWork] = {}
        self._added: list[Message | None] = []
        self._arrived: deque[EntriesRead | PicturesRead] = deque()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._take_next)
        study = ground.keeping.study
        self.is_read = study is None
        ground.scans.follow(study.terms.protocol() if study is not None else None)
        self._reader = ground.pools.runner(Pool.LISTING)
        self._reader.happened.connect(self._queue)
        self._reader.failed.connect(self._on_not_read)
        self._reader.cancelled.connect(self.read_study)  # where the session goes on after all
        self._finder = ground.pools.runner(Pool.LISTING)
        self._finder.happened.connect(self._take_found)
        for ended in (self._finder.finished, self._finder.failed):
            ended.connect(self.glance)
        self._finder.failed.connect(ground.tell_error)
        self._glancer = ground.pools.runner(Pool.LISTING)
        ground.looking.serve(self._glancer)
        self._glancer.happened.connect(self._take_glance)
        self._glancer.failed.connect(ground.tell_error)
        self._reader.finished.connect(self.glance)
        shown.job_changed.connect(self._catch_up)

    @Slot()
    def read_study(self) -> None:
        """Begin to read the scans of the study."""
        study = self._ground.keeping.study
        if study is not None:
            self._reader.run(READING, reading_study(study))

    def add(self, paths: Sequence[Path]) -> None:
        """Add files, and the scans in folders, to the list; the first is shown.

        What else there is among them is delivered.
        """
        keeping = self._ground.keeping
        self._glancer.cancel()  # goes on afterwards; many scans would take a while
        self._finder.enqueue(FINDING, sorting_out(paths, keeping.study, keeping.flush))

    def put_back(self, files: Sequence[LeftOutFile]) -> None:
        """Take files for scans that were left out, in one step that can be undone."""
        keeping = self._ground.keeping
        self._glancer.cancel()
        self._finder.enqueue(PUTTING_BACK, putting_back(files, keeping.study, keeping.flush))

    def open(self, path: Path) -> None:
        """Show the one file that the user named, or take in what else it is."""
        if path.suffix.lower() in SCAN_SUFFIXES and not path.is_dir():
            self._shown.open(path)
        else:
            self.add([path])

    def remove(self, keys: Sequence[int]) -> None:
        """Take scans off the list, with all that was done to them; undo brings them back."""
        wanted = self._ground.scans.those(keys)
        works = [work for work in wanted if not work.running]
        if len(works) < len(wanted):
            self._tell_kept([work for work in wanted if work.running])
        if works:
            text = _one_or_many(self.tr("remove 1 scan"), self.tr("remove {n} scans"), works)
            self._desk.undo_stack.push(
                Step(text, lambda: self._take_off(works), lambda: self._put_back(works))
            )

    def _tell_kept(self, works: Sequence[ScanWork]) -> None:
        """Say why scans stay in the list."""
        sentence = _one_or_many(
            self.tr("“{name}” stays in the list, since it is being counted or waits for it."),
            self.tr("{n} scans stay in the list, since they are being counted or wait for it."),
            works,
        )
        name = works[0].path.name
        self._ground.tell(Message(f"{sentence.format(name=name)} {self.tr('Stop that first.')}"))

    def _take_off(self, works: Sequence[ScanWork]) -> None:
        """Take scans off; those that gave way to them are there again."""
        keys = [work.key for work in works]
        self._ground.keeping.keep(lambda study: _each(study.scans.remove, keys))
        self._leave(works)
        self._ground.scans.put(other for key in keys if (other := self._gave_way.pop(key, None)))

    def _put_back(self, works: Sequence[ScanWork]) -> None:
        """Bring scans back; a file that was added again meanwhile is there once, by its first."""
        keys = [work.key for work in works]
        self._ground.keeping.keep(lambda study: _each(study.scans.restore, keys))
        for work in works:
            other = self._ground.scans.of(work.path)
            if other is not None:
                self._leave([other])
                work.inherit(other)
                self._gave_way[work.key] = other
        self._ground.scans.put(works)

    def _leave(self, works: Sequence[ScanWork]) -> None:
        if any(work is self._shown.work for work in works):
            self._shown.show_only(None)
        self._ground.scans.take(works)

    # What comes back

    @Slot(object)
    def _queue(self, event: EntriesRead | PicturesRead) -> None:
        """Take in what was read part by part: a study is read faster than a list is filled."""
        self._arrived.append(event)
        self._turn.start()

    @Slot()
    def _take_next(self) -> None:
        if self._arrived:
            self._take_entries(self._arrived.popleft())
        if not self._arrived:
            self._turn.stop()
            self.glance()

    def _take_entries(self, event: EntriesRead | PicturesRead) -> None:
        scans = self._ground.scans
        match event:
            case EntriesRead(entries, done, total):
                scans.put(ScanWork(entry) for entry in entries if scans.get(entry.scan.key) is None)
                self.progressed.emit(self._clock.progress(READING, done / max(total, 1)))
                if done == total:
                    self._end_reading()
            case PicturesRead(pictures):
                works = scans.those(pictures)
                for work in works:
                    work.thumbnail = work.thumbnail or pictures[work.key]
                scans.refresh(*works)

    @Slot(str, object)
    def _on_not_read(self, job: str, error: Exception) -> None:
        """The study cannot be read to its end; what was read of it can be worked on."""
        self._end_reading()
        self._ground.tell_error(job, error)

    def _end_reading(self) -> None:
        scans = self._ground.scans
        if not self.is_read:
            scans.follow(protocol_in_force([work.entry for work in scans], scans.protocol))
            self.is_read = True
            self.job_changed.emit()
            self.read.emit()

    @Slot(object)
    def _take_found(self, event: ScansFound | Delivery) -> None:
        match event:
            case ScansFound() if self._finder.job == PUTTING_BACK:
                self._settle(self._take_scans(event))
            case ScansFound():
                self._take_scans(event)
                self._added.append(self._left_out.take(event.looked))
            case Delivery():
                added, self._added = self._added, []
                self.delivered.emit(event, [message for message in added if message is not None])

    def _settle(self, works: Sequence[ScanWork]) -> None:
        """Let scans that were put back be a step: undo leaves them out again."""
        self._added = []  # that they were put back need not be told

        def put_back() -> None:
            gone = [work for work in works if self._ground.scans.get(work.key) is not work]
            if gone:  # not when the step is made: they are there by then
                self._put_back(gone)
            self._left_out.keep()

        def take_off() -> None:
            self._take_off(works)
            self._left_out.keep()

        if works:
            text = _one_or_many(self.tr("put 1 scan back"), self.tr("put {n} scans back"), works)
            self._desk.undo_stack.push(Step(text, put_back, take_off))

    def _take_scans(self, event: ScansFound) -> list[ScanWork]:
        """Put scans into the list, and show the first; those that are new there."""
        scans = self._ground.scans
        known = {work.key for work in scans}
        works = scans.placed_all(
            (scans.of(found.path) or ScanWork.of_file(found.path), entry)
            for found, entry in itertools.zip_longest(event.found, event.entries)
        )
        self._added = [self._plan.add(event.plan, known, event.renamed), self._join(event.joined)]
        if works:
            self._shown.choose(works[0].key)
        return [work for work in works if work.key not in known]

    def _join(self, joined: Joined) -> Message | None:
        """Let the list show what became of scans that are parts of others, in the study already.

        Returns:
            What is to be said of it, if anything.
        """
        scans = self._ground.scans
        removed, kept = scans.those(joined.removed), scans.those(joined.kept)
        counting = [work.key for work in removed if work.running]
        self._ground.keeping.keep(lambda study: _each(study.scans.restore, counting))
        self._leave([work for work in removed if not work.running])
        self._plan.hold({work.key: Assignment() for work in kept}, self._plan.roles)
        if not removed and not kept:
            return None
        parts = (*removed, *kept)
        sentence = _one_or_many(
            self.tr("“{name}” is a part of another scan of the list, and no sample of its own."),
            self.tr(
                "{n} files are parts of other scans of the list, and no samples of their own: "
                "“{name}” and the like."
            ),
            parts,
        )
        return Message(sentence.format(name=parts[0].path.name))

    @Slot()
    def _catch_up(self) -> None:
        """The scan that was in hand may have come without its picture."""
        if not self._shown.is_opening:
            self.glance()

    @Slot()
    def glance(self) -> None:
        """Make the small pictures that the list lacks; that of a scan in hand comes with it."""
        todo = [
            (work.key, work.path, work.without_damaged)
            for work in self._ground.scans
            if work.thumbnail is None and not work.entry.scan.failure
            if not self._shown.opens(work)
        ]
        if todo and self.is_read and self._reader.is_idle and not self._arrived:
            looker = self._ground.looking.looker()
            pick = pick_of(None, self._ground.scans.protocol)
            self._glancer.run(GLANCING, glancing(todo, looker, pick))

    @Slot(object)
    def _take_glance(self, glanced: Glanced) -> None:
        work = self._ground.scans.get(glanced.key)
        if work is None:
            return
        if glanced.picture is not None:
            self._shown.picture(work, glanced.png, glanced.picture)
        if glanced.failure:
            self._shown.fail(work, glanced.failure)
        self._ground.scans.refresh(work)


def _each(change: Callable[[int], object], keys: Sequence[int]) -> None:
    for key in keys:
        change(key)


def _one_or_many(one: str, many: str, things: Sequence[object]) -> str:
    """The sentence about one thing, or the one about several with their number."""
    return one if len(things) == 1 else many.replace("{n}", str(len(things)))
