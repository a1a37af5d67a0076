"""What is asked before the reports of a study are written."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDialog, QLabel, QVBoxLayout, QWidget

from melcount_app.gui.dialogs.folder_line import FolderLine, begin_or_cancel
from melcount_app.gui.language import language_code
from melcount_app.gui.session.study_work import ReportsAsked

WIDTH_PX = 560


class ReportsDialog(QDialog):
    """Asks for a folder, and what is written besides the workbooks.

    Attributes:
        chosen: a `ReportsAsked`.
    """

    chosen = Signal(object)

    def __init__(self, window: QWidget, folder: Path) -> None:
        super().__init__(window)
        self.setObjectName("write_reports_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Write reports"))
        self.folder = FolderLine(folder)
        self.csv = QCheckBox(self.tr("The table of all regions as CSV, too"))
        self.csv.setObjectName("reports_csv")
        self.pdf = QCheckBox(self.tr("The study as one PDF, and a page per condition, too"))
        self.pdf.setObjectName("reports_pdf")
        what = QLabel(
            self.tr("One Excel workbook about the study and one per condition go to this folder:"),
            wordWrap=True,
        )
        buttons = begin_or_cancel(self, "begin_reports", self.tr("Write"))
        self.accepted.connect(self._begin)
        column = QVBoxLayout(self)
        for widget in (what, self.folder, self.csv, self.pdf):
            column.addWidget(widget)
        column.addSpacing(8)
        column.addWidget(buttons)
        self.setMinimumWidth(WIDTH_PX)

    @Slot()
    def _begin(self) -> None:
        self.chosen.emit(
            ReportsAsked(
                self.folder.folder, language_code(), self.csv.isChecked(), self.pdf.isChecked()
            )
        )
