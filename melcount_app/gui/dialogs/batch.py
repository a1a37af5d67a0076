"""What is asked once before a study is counted: where its results go."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from melcount_app.gui.dialogs.folder_line import FolderLine, begin_or_cancel
from melcount_app.gui.session.rows import ScanRow

WIDTH_PX = 560


class BatchDialog(QDialog):
    """Says what will happen, and asks for a folder.

    Attributes:
        chosen: a `Path`: the user wants to begin.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget, scans: Sequence[ScanRow], folder: Path) -> None:
        super().__init__(window)
        self.setObjectName("count_study")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Count all scans"))
        self.folder = FolderLine(folder)
        what = QLabel(self._what(scans), wordWrap=True)
        buttons = begin_or_cancel(self, "begin_batch", self.tr("Count"))
        self.accepted.connect(self._begin)
        column = QVBoxLayout(self)
        for widget in (what, QLabel(self.tr("The results go to this folder:")), self.folder):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(buttons)
        self.setMinimumWidth(WIDTH_PX)

    def _what(self, scans: Sequence[ScanRow]) -> str:
        conditions = len({scan.condition for scan in scans if scan.condition})
        return self.tr(
            "Scans to be counted: {n}; conditions: {m}. Each scan is counted once; then the "
            "reports are written. You can go on working meanwhile, or close the window: what is "
            "finished is kept, and the next start offers to go on."
        ).format(n=len(scans), m=conditions)

    @Slot()
    def _begin(self) -> None:
        self.chosen.emit(self.folder.folder)
