"""Long work off the GUI thread: any generator of events, run on a pool thread."""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QThread, QThreadPool, Signal, Slot

from melcount_app.core.errors import MelcountError

NICER_BY = 5
"""So much a pool thread, and what it starts, stands behind the window where that is a number."""


class Worker(QObject):
    """Iterates one generator of events on a pool thread and tells what happens by signals.

    The generator runs on one pool thread from its first event to its close. The signals
    arrive on the thread that owns the worker; exactly one of `finished`, `failed` and
    `cancelled` comes last, and after `cancel` nothing but `cancelled` comes.

    Attributes:
        happened: one event, in the order of the generator.
        finished: the generator is exhausted.
        failed: the exception that ended it. One that is not a `MelcountError` is a bug and
            goes to `sys.excepthook` as well.
        cancelled: the generator was closed before its end, as asked.
    """

    happened = Signal(object)
    finished = Signal()
    failed = Signal(object)
    cancelled = Signal()
    _came = Signal(object)
    _ended = Signal(object)

    def __init__(self, events: Generator[Any, None, Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._events = events
        self._stop = threading.Event()
        self._came.connect(self._deliver)
        self._ended.connect(self._conclude)

    def start(self, pool: QThreadPool) -> None:
        """Begin as soon as the pool has a free thread."""
        pool.start(self._run)

    def cancel(self) -> None:
        """Stop before the next event and close the generator."""
        self._stop.set()

    def _run(self) -> None:
        give_way()
        failure: Exception | None = None
        try:
            self._iterate()
        except MelcountError as error:
            failure = error
        except Exception as error:  # noqa: BLE001 - a bug on a pool thread must reach crash.py
            sys.excepthook(type(error), error, error.__traceback__)
            failure = error
        self._ended.emit(failure)

    def _iterate(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    event = next(self._events)
                except StopIteration:
                    return
                self._came.emit(event)
        finally:
            self._events.close()

    @Slot(object)
    def _deliver(self, event: object) -> None:
        if not self._stop.is_set():
            self.happened.emit(event)

    @Slot(object)
    def _conclude(self, failure: Exception | None) -> None:
        if self._stop.is_set():
            self.cancelled.emit()
        elif failure is not None:
            self.failed.emit(failure)
        else:
            self.finished.emit()


class Runner(QObject):
    """Runs one named job at a time; a new one cancels the one that runs and takes its place.

    Attributes:
        started: name of the job.
        happened: one event of the job that runs.
        finished: name of the job that came to its end.
        failed: name of the job, and the exception that ended it.
        cancelled: name of the job that was stopped.
    """

    started = Signal(str)
    happened = Signal(object)
    finished = Signal(str)
    failed = Signal(str, object)
    cancelled = Signal(str)

    def __init__(self, pool: QThreadPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._worker: Worker | None = None
        self._ended_worker: Worker | None = None
        self._waiting: deque[tuple[str, Generator[Any, None, Any]]] = deque()
        self._is_stopped = False
        self.job = ""

    @property
    def is_idle(self) -> bool:
        """Whether nothing runs and nothing waits."""
        return self._worker is None and not self._waiting

    def run(self, job: str, events: Generator[Any, None, Any]) -> None:
        """Run a job next; those that still wait are dropped, one that runs is cancelled."""
        self.cancel()
        self.enqueue(job, events)

    def follow(self, job: str, events: Generator[Any, None, Any]) -> None:
        """Run a job when the one that runs has come to its end; those that wait are dropped."""
        self._waiting.clear()
        self.enqueue(job, events)

    def enqueue(self, job: str, events: Generator[Any, None, Any]) -> None:
        """Run a job after the one that runs and those that wait; none is dropped."""
        if not self._is_stopped:
            self._waiting.append((job, events))
            self._begin()

    def stop(self) -> None:
        """Cancel, and begin nothing more."""
        self._is_stopped = True
        self.cancel()

    def go_on(self) -> None:
        """Jobs may begin again."""
        self._is_stopped = False

    def cancel(self) -> None:
        """Stop the job that runs and forget those that wait."""
        self._waiting.clear()
        if self._worker is not None:
            self._worker.cancel()

    def _begin(self) -> None:
        if not self._waiting or self._worker is not None:
            return
        self.job, events = self._waiting.popleft()
        worker = Worker(events, self)
        worker.happened.connect(self.happened)
        worker.finished.connect(self._on_finished)
        worker.failed.connect(self._on_failed)
        worker.cancelled.connect(self._on_cancelled)
        self._worker = worker
        self.started.emit(self.job)
        worker.start(self._pool)

    @Slot()
    def _on_finished(self) -> None:
        self.finished.emit(self._end())
        self._begin()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self.failed.emit(self._end(), error)
        self._begin()

    @Slot()
    def _on_cancelled(self) -> None:
        self.cancelled.emit(self._end())
        self._begin()

    def _end(self) -> str:
        """Let go of the worker; its thread may still be leaving it, so it is kept one turn."""
        if self._ended_worker is not None:
            self._ended_worker.deleteLater()
        self._ended_worker, self._worker = self._worker, None
        job, self.job = self.job, ""
        return job


def give_way() -> None:
    """Leave the processor to the window first: this thread, and those that it starts from now on.

    Linux has no priorities for Qt to set, but a nice value for each thread, which new ones inherit.
    """
    if sys.platform == "linux":
        of_window = os.getpriority(os.PRIO_PROCESS, os.getpid())
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), min(of_window + NICER_BY, 19))


def one_thread_pool(parent: QObject) -> QThreadPool:
    """A pool that runs one thing at a time, and leaves the processor to the window first."""
    pool = QThreadPool(parent)
    pool.setMaxThreadCount(1)
    pool.setThreadPriority(QThread.Priority.LowPriority)
    return pool
