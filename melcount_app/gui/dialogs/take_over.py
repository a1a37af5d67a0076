"""Asking before a study is taken from a window that seems to have it open."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.core.study import Study
from melcount_app.gui.language import told


class TakeOverDialog(QMessageBox):
    """Says who has the study and what comes of taking it; accepted where it is taken."""

    def __init__(self, window: QWidget, study: Study) -> None:
        super().__init__(window)
        self.setObjectName("take_over_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle(self.tr("Write the study here"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(told(study.held_by))
        self.setInformativeText(
            self.tr(
                "Where that window has crashed, or its computer, the study can be written here. "
                "Where it is still open, what is changed there from now on is refused."
            )
        )
        self.addButton(self.tr("Write it here"), QMessageBox.ButtonRole.AcceptRole)
        self.setDefaultButton(self.addButton(QMessageBox.StandardButton.Cancel))
