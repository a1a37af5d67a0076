"""What is finished is put on disk, in the background, in the order in which it was finished."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Generator, Hashable
from dataclasses import dataclass
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from melcount_app.core.errors import MelcountError, StudyError
from melcount_app.core.study import Study
from melcount_app.gui.session.pools import Pool, Pools
from melcount_app.gui.worker import Worker

Save: TypeAlias = Callable[[Study], object]

RETRY_MS = 4000
"""How often a save that failed is tried again."""


@dataclass(frozen=True, slots=True, eq=False)
class Waiting:
    """One thing that is not on disk yet.

    Attributes:
        save: puts it there; may raise a `MelcountError`.
        replaces: what it is, where only the latest of it matters; None for a step of its own.
    """

    save: Save
    replaces: Hashable | None


class Keeping(QObject):
    """A queue of saves.

    Every step of the user is one of its own; of a picture, or what follows from something else,
    only the latest is saved. What cannot be saved stays in the queue and is tried again, until it
    can be or is given up.

    Attributes:
        changed: `problem` or `unsaved` is another; not told while all goes well.
        study: that it is put into; None where nothing is kept.
        problem: why something cannot be saved, as a sentence; empty while all goes well.
    """

    changed = Signal()

    def __init__(self, study: Study | None, pools: Pools, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.study = study
        self.problem = ""
        self._keeps = (
            self.is_writable
        )  # a study taken over later is a problem, not a reason to forget
        self._pool = pools.thread_pool(Pool.KEEPING)
        self._lock = threading.Lock()
        self._saving_lock = threading.Lock()
        self._waiting: list[Waiting] = []
        self._worker: Worker | None = None
        self._ended: Worker | None = None
        self._retry = QTimer(self, singleShot=True, interval=RETRY_MS)
        self._retry.timeout.connect(self.try_again)

    @property
    def is_writable(self) -> bool:
        """Whether there is a study, and it is ours to write."""
        return self.study is not None and not self.study.is_read_only

    @property
    def unsaved(self) -> int:
        """How many steps are not on disk; what is made anew where it is missing is none."""
        with self._lock:
            return sum(each.replaces is None for each in self._waiting)

    @property
    def is_idle(self) -> bool:
        """Whether all is on disk, and nothing is being put there."""
        return self._worker is None and not self._waiting

    def keep(self, save: Save, *, replaces: Hashable | None = None) -> None:
        """Save something soon, if the study is ours to write.

        Args:
            save: does it with the study, on a pool thread; may raise a `MelcountError`.
            replaces: what it is, as in ("thumbnail", key), where an earlier one that still waits
                need not be saved; None for a step that must not be lost.
        """
        if not self._keeps:
            return
        with self._lock:
            if replaces is not None:
                self._waiting = [each for each in self._waiting if each.replaces != replaces]
            self._waiting.append(Waiting(save, replaces))
        if self.problem:
            self.changed.emit()
        elif self._worker is None:
            self._begin()

    @Slot()
    def try_again(self) -> None:
        """Save what could not be saved; with nothing left of it, see whether all is well again."""
        self._retry.stop()
        if self._worker is None and (self._waiting or self.problem):
            self._begin()

    def _begin(self) -> None:
        self._worker = Worker(self._saving(), self)
        self._worker.finished.connect(self._on_ended)
        self._worker.failed.connect(self._on_failed)
        self._worker.start(self._pool)

    def _saving(self) -> Generator[None, None, None]:
        """Save until nothing is left; one failure ends it and leaves the rest waiting."""
        if self.problem and self.study is not None:
            self.study.reconnect()
        while self._save_first():
            yield

    def _save_first(self) -> bool:
        """Save what has waited longest; whether there was something.

        One thread at a time, so that the later of two saves of one thing comes last.
        """
        with self._saving_lock:
            with self._lock:
                first = self._waiting[0] if self._waiting else None
            if first is None or self.study is None:
                return False
            try:
                first.save(self.study)
            except MelcountError:
                raise  # it waits for better days
            except Exception:
                self._let_go(first)  # a bug, which is told: what waits behind it is saved
                raise
            self._let_go(first)
            return True

    def _let_go(self, done: Waiting) -> None:
        with self._lock:
            self._waiting = [each for each in self._waiting if each is not done]

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
        self._tell("")
        if self._waiting:
            self._begin()

    @Slot(object)
    def _on_failed(self, error: Exception) -> None:
        self._end()
        if isinstance(error, MelcountError):
            self._tell(str(error))
            self._retry.start()
        elif self.unsaved:
            self._begin()

    def _tell(self, problem: str) -> None:
        """Say why something cannot be saved, or that it can again."""
        if problem or self.problem:
            self.problem = problem
            self.changed.emit()

    def _end(self) -> None:
        """Let go of the worker; its thread may still be leaving it, so it is kept one turn."""
        if self._ended is not None:
            self._ended.deleteLater()
        self._ended, self._worker = self._worker, None

    def save_into(self, study: Study) -> tuple[Waiting, ...]:
        """Save all that waits into a copy of the study; here it goes on waiting.

        Returns:
            What was saved there.

        Raises:
            MelcountError: something cannot be saved there.
        """
        with self._saving_lock:
            with self._lock:
                waiting = tuple(self._waiting)
            for each in waiting:
                each.save(study)
        return waiting

    def forget(self, saved: Collection[Waiting]) -> None:
        """Let go of what was saved elsewhere."""
        with self._lock:
            self._waiting = [each for each in self._waiting if each not in saved]
        self.changed.emit()

    def give_up(self) -> None:
        """Forget what could not be saved."""
        self._retry.stop()
        with self._lock:
            self._waiting = []

    def check(self) -> None:
        """Refuse to go on where it is known that something cannot be saved.

        Nothing is tried: a drive that is gone may take a minute to say so.

        Raises:
            StudyError: why.
        """
        if self.problem and self.unsaved:
            raise StudyError(self.problem)

    def finish(self) -> None:
        """Wait for what is being saved, and save the rest on this thread.

        Where it is known that nothing can be saved, what is made anew where it is missing is not.

        Raises:
            MelcountError: something cannot be saved; it goes on waiting.
        """
        self._retry.stop()
        self._pool.waitForDone()
        if self.problem and not self.unsaved:
            self.give_up()
        self.flush()
