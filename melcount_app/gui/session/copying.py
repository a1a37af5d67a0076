"""Studies written elsewhere: a copy with all that was not saved, and a damaged one repaired."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.study import RepairProgress, Study, StudyRepaired, repair_study
from melcount_app.gui.session.ground import Ground
from melcount_app.gui.session.keeping import Keeping, Waiting
from melcount_app.gui.session.pools import Pool

COPYING, REPAIRING = "copy", "repair"


@dataclass(frozen=True, slots=True)
class StudyCopied:
    """A copy was written.

    Attributes:
        path: of it.
        saved: what was waiting to be saved, and is in the copy.
    """

    path: Path
    saved: tuple[Waiting, ...]


class StudyCopies(QObject):
    """Writes copies of the study.

    Attributes:
        made: the path of a copy, which holds all that waited to be saved; that waits no more.
        repaired: a `StudyRepaired`: what is whole in a damaged study is in a new one.
        failed: there is none; the reason was told.
    """

    made = Signal(Path)
    repaired = Signal(object)
    failed = Signal()

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.hall)
        self._ground = ground
        self._runner = ground.pools.runner(Pool.COPYING)
        self._runner.happened.connect(self._take)
        self._runner.failed.connect(self._on_failed)

    def make(self, path: Path) -> None:
        """Write a copy; `made` or `failed` follows."""
        study = self._ground.keeping.study
        if study is not None:
            self._runner.run(COPYING, _copying(study, self._ground.keeping, path))

    def repair(self, damaged: Path, path: Path) -> None:
        """Save what is whole in a damaged study into a new one; `repaired` or `failed` follows."""
        self._runner.run(REPAIRING, repair_study(damaged, path))

    @Slot(object)
    def _take(self, event: StudyCopied | RepairProgress | StudyRepaired) -> None:
        match event:
            case StudyCopied():
                self._take_copy(event)
            case StudyRepaired():
                self.repaired.emit(event)

    def _take_copy(self, copied: StudyCopied) -> None:
        if self._ground.keeping.problem:
            self._ground.keeping.forget(copied.saved)
        self.made.emit(copied.path)

    @Slot(str, object)
    def _on_failed(self, job: str, error: Exception) -> None:
        self._ground.tell_error(job, error)
        self.failed.emit()


def _copying(study: Study, keeping: Keeping, path: Path) -> Generator[StudyCopied, None, None]:
    """Write a copy and save into it what waits.

    Raises:
        StudyError: the study cannot be read, or the copy not be written.
    """
    study.copy_to(path)
    with Study.open(path) as copy:
        saved = keeping.save_into(copy)
    yield StudyCopied(path, saved)
