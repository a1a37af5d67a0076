"""Asking whether thousands of outlines in a file are meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.core.outline_files import TooManyOutlinesError


class ManyOutlinesDialog(QMessageBox):
    """Says how many outlines a file holds; they are taken only where the user wants all of them."""

    def __init__(
        self, window: QWidget, found: TooManyOutlinesError, take: Callable[[Path], None]
    ) -> None:
        super().__init__(window)
        self.setObjectName("many_outlines")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("Very many outlines"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._path, self._take = found.path, take
        text = self.tr("{name} holds {n} outlines ({detections} detections).")
        self.setText(
            text.format(name=found.path.name, n=found.outlines, detections=found.detections)
        )
        self.setInformativeText(
            self.tr(
                "They may be cells that a program found. Regions alone can be exported where the "
                "file comes from."
            )
        )
        role = QMessageBox.ButtonRole
        take_all = self.addButton(self.tr("Take all {n}").format(n=found.outlines), role.AcceptRole)
        take_all.setObjectName("take_all_outlines")
        take_all.clicked.connect(self._take_all)
        leave = self.addButton(self.tr("Take none"), role.RejectRole)
        leave.setObjectName("take_no_outlines")
        self.setDefaultButton(leave)
        self.setEscapeButton(leave)

    @Slot()
    def _take_all(self) -> None:
        self._take(self._path)
