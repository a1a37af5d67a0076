"""Puts what is finished on disk, in the background, in the order in which it was finished."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import TypeAlias

from PySide6.QtCore import QObject, QThreadPool, Signal, Slot

from melcount_app.core.errors import MelcountError
from melcount_app.gui.worker import Worker

Save: TypeAlias = Callable[[], None]


class Keeper(QObject):
    """A queue of saves; of two of the same thing only the later one is done.

    Attributes:
        failed: a `MelcountError`: something could not be saved. It stays in the queue and is
            tried again with the next save.
    """

    failed = Signal(object)

    def __init__(self, pool: QThreadPool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = pool
        self._lock = threading.Lock()
        self._saving_lock = threading.Lock()
        self._waiting: dict[tuple[str, int], Save] = {}
        self._worker: Worker | None = None
        self._ended: Worker | None = None

    @property
    def is_idle(self) -> bool:
        """Whether all is on disk."""
        with self._lock:
            return not self._waiting and self._worker is None

    def keep(self, what: str, key: int, save: Save) -> None:
        """Save something soon.

        Args:
            what: kind of thing, as in "edits".
            key: of the scan it belongs to.
            save: does it, on a pool thread; may raise a `MelcountError`.
        """
        with self._lock:
            self._waiting.pop((what, key), None)
            self._waiting[what, key] = save
        if self._worker is None:
            self._begin()

    def _begin(self) -> None:
        self._worker = Worker(self._saving(), self)
        self._worker.finished.connect(self._on_ended)
        self._worker.failed.connect(self._on_failed)
        self._worker.start(self._pool)

    def _saving(self) -> Generator[None, None, None]:
        """Save until nothing is left; one failure ends it and leaves the rest waiting."""
        while self._save_first():
            yield

    def _save_first(self) -> bool:
        """Save what has waited longest; whether there was something.

        One thread at a time, so that the later of two saves of one thing comes last.
        """
        with self._saving_lock:
            with self._lock:
                first = next(iter(self._waiting.items()), None)
            if first is None:
                return False
            name, save = first
            save()
            with self._lock:
                if self._waiting.get(name) is save:
                    del self._waiting[name]
            return True

    def flush(self) -> None:
        """Save all that waits, on this thread, which may be any.

        Raises:
            MelcountError: something cannot be saved.
        """
        while self._save_first():
            pass

    @Slot()
    def _on_ended(self) -> None:
        self._end()
        with self._lock:
            is_left = bool(self._waiting)
        if is_left:
            self._begin()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, MelcountError):
            self.failed.emit(error)

    def _end(self) -> None:
        """Let go of the worker; its thread may still be leaving it, so it is kept one turn."""
        if self._ended is not None:
            self._ended.deleteLater()
        self._ended, self._worker = self._worker, None

    def close(self) -> None:
        """Wait for what is being saved, and save the rest on this thread.

        Raises:
            MelcountError: something cannot be saved.
        """
        self._pool.waitForDone()
        self.flush()
