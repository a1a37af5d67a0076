"""What lies beside the scans and was taken for none."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from melcount_app.core.plan import FoundScans, LeftOutFile
from melcount_app.gui.language import told
from melcount_app.gui.messages import Message
from melcount_app.gui.session.ground import Ground


class LeftOutDesk(QObject):
    """Files and folders that were left out, until they are put back.

    Attributes:
        changed: others are left out.
        present: those that are not in the list, and of which nothing is.
    """

    changed = Signal()

    def __init__(self, ground: Ground) -> None:
        super().__init__(ground.hall)
        self._ground = ground
        study = ground.keeping.study
        found = study.plan.left_out() if study is not None else ()
        self._files: dict[Path, LeftOutFile] = {file.path: file for file in found}
        self.present = self._find()
        ground.scans.listed.connect(self._follow)

    @Slot()
    def _follow(self) -> None:
        """See what is left out by now: scans came, or went."""
        present = self._find()
        if present != self.present:
            self.present = present
            self.changed.emit()

    def _find(self) -> tuple[LeftOutFile, ...]:
        if not self._files:
            return ()
        listed = {work.path for work in self._ground.scans}
        holding = {path.parent for path in listed}
        listed |= holding | {folder for path in holding for folder in path.parents}
        return tuple(file for path, file in self._files.items() if path not in listed)

    def take(self, found: FoundScans) -> Message | None:
        """Take note of what was left out where scans were looked for.

        Returns:
            What is to be said of it, if there is anything.
        """
        new = {file.path for file in found.left_out}
        self._files = {file.path: file for file in found.left_out_with(self._files.values())}
        self._follow()
        left_out = [file for file in self.present if file.path in new]
        if not left_out:
            return None
        first = left_out[0]
        if len(left_out) == 1:
            sentence = self.tr("“{name}” was left out: {reason}")
        else:
            sentence = self.tr("{n} files and folders were left out, such as “{name}”: {reason}")
        text = sentence.format(n=len(left_out), name=first.place, reason=told(first.reason))
        return Message(text, offers=("left_out",))

    def keep(self) -> None:
        """Let the study know what is left out by now."""
        files = self.present
        self._ground.keeping.keep(
            lambda study: study.plan.set_left_out(files), replaces=("left out", 0)
        )
