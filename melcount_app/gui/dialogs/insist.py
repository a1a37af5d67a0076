"""Asking whether a scan is to be counted that does not look like fluorescence."""

from __future__ import annotations

import dataclasses

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from melcount_app.core.fluorescence import NoFluorescenceError
from melcount_app.gui.session import Session


class InsistDialog(QMessageBox):
    """Says why a scan was not counted; it is counted where the user insists."""

    def __init__(self, window: QWidget, found: NoFluorescenceError, session: Session) -> None:
        super().__init__(window)
        self.setObjectName("insist")
        self._session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.Warning)
        self.setWindowTitle(self.tr("No fluorescence"))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(str(found))
        role = QMessageBox.ButtonRole
        insist = self.addButton(self.tr("Count all the same"), role.AcceptRole)
        insist.setObjectName("count_all_the_same")
        insist.clicked.connect(self._insist)
        leave = self.addButton(self.tr("Do not count"), role.RejectRole)
        leave.setObjectName("do_not_count")
        self.setDefaultButton(leave)
        self.setEscapeButton(leave)

    @Slot()
    def _insist(self) -> None:
        text = self.tr("count what is bright where fluorescence is dark")
        self._session.desk.attempt(text, lambda edits: dataclasses.replace(edits, insists=True))
        self._session.counting.count()
