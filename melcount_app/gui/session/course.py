"""How far the work on the scan that is shown has come, and what runs meanwhile."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.numbers import NumberDesk
from melcount_app.gui.session.shown import OPENING, ShownScan
from melcount_app.gui.session.stage import Stage
from melcount_app.gui.session.work import ScanWork


class Course(QObject):
    """What to do next follows from it.

    Attributes:
        changed: `stage`, `job` or what is allowed may be another; told once, however much came
            together.
        progressed: a `Progress` of a job.
    """

    changed = Signal()
    progressed = Signal(object)

    def __init__(self, ground: Ground, shown: ShownScan, numbers: NumberDesk) -> None:
        super().__init__(ground.hall)
        self._ground, self._shown, self._numbers = ground, shown, numbers
        self._is_over = False
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self.changed)
        for changed in (
            *(shown.changed, shown.read, shown.job_changed, numbers.changed),
            *(ground.scans.listed, ground.scans.changed, ground.keeping.changed),
        ):
            changed.connect(self.request)
        self._jobs: dict[str, Callable[[], bool]] = {OPENING: lambda: shown.is_opening}

    @Slot()
    def request(self) -> None:
        """Say soon that something is another."""
        if not self._is_over:
            self._timer.start()

    def end(self) -> None:
        """Say nothing more: the session is over."""
        self._is_over = True
        self._timer.stop()

    def watch(self, job: str, runs: Callable[[], bool], changed: SignalInstance) -> None:
        """Let another kind of job be one that the window tells.

        Args:
            job: its name.
            runs: whether it does.
            changed: it begins or ends.
        """
        self._jobs[job] = runs
        changed.connect(self.request)

    @property
    def job(self) -> str:
        """Name of the job that runs; empty for none."""
        return next((job for job, runs in self._jobs.items() if runs()), "")

    @property
    def why_stale(self) -> str:
        """Why the count of the scan that is shown does not apply any more; empty where it does."""
        work = self._shown.work
        return work.standing(self._ground.scans.protocol).why if work is not None else ""

    @property
    def stage(self) -> Stage:
        """How far the work on the scan that is shown has come."""
        work = self._shown.work
        if self._shown.is_opening:
            return Stage.OPENING
        if work is None or self._shown.edits is None:
            return Stage.EMPTY
        if work.running:
            return Stage.COUNTING
        if self._shown.counted is None:
            return self._before_count(work)
        if self._numbers.is_measured and not self._numbers.is_whole:
            return Stage.GROWN
        is_exported = work.exported == (work.count.finished, work.edits)
        return Stage.EXPORTED if is_exported else Stage.COUNTED

    def _before_count(self, work: ScanWork) -> Stage:
        if work.count.finished is not None:
            return Stage.STALE
        return Stage.OUTLINED if self._shown.pixel_size else Stage.UNCALIBRATED
