"""The process in which files are looked at before anything of them is believed."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from melcount_app.core.apart import Looker
from melcount_app.gui.session.pools import Pools
from melcount_app.gui.worker import Runner

IDLE_MS = 10_000
"""So long the process stays after the last file: more of them often follow."""


class Looking(QObject):
    """Hands out what looks at files, on one thread; it ends when idle, and with the session.

    A file that crashes or hangs it, or takes too much, costs that file only.
    """

    def __init__(self, pools: Pools, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looker: Looker | None = None
        self._runners: list[Runner] = []
        self._idle = QTimer(self, singleShot=True, interval=IDLE_MS)
        self._idle.timeout.connect(self._end_idle)
        pools.closing.connect(self.end)

    def serve(self, runner: Runner) -> None:
        """Know of a runner whose jobs look at files; all of them run on the same thread."""
        self._runners.append(runner)
        for ended in (runner.finished, runner.failed, runner.cancelled):
            ended.connect(self._rest)

    def looker(self) -> Looker:
        """For a job that begins now; its process starts with the first file."""
        self._idle.stop()
        if self._looker is None:
            self._looker = Looker()
        return self._looker

    @Slot()
    def end(self) -> None:
        """End the process now, whatever it looks at."""
        self._idle.stop()
        looker, self._looker = self._looker, None
        if looker is not None:
            looker.end()

    @Slot()
    def _rest(self) -> None:
        if self._looker is not None:
            self._idle.start()

    @Slot()
    def _end_idle(self) -> None:
        if all(runner.is_idle for runner in self._runners):
            self.end()
        else:
            self._idle.start()
