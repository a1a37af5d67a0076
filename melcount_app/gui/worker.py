"""Long work off the GUI thread: any generator of events, run on a pool thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QThreadPool, Signal

from melcount_app.core.errors import MelcountError


class Worker(QObject):
    """Iterates one generator of events on a pool thread and tells what happens by signals.

    The generator runs on one pool thread from its first event to its close; the signals
    arrive on the thread that owns the worker. Exactly one of `finished`, `failed` and
    `cancelled` comes last.

    Attributes:
        happened: one event, in the order of the generator.
        finished: the generator is exhausted.
        failed: the `MelcountError` that ended it. Any other exception is a bug: it goes to
            `sys.excepthook`, and `failed` carries it too so that nobody waits for ever.
        cancelled: the generator was closed before its end, as asked.
    """

    happened = Signal(object)
    finished = Signal()
    failed = Signal(object)
    cancelled = Signal()

    def __init__(
        self, events: Generator[Any, None, Any], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._events = events
        self._stop = threading.Event()

    def start(self, pool: QThreadPool) -> None:
        """Begin as soon as the pool has a free thread."""
        pool.start(self._run)

    def cancel(self) -> None:
        """Stop before the next event and close the generator; `cancelled` follows."""
        self._stop.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def _run(self) -> None:
        try:
            self._iterate()
        except MelcountError as error:
            self.failed.emit(error)
        except Exception as error:  # noqa: BLE001 - a bug on a pool thread must reach crash.py
            sys.excepthook(type(error), error, error.__traceback__)
            self.failed.emit(error)
        else:
            (self.cancelled if self._stop.is_set() else self.finished).emit()

    def _iterate(self) -> None:
        """Pass events on until there are no more or somebody cancels; then close."""
        try:
            while not self._stop.is_set():
                try:
                    event = next(self._events)
                except StopIteration:
                    return
                if not self._stop.is_set():
                    self.happened.emit(event)
        finally:
            self._events.close()
