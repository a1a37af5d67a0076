"""Asking what to do with changes that cannot be saved, before a study is left."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.gui.language import told


class UnsavedDialog(QMessageBox):
    """Says why changes cannot be saved; each button is a way out, none of them is lost by chance.

    Attributes:
        copy_wanted: all is to be saved in a copy of the study elsewhere.
        abandoned: the study is left without them.
    """

    copy_wanted = Signal()
    abandoned = Signal()

    def __init__(self, window: QWidget, problem: str, unsaved: int) -> None:
        super().__init__(window)
        self.setObjectName("unsaved_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("Changes are not saved"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(told(problem))
        self.setInformativeText(self.tr("Changes that are not saved: {n}.").format(n=unsaved))
        role = QMessageBox.ButtonRole
        copy = self.addButton(self.tr("Save a copy elsewhere…"), role.AcceptRole)
        copy.setObjectName("save_copy_elsewhere")
        copy.clicked.connect(self.copy_wanted)
        text = (
            self.tr("Close without saving 1 change")
            if unsaved == 1
            else self.tr("Close without saving {n} changes").format(n=unsaved)
        )
        leave = self.addButton(text, role.DestructiveRole)
        leave.setObjectName("close_without_saving")
        leave.clicked.connect(self.abandoned)
        stay = self.addButton(self.tr("Go on"), role.RejectRole)
        stay.setObjectName("go_on")
        self.setDefaultButton(stay)
        self.setEscapeButton(stay)
