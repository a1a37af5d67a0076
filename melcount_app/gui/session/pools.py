"""The threads of a session, and all jobs that run on them."""

from __future__ import annotations

import enum

from PySide6.QtCore import QObject, QThreadPool, Signal

from melcount_app.gui.worker import Runner, one_thread_pool


class Pool(enum.Enum):
    """What a thread is for; each does one thing after the other."""

    OPENING = enum.auto()
    LISTING = enum.auto()
    KEEPING = enum.auto()
    COUNTING = enum.auto()
    MEASURING = enum.auto()
    BATCH = enum.auto()
    COPYING = enum.auto()


class Pools(QObject):
    """Hands out runners, and ends all of them at once: none can be forgotten.

    Attributes:
        closing: all jobs were told to end; what can be hurried should be.
    """

    closing = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {pool: one_thread_pool(self) for pool in Pool}
        self._runners: list[Runner] = []
        self._is_closed = False

    def runner(self, pool: Pool) -> Runner:
        """One that runs a job at a time on a thread."""
        runner = Runner(self._pools[pool], self)
        self._runners.append(runner)
        if self._is_closed:
            runner.stop()
        return runner

    def thread_pool(self, pool: Pool) -> QThreadPool:
        """The thread itself, for what must not be cancelled."""
        return self._pools[pool]

    def close(self) -> None:
        """Cancel all jobs and wait until no thread runs.

        No job begins then, whatever the ends of the others make rooms wish for.
        """
        self._is_closed = True
        for runner in self._runners:
            runner.stop()
        self.closing.emit()
        for pool in self._pools.values():
            pool.waitForDone()

    def reopen(self) -> None:
        """Jobs may begin again: the session goes on after all."""
        self._is_closed = False
        for runner in self._runners:
            runner.go_on()
