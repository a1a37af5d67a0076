"""A folder that can be typed or chosen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from melcount_app.gui.dialogs.files import FileQuestion


class FolderLine(QWidget):
    """A line for the folder of the results, and a button to choose it by."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.edit = QLineEdit(str(folder))
        self.edit.setObjectName("results_folder")
        self.edit.setAccessibleName(self.tr("Folder for the results"))
        choose = QPushButton(self.tr("Choose…"))
        choose.setObjectName("choose_folder")
        choose.setAutoDefault(False)
        choose.clicked.connect(self._ask)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.edit, 1)
        row.addWidget(choose)

    @property
    def folder(self) -> Path:
        """What it shows."""
        return Path(self.edit.text().strip()).expanduser()

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self.tr("Folder for the results"))
        dialog.setObjectName("ask_folder")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        FileQuestion(dialog, lambda path: self.edit.setText(str(path)))
