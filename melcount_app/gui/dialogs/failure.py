"""What could not be done, in one sentence that stays until it is read."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from melcount_app.gui.language import told


def show_failure(parent: QWidget | None, sentence: str) -> QMessageBox:
    """Open a dialog with the sentence; work that runs goes on behind it."""
    box = QMessageBox(parent)
    box.setObjectName("failure_dialog")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(QApplication.applicationName())
    box.setTextFormat(Qt.TextFormat.PlainText)  # file names may look like markup
    box.setText(told(sentence))
    box.open()
    return box
