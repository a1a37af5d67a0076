"""The state behind the window: a hall with a room for each job, which widgets ask for changes."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from melcount_app.core.study import Study
from melcount_app.gui.session.arrivals import READING, Arrivals
from melcount_app.gui.session.batch import BatchDesk
from melcount_app.gui.session.copying import StudyCopies
from melcount_app.gui.session.counting import COUNTING, CountDesk
from melcount_app.gui.session.course import Course
from melcount_app.gui.session.desk import EditDesk
from melcount_app.gui.session.dropped import Dropped
from melcount_app.gui.session.ending import Ending
from melcount_app.gui.session.files import EXPORTING, FileDesk
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.keeping import Keeping
from melcount_app.gui.session.left_out import LeftOutDesk
from melcount_app.gui.session.looking import Looking
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.peaks import Peaks
from melcount_app.gui.session.picking import PickDesk
from melcount_app.gui.session.plan import PlanDesk
from melcount_app.gui.session.pools import Pools
from melcount_app.gui.session.regions import Regions
from melcount_app.gui.session.sample import SampleDesk
from melcount_app.gui.session.scans import ScanList
from melcount_app.gui.session.shown import ShownScan


class Session(QObject):
    """The scans of a study, one of which is shown, from opening to export.

    Long work runs on pool threads; what comes back changes a room, which says so by a signal.

    Attributes:
        told: a `Message`, from any room.
        scans, shown, course: the list; the scan of it that is shown; what to do next with it.
        desk, regions, sample: its edits, step by step; its regions; its outline and settings.
        numbers, peaks, counting: what follows from edits and count; its local maxima; its count.
        files, dropped: that it goes into and comes from; those that came along and are no scans.
        plan, batch: conditions and roles; the whole study counted, and reported on.
        arrivals, left_out, picking: scans added and removed; taken for none; which image of them.
        keeping, copies: what is put on disk; copies of the study, elsewhere.
    """

    told = Signal(object)

    def __init__(
        self, model: Path, study: Study | None = None, parent: QObject | None = None
    ) -> None:
        """Begin to read the scans of a study, none of which is shown.

        Args:
            model: folder of the network that counts where the study has no protocol.
            study: keeps what is done; None to keep nothing.
            parent: Qt owner.
        """
        super().__init__(parent)
        pools, scans = Pools(self), ScanList(self)
        keeping, looking = Keeping(study, pools, self), Looking(pools, self)
        ground = Ground(self, model, pools, keeping, scans, looking, self.told.emit)
        self.ground, self.keeping, self.scans = ground, ground.keeping, ground.scans
        self.shown = ShownScan(ground)
        self.desk = EditDesk(ground, self.shown)
        self.regions = Regions(ground, self.shown, self.desk)
        self.sample = SampleDesk(ground, self.shown, self.desk)
        self.numbers = NumberDesk(ground, self.shown, self.desk)
        self.peaks = Peaks(ground, self.shown)
        self.counting = CountDesk(ground, self.shown)
        self.files = FileDesk(ground, self.shown, self.regions)
        self.plan = PlanDesk(ground, self.desk)
        self.left_out = LeftOutDesk(ground)
        self.picking = PickDesk(ground, self.shown, self.desk)
        self.arrivals = Arrivals(ground, self.shown, self.desk, self.plan, self.left_out)
        self.batch = BatchDesk(ground, self.shown)
        self.dropped = Dropped(ground, self.shown, self.files, self.sample, self.batch)
        self.copies = StudyCopies(ground)
        self.course = Course(ground, self.shown, self.numbers)
        self._ending = Ending(ground, self.desk, self.course)
        self._join()
        self.arrivals.read_study()

    def _join(self) -> None:
        counting, files, arrivals, batch = self.counting, self.files, self.arrivals, self.batch
        for changed in (counting.changed, batch.counted, self.scans.protocol_changed):
            changed.connect(self.numbers.follow)
        for changed in (self.numbers.changed, self.shown.changed, counting.changed):
            changed.connect(self.peaks.follow)
        batch.counted.connect(counting.picture_changed)
        for may_lag in (arrivals.read, batch.changed, self.shown.changed, self.keeping.changed):
            may_lag.connect(self.numbers.catch_up)
        arrivals.delivered.connect(self.dropped.take)
        course = self.course
        batch.changed.connect(course.request)
        for reading in (self.shown, counting, arrivals):
            reading.progressed.connect(course.progressed)
        course.watch(COUNTING, lambda: counting.is_counting, counting.job_changed)
        course.watch(EXPORTING, lambda: files.is_exporting, files.job_changed)
        course.watch(READING, lambda: not arrivals.is_read, arrivals.job_changed)

    @property
    def study(self) -> Study | None:
        """What keeps all that is done."""
        return self.keeping.study

    def cancel(self) -> None:
        """Stop the long job that is told; what was there before stays."""
        for room in (self.shown, self.counting, self.files):
            room.cancel()

    def close(self) -> None:
        """End all work and put all on disk; see `Ending.close`."""
        self._ending.close()

    def abandon(self) -> None:
        """End all work without what could not be saved; see `Ending.abandon`."""
        self._ending.abandon()
